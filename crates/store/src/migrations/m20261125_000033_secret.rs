//! The key that signs the codes of the letters.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Drawn by the engine itself, so that no server ever runs without it: both draw
        // from the system's generator. In the database, so that a copy of it restores
        // letters that can still be checked.
        let tirage = match manager.get_database_backend() {
            DbBackend::Postgres => {
                "replace(gen_random_uuid()::text || gen_random_uuid()::text || \
                 gen_random_uuid()::text, '-', '')"
            }
            _ => "lower(hex(randomblob(48)))",
        };
        ecrire(
            manager,
            &format!(
                "CREATE TABLE secret (
                   nom text PRIMARY KEY NOT NULL,
                   valeur text NOT NULL CHECK (length(valeur) >= 64)
                 );
                 INSERT INTO secret (nom, valeur) SELECT 'codes', {tirage}"
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["secret"]).await
    }
}
