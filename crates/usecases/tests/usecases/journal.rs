//! The journal of sends and the correction of an address, on each engine.

use crate::monde::*;
use domain::*;
use store::ConnectionTrait;
use store::essais::sur_chaque_moteur;
use usecases::{adresses, envois, journal};

async fn noms(m: &Monde, acteur: &Acteur, filtre: &FiltreJournal) -> Vec<String> {
    let page = journal::lister(&m.services, acteur, filtre).await.unwrap();
    assert_eq!(page.total as usize, page.lignes.len());
    page.lignes.into_iter().map(|l| l.nom).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn le_journal_suit_la_portee_et_le_filtre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let tout = FiltreJournal::default();
        assert!(noms(&m, &m.chef, &tout).await.is_empty());
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        envois::demander(s, &m.chef, COEC, &ids, true, "cle-du-journal-une")
            .await
            .unwrap();
        let lignes = journal::lister(s, &m.chef, &tout).await.unwrap().lignes;
        assert!(lignes.len() >= 2);
        assert!(lignes.is_sorted_by_key(|l| core::cmp::Reverse(l.id)));
        let anne = lignes.iter().find(|l| l.nom.contains("DURAND")).unwrap();
        assert_eq!(
            (anne.mission, anne.convocation, anne.etat.etat),
            (COEC, Some(ids[0]), EtatCourriel::EnAttente)
        );
        assert!(anne.adresse.contains('@') && anne.a_moi);

        // Who consults sees what became of it, not where it goes.
        for (acteur, voit, adresse) in [
            (&m.secretaire, true, true),
            (&m.gestionnaire, true, true),
            (&m.administrateur, true, false),
            (&m.chef_autre, false, false),
            (&m.gestionnaire_autre, false, false),
        ] {
            let lues = journal::lister(s, acteur, &tout).await.unwrap().lignes;
            assert_eq!(!lues.is_empty(), voit);
            assert!(lues.iter().all(|l| l.adresse.is_empty() != adresse));
        }
        assert_eq!(
            journal::lister(s, &m.intervenante, &tout).await,
            Err(Erreur::Interdit)
        );

        let filtre = |mot: &str| FiltreJournal {
            mot_cle: mot.into(),
            ..FiltreJournal::default()
        };
        for mot in ["durand", "DÜRAND anne", anne.adresse.as_str()] {
            let trouves = noms(&m, &m.chef, &filtre(mot)).await;
            assert!(!trouves.is_empty(), "{mot}");
            assert!(trouves.iter().all(|n| n.contains("DURAND")), "{mot}");
        }
        for rien in ["zzz", "100%@", "_@", &"x".repeat(200)] {
            assert!(noms(&m, &m.chef, &filtre(rien)).await.is_empty(), "{rien}");
        }
        for (mission, etat, vide) in [
            (Some(COEC), None, false),
            (Some(1), None, true),
            (None, Some(EtatCourriel::EnAttente), false),
            (None, Some(EtatCourriel::Echec), true),
        ] {
            let filtre = FiltreJournal {
                mission,
                etat,
                ..FiltreJournal::default()
            };
            assert_eq!(noms(&m, &m.chef, &filtre).await.is_empty(), vide);
        }

        // By the days on which they were asked for, in the académie's time.
        let jour = |mois, j| NaiveDate::from_ymd_opt(2026, mois, j);
        for (du, au, vide) in [
            (jour(9, 1), jour(9, 1), false),
            (jour(9, 2), None, true),
            (None, jour(9, 1), false),
            (None, jour(8, 31), true),
        ] {
            let filtre = FiltreJournal {
                du,
                au,
                ..FiltreJournal::default()
            };
            assert_eq!(
                noms(&m, &m.chef, &filtre).await.is_empty(),
                vide,
                "{filtre:?}"
            );
        }

        // A file has every line once, however it is cut.
        let attendues: Vec<_> = lignes.iter().map(|l| l.id).collect();
        let mut export = journal::Export::ouvrir(s, &m.chef, &tout, 2).await.unwrap();
        let mut lues = Vec::new();
        loop {
            let suite = export.suite(s, &m.chef).await.unwrap();
            if suite.is_empty() {
                break;
            }
            assert!(suite.len() <= 2);
            lues.extend(suite.into_iter().map(|l| l.id));
        }
        assert_eq!(lues, attendues);
        assert!(matches!(
            journal::Export::ouvrir(s, &m.intervenante, &tout, journal::LOT).await,
            Err(Erreur::Interdit)
        ));

        // What is on its way is not sent again from here; what arrived is, by who convokes.
        assert!(lignes.iter().all(|l| !l.renvoyable));
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared("UPDATE courriel SET etat = 'envoye', envoye_le = etat_depuis")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        for (acteur, voulu) in [(&m.secretaire, true), (&m.administrateur, false)] {
            let lues = journal::lister(s, acteur, &tout).await.unwrap().lignes;
            let convocations = lues
                .iter()
                .filter(|l| l.genre == GenreCourriel::Convocation);
            assert!(convocations.into_iter().all(|l| l.renvoyable == voulu));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_adresse_se_corrige_et_le_courriel_repart() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
        ] {
            assert_eq!(adresses::lire(s, acteur, id).await, Err(refus.clone()));
            let refuse =
                adresses::corriger(s, acteur, id, &Mels::default(), &Mels::default(), None).await;
            assert_eq!(refuse, Err(refus));
        }
        let lues = adresses::lire(s, &m.secretaire, id).await.unwrap();
        assert_eq!((lues.mission, &*lues.nom), (COEC, "DURAND Anne"));
        let nouvelles = Mels {
            professionnel: " anne.durand@ac-toulouse.fr ".into(),
            personnel: String::new(),
        };
        let fausses = Mels {
            professionnel: "anne.durand".into(),
            ..Mels::default()
        };
        let refuse = adresses::corriger(s, &m.chef, id, &lues.mels, &fausses, None).await;
        assert!(
            matches!(refuse, Err(Erreur::AdresseInvalide { adresse }) if adresse == "anne.durand")
        );
        assert_eq!(
            adresses::lire(s, &m.chef, id).await.unwrap().mels,
            lues.mels
        );

        let cle = Some("cle-de-la-correction");
        for _ in 0..2 {
            // Replayed, it changes and sends once.
            let faite = adresses::corriger(s, &m.secretaire, id, &lues.mels, &nouvelles, cle).await;
            assert_eq!(faite, Ok(COEC));
        }
        let apres = adresses::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(apres.mels.professionnel, "anne.durand@ac-toulouse.fr");
        let partis = journal::lister(s, &m.chef, &FiltreJournal::default())
            .await
            .unwrap();
        let convocations: Vec<_> = partis
            .lignes
            .iter()
            .filter(|l| l.genre == GenreCourriel::Convocation)
            .map(|l| l.adresse.as_str())
            .collect();
        assert_eq!(convocations, ["anne.durand@ac-toulouse.fr"]);

        // What has not left goes to the new address; the copy to its author does not.
        let de_lea = m.convoquer(&m.chef, COEC, &[m.lea]).await[0];
        usecases::envois::demander(s, &m.chef, COEC, &[de_lea], false, "cle-d-un-envoi-lea")
            .await
            .unwrap();
        let siennes = adresses::lire(s, &m.chef, de_lea).await.unwrap().mels;
        let neuves = Mels {
            personnel: "lea@neuve.example".into(),
            ..siennes.clone()
        };
        adresses::corriger(s, &m.chef, de_lea, &siennes, &neuves, None)
            .await
            .unwrap();
        let partis = journal::lister(s, &m.chef, &FiltreJournal::default())
            .await
            .unwrap();
        let vers = |genre| {
            let adresses = partis.lignes.iter().filter(|l| l.genre == genre);
            adresses.map(|l| l.adresse.as_str()).collect::<Vec<_>>()
        };
        let convocations = vers(GenreCourriel::Convocation);
        assert!(convocations.contains(&"lea@neuve.example"));
        assert!(!convocations.contains(&siennes.personnel.as_str()));
        assert!(
            vers(GenreCourriel::Copie)
                .iter()
                .all(|a| *a != "lea@neuve.example")
        );

        // Corrected and sent again while the former one waits: one letter leaves.
        let encore = Mels {
            personnel: "lea@autre.example".into(),
            ..neuves.clone()
        };
        let cle = Some("cle-d-une-autre-correction");
        adresses::corriger(s, &m.chef, de_lea, &neuves, &encore, cle)
            .await
            .unwrap();
        let partis = journal::lister(s, &m.chef, &FiltreJournal::default())
            .await
            .unwrap();
        let en_attente: Vec<_> = partis
            .lignes
            .iter()
            .filter(|l| l.genre == GenreCourriel::Convocation && l.nom.contains("Léa"))
            .filter(|l| l.etat.etat == EtatCourriel::EnAttente)
            .map(|l| l.adresse.as_str())
            .collect();
        assert_eq!(en_attente, ["lea@autre.example"]);

        // Who read the former ones is told, and overwrites nothing.
        let autres = Mels {
            professionnel: "a.d@ac-toulouse.fr".into(),
            ..Mels::default()
        };
        assert_eq!(
            adresses::corriger(s, &m.chef, id, &lues.mels, &autres, None).await,
            Err(Erreur::AdresseChangee)
        );
        assert_eq!(
            adresses::lire(s, &m.chef, id).await.unwrap().mels,
            apres.mels
        );
    })
    .await;
}
