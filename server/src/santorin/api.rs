//! The API that SANTORIN reads: `/api/santorin/v1`. Without session: a token says who asks.
//! What it answers is published as OpenAPI 3.1 at `/api/santorin/v1/openapi.json`.

use crate::portes::Adresse;
use crate::routeur::Etat;
use app::messages::santorin as ms;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::{DroitSantorin, Erreur};
use serde::Serialize;
use serde_json::json;
use url::form_urlencoded;
use usecases::santorin::flux::{self, RefusApi};

/// Where the API is.
pub const RACINE: &str = "/api/santorin/v1";
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PROBLEME: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The routes, to be nested under [`RACINE`].
pub fn routes() -> Router<Etat> {
    Router::new()
        .route("/openapi.json", get(openapi))
        .route("/correcteurs", get(correcteurs))
        .route("/correcteurs/{reference}", get(correcteur))
        .route("/numerisation", get(numerisation))
        .route("/numerisation/{reference}", get(charge_de_numerisation))
        .fallback(inconnue)
        .method_not_allowed_fallback(methode)
}

// ---------------------------------------------------------------- answers

/// RFC 9457.
fn probleme(statut: StatusCode, (code, titre, detail): (&str, &str, String)) -> Response {
    let corps = json!({
        "type": format!("urn:imagin:probleme:{code}"),
        "title": titre,
        "status": statut.as_u16(),
        "detail": detail,
    });
    (
        statut,
        [
            (CONTENT_TYPE, PROBLEME),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ],
        corps.to_string(),
    )
        .into_response()
}

fn refuser(refus: &RefusApi) -> Response {
    let statut = match refus {
        RefusApi::JetonAbsent | RefusApi::JetonRefuse | RefusApi::JetonExpire => {
            StatusCode::UNAUTHORIZED
        }
        RefusApi::Portee => StatusCode::FORBIDDEN,
        RefusApi::TropDAppels { .. } => StatusCode::TOO_MANY_REQUESTS,
        RefusApi::Parametre(_) => StatusCode::BAD_REQUEST,
        RefusApi::CurseurPerime => StatusCode::GONE,
        RefusApi::Introuvable => StatusCode::NOT_FOUND,
        RefusApi::Erreur(erreur) => app::contexte::statut(erreur),
    };
    let mut reponse = probleme(statut, ms::probleme(refus));
    let entetes = reponse.headers_mut();
    if statut == StatusCode::UNAUTHORIZED {
        let defi = if *refus == RefusApi::JetonAbsent {
            "Bearer realm=\"imagin\""
        } else {
            "Bearer realm=\"imagin\", error=\"invalid_token\""
        };
        entetes.insert(WWW_AUTHENTICATE, HeaderValue::from_static(defi));
    }
    let attendre = match refus {
        RefusApi::TropDAppels { attendre } => Some(*attendre),
        RefusApi::Erreur(Erreur::Occupe) => Some(5),
        _ => None,
    };
    if let Some(attendre) = attendre {
        entetes.insert(RETRY_AFTER, HeaderValue::from(attendre.max(1)));
    }
    reponse
}

/// Whether a request says that it has this already (RFC 9110, 13.1.2: weakly compared).
fn deja_la(entetes: &HeaderMap, etiquette: &str) -> bool {
    entetes
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .any(|e| e == "*" || e.strip_prefix("W/").unwrap_or(e) == etiquette)
}

/// An answer with its ETag; 304 for who has it.
fn repondre(entetes: &HeaderMap, corps: String) -> Response {
    let empreinte = usecases::empreinte(corps.as_bytes());
    let etiquette = format!("\"{}\"", empreinte.get(..32).unwrap_or(&empreinte));
    let connue = deja_la(entetes, &etiquette);
    let mut reponse = if connue {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, JSON)], corps).into_response()
    };
    let tetes = reponse.headers_mut();
    // Kept by the client alone, and always asked for again.
    tetes.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(etiquette) = HeaderValue::from_str(&etiquette) {
        tetes.insert(ETAG, etiquette);
    }
    reponse
}

fn en_json(entetes: &HeaderMap, valeur: &impl Serialize) -> Response {
    match serde_json::to_string(valeur) {
        Ok(corps) => repondre(entetes, corps),
        Err(erreur) => refuser(&RefusApi::Erreur(usecases::interne("api", &erreur))),
    }
}

// --------------------------------------------------------------- requests

/// The token of `Authorization: Bearer …`.
fn jeton(entetes: &HeaderMap) -> Option<&str> {
    let (genre, jeton) = entetes.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    genre.eq_ignore_ascii_case("bearer").then(|| jeton.trim())
}

/// The parameters of a list, each at most once; any other is refused: one that is mistyped
/// and ignored would read everything again.
fn parametres(requete: &str) -> Result<(Option<String>, Option<String>), RefusApi> {
    let (mut depuis, mut limite) = (None, None);
    for (nom, valeur) in form_urlencoded::parse(requete.as_bytes()) {
        let place = match &*nom {
            "depuis" => &mut depuis,
            "limite" => &mut limite,
            autre => return Err(RefusApi::Parametre(autre.chars().take(40).collect())),
        };
        if place.replace(valeur.into_owned()).is_some() {
            return Err(RefusApi::Parametre(nom.into_owned()));
        }
    }
    Ok((depuis, limite))
}

async fn lister(
    etat: &Etat,
    adresse: &str,
    entetes: &HeaderMap,
    requete: Option<&str>,
    droit: DroitSantorin,
) -> Response {
    let lire = async {
        let services = &etat.services;
        let client = flux::authentifier(services, jeton(entetes), adresse, droit).await?;
        let (depuis, limite) = parametres(requete.unwrap_or_default())?;
        flux::page(
            services,
            &client,
            droit,
            depuis.as_deref(),
            limite.as_deref(),
        )
        .await
    };
    match lire.await {
        Ok(page) => en_json(entetes, &page),
        Err(refus) => refuser(&refus),
    }
}

async fn montrer(
    etat: &Etat,
    adresse: &str,
    entetes: &HeaderMap,
    reference: &str,
    droit: DroitSantorin,
) -> Response {
    let lire = async {
        let services = &etat.services;
        let client = flux::authentifier(services, jeton(entetes), adresse, droit).await?;
        flux::un(services, &client, droit, reference).await
    };
    match lire.await {
        Ok(droit) => en_json(entetes, &droit),
        Err(refus) => refuser(&refus),
    }
}

/// `GET /correcteurs`: what changed of the rights to mark.
async fn correcteurs(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    RawQuery(requete): RawQuery,
    entetes: HeaderMap,
) -> Response {
    let droit = DroitSantorin::Correction;
    lister(&etat, &adresse, &entetes, requete.as_deref(), droit).await
}

/// `GET /numerisation`: what changed of the rights to scan.
async fn numerisation(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    RawQuery(requete): RawQuery,
    entetes: HeaderMap,
) -> Response {
    let droit = DroitSantorin::Numerisation;
    lister(&etat, &adresse, &entetes, requete.as_deref(), droit).await
}

/// `GET /correcteurs/{reference}`: one right to mark.
async fn correcteur(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(reference): Path<String>,
    entetes: HeaderMap,
) -> Response {
    let droit = DroitSantorin::Correction;
    montrer(&etat, &adresse, &entetes, &reference, droit).await
}

/// `GET /numerisation/{reference}`: one right to scan.
async fn charge_de_numerisation(
    State(etat): State<Etat>,
    Adresse(adresse): Adresse,
    Path(reference): Path<String>,
    entetes: HeaderMap,
) -> Response {
    let droit = DroitSantorin::Numerisation;
    montrer(&etat, &adresse, &entetes, &reference, droit).await
}

/// `GET /openapi.json`: the description, for anybody.
async fn openapi(entetes: HeaderMap) -> Response {
    repondre(&entetes, ms::OPENAPI.to_owned())
}

async fn inconnue() -> Response {
    probleme(StatusCode::NOT_FOUND, ms::adresse_inconnue())
}

async fn methode() -> Response<Body> {
    probleme(StatusCode::METHOD_NOT_ALLOWED, ms::methode_refusee())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_jeton_se_lit() {
        let avec = |valeur: &'static str| {
            let mut h = HeaderMap::new();
            h.insert(AUTHORIZATION, HeaderValue::from_static(valeur));
            jeton(&h).map(str::to_owned)
        };
        assert_eq!(avec("Bearer imgn_1").as_deref(), Some("imgn_1"));
        assert_eq!(avec("bearer  imgn_1").as_deref(), Some("imgn_1"));
        assert_eq!(avec("Basic eA=="), None);
        assert_eq!(avec("Bearer"), None);
        assert_eq!(jeton(&HeaderMap::new()), None);
    }

    #[test]
    fn une_etiquette_se_compare() {
        for (valeur, connue) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
        ] {
            let mut h = HeaderMap::new();
            h.insert(IF_NONE_MATCH, HeaderValue::from_static(valeur));
            assert_eq!(deja_la(&h, "\"a\""), connue, "{valeur}");
        }
    }

    #[test]
    fn un_parametre_inconnu_ou_repete_est_refuse() {
        assert_eq!(
            parametres("depuis=a-1&limite=3"),
            Ok((Some("a-1".into()), Some("3".into())))
        );
        assert_eq!(parametres(""), Ok((None, None)));
        for (requete, nom) in [
            ("since=1", "since"),
            ("limite=1&limite=2", "limite"),
            ("limite=1&Limite=2", "Limite"),
        ] {
            assert_eq!(
                parametres(requete),
                Err(RefusApi::Parametre(nom.into())),
                "{requete}"
            );
        }
    }

    #[test]
    fn la_description_dit_ce_que_fait_le_code() {
        let d: serde_json::Value = serde_json::from_str(ms::OPENAPI).unwrap();
        assert_eq!(d["openapi"], "3.1.0");
        assert_eq!(d["servers"][0]["url"], RACINE);
        let limite = &d["components"]["parameters"]["limite"]["schema"];
        assert_eq!(limite["maximum"], domain::DROITS_PAR_PAGE_MAX);
        assert_eq!(limite["default"], domain::DROITS_PAR_PAGE);
        let droit = &d["components"]["schemas"]["Droit"]["properties"];
        let codes = |v: &serde_json::Value| -> Vec<String> {
            v.as_array()
                .unwrap()
                .iter()
                .filter_map(|c| c.as_str().map(str::to_owned))
                .collect()
        };
        assert_eq!(
            codes(&droit["motif"]["enum"]),
            domain::MotifRetrait::TOUS.map(|m| m.code())
        );
        assert_eq!(
            codes(&droit["qualite"]["enum"]),
            domain::Qualite::TOUTES.map(|q| q.code())
        );
        let types = &droit["mission"]["properties"]["type"]["enum"];
        let avec_droit =
            domain::TypeMission::TOUS.map(|t| (t.faits().santorin.is_some(), t.code()));
        let attendus: Vec<_> = avec_droit.iter().filter(|t| t.0).map(|t| t.1).collect();
        assert_eq!(codes(types), attendus);
    }
}
