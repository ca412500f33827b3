//! The intervenant's own space, beyond its pages: the calendar at its private address, the
//! link that confirms an address, and one's own data as a file.

use crate::portes::Adresse;
use crate::publiques::{entetes, page};
use crate::reponses::{Connecte, rendre};
use crate::routeur::Etat;
use app::contexte::statut;
use app::coquille::Actifs;
use app::messages::espace as textes;
use app::{publiques as communes, publiques_adresse as pages};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use documents::calendrier::TYPE_PUBLICATION;
use domain::EtatConfirmation;
use usecases::abonnements::{self, RefusAgenda};
use usecases::coordonnees::{self, RefusConfirmation};

/// A calendar program keeps what it read, and asks each time whether it still holds; nobody
/// between keeps anything.
const RELIRE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// `GET /mes-donnees.zip`: everything that is kept about the reader.
pub async fn donnees(State(etat): State<Etat>, Connecte(acteur): Connecte) -> Response {
    let (colonne, valeur) = (textes::colonne, textes::valeur);
    let archive = usecases::espace::exporter(&etat.services, &acteur, colonne, valeur).await;
    rendre(archive, "application/zip")
}

/// `GET /agenda/{secret}.ics`: the calendar of a person, for the program that reads it.
pub async fn agenda(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(nom): Path<String>,
    demande: HeaderMap,
) -> Response {
    // An address without its extension is none of ours, and counts as a wrong one.
    let secret = nom.strip_suffix(".ics").unwrap_or_default();
    let octets = match abonnements::lire(&etat.services, secret, &adresse).await {
        Ok(octets) => octets,
        Err(RefusAgenda::Inconnue) => return muet(StatusCode::NOT_FOUND),
        Err(RefusAgenda::TropDEssais(attendre)) => {
            let mut reponse = muet(StatusCode::TOO_MANY_REQUESTS);
            let secondes = HeaderValue::from(attendre);
            reponse
                .headers_mut()
                .insert(axum::http::header::RETRY_AFTER, secondes);
            return reponse;
        }
        Err(RefusAgenda::Erreur(erreur)) => return muet(statut(&erreur)),
    };
    // Weak: what is compressed on the way says the same.
    let marque = format!("W/\"{}\"", usecases::empreinte(&octets));
    let connue = demande
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|m| marque_egale(m.trim(), &marque));
    let mut entetes = entetes();
    entetes.insert(CACHE_CONTROL, RELIRE);
    if let Ok(valeur) = HeaderValue::from_str(&marque) {
        entetes.insert(ETAG, valeur);
    }
    if connue {
        return (StatusCode::NOT_MODIFIED, entetes).into_response();
    }
    entetes.insert(CONTENT_TYPE, HeaderValue::from_static(TYPE_PUBLICATION));
    (entetes, octets).into_response()
}

/// The weak comparison (RFC 9110 §8.8.3.2); `*` is whatever there is.
fn marque_egale(demandee: &str, marque: &str) -> bool {
    let nue = |m: &str| m.strip_prefix("W/").unwrap_or(m).to_owned();
    demandee == "*" || nue(demandee) == nue(marque)
}

/// A refusal that tells a program nothing more.
fn muet(statut: StatusCode) -> Response {
    (statut, entetes()).into_response()
}

fn refuser(actifs: &Actifs, refus: RefusConfirmation) -> Response {
    match refus {
        RefusConfirmation::Etat(etat) => {
            let statut = match etat {
                EtatConfirmation::Inconnue => StatusCode::NOT_FOUND,
                EtatConfirmation::Expiree => StatusCode::GONE,
            };
            page(statut, pages::confirmation_refusee(actifs, etat))
        }
        RefusConfirmation::TropDEssais(attendre) => page(
            StatusCode::TOO_MANY_REQUESTS,
            communes::trop_d_essais(actifs, attendre),
        ),
        RefusConfirmation::Erreur(erreur) => {
            page(statut(&erreur), communes::echec(actifs, &erreur))
        }
    }
}

/// `GET /adresse/{code}`: the address to be confirmed. Changes nothing.
pub async fn adresse(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(code): Path<String>,
) -> Response {
    match coordonnees::consulter(&etat.services, &code, &adresse).await {
        Ok(vue) => page(
            StatusCode::OK,
            pages::confirmation(&etat.actifs, &code, &vue),
        ),
        Err(refus) => refuser(&etat.actifs, refus),
    }
}

/// `POST /adresse/{code}`: confirming it, once.
pub async fn confirmer(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(code): Path<String>,
) -> Response {
    match coordonnees::confirmer(&etat.services, &code, &adresse).await {
        Ok(()) => page(StatusCode::OK, pages::confirmee(&etat.actifs)),
        Err(refus) => refuser(&etat.actifs, refus),
    }
}

#[cfg(test)]
mod tests {
    use super::marque_egale;

    #[test]
    fn marques() {
        assert!(marque_egale("W/\"a\"", "W/\"a\""));
        assert!(marque_egale("\"a\"", "W/\"a\""));
        assert!(marque_egale("*", "W/\"a\""));
        assert!(!marque_egale("\"b\"", "W/\"a\""));
        assert!(!marque_egale("", "W/\"a\""));
    }
}
