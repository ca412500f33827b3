//! Compétences entered, validated, reopened, and what they change for the clashes, on each
//! engine.

use crate::monde::*;
use domain::*;
use mail::Memoire;
use mail_parser::MessageParser;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::ConnectionTrait;
use store::essais::sur_chaque_moteur;
use store::intervenants::NouvelIntervenant;
use tokio::sync::Barrier;
use usecases::{accueil, competences, conflits, messages};

const ANNEE: i32 = 2021;

/// People who have a discipline, beside those of the world.
struct Equipe {
    histoire: i64,
    anglais: i64,
    /// HISTOIRE, at Bellevue.
    hugo: IntervenantId,
    /// HISTOIRE, at Bellevue.
    irma: IntervenantId,
    /// ANGLAIS, at Bellevue.
    jane: IntervenantId,
    /// HISTOIRE, at the other établissement.
    loic: IntervenantId,
    /// The épreuve of the world's missions.
    epreuve: CleCompetence,
}

async fn importer(m: &Monde, gens: &[(&str, &str, EtablissementId, DisciplineId)]) {
    let lot: Vec<_> = gens
        .iter()
        .map(|(matricule, nom, lieu, discipline)| NouvelIntervenant {
            matricule: (*matricule).into(),
            civilite: Civilite::Inconnue,
            nom: (*nom).into(),
            prenom: "Sam".into(),
            etablissement: Some(*lieu),
            discipline: Some(*discipline),
            mel_professionnel: String::new(),
            mel_personnel: String::new(),
            adresse: Adresse::default(),
            actif: true,
        })
        .collect();
    let tx = m.services.store.ecriture().await.unwrap();
    store::intervenants::importer_lot(&tx, m.chef.academie, &lot)
        .await
        .unwrap();
    tx.valider().await.unwrap();
}

async fn equipe(m: &Monde) -> Equipe {
    let tx = m.services.store.ecriture().await.unwrap();
    let (histoire, _) = store::disciplines::importer(&tx, "L1000", "HISTOIRE GEOGRAPHIE")
        .await
        .unwrap();
    let (anglais, _) = store::disciplines::importer(&tx, "L0422", "ANGLAIS")
        .await
        .unwrap();
    tx.valider().await.unwrap();
    importer(
        m,
        &[
            ("C1", "HUGO", m.bellevue, histoire),
            ("C2", "IRMA", m.bellevue, histoire),
            ("C3", "JANE", m.bellevue, anglais),
            ("C4", "LOIC", m.autre, histoire),
        ],
    )
    .await;
    let lecture = m.services.store.lecture();
    let ids = store::intervenants::ids_par_matricule(lecture, m.chef.academie)
        .await
        .unwrap();
    let epreuves = store::competences::epreuves(lecture, m.chef.academie, ANNEE)
        .await
        .unwrap();
    let [epreuve] = &epreuves[..] else {
        panic!("{epreuves:?}");
    };
    Equipe {
        histoire: histoire.0,
        anglais: anglais.0,
        hugo: ids["C1"],
        irma: ids["C2"],
        jane: ids["C3"],
        loic: ids["C4"],
        epreuve: epreuve.cle.clone(),
    }
}

fn cible(m: &Monde, discipline: i64) -> CibleSaisie {
    CibleSaisie {
        etablissement: m.bellevue,
        annee: ANNEE,
        discipline: competences::discipline_de(discipline),
    }
}

fn cellules(gens: &[IntervenantId], cles: &[&CleCompetence]) -> BTreeSet<Cellule> {
    gens.iter()
        .flat_map(|qui| {
            cles.iter().map(|cle| Cellule {
                intervenant: *qui,
                cle: (*cle).clone(),
            })
        })
        .collect()
}

fn cocher(gens: &[IntervenantId], cles: &[&CleCompetence]) -> Changements {
    Changements {
        cocher: cellules(gens, cles),
        decocher: BTreeSet::new(),
    }
}

async fn grille(m: &Monde, acteur: &Acteur, discipline: i64) -> GrilleCompetences {
    competences::ouvrir(
        &m.services,
        acteur,
        Some(ANNEE),
        Some(m.bellevue),
        discipline,
        false,
    )
    .await
    .unwrap()
}

async fn ligne(m: &Monde, acteur: &Acteur, discipline: i64) -> LigneSaisie {
    grille(m, acteur, discipline).await.ligne
}

async fn valider(m: &Monde, acteur: &Acteur, discipline: i64) -> Result<Vec<String>, Erreur> {
    let version = ligne(m, acteur, discipline).await.version;
    let choix = [(discipline, version)];
    competences::valider(&m.services, acteur, ANNEE, m.bellevue, &choix).await
}

/// The latest line of somebody's *Messages* zone.
async fn dernier_message(m: &Monde, acteur: &Acteur) -> Option<Fait> {
    let lignes = messages::lister(&m.services, acteur).await.unwrap();
    lignes.into_iter().next().map(|l| l.fait)
}

#[tokio::test(flavor = "multi_thread")]
async fn une_discipline_se_saisit_se_valide_et_se_rouvre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let vue = competences::lire(s, &m.chef, None, None).await.unwrap();
        assert_eq!((vue.annee, vue.rectorat), (ANNEE, false));
        assert!(vue.etablissements.is_empty(), "un seul : rien à choisir");
        let noms: Vec<_> = vue
            .lignes
            .iter()
            .map(|l| {
                let d = l.discipline.as_ref().map(|d| d.libelle.as_str());
                (d.unwrap_or_default(), l.personnes, l.etat)
            })
            .collect();
        let neuve = EtatSaisie::NonCommencee;
        // Those without discipline come last.
        assert_eq!(
            noms,
            [
                ("ANGLAIS", 1, neuve),
                ("HISTOIRE GEOGRAPHIE", 2, neuve),
                ("", 2, neuve)
            ]
        );

        let g = grille(&m, &m.secretaire, e.histoire).await;
        assert_eq!(
            g.personnes,
            [(e.hugo, "HUGO Sam".to_owned()), (e.irma, "IRMA Sam".to_owned())]
        );
        assert_eq!(g.colonnes[0].cle, e.epreuve);
        assert!(g.masquees > 0 && g.cellules.is_empty());
        let tout = competences::ouvrir(s, &m.chef, None, None, e.histoire, true)
            .await
            .unwrap();
        assert_eq!(tout.masquees, 0);
        assert_eq!(tout.colonnes.len(), g.colonnes.len() + g.masquees as usize);

        // Partly, then finished.
        let dnl: CleCompetence = "dnl.anglais".parse().unwrap();
        let partie = cocher(&[e.hugo], &[&e.epreuve, &dnl]);
        let c = cible(&m, e.histoire);
        let bilan = competences::enregistrer(s, &m.secretaire, &c, &partie, false)
            .await
            .unwrap();
        assert_eq!((bilan.ajoutees, bilan.retirees, bilan.proposee), (2, 0, false));
        let l = ligne(&m, &m.chef, e.histoire).await;
        assert_eq!(
            (l.etat, l.competences, l.sans_competence, l.par.as_str()),
            (EtatSaisie::EnCours, 2, 1, "Compte secretaire")
        );
        assert_eq!(l.depuis, "01/09/2026 10:00");
        // Saved again as it is: nothing happens, and nobody is told.
        let encore = competences::enregistrer(s, &m.chef, &c, &partie, false)
            .await
            .unwrap();
        assert_eq!((encore.ajoutees, encore.version), (0, l.version));
        let fini = competences::enregistrer(s, &m.secretaire, &c, &Changements::default(), true)
            .await
            .unwrap();
        assert!(fini.proposee);
        assert_eq!(ligne(&m, &m.chef, e.histoire).await.etat, EtatSaisie::AValider);
        let resume = competences::resumer(s, &m.chef).await.unwrap();
        assert_eq!(
            (resume.non_commencees, resume.en_cours, resume.a_valider, resume.validees),
            (1, 0, 1, 0)
        );

        assert_eq!(
            valider(&m, &m.chef, e.histoire).await,
            Ok(vec!["HISTOIRE GEOGRAPHIE".to_owned()])
        );
        assert_eq!(
            dernier_message(&m, &m.chef).await,
            Some(Fait::Competences(FaitCompetences::Validees {
                disciplines: vec!["HISTOIRE GEOGRAPHIE".into()]
            }))
        );
        let l = ligne(&m, &m.chef, e.histoire).await;
        assert_eq!(
            (l.etat, l.validee_par.as_str(), l.a_change()),
            (EtatSaisie::Validee, "Compte chef", false)
        );
        // Read only, for the rectorat too.
        for acteur in [&m.chef, &m.secretaire, &m.gestionnaire] {
            let refus = competences::enregistrer(s, acteur, &c, &cocher(&[e.irma], &[&dnl]), false).await;
            let Err(Erreur::Competences(CompetencesErreur::DejaValidee { par, le })) = refus else {
                panic!("{refus:?}");
            };
            assert_eq!((par.as_str(), le.as_str()), ("Compte chef", "01/09/2026 10:00"));
        }

        // Reopened: by the rectorat alone, and for a reason.
        for acteur in [&m.chef, &m.secretaire] {
            assert_eq!(
                competences::rouvrir(s, acteur, &c, "une erreur").await,
                Err(Erreur::Interdit)
            );
        }
        for (motif, attendu) in [
            (" \n ", CompetencesErreur::MotifManquant),
            ("a\u{7}", CompetencesErreur::CaractereInterdit),
            (&"x".repeat(501), CompetencesErreur::TexteTropLong { maximum: 500 }),
        ] {
            assert_eq!(
                competences::rouvrir(s, &m.gestionnaire, &c, motif).await,
                Err(Erreur::Competences(attendu))
            );
        }
        competences::rouvrir(s, &m.gestionnaire, &c, "Il manque Irma.")
            .await
            .unwrap();
        assert_eq!(
            competences::rouvrir(s, &m.gestionnaire, &c, "encore").await,
            Err(Erreur::Competences(CompetencesErreur::NonValidee))
        );
        for acteur in [&m.chef, &m.secretaire, &m.gestionnaire] {
            let fait = dernier_message(&m, acteur).await;
            assert!(
                matches!(&fait, Some(Fait::Competences(FaitCompetences::Rouverte { motif, .. })) if motif == "Il manque Irma."),
                "{fait:?}"
            );
        }
        let l = ligne(&m, &m.chef, e.histoire).await;
        assert_eq!(
            (l.etat, l.motif.as_str(), l.par.as_str()),
            (EtatSaisie::EnCours, "Il manque Irma.", "Compte gestionnaire")
        );

        // What changes from then on is told apart from what was validated.
        let suite = Changements {
            cocher: cellules(&[e.irma], &[&e.epreuve]),
            decocher: cellules(&[e.hugo], &[&dnl]),
        };
        competences::enregistrer(s, &m.secretaire, &c, &suite, false)
            .await
            .unwrap();
        importer(&m, &[("C5", "KARL", m.bellevue, DisciplineId(e.histoire))]).await;
        let x = competences::examiner(s, &m.chef, None, None, e.histoire)
            .await
            .unwrap();
        assert_eq!(
            (x.ligne.ajoutees, x.ligne.retirees, x.ligne.arrivees),
            (1, 1, 1)
        );
        let ecarts: Vec<_> = x
            .ecarts
            .iter()
            .map(|e| (e.nom.as_str(), e.arrivee, e.ajoutees.len(), e.retirees.len()))
            .collect();
        assert_eq!(
            ecarts,
            [
                ("HUGO Sam", false, 0, 1),
                ("IRMA Sam", false, 1, 0),
                ("KARL Sam", true, 0, 0)
            ]
        );
        let quoi: Vec<_> = x
            .historique
            .iter()
            .map(|h| (core::mem::discriminant(&h.quoi), h.auteur.as_str()))
            .collect();
        let genre = |e: &EvenementSaisie| core::mem::discriminant(e);
        let saisie = EvenementSaisie::Enregistree {
            ajoutees: Vec::new(),
            retirees: Vec::new(),
        };
        let rouverte = EvenementSaisie::Rouverte {
            motif: String::new(),
        };
        assert_eq!(
            quoi,
            [
                (genre(&saisie), "Compte secretaire"),
                (genre(&rouverte), "Compte gestionnaire"),
                (genre(&EvenementSaisie::Validee), "Compte chef"),
                (genre(&EvenementSaisie::Proposee), "Compte secretaire"),
                (genre(&saisie), "Compte secretaire"),
            ]
        );
        let EvenementSaisie::Enregistree { ajoutees, retirees } = &x.historique[0].quoi else {
            panic!("{:?}", x.historique[0]);
        };
        assert_eq!(
            (ajoutees.as_slice(), retirees.as_slice()),
            (
                &[("IRMA Sam".to_owned(), "BCG, C001C, Histoire-géographie 3ème éval".to_owned())][..],
                &[("HUGO Sam".to_owned(), "DNL, Anglais".to_owned())][..]
            )
        );
        valider(&m, &m.secretaire, e.histoire).await.unwrap();
        let l = ligne(&m, &m.chef, e.histoire).await;
        assert_eq!(
            (l.ajoutees, l.retirees, l.arrivees, l.motif.as_str()),
            (0, 0, 0, "")
        );
        assert!(!l.a_change());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ce_qui_n_est_pas_de_son_ressort_n_existe_pas() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let c = cible(&m, e.histoire);
        let changement = cocher(&[e.hugo], &[&e.epreuve]);
        for (acteur, refus) in [
            (&m.chef_autre, Erreur::Introuvable),
            (&m.gestionnaire_autre, Erreur::Introuvable),
            (&m.chef_centre, Erreur::Interdit),
            (&m.administrateur, Erreur::Interdit),
            (&m.intervenante, Erreur::Interdit),
        ] {
            let ici = Some(m.bellevue);
            assert_eq!(
                competences::lire(s, acteur, None, ici).await,
                Err(refus.clone()),
                "{}",
                acteur.nom
            );
            assert_eq!(
                competences::ouvrir(s, acteur, None, ici, e.histoire, false).await,
                Err(refus.clone())
            );
            assert_eq!(
                competences::examiner(s, acteur, None, ici, e.histoire).await,
                Err(refus.clone())
            );
            assert_eq!(
                competences::enregistrer(s, acteur, &c, &changement, true).await,
                Err(refus.clone())
            );
            assert_eq!(
                competences::valider(s, acteur, ANNEE, m.bellevue, &[(e.histoire, 1)]).await,
                Err(refus.clone())
            );
            assert_eq!(
                competences::rouvrir(s, acteur, &c, "motif").await,
                Err(refus.clone())
            );
            assert_eq!(
                competences::relever(s, acteur, None, ici, None).await,
                Err(refus)
            );
        }
        for acteur in [
            &m.chef,
            &m.secretaire,
            &m.chef_centre,
            &m.administrateur,
            &m.intervenante,
        ] {
            assert_eq!(
                competences::fixer_campagne(s, acteur, ANNEE, None, "x").await,
                Err(Erreur::Interdit)
            );
            assert_eq!(
                competences::relancer(s, acteur, ANNEE, "cle-de-la-relance").await,
                Err(Erreur::Interdit)
            );
        }
        assert_eq!(
            competences::resumer(s, &m.intervenante).await,
            Ok(ResumeCompetences::default())
        );
        // A discipline of which nobody works there, a year that is none, forged boxes.
        assert_eq!(
            competences::ouvrir(s, &m.chef, None, None, 987_654, false).await,
            Err(Erreur::Introuvable)
        );
        let autre_annee = CibleSaisie { annee: 1999, ..c };
        assert_eq!(
            competences::enregistrer(s, &m.chef, &autre_annee, &changement, false).await,
            Err(Erreur::Introuvable)
        );
        let sans_personne = cible(&m, 987_654);
        assert_eq!(
            competences::enregistrer(s, &m.chef, &sans_personne, &Changements::default(), true)
                .await,
            Err(Erreur::Introuvable)
        );
        let inconnue: CleCompetence = "e.0.987654.BCG".parse().unwrap();
        assert_eq!(
            competences::enregistrer(s, &m.chef, &c, &cocher(&[e.hugo], &[&inconnue]), false).await,
            Err(Erreur::RequeteInvalide)
        );
        // Somebody of another discipline is named; a stranger is not.
        for (qui, nom) in [(e.jane, "JANE Sam"), (e.loic, ""), (m.zoe, "")] {
            assert_eq!(
                competences::enregistrer(
                    s,
                    &m.chef,
                    &c,
                    &cocher(&[e.hugo, qui], &[&e.epreuve]),
                    false
                )
                .await,
                Err(Erreur::Competences(CompetencesErreur::PersonneAilleurs {
                    nom: nom.into()
                }))
            );
        }
        let trop: BTreeSet<Cellule> = (0..=Changements::MAX as i64)
            .map(|n| Cellule {
                intervenant: IntervenantId(n),
                cle: e.epreuve.clone(),
            })
            .collect();
        let trop = Changements {
            cocher: trop,
            decocher: BTreeSet::new(),
        };
        assert_eq!(
            competences::enregistrer(s, &m.chef, &c, &trop, false).await,
            Err(Erreur::RequeteInvalide)
        );
        let g = grille(&m, &m.chef, e.histoire).await;
        assert_eq!(
            (g.ligne.etat, g.ligne.version),
            (EtatSaisie::NonCommencee, 0),
            "rien n’est écrit"
        );
        // One's own, and only that: somebody's page.
        assert_eq!(
            competences::de_la_personne(s, &m.chef, e.loic, None).await,
            Err(Erreur::Introuvable)
        );
        assert_eq!(
            competences::de_la_personne(s, &m.chef, e.hugo, None).await,
            Ok(Vec::new())
        );
        assert_eq!(
            competences::de_la_personne(s, &m.gestionnaire, m.zoe, None).await,
            Err(Erreur::Introuvable),
            "une autre académie"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_personnes_saisissent_en_meme_temps() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let c = cible(&m, e.histoire);
        let dnl: CleCompetence = "dnl.anglais".parse().unwrap();
        // Nothing was saved yet: both make the entry, and each brings their own.
        let barriere = Arc::new(Barrier::new(2));
        let saisies = [
            (m.chef.clone(), cocher(&[e.hugo], &[&e.epreuve])),
            (m.secretaire.clone(), cocher(&[e.irma], &[&e.epreuve, &dnl])),
        ]
        .map(|(acteur, changements)| {
            let (services, barriere) = (m.services.clone(), barriere.clone());
            tokio::spawn(async move {
                barriere.wait().await;
                competences::enregistrer(&services, &acteur, &c, &changements, false).await
            })
        });
        for saisie in saisies {
            saisie.await.unwrap().unwrap();
        }
        let mut attendues = cellules(&[e.hugo, e.irma], &[&e.epreuve]);
        attendues.extend(cellules(&[e.irma], &[&dnl]));
        let g = grille(&m, &m.chef, e.histoire).await;
        assert_eq!(g.cochees(), attendues);
        assert_eq!(g.ligne.version, 2);

        // Somebody validates what the other is changing: one of the two goes first, and
        // nothing that was not read is validated.
        let version = g.ligne.version;
        let barriere = Arc::new(Barrier::new(2));
        let (services, b) = (m.services.clone(), barriere.clone());
        let (chef, bellevue, histoire) = (m.chef.clone(), m.bellevue, e.histoire);
        let validation = tokio::spawn(async move {
            b.wait().await;
            competences::valider(&services, &chef, ANNEE, bellevue, &[(histoire, version)]).await
        });
        let (services, b, secretaire) = (m.services.clone(), barriere, m.secretaire.clone());
        let ajout = cocher(&[e.hugo], &[&dnl]);
        let saisie = tokio::spawn(async move {
            b.wait().await;
            competences::enregistrer(&services, &secretaire, &c, &ajout, false).await
        });
        let (validation, saisie) = (validation.await.unwrap(), saisie.await.unwrap());
        let g = grille(&m, &m.chef, e.histoire).await;
        match (validation, saisie) {
            (Ok(_), Err(Erreur::Competences(CompetencesErreur::DejaValidee { .. }))) => {
                assert_eq!(g.ligne.etat, EtatSaisie::Validee);
                assert_eq!(g.cochees(), attendues);
            }
            (Err(Erreur::Competences(CompetencesErreur::ChangeeDepuis { par, .. })), Ok(_)) => {
                assert_eq!(par, "Compte secretaire");
                assert_eq!(g.ligne.etat, EtatSaisie::EnCours);
            }
            autre => panic!("{autre:?}"),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn valider_plusieurs_disciplines_ou_aucune() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let lv: CleCompetence = "langue_vivante.anglais".parse().unwrap();
        let refus = |r: Result<Vec<String>, Erreur>| match r {
            Err(Erreur::Competences(erreur)) => erreur,
            autre => panic!("{autre:?}"),
        };
        let choisir = async |choix: &[(i64, i32)]| {
            competences::valider(s, &m.chef, ANNEE, m.bellevue, choix).await
        };
        assert_eq!(refus(choisir(&[]).await), CompetencesErreur::RienAValider);
        let c = cible(&m, e.histoire);
        competences::enregistrer(s, &m.chef, &c, &cocher(&[e.hugo], &[&e.epreuve]), true)
            .await
            .unwrap();
        // One of the two was not begun: neither is validated.
        assert_eq!(
            refus(choisir(&[(e.histoire, 1), (e.anglais, 0)]).await),
            CompetencesErreur::NonCommencee {
                discipline: "ANGLAIS".into()
            }
        );
        assert_eq!(
            ligne(&m, &m.chef, e.histoire).await.etat,
            EtatSaisie::AValider
        );
        let c = cible(&m, e.anglais);
        competences::enregistrer(s, &m.secretaire, &c, &cocher(&[e.jane], &[&lv]), true)
            .await
            .unwrap();
        assert_eq!(
            refus(choisir(&[(e.histoire, 1), (e.anglais, 7)]).await),
            CompetencesErreur::ChangeeDepuis {
                discipline: "ANGLAIS".into(),
                par: "Compte secretaire".into()
            }
        );
        let toutes = [(e.histoire, 1), (e.anglais, 1)];
        assert_eq!(choisir(&toutes).await.unwrap().len(), 2);
        // The same click twice.
        assert_eq!(choisir(&toutes).await, Ok(Vec::new()));
        let autre = competences::valider(s, &m.secretaire, ANNEE, m.bellevue, &toutes).await;
        assert!(matches!(
            refus(autre),
            CompetencesErreur::DejaValidee { .. }
        ));
        let resume = competences::resumer(s, &m.chef).await.unwrap();
        assert_eq!((resume.a_valider, resume.validees), (0, 2));
        // The rectorat sees how far each établissement is.
        let vue = competences::lire(s, &m.gestionnaire, None, None)
            .await
            .unwrap();
        assert!(vue.rectorat && vue.etablissement.is_none() && vue.lignes.is_empty());
        let avancement: Vec<_> = vue
            .etablissements
            .iter()
            .map(|a| {
                (
                    a.etablissement,
                    a.disciplines,
                    a.validees,
                    a.non_commencees(),
                )
            })
            .collect();
        assert_eq!(avancement, [(m.autre, 1, 0, 1), (m.bellevue, 2, 2, 0)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_annee_d_avant_sert_de_depart() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let dnl: CleCompetence = "dnl.russe".parse().unwrap();
        competences::enregistrer(
            s,
            &m.chef,
            &cible(&m, e.histoire),
            &cocher(&[e.hugo], &[&e.epreuve, &dnl]),
            true,
        )
        .await
        .unwrap();
        // A year opens before its missions are known: the épreuves are those of the year
        // before.
        competences::fixer_campagne(s, &m.gestionnaire, ANNEE + 1, None, "Au plus tôt.")
            .await
            .unwrap();
        let g = competences::ouvrir(s, &m.chef, None, None, e.histoire, false)
            .await
            .unwrap();
        assert_eq!((g.annee, g.annee_precedente), (ANNEE + 1, Some(ANNEE)));
        assert_eq!(g.campagne.consigne, "Au plus tôt.");
        assert!(g.cochees().is_empty());
        // What was ticked is shown, even where the discipline would hide it.
        assert_eq!(g.precedentes(), cellules(&[e.hugo], &[&e.epreuve, &dnl]));
        let ancienne = grille(&m, &m.chef, e.histoire).await;
        assert_eq!(ancienne.annee_precedente, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_limite_se_fixe_et_se_rappelle() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let jour = |j| NaiveDate::from_ymd_opt(2026, 9, j);
        for (limite, consigne, refus) in [
            (
                NaiveDate::from_ymd_opt(1999, 1, 1),
                "",
                CompetencesErreur::DateIllisible,
            ),
            (jour(1), "a\u{202e}b", CompetencesErreur::CaractereInterdit),
        ] {
            assert_eq!(
                competences::fixer_campagne(s, &m.gestionnaire, ANNEE, limite, consigne).await,
                Err(Erreur::Competences(refus))
            );
        }
        let fixer = async |j| {
            competences::fixer_campagne(s, &m.gestionnaire, ANNEE, jour(j), "Merci.")
                .await
                .unwrap();
        };
        // Nine days away: nobody is reminded yet.
        fixer(10).await;
        assert_eq!(competences::rappels_automatiques(s).await, Ok(0));
        let vue = competences::lire(s, &m.chef, None, None).await.unwrap();
        assert_eq!((vue.campagne.limite, vue.reste), (jour(10), Some(9)));
        m.horloge.avancer(2 * 24 * 60 * 60);
        // Bellevue and the other établissement, once however often one looks.
        assert_eq!(competences::rappels_automatiques(s).await, Ok(2));
        assert_eq!(competences::rappels_automatiques(s).await, Ok(0));
        for acteur in [&m.chef, &m.secretaire] {
            assert_eq!(
                dernier_message(&m, acteur).await,
                Some(Fait::Competences(FaitCompetences::Rappel {
                    etablissement: "LPO BELLEVUE (0310038Y)".into(),
                    annee: ANNEE,
                    limite: jour(10),
                    restantes: 2,
                }))
            );
        }
        assert_eq!(dernier_message(&m, &m.chef_centre).await, None);
        // Another day, another reminder.
        fixer(8).await;
        assert_eq!(competences::rappels_automatiques(s).await, Ok(2));
        m.horloge.avancer(30 * 24 * 60 * 60);
        fixer(9).await;
        assert_eq!(competences::rappels_automatiques(s).await, Ok(0), "passée");
        let vue = competences::lire(s, &m.chef, None, None).await.unwrap();
        assert_eq!(vue.reste, Some(-24));

        // On demand: those that are late.
        let c = cible(&m, e.histoire);
        competences::enregistrer(s, &m.chef, &c, &Changements::default(), true)
            .await
            .unwrap();
        let c = cible(&m, e.anglais);
        competences::enregistrer(s, &m.chef, &c, &Changements::default(), true)
            .await
            .unwrap();
        assert_eq!(
            competences::relancer(s, &m.gestionnaire, ANNEE, "cle-de-la-relance-1").await,
            Ok(2)
        );
        for discipline in [e.histoire, e.anglais] {
            valider(&m, &m.chef, discipline).await.unwrap();
        }
        assert_eq!(
            competences::relancer(s, &m.gestionnaire, ANNEE, "cle-de-la-relance-2").await,
            Ok(1)
        );
        assert_eq!(
            competences::relancer(s, &m.gestionnaire, 1999, "cle-de-la-relance-3").await,
            Err(Erreur::Introuvable)
        );
        let c = CibleSaisie {
            etablissement: m.autre,
            ..cible(&m, e.histoire)
        };
        competences::enregistrer(s, &m.chef_autre, &c, &Changements::default(), true)
            .await
            .unwrap();
        competences::valider(s, &m.chef_autre, ANNEE, m.autre, &[(e.histoire, 1)])
            .await
            .unwrap();
        assert_eq!(
            competences::relancer(s, &m.gestionnaire, ANNEE, "cle-de-la-relance-4").await,
            Err(Erreur::Competences(CompetencesErreur::PersonneARelancer))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_rappel_part_aussi_par_courriel_et_une_seule_fois() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        equipe(&m).await;
        let s = &m.services;
        let limite = NaiveDate::from_ymd_opt(2026, 9, 5);
        competences::fixer_campagne(s, &m.gestionnaire, ANNEE, limite, "")
            .await
            .unwrap();
        // Two servers look at the same moment.
        let barriere = Arc::new(Barrier::new(2));
        let rondes = [(); 2].map(|()| {
            let (services, barriere) = (m.services.clone(), barriere.clone());
            tokio::spawn(async move {
                barriere.wait().await;
                competences::rappels_automatiques(&services).await
            })
        });
        let mut prevenus = 0;
        for ronde in rondes {
            prevenus += ronde.await.unwrap().unwrap();
        }
        assert_eq!(prevenus, 2);
        // What the académie says by the time they leave.
        let fin = TexteRegle::CompetencesFin;
        usecases::parametres::enregistrer_texte(s, &m.administrateur, fin, 0, "Merci d’avance.")
            .await
            .unwrap();
        let memoire = Memoire::default();
        m.livrer_du_service(&memoire).await;
        m.livrer_du_service(&memoire).await;
        let recus = memoire.messages();
        let mut adresses: Vec<_> = recus.iter().map(|c| c.adresse()).collect();
        adresses.sort_unstable();
        // Not the head of the centre, who enters nothing.
        assert_eq!(
            adresses,
            [
                "chef.autre@centre.example",
                "chef@centre.example",
                "secretaire@centre.example"
            ]
        );
        let au_chef = recus
            .iter()
            .find(|c| c.adresse() == m.chef.mel)
            .unwrap()
            .octets();
        let lu = MessageParser::default().parse(au_chef).unwrap();
        assert_eq!(lu.subject(), Some("Compétences 2021 à valider"));
        let texte = lu
            .body_text(0)
            .unwrap()
            .replace(['\u{a0}', '\u{202f}'], " ")
            .replace("\r\n", " ");
        let page = format!(
            "{}/validation-competences?annee={ANNEE}&etablissement={}&etat=en-retard",
            s.reglages.url_publique, m.bellevue
        );
        for dit in [
            "LPO BELLEVUE (0310038Y)",
            "2 disciplines ne sont pas encore validées",
            "samedi 5 septembre 2026",
            "Merci d’avance.",
            page.as_str(),
        ] {
            assert!(texte.contains(dit), "{dit} : {texte}");
        }

        // On demand: one mail for an address that two share, none where there is no address,
        // and a message for each.
        let tx = store.ecriture().await.unwrap();
        for (mel, acteur) in [("Chef@centre.example", &m.secretaire), ("", &m.chef_autre)] {
            let sql = format!(
                "UPDATE compte SET mel = '{mel}' WHERE id = {}",
                acteur.compte
            );
            tx.execute_unprepared(&sql).await.unwrap();
        }
        tx.valider().await.unwrap();
        let avant = messages::lister(s, &m.chef_autre).await.unwrap().len();
        assert_eq!(
            competences::relancer(s, &m.gestionnaire, ANNEE, "cle-de-la-relance-5").await,
            Ok(2)
        );
        m.livrer_du_service(&memoire).await;
        let recus = memoire.messages();
        assert_eq!(recus.len(), 4);
        assert_eq!(recus[3].adresse(), "chef@centre.example");
        let apres = messages::lister(s, &m.chef_autre).await.unwrap().len();
        assert_eq!(apres, avant + 1);
        // The same form once more, then twice in the same instant: one reminder.
        let meme = competences::relancer(s, &m.gestionnaire, ANNEE, "cle-de-la-relance-5").await;
        assert_eq!(meme, Ok(2));
        m.livrer_du_service(&memoire).await;
        assert_eq!(memoire.messages().len(), 4);
        let barriere = Arc::new(Barrier::new(2));
        let clics = [(); 2].map(|()| {
            let (services, barriere) = (m.services.clone(), barriere.clone());
            let gestionnaire = m.gestionnaire.clone();
            tokio::spawn(async move {
                barriere.wait().await;
                competences::relancer(&services, &gestionnaire, ANNEE, "cle-d-un-double-clic").await
            })
        });
        for clic in clics {
            assert_eq!(clic.await.unwrap(), Ok(2));
        }
        m.livrer_du_service(&memoire).await;
        assert_eq!(memoire.messages().len(), 5);
        let fois = messages::lister(s, &m.chef_autre).await.unwrap().len();
        assert_eq!(fois, avant + 2);
        let sans = competences::relancer(s, &m.gestionnaire, ANNEE, "").await;
        assert_eq!(sans, Err(Erreur::RequeteInvalide));
        // What is refused sends nothing.
        assert_eq!(
            competences::relancer(s, &m.chef, ANNEE, "cle-de-la-relance-6").await,
            Err(Erreur::Interdit)
        );
        m.livrer_du_service(&memoire).await;
        assert_eq!(memoire.messages().len(), 5);
    })
    .await;
}

/// What the first page counts of a task.
async fn a_faire(m: &Monde, acteur: &Acteur, tache: Tache) -> u32 {
    let accueil = accueil::lire(&m.services, acteur).await.unwrap();
    let trouvee = accueil.taches.iter().find(|t| t.tache == tache);
    trouvee.map_or(0, |t| t.nombre)
}

#[tokio::test(flavor = "multi_thread")]
async fn les_listes_se_filtrent_et_l_accueil_en_dit_le_nombre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let choix = |choix| FiltreSaisie {
            choix: Some(choix),
            ..FiltreSaisie::default()
        };
        let disciplines = async |filtre: FiltreSaisie| -> Vec<String> {
            let vue = competences::lister(s, &m.chef, None, None, &filtre)
                .await
                .unwrap();
            assert_eq!(vue.total, 3);
            vue.lignes
                .into_iter()
                .map(|l| l.discipline.map_or_else(String::new, |d| d.libelle))
                .collect()
        };
        let lieux = async |filtre: FiltreSaisie| -> Vec<EtablissementId> {
            let vue = competences::lister(s, &m.gestionnaire, None, None, &filtre)
                .await
                .unwrap();
            assert!(vue.plusieurs);
            vue.etablissements
                .into_iter()
                .map(|a| a.etablissement)
                .collect()
        };
        let comme_l_accueil = async || {
            for (tache, c) in [
                (Tache::SaisirCompetences, ChoixSaisie::ASaisir),
                (Tache::ValiderCompetences, ChoixSaisie::AValider),
            ] {
                let liste = disciplines(choix(c)).await;
                assert_eq!(a_faire(&m, &m.chef, tache).await as usize, liste.len());
            }
        };
        // Nothing is asked and nothing has begun: nobody is late.
        assert_eq!(
            a_faire(&m, &m.gestionnaire, Tache::CompetencesEnRetard).await,
            0
        );
        assert_eq!(
            disciplines(choix(ChoixSaisie::ASaisir)).await,
            ["ANGLAIS", "HISTOIRE GEOGRAPHIE"]
        );
        comme_l_accueil().await;

        let proposer = async |discipline| {
            let c = cible(&m, discipline);
            competences::enregistrer(s, &m.chef, &c, &Changements::default(), true)
                .await
                .unwrap();
        };
        proposer(e.histoire).await;
        let dnl: CleCompetence = "dnl.anglais".parse().unwrap();
        let sans = cible(&m, 0);
        competences::enregistrer(s, &m.chef, &sans, &cocher(&[m.anne], &[&dnl]), false)
            .await
            .unwrap();
        // Begun for the people who have no discipline: it is to be finished.
        assert_eq!(
            disciplines(choix(ChoixSaisie::ASaisir)).await,
            ["ANGLAIS", ""]
        );
        comme_l_accueil().await;
        proposer(0).await;
        assert_eq!(
            disciplines(choix(ChoixSaisie::AValider)).await,
            ["HISTOIRE GEOGRAPHIE", ""]
        );
        comme_l_accueil().await;
        let tri = FiltreSaisie {
            tri: TriSaisie::Competences,
            descendant: true,
            ..FiltreSaisie::default()
        };
        assert_eq!(
            disciplines(tri).await,
            ["", "ANGLAIS", "HISTOIRE GEOGRAPHIE"]
        );
        let mot = |mot: &str| FiltreSaisie {
            mot_cle: mot.into(),
            ..FiltreSaisie::default()
        };
        assert_eq!(disciplines(mot("histoire")).await, ["HISTOIRE GEOGRAPHIE"]);

        // The rectorat: both are late, one has something to validate.
        assert_eq!(
            lieux(choix(ChoixSaisie::EnRetard)).await,
            [m.autre, m.bellevue]
        );
        assert_eq!(lieux(choix(ChoixSaisie::AValider)).await, [m.bellevue]);
        assert_eq!(lieux(mot("0310038y")).await, [m.bellevue]);
        assert_eq!(
            a_faire(&m, &m.gestionnaire, Tache::CompetencesEnRetard).await,
            2
        );
        assert_eq!(a_faire(&m, &m.chef, Tache::CompetencesEnRetard).await, 0);
        proposer(e.anglais).await;
        for discipline in [e.histoire, e.anglais] {
            valider(&m, &m.chef, discipline).await.unwrap();
        }
        assert_eq!(lieux(choix(ChoixSaisie::EnRetard)).await, [m.autre]);
        assert_eq!(
            a_faire(&m, &m.gestionnaire, Tache::CompetencesEnRetard).await,
            1
        );
        // Not all is validated, as long as something waits for it.
        assert_eq!(lieux(choix(ChoixSaisie::Validee)).await, []);
        valider(&m, &m.chef, 0).await.unwrap();
        assert_eq!(lieux(choix(ChoixSaisie::Validee)).await, [m.bellevue]);
        comme_l_accueil().await;

        // What the rectorat takes away is what it sees; nobody else takes it.
        let exporter = async |acteur: &Acteur, filtre: FiltreSaisie| {
            let ligne = |annee: i32, a: &AvancementSaisie| [a.libelle.clone(), format!("{annee}")];
            competences::exporter_avancement(s, acteur, None, &filtre, ["lieu", "annee"], ligne)
                .await
                .map(|octets| String::from_utf8(octets).unwrap())
        };
        assert_eq!(
            exporter(&m.gestionnaire, choix(ChoixSaisie::Validee)).await,
            Ok("\u{feff}lieu;annee\r\nLPO BELLEVUE (0310038Y);2021\r\n".to_owned())
        );
        let tous = FiltreSaisie::default();
        let papier = async |acteur: &Acteur| {
            let retenus = vec!["Tous".to_owned()];
            competences::pdf_avancement(s, acteur, None, &tous, retenus).await
        };
        assert!(papier(&m.gestionnaire).await.unwrap().starts_with(b"%PDF-"));
        for acteur in [&m.chef, &m.chef_centre, &m.administrateur, &m.intervenante] {
            assert_eq!(exporter(acteur, tous.clone()).await, Err(Erreur::Interdit));
            assert_eq!(papier(acteur).await, Err(Erreur::Interdit));
        }
        // Another académie has nothing of this one.
        let ailleurs = exporter(&m.gestionnaire_autre, tous.clone()).await.unwrap();
        assert!(!ailleurs.contains("BELLEVUE"), "{ailleurs}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_competence_validee_compte_dans_les_conflits() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let mission = m.ouvrir(&m.chef, COEC).await.mission;
        let dits = async |qui: IntervenantId, discipline: &str| -> Vec<Conflit> {
            let d = conflits::disponibilites(s, &m.chef, COEC, &[qui])
                .await
                .unwrap();
            domain::conflits(&mission, &affectation().creneaux, discipline, &d[0])
        };
        let hg = "HISTOIRE GEOGRAPHIE";
        assert_eq!(dits(e.jane, "ANGLAIS").await, [Conflit::Discipline]);
        assert_eq!(dits(e.irma, hg).await, []);
        // Entered, not validated: nothing changes.
        let lv: CleCompetence = "langue_vivante.anglais".parse().unwrap();
        competences::enregistrer(
            s,
            &m.chef,
            &cible(&m, e.histoire),
            &cocher(&[e.hugo], &[&e.epreuve]),
            true,
        )
        .await
        .unwrap();
        competences::enregistrer(
            s,
            &m.chef,
            &cible(&m, e.anglais),
            &cocher(&[e.jane], &[&e.epreuve, &lv]),
            true,
        )
        .await
        .unwrap();
        assert_eq!(dits(e.irma, hg).await, []);
        for discipline in [e.histoire, e.anglais] {
            valider(&m, &m.chef, discipline).await.unwrap();
        }
        assert_eq!(dits(e.hugo, hg).await, []);
        assert_eq!(dits(e.irma, hg).await, [Conflit::Competence]);
        assert_eq!(
            dits(e.jane, "ANGLAIS").await,
            [],
            "validée sur cette épreuve"
        );
        assert_eq!(dits(e.loic, hg).await, [], "pas encore validée ailleurs");
        // Only what matters to the mission is told of them.
        let d = conflits::disponibilites(s, &m.chef, COEC, &[e.jane, e.irma, e.loic])
            .await
            .unwrap();
        let nombres: Vec<_> = d
            .iter()
            .map(|d| d.competences.as_ref().map(Vec::len))
            .collect();
        assert_eq!(nombres, [Some(1), Some(0), None]);
        // A note: nothing is asked, and the person is convoked.
        m.convoquer(&m.chef, COEC, &[e.irma]).await;
        // Reopened and unticked: what was validated stands until the next time.
        let c = cible(&m, e.histoire);
        competences::rouvrir(s, &m.gestionnaire, &c, "à revoir")
            .await
            .unwrap();
        let retrait = Changements {
            cocher: BTreeSet::new(),
            decocher: cellules(&[e.hugo], &[&e.epreuve]),
        };
        competences::enregistrer(s, &m.chef, &c, &retrait, false)
            .await
            .unwrap();
        assert_eq!(dits(e.hugo, hg).await, []);
        valider(&m, &m.chef, e.histoire).await.unwrap();
        assert_eq!(dits(e.hugo, hg).await, [Conflit::Competence]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_competence_validee_suffit_a_une_partie_de_hlp() {
    const HLP: i64 = 220_001;
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let philo = EpreuveOption {
            code: "C009".into(),
            libelle: "Humanités, littérature philo partie philo".into(),
        };
        m.ajouter_mission_de(HLP, TypeMission::Coec, m.bellevue, Some(philo))
            .await;
        let epreuves = store::competences::epreuves(store.lecture(), m.chef.academie, ANNEE)
            .await
            .unwrap();
        let cle = epreuves
            .iter()
            .map(|x| &x.cle)
            .find(|cle| **cle != e.epreuve)
            .unwrap();
        m.convoquer(&m.chef, HLP, &[e.jane]).await;
        let manques = async || {
            let bilan = usecases::controle::controler(s, &m.chef, None, "")
                .await
                .unwrap();
            let hlp = bilan.incompletes.into_iter().find(|i| i.mission == HLP);
            hlp.map(|i| i.manques).unwrap_or_default()
        };
        let personne = [Manque::Discipline(PartieHlp::Philosophie)];
        assert_eq!(manques().await, personne);
        let c = cible(&m, e.anglais);
        competences::enregistrer(s, &m.chef, &c, &cocher(&[e.jane], &[cle]), true)
            .await
            .unwrap();
        assert_eq!(manques().await, personne, "saisie, pas encore validée");
        valider(&m, &m.chef, e.anglais).await.unwrap();
        assert_eq!(manques().await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_fichier_dit_tout_le_monde() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let dnl: CleCompetence = "dnl.anglais".parse().unwrap();
        competences::enregistrer(s, &m.chef, &cible(&m, e.histoire), &cocher(&[e.hugo], &[&e.epreuve, &dnl]), false)
            .await
            .unwrap();
        let ecrire = async |discipline| {
            let octets = competences::exporter(s, &m.chef, None, None, discipline, ["a", "b"], |r, _, p, c| {
                let quoi = c.map(|c| c.objet.to_string());
                [format!("={} {} {}", r.etablissement, r.annee, p.nom), quoi.unwrap_or_default()]
            })
            .await
            .unwrap();
            String::from_utf8(octets).unwrap()
        };
        let lieu = "'=LPO BELLEVUE (0310038Y) 2021";
        assert_eq!(
            ecrire(Some(e.histoire)).await,
            format!(
                "\u{feff}a;b\r\n{lieu} HUGO Sam;DNL, Anglais\r\n{lieu} HUGO Sam;BCG, C001C, Histoire-géographie 3ème éval\r\n{lieu} IRMA Sam;\r\n"
            )
        );
        assert_eq!(ecrire(None).await.lines().count(), 1 + 1 + 3 + 2);
        assert_eq!(
            competences::relever(s, &m.chef, None, None, Some(987_654)).await,
            Err(Erreur::Introuvable)
        );
        let papier = competences::pdf(s, &m.secretaire, None, None, Some(e.histoire))
            .await
            .unwrap();
        assert!(papier.starts_with(b"%PDF-"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_fichier_coche_et_decoche_ce_qui_n_est_pas_valide() {
    use usecases::importer::{self, DemandeImport, Importateur};
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let e = equipe(&m).await;
        let s = &m.services;
        let importer = async |acteur: &Acteur, lignes: &str| {
            let fichier = format!(
                "matricule;annee;examen;epreuve_code;langue;usage;competent\n{lignes}"
            );
            let demande = DemandeImport {
                importateur: Importateur::Compte(Box::new(acteur.clone())),
                a_blanc: false,
            };
            let source = std::io::Cursor::new(fichier.into_bytes());
            importer::competences(s, &demande, source, &mut ()).await
        };
        let r = importer(
            &m.secretaire,
            "C1;2021;BCG;C001C;;;\nC1;2021;;;Anglais;DNL;oui\nC2;2021;;C001C;;;oui\nC3;2021;;;;;\n\
             C4;2021;;C001C;;;\nC1;2021;BTN;C001C;;;\nC1;2021;;;Klingon;DNL;\nC1;2021;;;Anglais;DNL;non\n",
        )
        .await
        .unwrap();
        let raisons: Vec<_> = r.refusees.iter().map(|l| (l.ligne, &l.raison)).collect();
        assert_eq!((r.crees, r.refuses), (3, 4), "{raisons:?}");
        assert!(matches!(raisons[0], (6, RaisonRefus::PersonneInconnue { .. })), "{raisons:?}");
        assert!(matches!(raisons[1], (7, RaisonRefus::CompetenceInconnue { .. })), "{raisons:?}");
        assert!(matches!(raisons[2], (8, RaisonRefus::CompetenceInconnue { .. })), "{raisons:?}");
        let g = grille(&m, &m.chef, e.histoire).await;
        assert_eq!(
            (g.ligne.etat, g.ligne.competences, g.ligne.par.as_str()),
            (EtatSaisie::EnCours, 3, "Compte secretaire")
        );
        let x = competences::examiner(s, &m.chef, None, None, e.histoire).await.unwrap();
        let EvenementSaisie::Enregistree { ajoutees, .. } = &x.historique[0].quoi else {
            panic!("{:?}", x.historique);
        };
        assert_eq!(ajoutees.len(), 3);
        // The same again: nothing changes. Another: unticked.
        let r = importer(&m.secretaire, "C1;2021;BCG;C001C;;;\n").await.unwrap();
        assert_eq!((r.crees, r.inchanges), (0, 1));
        let r = importer(&m.chef, "C2;2021;BCG;C001C;;;non\n").await.unwrap();
        assert_eq!((r.modifies, r.refuses), (1, 0));
        assert_eq!(grille(&m, &m.chef, e.histoire).await.ligne.competences, 2);
        // Validated: only the rectorat reopens.
        valider(&m, &m.chef, e.histoire).await.unwrap();
        let r = importer(&m.gestionnaire, "C2;2021;BCG;C001C;;;oui\n").await.unwrap();
        assert_eq!(r.refusees[0].raison, RaisonRefus::DisciplineValidee);
        assert_eq!(ligne(&m, &m.chef, e.histoire).await.etat, EtatSaisie::Validee);
        for acteur in [&m.chef_centre, &m.administrateur, &m.intervenante] {
            assert!(importer(acteur, "C2;2021;BCG;C001C;;;oui\n").await.is_err());
        }
    })
    .await;
}
