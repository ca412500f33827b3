//! What the measures of mails share: a server that forgets, and lettre's bare
//! connections to it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a measure: what it cannot prepare must stop it; each uses a part of this"
)]

use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use mail::MessagePret;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// A server that reads mails and forgets them, in its own thread, answering at once.
pub(crate) struct Puits {
    pub(crate) port: u16,
    compte: Arc<Compte>,
}

#[derive(Default)]
struct Compte {
    recus: AtomicUsize,
    un_de_plus: Notify,
}

impl Puits {
    pub(crate) fn ouvrir() -> Self {
        let ecoute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        ecoute.set_nonblocking(true).unwrap();
        let port = ecoute.local_addr().unwrap().port();
        let compte = Arc::<Compte>::default();
        let commun = Arc::clone(&compte);
        std::thread::spawn(move || {
            let execution = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            execution.block_on(async {
                let ecoute = TcpListener::from_std(ecoute).unwrap();
                loop {
                    let (socket, _) = ecoute.accept().await.unwrap();
                    tokio::spawn(servir(socket, Arc::clone(&commun)));
                }
            });
        });
        Self { port, compte }
    }

    /// How many it has taken.
    pub(crate) fn recus(&self) -> usize {
        self.compte.recus.load(Ordering::SeqCst)
    }

    /// Waits until it has taken so many in all.
    pub(crate) async fn attendre(&self, nombre: usize) {
        loop {
            let un_de_plus = self.compte.un_de_plus.notified();
            if self.recus() >= nombre {
                return;
            }
            un_de_plus.await;
        }
    }
}

async fn servir(socket: TcpStream, compte: Arc<Compte>) -> std::io::Result<()> {
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
                compte.recus.fetch_add(1, Ordering::SeqCst);
                compte.un_de_plus.notify_waiters();
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

pub(crate) fn enveloppe(message: &MessagePret) -> Envelope {
    Envelope::new(
        Some("imagin@exemple.fr".parse().unwrap()),
        vec![message.adresse().parse().unwrap()],
    )
    .unwrap()
}

/// Sends `nombre` mails by lettre's own connections over sockets with TCP_NODELAY, and
/// nothing around. `faire` gives each of them, or makes it on the way.
pub(crate) async fn par_lettre_nue(
    port: u16,
    connexions: usize,
    nombre: usize,
    faire: impl Fn(usize) -> Arc<MessagePret> + Clone + Send + 'static,
) -> Duration {
    let suivant = Arc::new(AtomicUsize::new(0));
    let debut = Instant::now();
    let mut taches = JoinSet::new();
    for _ in 0..connexions {
        let (faire, suivant) = (faire.clone(), Arc::clone(&suivant));
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
                if i >= nombre {
                    break;
                }
                let message = faire(i);
                connexion
                    .send(&enveloppe(&message), message.octets())
                    .await
                    .unwrap();
            }
            connexion.quit().await.unwrap();
        });
    }
    taches.join_all().await;
    debut.elapsed()
}

#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
pub(crate) fn par_seconde(nombre: usize, duree: Duration) -> f64 {
    nombre as f64 / duree.as_secs_f64()
}

pub(crate) fn mediane(mut valeurs: Vec<f64>) -> f64 {
    valeurs.sort_by(f64::total_cmp);
    valeurs[valeurs.len() / 2]
}
