//! Signing in through an OpenID Connect provider, beside local accounts: links and redirections
//! alone, without script (docs/decisions/0026-openid-connect.md).
//!
//! What is asked of the provider is tied to the browser by a cookie of its own, for some
//! minutes and once. A form is never answered by a redirection to the provider, which the
//! content security policy of the page (`form-action 'self'`) would stop: its answer is a page
//! that goes there by itself.

mod fournisseur;
pub mod http;
pub mod reglage;

pub use fournisseur::{Connu, Fournisseur, Panne, Personne};
pub use reglage::Reglage;

use crate::portes::{Adresse, suite_sure};
use crate::publiques::page;
use crate::reponses::Connecte;
use crate::routeur::Etat;
use crate::sessions;
use crate::temoins::{self, https};
use app::contexte::Identite;
use app::openid as pages;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::header::{REFRESH, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use core::time::Duration;
use domain::{EchecOpenId, Erreur};
use serde::Deserialize;
use std::sync::Arc;
use tower_sessions::Session;
use url::{Url, form_urlencoded};
use usecases::openid::{self, ATTENTE, But};
use usecases::sessions::SessionOpenId;

/// Where signing in begins.
pub const DEPART: &str = pages::DEPART;
/// Where the provider sends people back.
pub const RETOUR: &str = "/connexion/openid/retour";
/// Where the provider sends people back who left it.
pub const SORTIE: &str = "/deconnexion/openid";
/// Where the owner of an account asks for a link.
pub const LIEN: &str = "/compte/openid";

/// Longest time of what a person who came back waits for: less than a page may take.
const DELAI: Duration = Duration::from_secs(20);
/// Hexadecimal digits of the cookie.
const TEMOIN: usize = 32;
/// Longest parameter of the provider that is looked at, in bytes.
const PARAMETRE_MAX: usize = 4 * 1024;

// ------------------------------------------------------------------------ the cookie

/// Over https the browser accepts it only `Secure`, for this host and `/`.
fn nom_du_temoin(etat: &Etat) -> &'static str {
    if https(etat) {
        "__Host-imagin-openid"
    } else {
        "imagin-openid"
    }
}

/// The browser's own cookie; empty when it has none, or one that is not ours.
fn temoin(etat: &Etat, entetes: &HeaderMap) -> String {
    temoins::lire(entetes, nom_du_temoin(etat))
        .filter(|v| v.len() == TEMOIN && v.bytes().all(|b| b.is_ascii_hexdigit()))
        .unwrap_or_default()
}

/// Has the browser keep it as long as what it asked may come back. `Lax`: it comes back by a
/// link from another site.
fn poser(etat: &Etat, valeur: &str) -> Result<HeaderValue, EchecOpenId> {
    let protege = if https(etat) { "; Secure" } else { "" };
    let temoin = format!(
        "{}={valeur}; Path=/; HttpOnly; SameSite=Lax; Max-Age={ATTENTE}{protege}",
        nom_du_temoin(etat)
    );
    HeaderValue::try_from(temoin).map_err(|_| Erreur::RequeteInvalide.into())
}

// --------------------------------------------------------------------------- setting out

/// An answer that leads to the provider and sets the cookie.
struct Depart {
    url: Url,
    temoin: HeaderValue,
}

/// What the provider publishes, and the browser's own cookie: a new one when it has none.
async fn connaitre(
    etat: &Etat,
    fournisseur: &Fournisseur,
    entetes: &HeaderMap,
) -> Result<(Arc<Connu>, String), EchecOpenId> {
    let services = &etat.services;
    let connu = fournisseur
        .connaitre(services.maintenant())
        .await
        .map_err(|p| fournisseur::panne(&p))?;
    let mut cookie = temoin(etat, entetes);
    if cookie.is_empty() {
        cookie = services.alea.jeton()?;
    }
    Ok((connu, cookie))
}

/// Asks the provider for something, from the browser of a request.
async fn demander(
    etat: &Etat,
    fournisseur: &Fournisseur,
    (adresse, entetes): (&str, &HeaderMap),
    but: But,
    autre: bool,
) -> Result<Depart, EchecOpenId> {
    let services = &etat.services;
    // Before anything is asked of the provider.
    openid::admettre(services, adresse).await?;
    let (connu, cookie) = connaitre(etat, fournisseur, entetes).await?;
    let pkce = fournisseur.pkce(&connu);
    let depart = openid::partir(services, adresse, &cookie, but, pkce).await?;
    Ok(Depart {
        url: fournisseur.adresse_de_connexion(&connu, &depart, autre),
        temoin: poser(etat, &cookie)?,
    })
}

/// Whether a browser asks for a page to show, as far as it says: an image or a frame of
/// somebody else's page sets nobody out, and counts against nobody.
fn pour_une_page(entetes: &HeaderMap) -> bool {
    entetes
        .get("sec-fetch-dest")
        .is_none_or(|destination| destination == "document")
}

/// What the link to the provider says.
#[derive(Debug, Default, Deserialize)]
pub struct Demande {
    #[serde(default)]
    suite: String,
    /// Another identity than the one the provider has of the person.
    #[serde(default)]
    autre: String,
}

/// `GET /connexion/openid`: to the provider.
pub async fn partir(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    entetes: HeaderMap,
    demande: Result<Query<Demande>, QueryRejection>,
) -> Response {
    let Query(demande) = demande.unwrap_or_default();
    let suite = suite_sure(&demande.suite).to_owned();
    let Some(fournisseur) = &etat.openid else {
        return echec(&etat, &EchecOpenId::NonConfigure, &suite);
    };
    if !pour_une_page(&entetes) {
        return echec(&etat, &EchecOpenId::Etat, &suite);
    }
    let but = But::Connexion {
        suite: suite.clone(),
    };
    let autre = demande.autre == "oui";
    match demander(&etat, fournisseur, (&adresse, &entetes), but, autre).await {
        Ok(d) => {
            let mut reponse = Redirect::to(d.url.as_str()).into_response();
            reponse.headers_mut().append(SET_COOKIE, d.temoin);
            reponse
        }
        Err(e) => echec(&etat, &e, &suite),
    }
}

/// What asks for a link: that it is the owner of the account who asks.
#[derive(Deserialize)]
pub struct DemandeDeLien {
    mot_de_passe: String,
}

/// `POST /compte/openid`: to the provider, to link one's own account.
pub async fn demander_lien(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Connecte(acteur): Connecte,
    entetes: HeaderMap,
    formulaire: Result<Form<DemandeDeLien>, FormRejection>,
) -> Response {
    let Some(fournisseur) = &etat.openid else {
        return echec_du_lien(&etat, &EchecOpenId::NonConfigure);
    };
    let Ok(Form(demande)) = formulaire else {
        return echec_du_lien(&etat, &Erreur::RequeteInvalide.into());
    };
    let demandee = async {
        openid::confirmer(&etat.services, &acteur, demande.mot_de_passe).await?;
        let but = But::Lien {
            compte: acteur.compte,
        };
        // Which identity is linked is for the person to see.
        demander(&etat, fournisseur, (&adresse, &entetes), but, true).await
    };
    match demandee.await {
        Ok(d) => mener(
            pages::depart(&etat.actifs, fournisseur.libelle(), d.url.as_str()),
            &d,
        ),
        Err(e) => echec_du_lien(&etat, &e),
    }
}

/// A page that goes to the provider by itself, and has a link for who would rather click.
fn mener(html: String, depart: &Depart) -> Response {
    let mut reponse = page(StatusCode::OK, html);
    if let Ok(valeur) = HeaderValue::try_from(format!("0; url={}", depart.url)) {
        reponse.headers_mut().insert(REFRESH, valeur);
    }
    reponse
        .headers_mut()
        .append(SET_COOKIE, depart.temoin.clone());
    reponse
}

// --------------------------------------------------------------------------- coming back

/// What the provider sends people back with.
#[derive(Default, Deserialize)]
pub struct Retour {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    iss: Option<String>,
}

impl Retour {
    fn est_lisible(&self) -> bool {
        let iss = self.iss.as_deref().unwrap_or_default();
        [&*self.code, &*self.state, &*self.error, iss]
            .iter()
            .all(|p| p.len() <= PARAMETRE_MAX)
    }
}

/// What came of it: where to go, or why not.
enum Issue {
    Connecte { suite: String },
    Lie,
}

/// `GET /connexion/openid/retour`: from the provider.
pub async fn revenir(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    identite: Option<Extension<Identite>>,
    session: Session,
    entetes: HeaderMap,
    retour: Result<Query<Retour>, QueryRejection>,
) -> Response {
    let Some(fournisseur) = &etat.openid else {
        return echec(&etat, &EchecOpenId::NonConfigure, "/");
    };
    let services = &etat.services;
    let reprise = async {
        openid::admettre(services, &adresse).await?;
        let Ok(Query(retour)) = retour else {
            return Err(EchecOpenId::Etat);
        };
        if !retour.est_lisible() {
            return Err(EchecOpenId::Etat);
        }
        let cookie = temoin(&etat, &entetes);
        let attente = openid::revenir(services, &cookie, &retour.state).await?;
        Ok((retour, attente))
    };
    let (retour, attente) = match reprise.await {
        Ok(r) => r,
        Err(e) => {
            openid::noter_echec(services, &adresse, &e).await;
            return echec(&etat, &e, "/");
        }
    };
    let (suite, pour_lier) = match &attente.but {
        But::Connexion { suite } => (suite.clone(), false),
        But::Lien { .. } => ("/compte".to_owned(), true),
        But::Sortie => ("/".to_owned(), false),
    };
    let acteur = identite.and_then(|Extension(i)| i.acteur);
    let conclusion = async {
        let maintenant = services.maintenant();
        let connu = fournisseur
            .connaitre(maintenant)
            .await
            .map_err(|p| fournisseur::panne(&p))?;
        if !fournisseur.est_l_auteur(&connu, retour.iss.as_deref()) {
            return Err(EchecOpenId::Etat);
        }
        if !retour.error.is_empty() {
            return Err(refus(&retour.error));
        }
        if retour.code.is_empty() {
            return Err(EchecOpenId::Etat);
        }
        let personne = fournisseur
            .prouver(retour.code, attente.nonce, attente.verifieur, maintenant)
            .await?;
        match attente.but {
            But::Connexion { suite } => {
                let connue =
                    openid::est_connue(services, fournisseur.emetteur(), &personne.sujet).await?;
                let identite = fournisseur.identite(&personne, !connue, maintenant).await?;
                let compte = openid::connecter(services, &identite).await?;
                let agent = entetes.get(USER_AGENT).and_then(|v| v.to_str().ok());
                let par = SessionOpenId {
                    jeton: personne.jeton_garde(),
                };
                let agent = agent.unwrap_or_default();
                let ouverte =
                    sessions::ouvrir_liee(services, &session, (compte, &identite), agent, par)
                        .await
                        .map_err(|erreur| {
                            tracing::error!(%erreur, "session non ouverte");
                            EchecOpenId::Erreur(Erreur::Occupe)
                        })?;
                if ouverte {
                    Ok(Issue::Connecte { suite })
                } else {
                    // Unlinked or closed while its session was opened.
                    Err(EchecOpenId::Etat)
                }
            }
            But::Lien { compte } => {
                let acteur = acteur
                    .filter(|a| a.compte == compte)
                    .ok_or(EchecOpenId::AutreCompte)?;
                let identite = fournisseur.identite(&personne, false, maintenant).await?;
                openid::lier(services, &acteur, &identite).await?;
                Ok(Issue::Lie)
            }
            // Nobody signs in by what was asked for to sign out.
            But::Sortie => Err(EchecOpenId::Etat),
        }
    };
    let issue = match tokio::time::timeout(DELAI, conclusion).await {
        Ok(issue) => issue,
        Err(_) => Err(fournisseur::panne(&Panne::Http(http::ErreurHttp::Delai))),
    };
    match issue {
        Ok(Issue::Connecte { suite }) => Redirect::to(&suite).into_response(),
        Ok(Issue::Lie) => Redirect::to("/compte").into_response(),
        Err(e) => {
            openid::noter_echec(services, &adresse, &e).await;
            if pour_lier {
                echec_du_lien(&etat, &e)
            } else {
                echec(&etat, &e, &suite)
            }
        }
    }
}

/// What the provider says that it refuses (OpenID Connect Core §3.1.2.6).
fn refus(code: &str) -> EchecOpenId {
    match code {
        "access_denied" => EchecOpenId::Refuse,
        "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => EchecOpenId::ConnexionRequise,
        "unmet_authentication_requirements" => EchecOpenId::Niveau,
        autre => {
            // A code of the standard alone: the address may say anything.
            let connu = [
                "invalid_request",
                "unauthorized_client",
                "unsupported_response_type",
                "invalid_scope",
                "server_error",
                "temporarily_unavailable",
            ]
            .into_iter()
            .find(|c| *c == autre)
            .unwrap_or("autre");
            tracing::warn!(code = connu, "refus du fournisseur d’identité");
            EchecOpenId::Fournisseur
        }
    }
}

// ---------------------------------------------------------------------------- leaving

/// Leads who has left here out of the provider too. Their session here is ended already.
pub(crate) async fn sortir(
    etat: &Etat,
    fournisseur: &Fournisseur,
    jeton: &str,
    (adresse, entetes): (&str, &HeaderMap),
) -> Response {
    let services = &etat.services;
    let preparee = async {
        openid::admettre(services, adresse).await?;
        let (connu, cookie) = connaitre(etat, fournisseur, entetes).await?;
        let depart = openid::partir(services, adresse, &cookie, But::Sortie, false).await?;
        let url = fournisseur
            .adresse_de_sortie(&connu, jeton, depart.etat)
            .ok_or(EchecOpenId::NonConfigure)?;
        Ok::<_, EchecOpenId>(Depart {
            url,
            temoin: poser(etat, &cookie)?,
        })
    };
    let libelle = fournisseur.libelle();
    match preparee.await {
        Ok(d) => mener(pages::sortie(&etat.actifs, libelle, d.url.as_str()), &d),
        // Out of here all the same.
        Err(_) => page(
            StatusCode::OK,
            pages::sorti(&etat.actifs, libelle, pages::Sortie::IciSeulement),
        ),
    }
}

/// What the provider sends back people with who left it.
#[derive(Debug, Default, Deserialize)]
pub struct RetourDeSortie {
    #[serde(default)]
    state: String,
}

/// `GET /deconnexion/openid`: out.
pub async fn sorti(
    State(etat): State<Etat>,
    identite: Option<Extension<Identite>>,
    entetes: HeaderMap,
    retour: Result<Query<RetourDeSortie>, QueryRejection>,
) -> Response {
    // Somebody signed in has not left.
    if identite.is_some_and(|Extension(i)| i.acteur.is_some()) {
        return Redirect::to("/").into_response();
    }
    let Query(retour) = retour.unwrap_or_default();
    let cookie = temoin(&etat, &entetes);
    let demandee = openid::revenir(&etat.services, &cookie, &retour.state)
        .await
        .is_ok_and(|a| a.but == But::Sortie);
    let libelle = etat.openid.as_ref().map_or("", |f| f.libelle());
    let sortie = if demandee {
        pages::Sortie::Partout
    } else {
        pages::Sortie::Inconnue
    };
    page(StatusCode::OK, pages::sorti(&etat.actifs, libelle, sortie))
}

// ---------------------------------------------------------------------------- refusals

fn statut(echec: &EchecOpenId) -> StatusCode {
    match echec {
        EchecOpenId::NonConfigure => StatusCode::NOT_FOUND,
        EchecOpenId::Etat | EchecOpenId::Expire => StatusCode::BAD_REQUEST,
        EchecOpenId::Fournisseur => StatusCode::BAD_GATEWAY,
        EchecOpenId::TropDEssais(_) => StatusCode::TOO_MANY_REQUESTS,
        EchecOpenId::Erreur(e) => app::contexte::statut(e),
        EchecOpenId::Refuse
        | EchecOpenId::ConnexionRequise
        | EchecOpenId::Preuve
        | EchecOpenId::Niveau
        | EchecOpenId::SansAdresse
        | EchecOpenId::Inconnu
        | EchecOpenId::Ambigu
        | EchecOpenId::Ferme
        | EchecOpenId::DejaLie
        | EchecOpenId::IdentitePrise
        | EchecOpenId::Privilegie
        | EchecOpenId::SansRole
        | EchecOpenId::AutreCompte => StatusCode::FORBIDDEN,
    }
}

/// Why nobody was signed in, what to do, and the other way in.
fn echec(etat: &Etat, echec: &EchecOpenId, suite: &str) -> Response {
    tracing::info!(
        raison = echec.code(),
        "connexion par le fournisseur refusée"
    );
    let suite: String = form_urlencoded::byte_serialize(suite.as_bytes()).collect();
    let libelle = etat.openid.as_ref().map(|f| f.libelle());
    page(
        statut(echec),
        pages::echec(&etat.actifs, libelle, echec, &suite),
    )
}

/// Why nothing was linked.
fn echec_du_lien(etat: &Etat, echec: &EchecOpenId) -> Response {
    tracing::info!(raison = echec.code(), "lien au fournisseur refusé");
    let libelle = etat.openid.as_ref().map(|f| f.libelle());
    page(
        statut(echec),
        pages::echec_du_lien(&etat.actifs, libelle, echec),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_refus_du_fournisseur_se_comprend() {
        for (code, attendu) in [
            ("access_denied", EchecOpenId::Refuse),
            ("login_required", EchecOpenId::ConnexionRequise),
            ("interaction_required", EchecOpenId::ConnexionRequise),
            ("temporarily_unavailable", EchecOpenId::Fournisseur),
            ("n’importe quoi", EchecOpenId::Fournisseur),
        ] {
            assert_eq!(refus(code), attendu, "{code}");
        }
    }

    #[test]
    fn une_image_ne_mene_pas_au_fournisseur() {
        let mut entetes = HeaderMap::new();
        assert!(pour_une_page(&entetes));
        for (destination, attendu) in [
            ("document", true),
            ("image", false),
            ("iframe", false),
            ("empty", false),
        ] {
            entetes.insert("sec-fetch-dest", HeaderValue::from_static(destination));
            assert_eq!(pour_une_page(&entetes), attendu, "{destination}");
        }
    }

    #[test]
    fn des_parametres_sans_fin_ne_se_lisent_pas() {
        let retour = |code: String| Retour {
            code,
            ..Retour::default()
        };
        assert!(retour("a".into()).est_lisible());
        assert!(!retour("a".repeat(PARAMETRE_MAX + 1)).est_lisible());
    }
}
