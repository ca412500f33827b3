//! Clashes: what stands against convoking a person on chosen days and hours. The same
//! rule shows them in the browser while people are ticked, and decides again on the
//! server in the transaction that writes.

use crate::competence::ObjetCompetence;
use crate::convocation::Autorite;
use crate::feries::{JourChome, Territoire};
use crate::ids::{ConvocationId, IntervenantId};
use crate::mission::{Creneau, EpreuveOption, Mission, PartieHlp, TypeMission};
use crate::temps::{Datelike, NaiveDate, NaiveTime, Weekday};
use crate::texte;
use serde::{Deserialize, Serialize};

/// What a clash asks for (ours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Degre {
    /// To know: nothing is asked.
    Information,
    /// Convoking anyway has to be confirmed, and the confirmation is kept.
    AConfirmer,
    /// Nobody can do both: days, hours or people have to be changed.
    Refus,
}

/// Another convocation of the same person, on days that matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Engagement {
    /// The other convocation.
    pub convocation: ConvocationId,
    /// Its mission's number.
    pub mission: i64,
    /// Its mission's kind.
    pub type_mission: TypeMission,
    /// Its épreuve-option's label, or its kind's.
    pub intitule: String,
    /// Its centre's name.
    pub centre: String,
    /// Its centre's town.
    pub commune: String,
    /// On whose authority.
    pub autorite: Autorite,
    /// Its days and hours, in order.
    pub creneaux: Vec<Creneau>,
}

/// Part of a day.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PartieJour {
    /// The whole day.
    #[default]
    Journee,
    /// Until half past twelve.
    Matin,
    /// From half past twelve.
    ApresMidi,
}

impl PartieJour {
    /// Every part.
    pub const TOUTES: [Self; 3] = [Self::Journee, Self::Matin, Self::ApresMidi];

    /// Code in forms, files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Journee => "journee",
            Self::Matin => "matin",
            Self::ApresMidi => "apres_midi",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|p| p.code() == code)
    }

    /// Whether hours of a day meet this part of it. Mornings end, and afternoons begin,
    /// at half past twelve (ours).
    #[must_use]
    pub fn touche(self, c: &Creneau) -> bool {
        let Some(midi) = NaiveTime::from_hms_opt(12, 30, 0) else {
            return true;
        };
        match self {
            Self::Journee => true,
            Self::Matin => c.debut < midi,
            Self::ApresMidi => c.fin > midi,
        }
    }
}

/// When a person cannot be called; why is nobody's business but their établissement's.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Absence {
    /// First day.
    pub du: NaiveDate,
    /// Last day, included.
    pub au: NaiveDate,
    /// Part of each day.
    pub partie: PartieJour,
    /// One day of each week only, 1 (Monday) to 7; none: every day of the period.
    pub jour_semaine: Option<u8>,
    /// Of whole days in a row: the first one from noon only.
    #[serde(default)]
    pub debut_midi: bool,
    /// Of whole days in a row: the last one until noon only.
    #[serde(default)]
    pub fin_midi: bool,
}

impl Absence {
    /// The part of a day that it takes; none of a day that it leaves free.
    #[must_use]
    pub fn partie_du(&self, jour: NaiveDate) -> Option<PartieJour> {
        let compte = self
            .jour_semaine
            .is_none_or(|j| u32::from(j) == jour.weekday().number_from_monday());
        if !compte || jour < self.du || jour > self.au {
            return None;
        }
        Some(match self.partie {
            PartieJour::Journee if self.debut_midi && jour == self.du => PartieJour::ApresMidi,
            PartieJour::Journee if self.fin_midi && jour == self.au => PartieJour::Matin,
            partie => partie,
        })
    }

    /// Whether it meets a day and its hours.
    #[must_use]
    pub fn touche(&self, c: &Creneau) -> bool {
        self.partie_du(c.jour).is_some_and(|p| p.touche(c))
    }

    /// The first day that it takes; none when its day of the week never comes.
    #[must_use]
    pub fn premier_jour(&self) -> Option<NaiveDate> {
        // Within a week each day of the week has come once.
        self.du
            .iter_days()
            .take(7)
            .find(|j| self.partie_du(*j).is_some())
    }

    /// The same, as far as days from `du` to `au` are concerned: no more is told.
    #[must_use]
    pub fn bornee(&self, du: NaiveDate, au: NaiveDate) -> Self {
        Self {
            du: self.du.max(du),
            au: self.au.min(au),
            debut_midi: self.debut_midi && self.du >= du,
            fin_midi: self.fin_midi && self.au <= au,
            ..*self
        }
    }
}

/// The day of the week of a number, 1 (Monday) to 7.
#[must_use]
pub fn jour_de_semaine(n: u8) -> Option<Weekday> {
    Weekday::try_from(n.checked_sub(1)?).ok()
}

/// All that may stand against calling a person, whatever the days chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disponibilite {
    /// Who.
    pub intervenant: IntervenantId,
    /// Other convocations within the mission's possible days.
    pub engagements: Vec<Engagement>,
    /// Times when they cannot be called, within the mission's possible days.
    pub absences: Vec<Absence>,
    /// Days of the same year's sessions on which they are convoked elsewhere.
    pub charge: u32,
    /// Their validated compétences of the year that matter to the mission; none when theirs
    /// were not validated.
    #[serde(default)]
    pub competences: Option<Vec<ObjetCompetence>>,
}

impl Disponibilite {
    /// Nothing known against somebody.
    #[must_use]
    pub const fn libre(intervenant: IntervenantId) -> Self {
        Self {
            intervenant,
            engagements: Vec::new(),
            absences: Vec::new(),
            charge: 0,
            competences: None,
        }
    }
}

/// One thing that stands against a convocation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Conflit {
    /// Convoked elsewhere at the same hours.
    Chevauchement {
        /// The other convocation.
        avec: Engagement,
        /// The days, in order.
        jours: Vec<NaiveDate>,
        /// Both have to be done on the spot: nobody can.
        impossible: bool,
    },
    /// Convoked the same day in another town, at other hours.
    AutreVille {
        /// The other convocation.
        avec: Engagement,
        /// The days, in order.
        jours: Vec<NaiveDate>,
    },
    /// Declared unavailable.
    Indisponible {
        /// The days, in order.
        jours: Vec<NaiveDate>,
    },
    /// Days that the mission has no more: it was moved since.
    HorsMission {
        /// The days, in order.
        jours: Vec<NaiveDate>,
    },
    /// The discipline de poste is not one that the épreuve calls for.
    Discipline,
    /// Their compétences were validated without this épreuve.
    Competence,
    /// A day that is not worked; concerns everybody.
    JourChome {
        /// The day.
        jour: JourChome,
        /// Whose calendar.
        territoire: Territoire,
    },
}

impl Conflit {
    /// How much it weighs (ours): only what nobody can do is refused. A convocation
    /// takes precedence over other duties, so that an absence is for the head to weigh.
    #[must_use]
    pub const fn degre(&self) -> Degre {
        match self {
            Self::Chevauchement {
                impossible: true, ..
            } => Degre::Refus,
            Self::Chevauchement { .. }
            | Self::AutreVille { .. }
            | Self::Indisponible { .. }
            | Self::HorsMission { .. }
            | Self::JourChome { .. } => Degre::AConfirmer,
            Self::Discipline | Self::Competence => Degre::Information,
        }
    }

    /// Whether confirming `confirme` confirmed this one: the same, on no other day, and with
    /// the same hours of the other convocation.
    #[must_use]
    pub fn couvert_par(&self, confirme: &Self) -> bool {
        match (self, confirme) {
            (
                Self::Chevauchement {
                    avec,
                    jours,
                    impossible,
                },
                Self::Chevauchement {
                    avec: autre,
                    jours: confirmes,
                    impossible: autrement,
                },
            ) => impossible == autrement && meme_engagement(avec, jours, autre, confirmes),
            (
                Self::AutreVille { avec, jours },
                Self::AutreVille {
                    avec: autre,
                    jours: confirmes,
                },
            ) => meme_engagement(avec, jours, autre, confirmes),
            (Self::Indisponible { jours }, Self::Indisponible { jours: confirmes }) => {
                jours.iter().all(|j| confirmes.contains(j))
            }
            (ici, autre) => ici == autre,
        }
    }

    /// The clash of two convocations as the other one has it, `ici` being this one with its
    /// days and hours; none for what is no clash of two convocations.
    #[must_use]
    pub fn vu_de_l_autre(&self, ici: ConvocationId, creneaux: &[Creneau]) -> Option<Self> {
        let mut vu = self.clone();
        match &mut vu {
            Self::Chevauchement { avec, .. } | Self::AutreVille { avec, .. } => {
                avec.convocation = ici;
                avec.creneaux = creneaux.to_vec();
                Some(vu)
            }
            _ => None,
        }
    }

    /// The other convocation, of a clash of two.
    #[must_use]
    pub const fn autre(&self) -> Option<ConvocationId> {
        match self {
            Self::Chevauchement { avec, .. } | Self::AutreVille { avec, .. } => {
                Some(avec.convocation)
            }
            _ => None,
        }
    }
}

/// Whether a convocation met on some days is one that was confirmed: on these days at least,
/// and with the hours that it has on them.
fn meme_engagement(
    avec: &Engagement,
    jours: &[NaiveDate],
    confirme: &Engagement,
    confirmes: &[NaiveDate],
) -> bool {
    let heures = |e: &Engagement| -> Vec<Creneau> {
        let ces_jours = e.creneaux.iter().filter(|c| jours.contains(&c.jour));
        ces_jours.copied().collect()
    };
    avec.convocation == confirme.convocation
        && jours.iter().all(|j| confirmes.contains(j))
        && heures(avec) == heures(confirme)
}

/// A clash and whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Signalement {
    /// Who; none when everybody is concerned.
    pub intervenant: Option<IntervenantId>,
    /// `NOM Prénom`; empty when everybody is concerned.
    pub nom: String,
    /// What.
    pub conflit: Conflit,
}

/// Whether two towns are one: case, accents and CEDEX aside. A town that is not known
/// is no other town.
#[must_use]
pub fn meme_commune(a: &str, b: &str) -> bool {
    let ville = |commune: &str| {
        let normalisee = texte::normaliser(commune);
        match normalisee.split_once(" cedex") {
            Some((ville, _)) => ville.to_owned(),
            None => normalisee,
        }
    };
    let (a, b) = (ville(a), ville(b));
    a == b || a.is_empty() || b.is_empty()
}

/// What stands against one person on these days, weightiest first.
#[must_use]
pub fn conflits(
    mission: &Mission,
    creneaux: &[Creneau],
    discipline: &str,
    d: &Disponibilite,
) -> Vec<Conflit> {
    let mut trouves = Vec::new();
    let sur_place = mission.ligne.type_mission.faits().sur_place;
    for avec in &d.engagements {
        let la_bas = avec.type_mission.faits().sur_place;
        let jours_ou = |condition: &dyn Fn(&Creneau, &Creneau) -> bool| -> Vec<NaiveDate> {
            creneaux
                .iter()
                .filter(|c| {
                    avec.creneaux
                        .iter()
                        .any(|a| a.jour == c.jour && condition(a, c))
                })
                .map(|c| c.jour)
                .collect()
        };
        let ensemble = |a: &Creneau, c: &Creneau| a.debut < c.fin && c.debut < a.fin;
        let jours = jours_ou(&ensemble);
        if !jours.is_empty() {
            trouves.push(Conflit::Chevauchement {
                avec: avec.clone(),
                jours,
                impossible: sur_place && la_bas,
            });
        }
        if sur_place && la_bas && !meme_commune(&mission.centre_commune, &avec.commune) {
            let jours = jours_ou(&|a, c| !ensemble(a, c));
            if !jours.is_empty() {
                trouves.push(Conflit::AutreVille {
                    avec: avec.clone(),
                    jours,
                });
            }
        }
    }
    let absents: Vec<NaiveDate> = creneaux
        .iter()
        .filter(|c| d.absences.iter().any(|a| a.touche(c)))
        .map(|c| c.jour)
        .collect();
    if !absents.is_empty() {
        trouves.push(Conflit::Indisponible { jours: absents });
    }
    if let Some(epreuve) = &mission.ligne.epreuve {
        // A validated compétence says more than a discipline, and settles it.
        let competent = d
            .competences
            .as_ref()
            .map(|c| c.iter().any(|objet| objet.couvre(&mission.ligne)));
        if competent == Some(false) {
            trouves.push(Conflit::Competence);
        }
        if competent != Some(true) && discipline_convient(epreuve, discipline) == Some(false) {
            trouves.push(Conflit::Discipline);
        }
    }
    trouves.sort_by(|a, b| b.degre().cmp(&a.degre()).then_with(|| a.cmp(b)));
    trouves
}

/// What stands against the days themselves, whoever is called.
#[must_use]
pub fn conflits_de_jours(mission: &Mission, creneaux: &[Creneau]) -> Vec<Conflit> {
    let territoire = Territoire::de(&mission.centre_uai);
    creneaux
        .iter()
        .filter_map(|c| JourChome::de(c.jour, territoire))
        .map(|jour| Conflit::JourChome { jour, territoire })
        .collect()
}

/// Weightiest degree of some clashes; none when there are none.
#[must_use]
pub fn degre_de(conflits: &[Conflit]) -> Option<Degre> {
    conflits.iter().map(Conflit::degre).max()
}

/// Words of an épreuve's label, and beginnings of the disciplines that may take it. The
/// files say nothing of this link; only épreuves of which the name leaves no doubt are
/// here, and nothing is refused on their word.
const ATTENDUES: &[(&str, &[&str])] = &[
    ("histoire geographie", &["histoire"]),
    ("geopolitique", &["histoire"]),
    ("philosophie", &["philosophie"]),
    ("francais", &["lettres"]),
    ("anglais", &["anglais"]),
    ("allemand", &["allemand"]),
    ("espagnol", &["espagnol"]),
    ("italien", &["italien"]),
    ("chinois", &["chinois"]),
    ("occitan", &["occitan"]),
    ("portugais", &["portugais"]),
    ("russe", &["russe"]),
    ("arabe", &["arabe"]),
    ("mathematiques", &["mathematiques"]),
    (
        "physique chimie",
        &["sciences physiques", "physique chimie"],
    ),
    ("economiques et sociales", &["sciences economiques"]),
    ("vie et de la terre", &["sciences de la vie"]),
    ("svt", &["sciences de la vie"]),
    ("musique", &["education musicale"]),
    ("biochimie", &["biochimie"]),
];

/// Whether a discipline de poste is one that an épreuve calls for; none when that is not
/// known. The two halves of Humanités-littérature-philosophie call for a teacher of
/// letters and one of philosophy (memo §3).
#[must_use]
pub fn discipline_convient(epreuve: &EpreuveOption, discipline: &str) -> Option<bool> {
    let discipline = texte::normaliser(discipline);
    if discipline.is_empty() {
        return None;
    }
    let attendues: Vec<&str> = match epreuve.partie_hlp() {
        Some(PartieHlp::Litterature) => vec!["lettres"],
        Some(PartieHlp::Philosophie) => vec!["philosophie"],
        None => {
            let libelle = format!(" {} ", texte::normaliser(&epreuve.libelle));
            ATTENDUES
                .iter()
                .filter(|(mot, _)| libelle.contains(&format!(" {mot} ")))
                .flat_map(|(_, disciplines)| disciplines.iter().copied())
                .collect()
        }
    };
    (!attendues.is_empty()).then(|| attendues.iter().any(|a| discipline.starts_with(a)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais::mission;
    use proptest::prelude::*;

    fn creneau(jour: u32, debut: u32, fin: u32) -> Creneau {
        let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        Creneau {
            jour: NaiveDate::from_ymd_opt(2021, 2, jour).unwrap(),
            debut: heure(debut),
            fin: heure(fin),
        }
    }

    fn ailleurs(type_mission: TypeMission, commune: &str, creneaux: &[Creneau]) -> Disponibilite {
        Disponibilite {
            engagements: vec![Engagement {
                convocation: ConvocationId(9),
                mission: 172_418,
                type_mission,
                intitule: "Physique-chimie pratique".into(),
                centre: "LYCEE D’AILLEURS".into(),
                commune: commune.into(),
                autorite: Autorite::Centre,
                creneaux: creneaux.to_vec(),
            }],
            ..Disponibilite::libre(IntervenantId(1))
        }
    }

    const HG: &str = "HISTOIRE GEOGRAPHIE";

    #[test]
    fn deux_lieux_a_la_meme_heure_se_refusent() {
        let ici = mission(TypeMission::Prece);
        let d = ailleurs(TypeMission::Prece, "TOULOUSE", &[creneau(2, 10, 12)]);
        let trouves = conflits(&ici, &[creneau(1, 8, 12), creneau(2, 8, 11)], HG, &d);
        assert_eq!(degre_de(&trouves), Some(Degre::Refus));
        let Conflit::Chevauchement { jours, .. } = &trouves[0] else {
            panic!("{trouves:?}");
        };
        assert_eq!(jours, &[creneau(2, 0, 1).jour]);
        // Marking is done from anywhere: for the head to weigh.
        let a_distance = conflits(&mission(TypeMission::Coec), &[creneau(2, 8, 11)], HG, &d);
        assert_eq!(degre_de(&a_distance), Some(Degre::AConfirmer));
    }

    #[test]
    fn qui_se_suit_ne_se_chevauche_pas() {
        let d = ailleurs(TypeMission::Prece, "TOULOUSE", &[creneau(2, 10, 12)]);
        let ici = mission(TypeMission::Prece);
        assert_eq!(
            conflits(&ici, &[creneau(2, 8, 10)], HG, &d),
            [],
            "de 8 à 10 puis de 10 à 12, dans la même ville"
        );
        let d = ailleurs(TypeMission::Prece, "ALBI", &[creneau(2, 10, 12)]);
        let trouves = conflits(&ici, &[creneau(2, 8, 10)], HG, &d);
        assert!(
            matches!(trouves[..], [Conflit::AutreVille { .. }]),
            "{trouves:?}"
        );
        // Other days, or papers marked from anywhere: nothing.
        assert_eq!(conflits(&ici, &[creneau(3, 8, 10)], HG, &d), []);
        assert_eq!(
            conflits(&mission(TypeMission::Coec), &[creneau(2, 8, 10)], HG, &d),
            []
        );
    }

    #[test]
    fn une_absence_se_confirme() {
        let absence = |partie, jour_semaine| Disponibilite {
            absences: vec![Absence {
                du: creneau(1, 0, 1).jour,
                au: creneau(28, 0, 1).jour,
                partie,
                jour_semaine,
                ..Absence::default()
            }],
            ..Disponibilite::libre(IntervenantId(1))
        };
        let ici = mission(TypeMission::Coec);
        let jours = [creneau(1, 8, 12), creneau(2, 13, 17)];
        let indisponible = |d: &Disponibilite| match &conflits(&ici, &jours, HG, d)[..] {
            [] => Vec::new(),
            [Conflit::Indisponible { jours }] => jours.clone(),
            autre => panic!("{autre:?}"),
        };
        let (lundi, mardi) = (jours[0].jour, jours[1].jour);
        assert_eq!(
            indisponible(&absence(PartieJour::Journee, None)),
            [lundi, mardi]
        );
        assert_eq!(indisponible(&absence(PartieJour::Matin, None)), [lundi]);
        assert_eq!(indisponible(&absence(PartieJour::ApresMidi, None)), [mardi]);
        // Every Tuesday.
        assert_eq!(
            indisponible(&absence(PartieJour::Journee, Some(2))),
            [mardi]
        );
        assert_eq!(indisponible(&absence(PartieJour::Journee, Some(3))), []);
        assert_eq!(jour_de_semaine(2), Some(Weekday::Tue));
        assert_eq!(jour_de_semaine(0), None);
        assert_eq!(jour_de_semaine(8), None);
    }

    #[test]
    fn de_midi_a_midi_et_ce_qui_est_demande() {
        let jour = |j| creneau(j, 0, 1).jour;
        let a = Absence {
            du: jour(1),
            au: jour(4),
            debut_midi: true,
            fin_midi: true,
            ..Absence::default()
        };
        let parties: Vec<_> = (1..=5).map(|j| a.partie_du(jour(j))).collect();
        use PartieJour::{ApresMidi, Journee, Matin};
        assert_eq!(
            parties,
            [
                Some(ApresMidi),
                Some(Journee),
                Some(Journee),
                Some(Matin),
                None
            ]
        );
        // Noon belongs to the ends alone: not to where the question stops.
        let b = a.bornee(jour(2), jour(3));
        assert_eq!((b.du, b.au), (jour(2), jour(3)));
        assert!(!b.debut_midi && !b.fin_midi);
        assert_eq!(a.bornee(jour(1), jour(9)), a);
        let mercredi = Absence {
            jour_semaine: Some(3),
            ..a
        };
        assert_eq!(mercredi.premier_jour(), Some(jour(3)));
    }

    #[test]
    fn la_discipline_informe() {
        let epreuve = |libelle: &str| EpreuveOption {
            code: "C".into(),
            libelle: libelle.into(),
        };
        for (libelle, discipline, attendu) in [
            ("Histoire-géographie 3ème éval", HG, Some(true)),
            ("Histoire-géographie 3ème éval", "ANGLAIS", Some(false)),
            (
                "Langue viv. A 3ème éval écrit Anglais",
                "ANGLAIS",
                Some(true),
            ),
            (
                "Mathématiques OIB 2ème éval. Chinois",
                "MATHEMATIQUES",
                Some(true),
            ),
            (
                "Mathématiques OIB 2ème éval. Chinois",
                "CHINOIS",
                Some(true),
            ),
            (
                "Physique-chimie pratique",
                "SCIENCES PHYSIQUES ET CHIMIQUES",
                Some(true),
            ),
            (
                "Physique-chimie pratique",
                "EDUCATION PHYSIQUE ET SPORTIVE",
                Some(false),
            ),
            ("Enseignement scien. 1ère éval", "ANGLAIS", None),
            ("Histoire-géographie 3ème éval", "", None),
            (
                "Humanités, littérature philo Partie littér",
                "LETTRES MODERNES",
                Some(true),
            ),
            (
                "Humanités, littérature philo partie philo",
                "LETTRES MODERNES",
                Some(false),
            ),
        ] {
            assert_eq!(
                discipline_convient(&epreuve(libelle), discipline),
                attendu,
                "{libelle} / {discipline}"
            );
        }
        let d = Disponibilite::libre(IntervenantId(1));
        let trouves = conflits(
            &mission(TypeMission::Coec),
            &[creneau(1, 8, 12)],
            "ANGLAIS",
            &d,
        );
        assert_eq!(trouves, [Conflit::Discipline]);
        assert_eq!(degre_de(&trouves), Some(Degre::Information));
    }

    #[test]
    fn ce_qui_est_confirme_ne_l_est_que_tel_quel() {
        let un = |jours: &[u32]| -> Vec<NaiveDate> {
            jours.iter().map(|j| creneau(*j, 8, 12).jour).collect()
        };
        let contre = |convocation, debut, jours: &[u32]| Conflit::AutreVille {
            avec: Engagement {
                convocation: ConvocationId(convocation),
                creneaux: vec![creneau(1, debut, 12), creneau(2, debut, 12)],
                ..ailleurs(TypeMission::Coec, "ALBI", &[]).engagements[0].clone()
            },
            jours: un(jours),
        };
        let confirme = contre(9, 8, &[1, 2]);
        assert!(contre(9, 8, &[1]).couvert_par(&confirme));
        assert!(
            !confirme.couvert_par(&contre(9, 8, &[1])),
            "un jour de plus"
        );
        assert!(
            !contre(9, 9, &[1]).couvert_par(&confirme),
            "d’autres heures"
        );
        assert!(!contre(7, 8, &[1]).couvert_par(&confirme), "une autre");
        let absent = |jours: &[u32]| Conflit::Indisponible { jours: un(jours) };
        assert!(absent(&[1]).couvert_par(&absent(&[1, 2])));
        assert!(!absent(&[1, 2]).couvert_par(&absent(&[1])));
        assert!(!absent(&[1]).couvert_par(&confirme));
        // From the other side.
        assert_eq!(confirme.autre(), Some(ConvocationId(9)));
        let vu = contre(4, 8, &[1])
            .vu_de_l_autre(ConvocationId(9), &[creneau(1, 8, 12), creneau(3, 8, 12)])
            .unwrap();
        assert!(vu.couvert_par(&confirme));
        assert_eq!(absent(&[1]).vu_de_l_autre(ConvocationId(9), &[]), None);
    }

    #[test]
    fn une_competence_validee_passe_avant_la_discipline() {
        use crate::competence::{Langue, UsageLangue};
        let ici = mission(TypeMission::Coec);
        let celle_ci = ObjetCompetence::Epreuve(crate::competence::EpreuveExamen {
            examen: ici.ligne.session.examen.clone(),
            specialite: ici.ligne.specialite.clone(),
            epreuve: ici.ligne.epreuve.clone().unwrap(),
        });
        let autre = ObjetCompetence::Langue {
            usage: UsageLangue::LangueVivante,
            langue: Langue::Anglais,
        };
        for (competences, discipline, attendus) in [
            (None, HG, &[][..]),
            (None, "ANGLAIS", &[Conflit::Discipline]),
            (Some(vec![celle_ci.clone()]), HG, &[]),
            // Validated for it, whatever the discipline de poste.
            (Some(vec![autre.clone(), celle_ci]), "ANGLAIS", &[]),
            (Some(vec![autre.clone()]), HG, &[Conflit::Competence]),
            (Some(Vec::new()), HG, &[Conflit::Competence]),
            (
                Some(vec![autre]),
                "ANGLAIS",
                &[Conflit::Discipline, Conflit::Competence],
            ),
        ] {
            let d = Disponibilite {
                competences,
                ..Disponibilite::libre(IntervenantId(1))
            };
            let trouves = conflits(&ici, &[creneau(1, 8, 12)], discipline, &d);
            assert_eq!(trouves, attendus, "{discipline} {d:?}");
            assert!(degre_de(&trouves).is_none_or(|d| d == Degre::Information));
        }
        // The scanning of papers is of no épreuve: nothing to be competent in.
        let mut sscan = mission(TypeMission::Sscan);
        sscan.ligne.epreuve = None;
        let d = Disponibilite {
            competences: Some(Vec::new()),
            ..Disponibilite::libre(IntervenantId(1))
        };
        assert_eq!(conflits(&sscan, &[creneau(1, 8, 12)], HG, &d), []);
    }

    #[test]
    fn un_dimanche_concerne_tout_le_monde() {
        let ici = mission(TypeMission::Coec);
        let trouves = conflits_de_jours(&ici, &[creneau(6, 8, 12), creneau(7, 8, 12)]);
        assert_eq!(
            trouves,
            [Conflit::JourChome {
                jour: JourChome::Dimanche(creneau(7, 0, 1).jour),
                territoire: Territoire::Commun,
            }]
        );
    }

    #[test]
    fn une_ville_reste_la_meme() {
        assert!(meme_commune("TOULOUSE CEDEX 4", "Toulouse"));
        assert!(meme_commune("", "Albi"));
        assert!(!meme_commune("Albi", "TOULOUSE CEDEX"));
    }

    #[test]
    fn parties_relues() {
        for p in PartieJour::TOUTES {
            assert_eq!(PartieJour::lire(p.code()), Some(p));
        }
    }

    proptest! {
        /// Who is convoked there and asked here, or the other way round: the same verdict.
        #[test]
        fn le_chevauchement_est_symetrique(
            a in (0u32..23, 1u32..12), b in (0u32..23, 1u32..12), lieux in (0usize..4, 0usize..4)
        ) {
            let borne = |(debut, duree): (u32, u32)| creneau(2, debut, (debut + duree).min(23).max(debut + 1).min(23));
            let (a, b) = (borne(a), borne(b));
            prop_assume!(a.debut < a.fin && b.debut < b.fin);
            let (ta, tb) = (TypeMission::TOUS[lieux.0], TypeMission::TOUS[lieux.1]);
            let degre = |ici, la_bas, c, e: Creneau| {
                degre_de(&conflits(&mission(ici), &[c], HG, &ailleurs(la_bas, "ALBI", &[e])))
            };
            prop_assert_eq!(degre(ta, tb, a, b), degre(tb, ta, b, a));
        }
    }
}
