//! A mailbox in one file, one message at a time.

use super::TAILLE_LUE;
use std::io::{self, BufRead};

/// The messages of an mbox (RFC 4155), in order; a file without any separator is one
/// message.
///
/// Of each, at most [`TAILLE_LUE`] bytes are kept, and the rest is passed over: neither
/// a file nor a message of any size fills the memory.
#[derive(Debug)]
pub struct Mbox<L> {
    lecteur: L,
    /// The line before was empty, or there was none.
    vide_avant: bool,
}

impl<L: BufRead> Mbox<L> {
    /// Reads what `lecteur` gives.
    pub const fn nouvelle(lecteur: L) -> Self {
        Self {
            lecteur,
            vide_avant: true,
        }
    }

    /// The next message, without its separator; none at the end.
    fn suivant(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut message = Vec::new();
        loop {
            let debut = message.len();
            if !self.ligne(&mut message)? {
                return Ok((!message.is_empty()).then_some(message));
            }
            let ligne = &message[debut..];
            // The same words in the middle of a paragraph are text.
            let separe = self.vide_avant && ligne.starts_with(b"From ");
            self.vide_avant = matches!(ligne, b"\n" | b"\r\n");
            if separe {
                message.truncate(debut);
                if debut > 0 {
                    return Ok(Some(message));
                }
            }
            message.truncate(TAILLE_LUE);
        }
    }

    /// Adds the next line to `message`, as much of it as there is room for and enough
    /// to know a separator; `false` at the end.
    fn ligne(&mut self, message: &mut Vec<u8>) -> io::Result<bool> {
        let mut place = TAILLE_LUE.saturating_sub(message.len()).max(SEPARATEUR);
        let mut lu = false;
        loop {
            let tampon = match self.lecteur.fill_buf() {
                Ok(tampon) => tampon,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if tampon.is_empty() {
                return Ok(lu);
            }
            lu = true;
            let fin = tampon.iter().position(|o| *o == b'\n');
            let longueur = fin.map_or(tampon.len(), |f| f + 1);
            let gardes = longueur.min(place);
            message.extend_from_slice(&tampon[..gardes]);
            place -= gardes;
            self.lecteur.consume(longueur);
            if fin.is_some() {
                return Ok(true);
            }
        }
    }
}

/// Enough of a line to tell whether it is a separator, or empty.
const SEPARATEUR: usize = 8;

impl<L: BufRead> Iterator for Mbox<L> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.suivant().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{BufReader, Read};

    fn lire(texte: &[u8]) -> Vec<String> {
        // A tiny buffer: lines come in pieces.
        Mbox::nouvelle(BufReader::with_capacity(3, texte))
            .map(|m| String::from_utf8_lossy(&m.unwrap()).into_owned())
            .collect()
    }

    #[test]
    fn un_message_apres_l_autre() {
        let texte = b"From a@b.fr Sat Jan  3 01:05:34 2026\nSujet: 1\n\nFrom here on\nFrom a\n\n\
            From c@d.fr Sat Jan  3 01:05:35 2026\r\nSujet: 2\r\n\r\nx\r\n\r\n\
            From MAILER-DAEMON Sat Jan  3 01:05:36 2026\nSujet: 3";
        let lus = lire(texte);
        // « From here on » follows an empty line: it separates, as everywhere else.
        assert_eq!(
            lus,
            [
                "Sujet: 1\n\n",
                "From a\n\n",
                "Sujet: 2\r\n\r\nx\r\n\r\n",
                "Sujet: 3"
            ]
        );
        assert_eq!(lire(b""), [""; 0]);
        assert_eq!(lire(b"From a@b.fr x\nFrom c@d.fr y\n"), ["From c@d.fr y\n"]);
        assert_eq!(lire(b"Sujet: seul\n\ncorps\n"), ["Sujet: seul\n\ncorps\n"]);
    }

    /// Thirty million bytes in one line, then in many: each message is cut.
    #[test]
    fn rien_ne_remplit_la_memoire() {
        for morceau in [&b"AAAAAAAAAAAAAAA"[..], b"From AAAAA\n\n>A\n"] {
            let tete = &b"From a@b.fr x\nSujet: long\n\n>"[..];
            let milieu = Repete(io::repeat(0).take(2_000_000), morceau);
            let suite = &b"\n\nFrom a@b.fr y\nSujet: court\n"[..];
            let lus: Vec<Vec<u8>> = Mbox::nouvelle(BufReader::new(tete.chain(milieu).chain(suite)))
                .map(Result::unwrap)
                .collect();
            assert_eq!(lus.len(), 2);
            assert!(lus[0].starts_with(b"Sujet: long\n\n>"));
            assert_eq!(lus[0].len(), TAILLE_LUE);
            assert_eq!(lus[1], b"Sujet: court\n");
        }
    }

    /// Gives a piece for each byte that its counter gives.
    struct Repete<R>(R, &'static [u8]);

    impl<R: Read> Read for Repete<R> {
        fn read(&mut self, sortie: &mut [u8]) -> io::Result<usize> {
            let mut compte = vec![0; sortie.len() / self.1.len()];
            let n = self.0.read(&mut compte)?;
            for i in 0..n {
                sortie[i * self.1.len()..][..self.1.len()].copy_from_slice(self.1);
            }
            Ok(n * self.1.len())
        }
    }

    proptest! {
        #[test]
        fn les_messages_reviennent_entiers(
            messages in prop::collection::vec("(?s)[a-z >\r\n\u{e9}]{1,80}x", 1..8),
        ) {
            let mut texte = String::new();
            for m in &messages {
                texte.push_str("From a@b.fr Sat Jan  3 01:05:34 2026\n");
                texte.push_str(m);
                texte.push_str("\n\n");
            }
            let attendus: Vec<String> = messages.iter().map(|m| format!("{m}\n\n")).collect();
            prop_assert_eq!(lire(texte.as_bytes()), attendus);
        }
    }
}
