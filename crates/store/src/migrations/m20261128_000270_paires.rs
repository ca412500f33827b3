//! The pairs of words under which people are found, cut to three letters instead of four: a
//! short word of a search then has a quarter of the beginnings to be looked for
//! (`crates/store/src/intervenants.rs`).

use super::ecrire;
use super::m20261128_000260_mots_comptes::{DEBUT as AVANT, ecrire_mots};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Letters that a word of a pair keeps.
const DEBUT: usize = 3;

async fn refaire(manager: &SchemaManager<'_>, debut: usize) -> Result<(), DbErr> {
    ecrire(manager, "DELETE FROM intervenant_mot").await?;
    ecrire_mots(manager, debut).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        refaire(manager, DEBUT).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        refaire(manager, AVANT).await
    }
}
