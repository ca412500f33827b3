//! Accounts of the demonstration: one of each kind.

use crate::{AttributionDemo, CompteDemo, DOMAINE, academie, personnes};
use domain::Role;

/// Sign-in name of the head of Bellevue.
pub const CHEF: &str = "chef";
pub(crate) const SECRETAIRE: &str = "secretaire";
/// Sign-in name of the gestionnaire.
pub const GESTIONNAIRE: &str = "gestionnaire";

pub(crate) fn comptes() -> Vec<CompteDemo> {
    let bellevue = |role| AttributionDemo {
        role,
        etablissement: Some(academie::bellevue()),
        delegation: None,
    };
    let castres = |role, delegation| AttributionDemo {
        role,
        etablissement: Some(academie::pas_encore_ouvert()),
        delegation,
    };
    let partout = |role| AttributionDemo {
        role,
        etablissement: None,
        delegation: None,
    };
    let compte = |identifiant, nom, mel: &str, attributions| CompteDemo {
        identifiant,
        nom,
        mel: format!("{mel}@{DOMAINE}"),
        attributions,
        intervenant: None,
    };
    vec![
        compte(
            CHEF,
            "Hélène CASTAGNÈDE",
            "helene.castagnede",
            vec![
                bellevue(Role::ChefEtablissement),
                bellevue(Role::ChefCentre),
            ],
        ),
        compte(
            SECRETAIRE,
            "Ginette ROUCOULES",
            "ginette.roucoules",
            vec![bellevue(Role::Secretaire)],
        ),
        compte(
            GESTIONNAIRE,
            "Firmin LASSERRADE",
            "firmin.lasserrade",
            vec![partout(Role::Gestionnaire)],
        ),
        compte(
            "admin",
            "Ève TARRIDE",
            "eve.tarride",
            vec![partout(Role::Administrateur)],
        ),
        CompteDemo {
            intervenant: Some(personnes::matricule(0)),
            ..compte(
                "intervenant",
                "Sarah-Anna D'ARRAS",
                "sarah-anna.d-arras",
                vec![partout(Role::Intervenant)],
            )
        },
        // Acts for the head, who is away for some weeks.
        compte(
            "adjoint",
            "Roland FABREGAT",
            "roland.fabregat",
            vec![
                castres(Role::Secretaire, None),
                castres(Role::ChefEtablissement, Some((-3, 25))),
            ],
        ),
    ]
}
