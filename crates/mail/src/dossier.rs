//! Mails written to a directory: one `.eml` each, which mail programs open.

use crate::{Accepte, EchecEnvoi, Etape, MessagePret, Raison};
use chrono::DateTime;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes the mail and returns the name of its file.
///
/// Above it stands the sender of its envelope, as the last server of a mail writes
/// it (RFC 5321 §4.4): nothing else in a file would tell.
///
/// First under a name of its own in the same directory, flushed to the disk, then
/// renamed: a crash or a full disk never leaves half a mail under a name in
/// `.eml`, and a mail already there is never overwritten. The same mail sent twice
/// makes two files, the second with `-2`.
pub(crate) fn deposer(dossier: &Path, message: &MessagePret) -> Result<Accepte, EchecEnvoi> {
    ecrire(dossier, message)
        .map(|reponse| Accepte { reponse })
        .map_err(|e| echec(&e))
}

/// Tries the directory without leaving anything in it.
pub(crate) fn eprouver(dossier: &Path) -> Result<(), EchecEnvoi> {
    let essai = || {
        std::fs::create_dir_all(dossier)?;
        let mut fichier = provisoire(dossier)?;
        fichier.write_all(b"essai")?;
        fichier.as_file().sync_all()
    };
    essai().map_err(|e| echec(&e))
}

fn echec(erreur: &io::Error) -> EchecEnvoi {
    EchecEnvoi::sans_reponse(Raison::Disque, Etape::Donnees, erreur)
}

fn provisoire(dossier: &Path) -> io::Result<tempfile::NamedTempFile> {
    // Readable by the service alone: a mail holds personal data.
    tempfile::Builder::new()
        .prefix(".courriel-")
        .suffix(".part")
        .tempfile_in(dossier)
}

fn ecrire(dossier: &Path, message: &MessagePret) -> io::Result<String> {
    std::fs::create_dir_all(dossier)?;
    let mut fichier = provisoire(dossier)?;
    let tete = format!("Return-Path: <{}>\r\n", message.expediteur());
    fichier.write_all(tete.as_bytes())?;
    fichier.write_all(message.octets())?;
    fichier.as_file().sync_all()?;

    let base = nom(message);
    let mut rang = 1u32;
    loop {
        let nom = if rang == 1 {
            format!("{base}.eml")
        } else {
            format!("{base}-{rang}.eml")
        };
        match fichier.persist_noclobber(dossier.join(&nom)) {
            Ok(_) => {
                // The name too must survive a power cut.
                File::open(dossier)?.sync_all()?;
                return Ok(nom);
            }
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists && rang < 1_000 => {
                fichier = e.file;
                rang += 1;
            }
            // The temporary file goes with `e`.
            Err(e) => return Err(e.error),
        }
    }
}

/// `20210201T081530.123Z_<Message-ID>`: the files sort by time.
fn nom(message: &MessagePret) -> String {
    let moment = DateTime::from_timestamp_millis(message.date().0).unwrap_or_default();
    format!(
        "{}_{}",
        moment.format("%Y%m%dT%H%M%S%.3fZ"),
        message.message_id().pour_fichier()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais;
    use domain::Moment;
    use std::fs;
    use std::process::Command;

    fn noms(dossier: &Path) -> Vec<String> {
        let mut noms: Vec<String> = fs::read_dir(dossier)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        noms.sort();
        noms
    }

    #[test]
    fn un_fichier_par_courriel_dans_l_ordre_du_temps() {
        let racine = tempfile::tempdir().unwrap();
        let dossier = racine.path().join("pas/encore/la");
        let debut = 1_612_167_330_123;
        for (i, ms) in [(3, 2_000), (1, 0), (2, 1_500)] {
            let m = essais::message(&format!("c{i}"), Moment(debut + ms));
            deposer(&dossier, &m).unwrap();
        }
        assert_eq!(
            noms(&dossier),
            [
                "20210201T081530.123Z_c1@ac-toulouse.fr.eml",
                "20210201T081531.623Z_c2@ac-toulouse.fr.eml",
                "20210201T081532.123Z_c3@ac-toulouse.fr.eml",
            ]
        );
        let m = essais::message("c1", Moment(debut));
        let lu = fs::read(dossier.join(&noms(&dossier)[0])).unwrap();
        let reste = lu.strip_prefix(b"Return-Path: <imagin@ac-toulouse.fr>\r\n");
        assert_eq!(reste, Some(m.octets()));
    }

    #[test]
    fn jamais_ecrase() {
        let dossier = tempfile::tempdir().unwrap();
        let m = essais::message("c1", Moment(0));
        let noms_donnes: Vec<String> = (0..3)
            .map(|_| deposer(dossier.path(), &m).unwrap().reponse)
            .collect();
        assert_eq!(
            noms_donnes,
            [
                "19700101T000000.000Z_c1@ac-toulouse.fr.eml",
                "19700101T000000.000Z_c1@ac-toulouse.fr-2.eml",
                "19700101T000000.000Z_c1@ac-toulouse.fr-3.eml",
            ]
        );
        assert_eq!(noms(dossier.path()).len(), 3);
    }

    #[test]
    fn un_message_id_ne_sort_pas_du_dossier() {
        let dossier = tempfile::tempdir().unwrap();
        let m = essais::message("../../x/\0y", Moment(0));
        let nom = deposer(dossier.path(), &m).unwrap().reponse;
        assert!(!nom.contains(['/', '\0']));
        assert_eq!(noms(dossier.path()), [nom]);
    }

    #[test]
    fn un_dossier_impossible_est_un_echec_temporaire() {
        let racine = tempfile::tempdir().unwrap();
        let fichier = racine.path().join("fichier");
        fs::write(&fichier, "occupé").unwrap();
        for essai in [
            deposer(&fichier, &essais::message("c1", Moment(0))).unwrap_err(),
            deposer(&fichier.join("sous"), &essais::message("c1", Moment(0))).unwrap_err(),
            eprouver(&fichier).unwrap_err(),
        ] {
            assert_eq!(essai.raison, Raison::Disque);
            assert!(!essai.est_permanent() && !essai.peut_etre_recu);
            assert!(!essai.detail.is_empty());
        }
        assert_eq!(fs::read_to_string(&fichier).unwrap(), "occupé");
    }

    #[test]
    fn eprouver_ne_laisse_rien() {
        let dossier = tempfile::tempdir().unwrap();
        eprouver(dossier.path()).unwrap();
        assert_eq!(noms(dossier.path()), [""; 0]);
    }

    /// A disk that fills up in the middle of a mail, played by the limit on the
    /// size of a file: this test runs itself again under that limit.
    #[cfg(unix)]
    #[test]
    fn un_disque_plein_ne_laisse_rien() {
        const VARIABLE: &str = "IMAGIN_ESSAI_DISQUE_PLEIN";
        if let Some(dossier) = std::env::var_os(VARIABLE) {
            let dossier = Path::new(&dossier);
            let e = deposer(dossier, &essais::message("c1", Moment(0))).unwrap_err();
            assert_eq!(
                (e.raison, e.nature),
                (Raison::Disque, crate::Nature::Temporaire)
            );
            assert_eq!(noms(dossier), [""; 0]);
            return;
        }
        assert!(essais::message("c1", Moment(0)).octets().len() > 20_000);
        let dossier = tempfile::tempdir().unwrap();
        let sortie = Command::new("sh")
            .arg("-c")
            // 16 blocks of 512 or 1,024 bytes; the signal is ignored so that the
            // write fails, as it does on a full disk.
            .arg("trap '' XFSZ; ulimit -f 16; exec \"$0\" --exact --nocapture dossier::tests::un_disque_plein_ne_laisse_rien")
            .arg(std::env::current_exe().unwrap())
            .env(VARIABLE, dossier.path())
            .output()
            .unwrap();
        let texte = String::from_utf8_lossy(&sortie.stdout).into_owned();
        assert!(
            sortie.status.success() && texte.contains("1 passed"),
            "{texte}{}",
            String::from_utf8_lossy(&sortie.stderr)
        );
    }
}
