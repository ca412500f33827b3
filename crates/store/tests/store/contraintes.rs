//! What the database itself refuses, whoever writes.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use store::{ConnectionTrait, ErreurStore, Store};

async fn refuse(store: &Store, sql: &str) -> ErreurStore {
    let tx = store.ecriture().await.unwrap();
    let erreur = tx.execute_unprepared(sql).await;
    ErreurStore::from(erreur.expect_err(sql))
}

#[tokio::test(flavor = "multi_thread")]
async fn les_valeurs_impossibles_sont_refusees() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let mission = monde
            .mission(&store, &mission(172_278, monde.bellevue))
            .await;
        let qui = monde.foule(&store, 1).await;
        let convocation = monde.convoquer(&store, mission, &qui).await[0];
        for sql in [
            "UPDATE etablissement SET uai = '0310038Z'".to_owned(), // wrong letter
            "UPDATE etablissement SET uai = 'A310038Y'".to_owned(),
            "UPDATE etablissement SET uai = '310038Y'".to_owned(),
            "UPDATE etablissement SET uai = ''".to_owned(),
            "UPDATE etablissement SET nom = '  '".to_owned(),
            "UPDATE etablissement SET code_postal = '3100'".to_owned(),
            "UPDATE academie SET nom = ''".to_owned(),
            "UPDATE intervenant SET nom = ' '".to_owned(),
            "UPDATE intervenant SET civilite = 'dr'".to_owned(),
            "UPDATE intervenant SET version = 0".to_owned(),
            "UPDATE mission SET type = 'AUTRE'".to_owned(),
            "UPDATE mission SET signataire = 'moi'".to_owned(),
            "UPDATE mission SET numero = 0".to_owned(),
            "UPDATE mission_creneau SET fin = debut".to_owned(),
            "UPDATE convocation SET qualite = 'chef'".to_owned(),
            "UPDATE convocation SET autorite = 'moi'".to_owned(),
            "UPDATE convocation SET version = 0".to_owned(),
            "UPDATE convocation_creneau SET fin = '08:00:00', debut = '09:00:00'".to_owned(),
            "UPDATE compte SET mot_de_passe = 'en clair'".to_owned(),
            "UPDATE compte_role SET etablissement_id = NULL".to_owned(),
            "UPDATE compte_role SET role = 'gestionnaire'".to_owned(),
            // nothing refers to nothing
            "UPDATE mission SET centre_id = 999999".to_owned(),
            "UPDATE convocation SET intervenant_id = 999999".to_owned(),
            "DELETE FROM mission".to_owned(),
            "DELETE FROM intervenant".to_owned(),
            "DELETE FROM compte".to_owned(),
            "DELETE FROM etablissement".to_owned(),
            "DELETE FROM academie".to_owned(),
            format!(
                "DELETE FROM session_examen WHERE id > 0 AND {} > 0",
                convocation.0
            ),
        ] {
            let erreur = refuse(&store, &sql).await;
            assert!(erreur.est_contrainte(), "{sql}: {erreur:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tous_les_codes_du_domaine_sont_acceptes() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 1).await;
        monde.convoquer(&store, m, &qui).await;
        let tx = store.ecriture().await.unwrap();
        let mettre = async |table: &str, colonne: &str, code: &str| {
            tx.execute_unprepared(&format!("UPDATE {table} SET {colonne} = '{code}'"))
                .await
                .unwrap();
        };
        for t in TypeMission::TOUS {
            mettre("mission", "type", t.code()).await;
        }
        for s in [Signataire::ChefEtablissement, Signataire::ChefCentre] {
            mettre("mission", "signataire", s.code()).await;
        }
        for q in Qualite::TOUTES {
            mettre("convocation", "qualite", q.code()).await;
        }
        for a in [Autorite::Centre, Autorite::Division] {
            mettre("convocation", "autorite", a.code()).await;
        }
        for c in [Civilite::Madame, Civilite::Monsieur, Civilite::Inconnue] {
            mettre("intervenant", "civilite", c.code()).await;
        }
        for role in Role::TOUS {
            let etablissement = role.sur_etablissement().then_some(monde.fermat);
            store::comptes::attribuer(
                &tx,
                monde.chef,
                Attribution {
                    role,
                    etablissement,
                },
            )
            .await
            .unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_est_unique_le_reste() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 2).await;
        monde.convoquer(&store, m, &qui).await;

        let tx = store.ecriture().await.unwrap();
        let encore = store::convocations::creer_lot(
            &tx,
            m,
            &qui[1..],
            &affectation(),
            Autorite::Centre,
            monde.chef,
            T0,
        )
        .await;
        assert!(encore.unwrap_err().est_unicite());
        drop(tx);

        let erreur = refuse(
            &store,
            "INSERT INTO etablissement (academie_id, uai, nom, adresse, code_postal, commune,
               telephone, mel, ferme)
             SELECT academie_id, uai, nom, adresse, code_postal, commune, telephone, mel, ferme
             FROM etablissement",
        )
        .await;
        assert!(erreur.est_unicite(), "{erreur:?}");

        // NULL is no way round: one role over the académie is held once.
        let tx = store.ecriture().await.unwrap();
        let role = Attribution {
            role: Role::Gestionnaire,
            etablissement: None,
        };
        store::comptes::attribuer(&tx, monde.chef, role)
            .await
            .unwrap();
        let point = tx.point().await.unwrap();
        let encore = store::comptes::attribuer(&point, monde.chef, role).await;
        assert!(encore.unwrap_err().est_unicite());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_constat_se_tient() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 2).await;
        let convocation = monde.convoquer(&store, m, &qui[..1]).await[0];
        let (autre, chef) = (qui[1].0, monde.chef.0);
        let inserer = format!(
            "INSERT INTO service_fait (convocation_cle, jour, mission_id, intervenant_id, presence,
               minutes, remarque, saisi_le, saisi_par)
             VALUES ({}, '2021-02-01', {}, {}, 'present', 240, '', 1, {chef})",
            convocation.0, m.0, qui[0].0
        );
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared(&inserer).await.unwrap();
        tx.valider().await.unwrap();

        let valide = format!("valide_le = 2, valide_par = {chef}");
        let corrige = format!("corrige_le = 3, corrige_par = {chef}");
        for valeurs in [
            "presence = 'retard'".to_owned(),
            "presence = 'absent', motif = 'ennui'".to_owned(),
            // A reason is that of an absence, a replacement somebody else's.
            "motif = 'sante'".to_owned(),
            "presence = NULL, motif = 'sante'".to_owned(),
            "presence = 'remplace', motif = 'sante'".to_owned(),
            format!("remplacant_id = {autre}"),
            format!("presence = 'absent', remplacant_id = {autre}"),
            format!("presence = NULL, remplacant_id = {autre}"),
            "presence = 'remplace', remplacant_id = intervenant_id".to_owned(),
            "minutes = -1".to_owned(),
            "minutes = 1441".to_owned(),
            "nombre = -1".to_owned(),
            "version = 0".to_owned(),
            // What is validated lacks nothing, and tells who did it.
            "valide_le = 2".to_owned(),
            format!("valide_par = {chef}"),
            format!("{valide}, presence = NULL"),
            format!("{valide}, presence = 'absent'"),
            format!("{valide}, presence = 'remplace'"),
            // What is corrected was validated, and tells who did it and why.
            "corrige_le = 3".to_owned(),
            format!("{corrige}, raison = 'Recompté'"),
            format!("{valide}, {corrige}"),
            format!("{valide}, {corrige}, raison = '  '"),
            format!("{valide}, corrige_le = 3, raison = 'Recompté'"),
            // nothing refers to nothing
            "mission_id = 999999".to_owned(),
            "intervenant_id = 999999".to_owned(),
            "presence = 'remplace', remplacant_id = 999999".to_owned(),
            "saisi_par = 999999".to_owned(),
            "valide_le = 2, valide_par = 999999".to_owned(),
        ] {
            let sql = format!("UPDATE service_fait SET {valeurs}");
            let erreur = refuse(&store, &sql).await;
            assert!(erreur.est_contrainte(), "{sql}: {erreur:?}");
        }
        let encore = refuse(&store, &inserer).await;
        assert!(encore.est_unicite(), "{encore:?}");

        // And all that the domain says goes in.
        let tx = store.ecriture().await.unwrap();
        let mettre = async |valeurs: &str| {
            tx.execute_unprepared(&format!("UPDATE service_fait SET {valeurs}"))
                .await
                .unwrap();
        };
        for p in Presence::TOUTES {
            mettre(&format!("presence = '{}'", p.code())).await;
        }
        mettre("presence = 'absent'").await;
        for motif in MotifAbsence::TOUS {
            mettre(&format!("motif = '{}'", motif.code())).await;
        }
        mettre(&format!("{valide}, {corrige}, raison = 'Recompté'")).await;
        mettre(&format!(
            "presence = 'remplace', motif = NULL, remplacant_id = {autre}, nombre = 0, minutes = 1440"
        ))
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_piste_ne_se_recrit_pas() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let trace = |n: i64| store::piste::Trace {
            moment: T0.plus_secondes(n),
            compte: Some(monde.chef),
            action: "convoquer".into(),
            objet: "mission".into(),
            objet_id: n % 2,
            details: "{}".into(),
        };
        let tx = store.ecriture().await.unwrap();
        for n in 0..4 {
            store::piste::ajouter(&tx, &trace(n)).await.unwrap();
        }
        tx.valider().await.unwrap();
        let erreur = refuse(&store, "UPDATE piste SET action = 'rien'").await;
        assert!(erreur.est_contrainte(), "{erreur:?}");

        let lues = store::piste::lister(store.lecture(), Some(("mission", 1)), 10).await;
        assert_eq!(lues.unwrap(), [trace(3), trace(1)]);
        // Lines go with their seal, which says so; a seal stays as it was set.
        let erreur = refuse(&store, "DELETE FROM piste").await;
        assert!(erreur.est_contrainte(), "{erreur:?}");
        let fin = store::sceaux::repere(store.lecture()).await.unwrap();
        let sceau = store::sceaux::Sceau {
            numero: 1,
            premier: 1,
            dernier: fin - 2,
            nombre: 2,
            recent: T0.plus_secondes(1),
            scelle_le: T0,
            lignes: "0".repeat(64),
            precedent: String::new(),
            empreinte: "1".repeat(64),
            purge_le: None,
        };
        let tx = store.ecriture().await.unwrap();
        store::sceaux::poser(&tx, &sceau).await.unwrap();
        let point = tx.point().await.unwrap();
        let encore = store::sceaux::poser(&point, &sceau).await;
        assert!(encore.unwrap_err().est_unicite());
        point.annuler().await.unwrap();
        tx.valider().await.unwrap();
        for sql in [
            "DELETE FROM piste",
            "DELETE FROM piste_sceau",
            "UPDATE piste_sceau SET nombre = 3",
        ] {
            let erreur = refuse(&store, sql).await;
            assert!(erreur.est_contrainte(), "{sql}: {erreur:?}");
        }
        let tx = store.ecriture().await.unwrap();
        let purgees = store::sceaux::purger(&tx, &sceau, T0).await.unwrap();
        assert_eq!(purgees, Some(vec![(Some(monde.academie), 2)]));
        let encore = store::sceaux::purger(&tx, &sceau, T0).await.unwrap();
        assert_eq!(encore, None);
        tx.valider().await.unwrap();
        let restent = store::piste::lister(store.lecture(), None, 10).await;
        assert_eq!(restent.unwrap().len(), 2);
        // Those beyond the seal are kept.
        let erreur = refuse(&store, "DELETE FROM piste").await;
        assert!(erreur.est_contrainte(), "{erreur:?}");
    })
    .await;
}
