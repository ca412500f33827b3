//! Selections of convocations acted upon together, with what became of each row.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let genre = parmi("genre", &["modifier", "supprimer"]);
        ecrire(
            manager,
            &format!(
                // A row keeps the name it was selected under and refers to no convocation:
                // what became of it is told even when it is gone.
                "
                CREATE TABLE lot (
                  id {{cle}},
                  compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
                  mission_id bigint NOT NULL REFERENCES mission (id) ON DELETE CASCADE,
                  genre text NOT NULL CHECK ({genre}),
                  demande text,
                  cree_le bigint NOT NULL
                );
                CREATE INDEX lot_compte ON lot (compte_id);
                CREATE INDEX lot_mission ON lot (mission_id);
                CREATE TABLE lot_ligne (
                  lot_id bigint NOT NULL REFERENCES lot (id) ON DELETE CASCADE,
                  rang integer NOT NULL,
                  convocation_id bigint NOT NULL,
                  version integer NOT NULL,
                  nom text NOT NULL,
                  issue text,
                  PRIMARY KEY (lot_id, rang)
                ) {{par_cle}};
                "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["lot_ligne", "lot"]).await
    }
}
