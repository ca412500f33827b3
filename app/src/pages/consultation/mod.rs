//! *Consultation des missions*.

mod api;
mod calendrier;
mod page;

pub use api::*;
pub use page::*;
