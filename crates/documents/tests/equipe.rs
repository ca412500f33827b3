//! The calendar of a team, as poppler and qpdf read it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod commun;

use commun::lecteurs::{a_plat, outil, pages, texte};
use documents::Polices;
use documents::equipe::{self, CalendrierEquipe, marque};
use domain::{CaseEquipe, Mois, PartieJour, RangEquipe};
use std::sync::LazyLock;

static POLICES: LazyLock<Polices> = LazyLock::new(|| Polices::charger().unwrap());

const ABSENT: CaseEquipe = CaseEquipe {
    absence: Some(PartieJour::Journee),
    convoque: false,
};
const CONVOQUE: CaseEquipe = CaseEquipe {
    absence: None,
    convoque: true,
};

fn calendrier(gens: usize) -> CalendrierEquipe {
    CalendrierEquipe {
        titre: "Calendrier de l’équipe, février 2021".into(),
        sous_titres: vec!["LPO BELLEVUE".into()],
        auteur: "LPO BELLEVUE".into(),
        etabli_le: commun::jour(2021, 1, 12),
        mois: Mois {
            annee: 2021,
            mois: 2,
        },
        chomes: Vec::new(),
        entete: "Nom".into(),
        rangs: (0..gens)
            .map(|n| RangEquipe {
                nom: format!("D’ŒUVRE-{n} Zoé"),
                discipline: if n < 2 { "ANGLAIS" } else { "PHILOSOPHIE" }.into(),
                jours: (0..28)
                    .map(|j| match (n, j) {
                        (0, 0..5) => ABSENT,
                        (1, 2) => CONVOQUE,
                        (1, 3) => CaseEquipe {
                            convoque: true,
                            ..ABSENT
                        },
                        _ => CaseEquipe::default(),
                    })
                    .collect(),
            })
            .collect(),
        legende: vec![
            (CONVOQUE, "Convocation".into()),
            (ABSENT, "Indisponible".into()),
        ],
        vide: "Personne.".into(),
    }
}

fn pdf(c: &CalendrierEquipe) -> Vec<u8> {
    equipe::pdf(c, &POLICES).unwrap()
}

#[test]
fn un_mois_tient_sur_une_feuille_couchee() {
    let octets = pdf(&calendrier(3));
    outil("qpdf", &["--check"], &octets, &[]);
    let lu = texte(&octets, &["-layout"]);
    let ligne = |nom: &str| lu.lines().find(|l| l.contains(nom)).unwrap().to_owned();
    assert_eq!(ligne("D’ŒUVRE-0").matches(" I").count(), 5, "{lu}");
    assert!(ligne("D’ŒUVRE-1").contains("C") && ligne("D’ŒUVRE-1").contains("CI"));
    assert!(!ligne("D’ŒUVRE-2 Zoé").contains('I'));
    let lu = a_plat(&lu);
    for attendu in ["ANGLAIS", "PHILOSOPHIE", "février 2021", "Indisponible"] {
        assert!(lu.contains(attendu), "{attendu} : {lu}");
    }
    assert_eq!(octets, pdf(&calendrier(3)), "les mêmes octets");
}

#[test]
fn une_grande_equipe_prend_plusieurs_pages() {
    let octets = pdf(&calendrier(120));
    let pages = pages(&octets);
    assert!((3..=6).contains(&pages.len()), "{}", pages.len());
    for p in &pages {
        let p = a_plat(p);
        assert!(p.contains("Nom") && p.contains("28"), "{p}");
    }
    let personne = a_plat(&texte(&pdf(&calendrier(0)), &["-raw"]));
    assert!(personne.contains("Personne."));
}

#[test]
fn chaque_marque_est_une_lettre() {
    let case = |absence, convoque| CaseEquipe { absence, convoque };
    assert_eq!(marque(case(None, false)), "");
    assert_eq!(marque(case(Some(PartieJour::Matin), false)), "M");
    assert_eq!(marque(case(Some(PartieJour::ApresMidi), false)), "A");
    assert_eq!(marque(case(Some(PartieJour::Matin), true)), "CI");
}
