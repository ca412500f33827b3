//! The calendar file as others read it: Python's icalendar, installed by
//! `script/setup --tests` and named by `IMAGIN_PYTHON`. Without it these tests fail.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod commun;

use commun::{heure, jour, lettre};
use documents::calendrier::{
    Circonstances, annulation, annulation_de_jours, jours_retires, publication,
};
use documents::contenu::Agenda;
use domain::{Creneau, Lettre, Moment};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

/// 2021-01-20T09:15:30.123Z.
const DATE: Moment = Moment(1_611_134_130_123);
const CIRCONSTANCES: Circonstances<'_> = Circonstances {
    domaine: "imagin.ac-toulouse.fr",
    page: Some("https://imagin.ac-toulouse.fr/convocations/42"),
    date: DATE,
};

/// What `agenda.py` says of a file.
#[derive(Debug, Deserialize)]
struct Lu {
    methode: String,
    composants: Vec<String>,
    erreurs: Vec<String>,
    evenements: Vec<Evenement>,
    ecarts: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Evenement {
    proprietes: Vec<String>,
    uid: String,
    sequence: i32,
    statut: String,
    transparence: String,
    titre: String,
    lieu: String,
    description: String,
    page: String,
    fait_le: String,
    zone: String,
    debut: String,
    fin: String,
    debut_vtimezone: String,
    fin_vtimezone: String,
}

fn lire(fichiers: &[Vec<u8>], options: &[&str]) -> Vec<Lu> {
    const ABSENT: &str = "icalendar manque ? script/setup --tests l'installe, \
                          IMAGIN_PYTHON désigne le Python qui l'a";
    let python = std::env::var("IMAGIN_PYTHON").unwrap_or_else(|_| "python3".into());
    let textes: Vec<&str> = fichiers
        .iter()
        .map(|f| std::str::from_utf8(f).unwrap())
        .collect();
    let demande = serde_json::to_vec(&textes).unwrap();
    let mut processus = Command::new(&python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/agenda.py"))
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{python} : {e} ({ABSENT})"));
    // It reads everything before it answers. If it does not even read, what it has to
    // say of it is in its errors.
    let ecrite = processus.stdin.take().unwrap().write_all(&demande);
    let sortie = processus.wait_with_output().unwrap();
    assert!(
        sortie.status.success() && ecrite.is_ok(),
        "{python} : {} {}({ABSENT})",
        sortie.status,
        String::from_utf8_lossy(&sortie.stderr)
    );
    let lus: Vec<Lu> = serde_json::from_slice(&sortie.stdout).unwrap();
    assert_eq!(lus.len(), fichiers.len());
    for (lu, fichier) in lus.iter().zip(&textes) {
        assert_eq!(lu.erreurs, [""; 0], "{fichier}");
    }
    lus
}

fn lire_un(fichier: Vec<u8>) -> Lu {
    lire(&[fichier], &[]).remove(0)
}

fn publie(l: &Lettre) -> Vec<u8> {
    publication(l, &CIRCONSTANCES)
}

fn creneau(j: domain::NaiveDate, (h, m): (u32, u32), (h2, m2): (u32, u32)) -> Creneau {
    Creneau {
        jour: j,
        debut: heure(h, m),
        fin: heure(h2, m2),
    }
}

/// As RFC 5545 §3.1 wants lines: ended by CRLF, of 75 octets at most, each of whole
/// characters.
fn bien_pliee(fichier: &[u8]) {
    let texte = std::str::from_utf8(fichier).unwrap();
    assert!(texte.ends_with("END:VCALENDAR\r\n"));
    for ligne in fichier.split(|o| *o == b'\n') {
        let Some(ligne) = ligne.strip_suffix(b"\r") else {
            assert_eq!(ligne, b"", "une ligne finit par CRLF");
            continue;
        };
        assert!(ligne.len() <= 75, "{} octets", ligne.len());
        let ligne = std::str::from_utf8(ligne).expect("un caractère est coupé");
        assert!(!ligne.chars().any(char::is_control), "{ligne:?}");
    }
}

// --- What is said ---------------------------------------------------------------

#[test]
fn une_convocation_en_entier() {
    let fichier = publie(&lettre());
    bien_pliee(&fichier);
    insta::assert_snapshot!(
        "ordinaire",
        String::from_utf8(fichier.clone())
            .unwrap()
            .replace("\r\n", "\n")
    );
    let lu = lire_un(fichier);
    assert_eq!(lu.methode, "PUBLISH");
    assert_eq!(
        lu.composants,
        [
            "VCALENDAR",
            "VTIMEZONE",
            "DAYLIGHT",
            "STANDARD",
            "VEVENT",
            "VEVENT",
            "VEVENT"
        ]
    );
    let e = &lu.evenements[0];
    assert_eq!(
        e.titre,
        "Convocation – Correction de copies épreuve EC – Histoire-géographie 3ème éval"
    );
    assert_eq!(
        e.lieu,
        "LPO BELLEVUE TOULOUSE CEDEX 4, 135 route de Narbonne, BP 14405, \
         31405 TOULOUSE CEDEX 4, salle 205"
    );
    assert_eq!(
        e.description,
        "Qualité\u{a0}: Correcteur\nCommission\u{a0}: 3GHG\nRéférence\u{a0}: 172278-42\n\
         Téléphone du centre\u{a0}: 05 61 55 45 00\n\nObservations\u{a0}:\nRéunion d’entente \
         à 8\u{a0}h en salle 205\u{a0}: merci d’apporter votre ordinateur portable. Les copies \
         seront corrigées dans SANTORIN\u{202f}; le mot de passe vous sera remis sur place."
    );
    assert_eq!(e.page, "https://imagin.ac-toulouse.fr/convocations/42");
    assert_eq!(e.fait_le, "2021-01-20T09:15:30Z");
    assert_eq!((&*e.statut, &*e.transparence), ("CONFIRMED", "OPAQUE"));
    assert_eq!(e.zone, "Europe/Paris");
    let jours: Vec<_> = lu
        .evenements
        .iter()
        .map(|e| (&*e.uid, &*e.debut, &*e.fin))
        .collect();
    assert_eq!(
        jours,
        [
            (
                "convocation-42-20210201@imagin.ac-toulouse.fr",
                "2021-02-01T07:00:00Z",
                "2021-02-01T11:30:00Z"
            ),
            (
                "convocation-42-20210202@imagin.ac-toulouse.fr",
                "2021-02-02T07:30:00Z",
                "2021-02-02T16:30:00Z"
            ),
            (
                "convocation-42-20210203@imagin.ac-toulouse.fr",
                "2021-02-03T07:00:00Z",
                "2021-02-03T11:30:00Z"
            ),
        ]
    );
}

#[test]
fn ni_invitation_ni_alarme() {
    for (nom, l) in commun::toutes() {
        let fichiers = [
            publie(&l),
            annulation(&l, &CIRCONSTANCES),
            annulation_de_jours(&l, &l.affectation.creneaux, &CIRCONSTANCES),
        ];
        for (fichier, lu) in fichiers.iter().zip(lire(&fichiers, &[])) {
            bien_pliee(fichier);
            assert_eq!(lu.evenements.len(), l.affectation.creneaux.len(), "{nom}");
            assert!(!lu.composants.contains(&"VALARM".into()), "{nom}");
            for e in lu.evenements {
                for interdite in ["ATTENDEE", "ORGANIZER", "RRULE", "RECURRENCE-ID"] {
                    assert!(!e.proprietes.iter().any(|p| p == interdite), "{nom}");
                }
            }
        }
    }
}

#[test]
fn ce_qui_manque_ne_se_dit_pas() {
    let mut l = commun::depouillee();
    l.centre_adresse = domain::Adresse::default();
    let fichier = publication(
        &l,
        &Circonstances {
            // Would otherwise begin a property of its own.
            page: Some("https://imagin.fr/\r\nATTENDEE:mailto:x@y.fr"),
            ..CIRCONSTANCES
        },
    );
    let e = lire_un(fichier).evenements.remove(0);
    assert_eq!(e.titre, "Convocation – Numérisation des copies");
    assert_eq!(e.lieu, "LPO BELLEVUE TOULOUSE CEDEX 4");
    assert_eq!(e.description, "Référence\u{a0}: 172278-42");
    assert_eq!(e.page, "");
    assert!(!e.proprietes.iter().any(|p| p == "ATTENDEE"));
}

#[test]
fn les_memes_octets_a_chaque_fois() {
    assert_eq!(publie(&lettre()), publie(&lettre()));
    let plus_tard = Circonstances {
        date: DATE.plus_secondes(1),
        ..CIRCONSTANCES
    };
    assert_ne!(publie(&lettre()), publication(&lettre(), &plus_tard));
    // Moments that four digits cannot write.
    for (ms, attendu) in [
        (i64::MIN, "1970-01-01T00:00:00Z"),
        (i64::MAX, "9999-12-31T23:59:59Z"),
    ] {
        let c = Circonstances {
            date: Moment(ms),
            ..CIRCONSTANCES
        };
        assert_eq!(
            lire_un(publication(&lettre(), &c)).evenements[0].fait_le,
            attendu
        );
    }
}

// --- When -----------------------------------------------------------------------

/// The instants of days, told alike by whom knows the zone and by the file's own zone.
fn instants(jours: &[(&str, Creneau)]) -> Vec<(String, String)> {
    let fichiers: Vec<_> = jours
        .iter()
        .map(|(fuseau, c)| {
            let mut l = lettre();
            l.fuseau = (*fuseau).into();
            l.affectation.creneaux = vec![*c];
            publie(&l)
        })
        .collect();
    let lus = lire(&fichiers, &[]);
    lus.into_iter()
        .zip(jours)
        .map(|(mut lu, jour)| {
            let e = lu.evenements.remove(0);
            let decrits = (&e.debut_vtimezone, &e.fin_vtimezone);
            assert_eq!((&e.debut, &e.fin), decrits, "{jour:?}");
            (e.debut, e.fin)
        })
        .collect()
}

#[test]
fn les_instants_a_paris() {
    let attendus = [
        // Winter, summer.
        (
            creneau(jour(2021, 1, 15), (8, 0), (12, 30)),
            "2021-01-15T07:00:00Z",
            "2021-01-15T11:30:00Z",
        ),
        (
            creneau(jour(2021, 6, 17), (8, 0), (12, 30)),
            "2021-06-17T06:00:00Z",
            "2021-06-17T10:30:00Z",
        ),
        // The last Sunday of March: from 2 to 3 there is nothing.
        (
            creneau(jour(2021, 3, 28), (1, 30), (8, 0)),
            "2021-03-28T00:30:00Z",
            "2021-03-28T06:00:00Z",
        ),
        (
            creneau(jour(2026, 3, 29), (3, 0), (18, 0)),
            "2026-03-29T01:00:00Z",
            "2026-03-29T16:00:00Z",
        ),
        // The last Sunday of October: from 2 to 3 comes twice.
        (
            creneau(jour(2021, 10, 31), (1, 30), (8, 0)),
            "2021-10-30T23:30:00Z",
            "2021-10-31T07:00:00Z",
        ),
        (
            creneau(jour(2026, 10, 25), (3, 0), (18, 0)),
            "2026-10-25T02:00:00Z",
            "2026-10-25T17:00:00Z",
        ),
        // The days around them.
        (
            creneau(jour(2026, 3, 28), (8, 0), (9, 0)),
            "2026-03-28T07:00:00Z",
            "2026-03-28T08:00:00Z",
        ),
        (
            creneau(jour(2026, 10, 26), (8, 0), (9, 0)),
            "2026-10-26T07:00:00Z",
            "2026-10-26T08:00:00Z",
        ),
        (
            creneau(jour(2024, 2, 29), (8, 0), (17, 0)),
            "2024-02-29T07:00:00Z",
            "2024-02-29T16:00:00Z",
        ),
        (
            creneau(jour(2028, 1, 1), (0, 0), (23, 59)),
            "2027-12-31T23:00:00Z",
            "2028-01-01T22:59:00Z",
        ),
    ];
    let lus = instants(&attendus.map(|(c, ..)| ("Europe/Paris", c)));
    for ((c, debut, fin), lu) in attendus.into_iter().zip(lus) {
        assert_eq!(lu, (debut.into(), fin.into()), "{c:?}");
    }
}

#[test]
fn les_instants_ailleurs() {
    let attendus = [
        (
            "Indian/Reunion",
            "2021-01-15T04:00:00Z",
            "2021-06-17T04:00:00Z",
        ),
        (
            "Indian/Mayotte",
            "2021-01-15T05:00:00Z",
            "2021-06-17T05:00:00Z",
        ),
        (
            "America/Martinique",
            "2021-01-15T12:00:00Z",
            "2021-06-17T12:00:00Z",
        ),
        (
            "America/Guadeloupe",
            "2021-01-15T12:00:00Z",
            "2021-06-17T12:00:00Z",
        ),
        (
            "America/Cayenne",
            "2021-01-15T11:00:00Z",
            "2021-06-17T11:00:00Z",
        ),
        // Daylight saving as in Canada.
        (
            "America/Miquelon",
            "2021-01-15T11:00:00Z",
            "2021-06-17T10:00:00Z",
        ),
        // Where the day is another one in Greenwich.
        (
            "Pacific/Noumea",
            "2021-01-14T21:00:00Z",
            "2021-06-16T21:00:00Z",
        ),
        (
            "Pacific/Wallis",
            "2021-01-14T20:00:00Z",
            "2021-06-16T20:00:00Z",
        ),
        (
            "Pacific/Tahiti",
            "2021-01-15T18:00:00Z",
            "2021-06-17T18:00:00Z",
        ),
        // Paris, as for every other use of a zone that does not exist.
        (
            "Mars/Olympus_Mons",
            "2021-01-15T07:00:00Z",
            "2021-06-17T06:00:00Z",
        ),
        ("", "2021-01-15T07:00:00Z", "2021-06-17T06:00:00Z"),
    ];
    for (jour, ete) in [(jour(2021, 1, 15), false), (jour(2021, 6, 17), true)] {
        let c = creneau(jour, (8, 0), (12, 30));
        let lus = instants(&attendus.map(|(fuseau, ..)| (fuseau, c)));
        for ((fuseau, en_hiver, en_ete), (debut, _)) in attendus.into_iter().zip(lus) {
            let attendu = if ete { en_ete } else { en_hiver };
            assert_eq!(debut, attendu, "{fuseau}");
        }
    }
}

/// The zone as the file describes it, against the same zone as known elsewhere, all
/// year round.
#[test]
fn chaque_fuseau_est_bien_decrit() {
    let zones = [
        ("Europe/Paris", 2, true),
        ("Indian/Reunion", 1, false),
        ("Indian/Mayotte", 1, false),
        ("America/Martinique", 1, false),
        ("America/Guadeloupe", 1, false),
        ("America/Cayenne", 1, false),
        ("America/Miquelon", 2, true),
        ("Pacific/Noumea", 1, false),
        ("Pacific/Tahiti", 1, false),
        ("Pacific/Wallis", 1, false),
        // Summer at the turn of the year.
        ("Australia/Sydney", 2, true),
        // Changes that follow the moon: told one by one. Those to come are foretold, not
        // always alike: the next years would compare two editions of the zones.
        ("Africa/Casablanca", 6, false),
    ];
    for annees in [vec![2021], vec![2024, 2025], vec![2021, 2030]] {
        let fichiers: Vec<_> = zones
            .iter()
            .map(|(zone, ..)| {
                let mut l = lettre();
                l.fuseau = (*zone).into();
                l.affectation.creneaux = annees
                    .iter()
                    .filter(|a| **a < 2026 || *zone != "Africa/Casablanca")
                    .map(|a| creneau(jour(*a, 6, 1), (8, 0), (9, 0)))
                    .collect();
                publie(&l)
            })
            .collect();
        let lus = lire(&fichiers, &["--zones"]);
        for (((zone, nombre, regle), lu), fichier) in zones.iter().zip(&lus).zip(&fichiers) {
            assert_eq!(lu.ecarts, [""; 0], "{zone} {annees:?}");
            let fichier = String::from_utf8(fichier.clone()).unwrap();
            let decrits = lu
                .composants
                .iter()
                .filter(|c| *c == "STANDARD" || *c == "DAYLIGHT");
            let decrits = decrits.count();
            if annees == [2021] {
                assert_eq!(decrits, *nombre, "{zone} : {fichier}");
            }
            // Outlook reads nothing but yearly rules.
            let regles = fichier.matches("\r\nRRULE:FREQ=YEARLY;").count();
            assert_eq!(
                regles,
                if *regle { decrits } else { 0 },
                "{zone} : {fichier}"
            );
        }
    }
}

/// A zone that changed for good, in the very year asked for: what it was before has to
/// be told too.
#[test]
fn un_fuseau_qui_change_une_fois() {
    let mut l = lettre();
    l.fuseau = "Asia/Pyongyang".into();
    l.affectation.creneaux = vec![creneau(jour(2015, 6, 1), (8, 0), (9, 0))];
    let lu = lire(&[publie(&l)], &["--zones"]).remove(0);
    assert_eq!(lu.ecarts, [""; 0]);
    assert_eq!(lu.evenements[0].debut_vtimezone, "2015-05-31T23:00:00Z");
}

// --- Later versions -------------------------------------------------------------

#[test]
fn une_version_suivante_remplace_la_precedente() {
    let mut l = lettre();
    let avant = lire_un(publie(&l));
    l.version = 2;
    l.affectation.salle = "B12".into();
    l.affectation.creneaux[1].debut = heure(9, 0);
    let apres = lire_un(publie(&l));
    let uids = |lu: &Lu| {
        lu.evenements
            .iter()
            .map(|e| e.uid.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(uids(&avant), uids(&apres));
    assert_eq!(avant.evenements[1].sequence, 1);
    assert_eq!(apres.evenements[1].sequence, 2);
    assert_eq!(apres.evenements[1].debut, "2021-02-02T08:00:00Z");
    assert!(apres.evenements[1].lieu.ends_with(", salle B12"));

    // Another convocation, another day, another service: another event.
    let mut autre = lettre();
    autre.convocation = domain::ConvocationId(43);
    let ailleurs = Circonstances {
        domaine: "imagin.ac-lyon.fr",
        ..CIRCONSTANCES
    };
    let tous = [
        uids(&avant),
        uids(&lire_un(publie(&autre))),
        uids(&lire_un(publication(&l, &ailleurs))),
    ]
    .concat();
    assert_eq!(tous.iter().collect::<BTreeSet<_>>().len(), 9);
}

#[test]
fn une_convocation_supprimee_s_annule() {
    let mut l = lettre();
    l.version = 3;
    let publiee = lire_un(publie(&l));
    let annulee = lire_un(annulation(&l, &CIRCONSTANCES));
    assert_eq!(annulee.methode, "CANCEL");
    assert_eq!(annulee.evenements.len(), 3);
    for (p, a) in publiee.evenements.iter().zip(&annulee.evenements) {
        assert_eq!((&p.uid, &p.debut, &p.fin), (&a.uid, &a.debut, &a.fin));
        assert_eq!((p.sequence, a.sequence), (3, 4));
        assert_eq!((&*a.statut, &*a.transparence), ("CANCELLED", "TRANSPARENT"));
        assert_eq!(
            a.titre,
            "Convocation annulée – Correction de copies épreuve EC – \
             Histoire-géographie 3ème éval"
        );
    }
}

#[test]
fn un_jour_retire_s_annule() {
    let avant = lettre();
    let mut apres = lettre();
    apres.version = 2;
    // The first day goes, the second one changes its hours, a fourth comes.
    apres.affectation.creneaux.remove(0);
    apres.affectation.creneaux[0].fin = heure(18, 0);
    apres
        .affectation
        .creneaux
        .push(creneau(jour(2021, 2, 10), (8, 0), (9, 0)));
    let retires = jours_retires(&avant.affectation.creneaux, &apres.affectation.creneaux);
    assert_eq!(retires, avant.affectation.creneaux[..1]);

    let annule = lire_un(annulation_de_jours(&apres, &retires, &CIRCONSTANCES));
    assert_eq!(annule.methode, "CANCEL");
    assert_eq!(annule.evenements.len(), 1);
    let a = &annule.evenements[0];
    assert_eq!(a.uid, "convocation-42-20210201@imagin.ac-toulouse.fr");
    assert_eq!(
        (&*a.statut, &*a.debut),
        ("CANCELLED", "2021-02-01T07:00:00Z")
    );
    // After what published it, before what would bring it back.
    let publiee = lire_un(publie(&avant)).evenements[0].sequence;
    let mut revenue = avant.clone();
    revenue.version = 3;
    let revenue = lire_un(publie(&revenue)).evenements[0].sequence;
    assert!(publiee < a.sequence && a.sequence < revenue);

    assert_eq!(jours_retires(&[], &avant.affectation.creneaux), []);
}

// --- Texts ----------------------------------------------------------------------

/// What a text becomes in a file: line ends of any kind are one, other control
/// characters are blanks.
fn attendu(texte: &str) -> String {
    texte
        .replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            c if c != '\n' && c.is_control() => ' ',
            c => c,
        })
        .collect()
}

fn avec_texte(texte: &str) -> Lettre {
    let mut l = lettre();
    l.affectation.creneaux.truncate(1);
    l.affectation.observation = texte.into();
    l.affectation.commission = texte.into();
    l.affectation.salle = texte.into();
    l.centre_nom = texte.into();
    if let Some(e) = &mut l.mission.epreuve {
        e.libelle = texte.into();
    }
    l
}

/// Every text of each letter comes back whole from the independent reader.
fn reviennent_entiers(lettres: &[Lettre]) {
    let fichiers: Vec<_> = lettres.iter().map(publie).collect();
    fichiers.iter().for_each(|f| bien_pliee(f));
    for (l, lu) in lettres.iter().zip(lire(&fichiers, &[])) {
        let dit = Agenda::de(l);
        let e = &lu.evenements[0];
        assert_eq!(lu.evenements.len(), 1);
        assert_eq!(e.titre, attendu(&dit.titre));
        assert_eq!(e.lieu, attendu(&dit.lieu));
        assert_eq!(e.description, attendu(&dit.description));
    }
}

#[test]
fn les_textes_reviennent_entiers() {
    let lettres: Vec<_> = [
        "Salle 12, puis 14 ; apporter : stylo, règle",
        "C:\\nouveau\\textes\\; \\, \\n \\N",
        "une ligne\nune autre\r\nune troisième\rla fin",
        "BEGIN:VALARM\r\nEND:VALARM\nATTENDEE:mailto:x@y.fr",
        "\"guillemets\" d’abord ; «\u{a0}français\u{a0}» ensuite^n",
        "finit par une oblique\\",
        "\u{2028}\u{85}\u{b}\u{c}\u{0}\u{7f}\u{9}",
        "  des blancs   partout  ",
        "",
    ]
    .map(avec_texte)
    .into();
    reviennent_entiers(&lettres);
}

/// A cut falls at each place of a text, between characters of one to four octets.
#[test]
fn pliage_sans_couper_un_caractere() {
    let mut lettres = Vec::new();
    for motif in ["a", "é", "€", "🦉", "aé€🦉", "e\u{301}", " a"] {
        for avance in 0..5 {
            let texte = "x".repeat(avance) + &motif.repeat(120);
            lettres.push(avec_texte(&texte));
        }
    }
    // Lines that end exactly where they may, or one octet further.
    for longueur in 50..240 {
        let mut l = lettre();
        l.affectation.creneaux.truncate(1);
        l.centre_nom = "x".repeat(longueur);
        lettres.push(l);
    }
    reviennent_entiers(&lettres);
}

proptest! {
    // Each case starts a Python, for many texts.
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn n_importe_quel_texte_revient_entier(
        textes in prop::collection::vec(
            prop_oneof!["(?s).{0,300}", "[ -~\\r\\n\\\\,;:\"éœ’\u{a0}€🦉]{0,300}"], 1..60),
    ) {
        reviennent_entiers(&textes.iter().map(|t| avec_texte(t)).collect::<Vec<_>>());
    }
}

// --- A calendar that is read again and again ------------------------------------------

#[test]
fn un_abonnement_les_contient_toutes() {
    use documents::calendrier::{EntreeAgenda, abonnement};
    let entree = |l: Lettre, annulee: bool| EntreeAgenda {
        page: (!annulee).then(|| "https://imagin.ac-toulouse.fr/convocations/42".to_owned()),
        date: DATE,
        annulee,
        lettre: l,
    };
    let autre = |n: i64, fuseau: &str| {
        let mut l = lettre();
        l.convocation = domain::ConvocationId(n);
        l.fuseau = fuseau.into();
        l.version = 3;
        l
    };
    let entrees = [
        entree(lettre(), false),
        entree(autre(43, "Europe/Paris"), true),
        entree(autre(44, "Indian/Reunion"), false),
    ];
    let fichier = abonnement(&entrees, "imagin.ac-toulouse.fr", "Imagin ; convocations");
    bien_pliee(&fichier);
    assert_eq!(
        fichier,
        abonnement(&entrees, "imagin.ac-toulouse.fr", "Imagin ; convocations")
    );
    let texte = String::from_utf8(fichier.clone()).unwrap();
    assert!(texte.contains("X-WR-CALNAME:Imagin \\; convocations\r\n"));
    assert!(texte.contains("REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n"));
    let lu = lire(&[fichier], &["--zones"]).remove(0);
    assert_eq!(lu.methode, "PUBLISH");
    assert_eq!(lu.ecarts, [""; 0]);
    let jours = lettre().affectation.creneaux.len();
    assert_eq!(lu.evenements.len(), 3 * jours);
    let zones = lu.composants.iter().filter(|c| *c == "VTIMEZONE").count();
    assert_eq!(zones, 2);
    let uids: BTreeSet<&str> = lu.evenements.iter().map(|e| e.uid.as_str()).collect();
    assert_eq!(uids.len(), 3 * jours, "chacun le sien");
    for e in &lu.evenements {
        assert_eq!((&e.debut, &e.fin), (&e.debut_vtimezone, &e.fin_vtimezone));
        let annule = e.uid.starts_with("convocation-43-");
        assert_eq!(e.statut, if annule { "CANCELLED" } else { "CONFIRMED" });
        assert_eq!(e.page.is_empty(), annule);
        let sequence = match (annule, e.uid.starts_with("convocation-42-")) {
            (true, _) => 4,
            (false, true) => 1,
            (false, false) => 3,
        };
        assert_eq!(e.sequence, sequence);
    }
    // The same days as the file that the mail bears.
    let seul = lire_un(publie(&lettre()));
    let dans = |e: &Evenement| lu.evenements.iter().any(|x| x.uid == e.uid);
    assert!(seul.evenements.iter().all(dans));

    // Without anything it is a calendar still.
    let vide = lire_un(abonnement(&[], "imagin.ac-toulouse.fr", "Imagin"));
    assert_eq!(vide.evenements.len(), 0);
}
