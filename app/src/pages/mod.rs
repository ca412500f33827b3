//! Pages, one folder an area: `page.rs` is what is seen, `api.rs` the server
//! functions it calls.

pub mod accueil;
pub mod adresse;
pub mod audit;
pub mod competences;
pub mod compte;
pub mod comptes;
pub mod connexion;
pub mod consultation;
pub mod controle;
pub mod couverture;
pub mod historique;
pub mod imports;
pub mod indisponibilites;
pub mod intervenant;
pub mod journal;
pub mod lettre;
pub mod lots;
pub mod mission;
pub mod missions;
pub mod ouvertures;
pub mod parametres;
pub mod parties;
pub mod personnels;
pub mod pied;
pub mod repertoire;
pub mod reprises;
pub mod santorin;
pub mod service;
pub mod signatures;
pub mod suivies;

use crate::ErreurApi;
use crate::erreur::genres;
use crate::messages::l;
use leptos::prelude::*;
use leptos_meta::Title;

/// Parameters of an address, repeated ones included, as pages read them.
#[must_use]
pub fn parametres(paires: Vec<(String, String)>) -> leptos_router::params::ParamsMap {
    paires.into_iter().collect()
}

/// The key in the address of a page; 0 when it cannot be read.
#[must_use]
pub fn cle_de_l_adresse() -> Memo<i64> {
    entier_de_l_adresse("id")
}

/// The number of the mission in the address of a page; 0 when it cannot be read.
#[must_use]
pub fn numero_de_l_adresse() -> Memo<i64> {
    entier_de_l_adresse("numero")
}

fn entier_de_l_adresse(nom: &'static str) -> Memo<i64> {
    let parametres = leptos_router::hooks::use_params_map();
    Memo::new(move |_| {
        parametres
            .read()
            .get(nom)
            .and_then(|n| n.parse::<i64>().ok())
            .unwrap_or(0)
    })
}

/// Why an action was refused, once it was.
pub(crate) fn erreur_de<T>(issue: &Option<Result<T, ErreurApi>>) -> Option<ErreurApi> {
    issue.as_ref().and_then(|r| r.as_ref().err().cloned())
}

/// As [`erreur_de`], as a sentence.
pub(crate) fn refus<T>(issue: &Option<Result<T, ErreurApi>>) -> Option<String> {
    issue
        .as_ref()
        .and_then(|r| r.as_ref().err().map(|e| e.texte().to_owned()))
}

/// Where the refusal of a form is said.
pub(crate) fn alerte(refus: impl Fn() -> Option<String> + Send + Sync + 'static) -> impl IntoView {
    view! {
        <div role="alert">
            {move || refus().map(|e| view! { <p class="fr-message fr-message--error">{e}</p> })}
        </div>
    }
}

/// Where the refusal of any action of a page is said, above it.
pub(crate) fn alerte_de_page(
    issues: impl Fn() -> Vec<Option<Result<(), ErreurApi>>> + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div role="alert">
            {move || issues().into_iter().flatten().find_map(Result::err).map(|e| view! {
                <div class="fr-alert fr-alert--error fr-alert--sm"><p>{e.texte().to_owned()}</p></div>
            })}
        </div>
    }
}

/// What an address that leads nowhere shows, with the status 404.
#[component]
pub fn Introuvable() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::contexte::statut_introuvable();
    view! {
        <Title text=l::PAGE_INTROUVABLE />
        <h1>{l::PAGE_INTROUVABLE}</h1>
        <p>{l::PAGE_INTROUVABLE_TEXTE}</p>
        <p><a class="fr-link" href="/">{l::ACCUEIL}</a></p>
    }
}

/// What a page shows in place of what could not be read.
#[component]
pub fn Echec(
    /// Why.
    erreur: ErreurApi,
) -> impl IntoView {
    if erreur.est(genres::INTROUVABLE) {
        return view! { <Introuvable /> }.into_any();
    }
    let a_reconnecter = erreur.est(genres::NON_CONNECTE);
    view! {
        <div class="fr-alert fr-alert--error imagin-echec" role="alert">
            <p>{erreur.texte().to_owned()}</p>
        </div>
        {a_reconnecter.then(|| view! {
            <p><a class="fr-btn" href="/connexion" rel="external">{l::SE_CONNECTER}</a></p>
        })}
    }
    .into_any()
}
