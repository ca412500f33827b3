//! Small helpers to write SQL that both engines understand: `$1`, `$2`… are
//! placeholders on both, and joins are written as text where a reader sees what
//! the engine will do.

use crate::{ErreurStore, Resultat};
use domain::Portee;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};
use serde::de::DeserializeOwned;
use std::fmt::Write as _;

/// Most values in one `IN (…)` list: well below the limits of both engines
/// (32,766 for SQLite, 65,535 for PostgreSQL), and enough to be rarely reached.
pub(crate) const LOT: usize = 512;

/// Most placeholders in one multi-row insertion. SQLite's driver looks each `$n` up by
/// its name, among all of the statement's: time grows with the square of their number.
const MARQUES_MAX: usize = 1_000;

/// Rows of `colonnes` columns that one insertion may carry.
pub(crate) const fn lignes_par_insertion(colonnes: usize) -> usize {
    MARQUES_MAX / colonnes
}

pub(crate) fn requete(
    conn: &impl ConnectionTrait,
    sql: impl Into<String>,
    valeurs: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, valeurs)
}

/// All the rows of a query.
pub(crate) async fn toutes<T: FromQueryResult>(
    conn: &impl ConnectionTrait,
    sql: impl Into<String>,
    valeurs: impl IntoIterator<Item = Value>,
) -> Resultat<Vec<T>> {
    let requete = requete(conn, sql, valeurs);
    let mut lignes = Vec::new();
    for ligne in conn.query_all_raw(requete).await? {
        lignes.push(T::from_query_result(&ligne, "")?);
    }
    Ok(lignes)
}

/// All the rows of a query that may be thousands, sent by the engine as one JSON text:
/// the driver's work for each value of each row costs many times what reading them takes.
///
/// `champs` are columns of the query in the order of the fields of `T`. The query has its
/// own `ORDER BY` and `LIMIT`, and its order is kept.
pub(crate) async fn en_bloc<T: DeserializeOwned>(
    conn: &impl ConnectionTrait,
    champs: &str,
    sql: &str,
    valeurs: impl IntoIterator<Item = Value>,
) -> Resultat<Vec<T>> {
    #[derive(FromQueryResult)]
    struct Bloc {
        bloc: String,
    }
    let (tableau, ligne) = match conn.get_database_backend() {
        DbBackend::Postgres => ("json_agg", "json_build_array"),
        _ => ("json_group_array", "json_array"),
    };
    let sql = format!(
        "SELECT CAST(coalesce({tableau}({ligne}({champs})), '[]') AS text) AS bloc FROM ({sql}) lignes"
    );
    let bloc: Option<Bloc> = une(conn, sql, valeurs).await?;
    let Some(Bloc { bloc }) = bloc else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&bloc).map_err(|e| DbErr::Json(e.to_string()).into())
}

/// The first row of a query that gives at most one.
pub(crate) async fn une<T: FromQueryResult>(
    conn: &impl ConnectionTrait,
    sql: impl Into<String>,
    valeurs: impl IntoIterator<Item = Value>,
) -> Resultat<Option<T>> {
    match conn.query_one_raw(requete(conn, sql, valeurs)).await? {
        Some(ligne) => Ok(Some(T::from_query_result(&ligne, "")?)),
        None => Ok(None),
    }
}

/// A row of which the key alone is read.
#[derive(FromQueryResult)]
pub(crate) struct Cle {
    pub(crate) id: i64,
}

/// Runs a statement; gives the number of rows touched.
pub(crate) async fn executer(
    conn: &impl ConnectionTrait,
    sql: impl Into<String>,
    valeurs: impl IntoIterator<Item = Value>,
) -> Resultat<u64> {
    Ok(conn
        .execute_raw(requete(conn, sql, valeurs))
        .await?
        .rows_affected())
}

/// Reads a code kept in the database.
pub(crate) fn lire<T>(valeur: Option<T>, colonne: &'static str, lu: &str) -> Resultat<T> {
    valeur.ok_or_else(|| ErreurStore::Illisible {
        colonne,
        valeur: lu.to_owned(),
    })
}

/// `$4, $5, $6`: `n` placeholders from `depuis`.
pub(crate) fn marques(depuis: usize, n: usize) -> String {
    let mut texte = String::with_capacity(n * 5);
    for i in depuis..depuis + n {
        if i > depuis {
            texte.push_str(", ");
        }
        let _ = write!(texte, "${i}");
    }
    texte
}

/// `($1, $2), ($3, $4)`: the rows of a multi-row insertion.
pub(crate) fn marques_lignes(lignes: usize, colonnes: usize) -> String {
    let mut texte = String::with_capacity(lignes * (colonnes * 6 + 4));
    for l in 0..lignes {
        if l > 0 {
            texte.push_str(", ");
        }
        texte.push('(');
        texte.push_str(&marques(l * colonnes + 1, colonnes));
        texte.push(')');
    }
    texte
}

/// Identifiers in batches for `IN (…)`. Each batch is filled up to a power of two
/// by repeating its last value, so that few different statements exist and the
/// engine's prepared ones are used again.
pub(crate) fn lots(ids: impl IntoIterator<Item = i64>) -> Vec<Vec<Value>> {
    let ids: Vec<i64> = ids.into_iter().collect();
    ids.chunks(LOT)
        .map(|lot| {
            let taille = lot.len().next_power_of_two();
            let dernier = lot.last().copied();
            lot.iter()
                .copied()
                .chain(std::iter::repeat_n(dernier, taille - lot.len()).flatten())
                .map(Value::from)
                .collect()
        })
        .collect()
}

/// SQL being written with its values.
pub(crate) struct Ecrivain {
    pub(crate) valeurs: Vec<Value>,
}

impl Ecrivain {
    pub(crate) const fn new() -> Self {
        Self {
            valeurs: Vec::new(),
        }
    }

    /// Adds a value; gives its placeholder.
    pub(crate) fn valeur(&mut self, valeur: impl Into<Value>) -> String {
        self.valeurs.push(valeur.into());
        format!("${}", self.valeurs.len())
    }

    /// Adds values; gives `$4, $5`.
    pub(crate) fn liste<V: Into<Value>>(&mut self, valeurs: impl IntoIterator<Item = V>) -> String {
        let depuis = self.valeurs.len() + 1;
        self.valeurs.extend(valeurs.into_iter().map(Into::into));
        marques(depuis, self.valeurs.len() + 1 - depuis)
    }

    /// Adds keys as one value, however many they are; gives the query that lists them.
    pub(crate) fn cles(&mut self, moteur: DbBackend, cles: &[i64]) -> String {
        let cles = self.valeur(serde_json::json!(cles).to_string());
        match moteur {
            DbBackend::Postgres => format!(
                "SELECT CAST(t.v AS bigint)
                 FROM json_array_elements_text(CAST(CAST({cles} AS text) AS json)) AS t (v)"
            ),
            _ => format!("SELECT t.value FROM json_each({cles}) t"),
        }
    }

    /// The condition that keeps what a scope allows; none when it allows nothing.
    pub(crate) fn portee(
        &mut self,
        portee: &Portee,
        academie: &str,
        etablissement: &str,
    ) -> Option<String> {
        match portee {
            Portee::Academie(a) => Some(format!("{academie} = {}", self.valeur(a.0))),
            Portee::Etablissements(a, ids) if !ids.is_empty() => {
                let a = self.valeur(a.0);
                let ids = self.liste(ids.iter().map(|e| e.0));
                Some(format!("{academie} = {a} AND {etablissement} IN ({ids})"))
            }
            Portee::Etablissements(..) | Portee::Rien => None,
        }
    }

    /// The condition that keeps the people of a scope: those appointed in its
    /// établissements, and those attached to one of them à titre secondaire
    /// (docs/decisions/0028-rattachements.md); none when it allows nothing. `i` is the
    /// person.
    ///
    /// Keys rather than `OR EXISTS`: each half is read by its index, where an `OR` would
    /// have the whole académie looked through.
    pub(crate) fn portee_personnel(&mut self, portee: &Portee, i: &str) -> Option<String> {
        match portee {
            Portee::Etablissements(a, ids) if !ids.is_empty() => {
                let a = self.valeur(a.0);
                let ids = self.liste(ids.iter().map(|e| e.0));
                let membres = membres(&ids);
                Some(format!("{i}.academie_id = {a} AND {i}.id IN ({membres})"))
            }
            autre => self.portee(
                autre,
                &format!("{i}.academie_id"),
                &format!("{i}.etablissement_id"),
            ),
        }
    }
}

/// The query of the keys of those who work in one of these établissements, à titre
/// principal or secondaire; `lieux` is a list of values, or a query of one column.
pub(crate) fn membres(lieux: &str) -> String {
    format!(
        "SELECT p.id FROM intervenant p WHERE p.etablissement_id IN ({lieux})
         UNION ALL SELECT r.intervenant_id FROM intervenant_rattachement r
           WHERE r.etablissement_id IN ({lieux})"
    )
}

/// A number that the domain counts without sign.
pub(crate) fn compte(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(if n < 0 { 0 } else { u32::MAX })
}

/// Smallest text that is after every text beginning with `prefixe`, in byte order.
pub(crate) fn apres(prefixe: &str) -> String {
    format!("{prefixe}\u{10ffff}")
}

/// Lines of an address, empty ones left out, to be kept in one column.
pub(crate) fn adresse_en_texte(lignes: &[String]) -> String {
    let pleines: Vec<&str> = lignes
        .iter()
        .map(String::as_str)
        .filter(|l| !l.is_empty())
        .collect();
    pleines.join("\n")
}

/// Lines of an address as kept in one column.
pub(crate) fn lignes_d_adresse(texte: &str) -> Vec<String> {
    texte
        .split('\n')
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_lots_ont_peu_de_tailles() {
        assert!(lots([]).is_empty());
        let lot = &lots([7, 8, 9])[0];
        assert_eq!(lot.len(), 4);
        assert_eq!(lot[3], Value::from(9i64));
        let lots = lots(0..1_000);
        assert_eq!(lots.iter().map(Vec::len).collect::<Vec<_>>(), [512, 512]);
        assert_eq!(marques_lignes(2, 2), "($1, $2), ($3, $4)");
    }
}
