//! *Supprimer la convocation*: the window that asks first.

use super::api::SupprimerConvocation;
use super::ecran::{EtatMission, refus};
use crate::composants::Fenetre;
use crate::messages::{confiance as mc, l};
use crate::pages::erreur_de;
use domain::ConvocationLigne;
use leptos::prelude::*;

#[component]
pub(crate) fn FenetreSuppression(
    etat: EtatMission,
    convocation: ConvocationLigne,
) -> impl IntoView {
    let supprimer = ServerAction::<SupprimerConvocation>::new();
    Effect::new(move |_| {
        // Closed only once it is done: a refusal is said here.
        match supprimer.value().with(|v| v.as_ref().map(Result::is_ok)) {
            Some(true) => {
                etat.relire.run(());
                etat.fermer.run(());
            }
            Some(false) => etat.relire.run(()),
            None => {}
        }
    });
    let question = mc::supprimer_question(&convocation);
    let prevenir = mc::peut_prevenir(&convocation);
    let numero = etat.ouverte.with_untracked(|o| o.mission.ligne.numero);
    view! {
        <Fenetre id="fenetre-supprimer" retour="contenu" titre=l::SUPPRIMER_TITRE ouverte=Signal::stored(true)
            sur_fermer=etat.fermer adresse_fermer=etat.adresse() fermer=l::FERMER>
            <p>{question.clone()}</p>
            <div role="alert">
                {move || refus(supprimer.value().with(erreur_de))}
            </div>
            <ActionForm action=supprimer>
                <input type="hidden" name="numero" value=numero />
                <input type="hidden" name="convocation" value=convocation.id.to_string() />
                <input type="hidden" name="version" value=convocation.version />
                {prevenir.then(|| view! {
                    <div class="fr-checkbox-group imagin-garder">
                        <input type="checkbox" id="prevenir" name="prevenir" value="on" checked=true />
                        <label class="fr-label" for="prevenir">{mc::PREVENIR}
                            <span class="fr-hint-text">{mc::PREVENIR_INDICE}</span>
                        </label>
                    </div>
                })}
                <div class="imagin-boutons">
                    <button class="fr-btn">{l::SUPPRIMER_COURT}</button>
                    <a class="fr-btn fr-btn--secondary" href=etat.adresse()>{l::ANNULER}</a>
                </div>
            </ActionForm>
        </Fenetre>
    }
}
