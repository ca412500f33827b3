//! The router: pages, server functions, downloads, assets, and what surrounds them.

use crate::actifs::{self, DOSSIER};
use crate::{
    audit, comptes, constats, couverture, espace, imports, openid, parametres, personnels, portes,
    provenance, publiques, santorin, second_facteur, securite, sessions, signatures, suivi,
    telechargements,
};
use app::coquille::{Actifs, document};
use app::messages::publiques as textes;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Router, body::Body};
use core::time::Duration;
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use usecases::Services;
use usecases::suivi::Suivi;

/// Largest body of a form. A mission of 2,000 convocations needs 20 kB.
pub(crate) const CORPS_MAX: usize = 1024 * 1024;
/// Largest body of a form without account: a thousand characters, each encoded.
const CORPS_PUBLIC_MAX: usize = 32 * 1024;
/// Longest time a page may take.
const DELAI: Duration = Duration::from_secs(30);
/// Longest time a large file may take to come.
const DELAI_FICHIER: Duration = Duration::from_secs(15 * 60);

/// The pages, listed once per process: while leptos lists them it keeps every resource of
/// the process from loading, and a page rendered at that moment would wait for ever
/// (leptos-rs/leptos#4773).
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// The pages, as leptos lists them.
#[must_use]
pub fn pages() -> &'static [AxumRouteListing] {
    &ROUTES
}

/// What handlers share.
#[derive(Clone)]
pub struct Etat {
    /// Services of the actions.
    pub services: Arc<Services>,
    /// What leptos wants to know.
    pub leptos: LeptosOptions,
    /// Header with the client's address, in lower case; empty when no proxy is trusted.
    pub entete_adresse: Arc<str>,
    /// The missions being looked at.
    pub suivi: Arc<Suivi>,
    /// Turns true when the service stops.
    pub arret: watch::Receiver<bool>,
    /// Names of the built assets, for the pages without script.
    pub actifs: Arc<Actifs>,
    /// The OpenID Connect provider, if there is one.
    pub openid: Option<Arc<openid::Fournisseur>>,
}

impl FromRef<Etat> for LeptosOptions {
    fn from_ref(etat: &Etat) -> Self {
        etat.leptos.clone()
    }
}

impl FromRef<Etat> for Arc<Services> {
    fn from_ref(etat: &Etat) -> Self {
        etat.services.clone()
    }
}

/// What the router needs beyond the services.
#[derive(Clone, Debug)]
pub struct Options {
    /// The service is reached over https.
    pub https: bool,
    /// Address under which it is reached.
    pub url_publique: String,
    /// See [`Etat::entete_adresse`].
    pub entete_adresse: String,
    /// Folder of the built site.
    pub site: PathBuf,
    /// Names of the built assets.
    pub actifs: Actifs,
    /// The OpenID Connect provider, if there is one.
    pub openid: Option<openid::Reglage>,
}

/// The whole service as one router.
///
/// # Errors
/// When the public URL is no origin, or nothing can be encrypted for the provider.
///
/// Once `arret` turns true, the answers that would last as long as their reader end.
pub fn routeur(
    services: Arc<Services>,
    options: &Options,
    arret: watch::Receiver<bool>,
) -> Result<Router, Box<dyn core::error::Error + Send + Sync>> {
    let leptos = LeptosOptions::builder()
        .output_name("imagin")
        .site_root(options.site.to_string_lossy().into_owned())
        .build();
    let etat = Etat {
        services: services.clone(),
        leptos,
        entete_adresse: options.entete_adresse.as_str().into(),
        suivi: Arc::default(),
        arret,
        actifs: Arc::new(options.actifs.clone()),
        openid: match &options.openid {
            None => None,
            Some(reglage) => Some(Arc::new(openid::Fournisseur::nouveau(
                reglage.clone(),
                &options.url_publique,
            )?)),
        },
    };
    let origine = CsrfLayer::new()
        .add_trusted_origin(&options.url_publique)?
        .with_rejection_response(|_| securite::refus(StatusCode::FORBIDDEN, textes::AUTRE_SITE));
    let contexte = {
        let services = services.clone();
        move || provide_context(services.clone())
    };
    let coquille = {
        let actifs = options.actifs.clone();
        move || document(&actifs)
    };

    let delai = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DELAI);
    let pages = Router::new()
        .route("/connexion", post(portes::se_connecter))
        .route("/deconnexion", post(portes::se_deconnecter))
        .route(openid::DEPART, get(openid::partir))
        .route(openid::RETOUR, get(openid::revenir))
        .route(openid::SORTIE, get(openid::sorti))
        .route(openid::LIEN, post(openid::demander_lien))
        .route(
            app::second_facteur::ENTREE,
            get(second_facteur::demander).post(second_facteur::entrer),
        )
        .route(app::second_facteur::ADRESSE, get(second_facteur::montrer))
        .route(
            "/compte/second-facteur/activer",
            post(second_facteur::activer),
        )
        .route(
            "/compte/second-facteur/codes",
            post(second_facteur::renouveler),
        )
        .route(
            "/compte/second-facteur/retirer",
            post(second_facteur::retirer),
        )
        .route(
            "/convocations/{id}/convocation.pdf",
            get(telechargements::pdf),
        )
        .route(
            "/convocations/{id}/convocation.ics",
            get(telechargements::agenda),
        )
        .route("/envois.csv", get(telechargements::journal))
        .route("/consultation.csv", get(constats::consultation))
        .route("/consultation.pdf", get(constats::consultation_pdf))
        .route(
            "/consultation/emargement.pdf",
            get(constats::emargement_du_jour),
        )
        .route(
            "/missions/{numero}/emargement.pdf",
            get(constats::emargement),
        )
        .route("/service-fait.csv", get(constats::services))
        .route("/service-fait.pdf", get(constats::services_pdf))
        .route("/service-fait/paiement.csv", get(constats::paiement))
        .route(
            "/service-fait/{numero}/etat.pdf",
            get(constats::etat_de_la_mission),
        )
        .route(
            "/service-fait/personnes/{id}/etat.pdf",
            get(constats::etat_de_la_personne),
        )
        .route("/imports/{id}/{geste}", post(imports::demander))
        .route("/imports/{id}/refus.csv", get(imports::refus))
        .route("/imports/{id}/a-prevenir.csv", get(imports::a_prevenir))
        .route("/imports/modeles/{fichier}", get(imports::modele))
        .route("/export-santorin/{liste}", get(santorin::exporter))
        .route("/clients-api/creer", post(santorin::creer_client))
        .route("/clients-api/renouveler", post(santorin::renouveler_jeton))
        .route("/clients-api/adresse", post(santorin::changer_adresse))
        .route("/personnels.csv", get(personnels::personnels_csv))
        .route("/personnels.pdf", get(personnels::personnels_pdf))
        .route(
            "/personnels/calendrier.pdf",
            get(personnels::calendrier_pdf),
        )
        .route(
            "/indisponibilites.csv",
            get(personnels::indisponibilites_csv),
        )
        .route(
            "/indisponibilites.pdf",
            get(personnels::indisponibilites_pdf),
        )
        .route("/indisponibilites/modele.csv", get(personnels::modele))
        .route("/indisponibilites/importer", post(personnels::importer))
        .route("/mes-donnees.zip", get(espace::donnees))
        .route("/couverture.csv", get(couverture::couverture_csv))
        .route("/couverture.pdf", get(couverture::couverture_pdf))
        .route("/competences.csv", get(telechargements::competences))
        .route("/competences.pdf", get(telechargements::competences_pdf))
        .route(
            "/avancement-competences.csv",
            get(telechargements::avancement_competences),
        )
        .route(
            "/avancement-competences.pdf",
            get(telechargements::avancement_competences_pdf),
        )
        .route(
            "/convocations/{id}/signature.png",
            get(signatures::de_la_lettre),
        )
        .route("/signature/{id}/image.png", get(signatures::gardee))
        .route(
            "/signatures/{genre}/brouillon.png",
            get(signatures::brouillon),
        )
        .route("/signatures/{genre}/apercu.pdf", get(signatures::apercu))
        .route("/convocations/{id}/logo.png", get(parametres::de_la_lettre))
        .route("/parametres/logo/{id}/image.png", get(parametres::logo))
        .route(
            "/parametres/logo/{id}/apercu.pdf",
            get(parametres::apercu_logo),
        )
        .route(
            "/parametres/textes/{code}/apercu.pdf",
            get(parametres::apercu_texte),
        )
        .route("/comptes/{id}/invitation", post(comptes::inviter))
        // Where the list of services was when it had one.
        .route(
            "/service-signature",
            get(|| async { Redirect::permanent("/services") }),
        )
        .leptos_routes_with_context(&etat, ROUTES.clone(), contexte.clone(), coquille.clone())
        .layer(delai)
        // An archive takes as long as its reader.
        .route(
            "/missions/{numero}/convocations.zip",
            post(telechargements::zip),
        )
        .route("/audit.csv", get(audit::exporter))
        .route("/convocations.csv", get(couverture::convocations))
        .route(
            &format!("/missions/{{numero}}{}", suivi::CHEMIN),
            get(suivi::changements),
        )
        .layer(RequestBodyLimitLayer::new(CORPS_MAX));
    // The forms with a file.
    let avec_fichier = Router::new()
        .route("/signatures/{genre}/saisie", post(signatures::saisir))
        .route("/parametres/logo/deposer", post(parametres::deposer))
        .layer(DefaultBodyLimit::disable())
        .layer(delai)
        .layer(RequestBodyLimitLayer::new(signatures::CORPS_MAX));
    // A file to import says itself how large it may be.
    let avec_import = Router::new()
        .route("/imports", post(imports::deposer))
        .layer(DefaultBodyLimit::disable())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            DELAI_FICHIER,
        ));
    let pages = pages
        .merge(avec_fichier)
        .merge(avec_import)
        .layer(from_fn_with_state(etat.clone(), provenance::noter))
        .layer(from_fn(securite::exiger_connexion))
        .layer(from_fn_with_state(services.clone(), sessions::identifier))
        .layer(sessions::couche(services, options.https))
        .layer(origine);

    // Without session, and without a look at where a form comes from: only who has the code
    // can send it, and pages that tell no address send no origin either.
    let publiques = Router::new()
        .route(
            "/r/{code}",
            get(publiques::convocation).post(publiques::repondre),
        )
        .route("/verifier", get(publiques::verifier))
        .route("/verifier/{code}", get(publiques::verifier_code))
        .route("/agenda/{fichier}", get(espace::agenda))
        .route(
            "/adresse/{code}",
            get(espace::adresse).post(espace::confirmer),
        )
        .route(
            "/invitation/{jeton}",
            // Of somebody with an account: the trail says from where.
            get(comptes::invitation)
                .post(comptes::choisir)
                .layer(from_fn_with_state(etat.clone(), provenance::noter)),
        )
        .layer(delai)
        .layer(RequestBodyLimitLayer::new(CORPS_PUBLIC_MAX));

    let api = Router::new()
        .nest(santorin::api::RACINE, santorin::api::routes())
        .layer(delai)
        .layer(RequestBodyLimitLayer::new(CORPS_PUBLIC_MAX));

    let statiques = ServeDir::new(&options.site)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false);
    let introuvable = {
        let etat = etat.clone();
        move |requete: axum::http::Request<Body>| {
            let rendu =
                leptos_axum::render_app_async_with_context(contexte.clone(), coquille.clone());
            let _ = &etat;
            async move {
                let mut reponse = rendu(requete).await.into_response();
                *reponse.status_mut() = StatusCode::NOT_FOUND;
                reponse
            }
        }
    };

    Ok(Router::new()
        .route("/sante", get(portes::sante))
        .merge(pages)
        .merge(publiques)
        .merge(api)
        .nest_service(
            &format!("/{DOSSIER}"),
            ServeDir::new(options.site.join(DOSSIER))
                .precompressed_br()
                .precompressed_gzip(),
        )
        .fallback_service(statiques.fallback(axum::routing::any(introuvable).layer(delai)))
        .layer(
            CompressionLayer::new()
                .quality(tower_http::CompressionLevel::Fastest)
                .compress_when(
                    DefaultPredicate::new()
                        // Compressed already: once more would only hold the stream up.
                        .and(NotForContentType::const_new("application/zip"))
                        .and(NotForContentType::const_new("application/pdf")),
                ),
        )
        .layer(from_fn_with_state(options.https, securite::entetes))
        .layer(CatchPanicLayer::new())
        .layer(
            TraceLayer::new_for_http().make_span_with(|r: &axum::http::Request<_>| {
                // The path alone: a query may hold a name; of the links of letters, not even
                // that.
                let chemin = publiques::sans_code(r.uri().path());
                tracing::info_span!("requete", methode = %r.method(), chemin)
            }),
        )
        .with_state(etat))
}

impl Options {
    /// Options of a deployment.
    #[must_use]
    pub fn de(reglages: &crate::Reglages) -> Self {
        Self {
            https: reglages.https(),
            url_publique: reglages.url_publique.clone(),
            entete_adresse: reglages.entete_adresse.clone(),
            site: actifs::racine_du_site(),
            actifs: actifs::actifs(),
            openid: reglages.openid.clone(),
        }
    }
}
