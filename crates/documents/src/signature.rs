//! Images of hand-written signatures: limits, preparation for paper, and one drawn
//! by code for the demonstration.

use crate::erreurs::ErreurImage;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as FiltrePng, PngDecoder, PngEncoder};
use image::imageops::{self, FilterType};
use image::{
    DynamicImage, ExtendedColorType, GrayImage, ImageDecoder, ImageEncoder, Limits, Rgb, RgbImage,
    Rgba, RgbaImage,
};
use lopdf::{Dictionary, Object, Stream, StringFormat};
use std::io::Cursor;

/// Heaviest image accepted, in bytes.
pub const OCTETS_MAX: usize = 512 * 1024;
/// Longest side accepted, in pixels.
pub const COTE_MAX: u32 = 2_000;

/// Most memory the decoder may take: a full-size image of 16 bits per channel
/// (32 MB) and its own buffers.
const MEMOIRE_MAX: u64 = 80 * 1024 * 1024;
/// What an image may weigh in the PDF, so that a letter stays below 60 kB.
const POIDS_MAX: usize = 10 * 1024;
/// Printed at most 62 mm wide and 24 mm high: about 250 points an inch.
const LARGEUR_UTILE: u32 = 620;
const HAUTEUR_UTILE: u32 = 240;
/// A channel at or above this is paper, not ink.
const BLANC: u8 = 250;

/// A signature that has been read and found usable: flattened on white, without
/// its empty margins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSignature {
    pixels: RgbImage,
}

impl ImageSignature {
    /// Width in pixels, without the empty margins.
    #[must_use]
    pub fn largeur(&self) -> u32 {
        self.pixels.width()
    }

    /// Height in pixels, without the empty margins.
    #[must_use]
    pub fn hauteur(&self) -> u32 {
        self.pixels.height()
    }

    /// The image written anew as a PNG: nothing of the received file but its pixels
    /// is left (no metadata, no appended data). This is what is worth keeping.
    ///
    /// # Errors
    /// [`ErreurImage::TropLourde`] when even this form exceeds [`OCTETS_MAX`].
    pub fn en_png(&self) -> Result<Vec<u8>, ErreurImage> {
        let mut octets = Vec::new();
        PngEncoder::new_with_quality(&mut octets, CompressionType::Best, FiltrePng::Adaptive)
            .write_image(
                &self.pixels,
                self.largeur(),
                self.hauteur(),
                ExtendedColorType::Rgb8,
            )
            .map_err(|_| ErreurImage::Illisible)?;
        if octets.len() > OCTETS_MAX {
            return Err(ErreurImage::TropLourde {
                octets: octets.len(),
                maximum: OCTETS_MAX,
            });
        }
        Ok(octets)
    }
}

/// Reads a signature image. Its announced size is checked before a pixel is
/// decoded.
///
/// # Errors
/// [`ErreurImage`] when it is too heavy, too large, no PNG, damaged, or blank.
pub fn lire_png(octets: &[u8]) -> Result<ImageSignature, ErreurImage> {
    if octets.len() > OCTETS_MAX {
        return Err(ErreurImage::TropLourde {
            octets: octets.len(),
            maximum: OCTETS_MAX,
        });
    }
    if !octets.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(ErreurImage::PasUnPng);
    }
    // The header's size is read without the decoder, whose own limits would only
    // answer "unreadable".
    let cote = |debut: usize| {
        let octets = octets.get(debut..debut + 4)?;
        Some(u32::from_be_bytes(octets.try_into().ok()?))
    };
    let (Some(largeur), Some(hauteur)) = (cote(16), cote(20)) else {
        return Err(ErreurImage::Illisible);
    };
    if largeur > COTE_MAX || hauteur > COTE_MAX {
        return Err(ErreurImage::TropGrande {
            largeur,
            hauteur,
            maximum: COTE_MAX,
        });
    }
    let mut limites = Limits::default();
    limites.max_image_width = Some(COTE_MAX);
    limites.max_image_height = Some(COTE_MAX);
    limites.max_alloc = Some(MEMOIRE_MAX);
    let mut decodeur = PngDecoder::with_limits(Cursor::new(octets), limites.clone())
        .map_err(|_| ErreurImage::Illisible)?;
    decodeur
        .set_limits(limites)
        .map_err(|_| ErreurImage::Illisible)?;
    let image = DynamicImage::from_decoder(decodeur).map_err(|_| ErreurImage::Illisible)?;
    let pixels = sans_marges(&sur_blanc(&image.to_rgba8())).ok_or(ErreurImage::Vide)?;
    Ok(ImageSignature { pixels })
}

/// Paper is white: transparency becomes what it would show there.
fn sur_blanc(image: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let Rgba([r, v, b, a]) = *image.get_pixel(x, y);
        let fondu = |c: u8| {
            let (c, a) = (u32::from(c), u32::from(a));
            ((c * a + 255 * (255 - a) + 127) / 255) as u8
        };
        Rgb([fondu(r), fondu(v), fondu(b)])
    })
}

/// The image cut to its ink; none when there is none.
fn sans_marges(image: &RgbImage) -> Option<RgbImage> {
    let (mut gauche, mut haut, mut droite, mut bas) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, Rgb(canaux)) in image.enumerate_pixels() {
        if canaux.iter().any(|c| *c < BLANC) {
            gauche = gauche.min(x);
            droite = droite.max(x);
            haut = haut.min(y);
            bas = bas.max(y);
        }
    }
    (gauche <= droite && haut <= bas).then(|| {
        imageops::crop_imm(image, gauche, haut, droite - gauche + 1, bas - haut + 1).to_image()
    })
}

/// A signature ready for a PDF: its stream is already compressed.
#[derive(Debug)]
pub(crate) struct ImagePrete {
    /// Pixels of the original: the proportions to print.
    pub(crate) largeur: u32,
    pub(crate) hauteur: u32,
    /// `/XObject /Image` stream.
    pub(crate) flux: Stream,
}

/// Decodes, reduces and compresses a signature for the PDF.
pub(crate) fn preparer(png: &[u8]) -> Result<ImagePrete, ErreurImage> {
    let image = lire_png(png)?;
    let (largeur, hauteur) = (image.largeur(), image.hauteur());
    // A pen on paper fits the first time; a noisy photograph takes coarser tries.
    // The last one cannot be too heavy: 155 × 60 pixels.
    let mut choisi = None;
    for reduction in [1.0, 0.7, 0.5, 0.35, 0.25] {
        let flux = flux_le_plus_leger(&reduire(&image.pixels, reduction))?;
        let poids = flux.content.len();
        choisi = Some(flux);
        if poids <= POIDS_MAX {
            break;
        }
    }
    Ok(ImagePrete {
        largeur,
        hauteur,
        flux: choisi.ok_or(ErreurImage::Illisible)?,
    })
}

/// The image no larger than what paper shows, times `reduction`.
fn reduire(image: &RgbImage, reduction: f32) -> RgbImage {
    let (l, h) = (image.width() as f32, image.height() as f32);
    let facteur = (LARGEUR_UTILE as f32 * reduction / l)
        .min(HAUTEUR_UTILE as f32 * reduction / h)
        .min(1.0);
    if facteur >= 1.0 {
        return image.clone();
    }
    let cote = |c: f32| ((c * facteur).round() as u32).max(1);
    imageops::resize(image, cote(l), cote(h), FilterType::Triangle)
}

/// The lightest of the forms that show the image well: sixteen shades of one ink for
/// what a pen drew, else exact pixels, else JPEG.
fn flux_le_plus_leger(image: &RgbImage) -> Result<Stream, ErreurImage> {
    if let Some(flux) = une_encre(image)?
        && flux.content.len() <= POIDS_MAX
    {
        return Ok(flux);
    }
    let gris = image
        .pixels()
        .all(|Rgb([r, v, b])| r.abs_diff(*v) < 6 && v.abs_diff(*b) < 6);
    let (octets, espace, couleurs) = if gris {
        let gris: GrayImage = imageops::grayscale(image);
        (gris.into_raw(), "DeviceGray", ExtendedColorType::L8)
    } else {
        (image.as_raw().clone(), "DeviceRGB", ExtendedColorType::Rgb8)
    };
    let mut dictionnaire = dictionnaire(image, nom(espace), 8);
    let mut exact = Stream::new(dictionnaire.clone(), octets.clone());
    exact.compress().map_err(|_| ErreurImage::Illisible)?;
    if exact.content.len() <= POIDS_MAX {
        return Ok(exact);
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 70)
        .encode(&octets, image.width(), image.height(), couleurs)
        .map_err(|_| ErreurImage::Illisible)?;
    if jpeg.len() >= exact.content.len() {
        return Ok(exact);
    }
    dictionnaire.set("Filter", nom("DCTDecode"));
    Ok(Stream::new(dictionnaire, jpeg).with_compression(false))
}

fn nom(n: &str) -> Object {
    Object::Name(n.as_bytes().to_vec())
}

fn dictionnaire(image: &RgbImage, espace: Object, bits: i64) -> Dictionary {
    Dictionary::from_iter([
        ("Type", nom("XObject")),
        ("Subtype", nom("Image")),
        ("Width", Object::Integer(i64::from(image.width()))),
        ("Height", Object::Integer(i64::from(image.height()))),
        ("ColorSpace", espace),
        ("BitsPerComponent", Object::Integer(bits)),
    ])
}

/// The image in sixteen shades from white to its darkest colour, four bits a pixel;
/// none when other colours would be lost.
fn une_encre(image: &RgbImage) -> Result<Option<Stream>, ErreurImage> {
    const TEINTES: u32 = 15;
    let clarte = |p: &Rgb<u8>| p.0.iter().map(|c| u32::from(*c)).sum::<u32>();
    let Some(encre) = image.pixels().min_by_key(|p| clarte(p)) else {
        return Ok(None);
    };
    let fond = 3 * 255 - clarte(encre);
    if fond == 0 {
        return Ok(None);
    }
    let teinte = |p: &Rgb<u8>| ((3 * 255 - clarte(p)) * TEINTES + fond / 2) / fond;
    let melange = |teinte: u32, canal: u8| {
        let ecart = (255 - u32::from(canal)) * teinte / TEINTES;
        (255 - ecart) as u8
    };
    let palette: Vec<u8> = (0..=TEINTES)
        .flat_map(|t| encre.0.map(|c| melange(t, c)))
        .collect();

    let mut octets = Vec::with_capacity(image.len() / 6 + 1);
    let mut loin = 0usize;
    for ligne in image.rows() {
        let mut moitie = None;
        for p in ligne {
            let t = teinte(p);
            loin += usize::from(
                p.0.iter()
                    .zip(encre.0)
                    .any(|(c, e)| c.abs_diff(melange(t, e)) > 40),
            );
            match moitie.take() {
                None => moitie = Some((t as u8) << 4),
                Some(haut) => octets.push(haut | t as u8),
            }
        }
        octets.extend(moitie);
    }
    // A few pixels of another colour are dust of the scanner.
    if loin * 200 > (image.width() * image.height()) as usize {
        return Ok(None);
    }
    let espace = Object::Array(vec![
        nom("Indexed"),
        nom("DeviceRGB"),
        Object::Integer(i64::from(TEINTES)),
        Object::String(palette, StringFormat::Hexadecimal),
    ]);
    let mut flux = Stream::new(dictionnaire(image, espace, 4), octets);
    flux.compress().map_err(|_| ErreurImage::Illisible)?;
    Ok(Some(flux))
}

/// A plausible hand-written signature for a name, drawn by code: blue ink on a
/// transparent background, 560 × 200 pixels, always the same for the same name.
#[must_use]
pub fn image_de_demonstration(nom: &str) -> Vec<u8> {
    let mut plume = Plume::nouvelle(nom);
    plume.signer(nom);
    let mut octets = Vec::new();
    // Writing to memory cannot fail for these sizes; an empty image would show.
    let _ = PngEncoder::new_with_quality(&mut octets, CompressionType::Best, FiltrePng::Adaptive)
        .write_image(
            &plume.feuille,
            plume.feuille.width(),
            plume.feuille.height(),
            ExtendedColorType::Rgba8,
        );
    octets
}

const ENCRE: [u8; 3] = [0x1c, 0x2b, 0x6b];

type Point = (f32, f32);

/// Draws soft-edged strokes, thicker downwards as a nib is.
struct Plume {
    feuille: RgbaImage,
    hasard: u64,
}

impl Plume {
    fn nouvelle(nom: &str) -> Self {
        // FNV-1a: the name alone decides of the drawing.
        let graine = nom.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, o| {
            (h ^ u64::from(o)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let [r, v, b] = ENCRE;
        Self {
            feuille: RgbaImage::from_pixel(560, 200, Rgba([r, v, b, 0])),
            hasard: graine | 1,
        }
    }

    /// A number in `min..max`: xorshift64*.
    fn entre(&mut self, min: f32, max: f32) -> f32 {
        self.hasard ^= self.hasard >> 12;
        self.hasard ^= self.hasard << 25;
        self.hasard ^= self.hasard >> 27;
        let tirage = self.hasard.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        min + (max - min) * (tirage as f32 / (1u64 << 24) as f32)
    }

    fn signer(&mut self, nom: &str) {
        let lettres: Vec<char> = domain::texte::normaliser(nom)
            .chars()
            .filter(|c| c.is_ascii_alphabetic())
            .take(11)
            .collect();
        let base = self.entre(112.0, 122.0);
        let mut x = self.entre(40.0, 60.0);

        // The initial: one tall open loop, up from the line, round, and down again.
        let haut = self.entre(78.0, 92.0);
        let large = self.entre(46.0, 62.0);
        let mut trait_ = vec![
            (x, base - 8.0),
            (x + large * 0.45, base - haut * 0.7),
            (x + large * 0.95, base - haut),
            (x + large * 0.55, base - haut * 1.02),
            (x + large * 0.12, base - haut * 0.45),
            (x + large * 0.05, base + 14.0),
            (x + large * 0.55, base + 6.0),
        ];
        x += large * 0.8;

        // The name: a running line, livelier at its start than at its end.
        let reste = lettres.len().saturating_sub(1).max(5);
        for i in 0..reste {
            let lettre = lettres.get(i + 1).copied().unwrap_or('n');
            let elan = 1.0 - 0.62 * i as f32 / reste as f32;
            let pas = self.entre(19.0, 27.0) * (0.72 + 0.4 * elan);
            let tremble = self.entre(-3.0, 3.0);
            let montee = match lettre {
                'b' | 'd' | 'f' | 'h' | 'k' | 'l' | 't' => self.entre(52.0, 66.0),
                _ => self.entre(17.0, 25.0),
            } * elan;
            let descente = match lettre {
                'f' | 'g' | 'j' | 'p' | 'q' | 'y' | 'z' => self.entre(26.0, 38.0) * elan,
                _ => self.entre(-2.0, 3.0),
            };
            trait_.push((x + pas * 0.62, base - montee + tremble));
            trait_.push((x + pas * 0.42, base - montee * 0.35));
            trait_.push((x + pas * 0.58, base + descente));
            x += pas;
            trait_.push((x, base - 5.0 * elan + tremble * 0.5));
        }
        // The last letters run out to the right.
        let fin = self.entre(36.0, 60.0);
        trait_.push((x + fin * 0.5, base - 2.0));
        trait_.push((x + fin, base - self.entre(8.0, 22.0)));
        self.tracer(&trait_, 3.1);

        // A flourish comes back under the name.
        let dessous = base + self.entre(34.0, 46.0);
        let retour = [
            (x + fin * 0.9, base + 16.0),
            (x * 0.72, dessous - 4.0),
            (self.entre(70.0, 110.0), dessous + self.entre(2.0, 10.0)),
            (x * 0.42, dessous - self.entre(6.0, 12.0)),
            (x * 0.85, dessous - self.entre(12.0, 20.0)),
        ];
        self.tracer(&retour, 2.5);
    }

    /// A smooth curve through points (Catmull-Rom).
    fn tracer(&mut self, points: &[Point], epaisseur: f32) {
        let place = |i: isize| -> Point {
            let i = i.clamp(0, points.len() as isize - 1) as usize;
            points.get(i).copied().unwrap_or((0.0, 0.0))
        };
        let morceaux = points.len().saturating_sub(1);
        let mut rayon = epaisseur * 0.35;
        for m in 0..morceaux {
            let i = m as isize;
            let (a, b, c, d) = (place(i - 1), place(i), place(i + 1), place(i + 2));
            let longueur = (c.0 - b.0).hypot(c.1 - b.1);
            let pas = (longueur * 1.6).ceil().max(2.0) as u32;
            let mut avant = b;
            for k in 1..=pas {
                let t = k as f32 / pas as f32;
                let courbe = |a: f32, b: f32, c: f32, d: f32| {
                    0.5 * (2.0 * b
                        + (c - a) * t
                        + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                        + (3.0 * b - a - 3.0 * c + d) * t * t * t)
                };
                let p = (courbe(a.0, b.0, c.0, d.0), courbe(a.1, b.1, c.1, d.1));
                let (dx, dy) = (p.0 - avant.0, p.1 - avant.1);
                let descente = dy / dx.hypot(dy).max(0.001);
                // The beginning and the end of a stroke are light.
                let bout = ((m as f32 + t) / 0.8)
                    .min((morceaux as f32 - m as f32 - t) / 1.4)
                    .clamp(0.0, 1.0);
                let vise = epaisseur * (0.34 + 0.26 * descente.max(-0.4)) * (0.45 + 0.55 * bout);
                rayon += (vise.max(0.72) - rayon) * 0.18;
                self.poser(p, rayon);
                avant = p;
            }
        }
    }

    /// One soft dot.
    fn poser(&mut self, (x, y): Point, rayon: f32) {
        let portee = rayon + 1.0;
        let (largeur, hauteur) = self.feuille.dimensions();
        let borne = |v: f32, max: u32| (v.max(0.0) as u32).min(max);
        for py in borne(y - portee, hauteur)..borne(y + portee + 1.0, hauteur) {
            for px in borne(x - portee, largeur)..borne(x + portee + 1.0, largeur) {
                let distance = (px as f32 + 0.5 - x).hypot(py as f32 + 0.5 - y);
                let couvert = ((rayon + 0.5 - distance).clamp(0.0, 1.0) * 255.0) as u8;
                let alpha = &mut self.feuille.get_pixel_mut(px, py).0[3];
                *alpha = (*alpha).max(couvert);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn png(image: &RgbaImage) -> Vec<u8> {
        let mut octets = Vec::new();
        PngEncoder::new(&mut octets)
            .write_image(
                image,
                image.width(),
                image.height(),
                ExtendedColorType::Rgba8,
            )
            .unwrap();
        octets
    }

    #[test]
    fn la_demonstration_se_lit_et_ne_change_pas() {
        let une = image_de_demonstration("Claire MARTIN");
        assert_eq!(une, image_de_demonstration("Claire MARTIN"));
        assert_ne!(une, image_de_demonstration("Paul DURAND"));
        let image = lire_png(&une).unwrap();
        assert!(image.largeur() > 200 && image.hauteur() > 60);
        assert!(une.len() < 30_000, "{}", une.len());
        for nom in ["", "Ŵ", "漢字", &"long ".repeat(50)] {
            assert!(lire_png(&image_de_demonstration(nom)).is_ok(), "{nom:?}");
        }
    }

    #[test]
    fn limites() {
        assert_eq!(lire_png(b""), Err(ErreurImage::PasUnPng));
        assert_eq!(
            lire_png(b"\xff\xd8\xff\xe0JFIF"),
            Err(ErreurImage::PasUnPng)
        );
        assert_eq!(
            lire_png(&vec![0; OCTETS_MAX + 1]),
            Err(ErreurImage::TropLourde {
                octets: OCTETS_MAX + 1,
                maximum: OCTETS_MAX
            })
        );
        let large = RgbaImage::from_pixel(COTE_MAX + 1, 2, Rgba([0, 0, 0, 255]));
        assert_eq!(
            lire_png(&png(&large)),
            Err(ErreurImage::TropGrande {
                largeur: COTE_MAX + 1,
                hauteur: 2,
                maximum: COTE_MAX
            })
        );
        let blanche = RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0]));
        assert_eq!(lire_png(&png(&blanche)), Err(ErreurImage::Vide));
        let bonne = image_de_demonstration("A");
        assert_eq!(
            lire_png(&bonne[..bonne.len() / 2]),
            Err(ErreurImage::Illisible)
        );
        // A header that announces more than it holds: refused before any allocation.
        let mut bombe = bonne;
        bombe[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        assert!(matches!(
            lire_png(&bombe),
            Err(ErreurImage::TropGrande { .. })
        ));
    }

    #[test]
    fn les_marges_s_en_vont() {
        let mut image = RgbaImage::from_pixel(300, 200, Rgba([255, 255, 255, 255]));
        image.put_pixel(100, 50, Rgba([0, 0, 0, 255]));
        image.put_pixel(149, 69, Rgba([0, 0, 0, 255]));
        let lue = lire_png(&png(&image)).unwrap();
        assert_eq!((lue.largeur(), lue.hauteur()), (50, 20));
        let relue = lire_png(&lue.en_png().unwrap()).unwrap();
        assert_eq!(relue, lue);
    }

    #[test]
    fn une_encre_tient_en_seize_teintes() {
        let bits = |i: &ImagePrete| {
            i.flux
                .dict
                .get(b"BitsPerComponent")
                .unwrap()
                .as_i64()
                .unwrap()
        };
        let prete = preparer(&image_de_demonstration("Claire MARTIN")).unwrap();
        assert_eq!(bits(&prete), 4);
        assert!(prete.flux.content.len() < 6_000);
        // Two inks are not one: both are kept.
        let deux = RgbaImage::from_fn(60, 20, |x, _| {
            Rgba(if x < 30 {
                [200, 0, 0, 255]
            } else {
                [0, 0, 160, 255]
            })
        });
        let prete = preparer(&png(&deux)).unwrap();
        assert_eq!(bits(&prete), 8);
    }

    #[test]
    fn meme_une_photographie_reste_legere() {
        let mut graine = 1u32;
        let bruit = RgbaImage::from_fn(400, 300, |_, _| {
            graine = graine.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgba([
                (graine >> 24) as u8,
                (graine >> 16) as u8,
                (graine >> 8) as u8,
                255,
            ])
        });
        let octets = png(&bruit);
        assert!(octets.len() <= OCTETS_MAX, "{}", octets.len());
        let prete = preparer(&octets).unwrap();
        assert!(
            prete.flux.content.len() <= POIDS_MAX,
            "{}",
            prete.flux.content.len()
        );
        assert_eq!((prete.largeur, prete.hauteur), (400, 300));
    }

    static BONNE: LazyLock<Vec<u8>> = LazyLock::new(|| image_de_demonstration("Claire MARTIN"));

    proptest! {
        #[test]
        fn lire_ne_panique_jamais(fin in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut octets = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
            octets.extend(&fin);
            let _ = lire_png(&octets);
            let _ = lire_png(&fin);
        }

        #[test]
        fn une_image_abimee_ne_panique_pas(place in 0usize..4000, valeur: u8) {
            let mut octets = BONNE.clone();
            let place = place % octets.len();
            octets[place] = valeur;
            let _ = lire_png(&octets);
        }
    }
}
