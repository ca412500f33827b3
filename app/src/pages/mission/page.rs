use super::api::ouvrir_mission;
use super::ecran::Ecran;
use super::fenetre::{Demande, remplir};
use crate::messages::l;
use crate::pages::Echec;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_meta::Title;
use leptos_router::LazyRoute;
use leptos_router::hooks::use_url;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The way to [`PageMission`], whose code the browser loads apart: it is half of the
/// whole, and who reads the list or an answer does without it.
#[derive(Debug)]
pub struct VoieMission;

/// Name of that part among the files of the site.
#[cfg(feature = "ssr")]
const PARTIE: &str = "page_mission";

/// The pages whose code is in that part.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PageAPart {
    /// [`PageMission`].
    Mission,
    /// [`crate::pages::lots::PageLot`].
    Lot,
    /// [`crate::pages::reprises::PageColler`].
    Coller,
    /// [`crate::pages::reprises::PageCopier`].
    Copier,
}

#[wasm_split(page_mission, wasm_split_path = ::leptos::wasm_split, preload(precharger), fallible)]
fn vue(page: PageAPart) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        PageAPart::Mission => view! { <PageMission /> }.into_any(),
        PageAPart::Lot => view! { <crate::pages::lots::PageLot /> }.into_any(),
        PageAPart::Coller => view! { <crate::pages::reprises::PageColler /> }.into_any(),
        PageAPart::Copier => view! { <crate::pages::reprises::PageCopier /> }.into_any(),
    })
}

/// One of those pages, once its code is there.
pub(crate) async fn montrer(page: PageAPart) -> AnyView {
    // So that the page's head announces it to the browser.
    #[cfg(feature = "ssr")]
    leptos::prefetch_lazy_fn_on_server(PARTIE);
    match vue(page).await {
        Ok(vue) => vue,
        Err(_) => view! { <NonChargee /> }.into_any(),
    }
}

impl LazyRoute for VoieMission {
    fn data() -> Self {
        Self
    }

    async fn view(_: Self) -> AnyView {
        montrer(PageAPart::Mission).await
    }

    /// Loads that code ahead, so that the first mission opens at once.
    async fn preload() {
        #[cfg(target_family = "wasm")]
        // What is missing is said when the page is asked for.
        let _ = precharger().await;
    }
}

/// Loads the code that the page of an address needs beyond the program itself; `false`
/// when it does not come.
pub async fn charger(chemin: &str) -> bool {
    #[cfg(target_family = "wasm")]
    if chemin.starts_with("/missions/") {
        return precharger().await.is_ok();
    }
    let _ = chemin;
    true
}

/// No network, or a version of the site that is no longer there: the whole page asked
/// again settles both.
#[component]
fn NonChargee() -> impl IntoView {
    let adresse = use_url().read_untracked();
    let adresse = format!("{}{}", adresse.path(), adresse.search());
    view! {
        <div class="fr-alert fr-alert--error" role="alert">
            <p>{l::PAGE_NON_CHARGEE}</p>
            <p><a class="fr-link" rel="external" href=adresse>{l::RECHARGER_LA_PAGE}</a></p>
        </div>
    }
}

/// The page of a mission: its facts, who is convoked, and its windows.
#[component]
pub fn PageMission() -> impl IntoView {
    let parametres = use_params_map();
    let numero = Memo::new(move |_| {
        parametres
            .read()
            .get("numero")
            .and_then(|n| n.parse::<i64>().ok())
            .unwrap_or(0)
    });
    let requete = use_query_map();
    let mission = Resource::new_blocking(move || numero.get(), ouvrir_mission);
    // Here and not in the window: what is under <Transition> may be made several times,
    // and a resource made there with it.
    let contenu =
        Resource::new_blocking(move || Demande::de(numero.get(), &requete.read()), remplir);
    view! {
        <p class="imagin-retour"><a class="fr-link" href="/missions" title=l::RETOUR_LISTE>{l::RETOUR}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                match mission.await {
                    Ok(ouverte) => view! {
                        <Title text=format!("{} {}", l::CONVOCATION_PAR_MISSION, numero.get()) />
                        <h1>{l::CONVOCATION_PAR_MISSION}</h1>
                        <Ecran ouverte contenu />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}
