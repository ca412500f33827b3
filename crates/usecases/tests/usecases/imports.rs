//! Imports followed step by step, on each engine: what is seen before anything is written,
//! applying, taking back, servers that die, several people at once.

use crate::monde::*;
use domain::*;
use std::io::Cursor;
use store::essais::sur_chaque_moteur;
use usecases::imports::{self, DemandeDirecte};

const VERROU: &str = "verrou-de-l-essai";
const GENS: &str = "matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif\n";
const MISSIONS: &str = "numero;session_code;examen;annee;session;specialite_code;specialite;epreuve_code;epreuve;type;debut;centre_uai;signataire;affectation_terminee;jours_possibles;creneaux;observation;commission\n";

fn bellevue() -> String {
    Uai::du_numero(310_038).to_string()
}

/// A line of a file of people.
fn personne(matricule: &str, nom: &str, prenom: &str, mel: &str) -> String {
    format!(
        "{matricule};Mme;{nom};{prenom};{};;;{mel};;;;;;\n",
        bellevue()
    )
}

/// A line of a file of missions.
fn mission(numero: i64, genre: &str, jours: &str, epreuve: &str, finie: &str) -> String {
    format!(
        "{numero};470;BCG;2021;BGT 2021;BCG;BAC;C001C;{epreuve};{genre};2021-02-01;{};chef_etablissement;{finie};{jours};;;\n",
        bellevue()
    )
}

async fn deposer(m: &Monde, genre: GenreImport, octets: impl Into<Vec<u8>>) -> ImportId {
    let source = Cursor::new(octets.into());
    imports::deposer(
        &m.services,
        &m.gestionnaire,
        genre,
        "",
        "fichier.csv",
        source,
    )
    .await
    .unwrap()
}

/// What the worker does until nothing is left to do.
async fn travailler(m: &Monde) {
    while imports::tour(&m.services, VERROU).await.unwrap() {}
}

async fn analyser(m: &Monde, genre: GenreImport, octets: impl Into<Vec<u8>>) -> ImportVu {
    let id = deposer(m, genre, octets).await;
    travailler(m).await;
    vu(m, id).await
}

async fn vu(m: &Monde, id: ImportId) -> ImportVu {
    imports::lire(&m.services, &m.gestionnaire, id, &FiltreImport::default())
        .await
        .unwrap()
}

async fn lignes(m: &Monde, id: ImportId, sorte: SorteLigne) -> Vec<LigneImport> {
    let filtre = FiltreImport {
        sorte: Some(sorte),
        ..FiltreImport::default()
    };
    imports::lire(&m.services, &m.gestionnaire, id, &filtre)
        .await
        .unwrap()
        .lignes
}

/// Asks for an import to be applied as it is now.
async fn demander_d_appliquer(m: &Monde, id: ImportId, partis: bool) -> Result<(), Erreur> {
    let vue = vu(m, id).await.change_le;
    imports::appliquer(&m.services, &m.gestionnaire, id, vue, partis).await
}

async fn appliquer(m: &Monde, id: ImportId, partis: bool) -> ImportVu {
    demander_d_appliquer(m, id, partis).await.unwrap();
    travailler(m).await;
    vu(m, id).await
}

async fn annuler(m: &Monde, id: ImportId) -> ImportVu {
    imports::annuler(&m.services, &m.gestionnaire, id)
        .await
        .unwrap();
    travailler(m).await;
    vu(m, id).await
}

async fn qui(m: &Monde, matricule: &str) -> Option<Intervenant> {
    let academie = m.gestionnaire.academie;
    store::intervenants::par_matricule(m.services.store.lecture(), academie, matricule)
        .await
        .unwrap()
}

/// New, changed, gone, unchanged, refused.
fn comptes(vu: &ImportVu) -> [u32; 5] {
    let c = vu.import.comptes;
    [c.nouveaux, c.modifies, c.partis, c.inchanges, c.refuses]
}

#[tokio::test(flavor = "multi_thread")]
async fn un_fichier_de_personnes_du_depot_a_l_annulation() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fichier = [
            GENS.to_owned(),
            personne("T1", "DURAND", "Anne", "neuve@ac.example"),
            personne("X1", "ZÉLÉ", "Éva", ""),
            personne("X2", "LOIN", "Luc", "").replace(&bellevue(), "0310038A"),
            personne("T3", "PETIT", "Luc", ""),
        ]
        .concat();
        let v = analyser(&m, GenreImport::Intervenants, fichier.clone()).await;
        let id = v.import.id;
        assert_eq!(v.import.etat, EtatImport::Pret);
        assert_eq!(comptes(&v), [1, 1, 0, 1, 1], "{v:?}");
        // Nothing is written before it is applied.
        assert!(qui(&m, "X1").await.is_none());
        let avant = qui(&m, "T1").await.unwrap();

        let [t1] = &lignes(&m, id, SorteLigne::Modifie).await[..] else {
            panic!()
        };
        let vus: Vec<(&str, &str, &str)> = t1
            .changements
            .iter()
            .map(|c| (&*c.colonne, &*c.avant, &*c.apres))
            .collect();
        assert_eq!(
            vus,
            [
                ("mel_professionnel", "anne@ac.example", "neuve@ac.example"),
                ("mel_personnel", "anne@maison.example", ""),
            ]
        );
        let [refusee] = &lignes(&m, id, SorteLigne::Refuse).await[..] else {
            panic!()
        };
        assert_eq!(refusee.ligne, 4);
        assert!(matches!(refusee.raison, Some(RaisonRefus::UaiCle { .. })));
        let csv =
            imports::exporter_refus(&m.services, &m.gestionnaire, id, ["ligne", "nom"], |l| {
                [l.ligne.to_string(), "=1+1".to_owned()]
            })
            .await
            .unwrap();
        // A cell is never a formula.
        assert!(String::from_utf8(csv).unwrap().contains("4;'=1+1"));
        let filtre = FiltreImport {
            sorte: Some(SorteLigne::Nouveau),
            mot_cle: "zele".into(),
            page: 1,
        };
        let trouves = imports::lire(&m.services, &m.gestionnaire, id, &filtre)
            .await
            .unwrap();
        assert_eq!((trouves.total, &*trouves.lignes[0].nom), (1, "ZÉLÉ Éva"));

        let v = appliquer(&m, id, false).await;
        assert_eq!(v.import.etat, EtatImport::Applique, "{v:?}");
        assert_eq!(
            qui(&m, "T1").await.unwrap().mel_professionnel,
            "neuve@ac.example"
        );
        assert_eq!(qui(&m, "X1").await.unwrap().nom, "ZÉLÉ");
        let trouvee =
            store::intervenants::rechercher(store.lecture(), m.gestionnaire.academie, "zele eva")
                .await
                .unwrap();
        assert_eq!(trouvee.total, 1);

        // The same file again: all unchanged, and told to have been applied.
        let encore = analyser(&m, GenreImport::Intervenants, fichier).await;
        assert_eq!(comptes(&encore), [0, 0, 0, 3, 1]);
        assert_eq!(encore.deja.map(|d| d.0), Some(id));
        assert_eq!(
            demander_d_appliquer(&m, encore.import.id, false).await,
            Err(Erreur::Import(ImportRefus::RienAEcrire))
        );

        let v = annuler(&m, id).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        assert_eq!(qui(&m, "T1").await.unwrap(), avant);
        assert!(qui(&m, "X1").await.is_none());
        let academie = m.gestionnaire.academie;
        let trouvee = store::intervenants::rechercher(store.lecture(), academie, "zele eva")
            .await
            .unwrap();
        assert_eq!(trouvee.total, 0);
        let messages = usecases::messages::lister(&m.services, &m.gestionnaire)
            .await
            .unwrap();
        assert!(messages.iter().any(|l| matches!(
            &l.fait,
            Fait::Import(f) if f.import == id && f.geste == GesteImport::Annule
        )));
        let piste = store::piste::de_l_objet(store.lecture(), "academie", academie.0, 50)
            .await
            .unwrap();
        let gestes: Vec<&str> = piste.iter().map(|(t, _)| t.action.as_str()).collect();
        assert!(
            gestes.contains(&"import.intervenants") && gestes.contains(&"import.annuler"),
            "{gestes:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn qui_n_est_plus_dans_le_fichier_ne_part_que_si_on_le_dit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Intervenants;
        let deux = [
            GENS.to_owned(),
            personne("X1", "UN", "Éva", ""),
            personne("X2", "DEUX", "Luc", ""),
        ]
        .concat();
        let v = analyser(&m, genre, deux).await;
        // Those who came from elsewhere are nobody's to mark.
        assert_eq!(comptes(&v), [2, 0, 0, 0, 0]);
        appliquer(&m, v.import.id, false).await;

        let une = [GENS.to_owned(), personne("X1", "UN", "Éva", "")].concat();
        let v = analyser(&m, genre, une.clone()).await;
        assert_eq!(comptes(&v), [0, 0, 1, 1, 0]);
        let [parti] = &lignes(&m, v.import.id, SorteLigne::Parti).await[..] else {
            panic!()
        };
        assert_eq!((&*parti.nom, parti.ligne), ("DEUX Luc", 0));
        assert_eq!(
            demander_d_appliquer(&m, v.import.id, false).await,
            Err(Erreur::Import(ImportRefus::RienAEcrire))
        );
        let id = v.import.id;
        let v = appliquer(&m, id, true).await;
        assert_eq!(v.import.etat, EtatImport::Applique);
        let academie = m.gestionnaire.academie;
        let chercher = async || {
            store::intervenants::rechercher(store.lecture(), academie, "deux luc")
                .await
                .unwrap()
                .total
        };
        assert_eq!(chercher().await, 0);
        assert!(qui(&m, "X2").await.is_some(), "jamais supprimé");
        assert_eq!(annuler(&m, id).await.import.etat, EtatImport::Annule);
        assert_eq!(chercher().await, 1);

        // Who is in a line that is refused would be taken for gone.
        let refusee = une + &personne("X2", "DEUX", "Luc", "pas une adresse");
        let v = analyser(&m, genre, refusee).await;
        assert_eq!(v.partis_refus, Some(PartisRefus::LignesRefusees));
        assert_eq!(
            demander_d_appliquer(&m, v.import.id, true).await,
            Err(Erreur::Import(ImportRefus::Partis(
                PartisRefus::LignesRefusees
            )))
        );
    })
    .await;
}

/// What an import only named again comes from the earlier one when it is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn annuler_rend_ce_qu_un_import_precedent_avait_apporte() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Intervenants;
        let (un, deux) = (
            personne("X1", "UN", "Éva", ""),
            personne("X2", "DEUX", "Luc", ""),
        );
        let v = analyser(&m, genre, [GENS, &un, &deux].concat()).await;
        appliquer(&m, v.import.id, false).await;
        // Twice named again, and twice taken back.
        let mut autres = Vec::new();
        for mel in ["neuve@ac.example", "autre@ac.example"] {
            let anne = personne("T1", "DURAND", "Anne", mel);
            let v = analyser(&m, genre, [GENS, &un, &anne].concat()).await;
            assert_eq!(comptes(&v)[1], 1, "{v:?}");
            appliquer(&m, v.import.id, false).await;
            autres.push(v.import.id);
        }
        for id in autres.into_iter().rev() {
            let v = annuler(&m, id).await;
            assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        }
        let v = analyser(&m, genre, [GENS, &deux].concat()).await;
        assert_eq!(comptes(&v), [0, 0, 1, 1, 0], "{v:?}");
        let [parti] = &lignes(&m, v.import.id, SorteLigne::Parti).await[..] else {
            panic!()
        };
        assert_eq!(parti.nom, "UN Éva");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_a_bouge_depuis_l_analyse_n_est_pas_ecrase() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fichier = [
            GENS.to_owned(),
            personne("X1", "UN", "Éva", ""),
            personne("T1", "DURAND", "Anne", "fichier@ac.example"),
        ]
        .concat();
        let v = analyser(&m, GenreImport::Intervenants, fichier).await;
        let tx = store.ecriture().await.unwrap();
        let mels = |p: &str| Mels {
            professionnel: p.into(),
            personnel: "anne@maison.example".into(),
        };
        let (avant, apres) = (mels("anne@ac.example"), mels("chef@ac.example"));
        let change = store::intervenants::changer_mels(&tx, m.anne, &avant, &apres);
        assert!(change.await.unwrap());
        tx.valider().await.unwrap();

        let v = appliquer(&m, v.import.id, false).await;
        // Nothing at all is written, and it was analysed again.
        assert_eq!(v.import.etat, EtatImport::Pret, "{v:?}");
        assert_eq!(
            v.issue,
            Some(IssueImport::BaseBougee {
                noms: vec!["DURAND Anne".into()],
                nombre: 1
            })
        );
        assert!(qui(&m, "X1").await.is_none());
        assert_eq!(
            qui(&m, "T1").await.unwrap().mel_professionnel,
            "chef@ac.example"
        );
        let [t1] = &lignes(&m, v.import.id, SorteLigne::Modifie).await[..] else {
            panic!()
        };
        assert_eq!(t1.changements[0].avant, "chef@ac.example");
        let v = appliquer(&m, v.import.id, false).await;
        assert_eq!(v.import.etat, EtatImport::Applique, "{v:?}");
        assert_eq!(
            qui(&m, "T1").await.unwrap().mel_professionnel,
            "fichier@ac.example"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rien_ne_s_annule_tant_que_quelque_chose_en_depend() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fichier = [
            GENS.to_owned(),
            personne("X1", "UN", "Éva", ""),
            personne("X2", "DEUX", "Luc", ""),
            personne("T1", "DURAND", "Anne", "neuve@ac.example"),
        ]
        .concat();
        let v = analyser(&m, GenreImport::Intervenants, fichier).await;
        let id = v.import.id;
        appliquer(&m, id, false).await;
        m.horloge.avancer(60);
        let x1 = qui(&m, "X1").await.unwrap().id;
        let [convocation] = m.convoquer(&m.chef, COEC, &[x1]).await[..] else {
            panic!()
        };
        let v = annuler(&m, id).await;
        assert_eq!(v.import.etat, EtatImport::Applique);
        assert_eq!(
            v.issue,
            Some(IssueImport::Retenus {
                noms: vec!["UN Éva".into()],
                nombre: 1
            })
        );
        // All or nothing.
        assert!(qui(&m, "X2").await.is_some());
        assert_eq!(
            qui(&m, "T1").await.unwrap().mel_professionnel,
            "neuve@ac.example"
        );
        let lignes = m.lignes(&m.chef, COEC).await;
        assert!(lignes.iter().any(|l| l.id == convocation));

        // Changed since, by somebody.
        let v = analyser(
            &m,
            GenreImport::Intervenants,
            [GENS.to_owned(), personne("X3", "TROIS", "Zoé", "")].concat(),
        )
        .await;
        let id = v.import.id;
        appliquer(&m, id, false).await;
        let x3 = qui(&m, "X3").await.unwrap().id;
        let tx = store.ecriture().await.unwrap();
        let apres = Mels {
            professionnel: "x3@ac.example".into(),
            personnel: String::new(),
        };
        let fait = store::intervenants::changer_mels(&tx, x3, &Mels::default(), &apres).await;
        assert!(fait.unwrap());
        tx.valider().await.unwrap();
        let v = annuler(&m, id).await;
        assert!(
            matches!(
                &v.issue,
                Some(IssueImport::Retenus { noms, .. }) if noms == &["TROIS Zoé"]
            ),
            "{:?}",
            v.issue
        );
        assert!(qui(&m, "X3").await.is_some());
    })
    .await;
}

/// What was said of a person since retains the import as a convocation does.
#[tokio::test(flavor = "multi_thread")]
async fn un_doublon_tranche_depuis_retient_l_import() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Intervenants;
        let fichier = [GENS.to_owned(), personne("X1", "DURAND", "Anne", "")].concat();
        let v = analyser(&m, genre, fichier).await;
        let id = v.import.id;
        appliquer(&m, id, false).await;
        let x1 = qui(&m, "X1").await.unwrap().id;
        usecases::doublons::distinguer(&m.services, &m.gestionnaire, x1, m.anne)
            .await
            .unwrap();
        let v = annuler(&m, id).await;
        assert_eq!(
            v.issue,
            Some(IssueImport::Retenus {
                noms: vec!["DURAND Anne".into()],
                nombre: 1
            })
        );
        assert!(qui(&m, "X1").await.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn des_missions_deplacees_gardent_leurs_convocations() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Missions;
        let tous = "2021-02-01..2021-02-12";
        let v = analyser(
            &m,
            genre,
            MISSIONS.to_owned() + &mission(COEC, "COEC", tous, "Histoire", "non"),
        )
        .await;
        assert_eq!(comptes(&v), [0, 1, 0, 0, 0], "{v:?}");
        appliquer(&m, v.import.id, false).await;
        let [convocation] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.horloge.avancer(60);
        let version = |lignes: Vec<ConvocationLigne>| {
            lignes.iter().find(|l| l.id == convocation).unwrap().version
        };
        let avant = version(m.lignes(&m.chef, COEC).await);

        // Moved: the day of the convocation is no longer possible. The letter says the same.
        let fichier = MISSIONS.to_owned()
            + &mission(COEC, "COEC", "2021-02-03..2021-02-05", "Histoire", "non");
        let v = analyser(&m, genre, fichier).await;
        assert_eq!(v.import.comptes.a_prevenir, 1);
        let [a_prevenir] = &lignes(&m, v.import.id, SorteLigne::APrevenir).await[..] else {
            panic!()
        };
        assert_eq!(
            (&*a_prevenir.nom, a_prevenir.mission),
            ("DURAND Anne", Some(COEC))
        );
        assert_eq!(a_prevenir.changements[0].avant, "2021-02-02");
        let deplace = v.import.id;
        appliquer(&m, deplace, false).await;
        // Who is to be warned, as a file; for the gestionnaire of the académie.
        let csv = async |acteur: &Acteur| {
            let entetes = ["mission", "nom", "convoques", "possibles"];
            imports::exporter_a_prevenir(&m.services, acteur, deplace, entetes, |l| {
                let c = &l.changements[0];
                [
                    l.cle.clone(),
                    l.nom.clone(),
                    c.avant.clone(),
                    c.apres.clone(),
                ]
            })
            .await
            .map(|octets| String::from_utf8(octets).unwrap())
        };
        let lu = csv(&m.gestionnaire).await.unwrap();
        let attendue = format!("{COEC};DURAND Anne;2021-02-02;2021-02-03..2021-02-05");
        assert_eq!(lu.lines().nth(1), Some(attendue.as_str()), "{lu}");
        assert_eq!(lu.lines().count(), 2);
        assert_eq!(csv(&m.gestionnaire_autre).await, Err(Erreur::Introuvable));
        assert_eq!(csv(&m.chef).await, Err(Erreur::Interdit));
        // The centre reads it at once: on its first page, in the list to which that leads,
        // and in the control.
        let hors = |accueil: Accueil| {
            let t = accueil.taches.into_iter();
            t.filter(|t| t.tache == Tache::Deplacer)
                .map(|t| t.nombre)
                .sum::<u32>()
        };
        let lire = async || usecases::accueil::lire(&m.services, &m.chef).await.unwrap();
        assert_eq!(hors(lire().await), 1);
        let filtre = FiltreMissions {
            a_faire: Some(AFaire::Deplacer),
            ..FiltreMissions::default()
        };
        let page = usecases::missions::lister(&m.services, &m.chef, &filtre)
            .await
            .unwrap();
        let numeros: Vec<_> = page.lignes.iter().map(|l| l.numero).collect();
        assert_eq!(numeros, [COEC]);
        let bilan = usecases::controle::controler(&m.services, &m.chef, None, "")
            .await
            .unwrap();
        let [conflit] = &bilan.conflits[..] else {
            panic!("{bilan:?}")
        };
        assert_eq!(
            conflit.conflits,
            [Conflit::HorsMission {
                jours: vec![jour(2)]
            }]
        );
        let lues = m.lignes(&m.chef, COEC).await;
        assert_eq!(lues.len(), 1, "la convocation reste");
        assert_eq!(version(lues), avant);
        let ouverte = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(ouverte.mission.jours_possibles, [jour(3), jour(4), jour(5)]);
        assert!(ouverte.mission.creneaux_par_defaut.is_empty());

        // Another épreuve: what was sent says something else.
        let fichier = MISSIONS.to_owned()
            + &mission(COEC, "COEC", "2021-02-03..2021-02-05", "Géographie", "non");
        let v = analyser(&m, genre, fichier).await;
        appliquer(&m, v.import.id, false).await;
        assert_eq!(version(m.lignes(&m.chef, COEC).await), avant + 1);

        // Taken back, in the order.
        assert_eq!(
            annuler(&m, v.import.id).await.import.etat,
            EtatImport::Annule
        );
        let v = annuler(&m, deplace).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        assert_eq!(hors(lire().await), 0);
        let ouverte = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(ouverte.mission.jours_possibles.len(), 12);
        assert_eq!(
            ouverte.mission.creneaux_par_defaut.len(),
            1,
            "créneaux remis"
        );

        // The end of the affectation comes with the file.
        assert!(!m.ouvrir(&m.chef, INEC).await.mission.affectation_terminee);
        let v = analyser(
            &m,
            genre,
            MISSIONS.to_owned() + &mission(INEC, "INEC", tous, "Histoire", "oui"),
        )
        .await;
        appliquer(&m, v.import.id, false).await;
        assert!(m.ouvrir(&m.chef, INEC).await.mission.affectation_terminee);
        drop(store);
    })
    .await;
}

/// What was known need not be what a file must say: it comes back all the same.
#[tokio::test(flavor = "multi_thread")]
async fn une_premiere_specialite_se_reprend() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let avant = m.ouvrir(&m.chef, COEC).await.mission;
        assert_eq!(
            avant.ligne.specialite, None,
            "sans spécialité, comme aucun fichier"
        );
        let ligne = mission(COEC, "COEC", "2021-02-01..2021-02-12", "Histoire", "non");
        let v = analyser(&m, GenreImport::Missions, MISSIONS.to_owned() + &ligne).await;
        let id = v.import.id;
        appliquer(&m, id, false).await;
        let change = m.ouvrir(&m.chef, COEC).await.mission;
        assert_eq!(
            change.ligne.specialite.map(|s| s.code),
            Some("BCG".to_owned())
        );
        let v = annuler(&m, id).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        let rendue = m.ouvrir(&m.chef, COEC).await.mission;
        assert_eq!(rendue.ligne.specialite, None);
        assert_eq!(rendue.ligne.epreuve, avant.ligne.epreuve);
        assert_eq!(rendue.jours_possibles, avant.jours_possibles);
        assert_eq!(rendue.creneaux_par_defaut, avant.creneaux_par_defaut);
        drop(store);
    })
    .await;
}

/// Birth names and where people come from: what a file does not tell stays, what it tells is
/// seen, written and taken back.
#[tokio::test(flavor = "multi_thread")]
async fn le_nom_de_naissance_et_l_origine_viennent_des_fichiers() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Intervenants;
        let connus = async |matricule: &str| {
            let id = qui(&m, matricule).await.unwrap().id;
            let f = usecases::repertoire::ouvrir(&m.services, &m.gestionnaire, id)
                .await
                .unwrap();
            (f.saisie.nom_naissance, f.saisie.origine)
        };
        let entete = GENS.replace('\n', ";nom_naissance;origine\n");
        let avec = |matricule: &str, nom: &str, prenom: &str, suite: &str| {
            personne(matricule, nom, prenom, "").replace('\n', &format!(";{suite}\n"))
        };
        let fichier = [
            entete.clone(),
            avec("X1", "ROUX", "Éva", "LENOIR;Retraité"),
            avec("X2", "BLANC", "Luc", ";"),
            avec("X3", "VERT", "Zoé", ";facteur"),
        ]
        .concat();
        let v = analyser(&m, genre, fichier.clone()).await;
        assert_eq!(comptes(&v), [2, 0, 0, 0, 1], "{v:?}");
        let [refusee] = &lignes(&m, v.import.id, SorteLigne::Refuse).await[..] else {
            panic!()
        };
        assert_eq!(
            refusee.raison,
            Some(RaisonRefus::Origine {
                valeur: "facteur".into()
            })
        );
        appliquer(&m, v.import.id, false).await;
        let roux = ("LENOIR".to_owned(), "retraite".to_owned());
        assert_eq!(connus("X1").await, roux);

        // Without the columns, or with nothing in them, nothing is changed.
        let sans = [GENS.to_owned(), personne("X1", "ROUX", "Éva", "")].concat();
        let vides = [entete.clone(), avec("X1", "ROUX", "Éva", ";")].concat();
        for memes in [fichier, sans, vides] {
            let v = analyser(&m, genre, memes).await;
            assert_eq!(v.import.comptes.modifies, 0, "{v:?}");
        }
        let autre = [entete, avec("X1", "ROUX", "Éva", "LEBRUN;")].concat();
        let v = analyser(&m, genre, autre).await;
        let [une] = &lignes(&m, v.import.id, SorteLigne::Modifie).await[..] else {
            panic!("{v:?}")
        };
        let vus: Vec<_> = une.changements.iter().map(|c| &*c.colonne).collect();
        assert_eq!(vus, ["nom_naissance"]);
        appliquer(&m, v.import.id, false).await;
        assert_eq!(connus("X1").await, ("LEBRUN".to_owned(), roux.1.clone()));
        let v = annuler(&m, v.import.id).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        assert_eq!(connus("X1").await, roux);

        // A first one, by STS-WEB; taken back, it is none again.
        let corps = individu("9", "epp", "BLANC", "Luc", "ENS").replace(
            "<PRENOM>",
            "<NOM_PATRONYMIQUE>D'ŒILLET</NOM_PATRONYMIQUE><PRENOM>",
        );
        let v = analyser(&m, GenreImport::Sts, sts(&bellevue(), &corps)).await;
        appliquer(&m, v.import.id, false).await;
        assert_eq!(connus("X2").await.0, "D'ŒILLET");
        let v = annuler(&m, v.import.id).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        assert_eq!(connus("X2").await.0, "");
        drop(store);
    })
    .await;
}

/// The label of a session is that of all its missions: their letters say something else too,
/// and it comes back when the import is taken back, unless it was changed since.
#[tokio::test(flavor = "multi_thread")]
async fn le_libelle_d_une_session_est_a_toutes_ses_missions() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Missions;
        let fichier = |libelle: &str, epreuve: &str| {
            let ligne = mission(COEC, "COEC", "2021-02-01..2021-02-12", epreuve, "non");
            MISSIONS.to_owned() + &ligne.replace("BGT 2021", libelle)
        };
        let v = analyser(&m, genre, fichier("BGT 2021", "Histoire")).await;
        appliquer(&m, v.import.id, false).await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let mut ailleurs = demande(SSCAN, &[m.anne], "hors-du-fichier");
        ailleurs.affectation.creneaux = vec![creneau(9, 9, 12)];
        m.convoquer_en_confirmant(&m.chef, ailleurs).await.unwrap();
        m.horloge.avancer(60);
        let etat = async || {
            let [dans, hors] = [
                m.lignes(&m.chef, COEC).await.remove(0).version,
                m.lignes(&m.chef, SSCAN).await.remove(0).version,
            ];
            let ouverte = m.ouvrir(&m.chef, SSCAN).await;
            let libelle = ouverte.mission.ligne.session.libelle;
            // The four missions of the session answer to its label, and to no former one.
            for dit in ["BGT 2021", "BACA", "BACB", "BACC"] {
                let filtre = FiltreMissions {
                    mot_cle: dit.into(),
                    ..FiltreMissions::default()
                };
                let trouvees = usecases::missions::lister(&m.services, &m.chef, &filtre)
                    .await
                    .unwrap();
                let attendues = if dit == libelle { 4 } else { 0 };
                assert_eq!(trouvees.total, attendues, "{dit}, quand c’est {libelle}");
            }
            (dans, hors, libelle)
        };
        let dit = |dans: i32, hors: i32, libelle: &str| (dans, hors, libelle.to_owned());
        assert_eq!(etat().await, dit(1, 1, "BGT 2021"));
        let v = analyser(&m, genre, fichier("BGT 2021", "Géographie")).await;
        assert_eq!(v.lettres_ailleurs, 0);
        let v = analyser(&m, genre, fichier("BACA", "Géographie")).await;
        assert_eq!(v.lettres_ailleurs, 1, "celle de SSCAN");
        let a = v.import.id;
        appliquer(&m, a, false).await;
        // Once each, whatever else of their letter changes.
        assert_eq!(etat().await, dit(2, 2, "BACA"));
        let v = analyser(&m, genre, fichier("BACB", "Géographie")).await;
        let b = v.import.id;
        appliquer(&m, b, false).await;
        assert_eq!(etat().await, dit(3, 3, "BACB"));
        // In the order: each label comes back.
        let v = annuler(&m, b).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        assert_eq!(etat().await, dit(4, 4, "BACA"));
        let v = analyser(&m, genre, fichier("BACC", "Géographie")).await;
        appliquer(&m, v.import.id, false).await;
        assert_eq!(etat().await, dit(5, 5, "BACC"));
        // In another one: what was renamed since stays so.
        let v = annuler(&m, a).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        assert_eq!(etat().await, dit(6, 5, "BACC"));
    })
    .await;
}

/// A discipline that an import renames has its name again, even when no line known before
/// said it.
#[tokio::test(flavor = "multi_thread")]
async fn le_libelle_d_une_discipline_revient_aussi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Intervenants;
        let fichier = |matricule: &str, libelle: &str| {
            let lieu = bellevue();
            let ligne = personne(matricule, "UN", "Éva", "")
                .replace(&format!("{lieu};;;"), &format!("{lieu};L9999;{libelle};"));
            GENS.to_owned() + &ligne
        };
        let libelle = async || {
            let toutes = store::disciplines::toutes(store.lecture()).await.unwrap();
            toutes
                .into_iter()
                .find(|d| d.code == "L9999")
                .map(|d| d.libelle)
        };
        let v = analyser(&m, genre, fichier("X1", "ANCIEN")).await;
        appliquer(&m, v.import.id, false).await;
        let v = analyser(&m, genre, fichier("X2", "NEUF")).await;
        appliquer(&m, v.import.id, false).await;
        assert_eq!(libelle().await.as_deref(), Some("NEUF"));
        let v = annuler(&m, v.import.id).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        assert_eq!(libelle().await.as_deref(), Some("ANCIEN"));
        assert!(qui(&m, "X1").await.is_some() && qui(&m, "X2").await.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_serveur_qui_meurt_laisse_sa_place() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fichier = [GENS.to_owned(), personne("X1", "UN", "Éva", "")].concat();
        let id = deposer(&m, GenreImport::Intervenants, fichier).await;
        let prendre = async |verrou: &str| {
            let tx = store.ecriture().await.unwrap();
            let maintenant = m.services.maintenant();
            let jusqua = maintenant.plus_secondes(120);
            let pris = store::imports::prendre(&tx, maintenant, verrou, jusqua)
                .await
                .unwrap();
            tx.valider().await.unwrap();
            pris.map(|i| i.id)
        };
        assert_eq!(prendre("mort").await, Some(id));
        assert!(vu(&m, id).await.import.en_cours);
        // It is that one's for a time.
        assert!(!imports::tour(&m.services, VERROU).await.unwrap());
        m.horloge.avancer(121);
        travailler(&m).await;
        assert_eq!(vu(&m, id).await.import.etat, EtatImport::Pret);

        // In the middle of applying: nothing was written, and the next one does it.
        demander_d_appliquer(&m, id, false).await.unwrap();
        assert_eq!(prendre("mort").await, Some(id));
        m.horloge.avancer(121);
        travailler(&m).await;
        assert_eq!(vu(&m, id).await.import.etat, EtatImport::Applique);

        // Taken again and again by servers that die: broken off, and said so.
        let fichier = [GENS.to_owned(), personne("X2", "DEUX", "Luc", "")].concat();
        let id = deposer(&m, GenreImport::Intervenants, fichier).await;
        for _ in 0..3 {
            assert_eq!(prendre("mort").await, Some(id));
            m.horloge.avancer(121);
        }
        travailler(&m).await;
        let v = vu(&m, id).await;
        assert_eq!(v.import.etat, EtatImport::Rompu);
        assert_eq!(v.issue, Some(IssueImport::Interrompu));
        imports::reanalyser(&m.services, &m.gestionnaire, id)
            .await
            .unwrap();
        travailler(&m).await;
        assert_eq!(vu(&m, id).await.import.etat, EtatImport::Pret);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_premier_qui_agit_l_emporte() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fichier = [GENS.to_owned(), personne("X1", "UN", "Éva", "")].concat();
        let v = analyser(&m, GenreImport::Intervenants, fichier.clone()).await;
        let id = v.import.id;
        let demander = || demander_d_appliquer(&m, id, false);
        let (a, b) = tokio::join!(demander(), demander());
        let refus = Err(Erreur::Import(ImportRefus::EtatChange));
        assert!(
            (a == Ok(()) && b == refus) || (b == Ok(()) && a == refus),
            "{a:?} {b:?}"
        );
        // Under way, it is no longer given up.
        assert_eq!(
            imports::abandonner(&m.services, &m.gestionnaire, id).await,
            refus
        );
        travailler(&m).await;
        assert_eq!(vu(&m, id).await.import.etat, EtatImport::Applique);

        // Given up while a server is at it: what that one does then is for nothing.
        let id = deposer(&m, GenreImport::Intervenants, fichier).await;
        let tx = store.ecriture().await.unwrap();
        let maintenant = m.services.maintenant();
        let jusqua = maintenant.plus_secondes(120);
        store::imports::prendre(&tx, maintenant, "autre", jusqua)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        imports::abandonner(&m.services, &m.gestionnaire, id)
            .await
            .unwrap();
        let tx = store.ecriture().await.unwrap();
        let tenu = store::imports::tenir(&tx, id, "autre", jusqua, (0, 0)).await;
        assert!(!tenu.unwrap());
        tx.annuler().await.unwrap();
        assert_eq!(vu(&m, id).await.import.etat, EtatImport::Abandonne);
        let morceau = store::imports::morceau(store.lecture(), id, 0).await;
        assert_eq!(morceau.unwrap(), None, "rien n’en reste");
    })
    .await;
}

/// Analysed again behind one's back, it is not what one saw: it has to be looked at.
#[tokio::test(flavor = "multi_thread")]
async fn on_n_applique_que_ce_qu_on_a_vu() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let fichier = [GENS.to_owned(), personne("X1", "UN", "Éva", "")].concat();
        let v = analyser(&m, GenreImport::Intervenants, fichier).await;
        let id = v.import.id;
        m.horloge.avancer(1);
        imports::reanalyser(s, g, id).await.unwrap();
        travailler(&m).await;
        assert_eq!(
            imports::appliquer(s, g, id, v.change_le, false).await,
            Err(Erreur::Import(ImportRefus::EtatChange))
        );
        assert_eq!(vu(&m, id).await.import.etat, EtatImport::Pret);
        assert!(qui(&m, "X1").await.is_none());
        let v = appliquer(&m, id, false).await;
        assert_eq!(v.import.etat, EtatImport::Applique);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_import_est_au_gestionnaire_de_son_academie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fichier = [GENS.to_owned(), personne("X1", "UN", "Éva", "")].concat();
        let v = analyser(&m, GenreImport::Intervenants, fichier.clone()).await;
        let id = v.import.id;
        let s = &m.services;
        for acteur in [&m.chef, &m.secretaire, &m.administrateur, &m.intervenante] {
            let source = Cursor::new(fichier.clone().into_bytes());
            let genre = GenreImport::Intervenants;
            assert_eq!(
                imports::deposer(s, acteur, genre, "", "f.csv", source).await,
                Err(Erreur::Interdit)
            );
            assert_eq!(imports::lister(s, acteur, 1).await, Err(Erreur::Interdit));
            assert_eq!(
                imports::appliquer(s, acteur, id, v.change_le, false).await,
                Err(Erreur::Interdit)
            );
        }
        let autre = &m.gestionnaire_autre;
        let filtre = FiltreImport::default();
        assert_eq!(
            imports::lire(s, autre, id, &filtre).await,
            Err(Erreur::Introuvable)
        );
        for fait in [
            imports::appliquer(s, autre, id, v.change_le, false).await,
            imports::annuler(s, autre, id).await,
            imports::abandonner(s, autre, id).await,
            imports::reanalyser(s, autre, id).await,
        ] {
            assert_eq!(fait, Err(Erreur::Introuvable));
        }
        assert_eq!(imports::lister(s, autre, 1).await.unwrap().total, 0);
        assert_eq!(
            imports::lister(s, &m.gestionnaire, 1).await.unwrap().total,
            1
        );
        // Beyond the last page, the last one: of the imports, and of the lines of one.
        let loin = imports::lister(s, &m.gestionnaire, 9).await.unwrap();
        assert_eq!(loin.imports.len(), 1);
        let loin = FiltreImport {
            page: 9,
            ..FiltreImport::default()
        };
        let loin = imports::lire(s, &m.gestionnaire, id, &loin).await.unwrap();
        assert_eq!(loin.lignes, vu(&m, id).await.lignes);
        assert!(!loin.lignes.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_fichier_qui_n_en_est_pas_un_se_dit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let laughs = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><STS_EDT>&b;</STS_EDT>";
        for (genre, octets, attendu) in [
            (
                GenreImport::Missions,
                &b"a;b\n1;2\n"[..],
                "EnteteInconnue",
            ),
            (GenreImport::Intervenants, &b"PK\x03\x04abc"[..], "FichierClasseur"),
            (GenreImport::Sts, laughs.as_bytes(), "XmlInterdit"),
            (GenreImport::Sts, &b"<html></html>"[..], "StsInconnu"),
        ] {
            let v = analyser(&m, genre, octets).await;
            assert_eq!(v.import.etat, EtatImport::Refuse);
            let Some(IssueImport::Erreur(erreur)) = &v.issue else {
                panic!("{v:?}")
            };
            assert!(format!("{erreur:?}").starts_with(attendu), "{erreur:?}");
        }
        let vide = Cursor::new(Vec::new());
        let genre = GenreImport::Missions;
        assert_eq!(
            imports::deposer(&m.services, &m.gestionnaire, genre, "", "v.csv", vide).await,
            Err(Erreur::Import(ImportRefus::FichierManquant))
        );
        let source = Cursor::new(b"x".to_vec());
        let genre = GenreImport::Sts;
        assert_eq!(
            imports::deposer(&m.services, &m.gestionnaire, genre, "123", "v.xml", source).await,
            Err(Erreur::Import(ImportRefus::Uai))
        );
        drop(store);
    })
    .await;
}

fn individu(id: &str, genre: &str, nom: &str, prenom: &str, fonction: &str) -> String {
    format!(
        "<INDIVIDU ID=\"{id}\" TYPE=\"{genre}\"><CIVILITE>2</CIVILITE><NOM_USAGE>{nom}</NOM_USAGE><PRENOM>{prenom}</PRENOM><FONCTION>{fonction}</FONCTION><DISCIPLINES><DISCIPLINE CODE=\"L0422\"><LIBELLE_COURT>ANGLAIS</LIBELLE_COURT><NB_HEURES>18.00</NB_HEURES></DISCIPLINE></DISCIPLINES></INDIVIDU>"
    )
}

fn sts(uai: &str, corps: &str) -> Vec<u8> {
    let texte = format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<STS_EDT><PARAMETRES><UAJ CODE=\"{uai}\"/></PARAMETRES><DONNEES><INDIVIDUS>{corps}</INDIVIDUS></DONNEES></STS_EDT>"
    );
    let (octets, _, perdu) = encoding_rs::ISO_8859_15.encode(&texte);
    assert!(!perdu);
    octets.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn les_enseignants_viennent_de_sts() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let corps = [
            // Known by another number: found by her name.
            individu("1", "epp", "DURAND", "ANNE", "ENS"),
            individu("2", "epp", "D'ŒILLET", "Ève", "ENS"),
            individu("3", "local", "LOCALE", "Zoé", "ENS"),
            individu("4", "epp", "PROVISEUR", "Luc", "DIR"),
            individu("5", "epp", "", "Max", "ENS"),
        ]
        .concat();
        let v = analyser(&m, GenreImport::Sts, sts(&bellevue(), &corps)).await;
        let id = v.import.id;
        assert_eq!(comptes(&v), [2, 1, 0, 0, 1], "{v:?}");
        assert_eq!(v.import.comptes.ignores, 1);
        assert_eq!(v.encodage, Some(EncodageImport::Iso885915));
        assert_eq!(v.import.etablissement, bellevue());
        let v = appliquer(&m, id, false).await;
        assert_eq!(v.import.etat, EtatImport::Applique, "{v:?}");
        let anne = qui(&m, "T1").await.unwrap();
        assert_eq!(anne.id, m.anne);
        // What STS-WEB does not say stays.
        assert_eq!(anne.mel_professionnel, "anne@ac.example");
        assert!(anne.discipline.is_some());
        assert_eq!(qui(&m, "STS-2").await.unwrap().nom, "D'ŒILLET");
        let locale = format!("STS-{}-3", bellevue());
        assert_eq!(qui(&m, &locale).await.unwrap().nom, "LOCALE");

        // Gone from the same source and établissement alone.
        let v = analyser(
            &m,
            GenreImport::Sts,
            sts(&bellevue(), &individu("1", "epp", "DURAND", "ANNE", "ENS")),
        )
        .await;
        assert_eq!(comptes(&v), [0, 0, 2, 1, 0], "{v:?}");
        // Elsewhere: this file does not move anybody.
        let ailleurs = Uai::du_numero(310_047).to_string();
        let v = analyser(
            &m,
            GenreImport::Sts,
            sts(&ailleurs, &individu("2", "epp", "D'ŒILLET", "Ève", "ENS")),
        )
        .await;
        let [refusee] = &lignes(&m, v.import.id, SorteLigne::Refuse).await[..] else {
            panic!("{v:?}")
        };
        assert!(matches!(
            &refusee.raison,
            Some(RaisonRefus::AutreEtablissement { uai }) if uai.to_string() == bellevue()
        ));
        // Of another établissement than the one named.
        let source = Cursor::new(sts(&ailleurs, ""));
        let id = imports::deposer(
            &m.services,
            &m.gestionnaire,
            GenreImport::Sts,
            &bellevue(),
            "emp_STS.xml",
            source,
        )
        .await
        .unwrap();
        travailler(&m).await;
        assert!(matches!(
            vu(&m, id).await.issue,
            Some(IssueImport::Erreur(
                ImportErreur::EtablissementDifferent { .. }
            ))
        ));
        drop(store);
    })
    .await;
}

/// A file as STS-WEB makes them: nomenclatures before, structures behind, ISO-8859-15.
#[tokio::test(flavor = "multi_thread")]
async fn un_export_de_sts_web_tel_quel() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let octets = include_bytes!("../donnees/emp_STS_0310038Y_2020.xml");
        let v = analyser(&m, GenreImport::Sts, &octets[..]).await;
        assert_eq!(v.encodage, Some(EncodageImport::Iso885915));
        assert_eq!(v.import.etablissement, bellevue());
        // Three teach; who directs is left aside.
        assert_eq!(comptes(&v), [3, 0, 0, 0, 0], "{v:?}");
        assert_eq!(v.import.comptes.ignores, 1);
        appliquer(&m, v.import.id, false).await;
        let elle = qui(&m, "STS-1204711").await.unwrap();
        assert_eq!((&*elle.nom, &*elle.prenom), ("D'ŒILLET-HÉRAUT", "Maëlle"));
        let fiche = usecases::repertoire::ouvrir(&m.services, &m.gestionnaire, elle.id)
            .await
            .unwrap();
        assert_eq!(fiche.saisie.nom_naissance, "LEFÈVRE");
        assert_eq!(fiche.saisie.discipline, "L1000");
        // The same name without its accents is no other one.
        let lui = qui(&m, "STS-1212630").await.unwrap();
        let fiche = usecases::repertoire::ouvrir(&m.services, &m.gestionnaire, lui.id)
            .await
            .unwrap();
        assert_eq!(fiche.saisie.nom_naissance, "");
        assert!(qui(&m, &format!("STS-{}-17", bellevue())).await.is_some());
        drop(store);
    })
    .await;
}

/// Merges somebody into Anne.
async fn fusionner_dans_anne(m: &Monde, qui: IntervenantId) {
    let (s, g) = (&m.services, &m.gestionnaire);
    let version = async |id| {
        usecases::repertoire::ouvrir(s, g, id)
            .await
            .unwrap()
            .version
    };
    let demande = usecases::doublons::DemandeFusion {
        premier: (m.anne, version(m.anne).await),
        second: (qui, version(qui).await),
        garde: m.anne,
        choix: ChoixFusion::default(),
        gardees: std::collections::BTreeMap::new(),
    };
    usecases::doublons::fusionner(s, g, &demande).await.unwrap();
}

/// A file that still names who was merged neither opens their fiche again nor says that it
/// would.
#[tokio::test(flavor = "multi_thread")]
async fn une_fiche_fusionnee_le_reste_pour_les_fichiers() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Intervenants;
        let fichier = [GENS.to_owned(), personne("X1", "DURAND", "Anne", "")].concat();
        let v = analyser(&m, genre, fichier.clone()).await;
        appliquer(&m, v.import.id, false).await;
        fusionner_dans_anne(&m, qui(&m, "X1").await.unwrap().id).await;
        let v = analyser(&m, genre, fichier).await;
        assert_eq!(comptes(&v), [0, 0, 0, 1, 0], "{v:?}");
        // Something else of it is written, and taken back.
        let change = [GENS.to_owned(), personne("X1", "DURAND", "Anna", "")].concat();
        let v = analyser(&m, genre, change).await;
        let [une] = &lignes(&m, v.import.id, SorteLigne::Modifie).await[..] else {
            panic!("{v:?}")
        };
        assert_eq!(une.changements.len(), 1, "{une:?}");
        let v = appliquer(&m, v.import.id, false).await;
        assert_eq!(v.import.etat, EtatImport::Applique, "{v:?}");
        let v = annuler(&m, v.import.id).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");

        // In STS-WEB she is not two.
        let corps = individu("1", "epp", "DURAND", "ANNE", "ENS");
        let v = analyser(&m, GenreImport::Sts, sts(&bellevue(), &corps)).await;
        assert_eq!(comptes(&v), [0, 1, 0, 0, 0], "{v:?}");
        // A number that was merged is hers.
        let corps = individu("7", "epp", "AUTRE", "Nom", "ENS");
        let v = analyser(&m, GenreImport::Sts, sts(&bellevue(), &corps)).await;
        appliquer(&m, v.import.id, false).await;
        fusionner_dans_anne(&m, qui(&m, "STS-7").await.unwrap().id).await;
        let v = analyser(&m, GenreImport::Sts, sts(&bellevue(), &corps)).await;
        let [une] = &lignes(&m, v.import.id, SorteLigne::Modifie).await[..] else {
            panic!("{v:?}")
        };
        assert_eq!(une.cle, "T1");
        assert_eq!(v.import.comptes.nouveaux, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_absences_s_annulent_aussi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let genre = GenreImport::Indisponibilites;
        let entete = "matricule;du;au;motif;partie;jours;debut_midi;fin_midi;commentaire\n";
        let fichier = format!(
            "{entete}T1;2021-03-01;2021-03-05;formation;;mercredi, vendredi;;;Stage\nT9;2021-03-01;;autre;;;;;\n"
        );
        let v = analyser(&m, genre, fichier.clone()).await;
        // A line of two days of the week makes two.
        assert_eq!(comptes(&v), [2, 0, 0, 0, 1], "{v:?}");
        let id = v.import.id;
        appliquer(&m, id, false).await;
        let filtre = FiltreIndisponibilites::default();
        let lister = async || {
            usecases::indisponibilites::lister(&m.services, &m.chef, &filtre)
                .await
                .unwrap()
                .total
        };
        assert_eq!(lister().await, 2);
        assert_eq!(comptes(&analyser(&m, genre, fichier).await), [0, 0, 0, 2, 1]);
        assert_eq!(annuler(&m, id).await.import.etat, EtatImport::Annule);
        assert_eq!(lister().await, 0);
        drop(store);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_competences_s_annulent_aussi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let fichier = "matricule;annee;langue;usage;competent\nT1;2021;Anglais;DNL;oui\nT1;2021;Basque;DNL;non\n";
        let v = analyser(&m, GenreImport::Competences, fichier).await;
        assert_eq!(comptes(&v), [1, 0, 0, 1, 0], "{v:?}");
        let id = v.import.id;
        let v = appliquer(&m, id, false).await;
        assert_eq!(v.import.etat, EtatImport::Applique, "{v:?}");
        let encore = analyser(&m, GenreImport::Competences, fichier).await;
        assert_eq!(comptes(&encore), [0, 0, 0, 2, 0]);
        let v = annuler(&m, id).await;
        assert_eq!(v.import.etat, EtatImport::Annule, "{v:?}");
        let encore = analyser(&m, GenreImport::Competences, fichier).await;
        assert_eq!(comptes(&encore), [1, 0, 0, 1, 0]);
        drop(store);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_ligne_de_commande_passe_par_les_memes_pas() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let demande = |a_blanc| DemandeDirecte {
            academie: Some("16".into()),
            etablissement: String::new(),
            fichier: "gens.csv".into(),
            a_blanc,
        };
        let fichier = [
            GENS.to_owned(),
            personne("X1", "UN", "Éva", ""),
            personne("", "DEUX", "Luc", ""),
        ]
        .concat();
        let mener = async |a_blanc| {
            let source = Cursor::new(fichier.clone().into_bytes());
            let genre = GenreImport::Intervenants;
            imports::d_un_trait(&m.services, genre, &demande(a_blanc), source, &mut ())
                .await
                .unwrap()
        };
        let essai = mener(true).await;
        assert_eq!((essai.crees, essai.refuses, essai.lignes), (1, 1, 2));
        assert!(qui(&m, "X1").await.is_none());
        let total = async || {
            imports::lister(&m.services, &m.gestionnaire, 1)
                .await
                .unwrap()
                .total
        };
        assert_eq!(total().await, 0, "rien n’en reste");
        let fait = mener(false).await;
        assert_eq!((fait.crees, fait.refuses), (1, 1));
        assert!(qui(&m, "X1").await.is_some());
        assert_eq!(total().await, 1);
        let encore = mener(false).await;
        assert_eq!((encore.crees, encore.inchanges), (0, 1));

        // An annuaire makes its académies.
        let annuaire = "uai;nom;adresse;code_postal;commune;telephone;mail;etat;code_academie;academie\n0350005J;LYCEE;1 rue A;35000;RENNES;0299000000;a@b.fr;OUVERT;14;Rennes\n";
        let mut sans_academie = demande(false);
        sans_academie.academie = None;
        let uai = Uai::du_numero(350_005).to_string();
        let annuaire = annuaire.replace("0350005J", &uai);
        let source = Cursor::new(annuaire.into_bytes());
        let genre = GenreImport::Etablissements;
        let r = imports::d_un_trait(&m.services, genre, &sans_academie, source, &mut ())
            .await
            .unwrap();
        assert_eq!((r.crees, r.academies_creees), (1, vec!["14 Rennes".to_owned()]));
        let creee = store::academies::par_code(store.lecture(), "14").await;
        assert!(creee.unwrap().is_some());
    })
    .await;
}
