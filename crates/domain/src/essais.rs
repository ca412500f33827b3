//! Missions and people for the tests of this crate.

use crate::*;

pub(crate) fn mission(type_mission: TypeMission) -> Mission {
    let jour = |j| NaiveDate::from_ymd_opt(2021, 2, j).unwrap();
    let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
    Mission {
        ligne: MissionLigne {
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
            type_mission,
            debut: jour(1),
            nombre_intervenants: 0,
            signataire: Signataire::ChefEtablissement,
        },
        centre: EtablissementId(1),
        centre_nom: "LPO BELLEVUE TOULOUSE CEDEX 4".into(),
        centre_uai: Uai::lire("0310038Y").unwrap(),
        centre_commune: "TOULOUSE CEDEX 4".into(),
        jours_possibles: (1..=12).map(jour).collect(),
        creneaux_par_defaut: vec![Creneau {
            jour: jour(1),
            debut: heure(8),
            fin: heure(12),
        }],
        observation_par_defaut: String::new(),
        commission_par_defaut: String::new(),
        affectation_terminee: true,
        attendus: None,
        centre_autorise: false,
        version: 1,
    }
}

/// Somebody of the académie 7 with one role, over the établissement 3 when it is over one.
pub(crate) fn acteur(role: Role) -> Acteur {
    Acteur {
        compte: CompteId(1),
        academie: AcademieId(7),
        identifiant: "x".into(),
        nom: "X".into(),
        mel: String::new(),
        attributions: vec![Attribution {
            role,
            etablissement: role.sur_etablissement().then_some(EtablissementId(3)),
        }],
        intervenant: None,
        copie_par_courriel: false,
    }
}
