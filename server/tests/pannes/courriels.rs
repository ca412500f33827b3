//! The program killed, and told to stop, while it sends a thousand mails.

use crate::poste::Poste;
use crate::serveur::{Lieu, Serveur, attendre_etats, etats, preparer, tout_de_suite};
use domain::EtatCourriel;
use std::collections::{BTreeMap, BTreeSet};
use store::ConnectionTrait;

/// Killed at twenty moments of a send of a thousand mails: everybody is written to, twice
/// only what was on its way, and then under the same Message-ID; nothing is lost or stuck.
#[tokio::test(flavor = "multi_thread")]
async fn tue_vingt_fois_pendant_mille_courriels() {
    tue_pendant_l_envoi(&Lieu::nouveau(), 1_000, 20).await;
}

/// The same on PostgreSQL, which must notice by itself that who held its rows is dead.
#[tokio::test(flavor = "multi_thread")]
async fn tue_pendant_l_envoi_sur_postgresql() {
    let Some(lieu) = Lieu::postgres().await else {
        return;
    };
    tue_pendant_l_envoi(&lieu, 300, 4).await;
    lieu.liberer().await;
}

async fn tue_pendant_l_envoi(lieu: &Lieu, nombre: usize, morts: usize) {
    let adresses = preparer(lieu, nombre).await;
    tout_de_suite(lieu).await;
    let mut poste = Poste::ouvrir();
    let courriel = format!("smtp://127.0.0.1:{}?connections=4", poste.port);
    // Moments that nobody chose, the same at each run so that a failure comes back.
    let mut hasard: u32 = 20_261_125;
    for mort in 0..morts {
        let serveur = Serveur::lancer(lieu, &courriel);
        hasard = hasard.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // From right after its start to some forty mails later.
        let encore = usize::try_from(hasard >> 24).unwrap() % 40;
        let partis = poste.pris.len();
        let reste = nombre.saturating_sub(partis + morts * 4);
        poste.attendre(partis + encore.min(reste));
        serveur.tuer();
        poste.vider();
        assert!(poste.pris.len() < nombre, "tout est parti à la mort {mort}");
    }

    // Five minutes pass: what the dead held is free again.
    let store = lieu.ouvrir().await;
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

    let serveur = Serveur::lancer(lieu, &courriel);
    attendre_etats(&store, |vus| {
        poste.vider();
        vus.len() == 1 && vus.contains_key(EtatCourriel::Envoye.code())
    })
    .await;
    assert!(serveur.arreter().success());
    poste.vider();
    assert_eq!(
        etats(&store).await,
        BTreeMap::from([(EtatCourriel::Envoye.code().to_owned(), nombre)])
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
    assert!(doubles <= morts * 16, "{doubles} doubles");
}

/// Told to stop while it sends: it ends what it has in hand, notes it, and the next one
/// goes on; nobody is written to twice.
#[tokio::test(flavor = "multi_thread")]
async fn arrete_pendant_l_envoi_puis_repris() {
    arrete_puis_repris(&Lieu::nouveau(), 1_000, &[1, 200, 500]).await;
}

/// The same on PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
async fn arrete_pendant_l_envoi_puis_repris_sur_postgresql() {
    let Some(lieu) = Lieu::postgres().await else {
        return;
    };
    arrete_puis_repris(&lieu, 200, &[1, 80]).await;
    lieu.liberer().await;
}

/// Told to stop once it has sent so many, again and again.
async fn arrete_puis_repris(lieu: &Lieu, nombre: usize, paliers: &[usize]) {
    let adresses = preparer(lieu, nombre).await;
    tout_de_suite(lieu).await;
    let mut poste = Poste::ouvrir();
    let courriel = format!("smtp://127.0.0.1:{}?connections=4", poste.port);
    for &palier in paliers {
        let serveur = Serveur::lancer(lieu, &courriel);
        poste.attendre(palier);
        assert!(serveur.arreter().success());
        poste.vider();
        let store = lieu.ouvrir().await;
        let restent = etats(&store).await;
        assert!(!restent.contains_key("en_cours"), "{restent:?}");
        assert_eq!(restent["envoye"], poste.pris.len(), "{restent:?}");
        store.fermer().await.unwrap();
    }
    let serveur = Serveur::lancer(lieu, &courriel);
    poste.attendre(nombre);
    assert!(serveur.arreter().success());
    poste.vider();
    let servis: Vec<&String> = poste.pris.iter().map(|(_, a)| a).collect();
    assert_eq!(servis.len(), nombre);
    assert_eq!(
        servis.into_iter().cloned().collect::<BTreeSet<_>>(),
        adresses
    );
}
