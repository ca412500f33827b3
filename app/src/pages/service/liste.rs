use super::api::{adresse_des_services, filtre_des_services, lister_services};
use crate::composants::{ChampAnnee, ChampMot, EnteteTri, FormulaireFiltre, Pagination, Tableau};
use crate::messages::{self as m, l, service as ms};
use crate::pages::Echec;
use domain::{
    ColonneService, EtatMissionService, FiltreServices, MissionService, PageServices,
    SERVICE_LIGNES_PAGE,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const CHEMIN: &str = "/service-fait";

/// *Constat service fait*: the missions that have people, and what remains to attest.
#[component]
pub fn ServicesFaits() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_des_services(|cle| requete.get_str(cle))
    });
    let page = Resource::new_blocking(move || filtre.get(), lister_services);
    view! {
        <Title text=ms::l::TITRE />
        <h1>{ms::l::TITRE}</h1>
        <p class="imagin-texte">{ms::l::INTRODUCTION}</p>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match page.await {
                    Ok(page) => view! {
                        <p class="fr-text--lead" role="status">{ms::restant(&page.restant)}</p>
                        <Filtres filtre=filtre.clone() annees=page.annees.clone() />
                        <Liste filtre page />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filtres(filtre: FiltreServices, annees: Vec<i32>) -> impl IntoView {
    let (annee, etat) = (filtre.annee, filtre.etat);
    view! {
        <FormulaireFiltre action=CHEMIN bouton=l::FILTRER>
            {(filtre.tri != ColonneService::default() || filtre.descendant).then(|| view! {
                <input type="hidden" name="tri" value=filtre.tri.code() />
            })}
            {filtre.descendant.then(|| view! { <input type="hidden" name="sens" value="desc" /> })}
            <ChampAnnee etiquette=l::ANNEE annees choisie=annee toutes=ms::l::TOUTES_LES_ANNEES />
            <div class="fr-select-group imagin-filtres__large">
                <label class="fr-label" for="etat">{ms::l::ETAT}</label>
                <select class="fr-select" id="etat" name="etat">
                    <option value="" selected=etat.is_none()>{ms::l::TOUS_LES_ETATS}</option>
                    {EtatMissionService::TOUS.into_iter().map(|e| view! {
                        <option value=e.code() selected=etat == Some(e)>{ms::filtre_etat(e)}</option>
                    }).collect_view()}
                </select>
            </div>
            <ChampMot etiquette=l::FILTRER_MOT_CLE valeur=filtre.mot_cle />
        </FormulaireFiltre>
    }
}

#[component]
fn Liste(filtre: FiltreServices, page: PageServices) -> impl IntoView {
    if page.missions.is_empty() {
        return view! {
            <p role="status">{ms::l::LISTE_VIDE}</p>
            <p><a class="fr-link" href=CHEMIN>{l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let pages = page.total.div_ceil(SERVICE_LIGNES_PAGE).max(1);
    let adresses: Vec<String> = (1..=pages)
        .map(|page| {
            let filtre = FiltreServices {
                page,
                ..filtre.clone()
            };
            adresse_des_services(CHEMIN, &filtre)
        })
        .collect();
    let premiere = FiltreServices {
        page: 1,
        ..filtre.clone()
    };
    let fichier = adresse_des_services("/service-fait.csv", &premiere);
    let papier = adresse_des_services("/service-fait.pdf", &premiere);
    let paiement = adresse_des_services("/service-fait/paiement.csv", &premiere);
    let tri = |colonne: ColonneService, texte: &'static str| {
        let active = filtre.tri == colonne;
        let adresse = adresse_des_services(
            CHEMIN,
            &FiltreServices {
                tri: colonne,
                descendant: active && !filtre.descendant,
                page: 1,
                ..filtre.clone()
            },
        );
        view! { <EnteteTri adresse texte sens=active.then_some(filtre.descendant) /> }
    };
    let numero = tri(ColonneService::Numero, l::COL_MISSION);
    let epreuve = tri(ColonneService::Epreuve, l::COL_EPREUVE);
    let debut = tri(ColonneService::Debut, ms::l::COL_JOURS);
    let restent = tri(ColonneService::Restent, ms::l::COL_RESTENT);
    let courante = filtre.page as usize;
    let legende = m::nombre(page.total as usize, "mission", "missions");
    view! {
        <Tableau id="services-faits" nom=ms::l::LISTE legende=Signal::stored(legende)>
            <thead><tr>
                {numero}
                {epreuve}
                <th scope="col">{l::CENTRE}</th>
                {debut}
                <th scope="col">{ms::l::COL_VALIDES}</th>
                {restent}
                <th scope="col">{ms::l::COL_ETAT}</th>
            </tr></thead>
            <tbody>{page.missions.into_iter().map(ligne).collect_view()}</tbody>
        </Tableau>
        <Pagination adresses courante=courante etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
        <p class="imagin-boutons">
            <a class="fr-btn fr-btn--secondary" href=fichier rel="external">{ms::l::EXPORTER_LISTE}</a>
            <a class="fr-btn fr-btn--secondary" href=papier rel="external">{ms::l::IMPRIMER_LISTE}</a>
            <a class="fr-btn fr-btn--secondary" href=paiement rel="external">{ms::l::EXPORTER_PAIEMENT}</a>
        </p>
    }
    .into_any()
}

fn ligne(m: MissionService) -> impl IntoView {
    let adresse = format!("{CHEMIN}/{}", m.numero);
    let etat = m.etat();
    let avancement = ms::avancement(&m);
    view! {
        <tr>
            <th scope="row"><a class="fr-link" href=adresse>{m.numero}</a></th>
            <td>{m.intitule}<span class="imagin-raison">{m.type_mission.libelle()}</span></td>
            <td>{m.centre}</td>
            <td>{ms::periode(m.jours)}</td>
            <td class="imagin-nombre" data-titre=ms::l::COL_VALIDES>{avancement}</td>
            <td class="imagin-nombre" data-titre=ms::l::COL_RESTENT>{m.passees.saturating_sub(m.valides)}</td>
            <td><span class=ms::classe_etat_mission(etat)>{ms::etat_mission(etat)}</span></td>
        </tr>
    }
}
