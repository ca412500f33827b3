use super::*;
use crate::essais::mission;
use crate::{NaiveTime, Signataire};
use proptest::prelude::*;

fn jour(j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
}

fn heure(h: u32, m: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(h, m, 0).unwrap()
}

fn creneau(j: u32) -> Creneau {
    Creneau {
        jour: jour(j),
        debut: heure(8, 0),
        fin: heure(12, 0),
    }
}

fn affectation() -> Affectation {
    Affectation {
        qualite: Some(Qualite::Correcteur),
        salle: "205".into(),
        commission: "3GHG".into(),
        creneaux: vec![creneau(2)],
        observation: "autre btn".into(),
    }
}

#[test]
fn le_resume_est_celui_du_memo() {
    let m = mission(TypeMission::Coec);
    let mut a = affectation();
    assert_eq!(
        a.resume(Autorite::Centre, &m),
        "Convoquée par centre, Correcteur, salle\u{a0}205, Com.\u{a0}3GHG, Dates spéc, Obs. spéc"
    );
    a.creneaux = m.creneaux_par_defaut.clone();
    a.observation = m.observation_par_defaut.clone();
    a.salle.clear();
    assert_eq!(
        a.resume(Autorite::Centre, &m),
        "Convoquée par centre, Correcteur, Com.\u{a0}3GHG"
    );
    let rien = Affectation {
        creneaux: m.creneaux_par_defaut.clone(),
        ..Affectation::default()
    };
    assert_eq!(
        rien.resume(Autorite::Division, &m),
        "Convoquée par division"
    );
}

#[test]
fn la_qualite_par_defaut_vient_du_type() {
    let a = Affectation {
        qualite: None,
        ..affectation()
    };
    assert_eq!(
        a.clone().nettoyee(TypeMission::Coec).qualite,
        Some(Qualite::Correcteur)
    );
    assert_eq!(a.nettoyee(TypeMission::Sscan).qualite, None);
}

#[test]
fn une_bonne_affectation_n_a_pas_d_erreur() {
    assert_eq!(affectation().erreurs(&mission(TypeMission::Coec)), []);
}

#[test]
fn chaque_erreur_est_nommee() {
    let m = mission(TypeMission::Coec);
    let essai = |f: &dyn Fn(&mut Affectation)| {
        let mut a = affectation();
        f(&mut a);
        a.erreurs(&m)
    };
    assert_eq!(
        essai(&|a| a.creneaux.clear()),
        [ConvocationErreur::AucunJour]
    );
    assert_eq!(
        essai(&|a| a.creneaux = vec![creneau(28)]),
        [ConvocationErreur::JourImpossible { jour: jour(28) }]
    );
    assert_eq!(
        essai(&|a| a.creneaux = vec![creneau(2), creneau(2)]),
        [ConvocationErreur::JourEnDouble { jour: jour(2) }]
    );
    assert_eq!(
        essai(&|a| a.creneaux[0].fin = heure(8, 0)),
        [ConvocationErreur::HeuresInversees { jour: jour(2) }]
    );
    assert_eq!(
        essai(&|a| a.qualite = Some(Qualite::Coordinateur)),
        [ConvocationErreur::QualiteImpossible]
    );
    assert_eq!(
        essai(&|a| a.salle = "x".repeat(31)),
        [ConvocationErreur::TexteTropLong {
            champ: Champ::Salle,
            longueur: 31
        }]
    );
    assert_eq!(
        essai(&|a| a.commission = "a\u{0}b".into()),
        [ConvocationErreur::CaractereInterdit {
            champ: Champ::Commission
        }]
    );
    assert_eq!(essai(&|a| a.observation = "deux\nlignes".into()), []);
    assert_eq!(essai(&|a| a.observation = "é".repeat(1_000)), []);
}

#[test]
fn une_mission_sans_qualite_en_refuse_une() {
    assert_eq!(
        affectation().erreurs(&mission(TypeMission::Sscan)),
        [ConvocationErreur::QualiteImpossible]
    );
}

#[test]
fn une_interrogation_orale_attend_cyclades() {
    let mut m = mission(TypeMission::Inec);
    let demande = DemandeConvocation {
        mission: 1,
        intervenants: vec![],
        affectation: affectation(),
        garder_sur_mission: false,
        cle: String::new(),
        confirmation: String::new(),
    };
    m.affectation_terminee = false;
    assert_eq!(
        demande.erreurs(&m),
        [ConvocationErreur::AffectationNonTerminee]
    );
    m.affectation_terminee = true;
    assert_eq!(demande.erreurs(&m), [ConvocationErreur::AucunIntervenant]);
}

#[test]
fn qualites_relues() {
    for q in Qualite::TOUTES {
        assert_eq!(Qualite::lire(q.code()), Some(q));
        assert_eq!(Qualite::lire(q.libelle()), Some(q));
    }
    assert_eq!(
        Qualite::lire("référent  correction"),
        Some(Qualite::ReferentCorrection)
    );
    assert_eq!(Qualite::lire(""), None);
    let _ = Signataire::ChefCentre;
}

proptest! {
    #[test]
    fn nettoyer_puis_verifier_ne_panique_jamais(
        salle in ".*", observation in ".*", jours in prop::collection::vec(1u32..=28, 0..70)
    ) {
        let m = mission(TypeMission::Coec);
        let a = Affectation {
            salle, observation,
            creneaux: jours.into_iter().map(creneau).collect(),
            ..affectation()
        }.nettoyee(TypeMission::Coec);
        let bonne = a.erreurs(&m).is_empty();
        prop_assert_eq!(a.clone().nettoyee(TypeMission::Coec), a.clone());
        if bonne {
            prop_assert!(!a.creneaux.is_empty());
            prop_assert!(!a.salle.contains('\n'));
        }
    }
}
