//! The PDF as others read it: poppler and qpdf, installed by `script/setup --tests`.
//! A missing tool fails these tests.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod commun;

use commun::lecteurs::{a_plat, outil, pages, texte};
use documents::{Contenu, ErreurDocument, ErreurImage, Polices, lettre};
use domain::Lettre;
use proptest::prelude::*;
use std::sync::LazyLock;

static POLICES: LazyLock<Polices> = LazyLock::new(|| Polices::charger().unwrap());

fn pdf(l: &Lettre) -> Vec<u8> {
    lettre::pdf(l, &POLICES).unwrap()
}

// --- What is said ---------------------------------------------------------------

#[test]
fn textes_extraits() {
    for (nom, l) in commun::toutes() {
        if matches!(
            nom,
            "ordinaire" | "demesuree" | "sans-signature" | "depouillee" | "remplacante"
        ) {
            insta::assert_snapshot!(nom, texte(&pdf(&l), &["-raw"]));
        }
    }
}

#[test]
fn l_ordre_de_lecture_est_celui_de_la_lettre() {
    // Laid out as on the page, pdftotext leaves out the space of a cell as short as `8 h`.
    let extrait = a_plat(&texte(&pdf(&commun::lettre()), &[])).replace(" 8h ", " 8 h ");
    let mut place = 0;
    for attendu in [
        "ACADÉMIE DE TOULOUSE",
        "LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)",
        "31405 TOULOUSE CEDEX 4",
        "Tél. : 05 61 55 45 00",
        "Madame Marie DUPONT",
        "8 rue des Filatiers",
        "31000 TOULOUSE",
        "Référence : 172278-42",
        "Discipline : HISTOIRE GEOGRAPHIE",
        "CONVOCATION",
        "Session 2021 – Correction de copies épreuve EC",
        "Madame,",
        "Vous êtes convoquée par le centre d’examen",
        "Mission n° 172278 – Correction de copies épreuve EC",
        "Session d’examen 470, BCG, 2021, BGT 2021",
        "Spécialité BCG - BACCALAUREAT GENERAL",
        "Épreuve-option C001C, Histoire-géographie 3ème éval",
        "En qualité de Correcteur",
        "Salle 205",
        "Commission 3GHG",
        "Dates et horaires",
        "Date Début Fin",
        "lundi 1er février 2021 8 h 12 h 30",
        "mardi 2 février 2021 8 h 30 17 h 30",
        "Observations",
        "Réunion d’entente à 8 h en salle 205 : merci",
        "Fait à TOULOUSE, le 12 janvier 2021",
        "La cheffe d’établissement,",
        "Claire MARTIN Proviseure",
    ] {
        let reste = &extrait[place..];
        let ici = reste
            .find(attendu)
            .unwrap_or_else(|| panic!("« {attendu} » absent ou trop tôt dans :\n{reste}"));
        place += ici + attendu.len();
    }
    for mention in ["caractère obligatoire", "D. 911-31", "prévenez sans délai"] {
        assert!(extrait.contains(mention), "{mention}");
    }
}

/// By delegation, the letter says for whom, still on one page.
#[test]
fn par_delegation() {
    let mut l = commun::lettre();
    if let Some(s) = &mut l.signature {
        s.delegation = true;
        s.qualite = "Proviseure adjointe".into();
    }
    let octets = pdf(&l);
    let extrait = a_plat(&texte(&octets, &["-raw"]));
    for attendu in [
        "Pour le chef d’établissement et par délégation,",
        "Claire MARTIN",
        "Proviseure adjointe",
    ] {
        assert!(extrait.contains(attendu), "« {attendu} » : {extrait}");
    }
    assert!(!extrait.contains("La cheffe d’établissement"));
    let document = lopdf::Document::load_mem(&octets).unwrap();
    assert_eq!(document.get_pages().len(), 1);
}

#[test]
fn les_espaces_insecables_sont_dans_le_texte() {
    // pdftotext prints every blank as a plain space: ask the font's own table which
    // characters the page has.
    let document = lopdf::Document::load_mem(&pdf(&commun::lettre())).unwrap();
    let mut tables = String::new();
    for objet in document.objects.values() {
        if let Ok(d) = objet.as_dict()
            && let Ok(table) = d.get(b"ToUnicode").and_then(lopdf::Object::as_reference)
        {
            let flux = document.get_object(table).unwrap().as_stream().unwrap();
            tables += &String::from_utf8(flux.decompressed_content().unwrap()).unwrap();
        }
    }
    let tables = tables.to_uppercase();
    assert!(
        tables.contains("<202F>") && tables.contains("<00A0>"),
        "{tables}"
    );
    let Some(documents::contenu::Bloc::Texte { lignes, .. }) =
        Contenu::de(&commun::lettre()).blocs.pop()
    else {
        panic!("pas d'observation");
    };
    assert!(lignes[0].contains("salle 205\u{a0}: merci"), "{lignes:?}");
    assert!(lignes[0].contains("SANTORIN\u{202f}; le"), "{lignes:?}");
}

#[test]
fn les_noms_gardent_leurs_lettres() {
    let mut l = commun::lettre();
    for nom in [
        "LŒUILLET-ŸVES D’AŸ",
        "Çelebi Őrsi Šimůnek",
        "Nguyễn Thị Hương",
        "ȚUȚEA Ștefan",
        "GARCÍA-MUÑOZ",
        "Æðelþryð Ðorđe Łukasz ẞ",
    ] {
        nom.clone_into(&mut l.destinataire.nom);
        let extrait = a_plat(&texte(&pdf(&l), &[]));
        assert!(extrait.contains(nom), "{nom} dans {extrait}");
    }
    "漢\u{202e}字 ﬁn".clone_into(&mut l.destinataire.nom);
    let extrait = a_plat(&texte(&pdf(&l), &[]));
    assert!(extrait.contains("Marie \u{fffd}\u{fffd} fin"), "{extrait}");
}

#[test]
fn l_autorite_et_l_accord() {
    let corps = |l: &Lettre| a_plat(&texte(&pdf(l), &[]));
    let mut l = commun::lettre();
    assert!(corps(&l).contains("Vous êtes convoquée par le centre d’examen LPO BELLEVUE"));
    l.destinataire.civilite = domain::Civilite::Monsieur;
    l.autorite = domain::Autorite::Division;
    assert!(corps(&l).contains(
        "Vous êtes convoqué par la division des examens et concours de l’académie de Toulouse"
    ));
    l.destinataire.civilite = domain::Civilite::Inconnue;
    assert!(corps(&l).contains("Madame, Monsieur, Vous êtes convoqué(e) par"));
}

#[test]
fn le_jumeau_dit_la_meme_chose() {
    // Every sentence of the content is on paper: the HTML twin shows the same ones.
    for (nom, l) in commun::toutes() {
        // Words may be cut at a hyphen at the end of a line.
        let serre = |t: &str| -> String { t.split_whitespace().collect() };
        let papier = serre(&texte(&pdf(&l), &["-raw"]));
        let contenu = Contenu::de(&l);
        let mut phrases = vec![
            contenu.academie.to_uppercase(),
            contenu.titre.to_uppercase(),
            contenu.sous_titre.clone(),
            contenu.signature.lieu_et_date.clone(),
            contenu.signature.nom.clone(),
            contenu.signature.qualite.clone(),
        ];
        phrases.extend(contenu.mentions.clone());
        for bloc in &contenu.blocs {
            match bloc {
                documents::contenu::Bloc::Paragraphe(t) => phrases.push(t.clone()),
                documents::contenu::Bloc::Faits(faits) => {
                    phrases.extend(faits.iter().map(|f| format!("{}{}", f.libelle, f.valeur)));
                }
                documents::contenu::Bloc::Jours { lignes, .. } => {
                    phrases.extend(lignes.iter().map(|l| l.concat()));
                }
                documents::contenu::Bloc::Texte { titre, lignes } => {
                    phrases.push((*titre).to_owned());
                    phrases.extend(lignes.clone());
                }
            }
        }
        for p in phrases {
            assert!(papier.contains(&serre(&p)), "{nom} : « {p} » dans {papier}");
        }
    }
}

// --- How it flows -----------------------------------------------------------------

#[test]
fn une_page_jusqu_a_huit_jours() {
    for n in 0..=8 {
        assert_eq!(pages(&pdf(&commun::avec_jours(n))).len(), 1, "{n} jours");
    }
    // With no page to number, no number.
    assert!(!pages(&pdf(&commun::lettre()))[0].contains("page 1"));
}

#[test]
fn les_jours_coulent_sans_ligne_coupee() {
    for n in [9, 20, 30, 45, 60] {
        let l = commun::avec_jours(n);
        let pages = pages(&pdf(&l));
        let total = pages.len();
        assert!(total <= 2, "{n} jours sur {total} pages");
        for (i, p) in pages.iter().enumerate() {
            let p = a_plat(p);
            if total > 1 {
                assert!(p.contains(&format!("page {}/{total}", i + 1)), "{p}");
            }
            if i > 0 {
                assert!(p.starts_with("Convocation 172278-42 – DUPONT Marie"), "{p}");
            }
            // A page with days has their header.
            let a_des_jours = l
                .affectation
                .creneaux
                .iter()
                .any(|c| p.contains(&a_plat(&domain::jour_long(c.jour))));
            assert_eq!(a_des_jours, p.contains("Date Début Fin"), "{p}");
        }
        // Each day once, on one page, with its hours.
        for c in &l.affectation.creneaux {
            let ligne = a_plat(&format!(
                "{} {} {}",
                domain::jour_long(c.jour),
                domain::heure_longue(c.debut),
                domain::heure_longue(c.fin)
            ));
            let fois: usize = pages
                .iter()
                .map(|p| a_plat(p).matches(&ligne).count())
                .sum();
            assert_eq!(fois, 1, "{ligne}");
        }
    }
}

#[test]
fn la_signature_n_est_jamais_seule() {
    // Whatever the length of what comes before, the page with the signature has the
    // mentions too, and the letter never ends by an empty page.
    for lignes in 0..60 {
        let mut l = commun::avec_jours(3);
        l.affectation.observation = vec!["Une ligne d’observation."; lignes].join("\n");
        let pages = pages(&pdf(&l));
        let derniere = a_plat(pages.last().unwrap());
        assert!(derniere.contains("La cheffe d’établissement,"), "{lignes}");
        assert!(derniere.contains("caractère obligatoire"), "{lignes}");
        assert!(derniere.contains("Claire MARTIN Proviseure"), "{lignes}");
    }
}

#[test]
fn l_adresse_garde_sa_ville() {
    // A town cut after a hyphen is still whole.
    let serre = |octets: &[u8]| -> String { texte(octets, &["-raw"]).split_whitespace().collect() };
    let mut l = commun::demesuree();
    assert!(serre(&pdf(&l)).contains("Lieu-ditLesQuatre-Chemins-de-la-Croix-Haute31000"));
    for lignes in [4, 0, 100] {
        l.destinataire.adresse.lignes.truncate(lignes);
        l.destinataire
            .adresse
            .lignes
            .resize(lignes, "Une ligne de plus".into());
        let octets = pdf(&l);
        let dit = serre(&octets);
        assert!(
            dit.contains("31000SAINT-REMY-EN-BOUZEMONT-SAINT-GENEST-ET-ISSON"),
            "{lignes} : {dit}"
        );
        assert_eq!(dit.contains("Unelignedeplus…31000"), lignes == 100, "{dit}");
        assert_eq!(pages(&octets).len(), 2, "{lignes}");
    }
}

#[test]
fn ce_qu_elle_remplace_tient_sur_sa_page() {
    let l = commun::remplacante();
    let pages = pages(&pdf(&l));
    assert_eq!(pages.len(), 1);
    let dit = a_plat(&pages[0]);
    for attendu in [
        "Cette convocation annule et remplace celle du 05/01/2021.",
        "Ce qui change",
        "Salle : rien ; désormais : 205",
        "Dates ajoutées : 03/02/2021, 8 h – 12 h 30",
        "Observations : Réunion d’entente à 9 h.",
    ] {
        assert!(dit.contains(attendu), "« {attendu} » dans {dit}");
    }
    let mut l = commun::lettre();
    l.remplace = Some(domain::Remplacement {
        date: commun::jour(2021, 1, 5),
        annulation: true,
        changements: vec![],
        jours_retires: vec![],
    });
    let dit = a_plat(&texte(&pdf(&l), &[]));
    assert!(
        dit.contains("L’annulation qui vous a été envoyée le 05/01/2021 ne tient plus"),
        "{dit}"
    );
    assert!(!dit.contains("Ce qui change"), "{dit}");
}

// --- How it is checked ----------------------------------------------------------------

/// The QR codes of the first page, as a reader sees it once printed.
fn codes_qr(octets: &[u8], resolution: &str) -> Vec<String> {
    let png = outil(
        "pdftoppm",
        &["-r", resolution, "-gray", "-png", "-f", "1", "-l", "1"],
        octets,
        &[],
    );
    let page = image::load_from_memory(&png).unwrap().to_luma8();
    let (largeur, hauteur) = page.dimensions();
    let mut lecteur =
        rqrr::PreparedImage::prepare_from_greyscale(largeur as usize, hauteur as usize, |x, y| {
            page.get_pixel(x as u32, y as u32).0[0]
        });
    lecteur
        .detect_grids()
        .iter()
        .map(|g| g.decode().unwrap().1)
        .collect()
}

#[test]
fn le_code_qr_se_lit_sur_la_page() {
    for (nom, l) in commun::toutes() {
        let octets = pdf(&l);
        let liens = l.liens.clone().unwrap();
        // As a cheap printer, and as a good one.
        for resolution in ["110", "300"] {
            assert_eq!(
                codes_qr(&octets, resolution),
                [&*liens.verification],
                "{nom}"
            );
        }
        let dit = a_plat(&texte(&octets, &["-raw", "-l", "1"]));
        let (debut, fin) = liens.code.split_at(15);
        assert!(dit.contains(debut) && dit.contains(fin), "{nom} : {dit}");
        assert!(dit.contains(&liens.page_verification), "{nom} : {dit}");
    }
    // Without a service to answer, nothing leads to it.
    let mut l = commun::lettre();
    l.liens = None;
    assert_eq!(codes_qr(&pdf(&l), "110"), [""; 0]);
    assert!(!texte(&pdf(&l), &[]).contains("/r/"));
}

#[test]
fn le_code_qr_a_un_texte_de_remplacement() {
    let octets = pdf(&commun::lettre());
    let document = lopdf::Document::load_mem(&octets).unwrap();
    let alternatifs: Vec<String> = document
        .objects
        .values()
        .filter_map(|o| o.as_dict().ok()?.get(b"Alt").ok()?.as_str().ok())
        .map(|o| {
            let unites: Vec<u16> = o[2..]
                .chunks(2)
                .map(|c| u16::from_be_bytes([c[0], c[1]]))
                .collect();
            String::from_utf16(&unites).unwrap()
        })
        .collect();
    assert!(
        alternatifs
            .iter()
            .any(|a| a.contains("Code QR") && a.contains("0123-4567")),
        "{alternatifs:?}"
    );
}

// --- What it is made of -------------------------------------------------------------

#[test]
fn qpdf_n_y_trouve_rien() {
    for (nom, l) in commun::toutes() {
        let dit = outil("qpdf", &["--check"], &pdf(&l), &[]);
        let dit = String::from_utf8(dit).unwrap();
        assert!(
            dit.contains("No syntax or stream encoding errors"),
            "{nom} : {dit}"
        );
    }
}

#[test]
fn jamais_plus_de_60_ko() {
    for (nom, mut l) in commun::toutes() {
        assert!(pdf(&l).len() <= 60_000, "{nom} : {}", pdf(&l).len());
        // A photograph as a signature must not weigh more.
        if let Some(s) = &mut l.signature {
            s.image_png = photographie().into();
            assert!(pdf(&l).len() <= 60_000, "{nom} : {}", pdf(&l).len());
        }
    }
}

// --- What an académie settles ---------------------------------------------------------

/// A logo of several colours, as an académie has one.
fn logo() -> Vec<u8> {
    let image = image::RgbImage::from_fn(600, 160, |x, y| {
        let rond = (x as i32 - 80).pow(2) + (y as i32 - 80).pow(2) < 70 * 70;
        match (rond, (x / 40) % 3) {
            (true, _) => image::Rgb([200, 30, 40]),
            (false, 0) if (60..100).contains(&y) => image::Rgb([20, 60, 160]),
            (false, 1) if (60..100).contains(&y) => image::Rgb([30, 140, 70]),
            _ => image::Rgb([255, 255, 255]),
        }
    });
    let mut octets = Vec::new();
    image::DynamicImage::from(image)
        .write_to(
            &mut std::io::Cursor::new(&mut octets),
            image::ImageFormat::Png,
        )
        .unwrap();
    octets
}

fn reglee() -> Lettre {
    let mut l = commun::lettre();
    l.modele = domain::Modele {
        logo_png: logo().into(),
        ..domain::Modele::default()
    }
    .avec(
        domain::TexteRegle::Obligation,
        Some("{nom}, votre présence à la mission {mission} est obligatoire.".into()),
    )
    .avec(
        domain::TexteRegle::Cloture,
        Some("L’académie de {academie} vous remercie.".into()),
    );
    l
}

#[test]
fn ce_qui_est_regle_se_lit() {
    let octets = pdf(&reglee());
    let extrait = a_plat(&texte(&octets, &[]));
    for attendu in [
        "Marie DUPONT, votre présence à la mission 172278 – Correction de copies épreuve EC est \
         obligatoire.",
        "Elle vous ouvre l’accès à SANTORIN",
        "En cas d’empêchement, prévenez sans délai le centre d’examen : tél. 05 61 55 45 00",
        "L’académie de Toulouse vous remercie.",
    ] {
        assert!(extrait.contains(&a_plat(attendu)), "{attendu} : {extrait}");
    }
    assert!(!extrait.contains("D. 911-31"), "{extrait}");
    // Two images: the signature and the logo; one page; the same bytes each time.
    assert_eq!(pages(&octets).len(), 1);
    assert_eq!(octets, pdf(&reglee()));
    assert_eq!(lettre::pages(&reglee(), &POLICES), 1);
    let contenu = Contenu::de(&reglee());
    assert_eq!(contenu.logo, "Logo de l’académie de Toulouse");
    insta::assert_snapshot!(a_plat(&contenu.mentions.join(" / ")), @"Marie DUPONT, votre présence à la mission 172278 – Correction de copies épreuve EC est obligatoire. / Elle vous ouvre l’accès à SANTORIN pour la correction des copies ou son suivi. / En cas d’empêchement, prévenez sans délai le centre d’examen : tél. 05 61 55 45 00, courriel 0310038y@ac-toulouse.fr. / Merci d’indiquer que vous avez pris connaissance de cette convocation, ou de signaler un empêchement, à cette adresse qui vous est personnelle : / https://imagin.exemple.fr/r/K7QX3M9P2RTD8WZN00001A01 / L’académie de Toulouse vous remercie.");
}

#[test]
fn le_logo_ne_pousse_pas_la_lettre() {
    for (nom, mut l) in commun::toutes() {
        let sans = lettre::pages(&l, &POLICES);
        l.modele.logo_png = logo().into();
        assert!(pdf(&l).len() <= 60_000, "{nom} : {}", pdf(&l).len());
        if nom != "demesuree" {
            assert_eq!(lettre::pages(&l, &POLICES), sans, "{nom}");
        }
        // Noise, signed by noise: the logo gives way before the letter grows too heavy.
        l.modele.logo_png = photographie().into();
        if let Some(s) = &mut l.signature {
            s.image_png = photographie().into();
        }
        assert!(pdf(&l).len() <= 60_000, "{nom} : {}", pdf(&l).len());
        // What cannot be read keeps nobody from their letter.
        l.modele.logo_png = b"pas une image".as_slice().into();
        assert!(pdf(&l).starts_with(b"%PDF-"), "{nom}");
    }
}

/// 400 × 160 pixels of noise: nothing compresses worse.
fn photographie() -> Vec<u8> {
    let mut graine = 7u32;
    let bruit = image::RgbImage::from_fn(400, 160, |_, _| {
        graine = graine.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = graine.to_be_bytes();
        image::Rgb([a, b, c])
    });
    let mut octets = Vec::new();
    image::DynamicImage::from(bruit)
        .write_to(
            &mut std::io::Cursor::new(&mut octets),
            image::ImageFormat::Png,
        )
        .unwrap();
    octets
}

#[test]
fn metadonnees_langue_et_polices() {
    let octets = pdf(&commun::lettre());
    let info = String::from_utf8(outil("pdfinfo", &[], &octets, &[])).unwrap();
    for attendu in [
        "Convocation 172278-42 – DUPONT Marie",
        "Mission n°\u{a0}172278, Correction de copies épreuve EC",
        "Académie de Toulouse, LPO BELLEVUE TOULOUSE CEDEX 4",
        "Tagged:          yes",
        "A4",
        "PDF version:     1.7",
    ] {
        assert!(info.contains(attendu), "« {attendu} » dans {info}");
    }
    let document = lopdf::Document::load_mem(&octets).unwrap();
    let catalogue = document.catalog().unwrap();
    assert_eq!(catalogue.get(b"Lang").unwrap().as_str().unwrap(), b"fr-FR");
    let polices = String::from_utf8(outil("pdffonts", &[], &octets, &[])).unwrap();
    for l in polices.lines().skip(2) {
        assert!(
            l.contains("NotoSans") && l.contains("yes yes yes"),
            "{polices}"
        );
    }
    assert_eq!(polices.lines().count(), 4, "{polices}");
}

#[test]
fn la_structure_se_lit() {
    for nom in ["ordinaire", "trente-jours"] {
        let (_, l) = commun::toutes()
            .into_iter()
            .find(|(n, _)| *n == nom)
            .unwrap();
        let octets = pdf(&l);
        let arbre = String::from_utf8(outil("pdfinfo", &["-struct-text"], &octets, &[])).unwrap();
        if nom == "ordinaire" {
            insta::assert_snapshot!("structure", arbre);
        }
        // Repetitions and page numbers are no content.
        assert!(!arbre.contains("page 1/"), "{arbre}");
        assert_eq!(arbre.matches("\"Début\"").count(), 1, "{arbre}");
        assert_eq!(arbre.matches("H1").count(), 1, "{arbre}");
    }
}

#[test]
fn la_meme_lettre_donne_les_memes_octets() {
    assert_eq!(pdf(&commun::lettre()), pdf(&commun::lettre()));
    let mut autre = commun::lettre();
    autre.version = 2;
    autre.affectation.salle = "206".into();
    assert_ne!(pdf(&commun::lettre()), pdf(&autre));
}

#[test]
fn une_mauvaise_image_se_dit_et_la_lettre_se_fait_sans() {
    let mut l = commun::lettre();
    for (image, attendue) in [
        (b"GIF89a".to_vec(), ErreurImage::PasUnPng),
        (b"\x89PNG\r\n\x1a\n".to_vec(), ErreurImage::Illisible),
    ] {
        l.signature.as_mut().unwrap().image_png = image.into();
        assert_eq!(
            lettre::pdf(&l, &POLICES),
            Err(ErreurDocument::Image(attendue))
        );
        let sans = lettre::pdf_sans_image(&l, &POLICES).unwrap();
        assert!(texte(&sans, &[]).contains("Claire MARTIN"));
        assert!(
            outil("pdfimages", &["-list"], &sans, &[])
                .split(|o| *o == b'\n')
                .count()
                <= 3
        );
    }
}

// --- How it looks -------------------------------------------------------------------

const RESOLUTION: &str = "50";

fn rendu(octets: &[u8]) -> image::GrayImage {
    let png = outil(
        "pdftoppm",
        &["-r", RESOLUTION, "-gray", "-png", "-f", "1", "-l", "1"],
        octets,
        &[],
    );
    image::load_from_memory(&png).unwrap().to_luma8()
}

/// The largest mean difference of a tile of 16 × 16 pixels, after a blur: another
/// version of poppler smooths edges otherwise, but puts no word elsewhere.
fn ecart(a: &image::GrayImage, b: &image::GrayImage) -> u32 {
    if a.dimensions() != b.dimensions() {
        return 255;
    }
    let (a, b) = (image::imageops::blur(a, 0.8), image::imageops::blur(b, 0.8));
    let mut carreaux = std::collections::HashMap::<(u32, u32), u32>::new();
    for ((x, y, p), q) in a.enumerate_pixels().zip(b.pixels()) {
        *carreaux.entry((x / 16, y / 16)).or_default() += u32::from(p.0[0].abs_diff(q.0[0]));
    }
    carreaux.into_values().max().unwrap_or_default() / 256
}

/// What another version of poppler may change; a word changes several times as much.
const TOLERANCE: u32 = 6;

#[test]
fn la_page_rendue_ressemble_a_la_reference() {
    let reference = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/references/ordinaire.png"
    );
    let page = rendu(&pdf(&commun::lettre()));
    // To renew it, after looking at it: IMAGIN_REFERENCES=ecrire cargo test -p documents
    if std::env::var_os("IMAGIN_REFERENCES").is_some() {
        page.save(reference).unwrap();
    }
    let attendue = image::open(reference).unwrap().to_luma8();
    let mesure = ecart(&page, &attendue);
    assert!(mesure < TOLERANCE, "écart de {mesure}");
    // The measure sees what matters: another room, a signature moved, a day more.
    let mut autre = commun::lettre();
    autre.affectation.salle = "Amphithéâtre Jaurès".into();
    let mut sans = commun::lettre();
    sans.signature.as_mut().unwrap().image_png = Vec::new().into();
    for (quoi, l) in [
        ("salle", autre),
        ("signature", sans),
        ("jours", commun::avec_jours(4)),
    ] {
        let mesure = ecart(&rendu(&pdf(&l)), &attendue);
        assert!(mesure > 2 * TOLERANCE, "{quoi} : {mesure}");
    }
}

#[test]
fn l_adresse_est_dans_la_fenetre() {
    // Ink between 100 and 190 mm from the left, 45 and 90 mm from the top, belongs to
    // the addressee; and nothing else is there than words of the address.
    let octets = pdf(&commun::lettre());
    let mm = |v: f64| (v * 72.0 / 25.4).round().to_string();
    let (x, y, l, h) = (mm(100.0), mm(45.0), mm(100.0), mm(45.0));
    let options = ["-r", "72", "-x", &x, "-y", &y, "-W", &l, "-H", &h];
    let dans_la_fenetre = a_plat(&texte(&octets, &options));
    assert_eq!(
        dans_la_fenetre,
        "Madame Marie DUPONT Bât. C, appartement 12 8 rue des Filatiers 31000 TOULOUSE"
    );
}

// --- Whatever comes in ----------------------------------------------------------------

fn quelconque() -> impl Strategy<Value = Lettre> {
    let t = || prop_oneof!["\\PC{0,40}", ".{0,60}", "[A-Z ’-]{0,90}"];
    let adresse = || {
        (proptest::collection::vec(t(), 0..8), t(), t()).prop_map(
            |(lignes, code_postal, commune)| domain::Adresse {
                lignes,
                code_postal,
                commune,
            },
        )
    };
    let observation = prop_oneof![".{0,300}", "(\\PC{0,20}\n){0,120}", "\\PC{0,1000}"];
    (
        (t(), t(), t(), t(), t(), adresse()),
        (t(), t(), t(), t(), adresse()),
        (t(), t(), observation, t(), t(), t()),
        0usize..70,
        -300_000i32..900_000,
        any::<bool>(),
    )
        .prop_map(|(centre, qui, quoi, jours, jour, signee)| {
            let mut l = commun::avec_jours(jours);
            (
                l.academie,
                l.centre_nom,
                l.centre_telephone,
                l.centre_mel,
                l.mission.session.libelle,
                l.centre_adresse,
            ) = centre;
            (
                l.destinataire.nom,
                l.destinataire.prenom,
                l.destinataire.discipline,
                l.destinataire.etablissement,
                l.destinataire.adresse,
            ) = qui;
            let (nom, prenom, qualite);
            (
                l.affectation.salle,
                l.affectation.commission,
                l.affectation.observation,
                nom,
                prenom,
                qualite,
            ) = quoi;
            if let Some(s) = &mut l.signature {
                (s.nom, s.prenom, s.qualite) = (nom, prenom, qualite);
            }
            if !signee {
                l.signature = None;
            }
            l.faite_le = domain::NaiveDate::from_num_days_from_ce_opt(jour).unwrap();
            l
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn jamais_de_panique(l in quelconque()) {
        let octets = lettre::pdf(&l, &POLICES).unwrap();
        let document = lopdf::Document::load_mem(&octets).unwrap();
        prop_assert!(!document.get_pages().is_empty());
    }
}

#[test]
fn quelques_lettres_absurdes_restent_valides() {
    for (nom, texte) in [
        ("un mot sans fin", "x".repeat(5_000)),
        ("des retours", "\n".repeat(1_000)),
        ("des lignes", "a\n".repeat(500)),
        ("de droite à gauche", "שלום \u{202e}abc\u{202c}".repeat(20)),
        ("des emoji", "👩‍🏫🎓".repeat(50)),
        ("des parenthèses", "(\\)<>[]{}/%".repeat(40)),
    ] {
        let mut l = commun::lettre();
        for champ in [
            &mut l.affectation.observation,
            &mut l.affectation.salle,
            &mut l.destinataire.nom,
            &mut l.destinataire.discipline,
            &mut l.centre_nom,
            &mut l.academie,
        ] {
            champ.clone_from(&texte);
        }
        let octets = pdf(&l);
        let dit = String::from_utf8(outil("qpdf", &["--check"], &octets, &[])).unwrap();
        assert!(
            dit.contains("No syntax or stream encoding errors"),
            "{nom} : {dit}"
        );
        assert!(pages(&octets).last().unwrap().contains("MARTIN"), "{nom}");
    }
}
