//! Server functions of the list of missions.

use crate::ErreurApi;
use domain::{FiltreMissions, PageMissions};
use leptos::prelude::*;

/// One page of the list of missions that the reader may consult.
///
/// # Errors
/// When signed out, or when the database does not answer.
#[server(endpoint = "missions/lister", input = crate::json::Json, output = crate::json::Json)]
pub async fn lister_missions(filtre: FiltreMissions) -> Result<PageMissions, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::missions::lister(&s, &a, &filtre).await })
        .await
}
