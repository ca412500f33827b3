//! A letter as a PDF.

use crate::contenu::Contenu;
use crate::erreurs::ErreurDocument;
use crate::mise_en_page;
use crate::polices::Polices;
use crate::rendu::{self, Notice};
use crate::signature::ImagePrete;
use domain::Lettre;
use std::sync::Arc;

/// A letter as a PDF: A4, tagged, in French, its fonts embedded. The same letter
/// always gives the same bytes.
///
/// # Errors
/// [`ErreurDocument::Image`] when the signature image cannot be used: the letter can
/// then be printed by [`pdf_sans_image`]. [`ErreurDocument::Rendu`] when the PDF
/// cannot be written.
pub fn pdf(lettre: &Lettre, polices: &Polices) -> Result<Vec<u8>, ErreurDocument> {
    let image = match &lettre.signature {
        Some(s) if !s.image_png.is_empty() => Some(polices.image(&s.image_png)?),
        _ => None,
    };
    ecrire(lettre, polices, image)
}

/// As [`pdf`], leaving room for a hand-written signature whatever image the letter
/// bears.
///
/// # Errors
/// [`ErreurDocument::Rendu`] when the PDF cannot be written.
pub fn pdf_sans_image(lettre: &Lettre, polices: &Polices) -> Result<Vec<u8>, ErreurDocument> {
    ecrire(lettre, polices, None)
}

/// How many pages a letter takes, whatever image signs it.
#[must_use]
pub fn pages(lettre: &Lettre, polices: &Polices) -> usize {
    let logo = POIDS_LOGO
        .first()
        .and_then(|poids| logo(lettre, polices, *poids));
    mise_en_page::composer(
        &Contenu::de(lettre),
        polices,
        None,
        logo.map(|l| (l.largeur, l.hauteur)),
    )
    .pages
    .len()
}

/// Heaviest letter with a logo, in bytes: the logo gives way.
const POIDS_LETTRE: usize = 60_000;
/// What the logo may weigh, from the best to the lightest.
const POIDS_LOGO: [usize; 2] = [8 * 1024, 3 * 1024];

/// The logo ready for the PDF, at a weight; none when there is none, or it cannot be read: it
/// must not keep anybody from their letter.
fn logo(lettre: &Lettre, polices: &Polices, poids: usize) -> Option<Arc<ImagePrete>> {
    let png = &lettre.modele.logo_png;
    if png.is_empty() {
        return None;
    }
    polices.image_de(png, poids).ok()
}

fn ecrire(
    lettre: &Lettre,
    polices: &Polices,
    image: Option<Arc<ImagePrete>>,
) -> Result<Vec<u8>, ErreurDocument> {
    for poids in POIDS_LOGO {
        let Some(logo) = logo(lettre, polices, poids) else {
            break;
        };
        let octets = ecrire_avec(lettre, polices, image.as_deref(), Some(&logo))?;
        if octets.len() <= POIDS_LETTRE {
            return Ok(octets);
        }
    }
    ecrire_avec(lettre, polices, image.as_deref(), None)
}

fn ecrire_avec(
    lettre: &Lettre,
    polices: &Polices,
    image: Option<&ImagePrete>,
    logo: Option<&ImagePrete>,
) -> Result<Vec<u8>, ErreurDocument> {
    let contenu = Contenu::de(lettre);
    let taille = |i: &ImagePrete| (i.largeur, i.hauteur);
    let composition =
        mise_en_page::composer(&contenu, polices, image.map(taille), logo.map(taille));
    let notice = Notice {
        langue: contenu.langue,
        titre: &contenu.titre_document,
        auteur: &contenu.auteur,
        sujet: &contenu.sujet,
        jour: lettre.faite_le,
    };
    rendu::pdf_illustre(&composition, &notice, polices, image, logo)
}
