//! The intervenants as their gestionnaire keeps them: where people come from, their birth
//! name, who is probably twice in the base, merges and what each moved, and what the centres
//! ask for.

use super::{ecrire, parmi, supprimer};
use crate::doublons::{cle_naissance, cle_nom};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let origine = parmi(
            "origine",
            &["", "interne", "professionnel", "retraite", "autre"],
        );
        let moteur = manager.get_database_backend();
        let (nom, de_naissance) = (cle_nom(moteur, ""), cle_naissance(moteur, ""));
        let etat = parmi("etat", &["en_attente", "traitee", "refusee"]);
        // What tells two rows of one person is worked out by the database itself from what
        // every writer keeps (`cle_tri`), so that none can forget it: indexes on expressions.
        // `naissance` is the birth name in the form in which names are compared.
        //
        // A merged person stays, closed; `intervenant_fusion` says into whom, and its lines
        // each row that was moved, so that it can be undone.
        ecrire(
            manager,
            &format!(
                "
            ALTER TABLE intervenant ADD COLUMN origine text NOT NULL DEFAULT ''
              CHECK ({origine});
            ALTER TABLE intervenant ADD COLUMN nom_naissance text NOT NULL DEFAULT '';
            ALTER TABLE intervenant ADD COLUMN naissance {{octets}} NOT NULL DEFAULT '';
            CREATE INDEX intervenant_cle_nom ON intervenant (academie_id, ({nom}));
            CREATE INDEX intervenant_cle_naissance
              ON intervenant (academie_id, ({de_naissance})) WHERE naissance <> '';
            CREATE INDEX intervenant_mel_professionnel
              ON intervenant (academie_id, (lower(mel_professionnel)))
              WHERE mel_professionnel <> '';
            CREATE INDEX intervenant_mel_personnel
              ON intervenant (academie_id, (lower(mel_personnel))) WHERE mel_personnel <> '';
            CREATE TABLE intervenant_fusion (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              absorbe_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE RESTRICT,
              garde_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE RESTRICT,
              garde_version integer NOT NULL,
              avant text NOT NULL,
              fait_le bigint NOT NULL,
              fait_par bigint NOT NULL REFERENCES compte (id) ON DELETE RESTRICT,
              defait_le bigint,
              defait_par bigint REFERENCES compte (id) ON DELETE RESTRICT,
              CHECK (absorbe_id <> garde_id),
              CHECK ((defait_le IS NULL) = (defait_par IS NULL))
            );
            CREATE UNIQUE INDEX intervenant_fusion_absorbe ON intervenant_fusion (absorbe_id)
              WHERE defait_le IS NULL;
            CREATE INDEX intervenant_fusion_garde ON intervenant_fusion (garde_id);
            CREATE INDEX intervenant_fusion_par ON intervenant_fusion (fait_par);
            CREATE TABLE intervenant_fusion_ligne (
              fusion_id bigint NOT NULL REFERENCES intervenant_fusion (id) ON DELETE CASCADE,
              tableau text NOT NULL,
              colonne text NOT NULL,
              cle text NOT NULL,
              PRIMARY KEY (fusion_id, tableau, colonne, cle)
            ) {{par_cle}};
            CREATE TABLE intervenant_distinct (
              premier_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
              second_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
              dit_le bigint NOT NULL,
              dit_par bigint REFERENCES compte (id) ON DELETE SET NULL,
              CHECK (premier_id < second_id),
              PRIMARY KEY (premier_id, second_id)
            ) {{par_cle}};
            CREATE INDEX intervenant_distinct_second ON intervenant_distinct (second_id);
            CREATE TABLE intervenant_demande (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              etablissement_id bigint NOT NULL REFERENCES etablissement (id) ON DELETE CASCADE,
              mission_id bigint REFERENCES mission (id) ON DELETE SET NULL,
              compte_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              nom text NOT NULL CHECK (length(trim(nom)) > 0),
              prenom text NOT NULL,
              lieu text NOT NULL,
              discipline text NOT NULL,
              commentaire text NOT NULL,
              etat text NOT NULL CHECK ({etat}),
              intervenant_id bigint REFERENCES intervenant (id) ON DELETE SET NULL,
              motif text NOT NULL DEFAULT '',
              version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
              cree_le bigint NOT NULL,
              traite_le bigint,
              traite_par bigint REFERENCES compte (id) ON DELETE SET NULL,
              lue_le bigint,
              CHECK ((etat = 'en_attente') = (traite_le IS NULL)),
              CHECK (etat <> 'refusee' OR length(trim(motif)) > 0)
            );
            CREATE INDEX intervenant_demande_etat ON intervenant_demande (academie_id, etat);
            CREATE INDEX intervenant_demande_lieu ON intervenant_demande (etablissement_id);
            CREATE INDEX intervenant_demande_mission ON intervenant_demande (mission_id);
            CREATE INDEX intervenant_demande_compte ON intervenant_demande (compte_id);
            CREATE INDEX intervenant_demande_qui ON intervenant_demande (intervenant_id);
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &[
                "intervenant_demande",
                "intervenant_distinct",
                "intervenant_fusion_ligne",
                "intervenant_fusion",
            ],
        )
        .await?;
        ecrire(
            manager,
            "
            DROP INDEX intervenant_mel_personnel;
            DROP INDEX intervenant_mel_professionnel;
            DROP INDEX intervenant_cle_naissance;
            DROP INDEX intervenant_cle_nom;
            ALTER TABLE intervenant DROP COLUMN naissance;
            ALTER TABLE intervenant DROP COLUMN nom_naissance;
            ALTER TABLE intervenant DROP COLUMN origine;
            ",
        )
        .await
    }
}
