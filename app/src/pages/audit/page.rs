use super::api::{adresse_de_l_audit, filtre_de_l_audit, lire_audit};
use crate::composants::{ChampMot, FormulaireFiltre, Pagination, Tableau};
use crate::messages::{self as m, audit as ma, l};
use crate::pages::Echec;
use domain::{FiltreAudit, LIGNES_AUDIT, LigneAudit, PAGES_AUDIT, PageAudit};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use maud::html;

const CHEMIN: &str = "/audit";

/// *Journal d'audit*: who did what in the académie, to whom, when and from where.
#[component]
pub fn JournalDAudit() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_de_l_audit(|cle| requete.get_str(cle))
    });
    let page = Resource::new_blocking(move || filtre.get(), lire_audit);
    view! {
        <Title text=ma::l::TITRE />
        <h1>{ma::l::TITRE}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match page.await {
                    Ok(page) => view! {
                        <p>{ma::l::INTRODUCTION}</p>
                        <Filtres filtre=filtre.clone() />
                        <Lignes filtre page />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The choices of a table of codes, with the one asked for even when it is not of them.
fn choix(
    table: &'static [(&'static str, &'static str)],
    choisi: Option<String>,
) -> impl IntoView + use<> {
    let inconnu = choisi
        .clone()
        .filter(|c| table.iter().all(|(code, _)| code != c));
    view! {
        {table.iter().map(|(code, texte)| view! {
            <option value=*code selected=choisi.as_deref() == Some(*code)>{*texte}</option>
        }).collect_view()}
        {inconnu.map(|code| {
            let texte = code.clone();
            view! { <option value=code selected=true>{texte}</option> }
        })}
    }
}

#[component]
fn Filtres(filtre: FiltreAudit) -> impl IntoView {
    let date = |j: Option<domain::NaiveDate>| j.map(|j| j.to_string()).unwrap_or_default();
    let inversees = filtre.dates_inversees();
    let classe = if inversees {
        "fr-input-group fr-input-group--error"
    } else {
        "fr-input-group"
    };
    let (action, objet) = (filtre.action.clone(), filtre.objet.clone());
    let (sans_action, sans_objet) = (action.is_none(), objet.is_none());
    view! {
        <FormulaireFiltre action=CHEMIN bouton=l::FILTRER>
            <div class=classe>
                <label class="fr-label" for="du">{ma::l::DU}</label>
                <input class="fr-input" id="du" name="du" type="date" value=date(filtre.du)
                    aria-describedby=inversees.then_some("dates-inversees") />
            </div>
            <div class=classe>
                <label class="fr-label" for="au">{ma::l::AU}</label>
                <input class="fr-input" id="au" name="au" type="date" value=date(filtre.au)
                    aria-describedby=inversees.then_some("dates-inversees") />
            </div>
            <div class="fr-input-group">
                <label class="fr-label" for="compte">{ma::l::COMPTE}</label>
                <input class="fr-input" id="compte" name="compte" value=filtre.compte.clone() maxlength="100" />
            </div>
            <div class="fr-select-group">
                <label class="fr-label" for="action">{ma::l::ACTION}</label>
                <select class="fr-select" id="action" name="action">
                    <option value="" selected=sans_action>{ma::l::TOUTES_LES_ACTIONS}</option>
                    {choix(ma::ACTIONS, action)}
                </select>
            </div>
            <div class="fr-select-group">
                <label class="fr-label" for="objet">{ma::l::OBJET}</label>
                <select class="fr-select" id="objet" name="objet">
                    <option value="" selected=sans_objet>{ma::l::TOUS_LES_OBJETS}</option>
                    {choix(ma::OBJETS, objet)}
                </select>
            </div>
            <ChampMot etiquette=ma::l::MOT valeur=filtre.mot_cle.clone() />
        </FormulaireFiltre>
        {inversees.then(|| view! {
            <p class="fr-error-text" id="dates-inversees" role="alert">{ma::l::DATES_INVERSEES}</p>
        })}
    }
}

#[component]
fn Lignes(filtre: FiltreAudit, page: PageAudit) -> impl IntoView {
    if page.lignes.is_empty() {
        return view! {
            <p role="status">{ma::l::VIDE}</p>
            <p><a class="fr-link" href=CHEMIN>{l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let pages = page.total.div_ceil(LIGNES_AUDIT).max(1);
    let trop = pages > PAGES_AUDIT;
    let adresses = (1..=pages.min(PAGES_AUDIT))
        .map(|p| adresse_de_l_audit(CHEMIN, &filtre, p))
        .collect::<Vec<_>>();
    let fichier = adresse_de_l_audit("/audit.csv", &filtre, 1);
    view! {
        <Tableau id="audit" nom=ma::l::TITRE legende=Signal::stored(ma::legende(page.total))>
            <thead><tr>
                <th scope="col">{ma::l::QUAND}</th>
                <th scope="col">{ma::l::QUI}</th>
                <th scope="col">{ma::l::ACTION}</th>
                <th scope="col">{ma::l::SUR_QUOI}</th>
                <th scope="col">{ma::l::DETAILS}</th>
            </tr></thead>
            <tbody inner_html=rangees(&page.lignes)></tbody>
        </Tableau>
        {trop.then(|| view! { <p class="fr-hint-text">{ma::trop_de_lignes()}</p> })}
        <Pagination adresses courante=filtre.page.min(PAGES_AUDIT) as usize etiquette=l::PAGINATION
            precedente=l::PAGE_PRECEDENTE suivante=l::PAGE_SUIVANTE numero=m::page_n />
        <p>
            <a class="fr-btn fr-btn--secondary" href=fichier rel="external">{ma::l::EXPORTER}</a>
        </p>
        <p class="fr-hint-text">{ma::l::EXPORT_TRACE}</p>
        {page.sceau.map(|s| view! { <p class="fr-hint-text imagin-sceau">{ma::sceau(&s)}</p> })}
    }
    .into_any()
}

/// The rows as one text (docs/decisions/0013-longues-listes.md).
fn rangees(lignes: &[LigneAudit]) -> String {
    html! {
        @for ligne in lignes {
            @let details = ma::details(&ligne.details);
            tr {
                td { (ligne.quand) }
                td {
                    (ma::auteur(ligne))
                    @if !ligne.identifiant.is_empty() { span.imagin-raison { (ligne.identifiant) } }
                    @if !ligne.adresse.is_empty() {
                        span.imagin-raison { (ma::l::ADRESSE) " " (ligne.adresse) }
                    }
                }
                td { (ma::action(&ligne.action)) }
                td data-titre=(ma::l::SUR_QUOI) {
                    (ma::objet(ligne))
                    @if let Some(numero) = ligne.nomme.mission {
                        span.imagin-raison {
                            a.fr-link.fr-link--sm href={ "/missions/" (numero) } { (ma::mission(numero)) }
                        }
                    }
                }
                td {
                    @if !details.is_empty() {
                        details {
                            summary aria-label=(ma::details_de(ligne)) { (ma::l::DETAILS) }
                            @for (nom, valeur) in &details {
                                span.imagin-raison.imagin-details { (nom) "\u{a0}: " (valeur) }
                            }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}
