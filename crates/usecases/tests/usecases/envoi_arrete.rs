//! A group send waits a little and can be stopped, on each engine.

use crate::monde::*;
use domain::*;
use std::sync::Arc;
use store::essais::sur_chaque_moteur;
use usecases::{Limites, Services, envois};

/// The services of a world in which group sends wait.
fn patients(m: &Monde, envoi_delai: i64) -> Arc<Services> {
    let limites = Limites {
        envoi_delai,
        ..Limites::default()
    };
    avec_limites(&m.services, limites)
}

/// Claims what is due, for a minute.
pub(crate) async fn dus(m: &Monde) -> Vec<store::courriels::CourrielAEnvoyer> {
    let tx = m.services.store.ecriture().await.unwrap();
    let maintenant = m.services.maintenant();
    let jusqua = maintenant.plus_secondes(60);
    let pris = store::courriels::prendre(&tx, maintenant, 100, "essai", jusqua)
        .await
        .unwrap();
    tx.valider().await.unwrap();
    pris
}

#[tokio::test(flavor = "multi_thread")]
async fn un_groupe_attend_puis_part() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = patients(&m, 30);
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        envois::demander(&s, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        let [e] = &m.ouvrir(&m.secretaire, COEC).await.envois[..] else {
            panic!("un envoi en cours");
        };
        assert_eq!(
            (e.auteur.as_str(), e.total, e.a_partir, e.depart_dans),
            ("Compte chef", 2, 2, 30)
        );
        m.horloge.avancer(29);
        assert!(dus(&m).await.is_empty());
        m.horloge.avancer(1);
        assert_eq!(
            dus(&m).await.len(),
            3,
            "deux convocations et le récapitulatif"
        );
        assert!(m.ouvrir(&m.chef, COEC).await.envois.is_empty());
        // One alone is asked for by somebody who looks at it: it leaves at once.
        envois::demander(&s, &m.chef, COEC, &ids[..1], false, "cle-d-une-seule-x")
            .await
            .unwrap();
        assert_eq!(dus(&m).await.len(), 2, "la convocation et sa copie");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_groupe_s_arrete_tant_qu_il_n_est_pas_parti() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = patients(&m, 30);
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux[..5]).await;
        let demander = |cle: &'static str| envois::demander(&s, &m.chef, COEC, &ids, true, cle);
        demander("cle-du-groupe-une").await.unwrap();
        let envoi = m.ouvrir(&m.chef, COEC).await.envois[0].id;
        // Whoever convokes on the mission may; nobody else.
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
        ] {
            assert_eq!(envois::annuler(&s, acteur, envoi).await, Err(refus));
        }
        assert_eq!(
            envois::annuler(&s, &m.chef, EnvoiId(envoi.0 + 100)).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(envois::annuler(&s, &m.secretaire, envoi).await, Ok((5, 0)));
        m.horloge.avancer(60);
        assert!(
            dus(&m).await.is_empty(),
            "rien ne part, récapitulatif compris"
        );
        for l in m.lignes(&m.chef, COEC).await {
            assert_eq!(l.dernier_envoi.unwrap().etat, EtatCourriel::Annule);
        }
        assert_eq!(
            envois::annuler(&s, &m.chef, envoi).await,
            Err(Erreur::RienAFaire)
        );

        // Half of it has left: the rest stops, and the summary says so.
        demander("cle-du-groupe-deux").await.unwrap();
        let envoi = m.ouvrir(&m.chef, COEC).await.envois[0].id;
        m.horloge.avancer(30);
        let tx = store.ecriture().await.unwrap();
        let maintenant = m.services.maintenant();
        let jusqua = maintenant.plus_secondes(60);
        let partis = store::courriels::prendre(&tx, maintenant, 2, "essai", jusqua)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(envois::annuler(&s, &m.chef, envoi).await, Ok((3, 2)));
        // What the server puts off, or the worker gives back, after that is not tried again.
        let tx = store.ecriture().await.unwrap();
        let (id, rendu) = (partis[0].id, partis[1].id);
        let tard = maintenant.plus_secondes(1);
        store::courriels::marquer_nouvel_essai(&tx, id, "essai", maintenant, tard, "", false)
            .await
            .unwrap();
        store::courriels::rendre(&tx, &[rendu], "essai", maintenant, tard)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        m.horloge.avancer(3_600);
        let restants = dus(&m).await;
        let genres: Vec<GenreCourriel> = restants.iter().map(|c| c.genre).collect();
        assert_eq!(genres, [GenreCourriel::Recapitulatif]);
    })
    .await;
}

/// Who dies while sending leaves mails of which nobody knows whether they left: they are
/// sent again under the same Message-ID, and said to be perhaps double.
#[tokio::test(flavor = "multi_thread")]
async fn apres_un_arret_brutal_peut_etre_en_double() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        envois::demander(&m.services, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        let premier = dus(&m).await;
        m.horloge.avancer(61); // the claim has expired
        let second = dus(&m).await;
        assert_eq!(premier[0].message_id, second[0].message_id);
        let tx = store.ecriture().await.unwrap();
        let maintenant = m.services.maintenant();
        store::courriels::marquer_envoye(&tx, second[0].id, "essai", maintenant, 1, None)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let envoi = m.lignes(&m.chef, COEC).await[0]
            .dernier_envoi
            .clone()
            .unwrap();
        assert_eq!(
            (envoi.etat, envoi.peut_etre_double),
            (EtatCourriel::Envoye, true)
        );
    })
    .await;
}

/// A group asked for twice: one letter each, one summary. What was leaving when it was asked
/// for again is not tried again.
#[tokio::test(flavor = "multi_thread")]
async fn redemander_prend_la_place_de_ce_qui_attend() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.nombreux[0]]).await;
        for cle in ["cle-du-groupe-une", "cle-du-groupe-deux"] {
            envois::demander(s, &m.chef, COEC, &ids, true, cle)
                .await
                .unwrap();
        }
        m.horloge.avancer(60);
        let pris = dus(&m).await;
        let de_genre = |pris: &[store::courriels::CourrielAEnvoyer], genre| {
            pris.iter().filter(|c| c.genre == genre).count()
        };
        assert_eq!(de_genre(&pris, GenreCourriel::Convocation), 2);
        assert_eq!(de_genre(&pris, GenreCourriel::Recapitulatif), 1);

        // Both are leaving: asked for again, put off by the server, given back, or left by
        // a crash, the former ones stay where they are.
        envois::demander(s, &m.chef, COEC, &ids[..1], false, "cle-d-une-seule-x")
            .await
            .unwrap();
        let de_la_premiere = pris.iter().find(|c| c.convocation == Some(ids[0])).unwrap();
        let tx = store.ecriture().await.unwrap();
        let maintenant = s.maintenant();
        let tard = maintenant.plus_secondes(1);
        store::courriels::marquer_nouvel_essai(
            &tx,
            de_la_premiere.id,
            "essai",
            maintenant,
            tard,
            "",
            false,
        )
        .await
        .unwrap();
        tx.valider().await.unwrap();
        envois::demander(s, &m.chef, COEC, &ids[1..], false, "cle-d-une-seule-y")
            .await
            .unwrap();
        m.horloge.avancer(3_600); // the claim of the second has expired
        let pris = dus(&m).await;
        let lettres: Vec<_> = pris
            .iter()
            .filter(|c| c.genre == GenreCourriel::Convocation)
            .map(|c| (c.convocation, c.groupe))
            .collect();
        assert_eq!(lettres, [(Some(ids[0]), false), (Some(ids[1]), false)]);
    })
    .await;
}

/// One that may have left, and of which another request takes the place, is not forgotten: the
/// person may have both.
#[tokio::test(flavor = "multi_thread")]
async fn redemande_alors_qu_il_est_peut_etre_parti_il_reste_peut_etre_en_double() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        for (incertain, qui) in [(true, m.anne), (false, m.lea)] {
            let [id] = m.convoquer(&m.chef, COEC, &[qui]).await[..] else {
                panic!()
            };
            let sans_copie = Acteur {
                mel: String::new(),
                ..m.chef.clone()
            };
            let cles = [
                format!("cle-de-l-essai-{qui}-a"),
                format!("cle-de-l-essai-{qui}-b"),
            ];
            envois::demander(s, &sans_copie, COEC, &[id], false, &cles[0])
                .await
                .unwrap();
            let premier = dus(&m).await;
            let tx = store.ecriture().await.unwrap();
            let maintenant = s.maintenant();
            let tard = maintenant.plus_secondes(600);
            store::courriels::marquer_nouvel_essai(
                &tx,
                premier[0].id,
                "essai",
                maintenant,
                tard,
                "dialogue_rompu",
                incertain,
            )
            .await
            .unwrap();
            tx.valider().await.unwrap();
            envois::demander(s, &sans_copie, COEC, &[id], false, &cles[1])
                .await
                .unwrap();
            let second = dus(&m).await;
            assert_ne!(premier[0].message_id, second[0].message_id);
            let tx = store.ecriture().await.unwrap();
            store::courriels::marquer_envoye(&tx, second[0].id, "essai", maintenant, 1, None)
                .await
                .unwrap();
            tx.valider().await.unwrap();
            let lignes = m.lignes(&m.chef, COEC).await;
            let ligne = lignes.iter().find(|l| l.id == id).unwrap();
            let envoi = ligne.dernier_envoi.as_ref().unwrap();
            assert_eq!(
                (envoi.etat, envoi.peut_etre_double),
                (EtatCourriel::Envoye, incertain)
            );
            let journal = usecases::journal::lister(s, &m.chef, &FiltreJournal::default())
                .await
                .unwrap();
            let du_second = journal
                .lignes
                .iter()
                .find(|l| l.id == second[0].id)
                .unwrap();
            assert_eq!(du_second.etat.peut_etre_double, incertain);
        }
    })
    .await;
}
