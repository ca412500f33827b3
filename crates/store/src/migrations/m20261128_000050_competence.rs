//! Compétences: what people can mark or question on, where the entry of each discipline
//! stands, and what the rectorat asks.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let etat = parmi("etat", &["en_cours", "a_valider", "validee"]);
        ecrire(
            manager,
            &format!(
                // `objet` is the code of a column of the grid; where it is an épreuve its
                // parts are beside it, so that no épreuve goes while somebody is competent
                // in it. A row says what is ticked (`declaree`) and what was when it was
                // last validated (`validee`): the two differ until the next time.
                // `competence_personne`: whose compétences were validated, even to say that
                // there are none. A discipline without row: nothing was entered.
                "
                CREATE TABLE competence (
                  intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
                  annee integer NOT NULL CHECK (annee BETWEEN 1900 AND 2999),
                  objet {{octets}} NOT NULL CHECK (length(objet) > 0),
                  specialite_id bigint REFERENCES specialite (id) ON DELETE RESTRICT,
                  epreuve_option_id bigint REFERENCES epreuve_option (id) ON DELETE RESTRICT,
                  declaree boolean NOT NULL,
                  validee boolean NOT NULL,
                  CHECK (declaree OR validee),
                  CHECK ((epreuve_option_id IS NOT NULL) = (substr(objet, 1, 2) = 'e.')),
                  CHECK (specialite_id IS NULL OR epreuve_option_id IS NOT NULL),
                  PRIMARY KEY (intervenant_id, annee, objet)
                ) {{par_cle}};
                CREATE INDEX competence_epreuve ON competence (epreuve_option_id);
                CREATE INDEX competence_specialite ON competence (specialite_id);
                CREATE TABLE competence_personne (
                  intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
                  annee integer NOT NULL,
                  validee_le bigint NOT NULL,
                  PRIMARY KEY (intervenant_id, annee)
                ) {{par_cle}};
                CREATE TABLE competence_saisie (
                  id {{cle}},
                  etablissement_id bigint NOT NULL REFERENCES etablissement (id) ON DELETE CASCADE,
                  annee integer NOT NULL CHECK (annee BETWEEN 1900 AND 2999),
                  discipline_id bigint REFERENCES discipline (id) ON DELETE CASCADE,
                  etat text NOT NULL CHECK ({etat}),
                  etat_le bigint NOT NULL,
                  etat_par bigint REFERENCES compte (id) ON DELETE SET NULL,
                  validee_le bigint,
                  validee_par bigint REFERENCES compte (id) ON DELETE SET NULL,
                  motif text NOT NULL DEFAULT '',
                  version integer NOT NULL DEFAULT 0 CHECK (version >= 0),
                  CHECK (etat <> 'validee' OR validee_le IS NOT NULL)
                );
                CREATE UNIQUE INDEX competence_saisie_cle
                  ON competence_saisie (etablissement_id, annee, coalesce(discipline_id, 0));
                CREATE INDEX competence_saisie_discipline ON competence_saisie (discipline_id);
                CREATE TABLE competence_campagne (
                  academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE CASCADE,
                  annee integer NOT NULL CHECK (annee BETWEEN 1900 AND 2999),
                  limite {{jour}},
                  consigne text NOT NULL,
                  rappel_pour {{jour}},
                  PRIMARY KEY (academie_id, annee)
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
                "competence_campagne",
                "competence_saisie",
                "competence_personne",
                "competence",
            ],
        )
        .await
    }
}
