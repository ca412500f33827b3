//! *Accueil*: what is to be done today, and the session at a glance.

use crate::temps::{NaiveDate, nom_mois};
use chrono::{Datelike, Days};
use serde::{Deserialize, Serialize};

/// Something to be done. Each leads to the list of what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tache {
    /// Missions where nobody is convoked.
    Convoquer,
    /// Missions with fewer people than expected.
    Completer,
    /// Missions where somebody declared an impediment.
    Remplacer,
    /// Missions where somebody is convoked on a day that is no longer possible.
    Deplacer,
    /// Convocations and cancellations that did not arrive, by mail.
    Courriels,
    /// Missions whose letters have no signature.
    Signer,
    /// Missions whose people have not all answered.
    Relancer,
    /// Missions whose service is to be attested.
    Attester,
    /// Disciplines whose compétences are to be validated.
    ValiderCompetences,
    /// Disciplines whose compétences are still to be entered.
    SaisirCompetences,
    /// Établissements that have not validated all their compétences, for the gestionnaire.
    CompetencesEnRetard,
    /// Missions of the académie whose service is to be attested, for the gestionnaire.
    ServicesAConstater,
    /// Établissements whose *service convocation* is not open, for the administrateur.
    OuverturesConvocation,
    /// Établissements whose *service signature* is not open, for the administrateur.
    Ouvertures,
    /// Convocations of one's own, still to come.
    MesConvocations,
    /// Requests of the centres about people who were not found, for the gestionnaire.
    DemandesATraiter,
    /// Answers to one's requests, not read yet.
    ReponsesALire,
}

/// A task that has something in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ATraiter {
    /// What.
    pub tache: Tache,
    /// How many lines its list has.
    pub nombre: u32,
}

/// The first page of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accueil {
    /// The session that is told of, when the reader consults missions.
    pub annee: Option<i32>,
    /// What is to be done, most pressing first; nothing is listed that has nothing in it.
    pub taches: Vec<ATraiter>,
    /// Centres of the reader that may not convoke today.
    #[serde(default)]
    pub fermes: Vec<crate::CentreFerme>,
    /// The session over time; empty when there is none.
    pub frise: Vec<Periode>,
    /// For an intervenant, what comes next.
    #[serde(default)]
    pub intervenant: Option<crate::AccueilIntervenant>,
}

impl Accueil {
    /// How many of a thing are left to do.
    #[must_use]
    pub fn nombre(&self, tache: Tache) -> u32 {
        let voulue = self.taches.iter().find(|t| t.tache == tache);
        voulue.map_or(0, |t| t.nombre)
    }
}

/// A mission as the picture counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissionDeFrise {
    /// First day.
    pub debut: NaiveDate,
    /// How many people are convoked.
    pub convoques: u32,
    /// How many the centre expects, when it said so.
    pub attendus: Option<u32>,
}

/// A week, or a month when the session is long: how many of its missions are staffed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Periode {
    /// Its first day.
    pub du: NaiveDate,
    /// It is a month, else a week.
    pub mois: bool,
    /// Missions with all the people expected.
    pub pourvues: u32,
    /// Missions with some of them.
    pub incompletes: u32,
    /// Missions with nobody.
    pub sans_personne: u32,
}

impl Periode {
    /// All its missions.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.pourvues + self.incompletes + self.sans_personne
    }

    /// `1er mars` for a week, `mars 2021` for a month.
    #[must_use]
    pub fn nom(&self) -> String {
        let mois = nom_mois(self.du.month());
        match (self.mois, self.du.day()) {
            (true, _) => format!("{mois} {}", self.du.year()),
            (false, 1) => format!("1er\u{a0}{mois}"),
            (false, j) => format!("{j}\u{a0}{mois}"),
        }
    }

    /// For below a bar: `1/3` for a week, `mars` for a month.
    #[must_use]
    pub fn nom_court(&self) -> String {
        if self.mois {
            MOIS_COURTS
                .get(self.du.month0() as usize)
                .map_or_else(String::new, |m| (*m).to_owned())
        } else {
            format!("{}/{}", self.du.day(), self.du.month())
        }
    }
}

const MOIS_COURTS: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];

/// Most weeks shown one by one; a longer session is shown by months.
pub const SEMAINES_MAX: u32 = 16;
/// Most periods shown: a date gone astray in a file does not make a picture of centuries.
const PERIODES_MAX: usize = 60;

fn lundi(jour: NaiveDate) -> NaiveDate {
    jour.checked_sub_days(Days::new(u64::from(jour.weekday().num_days_from_monday())))
        .unwrap_or(jour)
}

fn premier_du_mois(jour: NaiveDate) -> NaiveDate {
    jour.with_day(1).unwrap_or(jour)
}

fn mois_suivant(jour: NaiveDate) -> Option<NaiveDate> {
    premier_du_mois(jour).checked_add_months(chrono::Months::new(1))
}

/// The missions of a session over time, without a gap between the first and the last
/// period; empty when there is no mission.
#[must_use]
pub fn frise(missions: &[MissionDeFrise]) -> Vec<Periode> {
    let (Some(premier), Some(dernier)) = (
        missions.iter().map(|m| m.debut).min(),
        missions.iter().map(|m| m.debut).max(),
    ) else {
        return Vec::new();
    };
    let semaines = (lundi(dernier) - lundi(premier)).num_weeks() + 1;
    let par_mois = semaines > i64::from(SEMAINES_MAX);
    let debut = |jour| {
        if par_mois {
            premier_du_mois(jour)
        } else {
            lundi(jour)
        }
    };
    let mut periodes = Vec::new();
    let mut suivante = Some(debut(premier));
    while let Some(du) = suivante.filter(|du| *du <= dernier && periodes.len() < PERIODES_MAX) {
        periodes.push(Periode {
            du,
            mois: par_mois,
            pourvues: 0,
            incompletes: 0,
            sans_personne: 0,
        });
        suivante = if par_mois {
            mois_suivant(du)
        } else {
            du.checked_add_days(Days::new(7))
        };
    }
    for m in missions {
        // What is beyond the last period shown is told in it.
        let rang = periodes.partition_point(|p| p.du <= m.debut).max(1) - 1;
        if let Some(p) = periodes.get_mut(rang) {
            match (m.convoques, m.attendus) {
                (0, _) => p.sans_personne += 1,
                (n, Some(attendus)) if n < attendus => p.incompletes += 1,
                _ => p.pourvues += 1,
            }
        }
    }
    periodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mission(annee: i32, mois: u32, jour: u32, convoques: u32) -> MissionDeFrise {
        MissionDeFrise {
            debut: NaiveDate::from_ymd_opt(annee, mois, jour).unwrap(),
            convoques,
            attendus: None,
        }
    }

    #[test]
    fn sans_mission_pas_d_image() {
        assert_eq!(frise(&[]), []);
    }

    #[test]
    fn par_semaine_sans_trou() {
        let mut incomplete = mission(2021, 3, 5, 1);
        incomplete.attendus = Some(2);
        let mut complete = mission(2021, 3, 1, 2);
        complete.attendus = Some(2);
        let f = frise(&[
            complete,
            incomplete,
            mission(2021, 3, 7, 0),
            mission(2021, 3, 15, 4),
        ]);
        let lues: Vec<_> = f
            .iter()
            .map(|p| (p.nom(), p.pourvues, p.incompletes, p.sans_personne))
            .collect();
        assert_eq!(
            lues,
            [
                ("1er\u{a0}mars".to_owned(), 1, 1, 1),
                ("8\u{a0}mars".to_owned(), 0, 0, 0),
                ("15\u{a0}mars".to_owned(), 1, 0, 0),
            ]
        );
        assert_eq!(f[0].nom_court(), "1/3");
        assert_eq!(f[0].total(), 3);
    }

    #[test]
    fn une_longue_session_va_par_mois() {
        let f = frise(&[mission(2020, 11, 30, 0), mission(2021, 7, 1, 1)]);
        assert_eq!(f.len(), 9);
        assert!(f.iter().all(|p| p.mois));
        assert_eq!(f[0].nom(), "novembre 2020");
        assert_eq!(
            (f[0].nom_court(), f[8].nom_court()),
            ("nov.".into(), "juil.".into())
        );
        assert_eq!((f[0].sans_personne, f[8].pourvues), (1, 1));
        // Sixteen weeks are still told one by one.
        let f = frise(&[mission(2021, 1, 4, 0), mission(2021, 4, 25, 0)]);
        assert_eq!((f.len(), f[0].mois), (16, false));
    }

    #[test]
    fn une_date_egaree_ne_fait_pas_une_image_sans_fin() {
        let f = frise(&[mission(2021, 3, 1, 1), mission(2999, 3, 1, 1)]);
        assert_eq!(f.len(), PERIODES_MAX);
        assert_eq!(f.iter().map(Periode::total).sum::<u32>(), 2);
    }
}
