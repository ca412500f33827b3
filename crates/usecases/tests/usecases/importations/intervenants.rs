//! People.

use super::commun::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::importer;

const GENRE: GenreImport = GenreImport::Intervenants;

/// A file without the columns that may be left out.
fn fichier(lignes: &[&str]) -> String {
    let entete = importer::modele(GENRE).lines().next().unwrap();
    let entete: Vec<&str> = entete.split(';').take(14).collect();
    let entete = entete.join(";");
    format!("{entete}\n{}\n", lignes.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn le_modele_s_importe() {
    sur_chaque_moteur(async |store| {
        let academie = toulouse(&store).await;
        let services = services(&store);
        let r = faire(&services, GENRE, importer::modele(GENRE)).await;
        assert_eq!(comptes(&r), [1, 0, 0, 0, 0, 0], "{r:?}");
        assert!(r.colonnes_ignorees.is_empty());
        let i = store::intervenants::par_matricule(store.lecture(), academie, "EXEMPLE1")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (i.civilite, i.nom.as_str(), i.prenom.as_str()),
            (Civilite::Madame, "DUPONT", "Marie")
        );
        assert_eq!(i.mel_professionnel, "marie.dupont@ac-demo.example");
        assert!(i.etablissement.is_some());
        let d = store::disciplines::par_id(store.lecture(), i.discipline.unwrap())
            .await
            .unwrap();
        assert_eq!(d.unwrap().libelle, "HISTOIRE GEOGRAPHIE");
        let trouves = store::intervenants::rechercher(store.lecture(), academie, "dup mar");
        assert_eq!(trouves.await.unwrap().total, 1);
        let r = faire(&services, GENRE, importer::modele(GENRE)).await;
        assert_eq!(comptes(&r), [0, 0, 1, 0, 0, 0]);
    })
    .await;
}

/// The label of a discipline is everybody's: who imports for one académie does not change it
/// for the people of another.
#[tokio::test(flavor = "multi_thread")]
async fn le_libelle_d_une_discipline_partagee_reste() {
    sur_chaque_moteur(async |store| {
        toulouse(&store).await;
        let services = services(&store);
        let un = "1;M.;DE LA TOUR;Jean;0310038Y;L1;LETTRES;;j@b.fr;;;;;oui";
        faire(&services, GENRE, fichier(&[un])).await;
        let tx = store.ecriture().await.unwrap();
        let ailleurs = store::academies::creer(&tx, "04", "Bordeaux", "Europe/Paris")
            .await
            .unwrap();
        let (lettres, _) = store::disciplines::importer(&tx, "L1", "LETTRES")
            .await
            .unwrap();
        let elle = store::intervenants::NouvelIntervenant {
            matricule: "B1".into(),
            civilite: Civilite::Madame,
            nom: "LOIN".into(),
            prenom: "Zoé".into(),
            etablissement: None,
            discipline: Some(lettres),
            mel_professionnel: String::new(),
            mel_personnel: String::new(),
            adresse: Adresse::default(),
            actif: true,
        };
        store::intervenants::importer_lot(&tx, ailleurs, &[elle])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let deux = "2;Mme;LY;Zoé;0310038Y;L1;LETTRES D’ICI;;z@b.fr;;;;;oui";
        let demande = pour_l_academie("16");
        let r = importer(&services, GENRE, &demande, fichier(&[deux]))
            .await
            .unwrap();
        assert_eq!(comptes(&r), [1, 0, 0, 0, 0, 0]);
        let disciplines = store::disciplines::toutes(store.lecture()).await.unwrap();
        assert_eq!(disciplines.len(), 1);
        assert_eq!(disciplines[0].libelle, "LETTRES");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_reprise_change_ce_qui_a_change_et_laisse_les_absents() {
    sur_chaque_moteur(async |store| {
        let academie = toulouse(&store).await;
        let services = services(&store);
        let un = "1;M.;DE LA TOUR;Jean;0310038Y;L1;LETTRES;;j@b.fr;;;;;oui";
        let deux = "2;;LY;Zoé;;;;;;;;;;";
        assert_eq!(
            comptes(&faire(&services, GENRE, fichier(&[un, deux])).await),
            [2, 0, 0, 0, 0, 0]
        );
        let un = "1;M.;TOUR;Jean;0310038Y;L1;LETTRES MODERNES;;j@b.fr;;;;;non";
        let r = faire(&services, GENRE, fichier(&[un])).await;
        assert_eq!(comptes(&r), [0, 1, 0, 0, 0, 0]);
        let lecture = store.lecture();
        // No longer active: not found; the other one is as before.
        let cherche = async |t| {
            store::intervenants::rechercher(lecture, academie, t)
                .await
                .unwrap()
                .total
        };
        assert_eq!((cherche("tour").await, cherche("zoe").await), (0, 1));
        let disciplines = store::disciplines::toutes(lecture).await.unwrap();
        assert_eq!(disciplines.len(), 1);
        assert_eq!(disciplines[0].libelle, "LETTRES MODERNES");
        // The label may be left out once known.
        let un = "1;M.;TOUR;Jean;0310038Y;L1;;;j@b.fr;;;;;non";
        assert_eq!(
            comptes(&faire(&services, GENRE, fichier(&[un])).await),
            [0, 0, 1, 0, 0, 0]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn doubles_et_contradictions() {
    sur_chaque_moteur(async |store| {
        let academie = toulouse(&store).await;
        let services = services(&store);
        let texte = fichier(&[
            "1;;A;X;;L1;LETTRES;;;;;;;",
            "1;;A;X;;L1;LETTRES;;;;;;;",
            "1;;B;X;;L1;LETTRES;;;;;;;",
            "2;;C;X;;L1;LETTRES CLASSIQUES;;;;;;;",
            "2;;C;X;;L1;LETTRES;;;;;;;",
            "3;;C;X;;L9;;;;;;;;",
            "4;;C;X;;;LETTRES;;;;;;;",
        ]);
        let r = faire(&services, GENRE, texte.clone()).await;
        assert_eq!(comptes(&r), [2, 0, 0, 1, 0, 4]);
        let raisons: Vec<(u32, RaisonRefus)> = r
            .refusees
            .into_iter()
            .map(|l| (l.ligne, l.raison))
            .collect();
        let vide = |c: &str| RaisonRefus::Vide { colonne: c.into() };
        assert_eq!(
            raisons,
            [
                (
                    4,
                    RaisonRefus::DejaLu {
                        cle: "1".into(),
                        ligne: 2
                    }
                ),
                (
                    5,
                    RaisonRefus::LibelleDifferent {
                        colonne: "discipline".into(),
                        code: "L1".into(),
                        attendu: "LETTRES".into()
                    }
                ),
                (7, vide("discipline")),
                (8, vide("discipline_code")),
            ]
        );
        let un = store::intervenants::par_matricule(store.lecture(), academie, "1")
            .await
            .unwrap();
        assert_eq!(un.unwrap().nom, "A");
        assert_eq!(
            comptes(&faire(&services, GENRE, texte).await),
            [0, 0, 2, 1, 0, 4]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_gestionnaire_importe_pour_son_academie_seulement() {
    sur_chaque_moteur(async |store| {
        let toulouse = toulouse(&store).await;
        let tx = store.ecriture().await.unwrap();
        let rennes = store::academies::creer(&tx, "14", "Rennes", "Europe/Paris")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let services = services(&store);
        let modele = importer::modele(GENRE);
        for role in Role::TOUS {
            let demande = DemandeSansCompte(toulouse, role).a_blanc();
            let r = importer(&services, GENRE, &demande, modele).await;
            match role {
                Role::Gestionnaire => assert_eq!(r.unwrap().crees, 1),
                _ => assert_eq!(r.unwrap_err(), ImportErreur::Erreur(Erreur::Interdit)),
            }
        }
        // Bellevue does not exist for Rennes.
        let demande = DemandeSansCompte(rennes, Role::Gestionnaire).a_blanc();
        let r = importer(&services, GENRE, &demande, modele).await.unwrap();
        assert_eq!(
            r.refusees[0].raison,
            RaisonRefus::EtablissementInconnu {
                uai: uai("0310038Y")
            }
        );
        // With two académies the command line must say which.
        let r = importer(&services, GENRE, &ligne_de_commande(false), modele).await;
        let codes = vec!["14".into(), "16".into()];
        assert_eq!(r.unwrap_err(), ImportErreur::AcademieAPreciser { codes });
        let r = importer(&services, GENRE, &pour_l_academie("99"), modele).await;
        assert_eq!(
            r.unwrap_err(),
            ImportErreur::AcademieInconnue { code: "99".into() }
        );
        let r = importer(&services, GENRE, &pour_l_academie("16"), modele)
            .await
            .unwrap();
        assert_eq!(r.crees, 1);
    })
    .await;
}

/// Somebody signed in whose account is not in the database: only good for trying.
struct DemandeSansCompte(AcademieId, Role);

impl DemandeSansCompte {
    fn a_blanc(self) -> importer::DemandeImport {
        importer::DemandeImport {
            a_blanc: true,
            ..compte(self.0, self.1)
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sans_academie_il_faut_commencer_par_les_etablissements() {
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        let modele = importer::modele(GENRE);
        let r = importer(&services, GENRE, &ligne_de_commande(false), modele).await;
        assert_eq!(r.unwrap_err(), ImportErreur::AucuneAcademie);
    })
    .await;
}
