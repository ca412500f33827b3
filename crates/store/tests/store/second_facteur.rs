//! Second factors: a code is taken once, sign-ins that wait, on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use store::second_facteur::{self as sf, Attente};

#[tokio::test(flavor = "multi_thread")]
async fn un_code_sert_une_fois() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let chef = monde.chef;
        assert_eq!(sf::lire(store.lecture(), chef).await.unwrap(), None);
        let tx = store.ecriture().await.unwrap();
        assert!(!sf::tenir(&tx, chef).await.unwrap());
        assert!(!sf::accepter_pas(&tx, chef, 8).await.unwrap());
        assert!(!sf::supprimer(&tx, chef).await.unwrap());
        assert!(sf::activer(&tx, chef, "deux", 7, T0).await.unwrap());
        assert!(!sf::activer(&tx, chef, "trois", 8, T0).await.unwrap());
        assert!(sf::tenir(&tx, chef).await.unwrap());
        // Of no step twice, nor of an earlier one.
        for (pas, pris) in [(7, false), (6, false), (9, true), (9, false), (8, false)] {
            assert_eq!(
                sf::accepter_pas(&tx, chef, pas).await.unwrap(),
                pris,
                "{pas}"
            );
        }
        let codes = ["a".to_owned(), "b".to_owned()];
        sf::remplacer_secours(&tx, chef, &codes).await.unwrap();
        assert!(sf::consommer_secours(&tx, chef, "a").await.unwrap());
        assert!(!sf::consommer_secours(&tx, chef, "a").await.unwrap());
        assert_eq!(sf::secours_restants(&tx, chef).await.unwrap(), 1);
        tx.valider().await.unwrap();
        let lu = sf::lire(store.lecture(), chef).await.unwrap().unwrap();
        assert_eq!((lu.secret.as_str(), lu.actif_le), ("deux", T0));
        let actifs = sf::actifs(store.lecture(), &[chef]).await.unwrap();
        assert_eq!(actifs.into_iter().collect::<Vec<_>>(), [chef]);
        // With it go its codes.
        let tx = store.ecriture().await.unwrap();
        assert!(sf::supprimer(&tx, chef).await.unwrap());
        assert_eq!(sf::secours_restants(&tx, chef).await.unwrap(), 0);
        tx.valider().await.unwrap();
    })
    .await;
}

/// Ten at once with the same code: one is taken.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_pas_ou_un_code_de_secours_ne_sert_qu_une_fois_meme_en_meme_temps() {
    sur_chaque_moteur(async |store| {
        let chef = Monde::creer(&store).await.chef;
        let tx = store.ecriture().await.unwrap();
        sf::activer(&tx, chef, "s", 1, T0).await.unwrap();
        sf::remplacer_secours(&tx, chef, &["a".to_owned()])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let mut essais = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let store = store.clone();
            essais.spawn(async move {
                let tx = store.ecriture().await.unwrap();
                let pas = sf::accepter_pas(&tx, chef, 2).await.unwrap();
                let secours = sf::consommer_secours(&tx, chef, "a").await.unwrap();
                tx.valider().await.unwrap();
                (pas, secours)
            });
        }
        let issues = essais.join_all().await;
        assert_eq!(issues.iter().filter(|(pas, _)| *pas).count(), 1);
        assert_eq!(issues.iter().filter(|(_, secours)| *secours).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_connexion_qui_attend_finit_une_fois() {
    sur_chaque_moteur(async |store| {
        let chef = Monde::creer(&store).await.chef;
        let attente = Attente {
            compte: chef,
            preuve: "p".into(),
            enrolement: false,
            expire: T0.plus_secondes(600),
        };
        let tx = store.ecriture().await.unwrap();
        sf::attendre(&tx, "une", &attente, T0).await.unwrap();
        sf::attendre(&tx, "deux", &attente, T0).await.unwrap();
        tx.valider().await.unwrap();
        let lire = async |cle: &str, secondes| {
            sf::attente(store.lecture(), cle, T0.plus_secondes(secondes))
                .await
                .unwrap()
        };
        assert_eq!(
            lire("une", 0).await,
            Some((attente.clone(), PHC.to_owned()))
        );
        assert_eq!(lire("une", 600).await, None);
        assert_eq!(lire("rien", 0).await, None);
        let tx = store.ecriture().await.unwrap();
        assert!(sf::finir_attente(&tx, "une").await.unwrap());
        assert!(!sf::finir_attente(&tx, "une").await.unwrap());
        sf::finir_attentes(&tx, chef).await.unwrap();
        assert!(!sf::finir_attente(&tx, "deux").await.unwrap());
        // Those that are over go with the next one.
        sf::attendre(&tx, "trois", &attente, T0).await.unwrap();
        let apres = Attente {
            expire: T0.plus_secondes(1200),
            ..attente
        };
        sf::attendre(&tx, "quatre", &apres, T0.plus_secondes(600))
            .await
            .unwrap();
        assert!(!sf::finir_attente(&tx, "trois").await.unwrap());
        // Of an account that is closed, nothing waits.
        store::comptes::changer_actif(&tx, chef, false)
            .await
            .unwrap();
        assert_eq!(sf::attente(&tx, "quatre", T0).await.unwrap(), None);
        tx.valider().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_administrateurs_sans_second_facteur() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let tx = store.ecriture().await.unwrap();
        let admin = Attribution {
            role: Role::Administrateur,
            etablissement: None,
        };
        store::comptes::attribuer(&tx, monde.chef, admin)
            .await
            .unwrap();
        let sans = async |tx: &store::Ecriture| sf::administrateurs_sans(tx).await.unwrap();
        assert_eq!(sans(&tx).await, ["chef"]);
        sf::activer(&tx, monde.chef, "s", 1, T0).await.unwrap();
        assert!(sans(&tx).await.is_empty());
        sf::supprimer(&tx, monde.chef).await.unwrap();
        store::comptes::changer_actif(&tx, monde.chef, false)
            .await
            .unwrap();
        assert!(sans(&tx).await.is_empty());
        tx.valider().await.unwrap();
    })
    .await;
}
