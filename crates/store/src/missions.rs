//! Missions: the list and its filters, one mission, its defaults, the import.

use crate::entites::mission::{ActiveModel, Column, Entity, Model};
use crate::outils::{self, Ecrivain, lire, lots, marques, marques_lignes};
use crate::references::Referentiel;
use crate::{Ecrit, Resultat};
use domain::{
    AFaire, AcademieId, ColonneMission, Creneau, EpreuveOption, EpreuvesRetenues, EtablissementId,
    FiltreMissions, Mission, MissionId, MissionLigne, NaiveDate, NaiveTime, PageMissions,
    PartieHlp, Portee, SessionExamen, Signataire, Specialite, TypeMission, Uai, VueMissions,
    rang_montre, texte,
};
use sea_orm::ActiveValue::NotSet;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, Value,
};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// Longest keyword text looked for; nothing shown is that long.
const MOT_CLE_MAX: usize = 500;
/// Digits of the greatest number of people on a mission that a keyword looks for.
const CHIFFRES_MAX: usize = 5;

// ------------------------------------------------------------------- reading

/// Columns of a [`MissionLigne`]; `m` is the mission, `s`, `p`, `o` what it refers to.
/// The number of people convoked is counted per line shown, on the unique index
/// (mission_id, intervenant_id).
pub(crate) const COLONNES_LIGNE: &str = "m.id, m.numero, s.code AS session_code, s.examen, s.annee, \
     s.libelle AS session_libelle, p.code AS specialite_code, p.libelle AS specialite_libelle, \
     o.code AS epreuve_code, o.libelle AS epreuve_libelle, m.type AS type_mission, \
     m.date_debut, m.signataire, \
     (SELECT count(*) FROM convocation cv WHERE cv.mission_id = m.id) AS nombre";
/// The names that [`COLONNES_LIGNE`] gives, in the order of the fields of [`Ligne`].
const CHAMPS_LIGNE: &str = "id, numero, session_code, examen, annee, session_libelle, specialite_code, \
     specialite_libelle, epreuve_code, epreuve_libelle, type_mission, date_debut, signataire, nombre";
pub(crate) const JOINTURES_LIGNE: &str = "JOIN session_examen s ON s.id = m.session_id \
     LEFT JOIN specialite p ON p.id = m.specialite_id \
     LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id";

/// Also read from an array of its fields in this order, see [`page`].
#[derive(FromQueryResult, Deserialize)]
pub(crate) struct Ligne {
    id: i64,
    numero: i64,
    session_code: String,
    examen: String,
    annee: i32,
    session_libelle: String,
    specialite_code: Option<String>,
    specialite_libelle: Option<String>,
    epreuve_code: Option<String>,
    epreuve_libelle: Option<String>,
    type_mission: String,
    date_debut: NaiveDate,
    signataire: String,
    nombre: i64,
}

impl Ligne {
    pub(crate) fn lue(self) -> Resultat<MissionLigne> {
        Ok(MissionLigne {
            id: MissionId(self.id),
            numero: self.numero,
            session: SessionExamen {
                code: self.session_code,
                examen: self.examen,
                annee: self.annee,
                libelle: self.session_libelle,
            },
            specialite: self
                .specialite_code
                .zip(self.specialite_libelle)
                .map(|(code, libelle)| Specialite { code, libelle }),
            epreuve: self
                .epreuve_code
                .zip(self.epreuve_libelle)
                .map(|(code, libelle)| EpreuveOption { code, libelle }),
            type_mission: lire(
                TypeMission::lire(&self.type_mission),
                "mission.type",
                &self.type_mission,
            )?,
            debut: self.date_debut,
            nombre_intervenants: outils::compte(self.nombre),
            signataire: lire(
                Signataire::lire(&self.signataire),
                "mission.signataire",
                &self.signataire,
            )?,
        })
    }
}

/// The lines that a filter keeps, sorted and cut to one page, and what the filters
/// offer within the scope. Lines equal by the column sorted on are in order of
/// number. Beyond the last page, it is the last one.
///
/// # Errors
/// What the engine answered.
pub async fn page(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreMissions,
) -> Resultat<PageMissions> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }

    let (annees, examens, total_sans_filtre) = offre_et_nombre(conn, portee).await?;
    let mut page = PageMissions {
        lignes: Vec::new(),
        total: 0,
        total_sans_filtre: outils::compte(total_sans_filtre),
        annees,
        examens,
        centres: Vec::new(),
        autres_parties: Vec::new(),
        disciplines: Vec::new(),
    };
    if total_sans_filtre == 0 {
        return Ok(page);
    }

    let mut e = Ecrivain::new();
    let centres = centres_montres(conn, portee, filtre).await?;
    let Some(ou) = conditions(conn, &mut e, portee, filtre, &centres) else {
        return Ok(page);
    };
    let par_page = filtre.lignes_par_page();
    let sans_condition = est_vide(filtre);
    page.total = if sans_condition {
        page.total_sans_filtre
    } else {
        let sql = format!(
            "SELECT count(*) AS nombre FROM mission m JOIN session_examen s ON s.id = m.session_id
             WHERE {ou}"
        );
        let n: Option<Nombre> = outils::une(conn, sql, e.valeurs.clone()).await?;
        n.map_or(0, |n| outils::compte(n.nombre))
    };
    if page.total == 0 {
        return Ok(page);
    }
    let depuis = (filtre.page.max(1) - 1).saturating_mul(par_page);
    let depuis = rang_montre(depuis, page.total, par_page);
    let (limite, depuis) = (e.valeur(i64::from(par_page)), e.valeur(i64::from(depuis)));
    let tri = tri(filtre);
    let sql = format!(
        "SELECT {COLONNES_LIGNE} FROM mission m {JOINTURES_LIGNE}
         WHERE {ou} ORDER BY {tri} LIMIT {limite} OFFSET {depuis}"
    );
    let lignes: Vec<Ligne> = outils::en_bloc(conn, CHAMPS_LIGNE, &sql, e.valeurs).await?;
    page.lignes = lignes
        .into_iter()
        .map(Ligne::lue)
        .collect::<Resultat<_>>()?;
    if portee_de_plusieurs(portee) {
        let mut noms = centres_de(conn, page.lignes.iter().map(|l| l.id)).await?;
        page.centres = page
            .lignes
            .iter()
            .map(|l| noms.remove(&l.id).unwrap_or_default())
            .collect();
    }
    let autres = autres_parties(conn, &page.lignes).await?;
    if !autres.is_empty() {
        page.autres_parties = page
            .lignes
            .iter()
            .map(|l| autres.get(&l.id).copied())
            .collect();
    }
    Ok(page)
}

/// The number of the mission of the other half of Humanités-littérature-philosophie (memo
/// §3): the same centre, session, spécialité, kind and code of épreuve. Where a centre has
/// several pairs, the first of each half go together, and so on, in order of number.
///
/// # Errors
/// What the engine answered.
pub async fn autre_partie(
    conn: &impl ConnectionTrait,
    mission: &MissionLigne,
) -> Resultat<Option<i64>> {
    let autres = autres_parties(conn, core::slice::from_ref(mission)).await?;
    Ok(autres.get(&mission.id).copied())
}

/// As [`autre_partie`], for those of several missions that are such a half.
async fn autres_parties(
    conn: &impl ConnectionTrait,
    missions: &[MissionLigne],
) -> Resultat<HashMap<MissionId, i64>> {
    #[derive(FromQueryResult)]
    struct Lue {
        de: i64,
        numero: i64,
        code: String,
        libelle: String,
    }
    let parties: HashMap<i64, (i64, PartieHlp)> = missions
        .iter()
        .filter_map(|m| Some((m.id.0, (m.numero, m.epreuve.as_ref()?.partie_hlp()?))))
        .collect();
    // Of each mission, those of its half and those of the other, in order of number.
    let mut groupes: HashMap<i64, (Vec<i64>, Vec<i64>)> = HashMap::new();
    for lot in lots(parties.keys().copied()) {
        let sql = format!(
            "SELECT m.id AS de, a.numero, x.code, x.libelle
             FROM mission m JOIN epreuve_option o ON o.id = m.epreuve_option_id
             JOIN mission a ON a.centre_id = m.centre_id AND a.session_id = m.session_id
               AND a.type = m.type
               AND coalesce(a.specialite_id, 0) = coalesce(m.specialite_id, 0)
             JOIN epreuve_option x ON x.id = a.epreuve_option_id AND x.code = o.code
             WHERE m.id IN ({}) ORDER BY m.id, a.numero",
            marques(1, lot.len())
        );
        for l in outils::toutes::<Lue>(conn, sql, lot).await? {
            let epreuve = EpreuveOption {
                code: l.code,
                libelle: l.libelle,
            };
            let (Some(partie), Some((_, sienne))) = (epreuve.partie_hlp(), parties.get(&l.de))
            else {
                continue;
            };
            let (memes, autres) = groupes.entry(l.de).or_default();
            if partie == *sienne {
                memes.push(l.numero);
            } else {
                autres.push(l.numero);
            }
        }
    }
    Ok(parties
        .into_iter()
        .filter_map(|(id, (numero, _))| {
            let (memes, autres) = groupes.get(&id)?;
            let rang = memes.iter().position(|n| *n == numero)?;
            autres.get(rang).map(|autre| (MissionId(id), *autre))
        })
        .collect())
}

/// Whether a scope may hold several centres.
fn portee_de_plusieurs(portee: &Portee) -> bool {
    match portee {
        Portee::Academie(_) => true,
        Portee::Etablissements(_, ids) => ids.len() > 1,
        Portee::Rien => false,
    }
}

/// The centres of missions, `NOM (UAI)`, by the key of the mission.
async fn centres_de(
    conn: &impl ConnectionTrait,
    missions: impl IntoIterator<Item = MissionId>,
) -> Resultat<HashMap<MissionId, String>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        nom: String,
        uai: String,
    }
    let mut centres = HashMap::new();
    for lot in lots(missions.into_iter().map(|m| m.0)) {
        let sql = format!(
            "SELECT m.id, x.nom, x.uai FROM mission m JOIN etablissement x ON x.id = m.centre_id
             WHERE m.id IN ({})",
            marques(1, lot.len())
        );
        for l in outils::toutes::<Lu>(conn, sql, lot).await? {
            let uai = lire(Uai::lire(&l.uai).ok(), "etablissement.uai", &l.uai)?;
            centres.insert(MissionId(l.id), domain::libelle_etablissement(&l.nom, &uai));
        }
    }
    Ok(centres)
}

/// What the filters of the list offer within a scope: years, latest first, and examens.
///
/// # Errors
/// What the engine answered.
pub async fn offre(
    conn: &impl ConnectionTrait,
    portee: &Portee,
) -> Resultat<(Vec<i32>, Vec<String>)> {
    let (annees, examens, _) = offre_et_nombre(conn, portee).await?;
    Ok((annees, examens))
}

/// As [`offre`], with how many missions there are.
async fn offre_et_nombre(
    conn: &impl ConnectionTrait,
    portee: &Portee,
) -> Resultat<(Vec<i32>, Vec<String>, i64)> {
    #[derive(FromQueryResult)]
    struct Offre {
        annee: i32,
        examen: String,
        nombre: i64,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok((Vec::new(), Vec::new(), 0));
    };
    let sql = format!(
        "SELECT s.annee, s.examen, count(*) AS nombre
         FROM mission m JOIN session_examen s ON s.id = m.session_id
         WHERE {ou} GROUP BY s.annee, s.examen"
    );
    let offres: Vec<Offre> = outils::toutes(conn, sql, e.valeurs).await?;
    let nombre: i64 = offres.iter().map(|o| o.nombre).sum();
    let annees: BTreeSet<i32> = offres.iter().map(|o| o.annee).collect();
    let examens: BTreeSet<String> = offres.into_iter().map(|o| o.examen).collect();
    Ok((
        annees.into_iter().rev().collect(),
        examens.into_iter().collect(),
        nombre,
    ))
}

fn est_vide(filtre: &FiltreMissions) -> bool {
    filtre.annees.is_empty()
        && filtre.examens.is_empty()
        && filtre.vue == VueMissions::Toutes
        && filtre.a_faire.is_none()
        && filtre.centres.is_none()
        && filtre.retenues.is_none()
        && texte::mots_cles(&filtre.mot_cle).next().is_none()
}

/// The centres that the list shows in a column, their label normalised, when keywords may
/// match it.
async fn centres_montres(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreMissions,
) -> Resultat<Vec<(EtablissementId, String)>> {
    if !portee_de_plusieurs(portee) || texte::mots_cles(&filtre.mot_cle).next().is_none() {
        return Ok(Vec::new());
    }
    let mut centres = centres(conn, portee).await?;
    for (_, libelle) in &mut centres {
        *libelle = texte::normaliser(libelle);
    }
    Ok(centres)
}

/// What a filter keeps; none when it can keep nothing. `montres` are the centres that a
/// column shows.
fn conditions(
    conn: &impl ConnectionTrait,
    e: &mut Ecrivain,
    portee: &Portee,
    filtre: &FiltreMissions,
    montres: &[(EtablissementId, String)],
) -> Option<String> {
    let mut ou = e.portee(portee, "m.academie_id", "m.centre_id")?;
    if !filtre.annees.is_empty() {
        let annees: BTreeSet<i32> = filtre.annees.iter().copied().collect();
        let annees = e.liste(annees);
        ou.push_str(&format!(" AND s.annee IN ({annees})"));
    }
    if !filtre.examens.is_empty() {
        let examens: BTreeSet<&str> = filtre.examens.iter().map(String::as_str).collect();
        let examens = e.liste(examens);
        ou.push_str(&format!(" AND s.examen IN ({examens})"));
    }
    match filtre.vue {
        VueMissions::Toutes => {}
        VueMissions::AConvoquer => {
            ou.push_str(" AND NOT EXISTS (SELECT 1 FROM convocation cv WHERE cv.mission_id = m.id)")
        }
        VueMissions::Convoquees => {
            ou.push_str(" AND EXISTS (SELECT 1 FROM convocation cv WHERE cv.mission_id = m.id)");
        }
        VueMissions::Incompletes => {
            ou.push_str(&format!(" AND coalesce(m.attendus, 1) > {CONVOQUES}"));
        }
    }
    if let Some(a_faire) = filtre.a_faire {
        ou.push_str(" AND ");
        ou.push_str(&reste_a_faire(e, a_faire, filtre.aujourd_hui));
        if a_faire.se_fait_en_convoquant() && !filtre.fermes.is_empty() {
            let fermes = e.liste(filtre.fermes.iter().map(|c| c.0));
            ou.push_str(&format!(" AND m.centre_id NOT IN ({fermes})"));
        }
    }
    if let Some(centres) = &filtre.centres {
        if centres.is_empty() {
            return None;
        }
        let centres = e.liste(centres.iter().map(|c| c.0));
        ou.push_str(&format!(" AND m.centre_id IN ({centres})"));
    }
    if let Some(retenues) = &filtre.retenues {
        ou.push_str(" AND ");
        ou.push_str(&epreuves_ou(conn.get_database_backend(), e, retenues)?);
    }
    if filtre.mot_cle.len() > MOT_CLE_MAX {
        return None;
    }
    for mot in texte::mots_cles(&filtre.mot_cle) {
        let motif = e.valeur(motif(&mot));
        ou.push_str(&format!(" AND (m.recherche LIKE {motif}"));
        // The number of people convoked: none is longer than that.
        if mot.len() <= CHIFFRES_MAX && mot.bytes().all(|c| c.is_ascii_digit()) {
            ou.push_str(&format!(" OR CAST({CONVOQUES} AS text) LIKE {motif}"));
        }
        let centres: Vec<i64> = montres
            .iter()
            .filter(|(_, libelle)| libelle.contains(&mot))
            .map(|(id, _)| id.0)
            .collect();
        if !centres.is_empty() {
            let centres = e.cles(conn.get_database_backend(), &centres);
            ou.push_str(&format!(" OR m.centre_id IN ({centres})"));
        }
        ou.push(')');
    }
    Some(ou)
}

/// What finds a keyword anywhere in a normalised text. Normalised words hold letters, digits
/// and spaces alone: nothing to escape in LIKE.
fn motif(mot: &str) -> String {
    format!("%{mot}%")
}

/// The condition that the mission `m` is of one of these épreuves; none when there are none.
pub(crate) fn epreuves_ou(
    moteur: DbBackend,
    e: &mut Ecrivain,
    retenues: &EpreuvesRetenues,
) -> Option<String> {
    let mut cas = Vec::new();
    if !retenues.cles.is_empty() {
        // There may be thousands of them.
        let cles: Vec<i64> = retenues.cles.iter().map(|c| c.0).collect();
        let cles = e.cles(moteur, &cles);
        cas.push(format!("m.epreuve_option_id IN ({cles})"));
    }
    if !retenues.types.is_empty() {
        let types = e.liste(retenues.types.iter().map(|t| t.code()));
        cas.push(format!(
            "(m.epreuve_option_id IS NULL AND m.type IN ({types}))"
        ));
    }
    (!cas.is_empty()).then(|| format!("({})", cas.join(" OR ")))
}

/// The condition, after another one, that keeps the missions that keywords answer; none
/// when they are too long to match anything.
pub(crate) fn mots_cles_ou(e: &mut Ecrivain, mot_cle: &str) -> Option<String> {
    if mot_cle.len() > MOT_CLE_MAX {
        return None;
    }
    let mut ou = String::new();
    for mot in texte::mots_cles(mot_cle) {
        let motif = e.valeur(motif(&mot));
        ou.push_str(&format!(" AND m.recherche LIKE {motif}"));
    }
    Some(ou)
}

/// How many people are convoked to the mission `m`.
const CONVOQUES: &str = "(SELECT count(*) FROM convocation cv WHERE cv.mission_id = m.id)";

/// The condition that something is left to do on the mission `m`.
fn reste_a_faire(e: &mut Ecrivain, quoi: AFaire, jour: Option<NaiveDate>) -> String {
    match quoi {
        AFaire::Convoquer => {
            // Until the candidates are affected nobody can be convoked (memo §5).
            let attendent: Vec<&str> = TypeMission::TOUS
                .into_iter()
                .filter(|t| t.faits().attend_affectation)
                .map(TypeMission::code)
                .collect();
            let attendent = e.liste(attendent);
            format!(
                "NOT EXISTS (SELECT 1 FROM convocation cv WHERE cv.mission_id = m.id)
                 AND (m.affectation_terminee OR m.type NOT IN ({attendent}))"
            )
        }
        AFaire::Completer => format!("{CONVOQUES} > 0 AND {CONVOQUES} < m.attendus"),
        AFaire::Signer => {
            // Without a day, no signature is known to be valid.
            let jour = e.valeur(jour.unwrap_or_default());
            crate::signatures::mission_sans_signature(&jour)
        }
        AFaire::Remplacer => format!(
            "EXISTS (SELECT 1 FROM convocation cv WHERE cv.mission_id = m.id
               AND 'empechement' = ({DERNIERE_REPONSE}))"
        ),
        AFaire::Deplacer => "EXISTS (SELECT 1 FROM convocation cv
               JOIN convocation_creneau y ON y.convocation_id = cv.id
               WHERE cv.mission_id = m.id AND NOT EXISTS (SELECT 1 FROM mission_jour j
                 WHERE j.mission_id = m.id AND j.jour = y.jour))"
            .to_owned(),
        // What was received as it stands, and never answered.
        AFaire::Relancer => format!(
            "EXISTS (SELECT 1 FROM convocation cv WHERE cv.mission_id = m.id
               AND ({DERNIERE_REPONSE}) IS NULL
               AND EXISTS (SELECT 1 FROM courriel k WHERE k.convocation_id = cv.id
                 AND k.genre = 'convocation' AND k.etat = 'envoye'
                 AND k.convocation_version = cv.version))"
        ),
    }
}

/// What the person of the convocation `cv` last answered to it as it stands.
const DERNIERE_REPONSE: &str = "SELECT u.genre FROM accuse u WHERE u.id = (
    SELECT max(u2.id) FROM accuse u2 WHERE u2.convocation_cle = cv.id AND u2.edition = cv.edition)";

/// How many missions of a scope a filter keeps.
///
/// # Errors
/// What the engine answered.
pub async fn compter(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreMissions,
) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let mut e = Ecrivain::new();
    let centres = centres_montres(conn, portee, filtre).await?;
    let Some(ou) = conditions(conn, &mut e, portee, filtre, &centres) else {
        return Ok(0);
    };
    let sql = format!(
        "SELECT count(*) AS nombre FROM mission m JOIN session_examen s ON s.id = m.session_id
         WHERE {ou}"
    );
    let n: Option<Nombre> = outils::une(conn, sql, e.valeurs).await?;
    Ok(n.map_or(0, |n| outils::compte(n.nombre)))
}

/// The missions of a scope in the sessions of a year, as the picture of the session counts
/// them.
///
/// # Errors
/// What the engine answered.
pub async fn frise(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
) -> Resultat<Vec<domain::MissionDeFrise>> {
    #[derive(Deserialize)]
    struct Lue {
        debut: NaiveDate,
        attendus: Option<u32>,
        convoques: u32,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    let annee = e.valeur(annee);
    let sql = format!(
        "SELECT m.date_debut AS debut, m.attendus,
                (SELECT count(*) FROM convocation cv WHERE cv.mission_id = m.id) AS convoques
         FROM mission m JOIN session_examen s ON s.id = m.session_id
         WHERE {ou} AND s.annee = {annee} ORDER BY m.date_debut, m.id"
    );
    let lues: Vec<Lue> =
        outils::en_bloc(conn, "debut, attendus, convoques", &sql, e.valeurs).await?;
    Ok(lues
        .into_iter()
        .map(|l| domain::MissionDeFrise {
            debut: l.debut,
            convoques: l.convoques,
            attendus: l.attendus,
        })
        .collect())
}

/// The centres of a scope that have missions, by name: key, and `NAME (UAI)`.
///
/// # Errors
/// What the engine answered.
pub async fn centres(
    conn: &impl ConnectionTrait,
    portee: &Portee,
) -> Resultat<Vec<(EtablissementId, String)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        nom: String,
        uai: String,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT x.id, x.nom, x.uai FROM etablissement x
         WHERE x.id IN (SELECT m.centre_id FROM mission m WHERE {ou})"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, e.valeurs).await?;
    let mut centres = Vec::with_capacity(lus.len());
    for l in lus {
        let uai = lire(Uai::lire(&l.uai).ok(), "etablissement.uai", &l.uai)?;
        let libelle = domain::libelle_etablissement(&l.nom, &uai);
        centres.push((EtablissementId(l.id), libelle));
    }
    centres.sort_by_cached_key(|(_, libelle)| texte::normaliser(libelle));
    Ok(centres)
}

fn tri(filtre: &FiltreMissions) -> String {
    let sens = if filtre.descendant { "DESC" } else { "ASC" };
    let cle = match filtre.tri {
        ColonneMission::Numero => return format!("m.numero {sens}"),
        ColonneMission::Session => "s.tri".to_owned(),
        // Absent: shown as an empty cell, sorted as an empty text.
        ColonneMission::Specialite => "coalesce(p.tri, '')".to_owned(),
        ColonneMission::Epreuve => "coalesce(o.tri, '')".to_owned(),
        ColonneMission::Type => {
            par_libelle("m.type", TypeMission::TOUS.map(|t| (t.code(), t.libelle())))
        }
        ColonneMission::Debut => "m.date_debut".to_owned(),
        ColonneMission::Nombre => "nombre".to_owned(),
        ColonneMission::Centre => {
            "(SELECT x.nom FROM etablissement x WHERE x.id = m.centre_id)".to_owned()
        }
        ColonneMission::Signature => par_libelle(
            "m.signataire",
            [Signataire::ChefEtablissement, Signataire::ChefCentre]
                .map(|s| (s.code(), s.libelle())),
        ),
    };
    format!("{cle} {sens}, m.numero ASC")
}

/// Sorts codes by the label they are shown with.
fn par_libelle<const N: usize>(
    colonne: &str,
    mut codes: [(&'static str, &'static str); N],
) -> String {
    codes.sort_by_key(|(_, libelle)| texte::normaliser(libelle));
    let cas: String = codes
        .iter()
        .enumerate()
        .map(|(n, (code, _))| format!(" WHEN '{code}' THEN {n}"))
        .collect();
    format!("CASE {colonne}{cas} END")
}

/// A mission of the scope by its public number.
///
/// # Errors
/// What the engine answered.
pub async fn par_numero(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    numero: i64,
) -> Resultat<Option<Mission>> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(None);
    };
    let numero = e.valeur(numero);
    trouver(conn, &format!("{ou} AND m.numero = {numero}"), e.valeurs).await
}

/// The mission of a key.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(conn: &impl ConnectionTrait, id: MissionId) -> Resultat<Option<Mission>> {
    trouver(conn, "m.id = $1", vec![id.0.into()]).await
}

#[derive(FromQueryResult)]
struct Entiere {
    #[sea_orm(nested)]
    ligne: Ligne,
    centre_id: i64,
    centre_nom: String,
    centre_uai: String,
    centre_commune: String,
    observation_defaut: String,
    commission_defaut: String,
    affectation_terminee: bool,
    attendus: Option<i32>,
    centre_autorise: bool,
    version: i32,
}

impl Entiere {
    fn lue(self, jours: Vec<NaiveDate>, creneaux: Vec<Creneau>) -> Resultat<Mission> {
        Ok(Mission {
            centre: EtablissementId(self.centre_id),
            centre_nom: self.centre_nom,
            centre_uai: lire(
                Uai::lire(&self.centre_uai).ok(),
                "etablissement.uai",
                &self.centre_uai,
            )?,
            centre_commune: self.centre_commune,
            jours_possibles: jours,
            creneaux_par_defaut: creneaux,
            observation_par_defaut: self.observation_defaut,
            commission_par_defaut: self.commission_defaut,
            affectation_terminee: self.affectation_terminee,
            attendus: self.attendus.and_then(|a| u32::try_from(a).ok()),
            centre_autorise: self.centre_autorise,
            version: self.version,
            ligne: self.ligne.lue()?,
        })
    }
}

fn selection_entiere(ou: &str) -> String {
    format!(
        "SELECT {COLONNES_LIGNE}, m.centre_id, e.nom AS centre_nom, e.uai AS centre_uai,
                e.commune AS centre_commune, m.observation_defaut, m.commission_defaut,
                m.affectation_terminee, m.attendus, m.centre_autorise, m.version
         FROM mission m {JOINTURES_LIGNE} JOIN etablissement e ON e.id = m.centre_id
         WHERE {ou}"
    )
}

async fn trouver(
    conn: &impl ConnectionTrait,
    ou: &str,
    valeurs: Vec<Value>,
) -> Resultat<Option<Mission>> {
    let Some(m) = outils::une::<Entiere>(conn, selection_entiere(ou), valeurs).await? else {
        return Ok(None);
    };
    let id = MissionId(m.ligne.id);
    let (jours, creneaux) = (jours(conn, id).await?, creneaux(conn, id).await?);
    m.lue(jours, creneaux).map(Some)
}

/// The missions of a scope in the sessions of a year, by number.
///
/// # Errors
/// What the engine answered.
pub async fn de_l_annee(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
) -> Resultat<Vec<Mission>> {
    #[derive(FromQueryResult)]
    struct Jour {
        de: i64,
        jour: NaiveDate,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    let annee = e.valeur(annee);
    let ou = format!("{ou} AND s.annee = {annee} ORDER BY m.numero");
    let missions: Vec<Entiere> = outils::toutes(conn, selection_entiere(&ou), e.valeurs).await?;
    let ids: Vec<i64> = missions.iter().map(|m| m.ligne.id).collect();
    let mut jours: HashMap<i64, Vec<NaiveDate>> = HashMap::new();
    for lot in lots(ids.iter().copied()) {
        let sql = format!(
            "SELECT mission_id AS de, jour FROM mission_jour WHERE mission_id IN ({})
             ORDER BY mission_id, jour",
            marques(1, lot.len())
        );
        for j in outils::toutes::<Jour>(conn, sql, lot).await? {
            jours.entry(j.de).or_default().push(j.jour);
        }
    }
    let mut creneaux = creneaux_de(conn, "mission_creneau", "mission_id", ids).await?;
    missions
        .into_iter()
        .map(|m| {
            let id = m.ligne.id;
            m.lue(
                jours.remove(&id).unwrap_or_default(),
                creneaux.remove(&id).unwrap_or_default(),
            )
        })
        .collect()
}

/// Years that have missions within a scope, latest first.
///
/// # Errors
/// What the engine answered.
pub async fn annees(conn: &impl ConnectionTrait, portee: &Portee) -> Resultat<Vec<i32>> {
    #[derive(FromQueryResult)]
    struct Annee {
        annee: i32,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT DISTINCT s.annee FROM mission m JOIN session_examen s ON s.id = m.session_id
         WHERE {ou} ORDER BY s.annee DESC"
    );
    let annees: Vec<Annee> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(annees.into_iter().map(|a| a.annee).collect())
}

/// Notes how many people the centre expects on a mission; none when it does not say. It
/// changes nothing that a convocation says, hence no version.
///
/// # Errors
/// What the engine answered.
pub async fn fixer_attendus(
    tx: &impl ConnectionTrait,
    id: MissionId,
    attendus: Option<u32>,
) -> Resultat<()> {
    let attendus = attendus.and_then(|a| i32::try_from(a).ok());
    outils::executer(
        tx,
        "UPDATE mission SET attendus = $2 WHERE id = $1",
        [id.0.into(), attendus.into()],
    )
    .await?;
    Ok(())
}

/// Notes whether the centre may change what the division convoked to a mission. It changes
/// nothing that a convocation says, hence no version.
///
/// # Errors
/// What the engine answered.
pub async fn autoriser_centre(
    tx: &impl ConnectionTrait,
    id: MissionId,
    autorise: bool,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE mission SET centre_autorise = $2 WHERE id = $1",
        [id.0.into(), autorise.into()],
    )
    .await?;
    Ok(())
}

async fn jours(conn: &impl ConnectionTrait, id: MissionId) -> Resultat<Vec<NaiveDate>> {
    #[derive(FromQueryResult)]
    struct Jour {
        jour: NaiveDate,
    }
    let jours: Vec<Jour> = outils::toutes(
        conn,
        "SELECT jour FROM mission_jour WHERE mission_id = $1 ORDER BY jour",
        [id.0.into()],
    )
    .await?;
    Ok(jours.into_iter().map(|j| j.jour).collect())
}

async fn creneaux(conn: &impl ConnectionTrait, id: MissionId) -> Resultat<Vec<Creneau>> {
    let creneaux: Vec<CreneauLu> = outils::toutes(
        conn,
        "SELECT mission_id AS de, jour, debut, fin FROM mission_creneau
         WHERE mission_id = $1 ORDER BY jour",
        [id.0.into()],
    )
    .await?;
    Ok(creneaux.into_iter().map(|c| c.lu().1).collect())
}

/// A slot, and of which mission or convocation.
#[derive(FromQueryResult)]
pub(crate) struct CreneauLu {
    de: i64,
    jour: NaiveDate,
    debut: NaiveTime,
    fin: NaiveTime,
}

impl CreneauLu {
    pub(crate) fn lu(self) -> (i64, Creneau) {
        let creneau = Creneau {
            jour: self.jour,
            debut: self.debut,
            fin: self.fin,
        };
        (self.de, creneau)
    }
}

// ------------------------------------------------------------------- writing

/// Keeps days, hours and observation as the mission's defaults, if it is still at
/// this version; `false` when somebody else changed it first (nothing is written).
///
/// # Errors
/// What the engine answered.
pub async fn enregistrer_defauts(
    tx: &impl ConnectionTrait,
    id: MissionId,
    version: i32,
    creneaux: &[Creneau],
    observation: &str,
) -> Resultat<bool> {
    let faites = outils::executer(
        tx,
        "UPDATE mission SET observation_defaut = $3, version = version + 1
         WHERE id = $1 AND version = $2",
        [id.0.into(), version.into(), observation.into()],
    )
    .await?;
    if faites == 0 {
        return Ok(false);
    }
    remplacer_creneaux(tx, id, creneaux).await?;
    Ok(true)
}

async fn remplacer_creneaux(
    tx: &impl ConnectionTrait,
    id: MissionId,
    creneaux: &[Creneau],
) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM mission_creneau WHERE mission_id = $1",
        [id.0.into()],
    )
    .await?;
    inserer_creneaux(tx, "mission_creneau (mission_id", [(id.0, creneaux)]).await
}

/// Inserts slots into `table (colonne`.
pub(crate) async fn inserer_creneaux<'a>(
    tx: &impl ConnectionTrait,
    table: &str,
    creneaux: impl IntoIterator<Item = (i64, &'a [Creneau])>,
) -> Resultat<()> {
    let lignes: Vec<[Value; 4]> = creneaux
        .into_iter()
        .flat_map(|(de, creneaux)| {
            creneaux
                .iter()
                .map(move |c| [de.into(), c.jour.into(), c.debut.into(), c.fin.into()])
        })
        .collect();
    for lot in lignes.chunks(outils::lignes_par_insertion(4)) {
        let sql = format!(
            "INSERT INTO {table}, jour, debut, fin) VALUES {}",
            marques_lignes(lot.len(), 4)
        );
        outils::executer(tx, sql, lot.iter().flatten().cloned()).await?;
    }
    Ok(())
}

/// A mission as Cyclades gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouvelleMission {
    /// Public number.
    pub numero: i64,
    /// Session d'examen; made when it does not exist.
    pub session: SessionExamen,
    /// Spécialité; made when it does not exist.
    pub specialite: Option<Specialite>,
    /// Épreuve-option; made when it does not exist.
    pub epreuve: Option<EpreuveOption>,
    /// Kind.
    pub type_mission: TypeMission,
    /// First day.
    pub debut: NaiveDate,
    /// Centre.
    pub centre: EtablissementId,
    /// Whose signature.
    pub signataire: Signataire,
    /// Candidates are affected in Cyclades.
    pub affectation_terminee: bool,
    /// Possible days, in any order.
    pub jours: Vec<NaiveDate>,
    /// Default days and hours. Like the two texts below, written when the mission is
    /// made and left alone afterwards: they belong to the centre from then on.
    pub creneaux: Vec<Creneau>,
    /// Default observation.
    pub observation: String,
    /// Default commission.
    pub commission: String,
}

/// Writes a mission of an académie, found again by its number. A default day that is
/// no longer possible goes.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when it is refused.
pub async fn importer(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    referentiel: &mut Referentiel,
    n: &NouvelleMission,
) -> Resultat<(MissionId, Ecrit)> {
    let session_id = referentiel.session(tx, academie, &n.session).await?.0;
    let specialite_id = match &n.specialite {
        Some(s) => Some(referentiel.specialite(tx, s).await?.0),
        None => None,
    };
    let epreuve_option_id = match &n.epreuve {
        Some(o) => Some(referentiel.epreuve_option(tx, o).await?.0),
        None => None,
    };
    let connue = Entity::find()
        .filter(Column::AcademieId.eq(academie.0))
        .filter(Column::Numero.eq(n.numero))
        .one(tx)
        .await?;
    let mut voulue = Model {
        id: 0,
        academie_id: academie.0,
        numero: n.numero,
        session_id,
        specialite_id,
        epreuve_option_id,
        type_mission: n.type_mission.code().to_owned(),
        date_debut: n.debut,
        centre_id: n.centre.0,
        signataire: n.signataire.code().to_owned(),
        affectation_terminee: n.affectation_terminee,
        observation_defaut: n.observation.clone(),
        commission_defaut: n.commission.clone(),
        version: 1,
        recherche: recherche(n),
    };
    let jours_voulus: BTreeSet<NaiveDate> = n.jours.iter().copied().collect();
    let Some(connue) = connue else {
        let mut ligne = ActiveModel::from(voulue).reset_all();
        ligne.id = NotSet;
        let id = MissionId(ligne.insert(tx).await?.id);
        inserer_jours(tx, id, &jours_voulus).await?;
        inserer_creneaux(tx, "mission_creneau (mission_id", [(id.0, &n.creneaux[..])]).await?;
        return Ok((id, Ecrit::Cree));
    };
    let id = MissionId(connue.id);
    voulue.id = connue.id;
    voulue.version = connue.version;
    voulue
        .observation_defaut
        .clone_from(&connue.observation_defaut);
    voulue
        .commission_defaut
        .clone_from(&connue.commission_defaut);
    let jours_connus: BTreeSet<NaiveDate> = jours(tx, id).await?.into_iter().collect();
    if voulue == connue && jours_connus == jours_voulus {
        return Ok((id, Ecrit::Inchange));
    }
    voulue.version += 1;
    ActiveModel::from(voulue).reset_all().update(tx).await?;
    if jours_connus != jours_voulus {
        outils::executer(
            tx,
            "DELETE FROM mission_jour WHERE mission_id = $1",
            [id.0.into()],
        )
        .await?;
        inserer_jours(tx, id, &jours_voulus).await?;
        outils::executer(
            tx,
            "DELETE FROM mission_creneau WHERE mission_id = $1 AND jour NOT IN
               (SELECT jour FROM mission_jour WHERE mission_id = $1)",
            [id.0.into()],
        )
        .await?;
    }
    Ok((id, Ecrit::Modifie))
}

async fn inserer_jours(
    tx: &impl ConnectionTrait,
    id: MissionId,
    jours: &BTreeSet<NaiveDate>,
) -> Resultat<()> {
    if jours.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO mission_jour (mission_id, jour) VALUES {}",
        marques_lignes(jours.len(), 2)
    );
    let valeurs = jours
        .iter()
        .flat_map(|j| [Value::from(id.0), Value::from(*j)]);
    outils::executer(tx, sql, valeurs).await?;
    Ok(())
}

fn recherche(n: &NouvelleMission) -> String {
    MissionLigne {
        id: MissionId(0),
        numero: n.numero,
        session: n.session.clone(),
        specialite: n.specialite.clone(),
        epreuve: n.epreuve.clone(),
        type_mission: n.type_mission,
        debut: n.debut,
        nombre_intervenants: 0,
        signataire: n.signataire,
    }
    .texte_recherche()
}

/// Writes again what keywords match of missions whose session has another label.
///
/// # Errors
/// What the engine answered.
pub(crate) async fn refaire_recherche(tx: &impl ConnectionTrait, missions: &[i64]) -> Resultat<()> {
    #[derive(FromQueryResult)]
    struct Lue {
        #[sea_orm(nested)]
        ligne: Ligne,
        recherche: String,
    }
    for lot in lots(missions.iter().copied()) {
        let sql = format!(
            "SELECT {COLONNES_LIGNE}, m.recherche FROM mission m {JOINTURES_LIGNE}
             WHERE m.id IN ({})",
            marques(1, lot.len())
        );
        for lue in outils::toutes::<Lue>(tx, sql, lot).await? {
            let ligne = lue.ligne.lue()?;
            let recherche = ligne.texte_recherche();
            if recherche == lue.recherche {
                continue;
            }
            outils::executer(
                tx,
                "UPDATE mission SET recherche = $2 WHERE id = $1",
                [ligne.id.0.into(), recherche.into()],
            )
            .await?;
        }
    }
    Ok(())
}

/// Slots of several missions or convocations, by the owner's key, each in order.
pub(crate) async fn creneaux_de(
    conn: &impl ConnectionTrait,
    table: &str,
    colonne: &str,
    ids: impl IntoIterator<Item = i64>,
) -> Resultat<HashMap<i64, Vec<Creneau>>> {
    let mut tous: HashMap<i64, Vec<Creneau>> = HashMap::new();
    for lot in lots(ids.into_iter().collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT {colonne} AS de, jour, debut, fin FROM {table}
             WHERE {colonne} IN ({}) ORDER BY {colonne}, jour",
            marques(1, lot.len())
        );
        for (de, creneau) in outils::toutes::<CreneauLu>(conn, sql, lot)
            .await?
            .into_iter()
            .map(CreneauLu::lu)
        {
            tous.entry(de).or_default().push(creneau);
        }
    }
    Ok(tous)
}
