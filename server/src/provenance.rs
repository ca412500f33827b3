//! From where a request comes, for the lines of the audit trail that it writes.

use crate::portes::Adresse;
use crate::routeur::Etat;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;

/// Lets the lines written by a request bear its address. Only where people have an account, or
/// choose its password by a link: whoever answers a convocation by its link is noted without.
pub async fn noter(State(etat): State<Etat>, requete: Request, suite: Next) -> Response {
    let (mut parts, corps) = requete.into_parts();
    let Ok(Adresse(adresse)) = Adresse::from_request_parts(&mut parts, &etat).await;
    store::piste::depuis(&adresse, suite.run(Request::from_parts(parts, corps))).await
}
