//! The people of a scope as *Consultation des personnels* shows them.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lignes_d_adresse, lire, lots};
use domain::{
    AcademieId, Adresse, Charge, Civilite, ColonnePersonnel, ConvocationDePersonne, ConvocationId,
    Creneau, Datelike, DisciplineId, EtablissementId, FiltrePersonnels, IntervenantId,
    LignePersonnel, NaiveDate, NaiveTime, PersonneAChoisir, Portee, Qualite, TypeMission, Uai,
    VuePersonnels, adresse_d_envoi, libelle_etablissement, nom_complet, texte,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// Longest keyword that can match anything.
const MOT_CLE_MAX: usize = 100;

/// Digits that may be the number of a mission.
const NUMERO_MISSION: core::ops::RangeInclusive<usize> = 4..=12;

/// Conditions of a keyword on `i` (the person, of the scope) and `d` (discipline); none for
/// one that can match nothing. Each word is looked for in names, discipline, établissement,
/// matricule, electronic addresses, and is the number of a mission of the académie to which
/// they are convoked: all that the list shows of them.
async fn mots(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    e: &mut Ecrivain,
    ou: &mut String,
    mot_cle: &str,
) -> Resultat<Option<()>> {
    if mot_cle.len() > MOT_CLE_MAX {
        return Ok(None);
    }
    let mots: Vec<(&str, String)> = mot_cle
        .split_whitespace()
        .flat_map(|saisi| texte::mots_cles(saisi).map(move |mot| (saisi, mot)))
        .collect();
    let Some(academie) = academie_de(portee).filter(|_| !mots.is_empty()) else {
        return Ok(Some(()));
    };
    let etablissements = crate::etablissements::recherches(conn, portee).await?;
    for (saisi, mot) in mots {
        let lieux: Vec<i64> = etablissements
            .iter()
            .filter(|(_, lu)| lu.contains(&mot))
            .map(|(id, _)| *id)
            .collect();
        // Normalised words hold letters, digits and spaces alone: nothing to escape in LIKE.
        let motif = e.valeur(format!("%{mot}%"));
        let lieux = e.cles(conn.get_database_backend(), &lieux);
        // As it is written: what is normalised has lost its hyphens.
        let brut = e.valeur(saisi.to_lowercase());
        let adresse = if saisi.contains('@') {
            // An address, or the beginning of one, as it is written.
            let debut = saisi.to_lowercase();
            let longueur = debut.chars().count();
            let debut = e.valeur(debut);
            ["i.mel_professionnel", "i.mel_personnel"]
                .map(|mel| format!("substr(lower({mel}), 1, {longueur}) = {debut}"))
                .join(" OR ")
        } else {
            // Before the at sign: the domain is everybody's, and has the name of a town. As
            // it is written too: what is normalised has lost its dots and hyphens.
            let avant = e.valeur(format!("%{mot}%@%"));
            let position = match conn.get_database_backend() {
                DbBackend::Postgres => "strpos",
                _ => "instr",
            };
            ["i.mel_professionnel", "i.mel_personnel"]
                .map(|mel| {
                    format!(
                        "lower({mel}) LIKE {avant}
                         OR {position}(substr(lower({mel}), 1, {position}({mel}, '@')), {brut}) > 0"
                    )
                })
                .join(" OR ")
        };
        let mission = if NUMERO_MISSION.contains(&mot.len())
            && let Ok(numero) = mot.parse::<i64>()
        {
            let (academie, numero) = (e.valeur(academie.0), e.valeur(numero));
            format!(
                " OR i.id IN (SELECT cm.intervenant_id FROM convocation cm
                    JOIN mission mm ON mm.id = cm.mission_id
                    WHERE mm.academie_id = {academie} AND mm.numero = {numero})"
            )
        } else {
            String::new()
        };
        ou.push_str(&format!(
            " AND (i.cle_tri LIKE {motif} OR d.libelle_normalise LIKE {motif}
                OR i.etablissement_id IN ({lieux})
                OR i.id IN (SELECT r.intervenant_id FROM intervenant_rattachement r
                            WHERE r.etablissement_id IN ({lieux}))
                OR lower(i.matricule) LIKE {motif} OR lower(i.matricule) = {brut}
                OR {adresse}{mission})"
        ));
    }
    Ok(Some(()))
}

fn disciplines_parmi(e: &mut Ecrivain, ou: &mut String, disciplines: &[DisciplineId]) {
    if !disciplines.is_empty() {
        let uniques: BTreeSet<i64> = disciplines.iter().map(|d| d.0).collect();
        let liste = e.liste(uniques.into_iter().take(outils::LOT));
        ou.push_str(&format!(" AND i.discipline_id IN ({liste})"));
    }
}

const JOINTURES: &str = "LEFT JOIN discipline d ON d.id = i.discipline_id \
     LEFT JOIN etablissement e ON e.id = i.etablissement_id";

#[derive(FromQueryResult)]
struct Nombre {
    nombre: i64,
}

async fn compter(
    conn: &impl ConnectionTrait,
    avant: &str,
    ou: &str,
    e: &Ecrivain,
    jointures: &str,
) -> Resultat<u32> {
    let sql =
        format!("{avant} SELECT count(*) AS nombre FROM intervenant i {jointures} WHERE {ou}");
    let n: Option<Nombre> = outils::une(conn, sql, e.valeurs.clone()).await?;
    Ok(n.map_or(0, |n| outils::compte(n.nombre)))
}

#[derive(FromQueryResult, Deserialize)]
struct Lu {
    id: i64,
    matricule: String,
    civilite: String,
    nom: String,
    prenom: String,
    discipline: Option<String>,
    etablissement: Option<String>,
    mel_professionnel: String,
    mel_personnel: String,
    telephone: String,
    jours: i64,
    etablissement_id: Option<i64>,
}

const CHAMPS: &str = "id, matricule, civilite, nom, prenom, discipline, etablissement, \
     mel_professionnel, mel_personnel, telephone, jours, etablissement_id";

/// The académie of a scope; none of one that allows nothing.
const fn academie_de(portee: &Portee) -> Option<AcademieId> {
    match portee {
        Portee::Academie(a) | Portee::Etablissements(a, _) => Some(*a),
        Portee::Rien => None,
    }
}

/// The active people of a scope that a filter keeps, sorted: those from `depuis` on,
/// `limite` at most, without what they are convoked to nor when they are away; how many it
/// keeps, and how many there are. Days are counted over the sessions of `annee`.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
    filtre: &FiltrePersonnels,
    depuis: u32,
    limite: u32,
) -> Resultat<(u32, u32, Vec<LignePersonnel>)> {
    let mut e = Ecrivain::new();
    let (Some(academie), Some(ou)) = (academie_de(portee), e.portee_personnel(portee, "i")) else {
        return Ok((0, 0, Vec::new()));
    };
    let mut ou = format!("{ou} AND i.actif");
    let tous = compter(conn, "", &ou, &e, "").await?;
    if mots(conn, portee, &mut e, &mut ou, &filtre.mot_cle)
        .await?
        .is_none()
    {
        return Ok((0, tous, Vec::new()));
    }
    disciplines_parmi(&mut e, &mut ou, &filtre.disciplines);
    let (academie, annee) = (e.valeur(academie.0), e.valeur(annee));
    // One row per person convoked in the year.
    let charge = format!(
        "LEFT JOIN (SELECT c.intervenant_id, count(DISTINCT x.jour) AS jours
           FROM convocation c JOIN mission m ON m.id = c.mission_id
           JOIN session_examen s ON s.id = m.session_id
           LEFT JOIN convocation_creneau x ON x.convocation_id = c.id
           WHERE m.academie_id = {academie} AND s.annee = {annee}
           GROUP BY c.intervenant_id) ch ON ch.intervenant_id = i.id"
    );
    match filtre.vue {
        VuePersonnels::Tous => {}
        VuePersonnels::Convoques => ou.push_str(" AND ch.intervenant_id IS NOT NULL"),
        VuePersonnels::NonConvoques => ou.push_str(" AND ch.intervenant_id IS NULL"),
    }
    let avant = match filtre.periode() {
        None => String::new(),
        Some((du, au)) => libres(&mut e, &mut ou, du, au),
    };
    let jointures = format!("{JOINTURES} {charge}");
    let total = compter(conn, &avant, &ou, &e, &jointures).await?;
    if total == 0 {
        return Ok((0, tous, Vec::new()));
    }
    let depuis = domain::rang_montre(depuis, total, limite);
    let (limite, depuis) = (e.valeur(i64::from(limite)), e.valeur(i64::from(depuis)));
    let sens = if filtre.descendant { "DESC" } else { "ASC" };
    let tri = match filtre.tri {
        ColonnePersonnel::Nom => format!("i.cle_tri {sens}, i.id"),
        ColonnePersonnel::Discipline => {
            format!("coalesce(d.libelle_normalise, '') {sens}, i.cle_tri, i.id")
        }
        ColonnePersonnel::Etablissement => {
            format!("coalesce(e.nom, '') {sens}, i.cle_tri, i.id")
        }
        ColonnePersonnel::Charge => format!("coalesce(ch.jours, 0) {sens}, i.cle_tri, i.id"),
    };
    let sql = format!(
        "{avant} SELECT i.id, i.matricule, i.civilite, i.nom, i.prenom, d.libelle AS discipline,
           e.nom AS etablissement, i.mel_professionnel, i.mel_personnel,
           coalesce(tel.telephone, '') AS telephone, coalesce(ch.jours, 0) AS jours,
           i.etablissement_id
         FROM intervenant i {jointures}
         LEFT JOIN intervenant_telephone tel ON tel.intervenant_id = i.id WHERE {ou} ORDER BY {tri} LIMIT {limite} OFFSET {depuis}"
    );
    let lus: Vec<Lu> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
    let mut lignes = Vec::with_capacity(lus.len());
    for l in lus {
        let mel = adresse_d_envoi(&l.mel_professionnel, &l.mel_personnel)
            .map(str::to_owned)
            .unwrap_or_default();
        lignes.push(LignePersonnel {
            id: IntervenantId(l.id),
            matricule: l.matricule,
            civilite: civilite_lue(&l.civilite)?,
            nom: l.nom,
            prenom: l.prenom,
            discipline: l.discipline.unwrap_or_default(),
            etablissement: l.etablissement.unwrap_or_default(),
            secondaire: portee.a_titre_secondaire(l.etablissement_id.map(EtablissementId)),
            mel_personnel: !mel.is_empty() && mel != l.mel_professionnel,
            mel,
            telephone: l.telephone,
            jours: outils::compte(l.jours),
            convocations: Vec::new(),
            absences: Vec::new(),
            competences: Vec::new(),
        });
    }
    Ok((total, tous, lignes))
}

fn civilite_lue(code: &str) -> Resultat<Civilite> {
    lire(Civilite::lire(code), "intervenant.civilite", code)
}

/// Adds the condition that a person is neither away nor convoked from `du` to `au`; gives
/// what the query begins with: the days, each with its place in the week.
fn libres(e: &mut Ecrivain, ou: &mut String, du: NaiveDate, au: NaiveDate) -> String {
    let jours: Vec<String> = du
        .iter_days()
        .take_while(|j| *j <= au)
        .map(|j| {
            let semaine = j.weekday().number_from_monday() as i32;
            format!("({}, {})", e.valeur(j), e.valeur(semaine))
        })
        .collect();
    let (du, au) = (e.valeur(du), e.valeur(au));
    ou.push_str(&format!(
        " AND NOT EXISTS (SELECT 1 FROM indisponibilite n WHERE n.intervenant_id = i.id
             AND n.au >= {du} AND n.du <= {au}
             AND (n.jour_semaine IS NULL OR EXISTS (SELECT 1 FROM jours j
               WHERE j.semaine = n.jour_semaine AND j.jour BETWEEN n.du AND n.au)))
          AND NOT EXISTS (SELECT 1 FROM convocation cl
             JOIN convocation_creneau xl ON xl.convocation_id = cl.id
             WHERE cl.intervenant_id = i.id AND xl.jour BETWEEN {du} AND {au})"
    ));
    format!(
        "WITH jours (jour, semaine) AS (VALUES {})",
        jours.join(", ")
    )
}

/// Which convocations of somebody.
#[derive(Clone, Copy, Debug)]
pub enum Quand {
    /// Those that have a day within these; of these days alone.
    Jours(NaiveDate, NaiveDate),
    /// Those of the sessions of a year, or that have a day within these; all their days.
    AnneeOuJours(i32, NaiveDate, NaiveDate),
}

/// The convocations of these people in an académie, by person then first day. Who may open
/// their missions is for the caller to say.
///
/// # Errors
/// What the engine answered.
pub async fn convocations(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenants: &[IntervenantId],
    quand: Quand,
) -> Resultat<Vec<ConvocationDePersonne>> {
    #[derive(FromQueryResult, Deserialize)]
    struct Lue {
        id: i64,
        intervenant_id: i64,
        numero: i64,
        type_mission: String,
        epreuve: Option<String>,
        centre_id: i64,
        centre: String,
        qualite: Option<String>,
        salle: String,
        jour: NaiveDate,
        debut: NaiveTime,
        fin: NaiveTime,
    }
    const CHAMPS: &str = "id, intervenant_id, numero, type_mission, epreuve, centre_id, centre, \
         qualite, salle, jour, debut, fin";
    let mut toutes: Vec<ConvocationDePersonne> = Vec::new();
    for lot in lots(intervenants.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let mut e = Ecrivain::new();
        let gens = e.liste(lot);
        let academie = e.valeur(academie.0);
        let ou = match quand {
            Quand::Jours(du, au) => {
                format!("x.jour BETWEEN {} AND {}", e.valeur(du), e.valeur(au))
            }
            Quand::AnneeOuJours(annee, du, au) => format!(
                "(s.annee = {} OR EXISTS (SELECT 1 FROM convocation_creneau y
                   WHERE y.convocation_id = c.id AND y.jour BETWEEN {} AND {}))",
                e.valeur(annee),
                e.valeur(du),
                e.valeur(au)
            ),
        };
        let sql = format!(
            "SELECT c.id, c.intervenant_id, m.numero, m.type AS type_mission,
                    o.libelle AS epreuve, m.centre_id, z.nom AS centre, c.qualite, c.salle,
                    x.jour, x.debut, x.fin
             FROM convocation c
             JOIN convocation_creneau x ON x.convocation_id = c.id
             JOIN mission m ON m.id = c.mission_id
             JOIN session_examen s ON s.id = m.session_id
             JOIN etablissement z ON z.id = m.centre_id
             LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id
             WHERE c.intervenant_id IN ({gens}) AND m.academie_id = {academie} AND {ou}
             ORDER BY c.intervenant_id, c.id, x.jour, x.debut"
        );
        for l in outils::en_bloc::<Lue>(conn, CHAMPS, &sql, e.valeurs).await? {
            let creneau = Creneau {
                jour: l.jour,
                debut: l.debut,
                fin: l.fin,
            };
            if let Some(derniere) = toutes.last_mut()
                && derniere.convocation.0 == l.id
            {
                derniere.creneaux.push(creneau);
                continue;
            }
            let type_mission = lire(
                TypeMission::lire(&l.type_mission),
                "mission.type",
                &l.type_mission,
            )?;
            toutes.push(ConvocationDePersonne {
                convocation: ConvocationId(l.id),
                intervenant: IntervenantId(l.intervenant_id),
                mission: l.numero,
                type_mission,
                intitule: l
                    .epreuve
                    .unwrap_or_else(|| type_mission.libelle().to_owned()),
                centre: EtablissementId(l.centre_id),
                centre_nom: l.centre,
                qualite: l
                    .qualite
                    .map(|q| lire(Qualite::lire(&q), "convocation.qualite", &q))
                    .transpose()?,
                salle: l.salle,
                creneaux: vec![creneau],
                visible: false,
                remplacable: false,
            });
        }
    }
    toutes.sort_by_key(|c| (c.intervenant, c.creneaux.first().copied(), c.convocation));
    Ok(toutes)
}

/// All that the page of a person tells of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personne {
    /// Key.
    pub id: IntervenantId,
    /// Stable identifier in the académie.
    pub matricule: String,
    /// Title.
    pub civilite: Civilite,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Key of the discipline de poste.
    pub discipline: Option<DisciplineId>,
    /// Its label; may be empty.
    pub discipline_libelle: String,
    /// Key of the établissement.
    pub etablissement: Option<EtablissementId>,
    /// Its name with its number; may be empty.
    pub etablissement_libelle: String,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
    /// Postal address.
    pub adresse: Adresse,
}

/// A person of a scope, active or not.
///
/// # Errors
/// What the engine answered.
pub async fn personne(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    id: IntervenantId,
) -> Resultat<Option<Personne>> {
    #[derive(FromQueryResult)]
    struct Lue {
        matricule: String,
        civilite: String,
        nom: String,
        prenom: String,
        discipline_id: Option<i64>,
        discipline: Option<String>,
        etablissement_id: Option<i64>,
        etablissement: Option<String>,
        uai: Option<String>,
        mel_professionnel: String,
        mel_personnel: String,
        adresse: String,
        code_postal: String,
        commune: String,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee_personnel(portee, "i") else {
        return Ok(None);
    };
    let cle = e.valeur(id.0);
    let sql = format!(
        "SELECT i.matricule, i.civilite, i.nom, i.prenom, i.discipline_id,
           d.libelle AS discipline, i.etablissement_id, e.nom AS etablissement, e.uai,
           i.mel_professionnel, i.mel_personnel, i.adresse, i.code_postal, i.commune
         FROM intervenant i {JOINTURES} WHERE {ou} AND i.id = {cle}"
    );
    let Some(l) = outils::une::<Lue>(conn, sql, e.valeurs).await? else {
        return Ok(None);
    };
    let etablissement_libelle = match (l.etablissement, l.uai) {
        (Some(nom), Some(uai)) => {
            let uai = lire(Uai::lire(&uai).ok(), "etablissement.uai", &uai)?;
            libelle_etablissement(&nom, &uai)
        }
        _ => String::new(),
    };
    Ok(Some(Personne {
        id,
        matricule: l.matricule,
        civilite: civilite_lue(&l.civilite)?,
        nom: l.nom,
        prenom: l.prenom,
        discipline: l.discipline_id.map(DisciplineId),
        discipline_libelle: l.discipline.unwrap_or_default(),
        etablissement: l.etablissement_id.map(EtablissementId),
        etablissement_libelle,
        mel_professionnel: l.mel_professionnel,
        mel_personnel: l.mel_personnel,
        adresse: Adresse {
            lignes: lignes_d_adresse(&l.adresse),
            code_postal: l.code_postal,
            commune: l.commune,
        },
    }))
}

/// How much the active people of a discipline in an établissement, à titre principal or
/// secondaire, are convoked in the sessions of a year, wherever it is: the most convoked
/// first, then by name.
///
/// # Errors
/// What the engine answered.
pub async fn charges(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    etablissement: EtablissementId,
    discipline: DisciplineId,
    annee: i32,
) -> Resultat<Vec<Charge>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        nom: String,
        prenom: String,
        convocations: i64,
        jours: i64,
    }
    let sql = format!(
        "SELECT i.id, i.nom, i.prenom, i.cle_tri, count(DISTINCT c.id) AS convocations,
                 count(DISTINCT x.jour) AS jours
         FROM intervenant i
         LEFT JOIN convocation c ON c.intervenant_id = i.id AND c.mission_id IN (
           SELECT m.id FROM mission m JOIN session_examen s ON s.id = m.session_id
           WHERE m.academie_id = $1 AND s.annee = $4)
         LEFT JOIN convocation_creneau x ON x.convocation_id = c.id
         WHERE i.academie_id = $1 AND i.id IN ({}) AND i.discipline_id = $3 AND i.actif
         GROUP BY i.id, i.nom, i.prenom, i.cle_tri
         ORDER BY jours DESC, i.cle_tri, i.id",
        outils::membres("$2")
    );
    let lues: Vec<Lue> = outils::toutes(
        conn,
        sql,
        [
            academie.0.into(),
            etablissement.0.into(),
            discipline.0.into(),
            annee.into(),
        ],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| Charge {
            intervenant: IntervenantId(l.id),
            nom: nom_complet(&l.nom, &l.prenom),
            convocations: outils::compte(l.convocations),
            jours: outils::compte(l.jours),
        })
        .collect())
}

/// The disciplines that active people of a scope hold, by label.
///
/// # Errors
/// What the engine answered.
pub async fn disciplines(
    conn: &impl ConnectionTrait,
    portee: &Portee,
) -> Resultat<Vec<(DisciplineId, String)>> {
    let toutes = crate::disciplines::suggerer(conn, portee, "", u32::MAX).await?;
    Ok(toutes.into_iter().map(|(d, _)| (d.id, d.libelle)).collect())
}

#[derive(FromQueryResult, Deserialize)]
struct AChoisir {
    id: i64,
    nom: String,
    prenom: String,
    discipline: Option<String>,
    etablissement: Option<String>,
    etablissement_id: Option<i64>,
}

impl AChoisir {
    fn lue(self, portee: &Portee) -> PersonneAChoisir {
        PersonneAChoisir {
            id: IntervenantId(self.id),
            nom: nom_complet(&self.nom, &self.prenom),
            discipline: self.discipline.unwrap_or_default(),
            etablissement: self.etablissement.unwrap_or_default(),
            secondaire: portee.a_titre_secondaire(self.etablissement_id.map(EtablissementId)),
        }
    }
}

const CHAMPS_A_CHOISIR: &str = "id, nom, prenom, discipline, etablissement, etablissement_id";
const COLONNES_A_CHOISIR: &str = "i.id, i.nom, i.prenom, d.libelle AS discipline, \
     e.nom AS etablissement, i.etablissement_id";

/// The active people of a scope that a keyword and disciplines keep, by name, `limite` at
/// most, and how many they are.
///
/// # Errors
/// What the engine answered.
pub async fn a_choisir(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    mot_cle: &str,
    disciplines: &[DisciplineId],
    limite: usize,
) -> Resultat<(u32, Vec<PersonneAChoisir>)> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee_personnel(portee, "i") else {
        return Ok((0, Vec::new()));
    };
    let mut ou = format!("{ou} AND i.actif");
    if mots(conn, portee, &mut e, &mut ou, mot_cle)
        .await?
        .is_none()
    {
        return Ok((0, Vec::new()));
    }
    disciplines_parmi(&mut e, &mut ou, disciplines);
    let total = compter(conn, "", &ou, &e, JOINTURES).await?;
    let limite = e.valeur(limite as i64);
    let sql = format!(
        "SELECT {COLONNES_A_CHOISIR} FROM intervenant i {JOINTURES} WHERE {ou}
         ORDER BY i.cle_tri, i.id LIMIT {limite}"
    );
    let lues: Vec<AChoisir> = outils::en_bloc(conn, CHAMPS_A_CHOISIR, &sql, e.valeurs).await?;
    let trouvees = lues.into_iter().map(|l| l.lue(portee)).collect();
    Ok((total, trouvees))
}

/// Those of these people who are active and of the scope, by name.
///
/// # Errors
/// What the engine answered.
pub async fn parmi(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    ids: &[IntervenantId],
) -> Resultat<Vec<PersonneAChoisir>> {
    #[derive(FromQueryResult, Deserialize)]
    struct Triee {
        id: i64,
        nom: String,
        prenom: String,
        discipline: Option<String>,
        etablissement: Option<String>,
        etablissement_id: Option<i64>,
        cle_tri: String,
    }
    let mut toutes: Vec<(String, PersonneAChoisir)> = Vec::new();
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let mut e = Ecrivain::new();
        let Some(ou) = e.portee_personnel(portee, "i") else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {COLONNES_A_CHOISIR}, i.cle_tri FROM intervenant i {JOINTURES}
             WHERE {ou} AND i.actif AND i.id IN ({})",
            e.liste(lot)
        );
        for l in outils::toutes::<Triee>(conn, sql, e.valeurs).await? {
            let personne = AChoisir {
                id: l.id,
                nom: l.nom,
                prenom: l.prenom,
                discipline: l.discipline,
                etablissement: l.etablissement,
                etablissement_id: l.etablissement_id,
            };
            toutes.push((l.cle_tri, personne.lue(portee)));
        }
    }
    toutes.sort_by(|a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
    Ok(toutes.into_iter().map(|(_, p)| p).collect())
}

/// The keys of the people of a scope by matricule, active or not: for imports. With
/// `secondaires`, those too who are of it à titre secondaire.
///
/// # Errors
/// What the engine answered.
pub async fn matricules(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    secondaires: bool,
) -> Resultat<HashMap<String, IntervenantId>> {
    #[derive(FromQueryResult)]
    struct Cle {
        id: i64,
        matricule: String,
    }
    let mut e = Ecrivain::new();
    let ou = if secondaires {
        e.portee_personnel(portee, "i")
    } else {
        e.portee(portee, "i.academie_id", "i.etablissement_id")
    };
    let Some(ou) = ou else {
        return Ok(HashMap::new());
    };
    let sql = format!("SELECT i.id, i.matricule FROM intervenant i WHERE {ou}");
    let cles: Vec<Cle> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(cles
        .into_iter()
        .map(|c| (c.matricule, IntervenantId(c.id)))
        .collect())
}
