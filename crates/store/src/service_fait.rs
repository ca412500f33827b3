//! What was done: lines of one person and one day, entered, validated, corrected.

use crate::missions::{JOINTURES_LIGNE, mots_cles_ou};
use crate::outils::{self, Ecrivain, lire};
use crate::{Ecriture, Resultat};
use domain::{
    ColonneService, CompteId, Constat, ConvocationId, Creneau, EtatMissionService, FiltreServices,
    IntervenantId, MissionId, MissionService, Moment, MotifAbsence, NaiveDate, NaiveTime, Portee,
    Presence, Qualite, RemplacantService, RestantService, SessionExamen, TypeMission, Uai,
    compte_par, nom_complet, personne_proposee,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde::Deserialize;

/// Who did something to a line, and when.
pub type Fait = (Moment, String);

/// A line, with the mission it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneLue {
    /// Key of the mission.
    pub mission: MissionId,
    /// Its number.
    pub numero: i64,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its session.
    pub session: SessionExamen,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// UAI of its centre.
    pub centre: Uai,
    /// Name of its centre.
    pub centre_nom: String,
    /// The convocation.
    pub convocation: ConvocationId,
    /// Who is convoked.
    pub intervenant: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Their matricule.
    pub matricule: String,
    /// What they are sorted by.
    pub cle_tri: String,
    /// In which qualité.
    pub qualite: Option<Qualite>,
    /// Room; may be empty.
    pub salle: String,
    /// The day and its hours.
    pub creneau: Creneau,
    /// What is entered.
    pub constat: Constat,
    /// Counts the changes; 0 while nothing ever was entered.
    pub version: i32,
    /// Who entered it last.
    pub saisi: Option<Fait>,
    /// Who validated it.
    pub valide: Option<Fait>,
    /// Who corrected it after that, and why.
    pub corrige: Option<(Fait, String)>,
}

#[derive(FromQueryResult, Deserialize)]
struct Lue {
    mission_id: i64,
    numero: i64,
    type_mission: String,
    session_code: String,
    examen: String,
    annee: i32,
    session_libelle: String,
    epreuve: Option<String>,
    uai: String,
    centre_nom: String,
    convocation_id: i64,
    intervenant_id: i64,
    nom: String,
    prenom: String,
    matricule: String,
    cle_tri: String,
    qualite: Option<String>,
    salle: String,
    jour: NaiveDate,
    debut: NaiveTime,
    fin: NaiveTime,
    presence: Option<String>,
    motif: Option<String>,
    remplacant_id: Option<i64>,
    remplacant_nom: Option<String>,
    remplacant_prenom: Option<String>,
    remplacant_matricule: Option<String>,
    minutes: Option<i32>,
    nombre: Option<i32>,
    remarque: Option<String>,
    version: Option<i32>,
    saisi_le: Option<i64>,
    saisi_par: Option<String>,
    valide_le: Option<i64>,
    valide_par: Option<String>,
    corrige_le: Option<i64>,
    corrige_par: Option<String>,
    raison: Option<String>,
}

const CHAMPS: &str = "mission_id, numero, type_mission, session_code, examen, annee, \
     session_libelle, epreuve, uai, centre_nom, convocation_id, intervenant_id, nom, prenom, \
     matricule, cle_tri, qualite, salle, jour, debut, fin, presence, motif, remplacant_id, \
     remplacant_nom, remplacant_prenom, remplacant_matricule, minutes, nombre, remarque, version, \
     saisi_le, saisi_par, valide_le, valide_par, corrige_le, corrige_par, raison";

/// Every day of every convocation that stands, with what is attested of it: a line of
/// service_fait whose convocation was deleted, or whose day went, is not there.
const SELECTION: &str = "SELECT c.mission_id, m.numero, m.type AS type_mission, \
       s.code AS session_code, s.examen, s.annee, s.libelle AS session_libelle, \
       o.libelle AS epreuve, e.uai, e.nom AS centre_nom, c.id AS convocation_id, \
       c.intervenant_id, i.nom, i.prenom, i.matricule, i.cle_tri, c.qualite, c.salle, x.jour, x.debut, \
       x.fin, f.presence, f.motif, f.remplacant_id, r.nom AS remplacant_nom, \
       r.prenom AS remplacant_prenom, r.matricule AS remplacant_matricule, f.minutes, f.nombre, \
       f.remarque, f.version, f.saisi_le, sp.nom AS saisi_par, f.valide_le, \
       vp.nom AS valide_par, f.corrige_le, cp.nom AS corrige_par, f.raison \
     FROM convocation c JOIN convocation_creneau x ON x.convocation_id = c.id \
     JOIN mission m ON m.id = c.mission_id JOIN session_examen s ON s.id = m.session_id \
     JOIN etablissement e ON e.id = m.centre_id \
     LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id \
     JOIN intervenant i ON i.id = c.intervenant_id \
     LEFT JOIN service_fait f ON f.convocation_cle = c.id AND f.jour = x.jour \
     LEFT JOIN intervenant r ON r.id = f.remplacant_id \
     LEFT JOIN compte sp ON sp.id = f.saisi_par LEFT JOIN compte vp ON vp.id = f.valide_par \
     LEFT JOIN compte cp ON cp.id = f.corrige_par";

/// The joins that a filter on lines may name.
const PAR_JOUR: &str = "ORDER BY m.numero, x.jour, i.cle_tri, c.id";

impl Lue {
    fn lue(self) -> Resultat<LigneLue> {
        let type_mission = lire(
            TypeMission::lire(&self.type_mission),
            "mission.type",
            &self.type_mission,
        )?;
        let presence = self
            .presence
            .map(|p| lire(Presence::lire(&p), "service_fait.presence", &p))
            .transpose()?;
        let motif = self
            .motif
            .map(|m| lire(MotifAbsence::lire(&m), "service_fait.motif", &m))
            .transpose()?;
        let remplacant = self.remplacant_id.map(|id| RemplacantService {
            id: IntervenantId(id),
            nom: nom_complet(
                self.remplacant_nom.as_deref().unwrap_or_default(),
                self.remplacant_prenom.as_deref().unwrap_or_default(),
            ),
            matricule: self.remplacant_matricule.unwrap_or_default(),
        });
        let fait = |le: Option<i64>, par: Option<String>| {
            le.map(|le| (Moment(le), par.unwrap_or_default()))
        };
        let raison = self.raison.unwrap_or_default();
        Ok(LigneLue {
            mission: MissionId(self.mission_id),
            numero: self.numero,
            type_mission,
            session: SessionExamen {
                code: self.session_code,
                examen: self.examen,
                annee: self.annee,
                libelle: self.session_libelle,
            },
            intitule: self
                .epreuve
                .unwrap_or_else(|| type_mission.libelle().to_owned()),
            centre: lire(Uai::lire(&self.uai).ok(), "etablissement.uai", &self.uai)?,
            centre_nom: self.centre_nom,
            convocation: ConvocationId(self.convocation_id),
            intervenant: IntervenantId(self.intervenant_id),
            nom: nom_complet(&self.nom, &self.prenom),
            matricule: self.matricule,
            cle_tri: self.cle_tri,
            qualite: self
                .qualite
                .map(|q| lire(Qualite::lire(&q), "convocation.qualite", &q))
                .transpose()?,
            salle: self.salle,
            creneau: Creneau {
                jour: self.jour,
                debut: self.debut,
                fin: self.fin,
            },
            constat: Constat {
                presence,
                motif,
                remplacant,
                minutes: outils::compte(self.minutes.unwrap_or(0).into()),
                nombre: self.nombre.map(|n| outils::compte(n.into())),
                remarque: self.remarque.unwrap_or_default(),
            },
            version: self.version.unwrap_or(0),
            saisi: fait(self.saisi_le, self.saisi_par),
            valide: fait(self.valide_le, self.valide_par),
            corrige: fait(self.corrige_le, self.corrige_par).map(|f| (f, raison)),
        })
    }
}

async fn lignes_ou(
    conn: &impl ConnectionTrait,
    ou: &str,
    valeurs: Vec<Value>,
) -> Resultat<Vec<LigneLue>> {
    let sql = format!("{SELECTION} WHERE {ou} {PAR_JOUR}");
    let lues: Vec<Lue> = outils::en_bloc(conn, CHAMPS, &sql, valeurs).await?;
    lues.into_iter().map(Lue::lue).collect()
}

/// Every line of a mission, by day then name.
///
/// # Errors
/// What the engine answered.
pub async fn de_la_mission(
    conn: &impl ConnectionTrait,
    mission: MissionId,
) -> Resultat<Vec<LigneLue>> {
    lignes_ou(conn, "c.mission_id = $1", vec![mission.0.into()]).await
}

/// The lines of one person within a scope, as convoked or as having come instead.
///
/// # Errors
/// What the engine answered.
pub async fn de_la_personne(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    personne: IntervenantId,
) -> Resultat<Vec<LigneLue>> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    let qui = e.valeur(personne.0);
    let ou = format!("{ou} AND (c.intervenant_id = {qui} OR f.remplacant_id = {qui})");
    lignes_ou(conn, &ou, e.valeurs).await
}

/// What was done to the line of one person and one day, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneDatee {
    /// Number of the mission.
    pub mission: i64,
    /// The day.
    pub jour: NaiveDate,
    /// Who entered it last.
    pub saisi: Fait,
    /// Who validated it.
    pub valide: Option<Fait>,
    /// Who corrected it last after that.
    pub corrige: Option<Fait>,
}

/// Who entered, validated and corrected the lines of somebody convoked, within a scope, the
/// latest days first, `limite` at most. Those of a convocation that was deleted, of a day
/// that went, or emptied since, are not there.
///
/// # Errors
/// What the engine answered.
pub async fn datees(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    personne: IntervenantId,
    limite: u32,
) -> Resultat<Vec<LigneDatee>> {
    #[derive(FromQueryResult)]
    struct Datee {
        numero: i64,
        jour: NaiveDate,
        saisi_le: i64,
        saisi_par: Option<String>,
        valide_le: Option<i64>,
        valide_par: Option<String>,
        corrige_le: Option<i64>,
        corrige_par: Option<String>,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    let (qui, limite) = (e.valeur(personne.0), e.valeur(i64::from(limite)));
    let sql = format!(
        "SELECT m.numero, f.jour, f.saisi_le, sp.nom AS saisi_par, f.valide_le,
                vp.nom AS valide_par, f.corrige_le, cp.nom AS corrige_par
         FROM service_fait f JOIN mission m ON m.id = f.mission_id
         JOIN convocation_creneau x ON x.convocation_id = f.convocation_cle AND x.jour = f.jour
         LEFT JOIN compte sp ON sp.id = f.saisi_par LEFT JOIN compte vp ON vp.id = f.valide_par
         LEFT JOIN compte cp ON cp.id = f.corrige_par
         WHERE {ou} AND f.intervenant_id = {qui} AND f.presence IS NOT NULL
         ORDER BY f.jour DESC, m.numero LIMIT {limite}"
    );
    let fait =
        |le: Option<i64>, par: Option<String>| le.map(|le| (Moment(le), par.unwrap_or_default()));
    let lues: Vec<Datee> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lues
        .into_iter()
        .map(|l| LigneDatee {
            mission: l.numero,
            jour: l.jour,
            saisi: (Moment(l.saisi_le), l.saisi_par.unwrap_or_default()),
            valide: fait(l.valide_le, l.valide_par),
            corrige: fait(l.corrige_le, l.corrige_par),
        })
        .collect())
}

/// The validated lines of the missions that a filter keeps within a scope, in order, those
/// after `apres`, `limite` at most: all of them are read piece by piece.
///
/// # Errors
/// What the engine answered.
pub async fn validees(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreServices,
    apres: Option<&LigneLue>,
    limite: u32,
) -> Resultat<Vec<LigneLue>> {
    let mut e = Ecrivain::new();
    let Some(mut ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    if let Some(annee) = filtre.annee {
        ou.push_str(&format!(" AND s.annee = {}", e.valeur(annee)));
    }
    let Some(mots) = mots_cles_ou(&mut e, &filtre.mot_cle) else {
        return Ok(Vec::new());
    };
    ou.push_str(&mots);
    ou.push_str(" AND f.valide_le IS NOT NULL");
    if let Some(l) = apres {
        // The columns of PAR_JOUR, in its order.
        ou.push_str(&format!(
            " AND (m.numero, x.jour, i.cle_tri, c.id) > ({}, {}, {}, {})",
            e.valeur(l.numero),
            e.valeur(l.creneau.jour),
            e.valeur(l.cle_tri.as_str()),
            e.valeur(l.convocation.0),
        ));
    }
    let limite = e.valeur(i64::from(limite));
    let sql = format!("{SELECTION} WHERE {ou} {PAR_JOUR} LIMIT {limite}");
    let lues: Vec<Lue> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
    lues.into_iter().map(Lue::lue).collect()
}

/// Holds a mission until the end of the transaction: whoever enters, validates, changes or
/// deletes there too waits.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(tx: &Ecriture, mission: MissionId) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE mission SET version = version WHERE id = $1",
        [mission.0.into()],
    )
    .await?;
    Ok(())
}

/// Days and hours of a convocation that are attested and closed.
///
/// # Errors
/// What the engine answered.
pub async fn jours_valides(
    conn: &impl ConnectionTrait,
    convocation: ConvocationId,
) -> Resultat<Vec<NaiveDate>> {
    #[derive(FromQueryResult)]
    struct Jour {
        jour: NaiveDate,
    }
    let jours: Vec<Jour> = outils::toutes(
        conn,
        "SELECT jour FROM service_fait WHERE convocation_cle = $1 AND valide_le IS NOT NULL
         ORDER BY jour",
        [convocation.0.into()],
    )
    .await?;
    Ok(jours.into_iter().map(|j| j.jour).collect())
}

/// Who closed a line.
///
/// # Errors
/// What the engine answered.
pub async fn valide_par(
    conn: &impl ConnectionTrait,
    convocation: ConvocationId,
    jour: NaiveDate,
) -> Resultat<Option<CompteId>> {
    #[derive(FromQueryResult)]
    struct Lu {
        valide_par: Option<i64>,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT valide_par FROM service_fait WHERE convocation_cle = $1 AND jour = $2",
        [convocation.0.into(), jour.into()],
    )
    .await?;
    Ok(lu.and_then(|l| l.valide_par).map(CompteId))
}

/// A line to write: of which convocation and day, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouveauConstat<'a> {
    /// Its mission.
    pub mission: MissionId,
    /// The convocation.
    pub convocation: ConvocationId,
    /// Who is convoked.
    pub intervenant: IntervenantId,
    /// The day.
    pub jour: NaiveDate,
    /// What it says; without presence, the line is emptied.
    pub constat: &'a Constat,
}

/// Writes a line that is not validated; `false` when it is (nothing is written). The
/// mission is held: see [`tenir`].
///
/// # Errors
/// What the engine answered.
pub async fn ecrire(
    tx: &impl ConnectionTrait,
    n: &NouveauConstat<'_>,
    par: CompteId,
    maintenant: Moment,
) -> Resultat<bool> {
    let mut valeurs: Vec<Value> = valeurs_du_constat(n);
    valeurs.extend([
        maintenant.0.into(),
        par.0.into(),
        n.mission.0.into(),
        n.intervenant.0.into(),
    ]);
    let faites = outils::executer(
        tx,
        "INSERT INTO service_fait (convocation_cle, jour, presence, motif, remplacant_id, minutes,
           nombre, remarque, saisi_le, saisi_par, mission_id, intervenant_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (convocation_cle, jour) DO UPDATE SET presence = excluded.presence,
           motif = excluded.motif, remplacant_id = excluded.remplacant_id,
           minutes = excluded.minutes, nombre = excluded.nombre, remarque = excluded.remarque,
           saisi_le = excluded.saisi_le, saisi_par = excluded.saisi_par,
           version = service_fait.version + 1
         WHERE service_fait.valide_le IS NULL",
        valeurs,
    )
    .await?;
    Ok(faites == 1)
}

fn valeurs_du_constat(n: &NouveauConstat<'_>) -> Vec<Value> {
    let c = n.constat;
    vec![
        n.convocation.0.into(),
        n.jour.into(),
        c.presence.map(|p| p.code().to_owned()).into(),
        c.motif.map(|m| m.code().to_owned()).into(),
        c.remplacant.as_ref().map(|r| r.id.0).into(),
        i32::try_from(c.minutes).unwrap_or(i32::MAX).into(),
        c.nombre
            .map(|x| i32::try_from(x).unwrap_or(i32::MAX))
            .into(),
        c.remarque.as_str().into(),
    ]
}

/// Closes a line at the version it was read at; `false` when it was changed or closed
/// since.
///
/// # Errors
/// What the engine answered.
pub async fn valider(
    tx: &impl ConnectionTrait,
    convocation: ConvocationId,
    jour: NaiveDate,
    version: i32,
    par: CompteId,
    maintenant: Moment,
) -> Resultat<bool> {
    let faites = outils::executer(
        tx,
        "UPDATE service_fait SET valide_le = $4, valide_par = $5, version = version + 1
         WHERE convocation_cle = $1 AND jour = $2 AND version = $3 AND valide_le IS NULL",
        [
            convocation.0.into(),
            jour.into(),
            version.into(),
            maintenant.0.into(),
            par.0.into(),
        ],
    )
    .await?;
    Ok(faites == 1)
}

/// Changes a closed line at the version it was read at, with the reason; `false` when
/// somebody was first.
///
/// # Errors
/// What the engine answered.
pub async fn corriger(
    tx: &impl ConnectionTrait,
    n: &NouveauConstat<'_>,
    version: i32,
    raison: &str,
    par: CompteId,
    maintenant: Moment,
) -> Resultat<bool> {
    let mut valeurs = valeurs_du_constat(n);
    valeurs.extend([
        version.into(),
        raison.into(),
        par.0.into(),
        maintenant.0.into(),
    ]);
    let faites = outils::executer(
        tx,
        "UPDATE service_fait SET presence = $3, motif = $4, remplacant_id = $5, minutes = $6,
           nombre = $7, remarque = $8, version = version + 1, raison = $10, corrige_par = $11,
           corrige_le = $12
         WHERE convocation_cle = $1 AND jour = $2 AND version = $9 AND valide_le IS NOT NULL",
        valeurs,
    )
    .await?;
    Ok(faites == 1)
}

/// The people who may be said to have come instead: those of an établissement, active, by
/// name, `limite` at most.
///
/// # Errors
/// What the engine answered.
pub async fn proposes(
    conn: &impl ConnectionTrait,
    etablissement: domain::EtablissementId,
    limite: u32,
) -> Resultat<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Qui {
        nom: String,
        prenom: String,
        matricule: String,
    }
    let gens: Vec<Qui> = outils::toutes(
        conn,
        "SELECT nom, prenom, matricule FROM intervenant WHERE etablissement_id = $1 AND actif
         ORDER BY cle_tri, id LIMIT $2",
        [etablissement.0.into(), i64::from(limite).into()],
    )
    .await?;
    Ok(gens
        .iter()
        .map(|q| personne_proposee(&q.nom, &q.prenom, &q.matricule))
        .collect())
}

// ------------------------------------------------------------------- the list

/// The condition that nothing is missing of the line `f` of the convocation `c`, whose mission
/// is of the kind `type_mission`: [`Constat::manque`], and what is validated lacks nothing.
fn complete(e: &mut Ecrivain, type_mission: &str) -> String {
    let (absent, remplace) = (Presence::Absent.code(), Presence::Remplace.code());
    let (absent, remplace) = (e.valeur(absent), e.valeur(remplace));
    let comptent: Vec<&str> = TypeMission::TOUS
        .into_iter()
        .filter(|t| t.faits().comptage.is_some())
        .map(TypeMission::code)
        .collect();
    let dispensees: Vec<&str> = Qualite::TOUTES
        .into_iter()
        .filter(|q| !compte_par(Some(*q)))
        .map(Qualite::code)
        .collect();
    let (comptent, dispensees) = (e.liste(comptent), e.liste(dispensees));
    format!(
        "(f.valide_le IS NOT NULL
          OR (f.presence = {absent} AND f.motif IS NOT NULL)
          OR (f.presence <> {absent} AND f.minutes > 0
              AND (f.presence <> {remplace} OR f.remplacant_id IS NOT NULL)
              AND (f.nombre IS NOT NULL OR {type_mission} NOT IN ({comptent})
                   OR c.qualite IN ({dispensees}))))"
    )
}

/// What the days of convocations add up to, mission by mission: those whose day has come
/// (`$jour` is the last one), those to come, those entered, those of which nothing is missing,
/// those validated.
fn sommes(e: &mut Ecrivain, aujourd_hui: &str) -> String {
    let complete = complete(e, "tm.type");
    format!(
        "SELECT c.mission_id, min(x.jour) AS premier, max(x.jour) AS dernier,
                sum(CASE WHEN x.jour <= {aujourd_hui} THEN 1 ELSE 0 END) AS passees,
                sum(CASE WHEN x.jour > {aujourd_hui} THEN 1 ELSE 0 END) AS a_venir,
                sum(CASE WHEN x.jour <= {aujourd_hui} AND f.presence IS NOT NULL THEN 1 ELSE 0 END)
                  AS saisies,
                sum(CASE WHEN x.jour <= {aujourd_hui} AND {complete} THEN 1 ELSE 0 END)
                  AS completes,
                sum(CASE WHEN x.jour <= {aujourd_hui} AND f.valide_le IS NOT NULL THEN 1 ELSE 0 END)
                  AS valides
         FROM convocation c JOIN convocation_creneau x ON x.convocation_id = c.id
         JOIN mission tm ON tm.id = c.mission_id
         LEFT JOIN service_fait f ON f.convocation_cle = c.id AND f.jour = x.jour
         GROUP BY c.mission_id"
    )
}

/// The missions of a scope that have convocations and that a filter keeps: those from
/// `depuis` on, `limite` at most, and how many there are in all.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreServices,
    aujourd_hui: NaiveDate,
    (depuis, limite): (u32, u32),
) -> Resultat<(u32, Vec<MissionService>)> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    #[derive(FromQueryResult)]
    struct Lue {
        numero: i64,
        type_mission: String,
        epreuve: Option<String>,
        annee: i32,
        centre: String,
        uai: String,
        premier: NaiveDate,
        dernier: NaiveDate,
        passees: i64,
        a_venir: i64,
        saisies: i64,
        completes: i64,
        valides: i64,
    }
    let mut e = Ecrivain::new();
    let Some(mut ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok((0, Vec::new()));
    };
    let jour = e.valeur(aujourd_hui);
    if let Some(annee) = filtre.annee {
        ou.push_str(&format!(" AND s.annee = {}", e.valeur(annee)));
    }
    let Some(mots) = mots_cles_ou(&mut e, &filtre.mot_cle) else {
        return Ok((0, Vec::new()));
    };
    ou.push_str(&mots);
    ou.push_str(match filtre.etat {
        None => "",
        Some(EtatMissionService::AAttester) => " AND t.passees > t.valides",
        Some(EtatMissionService::ACompleter) => " AND t.saisies > t.completes",
        Some(EtatMissionService::Saisies) => {
            " AND t.saisies = t.completes AND t.completes > t.valides"
        }
        Some(EtatMissionService::Attestees) => " AND t.passees > 0 AND t.passees = t.valides",
        Some(EtatMissionService::AVenir) => " AND t.a_venir > 0",
    });
    let sommes = sommes(&mut e, &jour);
    let de = format!(
        "FROM mission m JOIN ({sommes}) t ON t.mission_id = m.id {JOINTURES_LIGNE}
         JOIN etablissement e ON e.id = m.centre_id WHERE {ou}"
    );
    let sql = format!("SELECT count(*) AS nombre {de}");
    let total: Option<Nombre> = outils::une(conn, sql, e.valeurs.clone()).await?;
    let total = total.map_or(0, |n| outils::compte(n.nombre));
    if total == 0 {
        return Ok((0, Vec::new()));
    }
    let depuis = domain::rang_montre(depuis, total, limite);
    let sens = if filtre.descendant { "DESC" } else { "ASC" };
    let tri = match filtre.tri {
        ColonneService::Debut => format!("t.premier {sens}, m.numero"),
        ColonneService::Numero => format!("m.numero {sens}"),
        ColonneService::Epreuve => format!("coalesce(o.tri, '') {sens}, m.numero"),
        ColonneService::Restent => format!("(t.passees - t.valides) {sens}, m.numero"),
    };
    let (limite, depuis) = (e.valeur(i64::from(limite)), e.valeur(i64::from(depuis)));
    let sql = format!(
        "SELECT m.numero, m.type AS type_mission, o.libelle AS epreuve, s.annee, e.nom AS centre,
                e.uai, t.premier, t.dernier, t.passees, t.a_venir, t.saisies,
                t.completes, t.valides
         {de} ORDER BY {tri} LIMIT {limite} OFFSET {depuis}"
    );
    let lues: Vec<Lue> = outils::toutes(conn, sql, e.valeurs).await?;
    let missions = lues
        .into_iter()
        .map(|l| {
            let type_mission = lire(
                TypeMission::lire(&l.type_mission),
                "mission.type",
                &l.type_mission,
            )?;
            Ok(MissionService {
                numero: l.numero,
                type_mission,
                intitule: l
                    .epreuve
                    .unwrap_or_else(|| type_mission.libelle().to_owned()),
                annee: l.annee,
                centre: l.centre,
                uai: lire(Uai::lire(&l.uai).ok(), "etablissement.uai", &l.uai)?,
                jours: (l.premier, l.dernier),
                passees: outils::compte(l.passees),
                a_venir: outils::compte(l.a_venir),
                saisies: outils::compte(l.saisies),
                completes: outils::compte(l.completes),
                valides: outils::compte(l.valides),
            })
        })
        .collect::<Resultat<_>>()?;
    Ok((total, missions))
}

/// What remains to be attested within a scope.
///
/// # Errors
/// What the engine answered.
pub async fn restant(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    aujourd_hui: NaiveDate,
) -> Resultat<RestantService> {
    #[derive(FromQueryResult)]
    struct Lu {
        missions: i64,
        lignes: i64,
        a_valider: i64,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(RestantService::default());
    };
    let jour = e.valeur(aujourd_hui);
    let complete = complete(&mut e, "m.type");
    let sql = format!(
        "SELECT count(DISTINCT c.mission_id) AS missions, count(*) AS lignes,
                CAST(coalesce(sum(CASE WHEN {complete} THEN 1 ELSE 0 END), 0) AS bigint)
                  AS a_valider
         FROM convocation c JOIN convocation_creneau x ON x.convocation_id = c.id
         JOIN mission m ON m.id = c.mission_id
         LEFT JOIN service_fait f ON f.convocation_cle = c.id AND f.jour = x.jour
         WHERE {ou} AND x.jour <= {jour} AND f.valide_le IS NULL"
    );
    let lu: Option<Lu> = outils::une(conn, sql, e.valeurs).await?;
    Ok(lu.map_or_else(RestantService::default, |l| RestantService {
        missions: outils::compte(l.missions),
        lignes: outils::compte(l.lignes),
        a_valider: outils::compte(l.a_valider),
    }))
}
