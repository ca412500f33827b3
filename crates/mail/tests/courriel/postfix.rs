//! Reports as Postfix writes them, from a private instance: our mails go in by SMTP,
//! the next server refuses them, and what comes back to the return address is read.
//!
//! Postfix only runs as root; where it is not installed, or we are not root, nothing is
//! verified here and the captured reports (`tests/donnees`) stand for it.

use crate::commun::{DATE, LARGE, Serveur, agenda, identite, lettre, pdf, transport};
use core::time::Duration;
use mail::Raison;
use mail::composer_convocation;
use mail::retour::{Action, Recu, lire};
use serde_json::json;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const POSTFIX: &str = "/usr/sbin/postfix";
/// After this an awaited report will not come any more.
const GARDE: Duration = Duration::from_secs(90);

fn lancer(commande: &mut Command) -> String {
    let fait = commande.output().unwrap();
    let dit = String::from_utf8_lossy(&fait.stdout).into_owned();
    assert!(fait.status.success(), "{commande:?} : {dit} {fait:?}");
    dit
}

fn possible() -> bool {
    let root = lancer(Command::new("id").arg("-u")).trim() == "0";
    let la = Path::new(POSTFIX).exists() && root;
    if !la {
        eprintln!("Postfix : non essayé (absent, ou pas en root)");
    }
    la
}

/// A port that nobody has, below those that the system hands out by itself: the other
/// tests, which ask for any, cannot be given it before Postfix takes it.
fn port_libre() -> u16 {
    let debut = std::process::id() % 12_000;
    (0..12_000)
        .map(|n| 20_000 + u16::try_from((debut + n) % 12_000).unwrap())
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap()
}

/// A Postfix of our own: its settings, queue and mailboxes are in a directory that goes
/// with it, and it hears the loopback only.
struct Postfix {
    dossier: TempDir,
    port: u16,
}

impl Postfix {
    /// `suivant`: port of the server to which everything for `refus.example.org` goes.
    fn demarrer(suivant: u16) -> Self {
        let dossier = tempfile::tempdir().unwrap();
        let racine = dossier.path();
        // Its programs run under several accounts.
        fs::set_permissions(racine, Permissions::from_mode(0o755)).unwrap();
        for nom in ["conf", "queue", "data", "boites"] {
            fs::create_dir(racine.join(nom)).unwrap();
        }
        lancer(
            Command::new("chown")
                .arg("postfix")
                .arg(racine.join("data")),
        );
        lancer(
            Command::new("chown")
                .arg("nobody")
                .arg(racine.join("boites")),
        );
        let nobody = lancer(Command::new("id").args(["-u", "nobody"]));
        let nobody = nobody.trim();
        let port = port_libre();
        let d = racine.display();
        let reglages = format!(
            "compatibility_level = 3.6
queue_directory = {d}/queue
data_directory = {d}/data
maillog_file = {d}/journal
maillog_file_prefixes = {d}
mail_owner = postfix
setgid_group = postdrop
myhostname = relais.example.org
myorigin = relais.example.org
mydestination = relais.example.org
# The relay takes any local name, and finds out too late that nobody has it.
local_recipient_maps =
alias_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtp_tls_security_level = none
transport_maps = inline:{{ {{ refus.example.org = smtp:[127.0.0.1]:{suivant} }} }}
recipient_delimiter = +
virtual_mailbox_domains = imagin.example.org
virtual_mailbox_base = {d}/boites
virtual_mailbox_maps = inline:{{ {{ retours@imagin.example.org = retours/ }} }}
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
delay_warning_time = 1s
maximal_queue_lifetime = 6s
bounce_queue_lifetime = 6s
"
        );
        fs::write(racine.join("conf/main.cf"), reglages).unwrap();
        let services = format!(
            "127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"
        );
        fs::write(racine.join("conf/master.cf"), services).unwrap();
        lancer(
            Command::new(POSTFIX)
                .arg("-c")
                .arg(racine.join("conf"))
                .arg("start"),
        );
        Self { dossier, port }
    }

    /// Waits for `nombre` messages in the mailbox of the return address.
    async fn retours(&self, nombre: usize) -> Vec<PathBuf> {
        let boite = self.dossier.path().join("boites/retours/new");
        let mut pas = tokio::time::interval(Duration::from_millis(50));
        let attente = async {
            loop {
                pas.tick().await;
                let arrives: Vec<PathBuf> = fs::read_dir(&boite)
                    .map(|d| d.map(|e| e.unwrap().path()).collect())
                    .unwrap_or_default();
                if arrives.len() >= nombre {
                    return arrives;
                }
            }
        };
        tokio::time::timeout(GARDE, attente)
            .await
            .unwrap_or_else(|_| {
                let journal = fs::read_to_string(self.dossier.path().join("journal"));
                panic!(
                    "{nombre} retours attendus : {}",
                    journal.unwrap_or_default()
                )
            })
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = Command::new(POSTFIX)
            .arg("-c")
            .arg(self.dossier.path().join("conf"))
            .arg("stop")
            .output();
    }
}

#[tokio::test]
async fn ce_que_postfix_renvoie_se_lit() {
    if !possible() {
        return;
    }
    let serveur = Serveur::sage(json!({ "refuser": {
        "inconnue@refus.example.org": "550 5.1.1 <inconnue@refus.example.org>: No such user",
        "filtre@refus.example.org": "554 5.7.1 Message refused by policy",
        "pleine@refus.example.org": "452 4.2.2 Mailbox full",
    } }))
    .await;
    let postfix = Postfix::demarrer(serveur.port);
    let transport = transport(&format!("smtp://127.0.0.1:{}", postfix.port));
    let identite = identite().avec_retour("retours@imagin.example.org".parse().ok());
    let envoyer = async |adresse: &str, jeton: &str| {
        let message = composer_convocation(
            &lettre(),
            pdf(),
            agenda(),
            &identite,
            adresse,
            &identite.message_id(jeton),
            DATE,
        );
        transport.envoyer(&message.unwrap(), LARGE).await.unwrap();
    };
    let jetons = [1, 2, 3, 4].map(|n| format!("{n:032x}"));
    envoyer("inconnue@refus.example.org", &jetons[0]).await;
    envoyer("filtre@refus.example.org", &jetons[1]).await;
    envoyer("personne@relais.example.org", &jetons[2]).await;
    envoyer("pleine@refus.example.org", &jetons[3]).await;

    // The last one makes two: a warning, then the end.
    let arrives = postfix.retours(5).await;
    let mut lus: Vec<_> = arrives
        .iter()
        .map(|fichier| match lire(&fs::read(fichier).unwrap()) {
            Ok(Recu::Rapport(r)) => {
                let statut = r.statut.map(|s| s.to_string()).unwrap_or_default();
                (r.jetons, r.action, statut, r.raison, r.destinataire)
            }
            autre => panic!("{autre:?} : {}", fs::read_to_string(fichier).unwrap()),
        })
        .collect();
    lus.sort_by_key(|(jetons, action, ..)| (jetons.clone(), *action == Action::Echouee));
    let attendu = |n: usize, action, statut: &str, raison, adresse: &str| {
        let jetons = vec![jetons[n].clone()];
        (
            jetons,
            action,
            statut.to_owned(),
            raison,
            adresse.to_owned(),
        )
    };
    use Action::{Echouee, Retardee};
    assert_eq!(
        lus,
        [
            attendu(
                0,
                Echouee,
                "5.1.1",
                Raison::AdresseRefusee,
                "inconnue@refus.example.org"
            ),
            attendu(
                1,
                Echouee,
                "5.7.1",
                Raison::Indesirable,
                "filtre@refus.example.org"
            ),
            attendu(
                2,
                Echouee,
                "5.1.1",
                Raison::AdresseRefusee,
                "personne@relais.example.org"
            ),
            attendu(
                3,
                Retardee,
                "4.2.2",
                Raison::BoitePleine,
                "pleine@refus.example.org"
            ),
            attendu(
                3,
                Echouee,
                "4.2.2",
                Raison::BoitePleine,
                "pleine@refus.example.org"
            ),
        ]
    );
}
