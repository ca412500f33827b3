//! The établissements to which people are attached à titre secondaire: a shared service.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The primary key serves from the person to the places, the index the other way
        // round. The main établissement stays in `intervenant`.
        ecrire(
            manager,
            "
            CREATE TABLE intervenant_rattachement (
              intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
              etablissement_id bigint NOT NULL REFERENCES etablissement (id) ON DELETE CASCADE,
              PRIMARY KEY (intervenant_id, etablissement_id)
            ) {par_cle};
            CREATE INDEX intervenant_rattachement_lieu
              ON intervenant_rattachement (etablissement_id, intervenant_id);
            ",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["intervenant_rattachement"]).await
    }
}
