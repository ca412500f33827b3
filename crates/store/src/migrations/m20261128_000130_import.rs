//! Imports followed step by step: the file, in pieces, what each of its lines would do, and
//! from which import what is known was last read.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let etat = parmi(
            "etat",
            &[
                "a_analyser",
                "pret",
                "a_appliquer",
                "applique",
                "a_annuler",
                "annule",
                "refuse",
                "rompu",
                "abandonne",
            ],
        );
        let sorte = parmi(
            "sorte",
            &[
                "nouveau",
                "modifie",
                "parti",
                "inchange",
                "refuse",
                "doublon",
                "ignore",
                "a_prevenir",
            ],
        );
        // `avant_cle` is an earlier import that named the same thing, to which it comes back
        // when the last one is taken back.
        // `objet_id` and `objet_cle` have no foreign key: they are of the table that the
        // kind of the import tells, and a trace of what may be gone.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE import_fichier (
              id {{cle}},
              academie_id bigint REFERENCES academie (id) ON DELETE RESTRICT,
              genre text NOT NULL CHECK (length(trim(genre)) > 0),
              etat text NOT NULL CHECK ({etat}),
              compte_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              etablissement text NOT NULL,
              fichier text NOT NULL,
              octets bigint NOT NULL CHECK (octets >= 0),
              empreinte text NOT NULL,
              encodage text NOT NULL,
              colonnes_ignorees text NOT NULL,
              depose_le bigint NOT NULL,
              change_le bigint NOT NULL,
              applique_le bigint,
              partis boolean NOT NULL,
              nouveaux integer NOT NULL DEFAULT 0,
              modifies integer NOT NULL DEFAULT 0,
              nb_partis integer NOT NULL DEFAULT 0,
              inchanges integer NOT NULL DEFAULT 0,
              refuses integer NOT NULL DEFAULT 0,
              doublons integer NOT NULL DEFAULT 0,
              ignores integer NOT NULL DEFAULT 0,
              a_prevenir integer NOT NULL DEFAULT 0,
              avance bigint NOT NULL DEFAULT 0,
              total bigint NOT NULL DEFAULT 0,
              essais integer NOT NULL DEFAULT 0,
              verrou text,
              verrou_jusqua bigint,
              issue text,
              libelles text NOT NULL DEFAULT '[]',
              lettres_ailleurs integer NOT NULL DEFAULT 0,
              CHECK ((verrou IS NULL) = (verrou_jusqua IS NULL))
            );
            CREATE INDEX import_fichier_academie ON import_fichier (academie_id, id);
            CREATE INDEX import_fichier_empreinte ON import_fichier (empreinte);
            CREATE INDEX import_fichier_compte ON import_fichier (compte_id);
            CREATE INDEX import_fichier_a_faire ON import_fichier (id)
              WHERE etat IN ('a_analyser', 'a_appliquer', 'a_annuler');
            CREATE TABLE import_morceau (
              import_id bigint NOT NULL REFERENCES import_fichier (id) ON DELETE CASCADE,
              rang integer NOT NULL,
              octets {{image}} NOT NULL,
              PRIMARY KEY (import_id, rang)
            );
            CREATE TABLE import_ligne (
              import_id bigint NOT NULL REFERENCES import_fichier (id) ON DELETE CASCADE,
              rang integer NOT NULL,
              ligne integer NOT NULL,
              sorte text NOT NULL CHECK ({sorte}),
              cle text NOT NULL,
              nom text NOT NULL,
              recherche text NOT NULL,
              objet_id bigint,
              avant text,
              apres text,
              raison text,
              PRIMARY KEY (import_id, rang)
            );
            CREATE INDEX import_ligne_sorte ON import_ligne (import_id, sorte, rang);
            CREATE INDEX import_ligne_objet ON import_ligne (import_id, objet_id);
            CREATE TABLE import_provenance (
              genre text NOT NULL,
              objet_cle bigint NOT NULL,
              import_cle bigint NOT NULL,
              avant_cle bigint,
              PRIMARY KEY (genre, objet_cle)
            ) {{par_cle}};
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &[
                "import_provenance",
                "import_ligne",
                "import_morceau",
                "import_fichier",
            ],
        )
        .await
    }
}
