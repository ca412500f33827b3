//! What tests share: a fresh, migrated database per test, on each engine.
//!
//! SQLite: a file of its own, copied from one migrated once per process. PostgreSQL: a copy of a
//! database migrated once per process, when `IMAGIN_TEST_PG_URL` says where a server is
//! (`postgres://user@127.0.0.1:5432/postgres`); when it does not, the tests say so on
//! their error output and run on SQLite alone.
//!
//! ```no_run
//! # async fn essai() {
//! store::essais::sur_chaque_moteur(async |store| {
//!     assert!(store::academies::toutes(store.lecture()).await.unwrap().is_empty());
//! })
//! .await;
//! # }
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "only tests use it: what cannot be prepared must stop them, loudly"
)]

use crate::outils::executer;
use crate::{Moteur, OptionsStore, Store, outils};
use sea_orm::{Database, DatabaseConnection, FromQueryResult};
use std::process;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};

/// Names the PostgreSQL server of the tests.
pub const VARIABLE_PG: &str = "IMAGIN_TEST_PG_URL";

/// How many rows of a table an SQL condition finds.
pub async fn compter(store: &Store, table: &str, condition: &str) -> u64 {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let sql = format!("SELECT count(*) AS nombre FROM {table} WHERE {condition}");
    let lu: Option<Nombre> = outils::une(store.lecture(), sql, [])
        .await
        .expect("compter");
    lu.map_or(0, |n| n.nombre.unsigned_abs())
}

/// A database for one test. Ask it to go with [`BaseDEssai::liberer`]; dropped, as when
/// a test fails, it stays on the PostgreSQL server for who wants to look.
#[derive(Debug)]
pub struct BaseDEssai {
    /// The database, migrated and empty.
    pub store: Store,
    /// Its address, to open it once more.
    pub url: String,
    nom_pg: Option<String>,
    _dossier: Option<TempDir>,
}

impl BaseDEssai {
    /// Closes and deletes the database.
    pub async fn liberer(self) {
        self.store.fermer().await.expect("fermer");
        if let Some(nom) = self.nom_pg {
            let serveur = serveur(&url_pg().expect("url")).await;
            // FORCE: a second Store may have been opened on it and not closed.
            let sql = format!("DROP DATABASE IF EXISTS {nom} WITH (FORCE)");
            executer(&serveur, sql, []).await.expect("supprimer");
            serveur.close().await.expect("fermer");
        }
    }
}

/// The engines on which to try: SQLite, and PostgreSQL when there is one.
#[must_use]
pub fn moteurs() -> Vec<Moteur> {
    static DIT: Once = Once::new();
    if url_pg().is_some() {
        return vec![Moteur::Sqlite, Moteur::Postgres];
    }
    DIT.call_once(|| eprintln!("PostgreSQL: non essayé ({VARIABLE_PG} absent)"));
    vec![Moteur::Sqlite]
}

/// Runs a test on each engine, each time with a database of its own.
pub async fn sur_chaque_moteur(essai: impl AsyncFn(Store)) {
    for moteur in moteurs() {
        eprintln!("moteur : {moteur:?}");
        let base = base(moteur).await;
        essai(base.store.clone()).await;
        base.liberer().await;
    }
}

/// As [`sur_chaque_moteur`], for tests that open the database several times.
pub async fn sur_chaque_base(essai: impl AsyncFn(&BaseDEssai)) {
    for moteur in moteurs() {
        eprintln!("moteur : {moteur:?}");
        let base = base(moteur).await;
        essai(&base).await;
        base.liberer().await;
    }
}

/// A migrated, empty database on an engine.
pub async fn base(moteur: Moteur) -> BaseDEssai {
    static MODELE: OnceCell<Vec<u8>> = OnceCell::const_new();
    static MODELE_PG: OnceCell<String> = OnceCell::const_new();
    match moteur {
        Moteur::Sqlite => {
            let modele = MODELE.get_or_init(modele_sqlite).await;
            let dossier = dossier();
            let fichier = dossier.path().join("essai.db");
            std::fs::write(&fichier, modele).expect("copier le modèle");
            let url = format!("sqlite:{}", fichier.display());
            BaseDEssai {
                store: ouvrir(&url).await,
                url,
                nom_pg: None,
                _dossier: Some(dossier),
            }
        }
        Moteur::Postgres => {
            let modele = MODELE_PG.get_or_init(modele_postgres).await;
            let nom = nom_unique("imagin_essai");
            let serveur = serveur(&url_pg().expect(VARIABLE_PG)).await;
            creer_base(&serveur, &nom, Some(modele)).await;
            serveur.close().await.expect("fermer");
            let url = url_de(&nom);
            BaseDEssai {
                store: ouvrir(&url).await,
                url,
                nom_pg: Some(nom),
                _dossier: None,
            }
        }
    }
}

async fn ouvrir(url: &str) -> Store {
    let options = OptionsStore {
        connexions: 6,
        ..OptionsStore::new(url)
    };
    Store::ouvrir(&options).await.expect("ouvrir la base")
}

/// The bytes of a migrated file: nothing is left on the disk when the process ends.
async fn modele_sqlite() -> Vec<u8> {
    let dossier = dossier();
    let fichier = dossier.path().join("modele.db");
    let store = ouvrir(&format!("sqlite:{}", fichier.display())).await;
    store.migrer().await.expect("migrer");
    store.fermer().await.expect("fermer");
    std::fs::read(fichier).expect("lire le modèle")
}

async fn modele_postgres() -> String {
    let serveur = serveur(&url_pg().expect(VARIABLE_PG)).await;
    oublier_les_anciennes(&serveur).await;
    let nom = nom_unique("imagin_modele");
    creer_base(&serveur, &nom, None).await;
    serveur.close().await.expect("fermer");
    let store = ouvrir(&url_de(&nom)).await;
    store.migrer().await.expect("migrer");
    store.fermer().await.expect("fermer");
    nom
}

/// Databases left by test programs that no longer run: their number is in the name.
async fn oublier_les_anciennes(serveur: &DatabaseConnection) {
    #[derive(FromQueryResult)]
    struct Nom {
        nom: String,
    }
    if !std::path::Path::new("/proc/self").exists() {
        return;
    }
    let noms: Vec<Nom> = outils::toutes(
        serveur,
        "SELECT datname::text AS nom FROM pg_database WHERE datname LIKE 'imagin\\_%'",
        [],
    )
    .await
    .expect("lister les bases");
    for Nom { nom } in noms {
        let lance = nom.split('_').nth(2).and_then(|p| p.parse::<u32>().ok());
        if lance.is_some_and(|p| !std::path::Path::new(&format!("/proc/{p}")).exists()) {
            // Another test program may be doing the same: what it took away is gone.
            let sql = format!("DROP DATABASE IF EXISTS {nom}");
            let _ = executer(serveur, sql, []).await;
        }
    }
}

async fn creer_base(serveur: &DatabaseConnection, nom: &str, modele: Option<&str>) {
    // One copy at a time in this process: the server locks the model while copying.
    static UNE_A_LA_FOIS: Mutex<()> = Mutex::const_new(());
    let _tour = UNE_A_LA_FOIS.lock().await;
    let modele = modele.map_or(String::new(), |m| format!(" TEMPLATE {m}"));
    executer(serveur, format!("CREATE DATABASE {nom}{modele}"), [])
        .await
        .expect("créer la base");
}

fn nom_unique(prefixe: &str) -> String {
    static RANG: AtomicU32 = AtomicU32::new(0);
    let rang = RANG.fetch_add(1, Ordering::Relaxed);
    format!("{prefixe}_{}_{rang}", process::id())
}

fn url_pg() -> Option<String> {
    std::env::var(VARIABLE_PG).ok().filter(|u| !u.is_empty())
}

fn url_de(base: &str) -> String {
    let mut url = url::Url::parse(&url_pg().expect(VARIABLE_PG)).expect("url de PostgreSQL");
    url.set_path(base);
    url.to_string()
}

async fn serveur(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options)
        .await
        .expect("joindre PostgreSQL")
}

fn dossier() -> TempDir {
    tempfile::Builder::new()
        .prefix("imagin-essai")
        .tempdir()
        .expect("dossier temporaire")
}
