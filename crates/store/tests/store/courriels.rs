//! The outbox: claims, marks, following.

use crate::monde::*;
use domain::*;
use std::collections::BTreeSet;
use store::Store;
use store::courriels::{self, NouveauCourriel, prendre};
use store::essais::{sur_chaque_base, sur_chaque_moteur};
use store::{ConnectionTrait, Ecriture, OptionsStore};

struct Poste {
    monde: Monde,
    mission: MissionId,
    envoi: EnvoiId,
}

/// A request to send to `n` people, made at T0.
async fn poste(store: &Store, n: usize) -> Poste {
    let monde = Monde::creer(store).await;
    let m = monde.mission(store, &mission(1, monde.bellevue)).await;
    let qui = monde.foule(store, n).await;
    let ids = monde.convoquer(store, m, &qui).await;
    let lot: Vec<_> = ids
        .iter()
        .zip(&qui)
        .map(|(c, i)| NouveauCourriel {
            genre: GenreCourriel::Convocation,
            convocation: Some(*c),
            intervenant: Some(*i),
            nom: format!("NOM {i}"),
            adresse: format!("m{i}@example.org"),
            sujet: "Convocation".into(),
            message_id: format!("<{c}@imagin>"),
            convocation_version: 1,
        })
        .collect();
    let tx = store.ecriture().await.unwrap();
    let sans_adresse = ["L'AÎNÉ \"Zoé\"".to_owned()];
    let envoi = courriels::creer_envoi(&tx, m, monde.chef, true, &sans_adresse, T0)
        .await
        .unwrap();
    courriels::ajouter_lot(&tx, envoi, &lot, T0, T0)
        .await
        .unwrap();
    tx.valider().await.unwrap();
    Poste {
        monde,
        mission: m,
        envoi,
    }
}

async fn ecrire<T>(store: &Store, action: impl AsyncFnOnce(&Ecriture) -> store::Resultat<T>) -> T {
    let tx = store.ecriture().await.unwrap();
    let fait = action(&tx).await.unwrap();
    tx.valider().await.unwrap();
    fait
}

const BAIL: i64 = 60;

async fn saisir(store: &Store, quand: Moment, n: u32, jeton: &str) -> Vec<CourrielId> {
    ecrire(store, async |tx| {
        let pris = prendre(tx, quand, n, jeton, quand.plus_secondes(BAIL)).await?;
        Ok(pris.into_iter().map(|c| c.id).collect())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn de_la_demande_a_l_envoi() {
    sur_chaque_moteur(async |store| {
        let p = poste(&store, 4).await;
        let echeance = async || {
            courriels::prochaine_echeance(store.lecture())
                .await
                .unwrap()
        };
        assert_eq!(echeance().await, Some(T0));
        assert!(
            saisir(&store, T0.plus_secondes(-1), 10, "a")
                .await
                .is_empty()
        );
        let t1 = T0.plus_secondes(1);
        let pris = ecrire(&store, async |tx| {
            prendre(tx, t1, 3, "a", t1.plus_secondes(BAIL)).await
        })
        .await;
        assert_eq!(pris.len(), 3);
        assert!(pris.is_sorted_by_key(|c| c.id));
        let c = &pris[0];
        assert_eq!((c.envoi, c.mission, c.groupe), (p.envoi, p.mission, true));
        assert_eq!((c.auteur, c.academie), (p.monde.chef, p.monde.academie));
        assert_eq!(
            (c.essais, c.convocation_version, c.genre),
            (1, 1, GenreCourriel::Convocation)
        );
        let ids: Vec<_> = pris.iter().map(|c| c.id).collect();

        let t2 = T0.plus_secondes(2);
        ecrire(&store, async |tx| {
            assert!(!courriels::marquer_envoye(tx, ids[0], "b", t2, 1, None).await?);
            assert!(courriels::marquer_envoye(tx, ids[0], "a", t2, 1, Some("abc")).await?);
            assert!(!courriels::marquer_envoye(tx, ids[0], "a", t2, 1, None).await?); // freed
            let plus_tard = t2.plus_secondes(300);
            assert!(
                courriels::marquer_nouvel_essai(tx, ids[1], "a", t2, plus_tard, "450 plein", false)
                    .await?
            );
            assert!(courriels::marquer_echec(tx, ids[2], "a", t2, "550 inconnu").await?);
            Ok(())
        })
        .await;
        let suivi = courriels::suivi(store.lecture(), p.mission, Some(p.envoi))
            .await
            .unwrap();
        let etats: Vec<_> = suivi
            .iter()
            .map(|s| (s.etat, s.essais, s.raison.as_str()))
            .collect();
        assert_eq!(
            etats,
            [
                (EtatCourriel::Envoye, 1, ""),
                (EtatCourriel::NouvelEssai, 1, "450 plein"),
                (EtatCourriel::Echec, 1, "550 inconnu"),
                (EtatCourriel::EnAttente, 0, ""),
            ]
        );
        assert_eq!(suivi[1].prochain_essai, Some(t2.plus_secondes(300)));
        assert_eq!(suivi[3].prochain_essai, None);
        let mut nombres = courriels::compter_par_etat(store.lecture(), p.mission, None)
            .await
            .unwrap();
        nombres.sort_by_key(|(e, _)| e.code());
        assert_eq!(nombres.len(), 4);
        assert!(nombres.iter().all(|(_, n)| *n == 1));
        assert!(
            !courriels::envoi_termine(store.lecture(), p.envoi)
                .await
                .unwrap()
        );
        assert_eq!(courriels::en_mouvement(store.lecture()).await.unwrap(), 2);

        // The one to try again is due in its time; then nothing is left.
        let t3 = t2.plus_secondes(300);
        let reste = saisir(&store, t3.plus_secondes(-1), 10, "c").await;
        assert_eq!(reste.len(), 1);
        let encore = saisir(&store, t3, 10, "c").await;
        assert_eq!(encore, [ids[1]]);
        ecrire(&store, async |tx| {
            courriels::marquer_envoye(tx, ids[1], "c", t3, 1, None).await?;
            courriels::marquer_annule(tx, reste[0], "c", t3, "").await
        })
        .await;
        assert_eq!(echeance().await, None);
        assert!(
            courriels::envoi_termine(store.lecture(), p.envoi)
                .await
                .unwrap()
        );
        let destinataires = courriels::destinataires_de_l_envoi(store.lecture(), p.envoi).await;
        assert_eq!(destinataires.unwrap().len(), 4);
        let envoi = courriels::envoi(store.lecture(), p.envoi)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (envoi.auteur, envoi.demande_le, envoi.groupe),
            (p.monde.chef, T0, true)
        );
        assert_eq!(envoi.sans_adresse, ["L'AÎNÉ \"Zoé\""]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_verrou_echu_se_reprend_et_l_ancien_ne_marque_plus() {
    sur_chaque_moteur(async |store| {
        poste(&store, 1).await;
        let pris = saisir(&store, T0, 5, "perdu").await;
        assert!(
            saisir(&store, T0.plus_secondes(BAIL - 1), 5, "autre")
                .await
                .is_empty()
        );
        let echeance = courriels::prochaine_echeance(store.lecture())
            .await
            .unwrap();
        assert_eq!(echeance, Some(T0.plus_secondes(BAIL)));
        // Still alive: it says so in time, and keeps it.
        let jusqua = T0.plus_secondes(2 * BAIL);
        assert!(
            ecrire(&store, async |tx| courriels::prolonger(
                tx, pris[0], "perdu", jusqua
            )
            .await)
            .await
        );
        assert!(
            saisir(&store, T0.plus_secondes(BAIL), 5, "autre")
                .await
                .is_empty()
        );
        let repris = saisir(&store, jusqua, 5, "autre").await;
        assert_eq!(repris, pris);
        ecrire(&store, async |tx| {
            let t = jusqua.plus_secondes(1);
            assert!(!courriels::marquer_echec(tx, pris[0], "perdu", t, "trop tard").await?);
            assert!(!courriels::prolonger(tx, pris[0], "perdu", t).await?);
            assert!(courriels::marquer_envoye(tx, pris[0], "autre", t, 1, None).await?);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_l_arret_ce_qui_est_pris_est_rendu() {
    sur_chaque_moteur(async |store| {
        let p = poste(&store, 3).await;
        let pris = saisir(&store, T0, 5, "a").await;
        let t = T0.plus_secondes(1);
        ecrire(&store, async |tx| {
            assert!(courriels::marquer_envoye(tx, pris[0], "a", t, 1, None).await?);
            assert_eq!(courriels::rendre(tx, &pris, "b", t, t).await?, 0);
            assert_eq!(courriels::rendre(tx, &pris, "a", t, t).await?, 2);
            Ok(())
        })
        .await;
        let suivi = courriels::suivi(store.lecture(), p.mission, None)
            .await
            .unwrap();
        let etats: Vec<_> = suivi.iter().map(|s| (s.etat, s.essais)).collect();
        assert_eq!(
            etats,
            [
                (EtatCourriel::Envoye, 1),
                (EtatCourriel::EnAttente, 0),
                (EtatCourriel::EnAttente, 0)
            ]
        );
        assert_eq!(saisir(&store, t, 5, "c").await, pris[1..]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_envoi_n_a_pas_deux_fois_le_meme_courriel() {
    sur_chaque_moteur(async |store| {
        let p = poste(&store, 1).await;
        let recapitulatif = |n: u32| NouveauCourriel {
            genre: GenreCourriel::Recapitulatif,
            convocation: None,
            intervenant: None,
            nom: "Auteur".into(),
            adresse: "chef@example.org".into(),
            sujet: "Récapitulatif".into(),
            message_id: format!("<r{n}@imagin>"),
            convocation_version: 0,
        };
        let tx = store.ecriture().await.unwrap();
        courriels::ajouter_lot(&tx, p.envoi, &[recapitulatif(1)], T0, T0)
            .await
            .unwrap();
        let point = tx.point().await.unwrap();
        let encore = courriels::ajouter_lot(&point, p.envoi, &[recapitulatif(2)], T0, T0).await;
        assert!(encore.unwrap_err().est_unicite());
        point.annuler().await.unwrap();
        tx.valider().await.unwrap();
        // The summary is not one of the recipients.
        let n = courriels::destinataires_de_l_envoi(store.lecture(), p.envoi)
            .await
            .unwrap();
        assert_eq!(n.len(), 1);
    })
    .await;
}

/// A mail comes back once, from the states in which a server may have had it, and is
/// found by its token alone.
#[tokio::test(flavor = "multi_thread")]
async fn un_courriel_revient_une_fois() {
    sur_chaque_moteur(async |store| {
        let p = poste(&store, 6).await;
        let jeton = |n: i64| format!("{n:032x}");
        let tx = store.ecriture().await.unwrap();
        for (n, c) in courriels::suivi(&tx, p.mission, None)
            .await
            .unwrap()
            .iter()
            .enumerate()
        {
            // The domain has changed in between: it does not matter.
            tx.execute_unprepared(&format!(
                "UPDATE courriel SET message_id = '<{}@{n}.imagin.fr>' WHERE id = {}",
                jeton(n as i64),
                c.id
            ))
            .await
            .unwrap();
        }
        tx.valider().await.unwrap();
        let etat = async |n: i64| {
            let lu = courriels::par_jeton(store.lecture(), &jeton(n))
                .await
                .unwrap();
            lu.unwrap().etat
        };
        let marquer = async |n: i64| {
            ecrire(&store, async |tx| {
                let t = T0.plus_secondes(100);
                courriels::marquer_retour(tx, &jeton(n), t, "adresse_refusee 550 non").await
            })
            .await
        };
        let pris = saisir(&store, T0, 5, "a").await;
        let t = T0.plus_secondes(1);
        ecrire(&store, async |tx| {
            courriels::marquer_envoye(tx, pris[0], "a", t, 1, Some("abc")).await?;
            courriels::marquer_nouvel_essai(tx, pris[1], "a", t, t, "differe:451", true).await?;
            courriels::marquer_echec(tx, pris[2], "a", t, "serveur_muet").await?;
            courriels::marquer_annule(tx, pris[3], "a", t, "").await
        })
        .await;
        // The fifth is being sent, the sixth waits.
        for (n, etat_avant, revient) in [
            (0, EtatCourriel::Envoye, true),
            (1, EtatCourriel::NouvelEssai, true),
            (2, EtatCourriel::Echec, true),
            (3, EtatCourriel::Annule, false),
            (4, EtatCourriel::EnCours, false),
            (5, EtatCourriel::EnAttente, false),
        ] {
            assert_eq!(etat(n).await, etat_avant);
            assert_eq!(revient, etat_avant.peut_revenir());
            assert_eq!(marquer(n).await, revient, "{n}");
            let attendu = if revient {
                EtatCourriel::Retour
            } else {
                etat_avant
            };
            assert_eq!(etat(n).await, attendu);
            assert!(!marquer(n).await, "une seconde fois");
        }
        let suivi = courriels::suivi(store.lecture(), p.mission, None)
            .await
            .unwrap();
        assert_eq!(suivi[0].raison, "adresse_refusee 550 non");
        // One that came back is not sent again, and no longer counts as under way.
        assert_eq!(suivi[1].prochain_essai, None);
        assert_eq!(saisir(&store, t, 10, "b").await.len(), 1);
        for jeton in ["", "0", &jeton(99), &jeton(0)[1..], "%"] {
            let lu = courriels::par_jeton(store.lecture(), jeton).await.unwrap();
            assert_eq!(lu, None, "{jeton}");
        }
    })
    .await;
}

/// Several workers of several servers claim and mark at the same time: every mail is
/// taken by one of them, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deux_ouvriers_ne_prennent_jamais_le_meme() {
    const COURRIELS: usize = 240;
    sur_chaque_base(async |base| {
        poste(&base.store, COURRIELS).await;
        let mut ouvriers = tokio::task::JoinSet::new();
        for n in 0..6 {
            let options = OptionsStore {
                connexions: 3,
                ..OptionsStore::new(&base.url)
            };
            let store = Store::ouvrir(&options).await.unwrap();
            ouvriers.spawn(async move {
                let jeton = format!("ouvrier-{n}");
                let mut siens = Vec::new();
                loop {
                    let pris = saisir(&store, T0, 7, &jeton).await;
                    if pris.is_empty() {
                        break;
                    }
                    for id in pris {
                        let fait = ecrire(&store, async |tx| {
                            courriels::marquer_envoye(tx, id, &jeton, T0, 1, None).await
                        })
                        .await;
                        assert!(fait, "{id} perdu par {jeton}");
                        siens.push(id);
                    }
                }
                store.fermer().await.unwrap();
                siens
            });
        }
        let tous: Vec<CourrielId> = ouvriers.join_all().await.into_iter().flatten().collect();
        assert_eq!(tous.len(), COURRIELS);
        assert_eq!(tous.iter().collect::<BTreeSet<_>>().len(), COURRIELS);
        assert_eq!(
            courriels::en_mouvement(base.store.lecture()).await.unwrap(),
            0
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_empreinte_d_une_mission_change_avec_tout_ce_qui_s_y_passe() {
    sur_chaque_moteur(async |store| {
        let p = poste(&store, 2).await;
        let autre = p.monde.mission(&store, &mission(2, p.monde.bellevue)).await;
        let mut vues: Vec<String> = Vec::new();
        let mut changee = async || {
            let ids = [p.mission, autre, MissionId(987_654)];
            let lues = store::suivi::empreintes(store.lecture(), &ids)
                .await
                .unwrap();
            assert_eq!(lues.len(), 2, "une mission qui n'existe pas n'en a pas");
            let lue = lues[&p.mission].clone();
            assert_ne!(lue, lues[&autre]);
            let nouvelle = !vues.contains(&lue);
            vues.push(lue);
            nouvelle
        };
        assert!(changee().await);
        assert!(!changee().await, "rien n'a changé");

        let pris = saisir(&store, T0, 1, "a").await;
        assert!(changee().await, "un courriel est en cours");
        let t1 = T0.plus_secondes(1);
        ecrire(&store, async |tx| {
            courriels::marquer_envoye(tx, pris[0], "a", t1, 1, None).await
        })
        .await;
        assert!(changee().await, "il est parti");

        let lignes = store::convocations::lignes(store.lecture(), p.mission)
            .await
            .unwrap();
        let mut salle = lignes[0].affectation.clone();
        salle.salle = "ZZ".into();
        ecrire(&store, async |tx| {
            store::convocations::modifier(tx, lignes[0].id, lignes[0].version, &salle, t1).await
        })
        .await;
        assert!(changee().await, "une convocation est modifiée");
        ecrire(&store, async |tx| {
            let l = &lignes[1];
            store::convocations::supprimer(tx, l, l.version, p.monde.chef, t1).await
        })
        .await;
        assert!(changee().await, "une convocation est supprimée");
        let qui = p
            .monde
            .personnes(&store, &[personne("M9999", "NOUVELLE", "Anne")])
            .await;
        p.monde.convoquer(&store, p.mission, &qui).await;
        assert!(changee().await, "une personne est convoquée");
        ecrire(&store, async |tx| {
            store::missions::autoriser_centre(tx, p.mission, true).await
        })
        .await;
        assert!(changee().await, "le centre est autorisé à modifier");
        ecrire(&store, async |tx| {
            store::convocations::marquer_imprimees(tx, &[lignes[0].id], t1).await
        })
        .await;
        assert!(changee().await, "une convocation est imprimée");
        // Of what was deleted, the mails alone are left: one that cancels still shows.
        let annulation = NouveauCourriel {
            genre: GenreCourriel::Annulation,
            convocation: None,
            intervenant: None,
            nom: "NOM".into(),
            adresse: "m@example.org".into(),
            sujet: "Annulation".into(),
            message_id: "<annulation@imagin>".into(),
            convocation_version: 1,
        };
        ecrire(&store, async |tx| {
            let envoi = courriels::creer_envoi(tx, p.mission, p.monde.chef, false, &[], t1).await?;
            courriels::ajouter_lot(tx, envoi, core::slice::from_ref(&annulation), t1, t1).await
        })
        .await;
        assert!(changee().await, "une annulation est demandée");
    })
    .await;
}
