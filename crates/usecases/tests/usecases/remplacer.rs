//! One person instead of another, in one step, on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::{convocations, messages, remplacements};

fn demande_de(
    convocation: ConvocationId,
    remplacant: IntervenantId,
    cle: &str,
) -> DemandeRemplacement {
    DemandeRemplacement {
        convocation,
        version: 1,
        remplacant,
        cle: format!("cle-du-remplacement-{cle}"),
        confirmation: String::new(),
        prevenir: true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn la_meme_chose_pour_une_autre_personne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let mut d = demande(COEC, &[m.anne], "a");
        d.affectation = Affectation {
            qualite: Some(Qualite::ReferentCorrection),
            commission: "3GHG".into(),
            observation: "Venir tôt".into(),
            ..affectation()
        };
        convocations::convoquer(s, &m.chef, d).await.unwrap();
        let avant = m.lignes(&m.chef, COEC).await.remove(0);
        let d = demande_de(avant.id, m.luc, "a");
        let nouvelle = remplacements::remplacer(s, &m.secretaire, d.clone())
            .await
            .unwrap();
        let lignes = m.lignes(&m.chef, COEC).await;
        assert_eq!(lignes.len(), 1);
        assert_eq!((lignes[0].id, &*lignes[0].nom), (nouvelle, "PETIT"));
        assert_eq!(lignes[0].affectation, avant.affectation);
        assert_eq!(lignes[0].auteur, m.secretaire.compte);
        // Once, however often it is asked.
        let encore = remplacements::remplacer(s, &m.secretaire, d).await;
        assert_eq!(encore, Ok(nouvelle));
        assert_eq!(m.lignes(&m.chef, COEC).await, lignes);

        let dits = messages::lister(s, &m.secretaire).await.unwrap();
        assert_eq!(dits.len(), 1, "un seul message");
        assert_eq!(
            dits[0].fait,
            Fait::Remplacement {
                convocation: avant.id,
                mission: COEC,
                ancien: "DURAND Anne".into(),
                nouveau: "PETIT Luc".into(),
            }
        );
        for (id, lien, autre) in [
            (avant.id, "remplacee_par", nouvelle),
            (nouvelle, "remplace", avant.id),
        ] {
            let objet = Some(("convocation", id.0));
            let traces = store::piste::lister(store.lecture(), objet, 1)
                .await
                .unwrap();
            let details: serde_json::Value = serde_json::from_str(&traces[0].details).unwrap();
            assert_eq!(details[lien], autre.0, "{details}");
        }
        // Taken back as a whole: who was convoked before is again, who came is no longer.
        assert_eq!(dits[0].retablissable, Some(avant.id));
        convocations::retablir(s, &m.secretaire, avant.id)
            .await
            .unwrap();
        let lignes = m.lignes(&m.chef, COEC).await;
        assert_eq!(lignes.len(), 1);
        assert_eq!((lignes[0].id, &*lignes[0].nom), (avant.id, "DURAND"));
        let dits = messages::lister(s, &m.secretaire).await.unwrap();
        let Fait::ConvocationRetablie { remplacant, .. } = &dits[0].fait else {
            panic!("{:?}", dits[0].fait);
        };
        assert_eq!(remplacant, "PETIT Luc");
        // Each half once: nothing is left to take back but what was undone just now.
        let encore = convocations::retablir(s, &m.secretaire, avant.id).await;
        assert_eq!(encore, Err(Erreur::Introuvable));
    })
    .await;
}

/// A gave way to B, and B to C: A does not come back beside C, and C is not sent away by
/// somebody who never heard of them.
#[tokio::test(flavor = "multi_thread")]
async fn un_remplacement_suivi_d_un_autre_se_reprend_apres_lui() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let anne = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let luc = remplacements::remplacer(s, &m.chef, demande_de(anne, m.luc, "a"))
            .await
            .unwrap();
        let lea = remplacements::remplacer(s, &m.secretaire, demande_de(luc, m.lea, "b"))
            .await
            .unwrap();
        // Each half says the other, standing or gone.
        let liens = async |id| -> Vec<LienHistorique> {
            let h = usecases::historique::lire(s, &m.chef, id).await.unwrap();
            h.lignes.into_iter().filter_map(|l| l.lien).collect()
        };
        use LienHistorique::{Remplace, RemplaceePar};
        assert_eq!(liens(anne).await, [RemplaceePar("PETIT Luc".into())]);
        assert_eq!(
            liens(luc).await,
            [
                RemplaceePar("MARTIN Léa".into()),
                Remplace("DURAND Anne".into())
            ]
        );
        let noms = async || -> Vec<String> {
            let lignes = m.lignes(&m.chef, COEC).await;
            lignes.into_iter().map(|l| l.nom).collect()
        };
        assert_eq!(
            convocations::retablir(s, &m.chef, anne).await,
            Err(Erreur::RemplaceDepuis {
                ancien: "PETIT Luc".into(),
                nouveau: "MARTIN Léa".into(),
            })
        );
        assert_eq!(noms().await, ["MARTIN"]);
        // In the order in which they were made, backwards.
        convocations::retablir(s, &m.chef, luc).await.unwrap();
        assert_eq!(noms().await, ["PETIT"]);
        convocations::retablir(s, &m.chef, anne).await.unwrap();
        assert_eq!(noms().await, ["DURAND"]);
        // When whoever was last has gone too, nobody is in the way.
        let d = DemandeRemplacement {
            version: m.lignes(&m.chef, COEC).await[0].version,
            ..demande_de(anne, m.luc, "c")
        };
        let luc = remplacements::remplacer(s, &m.chef, d).await.unwrap();
        let derniere = remplacements::remplacer(s, &m.chef, demande_de(luc, m.lea, "d"))
            .await
            .unwrap();
        assert_ne!(derniere, lea);
        convocations::supprimer(s, &m.chef, derniere, 1)
            .await
            .unwrap();
        convocations::retablir(s, &m.chef, anne).await.unwrap();
        assert_eq!(noms().await, ["DURAND"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tout_ou_rien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let division = m.convoquer(&m.gestionnaire, COEC, &[m.nombreux[0]]).await[0];
        let lignes = m.lignes(&m.chef, COEC).await;
        let deja = Erreur::Convocation(vec![ConvocationErreur::DejaConvoque {
            nom: "MARTIN Léa".into(),
        }]);
        let inconnue = Erreur::Convocation(vec![ConvocationErreur::IntervenantInconnu]);
        for (acteur, convocation, remplacant, refus) in [
            (&m.chef, ids[0], m.lea, deja),
            (&m.chef, ids[0], m.zoe, inconnue.clone()),
            (&m.chef, ids[0], IntervenantId(999_999), inconnue),
            (&m.chef, division, m.luc, Erreur::Interdit),
            (&m.chef, ConvocationId(999_999), m.luc, Erreur::Introuvable),
            (&m.chef_autre, ids[0], m.luc, Erreur::Introuvable),
            (&m.administrateur, ids[0], m.luc, Erreur::Interdit),
            (&m.gestionnaire_autre, ids[0], m.luc, Erreur::Introuvable),
            (&m.intervenante, ids[0], m.luc, Erreur::Introuvable),
        ] {
            let d = demande_de(convocation, remplacant, "refus");
            assert_eq!(remplacements::remplacer(s, acteur, d).await, Err(refus));
        }
        let courte = DemandeRemplacement {
            cle: "x".into(),
            ..demande_de(ids[0], m.luc, "x")
        };
        assert_eq!(
            remplacements::remplacer(s, &m.chef, courte).await,
            Err(Erreur::RequeteInvalide)
        );
        assert_eq!(m.lignes(&m.chef, COEC).await, lignes);

        // A clash of the newcomer is confirmed as in the window.
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.luc]).await;
        let d = demande_de(ids[0], m.luc, "conflit");
        let Err(Erreur::AConfirmer { signalements, cle }) =
            remplacements::remplacer(s, &m.chef, d.clone()).await
        else {
            panic!()
        };
        assert_eq!(signalements[0].nom, "PETIT Luc");
        assert_eq!(m.lignes(&m.chef, COEC).await, lignes);
        // Changed meanwhile: the newcomer is not convoked either.
        let autre = Affectation {
            salle: "101".into(),
            ..affectation()
        };
        convocations::modifier(s, &m.secretaire, ids[0], 1, autre, "")
            .await
            .unwrap();
        let d = DemandeRemplacement {
            confirmation: cle,
            ..d
        };
        let refus = remplacements::remplacer(s, &m.chef, d.clone()).await;
        assert!(
            matches!(&refus, Err(Erreur::ModifieEntreTemps { par, .. }) if par == "Compte secretaire"),
            "{refus:?}"
        );
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 3);
        let d = DemandeRemplacement { version: 2, ..d };
        remplacements::remplacer(s, &m.chef, d).await.unwrap();
        let apres = m.lignes(&m.chef, COEC).await;
        assert_eq!(apres.len(), 3);
        assert!(apres.iter().any(|l| l.nom == "PETIT" && l.affectation.salle == "101"));
    })
    .await;
}

/// Deleted by somebody else: who and when, for whoever could have changed it.
#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_est_deja_supprime_se_dit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        convocations::supprimer(s, &m.secretaire, id, 1)
            .await
            .unwrap();
        let dit = Erreur::ModifieEntreTemps {
            actuel: None,
            par: "Compte secretaire".into(),
            le: "01/09/2026 10:00".into(),
        };
        let refus = convocations::modifier(s, &m.chef, id, 1, affectation(), "").await;
        assert_eq!(refus, Err(dit));
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
        ] {
            assert_eq!(convocations::supprimer(s, acteur, id, 1).await, Err(refus));
        }
    })
    .await;
}
