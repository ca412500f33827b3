//! Compétences: on what each teacher can mark or question, entered by their établissement,
//! validated by its head, reopened by the rectorat (decision record 0015).

use crate::conflit::discipline_convient;
use crate::droits::{Acteur, Portee, Role};
use crate::ids::{DisciplineId, EpreuveOptionId, EtablissementId, IntervenantId, SpecialiteId};
use crate::indisponibilite::PersonneAChoisir;
use crate::intervenant::Discipline;
use crate::mission::{EpreuveOption, MissionLigne, Specialite};
use crate::temps::NaiveDate;
use crate::texte;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A language in which somebody can question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the name says the language")]
pub enum Langue {
    Allemand,
    Anglais,
    Arabe,
    Basque,
    Breton,
    Catalan,
    Chinois,
    Corse,
    Creole,
    Espagnol,
    Hebreu,
    Italien,
    Japonais,
    Neerlandais,
    Occitan,
    Polonais,
    Portugais,
    Russe,
    Turc,
    Vietnamien,
}

impl Langue {
    /// Every language, in alphabetical order.
    pub const TOUTES: [Self; 20] = [
        Self::Allemand,
        Self::Anglais,
        Self::Arabe,
        Self::Basque,
        Self::Breton,
        Self::Catalan,
        Self::Chinois,
        Self::Corse,
        Self::Creole,
        Self::Espagnol,
        Self::Hebreu,
        Self::Italien,
        Self::Japonais,
        Self::Neerlandais,
        Self::Occitan,
        Self::Polonais,
        Self::Portugais,
        Self::Russe,
        Self::Turc,
        Self::Vietnamien,
    ];

    /// Those in which most sections européennes are: what a grid offers before one asks
    /// for all of them (ours).
    pub const COURANTES: [Self; 3] = [Self::Allemand, Self::Anglais, Self::Espagnol];

    /// Code in forms and the database: the label, normalised.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Allemand => "allemand",
            Self::Anglais => "anglais",
            Self::Arabe => "arabe",
            Self::Basque => "basque",
            Self::Breton => "breton",
            Self::Catalan => "catalan",
            Self::Chinois => "chinois",
            Self::Corse => "corse",
            Self::Creole => "creole",
            Self::Espagnol => "espagnol",
            Self::Hebreu => "hebreu",
            Self::Italien => "italien",
            Self::Japonais => "japonais",
            Self::Neerlandais => "neerlandais",
            Self::Occitan => "occitan",
            Self::Polonais => "polonais",
            Self::Portugais => "portugais",
            Self::Russe => "russe",
            Self::Turc => "turc",
            Self::Vietnamien => "vietnamien",
        }
    }

    /// Label on screens.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Allemand => "Allemand",
            Self::Anglais => "Anglais",
            Self::Arabe => "Arabe",
            Self::Basque => "Basque",
            Self::Breton => "Breton",
            Self::Catalan => "Catalan",
            Self::Chinois => "Chinois",
            Self::Corse => "Corse",
            Self::Creole => "Créole",
            Self::Espagnol => "Espagnol",
            Self::Hebreu => "Hébreu",
            Self::Italien => "Italien",
            Self::Japonais => "Japonais",
            Self::Neerlandais => "Néerlandais",
            Self::Occitan => "Occitan",
            Self::Polonais => "Polonais",
            Self::Portugais => "Portugais",
            Self::Russe => "Russe",
            Self::Turc => "Turc",
            Self::Vietnamien => "Vietnamien",
        }
    }

    /// Reads a code or a label.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        let texte = texte::normaliser(texte);
        Self::TOUTES.into_iter().find(|l| l.code() == texte)
    }

    /// The language that a discipline de poste teaches, if it is one.
    #[must_use]
    pub fn de_la_discipline(discipline: &str) -> Option<Self> {
        let discipline = texte::normaliser(discipline);
        Self::TOUTES
            .into_iter()
            .find(|l| discipline.starts_with(l.code()))
    }
}

/// In what a language serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageLangue {
    /// To question and mark on the language itself (LVA, LVB, LVC).
    LangueVivante,
    /// To question for the mention *section européenne ou de langue orientale*.
    SectionEuropeenne,
    /// To question in the language on one's own discipline (*discipline non linguistique*).
    Dnl,
}

impl UsageLangue {
    /// Every use, in the order of the columns.
    pub const TOUS: [Self; 3] = [Self::LangueVivante, Self::SectionEuropeenne, Self::Dnl];

    /// Code in forms and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LangueVivante => "langue_vivante",
            Self::SectionEuropeenne => "section_europeenne",
            Self::Dnl => "dnl",
        }
    }

    /// Label on screens.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::LangueVivante => "Langue vivante",
            Self::SectionEuropeenne => "Section européenne",
            Self::Dnl => "DNL",
        }
    }

    /// Reads a code or a label.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        let texte = texte::normaliser(texte);
        Self::TOUS.into_iter().find(|u| {
            texte::normaliser(u.code()) == texte || texte::normaliser(u.libelle()) == texte
        })
    }
}

/// An épreuve-option within an examen and a spécialité.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EpreuveExamen {
    /// `BCG`.
    pub examen: String,
    /// Spécialité, where the épreuve has one.
    pub specialite: Option<Specialite>,
    /// The épreuve-option.
    pub epreuve: EpreuveOption,
}

/// What one can be competent in: a column of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ObjetCompetence {
    /// An épreuve-option of an examen.
    Epreuve(EpreuveExamen),
    /// A language and what it serves for.
    Langue {
        /// In what it serves.
        usage: UsageLangue,
        /// Which.
        langue: Langue,
    },
}

impl ObjetCompetence {
    /// Label of the group of columns to which it belongs: `BCG – BACCALAUREAT GENERAL`,
    /// `Section européenne`.
    #[must_use]
    pub fn groupe(&self) -> String {
        match self {
            Self::Epreuve(e) => e.specialite.as_ref().map_or_else(
                || e.examen.clone(),
                |s| format!("{} – {}", e.examen, s.libelle),
            ),
            Self::Langue { usage, .. } => usage.libelle().to_owned(),
        }
    }

    /// Label within its group: `C001C, Histoire-géographie 3ème éval`, `Anglais`.
    #[must_use]
    pub fn libelle(&self) -> String {
        match self {
            Self::Epreuve(e) => e.epreuve.to_string(),
            Self::Langue { langue, .. } => langue.libelle().to_owned(),
        }
    }

    /// Whether who is competent in this can be called to a mission: the very same épreuve
    /// of the same examen and spécialité; or a language that the épreuve's label names, as
    /// section européenne or DNL where the label says so, as language otherwise.
    #[must_use]
    pub fn couvre(&self, mission: &MissionLigne) -> bool {
        let Some(epreuve) = &mission.epreuve else {
            return false;
        };
        match self {
            Self::Epreuve(e) => {
                e.epreuve == *epreuve
                    && e.examen == mission.session.examen
                    && e.specialite == mission.specialite
            }
            Self::Langue { usage, langue } => {
                let libelle = format!(" {} ", texte::normaliser(&epreuve.libelle));
                let contient = |mot: &str| libelle.contains(mot);
                let section = nomme_une_section(&libelle);
                contient(&format!(" {} ", langue.code()))
                    && section == (*usage != UsageLangue::LangueVivante)
            }
        }
    }

    /// Whether it is for people of a discipline de poste; none when that is not known.
    #[must_use]
    pub fn convient(&self, discipline: &str) -> Option<bool> {
        match self {
            Self::Epreuve(e) => discipline_convient(&e.epreuve, discipline),
            Self::Langue { usage, langue } => {
                let enseignee = Langue::de_la_discipline(discipline);
                Some(match usage {
                    UsageLangue::LangueVivante => enseignee == Some(*langue),
                    UsageLangue::SectionEuropeenne => enseignee
                        .map_or_else(|| Langue::COURANTES.contains(langue), |l| l == *langue),
                    UsageLangue::Dnl => enseignee.is_none() && Langue::COURANTES.contains(langue),
                })
            }
        }
    }
}

/// Whether a normalised label, between blanks, names a section européenne or a DNL.
fn nomme_une_section(libelle: &str) -> bool {
    [" dnl ", " section europeenne ", " euro "]
        .iter()
        .any(|mot| libelle.contains(mot))
}

impl core::fmt::Display for ObjetCompetence {
    /// `BCG – BACCALAUREAT GENERAL, C001C, Histoire-géographie 3ème éval`; `DNL, Anglais`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}, {}", self.groupe(), self.libelle())
    }
}

/// What one can be competent in, by keys: how forms and the database name a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CleCompetence {
    /// An épreuve-option of an examen.
    Epreuve {
        /// `BCG`.
        examen: String,
        /// Spécialité, where there is one.
        specialite: Option<SpecialiteId>,
        /// The épreuve-option.
        epreuve: EpreuveOptionId,
    },
    /// A language and what it serves for.
    Langue {
        /// In what it serves.
        usage: UsageLangue,
        /// Which.
        langue: Langue,
    },
}

impl core::fmt::Display for CleCompetence {
    /// `e.12.34.BCG` (0: no spécialité), `dnl.anglais`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Epreuve {
                examen,
                specialite,
                epreuve,
            } => write!(f, "e.{}.{epreuve}.{examen}", specialite.map_or(0, |s| s.0)),
            Self::Langue { usage, langue } => write!(f, "{}.{}", usage.code(), langue.code()),
        }
    }
}

/// Longest code of a column: an examen is a short code.
const CLE_MAX: usize = 100;

/// This is no code of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CleIllisible;

impl core::str::FromStr for CleCompetence {
    type Err = CleIllisible;

    fn from_str(code: &str) -> Result<Self, CleIllisible> {
        if code.len() > CLE_MAX || texte::a_caractere_de_controle(code) {
            return Err(CleIllisible);
        }
        if let Some(reste) = code.strip_prefix("e.") {
            let mut parties = reste.splitn(3, '.');
            let mut nombre = || {
                parties
                    .next()
                    .and_then(|n| n.parse::<i64>().ok())
                    .filter(|n| *n >= 0)
                    .ok_or(CleIllisible)
            };
            let (specialite, epreuve) = (nombre()?, nombre()?);
            let examen = parties.next().filter(|e| !e.trim().is_empty());
            let (Some(examen), true) = (examen, epreuve > 0) else {
                return Err(CleIllisible);
            };
            return Ok(Self::Epreuve {
                examen: examen.to_owned(),
                specialite: (specialite > 0).then_some(SpecialiteId(specialite)),
                epreuve: EpreuveOptionId(epreuve),
            });
        }
        let (usage, langue) = code.split_once('.').ok_or(CleIllisible)?;
        let usage = UsageLangue::TOUS.into_iter().find(|u| u.code() == usage);
        let langue = Langue::TOUTES.into_iter().find(|l| l.code() == langue);
        match (usage, langue) {
            (Some(usage), Some(langue)) => Ok(Self::Langue { usage, langue }),
            _ => Err(CleIllisible),
        }
    }
}

impl Serialize for CleCompetence {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CleCompetence {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(|CleIllisible| serde::de::Error::custom("competence"))
    }
}

/// A column of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColonneCompetence {
    /// Its key.
    pub cle: CleCompetence,
    /// What it stands for.
    pub objet: ObjetCompetence,
}

/// Every column that a language makes.
pub fn colonnes_de_langues() -> impl Iterator<Item = ColonneCompetence> {
    UsageLangue::TOUS.into_iter().flat_map(|usage| {
        Langue::TOUTES
            .into_iter()
            .map(move |langue| ColonneCompetence {
                cle: CleCompetence::Langue { usage, langue },
                objet: ObjetCompetence::Langue { usage, langue },
            })
    })
}

/// The columns that a grid shows before one asks for all of them: those that `gardees`
/// keeps in any case (something is ticked there), and those that are for the discipline.
/// Where no épreuve is known to be, those of which nothing is known.
#[must_use]
pub fn colonnes_montrees(
    toutes: &[ColonneCompetence],
    discipline: &str,
    gardees: &BTreeSet<CleCompetence>,
) -> Vec<ColonneCompetence> {
    let epreuve = |c: &ColonneCompetence| matches!(c.objet, ObjetCompetence::Epreuve(_));
    let connue = toutes
        .iter()
        .any(|c| epreuve(c) && c.objet.convient(discipline) == Some(true));
    toutes
        .iter()
        .filter(|c| {
            gardees.contains(&c.cle)
                || match c.objet.convient(discipline) {
                    Some(convient) => convient,
                    None => !connue,
                }
        })
        .cloned()
        .collect()
}

/// One box of the grid: somebody and a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cellule {
    /// Who.
    pub intervenant: IntervenantId,
    /// In what.
    pub cle: CleCompetence,
}

impl core::fmt::Display for Cellule {
    /// `42:dnl.anglais`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}:{}", self.intervenant, self.cle)
    }
}

impl core::str::FromStr for Cellule {
    type Err = CleIllisible;

    fn from_str(code: &str) -> Result<Self, CleIllisible> {
        let (qui, quoi) = code.split_once(':').ok_or(CleIllisible)?;
        Ok(Self {
            intervenant: qui.parse().map_err(|_| CleIllisible)?,
            cle: quoi.parse()?,
        })
    }
}

/// What somebody changed on a grid: boxes ticked, boxes unticked. Two people who save one
/// after the other each bring their own: a box has two states, so that who changed one that
/// the other changed too wanted the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changements {
    /// Ticked.
    pub cocher: BTreeSet<Cellule>,
    /// Unticked.
    pub decocher: BTreeSet<Cellule>,
}

impl Changements {
    /// Most boxes that one request may change.
    pub const MAX: usize = 20_000;

    /// From what was shown to what comes back.
    #[must_use]
    pub fn entre(avant: &BTreeSet<Cellule>, apres: &BTreeSet<Cellule>) -> Self {
        Self {
            cocher: apres.difference(avant).cloned().collect(),
            decocher: avant.difference(apres).cloned().collect(),
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn est_vide(&self) -> bool {
        self.cocher.is_empty() && self.decocher.is_empty()
    }

    /// How many boxes.
    #[must_use]
    pub fn nombre(&self) -> usize {
        self.cocher.len() + self.decocher.len()
    }

    /// What is left to do where `actuelles` are ticked already.
    #[must_use]
    pub fn restants(&self, actuelles: &BTreeSet<Cellule>) -> Self {
        Self {
            cocher: self.cocher.difference(actuelles).cloned().collect(),
            decocher: self.decocher.intersection(actuelles).cloned().collect(),
        }
    }

    /// Without what is about anything else than these people and columns: what a draft can
    /// still apply to.
    #[must_use]
    pub fn parmi(
        &self,
        personnes: &BTreeSet<IntervenantId>,
        colonnes: &BTreeSet<CleCompetence>,
    ) -> Self {
        let garder = |cellules: &BTreeSet<Cellule>| {
            cellules
                .iter()
                .filter(|c| personnes.contains(&c.intervenant) && colonnes.contains(&c.cle))
                .cloned()
                .collect()
        };
        Self {
            cocher: garder(&self.cocher),
            decocher: garder(&self.decocher),
        }
    }

    /// As one text, a box a line: how a draft is kept.
    #[must_use]
    pub fn en_texte(&self) -> String {
        let mut texte = String::new();
        for (signe, cellules) in [('+', &self.cocher), ('-', &self.decocher)] {
            for c in cellules {
                texte.push(signe);
                texte.push_str(&c.to_string());
                texte.push('\n');
            }
        }
        texte
    }

    /// Reads such a text; lines that cannot be read are left out.
    #[must_use]
    pub fn du_texte(texte: &str) -> Self {
        let mut lus = Self::default();
        for ligne in texte.lines().take(Self::MAX) {
            let (cellules, code) = if let Some(code) = ligne.strip_prefix('+') {
                (&mut lus.cocher, code)
            } else if let Some(code) = ligne.strip_prefix('-') {
                (&mut lus.decocher, code)
            } else {
                continue;
            };
            if let Ok(c) = code.parse() {
                cellules.insert(c);
            }
        }
        lus
    }
}

/// Where the entry of a discipline stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum EtatSaisie {
    /// Nothing was saved.
    #[default]
    NonCommencee,
    /// Saved, not finished.
    EnCours,
    /// Finished: to be validated.
    AValider,
    /// Validated: read only.
    Validee,
}

impl EtatSaisie {
    /// Every state.
    pub const TOUS: [Self; 4] = [
        Self::NonCommencee,
        Self::EnCours,
        Self::AValider,
        Self::Validee,
    ];

    /// Code in the database and in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NonCommencee => "non_commencee",
            Self::EnCours => "en_cours",
            Self::AValider => "a_valider",
            Self::Validee => "validee",
        }
    }

    /// Label on screens and paper.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::NonCommencee => "Non commencée",
            Self::EnCours => "En cours",
            Self::AValider => "À valider",
            Self::Validee => "Validée",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|e| e.code() == code)
    }

    /// Whether boxes can be changed: no longer once validated.
    #[must_use]
    pub const fn modifiable(self) -> bool {
        !matches!(self, Self::Validee)
    }

    /// Whether it can be validated: something has been saved, and not validated since.
    #[must_use]
    pub const fn validable(self) -> bool {
        matches!(self, Self::EnCours | Self::AValider)
    }
}

/// Whose entry it is: an établissement's, for a year's session and a discipline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CibleSaisie {
    /// Établissement.
    pub etablissement: EtablissementId,
    /// Year of the session.
    pub annee: i32,
    /// Discipline de poste; none for the people who have none.
    pub discipline: Option<DisciplineId>,
}

/// The entry of one discipline, as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneSaisie {
    /// Discipline; none for the people who have none.
    pub discipline: Option<Discipline>,
    /// How many people of it work in the établissement.
    pub personnes: u32,
    /// How many boxes are ticked.
    pub competences: u32,
    /// People for whom nothing is ticked.
    pub sans_competence: u32,
    /// Where it stands.
    pub etat: EtatSaisie,
    /// Counts the changes; 0 when nothing was saved.
    pub version: i32,
    /// Since when, local to the académie: `16/02/2021 08:05`; empty when nothing was saved.
    pub depuis: String,
    /// Who brought it there; empty when that is not known.
    pub par: String,
    /// When it was last validated; empty when it never was.
    pub validee_le: String,
    /// By whom.
    pub validee_par: String,
    /// Why it was reopened; empty when it was not.
    pub motif: String,
    /// Boxes ticked since it was last validated.
    pub ajoutees: u32,
    /// Boxes unticked since.
    pub retirees: u32,
    /// People who came since.
    pub arrivees: u32,
}

impl LigneSaisie {
    /// Key of the discipline in addresses and forms; 0 for none.
    #[must_use]
    pub fn cle_discipline(&self) -> i64 {
        self.discipline.as_ref().map_or(0, |d| d.id.0)
    }

    /// Whether something was changed since it was last validated.
    #[must_use]
    pub fn a_change(&self) -> bool {
        !self.validee_le.is_empty() && self.ajoutees + self.retirees + self.arrivees > 0
    }
}

/// How far an établissement is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvancementSaisie {
    /// Établissement.
    pub etablissement: EtablissementId,
    /// `LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)`.
    pub libelle: String,
    /// How many disciplines it has.
    pub disciplines: u32,
    /// Of them: begun and not finished.
    pub en_cours: u32,
    /// Of them: to be validated.
    pub a_valider: u32,
    /// Of them: validated.
    pub validees: u32,
    /// Where the entry of the people who have no discipline stands. Nobody asks for it: it
    /// counts once something is saved there.
    #[serde(default)]
    pub sans_discipline: EtatSaisie,
}

impl AvancementSaisie {
    /// Disciplines of which nothing was saved.
    #[must_use]
    pub const fn non_commencees(&self) -> u32 {
        self.disciplines
            .saturating_sub(self.en_cours + self.a_valider + self.validees)
    }

    /// How many entries are in a state, as the list of the disciplines shows them: that of
    /// the people who have no discipline too, once begun.
    #[must_use]
    pub fn en_etat(&self, etat: EtatSaisie) -> u32 {
        let des_disciplines = match etat {
            EtatSaisie::NonCommencee => return self.non_commencees(),
            EtatSaisie::EnCours => self.en_cours,
            EtatSaisie::AValider => self.a_valider,
            EtatSaisie::Validee => self.validees,
        };
        des_disciplines + u32::from(self.sans_discipline == etat)
    }

    /// How many entries there are, whatever their state.
    #[must_use]
    pub fn entrees(&self) -> u32 {
        EtatSaisie::TOUS.into_iter().map(|e| self.en_etat(e)).sum()
    }

    /// Whether a discipline is left to validate: who is reminded.
    #[must_use]
    pub const fn en_retard(&self) -> bool {
        self.validees < self.disciplines
    }
}

/// What a list of entries, or of établissements, is kept to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoixSaisie {
    /// Not validated: an établissement that has such a discipline is late.
    EnRetard,
    /// Still to be entered: not begun, or not finished.
    ASaisir,
    /// Nothing was saved.
    NonCommencee,
    /// Begun and not finished.
    EnCours,
    /// To be validated.
    AValider,
    /// Validated; of an établissement, all it has.
    Validee,
}

impl ChoixSaisie {
    /// Every choice, in the order of the lists.
    pub const TOUS: [Self; 6] = [
        Self::EnRetard,
        Self::ASaisir,
        Self::NonCommencee,
        Self::EnCours,
        Self::AValider,
        Self::Validee,
    ];

    /// Code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EnRetard => "en-retard",
            Self::ASaisir => "a-saisir",
            Self::NonCommencee => "non-commencee",
            Self::EnCours => "en-cours",
            Self::AValider => "a-valider",
            Self::Validee => "validee",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|c| c.code() == code)
    }

    /// Whether the entry of a discipline is one of these. What nobody has begun for the
    /// people who have no discipline is not left to do.
    #[must_use]
    pub fn garde(self, ligne: &LigneSaisie) -> bool {
        let demandee = ligne.discipline.is_some();
        match (self, ligne.etat) {
            (Self::EnRetard, etat) => demandee && etat != EtatSaisie::Validee,
            (Self::ASaisir, EtatSaisie::NonCommencee) => demandee,
            (Self::ASaisir | Self::EnCours, EtatSaisie::EnCours)
            | (Self::NonCommencee, EtatSaisie::NonCommencee)
            | (Self::AValider, EtatSaisie::AValider)
            | (Self::Validee, EtatSaisie::Validee) => true,
            _ => false,
        }
    }

    /// How many entries of an établissement are among these, as [`Self::garde`] tells.
    #[must_use]
    pub fn nombre(self, a: &AvancementSaisie) -> u32 {
        match self {
            Self::EnRetard => a.disciplines.saturating_sub(a.validees),
            Self::ASaisir => a.non_commencees() + a.en_etat(EtatSaisie::EnCours),
            Self::NonCommencee => a.non_commencees(),
            Self::EnCours => a.en_etat(EtatSaisie::EnCours),
            Self::AValider => a.en_etat(EtatSaisie::AValider),
            Self::Validee => a.en_etat(EtatSaisie::Validee),
        }
    }

    /// Whether an établissement is one of these: it has such an entry or, for what is
    /// validated, no other.
    #[must_use]
    pub fn garde_etablissement(self, a: &AvancementSaisie) -> bool {
        match self {
            Self::Validee => a.entrees() > 0 && self.nombre(a) == a.entrees(),
            _ => self.nombre(a) > 0,
        }
    }
}

/// By what a list of entries, or of établissements, is sorted. What a list does not have
/// leaves it by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriSaisie {
    /// Label of the discipline, or of the établissement.
    #[default]
    Nom,
    /// People of the discipline.
    Personnes,
    /// Boxes ticked.
    Competences,
    /// People for whom nothing is ticked.
    SansCompetence,
    /// State.
    Etat,
    /// Disciplines of the établissement.
    Disciplines,
    /// Of them, those of which nothing was saved.
    NonCommencees,
    /// Of them, those begun.
    EnCours,
    /// Of them, those to validate.
    AValider,
    /// Of them, those validated.
    Validees,
}

impl TriSaisie {
    /// Every column.
    pub const TOUS: [Self; 10] = [
        Self::Nom,
        Self::Personnes,
        Self::Competences,
        Self::SansCompetence,
        Self::Etat,
        Self::Disciplines,
        Self::NonCommencees,
        Self::EnCours,
        Self::AValider,
        Self::Validees,
    ];

    /// Code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nom => "nom",
            Self::Personnes => "personnes",
            Self::Competences => "competences",
            Self::SansCompetence => "sans",
            Self::Etat => "etat",
            Self::Disciplines => "disciplines",
            Self::NonCommencees => "non-commencees",
            Self::EnCours => "en-cours",
            Self::AValider => "a-valider",
            Self::Validees => "validees",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|t| t.code() == code)
    }
}

/// What a list of entries shows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FiltreSaisie {
    /// *Filtrer par mot-clé*, on the discipline or the établissement.
    pub mot_cle: String,
    /// Which ones; all of them when none is chosen.
    pub choix: Option<ChoixSaisie>,
    /// Sorted by.
    pub tri: TriSaisie,
    /// Largest first.
    pub descendant: bool,
}

impl FiltreSaisie {
    /// Sorts what is by name already: what is alike stays by name, both ways.
    fn trier<T>(&self, lignes: &mut [T], cle: impl Fn(&T) -> u32) {
        if self.tri == TriSaisie::Nom {
            if self.descendant {
                lignes.reverse();
            }
        } else if self.descendant {
            lignes.sort_by_key(|l| core::cmp::Reverse(cle(l)));
        } else {
            lignes.sort_by_key(cle);
        }
    }

    /// Of the entries of an établissement, those it shows, in its order.
    #[must_use]
    pub fn disciplines(&self, mut lignes: Vec<LigneSaisie>) -> Vec<LigneSaisie> {
        let mots: Vec<String> = texte::mots_cles(&self.mot_cle).collect();
        lignes.retain(|l| {
            // As screens name those who have none.
            let nom = l.discipline.as_ref().map_or_else(
                || "sans discipline de poste".to_owned(),
                |d| texte::normaliser(&format!("{} {}", d.libelle, d.code)),
            );
            self.choix.is_none_or(|c| c.garde(l)) && texte::contient_les_mots(&nom, &mots)
        });
        self.trier(&mut lignes, |l| match self.tri {
            TriSaisie::Personnes => l.personnes,
            TriSaisie::Competences => l.competences,
            TriSaisie::SansCompetence => l.sans_competence,
            TriSaisie::Etat => l.etat as u32,
            _ => 0,
        });
        lignes
    }

    /// Of some établissements, those it shows, in its order.
    #[must_use]
    pub fn etablissements(&self, mut lignes: Vec<AvancementSaisie>) -> Vec<AvancementSaisie> {
        let mots: Vec<String> = texte::mots_cles(&self.mot_cle).collect();
        lignes.retain(|a| {
            self.choix.is_none_or(|c| c.garde_etablissement(a))
                && texte::contient_les_mots(&texte::normaliser(&a.libelle), &mots)
        });
        self.trier(&mut lignes, |a| match self.tri {
            TriSaisie::Disciplines => a.entrees(),
            TriSaisie::NonCommencees => a.en_etat(EtatSaisie::NonCommencee),
            TriSaisie::EnCours => a.en_etat(EtatSaisie::EnCours),
            TriSaisie::AValider => a.en_etat(EtatSaisie::AValider),
            TriSaisie::Validees => a.en_etat(EtatSaisie::Validee),
            _ => 0,
        });
        lignes
    }
}

/// What the rectorat asks for a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campagne {
    /// Last day to validate; none when none is set.
    pub limite: Option<NaiveDate>,
    /// What the rectorat tells the établissements; may be empty.
    pub consigne: String,
}

impl Campagne {
    /// Longest text for the établissements, in characters.
    pub const CONSIGNE_MAX: usize = 500;
    /// Days before the last one from which the établissements are reminded.
    pub const RAPPEL_JOURS: i64 = 7;

    /// Days from a day to the last one: negative once it is past; none without one.
    #[must_use]
    pub fn reste(&self, aujourd_hui: NaiveDate) -> Option<i64> {
        self.limite
            .map(|l| l.signed_duration_since(aujourd_hui).num_days())
    }

    /// Whether the reminder is due on a day: within a week of the last one, and not past.
    #[must_use]
    pub fn rappel_du(&self, aujourd_hui: NaiveDate) -> bool {
        self.reste(aujourd_hui)
            .is_some_and(|r| (0..=Self::RAPPEL_JOURS).contains(&r))
    }
}

/// *Saisie des compétences*, *Validation saisie compétences*: the disciplines of an
/// établissement, or how far several of them are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisieCompetences {
    /// Year shown.
    pub annee: i32,
    /// Years that can be chosen, latest first.
    pub annees: Vec<i32>,
    /// Établissement shown; none when one is to be chosen.
    pub etablissement: Option<(EtablissementId, String)>,
    /// There are several to choose from.
    #[serde(default)]
    pub plusieurs: bool,
    /// Those that can be chosen, when there are several.
    pub etablissements: Vec<AvancementSaisie>,
    /// Its disciplines, those without people left out.
    pub lignes: Vec<LigneSaisie>,
    /// How many disciplines or établissements the list has without its filter.
    #[serde(default)]
    pub total: u32,
    /// Who works there à titre secondaire, by name, to read: their compétences are entered
    /// and validated by their main établissement (decision record 0028).
    #[serde(default)]
    pub secondaires: Vec<PersonneAChoisir>,
    /// What the rectorat asks.
    pub campagne: Campagne,
    /// Days left; negative once late.
    pub reste: Option<i64>,
    /// The reader may reopen what is validated and set the last day.
    pub rectorat: bool,
    /// Of the form that reminds: the same one twice reminds once. Empty for who does not.
    #[serde(default)]
    pub cle: String,
}

impl SaisieCompetences {
    /// Keeps what a filter shows of the list, in its order: the disciplines of the
    /// établissement shown, or the établissements.
    #[must_use]
    pub fn filtree(mut self, filtre: &FiltreSaisie) -> Self {
        if self.etablissement.is_some() {
            self.lignes = filtre.disciplines(self.lignes);
        } else {
            self.etablissements = filtre.etablissements(self.etablissements);
        }
        self
    }
}

/// A box of the grid of which something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CelluleVue {
    /// Who.
    pub intervenant: IntervenantId,
    /// Rank of the column.
    pub colonne: u32,
    /// Ticked.
    pub declaree: bool,
    /// Was when the discipline was last validated.
    pub validee: bool,
    /// Was the last year something was entered.
    pub precedente: bool,
}

/// The grid of a discipline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrilleCompetences {
    /// Year.
    pub annee: i32,
    /// Établissement.
    pub etablissement: EtablissementId,
    /// `LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)`.
    pub libelle_etablissement: String,
    /// Where the entry stands.
    pub ligne: LigneSaisie,
    /// Its people, in order of name: key, `NOM Prénom`.
    pub personnes: Vec<(IntervenantId, String)>,
    /// Its columns.
    pub colonnes: Vec<ColonneCompetence>,
    /// How many columns are not shown.
    pub masquees: u32,
    /// The boxes of which something is known.
    pub cellules: Vec<CelluleVue>,
    /// Year of the boxes `precedente`; none when nothing was entered before.
    pub annee_precedente: Option<i32>,
    /// What the rectorat asks.
    pub campagne: Campagne,
    /// Days left; negative once late.
    pub reste: Option<i64>,
    /// The reader may reopen.
    pub rectorat: bool,
    /// Their account: whose draft it is.
    pub compte: crate::CompteId,
}

impl GrilleCompetences {
    /// The boxes ticked.
    #[must_use]
    pub fn cochees(&self) -> BTreeSet<Cellule> {
        self.choisies(|c| c.declaree)
    }

    /// The boxes that were ticked the last year something was entered.
    #[must_use]
    pub fn precedentes(&self) -> BTreeSet<Cellule> {
        self.choisies(|c| c.precedente)
    }

    /// Of its people, those whose name answers a *Filtrer par mot-clé*.
    #[must_use]
    pub fn retenues(&self, mot_cle: &str) -> BTreeSet<IntervenantId> {
        let mots: Vec<String> = texte::mots_cles(mot_cle).collect();
        self.personnes
            .iter()
            .filter(|(_, nom)| texte::contient_les_mots(&texte::normaliser(nom), &mots))
            .map(|(id, _)| *id)
            .collect()
    }

    fn choisies(&self, laquelle: impl Fn(&CelluleVue) -> bool) -> BTreeSet<Cellule> {
        self.cellules
            .iter()
            .filter(|c| laquelle(c))
            .filter_map(|c| {
                Some(Cellule {
                    intervenant: c.intervenant,
                    cle: self.colonnes.get(c.colonne as usize)?.cle.clone(),
                })
            })
            .collect()
    }

    /// Of some changes, those about boxes of this grid.
    #[must_use]
    pub fn applicables(&self, changements: &Changements) -> Changements {
        changements
            .parmi(
                &self.personnes.iter().map(|(id, _)| *id).collect(),
                &self.colonnes.iter().map(|c| c.cle.clone()).collect(),
            )
            .restants(&self.cochees())
    }
}

/// What a save did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilanSaisie {
    /// Boxes ticked.
    pub ajoutees: u32,
    /// Boxes unticked.
    pub retirees: u32,
    /// The discipline is now to be validated.
    pub proposee: bool,
    /// Counts the changes, after it.
    pub version: i32,
}

/// What changed for one person since the discipline was last validated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EcartSaisie {
    /// `NOM Prénom`.
    pub nom: String,
    /// Came since.
    pub arrivee: bool,
    /// Ticked since.
    pub ajoutees: Vec<String>,
    /// Unticked since.
    pub retirees: Vec<String>,
}

/// What happened to the entry of a discipline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvenementSaisie {
    /// Boxes were changed.
    Enregistree {
        /// Ticked: who, what.
        ajoutees: Vec<(String, String)>,
        /// Unticked: who, what.
        retirees: Vec<(String, String)>,
    },
    /// Finished: to be validated.
    Proposee,
    /// Validated.
    Validee,
    /// Reopened.
    Rouverte {
        /// Why.
        motif: String,
    },
}

/// A line of the history of a discipline's entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneHistoriqueSaisie {
    /// When, local to the académie.
    pub date: String,
    /// Who; empty when that is not known.
    pub auteur: String,
    /// What.
    pub quoi: EvenementSaisie,
}

/// The page of one discipline to validate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationDiscipline {
    /// Year.
    pub annee: i32,
    /// Établissement.
    pub etablissement: EtablissementId,
    /// Its label.
    pub libelle_etablissement: String,
    /// Where it stands.
    pub ligne: LigneSaisie,
    /// What changed since it was last validated; everything, when it never was.
    pub ecarts: Vec<EcartSaisie>,
    /// What happened, latest first.
    pub historique: Vec<LigneHistoriqueSaisie>,
    /// The reader may reopen.
    pub rectorat: bool,
}

/// What the dashboard tells of the compétences (issue 4, *Accueil*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeCompetences {
    /// Year.
    pub annee: i32,
    /// Disciplines of which nothing was saved.
    pub non_commencees: u32,
    /// Begun and not finished.
    pub en_cours: u32,
    /// To be validated.
    pub a_valider: u32,
    /// Validated.
    pub validees: u32,
    /// Établissements that have a discipline left to validate.
    #[serde(default)]
    pub en_retard: u32,
    /// Something is expected of them: the rectorat asks it, or an entry has begun.
    #[serde(default)]
    pub attendue: bool,
    /// Last day set by the rectorat.
    pub limite: Option<NaiveDate>,
    /// Days left; negative once late.
    pub reste: Option<i64>,
}

/// A compétence of somebody, as their page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompetenceDePersonne {
    /// In what.
    pub objet: ObjetCompetence,
    /// Ticked.
    pub declaree: bool,
    /// Validated.
    pub validee: bool,
}

/// What an établissement entered for a year, for a file or for paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleveCompetences {
    /// `LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)`.
    pub etablissement: String,
    /// Year.
    pub annee: i32,
    /// Its disciplines.
    pub disciplines: Vec<ReleveDiscipline>,
}

/// What was entered for a discipline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleveDiscipline {
    /// Where its entry stands.
    pub ligne: LigneSaisie,
    /// Its people, by name.
    pub personnes: Vec<PersonneRelevee>,
}

/// What was entered for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonneRelevee {
    /// Stable identifier in the académie.
    pub matricule: String,
    /// `NOM Prénom`.
    pub nom: String,
    /// What is ticked for them.
    pub competences: Vec<CompetenceDePersonne>,
}

/// Why something about compétences is refused: nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompetencesErreur {
    /// Validated meanwhile, or before: only the rectorat reopens.
    DejaValidee {
        /// By whom; empty when that is not known.
        par: String,
        /// When, local to the académie.
        le: String,
    },
    /// Nothing was saved for this discipline.
    NonCommencee {
        /// Its label.
        discipline: String,
    },
    /// Somebody changed it since it was shown: what would be validated is not what was
    /// read.
    ChangeeDepuis {
        /// Its label.
        discipline: String,
        /// By whom; empty when that is not known.
        par: String,
    },
    /// Only what is validated can be reopened.
    NonValidee,
    /// Why is missing.
    MotifManquant,
    /// Why, or the text for the établissements, is too long.
    TexteTropLong {
        /// Most characters.
        maximum: usize,
    },
    /// A text has an invisible character.
    CaractereInterdit,
    /// The last day cannot be read, or is out of reach.
    DateIllisible,
    /// Somebody is no longer of this discipline in this établissement.
    PersonneAilleurs {
        /// `NOM Prénom`, where that may be told; empty otherwise.
        nom: String,
    },
    /// No discipline is to be validated.
    RienAValider,
    /// Nobody is late.
    PersonneARelancer,
}

/// Longest reason of a reopening, in characters.
pub const MOTIF_REOUVERTURE_MAX: usize = 500;

/// A text that the rectorat writes, cleaned.
///
/// # Errors
/// [`CompetencesErreur::TexteTropLong`] beyond `maximum` characters,
/// [`CompetencesErreur::CaractereInterdit`].
pub fn texte_du_rectorat(saisi: &str, maximum: usize) -> Result<String, CompetencesErreur> {
    // Four bytes a character at most: what cannot be short enough is not cleaned.
    if saisi.len() > maximum.saturating_mul(8) {
        return Err(CompetencesErreur::TexteTropLong { maximum });
    }
    let propre = texte::nettoyer_lignes(saisi).trim().to_owned();
    if texte::a_caractere_de_controle_hors_lignes(&propre) {
        return Err(CompetencesErreur::CaractereInterdit);
    }
    if propre.chars().count() > maximum {
        return Err(CompetencesErreur::TexteTropLong { maximum });
    }
    Ok(propre)
}

/// What happened, for the *Messages* zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaitCompetences {
    /// Boxes were saved.
    Enregistrees {
        /// Label of the discipline; empty for none.
        discipline: String,
        /// What was done.
        bilan: BilanSaisie,
    },
    /// Disciplines were validated.
    Validees {
        /// Their labels.
        disciplines: Vec<String>,
    },
    /// A discipline was reopened.
    Rouverte {
        /// Label of the discipline; empty for none.
        discipline: String,
        /// Label of the établissement.
        etablissement: String,
        /// Year.
        annee: i32,
        /// Why.
        motif: String,
    },
    /// The last day was set.
    LimiteFixee {
        /// Year.
        annee: i32,
        /// Last day; none when it was taken away.
        limite: Option<NaiveDate>,
    },
    /// The établissement is reminded of the last day.
    Rappel {
        /// Label of the établissement.
        etablissement: String,
        /// Year.
        annee: i32,
        /// Last day, where one is set.
        limite: Option<NaiveDate>,
        /// Disciplines that are not validated.
        restantes: u32,
    },
    /// Établissements were reminded.
    Relances {
        /// How many.
        etablissements: u32,
    },
}

impl Acteur {
    /// Établissements whose compétences one enters and validates: those of which one is
    /// the head or the secretary; the whole académie for the gestionnaire, who acts on
    /// behalf.
    #[must_use]
    pub fn competences_visibles(&self) -> Portee {
        self.personnels_geres()
    }

    /// Whether one reopens what is validated and sets the last day: the rectorat.
    #[must_use]
    pub fn peut_rouvrir_competences(&self) -> bool {
        self.a_role(Role::Gestionnaire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TypeMission;
    use crate::essais::mission;
    use crate::ids::{AcademieId, CompteId};
    use proptest::prelude::*;

    fn entree(libelle: &str, etat: EtatSaisie, personnes: u32) -> LigneSaisie {
        LigneSaisie {
            discipline: (!libelle.is_empty()).then(|| Discipline {
                id: DisciplineId(1),
                code: "L0422".into(),
                libelle: libelle.into(),
            }),
            personnes,
            etat,
            ..LigneSaisie::default()
        }
    }

    fn avancement(nom: &str, compte: [u32; 4], sans_discipline: EtatSaisie) -> AvancementSaisie {
        let [disciplines, en_cours, a_valider, validees] = compte;
        AvancementSaisie {
            etablissement: EtablissementId(1),
            libelle: nom.into(),
            disciplines,
            en_cours,
            a_valider,
            validees,
            sans_discipline,
        }
    }

    #[test]
    fn une_liste_se_filtre_et_se_trie() {
        use EtatSaisie as E;
        let lignes = || {
            vec![
                entree("ALLEMAND", E::AValider, 2),
                entree("ANGLAIS", E::EnCours, 4),
                entree("HÉBREU", E::NonCommencee, 1),
                entree("PHILOSOPHIE", E::Validee, 4),
                entree("", E::NonCommencee, 3),
            ]
        };
        let noms = |filtre: FiltreSaisie| -> Vec<String> {
            filtre
                .disciplines(lignes())
                .into_iter()
                .map(|l| l.discipline.map_or_else(String::new, |d| d.libelle))
                .collect()
        };
        let choix = |choix| FiltreSaisie {
            choix: Some(choix),
            ..FiltreSaisie::default()
        };
        assert_eq!(noms(FiltreSaisie::default()).len(), 5);
        // What nobody has begun for those without discipline is not to be done.
        assert_eq!(noms(choix(ChoixSaisie::ASaisir)), ["ANGLAIS", "HÉBREU"]);
        assert_eq!(noms(choix(ChoixSaisie::NonCommencee)), ["HÉBREU", ""]);
        assert_eq!(noms(choix(ChoixSaisie::EnCours)), ["ANGLAIS"]);
        assert_eq!(noms(choix(ChoixSaisie::AValider)), ["ALLEMAND"]);
        assert_eq!(noms(choix(ChoixSaisie::Validee)), ["PHILOSOPHIE"]);
        assert_eq!(
            noms(choix(ChoixSaisie::EnRetard)),
            ["ALLEMAND", "ANGLAIS", "HÉBREU"]
        );
        let mot = |mot: &str| FiltreSaisie {
            mot_cle: mot.into(),
            ..FiltreSaisie::default()
        };
        assert_eq!(noms(mot("hebr")), ["HÉBREU"]);
        assert_eq!(noms(mot("l0422 ANG")), ["ANGLAIS"]);
        assert_eq!(noms(mot("sans discipline")), [""]);
        assert_eq!(noms(mot("latin")), [""; 0]);
        let tri = |tri, descendant| FiltreSaisie {
            tri,
            descendant,
            ..FiltreSaisie::default()
        };
        // Alike, they stay by name, both ways.
        assert_eq!(
            noms(tri(TriSaisie::Personnes, true)),
            ["ANGLAIS", "PHILOSOPHIE", "", "ALLEMAND", "HÉBREU"]
        );
        assert_eq!(
            noms(tri(TriSaisie::Etat, false)),
            ["HÉBREU", "", "ANGLAIS", "ALLEMAND", "PHILOSOPHIE"]
        );
        assert_eq!(noms(tri(TriSaisie::Nom, true))[0], "");
        // A column that this list does not have leaves it as it is.
        assert_eq!(noms(tri(TriSaisie::Validees, true))[0], "ALLEMAND");
        for c in ChoixSaisie::TOUS {
            assert_eq!(ChoixSaisie::lire(c.code()), Some(c));
        }
        for t in TriSaisie::TOUS {
            assert_eq!(TriSaisie::lire(t.code()), Some(t));
        }
    }

    #[test]
    fn les_etablissements_se_filtrent_et_leurs_nombres_sont_ceux_des_listes() {
        use EtatSaisie as E;
        let tous = || {
            vec![
                avancement("ARENES", [3, 1, 1, 0], E::NonCommencee),
                avancement("BELLEVUE", [2, 0, 0, 2], E::AValider),
                avancement("COLLEGE", [1, 0, 0, 1], E::NonCommencee),
                avancement("VIDE", [0, 0, 0, 0], E::NonCommencee),
            ]
        };
        let noms = |filtre: FiltreSaisie| -> Vec<String> {
            let gardes = filtre.etablissements(tous());
            gardes.into_iter().map(|a| a.libelle).collect()
        };
        let choix = |choix| FiltreSaisie {
            choix: Some(choix),
            ..FiltreSaisie::default()
        };
        assert_eq!(noms(choix(ChoixSaisie::EnRetard)), ["ARENES"]);
        assert_eq!(noms(choix(ChoixSaisie::ASaisir)), ["ARENES"]);
        assert_eq!(noms(choix(ChoixSaisie::AValider)), ["ARENES", "BELLEVUE"]);
        assert_eq!(noms(choix(ChoixSaisie::Validee)), ["COLLEGE"]);
        let tri = FiltreSaisie {
            mot_cle: "e".into(),
            tri: TriSaisie::Validees,
            descendant: true,
            ..FiltreSaisie::default()
        };
        assert_eq!(noms(tri), ["BELLEVUE", "COLLEGE", "ARENES", "VIDE"]);
        // What is told of an établissement is what its own list keeps.
        let lignes = [
            entree("A", E::NonCommencee, 1),
            entree("B", E::EnCours, 1),
            entree("C", E::AValider, 1),
            entree("D", E::Validee, 1),
        ];
        for sans in E::TOUS {
            let a = avancement("X", [4, 1, 1, 1], sans);
            let siennes: Vec<_> = lignes
                .iter()
                .cloned()
                .chain([entree("", sans, 1)])
                .collect();
            for c in ChoixSaisie::TOUS {
                let gardees = siennes.iter().filter(|l| c.garde(l)).count();
                // Shown where one looks for it, and no work that anybody waits for.
                let pas_commencee = sans == E::NonCommencee && c == ChoixSaisie::NonCommencee;
                assert_eq!(
                    gardees - usize::from(pas_commencee),
                    c.nombre(&a) as usize,
                    "{c:?} {sans:?}"
                );
            }
        }
    }

    fn cle(code: &str) -> CleCompetence {
        code.parse().unwrap()
    }

    fn cellule(code: &str) -> Cellule {
        code.parse().unwrap()
    }

    fn ensemble(codes: &[&str]) -> BTreeSet<Cellule> {
        codes.iter().map(|c| cellule(c)).collect()
    }

    fn epreuve(libelle: &str) -> ObjetCompetence {
        ObjetCompetence::Epreuve(EpreuveExamen {
            examen: "BCG".into(),
            specialite: Some(Specialite {
                code: "BCG".into(),
                libelle: "BACCALAUREAT GENERAL".into(),
            }),
            epreuve: EpreuveOption {
                code: "C001C".into(),
                libelle: libelle.into(),
            },
        })
    }

    const fn langue(usage: UsageLangue, langue: Langue) -> ObjetCompetence {
        ObjetCompetence::Langue { usage, langue }
    }

    #[test]
    fn langues_et_usages_relus() {
        for l in Langue::TOUTES {
            assert_eq!(Langue::lire(l.code()), Some(l));
            assert_eq!(Langue::lire(l.libelle()), Some(l));
            assert_eq!(texte::normaliser(l.libelle()), l.code());
        }
        assert!(Langue::TOUTES.is_sorted());
        assert_eq!(Langue::lire("klingon"), None);
        assert_eq!(Langue::de_la_discipline("ANGLAIS"), Some(Langue::Anglais));
        assert_eq!(Langue::de_la_discipline("HISTOIRE GEOGRAPHIE"), None);
        for u in UsageLangue::TOUS {
            assert_eq!(UsageLangue::lire(u.code()), Some(u));
            assert_eq!(UsageLangue::lire(u.libelle()), Some(u));
        }
        assert_eq!(UsageLangue::lire("option"), None);
        for e in EtatSaisie::TOUS {
            assert_eq!(EtatSaisie::lire(e.code()), Some(e));
        }
    }

    #[test]
    fn codes_de_colonnes() {
        for code in ["e.12.34.BCG", "e.0.34.EA-BCG", "e.1.2.A.B", "dnl.anglais"] {
            assert_eq!(cle(code).to_string(), code);
        }
        assert_eq!(
            cle("e.0.34.BCG"),
            CleCompetence::Epreuve {
                examen: "BCG".into(),
                specialite: None,
                epreuve: EpreuveOptionId(34),
            }
        );
        for faux in [
            "",
            "e",
            "e.1.2",
            "e.1.0.BCG",
            "e.-1.2.BCG",
            "e.1.x.BCG",
            "e.1.2. ",
            "e.1.2.B\nG",
            "dnl",
            "dnl.klingon",
            "option.anglais",
            "DNL.anglais",
            &format!("e.1.2.{}", "B".repeat(200)),
        ] {
            assert_eq!(faux.parse::<CleCompetence>(), Err(CleIllisible), "{faux}");
            assert_eq!(format!("1:{faux}").parse::<Cellule>(), Err(CleIllisible));
        }
        assert_eq!("x:dnl.anglais".parse::<Cellule>(), Err(CleIllisible));
    }

    #[test]
    fn une_competence_couvre_son_epreuve() {
        let m = mission(TypeMission::Coec).ligne;
        assert!(epreuve("Histoire-géographie 3ème éval").couvre(&m));
        assert!(!epreuve("Histoire-géographie 1ère éval").couvre(&m));
        let mut autre = m.clone();
        autre.session.examen = "BTN".into();
        assert!(!epreuve("Histoire-géographie 3ème éval").couvre(&autre));
        let mut autre = m.clone();
        autre.specialite = None;
        assert!(!epreuve("Histoire-géographie 3ème éval").couvre(&autre));
        // The scanning of papers is of no épreuve.
        let mut sscan = m.clone();
        sscan.epreuve = None;
        assert!(!epreuve("Histoire-géographie 3ème éval").couvre(&sscan));
        assert!(!langue(UsageLangue::LangueVivante, Langue::Anglais).couvre(&sscan));
        for (libelle, usage, l, attendu) in [
            (
                "Langue viv. A 3ème éval oral Anglais",
                UsageLangue::LangueVivante,
                Langue::Anglais,
                true,
            ),
            (
                "Langue viv. A 3ème éval oral Anglais",
                UsageLangue::LangueVivante,
                Langue::Italien,
                false,
            ),
            (
                "Langue viv. A 3ème éval oral Anglais",
                UsageLangue::Dnl,
                Langue::Anglais,
                false,
            ),
            (
                "DNL Histoire-géographie Anglais",
                UsageLangue::Dnl,
                Langue::Anglais,
                true,
            ),
            (
                "DNL Histoire-géographie Anglais",
                UsageLangue::LangueVivante,
                Langue::Anglais,
                false,
            ),
            (
                "Section européenne Anglais",
                UsageLangue::SectionEuropeenne,
                Langue::Anglais,
                true,
            ),
        ] {
            let mut m = m.clone();
            m.epreuve = Some(EpreuveOption {
                code: "C".into(),
                libelle: libelle.into(),
            });
            assert_eq!(
                langue(usage, l).couvre(&m),
                attendu,
                "{libelle} {usage:?} {l:?}"
            );
        }
    }

    #[test]
    fn la_grille_montre_d_abord_ce_qui_convient() {
        let colonne = |code: &str, objet: ObjetCompetence| ColonneCompetence {
            cle: cle(code),
            objet,
        };
        let mut toutes = vec![
            colonne("e.1.1.BCG", epreuve("Histoire-géographie 3ème éval")),
            colonne("e.1.2.BCG", epreuve("Enseignement scien. 1ère éval")),
            colonne("e.1.3.BCG", epreuve("Langue vivante B 1ère éval Italien")),
        ];
        toutes.extend(colonnes_de_langues());
        assert_eq!(toutes.len(), 63);
        let montrees = |discipline: &str, gardees: &[&str]| -> Vec<String> {
            colonnes_montrees(
                &toutes,
                discipline,
                &gardees.iter().map(|c| cle(c)).collect(),
            )
            .iter()
            .map(|c| c.cle.to_string())
            .collect()
        };
        let sections = [
            "section_europeenne.allemand",
            "section_europeenne.anglais",
            "section_europeenne.espagnol",
            "dnl.allemand",
            "dnl.anglais",
            "dnl.espagnol",
        ];
        let avec = |debut: &[&str]| -> Vec<String> {
            debut
                .iter()
                .chain(&sections)
                .map(|c| (*c).to_owned())
                .collect()
        };
        assert_eq!(montrees("HISTOIRE GEOGRAPHIE", &[]), avec(&["e.1.1.BCG"]));
        assert_eq!(
            montrees("HISTOIRE GEOGRAPHIE", &["e.1.3.BCG"]),
            avec(&["e.1.1.BCG", "e.1.3.BCG"])
        );
        // No épreuve is known to be for it: those of which nothing is known.
        assert_eq!(montrees("HOTELLERIE", &[]), avec(&["e.1.2.BCG"]));
        // Without discipline nothing is known of any.
        assert_eq!(
            montrees("", &[]),
            avec(&["e.1.1.BCG", "e.1.2.BCG", "e.1.3.BCG"])
        );
        assert_eq!(
            montrees("ITALIEN", &[]),
            [
                "e.1.3.BCG",
                "langue_vivante.italien",
                "section_europeenne.italien"
            ]
        );
    }

    #[test]
    fn chacun_n_apporte_que_ses_changements() {
        let avant = ensemble(&["1:dnl.anglais", "2:dnl.anglais"]);
        let apres = ensemble(&["2:dnl.anglais", "3:dnl.italien"]);
        let c = Changements::entre(&avant, &apres);
        assert_eq!(c.cocher, ensemble(&["3:dnl.italien"]));
        assert_eq!(c.decocher, ensemble(&["1:dnl.anglais"]));
        assert_eq!((c.nombre(), c.est_vide()), (2, false));
        // Somebody else ticked 3 and unticked 1 already, and ticked 4: nothing is left.
        let autre = ensemble(&["2:dnl.anglais", "3:dnl.italien", "4:dnl.russe"]);
        assert!(c.restants(&autre).est_vide());
        assert_eq!(c.restants(&avant), c);
        let ici = c.parmi(
            &BTreeSet::from([IntervenantId(3)]),
            &BTreeSet::from([cle("dnl.italien")]),
        );
        assert_eq!(ici.cocher, c.cocher);
        assert!(ici.decocher.is_empty());
    }

    #[test]
    fn un_brouillon_se_relit() {
        let c = Changements {
            cocher: ensemble(&["3:dnl.italien", "3:e.1.2.EA-BCG"]),
            decocher: ensemble(&["1:dnl.anglais"]),
        };
        assert_eq!(Changements::du_texte(&c.en_texte()), c);
        assert!(Changements::du_texte("").est_vide());
        assert!(Changements::du_texte("n’importe quoi\n+x\n*1:dnl.anglais").est_vide());
    }

    #[test]
    fn ce_que_permet_un_etat() {
        let faits: Vec<_> = EtatSaisie::TOUS
            .iter()
            .map(|e| (e.modifiable(), e.validable()))
            .collect();
        assert_eq!(
            faits,
            [(true, false), (true, true), (true, true), (false, false)]
        );
    }

    #[test]
    fn le_rappel_precede_la_limite() {
        let jour = |j| NaiveDate::from_ymd_opt(2021, 1, j).unwrap();
        let c = Campagne {
            limite: Some(jour(15)),
            consigne: String::new(),
        };
        for (j, reste, rappel) in [(1, 14, false), (8, 7, true), (15, 0, true), (16, -1, false)] {
            assert_eq!(c.reste(jour(j)), Some(reste));
            assert_eq!(c.rappel_du(jour(j)), rappel, "{j}");
        }
        assert_eq!(Campagne::default().reste(jour(1)), None);
        assert!(!Campagne::default().rappel_du(jour(1)));
    }

    #[test]
    fn textes_du_rectorat() {
        assert_eq!(texte_du_rectorat(" Merci. \r\n", 10), Ok("Merci.".into()));
        assert_eq!(
            texte_du_rectorat("onze lettres", 11),
            Err(CompetencesErreur::TexteTropLong { maximum: 11 })
        );
        assert_eq!(
            texte_du_rectorat(&"x".repeat(10_000), 11),
            Err(CompetencesErreur::TexteTropLong { maximum: 11 })
        );
        assert_eq!(
            texte_du_rectorat("a\u{7}", 11),
            Err(CompetencesErreur::CaractereInterdit)
        );
    }

    #[test]
    fn qui_saisit_et_qui_rouvre() {
        let acteur = |roles: &[(Role, Option<i64>)]| Acteur {
            compte: CompteId(1),
            academie: AcademieId(1),
            identifiant: "x".into(),
            nom: "X".into(),
            mel: String::new(),
            attributions: roles
                .iter()
                .map(|(role, e)| crate::Attribution {
                    role: *role,
                    etablissement: e.map(EtablissementId),
                })
                .collect(),
            intervenant: None,
            copie_par_courriel: false,
        };
        let ici = |a: &Acteur| {
            a.competences_visibles()
                .contient(AcademieId(1), EtablissementId(3))
        };
        for (role, lieu, voit, rouvre) in [
            (Role::ChefEtablissement, Some(3), true, false),
            (Role::Secretaire, Some(3), true, false),
            (Role::ChefEtablissement, Some(4), false, false),
            (Role::ChefCentre, Some(3), false, false),
            (Role::Gestionnaire, None, true, true),
            (Role::Administrateur, None, false, false),
            (Role::Intervenant, None, false, false),
        ] {
            let a = acteur(&[(role, lieu)]);
            assert_eq!(ici(&a), voit, "{role:?}");
            assert_eq!(a.peut_rouvrir_competences(), rouvre, "{role:?}");
        }
        assert_eq!(
            acteur(&[(Role::Intervenant, None)]).competences_visibles(),
            Portee::Rien
        );
    }

    proptest! {
        /// Saved one after the other, in any order, the changes of two people end alike,
        /// and each box that only one of them changed is as they left it.
        #[test]
        fn deux_saisies_se_rejoignent(
            base in proptest::collection::btree_set(0i64..12, 0..12),
            a in proptest::collection::btree_set(0i64..12, 0..12),
            b in proptest::collection::btree_set(0i64..12, 0..12),
        ) {
            let cases = |s: &BTreeSet<i64>| -> BTreeSet<Cellule> {
                s.iter().map(|i| cellule(&format!("{i}:dnl.anglais"))).collect()
            };
            let (base, a, b) = (cases(&base), cases(&a), cases(&b));
            let appliquer = |etat: &BTreeSet<Cellule>, c: &Changements| -> BTreeSet<Cellule> {
                let c = c.restants(etat);
                etat.union(&c.cocher).filter(|x| !c.decocher.contains(x)).cloned().collect()
            };
            let (ca, cb) = (Changements::entre(&base, &a), Changements::entre(&base, &b));
            let ab = appliquer(&appliquer(&base, &ca), &cb);
            let ba = appliquer(&appliquer(&base, &cb), &ca);
            prop_assert_eq!(&ab, &ba);
            for c in ca.cocher.iter().filter(|c| !cb.decocher.contains(*c)) {
                prop_assert!(ab.contains(c));
            }
        }
    }
}
