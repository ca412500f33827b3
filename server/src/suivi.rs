//! `GET /missions/{numero}/changements`: tells a page that its mission changed, as
//! server-sent events. What changed is not said: the page reads itself again, with the
//! rights it has then.

use crate::reponses::{Connecte, echec};
use crate::routeur::Etat;
use axum::extract::{Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use core::convert::Infallible;
use core::time::Duration;
use futures::stream;
use serde::Deserialize;

/// End of its address.
pub const CHEMIN: &str = "/changements";
/// A stream ends after so long and the browser asks again: rights taken away meanwhile
/// are seen then.
const DUREE: Duration = Duration::from_secs(10 * 60);
/// What the browser waits before it asks again.
const REPRISE: Duration = Duration::from_secs(2);
/// Most streams at a time; a page without one says that it no longer follows.
const SUIVEURS_MAX: usize = 5_000;
/// Header in which a browser that asks again tells what it saw last.
const DERNIER: &str = "last-event-id";

/// What the page is.
#[derive(Debug, Deserialize)]
pub struct Vue {
    /// See [`domain::MissionOuverte::empreinte`].
    #[serde(default)]
    vue: String,
}

/// The stream of a mission's changes.
pub async fn changements(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(numero): Path<i64>,
    Query(page): Query<Vue>,
    entetes: HeaderMap,
) -> Response {
    if etat.suivi.nombre() >= SUIVEURS_MAX {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let avis = match etat.suivi.suivre(&etat.services, &acteur, numero).await {
        Ok(avis) => avis,
        Err(erreur) => return echec(&erreur),
    };
    let vue = entetes
        .get(DERNIER)
        .and_then(|v| v.to_str().ok())
        .map_or(page.vue, ToOwned::to_owned);
    let fin = tokio::time::Instant::now() + DUREE;
    let suite = stream::unfold(
        (avis, vue, etat.arret),
        move |(mut avis, vue, mut arret)| async move {
            let change = avis.wait_for(|e| e.as_ref().is_some_and(|e| *e != vue));
            // A stop that can no longer be ordered is none.
            let arret_demande = async {
                if arret.wait_for(|a| *a).await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            let empreinte = tokio::select! {
                change = change => change.ok()?.clone().unwrap_or_default(),
                () = tokio::time::sleep_until(fin) => return None,
                () = arret_demande => return None,
            };
            let evenement = Event::default()
                .id(&empreinte)
                .retry(REPRISE)
                .data("change");
            Some((Ok::<_, Infallible>(evenement), (avis, empreinte, arret)))
        },
    );
    let mut reponse = Sse::new(suite)
        .keep_alive(KeepAlive::default())
        .into_response();
    reponse
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies keep answers back to send them in larger pieces; nginx heeds this.
    reponse
        .headers_mut()
        .insert("x-accel-buffering", HeaderValue::from_static("no"));
    reponse
}
