//! *Consultation des personnels*: the people of an établissement, whether they are free,
//! what they are convoked to, and how much compared with their colleagues.

use crate::competence::CompetenceDePersonne;
use crate::conflit::{Absence, PartieJour};
use crate::convocation::Qualite;
use crate::ids::{ConvocationId, DisciplineId, EtablissementId, IntervenantId};
use crate::indisponibilite::LigneIndisponibilite;
use crate::intervenant::Civilite;
use crate::mission::{Creneau, TypeMission};
use crate::temps::NaiveDate;
use crate::{Mois, Weekday};
use serde::{Deserialize, Serialize};

/// Lines of one page of the list.
pub const LIGNES_PERSONNELS: u32 = 100;
/// Longest period over which availability is looked for, in days.
pub const DISPONIBLE_JOURS: i64 = 366;

/// Who is kept by what they are convoked to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VuePersonnels {
    /// Everybody.
    #[default]
    Tous,
    /// Convoked at least once in the year's sessions.
    Convoques,
    /// Convoked to nothing.
    NonConvoques,
}

impl VuePersonnels {
    /// Every view.
    pub const TOUTES: [Self; 3] = [Self::Tous, Self::Convoques, Self::NonConvoques];

    /// Code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tous => "tous",
            Self::Convoques => "convoques",
            Self::NonConvoques => "non_convoques",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|v| v.code() == code)
    }
}

/// A column by which the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonnePersonnel {
    /// Nom then prénom.
    #[default]
    Nom,
    /// Discipline de poste.
    Discipline,
    /// Établissement.
    Etablissement,
    /// Days convoked.
    Charge,
}

impl ColonnePersonnel {
    /// Every column.
    pub const TOUTES: [Self; 4] = [
        Self::Nom,
        Self::Discipline,
        Self::Etablissement,
        Self::Charge,
    ];

    /// Code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nom => "nom",
            Self::Discipline => "discipline",
            Self::Etablissement => "etablissement",
            Self::Charge => "charge",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|c| c.code() == code)
    }
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltrePersonnels {
    /// Year of the sessions; none, or one without mission: the latest.
    pub annee: Option<i32>,
    /// Words of the name, of the discipline or of the établissement.
    pub mot_cle: String,
    /// Of these disciplines; none: all.
    pub disciplines: Vec<DisciplineId>,
    /// Free from this day on…
    pub du: Option<NaiveDate>,
    /// … until this one: neither away nor convoked.
    pub au: Option<NaiveDate>,
    /// By what they are convoked to.
    pub vue: VuePersonnels,
    /// Sorted by.
    pub tri: ColonnePersonnel,
    /// The other way round.
    pub descendant: bool,
    /// From 1.
    pub page: u32,
}

impl FiltrePersonnels {
    /// The period over which people have to be free: one day alone when one is given, in
    /// order, [`DISPONIBLE_JOURS`] at most.
    #[must_use]
    pub fn periode(&self) -> Option<(NaiveDate, NaiveDate)> {
        let un = self.du.or(self.au)?;
        let autre = self.au.unwrap_or(un);
        let (du, au) = (un.min(autre), un.max(autre));
        let fin = du
            .checked_add_signed(chrono::Duration::days(DISPONIBLE_JOURS - 1))
            .unwrap_or(au);
        Some((du, au.min(fin)))
    }
}

/// A convocation as the list and the page of a person tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvocationDePersonne {
    /// Key.
    pub convocation: ConvocationId,
    /// Who.
    pub intervenant: IntervenantId,
    /// Its mission's number.
    pub mission: i64,
    /// Its mission's kind.
    pub type_mission: TypeMission,
    /// Its épreuve-option's label, or its kind's.
    pub intitule: String,
    /// Its centre.
    pub centre: EtablissementId,
    /// Its centre's name.
    pub centre_nom: String,
    /// In which quality.
    pub qualite: Option<Qualite>,
    /// Room; may be empty.
    pub salle: String,
    /// Days and hours, in order.
    pub creneaux: Vec<Creneau>,
    /// The reader may open the mission.
    pub visible: bool,
    /// The reader convokes there.
    pub remplacable: bool,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LignePersonnel {
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
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Main établissement; may be empty.
    pub etablissement: String,
    /// They are of the reader's établissement à titre secondaire.
    #[serde(default)]
    pub secondaire: bool,
    /// Professional address, else the personal one; may be empty.
    pub mel: String,
    /// That address is the personal one.
    pub mel_personnel: bool,
    /// The telephone that they gave; may be empty.
    #[serde(default)]
    pub telephone: String,
    /// Days of the year's sessions on which they are convoked, wherever it is.
    pub jours: u32,
    /// Convocations of the year's sessions, wherever they are, by first day.
    pub convocations: Vec<ConvocationDePersonne>,
    /// When they are away: over the period asked, else over the school year.
    pub absences: Vec<Absence>,
    /// What they are competent in for the year's sessions, as it is entered.
    #[serde(default)]
    pub competences: Vec<CompetenceDePersonne>,
}

impl LignePersonnel {
    /// `DURAND Anne`.
    #[must_use]
    pub fn nom_complet(&self) -> String {
        crate::nom_complet(&self.nom, &self.prenom)
    }
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagePersonnels {
    /// The lines.
    pub lignes: Vec<LignePersonnel>,
    /// How many lines the filter keeps.
    pub total: u32,
    /// How many there are.
    pub total_sans_filtre: u32,
    /// The year of the sessions counted.
    pub annee: i32,
    /// Years that have missions, latest first.
    pub annees: Vec<i32>,
    /// Disciplines of the people within the scope, in order.
    pub disciplines: Vec<(DisciplineId, String)>,
    /// The reader has several établissements.
    pub plusieurs: bool,
}

/// How much somebody is convoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Who.
    pub intervenant: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Convocations of the year's sessions.
    pub convocations: u32,
    /// Days of them.
    pub jours: u32,
}

/// How one person's load compares with that of colleagues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparaison {
    /// Colleagues, the person left out.
    pub collegues: u32,
    /// Days of the person.
    pub jours: u32,
    /// Days that as many colleagues exceed as fall below, times two: a half is kept.
    pub mediane_double: u32,
    /// Most days of anybody, the person included.
    pub maximum: u32,
}

/// Compares a person with the others of these.
#[must_use]
pub fn comparer(charges: &[Charge], qui: IntervenantId) -> Comparaison {
    let mut autres: Vec<u32> = charges
        .iter()
        .filter(|c| c.intervenant != qui)
        .map(|c| c.jours)
        .collect();
    autres.sort_unstable();
    let milieu = autres.len() / 2;
    let mediane_double = match autres.get(milieu) {
        None => 0,
        Some(m) if autres.len() % 2 == 1 => m * 2,
        Some(m) => m + milieu.checked_sub(1).map_or(0, |i| autres[i]),
    };
    Comparaison {
        collegues: u32::try_from(autres.len()).unwrap_or(u32::MAX),
        jours: charges
            .iter()
            .find(|c| c.intervenant == qui)
            .map_or(0, |c| c.jours),
        mediane_double,
        maximum: charges.iter().map(|c| c.jours).max().unwrap_or(0),
    }
}

/// What happened to a person's indisponibilités, convocations, compétences, services and to
/// what is known of them, for their history. Never why, nor what an address is: whoever reads
/// the page of somebody does not read that everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvenementPersonne {
    /// An indisponibilité was recorded.
    IndisponibiliteSaisie {
        /// Its period, in words.
        periode: String,
    },
    /// An indisponibilité was changed.
    IndisponibiliteModifiee {
        /// Its period before.
        avant: String,
        /// Its period after.
        apres: String,
        /// Its reason or its comment too, which are not kept in the history.
        motif: bool,
    },
    /// An indisponibilité was deleted.
    IndisponibiliteSupprimee {
        /// Its period.
        periode: String,
    },
    /// Its deletion was taken back.
    IndisponibiliteRetablie {
        /// Its period.
        periode: String,
    },
    /// Convoked to a mission.
    Convoquee {
        /// Its number.
        mission: i64,
    },
    /// The convocation was changed.
    ConvocationModifiee {
        /// The mission's number.
        mission: i64,
    },
    /// The convocation was deleted.
    ConvocationSupprimee {
        /// The mission's number.
        mission: i64,
    },
    /// The deletion was taken back.
    ConvocationRetablie {
        /// The mission's number.
        mission: i64,
    },
    /// Compétences of theirs were entered or taken away.
    CompetencesSaisies {
        /// Year of the sessions.
        annee: i32,
    },
    /// Their compétences were validated.
    CompetencesValidees {
        /// Year of the sessions.
        annee: i32,
    },
    /// The rectorat reopened what was validated of them.
    CompetencesRouvertes {
        /// Year of the sessions.
        annee: i32,
    },
    /// Mail addresses were corrected, or the personal one confirmed or taken away.
    AdressesChangees,
    /// They asked for another personal address, which waits to be confirmed.
    AdresseDemandee,
    /// They gave that up.
    AdresseAbandonnee,
    /// They changed their telephone.
    TelephoneChange,
    /// They changed their postal address.
    PostaleChangee,
    /// The rectorat made them known.
    FicheCreee,
    /// The rectorat changed what is known of them.
    FicheModifiee {
        /// Their établissement or their discipline de poste too.
        rattachement: bool,
        /// Their mail addresses too.
        adresses: bool,
    },
    /// The rectorat closed them: they are convoked no more.
    FicheFermee,
    /// The rectorat opened them again.
    FicheRouverte,
    /// Another row of the same person was merged into theirs.
    FicheFusionnee,
    /// That was undone.
    FusionDefaite,
    /// Services of theirs were attested, for now.
    ServiceConstate {
        /// The mission's number.
        mission: i64,
        /// The days, in order.
        jours: Vec<NaiveDate>,
    },
    /// They were validated.
    ServiceValide {
        /// The mission's number.
        mission: i64,
        /// The days, in order.
        jours: Vec<NaiveDate>,
    },
    /// The rectorat corrected them after that.
    ServiceCorrige {
        /// The mission's number.
        mission: i64,
        /// The days, in order.
        jours: Vec<NaiveDate>,
    },
}

/// One line of a person's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneHistoriquePersonne {
    /// Day and hour, in the académie's time.
    pub date: String,
    /// Who; empty for the command line.
    pub auteur: String,
    /// What.
    pub quoi: EvenementPersonne,
}

/// The page of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FichePersonne {
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
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Main établissement with its number; may be empty.
    pub etablissement: String,
    /// They are of the reader's établissement à titre secondaire.
    #[serde(default)]
    pub secondaire: bool,
    /// Where they are attached à titre secondaire: `NAME (UAI)`, by UAI.
    #[serde(default)]
    pub secondaires: Vec<String>,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
    /// Telephone that the person gave; may be empty.
    #[serde(default)]
    pub telephone: String,
    /// Postal address, line by line; may be empty.
    pub adresse: Vec<String>,
    /// The year of the sessions counted.
    pub annee: i32,
    /// Years that have missions, latest first.
    pub annees: Vec<i32>,
    /// First month of the calendar, `2021-02`.
    pub mois: String,
    /// Months of the calendar: one or three.
    pub nombre_mois: u32,
    /// Convocations of the year's sessions, and of the months shown, by first day.
    pub convocations: Vec<ConvocationDePersonne>,
    /// Indisponibilités of the school year and of the months shown, by first day.
    pub indisponibilites: Vec<LigneIndisponibilite>,
    /// The person and the colleagues of the same discipline, the most convoked first.
    pub charges: Vec<Charge>,
    /// What they are competent in for the year's sessions, as it is entered.
    #[serde(default)]
    pub competences: Vec<CompetenceDePersonne>,
    /// Latest first.
    pub historique: Vec<LigneHistoriquePersonne>,
}

impl FichePersonne {
    /// `DURAND Anne`.
    #[must_use]
    pub fn nom_complet(&self) -> String {
        crate::nom_complet(&self.nom, &self.prenom)
    }

    /// The months of the calendar.
    #[must_use]
    pub fn les_mois(&self) -> Vec<Mois> {
        let premier = lire_mois(&self.mois).unwrap_or(Mois {
            annee: self.annee,
            mois: 1,
        });
        (0..self.nombre_mois.clamp(1, 3))
            .map(|n| premier.plus(n as i32))
            .collect()
    }

    /// What one day holds.
    #[must_use]
    pub fn jour(&self, jour: NaiveDate) -> JourDePersonne<'_> {
        JourDePersonne {
            absences: self
                .indisponibilites
                .iter()
                .filter_map(|i| i.absence.partie_du(jour).map(|p| (i, p)))
                .collect(),
            convocations: self
                .convocations
                .iter()
                .flat_map(|c| {
                    c.creneaux
                        .iter()
                        .filter(|x| x.jour == jour)
                        .map(move |x| (c, *x))
                })
                .collect(),
        }
    }
}

/// One day of a person's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourDePersonne<'a> {
    /// When they are away, and which part of the day.
    pub absences: Vec<(&'a LigneIndisponibilite, PartieJour)>,
    /// What they are convoked to, with its hours.
    pub convocations: Vec<(&'a ConvocationDePersonne, Creneau)>,
}

impl JourDePersonne<'_> {
    /// They are convoked while they are away.
    #[must_use]
    pub fn en_conflit(&self) -> bool {
        self.convocations
            .iter()
            .any(|(_, c)| self.absences.iter().any(|(_, p)| p.touche(c)))
    }
}

/// Reads `2021-02`.
#[must_use]
pub fn lire_mois(texte: &str) -> Option<Mois> {
    let (annee, mois) = texte.split_once('-')?;
    if annee.len() != 4 || mois.len() != 2 {
        return None;
    }
    let mois = Mois {
        annee: annee.parse().ok().filter(|a| (2000..=2100).contains(a))?,
        mois: mois.parse().ok()?,
    };
    mois.jour(1).is_some().then_some(mois)
}

/// `2021-02`.
#[must_use]
pub fn ecrire_mois(mois: Mois) -> String {
    format!("{:04}-{:02}", mois.annee, mois.mois)
}

/// First and last day of the school year of the sessions of a year: the first of
/// September before, the last of August.
#[must_use]
pub fn annee_scolaire(annee: i32) -> (NaiveDate, NaiveDate) {
    let jour = |a, m, j| NaiveDate::from_ymd_opt(a, m, j).unwrap_or_default();
    (jour(annee.saturating_sub(1), 9, 1), jour(annee, 8, 31))
}

/// What one person does on one day of the team's calendar, as a sheet shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseEquipe {
    /// Away, and which part of the day.
    pub absence: Option<PartieJour>,
    /// Convoked.
    pub convoque: bool,
}

/// One person's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangEquipe {
    /// `NOM Prénom`.
    pub nom: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// One for each day of the month.
    pub jours: Vec<CaseEquipe>,
}

/// The month of a person: absences of several of the same day make one.
#[must_use]
pub fn mois_de(mois: Mois, absences: &[Absence], creneaux: &[Creneau]) -> Vec<CaseEquipe> {
    (1..=mois.longueur())
        .filter_map(|j| mois.jour(j))
        .map(|jour| {
            let absence = absences
                .iter()
                .filter_map(|a| a.partie_du(jour))
                .reduce(|a, b| if a == b { a } else { PartieJour::Journee });
            CaseEquipe {
                absence,
                convoque: creneaux.iter().any(|c| c.jour == jour),
            }
        })
        .collect()
}

/// Whether a day is one of those on which nobody works: Saturday and Sunday, shaded.
#[must_use]
pub fn fin_de_semaine(jour: NaiveDate) -> bool {
    use crate::Datelike;
    matches!(jour.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NaiveTime;
    use proptest::prelude::*;

    fn jour(m: u32, j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, m, j).unwrap()
    }

    fn charges(jours: &[u32]) -> Vec<Charge> {
        jours
            .iter()
            .enumerate()
            .map(|(n, j)| Charge {
                intervenant: IntervenantId(n as i64),
                nom: String::new(),
                convocations: 0,
                jours: *j,
            })
            .collect()
    }

    #[test]
    fn codes_relus() {
        for v in VuePersonnels::TOUTES {
            assert_eq!(VuePersonnels::lire(v.code()), Some(v));
        }
        for c in ColonnePersonnel::TOUTES {
            assert_eq!(ColonnePersonnel::lire(c.code()), Some(c));
        }
        let fevrier = Mois {
            annee: 2021,
            mois: 2,
        };
        assert_eq!(lire_mois(&ecrire_mois(fevrier)), Some(fevrier));
        for faux in [
            "", "2021", "2021-13", "2021-00", "1021-02", "2021-2", "21-02",
        ] {
            assert_eq!(lire_mois(faux), None, "{faux}");
        }
        assert_eq!(
            annee_scolaire(2021),
            (NaiveDate::from_ymd_opt(2020, 9, 1).unwrap(), jour(8, 31))
        );
    }

    #[test]
    fn la_periode_se_range() {
        let f = |du, au| FiltrePersonnels {
            du,
            au,
            ..FiltrePersonnels::default()
        };
        let (a, b) = (jour(2, 1), jour(2, 5));
        assert_eq!(f(None, None).periode(), None);
        assert_eq!(f(Some(a), None).periode(), Some((a, a)));
        assert_eq!(f(None, Some(b)).periode(), Some((b, b)));
        assert_eq!(f(Some(b), Some(a)).periode(), Some((a, b)));
        let loin = NaiveDate::from_ymd_opt(2100, 1, 1);
        let (du, au) = f(Some(a), loin).periode().unwrap();
        assert_eq!((au - du).num_days() + 1, DISPONIBLE_JOURS);
    }

    #[test]
    fn comparaisons() {
        let c = comparer(&charges(&[6, 1, 4, 9]), IntervenantId(0));
        assert_eq!(
            (c.collegues, c.jours, c.mediane_double, c.maximum),
            (3, 6, 8, 9)
        );
        let c = comparer(&charges(&[6, 1, 4]), IntervenantId(0));
        assert_eq!(c.mediane_double, 5, "entre 1 et 4 : 2,5");
        let seule = comparer(&charges(&[6]), IntervenantId(0));
        assert_eq!((seule.collegues, seule.mediane_double), (0, 0));
        assert_eq!(comparer(&[], IntervenantId(0)), Comparaison::default());
    }

    #[test]
    fn le_mois_d_une_personne() {
        let mois = Mois {
            annee: 2021,
            mois: 2,
        };
        let a = |du: u32, au: u32, partie| Absence {
            du: jour(2, du),
            au: jour(2, au),
            partie,
            ..Absence::default()
        };
        let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        let creneau = Creneau {
            jour: jour(2, 3),
            debut: heure(8),
            fin: heure(12),
        };
        let cases = mois_de(
            mois,
            &[a(1, 2, PartieJour::Matin), a(2, 2, PartieJour::ApresMidi)],
            &[creneau],
        );
        assert_eq!(cases.len(), 28);
        assert_eq!(cases[0].absence, Some(PartieJour::Matin));
        // The morning and the afternoon make the day.
        assert_eq!(cases[1].absence, Some(PartieJour::Journee));
        assert_eq!((cases[2].absence, cases[2].convoque), (None, true));
        assert!(fin_de_semaine(jour(2, 6)) && !fin_de_semaine(jour(2, 5)));
    }

    proptest! {
        #[test]
        fn la_mediane_est_entre_les_bornes(jours in prop::collection::vec(0u32..50, 2..20)) {
            let c = comparer(&charges(&jours), IntervenantId(0));
            let autres = &jours[1..];
            prop_assert!(c.mediane_double >= 2 * autres.iter().min().unwrap());
            prop_assert!(c.mediane_double <= 2 * autres.iter().max().unwrap());
        }
    }
}
