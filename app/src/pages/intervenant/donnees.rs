use super::api::mes_donnees;
use crate::composants::Tableau;
use crate::messages::espace::{self as me, l as le};
use crate::pages::Echec;
use domain::Donnees;
use leptos::prelude::*;
use leptos_meta::Title;

/// *Mes données*: everything that is kept about the reader, to read and to take away.
#[component]
pub fn PageMesDonnees() -> impl IntoView {
    let lues = Resource::new_blocking(|| (), |()| mes_donnees());
    view! {
        <Title text=le::MES_DONNEES />
        <h1>{le::MES_DONNEES}</h1>
        <p>{le::DONNEES_EXPLICATION}</p>
        <p>{le::DONNEES_DROITS}</p>
        <p><a class="fr-btn" href="/mes-donnees.zip" rel="external">{le::DONNEES_TELECHARGER}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                match lues.await {
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                    Ok(parts) => parts.into_iter().map(|part| view! { <Part part /> }).collect_view().into_any(),
                }
            })}
        </Transition>
    }
}

/// A part: facts one under the other when it has one line of them, else a table.
#[component]
fn Part(part: Donnees) -> impl IntoView {
    let p = part.part;
    let titre = me::part(p);
    let colonnes = p.colonnes();
    let mut lignes = part.lignes;
    let contenu = match lignes.len() {
        0 => view! { <p>{le::RIEN}</p> }.into_any(),
        1 => {
            let une = lignes.pop().unwrap_or_default();
            view! {
                <dl class="imagin-faits-publics">
                    {colonnes.iter().zip(une).filter(|(_, v)| !v.is_empty()).map(|(nom, valeur)| view! {
                        <div><dt>{me::colonne(nom)}</dt><dd class="imagin-saisi">{me::cellule(&me::valeur(p, nom, &valeur))}</dd></div>
                    }).collect_view()}
                </dl>
            }
            .into_any()
        }
        nombre => {
            let legende = format!("{titre} ({nombre})");
            view! {
                <Tableau id=format!("donnees-{}", p.code()) nom=titre legende=Signal::stored(legende)>
                    <thead>
                        <tr>{colonnes.iter().map(|c| view! { <th scope="col">{me::colonne(c)}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>
                        {lignes.into_iter().map(|ligne| view! {
                            <tr>{colonnes.iter().zip(ligne).map(|(nom, v)| view! {
                                <td>{me::cellule(&me::valeur(p, nom, &v))}</td>
                            }).collect_view()}</tr>
                        }).collect_view()}
                    </tbody>
                </Tableau>
            }
            .into_any()
        }
    };
    view! {
        <section class="imagin-donnees">
            <h2>{titre}</h2>
            <p>{me::usage(p)}</p>
            {contenu}
        </section>
    }
}
