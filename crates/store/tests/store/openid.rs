//! Identities of an OpenID Connect provider: links, and what is awaited.

use crate::monde::*;
use domain::*;
use store::comptes::{self, NouveauCompte};
use store::essais::sur_chaque_moteur;
use store::openid::{self, Attente, But};

const EMETTEUR: &str = "https://fournisseur.example";

#[tokio::test(flavor = "multi_thread")]
async fn un_compte_une_identite() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let tx = store.ecriture().await.unwrap();
        let autre = NouveauCompte {
            academie: monde.academie,
            identifiant: "autre".into(),
            nom: "Anne Martin".into(),
            mel: "Anne.Martin@Ac.Example".into(),
            mot_de_passe: PHC.into(),
            intervenant: None,
            copie_par_courriel: false,
            attributions: vec![Attribution {
                role: Role::Gestionnaire,
                etablissement: None,
            }],
        };
        let autre = comptes::creer(&tx, &autre, T0).await.unwrap();
        openid::lier(&tx, autre, EMETTEUR, "s-1", T0).await.unwrap();
        tx.valider().await.unwrap();

        let lecture = store.lecture();
        let lie = openid::compte_lie(lecture, EMETTEUR, "s-1").await.unwrap();
        assert_eq!(lie, Some(autre));
        // The subject is the provider's own: as it is, and of that provider alone.
        for (emetteur, sujet) in [(EMETTEUR, "S-1"), ("https://b.example", "s-1")] {
            let lie = openid::compte_lie(lecture, emetteur, sujet).await.unwrap();
            assert_eq!(lie, None, "{emetteur} {sujet}");
        }
        let candidats = openid::candidats(lecture, " anne.martin@AC.example ")
            .await
            .unwrap();
        assert_eq!(
            candidats,
            [CandidatOpenId {
                compte: autre,
                actif: true,
                roles: vec![Role::Gestionnaire],
                lie: true,
                second_facteur: false,
            }]
        );
        assert!(openid::candidats(lecture, "").await.unwrap().is_empty());

        // Neither takes the other's place.
        for (compte, sujet) in [(autre, "s-2"), (monde.chef, "s-1")] {
            let tx = store.ecriture().await.unwrap();
            let refus = openid::lier(&tx, compte, EMETTEUR, sujet, T0).await;
            assert!(refus.unwrap_err().est_unicite(), "{sujet}");
        }
        let tx = store.ecriture().await.unwrap();
        let plus_tard = T0.plus_secondes(60);
        assert!(
            openid::servir(&tx, autre, EMETTEUR, "s-1", plus_tard)
                .await
                .unwrap()
        );
        assert!(
            !openid::servir(&tx, autre, EMETTEUR, "s-2", plus_tard)
                .await
                .unwrap()
        );
        let lien = openid::du_compte(&tx, autre).await.unwrap().unwrap();
        assert_eq!((lien.lie_le, lien.vu_le), (T0, Some(plus_tard)));
        assert!(openid::delier(&tx, autre).await.unwrap());
        assert!(!openid::delier(&tx, autre).await.unwrap());
        tx.valider().await.unwrap();
        assert_eq!(openid::du_compte(lecture, autre).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_est_attendu_se_reprend_une_fois() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let attente = |cle: &str, but| Attente {
            cle: cle.into(),
            temoin: "t".into(),
            but,
            nonce: "n".into(),
            verifieur: String::new(),
            expire: T0.plus_secondes(600),
        };
        let gardees = [
            attente(
                "a",
                But::Connexion {
                    suite: "/missions?mot=x".into(),
                },
            ),
            attente("b", But::Lien { compte: monde.chef }),
            attente("c", But::Sortie),
        ];
        let tx = store.ecriture().await.unwrap();
        for a in &gardees {
            openid::attendre(&tx, a).await.unwrap();
        }
        tx.valider().await.unwrap();
        for a in &gardees[..2] {
            let tx = store.ecriture().await.unwrap();
            let reprise = openid::reprendre(&tx, &a.cle).await.unwrap();
            assert_eq!(reprise.as_ref(), Some(a));
            assert_eq!(openid::reprendre(&tx, &a.cle).await.unwrap(), None);
            tx.valider().await.unwrap();
        }
        let tx = store.ecriture().await.unwrap();
        assert_eq!(openid::oublier(&tx, T0).await.unwrap(), 0);
        let apres = T0.plus_secondes(600);
        assert_eq!(openid::oublier(&tx, apres).await.unwrap(), 1);
        assert_eq!(openid::reprendre(&tx, "c").await.unwrap(), None);
        tx.valider().await.unwrap();
    })
    .await;
}
