//! Downloads of the rectorat: the convocations of the académie, the coverage of a session.

use crate::reponses::{CSV, Connecte, PDF, echec, fichier, rendre};
use crate::routeur::Etat;
use app::messages::{couverture as mv, suivies as ms};
use app::pages::couverture::filtre_de_la_couverture;
use app::pages::suivies::filtre_des_suivies;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::Acteur;
use futures::stream;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use usecases::suivies::Export;
use usecases::{Services, tableur};

type Parametres = Query<HashMap<String, String>>;

/// What is left of a file that is sent while it is read.
struct Suite {
    services: Arc<Services>,
    acteur: Arc<Acteur>,
    export: Export,
    /// The beginning, read before anything was answered.
    debut: Option<Vec<u8>>,
}

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
    let suite = Suite {
        services,
        acteur,
        export,
        debut: Some(debut),
    };
    let corps = stream::try_unfold(suite, |mut suite| async move {
        if let Some(debut) = suite.debut.take() {
            return Ok(Some((Bytes::from(debut), suite)));
        }
        let lire = async {
            let lignes = suite.export.suite(&suite.services, &suite.acteur).await?;
            if lignes.is_empty() {
                return Ok(None);
            }
            tableur::rangees(lignes.iter().map(ms::cellules)).map(Some)
        };
        match lire.await {
            Ok(Some(octets)) => Ok(Some((Bytes::from(octets), suite))),
            Ok(None) => Ok(None),
            // The reader must not take half a file for a whole one.
            Err(erreur) => {
                tracing::warn!(?erreur, "convocations interrompues");
                Err(io::Error::other("convocations interrompues"))
            }
        }
    });
    fichier("convocations.csv", CSV, Body::from_stream(corps))
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
