//! What the rectorat follows over the académie (convocations, coverage, centres), what it
//! lets a centre change, and what is no longer offered where the service is closed.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::suivies::Export;
use usecases::{
    accueil, adresses, centres, controle, convocations, couverture, indisponibilites, journal,
    lots, missions, ouvertures, remplacements, suivies,
};

/// Closes the *service convocation* of Bellevue.
async fn fermer(m: &Monde) {
    let tous = FiltreOuvertures::default();
    let page = ouvertures::lister(&m.services, &m.administrateur, &tous)
        .await
        .unwrap();
    let bellevue = page
        .lignes
        .iter()
        .find(|l| l.etablissement == m.bellevue)
        .unwrap()
        .choisie();
    ouvertures::changer(
        &m.services,
        &m.administrateur,
        &[bellevue],
        &[GenreService::Convocation],
        &SaisieOuverture::default(),
    )
    .await
    .unwrap();
}

fn ailleurs() -> Affectation {
    Affectation {
        salle: "9".into(),
        ..affectation()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn le_centre_ne_change_ce_que_la_division_a_convoque_que_s_il_y_est_autorise() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m
            .convoquer(
                &m.gestionnaire,
                COEC,
                &[m.anne, m.nombreux[0], m.nombreux[1]],
            )
            .await;
        // Only the gestionnaire gives it, over their own académie.
        for (acteur, refus) in [
            (&m.chef, Erreur::Interdit),
            (&m.secretaire, Erreur::Interdit),
            (&m.chef_centre, Erreur::Interdit),
            (&m.administrateur, Erreur::Interdit),
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
        ] {
            assert_eq!(
                missions::autoriser_centre(s, acteur, COEC, true).await,
                Err(refus),
                "{}",
                acteur.identifiant
            );
        }
        let refuses = async |acteur: &Acteur| {
            let remplacement = DemandeRemplacement {
                convocation: ids[1],
                version: 1,
                remplacant: m.nombreux[5],
                cle: "cle-de-l-essai-remplacer".into(),
                confirmation: String::new(),
                prevenir: true,
            };
            [
                convocations::modifier(s, acteur, ids[0], 1, ailleurs(), "").await,
                convocations::supprimer(s, acteur, ids[0], 1).await,
                remplacements::remplacer(s, acteur, remplacement)
                    .await
                    .map(|_| ()),
                lots::ouvrir(s, acteur, COEC, GenreLot::Supprimer, &[(ids[2], 1)])
                    .await
                    .map(|_| ()),
            ]
        };
        for refus in refuses(&m.chef).await {
            assert_eq!(refus, Err(Erreur::Interdit));
        }
        // They see them all the same.
        let vue = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(vue.convocations.len(), 3);
        assert!(!vue.mission.centre_autorise);

        missions::autoriser_centre(s, &m.gestionnaire, COEC, true)
            .await
            .unwrap();
        missions::autoriser_centre(s, &m.gestionnaire, COEC, true)
            .await
            .unwrap();
        assert!(m.ouvrir(&m.chef, COEC).await.mission.centre_autorise);
        // The mission alone: another one of the same centre is as it was.
        let autre = m.convoquer(&m.gestionnaire, PRECE, &[m.luc]).await[0];
        assert_eq!(
            convocations::supprimer(s, &m.chef, autre, 1).await,
            Err(Erreur::Interdit)
        );
        let faits = refuses(&m.chef).await;
        assert_eq!(faits[0], Ok(()));
        // The others may still be told to confirm, or that a line has changed.
        for fait in faits {
            assert_ne!(fait, Err(Erreur::Interdit));
        }
        let lues = m.lignes(&m.chef, COEC).await;
        let anne = lues.iter().find(|l| l.id == ids[0]).unwrap();
        assert_eq!(anne.affectation.salle, "9");
        // What is changed stays the division's.
        assert_eq!(anne.autorite, Autorite::Division);

        missions::autoriser_centre(s, &m.gestionnaire, COEC, false)
            .await
            .unwrap();
        assert_eq!(
            convocations::modifier(s, &m.chef, ids[0], 2, affectation(), "").await,
            Err(Erreur::Interdit)
        );
        let mission = m.ouvrir(&m.gestionnaire, COEC).await.mission.ligne.id;
        let traces = store::piste::lister(store.lecture(), Some(("mission", mission.0)), 10)
            .await
            .unwrap();
        let dites: Vec<_> = traces
            .iter()
            .filter(|t| t.action == "mission.centre_autorise")
            .map(|t| t.compte)
            .collect();
        // Given and taken back; asked again, nothing is written.
        assert_eq!(
            dites,
            [Some(m.gestionnaire.compte), Some(m.gestionnaire.compte)]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_centre_est_un_filtre_de_l_academie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let noms: Vec<_> = centres::lister(s, &m.gestionnaire)
            .await
            .unwrap()
            .into_iter()
            .map(|c| c.libelle)
            .collect();
        assert_eq!(noms.len(), 2);
        assert!(noms[0].starts_with("LGT DES ARENES (") && noms[1].starts_with("LPO BELLEVUE ("));
        assert_eq!(centres::lister(s, &m.chef).await.unwrap().len(), 1);
        assert_eq!(
            centres::lister(s, &m.intervenante).await,
            Err(Erreur::Interdit)
        );
        let offre = missions::offre(s, &m.gestionnaire).await.unwrap();
        assert_eq!((offre.annees, offre.centres.len()), (vec![2021], 2));

        let au_centre = async |acteur: &Acteur, centre: &str| {
            let filtre = FiltreMissions {
                centre: centre.into(),
                ..FiltreMissions::default()
            };
            let page = missions::lister(s, acteur, &filtre).await.unwrap();
            page.lignes.iter().map(|l| l.numero).collect::<Vec<_>>()
        };
        assert_eq!(au_centre(&m.gestionnaire, "arenes").await, [COEC_AUTRE]);
        assert_eq!(au_centre(&m.gestionnaire, "0310038y").await.len(), 4);
        assert!(au_centre(&m.gestionnaire, "ailleurs").await.is_empty());
        // A centre names nothing beyond its own.
        assert!(au_centre(&m.chef, "arenes").await.is_empty());
        assert!(
            au_centre(&m.gestionnaire_autre, "bellevue")
                .await
                .is_empty()
        );

        let bilan = controle::controler(s, &m.gestionnaire, None, "arenes")
            .await
            .unwrap();
        assert_eq!((bilan.missions, bilan.plusieurs_centres), (1, true));
        assert!(bilan.incompletes[0].centre.starts_with("LGT DES ARENES"));
        let bilan = controle::controler(s, &m.gestionnaire, None, "")
            .await
            .unwrap();
        assert_eq!(bilan.missions, 5);

        let vus = async |centre: &str| {
            let filtre = FiltreJournal {
                centre: centre.into(),
                ..FiltreJournal::default()
            };
            journal::lister(s, &m.gestionnaire, &filtre).await.unwrap()
        };
        let cle = "cle-de-l-essai-journal";
        let id = m.lignes(&m.chef, COEC).await[0].id;
        usecases::envois::demander(s, &m.chef, COEC, &[id], false, cle)
            .await
            .unwrap();
        let page = vus("bellevue").await;
        assert!(page.plusieurs_centres && page.lignes[0].centre.starts_with("LPO BELLEVUE"));
        assert_eq!(vus("arenes").await.total, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_rectorat_suit_chaque_convocation() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        m.convoquer(&m.chef, COEC, &[m.anne, m.luc]).await;
        m.convoquer(&m.gestionnaire, COEC_AUTRE, &[m.lea]).await;
        let tout = FiltreSuivies::default();
        for acteur in [
            &m.chef,
            &m.secretaire,
            &m.chef_centre,
            &m.chef_autre,
            &m.intervenante,
        ] {
            assert_eq!(
                suivies::lister(s, acteur, &tout).await,
                Err(Erreur::Interdit)
            );
            assert!(Export::ouvrir(s, acteur, &tout).await.is_err());
            let filtre = FiltreCouverture::default();
            assert_eq!(
                couverture::lire(s, acteur, &filtre).await,
                Err(Erreur::Interdit)
            );
            assert!(couverture::pdf(s, acteur, &filtre).await.is_err());
        }
        let ailleurs = suivies::lister(s, &m.gestionnaire_autre, &tout)
            .await
            .unwrap();
        assert_eq!((ailleurs.total, ailleurs.annee), (0, 2021));
        for acteur in [&m.gestionnaire, &m.administrateur] {
            let page = suivies::lister(s, acteur, &tout).await.unwrap();
            assert_eq!((page.total, page.annees.as_slice()), (3, &[2021][..]));
            let lea = page.lignes.iter().find(|l| l.nom == "MARTIN Léa").unwrap();
            assert_eq!((lea.numero, lea.autorite), (COEC_AUTRE, Autorite::Division));
            assert_eq!(lea.etat, EtatConsulte::NonEnvoyee);
            assert!(lea.centre.starts_with("LGT DES ARENES"));
            assert_eq!(lea.creneaux, [creneau(2, 9, 12)]);
        }
        let division = FiltreSuivies {
            division: true,
            centre: "arenes".into(),
            annee: Some(1999),
            ..FiltreSuivies::default()
        };
        // A year without mission is the latest one.
        let page = suivies::lister(s, &m.gestionnaire, &division)
            .await
            .unwrap();
        assert_eq!((page.total, page.annee), (1, 2021));

        let mut export = Export::ouvrir(s, &m.gestionnaire, &tout).await.unwrap();
        let lues = export.suite(s, &m.gestionnaire).await.unwrap();
        let numeros: Vec<_> = lues.iter().map(|l| l.numero).collect();
        assert_eq!(numeros, [COEC, COEC, COEC_AUTRE]);
        assert!(export.suite(s, &m.gestionnaire).await.unwrap().is_empty());
        assert!(export.suite(s, &m.gestionnaire).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_couverture_dit_ou_il_manque_quelqu_un() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        controle::fixer_attendus(s, &m.chef, COEC, Some(4))
            .await
            .unwrap();
        let filtre = FiltreCouverture::default();
        let vue = couverture::lire(s, &m.gestionnaire, &filtre).await.unwrap();
        assert_eq!((vue.annee, vue.total), (2021, 2));
        // Bellevue lacks three, and one on each of its three other missions.
        assert!(vue.lignes[0].libelle.contains("BELLEVUE"));
        assert_eq!(vue.lignes[0].effectifs.manquants, 6);
        assert_eq!(vue.lignes[1].effectifs.manquants, 1);
        assert_eq!((vue.somme.attendus, vue.somme.convoques), (8, 1));
        let par_epreuve = FiltreCouverture {
            axe: AxeCouverture::Epreuve,
            ..filtre.clone()
        };
        let epreuves = couverture::lire(s, &m.administrateur, &par_epreuve)
            .await
            .unwrap();
        assert_eq!(epreuves.somme, vue.somme);
        let loin = FiltreCouverture {
            page: 9,
            ..filtre.clone()
        };
        let loin = couverture::lire(s, &m.gestionnaire, &loin).await.unwrap();
        assert_eq!(loin, vue);

        let csv = couverture::exporter(s, &m.gestionnaire, &filtre, ["a", "b"], |l| {
            [l.cle.clone(), l.effectifs.manquants.to_string()]
        })
        .await
        .unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert_eq!(csv.lines().count(), 3, "{csv}");
        assert!(csv.contains("0310038Y;6\r\n"), "{csv}");
        for axe in AxeCouverture::TOUS {
            let filtre = FiltreCouverture {
                axe,
                ..filtre.clone()
            };
            let papier = couverture::pdf(s, &m.gestionnaire, &filtre).await.unwrap();
            assert!(papier.starts_with(b"%PDF-"));
        }
    })
    .await;
}

/// For each line, the lists to which its numbers lead have as many.
async fn verifier_les_lignes(m: &Monde, acteur: &Acteur, axe: AxeCouverture) -> Vec<String> {
    let s = &m.services;
    let filtre = FiltreCouverture {
        axe,
        ..FiltreCouverture::default()
    };
    let vue = couverture::lire(s, acteur, &filtre).await.unwrap();
    let mut noms = Vec::new();
    for ligne in &vue.lignes {
        let nom = ligne.nom(axe);
        let e = ligne.effectifs;
        let (epreuves, centre) = match ligne.epreuves(axe) {
            None => (None, ligne.cle.clone()),
            choix => (choix, String::new()),
        };
        let missions = async |vue| {
            let filtre = FiltreMissions {
                annees: vec![2021],
                centre: centre.clone(),
                epreuves: epreuves.clone(),
                vue,
                ..FiltreMissions::default()
            };
            missions::lister(s, acteur, &filtre).await.unwrap()
        };
        assert_eq!(
            missions(VueMissions::Toutes).await.total,
            e.missions,
            "{nom}"
        );
        let incompletes = missions(VueMissions::Incompletes).await;
        assert_eq!(incompletes.total as usize, incompletes.lignes.len());
        let mut manquants = 0;
        for l in &incompletes.lignes {
            let attendus = m.ouvrir(acteur, l.numero).await.mission.attendus;
            let manque = Effectifs::manque(attendus, l.nombre_intervenants);
            assert!(manque > 0, "{nom}, {}", l.numero);
            manquants += manque;
        }
        assert_eq!(manquants, e.manquants, "{nom}");
        for (etat, nombre) in [
            (None, e.convoques),
            (Some(EtatConsulte::Empechement), e.empechements),
            (Some(EtatConsulte::EnEchec), e.echecs),
            (Some(EtatConsulte::SansReponse), e.sans_reponse),
            (Some(EtatConsulte::NonEnvoyee), e.non_envoyees),
        ] {
            let filtre = FiltreSuivies {
                annee: Some(2021),
                centre: centre.clone(),
                epreuves: epreuves.clone(),
                etat,
                ..FiltreSuivies::default()
            };
            let page = suivies::lister(s, acteur, &filtre).await.unwrap();
            assert_eq!(page.total, nombre, "{nom}, {etat:?}");
            let mut export = Export::ouvrir(s, acteur, &filtre).await.unwrap();
            let lues = export.suite(s, acteur).await.unwrap();
            assert_eq!(lues.len(), nombre as usize, "{nom}, {etat:?}");
        }
        noms.push(nom);
    }
    noms
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_nombre_de_la_couverture_mene_a_autant_de_lignes() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let tx = store.ecriture().await.unwrap();
        for (code, libelle) in [
            ("L1", "HISTOIRE GEOGRAPHIE"),
            ("L2", "LETTRES CLASSIQUES"),
            ("L3", "LETTRES MODERNES"),
            ("L4", "ANGLAIS"),
        ] {
            store::disciplines::importer(&tx, code, libelle)
                .await
                .unwrap();
        }
        tx.valider().await.unwrap();
        let epreuve = |code: &str, libelle: &str| {
            Some(EpreuveOption {
                code: code.into(),
                libelle: libelle.into(),
            })
        };
        // One code for several épreuves, one that is within another, one of which the name
        // says nothing, and none.
        let lieu = m.autre;
        for (numero, epreuve) in [
            (210_001, epreuve("C006", "Anglais 1ère éval")),
            (210_002, epreuve("C006", "Histoire-géographie 1ère éval")),
            (210_003, epreuve("C006B", "Français écrit")),
            (210_004, epreuve("C006B", "Grand oral")),
            (210_005, None),
        ] {
            m.ajouter_mission_de(numero, TypeMission::Coec, lieu, epreuve)
                .await;
        }
        let s = &m.services;
        m.convoquer(&m.chef, COEC, &[m.anne, m.luc]).await;
        m.convoquer(&m.gestionnaire, 210_001, &[m.nombreux[0]])
            .await;
        m.convoquer(&m.gestionnaire, 210_002, &[m.nombreux[1], m.nombreux[2]])
            .await;
        m.convoquer(&m.gestionnaire, 210_005, &[m.nombreux[3]])
            .await;
        for (numero, attendus) in [(COEC, 4), (210_002, 1), (210_003, 3)] {
            controle::fixer_attendus(s, &m.gestionnaire, numero, Some(attendus))
                .await
                .unwrap();
        }
        for acteur in [&m.gestionnaire, &m.administrateur] {
            let mut lignes = Vec::new();
            for axe in AxeCouverture::TOUS {
                lignes.push(verifier_les_lignes(&m, acteur, axe).await.len());
            }
            // Two centres; five épreuves and the kind; three groups and what calls for none.
            assert_eq!(lignes, [2, 6, 4]);
        }
        // The filter says by which disciplines, and does not hold beyond its épreuves.
        let anglais = store::disciplines::toutes(store.lecture())
            .await
            .unwrap()
            .into_iter()
            .find(|d| d.libelle == "ANGLAIS")
            .unwrap();
        let choix = Some(ChoixEpreuves::Appellent(vec![anglais.id]));
        let filtre = FiltreMissions {
            epreuves: choix.clone(),
            ..FiltreMissions::default()
        };
        let page = missions::lister(s, &m.gestionnaire, &filtre).await.unwrap();
        assert_eq!(
            (page.total, page.disciplines),
            (1, vec!["ANGLAIS".to_owned()])
        );
        // It widens nobody's scope.
        assert_eq!(
            missions::lister(s, &m.chef, &filtre).await.unwrap().total,
            0
        );
        let filtre = FiltreSuivies {
            epreuves: choix,
            ..FiltreSuivies::default()
        };
        let page = suivies::lister(s, &m.gestionnaire, &filtre).await.unwrap();
        assert_eq!(page.appelees, ["ANGLAIS"]);
        let inconnue = FiltreMissions {
            epreuves: Some(ChoixEpreuves::Appellent(vec![DisciplineId(999_999)])),
            ..FiltreMissions::default()
        };
        let page = missions::lister(s, &m.gestionnaire, &inconnue)
            .await
            .unwrap();
        assert_eq!((page.total, page.total_sans_filtre), (0, 10));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rien_n_est_offert_a_un_centre_ferme() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let demande = DemandeIndisponibilite {
            intervenants: vec![m.anne],
            saisie: SaisieIndisponibilite {
                du: jour(1).to_string(),
                au: jour(5).to_string(),
                motif: "autre".into(),
                ..SaisieIndisponibilite::default()
            },
            cle: "cle-de-l-essai-absence".into(),
        };
        indisponibilites::creer(s, &m.chef, &demande).await.unwrap();
        // Head of two centres, one of which is closed.
        let mut deux = m.chef.clone();
        deux.attributions.push(Attribution {
            role: Role::ChefCentre,
            etablissement: Some(m.autre),
        });
        let a_convoquer = async |acteur: &Acteur| {
            let taches = accueil::lire(s, acteur).await.unwrap().taches;
            let compte = taches
                .iter()
                .find(|t| t.tache == Tache::Convoquer)
                .map_or(0, |t| t.nombre);
            let filtre = FiltreMissions {
                a_faire: Some(AFaire::Convoquer),
                ..FiltreMissions::default()
            };
            // The list to which the task leads has as many.
            let liste = missions::lister(s, acteur, &filtre).await.unwrap();
            assert_eq!(liste.total, compte, "{}", acteur.identifiant);
            compte
        };
        let touchee = async |acteur: &Acteur| {
            let filtre = FiltreIndisponibilites::default();
            let page = indisponibilites::lister(s, acteur, &filtre).await.unwrap();
            let t = &page.lignes[0].touchees[0];
            (t.convocation, t.remplacable, t.ferme)
        };
        let conflit = async |acteur: &Acteur| {
            let bilan = controle::controler(s, acteur, None, "").await.unwrap();
            (
                bilan.conflits[0].modifiable,
                bilan.incompletes[0].modifiable,
            )
        };
        // The INEC waits for its candidates: it cannot be convoked to by anybody.
        assert_eq!(a_convoquer(&m.chef).await, 2);
        assert_eq!(a_convoquer(&deux).await, 3);
        assert_eq!(touchee(&m.chef).await, (id, true, false));
        assert_eq!(conflit(&m.chef).await, (true, true));

        fermer(&m).await;
        assert_eq!(a_convoquer(&m.chef).await, 0);
        assert_eq!(a_convoquer(&deux).await, 1);
        assert_eq!(touchee(&m.chef).await, (id, false, true));
        assert_eq!(conflit(&m.chef).await, (false, false));
        let moi = accueil::lire(s, &m.chef).await.unwrap();
        assert!(moi.taches.iter().all(|t| !matches!(
            t.tache,
            Tache::Convoquer | Tache::Completer | Tache::Remplacer | Tache::Relancer
        )));
        // The gestionnaire is not held.
        assert_eq!(a_convoquer(&m.gestionnaire).await, 3);
        assert_eq!(touchee(&m.gestionnaire).await, (id, true, false));
        assert_eq!(conflit(&m.gestionnaire).await, (true, true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_adresse_et_son_envoi_se_font_ensemble_ou_pas_du_tout() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let lues = adresses::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(lues.ferme, None);
        fermer(&m).await;
        let fermee = adresses::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(fermee.ferme, Some(EtatOuverture::Ferme));
        assert_eq!(
            adresses::lire(s, &m.gestionnaire, id).await.unwrap().ferme,
            None
        );
        let nouvelles = Mels {
            professionnel: "anne.durand@ac-toulouse.fr".into(),
            personnel: String::new(),
        };
        let cle = Some("cle-de-l-essai-adresse");
        let refus = adresses::corriger(s, &m.chef, id, &lues.mels, &nouvelles, cle).await;
        assert_eq!(
            refus,
            Err(Erreur::ServiceConvocationFerme {
                etat: EtatOuverture::Ferme
            })
        );
        // As the sentence says: nothing was recorded, and nothing is said to have been.
        let apres = adresses::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(apres.mels, lues.mels);
        let dits = usecases::messages::lister(s, &m.chef).await.unwrap();
        assert!(
            dits.iter()
                .all(|d| !matches!(d.fait, Fait::AdresseCorrigee { .. }))
        );
        let tous = FiltreJournal::default();
        assert_eq!(journal::lister(s, &m.chef, &tous).await.unwrap().total, 0);
        // The address alone may be recorded; the gestionnaire sends it.
        adresses::corriger(s, &m.chef, id, &lues.mels, &nouvelles, None)
            .await
            .unwrap();
        adresses::corriger(s, &m.gestionnaire, id, &nouvelles, &nouvelles, cle)
            .await
            .unwrap();
        let page = journal::lister(s, &m.gestionnaire, &tous).await.unwrap();
        assert!(
            page.lignes
                .iter()
                .any(|l| l.adresse == nouvelles.professionnel)
        );
    })
    .await;
}
