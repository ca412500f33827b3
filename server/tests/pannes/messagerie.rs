//! The mail server that fails, as the whole program meets it: what the screens say, that
//! nobody waits for it, and that everything leaves by itself once it is mended.

use crate::monde::COEC;
use crate::poste::Poste;
use crate::serveur::{Lieu, Serveur, attendre_etats, etats, preparer, tout_de_suite};
use axum::http::StatusCode;
use core::sync::atomic::{AtomicU16, Ordering};
use core::time::Duration;
use domain::EtatCourriel;
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair, date_time_ymd};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use store::{ConnectionTrait, Store};
use tokio::net::{TcpSocket, TcpStream};

/// As many as the program sends at a time: all of them meet the failure together.
const COURRIELS: usize = 4;
/// A page that waited for the mail server would take longer: that one is given a minute.
const PAGE: Duration = Duration::from_secs(30);

/// The address of a mail server, which stays while what answers there changes.
struct Porte {
    /// Bound, and nobody listens: no other program can take the port meanwhile.
    fermee: Option<TcpSocket>,
    port: u16,
    vers: Arc<AtomicU16>,
}

impl Porte {
    /// Where whoever connects is refused at once.
    fn fermee() -> Self {
        let prise = TcpSocket::new_v4().unwrap();
        let ici = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        prise.bind(ici).unwrap();
        Self {
            port: prise.local_addr().unwrap().port(),
            fermee: Some(prise),
            vers: Arc::default(),
        }
    }

    /// Where `poste` answers from now on.
    fn ouvrir(&mut self, poste: &Poste) {
        let port = u16::try_from(poste.port).unwrap();
        self.vers.store(port, Ordering::SeqCst);
        let Some(prise) = self.fermee.take() else {
            return;
        };
        let ecoute = prise.listen(64).unwrap();
        let vers = self.vers.clone();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = ecoute.accept().await {
                let port = vers.load(Ordering::SeqCst);
                tokio::spawn(async move {
                    if let Ok(mut poste) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
                        // However it ends, both sides are hung up.
                        let _ = tokio::io::copy_bidirectional(&mut client, &mut poste).await;
                    }
                });
            }
        });
    }
}

/// Certificates of an authority of their own.
struct Certificats {
    dossier: tempfile::TempDir,
    autorite: CertifiedIssuer<'static, KeyPair>,
}

impl Certificats {
    fn nouveaux() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let autorite = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let dossier = tempfile::tempdir().unwrap();
        std::fs::write(dossier.path().join("ca.pem"), autorite.pem()).unwrap();
        Self { dossier, autorite }
    }

    /// How a server behaves that shows one, out of date or not.
    fn conduite(&self, perime: bool) -> Value {
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        if perime {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let cle = KeyPair::generate().unwrap();
        let certificat = params.signed_by(&cle, &self.autorite).unwrap();
        let chemin = |suffixe: &str| self.dossier.path().join(format!("{perime}.{suffixe}"));
        std::fs::write(chemin("pem"), certificat.pem()).unwrap();
        std::fs::write(chemin("cle"), cle.serialize_pem()).unwrap();
        json!({
            "mode": "sage",
            "tls": { "certificat": chemin("pem"), "cle": chemin("cle"), "implicite": false },
        })
    }
}

/// One way to fail.
struct Panne {
    /// What the mail server does; none: it is not there.
    conduite: Option<Value>,
    /// What it does once mended.
    reparee: Value,
    /// More of the setting.
    reglage: String,
    /// What the screen says while the mail is under way, when that lasts.
    pendant: Option<&'static str>,
    /// What it says then.
    dit: &'static str,
}

/// The page of the mission, which nobody has to wait for.
async fn page(serveur: &Serveur, chef: &str) -> String {
    let debut = Instant::now();
    let (statut, page) = serveur.lire(&format!("/missions/{COEC}"), chef).await;
    assert_eq!(statut, StatusCode::OK);
    assert!(debut.elapsed() < PAGE, "{:?}", debut.elapsed());
    page
}

/// Waits until every mail is in this state.
async fn tous(store: &Store, etat: EtatCourriel) {
    attendre_etats(store, |vus| vus.get(etat.code()) == Some(&COURRIELS)).await;
}

async fn tomber_puis_revenir(panne: Panne) {
    let lieu = Lieu::nouveau();
    let adresses = preparer(&lieu, COURRIELS).await;
    tout_de_suite(&lieu).await;
    let mut porte = Porte::fermee();
    let poste = panne.conduite.map(|c| Poste::avec(&c));
    if let Some(poste) = &poste {
        porte.ouvrir(poste);
    }
    let courriel = format!(
        "smtp://127.0.0.1:{}?connections={COURRIELS}{}",
        porte.port, panne.reglage
    );
    let serveur = Serveur::lancer(&lieu, &courriel);
    let store = lieu.ouvrir().await;
    let chef = serveur.connecter().await;
    if let Some(pendant) = panne.pendant {
        tous(&store, EtatCourriel::EnCours).await;
        assert!(page(&serveur, &chef).await.contains(pendant), "{pendant}");
    }
    tous(&store, EtatCourriel::NouvelEssai).await;
    assert!(
        page(&serveur, &chef).await.contains(panne.dit),
        "{}",
        panne.dit
    );

    drop(poste);
    let mut poste = Poste::avec(&panne.reparee);
    porte.ouvrir(&poste);
    // The minute before the next try is over; nobody tells the program.
    let tx = store.ecriture().await.unwrap();
    tx.execute_unprepared("UPDATE courriel SET prochain_essai_le = 0 WHERE etat = 'nouvel_essai'")
        .await
        .unwrap();
    tx.valider().await.unwrap();
    tous(&store, EtatCourriel::Envoye).await;
    let apres = page(&serveur, &chef).await;
    assert!(!apres.contains(panne.dit), "{}", panne.dit);
    assert!(serveur.arreter().success());
    store.fermer().await.unwrap();
    poste.vider();
    assert_eq!(poste.pris.len(), COURRIELS, "une fois chacun");
    let servis: BTreeSet<String> = poste.pris.iter().map(|(_, a)| a.clone()).collect();
    assert_eq!(servis, adresses);
}

/// Not there, mute, overloaded, or with a certificate out of date: each mail says why it
/// waits, pages are read meanwhile, and all leave, once each, when the server is mended.
#[tokio::test(flavor = "multi_thread")]
async fn en_panne_puis_repare() {
    let certificats = Certificats::nouveaux();
    let sage = json!({ "mode": "sage" });
    let brut = |reponses: Value| Some(json!({ "mode": "brut", "reponses": reponses }));
    let ca = certificats.dossier.path().join("ca.pem");
    let pannes = [
        Panne {
            conduite: None,
            reparee: sage.clone(),
            reglage: String::new(),
            pendant: None,
            dit: "le serveur de messagerie ne répond pas",
        },
        Panne {
            conduite: brut(json!({ "ACCUEIL": [null] })),
            reparee: sage.clone(),
            reglage: String::new(),
            pendant: Some("En cours d’envoi"),
            dit: "le serveur de messagerie n’a pas répondu à temps",
        },
        Panne {
            conduite: brut(json!({ "ACCUEIL": ["421 4.3.2 trop de monde"] })),
            reparee: sage,
            reglage: String::new(),
            pendant: None,
            dit: "le serveur demande de réessayer plus tard («\u{a0}4.3.2 trop de monde\u{a0}»)",
        },
        Panne {
            conduite: Some(certificats.conduite(true)),
            reparee: certificats.conduite(false),
            reglage: format!("&tls=required&ca={}", ca.display()),
            pendant: None,
            dit: "le certificat du serveur de messagerie n’est pas valable",
        },
    ];
    // Together: each waits for what only time brings.
    futures::future::join_all(pannes.map(tomber_puis_revenir)).await;
}

/// One address refused for good: its row says so and what to do, and the others leave.
#[tokio::test(flavor = "multi_thread")]
async fn une_adresse_refusee_n_arrete_pas_les_autres() {
    let lieu = Lieu::nouveau();
    let adresses = preparer(&lieu, COURRIELS).await;
    tout_de_suite(&lieu).await;
    let refusee = adresses.first().unwrap();
    let mut poste = Poste::avec(&json!({
        "mode": "sage",
        "refuser": { refusee.as_str(): "550 5.1.1 Inconnue ici" },
    }));
    let serveur = Serveur::lancer(&lieu, &format!("smtp://127.0.0.1:{}", poste.port));
    let store = lieu.ouvrir().await;
    let chef = serveur.connecter().await;
    let attendu = BTreeMap::from([
        (EtatCourriel::Echec.code().to_owned(), 1),
        (EtatCourriel::Envoye.code().to_owned(), COURRIELS - 1),
    ]);
    attendre_etats(&store, |vus| *vus == attendu).await;
    let dit = page(&serveur, &chef).await;
    assert!(
        dit.contains("l’adresse est refusée\u{a0}: vérifiez-la auprès de la personne"),
        "{refusee}"
    );
    assert!(dit.contains("Inconnue ici"), "{refusee}");
    assert!(serveur.arreter().success());
    assert_eq!(etats(&store).await, attendu);
    store.fermer().await.unwrap();
    poste.vider();
    let servis: BTreeSet<String> = poste.pris.iter().map(|(_, a)| a.clone()).collect();
    assert_eq!(servis.len(), COURRIELS - 1);
    assert!(!servis.contains(refusee) && servis.is_subset(&adresses));
}
