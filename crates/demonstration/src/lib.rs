//! An académie to show and to try the software with: établissements, people,
//! missions and convocations that look real, and are not.
//!
//! No input or output, no clock: the same [`Parametres`] always give the same
//! [`Demonstration`], on every machine. Things refer to each other by the keys
//! they have in the world (UAI, matricule, mission number, sign-in name), so that
//! whoever loads them gives them keys of its own.
//!
//! Nothing in it can reach anybody: mail addresses are under `.example`
//! (RFC 2606), telephone numbers in a range that the French regulator keeps for
//! fiction, UAI numbers far above those in use (Bellevue's excepted, which the
//! memo prints).

mod absences;
mod academie;
mod alea;
mod competences;
mod comptes;
mod convocations;
mod missions;
mod noms;
mod personnes;
mod services;
mod voisine;

pub use comptes::{CHEF, GESTIONNAIRE};

use domain::{
    Absence, Adresse, Affectation, Autorite, Civilite, Creneau, EpreuveOption, GenreService, Motif,
    MotifAbsence, NaiveDate, ObjetCompetence, Presence, Role, SessionExamen, Signataire,
    Specialite, TypeMission, Uai,
};

/// Domain of the professional mail addresses: nothing is delivered there.
pub const DOMAINE: &str = "ac-demo.example";

/// Domain of the personal mail addresses: nothing is delivered there.
pub const DOMAINE_PERSONNEL: &str = "courriel-demo.example";

/// Password of every account of the demonstration. Not a secret: the sign-in page
/// of a demonstration shows it.
pub const MOT_DE_PASSE: &str = "demonstration-imagin";

/// What the demonstration is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parametres {
    /// How many intervenants, brought within [`Parametres::INTERVENANTS_MIN`] and
    /// [`Parametres::INTERVENANTS_MAX`].
    pub intervenants: usize,
    /// Changes the people and the other centres' missions; Bellevue's missions and
    /// the people whom the memo's screens show stay.
    pub graine: u64,
}

impl Parametres {
    /// Fewer would not fill the établissements.
    pub const INTERVENANTS_MIN: usize = 400;
    /// More would run out of matricules of seven digits.
    pub const INTERVENANTS_MAX: usize = 10_000_000;
}

impl Default for Parametres {
    fn default() -> Self {
        Self {
            intervenants: 3_000,
            graine: 2021,
        }
    }
}

/// The académie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcademieDemo {
    /// Ministry code of two digits.
    pub code: &'static str,
    /// Name as printed.
    pub nom: &'static str,
    /// IANA time zone.
    pub fuseau: &'static str,
}

/// An établissement, which is also an exam centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EtablissementDemo {
    /// Key.
    pub uai: Uai,
    /// Name as shown, with its town: `LPO BELLEVUE TOULOUSE CEDEX 4`.
    pub nom: String,
    /// Where it is.
    pub adresse: Adresse,
    /// Telephone, reserved for fiction.
    pub telephone: String,
    /// Address for replies.
    pub mel: String,
}

/// A discipline de poste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisciplineDemo {
    /// Key: a code like the ministry's.
    pub code: &'static str,
    /// Label.
    pub libelle: &'static str,
}

/// An intervenant. The fields mean what they mean in [`domain::Intervenant`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervenantDemo {
    /// Key: `D` and seven digits.
    pub matricule: String,
    /// Title.
    pub civilite: Civilite,
    /// Family name, upper case.
    pub nom: String,
    /// First name.
    pub prenom: &'static str,
    /// Main établissement; none for external people.
    pub etablissement: Option<Uai>,
    /// Code of the discipline; none when unknown.
    pub discipline: Option<&'static str>,
    /// Professional address; may be empty. No two people share one.
    pub mel_professionnel: String,
    /// Personal address; may be empty. No two people share one.
    pub mel_personnel: String,
    /// Postal address; may be empty.
    pub adresse: Adresse,
}

/// Somebody who shares their service, and where they are à titre secondaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RattachementDemo {
    /// Matricule of the person.
    pub intervenant: String,
    /// The établissement.
    pub etablissement: Uai,
}

/// A mission. The fields mean what they mean in [`domain::Mission`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissionDemo {
    /// Key: its public number.
    pub numero: i64,
    /// Session d'examen.
    pub session: SessionExamen,
    /// Spécialité; absent for SSCAN.
    pub specialite: Option<Specialite>,
    /// Épreuve-option; absent for SSCAN.
    pub epreuve: Option<EpreuveOption>,
    /// Kind.
    pub type_mission: TypeMission,
    /// First day.
    pub debut: NaiveDate,
    /// Whose signature; recorded in [`Demonstration::signatures`].
    pub signataire: Signataire,
    /// The centre.
    pub centre: Uai,
    /// Days on which it may take place, in order, the first being `debut`.
    pub jours_possibles: Vec<NaiveDate>,
    /// Days and hours proposed, in order, among the possible days.
    pub creneaux_par_defaut: Vec<Creneau>,
    /// Observation proposed; may be empty.
    pub observation_par_defaut: String,
    /// Commission proposed; may be empty.
    pub commission_par_defaut: String,
    /// Candidates are affected in Cyclades; always true for kinds that do not wait.
    pub affectation_terminee: bool,
}

/// A convocation. Its key is (mission, intervenant).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvocationDemo {
    /// Number of the mission.
    pub mission: i64,
    /// Matricule of the person.
    pub intervenant: String,
    /// The fields of the window, clean and valid for the mission.
    pub affectation: Affectation,
    /// On whose authority.
    pub autorite: Autorite,
    /// Sign-in name of the account that made it.
    pub auteur: &'static str,
}

/// A time when somebody cannot be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceDemo {
    /// Matricule of the person.
    pub intervenant: String,
    /// When.
    pub absence: Absence,
    /// Why.
    pub motif: Motif,
    /// Free text; may be empty.
    pub commentaire: &'static str,
    /// Sign-in name of the account that recorded it; none elsewhere than at Bellevue.
    pub auteur: Option<&'static str>,
}

/// Boxes of a grid: matricule of the person, in what.
pub type CasesDemo = Vec<(String, ObjetCompetence)>;

/// What somebody did with the entry of a discipline, so many days before the demonstration
/// is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EtapeDemo {
    /// Ticked and unticked boxes.
    Enregistrer {
        /// Days before.
        jours: i64,
        /// Sign-in name.
        par: &'static str,
        /// Ticked.
        cochees: CasesDemo,
        /// Unticked.
        decochees: CasesDemo,
    },
    /// Said that it is finished.
    Proposer {
        /// Days before.
        jours: i64,
        /// Sign-in name.
        par: &'static str,
    },
    /// Validated it.
    Valider {
        /// Days before.
        jours: i64,
        /// Sign-in name.
        par: &'static str,
    },
    /// Reopened it.
    Rouvrir {
        /// Days before.
        jours: i64,
        /// Sign-in name.
        par: &'static str,
        /// Why.
        motif: &'static str,
    },
}

/// The entry of a discipline's compétences by an établissement, for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaisieDemo {
    /// Where.
    pub etablissement: Uai,
    /// Year of the session.
    pub annee: i32,
    /// Code of the discipline.
    pub discipline: &'static str,
    /// What happened, in order.
    pub etapes: Vec<EtapeDemo>,
}

/// What is attested of a person on a day of a mission. The fields mean what they mean in
/// [`domain::Constat`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceDemo {
    /// Number of the mission.
    pub mission: i64,
    /// Matricule of the person convoked.
    pub intervenant: String,
    /// The day.
    pub jour: NaiveDate,
    /// Whether they came.
    pub presence: Presence,
    /// Why not.
    pub motif: Option<MotifAbsence>,
    /// Matricule of who came instead.
    pub remplacant: Option<String>,
    /// Minutes worked.
    pub minutes: u32,
    /// Copies or candidates; none when they are not counted, or not yet.
    pub nombre: Option<u32>,
    /// A remark; may be empty.
    pub remarque: &'static str,
    /// Sign-in name of who entered and validated it.
    pub auteur: &'static str,
    /// It is validated.
    pub valide: bool,
    /// Why the gestionnaire corrected it afterwards; empty when nobody did.
    pub correction: &'static str,
}

/// Who signs for an établissement. The image is drawn elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureDemo {
    /// Where.
    pub etablissement: Uai,
    /// For which missions.
    pub signataire: Signataire,
    /// Title.
    pub civilite: Civilite,
    /// Family name.
    pub nom: &'static str,
    /// First name.
    pub prenom: &'static str,
    /// In which quality they sign: `Proviseure`.
    pub qualite: &'static str,
    /// For the head and by delegation.
    pub delegation: bool,
    /// First day of validity; none: always was.
    pub valide_du: Option<NaiveDate>,
    /// Last day of validity; none: until replaced.
    pub valide_au: Option<NaiveDate>,
}

/// A role of an account and where it is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionDemo {
    /// The role.
    pub role: Role,
    /// Its établissement, for roles held over one.
    pub etablissement: Option<Uai>,
    /// Held by delegation, from so many days to so many days after the demonstration is
    /// loaded.
    pub delegation: Option<(i64, i64)>,
}

/// A service that is not open to an établissement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFermeDemo {
    /// Which.
    pub etablissement: Uai,
    /// Which service.
    pub service: GenreService,
    /// It opens so many days after the demonstration is loaded; none: it is closed.
    pub ouvre_dans: Option<i64>,
}

/// An account; its password is [`MOT_DE_PASSE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteDemo {
    /// Key: its sign-in name.
    pub identifiant: &'static str,
    /// Name shown in the header.
    pub nom: &'static str,
    /// Its mail address.
    pub mel: String,
    /// What it holds.
    pub attributions: Vec<AttributionDemo>,
    /// Matricule of the intervenant it is, if it is one.
    pub intervenant: Option<String>,
}

/// The whole académie, ready to be loaded in the order of the fields, the
/// intervenants after the disciplines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demonstration {
    /// The académie.
    pub academie: AcademieDemo,
    /// Its établissements, LPO Bellevue first.
    pub etablissements: Vec<EtablissementDemo>,
    /// Its disciplines de poste.
    pub disciplines: Vec<DisciplineDemo>,
    /// Who shares their service between two établissements.
    pub rattachements: Vec<RattachementDemo>,
    /// Every session d'examen that a mission names, once.
    pub sessions: Vec<SessionExamen>,
    /// Every spécialité that a mission names, once.
    pub specialites: Vec<Specialite>,
    /// Every épreuve-option that a mission names, once. The code alone is no key:
    /// `C006` has several labels.
    pub epreuves: Vec<EpreuveOption>,
    /// Missions in order of number.
    pub missions: Vec<MissionDemo>,
    /// Who signs, and signed: the latest of those valid on a day is in use.
    pub signatures: Vec<SignatureDemo>,
    /// Services that the administrateur closed, or opens later.
    pub services_fermes: Vec<ServiceFermeDemo>,
    /// Accounts: `chef`, `secretaire`, `gestionnaire`, `admin`, `intervenant`, `adjoint`;
    /// those of the second académie have its name after theirs.
    pub comptes: Vec<CompteDemo>,
    /// Convocations already made, in order of mission.
    pub convocations: Vec<ConvocationDemo>,
    /// When some people cannot be called.
    pub absences: Vec<AbsenceDemo>,
    /// What is attested of the days that are past.
    pub services: Vec<ServiceDemo>,
    /// What people are competent in, as it was entered.
    pub competences: Vec<SaisieDemo>,
    personnes: Gens,
}

/// Where the intervenants come from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Gens {
    /// Each made when asked for.
    Tirees(personnes::Personnes),
    /// All made already: they are few.
    Listees(Vec<IntervenantDemo>),
}

impl Demonstration {
    /// The intervenants, made one by one as they are asked for: a million of them
    /// take no memory.
    #[must_use]
    pub fn intervenants(&self) -> Box<dyn ExactSizeIterator<Item = IntervenantDemo> + Send + '_> {
        match &self.personnes {
            Gens::Tirees(personnes) => Box::new(personnes.toutes()),
            Gens::Listees(liste) => Box::new(liste.iter().cloned()),
        }
    }

    /// How many intervenants there are.
    #[must_use]
    pub const fn nombre_intervenants(&self) -> usize {
        match &self.personnes {
            Gens::Tirees(personnes) => personnes.nombre(),
            Gens::Listees(liste) => liste.len(),
        }
    }
}

/// Makes the académies of the demonstration: the one of these parameters first, then a
/// smaller one that only the seed changes, so that nobody forgets that there are several.
#[must_use]
pub fn toutes(parametres: &Parametres) -> Vec<Demonstration> {
    vec![generer(parametres), voisine::generer(parametres.graine)]
}

/// Makes the académie of these parameters.
#[must_use]
pub fn generer(parametres: &Parametres) -> Demonstration {
    let nombre = parametres
        .intervenants
        .clamp(Parametres::INTERVENANTS_MIN, Parametres::INTERVENANTS_MAX);
    let personnes = personnes::Personnes::nouvelles(parametres.graine, nombre);
    let etablissements = academie::etablissements();
    let missions = missions::missions(parametres.graine, &etablissements);
    let convocations = convocations::convocations(parametres.graine, &missions, personnes.toutes());
    let absences = absences::absences(parametres.graine, personnes.toutes());
    let missions: Vec<_> = missions.into_iter().map(|(m, _)| m).collect();
    let bellevue = academie::bellevue();
    let services = services::services(parametres.graine, &bellevue, &missions, &convocations);
    let competences = competences::saisies(&missions, personnes.toutes());
    let specialites = missions.iter().filter_map(|m| m.specialite.clone());
    let epreuves = missions.iter().filter_map(|m| m.epreuve.clone());
    Demonstration {
        academie: academie::academie(),
        etablissements,
        disciplines: academie::disciplines(),
        rattachements: personnes.rattachements(),
        sessions: missions::sessions(),
        specialites: missions::distincts(specialites),
        epreuves: missions::distincts(epreuves),
        signatures: academie::signatures(),
        services_fermes: academie::services_fermes(),
        comptes: comptes::comptes(),
        absences,
        services,
        competences,
        convocations,
        missions,
        personnes: Gens::Tirees(personnes),
    }
}

#[cfg(test)]
mod tests;
