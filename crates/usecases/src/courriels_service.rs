//! Mails of the service that are of no mission: about a person's own coordinates, the
//! password of an account, what the rectorat waits for, or its answer to a request. They are
//! written with what asks for them, and delivered by the worker that delivers the others.

use crate::codes::Cle;
use crate::livraison::{Suite, raison, suite};
use crate::services::{Services, erreur_store};
use core::time::Duration;
use domain::{AcademieId, Erreur, IntervenantId, Moment};
use mail::{Correspondant, CourrielEspace, EchecEnvoi, MessagePret, Transport, composer_espace};
use std::sync::Arc;
use store::Ecriture;
use store::courriels_service::{
    self as boite, CourrielServiceAEnvoyer, NouveauCourrielService, Sort,
};
use tokio::sync::watch;

/// The mail that confirms an address; its object is the change that waits.
pub(crate) const CONFIRMATION: &str = "adresse.confirmer";
/// To the address that would be replaced; its object is the change.
pub(crate) const DEMANDEE: &str = "adresse.demandee";
/// To the address that was replaced.
pub(crate) const CHANGEE: &str = "adresse.changee";
/// To the address that was taken away.
pub(crate) const RETIREE: &str = "adresse.retiree";

/// The link by which an account's owner chooses a password; its object is the account.
pub(crate) const INVITATION: &str = "compte.inviter";

/// To who asked for somebody whom they had not found: there is an answer; its object is the
/// request.
pub(crate) const REPONSE: &str = "demande.reponse";

/// Somebody a mail goes to.
pub(crate) struct Pour<'a> {
    pub(crate) academie: AcademieId,
    pub(crate) intervenant: Option<IntervenantId>,
    pub(crate) nom: &'a str,
    pub(crate) adresse: &'a str,
}

/// Asks for a mail, in the transaction of what it tells.
pub(crate) async fn demander(
    tx: &Ecriture,
    services: &Services,
    genre: &str,
    objet: Option<i64>,
    pour: &Pour<'_>,
    maintenant: Moment,
) -> Result<(), Erreur> {
    let contenu = serde_json::json!({});
    demander_avec(tx, services, genre, objet, pour, &contenu, maintenant).await
}

/// As [`demander`], for a mail that says more than its kind: never a secret.
pub(crate) async fn demander_avec(
    tx: &Ecriture,
    services: &Services,
    genre: &str,
    objet: Option<i64>,
    pour: &Pour<'_>,
    contenu: &serde_json::Value,
    maintenant: Moment,
) -> Result<(), Erreur> {
    let message_id = services.message_id()?;
    let courriel = NouveauCourrielService {
        academie: pour.academie,
        intervenant: pour.intervenant,
        genre: genre.to_owned(),
        objet,
        nom: pour.nom.to_owned(),
        adresse: pour.adresse.to_owned(),
        contenu: contenu.to_string(),
        message_id,
    };
    boite::ajouter(tx, &courriel, maintenant)
        .await
        .map_err(erreur_store)
}

/// Delivers what is due, one mail after the other, until nothing is or `arret` turns true.
/// Several may run on several servers.
///
/// # Errors
/// When the database does not answer: what was claimed is taken again later.
pub async fn passer(
    services: &Arc<Services>,
    transport: &Transport,
    arret: &watch::Receiver<bool>,
) -> Result<(), Erreur> {
    let verrou = services.alea.jeton()?;
    let limites = &services.reglages.limites;
    while !*arret.borrow() {
        let maintenant = services.maintenant();
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        let jusqua = maintenant.plus_secondes(limites.courriel_verrou);
        let Some(courriel) = boite::prendre(&tx, maintenant, &verrou, jusqua)
            .await
            .map_err(erreur_store)?
        else {
            return Ok(());
        };
        tx.valider().await.map_err(erreur_store)?;
        let sort = livrer(services, transport, &courriel).await;
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        let tenu = boite::marquer(&tx, courriel.id, &verrou, services.maintenant(), &sort)
            .await
            .map_err(erreur_store)?;
        tx.valider().await.map_err(erreur_store)?;
        if !tenu {
            tracing::warn!(courriel = %courriel.id, "repris par un autre serveur avant la fin de l’envoi");
        }
    }
    Ok(())
}

async fn livrer(
    services: &Services,
    transport: &Transport,
    courriel: &CourrielServiceAEnvoyer,
) -> Sort {
    let apres = |raison: String, echec: Option<&EchecEnvoi>| match suite(
        &services.reglages.limites,
        courriel.essais,
        echec,
    ) {
        Suite::Abandon => Sort::Echec(raison),
        Suite::Essai { attente, compte } => {
            let quand = services.maintenant().plus_secondes(attente);
            Sort::NouvelEssai(quand, raison, compte)
        }
    };
    let message = match composer(services, courriel).await {
        Ok(Some(message)) => message,
        Ok(None) => return Sort::Annule,
        Err(erreur) => {
            tracing::error!(?erreur, courriel = %courriel.id, "courriel non composé");
            return apres(String::new(), None);
        }
    };
    let delai = Duration::from_secs(services.reglages.limites.courriel_delai);
    match transport.envoyer(&message, delai).await {
        Ok(_) => Sort::Envoye,
        Err(echec) => {
            tracing::warn!(courriel = %courriel.id, essai = courriel.essais, %echec, "courriel non accepté");
            apres(raison(&echec), Some(&echec))
        }
    }
}

/// The mail as it leaves; none when it has no reason to any more, or is of a kind that
/// another version knows.
async fn composer(
    services: &Services,
    courriel: &CourrielServiceAEnvoyer,
) -> Result<Option<MessagePret>, Erreur> {
    if let Some(message) = crate::avertissements::composer(services, courriel) {
        return message.map(Some);
    }
    if let Some(message) = crate::competences::composer_rappel(services, courriel).await {
        return message.map(Some);
    }
    let contenu = match courriel.genre.as_str() {
        CONFIRMATION => {
            let lecture = services.store.lecture();
            let changement = match courriel.objet {
                Some(id) => store::espace::changement_par_id(lecture, id)
                    .await
                    .map_err(erreur_store)?,
                None => None,
            };
            let Some(changement) = changement
                .filter(|c| c.expire_le > services.maintenant() && c.adresse == courriel.adresse)
            else {
                return Ok(None);
            };
            let cle = Cle::lire(lecture).await?;
            let quand = services
                .heure_locale(courriel.academie, changement.expire_le)
                .await?;
            CourrielEspace::Confirmation {
                url: crate::coordonnees::lien(services, &cle, &changement)?,
                jusqu_au: domain::jour_et_heure(quand.date(), quand.time()),
            }
        }
        DEMANDEE => CourrielEspace::Demandee,
        CHANGEE => CourrielEspace::Changee,
        RETIREE => CourrielEspace::Retiree,
        INVITATION => {
            #[derive(Default, serde::Deserialize)]
            struct Dit {
                #[serde(default)]
                graine: String,
            }
            let dit: Dit = serde_json::from_str(&courriel.contenu).unwrap_or_default();
            let Some(compte) = courriel.objet.map(domain::CompteId) else {
                return Ok(None);
            };
            let lien = crate::invitations::lien_du_courriel(
                services,
                courriel.academie,
                compte,
                &dit.graine,
            )
            .await?;
            let Some((url, identifiant, jusqu_au)) = lien else {
                return Ok(None);
            };
            CourrielEspace::Invitation {
                url,
                identifiant,
                jusqu_au,
                habillage: crate::parametres::habillage(services, courriel.academie).await?,
            }
        }
        REPONSE => match crate::demandes::composer_reponse(services, courriel).await? {
            Some(contenu) => contenu,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let vers = Correspondant {
        nom: courriel.nom.clone(),
        adresse: courriel.adresse.clone(),
    };
    let message_id =
        mail::MessageId::relire(&courriel.message_id).ok_or(Erreur::RequeteInvalide)?;
    composer_espace(
        &contenu,
        &services.reglages.identite,
        &vers,
        &message_id,
        services.maintenant(),
    )
    .map(Some)
    .map_err(|e| crate::interne("courriel", &e))
}
