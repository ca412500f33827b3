//! Pages without account: answering a convocation (`/r/{code}`), checking a letter
//! (`/verifier`). No session, no script; a GET changes nothing, so that who scans mails or
//! previews links answers for nobody.

use crate::portes::Adresse;
use crate::routeur::Etat;
use app::coquille::Actifs;
use app::publiques as pages;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::{Erreur, EtatLettre, GenreReponse};
use serde::Deserialize;
use usecases::accuses::{self, Refus};
use usecases::verification;

/// Nothing runs; our own style and icons alone load.
const POLITIQUE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// What these pages share: kept by nobody, told to nobody.
pub(crate) fn page(statut: StatusCode, html: String) -> Response {
    (statut, entetes(), Html(html)).into_response()
}

fn entetes() -> HeaderMap {
    HeaderMap::from_iter([
        (CONTENT_SECURITY_POLICY, POLITIQUE),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The address is the right to answer: no other site may learn it.
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (ROBOTS, HeaderValue::from_static("noindex, nofollow")),
    ])
}

fn statut_du_lien(etat: EtatLettre) -> StatusCode {
    match etat {
        EtatLettre::Inconnue => StatusCode::NOT_FOUND,
        _ => StatusCode::GONE,
    }
}

fn refuser(actifs: &Actifs, refus: Refus) -> Response {
    match refus {
        Refus::Etat(etat) => page(statut_du_lien(etat), pages::lien_refuse(actifs, etat)),
        Refus::TropDEssais(attendre) => page(
            StatusCode::TOO_MANY_REQUESTS,
            pages::trop_d_essais(actifs, attendre),
        ),
        Refus::Reponse(_) => page(
            StatusCode::UNPROCESSABLE_ENTITY,
            pages::echec(actifs, &Erreur::RequeteInvalide),
        ),
        Refus::Erreur(erreur) => page(
            app::contexte::statut(&erreur),
            pages::echec(actifs, &erreur),
        ),
    }
}

/// `GET /r/{code}`: what one is called to.
pub async fn convocation(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(code): Path<String>,
) -> Response {
    match accuses::consulter(&etat.services, &code, &adresse).await {
        Ok(vue) => page(
            StatusCode::OK,
            pages::convocation(&etat.actifs, &code, &vue, None),
        ),
        Err(refus) => refuser(&etat.actifs, refus),
    }
}

/// The form of an answer.
#[derive(Debug, Deserialize)]
pub struct Reponse {
    reponse: String,
    #[serde(default)]
    texte: String,
}

/// `POST /r/{code}`: answering.
pub async fn repondre(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(code): Path<String>,
    formulaire: Result<Form<Reponse>, FormRejection>,
) -> Response {
    let lue = formulaire
        .ok()
        .and_then(|Form(r)| Some((GenreReponse::lire(&r.reponse)?, r.texte)));
    let Some((genre, texte)) = lue else {
        return refuser(&etat.actifs, Erreur::RequeteInvalide.into());
    };
    match accuses::repondre(&etat.services, &code, &adresse, genre, &texte).await {
        // Reloading the page then asks nothing again.
        Ok(()) => (entetes(), Redirect::to(&format!("/r/{code}"))).into_response(),
        Err(Refus::Reponse(erreur)) => {
            match accuses::consulter(&etat.services, &code, &adresse).await {
                Ok(vue) => page(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    pages::convocation(&etat.actifs, &code, &vue, Some((erreur, &texte))),
                ),
                Err(refus) => refuser(&etat.actifs, refus),
            }
        }
        Err(refus) => refuser(&etat.actifs, refus),
    }
}

/// What the form of a code sends.
#[derive(Debug, Deserialize)]
pub struct Saisie {
    #[serde(default)]
    code: String,
}

/// `GET /verifier`: the form, and the outcome of what was typed there.
pub async fn verifier(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Query(saisie): Query<Saisie>,
) -> Response {
    if saisie.code.trim().is_empty() {
        return page(StatusCode::OK, pages::verifier(&etat.actifs, None, ""));
    }
    dire(&etat, &adresse, &saisie.code).await
}

/// `GET /verifier/{code}`: where the QR code of a letter leads.
pub async fn verifier_code(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(code): Path<String>,
) -> Response {
    dire(&etat, &adresse, &code).await
}

async fn dire(etat: &Etat, adresse: &str, code: &str) -> Response {
    let actifs = &etat.actifs;
    match verification::verifier(&etat.services, code, adresse).await {
        Ok(v) => page(StatusCode::OK, pages::verifier(actifs, Some(Ok(&v)), "")),
        Err(Refus::Etat(inconnue)) => {
            let saisi: String = code.chars().take(80).collect();
            page(
                StatusCode::NOT_FOUND,
                pages::verifier(actifs, Some(Err(inconnue)), &saisi),
            )
        }
        Err(refus) => refuser(actifs, refus),
    }
}

/// An address as it may be logged: a code in it is the right to answer.
#[must_use]
pub fn sans_code(chemin: &str) -> &str {
    ["/r/", "/verifier/"]
        .into_iter()
        .find(|debut| chemin.starts_with(debut))
        .unwrap_or(chemin)
}
