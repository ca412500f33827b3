//! `imagin demo`.

use super::arguments::ArgumentsDemo;
use super::{Fin, contexte, sortie, textes};
use crate::Reglages;
use std::process::ExitCode;
use usecases::demonstration::{self, DemonstrationErreur, Parametres};

pub(super) async fn charger(reglages: &Reglages, arguments: &ArgumentsDemo) -> Fin {
    let mut parametres = Parametres::default();
    if let Some(intervenants) = arguments.intervenants {
        let permis = Parametres::INTERVENANTS_MIN..=Parametres::INTERVENANTS_MAX;
        if !permis.contains(&intervenants) {
            return Err(textes::demo_bornes(*permis.start(), *permis.end()).into());
        }
        parametres.intervenants = intervenants;
    }
    let services = contexte::services(reglages).await?;
    let barre = super::importer::Barre::nouvelle(textes::DEMO_EN_COURS);
    let fait = demonstration::charger(&services, &parametres, &mut |n, total| {
        barre.avancer(n, total);
    })
    .await;
    barre.finir();
    let code = match fait {
        Ok(chargements) => {
            for chargement in &chargements {
                sortie::ligne(&textes::demo_chargee(chargement));
            }
            for groupe in demonstration::comptes() {
                sortie::ligne(&app::messages::demo_academie(&groupe.academie));
                for (identifiant, libelle) in groupe.comptes {
                    sortie::ligne(&textes::demo_compte(&identifiant, &libelle));
                }
            }
            sortie::ligne(&textes::demo_mot_de_passe(demonstration::mot_de_passe()));
            ExitCode::SUCCESS
        }
        Err(DemonstrationErreur::BaseOccupee) if arguments.si_vide => ExitCode::SUCCESS,
        Err(DemonstrationErreur::BaseOccupee) => return Err(textes::DEMO_BASE_OCCUPEE.into()),
        Err(DemonstrationErreur::Erreur(erreur)) => {
            return Err(app::messages::erreur(&erreur).into());
        }
    };
    let _ = services.store.fermer().await;
    Ok(code)
}
