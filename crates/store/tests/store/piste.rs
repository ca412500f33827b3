//! The audit trail: of which académie a line is, from where it comes, what is being written.

use crate::monde::*;
use domain::*;
use store::audit::{Debut, Demande};
use store::courriels::NouveauCourriel;
use store::essais::{sur_chaque_base, sur_chaque_moteur};
use store::piste::{Trace, ajouter, depuis};
use store::{Moteur, OptionsStore, Store, sceaux};

fn trace(compte: Option<CompteId>, objet: &str, objet_id: i64) -> Trace {
    Trace {
        moment: T0,
        compte,
        action: "essai".into(),
        objet: objet.into(),
        objet_id,
        details: "{}".into(),
    }
}

async fn lignes(store: &Store) -> Vec<sceaux::LigneScellee> {
    sceaux::lignes(store.lecture(), 0, i64::MAX, 1_000)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_ligne_est_d_une_academie() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 2).await;
        let convocations = monde.convoquer(&store, m, &qui).await;
        let tx = store.ecriture().await.unwrap();
        let (_, ligne) = store::convocations::ligne(&tx, convocations[1])
            .await
            .unwrap()
            .unwrap();
        store::convocations::supprimer(&tx, &ligne, 1, monde.chef, T0)
            .await
            .unwrap();
        let envoi = store::courriels::creer_envoi(&tx, m, monde.chef, true, &[], T0)
            .await
            .unwrap();
        let courriel = NouveauCourriel {
            genre: GenreCourriel::Convocation,
            convocation: Some(convocations[0]),
            intervenant: Some(qui[0]),
            nom: "X".into(),
            adresse: "x@exemple.fr".into(),
            sujet: "1-1".into(),
            message_id: "<1@imagin>".into(),
            convocation_version: 1,
        };
        store::courriels::ajouter_lot(&tx, envoi, &[courriel], T0, T0)
            .await
            .unwrap();
        let etablissement = monde.bellevue.0;
        let ici = Some(monde.academie);
        let cas = [
            (Some(monde.chef), "", 0, ici),
            (Some(monde.chef), "chose", 9, ici),
            (None, "academie", monde.academie.0, ici),
            (None, "compte", monde.chef.0, ici),
            (None, "intervenant", qui[0].0, ici),
            (None, "mission", m.0, ici),
            (None, "service_fait", m.0, ici),
            (None, "convocation", convocations[0].0, ici),
            (None, "convocation", convocations[1].0, ici),
            (None, "envoi", envoi.0, ici),
            // The only one of its table.
            (None, "courriel", 1, ici),
            (None, "service.signature", etablissement, ici),
            (None, "signature.chef_etablissement", etablissement, ici),
            (None, "signature.chef_centre", etablissement, ici),
            (None, "mission", 999_999, None),
            (None, "chose", 1, None),
            (None, "", 0, None),
        ];
        for (compte, objet, id, _) in cas {
            ajouter(&tx, &trace(compte, objet, id)).await.unwrap();
        }
        tx.valider().await.unwrap();
        let attendues: Vec<_> = cas.iter().map(|c| c.3).collect();
        let lues = |lignes: Vec<sceaux::LigneScellee>| {
            lignes.into_iter().map(|l| l.academie).collect::<Vec<_>>()
        };
        assert_eq!(lues(lignes(&store).await), attendues);

        // Former lines are told the same by the migration.
        while store.version().await.unwrap().derniere.as_deref() >= Some("m20261128_000090") {
            store.reculer(1).await.unwrap();
        }
        store.migrer().await.unwrap();
        assert_eq!(lues(lignes(&store).await), attendues);

        let tout = Demande::default();
        let toutes =
            store::audit::lister(store.lecture(), monde.academie, &tout, Debut::Rang(0), 100);
        let toutes = toutes.await.unwrap();
        assert_eq!(toutes.len(), attendues.iter().flatten().count());
        let nommes = store::audit::nommer(store.lecture(), &toutes)
            .await
            .unwrap();
        for l in &toutes {
            let connu = nommes.contains_key(&(l.objet.clone(), l.objet_id));
            let attendu = !matches!(l.objet.as_str(), "" | "chose");
            assert_eq!(connu, attendu, "{l:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_ligne_dit_d_ou_elle_vient() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let tx = store.ecriture().await.unwrap();
        let t = trace(Some(monde.chef), "", 0);
        for adresse in [
            "192.0.2.7",
            "::ffff:192.0.2.8",
            "2001:db8::1",
            "<script>",
            "",
        ] {
            depuis(adresse, ajouter(&tx, &t)).await.unwrap();
        }
        ajouter(&tx, &t).await.unwrap();
        tx.valider().await.unwrap();
        let adresses: Vec<_> = lignes(&store)
            .await
            .into_iter()
            .map(|l| l.adresse)
            .collect();
        assert_eq!(
            adresses,
            ["192.0.2.7", "192.0.2.8", "2001:db8::1", "", "", ""]
        );
    })
    .await;
}

/// On PostgreSQL a line may be seen before another of a smaller key: who may still write
/// below is told.
#[tokio::test(flavor = "multi_thread")]
async fn ceux_qui_ecrivent_encore_sont_nommes() {
    sur_chaque_base(async |base| {
        if base.store.moteur() == Moteur::Sqlite {
            let tous = sceaux::ecrivains(base.store.lecture()).await.unwrap();
            assert_eq!(tous, Vec::<String>::new());
            return;
        }
        let monde = Monde::creer(&base.store).await;
        let autre = Store::ouvrir(&OptionsStore::new(&base.url)).await.unwrap();
        let t = trace(Some(monde.chef), "", 0);
        let lent = autre.ecriture().await.unwrap();
        ajouter(&lent, &t).await.unwrap();
        let vif = base.store.ecriture().await.unwrap();
        ajouter(&vif, &t).await.unwrap();
        vif.valider().await.unwrap();
        let lecture = base.store.lecture();
        assert_eq!(lignes(&base.store).await.len(), 1);
        let presents = sceaux::ecrivains(lecture).await.unwrap();
        assert_eq!(presents.len(), 1, "{presents:?}");
        // The second one is no longer there: another will have another name.
        lent.valider().await.unwrap();
        let encore = autre.ecriture().await.unwrap();
        ajouter(&encore, &t).await.unwrap();
        let suivants = sceaux::ecrivains(lecture).await.unwrap();
        assert!(suivants.len() == 1 && suivants != presents, "{suivants:?}");
        encore.annuler().await.unwrap();
        autre.fermer().await.unwrap();
    })
    .await;
}
