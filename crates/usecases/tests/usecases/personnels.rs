//! *Consultation des personnels*: filters, what people are convoked to, the page of a
//! person, the team's month, and who may see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::monde::{COEC, COEC_AUTRE, Monde, PRECE, jour};
use domain::*;
use store::essais::sur_chaque_moteur;
use store::etablissements::NouvelEtablissement;
use usecases::{indisponibilites, personnels};

async fn absenter(m: &Monde, qui: IntervenantId, saisie: SaisieIndisponibilite) {
    let demande = DemandeIndisponibilite {
        intervenants: vec![qui],
        saisie: SaisieIndisponibilite {
            motif: "autre".into(),
            ..saisie
        },
        cle: m.services.alea.jeton().unwrap(),
    };
    indisponibilites::creer(&m.services, &m.gestionnaire, &demande)
        .await
        .unwrap();
}

fn periode_de(du: u32, au: u32) -> SaisieIndisponibilite {
    SaisieIndisponibilite {
        du: jour(du).to_string(),
        au: jour(au).to_string(),
        ..SaisieIndisponibilite::default()
    }
}

async fn noms(m: &Monde, acteur: &Acteur, filtre: FiltrePersonnels) -> Vec<String> {
    let page = personnels::lister(&m.services, acteur, &filtre)
        .await
        .unwrap();
    assert!(page.total >= page.lignes.len() as u32);
    page.lignes
        .iter()
        .map(LignePersonnel::nom_complet)
        .collect()
}

fn libres(du: u32, au: u32) -> FiltrePersonnels {
    FiltrePersonnels {
        du: Some(jour(du)),
        au: Some(jour(au)),
        ..FiltrePersonnels::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn qui_est_libre() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let tous = ["DURAND Anne", "PETIT Luc"];
        assert_eq!(noms(&m, &m.chef, libres(1, 28)).await, tous);
        // Every Wednesday: free on Monday and Tuesday, not over the week.
        let mercredis = SaisieIndisponibilite {
            semaine: vec!["3".into()],
            ..periode_de(1, 28)
        };
        absenter(&m, m.anne, mercredis).await;
        assert_eq!(noms(&m, &m.chef, libres(1, 2)).await, tous);
        assert_eq!(noms(&m, &m.chef, libres(1, 3)).await, ["PETIT Luc"]);
        assert_eq!(noms(&m, &m.chef, libres(4, 9)).await, tous);
        // A weekly absence that ended before the Wednesday asked.
        let premier = SaisieIndisponibilite {
            semaine: vec!["1".into()],
            ..periode_de(1, 7)
        };
        absenter(&m, m.luc, premier).await;
        assert_eq!(noms(&m, &m.chef, libres(8, 8)).await, tous);
        assert_eq!(noms(&m, &m.chef, libres(1, 1)).await, ["DURAND Anne"]);
        // Convoked, here or elsewhere: not free that day.
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.luc]).await;
        assert_eq!(noms(&m, &m.chef, libres(2, 2)).await, ["DURAND Anne"]);
        // The days the wrong way round are the same days.
        let f = FiltrePersonnels {
            au: Some(jour(1)),
            ..libres(2, 2)
        };
        assert_eq!(noms(&m, &m.chef, f).await, ["DURAND Anne"]);
        // A period without end is cut, and answered.
        let f = FiltrePersonnels {
            au: NaiveDate::from_ymd_opt(2100, 1, 1),
            ..libres(1, 1)
        };
        assert_eq!(noms(&m, &m.chef, f).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_liste_se_filtre_se_trie_et_compte_ailleurs_aussi() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef_autre, COEC_AUTRE, &[m.luc]).await;
        let base = FiltrePersonnels::default;
        let page = personnels::lister(&m.services, &m.chef, &base())
            .await
            .unwrap();
        assert_eq!(
            (page.total, page.total_sans_filtre, page.annee),
            (2, 2, 2021)
        );
        assert!(!page.plusieurs);
        let luc = &page.lignes[1];
        assert_eq!((luc.jours, luc.convocations.len()), (1, 1));
        assert_eq!(luc.convocations[0].mission, COEC_AUTRE);
        assert!(!luc.convocations[0].visible && !luc.convocations[0].remplacable);
        assert_eq!(
            (luc.mel.as_str(), page.lignes[0].mel.as_str()),
            ("", "anne@ac.example")
        );
        let vue = |vue| FiltrePersonnels { vue, ..base() };
        assert_eq!(
            noms(&m, &m.chef, vue(VuePersonnels::Convoques)).await,
            ["PETIT Luc"]
        );
        assert_eq!(
            noms(&m, &m.chef, vue(VuePersonnels::NonConvoques)).await,
            ["DURAND Anne"]
        );
        let tri = |tri, descendant| FiltrePersonnels {
            tri,
            descendant,
            ..base()
        };
        assert_eq!(
            noms(&m, &m.chef, tri(ColonnePersonnel::Charge, true)).await,
            ["PETIT Luc", "DURAND Anne"]
        );
        assert_eq!(
            noms(&m, &m.chef, tri(ColonnePersonnel::Nom, true)).await,
            ["PETIT Luc", "DURAND Anne"]
        );
        for t in ColonnePersonnel::TOUTES {
            assert_eq!(noms(&m, &m.chef, tri(t, false)).await.len(), 2);
        }
        let mot = |mot: &str| FiltrePersonnels {
            mot_cle: mot.into(),
            ..base()
        };
        assert_eq!(noms(&m, &m.chef, mot("durand a")).await, ["DURAND Anne"]);
        assert_eq!(noms(&m, &m.chef, mot("bellevue")).await.len(), 2);
        assert_eq!(noms(&m, &m.chef, mot("luc bellevue")).await, ["PETIT Luc"]);
        assert_eq!(noms(&m, &m.chef, mot("arenes")).await.len(), 0);
        // As it is written, or without its accents.
        let tx = m.services.store.ecriture().await.unwrap();
        let accentue = NouvelEtablissement {
            uai: Uai::du_numero(310_038),
            nom: "LYCÉE SAINT-EXUPÉRY".into(),
            adresse: Adresse::default(),
            telephone: String::new(),
            mel: String::new(),
            ferme: false,
        };
        store::etablissements::importer_lot(&tx, m.chef.academie, &[accentue])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        for ecrit in ["Saint-Exupéry", "exupery", "lycée 0310038"] {
            assert_eq!(noms(&m, &m.chef, mot(ecrit)).await.len(), 2, "{ecrit}");
        }
        assert_eq!(noms(&m, &m.chef, mot(&"x".repeat(999))).await.len(), 0);
        // The rectorat sees everybody, page after page.
        let page = personnels::lister(&m.services, &m.gestionnaire, &base())
            .await
            .unwrap();
        assert_eq!(page.total as usize, 3 + crate::monde::NOMBREUX);
        assert!(page.plusieurs);
        let loin = FiltrePersonnels {
            page: u32::MAX,
            ..base()
        };
        let tous = 3 + crate::monde::NOMBREUX;
        assert_eq!(noms(&m, &m.gestionnaire, loin).await.len(), tous);
        // A year without mission is the latest.
        let f = FiltrePersonnels {
            annee: Some(1999),
            ..base()
        };
        assert_eq!(
            personnels::lister(&m.services, &m.chef, &f)
                .await
                .unwrap()
                .annee,
            2021
        );
        for acteur in [&m.chef_centre, &m.administrateur, &m.intervenante] {
            let refus = personnels::lister(&m.services, acteur, &base()).await;
            assert_eq!(refus, Err(Erreur::Interdit), "{}", acteur.identifiant);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_page_d_une_personne() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        m.convoquer(&m.chef, PRECE, &[m.anne]).await;
        absenter(&m, m.anne, periode_de(2, 5)).await;
        let fiche = personnels::fiche(s, &m.chef, m.anne, None, None, 1)
            .await
            .unwrap();
        assert_eq!(fiche.nom_complet(), "DURAND Anne");
        assert_eq!(fiche.mois, "2021-02", "le mois de la première convocation");
        assert_eq!(fiche.convocations.len(), 2);
        assert!(
            fiche
                .convocations
                .iter()
                .all(|c| c.visible && c.remplacable)
        );
        assert_eq!(fiche.indisponibilites.len(), 1);
        assert_eq!(fiche.indisponibilites[0].touchees.len(), 2);
        assert!(fiche.jour(jour(2)).en_conflit());
        assert!(!fiche.jour(jour(3)).en_conflit());
        assert_eq!(comparer(&fiche.charges, m.anne).jours, 1);
        let quoi: Vec<_> = fiche.historique.iter().map(|h| &h.quoi).collect();
        assert_eq!(quoi.len(), 3, "{quoi:?}");
        assert!(quoi.contains(&&EvenementPersonne::Convoquee { mission: COEC }));
        assert!(quoi.contains(&&EvenementPersonne::IndisponibiliteSaisie {
            periode: "du 02/02/2021 au 05/02/2021".into()
        }));
        // A quarter, of another year: its own months.
        let mars = lire_mois("2022-03");
        let fiche = personnels::fiche(s, &m.chef, m.anne, None, mars, 7)
            .await
            .unwrap();
        assert_eq!(fiche.les_mois().len(), 3);
        assert_eq!(fiche.mois, "2022-03");
        for (acteur, qui) in [
            (&m.chef, m.lea),
            (&m.chef_autre, m.anne),
            (&m.gestionnaire_autre, m.anne),
            (&m.chef_centre, m.anne),
            (&m.intervenante, m.anne),
            (&m.chef, IntervenantId(987_654)),
        ] {
            let refus = personnels::fiche(s, acteur, qui, None, None, 1).await;
            assert_eq!(
                refus.unwrap_err(),
                Erreur::Introuvable,
                "{}",
                acteur.identifiant
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_mois_de_l_equipe() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        m.convoquer(&m.chef, COEC, &[m.anne]).await;
        absenter(&m, m.anne, periode_de(2, 3)).await;
        let fevrier = lire_mois("2021-02").unwrap();
        let filtre = FiltrePersonnels::default();
        let equipe = personnels::equipe(&m.services, &m.chef, &filtre, fevrier)
            .await
            .unwrap();
        assert_eq!(equipe.lieu, "LPO BELLEVUE");
        let anne = &equipe.rangs[0];
        assert_eq!((anne.nom.as_str(), anne.jours.len()), ("DURAND Anne", 28));
        let case = |absence, convoque| CaseEquipe { absence, convoque };
        let journee = Some(PartieJour::Journee);
        assert_eq!(
            anne.jours[..4],
            [
                case(None, false),
                case(journee, true),
                case(journee, false),
                case(None, false)
            ]
        );
        // Who is free all month is there too.
        assert_eq!(equipe.rangs.len(), 2);
        let refus = personnels::equipe(&m.services, &m.chef_centre, &filtre, fevrier).await;
        assert_eq!(refus, Err(Erreur::Interdit));
    })
    .await;
}
