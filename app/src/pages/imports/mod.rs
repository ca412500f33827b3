//! *Imports*: files of the académie, from their deposit to their taking back.

mod api;
mod liste;
mod nouveau;
mod suivi;
#[cfg(feature = "ssr")]
mod trop_gros;

pub use api::*;
pub use liste::PageDesImports;
pub use nouveau::PageNouvelImport;
pub use suivi::PageImport;
#[cfg(feature = "ssr")]
pub use trop_gros::page_trop_gros;
