//! The two embedded fonts: parsed and compressed once, shared by every letter.

use crate::erreurs::{ErreurDocument, ErreurImage};
use crate::signature::{self, ImagePrete};
use lopdf::{Dictionary, Stream};
use printpdf::ParsedFont;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

const NORMALE: &[u8] = include_bytes!("../polices/NotoSans-Regular.ttf");
const GRASSE: &[u8] = include_bytes!("../polices/NotoSans-Bold.ttf");

/// A weight of the letter's typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Graisse {
    Normale,
    Grasse,
}

impl Graisse {
    pub(crate) const TOUTES: [Self; 2] = [Self::Normale, Self::Grasse];

    /// Name of the font in the PDF. The tag says that it is a subset (ISO 32000-1,
    /// 9.6.4).
    pub(crate) const fn nom(self) -> &'static str {
        match self {
            Self::Normale => "IMAGIN+NotoSans-Regular",
            Self::Grasse => "IMAGIN+NotoSans-Bold",
        }
    }

    /// Name of the font among the page's resources.
    pub(crate) const fn ressource(self) -> &'static str {
        match self {
            Self::Normale => "Normale",
            Self::Grasse => "Grasse",
        }
    }
}

/// One font: its measures, and its program as it goes into a PDF.
pub(crate) struct Police {
    analysee: ParsedFont,
    /// Advance width by code point, in thousandths of the size; negative where the
    /// font has no such character.
    chasses: Vec<f32>,
    /// The compressed `/FontFile2` stream.
    pub(crate) programme: Stream,
}

/// Code points above this one are not measured from the table: of them the fonts
/// have only U+FFFD.
const TABLE: usize = 0x2300;

impl Police {
    fn lire(octets: &[u8]) -> Result<Self, ErreurDocument> {
        let analysee =
            ParsedFont::from_bytes(octets, 0, &mut Vec::new()).ok_or(ErreurDocument::Police)?;
        if analysee.units_per_em == 0 || analysee.codepoint_to_glyph.is_empty() {
            return Err(ErreurDocument::Police);
        }
        let mut police = Self {
            chasses: Vec::new(),
            programme: Stream::new(
                Dictionary::from_iter([("Length1", lopdf::Object::Integer(octets.len() as i64))]),
                octets.to_vec(),
            ),
            analysee,
        };
        police
            .programme
            .compress()
            .map_err(|_| ErreurDocument::Police)?;
        police.chasses = (0..TABLE as u32)
            .map(|c| police.chasse_lue(c).unwrap_or(-1.0))
            .collect();
        Ok(police)
    }

    fn chasse_lue(&self, code: u32) -> Option<f32> {
        let glyphe = self.analysee.lookup_glyph_index(code)?;
        let largeur = self.analysee.get_glyph_width(glyphe)?;
        Some(f32::from(largeur) * 1000.0 / f32::from(self.analysee.units_per_em))
    }

    /// Whether the font has a character.
    pub(crate) fn connait(&self, c: char) -> bool {
        match self.chasses.get(c as usize) {
            Some(l) => *l >= 0.0,
            None => self.analysee.lookup_glyph_index(c as u32).is_some(),
        }
    }

    /// Advance width of a character at a size, in points.
    pub(crate) fn chasse(&self, c: char, corps: f32) -> f32 {
        let millieme = match self.chasses.get(c as usize) {
            Some(l) => l.max(0.0),
            None => self.chasse_lue(c as u32).unwrap_or(0.0),
        };
        millieme * corps / 1000.0
    }

    /// Width of a text at a size, in points.
    pub(crate) fn largeur(&self, texte: &str, corps: f32) -> f32 {
        texte.chars().map(|c| self.chasse(c, corps)).sum()
    }

    /// The font as printpdf needs it to write these characters: with their glyphs
    /// and widths alone and an empty program (four bytes of a TrueType header), so
    /// that nothing heavy is copied for each letter. [`crate::lettre`] puts
    /// [`Police::programme`] in its place afterwards.
    pub(crate) fn pour(&self, caracteres: &BTreeSet<char>, nom: &str) -> ParsedFont {
        let mut glyphes = BTreeMap::new();
        let mut largeurs = BTreeMap::new();
        for c in caracteres {
            if let Some(g) = self.analysee.lookup_glyph_index(*c as u32) {
                glyphes.insert(*c as u32, g);
                largeurs.insert(g, self.analysee.get_glyph_width(g).unwrap_or(0));
            }
        }
        let mut legere = ParsedFont::with_glyph_data(
            vec![0, 1, 0, 0],
            0,
            Some(nom.to_owned()),
            glyphes,
            largeurs,
            self.analysee.units_per_em,
            self.analysee.font_metrics.clone(),
        );
        legere.pdf_font_metrics = self.analysee.pdf_font_metrics.clone();
        legere
    }
}

/// How many signature images are kept ready: centres that print at the same time.
const IMAGES_GARDEES: usize = 32;

struct Commun {
    normale: Police,
    grasse: Police,
    /// Signatures and logos already decoded and compressed to a weight, the latest used last.
    /// One centre prints many letters with one signature.
    images: Mutex<VecDeque<ImageGardee>>,
}

/// An image as it was given, the weight it was brought to, and what came of it.
type ImageGardee = (Vec<u8>, usize, Arc<ImagePrete>);

/// The fonts of the letters, and what else is worth doing once for many letters.
/// Load once and clone: clones share everything.
#[derive(Clone)]
pub struct Polices(Arc<Commun>);

impl core::fmt::Debug for Polices {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Polices")
    }
}

impl Polices {
    /// Reads and compresses the embedded fonts (a few milliseconds).
    ///
    /// # Errors
    /// [`ErreurDocument::Police`] when the fonts in the binary are damaged.
    pub fn charger() -> Result<Self, ErreurDocument> {
        Ok(Self(Arc::new(Commun {
            normale: Police::lire(NORMALE)?,
            grasse: Police::lire(GRASSE)?,
            images: Mutex::new(VecDeque::new()),
        })))
    }

    pub(crate) fn police(&self, graisse: Graisse) -> &Police {
        match graisse {
            Graisse::Normale => &self.0.normale,
            Graisse::Grasse => &self.0.grasse,
        }
    }

    /// A signature image ready for the PDF, prepared the first time only.
    pub(crate) fn image(&self, png: &[u8]) -> Result<Arc<ImagePrete>, ErreurImage> {
        self.image_de(png, signature::POIDS_MAX)
    }

    /// As [`Self::image`], of an image that must weigh about so much.
    pub(crate) fn image_de(
        &self,
        png: &[u8],
        poids: usize,
    ) -> Result<Arc<ImagePrete>, ErreurImage> {
        // A panic elsewhere while the lock was held cannot leave a half-made entry.
        let verrou = || self.0.images.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut images = verrou();
            if let Some(place) = images
                .iter()
                .position(|(octets, p, _)| *p == poids && octets == png)
                && let Some(trouvee) = images.remove(place)
            {
                let image = Arc::clone(&trouvee.2);
                images.push_back(trouvee);
                return Ok(image);
            }
        }
        let image = Arc::new(signature::preparer(png, poids)?);
        let mut images = verrou();
        images.push_back((png.to_vec(), poids, Arc::clone(&image)));
        if images.len() > IMAGES_GARDEES {
            images.pop_front();
        }
        Ok(image)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tout_le_francais_est_la() {
        let polices = Polices::charger().unwrap();
        let francais =
            "ÀÂÄÆÇÉÈÊËÎÏÔŒÖÙÛÜŸàâäæçéèêëîïôœöùûüÿ«»’‘“”–—…€°§²³µ№•\u{a0}\u{202f}\u{2011}\u{fffd}";
        for g in Graisse::TOUTES {
            let p = polices.police(g);
            for c in francais
                .chars()
                .chain(' '..='~')
                .chain('\u{a1}'..='\u{17f}')
                .filter(|c| *c != '\u{ad}')
            {
                assert!(p.connait(c), "{c:?}");
                assert!(p.chasse(c, 10.0) > 0.0, "{c:?}");
            }
            assert!(!p.connait('漢') && !p.connait('\u{1f600}'));
        }
    }

    #[test]
    fn les_heures_s_alignent() {
        let polices = Polices::charger().unwrap();
        for g in Graisse::TOUTES {
            let p = polices.police(g);
            for c in '0'..='9' {
                assert_eq!(p.chasse(c, 10.0), p.chasse('0', 10.0));
            }
        }
    }
}
