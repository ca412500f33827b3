//! The calendar file of a convocation: iCalendar (RFC 5545), one event a day.
//!
//! It publishes: nobody is invited, nothing is answered. A day keeps the same UID for
//! the life of its convocation, and its SEQUENCE is the convocation's version, so that
//! a later file replaces an earlier one in a calendar. What each event says is in
//! [`crate::contenu::Agenda`]; the reasons are in `docs/decisions/0008-agenda.md`.
//!
//! ```
//! # fn exemple(une_lettre: &domain::Lettre, maintenant: domain::Moment) {
//! use documents::calendrier::{Circonstances, publication};
//! let octets = publication(une_lettre, &Circonstances {
//!     domaine: "imagin.exemple.fr",
//!     page: None,
//!     date: maintenant,
//! });
//! # let _ = octets; }
//! ```

use crate::contenu::Agenda;
use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use domain::{ConvocationId, Creneau, Datelike, Lettre, Moment, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Media type of a [`publication`] (RFC 5545 §8.1): the method is said there too.
pub const TYPE_PUBLICATION: &str = "text/calendar; charset=utf-8; method=PUBLISH";
/// Media type of an [`annulation`].
pub const TYPE_ANNULATION: &str = "text/calendar; charset=utf-8; method=CANCEL";

/// Most octets of a line, its end not counted (RFC 5545 §3.1).
const LIGNE_MAX: usize = 75;

/// What a file says that no letter knows.
#[derive(Clone, Copy, Debug)]
pub struct Circonstances<'a> {
    /// Domain of the service, which makes UIDs unlike anybody else's. Another domain
    /// makes other events.
    pub domaine: &'a str,
    /// Address of the letter's page, when it is to be in the events; left out as well
    /// when it is no plain ASCII.
    pub page: Option<&'a str>,
    /// When the file is made.
    pub date: Moment,
}

/// Every day of a convocation, to be added to a calendar, or to replace there what an
/// earlier version put.
#[must_use]
pub fn publication(lettre: &Lettre, circonstances: &Circonstances<'_>) -> Vec<u8> {
    fichier(
        lettre,
        &lettre.affectation.creneaux,
        Etat::Confirme,
        lettre.version,
        circonstances,
    )
}

/// The end of a whole convocation: every day of the letter, which is the last one that
/// was published, is cancelled.
#[must_use]
pub fn annulation(lettre: &Lettre, circonstances: &Circonstances<'_>) -> Vec<u8> {
    fichier(
        lettre,
        &lettre.affectation.creneaux,
        Etat::Annule,
        lettre.version.saturating_add(1),
        circonstances,
    )
}

/// The end of days that a changed convocation has no more (see [`jours_retires`]).
/// `lettre` is the convocation **after** the change: its version is later than the one
/// that published these days, and earlier than any that would bring them back.
#[must_use]
pub fn annulation_de_jours(
    lettre: &Lettre,
    retires: &[Creneau],
    circonstances: &Circonstances<'_>,
) -> Vec<u8> {
    fichier(lettre, retires, Etat::Annule, lettre.version, circonstances)
}

/// Of the days of a former version, those that the later one has no more. A day whose
/// hours alone changed stays: publishing it again moves its event.
#[must_use]
pub fn jours_retires(avant: &[Creneau], apres: &[Creneau]) -> Vec<Creneau> {
    avant
        .iter()
        .filter(|a| apres.iter().all(|b| b.jour != a.jour))
        .copied()
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Etat {
    Confirme,
    Annule,
}

/// A convocation in a calendar that is read again and again.
#[derive(Clone, Debug)]
pub struct EntreeAgenda {
    /// Its letter.
    pub lettre: Lettre,
    /// It was deleted: its days are there still, as cancelled.
    pub annulee: bool,
    /// Address of its page, when it is to be in the events.
    pub page: Option<String>,
    /// When it was changed last: reading again what did not change gives the same bytes.
    pub date: Moment,
}

/// Every day of all these convocations, for a calendar program that comes back to read them:
/// what is no more in it goes away there. `nom` is what the calendar is called, `domaine`
/// that of [`Circonstances`].
#[must_use]
pub fn abonnement(entrees: &[EntreeAgenda], domaine: &str, nom: &str) -> Vec<u8> {
    let mut f = Fichier::default();
    f.debut("PUBLISH");
    // RFC 7986 §5.1 and §5.7, with the names that programs knew before it.
    f.texte("NAME", nom);
    f.texte("X-WR-CALNAME", nom);
    f.ligne("REFRESH-INTERVAL;VALUE=DURATION", RELECTURE);
    f.ligne("X-PUBLISHED-TTL", RELECTURE);
    let mut zones: BTreeMap<&'static str, (Tz, BTreeSet<i32>)> = BTreeMap::new();
    for e in entrees {
        let zone = zone_de(&e.lettre);
        let (_, annees) = zones
            .entry(zone.name())
            .or_insert_with(|| (zone, BTreeSet::new()));
        annees.extend(e.lettre.affectation.creneaux.iter().map(|c| c.jour.year()));
    }
    if zones.is_empty() {
        // A calendar has one component at least (RFC 5545 §3.4).
        f.fuseau(Tz::Europe__Paris, &BTreeSet::new());
    }
    for (zone, annees) in zones.into_values() {
        f.fuseau(zone, &annees);
    }
    for e in entrees {
        let (etat, version) = if e.annulee {
            (Etat::Annule, e.lettre.version.saturating_add(1))
        } else {
            (Etat::Confirme, e.lettre.version)
        };
        let circonstances = Circonstances {
            domaine,
            page: e.page.as_deref(),
            date: e.date,
        };
        let creneaux = &e.lettre.affectation.creneaux;
        f.evenements(&e.lettre, creneaux, etat, version, &circonstances);
    }
    f.ligne("END", "VCALENDAR");
    f.0.into_bytes()
}

/// How often a subscribed calendar is to be read again.
const RELECTURE: &str = "PT4H";

/// As everywhere else, Paris time when the zone is unknown.
fn zone_de(lettre: &Lettre) -> Tz {
    lettre.fuseau.parse().unwrap_or(Tz::Europe__Paris)
}

fn fichier(
    lettre: &Lettre,
    creneaux: &[Creneau],
    etat: Etat,
    version: i32,
    circonstances: &Circonstances<'_>,
) -> Vec<u8> {
    let mut f = Fichier::default();
    f.debut(match etat {
        Etat::Confirme => "PUBLISH",
        Etat::Annule => "CANCEL",
    });
    let annees: BTreeSet<i32> = creneaux.iter().map(|c| c.jour.year()).collect();
    f.fuseau(zone_de(lettre), &annees);
    f.evenements(lettre, creneaux, etat, version, circonstances);
    f.ligne("END", "VCALENDAR");
    f.0.into_bytes()
}

/// Identifier of the event of one day, the same in every file about it.
fn uid(convocation: ConvocationId, jour: NaiveDate, domaine: &str) -> String {
    format!(
        "convocation-{convocation}-{}@{domaine}",
        jour.format("%Y%m%d")
    )
}

/// `20210201T083000`, in the zone that the property names.
fn local(quand: NaiveDateTime) -> String {
    quand.format("%Y%m%dT%H%M%S").to_string()
}

/// `20210120T091530Z`. Years have four digits: a moment outside 1970 to 9999 is
/// brought back to the nearest.
fn utc(moment: Moment) -> String {
    const FIN_9999_MS: i64 = 253_402_300_799_000;
    let quand = DateTime::<Utc>::from_timestamp_millis(moment.0.clamp(0, FIN_9999_MS));
    format!("{}Z", local(quand.unwrap_or_default().naive_utc()))
}

/// The lines of a file.
#[derive(Default)]
struct Fichier(String);

impl Fichier {
    /// A property whose value is written as it is: no TEXT, nor anything typed.
    fn ligne(&mut self, nom: &str, valeur: &str) {
        plier(&format!("{nom}:{valeur}"), &mut self.0);
    }

    /// A property of type TEXT; an empty one is left out.
    fn texte(&mut self, nom: &str, valeur: &str) {
        if !valeur.is_empty() {
            self.ligne(nom, &echapper(valeur));
        }
    }

    /// The beginning of a calendar that bears a method.
    fn debut(&mut self, methode: &str) {
        self.ligne("BEGIN", "VCALENDAR");
        self.ligne("VERSION", "2.0");
        self.ligne("PRODID", "-//Imagin//Convocations//FR");
        self.ligne("CALSCALE", "GREGORIAN");
        self.ligne("METHOD", methode);
    }

    /// Days of a convocation, one event each.
    fn evenements(
        &mut self,
        lettre: &Lettre,
        creneaux: &[Creneau],
        etat: Etat,
        version: i32,
        circonstances: &Circonstances<'_>,
    ) {
        let zone = zone_de(lettre);
        let agenda = Agenda::de(lettre);
        let mut creneaux = creneaux.to_vec();
        creneaux.sort_unstable();
        for c in &creneaux {
            let quand = |heure| local(NaiveDateTime::new(c.jour, heure));
            let avec_zone = |nom: &str| format!("{nom};TZID={}", zone.name());
            self.ligne("BEGIN", "VEVENT");
            self.texte(
                "UID",
                &uid(lettre.convocation, c.jour, circonstances.domaine),
            );
            self.ligne("DTSTAMP", &utc(circonstances.date));
            self.ligne("SEQUENCE", &version.max(0).to_string());
            self.ligne(&avec_zone("DTSTART"), &quand(c.debut));
            self.ligne(&avec_zone("DTEND"), &quand(c.fin));
            match etat {
                Etat::Confirme => {
                    self.texte("SUMMARY", &agenda.titre);
                    self.ligne("STATUS", "CONFIRMED");
                    self.ligne("TRANSP", "OPAQUE");
                }
                Etat::Annule => {
                    self.texte("SUMMARY", &agenda.titre_annule);
                    self.ligne("STATUS", "CANCELLED");
                    self.ligne("TRANSP", "TRANSPARENT");
                }
            }
            self.texte("LOCATION", &agenda.lieu);
            self.texte("DESCRIPTION", &agenda.description);
            if let Some(page) = circonstances
                .page
                .filter(|p| p.bytes().all(|o| o.is_ascii_graphic()))
            {
                self.ligne("URL", page);
            }
            self.ligne("END", "VEVENT");
        }
    }

    /// The zone as it is in these years.
    fn fuseau(&mut self, zone: Tz, annees: &BTreeSet<i32>) {
        self.ligne("BEGIN", "VTIMEZONE");
        self.ligne("TZID", zone.name());
        for r in regimes(zone, annees) {
            let genre = if r.ete { "DAYLIGHT" } else { "STANDARD" };
            self.ligne("BEGIN", genre);
            self.ligne("DTSTART", &local(r.debut));
            if let Some(regle) = &r.regle {
                self.ligne("RRULE", regle);
            }
            self.ligne("TZOFFSETFROM", &decalage(r.avant));
            self.ligne("TZOFFSETTO", &decalage(r.apres));
            self.texte("TZNAME", &r.nom);
            self.ligne("END", genre);
        }
        self.ligne("END", "VTIMEZONE");
    }
}

/// Cuts a line where it is too long, never inside a character.
fn plier(ligne: &str, sortie: &mut String) {
    let mut reste = ligne;
    let mut place = LIGNE_MAX;
    while reste.len() > place {
        let (tete, queue) = reste.split_at(reste.floor_char_boundary(place));
        sortie.push_str(tete);
        // The blank that says "continued" counts in the next line.
        sortie.push_str("\r\n ");
        place = LIGNE_MAX - 1;
        reste = queue;
    }
    sortie.push_str(reste);
    sortie.push_str("\r\n");
}

/// A TEXT value (RFC 5545 §3.3.11). Line ends of any kind become `\n`; other control
/// characters, which no value may hold, become blanks.
fn echapper(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len() + 16);
    let mut signes = texte.chars().peekable();
    while let Some(c) = signes.next() {
        match c {
            '\r' if signes.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => sortie.push_str("\\n"),
            '\\' | ';' | ',' => sortie.extend(['\\', c]),
            c if c.is_control() => sortie.push(' '),
            c => sortie.push(c),
        }
    }
    sortie
}

// ------------------------------------------------------------------------ zones

/// A time that a zone takes (STANDARD or DAYLIGHT of RFC 5545 §3.6.5).
#[derive(Debug, PartialEq, Eq)]
struct Regime {
    /// From when, on the clocks as they were before.
    debut: NaiveDateTime,
    /// When it comes back, every year; once only without.
    regle: Option<String>,
    /// Seconds east of UTC before.
    avant: i32,
    /// Seconds east of UTC from then on.
    apres: i32,
    /// Summer time.
    ete: bool,
    /// `CET`; may be empty.
    nom: String,
}

/// The clocks of a zone at a moment.
struct Cadran {
    decalage: i32,
    ete: bool,
    nom: String,
}

fn cadran(zone: Tz, utc: NaiveDateTime) -> Cadran {
    let o = zone.offset_from_utc_datetime(&utc);
    Cadran {
        decalage: o.fix().local_minus_utc(),
        ete: !o.dst_offset().is_zero(),
        nom: o.abbreviation().unwrap_or_default().to_owned(),
    }
}

/// What has to be known of a zone to read local times of these years.
///
/// Changes of the clocks are looked for from the year before each to the year after.
/// Those that come back each year on the same weekday of a month make one yearly rule,
/// the only form that Outlook understands ([MS-STANOICAL] §2.2.47); others are told one
/// by one. A zone whose clocks do not change has one STANDARD time.
fn regimes(zone: Tz, annees: &BTreeSet<i32>) -> Vec<Regime> {
    let autour: BTreeSet<i32> = annees.iter().flat_map(|a| [a - 1, *a, a + 1]).collect();
    let mut changements = Vec::new();
    for annee in &autour {
        chercher(zone, *annee, &mut changements);
    }
    let mut regimes = Vec::new();
    let premiere = annees.first().copied().unwrap_or(1970);
    if changements.iter().all(|c| c.debut.year() >= premiere) {
        // Nothing before says what time it is on the first day.
        let debut = premier_janvier(premiere - 1);
        let h = cadran(zone, debut);
        regimes.push(Regime {
            debut,
            regle: None,
            avant: h.decalage,
            apres: h.decalage,
            ete: false,
            nom: h.nom,
        });
    }
    let mut semblables: BTreeMap<_, Vec<Regime>> = BTreeMap::new();
    for c in changements {
        semblables
            .entry((c.avant, c.apres, c.ete, c.nom.clone()))
            .or_default()
            .push(c);
    }
    for mut groupe in semblables.into_values() {
        if let Some(regle) = regle_annuelle(&groupe, &autour) {
            groupe.truncate(1);
            groupe[0].regle = Some(regle);
        }
        regimes.extend(groupe);
    }
    regimes.sort_by_key(|r| r.debut);
    regimes
}

fn premier_janvier(annee: i32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(annee, 1, 1)
        .unwrap_or_default()
        .into()
}

/// Finds the changes of one year: a look at each midnight, then halving the day
/// where they differ.
fn chercher(zone: Tz, annee: i32, changements: &mut Vec<Regime>) {
    let fin = premier_janvier(annee + 1);
    let mut jour = premier_janvier(annee);
    let mut avant = cadran(zone, jour);
    while jour < fin {
        let lendemain = jour + TimeDelta::days(1);
        let apres = cadran(zone, lendemain);
        if apres.decalage != avant.decalage {
            let (mut tot, mut tard) = (0, 86_400);
            while tard - tot > 1 {
                let milieu = (tot + tard) / 2;
                if cadran(zone, jour + TimeDelta::seconds(milieu)).decalage == avant.decalage {
                    tot = milieu;
                } else {
                    tard = milieu;
                }
            }
            changements.push(Regime {
                debut: jour + TimeDelta::seconds(tard + i64::from(avant.decalage)),
                regle: None,
                avant: avant.decalage,
                apres: apres.decalage,
                ete: apres.ete,
                nom: apres.nom.clone(),
            });
        }
        (jour, avant) = (lendemain, apres);
    }
}

/// The yearly rule of changes, when they have one: once in each of these years, in the
/// same month, on the same weekday counted from the same end, at the same hour.
fn regle_annuelle(groupe: &[Regime], annees: &BTreeSet<i32>) -> Option<String> {
    let premier = groupe.first()?.debut;
    let vues: BTreeSet<i32> = groupe.iter().map(|r| r.debut.year()).collect();
    let memes = groupe.iter().all(|r| {
        (r.debut.month(), r.debut.weekday(), r.debut.time())
            == (premier.month(), premier.weekday(), premier.time())
    });
    if !memes || vues != *annees || groupe.len() != annees.len() {
        return None;
    }
    let rang = |r: &Regime| r.debut.day0() / 7 + 1;
    let dernier = |r: &Regime| (r.debut + TimeDelta::days(7)).month() != r.debut.month();
    let rang = if groupe.iter().all(dernier) {
        "-1".to_owned()
    } else {
        let n = groupe.first().map(rang)?;
        groupe.iter().all(|r| rang(r) == n).then(|| n.to_string())?
    };
    let jour = match premier.weekday() {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    };
    Some(format!(
        "FREQ=YEARLY;BYMONTH={};BYDAY={rang}{jour}",
        premier.month()
    ))
}

/// `+0100`, `-0330`; with seconds where there are some.
fn decalage(secondes: i32) -> String {
    let signe = if secondes < 0 { '-' } else { '+' };
    let s = secondes.unsigned_abs();
    let heures = format!("{signe}{:02}{:02}", s / 3_600, s / 60 % 60);
    match s % 60 {
        0 => heures,
        reste => format!("{heures}{reste:02}"),
    }
}
