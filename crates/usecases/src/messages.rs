//! The *Messages* zone: dated lines, kept for each account.

use crate::services::{Services, erreur_store};
use chrono::{Datelike, Timelike};
use domain::{Acteur, ConvocationId, Erreur, Fait, GenreLot, IndisponibiliteId, LotId, Message};

/// Lines shown at most.
pub const AFFICHES: u32 = 8;

/// Keeps a line outside any transaction. A failure is logged and goes no further:
/// the action it tells of is over.
pub async fn noter(services: &Services, acteur: &Acteur, fait: &Fait) {
    let ecriture = async {
        let tx = services.store.ecriture().await?;
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), fait).await?;
        tx.valider().await
    };
    if let Err(erreur) = ecriture.await {
        tracing::warn!(%erreur, "message non conservé");
    }
}

/// The latest lines, newest first, dated in the académie's time as in the
/// memo, each number in two digits: `16/02/2021 16:06:59`.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(services: &Services, acteur: &Acteur) -> Result<Vec<Message>, Erreur> {
    let lignes = store::messages::lister(services.store.lecture(), acteur.compte, AFFICHES)
        .await
        .map_err(erreur_store)?;
    let supprimees: Vec<ConvocationId> = lignes
        .iter()
        .filter_map(|(.., fait)| supprimee(fait))
        .collect();
    let retablissables = store::convocations::retablissables(services.store.lecture(), &supprimees)
        .await
        .map_err(erreur_store)?;
    let lots: Vec<LotId> = lignes
        .iter()
        .filter_map(|(.., fait)| lot_supprime(fait))
        .collect();
    let mut lots = store::lots::retablissables(services.store.lecture(), &lots)
        .await
        .map_err(erreur_store)?;
    let indisponibilites: Vec<IndisponibiliteId> = lignes
        .iter()
        .filter_map(|(.., fait)| indisponibilite_supprimee(fait))
        .collect();
    let mut indisponibilites =
        store::indisponibilites::retablissables(services.store.lecture(), &indisponibilites)
            .await
            .map_err(erreur_store)?;
    let mut messages = Vec::with_capacity(lignes.len());
    for (id, moment, fait) in lignes {
        let local = services.heure_locale(acteur.academie, moment).await?;
        let date_affichee = format!(
            "{:02}/{:02}/{} {:02}:{:02}:{:02}",
            local.day(),
            local.month(),
            local.year(),
            local.hour(),
            local.minute(),
            local.second()
        );
        messages.push(Message {
            retablissable: supprimee(&fait).filter(|c| retablissables.contains(c)),
            // Once, on the latest line that tells of it.
            lot_retablissable: lot_supprime(&fait).and_then(|l| lots.remove_entry(&l)),
            // Once, on the latest line that tells of it.
            indisponibilite_retablissable: indisponibilite_supprimee(&fait)
                .filter(|n| indisponibilites.remove(n)),
            id,
            moment,
            date_affichee,
            fait,
        });
    }
    Ok(messages)
}

/// The convocation whose deletion a line tells of.
fn supprimee(fait: &Fait) -> Option<ConvocationId> {
    match fait {
        Fait::ConvocationSupprimee { convocation, .. } => *convocation,
        Fait::Remplacement { convocation, .. } => Some(*convocation),
        _ => None,
    }
}

/// The indisponibilité whose deletion a line tells of.
const fn indisponibilite_supprimee(fait: &Fait) -> Option<IndisponibiliteId> {
    match fait {
        Fait::IndisponibiliteSupprimee {
            indisponibilite, ..
        } => Some(*indisponibilite),
        _ => None,
    }
}

/// The selection whose deletion a line tells of.
const fn lot_supprime(fait: &Fait) -> Option<LotId> {
    match fait {
        Fait::LotTraite {
            lot,
            genre: GenreLot::Supprimer,
            ..
        } => Some(*lot),
        _ => None,
    }
}

/// Empties the zone.
///
/// # Errors
/// When the database does not answer.
pub async fn effacer(services: &Services, acteur: &Acteur) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::messages::effacer(&tx, acteur.compte)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}
