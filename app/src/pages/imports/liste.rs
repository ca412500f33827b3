use super::api::{ADRESSE, ADRESSE_NOUVEAU, adresse_de_l_import, lister_imports, page_de};
use super::suivi::classe_de_l_etat;
use crate::composants::{Pagination, Tableau};
use crate::messages::imports_suivis::{self as mi, l};
use crate::messages::{self as m};
use crate::pages::Echec;
use domain::{IMPORTS_PAR_PAGE, ImportListe, PageImports};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// *Imports*: what was brought, by whom, and what became of it.
#[component]
pub fn PageDesImports() -> impl IntoView {
    let requete = use_query_map();
    let numero = Memo::new(move |_| page_de(requete.read().get_str("page")));
    let page = Resource::new_blocking(move || numero.get(), lister_imports);
    view! {
        <Title text=l::IMPORTS />
        <h1>{l::IMPORTS}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let numero = numero.get();
                match page.await {
                    Ok(page) => view! {
                        <p class="imagin-texte">{l::TEXTE}</p>
                        <p><a class="fr-btn" href=ADRESSE_NOUVEAU>{l::NOUVEL_IMPORT}</a></p>
                        <Liste page numero />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Liste(page: PageImports, numero: u32) -> impl IntoView {
    if page.imports.is_empty() {
        return view! { <p role="status">{l::AUCUN}</p> }.into_any();
    }
    let pages = page.total.div_ceil(IMPORTS_PAR_PAGE).max(1);
    let adresses = (1..=pages)
        .map(|p| {
            if p == 1 {
                ADRESSE.to_owned()
            } else {
                format!("{ADRESSE}?page={p}")
            }
        })
        .collect::<Vec<_>>();
    let legende = mi::legende_imports(page.total);
    view! {
        <Tableau id="imports" nom=l::IMPORTS legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_IMPORT}</th>
                <th scope="col">{l::COL_FICHIER}</th>
                <th scope="col">{l::COL_ETAT}</th>
                <th scope="col">{l::COL_DEPOT}</th>
                <th scope="col">{l::COL_COMPTES}</th>
            </tr></thead>
            <tbody>{page.imports.into_iter().map(ligne).collect_view()}</tbody>
        </Tableau>
        <Pagination adresses courante=numero as usize etiquette=m::l::PAGINATION
            precedente=m::l::PAGE_PRECEDENTE suivante=m::l::PAGE_SUIVANTE numero=m::page_n />
    }
    .into_any()
}

fn ligne(i: ImportListe) -> impl IntoView {
    let par = if i.par.is_empty() {
        l::LIGNE_DE_COMMANDE.to_owned()
    } else {
        i.par.clone()
    };
    view! {
        <tr>
            <th scope="row"><a class="fr-link" href=adresse_de_l_import(i.id.0)>{mi::titre(&i)}</a></th>
            <td>{i.fichier.clone()}</td>
            <td><span class=classe_de_l_etat(i.etat)>{mi::etat(i.etat, i.en_cours)}</span></td>
            <td>{i.depose_le.clone()}<span class="imagin-raison">{par}</span></td>
            <td>{mi::comptes(&i.comptes)}</td>
        </tr>
    }
}
