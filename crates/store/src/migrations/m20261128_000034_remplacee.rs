//! Who was convoked instead of somebody: taking a replacement back undoes both halves.

use super::ecrire;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No reference: the convocation it names may be deleted in its turn.
        ecrire(
            manager,
            "ALTER TABLE convocation_annulee ADD COLUMN remplacee_par bigint",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "ALTER TABLE convocation_annulee DROP COLUMN remplacee_par",
        )
        .await
    }
}
