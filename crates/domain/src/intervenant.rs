//! Intervenants: the people who can be called to exam duty.

use crate::convocation::limites;
use crate::etablissement::{Adresse, libelle_etablissement};
use crate::ids::{DisciplineId, EtablissementId, IntervenantId};
use crate::{Uai, texte};
use serde::{Deserialize, Serialize};

/// Title in front of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Civilite {
    /// Madame.
    #[serde(rename = "mme")]
    Madame,
    /// Monsieur.
    #[serde(rename = "m")]
    Monsieur,
    /// Not known: the letter then uses the names alone.
    #[default]
    #[serde(rename = "")]
    Inconnue,
}

impl Civilite {
    /// Code kept in the database and in files: `mme`, `m` or empty.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Madame => "mme",
            Self::Monsieur => "m",
            Self::Inconnue => "",
        }
    }

    /// Reads a code or a usual spelling (`Mme`, `Madame`, `M.`, `Monsieur`).
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        match texte::normaliser(texte).as_str() {
            "mme" | "madame" | "mlle" | "mademoiselle" => Some(Self::Madame),
            "m" | "mr" | "monsieur" => Some(Self::Monsieur),
            "" => Some(Self::Inconnue),
            _ => None,
        }
    }

    /// `Madame`, `Monsieur` or empty.
    #[must_use]
    pub const fn en_toutes_lettres(self) -> &'static str {
        match self {
            Self::Madame => "Madame",
            Self::Monsieur => "Monsieur",
            Self::Inconnue => "",
        }
    }
}

/// A discipline de poste.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Discipline {
    /// Key.
    pub id: DisciplineId,
    /// Ministry code, e.g. `L0422`.
    pub code: String,
    /// Label: `ANGLAIS`.
    pub libelle: String,
}

/// One person known in the académie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intervenant {
    /// Key.
    pub id: IntervenantId,
    /// Stable identifier given by the files of the académie.
    pub matricule: String,
    /// Title.
    pub civilite: Civilite,
    /// Family name in use, upper case as in the académie's files.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Main établissement; none for external people.
    pub etablissement: Option<EtablissementId>,
    /// Discipline de poste; none when unknown.
    pub discipline: Option<DisciplineId>,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
    /// Postal address for the letter; may be empty.
    pub adresse: Adresse,
}

/// A person as found by a search: what is needed to tell homonyms apart, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IntervenantTrouve {
    /// Key.
    pub id: IntervenantId,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Main établissement's name; empty for external people.
    pub etablissement: String,
    /// Main établissement's UAI, when there is one.
    pub uai: Option<Uai>,
    /// Discipline de poste; may be empty.
    pub discipline: String,
}

impl IntervenantTrouve {
    /// `DURAND Anne`.
    #[must_use]
    pub fn nom_complet(&self) -> String {
        nom_complet(&self.nom, &self.prenom)
    }

    /// `LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)`, or empty.
    #[must_use]
    pub fn libelle_etablissement(&self) -> String {
        self.uai.as_ref().map_or_else(
            || self.etablissement.clone(),
            |u| libelle_etablissement(&self.etablissement, u),
        )
    }
}

/// The outcome of a search by name: at most the limit asked for, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recherche {
    /// People in order of name; of the one word searched, those first whose nom answers to
    /// it, in the order of the words that do.
    pub trouves: Vec<IntervenantTrouve>,
    /// How many match in all, counted up to [`Recherche::PLAFOND`].
    pub total: u32,
}

impl Recherche {
    /// Most people shown for one search (domain decision).
    pub const AFFICHES: u32 = 20;
    /// Counting stops here: beyond, the screen says "plus de 200", and one types on.
    pub const PLAFOND: u32 = 200;
    /// Fewest letters that start a search.
    pub const LETTRES_MIN: usize = 2;
}

/// Where people of a discipline are searched for: "mon établissement" (memo §3), or further for
/// who convokes anywhere in the académie (domain decision).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EtendueDiscipline {
    /// Over the whole académie; else among the people of the mission's centre.
    pub academie: bool,
    /// Words of a commune or of an établissement, to which the académie is narrowed down; may
    /// be empty. Says nothing of the centre.
    pub lieu: String,
}

impl EtendueDiscipline {
    /// Most people of the whole académie that one search gives: a discipline has thousands,
    /// which nobody reads through, and which would all be ticked by one box.
    pub const ACADEMIE_MAX: u32 = 500;

    /// Most people that one search gives.
    #[must_use]
    pub const fn maximum(&self) -> u32 {
        if self.academie {
            Self::ACADEMIE_MAX
        } else {
            // As many as one request convokes.
            limites::INTERVENANTS as u32
        }
    }
}

/// The outcome of a search by discipline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RechercheDiscipline {
    /// One discipline answers to the text.
    Retenue {
        /// Its people, the least burdened of the session first, then in order of name; at most
        /// [`EtendueDiscipline::maximum`].
        trouves: Vec<IntervenantTrouve>,
        /// How many there are in all.
        total: u32,
    },
    /// Several answer, to choose from, each with how many people it has; empty when none does.
    AChoisir(Vec<(Discipline, u32)>),
}

/// `DURAND Anne`: family name first, as on every list of the memo.
#[must_use]
pub fn nom_complet(nom: &str, prenom: &str) -> String {
    format!("{nom} {prenom}").trim().to_owned()
}

/// Longest name accepted, in characters.
pub const NOM_MAX: usize = 80;

/// A plausible mail address: one `@`, a dot in the domain, no blank, no control
/// character, at most 254 bytes (RFC 5321). Whether it exists only a mail tells.
#[must_use]
pub fn mel_plausible(adresse: &str) -> bool {
    if adresse.len() > 254 || !adresse.is_ascii() {
        return false;
    }
    let Some((local, domaine)) = adresse.split_once('@') else {
        return false;
    };
    let local_bon = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b));
    let domaine_bon = domaine.contains('.')
        && domaine.split('.').all(|e| {
            !e.is_empty()
                && e.len() <= 63
                && !e.starts_with('-')
                && !e.ends_with('-')
                && e.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    local_bon && domaine_bon
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn civilites() {
        for c in [Civilite::Madame, Civilite::Monsieur, Civilite::Inconnue] {
            assert_eq!(Civilite::lire(c.code()), Some(c));
            assert_eq!(Civilite::lire(c.en_toutes_lettres()), Some(c));
        }
        assert_eq!(Civilite::lire("M."), Some(Civilite::Monsieur));
        assert_eq!(Civilite::lire("Dr"), None);
    }

    #[test]
    fn mels() {
        for bon in ["a@b.fr", "anne-marie.o'neil@ac-toulouse.fr"] {
            assert!(mel_plausible(bon), "{bon}");
        }
        for faux in [
            "",
            "a",
            "a@b",
            "a@@b.fr",
            "a b@c.fr",
            "a@b..fr",
            "a@-b.fr",
            "é@b.fr",
            "a@b.fr\n",
            "a..b@c.fr",
        ] {
            assert!(!mel_plausible(faux), "{faux}");
        }
    }

    proptest! {
        #[test]
        fn jamais_de_retour_ligne_dans_un_mel(texte in ".*") {
            if mel_plausible(&texte) {
                prop_assert!(!texte.contains(['\r', '\n', ' ', ',', ';', '<', '>']));
            }
        }
    }
}
