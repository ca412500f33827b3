//! *Signature centre* and *Signature établissement pour la convocation*.

mod apercu;
mod api;
#[allow(
    unreachable_pub,
    reason = "the component macro makes its own public struct"
)]
mod dessin;
mod page;
mod saisie;

pub use apercu::*;
pub use api::*;
pub use page::*;
pub use saisie::*;

use domain::{EtablissementId, Signataire};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The kind of signature that an address tells.
#[must_use]
pub fn signataire_de(genre: &str) -> Option<Signataire> {
    match genre {
        "etablissement" => Some(Signataire::ChefEtablissement),
        "centre" => Some(Signataire::ChefCentre),
        _ => None,
    }
}

/// How an address tells a kind of signature.
#[must_use]
pub const fn genre_de(signataire: Signataire) -> &'static str {
    match signataire {
        Signataire::ChefEtablissement => "etablissement",
        Signataire::ChefCentre => "centre",
    }
}

/// The address of the signatures of an établissement.
#[must_use]
pub fn adresse_de(signataire: Signataire, etablissement: EtablissementId) -> String {
    adresse(signataire, "", etablissement)
}

/// The address of a page of signatures.
fn adresse(signataire: Signataire, suite: &str, etablissement: EtablissementId) -> String {
    format!(
        "/signatures/{}{suite}?etablissement={etablissement}",
        genre_de(signataire)
    )
}

/// What the address asks for: which kind, which établissement.
fn demande() -> Memo<(String, Option<i64>)> {
    let parametres = use_params_map();
    let requete = use_query_map();
    Memo::new(move |_| {
        (
            parametres.read().get("genre").unwrap_or_default(),
            requete
                .read()
                .get("etablissement")
                .and_then(|e| e.parse().ok()),
        )
    })
}
