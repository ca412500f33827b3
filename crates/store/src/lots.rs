//! Selections of convocations acted upon together: the rows, what is asked, and what
//! became of each.

use crate::Resultat;
use crate::outils::{self, lignes_par_insertion, lire, lots, marques, marques_lignes};
use domain::{
    CompteId, ConvocationId, GenreLot, IssueLigne, LigneDeLot, LotId, MissionId, Moment, Retouche,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A selection, without its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// Key.
    pub id: LotId,
    /// Whose.
    pub compte: CompteId,
    /// Of which mission.
    pub mission: MissionId,
    /// What is done.
    pub genre: GenreLot,
    /// What is asked, once it was begun.
    pub demande: Option<Retouche>,
}

/// A row to be kept: which, at which version, under which name, and what is known of it
/// already.
#[derive(Clone, Debug)]
pub struct NouvelleLigne {
    /// Which.
    pub convocation: ConvocationId,
    /// The version that was shown.
    pub version: i32,
    /// `NOM Prénom`.
    pub nom: String,
    /// What became of it before it was selected.
    pub issue: Option<IssueLigne>,
}

fn json(issue: &IssueLigne) -> String {
    serde_json::json!(issue).to_string()
}

/// Keeps a selection.
///
/// # Errors
/// What the engine answered.
pub async fn creer(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    mission: MissionId,
    genre: GenreLot,
    lignes: &[NouvelleLigne],
    maintenant: Moment,
) -> Resultat<LotId> {
    const COLONNES: usize = 6;
    let cree: Vec<outils::Cle> = outils::toutes(
        tx,
        "INSERT INTO lot (compte_id, mission_id, genre, cree_le) VALUES ($1, $2, $3, $4)
         RETURNING id",
        [
            compte.0.into(),
            mission.0.into(),
            genre.code().into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    let id = cree.first().map(|c| c.id).unwrap_or_default();
    let numerotees: Vec<(i32, &NouvelleLigne)> = (0..).zip(lignes).collect();
    for lot in numerotees.chunks(lignes_par_insertion(COLONNES)) {
        let sql = format!(
            "INSERT INTO lot_ligne (lot_id, rang, convocation_id, version, nom, issue) VALUES {}",
            marques_lignes(lot.len(), COLONNES)
        );
        let valeurs = lot.iter().flat_map(|(rang, l)| -> [Value; COLONNES] {
            [
                id.into(),
                (*rang).into(),
                l.convocation.0.into(),
                l.version.into(),
                l.nom.as_str().into(),
                l.issue.as_ref().map(json).into(),
            ]
        });
        outils::executer(tx, sql, valeurs).await?;
    }
    Ok(LotId(id))
}

#[derive(FromQueryResult)]
struct Lu {
    id: i64,
    compte_id: i64,
    mission_id: i64,
    genre: String,
    demande: Option<String>,
}

/// A selection by its key.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(conn: &impl ConnectionTrait, id: LotId) -> Resultat<Option<Lot>> {
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT id, compte_id, mission_id, genre, demande FROM lot WHERE id = $1",
        [id.0.into()],
    )
    .await?;
    lu.map(|l| {
        Ok(Lot {
            id: LotId(l.id),
            compte: CompteId(l.compte_id),
            mission: MissionId(l.mission_id),
            genre: lire(GenreLot::lire(&l.genre), "lot.genre", &l.genre)?,
            demande: match l.demande {
                Some(d) => Some(lire(serde_json::from_str(&d).ok(), "lot.demande", &d)?),
                None => None,
            },
        })
    })
    .transpose()
}

/// As [`par_id`], held until the end of the transaction: two requests about one selection
/// go on one after the other.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(tx: &impl ConnectionTrait, id: LotId) -> Resultat<Option<Lot>> {
    outils::executer(tx, "UPDATE lot SET id = id WHERE id = $1", [id.0.into()]).await?;
    par_id(tx, id).await
}

/// Keeps what is asked of a selection that begins.
///
/// # Errors
/// What the engine answered.
pub async fn lancer(tx: &impl ConnectionTrait, id: LotId, demande: &Retouche) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE lot SET demande = $2 WHERE id = $1",
        [id.0.into(), serde_json::json!(demande).to_string().into()],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct LigneLue {
    rang: i32,
    convocation_id: i64,
    version: i32,
    nom: String,
    issue: Option<String>,
}

impl LigneLue {
    fn lue(self) -> Resultat<LigneDeLot> {
        Ok(LigneDeLot {
            rang: self.rang,
            convocation: ConvocationId(self.convocation_id),
            version: self.version,
            nom: self.nom,
            issue: match self.issue {
                Some(i) => Some(lire(serde_json::from_str(&i).ok(), "lot_ligne.issue", &i)?),
                None => None,
            },
        })
    }
}

/// The rows of a selection, in the order in which they were kept.
///
/// # Errors
/// What the engine answered.
pub async fn lignes(conn: &impl ConnectionTrait, id: LotId) -> Resultat<Vec<LigneDeLot>> {
    let lues: Vec<LigneLue> = outils::toutes(
        conn,
        "SELECT rang, convocation_id, version, nom, issue FROM lot_ligne
         WHERE lot_id = $1 ORDER BY rang",
        [id.0.into()],
    )
    .await?;
    lues.into_iter().map(LigneLue::lue).collect()
}

/// The next rows with which nothing was tried, in the order of the convocations' keys: so
/// that two selections never hold each other up.
///
/// # Errors
/// What the engine answered.
pub async fn en_attente(
    conn: &impl ConnectionTrait,
    id: LotId,
    limite: u32,
) -> Resultat<Vec<LigneDeLot>> {
    let lues: Vec<LigneLue> = outils::toutes(
        conn,
        "SELECT rang, convocation_id, version, nom, issue FROM lot_ligne
         WHERE lot_id = $1 AND issue IS NULL ORDER BY convocation_id, rang LIMIT $2",
        [id.0.into(), i64::from(limite).into()],
    )
    .await?;
    lues.into_iter().map(LigneLue::lue).collect()
}

/// Notes what became of a row.
///
/// # Errors
/// What the engine answered.
pub async fn noter(
    tx: &impl ConnectionTrait,
    id: LotId,
    rang: i32,
    issue: &IssueLigne,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE lot_ligne SET issue = $3 WHERE lot_id = $1 AND rang = $2",
        [id.0.into(), rang.into(), json(issue).into()],
    )
    .await?;
    Ok(())
}

/// Of these selections, how many of the convocations that each deleted can be taken back.
///
/// # Errors
/// What the engine answered.
pub async fn retablissables(
    conn: &impl ConnectionTrait,
    ids: &[LotId],
) -> Resultat<BTreeMap<LotId, u32>> {
    #[derive(FromQueryResult)]
    struct Compte {
        lot_id: i64,
        n: i64,
    }
    let mut trouves = BTreeMap::new();
    for mut lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT x.lot_id, count(*) AS n FROM lot_ligne x
             JOIN lot l ON l.id = x.lot_id AND l.genre = $1
             JOIN convocation_annulee a ON a.convocation_id = x.convocation_id
             WHERE x.lot_id IN ({}) AND x.issue = $2 GROUP BY x.lot_id",
            marques(3, lot.len())
        );
        lot.insert(0, json(&IssueLigne::Faite).into());
        lot.insert(0, GenreLot::Supprimer.code().into());
        for c in outils::toutes::<Compte>(conn, sql, lot).await? {
            trouves.insert(LotId(c.lot_id), outils::compte(c.n));
        }
    }
    Ok(trouves)
}
