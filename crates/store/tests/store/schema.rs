//! Migrations there and back, opening, transactions.

use crate::monde::*;
use store::essais::{moteurs, sur_chaque_base, sur_chaque_moteur};
use store::{ConnectionTrait, ErreurStore, Moteur, OptionsStore, Store};

#[tokio::test(flavor = "multi_thread")]
async fn monte_descend_et_remonte() {
    sur_chaque_moteur(async |store| {
        let haut = store.version().await.unwrap();
        assert_eq!(haut.en_attente, Vec::<String>::new());
        assert_eq!(haut.derniere.as_deref(), Some("m20261125_000011_annulee"));

        store.annuler_tout().await.unwrap();
        let bas = store.version().await.unwrap();
        assert_eq!((bas.derniere, bas.en_attente.len()), (None, 10));
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
