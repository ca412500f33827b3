use super::*;
use RaisonEchec as R;
use proptest::prelude::*;

macro_rules! donnees {
    ($($nom:literal),+ $(,)?) => {
        /// Every message of `tests/donnees`, by name.
        const DONNEES: &[(&str, &[u8])] = &[
            $(($nom, include_bytes!(concat!("../../tests/donnees/", $nom, ".eml")))),+
        ];
    };
}

donnees![
    "postfix-inconnue",
    "postfix-filtre",
    "postfix-utilisateur-local",
    "postfix-domaine",
    "postfix-retard",
    "postfix-delai-depasse",
    "exim-inconnue",
    "exim-pleine",
    "exim-apres-data",
    "exchange-online",
    "exchange-acces-refuse",
    "gmail",
    "absence",
    "accuse",
    "ancien-exim",
];

fn donnee(nom: &str) -> &'static [u8] {
    DONNEES.iter().find(|(n, _)| *n == nom).unwrap().1
}

fn rapport(octets: &[u8]) -> Rapport {
    match lire(octets) {
        Ok(Recu::Rapport(r)) => r,
        autre => panic!("{autre:?} : {}", String::from_utf8_lossy(octets)),
    }
}

fn jeton(n: usize) -> String {
    format!("{n:032x}")
}

#[test]
fn aucun_fichier_n_est_oublie() {
    let dossier = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/donnees");
    let mut fichiers: Vec<String> = std::fs::read_dir(dossier)
        .unwrap()
        .filter_map(|e| {
            let nom = e.unwrap().file_name().into_string().unwrap();
            nom.strip_suffix(".eml").map(str::to_owned)
        })
        .collect();
    let mut lus: Vec<String> = DONNEES.iter().map(|(n, _)| (*n).to_owned()).collect();
    fichiers.sort();
    lus.sort();
    assert_eq!(fichiers, lus);
}

#[test]
fn chaque_serveur_a_sa_forme() {
    use Action::{Echouee, Retardee};
    for (nom, n, action, statut, raison, destinataire, diagnostic) in [
        (
            "postfix-inconnue",
            1,
            Echouee,
            "5.1.1",
            R::AdresseRefusee,
            "inconnue@refus.example.org",
            "550 5.1.1 <inconnue@refus.example.org>: No such user",
        ),
        (
            "postfix-filtre",
            2,
            Echouee,
            "5.7.1",
            R::Indesirable,
            "filtre@refus.example.org",
            "554 5.7.1 Message refused by policy",
        ),
        (
            "postfix-utilisateur-local",
            3,
            Echouee,
            "5.1.1",
            R::AdresseRefusee,
            "personne@relais.example.org",
            "unknown user: \"personne\"",
        ),
        (
            "postfix-domaine",
            5,
            Echouee,
            "5.4.4",
            R::DomaineInconnu,
            "quelqu-un@domaine-qui-nexiste-pas.example",
            "unable to look up host domaine-qui-nexiste-pas.example: Name or service not known",
        ),
        (
            "postfix-retard",
            4,
            Retardee,
            "4.2.2",
            R::BoitePleine,
            "pleine@refus.example.org",
            "452 4.2.2 Mailbox full",
        ),
        (
            "postfix-delai-depasse",
            4,
            Echouee,
            "4.2.2",
            R::BoitePleine,
            "pleine@refus.example.org",
            "452 4.2.2 Mailbox full",
        ),
        // Exim's own code says nothing: the server's words have the one that counts.
        (
            "exim-inconnue",
            1,
            Echouee,
            "5.0.0",
            R::AdresseRefusee,
            "inconnue@refus.example.org",
            "550 5.1.1 <inconnue@refus.example.org>: No such user",
        ),
        (
            "exim-pleine",
            2,
            Echouee,
            "5.0.0",
            R::BoitePleine,
            "pleine@refus.example.org",
            "452 4.2.2 Mailbox full: retry timeout exceeded",
        ),
        (
            "exim-apres-data",
            3,
            Echouee,
            "5.0.0",
            R::Autre { code: 550 },
            "autre@refus.example.org",
            "550 Refused, it looks like advertising",
        ),
        (
            "exchange-online",
            6,
            Echouee,
            "5.1.10",
            R::AdresseRefusee,
            "personne@academie.example.org",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient personne@academie.example.org \
             not found by SMTP address lookup",
        ),
        // Sent to the service's own address, its status encoded: the headers that come
        // back tell which mail it is.
        (
            "exchange-acces-refuse",
            7,
            Echouee,
            "5.4.1",
            R::AdresseRefusee,
            "parti@lycee.example.org",
            "550 5.4.1 Recipient address rejected: Access denied",
        ),
        (
            "gmail",
            8,
            Echouee,
            "5.2.2",
            R::BoitePleine,
            "personne@mail.example.com",
            "552-5.2.2 The recipient's inbox is out of storage space. 552-5.2.2 See the help \
             page of the service 552 5.2.2 - mx",
        ),
    ] {
        let attendu = Rapport {
            action,
            statut: Statut::lire(statut),
            diagnostic: diagnostic.to_owned(),
            destinataire: destinataire.to_owned(),
            raison,
            jetons: vec![jeton(n)],
        };
        assert_eq!(rapport(donnee(nom)), attendu, "{nom}");
        // Line ends of the network, where the samples have those of a file.
        let crlf = String::from_utf8(donnee(nom).to_vec()).unwrap();
        let crlf = crlf.replace("\r\n", "\n").replace('\n', "\r\n");
        assert_eq!(rapport(crlf.as_bytes()), attendu, "{nom}");
    }
}

#[test]
fn ce_qui_n_est_pas_un_avis() {
    for nom in ["absence", "accuse"] {
        assert_eq!(lire(donnee(nom)), Ok(Recu::Automatique), "{nom}");
    }
    // A report in a form of its own must not pass for an absence.
    assert_eq!(lire(donnee("ancien-exim")), Err(Illisible::PasUnRapport));
    for (texte, attendu) in [
        ("", Illisible::SansEntete),
        ("\r\n\r\n", Illisible::SansEntete),
        ("Bonjour", Illisible::PasUnRapport),
        (
            "From: a@b.fr\nSubject: Bonjour\n\nEst-ce que…",
            Illisible::PasUnRapport,
        ),
        (
            "From: a@b.fr\nAuto-Submitted: no\n\nBonjour",
            Illisible::PasUnRapport,
        ),
        (
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x--\n",
            Illisible::Incomplet,
        ),
        (
            "Content-Type: multipart/report; report-type=delivery-status\n\n",
            Illisible::Incomplet,
        ),
    ] {
        assert_eq!(lire(texte.as_bytes()), Err(attendu), "{texte}");
    }
    for automatique in [
        "Auto-Submitted: auto-generated; owner-email=\"a@b.fr\"",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
    ] {
        let texte = format!("From: a@b.fr\n{automatique}\n\nAbsent");
        assert_eq!(
            lire(texte.as_bytes()),
            Ok(Recu::Automatique),
            "{automatique}"
        );
    }
}

/// A report around a status, brought to an address.
fn avis(a: &str, etat: &str) -> Vec<u8> {
    format!(
        "To: {a}\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n\
         --x\n\ntexte\n--x\nContent-Type: message/delivery-status\n\n{etat}\n--x--\n"
    )
    .into_bytes()
}

#[test]
fn des_etats_mal_ecrits() {
    let a = format!("retours+{}@a.fr", jeton(1));
    let lu = |etat: &str| {
        lire(&avis(&a, etat)).map(|r| match r {
            Recu::Rapport(r) => (r.action, r.raison),
            Recu::Automatique => panic!("{etat}"),
        })
    };
    use Action::{Diffusee, Echouee, Relayee, Remise, Retardee};
    for (etat, attendu) in [
        // No line between the fields of the message and those of the person.
        (
            "Reporting-MTA: dns; m\nAction: FAILED (permanent)\nStatus: 5.1.1 (unknown)",
            (Echouee, R::AdresseRefusee),
        ),
        // Too many lines.
        (
            "\n\nReporting-MTA: dns; m\n\n\n\nAction: failed\nStatus: 5.7.26",
            (Echouee, R::Indesirable),
        ),
        // No action, no status.
        (
            "Reporting-MTA: m\n\nStatus: 5.2.1",
            (Echouee, R::AdresseRefusee),
        ),
        ("Status: 4.4.1", (Retardee, R::DelaiDepasse)),
        ("Status: 2.0.0", (Remise, R::Autre { code: 500 })),
        ("Action: failed", (Echouee, R::Autre { code: 500 })),
        (
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 451 try later",
            (Echouee, R::DelaiDepasse),
        ),
        (
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: x; mx.example said: 550 5.7.1 no",
            (Echouee, R::Indesirable),
        ),
        (
            "Action: failed\nDiagnostic-Code: X-Unix; 512 blocks",
            (Echouee, R::Autre { code: 512 }),
        ),
        ("Action: failed\nStatus: 4.4.7", (Echouee, R::DelaiDepasse)),
        (
            "Action: failed\nStatus: 5.4.6",
            (Echouee, R::Autre { code: 500 }),
        ),
        (
            "Action: failed\nStatus: 5.3.4",
            (Echouee, R::MessageTropGros),
        ),
        (
            "Action: failed\nStatus: 5.1.8",
            (Echouee, R::ExpediteurRefuse),
        ),
        (
            "Action: relayed\nStatus: 2.0.0",
            (Relayee, R::Autre { code: 500 }),
        ),
        (
            "Action: expanded\nStatus: 2.0.0",
            (Diffusee, R::Autre { code: 500 }),
        ),
        // Several people behind one address: the worst is told.
        (
            "Action: delivered\nStatus: 2.0.0\n\nAction: failed\nStatus: 5.2.2\n\n\
             Action: delayed\nStatus: 4.4.1",
            (Echouee, R::BoitePleine),
        ),
    ] {
        assert_eq!(lu(etat), Ok(attendu), "{etat}");
    }
    for etat in [
        "",
        "Reporting-MTA: dns; m",
        "Action: exploded\nStatus: 5.1.1",
        "Status: 9",
    ] {
        assert_eq!(lu(etat), Err(Illisible::Incomplet), "{etat}");
    }
}

#[test]
fn le_jeton_se_trouve_ou_qu_il_soit() {
    let etat = "Action: failed\nStatus: 5.1.1";
    let jetons = |octets: &[u8]| {
        lire(octets).map(|r| match r {
            Recu::Rapport(r) => r.jetons,
            Recu::Automatique => panic!(),
        })
    };
    let j = "0123456789abcdef0123456789abcdef";
    for a in [
        format!("retours+{j}@imagin.fr"),
        format!(
            "\"Retours, d'Imagin\" <Retours+{}@IMAGIN.FR>",
            j.to_uppercase()
        ),
        format!("x@y.fr,\n <a+b+{j}@imagin.fr>"),
        format!("x@y.fr\nDelivered-To: retours+{j}@imagin.fr"),
        format!("x@y.fr\nX-Original-To: retours+{j}@imagin.fr"),
        format!("x@y.fr\nIn-Reply-To: <{j}@imagin.fr>"),
        format!("x@y.fr\nReferences: <1@y.fr>\n\t<{j}@imagin.fr>"),
    ] {
        assert_eq!(jetons(&avis(&a, etat)), Ok(vec![j.to_owned()]), "{a}");
    }
    // The address comes before what the message says of itself.
    let autre = "f".repeat(32);
    let a = format!("retours+{j}@imagin.fr\nIn-Reply-To: <{autre}@imagin.fr>");
    assert_eq!(jetons(&avis(&a, etat)), Ok(vec![j.to_owned(), autre]));
    for a in [
        "retours@imagin.fr".to_owned(),
        format!("retours+{j}"),
        format!("retours+{j}0@imagin.fr"),
        format!("retours+{}g@imagin.fr", &j[1..]),
        format!("retours-{j}@imagin.fr"),
    ] {
        assert_eq!(jetons(&avis(&a, etat)), Err(Illisible::SansJeton), "{a}");
    }
    // Nobody makes a list of them.
    let tous: Vec<String> = (0..100).map(|n| format!("a+{n:032x}@b.fr")).collect();
    let lus = jetons(&avis(&tous.join(",\n "), etat)).unwrap();
    assert_eq!(lus, (0..JETONS_MAX).map(jeton).collect::<Vec<_>>());
}

#[test]
fn les_mots_d_un_autre_serveur_sont_nettoyes() {
    let a = format!("retours+{}@a.fr", jeton(1));
    let etat = format!(
        "Final-Recipient: rfc822; a\u{202e}@b.fr\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 \u{1b}[31mrouge\0 {}",
        "é".repeat(1_000)
    );
    let r = rapport(&avis(&a, &etat));
    assert!(
        r.diagnostic.starts_with("550 [31mrouge é"),
        "{}",
        r.diagnostic
    );
    assert_eq!(r.diagnostic.chars().count(), crate::echec::PAROLES_MAX);
    assert_eq!(r.destinataire, "a @b.fr");
}

/// What is long, cut, or nested beyond reason.
#[test]
fn rien_ne_deborde() {
    let entier = donnee("postfix-inconnue");
    let attendu = rapport(entier);
    // The mail that comes back is larger than what is read.
    let fin = entier
        .windows(12)
        .position(|w| w == b"Message-ID: ")
        .unwrap();
    let mut long = entier[..fin].to_vec();
    long.resize(40_000_000, b'A');
    assert_eq!(rapport(&long), attendu);
    // Cut anywhere: read or not, it is never about another mail, nor of another end.
    for n in 0..entier.len() {
        if let Ok(Recu::Rapport(r)) = lire(&entier[..n]) {
            assert_eq!(
                (&r.jetons, r.action),
                (&attendu.jetons, attendu.action),
                "{n}"
            );
        }
    }
    // Mails within mails, thousands deep: nothing is opened.
    let emboite = "Content-Type: message/rfc822\n\n".repeat(9_000);
    assert_eq!(lire(emboite.as_bytes()), Err(Illisible::PasUnRapport));
    let a = format!("retours+{}@a.fr", jeton(1));
    let mut avec = avis(&a, "Action: failed");
    avec.truncate(avec.len() - "--x--\n".len());
    avec.extend_from_slice(format!("--x\n{emboite}\n--x--\n").as_bytes());
    assert_eq!(rapport(&avec).action, Action::Echouee);
    // More parts than any report has.
    let parties = "--x\nContent-Type: message/delivery-status\n\n\n".repeat(6_000);
    let beaucoup = format!("Content-Type: multipart/report; boundary=x\n\n{parties}--x--\n");
    assert_eq!(lire(beaucoup.as_bytes()), Err(Illisible::Incomplet));
}

/// One of the samples, with pieces of it and of others in the wrong place.
fn abime() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        prop::sample::select(vec![
            &b"\r\n"[..],
            b"\n\n",
            b"--",
            b"--x",
            b"boundary=\"\"",
            b"Content-Type: message/rfc822\n\n",
            b"Content-Type: multipart/report; boundary=x\n\n",
            b"Content-Transfer-Encoding: base64\n\n",
            b"Content-Transfer-Encoding: quoted-printable\n\n=",
            b"boundary*0*=utf-8''x; boundary*1=y",
            b"=?utf-8?q?=",
            b"Status: 5.",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    let coup = (any::<prop::sample::Index>(), 0..200_usize, piece);
    (
        prop::sample::select(DONNEES),
        prop::collection::vec(coup, 1..6),
    )
        .prop_map(|((_, modele), coups)| {
            let mut octets = modele.to_vec();
            for (ou, combien, piece) in coups {
                let debut = ou.index(octets.len() + 1);
                let fin = (debut + combien).min(octets.len());
                octets.splice(debut..fin, piece);
            }
            octets
        })
}

/// Whatever is read is safe to keep and to show.
fn tient(octets: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(Recu::Rapport(r)) = lire(octets) {
        prop_assert!(!r.jetons.is_empty() && r.jetons.len() <= JETONS_MAX);
        for jeton in &r.jetons {
            prop_assert_eq!(jeton.len(), JETON_LONGUEUR);
            prop_assert!(
                jeton
                    .bytes()
                    .all(|o| matches!(o, b'0'..=b'9' | b'a'..=b'f'))
            );
        }
        for mots in [&r.diagnostic, &r.destinataire] {
            prop_assert!(!domain::texte::a_caractere_de_controle(mots));
            prop_assert!(mots.chars().count() <= crate::echec::PAROLES_MAX);
        }
        prop_assert_eq!(R::lire(&r.raison.code()), Some(r.raison));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn des_octets_quelconques(octets in prop::collection::vec(any::<u8>(), 0..2_000)) {
        tient(&octets)?;
    }

    #[test]
    fn des_avis_abimes(octets in abime()) {
        tient(&octets)?;
    }

    /// The address that a mail bears brings back to it, through any report.
    #[test]
    fn du_courriel_a_son_retour(bits in any::<u128>()) {
        let jeton = format!("{bits:032x}");
        let retour: AdresseRetour = "retours@imagin.exemple.fr".parse().unwrap();
        let id = crate::MessageId::du_jeton(&jeton, "imagin.exemple.fr");
        let adresse = retour.du_courriel(&id).to_string();
        let lu = rapport(&avis(&adresse, "Action: failed\nStatus: 5.1.1"));
        prop_assert_eq!(lu.jetons, vec![jeton]);
    }
}
