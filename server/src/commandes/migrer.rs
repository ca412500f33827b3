//! `imagin migrate`.

use super::arguments::ArgumentsMigrate;
use super::{Fin, contexte, sortie, textes};
use crate::Reglages;
use std::process::ExitCode;
use usecases::doctor::chaine;

pub(super) async fn migrer(reglages: &Reglages, arguments: &ArgumentsMigrate) -> Fin {
    if arguments.annuler_tout && !arguments.oui {
        return Err(textes::ANNULER_SANS_OUI.into());
    }
    contexte::preparer(reglages)?;
    if arguments.annuler_tout {
        let store = contexte::ouvrir(reglages).await?;
        store
            .annuler_tout()
            .await
            .map_err(|e| textes::migration_impossible(&chaine(&e)))?;
        sortie::ligne(textes::TOUT_ANNULE);
        return Ok(ExitCode::SUCCESS);
    }
    let store = contexte::ouvrir(reglages).await?;
    let inconnu = |e| textes::schema_inconnu(&chaine(&e));
    let avant = store.version().await.map_err(inconnu)?;
    store
        .migrer()
        .await
        .map_err(|e| textes::migration_impossible(&chaine(&e)))?;
    let apres = store.version().await.map_err(inconnu)?;
    let faites = avant.en_attente.len() - apres.en_attente.len();
    sortie::ligne(&textes::migre(
        faites,
        apres.derniere.as_deref().unwrap_or_default(),
    ));
    store
        .fermer()
        .await
        .map_err(|e| textes::base_injoignable(&chaine(&e)))?;
    Ok(ExitCode::SUCCESS)
}
