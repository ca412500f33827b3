//! SANTORIN: the files of the export, the token of a new client, the API, the webhooks.

pub mod api;
pub mod facteur;

use crate::publiques;
use crate::reponses::{CSV, Connecte, au_fil, echec, rendre};
use crate::routeur::Etat;
use app::messages::santorin as ms;
use app::pages::santorin as pages;
use axum::Form;
use axum::body::Body;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Acteur, ClientApiId, ConvoqueSantorin, DroitSantorin, Erreur, Fait, FiltreSantorin, NaiveDate,
    SaisieClient, SantorinErreur,
};
use std::collections::HashMap;
use url::form_urlencoded;
use usecases::santorin::{Export, clients};
use usecases::tableur;

/// `GET /export-santorin/{liste}`: `correcteurs.csv`, `numerisation.csv`.
pub async fn exporter(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(nom): Path<String>,
    Query(parametres): Query<HashMap<String, String>>,
) -> Response {
    let Some(droit) = nom
        .strip_suffix(".csv")
        .and_then(DroitSantorin::de_la_liste)
    else {
        return echec(&Erreur::Introuvable);
    };
    let filtre = FiltreSantorin {
        annee: parametres.get("annee").and_then(|a| a.parse().ok()),
    };
    let corps = match droit {
        DroitSantorin::Correction => {
            let (colonnes, cellules) = (ms::l::COLONNES_CORRECTEURS, ms::cellules_correcteur);
            ecrire(&etat, &acteur, droit, filtre, colonnes, cellules).await
        }
        DroitSantorin::Numerisation => {
            let (colonnes, cellules) = (ms::l::COLONNES_NUMERISATION, ms::cellules_numerisation);
            ecrire(&etat, &acteur, droit, filtre, colonnes, cellules).await
        }
    };
    let nom = format!("santorin_{}.csv", droit.liste());
    rendre(corps.map(|corps| (nom, corps)), CSV)
}

/// Such a file, read as fast as it is taken; its beginning is read before anything is
/// answered.
async fn ecrire<const N: usize>(
    etat: &Etat,
    acteur: &Acteur,
    droit: DroitSantorin,
    filtre: FiltreSantorin,
    colonnes: [&str; N],
    cellules: fn(&ConvoqueSantorin, NaiveDate) -> [String; N],
) -> Result<Body, Erreur> {
    let services = etat.services.clone();
    let rangees = move |lus: &[(ConvoqueSantorin, NaiveDate)]| {
        tableur::rangees(lus.iter().map(|(c, jusqu_au)| cellules(c, *jusqu_au)))
    };
    let mut export = Export::ouvrir(&services, acteur, droit, filtre).await?;
    let mut debut = tableur::entete(colonnes)?;
    debut.extend(rangees(&export.suite(&services).await?)?);
    let reste = (services, export);
    Ok(au_fil(
        debut,
        reste,
        "export-santorin",
        move |(services, mut export)| async move {
            let lus = export.suite(&services).await?;
            if lus.is_empty() {
                return Ok(None);
            }
            Ok(Some((rangees(&lus)?, (services, export))))
        },
    ))
}

/// `POST /clients-api/creer`: creates a client, and shows its token, which is kept nowhere: in
/// the answer itself, with or without our script. What is wrong is said on the page of the
/// form, which comes back as it was filled in.
pub async fn creer_client(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    formulaire: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Ok(Form(champs)) = formulaire else {
        return echec(&Erreur::RequeteInvalide);
    };
    let mut saisie = SaisieClient::default();
    let mut cle = String::new();
    for (nom, valeur) in champs {
        match nom.as_str() {
            "nom" => saisie.nom = valeur,
            "portees" => saisie.portees.push(valeur),
            "expire" => saisie.expire = valeur,
            "webhook" => saisie.webhook = valeur,
            "cle" => cle = valeur,
            _ => return echec(&Erreur::RequeteInvalide),
        }
    }
    match usecases::santorin::clients::creer(&etat.services, &acteur, &saisie, &cle).await {
        Ok(cree) => publiques::page(StatusCode::OK, pages::page_du_jeton(&etat.actifs, &cree)),
        Err(erreur @ Erreur::Santorin(_)) => {
            usecases::messages::noter(&etat.services, &acteur, &Fait::Refus(erreur.clone())).await;
            let adresse = if erreur == Erreur::Santorin(SantorinErreur::DejaCree) {
                "/clients-api".to_owned()
            } else {
                retour(&saisie)
            };
            Redirect::to(&adresse).into_response()
        }
        Err(erreur) => echec(&erreur),
    }
}

/// What a form about one client carries.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct FormulaireClient {
    client: i64,
    vu: String,
    expire: String,
    jours: String,
    webhook: String,
    cle: String,
}

/// `POST /clients-api/renouveler`: gives a client another token, and shows it as
/// [`creer_client`] does.
pub async fn renouveler_jeton(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    formulaire: Result<Form<FormulaireClient>, FormRejection>,
) -> Response {
    let Ok(Form(f)) = formulaire else {
        return echec(&Erreur::RequeteInvalide);
    };
    let (services, id) = (&etat.services, ClientApiId(f.client));
    let demande = clients::DemandeRenouvellement {
        vu: &f.vu,
        expire: &f.expire,
        recouvrement: &f.jours,
        cle: &f.cle,
    };
    match clients::renouveler(services, &acteur, id, demande).await {
        Ok(neuf) => {
            let page = pages::page_du_jeton_renouvele(&etat.actifs, &neuf);
            publiques::page(StatusCode::OK, page)
        }
        Err(erreur) => refuser(&etat, &acteur, &erreur).await,
    }
}

/// `POST /clients-api/adresse`: changes where a client is called, and shows the key that signs
/// the calls when it is a new one.
pub async fn changer_adresse(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    formulaire: Result<Form<FormulaireClient>, FormRejection>,
) -> Response {
    let Ok(Form(f)) = formulaire else {
        return echec(&Erreur::RequeteInvalide);
    };
    let id = ClientApiId(f.client);
    match clients::changer_adresse(&etat.services, &acteur, id, &f.webhook).await {
        Ok(Some(secret)) => {
            publiques::page(StatusCode::OK, pages::page_de_la_cle(&etat.actifs, &secret))
        }
        Ok(None) => Redirect::to("/clients-api").into_response(),
        Err(erreur) => refuser(&etat, &acteur, &erreur).await,
    }
}

/// What is wrong is said in the messages, on the page of the clients.
async fn refuser(etat: &Etat, acteur: &Acteur, erreur: &Erreur) -> Response {
    if !matches!(erreur, Erreur::Santorin(_)) {
        return echec(erreur);
    }
    usecases::messages::noter(&etat.services, acteur, &Fait::Refus(erreur.clone())).await;
    Redirect::to("/clients-api").into_response()
}

/// The page of the form with what was typed: nothing in it is personal or secret. A webhook
/// with a name, a password or a query may be, and is left out.
fn retour(saisie: &SaisieClient) -> String {
    let court = |t: &str| -> String { t.chars().take(domain::WEBHOOK_URL_MAX).collect() };
    let webhook = if saisie.webhook.contains(['@', '?', '#']) {
        ""
    } else {
        saisie.webhook.as_str()
    };
    let mut champs = form_urlencoded::Serializer::new(String::new());
    champs
        .append_pair("nom", &court(&saisie.nom))
        .append_pair("expire", &court(&saisie.expire))
        .append_pair("webhook", &court(webhook));
    for droit in DroitSantorin::TOUS {
        if saisie.portees.iter().any(|p| p == droit.liste()) {
            champs.append_pair("portees", droit.liste());
        }
    }
    format!("/clients-api?{}", champs.finish())
}
