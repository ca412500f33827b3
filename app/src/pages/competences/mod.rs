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

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What an address asks for: a year, an établissement, a discipline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Adresse {
    annee: Option<i32>,
    etablissement: Option<i64>,
    discipline: i64,
    /// With every column.
    toutes: bool,
    /// Starting from what was entered before.
    reprise: bool,
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

/// Address of the grid of a discipline.
fn adresse_grille(annee: i32, etablissement: i64, discipline: i64, toutes: bool) -> String {
    let suite = if toutes { "&epreuves=toutes" } else { "" };
    let page = format!("{SAISIE}/{discipline}");
    format!("{}{suite}", adresse(&page, annee, etablissement))
}

/// Address of the page of a discipline to validate.
fn adresse_examen(annee: i32, etablissement: i64, discipline: i64) -> String {
    adresse(&format!("{VALIDATION}/{discipline}"), annee, etablissement)
}
