//! Secrets of second factors: drawn, sealed, and the codes they make.

use crate::codes::Cle;
use crate::services::{Services, interne};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::{
    CODE_CHIFFRES, CODE_PAS_ADMIS, CODE_PAS_CHERCHES, CODE_SECONDES, CompteId, ENROLEMENT_SECONDES,
    Erreur, Moment, SecondFacteurErreur, juger_pas,
};
use store::ConnectionTrait;
use totp_rs::{Algorithm, Builder, Totp};

/// Bytes of a secret: what RFC 4226 §4 recommends.
pub(super) const SECRET_OCTETS: usize = 20;
/// Bytes of a nonce: drawn at random, none comes twice.
const NONCE_OCTETS: usize = 24;
/// Bytes before the secret in a sealed enrolment: the moment until which it serves.
const MOMENT_OCTETS: usize = 8;

/// A secret, in the clear.
pub(super) type Secret = [u8; SECRET_OCTETS];

/// So many bytes that nobody can guess.
pub(super) fn tirer<const N: usize>(services: &Services) -> Result<[u8; N], Erreur> {
    let mut octets = [0_u8; N];
    for bloc in octets.chunks_mut(16) {
        let jeton = services.alea.jeton()?;
        let tires = lire_hexa(&jeton).ok_or(Erreur::RequeteInvalide)?;
        for (octet, tire) in bloc.iter_mut().zip(tires) {
            *octet = tire;
        }
    }
    Ok(octets)
}

fn lire_hexa(texte: &str) -> Option<Vec<u8>> {
    if !texte.len().is_multiple_of(2) || !texte.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    texte
        .as_bytes()
        .chunks(2)
        .map(|paire| {
            let paire = core::str::from_utf8(paire).ok()?;
            u8::from_str_radix(paire, 16).ok()
        })
        .collect()
}

fn ecrire_hexa(octets: &[u8]) -> String {
    octets.iter().map(|o| format!("{o:02x}")).collect()
}

/// What a sealed text is of: one cannot stand for another, nor for that of another account.
fn contexte(usage: &str, compte: CompteId) -> String {
    format!("{usage}/{compte}")
}

const GARDE: &str = "second-facteur";
const ENROLEMENT: &str = "enrolement";

/// What seals secrets and opens them.
pub(super) struct Coffre(XChaCha20Poly1305);

impl Coffre {
    /// The one of this deployment: its key is made of the key of the service, which is in the
    /// database, and of that of the deployment, which is not, when there is one (as HKDF
    /// extracts, RFC 5869 §2.2).
    pub(super) async fn lire(
        services: &Services,
        conn: &impl ConnectionTrait,
    ) -> Result<Self, Erreur> {
        let reglage = &services.reglages.limites.second_facteur;
        let dehors = reglage.cle.as_deref().unwrap_or_default();
        let cle = Cle::lire(conn)
            .await?
            .deriver(&format!("second-facteur/1/{dehors}"))?;
        XChaCha20Poly1305::new_from_slice(&cle)
            .map(Self)
            .map_err(|e| interne("second facteur", &e))
    }

    fn sceller_texte(
        &self,
        services: &Services,
        contexte: &str,
        clair: &[u8],
    ) -> Result<String, Erreur> {
        let nonce: [u8; NONCE_OCTETS] = tirer(services)?;
        let charge = Payload {
            msg: clair,
            aad: contexte.as_bytes(),
        };
        let scelle = self
            .0
            .encrypt(&XNonce::from(nonce), charge)
            .map_err(|e| interne("second facteur", &e))?;
        Ok(ecrire_hexa(&[nonce.as_slice(), &scelle].concat()))
    }

    fn ouvrir_texte(&self, contexte: &str, scelle: &str) -> Option<Vec<u8>> {
        let octets = lire_hexa(scelle)?;
        let (nonce, scelle) = octets.split_at_checked(NONCE_OCTETS)?;
        let nonce: [u8; NONCE_OCTETS] = nonce.try_into().ok()?;
        let charge = Payload {
            msg: scelle,
            aad: contexte.as_bytes(),
        };
        self.0.decrypt(&XNonce::from(nonce), charge).ok()
    }

    /// Seals the secret of an account, to be kept.
    pub(super) fn sceller(
        &self,
        services: &Services,
        compte: CompteId,
        secret: &Secret,
    ) -> Result<String, Erreur> {
        self.sceller_texte(services, &contexte(GARDE, compte), secret)
    }

    /// Opens what was kept of an account.
    pub(super) fn ouvrir(
        &self,
        compte: CompteId,
        scelle: &str,
    ) -> Result<Secret, SecondFacteurErreur> {
        self.ouvrir_texte(&contexte(GARDE, compte), scelle)
            .and_then(|s| s.try_into().ok())
            .ok_or(SecondFacteurErreur::Illisible)
    }

    /// Seals a new secret for the page of its enrolment, which sends it back: nothing is kept
    /// before a code confirms it.
    pub(super) fn sceller_enrolement(
        &self,
        services: &Services,
        compte: CompteId,
        secret: &Secret,
    ) -> Result<String, Erreur> {
        let expire = services.maintenant().plus_secondes(ENROLEMENT_SECONDES);
        let clair = [expire.0.to_be_bytes().as_slice(), secret].concat();
        self.sceller_texte(services, &contexte(ENROLEMENT, compte), &clair)
    }

    /// Opens what the page of an enrolment sends back.
    pub(super) fn ouvrir_enrolement(
        &self,
        compte: CompteId,
        scelle: &str,
        maintenant: Moment,
    ) -> Result<Secret, SecondFacteurErreur> {
        let lire = || {
            let clair = self.ouvrir_texte(&contexte(ENROLEMENT, compte), scelle)?;
            let (expire, secret) = clair.split_at_checked(MOMENT_OCTETS)?;
            let expire = Moment(i64::from_be_bytes(expire.try_into().ok()?));
            let secret: Secret = secret.try_into().ok()?;
            (expire > maintenant).then_some(secret)
        };
        lire().ok_or(SecondFacteurErreur::EnrolementPerdu)
    }
}

fn construire(secret: &Secret, pas_admis: u16) -> Builder {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(CODE_CHIFFRES as u8)
        .with_step_duration(CODE_SECONDES as u64)
        .with_skew(pas_admis)
        .with_secret(*secret)
}

fn totp(secret: &Secret, pas_admis: u16) -> Result<Totp, Erreur> {
    construire(secret, pas_admis)
        .build()
        .map_err(|e| interne("second facteur", &e))
}

/// The step whose code was typed, when the moment of the server allows it.
///
/// # Errors
/// [`SecondFacteurErreur::CodeFaux`], [`SecondFacteurErreur::HorlogeDecalee`].
pub(super) fn juger(secret: &Secret, code: &str, maintenant: Moment) -> Result<i64, Erreur> {
    let secondes = maintenant.0.div_euclid(1000);
    let temps = u64::try_from(secondes).unwrap_or_default();
    for admis in [CODE_PAS_ADMIS, CODE_PAS_CHERCHES] {
        if let Some(pas) = totp(secret, admis)?.check(code, temps) {
            let pas = i64::try_from(pas).unwrap_or_default();
            return Ok(juger_pas(pas, secondes.div_euclid(CODE_SECONDES))?);
        }
    }
    Err(SecondFacteurErreur::CodeFaux.into())
}

/// The typed key of a secret, and the address that a QR code gives to an app.
pub(super) fn decrire(
    secret: &Secret,
    service: &str,
    identifiant: &str,
) -> Result<(String, String), Erreur> {
    // The address separates the two with a colon.
    let sans = |texte: &str| texte.replace(':', " ");
    let totp = construire(secret, CODE_PAS_ADMIS)
        .with_issuer(Some(sans(service)))
        .with_account_name(sans(identifiant))
        .build()
        .map_err(|e| interne("second facteur", &e))?;
    let adresse = totp.to_url().map_err(|e| interne("second facteur", &e))?;
    Ok((totp.secret().to_base32(), adresse))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret of its vectors for SHA-1, in six digits.
    const RFC: &Secret = b"12345678901234567890";

    #[test]
    fn les_vecteurs_de_la_norme() {
        for (secondes, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let maintenant = Moment(secondes * 1000);
            assert_eq!(juger(RFC, code, maintenant), Ok(secondes / 30), "{code}");
            // The step before and the one after; then it is told how far off it is.
            for ecart in [-30, 30] {
                let a_cote = maintenant.plus_secondes(ecart);
                if a_cote.0 > 0 {
                    assert_eq!(juger(RFC, code, a_cote), Ok(secondes / 30), "{ecart}");
                }
            }
            assert_eq!(
                juger(RFC, code, maintenant.plus_secondes(10 * 60)),
                Err(SecondFacteurErreur::HorlogeDecalee { minutes: 10 }.into())
            );
            assert_eq!(
                juger(RFC, code, maintenant.plus_secondes(3 * 60 * 60)),
                Err(SecondFacteurErreur::CodeFaux.into())
            );
        }
    }

    #[test]
    fn une_cle_et_une_adresse_pour_l_application() {
        let (cle, adresse) = decrire(RFC, "Imagin : essai", "admin").unwrap();
        assert_eq!(cle, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(adresse.starts_with("otpauth://totp/"), "{adresse}");
        assert!(adresse.contains(&cle), "{adresse}");
        assert!(adresse.contains("issuer=Imagin"), "{adresse}");
        assert!(adresse.contains("admin"), "{adresse}");
    }

    #[test]
    fn hexa_se_relit() {
        assert_eq!(ecrire_hexa(&[0, 15, 255]), "000fff");
        assert_eq!(lire_hexa("000fff"), Some(vec![0, 15, 255]));
        for faux in ["0", "0g", "é", "+1"] {
            assert_eq!(lire_hexa(faux), None, "{faux}");
        }
    }
}
