//! Public holidays and Sundays: days on which nobody expects to be convoked.
//!
//! Sources: code du travail, L3133-1 (the eleven days of the whole territory), L3134-13
//! (Alsace and Moselle), L3422-2 (commemoration of the abolition of slavery overseas).

use crate::temps::{Datelike, NaiveDate, Weekday};
use crate::{Uai, jour_long};
use serde::{Deserialize, Serialize};

/// Where the calendar has days of its own.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Territoire {
    /// Everywhere else.
    #[default]
    Commun,
    /// Bas-Rhin, Haut-Rhin, Moselle.
    AlsaceMoselle,
    /// Guadeloupe.
    Guadeloupe,
    /// Martinique.
    Martinique,
    /// Guyane.
    Guyane,
    /// La Réunion.
    Reunion,
    /// Mayotte.
    Mayotte,
    /// Saint-Barthélemy.
    SaintBarthelemy,
    /// Saint-Martin.
    SaintMartin,
}

impl Territoire {
    /// The territory of an établissement: the first three digits of its UAI are the
    /// département.
    #[must_use]
    pub fn de(uai: &Uai) -> Self {
        match &uai.as_str()[..3] {
            "057" | "067" | "068" => Self::AlsaceMoselle,
            "971" => Self::Guadeloupe,
            "972" => Self::Martinique,
            "973" => Self::Guyane,
            "974" => Self::Reunion,
            "976" => Self::Mayotte,
            "977" => Self::SaintBarthelemy,
            "978" => Self::SaintMartin,
            _ => Self::Commun,
        }
    }

    /// Day and month of the commemoration of the abolition of slavery.
    const fn abolition(self) -> Option<(u32, u32)> {
        match self {
            Self::Commun | Self::AlsaceMoselle => None,
            Self::Guadeloupe => Some((27, 5)),
            Self::Martinique => Some((22, 5)),
            Self::Guyane => Some((10, 6)),
            Self::Reunion => Some((20, 12)),
            Self::Mayotte => Some((27, 4)),
            Self::SaintBarthelemy => Some((9, 10)),
            Self::SaintMartin => Some((28, 5)),
        }
    }
}

/// Fixed days: day, month, name.
const FIXES: [(u32, u32, &str); 8] = [
    (1, 1, "jour de l’An"),
    (1, 5, "fête du Travail"),
    (8, 5, "Victoire 1945"),
    (14, 7, "fête nationale"),
    (15, 8, "Assomption"),
    (1, 11, "Toussaint"),
    (11, 11, "Armistice 1918"),
    (25, 12, "Noël"),
];

/// Days that follow Easter Sunday: by how many days, name.
const APRES_PAQUES: [(u64, &str); 3] = [
    (1, "lundi de Pâques"),
    (39, "Ascension"),
    (50, "lundi de Pentecôte"),
];

/// The name of a public holiday, none on any other day. Easter is known from 1583 to 9999.
#[must_use]
pub fn ferie(jour: NaiveDate, territoire: Territoire) -> Option<&'static str> {
    let (quantieme, mois) = (jour.day(), jour.month());
    if let Some((.., nom)) = FIXES.iter().find(|(q, m, _)| (*q, *m) == (quantieme, mois)) {
        return Some(nom);
    }
    if let Ok(d) = computus::gregorian(jour.year())
        && let Some(paques) = NaiveDate::from_ymd_opt(d.year, d.month, d.day)
    {
        let suivant = APRES_PAQUES
            .iter()
            .find(|(apres, _)| paques.checked_add_days(chrono::Days::new(*apres)) == Some(jour));
        if let Some((_, nom)) = suivant {
            return Some(nom);
        }
        if territoire == Territoire::AlsaceMoselle
            && paques.checked_sub_days(chrono::Days::new(2)) == Some(jour)
        {
            return Some("Vendredi saint");
        }
    }
    if territoire == Territoire::AlsaceMoselle && (quantieme, mois) == (26, 12) {
        return Some("Saint-Étienne");
    }
    (territoire.abolition() == Some((quantieme, mois))).then_some("abolition de l’esclavage")
}

/// Why nobody works on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum JourChome {
    /// A Sunday.
    Dimanche(NaiveDate),
    /// A public holiday; its name by [`ferie`].
    Ferie(NaiveDate),
}

impl JourChome {
    /// What a day is, if it is not worked; a holiday on a Sunday is told as a holiday.
    #[must_use]
    pub fn de(jour: NaiveDate, territoire: Territoire) -> Option<Self> {
        if ferie(jour, territoire).is_some() {
            Some(Self::Ferie(jour))
        } else if jour.weekday() == Weekday::Sun {
            Some(Self::Dimanche(jour))
        } else {
            None
        }
    }

    /// `dimanche 7 février 2021`, `jeudi 13 mai 2021 (Ascension)`.
    #[must_use]
    pub fn libelle(self, territoire: Territoire) -> String {
        match self {
            Self::Dimanche(jour) => jour_long(jour),
            Self::Ferie(jour) => match ferie(jour, territoire) {
                Some(nom) => format!("{} ({nom})", jour_long(jour)),
                None => jour_long(jour),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn j(a: i32, m: u32, j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(a, m, j).unwrap()
    }

    #[test]
    fn les_onze_jours_de_2021() {
        let tous: Vec<NaiveDate> = (0..365)
            .filter_map(|n| j(2021, 1, 1).checked_add_days(chrono::Days::new(n)))
            .filter(|jour| ferie(*jour, Territoire::Commun).is_some())
            .collect();
        assert_eq!(
            tous,
            [
                j(2021, 1, 1),
                j(2021, 4, 5),
                j(2021, 5, 1),
                j(2021, 5, 8),
                j(2021, 5, 13),
                j(2021, 5, 24),
                j(2021, 7, 14),
                j(2021, 8, 15),
                j(2021, 11, 1),
                j(2021, 11, 11),
                j(2021, 12, 25),
            ]
        );
    }

    #[test]
    fn les_jours_d_un_territoire() {
        assert_eq!(
            ferie(j(2021, 4, 2), Territoire::AlsaceMoselle),
            Some("Vendredi saint")
        );
        assert_eq!(ferie(j(2021, 4, 2), Territoire::Commun), None);
        assert!(ferie(j(2021, 12, 26), Territoire::AlsaceMoselle).is_some());
        for (uai, jour) in [
            ("9710003A", j(2021, 5, 27)),
            ("9720003A", j(2021, 5, 22)),
            ("9730001N", j(2021, 6, 10)),
            ("9740001A", j(2021, 12, 20)),
            ("9760127J", j(2021, 4, 27)),
        ] {
            let uai = Uai::du_numero(uai[..7].parse().unwrap());
            assert!(ferie(jour, Territoire::de(&uai)).is_some(), "{uai}");
            assert_eq!(ferie(jour, Territoire::Commun), None, "{uai}");
        }
        assert_eq!(Territoire::de(&Uai::du_numero(310_038)), Territoire::Commun);
    }

    #[test]
    fn un_jour_chome_se_dit() {
        assert_eq!(
            JourChome::de(j(2021, 2, 7), Territoire::Commun),
            Some(JourChome::Dimanche(j(2021, 2, 7)))
        );
        let ascension = JourChome::de(j(2021, 5, 13), Territoire::Commun).unwrap();
        assert_eq!(
            ascension.libelle(Territoire::Commun),
            "jeudi\u{a0}13 mai 2021 (Ascension)"
        );
        assert_eq!(JourChome::de(j(2021, 2, 8), Territoire::Commun), None);
    }

    proptest! {
        /// Whatever the year: Easter Monday is a Monday, Ascension a Thursday.
        #[test]
        fn les_jours_mobiles_tombent_bien(annee in 1900i32..2200) {
            for (nom, attendu) in [
                ("lundi de Pâques", Weekday::Mon),
                ("Ascension", Weekday::Thu),
                ("lundi de Pentecôte", Weekday::Mon),
            ] {
                let trouve = (0..366)
                    .filter_map(|n| j(annee, 1, 1).checked_add_days(chrono::Days::new(n)))
                    .find(|jour| ferie(*jour, Territoire::Commun) == Some(nom));
                // Ascension may fall on a fixed holiday, which is then named first.
                if let Some(jour) = trouve {
                    prop_assert_eq!(jour.weekday(), attendu);
                } else {
                    prop_assert_eq!(nom, "Ascension");
                }
            }
        }
    }
}
