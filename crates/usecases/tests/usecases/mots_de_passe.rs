//! Passwords that are changed, reset and typed at the same time, on each engine: whatever comes
//! first, a former password opens nothing once a reset is done.

use crate::monde::*;
use domain::*;
use std::sync::Arc;
use store::essais::sur_chaque_moteur;
use tokio::sync::Barrier;
use usecases::invitations::Refus;
use usecases::second_facteur::Entree;
use usecases::{comptes, connexion, invitations, openid};

const CHANGE: &str = "un mot de passe changé à temps";
const RENDU: &str = "un mot de passe donné par ailleurs";
/// Rounds of each race: each engine interleaves them in its own ways.
const TOURS: i32 = 4;

async fn entre(m: &Monde, mot: &str) -> Result<CompteId, Erreur> {
    connexion::se_connecter(&m.services, "chef", mot.into(), "192.0.2.1").await
}

async fn changer(m: &Monde, actuel: &str, nouveau: &str) -> Result<(), Erreur> {
    let (a, n, c) = (actuel.into(), nouveau.into(), nouveau.into());
    connexion::changer_mot_de_passe(&m.services, &m.chef, a, n, c, "ici").await
}

async fn inviter(m: &Monde) -> String {
    let s = &m.services;
    let fiche = usecases::administration::ouvrir(s, &m.administrateur, m.chef.compte, "")
        .await
        .unwrap();
    let lien = invitations::creer(s, &m.administrateur, m.chef.compte, fiche.version)
        .await
        .unwrap();
    lien.adresse.rsplit('/').next().unwrap().to_owned()
}

/// A person changes their password while the administrateur makes them a link: the link alone
/// opens the account afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changer_pendant_qu_un_lien_se_fait() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let mut actuel = MOT_DE_PASSE.to_owned();
        for tour in 0..TOURS {
            let depart = Arc::new(Barrier::new(2));
            let (a, b) = (Arc::clone(&m), Arc::clone(&m));
            let (d, e) = (Arc::clone(&depart), depart);
            let connu = actuel.clone();
            let change = tokio::spawn(async move {
                d.wait().await;
                changer(&a, &connu, CHANGE).await
            });
            let lien = tokio::spawn(async move {
                e.wait().await;
                inviter(&b).await
            });
            let (change, jeton) = (change.await.unwrap(), lien.await.unwrap());
            assert!(
                change.is_ok() || change == Err(MotDePasseErreur::ActuelFaux.into()),
                "{change:?}"
            );
            // A change that came before the link is undone by it; one that came after was
            // refused. Either way nothing that was typed is good any more.
            for mot in [&*actuel, CHANGE] {
                assert_eq!(
                    entre(&m, mot).await,
                    Err(Erreur::IdentifiantsFaux),
                    "{tour}"
                );
            }
            // The link stands.
            actuel = format!("{RENDU} {tour}");
            invitations::choisir(&m.services, &jeton, "a", actuel.clone(), &actuel)
                .await
                .unwrap();
            assert_eq!(entre(&m, &actuel).await, Ok(m.chef.compte));
        }
    })
    .await;
}

/// While a link waits, the former password changes nothing, and the link stays.
#[tokio::test(flavor = "multi_thread")]
async fn changer_pendant_qu_un_lien_attend() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let jeton = inviter(&m).await;
        assert_eq!(
            changer(&m, MOT_DE_PASSE, CHANGE).await,
            Err(MotDePasseErreur::ActuelFaux.into())
        );
        assert_eq!(entre(&m, MOT_DE_PASSE).await, Err(Erreur::IdentifiantsFaux));
        let s = &m.services;
        assert!(invitations::lire(s, &jeton, "a").await.is_ok());
        // Given by the command line meanwhile: the link serves no more.
        comptes::reinitialiser(s, "chef", RENDU.into())
            .await
            .unwrap();
        assert_eq!(
            invitations::choisir(s, &jeton, "a", CHANGE.into(), CHANGE).await,
            Err(Refus::Inconnue)
        );
        assert_eq!(entre(&m, RENDU).await, Ok(m.chef.compte));
        // Changed by its owner meanwhile: neither does a later one that was replaced.
        let jeton = inviter(&m).await;
        let second = inviter(&m).await;
        assert_eq!(
            invitations::choisir(s, &jeton, "a", CHANGE.into(), CHANGE).await,
            Err(Refus::Inconnue)
        );
        // Its days over, the account waits for another link.
        m.horloge.avancer(INVITATION_JOURS * 24 * 60 * 60);
        assert_eq!(
            invitations::choisir(s, &second, "a", CHANGE.into(), CHANGE).await,
            Err(Refus::Expiree)
        );
        assert_eq!(entre(&m, CHANGE).await, Err(Erreur::IdentifiantsFaux));
    })
    .await;
}

/// Somebody signs in with the former password while it is reset: what they were about to open
/// stays shut, whichever came first.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn entrer_avec_l_ancien_pendant_une_reinitialisation() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let mut actuel = MOT_DE_PASSE.to_owned();
        for tour in 0..TOURS {
            let depart = Arc::new(Barrier::new(2));
            let (a, b) = (Arc::clone(&m), Arc::clone(&m));
            let (d, e) = (Arc::clone(&depart), depart);
            let ancien = actuel.clone();
            actuel = format!("{RENDU} {tour}");
            let neuf = actuel.clone();
            let entree = tokio::spawn(async move {
                d.wait().await;
                connexion::entrer(&a.services, "chef", ancien, "192.0.2.1").await
            });
            let reset = tokio::spawn(async move {
                e.wait().await;
                comptes::reinitialiser(&b.services, "chef", neuf).await
            });
            reset.await.unwrap().unwrap();
            match entree.await.unwrap() {
                // The password was verified before; its session is not kept after.
                Ok(Entree::Ouverte(ouverture)) => {
                    assert_eq!(connexion::tient(&m.services, &ouverture).await, Ok(false));
                }
                autre => assert_eq!(autre, Err(Erreur::IdentifiantsFaux)),
            }
            assert_eq!(entre(&m, &actuel).await, Ok(m.chef.compte));
        }
    })
    .await;
}

/// The same, one after the other: the password was read, then replaced before the session is
/// written.
#[tokio::test(flavor = "multi_thread")]
async fn une_session_ouverte_avec_un_mot_de_passe_depasse_ne_reste_pas() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let Ok(Entree::Ouverte(ouverture)) =
            connexion::entrer(s, "chef", MOT_DE_PASSE.into(), "a").await
        else {
            panic!()
        };
        assert_eq!(connexion::tient(s, &ouverture).await, Ok(true));
        comptes::reinitialiser(s, "chef", RENDU.into())
            .await
            .unwrap();
        assert_eq!(connexion::tient(s, &ouverture).await, Ok(false));
        let Ok(Entree::Ouverte(ouverture)) = connexion::entrer(s, "chef", RENDU.into(), "a").await
        else {
            panic!()
        };
        assert_eq!(connexion::tient(s, &ouverture).await, Ok(true));
        comptes::fermer(s, "chef").await.unwrap();
        assert_eq!(connexion::tient(s, &ouverture).await, Ok(false));
    })
    .await;
}

/// Wrong passwords that come at once are counted one after the other, but for those that are
/// compared at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn des_essais_a_la_fois_ne_passent_pas_la_limite() {
    const ESSAIS: usize = 16;
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let s = &m.services;
        let a_la_fois = s.hachages.available_permits();
        let limite = s.reglages.limites.essais_compte_adresse as usize;
        for connecte in [false, true] {
            let depart = Arc::new(Barrier::new(ESSAIS));
            let taches: Vec<_> = (0..ESSAIS)
                .map(|_| {
                    let (m, depart) = (Arc::clone(&m), Arc::clone(&depart));
                    tokio::spawn(async move {
                        depart.wait().await;
                        let mot = "un mauvais mot de passe";
                        if connecte {
                            openid::confirmer(&m.services, &m.chef, mot.into()).await
                        } else {
                            entre(&m, mot).await.map(|_| ())
                        }
                    })
                })
                .collect();
            let mut compares = 0;
            for tache in taches {
                match tache.await.unwrap() {
                    Err(Erreur::TropDEssais { .. }) => {}
                    Err(Erreur::IdentifiantsFaux | Erreur::MotDePasse(_)) => compares += 1,
                    autre => panic!("{autre:?}"),
                }
            }
            assert!(
                (limite..limite + a_la_fois).contains(&compares),
                "{compares} essais comparés"
            );
        }
    })
    .await;
}
