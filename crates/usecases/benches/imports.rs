//! Importing an académie: `script/bench imports`.
//!
//! 600 établissements and 60,000 people, as files, through the very steps of the pages and of
//! the command line: kept, analysed, applied; then the same file again, all unchanged; then
//! one in which a person out of fifty changed, applied; then that one taken back. Timed step
//! by step, with the memory that the process holds at its most since it began.
//! `script/bench imports 6000` does the same with so many people, to try it.
//!
//! On SQLite; on PostgreSQL too when `IMAGIN_TEST_PG_URL` says where a server is. Fails when
//! the first import of the people takes a minute or more on SQLite, or when memory grows by
//! more than what is set below while they are imported.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measure"
)]

#[path = "../tests/usecases/monde/mod.rs"]
mod monde;

use domain::{EtatImport, FiltreImport, GenreImport, ImportId, Uai};
use monde::Monde;
use std::fmt::Write as _;
use std::io::Cursor;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use store::Moteur;
use usecases::imports;

const ETABLISSEMENTS: u32 = 600;
const PERSONNES: u32 = 60_000;
/// One in so many changes in the third file.
const CHANGEES: u32 = 50;
const OBJECTIF: Duration = Duration::from_secs(60);
/// Memory that importing the people may take beyond what the process held, in MB.
const CROISSANCE_MO: u64 = 200;

fn main() -> ExitCode {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(mesurer())
}

fn uai(n: u32) -> String {
    Uai::du_numero(350_000 + n).to_string()
}

fn annuaire() -> String {
    let mut texte = "uai;nom;adresse;code_postal;commune;telephone;mail;etat\n".to_owned();
    for n in 0..ETABLISSEMENTS {
        let _ = writeln!(
            texte,
            "{};LYCEE {n};{n} rue des Écoles;35000;RENNES;0299000000;ce{n}@ac.example;OUVERT",
            uai(n)
        );
    }
    texte
}

/// People with names that are met more than once, as in an académie.
fn personnes(nombre: u32, changees: bool) -> String {
    const NOMS: [&str; 12] = [
        "MARTIN",
        "BERNARD",
        "D'ŒILLET",
        "LE GOFF",
        "PETIT",
        "ROBERT",
        "RICHARD",
        "DURAND",
        "MOREAU",
        "SAINT-ANDRÉ",
        "LEROY",
        "GARCIA",
    ];
    const PRENOMS: [&str; 8] = [
        "Anne",
        "Ève",
        "Jean-Luc",
        "Zoé",
        "Max",
        "Léa",
        "Françoise",
        "Noël",
    ];
    let mut texte = "matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif\n".to_owned();
    for n in 0..nombre {
        let nom = NOMS[(n / 7) as usize % NOMS.len()];
        let prenom = PRENOMS[(n / 3) as usize % PRENOMS.len()];
        let commune = if changees && n.is_multiple_of(CHANGEES) {
            "SAINT-MALO"
        } else {
            "RENNES"
        };
        let _ = writeln!(
            texte,
            "P{n:06};Mme;{nom} {};{prenom};{};L{:04};DISCIPLINE {};p{n}@ac.example;;{n} rue A;;35000;{commune};oui",
            n / 400,
            uai(n % ETABLISSEMENTS),
            n % 40,
            n % 40
        );
    }
    texte
}

/// Most memory held since the process began, in MB; nothing where the system does not tell.
fn memoire() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|s| {
            s.lines()
                .find_map(|l| l.strip_prefix("VmHWM:"))
                .and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok())
        })
        .unwrap_or(0)
        / 1_024
}

/// Does what is asked for until nothing is left to do.
async fn travailler(m: &Monde) -> Duration {
    let debut = Instant::now();
    while imports::tour(&m.services, "banc").await.unwrap() {}
    debut.elapsed()
}

async fn deposer(m: &Monde, genre: GenreImport, texte: &str) -> ImportId {
    let source = Cursor::new(texte.to_owned().into_bytes());
    imports::deposer(&m.services, &m.gestionnaire, genre, "", "banc.csv", source)
        .await
        .unwrap()
}

async fn etat(m: &Monde, id: ImportId) -> (EtatImport, [u32; 4]) {
    let vu = imports::lire(&m.services, &m.gestionnaire, id, &FiltreImport::default())
        .await
        .unwrap();
    let c = vu.import.comptes;
    (
        vu.import.etat,
        [c.nouveaux, c.modifies, c.inchanges, c.refuses],
    )
}

/// Keeps, analyses and applies; how long each of the last two takes.
async fn importer(
    m: &Monde,
    genre: GenreImport,
    texte: &str,
    attendu: [u32; 4],
) -> (ImportId, Duration, Duration) {
    let debut = Instant::now();
    let id = deposer(m, genre, texte).await;
    travailler(m).await;
    let analyse = debut.elapsed();
    assert_eq!(etat(m, id).await, (EtatImport::Pret, attendu));
    if attendu[0] + attendu[1] == 0 {
        return (id, analyse, Duration::ZERO);
    }
    let vue = imports::lire(&m.services, &m.gestionnaire, id, &FiltreImport::default())
        .await
        .unwrap()
        .change_le;
    imports::appliquer(&m.services, &m.gestionnaire, id, vue, false)
        .await
        .unwrap();
    let application = travailler(m).await;
    assert_eq!(etat(m, id).await.0, EtatImport::Applique);
    (id, analyse, application)
}

async fn mesurer() -> ExitCode {
    let mut tenu = true;
    let annuaire = annuaire();
    let nombre = std::env::args()
        .skip(1)
        .find_map(|a| a.parse().ok())
        .unwrap_or(PERSONNES);
    let (premier, second) = (personnes(nombre, false), personnes(nombre, true));
    let changees = nombre.div_ceil(CHANGEES);
    println!(
        "{ETABLISSEMENTS} établissements, {nombre} personnes ({} Mo)",
        premier.len() / 1_048_576
    );
    println!("moteur   | étape                       | analyse, s | application, s");
    for moteur in store::essais::moteurs() {
        let base = store::essais::base(moteur).await;
        let m = Monde::nouveau(&base.store).await;
        let dire = |etape: &str, analyse: Duration, application: Duration| {
            println!(
                "{:<8} | {etape:<27} | {:>10.1} | {:>14.1}",
                format!("{moteur:?}"),
                analyse.as_secs_f64(),
                application.as_secs_f64()
            );
        };
        let genre = GenreImport::Etablissements;
        let (_, a, b) = importer(&m, genre, &annuaire, [ETABLISSEMENTS, 0, 0, 0]).await;
        dire("établissements", a, b);

        let avant = memoire();
        let genre = GenreImport::Intervenants;
        let (_, a, b) = importer(&m, genre, &premier, [nombre, 0, 0, 0]).await;
        dire("personnes", a, b);
        let croissance = memoire().saturating_sub(avant);
        if moteur == Moteur::Sqlite && (a + b >= OBJECTIF || croissance > CROISSANCE_MO) {
            tenu = false;
        }
        println!("           mémoire : {croissance} Mo de plus au plus haut");

        let (_, a, b) = importer(&m, genre, &premier, [0, 0, nombre, 0]).await;
        dire("le même fichier", a, b);
        let attendu = [0, changees, nombre - changees, 0];
        let (id, a, b) = importer(&m, genre, &second, attendu).await;
        dire("une personne sur 50 changée", a, b);
        imports::annuler(&m.services, &m.gestionnaire, id)
            .await
            .unwrap();
        let annulation = travailler(&m).await;
        assert_eq!(etat(&m, id).await.0, EtatImport::Annule);
        dire("annulée", Duration::ZERO, annulation);
        drop(m);
        base.liberer().await;
    }
    if tenu {
        ExitCode::SUCCESS
    } else {
        println!("Objectif manqué : moins d’une minute et {CROISSANCE_MO} Mo, sur SQLite.");
        ExitCode::FAILURE
    }
}
