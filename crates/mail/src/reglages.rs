//! `IMAGIN_MAIL_URL`, read and typed.

use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;
use core::time::Duration;
use percent_encoding::percent_decode_str;
use std::path::PathBuf;
use url::Url;

/// Where mails go: the setting `IMAGIN_MAIL_URL`.
///
/// | form | meaning |
/// |---|---|
/// | `dir:PATH` | one `.eml` file per mail in that directory |
/// | `smtp://user:password@host:port?tls=required` | SMTP, encrypted by STARTTLS |
/// | `smtps://user:password@host:port` | SMTP, encrypted from the first byte |
/// | `memory:` | kept in memory, for tests |
///
/// Parameters of `smtp` and `smtps`: `tls` (`required`, `opportunistic` or
/// `none`; `smtp` only), `connections` (1 to 32) and `ca` (a PEM file of further
/// certificate authorities). User and password are percent-encoded.
///
/// Its [`Display`](fmt::Display) and [`Debug`] never show the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlCourriel {
    /// A directory.
    Dossier(PathBuf),
    /// An SMTP server.
    Smtp(ReglageSmtp),
    /// Memory.
    Memoire,
}

/// How to reach an SMTP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReglageSmtp {
    /// Name or address of the server; an IPv6 address without brackets.
    pub hote: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: ModeTls,
    /// Name and password, when the server wants some.
    pub identifiants: Option<Identifiants>,
    /// Most connections open at a time.
    pub connexions: usize,
    /// How long an unused connection stays open.
    pub oisivete: Duration,
    /// PEM file of certificate authorities trusted beside the system's.
    pub autorites: Option<PathBuf>,
}

impl ReglageSmtp {
    /// Connections open at a time when the setting does not say.
    pub const CONNEXIONS: usize = 4;
    /// Most connections the setting may ask for.
    pub const CONNEXIONS_MAX: usize = 32;
    /// How long an unused connection stays open: less than the 5 minutes after
    /// which a server may close it (RFC 5321 §4.5.3.2.7).
    pub const OISIVETE: Duration = Duration::from_secs(30);
}

/// How a connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModeTls {
    /// From the first byte (`smtps`).
    Implicite,
    /// By STARTTLS, or not at all: nothing is sent to a server without it.
    Exige,
    /// By STARTTLS when the server offers it, in clear otherwise.
    Opportuniste,
    /// In clear.
    Aucun,
}

impl ModeTls {
    const fn parametre(self) -> Option<&'static str> {
        match self {
            Self::Implicite => None,
            Self::Exige => Some("required"),
            Self::Opportuniste => Some("opportunistic"),
            Self::Aucun => Some("none"),
        }
    }
}

/// Name and password for the mail server. `Debug` does not show the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifiants {
    /// The name.
    pub utilisateur: String,
    mot_de_passe: String,
}

impl Identifiants {
    /// A name and its password.
    #[must_use]
    pub const fn nouveaux(utilisateur: String, mot_de_passe: String) -> Self {
        Self {
            utilisateur,
            mot_de_passe,
        }
    }

    pub(crate) fn pour_lettre(&self) -> lettre::transport::smtp::authentication::Credentials {
        (self.utilisateur.clone(), self.mot_de_passe.clone()).into()
    }
}

impl fmt::Debug for Identifiants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identifiants")
            .field("utilisateur", &self.utilisateur)
            .field("mot_de_passe", &"***")
            .finish()
    }
}

/// Why a text is no [`UrlCourriel`]. No variant holds a piece of the text that
/// could be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlErreur {
    /// Nothing.
    #[error("mail_url_vide")]
    Vide,
    /// Begins with none of `dir:`, `smtp:`, `smtps:`, `memory:`.
    #[error("mail_url_schema_inconnu")]
    SchemaInconnu,
    /// `dir:` without a path, or with a control character in it.
    #[error("mail_url_chemin_invalide")]
    CheminInvalide,
    /// Not of the form of an address.
    #[error("mail_url_illisible")]
    Illisible,
    /// No server named, or a name that is none.
    #[error("mail_url_hote_invalide")]
    HoteInvalide,
    /// A port that is none (1 to 65535).
    #[error("mail_url_port_invalide")]
    PortInvalide,
    /// A name without a password or the reverse, a control character in one, or
    /// a percent-encoding that is no UTF-8.
    #[error("mail_url_identifiants_invalides")]
    IdentifiantsInvalides,
    /// Something after the port, other than parameters.
    #[error("mail_url_chemin_inattendu")]
    CheminInattendu,
    /// A parameter nobody reads.
    #[error("mail_url_parametre_inconnu")]
    ParametreInconnu,
    /// A parameter given twice, or with a value it cannot have.
    #[error("mail_url_parametre_invalide {nom}")]
    ParametreInvalide {
        /// Which.
        nom: &'static str,
    },
    /// `opportunistic` with a password and a server elsewhere: somebody between
    /// could remove the encryption and read it. Choose `required`, or `none`
    /// knowingly.
    #[error("mail_url_mot_de_passe_expose")]
    MotDePasseExpose,
}

impl FromStr for UrlCourriel {
    type Err = UrlErreur;

    fn from_str(texte: &str) -> Result<Self, UrlErreur> {
        let texte = texte.trim();
        if texte.is_empty() {
            return Err(UrlErreur::Vide);
        }
        let (schema, reste) = texte.split_once(':').ok_or(UrlErreur::SchemaInconnu)?;
        match schema.to_ascii_lowercase().as_str() {
            "dir" => {
                if reste.is_empty() || domain::texte::a_caractere_de_controle(reste) {
                    return Err(UrlErreur::CheminInvalide);
                }
                Ok(Self::Dossier(PathBuf::from(reste)))
            }
            "memory" if reste.is_empty() || reste == "//" => Ok(Self::Memoire),
            "memory" => Err(UrlErreur::CheminInattendu),
            "smtp" => lire_smtp(texte, false).map(Self::Smtp),
            "smtps" => lire_smtp(texte, true).map(Self::Smtp),
            _ => Err(UrlErreur::SchemaInconnu),
        }
    }
}

fn lire_smtp(texte: &str, implicite: bool) -> Result<ReglageSmtp, UrlErreur> {
    let url = Url::parse(texte).map_err(|e| match e {
        url::ParseError::InvalidPort => UrlErreur::PortInvalide,
        url::ParseError::EmptyHost
        | url::ParseError::IdnaError
        | url::ParseError::InvalidIpv4Address
        | url::ParseError::InvalidIpv6Address
        | url::ParseError::InvalidDomainCharacter => UrlErreur::HoteInvalide,
        _ => UrlErreur::Illisible,
    })?;
    if url.cannot_be_a_base() {
        return Err(UrlErreur::Illisible);
    }
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(UrlErreur::CheminInattendu);
    }
    let hote = lire_hote(&url)?;
    let identifiants = lire_identifiants(&url)?;

    let (mut tls, mut connexions, mut autorites) = (None, None, None);
    for (nom, valeur) in url.query_pairs() {
        match &*nom {
            "tls" => {
                let mode = [ModeTls::Exige, ModeTls::Opportuniste, ModeTls::Aucun]
                    .into_iter()
                    .find(|m| m.parametre() == Some(&*valeur));
                if implicite || mode.is_none() || tls.is_some() {
                    return Err(UrlErreur::ParametreInvalide { nom: "tls" });
                }
                tls = mode;
            }
            "connections" => {
                let nombre = valeur
                    .parse::<usize>()
                    .ok()
                    .filter(|n| (1..=ReglageSmtp::CONNEXIONS_MAX).contains(n));
                if nombre.is_none() || connexions.is_some() {
                    return Err(UrlErreur::ParametreInvalide { nom: "connections" });
                }
                connexions = nombre;
            }
            "ca" => {
                if valeur.is_empty()
                    || domain::texte::a_caractere_de_controle(&valeur)
                    || autorites.is_some()
                {
                    return Err(UrlErreur::ParametreInvalide { nom: "ca" });
                }
                autorites = Some(PathBuf::from(&*valeur));
            }
            _ => return Err(UrlErreur::ParametreInconnu),
        }
    }

    let locale = est_locale(&hote);
    let tls = match (implicite, tls) {
        (true, _) => ModeTls::Implicite,
        (false, Some(mode)) => mode,
        // Inside one machine there is nobody between, and the usual relay there
        // shows a certificate that nothing vouches for.
        (false, None) if locale => ModeTls::Aucun,
        (false, None) => ModeTls::Exige,
    };
    if tls == ModeTls::Opportuniste && identifiants.is_some() && !locale {
        return Err(UrlErreur::MotDePasseExpose);
    }
    let port = match url.port() {
        Some(0) => return Err(UrlErreur::PortInvalide),
        Some(port) => port,
        None => match tls {
            ModeTls::Implicite => 465,
            ModeTls::Exige => 587,
            ModeTls::Opportuniste | ModeTls::Aucun => 25,
        },
    };
    Ok(ReglageSmtp {
        hote,
        port,
        tls,
        identifiants,
        connexions: connexions.unwrap_or(ReglageSmtp::CONNEXIONS),
        oisivete: ReglageSmtp::OISIVETE,
        autorites,
    })
}

fn lire_hote(url: &Url) -> Result<String, UrlErreur> {
    // For a scheme it does not know, `url` keeps the host as it is written.
    let brut = url.host_str().ok_or(UrlErreur::HoteInvalide)?;
    let nu = brut
        .strip_prefix('[')
        .and_then(|h| h.strip_suffix(']'))
        .unwrap_or(brut);
    if nu.parse::<IpAddr>().is_ok() {
        return Ok(nu.to_owned());
    }
    let nom = nu.to_ascii_lowercase();
    let bon = !nom.is_empty()
        && nom.len() <= 253
        && nom.split('.').all(|e| {
            !e.is_empty()
                && e.len() <= 63
                && !e.starts_with('-')
                && !e.ends_with('-')
                && e.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        });
    if bon {
        Ok(nom)
    } else {
        Err(UrlErreur::HoteInvalide)
    }
}

fn lire_identifiants(url: &Url) -> Result<Option<Identifiants>, UrlErreur> {
    let decoder = |texte: &str| {
        percent_decode_str(texte)
            .decode_utf8()
            .ok()
            .filter(|t| !t.is_empty() && !domain::texte::a_caractere_de_controle(t))
            .map(|t| t.into_owned())
            .ok_or(UrlErreur::IdentifiantsInvalides)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (utilisateur, Some(mot_de_passe)) => Ok(Some(Identifiants::nouveaux(
            decoder(utilisateur)?,
            decoder(mot_de_passe)?,
        ))),
        (_, None) => Err(UrlErreur::IdentifiantsInvalides),
    }
}

fn est_locale(hote: &str) -> bool {
    hote == "localhost"
        || hote.ends_with(".localhost")
        || hote.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl fmt::Display for UrlCourriel {
    /// The setting as it may be shown: the password is replaced by `***`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dossier(chemin) => write!(f, "dir:{}", chemin.display()),
            Self::Memoire => f.write_str("memory:"),
            Self::Smtp(r) => {
                let schema = match r.tls {
                    ModeTls::Implicite => "smtps",
                    _ => "smtp",
                };
                write!(f, "{schema}://")?;
                if let Some(i) = &r.identifiants {
                    write!(f, "{}:***@", i.utilisateur)?;
                }
                if r.hote.contains(':') {
                    write!(f, "[{}]:{}", r.hote, r.port)?;
                } else {
                    write!(f, "{}:{}", r.hote, r.port)?;
                }
                match r.tls.parametre() {
                    Some(mode) => write!(f, "?tls={mode}"),
                    None => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn smtp(texte: &str) -> ReglageSmtp {
        match texte.parse() {
            Ok(UrlCourriel::Smtp(r)) => r,
            autre => panic!("{texte}: {autre:?}"),
        }
    }

    #[test]
    fn dossier_et_memoire() {
        assert_eq!(
            "dir:./courriels".parse(),
            Ok(UrlCourriel::Dossier("./courriels".into()))
        );
        assert_eq!(
            " dir:/var/lib/imagin/mel ".parse(),
            Ok(UrlCourriel::Dossier("/var/lib/imagin/mel".into()))
        );
        assert_eq!("memory:".parse(), Ok(UrlCourriel::Memoire));
    }

    #[test]
    fn serveurs() {
        let r = smtp("smtp://imagin:s%40cr%C3%A9t@smtp.ac-toulouse.fr?tls=required");
        assert_eq!((r.hote.as_str(), r.port), ("smtp.ac-toulouse.fr", 587));
        assert_eq!(r.tls, ModeTls::Exige);
        assert_eq!(
            r.identifiants,
            Some(Identifiants::nouveaux("imagin".into(), "s@crét".into()))
        );
        assert_eq!(r.connexions, 4);

        // Unsaid, encryption is required, except inside one machine.
        assert_eq!(smtp("smtp://relais.fr:25").tls, ModeTls::Exige);
        for local in ["localhost", "127.0.0.1", "[::1]"] {
            let r = smtp(&format!("smtp://{local}"));
            assert_eq!((r.tls, r.port), (ModeTls::Aucun, 25), "{local}");
        }
        assert_eq!(smtp("smtp://[::1]:2525").hote, "::1");
        assert_eq!(
            smtp("smtp://relais.fr?tls=opportunistic").tls,
            ModeTls::Opportuniste
        );
        assert_eq!(smtp("smtp://a:b@relais.fr?tls=none").tls, ModeTls::Aucun);

        let r = smtp("SMTPS://A:B@Relais.FR/?connections=8&ca=/etc/ssl/ac.pem");
        assert_eq!((r.tls, r.port), (ModeTls::Implicite, 465));
        assert_eq!((r.hote.as_str(), r.connexions), ("relais.fr", 8));
        assert_eq!(r.autorites, Some("/etc/ssl/ac.pem".into()));
    }

    #[test]
    fn ce_qui_ne_va_pas_est_nomme() {
        use UrlErreur::*;
        for (texte, attendu) in [
            ("", Vide),
            ("courriels", SchemaInconnu),
            ("imap://h", SchemaInconnu),
            ("dir:", CheminInvalide),
            ("dir:a\0b", CheminInvalide),
            ("memory:x", CheminInattendu),
            ("smtp:relais.fr", Illisible),
            ("smtp://", HoteInvalide),
            ("smtp://:25", HoteInvalide),
            ("smtp://a_b-.fr", HoteInvalide),
            ("smtp://h%0d%0aQUIT", HoteInvalide),
            ("smtp://h:0", PortInvalide),
            ("smtp://h:70000", PortInvalide),
            ("smtp://u@h", IdentifiantsInvalides),
            ("smtp://:p@h", IdentifiantsInvalides),
            ("smtp://u:@h", IdentifiantsInvalides),
            ("smtp://u:%ff@h", IdentifiantsInvalides),
            ("smtp://u:%0d%0a@h", IdentifiantsInvalides),
            ("smtp://h/boite", CheminInattendu),
            ("smtp://h#x", CheminInattendu),
            ("smtp://h?tsl=none", ParametreInconnu),
            ("smtp://h?tls=oui", ParametreInvalide { nom: "tls" }),
            (
                "smtp://h?tls=none&tls=none",
                ParametreInvalide { nom: "tls" },
            ),
            ("smtps://h?tls=none", ParametreInvalide { nom: "tls" }),
            (
                "smtp://h?connections=0",
                ParametreInvalide { nom: "connections" },
            ),
            ("smtp://h?ca=", ParametreInvalide { nom: "ca" }),
            ("smtp://u:p@h?tls=opportunistic", MotDePasseExpose),
        ] {
            assert_eq!(texte.parse::<UrlCourriel>(), Err(attendu), "{texte}");
        }
    }

    #[test]
    fn le_mot_de_passe_ne_se_voit_pas() {
        let url: UrlCourriel = "smtp://imagin:tresSecret@h.fr:2525?tls=required"
            .parse()
            .unwrap();
        assert_eq!(url.to_string(), "smtp://imagin:***@h.fr:2525?tls=required");
        assert!(!format!("{url:?} {url:#?}").contains("tresSecret"));
        // Not even when the rest cannot be read.
        for texte in [
            "smtp://u:tresSecret",
            "smtp://u:12?tresSecret@h",
            "smtp://u:tres/Secret@h",
            "smpt://u:tresSecret@h",
        ] {
            let erreur = texte.parse::<UrlCourriel>().unwrap_err();
            assert!(!format!("{erreur} {erreur:?}").contains("ecret"), "{texte}");
        }
    }

    proptest! {
        #[test]
        fn lire_ne_panique_jamais(texte in "(smtps?://|dir:)?.*") {
            let _ = texte.parse::<UrlCourriel>();
        }
    }
}
