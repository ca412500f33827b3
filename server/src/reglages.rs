//! Settings of a deployment: `IMAGIN_*` variables over an optional TOML file,
//! refused at start with the name of what is wrong.

use domain::{Conservation, GenreConserve};
use mail::retour::{AdresseRetour, AdresseRetourErreur};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use url::Url;

/// Where invented people are led, when nobody says where SANTORIN is.
const SANTORIN_EXEMPLE: &str = "https://santorin.example/";

/// Longest wait of a group send, in seconds.
const ENVOI_DELAI_MAX: i64 = domain::ENVOI_DELAI_MAX as i64;

/// Longest wait before a reminder, in days.
const RAPPEL_JOURS_MAX: i64 = domain::RAPPEL_JOURS_MAX as i64;

/// Fewest signs of a key.
const CLE_MIN: usize = 32;

/// Most calls of the API in a minute that can be allowed.
const API_RATE_MAX: u32 = 100_000;

/// Largest file to import that can be allowed, in megabytes.
const IMPORT_MO_MAX: u32 = 2_000;

/// Prefix of the variables.
const PREFIXE: &str = "IMAGIN_";

/// What follows it in the delays of retention, before the code of a kind.
const CONSERVATION: &str = "CONSERVATION_";

/// Settings, checked.
#[derive(Clone, Debug)]
pub struct Reglages {
    /// The file that `IMAGIN_CONFIG` names.
    pub fichier: Option<PathBuf>,
    /// Where the embedded database and the mails written to a directory live.
    pub dossier: PathBuf,
    /// Database.
    pub base: String,
    /// Address and port listened to.
    pub ecoute: SocketAddr,
    /// Address under which the service is reached, without final `/`.
    pub url_publique: String,
    /// Where mails go.
    pub courriel: String,
    /// Name shown as the sender of mails.
    pub expediteur_nom: String,
    /// Address from which mails come.
    pub expediteur_adresse: String,
    /// Address to which undeliverable mails come back; none: where they come from.
    pub retour: Option<AdresseRetour>,
    /// Seconds during which a group send can be stopped before anything leaves.
    pub envoi_delai: i64,
    /// Days after which who has not answered is reminded; none: nobody is by itself.
    pub rappel_jours: Option<i64>,
    /// What is logged, as `tracing` filters.
    pub journal: String,
    /// Demo mode: the sign-in page shows the demo accounts.
    pub demonstration: bool,
    /// Name of the header in which a trusted proxy gives the client's address;
    /// empty when none does.
    pub entete_adresse: String,
    /// Largest file that the pages of imports accept, in bytes.
    pub import_max: u64,
    /// How long what is kept is kept.
    pub conservation: Conservation,
    /// SANTORIN and the clients of the API.
    pub santorin: usecases::santorin::Reglage,
    /// Second factors.
    pub second_facteur: usecases::second_facteur::Reglage,
    /// The OpenID Connect provider; none: local accounts alone.
    pub openid: Option<crate::openid::Reglage>,
}

/// A setting that cannot be used: its name, and why, in French for the person who
/// installs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReglageErreur {
    /// Name of the variable, or of the file.
    pub nom: String,
    /// Why.
    pub raison: String,
}

impl core::fmt::Display for ReglageErreur {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} : {}", self.nom, self.raison)
    }
}

impl core::error::Error for ReglageErreur {}

/// The file's content; unknown names are refused, since a mistyped setting that is
/// ignored is worse than one that is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fichier {
    data_dir: Option<String>,
    database_url: Option<String>,
    listen: Option<String>,
    public_url: Option<String>,
    mail_url: Option<String>,
    mail_from_name: Option<String>,
    mail_from: Option<String>,
    mail_return: Option<String>,
    send_delay: Option<i64>,
    reminder_days: Option<i64>,
    log: Option<String>,
    demo: Option<bool>,
    client_ip_header: Option<String>,
    /// Days by [`GenreConserve::code`].
    conservation: Option<BTreeMap<String, i64>>,
    santorin_url: Option<String>,
    santorin_days: Option<u32>,
    api_rate: Option<u32>,
    /// In megabytes.
    import_max: Option<u32>,
    webhook_private: Option<bool>,
    second_facteur: Option<String>,
    second_facteur_cle: Option<String>,
    openid: Option<crate::openid::reglage::Fichier>,
}

/// Names known as variables, without prefix.
const CONNUS: &[&str] = &[
    "CONFIG",
    "DATA_DIR",
    "DATABASE_URL",
    "LISTEN",
    "PUBLIC_URL",
    "MAIL_URL",
    "MAIL_FROM_NAME",
    "MAIL_FROM",
    "MAIL_RETURN",
    "SEND_DELAY",
    "REMINDER_DAYS",
    "LOG",
    "DEMO",
    "CLIENT_IP_HEADER",
    "SANTORIN_URL",
    "SANTORIN_DAYS",
    "API_RATE",
    "IMPORT_MAX",
    "WEBHOOK_PRIVATE",
    "SECOND_FACTEUR",
    "SECOND_FACTEUR_CLE",
    // Read by the scripts and the tests, not by the server.
    "OUTILS",
    "TEST_PG_URL",
    "CHROMIUM",
    "PYTHON",
    "DONNEES_REELLES",
];

impl Reglages {
    /// Reads the settings out of variables (all those of the process: others than
    /// ours are ignored) and of the file that `IMAGIN_CONFIG` names.
    ///
    /// # Errors
    /// [`ReglageErreur`] naming the first setting that cannot be used.
    pub fn lire(
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ReglageErreur> {
        let variables: BTreeMap<String, String> = variables
            .into_iter()
            .filter_map(|(nom, valeur)| Some((nom.strip_prefix(PREFIXE)?.to_owned(), valeur)))
            .collect();
        if let Some(nom) = variables.keys().find(|nom| {
            !CONNUS.contains(&nom.as_str())
                && !crate::openid::reglage::NOMS.contains(&nom.as_str())
                && genre_conserve(nom).is_none()
        }) {
            return Err(erreur(nom, "réglage inconnu ; vérifiez l’orthographe"));
        }
        let fichier = match variables.get("CONFIG") {
            Some(chemin) => lire_fichier(Path::new(chemin))?,
            None => Fichier::default(),
        };
        let choisir = |nom: &str, du_fichier: Option<String>| {
            variables
                .get(nom)
                .cloned()
                .filter(|v| !v.is_empty())
                .or(du_fichier)
        };
        let dossier =
            PathBuf::from(choisir("DATA_DIR", fichier.data_dir).unwrap_or_else(|| "data".into()));
        let base = choisir("DATABASE_URL", fichier.database_url)
            .unwrap_or_else(|| format!("sqlite://{}", dossier.join("imagin.sqlite").display()));
        if !["sqlite:", "postgres:", "postgresql:"]
            .iter()
            .any(|p| base.starts_with(p))
        {
            return Err(erreur(
                "DATABASE_URL",
                "attendu sqlite://CHEMIN ou postgres://UTILISATEUR:MOT_DE_PASSE@HOTE/BASE",
            ));
        }
        let ecoute = choisir("LISTEN", fichier.listen).unwrap_or_else(|| "127.0.0.1:3000".into());
        let ecoute: SocketAddr = ecoute
            .parse()
            .map_err(|_| erreur("LISTEN", "attendu ADRESSE:PORT, par exemple 127.0.0.1:3000"))?;
        let url_publique =
            choisir("PUBLIC_URL", fichier.public_url).unwrap_or_else(|| format!("http://{ecoute}"));
        let url = Url::parse(&url_publique)
            .ok()
            .filter(|u| matches!(u.scheme(), "http" | "https") && u.host_str().is_some())
            .ok_or_else(|| {
                erreur(
                    "PUBLIC_URL",
                    "attendu une adresse complète, par exemple https://imagin.exemple.fr",
                )
            })?;
        if url.path() != "/" || url.query().is_some() {
            return Err(erreur("PUBLIC_URL", "attendu une adresse sans chemin"));
        }
        let url_publique = url.as_str().trim_end_matches('/').to_owned();
        let courriel = choisir("MAIL_URL", fichier.mail_url)
            .unwrap_or_else(|| format!("dir:{}", dossier.join("mails").display()));
        let expediteur_adresse = choisir("MAIL_FROM", fichier.mail_from)
            .unwrap_or_else(|| "ne-pas-repondre@imagin.example".into());
        if !domain::mel_plausible(&expediteur_adresse) {
            return Err(erreur("MAIL_FROM", "attendu une adresse de courriel"));
        }
        let retour = choisir("MAIL_RETURN", fichier.mail_return)
            .map(|adresse| adresse.parse().map_err(adresse_de_retour))
            .transpose()?;
        let envoi_delai = match variables.get("SEND_DELAY").filter(|v| !v.is_empty()) {
            Some(v) => v.parse().ok(),
            None => Some(
                fichier
                    .send_delay
                    .unwrap_or(usecases::Limites::default().envoi_delai),
            ),
        };
        let envoi_delai = envoi_delai
            .filter(|d| (0..=ENVOI_DELAI_MAX).contains(d))
            .ok_or_else(|| erreur("SEND_DELAY", "attendu un nombre de secondes, de 0 à 600"))?;
        let rappel_jours = match variables.get("REMINDER_DAYS").filter(|v| !v.is_empty()) {
            Some(v) => v.parse().ok(),
            None => Some(fichier.reminder_days.unwrap_or(0)),
        };
        // 0, the default: nobody is reminded unless somebody asks.
        let rappel_jours = rappel_jours
            .filter(|j| (0..=RAPPEL_JOURS_MAX).contains(j))
            .ok_or_else(|| erreur("REMINDER_DAYS", "attendu un nombre de jours, de 0 à 60"))?;
        let oui_ou_non = |nom: &'static str, du_fichier: Option<bool>| match variables
            .get(nom)
            .map(String::as_str)
        {
            Some("1" | "true" | "oui") => Ok(true),
            Some("0" | "false" | "non" | "") => Ok(false),
            None => Ok(du_fichier.unwrap_or(false)),
            Some(_) => Err(erreur(nom, "attendu 0 ou 1")),
        };
        let demonstration = oui_ou_non("DEMO", fichier.demo)?;
        let defaut = usecases::santorin::Reglage::default();
        let adresse = choisir("SANTORIN_URL", fichier.santorin_url);
        if let Some(adresse) = &adresse
            && !Url::parse(adresse).is_ok_and(|u| u.scheme() == "https" && u.has_host())
        {
            return Err(erreur(
                "SANTORIN_URL",
                "attendu une adresse complète en https, ou rien pour ne montrer aucun lien",
            ));
        }
        // Invented people are shown the link too, to an address that leads nowhere.
        let adresse = adresse.or_else(|| demonstration.then(|| SANTORIN_EXEMPLE.to_owned()));
        let entier = |nom: &'static str, du_fichier: Option<u32>, defaut: u32| match variables
            .get(nom)
            .filter(|v| !v.is_empty())
        {
            Some(v) => v.parse().ok(),
            None => Some(du_fichier.unwrap_or(defaut)),
        };
        let santorin = usecases::santorin::Reglage {
            adresse,
            jours: entier("SANTORIN_DAYS", fichier.santorin_days, defaut.jours)
                .filter(|j| *j <= domain::SANTORIN_JOURS_MAX)
                .ok_or_else(|| erreur("SANTORIN_DAYS", "attendu un nombre de jours, de 0 à 366"))?,
            appels_minute: entier("API_RATE", fichier.api_rate, defaut.appels_minute)
                .filter(|n| (1..=API_RATE_MAX).contains(n))
                .ok_or_else(|| {
                    erreur(
                        "API_RATE",
                        "attendu un nombre d’appels par minute, de 1 à 100000",
                    )
                })?,
            webhooks_prives: oui_ou_non("WEBHOOK_PRIVATE", fichier.webhook_private)?,
            webhook_essais: defaut.webhook_essais,
        };
        let second_facteur = usecases::second_facteur::Reglage {
            exige: match choisir("SECOND_FACTEUR", fichier.second_facteur).as_deref() {
                None | Some("facultatif") => false,
                Some("exige") => true,
                Some(_) => return Err(erreur("SECOND_FACTEUR", "attendu facultatif ou exige")),
            },
            cle: choisir("SECOND_FACTEUR_CLE", fichier.second_facteur_cle),
        };
        if second_facteur
            .cle
            .as_ref()
            .is_some_and(|c| c.len() < CLE_MIN)
        {
            return Err(erreur(
                "SECOND_FACTEUR_CLE",
                "attendu au moins 32 caractères tirés au hasard, par exemple par « openssl rand -hex 32 »",
            ));
        }
        let import_max = entier("IMPORT_MAX", fichier.import_max, 64)
            .filter(|n| (1..=IMPORT_MO_MAX).contains(n))
            .ok_or_else(|| erreur("IMPORT_MAX", "attendu un nombre de mégaoctets, de 1 à 2000"))?;
        let conservation = lire_conservation(&variables, fichier.conservation)?;
        let openid = crate::openid::reglage::lire(&variables, fichier.openid)?;
        Ok(Self {
            fichier: variables.get("CONFIG").map(PathBuf::from),
            dossier,
            base,
            ecoute,
            url_publique,
            courriel,
            expediteur_nom: choisir("MAIL_FROM_NAME", fichier.mail_from_name)
                .unwrap_or_else(|| "Imagin".into()),
            expediteur_adresse,
            retour,
            envoi_delai,
            rappel_jours: (rappel_jours > 0).then_some(rappel_jours),
            journal: choisir("LOG", fichier.log)
                .unwrap_or_else(|| "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn".into()),
            demonstration,
            entete_adresse: choisir("CLIENT_IP_HEADER", fichier.client_ip_header)
                .unwrap_or_default()
                .to_ascii_lowercase(),
            import_max: u64::from(import_max) * 1024 * 1024,
            conservation,
            santorin,
            second_facteur,
            openid,
        })
    }

    /// Reads the settings of the process.
    ///
    /// # Errors
    /// As [`Reglages::lire`].
    pub fn du_processus() -> Result<Self, ReglageErreur> {
        Self::lire(std::env::vars_os().filter_map(|(nom, valeur)| {
            Some((nom.into_string().ok()?, valeur.into_string().ok()?))
        }))
    }

    /// Whether the service is reached over https, which cookies then require.
    #[must_use]
    pub fn https(&self) -> bool {
        self.url_publique.starts_with("https:")
    }
}

pub(crate) fn erreur(nom: &str, raison: &str) -> ReglageErreur {
    ReglageErreur {
        nom: format!("{PREFIXE}{nom}"),
        raison: raison.to_owned(),
    }
}

/// The kind of which `CONSERVATION_…` names the delay.
fn genre_conserve(nom: &str) -> Option<GenreConserve> {
    let code = nom.strip_prefix(CONSERVATION)?;
    GenreConserve::TOUS
        .into_iter()
        .find(|g| g.code().to_ascii_uppercase() == code)
}

/// How long each kind is kept: variables over the file's `[conservation]`.
fn lire_conservation(
    variables: &BTreeMap<String, String>,
    fichier: Option<BTreeMap<String, i64>>,
) -> Result<Conservation, ReglageErreur> {
    let fichier = fichier.unwrap_or_default();
    let connu = |code: &str| GenreConserve::TOUS.into_iter().any(|g| g.code() == code);
    if let Some(inconnu) = fichier.keys().find(|code| !connu(code)) {
        return Err(ReglageErreur {
            nom: format!("[conservation] {inconnu}"),
            raison: "réglage inconnu ; vérifiez l’orthographe".to_owned(),
        });
    }
    let mut conservation = Conservation::default();
    for genre in GenreConserve::TOUS {
        let nom = format!("{CONSERVATION}{}", genre.code().to_ascii_uppercase());
        let jours = match variables.get(&nom).filter(|v| !v.is_empty()) {
            Some(v) => v.parse::<u16>().ok(),
            None => match fichier.get(genre.code()) {
                Some(jours) => u16::try_from(*jours).ok(),
                None => continue,
            },
        };
        conservation = jours
            .and_then(|jours| conservation.avec(genre, jours))
            .ok_or_else(|| {
                let (min, max) = genre.bornes();
                erreur(
                    &nom,
                    &format!("attendu un nombre de jours, de {min} à {max}"),
                )
            })?;
    }
    Ok(conservation)
}

fn adresse_de_retour(raison: AdresseRetourErreur) -> ReglageErreur {
    let raison = match raison {
        AdresseRetourErreur::Invalide => {
            "attendu une adresse de courriel, par exemple retours@imagin.exemple.fr"
        }
        AdresseRetourErreur::TropLongue => {
            "l’adresse est trop longue pour porter la marque de chaque courriel : 31 caractères au plus avant le @"
        }
    };
    erreur("MAIL_RETURN", raison)
}

fn lire_fichier(chemin: &Path) -> Result<Fichier, ReglageErreur> {
    let nom = || format!("fichier {}", chemin.display());
    let texte = std::fs::read_to_string(chemin).map_err(|e| ReglageErreur {
        nom: nom(),
        raison: format!("illisible ({e})"),
    })?;
    toml::from_str(&texte).map_err(|e| ReglageErreur {
        nom: nom(),
        raison: faute(&texte, &e),
    })
}

/// What is wrong with a file, where, and what to do; the words of the library come last.
fn faute(texte: &str, erreur: &toml::de::Error) -> String {
    let detail = erreur.message();
    let Some(avant) = erreur.span().and_then(|s| texte.get(..s.start)) else {
        return format!("réglages illisibles ; vérifiez chaque ligne ({detail})");
    };
    let (precedentes, debut) = avant.split_at(avant.rfind('\n').map_or(0, |i| i + 1));
    let rang = precedentes.lines().count();
    let (numero, colonne) = (rang + 1, debut.chars().count() + 1);
    let ou = format!("ligne {numero}, colonne {colonne}");
    if toml::from_str::<toml::Table>(texte).is_err() {
        return format!(
            "{ou} : ce n’est pas du TOML ; corrigez cette ligne, par exemple \
             listen = \"127.0.0.1:3000\" ({detail})"
        );
    }
    let ligne = texte.lines().nth(rang).unwrap_or_default();
    let nom = ligne.split_once('=').map_or(ligne, |(nom, _)| nom).trim();
    let est_section = |l: &&str| l.trim_start().starts_with('[');
    let section = precedentes
        .lines()
        .rfind(est_section)
        .filter(|_| !est_section(&ligne))
        .map(|s| format!("{} ", s.trim()))
        .unwrap_or_default();
    // The words of serde: a section in the place of a value is pointed at by its heading, as
    // a name that nobody knows is. One inside braces is told as the value that it is in.
    if detail.starts_with("unknown field") && !debut.contains('=') {
        format!("{ou} : réglage « {section}{nom} » inconnu ; vérifiez l’orthographe ({detail})")
    } else {
        format!(
            "{ou} : la valeur du réglage « {section}{nom} » n’a pas la forme attendue ; \
             corrigez-la comme le montre docs/exploitation.md ({detail})"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lire(variables: &[(&str, &str)]) -> Result<Reglages, ReglageErreur> {
        Reglages::lire(
            variables
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        )
    }

    #[test]
    fn sans_rien_tout_a_un_defaut() {
        let r = lire(&[("PATH", "/bin")]).unwrap();
        assert_eq!(r.base, "sqlite://data/imagin.sqlite");
        assert_eq!(r.ecoute.to_string(), "127.0.0.1:3000");
        assert_eq!(r.url_publique, "http://127.0.0.1:3000");
        assert_eq!(r.courriel, "dir:data/mails");
        assert!(!r.demonstration && !r.https());
        assert_eq!(r.retour, None);
        assert_eq!(r.rappel_jours, None);
        assert_eq!((r.santorin.adresse, r.santorin.jours), (None, 30));
        assert!(!r.santorin.webhooks_prives);
        assert!(!r.second_facteur.exige && r.second_facteur.cle.is_none());
        let exige = lire(&[
            ("IMAGIN_SECOND_FACTEUR", "exige"),
            (
                "IMAGIN_SECOND_FACTEUR_CLE",
                "0123456789abcdef0123456789abcdef",
            ),
        ])
        .unwrap();
        assert!(exige.second_facteur.exige && exige.second_facteur.cle.is_some());
        // A key is in no log.
        assert!(!format!("{exige:?}").contains("0123456789abcdef"));
        for (nom, valeur) in [
            ("IMAGIN_SECOND_FACTEUR", "oui"),
            ("IMAGIN_SECOND_FACTEUR_CLE", "court"),
        ] {
            assert_eq!(lire(&[(nom, valeur)]).unwrap_err().nom, nom);
        }
        let santorin = lire(&[
            ("IMAGIN_SANTORIN_URL", "https://santorin.example/"),
            ("IMAGIN_SANTORIN_DAYS", "0"),
        ]);
        assert_eq!(santorin.unwrap().santorin.jours, 0);
        let adresse = |v: &[(&str, &str)]| lire(v).unwrap().santorin.adresse;
        assert_eq!(adresse(&[]), None);
        let demo = ("IMAGIN_DEMO", "1");
        assert_eq!(adresse(&[demo]).as_deref(), Some(SANTORIN_EXEMPLE));
        let la_leur = ("IMAGIN_SANTORIN_URL", "https://santorin.ac-demo.example/");
        assert_eq!(adresse(&[demo, la_leur]).as_deref(), Some(la_leur.1));
        let jours = |v| lire(&[("IMAGIN_REMINDER_DAYS", v)]).unwrap().rappel_jours;
        assert_eq!((jours("5"), jours("0"), jours("")), (Some(5), None, None));
    }

    #[test]
    fn les_delais_de_conservation_se_lisent_d_ou_que_ce_soit() {
        let dossier = tempfile::tempdir().unwrap();
        let chemin = dossier.path().join("imagin.toml");
        let ecrire = |texte: &str| std::fs::write(&chemin, texte).unwrap();
        ecrire("[conservation]\npiste = 1000\nmessages = 60\n");
        let config = ("IMAGIN_CONFIG", chemin.to_str().unwrap());
        let lue = lire(&[config, ("IMAGIN_CONSERVATION_MESSAGES", "90")])
            .unwrap()
            .conservation;
        let jours = |g| lue.jours(g);
        assert_eq!(jours(GenreConserve::Piste), 1000);
        assert_eq!(jours(GenreConserve::Messages), 90);
        assert_eq!(jours(GenreConserve::Courriels), 366);
        ecrire("[conservation]\npistes = 1000\n");
        assert_eq!(lire(&[config]).unwrap_err().nom, "[conservation] pistes");
        ecrire("[conservation]\npiste = 10\n");
        let trop_court = lire(&[config]).unwrap_err();
        assert_eq!(trop_court.nom, "IMAGIN_CONSERVATION_PISTE");
        assert!(trop_court.raison.contains("de 183 à 1826"), "{trop_court}");
    }

    #[test]
    fn l_adresse_de_retour_se_lit_d_ou_que_ce_soit() {
        let dossier = tempfile::tempdir().unwrap();
        let chemin = dossier.path().join("imagin.toml");
        std::fs::write(&chemin, "mail_return = \"retours@a.fr\"\n").unwrap();
        let config = ("IMAGIN_CONFIG", chemin.to_str().unwrap());
        let lue = |v: &[(&str, &str)]| lire(v).unwrap().retour.map(|r| r.to_string());
        assert_eq!(lue(&[config]).as_deref(), Some("retours@a.fr"));
        let variable = ("IMAGIN_MAIL_RETURN", "retours@b.fr");
        assert_eq!(lue(&[config, variable]).as_deref(), Some("retours@b.fr"));
    }

    #[test]
    fn ce_qui_est_faux_est_nomme() {
        for (nom, valeur) in [
            ("IMAGIN_LISTEN", "trois mille"),
            ("IMAGIN_DATABASE_URL", "mysql://x"),
            ("IMAGIN_PUBLIC_URL", "imagin.fr"),
            ("IMAGIN_PUBLIC_URL", "https://imagin.fr/chemin"),
            ("IMAGIN_MAIL_FROM", "personne"),
            ("IMAGIN_MAIL_RETURN", "personne"),
            (
                "IMAGIN_MAIL_RETURN",
                "retours-du-service-d-imagin-a-toulouse@imagin.fr",
            ),
            ("IMAGIN_DEMO", "peut-être"),
            ("IMAGIN_REMINDER_DAYS", "61"),
            ("IMAGIN_REMINDER_DAYS", "-1"),
            ("IMAGIN_REMINDER_DAYS", "trois"),
            ("IMAGIN_SANTORIN_URL", "http://santorin.example"),
            ("IMAGIN_SANTORIN_URL", "santorin"),
            ("IMAGIN_SANTORIN_DAYS", "367"),
            ("IMAGIN_SANTORIN_DAYS", "-1"),
            ("IMAGIN_API_RATE", "0"),
            ("IMAGIN_WEBHOOK_PRIVATE", "peut-être"),
            ("IMAGIN_LISTNE", "127.0.0.1:1"),
            ("IMAGIN_CONSERVATION_PISTE", "30"),
            ("IMAGIN_CONSERVATION_MESSAGES", "un mois"),
            ("IMAGIN_CONSERVATION_MESSAGES", "-1"),
            ("IMAGIN_CONSERVATION_PISTES", "400"),
            ("IMAGIN_OIDC_ISSUER", "idp.example"),
            ("IMAGIN_OIDC_ISUER", "https://idp.example"),
        ] {
            assert_eq!(lire(&[(nom, valeur)]).unwrap_err().nom, nom, "{valeur}");
        }
    }

    #[test]
    fn une_faute_du_fichier_se_dit_en_francais() {
        let dossier = tempfile::tempdir().unwrap();
        let chemin = dossier.path().join("imagin.toml");
        let config = ("IMAGIN_CONFIG", chemin.to_str().unwrap());
        for (texte, attendus) in [
            (
                "demo = true\nlistne = 1\n",
                ["ligne 2, colonne 1 : ", "réglage « listne » inconnu"],
            ),
            (
                "demo = true\n\nimport_max = true\n",
                [
                    "ligne 3, colonne 14 : ",
                    "la valeur du réglage « import_max »",
                ],
            ),
            (
                "demo = true\n[openid]\nmax_age = true\n",
                ["ligne 3, colonne 11 : ", "réglage « [openid] max_age »"],
            ),
            (
                "[conservations]\npiste = 366\n",
                ["ligne 1, ", "réglage « [conservations] » inconnu"],
            ),
            (
                "[listen]\nport = 3000\n",
                ["ligne 1, ", "la valeur du réglage « [listen] »"],
            ),
            (
                "openid = { isuer = \"x\" }\n",
                ["ligne 1, ", "la valeur du réglage « openid »"],
            ),
            ("listen = \n", ["ligne 1, ", "ce n’est pas du TOML"]),
        ] {
            std::fs::write(&chemin, texte).unwrap();
            let e = lire(&[config]).unwrap_err();
            assert_eq!(e.nom, format!("fichier {}", chemin.display()));
            let [place, faute] = attendus;
            assert!(e.raison.starts_with(place), "{e}");
            assert!(e.raison.contains(faute), "{e}");
        }
    }

    #[test]
    fn les_variables_passent_avant_le_fichier() {
        let dossier = tempfile::tempdir().unwrap();
        let chemin = dossier.path().join("imagin.toml");
        std::fs::write(
            &chemin,
            "listen = \"127.0.0.1:4000\"\npublic_url = \"https://a.fr/\"\n",
        )
        .unwrap();
        let config = ("IMAGIN_CONFIG", chemin.to_str().unwrap());
        let r = lire(&[config]).unwrap();
        assert_eq!(
            (r.ecoute.port(), r.url_publique.as_str()),
            (4000, "https://a.fr")
        );
        assert!(r.https());
        let r = lire(&[config, ("IMAGIN_LISTEN", "127.0.0.1:5000")]).unwrap();
        assert_eq!(r.ecoute.port(), 5000);
        std::fs::write(&chemin, "listne = 1").unwrap();
        assert!(lire(&[config]).unwrap_err().nom.contains("imagin.toml"));
    }
}
