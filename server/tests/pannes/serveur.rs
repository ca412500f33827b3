//! `imagin serve`, and what is asked of it.

use crate::monde::{COEC, MOT_DE_PASSE, Monde};
use crate::programme::Programme;
use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use axum::http::{Method, Request, Response, StatusCode};
use core::time::Duration;
use domain::{Acteur, Adresse, Civilite};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::mpsc::channel;
use std::time::Instant;
use store::essais::BaseDEssai;
use store::intervenants::NouvelIntervenant;
use store::{ConnectionTrait, Moteur, OptionsStore, Store};
use tempfile::TempDir;
use tokio::net::TcpStream;
use usecases::{Horloge, HorlogeSysteme};

/// After this an awaited event will not come any more.
pub(crate) const GARDE: Duration = Duration::from_secs(120);

/// Where a test's data are: a folder of its own, and its database, in that folder or on
/// PostgreSQL.
pub(crate) struct Lieu {
    dossier: TempDir,
    base: Option<BaseDEssai>,
}

impl Lieu {
    /// With the database in the folder.
    pub(crate) fn nouveau() -> Self {
        Self {
            dossier: tempfile::tempdir().unwrap(),
            base: None,
        }
    }

    /// With the database on PostgreSQL; none, and said so, where the tests have no server.
    pub(crate) async fn postgres() -> Option<Self> {
        if !store::essais::moteurs().contains(&Moteur::Postgres) {
            return None;
        }
        Some(Self {
            base: Some(store::essais::base(Moteur::Postgres).await),
            ..Self::nouveau()
        })
    }

    pub(crate) fn dossier(&self) -> &Path {
        self.dossier.path()
    }

    /// Its database, opened once more.
    pub(crate) async fn ouvrir(&self) -> Store {
        let url = match &self.base {
            Some(base) => base.url.clone(),
            None => format!(
                "sqlite://{}",
                self.dossier().join("imagin.sqlite").display()
            ),
        };
        Store::ouvrir(&OptionsStore::new(&url)).await.unwrap()
    }

    /// Deletes the database, wherever it is.
    pub(crate) async fn liberer(self) {
        if let Some(base) = self.base {
            base.liberer().await;
        }
    }
}

/// `imagin serve` over a place.
pub(crate) struct Serveur(Programme);

impl Serveur {
    pub(crate) fn lancer(lieu: &Lieu, courriel: &str) -> Self {
        let commande = Command::new(env!("CARGO_BIN_EXE_imagin"));
        Self::lancer_par(commande, lieu, courriel)
    }

    /// As [`Self::lancer`], by a command that ends by being the program.
    pub(crate) fn lancer_par(mut commande: Command, lieu: &Lieu, courriel: &str) -> Self {
        commande
            .arg("serve")
            .env_clear()
            .env("IMAGIN_DATA_DIR", lieu.dossier())
            .env("IMAGIN_LISTEN", "127.0.0.1:0")
            .env("IMAGIN_PUBLIC_URL", "http://127.0.0.1:1")
            .env("IMAGIN_MAIL_URL", courriel)
            .env("IMAGIN_SEND_DELAY", "0")
            .current_dir(lieu.dossier());
        if let Some(base) = &lieu.base {
            commande.env("IMAGIN_DATABASE_URL", &base.url);
        }
        Self(Programme::lancer(commande))
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.0.pid()
    }

    /// `kill -9`.
    pub(crate) fn tuer(mut self) {
        self.0.enfant.kill().unwrap();
        self.0.enfant.wait().unwrap();
    }

    /// SIGTERM, without waiting.
    pub(crate) fn demander_l_arret(&self) {
        let pid = rustix::process::Pid::from_child(&self.0.enfant);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    /// SIGTERM; gives how it ended.
    pub(crate) fn arreter(self) -> ExitStatus {
        self.demander_l_arret();
        self.attendre_la_fin()
    }

    /// How it ended, once told to stop.
    pub(crate) fn attendre_la_fin(mut self) -> ExitStatus {
        let (dire, fin) = channel();
        std::thread::scope(|s| {
            let pid = rustix::process::Pid::from_child(&self.0.enfant);
            s.spawn(move || dire.send(self.0.enfant.wait()));
            fin.recv_timeout(GARDE).unwrap_or_else(|_| {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
                panic!("le serveur ne s'arrête pas")
            })
        })
        .unwrap()
    }

    /// One request on a connection of its own; the answer's body is still to be read.
    pub(crate) async fn demander(
        &self,
        methode: Method,
        chemin: &str,
        temoin: &str,
        corps: String,
    ) -> Response<Incoming> {
        let flux = TcpStream::connect(self.0.adresse).await.unwrap();
        let (mut envoi, connexion) = handshake(TokioIo::new(flux)).await.unwrap();
        tokio::spawn(connexion);
        let requete = Request::builder()
            .method(methode)
            .uri(chemin)
            .header(HOST, "127.0.0.1:1")
            .header(COOKIE, temoin)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::<Bytes>::from(corps))
            .unwrap();
        envoi.send_request(requete).await.unwrap()
    }

    /// A page or a file, whole.
    pub(crate) async fn lire(&self, chemin: &str, temoin: &str) -> (StatusCode, String) {
        lire(
            self.demander(Method::GET, chemin, temoin, String::new())
                .await,
        )
        .await
    }

    /// A form sent by a script.
    pub(crate) async fn poster(
        &self,
        chemin: &str,
        temoin: &str,
        corps: String,
    ) -> (StatusCode, String) {
        lire(self.demander(Method::POST, chemin, temoin, corps).await).await
    }

    /// Signs in as the head of Bellevue; gives the cookie.
    pub(crate) async fn connecter(&self) -> String {
        let corps = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("identifiant", "chef"), ("mot_de_passe", MOT_DE_PASSE)])
            .finish();
        let reponse = self.demander(Method::POST, "/connexion", "", corps).await;
        let pose = reponse.headers()[SET_COOKIE].to_str().unwrap();
        pose.split(';').next().unwrap().to_owned()
    }
}

async fn lire(reponse: Response<Incoming>) -> (StatusCode, String) {
    let statut = reponse.status();
    let octets = reponse.into_body().collect().await.unwrap().to_bytes();
    (statut, String::from_utf8_lossy(&octets).into_owned())
}

/// So many people convoked to one mission, and their mails asked for, which do not leave
/// before [`tout_de_suite`]; gives the addresses.
pub(crate) async fn preparer(lieu: &Lieu, nombre: usize) -> BTreeSet<String> {
    let store = lieu.ouvrir().await;
    store.migrer().await.unwrap();
    let monde = Monde::a(&store, HorlogeSysteme.maintenant(), "http://127.0.0.1:1").await;
    // Without address: the mails of the convocations alone.
    let chef = Acteur {
        mel: String::new(),
        ..monde.chef.clone()
    };
    let gens: Vec<NouvelIntervenant> = (0..nombre)
        .map(|i| NouvelIntervenant {
            matricule: format!("F{i:04}"),
            civilite: Civilite::Madame,
            nom: format!("LEFÈVRE {i}"),
            prenom: "Marie-Thérèse".into(),
            etablissement: Some(monde.bellevue),
            discipline: None,
            mel_professionnel: format!("f{i}@exemple.fr"),
            mel_personnel: String::new(),
            adresse: Adresse {
                lignes: vec![format!("{i} rue des Filatiers")],
                code_postal: "31000".into(),
                commune: "TOULOUSE".into(),
            },
            actif: true,
        })
        .collect();
    let tx = store.ecriture().await.unwrap();
    store::intervenants::importer_lot(&tx, chef.academie, &gens)
        .await
        .unwrap();
    tx.valider().await.unwrap();
    let connus = store::intervenants::ids_par_matricule(store.lecture(), chef.academie)
        .await
        .unwrap();
    let convoques: Vec<_> = gens.iter().map(|g| connus[&g.matricule]).collect();
    let ids = monde.convoquer(&chef, COEC, &convoques).await;
    let cle = "cle-de-mille-courriels";
    let demande = usecases::envois::demander(&monde.services, &chef, COEC, &ids, true, cle)
        .await
        .unwrap();
    assert_eq!(demande.courriels as usize, nombre);
    quand(&store, i64::MAX).await;
    drop(monde);
    store.fermer().await.unwrap();
    gens.into_iter().map(|g| g.mel_professionnel).collect()
}

async fn quand(store: &Store, moment: i64) {
    let tx = store.ecriture().await.unwrap();
    tx.execute_unprepared(&format!("UPDATE courriel SET prochain_essai_le = {moment}"))
        .await
        .unwrap();
    tx.valider().await.unwrap();
}

/// All mails may leave now.
pub(crate) async fn tout_de_suite(lieu: &Lieu) {
    let store = lieu.ouvrir().await;
    quand(&store, 0).await;
    store.fermer().await.unwrap();
}

/// Waits until the mails are in such states; gives them.
pub(crate) async fn attendre_etats(
    store: &Store,
    mut voulu: impl FnMut(&BTreeMap<String, usize>) -> bool,
) -> BTreeMap<String, usize> {
    let debut = Instant::now();
    let mut rondes = tokio::time::interval(Duration::from_millis(20));
    loop {
        rondes.tick().await;
        let vus = etats(store).await;
        if voulu(&vus) {
            return vus;
        }
        assert!(debut.elapsed() < GARDE, "les courriels en sont à {vus:?}");
    }
}

/// How many mails are in each state.
pub(crate) async fn etats(store: &Store) -> BTreeMap<String, usize> {
    let mut etats = BTreeMap::new();
    let filtre = domain::FiltreJournal::default();
    let portee = domain::Portee::Academie(domain::AcademieId(1));
    let (total, notes) = store::journal::lister(store.lecture(), &portee, &filtre, 0, 10_000)
        .await
        .unwrap();
    assert_eq!(total as usize, notes.len());
    for n in notes {
        *etats.entry(n.etat.etat.code().to_owned()).or_default() += 1;
    }
    etats
}
