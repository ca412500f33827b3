//! Mails that come back: a state of their own, and a way to find a mail by the token
//! that its return path bears.

use super::{ecrire, parmi};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

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
            refaire(manager, (AVANT, ENVOI_AVANT), (APRES, ENVOI_APRES)).await?;
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
            refaire(manager, (APRES, ENVOI_APRES), (AVANT, ENVOI_AVANT)).await
        }
    }
}

/// States, and what they say of the moment a mail was accepted.
type Regles = (&'static [&'static str], &'static str);

/// SQLite cannot change a CHECK: the table is made again beside the old one, takes its
/// rows and its name. Nothing refers to this table, so no other row is touched; the
/// counter of keys goes along, for a key must not be given twice.
///
/// The new table is the old one's own text with other rules, so that a column or an
/// index added by another migration stays.
async fn refaire(manager: &SchemaManager<'_>, de: Regles, vers: Regles) -> Result<(), DbErr> {
    let lire = async |sql: &str| -> Result<Vec<String>, DbErr> {
        let conn = manager.get_connection();
        let requete = Statement::from_string(conn.get_database_backend(), sql);
        let lignes = conn.query_all_raw(requete).await?;
        lignes.iter().map(|l| l.try_get("", "t")).collect()
    };
    let table = "SELECT sql AS t FROM sqlite_master WHERE type = 'table' AND name = 'courriel'";
    let table = lire(table).await?.concat();
    let (_, corps) = table.split_once('(').unwrap_or_default();
    let etats = [parmi("etat", de.0), parmi("etat", vers.0)];
    let mut corps = corps.to_owned();
    for (avant, apres) in [(&*etats[0], &*etats[1]), (de.1, vers.1)] {
        if corps.matches(avant).count() != 1 {
            return Err(DbErr::Migration(format!("courriel: no « {avant} »")));
        }
        corps = corps.replace(avant, apres);
    }
    let colonnes = lire("SELECT name AS t FROM pragma_table_info('courriel')").await?;
    let colonnes = colonnes.join(", ");
    let index = "SELECT sql AS t FROM sqlite_master
        WHERE type = 'index' AND tbl_name = 'courriel' AND sql IS NOT NULL";
    let index = lire(index).await?.join(";\n");
    ecrire(
        manager,
        &format!(
            "CREATE TABLE courriel_refaite ({corps};
             INSERT INTO courriel_refaite ({colonnes}) SELECT {colonnes} FROM courriel;
             DELETE FROM sqlite_sequence WHERE name = 'courriel_refaite';
             INSERT INTO sqlite_sequence (name, seq)
               SELECT 'courriel_refaite', seq FROM sqlite_sequence WHERE name = 'courriel';
             DROP TABLE courriel;
             ALTER TABLE courriel_refaite RENAME TO courriel;
             {index}"
        ),
    )
    .await
}
