//! The audit trail as it is looked at: who did what to what, when and from where.

use crate::{Acteur, Moment, NaiveDate, Portee, Role};
use serde::{Deserialize, Serialize};

/// Lines of one page of the trail.
pub const LIGNES_AUDIT: u32 = 100;
/// Pages that can be gone through; beyond, one narrows the filter or takes the file.
pub const PAGES_AUDIT: u32 = 200;

/// What is asked of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreAudit {
    /// From this day on, local to the académie.
    pub du: Option<NaiveDate>,
    /// Up to this day.
    pub au: Option<NaiveDate>,
    /// Part of the name or of the sign-in name of who acted.
    pub compte: String,
    /// One action by its code; none for all.
    pub action: Option<String>,
    /// One kind of thing by its code; none for all.
    pub objet: Option<String>,
    /// Name of somebody, number of a mission, or a word of the details.
    pub mot_cle: String,
    /// From 1.
    pub page: u32,
}

impl FiltreAudit {
    /// Whether the first day is after the last one: nothing can be between them.
    #[must_use]
    pub fn dates_inversees(&self) -> bool {
        matches!((self.du, self.au), (Some(du), Some(au)) if du > au)
    }
}

/// What a line is about, as far as it is still known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjetNomme {
    /// Number of the mission concerned.
    pub mission: Option<i64>,
    /// Name of the person, account, établissement or académie; empty when there is none.
    pub nom: String,
}

/// One line of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneAudit {
    /// Key.
    pub id: i64,
    /// When.
    pub moment: Moment,
    /// Day and hour, local to the académie.
    pub quand: String,
    /// Name of who acted; empty for the service itself and the command line.
    pub nom: String,
    /// Their sign-in name.
    pub identifiant: String,
    /// Code of what was done.
    pub action: String,
    /// Kind of thing.
    pub objet: String,
    /// Its key; 0 when it has none.
    pub objet_id: i64,
    /// What it is.
    pub nomme: ObjetNomme,
    /// Where the request came from; empty when it is not known.
    pub adresse: String,
    /// JSON with what is needed to understand it.
    pub details: String,
}

/// The latest seal of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SceauVu {
    /// Its number.
    pub numero: i64,
    /// Day and hour it was set, local to the académie.
    pub pose_le: String,
    /// Its SHA-256, in hexadecimal.
    pub empreinte: String,
}

/// One page of the trail, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageAudit {
    /// The lines.
    pub lignes: Vec<LigneAudit>,
    /// How many lines the filter keeps.
    pub total: u32,
    /// The latest seal; none before the first one.
    pub sceau: Option<SceauVu>,
}

impl Acteur {
    /// The trail that may be looked at: that of the académie, for its administrateur and
    /// its gestionnaire. Nobody changes it.
    #[must_use]
    pub fn piste_visible(&self) -> Portee {
        if self.a_role(Role::Administrateur) || self.a_role(Role::Gestionnaire) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AcademieId;

    #[test]
    fn la_piste_est_au_rectorat() {
        for role in Role::TOUS {
            let acteur = crate::essais::acteur(role);
            let attendue = match role {
                Role::Administrateur | Role::Gestionnaire => Portee::Academie(AcademieId(7)),
                _ => Portee::Rien,
            };
            assert_eq!(acteur.piste_visible(), attendue, "{role:?}");
        }
    }

    #[test]
    fn des_dates_a_l_endroit() {
        let jour = |j| NaiveDate::from_ymd_opt(2026, 11, j);
        let filtre = |du, au| FiltreAudit {
            du,
            au,
            ..FiltreAudit::default()
        };
        assert!(filtre(jour(2), jour(1)).dates_inversees());
        assert!(!filtre(jour(1), jour(1)).dates_inversees());
        assert!(!filtre(jour(2), None).dates_inversees());
    }
}
