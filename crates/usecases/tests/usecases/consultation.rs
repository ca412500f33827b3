//! *Consultation des missions*, on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::consultation;

fn vue(vue: VueConsultation) -> FiltreConsultation {
    FiltreConsultation {
        vue,
        ..FiltreConsultation::default()
    }
}

fn lignes(c: &Consultation) -> &[LigneConsultation] {
    match &c.contenu {
        ContenuConsultation::Liste { lignes, .. } => lignes,
        autre => panic!("{autre:?}"),
    }
}

fn occupations(c: &Consultation) -> &[Occupation] {
    match &c.contenu {
        ContenuConsultation::Calendrier(o) => o,
        autre => panic!("{autre:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tout_ce_qu_a_un_centre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne, m.luc]).await;
        m.convoquer(&m.chef, PRECE, &[m.nombreux[0]]).await;
        let ouvrir = async |acteur: &Acteur, filtre: FiltreConsultation| {
            consultation::ouvrir(&m.services, acteur, &filtre).await
        };
        let c = ouvrir(&m.chef, vue(VueConsultation::Liste)).await.unwrap();
        assert_eq!((c.missions, c.annee, c.centres.len()), (4, 2021, 1));
        // Two people and one, and two missions without anybody.
        assert_eq!(lignes(&c).len(), 5);
        let sans: Vec<i64> = lignes(&c)
            .iter()
            .filter(|l| l.etat == EtatConsulte::SansPersonne)
            .map(|l| l.numero)
            .collect();
        assert_eq!(sans, [SSCAN, INEC]);
        // September: the nearest day is the last one of the year's.
        assert_eq!((c.jour, c.bornes), (jour(2), Some((jour(1), jour(2)))));

        // The same room, two missions, the same hours.
        for v in [
            VueConsultation::Mois,
            VueConsultation::Semaine,
            VueConsultation::Salles,
            VueConsultation::Jour,
        ] {
            let c = ouvrir(&m.chef, vue(v)).await.unwrap();
            let dans_205: Vec<_> = occupations(&c)
                .iter()
                .filter(|o| o.salle == "205")
                .map(|o| (o.numero, o.gens.len(), o.partagee))
                .collect();
            assert_eq!(dans_205, [(COEC, 2, true), (PRECE, 1, true)], "{v:?}");
        }
        let loin = FiltreConsultation {
            jour: Some(jour(12).succ_opt().unwrap()),
            ..vue(VueConsultation::Jour)
        };
        assert!(occupations(&ouvrir(&m.chef, loin).await.unwrap()).is_empty());

        // Scope: one's own centre, or a centre of the académie.
        let ailleurs = FiltreConsultation {
            centre: Some(m.autre),
            ..vue(VueConsultation::Liste)
        };
        assert_eq!(
            ouvrir(&m.chef, ailleurs.clone()).await,
            Err(Erreur::Introuvable)
        );
        let c = ouvrir(&m.gestionnaire, ailleurs.clone()).await.unwrap();
        assert_eq!((c.missions, c.centres.len()), (1, 2));
        assert_eq!(
            ouvrir(&m.administrateur, ailleurs.clone())
                .await
                .unwrap()
                .missions,
            1
        );
        assert_eq!(
            ouvrir(&m.gestionnaire_autre, ailleurs).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            ouvrir(&m.intervenante, FiltreConsultation::default()).await,
            Err(Erreur::Interdit)
        );
        assert_eq!(
            ouvrir(&m.autre_intervenante, FiltreConsultation::default()).await,
            Err(Erreur::Interdit)
        );

        let mot = FiltreConsultation {
            mot_cle: "durand".into(),
            ..vue(VueConsultation::Liste)
        };
        let c = ouvrir(&m.chef, mot.clone()).await.unwrap();
        assert_eq!(lignes(&c).len(), 1);
        let csv = consultation::exporter(&m.services, &m.chef, &mot, ["m", "n"], |l| {
            [l.numero.to_string(), l.nom.clone()]
        });
        assert_eq!(
            csv.await.unwrap(),
            "\u{feff}m;n\r\n172278;DURAND Anne\r\n".as_bytes()
        );
        let page = FiltreConsultation {
            page: 9,
            ..vue(VueConsultation::Liste)
        };
        let seule = ouvrir(&m.chef, vue(VueConsultation::Liste)).await.unwrap();
        assert!(!lignes(&seule).is_empty());
        assert_eq!(
            lignes(&ouvrir(&m.chef, page).await.unwrap()),
            lignes(&seule)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_raison_d_empechement_est_pour_qui_convoque() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let tx = store.ecriture().await.unwrap();
        store::accuses::ajouter(
            &tx,
            id,
            1,
            GenreReponse::Empechement,
            "Raison privée",
            DEBUT,
        )
        .await
        .unwrap();
        tx.valider().await.unwrap();
        let etat = FiltreConsultation {
            etat: Some(EtatConsulte::Empechement),
            centre: Some(m.bellevue),
            ..FiltreConsultation::default()
        };
        for (acteur, texte) in [(&m.chef, "Raison privée"), (&m.administrateur, "")] {
            let c = consultation::ouvrir(&m.services, acteur, &etat)
                .await
                .unwrap();
            let [ligne] = lignes(&c) else {
                panic!("{c:?}");
            };
            assert_eq!(ligne.reponse.as_ref().unwrap().texte, texte);
        }
    })
    .await;
}

/// What a sheet is of, in words of these tests.
fn objet(_: &FiltreConsultation, jour: NaiveDate, hors: Option<HorsExtrait>) -> String {
    format!("{jour} {hors:?}")
}

#[tokio::test(flavor = "multi_thread")]
async fn un_extrait_de_l_emargement_le_sait() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne, m.luc]).await;
        m.convoquer(&m.chef, PRECE, &[m.nombreux[0]]).await;
        let hors = async |f: FiltreConsultation| {
            let vu = std::sync::Mutex::new(None);
            let f = FiltreConsultation {
                jour: Some(jour(2)),
                ..f
            };
            consultation::emargement_du_jour(&m.services, &m.chef, &f, |_, _, hors| {
                *vu.lock().unwrap() = Some(hors);
                String::new()
            })
            .await
            .unwrap();
            vu.into_inner().unwrap().unwrap()
        };
        let base = FiltreConsultation::default;
        // Neither nothing nor the days of the list make an extract.
        assert_eq!(hors(base()).await, None);
        let dates = FiltreConsultation {
            du: Some(jour(20)),
            ..base()
        };
        assert_eq!(hors(dates).await, None);
        let mot = FiltreConsultation {
            mot_cle: "durand".into(),
            ..base()
        };
        assert_eq!(
            hors(mot).await,
            Some(HorsExtrait {
                missions: 1,
                lignes: 2
            })
        );
        let genre = FiltreConsultation {
            type_mission: Some(TypeMission::Coec),
            ..base()
        };
        assert_eq!(
            hors(genre).await,
            Some(HorsExtrait {
                missions: 1,
                lignes: 1
            })
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_fichier_ne_donne_que_ce_que_sa_vue_montre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let toutes = async |f: FiltreConsultation| {
            let e = consultation::toutes(&m.services, &m.chef, &f)
                .await
                .unwrap();
            (e.periode, e.lignes.len())
        };
        let (periode, liste) = toutes(vue(VueConsultation::Liste)).await;
        assert_eq!((periode, liste), (None, 4));
        let autour = |v, j| FiltreConsultation {
            jour: Some(jour(j)),
            ..vue(v)
        };
        let (periode, dates) = toutes(autour(VueConsultation::Jour, 2)).await;
        assert_eq!(periode, Some((jour(2), jour(2))));
        assert_eq!(dates, 1);
        let (periode, loin) = toutes(autour(VueConsultation::Semaine, 24)).await;
        assert_eq!((periode, loin), (Some((jour(22), jour(28))), 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_feuille_d_emargement_se_fait() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne, m.luc]).await;
        let du = FiltreConsultation {
            jour: Some(jour(2)),
            ..FiltreConsultation::default()
        };
        let (nom, pdf) = consultation::emargement_du_jour(&m.services, &m.chef, &du, objet)
            .await
            .unwrap();
        assert_eq!(nom, "emargement_2021-02-02.pdf");
        assert!(pdf.starts_with(b"%PDF-"));
        // A day without anybody has its sheet too, which says so.
        let vide = FiltreConsultation {
            jour: Some(jour(9)),
            ..FiltreConsultation::default()
        };
        let (_, pdf_vide) = consultation::emargement_du_jour(&m.services, &m.chef, &vide, objet)
            .await
            .unwrap();
        assert!(pdf_vide.len() < pdf.len());
        for j in [None, Some(jour(2))] {
            let (nom, pdf) =
                consultation::emargement_de_la_mission(&m.services, &m.secretaire, COEC, j)
                    .await
                    .unwrap();
            assert_eq!(nom, "172278_emargement.pdf");
            assert!(pdf.starts_with(b"%PDF-"));
        }
        for acteur in [&m.chef_autre, &m.gestionnaire_autre, &m.intervenante] {
            let refuse =
                consultation::emargement_de_la_mission(&m.services, acteur, COEC, None).await;
            assert_eq!(refuse, Err(Erreur::Introuvable));
        }
        let refuse =
            consultation::emargement_du_jour(&m.services, &m.intervenante, &du, objet).await;
        assert_eq!(refuse, Err(Erreur::Interdit));
    })
    .await;
}
