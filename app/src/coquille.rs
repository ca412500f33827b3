//! The shell around every page: document, header, menu, *Messages* zone, footer.

use crate::messages::signatures::l as ls;
use crate::messages::{self as m, l, personnels as mp};
use crate::pages;
use crate::pages::parties;
use crate::zone_messages::ZoneMessages;
use domain::Role;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{A, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::{Lazy, ParamSegment, SsrMode, StaticSegment};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Name of the mark that the browser keeps when the page answers to the reader, for whoever
/// measures it or waits for it.
pub const VIVANTE: &str = "imagin-vivante";

/// Names of the built assets, with their hashes; given by the server at start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actifs {
    /// Address of the script that loads the browser half.
    pub js: String,
    /// Address of the browser half.
    pub wasm: String,
    /// Address of the style sheet.
    pub css: String,
    /// Parts of the browser half that some pages alone need.
    pub parties: Parties,
}

/// Parts of the browser half loaded with the page that needs them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Folder of their addresses.
    pub dossier: String,
    /// Name of the file that loads them; empty when the build made none.
    pub chargeur: String,
    /// The files of each, by its name, without `.wasm`.
    pub fichiers: HashMap<String, Vec<String>>,
}

/// Light or dark, or as the system says, which is so until the reader chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system says.
    #[default]
    #[serde(rename = "system")]
    Systeme,
    /// Light.
    #[serde(rename = "light")]
    Clair,
    /// Dark.
    #[serde(rename = "dark")]
    Sombre,
}

impl Theme {
    /// Value of the cookie and of DSFR's attribute `data-fr-scheme`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Systeme => "system",
            Self::Clair => "light",
            Self::Sombre => "dark",
        }
    }

    /// Reads a code; anything unknown follows the system.
    #[must_use]
    pub fn lire(code: &str) -> Self {
        match code {
            "light" => Self::Clair,
            "dark" => Self::Sombre,
            _ => Self::Systeme,
        }
    }
}

/// The whole HTML document, rendered on the server.
pub fn document(actifs: &Actifs) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::contexte::poser_politique();
    #[cfg(feature = "ssr")]
    // What leptos announces in the page's head to a browser that will need it.
    provide_context(leptos::WasmSplitManifest(ArcStoredValue::new((
        actifs.parties.dossier.clone(),
        actifs.parties.fichiers.clone(),
        actifs.parties.chargeur.clone(),
    ))));
    #[cfg(feature = "ssr")]
    let theme = crate::contexte::theme().code();
    #[cfg(not(feature = "ssr"))]
    let theme = Theme::Systeme.code();
    // Gone back before it answers, in the history that it shares with the page it came from, a
    // page would show one address and say another: it is asked for again. The places of a page
    // (its quick links) are the same page.
    let retour = format!(
        "(()=>{{const ici=()=>location.pathname+location.search,a=ici();\
         addEventListener('popstate',()=>{{\
         if(ici()!==a&&!performance.getEntriesByName({VIVANTE:?}).length)location.reload()}})}})()"
    );
    let demarrage = format!(
        "import({:?}).then(m=>m.default({{module_or_path:{:?}}}).then(()=>m.hydrate()))",
        actifs.js, actifs.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang="fr" data-fr-scheme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=actifs.css.clone() />
                <link rel="modulepreload" href=actifs.js.clone() />
                <link
                    rel="preload"
                    href=actifs.wasm.clone()
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <script type="module" nonce=leptos::nonce::use_nonce()>
                    {demarrage}
                </script>
                <script nonce=leptos::nonce::use_nonce()>{retour}</script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Who is reading, as the shell needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lecteur {
    /// Name shown in the header.
    pub nom: String,
    /// Roles held, in order.
    pub roles: Vec<Role>,
    /// May consult missions.
    pub voit_missions: bool,
    /// Consults personnel, records when people cannot be called and what they are competent
    /// in.
    pub gere_personnels: bool,
    /// Is an intervenant too.
    pub est_intervenant: bool,
    /// Signs for an établissement.
    pub signe_etablissement: bool,
    /// Signs for a centre.
    pub signe_centre: bool,
    /// Opens and closes the services of établissements, and keeps the accounts.
    pub ouvre_services: bool,
    /// Looks at the audit trail.
    pub voit_piste: bool,
    /// Looks at the intervenants of the académie.
    #[serde(default)]
    pub voit_intervenants: bool,
    /// Asks the gestionnaire for people who were not found.
    #[serde(default)]
    pub demande_intervenants: bool,
}

/// What must be read again after an action: each signal counts.
#[derive(Clone, Copy, Debug)]
pub struct Fraicheur {
    /// The *Messages* zone.
    pub messages: RwSignal<u32>,
    /// Who is reading (after signing in or out).
    pub lecteur: RwSignal<u32>,
    /// The mission being looked at, changed from the *Messages* zone.
    pub mission: RwSignal<u32>,
}

impl Fraicheur {
    /// Asks for the *Messages* zone again.
    pub fn relire_messages(self) {
        self.messages.update(|n| *n += 1);
    }

    /// Asks for the *Messages* zone again each time that one of some actions has ended, which
    /// their versions, added up, count.
    pub fn apres(self, versions: impl Fn() -> usize + 'static) {
        Effect::new(move |_| {
            if versions() > 0 {
                self.relire_messages();
            }
        });
    }

    /// Asks for the *Messages* zone again after an action, and counts in `faites`, which has
    /// the page read again, those that were done: what is typed in a form that was refused
    /// stays.
    pub fn suivre<A>(self, action: ServerAction<A>, faites: RwSignal<u32>)
    where
        A: ServerFn<Error = crate::ErreurApi, Output = ()> + Clone + Send + Sync + 'static,
    {
        Effect::new(move |_| {
            let faite = action.value().with(|v| v.as_ref().map(Result::is_ok));
            if let Some(faite) = faite {
                self.relire_messages();
                if faite {
                    faites.update(|n| *n += 1);
                }
            }
        });
    }
}

/// `true` once the browser runs our script; `false` on the server and while
/// hydrating, so that both render the same page.
#[derive(Clone, Copy, Debug)]
pub struct Anime(pub ReadSignal<bool>);

/// Where [`animer`] says it. An effect would say it too soon: those of the shell run while
/// a page whose code is loaded apart is still waited for, and that page would then be
/// hydrated as the server has not rendered it.
#[cfg(not(feature = "ssr"))]
static ANIMER: std::sync::OnceLock<WriteSignal<bool>> = std::sync::OnceLock::new();

/// Says that the whole page is hydrated: [`Anime`] is `true` from then on.
pub fn animer() {
    #[cfg(not(feature = "ssr"))]
    if let Some(anime) = ANIMER.get() {
        anime.try_set(true);
    }
}

/// The reader's dashboard data for the shell.
///
/// # Errors
/// None when signed out: the answer is then empty.
#[server(endpoint = "lecteur", output = crate::json::Json)]
pub async fn lire_lecteur() -> Result<Option<Lecteur>, crate::ErreurApi> {
    Ok(crate::contexte::acteur().ok().map(|a| {
        let mut roles: Vec<Role> = a.attributions.iter().map(|x| x.role).collect();
        roles.sort_unstable();
        roles.dedup();
        Lecteur {
            nom: a.nom.clone(),
            roles,
            voit_missions: a.missions_visibles() != domain::Portee::Rien,
            gere_personnels: a.personnels_geres() != domain::Portee::Rien,
            est_intervenant: a.intervenant.is_some(),
            signe_etablissement: !a
                .signe_pour(domain::Signataire::ChefEtablissement)
                .is_empty(),
            signe_centre: !a.signe_pour(domain::Signataire::ChefCentre).is_empty(),
            ouvre_services: a.services_geres() != domain::Portee::Rien,
            voit_piste: a.piste_visible() != domain::Portee::Rien,
            voit_intervenants: a.repertoire_visible() != domain::Portee::Rien,
            demande_intervenants: !a.etablissements().is_empty(),
        }
    }))
}

/// Remembers light, dark, or as the system says.
///
/// # Errors
/// Outside a request.
#[server(endpoint = "theme", output = crate::json::Json)]
pub async fn choisir_theme(theme: Theme) -> Result<(), crate::ErreurApi> {
    crate::contexte::poser_theme(theme)?;
    Ok(())
}

/// The application: every page inside the shell.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let fraicheur = Fraicheur {
        messages: RwSignal::new(0),
        lecteur: RwSignal::new(0),
        mission: RwSignal::new(0),
    };
    provide_context(fraicheur);
    let (anime, set_anime) = signal(false);
    #[cfg(not(feature = "ssr"))]
    let _ = ANIMER.set(set_anime);
    #[cfg(feature = "ssr")]
    let _ = set_anime;
    provide_context(Anime(anime));
    let lecteur = Resource::new_blocking(move || fraicheur.lecteur.get(), |_| lire_lecteur());
    provide_context(lecteur);

    let page = SsrMode::Async;
    view! {
        // Its own text, which every page's covers, stands while a page is waited for: a document
        // is never without a title.
        <Title text="" formatter=|titre: String| {
            if titre.is_empty() { m::SERVICE.to_owned() } else { format!("{titre} – {}", m::SERVICE) }
        } />
        <Router>
            <AccesRapides />
            <EnTete />
            <div class="fr-container imagin-corps">
                <div class="imagin-colonnes">
                    <MenuLateral />
                    <main id="contenu" tabindex="-1" class="imagin-contenu">
                        <ZoneMessages />
                        <Routes fallback=pages::Introuvable>
                            <Route path=StaticSegment("") view={Lazy::<parties::VoieAccueil>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("connexion") view=pages::connexion::Connexion ssr=page.clone() />
                            <Route path=StaticSegment("missions") view=pages::missions::Missions ssr=page.clone() />
                            <Route path=(StaticSegment("missions"), ParamSegment("numero")) view={Lazy::<parties::VoieMission>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("missions"), ParamSegment("numero"), StaticSegment("coller")) view={Lazy::<parties::VoieColler>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("missions"), ParamSegment("numero"), StaticSegment("copier")) view={Lazy::<parties::VoieCopier>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("missions"), ParamSegment("numero"), StaticSegment("lots"), ParamSegment("lot")) view={Lazy::<parties::VoieLot>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("convocations"), ParamSegment("id")) view={Lazy::<parties::VoieLettre>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("convocations"), ParamSegment("id"), StaticSegment("historique")) view={Lazy::<parties::VoieHistorique>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("convocations"), ParamSegment("id"), StaticSegment("adresse")) view={Lazy::<parties::VoieAdresse>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("envois") view={Lazy::<parties::VoieJournal>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("audit") view={Lazy::<parties::VoieAudit>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("intervenants") view={Lazy::<parties::VoieIntervenants>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("intervenants"), StaticSegment("nouveau")) view={Lazy::<parties::VoieNouvelIntervenant>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("intervenants"), StaticSegment("comptes")) view={Lazy::<parties::VoieComptesConvoques>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("intervenants"), ParamSegment("id")) view={Lazy::<parties::VoieIntervenant>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("doublons") view={Lazy::<parties::VoieDoublons>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("doublons"), ParamSegment("id")) view={Lazy::<parties::VoieComparaison>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("demandes-intervenant") view={Lazy::<parties::VoieDemandes>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("demandes-intervenant"), StaticSegment("nouvelle")) view={Lazy::<parties::VoieNouvelleDemande>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("demandes-intervenant"), ParamSegment("id")) view={Lazy::<parties::VoieDemande>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("personnels") view={Lazy::<parties::VoiePersonnels>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("personnels"), ParamSegment("id")) view={Lazy::<parties::VoiePersonne>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("indisponibilites") view={Lazy::<parties::VoieIndisponibilites>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("indisponibilites"), StaticSegment("nouvelle")) view={Lazy::<parties::VoieNouvelleIndisponibilite>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("indisponibilites"), StaticSegment("importer")) view={Lazy::<parties::VoieImportIndisponibilites>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("indisponibilites"), ParamSegment("id")) view={Lazy::<parties::VoieIndisponibilite>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("consultation") view={Lazy::<parties::VoieConsultation>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("service-fait") view={Lazy::<parties::VoieServices>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("service-fait"), ParamSegment("numero")) view={Lazy::<parties::VoieService>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("service-fait"), ParamSegment("numero"), StaticSegment("historique")) view={Lazy::<parties::VoieServiceHistorique>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("convocations") view={Lazy::<parties::VoieSuivies>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("couverture") view={Lazy::<parties::VoieCouverture>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("controle") view={Lazy::<parties::VoieControle>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("competences") view={Lazy::<parties::VoieCompetences>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("competences"), ParamSegment("discipline")) view={Lazy::<parties::VoieGrille>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("validation-competences") view={Lazy::<parties::VoieValidation>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("validation-competences"), ParamSegment("discipline")) view={Lazy::<parties::VoieExamen>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("signatures"), ParamSegment("genre")) view={Lazy::<parties::VoieSignatures>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("signatures"), ParamSegment("genre"), StaticSegment("saisie")) view={Lazy::<parties::VoieSaisieSignature>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("signatures"), ParamSegment("genre"), StaticSegment("apercu")) view={Lazy::<parties::VoieApercuSignature>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("services") view={Lazy::<parties::VoieOuvertures>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("comptes") view={Lazy::<parties::VoieComptes>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("comptes"), StaticSegment("nouveau")) view={Lazy::<parties::VoieNouveauCompte>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("comptes"), ParamSegment("id")) view={Lazy::<parties::VoieFicheCompte>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("parametres") view={Lazy::<parties::VoieParametres>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("parametres"), StaticSegment("nombres")) view={Lazy::<parties::VoieNombresRegles>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("parametres"), StaticSegment("logo")) view={Lazy::<parties::VoieLogoRegle>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("parametres"), StaticSegment("textes"), ParamSegment("code")) view={Lazy::<parties::VoieTexteRegle>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("parametres"), StaticSegment("textes"), ParamSegment("code"), StaticSegment("apercu")) view={Lazy::<parties::VoieApercuTexte>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("imports") view={Lazy::<parties::VoieImports>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("imports"), StaticSegment("nouveau")) view={Lazy::<parties::VoieNouvelImport>::new()} ssr=page.clone() />
                            <Route path=(StaticSegment("imports"), ParamSegment("id")) view={Lazy::<parties::VoieImport>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("export-santorin") view={Lazy::<parties::VoieExportSantorin>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("clients-api") view={Lazy::<parties::VoieClients>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("mes-convocations") view={Lazy::<parties::VoieMesConvocations>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("mes-coordonnees") view={Lazy::<parties::VoieMesCoordonnees>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("mes-services") view={Lazy::<parties::VoieMesServices>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("mes-donnees") view={Lazy::<parties::VoieMesDonnees>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("compte") view={Lazy::<parties::VoieCompte>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("guide") view={Lazy::<parties::VoieGuide>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("tutoriel") view={Lazy::<parties::VoieTutoriel>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("aide") view={Lazy::<parties::VoieAide>::new()} ssr=page.clone() />
                            <Route path=StaticSegment("accessibilite") view={Lazy::<parties::VoieAccessibilite>::new()} ssr=page />
                        </Routes>
                        <p class="imagin-chargement imagin-attente" role="status">{l::CHARGEMENT}</p>
                    </main>
                </div>
            </div>
            <PiedDePage />
        </Router>
    }
}

/// The resource with the reader, shared by the shell and the pages.
pub type RessourceLecteur = Resource<Result<Option<Lecteur>, crate::ErreurApi>>;

#[component]
fn AccesRapides() -> impl IntoView {
    let lecteur = expect_context::<RessourceLecteur>();
    view! {
        <div class="fr-skiplinks">
            <nav class="fr-container" aria-label=l::ACCES_RAPIDE>
                <ul class="fr-skiplinks__list">
                    <li><a class="fr-link" href="#contenu" rel="external">{l::ACCES_CONTENU}</a></li>
                    // The menu is there for a person signed in.
                    <Suspense>
                        {move || Suspend::new(async move {
                            lecteur.await.ok().flatten().map(|_| view! {
                                <li><a class="fr-link" href="#menu" rel="external">{l::ACCES_MENU}</a></li>
                            })
                        })}
                    </Suspense>
                </ul>
            </nav>
        </div>
    }
}

#[component]
fn EnTete() -> impl IntoView {
    let lecteur = expect_context::<RessourceLecteur>();
    let theme = ServerAction::<ChoisirTheme>::new();
    let anime = expect_context::<Anime>().0;
    view! {
        <header role="banner" class="fr-header">
            <div class="fr-header__body">
                <div class="fr-container">
                    <div class="fr-header__body-row">
                        <div class="fr-header__brand">
                            <div class="fr-header__service">
                                <a href="/" title=format!("{} – {}", l::ACCUEIL, m::SERVICE)>
                                    <p class="fr-header__service-title">{m::SERVICE}</p>
                                </a>
                                <p class="fr-header__service-tagline">{m::SERVICE_SOUS_TITRE}</p>
                            </div>
                        </div>
                        <div class="imagin-outils">
                            <ul class="imagin-outils__liste">
                                <li><a class="fr-link" href="/guide">{l::GUIDE}</a></li>
                                <li><a class="fr-link" href="/tutoriel">{l::TUTORIEL}</a></li>
                                <li><a class="fr-link" href="/aide">{l::AIDE}</a></li>
                                <li>
                                    <ActionForm action=theme attr:class="imagin-outils__theme">
                                        <fieldset class="imagin-theme">
                                            <legend class="fr-sr-only">{l::THEME}</legend>
                                            <button class="fr-link imagin-lien" name="theme" value="light"
                                                on:click=move |_| appliquer_theme(anime, Theme::Clair)>
                                                {l::THEME_CLAIR}
                                            </button>
                                            <button class="fr-link imagin-lien" name="theme" value="dark"
                                                on:click=move |_| appliquer_theme(anime, Theme::Sombre)>
                                                {l::THEME_SOMBRE}
                                            </button>
                                            <button class="fr-link imagin-lien" name="theme" value="system"
                                                on:click=move |_| appliquer_theme(anime, Theme::Systeme)>
                                                {l::THEME_SYSTEME}
                                            </button>
                                        </fieldset>
                                    </ActionForm>
                                </li>
                                <Suspense>
                                    {move || Suspend::new(async move {
                                        lecteur.await.ok().flatten().map(|lecteur| view! {
                                            <li><a class="fr-link" href="/compte">
                                                <span class="fr-sr-only">{l::MON_COMPTE}" : "</span>{lecteur.nom}
                                            </a></li>
                                            <li>
                                                <form method="post" action="/deconnexion">
                                                    <button class="fr-link imagin-lien">{l::QUITTER}</button>
                                                </form>
                                            </li>
                                        })
                                    })}
                                </Suspense>
                            </ul>
                        </div>
                    </div>
                </div>
            </div>
        </header>
        <div class="fr-notice fr-notice--info imagin-notice">
            <div class="fr-container">
                <div class="fr-notice__body">
                    <p>
                        <span class="fr-notice__title">{m::NON_OFFICIEL}</span>
                        <span class="fr-notice__desc">" "{m::NON_OFFICIEL_DETAIL}</span>
                    </p>
                </div>
            </div>
        </div>
    }
}

/// Shows the theme at once where our script runs; the form remembers it.
fn appliquer_theme(anime: ReadSignal<bool>, theme: Theme) {
    if anime.get_untracked()
        && let Some(racine) = leptos::prelude::document().document_element()
    {
        let _ = racine.set_attribute("data-fr-scheme", theme.code());
    }
}

#[component]
fn MenuLateral() -> impl IntoView {
    let lecteur = expect_context::<RessourceLecteur>();
    let chemin = use_location().pathname;
    let pli = NodeRef::<leptos::html::Details>::new();
    // Unfolded on a narrow screen, it would hide the page that one chose in it.
    Effect::new(move |avant: Option<String>| {
        let ici = chemin.get();
        if avant.is_some_and(|avant| avant != ici)
            && let Some(pli) = pli.get_untracked()
        {
            pli.set_open(false);
        }
        ici
    });
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                lecteur.await.ok().flatten().map(|lecteur| view! {
                    <nav id="menu" tabindex="-1" class="fr-sidemenu imagin-menu" aria-label=l::MENU>
                        // Beside what it folds, not around it: where the screen is wide, the
                        // style takes it away, and nothing is folded.
                        <details class="imagin-menu__pli" node_ref=pli>
                            <summary class="fr-btn fr-btn--tertiary fr-btn--icon-left fr-icon-menu-fill">{l::MENU}</summary>
                        </details>
                        <div class="fr-sidemenu__inner">
                            {lecteur.gere_personnels.then(|| view! {
                                <p class="fr-sidemenu__title">{mp::l::MENU_ETABLISSEMENT}</p>
                                <ul class="fr-sidemenu__list">
                                    <EntreeMenu href="/personnels" texte=mp::l::CONSULTATION_PERSONNELS />
                                    <EntreeMenu href="/indisponibilites" texte=mp::l::SAISIE_INDISPONIBILITE />
                                    <EntreeMenu href="/competences" texte=m::competences::l::SAISIE />
                                    <EntreeMenu href="/validation-competences" texte=m::competences::l::VALIDATION />
                                </ul>
                            })}
                            {lecteur.voit_missions.then(|| view! {
                                <p class="fr-sidemenu__title">{l::MENU_CENTRE}</p>
                                <ul class="fr-sidemenu__list">
                                    <EntreeMenu href="/consultation" texte=m::consultation::l::TITRE />
                                    <EntreeMenu href="/missions" aussi=CONVOCATION texte=l::CONVOCATION_PAR_MISSION />
                                    <EntreeMenu href="/service-fait" texte=m::service::l::TITRE />
                                    <EntreeMenu href="/controle" texte=l::CONTROLE_SESSION />
                                    <EntreeMenu href="/envois" texte=l::JOURNAL_ENVOIS />
                                    {(lecteur.demande_intervenants && !lecteur.roles.contains(&Role::Gestionnaire)).then(|| view! {
                                        <EntreeMenu href="/demandes-intervenant" texte=m::repertoire::l::DEMANDES />
                                    })}
                                    {lecteur.signe_centre.then(|| view! {
                                        <EntreeMenu href="/signatures/centre" texte=ls::SIGNATURE_CENTRE />
                                    })}
                                    {lecteur.signe_etablissement.then(|| view! {
                                        <EntreeMenu href="/signatures/etablissement" texte=ls::SIGNATURE_ETABLISSEMENT />
                                    })}
                                </ul>
                            })}
                            {lecteur.roles.iter().any(|r| matches!(r, Role::Gestionnaire | Role::Administrateur)).then(|| view! {
                                <p class="fr-sidemenu__title">{m::santorin::l::MENU_RECTORAT}</p>
                                <ul class="fr-sidemenu__list">
                                    <EntreeMenu href="/couverture" texte=m::couverture::l::TITRE />
                                    <EntreeMenu href="/convocations" sauf=CONVOCATION texte=m::suivies::l::TITRE />
                                    {lecteur.roles.contains(&Role::Gestionnaire).then(|| view! {
                                        <EntreeMenu href="/imports" texte=m::imports_suivis::l::IMPORTS />
                                        <EntreeMenu href="/export-santorin" texte=m::santorin::l::EXPORT />
                                    })}
                                    <EntreeMenu href="/clients-api" texte=m::santorin::l::CLIENTS />
                                </ul>
                            })}
                            {(lecteur.ouvre_services || lecteur.voit_piste || lecteur.voit_intervenants).then(|| view! {
                                <p class="fr-sidemenu__title">{ls::MENU_ADMINISTRATION}</p>
                                <ul class="fr-sidemenu__list">
                                    {lecteur.ouvre_services.then(|| view! {
                                        <EntreeMenu href="/services" texte=m::ouvertures::l::SERVICES />
                                        <EntreeMenu href="/comptes" texte=m::comptes::l::COMPTES />
                                        <EntreeMenu href="/parametres" texte=m::parametres::l::TITRE />
                                    })}
                                    {lecteur.voit_intervenants.then(|| view! {
                                        <EntreeMenu href="/intervenants" texte=m::repertoire::l::TITRE />
                                        <EntreeMenu href="/doublons" texte=m::repertoire::l::DOUBLONS />
                                    })}
                                    {lecteur.roles.contains(&Role::Gestionnaire).then(|| view! {
                                        <EntreeMenu href="/demandes-intervenant" texte=m::repertoire::l::DEMANDES />
                                    })}
                                    {lecteur.voit_piste.then(|| view! {
                                        <EntreeMenu href="/audit" texte=m::audit::l::TITRE />
                                    })}
                                </ul>
                            })}
                            {lecteur.est_intervenant.then(|| view! {
                                <p class="fr-sidemenu__title">{l::MENU_INTERVENANT}</p>
                                <ul class="fr-sidemenu__list">
                                    <EntreeMenu href="/mes-convocations" aussi={if lecteur.voit_missions { "" } else { CONVOCATION }} texte=l::MES_CONVOCATIONS />
                                    <EntreeMenu href="/mes-services" texte=m::espace::l::MES_SERVICES />
                                    <EntreeMenu href="/mes-coordonnees" texte=m::espace::l::MES_COORDONNEES />
                                    <EntreeMenu href="/mes-donnees" texte=m::espace::l::MES_DONNEES />
                                </ul>
                            })}
                        </div>
                    </nav>
                })
            })}
        </Suspense>
    }
}

/// Where the pages of one convocation are: they are reached from its mission, or by the person
/// from their own convocations.
const CONVOCATION: &str = "/convocations/";

#[component]
fn EntreeMenu(
    href: &'static str,
    texte: &'static str,
    /// Pages reached from there whose address begins otherwise; empty when there are none.
    #[prop(default = "")]
    aussi: &'static str,
    /// Pages reached from elsewhere although their address begins so; empty when there are none.
    #[prop(default = "")]
    sauf: &'static str,
) -> impl IntoView {
    let chemin = use_location().pathname;
    let ici = Memo::new(move |_| {
        let chemin = chemin.get();
        let sous = |debut: &str| !debut.is_empty() && chemin.starts_with(debut);
        let dessous = chemin
            .strip_prefix(href)
            .is_some_and(|r| r.is_empty() || r.starts_with('/'));
        (dessous && !sous(sauf)) || sous(aussi)
    });
    view! {
        <li class="fr-sidemenu__item" class:fr-sidemenu__item--active=ici>
            <a class="fr-sidemenu__link" href=href aria-current=move || ici.get().then_some("page")>
                {texte}
            </a>
        </li>
    }
}

#[component]
fn PiedDePage() -> impl IntoView {
    view! {
        <footer class="fr-footer imagin-pied" role="contentinfo" id="pied">
            <div class="fr-container">
                <ul class="fr-footer__bottom-list">
                    <li class="fr-footer__bottom-item">
                        <A href="/accessibilite" attr:class="fr-footer__bottom-link">{l::ACCESSIBILITE}</A>
                    </li>
                    <li class="fr-footer__bottom-item">
                        <A href="/aide" attr:class="fr-footer__bottom-link">{l::AIDE}</A>
                    </li>
                </ul>
                <p class="fr-footer__bottom-copy">{m::NON_OFFICIEL}" "{m::NON_OFFICIEL_DETAIL}</p>
            </div>
        </footer>
    }
}
