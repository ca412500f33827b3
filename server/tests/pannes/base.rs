//! The database held by another program.

use crate::monde::COEC;
use crate::poste::Poste;
use crate::serveur::{Serveur, attendre_etats, ouvrir, preparer};
use axum::http::StatusCode;
use core::time::Duration;
use domain::EtatCourriel;
use std::time::Instant;
use store::ConnectionTrait;

const COURRIELS: usize = 20;
const VERROU: Duration = Duration::from_secs(30);

/// Another program holds the database for thirty seconds: pages are read as ever, what
/// would be written is refused with a sentence and leaves nothing, and afterwards all goes
/// on by itself, the mails too.
#[tokio::test(flavor = "multi_thread")]
async fn verrouillee_trente_secondes() {
    let dossier = tempfile::tempdir().unwrap();
    let adresses = preparer(dossier.path(), COURRIELS).await;
    let mut poste = Poste::ouvrir();
    let courriel = format!("smtp://127.0.0.1:{}", poste.port);
    let serveur = Serveur::lancer(dossier.path(), &courriel);
    let chef = serveur.connecter().await;
    let page = format!("/missions/{COEC}");
    let (_, avant) = serveur.lire(&page, &chef).await;
    let corps = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("numero", COEC.to_string().as_str()),
            ("cle", "cle-pendant-le-verrou"),
            ("saisie[jours][0][jour]", "2021-02-02"),
            ("saisie[jours][0][retenu]", "on"),
            ("saisie[jours][0][debut]", "09:00"),
            ("saisie[jours][0][fin]", "12:00"),
            // DURAND Anne, the first of the world's people.
            ("intervenants[]", "1"),
        ])
        .finish();

    let autre = ouvrir(dossier.path()).await;
    let verrou = autre.ecriture().await.unwrap();
    // Seen by nobody before the lock is left: the mails leave then.
    verrou
        .execute_unprepared("UPDATE courriel SET prochain_essai_le = 0")
        .await
        .unwrap();
    let debut = Instant::now();
    while debut.elapsed() < VERROU {
        let (ecrire, lire) = tokio::join!(
            serveur.poster("/api/missions/convoquer", &chef, corps.clone()),
            async {
                let ici = Instant::now();
                let (statut, page) = serveur.lire(&page, &chef).await;
                assert_eq!(statut, StatusCode::OK);
                assert!(page.contains("LEFÈVRE 7"));
                ici.elapsed()
            }
        );
        assert_eq!(ecrire.0, StatusCode::SERVICE_UNAVAILABLE, "{}", ecrire.1);
        assert!(ecrire.1.contains("Occupe"), "{}", ecrire.1);
        assert!(lire < VERROU, "{lire:?}");
    }
    assert!(poste.pris.is_empty());
    verrou.valider().await.unwrap();

    let (statut, dit) = serveur
        .poster("/api/missions/convoquer", &chef, corps.clone())
        .await;
    assert_eq!(statut, StatusCode::OK, "{dit}");
    poste.attendre(COURRIELS);
    attendre_etats(&autre, |vus| {
        vus.get(EtatCourriel::Envoye.code()) == Some(&COURRIELS)
    })
    .await;
    let (_, apres) = serveur.lire(&page, &chef).await;
    assert_eq!(avant.matches("DURAND").count(), 0);
    assert!(apres.contains("DURAND"));
    assert!(serveur.arreter().success());
    poste.vider();
    assert_eq!(poste.pris.len(), adresses.len(), "une fois chacun");
    autre.fermer().await.unwrap();
}
