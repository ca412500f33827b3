//! Accounts managed from the screens: their version, roles between two dates, links by which
//! somebody chooses their first password.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Of a link the digest alone is kept: who reads the database opens no account.
        ecrire(
            manager,
            "
            ALTER TABLE compte ADD COLUMN version integer NOT NULL DEFAULT 1;
            ALTER TABLE compte_role ADD COLUMN du {jour};
            ALTER TABLE compte_role ADD COLUMN au {jour};
            CREATE TABLE invitation (
              compte_id bigint PRIMARY KEY NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              empreinte text NOT NULL UNIQUE CHECK (length(empreinte) > 0),
              cree_le bigint NOT NULL,
              expire_le bigint NOT NULL
            );
            ",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["invitation"]).await?;
        ecrire(
            manager,
            "ALTER TABLE compte_role DROP COLUMN au;
             ALTER TABLE compte_role DROP COLUMN du;
             ALTER TABLE compte DROP COLUMN version",
        )
        .await
    }
}
