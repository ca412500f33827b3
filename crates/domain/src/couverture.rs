//! *Couverture* (ours): the people that the missions of a session need against those who
//! are convoked, by centre, by épreuve or by discipline.

use crate::conflit::discipline_convient;
use crate::ids::{DisciplineId, EpreuveOptionId};
use crate::intervenant::Discipline;
use crate::mission::{EpreuveOption, TypeMission};
use crate::texte;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of one page.
pub const LIGNES_COUVERTURE: usize = 100;

/// What the lines are made by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AxeCouverture {
    /// Exam centre.
    #[default]
    Centre,
    /// Épreuve-option, or kind of mission where there is none.
    Epreuve,
    /// Disciplines de poste that the épreuve calls for.
    Discipline,
}

impl AxeCouverture {
    /// Every one, in the order in which it is offered.
    pub const TOUS: [Self; 3] = [Self::Centre, Self::Epreuve, Self::Discipline];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Epreuve => "epreuve",
            Self::Discipline => "discipline",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|a| a.code() == code)
    }
}

/// Columns by which the lines can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColonneCouverture {
    /// Name of the centre, the épreuve or the discipline.
    Nom,
    /// Missions.
    Missions,
    /// People needed.
    Attendus,
    /// People convoked.
    Convoques,
    /// People missing.
    #[default]
    Manquants,
    /// Impediments declared.
    Empechements,
    /// Mails that failed or came back.
    Echecs,
    /// Sent, not answered.
    SansReponse,
}

impl ColonneCouverture {
    /// Every one, in the order of the table.
    pub const TOUTES: [Self; 8] = [
        Self::Nom,
        Self::Missions,
        Self::Attendus,
        Self::Convoques,
        Self::Manquants,
        Self::Empechements,
        Self::Echecs,
        Self::SansReponse,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nom => "nom",
            Self::Missions => "missions",
            Self::Attendus => "attendus",
            Self::Convoques => "convoques",
            Self::Manquants => "manquants",
            Self::Empechements => "empechements",
            Self::Echecs => "echecs",
            Self::SansReponse => "sans-reponse",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|c| c.code() == code)
    }
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreCouverture {
    /// Year of the sessions; none for the latest.
    pub annee: Option<i32>,
    /// What the lines are made by.
    pub axe: AxeCouverture,
    /// Sorted by.
    pub tri: ColonneCouverture,
    /// The other way round than usual: names upwards, numbers downwards.
    pub inverse: bool,
    /// From 1.
    pub page: u32,
}

impl FiltreCouverture {
    /// Whether the largest comes first.
    #[must_use]
    pub fn descendant(&self) -> bool {
        (self.tri != ColonneCouverture::Nom) != self.inverse
    }
}

/// The numbers of a line. A person convoked is told once, by where the convocation stands
/// (as [`crate::EtatConsulte`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effectifs {
    /// Missions.
    pub missions: u32,
    /// Missions whose centre has not said how many people it expects.
    pub sans_effectif: u32,
    /// People needed: as many as expected, one where it is not said.
    pub attendus: u32,
    /// People convoked, deleted convocations left out.
    pub convoques: u32,
    /// People missing, mission by mission: too many somewhere fill no gap elsewhere.
    pub manquants: u32,
    /// Impediments declared.
    pub empechements: u32,
    /// Mails that failed or came back.
    pub echecs: u32,
    /// Sent, not answered.
    pub sans_reponse: u32,
    /// Not sent yet.
    pub non_envoyees: u32,
    /// On their way.
    pub en_route: u32,
    /// Read.
    pub lues: u32,
    /// People convoked who are of another discipline than those that the épreuve calls for;
    /// told by discipline only.
    pub autres: u32,
}

impl Effectifs {
    /// How many people a mission lacks, given how many are convoked. The centre that has not
    /// said how many it expects needs at least one.
    #[must_use]
    pub fn manque(attendus: Option<u32>, convoques: u32) -> u32 {
        attendus.unwrap_or(1).saturating_sub(convoques)
    }

    /// People needed who are convoked.
    #[must_use]
    pub const fn pourvus(&self) -> u32 {
        self.attendus.saturating_sub(self.manquants)
    }

    /// The part of the needs that is met, in percent, rounded down: a hundred is everything.
    #[must_use]
    pub fn taux(&self) -> u32 {
        if self.attendus == 0 {
            return 100;
        }
        let taux = u64::from(self.pourvus()) * 100 / u64::from(self.attendus);
        u32::try_from(taux).unwrap_or(100)
    }

    /// Adds the numbers of another line.
    pub const fn ajouter(&mut self, autre: &Self) {
        self.missions += autre.missions;
        self.sans_effectif += autre.sans_effectif;
        self.attendus += autre.attendus;
        self.convoques += autre.convoques;
        self.manquants += autre.manquants;
        self.empechements += autre.empechements;
        self.echecs += autre.echecs;
        self.sans_reponse += autre.sans_reponse;
        self.non_envoyees += autre.non_envoyees;
        self.en_route += autre.en_route;
        self.lues += autre.lues;
        self.autres += autre.autres;
    }

    const fn de(&self, colonne: ColonneCouverture) -> u32 {
        match colonne {
            ColonneCouverture::Nom => 0,
            ColonneCouverture::Missions => self.missions,
            ColonneCouverture::Attendus => self.attendus,
            ColonneCouverture::Convoques => self.convoques,
            ColonneCouverture::Manquants => self.manquants,
            ColonneCouverture::Empechements => self.empechements,
            ColonneCouverture::Echecs => self.echecs,
            ColonneCouverture::SansReponse => self.sans_reponse,
        }
    }
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneCouverture {
    /// UAI of the centre, code of the épreuve or of the kind, keys of the disciplines with
    /// dashes between; empty for épreuves that call for no known discipline.
    pub cle: String,
    /// Its name; empty where the key alone tells it.
    pub libelle: String,
    /// Its numbers.
    pub effectifs: Effectifs,
}

impl LigneCouverture {
    /// What it is called: `NOM (UAI)`, `C001C, Histoire-géographie 3ème éval`, or the
    /// disciplines.
    #[must_use]
    pub fn nom(&self, axe: AxeCouverture) -> String {
        match axe {
            AxeCouverture::Centre => format!("{} ({})", self.libelle, self.cle),
            AxeCouverture::Epreuve if self.libelle.is_empty() => TypeMission::lire(&self.cle)
                .map_or_else(|| self.cle.clone(), |t| t.libelle().to_owned()),
            AxeCouverture::Epreuve => format!("{}, {}", self.cle, self.libelle),
            AxeCouverture::Discipline if self.cle.is_empty() => {
                "Sans discipline déterminée".to_owned()
            }
            AxeCouverture::Discipline => self.libelle.clone(),
        }
    }

    /// The épreuves that the line counts; none by centre, where it counts them all.
    #[must_use]
    pub fn epreuves(&self, axe: AxeCouverture) -> Option<ChoixEpreuves> {
        match axe {
            AxeCouverture::Centre => None,
            AxeCouverture::Epreuve => Some(ChoixEpreuves::Une(EpreuveOption {
                code: self.cle.clone(),
                libelle: self.libelle.clone(),
            })),
            AxeCouverture::Discipline => Some(ChoixEpreuves::Appellent(
                self.cle
                    .split('-')
                    .filter_map(|d| d.parse().ok())
                    .map(DisciplineId)
                    .collect(),
            )),
        }
    }
}

/// What an address says of épreuves that call for no known discipline.
const SANS_DISCIPLINE: &str = "aucune";

/// The épreuves to which a list is narrowed: exactly those that a line of the coverage
/// counts, so that the list has as many as the line tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChoixEpreuves {
    /// One, by its code and its label; where there is none, the kind of mission by its code,
    /// without label.
    Une(EpreuveOption),
    /// Those that call for these disciplines de poste and no other; without any, those that
    /// call for no known one.
    Appellent(Vec<DisciplineId>),
}

impl ChoixEpreuves {
    /// Reads the parameters `epreuve`, `libelle` and `appelle` of an address.
    #[must_use]
    pub fn lire(epreuve: &str, libelle: &str, appelle: &str) -> Option<Self> {
        if !epreuve.is_empty() {
            return Some(Self::Une(EpreuveOption {
                code: epreuve.to_owned(),
                libelle: libelle.to_owned(),
            }));
        }
        if appelle == SANS_DISCIPLINE {
            return Some(Self::Appellent(Vec::new()));
        }
        let disciplines: Vec<DisciplineId> = appelle
            .split('-')
            .filter_map(|d| d.parse().ok())
            .map(DisciplineId)
            .collect();
        (!disciplines.is_empty()).then_some(Self::Appellent(disciplines))
    }

    /// The parameters that [`Self::lire`] reads, by name.
    #[must_use]
    pub fn parametres(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Une(e) => {
                let mut parametres = vec![("epreuve", e.code.clone())];
                if !e.libelle.is_empty() {
                    parametres.push(("libelle", e.libelle.clone()));
                }
                parametres
            }
            Self::Appellent(disciplines) if disciplines.is_empty() => {
                vec![("appelle", SANS_DISCIPLINE.to_owned())]
            }
            Self::Appellent(disciplines) => {
                let cles: Vec<String> = disciplines.iter().map(ToString::to_string).collect();
                vec![("appelle", cles.join("-"))]
            }
        }
    }

    /// Which of all the épreuves are meant, told apart as the coverage does.
    #[must_use]
    pub fn retenir(
        &self,
        epreuves: &[(EpreuveOptionId, EpreuveOption)],
        disciplines: &[Discipline],
    ) -> EpreuvesRetenues {
        match self {
            Self::Une(une) => EpreuvesRetenues {
                cles: epreuves
                    .iter()
                    .filter(|(_, e)| e == une)
                    .map(|(id, _)| *id)
                    .collect(),
                types: TypeMission::lire(&une.code)
                    .filter(|_| une.libelle.is_empty())
                    .into_iter()
                    .collect(),
            },
            Self::Appellent(voulues) => {
                let voulues: BTreeSet<DisciplineId> = voulues.iter().copied().collect();
                EpreuvesRetenues {
                    cles: epreuves
                        .iter()
                        .filter(|(_, e)| {
                            let appelees = conviennent(&e.code, &e.libelle, disciplines);
                            appelees.iter().map(|d| d.id).collect::<BTreeSet<_>>() == voulues
                        })
                        .map(|(id, _)| *id)
                        .collect(),
                    types: if voulues.is_empty() {
                        TypeMission::TOUS.to_vec()
                    } else {
                        Vec::new()
                    },
                }
            }
        }
    }

    /// The names of the disciplines that it is made by, in the order given.
    #[must_use]
    pub fn noms(&self, disciplines: &[Discipline]) -> Vec<String> {
        match self {
            Self::Une(_) => Vec::new(),
            Self::Appellent(voulues) => disciplines
                .iter()
                .filter(|d| voulues.contains(&d.id))
                .map(|d| d.libelle.clone())
                .collect(),
        }
    }
}

/// The épreuves that a [`ChoixEpreuves`] means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EpreuvesRetenues {
    /// Missions of one of these.
    pub cles: Vec<EpreuveOptionId>,
    /// Missions without épreuve, of one of these kinds.
    pub types: Vec<TypeMission>,
}

/// A page of the lines, and their sum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Couverture {
    /// The year shown.
    pub annee: i32,
    /// Years that have missions, latest first.
    pub annees: Vec<i32>,
    /// The lines of this page.
    pub lignes: Vec<LigneCouverture>,
    /// How many lines there are in all.
    pub total: usize,
    /// The sum of all of them.
    pub somme: Effectifs,
}

/// The sum of some lines.
#[must_use]
pub fn somme_couverture(lignes: &[LigneCouverture]) -> Effectifs {
    let mut somme = Effectifs::default();
    for ligne in lignes {
        somme.ajouter(&ligne.effectifs);
    }
    somme
}

/// Sorts lines; those that are equal are in order of name.
pub fn trier_couverture(lignes: &mut [LigneCouverture], filtre: &FiltreCouverture) {
    lignes.sort_by_cached_key(|l| (texte::normaliser(&l.libelle), l.cle.clone()));
    if filtre.tri == ColonneCouverture::Nom {
        if filtre.inverse {
            lignes.reverse();
        }
    } else if filtre.descendant() {
        lignes.sort_by_key(|l| core::cmp::Reverse(l.effectifs.de(filtre.tri)));
    } else {
        lignes.sort_by_key(|l| l.effectifs.de(filtre.tri));
    }
}

/// Those convoked to an épreuve who are of one discipline de poste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvoquesDeDiscipline {
    /// Code of the épreuve, or of the kind of mission.
    pub cle: String,
    /// Label of the épreuve; empty where there is none.
    pub libelle: String,
    /// Their discipline; none when it is not known.
    pub discipline: Option<i64>,
    /// Their numbers: needs are nought.
    pub effectifs: Effectifs,
}

/// By discipline: the needs of the épreuves that call for the same disciplines, and who is
/// convoked there, with how many of another discipline. `epreuves` are the lines by épreuve.
#[must_use]
pub fn couverture_par_discipline(
    epreuves: &[LigneCouverture],
    convoques: &[ConvoquesDeDiscipline],
    disciplines: &[Discipline],
) -> Vec<LigneCouverture> {
    // What each épreuve calls for, once.
    let mut appelees: BTreeMap<String, Vec<&Discipline>> = BTreeMap::new();
    for e in epreuves {
        appelees
            .entry(cle_d_epreuve(&e.cle, &e.libelle))
            .or_insert_with(|| conviennent(&e.cle, &e.libelle, disciplines));
    }
    let famille = |cle: &str, libelle: &str| {
        appelees
            .get(&cle_d_epreuve(cle, libelle))
            .cloned()
            .unwrap_or_default()
    };
    let mut lignes: BTreeMap<String, LigneCouverture> = BTreeMap::new();
    for e in epreuves {
        let appelees = famille(&e.cle, &e.libelle);
        let cle = cle_de(&appelees);
        let ligne = lignes
            .entry(cle.clone())
            .or_insert_with(|| LigneCouverture {
                cle,
                libelle: appelees
                    .iter()
                    .map(|d| d.libelle.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
                effectifs: Effectifs::default(),
            });
        ligne.effectifs.ajouter(&e.effectifs);
    }
    for c in convoques {
        let appelees = famille(&c.cle, &c.libelle);
        let autre = !appelees.is_empty()
            && c.discipline
                .is_some_and(|d| !appelees.iter().any(|a| a.id.0 == d));
        if autre && let Some(ligne) = lignes.get_mut(&cle_de(&appelees)) {
            ligne.effectifs.autres += c.effectifs.convoques;
        }
    }
    lignes.into_values().collect()
}

fn conviennent<'a>(cle: &str, libelle: &str, disciplines: &'a [Discipline]) -> Vec<&'a Discipline> {
    if libelle.is_empty() {
        return Vec::new();
    }
    let epreuve = EpreuveOption {
        code: cle.to_owned(),
        libelle: libelle.to_owned(),
    };
    disciplines
        .iter()
        .filter(|d| discipline_convient(&epreuve, &d.libelle) == Some(true))
        .collect()
}

/// An épreuve is told by its code and its label: the files give one code several.
fn cle_d_epreuve(cle: &str, libelle: &str) -> String {
    format!("{cle}\u{0}{libelle}")
}

fn cle_de(disciplines: &[&Discipline]) -> String {
    let cles: Vec<String> = disciplines.iter().map(|d| d.id.to_string()).collect();
    cles.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ligne(cle: &str, libelle: &str, attendus: u32, manquants: u32) -> LigneCouverture {
        LigneCouverture {
            cle: cle.into(),
            libelle: libelle.into(),
            effectifs: Effectifs {
                missions: 1,
                attendus,
                convoques: attendus - manquants,
                manquants,
                ..Effectifs::default()
            },
        }
    }

    fn cles(lignes: &[LigneCouverture]) -> Vec<&str> {
        lignes.iter().map(|l| l.cle.as_str()).collect()
    }

    #[test]
    fn ce_qui_manque_a_une_mission() {
        for (attendus, convoques, manque) in [
            (None, 0, 1),
            (None, 1, 0),
            (None, 7, 0),
            (Some(3), 0, 3),
            (Some(3), 2, 1),
            (Some(3), 3, 0),
            (Some(3), 5, 0),
        ] {
            assert_eq!(Effectifs::manque(attendus, convoques), manque);
        }
    }

    #[test]
    fn le_taux_ne_dit_cent_que_quand_tout_y_est() {
        let taux = |attendus, manquants| {
            Effectifs {
                attendus,
                manquants,
                ..Effectifs::default()
            }
            .taux()
        };
        assert_eq!(taux(0, 0), 100);
        assert_eq!(taux(10, 0), 100);
        assert_eq!(taux(1_000, 1), 99);
        assert_eq!(taux(3, 2), 33);
        assert_eq!(taux(3, 3), 0);
    }

    #[test]
    fn ce_qui_manque_le_plus_vient_d_abord() {
        let mut lignes = vec![
            ligne("A", "Zola", 4, 1),
            ligne("B", "Éluard", 9, 3),
            ligne("C", "Aragon", 2, 1),
        ];
        let mut filtre = FiltreCouverture::default();
        assert!(filtre.descendant());
        trier_couverture(&mut lignes, &filtre);
        assert_eq!(cles(&lignes), ["B", "C", "A"]);
        filtre.inverse = true;
        trier_couverture(&mut lignes, &filtre);
        assert_eq!(cles(&lignes), ["C", "A", "B"]);
        filtre.tri = ColonneCouverture::Nom;
        filtre.inverse = false;
        assert!(!filtre.descendant());
        trier_couverture(&mut lignes, &filtre);
        assert_eq!(cles(&lignes), ["C", "B", "A"]);
        filtre.inverse = true;
        trier_couverture(&mut lignes, &filtre);
        assert_eq!(cles(&lignes), ["A", "B", "C"]);
        let total = somme_couverture(&lignes);
        assert_eq!(
            (total.missions, total.attendus, total.manquants),
            (3, 15, 5)
        );
        assert_eq!(total.pourvus(), 10);
    }

    #[test]
    fn les_epreuves_qui_appellent_les_memes_disciplines_se_joignent() {
        let discipline = |id, libelle: &str| Discipline {
            id: DisciplineId(id),
            code: format!("L{id}"),
            libelle: libelle.into(),
        };
        let disciplines = [
            discipline(1, "HISTOIRE GEOGRAPHIE"),
            discipline(2, "LETTRES CLASSIQUES"),
            discipline(3, "LETTRES MODERNES"),
        ];
        let epreuves = [
            ligne("C1", "Histoire-géographie 1ère éval", 4, 1),
            ligne("C3", "Histoire-géographie 3ème éval", 2, 2),
            ligne("F1", "Français écrit", 5, 0),
            ligne("SSCAN", "", 1, 1),
        ];
        let convoques = |cle: &str, libelle: &str, discipline, n| ConvoquesDeDiscipline {
            cle: cle.into(),
            libelle: libelle.into(),
            discipline,
            effectifs: Effectifs {
                convoques: n,
                ..Effectifs::default()
            },
        };
        let lignes = couverture_par_discipline(
            &epreuves,
            &[
                convoques("C1", "Histoire-géographie 1ère éval", Some(1), 2),
                convoques("C1", "Histoire-géographie 1ère éval", Some(3), 1),
                convoques("F1", "Français écrit", Some(2), 3),
                convoques("F1", "Français écrit", Some(3), 1),
                convoques("F1", "Français écrit", None, 1),
            ],
            &disciplines,
        );
        let dites: Vec<_> = lignes
            .iter()
            .map(|l| {
                let e = &l.effectifs;
                (
                    l.cle.as_str(),
                    l.libelle.as_str(),
                    e.attendus,
                    e.manquants,
                    e.autres,
                )
            })
            .collect();
        assert_eq!(
            dites,
            [
                ("", "", 1, 1, 0),
                ("1", "HISTOIRE GEOGRAPHIE", 6, 3, 1),
                ("2-3", "LETTRES CLASSIQUES, LETTRES MODERNES", 5, 0, 0),
            ]
        );
    }

    #[test]
    fn chaque_ligne_a_un_nom() {
        let nom = |axe, cle: &str, libelle: &str| ligne(cle, libelle, 0, 0).nom(axe);
        assert_eq!(
            nom(AxeCouverture::Centre, "0310038Y", "LPO BELLEVUE"),
            "LPO BELLEVUE (0310038Y)"
        );
        assert_eq!(
            nom(AxeCouverture::Epreuve, "C001C", "Histoire"),
            "C001C, Histoire"
        );
        assert_eq!(
            nom(AxeCouverture::Epreuve, "SSCAN", ""),
            TypeMission::Sscan.libelle()
        );
        assert_eq!(nom(AxeCouverture::Discipline, "1-2", "A, B"), "A, B");
        assert!(!nom(AxeCouverture::Discipline, "", "").is_empty());
    }

    #[test]
    fn une_ligne_dit_les_epreuves_qu_elle_compte() {
        use AxeCouverture::{Discipline as ParDiscipline, Epreuve};
        let epreuve = |code: &str, libelle: &str| EpreuveOption {
            code: code.into(),
            libelle: libelle.into(),
        };
        let discipline = |id, libelle: &str| Discipline {
            id: DisciplineId(id),
            code: format!("L{id}"),
            libelle: libelle.into(),
        };
        let disciplines = [
            discipline(2, "LETTRES CLASSIQUES"),
            discipline(3, "LETTRES MODERNES"),
            discipline(1, "HISTOIRE GEOGRAPHIE"),
        ];
        let epreuves: Vec<_> = [
            epreuve("C006", "Histoire-géographie 1ère éval"),
            epreuve("C006", "Anglais 1ère éval"),
            epreuve("C0061", "Histoire-géographie 3ème éval"),
            epreuve("F1", "Français écrit"),
        ]
        .into_iter()
        .zip(1..)
        .map(|(e, id)| (EpreuveOptionId(id), e))
        .collect();
        let retenues = |axe, cle: &str, libelle: &str| {
            let choix = ligne(cle, libelle, 1, 0).epreuves(axe).unwrap();
            let p = choix.parametres();
            let un = |nom: &str| {
                p.iter()
                    .find(|(n, _)| *n == nom)
                    .map_or("", |p| p.1.as_str())
            };
            let relu = ChoixEpreuves::lire(un("epreuve"), un("libelle"), un("appelle"));
            assert_eq!(relu, Some(choix.clone()));
            let r = choix.retenir(&epreuves, &disciplines);
            let cles: Vec<i64> = r.cles.iter().map(|e| e.0).collect();
            (cles, r.types)
        };
        let tous = TypeMission::TOUS.to_vec();
        // Neither another label of the code, nor a code that begins like it.
        assert_eq!(
            retenues(Epreuve, "C006", "Anglais 1ère éval"),
            (vec![2], vec![])
        );
        assert_eq!(
            retenues(Epreuve, "SSCAN", ""),
            (vec![], vec![TypeMission::Sscan])
        );
        assert_eq!(retenues(ParDiscipline, "1", "H"), (vec![1, 3], vec![]));
        assert_eq!(retenues(ParDiscipline, "3-2", "L"), (vec![4], vec![]));
        // Those that call for more than one discipline are not of one of them alone.
        assert_eq!(retenues(ParDiscipline, "3", "L"), (vec![], vec![]));
        // No discipline of English is known here.
        assert_eq!(retenues(ParDiscipline, "", ""), (vec![2], tous));
        assert_eq!(ligne("X", "X", 1, 0).epreuves(AxeCouverture::Centre), None);
        assert_eq!(ChoixEpreuves::lire("", "Anglais", "x"), None);
    }

    #[test]
    fn codes_relus() {
        for a in AxeCouverture::TOUS {
            assert_eq!(AxeCouverture::lire(a.code()), Some(a));
        }
        for c in ColonneCouverture::TOUTES {
            assert_eq!(ColonneCouverture::lire(c.code()), Some(c));
        }
    }
}
