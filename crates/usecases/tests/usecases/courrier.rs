//! Mails, for the tests of this program: the workers that deliver them, what a server may
//! answer, and what they say.

use crate::monde::*;
use core::time::Duration;
use domain::*;
use mail::{EchecEnvoi, Etape, Memoire, MessagePret, Nature, Raison, Transport};
use mail_parser::MessageParser;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use usecases::{Services, courriels_service, envois, livraison};

/// Longest wait for something that must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A worker under way.
pub(crate) struct Livreur {
    arret: watch::Sender<bool>,
    tache: JoinHandle<()>,
}

impl Livreur {
    pub(crate) fn lancer(services: &Arc<Services>, memoire: &Memoire) -> Self {
        let (arret, recu) = watch::channel(false);
        let transport = Arc::new(Transport::Memoire(memoire.clone()));
        let tache = tokio::spawn(livraison::tourner(services.clone(), transport, recu));
        Self { arret, tache }
    }

    /// Asks it to stop, without waiting for it.
    pub(crate) fn demander_l_arret(&self) {
        self.arret.send(true).unwrap();
    }

    pub(crate) async fn arreter(self) {
        self.demander_l_arret();
        tokio::time::timeout(PATIENCE, self.tache)
            .await
            .expect("arrêt")
            .unwrap();
    }
}

/// Waits until it is so.
pub(crate) async fn jusqu_a(quoi: &str, vrai: impl AsyncFn() -> bool) {
    let mut pas = tokio::time::interval(Duration::from_millis(20));
    let attente = async {
        while !vrai().await {
            pas.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, attente)
        .await
        .unwrap_or_else(|_| panic!("jamais : {quoi}"));
}

/// A recipient's server that does not take a mail.
pub(crate) fn refus(nature: Nature, raison: Raison, code: u16) -> EchecEnvoi {
    EchecEnvoi {
        nature,
        raison,
        etape: Etape::Destinataire,
        code: Some(code),
        reponse: format!("{code} parole du serveur"),
        detail: String::new(),
        peut_etre_recu: false,
    }
}

/// The mails to an address, oldest first.
pub(crate) fn recus(memoire: &Memoire, adresse: &str) -> Vec<MessagePret> {
    memoire
        .messages()
        .into_iter()
        .filter(|c| c.adresse() == adresse)
        .collect()
}

pub(crate) fn sujet(c: &MessagePret) -> String {
    let lu = MessageParser::default().parse(c.octets()).unwrap();
    lu.subject().unwrap().to_owned()
}

/// What a mail says, with plain spaces.
pub(crate) fn texte(c: &MessagePret) -> String {
    let lu = MessageParser::default().parse(c.octets()).unwrap();
    lu.body_text(0)
        .unwrap()
        .replace(['\u{a0}', '\u{202f}'], " ")
}

impl Monde {
    /// How many rows an SQL condition finds in the outbox.
    pub(crate) async fn courriels_ou(&self, condition: &str) -> u64 {
        store::essais::compter(&self.services.store, "courriel", condition).await
    }

    /// The mails of a mission.
    pub(crate) async fn suivi(&self, numero: i64) -> Vec<SuiviCourriel> {
        let id = self
            .ouvrir(&self.gestionnaire, numero)
            .await
            .mission
            .ligne
            .id;
        store::courriels::suivi(self.services.store.lecture(), id, None)
            .await
            .unwrap()
    }

    /// Waits until something is true of the mails of [`COEC`].
    pub(crate) async fn jusqua(
        &self,
        vrai: impl Fn(&[SuiviCourriel]) -> bool,
    ) -> Vec<SuiviCourriel> {
        let mut pas = tokio::time::interval(Duration::from_millis(20));
        let attente = async {
            loop {
                pas.tick().await;
                let lignes = self.suivi(COEC).await;
                if vrai(&lignes) {
                    return lignes;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, attente).await {
            Ok(lignes) => lignes,
            Err(_) => panic!("jamais : {:?}", self.suivi(COEC).await),
        }
    }

    /// Runs a worker until nothing is due any more of the mails of missions.
    pub(crate) async fn livrer(&self, services: &Arc<Services>, memoire: &Memoire) {
        let livreur = Livreur::lancer(services, memoire);
        let du = format!(
            "etat = 'en_cours' OR (etat IN ('en_attente', 'nouvel_essai') AND prochain_essai_le <= {})",
            self.services.maintenant().0
        );
        jusqu_a("livré", async || self.courriels_ou(&du).await == 0).await;
        livreur.arreter().await;
    }

    /// Delivers the mails of the service that are due.
    pub(crate) async fn livrer_du_service(&self, memoire: &Memoire) {
        let (_arret, recu) = watch::channel(false);
        let transport = Transport::Memoire(memoire.clone());
        courriels_service::passer(&self.services, &transport, &recu)
            .await
            .unwrap();
    }

    /// Sends one convocation to [`COEC`] and delivers it, with the copy to its author.
    pub(crate) async fn envoyer(&self, memoire: &Memoire, id: ConvocationId) {
        let cle = self.services.alea.jeton().unwrap();
        envois::demander(&self.services, &self.chef, COEC, &[id], false, &cle)
            .await
            .unwrap();
        self.livrer(&self.services, memoire).await;
    }
}
