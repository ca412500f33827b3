//! What the rectorat of a whole académie takes away and looks at, from the real
//! `imagin serve`: `script/bench exports`.
//!
//! 60,000 people of 600 établissements, 20,000 missions, a convocation for each person, and
//! for each convocation a line of the trail; one person in a hundred looks like another.
//! `script/bench exports 6000` does the same with so many people, to try it. Each path, in
//! turn, is the first of a server started for it: time to the first byte, time to the end,
//! and the most memory of its own that the process held meanwhile (`RssAnon`; Linux only).
//! The API is read page after page until nothing is left.
//!
//! Fails when a file that is sent while it is read begins after a second, or takes more
//! memory than what is set below: what a file takes must not grow with the académie.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measure"
)]

mod commun;

use axum::http::header::{AUTHORIZATION, COOKIE};
use chrono::{DateTime, Datelike, Days};
use commun::{Connexion, Lieu, Pointe, decimal, mediane, memoire, pire, verdict};
use domain::{
    AcademieId, Affectation, Attribution, Autorite, CompteId, Creneau, DroitSantorin,
    EtablissementId, Moment, NaiveDate, Role, SaisieClient,
};
use std::process::ExitCode;
use std::time::Instant;
use store::Ecriture;
use store::comptes::NouveauCompte;
use store::piste::Trace;
use store::references::Referentiel;
use usecases::sceaux::Scelleur;

const PERSONNES: usize = 60_000;
const ETABLISSEMENTS: u32 = 600;
const DISCIPLINES: usize = 40;
const COMPTES: usize = 2_000;
/// People convoked to a mission.
const PAR_MISSION: usize = 3;
/// One person in so many has the name of the one before.
const DOUBLES: usize = 100;
const PASSES: usize = 3;
/// Rights in a page of the API.
const PAGE: u32 = domain::DROITS_PAR_PAGE_MAX;
/// Longest wait for the first byte of a file sent while it is read, in seconds.
const PREMIER_MAX: f64 = 1.0;
/// Memory that such a file takes beyond what the process held, at most, in megabytes.
const CROISSANCE_MAX: f64 = 64.0;

/// What is asked for, and whether it is sent while it is read.
const CHEMINS: [(&str, bool); 9] = [
    ("/export-santorin/correcteurs.csv", true),
    ("/export-santorin/numerisation.csv", true),
    ("/convocations.csv", true),
    ("/audit.csv", true),
    ("/couverture", false),
    ("/couverture.csv", false),
    ("/doublons", false),
    ("/intervenants", false),
    ("/comptes", false),
];

/// What the database holds.
struct Monde {
    convocations: usize,
    /// Rights to mark.
    correcteurs: usize,
    /// Rights to scan.
    numerisation: usize,
    /// Token of a client of the API.
    jeton: String,
}

#[derive(Default)]
struct Mesures {
    premier: Vec<f64>,
    total: Vec<f64>,
    avant: Vec<f64>,
    pointe: Vec<f64>,
    octets: usize,
}

impl Mesures {
    fn croissance(&self) -> f64 {
        mediane(&self.pointe) - mediane(&self.avant)
    }

    fn dire(&self, chemin: &str) {
        println!(
            "{chemin:<36} | {:>6.1} | {:>7.0} ({:>6.0}) | {:>7.0} | {:>6.1} | {:>6.1} ({:.1})",
            decimal(self.octets) / 1e6,
            mediane(&self.premier) * 1e3,
            pire(&self.premier) * 1e3,
            mediane(&self.total) * 1e3,
            mediane(&self.avant),
            mediane(&self.pointe),
            pire(&self.pointe),
        );
    }
}

fn main() -> ExitCode {
    let personnes = std::env::args()
        .skip(1)
        .find_map(|a| a.parse().ok())
        .unwrap_or(PERSONNES);
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(mesurer(personnes))
}

async fn mesurer(personnes: usize) -> ExitCode {
    let lieu = Lieu::nouveau();
    let debut = Instant::now();
    let monde = preparer(&lieu, personnes).await;
    println!(
        "{personnes} personnes, {} convocations : base faite en {:.0} s",
        monde.convocations,
        debut.elapsed().as_secs_f64()
    );
    let mut mesures: Vec<Mesures> = CHEMINS.iter().map(|_| Mesures::default()).collect();
    let mut api = Mesures::default();
    for _ in 0..PASSES {
        for ((chemin, _), mesures) in CHEMINS.iter().zip(&mut mesures) {
            prendre(&lieu, &monde, chemin, mesures).await;
        }
        lire_l_api(&lieu, &monde, &mut api).await;
    }
    println!("{PASSES} passes alternées, un serveur neuf à chacune, médianes (et le pire)");
    println!(
        "{:<36} |     Mo | premier octet, ms | total, ms | avant, Mo | pointe, Mo",
        "chemin"
    );
    let mut tenu = true;
    for ((chemin, au_fil), mesures) in CHEMINS.iter().zip(&mesures) {
        mesures.dire(chemin);
        if *au_fil {
            tenu &= mediane(&mesures.premier) <= PREMIER_MAX;
            tenu &= mesures.croissance() <= CROISSANCE_MAX;
        }
    }
    api.dire("l’API, page après page");
    println!(
        "fichiers envoyés au fil de la lecture, premier octet en {PREMIER_MAX} s et {CROISSANCE_MAX} Mo de plus : {}",
        verdict(tenu)
    );
    if tenu {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Asks a new server for a path.
async fn prendre(lieu: &Lieu, monde: &Monde, chemin: &str, mesures: &mut Mesures) {
    let serveur = lieu.servir();
    let mut connexion = Connexion::ouvrir(serveur.adresse).await;
    let temoin = connexion.entrer("rectorat").await;
    mesures.avant.push(memoire(serveur.pid()));
    let pointe = Pointe::suivre(serveur.pid());
    let lu = connexion.obtenir(chemin, COOKIE, &temoin).await;
    mesures.pointe.push(pointe.lire());
    mesures.premier.push(lu.premier);
    mesures.total.push(lu.total);
    mesures.octets = lu.octets.len();
    let au_moins = match chemin {
        "/export-santorin/correcteurs.csv" => monde.correcteurs,
        "/export-santorin/numerisation.csv" => monde.numerisation,
        "/convocations.csv" | "/audit.csv" => monde.convocations,
        _ => 0,
    };
    // Their titles are one more.
    let lignes = lu.octets.split(|o| *o == b'\n').count();
    assert!(lignes > au_moins, "{chemin} : {lignes} lignes");
}

/// Reads the rights to mark as a client of the API that begins.
async fn lire_l_api(lieu: &Lieu, monde: &Monde, mesures: &mut Mesures) {
    let serveur = lieu.servir();
    let mut connexion = Connexion::ouvrir(serveur.adresse).await;
    let jeton = format!("Bearer {}", monde.jeton);
    mesures.avant.push(memoire(serveur.pid()));
    let pointe = Pointe::suivre(serveur.pid());
    let debut = Instant::now();
    let mut depuis = String::new();
    let (mut droits, mut octets) = (0, 0);
    let mut premier = None;
    loop {
        let chemin = format!("/api/santorin/v1/correcteurs?limite={PAGE}{depuis}");
        let lu = connexion.obtenir(&chemin, AUTHORIZATION, &jeton).await;
        premier.get_or_insert(lu.premier);
        octets += lu.octets.len();
        let page: serde_json::Value = serde_json::from_slice(&lu.octets).unwrap();
        droits += page["droits"].as_array().unwrap().len();
        if page["encore"] != true {
            break;
        }
        depuis = format!("&depuis={}", page["suivant"].as_str().unwrap());
    }
    mesures.total.push(debut.elapsed().as_secs_f64());
    mesures.pointe.push(pointe.lire());
    mesures.premier.push(premier.unwrap());
    mesures.octets = octets;
    assert_eq!(droits, monde.correcteurs);
}

async fn preparer(lieu: &Lieu, personnes: usize) -> Monde {
    let services = lieu.services().await;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.unwrap();
    let academie = commun::academie(&tx).await;
    let mut centres = Vec::new();
    for n in 0..ETABLISSEMENTS {
        let nom = format!("LYCEE {n}");
        centres.push(commun::centre(&tx, academie, 310_000 + n, &nom).await);
    }
    let condense = commun::mot_de_passe(&services).await;
    let rectorat = comptes(&tx, academie, &centres, &condense, maintenant).await;
    let mut gens = commun::gens(personnes, centres[0]);
    let mut disciplines = Vec::new();
    for n in 0..DISCIPLINES {
        let (code, libelle) = (format!("L{n:04}"), format!("DISCIPLINE {n}"));
        let (id, _) = store::disciplines::importer(&tx, &code, &libelle)
            .await
            .unwrap();
        disciplines.push(id);
    }
    for (i, g) in gens.iter_mut().enumerate() {
        g.etablissement = Some(centres[i % centres.len()]);
        g.discipline = Some(disciplines[i % disciplines.len()]);
    }
    for i in (1..gens.len()).step_by(DOUBLES) {
        gens[i].nom = gens[i - 1].nom.clone();
        gens[i].prenom = gens[i - 1].prenom.clone();
    }
    let ids = commun::importer_gens(&tx, academie, &gens).await;

    // To come: what is past gives no right.
    let premier = aujourd_hui(maintenant)
        .checked_add_days(Days::new(20))
        .unwrap();
    let jours: Vec<NaiveDate> = premier.iter_days().take(3).collect();
    let affectation = Affectation {
        creneaux: vec![Creneau {
            jour: premier,
            ..commun::creneau(1)
        }],
        ..Affectation::default()
    };
    let mut referentiel = Referentiel::default();
    let mut monde = Monde {
        convocations: 0,
        correcteurs: 0,
        numerisation: 0,
        jeton: String::new(),
    };
    for ((convoques, numero), centre) in ids
        .chunks(PAR_MISSION)
        .zip(100_000..)
        .zip(centres.iter().cycle())
    {
        let mut mission = commun::mission(numero, *centre);
        mission.session.annee = premier.year();
        mission.session.libelle = format!("BGT {}", premier.year());
        mission.debut = premier;
        mission.jours.clone_from(&jours);
        mission.creneaux.clone_from(&affectation.creneaux);
        let (id, _) = store::missions::importer(&tx, academie, &mut referentiel, &mission)
            .await
            .unwrap();
        let creees = store::convocations::creer_lot(
            &tx,
            id,
            convoques,
            &affectation,
            Autorite::Centre,
            rectorat,
            maintenant,
        )
        .await
        .unwrap();
        monde.convocations += creees.len();
        match mission.type_mission.faits().santorin {
            Some(DroitSantorin::Correction) => monde.correcteurs += creees.len(),
            Some(DroitSantorin::Numerisation) => monde.numerisation += creees.len(),
            None => {}
        }
        for convocation in creees {
            let trace = Trace {
                moment: maintenant,
                compte: Some(rectorat),
                action: "convocation.creer".into(),
                objet: "convocation".into(),
                objet_id: convocation.0,
                details: format!("{{\"mission\":{numero}}}"),
            };
            store::piste::ajouter(&tx, &trace).await.unwrap();
        }
    }
    tx.valider().await.unwrap();
    // What the workers of the server would do while it is measured.
    usecases::santorin::flux::publier(&services, u32::MAX)
        .await
        .unwrap();
    Scelleur::default().tour(&services).await.unwrap();
    let saisie = SaisieClient {
        nom: "Banc".into(),
        portees: vec![DroitSantorin::Correction.liste().to_owned()],
        ..SaisieClient::default()
    };
    let client = usecases::santorin::clients::creer_par_commande(&services, None, saisie, 300)
        .await
        .unwrap();
    monde.jeton = client.jeton;
    commun::refermer(&services.store).await;
    monde
}

/// The day of a moment; near enough for days to come.
fn aujourd_hui(maintenant: Moment) -> NaiveDate {
    DateTime::from_timestamp_millis(maintenant.0)
        .unwrap()
        .date_naive()
}

/// The account that is measured, which may do all that the rectorat does, and many heads.
async fn comptes(
    tx: &Ecriture,
    academie: AcademieId,
    centres: &[EtablissementId],
    condense: &str,
    maintenant: Moment,
) -> CompteId {
    let compte = |identifiant: String, attributions: Vec<Attribution>| NouveauCompte {
        academie,
        nom: format!("Compte {identifiant}"),
        mel: format!("{identifiant}@exemple.fr"),
        identifiant,
        mot_de_passe: condense.to_owned(),
        intervenant: None,
        copie_par_courriel: false,
        attributions,
    };
    for (n, centre) in (0..COMPTES).zip(centres.iter().cycle()) {
        let chef = Attribution {
            role: Role::ChefEtablissement,
            etablissement: Some(*centre),
        };
        let nouveau = compte(format!("chef{n}"), vec![chef]);
        store::comptes::creer(tx, &nouveau, maintenant)
            .await
            .unwrap();
    }
    let roles = [Role::Gestionnaire, Role::Administrateur].map(|role| Attribution {
        role,
        etablissement: None,
    });
    let nouveau = compte("rectorat".into(), roles.into());
    store::comptes::creer(tx, &nouveau, maintenant)
        .await
        .unwrap()
}
