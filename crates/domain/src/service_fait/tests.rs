use super::*;
use crate::{AcademieId, Attribution, CompteId, NaiveTime};
use proptest::prelude::*;

fn jour(j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
}

fn heure(h: u32, m: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(h, m, 0).unwrap()
}

fn ligne(constat: Constat) -> LigneService {
    LigneService {
        convocation: ConvocationId(42),
        intervenant: IntervenantId(1),
        nom: "DURAND Anne".into(),
        matricule: "T1".into(),
        qualite: Some(Qualite::Correcteur),
        salle: "205".into(),
        creneau: Creneau {
            jour: jour(2),
            debut: heure(8, 30),
            fin: heure(12, 0),
        },
        constat,
        motif_tu: false,
        version: 0,
        saisi: None,
        valide: None,
        correction: None,
    }
}

fn remplacant() -> RemplacantService {
    RemplacantService {
        id: IntervenantId(2),
        nom: "MARTIN Léa".into(),
        matricule: "T2".into(),
    }
}

#[test]
fn durees_lues_et_ecrites() {
    for (saisie, minutes) in [
        ("4", 240),
        ("4h", 240),
        ("4 h 30", 270),
        ("4\u{a0}h\u{a0}05", 245),
        ("4:30", 270),
        ("04H30", 270),
        ("4,5", 270),
        ("4.25", 255),
        ("0,75", 45),
        ("24", 1440),
        ("0", 0),
    ] {
        assert_eq!(lire_duree(saisie), Some(minutes), "{saisie}");
    }
    for faux in [
        "", "h", "h30", "4h60", "25", "24h01", "-1", "+4", "4h3x", "quatre", "4,", "4,555", "123",
        "4,5h",
    ] {
        assert_eq!(lire_duree(faux), None, "{faux}");
    }
    assert_eq!(duree_longue(270), "4\u{a0}h\u{a0}30");
    assert_eq!(duree_longue(240), "4\u{a0}h");
    assert_eq!(duree_champ(0), "");
    assert_eq!(duree_champ(245), "4h05");
    for (minutes, ecrite) in [
        (0, "0,00"),
        (270, "4,50"),
        (245, "4,08"),
        (20, "0,33"),
        (1440, "24,00"),
    ] {
        assert_eq!(duree_decimale(minutes), ecrite);
    }
    assert_eq!(duree(&ligne(Constat::default()).creneau), 210);
}

proptest! {
    #[test]
    fn une_duree_ecrite_se_relit(minutes in 1u32..=1440) {
        prop_assert_eq!(lire_duree(&duree_champ(minutes)), Some(minutes));
        prop_assert_eq!(lire_duree(&duree_longue(minutes)), Some(minutes));
    }

    #[test]
    fn lire_ne_panique_jamais(saisie in ".*") {
        let _ = lire_duree(&saisie);
        let _ = matricule_de(&saisie);
        let s = SaisieService { presence: "present".into(), heures: saisie.clone(), nombre: saisie.clone(), remarque: saisie, ..SaisieService::default() };
        let _ = s.lire(&ligne(Constat::default()));
        let _ = s.inchangee();
    }
}

#[test]
fn codes_relus() {
    for p in Presence::TOUTES {
        assert_eq!(Presence::lire(p.code()), Some(p));
    }
    for m in MotifAbsence::TOUS {
        assert_eq!(MotifAbsence::lire(m.code()), Some(m));
    }
    for e in EtatMissionService::TOUS {
        assert_eq!(EtatMissionService::lire(e.code()), Some(e));
    }
    for c in ColonneService::TOUTES {
        assert_eq!(ColonneService::lire(c.code()), Some(c));
    }
}

#[test]
fn ce_qui_manque_avant_de_valider() {
    use TypeMission::{Coec, Prece, Sscan};
    let present = Constat::present(&ligne(Constat::default()).creneau);
    let manque = |c: &Constat, t: TypeMission| ligne(c.clone()).manque(t);
    assert_eq!(manque(&Constat::default(), Coec), None);
    assert_eq!(
        manque(&present, Coec),
        Some(ManqueService::Nombre(Comptage::Copies))
    );
    assert_eq!(
        manque(&present, Prece),
        Some(ManqueService::Nombre(Comptage::Candidats))
    );
    assert_eq!(manque(&present, Sscan), None);
    let compte = Constat {
        nombre: Some(0),
        ..present.clone()
    };
    assert_eq!(manque(&compte, Coec), None);
    let sans_heures = Constat {
        minutes: 0,
        ..compte.clone()
    };
    assert_eq!(manque(&sans_heures, Coec), Some(ManqueService::Heures));
    let absent = Constat {
        presence: Some(Presence::Absent),
        ..Constat::default()
    };
    assert_eq!(manque(&absent, Coec), Some(ManqueService::Motif));
    // Whoever may not read the reason is not told that there is none.
    let tu = LigneService {
        motif_tu: true,
        ..ligne(absent.clone())
    };
    assert_eq!(tu.manque(Coec), None);
    assert_eq!(tu.etat(Coec, jour(3)), EtatService::AValider);
    let dit = Constat {
        motif: Some(MotifAbsence::Sante),
        ..absent
    };
    assert_eq!(manque(&dit, Coec), None);
    let remplace = Constat {
        presence: Some(Presence::Remplace),
        ..compte.clone()
    };
    assert_eq!(manque(&remplace, Coec), Some(ManqueService::Remplacant));
    let par = Constat {
        remplacant: Some(remplacant()),
        ..remplace
    };
    assert_eq!(manque(&par, Coec), None);
    // Who follows or coordinates may have marked nothing.
    for (qualite, attendu) in [
        (Some(Qualite::ReferentCorrection), None),
        (Some(Qualite::Coordinateur), None),
        (Some(Qualite::CoordinateurAdjoint), None),
        (
            Some(Qualite::CorrecteurSuppleant),
            Some(ManqueService::Nombre(Comptage::Copies)),
        ),
        (None, Some(ManqueService::Nombre(Comptage::Copies))),
    ] {
        assert_eq!(
            present.manque(Some(Comptage::Copies), qualite),
            attendu,
            "{qualite:?}"
        );
    }
}

#[test]
fn ou_en_est_une_ligne() {
    let etat = |c: Constat, j| ligne(c).etat(TypeMission::Coec, jour(j));
    assert_eq!(etat(Constat::default(), 1), EtatService::AVenir);
    // The very day: the mission of the morning is attested in the afternoon.
    assert_eq!(etat(Constat::default(), 2), EtatService::ARenseigner);
    let present = Constat::present(&ligne(Constat::default()).creneau);
    assert_eq!(etat(present.clone(), 3), EtatService::ACompleter);
    let compte = Constat {
        nombre: Some(30),
        ..present
    };
    assert_eq!(etat(compte.clone(), 3), EtatService::AValider);
    let mut close = ligne(compte);
    close.valide = Some(ParQui {
        le: "03/02/2021 08:00".into(),
        par: "Chef".into(),
    });
    assert_eq!(close.etat(TypeMission::Coec, jour(1)), EtatService::Valide);
    let lignes = [close, ligne(Constat::default())];
    let b = BilanService::de(&lignes, TypeMission::Coec, jour(3));
    assert_eq!((b.valides, b.a_renseigner, b.restent()), (1, 1, 1));
    assert_eq!((b.presents, b.minutes, b.nombre), (1, 210, 30));
}

#[test]
fn une_saisie_se_lit_et_ne_garde_que_ce_qui_a_un_sens() {
    let l = ligne(Constat::default());
    let vide = SaisieService::de(&l);
    assert!(vide.inchangee());
    assert_eq!((vide.presence.as_str(), vide.heures.as_str()), ("", "3h30"));
    assert_eq!(vide.lire(&l), Ok(Constat::default()));
    let pleine = SaisieService {
        presence: "present".into(),
        heures: "3".into(),
        nombre: " 31 ".into(),
        motif: "sante".into(),
        remarque: "  Partie   plus tôt ".into(),
        ..vide.clone()
    };
    assert!(!pleine.inchangee());
    let lu = pleine.lire(&l).unwrap();
    assert_eq!((lu.minutes, lu.nombre, lu.motif), (180, Some(31), None));
    assert_eq!(lu.remarque, "Partie plus tôt");
    let absente = SaisieService {
        presence: "absent".into(),
        ..pleine.clone()
    };
    let lu = absente.lire(&l).unwrap();
    assert_eq!(
        (lu.minutes, lu.nombre, lu.motif),
        (0, None, Some(MotifAbsence::Sante))
    );
    // What is typed where it has no sense is not even read.
    let absente = SaisieService {
        heures: "n’importe".into(),
        nombre: "x".into(),
        ..absente
    };
    assert!(absente.lire(&l).is_ok());
    // A line that is entered shows again what it says.
    let remise = SaisieService::de(&ligne(Constat {
        presence: Some(Presence::Remplace),
        remplacant: Some(remplacant()),
        minutes: 200,
        nombre: Some(4),
        ..Constat::default()
    }));
    assert_eq!(remise.remplacant, "MARTIN Léa (T2)");
    assert_eq!(matricule_de(&remise.remplacant), Some("T2"));
    assert!(remise.inchangee());
}

#[test]
fn ce_qui_ne_se_lit_pas_se_dit() {
    let l = ligne(Constat::default());
    let present = SaisieService {
        presence: "present".into(),
        ..SaisieService::de(&l)
    };
    let refus = |s: SaisieService| s.lire(&l).unwrap_err();
    assert!(matches!(
        refus(SaisieService { heures: "25".into(), ..present.clone() }),
        ServiceErreur::Duree { saisie, .. } if saisie == "25"
    ));
    for n in ["-1", "2001", "x", "1.5"] {
        assert!(
            matches!(
                refus(SaisieService { nombre: n.into(), ..present.clone() }),
                ServiceErreur::Nombre { nom, .. } if nom == "DURAND Anne"
            ),
            "{n}"
        );
    }
    for r in ["x".repeat(201), "a\u{202e}b".into()] {
        assert!(matches!(
            refus(SaisieService {
                remarque: r,
                ..present.clone()
            }),
            ServiceErreur::Remarque { .. }
        ));
    }
    assert_eq!(
        refus(SaisieService {
            presence: "la".into(),
            ..present.clone()
        }),
        ServiceErreur::Illisible
    );
    assert_eq!(
        refus(SaisieService {
            motif: "grippe".into(),
            ..present
        }),
        ServiceErreur::Illisible
    );
    for (saisie, matricule) in [
        ("MARTIN Léa (T2)", Some("T2")),
        ("MARTIN (Léa", None),
        ("T2", None),
        ("()", None),
        ("A (B) (C) ", Some("C")),
    ] {
        assert_eq!(matricule_de(saisie), matricule, "{saisie}");
    }
}

#[test]
fn la_validation_ne_prend_que_ce_qui_est_pret() {
    let present = Constat::present(&ligne(Constat::default()).creneau);
    let prete = ligne(Constat {
        nombre: Some(3),
        ..present.clone()
    });
    let incomplete = ligne(present);
    let vide = ligne(Constat::default());
    let v = Validation::de(
        &[prete.clone(), incomplete, vide],
        TypeMission::Coec,
        jour(3),
    );
    assert_eq!(
        (v.bilan.a_valider, v.bilan.nombre, v.bilan.minutes),
        (1, 3, 210)
    );
    assert_eq!(
        v.restent.iter().map(|(_, _, m)| *m).collect::<Vec<_>>(),
        [Some(ManqueService::Nombre(Comptage::Copies)), None]
    );
    // The print tells another version apart, not what is left.
    let seule = Validation::de(core::slice::from_ref(&prete), TypeMission::Coec, jour(3));
    assert_eq!(v.cle, seule.cle);
    let changee = LigneService {
        version: 7,
        ..prete.clone()
    };
    assert_ne!(
        Validation::de(&[changee], TypeMission::Coec, jour(3)).cle,
        seule.cle
    );
    let demain = Validation::de(&[prete], TypeMission::Coec, jour(1));
    assert_eq!((demain.bilan.a_valider, demain.restent.len()), (0, 0));
}

#[test]
fn le_filtre_d_une_mission() {
    let l = ligne(Constat::default());
    let garde = |f: FiltreService, j| f.garde(&l, TypeMission::Coec, jour(j));
    assert!(garde(FiltreService::default(), 1));
    assert!(!garde(
        FiltreService {
            restent: true,
            ..FiltreService::default()
        },
        1
    ));
    assert!(garde(
        FiltreService {
            restent: true,
            ..FiltreService::default()
        },
        2
    ));
    assert!(!garde(
        FiltreService {
            jour: Some(jour(3)),
            ..FiltreService::default()
        },
        3
    ));
    assert!(garde(
        FiltreService {
            mot_cle: "anne durand".into(),
            ..FiltreService::default()
        },
        3
    ));
    assert!(!garde(
        FiltreService {
            mot_cle: "martin".into(),
            ..FiltreService::default()
        },
        3
    ));
}

#[test]
fn ou_en_est_une_mission() {
    let m = |passees, a_venir, saisies, completes, valides| MissionService {
        numero: 1,
        type_mission: TypeMission::Coec,
        intitule: String::new(),
        annee: 2021,
        centre: String::new(),
        uai: Uai::du_numero(310_038),
        jours: (jour(1), jour(2)),
        passees,
        a_venir,
        saisies,
        completes,
        valides,
    };
    use EtatMissionService as E;
    for (mission, etat, restent) in [
        (m(0, 3, 0, 0, 0), E::AVenir, 0),
        (m(3, 0, 0, 0, 0), E::AAttester, 3),
        (m(3, 1, 2, 2, 1), E::Saisies, 2),
        // As long as one line is to be completed, so is the mission.
        (m(3, 0, 3, 2, 0), E::ACompleter, 3),
        (m(3, 0, 2, 1, 1), E::ACompleter, 2),
        (m(3, 0, 3, 3, 0), E::Saisies, 3),
        (m(3, 0, 1, 1, 1), E::AAttester, 2),
        (m(3, 2, 3, 3, 3), E::Attestees, 0),
    ] {
        assert_eq!((mission.etat(), mission.restent()), (etat, restent));
    }
}

#[test]
fn qui_constate_qui_valide_qui_corrige() {
    let centre = EtablissementId(3);
    let acteur = |role, lieu: Option<i64>| Acteur {
        compte: CompteId(1),
        academie: AcademieId(1),
        identifiant: "x".into(),
        nom: "X".into(),
        mel: String::new(),
        attributions: vec![Attribution {
            role,
            etablissement: lieu.map(EtablissementId),
        }],
        intervenant: None,
        copie_par_courriel: false,
    };
    for (role, lieu, attendu) in [
        (Role::ChefEtablissement, Some(3), (true, true, false)),
        (Role::ChefCentre, Some(3), (true, true, false)),
        (Role::Secretaire, Some(3), (true, false, false)),
        (Role::ChefEtablissement, Some(4), (false, false, false)),
        (Role::Gestionnaire, None, (true, true, true)),
        (Role::Administrateur, None, (false, false, false)),
        (Role::Intervenant, None, (false, false, false)),
    ] {
        let a = acteur(role, lieu);
        let peut = (
            peut_constater(&a, centre),
            peut_valider_service(&a, centre),
            peut_corriger_service(&a, centre),
        );
        assert_eq!(peut, attendu, "{role:?}");
    }
    // Head of one place and secretary of another: head of the first alone.
    let mut deux = acteur(Role::Secretaire, Some(3));
    deux.attributions.push(Attribution {
        role: Role::ChefEtablissement,
        etablissement: Some(EtablissementId(4)),
    });
    assert!(peut_constater(&deux, centre) && !peut_valider_service(&deux, centre));
}
