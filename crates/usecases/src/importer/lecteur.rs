//! Records of a CSV file, one by one, each with the number of its line in the file.
//!
//! The parsing is `csv-core`'s. What is added here is what an import by people who
//! do not know CSV needs: a broken line spoils itself alone. A quote that is opened
//! and never closed would swallow the lines below it, up to the end of the file;
//! so when a record over several lines is not well formed, only its first line is
//! refused, and reading starts again on the next line.

use csv_core::ReadRecordResult;
use domain::RaisonRefus;
use std::io::{self, Read};

/// Longest record, in bytes. The longest line of the annuaire has 1,200.
pub(super) const OCTETS_MAX: usize = 64 * 1024;
/// Most fields of a record. The annuaire has 73 columns.
const CHAMPS_MAX: usize = 1_024;
/// Bytes read at a time.
const FENETRE: usize = 512 * 1024;

/// What reading gave.
pub(super) enum Lu {
    /// Nothing more.
    Fin,
    /// A record: see [`Lecteur::champ`].
    Ligne {
        /// Line on which it begins.
        ligne: u32,
    },
    /// A line that is no record.
    Refus {
        /// Which.
        ligne: u32,
        /// Why.
        raison: RaisonRefus,
    },
}

/// A CSV file being read.
pub(super) struct Lecteur<R> {
    source: R,
    /// Bytes read ahead; those before `debut` are done with.
    fenetre: Vec<u8>,
    debut: usize,
    source_finie: bool,
    csv: csv_core::Reader,
    separateur: u8,
    /// Number of the line at `debut`.
    ligne: u32,
    /// The last byte done with was a `\r`: a `\n` that follows ends no other line.
    apres_cr: bool,
    octets: u64,
    /// As many fields as a record must have; none: any number.
    attendus: Option<usize>,
    sortie: Vec<u8>,
    bornes: Vec<usize>,
    champs: usize,
}

impl<R: Read> Lecteur<R> {
    /// Reads from the beginning of a file without byte order mark.
    pub(super) fn nouveau(source: R, separateur: u8) -> Self {
        Self {
            source,
            fenetre: Vec::new(),
            debut: 0,
            source_finie: false,
            csv: csv_core::ReaderBuilder::new().delimiter(separateur).build(),
            separateur,
            ligne: 1,
            apres_cr: false,
            octets: 0,
            attendus: None,
            sortie: vec![0; OCTETS_MAX],
            bornes: vec![0; CHAMPS_MAX],
            champs: 0,
        }
    }

    /// Tells how many fields a record has, once the header is read.
    pub(super) const fn attendre(&mut self, champs: usize) {
        self.attendus = Some(champs);
    }

    /// Bytes done with.
    pub(super) const fn octets(&self) -> u64 {
        self.octets
    }

    /// How many fields the last record has.
    pub(super) const fn nombre_de_champs(&self) -> usize {
        self.champs
    }

    /// A field of the last record, as bytes of the file's encoding; empty beyond the last.
    pub(super) fn champ(&self, n: usize) -> &[u8] {
        if n >= self.champs {
            return &[];
        }
        let de = n.checked_sub(1).map_or(0, |avant| self.bornes[avant]);
        &self.sortie[de..self.bornes[n]]
    }

    /// The next record that is not made of empty fields alone (spreadsheets leave
    /// such lines at the end).
    pub(super) fn suivante(&mut self) -> io::Result<Lu> {
        loop {
            self.passer_les_lignes_vides()?;
            if self.debut == self.fenetre.len() {
                return Ok(Lu::Fin);
            }
            let ligne = self.ligne;
            match self.lire()? {
                Ok(longueur) => {
                    self.avancer(longueur);
                    if (0..self.champs).any(|n| !self.champ(n).trim_ascii().is_empty()) {
                        return Ok(Lu::Ligne { ligne });
                    }
                }
                Err(raison) => {
                    self.passer_la_ligne()?;
                    return Ok(Lu::Refus { ligne, raison });
                }
            }
        }
    }

    /// Parses the record at the beginning of the window; gives its length in bytes.
    fn lire(&mut self) -> io::Result<Result<usize, RaisonRefus>> {
        self.remplir()?;
        let reste = &self.fenetre[self.debut..];
        let vue = &reste[..reste.len().min(OCTETS_MAX)];
        let tout_vu = vue.len() == reste.len() && self.source_finie;
        self.csv.reset();
        let (mut resultat, longueur, ecrits, mut champs) =
            self.csv
                .read_record(vue, &mut self.sortie, &mut self.bornes);
        if resultat == ReadRecordResult::InputEmpty && tout_vu {
            // The file ends without a line end: saying so gives the last record.
            let (fin, _, _, dernier) =
                self.csv
                    .read_record(&[], &mut self.sortie[ecrits..], &mut self.bornes[champs..]);
            resultat = fin;
            champs += dernier;
        }
        match resultat {
            ReadRecordResult::Record => {}
            ReadRecordResult::OutputEndsFull => {
                return Ok(Err(RaisonRefus::NombreDeChamps {
                    attendus: self.attendus.unwrap_or(CHAMPS_MAX) as u32,
                    lus: CHAMPS_MAX as u32,
                }));
            }
            // Outside quotes a line end ends the record: it is within some.
            _ if a_fin_de_ligne(vue) => return Ok(Err(RaisonRefus::GuillemetNonFerme)),
            _ => {
                return Ok(Err(RaisonRefus::LigneTropLongue {
                    maximum: OCTETS_MAX as u32,
                }));
            }
        }
        self.champs = champs;
        let brut = vue[..longueur].trim_ascii_end();
        let guillemets = guillemets(brut, self.separateur);
        let mal_forme = match guillemets {
            Guillemets::Ouverts => true,
            Guillemets::MalPlaces => a_fin_de_ligne(brut),
            Guillemets::Bons => a_fin_de_ligne(brut) && !self.bon_nombre_de_champs(),
        };
        Ok(if mal_forme {
            Err(RaisonRefus::GuillemetNonFerme)
        } else {
            Ok(longueur)
        })
    }

    /// Whether the last record has as many fields as expected; empty ones more do no harm.
    pub(super) fn bon_nombre_de_champs(&self) -> bool {
        self.attendus.is_none_or(|attendus| {
            self.champs >= attendus
                && (attendus..self.champs).all(|n| self.champ(n).trim_ascii().is_empty())
        })
    }

    /// Reads ahead, so that the window holds a whole record, if there is one.
    fn remplir(&mut self) -> io::Result<()> {
        if self.source_finie || self.fenetre.len() - self.debut > OCTETS_MAX {
            return Ok(());
        }
        self.fenetre.drain(..self.debut);
        self.debut = 0;
        let a_lire = (FENETRE - self.fenetre.len()) as u64;
        let lus = self
            .source
            .by_ref()
            .take(a_lire)
            .read_to_end(&mut self.fenetre)?;
        self.source_finie = (lus as u64) < a_lire;
        Ok(())
    }

    /// Is done with so many bytes of the window.
    fn avancer(&mut self, longueur: usize) {
        for octet in &self.fenetre[self.debut..self.debut + longueur] {
            if *octet == b'\r' || (*octet == b'\n' && !self.apres_cr) {
                self.ligne = self.ligne.saturating_add(1);
            }
            self.apres_cr = *octet == b'\r';
        }
        self.debut += longueur;
        self.octets += longueur as u64;
    }

    fn passer_les_lignes_vides(&mut self) -> io::Result<()> {
        loop {
            self.remplir()?;
            let reste = &self.fenetre[self.debut..];
            let vides = reste
                .iter()
                .take_while(|o| matches!(**o, b'\r' | b'\n'))
                .count();
            let fini = vides < reste.len() || reste.is_empty();
            self.avancer(vides);
            if fini {
                return Ok(());
            }
        }
    }

    /// Passes over the line at the beginning of the window, however long it is.
    fn passer_la_ligne(&mut self) -> io::Result<()> {
        loop {
            let reste = &self.fenetre[self.debut..];
            if let Some(fin) = reste.iter().position(|o| matches!(*o, b'\r' | b'\n')) {
                self.avancer(fin + 1);
                return Ok(());
            }
            self.avancer(reste.len());
            self.remplir()?;
            if self.debut == self.fenetre.len() {
                return Ok(());
            }
        }
    }
}

fn a_fin_de_ligne(octets: &[u8]) -> bool {
    octets.iter().any(|o| matches!(*o, b'\r' | b'\n'))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guillemets {
    /// None, or each where it must be.
    Bons,
    /// One that closes a field is followed by something else than a separator.
    MalPlaces,
    /// One that opens a field is not closed.
    Ouverts,
}

/// How the quotes of a record stand: `csv-core` prefers any reading to none and does
/// not say.
fn guillemets(brut: &[u8], separateur: u8) -> Guillemets {
    if !brut.contains(&b'"') {
        return Guillemets::Bons;
    }
    let mut trouves = Guillemets::Bons;
    let mut octets = brut.iter().copied().peekable();
    let mut debut_de_champ = true;
    while let Some(octet) = octets.next() {
        if octet == b'"' && debut_de_champ {
            loop {
                match octets.next() {
                    None => return Guillemets::Ouverts,
                    Some(b'"') if octets.peek() == Some(&b'"') => {
                        octets.next();
                    }
                    Some(b'"') => break,
                    Some(_) => {}
                }
            }
            if octets.peek().is_some_and(|o| *o != separateur) {
                trouves = Guillemets::MalPlaces;
            }
            debut_de_champ = false;
        } else {
            debut_de_champ = octet == separateur;
        }
    }
    trouves
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lines read: their numbers with their fields, or why they are refused.
    fn lire(texte: &[u8], attendus: Option<usize>) -> Vec<(u32, Result<Vec<String>, RaisonRefus>)> {
        let mut lecteur = Lecteur::nouveau(texte, b';');
        if let Some(n) = attendus {
            lecteur.attendre(n);
        }
        let mut lues = Vec::new();
        loop {
            match lecteur.suivante().unwrap() {
                Lu::Fin => {
                    assert_eq!(lecteur.octets(), texte.len() as u64);
                    return lues;
                }
                Lu::Ligne { ligne } => {
                    let champs = (0..lecteur.nombre_de_champs())
                        .map(|n| String::from_utf8_lossy(lecteur.champ(n)).into_owned())
                        .collect();
                    lues.push((ligne, Ok(champs)));
                }
                Lu::Refus { ligne, raison } => lues.push((ligne, Err(raison))),
            }
        }
    }

    fn bons(lignes: &[(u32, &[&str])]) -> Vec<(u32, Result<Vec<String>, RaisonRefus>)> {
        let texte = |c: &&str| (*c).to_owned();
        lignes
            .iter()
            .map(|(l, c)| (*l, Ok(c.iter().map(texte).collect())))
            .collect()
    }

    #[test]
    fn toutes_les_fins_de_ligne() {
        let attendu = bons(&[(1, &["a", "b"]), (2, &["c", "d"]), (4, &["e", "f"])]);
        for texte in [
            "a;b\nc;d\n\ne;f",
            "a;b\r\nc;d\r\n\r\ne;f\r\n",
            "a;b\rc;d\r\re;f\r",
        ] {
            assert_eq!(lire(texte.as_bytes(), Some(2)), attendu, "{texte:?}");
        }
    }

    #[test]
    fn un_champ_entre_guillemets_peut_aller_a_la_ligne() {
        assert_eq!(
            lire(b"a;\"b\r\nb \"\"c\"\"\";\"\"\r\nd;e;f", Some(3)),
            bons(&[(1, &["a", "b\r\nb \"c\"", ""]), (3, &["d", "e", "f"])])
        );
    }

    #[test]
    fn un_guillemet_oublie_ne_perd_que_sa_ligne() {
        let perdue = (2, Err(RaisonRefus::GuillemetNonFerme));
        // Never closed; closed by the quotes of a line below, in another column and in
        // the same one.
        for texte in [
            "a;b\nx;\"y\nc;d\ne;f\n",
            "a;b\nx;\"y\nc;d\n\"e\";f\n",
            "a;b\nx;\"y\nc;d\ne;\"f\"\n",
        ] {
            let mut attendu = bons(&[(1, &["a", "b"]), (3, &["c", "d"]), (4, &["e", "f"])]);
            attendu.insert(1, perdue.clone());
            assert_eq!(lire(texte.as_bytes(), Some(2)), attendu, "{texte:?}");
        }
        assert_eq!(
            lire(b"x;\"y", Some(2)),
            [(1, Err(RaisonRefus::GuillemetNonFerme))]
        );
    }

    #[test]
    fn un_guillemet_au_milieu_est_du_texte() {
        assert_eq!(
            lire(b"rue \"du\" Lac;\"LP\" Bellevue", None),
            bons(&[(1, &["rue \"du\" Lac", "LP Bellevue"])])
        );
    }

    #[test]
    fn une_ligne_trop_longue_ne_perd_qu_elle() {
        for fois in [OCTETS_MAX, FENETRE, 3 * FENETRE + 1] {
            let texte = [b"a;b\n", &vec![b'x'; fois][..], b";y\nc;d\n"].concat();
            let lues = lire(&texte, Some(2));
            assert_eq!(lues[0], bons(&[(1, &["a", "b"])])[0]);
            assert!(matches!(
                lues[1],
                (2, Err(RaisonRefus::LigneTropLongue { .. }))
            ));
            assert_eq!(lues[2..], bons(&[(3, &["c", "d"])]));
        }
        let champs = [&vec![b';'; 2 * CHAMPS_MAX][..], b"z\na;b"].concat();
        let lues = lire(&champs, Some(2));
        assert!(matches!(
            lues[0],
            (1, Err(RaisonRefus::NombreDeChamps { .. }))
        ));
        assert_eq!(lues[1..], bons(&[(2, &["a", "b"])]));
    }

    #[test]
    fn les_lignes_creuses_ne_comptent_pas() {
        assert_eq!(
            lire(b";;\n a;b;;\n;; \n", Some(2)),
            bons(&[(2, &[" a", "b", "", ""])])
        );
        assert!(lire(b"", None).is_empty());
        assert!(lire(b"\n\r\n\r", None).is_empty());
    }

    #[test]
    fn la_fenetre_glisse_sans_rien_perdre() {
        let lignes = 60_000;
        let texte: String = (0..lignes).map(|n| format!("{n};\"é\n{n}\"\r\n")).collect();
        let lues = lire(texte.as_bytes(), Some(2));
        assert_eq!(lues.len(), lignes);
        for (n, (ligne, champs)) in lues.into_iter().enumerate() {
            assert_eq!(ligne as usize, 2 * n + 1);
            assert_eq!(champs, Ok(vec![n.to_string(), format!("é\n{n}")]));
        }
    }

    proptest! {
        #[test]
        fn tout_est_lu_et_rien_ne_panique(
            texte in prop::collection::vec(prop_oneof![
                Just(b'"'), Just(b';'), Just(b'\n'), Just(b'\r'), any::<u8>()
            ], 0..400),
        ) {
            let lues = lire(&texte, Some(3));
            prop_assert!(lues.windows(2).all(|l| l[0].0 < l[1].0));
        }

        #[test]
        fn ce_qui_est_ecrit_se_relit(
            champs in prop::collection::vec(prop::collection::vec("[a-c\";\n\ré ]{0,6}", 3), 1..20),
        ) {
            let mut ecrit = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
            let mut attendu = Vec::new();
            for ligne in &champs {
                ecrit.write_record(ligne).unwrap();
                if ligne.iter().any(|c| !c.as_bytes().trim_ascii().is_empty()) {
                    attendu.push(Ok(ligne.clone()));
                }
            }
            let lues: Vec<_> = lire(&ecrit.into_inner().unwrap(), Some(3))
                .into_iter()
                .map(|(_, l)| l)
                .collect();
            prop_assert_eq!(lues, attendu);
        }
    }
}
