//! *Saisie d’indisponibilité*: recorded, changed, ended, deleted and taken back; what it
//! hits; who may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::monde::{COEC, COEC_AUTRE, Monde, jour};
use domain::*;
use std::sync::Arc;
use store::essais::sur_chaque_moteur;
use usecases::importer::{DemandeImport, Importateur};
use usecases::indisponibilites as ui;

fn saisie(du: u32, au: u32) -> SaisieIndisponibilite {
    SaisieIndisponibilite {
        du: jour(du).to_string(),
        au: jour(au).to_string(),
        motif: "formation".into(),
        ..SaisieIndisponibilite::default()
    }
}

fn demande(
    gens: &[IntervenantId],
    saisie: SaisieIndisponibilite,
    cle: &str,
) -> DemandeIndisponibilite {
    DemandeIndisponibilite {
        intervenants: gens.to_vec(),
        saisie,
        cle: format!("cle-de-l-essai-{cle}"),
    }
}

async fn lister(m: &Monde, acteur: &Acteur) -> Vec<LigneIndisponibilite> {
    ui::lister(&m.services, acteur, &FiltreIndisponibilites::default())
        .await
        .unwrap()
        .lignes
}

fn fautes<T: core::fmt::Debug>(r: Result<T, Erreur>) -> Vec<IndisponibiliteErreur> {
    match r {
        Err(Erreur::Indisponibilite(e)) => e,
        autre => panic!("un refus, et non {autre:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pour_plusieurs_personnes_elle_montre_ce_qu_elle_touche() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        // The second of February, from nine to noon.
        let ici = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let ailleurs = m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.luc]).await[0];

        let gens = [m.anne, m.luc];
        let vues = ui::apercu(s, &m.chef, &gens, &saisie(1, 5)).await.unwrap();
        let dites: Vec<_> = vues
            .iter()
            .map(|t| (t.convocation, t.nom.as_str(), t.visible, t.remplacable))
            .collect();
        assert_eq!(
            dites,
            [
                (ici, "DURAND Anne", true, true),
                // Another centre convoked: one is told, and sends nobody there.
                (ailleurs, "PETIT Luc", false, false),
            ]
        );
        let apres_midi = SaisieIndisponibilite {
            partie: "apres_midi".into(),
            ..saisie(2, 2)
        };
        assert_eq!(
            ui::apercu(s, &m.chef, &gens, &apres_midi).await.unwrap(),
            []
        );

        let creees = ui::creer(s, &m.chef, &demande(&gens, saisie(1, 5), "a"))
            .await
            .unwrap();
        assert_eq!(creees.len(), 2);
        // The same request again records nothing more.
        let encore = ui::creer(s, &m.chef, &demande(&gens, saisie(1, 5), "a")).await;
        assert_eq!(encore, Ok(creees));
        let lignes = lister(&m, &m.chef).await;
        assert_eq!(lignes.len(), 2);
        // Beyond the last page, the last one.
        let loin = FiltreIndisponibilites {
            page: 9,
            ..FiltreIndisponibilites::default()
        };
        assert_eq!(ui::lister(s, &m.chef, &loin).await.unwrap().lignes, lignes);
        let anne = lignes.iter().find(|l| l.intervenant == m.anne).unwrap();
        assert_eq!(
            (anne.motif, anne.auteur.as_str()),
            (Motif::Formation, "Compte chef")
        );
        assert_eq!(anne.touchees.len(), 1);
        assert_eq!(anne.touchees[0].creneaux[0].jour, jour(2));
        let messages = usecases::messages::lister(s, &m.chef).await.unwrap();
        assert_eq!(
            messages[0].fait,
            Fait::IndisponibilitesSaisies {
                personnes: 2,
                nom: String::new(),
                touchees: 2
            }
        );

        // The convocation and the control of the session take it into account.
        let controle = usecases::controle::controler(s, &m.chef, None, "")
            .await
            .unwrap();
        assert_eq!(controle.conflits.len(), 1);
        assert_eq!(controle.conflits[0].convocation, ici);
        // Another absence under the key of a page that was not read again is recorded.
        let autre = ui::creer(s, &m.chef, &demande(&[m.anne], saisie(20, 20), "a")).await;
        assert_eq!(autre.map(|ids| ids.len()), Ok(1));
        assert_eq!(lister(&m, &m.chef).await.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chaque_semaine_et_par_demi_journees_comptent_en_convoquant() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let conflits = async |qui: IntervenantId| {
            let d = crate::monde::demande(COEC, &[qui], &s.alea.jeton().unwrap());
            match usecases::convocations::convoquer(s, &m.chef, d).await {
                Err(Erreur::AConfirmer { signalements, .. }) => signalements.len(),
                Ok(_) => 0,
                autre => panic!("{autre:?}"),
            }
        };
        // The convocation is on Tuesday the second, from nine to noon.
        let mardis = SaisieIndisponibilite {
            semaine: vec!["2".into(), "4".into()],
            motif: "temps_partiel".into(),
            ..saisie(1, 26)
        };
        let creees = ui::creer(s, &m.chef, &demande(&[m.anne], mardis, "a"))
            .await
            .unwrap();
        assert_eq!(creees.len(), 2, "une par jour de la semaine");
        assert_eq!(conflits(m.anne).await, 1);
        let midi = SaisieIndisponibilite {
            debut_midi: "oui".into(),
            ..saisie(2, 5)
        };
        ui::creer(s, &m.chef, &demande(&[m.luc], midi, "b"))
            .await
            .unwrap();
        assert_eq!(
            conflits(m.luc).await,
            0,
            "le matin du premier jour reste libre"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tout_ou_rien_et_chaque_refus_se_dit() {
    sur_chaque_moteur(async |store| {
        use IndisponibiliteErreur as E;
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let creer = async |gens: &[IntervenantId], x: SaisieIndisponibilite, cle: &str| {
            ui::creer(s, &m.chef, &demande(gens, x, cle)).await
        };
        assert_eq!(
            fautes(creer(&[], saisie(5, 1), "a").await),
            [E::AucunePersonne, E::DatesInversees]
        );
        // Somebody of another établissement, of another académie, or nobody.
        for autre in [m.lea, m.zoe, IntervenantId(987_654)] {
            assert_eq!(
                fautes(creer(&[m.anne, autre], saisie(1, 2), "b").await),
                [E::PersonneInconnue]
            );
        }
        assert_eq!(lister(&m, &m.chef).await, []);
        let trop: Vec<IntervenantId> = (0..301).map(IntervenantId).collect();
        assert_eq!(
            fautes(creer(&trop, saisie(1, 2), "c").await),
            [E::TropDePersonnes { maximum: 300 }]
        );
        creer(&[m.anne], saisie(1, 2), "d").await.unwrap();
        assert_eq!(
            fautes(creer(&[m.luc, m.anne], saisie(1, 2), "e").await),
            [E::DejaSaisie {
                nom: "DURAND Anne".into()
            }]
        );
        assert_eq!(
            lister(&m, &m.chef).await.len(),
            1,
            "rien pour l’autre non plus"
        );
        let refus = ui::creer(
            s,
            &m.chef,
            &DemandeIndisponibilite {
                cle: "?".into(),
                ..demande(&[m.anne], saisie(3, 3), "")
            },
        )
        .await;
        assert_eq!(refus, Err(Erreur::RequeteInvalide));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn elle_se_modifie_se_termine_se_supprime_et_se_retablit() {
    sur_chaque_moteur(async |store| {
        use IndisponibiliteErreur as E;
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = ui::creer(s, &m.chef, &demande(&[m.anne], saisie(1, 10), "a"))
            .await
            .unwrap()[0];
        assert_eq!(ui::lire(s, &m.chef, id).await.unwrap().modifiee, None);
        let autre = SaisieIndisponibilite {
            motif: "medical".into(),
            ..saisie(2, 10)
        };
        ui::modifier(s, &m.chef, id, 1, &autre).await.unwrap();
        // Somebody who read it before changes nothing.
        assert_eq!(
            fautes(ui::modifier(s, &m.secretaire, id, 1, &saisie(1, 3)).await),
            [E::ChangeeEntreTemps { supprimee: false }]
        );
        assert_eq!(
            fautes(ui::terminer(s, &m.chef, id, 1, Some(jour(5))).await),
            [E::ChangeeEntreTemps { supprimee: false }]
        );
        for (au, attendu) in [
            (None, E::FinIllisible),
            (Some(jour(10)), E::FinNonAvancee { au: jour(10) }),
            (Some(jour(1)), E::FinAvantDebut { du: jour(2) }),
        ] {
            assert_eq!(fautes(ui::terminer(s, &m.chef, id, 2, au).await), [attendu]);
        }
        let par = |l: LigneIndisponibilite| (l.auteur, l.modifiee.map(|(par, _)| par));
        let lue = ui::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(par(lue), ("Compte chef".into(), Some("Compte chef".into())));
        m.horloge.avancer(60);
        ui::terminer(s, &m.secretaire, id, 2, Some(jour(5)))
            .await
            .unwrap();
        let lue = ui::lire(s, &m.chef, id).await.unwrap();
        // Who recorded it stays; who changed it last is told beside.
        assert_eq!(
            par(lue.clone()),
            ("Compte chef".into(), Some("Compte secretaire".into()))
        );
        assert_ne!(lue.modifiee.clone().unwrap().1, lue.date);
        assert_eq!(
            (lue.absence.du, lue.absence.au, lue.version),
            (jour(2), jour(5), 3)
        );
        assert_eq!(lue.motif, Motif::Medical);

        ui::supprimer(s, &m.chef, id, 3).await.unwrap();
        assert_eq!(ui::lire(s, &m.chef, id).await, Err(Erreur::Introuvable));
        assert_eq!(
            fautes(ui::supprimer(s, &m.secretaire, id, 3).await),
            [E::ChangeeEntreTemps { supprimee: true }]
        );
        let messages = usecases::messages::lister(s, &m.chef).await.unwrap();
        assert_eq!(messages[0].indisponibilite_retablissable, Some(id));
        assert_eq!(
            ui::retablir(s, &m.chef_autre, id).await,
            Err(Erreur::Introuvable)
        );
        ui::retablir(s, &m.chef, id).await.unwrap();
        assert_eq!(ui::retablir(s, &m.chef, id).await, Err(Erreur::Introuvable));
        let lue = ui::lire(s, &m.chef, id).await.unwrap();
        assert_eq!((lue.absence.au, lue.version), (jour(5), 4));
        let messages = usecases::messages::lister(s, &m.chef).await.unwrap();
        assert!(
            messages
                .iter()
                .all(|m| m.indisponibilite_retablissable.is_none())
        );

        // Recorded again meanwhile: taking it back would make two.
        ui::supprimer(s, &m.chef, id, 4).await.unwrap();
        ui::creer(s, &m.chef, &demande(&[m.anne], saisie(2, 5), "b"))
            .await
            .unwrap();
        assert_eq!(
            fautes(ui::retablir(s, &m.chef, id).await),
            [E::DejaSaisie {
                nom: "DURAND Anne".into()
            }]
        );
        // What the trail keeps says nothing of the reason.
        let traces = store::piste::de_l_objet(store.lecture(), "intervenant", m.anne.0, 50)
            .await
            .unwrap();
        assert_eq!(traces.len(), 7);
        assert!(traces.iter().all(|(t, _)| !t.details.contains("medical")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chacun_son_personnel() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = ui::creer(s, &m.secretaire, &demande(&[m.anne], saisie(1, 5), "a"))
            .await
            .unwrap()[0];
        for (acteur, voit) in [
            (&m.chef, true),
            (&m.gestionnaire, true),
            (&m.chef_autre, false),
            (&m.gestionnaire_autre, false),
        ] {
            let page = lister(&m, acteur).await;
            assert_eq!(page.len(), usize::from(voit), "{}", acteur.identifiant);
            assert_eq!(ui::lire(s, acteur, id).await.is_ok(), voit);
        }
        // Each line names its établissement to who sees several.
        for (acteur, plusieurs) in [(&m.chef, false), (&m.gestionnaire, true)] {
            let page = ui::toutes(s, acteur, &FiltreIndisponibilites::default(), 9).await;
            let page = page.unwrap();
            assert_eq!(page.plusieurs, plusieurs);
            assert_ne!(page.lignes[0].etablissement, "");
        }
        // Neither who has only missions, nor who looks after accounts, nor the person.
        for acteur in [&m.chef_centre, &m.administrateur, &m.intervenante] {
            let filtre = FiltreIndisponibilites::default();
            assert_eq!(ui::lister(s, acteur, &filtre).await, Err(Erreur::Interdit));
            assert_eq!(ui::lire(s, acteur, id).await, Err(Erreur::Introuvable));
            let refus = ui::creer(s, acteur, &demande(&[m.anne], saisie(1, 2), "b")).await;
            assert_eq!(refus, Err(Erreur::Interdit));
            assert_eq!(
                ui::supprimer(s, acteur, id, 1).await,
                Err(Erreur::Introuvable)
            );
            assert_eq!(
                ui::modifier(s, acteur, id, 1, &saisie(1, 2)).await,
                Err(Erreur::Introuvable)
            );
            assert_eq!(
                ui::apercu(s, acteur, &[m.anne], &saisie(1, 2)).await,
                Err(Erreur::Interdit)
            );
        }
        // Nothing of another's personnel is told, whatever keys are asked.
        let vues = ui::apercu(s, &m.chef_autre, &[m.anne], &saisie(1, 12)).await;
        assert_eq!(vues, Ok(Vec::new()));
        let choix = ui::choix(s, &m.chef_autre, &[m.anne, m.lea], "", &[])
            .await
            .unwrap();
        let choisies: Vec<_> = choix.choisies.iter().map(|p| p.id).collect();
        assert_eq!(choisies, [m.lea]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_personnes_a_la_fois() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        // The same period recorded twice in the same instant: one of the two is refused.
        let creer = |acteur: Acteur, cle: &'static str| {
            let (s, anne) = (Arc::clone(&m.services), m.anne);
            tokio::spawn(async move {
                ui::creer(&s, &acteur, &demande(&[anne], saisie(1, 5), cle)).await
            })
        };
        let (a, b) = tokio::join!(creer(m.chef.clone(), "a"), creer(m.secretaire.clone(), "b"));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!(
            usize::from(a.is_ok()) + usize::from(b.is_ok()),
            1,
            "{a:?} {b:?}"
        );
        let lignes = lister(&m, &m.chef).await;
        let [ligne] = &lignes[..] else {
            panic!("{lignes:?}")
        };
        // Changed and deleted in the same instant: one of the two is told.
        let (id, version) = (ligne.id, ligne.version);
        let (s1, s2) = (Arc::clone(&m.services), Arc::clone(&m.services));
        let (chef, secretaire) = (m.chef.clone(), m.secretaire.clone());
        let modifie =
            tokio::spawn(async move { ui::modifier(&s1, &chef, id, version, &saisie(2, 3)).await });
        let supprime =
            tokio::spawn(async move { ui::supprimer(&s2, &secretaire, id, version).await });
        let (modifie, supprime) = (modifie.await.unwrap(), supprime.await.unwrap());
        assert_ne!(
            modifie.is_ok(),
            supprime.is_ok(),
            "{modifie:?} {supprime:?}"
        );
        assert_eq!(
            lister(&m, &m.chef).await.len(),
            usize::from(modifie.is_ok())
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_liste_se_filtre_se_trie_et_s_exporte() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let commentee = SaisieIndisponibilite {
            commentaire: "=cmd() ; suite".into(),
            ..saisie(1, 2)
        };
        ui::creer(s, &m.chef, &demande(&[m.anne], commentee, "a"))
            .await
            .unwrap();
        let medicale = SaisieIndisponibilite {
            motif: "medical".into(),
            ..saisie(8, 9)
        };
        let ids = ui::creer(s, &m.chef, &demande(&[m.luc], medicale, "b"))
            .await
            .unwrap();
        let noms = async |f: FiltreIndisponibilites| {
            let page = ui::lister(s, &m.chef, &f).await.unwrap();
            assert_eq!(
                (page.total as usize, page.total_sans_filtre),
                (page.lignes.len(), 2)
            );
            page.lignes.into_iter().map(|l| l.nom).collect::<Vec<_>>()
        };
        let base = FiltreIndisponibilites::default;
        assert_eq!(
            noms(base()).await,
            ["PETIT Luc", "DURAND Anne"],
            "les dernières d’abord"
        );
        let tri = |tri, inverse| FiltreIndisponibilites {
            tri,
            inverse,
            ..base()
        };
        use ColonneIndisponibilite as C;
        assert_eq!(
            noms(tri(C::Periode, true)).await,
            ["DURAND Anne", "PETIT Luc"]
        );
        assert_eq!(noms(tri(C::Nom, false)).await, ["DURAND Anne", "PETIT Luc"]);
        assert_eq!(
            noms(tri(C::Motif, true)).await,
            ["PETIT Luc", "DURAND Anne"]
        );
        assert_eq!(noms(tri(C::Discipline, false)).await.len(), 2);
        let un = |f: &dyn Fn(&mut FiltreIndisponibilites)| {
            let mut filtre = base();
            f(&mut filtre);
            filtre
        };
        assert_eq!(noms(un(&|f| f.mot_cle = "pet".into())).await, ["PETIT Luc"]);
        assert_eq!(noms(un(&|f| f.mot_cle = "%".into())).await.len(), 2);
        assert_eq!(noms(un(&|f| f.mot_cle = "t3".into())).await, ["PETIT Luc"]);
        for mot in ["SUITE cmd", "durand suité"] {
            assert_eq!(
                noms(un(&|f| f.mot_cle = mot.into())).await,
                ["DURAND Anne"],
                "{mot}"
            );
        }
        assert_eq!(
            noms(un(&|f| f.mot_cle = "petit suite".into())).await.len(),
            0
        );
        assert_eq!(noms(un(&|f| f.mot_cle = "x".repeat(200))).await.len(), 0);
        assert_eq!(
            noms(un(&|f| f.motif = Some(Motif::Medical))).await,
            ["PETIT Luc"]
        );
        assert_eq!(noms(un(&|f| f.du = Some(jour(3)))).await, ["PETIT Luc"]);
        assert_eq!(noms(un(&|f| f.au = Some(jour(2)))).await, ["DURAND Anne"]);
        assert_eq!(
            noms(un(&|f| f.personne = Some(m.anne))).await,
            ["DURAND Anne"]
        );
        assert_eq!(
            noms(un(&|f| f.seules = vec![(ids[0].0, ids[0].0)])).await,
            ["PETIT Luc"]
        );
        assert_eq!(
            noms(un(&|f| f.disciplines = vec![DisciplineId(9)]))
                .await
                .len(),
            0
        );

        let csv = ui::exporter(s, &m.chef, &base(), ui::LOT, ["nom", "commentaire"], |l| {
            [l.nom.clone(), l.commentaire.clone()]
        })
        .await
        .unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert_eq!(
            csv,
            "\u{feff}nom;commentaire\r\nPETIT Luc;\r\nDURAND Anne;\"'=cmd() ; suite\"\r\n"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_import_dit_ce_qu_il_touche_et_ce_qu_il_a_saisi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        // The second of February, from nine to noon.
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        let filtre = FiltrePersonnels::default();
        let personnel = usecases::personnels::lister(s, &m.chef, &filtre)
            .await
            .unwrap();
        let matricule = |qui: IntervenantId| {
            let lui = personnel.lignes.iter().find(|l| l.id == qui).unwrap();
            lui.matricule.clone()
        };
        let fichier = format!(
            "matricule;du;au;motif\n{0};{2};{3};autre\n{1};{4};;formation\n",
            matricule(m.anne),
            matricule(m.luc),
            jour(1),
            jour(5),
            jour(8)
        );
        let importer = async |a_blanc| {
            let demande = DemandeImport {
                importateur: Importateur::Compte(Box::new(m.chef.clone())),
                a_blanc,
            };
            let source = std::io::Cursor::new(fichier.clone().into_bytes());
            usecases::importer::indisponibilites(s, &demande, source, &mut ())
                .await
                .unwrap()
        };
        let essai = importer(true).await;
        assert_eq!((essai.crees, essai.touchees), (2, 1));
        assert_eq!(essai.saisies, []);
        let fait = importer(false).await;
        assert_eq!((fait.crees, fait.touchees), (2, 1));
        let filtre = FiltreIndisponibilites {
            seules: fait.saisies,
            ..FiltreIndisponibilites::default()
        };
        let page = ui::lister(s, &m.chef, &filtre).await.unwrap();
        assert_eq!((page.total, page.total_sans_filtre), (2, 2));
        // Again: nothing is recorded, hence nothing is hit by it.
        let encore = importer(false).await;
        assert_eq!((encore.inchanges, encore.touchees), (2, 0));
        assert_eq!(encore.saisies, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_est_supprime_s_oublie() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let id = ui::creer(s, &m.chef, &demande(&[m.anne], saisie(1, 2), "a"))
            .await
            .unwrap()[0];
        ui::supprimer(s, &m.chef, id, 1).await.unwrap();
        let tx = store.ecriture().await.unwrap();
        let maintenant = s.maintenant();
        let academie = Some(m.chef.academie);
        let purger = async |avant| {
            let echeance = Echeance { avant, annee: None };
            let genre = GenreConserve::Indisponibilites;
            store::conservation::purger_lot(&tx, genre, academie, &echeance, 9)
                .await
                .unwrap()
        };
        assert_eq!(purger(maintenant).await, 0);
        assert_eq!(purger(maintenant.plus_secondes(1)).await, 1);
        tx.valider().await.unwrap();
        assert_eq!(ui::retablir(s, &m.chef, id).await, Err(Erreur::Introuvable));
    })
    .await;
}
