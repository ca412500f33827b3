//! The database held by another program.

use crate::monde::COEC;
use crate::poste::Poste;
use crate::serveur::{Lieu, Serveur, attendre_etats, preparer};
use axum::http::StatusCode;
use core::time::Duration;
use domain::{AcademieId, EtatCourriel};
use std::time::Instant;
use store::ConnectionTrait;

const COURRIELS: usize = 20;
/// Longer than any request may wait for the database.
const LONGTEMPS: Duration = Duration::from_secs(30);

/// Another program holds the database for thirty seconds: pages are read as ever, what
/// would be written is refused with a sentence and leaves nothing, and afterwards all goes
/// on by itself, the mails too.
#[tokio::test(flavor = "multi_thread")]
async fn verrouillee_trente_secondes() {
    // The transaction that writes is the only one.
    verrouillee(&Lieu::nouveau(), LONGTEMPS, None).await;
}

/// The same on PostgreSQL, where another program has locked the tables against all
/// writing, until the first refusal.
#[tokio::test(flavor = "multi_thread")]
async fn verrouillee_sur_postgresql() {
    let Some(lieu) = Lieu::postgres().await else {
        return;
    };
    let tables = "LOCK TABLE convocation, courriel, envoi, intervenant, message, mission,
        piste, requete_unique, session_web IN EXCLUSIVE MODE";
    verrouillee(&lieu, Duration::from_secs(1), Some(tables)).await;
    lieu.liberer().await;
}

/// The database held for so long by a transaction that also holds what `verrous` says.
async fn verrouillee(lieu: &Lieu, duree: Duration, verrous: Option<&str>) {
    let adresses = preparer(lieu, COURRIELS).await;
    let mut poste = Poste::ouvrir();
    let courriel = format!("smtp://127.0.0.1:{}", poste.port);
    let serveur = Serveur::lancer(lieu, &courriel);
    let chef = serveur.connecter().await;
    let page = format!("/missions/{COEC}");
    let (_, avant) = serveur.lire(&page, &chef).await;
    let autre = lieu.ouvrir().await;
    let connus = store::intervenants::ids_par_matricule(autre.lecture(), AcademieId(1))
        .await
        .unwrap();
    let corps = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("numero", COEC.to_string().as_str()),
            ("cle", "cle-pendant-le-verrou"),
            ("saisie[jours][0][jour]", "2021-02-02"),
            ("saisie[jours][0][retenu]", "on"),
            ("saisie[jours][0][debut]", "09:00"),
            ("saisie[jours][0][fin]", "12:00"),
            // DURAND Anne.
            ("intervenants[]", connus["T1"].to_string().as_str()),
        ])
        .finish();

    let verrou = autre.ecriture().await.unwrap();
    if let Some(sql) = verrous {
        verrou.execute_unprepared(sql).await.unwrap();
    }
    // Seen by nobody before the lock is left: the mails leave then.
    verrou
        .execute_unprepared("UPDATE courriel SET prochain_essai_le = 0")
        .await
        .unwrap();
    let debut = Instant::now();
    while debut.elapsed() < duree {
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
        assert!(lire < LONGTEMPS, "{lire:?}");
    }
    poste.vider();
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
