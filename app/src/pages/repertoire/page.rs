use super::api::lister_intervenants;
use super::{ADRESSE, COMPTES, DOUBLONS};
use crate::composants::{FormulaireFiltre, LienVue, Pagination, Tableau, Vues};
use crate::messages::repertoire::{self as mr, l};
use crate::messages::{self as m};
use crate::pages::Echec;
use domain::{
    DisciplineId, FiltreRepertoire, LIGNES_REPERTOIRE, LigneRepertoire, PageRepertoire,
    VueRepertoire,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn adresse_de(filtre: &FiltreRepertoire, page: u32) -> String {
    let mut requete = ParamsMap::new();
    if !filtre.nom.is_empty() {
        requete.insert("mot", filtre.nom.clone());
    }
    if !filtre.lieu.is_empty() {
        requete.insert("lieu", filtre.lieu.clone());
    }
    if let Some(d) = filtre.discipline {
        requete.insert("discipline", d.to_string());
    }
    if filtre.vue != VueRepertoire::default() {
        requete.insert("vue", filtre.vue.code().to_owned());
    }
    if page > 1 {
        requete.insert("page", page.to_string());
    }
    format!("{ADRESSE}{}", requete.to_query_string())
}

/// *Intervenants*: everybody known in the académie.
#[component]
pub fn Intervenants() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        FiltreRepertoire {
            nom: requete.get("mot").unwrap_or_default(),
            lieu: requete.get("lieu").unwrap_or_default(),
            discipline: requete
                .get_str("discipline")
                .and_then(|d| d.parse().ok())
                .map(DisciplineId),
            vue: requete
                .get_str("vue")
                .and_then(VueRepertoire::lire)
                .unwrap_or_default(),
            page: requete
                .get_str("page")
                .and_then(|p| p.parse().ok())
                .unwrap_or(1)
                .max(1),
        }
    });
    let page = Resource::new_blocking(move || filtre.get(), lister_intervenants);
    view! {
        <Title text=l::TITRE />
        <h1>{l::TITRE}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match page.await {
                    Ok(page) => view! {
                        <ul class="imagin-boutons imagin-boutons--liste">
                            {page.tient.then(|| view! {
                                <li><a class="fr-btn" href=format!("{ADRESSE}/nouveau")>{l::NOUVEAU}</a></li>
                                <li><a class="fr-btn fr-btn--secondary" href=COMPTES>{l::OUVRIR_COMPTES}</a></li>
                            })}
                            <li><a class="fr-btn fr-btn--secondary" href=DOUBLONS>{l::DOUBLONS}</a></li>
                        </ul>
                        <Filtres filtre=filtre.clone() disciplines=page.disciplines.clone() />
                        <Liste filtre page />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filtres(filtre: FiltreRepertoire, disciplines: Vec<(DisciplineId, String)>) -> impl IntoView {
    let vue = filtre.vue;
    let choisie = filtre.discipline;
    let vues = VueRepertoire::TOUTES
        .into_iter()
        .map(|v| LienVue {
            adresse: adresse_de(
                &FiltreRepertoire {
                    vue: v,
                    ..filtre.clone()
                },
                1,
            ),
            texte: mr::vue(v).to_owned(),
            ici: v == vue,
        })
        .collect::<Vec<_>>();
    view! {
        <Vues nom=l::VUES vues />
        <FormulaireFiltre action=ADRESSE bouton=m::l::FILTRER>
            {(vue != VueRepertoire::default()).then(|| view! { <input type="hidden" name="vue" value=vue.code() /> })}
            <div class="fr-input-group imagin-filtres__mot">
                <label class="fr-label" for="mot">{l::MOT}</label>
                <input class="fr-input" id="mot" name="mot" type="search" value=filtre.nom.clone() maxlength="100" autocomplete="off" />
            </div>
            <div class="fr-input-group imagin-filtres__mot">
                <label class="fr-label" for="lieu">{l::LIEU}</label>
                <input class="fr-input" id="lieu" name="lieu" value=filtre.lieu.clone() maxlength="100" autocomplete="off" />
            </div>
            <div class="fr-select-group">
                <label class="fr-label" for="discipline">{l::DISCIPLINE}</label>
                <select class="fr-select" id="discipline" name="discipline">
                    <option value="" selected=choisie.is_none()>{l::TOUTES_LES_DISCIPLINES}</option>
                    {disciplines.into_iter().map(|(d, libelle)| view! {
                        <option value=d.to_string() selected=choisie == Some(d)>{libelle}</option>
                    }).collect_view()}
                </select>
            </div>
        </FormulaireFiltre>
    }
}

#[component]
fn Liste(filtre: FiltreRepertoire, page: PageRepertoire) -> impl IntoView {
    if page.lignes.is_empty() {
        return view! {
            <p role="status">{l::VIDE}</p>
            <p><a class="fr-link" href=ADRESSE>{m::l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let pages = page.total.div_ceil(LIGNES_REPERTOIRE).max(1);
    let adresses = (1..=pages)
        .map(|p| adresse_de(&filtre, p))
        .collect::<Vec<_>>();
    view! {
        {personnes("intervenants", mr::legende(page.total), page.lignes)}
        <Pagination adresses courante=filtre.page as usize etiquette=m::l::PAGINATION
            precedente=m::l::PAGE_PRECEDENTE suivante=m::l::PAGE_SUIVANTE numero=m::page_n />
    }
    .into_any()
}

/// A table of people, each leading to their page.
pub(super) fn personnes(
    id: &'static str,
    legende: String,
    lignes: Vec<LigneRepertoire>,
) -> impl IntoView {
    view! {
        <Tableau id=id nom=l::TITRE legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_NOM}</th>
                <th scope="col">{l::COL_MATRICULE}</th>
                <th scope="col">{l::COL_LIEU}</th>
                <th scope="col">{l::DISCIPLINE}</th>
                <th scope="col">{l::COL_MEL}</th>
                <th scope="col">{l::COL_ETAT}</th>
            </tr></thead>
            <tbody>{lignes.into_iter().map(ligne).collect_view()}</tbody>
        </Tableau>
    }
}

fn ligne(p: LigneRepertoire) -> impl IntoView {
    let lieu = if p.etablissement.is_empty() {
        mr::origine(p.origine).to_owned()
    } else {
        p.etablissement.clone()
    };
    let (classe, etat) = if p.fusionne {
        ("fr-badge fr-badge--sm", l::FUSIONNE)
    } else if p.actif {
        ("fr-badge fr-badge--sm fr-badge--success", l::ACTIF)
    } else {
        ("fr-badge fr-badge--sm fr-badge--warning", l::FERME)
    };
    let naissance = (!p.nom_naissance.is_empty()).then(|| mr::nee(&p.nom_naissance));
    view! {
        <tr>
            <th scope="row">
                <a class="fr-link" href=format!("{ADRESSE}/{}", p.id)>{p.nom}</a>
                {naissance.map(|n| view! { <span class="imagin-raison">{n}</span> })}
            </th>
            <td>{p.matricule}</td>
            <td>{lieu}</td>
            <td>{p.discipline}</td>
            <td>{p.mel}</td>
            <td><span class=classe>{etat}</span></td>
        </tr>
    }
}
