//! Pages around an OpenID Connect provider: whole documents, without script, made on the
//! server alone.

use crate::coquille::Actifs;
use crate::messages::openid::{self as mo, l};
use crate::publiques::document;
use domain::EchecOpenId;
use maud::{Markup, html};

/// Where signing in through the provider begins.
pub const DEPART: &str = "/connexion/openid";

fn alerte(texte: &str) -> Markup {
    html! {
        div.fr-alert.fr-alert--error.fr-mb-3w role="alert" { p { (texte) } }
    }
}

/// Why nobody was signed in, with both ways in. `suite` is where they were going, encoded.
#[must_use]
pub fn echec(actifs: &Actifs, libelle: Option<&str>, echec: &EchecOpenId, suite: &str) -> String {
    let titre = mo::titre(libelle);
    let corps = html! {
        h1 { (titre) }
        (alerte(&mo::echec(echec, libelle)))
        ul {
            li { a.fr-link href={ "/connexion?suite=" (suite) } { (l::MOT_DE_PASSE) } }
            @if let Some(libelle) = libelle {
                li { a.fr-link href={ (DEPART) "?suite=" (suite) } { (mo::se_connecter(libelle)) } }
                li { a.fr-link href={ (DEPART) "?autre=oui&suite=" (suite) } { (l::AUTRE_IDENTITE) } }
            }
        }
    };
    document(actifs, &titre, &corps)
}

/// Why an account was not linked.
#[must_use]
pub fn echec_du_lien(actifs: &Actifs, libelle: Option<&str>, echec: &EchecOpenId) -> String {
    let corps = html! {
        h1 { (l::LIEN_REFUSE) }
        (alerte(&mo::echec(echec, libelle)))
        p { a.fr-link href="/compte" { (l::RETOUR_COMPTE) } }
    };
    document(actifs, l::LIEN_REFUSE, &corps)
}

fn mener(actifs: &Actifs, titre: &str, texte: &str, (libelle, url): (&str, &str)) -> String {
    let corps = html! {
        h1 { (titre) }
        p { (texte) }
        p { a.fr-btn href=(url) { (mo::continuer(libelle)) } }
    };
    document(actifs, titre, &corps)
}

/// The page that leads to the provider.
#[must_use]
pub fn depart(actifs: &Actifs, libelle: &str, url: &str) -> String {
    let texte = mo::vers_texte(libelle);
    mener(actifs, &mo::vers(libelle), &texte, (libelle, url))
}

/// The page of who has left here, and is led out of the provider.
#[must_use]
pub fn sortie(actifs: &Actifs, libelle: &str, url: &str) -> String {
    let texte = mo::sortie_en_cours(libelle);
    mener(actifs, l::SORTI, &texte, (libelle, url))
}

/// How far somebody is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sortie {
    /// Of the provider too.
    Partout,
    /// Of here; the provider could not be told.
    IciSeulement,
    /// Of here; what brought them is not known.
    Inconnue,
}

/// The page of who is out.
#[must_use]
pub fn sorti(actifs: &Actifs, libelle: &str, sortie: Sortie) -> String {
    let texte = match sortie {
        Sortie::Partout => mo::sorti_partout(libelle),
        Sortie::IciSeulement => mo::sorti_ici(libelle),
        Sortie::Inconnue => l::SORTI_TEXTE.to_owned(),
    };
    let corps = html! {
        h1 { (l::SORTI) }
        p { (texte) }
        p { a.fr-link href="/connexion" { (l::RECONNEXION) } }
    };
    document(actifs, l::SORTI, &corps)
}
