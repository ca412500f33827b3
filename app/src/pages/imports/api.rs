//! Server functions of *Imports*: they read. What is asked of an import is asked by plain
//! forms (`server/src/imports.rs`).

use crate::ErreurApi;
use domain::{FiltreImport, ImportVu, PageImports, SorteLigne};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// Address of the list.
pub const ADRESSE: &str = "/imports";
/// Address of the form.
pub const ADRESSE_NOUVEAU: &str = "/imports/nouveau";

/// Address of an import.
#[must_use]
pub fn adresse_de_l_import(id: i64) -> String {
    format!("{ADRESSE}/{id}")
}

/// The filter that the parameters of an address ask for.
#[must_use]
pub fn filtre_de_l_import<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreImport {
    FiltreImport {
        sorte: un("lignes").and_then(SorteLigne::lire),
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        page: page_de(un("page")),
    }
}

/// The page that an address asks for, from 1.
#[must_use]
pub fn page_de(page: Option<&str>) -> u32 {
    page.and_then(|p| p.parse().ok()).unwrap_or(1).max(1)
}

/// The address of lines of an import: only what is asked for.
#[must_use]
pub fn adresse_des_lignes(id: i64, sorte: SorteLigne, mot_cle: &str, page: u32) -> String {
    let mut requete = ParamsMap::new();
    requete.insert("lignes", sorte.code().to_owned());
    if !mot_cle.is_empty() {
        requete.insert("mot", mot_cle.to_owned());
    }
    if page > 1 {
        requete.insert("page", page.to_string());
    }
    format!("{}{}", adresse_de_l_import(id), requete.to_query_string())
}

/// One page of the imports of the académie.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is no gestionnaire.
#[server(endpoint = "imports/lister", output = crate::json::Json)]
pub async fn lister_imports(page: u32) -> Result<PageImports, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::imports::lister(&s, &a, page).await }).await
}

/// An import as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportMontre {
    /// Without its issue, which is a sentence below.
    pub vu: ImportVu,
    /// What went otherwise than asked.
    pub issue: Option<String>,
}

/// An import with a page of its lines.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it does not exist or is of another académie.
#[server(endpoint = "imports/lire", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_import(id: i64, filtre: FiltreImport) -> Result<ImportMontre, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let mut vu = usecases::imports::lire(&s, &a, domain::ImportId(id), &filtre).await?;
        let issue = vu.issue.take();
        let issue = issue.map(|i| crate::messages::imports_suivis::issue(&i));
        Ok(ImportMontre { vu, issue })
    })
    .await
}
