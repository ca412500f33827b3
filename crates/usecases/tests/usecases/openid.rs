//! Signing in through an OpenID Connect provider: which account is opened, links made and
//! taken away, what was asked and comes back once; on each engine.

use crate::courrier::sujet;
use crate::monde::*;
use domain::*;
use mail::Memoire;
use std::sync::Arc;
use store::Store;
use store::essais::sur_chaque_moteur;
use store::sessions_web::SessionWeb;
use tokio::sync::Barrier;
use usecases::openid::{self, But};
use usecases::{administration, comptes, connexion, invitations, sessions};

const EMETTEUR: &str = "https://fournisseur.example";
const ADRESSE: &str = "192.0.2.7";
const JOUR: i64 = 24 * 60 * 60;

fn identite(sujet: &str, mel: Option<&str>) -> IdentiteOpenId {
    IdentiteOpenId {
        emetteur: EMETTEUR.into(),
        sujet: sujet.into(),
        mel: mel.map(str::to_owned),
    }
}

/// Lines of the audit trail of an action, latest first.
async fn traces(store: &Store, compte: CompteId, action: &str) -> Vec<serde_json::Value> {
    store::piste::de_l_objet(store.lecture(), "compte", compte.0, 100)
        .await
        .unwrap()
        .into_iter()
        .filter(|(t, _)| t.action == action)
        .map(|(t, _)| serde_json::from_str(&t.details).unwrap())
        .collect()
}

async fn version(m: &Monde, compte: CompteId) -> i32 {
    administration::ouvrir(&m.services, &m.administrateur, compte, "")
        .await
        .unwrap()
        .version
}

#[tokio::test(flavor = "multi_thread")]
async fn la_premiere_fois_par_l_adresse_puis_par_le_sujet() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        assert!(!openid::est_connue(s, EMETTEUR, "s-1").await.unwrap());
        let premiere = identite("s-1", Some("CHEF@centre.example"));
        assert_eq!(openid::connecter(s, &premiere).await, Ok(m.chef.compte));
        assert!(openid::est_connue(s, EMETTEUR, "s-1").await.unwrap());
        // Their address there changes, or is told no more: it is them all the same.
        for mel in [Some("secretaire@centre.example"), None] {
            let suivante = identite("s-1", mel);
            assert_eq!(openid::connecter(s, &suivante).await, Ok(m.chef.compte));
        }
        // Their address here is no matter either.
        administration::modifier(
            s,
            &m.administrateur,
            m.chef.compte,
            1,
            "Compte chef",
            "ailleurs@centre.example",
        )
        .await
        .unwrap();
        let suivante = identite("s-1", None);
        assert_eq!(openid::connecter(s, &suivante).await, Ok(m.chef.compte));

        assert_eq!(traces(&store, m.chef.compte, "connexion").await.len(), 4);
        let liens = traces(&store, m.chef.compte, "compte.lier").await;
        assert_eq!(liens.len(), 1);
        assert_eq!(liens[0]["emetteur"], EMETTEUR);
        assert_eq!(liens[0]["par"], "adresse");
        assert!(!liens[0].to_string().contains("s-1"));
        let lien = openid::le_mien(s, &m.chef).await.unwrap().unwrap();
        assert_eq!(lien.emetteur, EMETTEUR);
        assert_eq!(lien.lie_le, "01/09/2026 10:00");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn personne_n_entre_sans_le_devoir() {
    sur_chaque_moteur(async |store| {
        use EchecOpenId as E;
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        // Two accounts of one address, one closed account.
        administration::modifier(
            s,
            &m.administrateur,
            m.chef_centre.compte,
            1,
            "Compte chef.centre",
            "chef.autre@centre.example",
        )
        .await
        .unwrap();
        administration::activer(s, &m.administrateur, m.secretaire.compte, 1, false)
            .await
            .unwrap();
        let long = "x".repeat(256);
        for (sujet, mel, attendu) in [
            ("s-1", None, E::SansAdresse),
            ("s-1", Some("personne@centre.example"), E::Inconnu),
            ("s-1", Some("chef.autre@centre.example"), E::Ambigu),
            ("s-1", Some("secretaire@centre.example"), E::Ferme),
            ("s-1", Some("gestionnaire@centre.example"), E::Privilegie),
            ("s-1", Some("administrateur@centre.example"), E::Privilegie),
            ("", Some("chef@centre.example"), E::Preuve),
            (long.as_str(), Some("chef@centre.example"), E::Preuve),
        ] {
            let refus = openid::connecter(s, &identite(sujet, mel)).await;
            assert_eq!(refus, Err(attendu), "{sujet} {mel:?}");
        }
        assert!(!openid::est_connue(s, EMETTEUR, "s-1").await.unwrap());
        let refus = traces(&store, m.gestionnaire.compte, "connexion.refusee").await;
        assert_eq!(refus[0]["raison"], "privilegie");
        // Of two accounts nobody's sign-in was refused.
        let de_deux = traces(&store, m.chef_autre.compte, "connexion.refusee").await;
        assert!(de_deux.is_empty());

        // A linked account that is closed afterwards; another identity of the same address.
        let chef = identite("s-2", Some("chef@centre.example"));
        openid::connecter(s, &chef).await.unwrap();
        let intruse = identite("s-3", Some("chef@centre.example"));
        assert_eq!(openid::connecter(s, &intruse).await, Err(E::DejaLie));
        let v = version(&m, m.chef.compte).await;
        administration::activer(s, &m.administrateur, m.chef.compte, v, false)
            .await
            .unwrap();
        assert_eq!(openid::connecter(s, &chef).await, Err(E::Ferme));
        // The identity of another provider is nobody's.
        let ailleurs = IdentiteOpenId {
            emetteur: "https://autre.example".into(),
            ..identite("s-2", None)
        };
        assert_eq!(openid::connecter(s, &ailleurs).await, Err(E::SansAdresse));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_delegation_passee_n_ouvre_rien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let saisie = SaisieCompte {
            identifiant: "delegue".into(),
            nom: "Roland FABREGAT".into(),
            mel: "roland@ac.example".into(),
            roles: vec![Role::Secretaire.code().into()],
            uai: "0310038Y".into(),
            matricule: String::new(),
        };
        let compte = administration::creer(s, &m.administrateur, &saisie)
            .await
            .unwrap();
        let fiche = administration::ouvrir(s, &m.administrateur, compte, "")
            .await
            .unwrap();
        let delegation = SaisieAttribution {
            role: Role::ChefCentre.code().into(),
            uai: "0310038Y".into(),
            matricule: String::new(),
            du: "2026-09-01".into(),
            au: "2026-09-02".into(),
        };
        administration::attribuer(s, &m.administrateur, compte, fiche.version, &delegation)
            .await
            .unwrap();
        let v = version(&m, compte).await;
        let cle = fiche.compte.roles[0].cle;
        administration::retirer(s, &m.administrateur, compte, v, cle)
            .await
            .unwrap();
        let roland = identite("s-9", Some("roland@ac.example"));
        assert_eq!(openid::connecter(s, &roland).await, Ok(compte));
        m.horloge.avancer(3 * JOUR);
        assert_eq!(
            openid::connecter(s, &roland).await,
            Err(EchecOpenId::SansRole)
        );
        let refus = traces(&store, compte, "connexion.refusee").await;
        assert_eq!(refus[0]["raison"], "sans_role");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_identites_a_la_fois_une_seule_se_lie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let depart = Arc::new(Barrier::new(2));
        let taches: Vec<_> = ["a", "b"]
            .into_iter()
            .map(|sujet| {
                let (s, depart) = (m.services.clone(), depart.clone());
                tokio::spawn(async move {
                    depart.wait().await;
                    openid::connecter(&s, &identite(sujet, Some("chef@centre.example"))).await
                })
            })
            .collect();
        let mut issues = Vec::new();
        for tache in taches {
            issues.push(tache.await.unwrap());
        }
        let entrees = issues.iter().filter(|i| **i == Ok(m.chef.compte)).count();
        assert_eq!(entrees, 1, "{issues:?}");
        assert!(issues.contains(&Err(EchecOpenId::DejaLie)), "{issues:?}");
    })
    .await;
}

/// Sessions of somebody, by their keys.
async fn ouvrir_des_sessions(m: &Monde, compte: CompteId, cles: &[&str]) {
    let maintenant = m.services.maintenant();
    let tx = m.services.store.ecriture().await.unwrap();
    for cle in cles {
        let ouverte = sessions::SessionOuverte {
            compte,
            ouverte: maintenant,
            vue: maintenant,
            navigateur: String::new(),
            openid: Some(sessions::SessionOpenId {
                jeton: "secret".into(),
            }),
        };
        let session = SessionWeb {
            cle: (*cle).into(),
            compte: Some(compte),
            donnees: serde_json::json!({ sessions::CLE: ouverte }).to_string(),
            expire: maintenant.plus_secondes(3600),
        };
        store::sessions_web::creer(&tx, &session).await.unwrap();
    }
    tx.valider().await.unwrap();
}

async fn cles(m: &Monde, compte: CompteId) -> Vec<String> {
    let fiche = administration::ouvrir(&m.services, &m.administrateur, compte, "")
        .await
        .unwrap();
    assert!(fiche.sessions.iter().all(|s| s.openid));
    fiche.sessions.into_iter().map(|s| s.cle).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn le_titulaire_lie_et_delie() {
    sur_chaque_moteur(async |store| {
        use EchecOpenId as E;
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let faux = openid::confirmer(s, &m.gestionnaire, "un autre".into()).await;
        assert_eq!(faux, Err(MotDePasseErreur::ActuelFaux.into()));
        openid::confirmer(s, &m.gestionnaire, MOT_DE_PASSE.into())
            .await
            .unwrap();
        let moi = identite("g-1", None);
        openid::lier(s, &m.gestionnaire, &moi).await.unwrap();
        // Once more changes nothing; another identity is refused, and so is another account.
        openid::lier(s, &m.gestionnaire, &moi).await.unwrap();
        let autre = openid::lier(s, &m.gestionnaire, &identite("g-2", None)).await;
        assert_eq!(autre, Err(E::DejaLie));
        let prise = openid::lier(s, &m.chef, &moi).await;
        assert_eq!(prise, Err(E::IdentitePrise));
        assert_eq!(openid::connecter(s, &moi).await, Ok(m.gestionnaire.compte));
        let liens = traces(&store, m.gestionnaire.compte, "compte.lier").await;
        assert_eq!(liens.len(), 1);
        assert_eq!(liens[0]["par"], "mot de passe");

        ouvrir_des_sessions(&m, m.gestionnaire.compte, &["une", "deux"]).await;
        let sans = openid::delier(s, &m.gestionnaire, "un autre".into(), "une").await;
        assert_eq!(sans, Err(MotDePasseErreur::ActuelFaux.into()));
        openid::delier(s, &m.gestionnaire, MOT_DE_PASSE.into(), "une")
            .await
            .unwrap();
        assert_eq!(cles(&m, m.gestionnaire.compte).await, ["une"]);
        assert_eq!(openid::le_mien(s, &m.gestionnaire).await, Ok(None));
        assert_eq!(openid::connecter(s, &moi).await, Err(E::SansAdresse));
        let encore = openid::delier(s, &m.gestionnaire, MOT_DE_PASSE.into(), "une").await;
        assert_eq!(encore, Err(CompteErreur::SansLien.into()));
        // Their password still opens the account.
        let entree = connexion::se_connecter(s, "gestionnaire", MOT_DE_PASSE.into(), ADRESSE).await;
        assert_eq!(entree, Ok(m.gestionnaire.compte));

        // Guessing is slowed down.
        for _ in 0..s.reglages.limites.essais_compte_adresse {
            let _ = openid::confirmer(s, &m.chef, "un autre".into()).await;
        }
        let trop = openid::confirmer(s, &m.chef, MOT_DE_PASSE.into()).await;
        assert!(matches!(trop, Err(Erreur::TropDEssais { .. })), "{trop:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_administrateur_delie_les_siens() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let chef = identite("s-1", Some("chef@centre.example"));
        openid::connecter(s, &chef).await.unwrap();
        assert_eq!(openid::tient(s, m.chef.compte, &chef).await, Ok(true));
        assert_eq!(
            openid::tient(s, m.secretaire.compte, &chef).await,
            Ok(false)
        );
        ouvrir_des_sessions(&m, m.chef.compte, &["une"]).await;
        let bordeaux = m.administrateur_autre();
        for (acteur, attendue) in [
            (&m.chef, Erreur::Interdit),
            (&m.gestionnaire, Erreur::Interdit),
            (&bordeaux, Erreur::Introuvable),
        ] {
            let refus = openid::delier_de(s, acteur, m.chef.compte, 1, "").await;
            assert_eq!(refus, Err(attendue));
        }
        let perimee = openid::delier_de(s, &m.administrateur, m.chef.compte, 9, "").await;
        assert_eq!(perimee, Err(Erreur::CompteChange));
        let fiche = administration::ouvrir(s, &m.administrateur, m.chef.compte, "")
            .await
            .unwrap();
        assert_eq!(fiche.openid.unwrap().emetteur, EMETTEUR);
        openid::delier_de(s, &m.administrateur, m.chef.compte, fiche.version, "")
            .await
            .unwrap();
        let fiche = administration::ouvrir(s, &m.administrateur, m.chef.compte, "")
            .await
            .unwrap();
        assert_eq!((fiche.openid, fiche.sessions.len()), (None, 0));
        // A session that is kept only then does not stay.
        assert_eq!(openid::tient(s, m.chef.compte, &chef).await, Ok(false));
        let gestes: Vec<_> = fiche.historique.iter().map(|l| l.geste.clone()).collect();
        assert_eq!(gestes, [GesteCompte::Delie, GesteCompte::Lie]);
        // Its address links it again: it is for the administrateur to change it.
        assert_eq!(openid::connecter(s, &chef).await, Ok(m.chef.compte));
    })
    .await;
}

/// Subjects of the mails that leave.
async fn courriels(m: &Monde) -> Vec<String> {
    let memoire = Memoire::default();
    m.livrer_du_service(&memoire).await;
    memoire.messages().iter().map(sujet).collect()
}

fn sur_l_academie(role: Role) -> SaisieAttribution {
    SaisieAttribution {
        role: role.code().into(),
        uai: String::new(),
        matricule: String::new(),
        du: String::new(),
        au: String::new(),
    }
}

const LIE: &str = "Compte lié au fournisseur d’identité";
const DELIE: &str = "Compte délié du fournisseur d’identité";

#[tokio::test(flavor = "multi_thread")]
async fn un_role_sur_l_academie_defait_le_lien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let chef = identite("s-1", Some("chef@centre.example"));
        openid::connecter(s, &chef).await.unwrap();
        assert_eq!(courriels(&m).await, [LIE]);
        ouvrir_des_sessions(&m, m.chef.compte, &["une", "deux"]).await;
        let ici = SessionWeb {
            cle: "mot de passe".into(),
            compte: Some(m.chef.compte),
            donnees: "{}".into(),
            expire: s.maintenant().plus_secondes(3600),
        };
        let tx = store.ecriture().await.unwrap();
        store::sessions_web::creer(&tx, &ici).await.unwrap();
        tx.valider().await.unwrap();

        let donner = async |role| {
            let v = version(&m, m.chef.compte).await;
            let saisie = sur_l_academie(role);
            administration::attribuer(s, &m.administrateur, m.chef.compte, v, &saisie).await
        };
        donner(Role::Gestionnaire).await.unwrap();
        assert_eq!(openid::le_mien(s, &m.chef).await, Ok(None));
        let restent =
            store::sessions_web::du_compte(store.lecture(), m.chef.compte, s.maintenant())
                .await
                .unwrap();
        let restent: Vec<_> = restent.into_iter().map(|s| s.cle).collect();
        assert_eq!(restent, ["mot de passe"]);
        assert_eq!(
            traces(&store, m.chef.compte, "compte.delier").await.len(),
            1
        );
        assert_eq!(courriels(&m).await, [DELIE]);
        let refus = openid::connecter(s, &chef).await;
        assert_eq!(refus, Err(EchecOpenId::Privilegie));

        // The one that its owner made stays with another such role.
        openid::lier(s, &m.chef, &chef).await.unwrap();
        donner(Role::Administrateur).await.unwrap();
        assert_eq!(openid::connecter(s, &chef).await, Ok(m.chef.compte));
    })
    .await;
}

/// A role over the académie and the first sign-in by the address at the same moment: no link
/// is left, whichever came first.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_role_et_un_premier_lien_a_la_fois() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let depart = Arc::new(Barrier::new(2));
        let role = {
            let (m, depart) = (m.clone(), depart.clone());
            tokio::spawn(async move {
                depart.wait().await;
                let saisie = sur_l_academie(Role::Gestionnaire);
                let (s, compte) = (&m.services, m.chef.compte);
                administration::attribuer(s, &m.administrateur, compte, 1, &saisie).await
            })
        };
        let lien = {
            let (m, depart) = (m.clone(), depart.clone());
            tokio::spawn(async move {
                depart.wait().await;
                let chef = identite("s-1", Some("chef@centre.example"));
                openid::connecter(&m.services, &chef).await
            })
        };
        role.await.unwrap().unwrap();
        let issue = lien.await.unwrap();
        assert!(
            matches!(issue, Ok(_) | Err(EchecOpenId::Privilegie)),
            "{issue:?}"
        );
        assert_eq!(openid::le_mien(&m.services, &m.chef).await, Ok(None));
    })
    .await;
}

/// Who is given a new password enters by nothing that opened the account before.
#[tokio::test(flavor = "multi_thread")]
async fn un_nouveau_mot_de_passe_defait_le_lien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let elle = &m.gestionnaire;
        let moi = identite("g-1", None);
        for moyen in ["lien", "courriel", "commande"] {
            openid::lier(s, elle, &moi).await.unwrap();
            assert_eq!(courriels(&m).await, [LIE], "{moyen}");
            let v = version(&m, elle.compte).await;
            match moyen {
                "lien" => {
                    invitations::creer(s, &m.administrateur, elle.compte, v)
                        .await
                        .unwrap();
                }
                "courriel" => invitations::envoyer(s, &m.administrateur, elle.compte, v)
                    .await
                    .unwrap(),
                _ => {
                    let neuf = "cinq mots sans aucun rapport";
                    comptes::reinitialiser(s, &elle.identifiant, neuf.into())
                        .await
                        .unwrap();
                }
            }
            assert_eq!(openid::le_mien(s, elle).await, Ok(None), "{moyen}");
            let refus = openid::connecter(s, &moi).await;
            assert_eq!(refus, Err(EchecOpenId::SansAdresse), "{moyen}");
            assert!(courriels(&m).await.contains(&DELIE.to_owned()), "{moyen}");
        }
        assert_eq!(traces(&store, elle.compte, "compte.delier").await.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_revient_a_ete_demande_d_ici() {
    sur_chaque_moteur(async |store| {
        use EchecOpenId as E;
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let but = || But::Connexion {
            suite: "/missions".into(),
        };
        let depart = openid::partir(s, ADRESSE, "temoin", but(), true)
            .await
            .unwrap();
        assert!(depart.etat.len() >= 32 && depart.nonce.len() >= 32);
        assert!(depart.verifieur.len() >= 43);
        assert_ne!(depart.etat, depart.nonce);
        // Forged, or from another browser: the one that asked may still come back.
        for (temoin, etat) in [
            ("temoin", "0".repeat(32)),
            ("temoin", String::new()),
            ("autre", depart.etat.clone()),
            ("", depart.etat.clone()),
        ] {
            let refus = openid::revenir(s, temoin, &etat).await;
            assert_eq!(refus, Err(E::Etat), "{temoin}");
        }
        // A stranger waits for nobody who writes, nor makes anybody wait.
        let tenue = store.ecriture().await.unwrap();
        let etranger = openid::revenir(s, "temoin", &"0".repeat(32)).await;
        assert_eq!(etranger, Err(E::Etat));
        tenue.annuler().await.unwrap();
        let attente = openid::revenir(s, "temoin", &depart.etat).await.unwrap();
        assert_eq!(attente.but, but());
        assert_eq!(
            (attente.nonce, attente.verifieur),
            (depart.nonce, depart.verifieur)
        );
        // Once.
        let rejoue = openid::revenir(s, "temoin", &depart.etat).await;
        assert_eq!(rejoue, Err(E::Etat));
        // In time.
        let sans = openid::partir(s, ADRESSE, "temoin", but(), false)
            .await
            .unwrap();
        assert_eq!(sans.verifieur, "");
        m.horloge.avancer(openid::ATTENTE);
        let tard = openid::revenir(s, "temoin", &sans.etat).await;
        assert_eq!(tard, Err(E::Expire));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trop_d_echecs_d_une_adresse_la_font_attendre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        for _ in 0..s.reglages.limites.essais_adresse {
            openid::noter_echec(s, ADRESSE, &EchecOpenId::Preuve).await;
        }
        let attendre = EchecOpenId::TropDEssais(s.reglages.limites.essais_fenetre);
        let refus = openid::admettre(s, ADRESSE).await;
        assert_eq!(refus, Err(attendre.clone()));
        let refus = openid::partir(s, ADRESSE, "t", But::Sortie, false).await;
        assert_eq!(refus, Err(attendre));
        // They count for passwords too, and for no other address.
        let local = connexion::se_connecter(s, "chef", MOT_DE_PASSE.into(), ADRESSE).await;
        assert!(matches!(local, Err(Erreur::TropDEssais { .. })));
        openid::admettre(s, "192.0.2.8").await.unwrap();
        m.horloge.avancer(s.reglages.limites.essais_fenetre + 1);
        openid::admettre(s, ADRESSE).await.unwrap();
        // What the provider did is nobody's guess.
        openid::noter_echec(s, ADRESSE, &EchecOpenId::Refuse).await;
        // Nor is what any page of the web can have a browser ask for.
        openid::noter_echec(s, ADRESSE, &EchecOpenId::Etat).await;
        openid::noter_echec(s, ADRESSE, &EchecOpenId::Fournisseur).await;
        let depuis = s.maintenant().plus_secondes(-60);
        let comptes =
            store::tentatives::compter(store.lecture(), &format!("adresse:{ADRESSE}"), depuis)
                .await
                .unwrap();
        assert_eq!(comptes, 0);
    })
    .await;
}
