//! *Paramètres*: what the administrateur settles for their académie.

mod api;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod commun;
mod index;
mod logo;
mod nombres;
mod texte;

pub use api::*;
pub use index::*;
pub use logo::*;
pub use nombres::*;
pub use texte::*;

use domain::TexteRegle;

/// Address of the index.
pub(crate) const ADRESSE: &str = "/parametres";
/// Address of the numbers.
pub(crate) const ADRESSE_NOMBRES: &str = "/parametres/nombres";
/// Address of the logo.
pub(crate) const ADRESSE_LOGO: &str = "/parametres/logo";

/// Address of a text.
pub(crate) fn adresse_du_texte(texte: TexteRegle) -> String {
    format!("{ADRESSE}/textes/{}", texte.code())
}

/// Under which name the draft of a text waits in the session of its author.
#[cfg(feature = "ssr")]
#[must_use]
pub fn cle_du_brouillon(code: &str) -> String {
    format!("parametre:{code}")
}
