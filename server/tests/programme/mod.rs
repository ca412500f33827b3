//! A program under test as a process of its own: started, its address read, killed when
//! dropped.
#![allow(dead_code, reason = "each uses a part of this")]

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// A program that serves.
pub(crate) struct Programme {
    pub(crate) enfant: Child,
    pub(crate) adresse: SocketAddr,
}

impl Programme {
    /// Starts a program that says `adresse=127.0.0.1:PORT` on its error output once its
    /// door is open.
    pub(crate) fn lancer(mut commande: Command) -> Self {
        let mut enfant = commande
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lignes = BufReader::new(enfant.stderr.take().unwrap()).lines();
        let mut dit = String::new();
        let adresse = loop {
            let Some(Ok(ligne)) = lignes.next() else {
                panic!("le serveur s'est arrêté : {dit}");
            };
            let annonce = ligne.split("adresse=").nth(1);
            if let Some(a) = annonce.and_then(|a| a.split_whitespace().next()?.parse().ok()) {
                break a;
            }
            dit.push_str(&ligne);
        };
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || lignes.for_each(drop));
        Self { enfant, adresse }
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.enfant.id()
    }
}

impl Drop for Programme {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}
