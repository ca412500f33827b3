//! People who are probably twice in the base, those who were said not to be, and merges.
//!
//! # How they are found
//! Keys worked out by the database from what every writer keeps, and indexed:
//! - the name: nom and prénom normalised, without blanks, the smaller first. Whoever was
//!   entered the other way round has the same; the birth name gives a second one;
//! - each mail address, in lower case.
//!
//! A third one, where they live ([`domain::cle_adresse`]), is worked out by the program from
//! the addresses of an académie: engines do not write a street in one way.
//!
//! Sharing a key is found by one sort of the keys, never by comparing people two by two.

use crate::Resultat;
use crate::outils::{self, lignes_d_adresse, lots, marques};
use domain::{
    AcademieId, Adresse, CompteId, ConvocationId, EtatCourriel, IntervenantId, Moment, cle_adresse,
    nom_complet, texte,
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

// ---------------------------------------------------------------------- the keys

const fn position(moteur: DbBackend) -> &'static str {
    match moteur {
        DbBackend::Postgres => "strpos",
        _ => "instr",
    }
}

/// The prénom of `cle_tri`: what follows two spaces, up to what an apostrophe parts.
fn parties(moteur: DbBackend, alias: &str) -> (String, String) {
    let position = position(moteur);
    let tout = format!("(substr({alias}cle_tri, 2) || '  ')");
    let ou = format!("{position}({tout}, '  ')");
    let suite = format!("(substr({tout}, {ou} + 2) || '  ')");
    (
        format!("replace(substr({tout}, 1, {ou} - 1), ' ', '')"),
        format!("replace(substr({suite}, 1, {position}({suite}, '  ') - 1), ' ', '')"),
    )
}

fn cle(un: &str, autre: &str) -> String {
    format!("CASE WHEN {un} <= {autre} THEN {un} || '/' || {autre} ELSE {autre} || '/' || {un} END")
}

/// The key of a name, in SQL; `alias` is empty or ends with a dot. Indexes were made of it:
/// it never changes.
pub(crate) fn cle_nom(moteur: DbBackend, alias: &str) -> String {
    let (nom, prenom) = parties(moteur, alias);
    cle(&nom, &prenom)
}

/// The key of a birth name.
pub(crate) fn cle_naissance(moteur: DbBackend, alias: &str) -> String {
    let (_, prenom) = parties(moteur, alias);
    cle(&format!("{alias}naissance"), &prenom)
}

/// A text normalised, without blanks.
pub(crate) fn sans_espace(lu: &str) -> String {
    texte::normaliser(lu).replace(' ', "")
}

/// The key of a name: as the database works it out.
#[must_use]
pub fn cle_de(nom: &str, prenom: &str) -> String {
    let (nom, prenom) = (sans_espace(nom), sans_espace(prenom));
    if nom <= prenom {
        format!("{nom}/{prenom}")
    } else {
        format!("{prenom}/{nom}")
    }
}

/// Where somebody lives, as it is kept.
#[derive(FromQueryResult, Deserialize)]
struct Habitant {
    id: i64,
    nom: String,
    adresse: String,
    code_postal: String,
}

impl Habitant {
    fn cle(&self) -> Option<String> {
        cle_adresse(
            &self.nom,
            &lignes_d_adresse(&self.adresse),
            &self.code_postal,
        )
    }
}

/// Most people of one street that are compared with what was typed.
const VOISINS_MAX: usize = 100;

/// Those of the académie who live where somebody of that name would.
async fn voisins(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    nom: &str,
    adresse: &Adresse,
) -> Resultat<Vec<i64>> {
    let Some(cle) = cle_adresse(nom, &adresse.lignes, &adresse.code_postal) else {
        return Ok(Vec::new());
    };
    let lus: Vec<Habitant> = outils::toutes(
        conn,
        "SELECT i.id, i.nom, i.adresse, i.code_postal FROM intervenant i
         WHERE i.academie_id = $1 AND i.adresse <> ''
           AND replace(i.code_postal, ' ', '') = $2 ORDER BY i.id",
        [
            academie.0.into(),
            adresse.code_postal.replace(' ', "").into(),
        ],
    )
    .await?;
    Ok(lus
        .into_iter()
        .filter(|h| h.cle().as_ref() == Some(&cle))
        .map(|h| h.id)
        .take(VOISINS_MAX)
        .collect())
}

/// Those of the académie, active or not, who share a name, a mail address or where they live
/// with somebody; `cles` are names ([`cle_de`]), `mels` addresses, `chez` a name with a postal
/// address. Who was merged into another is left out. `limite` at most.
///
/// # Errors
/// What the engine answered.
pub async fn semblables(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    cles: &[String],
    mels: &[String],
    chez: Option<(&str, &Adresse)>,
    limite: u32,
) -> Resultat<Vec<IntervenantId>> {
    let moteur = conn.get_database_backend();
    let voisins = match chez {
        Some((nom, adresse)) => voisins(conn, academie, nom, adresse).await?,
        None => Vec::new(),
    };
    let mut e = outils::Ecrivain::new();
    let academie = e.valeur(academie.0);
    let mut parties = Vec::new();
    if !cles.is_empty() {
        let liste = e.liste(cles.iter().map(String::as_str));
        let (nom, naissance) = (cle_nom(moteur, "i."), cle_naissance(moteur, "i."));
        parties.push(format!("{nom} IN ({liste})"));
        parties.push(format!("i.naissance <> '' AND {naissance} IN ({liste})"));
    }
    let mels: Vec<String> = mels
        .iter()
        .filter(|m| !m.is_empty())
        .map(|m| m.to_lowercase())
        .collect();
    if !mels.is_empty() {
        let liste = e.liste(mels.iter().map(String::as_str));
        for colonne in ["mel_professionnel", "mel_personnel"] {
            parties.push(format!(
                "i.{colonne} <> '' AND lower(i.{colonne}) IN ({liste})"
            ));
        }
    }
    if !voisins.is_empty() {
        let liste = e.liste(voisins);
        parties.push(format!("i.id IN ({liste})"));
    }
    if parties.is_empty() {
        return Ok(Vec::new());
    }
    let selections: Vec<String> = parties
        .iter()
        .map(|ou| {
            format!("SELECT i.id FROM intervenant i WHERE i.academie_id = {academie} AND {ou}")
        })
        .collect();
    let limite = e.valeur(i64::from(limite));
    let sql = format!(
        "SELECT x.id FROM ({}) x WHERE NOT EXISTS (SELECT 1 FROM intervenant_fusion f
           WHERE f.absorbe_id = x.id AND f.defait_le IS NULL)
         ORDER BY x.id LIMIT {limite}",
        selections.join(" UNION ")
    );
    let lus: Vec<outils::Cle> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lus.into_iter().map(|l| IntervenantId(l.id)).collect())
}

/// The active people of an académie who share a key with somebody, together: by name, by
/// mail address, then by where they live.
///
/// # Errors
/// What the engine answered.
pub async fn partages(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<[Vec<Vec<IntervenantId>>; 3]> {
    let moteur = conn.get_database_backend();
    let (nom, naissance) = (cle_nom(moteur, "i."), cle_naissance(moteur, "i."));
    let de = "FROM intervenant i WHERE i.academie_id = $1 AND i.actif";
    // Apart: the two kinds of keys are not compared in the same way on every engine.
    let noms = format!(
        "SELECT {nom} AS cle, i.id AS id {de}
         UNION ALL SELECT {naissance}, i.id {de} AND i.naissance <> ''"
    );
    let mels = format!(
        "SELECT lower(i.mel_professionnel) AS cle, i.id AS id {de} AND i.mel_professionnel <> ''
         UNION ALL SELECT lower(i.mel_personnel), i.id {de} AND i.mel_personnel <> ''"
    );
    Ok([
        ensembles(conn, academie, &noms).await?,
        ensembles(conn, academie, &mels).await?,
        par_rue(conn, academie).await?,
    ])
}

async fn par_rue(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<Vec<Vec<IntervenantId>>> {
    let habitants: Vec<Habitant> = outils::en_bloc(
        conn,
        "id, nom, adresse, code_postal",
        "SELECT i.id, i.nom, i.adresse, i.code_postal FROM intervenant i
         WHERE i.academie_id = $1 AND i.actif AND i.adresse <> '' AND i.code_postal <> ''
         ORDER BY i.id",
        [academie.0.into()],
    )
    .await?;
    // Off the async workers: tens of thousands of addresses are normalised.
    let rangees = tokio::task::spawn_blocking(move || {
        let mut par_cle: BTreeMap<String, Vec<IntervenantId>> = BTreeMap::new();
        for h in habitants {
            if let Some(cle) = h.cle() {
                par_cle.entry(cle).or_default().push(IntervenantId(h.id));
            }
        }
        par_cle.into_values().filter(|e| e.len() > 1).collect()
    });
    rangees
        .await
        .map_err(|e| DbErr::Custom(e.to_string()).into())
}

async fn ensembles(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    cles: &str,
) -> Resultat<Vec<Vec<IntervenantId>>> {
    #[derive(Deserialize)]
    struct Lue {
        cle: String,
        id: i64,
    }
    let sql = format!(
        "SELECT cle, id FROM (SELECT cle, id, count(*) OVER (PARTITION BY cle) AS nombre
           FROM ({cles}) t) x WHERE nombre > 1 ORDER BY cle, id"
    );
    let lues: Vec<Lue> = outils::en_bloc(conn, "cle, id", &sql, [academie.0.into()]).await?;
    let mut ensembles: Vec<Vec<IntervenantId>> = Vec::new();
    let mut derniere = None;
    for l in lues {
        if derniere.as_ref() != Some(&l.cle) {
            ensembles.push(Vec::new());
            derniere = Some(l.cle);
        }
        if let Some(ensemble) = ensembles.last_mut()
            && ensemble.last() != Some(&IntervenantId(l.id))
        {
            ensemble.push(IntervenantId(l.id));
        }
    }
    // One whose two addresses are the same shares them with nobody.
    ensembles.retain(|e| e.len() > 1);
    Ok(ensembles)
}

// ------------------------------------------------------------------ not the same

/// The pairs of an académie that were said to be two people, the smaller key first.
///
/// # Errors
/// What the engine answered.
pub async fn distincts(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<HashSet<(IntervenantId, IntervenantId)>> {
    #[derive(FromQueryResult)]
    struct Paire {
        premier_id: i64,
        second_id: i64,
    }
    let lues: Vec<Paire> = outils::toutes(
        conn,
        "SELECT d.premier_id, d.second_id FROM intervenant_distinct d
         JOIN intervenant i ON i.id = d.premier_id WHERE i.academie_id = $1",
        [academie.0.into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|p| (IntervenantId(p.premier_id), IntervenantId(p.second_id)))
        .collect())
}

/// Remembers that two are two people; `false` when it was known.
///
/// # Errors
/// What the engine answered.
pub async fn distinguer(
    tx: &impl ConnectionTrait,
    un: IntervenantId,
    autre: IntervenantId,
    par: CompteId,
    maintenant: Moment,
) -> Resultat<bool> {
    let (premier, second) = (un.min(autre), un.max(autre));
    let faits = outils::executer(
        tx,
        "INSERT INTO intervenant_distinct (premier_id, second_id, dit_le, dit_par)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        [
            premier.0.into(),
            second.0.into(),
            maintenant.0.into(),
            par.0.into(),
        ],
    )
    .await?;
    Ok(faits == 1)
}

// ------------------------------------------------------------------------ merging

/// What becomes of the rows that name a person who is merged into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devenir {
    /// They name the one who is kept.
    Suit,
    /// The same, but for those of which the other one has the like, by these columns; those
    /// stay with the closed one, and nothing is lost.
    SuitSauf(&'static str),
    /// They stay: they tell of this person themself.
    Reste,
}

/// A column that names an intervenant.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Its table.
    pub tableau: &'static str,
    /// Its name.
    pub colonne: &'static str,
    /// The rest of the key of a row, as a text of `t`.
    pub cle: &'static str,
    /// What becomes of its rows.
    pub devenir: Devenir,
}

const fn reference(
    tableau: &'static str,
    colonne: &'static str,
    cle: &'static str,
    devenir: Devenir,
) -> Reference {
    Reference {
        tableau,
        colonne,
        cle,
        devenir,
    }
}

const ID: &str = "CAST(t.id AS text)";
const SEULE: &str = "'seule'";

/// Every column that names an intervenant. A test compares it with the schema, so that a
/// table that is added says what becomes of its rows.
pub const REFERENCES: &[Reference] = &[
    reference("compte", "intervenant_id", ID, Devenir::Suit),
    reference("convocation", "intervenant_id", ID, Devenir::Suit),
    reference(
        "convocation_annulee",
        "intervenant_id",
        "CAST(t.convocation_id AS text)",
        Devenir::Suit,
    ),
    reference("courriel", "intervenant_id", ID, Devenir::Suit),
    reference("courriel_service", "intervenant_id", ID, Devenir::Suit),
    reference("indisponibilite", "intervenant_id", ID, Devenir::Suit),
    reference(
        "indisponibilite_supprimee",
        "intervenant_id",
        ID,
        Devenir::Suit,
    ),
    reference(
        "service_fait",
        "intervenant_id",
        "CAST(t.convocation_cle AS text) || ' ' || CAST(t.jour AS text)",
        Devenir::Suit,
    ),
    reference(
        "service_fait",
        "remplacant_id",
        "CAST(t.convocation_cle AS text) || ' ' || CAST(t.jour AS text)",
        Devenir::Suit,
    ),
    reference(
        "competence",
        "intervenant_id",
        "CAST(t.annee AS text) || ' ' || t.objet",
        Devenir::SuitSauf("g.annee = t.annee AND g.objet = t.objet"),
    ),
    reference(
        "competence_personne",
        "intervenant_id",
        "CAST(t.annee AS text)",
        Devenir::SuitSauf("g.annee = t.annee"),
    ),
    // Their secrets are signed of whom they are: they go on serving, see [`actuel`].
    reference("agenda_abonnement", "intervenant_id", SEULE, Devenir::Reste),
    reference(
        "adresse_changement",
        "intervenant_id",
        SEULE,
        Devenir::Reste,
    ),
    reference(
        "intervenant_telephone",
        "intervenant_id",
        SEULE,
        Devenir::SuitSauf("1 = 1"),
    ),
    reference("intervenant_demande", "intervenant_id", ID, Devenir::Suit),
    // Those of both add up; one that is the main one of who is kept is told nowhere.
    reference(
        "intervenant_rattachement",
        "intervenant_id",
        "CAST(t.etablissement_id AS text)",
        Devenir::SuitSauf("g.etablissement_id = t.etablissement_id"),
    ),
    // Words of a closed person are taken away when it is closed.
    reference("intervenant_mot", "intervenant_id", SEULE, Devenir::Reste),
    reference("intervenant_fusion", "absorbe_id", ID, Devenir::Reste),
    reference("intervenant_fusion", "garde_id", ID, Devenir::Reste),
    reference("intervenant_distinct", "premier_id", SEULE, Devenir::Reste),
    reference("intervenant_distinct", "second_id", SEULE, Devenir::Reste),
];

/// A mission to which two people are convoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commune {
    /// Its number.
    pub numero: i64,
    /// The convocation of each.
    pub convocations: [ConvocationId; 2],
}

/// The missions to which both are convoked, by number.
///
/// # Errors
/// What the engine answered.
pub async fn missions_communes(
    conn: &impl ConnectionTrait,
    un: IntervenantId,
    autre: IntervenantId,
) -> Resultat<Vec<Commune>> {
    #[derive(FromQueryResult)]
    struct Lue {
        numero: i64,
        premiere: i64,
        seconde: i64,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT m.numero, a.id AS premiere, b.id AS seconde FROM convocation a
         JOIN convocation b ON b.mission_id = a.mission_id AND b.intervenant_id = $2
         JOIN mission m ON m.id = a.mission_id WHERE a.intervenant_id = $1 ORDER BY m.numero",
        [un.0.into(), autre.0.into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| Commune {
            numero: l.numero,
            convocations: [l.premiere, l.seconde].map(ConvocationId),
        })
        .collect())
}

/// Whether one was noted as having come in the place of the other.
///
/// # Errors
/// What the engine answered.
pub async fn se_sont_remplaces(
    conn: &impl ConnectionTrait,
    un: IntervenantId,
    autre: IntervenantId,
) -> Resultat<bool> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let lu: Option<Nombre> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM service_fait
         WHERE (intervenant_id = $1 AND remplacant_id = $2)
            OR (intervenant_id = $2 AND remplacant_id = $1)",
        [un.0.into(), autre.0.into()],
    )
    .await?;
    Ok(lu.is_some_and(|l| l.nombre > 0))
}

/// Those of these people who were merged into somebody else.
pub(crate) async fn absorbes(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = i64>,
) -> Resultat<HashSet<i64>> {
    let mut absorbes = HashSet::new();
    for lot in lots(ids) {
        let sql = format!(
            "SELECT absorbe_id AS id FROM intervenant_fusion
             WHERE defait_le IS NULL AND absorbe_id IN ({})",
            marques(1, lot.len())
        );
        let lus: Vec<outils::Cle> = outils::toutes(conn, sql, lot).await?;
        absorbes.extend(lus.into_iter().map(|l| l.id));
    }
    Ok(absorbes)
}

/// A merge to record.
#[derive(Clone, Debug)]
pub struct NouvelleFusion {
    /// Académie of both.
    pub academie: AcademieId,
    /// Who is closed.
    pub absorbe: IntervenantId,
    /// Who is kept.
    pub garde: IntervenantId,
    /// Version of who is kept, once the merge is made.
    pub garde_version: i32,
    /// What both were, as JSON.
    pub avant: String,
    /// Who merged them.
    pub par: CompteId,
    /// When.
    pub le: Moment,
}

/// Moves all that names a person to another one, and keeps what was moved. Gives the key of
/// the merge.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when both are convoked to a mission, or when the person
/// was merged already.
pub async fn fusionner(tx: &impl ConnectionTrait, f: &NouvelleFusion) -> Resultat<i64> {
    let faite: Option<outils::Cle> = outils::une(
        tx,
        "INSERT INTO intervenant_fusion (academie_id, absorbe_id, garde_id, garde_version, avant,
           fait_le, fait_par) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        [
            f.academie.0.into(),
            f.absorbe.0.into(),
            f.garde.0.into(),
            f.garde_version.into(),
            f.avant.as_str().into(),
            f.le.0.into(),
            f.par.0.into(),
        ],
    )
    .await?;
    let fusion = faite.map_or(0, |l| l.id);
    for r in REFERENCES {
        let Reference {
            tableau,
            colonne,
            cle,
            ..
        } = r;
        let sauf = match r.devenir {
            Devenir::Reste => continue,
            Devenir::Suit => String::new(),
            Devenir::SuitSauf(pareille) => format!(
                " AND NOT EXISTS (SELECT 1 FROM {tableau} g WHERE g.{colonne} = $3 AND {pareille})"
            ),
        };
        let mut valeurs: Vec<Value> = vec![fusion.into(), f.absorbe.0.into()];
        if !sauf.is_empty() {
            valeurs.push(f.garde.0.into());
        }
        outils::executer(
            tx,
            format!(
                "INSERT INTO intervenant_fusion_ligne (fusion_id, tableau, colonne, cle)
                 SELECT $1, '{tableau}', '{colonne}', {cle} FROM {tableau} t
                 WHERE t.{colonne} = $2{sauf}"
            ),
            valeurs,
        )
        .await?;
        renommer(tx, r, fusion, f.absorbe, f.garde).await?;
    }
    Ok(fusion)
}

/// Has the rows that a merge moved name `vers` instead of `de`.
async fn renommer(
    tx: &impl ConnectionTrait,
    r: &Reference,
    fusion: i64,
    de: IntervenantId,
    vers: IntervenantId,
) -> Resultat<u64> {
    let Reference {
        tableau,
        colonne,
        cle,
        ..
    } = r;
    outils::executer(
        tx,
        format!(
            "UPDATE {tableau} AS t SET {colonne} = $1 WHERE t.{colonne} = $2 AND {cle} IN (
               SELECT l.cle FROM intervenant_fusion_ligne l
               WHERE l.fusion_id = $3 AND l.tableau = '{tableau}' AND l.colonne = '{colonne}')"
        ),
        [vers.0.into(), de.0.into(), fusion.into()],
    )
    .await
}

/// A merge as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FusionGardee {
    /// Key.
    pub id: i64,
    /// Who was closed.
    pub absorbe: IntervenantId,
    /// `NOM Prénom` of who was closed.
    pub absorbe_nom: String,
    /// Who is kept.
    pub garde: IntervenantId,
    /// `NOM Prénom` of who is kept.
    pub garde_nom: String,
    /// Version of who is kept once it was made.
    pub garde_version: i32,
    /// What both were, as JSON.
    pub avant: String,
    /// When.
    pub le: Moment,
    /// Name of who made it.
    pub par: String,
}

#[derive(FromQueryResult)]
struct FusionLue {
    id: i64,
    absorbe_id: i64,
    absorbe_nom: String,
    absorbe_prenom: String,
    garde_id: i64,
    garde_nom: String,
    garde_prenom: String,
    garde_version: i32,
    avant: String,
    fait_le: i64,
    par: String,
}

/// The merges of an académie that stand and in which a person takes part, or one of them;
/// latest first.
///
/// # Errors
/// What the engine answered.
pub async fn fusions(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    de: Option<IntervenantId>,
    fusion: Option<i64>,
) -> Resultat<Vec<FusionGardee>> {
    let mut e = outils::Ecrivain::new();
    let mut ou = format!(
        "f.academie_id = {} AND f.defait_le IS NULL",
        e.valeur(academie.0)
    );
    if let Some(qui) = de {
        let qui = e.valeur(qui.0);
        ou.push_str(&format!(
            " AND (f.absorbe_id = {qui} OR f.garde_id = {qui})"
        ));
    }
    if let Some(fusion) = fusion {
        ou.push_str(&format!(" AND f.id = {}", e.valeur(fusion)));
    }
    let sql = format!(
        "SELECT f.id, f.absorbe_id, a.nom AS absorbe_nom, a.prenom AS absorbe_prenom, f.garde_id,
                g.nom AS garde_nom, g.prenom AS garde_prenom, f.garde_version, f.avant, f.fait_le,
                c.nom AS par
         FROM intervenant_fusion f JOIN intervenant a ON a.id = f.absorbe_id
         JOIN intervenant g ON g.id = f.garde_id JOIN compte c ON c.id = f.fait_par
         WHERE {ou} ORDER BY f.id DESC LIMIT 100"
    );
    let lues: Vec<FusionLue> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lues
        .into_iter()
        .map(|l| FusionGardee {
            id: l.id,
            absorbe: IntervenantId(l.absorbe_id),
            absorbe_nom: nom_complet(&l.absorbe_nom, &l.absorbe_prenom),
            garde: IntervenantId(l.garde_id),
            garde_nom: nom_complet(&l.garde_nom, &l.garde_prenom),
            garde_version: l.garde_version,
            avant: l.avant,
            le: Moment(l.fait_le),
            par: l.par,
        })
        .collect())
}

/// Whether who is kept by a merge was convoked since, or whether rows that it moved are no
/// longer theirs.
///
/// # Errors
/// What the engine answered.
pub async fn convoque_depuis(conn: &impl ConnectionTrait, f: &FusionGardee) -> Resultat<bool> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let lu: Option<Nombre> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM convocation t WHERE t.intervenant_id = $1
           AND t.cree_le > $2 AND CAST(t.id AS text) NOT IN (
             SELECT l.cle FROM intervenant_fusion_ligne l
             WHERE l.fusion_id = $3 AND l.tableau IN ('convocation', 'convocation_annulee'))",
        [f.garde.0.into(), f.le.0.into(), f.id.into()],
    )
    .await?;
    Ok(lu.is_some_and(|l| l.nombre > 0))
}

/// The convocations that a merge moved, standing or deleted then; its key is `$2`.
const DEPLACEES: &str = "SELECT l.cle FROM intervenant_fusion_ligne l \
     WHERE l.fusion_id = $2 AND l.tableau IN ('convocation', 'convocation_annulee')";

/// The mails made since a merge, under the name of who is kept, for the convocations that it
/// moved; and whether one of them left, or is about to.
async fn courriels_nouveaux(
    conn: &impl ConnectionTrait,
    f: &FusionGardee,
) -> Resultat<(Vec<i64>, bool)> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        convocation_id: Option<i64>,
        etat: String,
    }
    #[derive(FromQueryResult)]
    struct Deplacee {
        cle: String,
    }
    #[derive(FromQueryResult)]
    struct Gardes {
        courriels: String,
    }
    let deplacees: Vec<Deplacee> = outils::toutes(
        conn,
        "SELECT l.cle FROM intervenant_fusion_ligne l
         WHERE l.fusion_id = $1 AND l.tableau IN ('convocation', 'convocation_annulee')",
        [f.id.into()],
    )
    .await?;
    let deplacees: HashSet<String> = deplacees.into_iter().map(|d| d.cle).collect();
    // A mail whose convocation was deleted since is named by what the deletion keeps alone.
    let gardes: Vec<Gardes> = outils::toutes(
        conn,
        format!(
            "SELECT x.courriels FROM convocation_annulee x
             WHERE x.intervenant_id = $1 AND CAST(x.convocation_id AS text) IN ({DEPLACEES})"
        ),
        [f.garde.0.into(), f.id.into()],
    )
    .await?;
    let mut des_supprimees: HashSet<i64> = HashSet::new();
    for g in gardes {
        let ids: Option<Vec<i64>> = serde_json::from_str(&g.courriels).ok();
        let colonne = "convocation_annulee.courriels";
        des_supprimees.extend(outils::lire(ids, colonne, &g.courriels)?);
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT k.id, k.convocation_id, k.etat FROM courriel k
         WHERE k.intervenant_id = $1 AND CAST(k.id AS text) NOT IN (
           SELECT l.cle FROM intervenant_fusion_ligne l
           WHERE l.fusion_id = $2 AND l.tableau = 'courriel')",
        [f.garde.0.into(), f.id.into()],
    )
    .await?;
    let nouveaux: Vec<Lu> = lus
        .into_iter()
        .filter(|l| {
            des_supprimees.contains(&l.id)
                || l.convocation_id
                    .is_some_and(|c| deplacees.contains(&c.to_string()))
        })
        .collect();
    let partis = nouveaux
        .iter()
        .any(|l| l.etat != EtatCourriel::Annule.code());
    Ok((nouveaux.into_iter().map(|l| l.id).collect(), partis))
}

/// Whether a mail left since a merge, or is about to, to who is kept for a convocation that
/// was the other one's: nobody would know any more who received it.
///
/// # Errors
/// What the engine answered.
pub async fn ecrit_depuis(conn: &impl ConnectionTrait, f: &FusionGardee) -> Resultat<bool> {
    Ok(courriels_nouveaux(conn, f).await?.1)
}

/// Gives back what a merge moved and notes that it no longer stands; `false` when somebody
/// undid it first.
///
/// # Errors
/// What the engine answered.
pub async fn defaire(
    tx: &impl ConnectionTrait,
    f: &FusionGardee,
    par: CompteId,
    maintenant: Moment,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE intervenant_fusion SET defait_le = $2, defait_par = $3
         WHERE id = $1 AND defait_le IS NULL",
        [f.id.into(), maintenant.0.into(), par.0.into()],
    )
    .await?;
    if faits != 1 {
        return Ok(false);
    }
    // Before their convocations are given back: they are found by whom those name.
    let (courriels, _) = courriels_nouveaux(tx, f).await?;
    for r in REFERENCES.iter().filter(|r| r.devenir != Devenir::Reste) {
        renommer(tx, r, f.id, f.garde, f.absorbe).await?;
    }
    // What was written since of the convocations that were moved is of who had them: they
    // may have been deleted since, or taken back, and attested.
    for (tableau, cle) in [
        ("convocation", "id"),
        ("convocation_annulee", "convocation_id"),
        ("service_fait", "convocation_cle"),
    ] {
        outils::executer(
            tx,
            format!(
                "UPDATE {tableau} SET intervenant_id = $1
                 WHERE intervenant_id = $3 AND CAST({cle} AS text) IN ({DEPLACEES})"
            ),
            [f.absorbe.0.into(), f.id.into(), f.garde.0.into()],
        )
        .await?;
    }
    for lot in lots(courriels) {
        let mut e = outils::Ecrivain::new();
        let absorbe = e.valeur(f.absorbe.0);
        let ids = e.liste(lot);
        let sql = format!("UPDATE courriel SET intervenant_id = {absorbe} WHERE id IN ({ids})");
        outils::executer(tx, sql, e.valeurs).await?;
    }
    Ok(true)
}

/// Who somebody is now: themself, or whom they were merged into.
///
/// # Errors
/// What the engine answered.
pub async fn actuel(conn: &impl ConnectionTrait, id: IntervenantId) -> Resultat<IntervenantId> {
    #[derive(FromQueryResult)]
    struct Lu {
        qui: Option<i64>,
    }
    // A chain ends: who is kept by a merge cannot be merged into who it closed.
    let lu: Option<Lu> = outils::une(
        conn,
        "WITH RECURSIVE suite (qui, rang) AS (
           SELECT CAST($1 AS bigint), 0
           UNION ALL
           SELECT f.garde_id, s.rang + 1 FROM suite s
           JOIN intervenant_fusion f ON f.absorbe_id = s.qui AND f.defait_le IS NULL
           WHERE s.rang < 50)
         SELECT qui FROM suite ORDER BY rang DESC LIMIT 1",
        [id.0.into()],
    )
    .await?;
    Ok(lu.and_then(|l| l.qui).map_or(id, IntervenantId))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_cle_d_un_nom_ne_depend_pas_de_l_ordre() {
        assert_eq!(cle_de("DE LA TOUR", "Ève"), "delatour/eve");
        assert_eq!(cle_de("Ève", "de La Tour"), "delatour/eve");
        assert_eq!(cle_de("O'BRIEN", "Patrice"), cle_de("OBRIEN", "patrice"));
        assert_ne!(cle_de("MARTIN", "Anne"), cle_de("MARTIN", "Anna"));
    }
}
