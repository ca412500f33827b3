//! Telling who looks at a mission that somebody changed it.
//!
//! Each process asks the database about the missions being looked at, all at once and
//! every [`PAS`]: it works alike on both engines, with one server or several, and costs
//! nothing while nobody looks.

use crate::services::{Services, erreur_store};
use core::time::Duration;
use domain::{Acteur, Erreur, MissionId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Time between two looks: what others do is to be seen within two seconds.
const PAS: Duration = Duration::from_millis(900);

/// The missions being looked at, in this process.
#[derive(Debug, Default)]
pub struct Suivi(Mutex<Suivies>);

#[derive(Debug, Default)]
struct Suivies {
    /// The print of each as last seen; none before the first look.
    missions: HashMap<MissionId, watch::Sender<Option<String>>>,
    /// A task is looking.
    en_marche: bool,
}

/// The print of a mission that the actor may consult; empty when it cannot be had, so
/// that the page is read again once it can.
pub(crate) async fn empreinte(services: &Services, mission: MissionId) -> String {
    match store::suivi::empreintes(services.store.lecture(), &[mission]).await {
        Ok(mut empreintes) => empreintes.remove(&mission).unwrap_or_default(),
        Err(erreur) => {
            tracing::warn!(%erreur, "suivi d'une mission");
            String::new()
        }
    }
}

impl Suivi {
    /// Follows a mission: its print each time it changes, as in
    /// [`domain::MissionOuverte::empreinte`].
    ///
    /// # Errors
    /// [`Erreur::Introuvable`] when it is not within the actor's scope.
    pub async fn suivre(
        self: &Arc<Self>,
        services: &Arc<Services>,
        acteur: &Acteur,
        numero: i64,
    ) -> Result<watch::Receiver<Option<String>>, Erreur> {
        let portee = acteur.missions_visibles();
        let mission = store::missions::par_numero(services.store.lecture(), &portee, numero)
            .await
            .map_err(erreur_store)?
            .ok_or(Erreur::Introuvable)?;
        let mut suivies = self.verrou();
        let suivie = suivies
            .missions
            .entry(mission.ligne.id)
            .or_insert_with(|| watch::Sender::new(None))
            .subscribe();
        if !suivies.en_marche {
            suivies.en_marche = true;
            tokio::spawn(Arc::clone(self).regarder(Arc::clone(services)));
        }
        Ok(suivie)
    }

    /// Those who follow a mission now.
    #[must_use]
    pub fn nombre(&self) -> usize {
        let suivies = self.verrou();
        suivies
            .missions
            .values()
            .map(watch::Sender::receiver_count)
            .sum()
    }

    fn verrou(&self) -> std::sync::MutexGuard<'_, Suivies> {
        // Nothing that panics is done while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks until nobody follows any mission.
    async fn regarder(self: Arc<Self>, services: Arc<Services>) {
        let mut rondes = tokio::time::interval(PAS);
        rondes.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            rondes.tick().await;
            let missions: Vec<MissionId> = {
                let mut suivies = self.verrou();
                suivies.missions.retain(|_, avis| avis.receiver_count() > 0);
                if suivies.missions.is_empty() {
                    suivies.en_marche = false;
                    return;
                }
                suivies.missions.keys().copied().collect()
            };
            let lues = store::suivi::empreintes(services.store.lecture(), &missions).await;
            let empreintes = match lues {
                Ok(empreintes) => empreintes,
                Err(erreur) => {
                    tracing::warn!(%erreur, "suivi des missions");
                    continue;
                }
            };
            let suivies = self.verrou();
            for (mission, empreinte) in empreintes {
                if let Some(avis) = suivies.missions.get(&mission) {
                    avis.send_if_modified(|vue| {
                        let change = vue.as_ref() != Some(&empreinte);
                        *vue = Some(empreinte);
                        change
                    });
                }
            }
        }
    }
}
