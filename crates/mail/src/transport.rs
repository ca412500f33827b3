//! Taking a mail to where it goes.

use crate::smtp::Smtp;
use crate::{Accepte, EchecEnvoi, Etape, Memoire, MessagePret, Raison, UrlCourriel};
use crate::{ReglageSmtp, dossier};
use core::time::Duration;
use std::path::PathBuf;

/// Where mails go. Cloning it is cheap, and clones share their connections.
#[derive(Clone, Debug)]
pub enum Transport {
    /// One `.eml` file per mail in this directory, made when missing.
    Dossier(PathBuf),
    /// An SMTP server.
    Smtp(Smtp),
    /// Memory, for tests.
    Memoire(Memoire),
}

/// Why a transport cannot be made from its settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportErreur {
    /// The file of certificate authorities (`ca=`) cannot be read.
    #[error("mail_autorites_illisibles {detail}")]
    AutoritesIllisibles {
        /// Technical cause.
        detail: String,
    },
    /// The file of certificate authorities holds no certificate.
    #[error("mail_autorites_vides")]
    AutoritesVides,
    /// The name to present to the server is not a domain name.
    #[error("mail_nom_ehlo_invalide")]
    NomEhloInvalide,
    /// The encryption library refuses the settings: not expected.
    #[error("mail_tls {detail}")]
    Tls {
        /// Technical cause.
        detail: String,
    },
}

impl Transport {
    /// Makes the transport of a setting. Opens no connection and writes nothing.
    ///
    /// `nom_ehlo` is the name under which an SMTP server is greeted: the host of
    /// the service's public URL.
    ///
    /// # Errors
    /// [`TransportErreur`] when the settings name something unusable.
    pub fn nouveau(url: &UrlCourriel, nom_ehlo: &str) -> Result<Self, TransportErreur> {
        Ok(match url {
            UrlCourriel::Dossier(chemin) => Self::Dossier(chemin.clone()),
            UrlCourriel::Smtp(reglage) => Self::Smtp(Smtp::nouveau(reglage.clone(), nom_ehlo)?),
            UrlCourriel::Memoire => Self::Memoire(Memoire::default()),
        })
    }

    /// How many [`envoyer`](Self::envoyer) at a time are of use.
    #[must_use]
    pub fn simultanes(&self) -> usize {
        match self {
            Self::Smtp(smtp) => smtp.connexions(),
            Self::Dossier(_) | Self::Memoire(_) => ReglageSmtp::CONNEXIONS,
        }
    }

    /// Hands the mail over. `delai` covers everything, from looking the server up
    /// to its last word; waiting for one of the other sends to free a connection
    /// comes before it. Dropping the future closes the connection it uses.
    ///
    /// # Errors
    /// [`EchecEnvoi`]: says why, and whether trying again makes sense. A timeout is
    /// [`Raison::ServeurMuet`].
    pub async fn envoyer(
        &self,
        message: &MessagePret,
        delai: Duration,
    ) -> Result<Accepte, EchecEnvoi> {
        match self {
            Self::Smtp(smtp) => smtp.envoyer(message, delai).await,
            Self::Memoire(memoire) => memoire.deposer(message),
            Self::Dossier(chemin) => {
                let (chemin, message) = (chemin.clone(), message.clone());
                sur_disque(delai, move || dossier::deposer(&chemin, &message)).await
            }
        }
    }

    /// Tries the transport without sending: connection, encryption, name and
    /// password, or writing to the directory.
    ///
    /// # Errors
    /// What a mail would meet.
    pub async fn eprouver(&self, delai: Duration) -> Result<(), EchecEnvoi> {
        match self {
            Self::Smtp(smtp) => smtp.eprouver(delai).await,
            Self::Memoire(_) => Ok(()),
            Self::Dossier(chemin) => {
                let chemin = chemin.clone();
                sur_disque(delai, move || dossier::eprouver(&chemin)).await
            }
        }
    }

    /// Takes leave of the server on the connections kept open. The transport can
    /// still be used: it opens others.
    pub async fn fermer(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.fermer().await;
        }
    }
}

async fn sur_disque<T: Send + 'static>(
    delai: Duration,
    travail: impl FnOnce() -> Result<T, EchecEnvoi> + Send + 'static,
) -> Result<T, EchecEnvoi> {
    let disque = |detail: &dyn core::fmt::Display| {
        EchecEnvoi::sans_reponse(Raison::Disque, Etape::Donnees, detail)
    };
    match tokio::time::timeout(delai, tokio::task::spawn_blocking(travail)).await {
        Ok(Ok(resultat)) => resultat,
        Ok(Err(arret)) => Err(disque(&arret)),
        // A network disk that hangs; the write goes on behind and may yet succeed.
        Err(_) => Err(EchecEnvoi {
            peut_etre_recu: true,
            ..disque(&"timeout")
        }),
    }
}
