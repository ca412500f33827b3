//! Signing in through an OpenID Connect provider: which identity is which account, and what
//! was asked of the provider and has not come back yet.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let genre = parmi("genre", &["connexion", "lien", "sortie"]);
        // One identity an account and one account an identity: neither takes the other's
        // place. Of what was asked the state and the browser's cookie are kept as digests:
        // who reads the database brings nothing back.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE openid_lien (
              compte_id bigint PRIMARY KEY NOT NULL REFERENCES compte (id) ON DELETE CASCADE,
              emetteur text NOT NULL CHECK (length(emetteur) > 0),
              sujet text NOT NULL CHECK (length(sujet) > 0 AND length(sujet) <= 255),
              lie_le bigint NOT NULL,
              vu_le bigint,
              UNIQUE (emetteur, sujet)
            );
            CREATE TABLE openid_attente (
              cle text NOT NULL PRIMARY KEY CHECK (length(cle) > 0),
              temoin text NOT NULL CHECK (length(temoin) > 0),
              genre text NOT NULL CHECK ({genre}),
              nonce text NOT NULL,
              verifieur text NOT NULL,
              suite text NOT NULL,
              compte_id bigint REFERENCES compte (id) ON DELETE CASCADE,
              expire_le bigint NOT NULL,
              CHECK ((genre = 'lien') = (compte_id IS NOT NULL))
            );
            CREATE INDEX openid_attente_expire ON openid_attente (expire_le);
            CREATE INDEX openid_attente_compte ON openid_attente (compte_id);
            CREATE INDEX compte_mel ON compte (lower(mel));
            "
            ),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(manager, "DROP INDEX compte_mel").await?;
        supprimer(manager, &["openid_attente", "openid_lien"]).await
    }
}
