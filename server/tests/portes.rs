//! The doors, over HTTP: signing in, headers that protect, requests from elsewhere,
//! forms without JavaScript, and who gets what at every address.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, which clippy does not take for tests"
)]

#[path = "portes/etranger.rs"]
mod etranger;
#[path = "../../crates/usecases/tests/usecases/monde/mod.rs"]
mod monde;

use app::coquille::{Actifs, Parties};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST,
    LOCATION, ORIGIN, REFERER, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use core::pin::pin;
use core::time::Duration;
use domain::{
    Acteur, ConvocationId, EnvoiId, FiltreAudit, FiltreConsultation, FiltreIndisponibilites,
    FiltreJournal, FiltreMissions, FiltrePersonnels, FiltreService, FiltreServices, GenreLot,
    IndisponibiliteId, IntervenantId, LotId,
};
use futures::StreamExt;
use monde::{COEC, MOT_DE_PASSE, Monde};
use server::routeur::Options;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::LazyLock;
use store::essais::BaseDEssai;
use store::{Moteur, OptionsStore, Store};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tower::ServiceExt;
use url::form_urlencoded;
use usecases::{Horloge, HorlogeSysteme};

/// Runs a test on the one runtime of this program, which outlives each of them.
fn executer(essai: impl Future<Output = ()>) {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
    RUNTIME.block_on(essai);
}

/// The whole service in memory: its router, its database and its world.
struct TestApp {
    routeur: Router,
    monde: Monde,
    base: BaseDEssai,
    /// Stops the service.
    arret: watch::Sender<bool>,
    _site: TempDir,
}

/// An answer read to its end.
struct Reponse {
    statut: StatusCode,
    entetes: HeaderMap,
    octets: Vec<u8>,
}

impl Reponse {
    fn texte(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }

    fn entete(&self, nom: impl axum::http::header::AsHeaderName) -> &str {
        self.entetes.get(nom).map_or("", |v| v.to_str().unwrap())
    }

    fn vers(&self) -> &str {
        self.entete(LOCATION)
    }
}

const HTTP: &str = "http://imagin.example";
const HTTPS: &str = "https://imagin.example";

impl TestApp {
    async fn nouvelle() -> Self {
        Self::sous(HTTP).await
    }

    async fn sous(url: &str) -> Self {
        let base = store::essais::base(Moteur::Sqlite).await;
        let store = base.store.clone();
        Self::sur(base, &store, url).await
    }

    /// Over a database that the service opens in its own way.
    async fn sur(base: BaseDEssai, store: &Store, url: &str) -> Self {
        // Sessions are dated by the system's clock.
        let monde = Monde::a(store, HorlogeSysteme.maintenant(), url).await;
        let site = tempfile::tempdir().unwrap();
        std::fs::create_dir(site.path().join("pkg")).unwrap();
        std::fs::write(site.path().join("pkg/imagin.abc.css"), "body{color:red}").unwrap();
        std::fs::write(site.path().join("favicon.svg"), "<svg/>").unwrap();
        let actifs = Actifs {
            js: "/pkg/imagin.abc.js".into(),
            wasm: "/pkg/imagin.abc.wasm".into(),
            css: "/pkg/imagin.abc.css".into(),
            parties: Parties::default(),
        };
        let options = Options {
            https: url.starts_with("https"),
            url_publique: url.into(),
            entete_adresse: String::new(),
            site: site.path().to_owned(),
            actifs,
            openid: None,
        };
        let arret = watch::Sender::new(false);
        let routeur = server::routeur(monde.services.clone(), &options, arret.subscribe()).unwrap();
        Self {
            routeur,
            monde,
            base,
            arret,
            _site: site,
        }
    }

    async fn fermer(self) {
        drop((self.routeur, self.monde));
        self.base.liberer().await;
    }

    async fn envoyer(&self, mut requete: Request<Body>) -> Reponse {
        requete
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4_321))));
        let reponse = self.routeur.clone().oneshot(requete).await.unwrap();
        let (parts, corps) = reponse.into_parts();
        let octets = to_bytes(corps, 64 * 1024 * 1024).await.unwrap().to_vec();
        Reponse {
            statut: parts.status,
            entetes: parts.headers,
            octets,
        }
    }

    /// A page, as a browser asks for it.
    async fn lire(&self, chemin: &str, temoin: &str) -> Reponse {
        self.envoyer(
            requete(Method::GET, chemin, temoin)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    /// A form, as a browser sends it without our script.
    async fn formulaire(&self, chemin: &str, temoin: &str, champs: &Champs) -> Reponse {
        let corps = encoder(champs);
        let requete = requete(Method::POST, chemin, temoin)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(corps));
        self.envoyer(requete.unwrap()).await
    }

    async fn connexion(&self, identifiant: &str, mot: &str, suite: &str, temoin: &str) -> Reponse {
        let champs = champs(&[
            ("identifiant", identifiant),
            ("mot_de_passe", mot),
            ("suite", suite),
        ]);
        self.formulaire("/connexion", temoin, &champs).await
    }

    /// Signs in and gives the cookie.
    async fn temoin(&self, identifiant: &str) -> String {
        let reponse = self.connexion(identifiant, MOT_DE_PASSE, "", "").await;
        assert_eq!(
            (reponse.statut, reponse.vers()),
            (StatusCode::SEE_OTHER, "/"),
            "{identifiant}"
        );
        temoin(&reponse)
    }
}

type Champs = Vec<(String, String)>;

fn champs(paires: &[(&str, &str)]) -> Champs {
    paires
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
        .collect()
}

fn encoder(champs: &Champs) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(champs)
        .finish()
}

fn requete(methode: Method, chemin: &str, temoin: &str) -> axum::http::request::Builder {
    let requete = Request::builder()
        .method(methode)
        .uri(chemin)
        .header(HOST, "imagin.example")
        .header(ACCEPT, "text/html,application/xhtml+xml");
    if temoin.is_empty() {
        requete
    } else {
        requete.header(COOKIE, temoin)
    }
}

/// `name=value` of the session cookie that an answer sets.
fn temoin(reponse: &Reponse) -> String {
    let pose = reponse.entete(SET_COOKIE);
    pose.split(';').next().unwrap().to_owned()
}

// --- Signing in ---------------------------------------------------------------------

#[test]
fn se_connecter_pose_un_temoin_protege() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let reponse = app
            .connexion("chef", MOT_DE_PASSE, "/missions/172278", "")
            .await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER);
        assert_eq!(reponse.vers(), "/missions/172278");
        let pose = reponse.entete(SET_COOKIE).to_owned();
        assert!(pose.starts_with("imagin="), "{pose}");
        let attributs: BTreeSet<&str> = pose.split("; ").collect();
        for attendu in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(attributs.contains(attendu), "{attendu} manque : {pose}");
        }
        assert!(
            !attributs.contains("Secure"),
            "http ne le rendrait pas : {pose}"
        );
        let page = app.lire("/missions", &temoin(&reponse)).await;
        assert_eq!(page.statut, StatusCode::OK);
        assert!(page.texte().contains("Compte chef"));

        let faux = app
            .connexion("chef", "mauvais mot de passe", "/missions", "")
            .await;
        assert_eq!(faux.statut, StatusCode::SEE_OTHER);
        assert_eq!(
            faux.vers(),
            "/connexion?echec=identifiants&suite=%2Fmissions"
        );
        assert_eq!(
            faux.entete(SET_COOKIE),
            "",
            "aucune session pour qui n’entre pas"
        );
        let page = app.lire(faux.vers(), "").await;
        assert_eq!(page.statut, StatusCode::OK);
        app.fermer().await;

        let app = TestApp::sous(HTTPS).await;
        let pose = app
            .connexion("chef", MOT_DE_PASSE, "", "")
            .await
            .entete(SET_COOKIE)
            .to_owned();
        assert!(pose.starts_with("__Host-imagin="), "{pose}");
        let attributs: BTreeSet<&str> = pose.split("; ").collect();
        for attendu in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
            assert!(attributs.contains(attendu), "{attendu} manque : {pose}");
        }
        assert!(!pose.contains("Domain"), "__Host- l’interdit : {pose}");
        app.fermer().await;
    });
}

#[test]
fn le_temoin_change_a_la_connexion_et_meurt_a_la_deconnexion() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let premier = app.temoin("chef").await;
        // Signing in over an open session: a new key, and the former one dies.
        let reponse = app
            .connexion("secretaire", MOT_DE_PASSE, "", &premier)
            .await;
        let second = temoin(&reponse);
        assert_ne!(premier, second);
        assert_eq!(
            app.lire("/compte", &premier).await.statut,
            StatusCode::SEE_OTHER
        );
        assert_eq!(app.lire("/compte", &second).await.statut, StatusCode::OK);
        // A key chosen by somebody else is never taken.
        let choisi = format!("imagin={}", "A".repeat(22));
        let reponse = app.connexion("chef", MOT_DE_PASSE, "", &choisi).await;
        assert_ne!(temoin(&reponse), choisi);
        assert_eq!(
            app.lire("/compte", &choisi).await.statut,
            StatusCode::SEE_OTHER
        );

        let sortie = app.formulaire("/deconnexion", &second, &champs(&[])).await;
        assert_eq!(
            (sortie.statut, sortie.vers()),
            (StatusCode::SEE_OTHER, "/connexion")
        );
        let efface = sortie.entete(SET_COOKIE);
        assert!(
            efface.starts_with("imagin=;") && efface.contains("Max-Age=0"),
            "{efface}"
        );
        let page = app.lire("/compte", &second).await;
        assert_eq!(
            (page.statut, page.vers()),
            (StatusCode::SEE_OTHER, "/connexion?suite=%2Fcompte")
        );
        app.fermer().await;
    });
}

#[test]
fn une_session_oubliee_ou_un_compte_ferme_ne_servent_plus() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let chef = app.temoin("chef").await;
        let tx = app.monde.services.store.ecriture().await.unwrap();
        store::comptes::changer_actif(&tx, app.monde.chef.compte, false)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(
            app.lire("/compte", &chef).await.statut,
            StatusCode::SEE_OTHER
        );

        let secretaire = app.temoin("secretaire").await;
        assert_eq!(
            app.lire("/compte", &secretaire).await.statut,
            StatusCode::OK
        );
        app.monde.horloge.avancer(2 * 60 * 60 + 60);
        assert_eq!(
            app.lire("/compte", &secretaire).await.statut,
            StatusCode::SEE_OTHER
        );
        app.fermer().await;
    });
}

#[test]
fn jamais_renvoye_vers_un_autre_site() {
    executer(async {
        let app = TestApp::nouvelle().await;
        for suite in [
            "https://evil.example",
            "//evil.example/missions",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nLocation: https://evil.example",
        ] {
            let reponse = app.connexion("chef", MOT_DE_PASSE, suite, "").await;
            assert_eq!(
                (reponse.statut, reponse.vers()),
                (StatusCode::SEE_OTHER, "/"),
                "{suite:?}"
            );
            let refus = app.connexion("personne", MOT_DE_PASSE, suite, "").await;
            assert_eq!(
                refus.vers(),
                "/connexion?echec=identifiants&suite=%2F",
                "{suite:?}"
            );
        }
        app.fermer().await;
    });
}

// --- Headers and refusals -------------------------------------------------------------

/// Directives of a policy.
fn directives(politique: &str) -> Vec<(&str, Vec<&str>)> {
    politique
        .split(';')
        .map(|d| {
            let mut mots = d.split_whitespace();
            (mots.next().unwrap_or(""), mots.collect())
        })
        .collect()
}

#[test]
fn chaque_reponse_porte_ses_protections() {
    executer(async {
        for url in [HTTP, HTTPS] {
            let app = TestApp::sous(url).await;
            let chef = app.temoin("chef").await;
            let [id] = app
                .monde
                .convoquer(&app.monde.chef, COEC, &[app.monde.anne])
                .await[..]
            else {
                panic!()
            };
            let intrus = requete(Method::POST, "/deconnexion", &chef)
                .header(ORIGIN, "https://evil.example")
                .body(Body::empty())
                .unwrap();
            let api = requete(Method::POST, "/api/lecteur", &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::empty())
                .unwrap();
            let reponses = [
                ("page", StatusCode::OK, app.lire("/missions", &chef).await),
                ("publique", StatusCode::OK, app.lire("/aide", "").await),
                (
                    "renvoi",
                    StatusCode::SEE_OTHER,
                    app.lire("/missions", "").await,
                ),
                (
                    "mission inconnue",
                    StatusCode::NOT_FOUND,
                    app.lire("/missions/1", &chef).await,
                ),
                (
                    "introuvable",
                    StatusCode::NOT_FOUND,
                    app.lire("/rien/ici", &chef).await,
                ),
                (
                    "autre site",
                    StatusCode::FORBIDDEN,
                    app.envoyer(intrus).await,
                ),
                ("fonction", StatusCode::FOUND, app.envoyer(api).await),
                ("santé", StatusCode::OK, app.lire("/sante", "").await),
                ("icône", StatusCode::OK, app.lire("/favicon.svg", "").await),
                (
                    "pdf",
                    StatusCode::OK,
                    app.lire(&format!("/convocations/{id}/convocation.pdf"), &chef)
                        .await,
                ),
                (
                    "agenda",
                    StatusCode::OK,
                    app.lire(&format!("/convocations/{id}/convocation.ics"), &chef)
                        .await,
                ),
                (
                    "actif",
                    StatusCode::OK,
                    app.lire("/pkg/imagin.abc.css", "").await,
                ),
                (
                    "actif absent",
                    StatusCode::NOT_FOUND,
                    app.lire("/pkg/imagin.zzz.css", "").await,
                ),
            ];
            for (nom, statut, reponse) in &reponses {
                assert_eq!(reponse.statut, *statut, "{nom}");
                let politique = reponse.entete(CONTENT_SECURITY_POLICY);
                let directives = directives(politique);
                let de = |d: &str| {
                    directives
                        .iter()
                        .find(|(n, _)| *n == d)
                        .map(|(_, v)| v.clone())
                };
                assert_eq!(
                    de("default-src"),
                    Some(vec!["'none'"]),
                    "{nom} : {politique}"
                );
                assert_eq!(
                    de("frame-ancestors"),
                    Some(vec!["'none'"]),
                    "{nom} : {politique}"
                );
                assert_eq!(de("base-uri"), Some(vec!["'none'"]), "{nom} : {politique}");
                for (_, valeurs) in &directives {
                    for interdit in ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"] {
                        assert!(!valeurs.contains(&interdit), "{nom} : {politique}");
                    }
                }
                assert_eq!(reponse.entete(X_CONTENT_TYPE_OPTIONS), "nosniff", "{nom}");
                assert_eq!(reponse.entete("referrer-policy"), "same-origin", "{nom}");
                assert_eq!(
                    reponse.entete("cross-origin-opener-policy"),
                    "same-origin",
                    "{nom}"
                );
                assert!(!reponse.entete("permissions-policy").is_empty(), "{nom}");
                let cache = if *nom == "actif" {
                    "public, max-age=31536000, immutable"
                } else {
                    "no-store"
                };
                assert_eq!(reponse.entete(CACHE_CONTROL), cache, "{nom}");
                let hsts = reponse.entete(STRICT_TRANSPORT_SECURITY);
                assert_eq!(hsts.starts_with("max-age="), url == HTTPS, "{nom} : {hsts}");
            }
            app.fermer().await;
        }
    });
}

#[test]
fn seuls_les_scripts_du_nonce_courent() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let chef = app.temoin("chef").await;
        let mut nonces = BTreeSet::new();
        for chemin in [
            "/missions",
            "/missions",
            "/missions/172278",
            "/missions/1",
            "/rien",
            "/aide",
        ] {
            let page = app.lire(chemin, &chef).await;
            let politique = page.entete(CONTENT_SECURITY_POLICY).to_owned();
            let scripts = directives(&politique)
                .into_iter()
                .find(|(n, _)| *n == "script-src")
                .unwrap_or_else(|| panic!("{chemin} : {politique}"))
                .1;
            let nonce = scripts
                .iter()
                .find_map(|s| s.strip_prefix("'nonce-")?.strip_suffix('\''))
                .unwrap_or_else(|| panic!("{chemin} : {politique}"));
            assert!(nonce.len() >= 16, "{nonce}");
            let html = page.texte();
            let balises: Vec<&str> = html
                .match_indices("<script")
                .map(|(i, _)| html[i..].split('>').next().unwrap())
                .collect();
            assert!(!balises.is_empty(), "{chemin}");
            for balise in balises {
                assert!(
                    balise.contains(&format!("nonce=\"{nonce}\"")),
                    "{chemin} : {balise}"
                );
            }
            for inline in [" style=\"", " onclick=", " onload=", " onsubmit="] {
                assert!(!html.contains(inline), "{chemin} : {inline}");
            }
            assert!(
                nonces.insert(nonce.to_owned()),
                "un nonce ne sert qu’une fois"
            );
        }
        app.fermer().await;
    });
}

#[test]
fn une_ecriture_venue_d_ailleurs_est_refusee() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let chef = app.temoin("chef").await;
        for (entete, valeur, statut) in [
            ("origin", "https://evil.example", StatusCode::FORBIDDEN),
            ("origin", "null", StatusCode::FORBIDDEN),
            ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
            ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
            ("origin", HTTP, StatusCode::FOUND),
            ("sec-fetch-site", "same-origin", StatusCode::FOUND),
        ] {
            let r = requete(Method::POST, "/api/messages/effacer", &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(entete, valeur)
                .body(Body::empty())
                .unwrap();
            let reponse = app.envoyer(r).await;
            assert_eq!(reponse.statut, statut, "{entete}: {valeur}");
            if statut == StatusCode::FORBIDDEN {
                assert_eq!(reponse.entete(CONTENT_TYPE), "text/plain; charset=utf-8");
                assert!(
                    reponse.texte().contains("vient d’un autre site"),
                    "{}",
                    reponse.texte()
                );
            }
        }
        for chemin in [
            "/connexion",
            "/deconnexion",
            "/missions/172278/convocations.zip",
        ] {
            let r = requete(Method::POST, chemin, &chef)
                .header("sec-fetch-site", "cross-site")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("identifiant=chef&mot_de_passe=x&ids=1"))
                .unwrap();
            assert_eq!(
                app.envoyer(r).await.statut,
                StatusCode::FORBIDDEN,
                "{chemin}"
            );
        }
        assert_eq!(
            app.lire("/compte", &chef).await.statut,
            StatusCode::OK,
            "la session est restée"
        );
        // A link from elsewhere may be followed.
        let r = requete(Method::GET, "/missions", &chef)
            .header("sec-fetch-site", "cross-site")
            .body(Body::empty())
            .unwrap();
        assert_eq!(app.envoyer(r).await.statut, StatusCode::OK);
        app.fermer().await;
    });
}

#[test]
fn un_corps_trop_gros_est_refuse_en_francais() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let chef = app.temoin("chef").await;
        let gros = format!(
            "identifiant=chef&mot_de_passe={}",
            "x".repeat(2 * 1024 * 1024)
        );
        for chemin in [
            "/connexion",
            "/api/missions/convoquer",
            "/missions/172278/convocations.zip",
        ] {
            let r = requete(Method::POST, chemin, &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(CONTENT_LENGTH, gros.len())
                .body(Body::from(gros.clone()))
                .unwrap();
            let reponse = app.envoyer(r).await;
            assert_eq!(reponse.statut, StatusCode::PAYLOAD_TOO_LARGE, "{chemin}");
            assert_eq!(
                reponse.entete(CONTENT_TYPE),
                "text/plain; charset=utf-8",
                "{chemin}"
            );
            assert!(
                reponse.texte().contains("trop volumineuse"),
                "{}",
                reponse.texte()
            );
            assert_eq!(reponse.entete(CACHE_CONTROL), "no-store");
        }
        // The length is not told: it is found out while reading.
        let r = requete(Method::POST, "/connexion", "")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(gros))
            .unwrap();
        assert_eq!(app.envoyer(r).await.statut, StatusCode::PAYLOAD_TOO_LARGE);
        app.fermer().await;
    });
}

#[test]
fn sante_et_fichiers_du_site() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let sante = app.lire("/sante", "").await;
        assert_eq!((sante.statut, &*sante.texte()), (StatusCode::OK, "ok\n"));
        assert_eq!(sante.entete(SET_COOKIE), "");
        let css = app.lire("/pkg/imagin.abc.css", "").await;
        assert_eq!(css.texte(), "body{color:red}");
        assert!(css.entete(CONTENT_TYPE).starts_with("text/css"));
        for chemin in [
            "/pkg/",
            "/pkg/../Cargo.toml",
            "/pkg/%2e%2e/%2e%2e/etc/passwd",
            "/../etc/passwd",
        ] {
            let reponse = app.lire(chemin, "").await;
            assert_eq!(reponse.statut, StatusCode::NOT_FOUND, "{chemin}");
        }
        app.fermer().await;
    });
}

// --- Without JavaScript -----------------------------------------------------------------

/// The form *Convoquer*, with one day.
fn convoquer(numero: i64, intervenants: &[IntervenantId], cle: &str) -> Champs {
    let mut c = champs(&[
        ("numero", &numero.to_string()),
        ("cle", &format!("cle-du-formulaire-{cle}")),
        ("saisie[qualite]", "correcteur"),
        ("saisie[salle]", "205"),
        ("saisie[commission]", ""),
        ("saisie[observation]", ""),
    ]);
    jour(&mut c);
    c.extend(
        intervenants
            .iter()
            .map(|i| ("intervenants[]".to_owned(), i.to_string())),
    );
    c
}

fn jour(c: &mut Champs) {
    c.extend(champs(&[
        // A day that is offered and not ticked, and one that is.
        ("saisie[jours][0][jour]", "2021-02-01"),
        ("saisie[jours][0][debut]", "08:00"),
        ("saisie[jours][0][fin]", "12:00"),
        ("saisie[jours][1][jour]", "2021-02-02"),
        ("saisie[jours][1][retenu]", "on"),
        ("saisie[jours][1][debut]", "09:00"),
        ("saisie[jours][1][fin]", "12:00"),
    ]));
}

/// What a page's *Messages* zone holds.
fn zone_messages(page: &str) -> &str {
    let debut = page.find("imagin-messages").expect("zone Messages");
    page[debut..].split("</section>").next().unwrap()
}

#[test]
fn convoquer_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let chef = app.temoin("chef").await;
        let envoyer = async |champs: &Champs| {
            let r = requete(Method::POST, "/api/missions/convoquer", &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, HTTP)
                .header(
                    REFERER,
                    format!("{HTTP}/missions/172278?fenetre=creer&mot=%C3%A9%26&tri=envoi&tout=1"),
                )
                .body(Body::from(encoder(champs)))
                .unwrap();
            app.envoyer(r).await
        };
        let fait = envoyer(&convoquer(COEC, &[m.anne, m.lea], "a")).await;
        assert!(fait.statut.is_redirection(), "{}", fait.statut);
        // The list as it was; nothing else of where the form was sent from.
        assert_eq!(fait.vers(), "/missions/172278?mot=%C3%A9%26&tri=envoi");
        let lignes = m.lignes(&m.chef, COEC).await;
        let noms: Vec<&str> = lignes.iter().map(|l| &*l.nom).collect();
        assert_eq!(noms, ["DURAND", "MARTIN"]);
        assert_eq!(lignes[0].affectation.creneaux, [monde::creneau(2, 9, 12)]);
        assert_eq!(lignes[0].affectation.salle, "205");
        let page = app.lire("/missions/172278", &chef).await.texte();
        assert!(page.contains("DURAND"));
        assert!(zone_messages(&page).contains("imagin-message--succes"));

        let refus = envoyer(&convoquer(COEC, &[m.anne], "b")).await;
        assert!(refus.statut.is_redirection(), "{}", refus.statut);
        let vers = url::Url::parse(refus.vers()).unwrap();
        assert_eq!(vers.origin().ascii_serialization(), HTTP);
        assert_eq!(vers.path(), "/missions/172278");
        let parametres: Vec<_> = vers.query_pairs().into_owned().collect();
        assert!(
            parametres.contains(&("fenetre".into(), "creer".into())),
            "{vers}"
        );
        let erreur = &parametres
            .iter()
            .find(|(n, _)| n == "__err")
            .expect("une erreur")
            .1;
        // `"VoirMessages"` in base64: a word without any name.
        assert_eq!(erreur, "IlZvaXJNZXNzYWdlcyI=", "{vers}");
        let suivante = app.lire(&vers[url::Position::BeforePath..], &chef).await;
        assert_eq!(suivante.statut, StatusCode::OK);
        let page = suivante.texte();
        let zone = zone_messages(&page);
        assert!(zone.contains("imagin-message--erreur"), "{zone}");
        assert!(zone.contains("DURAND Anne"), "{zone}");
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 2);

        // A form cannot be turned into one that leads elsewhere.
        let r = requete(Method::POST, "/api/missions/convoquer", &chef)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(REFERER, format!("{HTTP}/missions/172278"))
            .body(Body::from("numero=abc"))
            .unwrap();
        let illisible = app.envoyer(r).await;
        assert!(illisible.statut.is_redirection(), "{}", illisible.statut);
        assert!(
            illisible
                .vers()
                .starts_with(&format!("{HTTP}/missions/172278")),
            "{}",
            illisible.vers()
        );
        app.fermer().await;
    });
}

/// Each page comes whole however many are rendered at once: one that waits for something
/// that will never come is given up by the server (503).
#[test]
fn cent_pages_a_la_fois_viennent_toutes() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        m.convoquer(&m.chef, COEC, &m.nombreux[..12]).await;
        let chef = app.temoin("chef").await;
        let adresses = [
            "/missions",
            "/missions/172278",
            "/missions/172278?fenetre=creer",
            "/missions/172278?fenetre=creer&nom=nombreux",
            "/controle",
        ];
        let lues = futures::future::join_all(
            adresses
                .iter()
                .cycle()
                .take(100)
                .map(async |a| (a, app.lire(a, &chef).await)),
        )
        .await;
        for (adresse, page) in lues {
            assert_eq!(page.statut, StatusCode::OK, "{adresse}");
            assert!(page.texte().contains("</html>"), "{adresse}");
        }
        app.fermer().await;
    });
}

/// Rows ticked, what to change in them, and their deletion, by plain forms.
#[test]
fn agir_sur_une_selection_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea, m.luc]).await;
        let chef = app.temoin("chef").await;
        let page = app.lire("/missions/172278?tout=1", &chef).await.texte();
        assert_eq!(page.matches("name=\"lignes[]\"").count(), 3);
        assert_eq!(page.matches(":1\" checked").count(), 3, "toutes cochées");
        let page = app.lire("/missions/172278", &chef).await.texte();
        assert_eq!(page.matches(":1\" checked").count(), 0);
        // The form of the boxes leads to other pages, and what is ticked goes along.
        assert!(page.contains("formaction=\"/api/missions/parcourir\""));

        let envoyer = async |chemin: &str, retour: &str, c: &Champs| {
            let r = requete(Method::POST, chemin, &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, HTTP)
                .header(REFERER, format!("{HTTP}{retour}"))
                .body(Body::from(encoder(c)))
                .unwrap();
            app.envoyer(r).await
        };
        let mut c = champs(&[("numero", "172278"), ("action", "modifier")]);
        let parcourir = async |champs: &Champs| {
            let fait = envoyer("/api/missions/parcourir", "/missions/172278", champs).await;
            fait.vers().to_owned()
        };
        let cochee = format!("{}:1", ids[0]);
        let ailleurs = "1\u{a0}convocation cochée hors de cette page est gardée.";
        let mut ici = champs(&[("numero", "172278"), ("lignes[]", &cochee)]);
        ici.push(("mot".into(), "martin".into()));
        let adresse = parcourir(&ici).await;
        assert_eq!(adresse, "/missions/172278?mot=martin&coches=1");
        let page = app.lire(&adresse, &chef).await.texte();
        assert_eq!(page.matches("name=\"lignes[]\"").count(), 2);
        assert!(page.contains(ailleurs) && page.contains(&format!("value=\"{cochee}\"")));
        // A page or an order is the address of its link, of this mission alone.
        for (aller, vers) in [
            (
                "/missions/172278?tri=envoi&page=2",
                "?tri=envoi&coches=1&page=2",
            ),
            (
                "https://ailleurs.example/?mot=durand",
                "?mot=durand&coches=1",
            ),
            ("/missions/172278", "?coches=1"),
        ] {
            let c = champs(&[
                ("numero", "172278"),
                ("lignes[]", &cochee),
                ("aller", aller),
            ]);
            assert_eq!(parcourir(&c).await, format!("/missions/172278{vers}"));
        }
        let page = app.lire("/missions/172278?coches=1", &chef).await.texte();
        assert_eq!(page.matches(":1\" checked").count(), 1);
        assert!(!page.contains(ailleurs));
        // All that a keyword keeps comes beside what is ticked; another mission has none of it.
        let mut tous = ici.clone();
        tous.push(("tout".into(), "1".into()));
        let adresse = parcourir(&tous).await;
        let page = app.lire(&adresse, &chef).await.texte();
        assert_eq!(page.matches(":1\" checked").count(), 1);
        assert!(page.contains(ailleurs), "{adresse}");
        let page = app.lire("/missions/200002?coches=1", &chef).await.texte();
        assert_eq!(page.matches("name=\"lignes[]\"").count(), 0);
        // Unticked, it is kept no longer.
        let vides = champs(&[("numero", "172278"), ("aller", "/missions/172278")]);
        assert_eq!(parcourir(&vides).await, "/missions/172278");
        let page = app.lire("/missions/172278?coches=1", &chef).await.texte();
        assert_eq!(page.matches(":1\" checked").count(), 0);

        let rien = envoyer("/api/lots/ouvrir", "/missions/172278", &c).await;
        assert!(rien.vers().contains("/missions/172278?"), "{}", rien.vers());
        let page = app.lire("/missions/172278", &chef).await.texte();
        assert!(zone_messages(&page).contains("Aucune ligne n’est cochée"));
        for id in &ids[..2] {
            c.push(("lignes[]".into(), format!("{id}:1")));
        }
        let ouvert = envoyer("/api/lots/ouvrir", "/missions/172278", &c).await;
        let adresse = ouvert.vers().to_owned();
        assert!(adresse.starts_with("/missions/172278/lots/"), "{adresse}");
        let (_, lot) = adresse.rsplit_once('/').unwrap();
        let page = app.lire(&adresse, &chef).await.texte();
        assert!(page.contains("DURAND Anne") && page.contains("MARTIN Léa"));
        assert!(!page.contains("PETIT Luc"));

        // Refused: what was typed is there again.
        let mut c = champs(&[
            ("numero", "172278"),
            ("lot", lot),
            ("champs[]", "commission"),
            ("saisie[commission]", "3GHG"),
            ("saisie[salle]", "Z9"),
        ]);
        let refus = envoyer("/api/lots/modifier", &adresse, &c).await;
        let vers = url::Url::parse(refus.vers()).unwrap();
        let page = app
            .lire(&vers[url::Position::BeforePath..], &chef)
            .await
            .texte();
        assert!(zone_messages(&page).contains("sans être coché"), "{page}");
        assert!(page.contains("value=\"Z9\"") && page.contains("value=\"3GHG\""));
        c.push(("champs[]".into(), "salle".into()));
        let fait = envoyer("/api/lots/modifier", &adresse, &c).await;
        assert_eq!(fait.vers(), adresse);
        let page = app.lire(&adresse, &chef).await.texte();
        assert!(page.contains("2\u{a0}convocations modifiées."), "{page}");
        let lignes = m.lignes(&m.chef, COEC).await;
        let salles: Vec<&str> = lignes.iter().map(|l| &*l.affectation.salle).collect();
        assert_eq!(salles, ["Z9", "Z9", "205"]);

        // Deleted together, and taken back together.
        let mut c = champs(&[("numero", "172278"), ("action", "supprimer")]);
        for l in &lignes {
            c.push(("lignes[]".into(), format!("{}:{}", l.id, l.version)));
        }
        let ouvert = envoyer("/api/lots/ouvrir", "/missions/172278", &c).await;
        let adresse = ouvert.vers().to_owned();
        let (_, lot) = adresse.rsplit_once('/').unwrap();
        let page = app.lire(&adresse, &chef).await.texte();
        assert!(page.contains("Supprimer 3\u{a0}convocations"), "{page}");
        let c = champs(&[("numero", "172278"), ("lot", lot)]);
        envoyer("/api/lots/supprimer", &adresse, &c).await;
        assert!(m.lignes(&m.chef, COEC).await.is_empty());
        let page = app.lire(&adresse, &chef).await.texte();
        let zone = zone_messages(&page);
        assert!(
            zone.contains("Annuler la suppression de 3\u{a0}convocations"),
            "{zone}"
        );
        let repris = envoyer("/api/lots/retablir", &adresse, &champs(&[("lot", lot)])).await;
        assert_eq!(repris.vers(), "/missions/172278");
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 3);
        app.fermer().await;
    });
}

/// A cancellation that did not arrive is offered again by a plain form, where it is listed and
/// in the journal, and is not any more once it was sent again; noted as known otherwise, it is
/// no longer counted.
#[test]
fn renvoyer_une_annulation_sans_javascript() {
    const CHEMIN: &str = "/api/annulations/renvoyer";
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let ids = m.convoquer(&m.chef, COEC, &[m.nombreux[1]]).await;
        usecases::convocations::supprimer(&m.services, &m.chef, ids[0], 1)
            .await
            .unwrap();
        let annulation = annulation_en_echec(m, ids[0]).await.to_string();
        let chef = app.temoin("chef").await;
        let mut cle = String::new();
        for chemin in ["/envois", "/missions/172278"] {
            let page = app.lire(chemin, &chef).await.texte();
            let (_, formulaire) = page.split_once(CHEMIN).expect(chemin);
            assert_eq!(valeur(formulaire, "name=\"courriel\""), annulation);
            assert_eq!(valeur(formulaire, "name=\"adresse\""), "n1@ac.example");
            cle = valeur(formulaire, "name=\"cle\"");
        }
        let perdue = "1\u{a0}annulation n’est pas arrivée";
        let page = app.lire("/missions/172278", &chef).await.texte();
        assert!(page.contains(perdue), "{page}");
        let page = app.lire("/", &chef).await.texte();
        let tache = "1\u{a0}convocation ou annulation qui n’est pas arrivée par courriel";
        assert!(page.contains(tache), "{page}");
        let requete = requete(Method::POST, "/api/annulations/regler", &chef)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, HTTP)
            .header(REFERER, format!("{HTTP}/envois?a_regler=1"))
            .body(Body::from(encoder(&champs(&[("courriel", &annulation)]))))
            .unwrap();
        // Back to the list from which it was noted, where it is no longer.
        let fait = app.envoyer(requete).await;
        assert_eq!(fait.vers().replace("%5F", "_"), "/envois?a_regler=1");
        let page = app.lire(fait.vers(), &chef).await.texte();
        assert!(page.contains("Aucun courriel ne correspond."), "{page}");
        assert!(!app.lire("/", &chef).await.texte().contains(tache));
        let page = app.lire("/missions/172278", &chef).await.texte();
        assert!(page.contains("Personne prévenue autrement.") && !page.contains(perdue));
        let saisie = champs(&[
            ("courriel", &annulation),
            ("cle", &cle),
            ("adresse", "neuve@ac.example"),
        ]);
        let fait = app.formulaire(CHEMIN, &chef, &saisie).await;
        assert_eq!(fait.vers(), "/missions/172278");
        let page = app.lire(fait.vers(), &chef).await.texte();
        let zone = zone_messages(&page);
        assert!(
            zone.contains("envoyée de nouveau, à neuve@ac.example"),
            "{zone}"
        );
        for chemin in ["/envois", "/missions/172278"] {
            let page = app.lire(chemin, &chef).await.texte();
            assert!(page.contains("neuve@ac.example"), "{chemin}");
            assert!(!page.contains(CHEMIN), "{chemin}");
        }
        app.fermer().await;
    });
}

/// A selection too long for one request says what is left, and its button goes on with it.
#[test]
fn une_longue_selection_se_continue() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let gens: Vec<_> = (0..60)
            .map(|n| store::intervenants::NouvelIntervenant {
                matricule: format!("L{n:02}"),
                nom: format!("LONG {n:02}"),
                ..monde::quelqu_un(m.bellevue)
            })
            .collect();
        let tx = m.services.store.ecriture().await.unwrap();
        store::intervenants::importer_lot(&tx, m.chef.academie, &gens)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let connus =
            store::intervenants::ids_par_matricule(m.services.store.lecture(), m.chef.academie)
                .await
                .unwrap();
        let ids: Vec<_> = gens.iter().map(|g| connus[&g.matricule]).collect();
        let ids = m.convoquer(&m.chef, COEC, &ids).await;
        let chef = app.temoin("chef").await;
        let envoyer = async |chemin: &str, de: &str, champs: &Champs| {
            let r = requete(Method::POST, chemin, &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, HTTP)
                .header(REFERER, format!("{HTTP}{de}"))
                .body(Body::from(encoder(champs)))
                .unwrap();
            app.envoyer(r).await
        };
        let mut c = champs(&[("numero", "172278"), ("action", "supprimer")]);
        c.extend(ids.iter().map(|id| ("lignes[]".into(), format!("{id}:1"))));
        let ouvert = envoyer("/api/lots/ouvrir", "/missions/172278", &c).await;
        let adresse = ouvert.vers().to_owned();
        let (_, lot) = adresse.rsplit_once('/').unwrap();
        let c = champs(&[("numero", "172278"), ("lot", lot)]);

        // Each slice takes longer than a request may.
        m.horloge.courir(20);
        envoyer("/api/lots/supprimer", &adresse, &c).await;
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 10);
        let page = app.lire(&adresse, &chef).await.texte();
        assert!(page.contains("Traiter les lignes restantes (10)"), "{page}");
        let suite = envoyer("/api/lots/continuer", &adresse, &c).await;
        assert_eq!(suite.vers(), adresse);
        assert!(m.lignes(&m.chef, COEC).await.is_empty());
        let page = app.lire(&adresse, &chef).await.texte();
        assert!(page.contains("60\u{a0}convocations supprimées."), "{page}");
        assert!(!page.contains("Traiter les lignes restantes"));
        app.fermer().await;
    });
}

/// Somebody saved another version meanwhile: the page shows both, and the form that comes
/// back replaces the one shown.
#[test]
fn deux_versions_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let chef = app.temoin("chef").await;
        let adresse = format!("/missions/172278?fenetre=modifier&convocation={id}");
        let autre = domain::Affectation {
            salle: "SALLE AUTRE".into(),
            ..monde::affectation()
        };
        usecases::convocations::modifier(&m.services, &m.secretaire, id, 1, autre, "")
            .await
            .unwrap();
        let envoyer = async |version: &str| {
            let cle = id.to_string();
            let mut c = champs(&[
                ("numero", "172278"),
                ("convocation", &cle),
                ("version", version),
                ("saisie[salle]", "LA MIENNE"),
            ]);
            jour(&mut c);
            let r = requete(Method::POST, "/api/convocations/modifier", &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, HTTP)
                .header(REFERER, format!("{HTTP}{adresse}"))
                .body(Body::from(encoder(&c)))
                .unwrap();
            app.envoyer(r).await
        };
        let refus = envoyer("1").await;
        let vers = url::Url::parse(refus.vers()).unwrap();
        let page = app
            .lire(&vers[url::Position::BeforePath..], &chef)
            .await
            .texte();
        for attendu in [
            "par Compte secretaire le",
            "Garder la mienne",
            "SALLE AUTRE",
            "LA MIENNE",
            "name=\"version\" value=\"2\"",
        ] {
            assert!(page.contains(attendu), "{attendu} : {page}");
        }
        assert_eq!(
            m.lignes(&m.chef, COEC).await[0].affectation.salle,
            "SALLE AUTRE"
        );
        let fait = envoyer("2").await;
        assert_eq!(fait.vers(), "/missions/172278");
        assert_eq!(
            m.lignes(&m.chef, COEC).await[0].affectation.salle,
            "LA MIENNE"
        );
        // Without a refusal before, the window shows one version.
        let page = app.lire(&adresse, &chef).await.texte();
        assert!(!page.contains("Garder la mienne"));
        app.fermer().await;
    });
}

/// A clash is asked about in the messages, and the form that comes back confirms it.
#[test]
fn confirmer_un_conflit_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        m.convoquer(&m.chef_autre, monde::COEC_AUTRE, &[m.anne])
            .await;
        let chef = app.temoin("chef").await;
        let envoyer = async |champs: &Champs| {
            let r = requete(Method::POST, "/api/missions/convoquer", &chef)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, HTTP)
                .header(
                    REFERER,
                    format!("{HTTP}/missions/172278?fenetre=creer&nom=durand"),
                )
                .body(Body::from(encoder(champs)))
                .unwrap();
            app.envoyer(r).await
        };
        let mut formulaire = convoquer(COEC, &[m.anne], "conflit");
        let refus = envoyer(&formulaire).await;
        assert!(m.lignes(&m.chef, COEC).await.is_empty());
        let vers = url::Url::parse(refus.vers()).unwrap();
        let page = app
            .lire(&vers[url::Position::BeforePath..], &chef)
            .await
            .texte();
        let zone = zone_messages(&page);
        assert!(
            zone.contains("DURAND Anne") && zone.contains("200005"),
            "{zone}"
        );
        let (_, suite) = page
            .split_once("name=\"confirmation\" value=\"")
            .expect("la case qui confirme");
        let cle = suite.split('"').next().unwrap();
        formulaire.extend(champs(&[("confirmation", cle)]));
        let fait = envoyer(&formulaire).await;
        assert_eq!(fait.vers(), "/missions/172278");
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 1);
        app.fermer().await;
    });
}

/// What is looked for and what was unticked wait in the session: no name goes into an address.
#[test]
fn chercher_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let ids = m.convoquer(&m.chef, COEC, &[m.nombreux[1]]).await;
        usecases::envois::demander(
            &m.services,
            &m.chef,
            COEC,
            &ids,
            false,
            "cle-de-la-recherche",
        )
        .await
        .unwrap();
        // Its mail is leaving: there is something to cancel.
        let plus_tard = m.services.maintenant().plus_secondes(3_600);
        let tx = m.services.store.ecriture().await.unwrap();
        store::courriels::prendre(&tx, plus_tard, 10, "essai", plus_tard)
            .await
            .unwrap();
        tx.valider().await.unwrap();

        let chef = app.temoin("chef").await;
        let chercher = async |autres: &[(&str, &str)]| {
            let mut c = champs(&[("numero", "172278"), ("recherche[nom]", "durand")]);
            c.extend(champs(autres));
            let fait = app.formulaire("/api/missions/rechercher", &chef, &c).await;
            assert!(!fait.vers().contains("durand"), "{}", fait.vers());
            app.lire(fait.vers(), &chef).await.texte()
        };
        let page = chercher(&[]).await;
        for attendu in ["DURAND Anne", "value=\"durand\""] {
            assert!(page.contains(attendu), "{attendu} dans {page}");
        }
        let remplacee = ids[0].to_string();
        for cochee in [false, true] {
            let mut autres = vec![("convocation", &*remplacee)];
            if cochee {
                autres.push(("prevenir", "on"));
            }
            let page = chercher(&autres).await;
            assert!(page.contains("DURAND Anne"), "{page}");
            let (_, case) = page.split_once("id=\"prevenir\"").expect("la case");
            let case = case.split('>').next().unwrap();
            assert_eq!(case.contains("checked"), cochee, "{case}");
        }

        let gestionnaire = app.temoin("gestionnaire").await;
        let nom = ("nom", " zephyrin ");
        for (qui, chemin, saisie, vers) in [
            (
                &chef,
                "/api/demandes/commencer",
                champs(&[("mission", "172278"), nom]),
                "/demandes-intervenant/nouvelle?mission=172278",
            ),
            (
                &gestionnaire,
                "/api/repertoire/commencer",
                champs(&[nom]),
                "/intervenants/nouveau",
            ),
        ] {
            let fait = app.formulaire(chemin, qui, &saisie).await;
            assert_eq!(fait.vers(), vers);
            let page = app.lire(vers, qui).await.texte();
            assert!(page.contains("value=\"zephyrin\""), "{page}");
        }
        app.fermer().await;
    });
}

/// The grid of those who have no discipline.
fn grille(m: &Monde) -> String {
    format!("/competences/0?annee=2021&etablissement={}", m.bellevue)
}

/// Saves the one column of that grid, as a form does without our script.
async fn enregistrer_la_grille(app: &TestApp, temoin: &str, coches: &[IntervenantId]) -> Reponse {
    let m = &app.monde;
    let bellevue = m.bellevue.to_string();
    let mut c = champs(&[
        ("etablissement", &bellevue),
        ("annee", "2021"),
        ("discipline", "0"),
        ("objets[]", "dnl.anglais"),
    ]);
    c.extend(
        coches
            .iter()
            .map(|qui| ("cases[]".to_owned(), format!("{qui}:0"))),
    );
    let r = requete(Method::POST, "/api/competences/enregistrer", temoin)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ORIGIN, HTTP)
        .header(REFERER, format!("{HTTP}{}", grille(m)))
        .body(Body::from(encoder(&c)))
        .unwrap();
    app.envoyer(r).await
}

/// The box of that column for somebody, in the page of the grid.
fn case_de(page: &str, qui: IntervenantId) -> String {
    let (avant, _) = page
        .split_once("value=\"dnl.anglais\"")
        .expect("la colonne");
    let rang = avant.matches("name=\"objets[]\"").count() - 1;
    let case = format!("name=\"cases[]\" value=\"{qui}:{rang}\"");
    let (_, suite) = page.split_once(&case).expect("la case");
    suite.split('>').next().unwrap().to_owned()
}

/// How many boxes of that grid are ticked in the database.
async fn competences_gardees(m: &Monde) -> u32 {
    let g = usecases::competences::ouvrir(&m.services, &m.chef, None, None, 0, false);
    g.await.unwrap().ligne.competences
}

/// A session that ends in the middle of a grid: what was ticked is there again after
/// signing in, and is saved then.
#[test]
fn une_grille_survit_a_l_expiration_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let adresse = grille(m);
        let ouvert = app.temoin("chef").await;
        let page = app.lire(&adresse, &ouvert).await.texte();
        assert!(!case_de(&page, m.anne).contains("checked"));
        // Ended meanwhile, in another window or by the time that passes.
        app.formulaire("/deconnexion", &ouvert, &champs(&[])).await;
        let refus = enregistrer_la_grille(&app, &ouvert, &[m.anne]).await;
        let garde = temoin(&refus);
        assert!(!garde.is_empty(), "le brouillon est gardé");
        let vers = url::Url::parse(refus.vers()).unwrap();
        let connexion = app.lire(&vers[url::Position::BeforePath..], &garde).await;
        assert_eq!(connexion.statut, StatusCode::SEE_OTHER);
        assert!(
            connexion.vers().starts_with("/connexion?suite="),
            "{}",
            connexion.vers()
        );

        let entree = app.connexion("chef", MOT_DE_PASSE, &adresse, &garde).await;
        assert_eq!(entree.vers(), adresse);
        let chef = temoin(&entree);
        for _ in 0..2 {
            let page = app.lire(&adresse, &chef).await.texte();
            assert!(case_de(&page, m.anne).contains("checked"), "{page}");
            assert!(page.contains("1\u{a0}changement retrouvé"), "{page}");
        }
        assert_eq!(competences_gardees(m).await, 0, "rien n’est enregistré");
        let fait = enregistrer_la_grille(&app, &chef, &[m.anne]).await;
        assert_eq!(fait.vers(), adresse);
        let page = app.lire(&adresse, &chef).await.texte();
        assert!(case_de(&page, m.anne).contains("checked"));
        assert!(!page.contains("retrouvé"), "{page}");
        assert_eq!(competences_gardees(m).await, 1);
        app.fermer().await;
    });
}

/// Another program holds the database while a grid is saved: it is refused, and what was
/// ticked is kept as soon as the database is free, however long that takes.
#[test]
fn une_grille_survit_a_une_base_tenue_sans_javascript() {
    executer(async {
        /// Longest wait for the database, here less than is usual.
        const ATTENTE: Duration = Duration::from_secs(4);
        let base = store::essais::base(Moteur::Sqlite).await;
        let options = OptionsStore {
            attente: ATTENTE,
            ..OptionsStore::new(&base.url)
        };
        let store = Store::ouvrir(&options).await.unwrap();
        let app = TestApp::sur(base, &store, HTTP).await;
        let m = &app.monde;
        let chef = app.temoin("chef").await;

        let verrou = app.base.store.ecriture().await.unwrap();
        let coches = [m.anne];
        let refus = {
            let mut envoi = pin!(enregistrer_la_grille(&app, &chef, &coches));
            // Three things are to be written, each given up in its turn: the boxes, the line
            // of the messages, and last, now, what was typed.
            let attendu = tokio::time::timeout(ATTENTE * 5 / 2, &mut envoi).await;
            assert!(attendu.is_err(), "la saisie n’attend pas la base");
            verrou.valider().await.unwrap();
            envoi.await
        };
        assert!(!refus.vers().is_empty());

        let page = app.lire(&grille(m), &chef).await.texte();
        assert!(case_de(&page, m.anne).contains("checked"), "{page}");
        assert!(page.contains("1\u{a0}changement retrouvé"), "{page}");
        assert_eq!(competences_gardees(m).await, 0, "rien n’est enregistré");
        let fait = enregistrer_la_grille(&app, &chef, &[m.anne]).await;
        assert_eq!(fait.vers(), grille(m));
        assert_eq!(competences_gardees(m).await, 1);
        app.fermer().await;
        store.fermer().await.unwrap();
    });
}

// --- Without account --------------------------------------------------------------------

#[test]
fn constater_le_service_fait_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let chef = app.temoin("chef").await;
        let id = id.to_string();
        let ligne = |heures: &str, nombre: &str, action: &str| {
            champs(&[
                ("numero", "172278"),
                ("jour", ""),
                ("reste", ""),
                ("mot", ""),
                ("page", "1"),
                ("lignes[0][convocation]", &id),
                ("lignes[0][jour]", "2021-02-02"),
                ("lignes[0][version]", "0"),
                ("lignes[0][avant]", "|3h00||||"),
                ("lignes[0][presence]", "present"),
                ("lignes[0][heures]", heures),
                ("lignes[0][nombre]", nombre),
                ("lignes[0][motif]", ""),
                ("lignes[0][remplacant]", ""),
                ("lignes[0][remarque]", ""),
                ("action", action),
            ])
        };
        // Refused: the messages say why, and what was typed is there again, once.
        let r = app
            .formulaire(
                "/api/service/enregistrer",
                &chef,
                &ligne("beaucoup", "31", ""),
            )
            .await;
        assert_eq!(r.statut, StatusCode::FOUND);
        assert!(!r.vers().contains("DURAND"), "{}", r.vers());
        let page = app.lire("/service-fait/172278", &chef).await.texte();
        assert!(
            zone_messages(&page).contains("n’est pas une durée"),
            "{page}"
        );
        assert!(page.contains("value=\"beaucoup\""), "{page}");
        let page = app.lire("/service-fait/172278", &chef).await.texte();
        assert!(!page.contains("value=\"beaucoup\""), "{page}");

        let r = app
            .formulaire(
                "/api/service/enregistrer",
                &chef,
                &ligne("2h30", "31", "valider"),
            )
            .await;
        assert_eq!(
            (r.statut, r.vers()),
            (StatusCode::FOUND, "/service-fait/172278?valider=1")
        );
        let page = app.lire(r.vers(), &chef).await.texte();
        assert!(
            page.contains("Valider définitivement 1\u{a0}ligne"),
            "{page}"
        );
        let cle = page.split("name=\"cle\" value=\"").nth(1).unwrap();
        let cle = cle.split('"').next().unwrap();
        let validation = champs(&[("numero", "172278"), ("jour", ""), ("cle", cle)]);
        let r = app
            .formulaire("/api/service/valider", &chef, &validation)
            .await;
        assert_eq!(
            (r.statut, r.vers()),
            (StatusCode::FOUND, "/service-fait/172278")
        );
        let page = app.lire(r.vers(), &chef).await.texte();
        assert!(
            zone_messages(&page).contains("1\u{a0}ligne validée"),
            "{page}"
        );
        assert!(
            !page.contains("lignes[0]"),
            "ce qui est validé ne se saisit plus"
        );

        let g = app.temoin("gestionnaire").await;
        let page = format!("/service-fait/172278?corriger={id}&jour=2021-02-02");
        let page = app.lire(&page, &g).await.texte();
        assert!(page.contains("Corriger une ligne validée"), "{page}");
        let version = page
            .split("name=\"saisie[version]\" value=\"")
            .nth(1)
            .unwrap();
        let correction = champs(&[
            ("numero", "172278"),
            ("raison", "Recompté"),
            ("saisie[convocation]", &id),
            ("saisie[jour]", "2021-02-02"),
            ("saisie[version]", version.split('"').next().unwrap()),
            ("saisie[presence]", "present"),
            ("saisie[heures]", "2h30"),
            ("saisie[nombre]", "30"),
        ]);
        let r = app
            .formulaire("/api/service/corriger", &g, &correction)
            .await;
        assert_eq!(
            (r.statut, r.vers()),
            (StatusCode::FOUND, "/service-fait/172278")
        );
        let csv = app.lire("/service-fait/paiement.csv", &chef).await.texte();
        let ligne = csv.lines().nth(1).unwrap();
        assert!(
            ligne.contains(";present;;T1;DURAND Anne;2,50;30;copies;"),
            "{ligne}"
        );
        assert!(ligne.contains("Recompté"), "{ligne}");
        app.fermer().await;
    });
}

#[test]
fn repondre_a_sa_convocation_sans_compte() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let (accuse, _) = codes(m, id).await;
        let page_de = format!("/r/{accuse}");
        let page = app.lire(&page_de, "").await;
        assert_eq!(page.statut, StatusCode::OK);
        let html = page.texte();
        for attendu in [
            "172278",
            "205",
            "LPO BELLEVUE",
            "mardi\u{a0}2 février 2021",
            "noindex",
        ] {
            assert!(html.contains(attendu), "{attendu} dans {html}");
        }
        for interdit in ["DURAND", "Anne", "anne@ac.example", "<script", " style="] {
            assert!(!html.contains(interdit), "{interdit} dans {html}");
        }
        assert_eq!(page.entete(CACHE_CONTROL), "no-store");
        assert_eq!(page.entete("referrer-policy"), "no-referrer");
        assert_eq!(page.entete("x-robots-tag"), "noindex, nofollow");
        assert_eq!(page.entete(SET_COOKIE), "");
        let politique = page.entete(CONTENT_SECURITY_POLICY);
        assert!(politique.starts_with("default-src 'none';"), "{politique}");
        assert!(!politique.contains("script-src"), "{politique}");
        // Who scans mails looks, and looks at the head alone.
        let tete = requete(Method::HEAD, &page_de, "")
            .body(Body::empty())
            .unwrap();
        assert_eq!(app.envoyer(tete).await.statut, StatusCode::OK);
        let reponse = async || m.lignes(&m.chef, COEC).await.remove(0).reponse;
        assert_eq!(reponse().await, None);

        // A page that tells no address sends no origin.
        let repondre = async |champs: &Champs| {
            let r = requete(Method::POST, &page_de, "")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, "null")
                .body(Body::from(encoder(champs)))
                .unwrap();
            app.envoyer(r).await
        };
        for _ in 0..2 {
            let fait = repondre(&champs(&[("reponse", "lue")])).await;
            assert_eq!(
                (fait.statut, fait.vers()),
                (StatusCode::SEE_OTHER, &*page_de)
            );
            assert_eq!(fait.entete(SET_COOKIE), "");
            assert_eq!(fait.entete("referrer-policy"), "no-referrer");
        }
        assert!(
            app.lire(&page_de, "")
                .await
                .texte()
                .contains("Pris connaissance le")
        );
        let long = "é".repeat(1_000);
        let fait = repondre(&champs(&[("reponse", "empechement"), ("texte", &long)])).await;
        assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.texte());
        assert_eq!(reponse().await.unwrap().texte, long);

        // What is refused is shown again, with what to do.
        let saisi = "<b>\u{7}</b>";
        let refus = repondre(&champs(&[("reponse", "empechement"), ("texte", saisi)])).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refus.texte().contains("caractère invisible"),
            "{}",
            refus.texte()
        );
        assert!(refus.texte().contains("&lt;b&gt;"), "{}", refus.texte());
        assert_eq!(reponse().await.unwrap().texte, long);
        for mauvais in [
            champs(&[]),
            champs(&[("reponse", "peut-être")]),
            champs(&[("texte", "sans réponse")]),
        ] {
            assert_eq!(repondre(&mauvais).await.statut, StatusCode::BAD_REQUEST);
        }
        let gros = champs(&[("reponse", "empechement"), ("texte", &"x".repeat(100_000))]);
        let refus = repondre(&gros).await;
        assert!(refus.statut.is_client_error(), "{}", refus.statut);

        // Forged, replaced, cancelled: each its page, and nothing of the convocation.
        let modifiee = domain::Affectation {
            salle: "9".into(),
            ..monde::affectation()
        };
        usecases::convocations::modifier(&m.services, &m.chef, id, 1, modifiee, "")
            .await
            .unwrap();
        let dit = async |chemin: &str, statut: StatusCode, texte: &str| {
            let page = app.lire(chemin, "").await;
            assert_eq!(page.statut, statut, "{chemin}");
            let html = page.texte();
            assert!(html.contains(texte), "{html}");
            for interdit in ["172278", "BELLEVUE", "DURAND", "février"] {
                assert!(!html.contains(interdit), "{interdit} dans {html}");
            }
            assert_eq!(page.entete("referrer-policy"), "no-referrer");
        };
        dit(&page_de, StatusCode::GONE, "est remplacée").await;
        let fait = repondre(&champs(&[("reponse", "lue")])).await;
        assert_eq!(fait.statut, StatusCode::GONE);
        let (accuse, _) = codes(m, id).await;
        let page_de = format!("/r/{accuse}");
        usecases::convocations::supprimer(&m.services, &m.chef, id, 2)
            .await
            .unwrap();
        dit(&page_de, StatusCode::GONE, "est annulée").await;
        let faux = format!("/r/{}", accuse.replace(&accuse[..4], "0000"));
        dit(&faux, StatusCode::NOT_FOUND, "Ce lien n’est pas valable").await;
        app.fermer().await;
    });
}

#[test]
fn l_agenda_prive_se_relit_sans_session() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let (chemin, _) = ouvrir_l_espace(m).await;
        let lu = app.lire(&chemin, "").await;
        assert_eq!(lu.statut, StatusCode::OK);
        assert!(lu.texte().contains("BEGIN:VEVENT"), "{}", lu.texte());
        assert_eq!(
            lu.entete(CONTENT_TYPE),
            "text/calendar; charset=utf-8; method=PUBLISH"
        );
        assert_eq!(lu.entete(CACHE_CONTROL), "private, no-cache");
        assert_eq!(lu.entete(SET_COOKIE), "");
        assert_eq!(lu.entete("referrer-policy"), "no-referrer");
        assert_eq!(lu.entete("x-robots-tag"), "noindex, nofollow");
        let marque = lu.entete("etag").to_owned();
        assert!(marque.starts_with("W/\""), "{marque}");
        let relire = async |si: &str, methode| {
            let r = requete(methode, &chemin, "")
                .header("if-none-match", si)
                .body(Body::empty())
                .unwrap();
            app.envoyer(r).await
        };
        for si in [marque.as_str(), "\"autre\", *", "*"] {
            let rien = relire(si, Method::GET).await;
            assert_eq!(rien.statut, StatusCode::NOT_MODIFIED, "{si}");
            assert_eq!(rien.octets, b"");
            assert_eq!(rien.entete("etag"), marque);
            assert_eq!(rien.entete(CACHE_CONTROL), "private, no-cache");
        }
        assert_eq!(
            relire("\"autre\"", Method::GET).await.statut,
            StatusCode::OK
        );
        assert_eq!(relire("", Method::HEAD).await.statut, StatusCode::OK);
        // Changed, it says so.
        m.convoquer(&m.chef, monde::PRECE, &[m.anne]).await;
        assert_eq!(relire(&marque, Method::GET).await.statut, StatusCode::OK);

        // Without its extension, with another, forged, written to: nothing.
        let nu = chemin.strip_suffix(".ics").unwrap();
        for faux in [nu.to_owned(), format!("{nu}.txt"), format!("{nu}0.ics")] {
            let refus = app.lire(&faux, "").await;
            assert_eq!(refus.statut, StatusCode::NOT_FOUND, "{faux}");
            assert_eq!(refus.octets, b"");
        }
        let ecrire = app.formulaire(&chemin, "", &Champs::new()).await;
        assert_eq!(ecrire.statut, StatusCode::METHOD_NOT_ALLOWED);
        // Too many wrong ones: those alone are refused.
        let mut dernier = StatusCode::NOT_FOUND;
        for _ in 0..40 {
            dernier = app.lire("/agenda/0000.ics", "").await.statut;
        }
        assert_eq!(dernier, StatusCode::TOO_MANY_REQUESTS);
        let trop = app.lire("/agenda/0000.ics", "").await;
        assert_eq!(trop.entete("retry-after"), "900");
        assert_eq!(app.lire(&chemin, "").await.statut, StatusCode::OK);
        app.fermer().await;
    });
}

#[test]
fn l_espace_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let temoin = app.temoin("intervenante").await;
        let page = app.lire("/mes-convocations", &temoin).await.texte();
        for attendu in [
            "LPO BELLEVUE",
            "Ouvrir l’adresse de mon agenda",
            "Passées (1)",
        ] {
            assert!(page.contains(attendu), "{attendu} dans {page}");
        }
        let cle = id.to_string();
        let repondre = async |edition: &str, reponse: &str, texte: &str| {
            let c = champs(&[
                ("convocation", &cle),
                ("edition", edition),
                ("reponse", reponse),
                ("texte", texte),
            ]);
            let fait = app
                .formulaire("/api/convocations/repondre", &temoin, &c)
                .await;
            assert_eq!(fait.statut.as_u16() / 100, 3, "{}", fait.texte());
            let page = app.lire("/mes-convocations", &temoin).await.texte();
            zone_messages(&page).to_owned()
        };
        let dit = repondre("1", "empechement", "").await;
        assert!(dit.contains("Dites en quelques mots"), "{dit}");
        let dit = repondre("2", "lue", "").await;
        assert!(dit.contains("vient d’être modifiée"), "{dit}");
        let dit = repondre("1", "lue", "").await;
        assert!(dit.contains("Vous avez pris connaissance"), "{dit}");
        assert!(m.lignes(&m.chef, COEC).await[0].reponse.is_some());

        // The calendar.
        let page = async |chemin: &str| app.lire(chemin, &temoin).await.texte();
        let poster = async |chemin: &str, c: &[(&str, &str)]| {
            let fait = app.formulaire(chemin, &temoin, &champs(c)).await;
            assert_eq!(fait.statut.as_u16() / 100, 3, "{}", fait.texte());
        };
        poster("/api/mon-agenda/ouvrir", &[]).await;
        assert!(page("/mes-convocations").await.contains("/agenda/"));
        poster("/api/mon-agenda/fermer", &[]).await;
        assert!(!page("/mes-convocations").await.contains("/agenda/"));

        // The address: refused in words, asked for, confirmed at its link alone.
        let changer = "/api/mes-coordonnees/adresse";
        let connue = ("avant", "anne@maison.example");
        poster(changer, &[connue, ("adresse", "nulle part")]).await;
        let vue = page("/mes-coordonnees").await;
        assert!(
            zone_messages(&vue).contains("n’est pas une adresse"),
            "{vue}"
        );
        let (_, lien) = ouvrir_l_espace(m).await;
        let vue = page("/mes-coordonnees").await;
        assert!(
            vue.contains("neuve@maison.example attend d’être confirmée"),
            "{vue}"
        );
        for _ in 0..2 {
            let vue = app.lire(&lien, "").await;
            assert_eq!(vue.statut, StatusCode::OK);
            assert!(vue.texte().contains("neuve@maison.example"));
            assert_eq!(vue.entete(CACHE_CONTROL), "no-store");
            assert_eq!(vue.entete("referrer-policy"), "no-referrer");
        }
        let confirmer = async || {
            let r = requete(Method::POST, &lien, "")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, "null")
                .body(Body::empty())
                .unwrap();
            app.envoyer(r).await
        };
        let faite = confirmer().await;
        assert_eq!(faite.statut, StatusCode::OK, "{}", faite.texte());
        assert!(faite.texte().contains("Votre adresse est confirmée"));
        assert_eq!(confirmer().await.statut, StatusCode::NOT_FOUND);
        let vue = page("/mes-coordonnees").await;
        assert!(!vue.contains("attend d’être confirmée"), "{vue}");
        poster(
            "/api/mes-coordonnees/telephone",
            &[("version", "0"), ("telephone", "06.12.34.56.78")],
        )
        .await;
        assert!(page("/mes-coordonnees").await.contains("06 12 34 56 78"));
        let vue = page("/mes-donnees").await;
        for attendu in ["DURAND", "neuve@maison.example", "06 12 34 56 78"] {
            assert!(vue.contains(attendu), "{attendu} dans {vue}");
        }
        let zip = app.lire("/mes-donnees.zip", &temoin).await;
        assert!(zip.octets.starts_with(b"PK"));
        assert_eq!(
            zip.entete("content-disposition"),
            "attachment; filename=\"mes-donnees.zip\""
        );
        app.fermer().await;
    });
}

#[test]
fn verifier_une_lettre_sans_compte() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let (_, code) = codes(m, id).await;
        let groupes = domain::grouper_code(&code).to_lowercase();
        let saisie = form_urlencoded::byte_serialize(groupes.as_bytes()).collect::<String>();
        for chemin in [
            format!("/verifier/{code}"),
            format!("/verifier?code={saisie}"),
        ] {
            let page = app.lire(&chemin, "").await;
            assert_eq!(page.statut, StatusCode::OK);
            let html = page.texte();
            for attendu in [
                "Convocation valable",
                "172278",
                "A.\u{a0}D.",
                "2 février 2021",
            ] {
                assert!(html.contains(attendu), "{attendu} dans {html}");
            }
            for interdit in ["DURAND", "Anne", "BELLEVUE", "205", "09:00", "9\u{a0}h"] {
                assert!(!html.contains(interdit), "{interdit} dans {html}");
            }
            assert_eq!(page.entete("x-robots-tag"), "noindex, nofollow");
        }
        assert_eq!(app.lire("/verifier?code=", "").await.statut, StatusCode::OK);
        let faux = app.lire("/verifier?code=%3Cb%3E", "").await;
        assert_eq!(faux.statut, StatusCode::NOT_FOUND);
        assert!(faux.texte().contains("Code inconnu") && faux.texte().contains("&lt;b&gt;"));
        for _ in 0..30 {
            app.lire("/verifier/faux", "").await;
        }
        let trop = app.lire(&format!("/verifier/{code}"), "").await;
        assert_eq!(trop.statut, StatusCode::TOO_MANY_REQUESTS);
        assert!(trop.texte().contains("Réessayez dans"), "{}", trop.texte());
        app.fermer().await;
    });
}

/// A form with a file, as a browser sends it.
fn en_morceaux(champs: &[(&str, &str)], image: Option<(&str, &[u8])>) -> (String, Vec<u8>) {
    let mut corps = Vec::new();
    for (nom, valeur) in champs {
        corps.extend_from_slice(
            format!(
                "--LIMITE\r\nContent-Disposition: form-data; name=\"{nom}\"\r\n\r\n{valeur}\r\n"
            )
            .as_bytes(),
        );
    }
    if let Some((nom, octets)) = image {
        corps.extend_from_slice(
            format!(
                "--LIMITE\r\nContent-Disposition: form-data; name=\"image\"; filename=\"{nom}\"\r\n\
                 Content-Type: image/png\r\n\r\n"
            )
            .as_bytes(),
        );
        corps.extend_from_slice(octets);
        corps.extend_from_slice(b"\r\n");
    }
    corps.extend_from_slice(b"--LIMITE--\r\n");
    ("multipart/form-data; boundary=LIMITE".into(), corps)
}

/// A text and a logo, by plain forms: seen before they are in use, kept when they are refused.
#[test]
fn regler_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let admin = app.temoin("administrateur").await;
        let saisir = async |valeur: &str, geste: &str| {
            let saisie = champs(&[
                ("code", "cloture"),
                ("vue", "0"),
                ("valeur", valeur),
                ("reference", ""),
                ("geste", geste),
            ]);
            app.formulaire("/api/parametres/saisir", &admin, &saisie)
                .await
        };
        // Refused by name, and still there to be corrected.
        let refus = saisir("Merci, {prenom}.", "enregistrer").await;
        assert!(refus.statut.is_redirection(), "{}", refus.statut);
        let page = app.lire("/parametres/textes/cloture", &admin).await.texte();
        assert!(page.contains("Merci, {prenom}."), "{page}");
        let dit = zone_messages(&page);
        assert!(
            dit.contains("{prenom}") && dit.contains("{numero}"),
            "{dit}"
        );
        // Seen on a letter and in the mail, on paper too, and not in use yet.
        let vu = saisir("Merci, {nom}.", "apercu").await;
        assert_eq!(vu.vers(), "/parametres/textes/cloture/apercu");
        let page = app.lire(vu.vers(), &admin).await.texte();
        assert!(page.contains("Merci, Personne SPÉCIMEN."), "{page}");
        let pdf = app
            .lire("/parametres/textes/cloture/apercu.pdf", &admin)
            .await;
        assert!(pdf.octets.starts_with(b"%PDF-"));
        let fait = saisir("Merci, {nom}.", "enregistrer").await;
        assert_eq!(fait.vers(), "/parametres/textes/cloture");
        let page = app.lire(fait.vers(), &admin).await.texte();
        assert!(zone_messages(&page).contains("Phrase de fin"), "{page}");
        assert!(page.contains("Revenir au texte d’origine"), "{page}");

        // The logo: a file that is none, then one that is.
        let deposer = async |temoin: &str, image: Option<(&str, &[u8])>| {
            let (genre, corps) = en_morceaux(&[], image);
            let r = requete(Method::POST, "/parametres/logo/deposer", temoin)
                .header(CONTENT_TYPE, genre)
                .body(Body::from(corps));
            app.envoyer(r.unwrap()).await
        };
        let anonyme = deposer("", None).await;
        assert_eq!(anonyme.statut, StatusCode::UNAUTHORIZED);
        let chef = app.temoin("chef").await;
        assert_eq!(deposer(&chef, None).await.statut, StatusCode::FORBIDDEN);
        let lourd = vec![0_u8; 600 * 1024];
        for (image, raison) in [
            (None, "Choisissez d’abord une image"),
            (
                Some(("un.png", b"GIF89a, dit un.png".as_slice())),
                "ni une image PNG ni une image JPEG",
            ),
            (Some(("un.png", lourd.as_slice())), "ko au plus"),
        ] {
            let refus = deposer(&admin, image).await;
            assert_eq!(refus.vers(), "/parametres/logo", "{raison}");
            let page = app.lire(refus.vers(), &admin).await.texte();
            assert!(zone_messages(&page).contains(raison), "{raison} : {page}");
        }
        let dessin = documents::signature::image_de_demonstration("Logo");
        let pris = deposer(&admin, Some(("un.png", &dessin))).await;
        assert!(pris.vers().contains("?essai="), "{}", pris.vers());
        let id = pris.vers().rsplit('=').next().unwrap().to_owned();
        let page = app.lire(pris.vers(), &admin).await.texte();
        assert!(
            page.contains("Logo à l’essai") && page.contains("Sans logo"),
            "{page}"
        );
        let png = app
            .lire(&format!("/parametres/logo/{id}/image.png"), &admin)
            .await;
        assert_eq!(png.entete(CONTENT_TYPE), "image/png");
        let pdf = app
            .lire(&format!("/parametres/logo/{id}/apercu.pdf"), &admin)
            .await;
        assert!(pdf.octets.starts_with(b"%PDF-"));
        let choix = champs(&[("vue", "0"), ("logo", &id)]);
        let mis = app
            .formulaire("/api/parametres/logo/choisir", &admin, &choix)
            .await;
        assert_eq!(mis.vers(), "/parametres/logo");
        let page = app.lire(mis.vers(), &admin).await.texte();
        assert!(page.contains("Retirer le logo"), "{page}");
        // On the letters of the académie, for who may read them.
        let [id] = app
            .monde
            .convoquer(&app.monde.chef, COEC, &[app.monde.anne])
            .await[..]
        else {
            panic!()
        };
        let lettre = app
            .lire(&format!("/convocations/{id}"), &chef)
            .await
            .texte();
        assert!(
            lettre.contains("Logo de l’académie de Toulouse"),
            "{lettre}"
        );
        assert!(lettre.contains("Merci, Anne DURAND."), "{lettre}");
        let png = app
            .lire(&format!("/convocations/{id}/logo.png"), &chef)
            .await;
        assert!(png.octets.starts_with(b"\x89PNG"));
        app.fermer().await;
    });
}

/// The body of the form that brings a file, and its type.
fn formulaire_d_import(genre: &str, nom: &str, octets: &[u8]) -> (&'static str, Vec<u8>) {
    let mut corps = format!(
        "--LIMITE\r\nContent-Disposition: form-data; name=\"genre\"\r\n\r\n{genre}\r\n\
         --LIMITE\r\nContent-Disposition: form-data; name=\"uai\"\r\n\r\n\r\n\
         --LIMITE\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"{nom}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    corps.extend_from_slice(octets);
    corps.extend_from_slice(b"\r\n--LIMITE--\r\n");
    ("multipart/form-data; boundary=LIMITE", corps)
}

#[test]
fn importer_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let temoin = app.temoin("gestionnaire").await;
        let deposer = async |genre: &str, octets: &[u8]| {
            let (genre, corps) = formulaire_d_import(genre, "gens.csv", octets);
            let requete = requete(Method::POST, "/imports", &temoin)
                .header(CONTENT_TYPE, genre)
                .body(Body::from(corps))
                .unwrap();
            app.envoyer(requete).await
        };
        let modele = usecases::importer::modele(domain::GenreImport::Intervenants);
        let reponse = deposer("intervenants", modele.as_bytes()).await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.texte());
        let adresse = reponse.vers().to_owned();
        let attente = app.lire(&adresse, &temoin).await.texte();
        assert!(attente.contains("En attente d’analyse") && attente.contains("Actualiser"));

        while usecases::imports::tour(&m.services, "verrou")
            .await
            .unwrap()
        {}
        let apercu = app.lire(&adresse, &temoin).await.texte();
        assert!(apercu.contains("Nouveaux (1)"), "{apercu}");
        assert!(apercu.contains("DUPONT Marie") && apercu.contains("Appliquer l’import"));
        let vue = valeur(&apercu, "name=\"vue\"");
        let appliquer = async |vue: &str| {
            app.formulaire(
                &format!("{adresse}/appliquer"),
                &temoin,
                &champs(&[("vue", vue)]),
            )
            .await
        };
        // What was not looked at is not applied.
        for autre in ["", "1", "x"] {
            let reponse = appliquer(autre).await;
            assert_eq!(
                (reponse.statut, reponse.vers()),
                (StatusCode::SEE_OTHER, &*adresse)
            );
            let page = app.lire(&adresse, &temoin).await.texte();
            assert!(
                page.contains("Appliquer l’import") && page.contains("relisez-le"),
                "{page}"
            );
        }
        let reponse = appliquer(&vue).await;
        assert_eq!(
            (reponse.statut, reponse.vers()),
            (StatusCode::SEE_OTHER, &*adresse)
        );
        // Once is enough: the second one is told.
        let reponse = appliquer(&vue).await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER);
        let page = app.lire(&adresse, &temoin).await.texte();
        assert!(
            page.contains("Une autre personne a agi sur cet import"),
            "{page}"
        );
        while usecases::imports::tour(&m.services, "verrou")
            .await
            .unwrap()
        {}
        let page = app.lire(&adresse, &temoin).await.texte();
        assert!(
            page.contains("Appliqué le") && page.contains("Annuler l’import"),
            "{page}"
        );

        // Several at once: an import each, and those that are left aside are named.
        let deux = [
            "intervenants\r\n--LIMITE\r\nContent-Disposition: form-data; name=\"fichier\"; \
             filename=\"premier.csv\"\r\n\r\n",
            modele,
            "\r\n--LIMITE\r\nContent-Disposition: form-data; name=\"fichier\"; \
             filename=\"vide.csv\"\r\n\r\n",
        ]
        .concat();
        let reponse = deposer(&deux, modele.as_bytes()).await;
        assert_eq!(
            (reponse.statut, reponse.vers()),
            (StatusCode::SEE_OTHER, "/imports"),
            "{}",
            reponse.texte()
        );
        let page = app.lire("/imports", &temoin).await.texte();
        assert!(
            page.contains("premier.csv") && page.contains("1\u{a0}fichier laissé de côté"),
            "{page}"
        );

        // What was taken before the connection broke off stays, and is told.
        let (genre, mut corps) = formulaire_d_import(&deux, "rompu.csv", modele.as_bytes());
        corps.truncate(corps.len() - modele.len() / 2);
        let requete_rompue = requete(Method::POST, "/imports", &temoin)
            .header(CONTENT_TYPE, genre)
            .body(Body::from(corps))
            .unwrap();
        let reponse = app.envoyer(requete_rompue).await;
        assert_eq!(
            (reponse.statut, reponse.vers()),
            (StatusCode::SEE_OTHER, "/imports"),
            "{}",
            reponse.texte()
        );
        let page = app.lire("/imports", &temoin).await.texte();
        assert!(
            page.contains("1\u{a0}fichier pris, chacun dans son import"),
            "{page}"
        );

        // Nothing chosen, or nothing brought: said on the page of the form.
        for (genre, octets, phrase) in [
            (
                "",
                modele.as_bytes(),
                "Choisissez ce que le fichier contient",
            ),
            ("missions", &b""[..], "Aucun fichier n’a été reçu"),
        ] {
            let reponse = deposer(genre, octets).await;
            assert_eq!(
                (reponse.statut, reponse.vers()),
                (StatusCode::SEE_OTHER, "/imports/nouveau")
            );
            let page = app.lire("/imports/nouveau", &temoin).await.texte();
            assert!(page.contains(phrase), "{page}");
        }
        app.fermer().await;
    });
}

#[test]
fn un_fichier_trop_gros_se_refuse_en_toutes_lettres() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let temoin = app.temoin("gestionnaire").await;
        let maximum = app.monde.services.reglages.limites.import_max as usize;
        let octets = vec![b'a'; maximum + 1];
        let (genre, corps) = formulaire_d_import("missions", "gros.csv", &octets);
        let requete = requete(Method::POST, "/imports", &temoin)
            .header(CONTENT_TYPE, genre)
            .body(Body::from(corps))
            .unwrap();
        let reponse = app.envoyer(requete).await;
        assert_eq!(reponse.statut, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(reponse.entete(CONTENT_TYPE).starts_with("text/html"));
        let page = reponse.texte();
        assert!(
            page.contains("Fichier trop volumineux") && page.contains("64\u{a0}Mo"),
            "{page}"
        );
        let liste = app.lire("/imports", &temoin).await.texte();
        assert!(
            liste.contains("Aucun import n’a encore été fait"),
            "{liste}"
        );
        app.fermer().await;
    });
}

#[test]
fn signer_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let bellevue = app.monde.bellevue.to_string();
        let chef = app.temoin("chef").await;
        let envoyer =
            async |temoin: &str, champs: &[(&str, &str)], image: Option<(&str, &[u8])>| {
                let (genre, corps) = en_morceaux(champs, image);
                let r = requete(Method::POST, "/signatures/etablissement/saisie", temoin)
                    .header(CONTENT_TYPE, genre)
                    .body(Body::from(corps));
                app.envoyer(r.unwrap()).await
            };
        let champs_de = |ou: &str, nom: &str| {
            [
                ("etablissement".to_owned(), ou.to_owned()),
                ("civilite".to_owned(), "mme".to_owned()),
                ("nom".to_owned(), nom.to_owned()),
                ("prenom".to_owned(), "Claire".to_owned()),
                ("qualite".to_owned(), "Proviseure".to_owned()),
            ]
        };
        let image = documents::signature::image_de_demonstration("Claire MARTIN");
        let refs = |c: &[(String, String); 5]| -> Vec<(String, String)> { c.to_vec() };
        let poster = async |temoin: &str, ou: &str, nom: &str, image: Option<(&str, &[u8])>| {
            let c = refs(&champs_de(ou, nom));
            let c: Vec<(&str, &str)> = c.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            envoyer(temoin, &c, image).await
        };
        // Not signed in, somebody else's établissement, a form that is no such form.
        let anonyme = poster("", &bellevue, "MARTIN", None).await;
        assert_eq!(anonyme.statut, StatusCode::UNAUTHORIZED);
        let autre = app.temoin("chef.autre").await;
        let ailleurs = poster(&autre, &bellevue, "MARTIN", None).await;
        assert_eq!(ailleurs.statut, StatusCode::NOT_FOUND);
        let simple = app
            .formulaire(
                "/signatures/etablissement/saisie",
                &chef,
                &champs(&[("nom", "X")]),
            )
            .await;
        assert_eq!(simple.statut, StatusCode::BAD_REQUEST);

        // A file of another kind under a good name, one far too heavy: the form again, with
        // why, and what was typed.
        for (octets, raison) in [
            (
                b"GIF89a, dit un.png".to_vec(),
                "ni une image PNG ni une image JPEG",
            ),
            (vec![0_u8; 3 * 1024 * 1024], "ko au plus"),
            (image[..image.len() / 2].to_vec(), "abîmée"),
        ] {
            let reponse = poster(&chef, &bellevue, "MARTIN", Some(("une.png", &octets))).await;
            assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{raison}");
            assert!(reponse.vers().contains("/saisie?"), "{}", reponse.vers());
            let page = app.lire(reponse.vers(), &chef).await.texte();
            assert!(page.contains(raison), "{raison} : {page}");
            assert!(page.contains("value=\"MARTIN\""), "{raison}");
        }
        // Beyond all measure, the request itself is refused.
        let enorme = vec![0_u8; 17 * 1024 * 1024];
        let reponse = poster(&chef, &bellevue, "MARTIN", Some(("une.png", &enorme))).await;
        assert_ne!(reponse.statut, StatusCode::OK);
        assert!(!reponse.vers().contains("/apercu"));

        // A good one: looked at on a letter, then recorded by a plain form.
        let reponse = poster(&chef, &bellevue, "MARTIN", Some(("une.png", &image))).await;
        assert!(reponse.vers().contains("/apercu?"), "{}", reponse.vers());
        let page = app.lire(reponse.vers(), &chef).await;
        assert_eq!(page.statut, StatusCode::OK);
        let page = page.texte();
        assert!(
            page.contains("SPÉCIMEN") && page.contains("brouillon.png"),
            "{page}"
        );
        let png = app
            .lire("/signatures/etablissement/brouillon.png", &chef)
            .await;
        assert_eq!(png.entete(CONTENT_TYPE), "image/png");
        assert!(png.octets.starts_with(b"\x89PNG"));
        let fin = app
            .formulaire(
                "/api/signatures/enregistrer",
                &chef,
                &champs(&[
                    ("genre", "etablissement"),
                    ("etablissement", &bellevue),
                    ("version", "0"),
                ]),
            )
            .await;
        assert!(fin.statut.is_redirection(), "{}", fin.statut);
        let page = app.lire(fin.vers(), &chef).await.texte();
        assert!(
            page.contains("En usage") && page.contains("MARTIN"),
            "{page}"
        );
        assert!(
            zone_messages(&page).contains("Signature d’établissement de Claire MARTIN enregistrée")
        );
        app.fermer().await;
    });
}

/// An account opened from the screens, its link used without account, its session seen and
/// ended: by plain forms.
#[test]
fn ouvrir_un_compte_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let admin = app.temoin("administrateur").await;
        let cree = app
            .formulaire(
                "/api/comptes/creer",
                &admin,
                &champs(&[
                    ("identifiant", "A.Martin"),
                    ("nom", "Anne MARTIN"),
                    ("mel", "anne@ac.example"),
                    ("roles[]", "secretaire"),
                    ("uai", "0310038Y"),
                ]),
            )
            .await;
        assert_eq!(cree.statut, StatusCode::FOUND);
        let fiche = cree.vers().to_owned();
        assert!(fiche.starts_with("/comptes/"), "{fiche}");
        let page = app.lire(&fiche, &admin).await.texte();
        assert!(page.contains("Anne MARTIN") && page.contains("a.martin"));

        // The link is shown once, and kept by no cache.
        let inviter = format!("{fiche}/invitation");
        let version = champs(&[("version", "1")]);
        let lien = app.formulaire(&inviter, &admin, &version).await;
        assert_eq!(lien.statut, StatusCode::OK);
        assert_eq!(lien.entete(CACHE_CONTROL), "no-store");
        assert_eq!(lien.entete("referrer-policy"), "no-referrer");
        let texte = lien.texte();
        let debut = texte.find("/invitation/").unwrap() + "/invitation/".len();
        let jeton = texte[debut..debut + 32].to_owned();
        assert!(texte.contains("mailto:anne@ac.example"));
        let encore = app.formulaire(&inviter, &admin, &version).await;
        assert_eq!(encore.statut, StatusCode::CONFLICT);
        assert!(!app.lire(&fiche, &admin).await.texte().contains(&jeton));

        // Looking at it changes nothing; choosing does, once.
        let adresse = format!("/invitation/{jeton}");
        for _ in 0..2 {
            let vue = app.lire(&adresse, "").await;
            assert_eq!(vue.statut, StatusCode::OK);
            assert!(vue.texte().contains("a.martin"));
        }
        let choisir = async |nouveau: &str, confirmation: &str| {
            let c = champs(&[("nouveau", nouveau), ("confirmation", confirmation)]);
            app.formulaire(&adresse, "", &c).await
        };
        let refus = choisir("court", "court").await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refus.texte().contains("au moins 15"));
        assert!(!refus.texte().contains("value=\"court\""));
        let fait = choisir(MOT_DE_PASSE, MOT_DE_PASSE).await;
        assert_eq!(
            (fait.statut, fait.vers()),
            (StatusCode::SEE_OTHER, "/connexion")
        );
        assert_eq!(
            choisir(MOT_DE_PASSE, MOT_DE_PASSE).await.statut,
            StatusCode::NOT_FOUND
        );
        let elle = app.temoin("a.martin").await;
        assert_eq!(app.lire("/missions", &elle).await.statut, StatusCode::OK);

        // Seen by the administrateur, and ended.
        let page = app.lire(&fiche, &admin).await.texte();
        assert!(page.contains("Fermer toutes ses sessions"));
        let id = fiche.rsplit('/').next().unwrap();
        let fermer = app
            .formulaire("/api/comptes/sessions", &admin, &champs(&[("id", id)]))
            .await;
        assert_eq!(fermer.statut, StatusCode::FOUND);
        assert_eq!(
            app.lire("/missions", &elle).await.statut,
            StatusCode::SEE_OTHER
        );
        app.fermer().await;
    });
}

/// A link whose time is over says so, whatever is asked of it, and changes nothing.
#[test]
fn un_lien_expire_le_dit() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let (_, changement) = ouvrir_l_espace(m).await;
        let lien =
            usecases::invitations::creer(&m.services, &m.administrateur, m.secretaire.compte, 1)
                .await
                .unwrap();
        let invitation = lien.adresse.strip_prefix(HTTP).unwrap().to_owned();
        for adresse in [&changement, &invitation] {
            assert_eq!(app.lire(adresse, "").await.statut, StatusCode::OK);
        }
        m.horloge.avancer(domain::INVITATION_JOURS * 24 * 60 * 60);
        let choix = champs(&[("nouveau", MOT_DE_PASSE), ("confirmation", MOT_DE_PASSE)]);
        for adresse in [&changement, &invitation] {
            for reponse in [
                app.lire(adresse, "").await,
                app.formulaire(adresse, "", &choix).await,
            ] {
                assert_eq!(reponse.statut, StatusCode::GONE, "{adresse}");
                assert!(reponse.texte().contains("<h1>"), "{adresse}");
            }
        }
        let page = app.lire(&invitation, "").await.texte();
        assert!(page.contains("ses jours sont passés"), "{page}");
        // The password that the link had ended serves no more than before.
        let entree = app.connexion("secretaire", MOT_DE_PASSE, "", "").await;
        assert!(
            entree.vers().contains("echec=identifiants"),
            "{}",
            entree.vers()
        );
        app.fermer().await;
    });
}

// --- The second factor, without JavaScript ------------------------------------------------

/// The value of the field that a mark names.
fn valeur(page: &str, marque: &str) -> String {
    let (_, reste) = page.split_once(marque).expect(page);
    let (_, reste) = reste.split_once("value=\"").expect(reste);
    reste.split('"').next().unwrap().to_owned()
}

/// What an app that was given the key shows now.
fn code_de_l_application(m: &Monde, cle: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(cle.replace(' ', "")).unwrap();
    let app = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let maintenant = u64::try_from(m.services.maintenant().0 / 1000).unwrap();
    app.generate(maintenant).to_string()
}

/// `name=value` of the cookie of this name that an answer sets.
fn temoin_de(reponse: &Reponse, nom: &str) -> String {
    reponse
        .entetes
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok()?.split(';').next())
        .find(|v| v.split('=').next() == Some(nom))
        .unwrap()
        .to_owned()
}

#[test]
fn le_second_facteur_sans_javascript() {
    const PAGE: &str = "/compte/second-facteur";
    const ENTREE: &str = "/connexion/second-facteur";
    executer(async {
        for (url, etape, session) in [
            (HTTP, "imagin-etape", "imagin"),
            (HTTPS, "__Host-imagin-etape", "__Host-imagin"),
        ] {
            let app = TestApp::sous(url).await;
            let m = &app.monde;
            let chef = app.temoin("chef").await;
            assert!(!app.lire("/compte", &chef).await.texte().contains(PAGE));
            let moi = app.temoin("gestionnaire").await;
            assert!(app.lire("/compte", &moi).await.texte().contains(PAGE));

            // Set up: the key in the page, sealed in what the form sends back.
            let page = app.lire(PAGE, &moi).await;
            assert_eq!(page.statut, StatusCode::OK);
            assert_eq!(page.entete(CACHE_CONTROL), "no-store");
            assert_eq!(page.entete("referrer-policy"), "same-origin");
            let texte = page.texte();
            assert!(texte.contains("<svg ") && texte.contains("inputmode=\"numeric\""));
            let (cle, scelle) = (
                valeur(&texte, "id=\"cle\""),
                valeur(&texte, "name=\"scelle\""),
            );
            let activer = async |code: &str, mot: &str| {
                let c = champs(&[("scelle", &scelle), ("code", code), ("mot_de_passe", mot)]);
                app.formulaire(&format!("{PAGE}/activer"), &moi, &c).await
            };
            let refus = activer("12", MOT_DE_PASSE).await;
            assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
            // The same key: nobody reads it into their app again.
            assert_eq!(valeur(&refus.texte(), "id=\"cle\""), cle);
            let code = code_de_l_application(m, &cle);
            let refus = activer(&code, "mauvais mot de passe").await;
            assert!(refus.texte().contains("mot de passe actuel est incorrect"));
            let fait = activer(&code, MOT_DE_PASSE).await;
            assert_eq!(fait.statut, StatusCode::OK);
            let texte = fait.texte();
            let secours: Vec<&str> = texte
                .split("<code>")
                .skip(1)
                .filter_map(|c| c.split('<').next())
                .collect();
            assert_eq!(secours.len(), 10, "{texte}");
            assert!(texte.contains("href=\"data:text/plain"), "{texte}");
            // Shown once: nor key nor code afterwards.
            let apres = app.lire(PAGE, &moi).await.texte();
            assert!(!apres.contains(&cle) && !apres.contains(secours[0]));
            assert!(apres.contains("10\u{a0}codes de secours"), "{apres}");

            // In two steps from now on.
            m.horloge.avancer(30);
            let attente = app
                .connexion("gestionnaire", MOT_DE_PASSE, "/missions", "")
                .await;
            assert_eq!(
                (attente.statut, attente.vers()),
                (
                    StatusCode::SEE_OTHER,
                    "/connexion/second-facteur?suite=%2Fmissions"
                )
            );
            assert_eq!(attente.entetes.get_all(SET_COOKIE).iter().count(), 1);
            let pose = attente.entete(SET_COOKIE);
            for attendu in ["HttpOnly", "SameSite=Strict", "Path=/"] {
                assert!(pose.contains(attendu), "{attendu} manque : {pose}");
            }
            assert_eq!(pose.contains("Secure"), url == HTTPS);
            let temoin_etape = temoin_de(&attente, etape);
            assert_eq!(
                app.lire("/missions", &temoin_etape).await.statut,
                StatusCode::SEE_OTHER,
                "aucune session avant le code"
            );
            let page = app.lire(attente.vers(), &temoin_etape).await;
            assert_eq!(page.statut, StatusCode::OK);
            assert!(page.texte().contains("autocomplete=\"one-time-code\""));
            // Of no other browser.
            assert_eq!(app.lire(ENTREE, "").await.statut, StatusCode::GONE);
            let entrer = async |temoin: &str, code: &str| {
                let c = champs(&[("code", code), ("suite", "/missions")]);
                app.formulaire(ENTREE, temoin, &c).await
            };
            let code = code_de_l_application(m, &cle);
            assert_eq!(entrer("", &code).await.statut, StatusCode::GONE);
            let refus = entrer(&temoin_etape, "1").await;
            assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refus.texte().contains("aria-invalid=\"true\""));
            let colle = format!(" {} {} ", &code[..3], &code[3..]);
            let fait = entrer(&temoin_etape, &colle).await;
            assert_eq!(
                (fait.statut, fait.vers()),
                (StatusCode::SEE_OTHER, "/missions")
            );
            let ouverte = temoin_de(&fait, session);
            assert_eq!(app.lire("/missions", &ouverte).await.statut, StatusCode::OK);
            assert_eq!(
                entrer(&temoin_etape, &code).await.statut,
                StatusCode::GONE,
                "l’étape ne sert qu’une fois"
            );

            // Nobody makes other codes with the password alone.
            let seul = champs(&[("mot_de_passe", MOT_DE_PASSE)]);
            let refus = app
                .formulaire(&format!("{PAGE}/codes"), &ouverte, &seul)
                .await;
            assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!refus.texte().contains("<code>"));

            // Removed with a recovery code; then the password is enough.
            let c = champs(&[("mot_de_passe", MOT_DE_PASSE), ("code", secours[0])]);
            let retire = app
                .formulaire(&format!("{PAGE}/retirer"), &ouverte, &c)
                .await;
            assert_eq!(
                (retire.statut, retire.vers()),
                (StatusCode::SEE_OTHER, "/compte")
            );
            app.temoin("gestionnaire").await;
            app.fermer().await;
        }
    });
}

/// Before the day the service opens, a centre reads its missions and is told when; the verbs
/// are not there, and are refused to who asks all the same.
#[test]
fn la_convocation_attend_son_ouverture_sans_javascript() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let admin = app.temoin("administrateur").await;
        let fermer = app
            .formulaire(
                "/api/ouvertures/changer",
                &admin,
                &champs(&[
                    ("choisis[]", &format!("{}:0:0", app.monde.bellevue)),
                    ("services[]", "convocation"),
                    ("geste", "ouvrir"),
                    ("du", "2099-09-01"),
                ]),
            )
            .await;
        assert_eq!(fermer.statut, StatusCode::FOUND);
        let chef = app.temoin("chef").await;
        let page = app
            .lire("/missions/172278?fenetre=creer", &chef)
            .await
            .texte();
        assert!(page.contains("La convocation sera ouverte le 01/09/2099"));
        for verbe in ["Créer convocation", "Coller une", "Copier d", "<dialog"] {
            assert!(!page.contains(verbe), "{verbe}");
        }
        let accueil = app.lire("/", &chef).await.texte();
        assert!(accueil.contains("la convocation sera ouverte le 01/09/2099"));
        let c = convoquer(COEC, &[app.monde.anne], "ferme");
        app.formulaire("/api/missions/convoquer", &chef, &c).await;
        let page = app.lire("/missions/172278", &chef).await.texte();
        assert!(
            zone_messages(&page)
                .contains("Erreur\u{a0}: La convocation sera ouverte le 01/09/2099"),
            "{}",
            zone_messages(&page)
        );
        assert_eq!(app.monde.lignes(&app.monde.chef, COEC).await.len(), 0);
        let gestionnaire = app.temoin("gestionnaire").await;
        let page = app.lire("/missions/172278", &gestionnaire).await.texte();
        assert!(page.contains("Créer convocation"));
        app.fermer().await;
    });
}

// --- A client of the API, without JavaScript ---------------------------------------------

#[test]
fn un_jeton_se_montre_une_fois() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let gestionnaire = app.temoin("gestionnaire").await;
        let jour = app.monde.services.aujourd_hui(app.monde.chef.academie);
        let demain = (jour.await.unwrap() + chrono::Days::new(1)).to_string();
        let page = app.lire("/clients-api", &gestionnaire).await.texte();
        let (_, cle) = page.split_once("name=\"cle\" value=\"").expect(&page);
        let cle = cle.split('"').next().unwrap().to_owned();
        let creer = async |nom: &str, webhook: &str| {
            let saisie = champs(&[
                ("cle", &cle),
                ("nom", nom),
                ("portees", "correcteurs"),
                ("expire", &demain),
                ("webhook", webhook),
            ]);
            app.formulaire("/clients-api/creer", &gestionnaire, &saisie)
                .await
        };

        // Refused: said in the messages, and the form comes back as it was.
        let refus = creer("SANTORIN", "https://10.0.0.1/").await;
        assert_eq!(refus.statut, StatusCode::SEE_OTHER);
        let page = app.lire(refus.vers(), &gestionnaire).await.texte();
        assert!(zone_messages(&page).contains("réseau privé"), "{page}");
        for attendu in [
            "value=\"SANTORIN\"",
            "value=\"https://10.0.0.1/\"",
            "value=\"correcteurs\" checked",
        ] {
            assert!(page.contains(attendu), "{attendu} : {page}");
        }

        // What may hold a secret is put into no address.
        for webhook in ["https://qui:mdp@10.0.0.1/", "https://10.0.0.1/?cle=mdp"] {
            let refus = creer("SANTORIN", webhook).await;
            assert_eq!(refus.statut, StatusCode::SEE_OTHER);
            assert!(refus.vers().contains("nom=SANTORIN"), "{}", refus.vers());
            assert!(!refus.vers().contains("mdp"), "{}", refus.vers());
        }

        let cree = creer("SANTORIN", "https://santorin.example/imagin").await;
        assert_eq!(cree.statut, StatusCode::OK);
        assert_eq!(cree.entete(CACHE_CONTROL), "no-store");
        assert!(
            cree.entete(CONTENT_SECURITY_POLICY)
                .starts_with("default-src 'none'")
        );
        let texte = cree.texte();
        let (_, jeton) = texte.split_once("value=\"imgn_").expect(&texte);
        let jeton = format!("imgn_{}", jeton.split('"').next().unwrap());
        let api = Request::builder()
            .uri("/api/santorin/v1/correcteurs")
            .header("authorization", format!("Bearer {jeton}"))
            .body(Body::empty());
        assert_eq!(app.envoyer(api.unwrap()).await.statut, StatusCode::OK);

        // Sent again by reloading: nothing is created, and the token is shown no more.
        let encore = creer("SANTORIN", "https://santorin.example/imagin").await;
        assert_eq!(
            (encore.statut, encore.vers()),
            (StatusCode::SEE_OTHER, "/clients-api")
        );
        let page = app.lire("/clients-api", &gestionnaire).await.texte();
        assert!(
            !page.contains(&jeton) && page.contains(&jeton[..11]),
            "{page}"
        );
        assert!(zone_messages(&page).contains("déjà créé"), "{page}");
        app.fermer().await;
    });
}

// --- Who gets what, everywhere -------------------------------------------------------------

/// Who asks, in the order of the tables' columns; none is signed out.
fn colonnes(m: &Monde) -> [Option<&Acteur>; 10] {
    [
        None,
        Some(&m.chef),
        Some(&m.secretaire),
        Some(&m.chef_centre),
        Some(&m.chef_autre),
        Some(&m.gestionnaire),
        Some(&m.administrateur),
        Some(&m.gestionnaire_autre),
        Some(&m.intervenante),
        Some(&m.autre_intervenante),
    ]
}

fn nom(acteur: Option<&Acteur>) -> &str {
    acteur.map_or("anonyme", |a| &a.identifiant)
}

/// What the tables need: convocations made before anybody asks.
struct Faites {
    /// Of the intervenante who has an account, by the head, on authority of the centre.
    centre: ConvocationId,
    /// The same, to delete.
    a_supprimer: ConvocationId,
    /// By the rectorat.
    division: ConvocationId,
    /// The same, to replace.
    a_remplacer: ConvocationId,
    /// Deleted already, and to be taken back.
    supprimee: ConvocationId,
    /// Its cancellation, that did not arrive.
    annulation: domain::CourrielId,
    /// A group send that has not left.
    envoi: EnvoiId,
    /// The code of the person's link, and the one that checks their letter.
    accuse: String,
    verification: String,
    /// Selections of the head: not begun, begun and to delete, deleted.
    lots: [LotId; 3],
    /// The head's signature, recorded; they have begun another one.
    signature: domain::SignatureId,
    /// Somebody of the head's personnel.
    personne: IntervenantId,
    /// Indisponibilités of theirs: to change, to end early, to delete, deleted already.
    indisponibilites: [IndisponibiliteId; 4],
    /// The head's établissement.
    bellevue: domain::EtablissementId,
    /// The secret of the intervenante's calendar, and the code that confirms an address.
    agenda: String,
    changement: String,
    /// Somebody else's account.
    compte: domain::CompteId,
    /// Their role.
    role: i64,
    /// A client of the API of the same académie.
    client_api: domain::ClientApiId,
    /// A day on which a token may end.
    demain: String,
    /// What the head asks the gestionnaire: somebody who was not found.
    demande: i64,
    /// An import of the same académie, that waits to be analysed.
    import: domain::ImportId,
}

/// Opens the calendar of the intervenante, and asks for another address of theirs: the path
/// of each.
async fn ouvrir_l_espace(m: &Monde) -> (String, String) {
    let (s, a) = (&m.services, &m.intervenante);
    usecases::abonnements::ouvrir(s, a).await.unwrap();
    let ouvert = usecases::abonnements::lire_le_mien(s, a).await.unwrap();
    usecases::coordonnees::changer_adresse(s, a, "anne@maison.example", "neuve@maison.example")
        .await
        .unwrap();
    let memoire = mail::Memoire::default();
    let (_arret, recu) = watch::channel(false);
    let transport = mail::Transport::Memoire(memoire.clone());
    usecases::courriels_service::passer(s, &transport, &recu)
        .await
        .unwrap();
    let lien = memoire
        .messages()
        .iter()
        .find(|c| c.adresse() == "neuve@maison.example")
        .map(|c| String::from_utf8_lossy(c.octets()).replace("=\r\n", ""))
        .unwrap();
    let (_, code) = lien.split_once("/adresse/").unwrap();
    let code: String = code
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let adresse = ouvert.unwrap().adresse;
    let chemin = adresse.strip_prefix(&s.reglages.url_publique).unwrap();
    (chemin.to_owned(), format!("/adresse/{code}"))
}

/// The head of Bellevue records a signature, then begins another one.
async fn signer(m: &Monde) -> domain::SignatureId {
    use domain::Signataire::ChefEtablissement as CHEF;
    let saisie = domain::SaisieSignature {
        nom: "MARTIN".into(),
        prenom: "Claire".into(),
        qualite: "Proviseure".into(),
        ..domain::SaisieSignature::default()
    };
    let s = &m.services;
    let garder = async || {
        let dessin = usecases::signatures::ImageDonnee::Dessin("100,200 500,300 900,100".into());
        usecases::signatures::garder(s, &m.chef, CHEF, m.bellevue, saisie.clone(), dessin)
            .await
            .unwrap();
    };
    garder().await;
    usecases::signatures::enregistrer(s, &m.chef, CHEF, m.bellevue, 0)
        .await
        .unwrap();
    garder().await;
    let page = usecases::signatures::page(s, &m.chef, CHEF, None).await;
    page.unwrap().signatures[0].id
}

/// The code of a convocation's link, and the one that checks its letter.
async fn codes(m: &Monde, id: ConvocationId) -> (String, String) {
    let lettre = usecases::lettres::lire(&m.services, &m.chef, id)
        .await
        .unwrap();
    let liens = lettre.liens.unwrap();
    let dernier = |adresse: &str| adresse.rsplit('/').next().unwrap().to_owned();
    (dernier(&liens.accuse), dernier(&liens.verification))
}

/// A cancellation of a deleted convocation that its server refused.
async fn annulation_en_echec(m: &Monde, supprimee: ConvocationId) -> domain::CourrielId {
    use store::courriels;
    let tx = m.services.store.ecriture().await.unwrap();
    let maintenant = m.services.maintenant();
    let mission = store::convocations::annulee(&tx, supprimee)
        .await
        .unwrap()
        .unwrap()
        .mission;
    let envoi = courriels::creer_envoi(&tx, mission, m.chef.compte, false, &[], maintenant)
        .await
        .unwrap();
    let courriel = courriels::NouveauCourriel {
        genre: domain::GenreCourriel::Annulation,
        convocation: None,
        intervenant: None,
        nom: "NOMBREUX 01 Max".into(),
        adresse: "n1@ac.example".into(),
        sujet: "Annulation".into(),
        message_id: "<annulation-de-la-table@imagin>".into(),
        convocation_version: 1,
    };
    let contenu = serde_json::json!({ "convocation": supprimee, "recue": null }).to_string();
    courriels::ajouter_annulation(&tx, envoi, &courriel, &contenu, maintenant, maintenant)
        .await
        .unwrap();
    let pris = courriels::prendre(&tx, maintenant, 1, "table", maintenant)
        .await
        .unwrap();
    courriels::marquer_echec(&tx, pris[0].id, "table", maintenant, "adresse_refusee")
        .await
        .unwrap();
    tx.valider().await.unwrap();
    pris[0].id
}

async fn preparer(m: &Monde) -> Faites {
    let gens = [
        m.anne,
        m.nombreux[0],
        m.nombreux[1],
        m.nombreux[2],
        m.nombreux[3],
        m.nombreux[4],
    ];
    let [centre, a_supprimer, supprimee, par_lot, deja, a_remplacer] =
        m.convoquer(&m.chef, COEC, &gens).await[..]
    else {
        panic!()
    };
    m.convoquer(&m.chef, monde::PRECE, &[m.nombreux[12]]).await;
    let lot = async |genre, id| {
        usecases::lots::ouvrir(&m.services, &m.chef, COEC, genre, &[(id, 1)])
            .await
            .unwrap()
    };
    let lots = [
        lot(GenreLot::Modifier, centre).await,
        lot(GenreLot::Supprimer, par_lot).await,
        lot(GenreLot::Supprimer, deja).await,
    ];
    usecases::lots::supprimer(&m.services, &m.chef, COEC, lots[2], true)
        .await
        .unwrap();
    usecases::convocations::supprimer(&m.services, &m.chef, supprimee, 1)
        .await
        .unwrap();
    let annulation = annulation_en_echec(m, supprimee).await;
    let [division] = m.convoquer(&m.gestionnaire, COEC, &[m.luc]).await[..] else {
        panic!()
    };
    let cle = "cle-de-la-table-groupe";
    usecases::envois::demander(&m.services, &m.chef, COEC, &[centre], true, cle)
        .await
        .unwrap();
    let envoi = m.ouvrir(&m.chef, COEC).await.envois[0].id;
    let (accuse, verification) = codes(m, centre).await;
    let signature = signer(m).await;
    let mut indisponibilites = Vec::new();
    // Days on which nothing else of this test takes place.
    for j in [20, 22, 24, 26] {
        let demande = domain::DemandeIndisponibilite {
            intervenants: vec![m.anne],
            saisie: domain::SaisieIndisponibilite {
                du: monde::jour(j).to_string(),
                au: monde::jour(j + 1).to_string(),
                motif: "autre".into(),
                ..Default::default()
            },
            cle: format!("cle-de-la-table-indispo-{j}"),
        };
        let creees = usecases::indisponibilites::creer(&m.services, &m.chef, &demande).await;
        indisponibilites.extend(creees.unwrap());
    }
    let indisponibilites: [IndisponibiliteId; 4] = indisponibilites.try_into().unwrap();
    usecases::indisponibilites::supprimer(&m.services, &m.chef, indisponibilites[3], 1)
        .await
        .unwrap();
    let demande = usecases::comptes::DemandeCompte {
        academie: Some("16".into()),
        identifiant: "tiers".into(),
        nom: "Compte tiers".into(),
        mel: String::new(),
        roles: vec![domain::Role::Secretaire],
        uai: Some("0310038Y".into()),
        matricule: None,
    };
    let compte = usecases::comptes::creer(&m.services, &demande, MOT_DE_PASSE.into())
        .await
        .unwrap();
    let academie = m.administrateur.academie;
    let lecture = m.services.store.lecture();
    let roles = store::administration::roles(lecture, academie, compte)
        .await
        .unwrap();
    let jour = m.services.aujourd_hui(m.chef.academie).await.unwrap();
    let demain = (jour + chrono::Days::new(1)).to_string();
    let saisie = domain::SaisieClient {
        nom: "SANTORIN".into(),
        portees: vec!["correcteurs".into()],
        expire: demain.clone(),
        webhook: String::new(),
    };
    let cle = "cle-de-la-table-client";
    let client = usecases::santorin::clients::creer(&m.services, &m.administrateur, &saisie, cle);
    let client_api = client.await.unwrap().id;
    let saisie = domain::SaisieDemande {
        nom: "INCONNU".into(),
        prenom: "Noé".into(),
        mission: COEC.to_string(),
        ..Default::default()
    };
    let demande = usecases::demandes::creer(&m.services, &m.chef, &saisie)
        .await
        .unwrap();
    let fichier = std::io::Cursor::new(b"matricule\n".to_vec());
    let genre = domain::GenreImport::Intervenants;
    let import =
        usecases::imports::deposer(&m.services, &m.gestionnaire, genre, "", "gens.csv", fichier)
            .await
            .unwrap();
    // What was just done is told to who did it, by name, on every page: not what is looked
    // at here.
    usecases::messages::effacer(&m.services, &m.chef)
        .await
        .unwrap();
    let (agenda, changement) = ouvrir_l_espace(m).await;
    Faites {
        agenda,
        changement,
        signature,
        personne: m.anne,
        indisponibilites,
        compte,
        role: roles[0].cle,
        bellevue: m.bellevue,
        client_api,
        demain,
        demande,
        import,
        accuse,
        verification,
        centre,
        a_supprimer,
        a_remplacer,
        division,
        supprimee,
        annulation,
        envoi,
        lots,
    }
}

/// A server function with a body that is good for whoever has the right.
struct Fonction {
    chemin: &'static str,
    corps: String,
    json: bool,
    /// For each column: `o` done, `n` NonConnecte, `f` Interdit, `x` Introuvable,
    /// `p` MotDePasse, `r` RienAFaire, `c` AConfirmer, `i` Indisponibilite, `k` Competences,
    /// `s` Service, `d` SecondFacteur, `q` Compte, `e` Repertoire.
    attendu: &'static str,
}

fn fonctions(m: &Monde, f: &Faites) -> Vec<Fonction> {
    let bellevue = m.bellevue.to_string();
    let ici = [("etablissement", &*bellevue), ("annee", "2021")];
    let sans_discipline = [ici[0], ici[1], ("discipline", "0")];
    let formulaire = |chemin, paires: &[(&str, &str)], attendu| Fonction {
        chemin,
        corps: encoder(&champs(paires)),
        json: false,
        attendu,
    };
    let numero = ("numero", "172278");
    let ids = f.centre.to_string();
    let ligne = format!("{}:1", f.centre);
    let lot = f.lots[0].to_string();
    let personne = f.personne.to_string();
    let indisponibilites = f.indisponibilites.map(|n| n.to_string());
    // Personnel is the head's of the établissement, their secretary's and the rectorat's.
    let du_personnel = "noofoofoff";
    let de_la_personne = "nooxxoxxxx";
    // Who is an intervenant, whoever else they are.
    let de_l_intervenant = "nfffffffoo";
    let modifier = |id: ConvocationId| {
        let id = id.to_string();
        let mut c = champs(&[
            numero,
            ("convocation", &id),
            ("version", "1"),
            ("saisie[salle]", "9"),
        ]);
        jour(&mut c);
        encoder(&c)
    };
    let bellevue = m.bellevue.to_string();
    let pour_signer = [
        ("genre", "etablissement"),
        ("etablissement", bellevue.as_str()),
    ];
    let sur_place = |chemin, suite: &[(&str, &str)], attendu| {
        formulaire(chemin, &[&pour_signer, suite].concat(), attendu)
    };
    let signature = f.signature.to_string();
    let compte = f.compte.to_string();
    let demande = f.demande.to_string();
    vec![
        formulaire("/api/accueil", &[], "nooooooooo"),
        formulaire("/api/compte/lire", &[], "nooooooooo"),
        formulaire("/api/compte/copies", &[("copies", "non")], "nooooooooo"),
        formulaire("/api/compte/second-facteur", &[], "nooooooooo"),
        formulaire("/api/compte/openid", &[], "nooooooooo"),
        // One's own password is asked for, whoever one is.
        formulaire(
            "/api/compte/delier",
            &[("mot_de_passe", "un autre")],
            "nppppppppp",
        ),
        sur_place("/api/signatures/lire", &[], "noofxfffff"),
        sur_place("/api/signatures/saisie", &[], "noofxfffff"),
        // The draft is the head's alone.
        sur_place("/api/signatures/apercu", &[], "noxfxfffff"),
        sur_place(
            "/api/signatures/recadrer",
            &[
                ("gauche", "1"),
                ("haut", "0"),
                ("droite", "0"),
                ("bas", "0"),
                ("fond", "oui"),
            ],
            "noxfxfffff",
        ),
        formulaire(
            "/api/signatures/retirer",
            &[("signature", &signature), ("version", "1")],
            "nooxxxxxxx",
        ),
        // Without a draft, what a second click asks: it is done.
        sur_place(
            "/api/signatures/enregistrer",
            &[("version", "2")],
            "noofxfffff",
        ),
        formulaire(
            "/api/signatures/reprendre",
            &[("signature", &signature)],
            "nooxxxxxxx",
        ),
        sur_place("/api/signatures/abandonner", &[], "noofxfffff"),
        Fonction {
            chemin: "/api/ouvertures/lire",
            corps: serde_json::json!({ "filtre": domain::FiltreOuvertures::default() }).to_string(),
            json: true,
            attendu: "nfffffofff",
        },
        formulaire(
            "/api/ouvertures/changer",
            &[
                ("choisis[]", &format!("{}:0:0", m.autre)),
                ("services[]", "convocation"),
                ("geste", "fermer"),
            ],
            "nfffffofff",
        ),
        Fonction {
            chemin: "/api/comptes/lister",
            corps: serde_json::json!({ "filtre": domain::FiltreComptes::default() }).to_string(),
            json: true,
            attendu: "nfffffofff",
        },
        formulaire("/api/comptes/ouvrir", &[("id", &compte)], "nfffffofff"),
        formulaire(
            "/api/comptes/creer",
            &[
                ("identifiant", "nouveau"),
                ("nom", "Compte nouveau"),
                ("roles[]", "gestionnaire"),
            ],
            "nfffffofff",
        ),
        // They have none.
        formulaire(
            "/api/comptes/second-facteur",
            &[("id", &compte), ("version", "1")],
            "nfffffdfff",
        ),
        // No mail can carry a link to who has no address.
        formulaire(
            "/api/comptes/inviter",
            &[("id", &compte), ("version", "1")],
            "nfffffqfff",
        ),
        Fonction {
            chemin: "/api/repertoire/lister",
            corps: serde_json::json!({ "filtre": domain::FiltreRepertoire::default() }).to_string(),
            json: true,
            attendu: "nffffoooff",
        },
        formulaire("/api/repertoire/ouvrir", &[("id", &personne)], "nffffooxff"),
        formulaire("/api/repertoire/preparer", &[], "nffffofoff"),
        formulaire(
            "/api/repertoire/commencer",
            &[("nom", "perdu")],
            "nffffofoff",
        ),
        formulaire(
            "/api/repertoire/creer",
            &[
                ("saisie[nom]", "NOUVEAU"),
                ("saisie[prenom]", "Max"),
                ("saisie[origine]", "autre"),
            ],
            "nffffofoff",
        ),
        formulaire(
            "/api/repertoire/modifier",
            &[
                ("id", &personne),
                ("version", "1"),
                ("saisie[civilite]", "mme"),
                ("saisie[nom]", "DURAND"),
                ("saisie[prenom]", "Anne"),
                ("saisie[origine]", "interne"),
                ("saisie[uai]", "0310038Y"),
                ("saisie[mel_professionnel]", "anne@ac.example"),
                ("saisie[mel_personnel]", "anne@maison.example"),
            ],
            "nffffofxff",
        ),
        formulaire(
            "/api/repertoire/activer",
            &[
                ("id", &m.nombreux[20].to_string()),
                ("version", "1"),
                ("geste", "fermer"),
            ],
            "nffffofxff",
        ),
        formulaire(
            "/api/repertoire/rattacher",
            &[
                ("id", &m.nombreux[19].to_string()),
                ("version", "1"),
                ("lieu", "0310038Y"),
            ],
            "nffffofxff",
        ),
        formulaire(
            "/api/repertoire/detacher",
            &[
                ("id", &m.nombreux[18].to_string()),
                ("version", "1"),
                ("etablissement", &m.bellevue.to_string()),
            ],
            "nffffefxff",
        ),
        formulaire(
            "/api/repertoire/compte",
            &[("id", &m.nombreux[21].to_string())],
            "nffffofxff",
        ),
        formulaire(
            "/api/repertoire/comptes",
            &[("annee", "2021")],
            "nffffofoff",
        ),
        formulaire(
            "/api/repertoire/comptes/ouvrir",
            &[("annee", "2021"), ("confirme", "oui")],
            "nffffofoff",
        ),
        formulaire("/api/doublons/lister", &[("page", "1")], "nffffoooff"),
        formulaire(
            "/api/doublons/comparer",
            &[("id", &personne), ("avec", &m.lea.to_string())],
            "nffffooxff",
        ),
        formulaire(
            "/api/doublons/distinguer",
            &[("premier", &personne), ("second", &m.lea.to_string())],
            "nffffofxff",
        ),
        formulaire(
            "/api/doublons/fusionner",
            &[
                ("premier", &m.nombreux[22].to_string()),
                ("version_premier", "1"),
                ("second", &m.nombreux[23].to_string()),
                ("version_second", "1"),
                ("garde", &m.nombreux[22].to_string()),
            ],
            "nffffofxff",
        ),
        // There is none of this key.
        formulaire(
            "/api/doublons/defaire",
            &[("fusion", "987654")],
            "nffffefeff",
        ),
        formulaire("/api/demandes/lister", &[], "nooooofoff"),
        formulaire("/api/demandes/ouvrir", &[("id", &demande)], "noooxoxxxx"),
        formulaire("/api/demandes/preparer", &[], "noooofffff"),
        formulaire(
            "/api/demandes/commencer",
            &[("mission", "172278"), ("nom", "perdu")],
            "noooofffff",
        ),
        formulaire(
            "/api/demandes/creer",
            &[("saisie[nom]", "PERDU")],
            "noooofffff",
        ),
        formulaire("/api/demandes/lue", &[("id", &demande)], "noooxfxxxx"),
        // The person is of another académie than the last asker's.
        formulaire(
            "/api/demandes/rattacher",
            &[("id", &demande), ("intervenant", &personne)],
            "nffffofxff",
        ),
        // Answered just before.
        formulaire(
            "/api/demandes/refuser",
            &[("id", &demande), ("motif", "Essai")],
            "nffffefxff",
        ),
        formulaire("/api/demandes/retirer", &[("id", &demande)], "noooxfxxxx"),
        formulaire(
            "/api/comptes/modifier",
            &[("id", &compte), ("version", "1"), ("nom", "Autre nom")],
            "nfffffofff",
        ),
        formulaire(
            "/api/comptes/attribuer",
            &[
                ("id", &compte),
                ("version", "2"),
                ("role", "chef_centre"),
                ("uai", "0310038Y"),
                ("au", "2099-01-01"),
            ],
            "nfffffofff",
        ),
        formulaire(
            "/api/comptes/retirer",
            &[
                ("id", &compte),
                ("version", "3"),
                ("cle", &f.role.to_string()),
            ],
            "nfffffofff",
        ),
        // It is linked to no identity.
        formulaire(
            "/api/comptes/delier",
            &[("id", &compte), ("version", "4")],
            "nfffffqfff",
        ),
        formulaire(
            "/api/comptes/activer",
            &[("id", &compte), ("version", "4"), ("geste", "fermer")],
            "nfffffofff",
        ),
        // They have none.
        formulaire("/api/comptes/sessions", &[("id", &compte)], "nfffffxfff"),
        Fonction {
            chemin: "/api/santorin/resume",
            corps: serde_json::json!({ "filtre": domain::FiltreSantorin::default() }).to_string(),
            json: true,
            attendu: "nffffofoff",
        },
        // Parameters are the administrateur's.
        formulaire("/api/parametres/lire", &[], "nfffffofff"),
        formulaire(
            "/api/parametres/texte",
            &[("code", "cloture")],
            "nfffffofff",
        ),
        formulaire(
            "/api/parametres/saisir",
            &[
                ("code", "cloture"),
                ("vue", "0"),
                ("valeur", "Merci, {nom}."),
                ("reference", ""),
                ("geste", "apercu"),
            ],
            "nfffffofff",
        ),
        formulaire(
            "/api/parametres/apercu",
            &[("code", "cloture")],
            "nfffffofff",
        ),
        formulaire(
            "/api/parametres/retablir",
            &[("code", "cloture"), ("vue", "0"), ("rang", "0")],
            "nfffffofff",
        ),
        formulaire("/api/parametres/nombres", &[], "nfffffofff"),
        formulaire(
            "/api/parametres/nombre",
            &[("code", "image_ko"), ("vue", "0"), ("valeur", "256")],
            "nfffffofff",
        ),
        formulaire("/api/parametres/logo", &[], "nfffffofff"),
        // There is no such logo.
        formulaire(
            "/api/parametres/logo/choisir",
            &[("vue", "0"), ("logo", "987654")],
            "nfffffxfff",
        ),
        formulaire("/api/santorin/clients", &[], "nffffoooff"),
        formulaire(
            "/api/santorin/revoquer",
            &[("client", &f.client_api.to_string())],
            "nffffooxff",
        ),
        // Nothing was given up.
        formulaire(
            "/api/santorin/renvoyer",
            &[("livraison", "1")],
            "nffffxxxff",
        ),
        formulaire("/api/santorin/droit", &[], "nooooooooo"),
        formulaire("/api/lecteur", &[], "oooooooooo"),
        formulaire("/api/messages", &[], "oooooooooo"),
        formulaire("/api/messages/effacer", &[], "nooooooooo"),
        formulaire("/api/theme", &[("theme", "light")], "oooooooooo"),
        formulaire("/api/connexion/avant", &[], "oooooooooo"),
        formulaire("/api/missions/ouvrir", &[numero], "noooxooxxx"),
        Fonction {
            chemin: "/api/missions/lister",
            corps: serde_json::json!({ "filtre": FiltreMissions::default() }).to_string(),
            json: true,
            attendu: "noooooooff",
        },
        formulaire(
            "/api/intervenants/chercher",
            &[("texte", "durand")],
            "nooooofoff",
        ),
        formulaire(
            "/api/intervenants/discipline",
            &[numero, ("discipline", "x")],
            "noooxofxxx",
        ),
        formulaire(
            "/api/disciplines/suggerer",
            &[numero, ("texte", "")],
            "noooxofxxx",
        ),
        formulaire(
            "/api/intervenants/disponibilites",
            &[numero, ("ids", &m.anne.to_string())],
            "noooxofxxx",
        ),
        formulaire("/api/controle", &[("annee", "2021")], "noooooooff"),
        formulaire("/api/competences/lire", &ici, "noofxofxff"),
        formulaire("/api/competences/grille", &sans_discipline, "noofxofxff"),
        formulaire(
            "/api/competences/enregistrer",
            &[
                ici[0],
                ici[1],
                ("discipline", "0"),
                ("objets[]", "dnl.anglais"),
                ("cases[]", &format!("{}:0", m.anne)),
                ("terminer", "oui"),
            ],
            "noofxofxff",
        ),
        formulaire(
            "/api/competences/abandonner",
            &sans_discipline,
            "nooooooooo",
        ),
        formulaire("/api/competences/examiner", &sans_discipline, "noofxofxff"),
        formulaire(
            "/api/competences/valider",
            &[ici[0], ici[1], ("disciplines[]", "0:1")],
            "noofxofxff",
        ),
        // Only the rectorat reopens, sets the last day and reminds.
        formulaire(
            "/api/competences/rouvrir",
            &[ici[0], ici[1], ("discipline", "0"), ("motif", "à revoir")],
            "nfffxofxff",
        ),
        formulaire(
            "/api/competences/campagne",
            &[ici[1], ("limite", "2021-01-15")],
            "nffffofoff",
        ),
        // Nobody of this world has a discipline: nobody is late.
        formulaire(
            "/api/competences/relancer",
            &[ici[1], ("cle", "cle-de-la-table-relance")],
            "nffffkfkff",
        ),
        Fonction {
            chemin: "/api/consultation",
            corps: serde_json::json!({ "filtre": FiltreConsultation::default() }).to_string(),
            json: true,
            attendu: "noooooooff",
        },
        // One centre: who has another one, or none, finds nothing there.
        Fonction {
            chemin: "/api/consultation",
            corps: serde_json::json!({ "filtre": FiltreConsultation {
                centre: Some(m.bellevue),
                ..FiltreConsultation::default()
            } })
            .to_string(),
            json: true,
            attendu: "noooxooxff",
        },
        Fonction {
            chemin: "/api/service/lister",
            corps: serde_json::json!({ "filtre": FiltreServices::default() }).to_string(),
            json: true,
            attendu: "noooooooff",
        },
        Fonction {
            chemin: "/api/service/lire",
            corps: serde_json::json!({ "numero": COEC, "filtre": FiltreService::default() })
                .to_string(),
            json: true,
            attendu: "noooxooxxx",
        },
        formulaire(
            "/api/service/enregistrer",
            &[
                numero,
                ("lignes[0][convocation]", &ids),
                ("lignes[0][jour]", "2021-02-02"),
                ("lignes[0][version]", "0"),
                ("lignes[0][avant]", ""),
                ("lignes[0][presence]", "absent"),
                ("lignes[0][motif]", "sante"),
            ],
            "noooxofxxx",
        ),
        // Ready since the function before: the head closes it, once; the secretary does not.
        formulaire(
            "/api/service/valider",
            &[numero, ("jour", "2021-02-02"), ("cle", "une autre")],
            "nsfsxsfxxx",
        ),
        formulaire(
            "/api/service/corriger",
            &[
                numero,
                ("raison", "Essai"),
                ("saisie[convocation]", &ids),
                ("saisie[jour]", "2021-02-02"),
            ],
            "nfffxsfxxx",
        ),
        formulaire("/api/service/historique", &[numero], "noooxofxxx"),
        Fonction {
            chemin: "/api/envois/journal",
            corps: serde_json::json!({ "filtre": FiltreJournal::default() }).to_string(),
            json: true,
            attendu: "noooooooff",
        },
        Fonction {
            chemin: "/api/audit",
            corps: serde_json::json!({ "filtre": FiltreAudit::default() }).to_string(),
            json: true,
            attendu: "nffffoooff",
        },
        formulaire(
            "/api/convocations/adresses",
            &[("convocation", &ids)],
            "noooxofxxx",
        ),
        formulaire(
            "/api/convocations/corriger-adresse",
            &[
                ("convocation", &ids),
                ("avant_professionnel", "personne@exemple.fr"),
                ("avant_personnel", ""),
                ("professionnel", "pas une adresse"),
                ("cle", "cle-de-la-table-trois"),
            ],
            "naaaxafxxx",
        ),
        formulaire("/api/missions/offre", &[], "noooooooff"),
        formulaire("/api/missions/centres", &[], "noooooooff"),
        formulaire(
            "/api/missions/autoriser-centre",
            &[numero, ("autoriser", "oui")],
            "nfffxofxxx",
        ),
        Fonction {
            chemin: "/api/convocations/suivre",
            corps: serde_json::json!({ "filtre": domain::FiltreSuivies::default() }).to_string(),
            json: true,
            attendu: "nffffoooff",
        },
        Fonction {
            chemin: "/api/couverture",
            corps: serde_json::json!({ "filtre": domain::FiltreCouverture::default() }).to_string(),
            json: true,
            attendu: "nffffoooff",
        },
        formulaire(
            "/api/missions/attendus",
            &[numero, ("attendus", "3")],
            "noooxofxxx",
        ),
        Fonction {
            chemin: "/api/missions/convoquer",
            corps: encoder(&convoquer(COEC, &[m.lea], "table")),
            json: false,
            attendu: "noooxofxxx",
        },
        Fonction {
            chemin: "/api/convocations/modifier",
            corps: modifier(f.centre),
            json: false,
            attendu: "noooxofxxx",
        },
        Fonction {
            chemin: "/api/convocations/modifier",
            corps: modifier(f.division),
            json: false,
            attendu: "nfffxofxxx",
        },
        formulaire(
            "/api/convocations/supprimer",
            &[
                numero,
                ("convocation", &f.a_supprimer.to_string()),
                ("version", "1"),
            ],
            "noooxofxxx",
        ),
        formulaire(
            "/api/convocations/remplacer",
            &[
                numero,
                ("convocation", &f.a_remplacer.to_string()),
                ("version", "1"),
                ("remplacant", &m.nombreux[9].to_string()),
                ("cle", "cle-de-la-table-remplacer"),
            ],
            "noooxofxxx",
        ),
        // Before those that ask again, and so take its place.
        formulaire(
            "/api/envois/annuler",
            &[numero, ("envoi", &f.envoi.to_string())],
            "noooxofxxx",
        ),
        formulaire(
            "/api/convocations/envoyer",
            &[numero, ("ids", &ids), ("cle", "cle-de-la-table-une")],
            "noooxofxxx",
        ),
        // A group covers the author's rows: nobody else's.
        formulaire(
            "/api/convocations/envoyer",
            &[
                numero,
                ("ids", &ids),
                ("cle", "cle-de-la-table-deux"),
                ("groupe", "true"),
            ],
            "norrxrfxxx",
        ),
        formulaire(
            "/api/convocations/historique",
            &[("convocation", &ids)],
            "noooxooxxx",
        ),
        // Noted as known otherwise, it may still be sent again.
        formulaire(
            "/api/annulations/regler",
            &[("courriel", &f.annulation.to_string())],
            "noooxofxxx",
        ),
        formulaire(
            "/api/annulations/renvoyer",
            &[
                ("courriel", &f.annulation.to_string()),
                ("cle", "cle-de-la-table-annulation"),
            ],
            "noooxofxxx",
        ),
        formulaire(
            "/api/convocations/retablir",
            &[("convocation", &f.supprimee.to_string())],
            "noooxofxxx",
        ),
        // Nothing has been received yet: nobody is to be reminded.
        formulaire(
            "/api/convocations/relancer",
            &[numero, ("cle", "cle-de-la-table-rappel")],
            "nrrrxrfxxx",
        ),
        formulaire(
            "/api/coller/poser",
            &[numero, ("noms", "DURAND Anne")],
            "noooxofxxx",
        ),
        formulaire("/api/coller/lire", &[numero], "noooxofxxx"),
        formulaire(
            "/api/missions/rechercher",
            &[
                numero,
                ("recherche[nom]", "durand"),
                ("recherche[vus]", &m.anne.to_string()),
            ],
            "noooxofxxx",
        ),
        formulaire(
            "/api/missions/parcourir",
            &[numero, ("lignes[]", &ligne), ("mot", "durand")],
            "noooxofxxx",
        ),
        formulaire(
            "/api/intervenants/choisis",
            &[numero, ("ids", &m.anne.to_string())],
            "noooxofxxx",
        ),
        formulaire("/api/copies/lire", &[numero], "noooxofxxx"),
        // The same person at the same hours: whoever has the right is asked.
        formulaire(
            "/api/copies/convoquer",
            &[
                numero,
                ("source", "200004"),
                ("cle", "cle-de-la-table-copier"),
                ("intervenants[]", &m.nombreux[12].to_string()),
            ],
            "ncccxcfxxx",
        ),
        formulaire(
            "/api/lots/ouvrir",
            &[numero, ("action", "modifier"), ("lignes[]", &ligne)],
            "noooxofxxx",
        ),
        // A selection is its maker's alone.
        formulaire("/api/lots/lire", &[numero, ("lot", &lot)], "noxxxxfxxx"),
        formulaire(
            "/api/lots/modifier",
            &[
                numero,
                ("lot", &lot),
                ("champs[]", "salle"),
                ("saisie[salle]", "7"),
            ],
            "noxxxxfxxx",
        ),
        formulaire(
            "/api/lots/continuer",
            &[numero, ("lot", &lot)],
            "noxxxxfxxx",
        ),
        formulaire(
            "/api/lots/confirmer",
            &[numero, ("lot", &lot), ("rangs[]", "0")],
            "noxxxxfxxx",
        ),
        // The head changed the row above since it was selected: it can be taken again.
        formulaire(
            "/api/lots/reprendre",
            &[numero, ("lot", &lot)],
            "noxxxxfxxx",
        ),
        formulaire(
            "/api/lots/supprimer",
            &[numero, ("lot", &f.lots[1].to_string())],
            "noxxxxfxxx",
        ),
        formulaire(
            "/api/lots/retablir",
            &[("lot", &f.lots[2].to_string())],
            "noxxxxxxxx",
        ),
        Fonction {
            chemin: "/api/personnels/lister",
            corps: serde_json::json!({ "filtre": FiltrePersonnels::default() }).to_string(),
            json: true,
            attendu: du_personnel,
        },
        formulaire(
            "/api/personnels/fiche",
            &[("id", &personne)],
            de_la_personne,
        ),
        Fonction {
            chemin: "/api/indisponibilites/lister",
            corps: serde_json::json!({ "filtre": FiltreIndisponibilites::default() }).to_string(),
            json: true,
            attendu: du_personnel,
        },
        Fonction {
            chemin: "/api/indisponibilites/choix",
            corps: serde_json::json!({ "choisies": [], "mot_cle": "", "disciplines": [] })
                .to_string(),
            json: true,
            attendu: du_personnel,
        },
        Fonction {
            chemin: "/api/indisponibilites/apercu",
            corps: serde_json::json!({
                "intervenants": [f.personne],
                "saisie": domain::SaisieIndisponibilite::default(),
            })
            .to_string(),
            json: true,
            attendu: du_personnel,
        },
        // Somebody of another's personnel is refused as somebody unknown.
        formulaire(
            "/api/indisponibilites/creer",
            &[
                ("intervenants[]", &personne),
                ("saisie[du]", "2021-03-01"),
                ("saisie[motif]", "autre"),
                ("cle", "cle-de-la-table-indispo"),
            ],
            "noofiofiff",
        ),
        formulaire(
            "/api/indisponibilites/lire",
            &[("id", &indisponibilites[0])],
            de_la_personne,
        ),
        formulaire(
            "/api/indisponibilites/modifier",
            &[
                ("id", &indisponibilites[0]),
                ("version", "1"),
                ("saisie[du]", "2021-02-21"),
                ("saisie[motif]", "autre"),
            ],
            de_la_personne,
        ),
        formulaire(
            "/api/indisponibilites/terminer",
            &[
                ("id", &indisponibilites[1]),
                ("version", "1"),
                ("au", "2021-02-22"),
            ],
            de_la_personne,
        ),
        formulaire(
            "/api/indisponibilites/supprimer",
            &[("id", &indisponibilites[2]), ("version", "1")],
            de_la_personne,
        ),
        formulaire(
            "/api/indisponibilites/retablir",
            &[("id", &indisponibilites[3])],
            de_la_personne,
        ),
        formulaire("/api/indisponibilites/rapport", &[], du_personnel),
        formulaire("/api/imports/lister", &[("page", "1")], "nffffofoff"),
        Fonction {
            chemin: "/api/imports/lire",
            corps: serde_json::json!({
                "id": f.import,
                "filtre": domain::FiltreImport::default(),
            })
            .to_string(),
            json: true,
            attendu: "nffffofxff",
        },
        formulaire(
            "/api/convocations/parcourir",
            &[numero, ("convocation", &ids)],
            "noooxofxxx",
        ),
        formulaire(
            "/api/convocations/lettre",
            &[("convocation", &ids)],
            "noooxooxox",
        ),
        formulaire("/api/convocations/miennes", &[], "nooooooooo"),
        formulaire(
            "/api/convocations/repondre",
            &[("convocation", &ids), ("edition", "1"), ("reponse", "lue")],
            "nxxxxxxxox",
        ),
        formulaire("/api/mon-agenda/ouvrir", &[], de_l_intervenant),
        formulaire("/api/mon-agenda/fermer", &[], de_l_intervenant),
        formulaire("/api/mes-coordonnees/lire", &[], de_l_intervenant),
        formulaire(
            "/api/mes-coordonnees/adresse",
            &[("adresse", "pas une adresse")],
            "nfffffffaa",
        ),
        formulaire("/api/mes-coordonnees/abandonner", &[], de_l_intervenant),
        formulaire(
            "/api/mes-coordonnees/telephone",
            &[("version", "0"), ("telephone", "0612345678")],
            de_l_intervenant,
        ),
        formulaire(
            "/api/mes-coordonnees/postale",
            &[("version", "0"), ("code_postal", "31_000")],
            "nfffffffee",
        ),
        formulaire("/api/mes-services", &[], de_l_intervenant),
        formulaire("/api/mes-donnees", &[], "nooooooooo"),
        formulaire(
            "/api/compte/mot-de-passe",
            &[
                ("actuel", MOT_DE_PASSE),
                ("nouveau", "un mot"),
                ("confirmation", "un autre"),
            ],
            "nppppppppp",
        ),
    ]
}

/// The letter of an answer to a server function.
fn issue(reponse: &Reponse) -> char {
    if reponse.statut == StatusCode::OK {
        return 'o';
    }
    let valeur: serde_json::Value = serde_json::from_slice(&reponse.octets)
        .unwrap_or_else(|e| panic!("{} {e} : {}", reponse.statut, reponse.texte()));
    let code = valeur["genre"]
        .as_str()
        .unwrap_or_else(|| panic!("{valeur}"));
    assert_ne!(valeur["texte"], "", "{valeur}");
    match code {
        "NonConnecte" => 'n',
        "Interdit" => 'f',
        "Introuvable" => 'x',
        "MotDePasse" => 'p',
        "RienAFaire" => 'r',
        "AdresseInvalide" => 'a',
        "AConfirmer" => 'c',
        "Service" => 's',
        "Indisponibilite" => 'i',
        "Competences" => 'k',
        "SecondFacteur" => 'd',
        "Compte" => 'q',
        "Repertoire" => 'e',
        // Nothing the table expects: the assertion shows the answer.
        _ => '?',
    }
}

#[test]
fn chaque_fonction_pour_chacun() {
    executer(async {
        for colonne in 0..10 {
            let app = TestApp::nouvelle().await;
            let m = &app.monde;
            let faites = preparer(m).await;
            let acteur = colonnes(m)[colonne];
            let temoin = match acteur {
                Some(a) => app.temoin(&a.identifiant).await,
                None => String::new(),
            };
            let fonctions = fonctions(m, &faites);
            let dites: BTreeSet<&str> = fonctions.iter().map(|f| f.chemin).collect();
            let toutes: BTreeSet<&str> = leptos::server_fn::axum::server_fn_paths()
                .map(|(chemin, _)| chemin)
                .collect();
            assert_eq!(dites, toutes, "toute fonction de serveur est dans la table");
            for f in &fonctions {
                let genre = if f.json {
                    "application/json"
                } else {
                    "application/x-www-form-urlencoded"
                };
                let mut r = Request::builder()
                    .method(Method::POST)
                    .uri(f.chemin)
                    .header(HOST, "imagin.example")
                    .header(ACCEPT, "application/json")
                    .header(CONTENT_TYPE, genre);
                if !temoin.is_empty() {
                    r = r.header(COOKIE, &temoin);
                }
                let reponse = app
                    .envoyer(r.body(Body::from(f.corps.clone())).unwrap())
                    .await;
                let attendue = f.attendu.chars().nth(colonne).unwrap();
                let vue = issue(&reponse);
                assert_eq!(
                    vue,
                    attendue,
                    "{} pour {} : {}",
                    f.chemin,
                    nom(acteur),
                    reponse.texte()
                );
                assert_eq!(reponse.entete(CACHE_CONTROL), "no-store", "{}", f.chemin);
            }
            app.fermer().await;
        }
    });
}

/// An address, and its status for each column of [`colonnes`].
type Ligne = (Method, String, Champs, [u16; 10]);

fn adresses(f: &Faites) -> Vec<Ligne> {
    let get = |chemin: &str, attendu| (Method::GET, chemin.to_owned(), Champs::new(), attendu);
    let post_vide =
        |chemin: &str, attendu| (Method::POST, chemin.to_owned(), Champs::new(), attendu);
    let du_second_facteur = [401, 403, 403, 403, 403, 422, 422, 422, 403, 403];
    let a_tous = [200; 10];
    let aux_connectes = [303, 200, 200, 200, 200, 200, 200, 200, 200, 200];
    let aux_consultants = [303, 200, 200, 200, 200, 200, 200, 200, 403, 403];
    let de_la_mission = [303, 200, 200, 200, 404, 200, 200, 404, 404, 404];
    // Whoever only consults is told so.
    let de_qui_convoque = [303, 200, 200, 200, 404, 200, 200, 404, 404, 404];
    let de_la_lettre = [303, 200, 200, 200, 404, 200, 200, 404, 200, 404];
    let du_rectorat = [303, 403, 403, 403, 403, 200, 200, 200, 403, 403];
    let ids = champs(&[("ids", &f.centre.to_string())]);
    let de_la_personne = [303, 200, 200, 404, 404, 200, 404, 404, 404, 404];
    let fichier_du_personnel = [303, 200, 200, 403, 200, 200, 403, 200, 403, 403];
    let ici = format!("etablissement={}", f.bellevue);
    // Whoever enters no compétences is told so; who has several établissements chooses one.
    let de_la_discipline = [303, 200, 200, 200, 200, 404, 200, 200, 200, 200];
    let de_bellevue = [303, 200, 200, 200, 404, 200, 200, 404, 200, 200];
    let du_gestionnaire = [303, 403, 403, 403, 403, 200, 403, 200, 403, 403];
    let des_competences = [303, 200, 200, 403, 404, 200, 403, 404, 403, 403];
    vec![
        get("/personnels", aux_connectes),
        get(&format!("/personnels/{}", f.personne), de_la_personne),
        get("/personnels.csv", fichier_du_personnel),
        get("/personnels.pdf", fichier_du_personnel),
        get(
            "/personnels/calendrier.pdf?mois=2021-02",
            fichier_du_personnel,
        ),
        get("/indisponibilites", aux_connectes),
        get("/indisponibilites/nouvelle", aux_connectes),
        get("/indisponibilites/importer", aux_connectes),
        get(
            &format!("/indisponibilites/{}", f.indisponibilites[0]),
            de_la_personne,
        ),
        get("/indisponibilites.csv", fichier_du_personnel),
        get("/indisponibilites.pdf", fichier_du_personnel),
        get("/indisponibilites/modele.csv", fichier_du_personnel),
        // No file in it: said on the page of the import.
        (
            Method::POST,
            "/indisponibilites/importer".into(),
            Champs::new(),
            [401, 303, 303, 403, 303, 303, 403, 303, 403, 403],
        ),
        get("/competences", aux_connectes),
        get("/competences/0", de_la_discipline),
        get(&format!("/competences/0?{ici}"), de_bellevue),
        get("/validation-competences", aux_connectes),
        get("/validation-competences/0", de_la_discipline),
        get(&format!("/validation-competences/0?{ici}"), de_bellevue),
        get(&format!("/competences.csv?{ici}"), des_competences),
        get(&format!("/competences.pdf?{ici}"), des_competences),
        get("/avancement-competences.csv", du_gestionnaire),
        get(
            "/avancement-competences.pdf?etat=en-retard",
            du_gestionnaire,
        ),
        get("/", aux_connectes),
        get(
            "/connexion",
            [200, 303, 303, 303, 303, 303, 303, 303, 303, 303],
        ),
        // No provider is set: said to whoever comes, and linked is nobody.
        get(
            "/connexion/openid",
            [404, 303, 303, 303, 303, 303, 303, 303, 303, 303],
        ),
        get("/connexion/openid/retour?code=x&state=y", [404; 10]),
        get(
            "/deconnexion/openid",
            [200, 303, 303, 303, 303, 303, 303, 303, 303, 303],
        ),
        (
            Method::POST,
            "/compte/openid".into(),
            champs(&[("mot_de_passe", MOT_DE_PASSE)]),
            [401, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        get("/missions", aux_connectes),
        get("/missions/172278", de_la_mission),
        get(
            "/missions/999",
            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        get("/missions/172278/changements", de_la_mission),
        get(
            "/missions/999/changements",
            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        get(&format!("/convocations/{}", f.centre), de_la_lettre),
        get(
            &format!("/convocations/{}/historique", f.centre),
            de_la_mission,
        ),
        get(
            &format!("/convocations/{}/adresse", f.centre),
            [303, 200, 200, 200, 404, 200, 200, 404, 404, 404],
        ),
        get("/envois", aux_connectes),
        get(
            "/envois.csv",
            [303, 200, 200, 200, 200, 200, 200, 200, 403, 403],
        ),
        get(
            "/convocations/987654",
            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        get(
            &format!("/missions/172278/lots/{}", f.lots[0]),
            // Whoever only consults is told so.
            [303, 200, 404, 404, 404, 404, 200, 404, 404, 404],
        ),
        get("/missions/172278/coller", de_qui_convoque),
        get("/missions/172278/copier", de_qui_convoque),
        get("/controle", aux_connectes),
        get("/convocations", aux_connectes),
        get("/convocations.csv", du_rectorat),
        get("/couverture", aux_connectes),
        get("/couverture.csv?par=discipline", du_rectorat),
        get("/couverture.pdf", du_rectorat),
        get("/signatures/etablissement", aux_connectes),
        get(
            "/signatures/autre",
            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        get("/signatures/etablissement/saisie", aux_connectes),
        // Whoever has no draft has nothing to look at; whoever signs for nobody is told so.
        get(
            "/signatures/etablissement/apercu",
            [303, 200, 404, 200, 404, 200, 200, 200, 200, 200],
        ),
        get(
            "/signatures/etablissement/brouillon.png",
            [303, 200, 404, 403, 404, 403, 403, 403, 403, 403],
        ),
        get(
            "/signatures/etablissement/apercu.pdf",
            [303, 200, 404, 403, 404, 403, 403, 403, 403, 403],
        ),
        get(
            &format!("/signature/{}/image.png", f.signature),
            [303, 200, 200, 404, 404, 404, 404, 404, 404, 404],
        ),
        get(
            &format!("/convocations/{}/signature.png", f.centre),
            de_la_lettre,
        ),
        get("/audit", aux_connectes),
        get(
            "/audit.csv?compte=chef&du=2021-01-01",
            [303, 403, 403, 403, 403, 200, 200, 200, 403, 403],
        ),
        get("/intervenants", aux_connectes),
        get("/intervenants/nouveau", aux_connectes),
        get("/intervenants/comptes", aux_connectes),
        get(
            &format!("/intervenants/{}", f.personne),
            [303, 200, 200, 200, 200, 200, 200, 404, 200, 200],
        ),
        get("/doublons", aux_connectes),
        // With nobody to compare with.
        get(
            &format!("/doublons/{}", f.personne),
            [303, 200, 200, 200, 200, 404, 404, 404, 200, 200],
        ),
        get("/demandes-intervenant", aux_connectes),
        get("/demandes-intervenant/nouvelle", aux_connectes),
        get(
            &format!("/demandes-intervenant/{}", f.demande),
            [303, 200, 200, 200, 404, 200, 404, 404, 404, 404],
        ),
        get("/services", aux_connectes),
        get("/parametres", aux_connectes),
        get("/parametres/nombres", aux_connectes),
        get("/parametres/logo", aux_connectes),
        get("/parametres/textes/cloture", aux_connectes),
        get("/parametres/textes/cloture/apercu", aux_connectes),
        get(
            "/parametres/textes/rien",
            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        // Nothing is being written, there is no such logo, and letters have none.
        get(
            "/parametres/textes/cloture/apercu.pdf",
            [303, 403, 403, 403, 403, 403, 404, 403, 403, 403],
        ),
        get(
            "/parametres/logo/987654/image.png",
            [303, 403, 403, 403, 403, 403, 404, 403, 403, 403],
        ),
        get(
            "/parametres/logo/987654/apercu.pdf",
            [303, 403, 403, 403, 403, 403, 404, 403, 403, 403],
        ),
        get(
            &format!("/convocations/{}/logo.png", f.centre),
            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        get("/comptes", aux_connectes),
        get("/comptes/nouveau", aux_connectes),
        get(&format!("/comptes/{}", f.compte), aux_connectes),
        get(
            "/comptes/987654",
            [303, 200, 200, 200, 200, 200, 404, 200, 200, 200],
        ),
        (
            Method::POST,
            format!("/comptes/{}/invitation", f.compte),
            champs(&[("version", "1")]),
            [401, 403, 403, 403, 403, 403, 200, 403, 403, 403],
        ),
        get("/invitation/0000", [404; 10]),
        get(
            "/service-signature",
            [303, 308, 308, 308, 308, 308, 308, 308, 308, 308],
        ),
        get("/imports", aux_connectes),
        get("/imports/nouveau", aux_connectes),
        // Who imports nothing is told so; that of another académie does not exist.
        get(
            &format!("/imports/{}", f.import),
            [303, 200, 200, 200, 200, 200, 200, 404, 200, 200],
        ),
        get(
            &format!("/imports/{}/refus.csv", f.import),
            [303, 403, 403, 403, 403, 200, 403, 404, 403, 403],
        ),
        get(
            &format!("/imports/{}/a-prevenir.csv", f.import),
            [303, 403, 403, 403, 403, 200, 403, 404, 403, 403],
        ),
        get(
            "/imports/modeles/missions.csv",
            [303, 403, 403, 403, 403, 200, 403, 200, 403, 403],
        ),
        // No file in it: said on the page of the form.
        (
            Method::POST,
            "/imports".into(),
            Champs::new(),
            [401, 403, 403, 403, 403, 303, 403, 303, 403, 403],
        ),
        // What was not looked at is refused on the page of the import.
        (
            Method::POST,
            format!("/imports/{}/appliquer", f.import),
            champs(&[("vue", "1")]),
            [401, 403, 403, 403, 403, 303, 403, 404, 403, 403],
        ),
        (
            Method::POST,
            format!("/imports/{}/abandonner", f.import),
            Champs::new(),
            [401, 403, 403, 403, 403, 303, 403, 404, 403, 403],
        ),
        get("/export-santorin", aux_connectes),
        get(
            "/export-santorin/correcteurs.csv",
            [303, 403, 403, 403, 403, 200, 403, 200, 403, 403],
        ),
        get(
            "/export-santorin/numerisation.csv?annee=2021",
            [303, 403, 403, 403, 403, 200, 403, 200, 403, 403],
        ),
        get(
            "/export-santorin/autre.csv",
            [303, 404, 404, 404, 404, 404, 404, 404, 404, 404],
        ),
        get("/clients-api", aux_connectes),
        // The second of an académie asks for a name that is taken: said on the page.
        (
            Method::POST,
            "/clients-api/creer".into(),
            champs(&[
                ("nom", "Essai"),
                ("portees", "correcteurs"),
                ("portees", "numerisation"),
                ("expire", &f.demain),
                ("webhook", ""),
                ("cle", "cle-de-la-table-adresses"),
            ]),
            [401, 403, 403, 403, 403, 200, 303, 200, 403, 403],
        ),
        // There is no such client.
        (
            Method::POST,
            "/clients-api/renouveler".into(),
            champs(&[
                ("client", "0"),
                ("expire", &f.demain),
                ("jours", "7"),
                ("cle", "cle-de-la-table-jeton"),
            ]),
            [401, 403, 403, 403, 403, 404, 404, 404, 403, 403],
        ),
        (
            Method::POST,
            "/clients-api/adresse".into(),
            champs(&[("client", "0"), ("webhook", "")]),
            [401, 403, 403, 403, 403, 404, 404, 404, 403, 403],
        ),
        // A session opens nothing of the API: its own tokens do (server/tests/santorin.rs).
        get("/api/santorin/v1/openapi.json", a_tous),
        get("/api/santorin/v1/correcteurs", [401; 10]),
        get("/api/santorin/v1/rien", [404; 10]),
        get("/consultation", aux_connectes),
        get("/consultation.csv", aux_consultants),
        get("/consultation.pdf", aux_consultants),
        get("/consultation/emargement.pdf", aux_consultants),
        get("/missions/172278/emargement.pdf", de_la_mission),
        get("/service-fait", aux_connectes),
        get("/service-fait.csv", aux_consultants),
        get("/service-fait.pdf", aux_consultants),
        get(
            "/service-fait/paiement.csv",
            [303, 200, 200, 200, 200, 200, 403, 200, 403, 403],
        ),
        get("/service-fait/172278", de_la_mission),
        // Whoever only consults is told so.
        get("/service-fait/172278/historique", de_la_mission),
        get("/service-fait/172278/etat.pdf", de_la_mission),
        get(
            &format!("/service-fait/personnes/{}/etat.pdf", f.personne),
            [303, 200, 200, 200, 404, 200, 404, 404, 404, 404],
        ),
        get("/mes-convocations", aux_connectes),
        get("/mes-coordonnees", aux_connectes),
        get("/mes-services", aux_connectes),
        get("/mes-donnees", aux_connectes),
        get("/mes-donnees.zip", aux_connectes),
        get(&f.agenda, a_tous),
        get("/agenda/0000.ics", [404; 10]),
        get(&f.changement, a_tous),
        get("/adresse/0000", [404; 10]),
        get("/compte", aux_connectes),
        // Who sees a whole académie can have one; the others are told that they need none.
        get(
            "/compte/second-facteur",
            [303, 403, 403, 403, 403, 200, 200, 200, 403, 403],
        ),
        post_vide("/compte/second-facteur/activer", du_second_facteur),
        post_vide("/compte/second-facteur/codes", du_second_facteur),
        post_vide("/compte/second-facteur/retirer", du_second_facteur),
        // Nobody is between their password and their code.
        get("/connexion/second-facteur", [410; 10]),
        post_vide("/connexion/second-facteur", [410; 10]),
        get("/guide", a_tous),
        get("/tutoriel", a_tous),
        get("/aide", a_tous),
        get("/accessibilite", a_tous),
        // Without account, whoever one is.
        get("/verifier", a_tous),
        get(&format!("/verifier/{}", f.verification), a_tous),
        get("/verifier/0000", [404; 10]),
        get(&format!("/r/{}", f.accuse), a_tous),
        get("/r/0000", [404; 10]),
        get("/sante", a_tous),
        get("/pkg/imagin.abc.css", a_tous),
        get("/rien/ici", [404; 10]),
        get(
            &format!("/convocations/{}/convocation.pdf", f.centre),
            de_la_lettre,
        ),
        get(
            &format!("/convocations/{}/convocation.ics", f.centre),
            de_la_lettre,
        ),
        (
            Method::POST,
            "/missions/172278/convocations.zip".into(),
            ids,
            [401, 200, 422, 422, 404, 422, 403, 404, 404, 404],
        ),
    ]
}

/// A page's address with its parameters made good for the tables.
fn concret(chemin: &str, f: &Faites) -> String {
    let cle = match chemin.split('/').nth(1) {
        Some("personnels" | "intervenants" | "doublons") => f.personne.to_string(),
        Some("demandes-intervenant") => f.demande.to_string(),
        Some("comptes") => f.compte.to_string(),
        Some("indisponibilites") => f.indisponibilites[0].to_string(),
        Some("imports") => f.import.to_string(),
        _ => f.centre.to_string(),
    };
    chemin
        .replace("{numero}", "172278")
        .replace(":numero", "172278")
        .replace("{id}", &cle)
        .replace(":id", &cle)
        .replace(":discipline", "0")
        .replace("{discipline}", "0")
        .replace("{genre}", "etablissement")
        .replace(":genre", "etablissement")
        .replace("{lot}", &f.lots[0].to_string())
        .replace(":lot", &f.lots[0].to_string())
        .replace("{code}", "cloture")
        .replace(":code", "cloture")
}

/// What comes of a stream, up to what is waited for.
async fn attendre_du_flux(flux: &mut axum::body::BodyDataStream, attendu: &str) -> String {
    let mut recu = String::new();
    while !recu.contains(attendu) {
        let morceau = tokio::time::timeout(core::time::Duration::from_secs(30), flux.next());
        let morceau = morceau.await.expect(attendu).expect(attendu).unwrap();
        recu.push_str(core::str::from_utf8(&morceau).unwrap());
    }
    recu
}

#[test]
fn ce_que_change_un_autre_se_dit_a_qui_regarde() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let secretaire = app.temoin("secretaire").await;
        let suivre = async |vue: &str, dernier: &str| {
            let r = requete(
                Method::GET,
                &format!("/missions/172278/changements?vue={vue}"),
                &secretaire,
            )
            .header("last-event-id", dernier)
            .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4_321))));
            let r = if dernier.is_empty() {
                let mut r = r.body(Body::empty()).unwrap();
                r.headers_mut().remove("last-event-id");
                r
            } else {
                r.body(Body::empty()).unwrap()
            };
            let reponse = app.routeur.clone().oneshot(r).await.unwrap();
            assert_eq!(reponse.status(), StatusCode::OK);
            assert_eq!(reponse.headers()[CONTENT_TYPE], "text/event-stream");
            assert_eq!(reponse.headers()[CACHE_CONTROL], "no-store");
            reponse.into_body().into_data_stream()
        };
        let avant = m.ouvrir(&m.secretaire, COEC).await.empreinte;
        assert_eq!(avant, m.ouvrir(&m.secretaire, COEC).await.empreinte);
        let mut flux = suivre(&avant, "").await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let dit = attendre_du_flux(&mut flux, "data: change").await;
        let apres = m.ouvrir(&m.secretaire, COEC).await.empreinte;
        assert_ne!(avant, apres);
        assert!(dit.contains(&format!("id: {apres}\n")), "{dit}");
        drop(flux);

        // A page that saw less is told at once, whether it tells by its address or, asking
        // again, by what it heard last.
        for (vue, dernier) in [(&*avant, ""), (&*apres, &*avant)] {
            let mut flux = suivre(vue, dernier).await;
            attendre_du_flux(&mut flux, &format!("id: {apres}\n")).await;
        }

        // The service that stops does not wait for who looks.
        let mut flux = suivre(&apres, "").await;
        app.arret.send_replace(true);
        let fin = tokio::time::timeout(core::time::Duration::from_secs(30), flux.next());
        assert!(fin.await.unwrap().is_none());
        app.fermer().await;
    });
}

#[test]
fn chaque_adresse_pour_chacun() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let faites = preparer(m).await;
        let adresses = adresses(&faites);
        // Streams that last as long as their reader end at once.
        app.arret.send_replace(true);
        let pages = server::routeur::pages();
        assert!(pages.len() >= 12);
        for page in pages {
            let chemin = concret(page.path(), &faites);
            assert!(
                adresses.iter().any(|(_, c, ..)| *c == chemin),
                "{chemin} manque à la table"
            );
        }
        for (colonne, acteur) in colonnes(m).into_iter().enumerate() {
            let temoin = match acteur {
                Some(a) => app.temoin(&a.identifiant).await,
                None => String::new(),
            };
            for (methode, chemin, champs, attendus) in &adresses {
                let reponse = if *methode == Method::GET {
                    app.lire(chemin, &temoin).await
                } else {
                    app.formulaire(chemin, &temoin, champs).await
                };
                let statut = reponse.statut.as_u16();
                assert_eq!(statut, attendus[colonne], "{chemin} pour {}", nom(acteur));
                if statut == 303 && acteur.is_none() {
                    let suite =
                        form_urlencoded::byte_serialize(chemin.as_bytes()).collect::<String>();
                    assert_eq!(reponse.vers(), format!("/connexion?suite={suite}"));
                }
                // What anybody may see of a convocation never names the person.
                let publique = ["/r/", "/verifier", "/adresse/"]
                    .iter()
                    .any(|debut| chemin.starts_with(debut));
                if statut != 200 || publique {
                    assert!(
                        !reponse.texte().contains("DURAND"),
                        "{chemin} pour {}",
                        nom(acteur)
                    );
                }
                if statut == 200 && chemin.ends_with(".pdf") {
                    assert!(reponse.octets.starts_with(b"%PDF-"));
                    assert_eq!(reponse.entete(CONTENT_TYPE), "application/pdf");
                }
                if statut == 200 && chemin.ends_with("/convocation.ics") {
                    let fichier = reponse.texte();
                    assert!(fichier.starts_with("BEGIN:VCALENDAR\r\n"), "{fichier}");
                    assert!(
                        fichier.contains("\r\nDTSTART;TZID=Europe/Paris:20210202T090000\r\n"),
                        "{fichier}"
                    );
                    assert_eq!(
                        reponse.entete(CONTENT_TYPE),
                        "text/calendar; charset=utf-8; method=PUBLISH"
                    );
                    assert_eq!(
                        reponse.entete("content-disposition"),
                        "attachment; filename=\"172278_DURAND-Anne_convocation.ics\""
                    );
                }
                if statut == 200 && chemin.ends_with("/convocations.zip") {
                    assert!(reponse.octets.starts_with(b"PK"));
                    assert_eq!(
                        reponse.entete("content-disposition"),
                        "attachment; filename=\"172278_convocations.zip\""
                    );
                }
            }
        }
        // The list shows nobody what is not theirs.
        for (identifiant, voit, ne_voit_pas) in [
            ("chef", vec!["172278"], vec!["200005", "300001"]),
            ("chef.autre", vec!["200005"], vec!["172278", "300001"]),
            ("administrateur", vec!["172278", "200005"], vec!["300001"]),
            (
                "gestionnaire.autre",
                vec!["300001"],
                vec!["172278", "200005"],
            ),
            ("intervenante", vec![], vec!["172278", "200005", "300001"]),
        ] {
            let temoin = app.temoin(identifiant).await;
            let page = app.lire("/missions", &temoin).await.texte();
            for numero in voit {
                assert!(page.contains(numero), "{identifiant} : {numero}");
            }
            for numero in ne_voit_pas {
                assert!(!page.contains(numero), "{identifiant} : {numero}");
            }
        }
        app.fermer().await;
    });
}

// --- The audit trail ------------------------------------------------------------------

/// From where a form came is on the line that it writes, whichever way it took; and the
/// file says in French what the page says.
#[test]
fn la_piste_dit_d_ou_l_on_vient_et_s_exporte() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let chef = app.temoin("chef").await;
        // A server function, as the browser alone sends it.
        let copies = app
            .formulaire("/api/compte/copies", &chef, &champs(&[("copies", "oui")]))
            .await;
        assert!(
            copies.statut.is_redirection() || copies.statut.is_success(),
            "{}",
            copies.texte()
        );
        let administrateur = app.temoin("administrateur").await;
        let page = app.lire("/audit", &administrateur).await;
        assert_eq!(page.statut, StatusCode::OK);
        for attendu in [
            "Choix des copies de courriels",
            "Connexion",
            "Compte chef",
            "192.0.2.1",
        ] {
            assert!(page.texte().contains(attendu), "{attendu}");
        }
        let filtree = app
            .lire("/audit?action=compte.copies", &administrateur)
            .await;
        assert_eq!(filtree.texte().matches("<th scope=\"col\"").count(), 5);
        assert_eq!(
            filtree.texte().matches("<tr").count(),
            2,
            "un en-tête, une ligne"
        );
        let inversees = app
            .lire("/audit?du=2026-11-02&au=2026-11-01", &administrateur)
            .await;
        assert!(
            inversees
                .texte()
                .contains("La première date est après la seconde")
        );

        // A file has what was written before it was asked for.
        app.monde.horloge.avancer(1);
        let fichier = app.lire("/audit.csv?compte=chef", &administrateur).await;
        assert_eq!(fichier.statut, StatusCode::OK);
        let texte = fichier.texte();
        assert!(
            texte.starts_with("\u{feff}Ligne;Date;Compte;Identifiant;"),
            "{texte}"
        );
        let lignes: Vec<&str> = texte.trim_end().lines().collect();
        assert_eq!(lignes.len(), 3, "{texte}");
        assert!(
            lignes[1].contains(";Compte chef;chef;Choix des copies de courriels;compte.copies;")
        );
        assert!(lignes[2].contains(";Connexion;connexion;"), "{texte}");
        let page = app.lire("/audit", &administrateur).await;
        assert!(page.texte().contains("Journal d’audit exporté"));
        let refus = app.lire("/audit", &chef).await;
        assert!(refus.texte().contains("fr-alert--error"));
        assert!(!refus.texte().contains("192.0.2.1"));
        app.fermer().await;
    });
}
