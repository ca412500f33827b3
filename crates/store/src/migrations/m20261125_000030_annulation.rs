//! The mail that cancels a convocation, and what each mail carried.

use super::{ecrire, parmi};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const AVANT: &[&str] = &["convocation", "copie", "recapitulatif"];
const APRES: &[&str] = &["convocation", "copie", "recapitulatif", "annulation"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        genres(manager, AVANT, APRES).await?;
        // As JSON: the affectation that a convocation said once it was accepted; what a
        // cancellation cancels.
        ecrire(manager, "ALTER TABLE courriel ADD COLUMN contenu text").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The former schema has no word for them.
        ecrire(
            manager,
            "DELETE FROM courriel WHERE genre = 'annulation';
             ALTER TABLE courriel DROP COLUMN contenu",
        )
        .await?;
        genres(manager, APRES, AVANT).await
    }
}

/// Changes which kinds of mail the table takes.
async fn genres(manager: &SchemaManager<'_>, de: &[&str], vers: &[&str]) -> Result<(), DbErr> {
    let (de, vers) = (parmi("genre", de), parmi("genre", vers));
    if manager.get_database_backend() == DbBackend::Postgres {
        return ecrire(
            manager,
            &format!(
                "ALTER TABLE courriel
                   DROP CONSTRAINT courriel_genre_check,
                   ADD CONSTRAINT courriel_genre_check CHECK ({vers})"
            ),
        )
        .await;
    }
    // SQLite cannot change a CHECK: the table is made again from its own text, so that
    // what other migrations added stays, and takes its rows, its name and its counter of
    // keys. Nothing refers to it.
    let lire = async |sql: &str| -> Result<Vec<String>, DbErr> {
        let conn = manager.get_connection();
        let requete = Statement::from_string(conn.get_database_backend(), sql);
        let lignes = conn.query_all_raw(requete).await?;
        lignes.iter().map(|l| l.try_get("", "t")).collect()
    };
    let table = "SELECT sql AS t FROM sqlite_master WHERE type = 'table' AND name = 'courriel'";
    let table = lire(table).await?.concat();
    let (_, corps) = table.split_once('(').unwrap_or_default();
    if corps.matches(&*de).count() != 1 {
        return Err(DbErr::Migration(format!("courriel: no « {de} »")));
    }
    let corps = corps.replace(&*de, &vers);
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
