//! Unicode's two canonical forms. The tables that they need would be a tenth of what the
//! browser loads, and it has them already: there they are its own (`String.normalize`).

/// Letters apart from their accents (NFD).
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn decomposer(texte: &str) -> impl Iterator<Item = char> {
    unicode_normalization::UnicodeNormalization::nfd(texte)
}

/// Letters and their accents together (NFC).
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn composer(texte: &str) -> impl Iterator<Item = char> {
    unicode_normalization::UnicodeNormalization::nfc(texte)
}

/// Letters apart from their accents (NFD).
#[cfg(target_arch = "wasm32")]
pub(crate) fn decomposer(texte: &str) -> impl Iterator<Item = char> {
    par_le_navigateur(texte, "NFD")
}

/// Letters and their accents together (NFC).
#[cfg(target_arch = "wasm32")]
pub(crate) fn composer(texte: &str) -> impl Iterator<Item = char> {
    par_le_navigateur(texte, "NFC")
}

#[cfg(target_arch = "wasm32")]
fn par_le_navigateur(texte: &str, forme: &str) -> impl Iterator<Item = char> {
    let normalise: String = if texte.is_ascii() {
        // The same in every form.
        texte.to_owned()
    } else {
        js_sys::JsString::from(texte).normalize(forme).into()
    };
    normalise.chars().collect::<Vec<_>>().into_iter()
}
