//! QR codes as rectangles: vectors stay sharp on any printer and any screen, and weigh little.

use qrcode::{Color, EcLevel, QrCode};

/// The dark modules of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Points {
    /// Modules on a side, without the blank around.
    pub(crate) cote: usize,
    /// Column, line and length of each run of dark modules.
    pub(crate) traits: Vec<(usize, usize, usize)>,
}

/// The code that says a text; none when the text is too long for any.
pub(crate) fn points(texte: &str) -> Option<Points> {
    // A quarter of it may be soiled or folded.
    let code = QrCode::with_error_correction_level(texte, EcLevel::Q).ok()?;
    let cote = code.width();
    let mut traits = Vec::new();
    for (ligne, modules) in code.to_colors().chunks(cote).enumerate() {
        let mut colonne = 0;
        for serie in modules.chunk_by(|a, b| a == b) {
            if serie.first() == Some(&Color::Dark) {
                traits.push((colonne, ligne, serie.len()));
            }
            colonne += serie.len();
        }
    }
    Some(Points { cote, traits })
}

/// Modules of blank that a reader needs around a code (ISO/IEC 18004).
const MARGE: usize = 4;

/// The code that says a text, as an SVG image on white whatever the theme of the page is;
/// none when the text is too long for any. `nom` is its accessible name, without `<`, `&` or
/// `"`.
#[must_use]
pub fn svg(texte: &str, nom: &str) -> Option<String> {
    let points = points(texte)?;
    let cote = points.cote + 2 * MARGE;
    let mut trace = String::new();
    for (colonne, ligne, longueur) in points.traits {
        let (x, y) = (colonne + MARGE, ligne + MARGE);
        trace.push_str(&format!("M{x} {y}h{longueur}v1h-{longueur}z"));
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"240\" height=\"240\" \
         viewBox=\"0 0 {cote} {cote}\" role=\"img\" aria-label=\"{nom}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{cote}\" height=\"{cote}\" \
         fill=\"#fff\"/><path fill=\"#000\" d=\"{trace}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_image_se_lit_comme_le_texte() {
        let texte = "otpauth://totp/Imagin:admin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let image = svg(texte, "QR code").unwrap();
        assert!(image.starts_with("<svg ") && image.ends_with("</svg>"));
        // Drawn again from the path alone, and read by another program.
        let cote = points(texte).unwrap().cote + 2 * MARGE;
        let mut noirs = vec![false; cote * cote];
        let (_, trace) = image.split_once(" d=\"").unwrap();
        let trace = trace.split('"').next().unwrap();
        for trait_ in trace.split('z').filter(|t| !t.is_empty()) {
            let (depart, reste) = trait_[1..].split_once('h').unwrap();
            let (x, y) = depart.split_once(' ').unwrap();
            let longueur = reste.split('v').next().unwrap().parse::<usize>().unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            noirs[y * cote + x..][..longueur].fill(true);
        }
        let gros = 4;
        let mut lue =
            rqrr::PreparedImage::prepare_from_greyscale(cote * gros, cote * gros, |x, y| {
                if noirs[y / gros * cote + x / gros] {
                    0
                } else {
                    255
                }
            });
        let grilles = lue.detect_grids();
        assert_eq!(grilles[0].decode().unwrap().1, texte);
    }

    #[test]
    fn un_texte_trop_long_n_a_pas_d_image() {
        assert_eq!(svg(&"a".repeat(10_000), "x"), None);
    }
}
