//! Convocations deleted: kept whole, so that a deletion can be taken back.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Its own table rather than a mark on the other one: what stands and what was
        // deleted are then never taken for each other, and a person may be convoked again.
        ecrire(
            manager,
            "
            CREATE TABLE convocation_annulee (
              convocation_id bigint NOT NULL PRIMARY KEY,
              mission_id bigint NOT NULL REFERENCES mission (id) ON DELETE RESTRICT,
              intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE RESTRICT,
              version integer NOT NULL CHECK (version >= 1),
              contenu text NOT NULL,
              autorite text NOT NULL,
              auteur_id bigint NOT NULL REFERENCES compte (id) ON DELETE RESTRICT,
              cree_le bigint NOT NULL,
              imprimee_le bigint,
              courriels text NOT NULL,
              annulee_le bigint NOT NULL,
              annulee_par bigint NOT NULL REFERENCES compte (id) ON DELETE RESTRICT
            );
            CREATE INDEX convocation_annulee_mission ON convocation_annulee (mission_id);
            CREATE INDEX convocation_annulee_intervenant ON convocation_annulee (intervenant_id);
            CREATE INDEX convocation_annulee_auteur ON convocation_annulee (auteur_id);
            CREATE INDEX convocation_annulee_par ON convocation_annulee (annulee_par);
            ",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["convocation_annulee"]).await
    }
}
