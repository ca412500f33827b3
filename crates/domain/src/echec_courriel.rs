//! Why a mail was not accepted, or came back: what the transport saw or the report
//! of a later server says, as a code that the database keeps and the screens turn
//! into French.

use serde::{Deserialize, Serialize};

/// Why a mail was not accepted by the mail server, or was returned by a later one.
/// Whether it will be tried again is said apart: the same reason may be temporary or
/// final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RaisonEchec {
    /// The server's name is unknown, or nothing answers at its address.
    ServeurInjoignable,
    /// The server did not answer within the time allowed.
    ServeurMuet,
    /// The server closed the connection in the middle, or said what is not SMTP.
    DialogueRompu,
    /// The encrypted connection could not be made: certificate expired, unknown
    /// authority, wrong name, broken handshake.
    TlsInvalide,
    /// Encryption is required by the settings and the server does not offer it.
    TlsAbsent,
    /// The server refuses the service's name and password, or asks for some.
    Authentification,
    /// The server refuses the service's own address as sender.
    ExpediteurRefuse,
    /// The person's address does not exist, or is refused.
    AdresseRefusee,
    /// The person's mailbox is full.
    BoitePleine,
    /// The message is larger than the server accepts.
    MessageTropGros,
    /// The server asks to come back later (greylisting, too many mails…).
    Differe {
        /// Its SMTP reply code, 400 to 499.
        code: u16,
    },
    /// Any other refusal.
    Autre {
        /// The SMTP reply code; 400 or 500 when only its class is known.
        code: u16,
    },
    /// The directory that receives the mails cannot be written.
    Disque,
    /// The domain of the person's address does not exist, or takes no mail.
    DomaineInconnu,
    /// The person's server refuses the message as unwanted: a filter, a rule.
    Indesirable,
    /// The person's server could not be reached, or kept asking to come back, until
    /// the one that had the message gave it up.
    DelaiDepasse,
}

impl RaisonEchec {
    const SANS_DONNEE: [Self; 14] = [
        Self::ServeurInjoignable,
        Self::ServeurMuet,
        Self::DialogueRompu,
        Self::TlsInvalide,
        Self::TlsAbsent,
        Self::Authentification,
        Self::ExpediteurRefuse,
        Self::AdresseRefusee,
        Self::BoitePleine,
        Self::MessageTropGros,
        Self::Disque,
        Self::DomaineInconnu,
        Self::Indesirable,
        Self::DelaiDepasse,
    ];

    const fn mot(self) -> &'static str {
        match self {
            Self::ServeurInjoignable => "serveur_injoignable",
            Self::ServeurMuet => "serveur_muet",
            Self::DialogueRompu => "dialogue_rompu",
            Self::TlsInvalide => "tls_invalide",
            Self::TlsAbsent => "tls_absent",
            Self::Authentification => "authentification",
            Self::ExpediteurRefuse => "expediteur_refuse",
            Self::AdresseRefusee => "adresse_refusee",
            Self::BoitePleine => "boite_pleine",
            Self::MessageTropGros => "message_trop_gros",
            Self::Differe { .. } => "differe",
            Self::Autre { .. } => "autre",
            Self::Disque => "disque",
            Self::DomaineInconnu => "domaine_inconnu",
            Self::Indesirable => "indesirable",
            Self::DelaiDepasse => "delai_depasse",
        }
    }

    /// Code in the database: `boite_pleine`, `differe:451`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Differe { code } | Self::Autre { code } => format!("{}:{code}", self.mot()),
            _ => self.mot().to_owned(),
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        match texte.split_once(':') {
            None => Self::SANS_DONNEE.into_iter().find(|r| r.mot() == texte),
            Some(("differe", code)) => Some(Self::Differe {
                code: code.parse().ok()?,
            }),
            Some(("autre", code)) => Some(Self::Autre {
                code: code.parse().ok()?,
            }),
            Some(_) => None,
        }
    }

    /// `true` when the fault is the service's or its server's, not the mail's:
    /// every other mail would meet it too, and only an administrator can mend it.
    #[must_use]
    pub const fn du_service(self) -> bool {
        matches!(
            self,
            Self::ServeurInjoignable
                | Self::ServeurMuet
                | Self::DialogueRompu
                | Self::TlsInvalide
                | Self::TlsAbsent
                | Self::Authentification
                | Self::ExpediteurRefuse
                | Self::Disque
        )
    }
}

impl core::fmt::Display for RaisonEchec {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.code())
    }
}

/// A text that is no [`RaisonEchec`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("raison_inconnue")]
pub struct RaisonInconnue;

impl TryFrom<String> for RaisonEchec {
    type Error = RaisonInconnue;
    fn try_from(texte: String) -> Result<Self, RaisonInconnue> {
        Self::lire(&texte).ok_or(RaisonInconnue)
    }
}

impl From<RaisonEchec> for String {
    fn from(raison: RaisonEchec) -> Self {
        raison.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raisons_relues() {
        for raison in RaisonEchec::SANS_DONNEE.into_iter().chain([
            RaisonEchec::Differe { code: 451 },
            RaisonEchec::Autre { code: 554 },
        ]) {
            assert_eq!(RaisonEchec::lire(&raison.code()), Some(raison));
        }
        for faux in [
            "",
            "autre",
            "autre:",
            "autre:x",
            "autre:99999",
            "boite_pleine:1",
        ] {
            assert_eq!(RaisonEchec::lire(faux), None, "{faux}");
        }
    }
}
