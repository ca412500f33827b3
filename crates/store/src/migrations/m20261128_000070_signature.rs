//! Signatures recorded from the screens: who recorded them, delegation, withdrawal; the
//! *service signature*; the signature that each letter was made with; drafts.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let signataire = parmi("signataire", &["chef_etablissement", "chef_centre"]);
        // A row of signature is never deleted, nor changed but for its withdrawal: letters
        // refer to it. `lettre_faite` has no foreign key on the convocation: what a letter
        // was made with outlives a deletion, which can be taken back under the same key.
        // An établissement without row in `service_signature` is open.
        ecrire(
            manager,
            &format!(
                "
            ALTER TABLE signature ADD COLUMN delegation boolean NOT NULL DEFAULT false;
            ALTER TABLE signature ADD COLUMN auteur_id bigint;
            ALTER TABLE signature ADD COLUMN retiree_le bigint;
            CREATE TABLE signature_version (
              etablissement_id bigint NOT NULL REFERENCES etablissement (id) ON DELETE RESTRICT,
              signataire text NOT NULL CHECK ({signataire}),
              version integer NOT NULL CHECK (version >= 1),
              PRIMARY KEY (etablissement_id, signataire)
            ) {{par_cle}};
            CREATE TABLE service_signature (
              etablissement_id bigint PRIMARY KEY NOT NULL
                REFERENCES etablissement (id) ON DELETE RESTRICT,
              ouvert boolean NOT NULL,
              du {{jour}},
              au {{jour}},
              version integer NOT NULL CHECK (version >= 1),
              modifie_le bigint NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              CHECK (au IS NULL OR du IS NULL OR au >= du)
            );
            CREATE TABLE lettre_faite (
              convocation_cle bigint NOT NULL,
              edition integer NOT NULL CHECK (edition >= 1),
              signature_id bigint NOT NULL REFERENCES signature (id) ON DELETE RESTRICT,
              faite_le {{jour}} NOT NULL,
              PRIMARY KEY (convocation_cle, edition)
            ) {{par_cle}};
            CREATE INDEX lettre_faite_signature ON lettre_faite (signature_id);
            CREATE TABLE signature_brouillon (
              compte_id bigint NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              etablissement_id bigint NOT NULL REFERENCES etablissement (id) ON DELETE CASCADE,
              signataire text NOT NULL CHECK ({signataire}),
              contenu text NOT NULL,
              source {{image}} NOT NULL,
              image {{image}} NOT NULL,
              modifie_le bigint NOT NULL,
              PRIMARY KEY (compte_id, etablissement_id, signataire)
            );
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(
            manager,
            &[
                "signature_brouillon",
                "lettre_faite",
                "service_signature",
                "signature_version",
            ],
        )
        .await?;
        ecrire(
            manager,
            "ALTER TABLE signature DROP COLUMN retiree_le;
             ALTER TABLE signature DROP COLUMN auteur_id;
             ALTER TABLE signature DROP COLUMN delegation",
        )
        .await
    }
}
