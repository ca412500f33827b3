//! Mails kept in memory, for tests.

use crate::{Accepte, EchecEnvoi, MessagePret};
use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Regle = Arc<dyn Fn(&MessagePret) -> Result<(), EchecEnvoi> + Send + Sync>;

/// Mails kept in memory, in the order they were accepted. Clones share them.
#[derive(Clone, Default)]
pub struct Memoire(Arc<Mutex<Interieur>>);

#[derive(Default)]
struct Interieur {
    recus: Vec<MessagePret>,
    regle: Option<Regle>,
}

impl Memoire {
    /// What has been accepted so far.
    #[must_use]
    pub fn messages(&self) -> Vec<MessagePret> {
        self.verrou().recus.clone()
    }

    /// From now on, `regle` decides whether a mail is accepted: a test plays a
    /// server that refuses one address, or that comes back later.
    pub fn repondre(
        &self,
        regle: impl Fn(&MessagePret) -> Result<(), EchecEnvoi> + Send + Sync + 'static,
    ) {
        self.verrou().regle = Some(Arc::new(regle));
    }

    pub(crate) fn deposer(&self, message: &MessagePret) -> Result<Accepte, EchecEnvoi> {
        // Called outside the lock: a rule may look at the mails already there.
        let regle = self.verrou().regle.clone();
        if let Some(regle) = regle {
            regle(message)?;
        }
        let mut interieur = self.verrou();
        interieur.recus.push(message.clone());
        Ok(Accepte {
            reponse: interieur.recus.len().to_string(),
        })
    }

    fn verrou(&self) -> MutexGuard<'_, Interieur> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Memoire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memoire").finish_non_exhaustive()
    }
}
