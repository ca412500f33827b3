//! Writers at the same time, waiting, and what a lost writer leaves.

use crate::monde::*;
use domain::*;
use std::time::Duration;
use store::essais::{sur_chaque_base, sur_chaque_moteur};
use store::{Moteur, OptionsStore, Store, missions};

/// Each reads, decides and writes in one transaction, from stores of their own like
/// several programs on one file: none deadlocks, none is refused, no change is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn dix_ecrivains_passent_tous() {
    sur_chaque_base(async |base| {
        let monde = Monde::creer(&base.store).await;
        let id = monde
            .mission(&base.store, &mission(1, monde.bellevue))
            .await;
        let mut ecrivains = tokio::task::JoinSet::new();
        for n in 0..10 {
            let store = if n % 2 == 0 {
                base.store.clone()
            } else {
                Store::ouvrir(&OptionsStore::new(&base.url)).await.unwrap()
            };
            ecrivains.spawn(async move {
                let mut conflits = 0;
                for _ in 0..5 {
                    loop {
                        let tx = store.ecriture().await.unwrap();
                        let lue = missions::par_id(&tx, id).await.unwrap().unwrap();
                        let compte: u32 = lue.observation_par_defaut.parse().unwrap_or(0);
                        let texte = (compte + 1).to_string();
                        let creneaux = &lue.creneaux_par_defaut;
                        if missions::enregistrer_defauts(&tx, id, lue.version, creneaux, &texte)
                            .await
                            .unwrap()
                        {
                            tx.valider().await.unwrap();
                            break;
                        }
                        conflits += 1;
                    }
                }
                if n % 2 == 1 {
                    store.fermer().await.unwrap();
                }
                conflits
            });
        }
        let conflits: u32 = ecrivains.join_all().await.into_iter().sum();
        let lue = missions::par_id(base.store.lecture(), id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (lue.observation_par_defaut.as_str(), lue.version),
            ("50", 51)
        );
        // On SQLite the transaction holds the database from its first instant.
        assert!(conflits == 0 || base.store.moteur() == Moteur::Postgres);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_double_clic_ne_convoque_qu_une_fois() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 3).await;
        let mut clics = tokio::task::JoinSet::new();
        for _ in 0..2 {
            let (store, qui, chef) = (store.clone(), qui.clone(), monde.chef);
            clics.spawn(async move {
                let tx = store.ecriture().await.unwrap();
                store::requetes::inscrire(&tx, chef, "fenetre-1", "3", T0).await?;
                store::convocations::creer_lot(
                    &tx,
                    m,
                    &qui,
                    &affectation(),
                    Autorite::Centre,
                    chef,
                    T0,
                )
                .await?;
                tx.valider().await
            });
        }
        let faits = clics.join_all().await;
        assert_eq!(faits.iter().filter(|f| f.is_ok()).count(), 1);
        assert!(
            faits
                .iter()
                .any(|f| f.as_ref().is_err_and(|e| e.est_unicite()))
        );
        let lignes = store::convocations::lignes(store.lecture(), m)
            .await
            .unwrap();
        assert_eq!(lignes.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attendre_trop_longtemps_se_dit() {
    sur_chaque_base(async |base| {
        let monde = Monde::creer(&base.store).await;
        let options = OptionsStore {
            attente: Duration::from_millis(50),
            ..OptionsStore::new(&base.url)
        };
        let presse = Store::ouvrir(&options).await.unwrap();
        let tx = base.store.ecriture().await.unwrap();
        store::comptes::changer_actif(&tx, monde.chef, false)
            .await
            .unwrap();
        let essai = async {
            let tx = presse.ecriture().await?;
            store::comptes::changer_actif(&tx, monde.chef, true).await?;
            tx.valider().await
        };
        let erreur = essai.await.unwrap_err();
        assert!(erreur.est_occupe(), "{erreur:?}");
        // Reading is never held up by a writer.
        assert!(store::academies::toutes(presse.lecture()).await.is_ok());
        tx.annuler().await.unwrap();
        let tx = presse.ecriture().await.unwrap();
        assert!(
            store::comptes::changer_actif(&tx, monde.chef, true)
                .await
                .unwrap()
        );
        tx.valider().await.unwrap();
        presse.fermer().await.unwrap();
    })
    .await;
}

/// A request whose caller went away in the middle gives the writer's turn back.
#[tokio::test(flavor = "multi_thread")]
async fn un_ecrivain_abandonne_rend_son_tour() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        for _ in 0..20 {
            let (depuis, parti) = tokio::sync::oneshot::channel();
            let (s, chef) = (store.clone(), monde.chef);
            let tache = tokio::spawn(async move {
                let tx = s.ecriture().await.unwrap();
                store::comptes::changer_actif(&tx, chef, false)
                    .await
                    .unwrap();
                depuis.send(()).unwrap();
                std::future::pending::<()>().await;
                drop(tx);
            });
            parti.await.unwrap();
            tache.abort();
            assert!(tache.await.unwrap_err().is_cancelled());
            let tx = store.ecriture().await.unwrap();
            let acteur = store::comptes::acteur(&tx, monde.chef).await.unwrap();
            assert!(acteur.is_some(), "ce qu'il avait écrit est resté");
            tx.valider().await.unwrap();
        }
    })
    .await;
}

/// Cut anywhere, even while taking its turn: the next one still gets one.
#[tokio::test(flavor = "multi_thread")]
async fn un_ecrivain_coupe_n_importe_ou_ne_bloque_personne() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        for coupe in 0..40 {
            let ecrire = async {
                let tx = store.ecriture().await.unwrap();
                store::tentatives::noter(&tx, "x", T0).await.unwrap();
                tx.valider().await.unwrap();
            };
            // Polled so many times, then dropped.
            let mut ecrire = Box::pin(ecrire);
            for _ in 0..coupe {
                let une_fois = futures_poll(ecrire.as_mut()).await;
                if une_fois {
                    break;
                }
            }
        }
        let tx = store.ecriture().await.unwrap();
        assert!(
            store::comptes::changer_actif(&tx, monde.chef, true)
                .await
                .unwrap()
        );
        tx.valider().await.unwrap();
    })
    .await;
}

/// Polls a future once; whether it is done. Gives the runtime a turn in between.
async fn futures_poll(mut f: std::pin::Pin<&mut impl Future<Output = ()>>) -> bool {
    let fini =
        std::future::poll_fn(|cx| std::task::Poll::Ready(f.as_mut().poll(cx).is_ready())).await;
    tokio::task::yield_now().await;
    fini
}

#[tokio::test(flavor = "multi_thread")]
async fn fermer_puis_rouvrir_retrouve_tout() {
    sur_chaque_base(async |base| {
        let monde = Monde::creer(&base.store).await;
        base.store.analyser().await.unwrap();
        base.store.fermer().await.unwrap();
        let rouvert = Store::ouvrir(&OptionsStore::new(&base.url)).await.unwrap();
        let lue = store::academies::par_id(rouvert.lecture(), monde.academie)
            .await
            .unwrap();
        assert_eq!(lue.map(|a| a.nom).as_deref(), Some("Toulouse"));
        let par_code = store::academies::par_code(rouvert.lecture(), "16")
            .await
            .unwrap();
        assert_eq!(par_code.map(|a| a.id), Some(monde.academie));
        rouvert.fermer().await.unwrap();
    })
    .await;
}
