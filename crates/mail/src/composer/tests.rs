use super::*;
use crate::essais::{self, DATE, agenda, identite, lettre, pdf};
use domain::{Autorite, Civilite};
use mail_parser::{Message, MessageParser, MimeHeaders};
use proptest::prelude::*;

fn lire(message: &MessagePret) -> Message<'_> {
    MessageParser::default().parse(message.octets()).unwrap()
}

fn convocation(lettre: &Lettre) -> MessagePret {
    let i = identite();
    composer_convocation(
        lettre,
        pdf(),
        agenda(),
        &i,
        "zoe.de-l-epine@ac-toulouse.fr",
        &i.message_id("c42"),
        DATE,
    )
    .unwrap()
}

fn texte(message: &MessagePret) -> String {
    lire(message)
        .body_text(0)
        .unwrap()
        .replace("\r\n", "\n")
        .replace('\u{a0}', "⍽")
        .replace('\u{202f}', "·")
}

fn html(message: &MessagePret) -> String {
    let m = lire(message);
    // One element a line, for a readable snapshot.
    m.body_html(0)
        .unwrap()
        .replace('\u{a0}', "⍽")
        .replace('\u{202f}', "·")
        .replace("><", ">\n<")
}

/// The headers before the first empty line, unfolded.
fn entetes(message: &MessagePret) -> Vec<String> {
    let brut = std::str::from_utf8(message.octets()).unwrap();
    let (tete, _) = brut.split_once("\r\n\r\n").unwrap();
    tete.replace("\r\n ", " ")
        .replace("\r\n\t", " ")
        .split("\r\n")
        .map(str::to_owned)
        .collect()
}

fn noms_d_entetes(message: &MessagePret) -> Vec<String> {
    entetes(message)
        .iter()
        .map(|l| l.split_once(':').unwrap().0.to_owned())
        .collect()
}

#[test]
fn convocation_en_entier() {
    let m = convocation(&lettre());
    insta::assert_snapshot!("convocation_entetes", entetes(&m).join("\n"));
    insta::assert_snapshot!("convocation_texte", texte(&m));
    insta::assert_snapshot!("convocation_html", html(&m));
    let lu = lire(&m);
    assert_eq!(
        lu.subject(),
        Some("Convocation – mission 172278 – Correction de copies épreuve EC – 1er février 2021")
    );
    let a = lu.to().unwrap().first().unwrap();
    assert_eq!(a.name(), Some("Zoé, dite « Cœur » DE L'ÉPINE-LEFÈVRE"));
    assert_eq!(a.address(), Some("zoe.de-l-epine@ac-toulouse.fr"));
    let de = lu.from().unwrap().first().unwrap();
    assert_eq!(
        (de.name(), de.address()),
        (Some("Imagin"), Some("imagin@ac-toulouse.fr"))
    );
    let r = lu.reply_to().unwrap().first().unwrap();
    assert_eq!(r.name(), Some("LPO BELLEVUE TOULOUSE CEDEX 4"));
    assert_eq!(r.address(), Some("0310038y@ac-toulouse.fr"));
    assert_eq!(lu.message_id(), Some("c42@ac-toulouse.fr"));
    assert_eq!(lu.date().unwrap().to_timestamp(), DATE.0 / 1000);
    let piece = lu.attachment(0).unwrap();
    assert_eq!(
        piece.attachment_name(),
        Some(lettre().nom_fichier().as_str())
    );
    assert_eq!(piece.contents(), pdf());
    let piece = lu.attachment(1).unwrap();
    assert_eq!(
        piece.attachment_name(),
        Some("172278_DE-L-EPINE-LEFEVRE-Zoe-dite-Coeur_convocation.ics")
    );
    assert_eq!(piece.contents(), agenda());
    let genre = piece.content_type().unwrap();
    assert_eq!((genre.ctype(), genre.subtype()), ("text", Some("calendar")));
    assert_eq!(genre.attribute("charset"), Some("utf-8"));
    assert_eq!(genre.attribute("method"), Some("PUBLISH"));
    assert_eq!(lu.attachment_count(), 2);
}

#[test]
fn les_memes_octets_a_chaque_fois() {
    assert_eq!(convocation(&lettre()), convocation(&lettre()));
}

#[test]
fn sept_bits_et_lignes_courtes() {
    let m = convocation(&lettre());
    assert!(m.octets().is_ascii());
    assert!(m.octets().ends_with(b"\r\n"));
    let texte = std::str::from_utf8(m.octets()).unwrap();
    for ligne in texte.split("\r\n") {
        assert!(
            ligne.len() <= 998 && !ligne.contains(['\r', '\n', '\0']),
            "{ligne}"
        );
    }
}

#[test]
fn ce_qui_change_selon_la_convocation() {
    let mut l = lettre();
    l.destinataire.civilite = Civilite::Inconnue;
    l.autorite = Autorite::Division;
    l.version = 3;
    l.centre_mel = "pas une adresse".into();
    l.affectation.creneaux.truncate(1);
    l.affectation.observation.clear();
    l.affectation.qualite = None;
    l.mission.epreuve = None;
    l.signature = None;
    let m = convocation(&l);
    assert!(lire(&m).reply_to().is_none());
    insta::assert_snapshot!("convocation_division_texte", texte(&m));

    l.centre_telephone.clear();
    let t = texte(&convocation(&l));
    assert!(t.contains("prenez contact avec le centre⍽:"), "{t}");
    let mut l = lettre();
    l.centre_telephone.clear();
    let t = texte(&convocation(&l));
    assert!(t.contains("le centre recevra votre réponse.\n"), "{t}");
}

#[test]
fn une_convocation_qui_en_remplace_une_autre() {
    let mut l = lettre();
    l.version = 4;
    let avant = domain::Affectation {
        salle: "12".into(),
        observation: String::new(),
        ..l.affectation.clone()
    };
    let jour = domain::NaiveDate::from_ymd_opt(2021, 1, 12).unwrap();
    l.remplace = domain::Remplacement::de(jour, false, Some(&avant), 2, &l.affectation, 4);
    let i = identite();
    let complement = Complement {
        agenda: agenda(),
        retires: Some(b"BEGIN:VCALENDAR".to_vec()),
        rappel: false,
    };
    let adresse = "zoe.de-l-epine@ac-toulouse.fr";
    let m = composer_convocation(
        &l,
        pdf(),
        complement,
        &i,
        adresse,
        &i.message_id("c42"),
        DATE,
    )
    .unwrap();
    let dit = texte(&m);
    for attendu in [
        "Cette convocation annule et remplace celle du 12/01/2021.",
        "- Salle⍽: 12·; désormais⍽: 205",
        "Observation⍽: rien·; désormais⍽: ",
        "https://imagin.exemple.fr/r/K7QX3M9P2RTD8WZN00001A01",
    ] {
        assert!(dit.contains(attendu), "{attendu} dans {dit}");
    }
    let lu = lire(&m);
    assert_eq!(lu.attachment_count(), 3);
    let retires = lu.attachment(2).unwrap();
    let nom = retires.attachment_name().unwrap();
    assert!(
        nom.ends_with("_jours-retires.ics") && dit.contains(nom),
        "{nom}"
    );
    let genre = retires.content_type().unwrap();
    assert_eq!(genre.attribute("method"), Some("CANCEL"));

    l.remplace = Some(domain::Remplacement {
        annulation: true,
        ..l.remplace.unwrap()
    });
    let dit = texte(&convocation(&l));
    assert!(
        dit.contains("L’annulation qui vous a été envoyée le 12/01/2021 ne tient plus"),
        "{dit}"
    );
}

#[test]
fn un_rappel_le_dit_dans_son_sujet() {
    let l = lettre();
    let i = identite();
    let complement = Complement {
        agenda: agenda(),
        rappel: true,
        ..Complement::default()
    };
    let adresse = "zoe.de-l-epine@ac-toulouse.fr";
    let m = composer_convocation(
        &l,
        pdf(),
        complement,
        &i,
        adresse,
        &i.message_id("r42"),
        DATE,
    )
    .unwrap();
    assert_eq!(
        lire(&m).subject(),
        Some(
            "Rappel – Convocation – mission 172278 – Correction de copies épreuve EC – 1er février 2021"
        )
    );
    assert!(texte(&m).contains("vous n’avez pas encore répondu"));
}

fn annulation(l: &Lettre) -> MessagePret {
    let i = identite();
    let octets = b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n".to_vec();
    composer_annulation(l, octets, &i, "zoe@exemple.fr", &i.message_id("a42"), DATE).unwrap()
}

#[test]
fn annulation_en_entier() {
    let m = annulation(&lettre());
    insta::assert_snapshot!("annulation_texte", texte(&m));
    let lu = lire(&m);
    assert_eq!(
        lu.subject(),
        Some(
            "Annulation – Convocation – mission 172278 – Correction de copies épreuve EC – 1er février 2021"
        )
    );
    let r = lu.reply_to().unwrap().first().unwrap();
    assert_eq!(r.address(), Some("0310038y@ac-toulouse.fr"));
    assert_eq!(lu.attachment_count(), 1);
    let piece = lu.attachment(0).unwrap();
    assert!(
        piece
            .attachment_name()
            .unwrap()
            .ends_with("_annulation.ics")
    );
    let genre = piece.content_type().unwrap();
    assert_eq!((genre.ctype(), genre.subtype()), ("text", Some("calendar")));
    assert_eq!(genre.attribute("method"), Some("CANCEL"));
}

#[test]
fn copie_a_l_auteur() {
    let i = identite();
    let auteur = Correspondant {
        nom: "Jean MOREL".into(),
        adresse: "jean.morel@ac-toulouse.fr".into(),
    };
    let m = composer_copie(
        &lettre(),
        pdf(),
        &i,
        &auteur,
        "zoe@exemple.fr",
        &i.message_id("c43"),
        DATE,
    )
    .unwrap();
    assert_eq!(m.adresse(), "jean.morel@ac-toulouse.fr");
    insta::assert_snapshot!("copie_texte", texte(&m));
    assert_eq!(lire(&m).attachment(0).unwrap().contents(), pdf());
}

fn ligne(nom: &str, etat: EtatCourriel, raison: Option<RaisonEchec>) -> LigneRecapitulatif {
    LigneRecapitulatif {
        nom: nom.into(),
        adresse: format!("{}@ac-toulouse.fr", domain::texte::pour_fichier(nom, 20)),
        etat,
        raison,
    }
}

fn recapitulatif(
    lignes: &[LigneRecapitulatif],
    sans_adresse: &[String],
    zip: Option<Vec<u8>>,
) -> MessagePret {
    let i = identite();
    composer_recapitulatif(
        &Recapitulatif {
            mission: &lettre().mission,
            centre_nom: "LPO BELLEVUE TOULOUSE CEDEX 4",
            lignes,
            sans_adresse,
            habillage: &Habillage::default(),
        },
        zip,
        &i,
        &Correspondant {
            nom: String::new(),
            adresse: "jean.morel@ac-toulouse.fr".into(),
        },
        &i.message_id("r1"),
        DATE,
    )
    .unwrap()
}

#[test]
fn recapitulatif_en_entier() {
    let lignes = [
        ligne("ARNAUD Paul", EtatCourriel::Envoye, None),
        ligne(
            "BÉRARD Anne",
            EtatCourriel::NouvelEssai,
            Some(RaisonEchec::Differe { code: 451 }),
        ),
        ligne(
            "COSTE Luc",
            EtatCourriel::Echec,
            Some(RaisonEchec::BoitePleine),
        ),
    ];
    let zip = b"PK\x03\x04 des lettres".to_vec();
    let m = recapitulatif(
        &lignes,
        &["DUPONT Marie".into(), "ÉVRARD Léo".into()],
        Some(zip.clone()),
    );
    insta::assert_snapshot!("recapitulatif_texte", texte(&m));
    insta::assert_snapshot!("recapitulatif_html", html(&m));
    let lu = lire(&m);
    assert_eq!(
        lu.subject(),
        Some("Récapitulatif – Envoi de 3 convocations – mission 172278")
    );
    let piece = lu.attachment(0).unwrap();
    assert_eq!(piece.attachment_name(), Some("172278_convocations.zip"));
    assert_eq!(piece.contents(), zip);
    assert!(lu.reply_to().is_none());
    assert_eq!(lu.to().unwrap().first().unwrap().name(), None);
}

#[test]
fn un_zip_trop_gros_devient_un_lien() {
    let lignes = [ligne("ARNAUD Paul", EtatCourriel::Envoye, None)];
    for (taille, joint) in [(TAILLE_JOINTE_MAX, true), (TAILLE_JOINTE_MAX + 1, false)] {
        let m = recapitulatif(&lignes, &[], Some(vec![7; taille]));
        assert_eq!(lire(&m).attachment_count(), usize::from(joint));
        let t = texte(&m);
        assert_eq!(t.contains("172278_convocations.zip"), joint);
        assert_eq!(t.contains("pèsent 7,1⍽Mo"), !joint, "{t}");
        assert!(t.contains("https://imagin.ac-toulouse.fr/missions/172278"));
        assert!(m.octets().len() < 10_240_000);
    }
    let seuls = recapitulatif(&[], &["DUPONT Marie".into()], None);
    insta::assert_snapshot!("recapitulatif_personne_texte", texte(&seuls));
}

#[test]
fn deux_mille_personnes() {
    let lignes: Vec<_> = (0..2_000)
        .map(|i| ligne(&format!("NOM{i} Élodie"), EtatCourriel::Envoye, None))
        .collect();
    let m = recapitulatif(&lignes, &[], None);
    let t = texte(&m);
    assert!(t.contains("Les 2·000 messages ont été acceptés"));
    assert_eq!(t.matches("\n- NOM").count(), 2_000);
}

#[test]
fn une_adresse_impossible_est_refusee() {
    let i = identite();
    for adresse in [
        "",
        "zoe",
        "zoe@x",
        "zoe@a.fr\r\nBcc: b@c.fr",
        "a@b.fr, c@d.fr",
        "é@b.fr",
    ] {
        assert_eq!(
            composer_convocation(
                &lettre(),
                pdf(),
                agenda(),
                &i,
                adresse,
                &i.message_id("c"),
                DATE
            ),
            Err(CompositionErreur::AdresseInvalide),
            "{adresse}"
        );
    }
}

/// Whatever comes from files and forms and ends up in a header.
fn lettre_avec(mechant: &str) -> Lettre {
    let mut l = lettre();
    l.destinataire.nom = mechant.into();
    l.destinataire.prenom = mechant.into();
    l.centre_nom = mechant.into();
    l.centre_telephone = mechant.into();
    l.academie = mechant.into();
    l.affectation.observation = mechant.into();
    l.affectation.salle = mechant.into();
    if let Some(s) = &mut l.signature {
        s.nom = mechant.into();
        s.qualite = mechant.into();
    }
    l
}

fn tous_les_courriels(mechant: &str) -> Vec<MessagePret> {
    let l = lettre_avec(mechant);
    let i = identite();
    let auteur = Correspondant {
        nom: mechant.into(),
        adresse: "jean.morel@ac-toulouse.fr".into(),
    };
    let id = i.message_id(mechant);
    let copie = composer_copie(&l, pdf(), &i, &auteur, mechant, &id, DATE).unwrap();
    let ligne = LigneRecapitulatif {
        nom: mechant.into(),
        adresse: mechant.into(),
        etat: EtatCourriel::Echec,
        raison: None,
    };
    let r = Recapitulatif {
        mission: &l.mission,
        centre_nom: mechant,
        lignes: &[ligne],
        sans_adresse: &[mechant.to_owned()],
        habillage: &Habillage::default(),
    };
    let recapitulatif =
        composer_recapitulatif(&r, Some(vec![1, 2, 3]), &i, &auteur, &id, DATE).unwrap();
    vec![convocation(&l), copie, recapitulatif, annulation(&l)]
}

const ENTETES: [&str; 10] = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
];

fn rien_n_est_injecte(mechant: &str) {
    // The convocation has its PDF and its days, the others one file.
    for (m, pieces) in tous_les_courriels(mechant).into_iter().zip([2, 1, 1]) {
        let noms = noms_d_entetes(&m);
        for nom in &noms {
            assert!(ENTETES.contains(&nom.as_str()), "{nom} ({mechant:?})");
            assert_eq!(noms.iter().filter(|n| *n == nom).count(), 1, "{nom}");
        }
        let lu = lire(&m);
        assert_eq!(lu.attachment_count(), pieces, "{mechant:?}");
        assert!(lu.bcc().is_none() && lu.cc().is_none());
        for piece in lu.attachments() {
            let nom = piece.attachment_name().unwrap();
            assert!(
                nom.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)),
                "{nom}"
            );
        }
        assert_eq!(lu.to().unwrap().iter().count(), 1);
        assert_eq!(
            lu.to().unwrap().first().unwrap().address(),
            Some(m.adresse())
        );
    }
}

#[test]
fn rien_ne_s_injecte() {
    for mechant in [
        "X\r\nBcc: tous@exemple.fr",
        "X\nBcc: tous@exemple.fr",
        "X\rBcc: tous@exemple.fr",
        "X\r\n\r\n<script>alert(1)</script>",
        "X\u{2028}Bcc: y",
        "X\u{85}Bcc: y",
        "\"Y\" <autre@exemple.fr>, Z",
        "=?utf-8?q?=0d=0aBcc:_x?=",
        "--=_imagin_ensemble\r\nContent-Type: text/html\r\n\r\nx",
        "\r\n.\r\nQUIT\r\n",
        "../../etc/passwd\0",
        "a\"; filename=\"x.exe",
        "\u{202e}fdp.exe",
        "",
        "   ",
    ] {
        rien_n_est_injecte(mechant);
    }
}

#[test]
fn un_mot_code_n_en_imite_pas_un_autre() {
    // Written as it is, this name would be shown as another.
    let l = lettre_avec("=?utf-8?q?Recteur?=");
    let m = convocation(&l);
    let lu = lire(&m);
    let nom = lu.to().unwrap().first().unwrap().name().unwrap().to_owned();
    assert!(!nom.contains("Recteur") || nom.contains("=?"), "{nom}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn aucun_texte_ne_panique_ni_n_injecte(mechant in "(?s).{0,150}") {
        rien_n_est_injecte(&mechant);
    }

    #[test]
    fn les_noms_reviennent_entiers(
        prenom in "[A-Za-zÀ-ÖØ-öø-ÿŒœ'’ (),.;:<>@\"\\\\-]{1,60}", nom in "[A-ZÀ-ÖØ-Þ' -]{1,50}",
    ) {
        let mut l = lettre();
        l.destinataire.prenom = prenom;
        l.destinataire.nom = nom;
        let attendu = domain::texte::nettoyer(
            &format!("{} {}", l.destinataire.prenom, l.destinataire.nom));
        let m = convocation(&l);
        let lu = lire(&m);
        let a = lu.to().unwrap().first().unwrap();
        prop_assert_eq!(a.name().unwrap_or_default(), attendu);
        prop_assert_eq!(a.address(), Some(m.adresse()));
    }

    #[test]
    fn les_pieces_reviennent_entieres(
        octets in prop::collection::vec(any::<u8>(), 0..3_000), agenda in "(?s).{0,1000}",
    ) {
        let i = identite();
        let m = composer_convocation(
            &lettre(), octets.clone(), agenda.clone().into_bytes(), &i, "a@b.fr", &i.message_id("c"),
            DATE,
        ).unwrap();
        let lu = lire(&m);
        prop_assert_eq!(lu.attachment(0).unwrap().contents(), octets);
        prop_assert_eq!(lu.attachment(1).unwrap().contents(), agenda.as_bytes());
    }
}

#[test]
fn le_message_d_essai_est_bien_celui_ci() {
    assert_eq!(essais::message("c42", DATE), convocation(&lettre()));
}
