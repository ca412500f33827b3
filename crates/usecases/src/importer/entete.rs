//! The header: which separator a file uses, and where the columns are.

use super::lecteur::{Lecteur, Lu, OCTETS_MAX};
use domain::{ImportErreur, texte};
use std::io::Read;

/// A column that an import reads.
#[derive(Debug)]
pub(super) struct Colonne {
    /// Its name, as documented and as reports call it.
    pub(super) nom: &'static str,
    /// Other names under which it is found, normalised.
    pub(super) synonymes: &'static [&'static str],
    /// A file without it is refused.
    pub(super) obligatoire: bool,
}

impl Colonne {
    /// A column that must be there.
    pub(super) const fn obligatoire(nom: &'static str) -> Self {
        Self {
            nom,
            synonymes: &[],
            obligatoire: true,
        }
    }

    /// A column that may be missing.
    pub(super) const fn facultative(nom: &'static str) -> Self {
        Self {
            nom,
            synonymes: &[],
            obligatoire: false,
        }
    }

    /// The same, also found under other names (normalised: lower case, no accents,
    /// one space between words).
    pub(super) const fn ou(self, synonymes: &'static [&'static str]) -> Self {
        Self { synonymes, ..self }
    }

    /// Whether a normalised name of the file is this column's.
    fn est(&self, normalise: &str) -> bool {
        texte::normaliser(self.nom) == normalise || self.synonymes.contains(&normalise)
    }
}

/// Separators tried, the usual one first.
const SEPARATEURS: [u8; 3] = [b';', b',', b'\t'];

/// A header that has been understood.
#[derive(Debug)]
pub(super) struct Entete {
    /// What stands between fields.
    pub(super) separateur: u8,
    /// Number of fields.
    pub(super) champs: usize,
    /// For each column known, its place in the file.
    pub(super) places: Vec<Option<usize>>,
    /// Names nobody reads.
    pub(super) ignorees: Vec<String>,
}

/// Reads the header at the beginning of a file.
pub(super) fn lire(
    debut: &[u8],
    colonnes: &[Colonne],
    decoder: impl Fn(&[u8]) -> Option<String>,
) -> Result<Entete, ImportErreur> {
    let mut essais: Vec<(usize, u8, Vec<String>)> = Vec::new();
    for separateur in SEPARATEURS {
        let noms = noms(debut, separateur, &decoder)?;
        let connus = noms
            .iter()
            .map(|nom| texte::normaliser(nom))
            .filter(|nom| colonnes.iter().any(|c| c.est(nom)))
            .count();
        essais.push((connus, separateur, noms));
    }
    // The first of those that recognise most.
    let meilleur = essais.into_iter().rev().max_by_key(|(connus, ..)| *connus);
    match meilleur {
        Some((connus, separateur, noms)) if connus > 0 => ranger(separateur, &noms, colonnes),
        _ => Err(ImportErreur::EnteteInconnue {
            attendues: obligatoires(colonnes, |_| true),
        }),
    }
}

fn obligatoires(colonnes: &[Colonne], garder: impl Fn(usize) -> bool) -> Vec<String> {
    let rangees = colonnes.iter().enumerate();
    rangees
        .filter(|(n, c)| c.obligatoire && garder(*n))
        .map(|(_, c)| c.nom.to_owned())
        .collect()
}

fn noms(
    debut: &[u8],
    separateur: u8,
    decoder: &impl Fn(&[u8]) -> Option<String>,
) -> Result<Vec<String>, ImportErreur> {
    let mut lecteur = Lecteur::nouveau(debut, separateur);
    let lu = lecteur.suivante().map_err(|e| ImportErreur::Lecture {
        detail: e.to_string(),
    })?;
    match lu {
        Lu::Ligne { .. } => {}
        Lu::Fin => return Ok(Vec::new()),
        Lu::Refus { .. } if debut.len() > OCTETS_MAX => {
            return Err(ImportErreur::EnteteTropLongue {
                maximum: OCTETS_MAX as u32,
            });
        }
        Lu::Refus { .. } => return Ok(Vec::new()),
    }
    let noms = (0..lecteur.nombre_de_champs())
        .map(|n| decoder(lecteur.champ(n)).unwrap_or_default())
        .collect();
    Ok(noms)
}

fn ranger(separateur: u8, noms: &[String], colonnes: &[Colonne]) -> Result<Entete, ImportErreur> {
    let mut places = vec![None; colonnes.len()];
    let mut ignorees = Vec::new();
    for (place, nom) in noms.iter().enumerate() {
        let normalise = texte::normaliser(nom);
        match colonnes.iter().position(|c| c.est(&normalise)) {
            Some(n) if places[n].is_some() => {
                return Err(ImportErreur::ColonneEnDouble {
                    colonne: colonnes[n].nom.to_owned(),
                });
            }
            Some(n) => places[n] = Some(place),
            None if normalise.is_empty() => {}
            None => ignorees.push(super::champs::extrait(nom)),
        }
    }
    let manquantes = obligatoires(colonnes, |n| places[n].is_none());
    if !manquantes.is_empty() {
        return Err(ImportErreur::ColonnesManquantes {
            colonnes: manquantes,
        });
    }
    // Names left empty at the end are separators too many, not columns.
    let champs = noms
        .iter()
        .rposition(|n| !n.trim().is_empty())
        .map_or(0, |n| n + 1);
    Ok(Entete {
        separateur,
        champs,
        places,
        ignorees,
    })
}

/// The beginning of a file, long enough to hold any header.
pub(super) fn debut(source: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut debut = Vec::new();
    source.take(2 * OCTETS_MAX as u64).read_to_end(&mut debut)?;
    Ok(debut)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLONNES: &[Colonne] = &[
        Colonne::obligatoire("code_postal"),
        Colonne::obligatoire("nom").ou(&["nom etablissement"]),
        Colonne::facultative("mel"),
    ];

    fn lire(texte: &str) -> Result<Entete, ImportErreur> {
        super::lire(texte.as_bytes(), COLONNES, |o| {
            String::from_utf8(o.to_vec()).ok()
        })
    }

    #[test]
    fn chaque_orthographe_et_chaque_separateur() {
        for texte in [
            "Code postal;Nom_etablissement;autre",
            "code_postal,NOM,\"Autre, chose\"\n1,2,3",
            "\r\nCODE-POSTAL\tNom\tautre;\n",
            "Code_Postal;nom;Autre;;\n",
        ] {
            let e = lire(texte).unwrap();
            assert_eq!(e.places, [Some(0), Some(1), None], "{texte}");
            assert_eq!((e.champs, e.ignorees.len()), (3, 1), "{texte}");
        }
    }

    #[test]
    fn entetes_refusees() {
        assert_eq!(
            lire("nom;mel").unwrap_err(),
            ImportErreur::ColonnesManquantes {
                colonnes: vec!["code_postal".into()]
            }
        );
        assert_eq!(
            lire("nom;code postal;Nom etablissement").unwrap_err(),
            ImportErreur::ColonneEnDouble {
                colonne: "nom".into()
            }
        );
        let attendues = vec!["code_postal".to_owned(), "nom".to_owned()];
        for texte in ["", "a;b;c", "\"nom"] {
            let attendues = attendues.clone();
            assert_eq!(
                lire(texte).unwrap_err(),
                ImportErreur::EnteteInconnue { attendues }
            );
        }
        let longue = "x".repeat(2 * OCTETS_MAX);
        assert!(matches!(
            lire(&longue),
            Err(ImportErreur::EnteteTropLongue { .. })
        ));
    }
}
