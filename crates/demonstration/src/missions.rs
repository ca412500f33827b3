//! The missions: those that the memo's screens show, word for word, and others
//! in the same style.

use crate::academie;
use crate::alea::{Alea, Genre};
use crate::{EtablissementDemo, MissionDemo};
use domain::{
    Creneau, Datelike, EpreuveOption, NaiveDate, NaiveTime, SessionExamen, Signataire, Specialite,
    TypeMission, Uai, Weekday,
};

use TypeMission::{Coec, Inec, Prece, Sscan};

/// A session d'examen: code, examen, year, label.
type Session = (&'static str, &'static str, i32, &'static str);

const EA_BCG_20: Session = ("47A", "EA-BCG", 2020, "EA 2020");
const EA_BTN_20: Session = ("43A", "EA-BTN", 2020, "EA 2020");
const EA_BCG: Session = ("47A", "EA-BCG", 2021, "EA 2021");
const EA_BTN: Session = ("43A", "EA-BTN", 2021, "EA 2021");
const BCG: Session = ("470", "BCG", 2021, "BGT 2021");
const BTN: Session = ("430", "BTN", 2021, "BGT 2021");

const SESSIONS: &[Session] = &[EA_BCG_20, EA_BTN_20, EA_BCG, EA_BTN, BCG, BTN];

/// A code and a label.
type Libelle = Option<(&'static str, &'static str)>;

const GENERAL: Libelle = Some(("BCG", "BACCALAUREAT GENERAL"));
const STI2D: Libelle = Some(("STI2D", "SCIEN. TECHNO. INDUST. DEV. DURA."));
const STMG: Libelle = Some(("STMG", "SCIEN. TECHNO. MANAG. ET GESTION"));
const STL: Libelle = Some(("STL", "SCIEN. ET TECHNO. DE LABORATOIRE"));
const STHR: Libelle = Some(("STHR", "SCIEN. TECH. HOTEL. RESTAURATION"));
const STD2A: Libelle = Some(("STD2A", "SCIEN. TECHNO. DESIGN ARTS APPLI."));
const ST2S: Libelle = Some(("ST2S", "SCIEN. TECHNO. SANTE ET SOCIAL"));

const fn ep(code: &'static str, libelle: &'static str) -> Libelle {
    Some((code, libelle))
}

/// What a mission is before it has a centre and a number.
#[derive(Clone, Copy)]
pub(crate) struct Modele {
    session: Session,
    specialite: Libelle,
    epreuve: Libelle,
    type_mission: TypeMission,
    debut: NaiveDate,
    commission: &'static str,
    /// Codes of the disciplines whose people are called to it; none for anybody.
    pub(crate) disciplines: &'static [&'static str],
}

const fn m(
    session: Session,
    specialite: Libelle,
    epreuve: Libelle,
    type_mission: TypeMission,
    debut: NaiveDate,
    commission: &'static str,
    disciplines: &'static [&'static str],
) -> Modele {
    Modele {
        session,
        specialite,
        epreuve,
        type_mission,
        debut,
        commission,
        disciplines,
    }
}

/// A day; [`NaiveDate::MIN`] when there is none such, which a test would see.
const fn jour(jour: u32, mois: u32, annee: i32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(annee, mois, jour) {
        Some(j) => j,
        None => NaiveDate::MIN,
    }
}

/// An hour on the hour.
const fn heure(heure: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(heure, 0, 0) {
        Some(h) => h,
        None => NaiveTime::MIN,
    }
}

const J_02_12: NaiveDate = jour(2, 12, 2020);
const J_04_01: NaiveDate = jour(4, 1, 2021);
const J_06_01: NaiveDate = jour(6, 1, 2021);
const J_13_01: NaiveDate = jour(13, 1, 2021);
const J_01_02: NaiveDate = jour(1, 2, 2021);
const J_22_02: NaiveDate = jour(22, 2, 2021);
const J_08_03: NaiveDate = jour(8, 3, 2021);
const J_15_03: NaiveDate = jour(15, 3, 2021);
const J_20_01_20: NaiveDate = jour(20, 1, 2020);
const J_27_01_20: NaiveDate = jour(27, 1, 2020);
const J_02_03_20: NaiveDate = jour(2, 3, 2020);
const J_20_04_20: NaiveDate = jour(20, 4, 2020);

const HG: &[&str] = &["L1000"];
const ANG: &[&str] = &["L0422"];
const ALL: &[&str] = &["L0421"];
const ESP: &[&str] = &["L0426"];
const ITA: &[&str] = &["L0429"];
const SCI: &[&str] = &["L1600", "L1500"];
const PC: &[&str] = &["L1500"];
const SVT: &[&str] = &["L1600"];
const MATHS: &[&str] = &["L1300"];
const NSI: &[&str] = &["L1510", "L1300"];
const SES: &[&str] = &["L1100"];
const LETTRES: &[&str] = &["L0202", "L0201"];
const PHILO: &[&str] = &["L0100"];
const BIO: &[&str] = &["L7100"];
const GESTION: &[&str] = &["L8010"];
const INNOV: &[&str] = &["L1412", "L1413", "L1414"];
const HOTEL: &[&str] = &["L8510"];
const DESIGN: &[&str] = &["L6500", "L1800"];
const MUSIQUE: &[&str] = &["L1700"];
const CHINOIS: &[&str] = &["L0424", "L1300"];
const TOUS: &[&str] = &[];

/// Every row of the memo's lists, as printed. The label of 172283 is cut there: its
/// code and beginning follow from the rows around it.
#[rustfmt::skip]
const DU_MEMO: &[(i64, Modele)] = &[
    (171_747, m(EA_BCG, GENERAL, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_04_01, "1GHG", HG)),
    (171_885, m(EA_BTN, STD2A, ep("C006", "Physique-Chimie"), Coec, J_04_01, "1DPC", PC)),
    (171_886, m(EA_BTN, STHR, ep("C006", "Ens. scientifique alim-envir"), Coec, J_04_01, "1HESAE", HOTEL)),
    (171_887, m(EA_BTN, STL, ep("C006", "Biochimie biologie"), Coec, J_06_01, "1LBB", BIO)),
    (171_890, m(EA_BTN, STI2D, ep("C006", "Innovation technologique"), Inec, J_02_12, "1IIT", INNOV)),
    (171_891, m(EA_BTN, STMG, ep("C006", "Sc. de gestion et numérique"), Inec, J_02_12, "1MSGN", GESTION)),
    (172_272, m(BCG, GENERAL, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_01_02, "1GHG", HG)),
    (172_277, m(BCG, GENERAL, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3GHG", HG)),
    (172_278, m(BCG, GENERAL, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3GHG", HG)),
    (172_283, m(BCG, GENERAL, ep("C002A", "Langue vivante A 1ère éval Anglais"), Coec, J_15_03, "1GANG", ANG)),
    (172_288, m(BCG, GENERAL, ep("C002CA", "Langue viv. A 3ème éval écrit Anglais"), Coec, J_01_02, "3GANG", ANG)),
    (172_293, m(BCG, GENERAL, ep("C003A", "Langue vivante B 1ère éval Allemand"), Coec, J_01_02, "1GALL", ALL)),
    (172_294, m(BCG, GENERAL, ep("C003A", "Langue vivante B 1ère éval Allemand"), Coec, J_01_02, "1GALL", ALL)),
    (172_299, m(BCG, GENERAL, ep("C003CA", "Langue viv. B 3ème éval écrit Allemand"), Coec, J_01_02, "3GALL", ALL)),
    (172_300, m(BCG, GENERAL, ep("C003CA", "Langue viv. B 3ème éval écrit Allemand"), Coec, J_01_02, "3GALL", ALL)),
    (172_305, m(BCG, GENERAL, ep("C004A", "Enseignement scien. 1ère éval"), Coec, J_01_02, "1GES", SCI)),
    (172_306, m(BCG, GENERAL, ep("C004A", "Enseignement scien. 1ère éval"), Coec, J_01_02, "1GES", SCI)),
    (172_313, m(BCG, GENERAL, ep("C009", "Humanités, littérature philo Partie littér"), Coec, J_01_02, "1GHLPL", LETTRES)),
    (172_316, m(BCG, GENERAL, ep("C009", "Humanités, littérature philo partie philo"), Coec, J_01_02, "1GHLPP", PHILO)),
    (172_322, m(BCG, None, None, Sscan, J_13_01, "", TOUS)),
    (172_324, m(BCG, GENERAL, ep("C002CB", "Langue viv. A 3ème éval oral Anglais"), Inec, J_08_03, "3GANGO", ANG)),
    (172_329, m(BCG, GENERAL, ep("C003CB", "Langue viv. B 3ème éval oral Allemand"), Inec, J_08_03, "3GALLO", ALL)),
    (172_390, m(BCG, GENERAL, ep("C006", "Arts Art - Musique"), Inec, J_08_03, "1GMUS", MUSIQUE)),
    (172_392, m(BCG, GENERAL, ep("C006", "Arts Art - Histoire des arts"), Inec, J_08_03, "1GHDA", &["L1800", "L1000"])),
    (172_397, m(BCG, GENERAL, ep("C018B", "Mathématiques OIB 2ème éval. Chinois"), Inec, J_08_03, "2GOIB", CHINOIS)),
    (172_418, m(BCG, GENERAL, ep("1-T011B-1", "Physique-chimie pratique"), Prece, J_22_02, "TGPCECE", PC)),
];

/// The one interrogation whose candidates are not yet affected (memo §5).
const NON_AFFECTEE: i64 = 172_397;

/// More missions of Bellevue, in the same style: this session's and last year's.
#[rustfmt::skip]
const DE_BELLEVUE: &[(i64, Modele)] = &[
    (171_748, m(EA_BCG, GENERAL, ep("C002A", "Langue vivante A 1ère éval Anglais"), Coec, J_04_01, "1GANG", ANG)),
    (171_749, m(EA_BCG, GENERAL, ep("C003A", "Langue vivante B 1ère éval Allemand"), Coec, J_04_01, "1GALL", ALL)),
    (171_750, m(EA_BCG, GENERAL, ep("C003A", "Langue vivante B 1ère éval Espagnol"), Coec, J_04_01, "1GESP", ESP)),
    (171_751, m(EA_BCG, GENERAL, ep("C003A", "Langue vivante B 1ère éval Italien"), Coec, J_04_01, "1GITA", ITA)),
    (171_752, m(EA_BCG, GENERAL, ep("C004A", "Enseignement scien. 1ère éval"), Coec, J_06_01, "1GES", SCI)),
    (171_753, m(EA_BCG, None, None, Sscan, J_04_01, "", TOUS)),
    (171_884, m(EA_BTN, ST2S, ep("C006", "Physique-Chimie pour la santé"), Coec, J_04_01, "1SPC", PC)),
    (171_888, m(EA_BTN, STMG, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_04_01, "1MHG", HG)),
    (171_889, m(EA_BTN, STL, ep("C005A", "Mathématiques 1ère éval"), Coec, J_06_01, "1LMAT", MATHS)),
    (171_892, m(EA_BTN, None, None, Sscan, J_04_01, "", TOUS)),
    (172_284, m(BCG, GENERAL, ep("C002A", "Langue vivante A 1ère éval Espagnol"), Coec, J_15_03, "1GESP", ESP)),
    (172_289, m(BCG, GENERAL, ep("C002CA", "Langue viv. A 3ème éval écrit Espagnol"), Coec, J_01_02, "3GESPA", ESP)),
    (172_295, m(BCG, GENERAL, ep("C003A", "Langue vivante B 1ère éval Espagnol"), Coec, J_01_02, "1GESP", ESP)),
    (172_301, m(BCG, GENERAL, ep("C003CA", "Langue viv. B 3ème éval écrit Espagnol"), Coec, J_01_02, "3GESP", ESP)),
    (172_307, m(BCG, GENERAL, ep("C004C", "Enseignement scien. 3ème éval"), Coec, J_01_02, "3GES", SCI)),
    (172_312, m(BCG, GENERAL, ep("C017", "Sciences économiques et sociales"), Coec, J_01_02, "1GSES", SES)),
    (172_318, m(BCG, GENERAL, ep("C012", "Mathématiques"), Coec, J_01_02, "1GMAT", MATHS)),
    (172_319, m(BCG, GENERAL, ep("C014", "Physique-Chimie"), Coec, J_01_02, "1GPC", PC)),
    (172_320, m(BCG, GENERAL, ep("C015", "Sciences de la vie et de la Terre"), Coec, J_01_02, "1GSVT", SVT)),
    (172_325, m(BCG, GENERAL, ep("C002CB", "Langue viv. A 3ème éval oral Espagnol"), Inec, J_08_03, "3GESPO", ESP)),
    (172_330, m(BCG, GENERAL, ep("C003CB", "Langue viv. B 3ème éval oral Espagnol"), Inec, J_08_03, "3GESPO", ESP)),
    (172_396, m(BCG, GENERAL, ep("C018A", "Mathématiques OIB 1ère éval. Chinois"), Inec, J_08_03, "1GOIB", CHINOIS)),
    (172_419, m(BCG, GENERAL, ep("1-T012B-1", "Sc. de la vie et de la Terre pratique"), Prece, J_22_02, "TGSVTECE", SVT)),
    (172_420, m(BCG, GENERAL, ep("1-T013B-1", "Numérique et sc. informatiques pratique"), Prece, J_22_02, "TGNSIECE", NSI)),
    (172_421, m(BTN, STL, ep("1-T021B-1", "Biochimie biologie biotech. pratique"), Prece, J_22_02, "TLBBECE", BIO)),
    (172_430, m(BTN, STMG, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3MHG", HG)),
    (172_431, m(BTN, STL, ep("C005C", "Mathématiques 3ème éval"), Coec, J_01_02, "3LMAT", MATHS)),
    (172_432, m(BTN, STL, ep("C002CA", "Langue viv. A 3ème éval écrit Anglais"), Coec, J_01_02, "3LANG", ANG)),
    (172_433, m(BTN, None, None, Sscan, J_13_01, "", TOUS)),
    (164_011, m(EA_BCG_20, GENERAL, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_20_01_20, "1GHG", HG)),
    (164_012, m(EA_BCG_20, GENERAL, ep("C001B", "Histoire-géographie 2ème éval"), Coec, J_20_04_20, "2GHG", HG)),
    (164_013, m(EA_BCG_20, GENERAL, ep("C002A", "Langue vivante A 1ère éval Anglais"), Coec, J_27_01_20, "1GANG", ANG)),
    (164_014, m(EA_BCG_20, GENERAL, ep("C003A", "Langue vivante B 1ère éval Espagnol"), Coec, J_27_01_20, "1GESP", ESP)),
    (164_015, m(EA_BCG_20, GENERAL, ep("C004B", "Enseignement scien. 2ème éval"), Coec, J_20_04_20, "2GES", SCI)),
    (164_016, m(EA_BCG_20, None, None, Sscan, J_20_01_20, "", TOUS)),
    (164_017, m(EA_BCG_20, GENERAL, ep("C006", "Arts Art - Musique"), Inec, J_02_03_20, "1GMUS", MUSIQUE)),
    (164_171, m(EA_BTN_20, STMG, ep("C006", "Sc. de gestion et numérique"), Inec, J_02_03_20, "1MSGN", GESTION)),
    (164_172, m(EA_BTN_20, STL, ep("C006", "Biochimie biologie"), Coec, J_27_01_20, "1LBB", BIO)),
];

/// Missions of Bellevue whose letters the head of the exam centre signs. None is
/// of the memo, where the head of the établissement signs them all.
const PAR_CHEF_DE_CENTRE: &[i64] = &[164_017, 164_171, 172_325, 172_396, 172_421];

/// What other centres have: every centre those of the first list, and some of the
/// second.
#[rustfmt::skip]
const PARTOUT: &[Modele] = &[
    m(BCG, GENERAL, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3GHG", HG),
    m(BCG, GENERAL, ep("C002CA", "Langue viv. A 3ème éval écrit Anglais"), Coec, J_01_02, "3GANG", ANG),
    m(BCG, None, None, Sscan, J_13_01, "", TOUS),
    m(BCG, GENERAL, ep("1-T011B-1", "Physique-chimie pratique"), Prece, J_22_02, "TGPCECE", PC),
    m(EA_BCG_20, GENERAL, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_20_01_20, "1GHG", HG),
    m(EA_BCG_20, GENERAL, ep("C002A", "Langue vivante A 1ère éval Anglais"), Coec, J_27_01_20, "1GANG", ANG),
];

/// Missions that some centres have; a group goes together, as the two halves of
/// Humanités-littérature-philosophie do.
#[rustfmt::skip]
const SELON: &[&[Modele]] = &[
    &[
        m(BCG, GENERAL, ep("C009", "Humanités, littérature philo Partie littér"), Coec, J_01_02, "1GHLPL", LETTRES),
        m(BCG, GENERAL, ep("C009", "Humanités, littérature philo partie philo"), Coec, J_01_02, "1GHLPP", PHILO),
    ],
    &[m(EA_BCG, GENERAL, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_04_01, "1GHG", HG)],
    &[m(EA_BCG, GENERAL, ep("C004A", "Enseignement scien. 1ère éval"), Coec, J_06_01, "1GES", SCI)],
    &[m(BCG, GENERAL, ep("C003CA", "Langue viv. B 3ème éval écrit Espagnol"), Coec, J_01_02, "3GESP", ESP)],
    &[m(BCG, GENERAL, ep("C003CB", "Langue viv. B 3ème éval oral Espagnol"), Inec, J_08_03, "3GESPO", ESP)],
    &[m(BCG, GENERAL, ep("C003CA", "Langue viv. B 3ème éval écrit Allemand"), Coec, J_01_02, "3GALL", ALL)],
    &[m(BCG, GENERAL, ep("C002CB", "Langue viv. A 3ème éval oral Anglais"), Inec, J_08_03, "3GANGO", ANG)],
    &[m(BCG, GENERAL, ep("1-T012B-1", "Sc. de la vie et de la Terre pratique"), Prece, J_22_02, "TGSVTECE", SVT)],
    &[m(EA_BTN, STMG, ep("C006", "Sc. de gestion et numérique"), Inec, J_02_12, "1MSGN", GESTION)],
    &[m(EA_BTN, STI2D, ep("C006", "Innovation technologique"), Inec, J_02_12, "1IIT", INNOV)],
    &[m(EA_BTN, ST2S, ep("C006", "Physique-Chimie pour la santé"), Coec, J_04_01, "1SPC", PC)],
    &[m(EA_BTN, STHR, ep("C006", "Ens. scientifique alim-envir"), Coec, J_04_01, "1HESAE", HOTEL)],
    &[m(EA_BTN, STD2A, ep("C006", "Outils et langages numériques"), Coec, J_06_01, "1DOLN", DESIGN)],
    &[m(BTN, STMG, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3MHG", HG)],
    &[m(EA_BTN_20, STMG, ep("C005A", "Mathématiques 1ère éval"), Coec, J_27_01_20, "1MMAT", MATHS)],
    &[m(BCG, GENERAL, ep("C006", "Arts Art - Musique"), Inec, J_08_03, "1GMUS", MUSIQUE)],
];

/// First numbers of the other centres' missions: above those of the memo for this
/// session, below for last year's.
const NUMERO_2021: i64 = 172_500;
const NUMERO_2020: i64 = 164_200;

/// Days between 2020 and 2021 on which nobody works, besides weekends.
const FERIES: &[NaiveDate] = &[
    jour(13, 4, 2020),
    jour(1, 5, 2020),
    jour(8, 5, 2020),
    jour(21, 5, 2020),
    jour(1, 6, 2020),
    jour(11, 11, 2020),
    jour(25, 12, 2020),
    jour(1, 1, 2021),
    jour(5, 4, 2021),
    jour(13, 5, 2021),
    jour(24, 5, 2021),
];

const OBSERVATIONS_COPIES: &[&str] = &[
    "Réunion d’entente le premier jour, à 8\u{a0}h\u{a0}30, en salle des professeurs.",
    "Les copies sont accessibles dans SANTORIN dès le premier jour de la mission.\nSaisie des notes à terminer le dernier jour avant 18\u{a0}h.",
];

const OBSERVATIONS_CANDIDATS: &[&str] = &[
    "Vous munir de votre convocation et d’une pièce d’identité.",
    "Accueil à la loge, trente minutes avant l’arrivée des candidats.",
];

/// Every mission with the disciplines called to it, by number.
pub(crate) fn missions(
    graine: u64,
    etablissements: &[EtablissementDemo],
) -> Vec<(MissionDemo, &'static [&'static str])> {
    let bellevue = academie::bellevue();
    let mut missions: Vec<_> = DU_MEMO
        .iter()
        .chain(DE_BELLEVUE)
        .map(|(numero, modele)| (mission(*numero, modele, &bellevue), modele.disciplines))
        .collect();
    for (mission, _) in &mut missions {
        particularites(mission);
    }

    let mut numeros = (NUMERO_2020, NUMERO_2021);
    let mut autres = Vec::new();
    for (rang, centre) in etablissements.iter().enumerate().skip(1) {
        let mut alea = Alea::pour(graine, Genre::Mission, rang as u64);
        let mut modeles: Vec<&Modele> = PARTOUT.iter().collect();
        for groupe in SELON {
            if alea.chance(28) {
                modeles.extend(groupe.iter());
            }
        }
        for modele in modeles {
            let numero = if modele.session.2 == 2020 {
                &mut numeros.0
            } else {
                &mut numeros.1
            };
            let mut mission = mission(*numero, modele, &centre.uai);
            // Two out of three interrogations of the session are ready.
            mission.affectation_terminee =
                modele.type_mission != Inec || modele.debut < J_04_01 || alea.chance(66);
            autres.push((mission, modele.disciplines));
            *numero += 1;
        }
    }
    missions.append(&mut autres);
    missions.sort_by_key(|(m, _)| m.numero);
    missions
}

/// Missions of the second académie: the number, the rank of the centre, the rest. The
/// first one has the number of a mission of the memo, and is another one.
#[rustfmt::skip]
const VOISINES: &[(i64, usize, Modele)] = &[
    (172_278, 0, m(BCG, GENERAL, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3GHG", HG)),
    (401_101, 0, m(BCG, GENERAL, ep("C002CA", "Langue viv. A 3ème éval écrit Anglais"), Coec, J_01_02, "3GANG", ANG)),
    (401_102, 0, m(BCG, None, None, Sscan, J_13_01, "", TOUS)),
    (401_103, 0, m(BCG, GENERAL, ep("1-T011B-1", "Physique-chimie pratique"), Prece, J_22_02, "TGPCECE", PC)),
    (401_104, 0, m(EA_BCG_20, GENERAL, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_20_01_20, "1GHG", HG)),
    (401_105, 0, m(BCG, GENERAL, ep("C003CB", "Langue viv. B 3ème éval oral Espagnol"), Inec, J_08_03, "3GESPO", ESP)),
    (401_201, 1, m(BCG, GENERAL, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3GHG", HG)),
    (401_202, 1, m(EA_BCG_20, GENERAL, ep("C002A", "Langue vivante A 1ère éval Anglais"), Coec, J_27_01_20, "1GANG", ANG)),
    (401_203, 2, m(BCG, GENERAL, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3GHG", HG)),
    (401_204, 2, m(BCG, GENERAL, ep("1-T011B-1", "Physique-chimie pratique"), Prece, J_22_02, "TGPCECE", PC)),
    (401_205, 3, m(BCG, GENERAL, ep("C002CA", "Langue viv. A 3ème éval écrit Anglais"), Coec, J_01_02, "3GANG", ANG)),
    (401_206, 3, m(EA_BCG_20, GENERAL, ep("C001A", "Histoire-géographie 1ère éval"), Coec, J_20_01_20, "1GHG", HG)),
    (401_207, 4, m(BCG, GENERAL, ep("C003CA", "Langue viv. B 3ème éval écrit Espagnol"), Coec, J_01_02, "3GESP", ESP)),
    (401_208, 4, m(BCG, GENERAL, ep("C001C", "Histoire-géographie 3ème éval"), Coec, J_01_02, "3GHG", HG)),
];

/// The missions of the second académie with the disciplines called to them, by number.
pub(crate) fn voisines(centres: &[Uai]) -> Vec<(MissionDemo, &'static [&'static str])> {
    VOISINES
        .iter()
        .filter_map(|(numero, rang, modele)| {
            let mission = mission(*numero, modele, centres.get(*rang)?);
            Some((mission, modele.disciplines))
        })
        .collect()
}

fn mission(numero: i64, modele: &Modele, centre: &Uai) -> MissionDemo {
    // From the number and nothing else: the missions of Bellevue are the same
    // whatever the seed.
    let mut alea = Alea::pour(0, Genre::Mission, numero.unsigned_abs());
    let jours_possibles = jours_ouvres(modele.debut, 10 + 5 * alea.sous(3));
    let mut creneaux = vec![Creneau {
        jour: modele.debut,
        debut: heure(8),
        fin: heure(12),
    }];
    if alea.chance(50) {
        creneaux.extend(jours_possibles.get(1 + alea.sous(3)).map(|jour| Creneau {
            jour: *jour,
            debut: heure(14),
            fin: heure(18),
        }));
    }
    let observation = if alea.chance(35) {
        alea.parmi(match modele.type_mission {
            Coec | Sscan => OBSERVATIONS_COPIES,
            Inec | Prece => OBSERVATIONS_CANDIDATS,
        })
    } else {
        ""
    };
    let signataire = if PAR_CHEF_DE_CENTRE.contains(&numero) {
        Signataire::ChefCentre
    } else {
        Signataire::ChefEtablissement
    };
    let (code, examen, annee, libelle) = modele.session;
    MissionDemo {
        numero,
        session: session((code, examen, annee, libelle)),
        specialite: modele.specialite.map(|(code, libelle)| Specialite {
            code: code.to_owned(),
            libelle: libelle.to_owned(),
        }),
        epreuve: modele.epreuve.map(|(code, libelle)| EpreuveOption {
            code: code.to_owned(),
            libelle: libelle.to_owned(),
        }),
        type_mission: modele.type_mission,
        debut: modele.debut,
        signataire,
        centre: centre.clone(),
        jours_possibles,
        creneaux_par_defaut: creneaux,
        observation_par_defaut: observation.to_owned(),
        commission_par_defaut: modele.commission.to_owned(),
        affectation_terminee: numero != NON_AFFECTEE,
    }
}

/// What the memo's screens tell of some missions beyond their row.
fn particularites(mission: &mut MissionDemo) {
    let matin = |jour| Creneau {
        jour,
        debut: heure(8),
        fin: heure(12),
    };
    match mission.numero {
        // The window of §3: two days at 8 h and the text "autre btn".
        171_885 | 171_886 => {
            mission.creneaux_par_defaut = vec![matin(J_04_01), matin(J_06_01)];
            mission.observation_par_defaut = "autre btn".to_owned();
        }
        171_887 => {
            mission.creneaux_par_defaut = vec![matin(J_06_01)];
            mission.observation_par_defaut = "autre btn".to_owned();
        }
        172_278 | 172_418 => {
            mission.creneaux_par_defaut = vec![matin(mission.debut)];
            mission.observation_par_defaut = String::new();
        }
        _ => {}
    }
}

/// The first `nombre` working days from `debut`.
fn jours_ouvres(debut: NaiveDate, nombre: usize) -> Vec<NaiveDate> {
    debut
        .iter_days()
        .filter(|j| !matches!(j.weekday(), Weekday::Sat | Weekday::Sun) && !FERIES.contains(j))
        .take(nombre)
        .collect()
}

fn session((code, examen, annee, libelle): Session) -> SessionExamen {
    SessionExamen {
        code: code.to_owned(),
        examen: examen.to_owned(),
        annee,
        libelle: libelle.to_owned(),
    }
}

pub(crate) fn sessions() -> Vec<SessionExamen> {
    SESSIONS.iter().copied().map(session).collect()
}

/// Every value of a field of the missions once, in order of first use.
pub(crate) fn distincts<T: Clone + PartialEq>(valeurs: impl Iterator<Item = T>) -> Vec<T> {
    let mut vus = Vec::new();
    for v in valeurs {
        if !vus.contains(&v) {
            vus.push(v);
        }
    }
    vus
}
