//! Copying the convocations of another mission: what can be taken over as it is, and what
//! has to be looked at first.

use crate::conflit::Conflit;
use crate::convocation::{Affectation, ConvocationLigne};
use crate::ids::IntervenantId;
use crate::mission::{Creneau, Mission, MissionLigne};
use serde::{Deserialize, Serialize};

/// Why somebody of the other mission is not ticked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ecart {
    /// Convoked to this mission already.
    Deja,
    /// No longer active in the académie: cannot be convoked.
    Inactif,
    /// Not, or no longer, of the mission's établissement.
    AutreEtablissement,
    /// What stands against it on the days taken over.
    Conflits(Vec<Conflit>),
}

/// A convocation of the other mission, as it would be here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneCopie {
    /// Who.
    pub intervenant: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Main établissement, `NAME (UAI)`; may be empty.
    pub etablissement: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// What it would say; its days are those of the mission when `jours_repris` is false.
    pub affectation: Affectation,
    /// The days are those of the other mission: all are possible here.
    pub jours_repris: bool,
    /// Why it is not ticked; nothing when it is.
    pub ecarts: Vec<Ecart>,
}

impl LigneCopie {
    /// Whether it may be ticked at all.
    #[must_use]
    pub fn possible(&self) -> bool {
        !self
            .ecarts
            .iter()
            .any(|e| matches!(e, Ecart::Deja | Ecart::Inactif))
    }
}

/// What would be copied from a mission to another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copie {
    /// The mission that receives.
    pub mission: Mission,
    /// Missions from which the reader may copy, nearest first.
    pub sources: Vec<MissionLigne>,
    /// The mission chosen, when one was.
    pub source: Option<MissionLigne>,
    /// Its convocations, in order of name.
    pub lignes: Vec<LigneCopie>,
    /// Key of the request to copy.
    pub cle: String,
}

/// A request to copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeCopie {
    /// The mission that receives.
    pub mission: i64,
    /// The mission that is copied.
    pub source: i64,
    /// People ticked.
    pub intervenants: Vec<IntervenantId>,
    /// Days of those whose own are not possible here.
    pub creneaux: Vec<Creneau>,
    /// Chosen once per page: the same key twice convokes once.
    pub cle: String,
    /// Answer to [`crate::Erreur::AConfirmer`]; empty when nothing was asked.
    pub confirmation: String,
}

/// What a convocation of another mission says here: a qualité that this kind does not know
/// becomes its default, days are kept when all are possible. The observation is of the
/// other mission, and is this one's.
#[must_use]
pub fn reprendre(
    mission: &Mission,
    ligne: &ConvocationLigne,
    creneaux: &[Creneau],
) -> (Affectation, bool) {
    let a = &ligne.affectation;
    let jours_repris = !a.creneaux.is_empty()
        && a.creneaux
            .iter()
            .all(|c| mission.jours_possibles.binary_search(&c.jour).is_ok());
    let connue = |q: &crate::Qualite| mission.ligne.type_mission.faits().qualites.contains(q);
    let reprise = Affectation {
        qualite: a.qualite.filter(connue),
        salle: a.salle.clone(),
        commission: a.commission.clone(),
        creneaux: if jours_repris {
            a.creneaux.clone()
        } else {
            creneaux.to_vec()
        },
        observation: mission.observation_par_defaut.clone(),
    };
    (reprise.nettoyee(mission.ligne.type_mission), jours_repris)
}

/// How near a mission is to another one: the same épreuve first, then the same kind, then
/// the latest.
#[must_use]
pub fn proximite(mission: &MissionLigne, autre: &MissionLigne) -> (bool, bool, i64) {
    let epreuve = |m: &MissionLigne| {
        m.epreuve
            .as_ref()
            .map(|e| crate::texte::normaliser(&e.libelle))
    };
    (
        epreuve(mission).is_none_or(|e| Some(e) != epreuve(autre)),
        mission.type_mission != autre.type_mission,
        -i64::from(crate::Datelike::num_days_from_ce(&autre.debut)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais::mission;
    use crate::{Autorite, CompteId, ConvocationId, NaiveDate, NaiveTime, Qualite, TypeMission};

    fn creneau(mois: u32, jour: u32) -> Creneau {
        let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        Creneau {
            jour: NaiveDate::from_ymd_opt(2021, mois, jour).unwrap(),
            debut: heure(8),
            fin: heure(12),
        }
    }

    fn ligne(qualite: Qualite, creneaux: Vec<Creneau>) -> ConvocationLigne {
        ConvocationLigne {
            id: ConvocationId(1),
            version: 1,
            intervenant: IntervenantId(1),
            nom: "DURAND".into(),
            prenom: "Anne".into(),
            etablissement: String::new(),
            discipline: String::new(),
            affectation: Affectation {
                qualite: Some(qualite),
                salle: "205".into(),
                commission: "3GHG".into(),
                creneaux,
                observation: "De l’autre mission".into(),
            },
            autorite: Autorite::Centre,
            auteur: CompteId(1),
            mel: String::new(),
            mel_personnel: false,
            dernier_envoi: None,
            imprimee: None,
            imprimee_dite: String::new(),
            reponse: None,
        }
    }

    #[test]
    fn les_jours_se_reprennent_quand_tous_sont_possibles() {
        let m = mission(TypeMission::Coec);
        let usuels = [creneau(2, 1)];
        let (a, repris) = reprendre(
            &m,
            &ligne(Qualite::ReferentCorrection, vec![creneau(2, 2)]),
            &usuels,
        );
        assert!(repris);
        assert_eq!(a.creneaux, [creneau(2, 2)]);
        assert_eq!(
            (a.qualite, &*a.salle, &*a.commission),
            (Some(Qualite::ReferentCorrection), "205", "3GHG")
        );
        assert_eq!(a.observation, m.observation_par_defaut);
        for jours in [vec![creneau(2, 2), creneau(7, 1)], vec![]] {
            let (a, repris) = reprendre(&m, &ligne(Qualite::Correcteur, jours), &usuels);
            assert!(!repris);
            assert_eq!(a.creneaux, usuels);
        }
        // A qualité of another kind of mission becomes the default.
        let (a, _) = reprendre(&m, &ligne(Qualite::Coordinateur, vec![]), &usuels);
        assert_eq!(a.qualite, Some(Qualite::Correcteur));
    }

    #[test]
    fn la_meme_epreuve_vient_d_abord() {
        let m = mission(TypeMission::Coec).ligne;
        let mut autre_genre = m.clone();
        autre_genre.type_mission = TypeMission::Prece;
        assert!(proximite(&m, &m) < proximite(&m, &autre_genre));
        let mut ancienne = m.clone();
        ancienne.debut = creneau(1, 1).jour;
        assert!(proximite(&m, &m) < proximite(&m, &ancienne));
    }
}
