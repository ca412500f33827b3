//! Seals over the audit trail: what is needed to set them and to check them. What they are
//! and what they prove is in `docs/decisions/0019-piste-scellee.md`; digests are worked out
//! by `usecases::sceaux`.

use crate::Resultat;
use crate::outils;
use domain::{AcademieId, CompteId, Moment};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

/// A seal over the lines of a range of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sceau {
    /// From 1, one after the other.
    pub numero: i64,
    /// First key of the range: the one after the former seal's last.
    pub premier: i64,
    /// Last key of the range.
    pub dernier: i64,
    /// How many lines it holds.
    pub nombre: i64,
    /// Latest moment of its lines.
    pub recent: Moment,
    /// When it was set.
    pub scelle_le: Moment,
    /// SHA-256 of the lines, in hexadecimal.
    pub lignes: String,
    /// `empreinte` of the former seal; empty for the first.
    pub precedent: String,
    /// SHA-256 of all of the above.
    pub empreinte: String,
    /// When its lines were deleted, past their retention.
    pub purge_le: Option<Moment>,
}

/// A line as it is sealed: everything that it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneScellee {
    /// Key.
    pub id: i64,
    /// When.
    pub moment: Moment,
    /// Who.
    pub compte: Option<CompteId>,
    /// What.
    pub action: String,
    /// Kind of thing.
    pub objet: String,
    /// Its key.
    pub objet_id: i64,
    /// JSON.
    pub details: String,
    /// Of which académie.
    pub academie: Option<AcademieId>,
    /// Where the request came from.
    pub adresse: String,
}

const CHAMPS: &str = "numero, premier, dernier, nombre, recent, scelle_le, lignes, precedent, \
     empreinte, purge_le";

#[derive(FromQueryResult)]
struct Lu {
    numero: i64,
    premier: i64,
    dernier: i64,
    nombre: i64,
    recent: i64,
    scelle_le: i64,
    lignes: String,
    precedent: String,
    empreinte: String,
    purge_le: Option<i64>,
}

impl From<Lu> for Sceau {
    fn from(l: Lu) -> Self {
        Self {
            numero: l.numero,
            premier: l.premier,
            dernier: l.dernier,
            nombre: l.nombre,
            recent: Moment(l.recent),
            scelle_le: Moment(l.scelle_le),
            lignes: l.lignes,
            precedent: l.precedent,
            empreinte: l.empreinte,
            purge_le: l.purge_le.map(Moment),
        }
    }
}

/// The latest seal.
///
/// # Errors
/// What the engine answered.
pub async fn dernier(conn: &impl ConnectionTrait) -> Resultat<Option<Sceau>> {
    let sql = format!("SELECT {CHAMPS} FROM piste_sceau ORDER BY numero DESC LIMIT 1");
    let lu: Option<Lu> = outils::une(conn, sql, []).await?;
    Ok(lu.map(Into::into))
}

/// The seal of a number.
///
/// # Errors
/// What the engine answered.
pub async fn par_numero(conn: &impl ConnectionTrait, numero: i64) -> Resultat<Option<Sceau>> {
    let sql = format!("SELECT {CHAMPS} FROM piste_sceau WHERE numero = $1");
    let lu: Option<Lu> = outils::une(conn, sql, [numero.into()]).await?;
    Ok(lu.map(Into::into))
}

/// The seals after a number, in order.
///
/// # Errors
/// What the engine answered.
pub async fn apres(conn: &impl ConnectionTrait, numero: i64, limite: u32) -> Resultat<Vec<Sceau>> {
    let sql =
        format!("SELECT {CHAMPS} FROM piste_sceau WHERE numero > $1 ORDER BY numero LIMIT $2");
    let lus: Vec<Lu> = outils::toutes(conn, sql, [numero.into(), i64::from(limite).into()]).await?;
    Ok(lus.into_iter().map(Into::into).collect())
}

/// The seals whose lines are all older than a moment and still there, after a number, in
/// order.
///
/// # Errors
/// What the engine answered.
pub async fn a_purger(
    conn: &impl ConnectionTrait,
    avant: Moment,
    numero: i64,
    limite: u32,
) -> Resultat<Vec<Sceau>> {
    let sql = format!(
        "SELECT {CHAMPS} FROM piste_sceau
         WHERE purge_le IS NULL AND recent < $1 AND numero > $2 ORDER BY numero LIMIT $3"
    );
    let valeurs = [avant.0.into(), numero.into(), i64::from(limite).into()];
    let lus: Vec<Lu> = outils::toutes(conn, sql, valeurs).await?;
    Ok(lus.into_iter().map(Into::into).collect())
}

/// The number of the seal whose digest begins so; none when there is none.
///
/// # Errors
/// What the engine answered.
pub async fn par_empreinte(conn: &impl ConnectionTrait, debut: &str) -> Resultat<Option<i64>> {
    #[derive(FromQueryResult)]
    struct Numero {
        numero: i64,
    }
    let trouve: Option<Numero> = outils::une(
        conn,
        "SELECT numero FROM piste_sceau WHERE substr(empreinte, 1, $2) = $1
         ORDER BY numero LIMIT 1",
        [
            debut.into(),
            i32::try_from(debut.len()).unwrap_or(i32::MAX).into(),
        ],
    )
    .await?;
    Ok(trouve.map(|t| t.numero))
}

/// The lines of a range of keys, bounds included, in the order of their keys, from `apres`
/// on (that one left out).
///
/// # Errors
/// What the engine answered.
pub async fn lignes(
    conn: &impl ConnectionTrait,
    apres: i64,
    dernier: i64,
    limite: u32,
) -> Resultat<Vec<LigneScellee>> {
    #[derive(FromQueryResult)]
    struct Ligne {
        id: i64,
        moment: i64,
        compte_id: Option<i64>,
        action: String,
        objet: String,
        objet_id: i64,
        details: String,
        academie_id: Option<i64>,
        adresse: String,
    }
    let lues: Vec<Ligne> = outils::toutes(
        conn,
        "SELECT id, moment, compte_id, action, objet, objet_id, details, academie_id, adresse
         FROM piste WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
        [apres.into(), dernier.into(), i64::from(limite).into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| LigneScellee {
            id: l.id,
            moment: Moment(l.moment),
            compte: l.compte_id.map(CompteId),
            action: l.action,
            objet: l.objet,
            objet_id: l.objet_id,
            details: l.details,
            academie: l.academie_id.map(AcademieId),
            adresse: l.adresse,
        })
        .collect())
}

/// The lines that no range covers: those after the last seal, when the oldest dates from,
/// and those whose key is none that the engine gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HorsSceau {
    /// Lines after the last seal.
    pub attendues: u64,
    /// The oldest moment of those.
    pub plus_ancienne: Option<Moment>,
    /// Lines with a key below 1.
    pub etrangeres: u64,
}

/// Counts the lines that no seal covers, the last one ending at `dernier`.
///
/// # Errors
/// What the engine answered.
pub async fn hors_sceau(conn: &impl ConnectionTrait, dernier: i64) -> Resultat<HorsSceau> {
    #[derive(FromQueryResult)]
    struct Lu {
        attendues: i64,
        ancienne: Option<i64>,
        etrangeres: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT count(*) AS attendues, min(moment) AS ancienne,
                (SELECT count(*) FROM piste x WHERE x.id < 1) AS etrangeres
         FROM piste WHERE id > $1 AND id >= 1",
        [dernier.into()],
    )
    .await?;
    let positif = |n: i64| u64::try_from(n).unwrap_or_default();
    Ok(lu.map_or_else(HorsSceau::default, |l| HorsSceau {
        attendues: positif(l.attendues),
        plus_ancienne: l.ancienne.map(Moment),
        etrangeres: positif(l.etrangeres),
    }))
}

/// The largest key of a line that can be seen; 0 in an empty trail.
///
/// # Errors
/// What the engine answered.
pub async fn repere(conn: &impl ConnectionTrait) -> Resultat<i64> {
    #[derive(FromQueryResult)]
    struct Repere {
        id: Option<i64>,
    }
    let lu: Option<Repere> = outils::une(conn, "SELECT max(id) AS id FROM piste", []).await?;
    Ok(lu.and_then(|r| r.id).unwrap_or_default())
}

/// The transactions that are writing to the trail at this moment, by a name that no other
/// one takes. Always empty on SQLite, where one writes at a time: there, keys are seen in
/// the order in which they were given.
///
/// On PostgreSQL a key is given before its line can be seen, but only to a transaction that
/// holds this lock until it ends. Once those named after [`repere`] was read are gone,
/// nothing can appear any more at or below it.
///
/// # Errors
/// What the engine answered.
pub async fn ecrivains(conn: &impl ConnectionTrait) -> Resultat<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Ecrivain {
        nom: String,
    }
    if conn.get_database_backend() != DbBackend::Postgres {
        return Ok(Vec::new());
    }
    let lus: Vec<Ecrivain> = outils::toutes(
        conn,
        "SELECT DISTINCT l.virtualtransaction AS nom FROM pg_locks l
         JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
         WHERE l.locktype = 'relation' AND l.relation = 'piste'::regclass
           AND l.mode = 'RowExclusiveLock' AND l.granted",
        [],
    )
    .await?;
    Ok(lus.into_iter().map(|e| e.nom).collect())
}

/// Sets a seal.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when another server has just set it.
pub async fn poser(tx: &impl ConnectionTrait, sceau: &Sceau) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO piste_sceau (numero, premier, dernier, nombre, recent, scelle_le, lignes,
           precedent, empreinte) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            sceau.numero.into(),
            sceau.premier.into(),
            sceau.dernier.into(),
            sceau.nombre.into(),
            sceau.recent.0.into(),
            sceau.scelle_le.0.into(),
            sceau.lignes.as_str().into(),
            sceau.precedent.as_str().into(),
            sceau.empreinte.as_str().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Notes that the lines of a seal are being deleted, then deletes them: how many, by
/// académie. None when another one has done it.
///
/// # Errors
/// What the engine answered.
pub async fn purger(
    tx: &impl ConnectionTrait,
    sceau: &Sceau,
    maintenant: Moment,
) -> Resultat<Option<Vec<(Option<AcademieId>, u64)>>> {
    #[derive(FromQueryResult)]
    struct Part {
        academie_id: Option<i64>,
        nombre: i64,
    }
    let notes = outils::executer(
        tx,
        "UPDATE piste_sceau SET purge_le = $2 WHERE numero = $1 AND purge_le IS NULL",
        [sceau.numero.into(), maintenant.0.into()],
    )
    .await?;
    if notes == 0 {
        return Ok(None);
    }
    let bornes = [sceau.premier.into(), sceau.dernier.into()];
    let parts: Vec<Part> = outils::toutes(
        tx,
        "SELECT academie_id, count(*) AS nombre FROM piste WHERE id >= $1 AND id <= $2
         GROUP BY academie_id ORDER BY academie_id",
        bornes.clone(),
    )
    .await?;
    outils::executer(tx, "DELETE FROM piste WHERE id >= $1 AND id <= $2", bornes).await?;
    Ok(Some(
        parts
            .into_iter()
            .map(|p| {
                (
                    p.academie_id.map(AcademieId),
                    u64::try_from(p.nombre).unwrap_or_default(),
                )
            })
            .collect(),
    ))
}
