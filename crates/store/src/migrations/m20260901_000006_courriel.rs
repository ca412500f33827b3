//! Requests to send, and the mails they make: the outbox.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let genre = parmi("genre", &["convocation", "copie", "recapitulatif"]);
        let etat = parmi(
            "etat",
            &[
                "en_attente",
                "en_cours",
                "envoye",
                "nouvel_essai",
                "echec",
                "annule",
            ],
        );
        // A mail outlives its convocation: what was sent stays known. It is being
        // sent exactly when somebody holds its lock, and held locks expire.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE envoi (
              id {{cle}},
              mission_id bigint NOT NULL REFERENCES mission (id) ON DELETE RESTRICT,
              auteur_id bigint NOT NULL REFERENCES compte (id) ON DELETE RESTRICT,
              demande_le bigint NOT NULL,
              groupe boolean NOT NULL,
              sans_adresse text NOT NULL
            );
            CREATE INDEX envoi_mission ON envoi (mission_id);
            CREATE INDEX envoi_auteur ON envoi (auteur_id);
            CREATE TABLE courriel (
              id {{cle}},
              envoi_id bigint NOT NULL REFERENCES envoi (id) ON DELETE CASCADE,
              genre text NOT NULL CHECK ({genre}),
              convocation_id bigint REFERENCES convocation (id) ON DELETE SET NULL,
              intervenant_id bigint REFERENCES intervenant (id) ON DELETE SET NULL,
              nom text NOT NULL,
              adresse text NOT NULL CHECK (length(trim(adresse)) > 0),
              sujet text NOT NULL,
              message_id text NOT NULL UNIQUE CHECK (length(trim(message_id)) > 0),
              convocation_version integer NOT NULL CHECK (convocation_version >= 0),
              etat text NOT NULL CHECK ({etat}),
              etat_depuis bigint NOT NULL,
              essais integer NOT NULL DEFAULT 0 CHECK (essais >= 0),
              prochain_essai_le bigint NOT NULL,
              verrou text,
              verrou_jusqua bigint,
              raison text NOT NULL,
              empreinte_pdf text,
              cree_le bigint NOT NULL,
              envoye_le bigint,
              CHECK ((etat = 'en_cours') = (verrou IS NOT NULL)),
              CHECK ((verrou IS NULL) = (verrou_jusqua IS NULL)),
              CHECK ((etat = 'envoye') = (envoye_le IS NOT NULL)),
              UNIQUE (envoi_id, genre, convocation_id)
            );
            CREATE UNIQUE INDEX courriel_recapitulatif ON courriel (envoi_id)
              WHERE genre = 'recapitulatif';
            CREATE INDEX courriel_convocation ON courriel (convocation_id);
            CREATE INDEX courriel_intervenant ON courriel (intervenant_id);
            CREATE INDEX courriel_a_envoyer ON courriel (prochain_essai_le, id)
              WHERE etat IN ('en_attente', 'nouvel_essai');
            CREATE INDEX courriel_en_cours ON courriel (verrou_jusqua) WHERE etat = 'en_cours';
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["courriel", "envoi"]).await
    }
}
