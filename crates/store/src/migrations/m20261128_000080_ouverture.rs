//! The services opened to établissements, in one table: *convocation* and *signature*.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let service = parmi("service", &["convocation", "signature"]);
        // An établissement without row of a service is open for it.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE service_ouverture (
              etablissement_id bigint NOT NULL
                REFERENCES etablissement (id) ON DELETE RESTRICT,
              service text NOT NULL CHECK ({service}),
              ouvert boolean NOT NULL,
              du {{jour}},
              au {{jour}},
              version integer NOT NULL CHECK (version >= 1),
              modifie_le bigint NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              PRIMARY KEY (etablissement_id, service),
              CHECK (au IS NULL OR du IS NULL OR au >= du)
            ) {{par_cle}};
            INSERT INTO service_ouverture (etablissement_id, service, ouvert, du, au, version,
              modifie_le, auteur_id)
            SELECT etablissement_id, 'signature', ouvert, du, au, version, modifie_le, auteur_id
            FROM service_signature;
            "
            ),
        )
        .await?;
        supprimer(manager, &["service_signature"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "
            CREATE TABLE service_signature (
              etablissement_id bigint PRIMARY KEY NOT NULL
                REFERENCES etablissement (id) ON DELETE RESTRICT,
              ouvert boolean NOT NULL,
              du {jour},
              au {jour},
              version integer NOT NULL CHECK (version >= 1),
              modifie_le bigint NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              CHECK (au IS NULL OR du IS NULL OR au >= du)
            );
            INSERT INTO service_signature (etablissement_id, ouvert, du, au, version, modifie_le,
              auteur_id)
            SELECT etablissement_id, ouvert, du, au, version, modifie_le, auteur_id
            FROM service_ouverture WHERE service = 'signature';
            ",
        )
        .await?;
        supprimer(manager, &["service_ouverture"]).await
    }
}
