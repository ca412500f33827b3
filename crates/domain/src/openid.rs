//! Signing in through an OpenID Connect provider: which account an identity opens, and why
//! it opens none (docs/decisions/0026-openid-connect.md).

use crate::droits::Role;
use crate::erreurs::Erreur;
use crate::ids::CompteId;
use serde::{Deserialize, Serialize};

/// Longest subject, in bytes (OpenID Connect Core §2: 255 ASCII characters).
pub const SUJET_MAX: usize = 255;

/// Who a provider says somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentiteOpenId {
    /// The provider.
    pub emetteur: String,
    /// Its own key of the person, which never changes.
    pub sujet: String,
    /// Their address, when the provider answers for it; none otherwise.
    pub mel: Option<String>,
}

/// An account whose address is that of an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidatOpenId {
    /// The account.
    pub compte: CompteId,
    /// Whether it is open.
    pub actif: bool,
    /// What it holds, whatever the day is.
    pub roles: Vec<Role>,
    /// It is linked to an identity already.
    pub lie: bool,
    /// It asks for a second factor.
    pub second_facteur: bool,
}

/// Why an identity opens no account, or was not proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EchecOpenId {
    /// No provider is set.
    NonConfigure,
    /// The person refused, or the provider refused them.
    Refuse,
    /// The provider asks the person for something first.
    ConnexionRequise,
    /// The provider does not answer, or says that it cannot.
    Fournisseur,
    /// What came back was not asked for from this browser, or has served already.
    Etat,
    /// It came back too late, or was used already at the provider.
    Expire,
    /// What the provider says of the person cannot be believed.
    Preuve,
    /// The person was not authenticated as strongly as is asked for.
    Niveau,
    /// The provider answers for no address, and the identity is linked to no account.
    SansAdresse,
    /// No account has this address.
    Inconnu,
    /// Several open accounts have this address.
    Ambigu,
    /// The account is closed.
    Ferme,
    /// The account is linked to another identity.
    DejaLie,
    /// This identity is linked to another account.
    IdentitePrise,
    /// The account holds a role over the académie, or asks for a second factor: it is linked
    /// by its owner, signed in.
    Privilegie,
    /// The account holds no role today: a delegation is over, or has not begun.
    SansRole,
    /// Whoever asked for the link is no longer the one signed in.
    AutreCompte,
    /// Too many failed tries from there: wait so many seconds.
    TropDEssais(i64),
    /// The database did not answer, or worse.
    Erreur(Erreur),
}

impl From<Erreur> for EchecOpenId {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

impl EchecOpenId {
    /// Code in the log and the audit trail.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NonConfigure => "non_configure",
            Self::Refuse => "refuse",
            Self::ConnexionRequise => "connexion_requise",
            Self::Fournisseur => "fournisseur",
            Self::Etat => "etat",
            Self::Expire => "expire",
            Self::Preuve => "preuve",
            Self::Niveau => "niveau",
            Self::SansAdresse => "sans_adresse",
            Self::Inconnu => "inconnu",
            Self::Ambigu => "ambigu",
            Self::Ferme => "ferme",
            Self::DejaLie => "deja_lie",
            Self::IdentitePrise => "identite_prise",
            Self::Privilegie => "privilegie",
            Self::SansRole => "sans_role",
            Self::AutreCompte => "autre_compte",
            Self::TropDEssais(_) => "trop_d_essais",
            Self::Erreur(_) => "erreur",
        }
    }

    /// Whether it may be somebody guessing: these count against the address they come from.
    /// Nobody guesses a state, and any page of the web can have a browser show a wrong one:
    /// counted, it would close the sign-in of a whole school.
    #[must_use]
    pub const fn est_suspect(&self) -> bool {
        matches!(
            self,
            Self::Expire
                | Self::Preuve
                | Self::Niveau
                | Self::SansAdresse
                | Self::Inconnu
                | Self::Ambigu
                | Self::Ferme
                | Self::DejaLie
                | Self::IdentitePrise
                | Self::Privilegie
                | Self::SansRole
                | Self::AutreCompte
        )
    }
}

/// An address as it is compared.
#[must_use]
pub fn mel_compare(mel: &str) -> String {
    mel.trim().to_lowercase()
}

/// Whether an account that holds this role is linked by its owner alone, never by its address:
/// it acts on the whole académie.
#[must_use]
pub const fn lien_par_le_titulaire(role: Role) -> bool {
    match role {
        Role::Gestionnaire | Role::Administrateur => true,
        Role::ChefEtablissement | Role::Secretaire | Role::ChefCentre | Role::Intervenant => false,
    }
}

/// The account that an identity seen for the first time is linked to, among those that have
/// its address.
///
/// # Errors
/// [`EchecOpenId`] saying why there is none.
pub fn rattacher(candidats: &[CandidatOpenId]) -> Result<CompteId, EchecOpenId> {
    let mut ouverts = candidats.iter().filter(|c| c.actif);
    match (ouverts.next(), ouverts.next()) {
        (None, _) if candidats.is_empty() => Err(EchecOpenId::Inconnu),
        (None, _) => Err(EchecOpenId::Ferme),
        (Some(_), Some(_)) => Err(EchecOpenId::Ambigu),
        (Some(seul), None) if seul.lie => Err(EchecOpenId::DejaLie),
        (Some(seul), None)
            if seul.second_facteur || seul.roles.iter().copied().any(lien_par_le_titulaire) =>
        {
            Err(EchecOpenId::Privilegie)
        }
        (Some(seul), None) => Ok(seul.compte),
    }
}

/// The link of an account, as the screens show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LienOpenId {
    /// The provider.
    pub emetteur: String,
    /// Since when, local.
    pub lie_le: String,
    /// When it last served, local; empty when it has not yet.
    pub vu_le: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidat(n: i64, actif: bool, roles: &[Role], lie: bool) -> CandidatOpenId {
        CandidatOpenId {
            compte: CompteId(n),
            actif,
            roles: roles.to_vec(),
            lie,
            second_facteur: false,
        }
    }

    #[test]
    fn un_seul_compte_ouvert_se_lie() {
        use EchecOpenId as E;
        let chef = candidat(1, true, &[Role::ChefEtablissement], false);
        let ferme = candidat(2, false, &[Role::Administrateur], true);
        let secretaire = candidat(3, true, &[Role::Secretaire], false);
        let lie = candidat(4, true, &[Role::Secretaire], true);
        for (candidats, attendu) in [
            (vec![], Err(E::Inconnu)),
            (vec![ferme.clone()], Err(E::Ferme)),
            (vec![chef.clone()], Ok(CompteId(1))),
            // A closed account of the same person is in nobody's way.
            (vec![ferme, chef.clone()], Ok(CompteId(1))),
            (vec![chef, secretaire.clone()], Err(E::Ambigu)),
            (vec![lie.clone()], Err(E::DejaLie)),
            (vec![secretaire, lie], Err(E::Ambigu)),
        ] {
            assert_eq!(rattacher(&candidats), attendu, "{candidats:?}");
        }
    }

    #[test]
    fn qui_agit_sur_l_academie_se_lie_lui_meme() {
        for role in Role::TOUS {
            let attendu = match role {
                Role::Gestionnaire | Role::Administrateur => Err(EchecOpenId::Privilegie),
                _ => Ok(CompteId(1)),
            };
            let compte = candidat(1, true, &[Role::Intervenant, role], false);
            assert_eq!(rattacher(&[compte]), attendu, "{role:?}");
        }
    }

    /// An address alone does not stand for two factors.
    #[test]
    fn qui_a_un_second_facteur_se_lie_lui_meme() {
        let chef = candidat(1, true, &[Role::ChefEtablissement], false);
        let chef = CandidatOpenId {
            second_facteur: true,
            ..chef
        };
        assert_eq!(rattacher(&[chef]), Err(EchecOpenId::Privilegie));
    }

    #[test]
    fn ce_que_toute_page_peut_provoquer_ne_compte_pas() {
        use EchecOpenId as E;
        for echec in [E::Etat, E::Refuse, E::ConnexionRequise, E::Fournisseur] {
            assert!(!echec.est_suspect(), "{echec:?}");
        }
        for echec in [E::Preuve, E::Inconnu, E::Privilegie] {
            assert!(echec.est_suspect(), "{echec:?}");
        }
    }

    #[test]
    fn une_adresse_se_compare_sans_casse() {
        assert_eq!(
            mel_compare(" Anne.MARTIN@Ac.Example "),
            "anne.martin@ac.example"
        );
    }
}
