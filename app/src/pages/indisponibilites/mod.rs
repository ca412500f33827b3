//! *Saisie d’indisponibilité*.

mod api;
mod import;
mod page;
mod saisie;

pub use api::*;
pub use import::*;
pub use page::*;
pub use saisie::*;
