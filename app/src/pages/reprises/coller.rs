//! Pasting a column of names, and choosing whom each is.

use super::api::{PoserColle, lire_colle};
use crate::composants::Neuf;
use crate::messages::{self as m, l, reprises as mr};
use crate::pages::{Echec, numero_de_l_adresse};
use domain::{COLLER_LIGNES, Collage, Correspondance, IntervenantTrouve};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

/// *Coller des noms*.
#[component]
pub fn PageColler() -> impl IntoView {
    let numero = numero_de_l_adresse();
    let colle = Resource::new_blocking(move || numero.get(), lire_colle);
    let neuf = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=move || format!("/missions/{}", numero.get())>{l::RETOUR_MISSION}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let numero = numero.get();
                match colle.await {
                    Ok(colle) => {
                        let collage = colle.collage;
                        let texte = colle.texte;
                        neuf.pour(numero, view! {
                            <Title text=mr::l::COLLER />
                            <h1>{mr::l::COLLER}</h1>
                            {match collage {
                                Some(collage) => view! { <Revue numero collage /> }.into_any(),
                                None => view! { <Saisie numero texte /> }.into_any(),
                            }}
                        }).into_any()
                    }
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Saisie(numero: i64, texte: String) -> impl IntoView {
    view! {
        <form method="post" action=PoserColle::PATH>
            <input type="hidden" name="numero" value=numero />
            <div class="fr-input-group">
                <label class="fr-label" for="noms">{mr::l::NOMS}
                    <span class="fr-hint-text">{mr::coller_indice(COLLER_LIGNES)}</span>
                </label>
                <textarea class="fr-input" id="noms" name="noms" rows="12" required>{texte}</textarea>
            </div>
            <div class="imagin-boutons">
                <button class="fr-btn">{mr::l::CHERCHER}</button>
                <a class="fr-btn fr-btn--secondary" href=format!("/missions/{numero}")>{l::ANNULER}</a>
            </div>
        </form>
    }
}

/// One person to tick.
fn personne(p: &IntervenantTrouve, coche: bool, deja: bool) -> impl IntoView + use<> {
    let champ = format!("itv-{}", p.id);
    view! {
        <li class="fr-checkbox-group fr-checkbox-group--sm">
            <input type="checkbox" id=champ.clone() name="itv" value=p.id.to_string() checked=coche && !deja disabled=deja />
            <label class="fr-label" for=champ>
                {p.nom_complet()}
                <span class="fr-hint-text">
                    {m::precision(p)}
                    {deja.then(|| view! { " – "<strong>{l::DEJA_CONVOQUE}</strong> })}
                </span>
            </label>
        </li>
    }
}

#[component]
fn Revue(numero: i64, collage: Collage) -> impl IntoView {
    let deja = |p: &IntervenantTrouve| collage.deja.contains(&p.id);
    let (mut trouves, mut ambigus, mut inconnus) = (Vec::new(), Vec::new(), Vec::new());
    let (mut n_trouves, mut n_ambigus) = (0, 0);
    for ligne in &collage.lignes {
        match &ligne.correspondance {
            Correspondance::Trouve(p) => {
                n_trouves += 1;
                trouves.push(personne(p, true, deja(p)));
            }
            Correspondance::Ambigu {
                candidats,
                incomplet,
            } => {
                n_ambigus += 1;
                let choix = candidats
                    .iter()
                    .map(|p| personne(p, false, deja(p)))
                    .collect_view();
                let incomplet = *incomplet;
                ambigus.push(view! {
                    <fieldset class="fr-fieldset imagin-lot__champs">
                        <legend class="fr-fieldset__legend">{ligne.nom.clone()}
                            {incomplet.then(|| view! { <span class="fr-hint-text">{mr::l::INCOMPLET}</span> })}
                        </legend>
                        <ul class="imagin-reprise__liste">{choix}</ul>
                    </fieldset>
                });
            }
            Correspondance::Inconnu => inconnus.push(ligne.nom.clone()),
        }
    }
    let n_inconnus = inconnus.len();
    let doublons = collage.doublons.join(", ");
    let personne_ici = n_trouves + n_ambigus == 0;
    view! {
        <p class="fr-text--lead" role="status">{mr::collage(n_trouves, n_ambigus, n_inconnus)}</p>
        <form method="get" action=format!("/missions/{numero}") class="imagin-reprise">
            <input type="hidden" name="fenetre" value="creer" />
            {(n_trouves > 0).then(|| view! {
                <h2>{m::avec_nombre(mr::l::TROUVES, n_trouves)}</h2>
                <ul class="imagin-reprise__liste">{trouves}</ul>
            })}
            {(n_ambigus > 0).then(|| view! {
                <h2>{m::avec_nombre(mr::l::A_CHOISIR, n_ambigus)}</h2>
                <p>{mr::l::A_CHOISIR_INDICE}</p>
                {ambigus}
            })}
            {(n_inconnus > 0).then(|| view! {
                <h2>{m::avec_nombre(mr::l::INCONNUS, n_inconnus)}</h2>
                <p>
                    {mr::l::INCONNUS_INDICE}" "
                    <a class="fr-link" href=crate::pages::repertoire::DEMANDES>{m::repertoire::l::DEMANDES}</a>
                </p>
                <ul>{inconnus.into_iter().map(|nom| view! { <li>{nom}</li> }).collect_view()}</ul>
            })}
            {(!doublons.is_empty()).then(|| view! { <p class="fr-hint-text">{mr::doublons(&doublons)}</p> })}
            <div class="imagin-boutons">
                {(!personne_ici).then(|| view! { <button class="fr-btn">{mr::l::CONTINUER}</button> })}
                <a class="fr-btn fr-btn--secondary" href=format!("/missions/{numero}")>{l::ANNULER}</a>
            </div>
        </form>
        <form method="post" action=PoserColle::PATH>
            <input type="hidden" name="numero" value=numero />
            <button class="fr-btn fr-btn--tertiary">{mr::l::AUTRE_LISTE}</button>
        </form>
    }
}
