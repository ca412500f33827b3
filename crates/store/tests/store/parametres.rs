//! What académies have settled, numbered; logos; what letters were made with.

use crate::monde::*;
use domain::{CompteId, GenreConserve, NombreRegle, Parametre, TexteRegle};
use store::essais::sur_chaque_moteur;
use store::parametres::{self, avancer, changer};

const CLOTURE: Parametre = Parametre::Texte(TexteRegle::Cloture);

async fn regler(
    store: &store::Store,
    (academie, qui): (domain::AcademieId, CompteId),
    parametre: Parametre,
    valeur: Option<&str>,
) -> i64 {
    let tx = store.ecriture().await.unwrap();
    let rang = avancer(&tx, academie).await.unwrap();
    changer(&tx, academie, rang, (parametre, valeur), qui, T0)
        .await
        .unwrap();
    tx.valider().await.unwrap();
    rang
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_changement_a_son_rang_et_rien_ne_se_perd() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ici = (monde.academie, monde.chef);
        let lecture = store.lecture();
        assert_eq!(
            parametres::actuel(lecture, monde.academie, CLOTURE)
                .await
                .unwrap(),
            None
        );
        assert_eq!(regler(&store, ici, CLOTURE, Some("a")).await, 1);
        let delai = Parametre::Nombre(NombreRegle::EnvoiDelai);
        assert_eq!(regler(&store, ici, delai, Some("60")).await, 2);
        assert_eq!(regler(&store, ici, CLOTURE, None).await, 3);
        // Given back with its transaction: the number is given again.
        let tx = store.ecriture().await.unwrap();
        assert_eq!(avancer(&tx, monde.academie).await.unwrap(), 4);
        drop(tx);
        assert_eq!(regler(&store, ici, CLOTURE, Some("b")).await, 4);

        let actuels = parametres::actuels(lecture, monde.academie).await.unwrap();
        let lus: Vec<_> = actuels
            .iter()
            .map(|c| (c.rang, c.parametre, c.valeur.as_deref()))
            .collect();
        assert_eq!(lus, [(2, delai, Some("60")), (4, CLOTURE, Some("b"))]);
        let histoire = parametres::historique(lecture, monde.academie, Some(CLOTURE), 9)
            .await
            .unwrap();
        let rangs: Vec<_> = histoire.iter().map(|c| c.rang).collect();
        assert_eq!(rangs, [4, 3, 1]);
        // Of what was, at each number.
        for (fige, attendu) in [(0, None), (1, Some("a")), (2, Some("a")), (3, None)] {
            let m = parametres::modele(lecture, monde.academie, Some(fige))
                .await
                .unwrap();
            assert_eq!(m.texte(TexteRegle::Cloture), attendu, "{fige}");
        }
        let m = parametres::modele(lecture, monde.academie, None)
            .await
            .unwrap();
        assert_eq!(m.texte(TexteRegle::Cloture), Some("b"));
        assert_eq!(
            parametres::nombres(lecture, monde.academie).await.unwrap(),
            [(NombreRegle::EnvoiDelai, 60)]
        );
        assert_eq!(
            parametres::qui_ont_regle(lecture, NombreRegle::EnvoiDelai)
                .await
                .unwrap(),
            [(monde.academie, 60)]
        );
        let courriels = NombreRegle::Conservation(GenreConserve::Courriels);
        assert_eq!(
            parametres::qui_ont_regle(lecture, courriels).await.unwrap(),
            []
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_lettre_faite_une_fois_ne_change_plus_de_modele() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 2).await;
        let ids = monde.convoquer(&store, m, &qui).await;
        let ici = (monde.academie, monde.chef);
        regler(&store, ici, CLOTURE, Some("a")).await;
        let figer = async |id| {
            let tx = store.ecriture().await.unwrap();
            let n = parametres::figer(&tx, &[id]).await.unwrap();
            tx.valider().await.unwrap();
            n
        };
        assert!(parametres::a_figer(store.lecture(), &ids).await.unwrap());
        assert_eq!(figer(ids[0]).await, 1);
        assert_eq!(figer(ids[0]).await, 0);
        assert!(
            !parametres::a_figer(store.lecture(), &ids[..1])
                .await
                .unwrap()
        );
        regler(&store, ici, CLOTURE, Some("b")).await;
        let lettres = store::convocations::lettres(store.lecture(), &ids, jour(1))
            .await
            .unwrap();
        let dits: Vec<_> = lettres
            .iter()
            .map(|l| l.modele.texte(TexteRegle::Cloture))
            .collect();
        assert_eq!(dits, [Some("a"), Some("b")]);
    })
    .await;
}
