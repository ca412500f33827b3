//! Time that does not go on as one expects: a clock set back while mails wait, the night on
//! which it changes, a 29 February; on each engine.

use crate::envoi_arrete::dus;
use crate::monde::*;
use domain::*;
use store::courriels::CourrielAEnvoyer;
use store::essais::sur_chaque_moteur;
use store::missions::NouvelleMission;
use store::references::Referentiel;
use usecases::{Limites, envois, rappels};

/// A mission of which the test chooses the days.
const AU_CHOIX: i64 = 200_010;

/// The mail server took these.
async fn partis(m: &Monde, courriels: &[CourrielAEnvoyer]) {
    let tx = m.services.store.ecriture().await.unwrap();
    for c in courriels {
        let maintenant = m.services.maintenant();
        let version = c.convocation_version;
        let tenu =
            store::courriels::marquer_envoye(&tx, c.id, "essai", maintenant, version, None).await;
        assert!(tenu.unwrap());
    }
    tx.valider().await.unwrap();
}

fn ids(courriels: &[CourrielAEnvoyer]) -> Vec<CourrielId> {
    courriels.iter().map(|c| c.id).collect()
}

/// Set back by an hour, the clock holds up for an hour what was to leave by the former one,
/// and what a dead worker held; what is asked since leaves as ever, and nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn l_horloge_recule_pendant_qu_une_file_attend() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = avec_limites(&m.services, Limites::default());
        let gens = [m.anne, m.lea, m.nombreux[0], m.nombreux[1]];
        let convocations = m.convoquer(&m.chef, COEC, &gens).await;
        let demander = async |lesquelles: &[ConvocationId], groupe: bool, cle: &str| {
            envois::demander(&s, &m.chef, COEC, lesquelles, groupe, cle)
                .await
                .unwrap();
        };
        demander(&convocations[..2], true, "cle-du-groupe-une").await;
        m.horloge.avancer(30);
        // Held until a minute later, by a worker that dies now.
        let tenus = dus(&m).await;
        assert_eq!(tenus.len(), 3, "deux convocations et le récapitulatif");
        demander(&convocations[2..3], true, "cle-du-groupe-deux").await;

        m.horloge.avancer(-3_600);
        assert!(dus(&m).await.is_empty());
        let ouverte = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(ouverte.envois.len(), 1, "s'arrête encore");
        demander(&convocations[3..], false, "cle-d-une-seule-x").await;
        let seule = dus(&m).await;
        assert_eq!(seule.len(), 2, "la convocation et sa copie");
        partis(&m, &seule).await;

        m.horloge.avancer(3_600 + 29);
        assert!(dus(&m).await.is_empty());
        m.horloge.avancer(1);
        let groupe = dus(&m).await;
        assert_eq!(groupe.len(), 2, "la convocation et le récapitulatif");
        partis(&m, &groupe).await;
        m.horloge.avancer(30);
        let repris = dus(&m).await;
        assert_eq!(ids(&repris), ids(&tenus));
        partis(&m, &repris).await;
        for l in m.lignes(&m.chef, COEC).await {
            assert_eq!(l.dernier_envoi.unwrap().etat, EtatCourriel::Envoye);
        }
    })
    .await;
}

/// Convokes people to a mission that has this one day.
async fn convoquer_le(m: &Monde, numero: i64, jour: NaiveDate, gens: &[IntervenantId]) {
    let creneau = Creneau {
        jour,
        ..creneau(1, 9, 12)
    };
    let tx = m.services.store.ecriture().await.unwrap();
    let nouvelle = NouvelleMission {
        affectation_terminee: true,
        debut: jour,
        jours: vec![jour],
        creneaux: vec![creneau],
        ..mission(numero, TypeMission::Coec, m.bellevue)
    };
    let academie = m.chef.academie;
    store::missions::importer(&tx, academie, &mut Referentiel::default(), &nouvelle)
        .await
        .unwrap();
    tx.valider().await.unwrap();
    let demande = DemandeConvocation {
        affectation: Affectation {
            creneaux: vec![creneau],
            ..affectation()
        },
        ..demande(numero, gens, &numero.to_string())
    };
    m.convoquer_en_confirmant(&m.chef, demande).await.unwrap();
    let convocations: Vec<ConvocationId> = m
        .lignes(&m.chef, numero)
        .await
        .iter()
        .map(|l| l.id)
        .collect();
    let cle = format!("cle-du-groupe-{numero}");
    envois::demander(&m.services, &m.chef, numero, &convocations, true, &cle)
        .await
        .unwrap();
}

/// The half minute during which a group send can be stopped is one also when the clock jumps
/// from two to three.
#[tokio::test(flavor = "multi_thread")]
async fn trente_secondes_la_nuit_ou_l_heure_change() {
    sur_chaque_moteur(async |store| {
        // 28 March 2021, fifteen seconds before two o'clock in Toulouse.
        let m = Monde::a(&store, Moment(1_616_893_185_000), "http://localhost").await;
        let s = avec_limites(&m.services, Limites::default());
        let convocations = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        envois::demander(&s, &m.chef, COEC, &convocations, true, "cle-du-groupe-une")
            .await
            .unwrap();
        m.horloge.avancer(29);
        assert_eq!(m.ouvrir(&m.chef, COEC).await.envois[0].depart_dans, 1);
        assert!(dus(&m).await.is_empty());
        m.horloge.avancer(1);
        assert_eq!(dus(&m).await.len(), 2, "la convocation et le récapitulatif");
    })
    .await;
}

/// Reminders come after whole days of twenty-four hours, to whoever has a day left by the
/// clock of the académie, on the day it says.
#[tokio::test(flavor = "multi_thread")]
async fn rappels_quand_l_heure_change_et_un_29_fevrier() {
    let jour = |a, m, j| NaiveDate::from_ymd_opt(a, m, j).unwrap();
    // Half past ten at night, three days before: the summer time that began meanwhile makes it
    // half past midnight, and the 28th is over; the 29th of February is not.
    for (envoi, passe, encore) in [
        (
            Moment(1_616_711_400_000),
            jour(2021, 3, 28),
            jour(2021, 3, 29),
        ),
        (
            Moment(1_835_217_000_000),
            jour(2028, 2, 28),
            jour(2028, 2, 29),
        ),
    ] {
        sur_chaque_moteur(async |store| {
            let m = Monde::a(&store, envoi, "http://localhost").await;
            convoquer_le(&m, AU_CHOIX, passe, &m.nombreux[..1]).await;
            convoquer_le(&m, AU_CHOIX + 1, encore, &m.nombreux[1..3]).await;
            partis(&m, &dus(&m).await).await;
            let s = avec_limites(
                &m.services,
                Limites {
                    rappel_jours: Some(3),
                    envoi_delai: 0,
                    ..Limites::default()
                },
            );
            m.horloge.avancer(3 * 86_400 - 1);
            assert_eq!(rappels::automatiques(&s, rappels::LOT).await, Ok(0));
            m.horloge.avancer(1);
            assert_eq!(
                rappels::automatiques(&s, rappels::LOT).await,
                Ok(2),
                "{encore} seulement"
            );
            let partants = dus(&m).await;
            let mut adresses: Vec<&str> = partants
                .iter()
                .filter(|c| c.rappel && c.genre == GenreCourriel::Convocation)
                .map(|c| c.adresse.as_str())
                .collect();
            adresses.sort_unstable();
            assert_eq!(adresses, ["n1@ac.example", "n2@ac.example"]);
        })
        .await;
    }
}
