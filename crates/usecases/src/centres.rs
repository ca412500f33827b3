//! The centres among which one filters: by their UAI or by words of their name.

use crate::services::{Services, erreur_store};
use domain::{Acteur, CentreConsulte, Erreur, EtablissementId, Portee, centres_designes};

/// The centres that have missions within the actor's scope, by name.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission.
pub async fn lister(services: &Services, acteur: &Acteur) -> Result<Vec<CentreConsulte>, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    de_la_portee(services, &portee).await
}

async fn de_la_portee(services: &Services, portee: &Portee) -> Result<Vec<CentreConsulte>, Erreur> {
    let centres = store::missions::centres(services.store.lecture(), portee)
        .await
        .map_err(erreur_store)?;
    Ok(centres
        .into_iter()
        .map(|(id, libelle)| CentreConsulte { id, libelle })
        .collect())
}

/// The centres of a scope that a text means; none when it means all of them.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn designes(
    services: &Services,
    portee: &Portee,
    saisie: &str,
) -> Result<Option<Vec<EtablissementId>>, Erreur> {
    if saisie.trim().is_empty() {
        return Ok(None);
    }
    Ok(centres_designes(
        &de_la_portee(services, portee).await?,
        saisie,
    ))
}

/// What is left of a scope once a text names its centres.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn reduire(
    services: &Services,
    portee: Portee,
    saisie: &str,
) -> Result<Portee, Erreur> {
    let designes = designes(services, &portee, saisie).await?;
    Ok(match (portee, designes) {
        (Portee::Academie(a) | Portee::Etablissements(a, _), Some(ids)) => {
            Portee::Etablissements(a, ids)
        }
        (portee, _) => portee,
    })
}
