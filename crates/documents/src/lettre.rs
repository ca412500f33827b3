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

fn ecrire(
    lettre: &Lettre,
    polices: &Polices,
    image: Option<Arc<ImagePrete>>,
) -> Result<Vec<u8>, ErreurDocument> {
    let contenu = Contenu::de(lettre);
    let taille = image.as_ref().map(|i| (i.largeur, i.hauteur));
    let composition = mise_en_page::composer(&contenu, polices, taille);
    let notice = Notice {
        langue: contenu.langue,
        titre: &contenu.titre_document,
        auteur: &contenu.auteur,
        sujet: &contenu.sujet,
        jour: lettre.faite_le,
    };
    rendu::pdf(&composition, &notice, polices, image.as_deref())
}
