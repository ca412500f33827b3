//! The archive of a mission over HTTP, from the real `imagin serve`: `script/bench archive`.
//!
//! Two missions of one centre, of 10 and of 2,000 convocations, each letter with its
//! signature. Each download, in turn, is the first of a server started for it, so that
//! nothing is left from another one: time to the first byte of the archive, time to its
//! end, and the most memory of its own that the process held meanwhile (`RssAnon`; Linux only).
//!
//! Fails when the first byte takes more than 200 ms, or when 2,000 letters take more memory
//! than 10 by more than a tenth of what they add to the archive. Not by nothing: a ZIP ends
//! with a directory of all its files, and ours with an index, which are kept until then.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measure"
)]

mod commun;

use commun::{Connexion, Lieu, Pointe, decimal, mediane, memoire, pire, verdict};
use domain::{Affectation, Autorite, Civilite, ConvocationId, Signataire};
use std::process::ExitCode;
use store::references::Referentiel;
use store::signatures::NouvelleSignature;

const TAILLES: [usize; 2] = [10, 2_000];
const PASSES: usize = 5;
/// Longest wait for the first byte, in milliseconds.
const PREMIER_MAX: f64 = 200.0;
/// Memory that the large archive takes over the small one, at most, as a part of what it
/// holds over it.
const PART_MAX: f64 = 0.1;

struct Mission {
    numero: i64,
    taille: usize,
    convocations: Vec<ConvocationId>,
}

#[derive(Default)]
struct Mesures {
    premier: Vec<f64>,
    total: Vec<f64>,
    avant: Vec<f64>,
    pointe: Vec<f64>,
    octets: usize,
}

fn main() -> ExitCode {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(mesurer())
}

async fn mesurer() -> ExitCode {
    let lieu = Lieu::nouveau();
    let missions = preparer(&lieu).await;
    let mut mesures: Vec<Mesures> = missions.iter().map(|_| Mesures::default()).collect();
    for _ in 0..PASSES {
        for (mission, mesures) in missions.iter().zip(&mut mesures) {
            telecharger(&lieu, mission, mesures).await;
        }
    }
    println!("{PASSES} passes alternées, un serveur neuf à chacune, médianes (et le pire)");
    println!(
        "lettres |     Mo | premier octet, ms |   total, ms | lettres/s | mémoire avant, Mo | pointe, Mo"
    );
    for (mission, m) in missions.iter().zip(&mesures) {
        println!(
            "{:>7} | {:>6.1} | {:>8.1} ({:>6.1}) | {:>11.0} | {:>9.0} | {:>17.1} | {:>5.1} ({:.1})",
            mission.taille,
            decimal(m.octets) / 1e6,
            mediane(&m.premier) * 1e3,
            pire(&m.premier) * 1e3,
            mediane(&m.total) * 1e3,
            decimal(mission.taille) / mediane(&m.total),
            mediane(&m.avant),
            mediane(&m.pointe),
            pire(&m.pointe),
        );
    }
    let premier = mesures
        .iter()
        .map(|m| pire(&m.premier) * 1e3)
        .fold(0.0, f64::max);
    let [petite, grande] = [&mesures[0], &mesures[1]];
    let en_plus = mediane(&grande.pointe) - mediane(&petite.pointe);
    let part = en_plus / (decimal(grande.octets - petite.octets) / 1e6);
    println!(
        "premier octet, au pire : {premier:.1} ms ; objectif : {PREMIER_MAX} ms au plus : {}",
        verdict(premier <= PREMIER_MAX)
    );
    println!(
        "mémoire, {} lettres face à {} : {en_plus:.1} Mo de plus, {part:.3} de ce que l'archive a de plus ; \
         objectif : {PART_MAX} au plus : {}",
        TAILLES[1],
        TAILLES[0],
        verdict(part <= PART_MAX)
    );
    if premier <= PREMIER_MAX && part <= PART_MAX {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn preparer(lieu: &Lieu) -> Vec<Mission> {
    let services = lieu.services().await;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.unwrap();
    let academie = commun::academie(&tx).await;
    let centre = commun::centre(&tx, academie, 310_038, "LPO BELLEVUE").await;
    let chef = commun::chef(&tx, &services, academie, "chef", centre).await;
    let signature = NouvelleSignature {
        etablissement: centre,
        signataire: Signataire::ChefEtablissement,
        civilite: Civilite::Madame,
        nom: "CASTAGNÈDE".into(),
        prenom: "Hélène".into(),
        qualite: "Proviseure".into(),
        image_png: documents::signature::image_de_demonstration("Hélène CASTAGNÈDE"),
        delegation: false,
        auteur: None,
        valide_du: None,
        valide_au: None,
    };
    store::signatures::enregistrer(&tx, &signature, maintenant)
        .await
        .unwrap();
    let gens = commun::gens(TAILLES[1], centre);
    let ids = commun::importer_gens(&tx, academie, &gens).await;
    let mut referentiel = Referentiel::default();
    let affectation = Affectation {
        creneaux: vec![commun::creneau(1), commun::creneau(2)],
        observation: "Venir avec une pièce d’identité.".into(),
        ..Affectation::default()
    };
    let mut missions = Vec::new();
    // Numbers of which the head of the établissement signs, with an épreuve.
    for (numero, taille) in [172_278, 172_282].into_iter().zip(TAILLES) {
        let mission = commun::mission(numero, centre);
        assert_eq!(mission.signataire, Signataire::ChefEtablissement);
        let (id, _) = store::missions::importer(&tx, academie, &mut referentiel, &mission)
            .await
            .unwrap();
        let convocations = store::convocations::creer_lot(
            &tx,
            id,
            &ids[..taille],
            &affectation,
            Autorite::Centre,
            chef,
            maintenant,
        )
        .await
        .unwrap();
        missions.push(Mission {
            numero,
            taille,
            convocations,
        });
    }
    tx.valider().await.unwrap();
    commun::refermer(&services.store).await;
    missions
}

async fn telecharger(lieu: &Lieu, mission: &Mission, mesures: &mut Mesures) {
    let serveur = lieu.servir();
    let mut connexion = Connexion::ouvrir(serveur.adresse).await;
    let temoin = connexion.entrer("chef").await;
    let ids: Vec<String> = mission
        .convocations
        .iter()
        .map(ToString::to_string)
        .collect();
    mesures.avant.push(memoire(serveur.pid()));
    let pointe = Pointe::suivre(serveur.pid());
    let lu = connexion
        .poster(
            &format!("/missions/{}/convocations.zip", mission.numero),
            &temoin,
            &[("ids", &ids.join(","))],
        )
        .await;
    mesures.pointe.push(pointe.lire());
    mesures.premier.push(lu.premier);
    mesures.total.push(lu.total);
    mesures.octets = lu.octets.len();
    // The letters and their index.
    assert_eq!(fichiers(&lu.octets), mission.taille + 1);
}

/// How many files the directory at the end of an archive counts.
fn fichiers(zip: &[u8]) -> usize {
    let fin = zip
        .windows(4)
        .rposition(|o| o == b"PK\x05\x06")
        .expect("archive sans fin");
    usize::from(u16::from_le_bytes([zip[fin + 10], zip[fin + 11]]))
}
