use super::*;
use domain::{
    Datelike, EtablissementId, MissionId, MissionLigne, NOM_MAX, NaiveTime, PartieHlp, Qualite,
    mel_plausible, texte,
};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static DEMO: LazyLock<Demonstration> = LazyLock::new(|| generer(&Parametres::default()));
static GENS: LazyLock<Vec<IntervenantDemo>> = LazyLock::new(|| DEMO.intervenants().collect());

fn bellevue() -> Uai {
    Uai::lire("0310038Y").unwrap()
}

fn mission_demo(numero: i64) -> &'static MissionDemo {
    DEMO.missions.iter().find(|m| m.numero == numero).unwrap()
}

fn mission(demo: &MissionDemo) -> domain::Mission {
    let centre = DEMO
        .etablissements
        .iter()
        .find(|e| e.uai == demo.centre)
        .unwrap();
    domain::Mission {
        ligne: MissionLigne {
            id: MissionId(0),
            numero: demo.numero,
            session: demo.session.clone(),
            specialite: demo.specialite.clone(),
            epreuve: demo.epreuve.clone(),
            type_mission: demo.type_mission,
            debut: demo.debut,
            nombre_intervenants: 0,
            signataire: demo.signataire,
        },
        centre: EtablissementId(0),
        centre_nom: centre.nom.clone(),
        centre_uai: centre.uai.clone(),
        centre_commune: centre.adresse.commune.clone(),
        jours_possibles: demo.jours_possibles.clone(),
        creneaux_par_defaut: demo.creneaux_par_defaut.clone(),
        observation_par_defaut: demo.observation_par_defaut.clone(),
        commission_par_defaut: demo.commission_par_defaut.clone(),
        affectation_terminee: demo.affectation_terminee,
        centre_autorise: false,
        attendus: None,
        version: 1,
    }
}

fn convocations(numero: i64) -> Vec<&'static ConvocationDemo> {
    DEMO.convocations
        .iter()
        .filter(|c| c.mission == numero)
        .collect()
}

fn personne(matricule: &str) -> &'static IntervenantDemo {
    GENS.iter().find(|i| i.matricule == matricule).unwrap()
}

fn resumes(numero: i64) -> HashSet<String> {
    let m = mission(mission_demo(numero));
    convocations(numero)
        .into_iter()
        .map(|c| c.affectation.resume(c.autorite, &m))
        .collect()
}

/// FNV-1a, which never changes, of everything there is.
fn empreinte(demo: &Demonstration) -> u64 {
    let mut tout = format!("{demo:?}");
    for i in demo.intervenants() {
        tout.push_str(&format!("{i:?}"));
    }
    tout.bytes().fold(0xcbf2_9ce4_8422_2325, |h, o| {
        (h ^ u64::from(o)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn meme_graine_meme_academie() {
    let encore = generer(&Parametres::default());
    assert_eq!(*DEMO, encore);
    assert_eq!(empreinte(&DEMO), empreinte(&encore));
    let autre = generer(&Parametres {
        graine: 7,
        ..Parametres::default()
    });
    assert_ne!(empreinte(&DEMO), empreinte(&autre));
    // Another seed leaves the memo's screens as they are.
    let de_bellevue = |d: &Demonstration| {
        let missions = d.missions.iter().filter(|m| m.centre == bellevue());
        missions.cloned().collect::<Vec<_>>()
    };
    assert_eq!(de_bellevue(&DEMO), de_bellevue(&autre));
}

#[test]
fn une_plus_grande_academie_commence_pareil() {
    let grande = generer(&Parametres {
        intervenants: 60_000,
        ..Parametres::default()
    });
    assert_eq!(grande.nombre_intervenants(), 60_000);
    assert_eq!(grande.intervenants().len(), 60_000);
    assert!(
        grande
            .intervenants()
            .take(GENS.len())
            .eq(GENS.iter().cloned())
    );
    assert_eq!(grande.convocations, DEMO.convocations);
    let mut matricules = HashSet::new();
    let mut mels = HashSet::new();
    for i in grande.intervenants() {
        assert!(i.nom.chars().count() <= NOM_MAX && !i.nom.is_empty());
        for mel in [&i.mel_professionnel, &i.mel_personnel] {
            assert!(
                mel.is_empty() || (mel_plausible(mel) && mels.insert(mel.clone())),
                "{mel}"
            );
        }
        assert!(matricules.insert(i.matricule));
    }
}

#[test]
fn les_bornes_du_nombre() {
    let nombre = |intervenants| {
        let demo = generer(&Parametres {
            intervenants,
            ..Parametres::default()
        });
        let matricules: HashSet<_> = demo
            .intervenants()
            .take(Parametres::INTERVENANTS_MIN)
            .map(|i| i.matricule)
            .collect();
        assert!(
            demo.convocations
                .iter()
                .all(|c| demo.nombre_intervenants() > 400 || matricules.contains(&c.intervenant))
        );
        demo.nombre_intervenants()
    };
    assert_eq!(nombre(0), Parametres::INTERVENANTS_MIN);
    assert_eq!(nombre(3_001), 3_001);
    assert_eq!(nombre(usize::MAX), Parametres::INTERVENANTS_MAX);
}

#[test]
fn un_million_sans_memoire_ni_homonymes_innombrables() {
    let demo = generer(&Parametres {
        intervenants: 1_200_000,
        ..Parametres::default()
    });
    let crate::Gens::Tirees(personnes) = &demo.personnes else {
        panic!("une grande académie est tirée personne par personne")
    };
    let mut par_nom: HashMap<(String, &str), u32> = HashMap::new();
    // One in ten of the last hundred thousand, made without those before.
    for rang in (1_100_000..1_200_000).step_by(10) {
        let i = personnes.personne(rang);
        *par_nom.entry((i.nom, i.prenom)).or_default() += 1;
    }
    let distincts = par_nom.len();
    assert!(distincts > 8_500, "{distincts}");
    assert!(par_nom.values().all(|n| *n <= 5));
}

#[test]
fn trente_et_un_etablissements() {
    assert_eq!(DEMO.etablissements.len(), 31);
    let premier = &DEMO.etablissements[0];
    assert_eq!(premier.uai, bellevue());
    assert_eq!(premier.nom, "LPO BELLEVUE TOULOUSE CEDEX 4");
    assert_eq!(premier.mel, "ce.0310038y@ac-demo.example");
    let mut departements = HashSet::new();
    let (mut uais, mut noms, mut telephones) = (HashSet::new(), HashSet::new(), HashSet::new());
    for e in &DEMO.etablissements {
        assert_eq!(Uai::lire(e.uai.as_str()).as_ref(), Ok(&e.uai));
        assert!(uais.insert(&e.uai) && noms.insert(&e.nom) && telephones.insert(&e.telephone));
        departements.insert(&e.uai.as_str()[..3]);
        assert_eq!(e.adresse.code_postal[..2], e.uai.as_str()[1..3]);
        assert!(e.nom.ends_with(&e.adresse.commune));
        assert!(e.telephone.starts_with("05 36 49 ") && e.telephone.len() == 14);
        assert!(mel_plausible(&e.mel) && e.mel.ends_with(".example"));
        assert!(!texte::a_caractere_de_controle(&e.nom));
    }
    let mut departements: Vec<_> = departements.into_iter().collect();
    departements.sort_unstable();
    assert_eq!(
        departements,
        ["009", "012", "031", "032", "046", "065", "081", "082"]
    );
}

#[test]
fn les_gens_sont_propres() {
    let uais: HashSet<_> = DEMO.etablissements.iter().map(|e| &e.uai).collect();
    let codes: HashSet<_> = DEMO.disciplines.iter().map(|d| d.code).collect();
    assert_eq!(codes.len(), DEMO.disciplines.len());
    assert_eq!(GENS.len(), 3_000);
    for i in GENS.iter() {
        assert!(i.etablissement.as_ref().is_none_or(|u| uais.contains(u)));
        assert!(i.discipline.is_none_or(|d| codes.contains(d)));
        assert!(i.matricule.len() == 8 && i.matricule.starts_with('D'));
        let a = &i.adresse;
        let textes = [&i.nom, &a.code_postal, &a.commune];
        for t in textes.into_iter().chain(&a.lignes) {
            assert!(!texte::a_caractere_de_controle(t), "{t}");
            assert_eq!(texte::nettoyer(t), *t);
        }
        assert!(!texte::a_caractere_de_controle(i.prenom) && !i.prenom.is_empty());
        assert_eq!(i.nom, i.nom.to_uppercase());
        assert_eq!(a.lignes.is_empty(), a.commune.is_empty());
        if i.etablissement.is_none() {
            assert!(!a.lignes.is_empty() && i.mel_professionnel.is_empty());
        }
        for mel in [&i.mel_professionnel, &i.mel_personnel] {
            assert!(mel.is_empty() || mel.ends_with(".example"), "{mel}");
        }
    }
}

#[test]
fn les_manques_sont_dans_les_proportions() {
    let compte = |f: &dyn Fn(&IntervenantDemo) -> bool| GENS.iter().filter(|i| f(i)).count();
    let sans_pro = compte(&|i| i.mel_professionnel.is_empty());
    let sans_rien = compte(&|i| i.mel_professionnel.is_empty() && i.mel_personnel.is_empty());
    let externes = compte(&|i| i.etablissement.is_none());
    let sans_civilite = compte(&|i| i.civilite == Civilite::Inconnue);
    assert!((60..=135).contains(&sans_pro), "{sans_pro}");
    assert!((15..=50).contains(&sans_rien), "{sans_rien}");
    assert!((25..=30).contains(&externes), "{externes}");
    assert!((30..=100).contains(&sans_civilite), "{sans_civilite}");
}

#[test]
fn le_personnel_de_bellevue() {
    let uai = bellevue();
    let ici: Vec<_> = GENS
        .iter()
        .filter(|i| i.etablissement.as_ref() == Some(&uai))
        .collect();
    assert!((110..=130).contains(&ici.len()), "{}", ici.len());
    let en = |libelle: &str| {
        let d = DEMO.disciplines.iter().find(|d| d.libelle == libelle);
        let code = d.unwrap().code;
        ici.iter().filter(|i| i.discipline == Some(code)).count()
    };
    assert!(en("ANGLAIS") >= 12);
    assert!(en("HISTOIRE GEOGRAPHIE") >= 10);
    assert!(en("SCIENCES PHYSIQUES ET CHIMIQUES") >= 14);
    assert!(en("PHILOSOPHIE") >= 3);
    assert!(en("LETTRES MODERNES") >= 6);
    assert!(DEMO.disciplines.iter().all(|d| en(d.libelle) > 0));
}

#[test]
fn des_services_partages_dans_les_deux_sens() {
    let partages: Vec<(&str, bool, bool)> = DEMO
        .rattachements
        .iter()
        .map(|r| {
            let p = personne(&r.intervenant);
            assert_ne!(p.etablissement.as_ref(), Some(&r.etablissement));
            assert!(DEMO.etablissements.iter().any(|e| e.uai == r.etablissement));
            let d_ici = p.etablissement == Some(bellevue());
            (p.nom.as_str(), d_ici, r.etablissement == bellevue())
        })
        .collect();
    assert_eq!(
        partages,
        [
            ("DE SAINT-ANDRÉ", true, false),
            ("ROUMÉGOUX", true, false),
            ("NY", false, true)
        ]
    );
}

#[test]
fn chaque_etablissement_a_du_monde() {
    for e in &DEMO.etablissements {
        let n = GENS
            .iter()
            .filter(|i| i.etablissement.as_ref() == Some(&e.uai))
            .count();
        assert!(n >= 40, "{} {n}", e.nom);
    }
}

#[test]
fn homonymes() {
    let mut par_nom: HashMap<_, Vec<_>> = HashMap::new();
    for i in GENS.iter() {
        par_nom
            .entry((i.nom.as_str(), i.prenom))
            .or_default()
            .push(i);
    }
    let homonymes: Vec<_> = par_nom.values().filter(|g| g.len() > 1).collect();
    // Only those laid down: each is told apart by établissement or discipline.
    assert!((5..=12).contains(&homonymes.len()), "{}", homonymes.len());
    for groupe in &homonymes {
        let reperes: HashSet<_> = groupe
            .iter()
            .map(|i| (&i.etablissement, i.discipline))
            .collect();
        assert_eq!(reperes.len(), groupe.len());
    }
    let martin = &par_nom[&("MARTIN", "Anne")];
    assert_eq!(martin.len(), 4);
    let uai = bellevue();
    let ici = martin
        .iter()
        .filter(|i| i.etablissement.as_ref() == Some(&uai));
    assert_eq!(ici.count(), 2);
}

#[test]
fn des_noms_difficiles() {
    let a = |f: &dyn Fn(&IntervenantDemo) -> bool| GENS.iter().any(f);
    assert!(a(&|i| i.nom.starts_with("DE LA ")));
    assert!(a(&|i| i.nom.starts_with("D'")));
    assert!(a(&|i| i.nom.contains('’')));
    assert!(a(&|i| i.nom.starts_with("LE ")));
    assert!(a(&|i| i.nom.contains('-')));
    assert!(a(&|i| i.nom.contains('Ñ')));
    assert!(a(&|i| i.nom.starts_with('É')));
    assert!(a(&|i| i.nom.contains('Œ')));
    assert!(a(&|i| i.nom.chars().count() == 2));
    assert!(a(&|i| i.nom.chars().count() > 35));
    assert!(a(&|i| i.prenom.starts_with('Œ')));
    assert!(a(&|i| i.prenom.contains(' ')));
    assert!(a(&|i| i.prenom.contains('-')));
    assert!(a(&|i| i.prenom.contains('ï')));
}

/// The rows of the memo, retyped from it.
#[rustfmt::skip]
const MEMO: &[(i64, &str, &str, &str, &str, &str)] = &[
    (171890, "43A, EA-BTN, 2021, EA 2021", "STI2D - SCIEN. TECHNO. INDUST. DEV. DURA.", "C006, Innovation technologique", "Interrogation orale épreuve EC", "02/12/2020"),
    (171891, "43A, EA-BTN, 2021, EA 2021", "STMG - SCIEN. TECHNO. MANAG. ET GESTION", "C006, Sc. de gestion et numérique", "Interrogation orale épreuve EC", "02/12/2020"),
    (172272, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C001A, Histoire-géographie 1ère éval", "Correction de copies épreuve EC", "01/02/2021"),
    (172277, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C001C, Histoire-géographie 3ème éval", "Correction de copies épreuve EC", "01/02/2021"),
    (172278, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C001C, Histoire-géographie 3ème éval", "Correction de copies épreuve EC", "01/02/2021"),
    (172283, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C002A, Langue vivante A 1ère éval Anglais", "Correction de copies épreuve EC", "15/03/2021"),
    (172288, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C002CA, Langue viv. A 3ème éval écrit Anglais", "Correction de copies épreuve EC", "01/02/2021"),
    (172293, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C003A, Langue vivante B 1ère éval Allemand", "Correction de copies épreuve EC", "01/02/2021"),
    (172294, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C003A, Langue vivante B 1ère éval Allemand", "Correction de copies épreuve EC", "01/02/2021"),
    (172299, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C003CA, Langue viv. B 3ème éval écrit Allemand", "Correction de copies épreuve EC", "01/02/2021"),
    (172300, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C003CA, Langue viv. B 3ème éval écrit Allemand", "Correction de copies épreuve EC", "01/02/2021"),
    (172305, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C004A, Enseignement scien. 1ère éval", "Correction de copies épreuve EC", "01/02/2021"),
    (172306, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C004A, Enseignement scien. 1ère éval", "Correction de copies épreuve EC", "01/02/2021"),
    (172313, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C009, Humanités, littérature philo Partie littér", "Correction de copies épreuve EC", "01/02/2021"),
    (172316, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C009, Humanités, littérature philo partie philo", "Correction de copies épreuve EC", "01/02/2021"),
    (172322, "470, BCG, 2021, BGT 2021", "", "", "Numérisation des copies", "13/01/2021"),
    (172324, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C002CB, Langue viv. A 3ème éval oral Anglais", "Interrogation orale épreuve EC", "08/03/2021"),
    (172329, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C003CB, Langue viv. B 3ème éval oral Allemand", "Interrogation orale épreuve EC", "08/03/2021"),
    (172390, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C006, Arts Art - Musique", "Interrogation orale épreuve EC", "08/03/2021"),
    (172392, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C006, Arts Art - Histoire des arts", "Interrogation orale épreuve EC", "08/03/2021"),
    (172397, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "C018B, Mathématiques OIB 2ème éval. Chinois", "Interrogation orale épreuve EC", "08/03/2021"),
    (172418, "470, BCG, 2021, BGT 2021", "BCG - BACCALAUREAT GENERAL", "1-T011B-1, Physique-chimie pratique", "Évaluation compétences expérimentales", "22/02/2021"),
    (171887, "43A, EA-BTN, 2021, EA 2021", "STL - SCIEN. ET TECHNO. DE LABORATOIRE", "C006, Biochimie biologie", "Correction de copies épreuve EC", "06/01/2021"),
    (171886, "43A, EA-BTN, 2021, EA 2021", "STHR - SCIEN. TECH. HOTEL. RESTAURATION", "C006, Ens. scientifique alim-envir", "Correction de copies épreuve EC", "04/01/2021"),
    (171885, "43A, EA-BTN, 2021, EA 2021", "STD2A - SCIEN. TECHNO. DESIGN ARTS APPLI.", "C006, Physique-Chimie", "Correction de copies épreuve EC", "04/01/2021"),
    (171747, "47A, EA-BCG, 2021, EA 2021", "BCG - BACCALAUREAT GENERAL", "C001A, Histoire-géographie 1ère éval", "Correction de copies épreuve EC", "04/01/2021"),
];

/// Numbers of people convoked in the memo; 0 for the others.
const MEMO_CONVOQUES: &[(i64, usize)] = &[
    (171_887, 5),
    (171_885, 3),
    (171_747, 4),
    (172_278, 1),
    (172_418, 10),
];

#[test]
fn toutes_les_lignes_du_memo() {
    for (numero, session, specialite, epreuve, type_mission, debut) in MEMO {
        let m = mission_demo(*numero);
        assert_eq!(m.centre, bellevue());
        assert_eq!(m.session.to_string(), *session);
        let ecrit = m.specialite.as_ref().map(ToString::to_string);
        assert_eq!(ecrit.unwrap_or_default(), *specialite);
        let ecrit = m.epreuve.as_ref().map(ToString::to_string);
        assert_eq!(ecrit.unwrap_or_default(), *epreuve);
        assert_eq!(m.type_mission.libelle(), *type_mission);
        assert_eq!(domain::jour_court(m.debut), *debut);
        assert_eq!(m.signataire, Signataire::ChefEtablissement);
        let convoques = MEMO_CONVOQUES.iter().find(|(n, _)| n == numero);
        assert_eq!(
            convocations(*numero).len(),
            convoques.map_or(0, |(_, n)| *n),
            "{numero}"
        );
        // The memo's message on 172397 is the only one of its kind.
        assert_eq!(mission(m).attend_affectation(), *numero == 172_397);
    }
    let partie = |n| mission_demo(n).epreuve.as_ref().unwrap().partie_hlp();
    assert_eq!(partie(172_313), Some(PartieHlp::Litterature));
    assert_eq!(partie(172_316), Some(PartieHlp::Philosophie));
}

#[test]
fn les_ecrans_du_memo() {
    assert_eq!(
        resumes(172_278),
        HashSet::from([
            "Convoquée par centre, Correcteur, salle\u{a0}205, Com.\u{a0}3GHG, Dates spéc".into()
        ])
    );
    assert_eq!(
        resumes(172_418),
        HashSet::from([
            "Convoquée par centre, Correcteur, Com.\u{a0}TGPCECE, Dates spéc, Obs. spéc".into()
        ])
    );
    for c in convocations(172_418) {
        let p = personne(&c.intervenant);
        assert_eq!(p.etablissement, Some(bellevue()));
        assert_eq!(p.discipline, Some("L1500"));
        assert_eq!(c.auteur, "chef");
    }
    let autre_btn = mission_demo(171_885);
    assert_eq!(autre_btn.observation_par_defaut, "autre btn");
    let jours: Vec<_> = autre_btn
        .creneaux_par_defaut
        .iter()
        .map(|c| (domain::jour_court(c.jour), domain::heure_champ(c.debut)))
        .collect();
    let attendus = ["04/01/2021", "06/01/2021"].map(|j| (j.to_owned(), "08:00".to_owned()));
    assert_eq!(jours, attendus);
}

#[test]
fn les_missions_tiennent_debout() {
    let uais: HashSet<_> = DEMO.etablissements.iter().map(|e| &e.uai).collect();
    let signatures: HashSet<_> = DEMO
        .signatures
        .iter()
        .filter(|s| s.valide_au.is_none())
        .map(|s| (&s.etablissement, s.signataire.code()))
        .collect();
    // Everywhere but where the head has left; a deputy signs at one place.
    assert_eq!(signatures.len(), DEMO.etablissements.len());
    assert_eq!(DEMO.signatures.iter().filter(|s| s.delegation).count(), 1);
    let sans_signature: Vec<_> = DEMO
        .missions
        .iter()
        .filter(|m| !signatures.contains(&(&m.centre, m.signataire.code())))
        .map(|m| &m.centre)
        .collect();
    assert!(!sans_signature.is_empty());
    assert!(sans_signature.iter().all(|c| *c == sans_signature[0]));
    let fermes = &DEMO.services_fermes[..];
    assert_eq!(fermes.len(), 2);
    assert!(
        fermes
            .iter()
            .all(|f| uais.contains(&f.etablissement) && f.etablissement != bellevue())
    );
    let pas_encore = fermes.iter().find(|f| f.ouvre_dans.is_some()).unwrap();
    assert_eq!(pas_encore.service, domain::GenreService::Convocation);
    assert!(
        DEMO.missions
            .iter()
            .any(|m| m.centre == pas_encore.etablissement)
    );
    assert!(DEMO.missions.is_sorted_by(|a, b| a.numero < b.numero));
    let mut sessions = HashSet::new();
    for m in &DEMO.missions {
        assert!(uais.contains(&m.centre));
        assert!(DEMO.sessions.contains(&m.session));
        sessions.insert(&m.session);
        let sscan = m.type_mission == TypeMission::Sscan;
        assert_eq!(
            (m.specialite.is_none(), m.epreuve.is_none()),
            (sscan, sscan)
        );
        assert!(m.specialite.iter().all(|s| DEMO.specialites.contains(s)));
        assert!(m.epreuve.iter().all(|e| DEMO.epreuves.contains(e)));
        assert_eq!(m.jours_possibles.first(), Some(&m.debut), "{}", m.numero);
        assert!((10..=20).contains(&m.jours_possibles.len()));
        assert!(m.jours_possibles.is_sorted_by(|a, b| a < b));
        assert!((1..=2).contains(&m.creneaux_par_defaut.len()));
        // The proposal of the window can be taken as it is.
        let proposee = Affectation {
            qualite: m.type_mission.qualite_par_defaut(),
            salle: String::new(),
            commission: m.commission_par_defaut.clone(),
            creneaux: m.creneaux_par_defaut.clone(),
            observation: m.observation_par_defaut.clone(),
        };
        assert_eq!(proposee.erreurs(&mission(m)), []);
        assert_eq!(proposee.clone().nettoyee(m.type_mission), proposee);
        if m.type_mission != TypeMission::Inec {
            assert!(m.affectation_terminee);
        }
    }
    assert_eq!(sessions.len(), DEMO.sessions.len());
    let total = DEMO.missions.len();
    assert!((380..=430).contains(&total), "{total}");
    let ici = DEMO.missions.iter().filter(|m| m.centre == bellevue());
    let ici = ici.count();
    assert!((55..=70).contains(&ici), "{ici}");
    let hier = DEMO.missions.iter().filter(|m| m.session.annee == 2020);
    assert!(hier.count() > 50);
    let ouvertes = |f: bool| {
        DEMO.missions
            .iter()
            .any(|m| m.type_mission == TypeMission::Inec && m.affectation_terminee == f)
    };
    assert!(ouvertes(true) && ouvertes(false));
    let centre = DEMO
        .missions
        .iter()
        .filter(|m| m.signataire == Signataire::ChefCentre);
    assert!(centre.count() >= 3);
}

#[test]
fn les_deux_moities_de_hlp_vont_ensemble() {
    let mut parties: HashMap<_, (u32, u32)> = HashMap::new();
    for m in &DEMO.missions {
        let compte = parties.entry(&m.centre).or_default();
        match m.epreuve.as_ref().and_then(EpreuveOption::partie_hlp) {
            Some(PartieHlp::Litterature) => compte.0 += 1,
            Some(PartieHlp::Philosophie) => compte.1 += 1,
            None => {}
        }
    }
    assert!(parties.values().all(|(l, p)| l == p));
    assert!(parties.values().filter(|(l, _)| *l > 0).count() > 1);
}

#[test]
fn les_convocations_se_tiennent() {
    let comptes: HashSet<_> = DEMO.comptes.iter().map(|c| c.identifiant).collect();
    let connus: HashMap<_, _> = GENS.iter().map(|i| (i.matricule.as_str(), i)).collect();
    let mut cles = HashSet::new();
    let mut qualites = HashSet::new();
    let mut par_auteur: HashMap<&str, u32> = HashMap::new();
    for c in &DEMO.convocations {
        let demo = mission_demo(c.mission);
        let m = mission(demo);
        assert!(cles.insert((c.mission, &c.intervenant)));
        assert!(connus.contains_key(c.intervenant.as_str()));
        assert!(comptes.contains(c.auteur));
        assert!(!m.attend_affectation(), "{}", c.mission);
        assert_eq!(c.affectation.erreurs(&m), [], "{}", c.mission);
        assert_eq!(
            c.affectation.clone().nettoyee(demo.type_mission),
            c.affectation
        );
        assert_eq!(
            c.affectation.qualite.is_some(),
            demo.type_mission != TypeMission::Sscan
        );
        // The authority is the one that the author's role gives.
        assert_eq!(
            c.autorite == Autorite::Division,
            c.auteur == "gestionnaire",
            "{}",
            c.mission
        );
        if c.autorite == Autorite::Centre {
            assert_eq!(demo.centre, bellevue());
        }
        qualites.extend(c.affectation.qualite);
        *par_auteur.entry(c.auteur).or_default() += 1;
    }
    assert_eq!(qualites.len(), Qualite::TOUTES.len());
    assert!(
        par_auteur["chef"] > 40 && par_auteur["gestionnaire"] > 50,
        "{par_auteur:?}"
    );
    assert!((4..20).contains(&par_auteur["secretaire"]));
    // The author rule is to be seen on 171747: three by the head, one by the division.
    let auteurs: Vec<_> = convocations(171_747).iter().map(|c| c.auteur).collect();
    assert_eq!(auteurs, ["chef", "chef", "chef", "gestionnaire"]);
    // And on 171887 somebody has no address, and somebody only a personal one.
    let mels: Vec<_> = convocations(171_887)
        .iter()
        .map(|c| connus[c.intervenant.as_str()])
        .map(|p| (p.mel_professionnel.is_empty(), p.mel_personnel.is_empty()))
        .collect();
    assert!(mels.contains(&(true, true)) && mels.contains(&(true, false)));
}

#[test]
fn les_comptes() {
    let noms: Vec<_> = DEMO.comptes.iter().map(|c| c.identifiant).collect();
    assert_eq!(
        noms,
        [
            "chef",
            "secretaire",
            "gestionnaire",
            "admin",
            "intervenant",
            "adjoint"
        ]
    );
    for c in &DEMO.comptes {
        assert!(mel_plausible(&c.mel) && c.mel.ends_with("@ac-demo.example"));
        assert_eq!(domain::identifiant_normalise(c.identifiant), c.identifiant);
        assert_eq!(
            domain::verifier_nouveau_mot_de_passe(MOT_DE_PASSE, &[c.identifiant]),
            Ok(())
        );
        for a in &c.attributions {
            assert_eq!(a.role.sur_etablissement(), a.etablissement.is_some());
            let ailleurs = c.identifiant == "adjoint";
            assert!(
                a.etablissement
                    .iter()
                    .all(|u| (*u != bellevue()) == ailleurs)
            );
            assert_eq!(
                a.delegation.is_some(),
                ailleurs && a.role == Role::ChefEtablissement
            );
        }
        assert_eq!(
            c.attributions.iter().any(|a| a.role == Role::Intervenant),
            c.intervenant.is_some()
        );
    }
    let lui = DEMO.comptes[4].intervenant.as_deref().unwrap();
    assert_eq!(convocations(172_278)[0].intervenant, lui);
    let personne = personne(lui);
    assert_eq!(
        DEMO.comptes[4].nom,
        format!("{} {}", personne.prenom, personne.nom)
    );
    assert_eq!(DEMO.comptes[4].mel, personne.mel_professionnel);
    let chef = &DEMO.signatures[0];
    assert_eq!(DEMO.comptes[0].nom, format!("{} {}", chef.prenom, chef.nom));
}

#[test]
fn les_heures_ont_un_sens() {
    let minuit = NaiveTime::MIN;
    let creneaux = DEMO.missions.iter().flat_map(|m| &m.creneaux_par_defaut);
    let faits = DEMO
        .convocations
        .iter()
        .flat_map(|c| &c.affectation.creneaux);
    for c in creneaux.chain(faits) {
        assert!(c.debut > minuit && c.fin > c.debut);
    }
}

#[test]
fn les_services_faits() {
    use domain::{Constat, RemplacantService};
    assert!(!DEMO.services.is_empty());
    let mut etats: HashMap<i64, (usize, usize)> = HashMap::new();
    for s in &DEMO.services {
        // Each is of a day of a convocation, and what is validated lacks nothing.
        let convocation = convocations(s.mission)
            .into_iter()
            .find(|c| c.intervenant == s.intervenant)
            .unwrap();
        assert!(
            convocation
                .affectation
                .creneaux
                .iter()
                .any(|c| c.jour == s.jour)
        );
        assert_ne!(s.remplacant.as_deref(), Some(&*s.intervenant));
        let constat = Constat {
            presence: Some(s.presence),
            motif: s.motif,
            remplacant: s.remplacant.as_ref().map(|m| RemplacantService {
                id: domain::IntervenantId(0),
                nom: String::new(),
                matricule: m.clone(),
            }),
            minutes: s.minutes,
            nombre: s.nombre,
            remarque: s.remarque.to_owned(),
        };
        let comptage = mission_demo(s.mission).type_mission.faits().comptage;
        let manque = constat.manque(comptage, convocation.affectation.qualite);
        assert!(!s.valide || manque.is_none(), "{s:?}");
        assert!(s.correction.is_empty() || s.valide);
        let (saisis, valides) = etats.entry(s.mission).or_default();
        *saisis += 1;
        *valides += usize::from(s.valide);
    }
    let lignes = |n| -> usize {
        convocations(n)
            .iter()
            .map(|c| c.affectation.creneaux.len())
            .sum()
    };
    // Nothing entered, entered, partly validated, validated.
    assert_eq!(etats.get(&164_011), None);
    assert_eq!(etats[&164_013], (lignes(164_013), 0));
    assert_eq!(etats[&164_015], (lignes(164_015), lignes(164_015)));
    assert!(etats[&164_014].1 > 0);
    assert!(DEMO.services.iter().any(|s| s.remplacant.is_some()));
    assert!(DEMO.services.iter().any(|s| !s.correction.is_empty()));
    // The session of 2021 remains.
    assert!(DEMO.services.iter().all(|s| s.mission < 170_000));
}

#[test]
fn une_annee_d_indisponibilites() {
    use domain::Motif;
    let bellevue = bellevue();
    let ici: HashMap<&str, &IntervenantDemo> = GENS
        .iter()
        .filter(|i| i.etablissement.as_ref() == Some(&bellevue))
        .map(|i| (i.matricule.as_str(), i))
        .collect();
    let (siennes, autres): (Vec<_>, Vec<_>) = DEMO
        .absences
        .iter()
        .partition(|a| ici.contains_key(a.intervenant.as_str()));
    assert!((50..=140).contains(&siennes.len()), "{}", siennes.len());
    assert!(autres.len() > 200, "{}", autres.len());
    for m in Motif::TOUS {
        let connu = siennes.iter().any(|a| a.motif == m);
        assert!(
            connu || matches!(m, Motif::AutreService | Motif::Concours),
            "{m:?}"
        );
    }
    let mois: HashSet<_> = siennes
        .iter()
        .map(|a| (a.absence.du.year(), a.absence.du.month()))
        .collect();
    assert!(mois.len() >= 8, "{mois:?}");
    assert!(siennes.iter().any(|a| a.absence.jour_semaine.is_some()));
    assert!(siennes.iter().any(|a| a.absence.debut_midi));
    for a in &DEMO.absences {
        assert!(a.absence.premier_jour().is_some(), "{a:?}");
        // Nothing more is told of what is medical.
        assert!(a.motif != Motif::Medical || a.commentaire.is_empty());
        let connue = GENS.iter().any(|i| i.matricule == a.intervenant);
        assert!(connue, "{a:?}");
    }
    // The window of the memo's missions shows the clashes laid down and no others.
    for discipline in ["L0422", "L1500", "L1000"] {
        let hiver = |a: &&&AbsenceDemo| {
            let du = domain::NaiveDate::from_ymd_opt(2021, 1, 1).unwrap();
            let au = domain::NaiveDate::from_ymd_opt(2021, 3, 31).unwrap();
            ici[a.intervenant.as_str()].discipline == Some(discipline)
                && a.absence.au >= du
                && a.absence.du <= au
        };
        let attendues = match discipline {
            "L0422" => 3,
            "L1500" => 1,
            _ => 0,
        };
        assert_eq!(
            siennes.iter().filter(hiver).count(),
            attendues,
            "{discipline}"
        );
    }
}

#[test]
fn des_competences_dans_chaque_etat() {
    let de = |annee: i32, discipline: &str| {
        DEMO.competences
            .iter()
            .find(|s| {
                s.etablissement == bellevue() && s.annee == annee && s.discipline == discipline
            })
            .map(|s| s.etapes.as_slice())
    };
    let derniere = |discipline: &str| de(2021, discipline).and_then(<[_]>::last).unwrap();
    assert!(matches!(derniere("L0422"), EtapeDemo::Enregistrer { .. }));
    assert!(matches!(derniere("L1500"), EtapeDemo::Proposer { .. }));
    assert!(matches!(derniere("L1000"), EtapeDemo::Valider { .. }));
    assert!(
        de(2021, "L0100")
            .unwrap()
            .iter()
            .any(|e| matches!(e, EtapeDemo::Rouvrir { .. }))
    );
    assert_eq!(de(2021, "L0424"), None, "non commencée");
    assert!(de(2020, "L1700").is_some() && de(2021, "L1700").is_none());
    // Everybody named works there, in that discipline; steps are in order.
    for s in &DEMO.competences {
        let mut avant = i64::MAX;
        for e in &s.etapes {
            let (EtapeDemo::Enregistrer { jours, .. }
            | EtapeDemo::Proposer { jours, .. }
            | EtapeDemo::Valider { jours, .. }
            | EtapeDemo::Rouvrir { jours, .. }) = e;
            assert!(*jours < avant, "{} {}", s.annee, s.discipline);
            avant = *jours;
            if let EtapeDemo::Enregistrer {
                cochees, decochees, ..
            } = e
            {
                assert!(!cochees.is_empty());
                for (qui, _) in cochees.iter().chain(decochees) {
                    let i = personne(qui);
                    assert_eq!(i.etablissement.as_ref(), Some(&s.etablissement));
                    assert_eq!(i.discipline, Some(s.discipline));
                }
            }
        }
    }
    let ailleurs = DEMO
        .competences
        .iter()
        .filter(|s| s.etablissement != bellevue());
    assert!(ailleurs.count() >= 10);
}

#[test]
fn la_seconde_academie_se_tient() {
    let parametres = Parametres::default();
    let deux = toutes(&parametres);
    assert_eq!(deux.len(), 2);
    assert_eq!(deux[0], *DEMO);
    let v = &deux[1];
    assert_eq!(*v, toutes(&parametres)[1]);
    let gens: Vec<_> = v.intervenants().collect();
    assert_eq!((v.etablissements.len(), gens.len()), (5, 150));
    assert_eq!(
        (v.nombre_intervenants(), v.intervenants().len()),
        (150, 150)
    );
    assert!((12..=15).contains(&v.missions.len()));

    // Nothing of the first one, but on purpose: names, and a mission's number.
    let uais: HashSet<_> = v.etablissements.iter().map(|e| &e.uai).collect();
    assert!(DEMO.etablissements.iter().all(|e| !uais.contains(&e.uai)));
    let comptes: HashSet<_> = v.comptes.iter().map(|c| c.identifiant).collect();
    assert!(
        DEMO.comptes
            .iter()
            .all(|c| !comptes.contains(c.identifiant))
    );
    let mels: HashSet<_> = GENS
        .iter()
        .flat_map(|i| [&i.mel_professionnel, &i.mel_personnel])
        .filter(|m| !m.is_empty())
        .collect();
    let mut siens = HashSet::new();
    let mut matricules = HashSet::new();
    for i in &gens {
        assert!(matricules.insert(&i.matricule));
        assert!(i.etablissement.as_ref().is_some_and(|e| uais.contains(e)));
        for mel in [&i.mel_professionnel, &i.mel_personnel] {
            assert!(
                mel.is_empty() || (mel_plausible(mel) && siens.insert(mel)),
                "{mel}"
            );
            assert!(!mels.contains(mel), "{mel}");
        }
    }
    let de_nom = |i: &&IntervenantDemo| i.nom == "MARTIN" && i.prenom == "Anne";
    assert_eq!(gens.iter().filter(de_nom).count(), 2);
    assert!(GENS.iter().filter(de_nom).count() >= 3);
    let numeros: HashSet<_> = DEMO.missions.iter().map(|m| m.numero).collect();
    let memes: Vec<_> = v
        .missions
        .iter()
        .filter(|m| numeros.contains(&m.numero))
        .collect();
    assert_eq!(memes.len(), 1);
    assert_eq!(memes[0].numero, 172_278);

    // What is convoked can be, by accounts that exist; what is attested lacks nothing.
    let mut convoquees = HashSet::new();
    for c in &v.convocations {
        let m = v.missions.iter().find(|m| m.numero == c.mission).unwrap();
        assert!(comptes.contains(c.auteur));
        assert!(matricules.contains(&c.intervenant));
        assert!(m.affectation_terminee && uais.contains(&m.centre));
        assert!(
            c.affectation
                .creneaux
                .iter()
                .all(|j| m.jours_possibles.contains(&j.jour))
        );
        assert_eq!(
            c.autorite == Autorite::Division,
            c.auteur == "gestionnaire.bordeaux"
        );
        convoquees.insert(c.mission);
    }
    assert_eq!(convoquees.len(), v.missions.len() - 2);
    assert!(v.services.iter().all(|s| s.valide && s.nombre.is_some()));
    assert!(v.services.len() >= 2);
    let roles: HashSet<_> = v
        .comptes
        .iter()
        .flat_map(|c| &c.attributions)
        .map(|a| a.role)
        .collect();
    assert_eq!(roles.len(), Role::TOUS.len());
    for c in &v.comptes {
        assert_eq!(domain::identifiant_normalise(c.identifiant), c.identifiant);
        assert!(mel_plausible(&c.mel), "{}", c.mel);
        assert!(c.intervenant.iter().all(|m| matricules.contains(m)));
    }
}
