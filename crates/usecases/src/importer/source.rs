//! A file received: put aside while its encoding is found out, so that it can be
//! read twice without being held in memory.
//!
//! # Which encoding
//! A byte order mark of UTF-8 says UTF-8. Without one the whole file is looked at:
//! nothing but UTF-8 is UTF-8; else, if it holds more sequences that are well formed
//! in UTF-8 than bytes that are not, it is a UTF-8 file with damaged lines, which
//! are refused one by one; else it is Windows-1252. A French text in Windows-1252 has
//! next to no well-formed sequence (`Ã©` written on purpose), and one in UTF-8 has
//! one per accent: the two are never close.

use domain::{EncodageImport, ImportErreur};
use sha2::{Digest, Sha256};
use std::io::{Read, Seek, SeekFrom, Write};
use tempfile::SpooledTempFile;

/// Largest file accepted. The annuaire of the whole country has 40 MB.
pub(super) const OCTETS_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Larger files are put aside on disk.
const EN_MEMOIRE_MAX: usize = 8 * 1024 * 1024;
/// Beginning of the file that tells whether it is a text.
const DEBUT: usize = 8 * 1024;
const MARQUE: &[u8] = b"\xef\xbb\xbf";

/// A file put aside.
#[derive(Debug)]
pub(super) struct Deposee {
    fichier: SpooledTempFile,
    /// Its encoding.
    pub(super) encodage: EncodageImport,
    /// Its size in bytes, byte order mark excluded.
    pub(super) octets: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub(super) empreinte: String,
    marque: bool,
}

impl Deposee {
    /// Its bytes from the beginning, after the byte order mark.
    pub(super) fn relire(&mut self) -> Result<&mut impl Read, ImportErreur> {
        let debut = if self.marque { MARQUE.len() as u64 } else { 0 };
        self.fichier.seek(SeekFrom::Start(debut)).map_err(lecture)?;
        Ok(&mut self.fichier)
    }
}

/// Puts a file aside.
pub(super) fn deposer(mut source: impl Read, maximum: u64) -> Result<Deposee, ImportErreur> {
    let mut fichier = SpooledTempFile::new(EN_MEMOIRE_MAX);
    let mut condense = Sha256::new();
    let mut utf8 = Utf8::default();
    let mut octets = 0_u64;
    let mut marque = false;
    let mut tampon = vec![0; 64 * 1024];
    loop {
        let lus = lire_plein(&mut source, &mut tampon).map_err(lecture)?;
        let lot = &tampon[..lus];
        if octets == 0 {
            verifier_le_debut(&lot[..lus.min(DEBUT)])?;
            marque = lot.starts_with(MARQUE);
        }
        if lus == 0 {
            break;
        }
        octets += lus as u64;
        if octets > maximum {
            return Err(ImportErreur::FichierTropGros { maximum });
        }
        condense.update(lot);
        utf8.voir(lot);
        fichier.write_all(lot).map_err(lecture)?;
    }
    let encodage = if marque || utf8.en_est() {
        EncodageImport::Utf8
    } else {
        EncodageImport::Windows1252
    };
    if marque {
        octets -= MARQUE.len() as u64;
    }
    let empreinte = condense
        .finalize()
        .iter()
        .map(|o| format!("{o:02x}"))
        .collect();
    Ok(Deposee {
        fichier,
        encodage,
        octets,
        empreinte,
        marque,
    })
}

fn lecture(erreur: std::io::Error) -> ImportErreur {
    ImportErreur::Lecture {
        detail: erreur.to_string(),
    }
}

/// Fills the buffer, unless the source ends.
fn lire_plein(source: &mut impl Read, tampon: &mut [u8]) -> std::io::Result<usize> {
    let mut lus = 0;
    while lus < tampon.len() {
        match source.read(&mut tampon[lus..]) {
            Ok(0) => break,
            Ok(n) => lus += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(lus)
}

/// Refuses what is no CSV, with what it seems to be instead.
fn verifier_le_debut(debut: &[u8]) -> Result<(), ImportErreur> {
    let sans_marque = debut.strip_prefix(MARQUE).unwrap_or(debut);
    if sans_marque.trim_ascii().is_empty() && debut.len() < DEBUT {
        return Err(ImportErreur::FichierVide);
    }
    // ZIP (xlsx, ods) and the older compound files (xls).
    if debut.starts_with(b"PK\x03\x04") || debut.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ImportErreur::FichierClasseur);
    }
    if debut.starts_with(b"\xff\xfe") || debut.starts_with(b"\xfe\xff") {
        return Err(ImportErreur::FichierUtf16);
    }
    // Further down a zero is a control character that spoils its line alone.
    let premiere_ligne = debut
        .split(|o| matches!(*o, b'\r' | b'\n'))
        .next()
        .unwrap_or(debut);
    if premiere_ligne.contains(&0) {
        return Err(ImportErreur::FichierBinaire);
    }
    Ok(())
}

/// Counts what is and what is not UTF-8, over pieces of a file.
#[derive(Default)]
struct Utf8 {
    bons: u64,
    mauvais: u64,
    /// Beginning of a character cut by the end of a piece.
    reste: Vec<u8>,
}

impl Utf8 {
    fn voir(&mut self, lot: &[u8]) {
        if self.reste.is_empty() && lot.is_ascii() {
            return;
        }
        let mut octets = core::mem::take(&mut self.reste);
        octets.extend_from_slice(lot);
        let mut dernier: &[u8] = &[];
        for morceau in octets.utf8_chunks() {
            // One first byte per character of several bytes.
            self.bons += morceau.valid().bytes().filter(|o| *o >= 0xc0).count() as u64;
            dernier = morceau.invalid();
            self.mauvais += u64::from(!dernier.is_empty());
        }
        // A character that the end of the piece cuts is no fault yet.
        if core::str::from_utf8(dernier).is_err_and(|e| e.error_len().is_none()) {
            self.reste = dernier.to_vec();
            self.mauvais -= 1;
        }
    }

    fn en_est(&self) -> bool {
        let mauvais = self.mauvais + u64::from(!self.reste.is_empty());
        mauvais == 0 || self.bons > mauvais
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encodage(octets: &[u8]) -> EncodageImport {
        deposer(octets, OCTETS_MAX).unwrap().encodage
    }

    #[test]
    fn encodages_reconnus() {
        use EncodageImport::*;
        assert_eq!(encodage(b"nom;prenom\nDUPONT;Anne"), Utf8);
        assert_eq!(encodage("nom\nÉlodie".as_bytes()), Utf8);
        assert_eq!(encodage("\u{feff}nom\nElodie".as_bytes()), Utf8);
        assert_eq!(encodage(b"nom\n\xc9lodie"), Windows1252);
        assert_eq!(encodage(b"nom\nH\xe9l\xe8ne \x8cuvre"), Windows1252);
        // UTF-8 with one damaged line stays UTF-8.
        assert_eq!(
            encodage(b"nom\nH\xc3\xa9l\xc3\xa8ne\n\xc9lodie\n\xc5\x92uvre"),
            Utf8
        );
        // Cut in the middle of a character, at the end and between two pieces.
        assert_eq!(encodage(b"\xc3\xa9\xc3\xa9\xc3"), Utf8);
        let long = format!("x{}", "é".repeat(100_000));
        assert_eq!(encodage(long.as_bytes()), Utf8);
    }

    #[test]
    fn ce_qui_n_est_pas_un_texte() {
        let refus = |octets: &[u8]| deposer(octets, 1_000).unwrap_err();
        assert_eq!(refus(b""), ImportErreur::FichierVide);
        assert_eq!(refus(b"\xef\xbb\xbf\r\n  \r\n"), ImportErreur::FichierVide);
        assert_eq!(refus(b"PK\x03\x04\x14\0"), ImportErreur::FichierClasseur);
        assert_eq!(refus(b"\xff\xfen\0o\0m\0"), ImportErreur::FichierUtf16);
        assert_eq!(refus(b"\x7fELF\0\0"), ImportErreur::FichierBinaire);
        assert_eq!(
            refus(&[b'a'; 1_001]),
            ImportErreur::FichierTropGros { maximum: 1_000 }
        );
    }

    #[test]
    fn relue_sans_sa_marque() {
        let mut deposee = deposer("\u{feff}é;b".as_bytes(), OCTETS_MAX).unwrap();
        assert_eq!(deposee.octets, 4);
        assert_eq!(
            deposee.empreinte,
            crate::empreinte("\u{feff}é;b".as_bytes())
        );
        for _ in 0..2 {
            let mut lu = String::new();
            deposee.relire().unwrap().read_to_string(&mut lu).unwrap();
            assert_eq!(lu, "é;b");
        }
    }

    /// A source that gives its bytes a few at a time.
    struct Goutte<'a>(&'a [u8], usize);

    impl Read for Goutte<'_> {
        fn read(&mut self, tampon: &mut [u8]) -> std::io::Result<usize> {
            let n = self.0.len().min(self.1).min(tampon.len());
            tampon[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    proptest! {
        #[test]
        fn le_decoupage_ne_change_rien(texte in "[a-zéœ€🎓]{1,60}", pas in 1usize..5, coupe in 1usize..9) {
            let octets = texte.as_bytes();
            let mut utf8 = Utf8::default();
            for lot in octets.chunks(coupe) {
                utf8.voir(lot);
            }
            prop_assert!(utf8.en_est());
            prop_assert_eq!(utf8.mauvais, 0);
            prop_assert_eq!(utf8.bons as usize, texte.chars().filter(|c| !c.is_ascii()).count());
            let deposee = deposer(Goutte(octets, pas), OCTETS_MAX).unwrap();
            prop_assert_eq!(deposee.octets as usize, octets.len());
        }

        #[test]
        fn windows_1252_reconnu(texte in "[a-zéèàùçêîôûëïü' ]{1,60}") {
            let (octets, _, perdu) = encoding_rs::WINDOWS_1252.encode(&texte);
            prop_assert!(!perdu);
            let attendu = if texte.is_ascii() { EncodageImport::Utf8 } else { EncodageImport::Windows1252 };
            prop_assert_eq!(deposer(&octets[..], OCTETS_MAX).map(|d| d.encodage), if texte.trim().is_empty() { Err(ImportErreur::FichierVide) } else { Ok(attendu) });
        }
    }
}
