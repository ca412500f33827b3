//! Second factors of accounts, their recovery codes, and sign-ins between the password and
//! the code.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The secret is sealed; of the recovery codes and of what the browser holds between
        // the password and the code, digests alone are kept.
        ecrire(
            manager,
            "
            CREATE TABLE second_facteur (
              compte_id bigint PRIMARY KEY NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              secret text NOT NULL CHECK (length(secret) > 0),
              dernier_pas bigint NOT NULL,
              actif_le bigint NOT NULL
            );
            CREATE TABLE second_facteur_secours (
              compte_id bigint NOT NULL
                REFERENCES second_facteur (compte_id) ON DELETE CASCADE,
              empreinte text NOT NULL CHECK (length(empreinte) > 0),
              PRIMARY KEY (compte_id, empreinte)
            );
            CREATE TABLE connexion_attente (
              empreinte text PRIMARY KEY NOT NULL CHECK (length(empreinte) > 0),
              compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              preuve text NOT NULL CHECK (length(preuve) > 0),
              enrolement boolean NOT NULL,
              expire_le bigint NOT NULL
            );
            CREATE INDEX connexion_attente_compte ON connexion_attente (compte_id);
            CREATE INDEX connexion_attente_expire ON connexion_attente (expire_le);
            ",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &[
                "connexion_attente",
                "second_facteur_secours",
                "second_facteur",
            ],
        )
        .await
    }
}
