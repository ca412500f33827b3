//! *Contrôle de la session* (ours): every clash that stands, and every mission that lacks
//! somebody, over all the missions of a year.

use crate::confiance::GenreReponse;
use crate::conflit::{
    Conflit, Degre, Disponibilite, conflits, conflits_de_jours, discipline_convient,
};
use crate::convocation::ConvocationLigne;
use crate::ids::{ConvocationId, IntervenantId, MissionId};
use crate::intervenant::nom_complet;
use crate::mission::{Mission, PartieHlp, TypeMission};
use crate::temps::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// That somebody convoked, or changed the convocation, in spite of a clash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflitConfirme {
    /// Their name; empty when it is not known.
    pub par: String,
    /// When, local.
    pub le: String,
}

/// A convocation against which something stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvocationEnConflit {
    /// The convocation.
    pub convocation: ConvocationId,
    /// Its mission's number.
    pub mission: i64,
    /// Its mission's épreuve, or kind.
    pub intitule: String,
    /// Its mission's centre, `NOM (UAI)`.
    #[serde(default)]
    pub centre: String,
    /// `NOM Prénom`.
    pub nom: String,
    /// What, weightiest first.
    pub conflits: Vec<Conflit>,
    /// For each of these, in the same order, whether it was confirmed.
    #[serde(default)]
    pub confirmes: Vec<Option<ConflitConfirme>>,
    /// Whether who reads this may settle it there.
    pub modifiable: bool,
}

impl ConvocationEnConflit {
    /// Whether all that stands against it was confirmed.
    #[must_use]
    pub fn confirmee(&self) -> bool {
        self.confirmes.len() == self.conflits.len() && self.confirmes.iter().all(Option::is_some)
    }
}

/// What a mission lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manque {
    /// Nobody is convoked.
    Personne,
    /// Fewer than the centre expects.
    Effectif {
        /// Expected.
        attendus: u32,
        /// Convoked.
        convoques: u32,
    },
    /// Nobody of the discipline that this half of Humanités-littérature-philosophie
    /// calls for (memo §3), nor whose validated compétences hold it.
    Discipline(PartieHlp),
}

/// A person who declared an impediment: somebody else is to be convoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvocationEmpechee {
    /// The convocation.
    pub convocation: ConvocationId,
    /// Its mission's number.
    pub mission: i64,
    /// Its mission's épreuve, or kind.
    pub intitule: String,
    /// Its mission's centre, `NOM (UAI)`.
    #[serde(default)]
    pub centre: String,
    /// `NOM Prénom`.
    pub nom: String,
    /// What the person answered.
    pub reponse: crate::Reponse,
    /// Whether who reads this may settle it there.
    pub modifiable: bool,
}

/// A mission that lacks something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionIncomplete {
    /// Its number.
    pub mission: i64,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// Its centre, `NOM (UAI)`.
    #[serde(default)]
    pub centre: String,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its first day.
    pub debut: NaiveDate,
    /// What.
    pub manques: Vec<Manque>,
    /// Whether who reads this may settle it there.
    pub modifiable: bool,
}

/// The outcome of a control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controle {
    /// The year controlled.
    pub annee: i32,
    /// Years that have missions, latest first.
    pub annees: Vec<i32>,
    /// Missions of several centres may be controlled: each line tells its own.
    #[serde(default)]
    pub plusieurs_centres: bool,
    /// How many missions were controlled.
    pub missions: u32,
    /// How many convocations.
    pub convocations: u32,
    /// Convocations that clash, in order of mission then name.
    pub conflits: Vec<ConvocationEnConflit>,
    /// Impediments declared, in order of mission then name.
    #[serde(default)]
    pub empechements: Vec<ConvocationEmpechee>,
    /// Missions that lack something, in order of first day.
    pub incompletes: Vec<MissionIncomplete>,
}

fn intitule(m: &Mission) -> String {
    m.ligne.epreuve.as_ref().map_or_else(
        || m.ligne.type_mission.libelle().to_owned(),
        |e| e.libelle.clone(),
    )
}

/// What stands against a convocation already made: what would against a new one, and the
/// days that its mission has no more.
fn conflits_poses(m: &Mission, c: &ConvocationLigne, d: Option<&Disponibilite>) -> Vec<Conflit> {
    let creneaux = &c.affectation.creneaux;
    let mut trouves = Vec::new();
    let hors_mission: Vec<NaiveDate> = creneaux
        .iter()
        .map(|x| x.jour)
        .filter(|j| m.jours_possibles.binary_search(j).is_err())
        .collect();
    if !hors_mission.is_empty() {
        trouves.push(Conflit::HorsMission {
            jours: hors_mission,
        });
    }
    if let Some(d) = d {
        // The person's other convocations: this one does not clash with itself.
        let autres = Disponibilite {
            engagements: d
                .engagements
                .iter()
                .filter(|e| e.convocation != c.id)
                .cloned()
                .collect(),
            ..d.clone()
        };
        trouves.extend(conflits(m, creneaux, &c.discipline, &autres));
    }
    trouves.extend(conflits_de_jours(m, creneaux));
    trouves.retain(|c| c.degre() >= Degre::AConfirmer);
    trouves.sort_by_key(|c| core::cmp::Reverse(c.degre()));
    trouves
}

fn manques(
    m: &Mission,
    convoques: &[&ConvocationLigne],
    disponibilites: &HashMap<IntervenantId, Disponibilite>,
) -> Vec<Manque> {
    if convoques.is_empty() {
        // Until the candidates are affected nobody can be convoked (memo §5).
        return if m.attend_affectation() {
            Vec::new()
        } else {
            vec![Manque::Personne]
        };
    }
    let mut manques = Vec::new();
    let nombre = u32::try_from(convoques.len()).unwrap_or(u32::MAX);
    if let Some(attendus) = m.attendus.filter(|a| nombre < *a) {
        manques.push(Manque::Effectif {
            attendus,
            convoques: nombre,
        });
    }
    if let Some(epreuve) = &m.ligne.epreuve
        && let Some(partie) = epreuve.partie_hlp()
        && !convoques.iter().any(|c| {
            // As for the clashes: a validated compétence says more than a discipline.
            discipline_convient(epreuve, &c.discipline) == Some(true)
                || disponibilites
                    .get(&c.intervenant)
                    .and_then(|d| d.competences.as_ref())
                    .is_some_and(|objets| objets.iter().any(|o| o.couvre(&m.ligne)))
        })
    {
        manques.push(Manque::Discipline(partie));
    }
    manques
}

/// Controls missions, given who is convoked to them (in order of name) and what may stand
/// against each of these people. All is said to be modifiable: who reads it is not known
/// here.
#[must_use]
pub fn controler(
    missions: &[Mission],
    convocations: &[(MissionId, ConvocationLigne)],
    disponibilites: &HashMap<IntervenantId, Disponibilite>,
) -> Controle {
    let mut par_mission: HashMap<MissionId, Vec<&ConvocationLigne>> = HashMap::new();
    for (mission, c) in convocations {
        par_mission.entry(*mission).or_default().push(c);
    }
    let mut controle = Controle {
        missions: u32::try_from(missions.len()).unwrap_or(u32::MAX),
        convocations: u32::try_from(convocations.len()).unwrap_or(u32::MAX),
        ..Controle::default()
    };
    for m in missions {
        let convoques = par_mission.remove(&m.ligne.id).unwrap_or_default();
        for c in &convoques {
            if let Some(reponse) = c
                .reponse
                .clone()
                .filter(|r| r.genre == GenreReponse::Empechement)
            {
                controle.empechements.push(ConvocationEmpechee {
                    convocation: c.id,
                    mission: m.ligne.numero,
                    intitule: intitule(m),
                    centre: m.libelle_centre(),
                    nom: nom_complet(&c.nom, &c.prenom),
                    reponse,
                    modifiable: true,
                });
            }
            let trouves = conflits_poses(m, c, disponibilites.get(&c.intervenant));
            if !trouves.is_empty() {
                controle.conflits.push(ConvocationEnConflit {
                    convocation: c.id,
                    mission: m.ligne.numero,
                    intitule: intitule(m),
                    centre: m.libelle_centre(),
                    nom: nom_complet(&c.nom, &c.prenom),
                    conflits: trouves,
                    confirmes: Vec::new(),
                    modifiable: true,
                });
            }
        }
        let manques = manques(m, &convoques, disponibilites);
        if !manques.is_empty() {
            controle.incompletes.push(MissionIncomplete {
                mission: m.ligne.numero,
                intitule: intitule(m),
                centre: m.libelle_centre(),
                type_mission: m.ligne.type_mission,
                debut: m.ligne.debut,
                manques,
                modifiable: true,
            });
        }
    }
    controle.incompletes.sort_by_key(|m| (m.debut, m.mission));
    controle
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais::mission;
    use crate::{
        Absence, Affectation, Autorite, CompteId, Creneau, EpreuveOption, NaiveTime, PartieJour,
    };

    fn creneau(jour: u32) -> Creneau {
        let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        Creneau {
            jour: NaiveDate::from_ymd_opt(2021, 2, jour).unwrap(),
            debut: heure(8),
            fin: heure(12),
        }
    }

    fn convoque(id: i64, discipline: &str, jours: &[u32]) -> (MissionId, ConvocationLigne) {
        let ligne = ConvocationLigne {
            id: ConvocationId(id),
            version: 1,
            intervenant: IntervenantId(id),
            nom: "DURAND".into(),
            prenom: "Anne".into(),
            etablissement: String::new(),
            discipline: discipline.into(),
            affectation: Affectation {
                creneaux: jours.iter().map(|j| creneau(*j)).collect(),
                ..Affectation::default()
            },
            autorite: Autorite::Centre,
            auteur: CompteId(1),
            mel: "anne@ac.example".into(),
            mel_personnel: false,
            dernier_envoi: None,
            imprimee: None,
            imprimee_dite: String::new(),
            reponse: None,
        };
        (MissionId(1), ligne)
    }

    #[test]
    fn rien_a_dire_d_une_mission_complete() {
        let m = mission(TypeMission::Coec);
        let c = [convoque(1, "HISTOIRE GEOGRAPHIE", &[1])];
        let controle = controler(&[m], &c, &HashMap::new());
        assert_eq!((controle.missions, controle.convocations), (1, 1));
        assert_eq!(controle.conflits, []);
        assert_eq!(controle.incompletes, []);
    }

    #[test]
    fn une_absence_venue_apres_et_un_jour_retire_se_voient() {
        let m = mission(TypeMission::Coec);
        let absente = Disponibilite {
            absences: vec![Absence {
                du: creneau(1).jour,
                au: creneau(1).jour,
                partie: PartieJour::Journee,
                jour_semaine: None,
                ..Absence::default()
            }],
            ..Disponibilite::libre(IntervenantId(1))
        };
        let d = HashMap::from([(IntervenantId(1), absente)]);
        let c = [convoque(1, "HISTOIRE GEOGRAPHIE", &[1, 15])];
        let controle = controler(&[m], &c, &d);
        let [trouve] = &controle.conflits[..] else {
            panic!("{controle:?}");
        };
        let [
            Conflit::HorsMission { jours: hors },
            Conflit::Indisponible { jours },
        ] = &trouve.conflits[..]
        else {
            panic!("{trouve:?}");
        };
        assert_eq!(
            (hors, jours),
            (&vec![creneau(15).jour], &vec![creneau(1).jour])
        );
    }

    #[test]
    fn ce_qui_manque_se_dit() {
        let nu = mission(TypeMission::Coec);
        let mut attend = mission(TypeMission::Inec);
        attend.affectation_terminee = false;
        let mut compte = mission(TypeMission::Coec);
        compte.attendus = Some(2);
        let mut hlp = mission(TypeMission::Coec);
        hlp.ligne.epreuve = Some(EpreuveOption {
            code: "C009".into(),
            libelle: "Humanités, littérature philo partie philo".into(),
        });
        let manques = |m: &Mission, c: &[(MissionId, ConvocationLigne)]| {
            controler(std::slice::from_ref(m), c, &HashMap::new())
                .incompletes
                .into_iter()
                .flat_map(|i| i.manques)
                .collect::<Vec<_>>()
        };
        let un = [convoque(1, "LETTRES MODERNES", &[1])];
        assert_eq!(manques(&nu, &[]), [Manque::Personne]);
        assert_eq!(manques(&attend, &[]), []);
        assert_eq!(
            manques(&compte, &un),
            [Manque::Effectif {
                attendus: 2,
                convoques: 1
            }]
        );
        assert_eq!(
            manques(&hlp, &un),
            [Manque::Discipline(PartieHlp::Philosophie)]
        );
        let deux = [
            convoque(1, "LETTRES MODERNES", &[1]),
            convoque(2, "PHILOSOPHIE", &[1]),
        ];
        assert_eq!(manques(&hlp, &deux), []);
        // A compétence validated for this half is enough; one for the other half is not.
        let objet = |libelle: &str| {
            crate::ObjetCompetence::Epreuve(crate::EpreuveExamen {
                examen: hlp.ligne.session.examen.clone(),
                specialite: hlp.ligne.specialite.clone(),
                epreuve: EpreuveOption {
                    code: "C009".into(),
                    libelle: libelle.into(),
                },
            })
        };
        for (libelle, suffit) in [
            ("Humanités, littérature philo partie philo", true),
            ("Humanités, littérature philo Partie littér", false),
        ] {
            let d = Disponibilite {
                competences: Some(vec![objet(libelle)]),
                ..Disponibilite::libre(IntervenantId(1))
            };
            let d = HashMap::from([(IntervenantId(1), d)]);
            let controle = controler(std::slice::from_ref(&hlp), &un, &d);
            assert_eq!(controle.incompletes.is_empty(), suffit, "{libelle}");
        }
    }
}
