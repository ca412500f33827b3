//! A deletion is taken back whole, on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::{convocations, envois, messages};

/// The convocations whose deletion the *Messages* zone offers to take back.
async fn offertes(m: &Monde, acteur: &Acteur) -> Vec<ConvocationId> {
    messages::lister(&m.services, acteur)
        .await
        .unwrap()
        .into_iter()
        .filter_map(|l| l.retablissable)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn une_suppression_se_reprend_entiere() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        envois::demander(s, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        let avant = m.lignes(&m.chef, COEC).await;
        convocations::supprimer(s, &m.secretaire, ids[0], 1)
            .await
            .unwrap();
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 1);
        assert_eq!(offertes(&m, &m.secretaire).await, [ids[0]]);

        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
        ] {
            assert_eq!(convocations::retablir(s, acteur, ids[0]).await, Err(refus));
        }
        assert_eq!(
            convocations::retablir(s, &m.chef, ids[1]).await,
            Err(Erreur::Introuvable),
            "celle-ci n’est pas supprimée"
        );
        assert_eq!(
            convocations::retablir(s, &m.secretaire, ids[0]).await,
            Ok(COEC)
        );
        let apres = m.lignes(&m.chef, COEC).await;
        let (a, b) = (&avant[0], &apres[0]);
        assert_eq!(
            (a.id, a.intervenant, a.auteur, a.autorite, &a.affectation),
            (b.id, b.intervenant, b.auteur, b.autorite, &b.affectation)
        );
        assert_eq!(b.version, a.version + 1);
        // Its mail, which the deletion had called off, is known again.
        let envoi = b.dernier_envoi.clone().unwrap();
        assert_eq!(envoi.etat, EtatCourriel::Annule);
        assert_eq!(offertes(&m, &m.secretaire).await, []);
        assert_eq!(
            convocations::retablir(s, &m.secretaire, ids[0]).await,
            Err(Erreur::Introuvable),
            "une fois"
        );
        // Deleted and taken back again.
        convocations::supprimer(s, &m.chef, ids[0], 2)
            .await
            .unwrap();
        assert_eq!(convocations::retablir(s, &m.chef, ids[0]).await, Ok(COEC));
        assert_eq!(m.lignes(&m.chef, COEC).await[0].version, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rien_ne_se_reprend_contre_ce_qui_a_suivi() {
    sur_chaque_moteur(async |store| {
        const PRECE_AUTRE: i64 = 200_006;
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        // Convoked again since.
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        convocations::supprimer(s, &m.chef, id, 1).await.unwrap();
        m.convoquer(&m.secretaire, COEC, &[m.anne]).await;
        assert_eq!(
            convocations::retablir(s, &m.chef, id).await,
            Err(Erreur::Convocation(vec![ConvocationErreur::DejaConvoque {
                nom: "DURAND Anne".into()
            }]))
        );
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 1);

        // Elsewhere at the same hours since.
        m.ajouter_mission(PRECE_AUTRE, TypeMission::Prece, m.autre)
            .await;
        let id = m.convoquer(&m.chef, PRECE, &[m.lea]).await[0];
        convocations::supprimer(s, &m.chef, id, 1).await.unwrap();
        m.convoquer(&m.chef_autre, PRECE_AUTRE, &[m.lea]).await;
        let refus = convocations::retablir(s, &m.chef, id).await;
        assert!(
            matches!(&refus, Err(Erreur::Convocation(e)) if matches!(e[..], [ConvocationErreur::EnConflit(_)])),
            "{refus:?}"
        );
        assert_eq!(m.lignes(&m.chef, PRECE).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_historique_dit_qui_a_change_quoi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        m.horloge.avancer(60);
        let apres = Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: "101".into(),
            ..affectation()
        };
        convocations::modifier(s, &m.secretaire, id, 1, apres, "")
            .await
            .unwrap();
        m.horloge.avancer(60);
        envois::demander(s, &m.chef, COEC, &[id], false, "cle-d-une-seule-x")
            .await
            .unwrap();
        m.horloge.avancer(60);
        convocations::supprimer(s, &m.chef, id, 2).await.unwrap();
        let h = usecases::historique::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(
            (h.nom.as_str(), h.mission, h.supprimee),
            ("DURAND Anne", COEC, true)
        );
        let noms: Vec<&str> = h.lignes.iter().map(|l| l.auteur.as_str()).collect();
        // Deleting it, its mail that did not leave, the change, and convoking.
        assert_eq!(
            noms,
            [
                "Compte chef",
                "Compte chef",
                "Compte secretaire",
                "Compte chef"
            ]
        );
        assert_eq!(h.lignes[0].quoi, Evenement::Supprimee);
        let versions =
            |h: &Historique| -> Vec<Option<i32>> { h.lignes.iter().map(|l| l.version).collect() };
        assert_eq!(versions(&h), [None, None, Some(2), Some(1)]);
        let Evenement::Modifiee(changements) = &h.lignes[2].quoi else {
            panic!("{h:?}");
        };
        assert_eq!(
            changements,
            &[Changement {
                champ: ChampAffectation::Salle,
                avant: vec!["205".into()],
                apres: vec!["101".into()],
            }]
        );
        // Ten o'clock in Toulouse, and a minute.
        assert_eq!(h.lignes[2].date, "01/09/2026 10:01");

        convocations::retablir(s, &m.chef, id).await.unwrap();
        let h = usecases::historique::lire(s, &m.administrateur, id)
            .await
            .unwrap();
        assert_eq!((h.supprimee, h.lignes.len()), (false, 5), "et son courriel");
        let actuelle = m.lignes(&m.chef, COEC).await[0].version;
        assert_eq!((h.lignes[0].version, actuelle), (Some(3), 3));
        let vu = format!("{h:?}");
        assert!(
            !vu.contains("anne@ac.example"),
            "qui consulte n’a pas l’adresse : {vu}"
        );
        for acteur in [&m.chef_autre, &m.gestionnaire_autre, &m.intervenante] {
            assert_eq!(
                usecases::historique::lire(s, acteur, id).await,
                Err(Erreur::Introuvable)
            );
        }
    })
    .await;
}
