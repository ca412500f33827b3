//! *Imports*: files of the académie, from their deposit to their taking back.

mod api;
mod liste;
mod nouveau;
mod suivi;
#[cfg(feature = "ssr")]
mod trop_gros;

pub use api::*;
pub use liste::*;
pub use nouveau::*;
pub use suivi::*;
#[cfg(feature = "ssr")]
pub use trop_gros::page_trop_gros;
