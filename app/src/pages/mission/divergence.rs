//! Two people on one convocation: both versions side by side, and the choice between them.

use super::ecran::EtatMission;
use crate::coquille::Anime;
use crate::messages::{self as m, changements as mc, l};
use domain::{Affectation, ChampAffectation, ConvocationLigne};
use leptos::prelude::*;

/// What somebody else saved while this was being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Divergence {
    /// The convocation as it is now.
    pub(super) actuelle: ConvocationLigne,
    /// Who saved it; may be empty.
    pub(super) par: String,
    /// When; may be empty.
    pub(super) le: String,
}

/// What a field says, line by line; a word when it says nothing.
fn valeur(a: &Affectation, champ: ChampAffectation) -> impl IntoView + use<> {
    let lignes = a.valeur(champ);
    if lignes.is_empty() {
        return view! { <em>{l::HISTORIQUE_RIEN}</em> }.into_any();
    }
    lignes
        .into_iter()
        .map(|ligne| view! { <span class="imagin-versions__ligne">{ligne}</span> })
        .collect_view()
        .into_any()
}

/// Mine and the other's, field by field. Nothing is written until one is chosen.
#[component]
pub(crate) fn DeuxVersions(
    etat: EtatMission,
    divergence: RwSignal<Option<Divergence>>,
    /// What is in the form.
    mienne: Callback<(), Affectation>,
    /// The form that saves mine.
    formulaire: &'static str,
    /// Goes on typing, from what is in the form.
    continuer: Callback<()>,
) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    // Read once: what others do to the mission must not redraw what is being compared.
    let adresse = etat.adresse();
    view! {
        {move || divergence.get().map(|d| {
            let mienne = mienne.run(());
            let titre = mc::autre_version(&domain::nom_complet(&d.actuelle.nom, &d.actuelle.prenom), &d.par, &d.le);
            let historique = format!("/convocations/{}/historique", d.actuelle.id);
            let lignes = ChampAffectation::TOUS
                .into_iter()
                .filter(|c| !(mienne.valeur(*c).is_empty() && d.actuelle.affectation.valeur(*c).is_empty()))
                .map(|champ| {
                    let differe = mienne.valeur(champ) != d.actuelle.affectation.valeur(champ);
                    view! {
                        <tr class:imagin-versions__differe=differe>
                            <th scope="row">
                                {m::champ_affectation(champ)}
                                {differe.then(|| view! { <span class="imagin-raison">{mc::l::DIFFERENT}</span> })}
                            </th>
                            <td>{valeur(&mienne, champ)}</td>
                            <td>{valeur(&d.actuelle.affectation, champ)}</td>
                        </tr>
                    }
                })
                .collect_view();
            view! {
                <section class="imagin-versions" id="versions" tabindex="-1" aria-labelledby="versions-titre">
                    <div class="fr-alert fr-alert--warning fr-alert--sm fr-mb-2w">
                        <p id="versions-titre">{titre}</p>
                    </div>
                    <table class="imagin-versions__table">
                        <caption class="fr-sr-only">{mc::l::DEUX_VERSIONS}</caption>
                        <thead><tr>
                            <th scope="col">{mc::l::CHAMP}</th>
                            <th scope="col">{mc::l::MIENNE}</th>
                            <th scope="col">{mc::l::AUTRE}</th>
                        </tr></thead>
                        <tbody>{lignes}</tbody>
                    </table>
                    <p><a class="fr-link fr-link--sm" href=historique target="_blank" rel="external" title=mc::l::HISTORIQUE_ONGLET>{l::HISTORIQUE}</a></p>
                    <div class="imagin-boutons">
                        <button class="fr-btn" form=formulaire>{mc::l::GARDER_MIENNE}</button>
                        <a class="fr-btn fr-btn--secondary" href=adresse.clone()>{mc::l::GARDER_AUTRE}</a>
                        <button type="button" class="fr-btn fr-btn--tertiary" hidden=move || !anime.get()
                            on:click=move |_| continuer.run(())>{mc::l::CONTINUER}</button>
                    </div>
                    <p class="fr-hint-text" hidden=move || anime.get()>{mc::l::CONTINUER_DESSOUS}</p>
                </section>
            }
        })}
    }
}
