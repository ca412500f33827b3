//! An SMTP server, and the few connections kept open to it.

mod connexion;
mod flux;
mod tls;

use crate::{
    Accepte, EchecEnvoi, Etape, MessagePret, ModeTls, Raison, ReglageSmtp, TransportErreur,
};
use connexion::{Acces, Avancement, Connexion};
use core::fmt;
use core::time::Duration;
use domain::mel_plausible;
use lettre::transport::smtp::extension::ClientId;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tls::Chiffrement;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// An SMTP server. Clones share its connections.
#[derive(Clone)]
pub struct Smtp(Arc<Bassin>);

/// The connections: at most so many in use, and those that wait for the next mail.
///
/// lettre's own pool says NOOP before each mail and leaves Nagle's algorithm on:
/// three round trips and 40 ms more per mail (docs/decisions/0004-courriel.md).
struct Bassin {
    acces: Acces,
    places: Semaphore,
    repos: Mutex<Repos>,
}

#[derive(Default)]
struct Repos {
    /// The one used last is at the end, and serves first.
    oisives: Vec<Oisive>,
    /// Somebody is already watching for those that wait too long.
    garde: bool,
}

struct Oisive {
    connexion: Connexion,
    depuis: Instant,
}

impl Smtp {
    pub(crate) fn nouveau(reglage: ReglageSmtp, nom_ehlo: &str) -> Result<Self, TransportErreur> {
        let bonjour = if let Ok(ip) = nom_ehlo.trim_matches(['[', ']']).parse::<IpAddr>() {
            match ip {
                IpAddr::V4(ip) => ClientId::Ipv4(ip),
                IpAddr::V6(ip) => ClientId::Ipv6(ip),
            }
        } else if mel_plausible(&format!("x@{nom_ehlo}.fr")) {
            ClientId::Domain(nom_ehlo.to_owned())
        } else {
            return Err(TransportErreur::NomEhloInvalide);
        };
        let chiffrement = match reglage.tls {
            ModeTls::Aucun => None,
            _ => Some(Chiffrement::nouveau(&reglage)?),
        };
        Ok(Self(Arc::new(Bassin {
            places: Semaphore::new(reglage.connexions.max(1)),
            repos: Mutex::default(),
            acces: Acces {
                reglage,
                bonjour,
                chiffrement,
            },
        })))
    }

    pub(crate) fn connexions(&self) -> usize {
        self.0.acces.reglage.connexions.max(1)
    }

    pub(crate) async fn envoyer(
        &self,
        message: &MessagePret,
        delai: Duration,
    ) -> Result<Accepte, EchecEnvoi> {
        // Never closed, hence never an error. Each holder is bound by its own delay.
        let _place = self.0.places.acquire().await.ok();
        let avancement = Avancement::nouveau();
        match tokio::time::timeout(delai, self.livrer(message, &avancement)).await {
            Ok(resultat) => resultat,
            // The connection went with the future: nobody will take its late answer
            // for that of another mail.
            Err(_) => Err(muet(&avancement)),
        }
    }

    async fn livrer(
        &self,
        message: &MessagePret,
        avancement: &Avancement,
    ) -> Result<Accepte, EchecEnvoi> {
        if let Some(mut connexion) = self.reprendre() {
            match connexion.deposer(message, avancement).await {
                // It was closed while it waited: not one byte of the mail has been
                // taken, so saying it all again elsewhere makes no duplicate. From
                // the body on that is no longer certain, and the caller decides.
                Err(arret) if !arret.connexion_vivante && arret.echec.etape < Etape::Corps => {}
                Err(arret) => {
                    if arret.connexion_vivante {
                        self.rendre(connexion);
                    }
                    return Err(arret.echec);
                }
                Ok(accepte) => {
                    self.rendre(connexion);
                    return Ok(accepte);
                }
            }
        }
        let mut connexion = self.0.acces.ouvrir(avancement).await?;
        let resultat = connexion.deposer(message, avancement).await;
        match resultat {
            Ok(accepte) => {
                self.rendre(connexion);
                Ok(accepte)
            }
            Err(arret) => {
                if arret.connexion_vivante {
                    self.rendre(connexion);
                }
                Err(arret.echec)
            }
        }
    }

    pub(crate) async fn eprouver(&self, delai: Duration) -> Result<(), EchecEnvoi> {
        let _place = self.0.places.acquire().await.ok();
        let avancement = Avancement::nouveau();
        match tokio::time::timeout(delai, self.0.acces.ouvrir(&avancement)).await {
            Ok(Ok(connexion)) => {
                connexion.quitter().await;
                Ok(())
            }
            Ok(Err(echec)) => Err(echec),
            Err(_) => Err(muet(&avancement)),
        }
    }

    pub(crate) async fn fermer(&self) {
        let oisives = core::mem::take(&mut self.0.verrou().oisives);
        for oisive in oisives {
            oisive.connexion.quitter().await;
        }
    }

    /// The connection used last, if one waits that is not too old.
    fn reprendre(&self) -> Option<Connexion> {
        let oisive = self.0.verrou().oisives.pop()?;
        if oisive.depuis.elapsed() < self.0.acces.reglage.oisivete {
            return Some(oisive.connexion);
        }
        // The last one used is too old: so are the others, and the guard sees to
        // them.
        tokio::spawn(oisive.connexion.quitter());
        None
    }

    fn rendre(&self, connexion: Connexion) {
        let mut repos = self.0.verrou();
        repos.oisives.push(Oisive {
            connexion,
            depuis: Instant::now(),
        });
        if !repos.garde {
            repos.garde = true;
            tokio::spawn(garder(
                Arc::downgrade(&self.0),
                self.0.acces.reglage.oisivete,
            ));
        }
    }
}

impl Bassin {
    fn verrou(&self) -> MutexGuard<'_, Repos> {
        self.repos.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes leave of the server on connections that have waited too long, until none
/// waits any more.
async fn garder(bassin: Weak<Bassin>, oisivete: Duration) {
    let mut reveil = Instant::now() + oisivete;
    loop {
        tokio::time::sleep_until(reveil).await;
        let Some(bassin) = bassin.upgrade() else {
            return;
        };
        let (vieilles, suivante) = {
            let mut repos = bassin.verrou();
            // Oldest first, as they were given back.
            let n = repos
                .oisives
                .iter()
                .take_while(|o| o.depuis.elapsed() >= oisivete)
                .count();
            let vieilles: Vec<Oisive> = repos.oisives.drain(..n).collect();
            let suivante = repos.oisives.first().map(|o| o.depuis + oisivete);
            repos.garde = suivante.is_some();
            (vieilles, suivante)
        };
        for v in vieilles {
            tokio::spawn(v.connexion.quitter());
        }
        match suivante {
            Some(moment) => reveil = moment,
            None => return,
        }
    }
}

fn muet(avancement: &Avancement) -> EchecEnvoi {
    EchecEnvoi::sans_reponse(Raison::ServeurMuet, avancement.etape(), "timeout")
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Smtp").field(&self.0.acces.reglage).finish()
    }
}
