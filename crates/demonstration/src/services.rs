//! What was attested before the demonstration begins: last year's session, closed in the
//! other centres, and in every state at Bellevue. Everything later remains to be attested.

use crate::alea::{Alea, Genre};
use crate::comptes::{CHEF, GESTIONNAIRE};
use crate::{ConvocationDemo, MissionDemo, ServiceDemo};
use domain::{Comptage, Creneau, MotifAbsence, Presence, Uai, compte_par, duree};
use std::collections::HashMap;

/// How far a mission of Bellevue is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Avancement {
    /// Everybody noted as having come, nothing counted yet.
    Presents,
    /// All entered, nothing validated.
    Saisie,
    /// The first day validated, nothing of the rest.
    PremierJour,
    /// All validated.
    Validee,
    /// All validated, one line corrected since.
    Corrigee,
}

const BELLEVUE: &[(i64, Avancement)] = &[
    // 164011 remains to be attested, as all of the session of 2021.
    (164_012, Avancement::Presents),
    (164_013, Avancement::Saisie),
    (164_014, Avancement::PremierJour),
    (164_015, Avancement::Validee),
    (164_016, Avancement::Validee),
    (164_017, Avancement::Validee),
    (164_171, Avancement::Validee),
    (164_172, Avancement::Corrigee),
];

/// Last year's session.
const PASSEE: i32 = 2020;

pub(crate) fn services(
    graine: u64,
    bellevue: &Uai,
    missions: &[MissionDemo],
    convocations: &[ConvocationDemo],
) -> Vec<ServiceDemo> {
    let missions: HashMap<i64, &MissionDemo> = missions.iter().map(|m| (m.numero, m)).collect();
    let mut services = Vec::new();
    for de_la_mission in convocations.chunk_by(|a, b| a.mission == b.mission) {
        let Some(mission) = de_la_mission
            .first()
            .and_then(|c| missions.get(&c.mission))
            .filter(|m| m.session.annee == PASSEE)
        else {
            continue;
        };
        let a_bellevue = mission.centre == *bellevue;
        let auteur = if a_bellevue { CHEF } else { GESTIONNAIRE };
        let avancement = if a_bellevue {
            BELLEVUE
                .iter()
                .find(|(numero, _)| *numero == mission.numero)
                .map(|(_, a)| *a)
        } else {
            Some(Avancement::Validee)
        };
        let Some(avancement) = avancement else {
            continue;
        };
        let mut alea = Alea::pour(graine, Genre::Services, mission.numero.unsigned_abs());
        let premier = de_la_mission
            .iter()
            .flat_map(|c| c.affectation.creneaux.first())
            .map(|c| c.jour)
            .min();
        for (rang, c) in de_la_mission.iter().enumerate() {
            for creneau in &c.affectation.creneaux {
                if avancement == Avancement::PremierJour && Some(creneau.jour) != premier {
                    continue;
                }
                let s = service(
                    &mut alea,
                    mission,
                    avancement,
                    (rang, de_la_mission),
                    creneau,
                );
                services.push(ServiceDemo { auteur, ..s });
            }
        }
    }
    services
}

fn service(
    alea: &mut Alea,
    mission: &MissionDemo,
    avancement: Avancement,
    (rang, tous): (usize, &[ConvocationDemo]),
    creneau: &Creneau,
) -> ServiceDemo {
    let c = &tous[rang];
    let compte = mission.type_mission.faits().comptage;
    let nombre = match compte {
        Some(Comptage::Copies) => Some(20 + alea.sous(25) as u32),
        Some(Comptage::Candidats) => Some(8 + alea.sous(8) as u32),
        None => None,
    }
    .filter(|_| compte_par(c.affectation.qualite));
    let mut s = ServiceDemo {
        mission: mission.numero,
        intervenant: c.intervenant.clone(),
        jour: creneau.jour,
        presence: Presence::Present,
        motif: None,
        remplacant: None,
        minutes: duree(creneau),
        nombre,
        remarque: "",
        auteur: CHEF,
        valide: !matches!(avancement, Avancement::Presents | Avancement::Saisie),
        correction: "",
    };
    match (avancement, rang) {
        (Avancement::Presents, _) => s.nombre = None,
        // Among several people one did not come, and one sent somebody.
        (Avancement::Saisie | Avancement::Validee, 2) if tous.len() > 3 => {
            s.presence = Presence::Absent;
            s.motif = Some(MotifAbsence::Sante);
            s.minutes = 0;
            s.nombre = None;
        }
        (Avancement::Saisie, 4) => {
            s.presence = Presence::Remplace;
            s.remplacant = tous.first().map(|c| c.intervenant.clone());
            s.remarque = "Lot de copies repris le jour même.";
        }
        (Avancement::Corrigee, 0) => {
            s.correction = "Nombre de copies vérifié dans SANTORIN.";
        }
        _ => {}
    }
    s
}
