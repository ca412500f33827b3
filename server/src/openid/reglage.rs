//! Settings of the OpenID Connect provider: `IMAGIN_OIDC_*` variables over the file's
//! `[openid]`.

use super::http::adresse_sure;
use crate::reglages::{ReglageErreur, erreur};
use core::fmt;
use core::time::Duration;
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Names of the variables, without `IMAGIN_`.
pub(crate) const NOMS: [&str; 13] = [
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_CLIENT_SECRET_FILE",
    "OIDC_AUTH",
    "OIDC_LABEL",
    "OIDC_SCOPES",
    "OIDC_PKCE",
    "OIDC_ALGORITHMS",
    "OIDC_ACR",
    "OIDC_MAX_AGE",
    "OIDC_EMAIL_CLAIM",
    "OIDC_EMAIL_TRUSTED",
];

/// Longest label of the button, in characters.
const LIBELLE_MAX: usize = 40;
/// Longest time since somebody was authenticated that can be asked for, in seconds: a day.
const AGE_MAX: u32 = 24 * 60 * 60;

/// Whether what was asked is tied to a code by a proof (PKCE, S256).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pkce {
    /// When the provider says that it takes it.
    Auto,
    /// Always.
    Oui,
    /// Never.
    Non,
}

/// How the service proves to the provider who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preuve {
    /// As the provider says; by header when it takes both.
    Auto,
    /// `client_secret_basic`.
    Entete,
    /// `client_secret_post`.
    Corps,
}

/// The provider, checked.
#[derive(Clone, Debug)]
pub struct Reglage {
    /// Its address.
    pub emetteur: IssuerUrl,
    /// Who the service is there.
    pub client: ClientId,
    /// Its secret there.
    pub secret: ClientSecret,
    /// The file that holds it; none when the settings themselves do.
    pub secret_fichier: Option<PathBuf>,
    /// How it is given.
    pub preuve: Preuve,
    /// What people call the provider.
    pub libelle: String,
    /// What is asked for beyond `openid`.
    pub portees: Vec<String>,
    /// PKCE.
    pub pkce: Pkce,
    /// Signatures that are believed.
    pub algorithmes: Vec<CoreJwsSigningAlgorithm>,
    /// Authentication levels asked for, of which one is required; empty for any.
    pub acr: Vec<String>,
    /// Longest time since the person was authenticated.
    pub age_max: Option<Duration>,
    /// Name of the claim that holds the address.
    pub mel: String,
    /// The provider answers for every address that it gives, without `email_verified`.
    pub mel_fiable: bool,
}

/// The file's `[openid]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fichier {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    client_secret_file: Option<String>,
    auth: Option<String>,
    label: Option<String>,
    scopes: Option<String>,
    pkce: Option<String>,
    algorithms: Option<String>,
    acr: Option<String>,
    max_age: Option<u32>,
    email_claim: Option<String>,
    email_trusted: Option<bool>,
}

impl fmt::Debug for Fichier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may hold a secret.
        f.write_str("Fichier")
    }
}

impl Fichier {
    /// The file's values under the names of the variables.
    fn valeurs(self) -> BTreeMap<&'static str, String> {
        let oui_ou_non = |b: bool| u8::from(b).to_string();
        [
            ("OIDC_ISSUER", self.issuer),
            ("OIDC_CLIENT_ID", self.client_id),
            ("OIDC_CLIENT_SECRET", self.client_secret),
            ("OIDC_CLIENT_SECRET_FILE", self.client_secret_file),
            ("OIDC_AUTH", self.auth),
            ("OIDC_LABEL", self.label),
            ("OIDC_SCOPES", self.scopes),
            ("OIDC_PKCE", self.pkce),
            ("OIDC_ALGORITHMS", self.algorithms),
            ("OIDC_ACR", self.acr),
            ("OIDC_MAX_AGE", self.max_age.map(|n| n.to_string())),
            ("OIDC_EMAIL_CLAIM", self.email_claim),
            ("OIDC_EMAIL_TRUSTED", self.email_trusted.map(oui_ou_non)),
        ]
        .into_iter()
        .filter_map(|(nom, valeur)| Some((nom, valeur?)))
        .collect()
    }
}

/// Reads the settings; none when no provider is named.
///
/// # Errors
/// [`ReglageErreur`] naming the first that cannot be used.
pub(crate) fn lire(
    variables: &BTreeMap<String, String>,
    fichier: Option<Fichier>,
) -> Result<Option<Reglage>, ReglageErreur> {
    let mut valeurs = fichier.unwrap_or_default().valeurs();
    for nom in NOMS {
        if let Some(v) = variables.get(nom) {
            valeurs.insert(nom, v.clone());
        }
    }
    valeurs.retain(|_, v| !v.trim().is_empty());
    let choisir = |nom: &str| valeurs.get(nom).map(|v| v.trim().to_owned());
    let Some(emetteur) = choisir("OIDC_ISSUER") else {
        return match valeurs.keys().next() {
            None => Ok(None),
            Some(_) => Err(erreur(
                "OIDC_ISSUER",
                "attendu l’adresse du fournisseur d’identité : d’autres réglages IMAGIN_OIDC_ sont donnés, et ne servent pas sans lui",
            )),
        };
    };
    let emetteur = IssuerUrl::new(emetteur)
        .ok()
        .filter(|e| {
            let url = e.url();
            adresse_sure(url) && url.query().is_none() && url.fragment().is_none()
        })
        .ok_or_else(|| {
            erreur(
                "OIDC_ISSUER",
                "attendu l’adresse complète du fournisseur d’identité, en https (http pour cette machine seulement), telle qu’il la publie",
            )
        })?;
    let client = choisir("OIDC_CLIENT_ID")
        .filter(|c| c.chars().all(|c| c.is_ascii_graphic() || c == ' '))
        .ok_or_else(|| {
            erreur(
                "OIDC_CLIENT_ID",
                "attendu l’identifiant que le fournisseur d’identité a donné à ce service",
            )
        })?;
    let secret_fichier = choisir("OIDC_CLIENT_SECRET_FILE");
    let secret = secret(choisir("OIDC_CLIENT_SECRET"), secret_fichier.as_deref())?;
    let preuve = match choisir("OIDC_AUTH").as_deref() {
        None | Some("auto") => Preuve::Auto,
        Some("basic") => Preuve::Entete,
        Some("post") => Preuve::Corps,
        Some(_) => return Err(erreur("OIDC_AUTH", "attendu auto, basic ou post")),
    };
    let pkce = match choisir("OIDC_PKCE").as_deref() {
        None | Some("auto") => Pkce::Auto,
        Some("oui") => Pkce::Oui,
        Some("non") => Pkce::Non,
        Some(_) => return Err(erreur("OIDC_PKCE", "attendu auto, oui ou non")),
    };
    let libelle = match choisir("OIDC_LABEL") {
        Some(dit) if dit.chars().count() <= LIBELLE_MAX && !dit.chars().any(char::is_control) => {
            dit
        }
        Some(_) => {
            return Err(erreur(
                "OIDC_LABEL",
                "attendu le nom que lisent les gens, en 40 caractères au plus, par exemple ProConnect",
            ));
        }
        None => emetteur.url().host_str().unwrap_or_default().to_owned(),
    };
    let mots = |nom: &'static str, defaut: &str| -> Result<Vec<String>, ReglageErreur> {
        let texte = choisir(nom).unwrap_or_else(|| defaut.to_owned());
        let mots: Vec<String> = texte.split_whitespace().map(str::to_owned).collect();
        // What OAuth lets be in a scope; the others are of the same kind.
        let permis = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
        if mots.iter().all(|m| m.chars().all(permis)) {
            Ok(mots)
        } else {
            Err(erreur(
                nom,
                "attendu des mots sans accent, séparés par des espaces",
            ))
        }
    };
    let mut portees = mots("OIDC_SCOPES", "openid email")?;
    portees.retain(|p| p != "openid");
    let algorithmes = mots("OIDC_ALGORITHMS", "RS256")?
        .iter()
        .map(|nom| algorithme(nom))
        .collect::<Option<Vec<_>>>()
        .filter(|a| !a.is_empty())
        .ok_or_else(|| erreur("OIDC_ALGORITHMS", "attendu RS256, ES256, ou les deux"))?;
    let age_max = match choisir("OIDC_MAX_AGE") {
        None => None,
        Some(v) => Some(
            v.parse::<u32>()
                .ok()
                .filter(|n| (1..=AGE_MAX).contains(n))
                .ok_or_else(|| {
                    erreur(
                        "OIDC_MAX_AGE",
                        "attendu un nombre de secondes, de 1 à 86400, ou rien",
                    )
                })?,
        ),
    };
    let mel = choisir("OIDC_EMAIL_CLAIM").unwrap_or_else(|| "email".into());
    let mel_fiable = match choisir("OIDC_EMAIL_TRUSTED").as_deref() {
        None | Some("0" | "false" | "non") => false,
        Some("1" | "true" | "oui") => true,
        Some(_) => return Err(erreur("OIDC_EMAIL_TRUSTED", "attendu 0 ou 1")),
    };
    if mel != "email" && !mel_fiable {
        return Err(erreur(
            "OIDC_EMAIL_CLAIM",
            "email_verified ne parle que de email : une autre information demande IMAGIN_OIDC_EMAIL_TRUSTED=1",
        ));
    }
    Ok(Some(Reglage {
        emetteur,
        client: ClientId::new(client),
        secret,
        secret_fichier: secret_fichier.map(PathBuf::from),
        preuve,
        libelle,
        portees,
        pkce,
        algorithmes,
        acr: mots("OIDC_ACR", "")?,
        age_max: age_max.map(|n| Duration::from_secs(u64::from(n))),
        mel,
        mel_fiable,
    }))
}

fn algorithme(nom: &str) -> Option<CoreJwsSigningAlgorithm> {
    match nom {
        "RS256" => Some(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256),
        "ES256" => Some(CoreJwsSigningAlgorithm::EcdsaP256Sha256),
        _ => None,
    }
}

/// The secret itself, or what a file holds.
fn secret(donne: Option<String>, fichier: Option<&str>) -> Result<ClientSecret, ReglageErreur> {
    let secret = match (donne, fichier) {
        (Some(_), Some(_)) => {
            return Err(erreur(
                "OIDC_CLIENT_SECRET_FILE",
                "le secret est donné deux fois : gardez IMAGIN_OIDC_CLIENT_SECRET ou le fichier",
            ));
        }
        (Some(secret), None) => secret,
        (None, Some(chemin)) => {
            let lu = std::fs::read_to_string(chemin).map_err(|e| {
                erreur(
                    "OIDC_CLIENT_SECRET_FILE",
                    &format!("{chemin} est illisible ({e})"),
                )
            })?;
            let lu = lu.trim().to_owned();
            if lu.is_empty() {
                return Err(erreur("OIDC_CLIENT_SECRET_FILE", "le fichier est vide"));
            }
            lu
        }
        (None, None) => {
            return Err(erreur(
                "OIDC_CLIENT_SECRET",
                "attendu le secret donné par le fournisseur d’identité, ici ou dans le fichier que nomme IMAGIN_OIDC_CLIENT_SECRET_FILE",
            ));
        }
    };
    Ok(ClientSecret::new(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BONS: [(&str, &str); 3] = [
        ("OIDC_ISSUER", "https://idp.example/realms/imagin"),
        ("OIDC_CLIENT_ID", "imagin"),
        ("OIDC_CLIENT_SECRET", "un secret"),
    ];

    fn lire_avec(autres: &[(&str, &str)]) -> Result<Option<Reglage>, ReglageErreur> {
        let variables = BONS
            .iter()
            .chain(autres)
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        lire(&variables, None)
    }

    #[test]
    fn sans_fournisseur_rien_n_est_attendu() {
        assert!(lire(&BTreeMap::new(), None).unwrap().is_none());
        let vide = BTreeMap::from([("OIDC_ISSUER".to_owned(), " ".to_owned())]);
        assert!(lire(&vide, None).unwrap().is_none());
        let orphelin = BTreeMap::from([("OIDC_LABEL".to_owned(), "X".to_owned())]);
        let refus = lire(&orphelin, None).unwrap_err();
        assert_eq!(refus.nom, "IMAGIN_OIDC_ISSUER");
    }

    #[test]
    fn ce_qui_n_est_pas_dit_a_une_valeur_sure() {
        let r = lire_avec(&[]).unwrap().unwrap();
        assert_eq!(r.portees, ["email"]);
        assert_eq!(r.libelle, "idp.example");
        assert_eq!(
            r.algorithmes,
            [CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256]
        );
        assert_eq!((r.pkce, r.preuve), (Pkce::Auto, Preuve::Auto));
        assert!(r.acr.is_empty() && r.age_max.is_none());
        assert_eq!((r.mel.as_str(), r.mel_fiable), ("email", false));
        // Nothing that is printed shows the secret.
        assert!(!format!("{r:?}").contains("un secret"));
    }

    #[test]
    fn proconnect_se_regle() {
        let r = lire_avec(&[
            ("OIDC_ISSUER", "https://proconnect.example/api/v2"),
            ("OIDC_LABEL", "ProConnect"),
            ("OIDC_SCOPES", "openid email given_name usual_name"),
            ("OIDC_PKCE", "non"),
            ("OIDC_AUTH", "post"),
            ("OIDC_ALGORITHMS", "RS256 ES256"),
            ("OIDC_ACR", "eidas2 eidas3"),
            ("OIDC_MAX_AGE", "3600"),
            ("OIDC_EMAIL_TRUSTED", "1"),
        ]);
        let r = r.unwrap().unwrap();
        assert_eq!(r.portees, ["email", "given_name", "usual_name"]);
        assert_eq!((r.pkce, r.preuve), (Pkce::Non, Preuve::Corps));
        assert_eq!(r.acr, ["eidas2", "eidas3"]);
        assert_eq!(r.age_max, Some(Duration::from_secs(3600)));
        assert!(r.mel_fiable);
        assert_eq!(r.algorithmes.len(), 2);
    }

    #[test]
    fn ce_qui_est_faux_est_nomme() {
        let long = "x".repeat(41);
        for (nom, valeur) in [
            ("OIDC_ISSUER", "idp.example"),
            ("OIDC_ISSUER", "http://idp.example"),
            ("OIDC_ISSUER", "https://idp.example/?x=1"),
            ("OIDC_CLIENT_ID", "é"),
            ("OIDC_AUTH", "jwt"),
            ("OIDC_PKCE", "peut-être"),
            ("OIDC_LABEL", long.as_str()),
            ("OIDC_SCOPES", "prénom"),
            ("OIDC_ALGORITHMS", "HS256"),
            ("OIDC_ALGORITHMS", "none"),
            ("OIDC_MAX_AGE", "0"),
            ("OIDC_MAX_AGE", "une heure"),
            ("OIDC_EMAIL_CLAIM", "mail"),
            ("OIDC_EMAIL_TRUSTED", "peut-être"),
            ("OIDC_CLIENT_SECRET_FILE", "/nulle/part"),
        ] {
            let refus = lire_avec(&[(nom, valeur)]).unwrap_err();
            assert_eq!(refus.nom, format!("IMAGIN_{nom}"), "{valeur}");
        }
    }

    #[test]
    fn le_secret_se_lit_dans_un_fichier() {
        let dossier = tempfile::tempdir().unwrap();
        let chemin = dossier.path().join("secret");
        let lire_le = |texte: &str| {
            std::fs::write(&chemin, texte).unwrap();
            let variables = BTreeMap::from([
                ("OIDC_ISSUER".to_owned(), "http://localhost:4000".to_owned()),
                ("OIDC_CLIENT_ID".to_owned(), "imagin".to_owned()),
                (
                    "OIDC_CLIENT_SECRET_FILE".to_owned(),
                    chemin.to_str().unwrap().to_owned(),
                ),
            ]);
            lire(&variables, None)
        };
        let r = lire_le("abc\n").unwrap().unwrap();
        assert_eq!(r.secret.secret(), "abc");
        assert_eq!(
            lire_le("\n").unwrap_err().nom,
            "IMAGIN_OIDC_CLIENT_SECRET_FILE"
        );
        let fichier = Fichier {
            issuer: Some("https://idp.example".into()),
            client_id: Some("x".into()),
            client_secret: Some("y".into()),
            email_trusted: Some(true),
            ..Fichier::default()
        };
        let r = lire(&BTreeMap::new(), Some(fichier)).unwrap().unwrap();
        assert!(r.mel_fiable);
    }
}
