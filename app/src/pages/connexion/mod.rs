//! Signing in and out.

mod api;
mod page;

pub use api::*;
pub use page::*;
