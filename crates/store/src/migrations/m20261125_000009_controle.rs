//! What clashes are made of: absences of people, and how many people a centre expects
//! on a mission.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let partie = parmi("partie", &["journee", "matin", "apres_midi"]);
        // `motif` and `commentaire` are for the établissement and the gestionnaire only.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE indisponibilite (
              id {{cle}},
              intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
              du {{jour}} NOT NULL,
              au {{jour}} NOT NULL,
              partie text NOT NULL CHECK ({partie}),
              jour_semaine integer CHECK (jour_semaine BETWEEN 1 AND 7),
              motif text NOT NULL,
              commentaire text NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              cree_le bigint NOT NULL,
              CHECK (au >= du)
            );
            CREATE INDEX indisponibilite_intervenant ON indisponibilite (intervenant_id, au);
            ALTER TABLE mission ADD COLUMN attendus integer CHECK (attendus > 0);
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "ALTER TABLE mission DROP COLUMN attendus").await?;
        supprimer(manager, &["indisponibilite"]).await
    }
}
