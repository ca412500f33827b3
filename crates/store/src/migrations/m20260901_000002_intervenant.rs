//! Disciplines, intervenants, and the words by which they are found.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let civilite = parmi("civilite", &["mme", "m", ""]);
        // `cle_tri` and `intervenant_mot` are worked out from nom and prénom; see
        // intervenants.rs for the search they serve. No index on
        // intervenant_mot.intervenant_id: it would double the largest table of all,
        // to serve only the deletion of a person, which may scan.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE discipline (
              id {{cle}},
              code text NOT NULL UNIQUE CHECK (length(trim(code)) > 0),
              libelle text NOT NULL CHECK (length(trim(libelle)) > 0),
              libelle_normalise {{octets}} NOT NULL
            );
            CREATE TABLE intervenant (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              matricule text NOT NULL CHECK (length(trim(matricule)) > 0),
              civilite text NOT NULL CHECK ({civilite}),
              nom text NOT NULL CHECK (length(trim(nom)) > 0),
              prenom text NOT NULL,
              cle_tri {{octets}} NOT NULL,
              etablissement_id bigint REFERENCES etablissement (id) ON DELETE SET NULL,
              discipline_id bigint REFERENCES discipline (id) ON DELETE SET NULL,
              mel_professionnel text NOT NULL,
              mel_personnel text NOT NULL,
              adresse text NOT NULL,
              code_postal text NOT NULL CHECK (length(code_postal) <= 10),
              commune text NOT NULL,
              actif boolean NOT NULL,
              version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
              UNIQUE (academie_id, matricule)
            );
            CREATE INDEX intervenant_tri ON intervenant (academie_id, cle_tri, id);
            CREATE INDEX intervenant_etablissement ON intervenant (etablissement_id, discipline_id);
            CREATE INDEX intervenant_discipline ON intervenant (discipline_id, academie_id);
            CREATE TABLE intervenant_mot (
              academie_id bigint NOT NULL,
              rang smallint NOT NULL CHECK (rang IN (0, 1, 2)),
              mot {{octets}} NOT NULL CHECK (length(mot) > 0),
              autre {{octets}} NOT NULL CHECK ((rang = 2) = (length(autre) > 0)),
              cle_tri {{octets}} NOT NULL,
              intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
              PRIMARY KEY (academie_id, rang, mot, autre, cle_tri, intervenant_id)
            ) {{par_cle}};
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["intervenant_mot", "intervenant", "discipline"]).await
    }
}
