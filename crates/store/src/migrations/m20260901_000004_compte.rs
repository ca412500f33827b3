//! Accounts, roles, web sessions, throttling, messages, requests already served.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sur_etablissement = parmi("role", &["chef_etablissement", "secretaire", "chef_centre"]);
        let sur_le_reste = parmi("role", &["gestionnaire", "administrateur", "intervenant"]);
        // Two unique indexes on compte_role: NULLs are all different for UNIQUE.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE compte (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              identifiant text NOT NULL UNIQUE CHECK (length(trim(identifiant)) > 0),
              nom text NOT NULL CHECK (length(trim(nom)) > 0),
              mel text NOT NULL,
              mot_de_passe text NOT NULL CHECK (substr(mot_de_passe, 1, 1) = '$'),
              intervenant_id bigint REFERENCES intervenant (id) ON DELETE SET NULL,
              actif boolean NOT NULL,
              copie_par_courriel boolean NOT NULL,
              cree_le bigint NOT NULL
            );
            CREATE INDEX compte_academie ON compte (academie_id);
            CREATE INDEX compte_intervenant ON compte (intervenant_id);
            CREATE TABLE compte_role (
              id {{cle}},
              compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              role text NOT NULL,
              etablissement_id bigint REFERENCES etablissement (id) ON DELETE CASCADE,
              CHECK (({sur_etablissement} AND etablissement_id IS NOT NULL)
                  OR ({sur_le_reste} AND etablissement_id IS NULL)),
              UNIQUE (compte_id, role, etablissement_id)
            );
            CREATE UNIQUE INDEX compte_role_sans_etablissement ON compte_role (compte_id, role)
              WHERE etablissement_id IS NULL;
            CREATE INDEX compte_role_etablissement ON compte_role (etablissement_id);
            CREATE TABLE session_web (
              cle text NOT NULL PRIMARY KEY CHECK (length(cle) > 0),
              compte_id bigint REFERENCES compte (id) ON DELETE CASCADE,
              donnees text NOT NULL,
              expire_le bigint NOT NULL
            );
            CREATE INDEX session_web_expire ON session_web (expire_le);
            CREATE INDEX session_web_compte ON session_web (compte_id);
            CREATE TABLE tentative (
              id {{cle}},
              cle text NOT NULL,
              moment bigint NOT NULL
            );
            CREATE INDEX tentative_cle ON tentative (cle, moment);
            CREATE INDEX tentative_moment ON tentative (moment);
            CREATE TABLE message (
              id {{cle}},
              compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              moment bigint NOT NULL,
              fait text NOT NULL
            );
            CREATE INDEX message_compte ON message (compte_id, moment);
            CREATE TABLE requete_unique (
              compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              cle text NOT NULL CHECK (length(cle) > 0),
              resultat text NOT NULL,
              moment bigint NOT NULL,
              PRIMARY KEY (compte_id, cle)
            );
            CREATE INDEX requete_unique_moment ON requete_unique (moment);
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &[
                "requete_unique",
                "message",
                "tentative",
                "session_web",
                "compte_role",
                "compte",
            ],
        )
        .await
    }
}
