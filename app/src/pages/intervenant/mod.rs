//! The intervenant's own space, first made for a telephone: convocations and answers, the
//! calendar's address, coordinates, services, and everything that is kept.

mod api;
mod convocations;
mod coordonnees;
mod donnees;
mod services;

pub use api::*;
pub use convocations::*;
pub use coordonnees::*;
pub use donnees::*;
pub use services::*;
