//! *Consultation des personnels*: filters, what people are convoked to, the page of a
//! person, the team's month, and who may see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::monde::{COEC, COEC_AUTRE, DEBUT, Monde, PRECE, jour};
use domain::*;
use store::ConnectionTrait;
use store::essais::sur_chaque_moteur;
use store::etablissements::NouvelEtablissement;
use usecases::{
    adresses, competences, coordonnees, indisponibilites, personnels, repertoire,
    service_fait as sf,
};

async fn absenter(m: &Monde, qui: IntervenantId, saisie: SaisieIndisponibilite) {
    let demande = DemandeIndisponibilite {
        intervenants: vec![qui],
        saisie: SaisieIndisponibilite {
            motif: "autre".into(),
            ..saisie
        },
        cle: m.services.alea.jeton().unwrap(),
    };
    indisponibilites::creer(&m.services, &m.gestionnaire, &demande)
        .await
        .unwrap();
}

fn periode_de(du: u32, au: u32) -> SaisieIndisponibilite {
    SaisieIndisponibilite {
        du: jour(du).to_string(),
        au: jour(au).to_string(),
        ..SaisieIndisponibilite::default()
    }
}

async fn noms(m: &Monde, acteur: &Acteur, filtre: FiltrePersonnels) -> Vec<String> {
    let page = personnels::lister(&m.services, acteur, &filtre)
        .await
        .unwrap();
    assert!(page.total >= page.lignes.len() as u32);
    page.lignes
        .iter()
        .map(LignePersonnel::nom_complet)
        .collect()
}

fn libres(du: u32, au: u32) -> FiltrePersonnels {
    FiltrePersonnels {
        du: Some(jour(du)),
        au: Some(jour(au)),
        ..FiltrePersonnels::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn qui_est_libre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let tous = ["DURAND Anne", "PETIT Luc"];
        assert_eq!(noms(&m, &m.chef, libres(1, 28)).await, tous);
        // Every Wednesday: free on Monday and Tuesday, not over the week.
        let mercredis = SaisieIndisponibilite {
            semaine: vec!["3".into()],
            ..periode_de(1, 28)
        };
        absenter(&m, m.anne, mercredis).await;
        assert_eq!(noms(&m, &m.chef, libres(1, 2)).await, tous);
        assert_eq!(noms(&m, &m.chef, libres(1, 3)).await, ["PETIT Luc"]);
        assert_eq!(noms(&m, &m.chef, libres(4, 9)).await, tous);
        // A weekly absence that ended before the Wednesday asked.
        let premier = SaisieIndisponibilite {
            semaine: vec!["1".into()],
            ..periode_de(1, 7)
        };
        absenter(&m, m.luc, premier).await;
        assert_eq!(noms(&m, &m.chef, libres(8, 8)).await, tous);
        assert_eq!(noms(&m, &m.chef, libres(1, 1)).await, ["DURAND Anne"]);
        // Convoked, here or elsewhere: not free that day.
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.luc]).await;
        assert_eq!(noms(&m, &m.chef, libres(2, 2)).await, ["DURAND Anne"]);
        // The days the wrong way round are the same days.
        let f = FiltrePersonnels {
            au: Some(jour(1)),
            ..libres(2, 2)
        };
        assert_eq!(noms(&m, &m.chef, f).await, ["DURAND Anne"]);
        // A period without end is cut, and answered.
        let f = FiltrePersonnels {
            au: NaiveDate::from_ymd_opt(2100, 1, 1),
            ..libres(1, 1)
        };
        assert_eq!(noms(&m, &m.chef, f).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_liste_se_filtre_se_trie_et_compte_ailleurs_aussi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.luc]).await;
        let base = FiltrePersonnels::default;
        let page = personnels::lister(&m.services, &m.chef, &base())
            .await
            .unwrap();
        assert_eq!(
            (page.total, page.total_sans_filtre, page.annee),
            (2, 2, 2021)
        );
        assert!(!page.plusieurs);
        let luc = &page.lignes[1];
        assert_eq!((luc.jours, luc.convocations.len()), (1, 1));
        assert_eq!(luc.convocations[0].mission, COEC_AUTRE);
        assert!(!luc.convocations[0].visible && !luc.convocations[0].remplacable);
        assert_eq!(
            (luc.mel.as_str(), page.lignes[0].mel.as_str()),
            ("", "anne@ac.example")
        );
        let vue = |vue| FiltrePersonnels { vue, ..base() };
        assert_eq!(
            noms(&m, &m.chef, vue(VuePersonnels::Convoques)).await,
            ["PETIT Luc"]
        );
        assert_eq!(
            noms(&m, &m.chef, vue(VuePersonnels::NonConvoques)).await,
            ["DURAND Anne"]
        );
        let tri = |tri, descendant| FiltrePersonnels {
            tri,
            descendant,
            ..base()
        };
        assert_eq!(
            noms(&m, &m.chef, tri(ColonnePersonnel::Charge, true)).await,
            ["PETIT Luc", "DURAND Anne"]
        );
        assert_eq!(
            noms(&m, &m.chef, tri(ColonnePersonnel::Nom, true)).await,
            ["PETIT Luc", "DURAND Anne"]
        );
        for t in ColonnePersonnel::TOUTES {
            assert_eq!(noms(&m, &m.chef, tri(t, false)).await.len(), 2);
        }
        let mot = |mot: &str| FiltrePersonnels {
            mot_cle: mot.into(),
            ..base()
        };
        assert_eq!(noms(&m, &m.chef, mot("durand a")).await, ["DURAND Anne"]);
        assert_eq!(noms(&m, &m.chef, mot("bellevue")).await.len(), 2);
        assert_eq!(noms(&m, &m.chef, mot("luc bellevue")).await, ["PETIT Luc"]);
        assert_eq!(noms(&m, &m.chef, mot("arenes")).await.len(), 0);
        // By what else the list shows: matricule, addresses, missions.
        let numero = COEC_AUTRE.to_string();
        let tx = m.services.store.ecriture().await.unwrap();
        tx.execute_unprepared(&format!(
            "UPDATE intervenant SET mel_personnel = 'Jean-Pierre.Durand@maison.example' WHERE id = {}",
            m.anne
        ))
        .await
        .unwrap();
        tx.valider().await.unwrap();
        let cas: [(&str, &[&str]); 12] = [
            ("t3", &["PETIT Luc"]),
            ("T3 bellevue", &["PETIT Luc"]),
            ("Anne@AC.exa", &["DURAND Anne"]),
            ("jean-pierre.durand@maison", &["DURAND Anne"]),
            (&numero, &["PETIT Luc"]),
            ("999999", &[]),
            // The domain of an address is everybody's.
            ("example", &[]),
            ("@ac.example", &[]),
            // As an address is written, and as it is not.
            ("jean-pierre", &["DURAND Anne"]),
            ("Pierre.Durand", &["DURAND Anne"]),
            ("jean_pierre", &[]),
            ("maison.example", &[]),
        ];
        for (ecrit, trouvees) in cas {
            assert_eq!(noms(&m, &m.chef, mot(ecrit)).await, trouvees, "{ecrit}");
        }
        let tx = m.services.store.ecriture().await.unwrap();
        store::espace::changer_telephone(&tx, m.anne, "0612345678", 0, DEBUT)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let page = personnels::lister(&m.services, &m.chef, &base())
            .await
            .unwrap();
        let telephones: Vec<&str> = page.lignes.iter().map(|l| &*l.telephone).collect();
        assert_eq!(telephones, ["0612345678", ""]);
        // As it is written, or without its accents.
        let tx = m.services.store.ecriture().await.unwrap();
        let accentue = NouvelEtablissement {
            uai: Uai::du_numero(310_038),
            nom: "LYCÉE SAINT-EXUPÉRY".into(),
            adresse: Adresse::default(),
            telephone: String::new(),
            mel: String::new(),
            ferme: false,
        };
        store::etablissements::importer_lot(&tx, m.chef.academie, &[accentue])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        for ecrit in ["Saint-Exupéry", "exupery", "lycée 0310038"] {
            assert_eq!(noms(&m, &m.chef, mot(ecrit)).await.len(), 2, "{ecrit}");
        }
        assert_eq!(noms(&m, &m.chef, mot(&"x".repeat(999))).await.len(), 0);
        // The rectorat sees everybody, page after page.
        let page = personnels::lister(&m.services, &m.gestionnaire, &base())
            .await
            .unwrap();
        assert_eq!(page.total as usize, 3 + crate::monde::NOMBREUX);
        assert!(page.plusieurs);
        let loin = FiltrePersonnels {
            page: u32::MAX,
            ..base()
        };
        let tous = 3 + crate::monde::NOMBREUX;
        assert_eq!(noms(&m, &m.gestionnaire, loin).await.len(), tous);
        // A year without mission is the latest.
        let f = FiltrePersonnels {
            annee: Some(1999),
            ..base()
        };
        assert_eq!(
            personnels::lister(&m.services, &m.chef, &f)
                .await
                .unwrap()
                .annee,
            2021
        );
        for acteur in [&m.chef_centre, &m.administrateur, &m.intervenante] {
            let refus = personnels::lister(&m.services, acteur, &base()).await;
            assert_eq!(refus, Err(Erreur::Interdit), "{}", acteur.identifiant);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_page_d_une_personne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        m.convoquer(&m.chef, PRECE, &[m.anne]).await;
        absenter(&m, m.anne, periode_de(2, 5)).await;
        let fiche = personnels::fiche(s, &m.chef, m.anne, None, None, 1)
            .await
            .unwrap();
        assert_eq!(fiche.nom_complet(), "DURAND Anne");
        assert_eq!(fiche.mois, "2021-02", "le mois de la première convocation");
        assert_eq!(fiche.convocations.len(), 2);
        assert!(
            fiche
                .convocations
                .iter()
                .all(|c| c.visible && c.remplacable)
        );
        assert_eq!(fiche.indisponibilites.len(), 1);
        assert_eq!(fiche.indisponibilites[0].touchees.len(), 2);
        assert!(fiche.jour(jour(2)).en_conflit());
        assert!(!fiche.jour(jour(3)).en_conflit());
        assert_eq!(comparer(&fiche.charges, m.anne).jours, 1);
        let quoi: Vec<_> = fiche.historique.iter().map(|h| &h.quoi).collect();
        assert_eq!(quoi.len(), 3, "{quoi:?}");
        assert!(quoi.contains(&&EvenementPersonne::Convoquee { mission: COEC }));
        assert!(quoi.contains(&&EvenementPersonne::IndisponibiliteSaisie {
            periode: "du 02/02/2021 au 05/02/2021".into()
        }));
        // A quarter, of another year: its own months.
        let mars = lire_mois("2022-03");
        let fiche = personnels::fiche(s, &m.chef, m.anne, None, mars, 7)
            .await
            .unwrap();
        assert_eq!(fiche.les_mois().len(), 3);
        assert_eq!(fiche.mois, "2022-03");
        for (acteur, qui) in [
            (&m.chef, m.lea),
            (&m.chef_autre, m.anne),
            (&m.gestionnaire_autre, m.anne),
            (&m.chef_centre, m.anne),
            (&m.intervenante, m.anne),
            (&m.chef, IntervenantId(987_654)),
        ] {
            let refus = personnels::fiche(s, acteur, qui, None, None, 1).await;
            assert_eq!(
                refus.unwrap_err(),
                Erreur::Introuvable,
                "{}",
                acteur.identifiant
            );
        }
    })
    .await;
}

/// The history of a person, as somebody reads it.
async fn histoire(m: &Monde, acteur: &Acteur, qui: IntervenantId) -> Vec<EvenementPersonne> {
    let fiche = personnels::fiche(&m.services, acteur, qui, None, None, 1)
        .await
        .unwrap();
    fiche.historique.into_iter().map(|h| h.quoi).collect()
}

/// Gives somebody a discipline de poste, as the rectorat does.
async fn nommer(m: &Monde, qui: IntervenantId, discipline: &str) {
    let f = repertoire::ouvrir(&m.services, &m.gestionnaire, qui)
        .await
        .unwrap();
    let saisie = SaisieIntervenant {
        discipline: discipline.into(),
        ..f.saisie
    };
    repertoire::modifier(&m.services, &m.gestionnaire, qui, f.version, &saisie)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn l_historique_dit_tout_ce_que_le_lecteur_peut_voir() {
    use EvenementPersonne as E;
    // Two in the afternoon in Toulouse, on the day of the convocations.
    const LE_JOUR: Moment = Moment(1_612_270_800_000);
    sur_chaque_moteur(async |store| {
        let m = Monde::a(&store, LE_JOUR, "http://localhost").await;
        let s = &m.services;
        let tx = s.store.ecriture().await.unwrap();
        let (discipline, _) = store::disciplines::importer(&tx, "L1000", "HISTOIRE GEOGRAPHIE")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        nommer(&m, m.anne, "L1000").await;
        nommer(&m, m.luc, "L1000").await;

        let convocation = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.luc]).await;
        let lues = adresses::lire(s, &m.chef, convocation).await.unwrap();
        let corrigees = Mels {
            personnel: "anne@ailleurs.example".into(),
            ..lues.mels.clone()
        };
        adresses::corriger(s, &m.chef, convocation, &lues.mels, &corrigees, None)
            .await
            .unwrap();
        let telephone = coordonnees::lire(s, &m.intervenante).await.unwrap();
        coordonnees::changer_telephone(
            s,
            &m.intervenante,
            telephone.telephone_version,
            "05 61 00 00 00",
        )
        .await
        .unwrap();

        let chez_elle = SaisiePostale {
            commune: "ALBI".into(),
            ..telephone.postale
        };
        coordonnees::changer_postale(s, &m.intervenante, telephone.version, &chez_elle)
            .await
            .unwrap();

        // Of two who are validated together, one had something entered.
        let epreuves = store::competences::epreuves(s.store.lecture(), m.chef.academie, 2021)
            .await
            .unwrap();
        let changements = Changements {
            cocher: [Cellule {
                intervenant: m.anne,
                cle: epreuves[0].cle.clone(),
            }]
            .into(),
            ..Changements::default()
        };
        let cible = CibleSaisie {
            etablissement: m.bellevue,
            annee: 2021,
            discipline: Some(discipline),
        };
        let bilan = competences::enregistrer(s, &m.chef, &cible, &changements, false)
            .await
            .unwrap();
        let choix = [(discipline.0, bilan.version)];
        competences::valider(s, &m.chef, 2021, m.bellevue, &choix)
            .await
            .unwrap();
        competences::rouvrir(s, &m.gestionnaire, &cible, "Une langue manque")
            .await
            .unwrap();

        // Attested, closed, corrected here; attested at another centre.
        let ouvert = async || {
            sf::ouvrir(s, &m.gestionnaire, COEC, &FiltreService::default())
                .await
                .unwrap()
        };
        let saisie = |o: &ServiceOuvert, nombre: &str| SaisieService {
            presence: "present".into(),
            heures: "3".into(),
            nombre: nombre.into(),
            ..SaisieService::de(&o.lignes[0])
        };
        let lignes = [saisie(&ouvert().await, "12")];
        sf::enregistrer(s, &m.secretaire, COEC, &lignes, None)
            .await
            .unwrap();
        let cle = ouvert().await.validation.cle;
        sf::valider(s, &m.chef, COEC, None, &cle).await.unwrap();
        let ligne = saisie(&ouvert().await, "13");
        sf::corriger(s, &m.gestionnaire, COEC, &ligne, "Une copie oubliée")
            .await
            .unwrap();
        sf::enregistrer(s, &m.chef_autre, COEC_AUTRE, &[], Some(None))
            .await
            .unwrap();

        let nommee = E::FicheModifiee {
            rattachement: true,
            adresses: false,
        };
        let (annee, jours) = (2021, vec![jour(2)]);
        let d_anne = histoire(&m, &m.secretaire, m.anne).await;
        for attendu in [
            nommee.clone(),
            E::Convoquee { mission: COEC },
            E::AdressesChangees,
            E::TelephoneChange,
            E::PostaleChangee,
            E::CompetencesSaisies { annee },
            E::CompetencesValidees { annee },
            E::CompetencesRouvertes { annee },
            E::ServiceConstate {
                mission: COEC,
                jours: jours.clone(),
            },
            E::ServiceValide {
                mission: COEC,
                jours: jours.clone(),
            },
            E::ServiceCorrige {
                mission: COEC,
                jours: jours.clone(),
            },
        ] {
            assert!(d_anne.contains(&attendu), "{attendu:?} : {d_anne:?}");
        }
        assert_eq!(d_anne.len(), 11, "{d_anne:?}");
        // That it was done, not what it says nor why.
        let dit = format!("{d_anne:?}");
        for tu in ["@", "05 61", "langue", "copie"] {
            assert!(!dit.contains(tu), "{tu} : {dit}");
        }

        let de_luc = histoire(&m, &m.chef, m.luc).await;
        let attendus = [
            nommee,
            E::Convoquee {
                mission: COEC_AUTRE,
            },
            E::CompetencesValidees { annee },
            E::CompetencesRouvertes { annee },
        ];
        for attendu in &attendus {
            assert!(de_luc.contains(attendu), "{attendu:?} : {de_luc:?}");
        }
        // What another centre attested is not the head's.
        assert_eq!(de_luc.len(), attendus.len(), "{de_luc:?}");
        let constate = E::ServiceConstate {
            mission: COEC_AUTRE,
            jours,
        };
        let vu_du_rectorat = histoire(&m, &m.gestionnaire, m.luc).await;
        assert!(vu_du_rectorat.contains(&constate), "{vu_du_rectorat:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_fichiers_ont_tout_le_monde() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        absenter(&m, m.luc, periode_de(2, 3)).await;
        absenter(&m, m.luc, periode_de(5, 5)).await;
        let tous = FiltrePersonnels::default();
        let entier = 3 + crate::monde::NOMBREUX;
        let mut fichiers = Vec::new();
        for lot in [0, 2, entier, personnels::LOT] {
            let csv = personnels::exporter(
                &m.services,
                &m.gestionnaire,
                &tous,
                lot,
                ["nom", "convocations", "absences"],
                |p| {
                    [
                        p.nom_complet(),
                        p.convocations.len().to_string(),
                        p.absences.len().to_string(),
                    ]
                },
            );
            fichiers.push(String::from_utf8(csv.await.unwrap()).unwrap());
        }
        fichiers.dedup();
        let [fichier] = &fichiers[..] else {
            panic!("{fichiers:?}");
        };
        assert_eq!(fichier.lines().count(), 1 + entier);
        assert!(fichier.contains("\r\nDURAND Anne;1;0\r\n"), "{fichier}");
        assert!(fichier.contains("\r\nPETIT Luc;0;2\r\n"), "{fichier}");

        let toutes = FiltreIndisponibilites::default();
        for lot in [0, 1, indisponibilites::LOT] {
            let csv = indisponibilites::exporter(
                &m.services,
                &m.chef,
                &toutes,
                lot,
                ["nom", "du"],
                |i| [i.nom.clone(), i.absence.du.to_string()],
            );
            let csv = String::from_utf8(csv.await.unwrap()).unwrap();
            assert_eq!(csv.lines().count(), 3, "{csv}");
            assert!(csv.contains("PETIT Luc;2021-02-02\r\n"), "{csv}");
            assert!(csv.contains("PETIT Luc;2021-02-05\r\n"), "{csv}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_mois_de_l_equipe() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        absenter(&m, m.anne, periode_de(2, 3)).await;
        let fevrier = lire_mois("2021-02").unwrap();
        let filtre = FiltrePersonnels::default();
        let equipe = personnels::equipe(&m.services, &m.chef, &filtre, fevrier, 9)
            .await
            .unwrap();
        assert_eq!(equipe.lieu, "LPO BELLEVUE");
        let anne = &equipe.rangs[0];
        assert_eq!((anne.nom.as_str(), anne.jours.len()), ("DURAND Anne", 28));
        let case = |absence, convoque| CaseEquipe { absence, convoque };
        let journee = Some(PartieJour::Journee);
        assert_eq!(
            anne.jours[..4],
            [
                case(None, false),
                case(journee, true),
                case(journee, false),
                case(None, false)
            ]
        );
        // Who is free all month is there too.
        assert_eq!((equipe.rangs.len(), equipe.total), (2, 2));
        // What is cut tells of how many it is.
        let coupee = personnels::equipe(&m.services, &m.chef, &filtre, fevrier, 1)
            .await
            .unwrap();
        assert_eq!((coupee.rangs.len(), coupee.total), (1, 2));
        let coupee = personnels::tous(&m.services, &m.chef, &filtre, 1)
            .await
            .unwrap();
        assert_eq!((coupee.lignes.len(), coupee.total), (1, 2));
        let refus = personnels::equipe(&m.services, &m.chef_centre, &filtre, fevrier, 9).await;
        assert_eq!(refus, Err(Erreur::Interdit));
    })
    .await;
}
