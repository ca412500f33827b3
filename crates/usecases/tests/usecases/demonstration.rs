//! The demonstration loaded, and accounts, on each engine.

use crate::importations::commun::{services, toulouse, uai};
use domain::*;
use std::collections::HashSet;
use store::essais::sur_chaque_moteur;
use usecases::comptes::{self, CompteErreur, DemandeCompte};
use usecases::demonstration::{self, DemonstrationErreur, Parametres};
use usecases::{Services, connexion};

fn petite() -> Parametres {
    Parametres {
        intervenants: Parametres::INTERVENANTS_MIN,
        ..Parametres::default()
    }
}

async fn acteur(services: &Services, identifiant: &str) -> Acteur {
    let mot_de_passe = demonstration::mot_de_passe().to_owned();
    let compte = connexion::se_connecter(services, identifiant, mot_de_passe, "essai")
        .await
        .unwrap_or_else(|e| panic!("{identifiant} : {e:?}"));
    connexion::acteur(services, compte).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn la_demonstration_se_charge_et_s_ouvre() {
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        let mut avances = Vec::new();
        let charges = demonstration::charger(&services, &petite(), &mut |n, total| {
            avances.push((n, total));
        })
        .await
        .unwrap();
        let charge = &charges[0];
        assert_eq!(avances.last(), Some(&(400, 400)));
        assert_eq!((charge.etablissements, charge.intervenants), (31, 400));
        assert_eq!((charges.len(), charges[1].academie), (2, "Bordeaux"));
        assert_eq!(
            (charges[1].etablissements, charges[1].intervenants),
            (5, 150)
        );

        // Everybody the sign-in page shows can sign in.
        let groupes = demonstration::comptes();
        assert_eq!((groupes.len(), &*groupes[0].academie), (2, "Toulouse"));
        let annonces = &groupes[0].comptes;
        assert_eq!(
            annonces.iter().map(|(i, _)| i.as_str()).collect::<Vec<_>>(),
            [
                "chef",
                "secretaire",
                "gestionnaire",
                "admin",
                "intervenant",
                "adjoint"
            ]
        );
        assert!(
            annonces[0].1.starts_with("Chef d’établissement"),
            "{}",
            annonces[0].1
        );
        for (identifiant, _) in groupes.iter().flat_map(|g| &g.comptes) {
            acteur(&services, identifiant).await;
        }
        assert_eq!(
            demonstration::comptes_ouverts(&services)
                .await
                .unwrap()
                .len(),
            11
        );

        // Every mission opens, every letter reads, with its signature.
        let gestionnaire = acteur(&services, "gestionnaire").await;
        let filtre = FiltreMissions {
            lignes: FiltreMissions::LIGNES_MAX,
            ..Default::default()
        };
        let page = usecases::missions::lister(&services, &gestionnaire, &filtre)
            .await
            .unwrap();
        assert_eq!(page.lignes.len(), charge.missions);
        let mut convocations = 0;
        let (mut signees, mut sans_signature, mut fermees) = (0, 0, 0);
        for ligne in &page.lignes {
            let ouverte = usecases::missions::ouvrir(&services, &gestionnaire, ligne.numero)
                .await
                .unwrap_or_else(|e| panic!("mission {} : {e:?}", ligne.numero));
            assert!(
                !ouverte.mission.jours_possibles.is_empty(),
                "{}",
                ligne.numero
            );
            assert_eq!(
                ouverte.convocations.len(),
                ligne.nombre_intervenants as usize
            );
            convocations += ouverte.convocations.len();
            match &ouverte.signature.etat {
                EtatSignature::Presente { .. } => signees += 1,
                EtatSignature::Absente => sans_signature += 1,
                EtatSignature::ServiceFerme => fermees += 1,
            }
            if let Some(c) = ouverte.convocations.first() {
                let lettre = usecases::lettres::lire(&services, &gestionnaire, c.id)
                    .await
                    .unwrap();
                // Signed, but where nobody is to sign or the service is closed.
                match ouverte.signature.etat {
                    EtatSignature::Presente { image, .. } => {
                        assert!(image);
                        assert!(
                            !lettre.signature.unwrap().image_png.is_empty(),
                            "{}",
                            ligne.numero
                        );
                    }
                    _ => assert_eq!(lettre.signature, None, "{}", ligne.numero),
                }
                assert!(!lettre.affectation.creneaux.is_empty());
            }
        }
        assert_eq!(convocations, charge.convocations);
        assert!(convocations > 100);
        assert!(
            signees > 300 && sans_signature > 0 && fermees > 0,
            "{signees} {sans_signature} {fermees}"
        );
        // What the first page counts is what its list holds.
        let accueil = usecases::accueil::lire(&services, &gestionnaire)
            .await
            .unwrap();
        let a_signer = accueil.taches.iter().find(|t| t.tache == Tache::Signer);
        let filtre = FiltreMissions {
            a_faire: Some(AFaire::Signer),
            annees: accueil.annee.into_iter().collect(),
            ..Default::default()
        };
        let liste = usecases::missions::lister(&services, &gestionnaire, &filtre)
            .await
            .unwrap();
        assert!(liste.total > 0);
        assert_eq!(a_signer.map(|t| t.nombre), Some(liste.total));
        assert!(!accueil.frise.is_empty());

        // The memo's missions, seen by the head of Bellevue and by nobody elsewhere.
        let chef = acteur(&services, "chef").await;
        let ouverte = usecases::missions::ouvrir(&services, &chef, 172_278)
            .await
            .unwrap();
        assert_eq!(ouverte.autorite, Some(Autorite::Centre));
        assert!(!ouverte.convocations.is_empty());
        // Compétences in every state, and last year's to start from.
        let vue = usecases::competences::lire(&services, &chef, None, None)
            .await
            .unwrap();
        let de = |etat| vue.lignes.iter().filter(|l| l.etat == etat).count();
        assert_eq!(
            EtatSaisie::TOUS.map(de),
            [vue.lignes.len() - 9, 4, 3, 2],
            "{:?}",
            vue.lignes
        );
        assert_eq!(vue.reste, Some(10));
        assert!(vue.lignes.iter().any(|l| l.a_change()));
        let musique = vue
            .lignes
            .iter()
            .find(|l| l.discipline.as_ref().is_some_and(|d| d.code == "L1700"))
            .unwrap();
        let cle = musique.cle_discipline();
        let g = usecases::competences::ouvrir(&services, &chef, None, None, cle, false)
            .await
            .unwrap();
        assert_eq!(g.annee_precedente, Some(2020));
        assert!(g.cochees().is_empty() && !g.precedentes().is_empty());
        // What was attested tells who entered, closed and corrected it, latest first.
        let constat = usecases::service_fait::historique(&services, &chef, 164_172)
            .await
            .unwrap();
        let genres: Vec<_> = constat.evenements.iter().map(|e| e.genre).collect();
        assert_eq!(genres.last(), Some(&GenreConstat::Saisie));
        assert!(genres.contains(&GenreConstat::Validation));
        let correction = &constat.evenements[0];
        assert_eq!(correction.genre, GenreConstat::Correction);
        assert!(!correction.raison.is_empty());
        assert_ne!(correction.lignes[0].avant, correction.lignes[0].apres);
        let intervenant = acteur(&services, "intervenant").await;
        assert!(intervenant.intervenant.is_some());
        let refus = usecases::missions::ouvrir(&services, &intervenant, 172_278).await;
        assert_eq!(refus.unwrap_err(), Erreur::Introuvable);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jamais_sur_des_donnees() {
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        demonstration::charger(&services, &petite(), &mut |_, _| {})
            .await
            .unwrap();
        let encore = demonstration::charger(&services, &petite(), &mut |_, _| {}).await;
        assert_eq!(encore, Err(DemonstrationErreur::BaseOccupee));
        let academies = store::academies::toutes(store.lecture()).await.unwrap();
        assert_eq!(academies.len(), 2);
        let mut nombres = Vec::new();
        for academie in academies {
            let nombre = store::intervenants::compter(store.lecture(), academie.id).await;
            nombres.push(nombre.unwrap());
        }
        nombres.sort_unstable();
        assert_eq!(nombres, [150, 400]);
    })
    .await;
}

/// Each académie has its own, were it of the same name or under the same number.
#[tokio::test(flavor = "multi_thread")]
async fn deux_academies_ne_se_voient_pas() {
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        let charges = demonstration::charger(&services, &petite(), &mut |_, _| {})
            .await
            .unwrap();
        let ici = acteur(&services, "gestionnaire").await;
        let ailleurs = acteur(&services, "gestionnaire.bordeaux").await;
        assert_ne!(ici.academie, ailleurs.academie);

        // Homonyms: each finds those of theirs, and the whole list of none of the others.
        let chercher = async |a: &Acteur| {
            let trouves = usecases::intervenants::chercher(&services, a, "martin anne").await;
            let trouves = trouves.unwrap().trouves;
            trouves
                .iter()
                .map(|i| i.id)
                .collect::<HashSet<IntervenantId>>()
        };
        let (d_ici, d_ailleurs) = (chercher(&ici).await, chercher(&ailleurs).await);
        assert!(d_ici.len() >= 3, "{d_ici:?}");
        assert!(d_ailleurs.len() >= 2, "{d_ailleurs:?}");
        assert!(d_ici.is_disjoint(&d_ailleurs));

        // The same number is another mission.
        let memo = usecases::missions::ouvrir(&services, &ici, 172_278)
            .await
            .unwrap();
        let leur = usecases::missions::ouvrir(&services, &ailleurs, 172_278)
            .await
            .unwrap();
        assert_ne!(memo.mission.ligne.id, leur.mission.ligne.id);
        assert_eq!(memo.mission.centre_uai, uai("0310038Y"));
        let refus = usecases::missions::ouvrir(&services, &ailleurs, 172_418).await;
        assert_eq!(refus.unwrap_err(), Erreur::Introuvable);
        for id in memo.convocations.iter().map(|c| c.id) {
            let refus = usecases::lettres::lire(&services, &ailleurs, id).await;
            assert_eq!(refus.unwrap_err(), Erreur::Introuvable);
        }

        let filtre = FiltreMissions {
            lignes: FiltreMissions::LIGNES_MAX,
            ..Default::default()
        };
        let liste = usecases::missions::lister(&services, &ailleurs, &filtre)
            .await
            .unwrap();
        assert_eq!(liste.lignes.len(), charges[1].missions);
        let convoques: usize = liste
            .lignes
            .iter()
            .map(|l| l.nombre_intervenants as usize)
            .sum();
        assert_eq!(convoques, charges[1].convocations);

        // The head there has a mission to convoke to, and the person something to come.
        let chef = acteur(&services, "chef.bordeaux").await;
        let ouverte = usecases::missions::ouvrir(&services, &chef, 401_105)
            .await
            .unwrap();
        assert_eq!(ouverte.autorite, Some(Autorite::Centre));
        assert!(ouverte.convocations.is_empty());
        let elle = acteur(&services, "intervenant.bordeaux").await;
        assert!(
            !usecases::lettres::miennes(&services, &elle)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

fn demande(identifiant: &str, role: Role) -> DemandeCompte {
    DemandeCompte {
        academie: None,
        identifiant: identifiant.into(),
        nom: "Ève TARRIDE".into(),
        mel: String::new(),
        roles: vec![role],
        uai: None,
        matricule: None,
    }
}

const MOT_DE_PASSE: &str = "quatre mots sans rapport";

#[tokio::test(flavor = "multi_thread")]
async fn un_compte_nait_change_et_ferme() {
    sur_chaque_moteur(async |store| {
        toulouse(&store).await;
        let services = services(&store);
        let chef = DemandeCompte {
            roles: vec![Role::ChefEtablissement, Role::ChefCentre],
            uai: Some("0310038y".into()),
            ..demande(" Bellevue ", Role::ChefEtablissement)
        };
        let id = comptes::creer(&services, &chef, MOT_DE_PASSE.into())
            .await
            .unwrap();
        let entrer = async |mot_de_passe: &str| {
            connexion::se_connecter(&services, "bellevue", mot_de_passe.into(), "a").await
        };
        assert_eq!(entrer(MOT_DE_PASSE).await, Ok(id));
        let acteur = connexion::acteur(&services, id).await.unwrap().unwrap();
        assert_eq!(acteur.etablissements().len(), 1);
        assert!(acteur.a_role(Role::ChefCentre));
        let liste = comptes::lister(&services, Some("16")).await.unwrap();
        assert_eq!(liste.len(), 1);
        assert_eq!(
            liste[0].roles[0].1.as_deref(),
            Some("LPO BELLEVUE (0310038Y)")
        );

        let nouveau = "un autre mot de passe";
        comptes::fermer(&services, "bellevue").await.unwrap();
        assert_eq!(entrer(MOT_DE_PASSE).await, Err(Erreur::IdentifiantsFaux));
        comptes::reinitialiser(&services, "Bellevue", nouveau.into())
            .await
            .unwrap();
        assert_eq!(entrer(MOT_DE_PASSE).await, Err(Erreur::IdentifiantsFaux));
        assert_eq!(entrer(nouveau).await, Ok(id));
        let actions: Vec<String> =
            store::piste::lister(store.lecture(), Some(("compte", id.0)), 20)
                .await
                .unwrap()
                .into_iter()
                .map(|t| t.action)
                .filter(|a| a.starts_with("compte."))
                .collect();
        let actions: HashSet<&str> = actions.iter().map(String::as_str).collect();
        assert_eq!(
            actions,
            HashSet::from(["compte.creer", "compte.fermer", "compte.reinitialiser"])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_refus_de_compte_a_sa_raison() {
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        let essayer = async |d: DemandeCompte, m: &str| {
            comptes::creer(&services, &d, m.into()).await.unwrap_err()
        };
        let refus = Erreur::Compte;
        let g = |i: &str| demande(i, Role::Gestionnaire);
        assert_eq!(
            essayer(g("g"), MOT_DE_PASSE).await,
            refus(CompteErreur::AucuneAcademie)
        );
        toulouse(&store).await;
        comptes::creer(&services, &g("g"), MOT_DE_PASSE.into())
            .await
            .unwrap();
        let chef = demande("c", Role::ChefEtablissement);
        for (demande, attendue) in [
            (g("G"), CompteErreur::IdentifiantPris),
            (g("a b"), CompteErreur::IdentifiantInvalide),
            (
                DemandeCompte {
                    nom: "a\nb".into(),
                    ..g("x")
                },
                CompteErreur::NomInvalide,
            ),
            (
                DemandeCompte {
                    mel: "x".into(),
                    ..g("x")
                },
                CompteErreur::MelInvalide,
            ),
            (
                DemandeCompte {
                    roles: vec![],
                    ..g("x")
                },
                CompteErreur::SansRole,
            ),
            (
                chef.clone(),
                CompteErreur::RoleSansEtablissement(Role::ChefEtablissement),
            ),
            (
                DemandeCompte {
                    uai: Some("0310038A".into()),
                    ..chef.clone()
                },
                CompteErreur::Uai(UaiErreur::Cle { attendue: 'Y' }),
            ),
            (
                DemandeCompte {
                    uai: Some("0350122T".into()),
                    ..chef
                },
                CompteErreur::EtablissementInconnu(uai("0350122T")),
            ),
            (
                DemandeCompte {
                    uai: Some("0310038Y".into()),
                    ..g("x")
                },
                CompteErreur::EtablissementInutile,
            ),
            (
                demande("i", Role::Intervenant),
                CompteErreur::RoleSansIntervenant,
            ),
            (
                DemandeCompte {
                    matricule: Some("Z".into()),
                    ..demande("i", Role::Intervenant)
                },
                CompteErreur::IntervenantInconnu("Z".into()),
            ),
            (
                DemandeCompte {
                    academie: Some("99".into()),
                    ..g("x")
                },
                CompteErreur::AcademieInconnue("99".into()),
            ),
        ] {
            assert_eq!(essayer(demande, MOT_DE_PASSE).await, refus(attendue));
        }
        assert_eq!(
            essayer(g("x"), "court").await,
            Erreur::MotDePasse(MotDePasseErreur::TropCourt)
        );
        let refus = comptes::reinitialiser(&services, "personne", MOT_DE_PASSE.into()).await;
        assert_eq!(refus, Err(Erreur::Compte(CompteErreur::CompteInconnu)));
        assert_eq!(
            comptes::fermer(&services, "personne").await,
            Err(Erreur::Compte(CompteErreur::CompteInconnu))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_docteur_voit_ce_qui_ne_va_pas() {
    use usecases::doctor::{self, Constat, Niveau};
    sur_chaque_moteur(async |store| {
        let services = services(&store);
        let maintenant = crate::importations::commun::MAINTENANT;
        let pires = |constats: &[Constat]| constats.iter().map(Constat::niveau).max();
        let constats = doctor::base(&store, maintenant).await;
        assert_eq!(pires(&constats), Some(Niveau::Bon), "{constats:?}");
        assert!(
            store::piste::lister(store.lecture(), None, 1)
                .await
                .unwrap()
                .is_empty()
        );
        let comptes = doctor::comptes(&services, true).await;
        assert!(matches!(comptes[..], [Constat::AucunCompte]));

        demonstration::charger(&services, &petite(), &mut |_, _| {})
            .await
            .unwrap();
        // The clock is set back by a day: what was written is in its future.
        let constats = doctor::base(&store, maintenant.plus_secondes(-86_400)).await;
        assert!(
            constats.iter().any(
                |c| matches!(c, Constat::HorlogeEnRetard { dernier, .. } if *dernier == maintenant)
            ),
            "{constats:?}"
        );
        for (https, niveau) in [(true, Niveau::Attention), (false, Niveau::Bon)] {
            let mut constats = doctor::comptes(&services, https).await;
            // Whoever installs may do without a second factor, and is told so in both.
            let avant = constats.len();
            constats.retain(|c| !matches!(c, Constat::AdministrateursSansSecondFacteur { .. }));
            assert_eq!(constats.len() + 1, avant, "{constats:?}");
            assert_eq!(pires(&constats), Some(niveau));
        }
        store.annuler_tout().await.unwrap();
        let constats = doctor::base(&store, maintenant).await;
        assert!(
            constats
                .iter()
                .any(|c| matches!(c, Constat::SchemaIncomplet { .. })),
            "{constats:?}"
        );
    })
    .await;
}
