//! A small generator of numbers that never changes: the demonstration must be
//! the same on every machine and after every update of a library, which no
//! published random crate promises for its sequences.

/// SplitMix64 (Steele, Lea and Flood, 2014; public domain): more than enough to
/// draw names, and far from enough for any secret.
pub(crate) struct Alea {
    etat: u64,
}

impl Alea {
    pub(crate) const fn nouveau(graine: u64) -> Self {
        Self { etat: graine }
    }

    /// A sequence of its own for the `rang`-th thing of a kind, so that one thing
    /// can be made without making those before it.
    pub(crate) fn pour(graine: u64, genre: Genre, rang: u64) -> Self {
        let mut melange = Self::nouveau(graine ^ (genre as u64).rotate_left(56));
        let base = melange.suivant();
        Self::nouveau(base ^ rang.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    pub(crate) const fn suivant(&mut self) -> u64 {
        self.etat = self.etat.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.etat;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `borne`; 0 when `borne` is 0.
    pub(crate) const fn sous(&mut self, borne: usize) -> usize {
        // Multiply and shift: same result whatever the width of `usize`.
        ((self.suivant() as u128 * borne as u128) >> 64) as usize
    }

    /// True `pour_cent` times out of 100.
    pub(crate) const fn chance(&mut self, pour_cent: usize) -> bool {
        self.sous(100) < pour_cent
    }

    /// One of the elements; the default of the type when there is none.
    pub(crate) fn parmi<T: Copy + Default>(&mut self, choix: &[T]) -> T {
        choix
            .get(self.sous(choix.len()))
            .copied()
            .unwrap_or_default()
    }

    /// A rank, chosen according to weights whose running sums are given.
    pub(crate) fn pondere(&mut self, cumul: &[u32]) -> usize {
        let total = cumul.last().copied().unwrap_or(0);
        let tire = self.sous(total as usize) as u32;
        cumul.partition_point(|c| *c <= tire)
    }
}

/// What a sequence is for: two kinds never share one.
#[derive(Clone, Copy)]
pub(crate) enum Genre {
    Noms = 1,
    Personne = 2,
    Mission = 3,
    Convocations = 4,
    Absences = 5,
    Services = 6,
    Voisine = 7,
}

/// Running sums of weights, for [`Alea::pondere`].
pub(crate) fn cumul(poids: impl Iterator<Item = u32>) -> Vec<u32> {
    poids
        .scan(0u32, |somme, p| {
            *somme += p;
            Some(*somme)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suite_publiee() {
        let mut alea = Alea::nouveau(1_234_567);
        let suite: Vec<u64> = (0..5).map(|_| alea.suivant()).collect();
        assert_eq!(
            suite,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }

    #[test]
    fn bornes_et_poids() {
        let mut alea = Alea::nouveau(7);
        assert_eq!(alea.sous(0), 0);
        let cumul = cumul([0, 3, 0, 1].into_iter());
        let mut vus = [0u32; 4];
        for _ in 0..4_000 {
            vus[alea.pondere(&cumul)] += 1;
            assert!(alea.sous(3) < 3);
        }
        assert_eq!((vus[0], vus[2]), (0, 0));
        assert!(vus[1] > 2 * vus[3] && vus[3] > 800, "{vus:?}");
    }
}
