//! Copying the convocations of another mission: which one, then whom.

use super::api::{CopieLue, Copier, lire_copie};
use crate::composants::Neuf;
use crate::messages::{self as m, l, reprises as mr};
use crate::pages::Echec;
use crate::pages::lots::table_des_jours;
use crate::pages::mission::{Saisie, case_de_confirmation};
use domain::{Affectation, Copie, LigneCopie, Mission, MissionLigne};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// *Copier d’une autre mission*.
#[component]
pub fn PageCopier() -> impl IntoView {
    let parametres = use_params_map();
    let requete = use_query_map();
    let cles = Memo::new(move |_| {
        let numero = parametres.read().get("numero");
        let source = requete.read().get("source");
        (
            numero.and_then(|n| n.parse::<i64>().ok()).unwrap_or(0),
            source.and_then(|n| n.trim().parse::<i64>().ok()),
        )
    });
    let copie = Resource::new_blocking(
        move || cles.get(),
        |(numero, source)| lire_copie(numero, source),
    );
    let neuf = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=move || format!("/missions/{}", cles.get().0)>{l::RETOUR_MISSION}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let cles = cles.get();
                match copie.await {
                    Ok(lue) => neuf.pour(cles, view! { <Lue lue /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Lue(lue: CopieLue) -> impl IntoView {
    let CopieLue { copie, brouillon } = lue;
    let numero = copie.mission.ligne.numero;
    let choisie = copie.source.as_ref().map(|s| s.numero);
    let sources = copie.sources.clone();
    view! {
        <Title text=mr::l::COPIER />
        <h1>{mr::l::COPIER}</h1>
        <p class="fr-text--lead">{mr::vers(&copie.mission.ligne)}</p>
        <Sources numero sources choisie />
        {copie.source.is_some().then(|| view! { <Revue copie brouillon /> })}
    }
}

/// Which mission to copy: the nearest ones, or any by its number.
#[component]
fn Sources(numero: i64, sources: Vec<MissionLigne>, choisie: Option<i64>) -> impl IntoView {
    let adresse = format!("/missions/{numero}/copier");
    view! {
        <div class="imagin-recherches">
            {(!sources.is_empty()).then(|| view! {
                <form method="get" action=adresse.clone() class="imagin-recherche">
                    <div class="fr-select-group">
                        <label class="fr-label" for="source">{mr::l::SOURCE}</label>
                        <select class="fr-select" id="source" name="source">
                            {sources.into_iter().map(|s| view! {
                                <option value=s.numero selected=choisie == Some(s.numero)>{mr::source(&s)}</option>
                            }).collect_view()}
                        </select>
                    </div>
                    <button class="fr-btn fr-btn--secondary fr-btn--sm">{mr::l::VOIR}</button>
                </form>
            })}
            <form method="get" action=adresse.clone() class="imagin-recherche">
                <div class="fr-input-group">
                    <label class="fr-label" for="source-numero">{mr::l::SOURCE_NUMERO}</label>
                    <input class="fr-input" id="source-numero" name="source" inputmode="numeric" maxlength="12" required />
                </div>
                <button class="fr-btn fr-btn--secondary fr-btn--sm">{mr::l::VOIR}</button>
            </form>
        </div>
    }
}

#[component]
fn Revue(copie: Copie, brouillon: Option<crate::pages::mission::Brouillon>) -> impl IntoView {
    let numero = copie.mission.ligne.numero;
    let mission = copie.mission;
    let source = copie.source.map(|s| s.numero).unwrap_or_default();
    let (repris, a_verifier): (Vec<LigneCopie>, Vec<LigneCopie>) =
        copie.lignes.into_iter().partition(|l| l.ecarts.is_empty());
    let sans_jours = repris
        .iter()
        .chain(&a_verifier)
        .filter(|l| !l.jours_repris && l.possible())
        .count();
    let (n_repris, n_verifier) = (repris.len(), a_verifier.len());
    let saisie = brouillon.as_ref().map_or_else(
        || {
            Saisie::de(&Affectation {
                creneaux: mission.creneaux_par_defaut.clone(),
                ..Affectation::default()
            })
        },
        |b| b.saisie.clone(),
    );
    let confirmation = brouillon
        .as_ref()
        .map(|b| b.confirmation.clone())
        .filter(|c| !c.is_empty());
    // What was ticked before a refusal, else those that nothing sets apart.
    let coche = |l: &LigneCopie| match &brouillon {
        Some(b) => b.intervenants.contains(&l.intervenant.0),
        None => l.ecarts.is_empty(),
    };
    let vues = |lignes: &[LigneCopie]| {
        lignes
            .iter()
            .map(|l| ligne(l, coche(l), &mission))
            .collect_view()
    };
    let (repris, a_verifier) = (vues(&repris), vues(&a_verifier));
    let jours = table_des_jours(&mission, &saisie);
    if n_repris + n_verifier == 0 {
        return view! { <p role="status">{mr::l::SOURCE_VIDE}</p> }.into_any();
    }
    view! {
        <form method="post" action=Copier::PATH class="imagin-reprise">
            <input type="hidden" name="numero" value=numero />
            <input type="hidden" name="source" value=source />
            <input type="hidden" name="cle" value=copie.cle />
            {(n_repris > 0).then(|| view! {
                <h2>{m::avec_nombre(mr::l::REPRIS, n_repris)}</h2>
                <ul class="imagin-reprise__liste">{repris}</ul>
            })}
            {(n_verifier > 0).then(|| view! {
                <h2>{m::avec_nombre(mr::l::A_VERIFIER, n_verifier)}</h2>
                <p>{mr::l::A_VERIFIER_INDICE}</p>
                <ul class="imagin-reprise__liste">{a_verifier}</ul>
            })}
            {(sans_jours > 0).then(|| view! {
                <h2>{mr::l::JOURS}</h2>
                <p>{mr::sans_jours(sans_jours)}</p>
                <div class="imagin-lot__jours">
                    {jours}
                </div>
            })}
            {case_de_confirmation(confirmation)}
            <div class="imagin-boutons">
                <button class="fr-btn">{mr::l::CONVOQUER_COCHES}</button>
                <a class="fr-btn fr-btn--secondary" href=format!("/missions/{numero}")>{l::ANNULER}</a>
            </div>
        </form>
    }
    .into_any()
}

/// One person of the other mission, with what the convocation would say here.
fn ligne(l: &LigneCopie, coche: bool, mission: &Mission) -> impl IntoView + use<> {
    let champ = format!("itv-{}", l.intervenant);
    let possible = l.possible();
    let precision = [&l.discipline, &l.etablissement]
        .into_iter()
        .filter(|t| !t.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" – ");
    let resume = mr::resume(&l.affectation, l.jours_repris, mission);
    let ecarts: Vec<String> = l.ecarts.iter().map(mr::ecart).collect();
    view! {
        <li class="fr-checkbox-group fr-checkbox-group--sm">
            <input type="checkbox" id=champ.clone() name="intervenants[]" value=l.intervenant.to_string()
                checked=coche && possible disabled=!possible />
            <label class="fr-label" for=champ>
                {l.nom.clone()}
                <span class="fr-hint-text">{precision}</span>
                <span class="fr-hint-text">{resume}</span>
                {ecarts.into_iter().map(|e| view! { <span class="imagin-reprise__ecart">{e}</span> }).collect_view()}
            </label>
        </li>
    }
}
