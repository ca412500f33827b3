use super::api::{cochees, ouvrir_mission};
use super::ecran::Ecran;
use super::fenetre::{Demande, remplir};
use crate::composants::Neuf;
use crate::messages::l;
use crate::pages::{Echec, numero_de_l_adresse};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page of a mission: its facts, who is convoked, and its windows.
#[component]
pub fn PageMission() -> impl IntoView {
    let numero = numero_de_l_adresse();
    let requete = use_query_map();
    let mission = Resource::new_blocking(move || numero.get(), ouvrir_mission);
    // Here and not in the window: what is under <Transition> may be made several times,
    // and a resource made there with it.
    let contenu =
        Resource::new_blocking(move || Demande::de(numero.get(), &requete.read()), remplir);
    // Asked for with the mission alone: what is ticked since is on the page.
    let cochees = Resource::new_blocking(
        move || numero.get(),
        move |numero| {
            let gardees = requete.with_untracked(|r| r.get("coches").is_some());
            cochees(numero, gardees)
        },
    );
    let neuf = Neuf::default();
    // While another mission is on its way, the former is still on the screen and answers no more:
    // it takes no tick, and its forms are not sent.
    let montree = RwSignal::new(numero.get_untracked());
    let en_route = move || numero.get() != montree.get();
    view! {
        <p class="imagin-retour"><a class="fr-link" href="/missions" title=l::RETOUR_LISTE>{l::RETOUR}</a></p>
        <div class="imagin-sans-boite" inert=en_route>
        <Transition>
            {move || Suspend::new(async move {
                let cochees = cochees.await;
                let cle = numero.get();
                let mission = mission.await;
                montree.set(cle);
                match mission {
                    Ok(ouverte) => neuf.pour(cle, view! {
                        <Title text=format!("{} {}", l::CONVOCATION_PAR_MISSION, numero.get()) />
                        <h1>{l::CONVOCATION_PAR_MISSION}</h1>
                        <Ecran ouverte contenu cochees />
                    }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
        </div>
    }
}
