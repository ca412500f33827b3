//! *Couverture*: what the missions of a session need against who is convoked, counted by the
//! engine in one query.

use crate::Resultat;
use crate::outils::{self, Ecrivain};
use crate::suivies::ETAT;
use domain::{ConvoquesDeDiscipline, Effectifs, LigneCouverture, Portee};
use sea_orm::ConnectionTrait;
use serde::Deserialize;

/// The missions of a scope and a year as `vues`; their convocations as `appels`, each with
/// where it stands as `etats`: the latest mail that was not stopped, the latest answer to
/// the edition that stands. Each is read once, whatever their number.
const ETATS: &str = "appels AS (
       SELECT c.id, c.mission_id, c.intervenant_id, c.edition
       FROM vues JOIN convocation c ON c.mission_id = vues.id
     ), derniers AS (
       SELECT z.convocation_id, max(z.id) AS id
       FROM appels JOIN courriel z ON z.convocation_id = appels.id
       WHERE z.genre = 'convocation' AND z.etat <> 'annule' GROUP BY z.convocation_id
     ), reponses AS (
       SELECT z.convocation_cle, max(z.id) AS id
       FROM appels JOIN accuse z ON z.convocation_cle = appels.id AND z.edition = appels.edition
       GROUP BY z.convocation_cle
     ), etats AS (
       SELECT a.mission_id, a.intervenant_id, {etat} AS etat
       FROM appels a
       LEFT JOIN derniers d ON d.convocation_id = a.id LEFT JOIN courriel k ON k.id = d.id
       LEFT JOIN reponses r ON r.convocation_cle = a.id LEFT JOIN accuse u ON u.id = r.id
     )";

/// People convoked, by where their convocation stands; in the order of the fields of `Lu`.
const COMPTES: &str = "CAST(count(*) AS bigint) AS convoques,
     CAST(sum(CASE WHEN etat = 'empechement' THEN 1 ELSE 0 END) AS bigint) AS empechements,
     CAST(sum(CASE WHEN etat = 'en-echec' THEN 1 ELSE 0 END) AS bigint) AS echecs,
     CAST(sum(CASE WHEN etat = 'sans-reponse' THEN 1 ELSE 0 END) AS bigint) AS sans_reponse,
     CAST(sum(CASE WHEN etat = 'non-envoyee' THEN 1 ELSE 0 END) AS bigint) AS non_envoyees,
     CAST(sum(CASE WHEN etat = 'en-route' THEN 1 ELSE 0 END) AS bigint) AS en_route,
     CAST(sum(CASE WHEN etat = 'lue' THEN 1 ELSE 0 END) AS bigint) AS lues";

/// The sums of these counts over missions.
const SOMMES: &str = "CAST(sum(coalesce(p.convoques, 0)) AS bigint) AS convoques,
     CAST(sum(coalesce(p.empechements, 0)) AS bigint) AS empechements,
     CAST(sum(coalesce(p.echecs, 0)) AS bigint) AS echecs,
     CAST(sum(coalesce(p.sans_reponse, 0)) AS bigint) AS sans_reponse,
     CAST(sum(coalesce(p.non_envoyees, 0)) AS bigint) AS non_envoyees,
     CAST(sum(coalesce(p.en_route, 0)) AS bigint) AS en_route,
     CAST(sum(coalesce(p.lues, 0)) AS bigint) AS lues";

/// The needs of missions: see [`Effectifs::manque`], which this follows.
const BESOINS: &str = "CAST(count(*) AS bigint) AS missions,
     CAST(sum(CASE WHEN v.attendus IS NULL THEN 1 ELSE 0 END) AS bigint) AS sans_effectif,
     CAST(sum(coalesce(v.attendus, 1)) AS bigint) AS attendus,
     CAST(sum(CASE WHEN coalesce(v.attendus, 1) > coalesce(p.convoques, 0)
       THEN coalesce(v.attendus, 1) - coalesce(p.convoques, 0) ELSE 0 END) AS bigint) AS manquants";

const CHAMPS: &str = "cle, libelle, missions, sans_effectif, attendus, manquants, convoques, \
     empechements, echecs, sans_reponse, non_envoyees, en_route, lues";

/// Read from an array of its fields in this order, see [`outils::en_bloc`].
#[derive(Deserialize)]
struct Lu {
    cle: String,
    libelle: String,
    missions: i64,
    sans_effectif: i64,
    attendus: i64,
    manquants: i64,
    convoques: i64,
    empechements: i64,
    echecs: i64,
    sans_reponse: i64,
    non_envoyees: i64,
    en_route: i64,
    lues: i64,
}

impl From<Lu> for LigneCouverture {
    fn from(l: Lu) -> Self {
        Self {
            cle: l.cle,
            libelle: l.libelle,
            effectifs: Effectifs {
                missions: outils::compte(l.missions),
                sans_effectif: outils::compte(l.sans_effectif),
                attendus: outils::compte(l.attendus),
                convoques: outils::compte(l.convoques),
                manquants: outils::compte(l.manquants),
                empechements: outils::compte(l.empechements),
                echecs: outils::compte(l.echecs),
                sans_reponse: outils::compte(l.sans_reponse),
                non_envoyees: outils::compte(l.non_envoyees),
                en_route: outils::compte(l.en_route),
                lues: outils::compte(l.lues),
                autres: 0,
            },
        }
    }
}

/// What comes before every query: the missions, their convocations, where these stand. None
/// for a scope that holds nothing.
fn tete(e: &mut Ecrivain, portee: &Portee, annee: i32) -> Option<String> {
    let ou = e.portee(portee, "m.academie_id", "m.centre_id")?;
    let annee = e.valeur(annee);
    let etats = ETATS.replace("{etat}", ETAT);
    Some(format!(
        "WITH vues AS (
           SELECT m.id, m.centre_id, m.epreuve_option_id, m.type, m.attendus
           FROM mission m JOIN session_examen s ON s.id = m.session_id
           WHERE {ou} AND s.annee = {annee}
         ), {etats}"
    ))
}

/// By centre: its UAI and its name.
///
/// # Errors
/// What the engine answered.
pub async fn par_centre(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
) -> Resultat<Vec<LigneCouverture>> {
    lire(
        conn,
        portee,
        annee,
        "x.uai AS cle, x.nom AS libelle",
        "JOIN etablissement x ON x.id = v.centre_id",
        "x.id, x.uai, x.nom",
    )
    .await
}

/// By épreuve-option: its code and its label; the kind of mission where there is none.
///
/// # Errors
/// What the engine answered.
pub async fn par_epreuve(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
) -> Resultat<Vec<LigneCouverture>> {
    lire(
        conn,
        portee,
        annee,
        "coalesce(o.code, v.type) AS cle, coalesce(o.libelle, '') AS libelle",
        "LEFT JOIN epreuve_option o ON o.id = v.epreuve_option_id",
        "coalesce(o.code, v.type), coalesce(o.libelle, '')",
    )
    .await
}

async fn lire(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
    noms: &str,
    jointure: &str,
    groupe: &str,
) -> Resultat<Vec<LigneCouverture>> {
    let mut e = Ecrivain::new();
    let Some(tete) = tete(&mut e, portee, annee) else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "{tete}, par_mission AS (
           SELECT mission_id, {COMPTES} FROM etats GROUP BY mission_id
         )
         SELECT {noms}, {BESOINS}, {SOMMES}
         FROM vues v LEFT JOIN par_mission p ON p.mission_id = v.id {jointure}
         GROUP BY {groupe}"
    );
    let lus: Vec<Lu> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
    Ok(lus.into_iter().map(Into::into).collect())
}

/// Those convoked, by épreuve (told as [`par_epreuve`] tells it) and by discipline de poste.
///
/// # Errors
/// What the engine answered.
pub async fn convoques_par_discipline(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
) -> Resultat<Vec<ConvoquesDeDiscipline>> {
    #[derive(Deserialize)]
    struct Convoques {
        cle: String,
        libelle: String,
        discipline: Option<i64>,
        convoques: i64,
    }
    let mut e = Ecrivain::new();
    let Some(tete) = tete(&mut e, portee, annee) else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "{tete}
         SELECT coalesce(o.code, v.type) AS cle, coalesce(o.libelle, '') AS libelle,
                i.discipline_id AS discipline, CAST(count(*) AS bigint) AS convoques
         FROM etats JOIN vues v ON v.id = etats.mission_id
         JOIN intervenant i ON i.id = etats.intervenant_id
         LEFT JOIN epreuve_option o ON o.id = v.epreuve_option_id
         GROUP BY coalesce(o.code, v.type), coalesce(o.libelle, ''), i.discipline_id"
    );
    let champs = "cle, libelle, discipline, convoques";
    let lus: Vec<Convoques> = outils::en_bloc(conn, champs, &sql, e.valeurs).await?;
    Ok(lus
        .into_iter()
        .map(|l| ConvoquesDeDiscipline {
            cle: l.cle,
            libelle: l.libelle,
            discipline: l.discipline,
            effectifs: Effectifs {
                convoques: outils::compte(l.convoques),
                ..Effectifs::default()
            },
        })
        .collect())
}
