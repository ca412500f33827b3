//! `imagin jetons`: clients of the API.

use super::arguments::Jetons;
use super::{Echec, Fin, contexte, sortie, textes};
use crate::Reglages;
use domain::{ClientApiId, Erreur, SaisieClient, SantorinErreur};
use std::process::ExitCode;
use usecases::santorin::clients;

pub(super) async fn executer(reglages: &Reglages, action: Jetons) -> Fin {
    let services = contexte::services(reglages).await?;
    let refus = |e: Erreur| {
        Echec(match &e {
            Erreur::Compte(e) => textes::compte_erreur(e),
            Erreur::Santorin(SantorinErreur::JetonChange) => textes::JETON_CHANGE.to_owned(),
            autre => app::messages::erreur(autre),
        })
    };
    match action {
        Jetons::Creer(a) => {
            let saisie = SaisieClient {
                nom: a.nom,
                portees: a.portees.iter().map(|p| p.liste().to_owned()).collect(),
                expire: String::new(),
                webhook: a.webhook.unwrap_or_default(),
            };
            let cree =
                clients::creer_par_commande(&services, a.academie.as_deref(), saisie, a.jours)
                    .await
                    .map_err(refus)?;
            for ligne in textes::jeton_cree(&cree) {
                sortie::ligne(&ligne);
            }
        }
        Jetons::Lister { academie } => {
            let tous = clients::lister(&services, academie.as_deref())
                .await
                .map_err(refus)?;
            if tous.is_empty() {
                sortie::ligne(textes::AUCUN_JETON);
            }
            for (academie, etat, client) in &tous {
                sortie::ligne(&textes::jeton_decrit(academie, *etat, client));
            }
        }
        Jetons::Renouveler {
            numero,
            jours,
            recouvrement,
        } => {
            let id = ClientApiId(numero);
            let neuf = clients::renouveler_par_commande(&services, id, jours, recouvrement)
                .await
                .map_err(refus)?
                .ok_or_else(|| Echec(textes::jeton_hors_d_usage(numero)))?;
            for ligne in textes::jeton_renouvele(&neuf) {
                sortie::ligne(&ligne);
            }
        }
        Jetons::Revoquer { numero } => {
            let nom = clients::revoquer_par_commande(&services, ClientApiId(numero))
                .await
                .map_err(refus)?
                .ok_or_else(|| Echec(textes::jeton_inconnu(numero)))?;
            sortie::ligne(&textes::jeton_revoque(&nom));
        }
    }
    let _ = services.store.fermer().await;
    Ok(ExitCode::SUCCESS)
}
