//! Accounts: sign-in names, and what is said of passwords ([`crate::mot_de_passe`]).

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
    /// On the list of common passwords, or made of common words.
    Courant,
    /// Made of what the account is known by: its names, its établissements.
    NomDuCompte,
    /// The same word or the same characters again and again.
    Repetition,
    /// Along the keyboard, the alphabet or the digits.
    Suite,
    /// The two entries differ.
    Different,
    /// The present password is wrong.
    ActuelFaux,
}

/// A sign-in name as kept: trimmed, lower case.
#[must_use]
pub fn identifiant_normalise(identifiant: &str) -> String {
    identifiant.trim().to_lowercase()
}
