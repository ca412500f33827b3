//! What an académie settles for itself: texts, logo, numbers; its history; letters that were
//! made; two administrateurs at once; two académies; on each engine.

use crate::monde::*;
use domain::*;
use store::ConnectionTrait;
use store::essais::sur_chaque_moteur;
use usecases::{conservation, envois, lettres, parametres, santorin, signatures};

const JOUR: i64 = 24 * 60 * 60;
const CLOTURE: TexteRegle = TexteRegle::Cloture;

/// The administrateur of the other académie.
fn bordeaux(m: &Monde) -> Acteur {
    Acteur {
        attributions: vec![Attribution {
            role: Role::Administrateur,
            etablissement: None,
        }],
        ..m.gestionnaire_autre.clone()
    }
}

async fn regler(m: &Monde, acteur: &Acteur, texte: TexteRegle, valeur: &str) {
    let vue = page(m, acteur, texte).await.rang;
    parametres::enregistrer_texte(&m.services, acteur, texte, vue, valeur)
        .await
        .unwrap();
}

async fn page(m: &Monde, acteur: &Acteur, texte: TexteRegle) -> PageTexte {
    parametres::texte(&m.services, acteur, texte).await.unwrap()
}

async fn mentions(m: &Monde, acteur: &Acteur, id: ConvocationId) -> String {
    let lettre = lettres::lire(&m.services, acteur, id).await.unwrap();
    usecases::contenu::Contenu::de(&lettre).mentions.join("\n")
}

fn brouillon(valeur: &str, reference: &str) -> BrouillonTexte {
    BrouillonTexte {
        valeur: valeur.into(),
        vue: 0,
        reference: reference.into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nul_autre_que_l_administrateur() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        for acteur in [
            &m.chef,
            &m.secretaire,
            &m.chef_centre,
            &m.gestionnaire,
            &m.intervenante,
        ] {
            let refus = Some(Erreur::Interdit);
            assert_eq!(parametres::index(s, acteur).await.err(), refus);
            assert_eq!(parametres::texte(s, acteur, CLOTURE).await.err(), refus);
            assert_eq!(parametres::page_nombres(s, acteur, true).await.err(), refus);
            assert_eq!(parametres::page_logo(s, acteur, None).await.err(), refus);
            let b = brouillon("Merci.", "");
            assert_eq!(
                parametres::apercu(s, acteur, CLOTURE, &b).await.err(),
                refus
            );
            assert_eq!(
                parametres::enregistrer_texte(s, acteur, CLOTURE, 0, "Merci.")
                    .await
                    .err(),
                refus
            );
            let nombre = NombreRegle::EnvoiDelai;
            assert_eq!(
                parametres::enregistrer_nombre(s, acteur, nombre, 0, "60")
                    .await
                    .err(),
                refus
            );
            assert_eq!(
                parametres::retablir(s, acteur, Parametre::Logo, 0, 0)
                    .await
                    .err(),
                refus
            );
            assert_eq!(
                parametres::deposer_logo(s, acteur, Vec::new(), 0)
                    .await
                    .err(),
                refus
            );
        }
        assert_eq!(
            store::parametres::actuels(store.lecture(), m.chef.academie)
                .await
                .unwrap(),
            []
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_texte_se_voit_s_enregistre_et_se_retablit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let avant = mentions(&m, &m.chef, id).await;
        assert!(avant.contains("charge normale d’emploi"), "{avant}");

        // Seen on a real letter and in its mail, and nothing is written.
        let reference = format!("{COEC}-{id}");
        let vu = parametres::apercu(s, admin, CLOTURE, &brouillon("Merci, {nom} !", &reference))
            .await
            .unwrap();
        let dit = usecases::contenu::Contenu::de(&vu.lettre).mentions;
        assert!(
            dit.contains(&"Merci, Anne DURAND\u{202f}!".to_owned()),
            "{dit:?}"
        );
        assert!(vu.lettre.liens.is_none());
        let pdf = parametres::en_pdf(s, vu.lettre).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert_eq!(mentions(&m, &m.chef, id).await, avant);
        let d_ailleurs = format!("{PRECE}-{id}");
        for fausse in ["1-1", "rien", d_ailleurs.as_str()] {
            let b = brouillon("Merci.", fausse);
            assert_eq!(
                parametres::apercu(s, admin, CLOTURE, &b).await.err(),
                Some(ParametreErreur::ReferenceInconnue.into()),
                "{fausse}"
            );
        }

        regler(&m, admin, CLOTURE, "Merci, {nom} !").await;
        let apres = mentions(&m, &m.chef, id).await;
        assert!(apres.ends_with("Merci, Anne DURAND\u{202f}!") || apres.contains("Merci, Anne"));
        let p = page(&m, admin, CLOTURE).await;
        assert!(p.propre && p.par == "Compte administrateur", "{p:?}");
        // The same again is no change.
        regler(&m, admin, CLOTURE, "Merci, {nom} !").await;
        assert_eq!(page(&m, admin, CLOTURE).await.historique.len(), 1);

        regler(&m, admin, CLOTURE, "À bientôt.").await;
        let p = page(&m, admin, CLOTURE).await;
        let [seconde, premiere] = &p.historique[..] else {
            panic!("{p:?}")
        };
        assert!(seconde.en_vigueur && !premiere.en_vigueur);
        assert_eq!(premiere.avant, None);
        assert_eq!(seconde.avant, premiere.apres);
        let cloture = Parametre::Texte(CLOTURE);
        parametres::retablir(s, admin, cloture, p.rang, premiere.rang)
            .await
            .unwrap();
        let p = page(&m, admin, CLOTURE).await;
        assert_eq!(p.valeur, "Merci, {nom}\u{202f}!");
        // Back to the service's, by another change.
        parametres::retablir(s, admin, cloture, p.rang, 0)
            .await
            .unwrap();
        let p = page(&m, admin, CLOTURE).await;
        assert_eq!((p.propre, p.historique.len()), (false, 4));
        assert_eq!(mentions(&m, &m.chef, id).await, avant);
        // A change of another parameter is not one of it.
        let nombre = Parametre::Nombre(NombreRegle::EnvoiDelai);
        assert_eq!(
            parametres::retablir(s, admin, nombre, 0, premiere.rang)
                .await
                .err(),
            Some(Erreur::Introuvable)
        );

        // In the trail, what it was and what it became.
        let traces = store::piste::lister(store.lecture(), None, 50)
            .await
            .unwrap();
        let actions: Vec<&str> = traces
            .iter()
            .map(|t| t.action.as_str())
            .filter(|a| a.starts_with("parametre."))
            .collect();
        assert_eq!(
            actions,
            [
                "parametre.revenir",
                "parametre.retablir",
                "parametre.changer",
                "parametre.changer"
            ]
        );
        let details = &traces[0].details;
        assert!(
            details.contains("\"parametre\":\"cloture\"") && details.contains("Merci, {nom}"),
            "{details}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_ne_va_pas_est_nomme_et_rien_n_est_ecrit() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let essayer = async |texte: TexteRegle, valeur: &str| {
            let refus = parametres::enregistrer_texte(s, admin, texte, 0, valeur).await;
            match refus {
                Err(Erreur::Parametre(e)) => e,
                autre => panic!("{valeur} : {autre:?}"),
            }
        };
        assert!(matches!(
            essayer(CLOTURE, "Merci, {prenom}.").await,
            ParametreErreur::ChampInconnu { champ, .. } if champ == "prenom"
        ));
        assert_eq!(
            essayer(TexteRegle::Empechement, "Prévenez le centre.").await,
            ParametreErreur::ChampManquant {
                un_de: vec![ChampTexte::Contact]
            }
        );
        assert_eq!(
            essayer(TexteRegle::Obligation, " ").await,
            ParametreErreur::Vide
        );
        assert!(matches!(
            essayer(CLOTURE, &"a ".repeat(200)).await,
            ParametreErreur::TropLong { .. }
        ));
        for (nombre, valeur) in [
            (NombreRegle::EnvoiDelai, "601"),
            (NombreRegle::RappelJours, "-1"),
            (NombreRegle::Conservation(GenreConserve::Courriels), "29"),
            (NombreRegle::ImageKo, "beaucoup"),
        ] {
            assert!(matches!(
                parametres::enregistrer_nombre(s, admin, nombre, 0, valeur).await,
                Err(Erreur::Parametre(ParametreErreur::Nombre { .. }))
            ));
        }
        assert_eq!(
            store::parametres::actuels(store.lecture(), admin.academie)
                .await
                .unwrap(),
            []
        );
    })
    .await;
}

/// Whatever is settled, each text as long as it may be: a usual letter keeps its page, or the
/// last text is refused.
#[tokio::test(flavor = "multi_thread")]
async fn une_lettre_ordinaire_tient_sur_une_page() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let academie = store::academies::par_id(store.lecture(), admin.academie)
            .await
            .unwrap()
            .unwrap();
        for texte in TexteRegle::TOUS
            .into_iter()
            .filter(|t| t.groupe() == GroupeTexte::Lettre)
        {
            let champ = texte.exiges().first().map(|c| c.marque());
            let debut = champ.unwrap_or_default();
            let reste = texte.maximum() - debut.chars().count();
            let long: String = "mots courts ".chars().cycle().take(reste).collect();
            let valeur = format!("{debut}{long}").trim().to_owned();
            let vue = page(&m, admin, texte).await.rang;
            let fait = parametres::enregistrer_texte(s, admin, texte, vue, &valeur).await;
            assert!(
                matches!(
                    fait,
                    Ok(()) | Err(Erreur::Parametre(ParametreErreur::DeuxPages))
                ),
                "{texte:?} : {fait:?}"
            );
        }
        let modele = store::parametres::modele(store.lecture(), admin.academie, None)
            .await
            .unwrap();
        for genre in [TypeMission::Coec, TypeMission::Sscan] {
            let mut lettre = documents::specimen_complet(&academie, genre, jour(2));
            lettre.modele = modele.clone();
            assert_eq!(
                documents::lettre::pages(&lettre, &s.polices),
                1,
                "{genre:?}"
            );
        }
    })
    .await;
}

/// The same, when all of them are settled in one instant: each is measured among those that
/// were written before it.
#[tokio::test(flavor = "multi_thread")]
async fn des_textes_regles_a_la_fois_tiennent_encore_sur_une_page() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let admin = &m.administrateur;
        let academie = store::academies::par_id(store.lecture(), admin.academie)
            .await
            .unwrap()
            .unwrap();
        let taches: Vec<_> = TexteRegle::TOUS
            .into_iter()
            .filter(|t| t.groupe() == GroupeTexte::Lettre)
            .map(|texte| {
                let champ = texte.exiges().first().map(|c| c.marque());
                let debut = champ.unwrap_or_default();
                let reste = texte.maximum() - debut.chars().count();
                let long: String = "mots courts ".chars().cycle().take(reste).collect();
                let valeur = format!("{debut}{long}").trim().to_owned();
                let (s, admin) = (m.services.clone(), admin.clone());
                tokio::spawn(async move {
                    parametres::enregistrer_texte(&s, &admin, texte, 0, &valeur).await
                })
            })
            .collect();
        for tache in taches {
            let fait = tache.await.unwrap();
            assert!(
                matches!(
                    fait,
                    Ok(()) | Err(Erreur::Parametre(ParametreErreur::DeuxPages))
                ),
                "{fait:?}"
            );
        }
        let modele = store::parametres::modele(store.lecture(), admin.academie, None)
            .await
            .unwrap();
        for genre in [TypeMission::Coec, TypeMission::Sscan] {
            let mut lettre = documents::specimen_complet(&academie, genre, jour(2));
            lettre.modele = modele.clone();
            assert_eq!(
                documents::lettre::pages(&lettre, &m.services.polices),
                1,
                "{genre:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_lettre_faite_garde_ses_textes_et_son_logo() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let ids = m
            .convoquer(&m.chef, COEC, &[m.anne, m.lea, m.nombreux[0]])
            .await;
        regler(&m, admin, CLOTURE, "Première version.").await;
        // Printed, and nobody has signed: what it says is noted all the same.
        let (_, faite) = lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
        regler(&m, admin, CLOTURE, "Seconde version.").await;
        let image = documents::signature::image_de_demonstration("Logo");
        let taille = image.len();
        let logo = parametres::deposer_logo(s, admin, image, taille)
            .await
            .unwrap();
        parametres::choisir_logo(s, admin, 0, logo).await.unwrap();

        let dit = mentions(&m, &m.chef, ids[0]).await;
        assert!(
            dit.contains("Première version.") && !dit.contains("Seconde"),
            "{dit}"
        );
        let (_, encore) = lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
        assert_eq!(encore, faite, "les mêmes octets");
        assert_eq!(
            parametres::logo_de_lettre(s, &m.chef, ids[0]).await,
            Err(Erreur::Introuvable)
        );
        // One that was never made says what is settled now, and bears the logo.
        assert!(
            mentions(&m, &m.chef, ids[1])
                .await
                .contains("Seconde version.")
        );
        let png = parametres::logo_de_lettre(s, &m.chef, ids[1])
            .await
            .unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        let (_, neuve) = lettres::pdf(s, &m.chef, ids[1]).await.unwrap();
        assert!(neuve.len() <= 60_000, "{}", neuve.len());
        // Changed, it is another letter: with what is settled by then.
        let lignes = m.lignes(&m.chef, COEC).await;
        let version = lignes.iter().find(|l| l.id == ids[0]).unwrap().version;
        let change = Affectation {
            salle: "101".into(),
            ..affectation()
        };
        usecases::convocations::modifier(s, &m.chef, ids[0], version, change, "")
            .await
            .unwrap();
        assert!(
            mentions(&m, &m.chef, ids[0])
                .await
                .contains("Seconde version.")
        );

        // Taken by the queue: noted in the transaction that claims it.
        envois::demander(s, &m.chef, COEC, &ids[2..], false, "cle-de-l-envoi-fige")
            .await
            .unwrap();
        let memoire = mail::Memoire::default();
        m.livrer(s, &memoire).await;
        regler(&m, admin, CLOTURE, "Troisième version.").await;
        assert!(
            mentions(&m, &m.chef, ids[2])
                .await
                .contains("Seconde version.")
        );
    })
    .await;
}

/// Mails that are of no letter are looked at all the same; the other académie keeps those of
/// the service.
#[tokio::test(flavor = "multi_thread")]
async fn les_courriels_sans_lettre_se_reglent_aussi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, admin) = (&m.services, &m.administrateur);
        let autre = bordeaux(&m);
        for (texte, saisi, dit) in [
            (
                TexteRegle::RecapitulatifFin,
                "Mission {numero} : {envoi}.",
                "Envoi de 1\u{a0}convocation.",
            ),
            (
                TexteRegle::CompetencesDebut,
                "Pour {etablissement}, {reste}.",
                "2\u{a0}disciplines ne sont pas encore validées.",
            ),
            (
                TexteRegle::InvitationDebut,
                "Bienvenue dans l’académie de {academie}.",
                "Bienvenue dans l’académie de Toulouse.",
            ),
        ] {
            let vu = parametres::apercu(s, admin, texte, &brouillon(saisi, ""))
                .await
                .unwrap();
            assert!(vu.mail.texte.contains(dit), "{texte:?} : {}", vu.mail.texte);
            regler(&m, admin, texte, saisi).await;
            let habituel = mail::texte_d_origine(texte);
            assert_eq!(page(&m, admin, texte).await.origine, habituel);
            assert_eq!(page(&m, &autre, texte).await.valeur, habituel);
        }
        let refus = parametres::enregistrer_texte(
            s,
            admin,
            TexteRegle::CompetencesSujet,
            0,
            "Compétences à valider",
        );
        assert_eq!(
            refus.await,
            Err(ParametreErreur::ChampManquant {
                un_de: vec![ChampTexte::Annee]
            }
            .into())
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_courriels_disent_ce_qui_est_regle() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        regler(
            &m,
            admin,
            TexteRegle::ConvocationSujet,
            "Examens : mission {numero}, {date}",
        )
        .await;
        regler(
            &m,
            admin,
            TexteRegle::ConvocationDebut,
            "Voici votre convocation ({numero}), par {auteur}.\nLisez-la.",
        )
        .await;
        // Of the mail as of the letter: the texts of when it leaves.
        let lettre = lettres::lire(s, &m.chef, id).await.unwrap();
        let vu = mail::apercevoir(
            &lettre,
            mail::GenreApercu::Convocation,
            &s.reglages.identite,
        );
        assert_eq!(vu.sujet, "Examens : mission 172278, 2 février 2021");
        assert!(
            vu.texte.contains(
                "Voici votre convocation (172278), par le centre LPO BELLEVUE.\n\nLisez-la."
            ),
            "{}",
            vu.texte
        );
        let rappel = mail::apercevoir(&lettre, mail::GenreApercu::Rappel, &s.reglages.identite);
        assert!(
            rappel
                .texte
                .contains("Sauf erreur, vous n’avez pas encore répondu")
        );

        envois::demander(s, &m.chef, COEC, &[id], false, "cle-du-courriel-regle")
            .await
            .unwrap();
        let memoire = mail::Memoire::default();
        m.livrer(s, &memoire).await;
        let messages = memoire.messages();
        let octets = messages
            .iter()
            .map(|x| String::from_utf8_lossy(x.octets()).into_owned())
            .find(|t| t.contains("<anne@ac.example>"))
            .unwrap();
        assert!(octets.contains("Lisez-la."), "{octets}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_second_est_prevenu_et_ne_perd_rien() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let vue = page(&m, admin, CLOTURE).await.rang;
        parametres::enregistrer_texte(s, admin, CLOTURE, vue, "Du premier.")
            .await
            .unwrap();
        let refus = parametres::enregistrer_texte(s, admin, CLOTURE, vue, "Du second.").await;
        assert_eq!(
            refus,
            Err(ParametreErreur::Change {
                par: "Compte administrateur".into(),
                le: "01/09/2026 10:00".into(),
                saisi: String::new(),
            }
            .into())
        );
        assert_eq!(page(&m, admin, CLOTURE).await.valeur, "Du premier.");
        // Of one text alone: another one is nobody's business.
        parametres::enregistrer_texte(s, admin, TexteRegle::RappelFin, 0, "Merci.")
            .await
            .unwrap();
        let nombre = NombreRegle::EnvoiDelai;
        parametres::enregistrer_nombre(s, admin, nombre, 0, "60")
            .await
            .unwrap();
        assert!(matches!(
            parametres::enregistrer_nombre(s, admin, nombre, 0, "90").await,
            Err(Erreur::Parametre(ParametreErreur::Change { saisi, .. })) if saisi == "90"
        ));

        // At the very same time: one of them alone.
        let vue = page(&m, admin, CLOTURE).await.rang;
        let taches: Vec<_> = (0..4)
            .map(|n| {
                let (s, admin) = (s.clone(), admin.clone());
                tokio::spawn(async move {
                    let texte = format!("Du {n}e.");
                    parametres::enregistrer_texte(&s, &admin, CLOTURE, vue, &texte).await
                })
            })
            .collect();
        let mut faits = 0;
        for tache in taches {
            match tache.await.unwrap() {
                Ok(()) => faits += 1,
                Err(Erreur::Parametre(ParametreErreur::Change { .. })) => {}
                Err(autre) => panic!("{autre:?}"),
            }
        }
        assert_eq!(faits, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_academie_a_les_siens() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let (admin, autre) = (&m.administrateur, &bordeaux(&m));
        let [ici] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let [la_bas] = m
            .convoquer(&m.gestionnaire_autre, COEC_BORDEAUX, &[m.zoe])
            .await[..]
        else {
            panic!()
        };
        regler(&m, admin, CLOTURE, "De {academie}, la première.").await;
        regler(&m, autre, CLOTURE, "De {academie}, la seconde.").await;
        assert!(
            mentions(&m, &m.chef, ici)
                .await
                .contains("De Toulouse, la première.")
        );
        assert!(
            mentions(&m, &m.gestionnaire_autre, la_bas)
                .await
                .contains("De Bordeaux, la seconde.")
        );
        // Neither sees what the other one settled, nor a letter of it.
        assert_eq!(page(&m, autre, CLOTURE).await.historique.len(), 1);
        let rang = page(&m, admin, CLOTURE).await.rang;
        assert_eq!(
            parametres::apercu(
                s,
                autre,
                CLOTURE,
                &brouillon("Merci.", &format!("{COEC}-{ici}"))
            )
            .await
            .err(),
            Some(ParametreErreur::ReferenceInconnue.into())
        );
        let image = documents::signature::image_de_demonstration("Logo");
        let taille = image.len();
        let logo = parametres::deposer_logo(s, admin, image, taille)
            .await
            .unwrap();
        assert_eq!(
            parametres::image_du_logo(s, autre, logo).await.err(),
            Some(Erreur::Introuvable)
        );
        assert_eq!(
            parametres::choisir_logo(s, autre, 0, logo).await.err(),
            Some(Erreur::Introuvable)
        );
        assert!(rang >= 1);
        // Numbers too.
        parametres::enregistrer_nombre(s, admin, NombreRegle::SantorinJours, 0, "3")
            .await
            .unwrap();
        let delai = async |acteur: &Acteur| {
            santorin::resume(s, acteur, FiltreSantorin::default())
                .await
                .unwrap()
                .delai
        };
        assert_eq!(delai(&m.gestionnaire).await, 3);
        assert_eq!(delai(&m.gestionnaire_autre).await, SANTORIN_JOURS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_logo_se_verifie_comme_une_signature() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let deposer = async |octets: Vec<u8>| {
            let total = octets.len();
            match parametres::deposer_logo(s, admin, octets, total).await {
                Err(Erreur::Parametre(ParametreErreur::Image(raison))) => Err(raison),
                Ok(id) => Ok(id),
                Err(autre) => panic!("{autre:?}"),
            }
        };
        let bonne = documents::signature::image_de_demonstration("Logo");
        assert_eq!(
            deposer(b"GIF89a".to_vec()).await,
            Err(ImageRefusee::FormatInconnu)
        );
        assert_eq!(
            deposer(bonne[..bonne.len() / 2].to_vec()).await,
            Err(ImageRefusee::Illisible)
        );
        // It announces more than there is: refused before anything is decoded.
        let mut bombe = bonne.clone();
        bombe[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        assert!(matches!(
            deposer(bombe).await,
            Err(ImageRefusee::TropGrande { .. })
        ));
        assert!(matches!(
            deposer(vec![0; IMAGE_OCTETS_MAX + 1]).await,
            Err(ImageRefusee::TropLourdeIci { .. })
        ));
        // Nothing of the file but its pixels.
        let mut bavarde = bonne.clone();
        bavarde.extend_from_slice(b"un secret");
        let id = deposer(bavarde).await.unwrap();
        let gardee = parametres::image_du_logo(s, admin, id).await.unwrap();
        assert!(!gardee.windows(9).any(|w| w == b"un secret"));
        // Another one sent takes the place of what was only tried.
        let suivant = deposer(bonne.clone()).await.unwrap();
        assert_eq!(
            parametres::image_du_logo(s, admin, id).await,
            Err(Erreur::Introuvable)
        );
        parametres::choisir_logo(s, admin, 0, suivant)
            .await
            .unwrap();
        deposer(bonne.clone()).await.unwrap();
        assert!(parametres::image_du_logo(s, admin, suivant).await.is_ok());
        let p = parametres::page_logo(s, admin, None).await.unwrap();
        assert_eq!(p.logo.map(|l| l.id), Some(suivant));

        // The académie may take less than the service.
        parametres::enregistrer_nombre(s, admin, NombreRegle::ImageKo, 0, "64")
            .await
            .unwrap();
        let lourd = deposer(vec![0; 70 * 1024]).await;
        assert!(matches!(
            lourd,
            Err(ImageRefusee::TropLourdeIci { maximum, .. }) if maximum == 64 * 1024
        ));
        let donnee = signatures::ImageDonnee::Fichier(vec![0; 70 * 1024]);
        let signature = SaisieSignature {
            nom: "MARTIN".into(),
            prenom: "Claire".into(),
            qualite: "Proviseure".into(),
            ..SaisieSignature::default()
        };
        let genre = Signataire::ChefEtablissement;
        let erreurs = signatures::garder(s, &m.chef, genre, m.bellevue, signature, donnee)
            .await
            .unwrap();
        assert!(
            erreurs.iter().any(|e| matches!(
                e,
                SignatureErreur::Image(ImageRefusee::TropLourdeIci { .. })
            )),
            "{erreurs:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_delais_de_l_academie_passent_avant_ceux_du_service() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let admin = &m.administrateur;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        // The service lets a group send leave at once; the académie waits a minute.
        parametres::enregistrer_nombre(s, admin, NombreRegle::EnvoiDelai, 0, "60")
            .await
            .unwrap();
        envois::demander(s, &m.chef, COEC, &ids, true, "cle-du-groupe-une")
            .await
            .unwrap();
        let ouverte = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(ouverte.envois[0].depart_dans, 60);
        // Given back to the service.
        let p = parametres::page_nombres(s, admin, false).await.unwrap();
        let ligne = p
            .lignes
            .iter()
            .find(|l| l.nombre == NombreRegle::EnvoiDelai)
            .unwrap();
        assert_eq!((ligne.valeur, ligne.defaut, ligne.propre), (60, 0, true));
        parametres::enregistrer_nombre(s, admin, NombreRegle::EnvoiDelai, ligne.rang, "")
            .await
            .unwrap();
        let p = parametres::page_nombres(s, admin, false).await.unwrap();
        assert!(p.lignes.iter().all(|l| !l.propre && l.valeur == l.defaut));
        assert_eq!(p.historique.len(), 2);

        // What one académie keeps longer stays; elsewhere it goes as the service says.
        let genre = GenreConserve::Messages;
        parametres::enregistrer_nombre(s, admin, NombreRegle::Conservation(genre), 0, "90")
            .await
            .unwrap();
        let tx = store.ecriture().await.unwrap();
        for compte in [admin.compte, m.gestionnaire_autre.compte] {
            store::messages::ajouter(&tx, compte, s.maintenant(), &Fait::MotDePasseChange)
                .await
                .unwrap();
        }
        tx.valider().await.unwrap();
        m.horloge.avancer(31 * JOUR);
        let dus = conservation::examiner(s, &[genre]).await.unwrap();
        let noms: Vec<_> = dus
            .iter()
            .map(|d| (d.academie.as_ref().unwrap().nom.as_str(), d.jours))
            .collect();
        assert_eq!(noms, [("Bordeaux", 30)]);
        let mut listees = Vec::new();
        conservation::lister(s, &[genre], &mut |l: &LigneAPurger| listees.push(l.clone()))
            .await
            .unwrap();
        let [une] = &listees[..] else {
            panic!("{listees:?}")
        };
        assert_eq!((une.nombre, une.jours), (1, 30));
        assert_eq!(Some(une.date), dus[0].plus_ancien);
        let partirait = async |jours: &str, vue| {
            let nombre = NombreRegle::Conservation(genre);
            parametres::enregistrer_nombre(s, admin, nombre, vue, jours)
                .await
                .unwrap();
            let p = parametres::page_nombres(s, admin, true).await.unwrap();
            let ligne = p.lignes.iter().find(|l| l.nombre == nombre).unwrap();
            (ligne.partirait, ligne.rang)
        };
        let p = parametres::page_nombres(s, admin, true).await.unwrap();
        let de = |n: NombreRegle| p.lignes.iter().find(|l| l.nombre == n).unwrap();
        assert_eq!(de(NombreRegle::EnvoiDelai).partirait, None);
        // Counted when it is asked alone.
        let sans = parametres::page_nombres(s, admin, false).await.unwrap();
        assert!(p.comptes && !sans.comptes);
        assert!(sans.lignes.iter().all(|l| l.partirait.is_none()));
        let (n, rang) = partirait("91", de(NombreRegle::Conservation(genre)).rang).await;
        assert_eq!(n, Some(0));
        let (n, rang) = partirait("31", rang).await;
        assert_eq!(n, Some(0), "trente et un jours tout juste");
        let (n, rang) = partirait("30", rang).await;
        assert!(n.is_some_and(|n| n > 0), "{n:?}");
        partirait("90", rang).await;
        conservation::purger(s, &[genre]).await.unwrap();
        assert_eq!(conservation::examiner(s, &[genre]).await.unwrap(), []);
        m.horloge.avancer(60 * JOUR);
        let dus = conservation::examiner(s, &[genre]).await.unwrap();
        assert_eq!((dus.len(), dus[0].jours), (1, 90));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_delai_de_santorin_se_publie_de_nouveau() {
    sur_chaque_moteur(async |store| {
        // Two days after the convocation's last day.
        let m = Monde::a(&store, Moment(1_612_425_600_000), "http://localhost").await;
        let s = &m.services;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        assert_eq!(santorin::flux::publier(s, 10).await, Ok(1));
        assert_eq!(santorin::flux::publier(s, 10).await, Ok(0));
        assert!(santorin::droit(s, &m.intervenante).await.unwrap().is_some());
        parametres::enregistrer_nombre(s, &m.administrateur, NombreRegle::SantorinJours, 0, "0")
            .await
            .unwrap();
        // The right has ended: clients are told so.
        assert!(santorin::droit(s, &m.intervenante).await.unwrap().is_none());
        assert_eq!(santorin::flux::publier(s, 10).await, Ok(1));
        assert_eq!(santorin::flux::publier(s, 10).await, Ok(0));
    })
    .await;
}

/// The mails of no mission, the addresses that nobody confirmed and the links that nobody
/// used go too, once they serve no more.
#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_ne_sert_plus_part() {
    use GenreConserve as G;
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let maintenant = s.maintenant();
        let tx = store.ecriture().await.unwrap();
        for message_id in ["<parti@imagin>", "<attend@imagin>"] {
            let courriel = store::courriels_service::NouveauCourrielService {
                academie: m.chef.academie,
                intervenant: Some(m.anne),
                genre: "essai".into(),
                objet: None,
                nom: "Anne DURAND".into(),
                adresse: "anne@maison.example".into(),
                contenu: "{}".into(),
                message_id: message_id.into(),
            };
            store::courriels_service::ajouter(&tx, &courriel, maintenant)
                .await
                .unwrap();
        }
        let expire = maintenant.plus_secondes(JOUR);
        tx.execute_unprepared(&format!(
            "UPDATE courriel_service SET etat = 'envoye', envoye_le = {0}
               WHERE message_id = '<parti@imagin>';
             INSERT INTO adresse_changement (intervenant_id, adresse, graine, compte_id,
               demande_le, expire_le) VALUES ({1}, 'a@b.example',
               '0123456789abcdef0123456789abcdef', {2}, {0}, {3})",
            maintenant.0, m.anne, m.intervenante.compte, expire.0
        ))
        .await
        .unwrap();
        let empreinte = "a".repeat(64);
        store::administration::inviter(&tx, m.secretaire.compte, &empreinte, maintenant, expire)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let genres = [G::CourrielsService, G::Adresses, G::Invitations];
        m.horloge.avancer(29 * JOUR);
        assert_eq!(conservation::examiner(s, &genres).await.unwrap(), []);
        // A day after its end, and the months that each is kept.
        m.horloge.avancer(70 * JOUR);
        let bilan = conservation::purger(s, &G::COURANTS).await.unwrap();
        for genre in genres {
            let n: u64 = bilan
                .parties
                .iter()
                .filter(|p| p.genre == genre)
                .map(|p| p.nombre)
                .sum();
            assert_eq!(n, 1, "{genre:?}");
        }
        // What has not left is not old: it waits.
        let echeance = store::courriels_service::prochaine_echeance(store.lecture())
            .await
            .unwrap();
        assert!(echeance.is_some());
        assert_eq!(conservation::examiner(s, &genres).await.unwrap(), []);
    })
    .await;
}
