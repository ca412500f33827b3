//! The door: configuration, router, sessions, downloads, workers, subcommands.

pub mod actifs;
pub mod commandes;
pub mod constats;
pub mod personnels;
pub mod portes;
pub mod publiques;
pub mod reglages;
pub mod routeur;
pub mod santorin;
pub mod securite;
pub mod service;
pub mod sessions;
pub mod signatures;
pub mod suivi;
pub mod telechargements;

pub use reglages::Reglages;
pub use routeur::{Etat, routeur};
