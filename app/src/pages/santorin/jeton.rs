use super::DESCRIPTION;
use crate::coquille::Actifs;
use crate::messages::santorin::{self as ms, l};
use crate::publiques::document;
use maud::{Markup, html};
use usecases::santorin::clients::{Cree, Renouvele};

fn champ_jeton(jeton: &str) -> Markup {
    html! {
        div.fr-input-group {
            label.fr-label for="jeton" { (l::JETON) }
            input.fr-input #jeton readonly autocomplete="off" spellcheck="false" value=(jeton);
        }
    }
}

/// The key that signs the calls, and where it is told what for.
fn champ_secret(secret: &str) -> Markup {
    html! {
        div.fr-input-group {
            label.fr-label for="secret" { (l::SECRET) span.fr-hint-text { (l::SECRET_TEXTE) } }
            input.fr-input #secret readonly autocomplete="off" spellcheck="false" value=(secret);
        }
        p { a.fr-link href=(DESCRIPTION) { (l::DOCUMENTATION) } }
    }
}

/// The page that shows a token once: whole, without script, kept by nobody.
#[must_use]
pub fn page_du_jeton(actifs: &Actifs, cree: &Cree) -> String {
    let corps = html! {
        h1 { (l::JETON_TITRE) }
        p { (ms::jeton_de(&cree.client.nom, cree.client.expire)) }
        p { strong { (l::JETON_UNE_FOIS) } }
        (champ_jeton(&cree.jeton))
        @if let Some(secret) = &cree.secret {
            (champ_secret(secret))
        }
        p { a.fr-link href="/clients-api" { (l::RETOUR) } }
    };
    document(actifs, l::JETON_TITRE, &corps)
}

/// The page that shows a renewed token once.
#[must_use]
pub fn page_du_jeton_renouvele(actifs: &Actifs, neuf: &Renouvele) -> String {
    let corps = html! {
        h1 { (l::RENOUVELE_TITRE) }
        p { (ms::jeton_renouvele(&neuf.nom, neuf.expire, neuf.ancien_jusquau)) }
        p { strong { (l::JETON_UNE_FOIS) } }
        (champ_jeton(&neuf.jeton))
        p { a.fr-link href="/clients-api" { (l::RETOUR) } }
    };
    document(actifs, l::RENOUVELE_TITRE, &corps)
}

/// The page that shows once the key that signs the calls, when a client that was not called
/// is from then on.
#[must_use]
pub fn page_de_la_cle(actifs: &Actifs, secret: &str) -> String {
    let corps = html! {
        h1 { (l::SECRET_TITRE) }
        p { strong { (l::JETON_UNE_FOIS) } }
        (champ_secret(secret))
        p { a.fr-link href="/clients-api" { (l::RETOUR) } }
    };
    document(actifs, l::SECRET_TITRE, &corps)
}
