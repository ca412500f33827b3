//! Letters for the tests, the bench and the example.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

pub mod lecteurs;

use domain::{
    Adresse, Affectation, Autorite, Civilite, ConvocationId, Creneau, Destinataire, EpreuveOption,
    IntervenantId, Lettre, MissionId, MissionLigne, NaiveDate, NaiveTime, Qualite, SessionExamen,
    Signataire, SignatureLettre, Specialite, TypeMission, Uai,
};
use std::sync::LazyLock;

/// Drawn once: it is what takes longest in a debug build.
static SIGNATURE: LazyLock<Vec<u8>> =
    LazyLock::new(|| documents::signature::image_de_demonstration("Claire MARTIN"));

pub fn jour(a: i32, m: u32, j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(a, m, j).unwrap()
}

pub fn heure(h: u32, m: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(h, m, 0).unwrap()
}

/// Working days in a row from 1 February 2021.
pub fn jours(nombre: usize) -> Vec<Creneau> {
    jour(2021, 2, 1)
        .iter_days()
        .filter(|j| domain::Datelike::weekday(j).num_days_from_monday() < 5)
        .take(nombre)
        .enumerate()
        .map(|(i, jour)| Creneau {
            jour,
            debut: heure(8, if i % 3 == 1 { 30 } else { 0 }),
            fin: heure(12 + (i as u32 % 2) * 5, 30),
        })
        .collect()
}

pub fn liens() -> domain::Liens {
    domain::Liens {
        accuse: "https://imagin.exemple.fr/r/K7QX3M9P2RTD8WZN00001A01".into(),
        verification: "https://imagin.exemple.fr/verifier/0123456789ABCDEF00001A01".into(),
        page_verification: "imagin.exemple.fr/verifier".into(),
        code: "0123-4567-89AB-CDEF-0000-1A01".into(),
    }
}

/// A usual letter: mission 172278 of the memo, three days, signed.
pub fn lettre() -> Lettre {
    Lettre {
        convocation: ConvocationId(42),
        mission_id: MissionId(1),
        version: 1,
        edition: 1,
        remplace: None,
        liens: Some(liens()),
        academie: "Toulouse".into(),
        fuseau: "Europe/Paris".into(),
        centre_nom: "LPO BELLEVUE TOULOUSE CEDEX 4".into(),
        centre_uai: Uai::lire("0310038Y").unwrap(),
        centre_adresse: Adresse {
            lignes: vec!["135 route de Narbonne".into(), "BP 14405".into()],
            code_postal: "31405".into(),
            commune: "TOULOUSE CEDEX 4".into(),
        },
        centre_telephone: "05 61 55 45 00".into(),
        centre_mel: "0310038y@ac-toulouse.fr".into(),
        destinataire: Destinataire {
            id: IntervenantId(7),
            civilite: Civilite::Madame,
            nom: "DUPONT".into(),
            prenom: "Marie".into(),
            discipline: "HISTOIRE GEOGRAPHIE".into(),
            etablissement: "LGT PIERRE DE FERMAT TOULOUSE CEDEX 7 (0310036W)".into(),
            adresse: Adresse {
                lignes: vec![
                    "Bât. C, appartement 12".into(),
                    "8 rue des Filatiers".into(),
                ],
                code_postal: "31000".into(),
                commune: "TOULOUSE".into(),
            },
            mel_professionnel: "marie.dupont@ac-toulouse.fr".into(),
            mel_personnel: String::new(),
        },
        mission: MissionLigne {
            id: MissionId(1),
            numero: 172_278,
            session: SessionExamen {
                code: "470".into(),
                examen: "BCG".into(),
                annee: 2021,
                libelle: "BGT 2021".into(),
            },
            specialite: Some(Specialite {
                code: "BCG".into(),
                libelle: "BACCALAUREAT GENERAL".into(),
            }),
            epreuve: Some(EpreuveOption {
                code: "C001C".into(),
                libelle: "Histoire-géographie 3ème éval".into(),
            }),
            type_mission: TypeMission::Coec,
            debut: jour(2021, 2, 1),
            nombre_intervenants: 3,
            signataire: Signataire::ChefEtablissement,
        },
        affectation: Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: "205".into(),
            commission: "3GHG".into(),
            creneaux: jours(3),
            observation:
                "Réunion d’entente à 8 h en salle 205 : merci d’apporter votre ordinateur \
                          portable. Les copies seront corrigées dans SANTORIN ; le mot de passe \
                          vous sera remis sur place."
                    .into(),
        },
        autorite: Autorite::Centre,
        signature: Some(SignatureLettre {
            signataire: Signataire::ChefEtablissement,
            civilite: Civilite::Madame,
            nom: "MARTIN".into(),
            prenom: "Claire".into(),
            qualite: "Proviseure".into(),
            delegation: false,
            image_png: SIGNATURE.as_slice().into(),
        }),
        faite_le: jour(2021, 1, 12),
        modele: domain::Modele::default(),
    }
}

pub fn avec_jours(nombre: usize) -> Lettre {
    let mut l = lettre();
    l.affectation.creneaux = jours(nombre);
    l
}

/// Everything as long as the rules allow.
pub fn demesuree() -> Lettre {
    let mut l = avec_jours(30);
    l.destinataire.nom =
        "DE LA ROCHEFOUCAULD-MONTBEL D’ARGENTRÉ-SAINT-ÉTIENNE DU VALLON-ŒUVRÉ".into();
    l.destinataire.prenom = "Marie-Françoise-Éléonore-Joséphine Anne-Sophie".into();
    l.destinataire.discipline =
        "SCIENCES ET TECHNIQUES MEDICO-SOCIALES ET BIOTECHNOLOGIES OPTION GENIE BIOLOGIQUE".into();
    l.destinataire.etablissement =
        "LYCEE POLYVALENT REGIONAL DES METIERS DE L’HOTELLERIE ET DU TOURISME D’OCCITANIE (0311902Z)"
            .into();
    l.destinataire.adresse.lignes = vec![
        "Résidence des Jardins de l’Hôtel-Dieu-Saint-Jacques, entrée 14 bis".into(),
        "Chez Madame et Monsieur Hippolyte-Népomucène DE L’ÉPINE".into(),
        "1234 bis avenue du Général-de-Gaulle-et-de-la-Libération".into(),
        "Lieu-dit Les Quatre-Chemins-de-la-Croix-Haute".into(),
    ];
    l.destinataire.adresse.commune = "SAINT-REMY-EN-BOUZEMONT-SAINT-GENEST-ET-ISSON".into();
    l.centre_nom =
        "LYCEE POLYVALENT REGIONAL DES METIERS DE L’HOTELLERIE ET DU TOURISME D’OCCITANIE".into();
    l.affectation.observation = "Première ligne : à lire « avant » la venue !\n\n".to_owned()
        + &"Les intervenants se présenteront à l’accueil du centre munis de la présente ; \
            une place de stationnement leur est réservée. "
            .repeat(7)
        + "\n- dernier point";
    l
}

pub fn sans_signature() -> Lettre {
    let mut l = lettre();
    l.signature = None;
    l.mission.signataire = Signataire::ChefCentre;
    l
}

/// Scanning, convoked by the division, a man, no address, no room, no observation.
pub fn depouillee() -> Lettre {
    let mut l = lettre();
    l.autorite = Autorite::Division;
    l.mission.type_mission = TypeMission::Sscan;
    l.mission.specialite = None;
    l.mission.epreuve = None;
    l.mission.signataire = Signataire::ChefCentre;
    l.destinataire.civilite = Civilite::Monsieur;
    l.destinataire.nom = "D’ALENÇON".into();
    l.destinataire.prenom = "Loïc".into();
    l.destinataire.adresse = Adresse::default();
    l.affectation.qualite = None;
    l.affectation.salle = String::new();
    l.affectation.commission = String::new();
    l.affectation.observation = String::new();
    l.affectation.creneaux = jours(1);
    l.centre_telephone = String::new();
    l.centre_mel = String::new();
    if let Some(s) = &mut l.signature {
        s.signataire = Signataire::ChefCentre;
        s.civilite = Civilite::Monsieur;
        s.prenom = "Jean-Baptiste".into();
        s.nom = "LŒUILLET".into();
        s.qualite = "Proviseur, chef de centre".into();
        s.image_png = documents::signature::image_de_demonstration("Jean-Baptiste LŒUILLET").into();
    }
    l
}

/// The usual letter, which replaces another: room, days and observation changed.
pub fn remplacante() -> Lettre {
    let mut l = lettre();
    let avant = Affectation {
        salle: String::new(),
        creneaux: jours(2),
        observation: "Réunion d’entente à 9 h. ".repeat(30),
        ..l.affectation.clone()
    };
    l.version = 2;
    l.edition = 2;
    l.remplace =
        domain::Remplacement::de(jour(2021, 1, 5), false, Some(&avant), 1, &l.affectation, 2);
    l
}

/// Every letter above, by name.
pub fn toutes() -> Vec<(&'static str, Lettre)> {
    vec![
        ("ordinaire", lettre()),
        ("huit-jours", avec_jours(8)),
        ("trente-jours", avec_jours(30)),
        ("soixante-jours", avec_jours(60)),
        ("demesuree", demesuree()),
        ("sans-signature", sans_signature()),
        ("depouillee", depouillee()),
        ("remplacante", remplacante()),
    ]
}
