//! Cancelling what was sent, replacing it, having it acknowledged, checking it, on each
//! engine.

use crate::courrier::{recus, refus, sujet, texte};
use crate::monde::*;
use domain::*;
use mail::{Memoire, MessagePret, Nature, Raison};
use mail_parser::{MessageParser, MimeHeaders};
use store::essais::sur_chaque_moteur;
use store::{ConnectionTrait, Store};
use usecases::accuses::Refus;
use usecases::doublons::DemandeFusion;
use usecases::{
    Limites, accueil, accuses, adresses, annulation, controle, convocations, doublons, envois,
    historique, journal, lettres, messages, rappels, repertoire, verification,
};

const ADRESSE: &str = "192.0.2.7";

/// The attached calendar files, unfolded.
fn agendas(c: &MessagePret) -> Vec<String> {
    let lu = MessageParser::default().parse(c.octets()).unwrap();
    lu.attachments()
        .filter(|p| p.attachment_name().unwrap().ends_with(".ics"))
        .map(|p| {
            String::from_utf8(p.contents().to_vec())
                .unwrap()
                .replace("\r\n ", "")
        })
        .collect()
}

async fn ligne(m: &Monde, id: ConvocationId) -> ConvocationLigne {
    let lignes = m.lignes(&m.chef, COEC).await;
    lignes.into_iter().find(|l| l.id == id).unwrap()
}

/// How many mails the first page of somebody counts as to be settled: as many as the list to
/// which it leads has lines.
async fn a_regler(m: &Monde, acteur: &Acteur) -> u32 {
    let accueil = accueil::lire(&m.services, acteur).await.unwrap();
    let dits = accueil.taches.iter().find(|t| t.tache == Tache::Courriels);
    let dits = dits.map_or(0, |t| t.nombre);
    let filtre = FiltreJournal {
        a_regler: true,
        ..FiltreJournal::default()
    };
    let page = journal::lister(&m.services, acteur, &filtre).await.unwrap();
    assert_eq!((page.total, page.lignes.len()), (dits, dits as usize));
    dits
}

// --- Cancelling ---------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn supprimer_ce_qui_est_parti_previent_la_personne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        m.envoyer(&memoire, ids[0]).await;
        assert!(ligne(&m, ids[0]).await.dernier_envoi.unwrap().recue);
        assert!(ligne(&m, ids[1]).await.dernier_envoi.is_none());
        // Changed since, and not sent again: what is cancelled is what was received.
        let mut autre_jour = affectation();
        autre_jour.creneaux = vec![creneau(4, 9, 12)];
        convocations::modifier(s, &m.chef, ids[0], 1, autre_jour, "")
            .await
            .unwrap();

        convocations::supprimer_en_prevenant(s, &m.secretaire, ids[0], 2, true)
            .await
            .unwrap();
        // Nobody received the other one: nothing is sent.
        convocations::supprimer_en_prevenant(s, &m.secretaire, ids[1], 1, true)
            .await
            .unwrap();
        let dits: Vec<String> = m
            .faits(&m.secretaire)
            .await
            .into_iter()
            .map(|f| match f {
                Fait::ConvocationSupprimee { prevenu, .. } => prevenu,
                autre => panic!("{autre:?}"),
            })
            .collect();
        assert_eq!(dits, ["", "anne@ac.example"]);
        let [a] = &m.ouvrir(&m.chef, COEC).await.annulations[..] else {
            panic!("une annulation");
        };
        assert_eq!(
            (&*a.nom, &*a.adresse, a.envoi.etat),
            ("DURAND Anne", "anne@ac.example", EtatCourriel::EnAttente)
        );
        // Who only consults sees no address.
        assert_eq!(m.ouvrir(&m.administrateur, COEC).await.annulations, []);

        m.livrer(s, &memoire).await;
        let [_, annulation] = &recus(&memoire, "anne@ac.example")[..] else {
            panic!("deux courriels");
        };
        assert!(
            sujet(annulation).starts_with("Annulation – Convocation – mission 172278"),
            "{}",
            sujet(annulation)
        );
        let dit = texte(annulation);
        for attendu in ["est annulée", "mardi 2 février 2021", "Histoire-géographie"] {
            assert!(dit.contains(attendu), "{attendu} dans {dit}");
        }
        assert!(!dit.contains("4 février"), "{dit}");
        let [agenda] = &agendas(annulation)[..] else {
            panic!("un agenda");
        };
        for attendu in [
            "METHOD:CANCEL\r\n",
            "STATUS:CANCELLED\r\n",
            // The version of the row, and one more.
            "SEQUENCE:3\r\n",
            &format!("UID:convocation-{}-20210202@", ids[0]),
        ] {
            assert!(agenda.contains(attendu), "{attendu} dans {agenda}");
        }
        assert_eq!(agenda.matches("BEGIN:VEVENT").count(), 1);
        let etat = m.ouvrir(&m.chef, COEC).await.annulations[0].envoi.etat;
        assert_eq!(etat, EtatCourriel::Envoye);
        // The history of what was deleted tells of both mails.
        let h = historique::lire(s, &m.chef, ids[0]).await.unwrap();
        let genres: Vec<CourrielRaconte> = h
            .lignes
            .iter()
            .filter_map(|l| match l.quoi {
                Evenement::Courriel { genre, .. } => Some(genre),
                _ => None,
            })
            .collect();
        assert!(h.supprimee);
        assert_eq!(genres.len(), 2, "{h:?}");
        assert!(genres.contains(&CourrielRaconte::Annulation));
    })
    .await;
}

/// Two records of one person, both convoked to a mission: whatever they received, a merge
/// announces no cancellation to who is still expected; it says when what stays is to be sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_fusion_n_annonce_pas_d_annulation_a_qui_reste_convoque() {
    // Which were sent, whether the one that stays says another room, what is to be sent.
    for (gardee_partie, ecartee_partie, differe, a_envoyer) in [
        (true, true, false, false),
        (true, true, true, true),
        (false, true, true, true),
        (true, false, true, false),
        (false, false, true, false),
    ] {
        sur_chaque_moteur(async |store| {
            let m = Monde::nouveau(&store).await;
            let (s, g) = (&m.services, &m.gestionnaire);
            let memoire = Memoire::default();
            let saisie = SaisieIntervenant {
                origine: "retraite".into(),
                nom: "DURAND".into(),
                prenom: "Anne".into(),
                mel_personnel: "durand@maison.example".into(),
                commune: "ALBI".into(),
                ..SaisieIntervenant::default()
            };
            let double = match repertoire::creer(s, g, &saisie, true, None).await {
                Ok(Creation::Cree(id)) => id,
                autre => panic!("{autre:?}"),
            };
            let [gardee, ecartee] = m.convoquer(&m.chef, COEC, &[m.anne, double]).await[..] else {
                panic!()
            };
            if differe {
                m.changer_salle(gardee, 1, "B 7").await;
            }
            for (id, partie) in [(gardee, gardee_partie), (ecartee, ecartee_partie)] {
                if partie {
                    m.envoyer(&memoire, id).await;
                }
            }
            let version = async |id: IntervenantId| {
                let fiche = repertoire::ouvrir(s, g, id).await.unwrap();
                fiche.version
            };
            let fusion = DemandeFusion {
                premier: (m.anne, version(m.anne).await),
                second: (double, version(double).await),
                garde: m.anne,
                choix: ChoixFusion::default(),
                gardees: [(COEC, true)].into(),
            };
            let avant = memoire.messages().len();
            doublons::fusionner(s, g, &fusion).await.unwrap();
            m.horloge.avancer(60);
            m.livrer(s, &memoire).await;
            let quoi = (gardee_partie, ecartee_partie, differe);
            assert_eq!(memoire.messages().len(), avant, "{quoi:?}");
            assert_eq!(m.ouvrir(&m.chef, COEC).await.annulations, []);
            assert_eq!(ligne(&m, gardee).await.intervenant, m.anne);
            let dits = m.faits(g).await;
            let dit = dits.iter().any(|f| {
                matches!(
                    f,
                    Fait::Repertoire(FaitRepertoire::AEnvoyer { mission: COEC, nom })
                        if nom == "DURAND Anne"
                )
            });
            assert_eq!(dit, a_envoyer, "{quoi:?} : {dits:?}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_annulation_se_retire_tant_qu_elle_n_est_pas_partie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let patients = avec_limites(&m.services, Limites::default());
        let s = &*patients;
        let memoire = Memoire::default();
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.envoyer(&memoire, id).await;
        let avant = lettres::lire(s, &m.chef, id).await.unwrap();
        convocations::supprimer_en_prevenant(s, &m.chef, id, 1, true)
            .await
            .unwrap();
        m.horloge.avancer(29);
        m.livrer(&patients, &memoire).await;
        assert_eq!(recus(&memoire, "anne@ac.example").len(), 1, "elle attend");
        assert_eq!(convocations::retablir(s, &m.chef, id).await, Ok(COEC));
        assert!(matches!(
            m.faits(&m.chef).await[0],
            Fait::ConvocationRetablie {
                annulation: AnnulationReprise::Retiree,
                ..
            }
        ));
        m.horloge.avancer(60);
        m.livrer(&patients, &memoire).await;
        assert_eq!(
            recus(&memoire, "anne@ac.example").len(),
            1,
            "rien n’est parti"
        );
        // What the person holds is still good: same letter, same codes.
        let l = ligne(&m, id).await;
        let e = l.dernier_envoi.unwrap();
        assert_eq!(
            (l.version, e.modifiee_depuis, e.annulee_depuis),
            (2, false, false)
        );
        let apres = lettres::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(apres.liens, avant.liens);
        assert_eq!(m.ouvrir(&m.chef, COEC).await.annulations, []);

        // Deleted again, and this time it leaves: taken back, it has to be sent again.
        convocations::supprimer_en_prevenant(s, &m.chef, id, 2, true)
            .await
            .unwrap();
        m.horloge.avancer(30);
        m.livrer(&patients, &memoire).await;
        let annulation = recus(&memoire, "anne@ac.example").pop().unwrap();
        assert!(agendas(&annulation)[0].contains("SEQUENCE:3\r\n"));
        assert_eq!(convocations::retablir(s, &m.chef, id).await, Ok(COEC));
        assert!(matches!(
            m.faits(&m.chef).await[0],
            Fait::ConvocationRetablie {
                annulation: AnnulationReprise::Partie,
                ..
            }
        ));
        let l = ligne(&m, id).await;
        let e = l.dernier_envoi.unwrap();
        assert_eq!(
            (l.version, e.etat, e.annulee_depuis),
            (4, EtatCourriel::Envoye, true)
        );
        // Deleted once more before that: it is cancelled already.
        convocations::supprimer_en_prevenant(s, &m.chef, id, 4, true)
            .await
            .unwrap();
        assert!(matches!(
            &m.faits(&m.chef).await[0],
            Fait::ConvocationSupprimee { prevenu, .. } if prevenu.is_empty()
        ));
        convocations::retablir(s, &m.chef, id).await.unwrap();
        m.envoyer(&memoire, id).await;
        let dernier = recus(&memoire, "anne@ac.example").pop().unwrap();
        let dit = texte(&dernier);
        assert!(
            dit.contains("L’annulation qui vous a été envoyée le 01/09/2026 ne tient plus"),
            "{dit}"
        );
        let sequence: i32 = agendas(&dernier)[0]
            .split_once("SEQUENCE:")
            .and_then(|(_, s)| s.split_once('\r')?.0.parse().ok())
            .unwrap();
        assert!(sequence > 3, "l’agenda la reprend : {sequence}");
        assert!(!ligne(&m, id).await.dernier_envoi.unwrap().annulee_depuis);
    })
    .await;
}

/// Who did not receive their cancellation still believes that they are expected.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_annulation_qui_n_arrive_pas_se_renvoie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.envoyer(&memoire, id).await;
        convocations::supprimer_en_prevenant(s, &m.chef, id, 1, true)
            .await
            .unwrap();
        let seule = async || {
            let mut toutes = m.ouvrir(&m.chef, COEC).await.annulations;
            assert_eq!(toutes.len(), 1, "{toutes:?}");
            toutes.remove(0)
        };
        let cle = "cle-de-l-annulation-a";
        let en_attente = seule().await.courriel;
        assert_eq!(
            annulation::renvoyer(s, &m.chef, en_attente, "", cle).await,
            Err(Erreur::AnnulationDejaPartie),
            "elle n’est pas encore partie"
        );
        memoire.repondre(|_| Err(refus(Nature::Permanent, Raison::AdresseRefusee, 450)));
        m.livrer(s, &memoire).await;
        let perdue = seule().await;
        assert_eq!(perdue.envoi.etat, EtatCourriel::Echec);
        for acteur in [&m.chef, &m.secretaire, &m.gestionnaire] {
            assert_eq!(a_regler(&m, acteur).await, 1, "{}", acteur.identifiant);
        }
        assert_eq!(a_regler(&m, &m.chef_autre).await, 0);
        let premiere = perdue.courriel;
        let du_journal = async |courriel: CourrielId| {
            let journal = usecases::journal::lister(s, &m.chef, &FiltreJournal::default())
                .await
                .unwrap();
            let ligne = journal.lignes.into_iter().find(|l| l.id == courriel);
            ligne.unwrap().renvoyable
        };
        assert!(du_journal(premiere).await);

        // As for the deletion: whoever could have deleted it, and nobody else.
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
        ] {
            assert_eq!(
                annulation::renvoyer(s, acteur, premiere, "", cle).await,
                Err(refus),
                "{}",
                acteur.identifiant
            );
        }
        assert!(matches!(
            annulation::renvoyer(s, &m.chef, premiere, "pas une adresse", cle).await,
            Err(Erreur::AdresseInvalide { .. })
        ));
        let autre = CourrielId(premiere.0 + 1_000);
        assert_eq!(
            annulation::renvoyer(s, &m.chef, autre, "", cle).await,
            Err(Erreur::Introuvable)
        );

        // To another address; the same request twice asks once, another one finds it done.
        memoire.repondre(|_| Ok(()));
        for _ in 0..2 {
            assert_eq!(
                annulation::renvoyer(s, &m.secretaire, premiere, " neuve@ac.example ", cle).await,
                Ok(COEC)
            );
        }
        assert_eq!(
            annulation::renvoyer(s, &m.chef, premiere, "", "cle-de-l-annulation-b").await,
            Err(Erreur::AnnulationDejaPartie)
        );
        assert!(!du_journal(premiere).await);
        assert_eq!(a_regler(&m, &m.chef).await, 0);
        m.livrer(s, &memoire).await;
        let partie = seule().await;
        assert_ne!(partie.courriel, premiere);
        assert_eq!(
            (partie.envoi.etat, &*partie.adresse),
            (EtatCourriel::Envoye, "neuve@ac.example")
        );
        assert_eq!(recus(&memoire, "neuve@ac.example").len(), 1);

        // The convocation knows it: taken back, it has to be sent again.
        assert_eq!(convocations::retablir(s, &m.chef, id).await, Ok(COEC));
        let partie_aussi = |f: &Fait| {
            matches!(
                f,
                Fait::ConvocationRetablie {
                    annulation: AnnulationReprise::Partie,
                    ..
                }
            )
        };
        assert!(m.faits(&m.chef).await.iter().any(partie_aussi));
        assert_eq!(
            annulation::renvoyer(s, &m.chef, partie.courriel, "", "cle-de-l-annulation-c").await,
            Err(Erreur::Introuvable)
        );
    })
    .await;
}

/// Somebody to tell is counted once, until they know.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_annulation_perdue_se_regle() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.envoyer(&memoire, id).await;
        memoire.repondre(|_| Err(refus(Nature::Permanent, Raison::AdresseRefusee, 450)));
        convocations::supprimer_en_prevenant(s, &m.chef, id, 1, true)
            .await
            .unwrap();
        m.livrer(s, &memoire).await;
        assert_eq!(a_regler(&m, &m.chef).await, 1);
        // Taken back, nobody is to be told; deleted again, the second cancellation takes the
        // place of the first.
        assert_eq!(convocations::retablir(s, &m.chef, id).await, Ok(COEC));
        assert_eq!(a_regler(&m, &m.chef).await, 0);
        convocations::supprimer_en_prevenant(s, &m.chef, id, 2, true)
            .await
            .unwrap();
        m.livrer(s, &memoire).await;
        assert_eq!(
            m.courriels_ou("genre = 'annulation' AND etat = 'echec'")
                .await,
            2
        );
        let lue = m.ouvrir(&m.chef, COEC).await;
        let [perdue] = &lue.annulations[..] else {
            panic!("{:?}", lue.annulations);
        };
        let id = perdue.courriel;
        assert!(perdue.a_regler());
        assert_eq!(a_regler(&m, &m.chef).await, 1);
        // Come back later, it is to be settled all the same.
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared(&format!(
            "UPDATE courriel SET etat = 'retour' WHERE id = {id}"
        ))
        .await
        .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(a_regler(&m, &m.chef).await, 1);

        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
        ] {
            let qui = &acteur.identifiant;
            assert_eq!(annulation::regler(s, acteur, id).await, Err(refus), "{qui}");
        }
        assert_eq!(a_regler(&m, &m.chef).await, 1);
        // Whoever convokes there notes it, and it is noted once.
        for acteur in [&m.secretaire, &m.chef] {
            assert_eq!(annulation::regler(s, acteur, id).await, Ok(COEC));
        }
        for acteur in [&m.chef, &m.secretaire, &m.gestionnaire] {
            assert_eq!(a_regler(&m, acteur).await, 0, "{}", acteur.identifiant);
        }
        let dit = |f: &Fait| matches!(f, Fait::AnnulationReglee { mission: COEC, .. });
        assert!(m.faits(&m.secretaire).await.iter().any(dit));
        assert!(!m.faits(&m.chef).await.iter().any(dit));
        let apres = m.ouvrir(&m.chef, COEC).await;
        let a = &apres.annulations[0];
        assert!(a.perdue() && !a.a_regler(), "{a:?}");
        // Those who look at the mission see it.
        assert_ne!(apres.empreinte, lue.empreinte);

        // It may still be sent again, and is then past settling.
        memoire.repondre(|_| Ok(()));
        let cle = "cle-de-l-annulation-r";
        assert_eq!(
            annulation::renvoyer(s, &m.chef, id, "", cle).await,
            Ok(COEC)
        );
        assert_eq!(
            annulation::regler(s, &m.chef, id).await,
            Err(Erreur::AnnulationDejaPartie)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_annulation_refusee_est_reprise_puis_ne_part_plus_si_l_on_revient() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.envoyer(&memoire, id).await;
        convocations::supprimer_en_prevenant(s, &m.chef, id, 1, true)
            .await
            .unwrap();
        memoire.repondre(|_| Err(refus(Nature::Temporaire, Raison::AdresseRefusee, 450)));
        m.livrer(s, &memoire).await;
        let a = m.ouvrir(&m.chef, COEC).await.annulations.remove(0);
        assert_eq!(a.envoi.etat, EtatCourriel::NouvelEssai);
        assert!(!a.envoi.prochain_dit.is_empty(), "{a:?}");
        assert!(a.envoi.raison.contains("450"), "{a:?}");
        assert_eq!(convocations::retablir(s, &m.chef, id).await, Ok(COEC));
        memoire.repondre(|_| Ok(()));
        m.horloge.avancer(3_600);
        m.livrer(s, &memoire).await;
        assert_eq!(recus(&memoire, "anne@ac.example").len(), 1);

        // A convocation that is still leaving may be received: the cancellation waits for
        // it, and has no reason to leave when it did not.
        envois::demander(s, &m.chef, COEC, &[id], false, "cle-d-une-seule-x")
            .await
            .unwrap();
        let tx = store.ecriture().await.unwrap();
        let maintenant = s.maintenant();
        let pris = store::courriels::prendre(
            &tx,
            maintenant,
            10,
            "autre",
            maintenant.plus_secondes(3_600),
        )
        .await
        .unwrap();
        tx.valider().await.unwrap();
        tx_annuler_les_anciens(&store, id).await;
        convocations::supprimer_en_prevenant(s, &m.chef, id, 2, true)
            .await
            .unwrap();
        assert_eq!(m.ouvrir(&m.chef, COEC).await.annulations.len(), 1);
        let tx = store.ecriture().await.unwrap();
        for c in &pris {
            store::courriels::marquer_echec(&tx, c.id, "autre", maintenant, "adresse_refusee")
                .await
                .unwrap();
        }
        tx.valider().await.unwrap();
        m.livrer(s, &memoire).await;
        assert_eq!(recus(&memoire, "anne@ac.example").len(), 1);
        assert_eq!(
            m.ouvrir(&m.chef, COEC).await.annulations,
            [],
            "rien à annuler"
        );
    })
    .await;
}

/// As if the former mails of a convocation had come back: nobody holds it.
async fn tx_annuler_les_anciens(store: &Store, id: ConvocationId) {
    let tx = store.ecriture().await.unwrap();
    tx.execute_unprepared(&format!(
        "UPDATE courriel SET etat = 'echec', envoye_le = NULL
         WHERE convocation_id = {id} AND etat = 'envoye'"
    ))
    .await
    .unwrap();
    tx.valider().await.unwrap();
}

// --- Replacing ----------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn la_nouvelle_lettre_dit_ce_qu_elle_remplace() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.changer_salle(id, 1, "206").await;
        assert_eq!(
            lettres::lire(s, &m.chef, id).await.unwrap().remplace,
            None,
            "changée avant d’être envoyée : rien n’est remplacé"
        );
        m.envoyer(&memoire, id).await;
        assert_eq!(lettres::lire(s, &m.chef, id).await.unwrap().remplace, None);

        m.horloge.avancer(86_400);
        let a = Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: "101".into(),
            creneaux: vec![creneau(3, 9, 12)],
            ..affectation()
        };
        convocations::modifier(s, &m.chef, id, 2, a, "").await.unwrap();
        assert!(ligne(&m, id).await.dernier_envoi.unwrap().modifiee_depuis);
        let r = lettres::lire(s, &m.chef, id).await.unwrap().remplace.unwrap();
        assert_eq!(r.date.to_string(), "2026-09-01");
        assert_eq!(r.changements.len(), 2, "{r:?}");
        assert_eq!(r.jours_retires, [creneau(2, 9, 12)]);
        // A sending that fails replaces nothing.
        memoire.repondre(|_| Err(refus(Nature::Permanent, Raison::AdresseRefusee, 450)));
        m.envoyer(&memoire, id).await;
        assert!(lettres::lire(s, &m.chef, id).await.unwrap().remplace.is_some());

        memoire.repondre(|_| Ok(()));
        m.envoyer(&memoire, id).await;
        let second = recus(&memoire, "anne@ac.example").pop().unwrap();
        let dit = texte(&second);
        for attendu in [
            "Cette convocation annule et remplace celle du 01/09/2026.",
            "Salle : 206 ; désormais : 101",
            "Dates : 02/02/2021, 9 h – 12 h ; désormais : 03/02/2021, 9 h – 12 h",
            "jours-retires.ics",
        ] {
            assert!(dit.contains(attendu), "{attendu} dans {dit}");
        }
        let [publie, retire] = &agendas(&second)[..] else {
            panic!("deux agendas");
        };
        assert!(publie.contains("METHOD:PUBLISH") && publie.contains("20210203@"));
        assert!(retire.contains("METHOD:CANCEL") && retire.contains("20210202@"));
        assert!(retire.contains("SEQUENCE:3\r\n"), "{retire}");
        assert!(!ligne(&m, id).await.dernier_envoi.unwrap().modifiee_depuis);
        // The author's copy is the same paper.
        let empreintes = "empreinte_pdf IS NOT NULL AND etat = 'envoye'
            AND envoi_id = (SELECT max(envoi_id) FROM courriel)
            AND empreinte_pdf = (SELECT max(empreinte_pdf) FROM courriel k WHERE k.envoi_id = courriel.envoi_id)";
        assert_eq!(m.courriels_ou(empreintes).await, 2);

        // The same once more claims nothing.
        m.envoyer(&memoire, id).await;
        let dit = texte(&recus(&memoire, "anne@ac.example").pop().unwrap());
        assert!(!dit.contains("annule et remplace"), "{dit}");
        // Changed there and back without being sent: the person holds the right one.
        m.changer_salle(id, 3, "9").await;
        let retour = Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: "101".into(),
            creneaux: vec![creneau(3, 9, 12)],
            ..affectation()
        };
        convocations::modifier(s, &m.chef, id, 4, retour, "").await.unwrap();
        assert_eq!(lettres::lire(s, &m.chef, id).await.unwrap().remplace, None);
        // Sent before what it said was kept: the date alone is known.
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared("UPDATE courriel SET contenu = NULL")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let r = lettres::lire(s, &m.chef, id).await.unwrap().remplace.unwrap();
        assert_eq!((r.changements, r.date.to_string()), (vec![], "2026-09-02".into()));
    })
    .await;
}

// --- Answering ------------------------------------------------------------------------

/// The code at the end of an address.
fn code(adresse: &str) -> &str {
    adresse.rsplit('/').next().unwrap()
}

async fn liens(m: &Monde, id: ConvocationId) -> Liens {
    let lettre = lettres::lire(&m.services, &m.chef, id).await.unwrap();
    lettre.liens.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_personne_repond_par_son_lien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.envoyer(&memoire, id).await;
        let lien = liens(&m, id).await.accuse;
        assert!(lien.starts_with("http://localhost/r/"), "{lien}");
        // Theirs: the copy of the author may have left first, and has no link.
        assert!(texte(&recus(&memoire, "anne@ac.example")[0]).contains(&lien));
        let c = code(&lien);

        // Reading as often as one likes answers nothing.
        for _ in 0..3 {
            let vue = accuses::consulter(s, c, ADRESSE).await.unwrap();
            assert_eq!(vue.lettre.affectation.salle, "205");
            assert_eq!(vue.reponse, None);
        }
        assert_eq!(ligne(&m, id).await.reponse, None);
        // As typed from paper.
        assert!(accuses::consulter(s, &grouper_code(&c.to_lowercase()), ADRESSE).await.is_ok());

        let lue = GenreReponse::Lue;
        let empreinte = async || m.ouvrir(&m.chef, COEC).await.empreinte;
        let avant = empreinte().await;
        for _ in 0..2 {
            accuses::repondre(s, c, ADRESSE, lue, "sans effet").await.unwrap();
        }
        assert_ne!(empreinte().await, avant, "qui regarde la mission le voit");
        let r = ligne(&m, id).await.reponse.unwrap();
        assert_eq!(
            (r.genre, &*r.texte, &*r.date),
            (lue, "", "01/09/2026 10:00")
        );
        m.horloge.avancer(60);
        let empeche = GenreReponse::Empechement;
        for _ in 0..2 {
            accuses::repondre(s, c, ADRESSE, empeche, " Raison de santé.\r\nDésolée ").await.unwrap();
        }
        let r = ligne(&m, id).await.reponse.unwrap();
        assert_eq!((r.genre, &*r.texte), (empeche, "Raison de santé.\nDésolée"));
        // Whoever made it is told once; why is on the mission, for who convokes.
        let dits = m.faits(&m.chef).await;
        let n = dits.iter().filter(|f| matches!(f, Fait::EmpechementSignale { mission: COEC, nom } if nom == "DURAND Anne"));
        assert_eq!(n.count(), 1, "{dits:?}");
        let vu = m.lignes(&m.administrateur, COEC).await.remove(0).reponse.unwrap();
        assert_eq!((vu.genre, &*vu.texte), (empeche, ""));
        let bilan = controle::controler(s, &m.chef, None, "").await.unwrap();
        assert_eq!(bilan.empechements.len(), 1);
        assert_eq!(bilan.empechements[0].reponse.texte, "Raison de santé.\nDésolée");
        assert!(bilan.empechements[0].modifiable);
        assert!(!bilan.incompletes.is_empty());
        assert!(bilan.incompletes.iter().all(|i| i.modifiable));
        let bilan = controle::controler(s, &m.administrateur, None, "").await.unwrap();
        assert_eq!(bilan.empechements[0].reponse.texte, "");
        // Who consults is offered nothing that would be refused.
        assert!(!bilan.empechements[0].modifiable);
        assert!(bilan.incompletes.iter().all(|i| !i.modifiable));
        // And back.
        m.horloge.avancer(60);
        accuses::repondre(s, c, ADRESSE, lue, "").await.unwrap();
        assert_eq!(ligne(&m, id).await.reponse.unwrap().genre, lue);
        assert!(controle::controler(s, &m.chef, None, "").await.unwrap().empechements.is_empty());
        let h = historique::lire(s, &m.chef, id).await.unwrap();
        let reponses: Vec<_> = h.lignes.iter().filter(|l| matches!(l.quoi, Evenement::Reponse(_))).collect();
        assert_eq!(reponses.len(), 3);
        // The trail keeps that it was answered, not why somebody cannot come.
        let traces = store::piste::lister(store.lecture(), Some(("convocation", id.0)), 50).await.unwrap();
        assert_eq!(traces.iter().filter(|t| t.action.starts_with("accuse.")).count(), 3);
        assert!(traces.iter().all(|t| !t.details.contains("santé")));

        for (texte, erreur) in [
            ("  ", ReponseErreur::TexteVide),
            (&*"a".repeat(1_001), ReponseErreur::TexteTropLong),
            ("a\u{0}b", ReponseErreur::CaractereInterdit),
        ] {
            let refus = accuses::repondre(s, c, ADRESSE, empeche, texte).await;
            assert_eq!(refus, Err(Refus::Reponse(erreur)));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_lien_ne_sert_qu_a_sa_lettre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let anciens = liens(&m, ids[0]).await;
        let c = code(&anciens.accuse);
        let consulter = async |c: &str| accuses::consulter(s, c, ADRESSE).await.map(|_| ());
        let lue = GenreReponse::Lue;
        let repondre = async |c: &str| accuses::repondre(s, c, ADRESSE, lue, "").await;
        assert_eq!(repondre(c).await, Ok(()));

        // The code that checks answers nothing, nor the other way round.
        let inconnue = Err(Refus::Etat(EtatLettre::Inconnue));
        assert_eq!(consulter(code(&anciens.verification)).await, inconnue);
        assert_eq!(repondre(&anciens.code).await, inconnue);
        assert!(verification::verifier(s, c, ADRESSE).await.is_err());
        // Forged: another convocation, another edition, one bit.
        let lu = CodeLu::lire(c).unwrap();
        for faux in [
            CodeLu {
                convocation: ids[1],
                ..lu
            },
            CodeLu { edition: 2, ..lu },
            CodeLu {
                convocation: ConvocationId(987_654),
                ..lu
            },
            CodeLu {
                signature: {
                    let mut t = lu.signature;
                    t[9] ^= 1;
                    t
                },
                ..lu
            },
        ] {
            assert_eq!(consulter(&faux.ecrire()).await, inconnue, "{faux:?}");
            assert_eq!(repondre(&faux.ecrire()).await, inconnue, "{faux:?}");
        }
        assert_eq!(consulter("n’importe quoi").await, inconnue);

        // Changed: the former link is replaced, and what was answered was to it.
        m.changer_salle(ids[0], 1, "9").await;
        assert_eq!(ligne(&m, ids[0]).await.reponse, None);
        let remplacee = Err(Refus::Etat(EtatLettre::Remplacee));
        assert_eq!(consulter(c).await, remplacee);
        assert_eq!(repondre(c).await, remplacee);
        let nouveaux = liens(&m, ids[0]).await;
        assert_ne!(nouveaux, anciens);
        assert_eq!(repondre(code(&nouveaux.accuse)).await, Ok(()));
        assert!(ligne(&m, ids[0]).await.reponse.is_some());

        // Deleted, then taken back: the same letter, and its answer.
        let c = code(&nouveaux.accuse);
        convocations::supprimer(s, &m.chef, ids[0], 2)
            .await
            .unwrap();
        let annulee = Err(Refus::Etat(EtatLettre::Annulee));
        assert_eq!(consulter(c).await, annulee);
        assert_eq!(repondre(c).await, annulee);
        convocations::retablir(s, &m.chef, ids[0]).await.unwrap();
        assert_eq!(consulter(c).await, Ok(()));
        assert!(ligne(&m, ids[0]).await.reponse.is_some());

        // Sixty days after it was last changed or sent, or after its last day.
        m.horloge.avancer(59 * 86_400);
        assert_eq!(consulter(c).await, Ok(()));
        m.horloge.avancer(3 * 86_400);
        let expiree = Err(Refus::Etat(EtatLettre::Expiree));
        assert_eq!(consulter(c).await, expiree);
        assert_eq!(repondre(c).await, expiree);
        assert_eq!(
            verification::verifier(s, &nouveaux.code, ADRESSE)
                .await
                .unwrap()
                .etat,
            EtatLettre::Valable,
            "ce qui est imprimé se vérifie toujours"
        );
        assert_eq!(ligne(&m, ids[1]).await.reponse, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn trop_de_codes_faux_font_attendre_de_cette_adresse_seulement() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &*avec_limites(
            &m.services,
            Limites {
                codes_adresse: 3,
                ..Limites::default()
            },
        );
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let liens = liens(&m, id).await;
        for _ in 0..2 {
            assert!(accuses::consulter(s, "faux", ADRESSE).await.is_err());
        }
        assert!(verification::verifier(s, "faux", ADRESSE).await.is_err());
        let refus = Refus::TropDEssais(15 * 60);
        let c = code(&liens.accuse);
        assert_eq!(accuses::consulter(s, c, ADRESSE).await, Err(refus.clone()));
        assert_eq!(
            accuses::repondre(s, c, ADRESSE, GenreReponse::Lue, "").await,
            Err(refus.clone())
        );
        assert_eq!(
            verification::verifier(s, &liens.code, ADRESSE).await,
            Err(refus)
        );
        assert!(accuses::consulter(s, c, "192.0.2.8").await.is_ok());
        m.horloge.avancer(15 * 60 + 1);
        assert!(accuses::consulter(s, c, ADRESSE).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deux_reponses_au_meme_instant_n_en_font_qu_une() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let lien = liens(&m, id).await.accuse;
        let taches: Vec<_> = (0..8)
            .map(|_| {
                let (s, c) = (m.services.clone(), code(&lien).to_owned());
                tokio::spawn(async move {
                    accuses::repondre(&s, &c, ADRESSE, GenreReponse::Empechement, "grippe").await
                })
            })
            .collect();
        for tache in taches {
            assert_eq!(tache.await.unwrap(), Ok(()));
        }
        let toutes = store::accuses::toutes(store.lecture(), id).await.unwrap();
        assert_eq!(toutes.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_lot_et_un_remplacement_previennent_si_on_le_veut() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux[..3]).await;
        for id in &ids {
            m.envoyer(&memoire, *id).await;
        }
        let lot = async |id: ConvocationId| {
            usecases::lots::ouvrir(s, &m.chef, COEC, GenreLot::Supprimer, &[(id, 1)])
                .await
                .unwrap()
        };
        let supprimer = async |lot: LotId, prevenir| {
            usecases::lots::supprimer(s, &m.chef, COEC, lot, prevenir)
                .await
                .map(|b| b.faites)
        };
        let muet = lot(ids[0]).await;
        assert_eq!(supprimer(muet, false).await, Ok(1));
        // Once begun, what was answered stays.
        assert_eq!(supprimer(muet, true).await, Err(Erreur::LotDejaLance));
        let d = DemandeRemplacement {
            convocation: ids[1],
            version: 1,
            remplacant: m.nombreux[4],
            cle: "cle-du-remplacement-muet".into(),
            confirmation: String::new(),
            prevenir: false,
        };
        usecases::remplacements::remplacer(s, &m.chef, d)
            .await
            .unwrap();
        assert_eq!(m.courriels_ou("genre = 'annulation'").await, 0);
        let dit = lot(ids[2]).await;
        assert_eq!(supprimer(dit, true).await, Ok(1));
        assert_eq!(m.courriels_ou("genre = 'annulation'").await, 1);
    })
    .await;
}

// --- Reminding ------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn relancer_ceux_qui_n_ont_pas_repondu() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let patients = avec_limites(&m.services, Limites::default());
        let s = &*patients;
        let memoire = Memoire::default();
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux[..4]).await;
        let [_] = m.convoquer(&m.secretaire, COEC, &m.nombreux[4..5]).await[..] else {
            panic!()
        };
        let relancer = async |acteur: &Acteur, cle: &str| {
            rappels::demander(s, acteur, COEC, cle)
                .await
                .map(|d| d.courriels)
        };
        assert_eq!(
            relancer(&m.chef, "cle-du-rappel-zero").await,
            Err(Erreur::RienAFaire)
        );
        envois::demander(&m.services, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        m.livrer(&patients, &memoire).await;
        // One answered, one was changed since: two are to be reminded.
        let lien = liens(&m, ids[0]).await.accuse;
        accuses::repondre(s, code(&lien), ADRESSE, GenreReponse::Lue, "")
            .await
            .unwrap();
        m.changer_salle(ids[1], 1, "9").await;
        let ouverte = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(
            ouverte
                .convocations
                .iter()
                .filter(|c| attend_reponse(c))
                .count(),
            2
        );
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
            (&m.administrateur, Erreur::Interdit),
            // None of these rows is theirs.
            (&m.gestionnaire, Erreur::RienAFaire),
        ] {
            assert_eq!(relancer(acteur, "cle-du-rappel-une").await, Err(refus));
        }
        assert_eq!(
            relancer(&m.chef, "court").await,
            Err(Erreur::RequeteInvalide)
        );
        let avant = memoire.messages().len();
        for _ in 0..2 {
            assert_eq!(relancer(&m.chef, "cle-du-rappel-une").await, Ok(2));
        }
        m.livrer(&patients, &memoire).await;
        assert_eq!(
            memoire.messages().len(),
            avant,
            "trente secondes pour arrêter"
        );
        m.horloge.avancer(30);
        m.livrer(&patients, &memoire).await;
        let nouveaux: Vec<MessagePret> = memoire.messages().split_off(avant);
        let rappels: Vec<&MessagePret> = nouveaux
            .iter()
            .filter(|c| c.adresse().starts_with('n'))
            .collect();
        assert_eq!(rappels.len(), 2);
        for c in &rappels {
            assert!(
                sujet(c).starts_with("Rappel – Convocation – mission 172278"),
                "{}",
                sujet(c)
            );
            assert!(
                texte(c).contains("vous n’avez pas encore répondu"),
                "{}",
                texte(c)
            );
            assert!(!texte(c).contains("annule et remplace"));
        }
        // It can be asked again; whoever answers is out of it.
        let lien = liens(&m, ids[2]).await.accuse;
        accuses::repondre(s, code(&lien), ADRESSE, GenreReponse::Empechement, "x")
            .await
            .unwrap();
        assert_eq!(relancer(&m.chef, "cle-du-rappel-deux").await, Ok(1));
        let zone = messages::lister(s, &m.chef).await.unwrap();
        assert!(
            matches!(zone[0].fait, Fait::RappelDemande { courriels: 1, .. }),
            "{zone:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_groupe_se_borne_a_qui_ne_l_a_pas_telle_quelle() {
    use EtendueEnvoi::{NonRecues, Toutes};
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let demander = async |ids: &[ConvocationId], etendue, cle: &str| {
            envois::demander_au_groupe(s, &m.chef, COEC, ids, etendue, cle)
                .await
                .map(|d| d.courriels)
        };
        let mut ids = m.convoquer(&m.chef, COEC, &m.nombreux[..3]).await;
        assert_eq!(demander(&ids, NonRecues, "cle-du-manque-une").await, Ok(3));
        m.livrer(s, &memoire).await;
        assert_eq!(
            demander(&ids, NonRecues, "cle-du-manque-deux").await,
            Err(Erreur::RienAFaire)
        );
        // One is changed, two are added: three do not have theirs.
        m.changer_salle(ids[0], 1, "9").await;
        ids.extend(m.convoquer(&m.chef, COEC, &m.nombreux[3..5]).await);
        let a_relire = envois::a_relire(s, &m.chef, COEC, "").await.unwrap();
        assert_eq!(a_relire.len(), 5);
        assert!(a_relire[3..].contains(&ids[1]) && a_relire[3..].contains(&ids[2]));
        assert_eq!(envois::a_relire(s, &m.chef, COEC, "zzz").await, Ok(vec![]));
        assert_eq!(
            envois::a_relire(s, &m.secretaire, COEC, "").await,
            Ok(vec![])
        );
        assert_eq!(
            envois::a_relire(s, &m.chef_autre, COEC, "").await,
            Err(Erreur::Introuvable)
        );
        for _ in 0..2 {
            assert_eq!(
                demander(&ids, NonRecues, "cle-du-manque-trois").await,
                Ok(3)
            );
        }
        m.livrer(s, &memoire).await;
        assert_eq!(
            m.courriels_ou("genre = 'convocation' AND etat = 'envoye'")
                .await,
            6
        );
        // Everybody, for who asks for it.
        assert_eq!(demander(&ids, Toutes, "cle-du-manque-quatre").await, Ok(5));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn le_rappel_automatique_vient_une_fois_et_jamais_apres_l_epreuve() {
    sur_chaque_moteur(async |store| {
        // 20 January 2021, ten o'clock in Toulouse: the missions are in February.
        let m = Monde::a(&store, Moment(1_611_133_200_000), "http://localhost").await;
        let memoire = Memoire::default();
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux[..3]).await;
        envois::demander(&m.services, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        m.livrer(&m.services, &memoire).await;
        let lien = liens(&m, ids[0]).await.accuse;
        accuses::repondre(&m.services, code(&lien), ADRESSE, GenreReponse::Lue, "")
            .await
            .unwrap();

        m.horloge.avancer(30 * 3_600);
        assert_eq!(
            rappels::automatiques(&m.services, rappels::LOT).await,
            Ok(0),
            "sans réglage, personne"
        );
        let s = avec_limites(
            &m.services,
            Limites {
                rappel_jours: Some(3),
                envoi_delai: 0,
                ..Limites::default()
            },
        );
        assert_eq!(
            rappels::automatiques(&s, rappels::LOT).await,
            Ok(0),
            "pas encore"
        );
        m.horloge.avancer(43 * 3_600);
        // The worker looks by itself.
        m.livrer(&s, &memoire).await;
        let rappels_recus = || {
            memoire
                .messages()
                .iter()
                .filter(|c| sujet(c).starts_with("Rappel"))
                .count()
        };
        // It may have looked after the outbox was found empty: what it asked leaves then.
        m.livrer(&s, &memoire).await;
        assert_eq!(rappels_recus(), 2);
        for jours in [1, 3, 30] {
            m.horloge.avancer(jours * 86_400);
            assert_eq!(
                rappels::automatiques(&s, rappels::LOT).await,
                Ok(0),
                "une fois par envoi"
            );
        }

        // A new sending has its own reminder, unless its days are over.
        let tard = m.convoquer(&m.chef, PRECE, &m.nombreux[5..6]).await;
        envois::demander(
            &m.services,
            &m.chef,
            PRECE,
            &tard,
            true,
            "cle-du-groupe-deux",
        )
        .await
        .unwrap();
        m.livrer(&m.services, &memoire).await;
        m.horloge.avancer(4 * 86_400);
        assert_eq!(
            rappels::automatiques(&s, rappels::LOT).await,
            Ok(0),
            "le 2 février est passé"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deux_serveurs_ne_rappellent_qu_une_fois() {
    sur_chaque_moteur(async |store| {
        let m = Monde::a(&store, Moment(1_611_133_200_000), "http://localhost").await;
        let memoire = Memoire::default();
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux[..3]).await;
        envois::demander(&m.services, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        m.livrer(&m.services, &memoire).await;
        m.horloge.avancer(4 * 86_400);
        let s = avec_limites(
            &m.services,
            Limites {
                rappel_jours: Some(3),
                ..Limites::default()
            },
        );
        let taches: Vec<_> = (0..6)
            .map(|_| {
                let s = s.clone();
                tokio::spawn(async move { rappels::automatiques(&s, rappels::LOT).await })
            })
            .collect();
        let mut demandes = 0;
        for tache in taches {
            demandes += tache.await.unwrap().unwrap();
        }
        assert_eq!(demandes, 3);
        assert_eq!(m.courriels_ou("relance_de IS NOT NULL").await, 3);
    })
    .await;
}

/// People whose address went away stay due for ever: those who come after are reminded.
#[tokio::test(flavor = "multi_thread")]
async fn qui_n_a_plus_d_adresse_ne_cache_pas_les_suivants() {
    sur_chaque_moteur(async |store| {
        let m = Monde::a(&store, Moment(1_611_133_200_000), "http://localhost").await;
        let memoire = Memoire::default();
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux[..4]).await;
        envois::demander(&m.services, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        m.livrer(&m.services, &memoire).await;
        for id in &ids[..3] {
            let siennes = adresses::lire(&m.services, &m.chef, *id).await.unwrap();
            let aucune = Mels::default();
            adresses::corriger(&m.services, &m.chef, *id, &siennes.mels, &aucune, None)
                .await
                .unwrap();
        }
        m.horloge.avancer(4 * 86_400);
        let s = avec_limites(
            &m.services,
            Limites {
                rappel_jours: Some(3),
                ..Limites::default()
            },
        );
        assert_eq!(rappels::automatiques(&s, 2).await, Ok(1));
        assert_eq!(rappels::automatiques(&s, 2).await, Ok(0));
    })
    .await;
}

// --- Checking --------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn une_lettre_se_verifie_et_ne_dit_rien_de_plus() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let premiers = liens(&m, id).await;
        assert_eq!(liens(&m, id).await, premiers, "les mêmes à chaque lecture");
        assert_eq!(premiers.page_verification, "localhost/verifier");
        let verifier = async |c: &str| verification::verifier(s, c, ADRESSE).await;
        let v = verifier(&premiers.code).await.unwrap();
        assert_eq!(
            (v.etat, v.mission, &*v.initiales, &v.jours[..]),
            (EtatLettre::Valable, COEC, "A.\u{a0}D.", &[jour(2)][..])
        );
        assert_eq!(verifier(code(&premiers.verification)).await, Ok(v));
        m.changer_salle(id, 1, "9").await;
        let v = verifier(&premiers.code).await.unwrap();
        assert_eq!((v.etat, v.jours), (EtatLettre::Remplacee, vec![]));
        let seconds = liens(&m, id).await;
        assert_ne!(seconds.code, premiers.code);
        assert_eq!(
            verifier(&seconds.code).await.unwrap().etat,
            EtatLettre::Valable
        );
        convocations::supprimer(s, &m.chef, id, 2).await.unwrap();
        for c in [&premiers.code, &seconds.code] {
            let v = verifier(c).await.unwrap();
            assert_eq!(
                (v.etat, &v.jours[..]),
                (EtatLettre::Annulee, &[jour(2)][..])
            );
        }
        convocations::retablir(s, &m.chef, id).await.unwrap();
        assert_eq!(
            verifier(&seconds.code).await.unwrap().etat,
            EtatLettre::Valable
        );

        // Past 1023 changes codes come back with another signature.
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared("UPDATE convocation SET edition = 1026")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let c = liens(&m, id).await.code;
        assert_ne!(c, seconds.code);
        assert_eq!(verifier(&c).await.unwrap().etat, EtatLettre::Valable);
        assert_eq!(
            verifier(&seconds.code).await.unwrap().etat,
            EtatLettre::Remplacee,
            "on ne la prend pas pour la 1026e"
        );
    })
    .await;
}

/// A replacement taken back: who had come instead received the letter, and is told that
/// they no longer come; gone meanwhile, the deletion alone is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn reprendre_un_remplacement_previent_qui_etait_venu() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let memoire = Memoire::default();
        let remplacer = async |qui, version, cle: &str| {
            let d = DemandeRemplacement {
                convocation: qui,
                version,
                remplacant: m.lea,
                cle: format!("cle-du-remplacement-{cle}"),
                confirmation: String::new(),
                prevenir: true,
            };
            usecases::remplacements::remplacer(s, &m.chef, d)
                .await
                .unwrap()
        };
        let avant = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let venue = remplacer(avant, 1, "a").await;
        m.envoyer(&memoire, venue).await;
        convocations::retablir(s, &m.chef, avant).await.unwrap();
        m.livrer(s, &memoire).await;
        let recus = recus(&memoire, "lea@maison.example");
        assert_eq!(recus.len(), 2);
        assert!(agendas(&recus[1])[0].contains("METHOD:CANCEL"));
        assert!(matches!(
            &m.faits(&m.chef).await[0],
            Fait::ConvocationRetablie { remplacant, .. } if remplacant == "MARTIN Léa"
        ));

        let version = ligne(&m, avant).await.version;
        let venue = remplacer(avant, version, "b").await;
        convocations::supprimer(s, &m.chef, venue, 1).await.unwrap();
        convocations::retablir(s, &m.chef, avant).await.unwrap();
        let lignes = m.lignes(&m.chef, COEC).await;
        assert_eq!(lignes.iter().map(|l| l.id).collect::<Vec<_>>(), [avant]);
        assert!(matches!(
            &m.faits(&m.chef).await[0],
            Fait::ConvocationRetablie { remplacant, .. } if remplacant.is_empty()
        ));
    })
    .await;
}
