//! Imports, on each engine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests, which clippy does not take for tests"
)]

mod commun;
mod etablissements;
mod fichiers;
mod indisponibilites;
mod intervenants;
mod missions;
