//! Finding people by name and by discipline.

use crate::monde::*;
use domain::*;
use store::Store;
use store::essais::sur_chaque_moteur;
use store::intervenants::{NouvelIntervenant, rechercher};

/// The names that a search shows, in order.
fn montres(r: &Recherche) -> Vec<String> {
    r.trouves
        .iter()
        .map(IntervenantTrouve::nom_complet)
        .collect()
}

async fn noms(store: &Store, monde: &Monde, texte: &str) -> Vec<String> {
    let r = rechercher(store.lecture(), monde.academie, texte)
        .await
        .unwrap();
    assert_eq!(r.total as usize, r.trouves.len(), "{texte}");
    montres(&r)
}

#[tokio::test(flavor = "multi_thread")]
async fn par_n_importe_quel_mot_dans_n_importe_quel_ordre() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde
            .personnes(
                &store,
                &[
                    personne("1", "DE LA TOUR", "Anne-Marie"),
                    personne("2", "TOURNIER", "Élodie"),
                    personne("3", "DURAND", "Anne"),
                    personne("4", "DURAND-TOURÉ", "Zoé"),
                    personne("5", "D'ARTAGNAN", "Charles"),
                    personne("6", "LE GOFF", "Gaëlle"),
                    personne("7", "ŒUVRARD", "Cœlia"),
                    personne("8", "MARTIN", "Martine"),
                    NouvelIntervenant {
                        actif: false,
                        ..personne("9", "TOURNESOL", "Tryphon")
                    },
                ],
            )
            .await;
        let n = async |t: &str| noms(&store, &monde, t).await;
        let tours = [
            "DE LA TOUR Anne-Marie",
            "DURAND-TOURÉ Zoé",
            "TOURNIER Élodie",
        ];
        assert_eq!(n("tour").await, tours);
        assert_eq!(n("TOUR").await, tours);
        assert_eq!(n("de la tour").await, ["DE LA TOUR Anne-Marie"]);
        assert_eq!(n("tour marie").await, ["DE LA TOUR Anne-Marie"]);
        assert_eq!(n("marie tour").await, ["DE LA TOUR Anne-Marie"]);
        assert_eq!(n("Anne-Marie de la Tour").await, ["DE LA TOUR Anne-Marie"]);
        assert_eq!(n("elodie").await, ["TOURNIER Élodie"]);
        assert_eq!(n("ÉLO tourn").await, ["TOURNIER Élodie"]);
        assert_eq!(n("anne du").await, ["DURAND Anne"]);
        // DURAND before DURAND-TOURÉ.
        assert_eq!(n("durand").await, ["DURAND Anne", "DURAND-TOURÉ Zoé"]);
        assert_eq!(n("toure").await, ["DURAND-TOURÉ Zoé"]);
        assert_eq!(n("d’artagnan").await, ["D'ARTAGNAN Charles"]);
        assert_eq!(n("artagnan").await, ["D'ARTAGNAN Charles"]);
        // As those write it who leave the apostrophe out.
        assert_eq!(n("dartagnan").await, ["D'ARTAGNAN Charles"]);
        assert_eq!(n("charles dart").await, ["D'ARTAGNAN Charles"]);
        assert_eq!(n("goff gaelle").await, ["LE GOFF Gaëlle"]);
        assert_eq!(n("oeuv").await, ["ŒUVRARD Cœlia"]);
        // One person with two such words is one person.
        assert_eq!(n("martin").await, ["MARTIN Martine"]);
        assert_eq!(n("martin martine").await, ["MARTIN Martine"]);
        // Each word typed is a word of the name.
        assert!(n("martin martinez").await.is_empty());
        // Inside a word is not the beginning of a word; one letter is no search.
        for vide in [
            "ournier",
            "tour zoe anne",
            "t",
            "",
            " - ",
            "%",
            "_o",
            "x' OR 1=1 --",
        ] {
            assert!(n(vide).await.is_empty(), "{vide}");
        }
        assert_eq!(n("d anne").await, ["DE LA TOUR Anne-Marie", "DURAND Anne"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_homonymes_se_distinguent() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde
            .personnes(
                &store,
                &[
                    NouvelIntervenant {
                        etablissement: Some(monde.bellevue),
                        discipline: Some(monde.anglais),
                        ..personne("1", "DURAND", "Anne")
                    },
                    NouvelIntervenant {
                        etablissement: Some(monde.fermat),
                        discipline: Some(monde.histoire),
                        ..personne("2", "DURAND", "Anne")
                    },
                    personne("3", "DURAND", "Anne"),
                ],
            )
            .await;
        let r = rechercher(store.lecture(), monde.academie, "anne durand")
            .await
            .unwrap();
        let vus: Vec<_> = r
            .trouves
            .iter()
            .map(|t| (t.libelle_etablissement(), t.discipline.clone()))
            .collect();
        assert_eq!(
            vus,
            [
                ("LPO BELLEVUE (0310038Y)".to_owned(), "ANGLAIS".to_owned()),
                (
                    "LYCEE FERMAT (0310036W)".to_owned(),
                    "HISTOIRE GÉOGRAPHIE".to_owned()
                ),
                (String::new(), String::new()),
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_academie_voisine_n_est_pas_cherchee() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde
            .personnes(&store, &[personne("1", "DURAND", "Anne")])
            .await;
        let tx = store.ecriture().await.unwrap();
        let nice = store::academies::creer(&tx, "15", "Nice", "Europe/Paris")
            .await
            .unwrap();
        store::intervenants::importer_lot(&tx, nice, &[personne("1", "DURAND", "Nicole")])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(noms(&store, &monde, "durand").await, ["DURAND Anne"]);
    })
    .await;
}

/// Somebody who answers a search: found by the prénom only, the word found, nom and prénom
/// normalised, and the name as shown.
type Reponse = (bool, String, String, String, String);

/// Who answers a search, worked out by going through everybody: of one word those first whose
/// nom has it, in the order of that word, then of name.
fn attendus(gens: &[NouvelIntervenant], texte: &str) -> Vec<Reponse> {
    let cherches = texte::normaliser(texte);
    let cherches: Vec<&str> = cherches.split(' ').collect();
    let mut trouves: Vec<Reponse> = gens
        .iter()
        .filter_map(|p| {
            let (nom, prenom) = (texte::normaliser(&p.nom), texte::normaliser(&p.prenom));
            let mots: Vec<&str> = nom.split(' ').chain(prenom.split(' ')).collect();
            let trouve = cherches
                .iter()
                .all(|c| mots.iter().any(|m| m.starts_with(c)));
            let (mut par_le_prenom, mut mot) = (false, String::new());
            if trouve && let [seul] = cherches[..] {
                par_le_prenom = !nom.split(' ').any(|m| m.starts_with(seul));
                mot = mots.iter().find(|m| m.starts_with(seul))?.to_string();
            }
            let nom_complet = nom_complet(&p.nom, &p.prenom);
            trouve.then_some((par_le_prenom, mot, nom, prenom, nom_complet))
        })
        .collect();
    trouves.sort();
    trouves
}

/// Enough people for searches rare and common, and for the ceiling.
#[tokio::test(flavor = "multi_thread")]
async fn beaucoup_de_monde_donne_les_premiers_dans_l_ordre() {
    const NOMS: [&str; 12] = [
        "MARTIN",
        "MARTINEZ",
        "BERNARD",
        "DE LA TOUR",
        "DURAND-MARTIN",
        "ZIEGLER",
        "LE GALL",
        "ABADIE",
        "MARIE",
        "JEAN",
        "O'NEIL",
        "ROUX",
    ];
    const PRENOMS: [&str; 9] = [
        "Marie",
        "Jean",
        "Jean-Marie",
        "Anne-Marie",
        "Élodie",
        "Zoé",
        "Martine",
        "Marc",
        "Béatrice",
    ];
    let gens: Vec<_> = (0..12_000usize)
        .map(|i| {
            // Names that repeat, with a tail that makes most of them different.
            let nom = format!(
                "{} {}",
                NOMS[i % 12],
                ["", "B", "KOVAC", "TRAN"][i / 108 % 4]
            );
            personne(&format!("M{i}"), nom.trim(), PRENOMS[i / 12 % 9])
        })
        .collect();
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let tx = store.ecriture().await.unwrap();
        store::intervenants::importer_lot(&tx, monde.academie, &gens)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        for texte in [
            "mar",
            "marie",
            "ma",
            "je",
            "jean marie",
            "marie jean",
            "zi",
            "zoe",
            "zie zo",
            "to",
            "tour de",
            "b",
            "be ma",
            "martin kov",
            "kovac jean-marie martin",
            "an",
            "o n",
            "elodie",
            "tran",
            "roux tran zo",
            "xyz",
            "marie xyz",
            "abadie jean",
        ] {
            let r = rechercher(store.lecture(), monde.academie, texte)
                .await
                .unwrap();
            let lus = montres(&r);
            let attendus = if texte.len() < 2 {
                Vec::new()
            } else {
                attendus(&gens, texte)
            };
            let affiches = Recherche::AFFICHES as usize;
            let comptes = Recherche::PLAFOND as usize + 1;
            assert_eq!(r.total as usize, attendus.len().min(comptes), "{texte}");
            if !texte.contains(' ') || attendus.len() < comptes {
                let noms: Vec<_> = attendus.iter().take(affiches).map(|a| &a.4).collect();
                assert_eq!(lus.iter().collect::<Vec<_>>(), noms, "{texte}");
                continue;
            }
            // Too many to be counted, of several words: some of them, in the same order.
            assert_eq!(lus.len(), affiches, "{texte}");
            let places: Vec<_> = lus
                .iter()
                .map(|nom| attendus.iter().position(|a| a.4 == *nom))
                .collect();
            assert!(places.iter().all(Option::is_some), "{texte} : {lus:?}");
            assert!(places.is_sorted(), "{texte} : {lus:?}");
        }
    })
    .await;
}

/// Of those who are counted the first ones are shown, though a word of theirs begins as the
/// one found.
#[tokio::test(flavor = "multi_thread")]
async fn les_premiers_de_ceux_qui_sont_comptes_sont_montres() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let mut gens: Vec<_> = (0..Recherche::AFFICHES)
            .map(|n| personne(&format!("B{n}"), "BERNARD", "Anne"))
            .collect();
        gens.push(personne("A", "ABADIE", "Anne"));
        monde.personnes(&store, &gens).await;
        for texte in ["an", "anne"] {
            let r = rechercher(store.lecture(), monde.academie, texte)
                .await
                .unwrap();
            let lus = montres(&r);
            assert_eq!(r.total, Recherche::AFFICHES + 1, "{texte}");
            assert_eq!(lus.len(), Recherche::AFFICHES as usize, "{texte}");
            assert_eq!(lus[..2], ["ABADIE Anne", "BERNARD Anne"], "{texte}");
        }
    })
    .await;
}

/// A person whose words begin alike is found, and counted, once.
#[tokio::test(flavor = "multi_thread")]
async fn plusieurs_mots_de_meme_debut_sont_une_personne() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde
            .personnes(
                &store,
                &[
                    personne("1", "LE MAOUT-MARTIN", "Martine"),
                    personne("2", "MARTIN", "Martin"),
                    personne("3", "D'ARTAUD", "Dartaude"),
                    personne("4", "ÉMÉRIC-ÉMERY", "Éméline"),
                ],
            )
            .await;
        let n = async |t: &str| noms(&store, &monde, t).await;
        let (maout, martin) = ("LE MAOUT-MARTIN Martine", "MARTIN Martin");
        assert_eq!(n("ma").await, [maout, martin]);
        assert_eq!(n("mart").await, [maout, martin]);
        assert_eq!(n("martin").await, [maout, martin]);
        assert_eq!(n("martine").await, [maout]);
        assert_eq!(n("maout").await, [maout]);
        assert_eq!(n("mar ma").await, [maout, martin]);
        for texte in ["da", "dar", "dartaud", "dartaude", "artaud"] {
            assert_eq!(n(texte).await, ["D'ARTAUD Dartaude"], "{texte}");
        }
        for texte in ["ém", "eme", "EMERY", "émeline", "émeri", "emel emer"] {
            assert_eq!(n(texte).await, ["ÉMÉRIC-ÉMERY Éméline"], "{texte}");
        }
        // Under another name, no word of the former one is left.
        monde
            .personnes(&store, &[personne("1", "MARTINEAU", "Ève")])
            .await;
        assert_eq!(n("martin").await, [martin, "MARTINEAU Ève"]);
        assert!(n("maout").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_nom_change_se_retrouve_sous_le_nouveau_seulement() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        monde
            .personnes(&store, &[personne("1", "DURAND", "Anne")])
            .await;
        monde
            .personnes(&store, &[personne("1", "PETIT", "Anne")])
            .await;
        assert!(noms(&store, &monde, "durand").await.is_empty());
        assert_eq!(noms(&store, &monde, "petit").await, ["PETIT Anne"]);
        let partie = NouvelIntervenant {
            actif: false,
            ..personne("1", "PETIT", "Anne")
        };
        monde.personnes(&store, &[partie]).await;
        assert!(noms(&store, &monde, "petit").await.is_empty());
        monde
            .personnes(&store, &[personne("1", "PETIT", "Anne")])
            .await;
        assert_eq!(noms(&store, &monde, "petit").await, ["PETIT Anne"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_disciplines_de_la_portee_seule() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let de = |m: &str, nom: &str, e, d| NouvelIntervenant {
            etablissement: Some(e),
            discipline: Some(d),
            ..personne(m, nom, "Anne")
        };
        let ids = monde
            .personnes(
                &store,
                &[
                    de("1", "ZOLA", monde.bellevue, monde.anglais),
                    de("2", "ÉLUARD", monde.bellevue, monde.anglais),
                    de("3", "HUGO", monde.fermat, monde.histoire),
                    de("4", "SAND", monde.fermat, monde.anglais),
                    NouvelIntervenant {
                        actif: false,
                        ..de("5", "GONE", monde.bellevue, monde.histoire)
                    },
                ],
            )
            .await;
        let suggerer = async |portee: &Portee, t: &str| -> Vec<(String, u32)> {
            store::disciplines::suggerer(store.lecture(), portee, t, 10)
                .await
                .unwrap()
                .into_iter()
                .map(|(d, n)| (d.libelle, n))
                .collect()
        };
        let (bellevue, academie) = (monde.a_bellevue(), monde.academie_entiere());
        assert_eq!(suggerer(&bellevue, "").await, [("ANGLAIS".to_owned(), 2)]);
        assert_eq!(suggerer(&bellevue, "geo").await, []);
        let histoire = [("HISTOIRE GÉOGRAPHIE".to_owned(), 1)];
        assert_eq!(suggerer(&academie, "géo").await, histoire);
        assert_eq!(suggerer(&academie, "geo hist").await, histoire);
        assert_eq!(suggerer(&academie, "eographie").await, []);
        assert_eq!(suggerer(&academie, "").await.len(), 2);
        assert_eq!(suggerer(&Portee::Rien, "").await, []);

        let par = async |portee: &Portee, limite: u32| -> (Vec<String>, u32) {
            let charge = (2021, None);
            let anglais = monde.anglais;
            let lecture = store.lecture();
            let (trouves, total) =
                store::intervenants::par_discipline(lecture, portee, anglais, charge, limite)
                    .await
                    .unwrap();
            (trouves.into_iter().map(|t| t.nom).collect(), total)
        };
        let noms = |n: &[&str]| n.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(par(&bellevue, 9).await, (noms(&["ÉLUARD", "ZOLA"]), 2));
        assert_eq!(
            par(&academie, 9).await,
            (noms(&["ÉLUARD", "SAND", "ZOLA"]), 3)
        );
        // Those left out are counted all the same.
        assert_eq!(par(&academie, 2).await, (noms(&["ÉLUARD", "SAND"]), 3));
        assert_eq!(par(&Portee::Rien, 9).await, (Vec::new(), 0));

        // By keys: order of name, doubles and strangers left out.
        let demandes = [ids[0], ids[1], ids[0], ids[4], IntervenantId(999_999)];
        let lus = store::intervenants::par_ids(store.lecture(), monde.academie, &demandes)
            .await
            .unwrap();
        let lus: Vec<_> = lus.into_iter().map(|t| t.nom).collect();
        assert_eq!(lus, ["ÉLUARD", "ZOLA"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plus_de_cles_qu_une_liste_n_en_tient() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let ids = monde.foule(&store, 1_300).await;
        let lus = store::intervenants::par_ids(store.lecture(), monde.academie, &ids)
            .await
            .unwrap();
        assert_eq!(lus.len(), 1_300);
        assert!(lus.windows(2).all(|d| d[0].nom < d[1].nom));
        let adresses = store::intervenants::adresses(store.lecture(), monde.academie, &ids)
            .await
            .unwrap();
        assert_eq!(adresses[&ids[7]].mel_professionnel, "M0007@ac.example.org");
    })
    .await;
}
