//! The words under which people are found, made again: words of the nom apart from those of
//! the prénom, each pair of words by its beginnings, and in one word what an apostrophe
//! parts (`crates/store/src/intervenants.rs`).

use crate::intervenants::{cle_tri, inserer_mots, mots_du_nom};
use crate::outils;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::FromQueryResult;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// People read at a time.
const LOT: i64 = 500;

/// What the words are made of; not the entity, which later migrations change.
#[derive(FromQueryResult)]
struct Nomme {
    id: i64,
    academie_id: i64,
    nom: String,
    prenom: String,
    cle_tri: String,
    actif: bool,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let conn = manager.get_connection();
        let panne = |erreur: crate::ErreurStore| DbErr::Migration(erreur.to_string());
        conn.execute_unprepared("DELETE FROM intervenant_mot")
            .await?;
        let mut dernier = 0;
        loop {
            let lus: Vec<Nomme> = outils::toutes(
                conn,
                "SELECT id, academie_id, nom, prenom, cle_tri, actif FROM intervenant
                 WHERE id > $1 ORDER BY id LIMIT $2",
                [dernier.into(), LOT.into()],
            )
            .await
            .map_err(panne)?;
            let Some(n) = lus.last() else {
                return Ok(());
            };
            dernier = n.id;
            let mut mots = Vec::new();
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
                if n.actif {
                    mots.extend(mots_du_nom(n.academie_id, n.id, &n.nom, &n.prenom, &cle));
                }
            }
            inserer_mots(conn, mots).await.map_err(panne)?;
        }
    }

    /// The table has not changed: a former program finds people by their words all the
    /// same, one word at a time, until it writes theirs again.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
