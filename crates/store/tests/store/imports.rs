//! Imports: created, changed, unchanged; twice changes nothing.

use crate::intervenants::qui_renvoie_a;
use crate::monde::*;
use domain::*;
use std::collections::BTreeSet;
use store::Ecrit;
use store::essais::sur_chaque_moteur;
use store::intervenants::NouvelIntervenant;
use store::missions::NouvelleMission;
use store::references::Referentiel;

#[tokio::test(flavor = "multi_thread")]
async fn etablissements() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let lot = [
            etablissement(310_038, "LPO BELLEVUE"),
            etablissement(310_001, "LYCÉE NEUF"),
            etablissement(310_001, "LYCÉE NEUF"), // the published file has such doubles
            etablissement(310_036, "LYCEE PIERRE DE FERMAT"),
        ];
        let importer = async || {
            let tx = store.ecriture().await.unwrap();
            let faits = store::etablissements::importer_lot(&tx, monde.academie, &lot)
                .await
                .unwrap();
            tx.valider().await.unwrap();
            faits
        };
        use Ecrit::{Cree, Inchange, Modifie};
        assert_eq!(importer().await, [Inchange, Cree, Inchange, Modifie]);
        assert_eq!(importer().await, [Inchange; 4]);
        let ids = store::etablissements::ids_par_uai(store.lecture(), monde.academie)
            .await
            .unwrap();
        assert_eq!(ids.len(), 3);
        let fermat = store::etablissements::par_uai(store.lecture(), None, &uai(310_036))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(fermat.id, monde.fermat);
        assert_eq!(fermat.nom, "LYCEE PIERRE DE FERMAT");
        assert_eq!(fermat.adresse, lot[3].adresse);
        let ailleurs = store::etablissements::par_id(store.lecture(), AcademieId(99), monde.fermat);
        assert_eq!(ailleurs.await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn intervenants() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let complet = NouvelIntervenant {
            civilite: Civilite::Monsieur,
            etablissement: Some(monde.bellevue),
            discipline: Some(monde.anglais),
            mel_personnel: "x@example.org".into(),
            adresse: Adresse {
                lignes: vec!["1 rue de la Paix".into(), "Bât. B".into()],
                code_postal: "31000".into(),
                commune: "TOULOUSE".into(),
            },
            ..personne("1", "DURAND", "Éric")
        };
        let importer = async |lot: &[NouvelIntervenant]| {
            let tx = store.ecriture().await.unwrap();
            let faits = store::intervenants::importer_lot(&tx, monde.academie, lot)
                .await
                .unwrap();
            tx.valider().await.unwrap();
            faits
        };
        use Ecrit::{Cree, Inchange, Modifie};
        let lot = [complet.clone(), personne("2", "PETIT", "Zoé")];
        assert_eq!(importer(&lot).await, [Cree, Cree]);
        assert_eq!(importer(&lot).await, [Inchange, Inchange]);
        let autre = personne("2", "PETIT-GRAND", "Zoé");
        assert_eq!(
            importer(&[complet.clone(), autre.clone()]).await,
            [Inchange, Modifie]
        );
        // The last one stays, whether the first was known or not.
        assert_eq!(
            importer(&[lot[1].clone(), autre.clone()]).await,
            [Modifie, Modifie]
        );
        let neufs = [
            personne("3", "A", "B"),
            personne("3", "A", "B"),
            personne("3", "A", "C"),
        ];
        assert_eq!(importer(&neufs).await, [Cree, Inchange, Modifie]);

        let lu = store::intervenants::par_matricule(store.lecture(), monde.academie, "1")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (lu.civilite, lu.adresse),
            (complet.civilite, complet.adresse)
        );
        assert_eq!(lu.etablissement, Some(monde.bellevue));
        let trois = store::intervenants::par_matricule(store.lecture(), monde.academie, "3")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(trois.prenom, "C");
        let n = store::intervenants::compter(store.lecture(), monde.academie);
        assert_eq!(n.await.unwrap(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missions() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let importer = async |m: &NouvelleMission| {
            let tx = store.ecriture().await.unwrap();
            let fait =
                store::missions::importer(&tx, monde.academie, &mut Referentiel::default(), m)
                    .await
                    .unwrap();
            tx.valider().await.unwrap();
            fait
        };
        let m = mission(7, monde.bellevue);
        let (id, fait) = importer(&m).await;
        assert_eq!(fait, Ecrit::Cree);
        assert_eq!(importer(&m).await, (id, Ecrit::Inchange));

        // What the centre keeps as defaults is its own; what Cyclades says is replaced.
        let tx = store.ecriture().await.unwrap();
        let neufs = [creneau(4, 13, 17), creneau(12, 8, 12)];
        store::missions::enregistrer_defauts(&tx, id, 1, &neufs, "Du centre")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(importer(&m).await, (id, Ecrit::Inchange));
        let changee = NouvelleMission {
            type_mission: TypeMission::Inec,
            affectation_terminee: false,
            jours: (3..=5).map(jour).collect(),
            ..m
        };
        assert_eq!(importer(&changee).await, (id, Ecrit::Modifie));
        assert_eq!(importer(&changee).await, (id, Ecrit::Inchange));
        let lue = store::missions::par_id(store.lecture(), id)
            .await
            .unwrap()
            .unwrap();
        assert!(lue.attend_affectation());
        assert_eq!(lue.jours_possibles, changee.jours);
        assert_eq!(lue.creneaux_par_defaut, neufs[..1]); // the 12th is no longer possible
        assert_eq!(lue.observation_par_defaut, "Du centre");
        let filtre = FiltreMissions {
            mot_cle: "inec".into(),
            ..FiltreMissions::default()
        };
        let p = store::missions::page(store.lecture(), &monde.academie_entiere(), &filtre).await;
        assert_eq!(p.unwrap().total, 1);
    })
    .await;
}

/// A bad line given back to its point leaves the good ones, on both engines.
#[tokio::test(flavor = "multi_thread")]
async fn une_ligne_refusee_n_emporte_pas_les_autres() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let tx = store.ecriture().await.unwrap();
        let lignes = [
            personne("1", "BON", "Un"),
            personne("2", " ", "Sans nom"),
            personne("3", "BON", "Trois"),
        ];
        let mut refusees = 0;
        for ligne in &lignes {
            let point = tx.point().await.unwrap();
            let fait = store::intervenants::importer_lot(
                &point,
                monde.academie,
                std::slice::from_ref(ligne),
            )
            .await;
            match fait {
                Ok(_) => point.valider().await.unwrap(),
                Err(e) => {
                    assert!(e.est_contrainte(), "{e:?}");
                    refusees += 1;
                    point.annuler().await.unwrap();
                }
            }
        }
        tx.valider().await.unwrap();
        assert_eq!(refusees, 1);
        let n = store::intervenants::compter(store.lecture(), monde.academie);
        assert_eq!(n.await.unwrap(), 2);
    })
    .await;
}

/// What is a part of the thing itself, and goes with it.
fn parties(table: &str) -> &'static [&'static str] {
    match table {
        "intervenant" => &[
            "intervenant_mot.intervenant_id",
            "intervenant_rattachement.intervenant_id",
        ],
        "mission" => &["mission_jour.mission_id", "mission_creneau.mission_id"],
        _ => &[],
    }
}

/// A column that refers to what an import makes and that nobody looks at would let an import
/// be taken back with what was built on it, or never.
#[tokio::test(flavor = "multi_thread")]
async fn chaque_colonne_qui_renvoie_a_une_chose_importee_la_retient() {
    sur_chaque_moteur(async |store| {
        for (table, genre) in [
            ("etablissement", GenreImport::Etablissements),
            ("intervenant", GenreImport::Intervenants),
            ("mission", GenreImport::Missions),
        ] {
            let connues: BTreeSet<String> = store::imports_base::dependances(genre)
                .iter()
                .map(|(t, c)| format!("{t}.{c}"))
                .chain(parties(table).iter().map(|p| (*p).to_owned()))
                .collect();
            assert_eq!(connues, qui_renvoie_a(&store, table).await, "{table}");
        }
    })
    .await;
}
