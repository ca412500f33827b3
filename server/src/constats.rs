//! Downloads of the centre: day sheets, statements of what was done, and their files.

use crate::reponses::{CSV, Connecte, PDF, rendre};
use crate::routeur::Etat;
use app::messages::{consultation as mc, service as ms};
use app::pages::consultation::filtre_de_la_consultation;
use app::pages::service::{filtre_des_services, filtre_du_service};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::IntervenantId;
use std::collections::HashMap;

type Parametres = Query<HashMap<String, String>>;

/// `GET /consultation.csv`: the lines that the same parameters show on the page.
pub async fn consultation(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_de_la_consultation(|cle| parametres.get(cle).map(String::as_str));
    let (colonnes, cellules) = (mc::l::COLONNES, mc::cellules);
    let octets =
        usecases::consultation::exporter(&etat.services, &acteur, &filtre, colonnes, cellules);
    rendre(octets.await.map(|o| ("missions.csv", o)), CSV)
}

/// `GET /consultation/emargement.pdf`: the day sheet of a day.
pub async fn emargement_du_jour(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_de_la_consultation(|cle| parametres.get(cle).map(String::as_str));
    let papier = usecases::consultation::emargement_du_jour(&etat.services, &acteur, &filtre);
    rendre(papier.await, PDF)
}

/// `GET /missions/{numero}/emargement.pdf`: the day sheets of a mission.
pub async fn emargement(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(numero): Path<i64>,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_du_service(|cle| parametres.get(cle).map(String::as_str));
    let papier = usecases::consultation::emargement_de_la_mission(
        &etat.services,
        &acteur,
        numero,
        filtre.jour,
    );
    rendre(papier.await, PDF)
}

/// `GET /service-fait.csv`: the missions that the same parameters list.
pub async fn services(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_des_services(|cle| parametres.get(cle).map(String::as_str));
    let (colonnes, cellules) = (ms::l::COLONNES_LISTE, ms::cellules_liste);
    let octets = usecases::service_fait::exporter_liste(
        &etat.services,
        &acteur,
        &filtre,
        colonnes,
        cellules,
    );
    rendre(octets.await.map(|o| ("services-a-constater.csv", o)), CSV)
}

/// `GET /service-fait/paiement.csv`: what is validated, for the payment chain.
pub async fn paiement(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_des_services(|cle| parametres.get(cle).map(String::as_str));
    let (colonnes, cellules) = (ms::l::COLONNES_PAIEMENT, ms::cellules_paiement);
    let octets =
        usecases::service_fait::exporter(&etat.services, &acteur, &filtre, colonnes, cellules);
    rendre(octets.await.map(|o| ("service-fait.csv", o)), CSV)
}

/// `GET /service-fait/{numero}/etat.pdf`: the statement of a mission.
pub async fn etat_de_la_mission(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(numero): Path<i64>,
) -> Response {
    let papier = usecases::service_fait::etat_de_la_mission(&etat.services, &acteur, numero);
    rendre(papier.await, PDF)
}

/// `GET /service-fait/personnes/{id}/etat.pdf`: the statement of a person.
pub async fn etat_de_la_personne(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    let papier =
        usecases::service_fait::etat_de_la_personne(&etat.services, &acteur, IntervenantId(id));
    rendre(papier.await, PDF)
}
