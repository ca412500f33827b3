//! Pages of the second factor: whole documents, without script, made on the server alone.
//! What they show is shown once, and they work the same for everybody.

use crate::coquille::Actifs;
use crate::messages::second_facteur::{self as ms, l};
use crate::messages::{self as m};
use crate::publiques::document;
use domain::{Erreur, EtatSecondFacteur, MotDePasseErreur};
use maud::{Markup, PreEscaped, html};
use usecases::second_facteur::Enrolement;

/// Where one manages one's own.
pub const ADRESSE: &str = "/compte/second-facteur";
/// Where the code is asked for, between the password and the session.
pub const ENTREE: &str = "/connexion/second-facteur";

fn retour() -> Markup {
    html! { p.fr-mt-3w { a.fr-link href="/compte" { (l::RETOUR) } } }
}

/// What was refused, once, above the form.
fn alerte(erreur: Option<&Erreur>) -> Markup {
    html! {
        @if let Some(e) = erreur {
            div.fr-alert.fr-alert--error.fr-mb-3w #refus role="alert" { p { (m::erreur(e)) } }
        }
    }
}

/// The field of an app's code: digits come up first on a telephone.
fn champ_code(invalide: bool) -> Markup {
    let decrit = if invalide {
        "code-indice refus"
    } else {
        "code-indice"
    };
    html! {
        div.fr-input-group.fr-input-group--error[invalide] {
            label.fr-label for="code" {
                (l::CODE)
                span.fr-hint-text #code-indice { (l::CODE_INDICE) }
            }
            input.fr-input #code name="code" required maxlength="60" autocomplete="one-time-code"
                inputmode="numeric" autocapitalize="none" spellcheck="false"
                aria-describedby=(decrit) aria-invalid=[invalide.then_some("true")];
        }
    }
}

/// The field of a recovery code, which has letters; or of either.
fn champ_secours(id: &str, nom: &str, invalide: bool) -> Markup {
    html! {
        div.fr-input-group.fr-input-group--error[invalide] {
            label.fr-label for=(id) { (nom) }
            input.fr-input id=(id) name="code" required maxlength="60" autocomplete="off"
                autocapitalize="none" spellcheck="false"
                aria-describedby=[invalide.then_some("refus")]
                aria-invalid=[invalide.then_some("true")];
        }
    }
}

fn champ_mot_de_passe(id: &str, invalide: bool) -> Markup {
    html! {
        div.fr-input-group.fr-input-group--error[invalide] {
            label.fr-label for=(id) { (l::MOT_DE_PASSE) }
            input.fr-input id=(id) name="mot_de_passe" type="password" required maxlength="200"
                autocomplete="current-password" aria-describedby=[invalide.then_some("refus")]
                aria-invalid=[invalide.then_some("true")];
        }
    }
}

fn du_mot_de_passe(erreur: Option<&Erreur>) -> bool {
    matches!(
        erreur,
        Some(Erreur::MotDePasse(MotDePasseErreur::ActuelFaux))
    )
}

fn du_code(erreur: Option<&Erreur>) -> bool {
    matches!(erreur, Some(Erreur::SecondFacteur(_)))
}

// ----------------------------------------------------------------- at sign-in

/// The page that asks for a code. `suite` is where to go afterwards.
#[must_use]
pub fn code(actifs: &Actifs, suite: &str, erreur: Option<&Erreur>) -> String {
    let corps = html! {
        h1 { (l::ENTRER_TITRE) }
        (alerte(erreur))
        p { (l::ENTRER_TEXTE) }
        form method="post" action=(ENTREE) {
            input type="hidden" name="suite" value=(suite);
            (champ_code(du_code(erreur)))
            button.fr-btn { (l::ENTRER) }
        }
        details.fr-mt-3w {
            summary { (l::SANS_TELEPHONE) }
            form.fr-mt-2w method="post" action=(ENTREE) {
                input type="hidden" name="suite" value=(suite);
                (champ_secours("secours", l::SECOURS_UN, false))
                button.fr-btn.fr-btn--secondary { (l::ENTRER_SECOURS) }
            }
            p.fr-mt-2w { (l::PERDU) }
        }
        p.fr-mt-3w { a.fr-link href="/connexion" { (l::RECOMMENCER) } }
    };
    document(actifs, l::ENTRER_TITRE, &corps)
}

/// The page of a sign-in that is over.
#[must_use]
pub fn etape_perdue(actifs: &Actifs, erreur: &Erreur) -> String {
    let corps = html! {
        h1 { (l::ENTRER_TITRE) }
        (alerte(Some(erreur)))
        p { a.fr-btn href="/connexion" { (l::RECOMMENCER) } }
    };
    document(actifs, l::ENTRER_TITRE, &corps)
}

/// The page that has a second factor set up before the session.
#[must_use]
pub fn enroler_avant(
    actifs: &Actifs,
    enrolement: &Enrolement,
    suite: &str,
    erreur: Option<&Erreur>,
) -> String {
    let corps = html! {
        h1 { (l::ENROLER_TITRE) }
        (alerte(erreur))
        p { (l::EXIGE_TEXTE) " " (l::EXPLICATION) }
        (cle(enrolement))
        h2 { (l::ETAPE_2) }
        form method="post" action=(ENTREE) {
            input type="hidden" name="suite" value=(suite);
            input type="hidden" name="scelle" value=(enrolement.scelle);
            (champ_code(du_code(erreur)))
            button.fr-btn { (l::ACTIVER) }
        }
        p.fr-mt-3w { a.fr-link href="/connexion" { (l::RECOMMENCER) } }
    };
    document(actifs, l::ENROLER_TITRE, &corps)
}

// ------------------------------------------------------------------ one's own

fn cle(enrolement: &Enrolement) -> Markup {
    html! {
        h2 { (l::ETAPE_1) }
        p { (l::ETAPE_1_TEXTE) }
        // Drawn by us, of a text of ours.
        p { (PreEscaped(&enrolement.image)) }
        div.fr-input-group {
            label.fr-label for="cle" {
                (l::CLE)
                span.fr-hint-text #cle-indice { (l::CLE_TEXTE) }
            }
            input.fr-input #cle readonly autocomplete="off" spellcheck="false"
                aria-describedby="cle-indice" value=(enrolement.cle);
        }
    }
}

/// The page that sets up one's second factor.
#[must_use]
pub fn enroler(actifs: &Actifs, enrolement: &Enrolement, erreur: Option<&Erreur>) -> String {
    let corps = html! {
        h1 { (l::ENROLER_TITRE) }
        (alerte(erreur))
        p { (l::EXPLICATION) }
        (cle(enrolement))
        h2 { (l::ETAPE_2) }
        form method="post" action={ (ADRESSE) "/activer" } {
            input type="hidden" name="scelle" value=(enrolement.scelle);
            (champ_code(du_code(erreur)))
            (champ_mot_de_passe("mot_de_passe", du_mot_de_passe(erreur)))
            button.fr-btn { (l::ACTIVER) }
        }
        (retour())
    };
    document(actifs, l::ENROLER_TITRE, &corps)
}

/// Which form was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formulaire {
    /// The end of an enrolment.
    Activer,
    /// Other recovery codes.
    Codes,
    /// Removing it.
    Retirer,
}

/// The page of a second factor that is asked for.
#[must_use]
pub fn gerer(
    actifs: &Actifs,
    etat: &EtatSecondFacteur,
    refus: Option<(Formulaire, &Erreur)>,
) -> String {
    let erreur = refus.map(|(_, e)| e);
    let ici = |f: Formulaire| refus.filter(|(ou, _)| *ou == f).map(|(_, e)| e);
    let (codes, retirer) = (ici(Formulaire::Codes), ici(Formulaire::Retirer));
    let corps = html! {
        h1 { (l::TITRE) }
        (alerte(erreur))
        p { (ms::actif_depuis(&etat.depuis)) }
        h2 { (l::SECOURS) }
        p { (ms::secours_restants(etat.secours)) " " (l::SECOURS_TEXTE) }
        form method="post" action={ (ADRESSE) "/codes" } {
            (champ_mot_de_passe("mot_de_passe_codes", du_mot_de_passe(codes)))
            (champ_secours("code_codes", l::CODE_OU_SECOURS, du_code(codes)))
            button.fr-btn.fr-btn--secondary { (l::RENOUVELER) }
        }
        h2.fr-mt-4w { (l::RETIRER_TITRE) }
        @if etat.exige {
            p { (l::NON_RETIRABLE) }
        } @else {
            p { (l::RETIRER_TEXTE) }
            form method="post" action={ (ADRESSE) "/retirer" } {
                (champ_mot_de_passe("mot_de_passe", du_mot_de_passe(retirer)))
                (champ_secours("code", l::CODE_OU_SECOURS, du_code(retirer)))
                button.fr-btn.fr-btn--secondary { (l::RETIRER) }
            }
        }
        (retour())
    };
    document(actifs, l::TITRE, &corps)
}

/// The page of who cannot have one, or of what could not be done.
#[must_use]
pub fn refuse(actifs: &Actifs, erreur: &Erreur) -> String {
    let corps = html! {
        h1 { (l::TITRE) }
        @if *erreur == Erreur::Interdit {
            p { (l::NON_CONCERNE) }
        } @else {
            (alerte(Some(erreur)))
        }
        (retour())
    };
    document(actifs, l::TITRE, &corps)
}

/// The recovery codes, once. `fichier` is an address that holds them as a text; `suite` is
/// where to go afterwards.
#[must_use]
pub fn codes(actifs: &Actifs, codes: &[String], fichier: &str, suite: &str) -> String {
    let corps = html! {
        h1 { (l::CODES_TITRE) }
        div.fr-alert.fr-alert--warning.fr-alert--sm.fr-mb-3w { p { (l::CODES_UNE_FOIS) } }
        p { (l::CODES_TEXTE) }
        ol #codes {
            @for code in codes { li { code { (code) } } }
        }
        p { a.fr-btn.fr-btn--secondary href=(fichier) download=(l::CODES_NOM) { (l::CODES_FICHIER) } }
        p { a.fr-btn href=(suite) { (l::CODES_FAIT) } }
    };
    document(actifs, l::CODES_TITRE, &corps)
}
