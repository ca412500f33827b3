//! People who share their service between two établissements: who sees them, who records for
//! them, how they are attached, by hand, by file and by a merge; on each engine.

use crate::monde::*;
use domain::*;
use std::io::Cursor;
use store::Store;
use store::essais::sur_chaque_moteur;
use store::etablissements::NouvelEtablissement;
use usecases::doublons::DemandeFusion;
use usecases::{competences, doublons, espace, imports, indisponibilites, personnels, repertoire};

const ENTETE: &str = "matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif";

fn uai(numero: u32) -> String {
    Uai::du_numero(numero).to_string()
}

/// A third établissement of the académie, and its head.
async fn tiers(store: &Store, m: &Monde) -> (EtablissementId, Acteur) {
    let tx = store.ecriture().await.unwrap();
    let nouveau = NouvelEtablissement {
        uai: Uai::du_numero(310_050),
        nom: "LP DU CANAL".into(),
        adresse: Adresse::default(),
        telephone: String::new(),
        mel: String::new(),
        ferme: false,
    };
    let lieu = store::etablissements::creer(&tx, m.chef.academie, &nouveau)
        .await
        .unwrap();
    tx.valider().await.unwrap();
    let chef = Acteur {
        attributions: vec![Attribution {
            role: Role::ChefEtablissement,
            etablissement: Some(lieu),
        }],
        ..m.chef.clone()
    };
    (lieu, chef)
}

async fn fiche(m: &Monde, id: IntervenantId) -> FicheIntervenant {
    repertoire::ouvrir(&m.services, &m.gestionnaire, id)
        .await
        .unwrap()
}

/// Attaches somebody at the version they have now.
async fn rattacher(m: &Monde, id: IntervenantId, lieu: &str) -> Result<(), Erreur> {
    let version = fiche(m, id).await.version;
    repertoire::rattacher(&m.services, &m.gestionnaire, id, version, lieu).await
}

/// UAI of the places where somebody is à titre secondaire.
async fn secondaires(m: &Monde, id: IntervenantId) -> Vec<String> {
    let fiche = fiche(m, id).await;
    fiche
        .secondaires
        .iter()
        .map(|r| r.uai.to_string())
        .collect()
}

/// Whether a list has DURAND Anne, and à titre secondaire.
async fn anne_pour(m: &Monde, acteur: &Acteur) -> Option<bool> {
    let filtre = FiltrePersonnels::default();
    let page = personnels::lister(&m.services, acteur, &filtre)
        .await
        .unwrap();
    assert_eq!(page.total as usize, page.lignes.len());
    let anne = page.lignes.iter().find(|l| l.id == m.anne)?;
    assert_eq!(anne.etablissement, "LPO BELLEVUE");
    Some(anne.secondaire)
}

fn absence(m: &Monde, cle: &str) -> DemandeIndisponibilite {
    DemandeIndisponibilite {
        intervenants: vec![m.anne],
        saisie: SaisieIndisponibilite {
            du: jour(8).to_string(),
            motif: "formation".into(),
            commentaire: "Stage aux Arènes".into(),
            ..SaisieIndisponibilite::default()
        },
        cle: format!("cle-de-l-essai-{cle}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn les_deux_etablissements_la_voient_et_saisissent() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let s = &m.services;
        let (_, troisieme) = tiers(&store, &m).await;
        assert_eq!(anne_pour(&m, &m.chef_autre).await, None);
        rattacher(&m, m.anne, &uai(310_047)).await.unwrap();
        assert_eq!(anne_pour(&m, &m.chef).await, Some(false));
        assert_eq!(anne_pour(&m, &m.secretaire).await, Some(false));
        assert_eq!(anne_pour(&m, &m.chef_autre).await, Some(true));
        assert_eq!(anne_pour(&m, &m.gestionnaire).await, Some(false));
        assert_eq!(anne_pour(&m, &troisieme).await, None);
        assert_eq!(anne_pour(&m, &m.gestionnaire_autre).await, None);
        // The name of the second place finds them, for who sees the whole académie.
        let arenes = FiltrePersonnels {
            mot_cle: "arenes".into(),
            ..FiltrePersonnels::default()
        };
        let page = personnels::lister(s, &m.gestionnaire, &arenes)
            .await
            .unwrap();
        assert!(page.lignes.iter().any(|l| l.id == m.anne));

        // The page of the person.
        let de = |acteur: Acteur| async move {
            personnels::fiche(s, &acteur, m.anne, None, None, 1).await
        };
        let ailleurs = de(m.chef_autre.clone()).await.unwrap();
        assert!(ailleurs.secondaire);
        assert_eq!(
            ailleurs.secondaires,
            [format!("LGT DES ARENES ({})", uai(310_047))]
        );
        assert!(!de(m.chef.clone()).await.unwrap().secondaire);
        for acteur in [&troisieme, &m.gestionnaire_autre] {
            assert_eq!(de(acteur.clone()).await, Err(Erreur::Introuvable));
        }

        // The second établissement records, the first one sees it and changes it.
        let ids = indisponibilites::creer(s, &m.chef_autre, &absence(&m, "second"))
            .await
            .unwrap();
        for (acteur, secondaire) in [(&m.chef, false), (&m.chef_autre, true)] {
            let ligne = indisponibilites::lire(s, acteur, ids[0]).await.unwrap();
            assert_eq!((ligne.intervenant, ligne.secondaire), (m.anne, secondaire));
            let filtre = FiltreIndisponibilites::default();
            let page = indisponibilites::lister(s, acteur, &filtre).await.unwrap();
            assert_eq!(page.total, 1, "{}", acteur.identifiant);
            // What the list shows is found by its comment too.
            for (mot, total) in [("arènes", 1), ("absent", 0)] {
                let filtre = FiltreIndisponibilites {
                    mot_cle: mot.into(),
                    ..FiltreIndisponibilites::default()
                };
                let page = indisponibilites::lister(s, acteur, &filtre).await.unwrap();
                assert_eq!(page.total, total, "{} : {mot}", acteur.identifiant);
            }
        }
        indisponibilites::supprimer(s, &m.chef, ids[0], 1)
            .await
            .unwrap();
        for acteur in [&troisieme, &m.gestionnaire_autre] {
            assert_eq!(
                indisponibilites::creer(s, acteur, &absence(&m, "troisieme")).await,
                Err(IndisponibiliteErreur::PersonneInconnue.into())
            );
        }
        let choix = indisponibilites::choix(s, &m.chef_autre, &[m.anne], "durand", &[])
            .await
            .unwrap();
        assert!(choix.choisies[0].secondaire && choix.trouvees.is_empty());

        // Compétences stay with the main one: named in the second, in no grid of it.
        let saisie = competences::lire(s, &m.chef_autre, None, None)
            .await
            .unwrap();
        let noms: Vec<&str> = saisie.secondaires.iter().map(|p| p.nom.as_str()).collect();
        assert_eq!(noms, ["DURAND Anne"]);
        let gens: u32 = saisie.lignes.iter().map(|l| l.personnes).sum();
        assert_eq!(gens as usize, NOMBREUX + 1);
        let chez_elle = competences::lire(s, &m.chef, None, None).await.unwrap();
        assert!(chez_elle.secondaires.is_empty());

        // Their own data tell it.
        let donnees = espace::mes_donnees(s, &m.intervenante).await.unwrap();
        let identite = donnees.iter().find(|d| d.part == PartDonnees::Identite);
        let dites = &identite.unwrap().lignes[0];
        let ici = format!("LGT DES ARENES ({})", uai(310_047));
        assert!(dites.contains(&ici), "{dites:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_gestionnaire_rattache_et_retire() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        let (s, g) = (&m.services, &m.gestionnaire);
        let v = fiche(&m, m.anne).await.version;
        let arenes = uai(310_047);
        for acteur in [&m.chef, &m.chef_autre, &m.administrateur, &m.intervenante] {
            let issues = [
                repertoire::rattacher(s, acteur, m.anne, v, &arenes).await,
                repertoire::detacher(s, acteur, m.anne, v, m.autre).await,
            ];
            for issue in issues {
                assert_eq!(issue, Err(Erreur::Interdit), "{}", acteur.identifiant);
            }
        }
        let loin = repertoire::rattacher(s, &m.gestionnaire_autre, m.anne, v, &arenes).await;
        assert_eq!(loin, Err(Erreur::Introuvable));
        let champ = |defaut| RepertoireErreur::Champs(vec![(ChampFiche::Secondaire, defaut)]);
        let bellevue = format!("LPO BELLEVUE ({})", uai(310_038));
        let refus = [
            ("", champ(DefautChamp::Vide)),
            ("zzz", champ(DefautChamp::Inconnu)),
            // Of another académie.
            ("montesquieu", champ(DefautChamp::Inconnu)),
            (
                "l",
                RepertoireErreur::PlusieursLieux {
                    lieux: vec![format!("LGT DES ARENES ({arenes})"), bellevue.clone()],
                },
            ),
            (
                "lpo bellevue",
                RepertoireErreur::DejaRattachee {
                    etablissement: bellevue,
                },
            ),
        ];
        for (lieu, attendu) in refus {
            assert_eq!(
                rattacher(&m, m.anne, lieu).await,
                Err(attendu.into()),
                "{lieu}"
            );
        }
        assert_eq!(fiche(&m, m.anne).await.version, v);

        rattacher(&m, m.anne, &format!("LGT DES ARENES ({arenes})"))
            .await
            .unwrap();
        assert_eq!(
            secondaires(&m, m.anne).await,
            core::slice::from_ref(&arenes)
        );
        let change = Err(Erreur::from(RepertoireErreur::FicheChangee));
        assert_eq!(
            repertoire::rattacher(s, g, m.anne, v, &arenes).await,
            change
        );
        assert_eq!(repertoire::detacher(s, g, m.anne, v, m.autre).await, change);
        assert!(matches!(
            rattacher(&m, m.anne, &arenes).await,
            Err(Erreur::Repertoire(RepertoireErreur::DejaRattachee { .. }))
        ));

        let v = fiche(&m, m.anne).await.version;
        repertoire::detacher(s, g, m.anne, v, m.autre)
            .await
            .unwrap();
        assert!(secondaires(&m, m.anne).await.is_empty());
        assert_eq!(anne_pour(&m, &m.chef_autre).await, None);
        let v = fiche(&m, m.anne).await.version;
        assert_eq!(repertoire::detacher(s, g, m.anne, v, m.autre).await, change);

        let traces = store::piste::de_l_objet(store.lecture(), "intervenant", m.anne.0, 10)
            .await
            .unwrap();
        for action in ["intervenant.rattacher", "intervenant.detacher"] {
            let faites = traces.iter().filter(|(t, _)| t.action == action).count();
            assert_eq!(faites, 1, "{action}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_principal_n_est_jamais_secondaire() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        rattacher(&m, m.anne, &uai(310_047)).await.unwrap();
        // Appointed where they shared their service: said once, and kept for who comes back.
        let connue = fiche(&m, m.anne).await;
        let mutee = SaisieIntervenant {
            uai: uai(310_047),
            ..connue.saisie.clone()
        };
        let (s, g) = (&m.services, &m.gestionnaire);
        repertoire::modifier(s, g, m.anne, connue.version, &mutee)
            .await
            .unwrap();
        assert!(secondaires(&m, m.anne).await.is_empty());
        let page = personnels::lister(s, &m.chef_autre, &FiltrePersonnels::default())
            .await
            .unwrap();
        let siennes: Vec<bool> = page
            .lignes
            .iter()
            .filter(|l| l.id == m.anne)
            .map(|l| l.secondaire)
            .collect();
        assert_eq!(siennes, [false]);
        assert_eq!(anne_pour(&m, &m.chef).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_fusion_additionne_et_se_defait() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        tiers(&store, &m).await;
        let (bellevue, arenes, canal) = (uai(310_038), uai(310_047), uai(310_050));
        rattacher(&m, m.anne, &canal).await.unwrap();
        for lieu in [&bellevue, &canal] {
            rattacher(&m, m.lea, lieu).await.unwrap();
        }
        let demande = DemandeFusion {
            premier: (m.anne, fiche(&m, m.anne).await.version),
            second: (m.lea, fiche(&m, m.lea).await.version),
            garde: m.anne,
            choix: ChoixFusion::default(),
            gardees: std::collections::BTreeMap::new(),
        };
        let (s, g) = (&m.services, &m.gestionnaire);
        doublons::fusionner(s, g, &demande).await.unwrap();
        // Bellevue is the main one of who is kept; the other one's was not one of theirs.
        assert_eq!(secondaires(&m, m.anne).await, core::slice::from_ref(&canal));
        assert!(matches!(
            rattacher(&m, m.lea, &canal).await,
            Err(Erreur::Repertoire(RepertoireErreur::Fusionnee))
        ));
        let gardee = fiche(&m, m.anne).await;
        doublons::defaire(s, g, gardee.absorbes[0].id)
            .await
            .unwrap();
        assert_eq!(secondaires(&m, m.anne).await, core::slice::from_ref(&canal));
        assert_eq!(secondaires(&m, m.lea).await, [bellevue, canal.clone()]);

        // The other way round, what one alone had comes, and goes back.
        rattacher(&m, m.anne, &arenes).await.unwrap();
        let v = fiche(&m, m.lea).await.version;
        repertoire::detacher(s, g, m.lea, v, m.bellevue)
            .await
            .unwrap();
        let demande = DemandeFusion {
            premier: (m.nombreux[0], fiche(&m, m.nombreux[0]).await.version),
            second: (m.lea, fiche(&m, m.lea).await.version),
            garde: m.nombreux[0],
            choix: ChoixFusion::default(),
            gardees: std::collections::BTreeMap::new(),
        };
        doublons::fusionner(s, g, &demande).await.unwrap();
        assert_eq!(
            secondaires(&m, m.nombreux[0]).await,
            core::slice::from_ref(&canal)
        );
        assert!(secondaires(&m, m.lea).await.is_empty());
        let gardee = fiche(&m, m.nombreux[0]).await;
        doublons::defaire(s, g, gardee.absorbes[0].id)
            .await
            .unwrap();
        assert!(secondaires(&m, m.nombreux[0]).await.is_empty());
        assert_eq!(secondaires(&m, m.lea).await, [canal]);
    })
    .await;
}

/// A line of DURAND Anne as she is known, with what the last column says.
fn ligne(secondaires: &str) -> String {
    format!(
        "T1;Mme;DURAND;Anne;{};;;anne@ac.example;anne@maison.example;;;;;oui;{secondaires}\n",
        uai(310_038)
    )
}

async fn analyser(m: &Monde, fichier: String) -> ImportVu {
    let source = Cursor::new(fichier.into_bytes());
    let (s, g) = (&m.services, &m.gestionnaire);
    let id = imports::deposer(s, g, GenreImport::Intervenants, "", "f.csv", source)
        .await
        .unwrap();
    travailler(m).await;
    imports::lire(s, g, id, &FiltreImport::default())
        .await
        .unwrap()
}

async fn lignes(m: &Monde, vu: &ImportVu, sorte: SorteLigne) -> Vec<LigneImport> {
    let filtre = FiltreImport {
        sorte: Some(sorte),
        ..FiltreImport::default()
    };
    imports::lire(&m.services, &m.gestionnaire, vu.import.id, &filtre)
        .await
        .unwrap()
        .lignes
}

async fn travailler(m: &Monde) {
    while imports::tour(&m.services, "verrou-de-l-essai")
        .await
        .unwrap()
    {}
}

async fn appliquer(m: &Monde, vu: &ImportVu) {
    let (s, g) = (&m.services, &m.gestionnaire);
    imports::appliquer(s, g, vu.import.id, vu.change_le, false)
        .await
        .unwrap();
    travailler(m).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_fichier_dit_les_rattachements_et_s_annule() {
    sur_chaque_moteur(async |store| {
        let m = Monde::nouveau(&store).await;
        tiers(&store, &m).await;
        let (arenes, canal) = (uai(310_047), uai(310_050));
        let entete = format!("{ENTETE};uai_secondaires\n");
        rattacher(&m, m.anne, &canal).await.unwrap();

        // Without the column, or with nothing in it: unchanged.
        let sans = format!("{ENTETE}\n{}", ligne("").replace("oui;", "oui"));
        for fichier in [sans, format!("{entete}{}", ligne(""))] {
            let vu = analyser(&m, fichier).await;
            assert_eq!(
                (vu.import.comptes.inchanges, vu.import.comptes.modifies),
                (1, 0)
            );
        }
        // Each line that cannot be is refused, with its reason.
        let fichier = [
            entete.clone(),
            ligne("0310047A"),
            ligne(&uai(330_021)).replace("T1", "T3"),
            ligne("un peu partout").replace("T1", "N01"),
        ]
        .concat();
        let vu = analyser(&m, fichier).await;
        assert_eq!(vu.import.comptes.refuses, 3, "{vu:?}");
        let refusees = lignes(&m, &vu, SorteLigne::Refuse).await;
        let raisons: Vec<_> = refusees.into_iter().filter_map(|l| l.raison).collect();
        assert!(
            matches!(raisons[0], RaisonRefus::UaiCle { .. }),
            "{raisons:?}"
        );
        assert!(
            matches!(raisons[1], RaisonRefus::EtablissementInconnu { .. }),
            "{raisons:?}"
        );
        assert!(
            matches!(raisons[2], RaisonRefus::UaiForme { .. }),
            "{raisons:?}"
        );

        // The list is what is; the main one is not said twice; somebody new has theirs.
        let fichier = [
            entete.clone(),
            ligne(&format!("{arenes} {}", uai(310_038))),
            ligne(&arenes)
                .replace("T1;Mme;DURAND", "X1;Mme;NEUVE")
                .replace("anne@", "neuve@"),
            ligne("")
                .replace("T1;Mme;DURAND", "X2;Mme;SEULE")
                .replace("anne@", "seule@"),
        ]
        .concat();
        let vu = analyser(&m, fichier.clone()).await;
        let c = vu.import.comptes;
        assert_eq!((c.nouveaux, c.modifies, c.refuses), (2, 1, 0), "{vu:?}");
        let modifiees = lignes(&m, &vu, SorteLigne::Modifie).await;
        let vus: Vec<(&str, &str, &str)> = modifiees[0]
            .changements
            .iter()
            .map(|c| (&*c.colonne, &*c.avant, &*c.apres))
            .collect();
        assert_eq!(vus, [("uai_secondaires", &*canal, &*arenes)]);
        assert_eq!(secondaires(&m, m.anne).await, core::slice::from_ref(&canal));
        appliquer(&m, &vu).await;
        assert_eq!(
            secondaires(&m, m.anne).await,
            core::slice::from_ref(&arenes)
        );
        let neuve = store::intervenants::par_matricule(store.lecture(), m.chef.academie, "X1")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            secondaires(&m, neuve.id).await,
            core::slice::from_ref(&arenes)
        );
        let encore = analyser(&m, fichier).await;
        assert_eq!(encore.import.comptes.inchanges, 3, "{encore:?}");

        // Taken back, as it was: what the import made does not hold it back.
        imports::annuler(&m.services, &m.gestionnaire, vu.import.id)
            .await
            .unwrap();
        travailler(&m).await;
        assert_eq!(secondaires(&m, m.anne).await, [canal]);
        let partie = store::intervenants::par_matricule(store.lecture(), m.chef.academie, "X1");
        assert!(partie.await.unwrap().is_none());

        // The word takes them all away, and is taken back too.
        let vu = analyser(&m, format!("{entete}{}", ligne("aucun"))).await;
        appliquer(&m, &vu).await;
        assert!(secondaires(&m, m.anne).await.is_empty());
    })
    .await;
}
