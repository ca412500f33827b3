//! The use cases, on each engine: one file per area, in a single program, since each
//! program of tests is linked with the whole of the server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests, which clippy does not take for tests"
)]

mod actions;
mod administration;
mod audit;
mod competences;
mod confiance;
mod conflits;
mod consultation;
mod controle;
mod courrier;
mod couverture;
mod demonstration;
mod envoi_arrete;
mod espace;
mod horloge;
mod importations;
mod imports;
mod indisponibilites;
mod intervenants;
mod journal;
mod listes;
mod lots;
mod monde;
mod mots_de_passe;
mod openid;
mod ouvertures;
mod parametres;
mod personnels;
mod rattachements;
mod remplacer;
mod reprises;
mod retablir;
mod retours;
mod santorin;
mod second_facteur;
mod service_fait;
mod signatures;
