//! Many convocations at once: each row has its own outcome, on each engine.

use crate::monde::*;
use ChampAffectation as C;
use domain::*;
use std::sync::Arc;
use store::essais::sur_chaque_moteur;
use tokio::sync::Barrier;
use usecases::{convocations, lots, messages};

fn salle(texte: &str) -> Affectation {
    Affectation {
        salle: texte.into(),
        ..Affectation::default()
    }
}

fn jours(creneaux: &[Creneau]) -> Affectation {
    Affectation {
        creneaux: creneaux.to_vec(),
        ..Affectation::default()
    }
}

async fn ouvrir(m: &Monde, genre: GenreLot, ids: &[ConvocationId]) -> LotId {
    let choisies: Vec<_> = ids.iter().map(|id| (*id, 1)).collect();
    lots::ouvrir(&m.services, &m.chef, COEC, genre, &choisies)
        .await
        .unwrap()
}

async fn issues(m: &Monde, lot: LotId) -> Vec<(String, Option<IssueLigne>)> {
    let lot = lots::lire(&m.services, &m.chef, COEC, lot).await.unwrap();
    lot.lignes.into_iter().map(|l| (l.nom, l.issue)).collect()
}

async fn faits(m: &Monde, acteur: &Acteur) -> Vec<Message> {
    messages::lister(&m.services, acteur).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_ligne_a_son_resultat() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let gens = [m.anne, m.lea, m.luc, m.nombreux[0], m.nombreux[1]];
        let ids = m.convoquer(&m.chef, COEC, &gens).await;
        let lot = ouvrir(&m, GenreLot::Modifier, &ids).await;
        // Meanwhile: one is changed, one deleted, one says it already.
        let autre = Affectation {
            commission: "X".into(),
            ..affectation()
        };
        convocations::modifier(s, &m.secretaire, ids[0], 1, autre, "")
            .await
            .unwrap();
        convocations::supprimer(s, &m.secretaire, ids[1], 1)
            .await
            .unwrap();
        let deja = m.lignes(&m.chef, COEC).await;
        assert_eq!(deja.len(), 4);
        let bilan = lots::modifier(s, &m.chef, COEC, lot, &[C::Salle], salle(" B\u{a0}12 "))
            .await
            .unwrap();
        assert_eq!(
            bilan,
            BilanLot {
                faites: 3,
                entre_temps: 2,
                ..BilanLot::default()
            }
        );
        let noms: Vec<_> = issues(&m, lot).await;
        assert_eq!(
            noms,
            [
                ("DURAND Anne".to_owned(), Some(IssueLigne::EntreTemps)),
                ("MARTIN Léa".into(), Some(IssueLigne::Disparue)),
                ("NOMBREUX 00 Max".into(), Some(IssueLigne::Faite)),
                ("NOMBREUX 01 Max".into(), Some(IssueLigne::Faite)),
                ("PETIT Luc".into(), Some(IssueLigne::Faite)),
            ]
        );
        for l in m.lignes(&m.chef, COEC).await {
            let change = l.intervenant != m.anne;
            assert_eq!(l.version, 2);
            assert_eq!(l.affectation.salle, if change { "B 12" } else { "205" });
            assert_eq!(
                l.affectation.creneaux,
                [creneau(2, 9, 12)],
                "le reste demeure"
            );
        }
        let h = usecases::historique::lire(s, &m.chef, ids[2])
            .await
            .unwrap();
        assert!(
            matches!(&h.lignes[0].quoi, Evenement::Modifiee(c) if c.len() == 1),
            "{h:?}"
        );

        // Replayed: nothing twice; asked otherwise: refused.
        let encore = lots::modifier(s, &m.chef, COEC, lot, &[C::Salle], salle("B 12"))
            .await
            .unwrap();
        assert_eq!(encore, bilan);
        assert_eq!(
            lots::modifier(s, &m.chef, COEC, lot, &[C::Salle], salle("C 3")).await,
            Err(Erreur::LotDejaLance)
        );
        assert!(m.lignes(&m.chef, COEC).await.iter().all(|l| l.version == 2));
        let dits: Vec<Fait> = faits(&m, &m.chef)
            .await
            .into_iter()
            .map(|l| l.fait)
            .collect();
        let attendu = Fait::LotTraite {
            lot,
            genre: GenreLot::Modifier,
            mission: COEC,
            bilan,
        };
        assert_eq!(dits.iter().filter(|f| **f == attendu).count(), 1);

        // Those that somebody changed are taken again, as they are now.
        let suite = lots::reprendre(s, &m.chef, COEC, lot).await.unwrap();
        let bilan = lots::modifier(
            s,
            &m.chef,
            COEC,
            suite,
            &[C::Salle, C::Commission],
            salle("B 12"),
        )
        .await
        .unwrap();
        assert_eq!(bilan.faites, 1);
        let anne = &m.lignes(&m.chef, COEC).await[0].affectation;
        assert_eq!((&*anne.salle, &*anne.commission), ("B 12", ""));
        assert_eq!(
            lots::reprendre(s, &m.chef, COEC, suite).await,
            Err(Erreur::SelectionVide)
        );
        // What says so already stays at its version.
        let tout = m.lignes(&m.chef, COEC).await;
        let choisies: Vec<_> = tout.iter().map(|l| (l.id, l.version)).collect();
        let egal = lots::ouvrir(s, &m.chef, COEC, GenreLot::Modifier, &choisies)
            .await
            .unwrap();
        let bilan = lots::modifier(s, &m.chef, COEC, egal, &[C::Salle], salle("B 12"))
            .await
            .unwrap();
        assert_eq!((bilan.inchangees, bilan.faites), (4, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_conflit_se_confirme_ligne_par_ligne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m
            .convoquer(&m.chef, COEC, &[m.anne, m.lea, m.luc])
            .await;
        let mut ailleurs = demande(COEC_AUTRE, &[m.anne, m.lea], "a");
        ailleurs.affectation.creneaux = vec![creneau(3, 8, 12)];
        convocations::convoquer(s, &m.chef_autre, ailleurs).await.unwrap();
        let lot = ouvrir(&m, GenreLot::Modifier, &ids).await;
        let mardi = jours(&[creneau(3, 9, 12)]);
        let bilan = lots::modifier(s, &m.chef, COEC, lot, &[C::Jours], mardi)
            .await
            .unwrap();
        assert_eq!((bilan.faites, bilan.a_confirmer), (1, 2));
        let vues = issues(&m, lot).await;
        assert!(
            matches!(&vues[0].1, Some(IssueLigne::AConfirmer { signalements, .. }) if signalements.len() == 1),
            "{vues:?}"
        );
        assert_eq!(
            lots::confirmer(s, &m.chef, COEC, lot, &[]).await,
            Err(Erreur::SelectionVide)
        );
        let bilan = lots::confirmer(s, &m.chef, COEC, lot, &[0]).await.unwrap();
        assert_eq!((bilan.faites, bilan.a_confirmer), (2, 1));
        let lignes = m.lignes(&m.chef, COEC).await;
        assert_eq!(lignes[0].affectation.creneaux, [creneau(3, 9, 12)]);
        assert_eq!(lignes[1].affectation.creneaux, [creneau(2, 9, 12)]);
        let h = usecases::historique::lire(s, &m.chef, ids[0]).await.unwrap();
        assert_eq!(h.lignes[0].confirmes.len(), 1, "la confirmation est gardée");
        // Once more: the row is done.
        let dits = faits(&m, &m.chef).await.len();
        let encore = lots::confirmer(s, &m.chef, COEC, lot, &[0]).await.unwrap();
        assert_eq!(encore, bilan);
        assert_eq!(m.lignes(&m.chef, COEC).await[0].version, 2);
        assert_eq!(faits(&m, &m.chef).await.len(), dits);
    })
    .await;
}

#[test]
fn ce_qui_fut_garde_sans_la_question_previent() {
    let d: DemandeRemplacement = serde_json::from_str(
        r#"{"convocation":1,"version":1,"remplacant":2,"cle":"c","confirmation":""}"#,
    )
    .unwrap();
    assert!(d.prevenir);
    let r: Retouche = serde_json::from_str("{}").unwrap();
    assert_eq!(r, Retouche::default());
    assert!(!r.sans_prevenir);
}

#[tokio::test(flavor = "multi_thread")]
async fn une_suppression_groupee_se_reprend_d_un_coup() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux).await;
        let avant = m.lignes(&m.chef, COEC).await;
        let lot = ouvrir(&m, GenreLot::Supprimer, &ids).await;
        let bilan = lots::supprimer(s, &m.chef, COEC, lot, true).await.unwrap();
        assert_eq!(bilan.faites as usize, NOMBREUX);
        assert_eq!(m.lignes(&m.chef, COEC).await, []);
        let dit = faits(&m, &m.chef).await.remove(0);
        assert_eq!(dit.lot_retablissable, Some((lot, NOMBREUX as u32)));

        // One is convoked again by then: it stands in its own way only.
        m.convoquer(&m.secretaire, COEC, &m.nombreux[..1]).await;
        for (acteur, refus) in [
            (&m.secretaire, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
        ] {
            assert_eq!(lots::retablir(s, acteur, lot).await, Err(refus));
        }
        assert_eq!(lots::retablir(s, &m.chef, lot).await, Ok(COEC));
        let apres = m.lignes(&m.chef, COEC).await;
        assert_eq!(apres.len(), NOMBREUX);
        assert_eq!(apres[1].id, avant[1].id, "sa clé");
        assert_eq!(apres[1].affectation, avant[1].affectation);
        let dits = faits(&m, &m.chef).await;
        let Fait::LotRetabli {
            retablies, refus, ..
        } = &dits[0].fait
        else {
            panic!("{dits:?}");
        };
        assert_eq!(*retablies as usize, NOMBREUX - 1);
        assert!(
            matches!(&refus[..], [(nom, Erreur::Convocation(_))] if nom == "NOMBREUX 00 Max"),
            "{refus:?}"
        );
        // What is left can still be asked for.
        assert_eq!(dits[1].lot_retablissable, Some((lot, 1)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_n_est_pas_a_soi_ne_se_choisit_pas() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let a_moi = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let division = m.convoquer(&m.gestionnaire, COEC, &[m.luc]).await[0];
        let ailleurs = m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.lea]).await[0];
        let ouvrir = async |acteur: &Acteur, choisies: &[(ConvocationId, i32)]| {
            lots::ouvrir(s, acteur, COEC, GenreLot::Modifier, choisies).await
        };
        for (acteur, choisies, refus) in [
            (&m.chef, vec![], Erreur::SelectionVide),
            (&m.chef, vec![(a_moi, 1), (division, 1)], Erreur::Interdit),
            (
                &m.chef,
                vec![(a_moi, 1), (ailleurs, 1)],
                Erreur::Introuvable,
            ),
            (
                &m.chef,
                vec![(ConvocationId(999_999), 1)],
                Erreur::Introuvable,
            ),
            (&m.chef_autre, vec![(a_moi, 1)], Erreur::Introuvable),
            (&m.administrateur, vec![(a_moi, 1)], Erreur::Interdit),
            (&m.gestionnaire_autre, vec![(a_moi, 1)], Erreur::Introuvable),
            (&m.intervenante, vec![(a_moi, 1)], Erreur::Introuvable),
        ] {
            assert_eq!(ouvrir(acteur, &choisies).await, Err(refus), "{choisies:?}");
        }
        let trop: Vec<_> = (0..2_001).map(|n| (ConvocationId(n), 1)).collect();
        assert!(matches!(
            ouvrir(&m.chef, &trop).await,
            Err(Erreur::Convocation(_))
        ));

        // A selection is its maker's; the kind and the fields are checked before any row.
        let lot = ouvrir(&m.chef, &[(a_moi, 1)]).await.unwrap();
        assert_eq!(
            lots::lire(s, &m.secretaire, COEC, lot).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            lots::lire(s, &m.chef, SSCAN, lot).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            lots::supprimer(s, &m.secretaire, COEC, lot, true).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            lots::supprimer(s, &m.chef, COEC, lot, true).await,
            Err(Erreur::RequeteInvalide)
        );
        assert_eq!(
            lots::continuer(s, &m.chef, COEC, lot).await,
            Err(Erreur::RequeteInvalide)
        );
        assert_eq!(
            lots::modifier(s, &m.chef, COEC, lot, &[], Affectation::default()).await,
            Err(Erreur::Retouche(RetoucheErreur::AucunChamp))
        );
        assert_eq!(
            lots::modifier(
                s,
                &m.chef,
                COEC,
                lot,
                &[C::Jours],
                jours(&[creneau(25, 8, 9)])
            )
            .await,
            Err(Erreur::Convocation(vec![
                ConvocationErreur::JourImpossible { jour: jour(25) }
            ]))
        );
        assert_eq!(
            lots::retablir(s, &m.chef, lot).await,
            Err(Erreur::Introuvable)
        );
        let ouvert = lots::lire(s, &m.chef, COEC, lot).await.unwrap();
        assert!(!ouvert.lance && ouvert.lignes[0].issue.is_none());
    })
    .await;
}

/// A double click, and the same selection in two tabs: each row is changed once.
#[tokio::test(flavor = "multi_thread")]
async fn deux_demandes_a_la_fois_n_en_font_qu_une() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux).await;
        let lot = ouvrir(&m, GenreLot::Modifier, &ids).await;
        let barriere = Arc::new(Barrier::new(4));
        let taches: Vec<_> = (0..4)
            .map(|_| {
                let (m, barriere) = (m.clone(), barriere.clone());
                tokio::spawn(async move {
                    barriere.wait().await;
                    let s = &m.services;
                    lots::modifier(s, &m.chef, COEC, lot, &[C::Salle], salle("9")).await
                })
            })
            .collect();
        for tache in taches {
            assert_eq!(tache.await.unwrap().unwrap().faites as usize, NOMBREUX);
        }
        assert!(m.lignes(&m.chef, COEC).await.iter().all(|l| l.version == 2));
        let dits = faits(&m, &m.chef).await;
        let dits = dits
            .iter()
            .filter(|l| matches!(l.fait, Fait::LotTraite { .. }));
        assert_eq!(dits.count(), 1);
    })
    .await;
}

/// Two selections of the same rows, days changed: neither waits for ever.
#[tokio::test(flavor = "multi_thread")]
async fn deux_selections_des_memes_lignes_passent_l_une_apres_l_autre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux).await;
        let lots_ouverts = [
            ouvrir(&m, GenreLot::Modifier, &ids).await,
            ouvrir(&m, GenreLot::Modifier, &ids).await,
        ];
        let taches: Vec<_> = lots_ouverts
            .into_iter()
            .zip([3, 4])
            .map(|(lot, j)| {
                let m = m.clone();
                tokio::spawn(async move {
                    let saisie = jours(&[creneau(j, 8, 12)]);
                    lots::modifier(&m.services, &m.chef, COEC, lot, &[C::Jours], saisie).await
                })
            })
            .collect();
        let (mut faites, mut entre_temps) = (0, 0);
        for tache in taches {
            let bilan = tache.await.unwrap().unwrap();
            faites += bilan.faites as usize;
            entre_temps += bilan.entre_temps as usize;
        }
        assert_eq!((faites, entre_temps), (NOMBREUX, NOMBREUX));
    })
    .await;
}
