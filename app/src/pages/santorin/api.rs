//! Server functions of the export to SANTORIN and of the clients of the API.

use crate::ErreurApi;
#[cfg(feature = "ssr")]
use domain::ClientApiId;
use domain::{DroitDeLIntervenant, FiltreSantorin, PageClients, ResumeSantorin};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How many rights stand.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not export.
#[server(endpoint = "santorin/resume", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_export(filtre: FiltreSantorin) -> Result<ResumeSantorin, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::santorin::resume(&s, &a, filtre).await })
        .await
}

/// What the page of the clients shows, and the key of its forms: the one that creates reads
/// its own, apart, for that one is kept once it has served.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsLus {
    /// Clients, and webhooks given up.
    pub page: PageClients,
    /// The same form twice creates one client, or renews a token once.
    pub cle: String,
}

/// The clients of the reader's académie.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who has none to do with.
#[server(endpoint = "santorin/clients", output = crate::json::Json)]
pub async fn lire_clients() -> Result<ClientsLus, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        Ok(ClientsLus {
            page: usecases::santorin::clients::page(&s, &a).await?,
            cle: s.alea.jeton()?,
        })
    })
    .await
}

/// Revokes a client.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] outside the reader's académie.
#[server(endpoint = "santorin/revoquer", output = crate::json::Json)]
pub async fn revoquer_client(client: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::santorin::clients::revoquer(&s, &a, ClientApiId(client)).await
    })
    .await
}

/// Sends a webhook that was given up again.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for one that is not given up.
#[server(endpoint = "santorin/renvoyer", output = crate::json::Json)]
pub async fn renvoyer_appel(livraison: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::santorin::clients::renvoyer(&s, &a, livraison).await
    })
    .await
}

/// What the reader may do in SANTORIN now, if anything.
///
/// # Errors
/// When signed out.
#[server(endpoint = "santorin/droit", output = crate::json::Json)]
pub async fn mon_droit_santorin() -> Result<Option<DroitDeLIntervenant>, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::santorin::droit(&s, &a).await }).await
}
