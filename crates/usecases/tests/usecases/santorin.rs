//! Rights in SANTORIN, the changes that clients read and the webhooks, on each engine.

use crate::monde::*;
use async_trait::async_trait;
use domain::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use store::clients_api::{Client, Issue};
use store::essais::sur_chaque_moteur;
use store::{Moteur, Store};
use url::Url;
use usecases::convocations as uc;
use usecases::santorin::appels::{self, Facteur};
use usecases::santorin::clients::{self, Cree};
use usecases::santorin::flux::{self, DroitApi, PageDroits, RefusApi};
use usecases::santorin::{self, Reglage};
use usecases::{Limites, Services, tableur};

/// 2021-01-15T08:00:00Z, before the days of the missions.
const AVANT: Moment = Moment(1_610_697_600_000);
const UN_JOUR: i64 = 24 * 60 * 60;
const C: DroitSantorin = DroitSantorin::Correction;
const N: DroitSantorin = DroitSantorin::Numerisation;

async fn monde(store: &Store) -> Monde {
    Monde::a(store, AVANT, "http://localhost").await
}

/// The same services with other settings.
fn regler(s: &Services, reglage: Reglage) -> Arc<Services> {
    let limites = Limites {
        santorin: reglage,
        ..s.reglages.limites.clone()
    };
    avec_limites(s, limites)
}

fn saisie(nom: &str, portees: &[&str], webhook: &str) -> SaisieClient {
    SaisieClient {
        nom: nom.into(),
        portees: portees.iter().map(|p| (*p).to_owned()).collect(),
        expire: "2021-12-31".into(),
        webhook: webhook.into(),
    }
}

async fn creer(s: &Services, acteur: &Acteur, saisie: &SaisieClient) -> Cree {
    let cle = s.alea.jeton().unwrap();
    clients::creer(s, acteur, saisie, &cle).await.unwrap()
}

/// A client of the gestionnaire's académie that reads both lists.
async fn client(m: &Monde, acteur: &Acteur) -> Client {
    let s = &m.services;
    let cree = creer(
        s,
        acteur,
        &saisie("essai", &["correcteurs", "numerisation"], ""),
    )
    .await;
    flux::authentifier(s, Some(&cree.jeton), "192.0.2.1", C)
        .await
        .unwrap()
}

async fn page(s: &Services, c: &Client, droit: DroitSantorin, depuis: Option<&str>) -> PageDroits {
    flux::page(s, c, droit, depuis, None).await.unwrap()
}

/// What a real client keeps: the rights it knows, and where it is.
#[derive(Default)]
struct Lecteur {
    ouverts: BTreeMap<String, DroitApi>,
    curseur: Option<String>,
}

impl Lecteur {
    /// Reads what is new, to the end.
    async fn lire(&mut self, s: &Services, c: &Client, droit: DroitSantorin, limite: &str) {
        loop {
            let p = flux::page(s, c, droit, self.curseur.as_deref(), Some(limite))
                .await
                .unwrap();
            for d in p.droits {
                if d.etat == "ouvert" {
                    self.ouverts.insert(d.reference.clone(), d);
                } else {
                    self.ouverts.remove(&d.reference);
                }
            }
            self.curseur = Some(p.suivant);
            if !p.encore {
                return;
            }
        }
    }

    fn references(&self) -> Vec<String> {
        self.ouverts.keys().cloned().collect()
    }
}

/// What stands, read another way.
async fn debout(m: &Monde, numero: i64) -> Vec<String> {
    let mut r: Vec<String> = m
        .lignes(&m.chef, numero)
        .await
        .iter()
        .map(|l| format!("{numero}-{}", l.id))
        .collect();
    r.sort();
    r
}

// ------------------------------------------------------------- the right

#[tokio::test(flavor = "multi_thread")]
async fn un_droit_suit_la_vie_de_sa_convocation() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let c = client(&m, &m.gestionnaire).await;
        let droit = async || santorin::droit(s, &m.intervenante).await.unwrap();
        assert_eq!(droit().await, None);
        let vide = page(s, &c, C, None).await;
        assert_eq!((vide.droits.len(), vide.encore), (0, false));

        // Created.
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let jusqu_au = NaiveDate::from_ymd_opt(2021, 3, 4).unwrap();
        assert_eq!(
            droit().await,
            Some(DroitDeLIntervenant {
                adresse: String::new(),
                correction: Some(jusqu_au),
                numerisation: None,
            })
        );
        let p = page(s, &c, C, Some(&vide.suivant)).await;
        let d = &p.droits[0];
        assert_eq!(
            (p.droits.len(), &*d.reference, d.etat, d.motif),
            (1, &*format!("{COEC}-{id}"), "ouvert", None)
        );
        assert_eq!((d.qualite, d.jusqu_au), (Some("correcteur"), jusqu_au));
        assert_eq!(d.mission.epreuve.as_ref().unwrap().code, "C001C");
        let json = serde_json::to_value(d).unwrap();
        assert_eq!(
            json["personne"],
            serde_json::json!({
                "matricule": "T1", "nom": "DURAND", "prenom": "Anne",
                "mel": "anne@ac.example", "etablissement_uai": "0310038Y",
            })
        );
        assert!(!json.to_string().contains("maison"), "rien de privé");
        assert!(page(s, &c, C, Some(&p.suivant)).await.droits.is_empty());
        // Printing it, sending it, reading it change nothing of the right.
        usecases::lettres::pdf(s, &m.chef, id).await.unwrap();
        assert!(page(s, &c, C, Some(&p.suivant)).await.droits.is_empty());

        // Changed.
        let autre = Affectation {
            qualite: Some(Qualite::ReferentCorrection),
            ..affectation()
        };
        uc::modifier(s, &m.chef, id, 1, autre, "").await.unwrap();
        let p = page(s, &c, C, Some(&p.suivant)).await;
        assert_eq!(p.droits[0].qualite, Some("referent_correction"));

        // Cancelled: at once, and nothing of who they are remains.
        uc::supprimer(s, &m.chef, id, 2).await.unwrap();
        assert_eq!(droit().await, None);
        let p = page(s, &c, C, Some(&p.suivant)).await;
        let json = serde_json::to_value(&p.droits[0]).unwrap();
        assert_eq!(
            (&json["etat"], &json["motif"]),
            (&"retire".into(), &"annulee".into())
        );
        assert_eq!(json["personne"], serde_json::json!({ "matricule": "T1" }));

        // Taken back.
        uc::retablir(s, &m.chef, id).await.unwrap();
        assert!(droit().await.is_some());
        let p = page(s, &c, C, Some(&p.suivant)).await;
        assert_eq!((p.droits.len(), p.droits[0].etat), (1, "ouvert"));

        // Changed back and forth between two readings: said once, as it is.
        let qualite = |q| Affectation {
            qualite: Some(q),
            ..affectation()
        };
        for (version, q) in [(3, Qualite::Correcteur), (4, Qualite::ReferentCorrection)] {
            uc::modifier(s, &m.chef, id, version, qualite(q), "")
                .await
                .unwrap();
        }
        assert!(page(s, &c, C, Some(&p.suivant)).await.droits.is_empty());

        // To the last day of the delay, and no longer.
        m.horloge.avancer(48 * UN_JOUR);
        assert!(droit().await.is_some(), "le 4 mars");
        assert!(page(s, &c, C, Some(&p.suivant)).await.droits.is_empty());
        m.horloge.avancer(UN_JOUR);
        assert_eq!(droit().await, None, "le 5 mars");
        let fin = page(s, &c, C, Some(&p.suivant)).await;
        assert_eq!(fin.droits[0].motif, Some("expire"));
        assert!(page(s, &c, C, Some(&fin.suivant)).await.droits.is_empty());

        // A longer delay gives it back, to who had it and to who reads the list.
        let long = regler(
            s,
            Reglage {
                jours: 60,
                adresse: Some("https://santorin.example/".into()),
                ..Reglage::default()
            },
        );
        let rendu = santorin::droit(&long, &m.intervenante)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(rendu.correction, NaiveDate::from_ymd_opt(2021, 4, 3));
        assert_eq!(rendu.adresse, "https://santorin.example/");
        let p = page(&long, &c, C, Some(&fin.suivant)).await;
        assert_eq!(
            (p.droits[0].etat, p.droits[0].jusqu_au.to_string()),
            ("ouvert", "2021-04-03".into())
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_type_de_mission_a_sa_liste() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        m.ajouter_mission(400_001, TypeMission::Inec, m.bellevue)
            .await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        m.convoquer(&m.chef, SSCAN, &[m.luc]).await;
        m.convoquer(&m.chef, PRECE, &[m.nombreux[0]]).await;
        m.convoquer(&m.chef, 400_001, &[m.nombreux[1]]).await;
        let c = client(&m, &m.gestionnaire).await;
        let types = |p: PageDroits| -> Vec<&'static str> {
            p.droits.iter().map(|d| d.mission.type_mission).collect()
        };
        assert_eq!(types(page(s, &c, C, None).await), ["COEC", "PRECE"]);
        let scan = page(s, &c, N, None).await;
        assert_eq!(scan.droits[0].qualite, None);
        assert_eq!(types(scan), ["SSCAN"]);

        let resume = santorin::resume(s, &m.gestionnaire, FiltreSantorin::default())
            .await
            .unwrap();
        assert_eq!(
            (
                resume.correcteurs,
                resume.numerisation,
                resume.numerisation_sans_mel
            ),
            (2, 1, 1)
        );
        assert_eq!(resume.annees, [2021]);
        let ailleurs = FiltreSantorin { annee: Some(2022) };
        let rien = santorin::resume(s, &m.gestionnaire, ailleurs)
            .await
            .unwrap();
        assert_eq!((rien.correcteurs, rien.annees), (0, vec![2021]));

        for acteur in [&m.chef, &m.administrateur, &m.intervenante] {
            let refus = santorin::resume(s, acteur, FiltreSantorin::default()).await;
            assert_eq!(refus, Err(Erreur::Interdit), "{}", acteur.identifiant);
        }
        let autre = santorin::resume(s, &m.gestionnaire_autre, FiltreSantorin::default()).await;
        assert_eq!(autre.unwrap().correcteurs, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_fichier_est_sur() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let tx = store.ecriture().await.unwrap();
        let piege = store::intervenants::NouvelIntervenant {
            nom: "=HYPERLINK(1)".into(),
            ..quelqu_un(m.bellevue)
        };
        store::intervenants::importer_lot(&tx, m.chef.academie, &[piege])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let ids = store::intervenants::ids_par_matricule(store.lecture(), m.chef.academie)
            .await
            .unwrap();
        m.convoquer(&m.chef, COEC, &[m.anne, ids["X"]]).await;
        let tous = FiltreSantorin::default();
        let mut export = santorin::Export::ouvrir(s, &m.gestionnaire, C, tous)
            .await
            .unwrap();
        let mut fichier = tableur::entete(["nom", "fin"]).unwrap();
        loop {
            let lignes = export.suite(s).await.unwrap();
            if lignes.is_empty() {
                break;
            }
            let cellules = lignes.iter().map(|(c, j)| [c.nom.clone(), j.to_string()]);
            fichier.extend(tableur::rangees(cellules).unwrap());
        }
        assert_eq!(
            String::from_utf8(fichier).unwrap(),
            "\u{feff}nom;fin\r\nDURAND;2021-03-04\r\n'=HYPERLINK(1);2021-03-04\r\n"
        );
        let refus = santorin::Export::ouvrir(s, &m.chef, C, tous).await;
        assert_eq!(refus.unwrap_err(), Erreur::Interdit);
    })
    .await;
}

// ------------------------------------------------------------ the changes

#[tokio::test(flavor = "multi_thread")]
async fn ce_qu_un_import_change_se_lit_aussi() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let c = client(&m, &m.gestionnaire).await;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let p = page(s, &c, C, None).await;

        let tx = store.ecriture().await.unwrap();
        let mariee = store::intervenants::NouvelIntervenant {
            matricule: "T1".into(),
            nom: "DURAND-MARTIN".into(),
            prenom: "Anne".into(),
            mel_professionnel: "anne@ac.example".into(),
            ..quelqu_un(m.bellevue)
        };
        store::intervenants::importer_lot(&tx, m.chef.academie, &[mariee])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let p = page(s, &c, C, Some(&p.suivant)).await;
        assert_eq!(p.droits[0].personne.nom.as_deref(), Some("DURAND-MARTIN"));

        // The mission becomes one of scanning: the right to mark goes, the other comes.
        let tx = store.ecriture().await.unwrap();
        let sql = format!("UPDATE mission SET type = 'SSCAN' WHERE numero = {COEC}");
        store::ConnectionTrait::execute_unprepared(&tx, &sql)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let p = page(s, &c, C, Some(&p.suivant)).await;
        assert_eq!(p.droits[0].motif, Some("sans_droit"));
        let scan = page(s, &c, N, None).await;
        assert_eq!(scan.droits[0].reference, format!("{COEC}-{id}"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_curseur_ne_saute_rien_et_se_refuse_ailleurs() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let c = client(&m, &m.gestionnaire).await;
        let ids = m.convoquer(&m.chef, COEC, &m.nombreux).await;
        let lire = async |depuis: Option<String>, limite: &str| {
            flux::page(s, &c, C, depuis.as_deref(), Some(limite)).await
        };
        let un = lire(None, "10").await.unwrap();
        assert_eq!((un.droits.len(), un.encore), (10, true));
        // What was read already, and what was not yet, change between two pages.
        uc::supprimer(s, &m.chef, ids[0], 1).await.unwrap();
        uc::supprimer(s, &m.chef, ids[23], 1).await.unwrap();
        let deux = lire(Some(un.suivant.clone()), "10").await.unwrap();
        let trois = lire(Some(deux.suivant.clone()), "10").await.unwrap();
        assert!(!trois.encore);
        let mut lecteur = Lecteur::default();
        lecteur.lire(s, &c, C, "7").await;
        assert_eq!(lecteur.references(), debout(&m, COEC).await);
        let retires = trois.droits.iter().filter(|d| d.etat == "retire").count();
        assert_eq!(retires, 2);
        assert_eq!(un.droits.len() + deux.droits.len() + trois.droits.len(), 25);

        let refus = async |depuis: &str| lire(Some(depuis.to_owned()), "10").await.unwrap_err();
        let parametre = |nom: &str| RefusApi::Parametre(nom.into());
        assert_eq!(refus("n’importe quoi").await, parametre("depuis"));
        assert_eq!(refus("000000000000-1").await, RefusApi::CurseurPerime);
        let (epoque, _) = un.suivant.split_once('-').unwrap();
        assert_eq!(
            refus(&format!("{epoque}-999")).await,
            RefusApi::CurseurPerime
        );
        for limite in ["0", "1001", "", "-1", "+1", "dix"] {
            assert_eq!(
                lire(None, limite).await.unwrap_err(),
                parametre("limite"),
                "{limite}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chacun_lit_son_academie() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let [ici] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.convoquer(&m.gestionnaire_autre, COEC_BORDEAUX, &[m.zoe])
            .await;
        let toulouse = client(&m, &m.gestionnaire).await;
        let bordeaux = client(&m, &m.gestionnaire_autre).await;
        let noms = |p: PageDroits| -> Vec<String> {
            p.droits
                .iter()
                .filter_map(|d| d.personne.nom.clone())
                .collect()
        };
        assert_eq!(noms(page(s, &toulouse, C, None).await), ["DURAND"]);
        assert_eq!(noms(page(s, &bordeaux, C, None).await), ["LOIN"]);
        let reference = format!("{COEC}-{ici}");
        assert!(flux::un(s, &toulouse, C, &reference).await.is_ok());
        for (c, droit, reference) in [
            (&bordeaux, C, &*reference),
            (&toulouse, N, &reference),
            (&toulouse, C, &format!("1-{ici}")),
            (&toulouse, C, "172278"),
        ] {
            let refus = flux::un(s, c, droit, reference).await;
            assert_eq!(refus, Err(RefusApi::Introuvable), "{reference}");
        }
    })
    .await;
}

/// One transaction begins first and ends last: its mark has a smaller key than one that a
/// reader has seen already. Its right comes all the same.
#[tokio::test(flavor = "multi_thread")]
async fn une_ecriture_commencee_avant_et_finie_apres_n_est_pas_perdue() {
    sur_chaque_moteur(async |store| {
        if store.moteur() != Moteur::Postgres {
            // One writer at a time: nothing of the kind can happen.
            return;
        }
        let m = monde(&store).await;
        let s = &m.services;
        let c = client(&m, &m.gestionnaire).await;
        let mission = m.ouvrir(&m.chef, COEC).await.mission;
        let ecrire = async |tx: &store::Ecriture, qui| {
            store::convocations::creer_lot(
                tx,
                mission.ligne.id,
                &[qui],
                &affectation(),
                Autorite::Centre,
                m.chef.compte,
                s.maintenant(),
            )
            .await
            .unwrap();
        };
        let premiere = store.ecriture().await.unwrap();
        ecrire(&premiere, m.anne).await;
        let seconde = store.ecriture().await.unwrap();
        ecrire(&seconde, m.luc).await;
        seconde.valider().await.unwrap();
        let mut lecteur = Lecteur::default();
        lecteur.lire(s, &c, C, "10").await;
        assert_eq!(lecteur.ouverts.len(), 1);
        premiere.valider().await.unwrap();
        lecteur.lire(s, &c, C, "10").await;
        assert_eq!(lecteur.ouverts.len(), 2);
    })
    .await;
}

/// Several write, two publish besides, and one reads by small pages: in the end it knows what
/// stands, whatever the order in which all that ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn qui_lit_pendant_que_d_autres_ecrivent_ne_perd_rien() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let c = client(&m, &m.gestionnaire).await;
        let fini = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mut ecrivains = tokio::task::JoinSet::new();
        for quart in m.nombreux.chunks(6) {
            let (m, quart) = (m.clone(), quart.to_vec());
            ecrivains.spawn(async move {
                let s = &m.services;
                for (n, qui) in quart.into_iter().enumerate() {
                    let [id] = m.convoquer(&m.chef, COEC, &[qui]).await[..] else {
                        panic!()
                    };
                    let autre = Affectation {
                        qualite: Some(Qualite::CorrecteurSuppleant),
                        ..affectation()
                    };
                    uc::modifier(s, &m.chef, id, 1, autre, "").await.unwrap();
                    if n % 2 == 0 {
                        uc::supprimer(s, &m.chef, id, 2).await.unwrap();
                    }
                    if n % 4 == 0 {
                        uc::retablir(s, &m.chef, id).await.unwrap();
                    }
                }
            });
        }
        let mut annexes = tokio::task::JoinSet::new();
        for _ in 0..2 {
            let (s, fini) = (s.clone(), fini.clone());
            annexes.spawn(async move {
                while !fini.load(std::sync::atomic::Ordering::Relaxed) {
                    flux::publier(&s, 1).await.unwrap();
                    tokio::task::yield_now().await;
                }
            });
        }
        let mut lecteur = Lecteur::default();
        while !ecrivains.is_empty() {
            lecteur.lire(s, &c, C, "3").await;
            while let Some(fin) = ecrivains.try_join_next() {
                fin.unwrap();
            }
        }
        fini.store(true, std::sync::atomic::Ordering::Relaxed);
        while let Some(fin) = annexes.join_next().await {
            fin.unwrap();
        }
        lecteur.lire(s, &c, C, "3").await;
        let attendu = debout(&m, COEC).await;
        assert_eq!(attendu.len(), 20);
        assert_eq!(lecteur.references(), attendu);
        assert!(
            lecteur
                .ouverts
                .values()
                .all(|d| d.qualite == Some("correcteur_suppleant"))
        );
        let mut neuf = Lecteur::default();
        neuf.lire(s, &c, C, "1000").await;
        assert_eq!(neuf.ouverts, lecteur.ouverts);
    })
    .await;
}

// ------------------------------------------------------------ the clients

/// Renews a token by a form of this key.
async fn renouveler_par(
    m: &Monde,
    acteur: &Acteur,
    id: ClientApiId,
    vu: &str,
    jours: &str,
    cle: &str,
) -> Result<clients::Renouvele, Erreur> {
    let demande = clients::DemandeRenouvellement {
        vu,
        expire: "2021-12-31",
        recouvrement: jours,
        cle,
    };
    clients::renouveler(&m.services, acteur, id, demande).await
}

#[tokio::test(flavor = "multi_thread")]
async fn la_vie_d_un_jeton() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let entrer = async |jeton: Option<&str>, droit| {
            flux::authentifier(s, jeton, "192.0.2.1", droit)
                .await
                .map(|c| c.nom)
        };
        let bonne = saisie("SANTORIN", &["correcteurs"], "");
        let cree = creer(s, &m.gestionnaire, &bonne).await;
        assert!(cree.jeton.starts_with("imgn_") && cree.jeton.len() == 5 + 64);
        assert_eq!(cree.secret, None);
        let jeton = Some(&*cree.jeton);
        assert_eq!(entrer(jeton, C).await, Ok("SANTORIN".into()));
        assert_eq!(entrer(jeton, N).await, Err(RefusApi::Portee));
        assert_eq!(entrer(None, C).await, Err(RefusApi::JetonAbsent));
        assert_eq!(entrer(Some("imgn_0"), C).await, Err(RefusApi::JetonRefuse));

        // Nothing of the token is kept but its digest.
        let connus = store::clients_api::lister(store.lecture(), m.chef.academie)
            .await
            .unwrap();
        assert!(cree.jeton.starts_with(&connus[0].indice) && connus[0].indice.len() == 11);
        let traces = store::piste::de_l_objet(store.lecture(), "client_api", cree.id.0, 5)
            .await
            .unwrap();
        assert!(traces.iter().all(|(t, _)| !t.details.contains(&cree.jeton)));
        assert_eq!(traces[0].0.action, "client_api.creer");

        // Once, by whoever may, in their académie.
        let cle = "cle-de-deux-fois-la-meme";
        let autre = saisie("Autre", &["numerisation"], "");
        assert!(
            clients::creer(s, &m.administrateur, &autre, cle)
                .await
                .is_ok()
        );
        let autre_2 = saisie("Autre 2", &["numerisation"], "");
        let encore = clients::creer(s, &m.administrateur, &autre_2, cle).await;
        assert_eq!(
            encore.unwrap_err(),
            Erreur::Santorin(SantorinErreur::DejaCree)
        );
        let refus = async |acteur: &Acteur, saisie: &SaisieClient| {
            let cle = s.alea.jeton().unwrap();
            clients::creer(s, acteur, saisie, &cle).await.unwrap_err()
        };
        for acteur in [&m.chef, &m.chef_centre, &m.intervenante] {
            assert_eq!(refus(acteur, &bonne).await, Erreur::Interdit);
            assert_eq!(clients::page(s, acteur).await, Err(Erreur::Interdit));
            assert_eq!(
                clients::revoquer(s, acteur, cree.id).await,
                Err(Erreur::Interdit)
            );
        }
        assert_eq!(
            refus(&m.gestionnaire, &bonne).await,
            ClientErreur::NomPris.into()
        );
        let prive = saisie("Privé", &["correcteurs"], "https://127.0.0.1/");
        assert_eq!(
            refus(&m.gestionnaire, &prive).await,
            ClientErreur::Webhook(WebhookErreur::Privee).into()
        );
        let revoque = clients::revoquer(s, &m.gestionnaire_autre, cree.id).await;
        assert_eq!(revoque, Err(Erreur::Introuvable));

        // Renewed: both tokens serve, each to its own last day, then the new one alone.
        let premier = cree.jeton.as_str();
        let indice = connus[0].indice.as_str();
        let renouveler = async |acteur: &Acteur, vu: &str, jours: &str| {
            let cle = s.alea.jeton().unwrap();
            renouveler_par(&m, acteur, cree.id, vu, jours, &cle).await
        };
        assert_eq!(
            renouveler(&m.chef, indice, "7").await,
            Err(Erreur::Interdit)
        );
        assert_eq!(
            renouveler(&m.gestionnaire_autre, indice, "7").await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            renouveler(&m.gestionnaire, indice, "31").await,
            Err(Erreur::Santorin(SantorinErreur::Change(
                ClientErreur::RecouvrementInvalide
            )))
        );
        let sans_cle = renouveler_par(&m, &m.gestionnaire, cree.id, indice, "7", "").await;
        assert_eq!(sans_cle, Err(Erreur::RequeteInvalide));
        // Two clicks, then the same form sent again: one token, given each time.
        let formulaire = "cle-du-formulaire-du-jeton";
        let clic = |jours| renouveler_par(&m, &m.gestionnaire, cree.id, indice, jours, formulaire);
        let (un, deux) = tokio::join!(clic("7"), clic("7"));
        let neuf = un.unwrap();
        assert_eq!(deux, Ok(neuf.clone()));
        assert_eq!(clic("7").await, Ok(neuf.clone()));
        assert!(neuf.ancien_jusquau.is_some());
        assert!(entrer(Some(premier), C).await.is_ok());
        assert!(entrer(Some(&neuf.jeton), C).await.is_ok());
        assert_eq!(
            renouveler(&m.gestionnaire, indice, "7").await,
            Err(Erreur::Santorin(SantorinErreur::JetonChange))
        );
        // Another form, changed or somebody else's, is not given it.
        assert_eq!(
            clic("8").await,
            Err(Erreur::Santorin(SantorinErreur::JetonChange))
        );
        assert_eq!(
            renouveler_par(&m, &m.administrateur, cree.id, indice, "7", formulaire).await,
            Err(Erreur::Santorin(SantorinErreur::JetonChange))
        );
        let vu = clients::page(s, &m.gestionnaire).await.unwrap().clients;
        let vu = vu.iter().find(|c| c.id == cree.id).unwrap();
        assert_eq!(vu.ancien_jusquau, neuf.ancien_jusquau);
        let neuf_aussitot = renouveler(&m.gestionnaire, &vu.indice, "0").await.unwrap();
        for ancien in [premier, &neuf.jeton] {
            assert_eq!(entrer(Some(ancien), C).await, Err(RefusApi::JetonRefuse));
        }
        assert!(entrer(Some(&neuf_aussitot.jeton), C).await.is_ok());
        assert_eq!(
            clic("7").await,
            Err(Erreur::Santorin(SantorinErreur::JetonChange)),
            "celui qu’il avait donné ne sert plus"
        );
        // Where it is called: its key is shown when there was none, and kept afterwards.
        let appeler = async |acteur: &Acteur, ou: &str| {
            clients::changer_adresse(s, acteur, cree.id, ou).await
        };
        assert_eq!(
            appeler(&m.chef, "https://santorin.example/").await,
            Err(Erreur::Interdit)
        );
        appeler(&m.gestionnaire, "").await.unwrap();
        let cle = appeler(&m.gestionnaire, "https://santorin.example/a").await;
        assert!(cle.unwrap().is_some());
        assert_eq!(
            appeler(&m.gestionnaire, "https://santorin.example/b").await,
            Ok(None)
        );
        assert_eq!(
            appeler(&m.gestionnaire, "https://127.0.0.1/").await,
            Err(Erreur::Santorin(SantorinErreur::Change(
                ClientErreur::Webhook(WebhookErreur::Privee)
            )))
        );
        let jeton = Some(neuf_aussitot.jeton.as_str());

        // Revoked at once, and once; the name can then be taken again.
        clients::revoquer(s, &m.administrateur, cree.id)
            .await
            .unwrap();
        clients::revoquer(s, &m.administrateur, cree.id)
            .await
            .unwrap();
        assert_eq!(entrer(jeton, C).await, Err(RefusApi::JetonRefuse));
        let second = creer(s, &m.gestionnaire, &bonne).await;
        let liste = clients::page(s, &m.gestionnaire).await.unwrap().clients;
        let etats: Vec<_> = liste.iter().map(|c| (&*c.nom, c.etat)).collect();
        assert_eq!(
            etats,
            [
                ("SANTORIN", EtatClient::EnUsage),
                ("Autre", EtatClient::EnUsage),
                ("SANTORIN", EtatClient::Revoque),
            ]
        );

        // To its last day.
        m.horloge.avancer(350 * UN_JOUR);
        assert!(
            entrer(Some(&second.jeton), C).await.is_ok(),
            "le 31 décembre"
        );
        m.horloge.avancer(UN_JOUR);
        assert_eq!(
            entrer(Some(&second.jeton), C).await,
            Err(RefusApi::JetonExpire)
        );
    })
    .await;
}

/// The trail tells where a client's webhook goes, and nothing of what may be secret in its
/// address; whoever keeps the client from the command line is noted the same.
#[tokio::test(flavor = "multi_thread")]
async fn la_piste_dit_l_origine_d_un_webhook_seule() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        for (nom, webhook, origine) in [
            (
                "Avec un secret",
                "https://santorin.example/appels/s3cret?cle=s3cret",
                Some("https://santorin.example"),
            ),
            (
                "Sur un port",
                "https://santorin.example:8443/imagin",
                Some("https://santorin.example:8443"),
            ),
            ("Sans", "", None),
        ] {
            let cree = creer(s, &m.gestionnaire, &saisie(nom, &["correcteurs"], webhook)).await;
            let traces = store::piste::de_l_objet(store.lecture(), "client_api", cree.id.0, 5)
                .await
                .unwrap();
            let [(trace, auteur)] = &traces[..] else {
                panic!("{traces:?}")
            };
            assert_eq!(
                (trace.action.as_str(), trace.compte),
                ("client_api.creer", Some(m.gestionnaire.compte))
            );
            assert_eq!(*auteur, m.gestionnaire.nom);
            let details: serde_json::Value = serde_json::from_str(&trace.details).unwrap();
            assert_eq!(details["nom"], nom);
            assert_eq!(details["webhook"], serde_json::json!(origine));
            assert!(!trace.details.contains("s3cret"), "{}", trace.details);
            if let Some(secret) = &cree.secret {
                assert!(!trace.details.contains(secret), "{}", trace.details);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_appels_sont_comptes() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = regler(
            &m.services,
            Reglage {
                appels_minute: 3,
                ..Reglage::default()
            },
        );
        let cree = creer(&s, &m.gestionnaire, &saisie("a", &["correcteurs"], "")).await;
        let autre = creer(&s, &m.gestionnaire, &saisie("b", &["correcteurs"], "")).await;
        let entrer = async |jeton: &str| {
            flux::authentifier(&s, Some(jeton), "192.0.2.1", C)
                .await
                .map(|_| ())
        };
        for _ in 0..3 {
            entrer(&cree.jeton).await.unwrap();
        }
        let Err(RefusApi::TropDAppels { attendre }) = entrer(&cree.jeton).await else {
            panic!()
        };
        assert!((1..=60).contains(&attendre));
        assert!(entrer(&autre.jeton).await.is_ok(), "chacun pour soi");
        m.horloge.avancer(attendre);
        assert!(entrer(&cree.jeton).await.is_ok());
        for _ in 0..3 {
            assert_eq!(entrer("imgn_faux").await, Err(RefusApi::JetonRefuse));
        }
        assert!(matches!(
            entrer("imgn_faux").await,
            Err(RefusApi::TropDAppels { .. })
        ));
    })
    .await;
}

// ----------------------------------------------------------- the webhooks

/// An address, more headers and a body.
type Recu = (String, Vec<(&'static str, String)>, String);

/// Answers as it is told, and remembers what it was given.
#[derive(Default)]
struct FauxFacteur {
    reponses: Mutex<Vec<Result<(), EchecAppel>>>,
    recus: Mutex<Vec<Recu>>,
}

#[async_trait]
impl Facteur for FauxFacteur {
    async fn poster(
        &self,
        url: &Url,
        entetes: &[(&'static str, String)],
        corps: String,
    ) -> Result<(), EchecAppel> {
        let recu = (url.to_string(), entetes.to_vec(), corps);
        self.recus.lock().unwrap().push(recu);
        self.reponses.lock().unwrap().pop().unwrap_or(Ok(()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn un_changement_se_dit_et_se_redit() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &regler(
            &m.services,
            Reglage {
                webhook_essais: 3,
                ..Reglage::default()
            },
        );
        let faux = Arc::new(FauxFacteur::default());
        let facteur: Arc<dyn Facteur> = faux.clone();
        let tour = async || appels::tour(s, &facteur, "essai").await.unwrap();
        let url = "https://santorin.example/imagin";
        let cree = creer(s, &m.gestionnaire, &saisie("a", &["correcteurs"], url)).await;
        creer(s, &m.gestionnaire, &saisie("scan", &["numerisation"], url)).await;
        creer(
            s,
            &m.gestionnaire_autre,
            &saisie("bordeaux", &["correcteurs"], url),
        )
        .await;
        assert_eq!(tour().await, 0, "rien n’a changé");

        // Two changes, one call, to whom they concern alone.
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        m.convoquer(&m.chef, COEC, &[m.luc]).await;
        assert_eq!(tour().await, 1);
        assert_eq!(tour().await, 0);
        let (vers, entetes, corps) = faux.recus.lock().unwrap().pop().unwrap();
        assert_eq!(vers, url);
        let lu: serde_json::Value = serde_json::from_str(&corps).unwrap();
        assert_eq!(lu["type"], "droits_changes");
        assert!(!corps.contains("DURAND"), "rien de personnel : {corps}");
        let signature = appels::signer(&cree.secret.clone().unwrap(), s.maintenant(), &corps);
        let dite = entetes
            .iter()
            .find(|(n, _)| *n == appels::ENTETE_SIGNATURE)
            .unwrap();
        assert_eq!(Ok(dite.1.clone()), signature);

        // Received, it is kept for a month and goes.
        let recus = async || {
            let genre = [GenreConserve::Appels];
            usecases::conservation::examiner(s, &genre)
                .await
                .unwrap()
                .iter()
                .map(|d| d.nombre)
                .sum::<u64>()
        };
        m.horloge.avancer(30 * UN_JOUR);
        assert_eq!(recus().await, 0);
        m.horloge.avancer(60);
        assert_eq!(recus().await, 1);
        usecases::conservation::purger(s, &[GenreConserve::Appels])
            .await
            .unwrap();
        assert_eq!(recus().await, 0);
        m.horloge.avancer(-30 * UN_JOUR - 60);

        // Refused: later, then later still, then never.
        let echec = EchecAppel::Statut { statut: 503 };
        *faux.reponses.lock().unwrap() = vec![Err(echec); 3];
        m.convoquer(&m.chef, COEC, &[m.nombreux[0]]).await;
        assert_eq!(tour().await, 1);
        assert_eq!(tour().await, 0, "pas tout de suite");
        // What changes meanwhile goes with it.
        m.convoquer(&m.chef, COEC, &[m.nombreux[4]]).await;
        assert_eq!(tour().await, 0, "le même appel");
        m.horloge.avancer(60);
        assert_eq!(tour().await, 1);
        m.horloge.avancer(60);
        assert_eq!(tour().await, 0, "plus tard encore");
        m.horloge.avancer(240);
        assert_eq!(tour().await, 1);
        m.horloge.avancer(UN_JOUR);
        assert_eq!(tour().await, 0, "abandonné");
        let perdues = async |acteur| clients::page(s, acteur).await.unwrap().perdues;
        let perdue = perdues(&m.gestionnaire).await.pop().unwrap();
        assert_eq!(
            (&*perdue.client, perdue.essais, perdue.raison),
            ("a", 3, echec)
        );
        assert!(perdues(&m.gestionnaire_autre).await.is_empty());

        // Sent again on demand, within one's académie.
        let ailleurs = clients::renvoyer(s, &m.gestionnaire_autre, perdue.id).await;
        assert_eq!(ailleurs, Err(Erreur::Introuvable));
        assert_eq!(
            clients::renvoyer(s, &m.chef, perdue.id).await,
            Err(Erreur::Interdit)
        );
        // Given up, it is kept to be sent again, however old it is.
        m.horloge.avancer(40 * UN_JOUR);
        assert_eq!(recus().await, 0);
        m.horloge.avancer(-40 * UN_JOUR);
        clients::renvoyer(s, &m.gestionnaire, perdue.id)
            .await
            .unwrap();
        assert_eq!(
            clients::renvoyer(s, &m.gestionnaire, perdue.id).await,
            Err(Erreur::Introuvable),
            "une fois suffit"
        );
        assert_eq!(tour().await, 1);
        assert!(perdues(&m.gestionnaire).await.is_empty());

        // 410: no more tries.
        *faux.reponses.lock().unwrap() = vec![Err(EchecAppel::Statut { statut: 410 })];
        m.convoquer(&m.chef, COEC, &[m.nombreux[1]]).await;
        assert_eq!(tour().await, 1);
        assert_eq!(perdues(&m.gestionnaire).await.len(), 1);

        // Revoked: nobody is called any more, and nothing waits for it.
        m.convoquer(&m.chef, COEC, &[m.nombreux[2]]).await;
        flux::publier(s, 10).await.unwrap();
        clients::revoquer(s, &m.gestionnaire, cree.id)
            .await
            .unwrap();
        assert_eq!(tour().await, 0);
        m.convoquer(&m.chef, COEC, &[m.nombreux[3]]).await;
        assert_eq!(tour().await, 0);
        assert!(perdues(&m.gestionnaire).await.is_empty());
    })
    .await;
}

/// Whoever died while calling leaves it to another, once its time is over.
#[tokio::test(flavor = "multi_thread")]
async fn un_appel_commence_par_un_mort_est_repris() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let url = "https://santorin.example/imagin";
        creer(s, &m.gestionnaire, &saisie("a", &["correcteurs"], url)).await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        flux::publier(s, 10).await.unwrap();
        let maintenant = s.maintenant();
        let tx = store.ecriture().await.unwrap();
        let jusqua = maintenant.plus_secondes(120);
        let pris = store::clients_api::prendre(&tx, maintenant, 4, "mort", jusqua)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(pris.len(), 1);
        let faux = Arc::new(FauxFacteur::default());
        let facteur: Arc<dyn Facteur> = faux.clone();
        assert_eq!(appels::tour(s, &facteur, "vivant").await.unwrap(), 0);
        m.horloge.avancer(120);
        assert_eq!(appels::tour(s, &facteur, "vivant").await.unwrap(), 1);
        // The same number: who got it twice knows.
        let livraison = faux.recus.lock().unwrap()[0].1[1].1.clone();
        assert_eq!(livraison, pris[0].id.to_string());
    })
    .await;
}

/// What changes while a call is under way makes another one wait; when the first fails, one
/// call says both.
#[tokio::test(flavor = "multi_thread")]
async fn un_appel_rate_emmene_celui_qui_attendait() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let s = &m.services;
        let url = "https://santorin.example/imagin";
        creer(s, &m.gestionnaire, &saisie("a", &["correcteurs"], url)).await;
        let prendre = async || {
            let maintenant = s.maintenant();
            let tx = store.ecriture().await.unwrap();
            let jusqua = maintenant.plus_secondes(120);
            let pris = store::clients_api::prendre(&tx, maintenant, 4, "lent", jusqua)
                .await
                .unwrap();
            tx.valider().await.unwrap();
            pris
        };
        let noter = async |id, issue| {
            let tx = store.ecriture().await.unwrap();
            store::clients_api::noter(&tx, id, "lent", issue, s.maintenant())
                .await
                .unwrap();
            tx.valider().await.unwrap();
        };
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        flux::publier(s, 10).await.unwrap();
        let premier = prendre().await.pop().unwrap();
        // Published while it is under way.
        m.convoquer(&m.chef, COEC, &[m.luc]).await;
        flux::publier(s, 10).await.unwrap();
        let echec = EchecAppel::Statut { statut: 503 };
        let encore = Issue::NouvelEssai(s.maintenant().plus_secondes(60), echec);
        noter(premier.id, encore).await;
        assert_eq!(prendre().await, [], "pas tout de suite");
        m.horloge.avancer(60);
        let repris = prendre().await;
        assert_eq!(repris.len(), 1, "{repris:?}");
        assert_eq!((repris[0].id, repris[0].essais), (premier.id, 2));
        assert!(repris[0].rang > premier.rang, "jusqu’au second changement");
        noter(premier.id, Issue::Livree).await;
        m.horloge.avancer(UN_JOUR);
        assert_eq!(prendre().await, []);
    })
    .await;
}
