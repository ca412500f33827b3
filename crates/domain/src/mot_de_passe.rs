//! What a new password must be, and what makes one easy to guess however long it is.
//!
//! Length is asked for, and no kind of character (ANSSI, *Recommandations relatives à
//! l'authentification multifacteur et aux mots de passe*). Of the 20 000 passwords most seen in
//! France (list *Richelieu*), some twenty have 15 characters or more, and those that somebody
//! chose count, follow the keyboard or put two common words together: rules refuse these, and
//! a short list what no rule catches.

use crate::compte::{MOT_DE_PASSE_MAX, MOT_DE_PASSE_MIN, MotDePasseErreur};
use crate::texte::normaliser;
use core::cmp::Reverse;
use std::collections::BTreeSet;

/// Fewest signs that have to remain once what is guessed first is taken away.
const RESTE_MIN: usize = 6;
/// Fewest different characters.
const DISTINCTS_MIN: usize = 4;
/// Fewest letters of a word of a name that is looked for.
const NOM_MIN: usize = 3;
/// Fewest keys in a row that are not there by chance.
const SUITE_MIN: usize = 4;
/// Most keys of one of the [`RANGS`].
const RANG_MAX: usize = 26;

/// What fingers follow, one way or the other: digits, alphabet, rows and columns of AZERTY and
/// QWERTY keyboards.
const RANGS: &[&str] = &[
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1a2z3e4r5t6y7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "a1z2e3r4t5y6u7i8o9p0",
    "q1w2e3r4t5y6u7i8o9p0",
    "aqwzsxedcrfvtgbyhnuj",
    "qazwsxedcrfvtgbyhnuj",
    "1aqw",
    "1qaz",
    "2wsx",
    "2zsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
];

/// Words that passwords are made of, as [`normaliser`] writes them, without space.
const HABITUELS: &[&str] = &[
    "admin",
    "administrateur",
    "administration",
    "administrator",
    "azerty",
    "bienvenue",
    "bonjour",
    "chouchou",
    "convocation",
    "doudou",
    "educationnationale",
    "iloveyou",
    "imagin",
    "jetaime",
    "letmein",
    "loulou",
    "monamour",
    "moncoeur",
    "monmotdepasse",
    "motdepasse",
    "password",
    "qwerty",
    "soleil",
    "welcome",
];

/// Passwords of 15 characters and more that are seen again and again and that no rule
/// catches, compared without case.
const COURANTS: &[&str] = &[
    // Digests of `123456` and of `azerty`, which look long.
    "e10adc3949ba59abbe56e057f20f883e",
    "e10adc3949ba59a",
    "ab4f63f9ac65152575886860dde480a1",
    "102030405060708090",
    "cdosabandonware",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "jenesaispasquoi",
    "jesuislemeilleur",
    "libertéégalitéfraternité",
    "liberte egalite fraternite",
    "libertegalitefraternite",
    "liberteegalitefraternite",
    "lycée professionnel",
    "ministeredeleducation",
    "rectoratdetoulouse",
    "thisismypassword",
    "vatefairefoutre",
    "vive les vacances",
    "vivelesvacances",
];

/// Checks a new password. `noms` are what the account is known by: its sign-in name, the name
/// shown, the établissements of its roles.
///
/// # Errors
/// [`MotDePasseErreur`] naming what is wrong.
pub fn verifier_nouveau_mot_de_passe(
    mot_de_passe: &str,
    noms: &[impl AsRef<str>],
) -> Result<(), MotDePasseErreur> {
    let longueur = mot_de_passe.chars().count();
    if longueur < MOT_DE_PASSE_MIN {
        return Err(MotDePasseErreur::TropCourt);
    }
    if longueur > MOT_DE_PASSE_MAX {
        return Err(MotDePasseErreur::TropLong);
    }
    let bas = mot_de_passe.to_lowercase();
    if COURANTS.contains(&bas.as_str()) {
        return Err(MotDePasseErreur::Courant);
    }
    // The same sign twice protects as once; accents and spaces are the first to be tried.
    let signes = mot_de_passe
        .chars()
        .filter(|c| !c.is_alphanumeric() && !c.is_whitespace())
        .collect::<BTreeSet<_>>()
        .len();
    let trop_peu = |reste: &str| reste.chars().count() + signes < RESTE_MIN;
    let lettres = normaliser(mot_de_passe).replace(' ', "");

    let noms: Vec<String> = noms.iter().map(|n| normaliser(n.as_ref())).collect();
    let mots = noms
        .iter()
        .flat_map(|n| n.split(' '))
        .filter(|m| m.chars().count() >= NOM_MIN);
    let sans_noms = sans(&lettres, mots);
    if sans_noms != lettres && trop_peu(&sans_noms) {
        return Err(MotDePasseErreur::NomDuCompte);
    }
    let sans_mots = sans(&sans_noms, HABITUELS.iter().copied());
    if sans_mots != sans_noms && trop_peu(&sans_mots) {
        return Err(MotDePasseErreur::Courant);
    }
    let distincts = bas.chars().collect::<BTreeSet<_>>().len();
    let simple = sans_doubles(&sans_mots);
    if distincts < DISTINCTS_MIN || repete(&lettres) || trop_peu(&simple) {
        return Err(MotDePasseErreur::Repetition);
    }
    if trop_peu(&sans_suites(&simple)) {
        return Err(MotDePasseErreur::Suite);
    }
    Ok(())
}

/// A text without these words, the longest first.
fn sans<'a>(texte: &str, mots: impl Iterator<Item = &'a str>) -> String {
    let mut mots: Vec<&str> = mots.collect();
    mots.sort_unstable_by_key(|m| Reverse(m.len()));
    mots.into_iter()
        .fold(texte.to_owned(), |reste, mot| reste.replace(mot, ""))
}

/// `aabbbc` becomes `abc`.
fn sans_doubles(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    for c in texte.chars() {
        if !sortie.ends_with(c) {
            sortie.push(c);
        }
    }
    sortie
}

/// The same word again and again, with perhaps a few digits around.
fn repete(lettres: &str) -> bool {
    let coeur = lettres.trim_matches(|c: char| !c.is_alphabetic());
    let autour = lettres.chars().count() - coeur.chars().count();
    periodique(lettres) || (autour < RESTE_MIN && periodique(coeur))
}

/// A pattern that would be too short alone, at least twice.
fn periodique(texte: &str) -> bool {
    let lettres: Vec<char> = texte.chars().collect();
    (1..MOT_DE_PASSE_MIN)
        .take_while(|periode| periode * 2 <= lettres.len())
        .any(|periode| {
            let decale = lettres.iter().skip(periode);
            lettres.iter().zip(decale).all(|(a, b)| a == b)
        })
}

/// A text without what follows one of the [`RANGS`].
fn sans_suites(texte: &str) -> String {
    let lettres: Vec<char> = texte.chars().collect();
    let mut sortie = String::with_capacity(texte.len());
    let mut reste = lettres.as_slice();
    while let Some((premiere, apres)) = reste.split_first() {
        if let Some(n) = suite(reste) {
            reste = reste.get(n..).unwrap_or_default();
        } else {
            sortie.push(*premiere);
            reste = apres;
        }
    }
    sortie
}

/// How many letters from the first on follow one of the [`RANGS`].
fn suite(lettres: &[char]) -> Option<usize> {
    (SUITE_MIN..=lettres.len().min(RANG_MAX)).rev().find(|n| {
        let dans_l_ordre: String = lettres.iter().take(*n).collect();
        let a_l_envers: String = dans_l_ordre.chars().rev().collect();
        RANGS
            .iter()
            .any(|r| r.contains(&dans_l_ordre) || r.contains(&a_l_envers))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use MotDePasseErreur as E;

    fn v(mot_de_passe: &str) -> Result<(), E> {
        let noms = ["h.castagnede", "Hélène CASTAGNÈDE", "LPO BELLEVUE"];
        verifier_nouveau_mot_de_passe(mot_de_passe, &noms)
    }

    #[test]
    fn ce_qui_est_accepte() {
        for bon in [
            "demonstration-imagin",
            "quatre mots sans rapport",
            "cinq mots sans aucun rapport",
            // In characters, not in bytes.
            "où çà là été né",
            // A name in a sentence that has enough beside it.
            "le chat de bellevue dort",
            "azerty et puis quoi encore",
            // Digits that are drawn, not counted.
            "papa84729472938472",
            "483920571648392",
            "k7mpq-2wnxz-hd4ut-9vfrc",
            "%&*()!@#$^?+=:;",
            "привет как дела друг",
        ] {
            assert_eq!(v(bon), Ok(()), "{bon}");
        }
    }

    #[test]
    fn ce_qui_est_refuse_dit_pourquoi() {
        for (mauvais, attendue) in [
            ("quatorze lettr", E::TropCourt),
            (&*"abcd".repeat(33), E::TropLong),
            ("Correct Horse Battery Staple", E::Courant),
            ("motdepassemotdepasse", E::Courant),
            ("Mot de passe : 2026", E::Courant),
            ("password12345678", E::Suite),
            ("administrateur123", E::Courant),
            ("jetaimemonamour", E::Courant),
            ("helene.castagnede", E::NomDuCompte),
            ("Castagnède-Bellevue-31", E::NomDuCompte),
            ("bellevuebellevue", E::NomDuCompte),
            ("aaaaaaaaaaaaaaab", E::Repetition),
            ("111111111111111", E::Repetition),
            ("abcabcabcabcabc", E::Repetition),
            ("toulousetoulouse", E::Repetition),
            ("lapin lapin lapin", E::Repetition),
            ("lapinlapinlapin1!", E::Repetition),
            ("éééééééééààààùi", E::Repetition),
            ("AZERTYUIOPQSDFG", E::Suite),
            ("qsdfghjklmwxcvbn", E::Suite),
            ("poiuytrezaqsdfg", E::Suite),
            ("123456789012345", E::Suite),
            ("987654321987654", E::Suite),
            ("112233445566779", E::Suite),
            ("abcdefghijklmnop", E::Suite),
            ("1qaz2wsx3edc4rfv", E::Suite),
            ("1a2z3e4r5t6y7u8i", E::Suite),
        ] {
            assert_eq!(v(mauvais), Err(attendue), "{mauvais}");
        }
    }

    /// The établissement's or the account's name is refused to who bears it alone.
    #[test]
    fn les_noms_sont_ceux_du_compte() {
        let mot = "castagnede-bellevue";
        assert_eq!(v(mot), Err(E::NomDuCompte));
        assert_eq!(verifier_nouveau_mot_de_passe(mot, &["chef"]), Ok(()));
    }

    #[test]
    fn les_listes_sont_en_forme_et_utiles() {
        for m in COURANTS {
            assert_eq!(*m, m.to_lowercase());
            assert!(m.chars().count() >= MOT_DE_PASSE_MIN, "{m}");
        }
        for m in HABITUELS.iter().chain(RANGS) {
            assert_eq!(*m, normaliser(m));
        }
        for r in RANGS {
            assert!((SUITE_MIN..=RANG_MAX).contains(&r.len()), "{r}");
        }
    }
}
