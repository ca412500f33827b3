//! What holds for every kind of file: encodings, quotes, damaged lines, files that
//! are none, interruptions. Tried with people.

use super::commun::*;
use domain::*;
use proptest::prelude::*;
use std::io::{Cursor, Read};
use store::Store;
use store::essais::sur_chaque_moteur;
use usecases::Services;
use usecases::importer::{self, Suivi};

const ENTETE: &str = "matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif";
const GENRE: GenreImport = GenreImport::Intervenants;

fn ligne(matricule: &str, nom: &str, adresse: &str) -> String {
    format!("{matricule};Mme;{nom};Ève;0310038Y;L1000;HISTOIRE GÉO;;;{adresse};;31000;TOULOUSE;oui")
}

async fn prets(store: &Store) -> (Services, AcademieId) {
    let academie = toulouse(store).await;
    (services(store), academie)
}

async fn nom_de(store: &Store, academie: AcademieId, matricule: &str) -> Option<Intervenant> {
    store::intervenants::par_matricule(store.lecture(), academie, matricule)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn toutes_les_formes_disent_la_meme_chose() {
    sur_chaque_moteur(async |store| {
        let (services, academie) = prets(&store).await;
        let lignes = [
            ENTETE.to_owned(),
            ligne("A1", "D'ŒILLET-GARÇON", "1 rue A"),
            ligne(
                "A2",
                "\"LE \"\"GRAND\"\" NOËL\"",
                "\"2 rue B\n(fond de cour; à gauche)\"",
            ),
            ligne("A3", "ÜNAL", "3 rue C"),
        ];
        let texte = lignes.join("\n") + "\n";
        let premier = faire(&services, GENRE, texte.clone()).await;
        assert_eq!(comptes(&premier), [3, 0, 0, 0, 0, 0], "{premier:?}");
        assert_eq!(premier.encodage, EncodageImport::Utf8);
        let a2 = nom_de(&store, academie, "A2").await.unwrap();
        assert_eq!(a2.nom, "LE \"GRAND\" NOËL");
        assert_eq!(a2.adresse.lignes, ["2 rue B (fond de cour; à gauche)"]);

        let (windows, _, perdu) = encoding_rs::WINDOWS_1252.encode(&texte);
        assert!(!perdu);
        let tabule = texte
            .replace("cour; à", "cour§ à")
            .replace(';', "\t")
            .replace('§', ";");
        let virgules = texte
            .replace("cour; à", "cour§ à")
            .replace(';', ",")
            .replace('§', ";");
        for (forme, octets, encodage) in [
            (
                "BOM",
                ["\u{feff}", &texte].concat().into_bytes(),
                EncodageImport::Utf8,
            ),
            (
                "CRLF",
                texte.replace('\n', "\r\n").into_bytes(),
                EncodageImport::Utf8,
            ),
            (
                "CR",
                texte.replace('\n', "\r").into_bytes(),
                EncodageImport::Utf8,
            ),
            (
                "sans fin de ligne",
                texte.trim_end().as_bytes().to_vec(),
                EncodageImport::Utf8,
            ),
            (
                "Windows-1252",
                windows.into_owned(),
                EncodageImport::Windows1252,
            ),
            ("tabulations", tabule.into_bytes(), EncodageImport::Utf8),
            ("virgules", virgules.into_bytes(), EncodageImport::Utf8),
            (
                "colonnes vides à droite",
                texte.replace(";oui", ";oui;;").into_bytes(),
                EncodageImport::Utf8,
            ),
            (
                "en-tête autrement",
                texte
                    .replacen("code_postal", "Code Postal", 1)
                    .replacen("civilite", "Civilité", 1)
                    .into_bytes(),
                EncodageImport::Utf8,
            ),
            (
                "lignes creuses",
                texte
                    .replace(";oui\n", ";oui\n\n;;;;;;;;;;;;;\n")
                    .into_bytes(),
                EncodageImport::Utf8,
            ),
        ] {
            let r = faire(&services, GENRE, octets).await;
            assert_eq!(comptes(&r), [0, 0, 3, 0, 0, 0], "{forme} : {r:?}");
            assert_eq!(r.encodage, encodage, "{forme}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_mauvaise_ligne_ne_perd_qu_elle() {
    sur_chaque_moteur(async |store| {
        let (services, academie) = prets(&store).await;
        let mut texte = format!("{ENTETE}\n");
        let mut attendus: Vec<(u32, RaisonRefus)> = Vec::new();
        let mut numero = 1;
        let colonne = |c: &str| c.to_owned();
        for (n, (mauvaise, raison)) in [
            (
                "B1;Mme;X".to_owned(),
                RaisonRefus::NombreDeChamps {
                    attendus: 14,
                    lus: 3,
                },
            ),
            (
                ligne("B2", "X;Y", "z"),
                RaisonRefus::NombreDeChamps {
                    attendus: 14,
                    lus: 15,
                },
            ),
            (ligne("B3", "\"OUBLI", "z"), RaisonRefus::GuillemetNonFerme),
            (
                ligne("B4", "X", "z").replace("0310038Y", "0310038A"),
                RaisonRefus::UaiCle {
                    colonne: colonne("uai"),
                    valeur: "0310038A".into(),
                    attendue: 'Y',
                },
            ),
            (
                ligne("B5", "DU\tPONT", "z"),
                RaisonRefus::CaractereInterdit {
                    colonne: colonne("nom"),
                },
            ),
            (
                ligne("B6", "X\u{202e}", "z"),
                RaisonRefus::CaractereInterdit {
                    colonne: colonne("nom"),
                },
            ),
            (
                ligne("B7", "", "z"),
                RaisonRefus::Vide {
                    colonne: colonne("nom"),
                },
            ),
            (
                ligne("", "X", "z"),
                RaisonRefus::Vide {
                    colonne: colonne("matricule"),
                },
            ),
            (
                ligne("B8", &"X".repeat(81), "z"),
                RaisonRefus::TropLong {
                    colonne: colonne("nom"),
                    maximum: 80,
                    longueur: 81,
                },
            ),
            (
                ligne("B9", "X", "z").replace("0310038Y", "0350122T"),
                RaisonRefus::EtablissementInconnu {
                    uai: uai("0350122T"),
                },
            ),
            (
                ligne("B10", "X", "z").replace("Mme", "Dr"),
                RaisonRefus::Civilite {
                    valeur: "Dr".into(),
                },
            ),
        ]
        .into_iter()
        .enumerate()
        {
            texte.push_str(&ligne(&format!("OK{n}"), "BON", "\"une\nadresse\""));
            texte.push('\n');
            numero += 1;
            attendus.push((numero + 2, raison));
            texte.push_str(&mauvaise);
            texte.push('\n');
            numero += 2;
        }
        let r = faire(&services, GENRE, texte.clone()).await;
        let lus: Vec<(u32, RaisonRefus)> = r
            .refusees
            .iter()
            .map(|l| (l.ligne, l.raison.clone()))
            .collect();
        assert_eq!(lus, attendus);
        assert_eq!(comptes(&r), [11, 0, 0, 0, 0, 11]);
        assert_eq!(
            store::intervenants::compter(store.lecture(), academie)
                .await
                .unwrap(),
            11
        );
        let r = faire(&services, GENRE, texte).await;
        assert_eq!(comptes(&r), [0, 0, 11, 0, 0, 11]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_octet_abime_ne_fait_pas_changer_d_encodage() {
    sur_chaque_moteur(async |store| {
        let (services, academie) = prets(&store).await;
        let texte = [
            ENTETE.to_owned(),
            ligne("A1", "ÉÉ", "1"),
            ligne("A2", "ÈÈ", "2"),
        ]
        .join("\n");
        let mut octets = texte.into_bytes();
        octets.extend_from_slice(b"\nA3;Mme;H\xc9LENE;;;;;;;;;;;\n");
        let r = faire(&services, GENRE, octets).await;
        assert_eq!(
            r.refusees,
            [LigneRefusee {
                ligne: 4,
                raison: RaisonRefus::Illisible
            }]
        );
        assert_eq!(nom_de(&store, academie, "A1").await.unwrap().nom, "ÉÉ");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blanc_rien_n_est_ecrit() {
    sur_chaque_moteur(async |store| {
        let (services, academie) = prets(&store).await;
        let texte = [ENTETE.to_owned(), ligne("A1", "X", "1"), "B".into()].join("\n");
        let a_blanc = ligne_de_commande(true);
        let r = importer(&services, GENRE, &a_blanc, texte.clone())
            .await
            .unwrap();
        assert!(r.a_blanc);
        assert_eq!(comptes(&r), [1, 0, 0, 0, 0, 1]);
        assert_eq!(
            store::intervenants::compter(store.lecture(), academie)
                .await
                .unwrap(),
            0
        );
        assert!(
            store::disciplines::toutes(store.lecture())
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            store::piste::lister(store.lecture(), None, 10)
                .await
                .unwrap()
                .is_empty()
        );
        // And the same in earnest, with its trace.
        let r = faire(&services, GENRE, texte).await;
        assert_eq!(comptes(&r), [1, 0, 0, 0, 0, 1]);
        let piste = store::piste::lister(store.lecture(), None, 10)
            .await
            .unwrap();
        assert_eq!(piste.len(), 1);
        assert_eq!(piste[0].action, "import.intervenants");
        assert_eq!(
            (piste[0].objet.as_str(), piste[0].objet_id),
            ("academie", academie.0)
        );
        let details: serde_json::Value = serde_json::from_str(&piste[0].details).unwrap();
        assert_eq!(
            (&details["crees"], &details["refuses"]),
            (&1.into(), &1.into())
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_n_est_pas_un_fichier_est_refuse() {
    sur_chaque_moteur(async |store| {
        let (services, _) = prets(&store).await;
        for (octets, attendue) in [
            (Vec::new(), ImportErreur::FichierVide),
            (b"\r\n \n".to_vec(), ImportErreur::FichierVide),
            (b"PK\x03\x04....".to_vec(), ImportErreur::FichierClasseur),
            (b"\x7fELF\0\0\0".to_vec(), ImportErreur::FichierBinaire),
            (b"\xff\xfem\0a\0".to_vec(), ImportErreur::FichierUtf16),
            (
                ENTETE.replacen(";nom;", ";", 1).into_bytes(),
                ImportErreur::ColonnesManquantes {
                    colonnes: vec!["nom".into()],
                },
            ),
            (
                format!("{ENTETE};NOM").into_bytes(),
                ImportErreur::ColonneEnDouble {
                    colonne: "nom".into(),
                },
            ),
        ] {
            let refus = importer(&services, GENRE, &ligne_de_commande(false), octets).await;
            assert_eq!(refus.unwrap_err(), attendue);
        }
        for inconnu in ["bonjour\nmonde\n", "{\"a\": [1, 2]}", "<html>"] {
            let refus = importer(&services, GENRE, &ligne_de_commande(false), inconnu).await;
            assert!(
                matches!(refus, Err(ImportErreur::EnteteInconnue { .. })),
                "{inconnu}"
            );
        }
        // A header alone brings nothing, and is no mistake.
        let r = faire(&services, GENRE, ENTETE).await;
        assert_eq!(r.lignes, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_ligne_de_cent_mega_octets() {
    const TAILLE: usize = 100 * 1024 * 1024;
    let base = store::essais::base(store::Moteur::Sqlite).await;
    let (services, _) = prets(&base.store).await;
    let longue = || Octets {
        octet: b'x',
        reste: TAILLE,
    };
    let refus = importer::importer(
        &services,
        GENRE,
        &ligne_de_commande(false),
        longue(),
        &mut (),
    )
    .await;
    assert!(
        matches!(refus, Err(ImportErreur::EnteteTropLongue { .. })),
        "{refus:?}"
    );

    let avant = format!("{ENTETE}\n{}\n", ligne("A1", "X", "1"));
    let apres = format!("\n{}\n", ligne("A2", "Y", "2"));
    let source = Cursor::new(avant).chain(longue()).chain(Cursor::new(apres));
    let r = importer::importer(&services, GENRE, &ligne_de_commande(false), source, &mut ())
        .await
        .unwrap();
    assert_eq!(comptes(&r), [2, 0, 0, 0, 0, 1]);
    assert!(matches!(
        r.refusees[..],
        [LigneRefusee {
            ligne: 3,
            raison: RaisonRefus::LigneTropLongue { .. }
        }]
    ));
    base.liberer().await;
}

/// A disk that gives out.
struct Panne(Cursor<Vec<u8>>);

impl Read for Panne {
    fn read(&mut self, tampon: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(tampon)? {
            0 => Err(std::io::Error::other("disque débranché")),
            n => Ok(n),
        }
    }
}

/// Stops the import after its first lot, as a crash would.
struct Arret;

impl Suivi for Arret {
    fn avancer(&mut self, _: u64, _: u64) {
        panic!("arrêt voulu par l'essai");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn un_arret_au_milieu_ne_laisse_rien() {
    sur_chaque_moteur(async |store| {
        let (services, academie) = prets(&store).await;
        let mut texte = format!("{ENTETE}\n");
        for n in 0..2_000 {
            texte.push_str(&ligne(&format!("A{n}"), "X", "1"));
            texte.push('\n');
        }
        let panne = Panne(Cursor::new(texte.clone().into_bytes()));
        let demande = ligne_de_commande(false);
        let refus = importer::importer(&services, GENRE, &demande, panne, &mut ()).await;
        assert_eq!(
            refus.unwrap_err(),
            ImportErreur::Lecture {
                detail: "disque débranché".into()
            }
        );

        let source = Cursor::new(texte.clone().into_bytes());
        let tache = {
            let services = super::commun::services(&store);
            tokio::spawn(async move {
                importer::importer(&services, GENRE, &demande, source, &mut Arret).await
            })
        };
        assert!(tache.await.unwrap_err().is_panic());
        assert_eq!(
            store::intervenants::compter(store.lecture(), academie)
                .await
                .unwrap(),
            0
        );
        assert!(
            store::disciplines::toutes(store.lecture())
                .await
                .unwrap()
                .is_empty()
        );
        let r = faire(&services, GENRE, texte).await;
        assert_eq!(comptes(&r), [2_000, 0, 0, 0, 0, 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_rapport_garde_les_premiers_refus() {
    let base = store::essais::base(store::Moteur::Sqlite).await;
    let (services, _) = prets(&base.store).await;
    let texte = format!("{ENTETE}\n{}", "X\n".repeat(1_500));
    let mut suivi = Compteur::default();
    let source = Cursor::new(texte.into_bytes());
    let r = importer::importer(
        &services,
        GENRE,
        &ligne_de_commande(false),
        source,
        &mut suivi,
    )
    .await
    .unwrap();
    assert_eq!(
        (r.refuses, r.refusees.len()),
        (1_500, RapportImport::REFUS_GARDES)
    );
    let numeros: Vec<u32> = suivi.refus.iter().map(|l| l.ligne).collect();
    assert_eq!(numeros, (2..=1_501).collect::<Vec<u32>>());
    base.liberer().await;
}

#[test]
fn n_importe_quels_octets_ne_font_pas_paniquer() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let base = runtime.block_on(store::essais::base(store::Moteur::Sqlite));
    let (services, _) = runtime.block_on(prets(&base.store));
    let entetes: Vec<Vec<u8>> = GenreImport::TOUS
        .map(|g| {
            importer::modele(g)
                .lines()
                .next()
                .unwrap_or_default()
                .as_bytes()
                .to_vec()
        })
        .to_vec();
    let octet = prop_oneof![
        3 => any::<u8>(), 2 => Just(b';'), 1 => Just(b'"'), 1 => Just(b'\n'), 1 => Just(b'\r')
    ];
    let mut essais = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(96));
    essais
        .run(
            &(
                prop::collection::vec(octet, 0..600),
                0..GenreImport::TOUS.len(),
                any::<bool>(),
            ),
            |(octets, n, avec_entete)| {
                let genre = GenreImport::TOUS[n];
                let entete = if avec_entete {
                    entetes[n].clone()
                } else {
                    Vec::new()
                };
                let fichier = [entete, b"\n".to_vec(), octets].concat();
                let demande = ligne_de_commande(true);
                let r = runtime.block_on(importer(&services, genre, &demande, fichier));
                if let Ok(r) = r {
                    let total =
                        r.crees + r.modifies + r.inchanges + r.doublons + r.ignores + r.refuses;
                    prop_assert_eq!(r.lignes, total);
                }
                Ok(())
            },
        )
        .unwrap();
    runtime.block_on(base.liberer());
}
