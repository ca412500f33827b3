//! What breaks at the worst moment: the program killed while it sends, told to stop while
//! it sends or makes an archive.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, which clippy does not take for tests"
)]

#[path = "../../crates/usecases/tests/monde/mod.rs"]
mod monde;

use core::time::Duration;
use domain::{Acteur, Adresse, Civilite, EtatCourriel};
use monde::{COEC, Monde};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;
use store::intervenants::NouvelIntervenant;
use store::{ConnectionTrait, OptionsStore, Store};
use usecases::{Horloge, HorlogeSysteme};

/// After this an awaited event will not come any more.
const GARDE: Duration = Duration::from_secs(120);
const COURRIELS: usize = 1_000;
const MORTS: usize = 20;

/// A mail server of its own, which notes what it took.
struct Poste {
    _processus: Child,
    _entree: ChildStdin,
    evenements: Receiver<Value>,
    port: u64,
    /// Message-ID and recipient of each message taken, in order.
    pris: Vec<(String, String)>,
}

impl Drop for Poste {
    fn drop(&mut self) {
        let _ = self._processus.kill();
        let _ = self._processus.wait();
    }
}

impl Poste {
    fn ouvrir() -> Self {
        let python = std::env::var("IMAGIN_PYTHON").unwrap_or_else(|_| "python3".into());
        let mut processus = Command::new(&python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../crates/mail/tests/serveur_smtp.py"
            ))
            .arg(r#"{"mode": "sage"}"#)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{python} : {e}"));
        let entree = processus.stdin.take().unwrap();
        let lignes = BufReader::new(processus.stdout.take().unwrap()).lines();
        let (dire, evenements) = channel();
        std::thread::spawn(move || {
            for ligne in lignes.map_while(Result::ok) {
                if dire.send(serde_json::from_str(&ligne).unwrap()).is_err() {
                    break;
                }
            }
        });
        let mut poste = Self {
            _processus: processus,
            _entree: entree,
            evenements,
            port: 0,
            pris: Vec::new(),
        };
        let pret: Value = poste.evenements.recv_timeout(GARDE).expect(
            "le serveur d'essai ne s'ouvre pas (aiosmtpd manque ? script/setup --tests l'installe)",
        );
        poste.port = pret["port"].as_u64().unwrap();
        poste
    }

    fn noter(&mut self, evenement: &Value) {
        if evenement["evenement"] == "message" {
            let texte = |v: &Value| v.as_str().unwrap().to_owned();
            self.pris.push((
                texte(&evenement["lu"]["entetes"]["message-id"]),
                texte(&evenement["vers"][0]),
            ));
        }
    }

    /// Waits until it took so many messages.
    fn attendre(&mut self, nombre: usize) {
        while self.pris.len() < nombre {
            let vu = self
                .evenements
                .recv_timeout(GARDE)
                .unwrap_or_else(|_| panic!("{} messages pris sur {nombre}", self.pris.len()));
            self.noter(&vu);
        }
    }

    /// Takes note of what has come.
    fn vider(&mut self) {
        while let Ok(vu) = self.evenements.try_recv() {
            self.noter(&vu);
        }
    }
}

/// `imagin serve` over a folder of data.
struct Serveur {
    enfant: Child,
}

impl Serveur {
    fn lancer(dossier: &Path, courriel: &str) -> Self {
        let mut enfant = Command::new(env!("CARGO_BIN_EXE_imagin"))
            .arg("serve")
            .env_clear()
            .env("IMAGIN_DATA_DIR", dossier)
            .env("IMAGIN_LISTEN", "127.0.0.1:0")
            .env("IMAGIN_PUBLIC_URL", "http://127.0.0.1:1")
            .env("IMAGIN_MAIL_URL", courriel)
            .env("IMAGIN_SEND_DELAY", "0")
            .current_dir(dossier)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lignes = BufReader::new(enfant.stderr.take().unwrap()).lines();
        let mut dit = String::new();
        loop {
            let Some(Ok(ligne)) = lignes.next() else {
                panic!("le serveur s'est arrêté : {dit}");
            };
            if ligne.contains("adresse=") {
                break;
            }
            dit.push_str(&ligne);
        }
        std::thread::spawn(move || lignes.for_each(drop));
        Self { enfant }
    }

    /// `kill -9`.
    fn tuer(mut self) {
        self.enfant.kill().unwrap();
        self.enfant.wait().unwrap();
    }

    /// SIGTERM; gives how it ended.
    fn arreter(mut self) -> std::process::ExitStatus {
        let pid = rustix::process::Pid::from_child(&self.enfant);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let debut = Instant::now();
        loop {
            if let Some(fin) = self.enfant.try_wait().unwrap() {
                return fin;
            }
            assert!(debut.elapsed() < GARDE, "le serveur ne s'arrête pas");
            std::thread::yield_now();
        }
    }
}

impl Drop for Serveur {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}

async fn ouvrir(dossier: &Path) -> Store {
    let url = format!("sqlite://{}", dossier.join("imagin.sqlite").display());
    Store::ouvrir(&OptionsStore::new(&url)).await.unwrap()
}

/// A thousand people convoked to one mission, and their mails asked for; gives the
/// addresses.
async fn preparer(dossier: &Path) -> BTreeSet<String> {
    let store = ouvrir(dossier).await;
    store.migrer().await.unwrap();
    let monde = Monde::a(&store, HorlogeSysteme.maintenant(), "http://127.0.0.1:1").await;
    // Without address: the mails of the convocations alone.
    let chef = Acteur {
        mel: String::new(),
        ..monde.chef.clone()
    };
    let gens: Vec<NouvelIntervenant> = (0..COURRIELS)
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
    assert_eq!(demande.courriels as usize, COURRIELS);
    // They leave at once.
    let tx = store.ecriture().await.unwrap();
    tx.execute_unprepared("UPDATE courriel SET prochain_essai_le = 0")
        .await
        .unwrap();
    tx.valider().await.unwrap();
    drop(monde);
    store.fermer().await.unwrap();
    gens.into_iter().map(|g| g.mel_professionnel).collect()
}

/// How many mails are in each state.
async fn etats(store: &Store) -> BTreeMap<String, usize> {
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

/// Killed at twenty moments of a send of a thousand mails: everybody is written to, twice
/// only what was on its way, and then under the same Message-ID; nothing is lost or stuck.
#[tokio::test(flavor = "multi_thread")]
async fn tue_vingt_fois_pendant_mille_courriels() {
    let dossier = tempfile::tempdir().unwrap();
    let adresses = preparer(dossier.path()).await;
    let mut poste = Poste::ouvrir();
    let courriel = format!("smtp://127.0.0.1:{}?connections=4", poste.port);
    // Twenty moments that nobody chose, the same at each run so that a failure comes back.
    let mut hasard: u32 = 20_261_125;
    for mort in 0..MORTS {
        let serveur = Serveur::lancer(dossier.path(), &courriel);
        hasard = hasard.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // From right after its start to some forty mails later.
        let encore = usize::try_from(hasard >> 24).unwrap() % 40;
        let partis = poste.pris.len();
        let reste = COURRIELS.saturating_sub(partis + MORTS * 4);
        poste.attendre(partis + encore.min(reste));
        serveur.tuer();
        poste.vider();
        assert!(
            poste.pris.len() < COURRIELS,
            "tout est parti à la mort {mort}"
        );
    }

    // Five minutes pass: what the dead held is free again.
    let store = ouvrir(dossier.path()).await;
    let avant = etats(&store).await;
    assert!(
        avant.contains_key(EtatCourriel::EnCours.code()),
        "{avant:?}"
    );
    let tx = store.ecriture().await.unwrap();
    tx.execute_unprepared(
        "UPDATE courriel SET verrou_jusqua = 1 WHERE verrou_jusqua IS NOT NULL;
         UPDATE courriel SET prochain_essai_le = 0",
    )
    .await
    .unwrap();
    tx.valider().await.unwrap();

    let serveur = Serveur::lancer(dossier.path(), &courriel);
    let debut = Instant::now();
    loop {
        let restent = etats(&store).await;
        if restent.len() == 1 && restent.contains_key(EtatCourriel::Envoye.code()) {
            break;
        }
        assert!(debut.elapsed() < GARDE, "il reste {restent:?}");
        poste.vider();
        tokio::task::yield_now().await;
    }
    assert!(serveur.arreter().success());
    poste.vider();
    assert_eq!(
        etats(&store).await,
        BTreeMap::from([(EtatCourriel::Envoye.code().to_owned(), COURRIELS)])
    );
    store.fermer().await.unwrap();

    let mut recus: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, adresse) in &poste.pris {
        recus.entry(adresse).or_default().push(id);
    }
    let servis: BTreeSet<String> = recus.keys().map(|&a| a.to_owned()).collect();
    assert_eq!(servis, adresses, "chacun a reçu la sienne");
    let mut doubles = 0;
    for (adresse, ids) in &recus {
        let distincts: BTreeSet<_> = ids.iter().collect();
        assert_eq!(distincts.len(), 1, "{adresse} : {ids:?}");
        doubles += ids.len() - 1;
    }
    // At each death, at most what four connections had in hand and not yet noted.
    assert!(doubles <= MORTS * 16, "{doubles} doubles");
}

/// Told to stop while it sends: it ends what it has in hand, notes it, and the next one
/// goes on; nobody is written to twice.
#[tokio::test(flavor = "multi_thread")]
async fn arrete_pendant_l_envoi_puis_repris() {
    let dossier = tempfile::tempdir().unwrap();
    let adresses = preparer(dossier.path()).await;
    let mut poste = Poste::ouvrir();
    let courriel = format!("smtp://127.0.0.1:{}?connections=4", poste.port);
    for palier in [1, 200, 500] {
        let serveur = Serveur::lancer(dossier.path(), &courriel);
        poste.attendre(palier);
        assert!(serveur.arreter().success());
        poste.vider();
        let store = ouvrir(dossier.path()).await;
        let restent = etats(&store).await;
        assert!(!restent.contains_key("en_cours"), "{restent:?}");
        assert_eq!(restent["envoye"], poste.pris.len(), "{restent:?}");
        store.fermer().await.unwrap();
    }
    let serveur = Serveur::lancer(dossier.path(), &courriel);
    poste.attendre(COURRIELS);
    assert!(serveur.arreter().success());
    poste.vider();
    let servis: Vec<&String> = poste.pris.iter().map(|(_, a)| a).collect();
    assert_eq!(servis.len(), COURRIELS);
    assert_eq!(
        servis.into_iter().cloned().collect::<BTreeSet<_>>(),
        adresses
    );
}
