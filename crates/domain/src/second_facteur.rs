//! The second factor of those who administer: a code that an authenticator app shows
//! (RFC 6238), or one of the recovery codes kept on paper (docs/decisions/0027).

use crate::droits::{Acteur, Role};
use serde::{Deserialize, Serialize};

/// Digits of a code.
pub const CODE_CHIFFRES: usize = 6;
/// Seconds during which an app shows the same code.
pub const CODE_SECONDES: i64 = 30;
/// Steps before and after the present one whose code is accepted (RFC 6238 §5.2).
pub const CODE_PAS_ADMIS: u16 = 1;
/// Steps before and after in which a code is looked for, to say that a clock is wrong: an
/// hour, what a telephone on the wrong time zone is off by.
pub const CODE_PAS_CHERCHES: u16 = 121;
/// Recovery codes made at once.
pub const CODES_SECOURS: usize = 10;
/// Letters of a recovery code: 80 bits.
pub const SECOURS_LETTRES: usize = 16;
/// Seconds between the password and the code.
pub const ETAPE_SECONDES: i64 = 10 * 60;
/// Seconds between the password and the end of an enrolment that is required: an app has to
/// be installed.
pub const ETAPE_ENROLEMENT_SECONDES: i64 = 30 * 60;
/// Seconds during which the page of an enrolment serves.
pub const ENROLEMENT_SECONDES: i64 = 60 * 60;
/// Wrong codes of an account within a day, from anywhere, before its app is not believed any
/// more: with three codes of a million that are good at a time, nobody guesses one.
pub const CODES_FAUX_PAR_JOUR: u32 = 50;

/// Letters of recovery codes: none that is taken for another.
const LETTRES: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

impl Acteur {
    /// Whether this person can have a second factor: who sees a whole académie.
    #[must_use]
    pub fn peut_second_facteur(&self) -> bool {
        self.a_role(Role::Gestionnaire) || self.a_role(Role::Administrateur)
    }
}

/// Why something about a second factor is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondFacteurErreur {
    /// A code is asked for, which this way of signing in does not take.
    Demande,
    /// Neither six digits nor a recovery code.
    Forme,
    /// Not the right code.
    CodeFaux,
    /// The right one, that has served already.
    CodeServi,
    /// The right one, of another moment: so many minutes late, early when negative.
    HorlogeDecalee {
        /// Minutes.
        minutes: i64,
    },
    /// Too many wrong codes of the account within a day: its app is not believed for now.
    TropDeCodes,
    /// The step between password and code is over, or another one took its place.
    EtapePerdue,
    /// There is none.
    Inactif,
    /// There is one already.
    DejaActif,
    /// The page of the enrolment was shown too long ago, or to somebody else.
    EnrolementPerdu,
    /// It is required: it can be replaced, not removed.
    Exige,
    /// What is kept cannot be read: the key of the deployment is another one.
    Illisible,
}

impl SecondFacteurErreur {
    /// What is said of it to somebody whose factor is in place. A code that is not due yet is
    /// told from no other wrong one: who guessed it would wait for its time.
    #[must_use]
    pub const fn sans_avenir(self) -> Self {
        match self {
            Self::HorlogeDecalee { minutes } if minutes < 0 => Self::CodeFaux,
            autre => autre,
        }
    }
}

impl From<SecondFacteurErreur> for crate::Erreur {
    fn from(erreur: SecondFacteurErreur) -> Self {
        Self::SecondFacteur(erreur)
    }
}

/// A code as somebody typed or pasted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeSaisi {
    /// Six digits, of an app.
    Application(String),
    /// A recovery code, without what separates its groups.
    Secours(String),
}

impl CodeSaisi {
    /// Reads it, whatever spaces and dashes it came with.
    #[must_use]
    pub fn lire(saisie: &str) -> Option<Self> {
        // More than this is no code, however it is spaced.
        if saisie.len() > 200 {
            return None;
        }
        let nu: String = saisie
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.'))
            .flat_map(char::to_lowercase)
            .collect();
        if nu.len() == CODE_CHIFFRES && nu.bytes().all(|c| c.is_ascii_digit()) {
            return Some(Self::Application(nu));
        }
        (nu.len() == SECOURS_LETTRES && nu.bytes().all(|c| LETTRES.contains(&c)))
            .then_some(Self::Secours(nu))
    }
}

/// The recovery code that ten bytes make: `abcd-efgh-ijkm-npqr`.
#[must_use]
pub fn ecrire_secours(octets: [u8; 10]) -> String {
    let mut code = String::with_capacity(SECOURS_LETTRES + 3);
    let mut reste = octets.iter().fold(0_u128, |n, o| (n << 8) | u128::from(*o));
    let mut lettres = [b'a'; SECOURS_LETTRES];
    for lettre in lettres.iter_mut().rev() {
        // Five bits: always a letter of the table.
        let rang = usize::try_from(reste & 31).unwrap_or_default();
        *lettre = LETTRES.get(rang).copied().unwrap_or(b'a');
        reste >>= 5;
    }
    for (rang, lettre) in lettres.iter().enumerate() {
        if rang > 0 && rang.is_multiple_of(4) {
            code.push('-');
        }
        code.push(char::from(*lettre));
    }
    code
}

/// A typed key in groups of four, as people copy it.
#[must_use]
pub fn grouper_cle(cle: &str) -> String {
    let lettres: Vec<char> = cle.chars().collect();
    let groupes: Vec<String> = lettres.chunks(4).map(|g| g.iter().collect()).collect();
    groupes.join(" ")
}

/// How a code stands by the moment of the server: accepted at a step, or off by so many
/// minutes. `pas` is the step it is of, `present` that of the server.
///
/// # Errors
/// [`SecondFacteurErreur::HorlogeDecalee`].
pub const fn juger_pas(pas: i64, present: i64) -> Result<i64, SecondFacteurErreur> {
    let ecart = present - pas;
    if ecart.abs() <= CODE_PAS_ADMIS as i64 {
        return Ok(pas);
    }
    // Rounded away from zero: half a minute late is said to be one.
    let minutes = (ecart.abs() * CODE_SECONDES + 59) / 60;
    Err(SecondFacteurErreur::HorlogeDecalee {
        minutes: if ecart > 0 { minutes } else { -minutes },
    })
}

/// Where one's second factor stands, for *Mon compte*.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EtatSecondFacteur {
    /// It can be set up, or is.
    pub concerne: bool,
    /// Since when it is asked for, local; empty when there is none.
    pub depuis: String,
    /// Recovery codes that are left.
    pub secours: u32,
    /// The deployment requires it.
    pub exige: bool,
}

impl EtatSecondFacteur {
    /// Whether it is asked for at sign-in.
    #[must_use]
    pub fn actif(&self) -> bool {
        !self.depuis.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SecondFacteurErreur as E;

    #[test]
    fn une_saisie_se_lit_avec_ses_espaces() {
        let app = |s: &str| Some(CodeSaisi::Application(s.into()));
        for saisie in [
            "123456",
            " 123 456 ",
            "123\u{a0}456",
            "123\u{202f}456",
            "12-34-56",
        ] {
            assert_eq!(CodeSaisi::lire(saisie), app("123456"), "{saisie:?}");
        }
        assert_eq!(
            CodeSaisi::lire("ABCD-efgh ijkm–npqr\n"),
            Some(CodeSaisi::Secours("abcdefghijkmnpqr".into()))
        );
        for faux in [
            "",
            "12345",
            "1234567",
            "12345a",
            "+12345",
            // Letters that no code has.
            "abcd-efgh-ijkl-npqr",
            "abcd-efgh-ijkm",
            "١٢٣٤٥٦",
        ] {
            assert_eq!(CodeSaisi::lire(faux), None, "{faux:?}");
        }
        assert_eq!(CodeSaisi::lire(&format!("123456{}", " ".repeat(300))), None);
    }

    #[test]
    fn un_code_de_secours_se_relit() {
        assert_eq!(ecrire_secours([0; 10]), "aaaa-aaaa-aaaa-aaaa");
        assert_eq!(ecrire_secours([255; 10]), "9999-9999-9999-9999");
        let code = ecrire_secours([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(code.len(), SECOURS_LETTRES + 3);
        assert_eq!(
            CodeSaisi::lire(&code),
            Some(CodeSaisi::Secours(code.replace('-', "")))
        );
        // Each bit counts.
        let mut vus = std::collections::HashSet::new();
        for bit in 0..80 {
            let mut octets = [0_u8; 10];
            octets[bit / 8] = 1 << (bit % 8);
            assert!(vus.insert(ecrire_secours(octets)), "{bit}");
        }
    }

    #[test]
    fn un_pas_est_bon_ou_decale() {
        for (pas, present, attendu) in [
            (100, 100, Ok(100)),
            (99, 100, Ok(99)),
            (101, 100, Ok(101)),
            (98, 100, Err(E::HorlogeDecalee { minutes: 1 })),
            (97, 100, Err(E::HorlogeDecalee { minutes: 2 })),
            (110, 100, Err(E::HorlogeDecalee { minutes: -5 })),
            (220, 100, Err(E::HorlogeDecalee { minutes: -60 })),
        ] {
            assert_eq!(juger_pas(pas, present), attendu, "{pas}");
        }
    }

    #[test]
    fn un_code_a_venir_ne_se_reconnait_pas() {
        for (erreur, attendu) in [
            (E::HorlogeDecalee { minutes: -1 }, E::CodeFaux),
            (E::HorlogeDecalee { minutes: -60 }, E::CodeFaux),
            (
                E::HorlogeDecalee { minutes: 5 },
                E::HorlogeDecalee { minutes: 5 },
            ),
            (E::CodeServi, E::CodeServi),
        ] {
            assert_eq!(erreur.sans_avenir(), attendu, "{erreur:?}");
        }
    }

    #[test]
    fn qui_voit_toute_une_academie_peut_l_avoir() {
        for role in Role::TOUS {
            let acteur = crate::essais::acteur(role);
            let attendu = matches!(role, Role::Gestionnaire | Role::Administrateur);
            assert_eq!(acteur.peut_second_facteur(), attendu, "{role:?}");
        }
    }

    #[test]
    fn une_cle_se_copie_par_groupes() {
        assert_eq!(grouper_cle("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(grouper_cle(""), "");
    }
}
