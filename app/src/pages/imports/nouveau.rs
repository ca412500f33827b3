use super::api::{ADRESSE, lister_imports};
use crate::messages::imports_suivis::{self as mi, l};
use crate::pages::Echec;
use domain::GenreImport;
use leptos::prelude::*;
use leptos_meta::Title;

/// *Nouvel import*: a file goes up. A plain form for everybody.
#[component]
pub fn PageNouvelImport() -> impl IntoView {
    // Who may look at the list may bring a file; it tells how large one may be.
    let page = Resource::new_blocking(|| (), |()| lister_imports(1));
    view! {
        <Title text=l::NOUVEL_IMPORT />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <h1>{l::NOUVEL_IMPORT}</h1>
        <Suspense>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Formulaire octets_max=page.octets_max /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Formulaire(octets_max: u64) -> impl IntoView {
    view! {
        <p class="imagin-texte">{l::SUITE}</p>
        <form method="post" action=ADRESSE enctype="multipart/form-data" class="imagin-formulaire-court">
            <fieldset class="fr-fieldset" id="genre" aria-labelledby="genre-legende">
                <legend class="fr-fieldset__legend" id="genre-legende">{l::GENRE}</legend>
                {GenreImport::TOUS.into_iter().map(|g| {
                    let id = format!("genre-{}", g.code());
                    view! {
                        <div class="fr-fieldset__element">
                            <div class="fr-radio-group fr-radio-group--sm">
                                <input type="radio" id=id.clone() name="genre" value=g.code() required />
                                <label class="fr-label" for=id>{mi::genre(g)}
                                    <span class="fr-hint-text">{mi::genre_indice(g)}</span>
                                </label>
                            </div>
                        </div>
                    }
                }).collect_view()}
            </fieldset>
            <div class="fr-input-group">
                <label class="fr-label" for="uai">{l::UAI}
                    <span class="fr-hint-text">{l::UAI_INDICE}</span>
                </label>
                <input class="fr-input" id="uai" name="uai" maxlength="20" autocomplete="off" />
            </div>
            <div class="fr-upload-group fr-input-group">
                <label class="fr-label" for="fichier">{l::FICHIER_CHAMP}
                    <span class="fr-hint-text">{mi::limite(octets_max)}</span>
                </label>
                <input class="fr-upload" id="fichier" name="fichier" type="file"
                    accept=".csv,.xml,.txt,text/csv,text/plain,text/xml,application/xml" required multiple />
            </div>
            <div class="imagin-boutons">
                <button class="fr-btn">{l::DEPOSER}</button>
            </div>
        </form>
        <p>{l::MODELES}</p>
        <ul>
            {GenreImport::TOUS.into_iter().map(|g| {
                let extension = if g.est_xml() { "xml" } else { "csv" };
                let adresse = format!("{ADRESSE}/modeles/{}.{extension}", g.code());
                view! { <li><a class="fr-link" href=adresse rel="external">{mi::genre(g)}</a></li> }
            }).collect_view()}
        </ul>
    }
}
