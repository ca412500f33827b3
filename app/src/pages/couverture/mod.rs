//! *Couverture*: what the missions of a session need against who is convoked.

mod api;
mod page;

pub use api::*;
pub use page::*;
