//! `imagin purge`.

use super::arguments::ArgumentsPurge;
use super::{Echec, Fin, REFUS, contexte, sortie, textes};
use crate::Reglages;
use core::fmt::Display;
use domain::{Erreur, GenreConserve, LigneAPurger};
use std::path::Path;
use std::process::ExitCode;
use usecases::Services;
use usecases::conservation::{self, BilanPurge};
use usecases::sceaux::Scelleur;

pub(super) async fn purger(reglages: &Reglages, arguments: &ArgumentsPurge) -> Fin {
    let services = contexte::services(reglages).await?;
    let a_blanc = arguments.dry_run;
    let resultat = async {
        if a_blanc {
            let parties = conservation::examiner(&services, &GenreConserve::TOUS).await?;
            return Ok(BilanPurge {
                parties,
                retenus: Vec::new(),
            });
        }
        // Lines go by whole seals: where no server runs, they have none yet.
        Scelleur::default().tour(&services).await?;
        conservation::purger(&services, &GenreConserve::TOUS).await
    };
    let resultat = resultat.await;
    if let (Some(chemin), Ok(_)) = (&arguments.liste, &resultat) {
        lister(&services, chemin).await?;
    }
    let _ = services.store.fermer().await;
    let bilan = resultat.map_err(|e: Erreur| app::messages::erreur(&e))?;
    for partie in &bilan.parties {
        sortie::ligne(&textes::purge_partie(partie));
    }
    for numero in &bilan.retenus {
        sortie::ligne(&textes::purge_retenu(*numero));
    }
    let total: u64 = bilan.parties.iter().map(|p| p.nombre).sum();
    sortie::ligne(&textes::purge_bilan(total, a_blanc));
    Ok(if bilan.retenus.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUS)
    })
}

/// Writes each thing that would go, as a CSV file that spreadsheets open.
async fn lister(services: &Services, chemin: &Path) -> Result<(), Echec> {
    let impossible = |e: &dyn Display| Echec(textes::rapport_impossible(chemin, e));
    let mut csv = sortie::tableau(chemin)?;
    let mut ecrite = csv.write_record(textes::PURGE_ENTETE);
    let mut dire = |ligne: &LigneAPurger| {
        if ecrite.is_ok() {
            ecrite = csv.write_record(textes::purge_ligne(ligne));
        }
    };
    conservation::lister(services, &GenreConserve::TOUS, &mut dire)
        .await
        .map_err(|e| app::messages::erreur(&e))?;
    ecrite.map_err(|e| impossible(&e))?;
    csv.flush().map_err(|e| impossible(&e))
}
