//! *Export vers SANTORIN*, *Clients de l'API*, and the intervenant's link to SANTORIN.

mod acces;
mod api;
mod clients;
mod export;
#[cfg(feature = "ssr")]
mod jeton;

pub use acces::*;
pub use api::*;
pub use clients::*;
pub use export::*;
#[cfg(feature = "ssr")]
pub use jeton::{page_de_la_cle, page_du_jeton, page_du_jeton_renouvele};

/// Where the service describes the API (OpenAPI), for anybody.
const DESCRIPTION: &str = "/api/santorin/v1/openapi.json";
