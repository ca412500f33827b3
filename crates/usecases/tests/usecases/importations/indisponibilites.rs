//! Indisponibilités from a file.

use super::commun::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::Services;

const GENRE: GenreImport = GenreImport::Indisponibilites;
const ENTETE: &str = "matricule;du;au;motif;partie;jours;debut_midi;fin_midi;commentaire\n";

async fn prets(store: &store::Store) -> (Services, AcademieId) {
    let academie = toulouse(store).await;
    let services = services(store);
    let gens = "\
matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif
M1;Mme;DUPONT;Marie;0310038Y;;;;;;;;;
M2;M.;LEROY;Paul;;;;;;;;;;
";
    let r = faire(&services, GenreImport::Intervenants, gens).await;
    assert_eq!(r.crees, 2);
    (services, academie)
}

async fn gardees(
    services: &Services,
    academie: AcademieId,
) -> Vec<store::indisponibilites::Gardee> {
    let filtre = FiltreIndisponibilites {
        tri: ColonneIndisponibilite::Nom,
        ..FiltreIndisponibilites::default()
    };
    let portee = Portee::Academie(academie);
    let lecture = services.store.lecture();
    let (_, _, lignes) = store::indisponibilites::lister(lecture, &portee, &filtre, 0, 99)
        .await
        .unwrap();
    lignes
}

#[tokio::test(flavor = "multi_thread")]
async fn un_fichier_se_lit_une_fois() {
    sur_chaque_moteur(async |store| {
        let (services, academie) = prets(&store).await;
        let fichier = format!(
            "{ENTETE}M1;01/09/2020;06/07/2021;Temps partiel;matin;mercredi, Vendredi;;;\n\
             M1;2021-02-01;2021-02-04;formation;;;oui;x;Stage\n\
             M2;10/02/2021;;MEDICAL;;;;;\n"
        );
        let r = faire(&services, GENRE, fichier.clone()).await;
        assert_eq!(comptes(&r), [3, 0, 0, 0, 0, 0]);
        let lues = gardees(&services, academie).await;
        let periodes: Vec<_> = lues.iter().map(|g| periode(&g.absence)).collect();
        assert_eq!(
            periodes,
            [
                "chaque mercredi, du 01/09/2020 au 06/07/2021, le matin",
                "chaque vendredi, du 01/09/2020 au 06/07/2021, le matin",
                "du 01/02/2021 à midi au 04/02/2021 à midi",
                "le 10/02/2021",
            ]
        );
        assert_eq!(lues[2].commentaire, "Stage");
        assert_eq!(lues[3].motif, Motif::Medical);
        // Again: nothing; another reason: changed.
        let r = faire(&services, GENRE, fichier.clone()).await;
        assert_eq!(comptes(&r), [0, 0, 3, 0, 0, 0]);
        let r = faire(&services, GENRE, fichier.replace("formation", "concours")).await;
        assert_eq!(comptes(&r), [0, 1, 2, 0, 0, 0]);
        assert_eq!(gardees(&services, academie).await.len(), 4);
        let modele = faire(&services, GENRE, usecases::importer::modele(GENRE)).await;
        assert_eq!(
            comptes(&modele),
            [0, 0, 0, 0, 0, 3],
            "personne ne porte EXEMPLE1"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_refus_a_sa_raison() {
    sur_chaque_moteur(async |store| {
        use IndisponibiliteErreur as E;
        use RaisonRefus as R;
        let (services, academie) = prets(&store).await;
        let lignes = "\
;01/02/2021;;autre;;;;;
M9;01/02/2021;;autre;;;;;
M1;hier;;autre;;;;;
M1;05/02/2021;01/02/2021;autre;;;;;
M1;01/02/2021;;vacances;;;;;
M1;01/02/2021;;autre;nuit;;;;
M1;01/02/2021;05/02/2021;autre;;mercedi;;;
M1;01/02/2021;02/02/2021;autre;;mercredi;;;
M1;01/02/2021;;medical;;;;;grippe
M1;01/02/2021;;autre;;;;;
M1;01/02/2021;;autre;;;;;
M1;01/02/2021;;formation;;;;;
";
        let r = faire(&services, GENRE, format!("{ENTETE}{lignes}")).await;
        assert_eq!((r.crees, r.doublons, r.refuses), (1, 1, 10));
        let raisons: Vec<R> = r.refusees.into_iter().map(|l| l.raison).collect();
        let valeur = |v: &str| v.to_owned();
        assert_eq!(
            raisons,
            [
                R::Vide {
                    colonne: "matricule".into()
                },
                R::PersonneInconnue {
                    matricule: "M9".into()
                },
                R::Jour {
                    colonne: "du".into(),
                    valeur: "hier".into()
                },
                R::Indisponibilite(E::DatesInversees),
                R::Motif {
                    valeur: valeur("vacances")
                },
                R::PartieDeJour {
                    valeur: valeur("nuit")
                },
                R::JourDeSemaine {
                    valeur: valeur("mercedi")
                },
                R::Indisponibilite(E::JourAbsent { jour: 3 }),
                R::Indisponibilite(E::CommentaireMedical),
                R::DejaLu {
                    cle: "M1 le 01/02/2021".into(),
                    ligne: 11
                },
            ]
        );
        assert_eq!(gardees(&services, academie).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_chef_n_importe_que_pour_les_siens() {
    sur_chaque_moteur(async |store| {
        let (services, academie) = prets(&store).await;
        let tx = store.ecriture().await.unwrap();
        let etablissements = store::etablissements::ids_par_uai(&tx, academie)
            .await
            .unwrap();
        let nouveau = store::comptes::NouveauCompte {
            academie,
            identifiant: "chef".into(),
            nom: "Chef".into(),
            mel: String::new(),
            mot_de_passe: "$x".into(),
            intervenant: None,
            copie_par_courriel: false,
            attributions: vec![Attribution {
                role: Role::ChefEtablissement,
                etablissement: etablissements.get(&uai("0310038Y")).copied(),
            }],
        };
        let id = store::comptes::creer(&tx, &nouveau, MAINTENANT)
            .await
            .unwrap();
        let acteur = store::comptes::acteur(&tx, id).await.unwrap().unwrap();
        tx.valider().await.unwrap();
        let demande = |a_blanc| usecases::importer::DemandeImport {
            importateur: usecases::importer::Importateur::Compte(Box::new(acteur.clone())),
            a_blanc,
        };
        let fichier = format!("{ENTETE}M1;01/02/2021;;autre;;;;;\nM2;01/02/2021;;autre;;;;;\n");
        let r = importer(&services, GENRE, &demande(true), fichier.clone())
            .await
            .unwrap();
        assert_eq!((r.crees, r.refuses), (1, 1));
        assert_eq!(gardees(&services, academie).await.len(), 0, "un essai");
        let r = importer(&services, GENRE, &demande(false), fichier.clone())
            .await
            .unwrap();
        assert_eq!((r.crees, r.refuses), (1, 1));
        let messages = usecases::messages::lister(&services, &acteur)
            .await
            .unwrap();
        assert_eq!(
            messages[0].fait,
            Fait::IndisponibilitesImportees {
                crees: 1,
                modifies: 0,
                refuses: 1
            }
        );
        // Missions and people stay the gestionnaire's, and who has no personnel imports nothing.
        let refus = importer(
            &services,
            GenreImport::Missions,
            &demande(false),
            "numero\n",
        )
        .await;
        assert!(refus.is_err());
        let centre = compte(academie, Role::ChefCentre);
        let refus = importer(&services, GENRE, &centre, fichier).await;
        assert_eq!(refus.unwrap_err(), ImportErreur::Erreur(Erreur::Interdit));
    })
    .await;
}
