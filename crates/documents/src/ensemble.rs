//! A few small files together in one ZIP.

use domain::{Datelike, NaiveDate};
use std::io::{self, Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A file to put into a ZIP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fichier {
    /// Its name there: ASCII, unlike those of the others.
    pub nom: String,
    /// Its bytes.
    pub octets: Vec<u8>,
}

/// The files in a ZIP, in this order, dated the day given. Stored, not compressed: the same
/// files make the same bytes whatever the compressor. It is made in memory: for a person's
/// own data, not for what grows without bound.
///
/// # Errors
/// When the archive cannot be written, or two files bear one name.
pub fn reunir(fichiers: &[Fichier], jour: NaiveDate) -> io::Result<Vec<u8>> {
    let date = u16::try_from(jour.year())
        .ok()
        .and_then(|annee| {
            DateTime::from_date_and_time(annee, jour.month() as u8, jour.day() as u8, 0, 0, 0).ok()
        })
        .unwrap_or_default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(date)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for f in fichiers {
        zip.start_file(f.nom.as_str(), options)?;
        zip.write_all(&f.octets)?;
    }
    Ok(zip.finish()?.into_inner())
}
