//! The intervenant's own space: the address of their calendar, a change of personal address
//! that waits, their telephone; and the mails of the service that are of no mission.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let etat = parmi(
            "etat",
            &[
                "en_attente",
                "en_cours",
                "envoye",
                "nouvel_essai",
                "echec",
                "annule",
                "retour",
            ],
        );
        // No secret is kept: each is signed anew of its row, with the key of `secret`. A row
        // that goes takes its secret with it, for keys are never given twice.
        //
        // `courriel_service` lives beside `courriel`, all of whose rows are of a mission; the
        // kinds of its mails are told by the program alone, which gives up those that it
        // does not know.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE agenda_abonnement (
              id {{cle}},
              intervenant_id bigint NOT NULL UNIQUE
                REFERENCES intervenant (id) ON DELETE CASCADE,
              compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              graine text NOT NULL CHECK (length(graine) >= 32),
              cree_le bigint NOT NULL
            );
            CREATE INDEX agenda_abonnement_compte ON agenda_abonnement (compte_id);
            CREATE TABLE adresse_changement (
              id {{cle}},
              intervenant_id bigint NOT NULL UNIQUE
                REFERENCES intervenant (id) ON DELETE CASCADE,
              adresse text NOT NULL CHECK (length(trim(adresse)) > 0),
              graine text NOT NULL CHECK (length(graine) >= 32),
              compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              demande_le bigint NOT NULL,
              expire_le bigint NOT NULL CHECK (expire_le > demande_le)
            );
            CREATE INDEX adresse_changement_compte ON adresse_changement (compte_id);
            CREATE TABLE intervenant_telephone (
              intervenant_id bigint PRIMARY KEY NOT NULL
                REFERENCES intervenant (id) ON DELETE CASCADE,
              telephone text NOT NULL CHECK (length(telephone) <= 30),
              version integer NOT NULL CHECK (version >= 1),
              modifie_le bigint NOT NULL
            );
            CREATE TABLE courriel_service (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              intervenant_id bigint REFERENCES intervenant (id) ON DELETE CASCADE,
              genre text NOT NULL CHECK (length(trim(genre)) > 0),
              objet_cle bigint,
              nom text NOT NULL,
              adresse text NOT NULL CHECK (length(trim(adresse)) > 0),
              contenu text NOT NULL,
              message_id text NOT NULL UNIQUE CHECK (length(trim(message_id)) > 0),
              etat text NOT NULL CHECK ({etat}),
              etat_depuis bigint NOT NULL,
              essais integer NOT NULL DEFAULT 0 CHECK (essais >= 0),
              prochain_essai_le bigint NOT NULL,
              verrou text,
              verrou_jusqua bigint,
              raison text NOT NULL,
              cree_le bigint NOT NULL,
              envoye_le bigint,
              CHECK ((etat = 'en_cours') = (verrou IS NOT NULL)),
              CHECK ((verrou IS NULL) = (verrou_jusqua IS NULL))
            );
            CREATE INDEX courriel_service_academie ON courriel_service (academie_id);
            CREATE INDEX courriel_service_intervenant ON courriel_service (intervenant_id);
            CREATE INDEX courriel_service_objet ON courriel_service (genre, objet_cle);
            CREATE INDEX courriel_service_jeton ON courriel_service (substr(message_id, 2, 32));
            CREATE INDEX courriel_service_a_envoyer ON courriel_service (prochain_essai_le, id)
              WHERE etat IN ('en_attente', 'nouvel_essai');
            CREATE INDEX courriel_service_en_cours ON courriel_service (verrou_jusqua)
              WHERE etat = 'en_cours';
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &[
                "courriel_service",
                "intervenant_telephone",
                "adresse_changement",
                "agenda_abonnement",
            ],
        )
        .await
    }
}
