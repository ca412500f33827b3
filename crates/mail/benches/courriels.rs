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

use domain::Moment;
use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use mail::{Identite, MessagePret, Transport, composer_convocation};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const COURRIELS: usize = 1_000;
const PASSES: usize = 5;
const DELAI: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let (port, recus) = puits();
    let identite =
        Identite::nouvelle("Imagin", "imagin@exemple.fr", "https://imagin.fr", None).unwrap();
    let debut = Instant::now();
    let messages: Arc<Vec<MessagePret>> = Arc::new(
        (0..COURRIELS)
            .map(|i| {
                composer_convocation(
                    &donnees::lettre(),
                    donnees::pdf(),
                    donnees::agenda(),
                    &identite,
                    "zoe@exemple.fr",
                    &identite.message_id(&format!("c{i}")),
                    Moment(donnees::DATE.0 + i64::try_from(i).unwrap()),
                )
                .unwrap()
            })
            .collect(),
    );
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
            nue.push(execution.block_on(par_lettre_nue(port, connexions, &messages)));
        }
        let lents = 25 * connexions;
        let bassin = execution.block_on(par_bassin(port, connexions, &messages, lents));
        let (notre, nue) = (mediane(notre), mediane(nue));
        let rapport = notre / nue;
        suffisant &= rapport >= 0.5;
        println!("{connexions:>10} | {notre:>9.0} | {nue:>25.0} | {rapport:>7.2} | {bassin:>9.0}");
    }
    let attendus = [1, 4, 16].len() * 2 * PASSES * COURRIELS + 25 * (1 + 4 + 16);
    assert_eq!(
        recus.load(Ordering::SeqCst),
        attendus,
        "des courriels manquent"
    );

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

#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
fn par_seconde(nombre: usize, duree: Duration) -> f64 {
    nombre as f64 / duree.as_secs_f64()
}

fn mediane(mut valeurs: Vec<f64>) -> f64 {
    valeurs.sort_by(f64::total_cmp);
    valeurs[valeurs.len() / 2]
}

async fn par_transport(port: u16, connexions: usize, messages: &Arc<Vec<MessagePret>>) -> f64 {
    let url = format!("smtp://127.0.0.1:{port}?connections={connexions}");
    let transport = Transport::nouveau(&url.parse().unwrap(), "imagin.fr").unwrap();
    let duree = tous(connexions, messages, messages.len(), transport.clone()).await;
    transport.fermer().await;
    par_seconde(messages.len(), duree)
}

/// Sends them with as many workers as connections.
async fn tous(
    ouvriers: usize,
    messages: &Arc<Vec<MessagePret>>,
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

fn enveloppe(message: &MessagePret) -> Envelope {
    Envelope::new(
        Some("imagin@exemple.fr".parse().unwrap()),
        vec![message.adresse().parse().unwrap()],
    )
    .unwrap()
}

async fn par_lettre_nue(port: u16, connexions: usize, messages: &Arc<Vec<MessagePret>>) -> f64 {
    let suivant = Arc::new(AtomicUsize::new(0));
    let debut = Instant::now();
    let mut taches = JoinSet::new();
    for _ in 0..connexions {
        let (messages, suivant) = (Arc::clone(messages), Arc::clone(&suivant));
        taches.spawn(async move {
            let socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            socket.set_nodelay(true).unwrap();
            let bonjour = ClientId::Domain("imagin.fr".into());
            let mut connexion =
                AsyncSmtpConnection::connect_with_transport(Box::new(socket), &bonjour)
                    .await
                    .unwrap();
            loop {
                let i = suivant.fetch_add(1, Ordering::Relaxed);
                if i >= messages.len() {
                    break;
                }
                connexion
                    .send(&enveloppe(&messages[i]), messages[i].octets())
                    .await
                    .unwrap();
            }
            connexion.quit().await.unwrap();
        });
    }
    taches.join_all().await;
    par_seconde(messages.len(), debut.elapsed())
}

async fn par_bassin(
    port: u16,
    connexions: usize,
    messages: &Arc<Vec<MessagePret>>,
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

/// A server that reads mails and forgets them; its port and how many it has taken.
fn puits() -> (u16, Arc<AtomicUsize>) {
    let recus = Arc::new(AtomicUsize::new(0));
    let ecoute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    ecoute.set_nonblocking(true).unwrap();
    let port = ecoute.local_addr().unwrap().port();
    let compte = Arc::clone(&recus);
    std::thread::spawn(move || {
        let execution = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        execution.block_on(async {
            let ecoute = TcpListener::from_std(ecoute).unwrap();
            loop {
                let (socket, _) = ecoute.accept().await.unwrap();
                tokio::spawn(servir(socket, Arc::clone(&compte)));
            }
        });
    });
    (port, recus)
}

async fn servir(socket: TcpStream, recus: Arc<AtomicUsize>) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let mut flux = BufReader::with_capacity(64 * 1024, socket);
    flux.write_all(b"220 puits\r\n").await?;
    let mut ligne = Vec::new();
    loop {
        ligne.clear();
        if flux.read_until(b'\n', &mut ligne).await? == 0 {
            return Ok(());
        }
        let reponse: &[u8] = match ligne.get(..4).unwrap_or_default() {
            b"EHLO" => b"250-puits\r\n250 8BITMIME\r\n",
            b"DATA" => {
                flux.write_all(b"354 va\r\n").await?;
                loop {
                    ligne.clear();
                    if flux.read_until(b'\n', &mut ligne).await? == 0 {
                        return Ok(());
                    }
                    if ligne == b".\r\n" {
                        break;
                    }
                }
                recus.fetch_add(1, Ordering::SeqCst);
                b"250 pris\r\n"
            }
            b"QUIT" => {
                flux.write_all(b"221 au revoir\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        flux.write_all(reponse).await?;
    }
}
