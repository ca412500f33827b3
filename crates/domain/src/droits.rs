//! Who may do what, and where. Every use case asks here; screens only hide what
//! would be refused.

use crate::convocation::Autorite;
use crate::ids::{AcademieId, CompteId, EtablissementId, IntervenantId};
use serde::{Deserialize, Serialize};

/// A role, held over a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Head of an établissement.
    ChefEtablissement,
    /// Their delegated secretary.
    Secretaire,
    /// Head of an exam centre.
    ChefCentre,
    /// Gestionnaire IMAGIN at the rectorat.
    Gestionnaire,
    /// Administrateur IMAGIN.
    Administrateur,
    /// An intervenant, for oneself.
    Intervenant,
}

impl Role {
    /// Every role.
    pub const TOUS: [Self; 6] = [
        Self::ChefEtablissement,
        Self::Secretaire,
        Self::ChefCentre,
        Self::Gestionnaire,
        Self::Administrateur,
        Self::Intervenant,
    ];

    /// Code in the database and on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChefEtablissement => "chef_etablissement",
            Self::Secretaire => "secretaire",
            Self::ChefCentre => "chef_centre",
            Self::Gestionnaire => "gestionnaire",
            Self::Administrateur => "administrateur",
            Self::Intervenant => "intervenant",
        }
    }

    /// Label on screens.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::ChefEtablissement => "Chef d’établissement",
            Self::Secretaire => "Secrétariat",
            Self::ChefCentre => "Chef de centre d’examen",
            Self::Gestionnaire => "Gestionnaire IMAGIN",
            Self::Administrateur => "Administrateur IMAGIN",
            Self::Intervenant => "Intervenant",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|r| r.code() == code)
    }

    /// Whether the role is held over one établissement (else over the académie or oneself).
    #[must_use]
    pub const fn sur_etablissement(self) -> bool {
        matches!(
            self,
            Self::ChefEtablissement | Self::Secretaire | Self::ChefCentre
        )
    }
}

/// A role and the établissement over which it is held, where that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attribution {
    /// The role.
    pub role: Role,
    /// Its établissement; required for roles held over one.
    pub etablissement: Option<EtablissementId>,
}

/// The person acting: who they are and what they hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acteur {
    /// Their account.
    pub compte: CompteId,
    /// Their académie: nothing outside it exists for them.
    pub academie: AcademieId,
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown in the header and kept in the audit trail.
    pub nom: String,
    /// Their own address, where copies go; may be empty.
    pub mel: String,
    /// What they hold.
    pub attributions: Vec<Attribution>,
    /// The intervenant they are, if they are one.
    pub intervenant: Option<IntervenantId>,
    /// They want a copy of each mail of a group send instead of one summary.
    pub copie_par_courriel: bool,
}

/// What a query may return to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Portee {
    /// Everything of the académie.
    Academie(AcademieId),
    /// Only what belongs to these établissements of the académie.
    Etablissements(AcademieId, Vec<EtablissementId>),
    /// Nothing.
    Rien,
}

impl Portee {
    /// Whether something of an académie and an établissement is within.
    #[must_use]
    pub fn contient(&self, academie: AcademieId, etablissement: EtablissementId) -> bool {
        match self {
            Self::Academie(a) => *a == academie,
            Self::Etablissements(a, e) => *a == academie && e.contains(&etablissement),
            Self::Rien => false,
        }
    }

    /// Whether what is within may be of several établissements: each is then named.
    #[must_use]
    pub const fn plusieurs(&self) -> bool {
        match self {
            Self::Academie(_) => true,
            Self::Etablissements(_, e) => e.len() > 1,
            Self::Rien => false,
        }
    }

    /// Whether somebody of this scope, whose main établissement is `principal`, is of it à
    /// titre secondaire: they are appointed elsewhere, and share their service. Never of a
    /// whole académie.
    #[must_use]
    pub fn a_titre_secondaire(&self, principal: Option<EtablissementId>) -> bool {
        match self {
            Self::Etablissements(_, e) => principal.is_none_or(|p| !e.contains(&p)),
            Self::Academie(_) | Self::Rien => false,
        }
    }
}

impl Acteur {
    /// Whether a role is held anywhere.
    #[must_use]
    pub fn a_role(&self, role: Role) -> bool {
        self.attributions.iter().any(|a| a.role == role)
    }

    /// Établissements over which a role of head or secretary is held, without doubles.
    #[must_use]
    pub fn etablissements(&self) -> Vec<EtablissementId> {
        let mut ids: Vec<_> = self
            .attributions
            .iter()
            .filter(|a| a.role.sur_etablissement())
            .filter_map(|a| a.etablissement)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Missions and convocations that can be consulted.
    #[must_use]
    pub fn missions_visibles(&self) -> Portee {
        if self.a_role(Role::Gestionnaire) || self.a_role(Role::Administrateur) {
            return Portee::Academie(self.academie);
        }
        self.portee_etablissements()
    }

    /// People that can be found by discipline: those of one's own établissements,
    /// or of the whole académie for the gestionnaire.
    #[must_use]
    pub fn personnels_visibles(&self) -> Portee {
        if self.a_role(Role::Gestionnaire) {
            return Portee::Academie(self.academie);
        }
        self.portee_etablissements()
    }

    /// People whose indisponibilités one consults and records: those of the
    /// établissements of which one is head or secretary, or of the whole académie for the
    /// gestionnaire. A head of centre has missions, and no personnel.
    #[must_use]
    pub fn personnels_geres(&self) -> Portee {
        if self.a_role(Role::Gestionnaire) {
            return Portee::Academie(self.academie);
        }
        let mut ids: Vec<_> = self
            .attributions
            .iter()
            .filter(|a| matches!(a.role, Role::ChefEtablissement | Role::Secretaire))
            .filter_map(|a| a.etablissement)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            Portee::Rien
        } else {
            Portee::Etablissements(self.academie, ids)
        }
    }

    /// Whether the académie's people can be searched by name: whoever convokes.
    #[must_use]
    pub fn peut_chercher_par_nom(&self) -> bool {
        self.personnels_visibles() != Portee::Rien
    }

    /// On which authority this person convokes for a centre of their académie;
    /// none when they may not.
    #[must_use]
    pub fn autorite_sur(&self, centre: EtablissementId) -> Option<Autorite> {
        if self.a_role(Role::Gestionnaire) {
            Some(Autorite::Division)
        } else if self.etablissements().contains(&centre) {
            Some(Autorite::Centre)
        } else {
            None
        }
    }

    fn portee_etablissements(&self) -> Portee {
        let etablissements = self.etablissements();
        if etablissements.is_empty() {
            Portee::Rien
        } else {
            Portee::Etablissements(self.academie, etablissements)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acteur(attributions: &[(Role, Option<i64>)]) -> Acteur {
        Acteur {
            compte: CompteId(1),
            academie: AcademieId(1),
            identifiant: "x".into(),
            nom: "X".into(),
            mel: String::new(),
            attributions: attributions
                .iter()
                .map(|(role, e)| Attribution {
                    role: *role,
                    etablissement: e.map(EtablissementId),
                })
                .collect(),
            intervenant: None,
            copie_par_courriel: false,
        }
    }

    #[test]
    fn le_titre_depend_de_qui_lit() {
        let chez = Portee::Etablissements(AcademieId(1), vec![EtablissementId(3)]);
        assert!(!chez.a_titre_secondaire(Some(EtablissementId(3))));
        assert!(chez.a_titre_secondaire(Some(EtablissementId(4))));
        // Who is appointed nowhere is of a scope through a second place alone.
        assert!(chez.a_titre_secondaire(None));
        assert!(!Portee::Academie(AcademieId(1)).a_titre_secondaire(Some(EtablissementId(4))));
    }

    #[test]
    fn le_chef_ne_voit_que_le_sien() {
        let chef = acteur(&[(Role::ChefEtablissement, Some(3))]);
        let portee = chef.missions_visibles();
        assert!(portee.contient(AcademieId(1), EtablissementId(3)));
        assert!(!portee.contient(AcademieId(1), EtablissementId(4)));
        assert!(!portee.contient(AcademieId(2), EtablissementId(3)));
        assert_eq!(
            chef.autorite_sur(EtablissementId(3)),
            Some(Autorite::Centre)
        );
        assert_eq!(chef.autorite_sur(EtablissementId(4)), None);
    }

    #[test]
    fn le_gestionnaire_voit_l_academie_et_convoque_par_division() {
        let g = acteur(&[(Role::Gestionnaire, None)]);
        assert!(
            g.missions_visibles()
                .contient(AcademieId(1), EtablissementId(9))
        );
        assert!(
            !g.missions_visibles()
                .contient(AcademieId(2), EtablissementId(9))
        );
        assert_eq!(g.autorite_sur(EtablissementId(9)), Some(Autorite::Division));
    }

    #[test]
    fn l_administrateur_consulte_et_ne_convoque_pas() {
        let a = acteur(&[(Role::Administrateur, None)]);
        assert!(
            a.missions_visibles()
                .contient(AcademieId(1), EtablissementId(9))
        );
        assert_eq!(a.autorite_sur(EtablissementId(9)), None);
        assert!(!a.peut_chercher_par_nom());
    }

    #[test]
    fn l_intervenant_ne_voit_aucune_mission() {
        let i = acteur(&[(Role::Intervenant, None)]);
        assert_eq!(i.missions_visibles(), Portee::Rien);
        assert_eq!(i.autorite_sur(EtablissementId(1)), None);
        assert!(!i.peut_chercher_par_nom());
    }

    #[test]
    fn un_role_sans_etablissement_ne_donne_rien() {
        let chef = acteur(&[(Role::ChefEtablissement, None)]);
        assert_eq!(chef.missions_visibles(), Portee::Rien);
    }

    #[test]
    fn le_personnel_est_au_chef_d_etablissement() {
        for (role, lieu, attendue) in [
            (
                Role::ChefEtablissement,
                Some(3),
                Portee::Etablissements(AcademieId(1), vec![EtablissementId(3)]),
            ),
            (
                Role::Secretaire,
                Some(3),
                Portee::Etablissements(AcademieId(1), vec![EtablissementId(3)]),
            ),
            (Role::ChefCentre, Some(3), Portee::Rien),
            (Role::Gestionnaire, None, Portee::Academie(AcademieId(1))),
            (Role::Administrateur, None, Portee::Rien),
            (Role::Intervenant, None, Portee::Rien),
        ] {
            assert_eq!(
                acteur(&[(role, lieu)]).personnels_geres(),
                attendue,
                "{role:?}"
            );
        }
    }

    #[test]
    fn codes_relus() {
        for r in Role::TOUS {
            assert_eq!(Role::lire(r.code()), Some(r));
        }
    }
}
