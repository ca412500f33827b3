//! The store on SQLite and, when `IMAGIN_TEST_PG_URL` says where it is, PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests: a failure must stop the test"
)]

mod competences;
mod comptes;
mod concurrence;
mod contraintes;
mod convocations;
mod courriels;
mod imports;
mod indisponibilites;
mod intervenants;
mod lots;
mod missions;
mod monde;
mod openid;
mod parametres;
mod piste;
mod recherche;
mod schema;
mod second_facteur;
mod suivies;
