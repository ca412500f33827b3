//! *Contrôle de la session*, on each engine: days that a mission no longer has, and halves of
//! Humanités-littérature-philosophie without their discipline.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use store::intervenants::NouvelIntervenant;
use store::missions::NouvelleMission;
use store::references::Referentiel;
use usecases::{controle, convocations, missions};

/// What the control finds, as somebody reads it.
async fn bilan(m: &Monde, acteur: &Acteur) -> Controle {
    controle::controler(&m.services, acteur, None, "")
        .await
        .unwrap()
}

/// The académie gives the mission of the tests other days.
async fn deplacer(m: &Monde, jours: Vec<NaiveDate>) {
    let tx = m.services.store.ecriture().await.unwrap();
    let deplacee = NouvelleMission {
        jours,
        ..mission(COEC, TypeMission::Coec, m.bellevue)
    };
    let academie = m.chef.academie;
    store::missions::importer(&tx, academie, &mut Referentiel::default(), &deplacee)
        .await
        .unwrap();
    tx.valider().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn un_jour_que_la_mission_n_a_plus_se_voit_et_se_regle() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let mut sur_deux_jours = demande(COEC, &[m.anne], "controle");
        sur_deux_jours.affectation.creneaux = vec![creneau(2, 9, 12), creneau(4, 9, 12)];
        m.convoquer_en_confirmant(&m.chef, sur_deux_jours)
            .await
            .unwrap();
        m.convoquer(&m.gestionnaire, COEC, &[m.luc]).await;
        let vus = async |acteur: &Acteur| {
            let conflits = bilan(&m, acteur).await.conflits.into_iter();
            conflits
                .map(|c| (c.nom, c.conflits, c.modifiable))
                .collect::<Vec<_>>()
        };
        assert_eq!(vus(&m.chef).await, []);

        deplacer(&m, vec![jour(3), jour(4)]).await;
        let vu = |nom: &str, modifiable: bool| {
            let hors = Conflit::HorsMission {
                jours: vec![jour(2)],
            };
            (nom.to_owned(), vec![hors], modifiable)
        };
        // What the division convoked, the centre reads. A day that is gone is no secret, unlike
        // an absence: who only consults sees it too.
        for (acteur, anne, luc) in [
            (&m.chef, true, false),
            (&m.secretaire, true, false),
            (&m.gestionnaire, true, true),
            (&m.administrateur, false, false),
        ] {
            assert_eq!(
                vus(acteur).await,
                [vu("DURAND Anne", anne), vu("PETIT Luc", luc)],
                "{}",
                acteur.identifiant
            );
        }
        for acteur in [&m.chef_autre, &m.gestionnaire_autre] {
            assert_eq!(vus(acteur).await, [], "{}", acteur.identifiant);
        }
        assert_eq!(
            controle::controler(s, &m.intervenante, None, "").await,
            Err(Erreur::Interdit)
        );
        missions::autoriser_centre(s, &m.gestionnaire, COEC, true)
            .await
            .unwrap();
        assert_eq!(vus(&m.chef).await[1], vu("PETIT Luc", true));

        // Settled by taking the day away; or by the académie, which gives it back.
        let lignes = m.lignes(&m.chef, COEC).await;
        let anne = lignes.iter().find(|l| l.intervenant == m.anne).unwrap();
        let reste = Affectation {
            creneaux: vec![creneau(4, 9, 12)],
            ..anne.affectation.clone()
        };
        convocations::modifier(s, &m.chef, anne.id, anne.version, reste, "")
            .await
            .unwrap();
        assert_eq!(vus(&m.chef).await, [vu("PETIT Luc", true)]);
        deplacer(&m, (1..=12).map(jour).collect()).await;
        assert_eq!(vus(&m.chef).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_partie_de_hlp_sans_sa_discipline_est_a_completer() {
    const LITTERATURE: i64 = 220_002;
    const PHILOSOPHIE: i64 = 220_003;
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let tx = store.ecriture().await.unwrap();
        let mut gens = Vec::new();
        for (matricule, nom, code, libelle) in [
            ("H1", "HUGO", "L0201", "LETTRES CLASSIQUES"),
            ("H2", "SAND", "L0202", "LETTRES MODERNES"),
            ("H3", "KANT", "L0100", "PHILOSOPHIE"),
            ("H4", "WEIL", "L0100", "PHILOSOPHIE"),
            ("H5", "SMITH", "L0422", "ANGLAIS"),
        ] {
            let (discipline, _) = store::disciplines::importer(&tx, code, libelle)
                .await
                .unwrap();
            gens.push(NouvelIntervenant {
                matricule: matricule.into(),
                nom: nom.into(),
                discipline: Some(discipline),
                ..quelqu_un(m.bellevue)
            });
        }
        store::intervenants::importer_lot(&tx, m.chef.academie, &gens)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let ids = store::intervenants::ids_par_matricule(store.lecture(), m.chef.academie)
            .await
            .unwrap();
        for (numero, partie) in [
            (LITTERATURE, "Partie littér"),
            (PHILOSOPHIE, "partie philo"),
        ] {
            let epreuve = EpreuveOption {
                code: "C009".into(),
                libelle: format!("Humanités, littérature philo {partie}"),
            };
            m.ajouter_mission_de(numero, TypeMission::Coec, m.bellevue, Some(epreuve))
                .await;
        }
        let vus = async |acteur: &Acteur| {
            let incompletes = bilan(&m, acteur).await.incompletes.into_iter();
            incompletes
                .filter(|i| [LITTERATURE, PHILOSOPHIE].contains(&i.mission))
                .map(|i| (i.mission, i.manques, i.modifiable))
                .collect::<Vec<_>>()
        };
        let personne = vec![Manque::Personne];
        assert_eq!(
            vus(&m.chef).await,
            [
                (LITTERATURE, personne.clone(), true),
                (PHILOSOPHIE, personne, true)
            ]
        );

        // Neither who has no discipline, nor another one, nor that of the other half.
        m.convoquer(&m.chef, LITTERATURE, &[m.anne, ids["H3"]])
            .await;
        m.convoquer(&m.chef, PHILOSOPHIE, &[ids["H5"], ids["H1"]])
            .await;
        controle::fixer_attendus(&m.services, &m.chef, LITTERATURE, Some(3))
            .await
            .unwrap();
        let lettres = Manque::Discipline(PartieHlp::Litterature);
        let philosophie = Manque::Discipline(PartieHlp::Philosophie);
        let effectif = Manque::Effectif {
            attendus: 3,
            convoques: 2,
        };
        for (acteur, modifiable) in [
            (&m.chef, true),
            (&m.gestionnaire, true),
            (&m.administrateur, false),
        ] {
            assert_eq!(
                vus(acteur).await,
                [
                    (LITTERATURE, vec![effectif, lettres], modifiable),
                    (PHILOSOPHIE, vec![philosophie], modifiable)
                ],
                "{}",
                acteur.identifiant
            );
        }
        assert_eq!(vus(&m.chef_autre).await, []);

        // One teacher of the discipline is enough, each half for itself.
        m.convoquer(&m.chef, LITTERATURE, &[ids["H2"]]).await;
        assert_eq!(vus(&m.chef).await, [(PHILOSOPHIE, vec![philosophie], true)]);
        let [weil] = m.convoquer(&m.chef, PHILOSOPHIE, &[ids["H4"]]).await[..] else {
            panic!()
        };
        assert_eq!(vus(&m.chef).await, []);
        // Once they leave, it lacks somebody again.
        convocations::supprimer(&m.services, &m.chef, weil, 1)
            .await
            .unwrap();
        assert_eq!(vus(&m.chef).await, [(PHILOSOPHIE, vec![philosophie], true)]);
    })
    .await;
}
