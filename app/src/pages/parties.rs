//! The pages whose code the browser loads apart from the program itself, in a few parts: one
//! for each corner of the menu (docs/decisions/0013-longues-listes.md). What every page
//! loads is the shell, the sign-in page, the list of missions and what they all share.

use super::{
    accueil, adresse, audit, competences, compte, comptes, consultation, controle, couverture,
    historique, imports, indisponibilites, intervenant, journal, lettre, lots, mission, ouvertures,
    parametres, personnels, pied, repertoire, reprises, santorin, service, signatures, suivies,
};
use crate::messages::l;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::LazyRoute;
use leptos_router::hooks::use_url;

/// The parts, the pages of each, and the way of the router to each page.
macro_rules! parties {
    ($(
        $(#[$doc:meta])*
        $partie:ident = $module:ident { $($voie:ident : $page:ident => $vue:path),+ $(,)? }
    )+) => {
        /// A part of the browser's program.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Partie {
            $($(#[$doc])* $partie),+
        }

        impl Partie {
            /// Its name among the files of the site.
            #[cfg(feature = "ssr")]
            const fn nom(self) -> &'static str {
                match self {
                    $(Self::$partie => stringify!($module)),+
                }
            }

            /// Loads it; `false` when it does not come.
            #[cfg(target_family = "wasm")]
            async fn venir(self) -> bool {
                match self {
                    $(Self::$partie => $module::precharger().await.is_ok()),+
                }
            }
        }

        $(mod $module {
            use super::*;

            #[derive(Clone, Copy, Debug)]
            pub(super) enum Page {
                $($page),+
            }

            // One function for all the pages of a part: each one would wait for the part by
            // itself, and a page must not wait while it is hydrated.
            #[wasm_split($module, wasm_split_path = ::leptos::wasm_split, preload(precharger_partie), fallible)]
            fn vue(page: Page) -> Result<AnyView, SplitLoaderError> {
                Ok(match page {
                    $(Page::$page => $vue().into_any()),+
                })
            }

            #[cfg(target_family = "wasm")]
            pub(super) async fn precharger() -> Result<(), SplitLoaderError> {
                precharger_partie().await
            }

            pub(super) async fn montrer(page: Page) -> AnyView {
                // So that the page's head announces it to the browser.
                #[cfg(feature = "ssr")]
                leptos::prefetch_lazy_fn_on_server(Partie::$partie.nom());
                match vue(page).await {
                    Ok(vue) => vue,
                    Err(_) => view! { <NonChargee /> }.into_any(),
                }
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
                        montrer(Page::$page).await
                    }

                    async fn preload() {
                        Partie::$partie.precharger().await;
                    }
                }
            )+
        }
        pub use $module::{$($voie),+};)+
    };
}

parties! {
    /// A mission and what one does with its convocations.
    Mission = part_mission {
        VoieMission: Mission => mission::PageMission,
        VoieLot: Lot => lots::PageLot,
        VoieColler: Coller => reprises::PageColler,
        VoieCopier: Copier => reprises::PageCopier,
        VoieHistorique: Historique => historique::PageHistorique,
        VoieAdresse: Adresse => adresse::PageAdresse,
        VoieJournal: Journal => journal::JournalDesEnvois,
        VoieControle: Controle => controle::ControleSession,
        VoieSuivies: Suivies => suivies::ConvocationsSuivies,
    }
    /// The people of an établissement.
    Etablissement = part_etablissement {
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
    }
    /// What a centre consults, attests and signs.
    Centre = part_centre {
        VoieConsultation: Consultation => consultation::ConsultationDesMissions,
        VoieServices: Services => service::ServicesFaits,
        VoieService: Service => service::ServiceDeLaMission,
        VoieServiceHistorique: ServiceHistorique => service::HistoriqueDuService,
        VoieSignatures: Signatures => signatures::PageDesSignatures,
        VoieSaisieSignature: SaisieSignature => signatures::PageSaisie,
        VoieDemandes: Demandes => repertoire::Demandes,
        VoieNouvelleDemande: NouvelleDemande => repertoire::NouvelleDemande,
        VoieDemande: Demande => repertoire::PageDemande,
        VoieApercuSignature: ApercuSignature => signatures::PageApercuSignature,
    }
    /// Services, accounts, imports, the audit trail, and what SANTORIN is told.
    Administration = part_administration {
        VoieOuvertures: Ouvertures => ouvertures::PageOuverturesService,
        VoieComptes: Comptes => comptes::Comptes,
        VoieNouveauCompte: NouveauCompte => comptes::NouveauCompte,
        VoieFicheCompte: FicheCompte => comptes::PageCompte,
        VoieAudit: Audit => audit::JournalDAudit,
        VoieCouverture: Couverture => couverture::CouvertureDeLaSession,
        VoieIntervenants: Intervenants => repertoire::Intervenants,
        VoieNouvelIntervenant: NouvelIntervenant => repertoire::NouvelIntervenant,
        VoieComptesConvoques: ComptesConvoques => repertoire::ComptesDesConvoques,
        VoieIntervenant: Intervenant => repertoire::PageIntervenant,
        VoieDoublons: Doublons => repertoire::Doublons,
        VoieComparaison: Comparaison => repertoire::PageComparaison,
        VoieImports: Imports => imports::PageDesImports,
        VoieNouvelImport: NouvelImport => imports::PageNouvelImport,
        VoieImport: Import => imports::PageImport,
        VoieExportSantorin: ExportSantorin => santorin::PageExportSantorin,
        VoieClients: Clients => santorin::PageDesClients,
        VoieParametres: Parametres => parametres::PageParametres,
        VoieTexteRegle: TexteRegle => parametres::PageTexteRegle,
        VoieApercuTexte: ApercuTexte => parametres::PageApercuTexte,
        VoieNombresRegles: NombresRegles => parametres::PageNombresRegles,
        VoieLogoRegle: LogoRegle => parametres::PageLogoRegle,
    }
    /// What is one's own, and what is there to read.
    Personnelle = part_personnelle {
        VoieAccueil: Accueil => accueil::PageAccueil,
        VoieCompte: Compte => compte::Compte,
        VoieLettre: Lettre => lettre::PageLettre,
        VoieMesConvocations: MesConvocations => intervenant::PageMesConvocations,
        VoieMesCoordonnees: MesCoordonnees => intervenant::PageMesCoordonnees,
        VoieMesServices: MesServices => intervenant::PageMesServices,
        VoieMesDonnees: MesDonnees => intervenant::PageMesDonnees,
        VoieGuide: Guide => pied::Guide,
        VoieTutoriel: Tutoriel => pied::Tutoriel,
        VoieAide: Aide => pied::Aide,
        VoieAccessibilite: Accessibilite => pied::Accessibilite,
    }
}

impl Partie {
    /// Loads it ahead, so that the first of its pages opens at once.
    pub async fn precharger(self) {
        #[cfg(target_family = "wasm")]
        // What is missing is said when the page is asked for.
        let _ = self.venir().await;
    }

    /// The part that holds the page of an address; none when the program itself does.
    #[cfg(any(target_family = "wasm", test))]
    fn de(chemin: &str) -> Option<Self> {
        let mut noms = chemin.split('/').filter(|nom| !nom.is_empty());
        match (noms.next(), noms.count()) {
            (Some("missions"), 0) => None,
            (Some("convocations"), 1) => Some(Self::Personnelle),
            (Some("missions" | "convocations" | "controle" | "envois"), _) => Some(Self::Mission),
            (
                Some("competences" | "indisponibilites" | "personnels" | "validation-competences"),
                _,
            ) => Some(Self::Etablissement),
            (Some("consultation" | "demandes-intervenant" | "service-fait" | "signatures"), _) => {
                Some(Self::Centre)
            }
            (
                Some(
                    "audit" | "clients-api" | "comptes" | "couverture" | "doublons"
                    | "export-santorin" | "imports" | "intervenants" | "parametres" | "services",
                ),
                _,
            ) => Some(Self::Administration),
            (None, _)
            | (
                Some(
                    "accessibilite" | "aide" | "compte" | "guide" | "mes-convocations"
                    | "mes-coordonnees" | "mes-donnees" | "mes-services" | "tutoriel",
                ),
                _,
            ) => Some(Self::Personnelle),
            _ => None,
        }
    }
}

/// Loads the code that the page of an address needs beyond the program itself; `false`
/// when it does not come.
pub async fn charger(chemin: &str) -> bool {
    #[cfg(target_family = "wasm")]
    if let Some(partie) = Partie::de(chemin) {
        return partie.venir().await;
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

#[cfg(test)]
mod tests {
    use super::Partie;

    #[test]
    fn chaque_page_a_sa_part() {
        for (chemin, partie) in [
            ("/missions/172278", Some(Partie::Mission)),
            ("/missions/172278/coller", Some(Partie::Mission)),
            ("/missions/172278/lots/3", Some(Partie::Mission)),
            ("/convocations/12/historique", Some(Partie::Mission)),
            ("/convocations/12/adresse", Some(Partie::Mission)),
            ("/controle", Some(Partie::Mission)),
            ("/convocations", Some(Partie::Mission)),
            ("/envois", Some(Partie::Mission)),
            ("/consultation", Some(Partie::Centre)),
            ("/service-fait", Some(Partie::Centre)),
            ("/service-fait/172278", Some(Partie::Centre)),
            ("/service-fait/172278/historique", Some(Partie::Centre)),
            ("/signatures/centre", Some(Partie::Centre)),
            ("/signatures/etablissement/saisie", Some(Partie::Centre)),
            ("/signatures/etablissement/apercu", Some(Partie::Centre)),
            ("/services", Some(Partie::Administration)),
            ("/comptes", Some(Partie::Administration)),
            ("/comptes/nouveau", Some(Partie::Administration)),
            ("/comptes/12", Some(Partie::Administration)),
            ("/audit", Some(Partie::Administration)),
            ("/couverture", Some(Partie::Administration)),
            ("/intervenants", Some(Partie::Administration)),
            ("/intervenants/nouveau", Some(Partie::Administration)),
            ("/intervenants/comptes", Some(Partie::Administration)),
            ("/intervenants/12", Some(Partie::Administration)),
            ("/doublons", Some(Partie::Administration)),
            ("/doublons/12", Some(Partie::Administration)),
            ("/demandes-intervenant", Some(Partie::Centre)),
            ("/demandes-intervenant/nouvelle", Some(Partie::Centre)),
            ("/demandes-intervenant/12", Some(Partie::Centre)),
            ("/imports", Some(Partie::Administration)),
            ("/imports/nouveau", Some(Partie::Administration)),
            ("/imports/12", Some(Partie::Administration)),
            ("/export-santorin", Some(Partie::Administration)),
            ("/clients-api", Some(Partie::Administration)),
            ("/parametres", Some(Partie::Administration)),
            ("/parametres/nombres", Some(Partie::Administration)),
            ("/parametres/logo", Some(Partie::Administration)),
            ("/parametres/textes/cloture", Some(Partie::Administration)),
            (
                "/parametres/textes/cloture/apercu",
                Some(Partie::Administration),
            ),
            ("/competences", Some(Partie::Etablissement)),
            ("/competences/12", Some(Partie::Etablissement)),
            ("/validation-competences", Some(Partie::Etablissement)),
            ("/validation-competences/12", Some(Partie::Etablissement)),
            ("/personnels", Some(Partie::Etablissement)),
            ("/personnels/12", Some(Partie::Etablissement)),
            ("/indisponibilites", Some(Partie::Etablissement)),
            ("/indisponibilites/nouvelle", Some(Partie::Etablissement)),
            ("/indisponibilites/importer", Some(Partie::Etablissement)),
            ("/indisponibilites/12", Some(Partie::Etablissement)),
            ("/", Some(Partie::Personnelle)),
            ("/compte", Some(Partie::Personnelle)),
            ("/convocations/12", Some(Partie::Personnelle)),
            ("/mes-convocations", Some(Partie::Personnelle)),
            ("/mes-coordonnees", Some(Partie::Personnelle)),
            ("/mes-services", Some(Partie::Personnelle)),
            ("/mes-donnees", Some(Partie::Personnelle)),
            ("/guide", Some(Partie::Personnelle)),
            ("/accessibilite", Some(Partie::Personnelle)),
            ("/connexion", None),
            ("/missions", None),
            ("/missions/", None),
            ("/rien", None),
        ] {
            assert_eq!(Partie::de(chemin), partie, "{chemin}");
        }
    }
}
