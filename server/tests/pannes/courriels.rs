//! The program killed, and told to stop, while it sends a thousand mails.

use crate::poste::Poste;
use crate::serveur::{Serveur, attendre_etats, etats, ouvrir, preparer, tout_de_suite};
use domain::EtatCourriel;
use std::collections::{BTreeMap, BTreeSet};
use store::ConnectionTrait;

const COURRIELS: usize = 1_000;
const MORTS: usize = 20;

/// Killed at twenty moments of a send of a thousand mails: everybody is written to, twice
/// only what was on its way, and then under the same Message-ID; nothing is lost or stuck.
#[tokio::test(flavor = "multi_thread")]
async fn tue_vingt_fois_pendant_mille_courriels() {
    let dossier = tempfile::tempdir().unwrap();
    let adresses = preparer(dossier.path(), COURRIELS).await;
    tout_de_suite(dossier.path()).await;
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
    attendre_etats(&store, |vus| {
        poste.vider();
        vus.len() == 1 && vus.contains_key(EtatCourriel::Envoye.code())
    })
    .await;
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
    let adresses = preparer(dossier.path(), COURRIELS).await;
    tout_de_suite(dossier.path()).await;
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
