use super::api::{ADRESSE, RapportMontre, intervalles_en_texte, lire_rapport};
use crate::composants::Tableau;
use crate::messages::{imports, personnels as mp};
use crate::pages::Echec;
use domain::RapportImport;
use leptos::prelude::*;
use leptos_meta::Title;

/// Lines of a report shown.
const MONTREES: usize = 100;

/// Importing a file of indisponibilités. A plain form for everybody: a file goes up, a
/// report comes back.
#[component]
pub fn ImportIndisponibilites() -> impl IntoView {
    let rapport = Resource::new_blocking(|| (), |()| lire_rapport());
    view! {
        <Title text=mp::l::IMPORT_TITRE />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{mp::l::RETOUR_LISTE}</a></p>
        <h1>{mp::l::IMPORT_TITRE}</h1>
        <Suspense>
            {move || Suspend::new(async move {
                match rapport.await {
                    Ok(rapport) => view! {
                        <Formulaire />
                        {rapport.map(|r| view! { <Rapport rapport=r /> })}
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Formulaire() -> impl IntoView {
    view! {
        <p class="imagin-texte">{mp::l::IMPORT_TEXTE}</p>
        <p class="imagin-texte">{mp::l::IMPORT_MATRICULES}" "
            <a class="fr-link" href="/indisponibilites/modele.csv" rel="external">{mp::l::IMPORT_MODELE}</a>
        </p>
        <form method="post" action="/indisponibilites/importer" enctype="multipart/form-data"
            class="imagin-formulaire-court">
            <div class="fr-upload-group fr-input-group">
                <label class="fr-label" for="fichier">{mp::l::IMPORT_FICHIER}</label>
                <input class="fr-upload" id="fichier" name="fichier" type="file" accept=".csv,text/csv,text/plain" required />
            </div>
            <div class="fr-checkbox-group imagin-garder">
                <input type="checkbox" id="a_blanc" name="a_blanc" value="oui" />
                <label class="fr-label" for="a_blanc">{mp::l::IMPORT_A_BLANC}</label>
            </div>
            <div class="imagin-boutons">
                <button class="fr-btn">{mp::l::IMPORT_ENVOYER}</button>
            </div>
        </form>
    }
}

#[component]
fn Rapport(rapport: RapportMontre) -> impl IntoView {
    let titre = view! { <h2 id="rapport">{mp::l::IMPORT_RAPPORT}</h2> };
    match rapport {
        Err(erreur) => view! {
            {titre}
            <div class="fr-alert fr-alert--error" role="alert"><p>{erreur}</p></div>
        }
        .into_any(),
        Ok(r) => view! {
            {titre}
            {r.a_blanc.then(|| view! { <p><strong>{mp::l::IMPORT_ESSAI}</strong></p> })}
            <p role="status">{imports::bilan(&r)}</p>
            <Suites rapport=r.clone() />
            {(!r.refusees.is_empty()).then(|| view! { <Refus rapport=r /> })}
        }
        .into_any(),
    }
}

/// What follows from what was recorded: what it hits, where it is, how to take it back.
#[component]
fn Suites(rapport: RapportImport) -> impl IntoView {
    let ecrites = rapport.crees.saturating_add(rapport.modifies) > 0;
    ecrites.then(|| {
        let saisies = (!rapport.saisies.is_empty()).then(|| {
            let adresse = format!(
                "{ADRESSE}?saisies={}",
                intervalles_en_texte(&rapport.saisies)
            );
            view! { <p><a class="fr-link" href=adresse>{mp::l::IMPORT_VOIR}</a></p> }
        });
        view! {
            <p>{mp::import_touchees(rapport.touchees)}</p>
            {saisies}
            {(!rapport.a_blanc).then(|| view! { <p class="imagin-texte">{mp::l::IMPORT_REPRENDRE}</p> })}
        }
    })
}

#[component]
fn Refus(rapport: RapportImport) -> impl IntoView {
    let legende = mp::refusees(rapport.refuses);
    view! {
        <Tableau id="refus" nom=mp::l::IMPORT_RAPPORT legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{mp::l::COL_LIGNE}</th>
                <th scope="col">{mp::l::COL_RAISON}</th>
            </tr></thead>
            <tbody>{rapport.refusees.into_iter().take(MONTREES).map(|refus| view! {
                <tr>
                    <th scope="row">{refus.ligne}</th>
                    <td>{imports::refus(&refus.raison)}</td>
                </tr>
            }).collect_view()}</tbody>
        </Tableau>
    }
}
