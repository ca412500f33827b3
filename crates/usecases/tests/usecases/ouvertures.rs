//! The *service convocation*: what a centre may not do before it opens and after it ends,
//! by every verb, on each engine.

use crate::monde::*;
use domain::*;
use store::essais::sur_chaque_moteur;
use usecases::{
    accueil, coller, convocations, copies, envois, lettres, lots, messages, ouvertures,
    remplacements, service_fait,
};

const JOUR: i64 = 24 * 60 * 60;

async fn versions(m: &Monde, etablissement: EtablissementId) -> OuvertureChoisie {
    let tous = FiltreOuvertures::default();
    ouvertures::lister(&m.services, &m.administrateur, &tous)
        .await
        .unwrap()
        .lignes
        .iter()
        .find(|l| l.etablissement == etablissement)
        .unwrap()
        .choisie()
}

/// Opens the *service convocation* of Bellevue between two days, or closes it.
async fn regler(m: &Monde, ouvert: bool, du: &str, au: &str) {
    let saisie = SaisieOuverture {
        ouvert,
        du: du.into(),
        au: au.into(),
    };
    let choisis = [versions(m, m.bellevue).await];
    let genres = [GenreService::Convocation];
    ouvertures::changer(&m.services, &m.administrateur, &choisis, &genres, &saisie)
        .await
        .unwrap();
}

fn cle(quoi: &str) -> String {
    format!("cle-de-l-essai-{quoi}")
}

/// Asks every verb that convokes, changes, deletes or sends, and gives what each answered.
async fn verbes(
    m: &Monde,
    acteur: &Acteur,
    id: ConvocationId,
    supprimee: ConvocationId,
    lot: (LotId, LotId),
) -> Vec<(&'static str, Erreur)> {
    let s = &m.services;
    let oui = |nom, refus: Result<(), Erreur>| (nom, refus.expect_err(nom));
    let apres = Affectation {
        salle: "9".into(),
        ..affectation()
    };
    let remplacement = DemandeRemplacement {
        convocation: id,
        version: 1,
        remplacant: m.nombreux[5],
        cle: cle("remplacer"),
        confirmation: String::new(),
        prevenir: true,
    };
    let copie = DemandeCopie {
        mission: PRECE,
        source: COEC,
        intervenants: vec![m.anne],
        creneaux: vec![],
        cle: cle("copier"),
        confirmation: String::new(),
    };
    vec![
        oui(
            "convoquer",
            convocations::convoquer(s, acteur, demande(COEC, &[m.luc], "ferme"))
                .await
                .map(|_| ()),
        ),
        oui(
            "modifier",
            convocations::modifier(s, acteur, id, 1, apres.clone(), "").await,
        ),
        oui(
            "supprimer",
            convocations::supprimer_en_prevenant(s, acteur, id, 1, true).await,
        ),
        oui(
            "retablir",
            convocations::retablir(s, acteur, supprimee)
                .await
                .map(|_| ()),
        ),
        oui(
            "remplacer",
            remplacements::remplacer(s, acteur, remplacement)
                .await
                .map(|_| ()),
        ),
        oui("copier", copies::copier(s, acteur, copie).await.map(|_| ())),
        oui(
            "lire une copie",
            copies::lire(s, acteur, PRECE, Some(COEC)).await.map(|_| ()),
        ),
        oui(
            "coller",
            coller::lire(s, acteur, COEC, "DURAND Anne")
                .await
                .map(|_| ()),
        ),
        oui(
            "ouvrir un lot",
            lots::ouvrir(s, acteur, COEC, GenreLot::Modifier, &[(id, 1)])
                .await
                .map(|_| ()),
        ),
        oui(
            "modifier un lot",
            lots::modifier(s, acteur, COEC, lot.0, &[ChampAffectation::Salle], apres)
                .await
                .map(|_| ()),
        ),
        oui(
            "supprimer un lot",
            lots::supprimer(s, acteur, COEC, lot.1, true)
                .await
                .map(|_| ()),
        ),
        oui(
            "continuer un lot",
            lots::continuer(s, acteur, COEC, lot.1).await.map(|_| ()),
        ),
        oui(
            "confirmer un lot",
            lots::confirmer(s, acteur, COEC, lot.0, &[0])
                .await
                .map(|_| ()),
        ),
        oui(
            "rétablir un lot",
            lots::retablir(s, acteur, lot.1).await.map(|_| ()),
        ),
        oui(
            "envoyer une",
            envois::demander(s, acteur, COEC, &[id], false, &cle("une"))
                .await
                .map(|_| ()),
        ),
        oui(
            "envoyer un groupe",
            envois::demander(s, acteur, COEC, &[id], true, &cle("groupe"))
                .await
                .map(|_| ()),
        ),
        oui(
            "relancer",
            usecases::rappels::demander(s, acteur, COEC, &cle("relance"))
                .await
                .map(|_| ()),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn ferme_aucun_verbe_ne_convoque() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m
            .convoquer(&m.chef, COEC, &[m.anne, m.nombreux[0], m.nombreux[1]])
            .await;
        let lot = async |genre, id| {
            lots::ouvrir(s, &m.chef, COEC, genre, &[(id, 1)])
                .await
                .unwrap()
        };
        let lots = (
            lot(GenreLot::Modifier, ids[0]).await,
            lot(GenreLot::Supprimer, ids[1]).await,
        );
        convocations::supprimer(s, &m.chef, ids[2], 1)
            .await
            .unwrap();
        // Sent while it was open: still to be stopped afterwards.
        envois::demander(s, &m.chef, COEC, &[ids[0]], true, &cle("avant"))
            .await
            .unwrap();

        // The world is on the 1st of September: three states in which nothing goes.
        let jour = |j| NaiveDate::from_ymd_opt(2026, 9, j).unwrap();
        for (ouvert, du, au, etat, avancer) in [
            (
                true,
                "2026-09-15",
                "",
                EtatOuverture::AVenir { du: jour(15) },
                0,
            ),
            (false, "", "", EtatOuverture::Ferme, 0),
            (
                true,
                "",
                "2026-09-02",
                EtatOuverture::Termine { au: jour(2) },
                2 * JOUR,
            ),
        ] {
            regler(&m, ouvert, du, au).await;
            m.horloge.avancer(avancer);
            let attendue = Erreur::ServiceConvocationFerme { etat };
            for acteur in [&m.chef, &m.chef_centre] {
                for (verbe, erreur) in verbes(&m, acteur, ids[0], ids[2], lots).await {
                    // A selection is its maker's alone.
                    let d_un_autre =
                        acteur.compte != m.chef.compte && erreur == Erreur::Introuvable;
                    assert!(
                        erreur == attendue || d_un_autre,
                        "{verbe} pour {} : {erreur:?}",
                        acteur.identifiant
                    );
                }
            }
            // What is there is consulted, printed and attested.
            let ouverte = m.ouvrir(&m.chef, COEC).await;
            assert_eq!((ouverte.service, ouverte.peut_convoquer()), (etat, false));
            assert_eq!(ouverte.convocations.len(), 2);
            lettres::pdf(s, &m.chef, ids[0]).await.unwrap();
            lots::lire(s, &m.chef, COEC, lots.0).await.unwrap();
            service_fait::ouvrir(s, &m.chef, COEC, &FiltreService::default())
                .await
                .unwrap();
            // The other centre is not held.
            assert!(m.ouvrir(&m.chef_autre, COEC_AUTRE).await.peut_convoquer());
            let moi = accueil::lire(s, &m.chef).await.unwrap();
            assert_eq!(
                moi.fermes,
                [CentreFerme {
                    nom: "LPO BELLEVUE".into(),
                    etat
                }]
            );
            assert!(moi.taches.iter().all(|t| !matches!(
                t.tache,
                Tache::Convoquer | Tache::Completer | Tache::Relancer
            )));
            let admin = accueil::lire(s, &m.administrateur).await.unwrap();
            assert!(admin.taches.contains(&ATraiter {
                tache: Tache::OuverturesConvocation,
                nombre: 1
            }));
        }
        // What had not left can be stopped.
        let envoi = m.ouvrir(&m.chef, COEC).await.envois[0].id;
        envois::annuler(s, &m.chef, envoi).await.unwrap();

        // The gestionnaire is not held, and a stranger learns nothing.
        assert!(m.ouvrir(&m.gestionnaire, COEC).await.peut_convoquer());
        m.convoquer(&m.gestionnaire, COEC, &[m.luc]).await;
        assert_eq!(
            convocations::supprimer(s, &m.chef_autre, ids[0], 1).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            convocations::convoquer(s, &m.administrateur, demande(COEC, &[m.lea], "admin"))
                .await
                .map(|_| ()),
            Err(Erreur::Interdit)
        );

        // Opened again, everything goes on, the selection that waited too.
        regler(&m, true, "", "").await;
        assert!(m.ouvrir(&m.chef, COEC).await.peut_convoquer());
        convocations::retablir(s, &m.chef, ids[2]).await.unwrap();
        lots::supprimer(s, &m.chef, COEC, lots.1, true)
            .await
            .unwrap();
        assert!(accueil::lire(s, &m.chef).await.unwrap().fermes.is_empty());
        let dits = messages::lister(s, &m.administrateur).await.unwrap();
        assert_eq!(
            dits[0].fait,
            Fait::ServicesChanges {
                services: vec![GenreService::Convocation],
                ouvert: true,
                nombre: 1
            }
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_deux_services_se_changent_ensemble_et_se_tracent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let choisis = [versions(&m, m.bellevue).await, versions(&m, m.autre).await];
        let ferme = SaisieOuverture::default();
        ouvertures::changer(s, &m.administrateur, &choisis, &GenreService::TOUS, &ferme)
            .await
            .unwrap();
        for objet in ["service.convocation", "service.signature"] {
            let traces = store::piste::lister(store.lecture(), Some((objet, m.bellevue.0)), 5)
                .await
                .unwrap();
            assert_eq!(traces.len(), 1, "{objet}");
            assert_eq!(traces[0].action, "service.fermer");
            assert_eq!(traces[0].compte, Some(m.administrateur.compte));
        }
        // One of the two was changed since it was shown: nothing is written of either.
        regler(&m, true, "", "").await;
        let ouvrir = SaisieOuverture {
            ouvert: true,
            du: "2026-10-01".into(),
            au: String::new(),
        };
        let vus_avant = OuvertureChoisie {
            convocation: 1,
            ..versions(&m, m.bellevue).await
        };
        let refus = ouvertures::changer(
            s,
            &m.administrateur,
            &[vus_avant],
            &GenreService::TOUS,
            &ouvrir,
        )
        .await;
        assert_eq!(
            refus,
            Err(Erreur::ServicesChanges {
                noms: vec!["LPO BELLEVUE".into()]
            })
        );
        let apres = versions(&m, m.bellevue).await;
        assert_eq!((apres.convocation, apres.signature), (2, 1));
        let aucun = ouvertures::changer(
            s,
            &m.administrateur,
            &[apres],
            &[],
            &SaisieOuverture::default(),
        )
        .await;
        assert_eq!(aucun, Err(Erreur::Ouverture(OuvertureErreur::AucunService)));
        // Another académie's administrateur finds nothing here.
        let bordeaux = m.administrateur_autre();
        let forge = ouvertures::changer(s, &bordeaux, &[apres], &GenreService::TOUS, &ouvrir).await;
        assert_eq!(forge, Err(Erreur::Introuvable));
    })
    .await;
}
