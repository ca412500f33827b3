//! Signatures, the service that opens them, the first page, and the choice of copies, on
//! each engine.

use crate::monde::*;
use domain::*;
use std::sync::Arc;
use store::ConnectionTrait;
use store::essais::sur_chaque_moteur;
use tokio::sync::Barrier;
use usecases::signatures::ImageDonnee;
use usecases::{accueil, controle, convocations, lettres, ouvertures, preferences, signatures};

const CHEF: Signataire = Signataire::ChefEtablissement;
const CENTRE: Signataire = Signataire::ChefCentre;

/// An établissement as its *service signature* was shown at a version.
fn choisi(etablissement: EtablissementId, signature: i32) -> OuvertureChoisie {
    OuvertureChoisie {
        etablissement,
        convocation: 0,
        signature,
    }
}

/// Opens or closes the *service signature*.
async fn changer(
    m: &Monde,
    acteur: &Acteur,
    choisis: &[OuvertureChoisie],
    saisie: &SaisieOuverture,
) -> Result<(), Erreur> {
    let genres = [GenreService::Signature];
    ouvertures::changer(&m.services, acteur, choisis, &genres, saisie).await
}

fn saisie(prenom: &str) -> SaisieSignature {
    SaisieSignature {
        civilite: "mme".into(),
        nom: "MARTIN".into(),
        prenom: prenom.into(),
        qualite: "Proviseure".into(),
        ..SaisieSignature::default()
    }
}

fn trait_() -> ImageDonnee {
    ImageDonnee::Dessin("100,200 300,100 500,300 700,200;900,200".into())
}

async fn page(m: &Monde, acteur: &Acteur, signataire: Signataire) -> PageSignatures {
    signatures::page(&m.services, acteur, signataire, None)
        .await
        .unwrap()
}

/// Records a signature at Bellevue, which must succeed.
async fn signer(m: &Monde, acteur: &Acteur, s: SaisieSignature, donnee: ImageDonnee) {
    let services = &m.services;
    let vue = page(m, acteur, CHEF).await.version;
    let erreurs = signatures::garder(services, acteur, CHEF, m.bellevue, s, donnee)
        .await
        .unwrap();
    assert_eq!(erreurs, []);
    signatures::enregistrer(services, acteur, CHEF, m.bellevue, vue)
        .await
        .unwrap();
}

async fn prenom_sur(m: &Monde, id: ConvocationId) -> Option<String> {
    let lettre = lettres::lire(&m.services, &m.chef, id).await.unwrap();
    lettre.signature.map(|s| s.prenom)
}

#[tokio::test(flavor = "multi_thread")]
async fn une_signature_s_enregistre_et_se_voit_partout() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        // Nothing yet: the mission says so before anything is printed.
        let ouverte = m.ouvrir(&m.chef, COEC).await;
        assert_eq!(ouverte.signature.etat, EtatSignature::Absente);
        assert!(ouverte.signature.a_moi);
        assert!(!m.ouvrir(&m.gestionnaire, COEC).await.signature.a_moi);
        assert_eq!(prenom_sur(&m, ids[0]).await, None);

        signer(&m, &m.secretaire, saisie("Claire"), trait_()).await;
        let page = page(&m, &m.chef, CHEF).await;
        let [une] = &page.signatures[..] else {
            panic!("{page:?}");
        };
        assert_eq!(
            (une.etat, &*une.auteur, une.image, une.lettres),
            (EtatSignatureGardee::EnUsage, "Compte secretaire", true, 0)
        );
        assert_eq!(page.historique[0].geste, GesteSignature::Enregistree);
        assert_eq!(page.historique[0].qui, "Claire MARTIN, Proviseure");
        assert!(!page.brouillon && page.missions > 0);
        assert_eq!(
            m.ouvrir(&m.chef, COEC).await.signature.etat,
            EtatSignature::Presente {
                nom: "Claire MARTIN".into(),
                image: true
            }
        );
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Claire".into()));
        // Its image, for who signs there; that of the letter, for who reads the letter.
        let png = signatures::image(s, &m.chef, une.id).await.unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        for acteur in [
            &m.chef_centre,
            &m.chef_autre,
            &m.gestionnaire,
            &m.intervenante,
        ] {
            assert_eq!(
                signatures::image(s, acteur, une.id).await,
                Err(Erreur::Introuvable),
                "{}",
                acteur.identifiant
            );
        }
        assert_eq!(
            signatures::image_de_lettre(s, &m.intervenante, ids[0]).await,
            Ok(png)
        );
        assert_eq!(
            signatures::image_de_lettre(s, &m.chef_autre, ids[0]).await,
            Err(Erreur::Introuvable)
        );
        // Who did what is known, and told to who asked.
        let faits = usecases::messages::lister(s, &m.secretaire).await.unwrap();
        assert_eq!(
            faits[0].fait,
            Fait::SignatureEnregistree {
                signataire: CHEF,
                nom: "Claire MARTIN".into(),
                remplace: false
            }
        );
        // Asked again by a second click: nothing more.
        signatures::enregistrer(s, &m.secretaire, CHEF, m.bellevue, 0)
            .await
            .unwrap();
        assert_eq!(self::page(&m, &m.chef, CHEF).await.signatures.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chacun_ne_signe_que_pour_les_siens() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        for (acteur, chef, centre) in [
            (&m.chef, true, true),
            (&m.secretaire, true, true),
            (&m.chef_centre, false, true),
            (&m.gestionnaire, false, false),
            (&m.administrateur, false, false),
            (&m.intervenante, false, false),
        ] {
            for (genre, oui) in [(CHEF, chef), (CENTRE, centre)] {
                let lue = signatures::page(s, acteur, genre, None).await;
                assert_eq!(lue.is_ok(), oui, "{} {genre:?}", acteur.identifiant);
                if !oui {
                    assert_eq!(lue, Err(Erreur::Interdit));
                }
            }
        }
        // A forged key of an établissement leads nowhere, whatever is asked.
        let ailleurs = Some(m.autre);
        assert_eq!(
            signatures::page(s, &m.chef, CHEF, ailleurs).await,
            Err(Erreur::Introuvable)
        );
        let garder =
            signatures::garder(s, &m.chef, CHEF, m.autre, saisie("X"), ImageDonnee::Aucune).await;
        assert_eq!(garder, Err(Erreur::Introuvable));
        let saisie_ = signatures::saisie(s, &m.chef, CHEF, ailleurs).await;
        assert_eq!(saisie_.map(|_| ()), Err(Erreur::Introuvable));
        let enregistrer = signatures::enregistrer(s, &m.chef, CHEF, m.autre, 0).await;
        assert_eq!(enregistrer, Err(Erreur::Introuvable));
        let apercu = signatures::apercu(s, &m.chef, CHEF, ailleurs).await;
        assert_eq!(apercu.map(|_| ()), Err(Erreur::Introuvable));
        signer(&m, &m.chef, saisie("Claire"), ImageDonnee::Aucune).await;
        let id = page(&m, &m.chef, CHEF).await.signatures[0].id;
        for acteur in [&m.chef_centre, &m.chef_autre, &m.gestionnaire_autre] {
            let retirer = signatures::retirer(s, acteur, id, 1).await;
            assert_eq!(retirer, Err(Erreur::Introuvable), "{}", acteur.identifiant);
            let reprendre = signatures::reprendre(s, acteur, id, true).await;
            assert_eq!(reprendre, Err(Erreur::Introuvable));
        }
        // A draft is its maker's alone.
        signatures::garder(s, &m.chef, CHEF, m.bellevue, saisie("Moi"), trait_())
            .await
            .unwrap();
        let autre = signatures::saisie(s, &m.secretaire, CHEF, None)
            .await
            .unwrap();
        assert_eq!(autre.brouillon.saisie.nom, "");
        let image = signatures::image_du_brouillon(s, &m.secretaire, CHEF, None, false).await;
        assert_eq!(image, Err(Erreur::Introuvable));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_lettres_faites_gardent_leur_signature_et_leur_jour() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        signer(&m, &m.chef, saisie("Ancienne"), ImageDonnee::Aucune).await;
        let ids = m
            .convoquer(&m.chef, COEC, &[m.anne, m.lea, m.nombreux[0]])
            .await;
        // Reading makes nothing: only printing and sending do.
        lettres::lire(s, &m.chef, ids[0]).await.unwrap();
        let (_, premiere) = lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
        let jour_du_premier = lettres::lire(s, &m.chef, ids[0]).await.unwrap().faite_le;

        m.horloge.avancer(40 * 24 * 3600);
        signer(&m, &m.chef, saisie("Nouvelle"), ImageDonnee::Aucune).await;
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Ancienne".into()));
        assert_eq!(prenom_sur(&m, ids[1]).await, Some("Nouvelle".into()));
        // Printed again, it is the same paper to the last byte.
        let (_, encore) = lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
        assert_eq!(encore, premiere);
        assert_eq!(
            lettres::lire(s, &m.chef, ids[0]).await.unwrap().faite_le,
            jour_du_premier
        );
        // In an archive too, and what is made there is kept in turn.
        let lot = lettres::lot(s, &m.chef, &ids).await.unwrap();
        let prenoms: Vec<_> = lot
            .iter()
            .map(|l| l.signature.as_ref().unwrap().prenom.clone())
            .collect();
        assert_eq!(prenoms, ["Ancienne", "Nouvelle", "Nouvelle"]);
        let page = page(&m, &m.chef, CHEF).await;
        let comptees: Vec<_> = page
            .signatures
            .iter()
            .map(|x| (x.prenom.as_str(), x.etat, x.lettres))
            .collect();
        assert_eq!(
            comptees,
            [
                ("Nouvelle", EtatSignatureGardee::EnUsage, 2),
                ("Ancienne", EtatSignatureGardee::Couverte, 1)
            ]
        );
        // Changed, it is another letter, which today's head signs today.
        convocations::modifier(
            s,
            &m.chef,
            ids[0],
            1,
            Affectation {
                salle: "9".into(),
                ..affectation()
            },
            "",
        )
        .await
        .unwrap();
        let lettre = lettres::lire(s, &m.chef, ids[0]).await.unwrap();
        assert_eq!(lettre.signature.unwrap().prenom, "Nouvelle");
        assert!(lettre.faite_le > jour_du_premier);
        // Taken out of use, the letters made with it keep it all the same.
        let nouvelle = page.signatures[0].id;
        signatures::retirer(s, &m.chef, nouvelle, page.version)
            .await
            .unwrap();
        assert_eq!(prenom_sur(&m, ids[1]).await, Some("Nouvelle".into()));
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Ancienne".into()));
        signatures::remettre(s, &m.chef, nouvelle, page.version + 1)
            .await
            .unwrap();
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Nouvelle".into()));
        let gestes: Vec<_> = self::page(&m, &m.chef, CHEF)
            .await
            .historique
            .iter()
            .map(|h| h.geste)
            .collect();
        assert_eq!(
            gestes[..2],
            [GesteSignature::Remise, GesteSignature::Retiree]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_lettre_supprimee_puis_reprise_garde_sa_signature() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        signer(&m, &m.chef, saisie("Ancienne"), ImageDonnee::Aucune).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
        m.horloge.avancer(60);
        signer(&m, &m.chef, saisie("Nouvelle"), ImageDonnee::Aucune).await;
        convocations::supprimer(s, &m.chef, ids[0], 1)
            .await
            .unwrap();
        convocations::retablir(s, &m.chef, ids[0]).await.unwrap();
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Ancienne".into()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_dates_et_le_remplacement() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        signer(&m, &m.chef, saisie("Toujours"), ImageDonnee::Aucune).await;
        // The deputy, for a fortnight of September.
        let adjointe = SaisieSignature {
            prenom: "Adjointe".into(),
            qualite: "Proviseure adjointe".into(),
            delegation: true,
            du: "2026-09-10".into(),
            au: "20/09/2026".into(),
            ..saisie("")
        };
        m.horloge.avancer(60);
        signer(&m, &m.chef, adjointe, ImageDonnee::Aucune).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne]).await;
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Toujours".into()));
        m.horloge.avancer(9 * 24 * 3600);
        let lettre = lettres::lire(s, &m.chef, ids[0]).await.unwrap();
        assert!(lettre.signature.as_ref().unwrap().delegation);
        let contenu = usecases::contenu::Contenu::de(&lettre);
        assert_eq!(
            contenu.signature.capacite,
            "Pour le chef d’établissement et par délégation"
        );
        m.horloge.avancer(11 * 24 * 3600);
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Toujours".into()));

        // Changing one is recording another in its place.
        let page = page(&m, &m.chef, CHEF).await;
        let toujours = page.signatures[1].id;
        // What was begun already is not thrown away unasked.
        let donnee = ImageDonnee::Inchangee;
        signatures::garder(s, &m.chef, CHEF, m.bellevue, saisie("Commencée"), donnee)
            .await
            .unwrap();
        assert_eq!(
            signatures::reprendre(s, &m.chef, toujours, false).await,
            Err(Erreur::SignatureCommencee {
                signataire: CHEF,
                etablissement: m.bellevue
            })
        );
        let lue = signatures::saisie(s, &m.chef, CHEF, None).await.unwrap();
        assert_eq!(lue.brouillon.saisie.prenom, "Commencée");
        assert_eq!(lue.brouillon.remplace, None);
        // Another person's draft is theirs alone.
        let sienne = signatures::reprendre(s, &m.secretaire, toujours, false).await;
        assert_eq!(sienne, Ok((CHEF, m.bellevue)));
        signatures::reprendre(s, &m.chef, toujours, true)
            .await
            .unwrap();
        let lue = signatures::saisie(s, &m.chef, CHEF, None).await.unwrap();
        assert_eq!(lue.brouillon.saisie.prenom, "Toujours");
        assert_eq!(lue.brouillon.remplace, Some(toujours));
        m.horloge.avancer(60);
        signer(&m, &m.chef, saisie("Corrigée"), ImageDonnee::Inchangee).await;
        let page = self::page(&m, &m.chef, CHEF).await;
        let etats: Vec<_> = page
            .signatures
            .iter()
            .map(|x| (x.prenom.as_str(), x.etat))
            .collect();
        assert_eq!(
            etats,
            [
                ("Corrigée", EtatSignatureGardee::EnUsage),
                ("Adjointe", EtatSignatureGardee::Passee),
                ("Toujours", EtatSignatureGardee::Retiree)
            ]
        );
        assert_eq!(page.historique[0].geste, GesteSignature::Remplacee);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_est_refuse_est_garde_avec_la_raison() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let garder = async |x: SaisieSignature, d| {
            signatures::garder(s, &m.chef, CHEF, m.bellevue, x, d)
                .await
                .unwrap()
        };
        let image = |i| vec![SignatureErreur::Image(i)];
        assert_eq!(
            garder(saisie("Claire"), ImageDonnee::Fichier(b"GIF89a".to_vec())).await,
            image(ImageRefusee::FormatInconnu)
        );
        assert_eq!(
            garder(saisie("Claire"), ImageDonnee::TropLourde(9_000_000)).await,
            image(ImageRefusee::TropLourde { octets: 9_000_000 })
        );
        assert_eq!(
            garder(saisie("Claire"), ImageDonnee::Dessin("1".into())).await,
            [SignatureErreur::Illisible(ChampSignature::Image)]
        );
        // A good image, then a bad one: the good one stays.
        assert_eq!(garder(saisie("Claire"), trait_()).await, []);
        let fausse = SaisieSignature {
            nom: String::new(),
            au: "2026-08-31".into(),
            ..saisie("Claire")
        };
        let erreurs = garder(fausse, ImageDonnee::Fichier(b"\xff\xd8\xff rien".to_vec())).await;
        assert_eq!(
            erreurs,
            [
                SignatureErreur::Vide(ChampSignature::Nom),
                SignatureErreur::DejaPassee,
                SignatureErreur::Image(ImageRefusee::Illisible)
            ]
        );
        let lue = signatures::saisie(s, &m.chef, CHEF, None).await.unwrap();
        assert_eq!(lue.brouillon.erreurs, erreurs);
        assert!(lue.image);
        assert_eq!(lue.brouillon.saisie.au, "2026-08-31");
        // Not recorded while it is not good, nor shown on a letter.
        assert!(matches!(
            signatures::enregistrer(s, &m.chef, CHEF, m.bellevue, 0).await,
            Err(Erreur::Signature(_))
        ));
        assert!(matches!(
            signatures::apercu(s, &m.chef, CHEF, None).await,
            Err(Erreur::Signature(_))
        ));
        assert!(page(&m, &m.chef, CHEF).await.signatures.is_empty());

        // Good again: shown on a specimen, then on a letter of the centre once there is one.
        assert_eq!(garder(saisie("Claire"), ImageDonnee::Inchangee).await, []);
        let specimen = signatures::apercu(s, &m.chef, CHEF, None).await.unwrap();
        assert_eq!(specimen.destinataire.nom, "SPÉCIMEN");
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let reelle = signatures::apercu(s, &m.chef, CHEF, None).await.unwrap();
        assert_eq!(reelle.destinataire.nom, "DURAND");
        assert_eq!(
            (reelle.liens, reelle.signature.unwrap().prenom),
            (None, "Claire".into())
        );
        let pdf = signatures::apercu_pdf(s, &m.chef, CHEF, None)
            .await
            .unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        // Showing prints nothing.
        assert_eq!(m.lignes(&m.chef, COEC).await[0].imprimee, None);

        // Cutting too much is refused, and leaves the image as it was.
        let avant = signatures::image_du_brouillon(s, &m.chef, CHEF, None, false)
            .await
            .unwrap();
        let r = |gauche, droite| Recadrage {
            gauche,
            droite,
            ..Recadrage::default()
        };
        for trop in [r(60, 60), r(85, 0)] {
            assert!(matches!(
                signatures::recadrer(s, &m.chef, CHEF, m.bellevue, trop).await,
                Err(Erreur::Signature(_))
            ));
        }
        signatures::recadrer(s, &m.chef, CHEF, m.bellevue, r(0, 40))
            .await
            .unwrap();
        let apres = signatures::image_du_brouillon(s, &m.chef, CHEF, None, false)
            .await
            .unwrap();
        assert_ne!(avant, apres);
        let lue = signatures::saisie(s, &m.chef, CHEF, None).await.unwrap();
        assert_eq!(lue.brouillon.recadrage, r(0, 40));
        // Given up, nothing is left.
        signatures::abandonner(s, &m.chef, CHEF, m.bellevue)
            .await
            .unwrap();
        let lue = signatures::saisie(s, &m.chef, CHEF, None).await.unwrap();
        assert!(!lue.image && lue.brouillon.saisie.qualite.is_empty());
        assert_eq!(
            signatures::recadrer(s, &m.chef, CHEF, m.bellevue, r(0, 1)).await,
            Err(Erreur::Introuvable)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_personnes_enregistrent_en_meme_temps() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let s = &m.services;
        for (acteur, prenom) in [(&m.chef, "Une"), (&m.secretaire, "Deux")] {
            signatures::garder(s, acteur, CHEF, m.bellevue, saisie(prenom), ImageDonnee::Aucune)
                .await
                .unwrap();
        }
        let depart = Arc::new(Barrier::new(2));
        let lancer = |acteur: Acteur| {
            let (m, depart) = (Arc::clone(&m), Arc::clone(&depart));
            tokio::spawn(async move {
                depart.wait().await;
                signatures::enregistrer(&m.services, &acteur, CHEF, m.bellevue, 0).await
            })
        };
        let (a, b) = (lancer(m.chef.clone()), lancer(m.secretaire.clone()));
        let issues = [a.await.unwrap(), b.await.unwrap()];
        let reussies = issues.iter().filter(|i| i.is_ok()).count();
        assert_eq!(reussies, 1, "{issues:?}");
        assert!(issues.iter().any(|i| matches!(
            i,
            Err(Erreur::SignatureChangee { par, le }) if par.starts_with("Compte ") && !le.is_empty()
        )));
        let page = page(&m, &m.chef, CHEF).await;
        assert_eq!((page.signatures.len(), page.version), (1, 1));
        // The other one's draft is still there, says who was first, and can follow.
        let perdant = if page.signatures[0].prenom == "Une" { &m.secretaire } else { &m.chef };
        let lue = signatures::saisie(s, perdant, CHEF, None).await.unwrap();
        assert!(lue.entre_temps.is_some());
        assert_eq!(lue.brouillon.version, 1);
        signatures::enregistrer(s, perdant, CHEF, m.bellevue, 1).await.unwrap();
        // One withdraws what the other has replaced meanwhile.
        let id = page.signatures[0].id;
        assert!(matches!(
            signatures::retirer(s, &m.chef, id, 1).await,
            Err(Erreur::SignatureChangee { .. })
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_service_s_ouvre_et_se_ferme() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        signer(&m, &m.chef, saisie("Claire"), ImageDonnee::Aucune).await;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
        let tous = FiltreOuvertures::default();
        for acteur in [&m.chef, &m.gestionnaire, &m.intervenante] {
            assert_eq!(
                ouvertures::lister(s, acteur, &tous).await.map(|_| ()),
                Err(Erreur::Interdit)
            );
            let refus = changer(
                &m,
                acteur,
                &[choisi(m.bellevue, 0)],
                &SaisieOuverture::default(),
            )
            .await;
            assert_eq!(refus, Err(Erreur::Interdit));
        }
        let liste = ouvertures::lister(s, &m.administrateur, &tous)
            .await
            .unwrap();
        // Nothing was said: everything is open. Nothing of the other académie.
        assert_eq!((liste.lignes.len(), liste.total), (2, 2));
        assert!(liste.lignes.iter().all(|l| l.signature.etat.est_ouvert()));
        let ici = liste
            .lignes
            .iter()
            .find(|l| l.etablissement == m.bellevue)
            .unwrap();
        assert!(ici.etablissement_signe && !ici.centre_signe);

        m.horloge.avancer(60);
        let ferme = SaisieOuverture::default();
        let choisis = [choisi(m.bellevue, 0), choisi(m.autre, 0)];
        changer(&m, &m.administrateur, &choisis, &ferme)
            .await
            .unwrap();
        let etat = m.ouvrir(&m.chef, COEC).await.signature.etat;
        assert_eq!(etat, EtatSignature::ServiceFerme);
        // Made letters keep their signature; new ones are to be signed by hand.
        assert_eq!(prenom_sur(&m, ids[0]).await, Some("Claire".into()));
        assert_eq!(prenom_sur(&m, ids[1]).await, None);
        lettres::pdf(s, &m.chef, ids[1]).await.unwrap();
        // Nothing is recorded meanwhile; what is there can still be withdrawn.
        let garder = signatures::garder(
            s,
            &m.chef,
            CHEF,
            m.bellevue,
            saisie("X"),
            ImageDonnee::Aucune,
        )
        .await;
        assert_eq!(garder, Err(Erreur::ServiceSignatureFerme));
        let page = page(&m, &m.chef, CHEF).await;
        assert_eq!(page.service, EtatOuverture::Ferme);
        assert_eq!(page.historique[0].geste, GesteSignature::ServiceFerme);
        let moi = accueil::lire(s, &m.administrateur).await.unwrap();
        assert!(moi.taches.contains(&ATraiter {
            tache: Tache::Ouvertures,
            nombre: 2
        }));

        // Somebody who looked before is told, and nothing of the lot is written.
        let ouvrir = SaisieOuverture {
            ouvert: true,
            ..SaisieOuverture::default()
        };
        let choisis = [choisi(m.bellevue, 1), choisi(m.autre, 0)];
        let refus = changer(&m, &m.administrateur, &choisis, &ouvrir).await;
        assert_eq!(
            refus,
            Err(Erreur::ServicesChanges {
                noms: vec!["LGT DES ARENES".into()]
            })
        );
        assert_eq!(
            m.ouvrir(&m.chef, COEC).await.signature.etat,
            EtatSignature::ServiceFerme
        );

        // Open for some days only.
        let datee = SaisieOuverture {
            ouvert: true,
            du: "2026-09-02".into(),
            au: "2026-09-03".into(),
        };
        changer(&m, &m.administrateur, &[choisi(m.bellevue, 1)], &datee)
            .await
            .unwrap();
        assert_eq!(prenom_sur(&m, ids[1]).await, None);
        m.horloge.avancer(24 * 3600);
        // Printed without a signature, the letter is signed once there is one.
        assert_eq!(prenom_sur(&m, ids[1]).await, Some("Claire".into()));
        m.horloge.avancer(3 * 24 * 3600);
        assert_eq!(prenom_sur(&m, ids[1]).await, None);

        // What makes no sense, and what is not there.
        for (saisie, erreur) in [
            (
                SaisieOuverture {
                    ouvert: true,
                    du: "x".into(),
                    au: String::new(),
                },
                OuvertureErreur::JourIllisible,
            ),
            (
                SaisieOuverture {
                    ouvert: true,
                    du: String::new(),
                    au: "2026-08-31".into(),
                },
                OuvertureErreur::DejaPassee,
            ),
        ] {
            let refus = changer(&m, &m.administrateur, &[choisi(m.bellevue, 2)], &saisie).await;
            assert_eq!(refus, Err(Erreur::Ouverture(erreur)));
        }
        let rien = changer(&m, &m.administrateur, &[], &ouvrir).await;
        assert_eq!(
            rien,
            Err(Erreur::Ouverture(OuvertureErreur::AucunEtablissement))
        );
        let inconnu = [choisi(EtablissementId(987_654), 0)];
        let forge = changer(&m, &m.administrateur, &inconnu, &ouvrir).await;
        assert_eq!(forge, Err(Erreur::Introuvable));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_administrateurs_a_la_fois() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let depart = Arc::new(Barrier::new(2));
        let lancer = |ouvert: bool, au: &str, ordre: [EtablissementId; 2]| {
            let (m, depart, au) = (Arc::clone(&m), Arc::clone(&depart), au.to_owned());
            tokio::spawn(async move {
                depart.wait().await;
                let saisie = SaisieOuverture {
                    ouvert,
                    du: String::new(),
                    au,
                };
                let choisis = ordre.map(|e| choisi(e, 0));
                changer(&m, &m.administrateur, &choisis, &saisie).await
            })
        };
        let (a, b) = (
            lancer(false, "", [m.bellevue, m.autre]),
            lancer(true, "2026-12-31", [m.autre, m.bellevue]),
        );
        let issues = [a.await.unwrap(), b.await.unwrap()];
        assert_eq!(issues.iter().filter(|i| i.is_ok()).count(), 1, "{issues:?}");
        assert!(
            issues
                .iter()
                .any(|i| matches!(i, Err(Erreur::ServicesChanges { noms }) if noms.len() == 2))
        );
    })
    .await;
}

async fn taches(m: &Monde, acteur: &Acteur) -> Vec<(Tache, u32)> {
    let accueil = accueil::lire(&m.services, acteur).await.unwrap();
    accueil.taches.iter().map(|t| (t.tache, t.nombre)).collect()
}

/// How many missions the list holds under a filter.
async fn liste(m: &Monde, acteur: &Acteur, a_faire: AFaire) -> u32 {
    let filtre = FiltreMissions {
        annees: vec![2021],
        a_faire: Some(a_faire),
        ..FiltreMissions::default()
    };
    let page = usecases::missions::lister(&m.services, acteur, &filtre)
        .await
        .unwrap();
    assert_eq!(page.total as usize, page.lignes.len());
    page.total
}

#[tokio::test(flavor = "multi_thread")]
async fn l_accueil_compte_ce_que_montrent_ses_listes() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        // Four missions at Bellevue, of which one waits for its candidates.
        assert_eq!(
            taches(&m, &m.chef).await,
            [(Tache::Convoquer, 3), (Tache::Signer, 4)]
        );
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        controle::fixer_attendus(s, &m.chef, COEC, Some(3)).await.unwrap();
        signer(&m, &m.chef, saisie("Claire"), ImageDonnee::Aucune).await;
        assert_eq!(
            taches(&m, &m.chef).await,
            [
                (Tache::Convoquer, 2),
                (Tache::Completer, 1),
                (Tache::Attester, 1)
            ]
        );
        // One that failed, and one that was received and not answered.
        usecases::envois::demander(s, &m.chef, COEC, &ids, true, "cle-de-l-accueil").await.unwrap();
        let tx = store.ecriture().await.unwrap();
        for (id, devient) in [(ids[0], "etat = 'echec'"), (ids[1], "etat = 'envoye', envoye_le = 5")] {
            let sql = format!(
                "UPDATE courriel SET {devient} WHERE convocation_id = {id} AND genre = 'convocation'"
            );
            tx.execute_unprepared(&sql).await.unwrap();
        }
        tx.valider().await.unwrap();
        assert_eq!(
            taches(&m, &m.chef).await,
            [
                (Tache::Convoquer, 2),
                (Tache::Completer, 1),
                (Tache::Courriels, 1),
                (Tache::Relancer, 1),
                (Tache::Attester, 1)
            ]
        );
        let journal = FiltreJournal { a_regler: true, ..FiltreJournal::default() };
        let page = usecases::journal::lister(s, &m.chef, &journal).await.unwrap();
        assert_eq!((page.total, page.lignes[0].convocation), (1, Some(ids[0])));
        // Printed since it failed, it is settled too; not when it was printed before.
        for (apres, restent) in [("- 1", 1), ("+ 1", 0)] {
            let tx = store.ecriture().await.unwrap();
            let sql = format!(
                "UPDATE convocation SET imprimee_le = (SELECT max(k.etat_depuis) {apres}
                   FROM courriel k WHERE k.convocation_id = convocation.id) WHERE id = {}",
                ids[0]
            );
            tx.execute_unprepared(&sql).await.unwrap();
            tx.valider().await.unwrap();
            let page = usecases::journal::lister(s, &m.chef, &journal).await.unwrap();
            assert_eq!(page.total, restent, "{apres}");
            let dite = taches(&m, &m.chef).await.into_iter().find(|(t, _)| *t == Tache::Courriels);
            assert_eq!(dite.map_or(0, |(_, n)| n), restent, "{apres}");
        }
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared("UPDATE convocation SET imprimee_le = NULL").await.unwrap();
        tx.valider().await.unwrap();
        // Sent again, it is settled.
        usecases::envois::demander(s, &m.chef, COEC, &[ids[0]], false, "cle-de-l-accueil-deux").await.unwrap();
        assert!(!taches(&m, &m.chef).await.iter().any(|(t, _)| *t == Tache::Courriels));

        // An impediment is more pressing than anything, and is an answer.
        let lettre = lettres::lire(s, &m.chef, ids[1]).await.unwrap();
        let code = lettre.liens.unwrap().accuse.rsplit('/').next().unwrap().to_owned();
        usecases::accuses::repondre(s, &code, "192.0.2.1", GenreReponse::Empechement, "malade")
            .await
            .unwrap();
        assert_eq!(
            taches(&m, &m.chef).await,
            [(Tache::Remplacer, 1), (Tache::Convoquer, 2), (Tache::Completer, 1),
                (Tache::Attester, 1)]
        );
        let page = usecases::service_fait::lister(
            s,
            &m.chef,
            &FiltreServices {
                etat: Some(EtatMissionService::AAttester),
                ..FiltreServices::default()
            },
        )
        .await
        .unwrap();
        assert_eq!(page.total, 1);
        // Each count is that of its list, for each who has one.
        for acteur in [&m.chef, &m.secretaire, &m.chef_autre, &m.gestionnaire] {
            let comptes = taches(&m, acteur).await;
            for (a_faire, tache) in [
                (AFaire::Convoquer, Tache::Convoquer),
                (AFaire::Completer, Tache::Completer),
                (AFaire::Signer, Tache::Signer),
                (AFaire::Remplacer, Tache::Remplacer),
                (AFaire::Relancer, Tache::Relancer),
            ] {
                let dit = comptes.iter().find(|(t, _)| *t == tache).map_or(0, |(_, n)| *n);
                assert_eq!(dit, liste(&m, acteur, a_faire).await, "{} {a_faire:?}", acteur.identifiant);
            }
        }
        // Who only consults sees the same missions, and has nothing to do there.
        assert!(liste(&m, &m.administrateur, AFaire::Convoquer).await > 0);
        assert_eq!(taches(&m, &m.administrateur).await, []);
        // Compétences: a discipline to validate, one to enter. The rectorat has who is late
        // and the services of everybody.
        let tx = store.ecriture().await.unwrap();
        let mut disciplines = Vec::new();
        for (code, libelle, qui) in [("L0421", "ALLEMAND", m.luc), ("L0422", "ANGLAIS", m.anne)] {
            let (id, _) = store::disciplines::importer(&tx, code, libelle).await.unwrap();
            let sql = format!("UPDATE intervenant SET discipline_id = {id} WHERE id = {qui}");
            tx.execute_unprepared(&sql).await.unwrap();
            disciplines.push(id);
        }
        tx.valider().await.unwrap();
        let cible = CibleSaisie {
            etablissement: m.bellevue,
            annee: 2021,
            discipline: disciplines.last().copied(),
        };
        usecases::competences::enregistrer(s, &m.chef, &cible, &Changements::default(), true)
            .await
            .unwrap();
        let comptes = taches(&m, &m.chef).await;
        assert!(comptes.contains(&(Tache::ValiderCompetences, 1)), "{comptes:?}");
        assert!(comptes.contains(&(Tache::SaisirCompetences, 1)), "{comptes:?}");
        let comptes = taches(&m, &m.gestionnaire).await;
        assert!(comptes.contains(&(Tache::CompetencesEnRetard, 1)), "{comptes:?}");
        assert!(comptes.contains(&(Tache::ServicesAConstater, 1)), "{comptes:?}");
        for (acteur, tache, choix) in [
            (&m.chef, Tache::ValiderCompetences, ChoixSaisie::AValider),
            (&m.chef, Tache::SaisirCompetences, ChoixSaisie::ASaisir),
            (&m.secretaire, Tache::ValiderCompetences, ChoixSaisie::AValider),
            (&m.secretaire, Tache::SaisirCompetences, ChoixSaisie::ASaisir),
            (&m.chef_autre, Tache::ValiderCompetences, ChoixSaisie::AValider),
            (&m.chef_autre, Tache::SaisirCompetences, ChoixSaisie::ASaisir),
            (&m.gestionnaire, Tache::CompetencesEnRetard, ChoixSaisie::EnRetard),
        ] {
            let filtre = FiltreSaisie { choix: Some(choix), ..FiltreSaisie::default() };
            let vue = usecases::competences::lister(s, acteur, None, None, &filtre).await.unwrap();
            let liste = if vue.plusieurs { vue.etablissements.len() } else { vue.lignes.len() };
            let comptes = taches(&m, acteur).await;
            let dit = comptes.iter().find(|(t, _)| *t == tache).map_or(0, |(_, n)| *n);
            assert_eq!(dit as usize, liste, "{} {tache:?}", acteur.identifiant);
        }
        for (acteur, tache) in
            [(&m.chef, Tache::Attester), (&m.gestionnaire, Tache::ServicesAConstater)]
        {
            let filtre = FiltreServices {
                etat: Some(EtatMissionService::AAttester),
                ..FiltreServices::default()
            };
            let page = usecases::service_fait::lister(s, acteur, &filtre).await.unwrap();
            let comptes = taches(&m, acteur).await;
            assert!(comptes.contains(&(tache, page.total)), "{comptes:?}");
        }
        // The picture: everything of the scope, once.
        let accueil = accueil::lire(s, &m.chef).await.unwrap();
        assert_eq!(accueil.annee, Some(2021));
        assert_eq!(accueil.frise.iter().map(Periode::total).sum::<u32>(), 4);
        assert_eq!(accueil.frise.iter().map(|p| p.incompletes).sum::<u32>(), 1);
        // The intervenante sees her own, and nothing of a centre.
        let elle = accueil::lire(s, &m.intervenante).await.unwrap();
        assert_eq!((elle.annee, elle.frise.len(), elle.taches.len()), (None, 0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_intervenant_voit_ses_jours_a_venir() {
    sur_chaque_moteur(async |store| {
        // The missions of this world are of February 2021.
        let m = Monde::a(&store, Moment(1_611_000_000_000), "http://localhost").await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        assert_eq!(
            taches(&m, &m.intervenante).await,
            [(Tache::MesConvocations, 1)]
        );
        assert_eq!(taches(&m, &m.autre_intervenante).await, []);
        m.horloge.avancer(60 * 24 * 3600);
        assert_eq!(taches(&m, &m.intervenante).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_copies_se_choisissent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let moi = async || {
            store::comptes::acteur(store.lecture(), m.chef.compte)
                .await
                .unwrap()
                .unwrap()
        };
        assert!(!moi().await.copie_par_courriel);
        preferences::choisir_copies(s, &m.chef, true).await.unwrap();
        assert!(moi().await.copie_par_courriel);
        assert!(m.ouvrir(&moi().await, COEC).await.copies);
        // Another account is not touched, and saying it again says nothing.
        let autre = store::comptes::acteur(store.lecture(), m.secretaire.compte)
            .await
            .unwrap()
            .unwrap();
        assert!(!autre.copie_par_courriel);
        preferences::choisir_copies(s, &m.chef, true).await.unwrap();
        let faits = usecases::messages::lister(s, &m.chef).await.unwrap();
        assert_eq!(faits.len(), 1);
        assert_eq!(faits[0].fait, Fait::CopiesChoisies { copies: true });
        // A group send then gives a copy of each, and no summary.
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        let demande = usecases::envois::demander(
            s,
            &moi().await,
            COEC,
            &ids,
            true,
            "cle-des-copies-choisies",
        )
        .await
        .unwrap();
        assert!(!demande.recapitulatif);
        preferences::choisir_copies(s, &m.chef, false)
            .await
            .unwrap();
        assert!(!moi().await.copie_par_courriel);
    })
    .await;
}
