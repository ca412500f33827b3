//! Text that comes from people and files: cleaning, comparing, limiting.

use crate::accents::{composer, decomposer};

/// `true` when the text contains a control character (line break and tab
/// included): such a text is refused wherever one line is expected, because it
/// would break a mail header, a CSV cell or a file name.
#[must_use]
pub fn a_caractere_de_controle(texte: &str) -> bool {
    texte.chars().any(est_interdit)
}

/// Control characters, and the invisible marks that reverse or hide text.
fn est_interdit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

/// As [`a_caractere_de_controle`], for a text of several lines: `\n` is allowed.
#[must_use]
pub fn a_caractere_de_controle_hors_lignes(texte: &str) -> bool {
    texte.chars().any(|c| c != '\n' && est_interdit(c))
}

/// Composes accents (NFC) and folds runs of blanks into one space, without
/// blanks at either end.
#[must_use]
pub fn nettoyer(texte: &str) -> String {
    let mut propre = String::with_capacity(texte.len());
    for mot in texte.split_whitespace() {
        if !propre.is_empty() {
            propre.push(' ');
        }
        propre.extend(composer(mot));
    }
    propre
}

/// A text of several lines: line ends become `\n`, accents are composed, blanks
/// at the end of lines and blank lines at both ends go.
#[must_use]
pub fn nettoyer_lignes(texte: &str) -> String {
    let unifie = texte
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', " ");
    let lignes: Vec<String> = unifie
        .lines()
        .map(|l| composer(l.trim_end()).collect())
        .collect();
    lignes.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// The form in which texts are compared and searched: lower case, without
/// accents, ligatures opened, anything but letters and digits as one space.
///
/// `"L'Haÿ-les-Roses"` becomes `"l hay les roses"`.
#[must_use]
pub fn normaliser(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    let mut espace = false;
    for c in decomposer(texte) {
        let remplacement: &str = match c {
            '\u{300}'..='\u{36f}' => continue,
            'œ' | 'Œ' => "oe",
            'æ' | 'Æ' => "ae",
            'ß' | 'ẞ' => "ss",
            'ø' | 'Ø' => "o",
            'đ' | 'Đ' | 'ð' | 'Ð' => "d",
            'ł' | 'Ł' => "l",
            'þ' | 'Þ' => "th",
            'ı' => "i",
            _ => "",
        };
        if remplacement.is_empty() && !c.is_alphanumeric() {
            espace = true;
            continue;
        }
        if espace && !sortie.is_empty() {
            sortie.push(' ');
        }
        espace = false;
        if remplacement.is_empty() {
            sortie.extend(c.to_lowercase());
        } else {
            sortie.push_str(remplacement);
        }
    }
    sortie
}

/// The keywords typed into a *Filtrer par mot-clé*: apart by blanks, each normalised.
/// What is typed without blank stays whole: `22/02/2021` is one keyword,
/// `"22 02 2021"`, which the first of February does not answer.
pub fn mots_cles(saisie: &str) -> impl Iterator<Item = String> {
    saisie
        .split_whitespace()
        .map(normaliser)
        .filter(|mot| !mot.is_empty())
}

/// `true` when each keyword (see [`mots_cles`]) occurs somewhere in
/// `texte_normalise`: the rule of every *Filtrer par mot-clé*.
#[must_use]
pub fn contient_les_mots(texte_normalise: &str, mots: &[String]) -> bool {
    mots.iter()
        .all(|mot| texte_normalise.contains(mot.as_str()))
}

/// The pairs of bytes that follow one another in a text, each a bit that a few others share: what
/// lacks one of a word's lacks the word, and need not be read to be known to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Paires([u64; Self::MOTS]);

impl Paires {
    /// Of as many bits, a line of a list sets one in five.
    const MOTS: usize = 8;

    fn de(texte: &str) -> Self {
        let mut bits = [0; Self::MOTS];
        for (a, b) in texte.bytes().zip(texte.bytes().skip(1)) {
            // More than the letters of the alphabet: pairs of them fall apart from one another.
            let bit = (usize::from(a) * 31 + usize::from(b)) % (Self::MOTS * 64);
            if let Some(mot) = bits.get_mut(bit / 64) {
                *mot |= 1_u64 << (bit % 64);
            }
        }
        Self(bits)
    }

    fn contient(&self, autres: &Self) -> bool {
        self.0.iter().zip(&autres.0).all(|(a, b)| a & b == *b)
    }
}

/// A normalised text in which keywords will be looked for many times: see [`Self::contient`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cherchable {
    texte: String,
    paires: Paires,
}

impl From<String> for Cherchable {
    fn from(texte: String) -> Self {
        let paires = Paires::de(&texte);
        Self { texte, paires }
    }
}

impl Cherchable {
    /// The answer of [`contient_les_mots`], for keywords made ready as well: most texts that lack
    /// one are not read.
    #[must_use]
    pub fn contient(&self, mots: &[Self]) -> bool {
        mots.iter()
            .all(|mot| self.paires.contient(&mot.paires) && self.texte.contains(mot.texte.as_str()))
    }
}

/// A text of at most `longueur` characters, its end left out as `…`.
#[must_use]
pub fn abreger(texte: &str, longueur: usize) -> String {
    if texte.chars().count() <= longueur {
        return texte.to_owned();
    }
    let debut: String = texte.chars().take(longueur.saturating_sub(1)).collect();
    format!("{}…", debut.trim_end())
}

/// A name made safe for a file: ASCII letters, digits and hyphens, at most
/// `longueur` bytes, never empty.
#[must_use]
pub fn pour_fichier(texte: &str, longueur: usize) -> String {
    let mut sortie = String::with_capacity(texte.len());
    for c in decomposer(texte) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'œ' => sortie.push_str("oe"),
            'Œ' => sortie.push_str("OE"),
            'æ' => sortie.push_str("ae"),
            'Æ' => sortie.push_str("AE"),
            c if c.is_ascii_alphanumeric() => sortie.push(c),
            _ => sortie.push('-'),
        }
    }
    while sortie.contains("--") {
        sortie = sortie.replace("--", "-");
    }
    sortie.truncate(longueur);
    let sortie = sortie.trim_matches('-');
    if sortie.is_empty() {
        "x".to_owned()
    } else {
        sortie.to_owned()
    }
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before `=`,
/// `+`, `-`, `@`, tab and carriage return (ASVS 5.0, 1.2.10). Line breaks become
/// spaces, so that a line of the file is a letter.
#[must_use]
pub fn cellule_sure(texte: &str) -> String {
    let dangereuse = texte.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mut sure = String::with_capacity(texte.len() + 1);
    if dangereuse {
        sure.push('\'');
    }
    sure.extend(
        texte
            .chars()
            .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }),
    );
    sure
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn normalise_a_la_francaise() {
        for (texte, attendu) in [
            ("L'Haÿ-les-Roses", "l hay les roses"),
            ("DE LA TOUR", "de la tour"),
            ("  Cœur  d’Œuvre ", "coeur d oeuvre"),
            ("Ève-Noëlle", "eve noelle"),
            ("", ""),
            ("-'", ""),
        ] {
            assert_eq!(normaliser(texte), attendu);
        }
    }

    #[test]
    fn le_controle_est_vu() {
        assert!(a_caractere_de_controle("DUPONT\r\nBcc: x"));
        assert!(a_caractere_de_controle("a\u{202e}b"));
        assert!(!a_caractere_de_controle("D’ARC\u{202f}!"));
        assert!(!a_caractere_de_controle_hors_lignes("une\ndeux"));
        assert!(a_caractere_de_controle_hors_lignes("une\0"));
    }

    #[test]
    fn lignes_nettoyees() {
        assert_eq!(nettoyer_lignes("\r\n un \r\ndeux\t \r\n\r\n"), " un\ndeux");
        assert_eq!(nettoyer("  E\u{301}va \u{a0} B "), "Éva B");
    }

    #[test]
    fn une_date_se_cherche_d_un_bloc() {
        let contient = |texte: &str, saisie: &str| {
            contient_les_mots(&normaliser(texte), &mots_cles(saisie).collect::<Vec<_>>())
        };
        assert!(contient("Oral du 22/02/2021", "22/02/2021"));
        assert!(contient("Oral du 22/02/2021", "  oral\u{a0}2021 "));
        assert!(!contient("Oral du 01/02/2021 salle 22", "22/02/2021"));
        assert!(contient("L'Haÿ-les-Roses", "les l’hay"));
        assert!(contient("rien", " - "));
    }

    #[test]
    fn prepares_les_textes_repondent_pareil() {
        let textes = [
            "",
            "a",
            "martin jeanne lycee bellevue",
            "de la tour",
            "zz",
            "漢字 ete",
        ];
        let mots = [
            "", "a", "martin", "nitram", "de", "la t", "zzz", "zz", "字", "e", "ete", " ",
        ];
        for texte in textes {
            let prepare = Cherchable::from(texte.to_owned());
            for un in mots {
                for autre in mots {
                    let mots = [un.to_owned(), autre.to_owned()];
                    assert_eq!(
                        prepare.contient(&mots.clone().map(Cherchable::from)),
                        contient_les_mots(texte, &mots),
                        "{mots:?} dans {texte:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn noms_de_fichier() {
        assert_eq!(pour_fichier("D'ÉTÉ  Léa", 40), "D-ETE-Lea");
        assert_eq!(pour_fichier("../../etc/passwd", 40), "etc-passwd");
        assert_eq!(pour_fichier("Cœur Œnone", 40), "Coeur-OEnone");
        assert_eq!(pour_fichier("漢字", 40), "x");
    }

    #[test]
    fn cellules_sans_formule() {
        for (texte, attendu) in [
            ("=1+1", "'=1+1"),
            ("+33 5", "'+33 5"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\ta", "'\ta"),
            ("\ra", "' a"),
            ("DUPONT", "DUPONT"),
            ("a\nb", "a b"),
            ("", ""),
        ] {
            assert_eq!(cellule_sure(texte), attendu);
        }
    }

    proptest! {
        #[test]
        fn normaliser_deux_fois_est_normaliser(texte in ".*") {
            let une = normaliser(&texte);
            prop_assert_eq!(normaliser(&une), une.clone());
            prop_assert!(!une.starts_with(' ') && !une.ends_with(' ') && !une.contains("  "));
        }

        #[test]
        fn fichier_toujours_sur(texte in ".*", longueur in 1usize..50) {
            let nom = pour_fichier(&texte, longueur);
            prop_assert!(!nom.is_empty() && nom.len() <= longueur.max(1));
            prop_assert!(nom.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        }
    }
}
