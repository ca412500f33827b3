//! The key by which people are sorted, made again: last comes in one word what an apostrophe
//! parts (`crates/store/src/intervenants.rs`). The words themselves are made again by
//! `m20261128_000260_mots_comptes`.

use crate::intervenants::cle_tri;
use crate::outils;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::FromQueryResult;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// People read at a time.
const LOT: i64 = 500;

/// What the key is made of; not the entity, which later migrations change.
#[derive(FromQueryResult)]
struct Nomme {
    id: i64,
    nom: String,
    prenom: String,
    cle_tri: String,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let conn = manager.get_connection();
        let panne = |erreur: crate::ErreurStore| DbErr::Migration(erreur.to_string());
        let mut dernier = 0;
        loop {
            let lus: Vec<Nomme> = outils::toutes(
                conn,
                "SELECT id, nom, prenom, cle_tri FROM intervenant
                 WHERE id > $1 ORDER BY id LIMIT $2",
                [dernier.into(), LOT.into()],
            )
            .await
            .map_err(panne)?;
            let Some(n) = lus.last() else {
                return Ok(());
            };
            dernier = n.id;
            for n in lus {
                let cle = cle_tri(&n.nom, &n.prenom);
                if cle != n.cle_tri {
                    outils::executer(
                        conn,
                        "UPDATE intervenant SET cle_tri = $1 WHERE id = $2",
                        [cle.as_str().into(), n.id.into()],
                    )
                    .await
                    .map_err(panne)?;
                }
            }
        }
    }

    /// A former program sorts by this key all the same.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
