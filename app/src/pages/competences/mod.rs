//! *Saisie des compétences*, *Validation saisie compétences*.

mod api;
mod brouillon;
mod examen;
mod grille;
mod liste;

pub use api::*;
pub use examen::*;
pub use grille::*;
pub use liste::*;

use domain::{ChoixSaisie, FiltreSaisie, TriSaisie};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

/// What an address asks for: a year, an établissement, a discipline, a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Adresse {
    annee: Option<i32>,
    etablissement: Option<i64>,
    discipline: i64,
    /// With every column.
    toutes: bool,
    /// Starting from what was entered before.
    reprise: bool,
    /// What a list is kept to; of a grid, the keyword alone.
    filtre: FiltreSaisie,
}

/// The filter of a list that the parameters of an address ask for.
#[must_use]
pub fn filtre_des_saisies<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreSaisie {
    FiltreSaisie {
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        choix: un("etat").and_then(ChoixSaisie::lire),
        tri: un("tri").and_then(TriSaisie::lire).unwrap_or_default(),
        descendant: un("sens") == Some("desc"),
    }
}

/// A filter as the fields of an address or of a form have it: what differs from the usual.
fn champs(filtre: &FiltreSaisie) -> Vec<(&'static str, String)> {
    let mut champs = Vec::new();
    if !filtre.mot_cle.is_empty() {
        champs.push(("mot", filtre.mot_cle.clone()));
    }
    if let Some(choix) = filtre.choix {
        champs.push(("etat", choix.code().to_owned()));
    }
    champs.extend(champs_du_tri(filtre));
    champs
}

/// As [`champs`], for the order alone.
fn champs_du_tri(filtre: &FiltreSaisie) -> Vec<(&'static str, String)> {
    let mut champs = Vec::new();
    if filtre.tri != TriSaisie::default() || filtre.descendant {
        champs.push(("tri", filtre.tri.code().to_owned()));
    }
    if filtre.descendant {
        champs.push(("sens", "desc".to_owned()));
    }
    champs
}

/// Address of a list: of the établissements, or of the disciplines of one.
fn adresse_liste(
    page: &str,
    annee: i32,
    etablissement: Option<i64>,
    filtre: &FiltreSaisie,
) -> String {
    let mut requete = ParamsMap::new();
    requete.insert("annee", annee.to_string());
    if let Some(etablissement) = etablissement {
        requete.insert("etablissement", etablissement.to_string());
    }
    for (cle, valeur) in champs(filtre) {
        requete.insert(cle, valeur);
    }
    format!("{page}{}", requete.to_query_string())
}

/// What the page's address asks for, and then asks for.
fn adresse_lue() -> Memo<Adresse> {
    let requete = use_query_map();
    let parametres = use_params_map();
    Memo::new(move |_| {
        let requete = requete.read();
        Adresse {
            annee: requete.get_str("annee").and_then(|a| a.parse().ok()),
            etablissement: requete
                .get_str("etablissement")
                .and_then(|e| e.parse().ok()),
            // No discipline has a key below zero: what cannot be read is not found.
            discipline: parametres
                .read()
                .get_str("discipline")
                .and_then(|d| d.parse().ok())
                .unwrap_or(-1),
            toutes: requete.get_str("epreuves") == Some("toutes"),
            reprise: requete.get_str("reprise") == Some("oui"),
            filtre: filtre_des_saisies(|cle| requete.get_str(cle)),
        }
    })
}

/// Address of a page about an établissement and a year.
fn adresse(page: &str, annee: i32, etablissement: i64) -> String {
    format!("{page}?annee={annee}&etablissement={etablissement}")
}

/// Address of *Saisie des compétences*.
const SAISIE: &str = "/competences";
/// Address of *Validation saisie compétences*.
const VALIDATION: &str = "/validation-competences";

/// Where the files on how far the établissements are begin.
const AVANCEMENT: &str = "/avancement-competences";

/// Address of the grid of a discipline.
fn adresse_grille(annee: i32, etablissement: i64, discipline: i64, toutes: bool) -> String {
    let suite = if toutes { "&epreuves=toutes" } else { "" };
    let page = format!("{SAISIE}/{discipline}");
    format!("{}{suite}", adresse(&page, annee, etablissement))
}

/// An address that has parameters already, with the keyword of a grid.
fn avec_mot(adresse: String, mot: &str) -> String {
    if mot.is_empty() {
        return adresse;
    }
    let mut requete = ParamsMap::new();
    requete.insert("mot", mot.to_owned());
    let mot = requete.to_query_string();
    format!("{adresse}&{}", mot.trim_start_matches('?'))
}

/// Address of the page of a discipline to validate.
fn adresse_examen(annee: i32, etablissement: i64, discipline: i64) -> String {
    adresse(&format!("{VALIDATION}/{discipline}"), annee, etablissement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn une_adresse_redonne_son_filtre() {
        let filtre = FiltreSaisie {
            mot_cle: "latin".into(),
            choix: Some(ChoixSaisie::AValider),
            tri: TriSaisie::Personnes,
            descendant: true,
        };
        // The server escapes the hyphen, the browser does not.
        assert_eq!(
            adresse_liste(VALIDATION, 2021, Some(7), &filtre).replace("%2D", "-"),
            "/validation-competences?annee=2021&etablissement=7&mot=latin&etat=a-valider&tri=personnes&sens=desc"
        );
        let lus: BTreeMap<_, _> = champs(&filtre).into_iter().collect();
        let relu = filtre_des_saisies(|cle| lus.get(cle).map(String::as_str));
        assert_eq!(relu, filtre);
        let grille = adresse_grille(2021, 7, 3, true);
        assert_eq!(avec_mot(grille.clone(), ""), grille);
        assert_eq!(
            avec_mot(grille.clone(), "a&b"),
            format!("{grille}&mot=a%26b")
        );
        let sans = FiltreSaisie::default();
        assert_eq!(
            adresse_liste(SAISIE, 2021, None, &sans),
            "/competences?annee=2021"
        );
        // What is none of ours filters nothing.
        assert_eq!(filtre_des_saisies(|_| Some("x")).choix, None);
    }
}
