//! Duplicates and merges: the keys, every table that names a person, there and back.

use crate::monde::*;
use domain::*;
use sea_orm::Statement;
use std::collections::{BTreeSet, HashSet};
use store::doublons::{NouvelleFusion, REFERENCES};
use store::essais::sur_chaque_moteur;
use store::intervenants::NouvelIntervenant;
use store::{ConnectionTrait, Moteur, Store};

async fn textes(store: &Store, sql: &str) -> Vec<String> {
    let conn = store.lecture();
    let requete = Statement::from_string(conn.get_database_backend(), sql);
    conn.query_all_raw(requete)
        .await
        .unwrap()
        .into_iter()
        .map(|l| l.try_get::<String>("", "v").unwrap())
        .collect()
}

/// Every column that refers to a table, as `table.column`.
pub(crate) async fn qui_renvoie_a(store: &Store, cible: &str) -> BTreeSet<String> {
    let sql = match store.moteur() {
        Moteur::Sqlite => format!(
            "SELECT m.name || '.' || f.\"from\" AS v FROM sqlite_master m
             JOIN pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" = '{cible}'"
        ),
        Moteur::Postgres => format!(
            "SELECT CAST(c.conrelid::regclass AS text) || '.' || a.attname AS v
             FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
             WHERE c.contype = 'f' AND c.confrelid = '{cible}'::regclass"
        ),
    };
    textes(store, &sql).await.into_iter().collect()
}

/// A column that names an intervenant and that no merge knows would keep rows of somebody
/// who is closed: each says what becomes of them.
#[tokio::test(flavor = "multi_thread")]
async fn chaque_colonne_qui_nomme_un_intervenant_a_son_devenir() {
    sur_chaque_moteur(async |store| {
        let du_schema = qui_renvoie_a(&store, "intervenant").await;
        let connues: BTreeSet<String> = REFERENCES
            .iter()
            .map(|r| format!("{}.{}", r.tableau, r.colonne))
            .collect();
        assert_eq!(connues, du_schema);
        assert_eq!(connues.len(), REFERENCES.len(), "une colonne deux fois");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_nom_se_retrouve_dans_les_deux_ordres() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let noms = [
            ("A", "O'BRIEN", "Patrice"),
            ("B", "Patrice", "OBRIEN"),
            ("C", "DE LA TOUR", "Ève-Noëlle"),
            ("D", "de la tour", "EVE NOELLE"),
            ("E", "MARTIN", ""),
            ("F", "DURAND", "Anne"),
            ("G", "D’ALMEIDA-L'HÔTE", "M'hamed"),
        ];
        let gens: Vec<_> = noms.iter().map(|(m, n, p)| personne(m, n, p)).collect();
        let ids = monde.personnes(&store, &gens).await;
        let lecture = store.lecture();
        // The engine works out the key that the program asks for.
        for ((_, nom, prenom), id) in noms.iter().zip(&ids) {
            let cle = store::doublons::cle_de(nom, prenom);
            let trouves =
                store::doublons::semblables(lecture, monde.academie, &[cle], &[], None, 20)
                    .await
                    .unwrap();
            assert!(trouves.contains(id), "{nom} {prenom}");
        }
        let [par_nom, par_mel, par_rue] = store::doublons::partages(lecture, monde.academie)
            .await
            .unwrap();
        let mut par_nom: Vec<_> = par_nom;
        par_nom.sort();
        assert_eq!(par_nom, [vec![ids[0], ids[1]], vec![ids[2], ids[3]]]);
        assert_eq!(par_mel, Vec::<Vec<IntervenantId>>::new());
        assert_eq!(par_rue, Vec::<Vec<IntervenantId>>::new());

        // The birth name, and an address whatever its case.
        let tx = store.ecriture().await.unwrap();
        store::intervenants::completer(&tx, ids[4], 0, ("retraite", "DURAND"))
            .await
            .unwrap();
        let martine = NouvelIntervenant {
            mel_personnel: "F@AC.example.org".into(),
            ..personne("H", "BLANC", "Martine")
        };
        store::intervenants::importer_lot(&tx, monde.academie, &[martine])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let cle = store::doublons::cle_de("DURAND", "");
        let trouves = store::doublons::semblables(lecture, monde.academie, &[cle], &[], None, 20)
            .await
            .unwrap();
        assert_eq!(trouves, [ids[4]]);
        // Where they live, however it is written.
        let tx = store.ecriture().await.unwrap();
        let chez = |m: &str, nom: &str, rue: &str| NouvelIntervenant {
            adresse: Adresse {
                lignes: vec![rue.into()],
                code_postal: "31000".into(),
                commune: String::new(),
            },
            ..personne(m, nom, "Paul")
        };
        let voisins = [
            chez("V1", "ROUX", "3 bis, avenue du Général Leclerc"),
            chez("V2", "RIVIERE", "3bis AV. GAL LECLERC"),
            chez("V3", "NOIR", "3 bis avenue du Général Leclerc"),
        ];
        store::intervenants::importer_lot(&tx, monde.academie, &voisins)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let [.., par_rue] = store::doublons::partages(lecture, monde.academie)
            .await
            .unwrap();
        assert_eq!((par_rue.len(), par_rue[0].len()), (1, 2), "{par_rue:?}");
        let ici = &voisins[0].adresse;
        let trouves = store::doublons::semblables(
            lecture,
            monde.academie,
            &[],
            &[],
            Some(("RAMEAU", ici)),
            20,
        )
        .await
        .unwrap();
        assert_eq!(trouves, par_rue[0]);
        let [_, par_mel, _] = store::doublons::partages(lecture, monde.academie)
            .await
            .unwrap();
        assert_eq!(par_mel.len(), 1);
        assert!(par_mel[0].contains(&ids[5]) && par_mel[0].len() == 2);
        let tx = store.ecriture().await.unwrap();
        for premiere in [true, false] {
            let dit = store::doublons::distinguer(&tx, ids[1], ids[0], monde.chef, T0)
                .await
                .unwrap();
            assert_eq!(dit, premiere);
        }
        tx.valider().await.unwrap();
        assert_eq!(
            store::doublons::distincts(lecture, monde.academie)
                .await
                .unwrap(),
            HashSet::from([(ids[0], ids[1])])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_fusion_deplace_puis_rend() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ids = monde.foule(&store, 3).await;
        let (garde, absorbe) = (ids[0], ids[1]);
        let a = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let b = monde.mission(&store, &mission(2, monde.bellevue)).await;
        monde.convoquer(&store, a, &[garde, ids[2]]).await;
        let deplacee = monde.convoquer(&store, b, &[absorbe]).await[0];
        assert_eq!(
            store::doublons::missions_communes(store.lecture(), garde, absorbe)
                .await
                .unwrap(),
            []
        );
        let tx = store.ecriture().await.unwrap();
        for (qui, objet, annee) in [
            (garde, "l.x", 2021),
            (absorbe, "l.x", 2021),
            (absorbe, "l.y", 2021),
        ] {
            tx.execute_unprepared(&format!(
                "INSERT INTO competence (intervenant_id, annee, objet, declaree, validee)
                 VALUES ({qui}, {annee}, '{objet}', {vrai}, {vrai})",
                vrai = if store.moteur() == Moteur::Sqlite {
                    "1"
                } else {
                    "true"
                }
            ))
            .await
            .unwrap();
        }
        let nouvelle = NouvelleFusion {
            academie: monde.academie,
            absorbe,
            garde,
            garde_version: 1,
            avant: "{}".into(),
            par: monde.chef,
            le: T0.plus_secondes(60),
        };
        let fusion = store::doublons::fusionner(&tx, &nouvelle).await.unwrap();
        // Attested since, under the name of who is kept.
        tx.execute_unprepared(&format!(
            "INSERT INTO service_fait (convocation_cle, jour, mission_id, intervenant_id, minutes,
               remarque, saisi_le, saisi_par)
             VALUES ({}, '2021-02-01', {}, {}, 60, '', 0, {})",
            deplacee.0, b.0, garde.0, monde.chef.0
        ))
        .await
        .unwrap();
        tx.valider().await.unwrap();

        let de = async |table: &str, qui: IntervenantId| {
            let sql = format!(
                "SELECT CAST(count(*) AS text) AS v FROM {table} WHERE intervenant_id = {qui}"
            );
            textes(&store, &sql).await[0].clone()
        };
        assert_eq!(de("convocation", garde).await, "2");
        assert_eq!(de("convocation", absorbe).await, "0");
        // What both have stays with the closed one: nothing is lost.
        assert_eq!(de("competence", garde).await, "2");
        assert_eq!(de("competence", absorbe).await, "1");
        assert_eq!(
            store::doublons::actuel(store.lecture(), absorbe)
                .await
                .unwrap(),
            garde
        );
        assert_eq!(
            store::doublons::actuel(store.lecture(), garde)
                .await
                .unwrap(),
            garde
        );
        // A file that still has both does not open the closed one again.
        let tx = store.ecriture().await.unwrap();
        store::intervenants::importer_lot(
            &tx,
            monde.academie,
            &[personne("M0001", "NOM0001", "Anne")],
        )
        .await
        .unwrap();
        tx.valider().await.unwrap();
        let connu = store::repertoire::fiche(store.lecture(), monde.academie, absorbe)
            .await
            .unwrap()
            .unwrap();
        assert!(!connu.connu.actif);

        let lues = store::doublons::fusions(store.lecture(), monde.academie, Some(absorbe), None)
            .await
            .unwrap();
        assert_eq!((lues.len(), lues[0].id, lues[0].garde), (1, fusion, garde));
        assert!(
            !store::doublons::convoque_depuis(store.lecture(), &lues[0])
                .await
                .unwrap()
        );
        let tx = store.ecriture().await.unwrap();
        assert!(
            store::doublons::defaire(&tx, &lues[0], monde.chef, T0)
                .await
                .unwrap()
        );
        assert!(
            !store::doublons::defaire(&tx, &lues[0], monde.chef, T0)
                .await
                .unwrap()
        );
        tx.valider().await.unwrap();
        assert_eq!(de("convocation", garde).await, "1");
        assert_eq!(de("convocation", absorbe).await, "1");
        assert_eq!(de("service_fait", garde).await, "0");
        assert_eq!(de("service_fait", absorbe).await, "1");
        assert_eq!(de("competence", garde).await, "1");
        assert_eq!(de("competence", absorbe).await, "2");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_demande_ne_recoit_qu_une_reponse() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ids = monde.foule(&store, 1).await;
        let saisie = SaisieDemande {
            nom: "INCONNU".into(),
            ..SaisieDemande::default()
        };
        let tx = store.ecriture().await.unwrap();
        let id = store::demandes::creer(
            &tx,
            monde.academie,
            monde.bellevue,
            monde.chef,
            None,
            &saisie,
            T0,
        )
        .await
        .unwrap();
        tx.valider().await.unwrap();
        let compter = async |portee: Portee| {
            store::demandes::compter(store.lecture(), &portee)
                .await
                .unwrap()
        };
        assert_eq!(compter(monde.academie_entiere()).await, (1, 0));
        let ailleurs = Portee::Etablissements(monde.academie, vec![monde.fermat]);
        assert_eq!(compter(ailleurs).await, (0, 0));
        let tx = store.ecriture().await.unwrap();
        for (reponse, faite) in [(Ok(ids[0]), true), (Err("non"), false)] {
            let repondu = store::demandes::repondre(&tx, id, reponse, monde.chef, T0)
                .await
                .unwrap();
            assert_eq!(repondu, faite);
        }
        tx.valider().await.unwrap();
        assert_eq!(compter(monde.a_bellevue()).await, (0, 1));
        let lues = store::demandes::lister(store.lecture(), &monde.a_bellevue(), Some(id), 0, 1)
            .await
            .unwrap();
        assert_eq!(lues[0].etat, EtatDemande::Traitee);
        assert_eq!(lues[0].reponse, Some((ids[0], "NOM0000 Anne".into())));
        let tx = store.ecriture().await.unwrap();
        store::demandes::lire_reponse(&tx, id, T0).await.unwrap();
        tx.valider().await.unwrap();
        assert_eq!(compter(monde.a_bellevue()).await, (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_repertoire_se_filtre() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde.foule(&store, 3).await;
        let tx = store.ecriture().await.unwrap();
        let accentue = etablissement(310_047, "LYCÉE SAINT-EXUPÉRY");
        let accentue = store::etablissements::creer(&tx, monde.academie, &accentue)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let la_bas = NouvelIntervenant {
            etablissement: Some(accentue),
            ..personne("Y", "ACCENTUÉE", "Ève")
        };
        monde
            .personnes(&store, &[personne("X", "EXTERNE", "Zoé"), la_bas])
            .await;
        let lister = async |filtre: FiltreRepertoire| {
            store::repertoire::lister(store.lecture(), monde.academie, &filtre)
                .await
                .unwrap()
        };
        let tous = FiltreRepertoire {
            vue: VueRepertoire::Tous,
            ..FiltreRepertoire::default()
        };
        assert_eq!(lister(tous.clone()).await.0, 5);
        let (total, lignes) = lister(FiltreRepertoire {
            vue: VueRepertoire::Externes,
            ..FiltreRepertoire::default()
        })
        .await;
        assert_eq!((total, &*lignes[0].nom), (1, "EXTERNE Zoé"));
        assert_eq!(lignes[0].origine, Origine::Autre);
        for (nom, lieu, attendus) in [
            ("anne nom0001", "", 1),
            ("zoe", "", 1),
            ("nom0", "bellevue", 3),
            ("nom0", "fermat", 0),
            ("", "lycée saint-exupéry", 1),
            ("", "LYCEE EXUPERY", 1),
            ("", "0310047", 1),
            ("", "nulle part", 0),
            ("om0", "", 0),
        ] {
            let filtre = FiltreRepertoire {
                nom: nom.into(),
                lieu: lieu.into(),
                ..tous.clone()
            };
            assert_eq!(lister(filtre).await.0, attendus, "{nom} {lieu}");
        }
    })
    .await;
}
