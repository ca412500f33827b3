//! Server functions of *Constat service fait*. What writes is a plain form for everybody:
//! there is nothing that our script could add.

use crate::ErreurApi;
use domain::{
    ColonneService, EtatMissionService, FiltreService, FiltreServices, HistoriqueService,
    PageServices, SaisieService, ServiceOuvert,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// The filter of the list that the parameters of an address ask for.
#[must_use]
pub fn filtre_des_services<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreServices {
    FiltreServices {
        annee: un("annee").and_then(|a| a.parse().ok()),
        etat: un("etat").and_then(EtatMissionService::lire),
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        tri: un("tri").and_then(ColonneService::lire).unwrap_or_default(),
        descendant: un("sens") == Some("desc"),
        page: un("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address of a filter of the list, after a path: only what differs from the usual.
#[must_use]
pub fn adresse_des_services(chemin: &str, filtre: &FiltreServices) -> String {
    let mut requete = ParamsMap::new();
    if let Some(annee) = filtre.annee {
        requete.insert("annee", annee.to_string());
    }
    if let Some(etat) = filtre.etat {
        requete.insert("etat", etat.code().to_owned());
    }
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    if filtre.tri != ColonneService::default() || filtre.descendant {
        requete.insert("tri", filtre.tri.code().to_owned());
    }
    if filtre.descendant {
        requete.insert("sens", "desc".to_owned());
    }
    if filtre.page > 1 {
        requete.insert("page", filtre.page.to_string());
    }
    format!("{chemin}{}", requete.to_query_string())
}

/// The filter of a mission that the parameters of an address ask for.
#[must_use]
pub fn filtre_du_service<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreService {
    FiltreService {
        jour: un("jour").and_then(domain::lire_jour),
        restent: un("reste").is_some(),
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        convocation: un("corriger").and_then(|c| c.parse().ok()),
        page: un("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address of a mission's page under a filter.
#[must_use]
pub fn adresse_du_service(numero: i64, filtre: &FiltreService) -> String {
    let mut requete = ParamsMap::new();
    if let Some(jour) = filtre.jour {
        requete.insert("jour", jour.to_string());
    }
    if filtre.restent {
        requete.insert("reste", "on".to_owned());
    }
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    if filtre.page > 1 {
        requete.insert("page", filtre.page.to_string());
    }
    format!("/service-fait/{numero}{}", requete.to_query_string())
}

/// A mission to attest, and what a refused form carried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLu {
    /// The mission.
    pub ouvert: ServiceOuvert,
    /// What was typed, once; empty when nothing was refused.
    pub brouillon: Vec<SaisieService>,
}

/// Which text of the session belongs to the form of a mission.
#[cfg(feature = "ssr")]
fn formulaire(numero: i64) -> String {
    format!("service-{numero}")
}

/// The missions of the reader that have people, and where the attestation of each stands.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who consults no mission.
#[server(endpoint = "service/lister", input = crate::json::Json, output = crate::json::Json)]
pub async fn lister_services(filtre: FiltreServices) -> Result<PageServices, ErreurApi> {
    crate::contexte::lire(
        |s, a| async move { usecases::service_fait::lister(&s, &a, &filtre).await },
    )
    .await
}

/// A mission to attest.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it does not exist for the reader.
#[server(endpoint = "service/lire", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_service(numero: i64, filtre: FiltreService) -> Result<ServiceLu, ErreurApi> {
    let ouvert = crate::contexte::lire(|s, a| async move {
        usecases::service_fait::ouvrir(&s, &a, numero, &filtre).await
    })
    .await?;
    let garde = crate::contexte::texte_garde(&formulaire(numero)).await;
    let brouillon = if garde.is_empty() {
        Vec::new()
    } else {
        // Shown once.
        crate::contexte::garder_texte(&formulaire(numero), "").await;
        serde_json::from_str(&garde).unwrap_or_default()
    };
    Ok(ServiceLu { ouvert, brouillon })
}

/// Enters lines, for now. `action` says what follows: `presents` notes the others of the
/// day as having come; `valider` leads to what would be validated.
///
/// # Errors
/// [`domain::Erreur::Service`] with every reason: nothing is written then.
#[server(endpoint = "service/enregistrer", output = crate::json::Json)]
pub async fn enregistrer_service(
    numero: i64,
    #[server(default)] action: String,
    #[server(default)] jour: String,
    #[server(default)] reste: String,
    #[server(default)] mot: String,
    #[server(default)] page: u32,
    #[server(default)] lignes: Vec<SaisieService>,
) -> Result<(), ErreurApi> {
    let filtre = FiltreService {
        jour: domain::lire_jour(&jour),
        restent: !reste.is_empty(),
        mot_cle: mot,
        convocation: None,
        page: page.max(1),
    };
    let presents = (action == "presents").then_some(filtre.jour);
    let saisies = lignes.clone();
    let fait = crate::contexte::executer(|s, a| async move {
        usecases::service_fait::enregistrer(&s, &a, numero, &saisies, presents).await
    })
    .await;
    let adresse = adresse_du_service(numero, &filtre);
    if let Err(erreur) = fait {
        if crate::contexte::formulaire_simple()
            && let Ok(texte) = serde_json::to_string(&lignes)
        {
            // Kept for the page to show again what was typed.
            crate::contexte::garder_texte(&formulaire(numero), &texte).await;
        }
        return Err(crate::contexte::masquer(erreur));
    }
    crate::contexte::revenir(&if action == "valider" {
        let lien = if adresse.contains('?') { '&' } else { '?' };
        format!("{adresse}{lien}valider=1")
    } else {
        adresse
    });
    Ok(())
}

/// Closes what lacks nothing, on one day or on all: `cle` is the print of what was shown.
///
/// # Errors
/// [`domain::Erreur::Service`] when it is something else by now.
#[server(endpoint = "service/valider", output = crate::json::Json)]
pub async fn valider_service(
    numero: i64,
    #[server(default)] jour: String,
    #[server(default)] cle: String,
) -> Result<(), ErreurApi> {
    let filtre = FiltreService {
        jour: domain::lire_jour(&jour),
        page: 1,
        ..FiltreService::default()
    };
    crate::contexte::ecrire(|s, a| async move {
        usecases::service_fait::valider(&s, &a, numero, filtre.jour, &cle).await
    })
    .await?;
    crate::contexte::revenir(&adresse_du_service(numero, &filtre));
    Ok(())
}

/// Changes a closed line, with the reason.
///
/// # Errors
/// [`domain::Erreur::Service`] with what is wrong.
#[server(endpoint = "service/corriger", output = crate::json::Json)]
pub async fn corriger_service(
    numero: i64,
    #[server(default)] saisie: SaisieService,
    #[server(default)] raison: String,
) -> Result<(), ErreurApi> {
    let gardee = saisie.clone();
    let fait = crate::contexte::executer(|s, a| async move {
        usecases::service_fait::corriger(&s, &a, numero, &saisie, &raison).await
    })
    .await;
    if let Err(erreur) = fait {
        if crate::contexte::formulaire_simple()
            && let Ok(texte) = serde_json::to_string(&[gardee])
        {
            crate::contexte::garder_texte(&formulaire(numero), &texte).await;
        }
        return Err(crate::contexte::masquer(erreur));
    }
    crate::contexte::revenir(&format!("/service-fait/{numero}"));
    Ok(())
}

/// What was entered, closed and corrected on a mission.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not attest there.
#[server(endpoint = "service/historique", output = crate::json::Json)]
pub async fn lire_historique_service(numero: i64) -> Result<HistoriqueService, ErreurApi> {
    crate::contexte::lire(
        |s, a| async move { usecases::service_fait::historique(&s, &a, numero).await },
    )
    .await
}
