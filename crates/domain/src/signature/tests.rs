use super::*;
use crate::{AcademieId, Attribution, CompteId, Portee};
use ChampSignature as C;
use SignatureErreur as E;

fn jour(mois: u32, jour: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, mois, jour).unwrap()
}

fn saisie() -> SaisieSignature {
    SaisieSignature {
        civilite: "mme".into(),
        nom: " MARTIN ".into(),
        prenom: "Claire".into(),
        qualite: "Proviseure".into(),
        delegation: false,
        du: String::new(),
        au: String::new(),
    }
}

#[test]
fn une_saisie_bonne_est_nettoyee() {
    let lue = saisie().lire(jour(3, 1)).unwrap();
    assert_eq!(
        (lue.civilite, &*lue.nom, lue.valide_du, lue.valide_au),
        (Civilite::Madame, "MARTIN", None, None)
    );
    let datee = SaisieSignature {
        du: "2026-03-01".into(),
        au: "2026-03-01".into(),
        delegation: true,
        ..saisie()
    };
    let lue = datee.lire(jour(3, 1)).unwrap();
    assert_eq!(lue.valide_du, Some(jour(3, 1)));
    assert_eq!(lue.valide_au, Some(jour(3, 1)));
    assert!(lue.delegation);
}

#[test]
fn tout_ce_qui_manque_se_dit_d_un_coup() {
    let erreurs = SaisieSignature::default().lire(jour(3, 1)).unwrap_err();
    assert_eq!(
        erreurs,
        [E::Vide(C::Nom), E::Vide(C::Prenom), E::Vide(C::Qualite)]
    );
    let longue = SaisieSignature {
        civilite: "docteur".into(),
        nom: "é".repeat(SIGNATAIRE_NOM_MAX + 1),
        prenom: "é".repeat(SIGNATAIRE_NOM_MAX),
        qualite: "é".repeat(SIGNATAIRE_QUALITE_MAX + 1),
        du: "30/02/2026".into(),
        au: "demain".into(),
        ..saisie()
    };
    assert_eq!(
        longue.lire(jour(3, 1)).unwrap_err(),
        [
            E::Illisible(C::Civilite),
            E::TropLong {
                champ: C::Nom,
                maximum: SIGNATAIRE_NOM_MAX
            },
            E::TropLong {
                champ: C::Qualite,
                maximum: SIGNATAIRE_QUALITE_MAX
            },
            E::Illisible(C::Du),
            E::Illisible(C::Au),
        ]
    );
}

#[test]
fn les_dates_ont_un_sens() {
    let datee = |du: &str, au: &str| {
        SaisieSignature {
            du: du.into(),
            au: au.into(),
            ..saisie()
        }
        .lire(jour(3, 10))
    };
    assert_eq!(
        datee("2026-04-02", "2026-04-01"),
        Err(vec![E::DatesInversees])
    );
    assert_eq!(datee("2026-03-01", "2026-03-09"), Err(vec![E::DejaPassee]));
    assert!(datee("2026-03-01", "2026-03-10").is_ok());
    assert!(datee("2027-01-01", "").is_ok());
    // A fault says where to look.
    assert_eq!(E::DatesInversees.champ(), C::Au);
    assert_eq!(E::Image(ImageRefusee::Vide).champ(), C::Image);
}

#[test]
fn un_dessin_se_relit() {
    let traits = vec![vec![(0, 0), (1200, 400)], vec![(5, 7)]];
    assert_eq!(lire_dessin(&ecrire_dessin(&traits)), Ok(traits));
    assert_eq!(lire_dessin(" "), Ok(vec![]));
    for faux in ["1", "1,2 x,3", "1201,0", "0,401", "-1,2", "1,2,3", "1.5,2"] {
        assert_eq!(lire_dessin(faux), Err(E::Illisible(C::Image)), "{faux}");
    }
    let long = "1,1 ".repeat(DESSIN_POINTS_MAX + 1);
    assert_eq!(lire_dessin(&long), Err(E::DessinTropLong));
    assert!(lire_dessin(&"1,1 ".repeat(DESSIN_POINTS_MAX)).is_ok());
}

#[test]
fn un_recadrage_laisse_quelque_chose() {
    let r = |gauche, droite, haut, bas| Recadrage {
        gauche,
        droite,
        haut,
        bas,
        ..Recadrage::default()
    };
    assert!(Recadrage::default().laisse_quelque_chose());
    assert!(r(45, 50, 0, 95).laisse_quelque_chose());
    assert!(!r(50, 50, 0, 0).laisse_quelque_chose());
    assert!(!r(0, 0, 96, 0).laisse_quelque_chose());
    assert!(!r(255, 255, 0, 0).laisse_quelque_chose());
}

#[test]
fn qui_signe_pour_quoi() {
    let acteur = |roles: &[(Role, Option<i64>)]| Acteur {
        compte: CompteId(1),
        academie: AcademieId(1),
        identifiant: String::new(),
        nom: String::new(),
        mel: String::new(),
        attributions: roles
            .iter()
            .map(|(role, e)| Attribution {
                role: *role,
                etablissement: e.map(EtablissementId),
            })
            .collect(),
        intervenant: None,
        copie_par_courriel: false,
    };
    let (etablissement, centre) = (Signataire::ChefEtablissement, Signataire::ChefCentre);
    for (role, ici, au_centre) in [
        (Role::ChefEtablissement, true, true),
        (Role::Secretaire, true, true),
        (Role::ChefCentre, false, true),
        (Role::Gestionnaire, false, false),
        (Role::Administrateur, false, false),
        (Role::Intervenant, false, false),
    ] {
        let a = acteur(&[(role, Some(3))]);
        assert_eq!(!a.signe_pour(etablissement).is_empty(), ici, "{role:?}");
        assert_eq!(!a.signe_pour(centre).is_empty(), au_centre, "{role:?}");
        assert_eq!(
            a.services_geres() != Portee::Rien,
            role == Role::Administrateur
        );
    }
    let deux = acteur(&[
        (Role::ChefCentre, Some(4)),
        (Role::ChefEtablissement, Some(3)),
        (Role::Secretaire, Some(3)),
    ]);
    assert_eq!(deux.signe_pour(etablissement), [EtablissementId(3)]);
    assert_eq!(
        deux.signe_pour(centre),
        [EtablissementId(3), EtablissementId(4)]
    );
}

#[test]
fn la_derniere_valable_est_en_usage() {
    use EtatSignatureGardee as G;
    let v = |du, au, retiree| Validite { du, au, retiree };
    let etats = etats_des_signatures(
        &[
            v(Some(jour(4, 1)), None, false),
            v(None, None, true),
            v(Some(jour(3, 1)), Some(jour(3, 31)), false),
            v(None, Some(jour(2, 1)), false),
            v(None, None, false),
        ],
        jour(3, 10),
    );
    assert_eq!(
        etats,
        [G::AVenir, G::Retiree, G::EnUsage, G::Passee, G::Couverte]
    );
}
