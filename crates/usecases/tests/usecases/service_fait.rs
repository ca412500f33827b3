//! *Constat de service fait*, on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::service_fait as sf;

/// 2021-02-02T13:00:00Z: two in the afternoon in Toulouse, on the day of the convocations.
const LE_JOUR: Moment = Moment(1_612_270_800_000);
const UN_JOUR: i64 = 24 * 60 * 60;

/// The world on the day of the convocations, with people convoked to a mission.
async fn le_jour_meme(store: &store::Store, numero: i64, n: usize) -> (Monde, Vec<ConvocationId>) {
    let m = Monde::a(store, LE_JOUR, "http://localhost").await;
    let qui: Vec<IntervenantId> = [m.anne, m.luc]
        .into_iter()
        .chain(m.nombreux.iter().copied())
        .take(n)
        .collect();
    let ids = m.convoquer(&m.chef, numero, &qui).await;
    (m, ids)
}

async fn lignes(m: &Monde, acteur: &Acteur, numero: i64) -> Vec<LigneService> {
    ouvert(m, acteur, numero).await.lignes
}

/// A mission as its page has it, line by line: the list, which counts in SQL, has the same.
async fn ouvert(m: &Monde, acteur: &Acteur, numero: i64) -> ServiceOuvert {
    let o = sf::ouvrir(&m.services, acteur, numero, &FiltreService::default())
        .await
        .unwrap();
    let page = sf::lister(&m.services, acteur, &FiltreServices::default())
        .await
        .unwrap();
    let dite = page.missions.iter().find(|x| x.numero == numero);
    let completes = o.bilan.a_valider + o.bilan.valides;
    assert_eq!(
        dite.map_or((0, 0, 0, 0), |x| (
            x.a_venir,
            x.saisies,
            x.completes,
            x.valides
        )),
        (
            o.bilan.a_venir,
            o.bilan.a_completer + completes,
            completes,
            o.bilan.valides
        )
    );
    o
}

async fn ligne(m: &Monde, id: ConvocationId) -> LigneService {
    lignes(m, &m.gestionnaire, COEC)
        .await
        .into_iter()
        .find(|l| l.convocation == id)
        .unwrap()
}

/// The form of a line with something typed in it.
fn saisir(l: &LigneService, presence: &str, heures: &str, nombre: &str) -> SaisieService {
    SaisieService {
        presence: presence.into(),
        heures: heures.into(),
        nombre: nombre.into(),
        ..SaisieService::de(l)
    }
}

async fn enregistrer(m: &Monde, acteur: &Acteur, s: &[SaisieService]) -> Result<(), Erreur> {
    sf::enregistrer(&m.services, acteur, COEC, s, None).await
}

fn refus(resultat: Result<(), Erreur>) -> Vec<ServiceErreur> {
    match resultat {
        Err(Erreur::Service(erreurs)) => erreurs,
        autre => panic!("{autre:?}"),
    }
}

async fn valider(m: &Monde, acteur: &Acteur, numero: i64) -> Result<(), Erreur> {
    let cle = ouvert(m, acteur, numero).await.validation.cle;
    sf::valider(&m.services, acteur, numero, None, &cle).await
}

async fn dernier_fait(m: &Monde, acteur: &Acteur) -> Fait {
    usecases::messages::lister(&m.services, acteur)
        .await
        .unwrap()
        .remove(0)
        .fait
}

#[tokio::test(flavor = "multi_thread")]
async fn tout_le_monde_present_puis_les_exceptions_puis_la_validation() {
    sur_chaque_moteur(async |store| {
        let (m, ids) = le_jour_meme(&store, COEC, 4).await;
        let o = ouvert(&m, &m.secretaire, COEC).await;
        assert_eq!(
            (o.bilan.a_renseigner, o.constate, o.valide),
            (4, true, false)
        );
        assert!(
            o.proposes.contains(&"PETIT Luc (T3)".to_owned()),
            "{:?}",
            o.proposes
        );

        // One exception is typed, the others are noted by one action.
        let absente = SaisieService {
            motif: "sante".into(),
            ..saisir(&o.lignes[0], "absent", "", "")
        };
        sf::enregistrer(&m.services, &m.secretaire, COEC, &[absente], Some(None))
            .await
            .unwrap();
        assert_eq!(
            dernier_fait(&m, &m.secretaire).await,
            Fait::ServiceEnregistre {
                mission: COEC,
                lignes: 4,
                presents: 3
            }
        );
        let l = lignes(&m, &m.chef, COEC).await;
        assert_eq!(l[0].constat.presence, Some(Presence::Absent));
        // From nine to noon.
        assert!(l[1..].iter().all(|l| l.constat.minutes == 180));
        let o = ouvert(&m, &m.chef, COEC).await;
        // Copies are still to be counted: nothing of those is ready.
        assert_eq!((o.bilan.a_valider, o.bilan.a_completer), (1, 3));

        // Once more changes nothing.
        sf::enregistrer(&m.services, &m.chef, COEC, &[], Some(None))
            .await
            .unwrap();
        assert_eq!(
            dernier_fait(&m, &m.chef).await,
            Fait::ServiceEnregistre {
                mission: COEC,
                lignes: 0,
                presents: 0
            }
        );

        let remplace = SaisieService {
            remplacant: "martin léa".into(),
            remarque: "Venue de l’autre lycée".into(),
            ..saisir(&l[2], "remplace", "2,5", "12")
        };
        enregistrer(
            &m,
            &m.chef,
            &[saisir(&l[1], "present", "4h", "31"), remplace],
        )
        .await
        .unwrap();

        // The secretary enters and does not close; neither does the head of elsewhere.
        let cle = ouvert(&m, &m.secretaire, COEC).await.validation.cle;
        let essai = |acteur: Acteur, cle: String| {
            let m = m.clone();
            async move { sf::valider(&m.services, &acteur, COEC, None, &cle).await }
        };
        assert_eq!(
            essai(m.secretaire.clone(), cle.clone()).await,
            Err(Erreur::Interdit)
        );
        assert_eq!(
            essai(m.administrateur.clone(), cle.clone()).await,
            Err(Erreur::Interdit)
        );
        assert_eq!(
            essai(m.chef_autre.clone(), cle.clone()).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            essai(m.gestionnaire_autre.clone(), cle.clone()).await,
            Err(Erreur::Introuvable)
        );
        // What lacks something is left: a partial validation.
        essai(m.chef_centre.clone(), cle).await.unwrap();
        assert_eq!(
            dernier_fait(&m, &m.chef_centre).await,
            Fait::ServiceValide {
                mission: COEC,
                lignes: 3,
                restent: 1
            }
        );
        let o = ouvert(&m, &m.chef, COEC).await;
        assert_eq!((o.bilan.valides, o.bilan.a_completer), (3, 1));
        assert_eq!((o.bilan.minutes, o.bilan.nombre), (240 + 150 + 180, 43));
        let remplacant = o.lignes[2].constat.remplacant.clone().unwrap();
        assert_eq!((remplacant.id, &*remplacant.matricule), (m.lea, "T2"));
        assert_eq!(
            o.lignes[1].valide.as_ref().unwrap().par,
            "Compte chef.centre"
        );
        assert_eq!(
            sf::restant(&m.services, &m.chef).await.unwrap(),
            RestantService {
                missions: 1,
                lignes: 1,
                a_valider: 0
            }
        );
        let liste = async |etat| {
            let filtre = FiltreServices {
                etat: Some(etat),
                ..FiltreServices::default()
            };
            let page = sf::lister(&m.services, &m.chef, &filtre).await.unwrap();
            let dites: Vec<_> = page.missions.iter().map(|m| (m.numero, m.etat())).collect();
            dites
        };
        use EtatMissionService as E;
        assert_eq!(liste(E::ACompleter).await, [(COEC, E::ACompleter)]);
        assert_eq!(liste(E::Saisies).await, []);
        // Nothing is ready any more.
        assert_eq!(
            refus(valider(&m, &m.chef, COEC).await),
            [ServiceErreur::RienAValider]
        );
        let _ = ids;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ni_un_jour_a_venir_ni_une_convocation_supprimee() {
    sur_chaque_moteur(async |store| {
        let (m, ids) = le_jour_meme(&store, COEC, 2).await;
        let l = lignes(&m, &m.chef, COEC).await;
        let s = saisir(&l[0], "present", "3", "1");
        // The eve, at eleven in the evening in Toulouse: the day has not come.
        m.horloge.avancer(-15 * 60 * 60);
        let aujourd_hui = ouvert(&m, &m.chef, COEC).await.aujourd_hui;
        assert_eq!(aujourd_hui, jour(1));
        assert_eq!(
            refus(enregistrer(&m, &m.chef, core::slice::from_ref(&s)).await),
            [ServiceErreur::JourAVenir {
                nom: "DURAND Anne".into(),
                jour: jour(2)
            }]
        );
        // Nobody is noted as having come tomorrow.
        sf::enregistrer(&m.services, &m.chef, COEC, &[], Some(None))
            .await
            .unwrap();
        assert!(
            lignes(&m, &m.chef, COEC)
                .await
                .iter()
                .all(|l| l.version == 0)
        );
        assert_eq!(
            sf::restant(&m.services, &m.chef).await.unwrap(),
            RestantService::default()
        );

        // An hour and a quarter later it has.
        m.horloge.avancer(75 * 60);
        enregistrer(&m, &m.chef, core::slice::from_ref(&s))
            .await
            .unwrap();

        // Deleted, with what was entered for now; taken back, it is there again.
        let (avant, id) = (ligne(&m, ids[0]).await, ids[0]);
        usecases::convocations::supprimer(&m.services, &m.chef, id, 1)
            .await
            .unwrap();
        assert_eq!(lignes(&m, &m.chef, COEC).await.len(), 1);
        assert_eq!(
            refus(enregistrer(&m, &m.chef, &[saisir(&avant, "present", "2", "2")]).await),
            [ServiceErreur::ConvocationAnnulee {
                nom: "DURAND Anne".into()
            }]
        );
        usecases::convocations::retablir(&m.services, &m.chef, id)
            .await
            .unwrap();
        assert_eq!(ligne(&m, id).await.constat, avant.constat);

        // Of another mission, of nothing, of a day it has not.
        let autre = SaisieService {
            convocation: 987_654,
            presence: "absent".into(),
            ..s.clone()
        };
        assert_eq!(
            enregistrer(&m, &m.chef, &[autre]).await,
            Err(Erreur::Introuvable)
        );
        let [ailleurs] = m.convoquer(&m.chef, PRECE, &[m.nombreux[5]]).await[..] else {
            panic!()
        };
        let autre = SaisieService {
            convocation: ailleurs.0,
            presence: "absent".into(),
            ..s.clone()
        };
        assert_eq!(
            enregistrer(&m, &m.chef, &[autre]).await,
            Err(Erreur::Introuvable)
        );
        let autre = SaisieService {
            jour: "2021-02-03".into(),
            presence: "absent".into(),
            ..s.clone()
        };
        assert_eq!(
            refus(enregistrer(&m, &m.chef, &[autre]).await),
            [ServiceErreur::JourRetire {
                nom: "DURAND Anne".into(),
                jour: jour(3)
            }]
        );
        let illisible = SaisieService {
            jour: "hier".into(),
            presence: "absent".into(),
            ..s
        };
        assert_eq!(
            refus(enregistrer(&m, &m.chef, &[illisible]).await),
            [ServiceErreur::Illisible]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_personnes_saisissent_en_meme_temps() {
    sur_chaque_moteur(async |store| {
        let (m, _) = le_jour_meme(&store, COEC, 3).await;
        let lues = lignes(&m, &m.chef, COEC).await;
        // The secretary enters the first line; the head, whose page is older, the second: the
        // first one, which they left as it was, stays.
        enregistrer(&m, &m.secretaire, &[saisir(&lues[0], "present", "3", "10")])
            .await
            .unwrap();
        let du_chef = [SaisieService::de(&lues[0]), saisir(&lues[1], "present", "3", "20")];
        enregistrer(&m, &m.chef, &du_chef).await.unwrap();
        let l = lignes(&m, &m.chef, COEC).await;
        assert_eq!(
            l.iter().map(|l| l.constat.nombre).collect::<Vec<_>>(),
            [Some(10), Some(20), None]
        );

        // The same line, otherwise: nothing of the request is written, and who is told.
        let du_chef = [
            saisir(&lues[0], "present", "3", "11"),
            saisir(&lues[2], "present", "3", "30"),
        ];
        let erreurs = refus(enregistrer(&m, &m.chef, &du_chef).await);
        let [ServiceErreur::EntreTemps { nom, qui, .. }] = &erreurs[..] else {
            panic!("{erreurs:?}");
        };
        assert_eq!((&**nom, &*qui.par), ("DURAND Anne", "Compte secretaire"));
        assert_eq!(lignes(&m, &m.chef, COEC).await[2].constat, Constat::default());
        // The very same thing is no conflict.
        enregistrer(&m, &m.chef, &[saisir(&lues[0], "present", "3", "10")]).await.unwrap();

        // Emptied, then entered by an old page: that one is still told.
        let pleine = lignes(&m, &m.chef, COEC).await[0].clone();
        enregistrer(&m, &m.chef, &[saisir(&pleine, "", "", "")]).await.unwrap();
        assert_eq!(lignes(&m, &m.chef, COEC).await[0].constat, Constat::default());
        assert!(matches!(
            refus(enregistrer(&m, &m.secretaire, &[saisir(&pleine, "present", "1", "1")]).await)[..],
            [ServiceErreur::EntreTemps { .. }]
        ));

        // What was validated is no longer what was shown.
        let o = ouvert(&m, &m.chef, COEC).await;
        let l = &o.lignes[1];
        enregistrer(&m, &m.secretaire, &[saisir(l, "present", "3", "21")]).await.unwrap();
        let trop_tard = sf::valider(&m.services, &m.chef, COEC, None, &o.validation.cle).await;
        assert_eq!(refus(trop_tard), [ServiceErreur::ValidationChangee]);

        // Two at once: one closes, the other one finds it closed.
        let cle = ouvert(&m, &m.chef, COEC).await.validation.cle;
        let (a, b) = tokio::join!(
            sf::valider(&m.services, &m.chef, COEC, None, &cle),
            sf::valider(&m.services, &m.chef_centre, COEC, None, &cle),
        );
        let (faite, refusee) = if a.is_ok() { (a, b) } else { (b, a) };
        faite.unwrap();
        assert_eq!(refus(refusee), [ServiceErreur::RienAValider]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_est_valide_ne_change_plus_que_par_correction() {
    sur_chaque_moteur(async |store| {
        let (m, ids) = le_jour_meme(&store, COEC, 2).await;
        let l = lignes(&m, &m.chef, COEC).await;
        enregistrer(&m, &m.chef, &[saisir(&l[0], "present", "3", "10")])
            .await
            .unwrap();
        let prete = ligne(&m, ids[0]).await;
        // Not yet closed: nothing to correct.
        let corriger = async |acteur: &Acteur, s: &SaisieService, raison: &str| {
            sf::corriger(&m.services, acteur, COEC, s, raison).await
        };
        let autre = saisir(&prete, "present", "3", "12");
        assert_eq!(
            refus(corriger(&m.gestionnaire, &autre, "r").await),
            [ServiceErreur::PasValide]
        );
        valider(&m, &m.chef, COEC).await.unwrap();

        let close = ligne(&m, ids[0]).await;
        let autre = saisir(&close, "present", "3", "12");
        for acteur in [&m.chef, &m.gestionnaire] {
            assert_eq!(
                refus(enregistrer(&m, acteur, core::slice::from_ref(&autre)).await),
                [ServiceErreur::Verrouille {
                    nom: "DURAND Anne".into(),
                    jour: jour(2)
                }]
            );
        }
        assert_eq!(corriger(&m.chef, &autre, "r").await, Err(Erreur::Interdit));
        assert_eq!(
            corriger(&m.administrateur, &autre, "r").await,
            Err(Erreur::Interdit)
        );
        assert_eq!(
            corriger(&m.gestionnaire_autre, &autre, "r").await,
            Err(Erreur::Introuvable)
        );
        let g = &m.gestionnaire;
        assert_eq!(
            refus(corriger(g, &autre, "  ").await),
            [ServiceErreur::RaisonManquante]
        );
        let longue = "x".repeat(SERVICE_TEXTE_MAX + 1);
        assert_eq!(
            refus(corriger(g, &autre, &longue).await),
            [ServiceErreur::RaisonImpossible]
        );
        let vide = saisir(&close, "", "", "");
        assert!(matches!(
            refus(corriger(g, &vide, "r").await)[..],
            [ServiceErreur::Incomplet {
                manque: ManqueService::Presence,
                ..
            }]
        ));
        let sans_nombre = saisir(&close, "present", "3", "");
        assert!(matches!(
            refus(corriger(g, &sans_nombre, "r").await)[..],
            [ServiceErreur::Incomplet {
                manque: ManqueService::Nombre(Comptage::Copies),
                ..
            }]
        ));
        let meme = SaisieService::de(&close);
        assert_eq!(
            refus(corriger(g, &meme, "r").await),
            [ServiceErreur::RienACorriger]
        );
        let vieille = SaisieService {
            version: 1,
            ..autre.clone()
        };
        assert!(matches!(
            refus(corriger(g, &vieille, "r").await)[..],
            [ServiceErreur::EntreTemps { .. }]
        ));

        corriger(g, &autre, " Recompté dans SANTORIN. ")
            .await
            .unwrap();
        let corrigee = ligne(&m, ids[0]).await;
        assert_eq!(corrigee.constat.nombre, Some(12));
        let (qui, raison) = corrigee.correction.clone().unwrap();
        assert_eq!(
            (&*qui.par, &*raison),
            ("Compte gestionnaire", "Recompté dans SANTORIN.")
        );
        assert_eq!(
            corrigee.valide, close.valide,
            "elle reste validée par qui l’a validée"
        );
        // Who had closed it reads so.
        let fait = Fait::ServiceCorrige {
            mission: COEC,
            nom: "DURAND Anne".into(),
            jour: jour(2),
            raison: "Recompté dans SANTORIN.".into(),
        };
        assert_eq!(dernier_fait(&m, &m.chef).await, fait);
        assert_eq!(dernier_fait(&m, g).await, fait);

        let h = sf::historique(&m.services, &m.chef, COEC).await.unwrap();
        let genres: Vec<_> = h
            .evenements
            .iter()
            .map(|e| (e.genre, e.lignes.len()))
            .collect();
        assert_eq!(
            genres,
            [
                (GenreConstat::Correction, 1),
                (GenreConstat::Validation, 1),
                (GenreConstat::Saisie, 1)
            ]
        );
        let c = &h.evenements[0].lignes[0];
        assert_eq!((c.avant.nombre, c.apres.nombre), (Some(10), Some(12)));
        let refuse = sf::historique(&m.services, &m.administrateur, COEC).await;
        assert_eq!(refuse, Err(Erreur::Interdit));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_convocation_dont_le_service_est_valide_garde_ses_jours() {
    sur_chaque_moteur(async |store| {
        let (m, ids) = le_jour_meme(&store, COEC, 2).await;
        let modifier = async |creneaux: Vec<Creneau>, salle: &str| {
            let c = m
                .lignes(&m.chef, COEC)
                .await
                .into_iter()
                .find(|c| c.id == ids[0])
                .unwrap();
            let a = Affectation {
                creneaux,
                salle: salle.into(),
                ..c.affectation
            };
            usecases::convocations::modifier(&m.services, &m.chef, ids[0], c.version, a, "").await
        };
        // Entered for now: the days may change, and what was entered comes back with them.
        let l = lignes(&m, &m.chef, COEC).await;
        enregistrer(&m, &m.chef, &[saisir(&l[0], "present", "3", "10")])
            .await
            .unwrap();
        modifier(vec![creneau(3, 9, 12)], "205").await.unwrap();
        assert_eq!(ligne(&m, ids[0]).await.constat, Constat::default());
        modifier(vec![creneau(2, 9, 12), creneau(3, 9, 12)], "205")
            .await
            .unwrap();
        assert_eq!(ligne(&m, ids[0]).await.constat.nombre, Some(10));

        valider(&m, &m.chef, COEC).await.unwrap();
        let attendu = |jours: Vec<NaiveDate>| {
            Err(Erreur::Convocation(vec![
                ConvocationErreur::ServiceValide {
                    nom: "DURAND Anne".into(),
                    jours,
                },
            ]))
        };
        assert_eq!(
            modifier(vec![creneau(3, 9, 12)], "205").await,
            attendu(vec![jour(2)])
        );
        assert_eq!(
            modifier(vec![creneau(2, 8, 12), creneau(3, 9, 12)], "205").await,
            attendu(vec![jour(2)])
        );
        // The other day, and what is no day, may change.
        modifier(vec![creneau(2, 9, 12)], "206").await.unwrap();
        let version = m
            .lignes(&m.chef, COEC)
            .await
            .iter()
            .find(|c| c.id == ids[0])
            .unwrap()
            .version;
        let supprimer =
            usecases::convocations::supprimer(&m.services, &m.chef, ids[0], version).await;
        assert_eq!(supprimer, attendu(vec![jour(2)]));
        // A selection says so of that row alone.
        let version_2 = m
            .lignes(&m.chef, COEC)
            .await
            .iter()
            .find(|c| c.id == ids[1])
            .unwrap()
            .version;
        let lot = usecases::lots::ouvrir(
            &m.services,
            &m.chef,
            COEC,
            GenreLot::Supprimer,
            &[(ids[0], version), (ids[1], version_2)],
        )
        .await
        .unwrap();
        usecases::lots::supprimer(&m.services, &m.chef, COEC, lot, true)
            .await
            .unwrap();
        let restees: Vec<_> = m
            .lignes(&m.chef, COEC)
            .await
            .into_iter()
            .map(|c| c.id)
            .collect();
        assert_eq!(restees, [ids[0]]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn supprimer_et_valider_au_meme_instant() {
    sur_chaque_moteur(async |store| {
        let (m, ids) = le_jour_meme(&store, COEC, 1).await;
        let l = lignes(&m, &m.chef, COEC).await;
        enregistrer(&m, &m.chef, &[saisir(&l[0], "present", "3", "10")])
            .await
            .unwrap();
        let cle = ouvert(&m, &m.chef, COEC).await.validation.cle;
        let (validation, suppression) = tokio::join!(
            sf::valider(&m.services, &m.chef_centre, COEC, None, &cle),
            usecases::convocations::supprimer(&m.services, &m.chef, ids[0], 1),
        );
        // One of the two, never both.
        match (validation, suppression) {
            (Ok(()), Err(Erreur::Convocation(e))) => {
                assert!(matches!(e[..], [ConvocationErreur::ServiceValide { .. }]));
                assert_eq!(m.lignes(&m.chef, COEC).await.len(), 1);
            }
            (Err(Erreur::Service(e)), Ok(())) => {
                assert_eq!(e, [ServiceErreur::RienAValider]);
                assert!(m.lignes(&m.chef, COEC).await.is_empty());
            }
            autre => panic!("{autre:?}"),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_remplacant_se_trouve_par_son_nom_ou_son_matricule() {
    sur_chaque_moteur(async |store| {
        let (m, ids) = le_jour_meme(&store, COEC, 1).await;
        let essayer = async |saisi: &str| {
            let l = ligne(&m, ids[0]).await;
            let s = SaisieService {
                remplacant: saisi.into(),
                ..saisir(&l, "remplace", "3", "5")
            };
            enregistrer(&m, &m.chef, &[s]).await?;
            let qui = ligne(&m, ids[0]).await.constat.remplacant.unwrap();
            Ok::<_, Erreur>(qui.matricule)
        };
        for saisi in ["T2", "Léa Martin", "MARTIN Léa (T2)", "  martin   lea "] {
            assert_eq!(essayer(saisi).await.as_deref(), Ok("T2"), "{saisi}");
            // Another one in between, so that the next is a change.
            assert_eq!(essayer("N03").await.as_deref(), Ok("N03"));
        }
        let erreurs = |r: Result<String, Erreur>| match r {
            Err(Erreur::Service(e)) => e,
            autre => panic!("{autre:?}"),
        };
        for inconnu in ["Personne D’Ici", "MARTIN Léa (ZZ)", "B1", &"x".repeat(200), "a\u{202e}b"] {
            assert!(
                matches!(erreurs(essayer(inconnu).await)[..], [ServiceErreur::RemplacantInconnu { .. }]),
                "{inconnu}"
            );
        }
        let ambigu = erreurs(essayer("nombreux max").await);
        assert!(
            matches!(&ambigu[..], [ServiceErreur::RemplacantAmbigu { candidats, .. }] if candidats.len() == 5
                && candidats[0].starts_with("NOMBREUX 00 Max (N00)")),
            "{ambigu:?}"
        );
        assert_eq!(
            erreurs(essayer("T1").await),
            [ServiceErreur::RemplacantLuiMeme { nom: "DURAND Anne".into() }]
        );
        // Nobody named yet: kept for now, and not ready to be closed.
        let l = ligne(&m, ids[0]).await;
        let s = SaisieService { remplacant: String::new(), ..saisir(&l, "remplace", "3", "5") };
        enregistrer(&m, &m.chef, &[s]).await.unwrap();
        let o = ouvert(&m, &m.chef, COEC).await;
        assert_eq!((o.bilan.a_completer, o.validation.restent.len()), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_demesures_sont_refusees() {
    sur_chaque_moteur(async |store| {
        let (m, _) = le_jour_meme(&store, COEC, 1).await;
        let l = lignes(&m, &m.chef, COEC).await;
        let s = saisir(&l[0], "present", "3", "1");
        let trop = vec![s.clone(); SERVICE_LIGNES_MAX + 1];
        assert_eq!(
            refus(enregistrer(&m, &m.chef, &trop).await),
            [ServiceErreur::TropDeLignes]
        );
        for (heures, nombre) in [
            ("25", "1"),
            ("99999999999999", "1"),
            ("3", "99999999999"),
            ("3", "-1"),
        ] {
            let s = saisir(&l[0], "present", heures, nombre);
            assert!(matches!(
                refus(enregistrer(&m, &m.chef, &[s]).await)[..],
                [ServiceErreur::Duree { .. } | ServiceErreur::Nombre { .. }]
            ));
        }
        // Every wrong line is told at once, and nothing is written.
        let erreurs = refus(
            enregistrer(
                &m,
                &m.chef,
                &[
                    saisir(&l[0], "present", "x", ""),
                    saisir(&l[0], "y", "", ""),
                ],
            )
            .await,
        );
        assert_eq!(erreurs.len(), 2);
        assert_eq!(lignes(&m, &m.chef, COEC).await[0].version, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_liste_ce_qui_reste_et_qui_voit_quoi() {
    sur_chaque_moteur(async |store| {
        let (m, _) = le_jour_meme(&store, COEC, 2).await;
        m.convoquer(&m.gestionnaire, COEC_AUTRE, &[m.nombreux[7]])
            .await;
        m.convoquer(&m.chef, SSCAN, &[m.nombreux[8]]).await;
        let lister = async |acteur: &Acteur, filtre: FiltreServices| {
            sf::lister(&m.services, acteur, &filtre).await
        };
        let numeros = |p: PageServices| p.missions.iter().map(|m| m.numero).collect::<Vec<_>>();
        let d = FiltreServices::default;
        let page = lister(&m.chef, d()).await.unwrap();
        assert_eq!(
            (page.total, page.restant.lignes, page.restant.missions),
            (2, 3, 2)
        );
        assert_eq!(numeros(page), [COEC, SSCAN]);
        assert_eq!(
            numeros(lister(&m.chef_autre, d()).await.unwrap()),
            [COEC_AUTRE]
        );
        assert_eq!(lister(&m.gestionnaire, d()).await.unwrap().total, 3);
        assert_eq!(lister(&m.administrateur, d()).await.unwrap().total, 3);
        assert_eq!(lister(&m.gestionnaire_autre, d()).await.unwrap().total, 0);
        assert_eq!(lister(&m.intervenante, d()).await, Err(Erreur::Interdit));
        assert_eq!(
            sf::restant(&m.services, &m.intervenante).await.unwrap(),
            RestantService::default()
        );

        let restent = FiltreServices {
            tri: ColonneService::Restent,
            descendant: true,
            ..d()
        };
        assert_eq!(
            numeros(lister(&m.gestionnaire, restent).await.unwrap())[0],
            COEC
        );
        for tri in ColonneService::TOUTES {
            assert_eq!(
                lister(&m.chef, FiltreServices { tri, ..d() })
                    .await
                    .unwrap()
                    .total,
                2
            );
        }
        // Scanning counts nothing but hours.
        sf::enregistrer(&m.services, &m.chef, SSCAN, &[], Some(Some(jour(2))))
            .await
            .unwrap();
        let etat = |etat| FiltreServices {
            etat: Some(etat),
            ..d()
        };
        use EtatMissionService as E;
        assert_eq!(
            numeros(lister(&m.chef, etat(E::Saisies)).await.unwrap()),
            [SSCAN]
        );
        valider(&m, &m.chef, SSCAN).await.unwrap();
        assert_eq!(
            numeros(lister(&m.chef, etat(E::Attestees)).await.unwrap()),
            [SSCAN]
        );
        assert_eq!(
            numeros(lister(&m.chef, etat(E::AAttester)).await.unwrap()),
            [COEC]
        );
        assert_eq!(lister(&m.chef, etat(E::AVenir)).await.unwrap().total, 0);
        m.horloge.avancer(-UN_JOUR);
        assert_eq!(lister(&m.chef, etat(E::AVenir)).await.unwrap().total, 2);
        m.horloge.avancer(UN_JOUR);
        let mot = |mot: &str| FiltreServices {
            mot_cle: mot.into(),
            ..d()
        };
        assert_eq!(
            numeros(lister(&m.chef, mot("172278")).await.unwrap()),
            [COEC]
        );
        assert_eq!(lister(&m.chef, mot("zzz")).await.unwrap().total, 0);
        assert_eq!(
            lister(&m.chef, mot(&"x".repeat(600))).await.unwrap().total,
            0
        );
        let annee = FiltreServices {
            annee: Some(1999),
            ..d()
        };
        assert_eq!(lister(&m.chef, annee).await.unwrap().total, 0);

        // Who only consults reads no reason of absence.
        let l = lignes(&m, &m.chef, COEC).await;
        let s = SaisieService {
            motif: "sante".into(),
            remarque: "Appelée à 8 h".into(),
            ..saisir(&l[0], "absent", "", "")
        };
        enregistrer(&m, &m.chef, &[s]).await.unwrap();
        let o = ouvert(&m, &m.administrateur, COEC).await;
        assert_eq!((o.constate, o.valide, o.corrige), (false, false, false));
        let vue = &o.lignes[0].constat;
        assert_eq!(
            (vue.presence, vue.motif, &*vue.remarque),
            (Some(Presence::Absent), None, "")
        );
        // It is entered all the same: nothing is missing.
        assert_eq!((o.bilan.a_valider, o.bilan.a_completer), (1, 0));
        let refuse = sf::enregistrer(&m.services, &m.administrateur, COEC, &[], Some(None)).await;
        assert_eq!(refuse, Err(Erreur::Interdit));
        let filtre = FiltreService {
            restent: true,
            mot_cle: "petit".into(),
            ..FiltreService::default()
        };
        let o = sf::ouvrir(&m.services, &m.chef, COEC, &filtre)
            .await
            .unwrap();
        assert_eq!((o.total, &*o.lignes[0].nom), (1, "PETIT Luc"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_papiers_et_les_fichiers() {
    sur_chaque_moteur(async |store| {
        let (m, ids) = le_jour_meme(&store, COEC, 2).await;
        let l = lignes(&m, &m.chef, COEC).await;
        let remplacee = SaisieService {
            remplacant: "T2".into(),
            ..saisir(&l[0], "remplace", "2h30", "7")
        };
        let formule = SaisieService {
            motif: "justifiee".into(),
            remarque: "=1+1".into(),
            ..saisir(&l[1], "absent", "", "")
        };
        enregistrer(&m, &m.chef, &[remplacee, formule])
            .await
            .unwrap();
        let colonnes = ["mission", "par", "heures", "remarque"];
        let cellules = |s: &ServiceExporte| {
            [
                s.mission.to_string(),
                s.realise_par()
                    .map(|(m, _)| m.to_owned())
                    .unwrap_or_default(),
                duree_decimale(s.ligne.constat.minutes),
                s.ligne.constat.remarque.clone(),
            ]
        };
        let par_lots = async |acteur: &Acteur, lot: u32| {
            sf::exporter(
                &m.services,
                acteur,
                &FiltreServices::default(),
                lot,
                colonnes,
                cellules,
            )
            .await
        };
        let exporter = async |acteur: &Acteur| par_lots(acteur, sf::LOT).await;
        // Nothing leaves for payment before it is validated.
        assert_eq!(
            exporter(&m.chef).await.unwrap(),
            "\u{feff}mission;par;heures;remarque\r\n".as_bytes()
        );
        valider(&m, &m.chef, COEC).await.unwrap();
        let csv = String::from_utf8(exporter(&m.chef).await.unwrap()).unwrap();
        assert_eq!(
            csv,
            "\u{feff}mission;par;heures;remarque\r\n172278;T2;2,50;\r\n172278;;0,00;'=1+1\r\n"
        );
        // Read line by line, it is the same file: nothing is lost, nothing comes twice.
        for lot in 0..4 {
            assert_eq!(par_lots(&m.chef, lot).await.unwrap(), csv.as_bytes());
        }
        assert_eq!(
            exporter(&m.chef_autre).await.unwrap().len(),
            colonnes.join(";").len() + 5
        );
        for acteur in [&m.administrateur, &m.intervenante] {
            assert_eq!(exporter(acteur).await, Err(Erreur::Interdit));
        }
        let tous = FiltreServices::default();
        let liste = sf::exporter_liste(&m.services, &m.chef, &tous, ["n"], |x| {
            [x.numero.to_string()]
        });
        assert_eq!(liste.await.unwrap(), "\u{feff}n\r\n172278\r\n".as_bytes());

        let (nom, pdf) = sf::etat_de_la_mission(&m.services, &m.chef, COEC)
            .await
            .unwrap();
        assert_eq!(nom, "172278_service-fait.pdf");
        assert!(pdf.starts_with(b"%PDF-"));
        let refuse = sf::etat_de_la_mission(&m.services, &m.chef_autre, COEC).await;
        assert_eq!(refuse, Err(Erreur::Introuvable));
        // Of who was convoked, and of who came instead.
        for (qui, fichier) in [
            (m.anne, "service-fait_DURAND-Anne.pdf"),
            (m.lea, "service-fait_MARTIN-Lea.pdf"),
        ] {
            let (nom, pdf) = sf::etat_de_la_personne(&m.services, &m.chef, qui)
                .await
                .unwrap();
            assert_eq!(nom, fichier);
            assert!(pdf.starts_with(b"%PDF-"));
        }
        for (acteur, qui) in [
            (&m.chef, m.nombreux[20]),
            (&m.chef, m.zoe),
            (&m.chef_autre, m.anne),
            (&m.administrateur, m.anne),
            (&m.gestionnaire_autre, m.anne),
        ] {
            let refuse = sf::etat_de_la_personne(&m.services, acteur, qui).await;
            assert_eq!(refuse, Err(Erreur::Introuvable));
        }
        let _ = ids;
    })
    .await;
}
