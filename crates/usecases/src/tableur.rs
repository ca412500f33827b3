//! Files that spreadsheets open.

use crate::services::interne;
use domain::Erreur;
use domain::texte::cellule_sure;

/// Lines as a CSV file: UTF-8 with its mark, semicolons, no cell that a spreadsheet takes
/// for a formula.
///
/// # Errors
/// [`Erreur::Interne`] when it cannot be written, which memory alone prevents.
pub fn csv<const N: usize>(
    entetes: [&str; N],
    lignes: impl IntoIterator<Item = [String; N]>,
) -> Result<Vec<u8>, Erreur> {
    let mut octets = entete(entetes)?;
    octets.extend(rangees(lignes)?);
    Ok(octets)
}

/// The beginning of such a file: its mark and the names of its columns.
///
/// # Errors
/// As [`csv`].
pub fn entete<const N: usize>(entetes: [&str; N]) -> Result<Vec<u8>, Erreur> {
    let mut octets = "\u{feff}".as_bytes().to_vec();
    octets.extend(ecrire([entetes])?);
    Ok(octets)
}

/// What follows: lines, for a file that is sent while it is made.
///
/// # Errors
/// As [`csv`].
pub fn rangees<const N: usize>(
    lignes: impl IntoIterator<Item = [String; N]>,
) -> Result<Vec<u8>, Erreur> {
    ecrire(
        lignes
            .into_iter()
            .map(|ligne| ligne.map(|c| cellule_sure(&c))),
    )
}

fn ecrire<const N: usize, C: AsRef<[u8]>>(
    lignes: impl IntoIterator<Item = [C; N]>,
) -> Result<Vec<u8>, Erreur> {
    let mut csv = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for ligne in lignes {
        csv.write_record(ligne)
            .map_err(|e| interne("tableur", &e))?;
    }
    csv.into_inner().map_err(|e| interne("tableur", &e))
}
