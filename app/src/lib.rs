//! Screens: pages, components and server functions, shared by the server (which
//! renders whole pages) and the browser (which hydrates them).
//!
//! Sentences are in [`messages`]; rules are in `domain`; nothing here decides.

#![recursion_limit = "256"]

pub mod composants;
#[allow(
    missing_docs,
    reason = "the arguments of a server function become fields without docs"
)]
pub mod coquille;
pub mod erreur;
pub mod json;
pub mod messages;
#[allow(
    missing_docs,
    reason = "the arguments of a server function become fields without docs"
)]
pub mod pages;
#[allow(
    missing_docs,
    reason = "the arguments of a server function become fields without docs"
)]
pub mod zone_messages;

#[cfg(feature = "ssr")]
pub mod contexte;
#[cfg(feature = "ssr")]
pub mod invitations;
#[cfg(feature = "ssr")]
pub mod openid;
#[cfg(feature = "ssr")]
pub mod publiques;
#[cfg(feature = "ssr")]
pub mod publiques_adresse;
#[cfg(feature = "ssr")]
pub mod second_facteur;

pub use coquille::{App, document};
pub use erreur::ErreurApi;
pub use pages::parties::charger;
