//! Checking that a letter is genuine, by anybody: whether it counts, for which mission and
//! which days, and the person's initials. Nothing else leaves.

use crate::accuses::{Refus, moderer, noter_essai, trouver};
use crate::codes::Usage;
use crate::services::Services;
use domain::{Creneau, EtatLettre, initiales};

/// What is said of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Where it stands: valid, replaced or cancelled.
    pub etat: EtatLettre,
    /// Mission's number.
    pub mission: i64,
    /// Its days; none for a letter that was replaced, whose days no longer count.
    pub jours: Vec<domain::NaiveDate>,
    /// The person's initials.
    pub initiales: String,
}

/// Checks the code of a letter.
///
/// # Errors
/// [`Refus`] for a code that is not one of ours, or after too many of these.
pub async fn verifier(
    services: &Services,
    code: &str,
    adresse: &str,
) -> Result<Verification, Refus> {
    moderer(services, adresse).await?;
    let lecture = services.store.lecture();
    let Some(trouvee) = trouver(lecture, Usage::Verification, code).await? else {
        noter_essai(services, adresse).await?;
        return Err(Refus::Etat(EtatLettre::Inconnue));
    };
    let (qui, creneaux) = match trouvee.objet.edition {
        Some(_) => store::convocations::ligne(lecture, trouvee.id)
            .await?
            .map(|(_, l)| (initiales(&l.prenom, &l.nom), l.affectation.creneaux)),
        None => store::convocations::annulee(lecture, trouvee.id)
            .await?
            .map(|a| (initiales(&a.prenom, &a.nom), a.affectation.creneaux)),
    }
    // Deleted, or taken back, between two readings.
    .ok_or(Refus::Erreur(domain::Erreur::Occupe))?;
    let jours = |creneaux: &[Creneau]| creneaux.iter().map(|c| c.jour).collect();
    Ok(Verification {
        etat: trouvee.etat,
        mission: trouvee.objet.numero,
        jours: if trouvee.etat == EtatLettre::Remplacee {
            Vec::new()
        } else {
            jours(&creneaux)
        },
        initiales: qui,
    })
}
