//! Convocations made before the demonstration begins: those that the memo's
//! screens show, and enough others for every list to have something in it.

use crate::academie;
use crate::alea::{Alea, Genre};
use crate::comptes::{CHEF, GESTIONNAIRE, SECRETAIRE};
use crate::{ConvocationDemo, IntervenantDemo, MissionDemo};
use domain::{Affectation, Autorite, Creneau, NaiveTime, Qualite, TypeMission, Uai};
use std::collections::HashMap;

/// Convocations of other centres call people among so many first ones: a larger
/// académie has the same convocations, and a million people need not be gone
/// through.
pub(crate) const PARCOURUS: usize = 3_000;

/// What a convocation of the table below says differently from its mission.
#[derive(Clone, Copy)]
struct Serie {
    mission: i64,
    /// Discipline of those called; empty for people without one.
    discipline: &'static str,
    /// Places of those called among Bellevue's people of the discipline.
    premier: usize,
    nombre: usize,
    auteur: &'static str,
    qualite: Option<Qualite>,
    salle: &'static str,
    /// Days by their places among the possible ones; none keeps the defaults.
    jours: &'static [usize],
    /// None keeps the default.
    observation: Option<&'static str>,
}

const USUELLE: Serie = Serie {
    mission: 0,
    discipline: "",
    premier: 0,
    nombre: 1,
    auteur: CHEF,
    qualite: None,
    salle: "",
    jours: &[],
    observation: None,
};

const fn serie(mission: i64, discipline: &'static str, premier: usize, nombre: usize) -> Serie {
    Serie {
        mission,
        discipline,
        premier,
        nombre,
        ..USUELLE
    }
}

/// Bellevue's convocations. First those of the memo, with its numbers and its
/// summaries; the missions that it shows with nobody convoked are not named here.
const BELLEVUE: &[Serie] = &[
    Serie {
        salle: "205",
        jours: &[1, 3],
        ..serie(172_278, "", 0, 1)
    },
    Serie {
        jours: &[1, 3],
        observation: Some(
            "Présence en salle de travaux pratiques trente minutes avant l’arrivée des candidats.",
        ),
        ..serie(172_418, "L1500", 0, 10)
    },
    serie(171_887, "L7100", 0, 3),
    Serie {
        auteur: SECRETAIRE,
        salle: "B 12",
        ..serie(171_887, "L7100", 3, 2)
    },
    Serie {
        qualite: Some(Qualite::ReferentCorrection),
        ..serie(171_885, "L1500", 1, 1)
    },
    serie(171_885, "L1500", 2, 1),
    Serie {
        auteur: SECRETAIRE,
        jours: &[0],
        ..serie(171_885, "L1500", 10, 1)
    },
    serie(171_747, "L1000", 0, 2),
    Serie {
        salle: "113",
        observation: Some("Lot de copies du centre voisin."),
        ..serie(171_747, "L1000", 2, 1)
    },
    // The fourth of 171747 comes from another établissement: see DIVISION.
    Serie {
        qualite: Some(Qualite::Coordinateur),
        ..serie(172_419, "L1600", 0, 1)
    },
    Serie {
        qualite: Some(Qualite::CoordinateurAdjoint),
        auteur: SECRETAIRE,
        ..serie(172_419, "L1600", 1, 1)
    },
    Serie {
        salle: "Labo SVT 2",
        jours: &[0, 1, 2],
        ..serie(172_419, "L1600", 2, 3)
    },
    serie(171_748, "L0422", 0, 6),
    Serie {
        qualite: Some(Qualite::CorrecteurSuppleant),
        ..serie(171_748, "L0422", 6, 2)
    },
    serie(171_753, "", 1, 1),
    serie(164_011, "L1000", 0, 6),
    serie(164_012, "L1000", 4, 5),
    serie(164_013, "L0422", 0, 8),
    serie(164_014, "L0426", 0, 4),
    serie(164_015, "L1600", 0, 4),
    Serie {
        auteur: SECRETAIRE,
        ..serie(164_016, "", 1, 2)
    },
    Serie {
        salle: "Auditorium",
        ..serie(164_017, "L1700", 0, 1)
    },
    Serie {
        salle: "C 301",
        jours: &[0, 1, 4],
        ..serie(164_171, "L8010", 0, 2)
    },
    serie(164_172, "L7100", 0, 4),
];

/// The row of 171747 that the gestionnaire made: nobody at Bellevue is its
/// author, so that no group action of theirs takes it.
const DIVISION: i64 = 171_747;

type Cle = (Option<Uai>, &'static str);

pub(crate) fn convocations(
    graine: u64,
    missions: &[(MissionDemo, &'static [&'static str])],
    intervenants: impl Iterator<Item = IntervenantDemo>,
) -> Vec<ConvocationDemo> {
    let bellevue = academie::bellevue();
    let mut par_discipline: HashMap<Cle, Vec<String>> = HashMap::new();
    for i in intervenants.take(PARCOURUS) {
        par_discipline
            .entry((i.etablissement, i.discipline.unwrap_or_default()))
            .or_default()
            .push(i.matricule);
    }
    let gens = |uai: &Uai, discipline: &'static str| {
        par_discipline
            .get(&(Some(uai.clone()), discipline))
            .map_or(&[][..], Vec::as_slice)
    };

    let mut convocations = Vec::new();
    for (mission, disciplines) in missions {
        if mission.centre == bellevue {
            for s in BELLEVUE.iter().filter(|s| s.mission == mission.numero) {
                let appeles = gens(&bellevue, s.discipline).iter().skip(s.premier);
                convocations.extend(appeles.take(s.nombre).map(|matricule| ConvocationDemo {
                    mission: mission.numero,
                    intervenant: matricule.clone(),
                    affectation: affectation(mission, s),
                    autorite: Autorite::Centre,
                    auteur: s.auteur,
                }));
            }
            if mission.numero == DIVISION {
                // Somebody of the discipline who works elsewhere, always the same.
                let voisin = par_discipline
                    .iter()
                    .filter(|((uai, d), _)| {
                        uai.as_ref().is_some_and(|u| *u != bellevue) && disciplines.contains(d)
                    })
                    .filter_map(|(_, matricules)| matricules.first())
                    .min();
                convocations.extend(voisin.map(|m| par_division(mission, m, &USUELLE)));
            }
            continue;
        }
        let mut alea = Alea::pour(graine, Genre::Convocations, mission.numero.unsigned_abs());
        let possible =
            !mission.type_mission.faits().attend_affectation || mission.affectation_terminee;
        let passee = mission.session.annee == 2020;
        if !possible || !alea.chance(if passee { 75 } else { 20 }) {
            continue;
        }
        let nombre = if mission.type_mission == TypeMission::Sscan {
            1
        } else {
            1 + alea.sous(4)
        };
        let s = Serie {
            salle: if alea.chance(40) {
                alea.parmi(&["A104", "205", "Salle polyvalente", "CDI"])
            } else {
                ""
            },
            jours: if alea.chance(25) { &[1, 2] } else { &[] },
            ..USUELLE
        };
        let sans_discipline: &[&str] = &[""];
        let appeles = if disciplines.is_empty() {
            sans_discipline
        } else {
            disciplines
        };
        let appeles = appeles.iter().flat_map(|d| gens(&mission.centre, d));
        convocations.extend(appeles.take(nombre).map(|m| par_division(mission, m, &s)));
    }
    convocations
}

fn par_division(mission: &MissionDemo, matricule: &str, s: &Serie) -> ConvocationDemo {
    ConvocationDemo {
        mission: mission.numero,
        intervenant: matricule.to_owned(),
        affectation: affectation(mission, s),
        autorite: Autorite::Division,
        auteur: GESTIONNAIRE,
    }
}

fn affectation(mission: &MissionDemo, s: &Serie) -> Affectation {
    let creneaux: Vec<Creneau> = if s.jours.is_empty() {
        mission.creneaux_par_defaut.clone()
    } else {
        let jours = s
            .jours
            .iter()
            .filter_map(|j| mission.jours_possibles.get(*j));
        jours.map(|j| matin(*j)).collect()
    };
    Affectation {
        qualite: s
            .qualite
            .or_else(|| mission.type_mission.qualite_par_defaut()),
        salle: s.salle.to_owned(),
        commission: mission.commission_par_defaut.clone(),
        creneaux,
        observation: s
            .observation
            .map_or_else(|| mission.observation_par_defaut.clone(), str::to_owned),
    }
}

fn matin(jour: domain::NaiveDate) -> Creneau {
    let heure = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap_or_default();
    Creneau {
        jour,
        debut: heure(8, 30),
        fin: heure(12, 30),
    }
}
