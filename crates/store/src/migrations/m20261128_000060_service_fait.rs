//! What was done: who came, for how long, and how much they did, day by day.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let presence = parmi("presence", &["present", "absent", "remplace"]);
        let motif = parmi(
            "motif",
            &[
                "sante",
                "justifiee",
                "autre_service",
                "non_recue",
                "seance_annulee",
                "sans_motif",
            ],
        );
        // No foreign key on the convocation: what was entered outlives a deletion, which
        // can be taken back under the same key. A line without presence was emptied.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE service_fait (
              convocation_cle bigint NOT NULL,
              jour {{jour}} NOT NULL,
              mission_id bigint NOT NULL REFERENCES mission (id) ON DELETE RESTRICT,
              intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE RESTRICT,
              presence text CHECK ({presence}),
              motif text CHECK ({motif}),
              remplacant_id bigint REFERENCES intervenant (id) ON DELETE RESTRICT,
              minutes integer NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
              nombre integer CHECK (nombre >= 0),
              remarque text NOT NULL,
              version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
              saisi_le bigint NOT NULL,
              saisi_par bigint NOT NULL REFERENCES compte (id) ON DELETE RESTRICT,
              valide_le bigint,
              valide_par bigint REFERENCES compte (id) ON DELETE RESTRICT,
              corrige_le bigint,
              corrige_par bigint REFERENCES compte (id) ON DELETE RESTRICT,
              raison text NOT NULL DEFAULT '',
              CHECK (motif IS NULL OR coalesce(presence, '') = 'absent'),
              CHECK (remplacant_id IS NULL
                OR (coalesce(presence, '') = 'remplace' AND remplacant_id <> intervenant_id)),
              CHECK ((valide_le IS NULL) = (valide_par IS NULL)),
              CHECK ((corrige_le IS NULL) = (corrige_par IS NULL)),
              CHECK (corrige_le IS NULL OR (valide_le IS NOT NULL AND length(trim(raison)) > 0)),
              CHECK (valide_le IS NULL OR (presence IS NOT NULL
                AND (presence <> 'absent' OR motif IS NOT NULL)
                AND (presence <> 'remplace' OR remplacant_id IS NOT NULL))),
              PRIMARY KEY (convocation_cle, jour)
            ) {{par_cle}};
            CREATE INDEX service_fait_mission ON service_fait (mission_id);
            CREATE INDEX service_fait_intervenant ON service_fait (intervenant_id);
            CREATE INDEX service_fait_remplacant ON service_fait (remplacant_id);
            CREATE INDEX service_fait_saisi_par ON service_fait (saisi_par);
            CREATE INDEX service_fait_valide_par ON service_fait (valide_par);
            CREATE INDEX service_fait_corrige_par ON service_fait (corrige_par);
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["service_fait"]).await
    }
}
