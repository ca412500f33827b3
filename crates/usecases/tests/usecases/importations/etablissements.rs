//! Établissements, and the real annuaire where it is present.

use super::commun::*;
use domain::*;
use std::path::PathBuf;
use store::essais::sur_chaque_moteur;
use usecases::importer;

const GENRE: GenreImport = GenreImport::Etablissements;

#[tokio::test(flavor = "multi_thread")]
async fn le_modele_s_importe_et_fait_l_academie() {
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        let r = faire(&services, GENRE, importer::modele(GENRE)).await;
        assert_eq!(comptes(&r), [1, 0, 0, 0, 0, 0], "{r:?}");
        assert_eq!(r.academies_creees, ["16 Toulouse"]);
        let academies = store::academies::toutes(store.lecture()).await.unwrap();
        assert_eq!(
            (academies[0].code.as_str(), academies[0].nom.as_str()),
            ("16", "Toulouse")
        );
        let e = store::etablissements::par_uai(store.lecture(), None, &uai("0310038Y")).await;
        let e = e.unwrap().unwrap();
        assert_eq!(e.libelle(), "LPO Bellevue (0310038Y)");
        assert_eq!(e.adresse.lignes, ["135 route de Narbonne", "BP 44370"]);
        assert_eq!(e.adresse.commune, "TOULOUSE CEDEX 4");
        assert_eq!(e.telephone, "05 36 49 10 11");
        let r = faire(&services, GENRE, importer::modele(GENRE)).await;
        assert_eq!(comptes(&r), [0, 0, 1, 0, 0, 0]);
        assert!(r.academies_creees.is_empty());
    })
    .await;
}

const ENTETE: &str = "numero_uai;nom;adresse 1;code postal;Nom_Commune;telephone;mail;ETAT;code_académie;libellé académie";

fn ligne(uai: &str, nom: &str, academie: &str) -> String {
    format!("{uai};{nom};1 rue A;35000;Rennes;;;OUVERT;{academie}")
}

#[tokio::test(flavor = "multi_thread")]
async fn plusieurs_academies() {
    sur_chaque_moteur(async |store| {
        toulouse(&store).await;
        let services = services(&store);
        let texte = [
            ENTETE.to_owned(),
            ligne("0310038Y", "LPO Bellevue", "16;Toulouse"),
            ligne("0350122T", "École A", "14;Rennes"),
            ligne("9740001A", "Lycée", "28;La Réunion"),
            ligne("0350122T", "École A bis", "14;Rennes"),
            ligne("0350165P", "École B", "99;"),
            ligne("0350192U", "École C", ";"),
            ligne("0350196Y", "École D", "14;"),
        ]
        .join("\r\n");
        let uai_reunion = Uai::du_numero(9_740_001);
        let texte = texte.replace("9740001A", uai_reunion.as_str());
        // For one académie, the lines of the others are left aside; one that names none
        // is for the académie asked for.
        let r = importer(&services, GENRE, &pour_l_academie("16"), texte.clone())
            .await
            .unwrap();
        assert_eq!(comptes(&r), [1, 1, 0, 0, 5, 0], "{r:?}");
        let r = faire(&services, GENRE, texte.clone()).await;
        assert_eq!(comptes(&r), [3, 0, 1, 1, 0, 2], "{r:?}");
        assert_eq!(r.academies_creees, ["14 Rennes", "28 La Réunion"]);
        assert_eq!(
            r.refusees,
            [
                LigneRefusee {
                    ligne: 6,
                    raison: RaisonRefus::AcademieInconnue { code: "99".into() }
                },
                LigneRefusee {
                    ligne: 7,
                    raison: RaisonRefus::Vide {
                        colonne: "Code_academie".into()
                    }
                },
            ]
        );
        let reunion = store::academies::par_code(store.lecture(), "28")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(reunion.fuseau, "Indian/Reunion");
        // An établissement does not change académie by an import.
        let autre = [
            ENTETE.to_owned(),
            ligne("0350122T", "École A", "16;Toulouse"),
        ]
        .join("\n");
        let r = faire(&services, GENRE, autre).await;
        assert_eq!(
            r.refusees[0].raison,
            RaisonRefus::AutreAcademie {
                uai: uai("0350122T")
            }
        );
        assert_eq!(
            comptes(&faire(&services, GENRE, texte).await),
            [0, 0, 4, 1, 0, 2]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_modele_sans_academie_vaut_pour_celle_qui_est_dite() {
    sur_chaque_moteur(async |store| {
        let academie = toulouse(&store).await;
        let services = services(&store);
        let coupe = |l: &str| l.split(';').take(8).collect::<Vec<_>>().join(";");
        let texte = [coupe(ENTETE), coupe(&ligne("0311270M", "Lycée", "16;x"))].join("\n");
        let texte = texte.replace("0311270M", Uai::du_numero(311_270).as_str());
        let r = importer(&services, GENRE, &ligne_de_commande(false), texte.clone()).await;
        let colonnes = vec!["Code_academie".to_owned()];
        assert_eq!(
            r.unwrap_err(),
            ImportErreur::ColonnesManquantes { colonnes }
        );
        let r = importer(&services, GENRE, &pour_l_academie("16"), texte)
            .await
            .unwrap();
        assert_eq!(comptes(&r), [1, 0, 0, 0, 0, 0]);
        let tous = store::etablissements::tous(store.lecture(), academie)
            .await
            .unwrap();
        assert_eq!(tous.len(), 2);
    })
    .await;
}

/// The real annuaire, where it is: `IMAGIN_DONNEES_REELLES`, or beside the repository.
fn annuaire() -> Option<Vec<u8>> {
    let dossier = std::env::var_os("IMAGIN_DONNEES_REELLES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let fichier = dossier.join("fr-en-annuaire-education-ille-et-vilaine.csv");
    let lu = std::fs::read(&fichier).ok();
    if lu.is_none() {
        eprintln!(
            "données réelles absentes ({}) : rien n'est vérifié",
            fichier.display()
        );
    }
    lu
}

#[tokio::test(flavor = "multi_thread")]
async fn le_vrai_annuaire_deux_fois() {
    let Some(octets) = annuaire() else { return };
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        let r = faire(&services, GENRE, octets.clone()).await;
        assert_eq!(r.refusees, []);
        assert_eq!((r.lignes, r.crees, r.doublons), (996, 993, 3));
        assert_eq!(r.academies_creees, ["14 Rennes"]);
        let academie = store::academies::par_code(store.lecture(), "14")
            .await
            .unwrap()
            .unwrap();
        let tous = store::etablissements::tous(store.lecture(), academie.id)
            .await
            .unwrap();
        assert_eq!(tous.len(), 993);
        let r = faire(&services, GENRE, octets.clone()).await;
        assert_eq!(comptes(&r), [0, 0, 993, 3, 0, 0]);
        // As other versions are published, and as a spreadsheet saves it.
        let texte = String::from_utf8(octets.clone()).unwrap();
        let texte = texte.trim_start_matches('\u{feff}');
        let (entete, lignes) = texte.split_once("\r\n").unwrap();
        let publie = format!("{}\n{lignes}", entete.to_lowercase().replace(' ', "_"));
        assert_eq!(
            comptes(&faire(&services, GENRE, publie).await),
            [0, 0, 993, 3, 0, 0]
        );
        let (windows, _, perdu) = encoding_rs::WINDOWS_1252.encode(texte);
        if !perdu {
            let r = faire(&services, GENRE, windows.into_owned()).await;
            assert_eq!(r.encodage, EncodageImport::Windows1252);
            assert_eq!(comptes(&r), [0, 0, 993, 3, 0, 0]);
        }
    })
    .await;
}
