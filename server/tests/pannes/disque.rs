//! No room left where mails are written.

use crate::serveur::{Lieu, Serveur, attendre_etats, preparer, tout_de_suite};
use axum::http::StatusCode;
use domain::EtatCourriel;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const COURRIELS: usize = 10;

/// Runs what follows in a mount namespace of its own, where a folder has room for a few
/// mails only; none where the system lets nobody make one.
#[allow(clippy::print_stderr, reason = "what was not tried must be seen")]
fn a_l_etroit(dossier: &Path) -> Option<Command> {
    let essai = Command::new("unshare")
        .args(["-Urm", "mount", "-t", "tmpfs", "tmpfs"])
        .arg(dossier)
        .output();
    if !essai.is_ok_and(|s| s.status.success()) {
        eprintln!("disque plein : non essayé (ni unshare ni tmpfs pour qui lance les essais)");
        return None;
    }
    let mut commande = Command::new("unshare");
    commande
        .args(["-Urm", "sh", "-c"])
        .arg(format!(
            "mount -t tmpfs -o size=320k tmpfs '{}' && exec '{}' \"$@\"",
            dossier.display(),
            env!("CARGO_BIN_EXE_imagin")
        ))
        .arg("imagin");
    Some(commande)
}

fn fichiers(dossier: &Path) -> Vec<PathBuf> {
    let mut fichiers: Vec<PathBuf> = std::fs::read_dir(dossier)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    fichiers.sort();
    fichiers
}

/// The disk fills up while mails are written: those that found no room say so and wait,
/// none is half written, the site goes on, and once there is room they all leave.
#[tokio::test(flavor = "multi_thread")]
async fn disque_plein_puis_vide() {
    let lieu = Lieu::nouveau();
    let courriels = lieu.dossier().join("courriels");
    std::fs::create_dir(&courriels).unwrap();
    let Some(commande) = a_l_etroit(&courriels) else {
        return;
    };
    let adresses = preparer(&lieu, COURRIELS).await;
    tout_de_suite(&lieu).await;
    let courriel = format!("dir:{}", courriels.display());
    let serveur = Serveur::lancer_par(commande, &lieu, &courriel);
    // The folder as the program sees it.
    let vue = PathBuf::from(format!("/proc/{}/root", serveur.pid()))
        .join(courriels.strip_prefix("/").unwrap());
    let store = lieu.ouvrir().await;

    let pleins = attendre_etats(&store, |vus| {
        !vus.contains_key(EtatCourriel::EnAttente.code())
            && !vus.contains_key(EtatCourriel::EnCours.code())
    })
    .await;
    let envoyes = pleins[EtatCourriel::Envoye.code()];
    let attendent = pleins[EtatCourriel::NouvelEssai.code()];
    assert!(envoyes > 0 && attendent > 0, "{pleins:?}");
    assert_eq!(envoyes + attendent, COURRIELS, "{pleins:?}");
    let ecrits = fichiers(&vue);
    assert_eq!(ecrits.len(), envoyes, "ni moitié ni reste : {ecrits:?}");
    let chef = serveur.connecter().await;
    let (statut, journal) = serveur.lire("/envois?etat=nouvel_essai", &chef).await;
    assert_eq!(statut, StatusCode::OK);
    assert!(journal.contains("disque"), "la raison se lit");

    // Room again, as often as it takes.
    let mut recus: BTreeSet<String> = BTreeSet::new();
    let mut lire = |vue: &Path| {
        for f in fichiers(vue) {
            if f.extension().is_some_and(|e| e == "eml") {
                let texte = String::from_utf8_lossy(&std::fs::read(&f).unwrap()).into_owned();
                let vers = texte.lines().find_map(|l| l.strip_prefix("To: ")).unwrap();
                recus.extend(adresses.iter().filter(|a| vers.contains(*a)).cloned());
                std::fs::remove_file(f).unwrap();
            }
        }
    };
    loop {
        lire(&vue);
        tout_de_suite_parmi_ceux_qui_attendent(&store).await;
        let vus = attendre_etats(&store, |vus| {
            !vus.contains_key(EtatCourriel::EnAttente.code())
                && !vus.contains_key(EtatCourriel::EnCours.code())
        })
        .await;
        if vus.get(EtatCourriel::Envoye.code()) == Some(&COURRIELS) {
            break;
        }
    }
    lire(&vue);
    assert!(serveur.arreter().success());
    store.fermer().await.unwrap();
    assert_eq!(recus, adresses, "chacun a reçu la sienne");
}

/// The delay before the next try is over.
async fn tout_de_suite_parmi_ceux_qui_attendent(store: &store::Store) {
    use store::ConnectionTrait;
    let tx = store.ecriture().await.unwrap();
    tx.execute_unprepared(
        "UPDATE courriel SET etat = 'en_attente', prochain_essai_le = 0
          WHERE etat = 'nouvel_essai'",
    )
    .await
    .unwrap();
    tx.valider().await.unwrap();
}
