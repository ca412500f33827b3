//! Clashes: shown, confirmed, refused, and decided one after the other, on each engine.

use crate::monde::*;
use domain::*;
use std::sync::Arc;
use store::disponibilites::{NouvelleIndisponibilite, ajouter_indisponibilite};
use store::essais::sur_chaque_moteur;
use tokio::sync::Barrier;
use usecases::{conflits, controle, convocations};

const PRECE_AUTRE: i64 = 200_006;

async fn convoquer(m: &Monde, acteur: &Acteur, d: DemandeConvocation) -> Result<Convoques, Erreur> {
    convocations::convoquer(&m.services, acteur, d).await
}

/// What has to be confirmed, and the key.
fn a_confirmer(resultat: Result<impl core::fmt::Debug, Erreur>) -> (Vec<Signalement>, String) {
    match resultat {
        Err(Erreur::AConfirmer { signalements, cle }) => (signalements, cle),
        autre => panic!("à confirmer, et non {autre:?}"),
    }
}

async fn absenter(m: &Monde, intervenant: IntervenantId, j: u32) {
    let tx = m.services.store.ecriture().await.unwrap();
    let n = NouvelleIndisponibilite {
        intervenant,
        absence: Absence {
            du: jour(j),
            au: jour(j),
            partie: PartieJour::Journee,
            jour_semaine: None,
            ..Absence::default()
        },
        motif: Motif::Medical,
        commentaire: "ne regarde personne".into(),
        auteur: None,
    };
    ajouter_indisponibilite(&tx, &n, DEBUT).await.unwrap();
    tx.valider().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn un_chevauchement_se_confirme_nommement_et_se_garde() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let premiere = m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.anne]).await[0];
        let d = demande(COEC, &[m.anne, m.luc], "a");

        let (signalements, cle) = a_confirmer(convoquer(&m, &m.chef, d.clone()).await);
        let [s] = &signalements[..] else {
            panic!("{signalements:?}");
        };
        assert_eq!(
            (s.intervenant, s.nom.as_str()),
            (Some(m.anne), "DURAND Anne")
        );
        let Conflit::Chevauchement {
            avec,
            jours,
            impossible: false,
        } = &s.conflit
        else {
            panic!("{s:?}");
        };
        assert_eq!(
            (avec.convocation, avec.mission, avec.centre.as_str()),
            (premiere, COEC_AUTRE, "LGT DES ARENES")
        );
        assert_eq!(jours, &[jour(2)]);
        assert_eq!(m.lignes(&m.chef, COEC).await, [], "rien n’est écrit");

        // A key that confirms other clashes confirms nothing.
        let faux = DemandeConvocation {
            confirmation: "f".repeat(64),
            ..d.clone()
        };
        a_confirmer(convoquer(&m, &m.chef, faux).await);
        let confirmee = DemandeConvocation {
            confirmation: cle.clone(),
            ..d
        };
        let faits = convoquer(&m, &m.chef, confirmee).await.unwrap();
        assert_eq!(faits.nombre, 2);
        for l in m.lignes(&m.chef, COEC).await {
            let traces = store::piste::lister(store.lecture(), Some(("convocation", l.id.0)), 5)
                .await
                .unwrap();
            let details: serde_json::Value = serde_json::from_str(&traces[0].details).unwrap();
            let confirmes = details["confirmes"].as_array().unwrap().len();
            assert_eq!(confirmes, usize::from(l.intervenant == m.anne), "{details}");
        }
        // Another clash since: the old key no longer serves.
        let d = demande(SSCAN, &[m.anne], "b");
        let (autres, _) = a_confirmer(convoquer(&m, &m.chef, d.clone()).await);
        assert_eq!(autres.len(), 2);
        let vieille = DemandeConvocation {
            confirmation: cle,
            ..d
        };
        a_confirmer(convoquer(&m, &m.chef, vieille).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_lieux_a_la_fois_se_refusent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.ajouter_mission(PRECE_AUTRE, TypeMission::Prece, m.autre)
            .await;
        m.convoquer(&m.chef_autre, PRECE_AUTRE, &[m.anne]).await;
        let refus = convoquer(&m, &m.chef, demande(PRECE, &[m.anne, m.luc], "a")).await;
        let Err(Erreur::Convocation(erreurs)) = refus else {
            panic!("{refus:?}");
        };
        let [ConvocationErreur::EnConflit(s)] = &erreurs[..] else {
            panic!("{erreurs:?}");
        };
        assert_eq!((s.nom.as_str(), s.conflit.degre()), ("DURAND Anne", Degre::Refus));
        assert_eq!(m.lignes(&m.chef, PRECE).await, [], "personne n’est convoqué");

        // At other hours, it can be done.
        let mut d = demande(PRECE, &[m.anne], "b");
        d.affectation.creneaux = vec![creneau(2, 13, 16)];
        convoquer(&m, &m.chef, d).await.unwrap();
        // … until somebody moves it back onto the other one.
        let ligne = m.lignes(&m.chef, PRECE).await.remove(0);
        let refus = convocations::modifier(
            &m.services,
            &m.chef,
            ligne.id,
            ligne.version,
            Affectation {
                creneaux: vec![creneau(2, 10, 11)],
                ..ligne.affectation
            },
            "",
        )
        .await;
        assert!(
            matches!(&refus, Err(Erreur::Convocation(e)) if matches!(e[..], [ConvocationErreur::EnConflit(_)])),
            "{refus:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn absence_et_dimanche_se_confirment_sans_dire_pourquoi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        absenter(&m, m.luc, 7).await;
        let mut d = demande(COEC, &[m.luc], "a");
        d.affectation.creneaux = vec![creneau(7, 9, 12)]; // a Sunday
        let (signalements, cle) = a_confirmer(convoquer(&m, &m.chef, d.clone()).await);
        let conflits: Vec<&Conflit> = signalements.iter().map(|s| &s.conflit).collect();
        assert!(
            matches!(
                conflits[..],
                [Conflit::JourChome { .. }, Conflit::Indisponible { .. }]
            ),
            "{conflits:?}"
        );
        let vu = format!("{signalements:?}");
        assert!(!vu.contains("maladie") && !vu.contains("regarde"), "{vu}");
        d.confirmation = cle;
        convoquer(&m, &m.chef, d).await.unwrap();

        // A change that moves no day asks nothing again.
        let ligne = m.lignes(&m.chef, COEC).await.remove(0);
        let salle = Affectation {
            salle: "101".into(),
            ..ligne.affectation.clone()
        };
        convocations::modifier(&m.services, &m.chef, ligne.id, 1, salle, "")
            .await
            .unwrap();
        let heures = Affectation {
            creneaux: vec![creneau(7, 10, 12)],
            ..ligne.affectation
        };
        let modifier = |cle: String| {
            let (m, heures) = (&m, heures.clone());
            async move {
                convocations::modifier(&m.services, &m.chef, ligne.id, 2, heures, &cle).await
            }
        };
        let (_, cle) = a_confirmer(modifier(String::new()).await);
        modifier(cle).await.unwrap();
    })
    .await;
}

/// The same teacher, convoked at the same instant by two centres to two missions that
/// nobody can do together: one convocation, one clear refusal.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn au_meme_instant_un_seul_convoque() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.ajouter_mission(PRECE_AUTRE, TypeMission::Prece, m.autre)
            .await;
        for (n, personne) in m.nombreux.iter().take(8).enumerate() {
            let depart = Arc::new(Barrier::new(2));
            let lancer = |acteur: &Acteur, mission: i64| {
                let (s, depart, acteur) = (m.services.clone(), depart.clone(), acteur.clone());
                let d = demande(mission, &[*personne], &format!("{mission}-{n}"));
                tokio::spawn(async move {
                    depart.wait().await;
                    convocations::convoquer(&s, &acteur, d).await
                })
            };
            let (a, b) = (
                lancer(&m.chef, PRECE),
                lancer(&m.chef_autre, PRECE_AUTRE),
            );
            let resultats = [a.await.unwrap(), b.await.unwrap()];
            assert_eq!(
                resultats.iter().filter(|r| r.is_ok()).count(),
                1,
                "{resultats:?}"
            );
            let refus = resultats.iter().find_map(|r| r.as_ref().err()).unwrap();
            assert!(
                matches!(refus, Erreur::Convocation(e) if matches!(e[..], [ConvocationErreur::EnConflit(_)])),
                "{refus:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_adresses_sont_pour_qui_envoie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let lues = async |acteur: &Acteur| {
            let lignes = m.lignes(acteur, COEC).await;
            lignes
                .into_iter()
                .map(|l| (l.mel, l.mel_personnel))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            lues(&m.secretaire).await,
            [
                ("anne@ac.example".to_owned(), false),
                ("lea@maison.example".to_owned(), true)
            ]
        );
        for (mel, _) in lues(&m.administrateur).await {
            assert_eq!(mel, "");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_s_oppose_se_lit_dans_sa_portee() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.anne]).await;
        absenter(&m, m.luc, 3).await;
        absenter(&m, m.luc, 20).await; // outside the possible days
        let lire = |acteur: &Acteur, ids: Vec<IntervenantId>| {
            let (s, acteur) = (m.services.clone(), acteur.clone());
            async move { conflits::disponibilites(&s, &acteur, COEC, &ids).await }
        };
        let lues = lire(&m.chef, vec![m.luc, m.anne, m.lea, m.zoe])
            .await
            .unwrap();
        let qui: Vec<IntervenantId> = lues.iter().map(|d| d.intervenant).collect();
        assert_eq!(qui, [m.luc, m.anne, m.lea, m.zoe]);
        assert_eq!(lues[0].absences.len(), 1);
        assert_eq!(
            (lues[1].engagements.len(), lues[1].charge),
            (1, 1),
            "{:?}",
            lues[1]
        );
        assert_eq!(lues[2], Disponibilite::libre(m.lea));
        // Nothing of another académie is told.
        m.convoquer(&m.gestionnaire_autre, COEC_BORDEAUX, &[m.zoe])
            .await;
        let lues = lire(&m.chef, vec![m.zoe]).await.unwrap();
        assert_eq!(lues, [Disponibilite::libre(m.zoe)]);

        assert_eq!(lire(&m.chef_autre, vec![]).await, Err(Erreur::Introuvable));
        assert_eq!(
            lire(&m.gestionnaire_autre, vec![]).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(lire(&m.administrateur, vec![]).await, Err(Erreur::Interdit));
        assert_eq!(
            lire(&m.intervenante, vec![]).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            lire(&m.chef, vec![m.anne; 2_001]).await,
            Err(Erreur::RequeteInvalide)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_controle_dit_qui_a_confirme_quoi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let la_bas = m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.anne]).await[0];
        m.horloge.avancer(3_600);
        let ici = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let vus = async |acteur: &Acteur| {
            let bilan = controle::controler(&m.services, acteur, None, "")
                .await
                .unwrap();
            bilan.conflits
        };
        let [conflit] = &vus(&m.chef).await[..] else {
            panic!()
        };
        assert_eq!(conflit.convocation, ici);
        assert_eq!(
            conflit.confirmes,
            [Some(ConflitConfirme {
                par: "Compte chef".into(),
                le: "01/09/2026 11:00".into(),
            })]
        );
        assert!(conflit.confirmee());
        // Who was convoked first has confirmed nothing: the other centre has. Who controls
        // both knows it of both.
        let [conflit] = &vus(&m.chef_autre).await[..] else {
            panic!()
        };
        assert_eq!(
            (conflit.convocation, &conflit.confirmes[..]),
            (la_bas, &[None][..])
        );
        assert!(!conflit.confirmee());
        let lus = vus(&m.gestionnaire).await;
        assert_eq!(lus.len(), 2);
        assert!(lus.iter().all(ConvocationEnConflit::confirmee));

        // What came afterwards was confirmed by nobody.
        absenter(&m, m.anne, 2).await;
        let lus = vus(&m.chef).await;
        let dits: Vec<_> = lus[0]
            .conflits
            .iter()
            .zip(&lus[0].confirmes)
            .map(|(c, confirme)| {
                (
                    matches!(c, Conflit::Indisponible { .. }),
                    confirme.is_some(),
                )
            })
            .collect();
        assert_eq!(dits.len(), 2);
        assert!(dits.contains(&(true, false)) && dits.contains(&(false, true)));
        assert!(!lus[0].confirmee());
        // Until somebody changes the days in spite of it.
        let ligne = m.lignes(&m.chef, COEC).await.remove(0);
        let mut voulue = ligne.affectation.clone();
        voulue.creneaux = vec![creneau(2, 9, 13)];
        let s = &m.services;
        let essai =
            convocations::modifier(s, &m.chef, ici, ligne.version, voulue.clone(), "").await;
        let (_, cle) = a_confirmer(essai);
        convocations::modifier(s, &m.chef, ici, ligne.version, voulue, &cle)
            .await
            .unwrap();
        assert!(vus(&m.chef).await[0].confirmee());
    })
    .await;
}
