use super::ADRESSE;
use super::api::lister_comptes;
use crate::composants::{ChampMot, FormulaireFiltre, LienVue, Pagination, Tableau, Vues};
use crate::messages::comptes::{self as mc, l};
use crate::messages::second_facteur::l as lf;
use crate::messages::{self as m};
use crate::pages::Echec;
use domain::{
    CompteVu, EtatAttribution, FiltreComptes, LIGNES_COMPTES, PageComptes, Role, VueComptes,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn adresse_de(filtre: &FiltreComptes, page: u32) -> String {
    let mut requete = ParamsMap::new();
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    if let Some(role) = filtre.role {
        requete.insert("role", role.code().to_owned());
    }
    if filtre.vue != VueComptes::default() {
        requete.insert("vue", filtre.vue.code().to_owned());
    }
    if page > 1 {
        requete.insert("page", page.to_string());
    }
    format!("{ADRESSE}{}", requete.to_query_string())
}

/// *Comptes*: every account of the académie, by name.
#[component]
pub fn Comptes() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        FiltreComptes {
            mot_cle: requete.get("mot").unwrap_or_default(),
            role: requete.get_str("role").and_then(Role::lire),
            vue: requete
                .get_str("vue")
                .and_then(VueComptes::lire)
                .unwrap_or_default(),
            page: requete
                .get_str("page")
                .and_then(|p| p.parse().ok())
                .unwrap_or(1)
                .max(1),
        }
    });
    let page = Resource::new_blocking(move || filtre.get(), lister_comptes);
    view! {
        <Title text=l::COMPTES />
        <h1>{l::COMPTES}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match page.await {
                    Ok(page) => view! {
                        <ul class="imagin-boutons imagin-boutons--liste">
                            <li><a class="fr-btn" href=format!("{ADRESSE}/nouveau")>{l::NOUVEAU}</a></li>
                        </ul>
                        <Filtres filtre=filtre.clone() />
                        <Liste filtre page />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filtres(filtre: FiltreComptes) -> impl IntoView {
    let vue = filtre.vue;
    let role = filtre.role;
    let vues = VueComptes::TOUTES
        .into_iter()
        .map(|v| LienVue {
            adresse: adresse_de(
                &FiltreComptes {
                    vue: v,
                    ..filtre.clone()
                },
                1,
            ),
            texte: mc::vue(v).to_owned(),
            ici: v == vue,
        })
        .collect::<Vec<_>>();
    view! {
        <Vues nom=l::VUES vues />
        <FormulaireFiltre action=ADRESSE bouton=m::l::FILTRER>
            {(vue != VueComptes::default()).then(|| view! { <input type="hidden" name="vue" value=vue.code() /> })}
            <div class="fr-select-group">
                <label class="fr-label" for="role">{l::ROLE}</label>
                <select class="fr-select" id="role" name="role">
                    <option value="" selected=role.is_none()>{l::TOUS_LES_ROLES}</option>
                    {Role::TOUS.into_iter().map(|r| view! {
                        <option value=r.code() selected=role == Some(r)>{r.libelle()}</option>
                    }).collect_view()}
                </select>
            </div>
            <ChampMot etiquette=l::MOT valeur=filtre.mot_cle.clone() />
        </FormulaireFiltre>
    }
}

#[component]
fn Liste(filtre: FiltreComptes, page: PageComptes) -> impl IntoView {
    if page.lignes.is_empty() {
        return view! {
            <p role="status">{l::VIDE}</p>
            <p><a class="fr-link" href=ADRESSE>{m::l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let pages = page.trouves.div_ceil(LIGNES_COMPTES).max(1);
    let adresses = (1..=pages)
        .map(|p| adresse_de(&filtre, p))
        .collect::<Vec<_>>();
    let courante = page.page as usize;
    let legende = mc::legende(page.trouves, page.total);
    view! {
        <Tableau id="comptes" nom=l::COMPTES legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_NOM}</th>
                <th scope="col">{l::COL_IDENTIFIANT}</th>
                <th scope="col">{l::COL_MEL}</th>
                <th scope="col">{l::COL_ROLES}</th>
                <th scope="col">{l::COL_ETAT}</th>
            </tr></thead>
            <tbody>{page.lignes.into_iter().map(ligne).collect_view()}</tbody>
        </Tableau>
        <Pagination adresses courante=courante etiquette=m::l::PAGINATION
            precedente=m::l::PAGE_PRECEDENTE suivante=m::l::PAGE_SUIVANTE numero=m::page_n />
    }
    .into_any()
}

fn ligne(c: CompteVu) -> impl IntoView {
    let etat = etat(&c);
    let facteur = c.second_facteur;
    let roles = c.roles.iter().map(|r| {
        let passe = r.etat != EtatAttribution::EnCours;
        view! {
            <li>
                {mc::role(r)}
                {passe.then(|| view! { " "<span class="fr-badge fr-badge--sm fr-badge--no-icon">{mc::etat_role(r.etat)}</span> })}
            </li>
        }
    }).collect_view();
    view! {
        <tr>
            <th scope="row"><a class="fr-link" href=format!("{ADRESSE}/{}", c.id)>{c.nom}</a></th>
            <td data-titre=l::COL_IDENTIFIANT>{c.identifiant}</td>
            <td>{c.mel}</td>
            <td><ul class="imagin-roles">{roles}</ul></td>
            <td>
                {etat}
                {facteur.then(|| view! { " "<span class="fr-badge fr-badge--sm fr-badge--no-icon">{lf::BADGE}</span> })}
            </td>
        </tr>
    }
}

/// Where an account stands.
pub(super) fn etat(c: &CompteVu) -> impl IntoView + use<> {
    let classe = match (c.actif, c.invite, c.lien_expire) {
        (true, false, _) => "fr-badge fr-badge--sm fr-badge--success",
        (true, true, false) => "fr-badge fr-badge--sm fr-badge--info",
        (true, true, true) | (false, ..) => "fr-badge fr-badge--sm fr-badge--warning",
    };
    view! { <span class=classe>{mc::etat(c)}</span> }
}
