//! Moments, days and hours. Days and hours are local to the académie and carry
//! no zone; a [`Moment`] is a point on the UTC time line.

pub use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment, later by `secondes` (or earlier, when negative).
    #[must_use]
    pub const fn plus_secondes(self, secondes: i64) -> Self {
        Self(self.0.saturating_add(secondes.saturating_mul(1000)))
    }
}

/// `06/01/2021`, the way dates are written on the memo's screens.
#[must_use]
pub fn jour_court(jour: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", jour.day(), jour.month(), jour.year())
}

/// `8 h 30`, with the no-break spaces French typography asks for; `8 h` on the hour.
#[must_use]
pub fn heure_longue(heure: NaiveTime) -> String {
    if heure.minute() == 0 {
        format!("{}\u{a0}h", heure.hour())
    } else {
        format!("{}\u{a0}h\u{a0}{:02}", heure.hour(), heure.minute())
    }
}

/// `8 h – 12 h 30`, on one line.
#[must_use]
pub fn horaires(debut: NaiveTime, fin: NaiveTime) -> String {
    format!("{}\u{a0}–\u{a0}{}", heure_longue(debut), heure_longue(fin))
}

/// `18/02/2021 à 8 h 05`, until when something can be done.
#[must_use]
pub fn jour_et_heure(jour: NaiveDate, heure: NaiveTime) -> String {
    format!("{} à\u{a0}{}", jour_court(jour), heure_longue(heure))
}

/// `08:00`, the form of an hour field, of the memo's table of chosen days and of files for
/// other programs; what people read says [`heure_longue`].
#[must_use]
pub fn heure_champ(heure: NaiveTime) -> String {
    format!("{:02}:{:02}", heure.hour(), heure.minute())
}

/// Reads `08:00`, `8:00`, `8h`, `8 h 30`, `08h30`.
#[must_use]
pub fn lire_heure(texte: &str) -> Option<NaiveTime> {
    let propre: String = texte
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, 'h' | 'H') { ':' } else { c })
        .collect();
    let (heures, minutes) = propre.split_once(':')?;
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    // `08:00:00` is what some browsers send from a time field with seconds.
    let minutes = minutes.split(':').next()?;
    if heures.len() > 2 || minutes.len() > 2 || !tout_chiffre(heures) || !tout_chiffre(minutes) {
        return None;
    }
    NaiveTime::from_hms_opt(heures.parse().ok()?, minutes.parse().ok()?, 0)
}

/// Reads `2021-02-01` (a date field's value) or `01/02/2021` (as typed in French).
#[must_use]
pub fn lire_jour(texte: &str) -> Option<NaiveDate> {
    let texte = texte.trim();
    let (a, m, j) = if let Some((a, reste)) = texte.split_once('-') {
        let (m, j) = reste.split_once('-')?;
        (a, m, j)
    } else {
        let (j, reste) = texte.split_once('/')?;
        let (m, a) = reste.split_once('/')?;
        (a, m, j)
    };
    if a.len() != 4 || m.len() > 2 || j.len() > 2 || ![a, m, j].into_iter().all(tout_chiffre) {
        return None;
    }
    NaiveDate::from_ymd_opt(a.parse().ok()?, m.parse().ok()?, j.parse().ok()?)
}

fn tout_chiffre(texte: &str) -> bool {
    !texte.is_empty() && texte.bytes().all(|b| b.is_ascii_digit())
}

const MOIS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

const JOURS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

/// Full French name of a month, 1 to 12; empty for anything else.
#[must_use]
pub fn nom_mois(mois: u32) -> &'static str {
    MOIS.get((mois as usize).wrapping_sub(1))
        .copied()
        .unwrap_or("")
}

/// Full French name of a day of the week.
#[must_use]
pub fn nom_jour(jour: Weekday) -> &'static str {
    JOURS[jour.num_days_from_monday() as usize]
}

/// `lundi 1er février 2021`.
#[must_use]
pub fn jour_long(jour: NaiveDate) -> String {
    let quantieme = if jour.day() == 1 {
        "1er".to_owned()
    } else {
        jour.day().to_string()
    };
    format!(
        "{}\u{a0}{quantieme} {} {}",
        nom_jour(jour.weekday()),
        nom_mois(jour.month()),
        jour.year()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn heures_lues() {
        for (texte, h, m) in [
            ("08:00", 8, 0),
            ("8h", 8, 0),
            ("8 h 30", 8, 30),
            ("23:59:00", 23, 59),
        ] {
            assert_eq!(
                lire_heure(texte),
                NaiveTime::from_hms_opt(h, m, 0),
                "{texte}"
            );
        }
        for faux in ["", "24:00", "8", "8:60", "huit h", "-1:00", "+8:00", "8:0x"] {
            assert_eq!(lire_heure(faux), None, "{faux}");
        }
    }

    #[test]
    fn jours_lus() {
        let jour = NaiveDate::from_ymd_opt(2021, 2, 1);
        assert_eq!(lire_jour("2021-02-01"), jour);
        assert_eq!(lire_jour("01/02/2021"), jour);
        assert_eq!(lire_jour("1/2/2021"), jour);
        for faux in [
            "",
            "2021-02-30",
            "29/02/2021",
            "21-02-01",
            "2021/02/01",
            "+021-02-01",
        ] {
            assert_eq!(lire_jour(faux), None, "{faux}");
        }
        assert!(lire_jour("29/02/2024").is_some());
    }

    #[test]
    fn dates_ecrites() {
        let jour = NaiveDate::from_ymd_opt(2021, 2, 1).unwrap();
        assert_eq!(jour_court(jour), "01/02/2021");
        let heure = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
        assert_eq!(
            jour_et_heure(jour, heure(8, 5)),
            "01/02/2021 à\u{a0}8\u{a0}h\u{a0}05"
        );
        assert_eq!(
            horaires(heure(8, 0), heure(12, 30)),
            "8\u{a0}h\u{a0}–\u{a0}12\u{a0}h\u{a0}30"
        );
        assert_eq!(jour_long(jour), "lundi\u{a0}1er février 2021");
        assert_eq!(
            heure_longue(NaiveTime::from_hms_opt(8, 30, 0).unwrap()),
            "8\u{a0}h\u{a0}30"
        );
        assert_eq!(
            heure_longue(NaiveTime::from_hms_opt(8, 0, 0).unwrap()),
            "8\u{a0}h"
        );
    }

    proptest! {
        #[test]
        fn un_jour_ecrit_se_relit(n in 0i32..80_000) {
            let jour = NaiveDate::from_num_days_from_ce_opt(700_000 + n).unwrap();
            prop_assert_eq!(lire_jour(&jour_court(jour)), Some(jour));
        }

        #[test]
        fn lire_ne_panique_jamais(texte in ".*") {
            let _ = lire_jour(&texte);
            let _ = lire_heure(&texte);
        }
    }
}
