//! *Contrôle de la session*.

mod api;
mod page;

pub use api::*;
pub use page::*;
