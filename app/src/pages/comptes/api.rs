//! What the pages of accounts ask of the server.

use crate::ErreurApi;
#[cfg(feature = "ssr")]
use domain::CompteId;
use domain::{FicheCompte, FiltreComptes, PageComptes};
#[cfg(feature = "ssr")]
use domain::{SaisieAttribution, SaisieCompte};
use leptos::prelude::*;

/// The accounts of the reader's académie.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for anybody but the administrateur.
#[server(endpoint = "comptes/lister", input = crate::json::Json, output = crate::json::Json)]
pub async fn lister_comptes(filtre: FiltreComptes) -> Result<PageComptes, ErreurApi> {
    crate::contexte::lire(
        |s, a| async move { usecases::administration::lister(&s, &a, &filtre).await },
    )
    .await
}

/// An account with what it holds, its sessions and its history.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for an account outside the académie.
#[server(endpoint = "comptes/ouvrir", output = crate::json::Json)]
pub async fn ouvrir_compte(id: i64) -> Result<FicheCompte, ErreurApi> {
    let presente = crate::contexte::cle_de_session();
    crate::contexte::lire(|s, a| async move {
        usecases::administration::ouvrir(&s, &a, CompteId(id), &presente).await
    })
    .await
}

/// Opens an account, then goes to its page.
///
/// # Errors
/// [`domain::Erreur::Compte`] naming what is wrong.
#[server(endpoint = "comptes/creer", output = crate::json::Json)]
pub async fn creer_compte(
    identifiant: String,
    nom: String,
    #[server(default)] mel: String,
    #[server(default)] roles: Vec<String>,
    #[server(default)] uai: String,
    #[server(default)] matricule: String,
    #[server(default)] courriel: String,
) -> Result<(), ErreurApi> {
    let saisie = SaisieCompte {
        identifiant,
        nom,
        mel,
        roles,
        uai,
        matricule,
    };
    let inviter = !courriel.is_empty();
    let id = crate::contexte::ecrire(|s, a| async move {
        // Said before the account is there: it would otherwise wait for a link that no mail
        // can carry.
        if inviter && saisie.mel.trim().is_empty() {
            return Err(domain::CompteErreur::MelAbsent.into());
        }
        usecases::administration::creer(&s, &a, &saisie).await
    })
    .await?;
    if inviter {
        // The account is there whatever becomes of the mail: why it is not sent is said.
        let _ = crate::contexte::ecrire(|s, a| async move {
            usecases::invitations::envoyer(&s, &a, id, 1).await
        })
        .await;
    }
    leptos_axum::redirect(&format!("{}/{id}", super::ADRESSE));
    Ok(())
}

/// Sends the link by which the owner of an account chooses a password.
///
/// # Errors
/// [`domain::Erreur::Compte`], [`domain::Erreur::CompteChange`].
#[server(endpoint = "comptes/inviter", output = crate::json::Json)]
pub async fn inviter_compte(id: i64, version: i32) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::invitations::envoyer(&s, &a, CompteId(id), version).await
    })
    .await
}

/// Changes the name and the address of an account.
///
/// # Errors
/// [`domain::Erreur::Compte`], [`domain::Erreur::CompteChange`].
#[server(endpoint = "comptes/modifier", output = crate::json::Json)]
pub async fn modifier_compte(
    id: i64,
    version: i32,
    nom: String,
    #[server(default)] mel: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::administration::modifier(&s, &a, CompteId(id), version, &nom, &mel).await
    })
    .await
}

/// Gives a role to an account.
///
/// # Errors
/// [`domain::Erreur::Compte`], [`domain::Erreur::CompteChange`].
#[server(endpoint = "comptes/attribuer", output = crate::json::Json)]
pub async fn attribuer_role(
    id: i64,
    version: i32,
    role: String,
    #[server(default)] uai: String,
    #[server(default)] matricule: String,
    #[server(default)] du: String,
    #[server(default)] au: String,
) -> Result<(), ErreurApi> {
    let saisie = SaisieAttribution {
        role,
        uai,
        matricule,
        du,
        au,
    };
    crate::contexte::ecrire(|s, a| async move {
        usecases::administration::attribuer(&s, &a, CompteId(id), version, &saisie).await
    })
    .await
}

/// Takes a role back from an account.
///
/// # Errors
/// [`domain::Erreur::Compte`], [`domain::Erreur::CompteChange`].
#[server(endpoint = "comptes/retirer", output = crate::json::Json)]
pub async fn retirer_role(id: i64, version: i32, cle: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::administration::retirer(&s, &a, CompteId(id), version, cle).await
    })
    .await
}

/// Closes an account, or opens it again.
///
/// # Errors
/// [`domain::Erreur::Compte`], [`domain::Erreur::CompteChange`].
#[server(endpoint = "comptes/activer", output = crate::json::Json)]
pub async fn activer_compte(id: i64, version: i32, geste: String) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let actif = match geste.as_str() {
            "rouvrir" => true,
            "fermer" => false,
            _ => return Err(domain::Erreur::RequeteInvalide),
        };
        usecases::administration::activer(&s, &a, CompteId(id), version, actif).await
    })
    .await
}

/// Ends a session of an account, or without `cle` all of them but the reader's own.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when there is none left.
#[server(endpoint = "comptes/sessions", output = crate::json::Json)]
pub async fn fermer_sessions(id: i64, #[server(default)] cle: String) -> Result<(), ErreurApi> {
    let presente = crate::contexte::cle_de_session();
    crate::contexte::ecrire(|s, a| async move {
        let une = Some(cle.as_str()).filter(|c| !c.is_empty());
        usecases::sessions::fermer(&s, &a, CompteId(id), une, &presente)
            .await
            .map(|_| ())
    })
    .await
}

/// Removes the second factor of an account whose owner can no longer use it.
///
/// # Errors
/// [`domain::Erreur::SecondFacteur`], [`domain::Erreur::CompteChange`].
#[server(endpoint = "comptes/second-facteur", output = crate::json::Json)]
pub async fn reinitialiser_second_facteur(id: i64, version: i32) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::second_facteur::reinitialiser(&s, &a, CompteId(id), version).await
    })
    .await
}

/// Takes the link of an account to an identity of the OpenID Connect provider away.
///
/// # Errors
/// [`domain::Erreur::Compte`], [`domain::Erreur::CompteChange`].
#[server(endpoint = "comptes/delier", output = crate::json::Json)]
pub async fn delier_compte(id: i64, version: i32) -> Result<(), ErreurApi> {
    let presente = crate::contexte::cle_de_session();
    crate::contexte::ecrire(|s, a| async move {
        usecases::openid::delier_de(&s, &a, CompteId(id), version, &presente).await
    })
    .await
}
