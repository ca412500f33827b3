//! Server functions of signatures. The form with a file is a plain one, which the server
//! handles itself (`POST /signatures/{genre}/saisie`).

use crate::ErreurApi;
use crate::pages::lettre::LettreLue;
#[cfg(feature = "ssr")]
use domain::{Erreur, EtablissementId, Recadrage, Signataire, SignatureId};
use domain::{PageSaisieSignature, PageSignatures};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
fn signataire(genre: &str) -> Result<Signataire, Erreur> {
    super::signataire_de(genre).ok_or(Erreur::Introuvable)
}

/// The signatures of an établissement; of the reader's first one when none is asked.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who signs for nobody.
#[server(endpoint = "signatures/lire", output = crate::json::Json)]
pub async fn lire_signatures(
    genre: String,
    etablissement: Option<i64>,
) -> Result<PageSignatures, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let ou = etablissement.map(EtablissementId);
        usecases::signatures::page(&s, &a, signataire(&genre)?, ou).await
    })
    .await
}

/// The form of a signature: the reader's draft.
///
/// # Errors
/// As [`lire_signatures`]; [`domain::Erreur::ServiceSignatureFerme`].
#[server(endpoint = "signatures/saisie", output = crate::json::Json)]
pub async fn lire_saisie_signature(
    genre: String,
    etablissement: Option<i64>,
) -> Result<PageSaisieSignature, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let ou = etablissement.map(EtablissementId);
        usecases::signatures::saisie(&s, &a, signataire(&genre)?, ou).await
    })
    .await
}

/// A letter that bears the signature of the reader's draft.
///
/// # Errors
/// As [`lire_saisie_signature`]; [`domain::Erreur::Signature`] when the draft is not good.
#[server(endpoint = "signatures/apercu", output = crate::json::Json)]
pub async fn lire_apercu_signature(
    genre: String,
    etablissement: Option<i64>,
) -> Result<LettreLue, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let ou = etablissement.map(EtablissementId);
        let lettre = usecases::signatures::apercu(&s, &a, signataire(&genre)?, ou).await?;
        let image = if lettre
            .signature
            .as_ref()
            .is_some_and(|x| !x.image_png.is_empty())
        {
            let marque = usecases::empreinte(
                lettre
                    .signature
                    .as_ref()
                    .map_or(&[][..], |x| &x.image_png[..]),
            );
            format!(
                "/signatures/{genre}/brouillon.png?{}v={}",
                etablissement.map_or_else(String::new, |e| format!("etablissement={e}&")),
                marque.get(..12).unwrap_or_default()
            )
        } else {
            String::new()
        };
        Ok(crate::contexte::lettre_montree(&lettre, image))
    })
    .await
}

/// Cuts the image of the draft otherwise, or keeps its paper.
///
/// # Errors
/// [`domain::Erreur::Signature`] when nothing would be left of it.
#[server(endpoint = "signatures/recadrer", output = crate::json::Json)]
pub async fn recadrer_signature(
    genre: String,
    etablissement: i64,
    gauche: u8,
    haut: u8,
    droite: u8,
    bas: u8,
    #[server(default)] fond: String,
) -> Result<(), ErreurApi> {
    let retour = format!("/signatures/{genre}/apercu?etablissement={etablissement}");
    crate::contexte::ecrire(|s, a| async move {
        let recadrage = Recadrage {
            gauche,
            haut,
            droite,
            bas,
            fond_transparent: !fond.is_empty(),
        };
        let ou = EtablissementId(etablissement);
        usecases::signatures::recadrer(&s, &a, signataire(&genre)?, ou, recadrage).await
    })
    .await?;
    crate::contexte::revenir(&retour);
    Ok(())
}

/// Records the signature of the draft.
///
/// # Errors
/// [`domain::Erreur::SignatureChangee`] when somebody changed one since `version`.
#[server(endpoint = "signatures/enregistrer", output = crate::json::Json)]
pub async fn enregistrer_signature(
    genre: String,
    etablissement: i64,
    version: i32,
) -> Result<(), ErreurApi> {
    let retour = format!("/signatures/{genre}?etablissement={etablissement}");
    crate::contexte::ecrire(|s, a| async move {
        let ou = EtablissementId(etablissement);
        usecases::signatures::enregistrer(&s, &a, signataire(&genre)?, ou, version).await
    })
    .await?;
    leptos_axum::redirect(&retour);
    Ok(())
}

/// Gives the draft up.
///
/// # Errors
/// As [`lire_signatures`].
#[server(endpoint = "signatures/abandonner", output = crate::json::Json)]
pub async fn abandonner_signature(genre: String, etablissement: i64) -> Result<(), ErreurApi> {
    let retour = format!("/signatures/{genre}?etablissement={etablissement}");
    crate::contexte::ecrire(|s, a| async move {
        let ou = EtablissementId(etablissement);
        usecases::signatures::abandonner(&s, &a, signataire(&genre)?, ou).await
    })
    .await?;
    leptos_axum::redirect(&retour);
    Ok(())
}

/// Begins a draft from a recorded signature, which it will replace. While another draft
/// waits, leads to the question what is to become of it; `confirme` not empty, it is given
/// up.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it is not the reader's.
#[server(endpoint = "signatures/reprendre", output = crate::json::Json)]
pub async fn reprendre_signature(
    signature: i64,
    #[server(default)] confirme: String,
) -> Result<(), ErreurApi> {
    let vers = crate::contexte::ecrire(|s, a| async move {
        let abandonner = !confirme.is_empty();
        match usecases::signatures::reprendre(&s, &a, SignatureId(signature), abandonner).await {
            Ok((signataire, ou)) => Ok(super::adresse(signataire, "/saisie", ou)),
            // A question, which the page asks with and without our script: no refusal yet.
            Err(Erreur::SignatureCommencee {
                signataire,
                etablissement,
            }) => Ok(format!(
                "{}&modifier={signature}",
                super::adresse(signataire, "", etablissement)
            )),
            Err(autre) => Err(autre),
        }
    })
    .await?;
    leptos_axum::redirect(&vers);
    Ok(())
}

/// Takes a signature out of use, or puts it back (`remettre` not empty).
///
/// # Errors
/// [`domain::Erreur::SignatureChangee`] when somebody changed one since `version`.
#[server(endpoint = "signatures/retirer", output = crate::json::Json)]
pub async fn retirer_signature(
    signature: i64,
    version: i32,
    #[server(default)] remettre: String,
) -> Result<(), ErreurApi> {
    let (signataire, ou) = crate::contexte::ecrire(|s, a| async move {
        let id = SignatureId(signature);
        if remettre.is_empty() {
            usecases::signatures::retirer(&s, &a, id, version).await
        } else {
            usecases::signatures::remettre(&s, &a, id, version).await
        }
    })
    .await?;
    crate::contexte::revenir(&super::adresse(signataire, "", ou));
    Ok(())
}
