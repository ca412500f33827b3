//! *Convocations*: every convocation of an académie, filtered and paged in the database.

use crate::Resultat;
use crate::convocations;
use crate::missions;
use crate::outils::{self, Ecrivain, lire};
use domain::{
    ColonneSuivie, ConvocationId, ConvocationLigne, EtatConsulte, FiltreSuivies, Portee,
    SessionExamen, TypeMission, Uai, libelle_etablissement, texte,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use serde::Deserialize;
use std::collections::HashMap;

/// Longest keyword text looked for; nothing shown is that long.
const MOT_CLE_MAX: usize = 500;

/// Where the convocation stands whose latest mail is `k` and whose answer is `u`, as
/// [`EtatConsulte::de`] tells it.
pub(crate) const ETAT: &str = "CASE WHEN u.genre = 'empechement' THEN 'empechement' \
     WHEN u.genre = 'lue' THEN 'lue' \
     WHEN k.etat IS NULL THEN 'non-envoyee' \
     WHEN k.etat IN ('en_attente', 'en_cours') THEN 'en-route' \
     WHEN k.etat IN ('nouvel_essai', 'echec', 'retour') THEN 'en-echec' \
     ELSE 'sans-reponse' END";

/// The latest mail `k` and the answer `u` of the convocation `c`. A mail that was stopped is
/// as one that was never asked for.
const COURRIEL_ET_REPONSE: &str = "LEFT JOIN courriel k ON k.id = (SELECT max(k2.id) FROM courriel k2 \
       WHERE k2.convocation_id = c.id AND k2.genre = 'convocation' AND k2.etat <> 'annule') \
     LEFT JOIN accuse u ON u.id = (SELECT max(u2.id) FROM accuse u2 \
       WHERE u2.convocation_cle = c.id AND u2.edition = c.edition)";

/// A convocation, and what its mission is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suivie {
    /// The convocation as its mission lists it.
    pub ligne: ConvocationLigne,
    /// Number of its mission.
    pub numero: i64,
    /// Its mission's kind.
    pub type_mission: TypeMission,
    /// Its mission's épreuve, or kind.
    pub intitule: String,
    /// Its mission's session.
    pub session: String,
    /// Its mission's centre: `NOM (UAI)`.
    pub centre: String,
}

/// Where a reading of the list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depart {
    /// At a rank, in the order of the filter.
    Rang(u32),
    /// After this convocation of the mission of this number, in the order of missions, then
    /// keys: what is written meanwhile moves nothing.
    Apres(i64, ConvocationId),
}

#[derive(Deserialize)]
struct Lu {
    id: i64,
    numero: i64,
    type_mission: String,
    epreuve: Option<String>,
    session_code: String,
    examen: String,
    annee: i32,
    session_libelle: String,
    centre: String,
    uai: String,
}

const CHAMPS: &str = "id, numero, type_mission, epreuve, session_code, examen, annee, \
     session_libelle, centre, uai";

/// How many convocations of the sessions of a year the filter keeps.
///
/// # Errors
/// What the engine answered.
pub async fn compter(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
    filtre: &FiltreSuivies,
) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let mut e = Ecrivain::new();
    let moteur = conn.get_database_backend();
    let Some(de) = de(moteur, &mut e, portee, annee, filtre) else {
        return Ok(0);
    };
    let sql = format!("SELECT count(*) AS nombre {de}");
    let n: Option<Nombre> = outils::une(conn, sql, e.valeurs).await?;
    Ok(n.map_or(0, |n| outils::compte(n.nombre)))
}

/// The convocations of the sessions of a year that the filter keeps, `limite` at most.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
    filtre: &FiltreSuivies,
    depart: Depart,
    limite: u32,
) -> Resultat<Vec<Suivie>> {
    let mut e = Ecrivain::new();
    let moteur = conn.get_database_backend();
    let Some(mut de) = de(moteur, &mut e, portee, annee, filtre) else {
        return Ok(Vec::new());
    };
    let suite = match depart {
        Depart::Rang(rang) => {
            let limite = e.valeur(i64::from(limite));
            let rang = e.valeur(i64::from(rang));
            format!("ORDER BY {} LIMIT {limite} OFFSET {rang}", tri(filtre))
        }
        Depart::Apres(numero, id) => {
            let (numero, meme) = (e.valeur(numero), e.valeur(numero));
            let id = e.valeur(id.0);
            de.push_str(&format!(
                " AND (m.numero > {numero} OR (m.numero = {meme} AND c.id > {id}))"
            ));
            let limite = e.valeur(i64::from(limite));
            format!("ORDER BY m.numero, c.id LIMIT {limite}")
        }
    };
    let sql = format!(
        "SELECT c.id, m.numero, m.type AS type_mission, o.libelle AS epreuve,
                s.code AS session_code, s.examen, s.annee, s.libelle AS session_libelle,
                x.nom AS centre, x.uai
         {de} {suite}"
    );
    let lus: Vec<Lu> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
    let ids: Vec<i64> = lus.iter().map(|l| l.id).collect();
    let mut lignes: HashMap<i64, ConvocationLigne> = HashMap::with_capacity(ids.len());
    for ligne in convocations::par_ids(conn, &ids).await? {
        lignes.insert(ligne.id.0, ligne);
    }
    let mut suivies = Vec::with_capacity(lus.len());
    for l in lus {
        // Deleted between the two readings: it is no longer there.
        let Some(ligne) = lignes.remove(&l.id) else {
            continue;
        };
        suivies.push(suivie(l, ligne)?);
    }
    Ok(suivies)
}

fn suivie(l: Lu, ligne: ConvocationLigne) -> Resultat<Suivie> {
    let type_mission = lire(
        TypeMission::lire(&l.type_mission),
        "mission.type",
        &l.type_mission,
    )?;
    let uai = lire(Uai::lire(&l.uai).ok(), "etablissement.uai", &l.uai)?;
    let session = SessionExamen {
        code: l.session_code,
        examen: l.examen,
        annee: l.annee,
        libelle: l.session_libelle,
    };
    Ok(Suivie {
        ligne,
        numero: l.numero,
        type_mission,
        intitule: l
            .epreuve
            .unwrap_or_else(|| type_mission.libelle().to_owned()),
        session: session.to_string(),
        centre: libelle_etablissement(&l.centre, &uai),
    })
}

/// What the filter reads and keeps: `c` is the convocation, `m` its mission, `s` its session,
/// `o` its épreuve, `x` its centre, `i` its person. None when it can keep nothing.
fn de(
    moteur: DbBackend,
    e: &mut Ecrivain,
    portee: &Portee,
    annee: i32,
    filtre: &FiltreSuivies,
) -> Option<String> {
    let mut ou = e.portee(portee, "m.academie_id", "m.centre_id")?;
    ou.push_str(&format!(" AND s.annee = {}", e.valeur(annee)));
    if filtre.division {
        ou.push_str(" AND c.autorite = 'division'");
    }
    if !filtre.disciplines.is_empty() {
        let disciplines = e.liste(filtre.disciplines.iter().map(|d| d.0));
        ou.push_str(&format!(" AND i.discipline_id IN ({disciplines})"));
    }
    if let Some(retenues) = &filtre.retenues {
        ou.push_str(" AND ");
        ou.push_str(&missions::epreuves_ou(moteur, e, retenues)?);
    }
    if filtre.mot_cle.len() > MOT_CLE_MAX {
        return None;
    }
    for mot in texte::mots_cles(&filtre.mot_cle) {
        // Normalised words hold letters, digits and spaces alone: nothing to escape in LIKE.
        let motif = format!("%{mot}%");
        let (nom, mission) = (e.valeur(motif.clone()), e.valeur(motif));
        ou.push_str(&format!(
            " AND (i.cle_tri LIKE {nom} OR m.recherche LIKE {mission})"
        ));
    }
    let jointures = match filtre.etat {
        // No convocation is without anybody.
        Some(EtatConsulte::SansPersonne) => return None,
        Some(etat) => {
            ou.push_str(&format!(" AND ({ETAT}) = {}", e.valeur(etat.code())));
            COURRIEL_ET_REPONSE
        }
        None => "",
    };
    Some(format!(
        "FROM convocation c JOIN mission m ON m.id = c.mission_id
         JOIN session_examen s ON s.id = m.session_id
         JOIN etablissement x ON x.id = m.centre_id
         JOIN intervenant i ON i.id = c.intervenant_id
         LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id
         {jointures} WHERE {ou}"
    ))
}

fn tri(filtre: &FiltreSuivies) -> String {
    let sens = if filtre.descendant { "DESC" } else { "ASC" };
    match filtre.tri {
        ColonneSuivie::Mission => format!("m.numero {sens}, i.cle_tri, c.id"),
        ColonneSuivie::Nom => format!("i.cle_tri {sens}, m.numero, c.id"),
        ColonneSuivie::Centre => format!("x.nom {sens}, x.id, m.numero, i.cle_tri, c.id"),
        ColonneSuivie::Jour => format!(
            "(SELECT min(y.jour) FROM convocation_creneau y WHERE y.convocation_id = c.id) {sens}, \
             m.numero, i.cle_tri, c.id"
        ),
    }
}
