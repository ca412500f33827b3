//! Many convocations at once: the page of a selection.

mod api;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod page;

pub use api::*;
pub use page::PageLot;
pub(crate) use page::table_des_jours;
