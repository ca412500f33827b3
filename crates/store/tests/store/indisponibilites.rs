//! Indisponibilités kept before their reasons came from a list.

use crate::monde::*;
use domain::{Absence, Motif, Portee};
use store::ConnectionTrait;
use store::disponibilites::{NouvelleIndisponibilite, ajouter_indisponibilite};
use store::essais::sur_chaque_moteur;

#[tokio::test(flavor = "multi_thread")]
async fn les_anciens_motifs_traversent_la_migration() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let qui = monde.foule(&store, 3).await;
        let tx = store.ecriture().await.unwrap();
        for i in &qui {
            let n = NouvelleIndisponibilite {
                intervenant: *i,
                absence: Absence {
                    debut_midi: true,
                    ..Absence::default()
                },
                motif: Motif::Formation,
                commentaire: "texte".into(),
                auteur: None,
            };
            ajouter_indisponibilite(&tx, &n, T0).await.unwrap();
        }
        tx.valider().await.unwrap();
        while store.version().await.unwrap().derniere.as_deref()
            != Some("m20261128_000034_remplacee")
        {
            store.reculer(1).await.unwrap();
        }
        let tx = store.ecriture().await.unwrap();
        for (i, motif) in qui.iter().zip(["maladie", "inconnu", "formation"]) {
            tx.execute_unprepared(&format!(
                "UPDATE indisponibilite SET motif = '{motif}' WHERE intervenant_id = {i}"
            ))
            .await
            .unwrap();
        }
        tx.valider().await.unwrap();
        store.migrer().await.unwrap();
        let portee = Portee::Academie(monde.academie);
        let filtre = domain::FiltreIndisponibilites::default();
        let (_, _, mut lues) =
            store::indisponibilites::lister(store.lecture(), &portee, &filtre, 0, 9)
                .await
                .unwrap();
        lues.sort_by_key(|l| l.intervenant);
        let dites: Vec<_> = lues
            .iter()
            .map(|l| {
                (
                    l.motif,
                    l.commentaire.as_str(),
                    l.absence.debut_midi,
                    l.version,
                )
            })
            .collect();
        // What is medical keeps no comment; what only the newer version knew is gone.
        assert_eq!(
            dites,
            [
                (Motif::Medical, "", false, 1),
                (Motif::Autre, "texte", false, 1),
                (Motif::Formation, "texte", false, 1),
            ]
        );
    })
    .await;
}
