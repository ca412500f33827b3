//! When a request to send was stopped: what is put off afterwards does not leave either.

use super::ecrire;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "ALTER TABLE envoi ADD COLUMN annule_le bigint").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "ALTER TABLE envoi DROP COLUMN annule_le").await
    }
}
