//! Webhooks: clients of the API are told that something changed, and read what by themselves.
//! Nothing personal leaves this way, and a call that is lost costs nothing but time.

use super::flux::{curseur, horodatage, publier};
use crate::rondes;
use crate::services::{Services, erreur_store, interne};
use async_trait::async_trait;
use core::time::Duration;
use domain::{EchecAppel, Erreur, Moment, WebhookErreur, adresse_publique};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use std::net::IpAddr;
use std::sync::Arc;
use store::clients_api::{self, Issue, Livraison};
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::{Host, Url};

/// Seconds before each further try; the last one is kept for all those after it.
const ATTENTES: [i64; 7] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200];
/// Webhooks delivered at the same time.
const ENSEMBLE: u32 = 4;
/// Seconds during which a claimed webhook is its worker's.
const VERROU: i64 = 120;
/// Longest time that one call may take, whatever the carrier promises.
const DELAI: Duration = Duration::from_secs(30);
/// Time between two rounds.
const RONDE: Duration = Duration::from_secs(5);
/// Transactions of publication in one round.
const LOTS: u32 = 200;

/// Name of the header that signs: `t=SECONDS,v1=HEX`, the HMAC-SHA256 by the client's key of
/// the seconds since 1970, a full stop and the body.
pub const ENTETE_SIGNATURE: &str = "imagin-signature";
/// Name of the header with the delivery's number: the same when it is tried again.
pub const ENTETE_LIVRAISON: &str = "imagin-livraison";

/// Who carries webhooks.
#[async_trait]
pub trait Facteur: Send + Sync {
    /// Sends a JSON body by `POST` with more headers, to an address that [`verifier_url`]
    /// accepted. It checks what its name leads to, follows nothing, and has its own delays.
    ///
    /// # Errors
    /// [`EchecAppel`] unless the answer is a success.
    async fn poster(
        &self,
        url: &Url,
        entetes: &[(&'static str, String)],
        corps: String,
    ) -> Result<(), EchecAppel>;
}

/// Reads the address of a webhook: https, a host, no name and password; not this machine's
/// nor a private network's, as far as the address tells. `prives` allows these, and http.
///
/// # Errors
/// [`WebhookErreur`].
pub fn verifier_url(texte: &str, prives: bool) -> Result<Url, WebhookErreur> {
    let url = Url::parse(texte).map_err(|_| WebhookErreur::Illisible)?;
    match url.scheme() {
        "https" => {}
        "http" if prives => {}
        "http" => return Err(WebhookErreur::NonChiffree),
        _ => return Err(WebhookErreur::Illisible),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(WebhookErreur::AvecIdentifiants);
    }
    if url.fragment().is_some() {
        return Err(WebhookErreur::Illisible);
    }
    let privee = match url.host() {
        None => return Err(WebhookErreur::Illisible),
        Some(Host::Ipv4(a)) => !adresse_publique(IpAddr::V4(a)),
        Some(Host::Ipv6(a)) => !adresse_publique(IpAddr::V6(a)),
        Some(Host::Domain(nom)) => {
            let nom = nom.trim_end_matches('.');
            // Without a dot: a name of the local network.
            !nom.contains('.') || nom.ends_with(".localhost") || nom.ends_with(".local")
        }
    };
    if privee && !prives {
        return Err(WebhookErreur::Privee);
    }
    Ok(url)
}

/// The signature of a body at a moment.
///
/// # Errors
/// [`Erreur::Interne`] for a key that cannot sign, which none is.
pub fn signer(secret: &str, moment: Moment, corps: &str) -> Result<String, Erreur> {
    let secondes = moment.0.div_euclid(1000);
    let mut hmac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|e| interne("webhook", &e))?;
    hmac.update(format!("{secondes}.{corps}").as_bytes());
    let signature: String = hmac
        .finalize()
        .into_bytes()
        .iter()
        .map(|o| format!("{o:02x}"))
        .collect();
    Ok(format!("t={secondes},v1={signature}"))
}

/// Publishes and delivers until `arret` turns true. A call under way then is left to another
/// worker, which makes it again: nothing changes but that it may come twice.
pub async fn tourner(
    services: Arc<Services>,
    facteur: Arc<dyn Facteur>,
    mut arret: watch::Receiver<bool>,
) {
    let Some(verrou) = rondes::verrou(&services, "webhooks impossibles") else {
        return;
    };
    let remis = "webhooks remis à plus tard";
    // A round leaves nothing to do at once.
    let ronde = || async { tour(&services, &facteur, &verrou).await.map(|_| false) };
    rondes::tourner(&mut arret, RONDE, remis, ronde).await;
}

/// One round: publishes what changed, then delivers what is due; gives how many calls were
/// made.
///
/// # Errors
/// When the database does not answer.
pub async fn tour(
    services: &Arc<Services>,
    facteur: &Arc<dyn Facteur>,
    verrou: &str,
) -> Result<u32, Erreur> {
    publier(services, LOTS).await?;
    let mut faits = 0;
    loop {
        let maintenant = services.maintenant();
        let lecture = services.store.lecture();
        if !clients_api::dues(lecture, maintenant)
            .await
            .map_err(erreur_store)?
        {
            return Ok(faits);
        }
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        let jusqua = maintenant.plus_secondes(VERROU);
        let prises = clients_api::prendre(&tx, maintenant, ENSEMBLE, verrou, jusqua)
            .await
            .map_err(erreur_store)?;
        let etat = store::santorin::etat(&tx).await.map_err(erreur_store)?;
        tx.valider().await.map_err(erreur_store)?;
        if prises.is_empty() {
            return Ok(faits);
        }
        let mut en_vol = JoinSet::new();
        for livraison in prises {
            let (services, facteur) = (services.clone(), facteur.clone());
            let epoque = etat.epoque.clone();
            en_vol.spawn(async move {
                let issue = livrer(&services, &*facteur, &livraison, &epoque).await;
                (livraison.id, issue)
            });
        }
        while let Some(fini) = en_vol.join_next().await {
            // One that broke off is taken again when its lock has expired.
            let Ok((id, issue)) = fini else { continue };
            faits += 1;
            let noter = async {
                let tx = services.store.ecriture().await?;
                clients_api::noter(&tx, id, verrou, issue, services.maintenant()).await?;
                tx.valider().await
            };
            noter.await.map_err(erreur_store)?;
        }
    }
}

/// The body of a webhook.
fn corps(services: &Services, livraison: &Livraison, epoque: &str) -> String {
    let url = &services.reglages.url_publique;
    json!({
        "type": "droits_changes",
        "livraison": livraison.id,
        "emis_le": horodatage(services.maintenant()),
        "curseur": curseur(epoque, livraison.rang),
        "api": format!("{url}/api/santorin/v1"),
    })
    .to_string()
}

async fn livrer(
    services: &Services,
    facteur: &dyn Facteur,
    livraison: &Livraison,
    epoque: &str,
) -> Issue {
    let reglage = &services.reglages.limites.santorin;
    let maintenant = services.maintenant();
    let corps = corps(services, livraison, epoque);
    let appeler = async {
        let url = verifier_url(&livraison.url, reglage.webhooks_prives)
            .map_err(|raison| EchecAppel::Adresse { raison })?;
        let signature =
            signer(&livraison.secret, maintenant, &corps).map_err(|_| EchecAppel::Reponse)?;
        let entetes = [
            (ENTETE_SIGNATURE, signature),
            (ENTETE_LIVRAISON, livraison.id.to_string()),
        ];
        tokio::time::timeout(DELAI, facteur.poster(&url, &entetes, corps.clone()))
            .await
            .map_err(|_| EchecAppel::Delai)?
    };
    match appeler.await {
        Ok(()) => Issue::Livree,
        Err(raison)
            if raison.definitif()
                || u32::try_from(livraison.essais).unwrap_or(u32::MAX)
                    >= reglage.webhook_essais =>
        {
            tracing::warn!(livraison = livraison.id, ?raison, "webhook abandonné");
            Issue::Echec(raison)
        }
        Err(raison) => {
            let rang = usize::try_from(livraison.essais - 1).unwrap_or(0);
            let attente = ATTENTES
                .get(rang)
                .or(ATTENTES.last())
                .copied()
                .unwrap_or(60);
            Issue::NouvelEssai(services.maintenant().plus_secondes(attente), raison)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_adresse_se_verifie() {
        use WebhookErreur::{AvecIdentifiants, Illisible, NonChiffree, Privee};
        for (texte, attendu) in [
            ("https://santorin.example/imagin?x=1", None),
            ("https://santorin.example:8443/", None),
            ("https://8.8.8.8/", None),
            ("http://santorin.example/", Some(NonChiffree)),
            ("ftp://santorin.example/", Some(Illisible)),
            ("file:///etc/passwd", Some(Illisible)),
            ("santorin.example", Some(Illisible)),
            ("", Some(Illisible)),
            ("https://a:b@santorin.example/", Some(AvecIdentifiants)),
            ("https://santorin.example/#x", Some(Illisible)),
            ("https://localhost/", Some(Privee)),
            ("https://intranet/", Some(Privee)),
            ("https://a.localhost./", Some(Privee)),
            ("https://imprimante.local/", Some(Privee)),
            ("https://127.0.0.1/", Some(Privee)),
            // Other ways to write the same, which the parser sees through.
            ("https://2130706433/", Some(Privee)),
            ("https://0x7f.1/", Some(Privee)),
            ("https://[::1]/", Some(Privee)),
            ("https://[::ffff:10.0.0.1]/", Some(Privee)),
            ("https://169.254.169.254/latest/meta-data", Some(Privee)),
        ] {
            assert_eq!(verifier_url(texte, false).err(), attendu, "{texte}");
        }
        assert!(verifier_url("http://127.0.0.1:8080/x", true).is_ok());
        assert!(verifier_url("ftp://127.0.0.1/", true).is_err());
    }

    #[test]
    fn une_signature_se_refait_ailleurs() {
        // By: printf '1612270800.{"a":1}' | openssl dgst -sha256 -hmac cle
        let signature = signer("cle", Moment(1_612_270_800_999), "{\"a\":1}").unwrap();
        assert_eq!(signature, SIGNATURE_ATTENDUE);
    }

    const SIGNATURE_ATTENDUE: &str =
        "t=1612270800,v1=1bd18e65d35dffa8180e4ea3674a6659047ac636ce3413f63b78455badfc8a37";
}
