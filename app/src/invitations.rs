//! Pages of the link by which somebody chooses their password: whole documents, without
//! script, made on the server alone.

use crate::coquille::Actifs;
use crate::messages::comptes::{self as mc, l};
use crate::messages::{self as m};
use crate::publiques::document;
use domain::{CompteId, Erreur, MotDePasseErreur};
use maud::{Markup, html};
use usecases::invitations::Lien;

fn retour(compte: CompteId) -> Markup {
    html! {
        p { a.fr-link href={ "/comptes/" (compte) } { (l::RETOUR_COMPTE) } }
    }
}

/// The link that was just made, shown once; `courriel` prepares a mail that carries it.
#[must_use]
pub fn lien(actifs: &Actifs, compte: CompteId, lien: &Lien, courriel: Option<&str>) -> String {
    let corps = html! {
        h1 { (l::LIEN_TITRE) }
        div.fr-alert.fr-alert--warning.fr-alert--sm.fr-mb-3w { p { (l::LIEN_UNE_FOIS) } }
        p { (mc::lien_pour(&lien.nom, &lien.identifiant, &lien.expire)) }
        div.fr-input-group {
            label.fr-label for="lien" { (l::LIEN) }
            input.fr-input #lien readonly value=(lien.adresse);
        }
        @if let Some(courriel) = courriel {
            p { a.fr-btn href=(courriel) { (l::PREPARER_COURRIEL) } }
        }
        (retour(compte))
    };
    document(actifs, l::LIEN_TITRE, &corps)
}

/// Why no link was made.
#[must_use]
pub fn lien_refuse(actifs: &Actifs, compte: CompteId, erreur: &Erreur) -> String {
    let corps = html! {
        h1 { (l::LIEN_TITRE) }
        div.fr-alert.fr-alert--error role="alert" { p { (m::erreur(erreur)) } }
        (retour(compte))
    };
    document(actifs, l::LIEN_TITRE, &corps)
}

/// The form that chooses a password.
#[must_use]
pub fn choisir(
    actifs: &Actifs,
    jeton: &str,
    nom: &str,
    identifiant: &str,
    erreur: Option<MotDePasseErreur>,
) -> String {
    let decrit = if erreur.is_some() {
        "nouveau-indice nouveau-erreur"
    } else {
        "nouveau-indice"
    };
    let corps = html! {
        h1 { (l::CHOISIR_TITRE) }
        p { (mc::choisir_pour(nom, identifiant)) }
        form method="post" action={ "/invitation/" (jeton) } {
            // Password managers then know whose password it is.
            input type="text" name="identifiant" autocomplete="username" value=(identifiant) readonly hidden;
            div.fr-input-group.fr-input-group--error[erreur.is_some()] {
                label.fr-label for="nouveau" {
                    (m::l::MOT_DE_PASSE_NOUVEAU)
                    span.fr-hint-text #nouveau-indice { (m::l::MOT_DE_PASSE_INDICE) }
                }
                input.fr-input #nouveau name="nouveau" type="password" required maxlength="200"
                    autocomplete="new-password" aria-describedby=(decrit)
                    aria-invalid=[erreur.map(|_| "true")];
                @if let Some(e) = erreur {
                    p.fr-error-text #nouveau-erreur role="alert" { (m::mot_de_passe_erreur(e)) }
                }
            }
            div.fr-input-group {
                label.fr-label for="confirmation" { (m::l::MOT_DE_PASSE_CONFIRMATION) }
                input.fr-input #confirmation name="confirmation" type="password" required
                    maxlength="200" autocomplete="new-password";
            }
            button.fr-btn { (l::CHOISIR) }
        }
    };
    document(actifs, l::CHOISIR_TITRE, &corps)
}

fn refus(actifs: &Actifs, texte: &str) -> String {
    let corps = html! {
        h1 { (l::CHOISIR_TITRE) }
        p { (texte) }
        p { a.fr-link href="/connexion" { (m::l::SE_CONNECTER) } }
    };
    document(actifs, l::CHOISIR_TITRE, &corps)
}

/// A link that is none of ours, or has served.
#[must_use]
pub fn inconnue(actifs: &Actifs) -> String {
    refus(actifs, l::LIEN_INCONNU)
}

/// A link whose days are over.
#[must_use]
pub fn expiree(actifs: &Actifs) -> String {
    refus(actifs, l::LIEN_EXPIRE)
}

/// What could not be done.
#[must_use]
pub fn echec(actifs: &Actifs, erreur: &Erreur) -> String {
    refus(actifs, &m::erreur(erreur))
}
