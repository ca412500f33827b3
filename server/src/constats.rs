//! Downloads of the centre: day sheets, statements of what was done, and their files.

use crate::reponses::{CSV, Connecte, PDF, dessiner, rendre};
use crate::routeur::Etat;
use app::messages::{self as m, consultation as mc, personnels as mp, service as ms};
use app::pages::consultation::filtre_de_la_consultation;
use app::pages::service::{filtre_des_services, filtre_du_service};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use documents::tableau::{Colonne, Document, Ligne, Orientation, Section};
use domain::{
    Acteur, ColonneConsultation, Erreur, FiltreConsultation, FiltreServices, IntervenantId,
};
use std::collections::HashMap;
use usecases::personnels::IMPRIMES_MAX;

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

/// `GET /consultation.pdf`: the same lines, to print.
pub async fn consultation_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_de_la_consultation(|cle| parametres.get(cle).map(String::as_str));
    let papier = missions_imprimees(&etat, &acteur, &filtre);
    rendre(papier.await.map(|o| ("missions.pdf", o)), PDF)
}

async fn missions_imprimees(
    etat: &Etat,
    acteur: &Acteur,
    filtre: &FiltreConsultation,
) -> Result<Vec<u8>, Erreur> {
    let services = &etat.services;
    let e = usecases::consultation::toutes(services, acteur, filtre).await?;
    let lignes: Vec<Ligne> = e
        .lignes
        .iter()
        .take(IMPRIMES_MAX as usize)
        .map(|l| Ligne::de(mc::cellules_papier(l)))
        .collect();
    let mut sous_titres = vec![
        e.centre.clone(),
        mc::sous_titre(filtre, e.annee, e.periode),
        mp::imprime_le(e.aujourd_hui),
    ];
    sous_titres.extend(m::premieres(lignes.len(), e.lignes.len(), "lignes"));
    let parts = [0.9, 3.0, 2.2, 1.4, 3.0, 1.8];
    let document = Document {
        titre: mc::l::TITRE.to_owned(),
        sous_titres,
        auteur: e.centre,
        etabli_le: e.aujourd_hui,
        orientation: Orientation::Paysage,
        sections: vec![Section {
            colonnes: ColonneConsultation::TOUTES
                .into_iter()
                .zip(parts)
                .map(|(c, part)| Colonne::texte(mc::colonne(c), part))
                .collect(),
            lignes,
            vide: mc::l::VIDE.to_owned(),
            conclusion: vec![m::nombre(e.lignes.len(), "ligne", "lignes")],
            ..Section::default()
        }],
    };
    let polices = services.polices.clone();
    dessiner(move || documents::tableau::pdf(&document, &polices)).await
}

/// `GET /consultation/emargement.pdf`: the day sheet of a day.
pub async fn emargement_du_jour(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_de_la_consultation(|cle| parametres.get(cle).map(String::as_str));
    let papier = usecases::consultation::emargement_du_jour(
        &etat.services,
        &acteur,
        &filtre,
        mc::objet_du_jour,
    );
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

/// `GET /service-fait.pdf`: the same missions, to print.
pub async fn services_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_des_services(|cle| parametres.get(cle).map(String::as_str));
    let papier = services_imprimes(&etat, &acteur, &filtre);
    rendre(papier.await.map(|o| ("services-a-constater.pdf", o)), PDF)
}

async fn services_imprimes(
    etat: &Etat,
    acteur: &Acteur,
    filtre: &FiltreServices,
) -> Result<Vec<u8>, Erreur> {
    let services = &etat.services;
    let page = usecases::service_fait::toutes(services, acteur, filtre, IMPRIMES_MAX).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let total = page.total as usize;
    let mut sous_titres = vec![ms::sous_titre(filtre), mp::imprime_le(jour)];
    sous_titres.extend(m::premieres(page.missions.len(), total, "missions"));
    let document = Document {
        titre: ms::l::TITRE.to_owned(),
        sous_titres,
        auteur: acteur.nom.clone(),
        etabli_le: jour,
        orientation: Orientation::Paysage,
        sections: vec![Section {
            colonnes: vec![
                Colonne::texte(m::l::COL_MISSION, 0.9),
                Colonne::texte(m::l::COL_EPREUVE, 3.0),
                Colonne::texte(m::l::CENTRE, 2.6),
                Colonne::texte(ms::l::COL_JOURS, 1.8),
                Colonne::nombre(ms::l::COL_VALIDES, 1.0),
                Colonne::nombre(ms::l::COL_RESTENT, 0.8),
                Colonne::texte(ms::l::COL_ETAT, 1.4),
            ],
            lignes: page
                .missions
                .iter()
                .map(|l| Ligne::de(ms::cellules_papier(l)))
                .collect(),
            vide: ms::l::LISTE_VIDE.to_owned(),
            conclusion: vec![
                m::nombre(total, "mission", "missions"),
                ms::restant(&page.restant),
            ],
            ..Section::default()
        }],
    };
    let polices = services.polices.clone();
    dessiner(move || documents::tableau::pdf(&document, &polices)).await
}

/// `GET /service-fait/paiement.csv`: what is validated, for the payment chain.
pub async fn paiement(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_des_services(|cle| parametres.get(cle).map(String::as_str));
    let (colonnes, cellules) = (ms::l::COLONNES_PAIEMENT, ms::cellules_paiement);
    let octets = usecases::service_fait::exporter(
        &etat.services,
        &acteur,
        &filtre,
        usecases::service_fait::LOT,
        colonnes,
        cellules,
    );
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
