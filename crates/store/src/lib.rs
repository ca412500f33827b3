//! Memory: the only crate that knows SQL.
//!
//! One [`Store`] per process; one module per aggregate, made of free functions
//! that take a connection or a transaction and return types of `domain`. The
//! same code and the same migrations run on SQLite (default) and PostgreSQL.
//!
//! Reading goes through [`Store::lecture`]; everything that writes takes the
//! transaction given by [`Store::ecriture`]:
//!
//! ```no_run
//! # async fn exemple(store: &store::Store) -> store::Resultat<()> {
//! let academies = store::academies::toutes(store.lecture()).await?;
//! let tx = store.ecriture().await?;
//! store::academies::creer(&tx, "16", "Toulouse", "Europe/Paris").await?;
//! tx.valider().await?; // without it, dropping `tx` gives everything back
//! # Ok(()) }
//! ```

mod connexion;
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "tables as sea-orm sees them, documented in the migrations; some are only joined in SQL"
)]
mod entites;
mod erreur;
mod files;
mod migrations;
mod outils;
mod revenus;

pub mod academies;
pub mod accuses;
pub mod administration;
pub mod audit;
pub mod clients_api;
pub mod competences;
pub mod comptes;
pub mod comptes_ouverture;
pub mod conservation;
pub mod convocations;
pub mod courriels;
pub mod courriels_service;
pub mod couverture;
pub mod demandes;
pub mod diagnostic;
pub mod disciplines;
pub mod disponibilites;
pub mod doublons;
pub mod espace;
#[cfg(feature = "essais")]
pub mod essais;
pub mod etablissements;
pub mod imports;
pub mod imports_base;
pub mod indisponibilites;
pub mod intervenants;
pub mod journal;
pub mod libelles;
pub mod lots;
pub mod messages;
pub mod missions;
pub mod openid;
pub mod ouvertures;
pub mod parametres;
pub mod personnels;
pub mod piste;
pub mod rattachements;
pub mod references;
pub mod repertoire;
pub mod requetes;
pub mod santorin;
pub mod sceaux;
pub mod second_facteur;
pub mod secrets;
pub mod service_fait;
pub mod sessions_web;
pub mod signatures;
pub mod suivi;
pub mod suivies;
pub mod tentatives;

pub use connexion::{Ecriture, Moteur, OptionsStore, Store, VersionSchema};
pub use erreur::{ErreurStore, Resultat};
pub use sea_orm::{ConnectionTrait, DatabaseConnection};

/// What writing one imported line did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ecrit {
    /// It did not exist.
    Cree,
    /// It existed and differed.
    Modifie,
    /// It existed and said the same: nothing was written.
    Inchange,
}
