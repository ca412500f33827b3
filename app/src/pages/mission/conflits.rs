//! What stands against a convocation, as the window *Détails de la convocation* says it.

use crate::composants::Fenetre;
use crate::messages::{self as m, l};
use domain::{Conflit, Degre, Signalement};
use leptos::prelude::*;

const fn classe(degre: Degre) -> &'static str {
    match degre {
        Degre::Refus => "imagin-conflit imagin-conflit--refus",
        Degre::AConfirmer => "imagin-conflit imagin-conflit--a-confirmer",
        Degre::Information => "imagin-conflit",
    }
}

/// The box that confirms, without our script, what a request was refused for; nothing when
/// there is nothing to confirm.
pub(crate) fn case_de_confirmation(cle: Option<String>) -> impl IntoView {
    cle.map(|cle| {
        view! {
            <div class="fr-checkbox-group imagin-garder">
                <input type="checkbox" id="confirmation" name="confirmation" value=cle />
                <label class="fr-label" for="confirmation">{l::CONFIRMER_CONFLITS}</label>
            </div>
        }
    })
}

/// The clashes of one person, weightiest first; in words, whatever the colours.
#[component]
pub(crate) fn ConflitsDePersonne(trouves: Memo<Vec<Conflit>>) -> impl IntoView {
    move || {
        trouves.with(|t| {
            t.iter()
                .map(|c| {
                    let degre = c.degre();
                    view! {
                        <span class=classe(degre)>
                            <strong>{m::degre(degre)}</strong>"\u{a0}: "{m::conflit(c)}
                        </span>
                    }
                })
                .collect_view()
        })
    }
}

/// The clashes of the chosen days, whoever is called.
#[component]
pub(crate) fn ConflitsDeJours(trouves: Signal<Vec<Conflit>>) -> impl IntoView {
    view! {
        <div role="status">
            {move || trouves.with(|t| {
                t.iter()
                    .map(|c| view! {
                        <p class="fr-message fr-message--warning">
                            {m::degre(c.degre())}"\u{a0}: "{m::conflit(c)}"."
                        </p>
                    })
                    .collect_view()
            })}
        </div>
    }
}

/// One confirmation that names each clash.
#[component]
pub(crate) fn Confirmation(
    /// The clashes and the key that confirms them; none while nothing is asked.
    a_confirmer: RwSignal<Option<(Vec<Signalement>, String)>>,
    /// People are convoked; else a convocation is changed.
    creation: bool,
    /// Address of the page without window.
    adresse: String,
    /// Told the key.
    sur_accord: Callback<String>,
) -> impl IntoView {
    let renoncer = Callback::new(move |()| a_confirmer.set(None));
    let ouverte = Signal::derive(move || a_confirmer.with(Option::is_some));
    let accord = if creation {
        l::CONVOQUER_MALGRE_TOUT
    } else {
        l::ENREGISTRER_MALGRE_TOUT
    };
    view! {
        <Show when=move || ouverte.get()>
            <Fenetre id="fenetre-conflits" titre=l::CONFLITS_TITRE ouverte=ouverte
                sur_fermer=renoncer adresse_fermer=adresse.clone() fermer=l::FERMER>
                <p>{l::CONFLITS_QUESTION}</p>
                <ul class="imagin-conflits">
                    {move || a_confirmer.get().map(|(signalements, _)| {
                        signalements.iter().map(|s| view! { <li>{m::signalement(s)}</li> }).collect_view()
                    })}
                </ul>
                <div class="imagin-boutons">
                    <button type="button" class="fr-btn" on:click=move |_: leptos::ev::MouseEvent| {
                        if let Some((_, cle)) = a_confirmer.get_untracked() {
                            sur_accord.run(cle);
                        }
                    }>{accord}</button>
                    <button type="button" class="fr-btn fr-btn--secondary"
                        on:click=move |_: leptos::ev::MouseEvent| renoncer.run(())>{l::REVENIR_A_LA_SAISIE}</button>
                </div>
            </Fenetre>
        </Show>
    }
}
