//! *Journal d'audit*.

mod api;
mod page;

pub use api::*;
pub use page::*;
