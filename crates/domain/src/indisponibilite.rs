//! Indisponibilités: when people of an établissement cannot be called, as their head
//! records it. What clashes with a convocation is the business of [`crate::conflit`].

use crate::conflit::{Absence, PartieJour, jour_de_semaine};
use crate::ids::{ConvocationId, DisciplineId, IndisponibiliteId, IntervenantId};
use crate::mission::Creneau;
use crate::temps::{Datelike, NaiveDate, jour_court, lire_jour, nom_jour};
use crate::texte;
use serde::{Deserialize, Serialize};

/// Most people for whom one request may record the same indisponibilité.
pub const PERSONNES_INDISPONIBILITE: usize = 300;
/// Longest period, in days: three school years.
pub const JOURS_INDISPONIBILITE: i64 = 3 * 366;
/// Longest comment, in characters.
pub const COMMENTAIRE_INDISPONIBILITE: usize = 300;
/// Most intervals of keys that an address may carry.
pub const INTERVALLES_MAX: usize = 50;
/// Lines of one page of the list.
pub const LIGNES_INDISPONIBILITES: u32 = 100;

/// Keys as intervals, both ends within, in order: an address and a report stay short.
#[must_use]
pub fn intervalles(ids: &[i64]) -> Vec<(i64, i64)> {
    let mut tries = ids.to_vec();
    tries.sort_unstable();
    tries.dedup();
    tries
        .chunk_by(|a, b| *b == a + 1)
        .filter_map(|suite| Some((*suite.first()?, *suite.last()?)))
        .collect()
}
/// Years within which a day of a school has a meaning.
const ANNEES: core::ops::RangeInclusive<i32> = 2000..=2100;

/// Why somebody is away, from a list: nothing medical is ever told in more detail (ours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motif {
    /// Weekly days off of somebody who works part-time.
    TempsPartiel,
    /// A course.
    Formation,
    /// A school trip or an outing.
    SortieScolaire,
    /// Lessons in another établissement.
    AutreService,
    /// The jury of a competitive exam, or sitting one.
    Concours,
    /// Any leave: parental, for training, without pay…
    Conge,
    /// Anything medical, without more.
    Medical,
    /// An authorised absence.
    Autorisation,
    /// Anything else.
    Autre,
}

impl Motif {
    /// Every reason, in the order of the list.
    pub const TOUS: [Self; 9] = [
        Self::TempsPartiel,
        Self::Formation,
        Self::SortieScolaire,
        Self::AutreService,
        Self::Concours,
        Self::Conge,
        Self::Medical,
        Self::Autorisation,
        Self::Autre,
    ];

    /// Code in forms, files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TempsPartiel => "temps_partiel",
            Self::Formation => "formation",
            Self::SortieScolaire => "sortie_scolaire",
            Self::AutreService => "autre_service",
            Self::Concours => "concours",
            Self::Conge => "conge",
            Self::Medical => "medical",
            Self::Autorisation => "autorisation",
            Self::Autre => "autre",
        }
    }

    /// Label on screens and in files.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::TempsPartiel => "Temps partiel",
            Self::Formation => "Formation",
            Self::SortieScolaire => "Sortie ou voyage scolaire",
            Self::AutreService => "Service dans un autre établissement",
            Self::Concours => "Jury ou concours",
            Self::Conge => "Congé",
            Self::Medical => "Raison médicale",
            Self::Autorisation => "Autorisation d’absence",
            Self::Autre => "Autre",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|m| m.code() == code)
    }

    /// Reads a code or a label, case and accents aside: what files carry.
    #[must_use]
    pub fn lire_souple(texte: &str) -> Option<Self> {
        let lu = texte::normaliser(texte);
        Self::TOUS
            .into_iter()
            .find(|m| texte::normaliser(m.code()) == lu || texte::normaliser(m.libelle()) == lu)
    }

    /// Whether nothing more may be written about it.
    #[must_use]
    pub const fn est_medical(self) -> bool {
        matches!(self, Self::Medical)
    }
}

/// What is wrong with an indisponibilité.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IndisponibiliteErreur {
    /// Nobody is chosen.
    AucunePersonne,
    /// More people than one request may carry.
    TropDePersonnes {
        /// The limit.
        maximum: usize,
    },
    /// Somebody chosen is not of the établissement, or no longer.
    PersonneInconnue,
    /// The first day is missing or is no day.
    DebutIllisible,
    /// The last day is missing or is no day.
    FinIllisible,
    /// The last day is before the first one.
    DatesInversees,
    /// Longer than an indisponibilité may be.
    TropLongue {
        /// The limit, in days.
        maximum: i64,
    },
    /// The day of the week never comes within the period.
    JourAbsent {
        /// 1 (Monday) to 7.
        jour: u8,
    },
    /// From noon to noon of one and the same day: nothing is left of it.
    RienNeReste,
    /// No reason of the list.
    MotifManquant,
    /// A comment on something medical: it is neither asked for nor kept.
    CommentaireMedical,
    /// A comment too long.
    CommentaireTropLong {
        /// Its length, in characters.
        longueur: usize,
    },
    /// A control character, or an invisible one, in the comment.
    CaractereInterdit,
    /// The very same period is recorded already.
    DejaSaisie {
        /// `NOM Prénom`.
        nom: String,
    },
    /// The new last day is not before the one that was.
    FinNonAvancee {
        /// The one that was.
        au: NaiveDate,
    },
    /// The new last day is before the first one: it is to be deleted instead.
    FinAvantDebut {
        /// The first day.
        du: NaiveDate,
    },
    /// Somebody else changed it since it was read.
    ChangeeEntreTemps {
        /// It was deleted.
        supprimee: bool,
    },
}

/// An indisponibilité as a form or a file carries it, before anything is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SaisieIndisponibilite {
    /// First day, as typed.
    pub du: String,
    /// Last day, as typed; empty: the first one.
    pub au: String,
    /// Code of a [`PartieJour`]; empty: the whole day.
    pub partie: String,
    /// The first day from noon only; anything but empty says yes.
    pub debut_midi: String,
    /// The last day until noon only; anything but empty says yes.
    pub fin_midi: String,
    /// Days of the week, 1 to 7, of a weekly absence; none: every day.
    pub semaine: Vec<String>,
    /// Code of a [`Motif`].
    pub motif: String,
    /// Free text.
    pub commentaire: String,
}

/// An indisponibilité that can be kept: one or, weekly on several days, several absences.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IndisponibiliteLue {
    /// When, each to be kept apart; never empty.
    pub absences: Vec<Absence>,
    /// Why.
    pub motif: Motif,
    /// Clean free text.
    pub commentaire: String,
}

/// A day that a form carries, within what a school can mean.
fn un_jour(texte: &str) -> Option<NaiveDate> {
    lire_jour(texte).filter(|j| ANNEES.contains(&j.year()))
}

impl SaisieIndisponibilite {
    /// When, without the reason: what shows the convocations hit while one types.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn absences(&self) -> Result<Vec<Absence>, Vec<IndisponibiliteErreur>> {
        use IndisponibiliteErreur as E;
        let du = un_jour(&self.du).ok_or(E::DebutIllisible);
        let au = if self.au.trim().is_empty() {
            // A day alone. What is wrong with the first day is said once.
            du.clone()
        } else {
            un_jour(&self.au).ok_or(E::FinIllisible)
        };
        let (du, au) = match (du, au) {
            (Ok(du), Ok(au)) => (du, au),
            (du, au) => {
                let mut erreurs: Vec<E> = [du.err(), au.err()].into_iter().flatten().collect();
                erreurs.dedup();
                return Err(erreurs);
            }
        };
        if au < du {
            return Err(vec![E::DatesInversees]);
        }
        if (au - du).num_days() >= JOURS_INDISPONIBILITE {
            return Err(vec![E::TropLongue {
                maximum: JOURS_INDISPONIBILITE,
            }]);
        }
        let partie = match self.partie.as_str() {
            "" => PartieJour::Journee,
            code => PartieJour::lire(code).unwrap_or_default(),
        };
        let mut jours: Vec<u8> = self.semaine.iter().filter_map(|j| j.parse().ok()).collect();
        jours.retain(|j| jour_de_semaine(*j).is_some());
        jours.sort_unstable();
        jours.dedup();
        // Noon of the first and of the last day is for a period without a break.
        let continue_ = jours.is_empty() && partie == PartieJour::Journee;
        let debut_midi = continue_ && !self.debut_midi.is_empty();
        let fin_midi = continue_ && !self.fin_midi.is_empty();
        if debut_midi && fin_midi && du == au {
            return Err(vec![E::RienNeReste]);
        }
        let absence = |jour_semaine| Absence {
            du,
            au,
            partie,
            jour_semaine,
            debut_midi,
            fin_midi,
        };
        if jours.is_empty() {
            return Ok(vec![absence(None)]);
        }
        let absents: Vec<E> = jours
            .iter()
            .filter(|j| absence(Some(**j)).premier_jour().is_none())
            .map(|j| E::JourAbsent { jour: *j })
            .collect();
        if absents.is_empty() {
            Ok(jours.into_iter().map(|j| absence(Some(j))).collect())
        } else {
            Err(absents)
        }
    }

    /// The whole of it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn lire(&self) -> Result<IndisponibiliteLue, Vec<IndisponibiliteErreur>> {
        use IndisponibiliteErreur as E;
        let (absences, mut erreurs) = match self.absences() {
            Ok(absences) => (absences, Vec::new()),
            Err(erreurs) => (Vec::new(), erreurs),
        };
        let motif = Motif::lire(&self.motif);
        if motif.is_none() {
            erreurs.push(E::MotifManquant);
        }
        let commentaire = texte::nettoyer_lignes(&self.commentaire);
        let longueur = commentaire.chars().count();
        if texte::a_caractere_de_controle_hors_lignes(&commentaire) {
            erreurs.push(E::CaractereInterdit);
        } else if longueur > COMMENTAIRE_INDISPONIBILITE {
            erreurs.push(E::CommentaireTropLong { longueur });
        }
        if motif.is_some_and(Motif::est_medical) && !commentaire.is_empty() {
            erreurs.push(E::CommentaireMedical);
        }
        match motif {
            Some(motif) if erreurs.is_empty() => Ok(IndisponibiliteLue {
                absences,
                motif,
                commentaire,
            }),
            _ => Err(erreurs),
        }
    }

    /// What a form shows of an indisponibilité to change.
    #[must_use]
    pub fn de(absence: &Absence, motif: Motif, commentaire: &str) -> Self {
        let oui = |b: bool| if b { "oui".to_owned() } else { String::new() };
        Self {
            du: absence.du.to_string(),
            au: absence.au.to_string(),
            partie: absence.partie.code().to_owned(),
            debut_midi: oui(absence.debut_midi),
            fin_midi: oui(absence.fin_midi),
            semaine: absence.jour_semaine.iter().map(u8::to_string).collect(),
            motif: motif.code().to_owned(),
            commentaire: commentaire.to_owned(),
        }
    }
}

/// The period of an absence in words: `du 01/02/2021 à midi au 05/02/2021`, `le mercredi,
/// du 01/09/2020 au 02/07/2021 (matin)`.
#[must_use]
pub fn periode(a: &Absence) -> String {
    let mut phrase = String::new();
    if let Some(jour) = a.jour_semaine.and_then(jour_de_semaine) {
        phrase.push_str(&format!("chaque {}, ", nom_jour(jour)));
    }
    if a.du == a.au {
        phrase.push_str(&format!("le {}", jour_court(a.du)));
        match a.partie_du(a.du) {
            Some(PartieJour::Matin) => phrase.push_str(", le matin"),
            Some(PartieJour::ApresMidi) => phrase.push_str(", l’après-midi"),
            _ => {}
        }
        return phrase;
    }
    phrase.push_str(&format!("du {}", jour_court(a.du)));
    if a.debut_midi {
        phrase.push_str(" à midi");
    }
    phrase.push_str(&format!(" au {}", jour_court(a.au)));
    if a.fin_midi {
        phrase.push_str(" à midi");
    }
    match a.partie {
        PartieJour::Journee => {}
        PartieJour::Matin => phrase.push_str(", le matin"),
        PartieJour::ApresMidi => phrase.push_str(", l’après-midi"),
    }
    phrase
}

/// A column by which the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonneIndisponibilite {
    /// First day.
    #[default]
    Periode,
    /// Name.
    Nom,
    /// Discipline de poste.
    Discipline,
    /// Reason.
    Motif,
}

impl ColonneIndisponibilite {
    /// In the order of the table.
    pub const TOUTES: [Self; 4] = [Self::Nom, Self::Discipline, Self::Periode, Self::Motif];

    /// Code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Periode => "periode",
            Self::Nom => "nom",
            Self::Discipline => "discipline",
            Self::Motif => "motif",
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
pub struct FiltreIndisponibilites {
    /// Words of the name or of the discipline.
    pub mot_cle: String,
    /// Of these disciplines; none: all.
    pub disciplines: Vec<DisciplineId>,
    /// One reason; none: all.
    pub motif: Option<Motif>,
    /// Those that last until this day at least.
    pub du: Option<NaiveDate>,
    /// Those that begin on this day at the latest.
    pub au: Option<NaiveDate>,
    /// Those of these intervals of keys alone: what was just recorded.
    pub seules: Vec<(i64, i64)>,
    /// Of one person alone.
    pub personne: Option<IntervenantId>,
    /// Sorted by.
    pub tri: ColonneIndisponibilite,
    /// The other way round than usual.
    pub inverse: bool,
    /// From 1.
    pub page: u32,
}

impl FiltreIndisponibilites {
    /// Whether the largest comes first: days do, unless asked otherwise.
    #[must_use]
    pub const fn descendant(&self) -> bool {
        matches!(self.tri, ColonneIndisponibilite::Periode) != self.inverse
    }
}

/// A convocation that an indisponibilité hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvocationTouchee {
    /// The convocation.
    pub convocation: ConvocationId,
    /// Who is convoked.
    pub intervenant: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Its mission's number.
    pub mission: i64,
    /// Its épreuve-option's label, or its kind's.
    pub intitule: String,
    /// Its centre's name.
    pub centre: String,
    /// The days and hours hit, in order.
    pub creneaux: Vec<Creneau>,
    /// The reader may open the mission.
    pub visible: bool,
    /// The reader convokes there today: somebody else can be convoked instead.
    pub remplacable: bool,
    /// The reader would convoke there, and the *service convocation* of the centre is not
    /// open.
    #[serde(default)]
    pub ferme: bool,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneIndisponibilite {
    /// Key.
    pub id: IndisponibiliteId,
    /// Who.
    pub intervenant: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Stable identifier of the person.
    pub matricule: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Main établissement; may be empty.
    pub etablissement: String,
    /// The person is of the reader's établissement à titre secondaire.
    #[serde(default)]
    pub secondaire: bool,
    /// When.
    pub absence: Absence,
    /// Why.
    pub motif: Motif,
    /// Free text; may be empty.
    pub commentaire: String,
    /// Who recorded it; empty for an import from the command line.
    pub auteur: String,
    /// When, in the académie's time: `16/02/2021 08:05`.
    pub date: String,
    /// Who changed it last (empty for an import from the command line), and when, as
    /// `date`; none when nobody did, or when the trail tells it no more.
    pub modifiee: Option<(String, String)>,
    /// Counts the changes.
    pub version: i32,
    /// What it hits.
    pub touchees: Vec<ConvocationTouchee>,
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageIndisponibilites {
    /// The lines.
    pub lignes: Vec<LigneIndisponibilite>,
    /// How many lines the filter keeps.
    pub total: u32,
    /// How many there are.
    pub total_sans_filtre: u32,
    /// Disciplines of the people within the scope, in order.
    pub disciplines: Vec<(DisciplineId, String)>,
    /// The reader sees people of several établissements.
    pub plusieurs: bool,
}

/// Somebody for whom an indisponibilité may be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonneAChoisir {
    /// Key.
    pub id: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Main établissement, for who has several; may be empty.
    pub etablissement: String,
    /// They are of the reader's établissement à titre secondaire.
    #[serde(default)]
    pub secondaire: bool,
}

/// What the form of a new indisponibilité offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoixPersonnes {
    /// Chosen already, first, whatever the filter.
    pub choisies: Vec<PersonneAChoisir>,
    /// Found, in order of name, [`PERSONNES_INDISPONIBILITE`] at most.
    pub trouvees: Vec<PersonneAChoisir>,
    /// How many there are.
    pub total: u32,
    /// Disciplines of the people within the scope, in order.
    pub disciplines: Vec<(DisciplineId, String)>,
    /// Key of the next request.
    pub cle: String,
}

/// What is asked: the same indisponibilité for some people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeIndisponibilite {
    /// Who.
    pub intervenants: Vec<IntervenantId>,
    /// What.
    pub saisie: SaisieIndisponibilite,
    /// The same key twice records once.
    pub cle: String,
}

/// The days and hours of a convocation that absences hit.
#[must_use]
pub fn creneaux_touches(absences: &[Absence], creneaux: &[Creneau]) -> Vec<Creneau> {
    creneaux
        .iter()
        .filter(|c| absences.iter().any(|a| a.touche(c)))
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temps::NaiveTime;
    use IndisponibiliteErreur as E;
    use proptest::prelude::*;

    fn jour(m: u32, j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, m, j).unwrap()
    }

    fn creneau(m: u32, j: u32, debut: u32, fin: u32) -> Creneau {
        let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        Creneau {
            jour: jour(m, j),
            debut: heure(debut),
            fin: heure(fin),
        }
    }

    fn saisie(du: &str, au: &str) -> SaisieIndisponibilite {
        SaisieIndisponibilite {
            du: du.into(),
            au: au.into(),
            motif: "formation".into(),
            ..SaisieIndisponibilite::default()
        }
    }

    #[test]
    fn codes_relus() {
        for m in Motif::TOUS {
            assert_eq!(Motif::lire(m.code()), Some(m));
            assert_eq!(Motif::lire_souple(m.libelle()), Some(m));
            assert_eq!(Motif::lire_souple(&m.code().to_uppercase()), Some(m));
        }
        assert_eq!(Motif::lire("maladie"), None);
        assert_eq!(Motif::lire_souple("raison MEDICALE"), Some(Motif::Medical));
        for c in ColonneIndisponibilite::TOUTES {
            assert_eq!(ColonneIndisponibilite::lire(c.code()), Some(c));
        }
    }

    #[test]
    fn une_periode_de_midi_a_midi() {
        let s = SaisieIndisponibilite {
            debut_midi: "oui".into(),
            fin_midi: "oui".into(),
            ..saisie("2021-02-01", "04/02/2021")
        };
        let lue = s.lire().unwrap();
        let [a] = lue.absences[..] else { panic!() };
        assert_eq!(periode(&a), "du 01/02/2021 à midi au 04/02/2021 à midi");
        let touches = |c: Creneau| a.touche(&c);
        assert!(!touches(creneau(2, 1, 8, 12)) && touches(creneau(2, 1, 14, 18)));
        assert!(touches(creneau(2, 2, 8, 12)) && touches(creneau(2, 3, 14, 18)));
        assert!(touches(creneau(2, 4, 8, 12)) && !touches(creneau(2, 4, 14, 18)));
        assert!(!touches(creneau(2, 5, 8, 12)));
        assert_eq!(SaisieIndisponibilite::de(&a, lue.motif, "").lire(), Ok(lue));
        // Of one day only, a half remains, or nothing.
        let un = SaisieIndisponibilite {
            fin_midi: String::new(),
            au: String::new(),
            ..s.clone()
        };
        let [a] = un.lire().unwrap().absences[..] else {
            panic!()
        };
        assert_eq!(periode(&a), "le 01/02/2021, l’après-midi");
        assert!(!a.touche(&creneau(2, 1, 8, 12)) && a.touche(&creneau(2, 1, 14, 18)));
        let rien = SaisieIndisponibilite {
            au: s.du.clone(),
            ..s
        };
        assert_eq!(rien.lire(), Err(vec![E::RienNeReste]));
    }

    #[test]
    fn chaque_semaine_un_jour_ou_plusieurs() {
        let s = SaisieIndisponibilite {
            semaine: vec!["5".into(), "3".into(), "3".into(), "9".into()],
            partie: "matin".into(),
            // Means nothing then.
            debut_midi: "oui".into(),
            ..saisie("2021-02-01", "2021-03-31")
        };
        let absences = s.lire().unwrap().absences;
        let jours: Vec<_> = absences.iter().map(|a| a.jour_semaine).collect();
        assert_eq!(jours, [Some(3), Some(5)]);
        assert_eq!(
            periode(&absences[0]),
            "chaque mercredi, du 01/02/2021 au 31/03/2021, le matin"
        );
        assert!(absences[0].touche(&creneau(2, 3, 8, 12)));
        assert!(!absences[0].touche(&creneau(2, 3, 14, 18)));
        assert!(!absences[0].touche(&creneau(2, 4, 8, 12)));
        // Monday to Tuesday holds no Wednesday.
        let s = SaisieIndisponibilite {
            au: "2021-02-02".into(),
            ..s
        };
        assert_eq!(
            s.lire(),
            Err(vec![E::JourAbsent { jour: 3 }, E::JourAbsent { jour: 5 }])
        );
    }

    #[test]
    fn chaque_faute_a_son_nom() {
        assert_eq!(saisie("", "").lire(), Err(vec![E::DebutIllisible]));
        assert_eq!(
            saisie("2021-02-30", "x").lire(),
            Err(vec![E::DebutIllisible, E::FinIllisible])
        );
        assert_eq!(
            saisie("1899-01-01", "").lire(),
            Err(vec![E::DebutIllisible])
        );
        assert_eq!(
            saisie("2021-02-02", "2021-02-01").lire(),
            Err(vec![E::DatesInversees])
        );
        assert_eq!(
            saisie("2021-02-02", "2031-02-01").lire(),
            Err(vec![E::TropLongue {
                maximum: JOURS_INDISPONIBILITE
            }])
        );
        let s = |motif: &str, commentaire: &str| SaisieIndisponibilite {
            motif: motif.into(),
            commentaire: commentaire.into(),
            ..saisie("2021-02-01", "")
        };
        assert_eq!(s("", "").lire(), Err(vec![E::MotifManquant]));
        assert_eq!(
            s("medical", "grippe").lire(),
            Err(vec![E::CommentaireMedical])
        );
        assert!(s("medical", " \n").lire().is_ok());
        assert_eq!(s("autre", "a\u{0}").lire(), Err(vec![E::CaractereInterdit]));
        assert_eq!(
            s("autre", &"é".repeat(301)).lire(),
            Err(vec![E::CommentaireTropLong { longueur: 301 }])
        );
        assert_eq!(s("autre", " a\r\nb ").lire().unwrap().commentaire, " a\nb");
    }

    #[test]
    fn ce_qui_est_touche() {
        let absences = saisie("2021-02-02", "2021-02-03").absences().unwrap();
        let jours = [
            creneau(2, 1, 8, 12),
            creneau(2, 2, 8, 12),
            creneau(2, 4, 8, 12),
        ];
        assert_eq!(creneaux_touches(&absences, &jours), [jours[1]]);
    }

    proptest! {
        /// Whatever is typed, reading it never panics, and what is read touches no day
        /// outside the period.
        #[test]
        fn rien_ne_panique(du in ".{0,12}", au in ".{0,12}", semaine in prop::collection::vec(".{0,2}", 0..4), commentaire in ".*") {
            let s = SaisieIndisponibilite { du, au, semaine, commentaire, ..saisie("", "") };
            let _ = s.lire();
        }

        #[test]
        fn jamais_hors_de_la_periode(debut in 0i64..400, duree in 0i64..40, quand in 0i64..500, semaine in prop::option::of(1u8..=7)) {
            let origine = jour(1, 1);
            let du = origine + chrono::Duration::days(debut);
            let a = Absence { du, au: du + chrono::Duration::days(duree), jour_semaine: semaine, ..Absence::default() };
            let ou = origine + chrono::Duration::days(quand);
            if let Some(partie) = a.partie_du(ou) {
                prop_assert_eq!(partie, PartieJour::Journee);
                prop_assert!(a.du <= ou && ou <= a.au);
            }
            // The first day that counts is the first that is touched.
            let premier = du.iter_days().take(duree as usize + 1).find(|j| a.partie_du(*j).is_some());
            prop_assert_eq!(a.premier_jour(), premier);
        }
    }
}
