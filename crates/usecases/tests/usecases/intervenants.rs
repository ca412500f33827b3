//! The intervenants as their gestionnaire keeps them: who may, what is refused, duplicates,
//! merges there and back, requests of the centres; on each engine.

use crate::monde::*;
use domain::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::ConnectionTrait;
use store::essais::sur_chaque_moteur;
use tokio::sync::Barrier;
use usecases::doublons::DemandeFusion;
use usecases::{
    administration, comptes_ouverture, convocations, demandes, doublons, envois, invitations,
    repertoire, verification,
};

fn externe(nom: &str, prenom: &str) -> SaisieIntervenant {
    SaisieIntervenant {
        origine: "retraite".into(),
        nom: nom.into(),
        prenom: prenom.into(),
        mel_personnel: format!("{}@maison.example", nom.to_lowercase()),
        commune: "ALBI".into(),
        ..SaisieIntervenant::default()
    }
}

async fn cree(m: &Monde, saisie: &SaisieIntervenant) -> IntervenantId {
    match repertoire::creer(&m.services, &m.gestionnaire, saisie, true, None).await {
        Ok(Creation::Cree(id)) => id,
        autre => panic!("{autre:?}"),
    }
}

async fn fiche(m: &Monde, id: IntervenantId) -> FicheIntervenant {
    repertoire::ouvrir(&m.services, &m.gestionnaire, id)
        .await
        .unwrap()
}

/// Merges the second one into the first, at the versions that both have now.
async fn fusion(m: &Monde, garde: IntervenantId, autre: IntervenantId) -> DemandeFusion {
    DemandeFusion {
        premier: (garde, fiche(m, garde).await.version),
        second: (autre, fiche(m, autre).await.version),
        garde,
        choix: ChoixFusion::default(),
        gardees: BTreeMap::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn le_repertoire_est_au_gestionnaire_de_l_academie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let saisie = externe("LEROY", "Paul");
        for acteur in [&m.chef, &m.chef_centre, &m.administrateur, &m.intervenante] {
            let qui = &acteur.identifiant;
            let issues = [
                repertoire::creer(s, acteur, &saisie, false, None)
                    .await
                    .map(|_| ()),
                repertoire::modifier(s, acteur, m.anne, 1, &saisie).await,
                repertoire::activer(s, acteur, m.anne, 1, false).await,
                repertoire::ouvrir_compte(s, acteur, m.lea).await,
                doublons::distinguer(s, acteur, m.anne, m.lea).await,
                doublons::fusionner(s, acteur, &fusion(&m, m.anne, m.lea).await).await,
                doublons::defaire(s, acteur, 1).await,
            ];
            for (rang, issue) in issues.into_iter().enumerate() {
                assert_eq!(issue, Err(Erreur::Interdit), "{rang} pour {qui}");
            }
        }
        // The administrateur looks, changes nothing; a centre does not look.
        let vue = repertoire::lister(s, &m.administrateur, &FiltreRepertoire::default())
            .await
            .unwrap();
        assert!(!vue.tient && vue.total > 20);
        assert_eq!(
            repertoire::lister(s, &m.chef, &FiltreRepertoire::default()).await,
            Err(Erreur::Interdit)
        );
        // Another académie's finds nothing.
        let loin = &m.gestionnaire_autre;
        assert_eq!(
            repertoire::ouvrir(s, loin, m.anne).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            repertoire::modifier(s, loin, m.anne, 1, &saisie).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            doublons::fusionner(s, loin, &fusion(&m, m.anne, m.lea).await).await,
            Err(Erreur::Introuvable)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_personne_se_cree_et_se_modifie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        // The same name the other way round, or the same address: asked first.
        for semblable in [
            externe("Anne", "DURAND"),
            SaisieIntervenant {
                mel_professionnel: "ANNE@ac.example".into(),
                ..externe("AUTRE", "Nom")
            },
            SaisieIntervenant {
                nom_naissance: "Durand".into(),
                ..externe("EPOUSE", "Anne")
            },
        ] {
            let issue = repertoire::creer(s, g, &semblable, false, None).await;
            let Ok(Creation::Semblables(connus)) = issue else {
                panic!("{issue:?}");
            };
            assert_eq!((connus.len(), connus[0].id), (1, m.anne));
        }
        let id = cree(&m, &externe("Anne", "DURAND")).await;
        let f = fiche(&m, id).await;
        assert!(f.saisie.matricule.starts_with("IMAGIN-"));
        assert_eq!((f.saisie.origine.as_str(), f.actif), ("retraite", true));
        // Found at once by the centres.
        let trouves = usecases::intervenants::chercher(s, &m.chef, "durand anne")
            .await
            .unwrap();
        assert_eq!(trouves.total, 2);

        let mut change = f.saisie.clone();
        change.origine = "interne".into();
        change.uai = "0310038Y".into();
        change.nom = "DURANT".into();
        repertoire::modifier(s, g, id, f.version, &change)
            .await
            .unwrap();
        // Somebody else was first: nothing is written.
        assert_eq!(
            repertoire::modifier(s, g, id, f.version, &f.saisie).await,
            Err(RepertoireErreur::FicheChangee.into())
        );
        let apres = fiche(&m, id).await;
        assert_eq!(apres.nom_complet(), "DURANT DURAND");
        assert_eq!(apres.etablissement, "LPO BELLEVUE (0310038Y)");
        let faux = SaisieIntervenant {
            uai: "0330021F".into(),
            ..change.clone()
        };
        assert!(matches!(
            repertoire::modifier(s, g, id, apres.version, &faux).await,
            Err(Erreur::Repertoire(RepertoireErreur::Champs(_)))
        ));
        let pris = SaisieIntervenant {
            matricule: "T1".into(),
            ..externe("NEUF", "Max")
        };
        assert_eq!(
            repertoire::creer(s, g, &pris, true, None).await,
            Err(RepertoireErreur::MatriculePris.into())
        );
        // Closed, then open again.
        repertoire::activer(s, g, id, apres.version, false)
            .await
            .unwrap();
        let trouves = usecases::intervenants::chercher(s, &m.chef, "durant")
            .await
            .unwrap();
        assert_eq!(trouves.total, 0);
        let version = fiche(&m, id).await.version;
        repertoire::activer(s, g, id, version, true).await.unwrap();
        assert!(fiche(&m, id).await.actif);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_discipline_se_charge_ou_se_choisit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let tx = m.services.store.ecriture().await.unwrap();
        let mut gens = Vec::new();
        for (code, libelle, nom) in [
            ("L0202", "LETTRES MODERNES", "HUGO"),
            ("L0201", "LETTRES CLASSIQUES", "IRMA"),
            ("L0200", "LETTRES", "JANE"),
            ("L0422", "ANGLAIS", "KARL"),
        ] {
            let (discipline, _) = store::disciplines::importer(&tx, code, libelle)
                .await
                .unwrap();
            gens.push(store::intervenants::NouvelIntervenant {
                matricule: code.into(),
                nom: nom.into(),
                discipline: Some(discipline),
                ..quelqu_un(m.bellevue)
            });
        }
        store::intervenants::importer_lot(&tx, m.chef.academie, &gens)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        for (texte, noms, disciplines) in [
            // Part of a label is enough for one; a whole label is that one, even where others
            // begin with it.
            ("angl", vec!["KARL"], vec![]),
            ("Lettres", vec!["JANE"], vec![]),
            ("lettres mod", vec!["HUGO"], vec![]),
            (
                "lettr",
                vec![],
                vec!["LETTRES", "LETTRES CLASSIQUES", "LETTRES MODERNES"],
            ),
            ("chinois", vec![], vec![]),
        ] {
            let ici = EtendueDiscipline::default();
            let (s, chef) = (&m.services, &m.chef);
            let trouve = usecases::intervenants::de_discipline(s, chef, COEC, texte, &ici)
                .await
                .unwrap();
            let (trouves, a_choisir) = match trouve {
                RechercheDiscipline::Retenue { trouves, total } => {
                    assert_eq!(trouves.len(), total as usize, "{texte}");
                    (trouves, Vec::new())
                }
                RechercheDiscipline::AChoisir(a_choisir) => (Vec::new(), a_choisir),
            };
            let lus: Vec<&str> = trouves.iter().map(|p| &*p.nom).collect();
            assert_eq!(lus, noms, "{texte}");
            let lues: Vec<&str> = a_choisir.iter().map(|(d, _)| &*d.libelle).collect();
            assert_eq!(lues, disciplines, "{texte}");
            assert!(a_choisir.iter().all(|(_, n)| *n == 1), "{texte}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_gestionnaire_cherche_une_discipline_dans_toute_l_academie() {
    use usecases::intervenants::{de_discipline, suggerer_disciplines};
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let max = EtendueDiscipline::ACADEMIE_MAX as usize;
        let tx = s.store.ecriture().await.unwrap();
        let (anglais, _) = store::disciplines::importer(&tx, "L0422", "ANGLAIS")
            .await
            .unwrap();
        let de = |matricule: String, nom: String, ou| store::intervenants::NouvelIntervenant {
            matricule,
            nom,
            discipline: Some(anglais),
            ..quelqu_un(ou)
        };
        let mut gens = vec![de("K".into(), "KARL".into(), m.bellevue)];
        gens.extend((0..max + 1).map(|n| de(format!("A{n}"), format!("ANGLICISTE {n}"), m.autre)));
        store::intervenants::importer_lot(&tx, g.academie, &gens)
            .await
            .unwrap();
        let ailleurs = [de("Z".into(), "ZADIG".into(), m.autre)];
        let ailleurs = ailleurs.map(|z| store::intervenants::NouvelIntervenant {
            etablissement: None,
            ..z
        });
        store::intervenants::importer_lot(&tx, m.gestionnaire_autre.academie, &ailleurs)
            .await
            .unwrap();
        let charge = store::intervenants::ids_par_matricule(&tx, g.academie)
            .await
            .unwrap()["A0"];
        tx.valider().await.unwrap();
        m.convoquer(g, COEC_AUTRE, &[charge]).await;

        let partout = |lieu: &str| EtendueDiscipline {
            academie: true,
            lieu: lieu.into(),
        };
        let trouver = async |acteur: &Acteur, etendue: &EtendueDiscipline| match de_discipline(
            s, acteur, COEC, "anglais", etendue,
        )
        .await
        {
            Ok(RechercheDiscipline::Retenue { trouves, total }) => {
                let noms: Vec<String> = trouves.into_iter().map(|t| t.nom).collect();
                Ok((noms, total as usize))
            }
            Ok(RechercheDiscipline::AChoisir(d)) => Ok((Vec::new(), d.len())),
            Err(e) => Err(e),
        };
        // The centre's first, for the gestionnaire too.
        let ici = (vec!["KARL".to_owned()], 1);
        assert_eq!(
            trouver(g, &EtendueDiscipline::default()).await,
            Ok(ici.clone())
        );
        // All are counted; who is convoked already this session is among those left out.
        let (noms, total) = trouver(g, &partout("")).await.unwrap();
        assert_eq!((noms.len(), total), (max, max + 2));
        assert!(!noms.contains(&"ANGLICISTE 0".to_owned()));
        // Narrowed down by words of the name, in any order, or by the UAI.
        assert_eq!(trouver(g, &partout("bellevue lpo")).await, Ok(ici.clone()));
        assert_eq!(trouver(g, &partout("0310038")).await, Ok(ici));
        let (noms, total) = trouver(g, &partout("arènes")).await.unwrap();
        assert_eq!((noms.len(), total), (max, max + 1));
        assert_eq!(
            trouver(g, &partout("nulle part")).await,
            Ok((Vec::new(), 0))
        );

        let suggerer = async |acteur: &Acteur, texte: &str, etendue: &EtendueDiscipline| {
            let d = suggerer_disciplines(s, acteur, COEC, texte, etendue).await?;
            Ok::<_, Erreur>(d.into_iter().map(|(_, n)| n as usize).collect::<Vec<_>>())
        };
        assert_eq!(suggerer(g, "angl", &partout("")).await, Ok(vec![max + 2]));
        assert_eq!(suggerer(g, "angl", &partout("lpo")).await, Ok(vec![1]));
        assert_eq!(suggerer(g, "a", &partout("")).await, Ok(vec![]));
        // The centre has its own people, and asks for the others by name.
        for acteur in [&m.chef, &m.secretaire, &m.chef_centre] {
            assert_eq!(trouver(acteur, &partout("")).await, Err(Erreur::Interdit));
            let suggere = suggerer(acteur, "angl", &partout("")).await;
            assert_eq!(suggere, Err(Erreur::Interdit));
        }
        assert_eq!(
            trouver(&m.gestionnaire_autre, &partout("")).await,
            Err(Erreur::Introuvable)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_convoques_ne_sont_invites_qu_une_fois() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let mut qui = m.nombreux.clone();
        qui.extend([m.luc, m.anne]);
        m.convoquer(&m.chef, COEC, &qui).await;
        assert_eq!(
            comptes_ouverture::preparer(s, &m.chef, None).await,
            Err(Erreur::Interdit)
        );
        assert_eq!(
            comptes_ouverture::demander(s, &m.administrateur, None).await,
            Err(Erreur::Interdit)
        );
        // Anne has an account, Luc no address; this address names another account.
        let pris = SaisieCompte {
            identifiant: "n5@ac.example".into(),
            nom: "Quelqu’un d’autre".into(),
            roles: vec![Role::Gestionnaire.code().into()],
            ..SaisieCompte::default()
        };
        administration::creer(s, &m.administrateur, &pris)
            .await
            .unwrap();
        let vu = async |annee| comptes_ouverture::preparer(s, g, annee).await.unwrap();
        let avant = vu(Some(2021)).await;
        assert_eq!((avant.nombre, avant.sans_adresse), (24, 1));
        assert_eq!(avant.lignes[0].id, m.luc);
        assert_eq!((avant.annees, avant.derniere), (vec![2021], None));
        assert_eq!(vu(Some(2020)).await.nombre, 0);

        assert_eq!(comptes_ouverture::demander(s, g, Some(2021)).await, Ok(24));
        assert_eq!(
            comptes_ouverture::demander(s, g, None).await,
            Err(RepertoireErreur::OuvertureEnCours.into())
        );
        // One batch, then nothing until another server, or two, take it up.
        assert!(comptes_ouverture::tour(s).await.unwrap());
        let o = vu(None).await.derniere.unwrap();
        assert_eq!(
            (o.ouverts + o.ecartes, o.total, o.en_cours()),
            (20, 24, true)
        );
        // While a server is at it nobody is counted again: the page does not show it.
        let pendant = vu(None).await;
        assert_eq!((pendant.nombre, pendant.sans_adresse), (0, 0));
        assert_eq!(pendant.lignes, []);
        let autre = services(&store, &m.horloge, "http://localhost");
        let (un, deux) = tokio::join!(comptes_ouverture::tour(s), comptes_ouverture::tour(&autre));
        assert!([un.unwrap(), deux.unwrap()].contains(&true));
        while comptes_ouverture::tour(&autre).await.unwrap() {}
        let o = vu(None).await.derniere.unwrap();
        assert_eq!((o.ouverts, o.ecartes, o.en_cours()), (23, 1, false));

        let memoire = mail::Memoire::default();
        // While the mail server is down the links still wait: no batch comes on top of them.
        let en_attente = async || {
            store::courriels_service::en_attente(s.store.lecture(), "compte.inviter")
                .await
                .unwrap()
        };
        memoire.repondre(|_| {
            Err(mail::EchecEnvoi {
                nature: mail::Nature::Temporaire,
                raison: RaisonEchec::ServeurInjoignable,
                etape: mail::Etape::Connexion,
                code: None,
                reponse: String::new(),
                detail: String::new(),
                peut_etre_recu: false,
            })
        });
        m.livrer_du_service(&memoire).await;
        assert_eq!((memoire.messages().len(), en_attente().await), (0, 23));
        memoire.repondre(|_| Ok(()));
        m.horloge.avancer(120);
        m.livrer_du_service(&memoire).await;
        assert_eq!(en_attente().await, 0);
        let adresses: std::collections::BTreeSet<String> = memoire
            .messages()
            .iter()
            .map(|c| c.adresse().to_owned())
            .collect();
        assert_eq!((memoire.messages().len(), adresses.len()), (23, 23));
        // Until they choose one, no password opens their account.
        for essai in ["leurre sans compte", "$inutilisable$"] {
            assert_eq!(
                usecases::connexion::se_connecter(s, "n0@ac.example", essai.into(), "a").await,
                Err(Erreur::IdentifiantsFaux)
            );
        }
        let jeton = jeton_recu(&memoire, "n0@ac.example");
        invitations::choisir(s, &jeton, "a", MOT_DE_PASSE.into(), MOT_DE_PASSE)
            .await
            .unwrap();
        usecases::connexion::se_connecter(s, "n0@ac.example", MOT_DE_PASSE.into(), "a")
            .await
            .unwrap();

        // Asked for again, it finds nobody else and writes to nobody.
        assert_eq!(comptes_ouverture::demander(s, g, None).await, Ok(1));
        while comptes_ouverture::tour(s).await.unwrap() {}
        m.livrer_du_service(&memoire).await;
        let o = vu(None).await.derniere.unwrap();
        assert_eq!((o.ouverts, o.ecartes, o.en_cours()), (0, 1, false));
        assert_eq!(memoire.messages().len(), 23);
    })
    .await;
}

/// The token of the link that somebody received.
fn jeton_recu(memoire: &mail::Memoire, adresse: &str) -> String {
    let corps = memoire
        .messages()
        .iter()
        .find(|c| c.adresse() == adresse)
        .map(|c| String::from_utf8_lossy(c.octets()).replace("=\r\n", ""))
        .unwrap();
    let (_, suite) = corps.split_once("/invitation/").unwrap();
    suite.chars().take(32).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn un_compte_recoit_son_lien_par_courriel() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        assert_eq!(
            repertoire::ouvrir_compte(s, g, m.luc).await,
            Err(RepertoireErreur::SansAdresse.into())
        );
        assert_eq!(
            repertoire::ouvrir_compte(s, g, m.anne).await,
            Err(RepertoireErreur::CompteDejaOuvert.into())
        );
        let id = cree(&m, &externe("LEROY", "Paul")).await;
        repertoire::ouvrir_compte(s, g, id).await.unwrap();
        let compte = fiche(&m, id).await.compte.unwrap();
        assert_eq!(compte.identifiant, "leroy@maison.example");
        assert_eq!(compte.invitation, Some(EtatCourriel::EnAttente));

        let memoire = mail::Memoire::default();
        m.livrer_du_service(&memoire).await;
        let compte = fiche(&m, id).await.compte.unwrap();
        assert_eq!(compte.invitation, Some(EtatCourriel::Envoye));
        let jeton = jeton_recu(&memoire, "leroy@maison.example");
        invitations::choisir(s, &jeton, "a", MOT_DE_PASSE.into(), MOT_DE_PASSE)
            .await
            .unwrap();
        let entre =
            usecases::connexion::se_connecter(s, "leroy@maison.example", MOT_DE_PASSE.into(), "a")
                .await
                .unwrap();
        let elle = usecases::connexion::acteur(s, entre)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(elle.intervenant, Some(id));

        // A link that another one replaced does not leave.
        let admin = &m.administrateur;
        let version = usecases::administration::ouvrir(s, admin, entre, "")
            .await
            .unwrap()
            .version;
        invitations::envoyer(s, admin, entre, version)
            .await
            .unwrap();
        invitations::creer(s, admin, entre, version + 1)
            .await
            .unwrap();
        m.livrer_du_service(&memoire).await;
        let fiche = usecases::administration::ouvrir(s, admin, entre, "")
            .await
            .unwrap();
        assert_eq!(fiche.courriel, Some(EtatCourriel::Annule));
        assert_eq!(memoire.messages().len(), 1);
    })
    .await;
}

/// Both convoked to a mission: the one that is not chosen is deleted as anybody deletes one,
/// and stands again when the merge is undone, whosever it was.
#[tokio::test(flavor = "multi_thread")]
async fn de_deux_convocations_a_une_mission_une_est_gardee() {
    for garde_la_premiere in [true, false] {
        sur_chaque_moteur(async |store| {
            let m = Monde::nouveau(&store).await;
            let (s, g) = (&m.services, &m.gestionnaire);
            let double = cree(&m, &externe("DURAND", "Anne")).await;
            let [la_sienne] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
                panic!()
            };
            let [l_autre] = m.convoquer(&m.chef, COEC, &[double]).await[..] else {
                panic!()
            };
            let vues = doublons::comparer(s, g, m.anne, double).await.unwrap();
            let numeros: Vec<i64> = vues.communes.iter().map(|c| c.numero).collect();
            assert_eq!(numeros, [COEC]);
            assert_eq!(vues.communes[0].convocations[0].1, Autorite::Centre);
            let (gardee, ecartee) = if garde_la_premiere {
                (la_sienne, l_autre)
            } else {
                (l_autre, la_sienne)
            };
            let sienne = async |id: ConvocationId| {
                let lignes = m.lignes(&m.chef, COEC).await;
                lignes.iter().find(|l| l.id == id).map(|l| l.intervenant)
            };

            m.horloge.avancer(60);
            let mut d = fusion(&m, m.anne, double).await;
            // A choice of another mission is none of this one.
            d.gardees.insert(PRECE, true);
            assert!(matches!(
                doublons::fusionner(s, g, &d).await,
                Err(Erreur::Repertoire(
                    RepertoireErreur::MissionsCommunes { .. }
                ))
            ));
            assert_eq!(m.lignes(&m.chef, COEC).await.len(), 2);
            d.gardees.insert(COEC, garde_la_premiere);
            doublons::fusionner(s, g, &d).await.unwrap();
            assert_eq!(sienne(gardee).await, Some(m.anne));
            assert_eq!(sienne(ecartee).await, None);
            let traces = store::piste::de_l_objet(store.lecture(), "convocation", ecartee.0, 5)
                .await
                .unwrap();
            let (trace, _) = &traces[0];
            assert_eq!(trace.action, "convocation.supprimer");
            assert!(trace.details.contains("fusion_dans"), "{}", trace.details);
            let messages = usecases::messages::lister(s, g).await.unwrap();
            assert!(messages.iter().any(|l| matches!(
                &l.fait,
                Fait::ConvocationSupprimee {
                    convocation: None,
                    mission: COEC,
                    ..
                }
            )));

            let cle = fiche(&m, m.anne).await.absorbes[0].id;
            m.horloge.avancer(60);
            doublons::defaire(s, g, cle).await.unwrap();
            assert_eq!(sienne(la_sienne).await, Some(m.anne));
            assert_eq!(sienne(l_autre).await, Some(double));
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn une_fusion_se_fait_et_se_defait() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let double = cree(&m, &externe("DURAND", "Anne")).await;
        let page = doublons::lister(s, g, 1).await.unwrap();
        assert_eq!(page.total, 1);
        assert_eq!(page.groupes[0].paires, [(m.anne, double)]);

        // Both convoked to a mission: named, and nothing is done.
        let [en_trop] = m.convoquer(&m.chef, COEC, &[double]).await[..] else {
            panic!()
        };
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let refus = doublons::fusionner(s, g, &fusion(&m, m.anne, double).await).await;
        assert_eq!(
            refus,
            Err(RepertoireErreur::MissionsCommunes {
                nom: "DURAND Anne".into(),
                missions: vec![COEC]
            }
            .into())
        );
        assert!(fiche(&m, double).await.actif);
        convocations::supprimer(s, &m.chef, en_trop, 1)
            .await
            .unwrap();
        let [gardee] = m.convoquer(&m.chef, PRECE, &[double]).await[..] else {
            panic!()
        };

        m.horloge.avancer(60);
        let mut d = fusion(&m, m.anne, double).await;
        d.choix.mel_personnel = "2".into();
        doublons::fusionner(s, g, &d).await.unwrap();
        let f = fiche(&m, m.anne).await;
        assert_eq!(f.saisie.mel_personnel, "durand@maison.example");
        assert_eq!((f.convocations, f.absorbes.len()), (2, 1));
        let ferme = fiche(&m, double).await;
        assert!(!ferme.actif && ferme.convocations == 0);
        assert_eq!(ferme.fusion.as_ref().map(|v| v.autre), Some(m.anne));
        // The letter is the kept one's, and is opened by their account.
        let lettre = usecases::lettres::lire(s, &m.intervenante, gardee)
            .await
            .unwrap();
        let code = lettre.liens.map(|l| l.code).unwrap_or_default();
        assert!(verification::verifier(s, &code, "a").await.is_ok());
        assert_eq!(doublons::lister(s, g, 1).await.unwrap().total, 0);
        // Neither merged again, nor opened.
        assert_eq!(
            doublons::fusionner(s, g, &fusion(&m, m.lea, double).await).await,
            Err(RepertoireErreur::FusionImpossible.into())
        );
        assert_eq!(
            repertoire::activer(s, g, double, ferme.version, true).await,
            Err(RepertoireErreur::Fusionnee.into())
        );

        // As long as nothing was built on it.
        let cle = f.absorbes[0].id;
        m.horloge.avancer(60);
        let mut ailleurs = demande(SSCAN, &[m.anne], "depuis");
        ailleurs.affectation.creneaux = vec![creneau(9, 9, 12)];
        m.convoquer_en_confirmant(&m.chef, ailleurs).await.unwrap();
        let depuis = m.lignes(&m.chef, SSCAN).await[0].id;
        let nom = || "DURAND Anne".to_owned();
        assert_eq!(
            doublons::defaire(s, g, cle).await,
            Err(RepertoireErreur::ConvoqueeDepuis { nom: nom() }.into())
        );
        convocations::supprimer(s, &m.chef, depuis, 1)
            .await
            .unwrap();
        doublons::defaire(s, g, cle).await.unwrap();
        let f = fiche(&m, m.anne).await;
        assert_eq!(f.saisie.mel_personnel, "anne@maison.example");
        assert_eq!((f.convocations, f.absorbes.len()), (1, 0));
        let rendu = fiche(&m, double).await;
        assert!(rendu.actif && rendu.convocations == 1 && rendu.fusion.is_none());
        assert_eq!(
            doublons::defaire(s, g, cle).await,
            Err(RepertoireErreur::FusionDefaite.into())
        );

        // Changed since: what the fiche says is nobody's to take back.
        doublons::fusionner(s, g, &fusion(&m, m.anne, double).await)
            .await
            .unwrap();
        let f = fiche(&m, m.anne).await;
        let mut change = f.saisie.clone();
        change.commune = "CASTRES".into();
        repertoire::modifier(s, g, m.anne, f.version, &change)
            .await
            .unwrap();
        assert_eq!(
            doublons::defaire(s, g, f.absorbes[0].id).await,
            Err(RepertoireErreur::GardeeChangee { nom: nom() }.into())
        );
    })
    .await;
}

/// What becomes of the convocations that a merge moved follows them: deleted since, or taken
/// back since.
#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_bouge_apres_une_fusion_revient_avec_elle() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let double = cree(&m, &externe("DURAND", "Anne")).await;
        let [deja_supprimee] = m.convoquer(&m.chef, PRECE, &[double]).await[..] else {
            panic!()
        };
        convocations::supprimer(s, &m.chef, deja_supprimee, 1)
            .await
            .unwrap();
        let mut ailleurs = demande(SSCAN, &[double], "avant");
        ailleurs.affectation.creneaux = vec![creneau(9, 9, 12)];
        m.convoquer_en_confirmant(&m.chef, ailleurs).await.unwrap();
        let debout = m.lignes(&m.chef, SSCAN).await[0].id;

        m.horloge.avancer(60);
        doublons::fusionner(s, g, &fusion(&m, m.anne, double).await)
            .await
            .unwrap();
        let cle = fiche(&m, m.anne).await.absorbes[0].id;
        m.horloge.avancer(60);
        assert_eq!(
            convocations::retablir(s, &m.chef, deja_supprimee).await,
            Ok(PRECE)
        );
        assert_eq!(m.lignes(&m.chef, PRECE).await[0].intervenant, m.anne);
        let version = m.lignes(&m.chef, SSCAN).await[0].version;
        convocations::supprimer(s, &m.chef, debout, version)
            .await
            .unwrap();

        doublons::defaire(s, g, cle).await.unwrap();
        assert_eq!(m.lignes(&m.chef, PRECE).await[0].intervenant, double);
        assert_eq!(convocations::retablir(s, &m.chef, debout).await, Ok(SSCAN));
        assert_eq!(m.lignes(&m.chef, SSCAN).await[0].intervenant, double);
        assert_eq!(fiche(&m, m.anne).await.convocations, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_courriel_parti_depuis_retient_la_fusion() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let double = cree(&m, &externe("DURAND", "Anne")).await;
        let sienne = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let deplacee = m.convoquer(&m.chef, PRECE, &[double]).await;
        doublons::fusionner(s, g, &fusion(&m, m.anne, double).await)
            .await
            .unwrap();
        let cle = fiche(&m, m.anne).await.absorbes[0].id;
        envois::demander(s, &m.chef, COEC, &sienne, false, "cle-du-courriel-a-elle")
            .await
            .unwrap();
        envois::demander(
            s,
            &m.chef,
            PRECE,
            &deplacee,
            false,
            "cle-du-courriel-depuis",
        )
        .await
        .unwrap();
        assert_eq!(
            doublons::defaire(s, g, cle).await,
            Err(RepertoireErreur::EcriteDepuis {
                nom: "DURAND Anne".into()
            }
            .into())
        );
        // Of a convocation deleted since, its mails are still known.
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared("UPDATE courriel SET etat = 'envoye', envoye_le = etat_depuis")
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let ligne = m.lignes(&m.chef, PRECE).await.remove(0);
        convocations::supprimer(s, &m.chef, ligne.id, ligne.version)
            .await
            .unwrap();
        assert_eq!(
            doublons::defaire(s, g, cle).await,
            Err(RepertoireErreur::EcriteDepuis {
                nom: "DURAND Anne".into()
            }
            .into())
        );
    })
    .await;
}

/// Nobody is convoked on a fiche that a merge closes in the same instant.
#[tokio::test(flavor = "multi_thread")]
async fn convoquer_et_fusionner_a_la_fois_ne_perd_personne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let double = cree(&m, &externe("DURAND", "Anne")).await;
        let d = fusion(&m, m.anne, double).await;
        let barriere = Arc::new(Barrier::new(2));
        let convoquer = {
            let (m, barriere) = (m.clone(), barriere.clone());
            tokio::spawn(async move {
                barriere.wait().await;
                let demande = demande(COEC, &[double], "en-meme-temps");
                m.convoquer_en_confirmant(&m.chef, demande).await
            })
        };
        let fusionner = {
            let (m, barriere) = (m.clone(), barriere.clone());
            tokio::spawn(async move {
                barriere.wait().await;
                doublons::fusionner(&m.services, &m.gestionnaire, &d).await
            })
        };
        let (convoque, fusionne) = tokio::join!(convoquer, fusionner);
        fusionne.unwrap().unwrap();
        let convoque = convoque.unwrap();
        let vues = [fiche(&m, m.anne).await, fiche(&m, double).await];
        assert!(!vues[1].actif);
        assert_eq!(vues[1].convocations, 0, "{convoque:?}");
        assert_eq!(vues[0].convocations, u32::from(convoque.is_ok()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_fusions_a_la_fois_n_en_font_qu_une() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let double = cree(&m, &externe("DURAND", "Anne")).await;
        let un = fusion(&m, m.anne, double).await;
        let autre = fusion(&m, double, m.anne).await;
        let barriere = Arc::new(Barrier::new(2));
        let lancer = |d: DemandeFusion| {
            let (m, barriere) = (m.clone(), barriere.clone());
            tokio::spawn(async move {
                barriere.wait().await;
                doublons::fusionner(&m.services, &m.gestionnaire, &d).await
            })
        };
        let (a, b) = tokio::join!(lancer(un), lancer(autre));
        let issues = [a.unwrap(), b.unwrap()];
        assert_eq!(issues.iter().filter(|i| i.is_ok()).count(), 1, "{issues:?}");
        assert!(
            issues.contains(&Err(RepertoireErreur::FicheChangee.into()))
                || issues.contains(&Err(RepertoireErreur::FusionImpossible.into())),
            "{issues:?}"
        );
        let fiches = [fiche(&m, m.anne).await, fiche(&m, double).await];
        assert_eq!(fiches.iter().filter(|f| f.actif).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_paire_distincte_n_est_plus_proposee() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let double = cree(&m, &externe("DURAND", "Anne")).await;
        assert_eq!(doublons::lister(s, g, 1).await.unwrap().total, 1);
        doublons::distinguer(s, g, double, m.anne).await.unwrap();
        doublons::distinguer(s, g, m.anne, double).await.unwrap();
        assert_eq!(doublons::lister(s, g, 1).await.unwrap().total, 0);
        let vues = doublons::comparer(s, g, m.anne, double).await.unwrap();
        assert!(vues.distincts);
        assert_eq!(
            doublons::comparer(s, g, m.anne, m.anne).await,
            Err(Erreur::Introuvable)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_demande_va_et_revient() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let saisie = |nom: &str, mission: i64| SaisieDemande {
            nom: nom.into(),
            prenom: "Noé".into(),
            mission: mission.to_string(),
            ..SaisieDemande::default()
        };
        assert_eq!(
            demandes::creer(s, g, &saisie("X", COEC)).await,
            Err(Erreur::Interdit)
        );
        assert_eq!(
            demandes::creer(s, &m.chef, &saisie("X", COEC_AUTRE)).await,
            Err(RepertoireErreur::MissionInconnue.into())
        );
        assert!(matches!(
            demandes::creer(s, &m.chef, &SaisieDemande::default()).await,
            Err(Erreur::Repertoire(RepertoireErreur::Champs(_)))
        ));
        let une = demandes::creer(s, &m.chef_centre, &saisie("DURAND", COEC))
            .await
            .unwrap();
        let deux = demandes::creer(s, &m.chef, &saisie("INCONNU", COEC))
            .await
            .unwrap();
        let trois = demandes::creer(s, &m.chef_autre, &saisie("PERDU", COEC_AUTRE))
            .await
            .unwrap();
        // Each centre its own; the rectorat all of them.
        let vues =
            async |acteur: &Acteur| demandes::lister(s, acteur, 1).await.unwrap().demandes.len();
        assert_eq!(vues(&m.secretaire).await, 2);
        assert_eq!(vues(&m.chef_autre).await, 1);
        assert_eq!(vues(g).await, 3);
        assert_eq!(
            demandes::ouvrir(s, &m.chef, trois).await,
            Err(Erreur::Introuvable)
        );
        let tache = async |acteur: &Acteur, quoi: Tache| {
            let accueil = usecases::accueil::lire(s, acteur).await.unwrap();
            accueil
                .taches
                .iter()
                .find(|t| t.tache == quoi)
                .map_or(0, |t| t.nombre)
        };
        assert_eq!(tache(g, Tache::DemandesATraiter).await, 3);
        // Beyond the last page, the last one.
        for page in [0, 2, u32::MAX] {
            let loin = demandes::lister(s, g, page).await.unwrap();
            assert_eq!((loin.demandes.len(), loin.total, loin.page), (3, 3, 1));
        }

        // Who asks takes it back, as long as nobody answered.
        let retiree = demandes::creer(s, &m.chef, &saisie("RETIRÉ", COEC))
            .await
            .unwrap();
        let retirable = async |acteur: &Acteur, id| {
            let ouverte = demandes::ouvrir(s, acteur, id).await.unwrap();
            ouverte.retirable
        };
        assert!(retirable(&m.secretaire, retiree).await);
        assert!(!retirable(g, retiree).await);
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (g, Erreur::Interdit),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.intervenante, Erreur::Introuvable),
        ] {
            assert_eq!(demandes::retirer(s, acteur, retiree).await, Err(refus));
        }
        demandes::retirer(s, &m.secretaire, retiree).await.unwrap();
        assert_eq!(
            demandes::retirer(s, &m.chef, retiree).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(tache(g, Tache::DemandesATraiter).await, 3);

        demandes::rattacher(s, g, une, Some(m.anne), "")
            .await
            .unwrap();
        assert!(!retirable(&m.chef, une).await);
        assert_eq!(
            demandes::retirer(s, &m.chef, une).await,
            Err(RepertoireErreur::DemandeTraitee.into())
        );
        // Two answer at once: the second one is told.
        assert_eq!(
            demandes::refuser(s, g, une, "Trop tard").await,
            Err(RepertoireErreur::DemandeTraitee.into())
        );
        // Created from the request, which is answered by the same act.
        let formulaire = repertoire::preparer(s, g, Some(deux), None).await.unwrap();
        assert_eq!(formulaire.saisie.nom, "INCONNU");
        let nouveau = SaisieIntervenant {
            origine: "autre".into(),
            ..formulaire.saisie
        };
        let Ok(Creation::Cree(id)) = repertoire::creer(s, g, &nouveau, false, Some(deux)).await
        else {
            panic!()
        };
        assert!(matches!(
            demandes::refuser(s, g, trois, " ").await,
            Err(Erreur::Repertoire(RepertoireErreur::Champs(_)))
        ));
        demandes::refuser(s, g, trois, "Hors de l’académie")
            .await
            .unwrap();
        assert_eq!(tache(g, Tache::DemandesATraiter).await, 0);
        assert_eq!(tache(&m.chef, Tache::ReponsesALire).await, 2);
        let vue = demandes::ouvrir(s, &m.chef, deux).await.unwrap().demande;
        assert_eq!(vue.reponse.map(|(i, _)| i), Some(id));
        let messages = usecases::messages::lister(s, &m.chef_autre).await.unwrap();
        assert!(messages.iter().any(|l| matches!(
            &l.fait,
            Fait::Repertoire(FaitRepertoire::ReponseRecue {
                acceptee: false,
                ..
            })
        )));
        // Who asked is written to as well, unless their account is closed by then.
        let courriel = async |acteur: &Acteur, id| {
            let ouverte = demandes::ouvrir(s, acteur, id).await.unwrap();
            ouverte.courriel
        };
        for id in [une, deux, trois] {
            assert_eq!(courriel(g, id).await, Some(EtatCourriel::EnAttente));
        }
        let tx = store.ecriture().await.unwrap();
        let sql = format!(
            "UPDATE compte SET actif = FALSE WHERE id = {}",
            m.chef_autre.compte
        );
        tx.execute_unprepared(&sql).await.unwrap();
        tx.valider().await.unwrap();
        let memoire = mail::Memoire::default();
        m.livrer_du_service(&memoire).await;
        assert_eq!(
            courriel(&m.secretaire, deux).await,
            Some(EtatCourriel::Envoye)
        );
        assert_eq!(courriel(g, trois).await, Some(EtatCourriel::Annule));
        let recus = memoire.messages();
        let a_qui: Vec<_> = recus.iter().map(|c| c.adresse()).collect();
        assert_eq!(a_qui, [&m.chef_centre.mel, &m.chef.mel]);
        let lu = mail_parser::MessageParser::default()
            .parse(recus[1].octets())
            .unwrap();
        let texte = lu.body_text(0).unwrap().replace("\r\n", " ");
        let racine = &s.reglages.url_publique;
        for dit in [
            format!("{racine}/missions/{COEC}?fenetre=creer&itv={id}"),
            format!("{racine}/demandes-intervenant/{deux}"),
        ] {
            assert!(texte.contains(&dit), "{dit} : {texte}");
        }
        assert!(!texte.contains("INCONNU"), "{texte}");

        demandes::lire_reponse(s, &m.secretaire, deux)
            .await
            .unwrap();
        assert_eq!(
            demandes::lire_reponse(s, &m.chef_autre, deux).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(tache(&m.chef, Tache::ReponsesALire).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_demande_ne_se_rattache_qu_a_qui_peut_etre_convoque() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let saisie = SaisieDemande {
            nom: "DURAND".into(),
            ..SaisieDemande::default()
        };
        let une = demandes::creer(s, &m.chef, &saisie).await.unwrap();
        let ferme = cree(&m, &externe("FERME", "Max")).await;
        let version = fiche(&m, ferme).await.version;
        repertoire::activer(s, g, ferme, version, false)
            .await
            .unwrap();
        // Closed and nothing more: the reason says so, for a request and for an account.
        let matricule = fiche(&m, ferme).await.saisie.matricule;
        for (qui, matricule) in [(Some(ferme), ""), (None, matricule.as_str())] {
            assert_eq!(
                demandes::rattacher(s, g, une, qui, matricule).await,
                Err(RepertoireErreur::Fermee.into())
            );
        }
        assert_eq!(
            repertoire::ouvrir_compte(s, g, ferme).await,
            Err(RepertoireErreur::Fermee.into())
        );

        // Merged: the request goes to who is kept.
        let double = cree(&m, &externe("DURAND", "Annie")).await;
        m.horloge.avancer(60);
        let d = fusion(&m, m.anne, double).await;
        doublons::fusionner(s, g, &d).await.unwrap();
        assert_eq!(
            repertoire::ouvrir_compte(s, g, double).await,
            Err(RepertoireErreur::Fusionnee.into())
        );
        demandes::rattacher(s, g, une, Some(double), "")
            .await
            .unwrap();
        let vue = demandes::ouvrir(s, &m.chef, une).await.unwrap().demande;
        assert_eq!(vue.reponse.map(|(qui, _)| qui), Some(m.anne));
    })
    .await;
}
