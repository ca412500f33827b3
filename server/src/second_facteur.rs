//! The second factor: its page in *Mon compte* (`/compte/second-facteur`) and the step between
//! the password and the session (`/connexion/second-facteur`). Plain forms, without script:
//! what they show is shown in the answer, once.

use crate::portes::{Adresse, suite_sure};
use crate::publiques::page as page_publique;
use crate::reponses::Connecte;
use crate::routeur::Etat;
use crate::sessions;
use crate::temoins::{self, https};
use app::contexte::statut;
use app::second_facteur::{self as pages, ADRESSE, ENTREE, Formulaire};
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::header::{HeaderValue, REFERRER_POLICY, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Acteur, ETAPE_ENROLEMENT_SECONDES, Erreur, SecondFacteurErreur};
use serde::Deserialize;
use tower_sessions::Session;
use url::form_urlencoded;
use usecases::second_facteur::entree::{self, Demande};
use usecases::second_facteur::{self, Ouverture};

/// A page that nothing keeps. Its forms come back to us, who look at where they come from:
/// unlike those of pages without account, it tells us its address.
fn page(statut: StatusCode, html: String) -> Response {
    let mut reponse = page_publique(statut, html);
    reponse
        .headers_mut()
        .insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    reponse
}

/// The text of recovery codes as an address: it is in the page, and asked of nobody.
fn fichier(etat: &Etat, identifiant: &str, codes: &[String]) -> String {
    let url = &etat.services.reglages.url_publique;
    let texte = app::messages::second_facteur::fichier(identifiant, url, codes);
    let texte = form_urlencoded::byte_serialize(texte.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    format!("data:text/plain;charset=utf-8,{texte}")
}

// ------------------------------------------------------------------------ one's own

/// `GET /compte/second-facteur`: setting it up, or what there is to do with it. Writes nothing.
pub async fn montrer(State(etat): State<Etat>, Connecte(acteur): Connecte) -> Response {
    gerer(&etat, &acteur, None, None).await
}

/// Whether the enrolment that a form goes on with is no more: another one is begun.
fn perdu<T>(lu: &Result<T, Erreur>) -> bool {
    matches!(
        lu,
        Err(Erreur::SecondFacteur(SecondFacteurErreur::EnrolementPerdu))
    )
}

/// The page as it is now, with what was refused; `scelle` goes on with an enrolment.
async fn gerer(
    etat: &Etat,
    acteur: &Acteur,
    refus: Option<(Formulaire, &Erreur)>,
    scelle: Option<&str>,
) -> Response {
    let (services, actifs) = (&etat.services, &etat.actifs);
    let erreur = refus.map(|(_, e)| e);
    let code = erreur.map_or(StatusCode::OK, statut);
    let connu = match second_facteur::etat(services, acteur).await {
        Ok(connu) => connu,
        Err(e) => return page(statut(&e), pages::refuse(actifs, &e)),
    };
    if connu.actif() {
        return page(code, pages::gerer(actifs, &connu, refus));
    }
    let mut enrolement = second_facteur::enroler(services, acteur, scelle).await;
    if perdu(&enrolement) {
        enrolement = second_facteur::enroler(services, acteur, None).await;
    }
    match enrolement {
        Ok(enrolement) => page(code, pages::enroler(actifs, &enrolement, erreur)),
        Err(e) => page(statut(&e), pages::refuse(actifs, &e)),
    }
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
pub struct Saisie {
    #[serde(default)]
    mot_de_passe: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    scelle: String,
    #[serde(default)]
    suite: String,
}

type Recue = Result<Form<Saisie>, FormRejection>;

/// A form that is none of ours is one without anything in it.
fn lue(recue: Recue) -> Saisie {
    recue.map(|Form(saisie)| saisie).unwrap_or_default()
}

fn montrer_codes(etat: &Etat, identifiant: &str, codes: &[String], suite: &str) -> Response {
    let fichier = fichier(etat, identifiant, codes);
    page(
        StatusCode::OK,
        pages::codes(&etat.actifs, codes, &fichier, suite),
    )
}

/// `POST /compte/second-facteur/activer`: ends an enrolment, and shows the recovery codes.
pub async fn activer(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Connecte(acteur): Connecte,
    recue: Recue,
) -> Response {
    agir(Formulaire::Activer, &etat, &acteur, &adresse, lue(recue)).await
}

/// `POST /compte/second-facteur/codes`: other recovery codes, shown once.
pub async fn renouveler(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Connecte(acteur): Connecte,
    recue: Recue,
) -> Response {
    agir(Formulaire::Codes, &etat, &acteur, &adresse, lue(recue)).await
}

/// `POST /compte/second-facteur/retirer`: removes it.
pub async fn retirer(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Connecte(acteur): Connecte,
    recue: Recue,
) -> Response {
    agir(Formulaire::Retirer, &etat, &acteur, &adresse, lue(recue)).await
}

/// Does what a form of one's own page asks: the recovery codes that it made are shown, before
/// where to go then; one that is refused is shown again with why.
async fn agir(
    formulaire: Formulaire,
    etat: &Etat,
    acteur: &Acteur,
    adresse: &str,
    saisie: Saisie,
) -> Response {
    let services = &etat.services;
    let (mot_de_passe, code) = (saisie.mot_de_passe, saisie.code.as_str());
    let mut scelle = None;
    let fait = match formulaire {
        Formulaire::Activer => {
            scelle = Some(saisie.scelle.as_str());
            second_facteur::activer(services, acteur, mot_de_passe, &saisie.scelle, code)
                .await
                .map(|codes| Some((codes, "/compte")))
        }
        Formulaire::Codes => {
            second_facteur::renouveler(services, acteur, mot_de_passe, code, adresse)
                .await
                .map(|codes| Some((codes, ADRESSE)))
        }
        Formulaire::Retirer => {
            second_facteur::retirer(services, acteur, mot_de_passe, code, adresse)
                .await
                .map(|()| None)
        }
    };
    match fait {
        Ok(Some((codes, suite))) => montrer_codes(etat, &acteur.identifiant, &codes, suite),
        Ok(None) => Redirect::to("/compte").into_response(),
        Err(e) => gerer(etat, acteur, Some((formulaire, &e)), scelle).await,
    }
}

// ------------------------------------------------------- between password and session

/// Name of the cookie that the browser holds meanwhile.
fn temoin_nom(https: bool) -> &'static str {
    if https {
        "__Host-imagin-etape"
    } else {
        "imagin-etape"
    }
}

/// The cookie as it is set; gone when `jeton` is empty.
fn temoin(etat: &Etat, jeton: &str) -> Option<HeaderValue> {
    let https = https(etat);
    let duree = if jeton.is_empty() {
        0
    } else {
        ETAPE_ENROLEMENT_SECONDES
    };
    let seulement = if https { "; Secure" } else { "" };
    let texte = format!(
        "{}={jeton}; Path=/; Max-Age={duree}; HttpOnly; SameSite=Strict{seulement}",
        temoin_nom(https)
    );
    HeaderValue::from_str(&texte).ok()
}

fn jeton(etat: &Etat, entetes: &HeaderMap) -> String {
    temoins::lire(entetes, temoin_nom(https(etat))).unwrap_or_default()
}

/// Sends who typed a right password to the page of their second factor: their browser holds
/// the sign-in meanwhile, and no session is open.
pub(crate) fn attendre(etat: &Etat, jeton: &str, suite: &str) -> Response {
    let suite = form_urlencoded::byte_serialize(suite.as_bytes()).collect::<String>();
    let mut reponse = Redirect::to(&format!("{ENTREE}?suite={suite}")).into_response();
    if let Some(temoin) = temoin(etat, jeton) {
        reponse.headers_mut().append(SET_COOKIE, temoin);
    }
    reponse
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Suite {
    #[serde(default)]
    suite: String,
}

/// `GET /connexion/second-facteur`: the code, or what is to be set up. Writes nothing.
pub async fn demander(
    State(etat): State<Etat>,
    entetes: HeaderMap,
    Query(suite): Query<Suite>,
) -> Response {
    redemander(&etat, &jeton(&etat, &entetes), &suite.suite, None, None).await
}

async fn redemander(
    etat: &Etat,
    jeton: &str,
    suite: &str,
    erreur: Option<&Erreur>,
    scelle: Option<&str>,
) -> Response {
    let (services, actifs) = (&etat.services, &etat.actifs);
    let suite = suite_sure(suite);
    let code = erreur.map_or(StatusCode::OK, statut);
    let mut demande = entree::lire(services, jeton, scelle).await;
    if perdu(&demande) {
        demande = entree::lire(services, jeton, None).await;
    }
    match demande {
        Ok(Demande::Code) => page(code, pages::code(actifs, suite, erreur)),
        Ok(Demande::Enrolement(e)) => page(code, pages::enroler_avant(actifs, &e, suite, erreur)),
        Err(e @ Erreur::SecondFacteur(_)) => {
            page(StatusCode::GONE, pages::etape_perdue(actifs, &e))
        }
        Err(e) => page(statut(&e), pages::etape_perdue(actifs, &e)),
    }
}

/// `POST /connexion/second-facteur`: the code, or the end of an enrolment; then the session.
pub async fn entrer(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    session: Session,
    entetes: HeaderMap,
    recue: Recue,
) -> Response {
    let saisie = lue(recue);
    let jeton = jeton(&etat, &entetes);
    let agent = entetes.get(USER_AGENT).and_then(|v| v.to_str().ok());
    let agent = agent.unwrap_or_default();
    let suite = suite_sure(&saisie.suite).to_owned();
    let services = &etat.services;
    let fait = if saisie.scelle.is_empty() {
        entree::verifier(services, &jeton, &saisie.code, &adresse)
            .await
            .map(|ouverture| (ouverture, Vec::new()))
    } else {
        entree::enroler(services, &jeton, &saisie.scelle, &saisie.code).await
    };
    let (ouverture, codes) = match fait {
        Ok(fait) => fait,
        Err(e) => {
            let scelle = Some(saisie.scelle.as_str()).filter(|s| !s.is_empty());
            return redemander(&etat, &jeton, &suite, Some(&e), scelle).await;
        }
    };
    if let Some(refus) = ouvrir(&etat, &session, &ouverture, agent).await {
        return refus;
    }
    let mut reponse = if codes.is_empty() {
        Redirect::to(&suite).into_response()
    } else {
        let nom = usecases::connexion::acteur(services, ouverture.compte).await;
        let nom = nom.ok().flatten().map(|a| a.identifiant);
        montrer_codes(&etat, &nom.unwrap_or_default(), &codes, &suite)
    };
    if let Some(temoin) = temoin(&etat, "") {
        reponse.headers_mut().append(SET_COOKIE, temoin);
    }
    reponse
}

/// Opens the session; gives the answer that says why not.
async fn ouvrir(
    etat: &Etat,
    session: &Session,
    ouverture: &Ouverture,
    agent: &str,
) -> Option<Response> {
    match sessions::ouvrir_verifiee(&etat.services, session, ouverture, agent).await {
        Ok(true) => None,
        Ok(false) => {
            let perdue = SecondFacteurErreur::EtapePerdue.into();
            let html = pages::etape_perdue(&etat.actifs, &perdue);
            Some(page(StatusCode::GONE, html))
        }
        Err(erreur) => {
            tracing::error!(%erreur, "session non ouverte");
            Some(Redirect::to("/connexion?echec=occupe").into_response())
        }
    }
}
