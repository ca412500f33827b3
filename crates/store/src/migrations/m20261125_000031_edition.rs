//! Editions of a letter: what is printed and checked is numbered by what it says, while
//! the version also counts what a letter does not show (a deletion taken back).

use super::ecrire;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "ALTER TABLE convocation ADD COLUMN edition integer NOT NULL DEFAULT 1;
             ALTER TABLE convocation_annulee ADD COLUMN edition integer NOT NULL DEFAULT 1;
             UPDATE convocation SET edition = version;
             UPDATE convocation_annulee SET edition = version",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "ALTER TABLE convocation DROP COLUMN edition;
             ALTER TABLE convocation_annulee DROP COLUMN edition",
        )
        .await
    }
}
