//! The gestionnaire may let the centre of a mission change what the division convoked.

use super::ecrire;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "ALTER TABLE mission ADD COLUMN centre_autorise boolean NOT NULL DEFAULT false",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "ALTER TABLE mission DROP COLUMN centre_autorise").await
    }
}
