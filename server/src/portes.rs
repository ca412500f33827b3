//! Signing in and out: plain forms, which set the session and go elsewhere.

use crate::routeur::Etat;
use crate::sessions;
use axum::Form;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Erreur;
use serde::Deserialize;
use std::convert::Infallible;
use std::net::SocketAddr;
use tower_sessions::Session;
use usecases::second_facteur::Entree;
use usecases::sessions::{CLE, SessionOuverte};

/// The sign-in form.
#[derive(Debug, Deserialize)]
pub struct Formulaire {
    identifiant: String,
    mot_de_passe: String,
    #[serde(default)]
    suite: String,
}

/// Where a request comes from: the connection's address, or what the trusted
/// proxy's header says.
#[derive(Clone, Debug)]
pub struct Adresse(pub String);

impl FromRequestParts<Etat> for Adresse {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, etat: &Etat) -> Result<Self, Infallible> {
        let du_proxy = (!etat.entete_adresse.is_empty())
            .then(|| parts.headers.get(&*etat.entete_adresse))
            .flatten()
            .and_then(|v| v.to_str().ok())
            // The last element is the one our own proxy added.
            .and_then(|v| v.rsplit(',').next())
            .map(|v| v.trim().to_owned())
            .filter(|v| !v.is_empty() && v.len() <= 64);
        let directe = || {
            parts
                .extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|c| c.0.ip().to_string())
                .unwrap_or_default()
        };
        Ok(Self(du_proxy.unwrap_or_else(directe)))
    }
}

/// Longest address to go to after signing in, in bytes: it is kept meanwhile.
const SUITE_MAX: usize = 2_048;

/// An address of this site, or the first page: never another site.
pub(crate) fn suite_sure(suite: &str) -> &str {
    let bonne = suite.len() <= SUITE_MAX
        && suite.starts_with('/')
        && !suite.starts_with("//")
        && !suite.contains('\\')
        && !suite.starts_with("/connexion")
        && suite.bytes().all(|b| b.is_ascii_graphic());
    if bonne { suite } else { "/" }
}

/// `POST /connexion`.
pub async fn se_connecter(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    session: Session,
    entetes: HeaderMap,
    Form(formulaire): Form<Formulaire>,
) -> Response {
    let agent = entetes.get(USER_AGENT).and_then(|v| v.to_str().ok());
    let agent = agent.unwrap_or_default();
    let suite = suite_sure(&formulaire.suite).to_owned();
    let resultat = usecases::connexion::entrer(
        &etat.services,
        &formulaire.identifiant,
        formulaire.mot_de_passe,
        &adresse,
    )
    .await;
    let echec = match resultat {
        Ok(Entree::Attente { jeton, .. }) => {
            return crate::second_facteur::attendre(&etat, &jeton, &suite);
        }
        Ok(Entree::Ouverte(ouverture)) => {
            match sessions::ouvrir_verifiee(&etat.services, &session, &ouverture, agent).await {
                Ok(true) => return Redirect::to(&suite).into_response(),
                Ok(false) => "identifiants".to_owned(),
                Err(erreur) => {
                    tracing::error!(%erreur, "session non ouverte");
                    "occupe".to_owned()
                }
            }
        }
        Err(Erreur::TropDEssais { attendre }) => format!("essais&attendre={attendre}"),
        Err(Erreur::IdentifiantsFaux) => "identifiants".to_owned(),
        Err(_) => "occupe".to_owned(),
    };
    // Why, and where to go afterwards; never the name that was typed.
    let suite = url::form_urlencoded::byte_serialize(suite.as_bytes()).collect::<String>();
    Redirect::to(&format!("/connexion?echec={echec}&suite={suite}")).into_response()
}

/// `POST /deconnexion`: *Quitter*. A session that was opened through the OpenID Connect
/// provider is left there too.
pub async fn se_deconnecter(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    entetes: HeaderMap,
    session: Session,
) -> Response {
    let ouverture = session.get::<SessionOuverte>(CLE).await.ok().flatten();
    if let Err(erreur) = session.flush().await {
        tracing::warn!(%erreur, "session non fermée dans la base");
    }
    if let (Some(fournisseur), Some(openid)) = (&etat.openid, ouverture.and_then(|o| o.openid)) {
        return crate::openid::sortir(&etat, fournisseur, &openid.jeton, (&adresse, &entetes))
            .await;
    }
    Redirect::to("/connexion").into_response()
}

/// `GET /sante`: for probes. 200 when the database answers, 503 otherwise.
pub async fn sante(State(etat): State<Etat>) -> Response {
    match etat.services.store.saine().await {
        Ok(()) => (axum::http::StatusCode::OK, "ok\n").into_response(),
        Err(erreur) => {
            tracing::warn!(%erreur, "santé");
            (
                axum::http::StatusCode::SERVICE_UNAVAILABLE,
                "base de données indisponible\n",
            )
                .into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::suite_sure;

    #[test]
    fn jamais_un_autre_site() {
        for bonne in ["/missions", "/missions/172278?fenetre=creer"] {
            assert_eq!(suite_sure(bonne), bonne);
        }
        for mauvaise in [
            "",
            "missions",
            "//exemple.fr",
            "/\\exemple.fr",
            "https://exemple.fr",
            "/a\r\nb",
            "/connexion?x",
            "javascript:alert(1)",
        ] {
            assert_eq!(suite_sure(mauvaise), "/", "{mauvaise}");
        }
        let longue = format!("/missions?mot={}", "a".repeat(2_048));
        assert_eq!(suite_sure(&longue), "/");
    }
}
