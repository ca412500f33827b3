//! A letter and a mail for the tests of this crate, those of `tests/` included.

use domain::{
    Adresse, Affectation, Autorite, Civilite, ConvocationId, Creneau, Destinataire, EpreuveOption,
    IntervenantId, Lettre, MissionId, MissionLigne, Moment, NaiveDate, NaiveTime, Qualite,
    SessionExamen, Signataire, SignatureLettre, Specialite, TypeMission, Uai,
};

/// 2021-01-20T09:15:30.123Z.
pub(crate) const DATE: Moment = Moment(1_611_134_130_123);

pub(crate) fn liens() -> domain::Liens {
    domain::Liens {
        accuse: "https://imagin.exemple.fr/r/K7QX3M9P2RTD8WZN00001A01".into(),
        verification: "https://imagin.exemple.fr/verifier/0123456789ABCDEF00001A01".into(),
        page_verification: "imagin.exemple.fr/verifier".into(),
        code: "0123-4567-89AB-CDEF-0000-1A01".into(),
    }
}

pub(crate) fn lettre() -> Lettre {
    let jour = |j| NaiveDate::from_ymd_opt(2021, 2, j).unwrap();
    let heure = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
    Lettre {
        convocation: ConvocationId(42),
        mission_id: MissionId(7),
        version: 1,
        edition: 1,
        remplace: None,
        liens: Some(liens()),
        academie: "Toulouse".into(),
        fuseau: "Europe/Paris".into(),
        centre_nom: "LPO BELLEVUE TOULOUSE CEDEX 4".into(),
        centre_uai: Uai::lire("0310038Y").unwrap(),
        centre_adresse: Adresse {
            lignes: vec!["135 route de Narbonne".into()],
            code_postal: "31031".into(),
            commune: "TOULOUSE CEDEX 4".into(),
        },
        centre_telephone: "05 61 17 67 17".into(),
        centre_mel: "0310038y@ac-toulouse.fr".into(),
        destinataire: Destinataire {
            id: IntervenantId(3),
            civilite: Civilite::Madame,
            nom: "DE L'ÉPINE-LEFÈVRE".into(),
            prenom: "Zoé, dite « Cœur »".into(),
            discipline: "HISTOIRE-GEOGRAPHIE".into(),
            etablissement: "LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)".into(),
            adresse: Adresse::default(),
            mel_professionnel: "zoe.de-l-epine@ac-toulouse.fr".into(),
            mel_personnel: "zoe@exemple.fr".into(),
        },
        mission: MissionLigne {
            id: MissionId(7),
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
            debut: jour(1),
            nombre_intervenants: 12,
            signataire: Signataire::ChefEtablissement,
        },
        affectation: Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: "205".into(),
            commission: "3GHG".into(),
            creneaux: vec![
                Creneau {
                    jour: jour(1),
                    debut: heure(8, 0),
                    fin: heure(12, 0),
                },
                Creneau {
                    jour: jour(2),
                    debut: heure(13, 30),
                    fin: heure(17, 0),
                },
            ],
            observation: "Se présenter au bureau 12.\nPrévoir un stylo < rouge >.".into(),
        },
        autorite: Autorite::Centre,
        signature: Some(SignatureLettre {
            signataire: Signataire::ChefEtablissement,
            civilite: Civilite::Madame,
            nom: "MARTIN".into(),
            prenom: "Claire".into(),
            qualite: "Proviseure".into(),
            delegation: false,
            image_png: Vec::new().into(),
        }),
        faite_le: jour(1),
        modele: domain::Modele::default(),
    }
}

/// 30 kB that look like nothing in particular, every byte value among them.
pub(crate) fn pdf() -> Vec<u8> {
    let mut etat = 0x2545_f491_u32;
    let mut octets = b"%PDF-1.7\r\n.\r\n..\n".to_vec();
    while octets.len() < 30_000 {
        etat ^= etat << 13;
        etat ^= etat >> 17;
        etat ^= etat << 5;
        octets.extend(etat.to_le_bytes());
    }
    octets
}

/// A calendar file: what is in it is not the mail's business.
pub(crate) fn agenda() -> Vec<u8> {
    "BEGIN:VCALENDAR\r\nSUMMARY:Épreuve\r\nEND:VCALENDAR\r\n".into()
}
