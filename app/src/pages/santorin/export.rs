use super::DESCRIPTION;
use super::api::lire_export;
use crate::composants::{ChampAnnee, FormulaireFiltre, Tableau};
use crate::messages::santorin::{self as ms, l};
use crate::messages::{self as m};
use crate::pages::Echec;
use domain::{DroitSantorin, FiltreSantorin, ResumeSantorin};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const CHEMIN: &str = "/export-santorin";

/// *Export vers SANTORIN*: how many rights stand, and their files.
#[component]
pub fn PageExportSantorin() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| FiltreSantorin {
        annee: requete.read().get_str("annee").and_then(|a| a.parse().ok()),
    });
    let resume = Resource::new_blocking(move || filtre.get(), lire_export);
    view! {
        <Title text=l::EXPORT />
        <h1>{l::EXPORT}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match resume.await {
                    Ok(resume) => view! { <ContenuExport filtre resume /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn ContenuExport(filtre: FiltreSantorin, resume: ResumeSantorin) -> impl IntoView {
    let annee = filtre.annee;
    let fichier = |droit: DroitSantorin, bouton: &'static str| {
        let mut adresse = format!("{CHEMIN}/{}.csv", droit.liste());
        if let Some(a) = annee {
            adresse.push_str(&format!("?annee={a}"));
        }
        let contenu = ms::contenu_du_fichier(&resume, droit);
        view! {
            <section>
                <h3>{ms::liste(droit)}</h3>
                <p>{contenu}</p>
                <p><a class="fr-btn fr-btn--secondary" href=adresse rel="external">{bouton}</a></p>
            </section>
        }
    };
    let correcteurs = fichier(DroitSantorin::Correction, l::TELECHARGER_CORRECTEURS);
    let numerisation = fichier(DroitSantorin::Numerisation, l::TELECHARGER_NUMERISATION);
    let mut annees = resume.annees.clone();
    // One that was asked for stays in sight, though nobody has a right in it any longer.
    if let Some(a) = annee
        && !annees.contains(&a)
    {
        annees.push(a);
    }
    let lien = if resume.lien {
        l::LIEN_MONTRE
    } else {
        l::LIEN_ABSENT
    };
    view! {
        <p class="imagin-texte">{l::EXPORT_TEXTE}</p>
        <p class="imagin-texte">{ms::duree(resume.delai)}</p>
        <p class="imagin-texte">{lien}</p>
        <FormulaireFiltre action=CHEMIN bouton=m::l::FILTRER>
            <ChampAnnee etiquette=m::l::ANNEE annees choisie=annee toutes=l::TOUTES_LES_ANNEES />
        </FormulaireFiltre>
        <h2>{l::FICHIERS}</h2>
        {correcteurs}
        {numerisation}
        <h2>{l::COLONNES}</h2>
        <Tableau id="colonnes" nom=l::COLONNES legende=Signal::stored(ms::colonnes(l::COLONNES_DITES.len()))>
            <thead><tr>
                <th scope="col">{l::COL_COLONNE}</th>
                <th scope="col">{l::COL_CONTENU}</th>
            </tr></thead>
            <tbody>{l::COLONNES_DITES.into_iter().map(|(nom, contenu)| view! {
                <tr>
                    <th scope="row"><code>{nom}</code></th>
                    <td>{contenu}</td>
                </tr>
            }).collect_view()}</tbody>
        </Tableau>
        <p><a class="fr-link" href=DESCRIPTION rel="external">{l::DOCUMENTATION}</a></p>
        <p><a class="fr-link" href="/clients-api">{l::CLIENTS}</a></p>
    }
}
