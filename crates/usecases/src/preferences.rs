//! What people choose for their own account.

use crate::services::{Services, erreur_store, tracer};
use domain::{Acteur, Erreur, Fait};
use serde_json::json;

/// Chooses between a copy of each mail of a group send (`copies`) and one summary. Two
/// choices at once follow each other: the last one stays.
///
/// # Errors
/// When the database does not answer.
pub async fn choisir_copies(
    services: &Services,
    acteur: &Acteur,
    copies: bool,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ecrire = async {
        if !store::comptes::choisir_copies(&tx, acteur.compte, copies).await? {
            return Ok(false);
        }
        let objet = ("compte", acteur.compte.0);
        let details = json!({ "copies": copies });
        tracer(&tx, services, acteur, "compte.copies", objet, &details).await?;
        let fait = Fait::CopiesChoisies { copies };
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await?;
        Ok(true)
    };
    if ecrire.await.map_err(erreur_store)? {
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(())
}
