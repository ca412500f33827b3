use super::api::mes_services;
use crate::composants::Tableau;
use crate::messages::espace::{self as me, l as le};
use crate::pages::Echec;
use domain::{MonService, duree_longue, jour_court};
use leptos::prelude::*;
use leptos_meta::Title;

/// *Mes services attestés*: what the centres validated, the latest day first.
#[component]
pub fn PageMesServices() -> impl IntoView {
    let lus = Resource::new_blocking(|| (), |()| mes_services());
    view! {
        <Title text=le::MES_SERVICES />
        <h1>{le::MES_SERVICES}</h1>
        <p>{le::SERVICES_EXPLICATION}</p>
        <Transition>
            {move || Suspend::new(async move {
                match lus.await {
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                    Ok(services) if services.is_empty() => view! { <p>{le::AUCUN_SERVICE}</p> }.into_any(),
                    Ok(services) => view! { <Services services /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Services(services: Vec<MonService>) -> impl IntoView {
    let legende = me::legende_services(&services);
    view! {
        <Tableau id="mes-services" nom=le::MES_SERVICES legende=Signal::stored(legende)>
            <thead>
                <tr>
                    {[le::COL_JOUR, le::COL_PRESENCE, le::COL_HEURES, le::COL_NOMBRE, le::COL_MISSION, le::COL_CENTRE, le::COL_VALIDE]
                        .into_iter().map(|c| view! { <th scope="col">{c}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>
                {services.into_iter().map(|s| view! {
                    <tr>
                        <th scope="row">{jour_court(s.creneau.jour)}</th>
                        <td>{me::presence(&s)}</td>
                        <td data-titre=le::COL_HEURES>{duree_longue(s.minutes)}</td>
                        <td>{me::quantite(&s)}</td>
                        <td>{format!("{} – {}, session {}", s.numero, s.intitule, s.annee)}</td>
                        <td>{s.centre.clone()}</td>
                        <td data-titre=le::COL_VALIDE>{me::valide(&s)}</td>
                    </tr>
                }).collect_view()}
            </tbody>
        </Tableau>
    }
}
