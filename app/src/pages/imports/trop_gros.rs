use super::api::ADRESSE_NOUVEAU;
use crate::coquille::Actifs;
use crate::messages::imports_suivis::{self as mi, l};
use crate::publiques::document;
use domain::ImportRefus;
use maud::html;

/// What a file that is too large is answered: whole, without script.
#[must_use]
pub fn page_trop_gros(actifs: &Actifs, maximum: u64) -> String {
    let corps = html! {
        h1 { (l::TROP_GROS) }
        p { (mi::refus(&ImportRefus::TropGros { maximum })) }
        p { a.fr-link href=(ADRESSE_NOUVEAU) { (l::NOUVEL_IMPORT) } }
    };
    document(actifs, l::TROP_GROS, &corps)
}
