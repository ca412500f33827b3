//! Mails that come back: a state of their own, and a way to find a mail by the token
//! that its return path bears.

use super::{ecrire, parmi};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const AVANT: &[&str] = &[
    "en_attente",
    "en_cours",
    "envoye",
    "nouvel_essai",
    "echec",
    "annule",
];
const APRES: &[&str] = &[
    "en_attente",
    "en_cours",
    "envoye",
    "nouvel_essai",
    "echec",
    "annule",
    "retour",
];
/// When a mail was accepted is known while it counts as sent, and no other time.
const ENVOI_AVANT: &str = "CHECK ((etat = 'envoye') = (envoye_le IS NOT NULL))";
/// A mail that came back keeps when it was accepted, if anybody saw it: one whose
/// last try broke off may come back all the same.
const ENVOI_APRES: &str = "CONSTRAINT courriel_accepte_le CHECK (etat <> 'envoye' OR envoye_le IS NOT NULL),
              CONSTRAINT courriel_accepte_seulement CHECK (envoye_le IS NULL OR etat IN ('envoye', 'retour'))";
/// The token is the 32 signs after the `<` of the Message-ID; an index on it finds
/// the mail whatever domain the service had when it was asked for.
const INDEX_JETON: &str = "CREATE INDEX courriel_jeton ON courriel (substr(message_id, 2, 32))";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            let etat = parmi("etat", APRES);
            ecrire(
                manager,
                &format!(
                    "ALTER TABLE courriel
                       DROP CONSTRAINT courriel_etat_check,
                       DROP CONSTRAINT courriel_check2,
                       ADD CONSTRAINT courriel_etat_check CHECK ({etat}),
                       {}",
                    ENVOI_APRES.replace("CONSTRAINT", "ADD CONSTRAINT")
                ),
            )
            .await?;
        } else {
            refaire(manager, APRES, ENVOI_APRES).await?;
        }
        ecrire(manager, INDEX_JETON).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What came back was not received: the nearest that the former schema can say.
        ecrire(
            manager,
            "UPDATE courriel SET etat = 'echec', envoye_le = NULL WHERE etat = 'retour';
             DROP INDEX courriel_jeton",
        )
        .await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            let etat = parmi("etat", AVANT);
            ecrire(
                manager,
                &format!(
                    "ALTER TABLE courriel
                       DROP CONSTRAINT courriel_etat_check,
                       DROP CONSTRAINT courriel_accepte_le,
                       DROP CONSTRAINT courriel_accepte_seulement,
                       ADD CONSTRAINT courriel_etat_check CHECK ({etat}),
                       ADD CONSTRAINT courriel_check2 {ENVOI_AVANT}"
                ),
            )
            .await
        } else {
            refaire(manager, AVANT, ENVOI_AVANT).await
        }
    }
}

/// SQLite cannot change a CHECK: the table is made again beside the old one, takes its
/// rows and its name. Nothing refers to this table, so no other row is touched; the
/// counter of keys goes along, for a key must not be given twice.
async fn refaire(manager: &SchemaManager<'_>, etats: &[&str], envoi: &str) -> Result<(), DbErr> {
    let genre = parmi("genre", &["convocation", "copie", "recapitulatif"]);
    let etat = parmi("etat", etats);
    ecrire(
        manager,
        &format!(
            "
            CREATE TABLE courriel_refaite (
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
              {envoi},
              UNIQUE (envoi_id, genre, convocation_id)
            );
            INSERT INTO courriel_refaite (id, envoi_id, genre, convocation_id, intervenant_id,
                nom, adresse, sujet, message_id, convocation_version, etat, etat_depuis, essais,
                prochain_essai_le, verrou, verrou_jusqua, raison, empreinte_pdf, cree_le,
                envoye_le)
              SELECT id, envoi_id, genre, convocation_id, intervenant_id,
                nom, adresse, sujet, message_id, convocation_version, etat, etat_depuis, essais,
                prochain_essai_le, verrou, verrou_jusqua, raison, empreinte_pdf, cree_le,
                envoye_le
              FROM courriel;
            DELETE FROM sqlite_sequence WHERE name = 'courriel_refaite';
            INSERT INTO sqlite_sequence (name, seq)
              SELECT 'courriel_refaite', seq FROM sqlite_sequence WHERE name = 'courriel';
            DROP TABLE courriel;
            ALTER TABLE courriel_refaite RENAME TO courriel;
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
