//! How long what the service keeps is kept (GDPR, article 5: no longer than it serves).

use crate::{Academie, Datelike, Moment, NaiveDate, annee_scolaire};
use serde::{Deserialize, Serialize};

/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;

/// A kind of thing that is kept for a time only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreConserve {
    /// Lines of the audit trail.
    Piste,
    /// Convocations that were deleted, kept whole to be taken back.
    Convocations,
    /// Texts of empêchements; that there was one stays.
    Accuses,
    /// What mails said; that they left stays.
    Courriels,
    /// Lines of the *Messages* zones.
    Messages,
    /// Selections acted upon together, that those lines tell of.
    Selections,
    /// Indisponibilités that were deleted, kept whole to be taken back.
    Indisponibilites,
    /// Drafts of signatures.
    Brouillons,
    /// Calls that clients of the API have received.
    Appels,
    /// Sessions that have ended.
    Sessions,
    /// Failed sign-ins.
    Tentatives,
    /// Keys of requests that a browser might send twice.
    Requetes,
    /// Mails of the service that are of no mission, once they have ended.
    CourrielsService,
    /// Changes of address that nobody confirmed in time.
    Adresses,
    /// Links to choose a password, once they serve no more.
    Invitations,
    /// Files that were imported, with what their lines did.
    Imports,
}

/// What is known of a kind: its code, its days by default, the fewest and the most.
type Regle = (GenreConserve, &'static str, u16, u16, u16);

/// One line a kind. The CNIL recommends six months to one year for logs, up to three where
/// they serve inner controls (délibération 2021-122); above, the rectorat answers for it.
const REGLES: [Regle; 16] = [
    (GenreConserve::Piste, "piste", 366, 183, 1826),
    (GenreConserve::Convocations, "convocations", 366, 30, 1826),
    (GenreConserve::Accuses, "accuses", 366, 30, 1826),
    (GenreConserve::Courriels, "courriels", 366, 30, 1826),
    (GenreConserve::Messages, "messages", 30, 1, 366),
    (GenreConserve::Selections, "selections", 30, 1, 366),
    (
        GenreConserve::Indisponibilites,
        "indisponibilites",
        30,
        1,
        366,
    ),
    (GenreConserve::Brouillons, "brouillons", 30, 1, 366),
    (GenreConserve::Appels, "appels", 30, 1, 366),
    // They say themselves until when they are worth something.
    (GenreConserve::Sessions, "sessions", 0, 0, 30),
    (GenreConserve::Tentatives, "tentatives", 1, 1, 30),
    (GenreConserve::Requetes, "requetes", 7, 1, 30),
    (
        GenreConserve::CourrielsService,
        "courriels_service",
        30,
        1,
        366,
    ),
    // As sessions: what follows their end. Kept a little, so that whoever comes late is told
    // that the link has expired rather than that there is none.
    (GenreConserve::Adresses, "adresses", 30, 0, 366),
    (GenreConserve::Invitations, "invitations", 90, 0, 366),
    // As long as one may want to take one back.
    (GenreConserve::Imports, "imports", 90, 1, 366),
];

impl GenreConserve {
    /// Every kind, in the order in which they are told.
    pub const TOUS: [Self; 16] = [
        Self::Piste,
        Self::Convocations,
        Self::Accuses,
        Self::Courriels,
        Self::Messages,
        Self::Selections,
        Self::Indisponibilites,
        Self::Brouillons,
        Self::Appels,
        Self::Sessions,
        Self::Tentatives,
        Self::Requetes,
        Self::CourrielsService,
        Self::Adresses,
        Self::Invitations,
        Self::Imports,
    ];

    /// What nobody misses: the server throws it away by itself, every hour.
    pub const COURANTS: [Self; 12] = [
        Self::Messages,
        Self::Selections,
        Self::Indisponibilites,
        Self::Brouillons,
        Self::Appels,
        Self::Sessions,
        Self::Tentatives,
        Self::Requetes,
        Self::CourrielsService,
        Self::Adresses,
        Self::Invitations,
        Self::Imports,
    ];

    /// What `imagin purge` alone deletes, because it tells of what people did.
    pub const DURABLES: [Self; 4] = [
        Self::Piste,
        Self::Convocations,
        Self::Accuses,
        Self::Courriels,
    ];

    const fn regle(self) -> Regle {
        REGLES[self as usize]
    }

    /// Name in the settings and in the audit trail.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.regle().1
    }

    /// The fewest and the most days that it may be kept.
    #[must_use]
    pub const fn bornes(self) -> (u16, u16) {
        let r = self.regle();
        (r.3, r.4)
    }

    /// Whether nothing of it goes before the school year that it belongs to is over.
    #[must_use]
    pub const fn tient_a_l_annee(self) -> bool {
        matches!(
            self,
            Self::Piste | Self::Convocations | Self::Accuses | Self::Courriels
        )
    }
}

/// For how many days each kind is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conservation([u16; REGLES.len()]);

impl Default for Conservation {
    fn default() -> Self {
        Self(GenreConserve::TOUS.map(|g| g.regle().2))
    }
}

impl Conservation {
    /// Days that a kind is kept.
    #[must_use]
    pub const fn jours(&self, genre: GenreConserve) -> u16 {
        self.0[genre as usize]
    }

    /// The same with another number of days for a kind; none when it is out of its bounds.
    #[must_use]
    pub fn avec(mut self, genre: GenreConserve, jours: u16) -> Option<Self> {
        let (min, max) = genre.bornes();
        (min..=max).contains(&jours).then(|| {
            self.0[genre as usize] = jours;
            self
        })
    }

    /// What is past its time at a moment.
    #[must_use]
    pub fn echeance(&self, genre: GenreConserve, maintenant: Moment) -> Echeance {
        // A day late everywhere rather than an hour early somewhere: académies have their
        // own time, and this one is Greenwich's.
        let annee = debut_d_annee(jour_de(maintenant.plus_secondes(-JOUR)));
        let avant = maintenant.plus_secondes(-i64::from(self.jours(genre)) * JOUR);
        let avant = if genre == GenreConserve::Piste {
            avant.min(moment_de(annee))
        } else {
            avant
        };
        Echeance {
            avant,
            annee: genre.tient_a_l_annee().then_some(annee),
        }
    }
}

/// From when on something of a kind is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Echeance {
    /// What is older goes.
    pub avant: Moment,
    /// First day of the running school year: what still has a day from then on stays,
    /// however old it is. None where that says nothing.
    pub annee: Option<NaiveDate>,
}

/// Things of a kind past their time, in an académie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct APurger {
    /// Of which kind.
    pub genre: GenreConserve,
    /// Of which académie; none for what belongs to none.
    pub academie: Option<Academie>,
    /// How many.
    pub nombre: u64,
    /// When the oldest dates from; none once they are gone.
    pub plus_ancien: Option<Moment>,
    /// Days that they are kept there.
    pub jours: u16,
}

/// Something past its time, as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneAPurger {
    /// Of which kind.
    pub genre: GenreConserve,
    /// Of which académie; none for what belongs to none.
    pub academie: Option<Academie>,
    /// How it is named: `172278-42`, a key, the number of a seal. Nothing of what it says.
    pub reference: String,
    /// How many things it holds: lines of a seal, else one.
    pub nombre: u64,
    /// When it dates from.
    pub date: Moment,
    /// Days that it is kept.
    pub jours: u16,
}

/// The first of September on or before a day.
#[must_use]
pub fn debut_d_annee(jour: NaiveDate) -> NaiveDate {
    annee_scolaire(jour.year() + i32::from(jour.month() >= 9)).0
}

/// The day of a moment, at Greenwich.
fn jour_de(moment: Moment) -> NaiveDate {
    chrono::DateTime::from_timestamp_millis(moment.0)
        .unwrap_or_default()
        .date_naive()
}

/// The first moment of a day, at Greenwich.
fn moment_de(jour: NaiveDate) -> Moment {
    Moment(
        jour.and_time(crate::NaiveTime::MIN)
            .and_utc()
            .timestamp_millis(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jour(a: i32, m: u32, j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(a, m, j).unwrap()
    }

    fn a(annee: i32, m: u32, j: u32) -> Moment {
        moment_de(jour(annee, m, j)).plus_secondes(JOUR / 2)
    }

    #[test]
    fn chaque_genre_a_sa_regle() {
        for (rang, genre) in GenreConserve::TOUS.into_iter().enumerate() {
            assert_eq!(REGLES[rang].0, genre);
            let (min, max) = genre.bornes();
            let defaut = Conservation::default();
            assert!((min..=max).contains(&defaut.jours(genre)), "{genre:?}");
            assert_eq!(defaut.avec(genre, max + 1), None);
            let autre = defaut.avec(genre, max).unwrap();
            assert_eq!(autre.jours(genre), max);
            assert_eq!(
                GenreConserve::COURANTS.contains(&genre),
                !GenreConserve::DURABLES.contains(&genre)
            );
        }
        let defaut = Conservation::default();
        assert_eq!(defaut.avec(GenreConserve::Piste, 182), None);
    }

    #[test]
    fn l_annee_commence_en_septembre() {
        for (j, debut) in [
            (jour(2026, 8, 31), jour(2025, 9, 1)),
            (jour(2026, 9, 1), jour(2026, 9, 1)),
            (jour(2027, 1, 15), jour(2026, 9, 1)),
        ] {
            assert_eq!(debut_d_annee(j), debut, "{j}");
        }
    }

    #[test]
    fn rien_de_l_annee_en_cours_ne_part() {
        let c = Conservation::default()
            .avec(GenreConserve::Piste, 183)
            .unwrap();
        // In June, half a year ago is within the year: nothing of it goes.
        let juin = c.echeance(GenreConserve::Piste, a(2027, 6, 20));
        assert_eq!(juin.avant, moment_de(jour(2026, 9, 1)));
        // On the first of September it is still the former year, for whoever is behind.
        let rentree = c.echeance(GenreConserve::Piste, a(2027, 9, 1));
        assert_eq!(rentree.avant, moment_de(jour(2026, 9, 1)));
        // In October, what is older than the delay.
        let octobre = c.echeance(GenreConserve::Piste, a(2027, 10, 20));
        assert_eq!(octobre.avant, a(2027, 10, 20).plus_secondes(-183 * JOUR));

        let supprimees = c.echeance(GenreConserve::Convocations, a(2027, 6, 20));
        assert_eq!(supprimees.annee, Some(jour(2026, 9, 1)));
        let messages = c.echeance(GenreConserve::Messages, a(2027, 6, 20));
        assert_eq!(messages.annee, None);
        assert_eq!(messages.avant, a(2027, 6, 20).plus_secondes(-30 * JOUR));
        let sessions = c.echeance(GenreConserve::Sessions, a(2027, 6, 20));
        assert_eq!(sessions.avant, a(2027, 6, 20));
    }
}
