//! The audit trail looked at, sealed and checked, and what is deleted past its time, on
//! each engine.

use crate::monde::*;
use domain::*;
use std::sync::Arc;
use store::essais::sur_chaque_moteur;
use store::piste::{Trace, depuis};
use store::{ConnectionTrait, Moteur, Store};
use usecases::audit::{self, Export};
use usecases::conservation::{self, BilanPurge};
use usecases::doctor::{self, Constat, Niveau};
use usecases::sceaux::{self, Ecart, Scelleur};
use usecases::{Services, convocations};

const JOUR: i64 = 24 * 60 * 60;

async fn sceller(s: &Services) -> u32 {
    Scelleur::default().tour(s).await.unwrap()
}

async fn ecarts(s: &Services) -> Vec<Ecart> {
    sceaux::verifier(&s.store, s.maintenant())
        .await
        .unwrap()
        .ecarts
}

/// SQL written by somebody who can do anything to the database.
async fn forcer(store: &Store, sql: &str) {
    let tx = store.ecriture().await.unwrap();
    let (avant, apres) = match store.moteur() {
        Moteur::Sqlite => ("", ""),
        Moteur::Postgres => (
            "ALTER TABLE piste DISABLE TRIGGER USER;
             ALTER TABLE piste_sceau DISABLE TRIGGER USER;",
            ";ALTER TABLE piste ENABLE TRIGGER USER;
             ALTER TABLE piste_sceau ENABLE TRIGGER USER",
        ),
    };
    tx.execute_unprepared(&format!("{avant}{sql}{apres}"))
        .await
        .unwrap();
    tx.valider().await.unwrap();
}

/// On SQLite guards are dropped once: they have no switch.
async fn baisser_la_garde(store: &Store) {
    if store.moteur() == Moteur::Sqlite {
        forcer(
            store,
            "DROP TRIGGER piste_immuable; DROP TRIGGER piste_gardee;
             DROP TRIGGER piste_sceau_immuable; DROP TRIGGER piste_sceau_garde",
        )
        .await;
    }
}

async fn ajouter_lignes(m: &Monde, n: i64) {
    let tx = m.services.store.ecriture().await.unwrap();
    for objet_id in 0..n {
        let trace = Trace {
            moment: m.services.maintenant(),
            compte: Some(m.chef.compte),
            action: "essai".into(),
            objet: "chose".into(),
            objet_id,
            details: "{}".into(),
        };
        store::piste::ajouter(&tx, &trace).await.unwrap();
    }
    tx.valider().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_est_change_par_derriere_est_trouve() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let ids = m.convoquer(&m.chef, COEC, &[m.anne, m.luc]).await;
        convocations::supprimer(s, &m.chef, ids[0], 1)
            .await
            .unwrap();
        assert_eq!(sceller(s).await, 1);
        assert_eq!(sceller(s).await, 0, "rien de neuf à sceller");
        ajouter_lignes(&m, 3).await;
        // A key that is given and never used.
        let fin = store::sceaux::repere(store.lecture()).await.unwrap();
        let (trou, saut) = (fin + 5, fin + 10);
        let suite = match store.moteur() {
            Moteur::Sqlite => String::new(),
            Moteur::Postgres => {
                format!("; SELECT setval(pg_get_serial_sequence('piste', 'id'), {saut})")
            }
        };
        forcer(
            &store,
            &format!(
                "INSERT INTO piste (id, moment, action, objet, objet_id, details)
                 VALUES ({saut}, 1, 'essai', '', 0, ''){suite}"
            ),
        )
        .await;
        assert_eq!(sceller(s).await, 1);
        ajouter_lignes(&m, 2).await;
        let v = sceaux::verifier(&store, s.maintenant()).await.unwrap();
        assert_eq!((v.sceaux, v.purges, v.ecarts.len()), (2, 0, 0), "{v:?}");
        assert_eq!((v.attente.attendues, v.attente.etrangeres), (2, 0));
        let dernier = v.dernier.unwrap();
        assert_eq!((dernier.numero, dernier.dernier), (2, saut));

        baisser_la_garde(&store).await;
        // A line changed: its batch is named, with as many lines.
        forcer(
            &store,
            "UPDATE piste SET objet_id = objet_id + 1 WHERE id = 1",
        )
        .await;
        let vus = ecarts(s).await;
        let [Ecart::Lignes { sceau, trouvees }] = &vus[..] else {
            panic!("{vus:?}")
        };
        assert_eq!((sceau.numero, *trouvees), (1, sceau.nombre));
        forcer(
            &store,
            "UPDATE piste SET objet_id = objet_id - 1 WHERE id = 1",
        )
        .await;
        assert_eq!(ecarts(s).await, []);
        // From where it came, and of which académie, are sealed too.
        for (colonne, retour) in [
            ("adresse = 'x'", "adresse = ''"),
            ("moment = 2", "moment = 1"),
        ] {
            forcer(
                &store,
                &format!("UPDATE piste SET {colonne} WHERE id = {saut}"),
            )
            .await;
            assert_eq!(ecarts(s).await.len(), 1, "{colonne}");
            forcer(
                &store,
                &format!("UPDATE piste SET {retour} WHERE id = {saut}"),
            )
            .await;
        }
        assert_eq!(ecarts(s).await, []);

        // One too many, where a key was never used; taken away again.
        forcer(
            &store,
            &format!(
                "INSERT INTO piste (id, moment, action, objet, objet_id, details)
                 VALUES ({trou}, 1, 'essai', '', 0, '')"
            ),
        )
        .await;
        let vus = ecarts(s).await;
        assert!(
            matches!(&vus[..], [Ecart::Lignes { sceau, trouvees }]
                if sceau.numero == 2 && *trouvees == sceau.nombre + 1),
            "{vus:?}"
        );
        forcer(&store, &format!("DELETE FROM piste WHERE id = {trou}")).await;
        assert_eq!(ecarts(s).await, []);
        // Below all keys.
        forcer(
            &store,
            "INSERT INTO piste (id, moment, action, objet, objet_id, details)
             VALUES (-3, 1, 'essai', '', 0, '')",
        )
        .await;
        assert_eq!(ecarts(s).await, [Ecart::Etrangeres { nombre: 1 }]);
        forcer(&store, "DELETE FROM piste WHERE id = -3").await;

        // Said to be purged, to hide what goes: too young for any retention.
        // A date far enough to be permitted is still to come.
        let maintenant = s.maintenant();
        for purge_le in [maintenant, maintenant.plus_secondes(50 * 366 * JOUR)] {
            forcer(
                &store,
                &format!(
                    "UPDATE piste_sceau SET purge_le = {} WHERE numero = 1;
                     DELETE FROM piste WHERE id <= {}",
                    purge_le.0, sceau.dernier
                ),
            )
            .await;
            let vus = ecarts(s).await;
            assert!(
                matches!(&vus[..], [Ecart::PurgeTropTot { sceau }] if sceau.numero == 1),
                "{vus:?}"
            );
        }
        // A line of the last batch deleted: one is missing.
        forcer(&store, &format!("DELETE FROM piste WHERE id = {saut}")).await;
        let vus = ecarts(s).await;
        assert!(
            matches!(&vus[..], [_, Ecart::Lignes { sceau, trouvees }]
                if sceau.numero == 2 && *trouvees == sceau.nombre - 1),
            "{vus:?}"
        );
        // Seals themselves: changed, then removed.
        forcer(
            &store,
            "UPDATE piste_sceau SET nombre = nombre + 1 WHERE numero = 1",
        )
        .await;
        assert_eq!(ecarts(s).await[0], Ecart::Sceau { numero: 1 });
        forcer(&store, "DELETE FROM piste_sceau WHERE numero = 1").await;
        assert_eq!(ecarts(s).await[0], Ecart::Chaine { numero: 2 });

        let constats = doctor::piste(s, None).await;
        assert!(
            constats.iter().any(|c| c.niveau() == Niveau::Mauvais),
            "{constats:?}"
        );
    })
    .await;
}

/// Whoever rewrites the whole chain leaves it in order; a digest noted elsewhere tells.
#[tokio::test(flavor = "multi_thread")]
async fn une_chaine_recrite_ne_contient_plus_le_sceau_note() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        ajouter_lignes(&m, 3).await;
        sceller(s).await;
        let note = sceaux::verifier(&store, s.maintenant())
            .await
            .unwrap()
            .dernier
            .unwrap();
        ajouter_lignes(&m, 3).await;
        sceller(s).await;
        let debut = note.empreinte[..sceaux::CHIFFRES_MIN].to_uppercase();
        assert_eq!(sceaux::retrouver(&store, &debut).await.unwrap(), Some(1));
        for faux in ["", "abc", "zzzzzzzzzzzzzzzz"] {
            assert_eq!(sceaux::retrouver(&store, faux).await.unwrap(), None);
        }
        baisser_la_garde(&store).await;
        forcer(
            &store,
            "DELETE FROM piste_sceau; UPDATE piste SET action = 'rien' WHERE id = 1",
        )
        .await;
        sceller(s).await;
        assert_eq!(ecarts(s).await, []);
        assert_eq!(sceaux::retrouver(&store, &debut).await.unwrap(), None);
        let constats = doctor::piste(s, Some(&note.empreinte)).await;
        assert!(
            constats.iter().any(|c| matches!(c, Constat::SceauPerdu)),
            "{constats:?}"
        );
    })
    .await;
}

/// A line written by a slow transaction below a mark is not left out of its batch.
#[tokio::test(flavor = "multi_thread")]
async fn une_ligne_tardive_n_est_pas_oubliee() {
    sur_chaque_moteur(async |store| {
        if store.moteur() == Moteur::Sqlite {
            // One writes at a time: no line is late.
            return;
        }
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let trace = Trace {
            moment: s.maintenant(),
            compte: Some(m.chef.compte),
            action: "lente".into(),
            objet: String::new(),
            objet_id: 0,
            details: "{}".into(),
        };
        let lent = store.ecriture().await.unwrap();
        store::piste::ajouter(&lent, &trace).await.unwrap();
        ajouter_lignes(&m, 2).await;
        let mut scelleur = Scelleur::default();
        assert_eq!(scelleur.tour(s).await.unwrap(), 0);
        ajouter_lignes(&m, 2).await;
        assert_eq!(scelleur.tour(s).await.unwrap(), 0);
        lent.valider().await.unwrap();
        // Up to the mark first, what was written since afterwards.
        assert_eq!(scelleur.tour(s).await.unwrap(), 1);
        let v = sceaux::verifier(&store, s.maintenant()).await.unwrap();
        assert_eq!((v.lignes, v.attente.attendues, v.ecarts.len()), (3, 2, 0));
        assert_eq!(scelleur.tour(s).await.unwrap(), 1);
        let v = sceaux::verifier(&store, s.maintenant()).await.unwrap();
        assert_eq!((v.lignes, v.attente.attendues, v.ecarts.len()), (5, 0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plusieurs_serveurs_scellent_une_seule_chaine() {
    sur_chaque_moteur(async |store| {
        let m = Arc::new(Monde::nouveau(&store).await);
        let mut taches = tokio::task::JoinSet::new();
        for _ in 0..3 {
            let m = m.clone();
            taches.spawn(async move {
                let mut scelleur = Scelleur::default();
                for _ in 0..8 {
                    ajouter_lignes(&m, 4).await;
                    scelleur.tour(&m.services).await.unwrap();
                }
            });
        }
        while let Some(faite) = taches.join_next().await {
            faite.unwrap();
        }
        sceller(&m.services).await;
        let v = sceaux::verifier(&store, m.services.maintenant())
            .await
            .unwrap();
        assert_eq!(v.ecarts, []);
        assert_eq!((v.lignes, v.attente.attendues), (96, 0));
    })
    .await;
}

// --- Retention ------------------------------------------------------------------------

fn nombre(parties: &[APurger], genre: GenreConserve) -> u64 {
    parties
        .iter()
        .filter(|p| p.genre == genre)
        .map(|p| p.nombre)
        .sum()
}

async fn purger(s: &Services) -> BilanPurge {
    conservation::purger(s, &GenreConserve::TOUS).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_a_fait_son_temps_part_et_rien_d_autre() {
    use GenreConserve as G;
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let [partie, restee, debout] = m
            .convoquer(&m.chef, COEC, &[m.anne, m.luc, m.nombreux[0]])
            .await[..]
        else {
            panic!()
        };
        let [de_l_annee] = m.convoquer(&m.chef, PRECE, &[m.nombreux[1]]).await[..] else {
            panic!()
        };
        let tx = store.ecriture().await.unwrap();
        for id in [partie, debout, de_l_annee] {
            let genre = GenreReponse::Empechement;
            store::accuses::ajouter(&tx, id, 1, genre, "Opération prévue", s.maintenant())
                .await
                .unwrap();
        }
        for n in 0..501 {
            let cle = format!("adresse:{n}");
            store::tentatives::noter(&tx, &cle, s.maintenant())
                .await
                .unwrap();
        }
        tx.valider().await.unwrap();
        for id in [partie, de_l_annee] {
            convocations::supprimer(s, &m.chef, id, 1).await.unwrap();
        }
        let cle = "cle-de-la-purge-envoi";
        usecases::envois::demander(s, &m.chef, COEC, &[debout], false, cle)
            .await
            .unwrap();
        // Its mission has a day in the school year of the purge, and the mail left.
        forcer(
            &store,
            &format!(
                "INSERT INTO mission_jour (mission_id, jour)
                   SELECT id, '2027-11-02' FROM mission WHERE numero = {PRECE};
                 UPDATE courriel SET etat = 'envoye', envoye_le = 5, contenu = '{{}}',
                   etat_depuis = {} WHERE genre = 'convocation'",
                s.maintenant().0
            ),
        )
        .await;
        assert_eq!(sceller(s).await, 1);
        let avant = sceaux::verifier(&store, s.maintenant())
            .await
            .unwrap()
            .lignes;

        // Nothing durable goes within its time.
        m.horloge.avancer(360 * JOUR);
        assert_eq!(conservation::examiner(s, &G::DURABLES).await.unwrap(), []);
        // The sixth of October 2027: another school year.
        m.horloge.avancer(40 * JOUR);
        let dus = conservation::examiner(s, &G::TOUS).await.unwrap();
        assert_eq!(nombre(&dus, G::Piste), avant);
        assert_eq!(nombre(&dus, G::Convocations), 1);
        assert_eq!(nombre(&dus, G::Accuses), 2);
        assert_eq!(nombre(&dus, G::Courriels), 1);
        assert_eq!(nombre(&dus, G::Tentatives), 501);
        assert!(nombre(&dus, G::Messages) > 0);
        let piste = dus.iter().find(|d| d.genre == G::Piste).unwrap();
        assert_eq!(piste.academie.as_ref().unwrap().nom, "Toulouse");
        assert_eq!(piste.plus_ancien, Some(DEBUT));
        // Looking changes nothing.
        assert_eq!(conservation::examiner(s, &G::TOUS).await.unwrap(), dus);
        let constats = doctor::piste(s, None).await;
        assert!(
            constats
                .iter()
                .any(|c| matches!(c, Constat::PurgeDue { nombre } if *nombre == avant + 4)),
            "{constats:?}"
        );

        // Broken off in the middle of a batch: all of it is still there.
        let tx = store.ecriture().await.unwrap();
        let sceau = store::sceaux::dernier(&tx).await.unwrap().unwrap();
        store::sceaux::purger(&tx, &sceau, s.maintenant())
            .await
            .unwrap();
        drop(tx);
        assert_eq!(conservation::examiner(s, &G::TOUS).await.unwrap(), dus);
        assert_eq!(ecarts(s).await, []);

        let bilan = purger(s).await;
        assert_eq!(bilan.retenus, Vec::<i64>::new());
        for genre in G::TOUS {
            // The text of a deleted convocation went with it.
            let attendu = nombre(&dus, genre) - u64::from(genre == G::Accuses);
            assert_eq!(nombre(&bilan.parties, genre), attendu, "{genre:?}");
        }
        assert_eq!(conservation::examiner(s, &G::TOUS).await.unwrap(), []);
        assert_eq!(purger(s).await, BilanPurge::default());
        let v = sceaux::verifier(&store, s.maintenant()).await.unwrap();
        assert_eq!((v.purges, v.lignes, v.ecarts.len()), (1, 0, 0), "{v:?}");
        // What went, in the trail: kinds and numbers.
        assert!(v.attente.attendues >= 4, "{v:?}");
        assert_eq!(sceller(s).await, 1);
        assert_eq!(ecarts(s).await, []);

        let perdue = convocations::retablir(s, &m.chef, partie).await;
        assert_eq!(perdue.err(), Some(Erreur::Introuvable));
        convocations::retablir(s, &m.chef, de_l_annee)
            .await
            .unwrap();
        let texte = async |id| {
            let reponses = store::accuses::toutes(store.lecture(), id).await.unwrap();
            reponses.into_iter().map(|r| r.texte).collect::<Vec<_>>()
        };
        assert_eq!(texte(debout).await, [""], "il reste qu’il y en eut un");
        assert_eq!(texte(de_l_annee).await, ["Opération prévue"]);
        assert_eq!(texte(partie).await, Vec::<String>::new());
        // Convocations that stand are never touched.
        assert_eq!(m.lignes(&m.chef, COEC).await.len(), 2);
        assert!(m.lignes(&m.chef, COEC).await.iter().any(|l| l.id == restee));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_lot_altere_n_est_pas_purge() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        ajouter_lignes(&m, 3).await;
        sceller(s).await;
        ajouter_lignes(&m, 3).await;
        sceller(s).await;
        baisser_la_garde(&store).await;
        forcer(&store, "UPDATE piste SET objet_id = 99 WHERE id = 1").await;
        m.horloge.avancer(500 * JOUR);
        let bilan = purger(s).await;
        assert_eq!(bilan.retenus, [1]);
        assert_eq!(nombre(&bilan.parties, GenreConserve::Piste), 3);
        let vus = ecarts(s).await;
        assert!(
            matches!(&vus[..], [Ecart::Lignes { sceau, .. }] if sceau.numero == 1),
            "{vus:?}"
        );
    })
    .await;
}

// --- Looking at it ----------------------------------------------------------------------

async fn page(m: &Monde, acteur: &Acteur, filtre: FiltreAudit) -> PageAudit {
    audit::lister(&m.services, acteur, &filtre).await.unwrap()
}

fn actions(page: &PageAudit) -> Vec<&str> {
    page.lignes.iter().map(|l| l.action.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn chacun_voit_la_piste_de_son_academie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let tout = FiltreAudit::default;
        for acteur in [
            &m.chef,
            &m.secretaire,
            &m.chef_centre,
            &m.chef_autre,
            &m.intervenante,
        ] {
            let refus = audit::lister(s, acteur, &tout()).await;
            assert_eq!(refus.err(), Some(Erreur::Interdit), "{}", acteur.nom);
            let refus = Export::ouvrir(s, acteur, &tout()).await;
            assert_eq!(refus.err(), Some(Erreur::Interdit), "{}", acteur.nom);
        }
        depuis("192.0.2.7", m.convoquer(&m.chef, COEC, &[m.anne])).await;
        m.horloge.avancer(JOUR);
        m.convoquer(&m.gestionnaire, COEC_AUTRE, &[m.lea]).await;
        let la_bas = m
            .convoquer(&m.gestionnaire_autre, COEC_BORDEAUX, &[m.zoe])
            .await;

        let ici = page(&m, &m.administrateur, tout()).await;
        assert_eq!(ici, page(&m, &m.gestionnaire, tout()).await);
        assert_eq!((ici.total, ici.sceau.is_none()), (2, true));
        assert_eq!(actions(&ici), ["convocation.creer"; 2]);
        let recente = &ici.lignes[0];
        assert_eq!(recente.quand, "02/09/2026 10:00:00");
        assert_eq!(
            (recente.nom.as_str(), recente.identifiant.as_str()),
            ("Compte gestionnaire", "gestionnaire")
        );
        assert_eq!(recente.nomme.nom, "MARTIN Léa");
        assert_eq!(recente.nomme.mission, Some(COEC_AUTRE));
        assert_eq!(
            (recente.adresse.as_str(), ici.lignes[1].adresse.as_str()),
            ("", "192.0.2.7")
        );
        let autre = page(&m, &m.gestionnaire_autre, tout()).await;
        assert_eq!((autre.total, autre.lignes[0].objet_id), (1, la_bas[0].0));

        // Each filter, alone.
        let premier = jour_de(2026, 9, 1);
        for (filtre, attendu) in [
            (
                FiltreAudit {
                    au: premier,
                    ..tout()
                },
                1,
            ),
            (
                FiltreAudit {
                    du: premier,
                    ..tout()
                },
                2,
            ),
            (
                FiltreAudit {
                    du: jour_de(2026, 9, 2),
                    ..tout()
                },
                1,
            ),
            (
                FiltreAudit {
                    du: jour_de(2026, 9, 2),
                    au: premier,
                    ..tout()
                },
                0,
            ),
            (
                FiltreAudit {
                    compte: "CHEF".into(),
                    ..tout()
                },
                1,
            ),
            (
                FiltreAudit {
                    compte: "100%".into(),
                    ..tout()
                },
                0,
            ),
            (
                FiltreAudit {
                    action: Some("convocation.creer".into()),
                    ..tout()
                },
                2,
            ),
            (
                FiltreAudit {
                    action: Some("connexion".into()),
                    ..tout()
                },
                0,
            ),
            (
                FiltreAudit {
                    objet: Some("convocation".into()),
                    ..tout()
                },
                2,
            ),
            (
                FiltreAudit {
                    objet: Some("mission".into()),
                    ..tout()
                },
                0,
            ),
            (
                FiltreAudit {
                    mot_cle: "durand".into(),
                    ..tout()
                },
                1,
            ),
            (
                FiltreAudit {
                    mot_cle: "léa martin".into(),
                    ..tout()
                },
                1,
            ),
            (
                FiltreAudit {
                    mot_cle: COEC.to_string(),
                    ..tout()
                },
                1,
            ),
            (
                FiltreAudit {
                    mot_cle: COEC_BORDEAUX.to_string(),
                    ..tout()
                },
                0,
            ),
            (
                FiltreAudit {
                    mot_cle: "loin".into(),
                    ..tout()
                },
                0,
            ),
            (
                FiltreAudit {
                    mot_cle: "205".into(),
                    ..tout()
                },
                2,
            ),
            (
                FiltreAudit {
                    mot_cle: "_".repeat(200),
                    ..tout()
                },
                0,
            ),
        ] {
            let vue = page(&m, &m.gestionnaire, filtre.clone()).await;
            assert_eq!(
                (vue.total, vue.lignes.len()),
                (attendu, attendu as usize),
                "{filtre:?}"
            );
        }
        sceller(s).await;
        let sceau = page(&m, &m.gestionnaire, tout()).await.sceau.unwrap();
        assert_eq!((sceau.numero, sceau.empreinte.len()), (1, 64));
    })
    .await;
}

fn jour_de(annee: i32, mois: u32, jour: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(annee, mois, jour)
}

#[tokio::test(flavor = "multi_thread")]
async fn les_pages_et_le_fichier_ont_tout() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        ajouter_lignes(&m, 1_050).await;
        m.horloge.avancer(1);
        let mut vues = Vec::new();
        for n in 1..=11 {
            let vue = page(
                &m,
                &m.gestionnaire,
                FiltreAudit {
                    page: n,
                    ..FiltreAudit::default()
                },
            )
            .await;
            assert_eq!(vue.total, 1_050);
            vues.extend(vue.lignes.into_iter().map(|l| l.objet_id));
        }
        let attendues: Vec<i64> = (0..1_050).rev().collect();
        assert_eq!(vues, attendues);

        let filtre = FiltreAudit {
            compte: "chef".into(),
            ..FiltreAudit::default()
        };
        let mut export = Export::ouvrir(s, &m.administrateur, &filtre).await.unwrap();
        let (mut lues, mut lots) = (Vec::new(), 0);
        loop {
            let lot = export.suite(s).await.unwrap();
            if lot.is_empty() {
                break;
            }
            // What is written meanwhile is for another file.
            ajouter_lignes(&m, 3).await;
            lots += 1;
            lues.extend(lot.into_iter().map(|l| l.objet_id));
        }
        assert_eq!((lues, lots), (attendues, 3));
        let vue = page(&m, &m.gestionnaire, FiltreAudit::default()).await;
        let trace = vue
            .lignes
            .iter()
            .find(|l| l.action == "piste.exporter")
            .unwrap();
        assert_eq!(trace.nom, "Compte administrateur");
        assert!(trace.details.contains("\"compte\":\"chef\""), "{trace:?}");
    })
    .await;
}
