//! Absences: a few of Bellevue's people that clash with its missions, so that the window has
//! something to show and the control of the session something to settle; and a school year
//! of ordinary ones in every établissement.

use crate::academie;
use crate::alea::{Alea, Genre};
use crate::comptes::{CHEF, SECRETAIRE};
use crate::convocations::PARCOURUS;
use crate::{AbsenceDemo, IntervenantDemo};
use domain::{Absence, Datelike, Motif, NaiveDate, PartieJour, Weekday};

/// Discipline, place among Bellevue's people of it, first and last day (day, month of
/// 2021), part of the day, day of the week, reason.
type Ligne = (
    &'static str,
    usize,
    (u32, u32),
    (u32, u32),
    PartieJour,
    Option<u8>,
    Motif,
);

#[rustfmt::skip]
const BELLEVUE: &[Ligne] = &[
    ("L0422", 1, (1, 2), (5, 2), PartieJour::Journee, None, Motif::Formation),
    ("L0422", 3, (4, 1), (2, 7), PartieJour::Journee, Some(1), Motif::TempsPartiel),
    ("L0422", 6, (2, 2), (2, 2), PartieJour::Matin, None, Motif::Autre),
    // Convoked to 172418 on that day: the absence came afterwards.
    ("L1500", 3, (23, 2), (24, 2), PartieJour::Journee, None, Motif::Medical),
];

/// Disciplines of which Bellevue's window shows the clashes above and no others: their
/// people are away by chance only outside the months of its missions.
const RESERVEES: [&str; 6] = ["L0422", "L1500", "L1000", "L1600", "L7100", "L0100"];

/// Bellevue's first ones, of whom every name is laid down.
const RANGS_FIXES: usize = 27;

/// Of other établissements, those of whom every name is laid down are before this one.
const RANGS_AILLEURS: usize = 200;

/// First and last day of the school year that the demonstration tells.
const RENTREE: (i32, u32, u32) = (2020, 9, 1);
const FIN: (i32, u32, u32) = (2021, 7, 6);

/// Months in which somebody may be away: all, or those without missions at Bellevue.
const TOUS_LES_MOIS: [(i32, u32); 10] = [
    (2020, 9),
    (2020, 10),
    (2020, 11),
    (2020, 12),
    (2021, 1),
    (2021, 2),
    (2021, 3),
    (2021, 4),
    (2021, 5),
    (2021, 6),
];
const MOIS_CALMES: [(i32, u32); 6] = [
    (2020, 9),
    (2020, 10),
    (2020, 11),
    (2021, 4),
    (2021, 5),
    (2021, 6),
];

const FORMATIONS: [&str; 4] = [
    "Plan académique de formation",
    "Stage de formateurs",
    "Journée de bassin",
    "",
];
const SORTIES: [&str; 4] = [
    "Séjour linguistique à Dublin",
    "Visite du musée Soulages à Rodez",
    "Classe de neige à Luchon",
    "Finale régionale de l’UNSS",
];

fn date((annee, mois, jour): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(annee, mois, jour).unwrap_or_default()
}

/// A day of work of a month, not among its first.
fn jour_ouvre(alea: &mut Alea, mois: (i32, u32)) -> NaiveDate {
    let jour = date((mois.0, mois.1, 6 + alea.sous(19) as u32));
    match jour.weekday() {
        Weekday::Sat => plus(jour, -1),
        Weekday::Sun => plus(jour, -2),
        _ => jour,
    }
}

fn plus(jour: NaiveDate, jours: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(jour.num_days_from_ce() + jours).unwrap_or(jour)
}

pub(crate) fn absences(
    graine: u64,
    intervenants: impl Iterator<Item = IntervenantDemo>,
) -> Vec<AbsenceDemo> {
    let bellevue = academie::bellevue();
    let gens: Vec<IntervenantDemo> = intervenants.take(PARCOURUS).collect();
    let ici = |i: &IntervenantDemo| i.etablissement.as_ref() == Some(&bellevue);
    let jour = |(j, m)| date((2021, m, j));
    let mut toutes: Vec<AbsenceDemo> = BELLEVUE
        .iter()
        .filter_map(|(discipline, place, du, au, partie, jour_semaine, motif)| {
            let qui = gens
                .iter()
                .filter(|i| ici(i) && i.discipline == Some(discipline))
                .nth(*place)?;
            Some(AbsenceDemo {
                intervenant: qui.matricule.clone(),
                absence: Absence {
                    du: jour(*du),
                    au: jour(*au),
                    partie: *partie,
                    jour_semaine: *jour_semaine,
                    ..Absence::default()
                },
                motif: *motif,
                commentaire: "",
                auteur: Some(CHEF),
            })
        })
        .collect();
    for (rang, qui) in gens.iter().enumerate() {
        let reserve = rang < RANGS_FIXES
            || qui
                .discipline
                .is_none_or(|d| ici(qui) && RESERVEES.contains(&d));
        ordinaires(graine, rang, qui, ici(qui), reserve, &mut toutes);
    }
    toutes
}

/// What a year brings to one person: most of the time nothing.
fn ordinaires(
    graine: u64,
    rang: usize,
    qui: &IntervenantDemo,
    ici: bool,
    reserve: bool,
    toutes: &mut Vec<AbsenceDemo>,
) {
    if qui.etablissement.is_none() || (!ici && rang < RANGS_AILLEURS) {
        return;
    }
    let mut alea = Alea::pour(graine, Genre::Absences, rang as u64);
    // Elsewhere there is less to see, and nobody signs in.
    let souvent = |pour_cent: usize| if ici { pour_cent } else { pour_cent / 4 };
    let mut noter = |absence, motif, commentaire, alea: &mut Alea| {
        toutes.push(AbsenceDemo {
            intervenant: qui.matricule.clone(),
            absence,
            motif,
            commentaire,
            auteur: ici.then(|| if alea.chance(70) { SECRETAIRE } else { CHEF }),
        });
    };
    if !reserve && alea.chance(souvent(14)) {
        let premier = 1 + alea.sous(5) as u8;
        let partie = match alea.sous(4) {
            0 => PartieJour::Matin,
            1 => PartieJour::ApresMidi,
            _ => PartieJour::Journee,
        };
        let hebdomadaire = |jour| Absence {
            du: date(RENTREE),
            au: date(FIN),
            partie,
            jour_semaine: Some(jour),
            ..Absence::default()
        };
        noter(hebdomadaire(premier), Motif::TempsPartiel, "", &mut alea);
        if alea.chance(30) {
            let second = 1 + (premier + 1) % 5;
            noter(hebdomadaire(second), Motif::TempsPartiel, "", &mut alea);
        }
    }
    let un_mois = |alea: &mut Alea| {
        if reserve {
            MOIS_CALMES[alea.sous(MOIS_CALMES.len())]
        } else {
            TOUS_LES_MOIS[alea.sous(TOUS_LES_MOIS.len())]
        }
    };
    if alea.chance(souvent(34)) {
        let mois = un_mois(&mut alea);
        let du = jour_ouvre(&mut alea, mois);
        let absence = Absence {
            du,
            au: plus(
                du,
                if du.weekday() == Weekday::Fri {
                    0
                } else {
                    alea.sous(2) as i32
                },
            ),
            partie: if alea.chance(20) {
                PartieJour::ApresMidi
            } else {
                PartieJour::Journee
            },
            ..Absence::default()
        };
        let commentaire = alea.parmi(&FORMATIONS);
        noter(absence, Motif::Formation, commentaire, &mut alea);
    }
    if alea.chance(souvent(18)) {
        let mois = un_mois(&mut alea);
        let du = jour_ouvre(&mut alea, mois);
        let absence = Absence {
            du,
            au: plus(du, alea.sous(9) as i32),
            ..Absence::default()
        };
        noter(absence, Motif::Medical, "", &mut alea);
    }
    if alea.chance(souvent(9)) {
        let mois = un_mois(&mut alea);
        // From Monday noon to Friday noon.
        let jour = jour_ouvre(&mut alea, mois);
        let lundi = plus(jour, -(jour.weekday().num_days_from_monday() as i32));
        let absence = Absence {
            du: lundi,
            au: plus(lundi, 4),
            debut_midi: true,
            fin_midi: true,
            ..Absence::default()
        };
        let commentaire = alea.parmi(&SORTIES);
        noter(absence, Motif::SortieScolaire, commentaire, &mut alea);
    }
    if alea.chance(souvent(8)) {
        let mois = un_mois(&mut alea);
        let du = jour_ouvre(&mut alea, mois);
        let absence = Absence {
            du,
            au: du,
            partie: PartieJour::Matin,
            ..Absence::default()
        };
        noter(absence, Motif::Autorisation, "", &mut alea);
    }
    if !reserve && alea.chance(souvent(4)) {
        let du = jour_ouvre(&mut alea, (2020, 11));
        let absence = Absence {
            du,
            au: plus(du, 16 * 7),
            ..Absence::default()
        };
        noter(absence, Motif::Conge, "", &mut alea);
    }
}
