//! Rules of the convocation to exam duty: types and decisions.
//!
//! No input or output, no clock, no randomness: everything a decision needs is
//! passed in. The same code runs on the server and, compiled to WebAssembly, in
//! the browser, so that a rule is written once and holds on both sides.
//!
//! Words are those of the field and are listed in `docs/glossary.md`.

mod accents;
pub mod accueil;
pub mod administration;
pub mod archive;
pub mod audit;
pub mod calendrier;
pub mod coller;
pub mod competence;
pub mod compte;
pub mod confiance;
pub mod conflit;
pub mod conservation;
pub mod consultation;
pub mod controle;
pub mod convocation;
pub mod copie;
pub mod couverture;
pub mod droits;
pub mod echec_courriel;
pub mod envoi;
pub mod erreurs;
pub mod espace;
pub mod etablissement;
pub mod feries;
pub mod historique;
pub mod ids;
pub mod import;
pub mod imports;
pub mod indisponibilite;
pub mod intervenant;
pub mod journal;
pub mod lot;
pub mod mission;
pub mod mot_de_passe;
pub mod openid;
pub mod ouverture;
pub mod pagination;
pub mod parametre;
pub mod personnel;
pub mod repertoire;
pub mod santorin;
pub mod second_facteur;
pub mod service_fait;
pub mod signature;
pub mod suivies;
pub mod temps;
pub mod texte;

#[cfg(test)]
mod essais;

pub use accueil::*;
pub use administration::*;
pub use archive::*;
pub use audit::*;
pub use calendrier::*;
pub use coller::*;
pub use competence::*;
pub use compte::*;
pub use confiance::*;
pub use conflit::*;
pub use conservation::*;
pub use consultation::*;
pub use controle::*;
pub use convocation::*;
pub use copie::*;
pub use couverture::*;
pub use droits::*;
pub use echec_courriel::*;
pub use envoi::*;
pub use erreurs::*;
pub use espace::*;
pub use etablissement::*;
pub use feries::*;
pub use historique::*;
pub use ids::*;
pub use import::*;
pub use imports::*;
pub use indisponibilite::*;
pub use intervenant::*;
pub use journal::*;
pub use lot::*;
pub use mission::*;
pub use mot_de_passe::*;
pub use openid::*;
pub use ouverture::*;
pub use pagination::*;
pub use parametre::*;
pub use personnel::*;
pub use repertoire::*;
pub use santorin::*;
pub use second_facteur::*;
pub use service_fait::*;
pub use signature::*;
pub use suivies::*;
pub use temps::*;
