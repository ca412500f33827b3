//! What became of a mail handed over.

use crate::message::sans_controle;
use crate::retour::Statut;
use domain::{RaisonEchec, texte};
use serde::{Deserialize, Serialize};

/// A mail that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepte {
    /// The server's words, cleaned: often the number under which it keeps the mail.
    /// For a directory, the name of the file.
    pub reponse: String,
}

/// Whether trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Worth trying again later: a 4xx reply, or a fault of the network, of the
    /// server or of the service's own settings.
    Temporaire,
    /// The server has refused this mail for good (5xx).
    Permanent,
}

/// How far the conversation with the mail server had gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Etape {
    /// Finding the server, its greeting and its EHLO.
    Connexion,
    /// Encrypting.
    Tls,
    /// Name and password.
    Authentification,
    /// MAIL FROM.
    Expediteur,
    /// RCPT TO.
    Destinataire,
    /// DATA, before the first byte of the mail.
    Donnees,
    /// The mail itself, and the server's answer to it.
    Corps,
}

impl Etape {
    pub(crate) const TOUTES: [Self; 7] = [
        Self::Connexion,
        Self::Tls,
        Self::Authentification,
        Self::Expediteur,
        Self::Destinataire,
        Self::Donnees,
        Self::Corps,
    ];
}

/// Most characters kept of what a server says.
pub(crate) const PAROLES_MAX: usize = 300;

/// A mail that was not accepted, and what is known of why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("courriel_non_accepte {raison} ({etape:?}, {nature:?}) {reponse} {detail}")]
pub struct EchecEnvoi {
    /// Whether trying again makes sense.
    pub nature: Nature,
    /// Why.
    pub raison: RaisonEchec,
    /// How far the conversation had gone.
    pub etape: Etape,
    /// SMTP reply code, when the server gave one.
    pub code: Option<u16>,
    /// The server's words: one line, without control characters, at most 300
    /// characters; empty when it said nothing.
    pub reponse: String,
    /// Technical cause for the log, when it is not the server's words; may be empty.
    pub detail: String,
    /// The whole mail may have been accepted although no answer came: a second
    /// try can make a duplicate (same Message-ID).
    pub peut_etre_recu: bool,
}

impl EchecEnvoi {
    /// `true` when trying again is useless.
    #[must_use]
    pub const fn est_permanent(&self) -> bool {
        matches!(self.nature, Nature::Permanent)
    }

    /// A failure without an answer of the server.
    pub(crate) fn sans_reponse(
        raison: RaisonEchec,
        etape: Etape,
        detail: impl core::fmt::Display,
    ) -> Self {
        Self {
            nature: Nature::Temporaire,
            raison,
            etape,
            code: None,
            reponse: String::new(),
            detail: paroles(&detail.to_string()),
            peut_etre_recu: etape == Etape::Corps,
        }
    }

    /// A negative reply of the server.
    pub(crate) fn refus(etape: Etape, code: u16, brut: &str) -> Self {
        // One of another class than the reply's is not believed (RFC 2034 §4).
        let etendu = Statut::lire(brut).filter(|s| s.classe == code / 100);
        let (nature, raison) = classer(etape, code, etendu);
        Self {
            nature,
            raison,
            etape,
            code: Some(code),
            reponse: paroles(brut),
            detail: String::new(),
            peut_etre_recu: false,
        }
    }
}

/// What a negative reply means, from where it came, its code and its enhanced
/// code. The words are never looked at: each server has its own.
fn classer(etape: Etape, code: u16, etendu: Option<Statut>) -> (Nature, RaisonEchec) {
    use RaisonEchec as R;
    let definitif = code >= 500;
    let reponse = |raison| {
        if definitif {
            (Nature::Permanent, raison)
        } else {
            (Nature::Temporaire, raison)
        }
    };
    let autre = if definitif {
        R::Autre { code }
    } else {
        R::Differe { code }
    };
    let etendu = etendu.map(|e| (e.sujet, e.detail));
    // 530: authentication required; 534, 535, 538: refused (RFC 4954 §6).
    let veut_identifiants = matches!(code, 530 | 534 | 535 | 538);
    match (etape, etendu) {
        // Before MAIL the server has not heard of this mail: even a 5xx says
        // nothing against it, but something against our settings or about the
        // server's health. Failing a thousand mails for a password that was
        // changed would be wrong; they wait for it to be put right.
        (Etape::Connexion, _) => (Nature::Temporaire, autre),
        (Etape::Tls, _) => (Nature::Temporaire, R::TlsAbsent),
        (Etape::Authentification, _) => (Nature::Temporaire, R::Authentification),
        _ if veut_identifiants => (Nature::Temporaire, R::Authentification),
        (_, Some((2, 2))) => reponse(R::BoitePleine),
        (_, Some((3, 4) | (2, 3))) => reponse(R::MessageTropGros),
        // Without an enhanced code, 552 about a person is their mailbox; about a
        // message it may as well be its size, so it stays what it is.
        (Etape::Destinataire, None) if code == 552 => reponse(R::BoitePleine),
        (Etape::Expediteur, _) if definitif => reponse(R::ExpediteurRefuse),
        (Etape::Destinataire, Some((1, _) | (2, 1))) if definitif => reponse(R::AdresseRefusee),
        (Etape::Destinataire, None) if matches!(code, 550 | 551 | 553) => {
            reponse(R::AdresseRefusee)
        }
        // Some servers only look at the person once they have the mail.
        (Etape::Corps, Some((1, 1) | (2, 1))) if definitif => reponse(R::AdresseRefusee),
        _ => reponse(autre),
    }
}

/// What somebody else's program said, made safe to keep and to show: one line,
/// no control character, at most [`PAROLES_MAX`] characters.
pub(crate) fn paroles(brut: &str) -> String {
    let propre = texte::nettoyer(&sans_controle(brut));
    if propre.chars().count() <= PAROLES_MAX {
        return propre;
    }
    let mut court: String = propre.chars().take(PAROLES_MAX - 1).collect();
    court.push('…');
    court
}

#[cfg(test)]
mod tests {
    use super::*;
    use RaisonEchec as R;
    use proptest::prelude::*;

    #[test]
    fn reponses_classees() {
        use Etape::*;
        use Nature::*;
        for (etape, code, mots, nature, raison) in [
            (
                Connexion,
                554,
                "no service",
                Temporaire,
                R::Autre { code: 554 },
            ),
            (Connexion, 421, "busy", Temporaire, R::Differe { code: 421 }),
            (Tls, 454, "4.7.0 no TLS now", Temporaire, R::TlsAbsent),
            (
                Authentification,
                535,
                "5.7.8 no",
                Temporaire,
                R::Authentification,
            ),
            (
                Expediteur,
                530,
                "5.7.0 login first",
                Temporaire,
                R::Authentification,
            ),
            (
                Expediteur,
                550,
                "5.7.1 not you",
                Permanent,
                R::ExpediteurRefuse,
            ),
            (
                Expediteur,
                552,
                "5.3.4 too big",
                Permanent,
                R::MessageTropGros,
            ),
            (
                Expediteur,
                451,
                "later",
                Temporaire,
                R::Differe { code: 451 },
            ),
            (
                Destinataire,
                550,
                "5.1.1 unknown",
                Permanent,
                R::AdresseRefusee,
            ),
            (
                Destinataire,
                550,
                "no such user",
                Permanent,
                R::AdresseRefusee,
            ),
            (
                Destinataire,
                550,
                "5.2.1 disabled",
                Permanent,
                R::AdresseRefusee,
            ),
            (
                Destinataire,
                550,
                "5.7.1 blocked",
                Permanent,
                R::Autre { code: 550 },
            ),
            (
                Destinataire,
                450,
                "4.2.0 greylisted",
                Temporaire,
                R::Differe { code: 450 },
            ),
            (Destinataire, 452, "4.2.2 full", Temporaire, R::BoitePleine),
            (Destinataire, 552, "5.2.2 full", Permanent, R::BoitePleine),
            (Destinataire, 552, "full", Permanent, R::BoitePleine),
            (
                Destinataire,
                452,
                "4.3.1 disk",
                Temporaire,
                R::Differe { code: 452 },
            ),
            (
                Donnees,
                554,
                "no valid recipients",
                Permanent,
                R::Autre { code: 554 },
            ),
            (Corps, 552, "5.3.4 too big", Permanent, R::MessageTropGros),
            (Corps, 552, "exceeded", Permanent, R::Autre { code: 552 }),
            (Corps, 554, "5.7.1 spam", Permanent, R::Autre { code: 554 }),
            (Corps, 552, "5.2.2 full", Permanent, R::BoitePleine),
            // An enhanced code of another class is not believed.
            (
                Destinataire,
                550,
                "4.2.2 what",
                Permanent,
                R::AdresseRefusee,
            ),
        ] {
            let e = EchecEnvoi::refus(etape, code, mots);
            assert_eq!(
                (e.nature, e.raison),
                (nature, raison),
                "{etape:?} {code} {mots}"
            );
            assert_eq!((e.code, e.reponse.as_str()), (Some(code), mots));
            assert!(!e.peut_etre_recu);
        }
    }

    #[test]
    fn sans_reponse_on_ne_sait_qu_au_corps() {
        for etape in Etape::TOUTES {
            let e = EchecEnvoi::sans_reponse(R::ServeurMuet, etape, "");
            assert_eq!(e.peut_etre_recu, etape == Etape::Corps);
            assert!(!e.est_permanent());
        }
    }

    #[test]
    fn paroles_nettoyees() {
        assert_eq!(
            paroles("5.1.1 no\r\n\u{1b}[31mrouge\0  fin "),
            "5.1.1 no [31mrouge fin"
        );
        let long = paroles(&"é".repeat(1000));
        assert_eq!(long.chars().count(), PAROLES_MAX);
        assert!(long.ends_with('…'));
    }

    proptest! {
        #[test]
        fn paroles_toujours_sures(brut in ".*") {
            let p = paroles(&brut);
            prop_assert!(!texte::a_caractere_de_controle(&p));
            prop_assert!(p.chars().count() <= PAROLES_MAX);
        }

        #[test]
        fn un_5xx_au_destinataire_est_definitif(
            code in 500u16..600, mots in "[245]\\.[0-9]\\.[0-9]{1,2} .*|.*",
        ) {
            let e = EchecEnvoi::refus(Etape::Destinataire, code, &mots);
            let identifiants = e.raison == R::Authentification;
            prop_assert!(e.est_permanent() || identifiants);
        }
    }
}
