//! QR codes as rectangles: vectors stay sharp on any printer, and weigh little.

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
