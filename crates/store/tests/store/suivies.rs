//! Every convocation of an académie, and the coverage of a session: what the engine counts is
//! what the rules say of each convocation.

use crate::monde::*;
use domain::*;
use std::collections::BTreeMap;
use store::courriels::NouveauCourriel;
use store::essais::sur_chaque_moteur;
use store::missions::NouvelleMission;
use store::suivies::{self, Depart};
use store::{ConnectionTrait, Store};

/// Mails and answers of the convocation of each rank: every way that one can stand.
const CAS: [(&[&str], Option<&str>); 9] = [
    (&[], None),
    (&["en_attente"], None),
    (&["envoye"], None),
    (&["echec"], None),
    (&["retour"], None),
    (&["envoye"], Some("lue")),
    // It arrived once; what was asked again and stopped hides nothing.
    (&["envoye", "annule"], None),
    (&["annule"], None),
    (&["echec", "envoye"], Some("empechement")),
];

/// One mission of each centre, and one without anybody; the first has the nine cases.
async fn poser(store: &Store, monde: &Monde) -> Vec<ConvocationId> {
    let epreuve = |code: &str, libelle: &str| {
        Some(EpreuveOption {
            code: code.into(),
            libelle: libelle.into(),
        })
    };
    let base = |numero| mission(numero, monde.bellevue);
    let qui = monde.foule(store, CAS.len()).await;
    let neuf = monde.mission(store, &base(10)).await;
    let ids = monde.convoquer(store, neuf, &qui).await;
    let ailleurs = NouvelleMission {
        epreuve: epreuve("A1", "Anglais écrit"),
        centre: monde.fermat,
        ..base(20)
    };
    let ailleurs = monde.mission(store, &ailleurs).await;
    monde.convoquer(store, ailleurs, &qui[..2]).await;
    let vide = NouvelleMission {
        specialite: None,
        epreuve: None,
        type_mission: TypeMission::Sscan,
        ..base(30)
    };
    monde.mission(store, &vide).await;
    let autre_annee = NouvelleMission {
        session: session(2022, "BCG"),
        ..base(40)
    };
    let autre_annee = monde.mission(store, &autre_annee).await;
    monde.convoquer(store, autre_annee, &qui[..1]).await;

    let tx = store.ecriture().await.unwrap();
    store::missions::fixer_attendus(&tx, neuf, Some(12))
        .await
        .unwrap();
    store::missions::fixer_attendus(&tx, ailleurs, Some(1))
        .await
        .unwrap();
    for (rang, (courriels, reponse)) in CAS.iter().enumerate() {
        for (n, etat) in courriels.iter().enumerate() {
            let envoi = store::courriels::creer_envoi(&tx, neuf, monde.chef, false, &[], T0)
                .await
                .unwrap();
            let courriel = NouveauCourriel {
                genre: GenreCourriel::Convocation,
                convocation: Some(ids[rang]),
                intervenant: Some(qui[rang]),
                nom: format!("NOM {rang}"),
                adresse: "m@example.org".into(),
                sujet: "Convocation".into(),
                message_id: format!("<{rang}-{n}@imagin>"),
                convocation_version: 1,
            };
            store::courriels::ajouter_lot(&tx, envoi, &[courriel], T0, T0)
                .await
                .unwrap();
            let le = if ["envoye", "retour"].contains(etat) {
                "5"
            } else {
                "NULL"
            };
            tx.execute_unprepared(&format!(
                "UPDATE courriel SET etat = '{etat}', envoye_le = {le}
                 WHERE message_id = '<{rang}-{n}@imagin>'"
            ))
            .await
            .unwrap();
        }
        if let Some(genre) = reponse {
            tx.execute_unprepared(&format!(
                "INSERT INTO accuse (convocation_cle, edition, genre, texte, recu_le)
                 VALUES ({}, 1, '{genre}', '', 6)",
                ids[rang]
            ))
            .await
            .unwrap();
        }
    }
    // Answered as it was before it changed: no answer to what stands.
    tx.execute_unprepared(&format!(
        "INSERT INTO accuse (convocation_cle, edition, genre, texte, recu_le)
         VALUES ({}, 2, 'lue', '', 6)",
        ids[2]
    ))
    .await
    .unwrap();
    tx.valider().await.unwrap();
    ids
}

async fn numeros(store: &Store, portee: &Portee, filtre: &FiltreSuivies) -> Vec<i64> {
    let depart = Depart::Rang(0);
    let lues = suivies::lister(store.lecture(), portee, 2021, filtre, depart, 100)
        .await
        .unwrap();
    let total = suivies::compter(store.lecture(), portee, 2021, filtre)
        .await
        .unwrap();
    assert_eq!(total as usize, lues.len());
    lues.iter().map(|s| s.numero).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn la_base_et_la_regle_disent_le_meme_etat() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ids = poser(&store, &monde).await;
        let academie = monde.academie_entiere();
        let mut trouvees: BTreeMap<ConvocationId, EtatConsulte> = BTreeMap::new();
        for etat in EtatConsulte::TOUS {
            let filtre = FiltreSuivies {
                etat: Some(etat),
                ..FiltreSuivies::default()
            };
            let depart = Depart::Rang(0);
            let lues = suivies::lister(store.lecture(), &academie, 2021, &filtre, depart, 100)
                .await
                .unwrap();
            for s in lues {
                // What the filter kept is what the rule says of the row.
                assert_eq!(EtatConsulte::de(&s.ligne), etat);
                assert_eq!(trouvees.insert(s.ligne.id, etat), None);
            }
        }
        assert_eq!(trouvees.len(), 11);
        let dits: Vec<EtatConsulte> = ids.iter().map(|id| trouvees[id]).collect();
        assert_eq!(
            dits,
            [
                EtatConsulte::NonEnvoyee,
                EtatConsulte::EnRoute,
                EtatConsulte::SansReponse,
                EtatConsulte::EnEchec,
                EtatConsulte::EnEchec,
                EtatConsulte::Lue,
                EtatConsulte::SansReponse,
                EtatConsulte::NonEnvoyee,
                EtatConsulte::Empechement,
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filtres_et_tris_des_convocations() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        poser(&store, &monde).await;
        let academie = monde.academie_entiere();
        let tout = FiltreSuivies::default();
        let n = async |portee: &Portee, f: FiltreSuivies| numeros(&store, portee, &f).await.len();
        assert_eq!(n(&academie, tout.clone()).await, 11);
        assert_eq!(n(&monde.a_bellevue(), tout.clone()).await, 9);
        let vide = Portee::Etablissements(monde.academie, vec![]);
        assert_eq!(n(&vide, tout.clone()).await, 0);
        assert_eq!(n(&Portee::Rien, tout.clone()).await, 0);
        assert_eq!(n(&Portee::Academie(AcademieId(99)), tout.clone()).await, 0);
        let mot = |mot: &str| FiltreSuivies {
            mot_cle: mot.into(),
            ..FiltreSuivies::default()
        };
        assert_eq!(n(&academie, mot("nom0001")).await, 2);
        assert_eq!(n(&academie, mot("NOM0001 anglais")).await, 1);
        assert_eq!(n(&academie, mot("A1")).await, 2);
        assert_eq!(n(&academie, mot("personne")).await, 0);
        assert_eq!(n(&academie, mot(&"x".repeat(600))).await, 0);
        let discipline = |d| FiltreSuivies {
            disciplines: vec![d],
            ..FiltreSuivies::default()
        };
        assert_eq!(n(&academie, discipline(monde.anglais)).await, 11);
        assert_eq!(n(&academie, discipline(monde.histoire)).await, 0);
        let division = FiltreSuivies {
            division: true,
            ..FiltreSuivies::default()
        };
        assert_eq!(n(&academie, division).await, 0);

        let trie = |tri, descendant| FiltreSuivies {
            tri,
            descendant,
            ..FiltreSuivies::default()
        };
        let lus = numeros(&store, &academie, &trie(ColonneSuivie::Mission, true)).await;
        assert_eq!(lus[..3], [20, 20, 10]);
        let lus = numeros(&store, &academie, &trie(ColonneSuivie::Nom, false)).await;
        assert_eq!(lus[..5], [10, 20, 10, 20, 10]);
        let lus = numeros(&store, &academie, &trie(ColonneSuivie::Centre, true)).await;
        assert_eq!(lus[..3], [20, 20, 10]);
        numeros(&store, &academie, &trie(ColonneSuivie::Jour, true)).await;

        // As a file: each once, in order, whatever the size of the pieces.
        let (mut apres, mut vues) = ((0, ConvocationId(0)), Vec::new());
        loop {
            let depart = Depart::Apres(apres.0, apres.1);
            let lot = suivies::lister(store.lecture(), &academie, 2021, &tout, depart, 4)
                .await
                .unwrap();
            let Some(derniere) = lot.last() else { break };
            apres = (derniere.numero, derniere.ligne.id);
            vues.extend(lot.iter().map(|s| (s.numero, s.ligne.id)));
        }
        assert_eq!(vues.len(), 11);
        assert!(vues.is_sorted());
        let une = suivies::lister(
            store.lecture(),
            &academie,
            2021,
            &mot("A1"),
            Depart::Rang(1),
            1,
        )
        .await
        .unwrap();
        assert_eq!(une[0].intitule, "Anglais écrit");
        assert_eq!(une[0].centre, "LYCEE FERMAT (0310036W)");
        assert_eq!(une[0].session, "470, BCG, 2021, BGT 2021");
        assert_eq!(une[0].ligne.affectation.creneaux.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_couverture_compte_ce_qui_manque() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        poser(&store, &monde).await;
        let academie = monde.academie_entiere();
        let lecture = store.lecture();
        let mut centres = store::couverture::par_centre(lecture, &academie, 2021)
            .await
            .unwrap();
        centres.sort_by(|a, b| b.libelle.cmp(&a.libelle));
        assert_eq!(
            centres,
            [
                LigneCouverture {
                    cle: "0310036W".into(),
                    libelle: "LYCEE FERMAT".into(),
                    effectifs: Effectifs {
                        missions: 1,
                        attendus: 1,
                        convoques: 2,
                        non_envoyees: 2,
                        ..Effectifs::default()
                    },
                },
                LigneCouverture {
                    cle: "0310038Y".into(),
                    libelle: "LPO BELLEVUE".into(),
                    effectifs: Effectifs {
                        // One of them has nobody, and has not said how many it expects.
                        missions: 2,
                        sans_effectif: 1,
                        attendus: 13,
                        convoques: 9,
                        manquants: 4,
                        empechements: 1,
                        echecs: 2,
                        sans_reponse: 2,
                        non_envoyees: 2,
                        en_route: 1,
                        lues: 1,
                        autres: 0,
                    },
                },
            ]
        );
        let epreuves = store::couverture::par_epreuve(lecture, &academie, 2021)
            .await
            .unwrap();
        let mut dites: Vec<_> = epreuves
            .iter()
            .map(|l| (l.cle.as_str(), l.libelle.as_str(), l.effectifs.manquants))
            .collect();
        dites.sort_unstable();
        assert_eq!(
            dites,
            [
                ("A1", "Anglais écrit", 0),
                ("C001C", "Histoire-géographie 3ème éval", 3),
                ("SSCAN", "", 1),
            ]
        );
        assert_eq!(somme_couverture(&epreuves), somme_couverture(&centres));

        let convoques = store::couverture::convoques_par_discipline(lecture, &academie, 2021)
            .await
            .unwrap();
        assert_eq!(convoques.len(), 2);
        assert!(
            convoques
                .iter()
                .all(|c| c.discipline == Some(monde.anglais.0))
        );
        let disciplines = store::disciplines::toutes(lecture).await.unwrap();
        let lignes = couverture_par_discipline(&epreuves, &convoques, &disciplines);
        let histoire = lignes
            .iter()
            .find(|l| l.cle == monde.histoire.to_string())
            .unwrap();
        // Nine people of English are convoked to an épreuve of history.
        assert_eq!(
            (histoire.effectifs.autres, histoire.effectifs.manquants),
            (9, 3)
        );

        assert!(
            store::couverture::par_centre(lecture, &Portee::Rien, 2021)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            store::couverture::par_centre(lecture, &academie, 1999)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}
