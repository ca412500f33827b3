//! Server function of *Journal d'audit*.

use crate::ErreurApi;
use domain::{FiltreAudit, PageAudit, lire_jour};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The filter that the parameters of an address ask for.
#[must_use]
pub fn filtre_de_l_audit<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreAudit {
    let code = |cle: &str| un(cle).filter(|c| !c.is_empty()).map(str::to_owned);
    FiltreAudit {
        du: un("du").and_then(lire_jour),
        au: un("au").and_then(lire_jour),
        compte: un("compte").unwrap_or_default().trim().to_owned(),
        action: code("action"),
        objet: code("objet"),
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        page: un("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address of a filter, after a path: only what it asks for.
#[must_use]
pub fn adresse_de_l_audit(chemin: &str, f: &FiltreAudit, page: u32) -> String {
    let mut requete = ParamsMap::new();
    let mut poser = |cle: &'static str, valeur: Option<String>| {
        if let Some(valeur) = valeur {
            requete.insert(cle, valeur);
        }
    };
    let plein = |texte: &str| (!texte.is_empty()).then(|| texte.to_owned());
    poser("du", f.du.map(|j| j.to_string()));
    poser("au", f.au.map(|j| j.to_string()));
    poser("compte", plein(&f.compte));
    poser("action", f.action.clone());
    poser("objet", f.objet.clone());
    poser("mot", plein(&f.mot_cle));
    poser("page", (page > 1).then(|| page.to_string()));
    format!("{chemin}{}", requete.to_query_string())
}

/// One page of the audit trail of the académie.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is neither administrateur nor gestionnaire.
#[server(endpoint = "audit", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_audit(filtre: FiltreAudit) -> Result<PageAudit, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::audit::lister(&s, &a, &filtre).await })
        .await
}
