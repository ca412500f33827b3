//! Downloads of the rectorat: the convocations of the académie, the coverage of a session.

use crate::reponses::{CSV, Connecte, PDF, au_fil, echec, fichier, rendre};
use crate::routeur::Etat;
use app::messages::{couverture as mv, suivies as ms};
use app::pages::couverture::filtre_de_la_couverture;
use app::pages::suivies::filtre_des_suivies;
use axum::extract::{Query, State};
use axum::response::Response;
use std::collections::HashMap;
use usecases::suivies::Export;
use usecases::tableur;

type Parametres = Query<HashMap<String, String>>;

/// `GET /convocations.csv`: the lines that the same parameters show on the page, all of
/// them, in the order of missions, read as fast as they are taken.
pub async fn convocations(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_des_suivies(|cle| parametres.get(cle).map(String::as_str));
    let services = etat.services.clone();
    let ouverture = async {
        let mut export = Export::ouvrir(&services, &acteur, &filtre).await?;
        let mut debut = tableur::entete(ms::l::COLONNES)?;
        let lignes = export.suite(&services, &acteur).await?;
        debut.extend(tableur::rangees(lignes.iter().map(ms::cellules))?);
        Ok((export, debut))
    };
    let (export, debut) = match ouverture.await {
        Ok(ouvert) => ouvert,
        Err(erreur) => return echec(&erreur),
    };
    let reste = (services, acteur, export);
    let corps = au_fil(
        debut,
        reste,
        "convocations.csv",
        |(services, acteur, mut export)| async move {
            let lignes = export.suite(&services, &acteur).await?;
            if lignes.is_empty() {
                return Ok(None);
            }
            let octets = tableur::rangees(lignes.iter().map(ms::cellules))?;
            Ok(Some((octets, (services, acteur, export))))
        },
    );
    fichier("convocations.csv", CSV, corps)
}

/// `GET /couverture.csv`: all the lines that the same parameters show on the page.
pub async fn couverture_csv(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_de_la_couverture(|cle| parametres.get(cle).map(String::as_str));
    let axe = filtre.axe;
    let octets = usecases::couverture::exporter(
        &etat.services,
        &acteur,
        &filtre,
        mv::l::COLONNES,
        move |ligne| mv::cellules(ligne, axe),
    );
    rendre(octets.await.map(|o| ("couverture.csv", o)), CSV)
}

/// `GET /couverture.pdf`: the same, to print.
pub async fn couverture_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Parametres,
) -> Response {
    let filtre = filtre_de_la_couverture(|cle| parametres.get(cle).map(String::as_str));
    let papier = usecases::couverture::pdf(&etat.services, &acteur, &filtre);
    rendre(papier.await.map(|o| ("couverture.pdf", o)), PDF)
}
