//! What the downloads share: who asks, and how a file or a refusal is answered.

use crate::securite::refus;
use app::contexte::Identite;
use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::{Acteur, Erreur};
use futures::{StreamExt, future, stream};
use std::io;
use std::sync::Arc;

/// Media type of a PDF.
pub(crate) const PDF: &str = "application/pdf";
/// Media type of a CSV file.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// The person who asks; nobody signed in is answered [`Erreur::NonConnecte`].
#[derive(Clone, Debug)]
pub struct Connecte(pub Arc<Acteur>);

impl<S: Sync> FromRequestParts<S> for Connecte {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        parts
            .extensions
            .get::<Identite>()
            .and_then(|identite| identite.acteur.clone())
            .map(Self)
            .ok_or_else(|| echec(&Erreur::NonConnecte))
    }
}

/// A failure as a page-less answer.
pub(crate) fn echec(erreur: &Erreur) -> Response {
    let statut = app::contexte::statut(erreur);
    let mut reponse = refus(statut, "");
    *reponse.body_mut() = Body::from(format!("{}\n", app::messages::erreur(erreur)));
    reponse
}

/// A file to keep. `nom` is made of ASCII letters, digits, `_`, `-` and `.` (domain).
pub(crate) fn fichier(nom: &str, genre: &'static str, corps: impl Into<Body>) -> Response {
    (
        [
            (CONTENT_TYPE, genre.to_owned()),
            (
                CONTENT_DISPOSITION,
                format!("attachment; filename=\"{nom}\""),
            ),
        ],
        corps.into(),
    )
        .into_response()
}

/// The body of a file that is sent while it is read: what it begins with, then what `suite`
/// makes of the rest, as fast as it is taken, until it has no more. `quoi` names the file in
/// the log.
pub(crate) fn au_fil<R, S, F>(debut: Vec<u8>, reste: R, quoi: &'static str, suite: S) -> Body
where
    R: Send + 'static,
    S: Fn(R) -> F + Send + 'static,
    F: Future<Output = Result<Option<(Vec<u8>, R)>, Erreur>> + Send + 'static,
{
    let suite = stream::try_unfold(reste, move |reste| {
        let lue = suite(reste);
        async move {
            match lue.await {
                Ok(lue) => Ok(lue.map(|(octets, reste)| (Bytes::from(octets), reste))),
                // The reader must not take half a file for a whole one.
                Err(erreur) => {
                    tracing::warn!(?erreur, quoi, "fichier interrompu");
                    Err(io::Error::other(quoi))
                }
            }
        }
    });
    let debut = stream::once(future::ready(Ok(Bytes::from(debut))));
    Body::from_stream(debut.chain(suite))
}

/// Draws a paper off the async workers.
pub(crate) async fn dessiner(
    dessin: impl FnOnce() -> Result<Vec<u8>, documents::ErreurDocument> + Send + 'static,
) -> Result<Vec<u8>, Erreur> {
    tokio::task::spawn_blocking(dessin)
        .await
        .map_err(|e| usecases::interne("pdf", &e))?
        .map_err(|e| usecases::interne("pdf", &e))
}

/// A file under its name, or why there is none.
pub(crate) fn rendre(
    fait: Result<(impl AsRef<str>, impl Into<Body>), Erreur>,
    genre: &'static str,
) -> Response {
    match fait {
        Ok((nom, corps)) => fichier(nom.as_ref(), genre, corps),
        Err(erreur) => echec(&erreur),
    }
}
