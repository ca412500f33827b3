//! Mails that come back, from the envelope they left in to the row marked, on each
//! engine.

use crate::courrier::{Livreur, refus};
use crate::monde::*;
use domain::*;
use mail::retour::Illisible;
use mail::{Memoire, MessagePret, Nature, Raison};
use std::sync::Arc;
use store::essais::sur_chaque_moteur;
use usecases::retours::{Issue, Motif, traiter};
use usecases::{Reglages, Services, envois};

/// The services of a deployment that has a return address.
fn avec_retour(s: &Services) -> Arc<Services> {
    let identite = s.reglages.identite.clone();
    let reglages = Reglages {
        identite: identite.avec_retour("retours@imagin.exemple.fr".parse().ok()),
        ..s.reglages.clone()
    };
    avec_reglages(s, reglages)
}

/// Delivers until it is true of the mission's mails, and stops.
async fn livrer(
    m: &Monde,
    services: &Arc<Services>,
    memoire: &Memoire,
    vrai: impl Fn(&[SuiviCourriel]) -> bool,
) -> Vec<SuiviCourriel> {
    let livreur = Livreur::lancer(services, memoire);
    m.jusqua(vrai).await;
    livreur.arreter().await;
    m.suivi(COEC).await
}

async fn pistes(m: &Monde) -> Vec<store::piste::Trace> {
    let traces = store::piste::lister(m.services.store.lecture(), None, 1_000)
        .await
        .unwrap();
    let mut retours = traces;
    retours.retain(|t| t.action == "courriel.retour");
    retours
}

/// A report about a mail, as its return path received it.
fn avis(courriel: &MessagePret, etat: &str) -> Vec<u8> {
    format!(
        "From: MAILER-DAEMON@mx.example.org\nTo: {}\nAuto-Submitted: auto-replied\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n\
         --x\n\nrefus\n--x\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example.org\n\n{etat}\n\n--x--\n",
        courriel.expediteur()
    )
    .into_bytes()
}

const INCONNUE: &str = "Final-Recipient: rfc822; anne@ac.example\nAction: failed\n\
     Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <anne@ac.example>: no such user";
const EN_RETARD: &str = "Action: delayed\nStatus: 4.2.2";
const REMIS: &str = "Action: delivered\nStatus: 2.0.0";

fn vers<'m>(messages: &'m [MessagePret], adresse: &str) -> &'m MessagePret {
    messages.iter().find(|c| c.adresse() == adresse).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn de_l_enveloppe_a_la_ligne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let services = avec_retour(&m.services);
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        envois::demander(&services, &sans_copie, COEC, &ids, true, "cle-d-un-envoi-a")
            .await
            .unwrap();
        let memoire = Memoire::default();
        livrer(&m, &services, &memoire, |l| {
            l.iter().all(|l| l.etat == EtatCourriel::Envoye)
        })
        .await;
        let messages = memoire.messages();
        let anne = vers(&messages, "anne@ac.example");
        let attendu = format!("retours+{}@imagin.exemple.fr", anne.message_id().jeton());
        assert_eq!(anne.expediteur(), attendu);
        assert_eq!(anne.message_id().jeton().len(), 32);

        let lire =
            async |octets: Vec<u8>, a_blanc| traiter(&services, octets, a_blanc).await.unwrap();
        let avant = m.suivi(COEC).await;
        for (etat, issue) in [(EN_RETARD, Issue::Retarde), (REMIS, Issue::Remis)] {
            assert_eq!(lire(avis(anne, etat), false).await, issue);
        }
        assert_eq!(lire(avis(anne, INCONNUE), true).await, Issue::Note);
        assert_eq!(m.suivi(COEC).await, avant, "rien n’est encore écrit");
        assert!(pistes(&m).await.is_empty());

        m.horloge.avancer(60);
        assert_eq!(lire(avis(anne, INCONNUE), false).await, Issue::Note);
        assert_eq!(lire(avis(anne, INCONNUE), false).await, Issue::DejaNote);
        let pleine = "Action: failed\nStatus: 5.2.2";
        assert_eq!(lire(avis(anne, pleine), false).await, Issue::DejaNote);

        let lignes = m.lignes(&m.chef, COEC).await;
        let envoi = |i: IntervenantId| {
            let ligne = lignes.iter().find(|l| l.intervenant == i).unwrap();
            ligne.dernier_envoi.clone().unwrap()
        };
        let revenu = envoi(m.anne);
        assert_eq!(
            (revenu.etat, revenu.depuis, revenu.raison.as_str()),
            (
                EtatCourriel::Retour,
                DEBUT.plus_secondes(60),
                "adresse_refusee 550 5.1.1 <anne@ac.example>: no such user"
            )
        );
        assert_eq!(envoi(m.lea).etat, EtatCourriel::Envoye);
        // The trail names the mail, and nobody.
        let traces = pistes(&m).await;
        assert_eq!(traces.len(), 1);
        assert_eq!((traces[0].compte, &*traces[0].objet), (None, "courriel"));
        let details: serde_json::Value = serde_json::from_str(&traces[0].details).unwrap();
        let attendu = serde_json::json!({
            "convocation": ids[0].0,
            "avant": "envoye",
            "raison": "adresse_refusee",
            "statut": "5.1.1",
        });
        assert_eq!(details, attendu);

        // Sent again, the row says what becomes of the new mail.
        envois::demander(
            &services,
            &sans_copie,
            COEC,
            &ids[..1],
            false,
            "cle-d-un-envoi-b",
        )
        .await
        .unwrap();
        let memoire = Memoire::default();
        livrer(&m, &services, &memoire, |l| {
            l.last().unwrap().etat == EtatCourriel::Envoye
        })
        .await;
        assert_eq!(lire(avis(anne, INCONNUE), false).await, Issue::DejaNote);
        let lignes = m.lignes(&m.chef, COEC).await;
        let ligne = lignes.iter().find(|l| l.intervenant == m.anne).unwrap();
        let dernier = ligne.dernier_envoi.as_ref().unwrap();
        assert_eq!(dernier.etat, EtatCourriel::Envoye);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ce_dont_on_ne_fait_rien_est_laisse() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let services = avec_retour(&m.services);
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let sans_copie = Acteur {
            mel: String::new(),
            ..m.chef.clone()
        };
        envois::demander(&services, &sans_copie, COEC, &ids, true, "cle-d-un-envoi-a")
            .await
            .unwrap();
        // What the mail will be, before it leaves.
        let jeton: String = {
            let tx = store.ecriture().await.unwrap();
            let pris = store::courriels::prendre(&tx, DEBUT, 1, "v", DEBUT.plus_secondes(1));
            let id = mail::MessageId::relire(&pris.await.unwrap()[0].message_id).unwrap();
            tx.annuler().await.unwrap();
            id.jeton().to_owned()
        };
        let a = |jeton: &str, etat: &str| {
            format!(
                "To: retours+{jeton}@imagin.exemple.fr\n\
                 Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n\
                 --x\nContent-Type: message/delivery-status\n\n{etat}\n--x--\n"
            )
            .into_bytes()
        };
        let lire = async |octets: Vec<u8>| traiter(&services, octets, false).await.unwrap();
        let avant = m.suivi(COEC).await;
        let etranger = Issue::Laisse(Motif::Etranger);
        for (octets, issue) in [
            (a(&jeton, INCONNUE), Issue::Laisse(Motif::PasParti)),
            (a(&"0".repeat(32), INCONNUE), etranger),
            (a(&"0".repeat(32), EN_RETARD), etranger),
            (
                a("court", INCONNUE),
                Issue::Laisse(Motif::Illisible(Illisible::SansJeton)),
            ),
            (
                b"From: a@b.fr\n\nBonjour".to_vec(),
                Issue::Laisse(Motif::Illisible(Illisible::PasUnRapport)),
            ),
            (
                b"From: a@b.fr\nAuto-Submitted: auto-replied\n\nAbsent".to_vec(),
                Issue::Automatique,
            ),
            (
                Vec::new(),
                Issue::Laisse(Motif::Illisible(Illisible::SansEntete)),
            ),
        ] {
            assert_eq!(lire(octets).await, issue);
        }
        // While it is being sent nobody else may touch its row: later it can be noted.
        let tx = store.ecriture().await.unwrap();
        store::courriels::prendre(&tx, DEBUT, 1, "v", DEBUT.plus_secondes(1))
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(
            lire(a(&jeton, INCONNUE)).await,
            Issue::Laisse(Motif::EnCours)
        );
        let apres = m.suivi(COEC).await;
        assert_eq!(apres[0].etat, EtatCourriel::EnCours);
        assert_eq!(avant[0].etat, EtatCourriel::EnAttente);
        assert!(pistes(&m).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn le_recapitulatif_compte_ce_qui_est_revenu() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let services = avec_retour(&m.services);
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        envois::demander(&services, &m.chef, COEC, &ids, true, "cle-d-un-envoi-a")
            .await
            .unwrap();
        // The summary waits for a mail that is late.
        let memoire = Memoire::default();
        memoire.repondre(|c| match c.adresse() {
            "lea@maison.example" => Err(refus(
                Nature::Temporaire,
                Raison::Differe { code: 451 },
                451,
            )),
            _ => Ok(()),
        });
        livrer(&m, &services, &memoire, |l| {
            l[0].etat == EtatCourriel::Envoye && l[1].etat == EtatCourriel::NouvelEssai
        })
        .await;
        let messages = memoire.messages();
        let anne = vers(&messages, "anne@ac.example");
        let issue = traiter(&services, avis(anne, INCONNUE), false).await;
        assert_eq!(issue, Ok(Issue::Note));
        memoire.repondre(|_| Ok(()));
        m.horloge.avancer(60);
        livrer(&m, &services, &memoire, |l| {
            l[1].etat == EtatCourriel::Envoye
        })
        .await;
        m.horloge.avancer(6);
        livrer(&m, &services, &memoire, |l| {
            l[2].etat == EtatCourriel::Envoye
        })
        .await;

        let messages = memoire.messages();
        let recapitulatif = vers(&messages, "chef@centre.example");
        let texte = lisible(recapitulatif);
        for attendu in [
            "1 accepté par le serveur de messagerie, 1 revenu sans être remis.",
            "revenu sans être remis : adresse inconnue ou refusée",
        ] {
            assert!(texte.contains(attendu), "{texte}");
        }
    })
    .await;
}

/// The text of a mail, on one line, its spaces plain.
fn lisible(courriel: &MessagePret) -> String {
    let brut = std::str::from_utf8(courriel.octets()).unwrap();
    // quoted-printable, undone as far as these words need it.
    let mut octets = Vec::new();
    let mut reste = brut.replace("=\r\n", "").into_bytes().into_iter();
    while let Some(o) = reste.next() {
        if o != b'=' {
            octets.push(o);
            continue;
        }
        let deux: Vec<u8> = reste.by_ref().take(2).collect();
        let hexa = std::str::from_utf8(&deux).ok();
        octets.extend(hexa.and_then(|h| u8::from_str_radix(h, 16).ok()));
    }
    let texte = String::from_utf8_lossy(&octets).replace(['\u{a0}', '\u{202f}'], " ");
    texte.split_whitespace().collect::<Vec<_>>().join(" ")
}
