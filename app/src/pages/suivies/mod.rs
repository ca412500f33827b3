//! *Convocations*: those of the whole académie, as its rectorat follows them.

mod api;
mod page;

pub use api::*;
pub use page::*;
