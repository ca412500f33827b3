//! Server function of *Couverture*.

use crate::ErreurApi;
use domain::{AxeCouverture, ColonneCouverture, Couverture, FiltreCouverture};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The filter that the parameters of an address ask for.
#[must_use]
pub fn filtre_de_la_couverture<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreCouverture {
    FiltreCouverture {
        annee: un("annee").and_then(|a| a.parse().ok()),
        axe: un("par").and_then(AxeCouverture::lire).unwrap_or_default(),
        tri: un("tri")
            .and_then(ColonneCouverture::lire)
            .unwrap_or_default(),
        inverse: un("sens") == Some("inverse"),
        page: un("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address of a filter, after a path: only what differs from the usual.
#[must_use]
pub fn adresse_de_la_couverture(chemin: &str, f: &FiltreCouverture) -> String {
    let mut requete = ParamsMap::new();
    let mut poser = |cle: &'static str, valeur: Option<String>| {
        if let Some(valeur) = valeur {
            requete.insert(cle, valeur);
        }
    };
    poser("annee", f.annee.map(|a| a.to_string()));
    poser(
        "par",
        (f.axe != AxeCouverture::default()).then(|| f.axe.code().to_owned()),
    );
    poser(
        "tri",
        (f.tri != ColonneCouverture::default()).then(|| f.tri.code().to_owned()),
    );
    poser("sens", f.inverse.then(|| "inverse".to_owned()));
    poser("page", (f.page > 1).then(|| f.page.to_string()));
    format!("{chemin}{}", requete.to_query_string())
}

/// A page of the coverage of a session.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
#[server(endpoint = "couverture", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_couverture(filtre: FiltreCouverture) -> Result<Couverture, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::couverture::lire(&s, &a, &filtre).await })
        .await
}
