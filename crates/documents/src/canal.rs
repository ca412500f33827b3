//! From a synchronous writer to pieces of a stream.

use std::io::{self, Write};

/// A writer that gathers bytes and hands them over in pieces of about `taille`
/// bytes: into a bounded channel, for instance, so that a ZIP written in a blocking
/// task streams to a client, waits while the client is slow, and stops when the
/// client has gone (the closure then returns an error, which the writer of the ZIP
/// returns in its turn).
///
/// Nothing is sent when it is dropped: a stream that broke off must look broken.
/// Call [`Canal::terminer`] at the end of a good one.
pub struct Canal<F> {
    tampon: Vec<u8>,
    taille: usize,
    envoyer: F,
}

impl<F> core::fmt::Debug for Canal<F> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Canal")
            .field("en_attente", &self.tampon.len())
            .field("taille", &self.taille)
            .finish_non_exhaustive()
    }
}

/// A good size of piece: a letter or two.
pub const TAILLE: usize = 64 * 1024;

impl<F: FnMut(Vec<u8>) -> io::Result<()>> Canal<F> {
    /// A writer into `envoyer`, which may block and whose error ends the writing.
    pub fn nouveau(taille: usize, envoyer: F) -> Self {
        Self {
            tampon: Vec::new(),
            taille: taille.max(1),
            envoyer,
        }
    }

    /// Sends what is left.
    ///
    /// # Errors
    /// The closure's.
    pub fn terminer(mut self) -> io::Result<()> {
        self.vider()
    }

    fn vider(&mut self) -> io::Result<()> {
        if self.tampon.is_empty() {
            return Ok(());
        }
        (self.envoyer)(core::mem::take(&mut self.tampon))
    }
}

impl<F: FnMut(Vec<u8>) -> io::Result<()>> Write for Canal<F> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.tampon.capacity() == 0 {
            self.tampon.reserve_exact(self.taille);
        }
        // Never more than a piece: a large write comes back for the rest.
        let place = self.taille.saturating_sub(self.tampon.len()).max(1);
        let pris = octets.get(..place).unwrap_or(octets);
        self.tampon.extend_from_slice(pris);
        if self.tampon.len() >= self.taille {
            self.vider()?;
        }
        Ok(pris.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.vider()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tout_passe_par_morceaux() {
        let mut recus: Vec<Vec<u8>> = Vec::new();
        let donnees: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let mut canal = Canal::nouveau(64, |m| {
            recus.push(m);
            Ok(())
        });
        for morceau in donnees.chunks(37) {
            canal.write_all(morceau).unwrap();
        }
        canal.terminer().unwrap();
        assert!(recus.iter().all(|m| m.len() <= 64 && m.capacity() <= 64));
        assert_eq!(recus.concat(), donnees);
    }

    #[test]
    fn le_depart_du_client_arrete() {
        let mut canal = Canal::nouveau(4, |_| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(canal.write(b"abc").unwrap(), 3);
        assert_eq!(
            canal.write(b"def").unwrap_err().kind(),
            io::ErrorKind::BrokenPipe
        );
    }

    #[test]
    fn rien_ne_part_a_l_abandon() {
        let mut envois = 0;
        let mut canal = Canal::nouveau(100, |_| {
            envois += 1;
            Ok(())
        });
        canal.write_all(b"le debut").unwrap();
        drop(canal);
        assert_eq!(envois, 0);
    }
}
