//! Académies, établissements and their UAI.

use crate::ids::{AcademieId, EtablissementId};
use serde::{Deserialize, Serialize};

/// Letters of a UAI's key, indexed by the number modulo 23 (no I, O, Q).
const CLES: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// *Unité administrative immatriculée*: seven digits and a check letter
/// (formerly RNE), e.g. `0310038Y`. The first three digits are the département.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uai(String);

/// Why a text is no UAI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum UaiErreur {
    /// Not seven digits and one letter.
    #[error("uai_forme")]
    Forme,
    /// The letter does not fit the number; the right one is given.
    #[error("uai_cle")]
    Cle {
        /// The letter the number calls for.
        attendue: char,
    },
}

impl Uai {
    /// Reads a UAI; lower case and blanks around are accepted.
    ///
    /// # Errors
    /// [`UaiErreur`] when the form or the check letter is wrong.
    pub fn lire(texte: &str) -> Result<Self, UaiErreur> {
        let texte = texte.trim().to_ascii_uppercase();
        let octets = texte.as_bytes();
        let [chiffres @ .., cle] = octets else {
            return Err(UaiErreur::Forme);
        };
        if chiffres.len() != 7
            || !chiffres.iter().all(u8::is_ascii_digit)
            || !cle.is_ascii_uppercase()
        {
            return Err(UaiErreur::Forme);
        }
        let attendue = cle_du_numero(chiffres);
        if *cle != attendue {
            return Err(UaiErreur::Cle {
                attendue: attendue as char,
            });
        }
        Ok(Self(texte))
    }

    /// Makes the UAI of a number of up to seven digits, computing its letter.
    #[must_use]
    pub fn du_numero(numero: u32) -> Self {
        let chiffres = format!("{:07}", numero % 10_000_000);
        let cle = cle_du_numero(chiffres.as_bytes()) as char;
        Self(format!("{chiffres}{cle}"))
    }

    /// The eight characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn cle_du_numero(chiffres: &[u8]) -> u8 {
    let numero = chiffres
        .iter()
        .fold(0usize, |n, c| n * 10 + usize::from(c - b'0'));
    CLES[numero % CLES.len()]
}

impl core::fmt::Display for Uai {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Uai {
    type Error = UaiErreur;
    fn try_from(texte: String) -> Result<Self, UaiErreur> {
        Self::lire(&texte)
    }
}

impl From<Uai> for String {
    fn from(uai: Uai) -> Self {
        uai.0
    }
}

/// An académie: the scope of people, missions and accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Academie {
    /// Key.
    pub id: AcademieId,
    /// Ministry code of two digits, e.g. `16` for Toulouse.
    pub code: String,
    /// Name as printed: `Toulouse`.
    pub nom: String,
    /// IANA time zone in which its days and hours are understood.
    pub fuseau: String,
}

/// A postal address, lines in the order they are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adresse {
    /// Street lines; may be empty.
    pub lignes: Vec<String>,
    /// Five digits, or empty when unknown.
    pub code_postal: String,
    /// Town with its CEDEX if any, or empty when unknown.
    pub commune: String,
}

/// An établissement; one with exam candidates is also an exam centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Etablissement {
    /// Key.
    pub id: EtablissementId,
    /// Académie it belongs to.
    pub academie: AcademieId,
    /// Its national number.
    pub uai: Uai,
    /// Name as shown: `LPO BELLEVUE TOULOUSE CEDEX 4`.
    pub nom: String,
    /// Where it is.
    pub adresse: Adresse,
    /// Telephone, as printed on the letter; may be empty.
    pub telephone: String,
    /// Address to which replies to its convocations go; may be empty.
    pub mel: String,
}

impl Etablissement {
    /// `LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)`, as in the memo's lists.
    #[must_use]
    pub fn libelle(&self) -> String {
        libelle_etablissement(&self.nom, &self.uai)
    }
}

/// `NAME (UAI)`.
#[must_use]
pub fn libelle_etablissement(nom: &str, uai: &Uai) -> String {
    format!("{nom} ({uai})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bellevue() {
        assert_eq!(Uai::lire(" 0310038y ").unwrap().as_str(), "0310038Y");
        assert_eq!(Uai::lire("0310038A"), Err(UaiErreur::Cle { attendue: 'Y' }));
        for faux in [
            "",
            "0310038",
            "03100389",
            "A310038Y",
            "0310038YY",
            "031 038Y",
            "０310038Y",
        ] {
            assert_eq!(Uai::lire(faux), Err(UaiErreur::Forme), "{faux}");
        }
    }

    proptest! {
        #[test]
        fn un_uai_fait_se_relit(n in 0u32..10_000_000) {
            let uai = Uai::du_numero(n);
            prop_assert_eq!(Uai::lire(uai.as_str()), Ok(uai));
        }

        #[test]
        fn une_lettre_fausse_est_vue(n in 0u32..10_000_000, lettre in "[A-Z]") {
            let uai = Uai::du_numero(n);
            let autre = format!("{}{lettre}", &uai.as_str()[..7]);
            prop_assert_eq!(Uai::lire(&autre).is_ok(), autre == uai.as_str());
        }

        #[test]
        fn lire_ne_panique_jamais(texte in ".*") { let _ = Uai::lire(&texte); }
    }
}
