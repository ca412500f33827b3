//! *Convocations* (ours): every convocation of an académie, as its rectorat follows them;
//! and the centres among which it chooses.

use crate::confiance::Reponse;
use crate::consultation::{CentreConsulte, EtatConsulte};
use crate::convocation::{Autorite, DernierEnvoi, Qualite};
use crate::droits::{Acteur, Portee, Role};
use crate::ids::{ConvocationId, DisciplineId, EtablissementId};
use crate::mission::{Creneau, TypeMission};
use crate::texte;
use serde::{Deserialize, Serialize};

/// Lines of one page of the list.
pub const LIGNES_SUIVIES: u32 = 100;
/// Longest text by which a centre is looked for.
const CENTRE_MAX: usize = 200;

impl Acteur {
    /// The académie of which one follows every convocation, whatever the centre: the
    /// gestionnaire, and the administrateur who reads.
    #[must_use]
    pub fn convocations_suivies(&self) -> Portee {
        if self.a_role(Role::Gestionnaire) || self.a_role(Role::Administrateur) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }
}

/// The centres that a text means: those that have all its words in their name or their UAI;
/// none when the text says nothing, which means all of them.
#[must_use]
pub fn centres_designes(centres: &[CentreConsulte], saisie: &str) -> Option<Vec<EtablissementId>> {
    if saisie.trim().is_empty() {
        return None;
    }
    let mots: Vec<String> = texte::mots_cles(saisie).collect();
    if mots.is_empty() || saisie.len() > CENTRE_MAX {
        return Some(Vec::new());
    }
    let trouves = centres
        .iter()
        .filter(|c| texte::contient_les_mots(&texte::normaliser(&c.libelle), &mots));
    Some(trouves.map(|c| c.id).collect())
}

/// Columns by which the list can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonneSuivie {
    /// N° of the mission.
    #[default]
    Mission,
    /// Person.
    Nom,
    /// Centre.
    Centre,
    /// First day.
    Jour,
}

impl ColonneSuivie {
    /// Every one.
    pub const TOUTES: [Self; 4] = [Self::Nom, Self::Mission, Self::Centre, Self::Jour];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mission => "mission",
            Self::Nom => "nom",
            Self::Centre => "centre",
            Self::Jour => "jour",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|c| c.code() == code)
    }
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreSuivies {
    /// Year of the sessions; none for the latest.
    pub annee: Option<i32>,
    /// A centre as typed: its UAI or words of its name; empty for all.
    pub centre: String,
    /// One state; none for all.
    pub etat: Option<EtatConsulte>,
    /// Only people of these disciplines de poste; none for all.
    pub disciplines: Vec<DisciplineId>,
    /// Only those convoked to these épreuves; none for all.
    #[serde(default)]
    pub epreuves: Option<crate::ChoixEpreuves>,
    /// The épreuves that are meant; set by the use case, never from outside.
    #[serde(skip)]
    pub retenues: Option<crate::EpreuvesRetenues>,
    /// Only those convoked by the division.
    pub division: bool,
    /// Words of the person's name, or of what the list of missions shows of the mission.
    pub mot_cle: String,
    /// Sorted by.
    pub tri: ColonneSuivie,
    /// Sorted downwards.
    pub descendant: bool,
    /// From 1.
    pub page: u32,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneSuivie {
    /// The convocation.
    pub convocation: ConvocationId,
    /// Number of its mission.
    pub numero: i64,
    /// Its mission's kind.
    pub type_mission: TypeMission,
    /// Its mission's épreuve, or kind.
    pub intitule: String,
    /// Its mission's session: `470, BCG, 2021, BGT 2021`.
    pub session: String,
    /// Its mission's centre: `NOM (UAI)`.
    pub centre: String,
    /// `NOM Prénom`.
    pub nom: String,
    /// Main établissement of the person; may be empty.
    pub etablissement: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Their qualité.
    pub qualite: Option<Qualite>,
    /// Days and hours, in order.
    pub creneaux: Vec<Creneau>,
    /// On whose authority.
    pub autorite: Autorite,
    /// Where it stands.
    pub etat: EtatConsulte,
    /// The state of its mail; none when none was asked for.
    pub envoi: Option<DernierEnvoi>,
    /// What the person answered.
    pub reponse: Option<Reponse>,
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSuivies {
    /// The lines.
    pub lignes: Vec<LigneSuivie>,
    /// How many the filter keeps.
    pub total: u32,
    /// Years that can be chosen, latest first.
    pub annees: Vec<i32>,
    /// The one shown.
    pub annee: i32,
    /// Names of the disciplines kept; empty for all.
    pub disciplines: Vec<String>,
    /// Names of the disciplines by which épreuves are kept; empty when they are not.
    #[serde(default)]
    pub appelees: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AcademieId;

    #[test]
    fn un_centre_se_trouve_par_son_uai_ou_par_son_nom() {
        let centre = |id, libelle: &str| CentreConsulte {
            id: EtablissementId(id),
            libelle: libelle.into(),
        };
        let centres = [
            centre(1, "LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)"),
            centre(2, "LGT RAYMOND NAVES TOULOUSE (0310044E)"),
            centre(3, "LYCÉE PIERRE DE FERMAT (0310036W)"),
        ];
        let trouves = |saisie: &str| {
            centres_designes(&centres, saisie)
                .map(|ids| ids.into_iter().map(|i| i.0).collect::<Vec<_>>())
        };
        assert_eq!(trouves(""), None);
        assert_eq!(trouves("  "), None);
        assert_eq!(trouves("0310044e"), Some(vec![2]));
        assert_eq!(trouves("toulouse"), Some(vec![1, 2]));
        assert_eq!(trouves("lycee fermat"), Some(vec![3]));
        // As the field proposes it.
        assert_eq!(
            trouves("LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)"),
            Some(vec![1])
        );
        assert_eq!(trouves("ailleurs"), Some(vec![]));
        // What has no word in it means no centre, and not all of them.
        assert_eq!(trouves("%"), Some(vec![]));
        assert_eq!(trouves(&"toulouse ".repeat(40)), Some(vec![]));
    }

    #[test]
    fn le_rectorat_seul_suit_toute_l_academie() {
        for role in Role::TOUS {
            let acteur = crate::essais::acteur(role);
            let attendue = match role {
                Role::Gestionnaire | Role::Administrateur => Portee::Academie(AcademieId(7)),
                _ => Portee::Rien,
            };
            assert_eq!(acteur.convocations_suivies(), attendue, "{role:?}");
        }
    }

    #[test]
    fn codes_relus() {
        for c in ColonneSuivie::TOUTES {
            assert_eq!(ColonneSuivie::lire(c.code()), Some(c));
        }
    }
}
