//! Migrations there and back, opening, transactions.

use crate::monde::*;
use store::essais::{moteurs, sur_chaque_base, sur_chaque_moteur};
use store::{ConnectionTrait, ErreurStore, Moteur, OptionsStore, Store};

#[tokio::test(flavor = "multi_thread")]
async fn monte_descend_et_remonte() {
    sur_chaque_moteur(async |store| {
        let haut = store.version().await.unwrap();
        assert_eq!(haut.en_attente, Vec::<String>::new());
        assert_eq!(haut.derniere.as_deref(), Some("m20261128_000270_paires"));

        store.annuler_tout().await.unwrap();
        let bas = store.version().await.unwrap();
        assert_eq!((bas.derniere, bas.en_attente.len()), (None, 39));
        assert!(store::academies::toutes(store.lecture()).await.is_err());

        store.migrer().await.unwrap();
        store.migrer().await.unwrap(); // nothing left to do
        assert_eq!(store.version().await.unwrap(), haut);
        Monde::creer(&store).await;
        store.annuler_tout().await.unwrap(); // with rows in the tables
        store.migrer().await.unwrap();
        assert!(
            store::academies::toutes(store.lecture())
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

/// The state of mails that come back, added to an outbox that holds some of each: none
/// is lost on the way there or back, nor is a key given twice.
#[tokio::test(flavor = "multi_thread")]
async fn les_courriels_traversent_la_migration_des_retours() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 8).await;
        let convocations = monde.convoquer(&store, m, &qui).await;
        let etats = [
            "en_attente",
            "en_cours",
            "envoye",
            "nouvel_essai",
            "echec",
            "annule",
            "retour",
            "retour",
        ];
        let tx = store.ecriture().await.unwrap();
        let envoi = store::courriels::creer_envoi(&tx, m, monde.chef, true, &[], T0)
            .await
            .unwrap();
        let lot: Vec<_> = (0..9).map(|n| courriel(&convocations, &qui, n)).collect();
        store::courriels::ajouter_lot(&tx, envoi, &lot, T0, T0)
            .await
            .unwrap();
        for (rang, etat) in etats.iter().enumerate() {
            let verrou = if *etat == "en_cours" {
                "'v', verrou_jusqua = 9"
            } else {
                "NULL"
            };
            let envoye = ["envoye", "retour"].contains(etat);
            // One of those that came back was never seen to be accepted.
            let envoye = if envoye && rang != 7 { "5" } else { "NULL" };
            tx.execute_unprepared(&format!(
                "UPDATE courriel SET etat = '{etat}', verrou = {verrou}, envoye_le = {envoye},
                   raison = 'r{rang}', empreinte_pdf = 'e{rang}'
                 WHERE message_id = '<{rang}@imagin>'"
            ))
            .await
            .unwrap();
        }
        // A later migration may have added to the table: what it added stays.
        tx.execute_unprepared("ALTER TABLE courriel ADD COLUMN ajout text DEFAULT 'a'")
            .await
            .unwrap();
        tx.execute_unprepared("CREATE UNIQUE INDEX courriel_ajout ON courriel (sujet, ajout)")
            .await
            .unwrap();
        // The last key given is no longer there.
        tx.execute_unprepared("DELETE FROM courriel WHERE message_id = '<8@imagin>'")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let avant = courriels_entiers(&store).await;
        assert_eq!(avant.len(), 8);
        let derniere_cle = avant[7].0;

        while store.version().await.unwrap().derniere.as_deref() != Some("m20260901_000007_piste") {
            store.reculer(1).await.unwrap();
        }
        let bas = courriels_entiers(&store).await;
        let attendus: Vec<_> = avant
            .iter()
            .map(|(cle, etat, envoye_le, reste)| {
                if etat == "retour" {
                    (*cle, "echec".to_owned(), None, reste.clone())
                } else {
                    (*cle, etat.clone(), *envoye_le, reste.clone())
                }
            })
            .collect();
        assert_eq!(bas, attendus);
        let devenir = |etat: &str, envoye_le: &str| {
            format!(
                "UPDATE courriel SET etat = '{etat}', envoye_le = {envoye_le}, verrou = NULL,
                   verrou_jusqua = NULL"
            )
        };
        let ajoute = "UPDATE courriel SET sujet = 's', ajout = 'b'";
        for sql in [
            devenir("retour", "NULL"),
            devenir("envoye", "NULL"),
            devenir("echec", "5"),
            devenir("parti", "NULL"),
            ajoute.to_owned(),
        ] {
            assert!(refuse(&store, &sql).await, "{sql}");
        }
        assert!(!refuse(&store, &devenir("echec", "NULL")).await);

        store.migrer().await.unwrap();
        assert_eq!(courriels_entiers(&store).await, attendus);
        for sql in [
            devenir("envoye", "NULL"),
            devenir("echec", "5"),
            devenir("parti", "NULL"),
            ajoute.to_owned(),
            "UPDATE courriel SET message_id = '<0@imagin>'".to_owned(),
            "UPDATE courriel SET envoi_id = 987654".to_owned(),
        ] {
            assert!(refuse(&store, &sql).await, "{sql}");
        }
        for envoye_le in ["5", "NULL"] {
            assert!(!refuse(&store, &devenir("retour", envoye_le)).await);
        }
        // The keys go on where they were, and what a mail belongs to still takes it along.
        let tx = store.ecriture().await.unwrap();
        let nouveau = [courriel(&convocations, &qui, 8)];
        store::courriels::ajouter_lot(&tx, envoi, &nouveau, T0, T0)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let apres = courriels_entiers(&store).await;
        assert!(apres[8].0 > derniere_cle + 1, "{apres:?}");
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared("DELETE FROM envoi").await.unwrap();
        tx.valider().await.unwrap();
        assert!(courriels_entiers(&store).await.is_empty());
    })
    .await;
}

/// What was said of the *service signature* stays on the way there and back.
#[tokio::test(flavor = "multi_thread")]
async fn les_services_traversent_leur_migration() {
    use domain::{GenreService, NaiveDate, Ouverture};
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let signature = Ouverture {
            ouvert: true,
            du: NaiveDate::from_ymd_opt(2026, 9, 1),
            au: NaiveDate::from_ymd_opt(2026, 12, 24),
        };
        let convocation = Ouverture {
            ouvert: false,
            du: None,
            au: None,
        };
        let tx = store.ecriture().await.unwrap();
        for (genre, ouverture) in [
            (GenreService::Signature, signature),
            (GenreService::Convocation, convocation),
        ] {
            let cle = (monde.bellevue, genre);
            let chef = Some(monde.chef);
            for vue in [0, 1] {
                let ecrite = store::ouvertures::changer(&tx, cle, ouverture, vue, chef, T0).await;
                assert!(ecrite.unwrap());
            }
            // At a version that is over, nothing is written.
            let encore = store::ouvertures::changer(&tx, cle, ouverture, 1, chef, T0).await;
            assert!(!encore.unwrap());
        }
        tx.valider().await.unwrap();
        let avant = "m20261128_000070_signature";
        while store.version().await.unwrap().derniere.as_deref() != Some(avant) {
            store.reculer(1).await.unwrap();
        }
        assert!(!refuse(&store, "SELECT du, au FROM service_signature").await);
        assert!(refuse(&store, "SELECT du FROM service_ouverture").await);
        store.migrer().await.unwrap();
        let lu = async |genre| {
            store::ouvertures::service(store.lecture(), monde.bellevue, genre)
                .await
                .unwrap()
        };
        let gardee = lu(GenreService::Signature).await;
        assert_eq!(
            (gardee.service, gardee.version, gardee.modifie_le),
            (signature, 2, Some(T0))
        );
        // The version before does not know the other one: it is open again.
        assert_eq!(lu(GenreService::Convocation).await, Default::default());
    })
    .await;
}

/// The words under which people are found are those of the program on either side.
#[tokio::test(flavor = "multi_thread")]
async fn les_mots_se_refont_a_leur_migration() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde.foule(&store, 3).await;
        let avant = mots_gardes(&store).await;
        let plus_long = |mots: &[(i16, String, String)]| {
            let paires = mots.iter().filter(|(rang, ..)| *rang == 2);
            paires.map(|(_, mot, _)| mot.chars().count()).max()
        };
        assert_eq!(plus_long(&avant), Some(3));
        store.reculer(1).await.unwrap();
        let bas = mots_gardes(&store).await;
        assert_eq!(plus_long(&bas), Some(4));
        store.migrer().await.unwrap();
        assert_eq!(mots_gardes(&store).await, avant);
    })
    .await;
}

/// Every word and pair of words kept, in order.
async fn mots_gardes(store: &Store) -> Vec<(i16, String, String)> {
    let requete = "SELECT rang, mot, autre FROM intervenant_mot
         ORDER BY academie_id, rang, mot, autre, cle_tri, intervenant_id";
    let conn = store.lecture();
    let backend = conn.get_database_backend();
    conn.query_all_raw(sea_orm::Statement::from_string(backend, requete))
        .await
        .unwrap()
        .into_iter()
        .map(|l| {
            (
                l.try_get("", "rang").unwrap(),
                l.try_get("", "mot").unwrap(),
                l.try_get("", "autre").unwrap(),
            )
        })
        .collect()
}

fn courriel(
    convocations: &[domain::ConvocationId],
    qui: &[domain::IntervenantId],
    n: usize,
) -> store::courriels::NouveauCourriel {
    // The ninth carries no convocation: they have one each.
    let genre = if n < 8 {
        domain::GenreCourriel::Convocation
    } else {
        domain::GenreCourriel::Recapitulatif
    };
    store::courriels::NouveauCourriel {
        genre,
        convocation: convocations.get(n).copied(),
        intervenant: qui.get(n).copied(),
        nom: format!("NOM {n}"),
        adresse: format!("m{n}@example.org"),
        sujet: format!("sujet {n}"),
        message_id: format!("<{n}@imagin>"),
        convocation_version: 1,
    }
}

/// Key, state, moment of acceptance, and all the rest of each mail, in order.
async fn courriels_entiers(store: &Store) -> Vec<(i64, String, Option<i64>, String)> {
    let requete = "SELECT id, etat, envoye_le, envoi_id || ' ' || genre || ' ' || convocation_id
           || ' ' || intervenant_id || ' ' || nom || ' ' || adresse || ' ' || sujet || ' ' ||
           message_id || ' ' || convocation_version || ' ' || etat_depuis || ' ' || essais || ' '
           || prochain_essai_le || ' ' || coalesce(verrou, '-') || ' ' ||
           coalesce(verrou_jusqua, 0) || ' ' || raison || ' ' || coalesce(empreinte_pdf, '-')
           || ' ' || cree_le || ' ' || coalesce(ajout, '-') AS reste
         FROM courriel ORDER BY id";
    let conn = store.lecture();
    let backend = conn.get_database_backend();
    conn.query_all_raw(sea_orm::Statement::from_string(backend, requete))
        .await
        .unwrap()
        .into_iter()
        .map(|l| {
            (
                l.try_get("", "id").unwrap(),
                l.try_get("", "etat").unwrap(),
                l.try_get("", "envoye_le").unwrap(),
                l.try_get::<Option<String>>("", "reste")
                    .unwrap()
                    .unwrap_or_default(),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_programmes_migrent_en_meme_temps() {
    sur_chaque_base(async |base| {
        base.store.annuler_tout().await.unwrap();
        let autre = Store::ouvrir(&OptionsStore::new(&base.url)).await.unwrap();
        let (a, b) = tokio::join!(base.store.migrer(), autre.migrer());
        a.unwrap();
        b.unwrap();
        assert!(autre.version().await.unwrap().en_attente.is_empty());
        autre.fermer().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_n_est_pas_valide_est_rendu() {
    sur_chaque_moteur(async |store| {
        let tx = store.ecriture().await.unwrap();
        store::academies::creer(&tx, "16", "Toulouse", "Europe/Paris")
            .await
            .unwrap();
        drop(tx);
        let toutes = || store::academies::toutes(store.lecture());
        assert!(toutes().await.unwrap().is_empty());

        let tx = store.ecriture().await.unwrap();
        store::academies::creer(&tx, "16", "Toulouse", "Europe/Paris")
            .await
            .unwrap();
        let point = tx.point().await.unwrap();
        store::academies::creer(&point, "15", "Nice", "Europe/Paris")
            .await
            .unwrap();
        point.annuler().await.unwrap();
        let point = tx.point().await.unwrap();
        let deja = store::academies::creer(&point, "16", "Toulouse", "Europe/Paris").await;
        assert!(deja.unwrap_err().est_unicite());
        drop(point);
        tx.valider().await.unwrap();
        let codes: Vec<_> = toutes()
            .await
            .unwrap()
            .into_iter()
            .map(|a| a.code)
            .collect();
        assert_eq!(codes, ["16"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reglages_de_chaque_connexion() {
    sur_chaque_moteur(async |store| {
        store.saine().await.unwrap();
        if store.moteur() != Moteur::Sqlite {
            return;
        }
        let tx = store.ecriture().await.unwrap();
        for (pragma, attendu) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("busy_timeout", "10000"),
        ] {
            let lu = pragma_de(&tx, pragma).await;
            assert_eq!(lu, attendu, "{pragma}");
        }
        assert_eq!(pragma_de(store.lecture(), "query_only").await, "1");
        // Told when SQLite is built (.cargo/config.toml): without it a search is planned again
        // at each execution.
        let requete = "SELECT count(*) AS n FROM pragma_compile_options
                       WHERE compile_options = 'ENABLE_QPSG'";
        let ligne = store
            .lecture()
            .query_one_raw(sea_orm::Statement::from_string(
                store.lecture().get_database_backend(),
                requete,
            ))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(ligne.try_get::<i64>("", "n").unwrap(), 1);
        let refus = store
            .lecture()
            .execute_unprepared("DELETE FROM academie")
            .await;
        assert!(refus.is_err());
    })
    .await;
}

async fn pragma_de(conn: &impl ConnectionTrait, nom: &str) -> String {
    let requete = format!("SELECT CAST({nom} AS text) AS v FROM pragma_{nom}");
    let requete = if nom == "busy_timeout" {
        requete.replace("CAST(busy_timeout", "CAST(timeout")
    } else {
        requete
    };
    let backend = conn.get_database_backend();
    let ligne = conn
        .query_one_raw(sea_orm::Statement::from_string(backend, requete))
        .await
        .unwrap()
        .unwrap();
    ligne.try_get("", "v").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn une_adresse_fausse_est_refusee() {
    for url in ["sqlite::memory:", "mysql://a/b", "n'importe quoi"] {
        let erreur = Store::ouvrir(&OptionsStore::new(url)).await.unwrap_err();
        assert!(matches!(erreur, ErreurStore::Adresse { .. }), "{url}");
    }
    let dossier = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/absent/imagin.db", dossier.path().display());
    assert!(Store::ouvrir(&OptionsStore::new(url)).await.is_err());
}

/// A test that ran on one engine for want of a server must be seen, not believed.
#[test]
fn postgres_est_essaye_quand_il_est_annonce() {
    let annonce = std::env::var(store::essais::VARIABLE_PG).is_ok_and(|u| !u.is_empty());
    assert_eq!(moteurs().contains(&Moteur::Postgres), annonce);
}
