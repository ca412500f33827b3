//! Indisponibilités that heads record: half-days at both ends, changes counted, deletions
//! that can be taken back.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Reasons at the time of this migration.
const MOTIFS: [&str; 9] = [
    "temps_partiel",
    "formation",
    "sortie_scolaire",
    "autre_service",
    "concours",
    "conge",
    "medical",
    "autorisation",
    "autre",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connu = parmi("motif", &MOTIFS);
        // What was deleted is kept apart, as deleted convocations are: what stands and what
        // does not are then never taken for each other.
        ecrire(
            manager,
            &format!(
                "
            ALTER TABLE indisponibilite ADD COLUMN debut_midi integer NOT NULL DEFAULT 0
              CHECK (debut_midi IN (0, 1));
            ALTER TABLE indisponibilite ADD COLUMN fin_midi integer NOT NULL DEFAULT 0
              CHECK (fin_midi IN (0, 1));
            ALTER TABLE indisponibilite ADD COLUMN version integer NOT NULL DEFAULT 1
              CHECK (version >= 1);
            UPDATE indisponibilite SET motif = 'medical', commentaire = '' WHERE motif = 'maladie';
            UPDATE indisponibilite SET motif = 'autre' WHERE NOT ({connu});
            CREATE INDEX indisponibilite_periode ON indisponibilite (au, du);
            CREATE TABLE indisponibilite_supprimee (
              id bigint NOT NULL PRIMARY KEY,
              intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
              du {{jour}} NOT NULL,
              au {{jour}} NOT NULL,
              partie text NOT NULL,
              jour_semaine integer,
              debut_midi integer NOT NULL,
              fin_midi integer NOT NULL,
              motif text NOT NULL,
              commentaire text NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              cree_le bigint NOT NULL,
              version integer NOT NULL,
              supprimee_le bigint NOT NULL
            );
            CREATE INDEX indisponibilite_supprimee_intervenant
              ON indisponibilite_supprimee (intervenant_id);
            CREATE INDEX indisponibilite_supprimee_le ON indisponibilite_supprimee (supprimee_le);
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["indisponibilite_supprimee"]).await?;
        ecrire(
            manager,
            "
            DROP INDEX indisponibilite_periode;
            ALTER TABLE indisponibilite DROP COLUMN version;
            ALTER TABLE indisponibilite DROP COLUMN fin_midi;
            ALTER TABLE indisponibilite DROP COLUMN debut_midi;
            ",
        )
        .await
    }
}
