//! Selections of convocations acted upon together.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use store::lots::{self, NouvelleLigne};

#[tokio::test(flavor = "multi_thread")]
async fn une_selection_se_garde_avec_ses_resultats() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 3).await;
        let ids = monde.convoquer(&store, m, &qui).await;
        let lignes: Vec<NouvelleLigne> = ids
            .iter()
            .rev()
            .map(|id| NouvelleLigne {
                convocation: *id,
                version: 1,
                nom: format!("NOM {id}"),
                issue: None,
            })
            .collect();
        let tx = store.ecriture().await.unwrap();
        let genre = GenreLot::Supprimer;
        let lot = lots::creer(&tx, monde.chef, m, genre, &lignes, T0)
            .await
            .unwrap();
        let lu = lots::tenir(&tx, lot).await.unwrap().unwrap();
        assert_eq!(
            (lu.compte, lu.mission, lu.genre, lu.demande),
            (monde.chef, m, genre, None)
        );
        let demande = Retouche {
            salle: Some("205".into()),
            ..Retouche::default()
        };
        lots::lancer(&tx, lot, &demande).await.unwrap();
        assert_eq!(
            lots::par_id(&tx, lot).await.unwrap().unwrap().demande,
            Some(demande)
        );
        // In the order kept, and in the order of the keys.
        let toutes = lots::lignes(&tx, lot).await.unwrap();
        assert_eq!(toutes[0].convocation, ids[2]);
        let suivantes = lots::en_attente(&tx, lot, 2).await.unwrap();
        assert_eq!(
            suivantes.iter().map(|l| l.convocation).collect::<Vec<_>>(),
            ids[..2]
        );
        lots::noter(&tx, lot, suivantes[0].rang, &IssueLigne::Faite)
            .await
            .unwrap();
        assert_eq!(lots::en_attente(&tx, lot, 9).await.unwrap().len(), 2);
        // Noted as deleted, and still standing: nothing to take back.
        assert!(lots::retablissables(&tx, &[lot]).await.unwrap().is_empty());
        let (_, ligne) = store::convocations::ligne(&tx, ids[0])
            .await
            .unwrap()
            .unwrap();
        assert!(
            store::convocations::supprimer(&tx, &ligne, 1, monde.chef, T0)
                .await
                .unwrap()
        );
        let reprises = lots::retablissables(&tx, &[lot, LotId(99)]).await.unwrap();
        assert_eq!(reprises.get(&lot), Some(&1));
        assert_eq!(lots::par_id(&tx, LotId(99)).await.unwrap(), None);

        assert_eq!(purger(&tx, GenreConserve::Selections, T0).await, 0);
        let apres = T0.plus_secondes(1);
        assert_eq!(purger(&tx, GenreConserve::Selections, apres).await, 1);
        assert!(lots::lignes(&tx, lot).await.unwrap().is_empty());
        tx.valider().await.unwrap();
    })
    .await;
}
