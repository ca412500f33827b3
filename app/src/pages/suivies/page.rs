use super::api::{adresse_des_suivies, disciplines, filtre_des_suivies, lire_suivies};
use crate::composants::{
    ChampAnnee, ChampCentre, ChampMot, EnteteTri, FiltrePose, FormulaireFiltre, Pagination, Tableau,
};
use crate::messages::suivies as ms;
use crate::messages::{self as m, accueil as ma, consultation as mc, couverture as mv, l};
use crate::pages::Echec;
use crate::pages::missions::{CentresMontres, ressource_des_centres};
use domain::{
    Autorite, ChoixEpreuves, ColonneSuivie, EtatConsulte, FiltreSuivies, LIGNES_SUIVIES,
    LigneSuivie, PageSuivies,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use maud::html;
use serde::{Deserialize, Serialize};

const CHEMIN: &str = "/convocations";

/// *Convocations*: who is convoked to what in the académie, and where it stands.
#[component]
pub fn ConvocationsSuivies() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_des_suivies(|cle| requete.get_str(cle))
    });
    let page = Resource::new_blocking(
        move || filtre.get(),
        async |filtre| lire_suivies(filtre).await.map(PageMontree::from),
    );
    let centres = ressource_des_centres();
    view! {
        <Title text=ms::l::TITRE />
        <h1>{ms::l::TITRE}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                let centres = centres.await;
                match page.await {
                    Ok(page) => view! {
                        <Filtres filtre=filtre.clone() centres annee=page.annee annees=page.annees.clone()
                            disciplines_gardees=page.disciplines.clone() appelees=page.appelees.clone() />
                        <Liste filtre page />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// A page of the list as the screen shows it.
#[derive(Clone, Serialize, Deserialize)]
struct PageMontree {
    /// The rows, ready; they are in the page that the server sent already.
    #[serde(skip)]
    rangees: String,
    vide: bool,
    total: u32,
    annee: i32,
    annees: Vec<i32>,
    disciplines: Vec<String>,
    appelees: Vec<String>,
}

impl From<PageSuivies> for PageMontree {
    fn from(page: PageSuivies) -> Self {
        Self {
            rangees: rangees(&page.lignes),
            vide: page.lignes.is_empty(),
            total: page.total,
            annee: page.annee,
            annees: page.annees,
            disciplines: page.disciplines,
            appelees: page.appelees,
        }
    }
}

#[component]
fn Filtres(
    filtre: FiltreSuivies,
    centres: CentresMontres,
    annee: i32,
    annees: Vec<i32>,
    disciplines_gardees: Vec<String>,
    appelees: Vec<String>,
) -> impl IntoView {
    let premiere = FiltreSuivies {
        page: 1,
        ..filtre.clone()
    };
    let sans = adresse_des_suivies(
        CHEMIN,
        &FiltreSuivies {
            disciplines: Vec::new(),
            ..premiere.clone()
        },
    );
    let epreuves = filtre.epreuves.as_ref().map(|choix| {
        let sans = adresse_des_suivies(
            CHEMIN,
            &FiltreSuivies {
                epreuves: None,
                ..premiere
            },
        );
        (mv::epreuves(choix, &appelees), sans)
    });
    let cles = disciplines(&filtre);
    let etat = filtre.etat;
    view! {
        {(!disciplines_gardees.is_empty()).then(|| view! {
            <FiltrePose texte=ms::l::DISCIPLINES valeur=ms::disciplines(&disciplines_gardees) sans
                retirer=ma::l::RETIRER_FILTRE />
        })}
        {epreuves.map(|(valeur, sans)| view! {
            <FiltrePose texte=mv::l::FILTRE_EPREUVES valeur sans retirer=ma::l::RETIRER_FILTRE />
        })}
        <FormulaireFiltre action=CHEMIN bouton=l::FILTRER>
            {(!cles.is_empty()).then(|| view! { <input type="hidden" name="disciplines" value=cles /> })}
            {filtre.epreuves.iter().flat_map(ChoixEpreuves::parametres).map(|(nom, valeur)| view! {
                <input type="hidden" name=nom value=valeur />
            }).collect_view()}
            {(filtre.tri != ColonneSuivie::default() || filtre.descendant).then(|| view! {
                <input type="hidden" name="tri" value=filtre.tri.code() />
            })}
            {filtre.descendant.then(|| view! { <input type="hidden" name="sens" value="desc" /> })}
            {(annees.len() > 1).then(|| view! {
                <ChampAnnee etiquette=ms::l::SESSION annees=annees.clone() choisie=Some(annee) />
            })}
            {centres.plusieurs.then(|| view! {
                <ChampCentre nom="centre" etiquette=l::CENTRE indice=mv::l::CENTRE_INDICE
                    valeur=filtre.centre.clone() options=centres.options />
            })}
            <div class="fr-select-group">
                <label class="fr-label" for="etat">{l::ETAT_ENVOI}</label>
                <select class="fr-select" id="etat" name="etat">
                    <option value="" selected=etat.is_none()>{l::TOUS_LES_ETATS}</option>
                    {EtatConsulte::TOUS.into_iter().filter(|e| *e != EtatConsulte::SansPersonne).map(|e| view! {
                        <option value=e.code() selected=etat == Some(e)>{mc::etat(e)}</option>
                    }).collect_view()}
                </select>
            </div>
            <ChampMot etiquette=ms::l::MOT valeur=filtre.mot_cle.clone() />
            <div class="fr-checkbox-group">
                <input type="checkbox" id="division" name="division" value="1" checked=filtre.division />
                <label class="fr-label" for="division">{ms::l::DIVISION}</label>
            </div>
        </FormulaireFiltre>
    }
}

#[component]
fn Liste(filtre: FiltreSuivies, page: PageMontree) -> impl IntoView {
    if page.vide {
        return view! {
            <p role="status">{ms::l::VIDE}</p>
            <p><a class="fr-link" href=CHEMIN>{l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let pages = page.total.div_ceil(LIGNES_SUIVIES).max(1);
    let adresses: Vec<String> = (1..=pages)
        .map(|page| {
            let filtre = FiltreSuivies {
                page,
                ..filtre.clone()
            };
            adresse_des_suivies(CHEMIN, &filtre)
        })
        .collect();
    let fichier = adresse_des_suivies(
        "/convocations.csv",
        &FiltreSuivies {
            page: 1,
            ..filtre.clone()
        },
    );
    let entetes = ColonneSuivie::TOUTES
        .into_iter()
        .map(|tri| {
            let active = filtre.tri == tri;
            let adresse = adresse_des_suivies(
                CHEMIN,
                &FiltreSuivies {
                    tri,
                    descendant: active && !filtre.descendant,
                    page: 1,
                    ..filtre.clone()
                },
            );
            view! { <EnteteTri adresse texte=ms::colonne(tri) sens=active.then_some(filtre.descendant) /> }
        })
        .collect_view();
    view! {
        <Tableau id="suivies" nom=ms::l::LISTE legende=Signal::stored(ms::legende(page.total, page.annee))>
            <thead><tr>
                {entetes}
                <th scope="col">{l::QUALITE}</th>
                <th scope="col">{l::ETAT_ENVOI}</th>
            </tr></thead>
            <tbody inner_html=page.rangees></tbody>
        </Tableau>
        <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
        <p><a class="fr-btn fr-btn--secondary" href=fichier rel="external">{ms::l::EXPORTER}</a></p>
    }
    .into_any()
}

/// The rows as one text (docs/decisions/0013-longues-listes.md), in the order of
/// [`ColonneSuivie::TOUTES`].
fn rangees(lignes: &[LigneSuivie]) -> String {
    html! {
        @for ligne in lignes {
            tr {
                th scope="row" {
                    a.fr-link href={ "/convocations/" (ligne.convocation) } { (ligne.nom) }
                    @if !ligne.etablissement.is_empty() { span.imagin-raison { (ligne.etablissement) } }
                    @if !ligne.discipline.is_empty() { span.imagin-raison { (ligne.discipline) } }
                }
                td {
                    a.fr-link href={ "/missions/" (ligne.numero) } { (ligne.numero) }
                    span.imagin-raison { (ligne.intitule) }
                    span.imagin-raison { (ligne.session) }
                }
                td { (ligne.centre) }
                td { @for c in &ligne.creneaux { span.imagin-ligne { (mc::creneau(c)) } } }
                td {
                    @if let Some(q) = ligne.qualite { (q.libelle()) }
                    @if ligne.autorite == Autorite::Division {
                        span.imagin-raison { (ms::autorite(ligne.autorite)) }
                    }
                }
                td {
                    span class=(mc::classe_etat(ligne.etat)) { (mc::etat(ligne.etat)) }
                    @if let Some(e) = &ligne.envoi {
                        span.imagin-raison { (m::etat_courriel(e.etat)) @let raison = m::raison_envoi(e); @if !raison.is_empty() { "\u{a0}: " (raison) } }
                    }
                    @if let Some(r) = &ligne.reponse { span.imagin-raison { (m::confiance::reponse(r)) } }
                }
            }
        }
    }
    .into_string()
}
