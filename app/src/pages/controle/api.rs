//! Server functions of *Contrôle de la session*.

use crate::ErreurApi;
use domain::Controle;
use leptos::prelude::*;

/// Controls the missions of a year, the latest when none is given, of the centres that a
/// text means, all of them when it is empty.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who consults no mission.
#[server(endpoint = "controle", output = crate::json::Json)]
pub async fn controler_session(
    annee: Option<i32>,
    #[server(default)] centre: String,
) -> Result<Controle, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::controle::controler(&s, &a, annee, &centre).await
    })
    .await
}

/// Notes how many people the centre expects on a mission; empty: it does not say.
///
/// # Errors
/// [`domain::Erreur::RequeteInvalide`] for what is no number within reach.
#[server(endpoint = "missions/attendus", output = crate::json::Json)]
pub async fn fixer_attendus(
    numero: i64,
    #[server(default)] attendus: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let attendus = match attendus.trim() {
            "" => None,
            n => Some(n.parse().map_err(|_| domain::Erreur::RequeteInvalide)?),
        };
        usecases::controle::fixer_attendus(&s, &a, numero, attendus).await
    })
    .await?;
    crate::pages::mission::revenir_a(numero);
    Ok(())
}
