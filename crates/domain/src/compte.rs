//! Accounts: sign-in names and passwords.

use serde::{Deserialize, Serialize};

/// Fewest and most characters of a password; no composition rule.
pub const MOT_DE_PASSE_MIN: usize = 15;
/// Most characters of a password.
pub const MOT_DE_PASSE_MAX: usize = 128;

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MotDePasseErreur {
    /// Fewer than [`MOT_DE_PASSE_MIN`] characters.
    TropCourt,
    /// More than [`MOT_DE_PASSE_MAX`] characters.
    TropLong,
    /// On the list of common passwords, or made of the account's own name.
    Courant,
    /// The two entries differ.
    Different,
    /// The present password is wrong.
    ActuelFaux,
}

/// Passwords of 15 characters and more that are seen again and again; compared
/// without case. Shorter ones are refused by their length.
const COURANTS: &[&str] = &[
    "123456789012345",
    "1234567890123456",
    "111111111111111",
    "000000000000000",
    "123123123123123",
    "123451234512345",
    "112233445566778",
    "abcdefghijklmno",
    "abcdefghijklmnop",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfg",
    "azertyuiopqsdfghjklm",
    "azertyuiopqsdfghjklmwxcvbn",
    "azertyazertyazerty",
    "qwertyuiopasdfg",
    "qwertyuiopasdfghjkl",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyqwertyqwerty",
    "qwerty123456789",
    "azerty123456789",
    "1q2w3e4r5t6y7u8i",
    "1qaz2wsx3edc4rfv",
    "passwordpassword",
    "password12345678",
    "password123456789",
    "motdepassemotdepasse",
    "motdepasse12345",
    "motdepasse123456",
    "motdepasse123456789",
    "monmotdepasse123",
    "iloveyouiloveyou",
    "jetaimejetaimejetaime",
    "jetaimejetaime1",
    "administrateur1",
    "administrateur123",
    "administrator123",
    "educationnationale",
    "bonjourbonjour1",
    "bonjourbonjourbonjour",
    "toulousetoulouse",
    "correcthorsebatterystaple",
    "correct horse battery staple",
];

/// Checks a new password for an account.
///
/// # Errors
/// [`MotDePasseErreur`] naming what is wrong.
pub fn verifier_nouveau_mot_de_passe(
    mot_de_passe: &str,
    identifiant: &str,
) -> Result<(), MotDePasseErreur> {
    let longueur = mot_de_passe.chars().count();
    if longueur < MOT_DE_PASSE_MIN {
        return Err(MotDePasseErreur::TropCourt);
    }
    if longueur > MOT_DE_PASSE_MAX {
        return Err(MotDePasseErreur::TropLong);
    }
    let bas = mot_de_passe.to_lowercase();
    let distincts = bas.chars().collect::<std::collections::BTreeSet<_>>().len();
    let identifiant = identifiant.to_lowercase();
    let reste = if identifiant.is_empty() {
        bas.clone()
    } else {
        bas.replace(&identifiant, "")
    };
    if COURANTS.contains(&bas.as_str()) || distincts < 4 || reste.chars().count() < 4 {
        return Err(MotDePasseErreur::Courant);
    }
    Ok(())
}

/// A sign-in name as kept: trimmed, lower case.
#[must_use]
pub fn identifiant_normalise(identifiant: &str) -> String {
    identifiant.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regles_du_mot_de_passe() {
        let v = |m: &str| verifier_nouveau_mot_de_passe(m, "chef");
        assert_eq!(v("demonstration-imagin"), Ok(()));
        assert_eq!(v("quatorze lettr"), Err(MotDePasseErreur::TropCourt));
        assert_eq!(v("éééééééààààààùi"), Ok(()));
        assert_eq!(v(&"abcd".repeat(33)), Err(MotDePasseErreur::TropLong));
        assert_eq!(v("AZERTYUIOPQSDFG"), Err(MotDePasseErreur::Courant));
        assert_eq!(v("aaaaaaaaaaaaaaab"), Err(MotDePasseErreur::Courant));
        assert_eq!(v("chefchefchefchef1"), Err(MotDePasseErreur::Courant));
    }

    #[test]
    fn la_liste_est_en_bas_de_casse_et_utile() {
        for m in COURANTS {
            assert_eq!(*m, m.to_lowercase());
            assert!(m.chars().count() >= MOT_DE_PASSE_MIN, "{m}");
        }
    }
}
