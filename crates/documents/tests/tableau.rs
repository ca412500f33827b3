//! Lists to print, as poppler and qpdf read them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod commun;

use commun::lecteurs::{a_plat, outil, pages, texte};
use documents::Polices;
use documents::tableau::{self, Colonne, Document, Ligne, Orientation, Section};
use std::sync::LazyLock;

static POLICES: LazyLock<Polices> = LazyLock::new(|| Polices::charger().unwrap());

fn pdf(d: &Document) -> Vec<u8> {
    tableau::pdf(d, &POLICES).unwrap()
}

fn liste(lignes: usize) -> Document {
    Document {
        titre: "Consultation des personnels".into(),
        sous_titres: vec![
            "LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)".into(),
            "Discipline\u{a0}: toutes".into(),
        ],
        auteur: "Académie de Toulouse, LPO BELLEVUE".into(),
        etabli_le: commun::jour(2021, 1, 12),
        orientation: Orientation::Portrait,
        sections: vec![Section {
            titre: "Enseignants".into(),
            colonnes: vec![
                Colonne::texte("Nom", 2.0),
                Colonne::texte("Discipline", 3.0),
                Colonne::nombre("Jours convoqués", 1.0),
            ],
            lignes: (0..lignes)
                .map(|i| Ligne::de([format!("D’ŒUVRE-{i}"), "HISTOIRE".into(), i.to_string()]))
                .collect(),
            vide: "Personne ne correspond.".into(),
            conclusion: vec![format!("{lignes} personnes")],
            ..Section::default()
        }],
    }
}

#[test]
fn une_liste_se_lit_ligne_par_ligne() {
    let octets = pdf(&liste(3));
    outil("qpdf", &["--check"], &octets, &[]);
    let lu = texte(&octets, &["-layout"]);
    let ligne = lu.lines().find(|l| l.contains("D’ŒUVRE-2")).unwrap();
    assert!(ligne.contains("HISTOIRE") && ligne.trim_end().ends_with('2'));
    let lu = a_plat(&texte(&octets, &["-raw"]));
    let mut place = 0;
    for attendu in [
        "Consultation des personnels",
        "LPO BELLEVUE",
        "Enseignants",
        "Nom Discipline Jours convoqués",
        "D’ŒUVRE-0 HISTOIRE 0",
        "D’ŒUVRE-2 HISTOIRE 2",
        "3 personnes",
    ] {
        let ici = lu[place..].find(attendu);
        place += ici.unwrap_or_else(|| panic!("{attendu} manque après {place} : {lu}"));
    }
    assert!(!lu.contains("Personne ne correspond"));
}

#[test]
fn les_titres_de_colonnes_reviennent_sur_chaque_page() {
    let octets = pdf(&liste(200));
    let pages = pages(&octets);
    assert!(pages.len() > 2, "{}", pages.len());
    for (i, p) in pages.iter().enumerate() {
        let p = a_plat(p);
        assert!(p.contains("Nom Discipline"), "{p}");
        assert!(
            p.contains(&format!("page {}/{}", i + 1, pages.len())),
            "{p}"
        );
    }
    let tout = pages.concat();
    for i in 0..200 {
        assert_eq!(
            tout.matches(&format!("D’ŒUVRE-{i}\u{20}")).count(),
            1,
            "{i}"
        );
    }
}

#[test]
fn vide_le_dit() {
    let lu = a_plat(&texte(&pdf(&liste(0)), &["-raw"]));
    assert!(lu.contains("Personne ne correspond."));
    assert!(!lu.contains("Discipline Jours"));
}

#[test]
fn une_cellule_longue_se_replie_et_une_demesuree_est_coupee() {
    let mut d = liste(1);
    let long = "Lycée polyvalent du bout du monde et de ses environs immédiats ".repeat(3);
    d.sections[0].lignes = vec![
        Ligne::de(["AVANT".to_owned(), long, "1".into()]),
        Ligne::de(["APRÈS".to_owned(), "mot ".repeat(5_000), "2".into()]),
        Ligne::de(["漢字\u{7}", "deux\nlignes", "3", "de trop"]),
    ];
    let octets = pdf(&d);
    outil("qpdf", &["--check"], &octets, &[]);
    let lu = a_plat(&texte(&octets, &["-raw"]));
    assert_eq!(lu.matches("bout du monde").count(), 3);
    assert!(lu.contains('…') && lu.contains("deux lignes") && !lu.contains("de trop"));
    assert!(pages(&octets).len() <= 2);
}

#[test]
fn plusieurs_tables_en_paysage_a_signer_a_la_main() {
    let mut d = liste(2);
    d.orientation = Orientation::Paysage;
    let mut a_signer = d.sections[0].clone();
    a_signer.titre = "Émargement".into();
    a_signer.nouvelle_page = true;
    a_signer.quadrillee = true;
    for l in &mut a_signer.lignes {
        l.hauteur = 12.0;
    }
    d.sections.push(a_signer);
    let octets = pdf(&d);
    let infos = String::from_utf8(outil("pdfinfo", &[], &octets, &[])).unwrap();
    assert!(infos.contains("Pages:           2"), "{infos}");
    assert!(infos.contains("841.89 x 595.276"), "{infos}");
    assert!(infos.contains("Tagged:          yes"), "{infos}");
    assert_eq!(pdf(&d), octets);
}
