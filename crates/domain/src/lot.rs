//! Many convocations at once: what is asked of a selection of rows, and what became of
//! each.

use crate::convocation::{Affectation, ConvocationErreur, ConvocationLigne, Qualite};
use crate::erreurs::Erreur;
use crate::historique::ChampAffectation;
use crate::ids::{ConvocationId, IntervenantId, LotId};
use crate::mission::{Creneau, Mission};
use serde::{Deserialize, Serialize};

/// Rows of one selection at most: as many as one request may convoke.
pub const LOT_MAX: usize = crate::limites::INTERVENANTS;

/// What is done to a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreLot {
    /// Some fields are changed.
    Modifier,
    /// Convocations are deleted.
    Supprimer,
}

impl GenreLot {
    /// Code in forms and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Modifier => "modifier",
            Self::Supprimer => "supprimer",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        [Self::Modifier, Self::Supprimer]
            .into_iter()
            .find(|g| g.code() == code)
    }
}

impl ChampAffectation {
    /// Every field, in the order of the window.
    pub const TOUS: [Self; 5] = [
        Self::Qualite,
        Self::Salle,
        Self::Commission,
        Self::Jours,
        Self::Observation,
    ];

    /// Code in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Qualite => "qualite",
            Self::Salle => "salle",
            Self::Commission => "commission",
            Self::Jours => "jours",
            Self::Observation => "observation",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|c| c.code() == code)
    }
}

/// The fields that a selection shares from now on; those that say nothing stay as each
/// convocation has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retouche {
    /// Qualité.
    pub qualite: Option<Qualite>,
    /// Code salle; empty: none from now on.
    pub salle: Option<String>,
    /// Commission.
    pub commission: Option<String>,
    /// Days and hours.
    pub creneaux: Option<Vec<Creneau>>,
    /// Observation.
    pub observation: Option<String>,
    /// Of a selection that is deleted: who had received their convocation is not told.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub sans_prevenir: bool,
}

/// Why a form that changes a selection cannot be taken as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RetoucheErreur {
    /// No field is ticked.
    AucunChamp,
    /// A field is filled in and not ticked: nothing tells which of the two is meant.
    NonCoche(ChampAffectation),
    /// A field is ticked that has to be chosen, and is not.
    NonChoisi(ChampAffectation),
}

impl Retouche {
    /// The ticked fields of what was filled in, each as [`Affectation::nettoyee`] leaves it.
    ///
    /// # Errors
    /// When what is ticked and what is filled in do not agree.
    pub fn de(
        coches: &[ChampAffectation],
        saisie: Affectation,
        mission: &Mission,
    ) -> Result<Self, RetoucheErreur> {
        use ChampAffectation as C;
        let qualite = saisie.qualite;
        for champ in C::TOUS {
            let rempli = match champ {
                C::Qualite => qualite.is_some(),
                _ => !saisie.valeur(champ).is_empty(),
            };
            match (coches.contains(&champ), rempli) {
                (false, true) => return Err(RetoucheErreur::NonCoche(champ)),
                (true, false) if champ == C::Qualite => {
                    return Err(RetoucheErreur::NonChoisi(champ));
                }
                _ => {}
            }
        }
        if coches.is_empty() {
            return Err(RetoucheErreur::AucunChamp);
        }
        let propre = saisie.nettoyee(mission.ligne.type_mission);
        let si = |champ, texte: &str| coches.contains(&champ).then(|| texte.to_owned());
        Ok(Self {
            qualite: qualite.filter(|_| coches.contains(&C::Qualite)),
            salle: si(C::Salle, &propre.salle),
            commission: si(C::Commission, &propre.commission),
            creneaux: coches.contains(&C::Jours).then(|| propre.creneaux.clone()),
            observation: si(C::Observation, &propre.observation),
            sans_prevenir: false,
        })
    }

    /// Everything wrong with the fields that change; nothing when they are good.
    #[must_use]
    pub fn erreurs(&self, mission: &Mission) -> Vec<ConvocationErreur> {
        let entiere = self.appliquee(&Affectation {
            qualite: mission.ligne.type_mission.qualite_par_defaut(),
            creneaux: mission.creneaux_par_defaut.clone(),
            ..Affectation::default()
        });
        let jours = self.creneaux.is_some();
        entiere
            .erreurs(mission)
            .into_iter()
            // Days of the mission that stand for those of each row are not judged here.
            .filter(|e| jours || !concerne_les_jours(e))
            .collect()
    }

    /// A convocation once the fields are changed.
    #[must_use]
    pub fn appliquee(&self, a: &Affectation) -> Affectation {
        let ou = |nouveau: &Option<String>, ancien: &String| {
            nouveau.clone().unwrap_or_else(|| ancien.clone())
        };
        Affectation {
            qualite: self.qualite.or(a.qualite),
            salle: ou(&self.salle, &a.salle),
            commission: ou(&self.commission, &a.commission),
            creneaux: self.creneaux.clone().unwrap_or_else(|| a.creneaux.clone()),
            observation: ou(&self.observation, &a.observation),
        }
    }

    /// The fields that change.
    #[must_use]
    pub fn champs(&self) -> Vec<ChampAffectation> {
        use ChampAffectation as C;
        C::TOUS
            .into_iter()
            .filter(|champ| match champ {
                C::Qualite => self.qualite.is_some(),
                C::Salle => self.salle.is_some(),
                C::Commission => self.commission.is_some(),
                C::Jours => self.creneaux.is_some(),
                C::Observation => self.observation.is_some(),
            })
            .collect()
    }
}

/// Whether a reason is about days or hours.
const fn concerne_les_jours(e: &ConvocationErreur) -> bool {
    matches!(
        e,
        ConvocationErreur::AucunJour
            | ConvocationErreur::TropDeJours { .. }
            | ConvocationErreur::JourImpossible { .. }
            | ConvocationErreur::JourEnDouble { .. }
            | ConvocationErreur::HeureIllisible { .. }
            | ConvocationErreur::HeuresInversees { .. }
    )
}

/// What became of one row of a selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IssueLigne {
    /// Changed, or deleted.
    Faite,
    /// It said so already.
    Inchangee,
    /// Refused; nothing was written.
    Refusee(Erreur),
    /// These clashes have to be confirmed first.
    AConfirmer {
        /// Each, weightiest first.
        signalements: Vec<crate::Signalement>,
        /// Confirms these clashes and no others.
        cle: String,
    },
    /// Somebody else changed it since it was selected.
    EntreTemps,
    /// Somebody else deleted it since it was selected.
    Disparue,
    /// Its deletion was taken back.
    Retablie,
}

/// One row of a selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneDeLot {
    /// Its place in the selection.
    pub rang: i32,
    /// Which.
    pub convocation: ConvocationId,
    /// The version that was shown when it was selected.
    pub version: i32,
    /// `NOM Prénom`.
    pub nom: String,
    /// What became of it; none while nothing was tried.
    pub issue: Option<IssueLigne>,
}

/// How many rows of a selection ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilanLot {
    /// Changed, or deleted.
    pub faites: u32,
    /// Said so already.
    pub inchangees: u32,
    /// Refused.
    pub refusees: u32,
    /// To be confirmed.
    pub a_confirmer: u32,
    /// Changed or deleted by somebody else since.
    pub entre_temps: u32,
    /// Not tried yet.
    pub en_attente: u32,
    /// Taken back.
    pub retablies: u32,
}

impl BilanLot {
    /// The outcomes of some rows.
    #[must_use]
    pub fn de<'a>(issues: impl IntoIterator<Item = Option<&'a IssueLigne>>) -> Self {
        let mut b = Self::default();
        for issue in issues {
            let compteur = match issue {
                None => &mut b.en_attente,
                Some(IssueLigne::Faite) => &mut b.faites,
                Some(IssueLigne::Inchangee) => &mut b.inchangees,
                Some(IssueLigne::Refusee(_)) => &mut b.refusees,
                Some(IssueLigne::AConfirmer { .. }) => &mut b.a_confirmer,
                Some(IssueLigne::EntreTemps | IssueLigne::Disparue) => &mut b.entre_temps,
                Some(IssueLigne::Retablie) => &mut b.retablies,
            };
            *compteur += 1;
        }
        b
    }
}

/// The page of a selection: what is asked, of which rows, and what became of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotOuvert {
    /// Key.
    pub id: LotId,
    /// What is done.
    pub genre: GenreLot,
    /// The mission.
    pub mission: Mission,
    /// The rows, in order of name.
    pub lignes: Vec<LigneDeLot>,
    /// What the rows that still stand say now.
    pub actuelles: Vec<ConvocationLigne>,
    /// It was begun: what is asked does not change any more.
    pub lance: bool,
    /// The fields that change, once it was begun.
    pub retouche: Option<Retouche>,
}

impl LotOuvert {
    /// How many rows ended in which way.
    #[must_use]
    pub fn bilan(&self) -> BilanLot {
        BilanLot::de(self.lignes.iter().map(|l| l.issue.as_ref()))
    }
}

/// *Remplacer*: one person instead of another, for the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeRemplacement {
    /// The convocation that goes.
    pub convocation: ConvocationId,
    /// The version that was shown.
    pub version: i32,
    /// Who comes.
    pub remplacant: IntervenantId,
    /// Chosen once per opened window: the same key twice replaces once.
    pub cle: String,
    /// Answer to [`Erreur::AConfirmer`]; empty when nothing was asked.
    pub confirmation: String,
    /// Who goes is told, when they had received their convocation.
    #[serde(default = "prevenir")]
    pub prevenir: bool,
}

/// People are told unless somebody says otherwise.
const fn prevenir() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais::mission;
    use crate::{Champ, NaiveDate, NaiveTime, TypeMission};

    fn creneau(jour: u32) -> Creneau {
        let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        Creneau {
            jour: NaiveDate::from_ymd_opt(2021, 2, jour).unwrap(),
            debut: heure(8),
            fin: heure(12),
        }
    }

    #[test]
    fn seuls_les_champs_coches_changent() {
        use ChampAffectation as C;
        let m = mission(TypeMission::Coec);
        let avant = Affectation {
            qualite: Some(Qualite::ReferentCorrection),
            salle: "205".into(),
            commission: "3GHG".into(),
            creneaux: vec![creneau(1)],
            observation: "Texte".into(),
        };
        let saisie = Affectation {
            salle: "  B\u{a0}12 ".into(),
            ..Affectation::default()
        };
        let r = Retouche::de(&[C::Salle, C::Commission], saisie, &m).unwrap();
        assert_eq!(r.champs(), [C::Salle, C::Commission]);
        assert_eq!(
            r.appliquee(&avant),
            Affectation {
                salle: "B 12".into(),
                commission: String::new(),
                ..avant.clone()
            },
            "la commission cochée et vide est vidée"
        );
        assert_eq!(r.erreurs(&m), []);
        let jours = Retouche {
            creneaux: Some(vec![creneau(2)]),
            qualite: Some(Qualite::Correcteur),
            ..Retouche::default()
        };
        let apres = jours.appliquee(&avant);
        assert_eq!(
            (apres.qualite, apres.creneaux),
            (Some(Qualite::Correcteur), vec![creneau(2)])
        );
        assert_eq!(
            (apres.salle, apres.observation),
            (avant.salle, avant.observation)
        );
    }

    #[test]
    fn ce_qui_est_saisi_sans_etre_coche_se_demande() {
        use ChampAffectation as C;
        let m = mission(TypeMission::Coec);
        let salle = Affectation {
            salle: "205".into(),
            ..Affectation::default()
        };
        for (coches, saisie, attendue) in [
            (vec![], Affectation::default(), RetoucheErreur::AucunChamp),
            (
                vec![C::Commission],
                salle,
                RetoucheErreur::NonCoche(C::Salle),
            ),
            (
                vec![C::Qualite],
                Affectation::default(),
                RetoucheErreur::NonChoisi(C::Qualite),
            ),
        ] {
            assert_eq!(Retouche::de(&coches, saisie, &m), Err(attendue));
        }
    }

    #[test]
    fn les_erreurs_ne_disent_que_ce_qui_change() {
        use ChampAffectation as C;
        let m = mission(TypeMission::Prece);
        let saisie = Affectation {
            qualite: Some(Qualite::ReferentCorrection),
            ..Affectation::default()
        };
        let r = Retouche::de(&[C::Qualite], saisie, &m).unwrap();
        assert_eq!(r.erreurs(&m), [ConvocationErreur::QualiteImpossible]);
        let vide = Retouche::de(&[C::Jours], Affectation::default(), &m).unwrap();
        assert_eq!(vide.erreurs(&m), [ConvocationErreur::AucunJour]);
        let longue = Retouche {
            salle: Some("x".repeat(31)),
            ..Retouche::default()
        };
        assert!(matches!(
            longue.erreurs(&m)[..],
            [ConvocationErreur::TexteTropLong {
                champ: Champ::Salle,
                longueur: 31
            }]
        ));
    }

    #[test]
    fn codes_relus_et_bilan() {
        for c in ChampAffectation::TOUS {
            assert_eq!(ChampAffectation::lire(c.code()), Some(c));
        }
        for g in [GenreLot::Modifier, GenreLot::Supprimer] {
            assert_eq!(GenreLot::lire(g.code()), Some(g));
        }
        let b = BilanLot::de([None, Some(&IssueLigne::Faite), Some(&IssueLigne::Disparue)]);
        assert_eq!((b.en_attente, b.faites, b.entre_temps), (1, 1, 1));
    }
}
