//! The words under which people are found, made again so that a person with two words of the
//! same beginning is found once without being sought twice: each says how many of its letters
//! an earlier word of theirs begins with (`crates/store/src/intervenants.rs`).

use super::ecrire;
use crate::intervenants::{inserer_mots, mots_du_nom};
use crate::outils;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, FromQueryResult};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Letters that a word of a pair kept; `m20261128_000270_paires` cuts them shorter.
pub(super) const DEBUT: usize = 4;

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
}

/// The table anew, with further columns. PostgreSQL keeps them in its key as well, which is
/// read without the table; the rows of SQLite are in the order of their key, whole.
fn table(manager: &SchemaManager<'_>, colonne: &str, gardee: &str) -> String {
    let gardee = match manager.get_database_backend() {
        DbBackend::Postgres => gardee,
        _ => "",
    };
    format!(
        "DROP TABLE intervenant_mot;
         CREATE TABLE intervenant_mot (
           academie_id bigint NOT NULL,
           rang smallint NOT NULL CHECK (rang IN (0, 1, 2)),
           mot {{octets}} NOT NULL CHECK (length(mot) > 0),
           autre {{octets}} NOT NULL CHECK ((rang = 2) = (length(autre) > 0)),
           cle_tri {{octets}} NOT NULL,
           intervenant_id bigint NOT NULL REFERENCES intervenant (id) ON DELETE CASCADE,
           {colonne}
           PRIMARY KEY (academie_id, rang, mot, autre, cle_tri, intervenant_id) {gardee}
         ) {{par_cle}};"
    )
}

/// Writes the words of every active person, the words of pairs cut to `debut` letters; none are
/// there before.
pub(super) async fn ecrire_mots(manager: &SchemaManager<'_>, debut: usize) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let panne = |erreur: crate::ErreurStore| DbErr::Migration(erreur.to_string());
    let mut dernier = 0;
    loop {
        let lus: Vec<Nomme> = outils::toutes(
            conn,
            "SELECT id, academie_id, nom, prenom, cle_tri FROM intervenant
             WHERE id > $1 AND actif ORDER BY id LIMIT $2",
            [dernier.into(), LOT.into()],
        )
        .await
        .map_err(panne)?;
        let Some(n) = lus.last() else {
            return Ok(());
        };
        dernier = n.id;
        let mots = lus.iter().flat_map(|n| {
            let qui = (n.academie_id, n.id);
            mots_du_nom(qui, (&n.nom, &n.prenom), &n.cle_tri, debut)
        });
        inserer_mots(conn, mots.collect()).await.map_err(panne)?;
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deja = "deja smallint NOT NULL CHECK (deja >= 0),";
        ecrire(manager, &table(manager, deja, "INCLUDE (deja)")).await?;
        ecrire_mots(manager, DEBUT).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let colonnes = "academie_id, rang, mot, autre, cle_tri, intervenant_id";
        let avant = table(manager, "", "");
        ecrire(
            manager,
            &format!(
                "CREATE TABLE mots_gardes AS SELECT {colonnes} FROM intervenant_mot;
                 {avant}
                 INSERT INTO intervenant_mot ({colonnes}) SELECT {colonnes} FROM mots_gardes;
                 DROP TABLE mots_gardes"
            ),
        )
        .await
    }
}
