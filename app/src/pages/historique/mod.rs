//! The history of a convocation.

use crate::ErreurApi;
use crate::messages::{self as m, l};
use crate::pages::{Echec, cle_de_l_adresse};
use domain::{Changement, Evenement, Historique, LigneHistorique};
use leptos::prelude::*;
use leptos_meta::Title;

/// What happened to a convocation, for whoever consults its mission.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it is not for the reader.
#[server(endpoint = "convocations/historique", output = crate::json::Json)]
pub async fn lire_historique(convocation: i64) -> Result<Historique, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::historique::lire(&s, &a, domain::ConvocationId(convocation)).await
    })
    .await
}

/// Who changed what, when, from what to what.
#[component]
pub fn PageHistorique() -> impl IntoView {
    let id = cle_de_l_adresse();
    let historique = Resource::new_blocking(move || id.get(), lire_historique);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match historique.await {
                    Ok(historique) => view! { <Recit historique /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Recit(historique: Historique) -> impl IntoView {
    let adresse = format!("/missions/{}", historique.mission);
    let titre = m::historique_de(&historique.nom, historique.mission);
    view! {
        <Title text=l::HISTORIQUE />
        <p class="imagin-retour"><a class="fr-link" href=adresse>{l::RETOUR_MISSION}</a></p>
        <h1>{l::HISTORIQUE}</h1>
        <p class="fr-text--lead">{titre}</p>
        {historique.supprimee.then(|| view! { <p><strong>{l::HISTORIQUE_SUPPRIMEE}</strong></p> })}
        <ul class="imagin-historique">
            {historique.lignes.into_iter().map(ligne).collect_view()}
        </ul>
    }
}

fn ligne(ligne: LigneHistorique) -> impl IntoView {
    let titre = m::evenement(&ligne);
    let changements = match ligne.quoi {
        Evenement::Modifiee(c) => c,
        _ => Vec::new(),
    };
    view! {
        <li>
            <p class="imagin-historique__titre">{titre}</p>
            {(!changements.is_empty()).then(|| view! {
                <dl>{changements.into_iter().map(changement).collect_view()}</dl>
            })}
            {(!ligne.confirmes.is_empty()).then(|| view! {
                <p>{l::CONFLITS_CONFIRMES}</p>
                <ul>{ligne.confirmes.iter().map(|c| view! { <li>{m::conflit(c)}</li> }).collect_view()}</ul>
            })}
        </li>
    }
}

/// A field that changed: what it said, what it says.
pub(crate) fn changement(c: Changement) -> impl IntoView {
    let dit = |lignes: Vec<String>| {
        if lignes.is_empty() {
            l::HISTORIQUE_RIEN.to_owned()
        } else {
            lignes.join("\u{202f}; ")
        }
    };
    view! {
        <div>
            <dt>{m::champ_affectation(c.champ)}</dt>
            <dd><del>{dit(c.avant)}</del>" → "<ins>{dit(c.apres)}</ins></dd>
        </div>
    }
}
