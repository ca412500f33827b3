//! Imports, on each engine.

pub(crate) mod commun;
mod etablissements;
mod fichiers;
mod indisponibilites;
mod intervenants;
mod missions;
