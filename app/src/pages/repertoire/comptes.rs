use super::api::{OuvrirComptes, preparer_comptes};
use super::page::personnes;
use super::{ADRESSE, COMPTES};
use crate::composants::{BoutonFiltre, ChampAnnee, Neuf, adresse_nette, noter_la_frappe};
use crate::coquille::Fraicheur;
use crate::messages::repertoire::{self as mr, l};
use crate::messages::{self as m};
use crate::pages::{Echec, alerte, refus};
use domain::{ComptesAOuvrir, OuvertureComptes};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

/// Time between two readings of an opening that is under way.
const RELECTURE: core::time::Duration = core::time::Duration::from_secs(2);

/// *Ouvrir des comptes*: for everybody who is convoked and has none.
#[component]
pub fn ComptesDesConvoques() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let ouvrir = ServerAction::<OuvrirComptes>::new();
    let requete = use_query_map();
    let annee = Memo::new(move |_| {
        requete
            .read()
            .get_str("annee")
            .and_then(|a| a.parse::<i32>().ok())
    });
    // Counts the readings, to read once more while a server is at it.
    let tour = RwSignal::new(0_u32);
    let comptes = Resource::new_blocking(
        move || (annee.get(), tour.get(), ouvrir.version().get()),
        |(annee, _, _)| preparer_comptes(annee),
    );
    fraicheur.apres(move || ouvrir.version().get());
    let confirmation = Neuf::default();
    view! {
        <Title text=l::OUVRIR_COMPTES />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <h1>{l::OUVRIR_COMPTES}</h1>
        <p class="imagin-texte">{l::OUVRIR_COMPTES_TEXTE}</p>
        {alerte(move || ouvrir.value().with(refus))}
        <Transition>
            {move || Suspend::new(async move {
                match comptes.await {
                    Ok(comptes) => view! { <AOuvrir comptes confirmation ouvrir tour /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn AOuvrir(
    comptes: ComptesAOuvrir,
    // Of one session and number of accounts: what was confirmed is not another.
    confirmation: Neuf<(Option<i32>, u32)>,
    ouvrir: ServerAction<OuvrirComptes>,
    tour: RwSignal<u32>,
) -> impl IntoView {
    let ComptesAOuvrir {
        annees,
        annee,
        nombre,
        sans_adresse,
        lignes,
        derniere,
    } = comptes;
    match derniere {
        Some(o) if o.en_cours() => view! { <EnCours ouverture=o tour /> }.into_any(),
        autre => view! {
            {autre.map(|o| view! { <p role="status">{mr::ouverture_finie(&o)}</p> })}
            <Form method="GET" action=COMPTES attr:class="imagin-filtres" on_form_data=adresse_nette() on:input=noter_la_frappe()>
                <ChampAnnee etiquette=l::CONVOQUEES_SESSION annees choisie=annee toutes=l::TOUTES_LES_SESSIONS />
                <BoutonFiltre texte=m::l::AFFICHER />
            </Form>
            <p>{mr::comptes_a_ouvrir(nombre)}</p>
            {(nombre > 0).then(|| confirmation.pour((annee, nombre), view! {
                <ActionForm action=ouvrir attr:class="imagin-formulaire-court">
                    <input type="hidden" name="annee" value=annee.map(|a| a.to_string()).unwrap_or_default() />
                    <div class="fr-checkbox-group fr-checkbox-group--sm">
                        <input type="checkbox" id="confirme" name="confirme" value="oui" required />
                        <label class="fr-label" for="confirme">{l::CONFIRMER_COMPTES}</label>
                    </div>
                    <button class="fr-btn" aria-disabled=move || ouvrir.pending().get().then_some("true")>{mr::ouvrir_n_comptes(nombre)}</button>
                </ActionForm>
            }))}
            {(sans_adresse > 0).then(|| view! {
                <h2>{l::SANS_ADRESSE}</h2>
                <p class="imagin-texte">{mr::comptes_sans_adresse(sans_adresse, lignes.len())}</p>
                {personnes("sans-adresse", mr::legende(sans_adresse), lignes)}
            })}
        }
        .into_any(),
    }
}

/// A server is at it, or will be.
#[component]
fn EnCours(ouverture: OuvertureComptes, tour: RwSignal<u32>) -> impl IntoView {
    Effect::new(move |_| {
        // The page may have been left by then.
        set_timeout(
            move || {
                tour.try_update(|n| *n += 1);
            },
            RELECTURE,
        );
    });
    let faits = ouverture.ouverts.saturating_add(ouverture.ecartes);
    let total = ouverture.total.max(faits).max(1);
    view! {
        <p role="status">{mr::ouverture_en_cours(&ouverture)}</p>
        <p>
            <progress class="imagin-import__avance" value=faits.to_string() max=total.to_string()
                aria-label=l::OUVERTURE_AVANCE></progress>
        </p>
        <p><a class="fr-link" href=COMPTES rel="external">{m::l::ACTUALISER}</a></p>
    }
}
