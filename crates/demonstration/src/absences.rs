//! Absences of some of Bellevue's people, so that the window has clashes to show and the
//! control of the session something to settle.

use crate::academie;
use crate::convocations::PARCOURUS;
use crate::{AbsenceDemo, IntervenantDemo};
use domain::{Absence, NaiveDate, PartieJour};

/// Discipline, place among Bellevue's people of it, first and last day (day, month of
/// 2021), part of the day, day of the week, reason.
type Ligne = (
    &'static str,
    usize,
    (u32, u32),
    (u32, u32),
    PartieJour,
    Option<u8>,
    &'static str,
);

#[rustfmt::skip]
const BELLEVUE: &[Ligne] = &[
    ("L0422", 1, (1, 2), (5, 2), PartieJour::Journee, None, "formation"),
    ("L0422", 3, (4, 1), (2, 7), PartieJour::Journee, Some(1), "temps_partiel"),
    ("L0422", 6, (2, 2), (2, 2), PartieJour::Matin, None, "autre"),
    // Convoked to 172418 on that day: the absence came afterwards.
    ("L1500", 3, (23, 2), (24, 2), PartieJour::Journee, None, "maladie"),
];

pub(crate) fn absences(intervenants: impl Iterator<Item = IntervenantDemo>) -> Vec<AbsenceDemo> {
    let bellevue = academie::bellevue();
    let siens: Vec<IntervenantDemo> = intervenants
        .take(PARCOURUS)
        .filter(|i| i.etablissement.as_ref() == Some(&bellevue))
        .collect();
    let jour = |(j, m)| NaiveDate::from_ymd_opt(2021, m, j).unwrap_or_default();
    BELLEVUE
        .iter()
        .filter_map(|(discipline, place, du, au, partie, jour_semaine, motif)| {
            let qui = siens
                .iter()
                .filter(|i| i.discipline == Some(discipline))
                .nth(*place)?;
            Some(AbsenceDemo {
                intervenant: qui.matricule.clone(),
                absence: Absence {
                    du: jour(*du),
                    au: jour(*au),
                    partie: *partie,
                    jour_semaine: *jour_semaine,
                },
                motif,
            })
        })
        .collect()
}
