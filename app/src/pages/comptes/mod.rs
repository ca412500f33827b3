//! *Comptes*: the administrateur keeps the accounts of their académie.

mod api;
mod fiche;
mod nouveau;
mod page;

pub use api::*;
pub use fiche::*;
pub use nouveau::*;
pub use page::*;

/// Address of the list.
pub(crate) const ADRESSE: &str = "/comptes";
