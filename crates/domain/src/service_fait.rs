//! *Constat de service fait* (ours): after the days of a mission, who came, for how long,
//! and how much they did; entered by the centre, validated by its head, then closed.

use crate::convocation::{Autorite, Qualite};
use crate::droits::{Acteur, Role};
use crate::ids::{ConvocationId, EtablissementId, IntervenantId};
use crate::intervenant::nom_complet;
use crate::mission::{Comptage, Creneau, TypeMission};
use crate::temps::{NaiveDate, Timelike};
use crate::{Uai, texte};
use serde::{Deserialize, Serialize};

/// Most lines that one request may enter.
pub const SERVICE_LIGNES_MAX: usize = 500;
/// Most copies or candidates of one day.
pub const SERVICE_NOMBRE_MAX: u32 = 2_000;
/// Longest remark, and longest reason of a correction, in characters.
pub const SERVICE_TEXTE_MAX: usize = 200;
/// Longest name of who replaced somebody, in characters.
pub const SERVICE_NOM_MAX: usize = 120;
/// Most minutes of one day.
pub const SERVICE_MINUTES_MAX: u32 = 24 * 60;
/// Lines of one page.
pub const SERVICE_LIGNES_PAGE: u32 = 100;

/// Whether somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// They came.
    Present,
    /// They did not, and nobody did in their place.
    Absent,
    /// Somebody else came in their place.
    Remplace,
}

impl Presence {
    /// Every one, in the order in which it is offered.
    pub const TOUTES: [Self; 3] = [Self::Present, Self::Absent, Self::Remplace];

    /// Code in forms, files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Remplace => "remplace",
        }
    }

    /// Label on screens and papers.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Present => "Présent",
            Self::Absent => "Absent",
            Self::Remplace => "Remplacé",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|p| p.code() == code)
    }
}

/// Why somebody did not come. Nothing medical is ever told beyond the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotifAbsence {
    /// A reason of health, without more.
    Sante,
    /// Another reason that was justified.
    Justifiee,
    /// Another duty at the same time.
    AutreService,
    /// The convocation did not reach the person.
    NonRecue,
    /// The session did not take place.
    SeanceAnnulee,
    /// No reason was given.
    SansMotif,
}

impl MotifAbsence {
    /// Every one, in the order in which it is offered.
    pub const TOUS: [Self; 6] = [
        Self::Sante,
        Self::Justifiee,
        Self::AutreService,
        Self::NonRecue,
        Self::SeanceAnnulee,
        Self::SansMotif,
    ];

    /// Code in forms, files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sante => "sante",
            Self::Justifiee => "justifiee",
            Self::AutreService => "autre_service",
            Self::NonRecue => "non_recue",
            Self::SeanceAnnulee => "seance_annulee",
            Self::SansMotif => "sans_motif",
        }
    }

    /// Label on screens and papers.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Sante => "Raison de santé",
            Self::Justifiee => "Autre absence justifiée",
            Self::AutreService => "Autre obligation de service",
            Self::NonRecue => "Convocation non reçue",
            Self::SeanceAnnulee => "Séance annulée",
            Self::SansMotif => "Absence non justifiée",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|m| m.code() == code)
    }
}

/// Who came in somebody's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemplacantService {
    /// Who.
    pub id: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Their matricule.
    pub matricule: String,
}

/// What is attested of one person on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constat {
    /// Whether they came; none while nothing is entered.
    pub presence: Option<Presence>,
    /// Why not; only of somebody absent.
    pub motif: Option<MotifAbsence>,
    /// Who came instead; only of somebody replaced.
    pub remplacant: Option<RemplacantService>,
    /// Minutes really worked; 0 of somebody absent.
    pub minutes: u32,
    /// Copies or candidates, where they are counted.
    pub nombre: Option<u32>,
    /// A remark for who reads it later; may be empty.
    pub remarque: String,
}

impl Constat {
    /// Somebody who came for the hours of their convocation.
    #[must_use]
    pub fn present(creneau: &Creneau) -> Self {
        Self {
            presence: Some(Presence::Present),
            minutes: duree(creneau),
            ..Self::default()
        }
    }

    /// The same, without what its presence has no place for.
    #[must_use]
    pub fn nettoye(mut self) -> Self {
        self.remarque = texte::nettoyer(&self.remarque);
        if self.presence != Some(Presence::Absent) {
            self.motif = None;
        }
        if self.presence != Some(Presence::Remplace) {
            self.remplacant = None;
        }
        if matches!(self.presence, None | Some(Presence::Absent)) {
            self.minutes = 0;
            self.nombre = None;
        }
        if self.presence.is_none() {
            self.remarque.clear();
        }
        self
    }

    /// What is still to be entered before it can be validated.
    #[must_use]
    pub fn manque(
        &self,
        comptage: Option<Comptage>,
        qualite: Option<Qualite>,
    ) -> Option<ManqueService> {
        match self.presence? {
            Presence::Absent => {
                return self.motif.is_none().then_some(ManqueService::Motif);
            }
            Presence::Remplace if self.remplacant.is_none() => {
                return Some(ManqueService::Remplacant);
            }
            Presence::Present | Presence::Remplace => {}
        }
        if self.minutes == 0 {
            return Some(ManqueService::Heures);
        }
        match comptage {
            Some(c) if compte_par(qualite) && self.nombre.is_none() => {
                Some(ManqueService::Nombre(c))
            }
            _ => None,
        }
    }
}

/// What is missing of a line that is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ManqueService {
    /// Whether the person came.
    Presence,
    /// Why the person did not come.
    Motif,
    /// Who came instead.
    Remplacant,
    /// For how long.
    Heures,
    /// How many copies or candidates.
    Nombre(Comptage),
}

/// Whether people of this qualité have to say how many copies or candidates they had:
/// those who follow or coordinate may have none.
#[must_use]
pub const fn compte_par(qualite: Option<Qualite>) -> bool {
    matches!(
        qualite,
        Some(Qualite::Correcteur | Qualite::CorrecteurSuppleant) | None
    )
}

/// Minutes between the start and the end of a slot.
#[must_use]
pub fn duree(creneau: &Creneau) -> u32 {
    let minutes = |h: crate::NaiveTime| h.hour() * 60 + h.minute();
    minutes(creneau.fin).saturating_sub(minutes(creneau.debut))
}

/// Reads a length of time: `4`, `4h`, `4 h 30`, `4:30`, `4,5`; in minutes.
#[must_use]
pub fn lire_duree(saisie: &str) -> Option<u32> {
    let propre: String = saisie
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            'H' | ':' => 'h',
            '.' => ',',
            c => c,
        })
        .collect();
    let chiffres = |t: &str, max: usize| -> Option<u32> {
        (!t.is_empty() && t.len() <= max && t.bytes().all(|b| b.is_ascii_digit()))
            .then(|| t.parse().ok())
            .flatten()
    };
    let minutes = if let Some((heures, minutes)) = propre.split_once('h') {
        let minutes = if minutes.is_empty() {
            0
        } else {
            chiffres(minutes, 2)?
        };
        if minutes >= 60 {
            return None;
        }
        chiffres(heures, 2)? * 60 + minutes
    } else if let Some((heures, centiemes)) = propre.split_once(',') {
        // `4,5` is four hours and a half, `4,25` four hours and a quarter.
        let reste = match centiemes.len() {
            1 => chiffres(centiemes, 1)? * 10,
            _ => chiffres(centiemes, 2)?,
        };
        chiffres(heures, 2)? * 60 + (reste * 60 + 50) / 100
    } else {
        chiffres(&propre, 2)? * 60
    };
    (minutes <= SERVICE_MINUTES_MAX).then_some(minutes)
}

/// `4 h 30`, with no-break spaces; `0 h` of nothing.
#[must_use]
pub fn duree_longue(minutes: u32) -> String {
    match minutes % 60 {
        0 => format!("{}\u{a0}h", minutes / 60),
        m => format!("{}\u{a0}h\u{a0}{m:02}", minutes / 60),
    }
}

/// `4h30`, as a field has it; empty of nothing.
#[must_use]
pub fn duree_champ(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => String::new(),
        (h, m) => format!("{h}h{m:02}"),
    }
}

/// `4,50`: hours with two decimals, as the payment chain's file has them.
#[must_use]
pub fn duree_decimale(minutes: u32) -> String {
    let centiemes = (minutes * 100 + 30) / 60;
    format!("{},{:02}", centiemes / 100, centiemes % 100)
}

/// Who did something to a line and when, in the académie's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParQui {
    /// `16/02/2021 08:05`.
    pub le: String,
    /// Name of the account.
    pub par: String,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatService {
    /// Its day has not come.
    AVenir,
    /// Nothing is entered.
    ARenseigner,
    /// Something is, and something is missing.
    ACompleter,
    /// All is entered, and may still change.
    AValider,
    /// Closed.
    Valide,
}

/// One person on one day of a mission: what is attested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneService {
    /// The convocation.
    pub convocation: ConvocationId,
    /// Who is convoked.
    pub intervenant: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Their matricule.
    pub matricule: String,
    /// In which qualité.
    pub qualite: Option<Qualite>,
    /// Room; may be empty.
    pub salle: String,
    /// The day and its hours.
    pub creneau: Creneau,
    /// What is entered.
    pub constat: Constat,
    /// A reason of absence is entered, and is left out here: it is not for this reader.
    pub motif_tu: bool,
    /// Counts the changes of what is entered; 0 while nothing ever was.
    pub version: i32,
    /// Who entered it last.
    pub saisi: Option<ParQui>,
    /// Who validated it.
    pub valide: Option<ParQui>,
    /// Who corrected it after that, and why.
    pub correction: Option<(ParQui, String)>,
}

impl LigneService {
    /// Where it stands on a day.
    #[must_use]
    pub fn etat(&self, type_mission: TypeMission, aujourd_hui: NaiveDate) -> EtatService {
        if self.valide.is_some() {
            EtatService::Valide
        } else if self.creneau.jour > aujourd_hui {
            EtatService::AVenir
        } else if self.constat.presence.is_none() {
            EtatService::ARenseigner
        } else if self.manque(type_mission).is_some() {
            EtatService::ACompleter
        } else {
            EtatService::AValider
        }
    }

    /// What is missing of it.
    #[must_use]
    pub fn manque(&self, type_mission: TypeMission) -> Option<ManqueService> {
        self.constat
            .manque(type_mission.faits().comptage, self.qualite)
            .filter(|m| !self.motif_tu || *m != ManqueService::Motif)
    }
}

/// How many lines stand where, and what they add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilanService {
    /// Lines whose day has not come.
    pub a_venir: u32,
    /// Lines where nothing is entered.
    pub a_renseigner: u32,
    /// Lines where something is missing.
    pub a_completer: u32,
    /// Lines to validate.
    pub a_valider: u32,
    /// Lines validated.
    pub valides: u32,
    /// Of those entered: people who came.
    pub presents: u32,
    /// People who did not.
    pub absents: u32,
    /// People replaced.
    pub remplaces: u32,
    /// Minutes worked.
    pub minutes: u32,
    /// Copies or candidates.
    pub nombre: u32,
}

impl BilanService {
    /// Adds lines up.
    #[must_use]
    pub fn de<'a>(
        lignes: impl IntoIterator<Item = &'a LigneService>,
        type_mission: TypeMission,
        aujourd_hui: NaiveDate,
    ) -> Self {
        let mut b = Self::default();
        for l in lignes {
            match l.etat(type_mission, aujourd_hui) {
                EtatService::AVenir => b.a_venir += 1,
                EtatService::ARenseigner => b.a_renseigner += 1,
                EtatService::ACompleter => b.a_completer += 1,
                EtatService::AValider => b.a_valider += 1,
                EtatService::Valide => b.valides += 1,
            }
            match l.constat.presence {
                Some(Presence::Present) => b.presents += 1,
                Some(Presence::Absent) => b.absents += 1,
                Some(Presence::Remplace) => b.remplaces += 1,
                None => {}
            }
            b.minutes = b.minutes.saturating_add(l.constat.minutes);
            b.nombre = b.nombre.saturating_add(l.constat.nombre.unwrap_or(0));
        }
        b
    }

    /// Lines that remain to be attested: their day has come and they are not validated.
    #[must_use]
    pub const fn restent(&self) -> u32 {
        self.a_renseigner + self.a_completer + self.a_valider
    }
}

/// What a form says of a line: as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisieService {
    /// Key of the convocation.
    #[serde(default)]
    pub convocation: i64,
    /// `2021-02-01`.
    #[serde(default)]
    pub jour: String,
    /// The version that the form showed.
    #[serde(default)]
    pub version: i32,
    /// What the form showed, see [`SaisieService::empreinte`]: a line left as it was is
    /// left alone.
    #[serde(default)]
    pub avant: String,
    /// Code of a [`Presence`]; empty for nothing.
    #[serde(default)]
    pub presence: String,
    /// A length of time.
    #[serde(default)]
    pub heures: String,
    /// Copies or candidates.
    #[serde(default)]
    pub nombre: String,
    /// Code of a [`MotifAbsence`]; may be empty.
    #[serde(default)]
    pub motif: String,
    /// Name or matricule of who came instead; may be empty.
    #[serde(default)]
    pub remplacant: String,
    /// A remark; may be empty.
    #[serde(default)]
    pub remarque: String,
}

impl SaisieService {
    /// The form that shows a line.
    #[must_use]
    pub fn de(ligne: &LigneService) -> Self {
        let c = &ligne.constat;
        let mut saisie = Self {
            convocation: ligne.convocation.0,
            jour: ligne.creneau.jour.to_string(),
            version: ligne.version,
            avant: String::new(),
            presence: c.presence.map(|p| p.code().to_owned()).unwrap_or_default(),
            // Nothing entered yet: the hours of the convocation are proposed.
            heures: if c.presence.is_none() {
                duree_champ(duree(&ligne.creneau))
            } else {
                duree_champ(c.minutes)
            },
            nombre: c.nombre.map(|n| n.to_string()).unwrap_or_default(),
            motif: c.motif.map(|m| m.code().to_owned()).unwrap_or_default(),
            remplacant: c
                .remplacant
                .as_ref()
                .map(|r| format!("{} ({})", r.nom, r.matricule))
                .unwrap_or_default(),
            remarque: c.remarque.clone(),
        };
        saisie.avant = saisie.empreinte();
        saisie
    }

    /// What it says, in one text.
    #[must_use]
    pub fn empreinte(&self) -> String {
        [
            &self.presence,
            &self.heures,
            &self.nombre,
            &self.motif,
            &self.remplacant,
            &self.remarque,
        ]
        .map(|t| texte::nettoyer(t))
        .join("|")
    }

    /// Whether the form says what it said when it was shown.
    #[must_use]
    pub fn inchangee(&self) -> bool {
        self.empreinte() == texte::nettoyer(&self.avant)
    }

    /// What was typed, read; who came instead is still a text.
    ///
    /// # Errors
    /// The first thing that cannot be read.
    pub fn lire(&self, ligne: &LigneService) -> Result<Constat, ServiceErreur> {
        let (nom, jour) = (ligne.nom.clone(), ligne.creneau.jour);
        let presence = match self.presence.trim() {
            "" => None,
            code => Some(Presence::lire(code).ok_or(ServiceErreur::Illisible)?),
        };
        let venu = matches!(presence, Some(Presence::Present | Presence::Remplace));
        let minutes = match self.heures.trim() {
            _ if !venu => 0,
            "" => 0,
            saisie => lire_duree(saisie).ok_or_else(|| ServiceErreur::Duree {
                nom: nom.clone(),
                jour,
                saisie: montrable(saisie),
            })?,
        };
        let nombre = match self.nombre.trim() {
            _ if !venu => None,
            "" => None,
            saisie => Some(
                saisie
                    .parse()
                    .ok()
                    .filter(|n| *n <= SERVICE_NOMBRE_MAX)
                    .ok_or_else(|| ServiceErreur::Nombre {
                        nom: nom.clone(),
                        jour,
                        saisie: montrable(saisie),
                    })?,
            ),
        };
        let motif = match self.motif.trim() {
            "" => None,
            code => Some(MotifAbsence::lire(code).ok_or(ServiceErreur::Illisible)?),
        };
        let remarque = texte::nettoyer(&self.remarque);
        if remarque.chars().count() > SERVICE_TEXTE_MAX || texte::a_caractere_de_controle(&remarque)
        {
            return Err(ServiceErreur::Remarque { nom, jour });
        }
        Ok(Constat {
            presence,
            motif,
            remplacant: None,
            minutes,
            nombre,
            remarque,
        }
        .nettoye())
    }
}

fn montrable(saisie: &str) -> String {
    let propre: String = saisie.chars().filter(|c| !c.is_control()).collect();
    texte::abreger(&propre, 40)
}

/// Of a text `NOM Prénom (matricule)`, the matricule; none when it has none.
#[must_use]
pub fn matricule_de(saisie: &str) -> Option<&str> {
    let (_, reste) = saisie.trim().rsplit_once('(')?;
    let matricule = reste.strip_suffix(')')?.trim();
    (!matricule.is_empty()).then_some(matricule)
}

/// Why something cannot be attested as asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServiceErreur {
    /// A form that is none of ours.
    Illisible,
    /// The day has not come.
    JourAVenir {
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: NaiveDate,
    },
    /// The convocation no longer stands.
    ConvocationAnnulee {
        /// `NOM Prénom`; empty when it is not known.
        nom: String,
    },
    /// The convocation has no such day any more.
    JourRetire {
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: NaiveDate,
    },
    /// A length of time that cannot be read.
    Duree {
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: NaiveDate,
        /// What was typed.
        saisie: String,
    },
    /// No number of copies or candidates.
    Nombre {
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: NaiveDate,
        /// What was typed.
        saisie: String,
    },
    /// A remark too long, or with a control character.
    Remarque {
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: NaiveDate,
    },
    /// Nobody has the name of who is said to have come instead.
    RemplacantInconnu {
        /// `NOM Prénom` of who was convoked.
        nom: String,
        /// What was typed.
        saisie: String,
    },
    /// Several people have that name.
    RemplacantAmbigu {
        /// `NOM Prénom` of who was convoked.
        nom: String,
        /// What was typed.
        saisie: String,
        /// `NOM Prénom (matricule), établissement`.
        candidats: Vec<String>,
    },
    /// Somebody cannot come in their own place.
    RemplacantLuiMeme {
        /// `NOM Prénom`.
        nom: String,
    },
    /// Validated already.
    Verrouille {
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: NaiveDate,
    },
    /// Somebody else entered something else meanwhile.
    EntreTemps {
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: NaiveDate,
        /// Who.
        qui: ParQui,
    },
    /// A line to correct lacks something.
    Incomplet {
        /// `NOM Prénom`.
        nom: String,
        /// What.
        manque: ManqueService,
    },
    /// Nothing can be validated.
    RienAValider,
    /// What would be validated is no longer what was shown.
    ValidationChangee,
    /// A correction says why.
    RaisonManquante,
    /// The reason is too long, or has a control character.
    RaisonImpossible,
    /// Not yet validated: it is changed without correction.
    PasValide,
    /// A correction that changes nothing.
    RienACorriger,
    /// More lines than a request may carry.
    TropDeLignes,
}

/// Whether somebody enters what was done at a centre.
#[must_use]
pub fn peut_constater(acteur: &Acteur, centre: EtablissementId) -> bool {
    acteur.autorite_sur(centre).is_some()
}

/// Whether somebody closes what was entered at a centre: its head, not the secretary; the
/// gestionnaire on their behalf.
#[must_use]
pub fn peut_valider_service(acteur: &Acteur, centre: EtablissementId) -> bool {
    match acteur.autorite_sur(centre) {
        Some(Autorite::Division) => true,
        Some(Autorite::Centre) => acteur.attributions.iter().any(|a| {
            a.etablissement == Some(centre)
                && matches!(a.role, Role::ChefEtablissement | Role::ChefCentre)
        }),
        None => false,
    }
}

/// Whether somebody corrects what is closed: the gestionnaire.
#[must_use]
pub fn peut_corriger_service(acteur: &Acteur, centre: EtablissementId) -> bool {
    acteur.autorite_sur(centre) == Some(Autorite::Division)
}

/// What of a mission is attested, and what the reader may do there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceOuvert {
    /// Its number.
    pub numero: i64,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// Year of its session.
    pub annee: i32,
    /// Its centre: `NOM (UAI)`.
    pub centre: String,
    /// The académie's present day.
    pub aujourd_hui: NaiveDate,
    /// Every day of its convocations, in order.
    pub jours: Vec<NaiveDate>,
    /// The lines of the page, by day then name.
    pub lignes: Vec<LigneService>,
    /// How many lines the filter keeps.
    pub total: u32,
    /// Of the whole mission.
    pub bilan: BilanService,
    /// Of the day that is filtered, or of the whole mission.
    pub bilan_jour: BilanService,
    /// What would be validated now: lines that lack nothing, and their print.
    pub validation: Validation,
    /// People proposed as having come instead: `NOM Prénom (matricule)`.
    pub proposes: Vec<String>,
    /// May enter.
    pub constate: bool,
    /// May validate.
    pub valide: bool,
    /// May correct.
    pub corrige: bool,
}

/// What is about to be closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// What the lines add up to.
    pub bilan: BilanService,
    /// Their print: the answer that validates carries it back.
    pub cle: String,
    /// Lines whose day has come and that are left: who, when, and what is missing (none
    /// when nothing is entered).
    pub restent: Vec<(String, NaiveDate, Option<ManqueService>)>,
}

impl Validation {
    /// What validating some lines would close.
    #[must_use]
    pub fn de(lignes: &[LigneService], type_mission: TypeMission, aujourd_hui: NaiveDate) -> Self {
        let prets: Vec<&LigneService> = Self::prets(lignes, type_mission, aujourd_hui).collect();
        let cle: Vec<String> = prets
            .iter()
            .map(|l| format!("{}/{}/{}", l.convocation, l.creneau.jour, l.version))
            .collect();
        let restent = lignes
            .iter()
            .filter(|l| {
                matches!(
                    l.etat(type_mission, aujourd_hui),
                    EtatService::ARenseigner | EtatService::ACompleter
                )
            })
            .map(|l| (l.nom.clone(), l.creneau.jour, l.manque(type_mission)))
            .collect();
        Self {
            bilan: BilanService::de(prets.iter().copied(), type_mission, aujourd_hui),
            cle: format!("{}-{:016x}", prets.len(), hacher(&cle.join(" "))),
            restent,
        }
    }

    /// The lines that would be closed.
    pub fn prets(
        lignes: &[LigneService],
        type_mission: TypeMission,
        aujourd_hui: NaiveDate,
    ) -> impl Iterator<Item = &LigneService> {
        lignes
            .iter()
            .filter(move |l| l.etat(type_mission, aujourd_hui) == EtatService::AValider)
    }
}

/// FNV-1a: a print to compare, of which nothing depends on its being hard to forge.
fn hacher(texte: &str) -> u64 {
    texte.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Which lines of a mission a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreService {
    /// One day; none for all.
    pub jour: Option<NaiveDate>,
    /// Only lines that remain to be attested.
    pub restent: bool,
    /// Keywords of the name.
    pub mot_cle: String,
    /// One convocation; none for all.
    #[serde(default)]
    pub convocation: Option<ConvocationId>,
    /// From 1.
    pub page: u32,
}

impl FiltreService {
    /// Whether a line is kept.
    #[must_use]
    pub fn garde(
        &self,
        l: &LigneService,
        type_mission: TypeMission,
        aujourd_hui: NaiveDate,
    ) -> bool {
        let reste = matches!(
            l.etat(type_mission, aujourd_hui),
            EtatService::ARenseigner | EtatService::ACompleter | EtatService::AValider
        );
        let mots: Vec<String> = texte::mots_cles(&self.mot_cle).collect();
        self.jour.is_none_or(|j| j == l.creneau.jour)
            && self.convocation.is_none_or(|c| c == l.convocation)
            && (!self.restent || reste)
            && texte::contient_les_mots(&texte::normaliser(&l.nom), &mots)
    }
}

/// Where the service of a mission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatMissionService {
    /// Lines whose day has come are not validated.
    AAttester,
    /// Of these, some are entered and something is missing.
    ACompleter,
    /// Of these, some are entered, and nothing is missing of what is.
    Saisies,
    /// Every line whose day has come is validated.
    Attestees,
    /// No day has come.
    AVenir,
}

impl EtatMissionService {
    /// Every one, in the order in which it is offered.
    pub const TOUS: [Self; 5] = [
        Self::AAttester,
        Self::ACompleter,
        Self::Saisies,
        Self::Attestees,
        Self::AVenir,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AAttester => "a-attester",
            Self::ACompleter => "a-completer",
            Self::Saisies => "saisies",
            Self::Attestees => "attestees",
            Self::AVenir => "a-venir",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|e| e.code() == code)
    }
}

/// Columns by which the list can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonneService {
    /// First day.
    #[default]
    Debut,
    /// N°.
    Numero,
    /// Épreuve-option.
    Epreuve,
    /// Lines that remain.
    Restent,
}

impl ColonneService {
    /// Every column.
    pub const TOUTES: [Self; 4] = [Self::Numero, Self::Epreuve, Self::Debut, Self::Restent];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Debut => "debut",
            Self::Numero => "numero",
            Self::Epreuve => "epreuve",
            Self::Restent => "restent",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|c| c.code() == code)
    }
}

/// What is asked of the list of missions to attest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreServices {
    /// Year of the session; none for all.
    pub annee: Option<i32>,
    /// Where they stand; none for all.
    pub etat: Option<EtatMissionService>,
    /// Keywords, as of the list of missions.
    pub mot_cle: String,
    /// Sorted by.
    pub tri: ColonneService,
    /// Sorted downwards.
    pub descendant: bool,
    /// From 1.
    pub page: u32,
}

/// A mission of that list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionService {
    /// Its number.
    pub numero: i64,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// Year of its session.
    pub annee: i32,
    /// Name of its centre.
    pub centre: String,
    /// UAI of its centre.
    pub uai: Uai,
    /// First and last day of its convocations.
    pub jours: (NaiveDate, NaiveDate),
    /// Lines whose day has come.
    pub passees: u32,
    /// Lines whose day has not.
    pub a_venir: u32,
    /// Of those whose day has come: entered, validated or not.
    pub saisies: u32,
    /// Of those entered: nothing is missing, validated or not.
    pub completes: u32,
    /// Validated.
    pub valides: u32,
}

impl MissionService {
    /// Lines that remain to be attested.
    #[must_use]
    pub const fn restent(&self) -> u32 {
        self.passees.saturating_sub(self.valides)
    }

    /// Where it stands: what its lines say that keeps it from the next step.
    #[must_use]
    pub const fn etat(&self) -> EtatMissionService {
        if self.passees == 0 {
            EtatMissionService::AVenir
        } else if self.restent() == 0 {
            EtatMissionService::Attestees
        } else if self.saisies > self.completes {
            EtatMissionService::ACompleter
        } else if self.completes > self.valides {
            EtatMissionService::Saisies
        } else {
            EtatMissionService::AAttester
        }
    }
}

/// One page of that list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageServices {
    /// The missions.
    pub missions: Vec<MissionService>,
    /// How many the filter keeps.
    pub total: u32,
    /// Years that can be chosen, latest first.
    pub annees: Vec<i32>,
    /// What remains in the whole scope, whatever the filter.
    pub restant: RestantService,
}

/// What remains to be attested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestantService {
    /// Missions with at least one such line.
    pub missions: u32,
    /// Lines whose day has come and that are not validated.
    pub lignes: u32,
    /// Of these, those where all is entered.
    pub a_valider: u32,
}

/// One validated line, as the payment chain takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceExporte {
    /// Number of its mission.
    pub mission: i64,
    /// Kind of its mission.
    pub type_mission: TypeMission,
    /// Session d'examen.
    pub session: crate::SessionExamen,
    /// Épreuve-option, or kind.
    pub intitule: String,
    /// UAI of the centre.
    pub centre: Uai,
    /// Name of the centre.
    pub centre_nom: String,
    /// The line.
    pub ligne: LigneService,
}

impl ServiceExporte {
    /// Who did the work, and whether in somebody's place; none when nobody did.
    #[must_use]
    pub fn realise_par(&self) -> Option<(&str, &str)> {
        match self.ligne.constat.presence? {
            Presence::Present => Some((&self.ligne.matricule, &self.ligne.nom)),
            Presence::Absent => None,
            Presence::Remplace => self
                .ligne
                .constat
                .remplacant
                .as_ref()
                .map(|r| (&*r.matricule, &*r.nom)),
        }
    }
}

/// What was done to some lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GenreConstat {
    /// Entered.
    Saisie,
    /// Closed.
    Validation,
    /// Changed after that.
    Correction,
}

/// A line before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangementService {
    /// `NOM Prénom`.
    pub nom: String,
    /// The day.
    pub jour: NaiveDate,
    /// What it said.
    pub avant: Constat,
    /// What it says.
    pub apres: Constat,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvenementService {
    /// Who, and when.
    pub qui: ParQui,
    /// What.
    pub genre: GenreConstat,
    /// To which lines.
    pub lignes: Vec<ChangementService>,
    /// Why; empty but for a correction.
    pub raison: String,
}

/// Everything that was done on a mission, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoriqueService {
    /// Its number.
    pub numero: i64,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// Its kind, which says what is counted.
    pub type_mission: TypeMission,
    /// What was done.
    pub evenements: Vec<EvenementService>,
}

/// Of a person of the list: `NOM Prénom (matricule)`.
#[must_use]
pub fn personne_proposee(nom: &str, prenom: &str, matricule: &str) -> String {
    format!("{} ({matricule})", nom_complet(nom, prenom))
}

#[cfg(test)]
mod tests;
