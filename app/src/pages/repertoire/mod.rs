//! *Intervenants*, *Doublons* and *Demandes*: who is known in the académie, and whom the
//! centres did not find.

mod api;
mod comptes;
mod demandes;
mod doublons;
mod fiche;
mod page;

pub use api::*;
pub use comptes::*;
pub use demandes::*;
pub use doublons::*;
pub use fiche::*;
pub use page::*;

use leptos::prelude::*;

/// Address of the list.
pub(crate) const ADRESSE: &str = "/intervenants";
/// Address of the accounts to open.
pub(crate) const COMPTES: &str = "/intervenants/comptes";
/// Address of the probable duplicates.
pub(crate) const DOUBLONS: &str = "/doublons";
/// Address of the requests.
pub(crate) const DEMANDES: &str = "/demandes-intervenant";

/// A field of `saisie`, its hint if it has one.
fn champ(
    id: &'static str,
    texte: &'static str,
    indice: &'static str,
    maximum: &'static str,
    valeur: String,
) -> impl IntoView {
    let decrit = (!indice.is_empty()).then(|| format!("{id}-indice"));
    view! {
        <div class="fr-input-group">
            <label class="fr-label" for=id>{texte}
                {(!indice.is_empty()).then(|| view! {
                    <span class="fr-hint-text" id=format!("{id}-indice")>{indice}</span>
                })}
            </label>
            <input class="fr-input" id=id name=format!("saisie[{id}]") maxlength=maximum
                autocomplete="off" spellcheck="false" aria-describedby=decrit value=valeur />
        </div>
    }
}
