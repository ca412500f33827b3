//! The page of the link that confirms a personal address: no account, no script.

use crate::coquille::Actifs;
use crate::messages::espace::{self as me, l as le};
use crate::publiques::{document, refus};
use domain::EtatConfirmation;
use maud::html;
use usecases::coordonnees::Confirmation;

/// The page of a link that serves: nothing changes until its button is pressed.
#[must_use]
pub fn confirmation(actifs: &Actifs, code: &str, vue: &Confirmation) -> String {
    let corps = html! {
        h1 { (le::CONFIRMER_TITRE) }
        p { (le::CONFIRMER_QUESTION) }
        p.fr-text--lead.imagin-saisi { (vue.adresse) }
        p { (me::confirmer_avant(&vue.jusqu_au)) }
        form method="post" action=(format!("/adresse/{code}")) {
            button.fr-btn { (le::CONFIRMER) }
        }
    };
    document(actifs, le::CONFIRMER_TITRE, &corps)
}

/// The page of an address that is confirmed.
#[must_use]
pub fn confirmee(actifs: &Actifs) -> String {
    let corps = html! {
        h1 { (le::CONFIRMEE_TITRE) }
        p { (le::CONFIRMEE_TEXTE) }
        p { a.fr-link href="/mes-coordonnees" { (le::OUVRIR_ESPACE) } }
    };
    document(actifs, le::CONFIRMEE_TITRE, &corps)
}

/// The page of a link that serves no more, or never did.
#[must_use]
pub fn confirmation_refusee(actifs: &Actifs, etat: EtatConfirmation) -> String {
    let (titre, texte) = me::confirmation_refusee(etat);
    refus(actifs, titre, texte)
}
