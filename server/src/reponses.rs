//! What the downloads share: who asks, and how a file or a refusal is answered.

use crate::securite::refus;
use app::contexte::Identite;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::{Acteur, Erreur};
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
