//! The address to which undeliverable mails come back, and the one each mail makes of it.

use super::JETON_LONGUEUR;
use crate::MessageId;
use crate::message::lire_adresse;
use core::fmt;
use core::str::FromStr;
use lettre::Address;

/// Longest part before the `@` (RFC 5321 §4.5.3.1.1).
const LOCAL_MAX: usize = 64;

/// The address to which undeliverable mails come back: the setting
/// `IMAGIN_MAIL_RETURN`.
///
/// Each mail makes its own of it (VERP, "variable envelope return path"): the token of
/// its Message-ID after a `+`. What comes back then says by its mere address which mail
/// it is about, whatever the server that sends it back puts inside. The token is 128
/// bits of chance: who has not had the mail in hand cannot make up an address that
/// names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdresseRetour(Address);

/// Why a text is no [`AdresseRetour`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdresseRetourErreur {
    /// Not a plausible address.
    #[error("retour_adresse_invalide")]
    Invalide,
    /// No room is left for the token: more than 31 characters before the `@`, or too
    /// long a domain.
    #[error("retour_adresse_trop_longue")]
    TropLongue,
}

impl FromStr for AdresseRetour {
    type Err = AdresseRetourErreur;

    fn from_str(texte: &str) -> Result<Self, AdresseRetourErreur> {
        let nue = lire_adresse(texte.trim()).ok_or(AdresseRetourErreur::Invalide)?;
        // One that cannot bear a token must be said now, not at each mail.
        avec_jeton(&nue, &"0".repeat(JETON_LONGUEUR)).ok_or(AdresseRetourErreur::TropLongue)?;
        Ok(Self(nue))
    }
}

impl AdresseRetour {
    /// Where the mail of this Message-ID comes back: `retours+<token>@…`; without the
    /// token when it does not fit, which those of the outbox always do.
    pub(crate) fn du_courriel(&self, message_id: &MessageId) -> Address {
        avec_jeton(&self.0, message_id.jeton()).unwrap_or_else(|| self.0.clone())
    }
}

impl fmt::Display for AdresseRetour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn avec_jeton(nue: &Address, jeton: &str) -> Option<Address> {
    let local = format!("{}+{jeton}", nue.user());
    if local.len() > LOCAL_MAX {
        return None;
    }
    lire_adresse(&format!("{local}@{}", nue.domain()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais;

    const JETON: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn une_adresse_par_courriel() {
        let retour: AdresseRetour = " retours@imagin.exemple.fr ".parse().unwrap();
        assert_eq!(retour.to_string(), "retours@imagin.exemple.fr");
        let de = |jeton: &str| {
            let id = MessageId::du_jeton(jeton, "autre.fr");
            retour.du_courriel(&id).to_string()
        };
        assert_eq!(
            de(JETON),
            format!("retours+{JETON}@imagin.exemple.fr"),
            "le domaine est celui du réglage"
        );
        assert_eq!(de("c42"), "retours+c42@imagin.exemple.fr");
        assert_eq!(de(&"c".repeat(60)), "retours@imagin.exemple.fr");
    }

    #[test]
    fn ce_qui_ne_va_pas_est_nomme() {
        use AdresseRetourErreur::{Invalide, TropLongue};
        let lire = |texte: &str| texte.parse::<AdresseRetour>().map(|_| ());
        for (texte, attendu) in [
            ("", Invalide),
            ("retours", Invalide),
            ("retours@exemple", Invalide),
            ("retours@exemple.fr\r\nX: y", Invalide),
            ("<retours@exemple.fr>", Invalide),
            ("retours-du-service-d-imagin-a-toul@exemple.fr", TropLongue),
        ] {
            assert_eq!(lire(texte), Err(attendu), "{texte}");
        }
        assert_eq!(lire(&format!("{}@exemple.fr", "r".repeat(31))), Ok(()));
        assert_eq!(
            lire(&format!("{}@exemple.fr", "r".repeat(32))),
            Err(TropLongue)
        );
    }

    /// The envelope bears the return path; the headers do not change by a byte.
    #[test]
    fn l_enveloppe_seule_en_porte_la_marque() {
        let sans = essais::message(JETON, domain::Moment(0));
        assert_eq!(sans.expediteur(), "imagin@ac-toulouse.fr");
        let identite = essais::identite().avec_retour("retours@ac-toulouse.fr".parse().ok());
        let avec = crate::composer_convocation(
            &essais::lettre(),
            essais::pdf(),
            essais::agenda(),
            &identite,
            "zoe.de-l-epine@ac-toulouse.fr",
            &identite.message_id(JETON),
            domain::Moment(0),
        )
        .unwrap();
        assert_eq!(avec.expediteur(), format!("retours+{JETON}@ac-toulouse.fr"));
        assert_eq!(avec.octets(), sans.octets());
    }
}
