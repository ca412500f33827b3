//! Accounts kept by the administrateur: who may, what is refused, delegations between two
//! days, links to choose a password, sessions; on each engine.

use crate::monde::*;
use domain::*;
use mail::Memoire;
use std::sync::Arc;
use store::essais::sur_chaque_moteur;
use store::sessions_web::SessionWeb;
use store::{ConnectionTrait, Store};
use tokio::sync::Barrier;
use usecases::invitations::Refus;
use usecases::{administration, connexion, convocations, invitations, second_facteur, sessions};

const JOUR: i64 = 24 * 60 * 60;
const BELLEVUE: &str = "0310038Y";

fn saisie(identifiant: &str, role: Role, uai: &str) -> SaisieCompte {
    SaisieCompte {
        identifiant: identifiant.into(),
        nom: "Roland FABREGAT".into(),
        mel: "roland@ac.example".into(),
        roles: vec![role.code().into()],
        uai: uai.into(),
        matricule: String::new(),
    }
}

fn delegation(role: Role, du: &str, au: &str) -> SaisieAttribution {
    SaisieAttribution {
        role: role.code().into(),
        uai: BELLEVUE.into(),
        matricule: String::new(),
        du: du.into(),
        au: au.into(),
    }
}

async fn fiche(m: &Monde, id: CompteId) -> FicheCompte {
    administration::ouvrir(&m.services, &m.administrateur, id, "")
        .await
        .unwrap()
}

async fn acteur(m: &Monde, id: CompteId) -> Acteur {
    connexion::acteur(&m.services, id).await.unwrap().unwrap()
}

/// A second administrateur of the académie.
async fn second(m: &Monde) -> Acteur {
    let id = administration::creer(
        &m.services,
        &m.administrateur,
        &saisie("second", Role::Administrateur, ""),
    )
    .await
    .unwrap();
    acteur(m, id).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nul_autre_que_l_administrateur_de_l_academie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let cible = m.secretaire.compte;
        let role = delegation(Role::ChefCentre, "", "");
        let bordeaux = m.administrateur_autre();
        for (acteur, attendue) in [
            (&m.chef, Erreur::Interdit),
            (&m.gestionnaire, Erreur::Interdit),
            (&m.intervenante, Erreur::Interdit),
            // Another académie's finds nothing.
            (&bordeaux, Erreur::Introuvable),
        ] {
            let qui = &acteur.identifiant;
            let issues = [
                administration::ouvrir(s, acteur, cible, "")
                    .await
                    .map(|_| ()),
                administration::modifier(s, acteur, cible, 1, "X", "").await,
                administration::attribuer(s, acteur, cible, 1, &role).await,
                administration::retirer(s, acteur, cible, 1, 1).await,
                administration::activer(s, acteur, cible, 1, false).await,
                invitations::creer(s, acteur, cible, 1).await.map(|_| ()),
                sessions::fermer(s, acteur, cible, None, "")
                    .await
                    .map(|_| ()),
            ];
            for (rang, issue) in issues.into_iter().enumerate() {
                assert_eq!(issue, Err(attendue.clone()), "{rang} pour {qui}");
            }
        }
        let filtre = FiltreComptes::default();
        assert_eq!(
            administration::lister(s, &m.chef, &filtre).await,
            Err(Erreur::Interdit)
        );
        let creer =
            administration::creer(s, &m.gestionnaire, &saisie("x", Role::Administrateur, "")).await;
        assert_eq!(creer, Err(Erreur::Interdit));
        // Each académie its own accounts, and nothing was written.
        let ici = administration::lister(s, &m.administrateur, &filtre)
            .await
            .unwrap();
        assert_eq!(ici.total, 8);
        let la_bas = administration::lister(s, &bordeaux, &filtre).await.unwrap();
        assert_eq!(la_bas.total, 1);
        assert_eq!(fiche(&m, cible).await.version, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_compte_nait_d_un_lien_et_se_change() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let id = administration::creer(s, admin, &saisie("R.Fabregat", Role::Secretaire, BELLEVUE))
            .await
            .unwrap();
        let nee = fiche(&m, id).await;
        assert_eq!(nee.compte.identifiant, "r.fabregat");
        assert_eq!(nee.compte.roles[0].lieu, "LPO BELLEVUE (0310038Y)");
        assert!(nee.compte.actif && !nee.compte.invite);

        // By a link, once; wrong passwords leave it as it is.
        let lien = invitations::creer(s, admin, id, nee.version).await.unwrap();
        assert!(fiche(&m, id).await.compte.invite);
        let jeton = lien.adresse.rsplit('/').next().unwrap().to_owned();
        assert_eq!(lien.adresse, format!("http://localhost/invitation/{jeton}"));
        let vue = invitations::lire(s, &jeton, "a").await.unwrap();
        assert_eq!((vue.compte, &*vue.identifiant), (id, "r.fabregat"));
        let choisir = async |jeton: &str, mot: &str, confirmation: &str| {
            invitations::choisir(s, jeton, "a", mot.into(), confirmation).await
        };
        assert_eq!(
            choisir(&jeton, "court", "court").await,
            Err(Refus::MotDePasse(MotDePasseErreur::TropCourt))
        );
        assert_eq!(
            choisir(&jeton, MOT_DE_PASSE, "autre").await,
            Err(Refus::MotDePasse(MotDePasseErreur::Different))
        );
        choisir(&jeton, MOT_DE_PASSE, MOT_DE_PASSE).await.unwrap();
        assert_eq!(
            choisir(&jeton, MOT_DE_PASSE, MOT_DE_PASSE).await,
            Err(Refus::Inconnue)
        );
        let entrer = connexion::se_connecter(s, "r.fabregat", MOT_DE_PASSE.into(), "a").await;
        assert_eq!(entrer, Ok(id));

        // A later link ends that password at once, and is replaced by another one.
        let version = fiche(&m, id).await.version;
        let premier = invitations::creer(s, admin, id, version).await.unwrap();
        let entrer = connexion::se_connecter(s, "r.fabregat", MOT_DE_PASSE.into(), "a").await;
        assert_eq!(entrer, Err(Erreur::IdentifiantsFaux));
        let second = invitations::creer(s, admin, id, version + 1).await.unwrap();
        let jeton = |l: &invitations::Lien| l.adresse.rsplit('/').next().unwrap().to_owned();
        assert_eq!(
            invitations::lire(s, &jeton(&premier), "a").await,
            Err(Refus::Inconnue)
        );
        m.horloge.avancer(INVITATION_JOURS * JOUR);
        assert_eq!(
            invitations::lire(s, &jeton(&second), "a").await,
            Err(Refus::Expiree)
        );

        // Somebody else was first: nothing is written.
        administration::modifier(s, admin, id, version + 2, "Roland F.", "r@ac.example")
            .await
            .unwrap();
        assert_eq!(
            administration::modifier(s, admin, id, version + 2, "R", "").await,
            Err(Erreur::CompteChange)
        );
        assert_eq!(
            administration::activer(s, admin, id, version + 2, false).await,
            Err(Erreur::CompteChange)
        );
        assert_eq!(
            administration::modifier(s, admin, id, version + 3, "", "").await,
            Err(CompteErreur::NomInvalide.into())
        );
        administration::activer(s, admin, id, version + 3, false)
            .await
            .unwrap();
        assert_eq!(connexion::acteur(s, id).await.unwrap(), None);
        let fermee = fiche(&m, id).await;
        assert!(!fermee.compte.actif && !fermee.compte.invite);
        assert_eq!(
            invitations::creer(s, admin, id, fermee.version).await,
            Err(CompteErreur::CompteFerme.into())
        );
        administration::activer(s, admin, id, fermee.version, true)
            .await
            .unwrap();
        let gestes: Vec<GesteCompte> = fiche(&m, id)
            .await
            .historique
            .into_iter()
            .map(|h| h.geste)
            .collect();
        use GesteCompte as G;
        assert_eq!(
            gestes,
            [
                G::Rouvert,
                G::Ferme,
                G::Modifie,
                G::Invite,
                G::Invite,
                G::MotDePasseChoisi,
                G::Invite,
                G::Cree,
            ]
        );
        let moi = usecases::messages::lister(s, admin).await.unwrap();
        assert_eq!(
            moi[0].fait,
            Fait::Compte {
                nom: "Roland F.".into(),
                geste: G::Rouvert
            }
        );
    })
    .await;
}

/// Mails that still hold what their link is made of.
async fn graines(store: &Store) -> u64 {
    let tx = store.ecriture().await.unwrap();
    let sql = "UPDATE courriel_service SET contenu = contenu WHERE contenu <> '{}'";
    let restent = tx.execute_unprepared(sql).await.unwrap().rows_affected();
    tx.annuler().await.unwrap();
    restent
}

/// A copy of the database makes no link again that a mail has carried, or will not carry.
#[tokio::test(flavor = "multi_thread")]
async fn un_courriel_parti_oublie_ce_qui_fait_son_lien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, admin, elle) = (&m.services, &m.administrateur, m.gestionnaire.compte);
        invitations::envoyer(s, admin, elle, 1).await.unwrap();
        assert_eq!(graines(&store).await, 1);
        // The one that another replaces.
        invitations::envoyer(s, admin, elle, 2).await.unwrap();
        assert_eq!(graines(&store).await, 1);
        let memoire = Memoire::default();
        m.livrer_du_service(&memoire).await;
        assert_eq!(graines(&store).await, 0);
        // The link that left serves all the same.
        let recus = memoire.messages();
        assert_eq!(recus.len(), 1);
        let corps = String::from_utf8_lossy(recus[0].octets()).replace("=\r\n", "");
        let (_, suite) = corps.split_once("/invitation/").unwrap();
        let jeton: String = suite.chars().take(32).collect();
        invitations::choisir(s, &jeton, "a", MOT_DE_PASSE.into(), MOT_DE_PASSE)
            .await
            .unwrap();
        // One that has no reason to leave any more.
        invitations::envoyer(s, admin, elle, 3).await.unwrap();
        invitations::creer(s, admin, elle, 4).await.unwrap();
        m.livrer_du_service(&memoire).await;
        assert_eq!(graines(&store).await, 0);
        assert_eq!(memoire.messages().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn des_liens_essayes_au_hasard_attendent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        for _ in 0..s.reglages.limites.codes_adresse {
            assert_eq!(
                invitations::lire(s, &"0".repeat(32), "b").await,
                Err(Refus::Inconnue)
            );
        }
        assert!(matches!(
            invitations::lire(s, "x", "b").await,
            Err(Refus::TropDEssais(_))
        ));
        // A right one is served all the same.
        let lien = invitations::creer(s, &m.administrateur, m.secretaire.compte, 1)
            .await
            .unwrap();
        let jeton = lien.adresse.rsplit('/').next().unwrap();
        assert!(invitations::lire(s, jeton, "b").await.is_ok());
        // From elsewhere, nobody waits for them.
        assert_eq!(invitations::lire(s, "x", "c").await, Err(Refus::Inconnue));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_personnes_un_seul_lien() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let lien = invitations::creer(&m.services, &m.administrateur, m.secretaire.compte, 1)
            .await
            .unwrap();
        let jeton: Arc<str> = lien.adresse.rsplit('/').next().unwrap().into();
        let depart = Arc::new(Barrier::new(2));
        let lancer = |mot: &'static str| {
            let (m, depart, jeton) = (Arc::clone(&m), Arc::clone(&depart), Arc::clone(&jeton));
            tokio::spawn(async move {
                depart.wait().await;
                invitations::choisir(&m.services, &jeton, "a", mot.into(), mot).await
            })
        };
        let (a, b) = (
            lancer("un premier mot de passe"),
            lancer("un second mot de passe"),
        );
        let issues = [a.await.unwrap(), b.await.unwrap()];
        assert_eq!(issues.iter().filter(|i| i.is_ok()).count(), 1, "{issues:?}");
        assert!(issues.contains(&Err(Refus::Inconnue)), "{issues:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_delegation_vaut_du_premier_au_dernier_jour() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        // Of the other établissement: a stranger at Bellevue.
        let elle = m.chef_autre.compte;
        let saisie = delegation(Role::ChefEtablissement, "2026-09-03", "2026-09-04");
        administration::attribuer(s, admin, elle, 1, &saisie)
            .await
            .unwrap();
        let ouvre = async |m: &Monde| {
            let acteur = acteur(m, elle).await;
            usecases::missions::ouvrir(&m.services, &acteur, COEC)
                .await
                .map(|o| o.autorite)
        };
        // The 1st of September at ten; the 3rd begins two nights later, in Paris.
        let vues = [
            (0, Err(Erreur::Introuvable)),
            (2 * JOUR, Ok(Some(Autorite::Centre))),
            (JOUR, Ok(Some(Autorite::Centre))),
            // The 4th at 23:59 local, then midnight.
            (13 * 3600 + 59 * 60, Ok(Some(Autorite::Centre))),
            (60, Err(Erreur::Introuvable)),
        ];
        for (rang, (avancer, attendue)) in vues.into_iter().enumerate() {
            m.horloge.avancer(avancer);
            assert_eq!(ouvre(&m).await, attendue, "{rang}");
        }
        let tenue = fiche(&m, elle).await;
        let role = tenue.compte.roles.iter().find(|r| r.est_date()).unwrap();
        assert_eq!(role.etat, EtatAttribution::Terminee);
        // What it did stands; what it would do is refused.
        let refus = convocations::convoquer(
            s,
            &acteur(&m, elle).await,
            demande(COEC, &[m.anne], "apres"),
        )
        .await;
        assert_eq!(refus.map(|_| ()), Err(Erreur::Introuvable));

        for (saisie, erreur) in [
            (
                delegation(Role::Secretaire, "x", ""),
                CompteErreur::JourIllisible,
            ),
            (
                delegation(Role::Secretaire, "2026-10-02", "2026-10-01"),
                CompteErreur::DatesInversees,
            ),
            (
                delegation(Role::Secretaire, "", "2026-09-01"),
                CompteErreur::DejaPassee,
            ),
            (
                delegation(Role::ChefEtablissement, "", ""),
                CompteErreur::RoleDejaTenu,
            ),
            (
                delegation(Role::Gestionnaire, "", ""),
                CompteErreur::EtablissementInutile,
            ),
            (
                SaisieAttribution {
                    uai: String::new(),
                    ..delegation(Role::Secretaire, "", "")
                },
                CompteErreur::RoleSansEtablissement(Role::Secretaire),
            ),
            (
                SaisieAttribution {
                    uai: String::new(),
                    ..delegation(Role::Intervenant, "", "")
                },
                CompteErreur::RoleSansIntervenant,
            ),
            (
                SaisieAttribution {
                    // Of the other académie.
                    uai: Uai::du_numero(330_021).to_string(),
                    ..delegation(Role::Secretaire, "", "")
                },
                CompteErreur::EtablissementInconnu(Uai::du_numero(330_021)),
            ),
        ] {
            let refus = administration::attribuer(s, admin, elle, tenue.version, &saisie).await;
            assert_eq!(refus, Err(erreur.into()));
        }
        // A person, by their matricule.
        let personne = SaisieAttribution {
            uai: String::new(),
            matricule: "T1".into(),
            ..delegation(Role::Intervenant, "", "")
        };
        administration::attribuer(s, admin, elle, tenue.version, &personne)
            .await
            .unwrap();
        assert_eq!(acteur(&m, elle).await.intervenant, Some(m.anne));
        let rattachee = fiche(&m, elle).await;
        assert_eq!(rattachee.intervenant, "DURAND Anne");
        administration::retirer(s, admin, elle, rattachee.version, role.cle)
            .await
            .unwrap();
        // The link to the person counts only with the role.
        let intervenante = rattachee
            .compte
            .roles
            .iter()
            .find(|r| r.role == Role::Intervenant)
            .unwrap();
        administration::retirer(s, admin, elle, rattachee.version + 1, intervenante.cle)
            .await
            .unwrap();
        assert_eq!(acteur(&m, elle).await.intervenant, None);
        let traces = store::piste::lister(store.lecture(), Some(("compte", elle.0)), 5)
            .await
            .unwrap();
        let actions: Vec<&str> = traces.iter().map(|t| t.action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "compte.retirer",
                "compte.retirer",
                "compte.attribuer",
                "compte.attribuer"
            ]
        );
        let details: serde_json::Value = serde_json::from_str(&traces[2].details).unwrap();
        assert_eq!(
            details["intervenant"],
            serde_json::json!({ "avant": null, "apres": m.anne.0 })
        );
        assert!(traces.iter().all(|t| t.compte == Some(admin.compte)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_administrateur_ne_se_retire_pas_lui_meme() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let moi = fiche(&m, admin.compte).await;
        assert!(moi.le_mien);
        let cle = moi.compte.roles[0].cle;
        assert_eq!(
            administration::retirer(s, admin, admin.compte, moi.version, cle).await,
            Err(CompteErreur::SonDernierRole.into())
        );
        assert_eq!(
            administration::activer(s, admin, admin.compte, moi.version, false).await,
            Err(CompteErreur::SonCompte.into())
        );
        assert_eq!(
            invitations::creer(s, admin, admin.compte, moi.version).await,
            Err(CompteErreur::SonCompte.into())
        );
        // Nothing of it counted as a change.
        assert_eq!(fiche(&m, admin.compte).await.version, moi.version);
        // A key of somebody else's role is not theirs.
        let chef = fiche(&m, m.chef.compte).await;
        let d_un_autre = chef.compte.roles[0].cle;
        assert_eq!(
            administration::retirer(s, admin, admin.compte, moi.version, d_un_autre).await,
            Err(Erreur::Introuvable)
        );
        // Another administrateur may.
        let autre = second(&m).await;
        administration::retirer(s, &autre, admin.compte, moi.version, cle)
            .await
            .unwrap();
        let apres = acteur(&m, admin.compte).await;
        assert_eq!(
            administration::lister(s, &apres, &FiltreComptes::default()).await,
            Err(Erreur::Interdit)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_academie_garde_un_administrateur_permanent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = m.administrateur.compte;
        // Administrateur for some days: enough to act, not to remain alone.
        let dates = SaisieAttribution {
            uai: String::new(),
            ..delegation(Role::Administrateur, "2026-09-01", "2026-09-10")
        };
        administration::attribuer(s, &m.administrateur, m.chef.compte, 1, &dates)
            .await
            .unwrap();
        let delegue = acteur(&m, m.chef.compte).await;
        let vue = fiche(&m, admin).await;
        let cle = vue.compte.roles[0].cle;
        assert_eq!(
            administration::retirer(s, &delegue, admin, vue.version, cle).await,
            Err(CompteErreur::DernierAdministrateur.into())
        );
        assert_eq!(
            administration::activer(s, &delegue, admin, vue.version, false).await,
            Err(CompteErreur::DernierAdministrateur.into())
        );
        // Nothing of it was written.
        let apres = fiche(&m, admin).await;
        assert_eq!((apres.version, apres.compte), (vue.version, vue.compte));
        // With another one, it may be done.
        second(&m).await;
        administration::activer(s, &delegue, admin, apres.version, false)
            .await
            .unwrap();
    })
    .await;
}

/// Who administers between two days gives nothing beyond them, and takes nobody's place.
#[tokio::test(flavor = "multi_thread")]
async fn une_delegation_ne_s_elargit_pas() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let d = |du: &str, au: &str| SaisieAttribution {
            uai: String::new(),
            ..delegation(Role::Administrateur, du, au)
        };
        let donnee = d("2026-09-01", "2026-09-10");
        administration::attribuer(s, &m.administrateur, m.chef.compte, 1, &donnee)
            .await
            .unwrap();
        let delegue = acteur(&m, m.chef.compte).await;
        let fin = NaiveDate::from_ymd_opt(2026, 9, 10).unwrap();
        let refus = Err(CompteErreur::AuDelaDeSaDelegation(fin).into());

        // An account opened has no end.
        let nouveau = saisie("second", Role::Administrateur, "");
        assert_eq!(
            administration::creer(s, &delegue, &nouveau)
                .await
                .map(|_| ()),
            refus
        );
        // Neither to themselves, nor for longer, to whoever else.
        let moi = fiche(&m, m.chef.compte).await.version;
        for au in ["", "2026-09-05", "2026-12-31"] {
            let dates = d("", au);
            let fait = administration::attribuer(s, &delegue, m.chef.compte, moi, &dates).await;
            assert_eq!(fait, refus, "{au}");
        }
        let version = fiche(&m, m.secretaire.compte).await.version;
        for au in ["", "2026-09-11"] {
            let dates = d("", au);
            let qui = m.secretaire.compte;
            let fait = administration::attribuer(s, &delegue, qui, version, &dates).await;
            assert_eq!(fait, refus, "{au}");
        }
        // The password of who administers for longer is not theirs to have chosen.
        let permanent = fiche(&m, m.administrateur.compte).await.version;
        let lien = invitations::creer(s, &delegue, m.administrateur.compte, permanent).await;
        assert_eq!(lien.map(|_| ()), refus);
        // Nor by a mail, nor the address that it would go to, nor their second factor.
        let admin = m.administrateur.compte;
        let envoye = invitations::envoyer(s, &delegue, admin, permanent).await;
        assert_eq!(envoye, refus);
        let detourne = administration::modifier(
            s,
            &delegue,
            admin,
            permanent,
            &m.administrateur.nom,
            "chef.bis@centre.example",
        )
        .await;
        assert_eq!(detourne, refus);
        let facteur = second_facteur::reinitialiser(s, &delegue, admin, permanent).await;
        assert_eq!(facteur, refus);
        let apres = fiche(&m, admin).await;
        assert_eq!(
            (apres.version, &apres.compte.mel),
            (permanent, &m.administrateur.mel)
        );
        // Nothing of it was written; the rest they may, their own address included.
        assert_eq!(fiche(&m, m.chef.compte).await.version, moi);
        administration::modifier(
            s,
            &delegue,
            m.chef.compte,
            moi,
            &m.chef.nom,
            "chef.bis@centre.example",
        )
        .await
        .unwrap();
        let elle = m.gestionnaire.compte;
        let hers = fiche(&m, elle).await.version;
        invitations::envoyer(s, &delegue, elle, hers).await.unwrap();
        administration::attribuer(
            s,
            &delegue,
            m.secretaire.compte,
            version,
            &d("", "2026-09-10"),
        )
        .await
        .unwrap();
        let autre = saisie("autre", Role::ChefEtablissement, BELLEVUE);
        administration::creer(s, &delegue, &autre).await.unwrap();
    })
    .await;
}

/// The command line closes no more than the page does.
#[tokio::test(flavor = "multi_thread")]
async fn la_ligne_de_commande_garde_le_dernier_administrateur() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        assert_eq!(
            usecases::comptes::fermer(s, "administrateur").await,
            Err(CompteErreur::DernierAdministrateur.into())
        );
        assert!(fiche(&m, m.administrateur.compte).await.compte.actif);
        second(&m).await;
        usecases::comptes::fermer(s, "administrateur")
            .await
            .unwrap();
        // Closed already: nothing more is asked of it.
        usecases::comptes::fermer(s, "administrateur")
            .await
            .unwrap();
        assert_eq!(
            usecases::comptes::fermer(s, "second").await,
            Err(CompteErreur::DernierAdministrateur.into())
        );
        usecases::comptes::fermer(s, "chef").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_comptes_se_filtrent_et_se_feuillettent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, admin) = (&m.services, &m.administrateur);
        let tx = store.ecriture().await.unwrap();
        let mut foule = Vec::new();
        for n in 0..120 {
            let nouveau = store::comptes::NouveauCompte {
                academie: admin.academie,
                identifiant: format!("foule{n:03}"),
                nom: format!("Élodie FOULE {n:03}"),
                mel: format!("foule{n}@ac.example"),
                mot_de_passe: "$argon2id$v=19$m=8,t=1,p=1$c2Vs$aGFjaGU".into(),
                intervenant: None,
                copie_par_courriel: false,
                attributions: vec![Attribution {
                    role: Role::Secretaire,
                    etablissement: Some(m.autre),
                }],
            };
            foule.push(
                store::comptes::creer(&tx, &nouveau, s.maintenant())
                    .await
                    .unwrap(),
            );
        }
        tx.valider().await.unwrap();
        let filtre = |mot: &str, vue, page| FiltreComptes {
            mot_cle: mot.into(),
            role: None,
            vue,
            page,
        };
        let lister = async |f: FiltreComptes| administration::lister(s, admin, &f).await.unwrap();
        use VueComptes as V;
        let premiere = lister(filtre("elodie foule", V::Ouverts, 0)).await;
        assert_eq!(
            (premiere.page, premiere.trouves, premiere.total),
            (1, 120, 128)
        );
        assert_eq!(premiere.lignes.len(), LIGNES_COMPTES as usize);
        assert_eq!(premiere.lignes[0].nom, "Élodie FOULE 000");
        assert_eq!(
            premiere.lignes[0].roles[0].lieu,
            "LGT DES ARENES (0310047H)"
        );
        // Beyond the last page, the last one.
        let derniere = lister(filtre("Élodie", V::Tous, 99)).await;
        assert_eq!((derniere.page, derniere.lignes.len()), (3, 20));
        assert_eq!(derniere.lignes[19].nom, "Élodie FOULE 119");
        for (mot, attendus) in [
            ("foule arènes", 120),
            ("foule bellevue", 0),
            ("foule 007", 1),
            ("foule7@ac.example", 1),
        ] {
            assert_eq!(
                lister(filtre(mot, V::Tous, 1)).await.trouves,
                attendus,
                "{mot}"
            );
        }
        let role = FiltreComptes {
            role: Some(Role::Secretaire),
            ..filtre("foule", V::Tous, 1)
        };
        assert_eq!(lister(role.clone()).await.trouves, 120);
        let role = FiltreComptes {
            role: Some(Role::Gestionnaire),
            ..role
        };
        assert_eq!(lister(role).await.trouves, 0);

        administration::modifier(s, admin, foule[0], 1, "Zoé AILLEURS", "")
            .await
            .unwrap();
        invitations::creer(s, admin, foule[1], 1).await.unwrap();
        administration::activer(s, admin, foule[2], 1, false)
            .await
            .unwrap();
        let jours = delegation(Role::ChefCentre, "", "31/12/2030");
        administration::attribuer(s, admin, foule[3], 1, &jours)
            .await
            .unwrap();
        for (mot, vue, attendu) in [
            ("zoe ailleurs", V::Ouverts, foule[0]),
            ("foule", V::Invites, foule[1]),
            ("foule", V::Fermes, foule[2]),
            ("foule", V::Delegations, foule[3]),
        ] {
            let page = lister(filtre(mot, vue, 1)).await;
            let ids: Vec<_> = page.lignes.iter().map(|c| c.id).collect();
            assert_eq!(ids, [attendu], "{vue:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_lien_expire_ne_se_dit_plus_en_attente() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        invitations::creer(s, admin, m.chef.compte, 1)
            .await
            .unwrap();
        let vu = async || {
            let page = administration::lister(s, admin, &FiltreComptes::default()).await;
            let lignes = page.unwrap().lignes;
            let chef = lignes.into_iter().find(|c| c.id == m.chef.compte).unwrap();
            (chef.invite, chef.lien_expire)
        };
        assert_eq!(vu().await, (true, false));
        m.horloge.avancer(INVITATION_JOURS * JOUR);
        assert_eq!(vu().await, (true, true));
        assert!(fiche(&m, m.chef.compte).await.compte.lien_expire);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_sessions_se_voient_et_se_ferment() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let maintenant = s.maintenant();
        let tx = store.ecriture().await.unwrap();
        for (cle, compte, vue, navigateur) in [
            ("une", m.chef.compte, 60, "Firefox, Windows"),
            ("deux", m.chef.compte, 120, ""),
            ("moi", admin.compte, 0, "Chrome, Linux"),
            ("autre", m.secretaire.compte, 0, ""),
        ] {
            let ouverte = sessions::SessionOuverte {
                compte,
                ouverte: maintenant,
                vue: maintenant.plus_secondes(vue),
                navigateur: navigateur.into(),
                openid: None,
            };
            let session = SessionWeb {
                cle: cle.into(),
                compte: Some(compte),
                donnees: serde_json::json!({ sessions::CLE: ouverte }).to_string(),
                expire: maintenant.plus_secondes(3600),
            };
            store::sessions_web::creer(&tx, &session).await.unwrap();
        }
        tx.valider().await.unwrap();
        let vues = fiche(&m, m.chef.compte).await.sessions;
        let lues: Vec<(&str, &str, &str)> = vues
            .iter()
            .map(|v| (&*v.cle, &*v.vue, &*v.navigateur))
            .collect();
        assert_eq!(
            lues,
            [
                ("deux", "01/09/2026 10:02", ""),
                ("une", "01/09/2026 10:01", "Firefox, Windows"),
            ]
        );
        // One of another account is not ended through this one.
        assert_eq!(
            sessions::fermer(s, admin, m.chef.compte, Some("autre"), "moi").await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            sessions::fermer(s, admin, m.chef.compte, Some("deux"), "moi").await,
            Ok(1)
        );
        assert_eq!(
            sessions::fermer(s, admin, m.chef.compte, None, "moi").await,
            Ok(1)
        );
        assert_eq!(
            sessions::fermer(s, admin, m.chef.compte, None, "moi").await,
            Err(Erreur::Introuvable)
        );
        // The reader's own stays.
        assert_eq!(
            sessions::fermer(s, admin, admin.compte, None, "moi").await,
            Err(Erreur::Introuvable)
        );
        let la_mienne = administration::ouvrir(s, admin, admin.compte, "moi")
            .await
            .unwrap()
            .sessions;
        assert!(la_mienne.len() == 1 && la_mienne[0].presente);
        assert_eq!(
            fiche(&m, m.chef.compte).await.historique[0].geste,
            GesteCompte::SessionsFermees { nombre: 1 }
        );
        // Expired ones are not shown.
        m.horloge.avancer(2 * 3600);
        assert!(fiche(&m, m.secretaire.compte).await.sessions.is_empty());
    })
    .await;
}
