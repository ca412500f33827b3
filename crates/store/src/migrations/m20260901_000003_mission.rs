//! Sessions d'examen, spécialités, épreuves-options and missions.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let genre = parmi("type", &["COEC", "SSCAN", "INEC", "PRECE"]);
        let signataire = parmi("signataire", &["chef_etablissement", "chef_centre"]);
        // `tri`: the text shown, without accents or case, by which lists are sorted.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE session_examen (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              code text NOT NULL CHECK (length(trim(code)) > 0),
              examen text NOT NULL CHECK (length(trim(examen)) > 0),
              annee integer NOT NULL CHECK (annee BETWEEN 1900 AND 2999),
              libelle text NOT NULL,
              tri {{octets}} NOT NULL,
              UNIQUE (academie_id, code, examen, annee)
            );
            CREATE TABLE specialite (
              id {{cle}},
              code text NOT NULL CHECK (length(trim(code)) > 0),
              libelle text NOT NULL,
              tri {{octets}} NOT NULL,
              UNIQUE (code, libelle)
            );
            CREATE TABLE epreuve_option (
              id {{cle}},
              code text NOT NULL CHECK (length(trim(code)) > 0),
              libelle text NOT NULL,
              tri {{octets}} NOT NULL,
              UNIQUE (code, libelle)
            );
            CREATE TABLE mission (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              numero bigint NOT NULL CHECK (numero > 0),
              session_id bigint NOT NULL REFERENCES session_examen (id) ON DELETE RESTRICT,
              specialite_id bigint REFERENCES specialite (id) ON DELETE RESTRICT,
              epreuve_option_id bigint REFERENCES epreuve_option (id) ON DELETE RESTRICT,
              type text NOT NULL CHECK ({genre}),
              date_debut {{jour}} NOT NULL,
              centre_id bigint NOT NULL REFERENCES etablissement (id) ON DELETE RESTRICT,
              signataire text NOT NULL CHECK ({signataire}),
              affectation_terminee boolean NOT NULL,
              observation_defaut text NOT NULL,
              commission_defaut text NOT NULL,
              version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
              recherche {{octets}} NOT NULL,
              UNIQUE (academie_id, numero)
            );
            CREATE INDEX mission_centre ON mission (centre_id, numero);
            CREATE INDEX mission_session ON mission (session_id);
            CREATE TABLE mission_jour (
              mission_id bigint NOT NULL REFERENCES mission (id) ON DELETE CASCADE,
              jour {{jour}} NOT NULL,
              PRIMARY KEY (mission_id, jour)
            ) {{par_cle}};
            CREATE TABLE mission_creneau (
              mission_id bigint NOT NULL REFERENCES mission (id) ON DELETE CASCADE,
              jour {{jour}} NOT NULL,
              debut {{heure}} NOT NULL,
              fin {{heure}} NOT NULL,
              CHECK (fin > debut),
              PRIMARY KEY (mission_id, jour)
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
                "mission_creneau",
                "mission_jour",
                "mission",
                "epreuve_option",
                "specialite",
                "session_examen",
            ],
        )
        .await
    }
}
