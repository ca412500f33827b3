//! Images of hand-written signatures: limits, preparation for keeping and for paper, those
//! drawn in the page, and one drawn by code for the demonstration.

use crate::erreurs::ErreurImage;
use domain::Recadrage;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType as FiltrePng, PngDecoder, PngEncoder};
use image::imageops::{self, FilterType};
use image::{
    DynamicImage, ExtendedColorType, GrayImage, ImageDecoder, ImageEncoder, Limits, Rgb, RgbImage,
    Rgba, RgbaImage,
};
use lopdf::{Dictionary, Object, Stream, StringFormat};
use std::io::Cursor;

/// Heaviest image accepted, in bytes.
pub const OCTETS_MAX: usize = domain::IMAGE_OCTETS_MAX;
/// Longest side accepted, in pixels.
pub const COTE_MAX: u32 = domain::IMAGE_COTE_MAX;

/// Most memory the decoder may take: a full-size image of 16 bits per channel
/// (32 MB) and its own buffers.
const MEMOIRE_MAX: u64 = 80 * 1024 * 1024;
/// What an image may weigh in the PDF, so that a letter stays below 60 kB.
pub(crate) const POIDS_MAX: usize = 10 * 1024;
/// Printed at most 62 mm wide and 24 mm high: about 250 points an inch.
const LARGEUR_UTILE: u32 = 620;
const HAUTEUR_UTILE: u32 = 240;
/// A channel at or above this is paper, not ink.
const BLANC: u8 = 250;

/// Twice what paper shows: what is worth keeping of an image.
const LARGEUR_GARDEE: u32 = 2 * LARGEUR_UTILE;
const HAUTEUR_GARDEE: u32 = 2 * HAUTEUR_UTILE;
/// What is worth keeping before anything is cut off.
const COTE_GARDE: u32 = 1_400;
/// Below this, a pixel of ink is dust: it neither counts for the margins nor is kept.
const ALPHA_MIN: u8 = 40;

/// A signature that has been read and found usable, without its empty margins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSignature {
    pixels: RgbaImage,
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
    /// is left (no metadata, no appended data). This is what is worth keeping. It is made
    /// smaller when it would not fit [`OCTETS_MAX`].
    ///
    /// # Errors
    /// [`ErreurImage::TropLourde`] when even the smallest form exceeds [`OCTETS_MAX`].
    pub fn en_png(&self) -> Result<Vec<u8>, ErreurImage> {
        let mut octets = 0;
        for reduction in [1.0_f32, 0.7, 0.5, 0.35] {
            let png = if reduction < 1.0 {
                let cote = |c: u32| ((c as f32 * reduction).round() as u32).max(1);
                let petite = imageops::resize(
                    &self.pixels,
                    cote(self.largeur()),
                    cote(self.hauteur()),
                    FilterType::Triangle,
                );
                ecrire_png(&petite)?
            } else {
                ecrire_png(&self.pixels)?
            };
            octets = png.len();
            if octets <= OCTETS_MAX {
                return Ok(png);
            }
        }
        Err(ErreurImage::TropLourde {
            octets,
            maximum: OCTETS_MAX,
        })
    }
}

fn ecrire_png(image: &RgbaImage) -> Result<Vec<u8>, ErreurImage> {
    let mut octets = Vec::new();
    PngEncoder::new_with_quality(&mut octets, CompressionType::Best, FiltrePng::Adaptive)
        .write_image(
            image,
            image.width(),
            image.height(),
            ExtendedColorType::Rgba8,
        )
        .map_err(|_| ErreurImage::Illisible)?;
    Ok(octets)
}

/// Reads a signature image kept as a PNG. Its announced size is checked before a pixel
/// is decoded.
///
/// # Errors
/// [`ErreurImage`] when it is too heavy, too large, no PNG, damaged, or blank.
pub fn lire_png(octets: &[u8]) -> Result<ImageSignature, ErreurImage> {
    if octets.len() <= OCTETS_MAX && !octets.starts_with(MAGIE_PNG) {
        return Err(ErreurImage::PasUnPng);
    }
    let image = decoder(octets)?;
    let pixels = sans_marges(&image.to_rgba8()).ok_or(ErreurImage::Vide)?;
    Ok(ImageSignature { pixels })
}

/// First bytes of a PNG.
const MAGIE_PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// First bytes of a JPEG.
const MAGIE_JPEG: &[u8] = b"\xff\xd8\xff";

/// Decodes a PNG or a JPEG, known by what it begins with, whatever it is named: its weight
/// and its announced size are checked first, and the decoder's memory is bounded.
fn decoder(octets: &[u8]) -> Result<DynamicImage, ErreurImage> {
    if octets.len() > OCTETS_MAX {
        return Err(ErreurImage::TropLourde {
            octets: octets.len(),
            maximum: OCTETS_MAX,
        });
    }
    let mut limites = Limits::default();
    limites.max_image_width = Some(COTE_MAX);
    limites.max_image_height = Some(COTE_MAX);
    limites.max_alloc = Some(MEMOIRE_MAX);
    if octets.starts_with(MAGIE_PNG) {
        // The header's size is read without the decoder, whose own limits would only
        // answer "unreadable".
        let cote = |debut: usize| {
            let octets = octets.get(debut..debut + 4)?;
            Some(u32::from_be_bytes(octets.try_into().ok()?))
        };
        let (Some(largeur), Some(hauteur)) = (cote(16), cote(20)) else {
            return Err(ErreurImage::Illisible);
        };
        verifier_taille(largeur, hauteur)?;
        let decodeur = PngDecoder::with_limits(Cursor::new(octets), limites.clone())
            .map_err(|_| ErreurImage::Illisible)?;
        decoder_avec(decodeur, limites)
    } else if octets.starts_with(MAGIE_JPEG) {
        let decodeur = JpegDecoder::new(Cursor::new(octets)).map_err(|_| ErreurImage::Illisible)?;
        decoder_avec(decodeur, limites)
    } else {
        Err(ErreurImage::FormatInconnu)
    }
}

fn verifier_taille(largeur: u32, hauteur: u32) -> Result<(), ErreurImage> {
    if largeur > COTE_MAX || hauteur > COTE_MAX {
        return Err(ErreurImage::TropGrande {
            largeur,
            hauteur,
            maximum: COTE_MAX,
        });
    }
    Ok(())
}

fn decoder_avec<D: ImageDecoder>(
    mut decodeur: D,
    limites: Limits,
) -> Result<DynamicImage, ErreurImage> {
    let (largeur, hauteur) = decodeur.dimensions();
    verifier_taille(largeur, hauteur)?;
    decodeur
        .set_limits(limites)
        .map_err(|_| ErreurImage::Illisible)?;
    // A telephone turns its photographs by a note beside the pixels, which is not kept.
    let sens = decodeur.orientation().ok();
    let mut image = DynamicImage::from_decoder(decodeur).map_err(|_| ErreurImage::Illisible)?;
    if let Some(sens) = sens {
        image.apply_orientation(sens);
    }
    Ok(image)
}

/// An image as it was given, before anything is cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pixels: RgbaImage,
}

impl Source {
    /// Reads a PNG or a JPEG, recognised by its content.
    ///
    /// # Errors
    /// [`ErreurImage`] when it is too heavy, too large, of another kind, or damaged.
    pub fn lire(octets: &[u8]) -> Result<Self, ErreurImage> {
        let image = decoder(octets)?;
        let (l, h) = (image.width(), image.height());
        if l == 0 || h == 0 {
            return Err(ErreurImage::Vide);
        }
        let mut pixels = image.to_rgba8();
        if l.max(h) > COTE_GARDE {
            let facteur = COTE_GARDE as f32 / l.max(h) as f32;
            let cote = |c: u32| ((c as f32 * facteur).round() as u32).max(1);
            pixels = imageops::resize(&pixels, cote(l), cote(h), FilterType::Triangle);
        }
        Ok(Self { pixels })
    }

    /// The image of a drawing: its strokes in ink on nothing.
    ///
    /// # Errors
    /// [`ErreurImage::Vide`] when nothing is drawn.
    pub fn dessinee(traits: &[domain::Trait]) -> Result<Self, ErreurImage> {
        let mut plume = Plume::sur(LARGEUR_DESSIN, HAUTEUR_DESSIN);
        let echelle = LARGEUR_DESSIN as f32 / f32::from(domain::DESSIN.0);
        for un in traits {
            let points: Vec<Point> = un
                .iter()
                .map(|(x, y)| (f32::from(*x) * echelle, f32::from(*y) * echelle))
                .collect();
            match points.as_slice() {
                [] => {}
                [seul] => plume.poser(*seul, 2.6),
                _ => plume.tracer(&points, 4.2),
            }
        }
        if sans_marges(&plume.feuille).is_none() {
            return Err(ErreurImage::Vide);
        }
        Ok(Self {
            pixels: plume.feuille,
        })
    }

    /// Width and height, in pixels.
    #[must_use]
    pub fn taille(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// The image written anew, without anything of the received file but its pixels: a PNG
    /// when some of it is transparent, a JPEG otherwise, which weighs less.
    ///
    /// # Errors
    /// [`ErreurImage::Illisible`] when it cannot be written.
    pub fn octets(&self) -> Result<Vec<u8>, ErreurImage> {
        let opaque = self.pixels.pixels().all(|p| p.0[3] == 255);
        if !opaque {
            return ecrire_png(&self.pixels);
        }
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, 92)
            .encode_image(&sur_blanc(&self.pixels))
            .map_err(|_| ErreurImage::Illisible)?;
        Ok(jpeg)
    }

    /// The signature: cut as asked, its paper taken away if asked, then cut to its ink.
    ///
    /// # Errors
    /// [`ErreurImage::Vide`] when no ink is left.
    pub fn preparer(&self, recadrage: Recadrage) -> Result<ImageSignature, ErreurImage> {
        let (l, h) = self.pixels.dimensions();
        let part = |cote: u32, centiemes: u8| cote * u32::from(centiemes.min(100)) / 100;
        let (x, y) = (part(l, recadrage.gauche), part(h, recadrage.haut));
        let largeur = l.saturating_sub(x + part(l, recadrage.droite));
        let hauteur = h.saturating_sub(y + part(h, recadrage.bas));
        if largeur == 0 || hauteur == 0 {
            return Err(ErreurImage::Vide);
        }
        let mut coupee = imageops::crop_imm(&self.pixels, x, y, largeur, hauteur).to_image();
        if recadrage.fond_transparent {
            retirer_le_papier(&mut coupee);
        }
        let mut pixels = sans_marges(&coupee).ok_or(ErreurImage::Vide)?;
        let (l, h) = pixels.dimensions();
        let facteur = (LARGEUR_GARDEE as f32 / l as f32)
            .min(HAUTEUR_GARDEE as f32 / h as f32)
            .min(1.0);
        if facteur < 1.0 {
            let cote = |c: u32| ((c as f32 * facteur).round() as u32).max(1);
            pixels = imageops::resize(&pixels, cote(l), cote(h), FilterType::Triangle);
        }
        Ok(ImageSignature { pixels })
    }
}

/// Size of the sheet on which a drawing becomes an image: that of [`domain::DESSIN`],
/// smaller.
const LARGEUR_DESSIN: u32 = 900;
const HAUTEUR_DESSIN: u32 = 300;

/// Side of the squares in which the colour of the paper is looked for.
const CARREAU: u32 = 24;
/// How much darker than the paper around it something is before it counts as ink.
const OMBRE: f32 = 0.14;
/// Smaller spots are dust.
const TACHE_MIN: usize = 14;

/// Makes the paper of a photograph or a scan transparent: what is hardly darker than the
/// paper around it goes, whatever the light; what is much darker stays; between them is the
/// edge of a stroke. An image that has transparency of its own is left as it is.
fn retirer_le_papier(image: &mut RgbaImage) {
    let total = (image.width() * image.height()) as usize;
    let transparents = image.pixels().filter(|p| p.0[3] < 128).count();
    if transparents * 20 > total {
        return;
    }
    let plat = sur_blanc(image);
    let clarte = |p: &Rgb<u8>| {
        let [r, v, b] = p.0.map(f32::from);
        0.299 * r + 0.587 * v + 0.114 * b
    };
    let papier = Papier::de(&plat, clarte);
    // How dark each pixel is beside its paper, and how dark the ink is.
    let mut ombres = Vec::with_capacity(total);
    for (x, y, p) in plat.enumerate_pixels() {
        ombres.push((1.0 - clarte(p) / papier.en(x, y)).clamp(0.0, 1.0));
    }
    let mut encres: Vec<f32> = ombres.iter().copied().filter(|o| *o > OMBRE).collect();
    if encres.is_empty() {
        for p in image.pixels_mut() {
            p.0[3] = 0;
        }
        return;
    }
    encres.sort_by(f32::total_cmp);
    let encre = encres
        .get(encres.len() * 9 / 10)
        .copied()
        .unwrap_or(1.0)
        .max(OMBRE + 0.05);
    let largeur = image.width();
    for ((x, y, p), ombre) in image.enumerate_pixels_mut().zip(&ombres) {
        let couvert = ((ombre - OMBRE) / (encre * 0.8 - OMBRE).max(0.05)).clamp(0.0, 1.0);
        let alpha = (couvert * 255.0).round() as u8;
        if alpha < ALPHA_MIN {
            *p = Rgba([0, 0, 0, 0]);
            continue;
        }
        // The colour of the ink alone: what the paper lent it is taken back.
        let fond = papier.en(x, y);
        let [r, v, b, _] = p.0;
        let seule = |c: u8| {
            let c = f32::from(c) / fond * 255.0;
            ((c - (1.0 - couvert) * 255.0) / couvert).clamp(0.0, 255.0) as u8
        };
        *p = Rgba([seule(r), seule(v), seule(b), alpha]);
    }
    retirer_les_poussieres(image, largeur as usize);
}

/// The clarity of the paper, everywhere.
struct Papier {
    carreaux: Vec<f32>,
    colonnes: u32,
    lignes: u32,
}

impl Papier {
    /// The paper of a square is among its clearest points; where ink hides it, the squares
    /// around it tell.
    fn de(image: &RgbImage, clarte: impl Fn(&Rgb<u8>) -> f32) -> Self {
        let colonnes = image.width().div_ceil(CARREAU);
        let lignes = image.height().div_ceil(CARREAU);
        let mut claires = Vec::with_capacity((colonnes * lignes) as usize);
        let mut points = Vec::with_capacity((CARREAU * CARREAU) as usize);
        for cy in 0..lignes {
            for cx in 0..colonnes {
                points.clear();
                for y in cy * CARREAU..((cy + 1) * CARREAU).min(image.height()) {
                    for x in cx * CARREAU..((cx + 1) * CARREAU).min(image.width()) {
                        points.push(clarte(image.get_pixel(x, y)));
                    }
                }
                points.sort_by(f32::total_cmp);
                let rang = points.len().saturating_sub(1) * 8 / 10;
                claires.push(points.get(rang).copied().unwrap_or(255.0));
            }
        }
        let en = |x: i64, y: i64| {
            let x = x.clamp(0, i64::from(colonnes) - 1) as usize;
            let y = y.clamp(0, i64::from(lignes) - 1) as usize;
            claires
                .get(y * colonnes as usize + x)
                .copied()
                .unwrap_or(255.0)
        };
        let carreaux = (0..i64::from(lignes))
            .flat_map(|y| (0..i64::from(colonnes)).map(move |x| (x, y)))
            .map(|(x, y)| {
                let autour = (-1..=1)
                    .flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)))
                    .map(|(dx, dy)| en(x + dx, y + dy));
                autour.fold(1.0_f32, f32::max)
            })
            .collect();
        Self {
            carreaux,
            colonnes,
            lignes,
        }
    }

    /// The clarity of the paper under a point, between the middles of the squares.
    fn en(&self, x: u32, y: u32) -> f32 {
        let place = |p: u32, nombre: u32| {
            let p = (p as f32 + 0.5) / CARREAU as f32 - 0.5;
            let p = p.clamp(0.0, (nombre - 1) as f32);
            (p as u32, p.fract())
        };
        let (cx, fx) = place(x, self.colonnes);
        let (cy, fy) = place(y, self.lignes);
        let en = |x: u32, y: u32| {
            let (x, y) = (x.min(self.colonnes - 1), y.min(self.lignes - 1));
            self.carreaux
                .get((y * self.colonnes + x) as usize)
                .copied()
                .unwrap_or(255.0)
        };
        let entre = |a: f32, b: f32, f: f32| a + (b - a) * f;
        entre(
            entre(en(cx, cy), en(cx + 1, cy), fx),
            entre(en(cx, cy + 1), en(cx + 1, cy + 1), fx),
            fy,
        )
        .max(1.0)
    }
}

/// Takes away the spots too small to be a stroke.
fn retirer_les_poussieres(image: &mut RgbaImage, largeur: usize) {
    let total = image.pixels().len();
    let mut vus = vec![false; total];
    let mut pile = Vec::new();
    let mut tache = Vec::new();
    let opaque =
        |image: &RgbaImage, i: usize| image.as_raw().get(i * 4 + 3).is_some_and(|a| *a != 0);
    for depart in 0..total {
        if vus[depart] || !opaque(image, depart) {
            continue;
        }
        tache.clear();
        vus[depart] = true;
        pile.push(depart);
        while let Some(i) = pile.pop() {
            tache.push(i);
            let (x, y) = (i % largeur, i / largeur);
            for ny in y.saturating_sub(1)..=y + 1 {
                for nx in x.saturating_sub(1)..=(x + 1).min(largeur - 1) {
                    let voisin = ny * largeur + nx;
                    if voisin < total && !vus[voisin] && opaque(image, voisin) {
                        vus[voisin] = true;
                        pile.push(voisin);
                    }
                }
            }
        }
        if tache.len() < TACHE_MIN {
            for i in &tache {
                image.put_pixel((i % largeur) as u32, (i / largeur) as u32, Rgba([0; 4]));
            }
        }
    }
}

/// Paper is white: transparency becomes what it would show there.
fn sur_blanc(image: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let Rgba([r, v, b, a]) = *image.get_pixel(x, y);
        Rgb([fondre(r, a), fondre(v, a), fondre(b, a)])
    })
}

/// A channel as it shows on white paper.
fn fondre(canal: u8, alpha: u8) -> u8 {
    let (c, a) = (u32::from(canal), u32::from(alpha));
    ((c * a + 255 * (255 - a) + 127) / 255) as u8
}

/// The image cut to its ink; none when there is none.
fn sans_marges(image: &RgbaImage) -> Option<RgbaImage> {
    let (mut gauche, mut haut, mut droite, mut bas) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, Rgba([r, v, b, a])) in image.enumerate_pixels() {
        if [*r, *v, *b].iter().any(|c| fondre(*c, *a) < BLANC) {
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

/// Decodes, reduces and compresses a signature, or a logo, for the PDF, down to about a weight
/// in bytes.
pub(crate) fn preparer(png: &[u8], poids_max: usize) -> Result<ImagePrete, ErreurImage> {
    let image = lire_png(png)?;
    let (largeur, hauteur) = (image.largeur(), image.hauteur());
    let plate = sur_blanc(&image.pixels);
    // A pen on paper fits the first time; a noisy photograph takes coarser tries.
    // The last one cannot be too heavy: 155 × 60 pixels.
    let mut choisi = None;
    for reduction in [1.0, 0.7, 0.5, 0.35, 0.25] {
        let flux = flux_le_plus_leger(&reduire(&plate, reduction), poids_max)?;
        let poids = flux.content.len();
        choisi = Some(flux);
        if poids <= poids_max {
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
fn flux_le_plus_leger(image: &RgbImage, poids_max: usize) -> Result<Stream, ErreurImage> {
    if let Some(flux) = une_encre(image)?
        && flux.content.len() <= poids_max
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
    if exact.content.len() <= poids_max {
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
        Self {
            hasard: graine | 1,
            ..Self::sur(560, 200)
        }
    }

    /// A pen over a sheet of this size.
    fn sur(largeur: u32, hauteur: u32) -> Self {
        let [r, v, b] = ENCRE;
        Self {
            feuille: RgbaImage::from_pixel(largeur, hauteur, Rgba([r, v, b, 0])),
            hasard: 1,
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

    fn jpeg(image: &RgbImage) -> Vec<u8> {
        let mut octets = Vec::new();
        JpegEncoder::new_with_quality(&mut octets, 90)
            .encode_image(image)
            .unwrap();
        octets
    }

    /// A stroke in blue ink on a photographed sheet: the light fades to the right, and the
    /// paper has grain.
    fn photographie() -> RgbImage {
        let mut graine = 7u32;
        RgbImage::from_fn(600, 300, |x, y| {
            graine = graine.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (graine >> 29) as u8;
            let lumiere = 235 - (x / 6) as u8 - grain;
            let dans_le_trait = (150..450).contains(&x) && (y as i64 - 150).abs() < 4;
            if dans_le_trait {
                Rgb([lumiere / 6, lumiere / 5, lumiere / 2])
            } else {
                Rgb([lumiere, lumiere, lumiere.saturating_sub(8)])
            }
        })
    }

    #[test]
    fn le_papier_d_une_photographie_devient_transparent() {
        let source = Source::lire(&jpeg(&photographie())).unwrap();
        assert_eq!(source.taille(), (600, 300));
        let signature = source.preparer(Recadrage::default()).unwrap();
        // Only the stroke is left, give or take its edges.
        assert!(
            (296..=312).contains(&signature.largeur()) && (6..=16).contains(&signature.hauteur()),
            "{} x {}",
            signature.largeur(),
            signature.hauteur()
        );
        let milieu = signature
            .pixels
            .get_pixel(signature.largeur() / 2, signature.hauteur() / 2);
        let [r, _, b, a] = milieu.0;
        assert!(a > 200 && b > r + 20, "{milieu:?}");
        // Kept as asked: the whole sheet.
        let entiere = source
            .preparer(Recadrage {
                fond_transparent: false,
                ..Recadrage::default()
            })
            .unwrap();
        assert_eq!((entiere.largeur(), entiere.hauteur()), (600, 300));
        assert!(entiere.pixels.pixels().all(|p| p.0[3] == 255));
        // A PNG of either is read again, and prints.
        for s in [&signature, &entiere] {
            let png = s.en_png().unwrap();
            assert!(png.len() <= OCTETS_MAX);
            assert!(preparer(&png, POIDS_MAX).unwrap().flux.content.len() <= POIDS_MAX);
        }
    }

    #[test]
    fn une_feuille_blanche_n_est_pas_une_signature() {
        let feuille = RgbImage::from_pixel(300, 200, Rgb([214, 210, 200]));
        let source = Source::lire(&jpeg(&feuille)).unwrap();
        assert_eq!(
            source.preparer(Recadrage::default()),
            Err(ErreurImage::Vide)
        );
    }

    #[test]
    fn recadrer_coupe_ce_qui_est_demande() {
        let mut image = RgbaImage::from_pixel(400, 200, Rgba([255, 255, 255, 255]));
        for x in 0..400 {
            for y in 90..110 {
                image.put_pixel(x, y, Rgba([0, 0, 0, 255]));
            }
        }
        let source = Source::lire(&png(&image)).unwrap();
        let coupee = source
            .preparer(Recadrage {
                gauche: 25,
                droite: 50,
                ..Recadrage::default()
            })
            .unwrap();
        assert!(
            (98..=102).contains(&coupee.largeur()),
            "{}",
            coupee.largeur()
        );
        let rien = Recadrage {
            haut: 60,
            ..Recadrage::default()
        };
        assert_eq!(source.preparer(rien), Err(ErreurImage::Vide));
        let tout = Recadrage {
            gauche: 100,
            droite: 100,
            ..Recadrage::default()
        };
        assert_eq!(source.preparer(tout), Err(ErreurImage::Vide));
    }

    #[test]
    fn un_fond_deja_transparent_reste_comme_il_est() {
        let octets = image_de_demonstration("Claire MARTIN");
        let source = Source::lire(&octets).unwrap();
        let avec = source.preparer(Recadrage::default()).unwrap();
        let sans = source
            .preparer(Recadrage {
                fond_transparent: false,
                ..Recadrage::default()
            })
            .unwrap();
        assert_eq!(avec, sans);
    }

    #[test]
    fn un_dessin_devient_une_signature() {
        assert_eq!(Source::dessinee(&[]), Err(ErreurImage::Vide));
        let traits = vec![
            vec![(100, 200), (300, 100), (500, 300), (700, 200)],
            vec![(900, 200)],
        ];
        let source = Source::dessinee(&traits).unwrap();
        let signature = source.preparer(Recadrage::default()).unwrap();
        assert!(signature.largeur() > 550, "{}", signature.largeur());
        assert_eq!(source, Source::dessinee(&traits).unwrap());
        let png = signature.en_png().unwrap();
        assert!(png.len() < 40_000, "{}", png.len());
        assert!(lire_png(&png).is_ok());
        // The draft keeps it as it is.
        let relue = Source::lire(&source.octets().unwrap()).unwrap();
        assert_eq!(relue, source);
    }

    #[test]
    fn reconnue_a_son_contenu_et_bornee() {
        let photo = jpeg(&photographie());
        assert!(Source::lire(&photo).is_ok());
        assert_eq!(Source::lire(b"GIF89a"), Err(ErreurImage::FormatInconnu));
        assert_eq!(Source::lire(b"<svg/>"), Err(ErreurImage::FormatInconnu));
        assert_eq!(Source::lire(b""), Err(ErreurImage::FormatInconnu));
        assert_eq!(
            Source::lire(&photo[..60]),
            Err(ErreurImage::Illisible),
            "coupée"
        );
        let large = jpeg(&RgbImage::from_pixel(COTE_MAX + 1, 3, Rgb([9, 9, 9])));
        assert!(matches!(
            Source::lire(&large),
            Err(ErreurImage::TropGrande { .. })
        ));
        let mut lourde = photo.clone();
        lourde.resize(OCTETS_MAX + 1, 0);
        assert!(matches!(
            Source::lire(&lourde),
            Err(ErreurImage::TropLourde { .. })
        ));
        // What only the name tells is not believed, and what is appended goes.
        let mut suivie = photo;
        suivie.extend_from_slice(b"<script>secret</script>");
        let ecrite = Source::lire(&suivie).unwrap().octets().unwrap();
        assert!(!ecrite.windows(6).any(|o| o == b"secret"));
    }

    /// A text block of a PNG that unfolds into a hundred megabytes, and pixels that do.
    #[test]
    fn une_bombe_ne_prend_pas_la_memoire() {
        let morceau = |genre: &[u8; 4], contenu: &[u8]| {
            let mut m = (contenu.len() as u32).to_be_bytes().to_vec();
            m.extend_from_slice(genre);
            m.extend_from_slice(contenu);
            let mut crc = flate2::Crc::new();
            crc.update(genre);
            crc.update(contenu);
            m.extend_from_slice(&crc.sum().to_be_bytes());
            m
        };
        let comprimer = |octets: usize| {
            use std::io::Write;
            let mut z = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            let zeros = vec![0u8; 1 << 20];
            for _ in 0..octets >> 20 {
                z.write_all(&zeros).unwrap();
            }
            z.finish().unwrap()
        };
        let entete = |largeur: u32, hauteur: u32| {
            let mut e = largeur.to_be_bytes().to_vec();
            e.extend_from_slice(&hauteur.to_be_bytes());
            e.extend_from_slice(&[16, 6, 0, 0, 0]);
            morceau(b"IHDR", &e)
        };
        let pixels = comprimer(100 << 20);
        assert!(pixels.len() < OCTETS_MAX);
        let mut texte = b"Comment\0\0".to_vec();
        texte.extend(comprimer(100 << 20));
        for (nom, octets) in [
            (
                "pixels",
                [MAGIE_PNG.to_vec(), entete(4, 4), morceau(b"IDAT", &pixels)].concat(),
            ),
            (
                "grande",
                [
                    MAGIE_PNG.to_vec(),
                    entete(60_000, 60_000),
                    morceau(b"IDAT", &pixels),
                ]
                .concat(),
            ),
            (
                "texte",
                [
                    MAGIE_PNG.to_vec(),
                    entete(2, 2),
                    morceau(b"zTXt", &texte),
                    morceau(b"IDAT", &comprimer(0)),
                ]
                .concat(),
            ),
        ] {
            assert!(octets.len() < OCTETS_MAX, "{nom}");
            let lue = Source::lire(&octets);
            // Either refused, or read within its announced size.
            match nom {
                "grande" => assert!(matches!(lue, Err(ErreurImage::TropGrande { .. }))),
                _ => assert!(lue.map_or(true, |s| s.taille() <= (4, 4)), "{nom}"),
            }
        }
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
        let prete = preparer(&image_de_demonstration("Claire MARTIN"), POIDS_MAX).unwrap();
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
        let prete = preparer(&png(&deux), POIDS_MAX).unwrap();
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
        let prete = preparer(&octets, POIDS_MAX).unwrap();
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
            let mut photo = MAGIE_JPEG.to_vec();
            photo.extend(&fin);
            let _ = Source::lire(&photo);
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
