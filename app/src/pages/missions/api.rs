//! Server functions of the list of missions.

use crate::ErreurApi;
use crate::composants::options_de_centres;
use domain::{CentreConsulte, FiltreMissions, OffreMissions, PageMissions};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// One page of the list of missions that the reader may consult.
///
/// # Errors
/// When signed out, or when the database does not answer.
#[server(endpoint = "missions/lister", input = crate::json::Json, output = crate::json::Json)]
pub async fn lister_missions(filtre: FiltreMissions) -> Result<PageMissions, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::missions::lister(&s, &a, &filtre).await })
        .await
}

/// What the filters of the list of missions offer the reader.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who consults no mission.
#[server(endpoint = "missions/offre", output = crate::json::Json)]
pub async fn lire_offre() -> Result<OffreMissions, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::missions::offre(&s, &a).await }).await
}

/// The centres that have missions, for the reader.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who consults no mission.
#[server(endpoint = "missions/centres", output = crate::json::Json)]
pub async fn lire_centres() -> Result<Vec<CentreConsulte>, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::centres::lister(&s, &a).await }).await
}

/// Lets the centre of a mission change what the division convoked, or no longer.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is not the gestionnaire.
#[server(endpoint = "missions/autoriser-centre", output = crate::json::Json)]
pub async fn autoriser_centre(
    numero: i64,
    #[server(default)] autoriser: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::missions::autoriser_centre(&s, &a, numero, !autoriser.is_empty()).await
    })
    .await?;
    crate::pages::mission::revenir_a(numero);
    Ok(())
}

/// The centres among which a filter chooses, as the screen shows them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CentresMontres {
    /// The suggestions, ready; they are in the page that the server sent already.
    #[serde(skip)]
    pub options: String,
    /// There is a choice to make.
    pub plusieurs: bool,
}

impl From<&[CentreConsulte]> for CentresMontres {
    fn from(centres: &[CentreConsulte]) -> Self {
        if centres.len() < 2 {
            return Self::default();
        }
        Self {
            options: options_de_centres(centres.iter().map(|c| c.libelle.as_str())),
            plusieurs: true,
        }
    }
}

/// The choice of a centre of a page; made at the root of the page.
#[must_use]
pub fn ressource_des_centres() -> Resource<CentresMontres> {
    Resource::new_blocking(
        || (),
        |()| async {
            // Without it the list stays whole; why it fails is said by the list.
            lire_centres()
                .await
                .map(|centres| CentresMontres::from(centres.as_slice()))
                .unwrap_or_default()
        },
    )
}
