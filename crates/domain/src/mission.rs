//! Missions: what people are convoked to. Imported from Cyclades, never typed by
//! the centre (memo §2).

use crate::convocation::{Autorite, Qualite};
use crate::etablissement::libelle_etablissement;
use crate::ids::{EtablissementId, MissionId};
use crate::temps::{horaires, jour_court};
use crate::{NaiveDate, NaiveTime, Uai, texte};
use serde::{Deserialize, Serialize};

/// Kind of mission. Every fact about a kind is in [`TypeMission::faits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TypeMission {
    /// Correction de copies épreuve EC (memo §3).
    Coec,
    /// Numérisation des copies (memo §4).
    Sscan,
    /// Interrogation orale épreuve EC (memo §5).
    Inec,
    /// Évaluation des compétences expérimentales (memo §6).
    Prece,
}

/// What a person convoked may do in SANTORIN (memo §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DroitSantorin {
    /// Mark or follow the marking.
    Correction,
    /// Scan the papers.
    Numerisation,
}

/// What is known of a kind of mission.
#[derive(Clone, Copy, Debug)]
pub struct FaitsType {
    /// Code in the files: `COEC`.
    pub code: &'static str,
    /// Label on the screens, as in the memo.
    pub libelle: &'static str,
    /// Qualités offered, the first being the default; none means that the field is not shown.
    pub qualites: &'static [Qualite],
    /// Convoking waits for the affectation of candidates in Cyclades.
    pub attend_affectation: bool,
    /// Done at the centre at the very hours told, before candidates; else the hours can
    /// be arranged (marking in SANTORIN, scanning).
    pub sur_place: bool,
    /// Right given in SANTORIN.
    pub santorin: Option<DroitSantorin>,
    /// What is counted of the work done, besides its hours.
    pub comptage: Option<Comptage>,
}

/// What a service fait counts besides hours: written work its copies, oral and practical
/// work its candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comptage {
    /// Copies marked.
    Copies,
    /// Candidates heard or watched.
    Candidats,
}

impl Comptage {
    /// `copies`, `candidats`, as the files have it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Copies => "copies",
            Self::Candidats => "candidats",
        }
    }

    /// `Copies`, `Candidats`, as a title.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Copies => "Copies",
            Self::Candidats => "Candidats",
        }
    }
}

const QUALITES_EC: &[Qualite] = &[
    Qualite::Correcteur,
    Qualite::CorrecteurSuppleant,
    Qualite::ReferentCorrection,
];

impl TypeMission {
    /// Every kind, in the order of the memo.
    pub const TOUS: [Self; 4] = [Self::Coec, Self::Sscan, Self::Inec, Self::Prece];

    /// The one table of facts: adding a kind touches this place.
    #[must_use]
    pub const fn faits(self) -> FaitsType {
        match self {
            Self::Coec => FaitsType {
                code: "COEC",
                libelle: "Correction de copies épreuve EC",
                qualites: QUALITES_EC,
                attend_affectation: false,
                sur_place: false,
                santorin: Some(DroitSantorin::Correction),
                comptage: Some(Comptage::Copies),
            },
            Self::Sscan => FaitsType {
                code: "SSCAN",
                libelle: "Numérisation des copies",
                qualites: &[],
                attend_affectation: false,
                sur_place: false,
                santorin: Some(DroitSantorin::Numerisation),
                comptage: None,
            },
            Self::Inec => FaitsType {
                code: "INEC",
                libelle: "Interrogation orale épreuve EC",
                qualites: QUALITES_EC,
                attend_affectation: true,
                sur_place: true,
                santorin: None,
                comptage: Some(Comptage::Candidats),
            },
            Self::Prece => FaitsType {
                code: "PRECE",
                libelle: "Évaluation compétences expérimentales",
                qualites: &[
                    Qualite::Correcteur,
                    Qualite::CorrecteurSuppleant,
                    Qualite::Coordinateur,
                    Qualite::CoordinateurAdjoint,
                ],
                attend_affectation: false,
                sur_place: true,
                santorin: Some(DroitSantorin::Correction),
                comptage: Some(Comptage::Candidats),
            },
        }
    }

    /// Code in the files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.faits().code
    }

    /// Label on the screens.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        self.faits().libelle
    }

    /// Reads a code, in any case.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS
            .into_iter()
            .find(|t| t.code().eq_ignore_ascii_case(code.trim()))
    }

    /// The qualité given when none is chosen; none for a kind without qualité.
    #[must_use]
    pub fn qualite_par_defaut(self) -> Option<Qualite> {
        self.faits().qualites.first().copied()
    }
}

/// Whose signature the convocations of a mission bear (memo §3, column
/// *Signature convocation*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Signataire {
    /// Head of the établissement.
    #[serde(rename = "chef_etablissement")]
    ChefEtablissement,
    /// Head of the exam centre.
    #[serde(rename = "chef_centre")]
    ChefCentre,
}

impl Signataire {
    /// Code in the files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChefEtablissement => "chef_etablissement",
            Self::ChefCentre => "chef_centre",
        }
    }

    /// Label of the list's column.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::ChefEtablissement => "Chef d’établissement",
            Self::ChefCentre => "Chef de centre",
        }
    }

    /// Reads a code or a label.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        match texte::normaliser(texte).as_str() {
            "chef etablissement" | "chef d etablissement" => Some(Self::ChefEtablissement),
            "chef centre" | "chef de centre" => Some(Self::ChefCentre),
            _ => None,
        }
    }
}

/// A session d'examen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionExamen {
    /// `470`.
    pub code: String,
    /// `BCG`.
    pub examen: String,
    /// `2021`.
    pub annee: i32,
    /// `BGT 2021`.
    pub libelle: String,
}

impl core::fmt::Display for SessionExamen {
    /// `470, BCG, 2021, BGT 2021`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "{}, {}, {}, {}",
            self.code, self.examen, self.annee, self.libelle
        )
    }
}

/// A spécialité: `BCG - BACCALAUREAT GENERAL`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Specialite {
    /// `BCG`.
    pub code: String,
    /// `BACCALAUREAT GENERAL`.
    pub libelle: String,
}

impl core::fmt::Display for Specialite {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} - {}", self.code, self.libelle)
    }
}

/// An épreuve-option: `C001C, Histoire-géographie 3ème éval`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EpreuveOption {
    /// `C001C`.
    pub code: String,
    /// `Histoire-géographie 3ème éval`.
    pub libelle: String,
}

impl core::fmt::Display for EpreuveOption {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}, {}", self.code, self.libelle)
    }
}

/// The two halves of Humanités-littérature-philosophie: two missions, one for a
/// teacher of letters and one for a teacher of philosophy (memo §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PartieHlp {
    /// Partie littérature.
    Litterature,
    /// Partie philosophie.
    Philosophie,
}

impl PartieHlp {
    /// The other half.
    #[must_use]
    pub const fn autre(self) -> Self {
        match self {
            Self::Litterature => Self::Philosophie,
            Self::Philosophie => Self::Litterature,
        }
    }
}

impl EpreuveOption {
    /// Which half of Humanités-littérature-philosophie this is, if it is one. The
    /// files name it only in the label (`… Partie littér`, `… partie philo`).
    #[must_use]
    pub fn partie_hlp(&self) -> Option<PartieHlp> {
        // Long lists ask it of every line: the first letter tells most of them apart.
        let initiale = self.libelle.chars().find(|c| c.is_alphanumeric())?;
        if !initiale.eq_ignore_ascii_case(&'h') {
            return None;
        }
        let libelle = texte::normaliser(&self.libelle);
        let (debut, partie) = libelle.split_once(" partie ")?;
        if !debut.starts_with("humanit") {
            None
        } else if partie.starts_with("litt") {
            Some(PartieHlp::Litterature)
        } else if partie.starts_with("philo") {
            Some(PartieHlp::Philosophie)
        } else {
            None
        }
    }
}

/// A day with its start and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Creneau {
    /// The day, local to the académie.
    pub jour: NaiveDate,
    /// Start.
    pub debut: NaiveTime,
    /// End, later than the start.
    pub fin: NaiveTime,
}

impl Creneau {
    /// `01/02/2021, 8 h – 12 h 30`.
    #[must_use]
    pub fn en_court(&self) -> String {
        format!(
            "{}, {}",
            jour_court(self.jour),
            horaires(self.debut, self.fin)
        )
    }
}

/// One line of the list of missions (memo §3, eight columns).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionLigne {
    /// Key.
    pub id: MissionId,
    /// Public number: `172278`.
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
    /// Number of intervenants convoked.
    pub nombre_intervenants: u32,
    /// Whose signature.
    pub signataire: Signataire,
}

/// A mission with all that its page and its window need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mission {
    /// What the list shows.
    pub ligne: MissionLigne,
    /// The centre.
    pub centre: EtablissementId,
    /// The centre's name.
    pub centre_nom: String,
    /// The centre's UAI.
    pub centre_uai: Uai,
    /// The centre's town; may be empty.
    pub centre_commune: String,
    /// Days on which the mission may take place, in order.
    pub jours_possibles: Vec<NaiveDate>,
    /// Days and hours proposed when the window opens, in order.
    pub creneaux_par_defaut: Vec<Creneau>,
    /// Observation proposed when the window opens; may be empty.
    pub observation_par_defaut: String,
    /// Commission proposed when the window opens; may be empty.
    pub commission_par_defaut: String,
    /// For kinds that wait for it: candidates are affected in Cyclades.
    pub affectation_terminee: bool,
    /// How many people the centre expects to convoke; none when it has not said.
    pub attendus: Option<u32>,
    /// The gestionnaire lets the centre change what the division convoked.
    #[serde(default)]
    pub centre_autorise: bool,
    /// Counts the changes; a save made on an older version is refused.
    pub version: i32,
}

impl Mission {
    /// `LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)`.
    #[must_use]
    pub fn libelle_centre(&self) -> String {
        libelle_etablissement(&self.centre_nom, &self.centre_uai)
    }

    /// Whether somebody who acts on the authority `sienne` may change a convocation made on
    /// the authority `autorite`.
    #[must_use]
    pub fn laisse_modifier(&self, sienne: Autorite, autorite: Autorite) -> bool {
        match (sienne, autorite) {
            (Autorite::Division, _) | (Autorite::Centre, Autorite::Centre) => true,
            (Autorite::Centre, Autorite::Division) => self.centre_autorise,
        }
    }

    /// Whether the kind's guard forbids convoking for now (memo §5).
    #[must_use]
    pub const fn attend_affectation(&self) -> bool {
        self.ligne.type_mission.faits().attend_affectation && !self.affectation_terminee
    }
}

impl MissionLigne {
    /// What a keyword matches of what does not change by itself, normalised: all
    /// columns but the number of people, in one text that is kept with the mission.
    /// How many are convoked, and the centre where several are listed, are looked for where
    /// they are (`store::missions::page`).
    #[must_use]
    pub fn texte_recherche(&self) -> String {
        let mut brut = format!("{} {}", self.numero, self.session);
        if let Some(s) = &self.specialite {
            brut.push_str(&format!(" {s}"));
        }
        if let Some(e) = &self.epreuve {
            brut.push_str(&format!(" {e}"));
        }
        brut.push_str(&format!(
            " {} {} {} {}",
            self.type_mission.code(),
            self.type_mission.libelle(),
            crate::jour_court(self.debut),
            self.signataire.libelle()
        ));
        texte::normaliser(&brut)
    }
}

/// Columns by which the list of missions can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonneMission {
    /// N°.
    #[default]
    Numero,
    /// Session examen.
    Session,
    /// Spécialité.
    Specialite,
    /// Épreuve-option.
    Epreuve,
    /// Type de mission.
    Type,
    /// Début.
    Debut,
    /// Nbr itv.
    Nombre,
    /// Signature convocation.
    Signature,
    /// Centre, where several are listed.
    Centre,
}

impl ColonneMission {
    /// Every column, in the memo's order.
    pub const TOUTES: [Self; 8] = [
        Self::Numero,
        Self::Session,
        Self::Specialite,
        Self::Epreuve,
        Self::Type,
        Self::Debut,
        Self::Nombre,
        Self::Signature,
    ];
    /// Those of a list of several centres (ours).
    pub const AVEC_CENTRE: [Self; 9] = [
        Self::Numero,
        Self::Centre,
        Self::Session,
        Self::Specialite,
        Self::Epreuve,
        Self::Type,
        Self::Debut,
        Self::Nombre,
        Self::Signature,
    ];

    /// Code in an address: `numero`, `session`, …
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Numero => "numero",
            Self::Session => "session",
            Self::Specialite => "specialite",
            Self::Epreuve => "epreuve",
            Self::Type => "type",
            Self::Debut => "debut",
            Self::Nombre => "nombre",
            Self::Signature => "signature",
            Self::Centre => "centre",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::AVEC_CENTRE.into_iter().find(|c| c.code() == code)
    }
}

/// Which missions of the list (the memo's two entries: to convoke, convoked).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VueMissions {
    /// All of them.
    #[default]
    Toutes,
    /// Nobody convoked yet.
    AConvoquer,
    /// At least one person convoked.
    Convoquees,
    /// Fewer people convoked than needed, as [`crate::Effectifs::manque`] tells it: the
    /// *Manquants* of the coverage, whatever keeps one from convoking today.
    Incompletes,
}

impl VueMissions {
    /// Every one, in the order in which it is offered.
    pub const TOUTES: [Self; 4] = [
        Self::Toutes,
        Self::AConvoquer,
        Self::Convoquees,
        Self::Incompletes,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Toutes => "toutes",
            Self::AConvoquer => "a-convoquer",
            Self::Convoquees => "convoquees",
            Self::Incompletes => "incompletes",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|v| v.code() == code)
    }
}

/// What is left to do on a mission, by which the list can be filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AFaire {
    /// Nobody is convoked, and somebody could be.
    Convoquer,
    /// Fewer people than the centre expects.
    Completer,
    /// No valid signature for its letters.
    Signer,
    /// Somebody declared an impediment.
    Remplacer,
    /// Somebody is convoked on a day on which the mission may no longer take place: a file
    /// moved it.
    Deplacer,
    /// Convocations that were received have no answer yet.
    Relancer,
}

impl AFaire {
    /// All of them, in the order in which they are told.
    pub const TOUS: [Self; 6] = [
        Self::Convoquer,
        Self::Completer,
        Self::Signer,
        Self::Remplacer,
        Self::Deplacer,
        Self::Relancer,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Convoquer => "convoquer",
            Self::Completer => "completer",
            Self::Signer => "signer",
            Self::Remplacer => "remplacer",
            Self::Deplacer => "deplacer",
            Self::Relancer => "relancer",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|a| a.code() == code)
    }

    /// Whether it is done by convoking or sending: not where the *service convocation* of
    /// the centre is closed to who reads.
    #[must_use]
    pub const fn se_fait_en_convoquant(self) -> bool {
        match self {
            Self::Convoquer
            | Self::Completer
            | Self::Remplacer
            | Self::Deplacer
            | Self::Relancer => true,
            Self::Signer => false,
        }
    }
}

/// What is asked of the list of missions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FiltreMissions {
    /// Years kept; none means all.
    pub annees: Vec<i32>,
    /// Examens kept (`BCG`); none means all.
    pub examens: Vec<String>,
    /// Keywords as typed.
    pub mot_cle: String,
    /// Which missions.
    pub vue: VueMissions,
    /// Only those on which this is left to do.
    #[serde(default)]
    pub a_faire: Option<AFaire>,
    /// A centre as typed: its UAI or words of its name; empty means all.
    #[serde(default)]
    pub centre: String,
    /// The centres that it means; set by the use case, never from outside.
    #[serde(skip)]
    pub centres: Option<Vec<EtablissementId>>,
    /// Only these épreuves; none for all.
    #[serde(default)]
    pub epreuves: Option<crate::ChoixEpreuves>,
    /// The épreuves that are meant; set by the use case, never from outside.
    #[serde(skip)]
    pub retenues: Option<crate::EpreuvesRetenues>,
    /// Centres where the reader may convoke nobody today: nothing is left to do there. Set
    /// by the use case, never from outside.
    #[serde(skip)]
    pub fermes: Vec<EtablissementId>,
    /// The académie's day, for what depends on it; set by the use case, never from outside.
    #[serde(skip)]
    pub aujourd_hui: Option<crate::NaiveDate>,
    /// Sorted by.
    pub tri: ColonneMission,
    /// Sorted downwards.
    pub descendant: bool,
    /// Page, from 1.
    pub page: u32,
    /// Lines per page; 0 stands for the usual number.
    pub lignes: u32,
}

impl FiltreMissions {
    /// Usual number of lines per page.
    pub const LIGNES: u32 = 100;
    /// Most lines on one page.
    pub const LIGNES_MAX: u32 = 5_000;

    /// Lines per page, within limits.
    #[must_use]
    pub fn lignes_par_page(&self) -> u32 {
        if self.lignes == 0 {
            Self::LIGNES
        } else {
            self.lignes.min(Self::LIGNES_MAX)
        }
    }
}

/// What the filters of the list of missions offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffreMissions {
    /// Years that can be chosen, latest first.
    pub annees: Vec<i32>,
    /// Examens that can be chosen.
    pub examens: Vec<String>,
    /// Centres that have missions, by name.
    pub centres: Vec<crate::CentreConsulte>,
}

/// A page of the list of missions, with what its filters offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageMissions {
    /// The lines of this page.
    pub lignes: Vec<MissionLigne>,
    /// How many lines the filters keep in all.
    pub total: u32,
    /// How many missions can be seen without any filter.
    pub total_sans_filtre: u32,
    /// Years that can be chosen, latest first.
    pub annees: Vec<i32>,
    /// Examens that can be chosen.
    pub examens: Vec<String>,
    /// The centre of each line, `NOM (UAI)`; empty where there is one centre alone.
    #[serde(default)]
    pub centres: Vec<String>,
    /// For each line that is half of Humanités-littérature-philosophie, the number of the
    /// mission of the other half; empty where no line is.
    #[serde(default)]
    pub autres_parties: Vec<Option<i64>>,
    /// Names of the disciplines by which épreuves are kept; empty when they are not.
    #[serde(default)]
    pub disciplines: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_faits_du_memo() {
        for t in TypeMission::TOUS {
            assert_eq!(TypeMission::lire(t.code()), Some(t));
            assert!(!t.libelle().is_empty());
        }
        assert_eq!(
            TypeMission::Coec.qualite_par_defaut(),
            Some(Qualite::Correcteur)
        );
        assert_eq!(TypeMission::Sscan.qualite_par_defaut(), None);
        assert!(TypeMission::Inec.faits().attend_affectation);
        assert!(
            !TypeMission::Prece
                .faits()
                .qualites
                .contains(&Qualite::ReferentCorrection)
        );
        assert!(
            TypeMission::Prece
                .faits()
                .qualites
                .contains(&Qualite::CoordinateurAdjoint)
        );
    }

    #[test]
    fn la_paire_hlp_se_reconnait() {
        let partie = |libelle: &str| {
            EpreuveOption {
                code: "C009".into(),
                libelle: libelle.into(),
            }
            .partie_hlp()
        };
        assert_eq!(
            partie("Humanités, littérature philo Partie littér"),
            Some(PartieHlp::Litterature)
        );
        assert_eq!(
            partie("Humanités, littérature philo partie philo"),
            Some(PartieHlp::Philosophie)
        );
        assert_eq!(partie("Histoire-géographie 1ère éval"), None);
        assert_eq!(partie("Philosophie partie philo"), None);
    }

    #[test]
    fn ecrit_comme_le_memo() {
        let session = SessionExamen {
            code: "470".into(),
            examen: "BCG".into(),
            annee: 2021,
            libelle: "BGT 2021".into(),
        };
        assert_eq!(session.to_string(), "470, BCG, 2021, BGT 2021");
    }

    #[test]
    fn le_centre_ne_touche_a_la_division_que_s_il_y_est_autorise() {
        use Autorite::{Centre, Division};
        let mut m = crate::essais::mission(TypeMission::Coec);
        for (autorise, sienne, autorite, laisse) in [
            (false, Centre, Centre, true),
            (false, Centre, Division, false),
            (false, Division, Centre, true),
            (false, Division, Division, true),
            (true, Centre, Centre, true),
            (true, Centre, Division, true),
            (true, Division, Division, true),
        ] {
            m.centre_autorise = autorise;
            assert_eq!(m.laisse_modifier(sienne, autorite), laisse);
        }
    }

    #[test]
    fn ce_qui_se_fait_en_convoquant() {
        let restent: Vec<AFaire> = AFaire::TOUS
            .into_iter()
            .filter(|a| !a.se_fait_en_convoquant())
            .collect();
        assert_eq!(restent, [AFaire::Signer]);
    }

    #[test]
    fn codes_relus() {
        for c in ColonneMission::AVEC_CENTRE {
            assert_eq!(ColonneMission::lire(c.code()), Some(c));
        }
        for a in AFaire::TOUS {
            assert_eq!(AFaire::lire(a.code()), Some(a));
        }
        for v in VueMissions::TOUTES {
            assert_eq!(VueMissions::lire(v.code()), Some(v));
        }
        for s in [Signataire::ChefEtablissement, Signataire::ChefCentre] {
            assert_eq!(Signataire::lire(s.code()), Some(s));
            assert_eq!(Signataire::lire(s.libelle()), Some(s));
        }
    }
}
