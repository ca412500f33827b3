//! What every list in pages does, on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::{audit, envois, journal, repertoire, service_fait, suivies};

/// A page that was there yesterday: its address shows the last one, and never that there is
/// nothing.
#[tokio::test(flavor = "multi_thread")]
async fn au_dela_de_la_derniere_page_c_est_la_derniere() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        envois::demander(s, &m.chef, COEC, &ids, true, "cle-des-pages-de-listes")
            .await
            .unwrap();
        for page in [1, 2, u32::MAX] {
            let filtre = FiltreJournal {
                page,
                ..FiltreJournal::default()
            };
            let lu = journal::lister(s, &m.chef, &filtre).await.unwrap();
            assert_eq!(lu.lignes.len(), 2, "{page}");
            let filtre = FiltreSuivies {
                page,
                ..FiltreSuivies::default()
            };
            let lu = suivies::lister(s, &m.gestionnaire, &filtre).await.unwrap();
            assert_eq!(lu.lignes.len(), 1, "{page}");
            let filtre = FiltreAudit {
                page,
                ..FiltreAudit::default()
            };
            let lu = audit::lister(s, &m.gestionnaire, &filtre).await.unwrap();
            assert_eq!(lu.lignes.len() as u32, lu.total, "{page}");
            assert!(lu.total >= 2, "{page}");
            let filtre = FiltreRepertoire {
                page,
                ..FiltreRepertoire::default()
            };
            let lu = repertoire::lister(s, &m.gestionnaire, &filtre).await;
            assert_eq!(lu.unwrap().lignes.len(), 3 + NOMBREUX, "{page}");
            let filtre = FiltreServices {
                page,
                ..FiltreServices::default()
            };
            let lu = service_fait::lister(s, &m.chef, &filtre).await.unwrap();
            assert_eq!(lu.missions.len(), 1, "{page}");
            let filtre = FiltreService {
                page,
                ..FiltreService::default()
            };
            let lu = service_fait::ouvrir(s, &m.chef, COEC, &filtre).await;
            assert_eq!(lu.unwrap().lignes.len(), 1, "{page}");
        }
    })
    .await;
}
