//! Headers that protect, on every answer (ASVS 3.4, 14.3).

use app::contexte::Identite;
use app::messages::publiques as textes;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Policy of answers that are no page: nothing runs, nothing loads.
const SANS_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OUVREUR: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESSOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds what an answer does not say itself. Everything but built assets stays out
/// of every cache: pages hold names.
pub async fn entetes(State(https): State<bool>, requete: Request, suite: Next) -> Response {
    let actif = requete.uri().path().starts_with("/pkg/");
    let mut reponse = suite.run(requete).await;
    // Unless a page says it already.
    if reponse.status() == StatusCode::PAYLOAD_TOO_LARGE && !est_une_page(&reponse) {
        reponse = refus(StatusCode::PAYLOAD_TOO_LARGE, textes::TROP_GROS);
    }
    let reussie = reponse.status().is_success() || reponse.status() == StatusCode::NOT_MODIFIED;
    let entetes = reponse.headers_mut();
    let mut defaut = |nom: HeaderName, valeur: HeaderValue| {
        entetes.entry(nom).or_insert(valeur);
    };
    defaut(CONTENT_SECURITY_POLICY, SANS_PAGE);
    defaut(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Our own pages need it to come back after a form without JavaScript.
    defaut(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    defaut(
        PERMISSIONS,
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    );
    defaut(OUVREUR, HeaderValue::from_static("same-origin"));
    defaut(RESSOURCE, HeaderValue::from_static("same-origin"));
    defaut(
        CACHE_CONTROL,
        if actif && reussie {
            // Their names change with their content.
            HeaderValue::from_static("public, max-age=31536000, immutable")
        } else {
            HeaderValue::from_static("no-store")
        },
    );
    if https {
        defaut(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    reponse
}

fn est_une_page(reponse: &Response) -> bool {
    reponse
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("text/html"))
}

/// A refusal as plain French text.
pub fn refus(statut: StatusCode, texte: &'static str) -> Response {
    let mut reponse = (statut, texte).into_response();
    reponse.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    reponse
}

/// Pages anybody may read.
const PUBLIQUES: &[&str] = &[
    "/connexion",
    "/connexion/second-facteur",
    crate::openid::DEPART,
    crate::openid::RETOUR,
    crate::openid::SORTIE,
    "/aide",
    "/guide",
    "/tutoriel",
    "/accessibilite",
];

/// Sends who is not signed in to the sign-in page, which brings them back; who is
/// has no business there.
pub async fn exiger_connexion(requete: Request, suite: Next) -> Response {
    let connecte = requete
        .extensions()
        .get::<Identite>()
        .is_some_and(|identite| identite.acteur.is_some());
    let chemin = requete.uri().path();
    let page = matches!(*requete.method(), Method::GET | Method::HEAD);
    if connecte && page && ["/connexion", crate::openid::DEPART].contains(&chemin) {
        return Redirect::to("/").into_response();
    }
    if connecte
        || PUBLIQUES.contains(&chemin)
        || chemin.starts_with("/api/")
        || chemin == "/deconnexion"
    {
        return suite.run(requete).await;
    }
    if !page {
        return refus(StatusCode::UNAUTHORIZED, textes::SESSION_EXPIREE);
    }
    let suite = requete.uri().path_and_query().map_or("/", |p| p.as_str());
    let suite = url::form_urlencoded::byte_serialize(suite.as_bytes()).collect::<String>();
    Redirect::to(&format!("/connexion?suite={suite}")).into_response()
}
