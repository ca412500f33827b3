//! What can go wrong on paper: codes with data, never sentences.

/// Why a document could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErreurDocument {
    /// An embedded font cannot be read: the binary itself is damaged.
    #[error("police_illisible")]
    Police,
    /// The signature image cannot be used; the letter can still be printed without
    /// it (see [`crate::lettre::pdf_sans_image`]).
    #[error("image: {0}")]
    Image(#[from] ErreurImage),
    /// The PDF library refused; its words.
    #[error("rendu_pdf: {0}")]
    Rendu(String),
}

/// Why an image is no usable signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErreurImage {
    /// More bytes than [`crate::signature::OCTETS_MAX`].
    #[error("image_trop_lourde: {octets} > {maximum}")]
    TropLourde {
        /// Size found, in bytes.
        octets: usize,
        /// The limit, in bytes.
        maximum: usize,
    },
    /// A side longer than [`crate::signature::COTE_MAX`].
    #[error("image_trop_grande: {largeur} x {hauteur} > {maximum}")]
    TropGrande {
        /// Width found, in pixels.
        largeur: u32,
        /// Height found, in pixels.
        hauteur: u32,
        /// The limit of either side, in pixels.
        maximum: u32,
    },
    /// The bytes do not begin as a PNG does.
    #[error("image_pas_png")]
    PasUnPng,
    /// The bytes begin neither as a PNG nor as a JPEG.
    #[error("image_format_inconnu")]
    FormatInconnu,
    /// An image that is cut, damaged, or too big once decoded.
    #[error("image_illisible")]
    Illisible,
    /// Nothing but white or transparency: no ink to print.
    #[error("image_vide")]
    Vide,
}
