//! What the division convoked, and whether the centre may change it.

use super::ecran::{EtatMission, refus};
use crate::messages::suivies as ms;
use crate::pages::erreur_de;
use crate::pages::missions::AutoriserCentre;
use domain::Autorite;
use leptos::prelude::*;

/// For the gestionnaire, the permission to give or to take back; for the centre, whether
/// they have it.
#[component]
pub(crate) fn Autorisation(etat: EtatMission) -> impl IntoView {
    let autoriser = ServerAction::<AutoriserCentre>::new();
    etat.apres(move || autoriser.version().get());
    let division = etat
        .ouverte
        .with_untracked(|o| o.autorite == Some(Autorite::Division));
    let autorise = Memo::new(move |_| etat.ouverte.with(|o| o.mission.centre_autorise));
    let par_division = Memo::new(move |_| {
        etat.ouverte.with(|o| {
            o.convocations
                .iter()
                .any(|c| c.autorite == Autorite::Division)
        })
    });
    if division {
        // Empty takes it back.
        let geste = move || if autorise.get() { "" } else { "oui" };
        view! {
            <ActionForm action=autoriser attr:class="imagin-attendus">
                <input type="hidden" name="numero" value=etat.numero() />
                <input type="hidden" name="autoriser" value=geste />
                <p id="autorisation-centre">{move || ms::autorisation(autorise.get())}</p>
                <button class="fr-btn fr-btn--sm fr-btn--tertiary">{move || ms::autoriser(autorise.get())}</button>
            </ActionForm>
            <div role="alert">
                {move || refus(autoriser.value().with(erreur_de))}
            </div>
        }
        .into_any()
    } else {
        view! {
            <p class="fr-hint-text" id="autorisation-centre" hidden=move || !par_division.get()>
                {move || ms::autorisation_du_centre(autorise.get())}
            </p>
        }
        .into_any()
    }
}
