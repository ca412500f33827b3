//! What the workers have in common: rounds until they are told to stop, and the waits
//! between them.
//!
//! The order to stop is a channel that turns true. Its sender lives as long as the process:
//! that it is gone is an order too.

use crate::services::Services;
use core::time::Duration;
use domain::Erreur;
use tokio::sync::watch;

/// The token under which a worker claims what it works on; none, with `impossible` in the
/// log, when none can be made.
pub(crate) fn verrou(services: &Services, impossible: &str) -> Option<String> {
    match services.alea.jeton() {
        Ok(jeton) => Some(jeton),
        Err(erreur) => {
            tracing::error!(?erreur, "{impossible}");
            None
        }
    }
}

/// Makes one round after the other until told to stop: at once after one that leaves more
/// to do (`true`), else after `repos`. One that fails is in the log, under `remis`, and is
/// made again after `repos` too. One that is under way when the order comes is dropped
/// where it is: it must be one that somebody can begin again.
pub(crate) async fn tourner<F>(
    arret: &mut watch::Receiver<bool>,
    repos: Duration,
    remis: &str,
    mut tour: impl FnMut() -> F,
) where
    F: Future<Output = Result<bool, Erreur>>,
{
    loop {
        let encore = tokio::select! {
            // The order first: whoever has it begins nothing more.
            biased;
            () = ordre(arret) => return,
            fini = async { tour().await } => match fini {
                Ok(encore) => encore,
                Err(erreur) => {
                    tracing::warn!(?erreur, "{remis}");
                    false
                }
            },
        };
        if !encore {
            dormir(arret, repos).await;
        }
    }
}

/// Waits so long, or until told to stop.
pub(crate) async fn dormir(arret: &mut watch::Receiver<bool>, duree: Duration) {
    attendre(arret, duree, core::future::pending()).await;
}

/// Waits so long, or until `reveil` ends, or until told to stop, whichever comes first: not
/// at all when told before.
pub(crate) async fn attendre(
    arret: &mut watch::Receiver<bool>,
    duree: Duration,
    reveil: impl Future<Output = ()>,
) {
    tokio::select! {
        () = tokio::time::sleep(duree) => {}
        () = reveil => {}
        () = ordre(arret) => {}
    }
}

/// Ends once told to stop.
async fn ordre(arret: &mut watch::Receiver<bool>) {
    let _ = arret.wait_for(|a| *a).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    const LONGTEMPS: Duration = Duration::from_secs(60 * 60);
    const PATIENCE: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn ce_qui_reste_a_faire_n_attend_pas_et_l_ordre_arrete() {
        let (arreter, mut arret) = watch::channel(false);
        let mut tours = 0;
        let rondes = tourner(&mut arret, LONGTEMPS, "remis", || {
            tours += 1;
            if tours == 3 {
                arreter.send(true).unwrap();
            }
            core::future::ready(Ok(tours < 3))
        });
        timeout(PATIENCE, rondes).await.unwrap();
        assert_eq!(tours, 3);
        // Told before: no round at all.
        let rondes = tourner(&mut arret, LONGTEMPS, "remis", || {
            tours += 1;
            core::future::ready(Ok(true))
        });
        timeout(PATIENCE, rondes).await.unwrap();
        assert_eq!(tours, 3);
    }

    #[tokio::test]
    async fn un_echec_attend_la_ronde_suivante() {
        let (_arreter, mut arret) = watch::channel(false);
        let mut tours = 0;
        let rondes = tourner(&mut arret, LONGTEMPS, "remis", || {
            tours += 1;
            core::future::ready(Err(Erreur::RequeteInvalide))
        });
        assert!(timeout(Duration::ZERO, rondes).await.is_err());
        assert_eq!(tours, 1);
    }

    #[tokio::test]
    async fn l_ordre_laisse_la_ronde_en_cours() {
        let (arreter, mut arret) = watch::channel(false);
        let rondes = tourner(&mut arret, LONGTEMPS, "remis", core::future::pending);
        let arreter = async { arreter.send(true).unwrap() };
        let (fini, ()) = tokio::join!(timeout(PATIENCE, rondes), arreter);
        fini.unwrap();
    }

    #[tokio::test]
    async fn une_attente_finit_par_le_temps_le_reveil_ou_l_ordre() {
        let (arreter, mut arret) = watch::channel(false);
        dormir(&mut arret, Duration::from_millis(1)).await;
        let attente = dormir(&mut arret, LONGTEMPS);
        assert!(timeout(Duration::ZERO, attente).await.is_err());
        let attente = attendre(&mut arret, LONGTEMPS, async {});
        timeout(PATIENCE, attente).await.unwrap();
        arreter.send(true).unwrap();
        let attente = dormir(&mut arret, LONGTEMPS);
        timeout(PATIENCE, attente).await.unwrap();
        // Nobody is left to give the order.
        let (_, mut arret) = watch::channel(false);
        let attente = dormir(&mut arret, LONGTEMPS);
        timeout(PATIENCE, attente).await.unwrap();
    }
}
