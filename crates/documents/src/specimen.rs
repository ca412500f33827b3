//! A letter that convokes nobody: for showing a signature where no letter exists yet.

use domain::{
    Academie, Adresse, Affectation, Autorite, Civilite, ConvocationId, Creneau, Destinataire,
    EpreuveOption, Etablissement, IntervenantId, Lettre, MissionId, MissionLigne, NaiveDate,
    NaiveTime, Qualite, SessionExamen, Signataire, Specialite, TypeMission,
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AcademieId, EtablissementId, Uai};

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
}
