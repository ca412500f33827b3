//! The list of missions, one mission, its defaults.

use crate::monde::*;
use domain::*;
use store::Store;
use store::essais::sur_chaque_moteur;
use store::missions::{NouvelleMission, fixer_attendus, page};

async fn numeros(store: &Store, portee: &Portee, filtre: &FiltreMissions) -> Vec<i64> {
    let p = page(store.lecture(), portee, filtre).await.unwrap();
    p.lignes.iter().map(|l| l.numero).collect()
}

/// Six missions that differ in every column.
async fn six(store: &Store, monde: &Monde) -> Vec<MissionId> {
    let epreuve = |code: &str, libelle: &str| {
        Some(EpreuveOption {
            code: code.into(),
            libelle: libelle.into(),
        })
    };
    let base = |numero| mission(numero, monde.bellevue);
    let missions = [
        NouvelleMission {
            epreuve: epreuve("C002", "Évaluation d'espagnol"),
            debut: jour(5),
            ..base(10)
        },
        NouvelleMission {
            epreuve: epreuve("C001", "Zoologie"),
            type_mission: TypeMission::Inec,
            ..base(20)
        },
        NouvelleMission {
            specialite: None,
            epreuve: None,
            type_mission: TypeMission::Sscan,
            session: session(2022, "BTN"),
            ..base(30)
        },
        NouvelleMission {
            signataire: Signataire::ChefCentre,
            debut: jour(9),
            type_mission: TypeMission::Prece,
            ..base(40)
        },
        NouvelleMission {
            session: session(2020, "BCG"),
            ..base(50)
        },
        NouvelleMission {
            centre: monde.fermat,
            ..base(60)
        },
    ];
    let mut ids = Vec::new();
    for m in &missions {
        ids.push(monde.mission(store, m).await);
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn filtres_de_la_liste() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ids = six(&store, &monde).await;
        let qui = monde.foule(&store, 3).await;
        monde.convoquer(&store, ids[1], &qui).await;
        monde.convoquer(&store, ids[3], &qui[..1]).await;
        let (academie, bellevue) = (monde.academie_entiere(), monde.a_bellevue());
        let tout = FiltreMissions::default();

        let p = page(store.lecture(), &academie, &tout).await.unwrap();
        assert_eq!((p.total, p.total_sans_filtre), (6, 6));
        assert_eq!(p.annees, [2022, 2021, 2020]);
        assert_eq!(p.examens, ["BCG", "BTN"]);
        let nombres: Vec<_> = p.lignes.iter().map(|l| l.nombre_intervenants).collect();
        assert_eq!(nombres, [0, 3, 0, 1, 0, 0]);
        assert_eq!(p.lignes[0].session, session(2021, "BCG"));
        assert_eq!(p.lignes[0].epreuve.as_ref().unwrap().code, "C002");
        assert_eq!(p.lignes[2].specialite, None);
        assert_eq!(p.lignes[2].epreuve, None);

        let n = async |portee: &Portee, f: FiltreMissions| numeros(&store, portee, &f).await;
        assert_eq!(n(&bellevue, tout.clone()).await, [10, 20, 30, 40, 50]);
        assert!(n(&Portee::Rien, tout.clone()).await.is_empty());
        assert!(
            n(
                &Portee::Etablissements(monde.academie, vec![]),
                tout.clone()
            )
            .await
            .is_empty()
        );
        assert!(
            n(&Portee::Academie(AcademieId(99)), tout.clone())
                .await
                .is_empty()
        );

        let annees = |annees: &[i32]| FiltreMissions {
            annees: annees.into(),
            ..FiltreMissions::default()
        };
        assert_eq!(n(&academie, annees(&[2022, 2020])).await, [30, 50]);
        let examens = FiltreMissions {
            examens: vec!["BTN".into(), "inconnu".into()],
            ..tout.clone()
        };
        assert_eq!(n(&academie, examens).await, [30]);
        assert_eq!(p.centres[0], "LPO BELLEVUE (0310038Y)");
        assert_eq!(p.centres[5], "LYCEE FERMAT (0310036W)");
        let une = page(store.lecture(), &bellevue, &tout).await.unwrap();
        assert!(une.centres.is_empty(), "un seul centre ne se dit pas");
        let centre = |centres: Vec<EtablissementId>| FiltreMissions {
            centres: Some(centres),
            ..FiltreMissions::default()
        };
        assert_eq!(n(&academie, centre(vec![monde.fermat])).await, [60]);
        assert!(n(&academie, centre(vec![])).await.is_empty());
        assert!(n(&bellevue, centre(vec![monde.fermat])).await.is_empty());
        let par_centre = FiltreMissions {
            tri: ColonneMission::Centre,
            descendant: true,
            ..FiltreMissions::default()
        };
        assert_eq!(n(&academie, par_centre).await, [60, 10, 20, 30, 40, 50]);
        // What is done by convoking is not left to do where nobody may convoke.
        let ferme = |a_faire| FiltreMissions {
            a_faire: Some(a_faire),
            fermes: vec![monde.bellevue],
            ..FiltreMissions::default()
        };
        assert_eq!(n(&academie, ferme(AFaire::Convoquer)).await, [60]);
        assert_eq!(n(&academie, ferme(AFaire::Signer)).await.len(), 6);
        let vue = |vue| FiltreMissions {
            vue,
            ..FiltreMissions::default()
        };
        assert_eq!(n(&academie, vue(VueMissions::Convoquees)).await, [20, 40]);
        assert_eq!(
            n(&academie, vue(VueMissions::AConvoquer)).await,
            [10, 30, 50, 60]
        );
        // Where nothing is said to be expected, one is.
        let tx = store.ecriture().await.unwrap();
        fixer_attendus(&tx, ids[1], Some(4)).await.unwrap();
        fixer_attendus(&tx, ids[3], Some(1)).await.unwrap();
        tx.valider().await.unwrap();
        assert_eq!(
            n(&academie, vue(VueMissions::Incompletes)).await,
            [10, 20, 30, 50, 60]
        );

        // A filter narrows the lines, not what the filters offer.
        let p = page(store.lecture(), &academie, &annees(&[2022]))
            .await
            .unwrap();
        assert_eq!((p.total, p.total_sans_filtre), (1, 6));
        assert_eq!(p.annees, [2022, 2021, 2020]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mot_cle_sur_toutes_les_colonnes() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ids = six(&store, &monde).await;
        let qui = monde.foule(&store, 17).await;
        monde.convoquer(&store, ids[1], &qui).await;
        let portee = monde.academie_entiere();
        for (mot_cle, attendus) in [
            ("evaluation ESPAGNOL", vec![10]),
            ("espa", vec![10]),
            ("pagnol", vec![10]), // anywhere in a word, as domain::texte::contient_les_mots
            ("inec", vec![20]),
            ("numérisation", vec![30]),
            ("chef de centre", vec![40]),
            ("09/02/2021", vec![40]),
            ("02/09/2021", vec![]), // the same numbers, another day
            ("2020", vec![50]),
            ("btn 470", vec![30]),
            ("60", vec![60]),
            ("17", vec![20]), // how many are convoked
            ("017", vec![]),
            ("Fermat", vec![60]), // the centre
            ("0310036w", vec![60]),
            ("bellevue inec 17", vec![20]),
            ("  ", vec![10, 20, 30, 40, 50, 60]),
            ("999%", vec![]),
            ("n'existe pas", vec![]),
        ] {
            let filtre = FiltreMissions {
                mot_cle: mot_cle.into(),
                ..FiltreMissions::default()
            };
            assert_eq!(
                numeros(&store, &portee, &filtre).await,
                attendus,
                "{mot_cle}"
            );
            let p = page(store.lecture(), &portee, &FiltreMissions::default())
                .await
                .unwrap();
            let mots: Vec<String> = texte::mots_cles(mot_cle).collect();
            let regle: Vec<i64> = p
                .lignes
                .iter()
                .zip(&p.centres)
                .filter(|(l, centre)| {
                    let (fixe, convoques) = (l.texte_recherche(), l.nombre_intervenants);
                    let tout = format!("{fixe} {convoques} {}", texte::normaliser(centre));
                    texte::contient_les_mots(&tout, &mots)
                })
                .map(|(l, _)| l.numero)
                .collect();
            assert_eq!(regle, attendus, "{mot_cle}");
            let combien = store::missions::compter(store.lecture(), &portee, &filtre).await;
            assert_eq!(combien.unwrap() as usize, attendus.len(), "{mot_cle}");
        }
        // Where one centre alone is seen, no column names it.
        let centre = FiltreMissions {
            mot_cle: "bellevue".into(),
            ..FiltreMissions::default()
        };
        assert!(
            numeros(&store, &monde.a_bellevue(), &centre)
                .await
                .is_empty()
        );
        let long = FiltreMissions {
            mot_cle: "x".repeat(100_000),
            ..FiltreMissions::default()
        };
        let p = page(store.lecture(), &portee, &long).await.unwrap();
        assert_eq!((p.total, p.total_sans_filtre), (0, 6));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tri_sur_chaque_colonne_le_numero_departage() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ids = six(&store, &monde).await;
        let qui = monde.foule(&store, 3).await;
        monde.convoquer(&store, ids[1], &qui).await;
        monde.convoquer(&store, ids[3], &qui[..1]).await;
        let portee = monde.academie_entiere();
        for (tri, montant, descendant) in [
            (
                ColonneMission::Numero,
                [10, 20, 30, 40, 50, 60],
                [60, 50, 40, 30, 20, 10],
            ),
            (
                ColonneMission::Session,
                [50, 10, 20, 40, 60, 30],
                [30, 10, 20, 40, 60, 50],
            ),
            (
                ColonneMission::Specialite,
                [30, 10, 20, 40, 50, 60],
                [10, 20, 40, 50, 60, 30],
            ),
            // É is an E: "c001 zoologie", "c001c histoire…", "c002 evaluation…"
            (
                ColonneMission::Epreuve,
                [30, 20, 40, 50, 60, 10],
                [10, 40, 50, 60, 20, 30],
            ),
            // by label: Correction, Evaluation, Interrogation, Numérisation
            (
                ColonneMission::Type,
                [10, 50, 60, 40, 20, 30],
                [30, 20, 40, 10, 50, 60],
            ),
            (
                ColonneMission::Debut,
                [20, 30, 50, 60, 10, 40],
                [40, 10, 20, 30, 50, 60],
            ),
            (
                ColonneMission::Nombre,
                [10, 30, 50, 60, 40, 20],
                [20, 40, 10, 30, 50, 60],
            ),
            // "Chef d’établissement" before "Chef de centre"
            (
                ColonneMission::Signature,
                [10, 20, 30, 50, 60, 40],
                [40, 10, 20, 30, 50, 60],
            ),
        ] {
            for (sens, attendus) in [(false, montant), (true, descendant)] {
                let filtre = FiltreMissions {
                    tri,
                    descendant: sens,
                    ..FiltreMissions::default()
                };
                assert_eq!(
                    numeros(&store, &portee, &filtre).await,
                    attendus,
                    "{tri:?} {sens}"
                );
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_pages_se_suivent_sans_trou() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        six(&store, &monde).await;
        let portee = monde.academie_entiere();
        let mut vus = Vec::new();
        for numero in 1..=3 {
            let filtre = FiltreMissions {
                page: numero,
                lignes: 4,
                tri: ColonneMission::Type,
                ..FiltreMissions::default()
            };
            let p = page(store.lecture(), &portee, &filtre).await.unwrap();
            assert_eq!(p.total, 6);
            vus.push(p.lignes.iter().map(|l| l.numero).collect::<Vec<_>>());
        }
        assert_eq!(vus, [vec![10, 50, 60, 40], vec![20, 30], vec![20, 30]]);
        let zero = FiltreMissions {
            page: 0,
            lignes: u32::MAX,
            ..FiltreMissions::default()
        };
        assert_eq!(numeros(&store, &portee, &zero).await.len(), 6);
        let loin = FiltreMissions {
            page: u32::MAX,
            ..FiltreMissions::default()
        };
        assert_eq!(numeros(&store, &portee, &loin).await.len(), 6);
        // Nothing to show is still nothing.
        let rien = FiltreMissions {
            mot_cle: "rien".into(),
            ..loin
        };
        assert!(numeros(&store, &portee, &rien).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_mission_entiere_et_sa_portee() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let voulue = mission(172_278, monde.bellevue);
        let id = monde.mission(&store, &voulue).await;
        let lue = store::missions::par_numero(store.lecture(), &monde.a_bellevue(), 172_278)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(lue.ligne.id, id);
        assert_eq!(lue.libelle_centre(), "LPO BELLEVUE (0310038Y)");
        assert_eq!(lue.jours_possibles, voulue.jours);
        assert_eq!(lue.creneaux_par_defaut, voulue.creneaux);
        assert_eq!(lue.observation_par_defaut, voulue.observation);
        assert_eq!(lue.commission_par_defaut, voulue.commission);
        assert_eq!((lue.version, lue.affectation_terminee), (1, true));
        let par_id = store::missions::par_id(store.lecture(), id).await.unwrap();
        assert_eq!(par_id.as_ref(), Some(&lue));
        for portee in [
            Portee::Etablissements(monde.academie, vec![monde.fermat]),
            Portee::Academie(AcademieId(99)),
            Portee::Rien,
        ] {
            let vue = store::missions::par_numero(store.lecture(), &portee, 172_278).await;
            assert_eq!(vue.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_deux_parties_d_hlp_se_trouvent() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let hlp = |numero, partie: &str| NouvelleMission {
            epreuve: Some(EpreuveOption {
                code: "C009".into(),
                libelle: format!("Humanités, littérature philo {partie}"),
            }),
            ..mission(numero, monde.bellevue)
        };
        let (litt, philo) = ("Partie littér", "partie philo");
        for voulue in [
            hlp(10, litt),
            hlp(13, philo),
            // A second pair: the numbers cross, the order tells.
            hlp(14, philo),
            hlp(12, litt),
            // Alone: of another centre, session, spécialité, kind, code.
            NouvelleMission {
                centre: monde.fermat,
                ..hlp(20, philo)
            },
            NouvelleMission {
                session: session(2022, "BCG"),
                ..hlp(21, philo)
            },
            NouvelleMission {
                specialite: None,
                ..hlp(22, philo)
            },
            NouvelleMission {
                type_mission: TypeMission::Inec,
                ..hlp(23, philo)
            },
            NouvelleMission {
                epreuve: Some(EpreuveOption {
                    code: "C010".into(),
                    libelle: "Humanités, littérature philo partie philo".into(),
                }),
                ..mission(24, monde.bellevue)
            },
            // No half.
            mission(30, monde.bellevue),
        ] {
            monde.mission(&store, &voulue).await;
        }
        let portee = monde.academie_entiere();
        let p = page(store.lecture(), &portee, &FiltreMissions::default())
            .await
            .unwrap();
        let paires: Vec<(i64, Option<i64>)> = p
            .lignes
            .iter()
            .map(|l| l.numero)
            .zip(p.autres_parties.iter().copied())
            .collect();
        let attendues = [
            (10, Some(13)),
            (12, Some(14)),
            (13, Some(10)),
            (14, Some(12)),
            (20, None),
            (21, None),
            (22, None),
            (23, None),
            (24, None),
            (30, None),
        ];
        assert_eq!(paires, attendues);
        for (ligne, (_, autre)) in p.lignes.iter().zip(attendues) {
            let lue = store::missions::autre_partie(store.lecture(), ligne).await;
            assert_eq!(lue.unwrap(), autre, "{}", ligne.numero);
        }
        let sans = FiltreMissions {
            mot_cle: "géographie".into(),
            ..FiltreMissions::default()
        };
        let p = page(store.lecture(), &portee, &sans).await.unwrap();
        assert_eq!((p.lignes.len(), p.autres_parties.len()), (1, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_defauts_se_gardent_si_personne_n_est_passe_avant() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let id = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let neufs = [creneau(4, 13, 17)];
        let garder = async |version| {
            let tx = store.ecriture().await.unwrap();
            let fait = store::missions::enregistrer_defauts(&tx, id, version, &neufs, "Neuf")
                .await
                .unwrap();
            tx.valider().await.unwrap();
            fait
        };
        assert!(garder(1).await);
        assert!(!garder(1).await);
        let lue = store::missions::par_id(store.lecture(), id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(lue.version, 2);
        assert_eq!(lue.creneaux_par_defaut, neufs);
        assert_eq!(lue.observation_par_defaut, "Neuf");
        assert_eq!(lue.commission_par_defaut, "3GHG");
    })
    .await;
}
