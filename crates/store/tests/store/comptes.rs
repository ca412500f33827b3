//! Accounts, sessions, throttling, messages, requests served once.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use store::sessions_web::{self, SessionWeb};
use store::{comptes, messages, requetes, tentatives};

#[tokio::test(flavor = "multi_thread")]
async fn un_compte_et_ce_qu_il_tient() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let connexion = comptes::par_identifiant(store.lecture(), "chef")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((connexion.compte, connexion.actif), (monde.chef, true));
        assert_eq!(connexion.mot_de_passe, PHC);
        assert_eq!(
            comptes::par_identifiant(store.lecture(), "autre")
                .await
                .unwrap(),
            None
        );

        let acteur = comptes::acteur(store.lecture(), monde.chef)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(acteur.missions_visibles(), monde.a_bellevue());
        assert_eq!(
            (acteur.nom.as_str(), acteur.academie),
            ("Claire Martin", monde.academie)
        );

        let tx = store.ecriture().await.unwrap();
        assert!(
            comptes::changer_mot_de_passe(&tx, monde.chef, "$argon2id$neuf")
                .await
                .unwrap()
        );
        assert!(
            !comptes::changer_mot_de_passe(&tx, CompteId(99), "$x")
                .await
                .unwrap()
        );
        assert!(
            comptes::changer_actif(&tx, monde.chef, false)
                .await
                .unwrap()
        );
        tx.valider().await.unwrap();
        let phc = comptes::mot_de_passe(store.lecture(), monde.chef)
            .await
            .unwrap();
        assert_eq!(phc.as_deref(), Some("$argon2id$neuf"));
        // Closed: still known by name, nobody any more.
        assert_eq!(
            comptes::acteur(store.lecture(), monde.chef).await.unwrap(),
            None
        );
        let liste = comptes::lister(store.lecture(), Some(monde.academie))
            .await
            .unwrap();
        assert_eq!(liste.len(), 1);
        assert!(!liste[0].actif);
        assert_eq!(liste[0].attributions, acteur.attributions);
        assert!(
            comptes::lister(store.lecture(), Some(AcademieId(99)))
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

/// What is held between two days is never given without the day being asked for.
#[tokio::test(flavor = "multi_thread")]
async fn un_role_date_ne_compte_pas_sans_le_jour() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let datee = AttributionDatee {
            attribution: Attribution {
                role: Role::Administrateur,
                etablissement: None,
            },
            du: None,
            au: NaiveDate::from_ymd_opt(2099, 1, 1),
        };
        let tx = store.ecriture().await.unwrap();
        comptes::attribuer_entre(&tx, monde.chef, datee)
            .await
            .unwrap();
        // The same role at the same place is held once, whatever the dates.
        let point = tx.point().await.unwrap();
        let encore = comptes::attribuer(&point, monde.chef, datee.attribution).await;
        assert!(encore.unwrap_err().est_unicite());
        point.annuler().await.unwrap();
        tx.valider().await.unwrap();
        let acteur = comptes::acteur(store.lecture(), monde.chef)
            .await
            .unwrap()
            .unwrap();
        assert!(!acteur.a_role(Role::Administrateur));
        let (sans, delegations) = comptes::acteur_et_delegations(store.lecture(), monde.chef)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((sans, delegations), (acteur, vec![datee]));
        let liste = comptes::lister(store.lecture(), Some(monde.academie))
            .await
            .unwrap();
        assert_eq!(liste[0].delegations, [datee]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_session_vit_et_meurt() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let session = |cle: &str, compte, expire| SessionWeb {
            cle: cle.into(),
            compte,
            donnees: "{}".into(),
            expire: T0.plus_secondes(expire),
        };
        let chef = Some(monde.chef);
        let tx = store.ecriture().await.unwrap();
        for s in [
            session("a", chef, 10),
            session("b", chef, 10),
            session("c", None, 10),
            session("d", chef, 1),
        ] {
            sessions_web::creer(&tx, &s).await.unwrap();
        }
        let point = tx.point().await.unwrap();
        let encore = sessions_web::creer(&point, &session("a", None, 10)).await;
        assert!(encore.unwrap_err().est_unicite());
        point.annuler().await.unwrap();
        tx.valider().await.unwrap();

        let charger = async |cle: &str, apres| {
            sessions_web::charger(store.lecture(), cle, T0.plus_secondes(apres))
                .await
                .unwrap()
        };
        assert_eq!(charger("a", 9).await, Some(session("a", chef, 10)));
        assert_eq!(charger("a", 10).await, None);
        assert_eq!(charger("z", 0).await, None);

        let tx = store.ecriture().await.unwrap();
        let prolongee = SessionWeb {
            donnees: "{\"n\":1}".into(),
            ..session("c", chef, 50)
        };
        assert!(sessions_web::enregistrer(&tx, &prolongee).await.unwrap());
        assert_eq!(
            purger(&tx, GenreConserve::Sessions, T0.plus_secondes(5)).await,
            1
        );
        let fermees = sessions_web::supprimer_du_compte(&tx, monde.chef, Some("a")).await;
        assert_eq!(fermees.unwrap(), 2);
        // Signed out: a late save does not open it again.
        assert!(!sessions_web::enregistrer(&tx, &prolongee).await.unwrap());
        tx.valider().await.unwrap();
        assert!(charger("a", 0).await.is_some());
        assert!(charger("c", 0).await.is_none());
        let tx = store.ecriture().await.unwrap();
        sessions_web::supprimer(&tx, "a").await.unwrap();
        tx.valider().await.unwrap();
        assert!(charger("a", 0).await.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_tentatives_se_comptent_par_cle() {
    sur_chaque_moteur(async |store| {
        let tx = store.ecriture().await.unwrap();
        for (cle, s) in [
            ("compte:chef", 0),
            ("compte:chef", 5),
            ("adresse:192.0.2.1", 5),
        ] {
            tentatives::noter(&tx, cle, T0.plus_secondes(s))
                .await
                .unwrap();
        }
        tx.valider().await.unwrap();
        let compter = async |cle: &str, s| {
            tentatives::compter(store.lecture(), cle, T0.plus_secondes(s))
                .await
                .unwrap()
        };
        assert_eq!(compter("compte:chef", 0).await, 2);
        assert_eq!(compter("compte:chef", 1).await, 1);
        let derniere = tentatives::derniere(store.lecture(), "compte:chef", T0)
            .await
            .unwrap();
        assert_eq!(derniere, Some(T0.plus_secondes(5)));
        let tx = store.ecriture().await.unwrap();
        tentatives::effacer(&tx, "compte:chef").await.unwrap();
        tx.valider().await.unwrap();
        assert_eq!(compter("compte:chef", 0).await, 0);
        assert_eq!(compter("adresse:192.0.2.1", 0).await, 1);
        let tx = store.ecriture().await.unwrap();
        assert_eq!(
            purger(&tx, GenreConserve::Tentatives, T0.plus_secondes(6)).await,
            1
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_messages_du_plus_recent_au_plus_ancien() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let faits = [
            Fait::MotDePasseChange,
            Fait::Refus(ConvocationErreur::AffectationNonTerminee.en_liste()),
            Fait::ConvocationModifiee {
                mission: 172_278,
                nom: "DE L’ÉTANG Zoé".into(),
            },
        ];
        let tx = store.ecriture().await.unwrap();
        for (n, f) in faits.iter().enumerate() {
            messages::ajouter(&tx, monde.chef, T0.plus_secondes(n as i64), f)
                .await
                .unwrap();
        }
        tx.valider().await.unwrap();
        let lus = messages::lister(store.lecture(), monde.chef, 2)
            .await
            .unwrap();
        let lus: Vec<_> = lus.into_iter().map(|(_, m, f)| (m, f)).collect();
        assert_eq!(
            lus,
            [
                (T0.plus_secondes(2), faits[2].clone()),
                (T0.plus_secondes(1), faits[1].clone())
            ]
        );
        let tx = store.ecriture().await.unwrap();
        messages::effacer(&tx, monde.chef).await.unwrap();
        tx.valider().await.unwrap();
        assert!(
            messages::lister(store.lecture(), monde.chef, 9)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

trait EnListe {
    fn en_liste(self) -> Erreur;
}

impl EnListe for ConvocationErreur {
    fn en_liste(self) -> Erreur {
        vec![self].into()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn une_requete_ne_sert_qu_une_fois() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        assert_eq!(
            requetes::trouver(store.lecture(), monde.chef, "k")
                .await
                .unwrap(),
            None
        );
        let tx = store.ecriture().await.unwrap();
        requetes::inscrire(&tx, monde.chef, "k", "{\"nombre\":2}", T0)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let lue = requetes::trouver(store.lecture(), monde.chef, "k")
            .await
            .unwrap();
        assert_eq!(lue.as_deref(), Some("{\"nombre\":2}"));
        let tx = store.ecriture().await.unwrap();
        let encore = requetes::inscrire(&tx, monde.chef, "k", "{}", T0).await;
        assert!(encore.unwrap_err().est_unicite());
        drop(tx);
        let tx = store.ecriture().await.unwrap();
        let apres = T0.plus_secondes(1);
        assert_eq!(purger(&tx, GenreConserve::Requetes, apres).await, 1);
    })
    .await;
}
