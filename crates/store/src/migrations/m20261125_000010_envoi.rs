//! A mail of which nobody knows whether it was received once or twice.

use super::ecrire;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "ALTER TABLE courriel ADD COLUMN incertain boolean NOT NULL DEFAULT false",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "ALTER TABLE courriel DROP COLUMN incertain").await
    }
}
