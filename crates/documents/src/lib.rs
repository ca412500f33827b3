//! Paper: domain data made into PDF, ZIP, CSV, iCalendar and PNG bytes.
//!
//! Knows no database, no network and no clock: the same letter always gives the
//! same bytes. What a letter says is in [`contenu`], once, for the PDF and for its
//! HTML twin; how it is laid out on paper is in `mise_en_page`, drawn
//! with `plume`; how it becomes a PDF is in [`lettre`] and `rendu`; lists to print are
//! [`tableau`], the calendar of a team is [`equipe`]; the calendar file beside it is in [`calendrier`].
//!
//! ```
//! # fn exemple(une_lettre: &domain::Lettre) -> Result<(), documents::ErreurDocument> {
//! let polices = documents::Polices::charger()?; // once; clones share
//! let octets = documents::lettre::pdf(une_lettre, &polices)?;
//! # let _ = octets; Ok(()) }
//! ```

pub mod archive;
pub mod calendrier;
pub mod canal;
pub mod competences;
pub mod contenu;
pub mod couverture;
pub mod ensemble;
pub mod equipe;
mod erreurs;
pub mod etats;
pub mod lettre;
mod mise_en_page;
mod plume;
mod polices;
mod qr;
mod rendu;
pub mod signature;
mod specimen;
pub mod tableau;
pub mod texte;

#[cfg(test)]
extern crate self as documents;
#[cfg(test)]
#[path = "../tests/commun/mod.rs"]
mod essais;

pub use contenu::Contenu;
pub use erreurs::{ErreurDocument, ErreurImage};
pub use polices::Polices;
pub use qr::svg as qr_svg;
pub use specimen::{specimen, specimen_complet};
