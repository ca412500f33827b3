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
    let mut csv = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let ecrire = || -> Result<(), csv::Error> {
        csv.write_record(entetes)?;
        for ligne in lignes {
            csv.write_record(ligne.map(|c| cellule_sure(&c)))?;
        }
        csv.flush()?;
        Ok(())
    };
    ecrire().map_err(|e| interne("tableur", &e))?;
    csv.into_inner().map_err(|e| interne("tableur", &e))
}
