//! Convoking people taken from elsewhere: a pasted column of names, another mission.

mod api;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod coller;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod copier;

pub use api::*;
pub use coller::PageColler;
pub use copier::PageCopier;
