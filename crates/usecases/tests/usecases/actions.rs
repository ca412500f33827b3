//! Convoking, changing, sending, delivering, signing in, reading letters, on each
//! engine.

use crate::courrier::{Livreur, jusqu_a, refus};
use crate::monde::*;
use domain::*;
use mail::{Memoire, Nature, Raison};
use mail_parser::{MessageParser, MimeHeaders};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use store::essais::sur_chaque_moteur;
use store::{ConnectionTrait, Store};
use usecases::{Horloge, connexion, convocations, envois, lettres};

async fn piste(store: &Store, action: &str) -> usize {
    let traces = store::piste::lister(store.lecture(), None, 1_000)
        .await
        .unwrap();
    traces.iter().filter(|t| t.action == action).count()
}

async fn convoquer(
    m: &Monde,
    acteur: &Acteur,
    demande: DemandeConvocation,
) -> Result<Convoques, Erreur> {
    m.convoquer_en_confirmant(acteur, demande).await
}

#[tokio::test(flavor = "multi_thread")]
async fn convoquer_ecrit_convocations_piste_et_message() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fait = convoquer(&m, &m.chef, demande(COEC, &[m.lea, m.anne, m.lea], "a")).await;
        assert_eq!(
            fait,
            Ok(Convoques {
                nombre: 2,
                mission_modifiee: false
            })
        );

        let ouverte = m.ouvrir(&m.chef, COEC).await;
        let noms: Vec<&str> = ouverte.convocations.iter().map(|c| &*c.nom).collect();
        assert_eq!(noms, ["DURAND", "MARTIN"]);
        assert_eq!(ouverte.mission.ligne.nombre_intervenants, 2);
        for c in &ouverte.convocations {
            assert_eq!((c.autorite, c.auteur), (Autorite::Centre, m.chef.compte));
            assert_eq!(
                c.affectation.qualite,
                Some(Qualite::Correcteur),
                "celle du type"
            );
            assert_eq!(c.affectation.salle, "205");
            assert_eq!(c.affectation.creneaux, [creneau(2, 9, 12)]);
        }
        assert_eq!(piste(&store, "convocation.creer").await, 2);
        let trace = store::piste::lister(
            store.lecture(),
            Some(("convocation", ouverte.convocations[0].id.0)),
            10,
        )
        .await
        .unwrap();
        assert_eq!(trace.len(), 1);
        assert_eq!(
            (trace[0].compte, trace[0].moment),
            (Some(m.chef.compte), DEBUT)
        );
        let details: serde_json::Value = serde_json::from_str(&trace[0].details).unwrap();
        assert_eq!(details["mission"], COEC);
        assert_eq!(details["intervenant"], m.anne.0);
        assert_eq!(details["apres"]["salle"], "205");
        assert_eq!(
            m.faits(&m.chef).await,
            [Fait::Convoques {
                mission: COEC,
                nombre: 2,
                mission_modifiee: false
            }]
        );

        // The rectorat's convocations say so.
        convoquer(&m, &m.gestionnaire, demande(SSCAN, &[m.anne], "b"))
            .await
            .unwrap();
        let c = &m.lignes(&m.chef, SSCAN).await[0];
        assert_eq!(
            (c.autorite, c.affectation.qualite),
            (Autorite::Division, None)
        );
        // Delegated secretaries and heads of the exam centre convoke as the head does.
        convoquer(&m, &m.secretaire, demande(PRECE, &[m.anne], "c"))
            .await
            .unwrap();
        convoquer(&m, &m.chef_centre, demande(PRECE, &[m.lea], "d"))
            .await
            .unwrap();
        assert!(
            m.lignes(&m.chef, PRECE)
                .await
                .iter()
                .all(|c| c.autorite == Autorite::Centre)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn convoquer_fait_tout_ou_rien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.secretaire, COEC, &[m.anne]).await;
        let mut d = demande(COEC, &[m.lea, m.anne, m.luc], "b");
        d.garder_sur_mission = true;
        let refus = convoquer(&m, &m.chef, d.clone()).await;
        let deja = ConvocationErreur::DejaConvoque {
            nom: "DURAND Anne".into(),
        };
        assert_eq!(refus, Err(Erreur::Convocation(vec![deja])));

        let ouverte = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(ouverte.convocations.len(), 1);
        assert_eq!(ouverte.mission.creneaux_par_defaut, [creneau(1, 8, 12)]);
        assert_eq!(piste(&store, "convocation.creer").await, 1);
        assert_eq!(piste(&store, "mission.defauts").await, 0);
        assert_eq!(m.faits(&m.chef).await, []);
        // A refusal does not use the key up: the person corrects and sends again.
        d.intervenants = vec![m.lea, m.luc];
        let fait = convoquer(&m, &m.chef, d).await;
        assert_eq!(
            fait,
            Ok(Convoques {
                nombre: 2,
                mission_modifiee: true
            })
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_meme_cle_convoque_une_fois() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let d = demande(COEC, &[m.anne], "a");
        let premier = convoquer(&m, &m.chef, d.clone()).await.unwrap();
        assert_eq!(convoquer(&m, &m.chef, d.clone()).await, Ok(premier));
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 1);
        // Somebody else's key is another key.
        let refus = convoquer(&m, &m.secretaire, d).await;
        assert!(matches!(refus, Err(Erreur::Convocation(_))), "{refus:?}");
        for cle in ["", "courte", "avec des espaces dedans", &"a".repeat(101)] {
            let d = DemandeConvocation {
                cle: cle.into(),
                ..demande(COEC, &[m.lea], "b")
            };
            assert_eq!(
                convoquer(&m, &m.chef, d).await,
                Err(Erreur::RequeteInvalide),
                "{cle:?}"
            );
        }

        // Eight at the same time.
        let taches: Vec<_> = (0..8)
            .map(|_| {
                let (services, chef) = (m.services.clone(), m.chef.clone());
                let d = demande(COEC, &[m.lea, m.luc], "huit");
                tokio::spawn(async move { convocations::convoquer(&services, &chef, d).await })
            })
            .collect();
        for tache in taches {
            let fait = tache.await.unwrap();
            assert_eq!(
                fait,
                Ok(Convoques {
                    nombre: 2,
                    mission_modifiee: false
                })
            );
        }
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 3);
        assert_eq!(piste(&store, "convocation.creer").await, 3);
        assert_eq!(m.faits(&m.chef).await.len(), 2);
        // A page that was not read again since asks for somebody else under the key that it
        // still has: nobody is told that it is done when it is not.
        let autre = demande(COEC, &[m.nombreux[0]], "huit");
        convoquer(&m, &m.chef, autre).await.unwrap();
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 4);
        let mut autrement = demande(COEC, &[m.anne], "a");
        autrement.affectation.salle = "206".into();
        let refus = convoquer(&m, &m.chef, autrement).await;
        assert!(matches!(refus, Err(Erreur::Convocation(_))), "{refus:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_personnes_convoquent_la_meme_au_meme_instant() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        for (n, intervenant) in m.nombreux.iter().take(6).enumerate() {
            let taches = [&m.chef, &m.gestionnaire].map(|acteur| {
                let (services, acteur) = (m.services.clone(), acteur.clone());
                let d = demande(COEC, &[*intervenant], &n.to_string());
                tokio::spawn(async move { convocations::convoquer(&services, &acteur, d).await })
            });
            let mut reussies = 0;
            for tache in taches {
                match tache.await.unwrap() {
                    Ok(fait) => {
                        assert_eq!(fait.nombre, 1);
                        reussies += 1;
                    }
                    Err(refus) => {
                        let nom = format!("NOMBREUX {n:02} Max");
                        let deja = ConvocationErreur::DejaConvoque { nom };
                        assert_eq!(refus, Erreur::Convocation(vec![deja]));
                    }
                }
            }
            assert_eq!(reussies, 1);
        }
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 6);
        assert_eq!(piste(&store, "convocation.creer").await, 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn convoquer_refuse_sans_droit_ou_hors_de_portee() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let attend = Erreur::Convocation(vec![ConvocationErreur::AffectationNonTerminee]);
        let inconnu = Erreur::Convocation(vec![ConvocationErreur::IntervenantInconnu]);
        for (n, (acteur, numero, intervenant, attendue)) in [
            // The guard of INEC, for the centre and for the rectorat.
            (&m.chef, INEC, m.anne, attend.clone()),
            (&m.gestionnaire, INEC, m.anne, attend),
            // Another's centre, another académie, no mission at all.
            (&m.chef, COEC_AUTRE, m.anne, Erreur::Introuvable),
            (&m.chef_autre, COEC, m.anne, Erreur::Introuvable),
            (&m.chef, COEC_BORDEAUX, m.anne, Erreur::Introuvable),
            (&m.gestionnaire, COEC_BORDEAUX, m.anne, Erreur::Introuvable),
            (&m.gestionnaire_autre, COEC, m.zoe, Erreur::Introuvable),
            (&m.chef, 1, m.anne, Erreur::Introuvable),
            // Roles without the right.
            (&m.administrateur, COEC, m.anne, Erreur::Interdit),
            (&m.intervenante, COEC, m.anne, Erreur::Introuvable),
            // Somebody of another académie, or nobody.
            (&m.chef, COEC, m.zoe, inconnu.clone()),
            (&m.gestionnaire, COEC, m.zoe, inconnu.clone()),
            (
                &m.gestionnaire_autre,
                COEC_BORDEAUX,
                m.anne,
                inconnu.clone(),
            ),
            (&m.chef, COEC, IntervenantId(987_654), inconnu),
        ]
        .into_iter()
        .enumerate()
        {
            let refus =
                convoquer(&m, acteur, demande(numero, &[intervenant], &n.to_string())).await;
            assert_eq!(refus, Err(attendue), "{} sur {numero}", acteur.identifiant);
        }
        assert_eq!(piste(&store, "convocation.creer").await, 0);
        // What is refused to others is possible to whom it belongs.
        convoquer(&m, &m.chef_autre, demande(COEC_AUTRE, &[m.anne], "x"))
            .await
            .unwrap();
        convoquer(
            &m,
            &m.gestionnaire_autre,
            demande(COEC_BORDEAUX, &[m.zoe], "y"),
        )
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_saisie_fausse_est_dite_en_entier() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        use ConvocationErreur as E;
        let hors = NaiveDate::from_ymd_opt(2021, 3, 1).unwrap();
        let cas: Vec<(Affectation, Vec<E>)> = vec![
            (
                Affectation {
                    creneaux: vec![],
                    ..affectation()
                },
                vec![E::AucunJour],
            ),
            (
                Affectation {
                    creneaux: vec![Creneau {
                        jour: hors,
                        ..creneau(1, 8, 12)
                    }],
                    ..affectation()
                },
                vec![E::JourImpossible { jour: hors }],
            ),
            (
                Affectation {
                    creneaux: vec![creneau(3, 8, 12), creneau(3, 13, 17)],
                    ..affectation()
                },
                vec![E::JourEnDouble { jour: jour(3) }],
            ),
            (
                Affectation {
                    creneaux: vec![creneau(3, 12, 12), creneau(4, 12, 8)],
                    ..affectation()
                },
                vec![
                    E::HeuresInversees { jour: jour(3) },
                    E::HeuresInversees { jour: jour(4) },
                ],
            ),
            (
                Affectation {
                    qualite: Some(Qualite::Coordinateur),
                    ..affectation()
                },
                vec![E::QualiteImpossible],
            ),
            (
                Affectation {
                    salle: "s".repeat(31),
                    creneaux: vec![],
                    ..affectation()
                },
                vec![
                    E::TexteTropLong {
                        champ: Champ::Salle,
                        longueur: 31,
                    },
                    E::AucunJour,
                ],
            ),
        ];
        let [id] = m.convoquer(&m.chef, COEC, &[m.luc]).await[..] else {
            panic!()
        };
        for (n, (affectation, attendues)) in cas.into_iter().enumerate() {
            let cle = n.to_string();
            let d = DemandeConvocation {
                affectation: affectation.clone(),
                ..demande(COEC, &[m.anne], &cle)
            };
            let refus = Erreur::Convocation(attendues);
            assert_eq!(
                convoquer(&m, &m.chef, d).await,
                Err(refus.clone()),
                "cas {n}"
            );
            let modif = convocations::modifier(&m.services, &m.chef, id, 1, affectation, "").await;
            assert_eq!(modif, Err(refus), "cas {n}");
        }
        let personne = convoquer(&m, &m.chef, demande(COEC, &[], "p")).await;
        assert_eq!(
            personne,
            Err(Erreur::Convocation(vec![E::AucunIntervenant]))
        );
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garder_sur_la_mission_change_ses_valeurs_par_defaut() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let avant = m.ouvrir(&m.chef, COEC).await.mission;
        let mut d = demande(COEC, &[m.anne], "a");
        d.affectation.observation = "Apporter sa calculatrice".into();
        d.garder_sur_mission = true;
        let fait = convoquer(&m, &m.chef, d.clone()).await;
        assert_eq!(
            fait,
            Ok(Convoques {
                nombre: 1,
                mission_modifiee: true
            })
        );
        let apres = m.ouvrir(&m.chef, COEC).await.mission;
        assert_eq!(apres.creneaux_par_defaut, [creneau(2, 9, 12)]);
        assert_eq!(apres.observation_par_defaut, "Apporter sa calculatrice");
        assert_eq!(apres.version, avant.version + 1);
        assert_eq!(apres.jours_possibles, avant.jours_possibles);
        assert_eq!(piste(&store, "mission.defauts").await, 1);

        // Nothing differs any more: nothing is kept, nothing is said.
        d.intervenants = vec![m.lea];
        d.cle = "une-autre-cle-valable".into();
        let fait = convoquer(&m, &m.chef, d).await;
        assert_eq!(
            fait,
            Ok(Convoques {
                nombre: 1,
                mission_modifiee: false
            })
        );
        assert_eq!(m.ouvrir(&m.chef, COEC).await.mission.version, apres.version);
        // Without the answer, the mission stays as it is.
        convoquer(&m, &m.chef, demande(SSCAN, &[m.anne], "s"))
            .await
            .unwrap();
        let sscan = m.ouvrir(&m.chef, SSCAN).await.mission;
        assert_eq!(sscan.creneaux_par_defaut, [creneau(1, 8, 12)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn modifier_et_supprimer() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let autre_salle = |salle: &str| Affectation {
            salle: salle.into(),
            ..affectation()
        };

        convocations::modifier(s, &m.secretaire, ids[0], 1, autre_salle("101"), "")
            .await
            .unwrap();
        let ligne = m.lignes(&m.chef, COEC).await.remove(0);
        assert_eq!((ligne.version, &*ligne.affectation.salle), (2, "101"));
        assert_eq!(ligne.auteur, m.chef.compte, "l’auteur reste");
        assert_eq!(piste(&store, "convocation.modifier").await, 1);
        let dit = Fait::ConvocationModifiee {
            mission: COEC,
            nom: "DURAND Anne".into(),
        };
        assert_eq!(m.faits(&m.secretaire).await, [dit]);

        // The version read is too old: nothing is written, what stands is told.
        let perime = Erreur::ModifieEntreTemps {
            actuel: Some(Box::new(ligne.clone())),
            par: "Compte secretaire".into(),
            le: "01/09/2026 10:00".into(),
        };
        let refus = convocations::modifier(s, &m.chef, ids[0], 1, autre_salle("102"), "").await;
        assert_eq!(refus, Err(perime.clone()));
        let refus = convocations::supprimer(s, &m.chef, ids[0], 1).await;
        assert_eq!(refus, Err(perime));
        assert_eq!(m.lignes(&m.chef, COEC).await[0], ligne);
        // Saving what stands writes nothing.
        let egale = ligne.affectation.clone();
        convocations::modifier(s, &m.chef, ids[0], 2, egale, "")
            .await
            .unwrap();
        assert_eq!(m.lignes(&m.chef, COEC).await[0].version, 2);

        // Eight changes at the same time on the same version: one is written.
        let taches: Vec<_> = (0..8)
            .map(|n| {
                let (s, chef, id) = (s.clone(), m.chef.clone(), ids[1]);
                let a = autre_salle(&format!("B{n}"));
                tokio::spawn(async move { convocations::modifier(&s, &chef, id, 1, a, "").await })
            })
            .collect();
        let mut ecrites = 0;
        for tache in taches {
            match tache.await.unwrap() {
                Ok(()) => ecrites += 1,
                Err(Erreur::ModifieEntreTemps {
                    actuel: Some(_), ..
                }) => {}
                Err(autre) => panic!("{autre:?}"),
            }
        }
        assert_eq!(ecrites, 1);
        assert_eq!(m.lignes(&m.chef, COEC).await[1].version, 2);

        // Outside the scope, or without the right.
        for (acteur, attendue) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
        ] {
            let refus = convocations::modifier(s, acteur, ids[0], 2, autre_salle("9"), "").await;
            assert_eq!(refus, Err(attendue.clone()), "{}", acteur.identifiant);
            let refus = convocations::supprimer(s, acteur, ids[0], 2).await;
            assert_eq!(refus, Err(attendue), "{}", acteur.identifiant);
        }

        // The centre cannot change what the rectorat decided; the rectorat can change both.
        let [division] = m.convoquer(&m.gestionnaire, COEC, &[m.luc]).await[..] else {
            panic!()
        };
        let refus = convocations::modifier(s, &m.chef, division, 1, autre_salle("9"), "").await;
        assert_eq!(refus, Err(Erreur::Interdit));
        let refus = convocations::supprimer(s, &m.chef, division, 1).await;
        assert_eq!(refus, Err(Erreur::Interdit));
        convocations::modifier(s, &m.gestionnaire, ids[0], 2, autre_salle("9"), "")
            .await
            .unwrap();
        convocations::supprimer(s, &m.gestionnaire, division, 1)
            .await
            .unwrap();

        convocations::supprimer(s, &m.chef, ids[0], 3)
            .await
            .unwrap();
        let dit = Fait::ConvocationSupprimee {
            convocation: Some(ids[0]),
            mission: COEC,
            nom: "DURAND Anne".into(),
            prevenu: String::new(),
        };
        assert_eq!(m.faits(&m.chef).await[0], dit);
        assert_eq!(piste(&store, "convocation.supprimer").await, 2);
        let traces = store::piste::lister(store.lecture(), Some(("convocation", ids[0].0)), 1)
            .await
            .unwrap();
        assert!(
            traces[0].details.contains("DURAND"),
            "la piste garde tout : {}",
            traces[0].details
        );
        let refus = convocations::supprimer(s, &m.chef, ids[0], 3).await;
        let parti = Erreur::ModifieEntreTemps {
            actuel: None,
            par: "Compte chef".into(),
            le: "01/09/2026 10:00".into(),
        };
        assert_eq!(refus, Err(parti));
        // Once deleted, the person can be convoked again.
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 2);
    })
    .await;
}

// --- Mails ------------------------------------------------------------------------

async fn demander(
    m: &Monde,
    acteur: &Acteur,
    ids: &[ConvocationId],
    groupe: bool,
    cle: &str,
) -> Result<EnvoiDemande, Erreur> {
    let cle = format!("cle-d-un-envoi-{cle}");
    envois::demander(&m.services, acteur, COEC, ids, groupe, &cle).await
}

#[tokio::test(flavor = "multi_thread")]
async fn demander_un_envoi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea, m.luc]).await;
        let [division] = m.convoquer(&m.gestionnaire, COEC, &[m.nombreux[0]]).await[..] else {
            panic!()
        };
        let tous = [ids[0], ids[1], ids[2], division];

        // A group covers the rows of its author.
        let fait = demander(&m, &m.chef, &tous, true, "a").await.unwrap();
        let attendu = EnvoiDemande {
            courriels: 2,
            sans_adresse: vec!["PETIT Luc".into()],
            recapitulatif: true,
            copie: true,
        };
        assert_eq!(fait, attendu);
        let lignes = m.suivi(COEC).await;
        let vus: Vec<_> = lignes
            .iter()
            .map(|l| (l.genre, &*l.adresse, l.etat))
            .collect();
        use GenreCourriel::{Convocation, Copie, Recapitulatif};
        assert_eq!(
            vus,
            [
                (Convocation, "anne@ac.example", EtatCourriel::EnAttente),
                (Convocation, "lea@maison.example", EtatCourriel::EnAttente),
                (
                    Recapitulatif,
                    "chef@centre.example",
                    EtatCourriel::EnAttente
                ),
            ]
        );
        assert_eq!(piste(&store, "envoi.demander").await, 1);
        let dit = Fait::EnvoiDemande {
            mission: COEC,
            courriels: 2,
            sans_adresse: vec!["PETIT Luc".into()],
            recapitulatif: true,
            copie: true,
        };
        assert_eq!(m.faits(&m.chef).await[0], dit);
        // The same key asks once, eight times at once or one after the other.
        let taches: Vec<_> = (0..8)
            .map(|_| {
                let (m, tous) = (m.clone(), tous);
                tokio::spawn(async move { demander(&m, &m.chef, &tous, true, "a").await })
            })
            .collect();
        for tache in taches {
            assert_eq!(tache.await.unwrap(), Ok(attendu.clone()));
        }
        assert_eq!(m.suivi(COEC).await.len(), 3);

        // Nor does it when the first four come at once.
        let taches: Vec<_> = (0..4)
            .map(|_| {
                let (m, id) = (m.clone(), division);
                tokio::spawn(async move { demander(&m, &m.gestionnaire, &[id], true, "h").await })
            })
            .collect();
        for tache in taches {
            let fait = tache.await.unwrap();
            let attendu = EnvoiDemande {
                courriels: 1,
                recapitulatif: true,
                copie: true,
                ..Default::default()
            };
            assert_eq!(fait, Ok(attendu));
        }
        assert_eq!(m.suivi(COEC).await.len(), 5);
        // The key of a request that was served says nothing of other rows.
        let autres = demander(&m, &m.gestionnaire, &[ids[0]], true, "h").await;
        assert_eq!(autres, Err(Erreur::RienAFaire));

        // A single mail: whoever convokes there, with a copy to who asks.
        let seul = demander(&m, &m.secretaire, &[ids[0]], false, "b")
            .await
            .unwrap();
        assert_eq!(
            seul,
            EnvoiDemande {
                courriels: 1,
                copie: true,
                ..Default::default()
            }
        );
        let lignes = m.suivi(COEC).await;
        let vus: Vec<_> = lignes[5..].iter().map(|l| (l.genre, &*l.adresse)).collect();
        assert_eq!(
            vus,
            [
                (Convocation, "anne@ac.example"),
                (Copie, "secretaire@centre.example")
            ]
        );
        // What waited for the same person gives way: they receive one.
        let d_anne: Vec<_> = lignes
            .iter()
            .filter(|l| l.adresse == "anne@ac.example")
            .map(|l| l.etat)
            .collect();
        assert_eq!(d_anne[..], [EtatCourriel::Annule, EtatCourriel::EnAttente]);
        let des_autres = lignes
            .iter()
            .filter(|l| l.genre == Convocation && l.adresse != "anne@ac.example");
        assert!(
            des_autres
                .into_iter()
                .all(|l| l.etat == EtatCourriel::EnAttente)
        );

        let refus = demander(&m, &m.chef, &[ids[2]], false, "c").await;
        assert_eq!(
            refus,
            Err(Erreur::SansAdresse {
                nom: "PETIT Luc".into()
            })
        );
        for (n, (acteur, liste, groupe, attendue)) in [
            (&m.chef, vec![ids[2]], true, Erreur::RienAFaire),
            (&m.chef, vec![division], true, Erreur::RienAFaire),
            (&m.secretaire, tous.to_vec(), true, Erreur::RienAFaire),
            (&m.chef, vec![], true, Erreur::RienAFaire),
            (&m.chef, vec![], false, Erreur::RequeteInvalide),
            (
                &m.chef,
                vec![ids[0], ids[1]],
                false,
                Erreur::RequeteInvalide,
            ),
            (
                &m.chef,
                vec![ConvocationId(987_654)],
                false,
                Erreur::Introuvable,
            ),
            (&m.administrateur, vec![ids[0]], false, Erreur::Interdit),
            (&m.administrateur, vec![ids[0]], true, Erreur::Interdit),
            (&m.chef_autre, vec![ids[0]], true, Erreur::Introuvable),
            (
                &m.gestionnaire_autre,
                vec![ids[0]],
                false,
                Erreur::Introuvable,
            ),
            (&m.intervenante, vec![ids[0]], false, Erreur::Introuvable),
        ]
        .into_iter()
        .enumerate()
        {
            let refus = demander(&m, acteur, &liste, groupe, &format!("refus-{n}")).await;
            assert_eq!(refus, Err(attendue), "cas {n}");
        }
        // A convocation of another mission is not reached through this one.
        let [ailleurs] = m.convoquer(&m.chef, SSCAN, &[m.anne]).await[..] else {
            panic!()
        };
        let refus = demander(&m, &m.chef, &[ailleurs], false, "d").await;
        assert_eq!(refus, Err(Erreur::Introuvable));
        assert_eq!(m.suivi(COEC).await.len(), 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_copie_de_chaque_pour_qui_la_veut() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let chef = Acteur {
            copie_par_courriel: true,
            ..m.chef.clone()
        };
        let fait = demander(&m, &chef, &ids, true, "a").await.unwrap();
        assert_eq!(
            (fait.courriels, fait.recapitulatif, fait.copie),
            (2, false, true)
        );
        let genres: Vec<_> = m.suivi(COEC).await.iter().map(|l| l.genre).collect();
        use GenreCourriel::{Convocation, Copie};
        assert_eq!(genres, [Convocation, Copie, Convocation, Copie]);
        assert!(m.ouvrir(&chef, COEC).await.copie_possible);
        // Without an address of one's own there is neither copy nor summary, and it is said
        // before and after.
        let chef = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        assert!(!m.ouvrir(&chef, COEC).await.copie_possible);
        let fait = demander(&m, &chef, &ids, true, "b").await.unwrap();
        assert_eq!(
            (fait.courriels, fait.recapitulatif, fait.copie),
            (2, false, false)
        );
        assert_eq!(m.suivi(COEC).await.len(), 6);
        let fait = demander(&m, &chef, &ids[..1], false, "c").await.unwrap();
        assert!(!fait.copie);
        assert_eq!(m.suivi(COEC).await.len(), 7);
        let dernier = m.faits(&m.chef).await.swap_remove(0);
        assert!(
            matches!(dernier, Fait::EnvoiDemande { copie: false, .. }),
            "{dernier:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_mission_qui_attend_le_dit_chaque_fois_qu_on_y_revient() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        // Another INEC of the same centre, whose candidates are not affected either.
        let autre = INEC + 1_000;
        m.ajouter_mission(autre, TypeMission::Inec, m.bellevue)
            .await;
        let tx = store.ecriture().await.unwrap();
        let sql = format!("UPDATE mission SET affectation_terminee = false WHERE numero = {autre}");
        tx.execute_unprepared(&sql).await.unwrap();
        tx.valider().await.unwrap();
        let dits = async || {
            m.faits(&m.chef)
                .await
                .into_iter()
                .rev()
                .map(|f| match f {
                    Fait::AffectationAttendue { mission } => mission,
                    autre => panic!("{autre:?}"),
                })
                .collect::<Vec<_>>()
        };
        // Read again within the minute, the page says it once.
        m.ouvrir(&m.chef, INEC).await;
        m.horloge.avancer(60);
        m.ouvrir(&m.chef, INEC).await;
        assert_eq!(dits().await, [INEC]);
        // Another mission has its own line, at once, and so has the first again.
        m.ouvrir(&m.chef, autre).await;
        m.ouvrir(&m.chef, INEC).await;
        assert_eq!(dits().await, [INEC, autre, INEC]);
        // Opened again later, it says so again.
        m.horloge.avancer(61);
        m.ouvrir(&m.chef, INEC).await;
        assert_eq!(dits().await, [INEC, autre, INEC, INEC]);
        m.horloge.avancer(3 * 86_400);
        m.ouvrir(&m.chef, INEC).await;
        assert_eq!(dits().await.len(), 5);
        // Who only consults is told nothing.
        m.ouvrir(&m.administrateur, INEC).await;
        assert!(m.faits(&m.administrateur).await.is_empty());
    })
    .await;
}

fn tous(etat: EtatCourriel) -> impl Fn(&[SuiviCourriel]) -> bool {
    move |lignes| lignes.iter().all(|l| l.etat == etat)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_courriel_accepte_est_envoye_avec_son_empreinte() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let memoire = Memoire::default();
        let livreur = Livreur::lancer(&m.services, &memoire);
        demander(&m, &m.chef, &[id], false, "a").await.unwrap();
        let lignes = m
            .jusqua(|l| l.len() == 2 && tous(EtatCourriel::Envoye)(l))
            .await;
        assert!(lignes.iter().all(|l| l.essais == 1 && l.raison.is_empty()));
        livreur.arreter().await;

        let mut adresses: Vec<_> = memoire
            .messages()
            .iter()
            .map(|c| c.adresse().to_owned())
            .collect();
        adresses.sort();
        assert_eq!(adresses, ["anne@ac.example", "chef@centre.example"]);
        // The hash kept is that of the PDF that left.
        let lettre = lettres::lire(&m.services, &m.chef, id).await.unwrap();
        let pdf = documents::lettre::pdf(&lettre, &m.services.polices).unwrap();
        let empreinte = usecases::empreinte(&pdf);
        let sql = format!("etat = 'envoye' AND empreinte_pdf = '{empreinte}'");
        assert_eq!(m.courriels_ou(&sql).await, 2);
        // The days go to the person called, as the screen gives them; the copy has none.
        let (nom, agenda) = lettres::agenda(&m.services, &m.intervenante, id)
            .await
            .unwrap();
        for courriel in memoire.messages() {
            let lu = MessageParser::default().parse(courriel.octets()).unwrap();
            let pieces: Vec<_> = lu.attachments().map(|p| p.contents()).collect();
            if courriel.adresse() == "anne@ac.example" {
                assert_eq!(pieces, [&*pdf, &*agenda]);
                assert_eq!(lu.attachment(1).unwrap().attachment_name(), Some(&*nom));
            } else {
                assert_eq!(pieces, [&*pdf]);
            }
        }
        let envoi = m
            .lignes(&m.chef, COEC)
            .await
            .remove(0)
            .dernier_envoi
            .unwrap();
        assert_eq!(
            (envoi.etat, envoi.modifiee_depuis),
            (EtatCourriel::Envoye, false)
        );
        let salle = Affectation {
            salle: "9".into(),
            ..affectation()
        };
        convocations::modifier(&m.services, &m.chef, id, 1, salle, "")
            .await
            .unwrap();
        let envoi = m
            .lignes(&m.chef, COEC)
            .await
            .remove(0)
            .dernier_envoi
            .unwrap();
        assert!(envoi.modifiee_depuis);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_refus_provisoire_est_repris_et_un_refus_definitif_reste() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let memoire = Memoire::default();
        memoire.repondre(|c| match c.adresse() {
            "anne@ac.example" => Err(refus(
                Nature::Temporaire,
                Raison::Differe { code: 451 },
                451,
            )),
            "lea@maison.example" => Err(refus(Nature::Permanent, Raison::AdresseRefusee, 550)),
            _ => Ok(()),
        });
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        demander(&m, &sans_copie, &ids, true, "a").await.unwrap();
        let livreur = Livreur::lancer(&m.services, &memoire);
        let de = |lignes: &[SuiviCourriel], i: IntervenantId| {
            lignes
                .iter()
                .find(|l| l.intervenant == Some(i))
                .unwrap()
                .clone()
        };
        let lignes = m
            .jusqua(|l| {
                de(l, m.anne).etat == EtatCourriel::NouvelEssai
                    && de(l, m.lea).etat == EtatCourriel::Echec
            })
            .await;
        let anne = de(&lignes, m.anne);
        assert!(
            anne.raison.starts_with("differe:451 451 parole"),
            "{}",
            anne.raison
        );
        assert_eq!(
            (anne.essais, anne.prochain_essai),
            (1, Some(DEBUT.plus_secondes(60)))
        );
        let lea = de(&lignes, m.lea);
        assert!(
            lea.raison.starts_with("adresse_refusee 550 parole"),
            "{}",
            lea.raison
        );
        assert_eq!((lea.essais, lea.prochain_essai), (1, None));
        // The screens say when, in the académie's time.
        let dits: Vec<_> = m
            .lignes(&m.chef, COEC)
            .await
            .into_iter()
            .map(|l| l.dernier_envoi.unwrap().prochain_dit)
            .collect();
        assert_eq!(dits, ["01/09/2026 10:01", ""]);
        let filtre = FiltreJournal::default();
        let journal = usecases::journal::lister(&m.services, &m.chef, &filtre)
            .await
            .unwrap();
        let mut dits: Vec<_> = journal
            .lignes
            .into_iter()
            .map(|l| l.etat.prochain_dit)
            .collect();
        dits.sort();
        assert_eq!(dits, ["", "01/09/2026 10:01"]);

        // Refused a second time: the wait grows.
        m.horloge.avancer(60);
        m.services.reveil.notify_one();
        let lignes = m
            .jusqua(|l| de(l, m.anne).essais == 2 && tous_poses(l))
            .await;
        let suivant = m.horloge.maintenant().plus_secondes(300);
        assert_eq!(de(&lignes, m.anne).prochain_essai, Some(suivant));

        memoire.repondre(|_| Ok(()));
        m.horloge.avancer(300);
        m.services.reveil.notify_one();
        let lignes = m
            .jusqua(|l| de(l, m.anne).etat == EtatCourriel::Envoye)
            .await;
        let anne = de(&lignes, m.anne);
        assert_eq!(
            (anne.essais, anne.prochain_essai, &*anne.raison),
            (3, None, "")
        );
        assert_eq!(
            de(&lignes, m.lea),
            lea,
            "un refus définitif n’est pas repris"
        );
        livreur.arreter().await;
        assert_eq!(memoire.messages().len(), 1);
    })
    .await;
}

/// Nothing is being sent.
fn tous_poses(lignes: &[SuiviCourriel]) -> bool {
    lignes.iter().all(|l| l.etat != EtatCourriel::EnCours)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn apres_trop_d_essais_le_courriel_est_abandonne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let memoire = Memoire::default();
        memoire.repondre(|_| Err(refus(Nature::Temporaire, Raison::BoitePleine, 452)));
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        demander(&m, &sans_copie, &ids, true, "a").await.unwrap();
        let livreur = Livreur::lancer(&m.services, &memoire);
        let essais = m.services.reglages.limites.courriel_essais;
        for n in 1..essais {
            m.jusqua(|l| l[0].essais == n && l[0].etat == EtatCourriel::NouvelEssai)
                .await;
            m.horloge.avancer(43_200);
            m.services.reveil.notify_one();
        }
        let lignes = m.jusqua(tous(EtatCourriel::Echec)).await;
        assert_eq!(lignes[0].essais, essais);
        assert!(
            lignes[0].raison.starts_with("boite_pleine"),
            "{}",
            lignes[0].raison
        );
        livreur.arreter().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_longue_panne_du_serveur_n_abandonne_rien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let memoire = Memoire::default();
        memoire.repondre(|_| Err(refus(Nature::Temporaire, Raison::ServeurInjoignable, 421)));
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        demander(&m, &sans_copie, &ids, true, "a").await.unwrap();
        let livreur = Livreur::lancer(&m.services, &memoire);
        let limite = m.services.reglages.limites.courriel_essais;
        let reporte = |l: &[SuiviCourriel]| {
            l[0].etat == EtatCourriel::NouvelEssai
                && l[0].prochain_essai > Some(m.horloge.maintenant())
        };
        // Many more tries than those after which a mail is given up.
        for _ in 0..2 * limite {
            let lignes = m.jusqua(reporte).await;
            let au_plus = m.horloge.maintenant().plus_secondes(1_800);
            assert!(lignes[0].prochain_essai <= Some(au_plus), "{lignes:?}");
            assert!(lignes[0].essais < limite, "{lignes:?}");
            m.horloge.avancer(1_800);
            m.services.reveil.notify_one();
        }
        m.jusqua(reporte).await;
        // It is back, and asks to come again: some tries are left for that.
        memoire.repondre(|_| {
            Err(refus(
                Nature::Temporaire,
                Raison::Differe { code: 451 },
                451,
            ))
        });
        m.horloge.avancer(1_800);
        m.services.reveil.notify_one();
        m.jusqua(|l| reporte(l) && l[0].raison.starts_with("differe"))
            .await;
        memoire.repondre(|_| Ok(()));
        m.horloge.avancer(43_200);
        m.services.reveil.notify_one();
        m.jusqua(tous(EtatCourriel::Envoye)).await;
        livreur.arreter().await;
        assert_eq!(memoire.messages().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_livraison_qui_s_effondre_est_reprise_comme_un_essai() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let memoire = Memoire::default();
        memoire.repondre(|c| match c.adresse() {
            "anne@ac.example" => panic!("voulu par l’essai"),
            _ => Ok(()),
        });
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        demander(&m, &sans_copie, &ids, true, "a").await.unwrap();
        let livreur = Livreur::lancer(&m.services, &memoire);
        let etats = |l: &[SuiviCourriel]| l.iter().map(|l| l.etat).collect::<Vec<_>>();
        let lignes = m
            .jusqua(|l| etats(l) == [EtatCourriel::NouvelEssai, EtatCourriel::Envoye])
            .await;
        assert_eq!(
            (lignes[0].essais, lignes[0].prochain_essai),
            (1, Some(DEBUT.plus_secondes(60)))
        );
        // It does not try for ever.
        for n in 2..=m.services.reglages.limites.courriel_essais {
            m.horloge.avancer(43_200);
            m.services.reveil.notify_one();
            m.jusqua(|l| l[0].essais == n && tous_poses(l)).await;
        }
        let lignes = m.suivi(COEC).await;
        assert_eq!(etats(&lignes), [EtatCourriel::Echec, EtatCourriel::Envoye]);
        livreur.arreter().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_courriel_sans_convocation_ne_part_pas() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        demander(&m, &sans_copie, &ids, true, "a").await.unwrap();
        convocations::supprimer(&m.services, &m.chef, ids[0], 1)
            .await
            .unwrap();
        let memoire = Memoire::default();
        let livreur = Livreur::lancer(&m.services, &memoire);
        let lignes = m.jusqua(|l| l.iter().all(|l| !l.etat.en_mouvement())).await;
        let etats: Vec<_> = lignes.iter().map(|l| (l.intervenant, l.etat)).collect();
        assert_eq!(
            etats,
            [
                (Some(m.anne), EtatCourriel::Annule),
                (Some(m.lea), EtatCourriel::Envoye)
            ]
        );
        livreur.arreter().await;
        assert_eq!(memoire.messages().len(), 1);
        assert_eq!(memoire.messages()[0].adresse(), "lea@maison.example");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_recapitulatif_apres_la_fin_du_groupe() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea, m.luc]).await;
        let memoire = Memoire::default();
        memoire.repondre(|c| match c.adresse() {
            "anne@ac.example" => Err(refus(
                Nature::Temporaire,
                Raison::Differe { code: 451 },
                451,
            )),
            _ => Ok(()),
        });
        demander(&m, &m.chef, &ids, true, "a").await.unwrap();
        let livreur = Livreur::lancer(&m.services, &memoire);
        let recap = |l: &[SuiviCourriel]| {
            l.iter()
                .find(|l| l.genre == GenreCourriel::Recapitulatif)
                .unwrap()
                .clone()
        };
        m.jusqua(|l| {
            let etats: Vec<_> = l.iter().map(|l| l.etat).collect();
            etats[..2] == [EtatCourriel::NouvelEssai, EtatCourriel::Envoye] && tous_poses(l)
        })
        .await;
        // One mail still waits: the summary does too, without counting as tries.
        m.horloge.avancer(6);
        m.services.reveil.notify_one();
        let remis = format!(
            "genre = 'recapitulatif' AND prochain_essai_le > {}",
            m.horloge.maintenant().0
        );
        jusqu_a(&remis, async || m.courriels_ou(&remis).await == 1).await;
        assert_eq!(recap(&m.suivi(COEC).await).essais, 0);
        let vers = |memoire: &Memoire, a: &str| {
            memoire
                .messages()
                .iter()
                .filter(|c| c.adresse() == a)
                .count()
        };
        assert_eq!(vers(&memoire, "chef@centre.example"), 0);

        memoire.repondre(|_| Ok(()));
        m.horloge.avancer(60);
        m.services.reveil.notify_one();
        m.jusqua(|l| l[0].etat == EtatCourriel::Envoye && tous_poses(l))
            .await;
        m.horloge.avancer(6);
        m.services.reveil.notify_one();
        m.jusqua(tous(EtatCourriel::Envoye)).await;
        m.horloge.avancer(3_600);
        m.services.reveil.notify_one();
        livreur.arreter().await;
        assert_eq!(vers(&memoire, "chef@centre.example"), 1);
        let messages = memoire.messages();
        let dernier = messages.last().unwrap();
        assert_eq!(
            dernier.adresse(),
            "chef@centre.example",
            "après tous les autres"
        );
        let texte = String::from_utf8(dernier.octets().to_vec()).unwrap();
        assert!(texte.contains(".zip"), "les lettres y sont jointes");
    })
    .await;
}

/// Holds whoever passes until it is opened.
#[derive(Clone, Default)]
struct Barriere(Arc<(Mutex<bool>, Condvar)>);

impl Barriere {
    fn passer(&self) {
        let (ouverte, changee) = &*self.0;
        drop(
            changee
                .wait_while(ouverte.lock().unwrap(), |o| !*o)
                .unwrap(),
        );
    }

    fn ouvrir(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
}

// More threads than mails in flight: each of those blocks one.
#[tokio::test(flavor = "multi_thread", worker_threads = 24)]
async fn un_arret_ne_perd_ni_ne_double_rien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux).await;
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        demander(&m, &sans_copie, &ids, true, "a").await.unwrap();

        // Nothing is accepted before the order to stop.
        let memoire = Memoire::default();
        let barriere = Barriere::default();
        let (parti, est_parti) = mpsc::channel();
        memoire.repondre({
            let barriere = barriere.clone();
            move |_| {
                // Nobody listens any more after the first.
                let _ = parti.send(());
                barriere.passer();
                Ok(())
            }
        });
        let livreur = Livreur::lancer(&m.services, &memoire);
        tokio::task::spawn_blocking(move || est_parti.recv().unwrap())
            .await
            .unwrap();
        livreur.demander_l_arret();
        barriere.ouvrir();
        livreur.arreter().await;

        let lignes = m.suivi(COEC).await;
        assert_eq!(lignes.len(), NOMBREUX);
        let mut etats = BTreeMap::new();
        for l in &lignes {
            *etats.entry(l.etat.code()).or_insert(0_usize) += 1;
        }
        let partis = memoire.messages().len();
        assert!((1..NOMBREUX).contains(&partis), "{partis}");
        assert_eq!(etats.get("envoye"), Some(&partis), "{etats:?}");
        assert_eq!(etats.get("en_cours"), None, "rien ne reste pris");
        let reste = NOMBREUX - partis;
        assert_eq!(
            etats.get("en_attente").copied().unwrap_or(0),
            reste,
            "{etats:?}"
        );

        let livreur = Livreur::lancer(&m.services, &memoire);
        m.jusqua(tous(EtatCourriel::Envoye)).await;
        livreur.arreter().await;
        assert_eq!(uniques(&memoire), NOMBREUX);
    })
    .await;
}

/// How many mails, after checking that none came twice.
fn uniques(memoire: &Memoire) -> usize {
    let messages = memoire.messages();
    let ids: HashSet<_> = messages
        .iter()
        .map(|c| c.message_id().as_str().to_owned())
        .collect();
    let adresses: HashSet<_> = messages.iter().map(|c| c.adresse().to_owned()).collect();
    assert_eq!(
        (ids.len(), adresses.len()),
        (messages.len(), messages.len())
    );
    messages.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deux_serveurs_n_envoient_jamais_le_meme_courriel() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux).await;
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        demander(&m, &sans_copie, &ids, true, "a").await.unwrap();
        let memoire = Memoire::default();
        let autre = services(&store, &m.horloge, "http://localhost");
        let livreurs = [
            Livreur::lancer(&m.services, &memoire),
            Livreur::lancer(&autre, &memoire),
        ];
        let lignes = m.jusqua(tous(EtatCourriel::Envoye)).await;
        assert!(lignes.iter().all(|l| l.essais == 1));
        for livreur in livreurs {
            livreur.arreter().await;
        }
        assert_eq!(uniques(&memoire), NOMBREUX);
    })
    .await;
}

// --- Accounts -----------------------------------------------------------------------

async fn se_connecter(m: &Monde, nom: &str, mot: &str, adresse: &str) -> Result<CompteId, Erreur> {
    connexion::se_connecter(&m.services, nom, mot.into(), adresse).await
}

#[tokio::test(flavor = "multi_thread")]
async fn se_connecter_et_se_tromper() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let faux = Err(Erreur::IdentifiantsFaux);
        assert_eq!(
            se_connecter(&m, " Chef ", MOT_DE_PASSE, "a").await,
            Ok(m.chef.compte)
        );
        assert_eq!(se_connecter(&m, "chef", "quatre mots", "a").await, faux);
        assert_eq!(se_connecter(&m, "chef", "", "a").await, faux);
        assert_eq!(se_connecter(&m, "", MOT_DE_PASSE, "a").await, faux);
        assert_eq!(se_connecter(&m, "personne", MOT_DE_PASSE, "a").await, faux);
        assert_eq!(
            se_connecter(&m, "chef", &"m".repeat(10_000), "a").await,
            faux
        );
        assert_eq!(piste(&store, "connexion").await, 1);
        assert_eq!(piste(&store, "connexion.refusee").await, 2);

        // A closed account: the same answer, and no acteur any more.
        let tx = store.ecriture().await.unwrap();
        store::comptes::changer_actif(&tx, m.secretaire.compte, false)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(
            se_connecter(&m, "secretaire", MOT_DE_PASSE, "b").await,
            faux
        );
        assert_eq!(
            connexion::acteur(&m.services, m.secretaire.compte).await,
            Ok(None)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trop_d_essais_font_attendre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let limites = &m.services.reglages.limites;
        let attendre = Err(Erreur::TropDEssais {
            attendre: limites.essais_fenetre,
        });
        for _ in 0..limites.essais_compte_adresse {
            let refus = se_connecter(&m, "chef", "mauvais mot de passe", "1.2.3.4").await;
            assert_eq!(refus, Err(Erreur::IdentifiantsFaux));
        }
        // Even the right one, from there; not from elsewhere, nor somebody else from there.
        assert_eq!(
            se_connecter(&m, "chef", MOT_DE_PASSE, "1.2.3.4").await,
            attendre
        );
        assert_eq!(
            se_connecter(&m, "CHEF ", MOT_DE_PASSE, "1.2.3.4").await,
            attendre
        );
        assert!(
            se_connecter(&m, "chef", MOT_DE_PASSE, "1.2.3.5")
                .await
                .is_ok()
        );
        assert!(
            se_connecter(&m, "secretaire", MOT_DE_PASSE, "1.2.3.4")
                .await
                .is_ok()
        );
        m.horloge.avancer(limites.essais_fenetre + 1);
        assert!(
            se_connecter(&m, "chef", MOT_DE_PASSE, "1.2.3.4")
                .await
                .is_ok()
        );
        // Success wipes the count of this account at this address.
        for _ in 0..2 {
            for _ in 1..limites.essais_compte_adresse {
                let refus = se_connecter(&m, "chef", "mauvais", "1.2.3.4").await;
                assert_eq!(refus, Err(Erreur::IdentifiantsFaux));
            }
            assert!(
                se_connecter(&m, "chef", MOT_DE_PASSE, "1.2.3.4")
                    .await
                    .is_ok()
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changer_de_mot_de_passe() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let expire = DEBUT.plus_secondes(3_600);
        let tx = store.ecriture().await.unwrap();
        for (cle, compte) in [
            ("ici", &m.chef),
            ("ailleurs", &m.chef),
            ("autrui", &m.secretaire),
        ] {
            let session = store::sessions_web::SessionWeb {
                cle: cle.into(),
                compte: Some(compte.compte),
                donnees: "{}".into(),
                expire,
            };
            store::sessions_web::creer(&tx, &session).await.unwrap();
        }
        tx.valider().await.unwrap();
        let nouveau = "cinq mots sans aucun rapport";
        let changer = async |actuel: &str, nouveau: &str, confirmation: &str| {
            let (a, n, c) = (actuel.into(), nouveau.into(), confirmation.into());
            connexion::changer_mot_de_passe(&m.services, &m.chef, a, n, c, "ici").await
        };
        use MotDePasseErreur as E;
        for (actuel, nouveau, confirmation, attendue) in [
            (MOT_DE_PASSE, nouveau, "autre chose", E::Different),
            (MOT_DE_PASSE, "trop court", "trop court", E::TropCourt),
            (MOT_DE_PASSE, "azertyuiopqsdfg", "azertyuiopqsdfg", E::Suite),
            (
                MOT_DE_PASSE,
                "chefchefchefchef",
                "chefchefchefchef",
                E::NomDuCompte,
            ),
            // LPO BELLEVUE is where they are the head.
            (
                MOT_DE_PASSE,
                "lpo-bellevue-2026",
                "lpo-bellevue-2026",
                E::NomDuCompte,
            ),
            ("faux", nouveau, nouveau, E::ActuelFaux),
        ] {
            let refus = changer(actuel, nouveau, confirmation).await;
            assert_eq!(refus, Err(Erreur::MotDePasse(attendue)), "{nouveau}");
        }
        let long = "abcdefgh ".repeat(15);
        assert_eq!(
            changer(MOT_DE_PASSE, &long, &long).await,
            Err(Erreur::MotDePasse(E::TropLong))
        );
        let la = async |cle: &str| {
            store::sessions_web::charger(store.lecture(), cle, DEBUT)
                .await
                .unwrap()
                .is_some()
        };
        assert!(
            la("ici").await && la("ailleurs").await,
            "un refus ne ferme rien"
        );

        assert_eq!(changer(MOT_DE_PASSE, nouveau, nouveau).await, Ok(()));
        assert!(la("ici").await && la("autrui").await);
        assert!(!la("ailleurs").await, "les autres sessions sont fermées");
        assert_eq!(m.faits(&m.chef).await, [Fait::MotDePasseChange]);
        assert_eq!(piste(&store, "mot_de_passe.changer").await, 1);
        let faux = Err(Erreur::IdentifiantsFaux);
        assert_eq!(se_connecter(&m, "chef", MOT_DE_PASSE, "a").await, faux);
        assert_eq!(
            se_connecter(&m, "chef", nouveau, "a").await,
            Ok(m.chef.compte)
        );

        // Guessing the present password through this door waits too.
        let limite = m.services.reglages.limites.essais_compte_adresse;
        for _ in 1..limite {
            changer("faux", MOT_DE_PASSE, MOT_DE_PASSE)
                .await
                .unwrap_err();
        }
        let refus = changer(nouveau, MOT_DE_PASSE, MOT_DE_PASSE).await;
        assert!(
            matches!(refus, Err(Erreur::TropDEssais { .. })),
            "{refus:?}"
        );
    })
    .await;
}

// --- Letters ------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread")]
async fn chacun_lit_les_lettres_qui_le_regardent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        m.convoquer(&m.chef, SSCAN, &[m.anne]).await;
        let lisible = async |acteur: &Acteur, id| match lettres::lire(s, acteur, id).await {
            Ok(_) => true,
            Err(Erreur::Introuvable) => false,
            Err(autre) => panic!("{} : {autre:?}", acteur.identifiant),
        };
        for (acteur, d_anne, de_lea) in [
            (&m.chef, true, true),
            (&m.secretaire, true, true),
            (&m.chef_centre, true, true),
            (&m.gestionnaire, true, true),
            (&m.administrateur, true, true),
            (&m.chef_autre, false, false),
            (&m.gestionnaire_autre, false, false),
            (&m.intervenante, true, false),
            (&m.autre_intervenante, false, true),
        ] {
            assert_eq!(
                lisible(acteur, ids[0]).await,
                d_anne,
                "{}",
                acteur.identifiant
            );
            assert_eq!(
                lisible(acteur, ids[1]).await,
                de_lea,
                "{}",
                acteur.identifiant
            );
        }
        assert!(!lisible(&m.gestionnaire, ConvocationId(987_654)).await);

        let lettre = lettres::lire(s, &m.intervenante, ids[0]).await.unwrap();
        assert_eq!(
            (&*lettre.destinataire.nom, lettre.mission.numero),
            ("DURAND", COEC)
        );
        assert_eq!(
            lettre.faite_le,
            NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
        );
        let miennes = lettres::miennes(s, &m.intervenante).await.unwrap();
        let mut numeros: Vec<_> = miennes.iter().map(|l| l.mission.numero).collect();
        numeros.sort_unstable();
        assert_eq!(numeros, [COEC, SSCAN]);
        assert!(miennes.iter().all(|l| l.destinataire.id == m.anne));
        assert_eq!(lettres::miennes(s, &m.chef).await, Ok(vec![]));

        // Reading the PDF notes that it was printed, but for who only consults.
        lettres::pdf(s, &m.administrateur, ids[0]).await.unwrap();
        assert_eq!(m.lignes(&m.chef, COEC).await[0].imprimee, None);
        let (nom, pdf) = lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
        assert_eq!(nom, "172278_DURAND-Anne_convocation.pdf");
        assert!(pdf.starts_with(b"%PDF-"));
        let ligne = m.lignes(&m.chef, COEC).await.remove(0);
        assert_eq!(
            (ligne.imprimee, &*ligne.imprimee_dite),
            (Some(DEBUT), "01/09/2026 10:00")
        );

        // The days for a calendar, for whom may read the letter; nothing is printed.
        let (nom, agenda) = lettres::agenda(s, &m.intervenante, ids[0]).await.unwrap();
        assert_eq!(nom, "172278_DURAND-Anne_convocation.ics");
        let agenda = String::from_utf8(agenda).unwrap();
        for ligne in [
            "METHOD:PUBLISH".to_owned(),
            format!("UID:convocation-{}-20210202@centre.example", ids[0]),
            "DTSTAMP:20260901T080000Z".to_owned(),
            "DTSTART;TZID=Europe/Paris:20210202T090000".to_owned(),
            "SEQUENCE:1".to_owned(),
            format!("URL:http://localhost/convocations/{}", ids[0]),
        ] {
            assert!(
                agenda.contains(&format!("\r\n{ligne}\r\n")),
                "{ligne} : {agenda}"
            );
        }
        assert_eq!(m.lignes(&m.chef, COEC).await[1].imprimee, None);
        for (acteur, id) in [(&m.intervenante, ids[1]), (&m.chef_autre, ids[0])] {
            let refus = lettres::agenda(s, acteur, id).await;
            assert_eq!(refus, Err(Erreur::Introuvable), "{}", acteur.identifiant);
        }

        // An archive covers the author's rows only.
        assert_eq!(
            lettres::archive(s, &m.chef, COEC, &ids)
                .await
                .unwrap()
                .len(),
            2
        );
        for (acteur, attendue) in [
            (&m.secretaire, Erreur::RienAFaire),
            (&m.administrateur, Erreur::Interdit),
            (&m.chef_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
        ] {
            let refus = lettres::archive(s, acteur, COEC, &ids).await;
            assert_eq!(refus, Err(attendue), "{}", acteur.identifiant);
        }
    })
    .await;
}
