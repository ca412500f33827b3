//! How much of an archive of letters has come, told from its bytes.

/// What stands before each file of a ZIP (APPNOTE.TXT 4.3.7).
const ENTETE: [u8; 4] = *b"PK\x03\x04";

/// Counts the letters of an archive that comes piece by piece. Its length is not known before
/// its last letter is made, and what counts is how many letters came, not how many were made.
///
/// A letter that held the four bytes by chance, one in some hundred thousand, would be
/// counted twice: it is for a progress bar.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompteurArchive {
    /// Files begun.
    fichiers: usize,
    /// How much of a header the last bytes are: it may come in two pieces.
    debut: usize,
}

impl CompteurArchive {
    /// Takes the next piece; returns how many letters have come whole. The index comes after
    /// the last letter, and is none.
    pub fn recevoir(&mut self, morceau: &[u8]) -> usize {
        for octet in morceau {
            self.debut = match ENTETE.get(self.debut) {
                Some(attendu) if attendu == octet => self.debut + 1,
                _ => usize::from(ENTETE.first() == Some(octet)),
            };
            if self.debut == ENTETE.len() {
                self.fichiers += 1;
                self.debut = 0;
            }
        }
        self.fichiers.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_entete_en_deux_morceaux_compte_une_fois() {
        let octets = b"PK\x03\x04unPPK\x03\x04deuxPK\x03PK\x03\x04index";
        for coupe in 0..octets.len() {
            let mut compteur = CompteurArchive::default();
            let (debut, suite) = octets.split_at(coupe);
            assert!(compteur.recevoir(debut) <= 2);
            assert_eq!(compteur.recevoir(suite), 2, "coupé à {coupe}");
        }
    }

    #[test]
    fn la_premiere_lettre_est_encore_en_route() {
        let mut compteur = CompteurArchive::default();
        assert_eq!(compteur.recevoir(b""), 0);
        assert_eq!(compteur.recevoir(b"PK\x03\x04%PDF"), 0);
        assert_eq!(compteur.recevoir(b"PK\x03\x04"), 1);
    }
}
