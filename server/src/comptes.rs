//! The link by which somebody chooses their password: shown once to the administrateur who
//! makes it (`POST /comptes/{id}/invitation`), then opened without account
//! (`/invitation/{jeton}`). A GET changes nothing: who scans mails or previews links uses
//! none up.

use crate::portes::Adresse;
use crate::publiques::{entetes, page};
use crate::reponses::{Connecte, echec};
use crate::routeur::Etat;
use app::invitations as pages;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{CompteId, Erreur};
use serde::Deserialize;
use url::form_urlencoded;
use usecases::invitations::{self, Lien, Refus};

/// The form that makes a link.
#[derive(Debug, Deserialize)]
pub struct Demande {
    version: i32,
}

/// `POST /comptes/{id}/invitation`: makes a link and shows it, this once.
pub async fn inviter(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
    formulaire: Result<Form<Demande>, FormRejection>,
) -> Response {
    let Ok(Form(demande)) = formulaire else {
        return echec(&Erreur::RequeteInvalide);
    };
    let id = CompteId(id);
    match invitations::creer(&etat.services, &acteur, id, demande.version).await {
        Ok(lien) => {
            let courriel = courriel(&lien);
            page(
                StatusCode::OK,
                pages::lien(&etat.actifs, id, &lien, courriel.as_deref()),
            )
        }
        Err(erreur) => page(
            app::contexte::statut(&erreur),
            pages::lien_refuse(&etat.actifs, id, &erreur),
        ),
    }
}

/// A mail to the owner of the account, for the administrateur's own mail program: none
/// without an address.
fn courriel(lien: &Lien) -> Option<String> {
    let encoder = |texte: &str| -> String {
        // A mail program takes a `+` for itself, unlike a form.
        form_urlencoded::byte_serialize(texte.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    (!lien.mel.is_empty()).then(|| {
        format!(
            "mailto:{}?subject={}&body={}",
            encoder(&lien.mel).replace("%40", "@"),
            encoder(app::messages::comptes::SUJET),
            encoder(&app::messages::comptes::corps(
                &lien.nom,
                &lien.identifiant,
                &lien.adresse,
                &lien.expire
            ))
        )
    })
}

fn refuser(etat: &Etat, refus: Refus) -> Response {
    let actifs = &etat.actifs;
    match refus {
        Refus::Inconnue => page(StatusCode::NOT_FOUND, pages::inconnue(actifs)),
        Refus::Expiree => page(StatusCode::GONE, pages::expiree(actifs)),
        Refus::TropDEssais(attendre) => {
            let erreur = Erreur::TropDEssais { attendre };
            page(StatusCode::TOO_MANY_REQUESTS, pages::echec(actifs, &erreur))
        }
        Refus::MotDePasse(e) => page(
            StatusCode::UNPROCESSABLE_ENTITY,
            pages::echec(actifs, &e.into()),
        ),
        Refus::Erreur(erreur) => page(
            app::contexte::statut(&erreur),
            pages::echec(actifs, &erreur),
        ),
    }
}

/// `GET /invitation/{jeton}`: the form that chooses a password.
pub async fn invitation(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(jeton): Path<String>,
) -> Response {
    match invitations::lire(&etat.services, &jeton, &adresse).await {
        Ok(i) => page(
            StatusCode::OK,
            pages::choisir(&etat.actifs, &jeton, &i.nom, &i.identifiant, None),
        ),
        Err(refus) => refuser(&etat, refus),
    }
}

/// What that form sends.
#[derive(Debug, Deserialize)]
pub struct Choix {
    nouveau: String,
    confirmation: String,
}

/// `POST /invitation/{jeton}`: choosing it.
pub async fn choisir(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(jeton): Path<String>,
    formulaire: Result<Form<Choix>, FormRejection>,
) -> Response {
    let Ok(Form(choix)) = formulaire else {
        return refuser(&etat, Erreur::RequeteInvalide.into());
    };
    let services = &etat.services;
    let fait = invitations::choisir(
        services,
        &jeton,
        &adresse,
        choix.nouveau,
        &choix.confirmation,
    )
    .await;
    match fait {
        // Whoever chose it signs in with it: that it is known is then seen.
        Ok(()) => (entetes(), Redirect::to("/connexion")).into_response(),
        Err(Refus::MotDePasse(e)) => match invitations::lire(services, &jeton, &adresse).await {
            Ok(i) => page(
                StatusCode::UNPROCESSABLE_ENTITY,
                pages::choisir(&etat.actifs, &jeton, &i.nom, &i.identifiant, Some(e)),
            ),
            Err(refus) => refuser(&etat, refus),
        },
        Err(refus) => refuser(&etat, refus),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_courriel_se_prepare_sans_rien_perdre() {
        let lien = Lien {
            identifiant: "a.martin".into(),
            nom: "Anne & Co".into(),
            mel: "a+b@ac.example".into(),
            adresse: "https://imagin.example/invitation/0a".into(),
            expire: "16/02/2021 08:05".into(),
        };
        let courriel = courriel(&lien).unwrap();
        assert!(
            courriel.starts_with("mailto:a%2Bb@ac.example?subject="),
            "{courriel}"
        );
        assert!(courriel.contains("Anne%20%26%20Co"), "{courriel}");
        assert!(courriel.contains("%2Finvitation%2F0a"), "{courriel}");
        assert_eq!(courriel.matches('&').count(), 1, "{courriel}");
        let sans = Lien {
            mel: String::new(),
            ..lien
        };
        assert_eq!(super::courriel(&sans), None);
    }
}
