//! The page of a mission and its windows.

mod api;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod autorisation;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod confiance;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod conflits;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod divergence;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod ecran;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod envoi;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod fenetre;
mod page;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod remplacer;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod selection;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod suivi;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod suppression;

pub use api::*;
pub(crate) use ecran::etat_envoi;
pub use page::*;
