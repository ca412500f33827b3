//! The month grid of the window *Détails de la convocation*: Monday first.

use crate::temps::{Datelike, NaiveDate};

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mois {
    /// Year.
    pub annee: i32,
    /// Month, 1 to 12.
    pub mois: u32,
}

impl Mois {
    /// The month of a day.
    #[must_use]
    pub fn de(jour: NaiveDate) -> Self {
        Self {
            annee: jour.year(),
            mois: jour.month(),
        }
    }

    /// This month shifted by `n` months; unchanged where the calendar ends.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        let rang = self
            .annee
            .saturating_mul(12)
            .saturating_add(self.mois as i32 - 1)
            .saturating_add(n);
        let autre = Self {
            annee: rang.div_euclid(12),
            mois: rang.rem_euclid(12) as u32 + 1,
        };
        if autre.jour(1).is_some() { autre } else { self }
    }

    /// The day of this month, when it has one.
    #[must_use]
    pub fn jour(self, jour: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.annee, self.mois, jour)
    }

    /// Number of days.
    #[must_use]
    pub fn longueur(self) -> u32 {
        (28..=31)
            .rev()
            .find(|j| self.jour(*j).is_some())
            .unwrap_or(0)
    }

    /// Weeks from Monday to Sunday; places outside the month are empty.
    #[must_use]
    pub fn semaines(self) -> Vec<[Option<NaiveDate>; 7]> {
        let mut semaines = Vec::with_capacity(6);
        let mut semaine = [None; 7];
        for jour in (1..=self.longueur()).filter_map(|j| self.jour(j)) {
            let place = jour.weekday().num_days_from_monday() as usize;
            semaine[place] = Some(jour);
            if place == 6 {
                semaines.push(core::mem::take(&mut semaine));
            }
        }
        if semaine.iter().any(Option::is_some) {
            semaines.push(semaine);
        }
        semaines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn janvier_2021() {
        let mois = Mois {
            annee: 2021,
            mois: 1,
        };
        let semaines = mois.semaines();
        assert_eq!(semaines.len(), 5);
        assert_eq!(semaines[0][4], mois.jour(1));
        assert_eq!(semaines[1][0], mois.jour(4));
        assert_eq!(semaines[4][6], mois.jour(31));
        assert_eq!(
            mois.plus(-1),
            Mois {
                annee: 2020,
                mois: 12
            }
        );
        assert_eq!(
            mois.plus(13),
            Mois {
                annee: 2022,
                mois: 2
            }
        );
        assert_eq!(
            Mois {
                annee: 2024,
                mois: 2
            }
            .longueur(),
            29
        );
    }

    proptest! {
        #[test]
        fn chaque_jour_une_fois(annee in 1900i32..2200, mois in 1u32..=12) {
            let mois = Mois { annee, mois };
            let jours: Vec<_> = mois.semaines().into_iter().flatten().flatten().collect();
            prop_assert_eq!(jours.len() as u32, mois.longueur());
            prop_assert!(jours.windows(2).all(|d| d[0] < d[1]));
            prop_assert_eq!(mois.plus(7).plus(-7), mois);
        }
    }
}
