//! The door: configuration, router, sessions, downloads, workers, subcommands.

pub mod actifs;
pub mod audit;
pub mod commandes;
pub mod comptes;
pub mod constats;
pub mod couverture;
pub mod espace;
pub mod imports;
pub mod openid;
pub mod parametres;
pub mod personnels;
pub mod portes;
pub mod provenance;
pub mod publiques;
pub mod reglages;
pub mod reponses;
pub mod routeur;
pub mod santorin;
pub mod second_facteur;
pub mod securite;
pub mod service;
pub mod sessions;
pub mod signatures;
pub mod suivi;
pub mod telechargements;
mod temoins;

pub use reglages::Reglages;
pub use routeur::{Etat, routeur};
