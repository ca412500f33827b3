//! One connection to the mail server: opening it, and one mail over it.

use super::flux::{Flux, Pret};
use super::tls::Chiffrement;
use crate::{Accepte, EchecEnvoi, Etape, MessagePret, ModeTls, Raison, ReglageSmtp, echec};
use core::sync::atomic::{AtomicU8, Ordering};
use core::time::Duration;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset, Starttls};
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::response::{Response, Severity};
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// Longest time given to one address of the server, so that a dead one (IPv6 on a
/// network without it) leaves time for the next.
const DELAI_ADRESSE: Duration = Duration::from_secs(10);

/// How far a send has come, readable from outside when it is given up.
pub(super) struct Avancement(AtomicU8);

impl Avancement {
    pub(super) const fn nouveau() -> Self {
        Self(AtomicU8::new(Etape::Connexion as u8))
    }

    fn passer(&self, etape: Etape) {
        self.0.store(etape as u8, Ordering::Relaxed);
    }

    pub(super) fn etape(&self) -> Etape {
        let rang = usize::from(self.0.load(Ordering::Relaxed));
        Etape::TOUTES.get(rang).copied().unwrap_or(Etape::Connexion)
    }
}

/// Everything needed to open connections.
pub(super) struct Acces {
    pub(super) reglage: ReglageSmtp,
    pub(super) bonjour: ClientId,
    pub(super) chiffrement: Option<Chiffrement>,
}

/// A connection past its greeting, encryption and password.
pub(super) struct Connexion {
    smtp: AsyncSmtpConnection,
    /// The server still holds pieces of a mail it refused.
    a_reinitialiser: bool,
}

/// A mail that was not accepted, and whether the connection can still serve.
pub(super) struct Arret {
    pub(super) echec: EchecEnvoi,
    pub(super) connexion_vivante: bool,
}

impl Acces {
    pub(super) async fn ouvrir(&self, avancement: &Avancement) -> Result<Connexion, EchecEnvoi> {
        avancement.passer(Etape::Connexion);
        let (socket, pair) = self.joindre().await?;
        let mut smtp = match self.reglage.tls {
            ModeTls::Aucun => self.saluer(Flux::nouveau(socket, pair), avancement).await?,
            ModeTls::Implicite => {
                let flux = self.chiffrer(socket, avancement).await?;
                self.saluer(Flux::nouveau(flux, pair), avancement).await?
            }
            ModeTls::Exige | ModeTls::Opportuniste => {
                self.starttls(socket, pair, avancement).await?
            }
        };
        if let Some(identifiants) = &self.reglage.identifiants {
            avancement.passer(Etape::Authentification);
            smtp.auth(DEFAULT_MECHANISMS, &identifiants.pour_lettre())
                .await
                .map_err(|e| depuis_lettre(&e, avancement).echec)?;
        }
        Ok(Connexion {
            smtp,
            a_reinitialiser: false,
        })
    }

    /// Opens a socket to the first of the server's addresses that answers.
    async fn joindre(&self) -> Result<(TcpStream, SocketAddr), EchecEnvoi> {
        let echec = |e: io::Error| {
            EchecEnvoi::sans_reponse(Raison::ServeurInjoignable, Etape::Connexion, e)
        };
        let adresses = tokio::net::lookup_host((self.reglage.hote.as_str(), self.reglage.port))
            .await
            .map_err(echec)?;
        let mut derniere = io::Error::from(io::ErrorKind::NotFound);
        for adresse in adresses {
            match tokio::time::timeout(DELAI_ADRESSE, TcpStream::connect(adresse)).await {
                Ok(Ok(socket)) => {
                    // lettre writes a mail and its final dot in two writes. Without
                    // this the second waits, some 40 ms, for the acknowledgement of
                    // the first.
                    socket.set_nodelay(true).map_err(echec)?;
                    return Ok((socket, adresse));
                }
                Ok(Err(e)) => derniere = e,
                Err(_) => derniere = io::ErrorKind::TimedOut.into(),
            }
        }
        Err(echec(derniere))
    }

    /// Reads the greeting and says EHLO.
    async fn saluer<S>(
        &self,
        flux: Flux<S>,
        avancement: &Avancement,
    ) -> Result<AsyncSmtpConnection, EchecEnvoi>
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Sync + Unpin + 'static,
    {
        AsyncSmtpConnection::connect_with_transport(Box::new(flux), &self.bonjour)
            .await
            .map_err(|e| depuis_lettre(&e, avancement).echec)
    }

    async fn chiffrer(
        &self,
        socket: TcpStream,
        avancement: &Avancement,
    ) -> Result<tokio_rustls::client::TlsStream<TcpStream>, EchecEnvoi> {
        avancement.passer(Etape::Tls);
        let invalide = |detail: &dyn core::fmt::Display| {
            EchecEnvoi::sans_reponse(Raison::TlsInvalide, Etape::Tls, detail)
        };
        match &self.chiffrement {
            Some(c) => c.chiffrer(socket).await.map_err(|e| invalide(&e)),
            // Not reached: every mode that encrypts is made with it.
            None => Err(invalide(&"no TLS configuration")),
        }
    }

    /// Speaks in clear until STARTTLS, then begins again, encrypted, on the same
    /// socket.
    async fn starttls(
        &self,
        socket: TcpStream,
        pair: SocketAddr,
        avancement: &Avancement,
    ) -> Result<AsyncSmtpConnection, EchecEnvoi> {
        let pret = Pret::nouveau(socket);
        let mut clair = self
            .saluer(Flux::nouveau(pret.clone(), pair), avancement)
            .await?;
        avancement.passer(Etape::Tls);
        if !clair.server_info().supports_feature(Extension::StartTls) {
            if self.reglage.tls == ModeTls::Opportuniste {
                return Ok(clair);
            }
            return Err(EchecEnvoi::sans_reponse(
                Raison::TlsAbsent,
                Etape::Tls,
                "STARTTLS not offered",
            ));
        }
        clair
            .command(Starttls)
            .await
            .map_err(|e| depuis_lettre(&e, avancement).echec)?;
        // With it goes whatever it had read beyond the answer: somebody between
        // could have put replies there, to be believed as if they came encrypted.
        drop(clair);
        let socket = pret
            .reprendre()
            .map_err(|e| EchecEnvoi::sans_reponse(Raison::DialogueRompu, Etape::Tls, e))?;
        let flux = self.chiffrer(socket, avancement).await?;
        self.saluer(Flux::deja_salue(flux, pair), avancement).await
    }
}

impl Connexion {
    /// One mail. The commands are said one by one rather than by lettre's `send`,
    /// which says QUIT and waits for an answer at the first refusal, and does not
    /// tell where it stood.
    pub(super) async fn deposer(
        &mut self,
        message: &MessagePret,
        avancement: &Avancement,
    ) -> Result<Accepte, Arret> {
        avancement.passer(Etape::Expediteur);
        if core::mem::take(&mut self.a_reinitialiser)
            && let Err(e) = self.smtp.command(Rset).await
        {
            // Not able to forget the last mail: not able to take the next.
            return Err(Arret {
                connexion_vivante: false,
                ..depuis_lettre(&e, avancement)
            });
        }
        let resultat = self.dire(message, avancement).await;
        if let Err(arret) = &resultat {
            self.a_reinitialiser = arret.connexion_vivante;
        }
        resultat
    }

    async fn dire(
        &mut self,
        message: &MessagePret,
        avancement: &Avancement,
    ) -> Result<Accepte, Arret> {
        let smtp = &mut self.smtp;
        smtp.command(Mail::new(Some(message.de.clone()), vec![]))
            .await
            .map_err(|e| depuis_lettre(&e, avancement))?;
        avancement.passer(Etape::Destinataire);
        smtp.command(Rcpt::new(message.vers.clone(), vec![]))
            .await
            .map_err(|e| depuis_lettre(&e, avancement))?;
        avancement.passer(Etape::Donnees);
        let reponse = smtp
            .command(Data)
            .await
            .map_err(|e| depuis_lettre(&e, avancement))?;
        if !reponse.has_code(354) {
            return Err(inattendue(&reponse, Etape::Donnees));
        }
        avancement.passer(Etape::Corps);
        // lettre ends the last line itself.
        let octets = message.octets();
        let octets = octets.strip_suffix(b"\r\n").unwrap_or(octets);
        let reponse = smtp
            .message(octets)
            .await
            .map_err(|e| depuis_lettre(&e, avancement))?;
        if reponse.code().severity != Severity::PositiveCompletion {
            return Err(inattendue(&reponse, Etape::Corps));
        }
        let mots: Vec<&str> = reponse.message().collect();
        Ok(Accepte {
            reponse: echec::paroles(&mots.join(" ")),
        })
    }

    /// Takes leave; whether the server answers does not matter.
    pub(super) async fn quitter(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(2), self.smtp.quit()).await;
    }
}

/// A reply that makes no sense where it comes: the two sides no longer understand
/// each other.
fn inattendue(reponse: &Response, etape: Etape) -> Arret {
    Arret {
        echec: EchecEnvoi::sans_reponse(
            Raison::DialogueRompu,
            etape,
            format!("unexpected reply {}", reponse.code()),
        ),
        connexion_vivante: false,
    }
}

fn depuis_lettre(erreur: &lettre::transport::smtp::Error, avancement: &Avancement) -> Arret {
    let etape = avancement.etape();
    if let Some(code) = erreur.status() {
        let code = u16::from(code);
        let mots = erreur.source().map(ToString::to_string).unwrap_or_default();
        return Arret {
            echec: EchecEnvoi::refus(etape, code, &mots),
            // 421: the server closes.
            connexion_vivante: code != 421,
        };
    }
    let raison = if erreur.is_timeout() {
        Raison::ServeurMuet
    } else if etape == Etape::Authentification && erreur.is_client() {
        // No way of giving a password that both sides know.
        Raison::Authentification
    } else {
        Raison::DialogueRompu
    };
    Arret {
        echec: EchecEnvoi::sans_reponse(raison, etape, erreur),
        connexion_vivante: false,
    }
}
