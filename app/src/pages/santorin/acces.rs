use crate::messages::santorin::{self as ms, l};
use domain::DroitDeLIntervenant;
use leptos::prelude::*;

/// What the reader may do in SANTORIN, and the link there where the deployment gives its
/// address; nothing for who has no right.
#[component]
pub fn AccesSantorin(
    /// As [`super::mon_droit_santorin`] gives it.
    droit: Option<DroitDeLIntervenant>,
) -> impl IntoView {
    droit.filter(|d| !d.adresse.is_empty()).map(|d| {
        let texte = ms::acces(&d);
        view! {
            <section class="imagin-groupe" aria-label=l::ACCEDER>
                <p>{texte}</p>
                <p class="imagin-boutons">
                    <a class="fr-btn" href=d.adresse rel="external noopener noreferrer">{l::ACCEDER}</a>
                </p>
            </section>
        }
    })
}
