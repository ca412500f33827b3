//! Download of the audit trail.

use crate::reponses::{Connecte, echec, fichier};
use crate::routeur::Etat;
use app::messages::audit as ma;
use app::pages::audit::filtre_de_l_audit;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::response::Response;
use futures::stream;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use usecases::audit::Export;
use usecases::{Services, tableur};

/// What is left of a file that is sent while it is read.
struct Suite {
    services: Arc<Services>,
    export: Export,
    /// The beginning, read before anything was answered.
    debut: Option<Vec<u8>>,
}

/// `GET /audit.csv`: the lines that the same parameters show on the page, all of them,
/// read as fast as they are taken.
pub async fn exporter(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Query<HashMap<String, String>>,
) -> Response {
    let filtre = filtre_de_l_audit(|cle| parametres.get(cle).map(String::as_str));
    let services = etat.services.clone();
    let ouverture = async {
        let mut export = Export::ouvrir(&services, &acteur, &filtre).await?;
        let mut debut = tableur::entete(ma::l::COLONNES)?;
        let lignes = export.suite(&services).await?;
        debut.extend(tableur::rangees(lignes.iter().map(ma::cellules))?);
        Ok((export, debut))
    };
    let (export, debut) = match ouverture.await {
        Ok(ouvert) => ouvert,
        Err(erreur) => return echec(&erreur),
    };
    let suite = Suite {
        services,
        export,
        debut: Some(debut),
    };
    let corps = stream::try_unfold(suite, |mut suite| async move {
        if let Some(debut) = suite.debut.take() {
            return Ok(Some((Bytes::from(debut), suite)));
        }
        let lire = async {
            let lignes = suite.export.suite(&suite.services).await?;
            if lignes.is_empty() {
                return Ok(None);
            }
            tableur::rangees(lignes.iter().map(ma::cellules)).map(Some)
        };
        match lire.await {
            Ok(Some(octets)) => Ok(Some((Bytes::from(octets), suite))),
            Ok(None) => Ok(None),
            // The reader must not take half a file for a whole one.
            Err(erreur) => {
                tracing::warn!(?erreur, "journal d’audit interrompu");
                Err(io::Error::other("journal d’audit interrompu"))
            }
        }
    });
    fichier(
        "journal-d-audit.csv",
        "text/csv; charset=utf-8",
        Body::from_stream(corps),
    )
}
