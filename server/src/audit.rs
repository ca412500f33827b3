//! Download of the audit trail.

use crate::reponses::{CSV, Connecte, au_fil, echec, fichier};
use crate::routeur::Etat;
use app::messages::audit as ma;
use app::pages::audit::filtre_de_l_audit;
use axum::extract::{Query, State};
use axum::response::Response;
use std::collections::HashMap;
use usecases::audit::Export;
use usecases::tableur;

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
    let nom = "journal-d-audit.csv";
    let corps = au_fil(
        debut,
        (services, export),
        nom,
        |(services, mut export)| async move {
            let lignes = export.suite(&services).await?;
            if lignes.is_empty() {
                return Ok(None);
            }
            let octets = tableur::rangees(lignes.iter().map(ma::cellules))?;
            Ok(Some((octets, (services, export))))
        },
    );
    fichier(nom, CSV, corps)
}
