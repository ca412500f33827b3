//! Carries what `openidconnect` asks over the project's own HTTP client: one connection each,
//! no redirection, a whole answer of a bounded size in a bounded time.

use crate::santorin::facteur::{AGENT, FacteurHttp, chemin, hote};
use axum::body::Bytes;
use axum::http::header::{CONNECTION, HOST, USER_AGENT};
use axum::http::{HeaderValue, Request, Response};
use core::future::Future;
use core::pin::Pin;
use core::time::Duration;
use domain::EchecAppel;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::task::JoinSet;
use url::{Host, Url};

/// Longest time for a whole call.
const DELAI: Duration = Duration::from_secs(5);
/// Largest head of an answer, in bytes.
const TETE_MAX: usize = 16 * 1024;
/// Largest answer, in bytes: the keys of a provider take some of them.
const CORPS_MAX: usize = 256 * 1024;

/// Why a call brought nothing back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErreurHttp {
    /// No address that may be called: neither https nor this machine.
    Adresse,
    /// No machine answers there.
    Injoignable,
    /// No encrypted connection: its certificate is not trusted.
    Chiffrement,
    /// It took too long.
    Delai,
    /// What came back is no HTTP.
    Reponse,
    /// What came back is too large.
    TropGros,
}

impl ErreurHttp {
    const fn code(self) -> &'static str {
        match self {
            Self::Adresse => "adresse",
            Self::Injoignable => "injoignable",
            Self::Chiffrement => "chiffrement",
            Self::Delai => "delai",
            Self::Reponse => "reponse",
            Self::TropGros => "trop_gros",
        }
    }
}

impl core::fmt::Display for ErreurHttp {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for ErreurHttp {}

impl From<EchecAppel> for ErreurHttp {
    fn from(echec: EchecAppel) -> Self {
        match echec {
            EchecAppel::Adresse { .. } => Self::Adresse,
            EchecAppel::Injoignable => Self::Injoignable,
            EchecAppel::Chiffrement => Self::Chiffrement,
            EchecAppel::Delai => Self::Delai,
            _ => Self::Reponse,
        }
    }
}

/// Whether a secret may go to an address: encrypted, or on this machine; and no name or
/// password in it.
#[must_use]
pub fn adresse_sure(url: &Url) -> bool {
    let ici = match url.host() {
        Some(Host::Domain(nom)) => nom == "localhost",
        Some(Host::Ipv4(a)) => a.is_loopback(),
        Some(Host::Ipv6(a)) => a.is_loopback(),
        None => false,
    };
    (url.scheme() == "https" || (url.scheme() == "http" && ici))
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
}

/// The client.
#[derive(Debug)]
pub struct Http(FacteurHttp);

impl Http {
    /// A client that trusts the system's authorities. The address of the provider is a setting
    /// of the deployment: it may be of a private network.
    ///
    /// # Errors
    /// As [`FacteurHttp::nouveau`].
    pub fn nouveau() -> Result<Self, tokio_rustls::rustls::Error> {
        FacteurHttp::nouveau(true).map(Self)
    }

    /// One call.
    ///
    /// # Errors
    /// [`ErreurHttp`].
    pub async fn appeler(&self, requete: HttpRequest) -> Result<HttpResponse, ErreurHttp> {
        tokio::time::timeout(DELAI, self.echanger(requete))
            .await
            .map_err(|_| ErreurHttp::Delai)?
    }

    async fn echanger(&self, requete: HttpRequest) -> Result<HttpResponse, ErreurHttp> {
        let (mut parts, corps) = requete.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| ErreurHttp::Adresse)?;
        if !adresse_sure(&url) {
            return Err(ErreurHttp::Adresse);
        }
        let hote = hote(&url).ok_or(ErreurHttp::Adresse)?;
        let hote = HeaderValue::try_from(hote).map_err(|_| ErreurHttp::Adresse)?;
        parts.uri = chemin(&url).parse().map_err(|_| ErreurHttp::Adresse)?;
        parts.headers.insert(HOST, hote);
        parts.headers.insert(USER_AGENT, AGENT);
        parts
            .headers
            .insert(CONNECTION, HeaderValue::from_static("close"));
        let requete = Request::from_parts(parts, Full::new(Bytes::from(corps)));
        let flux = self.0.connecter(&url).await?;
        let (mut envoi, connexion) = http1::Builder::new()
            .max_buf_size(TETE_MAX)
            .handshake(TokioIo::new(flux))
            .await
            .map_err(|_| ErreurHttp::Reponse)?;
        // Dropped with this call, whether it ends or takes too long: the connection ends too.
        let mut conduite = JoinSet::new();
        conduite.spawn(connexion);
        let reponse = envoi
            .send_request(requete)
            .await
            .map_err(|_| ErreurHttp::Reponse)?;
        let (parts, corps) = reponse.into_parts();
        let octets = Limited::new(corps, CORPS_MAX)
            .collect()
            .await
            .map_err(|_| ErreurHttp::TropGros)?
            .to_bytes();
        Ok(Response::from_parts(parts, octets.to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = ErreurHttp;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ErreurHttp>> + Send + 'c>>;

    fn call(&'c self, requete: HttpRequest) -> Self::Future {
        Box::pin(self.appeler(requete))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rien_de_secret_en_clair_ailleurs_qu_ici() {
        for (adresse, sure) in [
            ("https://fournisseur.example/x", true),
            ("http://localhost:4000", true),
            ("http://127.0.0.1:4000/realms/x", true),
            ("http://[::1]/", true),
            ("http://fournisseur.example", false),
            ("http://localhost.example", false),
            ("http://10.0.0.1", false),
            ("https://nom@fournisseur.example", false),
            ("ftp://fournisseur.example", false),
        ] {
            assert_eq!(
                adresse_sure(&Url::parse(adresse).unwrap()),
                sure,
                "{adresse}"
            );
        }
    }
}
