//! What the sign-in page needs. Signing in and out are plain forms that the server
//! handles itself (`POST /connexion`, `POST /deconnexion`): they set the session
//! and go elsewhere, with or without our script.

use crate::ErreurApi;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the sign-in page shows before anybody is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccueilConnexion {
    /// Demo accounts, by académie; only in demo mode.
    pub demonstration: Vec<GroupeDemonstration>,
    /// Their password.
    pub mot_de_passe: String,
}

/// The demo accounts of an académie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupeDemonstration {
    /// Its name.
    pub academie: String,
    /// Sign-in names and what they are.
    pub comptes: Vec<(String, String)>,
}

/// What the sign-in page needs.
///
/// # Errors
/// Outside a request.
#[server(endpoint = "connexion/avant", output = crate::json::Json)]
pub async fn avant_connexion() -> Result<AccueilConnexion, ErreurApi> {
    let services = crate::contexte::services()?;
    Ok(services
        .reglages
        .demonstration
        .as_ref()
        .map_or_else(AccueilConnexion::default, |d| AccueilConnexion {
            demonstration: d
                .comptes
                .iter()
                .map(|g| GroupeDemonstration {
                    academie: g.academie.clone(),
                    comptes: g.comptes.clone(),
                })
                .collect(),
            mot_de_passe: d.mot_de_passe.clone(),
        }))
}
