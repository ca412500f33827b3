//! The whole outbox: `script/bench file-envoi`.
//!
//! 1,000 convocations asked to be sent at once, then delivered by the worker that
//! `imagin serve` runs: rows claimed and letters read from the database, each letter made
//! into its PDF, the mail composed, handed over by SMTP to a server that forgets, and its
//! outcome written down. Timed from the worker's start to its end, everything noted. In
//! the same run, in turn, over the same number of connections:
//!
//! * bare: the same mails, made beforehand, by lettre's connections over sockets with
//!   TCP_NODELAY, and nothing around;
//! * bare with PDF: the same, each PDF made and each mail composed on the way.
//!
//! On SQLite; on PostgreSQL too when `IMAGIN_TEST_PG_URL` says where a server is. Fails
//! when the outbox is below half of bare with PDF. To bare alone it is compared without
//! verdict: a letter takes many times what sending it takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measure"
)]

#[path = "../tests/usecases/monde/mod.rs"]
mod monde;
#[path = "../../mail/benches/puits/mod.rs"]
mod puits;

use domain::{Acteur, Adresse, Civilite, ConvocationId, EtatCourriel, Lettre, Moment, Signataire};
use mail::{MessagePret, Transport, composer_convocation};
use monde::{COEC, Monde};
use puits::{Puits, mediane, par_lettre_nue, par_seconde};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::intervenants::NouvelIntervenant;
use store::signatures::NouvelleSignature;
use tokio::sync::watch;
use usecases::Services;

const COURRIELS: usize = 1_000;
const PASSES: usize = 5;
const CONNEXIONS: [usize; 3] = [1, 4, 16];
/// Ours against bare with PDF, at least.
const OBJECTIF: f64 = 0.5;

fn main() -> ExitCode {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(mesurer())
}

async fn mesurer() -> ExitCode {
    let puits = Puits::ouvrir();
    let mut tenu = true;
    println!("{COURRIELS} courriels, médianes de {PASSES} passes alternées");
    println!(
        "moteur   | connexions | file/s | nue/s | rapport | nue avec PDF/s | rapport | demande, ms"
    );
    for moteur in store::essais::moteurs() {
        let base = store::essais::base(moteur).await;
        let monde = Monde::nouveau(&base.store).await;
        let banc = Banc::preparer(monde).await;
        for connexions in CONNEXIONS {
            let (mut file, mut nue, mut nue_pdf, mut demande) =
                (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for _ in 0..PASSES {
                let (demandee, livree) = banc.file(&puits, connexions).await;
                demande.push(demandee.as_secs_f64() * 1e3);
                file.push(par_seconde(COURRIELS, livree));
                let prets = Arc::clone(&banc.prets);
                let duree = par_lettre_nue(puits.port, connexions, COURRIELS, move |i| {
                    Arc::clone(&prets[i])
                });
                nue.push(par_seconde(COURRIELS, duree.await));
                let (services, lettres) = (Arc::clone(&banc.services), Arc::clone(&banc.lettres));
                let duree = par_lettre_nue(puits.port, connexions, COURRIELS, move |i| {
                    Arc::new(composer(&services, &lettres[i], i))
                });
                nue_pdf.push(par_seconde(COURRIELS, duree.await));
            }
            let [file, nue, nue_pdf, demande] = [file, nue, nue_pdf, demande].map(mediane);
            let rapport = file / nue_pdf;
            tenu &= rapport >= OBJECTIF;
            println!(
                "{:<8} | {connexions:>10} | {file:>6.0} | {nue:>5.0} | {:>7.2} | {nue_pdf:>14.0} | {rapport:>7.2} | {demande:>11.0} | {}",
                format!("{moteur:?}"),
                file / nue,
                if rapport >= OBJECTIF {
                    "tenu"
                } else {
                    "MANQUÉ"
                }
            );
        }
        banc.verifier().await;
        drop(banc);
        base.liberer().await;
    }
    println!(
        "objectif : au moins {OBJECTIF} fois les connexions nues qui font aussi le PDF : {}",
        if tenu { "tenu" } else { "MANQUÉ" }
    );
    if tenu {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A mission of [`COURRIELS`] convocations, and the mails that they make.
struct Banc {
    services: Arc<Services>,
    chef: Acteur,
    ids: Vec<ConvocationId>,
    lettres: Arc<[Lettre]>,
    prets: Arc<[Arc<MessagePret>]>,
}

impl Banc {
    async fn preparer(monde: Monde) -> Self {
        let services = Arc::clone(&monde.services);
        // Without address: neither copies nor summary, so that what is counted is the
        // convocations alone.
        let chef = Acteur {
            mel: String::new(),
            ..monde.chef.clone()
        };
        let gens: Vec<NouvelIntervenant> = (0..COURRIELS)
            .map(|i| NouvelIntervenant {
                matricule: format!("F{i:04}"),
                civilite: Civilite::Madame,
                nom: format!("LEFÈVRE {i}"),
                prenom: "Marie-Thérèse".into(),
                etablissement: Some(monde.bellevue),
                discipline: None,
                mel_professionnel: format!("f{i}@exemple.fr"),
                mel_personnel: String::new(),
                adresse: Adresse {
                    lignes: vec![format!("{i} rue des Filatiers")],
                    code_postal: "31000".into(),
                    commune: "TOULOUSE".into(),
                },
                actif: true,
            })
            .collect();
        let signature = NouvelleSignature {
            etablissement: monde.bellevue,
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
        let tx = services.store.ecriture().await.unwrap();
        store::intervenants::importer_lot(&tx, chef.academie, &gens)
            .await
            .unwrap();
        store::signatures::enregistrer(&tx, &signature, services.maintenant())
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let connus =
            store::intervenants::ids_par_matricule(services.store.lecture(), chef.academie)
                .await
                .unwrap();
        let convoques: Vec<_> = gens.iter().map(|g| connus[&g.matricule]).collect();
        let ids = monde.convoquer(&chef, COEC, &convoques).await;
        services.store.analyser().await.unwrap();

        let jour = services.aujourd_hui(chef.academie).await.unwrap();
        let lettres: Arc<[Lettre]> =
            usecases::lettres::completes(&services, services.store.lecture(), &ids, jour)
                .await
                .unwrap()
                .into();
        assert_eq!(lettres.len(), COURRIELS);
        assert!(lettres.iter().all(|l| l.signature.is_some()));
        let prets = lettres
            .iter()
            .enumerate()
            .map(|(i, l)| Arc::new(composer(&services, l, i)))
            .collect();
        Self {
            services,
            chef,
            ids,
            lettres,
            prets,
        }
    }

    /// Asks for all the mails, then delivers them: how long each took.
    async fn file(&self, puits: &Puits, connexions: usize) -> (Duration, Duration) {
        let url = format!("smtp://127.0.0.1:{}?connections={connexions}", puits.port);
        let transport = Transport::nouveau(&url.parse().unwrap(), "imagin.fr").unwrap();
        let cle = self.services.alea.jeton().unwrap();
        let debut = Instant::now();
        let demande =
            usecases::envois::demander(&self.services, &self.chef, COEC, &self.ids, true, &cle)
                .await
                .unwrap();
        let demandee = debut.elapsed();
        assert_eq!(demande.courriels as usize, COURRIELS);

        let attendus = puits.recus() + COURRIELS;
        let (arreter, arret) = watch::channel(false);
        let debut = Instant::now();
        let livraison = tokio::spawn(usecases::livraison::tourner(
            Arc::clone(&self.services),
            Arc::new(transport),
            arret,
        ));
        puits.attendre(attendus).await;
        arreter.send(true).unwrap();
        // It ends once the last outcomes are written down.
        livraison.await.unwrap();
        (demandee, debut.elapsed())
    }

    /// Every mail asked for was noted as sent.
    async fn verifier(&self) {
        let (lecture, mission) = (self.services.store.lecture(), self.lettres[0].mission_id);
        let etats = store::courriels::compter_par_etat(lecture, mission, None)
            .await
            .unwrap();
        let attendus = u32::try_from(CONNEXIONS.len() * PASSES * COURRIELS).unwrap();
        assert_eq!(etats, [(EtatCourriel::Envoye, attendus)]);
    }
}

/// The mail of a letter: PDF, then message.
fn composer(services: &Services, lettre: &Lettre, i: usize) -> MessagePret {
    let pdf = documents::lettre::pdf(lettre, &services.polices).unwrap();
    let identite = &services.reglages.identite;
    composer_convocation(
        lettre,
        pdf,
        // As heavy as the one of two days.
        vec![b'-'; 2_000],
        identite,
        &lettre.destinataire.mel_professionnel,
        &identite.message_id(&format!("c{i}")),
        Moment(monde::DEBUT.0),
    )
    .unwrap()
}
