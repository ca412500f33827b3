//! *Consultation des personnels*: the list, and the page of a person.

mod api;
mod fiche;
mod page;

pub use api::*;
pub use fiche::*;
pub use page::*;
