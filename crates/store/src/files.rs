//! Rows that wait to be done, claimed by workers: mails, mails of the service, webhooks.
//!
//! A claim holds a lock: a token chosen by the worker, and a moment after which the lock is
//! worth nothing. Columns of each such table: `etat`, which is `en_cours` while a claim
//! holds, `essais`, `verrou`, `verrou_jusqua`.

use crate::Resultat;
use crate::outils;
use domain::Moment;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};

/// A table of rows that wait.
pub(crate) struct File {
    pub(crate) table: &'static str,
    /// The states that wait, quoted.
    pub(crate) attente: &'static str,
    /// The column that says when a waiting row is due.
    pub(crate) echeance: &'static str,
    /// What else a claim sets, from the former values; `$1` is now.
    pub(crate) aussi: &'static str,
}

/// Claims up to `nombre` rows due at `maintenant`, longest due first, under the token
/// `verrou` until `jusqua`; also those whose holder let its lock expire. Two claims never
/// share a row, on one server or several. Gives their keys, in no order.
pub(crate) async fn prendre(
    tx: &impl ConnectionTrait,
    file: &File,
    maintenant: Moment,
    nombre: u32,
    verrou: &str,
    jusqua: Moment,
) -> Resultat<Vec<i64>> {
    // SQLite has one writer at a time; PostgreSQL's workers step over each other's rows.
    let verrouiller = match tx.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let File {
        table,
        attente,
        echeance,
        aussi,
    } = file;
    let sql = format!(
        "WITH pris AS MATERIALIZED (
           SELECT id FROM {table}
           WHERE (etat IN ({attente}) AND {echeance} <= $1)
              OR (etat = 'en_cours' AND verrou_jusqua <= $1)
           ORDER BY {echeance}, id LIMIT $2 {verrouiller})
         UPDATE {table} SET etat = 'en_cours', essais = essais + 1, verrou = $3,
           verrou_jusqua = $4, {aussi}
         WHERE id IN (SELECT id FROM pris) RETURNING id"
    );
    let valeurs: [Value; 4] = [
        maintenant.0.into(),
        i64::from(nombre).into(),
        verrou.into(),
        jusqua.0.into(),
    ];
    let pris: Vec<outils::Cle> = outils::toutes(tx, sql, valeurs).await?;
    Ok(pris.into_iter().map(|c| c.id).collect())
}

/// Frees a claimed row, if it still bears the token, in a table that has `etat_depuis`;
/// `ensuite` sets the rest, from `$4`. `false` when the lock was lost.
pub(crate) async fn marquer(
    tx: &impl ConnectionTrait,
    file: &File,
    id: i64,
    verrou: &str,
    maintenant: Moment,
    ensuite: &str,
    valeurs: impl IntoIterator<Item = Value>,
) -> Resultat<bool> {
    let sql = format!(
        "UPDATE {} SET {ensuite}, etat_depuis = $3, verrou = NULL, verrou_jusqua = NULL
         WHERE id = $1 AND verrou = $2",
        file.table
    );
    let debut: [Value; 3] = [id.into(), verrou.into(), maintenant.0.into()];
    let faits = outils::executer(tx, sql, debut.into_iter().chain(valeurs)).await?;
    Ok(faits == 1)
}

/// When the next row is due or the next lock expires; none when nothing is under way.
pub(crate) async fn prochaine_echeance(
    conn: &impl ConnectionTrait,
    file: &File,
) -> Resultat<Option<Moment>> {
    #[derive(FromQueryResult)]
    struct Echeance {
        moment: Option<i64>,
    }
    let File {
        table,
        attente,
        echeance,
        ..
    } = file;
    let sql = format!(
        "SELECT min({echeance}) AS moment FROM {table} WHERE etat IN ({attente})
         UNION ALL SELECT min(verrou_jusqua) FROM {table} WHERE etat = 'en_cours'"
    );
    let echeances: Vec<Echeance> = outils::toutes(conn, sql, []).await?;
    Ok(echeances
        .into_iter()
        .filter_map(|e| e.moment)
        .min()
        .map(Moment))
}
