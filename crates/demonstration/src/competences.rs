//! Compétences: those of Bellevue in every state, those of some other établissements
//! validated, and last year's to start from.

use crate::academie::{self, DISCIPLINES};
use crate::comptes::{CHEF, GESTIONNAIRE, SECRETAIRE};
use crate::convocations::PARCOURUS;
use crate::{EtapeDemo, IntervenantDemo, MissionDemo, SaisieDemo};
use domain::{EpreuveExamen, Langue, ObjetCompetence, Uai, UsageLangue};
use std::collections::BTreeMap;

/// How far the entry of a discipline is.
#[derive(Clone, Copy)]
enum Avancement {
    /// Half of the people done.
    EnCours,
    /// Everybody done.
    AValider,
    /// Validated.
    Validee,
    /// Validated, reopened, and changed since.
    Rouverte,
}

use Avancement::{AValider, EnCours, Rouverte, Validee};

/// Those of Bellevue for this session; the others are not begun.
const BELLEVUE: &[(&str, Avancement)] = &[
    ("L0100", Rouverte),
    ("L0202", EnCours),
    ("L0421", AValider),
    ("L0422", EnCours),
    ("L0426", Validee),
    ("L1000", Validee),
    ("L1300", AValider),
    ("L1500", AValider),
    ("L7100", EnCours),
];

/// Those of Bellevue the year before, all validated.
const AVANT: &[&str] = &[
    "L0100", "L0202", "L0421", "L0422", "L0426", "L1000", "L1300", "L1500", "L1600", "L1700",
];

/// Those of one other établissement out of three.
const AILLEURS: &[&str] = &["L0422", "L1000"];

/// Year of the session, and the one before.
const ANNEES: (i32, i32) = (2021, 2020);

/// The épreuves of a year.
fn epreuves(missions: &[MissionDemo], annee: i32) -> Vec<ObjetCompetence> {
    let mut vues: Vec<ObjetCompetence> = Vec::new();
    for m in missions.iter().filter(|m| m.session.annee == annee) {
        let Some(epreuve) = &m.epreuve else { continue };
        let objet = ObjetCompetence::Epreuve(EpreuveExamen {
            examen: m.session.examen.clone(),
            specialite: m.specialite.clone(),
            epreuve: epreuve.clone(),
        });
        if !vues.contains(&objet) {
            vues.push(objet);
        }
    }
    vues
}

/// What people of a discipline are competent in.
fn de_la_discipline(epreuves: &[ObjetCompetence], libelle: &str) -> Vec<ObjetCompetence> {
    epreuves
        .iter()
        .filter(|o| o.convient(libelle) == Some(true))
        .cloned()
        .collect()
}

/// The boxes of people: each all that their discipline has, and for some a language more.
fn cases(
    gens: &[&IntervenantDemo],
    objets: &[ObjetCompetence],
    libelle: &str,
) -> Vec<(String, ObjetCompetence)> {
    let langue = Langue::de_la_discipline(libelle);
    let mut cases = Vec::new();
    for (rang, qui) in gens.iter().enumerate() {
        let en_plus = match langue {
            // Language teachers question on their language; one in three in a section.
            Some(langue) if rang % 3 == 0 => vec![
                (UsageLangue::LangueVivante, langue),
                (UsageLangue::SectionEuropeenne, langue),
            ],
            Some(langue) => vec![(UsageLangue::LangueVivante, langue)],
            // One in four of the others teaches in English or in Spanish.
            None if rang % 8 == 1 => vec![(UsageLangue::Dnl, Langue::Anglais)],
            None if rang % 8 == 5 => vec![(UsageLangue::Dnl, Langue::Espagnol)],
            None => Vec::new(),
        };
        let en_plus = en_plus
            .into_iter()
            .map(|(usage, langue)| ObjetCompetence::Langue { usage, langue });
        cases.extend(
            objets
                .iter()
                .cloned()
                .chain(en_plus)
                .map(|objet| (qui.matricule.clone(), objet)),
        );
    }
    cases
}

/// What happened to the entry of a discipline, in order.
fn etapes(
    avancement: Avancement,
    gens: &[&IntervenantDemo],
    objets: &[ObjetCompetence],
    libelle: &str,
) -> Vec<EtapeDemo> {
    let toutes = || cases(gens, objets, libelle);
    let saisir = |jours, cochees, decochees| EtapeDemo::Enregistrer {
        jours,
        par: SECRETAIRE,
        cochees,
        decochees,
    };
    let proposer = |jours| EtapeDemo::Proposer {
        jours,
        par: SECRETAIRE,
    };
    let valider = |jours| EtapeDemo::Valider { jours, par: CHEF };
    match avancement {
        EnCours => {
            let moitie = gens.get(..gens.len().div_ceil(2)).unwrap_or_default();
            vec![saisir(6, cases(moitie, objets, libelle), Vec::new())]
        }
        AValider => vec![saisir(9, toutes(), Vec::new()), proposer(8)],
        Validee => {
            // The last language teacher marks nothing of what is written in the last term:
            // the window says so when they are convoked to it.
            let dernier = gens.last().map(|i| i.matricule.as_str());
            let ecrits = |o: &ObjetCompetence| match o {
                ObjetCompetence::Epreuve(e) => e.epreuve.libelle.contains("3ème éval écrit"),
                ObjetCompetence::Langue { usage, .. } => *usage == UsageLangue::LangueVivante,
            };
            let cochees = toutes()
                .into_iter()
                .filter(|(qui, o)| Some(qui.as_str()) != dernier || !ecrits(o))
                .collect();
            vec![saisir(12, cochees, Vec::new()), proposer(11), valider(10)]
        }
        Rouverte => {
            let retiree = toutes().into_iter().next_back().into_iter().collect();
            let ajoutee = gens
                .first()
                .map(|i| {
                    let objet = ObjetCompetence::Langue {
                        usage: UsageLangue::Dnl,
                        langue: Langue::Allemand,
                    };
                    (i.matricule.clone(), objet)
                })
                .into_iter()
                .collect();
            vec![
                saisir(14, toutes(), Vec::new()),
                proposer(13),
                valider(12),
                EtapeDemo::Rouvrir {
                    jours: 5,
                    par: GESTIONNAIRE,
                    motif: "Une DNL manque pour l’épreuve de section européenne.",
                },
                saisir(4, ajoutee, retiree),
            ]
        }
    }
}

pub(crate) fn saisies(
    missions: &[MissionDemo],
    intervenants: impl Iterator<Item = IntervenantDemo>,
) -> Vec<SaisieDemo> {
    let bellevue = academie::bellevue();
    let gens: Vec<IntervenantDemo> = intervenants.take(PARCOURUS).collect();
    let mut par_poste: BTreeMap<(Uai, &str), Vec<&IntervenantDemo>> = BTreeMap::new();
    for i in &gens {
        if let (Some(lieu), Some(discipline)) = (&i.etablissement, i.discipline) {
            par_poste
                .entry((lieu.clone(), discipline))
                .or_default()
                .push(i);
        }
    }
    let mut voulues: Vec<(Uai, i32, &'static str, Avancement)> = Vec::new();
    for discipline in AVANT {
        voulues.push((bellevue.clone(), ANNEES.1, discipline, Validee));
    }
    for (discipline, avancement) in BELLEVUE {
        voulues.push((bellevue.clone(), ANNEES.0, discipline, *avancement));
    }
    for lieu in academie::etablissements().into_iter().skip(1).step_by(3) {
        for discipline in AILLEURS {
            voulues.push((lieu.uai.clone(), ANNEES.0, discipline, Validee));
        }
    }
    let de_l_annee = [ANNEES.0, ANNEES.1].map(|annee| (annee, epreuves(missions, annee)));
    voulues
        .into_iter()
        .filter_map(|(etablissement, annee, discipline, avancement)| {
            let gens = par_poste.get(&(etablissement.clone(), discipline))?;
            let libelle = DISCIPLINES.iter().find(|p| p.code == discipline)?.libelle;
            let (_, epreuves) = de_l_annee.iter().find(|(a, _)| *a == annee)?;
            let objets = de_la_discipline(epreuves, libelle);
            Some(SaisieDemo {
                etapes: etapes(avancement, gens, &objets, libelle),
                etablissement,
                annee,
                discipline,
            })
        })
        .collect()
}
