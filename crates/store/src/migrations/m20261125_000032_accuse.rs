//! What people answer to their convocation, and reminders.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let genre = parmi("genre", &["lue", "empechement"]);
        // No foreign key on the convocation: an answer outlives a deletion, which can be
        // taken back under the same key.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE accuse (
              id {{cle}},
              convocation_cle bigint NOT NULL,
              edition integer NOT NULL CHECK (edition >= 1),
              genre text NOT NULL CHECK ({genre}),
              texte text NOT NULL,
              recu_le bigint NOT NULL
            );
            CREATE INDEX accuse_convocation ON accuse (convocation_cle, edition, id);
            ALTER TABLE envoi ADD COLUMN rappel boolean NOT NULL DEFAULT false;
            ALTER TABLE courriel ADD COLUMN relance_de bigint;
            CREATE UNIQUE INDEX courriel_relance ON courriel (relance_de);
            CREATE INDEX courriel_envoye ON courriel (envoye_le)
              WHERE genre = 'convocation' AND etat = 'envoye';
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            "DROP INDEX courriel_envoye;
             DROP INDEX courriel_relance;
             ALTER TABLE courriel DROP COLUMN relance_de;
             ALTER TABLE envoi DROP COLUMN rappel",
        )
        .await?;
        supprimer(manager, &["accuse"]).await
    }
}
