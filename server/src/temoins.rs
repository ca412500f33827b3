//! Cookies that we set ourselves, beside that of the session.

use crate::routeur::Etat;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// Whether the service is reached over https.
pub(crate) fn https(etat: &Etat) -> bool {
    etat.services.reglages.url_publique.starts_with("https:")
}

/// What a browser sent under the name of a cookie.
pub(crate) fn lire(entetes: &HeaderMap, nom: &str) -> Option<String> {
    entetes
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|c| c.trim().split_once('='))
        .find(|(n, _)| *n == nom)
        .map(|(_, valeur)| valeur.to_owned())
}
