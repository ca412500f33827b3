//! Openings of accounts for everybody who is convoked and has none: one at a time in an
//! académie, followed from one batch to the next.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lots};
use domain::{AcademieId, CompteId, IntervenantId, Moment};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use std::collections::HashSet;

/// An opening that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ouverture {
    /// Key.
    pub id: i64,
    /// Of which académie.
    pub academie: AcademieId,
    /// Those convoked to a session of this year alone; none: to any.
    pub annee: Option<i32>,
    /// Who asked; none for the command line.
    pub compte: Option<CompteId>,
    /// How many people had no account and an address when it was asked for.
    pub total: u32,
    /// The last person looked at; none before the first.
    pub derniere: Option<IntervenantId>,
    /// Accounts opened.
    pub ouverts: u32,
    /// People whose address cannot name an account.
    pub ecartes: u32,
    /// When it was asked for.
    pub demandee_le: Moment,
    /// When everybody had been looked at; none while some are left.
    pub finie_le: Option<Moment>,
}

#[derive(FromQueryResult)]
struct Lue {
    id: i64,
    academie_id: i64,
    annee: Option<i32>,
    compte_id: Option<i64>,
    total: i64,
    derniere: i64,
    ouverts: i64,
    ecartes: i64,
    demandee_le: i64,
    finie_le: Option<i64>,
}

impl From<Lue> for Ouverture {
    fn from(l: Lue) -> Self {
        Self {
            id: l.id,
            academie: AcademieId(l.academie_id),
            annee: l.annee,
            compte: l.compte_id.map(CompteId),
            total: outils::compte(l.total),
            derniere: (l.derniere > 0).then_some(IntervenantId(l.derniere)),
            ouverts: outils::compte(l.ouverts),
            ecartes: outils::compte(l.ecartes),
            demandee_le: Moment(l.demandee_le),
            finie_le: l.finie_le.map(Moment),
        }
    }
}

const SELECTION: &str = "SELECT id, academie_id, annee, compte_id, total, derniere, ouverts, \
     ecartes, demandee_le, finie_le FROM compte_ouverture";

/// An address of a person `i`.
const ADRESSE: &str = "(i.mel_professionnel <> '' OR i.mel_personnel <> '')";

/// The condition on a person `i`: of the académie, convoked, without an account.
fn sans_compte(e: &mut Ecrivain, academie: AcademieId, annee: Option<i32>) -> String {
    let academie = e.valeur(academie.0);
    let session = annee.map_or_else(String::new, |annee| {
        let annee = e.valeur(annee);
        format!("JOIN session_examen s ON s.id = m.session_id AND s.annee = {annee}")
    });
    format!(
        "i.academie_id = {academie} AND i.actif
         AND NOT EXISTS (SELECT 1 FROM compte k WHERE k.intervenant_id = i.id)
         AND EXISTS (SELECT 1 FROM convocation c JOIN mission m ON m.id = c.mission_id {session}
           WHERE c.intervenant_id = i.id)"
    )
}

/// How many people of an académie are convoked (to a session of a year) and have no account:
/// those with an address, those without.
///
/// # Errors
/// What the engine answered.
pub async fn compter(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    annee: Option<i32>,
) -> Resultat<(u32, u32)> {
    #[derive(FromQueryResult)]
    struct Nombres {
        tous: i64,
        avec: i64,
    }
    let mut e = Ecrivain::new();
    let ou = sans_compte(&mut e, academie, annee);
    let sql = format!(
        "SELECT count(*) AS tous,
           CAST(coalesce(sum(CASE WHEN {ADRESSE} THEN 1 ELSE 0 END), 0) AS bigint) AS avec
         FROM intervenant i WHERE {ou}"
    );
    let lus: Option<Nombres> = outils::une(conn, sql, e.valeurs).await?;
    Ok(lus.map_or((0, 0), |n| {
        (outils::compte(n.avec), outils::compte(n.tous - n.avec))
    }))
}

/// The first `nombre` of those without an address, by name.
///
/// # Errors
/// What the engine answered.
pub async fn sans_adresse(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    annee: Option<i32>,
    nombre: u32,
) -> Resultat<Vec<IntervenantId>> {
    let mut e = Ecrivain::new();
    let ou = sans_compte(&mut e, academie, annee);
    let nombre = e.valeur(i64::from(nombre));
    let sql = format!(
        "SELECT i.id FROM intervenant i WHERE {ou} AND NOT {ADRESSE}
         ORDER BY i.cle_tri, i.id LIMIT {nombre}"
    );
    let cles: Vec<outils::Cle> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(cles.into_iter().map(|c| IntervenantId(c.id)).collect())
}

/// Asks for an opening.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when one is under way in the académie.
pub async fn demander(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    annee: Option<i32>,
    compte: Option<CompteId>,
    total: u32,
    maintenant: Moment,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO compte_ouverture (academie_id, annee, compte_id, etat, total, demandee_le)
         VALUES ($1, $2, $3, 'en_cours', $4, $5)",
        [
            academie.0.into(),
            annee.into(),
            compte.map(|c| c.0).into(),
            i64::from(total).into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The latest opening of an académie.
///
/// # Errors
/// What the engine answered.
pub async fn derniere(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<Option<Ouverture>> {
    let sql = format!("{SELECTION} WHERE academie_id = $1 ORDER BY id DESC LIMIT 1");
    let lue: Option<Lue> = outils::une(conn, sql, [academie.0.into()]).await?;
    Ok(lue.map(Into::into))
}

/// Whether an opening is under way.
///
/// # Errors
/// What the engine answered.
pub async fn a_faire(conn: &impl ConnectionTrait) -> Resultat<bool> {
    let sql = format!("{SELECTION} WHERE etat = 'en_cours' LIMIT 1");
    let lue: Option<Lue> = outils::une(conn, sql, []).await?;
    Ok(lue.is_some())
}

/// Holds the opening that waits longest, for the rest of the transaction; none when no other
/// one than those that other servers hold is under way.
///
/// # Errors
/// What the engine answered.
pub async fn prendre(tx: &impl ConnectionTrait) -> Resultat<Option<Ouverture>> {
    // SQLite has one writer at a time; PostgreSQL's workers step over each other's rows.
    let verrouiller = match tx.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let sql = format!("{SELECTION} WHERE etat = 'en_cours' ORDER BY id LIMIT 1 {verrouiller}");
    let lue: Option<Lue> = outils::une(tx, sql, []).await?;
    Ok(lue.map(Into::into))
}

/// Somebody to open an account for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convoque {
    /// Key.
    pub id: IntervenantId,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
}

/// The next `nombre` people of an opening, by key, held for the rest of the transaction: who
/// opens the account of one of them meanwhile waits.
///
/// # Errors
/// What the engine answered.
pub async fn suivants(
    tx: &impl ConnectionTrait,
    ouverture: &Ouverture,
    nombre: u32,
) -> Resultat<Vec<Convoque>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        nom: String,
        prenom: String,
        mel_professionnel: String,
        mel_personnel: String,
    }
    let verrouiller = match tx.get_database_backend() {
        DbBackend::Postgres => "FOR NO KEY UPDATE OF i",
        _ => "",
    };
    let mut e = Ecrivain::new();
    let ou = sans_compte(&mut e, ouverture.academie, ouverture.annee);
    let apres = e.valeur(ouverture.derniere.map_or(0, |d| d.0));
    let nombre = e.valeur(i64::from(nombre));
    let sql = format!(
        "SELECT i.id, i.nom, i.prenom, i.mel_professionnel, i.mel_personnel
         FROM intervenant i WHERE {ou} AND {ADRESSE} AND i.id > {apres}
         ORDER BY i.id LIMIT {nombre} {verrouiller}"
    );
    let lus: Vec<Lu> = outils::toutes(tx, sql, e.valeurs).await?;
    Ok(lus
        .into_iter()
        .map(|l| Convoque {
            id: IntervenantId(l.id),
            nom: l.nom,
            prenom: l.prenom,
            mel_professionnel: l.mel_professionnel,
            mel_personnel: l.mel_personnel,
        })
        .collect())
}

/// Of these people, those who have an account: what another transaction opened before they
/// were held is seen by a statement that begins afterwards.
///
/// # Errors
/// What the engine answered.
pub async fn deja_ouverts(
    tx: &impl ConnectionTrait,
    qui: &[IntervenantId],
) -> Resultat<HashSet<IntervenantId>> {
    let mut deja = HashSet::new();
    for lot in lots(qui.iter().map(|i| i.0)) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT DISTINCT intervenant_id AS id FROM compte WHERE intervenant_id IN ({})",
            e.liste(lot)
        );
        let lus: Vec<outils::Cle> = outils::toutes(tx, sql, e.valeurs).await?;
        deja.extend(lus.into_iter().map(|l| IntervenantId(l.id)));
    }
    Ok(deja)
}

/// Notes how far an opening is.
///
/// # Errors
/// What the engine answered.
pub async fn avancer(tx: &impl ConnectionTrait, ouverture: &Ouverture) -> Resultat<()> {
    let etat = if ouverture.finie_le.is_some() {
        "finie"
    } else {
        "en_cours"
    };
    outils::executer(
        tx,
        "UPDATE compte_ouverture SET derniere = $2, ouverts = $3, ecartes = $4, etat = $5,
           finie_le = $6 WHERE id = $1",
        [
            ouverture.id.into(),
            ouverture.derniere.map_or(0, |d| d.0).into(),
            i64::from(ouverture.ouverts).into(),
            i64::from(ouverture.ecartes).into(),
            etat.into(),
            ouverture.finie_le.map(|m| m.0).into(),
        ],
    )
    .await?;
    Ok(())
}
