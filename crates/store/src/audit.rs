//! The audit trail as it is looked at.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lots, marques};
use domain::{AcademieId, Moment, ObjetNomme, nom_complet, texte};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::{BTreeMap, BTreeSet};

/// Longest text that can match anything.
const MOT_MAX: usize = 100;

/// What is asked, with its days as moments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demande {
    /// From this moment on.
    pub depuis: Option<Moment>,
    /// Before this moment.
    pub avant: Option<Moment>,
    /// Part of the name or of the sign-in name of who acted; empty for all.
    pub compte: String,
    /// One action.
    pub action: Option<String>,
    /// One kind of thing.
    pub objet: Option<String>,
    /// Name of somebody, number of a mission, or a word of the details; empty for all.
    pub mot: String,
}

/// Where to begin, latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Debut {
    /// After so many lines.
    Rang(u32),
    /// After a line: steadier than a rank while lines are added.
    Apres(Moment, i64),
}

/// A line as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneLue {
    /// Key.
    pub id: i64,
    /// When.
    pub moment: Moment,
    /// Name of who acted, and their sign-in name; none for the service itself.
    pub auteur: Option<(String, String)>,
    /// Code of what was done.
    pub action: String,
    /// Kind of thing.
    pub objet: String,
    /// Its key.
    pub objet_id: i64,
    /// Where the request came from.
    pub adresse: String,
    /// JSON.
    pub details: String,
}

/// What `LIKE` looks for: the text anywhere, its own signs meaning themselves.
fn motif(texte: &str) -> String {
    let texte = texte
        .trim()
        .to_lowercase()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{texte}%")
}

/// The condition that a demand makes; none when nothing can match it.
fn condition(e: &mut Ecrivain, academie: AcademieId, demande: &Demande) -> Option<String> {
    if demande.mot.len() > MOT_MAX || demande.compte.len() > MOT_MAX {
        return None;
    }
    let academie = e.valeur(academie.0);
    let mut ou = format!("p.academie_id = {academie}");
    if let Some(depuis) = demande.depuis {
        ou.push_str(&format!(" AND p.moment >= {}", e.valeur(depuis.0)));
    }
    if let Some(avant) = demande.avant {
        ou.push_str(&format!(" AND p.moment < {}", e.valeur(avant.0)));
    }
    if let Some(action) = &demande.action {
        ou.push_str(&format!(" AND p.action = {}", e.valeur(action.as_str())));
    }
    if let Some(objet) = &demande.objet {
        ou.push_str(&format!(" AND p.objet = {}", e.valeur(objet.as_str())));
    }
    if !demande.compte.trim().is_empty() {
        let compte = e.valeur(motif(&demande.compte));
        ou.push_str(&format!(
            " AND (lower(a.nom) LIKE {compte} ESCAPE '\\'
                OR lower(a.identifiant) LIKE {compte} ESCAPE '\\')"
        ));
    }
    if !demande.mot.trim().is_empty() {
        let trouve = mot(e, &academie, demande.mot.trim());
        ou.push_str(&format!(" AND ({trouve})"));
    }
    Some(ou)
}

/// The condition of a keyword: in the details, or what the thing concerned is called.
fn mot(e: &mut Ecrivain, academie: &str, mot: &str) -> String {
    let cherche = e.valeur(motif(mot));
    let mut ou = format!(
        "lower(p.details) LIKE {cherche} ESCAPE '\\'
         OR (p.objet IN ('service.signature', 'service.convocation', 'signature.chef_etablissement',
                         'signature.chef_centre')
             AND p.objet_id IN (SELECT x.id FROM etablissement x
               WHERE x.academie_id = {academie}
                 AND (lower(x.nom) LIKE {cherche} ESCAPE '\\'
                      OR lower(x.uai) LIKE {cherche} ESCAPE '\\')))"
    );
    if let Ok(numero) = mot.parse::<i64>() {
        let numero = e.valeur(numero);
        let missions = format!(
            "SELECT m.id FROM mission m WHERE m.academie_id = {academie} AND m.numero = {numero}"
        );
        ou.push_str(&format!(
            " OR (p.objet IN ('mission', 'service_fait') AND p.objet_id IN ({missions}))
              OR (p.objet = 'convocation' AND p.objet_id IN (
                SELECT x.id FROM convocation x WHERE x.mission_id IN ({missions})
                UNION ALL SELECT x.convocation_id FROM convocation_annulee x
                WHERE x.mission_id IN ({missions})))
              OR (p.objet = 'envoi' AND p.objet_id IN (
                SELECT x.id FROM envoi x WHERE x.mission_id IN ({missions})))
              OR (p.objet = 'courriel' AND p.objet_id IN (
                SELECT x.id FROM courriel x JOIN envoi v ON v.id = x.envoi_id
                WHERE v.mission_id IN ({missions})))"
        ));
    }
    let mots: Vec<String> = texte::mots_cles(mot).collect();
    if !mots.is_empty() {
        let mut gens = format!("SELECT i.id FROM intervenant i WHERE i.academie_id = {academie}");
        for mot in mots {
            // Normalised words hold letters, digits and spaces alone.
            let motif = e.valeur(format!("%{mot}%"));
            gens.push_str(&format!(" AND i.cle_tri LIKE {motif}"));
        }
        ou.push_str(&format!(
            " OR (p.objet = 'intervenant' AND p.objet_id IN ({gens}))
              OR (p.objet = 'convocation' AND p.objet_id IN (
                SELECT x.id FROM convocation x WHERE x.intervenant_id IN ({gens})
                UNION ALL SELECT x.convocation_id FROM convocation_annulee x
                WHERE x.intervenant_id IN ({gens})))
              OR (p.objet = 'courriel' AND p.objet_id IN (
                SELECT x.id FROM courriel x WHERE x.intervenant_id IN ({gens})))"
        ));
    }
    ou
}

const DE: &str = "FROM piste p LEFT JOIN compte a ON a.id = p.compte_id WHERE";

/// How many lines of an académie a demand keeps.
///
/// # Errors
/// What the engine answered.
pub async fn compter(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    demande: &Demande,
) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = condition(&mut e, academie, demande) else {
        return Ok(0);
    };
    let sql = format!("SELECT count(*) AS nombre {DE} {ou}");
    let total: Option<Nombre> = outils::une(conn, sql, e.valeurs).await?;
    Ok(total.map_or(0, |n| outils::compte(n.nombre)))
}

/// The lines of an académie that a demand keeps, latest first, `limite` at most.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    demande: &Demande,
    debut: Debut,
    limite: u32,
) -> Resultat<Vec<LigneLue>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        moment: i64,
        nom: Option<String>,
        identifiant: Option<String>,
        action: String,
        objet: String,
        objet_id: i64,
        adresse: String,
        details: String,
    }
    let mut e = Ecrivain::new();
    let Some(mut ou) = condition(&mut e, academie, demande) else {
        return Ok(Vec::new());
    };
    let mut rang = 0;
    match debut {
        Debut::Rang(n) => rang = n,
        Debut::Apres(moment, id) => {
            let (moment, id) = (e.valeur(moment.0), e.valeur(id));
            ou.push_str(&format!(
                " AND (p.moment < {moment} OR (p.moment = {moment} AND p.id < {id}))"
            ));
        }
    }
    let (limite, rang) = (e.valeur(i64::from(limite)), e.valeur(i64::from(rang)));
    let sql = format!(
        "SELECT p.id, p.moment, a.nom, a.identifiant, p.action, p.objet, p.objet_id, p.adresse,
                p.details
         {DE} {ou} ORDER BY p.moment DESC, p.id DESC LIMIT {limite} OFFSET {rang}"
    );
    let lues: Vec<Lue> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lues
        .into_iter()
        .map(|l| LigneLue {
            id: l.id,
            moment: Moment(l.moment),
            auteur: l.nom.map(|nom| (nom, l.identifiant.unwrap_or_default())),
            action: l.action,
            objet: l.objet,
            objet_id: l.objet_id,
            adresse: l.adresse,
            details: l.details,
        })
        .collect())
}

/// How a kind of thing is named: its key, the number of its mission, two parts of a name.
fn noms_de(objet: &str) -> &'static [&'static str] {
    match objet {
        "academie" => &[
            "SELECT x.id, CAST(NULL AS bigint) AS mission, x.nom, '' AS suite
               FROM academie x WHERE x.id",
        ],
        "compte" => &[
            "SELECT x.id, CAST(NULL AS bigint) AS mission, x.nom, '' AS suite
               FROM compte x WHERE x.id",
        ],
        "intervenant" => &[
            "SELECT x.id, CAST(NULL AS bigint) AS mission, x.nom, x.prenom AS suite
               FROM intervenant x WHERE x.id",
        ],
        "mission" | "service_fait" => &[
            "SELECT x.id, x.numero AS mission, '' AS nom, '' AS suite FROM mission x
               WHERE x.id",
        ],
        "convocation" => &[
            "SELECT x.id, m.numero AS mission, i.nom, i.prenom AS suite FROM convocation x
             JOIN mission m ON m.id = x.mission_id JOIN intervenant i ON i.id = x.intervenant_id
             WHERE x.id",
            "SELECT x.convocation_id AS id, m.numero AS mission, i.nom, i.prenom AS suite
             FROM convocation_annulee x JOIN mission m ON m.id = x.mission_id
             JOIN intervenant i ON i.id = x.intervenant_id WHERE x.convocation_id",
        ],
        "envoi" => &[
            "SELECT x.id, m.numero AS mission, '' AS nom, '' AS suite FROM envoi x
               JOIN mission m ON m.id = x.mission_id WHERE x.id",
        ],
        "courriel" => &[
            "SELECT x.id, m.numero AS mission, x.nom, '' AS suite FROM courriel x
               JOIN envoi v ON v.id = x.envoi_id JOIN mission m ON m.id = v.mission_id
               WHERE x.id",
        ],
        "competence_saisie" => &["SELECT x.id, CAST(NULL AS bigint) AS mission, e.nom,
                      coalesce(d.libelle, '') AS suite
               FROM competence_saisie x JOIN etablissement e ON e.id = x.etablissement_id
               LEFT JOIN discipline d ON d.id = x.discipline_id WHERE x.id"],
        "service.signature"
        | "service.convocation"
        | "signature.chef_etablissement"
        | "signature.chef_centre" => &[
            "SELECT x.id, CAST(NULL AS bigint) AS mission, x.nom, x.uai AS suite
               FROM etablissement x WHERE x.id",
        ],
        _ => &[],
    }
}

/// What the things of some lines are, by kind and key; those that are no longer known are
/// left out.
///
/// # Errors
/// What the engine answered.
pub async fn nommer(
    conn: &impl ConnectionTrait,
    lignes: &[LigneLue],
) -> Resultat<BTreeMap<(String, i64), ObjetNomme>> {
    #[derive(FromQueryResult)]
    struct Nom {
        id: i64,
        mission: Option<i64>,
        nom: String,
        suite: String,
    }
    let mut par_genre: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for l in lignes {
        par_genre.entry(&l.objet).or_default().insert(l.objet_id);
    }
    let mut nommes = BTreeMap::new();
    for (objet, ids) in par_genre {
        for sql in noms_de(objet) {
            for lot in lots(ids.iter().copied()) {
                let sql = format!("{sql} IN ({})", marques(1, lot.len()));
                for n in outils::toutes::<Nom>(conn, sql, lot).await? {
                    let nom = match objet {
                        "intervenant" | "convocation" => nom_complet(&n.nom, &n.suite),
                        _ if n.suite.is_empty() => n.nom,
                        _ => format!("{} – {}", n.nom, n.suite),
                    };
                    let nomme = ObjetNomme {
                        mission: n.mission,
                        nom,
                    };
                    nommes.insert((objet.to_owned(), n.id), nomme);
                }
            }
        }
    }
    Ok(nommes)
}
