//! *Constat service fait*.

mod api;
mod liste;
mod page;

pub use api::*;
pub use liste::*;
pub use page::*;
