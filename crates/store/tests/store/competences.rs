//! Compétences: boxes, entries, what the database itself refuses.

use crate::monde::*;
use domain::*;
use std::collections::BTreeSet;
use store::competences;
use store::essais::sur_chaque_moteur;

fn cellules(qui: &[IntervenantId], codes: &[&str]) -> BTreeSet<Cellule> {
    qui.iter()
        .flat_map(|q| {
            codes
                .iter()
                .map(move |c| format!("{q}:{c}").parse::<Cellule>().unwrap())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn des_cases_se_cochent_se_decochent_et_se_valident() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 3).await;
        let lecture = store.lecture();
        let epreuves = competences::epreuves(lecture, monde.academie, 2021)
            .await
            .unwrap();
        let [epreuve] = &epreuves[..] else {
            panic!("{epreuves:?}");
        };
        assert_eq!(
            epreuve.objet.to_string(),
            "BCG – BACCALAUREAT GENERAL, C001C, Histoire-géographie 3ème éval"
        );
        let code = epreuve.cle.to_string();
        // None before the first year that has missions; those of the last one after it.
        for (annee, n) in [(2020, 0), (2030, 1)] {
            let vues = competences::epreuves(lecture, monde.academie, annee);
            assert_eq!(vues.await.unwrap().len(), n, "{annee}");
        }

        let cible = CibleSaisie {
            etablissement: monde.bellevue,
            annee: 2021,
            discipline: Some(monde.anglais),
        };
        let tx = store.ecriture().await.unwrap();
        let toutes = cellules(&qui, &[&code, "dnl.anglais"]);
        competences::cocher(&tx, 2021, &toutes).await.unwrap();
        competences::cocher(&tx, 2021, &toutes).await.unwrap();
        competences::decocher(&tx, 2021, &cellules(&qui[..1], &[&code]))
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let etats = async || -> Vec<(String, bool, bool)> {
            competences::cases(lecture, &cible)
                .await
                .unwrap()
                .into_iter()
                .map(|c| (c.cellule.to_string(), c.declaree, c.validee))
                .collect()
        };
        // What was never validated goes; what was stays until the next time.
        assert_eq!(etats().await.len(), 5);
        let tx = store.ecriture().await.unwrap();
        competences::valider(&tx, 2021, &qui, T0).await.unwrap();
        competences::decocher(&tx, 2021, &cellules(&qui[..1], &["dnl.anglais"]))
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let retiree = (format!("{}:dnl.anglais", qui[0]), false, true);
        assert!(etats().await.contains(&retiree));
        let validees = competences::validees(lecture, monde.academie, 2021, qui.clone())
            .await
            .unwrap();
        assert_eq!(validees[&qui[0]].len(), 1);
        assert_eq!(validees[&qui[1]].len(), 2);
        assert!(
            competences::validees(lecture, monde.academie, 2020, qui.clone())
                .await
                .unwrap()
                .is_empty()
        );
        let tx = store.ecriture().await.unwrap();
        competences::cocher(&tx, 2021, &cellules(&qui[..1], &["dnl.anglais"]))
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert!(etats().await.iter().all(|(_, d, v)| *d && *v));
        let tx = store.ecriture().await.unwrap();
        competences::decocher(&tx, 2021, &cellules(&qui, &[&code, "dnl.anglais"]))
            .await
            .unwrap();
        competences::valider(&tx, 2021, &qui, T0).await.unwrap();
        tx.valider().await.unwrap();
        assert_eq!(etats().await, []);
        let validees = competences::validees(lecture, monde.academie, 2021, qui.clone());
        assert_eq!(validees.await.unwrap()[&qui[0]], [], "validée sans rien");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_base_refuse_ce_qui_n_a_pas_de_sens() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 1).await[0];
        let tx = store.ecriture().await.unwrap();
        let epreuve = competences::epreuves(&tx, monde.academie, 2021)
            .await
            .unwrap()[0]
            .cle
            .to_string();
        competences::cocher(&tx, 2021, &cellules(&[qui], &[&epreuve]))
            .await
            .unwrap();
        let inconnue = cellules(&[qui], &["e.0.987654.BCG"]);
        let point = tx.point().await.unwrap();
        assert!(competences::cocher(&point, 2021, &inconnue).await.is_err());
        drop(point);
        tx.valider().await.unwrap();
        let ligne = |objet: &str, epreuve: &str, declaree: &str| {
            format!(
                "INSERT INTO competence (intervenant_id, annee, objet, epreuve_option_id,
                   declaree, validee) VALUES ({qui}, 2021, '{objet}', {epreuve}, {declaree}, (1 = 0))"
            )
        };
        let saisie = |etat: &str| {
            format!(
                "INSERT INTO competence_saisie (etablissement_id, annee, etat, etat_le)
                 VALUES ({}, 2021, '{etat}', 1)",
                monde.bellevue
            )
        };
        for sql in [
            ligne("dnl.anglais", "1", "(1 = 1)"),
            ligne("e.0.1.BCG", "NULL", "(1 = 1)"),
            ligne("dnl.anglais", "NULL", "(1 = 0)"),
            saisie("validee"),
            saisie("finie"),
            "DELETE FROM epreuve_option".to_owned(),
            "UPDATE competence SET declaree = (1 = 0)".to_owned(),
        ] {
            assert!(refuse(&store, &sql).await, "{sql}");
        }
        assert!(!refuse(&store, &ligne("dnl.anglais", "NULL", "(1 = 1)")).await);
        assert!(!refuse(&store, &saisie("en_cours")).await);
        // One entry for those without discipline, as for each discipline.
        let deux = format!("{}; {}", saisie("en_cours"), saisie("en_cours"));
        assert!(refuse(&store, &deux).await);
        // Who goes takes their boxes along.
        assert!(!refuse(&store, &format!("DELETE FROM intervenant WHERE id = {qui}")).await);
    })
    .await;
}
