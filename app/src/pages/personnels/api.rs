//! Server functions of *Consultation des personnels*.

use crate::ErreurApi;
use domain::{FichePersonne, FiltrePersonnels, PagePersonnels};
use leptos::prelude::*;

/// One page of the people of the reader's personnel.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who has no personnel.
#[server(endpoint = "personnels/lister", input = crate::json::Json, output = crate::json::Json)]
pub async fn lister_personnels(filtre: FiltrePersonnels) -> Result<PagePersonnels, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::personnels::lister(&s, &a, &filtre).await })
        .await
}

/// The page of a person: `mois` is the first of the calendar, `2021-02`; empty: the one of
/// their first convocation.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for somebody who is not of the reader's personnel.
#[server(endpoint = "personnels/fiche", output = crate::json::Json)]
pub async fn lire_fiche(
    id: i64,
    annee: Option<i32>,
    #[server(default)] mois: String,
    #[server(default)] nombre_mois: u32,
) -> Result<FichePersonne, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let id = domain::IntervenantId(id);
        let mois = domain::lire_mois(&mois);
        usecases::personnels::fiche(&s, &a, id, annee, mois, nombre_mois).await
    })
    .await
}
