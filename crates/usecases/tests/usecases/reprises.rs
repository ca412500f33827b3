//! People taken from elsewhere: a pasted column, another mission; on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use store::intervenants::{NouvelIntervenant, importer_lot};
use usecases::{coller, convocations, copies, messages};

async fn personne(
    m: &Monde,
    matricule: &str,
    nom: &str,
    prenom: &str,
    actif: bool,
) -> IntervenantId {
    let tx = m.services.store.ecriture().await.unwrap();
    let p = NouvelIntervenant {
        matricule: matricule.into(),
        civilite: Civilite::Madame,
        nom: nom.into(),
        prenom: prenom.into(),
        etablissement: Some(m.bellevue),
        discipline: None,
        mel_professionnel: String::new(),
        mel_personnel: String::new(),
        adresse: Adresse::default(),
        actif,
    };
    importer_lot(&tx, m.chef.academie, &[p]).await.unwrap();
    let ids = store::intervenants::ids_par_matricule(&tx, m.chef.academie)
        .await
        .unwrap();
    tx.valider().await.unwrap();
    ids[matricule]
}

#[tokio::test(flavor = "multi_thread")]
async fn une_colonne_se_reconnait_sans_rien_ecrire() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let tour = personne(&m, "P1", "DE LA TOUR", "Éloïse", true).await;
        let homonyme = personne(&m, "P2", "DURAND", "Anne", true).await;
        personne(&m, "P3", "PARTI", "Jean", false).await;
        m.convoquer(&m.chef, COEC, &[m.luc]).await;
        let colle = "Nom\tPrénom\nDURAND\tAnne\r\neloise de la tour\nMme MARTIN Léa\nluc petit\nPARTI Jean\nDUPOND Inconnu\nLéa Martin\nNOMBREUX Max\nLOIN Zoé\n";
        let lu = coller::lire(s, &m.chef, COEC, colle).await.unwrap();
        let vus: Vec<(&str, String)> = lu
            .lignes
            .iter()
            .map(|l| {
                let qui = match &l.correspondance {
                    Correspondance::Trouve(p) => format!("={}", p.id),
                    Correspondance::Ambigu { candidats, incomplet } => {
                        format!("?{} {incomplet}", candidats.len())
                    }
                    Correspondance::Inconnu => "-".into(),
                };
                (&*l.nom, qui)
            })
            .collect();
        assert_eq!(
            vus,
            [
                ("DURAND Anne", "?2 false".into()),
                ("eloise de la tour", format!("={tour}")),
                ("Mme MARTIN Léa", format!("={}", m.lea)),
                ("luc petit", format!("={}", m.luc)),
                ("PARTI Jean", "-".into()),
                ("DUPOND Inconnu", "-".into()),
                // Twenty of the twenty-four are shown.
                ("NOMBREUX Max", "?20 true".into()),
                ("LOIN Zoé", "-".into()),
            ]
        );
        assert_eq!(lu.doublons, ["Léa Martin"]);
        assert_eq!(lu.deja, [m.luc]);
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 1, "rien n’est écrit");

        let choisis = coller::choisis(s, &m.chef, COEC, &[homonyme, m.zoe, tour]).await.unwrap();
        let noms: Vec<String> = choisis.iter().map(IntervenantTrouve::nom_complet).collect();
        assert_eq!(noms, ["DE LA TOUR Éloïse", "DURAND Anne"]);
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
            (&m.intervenante, Erreur::Introuvable),
        ] {
            assert_eq!(coller::lire(s, acteur, COEC, colle).await, Err(refus.clone()));
            assert_eq!(coller::choisis(s, acteur, COEC, &[tour]).await, Err(refus));
        }
        assert_eq!(
            coller::lire(s, &m.chef, COEC, "\n\n").await,
            Err(Erreur::Coller(CollerErreur::Vide))
        );
        let trop = vec![tour; 2_001];
        assert_eq!(
            coller::choisis(s, &m.chef, COEC, &trop).await,
            Err(Erreur::RequeteInvalide)
        );
    })
    .await;
}

fn copie(source: i64, intervenants: &[IntervenantId], cle: &str) -> DemandeCopie {
    DemandeCopie {
        mission: COEC,
        source,
        intervenants: intervenants.to_vec(),
        creneaux: vec![creneau(5, 8, 12)],
        cle: format!("cle-de-la-copie-{cle}"),
        confirmation: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chacun_est_repris_comme_il_etait() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        // SSCAN of the same centre: no qualité; its days are possible here.
        for (qui, salle) in [(m.anne, "A"), (m.luc, "A"), (m.lea, "B")] {
            let mut d = demande(SSCAN, &[qui], &format!("source-{qui}"));
            d.affectation.salle = salle.into();
            convocations::convoquer(s, &m.chef, d).await.unwrap();
        }
        let parti = personne(&m, "P1", "PARTI", "Jean", true).await;
        m.convoquer(&m.chef, SSCAN, &[parti]).await;
        personne(&m, "P1", "PARTI", "Jean", false).await;

        let revue = copies::lire(s, &m.chef, COEC, None).await.unwrap();
        assert_eq!(revue.source, None);
        let offertes: Vec<i64> = revue.sources.iter().map(|x| x.numero).collect();
        assert_eq!(offertes, [SSCAN], "seules celles où quelqu’un est convoqué");
        let revue = copies::lire(s, &m.chef, COEC, Some(SSCAN)).await.unwrap();
        let vus: Vec<(&str, bool, bool, usize)> = revue
            .lignes
            .iter()
            .map(|l| (&*l.nom, l.jours_repris, l.possible(), l.ecarts.len()))
            .collect();
        // The days of SSCAN clash with themselves here: each is set apart for that.
        assert_eq!(
            vus,
            [
                ("DURAND Anne", true, true, 1),
                ("MARTIN Léa", true, true, 2),
                ("PARTI Jean", true, false, 2),
                ("PETIT Luc", true, true, 1),
            ]
        );
        assert_eq!(revue.lignes[1].ecarts[0], Ecart::AutreEtablissement);
        assert_eq!(revue.lignes[2].ecarts[0], Ecart::Inactif);
        assert!(matches!(&revue.lignes[0].ecarts[0], Ecart::Conflits(c) if c.len() == 1));

        // One question for all, then all or none.
        let d = copie(SSCAN, &[m.anne, m.luc, m.lea], "a");
        let Err(Erreur::AConfirmer { signalements, cle }) = copies::copier(s, &m.chef, d.clone()).await
        else {
            panic!()
        };
        assert_eq!(signalements.len(), 3);
        assert_eq!(m.lignes(&m.chef, COEC).await, []);
        let d = DemandeCopie {
            confirmation: cle,
            ..d
        };
        let faits = copies::copier(s, &m.chef, d.clone()).await.unwrap();
        assert_eq!(faits.nombre, 3);
        assert_eq!(copies::copier(s, &m.chef, d).await, Ok(faits), "une seule fois");
        let lignes = m.lignes(&m.chef, COEC).await;
        let salles: Vec<(&str, &str, Option<Qualite>)> = lignes
            .iter()
            .map(|l| (&*l.nom, &*l.affectation.salle, l.affectation.qualite))
            .collect();
        assert_eq!(
            salles,
            [
                ("DURAND", "A", Some(Qualite::Correcteur)),
                ("MARTIN", "B", Some(Qualite::Correcteur)),
                ("PETIT", "A", Some(Qualite::Correcteur)),
            ]
        );
        assert!(lignes.iter().all(|l| l.affectation.creneaux == [creneau(2, 9, 12)]));
        let dits = messages::lister(s, &m.chef).await.unwrap();
        assert!(matches!(dits[0].fait, Fait::Convoques { nombre: 3, .. }));
        // Now they are there already.
        let revue = copies::lire(s, &m.chef, COEC, Some(SSCAN)).await.unwrap();
        assert_eq!(revue.lignes[0].ecarts[0], Ecart::Deja);
        let encore = copies::copier(s, &m.chef, copie(SSCAN, &[m.anne], "b")).await;
        assert!(
            matches!(&encore, Err(Erreur::Convocation(e)) if matches!(e[..], [ConvocationErreur::DejaConvoque { .. }])),
            "{encore:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_ne_copie_que_ce_qu_on_voit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.lea]).await;
        m.convoquer(&m.chef, PRECE, &[m.anne]).await;
        for (acteur, mission, source, refus) in [
            (&m.chef, COEC, COEC_AUTRE, Erreur::Introuvable),
            (&m.chef, COEC, COEC_BORDEAUX, Erreur::Introuvable),
            (&m.chef, COEC_AUTRE, COEC, Erreur::Introuvable),
            (&m.chef_autre, COEC, COEC_AUTRE, Erreur::Introuvable),
            (&m.administrateur, COEC, PRECE, Erreur::Interdit),
            (&m.intervenante, COEC, PRECE, Erreur::Introuvable),
        ] {
            assert_eq!(
                copies::lire(s, acteur, mission, Some(source)).await,
                Err(refus.clone())
            );
            let d = DemandeCopie {
                mission,
                ..copie(source, &[m.lea], "portee")
            };
            assert_eq!(copies::copier(s, acteur, d).await, Err(refus));
        }
        // The gestionnaire sees both; her own authority is noted.
        let d = DemandeCopie {
            creneaux: vec![],
            ..copie(COEC_AUTRE, &[m.lea], "g")
        };
        let refus = copies::copier(s, &m.gestionnaire, copie(COEC_AUTRE, &[m.anne], "h")).await;
        assert_eq!(
            refus,
            Err(Erreur::Convocation(vec![
                ConvocationErreur::IntervenantInconnu
            ])),
            "qui n’est pas de l’autre mission"
        );
        assert_eq!(
            copies::copier(s, &m.chef, copie(PRECE, &[], "vide")).await,
            Err(Erreur::Convocation(vec![
                ConvocationErreur::AucunIntervenant
            ]))
        );
        let Err(Erreur::AConfirmer { cle, .. }) =
            copies::copier(s, &m.gestionnaire, d.clone()).await
        else {
            panic!()
        };
        let d = DemandeCopie {
            confirmation: cle,
            ..d
        };
        copies::copier(s, &m.gestionnaire, d).await.unwrap();
        assert_eq!(
            m.lignes(&m.chef, COEC).await[0].autorite,
            Autorite::Division
        );
        // Oral missions wait for their candidates.
        let d = DemandeCopie {
            mission: INEC,
            ..copie(PRECE, &[m.anne], "inec")
        };
        assert_eq!(
            copies::copier(s, &m.chef, d).await,
            Err(Erreur::Convocation(vec![
                ConvocationErreur::AffectationNonTerminee
            ]))
        );
    })
    .await;
}
