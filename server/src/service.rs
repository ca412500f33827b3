//! Building the services out of the settings, and serving until told to stop.

use crate::reglages::Reglages;
use crate::routeur::{Options, routeur};
use crate::santorin::facteur::FacteurHttp;
use core::time::Duration;
use documents::Polices;
use domain::GenreConserve;
use mail::{Identite, Transport, UrlCourriel};
use std::net::SocketAddr;
use std::sync::Arc;
use store::{OptionsStore, Store};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, watch};
use usecases::santorin::appels::Facteur;
use usecases::sceaux::Scelleur;
use usecases::{AleaSysteme, HorlogeSysteme, Limites, Services};

/// Time left to requests under way once told to stop.
const EGOUTTAGE: Duration = Duration::from_secs(20);

/// Why the service does not start. The command line says it in French.
#[derive(Debug)]
pub enum Panne {
    /// The data folder cannot be made or written.
    Dossier(std::io::Error),
    /// The database cannot be opened or brought up to date.
    Base(store::ErreurStore),
    /// The mail settings cannot be used.
    Courriel(String),
    /// The fonts of the letters cannot be read: a broken build.
    Polices(String),
    /// The address is taken, or is not this machine's.
    Ecoute(SocketAddr, std::io::Error),
    /// Nothing can be encrypted for the webhooks: a broken build.
    Webhooks(String),
    /// The public URL is no origin.
    Routeur(String),
    /// Serving broke off.
    Service(std::io::Error),
}

/// Opens the database, brings its schema up to date, and gathers what the actions need.
///
/// # Errors
/// [`Panne`] naming what is in the way.
pub async fn services(reglages: &Reglages) -> Result<Services, Panne> {
    std::fs::create_dir_all(&reglages.dossier).map_err(Panne::Dossier)?;
    let store = Store::ouvrir(&OptionsStore::new(&reglages.base))
        .await
        .map_err(Panne::Base)?;
    store.migrer().await.map_err(Panne::Base)?;
    let identite = Identite::nouvelle(
        &reglages.expediteur_nom,
        &reglages.expediteur_adresse,
        &reglages.url_publique,
        None,
    )
    .map_err(|e| Panne::Courriel(e.to_string()))?
    .avec_retour(reglages.retour.clone());
    let coeurs = std::thread::available_parallelism().map_or(2, usize::from);
    Ok(Services {
        store,
        horloge: Arc::new(HorlogeSysteme),
        alea: Arc::new(AleaSysteme),
        polices: Polices::charger().map_err(|e| Panne::Polices(e.to_string()))?,
        reglages: usecases::Reglages {
            url_publique: reglages.url_publique.clone(),
            identite,
            demonstration: reglages.demonstration.then(|| usecases::Demonstration {
                comptes: usecases::demonstration::comptes(),
                mot_de_passe: usecases::demonstration::mot_de_passe().to_owned(),
            }),
            limites: Limites {
                envoi_delai: reglages.envoi_delai,
                rappel_jours: reglages.rappel_jours,
                import_max: reglages.import_max,
                conservation: reglages.conservation,
                santorin: reglages.santorin.clone(),
                second_facteur: reglages.second_facteur.clone(),
                openid: reglages.openid.as_ref().map(|o| usecases::openid::Reglage {
                    libelle: o.libelle.clone(),
                }),
                ..Limites::default()
            },
        },
        reveil: Arc::new(Notify::new()),
        hachages: Arc::new(Semaphore::new(coeurs)),
    })
}

/// The transport of mails that the settings name.
///
/// # Errors
/// [`Panne::Courriel`].
pub fn transport(reglages: &Reglages) -> Result<Transport, Panne> {
    let url: UrlCourriel = reglages
        .courriel
        .parse()
        .map_err(|e: mail::UrlErreur| Panne::Courriel(e.to_string()))?;
    let nom = reglages
        .expediteur_adresse
        .rsplit('@')
        .next()
        .unwrap_or("localhost");
    Transport::nouveau(&url, nom).map_err(|e| Panne::Courriel(e.to_string()))
}

/// Serves until `arret` turns true, then lets what is under way end: requests within
/// a limit, mails in flight to their end.
///
/// # Errors
/// [`Panne`] naming what is in the way; `pret` is called once the door is open.
pub async fn servir(
    reglages: &Reglages,
    arret: watch::Receiver<bool>,
    pret: impl FnOnce(SocketAddr),
) -> Result<(), Panne> {
    // The door first: a taken port must be said before a database is made.
    let porte = TcpListener::bind(reglages.ecoute)
        .await
        .map_err(|e| Panne::Ecoute(reglages.ecoute, e))?;
    let services = Arc::new(services(reglages).await?);
    let transport = Arc::new(transport(reglages)?);
    let facteur = FacteurHttp::nouveau(reglages.santorin.webhooks_prives)
        .map_err(|e| Panne::Webhooks(e.to_string()))?;
    let facteur: Arc<dyn Facteur> = Arc::new(facteur);
    let application = routeur(services.clone(), &Options::de(reglages), arret.clone())
        .map_err(|e| Panne::Routeur(e.to_string()))?
        .into_make_service_with_connect_info::<SocketAddr>();
    let livraison = tokio::spawn(usecases::livraison::tourner(
        services.clone(),
        transport,
        arret.clone(),
    ));
    let appels = tokio::spawn(usecases::santorin::appels::tourner(
        services.clone(),
        facteur,
        arret.clone(),
    ));
    let imports = tokio::spawn(usecases::imports::tourner(services.clone(), arret.clone()));
    let ouvertures = tokio::spawn(usecases::comptes_ouverture::tourner(
        services.clone(),
        arret.clone(),
    ));
    let menage = tokio::spawn(menage(services.clone()));
    let scellement = tokio::spawn(sceller(services.clone()));
    pret(porte.local_addr().unwrap_or(reglages.ecoute));

    let attendre = |mut arret: watch::Receiver<bool>| async move {
        // The sender lives as long as the process: an error is an order to stop too.
        let _ = arret.wait_for(|a| *a).await;
    };
    let service = axum::serve(porte, application)
        .with_graceful_shutdown(attendre(arret.clone()))
        .into_future();
    let resultat = tokio::select! {
        fini = service => fini.map_err(Panne::Service),
        () = async { attendre(arret).await; tokio::time::sleep(EGOUTTAGE).await } => {
            tracing::warn!("des requêtes ont été interrompues");
            Ok(())
        }
    };
    menage.abort();
    scellement.abort();
    let _ = livraison.await;
    let _ = appels.await;
    let _ = imports.await;
    let _ = ouvertures.await;
    if let Err(erreur) = services.store.fermer().await {
        tracing::warn!(%erreur, "fermeture de la base");
    }
    resultat
}

/// Time between two rounds of [`menage`].
const MENAGE: Duration = Duration::from_secs(60 * 60);
/// Time between two seals of the audit trail: what nobody could rewrite unseen later.
const SCELLEMENT: Duration = Duration::from_secs(5 * 60);

/// Throws away what no longer serves ([`GenreConserve::COURANTS`]), then reminds the
/// établissements whose compétences are due.
async fn menage(services: Arc<Services>) {
    let mut rondes = tokio::time::interval(MENAGE);
    loop {
        rondes.tick().await;
        // Failures themselves are in the log.
        if usecases::conservation::purger(&services, &GenreConserve::COURANTS)
            .await
            .is_err()
        {
            tracing::warn!("ménage remis à plus tard");
        }
        if usecases::competences::rappels_automatiques(&services)
            .await
            .is_err()
        {
            tracing::warn!("rappel des compétences remis à plus tard");
        }
    }
}

/// Seals the audit trail, round after round.
async fn sceller(services: Arc<Services>) {
    let mut rondes = tokio::time::interval(SCELLEMENT);
    let mut scelleur = Scelleur::default();
    loop {
        rondes.tick().await;
        if scelleur.tour(&services).await.is_err() {
            tracing::warn!("scellement de la piste remis à plus tard");
        }
    }
}
