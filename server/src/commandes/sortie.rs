//! Writing to the terminal.

use super::{Echec, textes};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use tracing_subscriber::EnvFilter;

/// A line on the standard output. Spaces are plain ones: what is shown in a terminal
/// is copied, and searched for.
pub(super) fn ligne(texte: &str) {
    brut(&format!("{}\n", plat(texte)));
}

/// Text as it is on the standard output.
pub(super) fn brut(texte: &str) {
    // A reader that has gone (`| head`) is no failure of ours.
    let _ = io::stdout().lock().write_all(texte.as_bytes());
}

/// A line on the error output.
pub(super) fn erreur(texte: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", plat(texte).trim_end());
}

pub(super) fn plat(texte: &str) -> String {
    texte.replace(['\u{a0}', '\u{202f}'], " ")
}

/// A new CSV file, as spreadsheets open it.
pub(super) fn tableau(chemin: &Path) -> Result<csv::Writer<File>, Echec> {
    let impossible = |e: io::Error| textes::rapport_impossible(chemin, &e);
    let mut fichier = File::create(chemin).map_err(impossible)?;
    // Without this mark Excel reads another encoding.
    fichier
        .write_all("\u{feff}".as_bytes())
        .map_err(impossible)?;
    Ok(csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(fichier))
}

/// Sends the log to the error output.
pub(super) fn journal(filtre: &str) -> Result<(), Echec> {
    let filtre = EnvFilter::try_new(filtre).map_err(|e| textes::journal_illisible(filtre, &e))?;
    tracing_subscriber::fmt()
        .with_env_filter(filtre)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .try_init()
        .map_err(|e| textes::journal_impossible(&*e))?;
    Ok(())
}
