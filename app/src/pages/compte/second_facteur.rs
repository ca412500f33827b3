use crate::ErreurApi;
use crate::messages::second_facteur::{self as ms, l};
use domain::EtatSecondFacteur;
use leptos::prelude::*;

/// Where the reader's second factor stands.
///
/// # Errors
/// When signed out.
#[server(endpoint = "compte/second-facteur", output = crate::json::Json)]
pub async fn lire_second_facteur() -> Result<EtatSecondFacteur, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::second_facteur::etat(&s, &a).await }).await
}

/// What *Mon compte* says of it; its own page, which shows secrets, is made without script.
#[component]
pub(super) fn SecondFacteur(etat: EtatSecondFacteur) -> impl IntoView {
    etat.concerne.then(|| {
        let (texte, bouton) = if etat.actif() {
            let secours = ms::secours_restants(etat.secours);
            (
                format!("{} {secours}", ms::actif_depuis(&etat.depuis)),
                l::GERER,
            )
        } else {
            (
                format!("{} {}", l::ABSENT, l::EXPLICATION),
                l::METTRE_EN_PLACE,
            )
        };
        view! {
            <h2 id="second-facteur">{l::TITRE}</h2>
            <p class="imagin-texte">{texte}</p>
            <p><a class="fr-btn fr-btn--secondary" href="/compte/second-facteur" rel="external">{bouton}</a></p>
        }
    })
}
