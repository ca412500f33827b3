//! What the administrateur settles for their académie, each change kept; logos; the texts
//! and the logo that each letter was made with.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A row of `parametre` is a change: it is never changed nor deleted, and the latest of
        // a code is what holds. Without value: as the service is. Codes are told by the
        // program alone, which leaves aside those that it does not know.
        //
        // `parametre_etat` counts the changes of an académie: who makes one holds its row, so
        // that whoever reads a number has everything up to it. It is what `lettre_modele`
        // keeps of a letter that was made: no foreign key on the convocation, for the same
        // reason as `lettre_faite`. The letters made before had the texts of the service.
        ecrire(
            manager,
            "
            CREATE TABLE parametre_etat (
              academie_id bigint PRIMARY KEY NOT NULL
                REFERENCES academie (id) ON DELETE RESTRICT,
              rang bigint NOT NULL CHECK (rang >= 1)
            );
            CREATE TABLE parametre (
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              rang bigint NOT NULL CHECK (rang >= 1),
              code text NOT NULL CHECK (length(trim(code)) > 0),
              valeur text,
              modifie_le bigint NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              PRIMARY KEY (academie_id, rang)
            );
            CREATE INDEX parametre_code ON parametre (academie_id, code, rang);
            CREATE INDEX parametre_auteur ON parametre (auteur_id);
            CREATE TABLE logo (
              id {cle},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              image_png {image} NOT NULL,
              largeur integer NOT NULL CHECK (largeur >= 1),
              hauteur integer NOT NULL CHECK (hauteur >= 1),
              cree_le bigint NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL
            );
            CREATE INDEX logo_academie ON logo (academie_id);
            CREATE INDEX logo_auteur ON logo (auteur_id);
            CREATE TABLE lettre_modele (
              convocation_cle bigint NOT NULL,
              edition integer NOT NULL CHECK (edition >= 1),
              rang bigint NOT NULL CHECK (rang >= 0),
              PRIMARY KEY (convocation_cle, edition)
            ) {par_cle};
            INSERT INTO lettre_modele (convocation_cle, edition, rang)
              SELECT convocation_cle, edition, 0 FROM lettre_faite;
            INSERT INTO lettre_modele (convocation_cle, edition, rang)
              SELECT c.id, c.edition, 0 FROM convocation c
              WHERE c.imprimee_le IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lettre_modele g
                WHERE g.convocation_cle = c.id AND g.edition = c.edition);
            ",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &["lettre_modele", "logo", "parametre", "parametre_etat"],
        )
        .await
    }
}
