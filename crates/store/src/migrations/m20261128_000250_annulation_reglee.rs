//! When somebody noted that a person knows, otherwise than by mail, that their convocation is
//! cancelled: what did not arrive is then no longer to be settled.

use super::ecrire;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "ALTER TABLE courriel ADD COLUMN reglee_le bigint").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "ALTER TABLE courriel DROP COLUMN reglee_le").await
    }
}
