//! The page of a mission and its windows.

mod api;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod archive;
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
mod lignes;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod liste;
mod page;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod personnes;
mod rangees;
mod rapiecage;
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
mod vue;

pub use api::*;
pub use archive::ENTETE_LETTRES;
pub(crate) use confiance::{CleDuCourriel, FormulaireReglee, FormulaireRenvoi};
pub(crate) use conflits::case_de_confirmation;
pub(crate) use ecran::refus;
pub use page::*;
pub(crate) use rangees::{etat_annulation, etat_envoi};
