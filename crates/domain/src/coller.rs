//! A column of names pasted from a spreadsheet: cut into lines, and matched with the
//! people of the académie.

use crate::intervenant::IntervenantTrouve;
use crate::texte;
use serde::{Deserialize, Serialize};

/// Lines of one column at most.
pub const COLLER_LIGNES: usize = 300;
/// Characters of one line at most.
pub const COLLER_LONGUEUR: usize = 120;

/// Why a column cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CollerErreur {
    /// No name in it.
    Vide,
    /// Too many lines.
    TropDeLignes {
        /// How many there are.
        lues: usize,
    },
    /// A line that is no name: too long.
    LigneTropLongue {
        /// Which, from 1.
        ligne: usize,
    },
}

/// Titles that a column may carry before or after a name.
const CIVILITES: &[&str] = &[
    "m",
    "mr",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
];

/// What the first line of a column says when it is its title.
const TITRES: &[&str] = &[
    "nom",
    "noms",
    "nom prenom",
    "prenom nom",
    "nom et prenom",
    "noms et prenoms",
    "intervenant",
    "intervenants",
];

/// The names of a pasted text, one a line: cells of a row are put together, blank lines and
/// the title of the column left out.
///
/// # Errors
/// [`CollerErreur`]: nothing is looked for then.
pub fn lire_colonne(colle: &str) -> Result<Vec<String>, CollerErreur> {
    let mut noms = Vec::new();
    for (i, ligne) in colle.split(['\n', '\r']).enumerate() {
        // Cells of a row, and quotes that a spreadsheet puts around them.
        let cellules = ligne.replace(['\t', ';', '"', '\u{200b}', '\u{feff}'], " ");
        let nom = texte::nettoyer(&cellules);
        if texte::normaliser(&nom).is_empty() {
            continue;
        }
        if noms.is_empty() && TITRES.contains(&texte::normaliser(&nom).as_str()) {
            continue;
        }
        if nom.chars().count() > COLLER_LONGUEUR {
            return Err(CollerErreur::LigneTropLongue { ligne: i + 1 });
        }
        noms.push(nom);
    }
    match noms.len() {
        0 => Err(CollerErreur::Vide),
        n if n > COLLER_LIGNES => Err(CollerErreur::TropDeLignes { lues: n }),
        _ => Ok(noms),
    }
}

/// The words by which a pasted name is compared: without accents or case, without title,
/// particles apart, in no order.
#[must_use]
pub fn mots_du_nom(nom: &str) -> Vec<String> {
    let normalise = texte::normaliser(nom);
    let mut mots: Vec<&str> = normalise.split(' ').filter(|m| !m.is_empty()).collect();
    // A title is left out as long as a name remains: somebody may be called M.
    if mots.len() > 2 && mots.first().is_some_and(|m| CIVILITES.contains(m)) {
        mots.remove(0);
    }
    let mut mots: Vec<String> = mots.into_iter().map(str::to_owned).collect();
    mots.sort_unstable();
    mots
}

/// What a pasted name is found to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Correspondance {
    /// One person has exactly this name.
    Trouve(IntervenantTrouve),
    /// Several have, or some have a longer one: to be chosen.
    Ambigu {
        /// Who, in order of name.
        candidats: Vec<IntervenantTrouve>,
        /// Some more are not here: the name is too short to tell.
        incomplet: bool,
    },
    /// Nobody.
    Inconnu,
}

impl Correspondance {
    /// Of the people whose name begins, word by word, with the pasted one, who is meant.
    /// `incomplet`: there were more of them than are given.
    #[must_use]
    pub fn de(nom: &str, candidats: Vec<IntervenantTrouve>, incomplet: bool) -> Self {
        let mots = mots_du_nom(nom);
        let exacts: Vec<IntervenantTrouve> = candidats
            .iter()
            .filter(|c| mots_du_nom(&c.nom_complet()) == mots)
            .cloned()
            .collect();
        match (exacts.len(), candidats.is_empty()) {
            (_, true) => Self::Inconnu,
            (0, false) => Self::Ambigu {
                candidats,
                incomplet,
            },
            // A homonym may be among those that were not given.
            (1, false) if !incomplet => exacts
                .into_iter()
                .next()
                .map_or(Self::Inconnu, Self::Trouve),
            _ => Self::Ambigu {
                candidats: exacts,
                incomplet,
            },
        }
    }
}

/// A pasted name with whom it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneCollee {
    /// As pasted, cleaned.
    pub nom: String,
    /// Who.
    pub correspondance: Correspondance,
}

/// A pasted column, matched: nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collage {
    /// The lines, in the order pasted; one and the same name once.
    pub lignes: Vec<LigneCollee>,
    /// Names that were there more than once.
    pub doublons: Vec<String>,
    /// People convoked to the mission already.
    pub deja: Vec<crate::IntervenantId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IntervenantId;

    fn personne(id: i64, nom: &str, prenom: &str) -> IntervenantTrouve {
        IntervenantTrouve {
            id: IntervenantId(id),
            nom: nom.into(),
            prenom: prenom.into(),
            etablissement: "LPO BELLEVUE".into(),
            uai: None,
            discipline: String::new(),
        }
    }

    #[test]
    fn une_colonne_se_lit_comme_un_tableur_la_donne() {
        let colle = "\u{feff}NOM\tPrénom\r\nDURAND\tAnne\r\n\r\n  \"D'ARRAS\";Sarah-Anna \nMme  MARTIN Léa\n";
        assert_eq!(
            lire_colonne(colle).unwrap(),
            ["DURAND Anne", "D'ARRAS Sarah-Anna", "Mme MARTIN Léa"]
        );
        // A title is one on the first line only.
        assert_eq!(lire_colonne("Anne\nNom").unwrap(), ["Anne", "Nom"]);
    }

    #[test]
    fn les_limites_se_disent() {
        assert_eq!(lire_colonne(" \n\t\n - "), Err(CollerErreur::Vide));
        assert_eq!(lire_colonne("Nom"), Err(CollerErreur::Vide));
        let longue = format!("DURAND Anne\n{}", "x".repeat(121));
        assert_eq!(
            lire_colonne(&longue),
            Err(CollerErreur::LigneTropLongue { ligne: 2 })
        );
        let trop = "DURAND Anne\n".repeat(301);
        assert_eq!(
            lire_colonne(&trop),
            Err(CollerErreur::TropDeLignes { lues: 301 })
        );
    }

    #[test]
    fn l_ordre_les_accents_et_les_particules_ne_comptent_pas() {
        for (a, b) in [
            ("DURAND Anne", "anne durand"),
            ("DE LA TOUR Éloïse", "Eloise de la Tour"),
            ("D'ARRAS Sarah-Anna", "sarah anna d’arras"),
            ("M. PETIT Luc", "PETIT Luc"),
            ("Mme MARTIN Léa", "Léa MARTIN"),
        ] {
            assert_eq!(mots_du_nom(a), mots_du_nom(b), "{a} / {b}");
        }
        assert_ne!(mots_du_nom("M Anne"), mots_du_nom("Anne"));
    }

    #[test]
    fn un_nom_se_trouve_hesite_ou_manque() {
        let anne = personne(1, "DURAND", "Anne");
        let longue = personne(2, "DURAND", "Anne-Marie");
        let homonyme = personne(3, "DURAND", "Anne");
        let de = |candidats: &[&IntervenantTrouve], incomplet| {
            let candidats = candidats.iter().map(|c| (*c).clone()).collect();
            Correspondance::de("durand anne", candidats, incomplet)
        };
        assert_eq!(
            de(&[&anne, &longue], false),
            Correspondance::Trouve(anne.clone())
        );
        assert_eq!(
            de(&[&anne, &homonyme], false),
            Correspondance::Ambigu {
                candidats: vec![anne.clone(), homonyme.clone()],
                incomplet: false
            }
        );
        assert_eq!(
            de(&[&longue], false),
            Correspondance::Ambigu {
                candidats: vec![longue.clone()],
                incomplet: false
            },
            "un prénom plus long se vérifie"
        );
        assert!(matches!(de(&[&anne], true), Correspondance::Ambigu { .. }));
        assert_eq!(de(&[], false), Correspondance::Inconnu);
    }
}
