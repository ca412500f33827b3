//! Missions.

use super::commun::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::importer;

const GENRE: GenreImport = GenreImport::Missions;

fn fichier(lignes: &[String]) -> String {
    let entete = importer::modele(GENRE).lines().next().unwrap();
    format!("{entete}\n{}\n", lignes.join("\n"))
}

/// The first line of the template with some of its fields changed.
fn mission(changes: &[(&str, &str)]) -> String {
    let mut lignes = importer::modele(GENRE).lines();
    let noms: Vec<&str> = lignes.next().unwrap().split(';').collect();
    let mut champs: Vec<&str> = lignes.next().unwrap().split(';').collect();
    for (nom, valeur) in changes {
        champs[noms.iter().position(|n| n == nom).unwrap()] = valeur;
    }
    champs.join(";")
}

fn jour(j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
}

async fn lue(store: &store::Store, academie: AcademieId, numero: i64) -> Mission {
    let portee = Portee::Academie(academie);
    store::missions::par_numero(store.lecture(), &portee, numero)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn le_modele_s_importe() {
    sur_chaque_moteur(async |store| {
        let academie = toulouse(&store).await;
        let services = services(&store);
        let r = faire(&services, GENRE, importer::modele(GENRE)).await;
        assert_eq!(comptes(&r), [2, 0, 0, 0, 0, 0], "{r:?}");
        let m = lue(&store, academie, 172_278).await;
        assert_eq!(m.ligne.session.to_string(), "470, BCG, 2021, BGT 2021");
        assert_eq!(m.ligne.type_mission, TypeMission::Coec);
        assert_eq!(m.jours_possibles, [1, 2, 3, 4, 5, 8].map(jour));
        assert_eq!(m.creneaux_par_defaut.len(), 2);
        assert_eq!(m.commission_par_defaut, "3GHG");
        let sscan = lue(&store, academie, 172_322).await;
        assert_eq!((sscan.ligne.specialite, sscan.ligne.epreuve), (None, None));
        let r = faire(&services, GENRE, importer::modele(GENRE)).await;
        assert_eq!(comptes(&r), [0, 0, 2, 0, 0, 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_reprise_laisse_au_centre_ce_qui_est_a_lui() {
    sur_chaque_moteur(async |store| {
        let academie = toulouse(&store).await;
        let services = services(&store);
        let avec_texte = mission(&[("observation", "\"Salle des actes\n8 h\"")]);
        assert_eq!(
            faire(&services, GENRE, fichier(&[avec_texte])).await.crees,
            1
        );
        let change = mission(&[
            ("affectation_terminee", "oui"),
            ("jours_possibles", "01/02/2021"),
            ("creneaux", "2021-02-01 14:00-18:00"),
            ("observation", "autre"),
            ("commission", "autre"),
        ]);
        let r = faire(&services, GENRE, fichier(&[change])).await;
        assert_eq!(comptes(&r), [0, 1, 0, 0, 0, 0]);
        let m = lue(&store, academie, 172_278).await;
        assert!(m.affectation_terminee);
        assert_eq!(m.jours_possibles, [jour(1)]);
        assert_eq!(m.observation_par_defaut, "Salle des actes\n8 h");
        assert_eq!(m.commission_par_defaut, "3GHG");
        // A default day that is no longer possible is gone, the other keeps its hours.
        assert_eq!(m.creneaux_par_defaut.len(), 1);
        assert_eq!(
            m.creneaux_par_defaut[0].debut,
            NaiveTime::from_hms_opt(8, 0, 0).unwrap()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_faute_a_sa_raison() {
    sur_chaque_moteur(async |store| {
        let academie = toulouse(&store).await;
        let services = services(&store);
        let c = |nom: &str| nom.to_owned();
        let vide = |nom: &str| RaisonRefus::Vide {
            colonne: nom.into(),
        };
        let fautes: Vec<(&[(&str, &str)], RaisonRefus)> = vec![
            (
                &[("numero", "12a")],
                RaisonRefus::Nombre {
                    colonne: c("numero"),
                    valeur: "12a".into(),
                    minimum: 1,
                    maximum: 999_999_999_999,
                },
            ),
            (&[("session_code", "")], vide("session_code")),
            (&[("specialite", "")], vide("specialite")),
            (
                &[("epreuve_code", ""), ("epreuve", "")],
                vide("epreuve_code"),
            ),
            (
                &[("type", "COECO")],
                RaisonRefus::TypeMission {
                    valeur: "COECO".into(),
                },
            ),
            (
                &[("debut", "2021-02-30")],
                RaisonRefus::Jour {
                    colonne: c("debut"),
                    valeur: "2021-02-30".into(),
                },
            ),
            (
                &[("centre_uai", "0310038Z")],
                RaisonRefus::UaiCle {
                    colonne: c("centre_uai"),
                    valeur: "0310038Z".into(),
                    attendue: 'Y',
                },
            ),
            (
                &[("centre_uai", "0350122T")],
                RaisonRefus::EtablissementInconnu {
                    uai: uai("0350122T"),
                },
            ),
            (
                &[("signataire", "le chef")],
                RaisonRefus::Signataire {
                    valeur: "le chef".into(),
                },
            ),
            (
                &[("affectation_terminee", "bientôt")],
                RaisonRefus::OuiNon {
                    colonne: c("affectation_terminee"),
                    valeur: "bientôt".into(),
                },
            ),
            (
                &[("jours_possibles", "2021-02-05..2021-02-01")],
                RaisonRefus::Jour {
                    colonne: c("jours_possibles"),
                    valeur: "2021-02-05..2021-02-01".into(),
                },
            ),
            (
                &[("creneaux", "2021-02-06 08:00-12:00")],
                RaisonRefus::CreneauHorsJours { jour: jour(6) },
            ),
            (
                &[("creneaux", "2021-02-01 12:00-12:00")],
                RaisonRefus::HeuresInversees { jour: jour(1) },
            ),
            (
                &[("creneaux", "2021-02-01")],
                RaisonRefus::Creneau {
                    valeur: "2021-02-01".into(),
                },
            ),
            (
                &[("commission", "0123456789012345678901234567890")],
                RaisonRefus::TropLong {
                    colonne: c("commission"),
                    maximum: 30,
                    longueur: 31,
                },
            ),
            (
                &[("observation", "a\u{0}b")],
                RaisonRefus::CaractereInterdit {
                    colonne: c("observation"),
                },
            ),
            (
                &[("numero", "2"), ("session", "BGT 2021 bis")],
                RaisonRefus::LibelleDifferent {
                    colonne: c("session"),
                    code: "470, BCG, 2021".into(),
                    attendu: "BGT 2021".into(),
                },
            ),
        ];
        let mut lignes = vec![mission(&[("numero", "1")])];
        lignes.extend(fautes.iter().map(|(changes, _)| mission(changes)));
        lignes.push(mission(&[("numero", "3")]));
        lignes.push(mission(&[("numero", "3"), ("debut", "2021-02-02")]));
        lignes.push(mission(&[("numero", "3")]));
        let r = faire(&services, GENRE, fichier(&lignes)).await;
        let lues: Vec<RaisonRefus> = r.refusees.iter().map(|l| l.raison.clone()).collect();
        let mut attendues: Vec<RaisonRefus> = fautes.into_iter().map(|(_, r)| r).collect();
        let ligne = lignes.len() as u32 - 1;
        attendues.push(RaisonRefus::DejaLu {
            cle: "3".into(),
            ligne,
        });
        assert_eq!(lues, attendues);
        assert_eq!(comptes(&r), [2, 0, 0, 1, 0, attendues.len() as u32]);
        let filtre = FiltreMissions::default();
        let page =
            store::missions::page(store.lecture(), &Portee::Academie(academie), &filtre).await;
        assert_eq!(page.unwrap().total, 2);
    })
    .await;
}
