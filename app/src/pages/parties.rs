//! The pages whose code the browser loads apart from the program itself: all in one part,
//! which is more than half of the whole (docs/decisions/0013-longues-listes.md). Who signs
//! in, reads the list or an answer does without it.

use super::{
    adresse, competences, consultation, controle, historique, indisponibilites, journal, lots,
    mission, ouvertures, personnels, pied, reprises, santorin, service, signatures,
};
use crate::messages::l;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::LazyRoute;
use leptos_router::hooks::use_url;

/// Name of that part among the files of the site.
#[cfg(feature = "ssr")]
const PARTIE: &str = "page_mission";

/// The pages of the part, and the way of the router to each.
macro_rules! voies {
    ($($voie:ident : $page:ident => $vue:path),+ $(,)?) => {
        #[derive(Clone, Copy, Debug)]
        enum PageAPart {
            $($page),+
        }

        // One function for all of them: each one would wait for the part by itself, and a
        // page must not wait while it is hydrated.
        #[wasm_split(page_mission, wasm_split_path = ::leptos::wasm_split, preload(precharger), fallible)]
        fn vue(page: PageAPart) -> Result<AnyView, SplitLoaderError> {
            Ok(match page {
                $(PageAPart::$page => $vue().into_any()),+
            })
        }

        $(
            #[doc = concat!("The way to [`", stringify!($vue), "`].")]
            #[derive(Debug)]
            pub struct $voie;

            impl LazyRoute for $voie {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    montrer(PageAPart::$page).await
                }

                async fn preload() {
                    precharger_la_partie().await;
                }
            }
        )+
    };
}

voies! {
    VoieMission: Mission => mission::PageMission,
    VoieLot: Lot => lots::PageLot,
    VoieColler: Coller => reprises::PageColler,
    VoieCopier: Copier => reprises::PageCopier,
    VoieHistorique: Historique => historique::PageHistorique,
    VoieAdresse: Adresse => adresse::PageAdresse,
    VoieJournal: Journal => journal::JournalDesEnvois,
    VoieControle: Controle => controle::ControleSession,
    VoieConsultation: Consultation => consultation::ConsultationDesMissions,
    VoieServices: Services => service::ServicesFaits,
    VoieService: Service => service::ServiceDeLaMission,
    VoieServiceHistorique: ServiceHistorique => service::HistoriqueDuService,
    VoiePersonnels: Personnels => personnels::Personnels,
    VoiePersonne: Personne => personnels::PagePersonne,
    VoieIndisponibilites: Indisponibilites => indisponibilites::Indisponibilites,
    VoieNouvelleIndisponibilite: NouvelleIndisponibilite => indisponibilites::NouvelleIndisponibilite,
    VoieImportIndisponibilites: ImportIndisponibilites => indisponibilites::ImportIndisponibilites,
    VoieIndisponibilite: Indisponibilite => indisponibilites::PageIndisponibilite,
    VoieCompetences: Competences => competences::PageSaisieCompetences,
    VoieGrille: Grille => competences::PageGrilleCompetences,
    VoieValidation: Validation => competences::PageValidationCompetences,
    VoieExamen: Examen => competences::PageExamenCompetences,
    VoieSignatures: Signatures => signatures::PageDesSignatures,
    VoieSaisieSignature: SaisieSignature => signatures::PageSaisie,
    VoieApercuSignature: ApercuSignature => signatures::PageApercuSignature,
    VoieOuvertures: Ouvertures => ouvertures::PageOuverturesService,
    VoieExportSantorin: ExportSantorin => santorin::PageExportSantorin,
    VoieClients: Clients => santorin::PageDesClients,
    VoieGuide: Guide => pied::Guide,
    VoieTutoriel: Tutoriel => pied::Tutoriel,
    VoieAide: Aide => pied::Aide,
    VoieAccessibilite: Accessibilite => pied::Accessibilite,
}

/// One of those pages, once its code is there.
async fn montrer(page: PageAPart) -> AnyView {
    // So that the page's head announces it to the browser.
    #[cfg(feature = "ssr")]
    leptos::prefetch_lazy_fn_on_server(PARTIE);
    match vue(page).await {
        Ok(vue) => vue,
        Err(_) => view! { <NonChargee /> }.into_any(),
    }
}

/// Loads the part ahead, so that the first of its pages opens at once.
pub async fn precharger_la_partie() {
    #[cfg(target_family = "wasm")]
    // What is missing is said when the page is asked for.
    let _ = precharger().await;
}

/// Loads the code that the page of an address needs beyond the program itself; `false`
/// when it does not come.
pub async fn charger(chemin: &str) -> bool {
    #[cfg(target_family = "wasm")]
    if a_part(chemin) {
        return precharger().await.is_ok();
    }
    let _ = chemin;
    true
}

/// Whether the page of an address is one of the part.
#[cfg(any(target_family = "wasm", test))]
fn a_part(chemin: &str) -> bool {
    let mut noms = chemin.split('/').filter(|nom| !nom.is_empty());
    match (noms.next(), noms.count()) {
        (Some("missions"), n) => n > 0,
        (Some("convocations"), n) => n > 1,
        (Some("signatures"), n) => n > 0,
        (
            Some(
                "accessibilite"
                | "aide"
                | "clients-api"
                | "competences"
                | "consultation"
                | "controle"
                | "envois"
                | "export-santorin"
                | "guide"
                | "indisponibilites"
                | "personnels"
                | "service-fait"
                | "service-signature"
                | "tutoriel"
                | "validation-competences",
            ),
            _,
        ) => true,
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::a_part;

    #[test]
    fn pages_de_la_partie() {
        for chemin in [
            "/missions/172278",
            "/missions/172278/coller",
            "/missions/172278/lots/3",
            "/convocations/12/historique",
            "/convocations/12/adresse",
            "/consultation",
            "/controle",
            "/envois",
            "/service-fait",
            "/service-fait/172278",
            "/service-fait/172278/historique",
            "/competences",
            "/competences/12",
            "/validation-competences",
            "/validation-competences/12",
            "/signatures/centre",
            "/signatures/etablissement/saisie",
            "/signatures/etablissement/apercu",
            "/service-signature",
            "/export-santorin",
            "/clients-api",
            "/guide",
            "/accessibilite",
            "/personnels",
            "/personnels/12",
            "/indisponibilites",
            "/indisponibilites/nouvelle",
            "/indisponibilites/importer",
            "/indisponibilites/12",
        ] {
            assert!(a_part(chemin), "{chemin}");
        }
        for chemin in [
            "/",
            "/connexion",
            "/missions",
            "/missions/",
            "/convocations/12",
            "/mes-convocations",
            "/compte",
            "/rien",
        ] {
            assert!(!a_part(chemin), "{chemin}");
        }
    }
}
