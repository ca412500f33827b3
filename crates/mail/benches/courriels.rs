//! Mails per second over the loopback: `script/bench courriels`.
//!
//! 1,000 mails with a PDF of 30 kB, composed beforehand, go to a server made for
//! the measure, which reads and forgets (in its own thread, answering at once: what
//! is measured is what it costs us to send). In the same run, over the same number
//! of connections:
//!
//! * ours: [`Transport::envoyer`], as the worker calls it;
//! * bare: lettre's connections over sockets with TCP_NODELAY, and nothing around;
//! * pool: lettre's pooled transport as it comes, on fewer mails since it is slow.
//!
//! Fails when ours is below half of bare.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measure")]

#[path = "../src/essais/donnees.rs"]
mod donnees;
mod puits;

use domain::Moment;
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use mail::{Identite, MessagePret, Transport, composer_convocation};
use puits::{Puits, enveloppe, mediane, par_lettre_nue, par_seconde};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const COURRIELS: usize = 1_000;
const PASSES: usize = 5;
const DELAI: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let puits = Puits::ouvrir();
    let port = puits.port;
    let identite =
        Identite::nouvelle("Imagin", "imagin@exemple.fr", "https://imagin.fr", None).unwrap();
    let debut = Instant::now();
    let messages: Arc<[Arc<MessagePret>]> = (0..COURRIELS)
        .map(|i| {
            let message = composer_convocation(
                &donnees::lettre(),
                donnees::pdf(),
                donnees::agenda(),
                &identite,
                "zoe@exemple.fr",
                &identite.message_id(&format!("c{i}")),
                Moment(donnees::DATE.0 + i64::try_from(i).unwrap()),
            );
            Arc::new(message.unwrap())
        })
        .collect();
    println!(
        "composition : {:.0} courriels/s, {} octets chacun",
        par_seconde(COURRIELS, debut.elapsed()),
        messages[0].octets().len()
    );
    let execution = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();

    println!("connexions |   nôtre/s | lettre nue, TCP_NODELAY/s | rapport | bassin de lettre/s");
    let mut suffisant = true;
    for connexions in [1, 4, 16] {
        // In turn, so that whatever else the machine does falls on both.
        let (mut notre, mut nue) = (Vec::new(), Vec::new());
        for _ in 0..PASSES {
            notre.push(execution.block_on(par_transport(port, connexions, &messages)));
            let faits = Arc::clone(&messages);
            let duree = execution.block_on(par_lettre_nue(port, connexions, COURRIELS, move |i| {
                Arc::clone(&faits[i])
            }));
            nue.push(par_seconde(COURRIELS, duree));
        }
        let lents = 25 * connexions;
        let bassin = execution.block_on(par_bassin(port, connexions, &messages, lents));
        let (notre, nue) = (mediane(notre), mediane(nue));
        let rapport = notre / nue;
        suffisant &= rapport >= 0.5;
        println!("{connexions:>10} | {notre:>9.0} | {nue:>25.0} | {rapport:>7.2} | {bassin:>9.0}");
    }
    let attendus = [1, 4, 16].len() * 2 * PASSES * COURRIELS + 25 * (1 + 4 + 16);
    assert_eq!(puits.recus(), attendus, "des courriels manquent");

    let dossier = tempfile::tempdir().unwrap();
    let url = format!("dir:{}", dossier.path().display()).parse().unwrap();
    let transport = Transport::nouveau(&url, "imagin.fr").unwrap();
    let duree = execution.block_on(tous(4, &messages, COURRIELS, transport));
    println!(
        "dossier : {:.0} fichiers/s, chacun sur le disque",
        par_seconde(COURRIELS, duree)
    );

    if suffisant {
        ExitCode::SUCCESS
    } else {
        println!("ÉCHEC : moins de la moitié de lettre nue");
        ExitCode::FAILURE
    }
}

async fn par_transport(port: u16, connexions: usize, messages: &Arc<[Arc<MessagePret>]>) -> f64 {
    let url = format!("smtp://127.0.0.1:{port}?connections={connexions}");
    let transport = Transport::nouveau(&url.parse().unwrap(), "imagin.fr").unwrap();
    let duree = tous(connexions, messages, messages.len(), transport.clone()).await;
    transport.fermer().await;
    par_seconde(messages.len(), duree)
}

/// Sends them with as many workers as connections.
async fn tous(
    ouvriers: usize,
    messages: &Arc<[Arc<MessagePret>]>,
    nombre: usize,
    transport: Transport,
) -> Duration {
    let suivant = Arc::new(AtomicUsize::new(0));
    let debut = Instant::now();
    let mut taches = JoinSet::new();
    for _ in 0..ouvriers {
        let (messages, transport, suivant) = (
            Arc::clone(messages),
            transport.clone(),
            Arc::clone(&suivant),
        );
        taches.spawn(async move {
            loop {
                let i = suivant.fetch_add(1, Ordering::Relaxed);
                if i >= nombre {
                    break;
                }
                transport.envoyer(&messages[i], DELAI).await.unwrap();
            }
        });
    }
    taches.join_all().await;
    debut.elapsed()
}

async fn par_bassin(
    port: u16,
    connexions: usize,
    messages: &Arc<[Arc<MessagePret>]>,
    nombre: usize,
) -> f64 {
    let bassin = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(port)
        .pool_config(PoolConfig::new().max_size(u32::try_from(connexions).unwrap()))
        .build();
    let suivant = Arc::new(AtomicUsize::new(0));
    let debut = Instant::now();
    let mut taches = JoinSet::new();
    for _ in 0..connexions {
        let (messages, bassin, suivant) =
            (Arc::clone(messages), bassin.clone(), Arc::clone(&suivant));
        taches.spawn(async move {
            loop {
                let i = suivant.fetch_add(1, Ordering::Relaxed);
                if i >= nombre {
                    break;
                }
                bassin
                    .send_raw(&enveloppe(&messages[i]), messages[i].octets())
                    .await
                    .unwrap();
            }
        });
    }
    taches.join_all().await;
    par_seconde(nombre, debut.elapsed())
}
