//! Requests of the head's centre about people whom it did not find, in each state.

use super::DemonstrationErreur;
use domain::{AcademieId, CompteId, EtablissementId, MissionId, Moment, SaisieDemande};
use std::collections::HashMap;
use store::Ecriture;

/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;
/// The mission that two of them are for.
const MISSION: i64 = 172_278;

/// Files three requests: one that waits, one answered, one refused. The answers were read.
pub(super) async fn charger(
    tx: &Ecriture,
    academie: AcademieId,
    centre: EtablissementId,
    missions: &HashMap<i64, MissionId>,
    (chef, gestionnaire): (CompteId, CompteId),
    maintenant: Moment,
) -> Result<(), DemonstrationErreur> {
    let mission = missions.get(&MISSION).copied();
    let quand = |jours: i64| maintenant.plus_secondes(-jours * JOUR);
    let saisie = |nom: &str, prenom: &str, lieu: &str, commentaire: &str| SaisieDemande {
        nom: nom.to_owned(),
        prenom: prenom.to_owned(),
        lieu: lieu.to_owned(),
        discipline: "HISTOIRE GEOGRAPHIE".to_owned(),
        commentaire: commentaire.to_owned(),
        mission: String::new(),
    };
    let attend = saisie(
        "QUEYRELLE",
        "Aurore",
        "Retraitée, 3 place du Marché, 81000 ALBI",
        "A corrigé pour nous l’an dernier.",
    );
    store::demandes::creer(tx, academie, centre, chef, mission, &attend, quand(1)).await?;
    let connue = saisie("MARTIN", "", "LPO BELLEVUE", "");
    let id = store::demandes::creer(tx, academie, centre, chef, mission, &connue, quand(6)).await?;
    let trouves = store::intervenants::rechercher(tx, academie, "martin").await?;
    match trouves.trouves.first() {
        Some(qui) => {
            store::demandes::repondre(tx, id, Ok(qui.id), gestionnaire, quand(5)).await?;
        }
        None => {
            store::demandes::repondre(tx, id, Err("Précisez le prénom."), gestionnaire, quand(5))
                .await?;
        }
    }
    store::demandes::lire_reponse(tx, id, quand(4)).await?;
    let refusee = saisie("VALDEYRON", "Serge", "", "");
    let id = store::demandes::creer(tx, academie, centre, chef, None, &refusee, quand(12)).await?;
    let motif = "Cette personne est en poste dans une autre académie.";
    store::demandes::repondre(tx, id, Err(motif), gestionnaire, quand(10)).await?;
    store::demandes::lire_reponse(tx, id, quand(9)).await?;
    Ok(())
}
