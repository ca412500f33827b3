//! A mail server.

use crate::serveur::GARDE;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

/// A mail server of its own, which notes what it took.
pub(crate) struct Poste {
    _processus: Child,
    _entree: ChildStdin,
    evenements: Receiver<Value>,
    pub(crate) port: u64,
    /// Message-ID and recipient of each message taken, in order.
    pub(crate) pris: Vec<(String, String)>,
}

impl Drop for Poste {
    fn drop(&mut self) {
        let _ = self._processus.kill();
        let _ = self._processus.wait();
    }
}

impl Poste {
    /// One that takes everything.
    pub(crate) fn ouvrir() -> Self {
        Self::avec(&serde_json::json!({ "mode": "sage" }))
    }

    /// One that behaves as told: see `serveur_smtp.py`.
    pub(crate) fn avec(conduite: &Value) -> Self {
        let python = std::env::var("IMAGIN_PYTHON").unwrap_or_else(|_| "python3".into());
        let mut processus = Command::new(&python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../crates/mail/tests/serveur_smtp.py"
            ))
            .arg(conduite.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{python} : {e}"));
        let entree = processus.stdin.take().unwrap();
        let lignes = BufReader::new(processus.stdout.take().unwrap()).lines();
        let (dire, evenements) = channel();
        std::thread::spawn(move || {
            for ligne in lignes.map_while(Result::ok) {
                if dire.send(serde_json::from_str(&ligne).unwrap()).is_err() {
                    break;
                }
            }
        });
        let mut poste = Self {
            _processus: processus,
            _entree: entree,
            evenements,
            port: 0,
            pris: Vec::new(),
        };
        let pret: Value = poste.evenements.recv_timeout(GARDE).expect(
            "le serveur d'essai ne s'ouvre pas (aiosmtpd manque ? script/setup --tests l'installe)",
        );
        poste.port = pret["port"].as_u64().unwrap();
        poste
    }

    fn noter(&mut self, evenement: &Value) {
        if evenement["evenement"] == "message" {
            let texte = |v: &Value| v.as_str().unwrap().to_owned();
            self.pris.push((
                texte(&evenement["lu"]["entetes"]["message-id"]),
                texte(&evenement["vers"][0]),
            ));
        }
    }

    /// Waits until it took so many messages.
    pub(crate) fn attendre(&mut self, nombre: usize) {
        while self.pris.len() < nombre {
            let vu = self
                .evenements
                .recv_timeout(GARDE)
                .unwrap_or_else(|_| panic!("{} messages pris sur {nombre}", self.pris.len()));
            self.noter(&vu);
        }
    }

    /// Takes note of what has come.
    pub(crate) fn vider(&mut self) {
        while let Ok(vu) = self.evenements.try_recv() {
            self.noter(&vu);
        }
    }
}
