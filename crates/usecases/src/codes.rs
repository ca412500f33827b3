//! The codes that letters bear: each names a convocation and an edition of its letter, and
//! is signed for one purpose, so that nobody can make one.

use crate::services::{Services, erreur_store, interne};
use domain::{CODE_OCTETS, CodeLu, ConvocationId, Erreur, Liens, SIGNATURE_OCTETS, grouper_code};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::ConnectionTrait;

/// What a code is for: one made for a purpose serves no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Usage {
    /// The person's own link.
    Accuse,
    /// Checking that a letter is genuine.
    Verification,
}

/// The key that signs.
pub(crate) struct Cle(String);

impl Cle {
    /// Reads it.
    pub(crate) async fn lire(conn: &impl ConnectionTrait) -> Result<Self, Erreur> {
        store::secrets::des_codes(conn)
            .await
            .map(Self)
            .map_err(erreur_store)
    }

    fn signature(
        &self,
        usage: Usage,
        convocation: ConvocationId,
        edition: i32,
    ) -> Result<Hmac<Sha256>, Erreur> {
        let usage = match usage {
            Usage::Accuse => "accuse",
            Usage::Verification => "verification",
        };
        let mut hmac =
            Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).map_err(|e| interne("codes", &e))?;
        hmac.update(format!("{usage}/{convocation}/{edition}").as_bytes());
        Ok(hmac)
    }

    fn code(
        &self,
        usage: Usage,
        convocation: ConvocationId,
        edition: i32,
    ) -> Result<String, Erreur> {
        let entiere = self
            .signature(usage, convocation, edition)?
            .finalize()
            .into_bytes();
        let mut signature = [0; CODE_OCTETS];
        signature.copy_from_slice(&entiere[..CODE_OCTETS]);
        Ok(CodeLu {
            convocation,
            edition,
            signature,
        }
        .ecrire())
    }

    /// The signature of what a private address opens, made of all that it depends on.
    pub(crate) fn signer(&self, quoi: &str) -> Result<[u8; SIGNATURE_OCTETS], Erreur> {
        let entiere = self.de(quoi)?.finalize().into_bytes();
        let mut signature = [0; SIGNATURE_OCTETS];
        signature.copy_from_slice(&entiere[..SIGNATURE_OCTETS]);
        Ok(signature)
    }

    /// Whether a signature is ours, in a time that tells nothing of it.
    pub(crate) fn authentique(
        &self,
        quoi: &str,
        signature: &[u8; SIGNATURE_OCTETS],
    ) -> Result<bool, Erreur> {
        Ok(self.de(quoi)?.verify_truncated_left(signature).is_ok())
    }

    /// A key of its own for one use.
    pub(crate) fn deriver(&self, usage: &str) -> Result<[u8; 32], Erreur> {
        let entiere = self.de(usage)?.finalize().into_bytes();
        let mut cle = [0; 32];
        cle.copy_from_slice(&entiere);
        Ok(cle)
    }

    fn de(&self, quoi: &str) -> Result<Hmac<Sha256>, Erreur> {
        let mut hmac =
            Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).map_err(|e| interne("codes", &e))?;
        hmac.update(quoi.as_bytes());
        Ok(hmac)
    }

    /// What a letter prints.
    pub(crate) fn liens(
        &self,
        services: &Services,
        convocation: ConvocationId,
        edition: i32,
    ) -> Result<Liens, Erreur> {
        let url = &services.reglages.url_publique;
        let verification = self.code(Usage::Verification, convocation, edition)?;
        let accuse = self.code(Usage::Accuse, convocation, edition)?;
        Ok(Liens {
            accuse: format!("{url}/r/{accuse}"),
            verification: format!("{url}/verifier/{verification}"),
            page_verification: format!(
                "{}/verifier",
                url.split_once("://").map_or(url.as_str(), |(_, hote)| hote)
            ),
            code: grouper_code(&verification),
        })
    }

    /// The edition that a code names, when it is signed by us for this purpose. `presente`
    /// is the one that stands: past 1023 changes a code only says what is left of it, and
    /// its signature tells which.
    pub(crate) fn verifie(
        &self,
        usage: Usage,
        code: &CodeLu,
        presente: Option<i32>,
    ) -> Result<Option<i32>, Erreur> {
        let mut edition = i64::from(code.edition);
        loop {
            let e = i32::try_from(edition).map_err(|_| Erreur::RequeteInvalide)?;
            if self
                .signature(usage, code.convocation, e)?
                .verify_truncated_left(&code.signature)
                .is_ok()
            {
                return Ok(Some(e));
            }
            edition += 1024;
            if edition > i64::from(presente.unwrap_or(0)) {
                return Ok(None);
            }
        }
    }
}
