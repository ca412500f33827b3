//! The second factor: setting it up, signing in with it, recovery codes, removing it, on each
//! engine.

use crate::courrier::sujet;
use crate::monde::*;
use SecondFacteurErreur as E;
use domain::*;
use mail::Memoire;
use std::sync::Arc;
use store::Store;
use store::essais::sur_chaque_moteur;
use store::sessions_web::SessionWeb;
use tokio::sync::Barrier;
use totp_rs::{Builder, Secret};
use usecases::second_facteur::entree::{self, Demande};
use usecases::second_facteur::{self, Enrolement, Entree, Ouverture, Reglage};
use usecases::{Limites, Services, administration, connexion, invitations};

const ICI: &str = "192.0.2.1";

/// The same services with other settings.
fn regler(s: &Services, reglage: Reglage) -> Arc<Services> {
    let limites = Limites {
        second_facteur: reglage,
        ..s.reglages.limites.clone()
    };
    avec_limites(s, limites)
}

/// What an app that was given the key shows, so many seconds from now.
fn code(s: &Services, cle: &str, dans: i64) -> String {
    let secret = Secret::try_from_base32(cle.replace(' ', "")).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let maintenant = s.maintenant().plus_secondes(dans).0 / 1000;
    app.generate(u64::try_from(maintenant).unwrap()).to_string()
}

/// A code that no app shows within hours of now.
fn code_faux(s: &Services, cle: &str) -> String {
    let bons: Vec<String> = (-400..=400).map(|n| code(s, cle, n * 30)).collect();
    (0..1_000_000)
        .map(|n| format!("{n:06}"))
        .find(|c| !bons.contains(c))
        .unwrap()
}

fn refus<T>(e: SecondFacteurErreur) -> Result<T, Erreur> {
    Err(e.into())
}

async fn commencer(s: &Services, acteur: &Acteur) -> Enrolement {
    second_facteur::enroler(s, acteur, None).await.unwrap()
}

async fn activer(
    s: &Services,
    acteur: &Acteur,
    enrolement: &Enrolement,
    mot: &str,
    code: &str,
) -> Result<Vec<String>, Erreur> {
    second_facteur::activer(s, acteur, mot.into(), &enrolement.scelle, code).await
}

/// Sets one up: the key of the app, and the recovery codes. The next code is of a later step.
async fn poser(m: &Monde, acteur: &Acteur) -> (String, Vec<String>) {
    let s = &m.services;
    let enrolement = commencer(s, acteur).await;
    let present = code(s, &enrolement.cle, 0);
    let codes = activer(s, acteur, &enrolement, MOT_DE_PASSE, &present)
        .await
        .unwrap();
    m.horloge.avancer(CODE_SECONDES);
    (enrolement.cle, codes)
}

/// The password is right: what the browser holds meanwhile.
async fn attendre(s: &Services, acteur: &Acteur) -> (String, bool) {
    let entree = connexion::entrer(s, &acteur.identifiant, MOT_DE_PASSE.into(), ICI).await;
    match entree.unwrap() {
        Entree::Attente { jeton, enrolement } => (jeton, enrolement),
        Entree::Ouverte(_) => panic!("aucun code n’est demandé"),
    }
}

async fn verifier(s: &Services, jeton: &str, code: &str) -> Result<Ouverture, Erreur> {
    entree::verifier(s, jeton, code, ICI).await
}

async fn actions(store: &Store, acteur: &Acteur) -> Vec<String> {
    let traces = store::piste::lister(store.lecture(), Some(("compte", acteur.compte.0)), 50)
        .await
        .unwrap();
    traces.into_iter().map(|t| t.action).collect()
}

/// Subjects of the mails that leave, to the address of an account.
async fn courriels(m: &Monde, acteur: &Acteur) -> Vec<String> {
    let memoire = Memoire::default();
    m.livrer_du_service(&memoire).await;
    let recus = memoire.messages();
    assert!(recus.iter().all(|c| c.adresse() == acteur.mel));
    recus.iter().map(sujet).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn se_met_en_place_avec_un_code_et_le_mot_de_passe() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = &m.gestionnaire;
        for autre in [&m.chef, &m.secretaire, &m.chef_centre, &m.intervenante] {
            assert_eq!(
                second_facteur::enroler(s, autre, None).await,
                Err(Erreur::Interdit)
            );
            assert!(!second_facteur::etat(s, autre).await.unwrap().concerne);
        }
        let e = commencer(s, moi).await;
        assert_eq!(e.cle.replace(' ', "").len(), 32);
        assert!(e.image.starts_with("<svg "));
        // The same key after a mistake, another one on another page.
        let meme = second_facteur::enroler(s, moi, Some(&e.scelle)).await;
        assert_eq!(meme.unwrap().cle, e.cle);
        assert_ne!(commencer(s, moi).await.cle, e.cle);

        let bon = code(s, &e.cle, 0);
        for (code, attendu) in [
            ("12 34", E::Forme),
            ("abcd-efgh-ijkm-npqr", E::Forme),
            (&*code_faux(s, &e.cle), E::CodeFaux),
            (&*code(s, &e.cle, -300), E::HorlogeDecalee { minutes: 5 }),
            (&*code(s, &e.cle, 300), E::HorlogeDecalee { minutes: -5 }),
        ] {
            let refuse = activer(s, moi, &e, MOT_DE_PASSE, code).await;
            assert_eq!(refuse, refus(attendu), "{code}");
        }
        assert_eq!(
            activer(s, moi, &e, "mauvais mot de passe", &bon).await,
            Err(MotDePasseErreur::ActuelFaux.into())
        );
        // What somebody else's page holds, or none of ours, chooses no secret.
        let autre = commencer(s, &m.administrateur).await;
        let son_code = code(s, &autre.cle, 0);
        assert_eq!(
            activer(s, moi, &autre, MOT_DE_PASSE, &son_code).await,
            refus(E::EnrolementPerdu)
        );
        let forge = Enrolement {
            scelle: "00".repeat(68),
            ..e.clone()
        };
        assert_eq!(
            activer(s, moi, &forge, MOT_DE_PASSE, &bon).await,
            refus(E::EnrolementPerdu)
        );
        assert!(!second_facteur::etat(s, moi).await.unwrap().actif());
        assert!(actions(&store, moi).await.is_empty());

        let codes = activer(
            s,
            moi,
            &e,
            MOT_DE_PASSE,
            &format!(" {} {}", &bon[..3], &bon[3..]),
        )
        .await
        .unwrap();
        assert_eq!(codes.len(), CODES_SECOURS);
        let distincts: std::collections::HashSet<_> = codes.iter().collect();
        assert_eq!(distincts.len(), CODES_SECOURS);
        let etat = second_facteur::etat(s, moi).await.unwrap();
        assert_eq!(
            (etat.concerne, &*etat.depuis, etat.secours, etat.exige),
            (true, "01/09/2026 10:00", 10, false)
        );
        assert_eq!(actions(&store, moi).await, ["second_facteur.activer"]);
        assert_eq!(courriels(&m, moi).await, ["Second facteur activé"]);
        // Once.
        assert_eq!(
            activer(s, moi, &e, MOT_DE_PASSE, &bon).await,
            refus(E::DejaActif)
        );
        assert_eq!(
            second_facteur::enroler(s, moi, None).await,
            refus(E::DejaActif)
        );
        // Neither the key nor a code is kept as it is.
        let garde = store::second_facteur::lire(store.lecture(), moi.compte)
            .await
            .unwrap()
            .unwrap();
        let cle = Secret::try_from_base32(e.cle.replace(' ', "")).unwrap();
        let cle: String = cle.as_bytes().iter().map(|o| format!("{o:02x}")).collect();
        assert!(!garde.secret.contains(&cle) && garde.secret != e.scelle);
        let traces = store::piste::lister(store.lecture(), None, 50)
            .await
            .unwrap();
        assert!(traces.iter().all(|t| t.details == "{}"));
        // Whoever reads the accounts sees who has one.
        let liste = administration::lister(s, &m.administrateur, &FiltreComptes::default())
            .await
            .unwrap();
        let ont: Vec<_> = liste.lignes.iter().filter(|c| c.second_facteur).collect();
        assert!(ont.len() == 1 && ont[0].id == moi.compte);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_page_d_enrolement_ne_sert_qu_un_temps() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let e = commencer(s, &m.gestionnaire).await;
        m.horloge.avancer(ENROLEMENT_SECONDES);
        let tard = code(s, &e.cle, 0);
        assert_eq!(
            activer(s, &m.gestionnaire, &e, MOT_DE_PASSE, &tard).await,
            refus(E::EnrolementPerdu)
        );
        let suite = second_facteur::enroler(s, &m.gestionnaire, Some(&e.scelle)).await;
        assert_eq!(suite, refus(E::EnrolementPerdu));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_connexion_attend_le_code() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = &m.gestionnaire;
        let (cle, _) = poser(&m, moi).await;
        // The code that set it up has served.
        let (jeton, enrolement) = attendre(s, moi).await;
        assert!(!enrolement);
        assert_eq!(entree::lire(s, &jeton, None).await, Ok(Demande::Code));
        assert_eq!(
            verifier(s, &jeton, &code(s, &cle, -CODE_SECONDES)).await,
            refus(E::CodeServi)
        );
        assert_eq!(
            verifier(s, &jeton, &code(s, &cle, -20 * 60)).await,
            refus(E::HorlogeDecalee { minutes: 20 })
        );
        let faux = code_faux(s, &cle);
        assert_eq!(verifier(s, &jeton, &faux).await, refus(E::CodeFaux));
        assert_eq!(verifier(s, &jeton, "123").await, refus(E::Forme));
        for autre in ["", "x", &*"0".repeat(32)] {
            assert_eq!(verifier(s, autre, &faux).await, refus(E::EtapePerdue));
        }
        // No way round it, and nothing is told to have been opened.
        let direct = connexion::se_connecter(s, &moi.identifiant, MOT_DE_PASSE.into(), ICI).await;
        assert_eq!(direct, refus(E::Demande));
        assert!(!actions(&store, moi).await.contains(&"connexion".to_owned()));

        let present = code(s, &cle, 0);
        let ouverture = verifier(s, &jeton, &present).await.unwrap();
        assert_eq!(ouverture.compte, moi.compte);
        assert_eq!(connexion::tient(s, &ouverture).await, Ok(true));
        assert_eq!(actions(&store, moi).await[0], "connexion");
        // Neither the step between nor the code serves twice.
        assert_eq!(verifier(s, &jeton, &present).await, refus(E::EtapePerdue));
        let (jeton, _) = attendre(s, moi).await;
        assert_eq!(verifier(s, &jeton, &present).await, refus(E::CodeServi));
        // It waits for a while only.
        m.horloge.avancer(ETAPE_SECONDES);
        let tard = code(s, &cle, 0);
        assert_eq!(verifier(s, &jeton, &tard).await, refus(E::EtapePerdue));
        // With another password, nobody goes on with the former one.
        let (jeton, _) = attendre(s, moi).await;
        let neuf = "cinq mots sans aucun rapport";
        usecases::comptes::reinitialiser(s, &moi.identifiant, neuf.into())
            .await
            .unwrap();
        assert_eq!(
            verifier(s, &jeton, &code(s, &cle, 0)).await,
            refus(E::EtapePerdue)
        );
        assert_eq!(connexion::tient(s, &ouverture).await, Ok(false));
        // Others sign in as they did.
        let chef = connexion::se_connecter(s, "chef", MOT_DE_PASSE.into(), ICI).await;
        assert_eq!(chef, Ok(m.chef.compte));
    })
    .await;
}

/// Nobody is told that a guess will be right in some minutes.
#[tokio::test(flavor = "multi_thread")]
async fn un_code_a_venir_est_un_code_faux() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = &m.gestionnaire;
        let (cle, _) = poser(&m, moi).await;
        let (jeton, _) = attendre(s, moi).await;
        for dans in [3 * CODE_SECONDES, 600, 3_600] {
            let a_venir = code(s, &cle, dans);
            assert_eq!(
                verifier(s, &jeton, &a_venir).await,
                refus(E::CodeFaux),
                "{dans}"
            );
        }
        let a_venir = code(s, &cle, 600);
        let retire = second_facteur::retirer(s, moi, MOT_DE_PASSE.into(), &a_venir, ICI).await;
        assert_eq!(retire, refus(E::CodeFaux));
        assert!(verifier(s, &jeton, &code(s, &cle, 0)).await.is_ok());
    })
    .await;
}

/// The same code from two browsers, or twice from one: one session.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deux_navigateurs_un_seul_code() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let s = &m.services;
        let (cle, codes) = poser(&m, &m.gestionnaire).await;
        let present = code(s, &cle, 0);
        for (code, ensemble) in [
            (present, false),
            (codes[0].clone(), false),
            (codes[1].clone(), true),
        ] {
            let (premier, _) = attendre(s, &m.gestionnaire).await;
            let second = if ensemble {
                premier.clone()
            } else {
                attendre(s, &m.gestionnaire).await.0
            };
            let depart = Arc::new(Barrier::new(2));
            let lancer = |jeton: String| {
                let (m, depart, code) = (Arc::clone(&m), Arc::clone(&depart), code.clone());
                tokio::spawn(async move {
                    depart.wait().await;
                    verifier(&m.services, &jeton, &code).await
                })
            };
            let (a, b) = (lancer(premier), lancer(second));
            let issues = [a.await.unwrap(), b.await.unwrap()];
            assert_eq!(issues.iter().filter(|i| i.is_ok()).count(), 1, "{issues:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn des_codes_essayes_au_hasard_attendent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = &m.gestionnaire;
        let (cle, codes) = poser(&m, moi).await;
        let faux = code_faux(s, &cle);
        let (jeton, _) = attendre(s, moi).await;
        let limites = &s.reglages.limites;
        for _ in 0..limites.essais_compte_adresse {
            assert_eq!(verifier(s, &jeton, &faux).await, refus(E::CodeFaux));
        }
        // Even the right one, from there; a new sign-in changes nothing to it.
        let bon = code(s, &cle, 0);
        let (encore, _) = attendre(s, moi).await;
        for jeton in [&jeton, &encore] {
            let attend = verifier(s, jeton, &bon).await;
            assert!(
                matches!(attend, Err(Erreur::TropDEssais { .. })),
                "{attend:?}"
            );
        }
        assert!(
            entree::verifier(s, &encore, &bon, "192.0.2.9")
                .await
                .is_ok()
        );

        // From many addresses: the app is not believed for a day, a recovery code is.
        let (jeton, _) = attendre(s, moi).await;
        for n in limites.essais_compte_adresse..CODES_FAUX_PAR_JOUR {
            let d_ailleurs = format!("198.51.100.{n}");
            assert_eq!(
                entree::verifier(s, &jeton, &faux, &d_ailleurs).await,
                refus(E::CodeFaux)
            );
        }
        m.horloge.avancer(CODE_SECONDES);
        let bon = code(s, &cle, 0);
        assert_eq!(
            entree::verifier(s, &jeton, &bon, "203.0.113.1").await,
            refus(E::TropDeCodes)
        );
        let secours = entree::verifier(s, &jeton, &codes[0], "203.0.113.1").await;
        assert!(secours.is_ok(), "{secours:?}");
        m.horloge.avancer(24 * 60 * 60);
        let (jeton, _) = attendre(s, moi).await;
        assert!(verifier(s, &jeton, &code(s, &cle, 0)).await.is_ok());
        let refuses = actions(&store, moi).await;
        assert!(refuses.contains(&"second_facteur.refuse".to_owned()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_code_de_secours_sert_une_fois_et_se_dit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = &m.administrateur;
        let (cle, codes) = poser(&m, moi).await;
        courriels(&m, moi).await;
        let (jeton, _) = attendre(s, moi).await;
        // As somebody copies it from paper.
        let copie = codes[3].to_uppercase().replace('-', " ");
        verifier(s, &jeton, &copie).await.unwrap();
        assert_eq!(courriels(&m, moi).await, ["Code de secours utilisé"]);
        assert_eq!(
            actions(&store, moi).await[..2],
            ["connexion", "second_facteur.secours"]
        );
        let messages = usecases::messages::lister(s, moi).await.unwrap();
        assert_eq!(
            messages[0].fait,
            Fait::Compte {
                nom: moi.nom.clone(),
                geste: GesteCompte::CodeSecoursServi { restent: 9 }
            }
        );
        let (jeton, _) = attendre(s, moi).await;
        assert_eq!(verifier(s, &jeton, &copie).await, refus(E::CodeFaux));

        let renouveler = async |mot: &str, code: &str| {
            second_facteur::renouveler(s, moi, mot.into(), code, ICI).await
        };
        assert_eq!(
            renouveler("mauvais mot de passe", &codes[4]).await,
            Err(MotDePasseErreur::ActuelFaux.into())
        );
        // The password alone shows no code that would remove the factor.
        assert_eq!(renouveler(MOT_DE_PASSE, "").await, refus(E::Forme));
        let faux = code_faux(s, &cle);
        assert_eq!(renouveler(MOT_DE_PASSE, &faux).await, refus(E::CodeFaux));
        assert_eq!(renouveler(MOT_DE_PASSE, &copie).await, refus(E::CodeFaux));
        assert_eq!(second_facteur::etat(s, moi).await.unwrap().secours, 9);
        let present = code(s, &cle, 0);
        let neufs = renouveler(MOT_DE_PASSE, &present).await.unwrap();
        assert_eq!(
            renouveler(MOT_DE_PASSE, &present).await,
            refus(E::CodeServi)
        );
        assert_eq!(
            entree::verifier(s, &jeton, &codes[4], "192.0.2.2").await,
            refus(E::CodeFaux)
        );
        // Or with a recovery code, when the telephone is lost.
        let neufs = renouveler(MOT_DE_PASSE, &neufs[1]).await.unwrap();
        let ailleurs = entree::verifier(s, &jeton, &neufs[0], "192.0.2.2").await;
        assert!(ailleurs.is_ok(), "{ailleurs:?}");
        assert_eq!(second_facteur::etat(s, moi).await.unwrap().secours, 9);
        assert_eq!(
            courriels(&m, moi).await,
            [
                "Codes de secours renouvelés",
                "Codes de secours renouvelés",
                "Code de secours utilisé"
            ]
        );
        // Of nobody else.
        assert_eq!(
            second_facteur::renouveler(s, &m.gestionnaire, MOT_DE_PASSE.into(), &neufs[2], ICI)
                .await,
            refus(E::Inactif)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn se_retire_avec_le_mot_de_passe_et_un_code() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = &m.gestionnaire;
        let (cle, codes) = poser(&m, moi).await;
        courriels(&m, moi).await;
        let retirer = async |mot: &str, code: &str| {
            second_facteur::retirer(s, moi, mot.into(), code, ICI).await
        };
        let bon = code(s, &cle, 0);
        assert_eq!(
            retirer("mauvais mot de passe", &bon).await,
            Err(MotDePasseErreur::ActuelFaux.into())
        );
        assert_eq!(retirer(MOT_DE_PASSE, "").await, refus(E::Forme));
        let faux = code_faux(s, &cle);
        assert_eq!(retirer(MOT_DE_PASSE, &faux).await, refus(E::CodeFaux));
        // Where it is required, it stays.
        let exige = regler(
            s,
            Reglage {
                exige: true,
                cle: None,
            },
        );
        assert_eq!(
            second_facteur::retirer(&exige, moi, MOT_DE_PASSE.into(), &bon, ICI).await,
            refus(E::Exige)
        );
        retirer(MOT_DE_PASSE, &codes[0]).await.unwrap();
        assert_eq!(courriels(&m, moi).await, ["Second facteur retiré"]);
        assert_eq!(actions(&store, moi).await[0], "second_facteur.retirer");
        assert_eq!(retirer(MOT_DE_PASSE, &bon).await, refus(E::Inactif));
        let entre = connexion::se_connecter(s, &moi.identifiant, MOT_DE_PASSE.into(), ICI).await;
        assert_eq!(entre, Ok(moi.compte));
        // Set up again, the former recovery codes serve no more.
        let (_, _) = poser(&m, moi).await;
        let (jeton, _) = attendre(s, moi).await;
        assert_eq!(verifier(s, &jeton, &codes[1]).await, refus(E::CodeFaux));
    })
    .await;
}

async fn session(m: &Monde, acteur: &Acteur) {
    let session = SessionWeb {
        cle: format!("session-{}", acteur.compte),
        compte: Some(acteur.compte),
        donnees: "{}".into(),
        expire: m.services.maintenant().plus_secondes(3_600),
    };
    let tx = m.services.store.ecriture().await.unwrap();
    store::sessions_web::creer(&tx, &session).await.unwrap();
    tx.valider().await.unwrap();
}

async fn sessions(m: &Monde, acteur: &Acteur) -> usize {
    let lecture = m.services.store.lecture();
    let maintenant = m.services.maintenant();
    store::sessions_web::du_compte(lecture, acteur.compte, maintenant)
        .await
        .unwrap()
        .len()
}

#[tokio::test(flavor = "multi_thread")]
async fn l_administrateur_le_reinitialise_pour_un_autre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let elle = &m.gestionnaire;
        poser(&m, elle).await;
        courriels(&m, elle).await;
        session(&m, elle).await;
        let reinitialiser = async |acteur: &Acteur, compte, version| {
            second_facteur::reinitialiser(s, acteur, compte, version).await
        };
        for acteur in [&m.chef, elle, &m.intervenante] {
            assert_eq!(
                reinitialiser(acteur, elle.compte, 1).await,
                Err(Erreur::Interdit)
            );
        }
        let bordeaux = m.administrateur_autre();
        assert_eq!(
            reinitialiser(&bordeaux, elle.compte, 1).await,
            Err(Erreur::Introuvable)
        );
        let admin = &m.administrateur;
        assert_eq!(
            reinitialiser(admin, admin.compte, 1).await,
            Err(CompteErreur::SonCompte.into())
        );
        assert_eq!(
            reinitialiser(admin, elle.compte, 7).await,
            Err(Erreur::CompteChange)
        );
        assert_eq!(
            reinitialiser(admin, m.chef.compte, 1).await,
            refus(E::Inactif)
        );
        assert_eq!(sessions(&m, elle).await, 1);

        // A sign-in that waits for the code ends with the factor.
        let (jeton, _) = attendre(s, elle).await;
        reinitialiser(admin, elle.compte, 1).await.unwrap();
        assert_eq!(sessions(&m, elle).await, 0);
        assert_eq!(entree::lire(s, &jeton, None).await, refus(E::EtapePerdue));
        assert_eq!(courriels(&m, elle).await, ["Second facteur réinitialisé"]);
        let fiche = administration::ouvrir(s, admin, elle.compte, "")
            .await
            .unwrap();
        assert!(!fiche.compte.second_facteur);
        let gestes: Vec<_> = fiche.historique.into_iter().map(|h| h.geste).collect();
        assert_eq!(
            gestes,
            [
                GesteCompte::SecondFacteurReinitialise,
                GesteCompte::SecondFacteurActive
            ]
        );
        // The way back of the last administrateur, from the server itself.
        poser(&m, admin).await;
        session(&m, admin).await;
        let commande = second_facteur::reinitialiser_par_la_commande;
        assert_eq!(
            commande(s, "personne").await,
            Err(CompteErreur::CompteInconnu.into())
        );
        commande(s, " Administrateur ").await.unwrap();
        assert_eq!(sessions(&m, admin).await, 0);
        assert_eq!(commande(s, "administrateur").await, refus(E::Inactif));
        let traces = store::piste::lister(store.lecture(), Some(("compte", admin.compte.0)), 1)
            .await
            .unwrap();
        assert_eq!(
            (traces[0].action.as_str(), traces[0].compte),
            ("second_facteur.reinitialiser", None)
        );
    })
    .await;
}

/// A password that is chosen anew, by whatever way, opens nothing by itself.
#[tokio::test(flavor = "multi_thread")]
async fn un_nouveau_mot_de_passe_ne_le_retire_pas() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = &m.gestionnaire;
        let (cle, _) = poser(&m, moi).await;
        let lien = invitations::creer(s, &m.administrateur, moi.compte, 1)
            .await
            .unwrap();
        let jeton = lien.adresse.rsplit('/').next().unwrap();
        invitations::choisir(s, jeton, ICI, MOT_DE_PASSE.into(), MOT_DE_PASSE)
            .await
            .unwrap();
        let (jeton, _) = attendre(s, moi).await;
        verifier(s, &jeton, &code(s, &cle, 0)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exige_se_met_en_place_avant_la_session() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let exige = regler(
            &m.services,
            Reglage {
                exige: true,
                cle: None,
            },
        );
        let s = &*exige;
        // Not of those who cannot have one.
        let chef = connexion::se_connecter(s, "chef", MOT_DE_PASSE.into(), ICI).await;
        assert_eq!(chef, Ok(m.chef.compte));
        let moi = &m.administrateur;
        assert!(second_facteur::etat(s, moi).await.unwrap().exige);
        let (jeton, enrolement) = attendre(s, moi).await;
        assert!(enrolement);
        let Ok(Demande::Enrolement(e)) = entree::lire(s, &jeton, None).await else {
            panic!()
        };
        // No code opens it before.
        let bon = code(s, &e.cle, 0);
        assert_eq!(verifier(s, &jeton, &bon).await, refus(E::EtapePerdue));
        let faux = code_faux(s, &e.cle);
        let enroler = async |code: &str| entree::enroler(s, &jeton, &e.scelle, code).await;
        assert_eq!(enroler(&faux).await, refus(E::CodeFaux));
        assert!(!actions(&store, moi).await.contains(&"connexion".to_owned()));
        let (ouverture, codes) = enroler(&bon).await.unwrap();
        assert_eq!((ouverture.compte, codes.len()), (moi.compte, CODES_SECOURS));
        assert_eq!(enroler(&bon).await, refus(E::EtapePerdue));
        let faites = actions(&store, moi).await;
        assert!(faites.contains(&"connexion".to_owned()));
        assert!(faites.contains(&"second_facteur.activer".to_owned()));
        // From then on, a code.
        let (jeton, enrolement) = attendre(s, moi).await;
        assert!(!enrolement);
        assert!(verifier(s, &jeton, &codes[0]).await.is_ok());
        // A sign-in of a code sets nothing up.
        let (jeton, _) = attendre(s, moi).await;
        assert_eq!(
            entree::enroler(s, &jeton, &e.scelle, &bon).await,
            refus(E::EtapePerdue)
        );
    })
    .await;
}

/// With another key, what was sealed is read no more; what is on paper still opens.
#[tokio::test(flavor = "multi_thread")]
async fn une_autre_cle_laisse_les_codes_de_secours() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (cle, codes) = poser(&m, &m.gestionnaire).await;
        let autre = regler(
            &m.services,
            Reglage {
                exige: false,
                cle: Some("une clé gardée hors de la base de données".into()),
            },
        );
        let (jeton, _) = attendre(&autre, &m.gestionnaire).await;
        let present = code(&autre, &cle, 0);
        assert_eq!(
            verifier(&autre, &jeton, &present).await,
            refus(E::Illisible)
        );
        assert!(verifier(&autre, &jeton, &codes[0]).await.is_ok());
        let (jeton, _) = attendre(&m.services, &m.gestionnaire).await;
        assert!(verifier(&m.services, &jeton, &present).await.is_ok());
    })
    .await;
}
