//! What breaks at the worst moment: the program killed while it sends, told to stop while
//! it sends or makes an archive, the database held by another, the disk full, the mail
//! server out of order.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, which clippy does not take for tests"
)]

#[path = "../../../crates/usecases/tests/usecases/monde/mod.rs"]
mod monde;
#[path = "../programme/mod.rs"]
mod programme;

mod archive;
mod base;
mod courriels;
mod disque;
mod messagerie;
mod poste;
mod serveur;
