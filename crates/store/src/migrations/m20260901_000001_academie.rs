//! Académies and établissements.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A UAI is seven digits and the letter they call for (no I, O, Q): the whole
        // rule, so that no path into the database can get it wrong. CASE keeps the
        // number from being read before the digits are checked.
        ecrire(
            manager,
            "
            CREATE TABLE academie (
              id {cle},
              code text NOT NULL UNIQUE CHECK (length(trim(code)) > 0),
              nom text NOT NULL CHECK (length(trim(nom)) > 0),
              fuseau text NOT NULL CHECK (length(trim(fuseau)) > 0)
            );
            CREATE TABLE etablissement (
              id {cle},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              uai text NOT NULL UNIQUE CHECK (
                CASE
                  WHEN length(uai) = 8 AND ltrim(substr(uai, 1, 7), '0123456789') = ''
                  THEN substr('ABCDEFGHJKLMNPRSTUVWXYZ',
                              CAST(substr(uai, 1, 7) AS integer) % 23 + 1, 1) = substr(uai, 8, 1)
                  ELSE false
                END),
              nom text NOT NULL CHECK (length(trim(nom)) > 0),
              adresse text NOT NULL,
              code_postal text NOT NULL CHECK (
                code_postal = ''
                OR (length(code_postal) = 5 AND ltrim(code_postal, '0123456789') = '')),
              commune text NOT NULL,
              telephone text NOT NULL,
              mel text NOT NULL,
              ferme boolean NOT NULL
            );
            CREATE INDEX etablissement_academie ON etablissement (academie_id);
            ",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["etablissement", "academie"]).await
    }
}
