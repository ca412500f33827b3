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
    /// What people call the OpenID Connect provider, if there is one.
    #[serde(default)]
    pub openid: Option<String>,
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
    let openid = services.reglages.limites.openid.as_ref();
    let demonstration = services.reglages.demonstration.as_ref();
    Ok(AccueilConnexion {
        demonstration: demonstration
            .map(|d| {
                d.comptes
                    .iter()
                    .map(|g| GroupeDemonstration {
                        academie: g.academie.clone(),
                        comptes: g.comptes.clone(),
                    })
                    .collect()
            })
            .unwrap_or_default(),
        mot_de_passe: demonstration
            .map(|d| d.mot_de_passe.clone())
            .unwrap_or_default(),
        openid: openid.map(|o| o.libelle.clone()),
    })
}
