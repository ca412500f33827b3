//! `imagin serve`.

use super::{Echec, Fin, contexte, textes};
use crate::{Reglages, service};
use std::pin::pin;
use std::process::ExitCode;
use tokio::sync::watch;

pub(super) async fn servir(reglages: &Reglages) -> Fin {
    contexte::preparer(reglages)?;
    let signal = signal_d_arret()?;
    let (arreter, arret) = watch::channel(false);
    let mut service = pin!(service::servir(reglages, arret, |adresse| {
        tracing::info!(%adresse, url = %reglages.url_publique, "Imagin écoute");
    }));
    tokio::select! {
        fini = &mut service => return conclure(reglages, fini).await,
        () = signal => {}
    }
    tracing::info!("arrêt demandé : fin des requêtes et des envois en cours");
    let insister = signal_d_arret()?;
    let _ = arreter.send(true);
    tokio::select! {
        fini = &mut service => conclure(reglages, fini).await,
        // Who asks twice does not want to wait: mails claimed are taken up again when
        // their locks expire.
        () = insister => {
            tracing::warn!("arrêt immédiat");
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn conclure(reglages: &Reglages, fini: Result<(), service::Panne>) -> Fin {
    match fini {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(panne) => Err(contexte::expliquer(reglages, panne).await),
    }
}

/// SIGTERM or Ctrl-C, listened to from now on.
#[cfg(unix)]
fn signal_d_arret() -> Result<impl Future<Output = ()>, Echec> {
    use tokio::signal::unix::{SignalKind, signal};
    let impossible = |e: std::io::Error| textes::demarrage_impossible(&e);
    let mut fin = signal(SignalKind::terminate()).map_err(impossible)?;
    let mut interruption = signal(SignalKind::interrupt()).map_err(impossible)?;
    Ok(async move {
        tokio::select! {
            _ = fin.recv() => {}
            _ = interruption.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal_d_arret() -> Result<impl Future<Output = ()>, Echec> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
