//! The API over HTTP, as a client sees it; a stand-in for SANTORIN that follows it; and what
//! schemathesis makes of its description, against the real program.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests, which clippy does not take for tests"
)]

#[path = "../../crates/usecases/tests/usecases/monde/mod.rs"]
mod monde;
mod programme;

use app::coquille::Actifs;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::post;
use core::time::Duration;
use domain::{Affectation, EchecAppel, Moment, Qualite, SaisieClient, WebhookErreur};
use monde::*;
use programme::Programme;
use serde_json::Value;
use server::routeur::Options;
use server::santorin::facteur::FacteurHttp;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::{Arc, Mutex};
use store::essais::BaseDEssai;
use store::{Moteur, OptionsStore, Store};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt;
use usecases::santorin::Reglage;
use usecases::santorin::appels::{self, Facteur};
use usecases::santorin::clients::{self, Cree};
use usecases::{Horloge, HorlogeSysteme};

/// 2021-01-15T08:00:00Z, before the days of the missions.
const AVANT: Moment = Moment(1_610_697_600_000);
const RACINE: &str = "/api/santorin/v1";

struct Api {
    routeur: Router,
    monde: Monde,
    base: BaseDEssai,
    _arret: watch::Sender<bool>,
}

struct Reponse {
    statut: StatusCode,
    entetes: HeaderMap,
    corps: String,
}

impl Reponse {
    fn json(&self) -> Value {
        serde_json::from_str(&self.corps).unwrap_or_else(|e| panic!("{e} : {}", self.corps))
    }

    fn entete(&self, nom: impl axum::http::header::AsHeaderName) -> &str {
        self.entetes.get(nom).map_or("", |v| v.to_str().unwrap())
    }

    /// The code of a refusal, which is well formed.
    fn probleme(&self) -> String {
        assert_eq!(self.entete(CONTENT_TYPE), "application/problem+json");
        let p = self.json();
        assert_eq!(p["status"], self.statut.as_u16());
        for champ in ["title", "detail"] {
            assert!(p[champ].as_str().is_some_and(|t| !t.is_empty()), "{p}");
        }
        let code = p["type"].as_str().unwrap();
        code.strip_prefix("urn:imagin:probleme:")
            .unwrap()
            .to_owned()
    }
}

impl Api {
    async fn nouvelle() -> Self {
        Self::reglee(|_| ()).await
    }

    async fn reglee(regler: impl FnOnce(&mut Reglage)) -> Self {
        let base = store::essais::base(Moteur::Sqlite).await;
        let mut monde = Monde::a(&base.store, AVANT, "http://imagin.example").await;
        monde.services = reglees(&monde, regler);
        let options = Options {
            https: false,
            url_publique: "http://imagin.example".into(),
            entete_adresse: String::new(),
            site: std::env::temp_dir(),
            actifs: Actifs::default(),
            openid: None,
        };
        let arret = watch::Sender::new(false);
        let routeur = server::routeur(monde.services.clone(), &options, arret.subscribe()).unwrap();
        Self {
            routeur,
            monde,
            base,
            _arret: arret,
        }
    }

    async fn fermer(self) {
        drop((self.routeur, self.monde));
        self.base.liberer().await;
    }

    async fn client(&self, nom: &str, portees: &[&str]) -> Cree {
        let m = &self.monde;
        creer(m, &m.gestionnaire, nom, portees, "").await
    }

    async fn demander(
        &self,
        methode: Method,
        chemin: &str,
        jeton: &str,
        etiquette: &str,
    ) -> Reponse {
        let mut r = Request::builder()
            .method(methode)
            .uri(format!("{RACINE}{chemin}"))
            .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4_321))));
        if !jeton.is_empty() {
            r = r.header(AUTHORIZATION, format!("Bearer {jeton}"));
        }
        if !etiquette.is_empty() {
            r = r.header(IF_NONE_MATCH, etiquette);
        }
        let r = r.body(Body::empty()).unwrap();
        let reponse = self.routeur.clone().oneshot(r).await.unwrap();
        let (parts, corps) = reponse.into_parts();
        let corps = to_bytes(corps, 16 * 1024 * 1024).await.unwrap();
        Reponse {
            statut: parts.status,
            entetes: parts.headers,
            corps: String::from_utf8(corps.to_vec()).unwrap(),
        }
    }

    async fn lire(&self, chemin: &str, jeton: &str) -> Reponse {
        self.demander(Method::GET, chemin, jeton, "").await
    }
}

async fn creer(
    m: &Monde,
    acteur: &domain::Acteur,
    nom: &str,
    portees: &[&str],
    webhook: &str,
) -> Cree {
    let jour = m.services.aujourd_hui(acteur.academie).await.unwrap();
    let saisie = SaisieClient {
        nom: nom.into(),
        portees: portees.iter().map(|p| (*p).to_owned()).collect(),
        expire: (jour + chrono::Days::new(30)).to_string(),
        webhook: webhook.into(),
    };
    let cle = m.services.alea.jeton().unwrap();
    clients::creer(&m.services, acteur, &saisie, &cle)
        .await
        .unwrap()
}

#[tokio::test]
async fn qui_lit_quoi() {
    let api = Api::nouvelle().await;
    let m = &api.monde;
    let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
        panic!()
    };
    let un = format!("/correcteurs/{COEC}-{id}");
    let tout = api
        .client("tout", &["correcteurs", "numerisation"])
        .await
        .jeton;
    let scan = api.client("scan", &["numerisation"]).await.jeton;
    let revoque = api.client("revoque", &["correcteurs"]).await;
    clients::revoquer(&m.services, &m.gestionnaire, revoque.id)
        .await
        .unwrap();
    let revoque = revoque.jeton;
    let bordeaux = creer(m, &m.gestionnaire_autre, "ailleurs", &["correcteurs"], "")
        .await
        .jeton;
    let faux = format!("imgn_{}", "0".repeat(64));
    for (chemin, jeton, statut, probleme) in [
        ("/openapi.json", "", 200, ""),
        ("/correcteurs", "", 401, "jeton-absent"),
        ("/correcteurs", &*faux, 401, "jeton-refuse"),
        ("/correcteurs", &*revoque, 401, "jeton-refuse"),
        ("/correcteurs", &*scan, 403, "portee"),
        ("/numerisation", &*scan, 200, ""),
        ("/correcteurs", &*tout, 200, ""),
        (&*un, "", 401, "jeton-absent"),
        (&*un, &*scan, 403, "portee"),
        (&*un, &*tout, 200, ""),
        // Of another académie: as if it did not exist.
        (&*un, &*bordeaux, 404, "introuvable"),
        ("/correcteurs/172278-999", &*tout, 404, "introuvable"),
        ("/correcteurs/x", &*tout, 404, "introuvable"),
        ("/correcteurs?limite=0", &*tout, 400, "parametre"),
        ("/correcteurs?since=3", &*tout, 400, "parametre"),
        ("/correcteurs?depuis=x", &*tout, 400, "parametre"),
        (
            "/correcteurs?depuis=000000000000-1",
            &*tout,
            410,
            "curseur-perime",
        ),
        ("/rien", &*tout, 404, "adresse-inconnue"),
    ] {
        let r = api.lire(chemin, jeton).await;
        assert_eq!(r.statut.as_u16(), statut, "{chemin} : {}", r.corps);
        if statut != 200 {
            assert_eq!(r.probleme(), probleme, "{chemin}");
            assert!(!r.corps.contains("DURAND"));
        }
        assert_eq!(
            r.entete("www-authenticate").starts_with("Bearer"),
            statut == 401,
            "{chemin}"
        );
    }
    let r = api.lire("/correcteurs", &bordeaux).await;
    assert_eq!(r.json()["droits"], serde_json::json!([]));
    let r = api.demander(Method::POST, "/correcteurs", &tout, "").await;
    assert_eq!(
        (r.statut.as_u16(), &*r.probleme()),
        (405, "methode-refusee")
    );
    assert!(r.entete("allow").contains("GET"), "{:?}", r.entetes);

    // Its last day over.
    m.horloge.avancer(31 * 24 * 60 * 60);
    let r = api.lire("/correcteurs", &tout).await;
    assert_eq!((r.statut.as_u16(), &*r.probleme()), (401, "jeton-expire"));
    api.fermer().await;
}

#[tokio::test]
async fn ce_qui_n_a_pas_change_n_est_pas_renvoye() {
    let api = Api::nouvelle().await;
    let m = &api.monde;
    m.convoquer(&m.chef, COEC, &[m.anne]).await;
    let jeton = api.client("a", &["correcteurs"]).await.jeton;
    let r = api.lire("/correcteurs", &jeton).await;
    let etiquette = r.entete(ETAG).to_owned();
    assert!(etiquette.starts_with('"'), "{etiquette}");
    assert_eq!(r.entete(CACHE_CONTROL), "private, no-cache");
    let encore = async |e: &str| api.demander(Method::GET, "/correcteurs", &jeton, e).await;
    let meme = encore(&etiquette).await;
    assert_eq!((meme.statut, &*meme.corps), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(meme.entete(ETAG), etiquette);
    m.horloge.avancer(3_600);
    assert_eq!(encore(&etiquette).await.statut, StatusCode::NOT_MODIFIED);
    m.convoquer(&m.chef, COEC, &[m.luc]).await;
    let change = encore(&etiquette).await;
    assert_eq!(change.statut, StatusCode::OK);
    assert_eq!(change.json()["droits"].as_array().unwrap().len(), 2);
    // An ETag is no key: without token it opens nothing.
    let sans = api.demander(Method::GET, "/correcteurs", "", "*").await;
    assert_eq!(sans.statut, StatusCode::UNAUTHORIZED);
    api.fermer().await;
}

#[tokio::test]
async fn trop_d_appels_attendent() {
    let api = Api::nouvelle().await;
    let jeton = api.client("a", &["correcteurs"]).await.jeton;
    let limite = api.monde.services.reglages.limites.santorin.appels_minute;
    for _ in 0..limite {
        assert_eq!(
            api.lire("/correcteurs", &jeton).await.statut,
            StatusCode::OK
        );
    }
    let r = api.lire("/correcteurs", &jeton).await;
    assert_eq!((r.statut.as_u16(), &*r.probleme()), (429, "trop-d-appels"));
    let attendre: i64 = r.entete("retry-after").parse().unwrap();
    assert!((1..=61).contains(&attendre));
    api.monde.horloge.avancer(attendre);
    assert_eq!(
        api.lire("/correcteurs", &jeton).await.statut,
        StatusCode::OK
    );
    api.fermer().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_lien_est_pour_qui_a_le_droit() {
    const LIEN: &str = "href=\"https://santorin.example/\"";
    let api = Api::reglee(|r| r.adresse = Some("https://santorin.example/".into())).await;
    let m = &api.monde;
    let envoyer = async |r: axum::http::request::Builder, corps: String| {
        let r = r
            .header("host", "imagin.example")
            .header("accept", "text/html")
            .extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4_321))));
        let r = r.body(Body::from(corps)).unwrap();
        let reponse = api.routeur.clone().oneshot(r).await.unwrap();
        let (parts, corps) = reponse.into_parts();
        let corps = to_bytes(corps, 16 * 1024 * 1024).await.unwrap();
        (parts, String::from_utf8(corps.to_vec()).unwrap())
    };
    let entrer = Request::builder()
        .method(Method::POST)
        .uri("/connexion")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let corps = format!(
        "identifiant=intervenante&mot_de_passe={}",
        MOT_DE_PASSE.replace(' ', "+")
    );
    let (entree, _) = envoyer(entrer, corps).await;
    let pose = entree.headers["set-cookie"].to_str().unwrap();
    let temoin = pose.split(';').next().unwrap().to_owned();
    let page = async || {
        let r = Request::builder()
            .uri("/mes-convocations")
            .header("cookie", &temoin);
        envoyer(r, String::new()).await.1
    };
    assert!(!page().await.contains(LIEN));
    let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
        panic!()
    };
    let vue = page().await;
    assert!(vue.contains(LIEN), "{vue}");
    assert!(vue.contains("4 mars 2021"), "{vue}");
    usecases::convocations::supprimer(&m.services, &m.chef, id, 1)
        .await
        .unwrap();
    assert!(!page().await.contains(LIEN));
    api.fermer().await;
}

// --------------------------------------------------------------- a stand-in

/// SANTORIN as this project imagines it: it keeps who may mark, checks the signature of what
/// calls it, and then reads what changed.
#[derive(Default)]
struct FauxSantorin {
    secret: Mutex<String>,
    appels: Mutex<Vec<Value>>,
    connus: Mutex<BTreeMap<String, Value>>,
    curseur: Mutex<Option<String>>,
    refuser: Mutex<Option<u16>>,
}

impl FauxSantorin {
    /// Listens on this machine; gives the address.
    async fn ouvrir(self: &Arc<Self>) -> String {
        let porte = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adresse = porte.local_addr().unwrap();
        let routeur = Router::new()
            .route("/imagin", post(recevoir))
            .route(
                "/ailleurs",
                post(async || axum::response::Redirect::temporary("/imagin")),
            )
            .route("/lent", post(async || std::future::pending::<()>().await))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(porte, routeur).await.unwrap() });
        format!("http://{adresse}")
    }

    async fn lire(&self, api: &Api, jeton: &str) {
        loop {
            let mut chemin = "/correcteurs?limite=2".to_owned();
            if let Some(c) = &*self.curseur.lock().unwrap() {
                chemin.push_str(&format!("&depuis={c}"));
            }
            let r = api.lire(&chemin, jeton).await;
            assert_eq!(r.statut, StatusCode::OK, "{}", r.corps);
            let page = r.json();
            let mut connus = self.connus.lock().unwrap();
            for droit in page["droits"].as_array().unwrap() {
                let cle = droit["reference"].as_str().unwrap().to_owned();
                if droit["etat"] == "ouvert" {
                    connus.insert(cle, droit.clone());
                } else {
                    connus.remove(&cle);
                }
            }
            *self.curseur.lock().unwrap() = page["suivant"].as_str().map(str::to_owned);
            if page["encore"] == false {
                return;
            }
        }
    }
}

async fn recevoir(
    State(s): State<Arc<FauxSantorin>>,
    entetes: HeaderMap,
    corps: Bytes,
) -> StatusCode {
    use hmac::{Hmac, KeyInit, Mac};
    let lire = |nom: &str| entetes[nom].to_str().unwrap().to_owned();
    assert_eq!(lire("content-type"), "application/json");
    let signature = lire("imagin-signature");
    let (t, v1) = signature.split_once(",v1=").unwrap();
    let t = t.strip_prefix("t=").unwrap();
    let secret = s.secret.lock().unwrap().clone();
    let mut hmac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    hmac.update(t.as_bytes());
    hmac.update(b".");
    hmac.update(&corps);
    let attendue: String = hmac
        .finalize()
        .into_bytes()
        .iter()
        .map(|o| format!("{o:02x}"))
        .collect();
    if attendue != v1 {
        return StatusCode::FORBIDDEN;
    }
    let corps: Value = serde_json::from_slice(&corps).unwrap();
    assert_eq!(lire("imagin-livraison"), corps["livraison"].to_string());
    s.appels.lock().unwrap().push(corps);
    match *s.refuser.lock().unwrap() {
        Some(statut) => StatusCode::from_u16(statut).unwrap(),
        None => StatusCode::NO_CONTENT,
    }
}

/// The same services with other settings.
fn reglees(m: &Monde, regler: impl FnOnce(&mut Reglage)) -> Arc<usecases::Services> {
    let s = &m.services;
    let mut reglages = s.reglages.clone();
    regler(&mut reglages.limites.santorin);
    Arc::new(usecases::Services {
        store: s.store.clone(),
        horloge: s.horloge.clone(),
        alea: s.alea.clone(),
        polices: s.polices.clone(),
        reglages,
        reveil: s.reveil.clone(),
        hachages: s.hachages.clone(),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn santorin_suit_les_convocations() {
    let api = Api::reglee(|r| r.webhooks_prives = true).await;
    let m = &api.monde;
    let s = &m.services;
    let santorin = Arc::new(FauxSantorin::default());
    let url = format!("{}/imagin", santorin.ouvrir().await);
    let cree = creer(m, &m.gestionnaire, "SANTORIN", &["correcteurs"], &url).await;
    *santorin.secret.lock().unwrap() = cree.secret.clone().unwrap();
    let facteur: Arc<dyn Facteur> = Arc::new(FacteurHttp::nouveau(true).unwrap());
    let tour = async || appels::tour(s, &facteur, "essai").await.unwrap();
    let appels_recus = || santorin.appels.lock().unwrap().len();
    let connus = || -> Vec<(String, String)> {
        let connus = santorin.connus.lock().unwrap();
        connus
            .values()
            .map(|d| {
                let texte = |v: &Value| v.as_str().unwrap_or("").to_owned();
                (texte(&d["personne"]["nom"]), texte(&d["qualite"]))
            })
            .collect()
    };
    let qui = |liste: &[(&str, &str)]| -> Vec<(String, String)> {
        liste
            .iter()
            .map(|(n, q)| ((*n).to_owned(), (*q).to_owned()))
            .collect()
    };

    let ids = m
        .convoquer(&m.chef, COEC, &[m.anne, m.luc, m.nombreux[0]])
        .await;
    assert_eq!((tour().await, appels_recus()), (1, 1));
    santorin.lire(&api, &cree.jeton).await;
    assert_eq!(
        connus(),
        qui(&[
            ("DURAND", "correcteur"),
            ("PETIT", "correcteur"),
            ("NOMBREUX 00", "correcteur")
        ])
    );

    let autre = Affectation {
        qualite: Some(Qualite::ReferentCorrection),
        ..affectation()
    };
    usecases::convocations::modifier(s, &m.chef, ids[1], 1, autre, "")
        .await
        .unwrap();
    usecases::convocations::supprimer(s, &m.chef, ids[2], 1)
        .await
        .unwrap();
    // It is down for a while: what it missed by being called, it gets by reading.
    *santorin.refuser.lock().unwrap() = Some(503);
    assert_eq!((tour().await, appels_recus()), (1, 2));
    *santorin.refuser.lock().unwrap() = None;
    santorin.lire(&api, &cree.jeton).await;
    assert_eq!(
        connus(),
        qui(&[("DURAND", "correcteur"), ("PETIT", "referent_correction")])
    );
    m.horloge.avancer(60);
    assert_eq!((tour().await, appels_recus()), (1, 3), "l’appel est refait");
    {
        let appels = santorin.appels.lock().unwrap();
        assert_eq!(appels[1]["livraison"], appels[2]["livraison"]);
    }

    usecases::convocations::retablir(s, &m.chef, ids[2])
        .await
        .unwrap();
    tour().await;
    santorin.lire(&api, &cree.jeton).await;
    assert_eq!(connus().len(), 3);

    // Another key signs: refused there, and tried again.
    *santorin.secret.lock().unwrap() = "une autre clé".into();
    usecases::convocations::supprimer(s, &m.chef, ids[0], 1)
        .await
        .unwrap();
    let avant = appels_recus();
    assert_eq!((tour().await, appels_recus()), (1, avant));
    api.fermer().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_facteur_ne_va_pas_partout() {
    let santorin = Arc::new(FauxSantorin::default());
    let ici = santorin.ouvrir().await;
    let port = ici.rsplit(':').next().unwrap().to_owned();
    let poster = async |prives: bool, url: &str| {
        let facteur = FacteurHttp::nouveau(prives).unwrap();
        let url = url::Url::parse(url).unwrap();
        facteur.poster(&url, &[], "{}".into()).await
    };
    let privee = Err(EchecAppel::Adresse {
        raison: WebhookErreur::Privee,
    });
    // By number and by a name that leads there.
    assert_eq!(poster(false, &format!("{ici}/imagin")).await, privee);
    let nomme = format!("http://localhost:{port}/imagin");
    assert_eq!(poster(false, &nomme).await, privee);
    // What it answers with is not followed.
    assert_eq!(
        poster(true, &format!("{ici}/ailleurs")).await,
        Err(EchecAppel::Statut { statut: 307 })
    );
    assert_eq!(
        poster(true, &format!("{ici}/rien")).await,
        Err(EchecAppel::Statut { statut: 404 })
    );
    // Nobody speaks TLS there.
    let chiffre = ici.replace("http:", "https:");
    assert_eq!(poster(true, &chiffre).await, Err(EchecAppel::Chiffrement));
    let ferme = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adresse = ferme.local_addr().unwrap();
    drop(ferme);
    assert_eq!(
        poster(true, &format!("http://{adresse}/")).await,
        Err(EchecAppel::Injoignable)
    );
    // Something that speaks no HTTP.
    let muet = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adresse = muet.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut flux, _) = muet.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut flux, b"220 smtp\r\n")
            .await
            .unwrap();
    });
    assert_eq!(
        poster(true, &format!("http://{adresse}/")).await,
        Err(EchecAppel::Reponse)
    );
    // Whoever never answers is left after a while.
    let lent = format!("{ici}/lent");
    let lent = tokio::time::timeout(Duration::from_secs(60), poster(true, &lent));
    assert_eq!(lent.await.unwrap(), Err(EchecAppel::Delai));
}

// -------------------------------------------------------------- schemathesis

fn servir(dossier: &std::path::Path) -> Programme {
    let mut commande = Command::new(env!("CARGO_BIN_EXE_imagin"));
    commande
        .arg("serve")
        .env_clear()
        .env("IMAGIN_DATA_DIR", dossier)
        .env("IMAGIN_LISTEN", "127.0.0.1:0")
        .env("IMAGIN_PUBLIC_URL", "http://127.0.0.1:1")
        .env("IMAGIN_API_RATE", "100000")
        // The days of the missions are in 2021: their rights last for this test.
        .env("IMAGIN_SANTORIN_DAYS", "30")
        .current_dir(dossier);
    Programme::lancer(commande)
}

/// The real program answers as its description says, whatever it is asked.
#[tokio::test(flavor = "multi_thread")]
async fn la_description_est_tenue() {
    let dossier = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}",
        dossier.path().join("imagin.sqlite").display()
    );
    let store = Store::ouvrir(&OptionsStore::new(&url)).await.unwrap();
    store.migrer().await.unwrap();
    let m = Monde::a(&store, HorlogeSysteme.maintenant(), "http://127.0.0.1:1").await;
    let ids = m.convoquer(&m.chef, COEC, &m.nombreux).await;
    m.convoquer(&m.chef, SSCAN, &[m.anne]).await;
    usecases::convocations::supprimer(&m.services, &m.chef, ids[1], 1)
        .await
        .unwrap();
    // Days that are not over, for rights that stand when the real clock is read.
    let jour = m.services.aujourd_hui(m.chef.academie).await.unwrap();
    let tx = store.ecriture().await.unwrap();
    for table in ["convocation_creneau", "mission_jour", "mission_creneau"] {
        let sql = format!("UPDATE {table} SET jour = '{jour}' WHERE jour = '2021-02-02'");
        store::ConnectionTrait::execute_unprepared(&tx, &sql)
            .await
            .unwrap();
    }
    tx.valider().await.unwrap();
    let cree = creer(
        &m,
        &m.gestionnaire,
        "essai",
        &["correcteurs", "numerisation"],
        "",
    )
    .await;
    drop(m);
    store.fermer().await.unwrap();

    let serveur = servir(dossier.path());
    let python = std::env::var("IMAGIN_PYTHON").unwrap_or_else(|_| "python3".into());
    let fait = Command::new(&python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema_api.py"))
        .arg(format!("http://{}{RACINE}", serveur.adresse))
        .arg(&cree.jeton)
        .arg(format!("{COEC}-{}", ids[0]))
        .current_dir(dossier.path())
        .output()
        .unwrap_or_else(|e| panic!("{python} : {e}"));
    let dit = format!(
        "{}{}",
        String::from_utf8_lossy(&fait.stdout),
        String::from_utf8_lossy(&fait.stderr)
    );
    assert!(
        fait.status.success(),
        "{dit}\n(schemathesis manque ? script/setup --tests l'installe)"
    );
    eprintln!("{dit}");
}
