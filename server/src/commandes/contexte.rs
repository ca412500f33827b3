//! What subcommands open: the database, the services; and what is in the way, in French.

use super::{Echec, textes};
use crate::Reglages;
use crate::service::{self, Panne};
use mail::{Transport, UrlCourriel};
use std::path::{Path, PathBuf};
use store::{ErreurStore, OptionsStore, Store};
use usecases::Services;
use usecases::doctor::chaine;

/// Opens the database, brings its schema up to date, and gathers what the use cases need.
pub(super) async fn services(reglages: &Reglages) -> Result<Services, Echec> {
    preparer(reglages)?;
    match service::services(reglages).await {
        Ok(services) => Ok(services),
        Err(panne) => Err(expliquer(reglages, panne).await),
    }
}

/// Makes the directory of an embedded database, and checks the settings that only
/// their use can check.
pub(super) fn preparer(reglages: &Reglages) -> Result<(), Echec> {
    dossier(reglages)?;
    if let Some(fichier) = fichier_sqlite(&reglages.base)
        && let Some(dossier) = fichier.parent().filter(|d| !d.as_os_str().is_empty())
    {
        creer_dossier(dossier)?;
    }
    // Here the reason is still typed; it opens no connection.
    transport(reglages).map(|_| ())
}

/// What is in the way, in French.
pub(super) async fn expliquer(reglages: &Reglages, panne: Panne) -> Echec {
    match panne {
        Panne::Dossier(e) => textes::dossier_impossible(&reglages.dossier, &e),
        // Trying again would make the reader wait as long once more.
        Panne::Base(e) if e.est_occupe() => injoignable(&e),
        Panne::Base(e) => {
            // A database made by a later version opens, and refuses to say its version.
            match ouvrir(reglages).await {
                Ok(store) if store.version().await.is_err() => textes::schema_inconnu(&chaine(&e)),
                _ => injoignable(&e),
            }
        }
        Panne::Courriel(detail) => textes::courriel_impossible(&detail),
        Panne::Polices(detail) => textes::polices_illisibles(&detail),
        Panne::Ecoute(adresse, e) => textes::ecoute_impossible(&adresse, &e),
        Panne::Webhooks(detail) => textes::webhooks(&detail),
        Panne::Routeur(detail) => textes::routeur(&detail),
        Panne::Service(e) => textes::serveur_interrompu(&e),
    }
    .into()
}

/// Opens the database as it is.
pub(super) async fn ouvrir(reglages: &Reglages) -> Result<Store, Echec> {
    Store::ouvrir(&OptionsStore::new(&reglages.base))
        .await
        .map_err(|e| injoignable(&e).into())
}

/// Why a database cannot be opened. One that does not answer has no more to say: the pool
/// keeps the cause to itself.
fn injoignable(e: &ErreurStore) -> String {
    if e.est_occupe() {
        textes::base_sans_reponse()
    } else {
        textes::base_injoignable(&chaine(e))
    }
}

/// The file of an embedded database.
pub(super) fn fichier_sqlite(url: &str) -> Option<PathBuf> {
    let chemin = url.strip_prefix("sqlite:")?;
    let chemin = chemin.strip_prefix("//").unwrap_or(chemin);
    Some(PathBuf::from(chemin.split('?').next().unwrap_or_default()))
}

/// Makes the data directory.
pub(super) fn dossier(reglages: &Reglages) -> Result<(), Echec> {
    creer_dossier(&reglages.dossier)
}

/// Makes a directory for this account's eyes alone: it will hold personal data.
fn creer_dossier(dossier: &Path) -> Result<(), Echec> {
    let mut faire = std::fs::DirBuilder::new();
    faire.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut faire, 0o700);
    faire
        .create(dossier)
        .map_err(|e| textes::dossier_impossible(dossier, &e).into())
}

/// Where mails go.
pub(super) fn transport(reglages: &Reglages) -> Result<Transport, Echec> {
    // The same as the service's own, with a reason that can be told in French.
    let url: UrlCourriel = reglages
        .courriel
        .parse()
        .map_err(|e| textes::url_courriel(&e))?;
    let nom = reglages
        .expediteur_adresse
        .rsplit('@')
        .next()
        .unwrap_or("localhost");
    Transport::nouveau(&url, nom).map_err(|e| textes::transport(&e).into())
}
