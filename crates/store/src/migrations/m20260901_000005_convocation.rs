//! Convocations and signatures.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let qualite = parmi(
            "qualite",
            &[
                "correcteur",
                "correcteur_suppleant",
                "referent_correction",
                "coordinateur",
                "coordinateur_adjoint",
            ],
        );
        let autorite = parmi("autorite", &["centre", "division"]);
        let signataire = parmi("signataire", &["chef_etablissement", "chef_centre"]);
        let civilite = parmi("civilite", &["mme", "m", ""]);
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE convocation (
              id {{cle}},
              mission_id bigint NOT NULL REFERENCES mission (id) ON DELETE RESTRICT,
              intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE RESTRICT,
              qualite text CHECK ({qualite}),
              salle text NOT NULL,
              commission text NOT NULL,
              observation text NOT NULL,
              autorite text NOT NULL CHECK ({autorite}),
              auteur_id bigint NOT NULL REFERENCES compte (id) ON DELETE RESTRICT,
              version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
              cree_le bigint NOT NULL,
              modifie_le bigint NOT NULL CHECK (modifie_le >= cree_le),
              imprimee_le bigint,
              UNIQUE (mission_id, intervenant_id)
            );
            CREATE INDEX convocation_intervenant ON convocation (intervenant_id);
            CREATE INDEX convocation_auteur ON convocation (auteur_id);
            CREATE TABLE convocation_creneau (
              convocation_id bigint NOT NULL REFERENCES convocation (id) ON DELETE CASCADE,
              jour {{jour}} NOT NULL,
              debut {{heure}} NOT NULL,
              fin {{heure}} NOT NULL,
              CHECK (fin > debut),
              PRIMARY KEY (convocation_id, jour)
            ) {{par_cle}};
            CREATE TABLE signature (
              id {{cle}},
              etablissement_id bigint NOT NULL REFERENCES etablissement (id) ON DELETE RESTRICT,
              signataire text NOT NULL CHECK ({signataire}),
              civilite text NOT NULL CHECK ({civilite}),
              nom text NOT NULL CHECK (length(trim(nom)) > 0),
              prenom text NOT NULL,
              qualite text NOT NULL CHECK (length(trim(qualite)) > 0),
              image_png {{image}} NOT NULL,
              valide_du {{jour}},
              valide_au {{jour}},
              cree_le bigint NOT NULL,
              CHECK (valide_au IS NULL OR valide_du IS NULL OR valide_au >= valide_du)
            );
            CREATE INDEX signature_etablissement ON signature (etablissement_id, signataire);
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &["signature", "convocation_creneau", "convocation"],
        )
        .await
    }
}
