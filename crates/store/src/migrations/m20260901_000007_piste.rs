//! The audit trail: who did what, when. Lines are added and, past their retention,
//! deleted; the database itself refuses that one be changed.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "
            CREATE TABLE piste (
              id {cle},
              moment bigint NOT NULL,
              compte_id bigint REFERENCES compte (id) ON DELETE RESTRICT,
              action text NOT NULL CHECK (length(trim(action)) > 0),
              objet text NOT NULL,
              objet_id bigint NOT NULL,
              details text NOT NULL
            );
            CREATE INDEX piste_objet ON piste (objet, objet_id);
            CREATE INDEX piste_moment ON piste (moment);
            CREATE INDEX piste_compte ON piste (compte_id);
            ",
        )
        .await?;
        let garde = match manager.get_database_backend() {
            DbBackend::Postgres => {
                "CREATE FUNCTION piste_immuable() RETURNS trigger LANGUAGE plpgsql AS
                   'BEGIN RAISE EXCEPTION ''piste'' USING ERRCODE = ''23000''; END';
                 CREATE TRIGGER piste_immuable BEFORE UPDATE ON piste
                   FOR EACH ROW EXECUTE FUNCTION piste_immuable();"
            }
            _ => {
                "CREATE TRIGGER piste_immuable BEFORE UPDATE ON piste
                   BEGIN SELECT RAISE(ABORT, 'piste'); END;"
            }
        };
        ecrire(manager, garde).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["piste"]).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            ecrire(manager, "DROP FUNCTION piste_immuable").await?;
        }
        Ok(())
    }
}
