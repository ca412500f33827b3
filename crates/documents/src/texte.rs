//! Text on its way to paper: French no-break spaces, characters that can be
//! printed, lines cut to a width.

use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// U+00A0, before a colon and inside « ».
pub(crate) const INSECABLE: char = '\u{a0}';
/// U+202F, before ; ! and ?.
pub(crate) const FINE: char = '\u{202f}';
/// What stands for a character that the font does not have and that nothing can
/// replace: U+FFFD, which the font has.
pub(crate) const INCONNU: char = '\u{fffd}';

/// Makes the blanks of a text typed by people no-break where French typography asks
/// for it: U+00A0 before a colon and inside « », U+202F before ; ! and ?, U+00A0
/// after `n°` and around the `h` of an hour. Only blanks already there change: none
/// is added, so that addresses, hours (`08:00`) and codes stay as they were typed.
#[must_use]
pub fn typographie(texte: &str) -> Cow<'_, str> {
    if !texte.contains(' ') {
        return Cow::Borrowed(texte);
    }
    let signes: Vec<char> = texte.chars().collect();
    let voisin = |i: usize, pas: isize| {
        i.checked_add_signed(pas)
            .and_then(|j| signes.get(j))
            .copied()
    };
    let chiffre = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let remplace = |i: usize| -> char {
        let avant = voisin(i, -1);
        match voisin(i, 1) {
            Some(':' | '»' | '%' | '€') => INSECABLE,
            Some(';' | '!' | '?') => FINE,
            // "8 h", "8 h 30"
            Some('h') if chiffre(avant) && voisin(i, 2).is_none_or(|c| !c.is_alphanumeric()) => {
                INSECABLE
            }
            Some(apres)
                if apres.is_ascii_digit()
                    && avant == Some('h')
                    && (chiffre(voisin(i, -2))
                        || (matches!(voisin(i, -2), Some(' ' | INSECABLE))
                            && chiffre(voisin(i, -3)))) =>
            {
                INSECABLE
            }
            Some(_) if avant == Some('«') => INSECABLE,
            Some(apres)
                if avant == Some('°')
                    && matches!(voisin(i, -2), Some('n' | 'N'))
                    && apres.is_ascii_digit() =>
            {
                INSECABLE
            }
            _ => ' ',
        }
    };
    let propre: String = signes
        .iter()
        .enumerate()
        .map(|(i, c)| if *c == ' ' { remplace(i) } else { *c })
        .collect();
    Cow::Owned(propre)
}

/// Format characters that print nothing: they would only hide or reverse text.
fn est_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// A text made of characters the font has, on one line.
///
/// Accents are composed (NFC). A blank of any kind the font lacks becomes a space,
/// control and invisible format characters go, and any other missing character
/// becomes its compatibility form (`ﬁ` becomes `fi`, `Ａ` becomes `A`), else its base
/// letter without accent, else `�`.
pub(crate) fn imprimable<'t>(texte: &'t str, connu: impl Fn(char) -> bool) -> Cow<'t, str> {
    if texte.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(texte);
    }
    let tel_quel = |c: char| connu(c) && !c.is_control() && !est_invisible(c);
    if is_nfc_quick(texte.chars()) == IsNormalized::Yes && texte.chars().all(tel_quel) {
        return Cow::Borrowed(texte);
    }
    let mut propre = String::with_capacity(texte.len());
    for c in texte.nfc() {
        if c.is_control() {
            if c.is_whitespace() {
                propre.push(' ');
            }
        } else if est_invisible(c) {
        } else if connu(c) {
            propre.push(c);
        } else if c.is_whitespace() {
            propre.push(' ');
        } else if !is_combining_mark(c) {
            let avant = propre.len();
            propre.extend(core::iter::once(c).nfkc().filter(|d| connu(*d)));
            if propre.len() == avant {
                propre.extend(
                    core::iter::once(c)
                        .nfkd()
                        .filter(|d| !is_combining_mark(*d) && connu(*d)),
                );
            }
            if propre.len() == avant {
                propre.push(INCONNU);
            }
        }
    }
    Cow::Owned(propre)
}

/// Cuts a text into lines no wider than `largeur`. Lines break at spaces (never at
/// no-break ones) and after hyphens and slashes; a word wider than a line is cut
/// where it must. A text without ink gives one empty line.
pub(crate) fn couper(texte: &str, largeur: f32, chasse: impl Fn(char) -> f32) -> Vec<String> {
    let mut lignes = Vec::new();
    let mut ligne = String::new();
    let mut prise = 0.0;
    for morceau in morceaux(texte) {
        let nu = morceau.trim_end_matches(' ');
        let large: f32 = nu.chars().map(&chasse).sum();
        if prise + large > largeur && !ligne.is_empty() {
            lignes.push(fermer(&mut ligne));
            prise = 0.0;
        }
        if large > largeur {
            for c in morceau.chars() {
                let l = chasse(c);
                if prise + l > largeur && !ligne.is_empty() && c != ' ' {
                    lignes.push(fermer(&mut ligne));
                    prise = 0.0;
                }
                ligne.push(c);
                prise += l;
            }
        } else {
            ligne.push_str(morceau);
            prise += morceau.chars().map(&chasse).sum::<f32>();
        }
    }
    lignes.push(fermer(&mut ligne));
    lignes
}

fn fermer(ligne: &mut String) -> String {
    let fini = core::mem::take(ligne);
    fini.trim_end_matches(' ').to_owned()
}

/// The pieces between which a line may break, blanks kept at their end.
fn morceaux(texte: &str) -> impl Iterator<Item = &str> {
    let mut reste = texte;
    core::iter::from_fn(move || {
        if reste.is_empty() {
            return None;
        }
        let mut coupe = reste.len();
        let mut signes = reste.char_indices().peekable();
        let mut precedent = ' ';
        while let Some((i, c)) = signes.next() {
            let suivant = signes.peek().map(|(_, s)| *s);
            let ici = match c {
                ' ' => suivant != Some(' '),
                // Never after a leading hyphen, nor before a digit ("-5", "1/2").
                '-' | '/' | '\u{2013}' => {
                    precedent.is_alphanumeric() && suivant.is_some_and(char::is_alphabetic)
                }
                _ => false,
            };
            if ici {
                coupe = i + c.len_utf8();
                break;
            }
            precedent = c;
        }
        let (tete, queue) = reste.split_at(coupe);
        reste = queue;
        Some(tete)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn espaces_francaises() {
        for (saisi, attendu) in [
            (
                "Attention : salle fermée !",
                "Attention\u{a0}: salle fermée\u{202f}!",
            ),
            ("« Oui » ; non ?", "«\u{a0}Oui\u{a0}»\u{202f}; non\u{202f}?"),
            (
                "à 8 h 30 ou 14 h, n° 12",
                "à 8\u{a0}h\u{a0}30 ou 14\u{a0}h, n°\u{a0}12",
            ),
            ("08:00 https://a.fr", "08:00 https://a.fr"),
            ("rien à faire", "rien à faire"),
            ("2 heures", "2 heures"),
            ("sans", "sans"),
        ] {
            assert_eq!(typographie(saisi), attendu);
        }
    }

    fn latin(c: char) -> bool {
        (c as u32) < 0x180 || c == INCONNU
    }

    #[test]
    fn caracteres_remplaces() {
        for (texte, attendu) in [
            ("De\u{301}cembre", "Décembre"),
            ("ﬁn Ａ ①", "fin A 1"),
            ("Nguyễn", "Nguyen"),
            ("漢", "\u{fffd}"),
            ("a\u{202e}b\u{200b}c\0d\te", "abcd e"),
            ("a\u{2003}b", "a b"),
            ("x\u{302}", "x"),
        ] {
            assert_eq!(imprimable(texte, latin), attendu);
        }
    }

    #[test]
    fn lignes_coupees() {
        let c = |t: &str, l| couper(t, l, |_| 1.0);
        assert_eq!(c("un deux trois", 8.0), ["un deux", "trois"]);
        assert_eq!(c("un\u{a0}deux trois", 6.0), ["un\u{a0}deu", "x", "trois"]);
        assert_eq!(
            c("Saint-Martin-du-Lac", 9.0),
            ["Saint-", "Martin-", "du-Lac"]
        );
        assert_eq!(c("", 5.0), [""]);
        assert_eq!(c("abcdefgh", 3.0), ["abc", "def", "gh"]);
        assert_eq!(c("le 1/2 et -5", 4.0), ["le", "1/2", "et", "-5"]);
    }

    proptest! {
        #[test]
        fn rien_ne_se_perd(texte in "[a-zé ,\u{a0}/-]{0,80}", largeur in 1u8..20) {
            let lignes = couper(&texte, f32::from(largeur), |_| 1.0);
            let garde = |t: &str| t.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(garde(&lignes.concat()), garde(&texte));
            for l in &lignes {
                prop_assert!(l.trim_start().chars().count() <= usize::from(largeur), "{:?}", lignes);
            }
        }

        #[test]
        fn toujours_imprimable(texte in ".*") {
            prop_assert!(imprimable(&texte, latin).chars().all(latin));
        }

        #[test]
        fn typographie_ne_touche_que_les_blancs(texte in ".*") {
            let propre = typographie(&texte);
            prop_assert_eq!(propre.chars().count(), texte.chars().count());
            for (a, b) in texte.chars().zip(propre.chars()) {
                prop_assert!(a == b || (a == ' ' && matches!(b, INSECABLE | FINE)));
            }
        }
    }
}
