//! The test mail server, driven from Rust.

#[path = "../../../src/essais/donnees.rs"]
mod donnees;

use core::time::Duration;
use domain::Moment;
pub(crate) use donnees::{DATE, agenda, lettre, pdf};
use mail::{Identite, MessagePret, ReglageSmtp, Transport, UrlCourriel, composer_convocation};
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What a send is given when nothing is expected to hang.
pub(crate) const LARGE: Duration = Duration::from_secs(30);
/// What it is given when the server will not answer: enough to get that far on a
/// busy machine.
pub(crate) const COURT: Duration = Duration::from_secs(4);
/// After this an awaited event will not come any more.
const GARDE: Duration = Duration::from_secs(60);

pub(crate) struct Serveur {
    _processus: Child,
    evenements: UnboundedReceiver<Value>,
    pub(crate) port: u16,
    /// Events so far, in order.
    pub(crate) vus: Vec<Value>,
}

impl Serveur {
    pub(crate) async fn sage(options: Value) -> Self {
        Self::lancer("sage", options).await
    }

    /// A server that answers each verb with what it is told.
    pub(crate) async fn brut(reponses: Value) -> Self {
        Self::lancer("brut", json!({ "reponses": reponses })).await
    }

    async fn lancer(mode: &str, mut options: Value) -> Self {
        options["mode"] = mode.into();
        let python = std::env::var("IMAGIN_PYTHON").unwrap_or_else(|_| "python3".into());
        let mut processus = Command::new(&python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/serveur_smtp.py"
            ))
            .arg(options.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|e| panic!("{python}: {e}"));
        // Read as it comes: a server that nobody listens to would stop serving.
        let mut lignes = BufReader::new(processus.stdout.take().unwrap()).lines();
        let (envoi, evenements) = unbounded_channel();
        tokio::spawn(async move {
            while let Some(ligne) = lignes.next_line().await.unwrap() {
                if envoi.send(serde_json::from_str(&ligne).unwrap()).is_err() {
                    break;
                }
            }
        });
        let mut serveur = Self {
            _processus: processus,
            evenements,
            port: 0,
            vus: Vec::new(),
        };
        let pret = serveur.attendre("pret").await;
        serveur.port = u16::try_from(pret["port"].as_u64().unwrap()).unwrap();
        serveur
    }

    /// Waits for the next event of this kind.
    pub(crate) async fn attendre(&mut self, evenement: &str) -> Value {
        loop {
            let vu = tokio::time::timeout(GARDE, self.evenements.recv())
                .await
                .unwrap_or_else(|_| panic!("{evenement} n'est pas venu : {:?}", self.vus))
                .expect(
                    "le serveur d'essai s'est arrêté (aiosmtpd manque ? \
                     script/setup --tests l'installe, IMAGIN_PYTHON le désigne)",
                );
            self.vus.push(vu.clone());
            if vu["evenement"] == evenement {
                return vu;
            }
        }
    }

    /// Every event so far of this kind.
    pub(crate) fn tous(&self, evenement: &str) -> Vec<&Value> {
        self.vus
            .iter()
            .filter(|v| v["evenement"] == evenement)
            .collect()
    }

    /// The commands heard, by connection: `1 EHLO`, `1 MAIL`…
    pub(crate) fn commandes(&self) -> Vec<String> {
        self.tous("commande")
            .iter()
            .map(|v| {
                let ligne = v["ligne"].as_str().unwrap();
                format!("{} {}", v["numero"], ligne.split(' ').next().unwrap())
            })
            .collect()
    }

    pub(crate) fn url(&self, suite: &str) -> String {
        format!("smtp://127.0.0.1:{}{suite}", self.port)
    }

    pub(crate) fn transport(&self) -> Transport {
        transport(&self.url(""))
    }
}

pub(crate) fn transport(url: &str) -> Transport {
    Transport::nouveau(&url.parse().unwrap(), "imagin.exemple.fr").unwrap()
}

pub(crate) fn transport_oisif(url: &str, oisivete: Duration) -> Transport {
    let UrlCourriel::Smtp(reglage) = url.parse().unwrap() else {
        panic!("{url}")
    };
    let reglage = ReglageSmtp {
        oisivete,
        ..reglage
    };
    Transport::nouveau(&UrlCourriel::Smtp(reglage), "imagin.exemple.fr").unwrap()
}

pub(crate) fn identite() -> Identite {
    Identite::nouvelle(
        "Imagin",
        "imagin@ac-toulouse.fr",
        "https://imagin.ac-toulouse.fr",
        None,
    )
    .unwrap()
}

pub(crate) fn message_a(adresse: &str, jeton: &str, date: Moment) -> MessagePret {
    let identite = identite();
    composer_convocation(
        &lettre(),
        pdf(),
        agenda(),
        &identite,
        adresse,
        &identite.message_id(jeton),
        date,
    )
    .unwrap()
}

pub(crate) fn message(jeton: &str) -> MessagePret {
    message_a("zoe.de-l-epine@ac-toulouse.fr", jeton, DATE)
}
