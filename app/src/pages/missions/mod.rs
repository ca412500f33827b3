//! *Convocation par mission*: the list.

mod api;
mod page;

pub use api::*;
pub use page::*;
