//! Pages that anybody may open with a link or a code: no account, no script, nothing kept
//! in the browser. They are whole documents, made on the server alone.

use crate::coquille::Actifs;
use crate::messages::{self as m, l, publiques as p};
use domain::{EMPECHEMENT_MAX, EtatLettre, GenreReponse, Lettre, Reponse, ReponseErreur};
use maud::{DOCTYPE, Markup, html};
use usecases::accuses::Consultation;
use usecases::verification::Verification;

/// The document around a page.
pub(crate) fn document(actifs: &Actifs, titre: &str, corps: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="fr" data-fr-scheme="system" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                title { (titre) " – " (m::SERVICE) }
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href=(actifs.css);
            }
            body {
                div.fr-skiplinks {
                    nav.fr-container aria-label=(l::ACCES_RAPIDE) {
                        ul.fr-skiplinks__list {
                            li { a.fr-link href="#contenu" { (l::ACCES_CONTENU) } }
                        }
                    }
                }
                header.fr-header role="banner" {
                    div.fr-header__body {
                        div.fr-container {
                            div.fr-header__body-row {
                                div.fr-header__brand {
                                    div.fr-header__service {
                                        p.fr-header__service-title { (m::SERVICE) }
                                        p.fr-header__service-tagline { (m::SERVICE_SOUS_TITRE) }
                                    }
                                }
                            }
                        }
                    }
                }
                div.fr-notice.fr-notice--info.imagin-notice {
                    div.fr-container {
                        div.fr-notice__body {
                            p {
                                span.fr-notice__title { (m::NON_OFFICIEL) }
                                span.fr-notice__desc { " " (m::NON_OFFICIEL_DETAIL) }
                            }
                        }
                    }
                }
                div.fr-container.imagin-corps {
                    main.imagin-contenu.imagin-texte #contenu tabindex="-1" { (corps) }
                }
                footer.fr-footer.imagin-pied role="contentinfo" #pied {
                    div.fr-container {
                        ul.fr-footer__bottom-list {
                            li.fr-footer__bottom-item {
                                a.fr-footer__bottom-link href="/accessibilite" { (l::ACCESSIBILITE) }
                            }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

/// Facts, each with one value or several lines of it.
fn faits(faits: Vec<(&str, Vec<String>)>) -> Markup {
    html! {
        dl.imagin-faits-publics {
            @for (nom, valeurs) in faits {
                @if !valeurs.is_empty() {
                    div {
                        dt { (nom) }
                        @for valeur in valeurs { dd { (valeur) } }
                    }
                }
            }
        }
    }
}

/// A page that only says why it shows nothing.
pub(crate) fn refus(actifs: &Actifs, titre: &str, texte: &str) -> String {
    document(actifs, titre, &html! { h1 { (titre) } p { (texte) } })
}

/// The page of a link that serves no more, or never did.
#[must_use]
pub fn lien_refuse(actifs: &Actifs, etat: EtatLettre) -> String {
    let (titre, texte) = p::lien_refuse(etat);
    refus(actifs, titre, texte)
}

/// The page of who tried too many codes.
#[must_use]
pub fn trop_d_essais(actifs: &Actifs, attendre: i64) -> String {
    let (titre, texte) = p::trop_d_essais(attendre);
    refus(actifs, titre, &texte)
}

/// The page of what could not be done.
#[must_use]
pub fn echec(actifs: &Actifs, erreur: &domain::Erreur) -> String {
    refus(actifs, m::SERVICE, &m::erreur(erreur))
}

/// The person's page: what they are called to, what they answered, and both answers.
#[must_use]
pub fn convocation(
    actifs: &Actifs,
    code: &str,
    vue: &Consultation,
    erreur: Option<(ReponseErreur, &str)>,
) -> String {
    let lettre = &vue.lettre;
    let action = format!("/r/{code}");
    let decrit = if erreur.is_some() {
        "texte-indice texte-erreur"
    } else {
        "texte-indice"
    };
    let corps = html! {
        h1 { (p::CONVOCATION) }
        (faits(faits_de(lettre)))
        h2 { (p::REPONSE) }
        (etat_reponse(vue.reponse.as_ref()))
        @if vue.reponse.as_ref().is_none_or(|r| r.genre != GenreReponse::Lue) {
            form method="post" action=(action) {
                input type="hidden" name="reponse" value=(GenreReponse::Lue.code());
                button.fr-btn { (p::LUE) }
            }
        }
        h2.fr-h4.imagin-empechement { (p::EMPECHEMENT_TITRE) }
        form method="post" action=(action) {
            input type="hidden" name="reponse" value=(GenreReponse::Empechement.code());
            div.fr-input-group.fr-input-group--error[erreur.is_some()] {
                label.fr-label for="texte" {
                    (p::EMPECHEMENT_TEXTE)
                    span.fr-hint-text #texte-indice { (p::empechement_indice()) }
                }
                textarea.fr-input #texte name="texte" rows="5" required maxlength=(EMPECHEMENT_MAX)
                    aria-describedby=(decrit) aria-invalid=[erreur.map(|_| "true")] {
                    // A line end right after the tag would be lost.
                    "\n" (erreur.map_or("", |(_, saisi)| saisi))
                }
                @if let Some((e, _)) = erreur {
                    p.fr-error-text #texte-erreur role="alert" { (p::reponse_erreur(e)) }
                }
            }
            button.fr-btn.fr-btn--secondary { (p::EMPECHEMENT) }
        }
        @if let Some(contact) = p::contact(&lettre.centre_telephone, &lettre.centre_mel) {
            p.imagin-contact { (contact) }
        }
    };
    document(actifs, p::CONVOCATION, &corps)
}

fn etat_reponse(reponse: Option<&Reponse>) -> Markup {
    let Some(r) = reponse else {
        return html! { p { (p::REPONSE_ATTENDUE) } };
    };
    let classe = match r.genre {
        GenreReponse::Lue => "fr-alert fr-alert--success fr-alert--sm fr-mb-3w",
        GenreReponse::Empechement => "fr-alert fr-alert--warning fr-alert--sm fr-mb-3w",
    };
    html! {
        div class=(classe) role="status" { p.imagin-saisi { (p::deja_repondu(r)) } }
    }
}

fn faits_de(lettre: &Lettre) -> Vec<(&'static str, Vec<String>)> {
    let mission = &lettre.mission;
    let a = &lettre.affectation;
    let non_vide = |t: &str| {
        let t = t.trim();
        if t.is_empty() {
            Vec::new()
        } else {
            vec![t.to_owned()]
        }
    };
    let adresse = &lettre.centre_adresse;
    let mut lieu = vec![lettre.centre_nom.clone()];
    lieu.extend(adresse.lignes.iter().cloned());
    lieu.push(format!("{} {}", adresse.code_postal, adresse.commune));
    lieu.retain(|l| !l.trim().is_empty());
    vec![
        (
            p::MISSION,
            vec![format!(
                "n°\u{a0}{} – {}",
                mission.numero,
                mission.type_mission.libelle()
            )],
        ),
        (
            p::EPREUVE,
            mission.epreuve.iter().map(|e| e.libelle.clone()).collect(),
        ),
        (p::SESSION, non_vide(&mission.session.libelle)),
        (
            p::QUALITE,
            a.qualite.iter().map(|q| q.libelle().to_owned()).collect(),
        ),
        (p::LIEU, lieu),
        (p::SALLE, non_vide(&a.salle)),
        (p::COMMISSION, non_vide(&a.commission)),
        (p::JOURS, a.creneaux.iter().map(m::creneau).collect()),
        (
            p::OBSERVATIONS,
            a.observation
                .lines()
                .filter(|l| !l.trim().is_empty())
                .map(str::to_owned)
                .collect(),
        ),
    ]
}

/// The page that checks a letter: the form, and the outcome of a code when one was given.
/// What was typed is shown again when it is wrong.
#[must_use]
pub fn verifier(
    actifs: &Actifs,
    resultat: Option<Result<&Verification, EtatLettre>>,
    saisi: &str,
) -> String {
    let (titre, resultat) = match resultat {
        None => (p::VERIFIER_TITRE, html! {}),
        Some(Ok(v)) => {
            let (titre, texte) = p::verification(v.etat);
            let classe = match v.etat {
                EtatLettre::Valable => "fr-alert fr-alert--success fr-mb-3w",
                _ => "fr-alert fr-alert--warning fr-mb-3w",
            };
            let bloc = html! {
                div class=(classe) role="status" {
                    p.fr-alert__title { (titre) }
                    p { (texte) }
                }
                (faits(vec![
                    (p::MISSION, vec![format!("n°\u{a0}{}", v.mission)]),
                    (p::JOURS, p::jours(&v.jours)),
                    (p::INITIALES, vec![v.initiales.clone()]),
                ]))
                p.fr-hint-text { (p::VERIFIER_LIMITES) }
            };
            (titre, bloc)
        }
        Some(Err(etat)) => {
            let (titre, texte) = p::verification(etat);
            let bloc = html! {
                div.fr-alert.fr-alert--error.fr-mb-3w role="alert" #code-erreur {
                    p.fr-alert__title { (titre) }
                    p { (texte) }
                }
            };
            (titre, bloc)
        }
    };
    let corps = html! {
        h1 { (p::VERIFIER_TITRE) }
        (resultat)
        p { (p::VERIFIER_EXPLICATION) }
        form method="get" action="/verifier" {
            div.fr-input-group {
                label.fr-label for="code" {
                    (p::CODE)
                    span.fr-hint-text #code-indice { (p::CODE_INDICE) }
                }
                input.fr-input #code name="code" required maxlength="80" autocomplete="off"
                    autocapitalize="characters" spellcheck="false" value=(saisi)
                    aria-describedby="code-indice";
            }
            button.fr-btn { (p::VERIFIER) }
        }
    };
    document(actifs, titre, &corps)
}
