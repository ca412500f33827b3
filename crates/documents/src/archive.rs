//! Many letters in one ZIP, written while they are made: the memory it takes does
//! not grow with their number but for the index (some 300 bytes a letter).

use crate::erreurs::ErreurDocument;
use crate::lettre;
use crate::polices::Polices;
use domain::{Datelike, Lettre, NaiveDate};
use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, Write};
use zip::write::{PreparedZipFile, SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Name of the index in the archive.
pub const INDEX: &str = "index.csv";

/// Header of the index.
const COLONNES: [&str; 10] = [
    "Fichier",
    "Nom",
    "Prénom",
    "Établissement",
    "Discipline",
    "Mission",
    "Jours",
    "Adresse postale",
    "Courriel",
    "Remarque",
];

/// What an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilan {
    /// Letters written.
    pub lettres: usize,
    /// Of those, how many were written without their signature image because it
    /// cannot be used; the index names them.
    pub sans_image: usize,
}

/// Why an archive broke off. What was written before is no valid ZIP, so that nobody
/// takes it for a whole one.
#[derive(Debug, thiserror::Error)]
pub enum ErreurArchive<E> {
    /// The letters could not be read on.
    #[error("source")]
    Source(#[source] E),
    /// A letter could not be made.
    #[error("document: {0}")]
    Document(ErreurDocument),
    /// The archive could not be written: the client has gone, or the disk is full.
    #[error("ecriture")]
    Ecriture(#[source] io::Error),
}

/// Writes letters into a ZIP, each as soon as it is made, then [`INDEX`]: CSV in
/// UTF-8 with a byte order mark and semicolons, as spreadsheets in French read it.
///
/// Files are named by [`Lettre::nom_fichier`]; of those who share a name, the second
/// and the next have the convocation's key added. They are stored, not compressed
/// again, and dated the day of their letter. A letter whose signature image cannot
/// be used is written without it.
///
/// `sortie` needs no seeking: see [`crate::canal::Canal`] to stream it.
///
/// # Errors
/// [`ErreurArchive`]: at the first letter that cannot be had, made or written.
pub fn ecrire_archive<E, W: Write>(
    lettres: impl IntoIterator<Item = Result<Lettre, E>>,
    polices: &Polices,
    sortie: W,
) -> Result<Bilan, ErreurArchive<E>> {
    let coupee = Cell::new(false);
    let robinet = Robinet {
        sortie,
        coupee: &coupee,
    };
    let resultat = remplir(lettres, polices, robinet, &coupee);
    debug_assert!(resultat.is_ok() || coupee.get());
    resultat
}

/// Lets nothing through once cut. A dropped `ZipWriter` writes the end of its
/// archive, which would make an archive that broke off look whole.
struct Robinet<'c, W> {
    sortie: W,
    coupee: &'c Cell<bool>,
}

impl<W: Write> Write for Robinet<'_, W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.coupee.get() {
            return Ok(octets.len());
        }
        self.sortie.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.coupee.get() {
            return Ok(());
        }
        self.sortie.flush()
    }
}

fn remplir<E, W: Write>(
    lettres: impl IntoIterator<Item = Result<Lettre, E>>,
    polices: &Polices,
    robinet: Robinet<'_, W>,
    coupee: &Cell<bool>,
) -> Result<Bilan, ErreurArchive<E>> {
    let couper = |erreur: ErreurArchive<E>| {
        coupee.set(true);
        erreur
    };
    // Prepared entries know their size and checksum beforehand: no data descriptor
    // after stored bytes, which readers of streams refuse. `StreamWriter` answers
    // the few questions about positions that `ZipWriter` asks, without seeking.
    let mut zip = ZipWriter::new(StreamWriter::new(robinet));
    let mut bilan = Bilan::default();
    let mut noms = Noms::default();
    let mut index = Index::nouveau().map_err(|e| couper(ErreurArchive::Ecriture(e)))?;
    let mut dernier_jour = None;
    for lettre in lettres {
        let lettre = lettre.map_err(|e| couper(ErreurArchive::Source(e)))?;
        let (pdf, remarque) = match lettre::pdf(&lettre, polices) {
            Ok(pdf) => (pdf, ""),
            Err(ErreurDocument::Image(_)) => {
                bilan.sans_image += 1;
                let pdf = lettre::pdf_sans_image(&lettre, polices)
                    .map_err(|e| couper(ErreurArchive::Document(e)))?;
                (pdf, "Image de signature inutilisable : à signer à la main")
            }
            Err(e) => return Err(couper(ErreurArchive::Document(e))),
        };
        let nom = noms.donner(&lettre);
        ajouter(&mut zip, &nom, lettre.faite_le, &pdf)
            .and_then(|()| index.ligne(&nom, &lettre, remarque))
            .map_err(|e| couper(ErreurArchive::Ecriture(e)))?;
        dernier_jour = dernier_jour.max(Some(lettre.faite_le));
        bilan.lettres += 1;
    }
    index
        .terminer()
        .and_then(|octets| ajouter(&mut zip, INDEX, dernier_jour.unwrap_or_default(), &octets))
        .and_then(|()| Ok(zip.finish()?))
        .and_then(|mut sortie| sortie.flush())
        .map_err(|e| couper(ErreurArchive::Ecriture(e)))?;
    Ok(bilan)
}

fn ajouter<W: Write>(
    zip: &mut ZipWriter<StreamWriter<W>>,
    nom: &str,
    jour: NaiveDate,
    octets: &[u8],
) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(date_zip(jour))
        .unix_permissions(0o644);
    let fichier = PreparedZipFile::from_data(nom, options, octets)?;
    zip.add_prepared_file(fichier)?;
    Ok(())
}

/// Midnight of a day; 1 January 1980 for days a ZIP cannot say.
fn date_zip(jour: NaiveDate) -> DateTime {
    u16::try_from(jour.year())
        .ok()
        .and_then(|annee| {
            DateTime::from_date_and_time(annee, jour.month() as u8, jour.day() as u8, 0, 0, 0).ok()
        })
        .unwrap_or_default()
}

/// File names already given, without case: Windows and macOS tell no case apart.
#[derive(Debug, Default)]
struct Noms(HashSet<String>);

impl Noms {
    fn donner(&mut self, lettre: &Lettre) -> String {
        let base = lettre.nom_fichier_sans_extension();
        let cle = lettre.convocation;
        // The name alone, then with the convocation's key, then with a count: the
        // same convocation twice is not expected, but must not lose a file.
        let mut essai = base.clone();
        let mut n = 1u32;
        while !self.0.insert(essai.to_lowercase()) {
            essai = if n == 1 {
                format!("{base}_{cle}")
            } else {
                format!("{base}_{cle}-{n}")
            };
            n += 1;
        }
        format!("{essai}.pdf")
    }
}

/// The index, kept until the letters are all written.
struct Index {
    csv: csv::Writer<Vec<u8>>,
}

impl Index {
    fn nouveau() -> io::Result<Self> {
        let mut csv = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        csv.write_record(COLONNES)?;
        Ok(Self { csv })
    }

    fn ligne(&mut self, fichier: &str, lettre: &Lettre, remarque: &str) -> io::Result<()> {
        let qui = &lettre.destinataire;
        let jours: Vec<String> = lettre
            .affectation
            .creneaux
            .iter()
            .map(|c| {
                format!(
                    "{} {}-{}",
                    domain::jour_court(c.jour),
                    domain::heure_champ(c.debut),
                    domain::heure_champ(c.fin)
                )
            })
            .collect();
        let contenu = crate::Contenu::de(lettre);
        // The first line of the addressee is the name, which has its own columns.
        let adresse = contenu.destinataire.get(1..).unwrap_or_default();
        let mission = format!(
            "{} {}",
            lettre.mission.numero,
            lettre.mission.type_mission.libelle()
        );
        let mel = domain::adresse_d_envoi(&qui.mel_professionnel, &qui.mel_personnel);
        self.csv.write_record(
            [
                fichier,
                &qui.nom,
                &qui.prenom,
                &qui.etablissement,
                &qui.discipline,
                &mission,
                &jours.join(", "),
                &adresse.join(", "),
                mel.unwrap_or_default(),
                remarque,
            ]
            .map(domain::texte::cellule_sure),
        )?;
        Ok(())
    }

    fn terminer(self) -> io::Result<Vec<u8>> {
        self.csv.into_inner().map_err(|e| e.into_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais;

    #[test]
    fn dates_que_zip_ne_dit_pas() {
        let jour = |a| NaiveDate::from_ymd_opt(a, 2, 1).unwrap();
        assert_eq!(date_zip(jour(2021)).year(), 2021);
        assert_eq!(date_zip(jour(1900)).year(), 1980);
        assert_eq!(date_zip(jour(-5)).year(), 1980);
    }

    #[test]
    fn deux_mille_noms_differents() {
        let mut noms = Noms::default();
        let mut lettre = essais::lettre();
        let mut donnes = HashSet::new();
        for i in 0..2_000 {
            lettre.convocation = domain::ConvocationId(i % 1_500);
            let (nom, prenom) = [
                ("DUPONT", "Marie"),
                ("Dupont", "MARIE"),
                ("漢字", ""),
                ("D’ÉTÉ", "Léa"),
                ("D ETE", "lea"),
            ][i as usize % 5];
            nom.clone_into(&mut lettre.destinataire.nom);
            prenom.clone_into(&mut lettre.destinataire.prenom);
            let nom = noms.donner(&lettre);
            assert!(nom.len() < 120, "{nom}");
            assert!(
                nom.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b)),
                "{nom}"
            );
            assert!(donnes.insert(nom.to_lowercase()), "{nom}");
        }
    }
}
