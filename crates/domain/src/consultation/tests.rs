use super::*;
use crate::essais::mission;
use crate::{Affectation, Autorite, CompteId, DernierEnvoi, IntervenantId, Moment, Reponse};

fn jour(j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
}

fn creneau(j: u32, debut: u32, fin: u32) -> Creneau {
    let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
    Creneau {
        jour: jour(j),
        debut: heure(debut),
        fin: heure(fin),
    }
}

fn convoque(id: i64, nom: &str, salle: &str, creneaux: Vec<Creneau>) -> ConvocationLigne {
    ConvocationLigne {
        id: ConvocationId(id),
        version: 1,
        intervenant: IntervenantId(id),
        nom: nom.into(),
        prenom: "Anne".into(),
        etablissement: "LPO BELLEVUE".into(),
        discipline: String::new(),
        affectation: Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: salle.into(),
            creneaux,
            ..Affectation::default()
        },
        autorite: Autorite::Centre,
        auteur: CompteId(1),
        mel: String::new(),
        mel_personnel: false,
        dernier_envoi: None,
        imprimee: None,
        imprimee_dite: String::new(),
        reponse: None,
    }
}

/// Mission 172278 (key 1) and 172279 (key 2).
fn deux() -> [Mission; 2] {
    let a = mission(TypeMission::Coec);
    let mut b = mission(TypeMission::Prece);
    b.ligne.id = MissionId(2);
    b.ligne.numero = 172_279;
    [a, b]
}

fn lignes(convocations: &[(i64, ConvocationLigne)]) -> Vec<LigneConsultation> {
    let convocations: Vec<_> = convocations
        .iter()
        .map(|(m, c)| (MissionId(*m), c.clone()))
        .collect();
    lignes_consultees(&deux(), &convocations)
}

#[test]
fn une_mission_sans_personne_se_voit_aussi() {
    let l = lignes(&[(1, convoque(1, "DURAND", "205", vec![creneau(2, 8, 12)]))]);
    let vues: Vec<_> = l.iter().map(|l| (l.numero, &*l.nom, l.etat)).collect();
    assert_eq!(
        vues,
        [
            (172_278, "DURAND Anne", EtatConsulte::NonEnvoyee),
            (172_279, "", EtatConsulte::SansPersonne)
        ]
    );
    // It is dated by what it proposes.
    assert_eq!(l[1].creneaux, [creneau(1, 8, 12)]);
}

#[test]
fn l_etat_dit_ce_qui_pese_le_plus() {
    let etat = |envoi: Option<EtatCourriel>, reponse: Option<GenreReponse>| {
        let mut c = convoque(1, "A", "", vec![]);
        c.dernier_envoi = envoi.map(|etat| DernierEnvoi {
            etat,
            depuis: Moment(0),
            raison: String::new(),
            modifiee_depuis: false,
            peut_etre_double: false,
            recue: false,
            annulee_depuis: false,
            prochain_essai: None,
            prochain_dit: String::new(),
        });
        c.reponse = reponse.map(|genre| Reponse {
            genre,
            texte: String::new(),
            recue: Moment(0),
            date: String::new(),
        });
        EtatConsulte::de(&c)
    };
    use EtatConsulte as E;
    use EtatCourriel as C;
    for (envoi, attendu) in [
        (None, E::NonEnvoyee),
        (Some(C::Annule), E::NonEnvoyee),
        (Some(C::EnAttente), E::EnRoute),
        (Some(C::EnCours), E::EnRoute),
        (Some(C::NouvelEssai), E::EnEchec),
        (Some(C::Echec), E::EnEchec),
        (Some(C::Retour), E::EnEchec),
        (Some(C::Envoye), E::SansReponse),
    ] {
        assert_eq!(etat(envoi, None), attendu, "{envoi:?}");
        assert_eq!(etat(envoi, Some(GenreReponse::Lue)), E::Lue);
        assert_eq!(etat(envoi, Some(GenreReponse::Empechement)), E::Empechement);
    }
}

#[test]
fn les_filtres_et_les_tris() {
    let l = lignes(&[
        (1, convoque(1, "MARTIN", "10", vec![creneau(3, 8, 12)])),
        (
            1,
            convoque(2, "DURAND", "9", vec![creneau(2, 8, 12), creneau(9, 8, 12)]),
        ),
        (2, convoque(3, "PETIT", "", vec![creneau(1, 8, 12)])),
    ]);
    let noms = |f: FiltreConsultation| {
        f.garder(l.clone())
            .into_iter()
            .map(|l| l.nom.split(' ').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let d = FiltreConsultation::default;
    let tri = |tri, descendant| {
        noms(FiltreConsultation {
            tri,
            descendant,
            ..d()
        })
    };
    use ColonneConsultation as C;
    assert_eq!(tri(C::Jour, false), ["PETIT", "DURAND", "MARTIN"]);
    assert_eq!(tri(C::Jour, true), ["MARTIN", "DURAND", "PETIT"]);
    assert_eq!(tri(C::Nom, false), ["DURAND", "MARTIN", "PETIT"]);
    // 9 before 10, and who has no room last.
    assert_eq!(tri(C::Salle, false), ["DURAND", "MARTIN", "PETIT"]);
    assert_eq!(tri(C::Numero, true), ["PETIT", "DURAND", "MARTIN"]);
    for (filtre, attendus) in [
        (
            FiltreConsultation {
                type_mission: Some(TypeMission::Prece),
                ..d()
            },
            vec!["PETIT"],
        ),
        (
            FiltreConsultation {
                etat: Some(EtatConsulte::Lue),
                ..d()
            },
            vec![],
        ),
        (
            FiltreConsultation {
                du: Some(jour(3)),
                ..d()
            },
            vec!["DURAND", "MARTIN"],
        ),
        (
            FiltreConsultation {
                du: Some(jour(4)),
                au: Some(jour(8)),
                ..d()
            },
            vec![],
        ),
        (
            FiltreConsultation {
                au: Some(jour(1)),
                ..d()
            },
            vec!["PETIT"],
        ),
        (
            FiltreConsultation {
                mot_cle: "durand 172278".into(),
                ..d()
            },
            vec!["DURAND"],
        ),
        (
            FiltreConsultation {
                mot_cle: "compétences".into(),
                ..d()
            },
            vec!["PETIT"],
        ),
    ] {
        assert_eq!(noms(filtre.clone()), attendus, "{filtre:?}");
    }
}

#[test]
fn les_dates_de_la_liste_ne_filtrent_qu_elle() {
    let l = lignes(&[
        (
            1,
            convoque(
                1,
                "MARTIN",
                "10",
                vec![creneau(2, 8, 12), creneau(9, 8, 12)],
            ),
        ),
        (2, convoque(2, "DURAND", "9", vec![creneau(9, 8, 12)])),
    ]);
    for vue in VueConsultation::TOUTES {
        let f = FiltreConsultation {
            vue,
            du: Some(jour(20)),
            au: Some(jour(22)),
            ..FiltreConsultation::default()
        };
        let gardees = if vue == VueConsultation::Liste { 0 } else { 2 };
        assert_eq!(f.garder(l.clone()).len(), gardees, "{vue:?}");
    }
}

#[test]
fn une_vue_ne_donne_que_sa_periode() {
    let l = lignes(&[
        (
            1,
            convoque(
                1,
                "MARTIN",
                "10",
                vec![creneau(2, 8, 12), creneau(9, 8, 12)],
            ),
        ),
        (2, convoque(2, "DURAND", "9", vec![creneau(9, 8, 12)])),
    ]);
    let jours = |vue, autour| {
        let f = FiltreConsultation {
            vue,
            ..FiltreConsultation::default()
        };
        f.de_la_periode(l.clone(), jour(autour))
            .into_iter()
            .map(|l| l.creneaux.iter().map(|c| c.jour.day()).collect())
            .collect::<Vec<Vec<u32>>>()
    };
    use VueConsultation as V;
    assert_eq!(jours(V::Liste, 20), [vec![2, 9], vec![9]]);
    assert_eq!(jours(V::Mois, 20), [vec![2, 9], vec![9]]);
    assert_eq!(jours(V::Semaine, 3), [vec![2]]);
    assert_eq!(jours(V::Salles, 10), [vec![9], vec![9]]);
    assert_eq!(jours(V::Jour, 2), [vec![2]]);
    assert!(jours(V::Jour, 3).is_empty());
}

#[test]
fn ce_qui_manque_a_un_extrait_se_compte() {
    let l = lignes(&[
        (1, convoque(1, "MARTIN", "10", vec![creneau(2, 8, 12)])),
        (1, convoque(2, "PETIT", "10", vec![creneau(2, 8, 12)])),
        (2, convoque(3, "DURAND", "9", vec![creneau(2, 8, 12)])),
    ]);
    let toutes = emargement(&l, Some(jour(2)));
    let hors = |mot_cle: &str| {
        let f = FiltreConsultation {
            mot_cle: mot_cle.into(),
            ..FiltreConsultation::default()
        };
        HorsExtrait::de(&toutes, &emargement(&f.garder(l.clone()), Some(jour(2))))
    };
    assert_eq!(hors(""), None);
    // One of two people of a mission: the mission is there, and somebody is missing.
    for (mot, missions, lignes) in [("martin", 1, 2), ("172278", 1, 1), ("zzz", 2, 3)] {
        assert_eq!(hors(mot), Some(HorsExtrait { missions, lignes }), "{mot}");
    }
}

#[test]
fn qui_occupe_quelle_salle_et_quand() {
    let l = lignes(&[
        (1, convoque(1, "MARTIN", "205", vec![creneau(2, 8, 12)])),
        (1, convoque(2, "DURAND", "205", vec![creneau(2, 8, 12)])),
        (
            2,
            convoque(
                3,
                "PETIT",
                " 205 ",
                vec![creneau(2, 11, 14), creneau(3, 8, 9)],
            ),
        ),
        (2, convoque(4, "GRAND", "", vec![creneau(2, 8, 12)])),
    ]);
    let o = occupations(&l, jour(1), jour(7));
    let vues: Vec<_> = o
        .iter()
        .map(|o| (o.jour.day(), &*o.salle, o.numero, o.gens.len(), o.partagee))
        .collect();
    assert_eq!(
        vues,
        [
            (2, "", 172_279, 1, false),
            // Two people of one mission are together there; another mission comes too soon.
            (2, "205", 172_278, 2, true),
            (2, " 205 ", 172_279, 1, true),
            (3, " 205 ", 172_279, 1, false),
        ]
    );
    assert_eq!(o[1].gens[0].nom, "DURAND Anne");
    assert_eq!(salles(&o), ["205".to_owned(), String::new()]);
    assert!(meme_salle("205", " 205 ") && !meme_salle("205", "206"));
    assert!(occupations(&l, jour(4), jour(7)).is_empty());
    // The weekend is there when something is.
    assert_eq!(jours_de_semaine(jour(3), &o).len(), 5);
    let samedi = occupations(
        &lignes(&[(1, convoque(1, "A", "1", vec![creneau(6, 8, 9)]))]),
        jour(1),
        jour(7),
    );
    assert_eq!(jours_de_semaine(jour(3), &samedi).len(), 6);
}

#[test]
fn periodes() {
    let f = |vue| FiltreConsultation {
        vue,
        ..FiltreConsultation::default()
    };
    assert_eq!(
        f(VueConsultation::Jour).periode(jour(3)),
        (jour(3), jour(3))
    );
    assert_eq!(
        f(VueConsultation::Semaine).periode(jour(3)),
        (jour(1), jour(7))
    );
    assert_eq!(
        f(VueConsultation::Mois).periode(jour(3)),
        (jour(1), jour(28))
    );
    let mars = NaiveDate::from_ymd_opt(2021, 3, 1).unwrap();
    assert_eq!(f(VueConsultation::Mois).voisine(jour(3), true), mars);
    assert_eq!(
        f(VueConsultation::Semaine).voisine(jour(10), false),
        jour(7)
    );
    assert_eq!(
        f(VueConsultation::Jour).voisine(NaiveDate::MAX, true),
        NaiveDate::MAX
    );
    assert_eq!(semaine_de(NaiveDate::MAX).0, semaine_de(NaiveDate::MAX).0);
    assert_eq!(
        jour_proche([jour(5), jour(9), jour(7)], jour(6)),
        Some(jour(7))
    );
    assert_eq!(
        jour_proche([jour(5), jour(9), jour(7)], jour(10)),
        Some(jour(9))
    );
    assert_eq!(jour_proche([], jour(10)), None);
}

#[test]
fn la_feuille_d_emargement() {
    let l = lignes(&[
        (
            1,
            convoque(
                1,
                "MARTIN",
                "10",
                vec![creneau(2, 8, 12), creneau(3, 8, 12)],
            ),
        ),
        (1, convoque(2, "DURAND", "9", vec![creneau(2, 14, 18)])),
        (1, convoque(3, "ABADIE", "", vec![creneau(2, 8, 12)])),
    ]);
    let vues = |j| {
        emargement(&l, j)
            .into_iter()
            .map(|e| (e.creneau.jour.day(), e.nom))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        vues(Some(jour(2))),
        [
            (2, "DURAND Anne".to_owned()),
            (2, "MARTIN Anne".to_owned()),
            (2, "ABADIE Anne".to_owned())
        ]
    );
    assert_eq!(vues(None).len(), 4);
    assert_eq!(vues(Some(jour(8))), []);
}

#[test]
fn codes_relus() {
    for v in VueConsultation::TOUTES {
        assert_eq!(VueConsultation::lire(v.code()), Some(v));
    }
    for e in EtatConsulte::TOUS {
        assert_eq!(EtatConsulte::lire(e.code()), Some(e));
    }
    for c in ColonneConsultation::TOUTES {
        assert_eq!(ColonneConsultation::lire(c.code()), Some(c));
    }
}
