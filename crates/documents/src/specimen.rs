//! A letter that convokes nobody: for showing a signature where no letter exists yet.

use domain::{
    Academie, Adresse, Affectation, Autorite, Civilite, ConvocationId, Creneau, Destinataire,
    EpreuveOption, Etablissement, EtablissementId, IntervenantId, Lettre, Liens, MissionId,
    MissionLigne, NaiveDate, NaiveTime, Qualite, SessionExamen, Signataire, SignatureLettre,
    Specialite, TypeMission, Uai,
};

/// A letter of an établissement to nobody, dated `jour`, to be signed in this capacity. It
/// bears no signature, and nothing by which it could be checked.
#[must_use]
pub fn specimen(
    academie: &Academie,
    centre: &Etablissement,
    signataire: Signataire,
    jour: NaiveDate,
) -> Lettre {
    let annee = chrono::Datelike::year(&jour);
    let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap_or_default();
    Lettre {
        convocation: ConvocationId(0),
        mission_id: MissionId(0),
        version: 1,
        edition: 1,
        remplace: None,
        liens: None,
        academie: academie.nom.clone(),
        fuseau: academie.fuseau.clone(),
        centre_nom: centre.nom.clone(),
        centre_uai: centre.uai.clone(),
        centre_adresse: centre.adresse.clone(),
        centre_telephone: centre.telephone.clone(),
        centre_mel: centre.mel.clone(),
        destinataire: Destinataire {
            id: IntervenantId(0),
            civilite: Civilite::Inconnue,
            nom: "SPÉCIMEN".to_owned(),
            prenom: "Personne".to_owned(),
            discipline: "Discipline de poste".to_owned(),
            etablissement: domain::libelle_etablissement(&centre.nom, &centre.uai),
            adresse: Adresse::default(),
            mel_professionnel: String::new(),
            mel_personnel: String::new(),
        },
        mission: MissionLigne {
            id: MissionId(0),
            numero: 0,
            session: SessionExamen {
                code: "000".to_owned(),
                examen: "Spécimen".to_owned(),
                annee,
                libelle: annee.to_string(),
            },
            specialite: Some(Specialite {
                code: "000".to_owned(),
                libelle: "Spécialité".to_owned(),
            }),
            epreuve: Some(EpreuveOption {
                code: "000".to_owned(),
                libelle: "Épreuve".to_owned(),
            }),
            type_mission: TypeMission::Coec,
            debut: jour,
            nombre_intervenants: 1,
            signataire,
        },
        affectation: Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: String::new(),
            commission: String::new(),
            creneaux: vec![Creneau {
                jour,
                debut: heure(8),
                fin: heure(12),
            }],
            observation: "Ceci est un spécimen\u{a0}: il ne convoque personne.".to_owned(),
        },
        autorite: Autorite::Centre,
        signature: None,
        faite_le: jour,
        modele: domain::Modele::default(),
    }
}

/// A usual letter to nobody, with all that a letter has: what the texts of an académie are
/// measured on.
#[must_use]
pub fn specimen_complet(academie: &Academie, type_mission: TypeMission, jour: NaiveDate) -> Lettre {
    let centre = Etablissement {
        id: EtablissementId(0),
        academie: academie.id,
        uai: Uai::du_numero(0),
        nom: "LYCÉE POLYVALENT DU SPÉCIMEN".to_owned(),
        adresse: Adresse {
            lignes: vec!["135 route de Narbonne".to_owned(), "BP 14405".to_owned()],
            code_postal: "31405".to_owned(),
            commune: "TOULOUSE CEDEX 4".to_owned(),
        },
        telephone: "05 00 00 00 00".to_owned(),
        mel: "specimen@academie.example".to_owned(),
    };
    let mut lettre = specimen(academie, &centre, Signataire::ChefEtablissement, jour);
    lettre.mission.type_mission = type_mission;
    lettre.destinataire.adresse = centre.adresse;
    lettre.affectation.salle = "205".to_owned();
    lettre.affectation.commission = "3GHG".to_owned();
    lettre.affectation.observation =
        "Ceci est un spécimen\u{a0}: il ne convoque personne. Les intervenants se présenteront à \
         l’accueil du centre munis de la présente convocation."
            .to_owned();
    let premier = lettre.affectation.creneaux.first().copied();
    lettre.affectation.creneaux = premier
        .into_iter()
        .flat_map(|c| {
            (0..3).map(move |n| Creneau {
                jour: jour.checked_add_days(chrono::Days::new(n)).unwrap_or(jour),
                ..c
            })
        })
        .collect();
    lettre.signature = Some(SignatureLettre {
        signataire: Signataire::ChefEtablissement,
        civilite: Civilite::Madame,
        nom: "SPÉCIMEN".to_owned(),
        prenom: "Personne".to_owned(),
        qualite: "Proviseure".to_owned(),
        delegation: false,
        image_png: Vec::new().into(),
    });
    lettre.liens = Some(Liens {
        accuse: "https://imagin.academie.example/r/K7QX3M9P2RTD8WZN00001A01".to_owned(),
        verification: "https://imagin.academie.example/verifier/0123456789ABCDEF00001A01"
            .to_owned(),
        page_verification: "imagin.academie.example/verifier".to_owned(),
        code: "0123-4567-89AB-CDEF-0000-1A01".to_owned(),
    });
    lettre
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::AcademieId;

    #[test]
    fn il_s_imprime_et_dit_ce_qu_il_est() {
        let academie = Academie {
            id: AcademieId(1),
            code: "16".into(),
            nom: "Toulouse".into(),
            fuseau: "Europe/Paris".into(),
        };
        let centre = Etablissement {
            id: EtablissementId(1),
            academie: AcademieId(1),
            uai: Uai::du_numero(310_038),
            nom: "LPO BELLEVUE".into(),
            adresse: Adresse::default(),
            telephone: String::new(),
            mel: String::new(),
        };
        let jour = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let lettre = specimen(&academie, &centre, Signataire::ChefCentre, jour);
        let polices = crate::Polices::charger().unwrap();
        let pdf = crate::lettre::pdf(&lettre, &polices).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        let contenu = crate::contenu::Contenu::de(&lettre);
        assert!(contenu.verification.is_none());
        assert!(format!("{contenu:?}").contains("spécimen"));
    }

    /// What the texts of an académie are measured on has room for a few lines more, and is too
    /// short for many.
    #[test]
    fn le_specimen_complet_tient_sur_une_page() {
        let academie = Academie {
            id: AcademieId(1),
            code: "16".into(),
            nom: "Toulouse".into(),
            fuseau: "Europe/Paris".into(),
        };
        let jour = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let polices = crate::Polices::charger().unwrap();
        for genre in [TypeMission::Coec, TypeMission::Sscan] {
            let mut lettre = specimen_complet(&academie, genre, jour);
            assert_eq!(crate::lettre::pages(&lettre, &polices), 1, "{genre:?}");
            let texte = domain::TexteRegle::Cloture;
            let plus = lettre
                .modele
                .avec(texte, Some("Merci de votre concours.".into()));
            lettre.modele = plus;
            assert_eq!(crate::lettre::pages(&lettre, &polices), 1, "{genre:?}");
            let trop = lettre
                .modele
                .avec(texte, Some("Merci beaucoup. ".repeat(400)));
            lettre.modele = trop;
            assert!(crate::lettre::pages(&lettre, &polices) > 1, "{genre:?}");
        }
    }
}
