//! Carries webhooks over HTTP, one connection each. The address that a name leads to is
//! looked at, and that very address is called: what the name says a moment later does not
//! matter. Nothing is followed, no proxy is used, and of the answer the status alone is read.

use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::header::{CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use axum::http::{HeaderValue, Method, Request};
use core::time::Duration;
use domain::{EchecAppel, WebhookErreur, adresse_publique};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};
use usecases::santorin::appels::Facteur;

/// Longest time for a whole call.
const DELAI: Duration = Duration::from_secs(10);
/// Longest time to reach one of the addresses of a name.
const DELAI_CONNEXION: Duration = Duration::from_secs(3);
/// Largest head of an answer, in bytes.
const TETE_MAX: usize = 16 * 1024;
/// Who calls.
pub(crate) const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("imagin/", env!("CARGO_PKG_VERSION")));

/// A connection, encrypted or not.
pub(crate) trait Flux: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Flux for T {}

/// The carrier of a deployment.
pub struct FacteurHttp {
    tls: TlsConnector,
    prives: bool,
}

impl core::fmt::Debug for FacteurHttp {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "FacteurHttp {{ prives: {} }}", self.prives)
    }
}

impl FacteurHttp {
    /// A carrier that trusts the system's authorities; `prives` lets it go to this machine
    /// and to private networks.
    ///
    /// # Errors
    /// When rustls refuses its own defaults, which it does not.
    pub fn nouveau(prives: bool) -> Result<Self, tokio_rustls::rustls::Error> {
        let mut racines = RootCertStore::empty();
        // A machine without any is not refused here: the handshake will say so.
        racines.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(racines)
            .with_no_client_auth();
        Ok(Self {
            tls: Arc::new(config).into(),
            prives,
        })
    }

    /// Connects to the first address of a host that may be called and answers.
    async fn joindre(&self, hote: &Host<&str>, port: u16) -> Result<TcpStream, EchecAppel> {
        let adresses: Vec<SocketAddr> = match hote {
            Host::Ipv4(a) => vec![SocketAddr::new(IpAddr::V4(*a), port)],
            Host::Ipv6(a) => vec![SocketAddr::new(IpAddr::V6(*a), port)],
            Host::Domain(nom) => tokio::net::lookup_host((*nom, port))
                .await
                .map_err(|_| EchecAppel::Injoignable)?
                .collect(),
        };
        let connues = !adresses.is_empty();
        let permises: Vec<SocketAddr> = adresses
            .into_iter()
            .filter(|a| self.prives || adresse_publique(a.ip()))
            .collect();
        if connues && permises.is_empty() {
            return Err(EchecAppel::Adresse {
                raison: WebhookErreur::Privee,
            });
        }
        for adresse in permises {
            let connexion = TcpStream::connect(adresse);
            if let Ok(Ok(flux)) = tokio::time::timeout(DELAI_CONNEXION, connexion).await {
                return Ok(flux);
            }
        }
        Err(EchecAppel::Injoignable)
    }

    async fn appeler(
        &self,
        url: &Url,
        entetes: &[(&'static str, String)],
        corps: String,
    ) -> Result<(), EchecAppel> {
        let requete = requete(url, entetes, corps).ok_or(EchecAppel::Reponse)?;
        echanger(self.connecter(url).await?, requete).await
    }

    /// Connects to the host of an address, encrypted when the address says so.
    pub(crate) async fn connecter(&self, url: &Url) -> Result<Box<dyn Flux>, EchecAppel> {
        let (Some(hote), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(EchecAppel::Adresse {
                raison: WebhookErreur::Illisible,
            });
        };
        let flux = self.joindre(&hote, port).await?;
        if url.scheme() != "https" {
            return Ok(Box::new(flux));
        }
        let nom = match hote {
            Host::Domain(nom) => nom.to_owned(),
            Host::Ipv4(a) => a.to_string(),
            Host::Ipv6(a) => a.to_string(),
        };
        let nom = ServerName::try_from(nom).map_err(|_| EchecAppel::Chiffrement)?;
        let flux = self
            .tls
            .connect(nom, flux)
            .await
            .map_err(|_| EchecAppel::Chiffrement)?;
        Ok(Box::new(flux))
    }
}

/// What a request line says of an address.
pub(crate) fn chemin(url: &Url) -> String {
    match url.query() {
        Some(q) => format!("{}?{q}", url.path()),
        None => url.path().to_owned(),
    }
}

/// What the header `Host` says of an address.
pub(crate) fn hote(url: &Url) -> Option<String> {
    Some(match url.port() {
        Some(port) => format!("{}:{port}", url.host_str()?),
        None => url.host_str()?.to_owned(),
    })
}

/// The request; none for an address or a header that HTTP cannot carry.
fn requete(
    url: &Url,
    entetes: &[(&'static str, String)],
    corps: String,
) -> Option<Request<Full<Bytes>>> {
    let mut requete = Request::builder()
        .method(Method::POST)
        .uri(chemin(url))
        .header(HOST, hote(url)?)
        .header(USER_AGENT, AGENT)
        .header(CONNECTION, "close")
        .header(CONTENT_TYPE, "application/json");
    for (nom, valeur) in entetes {
        requete = requete.header(*nom, valeur);
    }
    requete.body(Full::new(Bytes::from(corps))).ok()
}

async fn echanger(
    flux: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    requete: Request<Full<Bytes>>,
) -> Result<(), EchecAppel> {
    let (mut envoi, connexion) = http1::Builder::new()
        .max_buf_size(TETE_MAX)
        .handshake(TokioIo::new(flux))
        .await
        .map_err(|_| EchecAppel::Reponse)?;
    // Dropped with this call, whether it ends or takes too long: the connection ends too.
    let mut conduite = JoinSet::new();
    conduite.spawn(connexion);
    let reponse = envoi
        .send_request(requete)
        .await
        .map_err(|_| EchecAppel::Reponse)?;
    let statut = reponse.status();
    if statut.is_success() {
        Ok(())
    } else {
        Err(EchecAppel::Statut {
            statut: statut.as_u16(),
        })
    }
}

#[async_trait]
impl Facteur for FacteurHttp {
    async fn poster(
        &self,
        url: &Url,
        entetes: &[(&'static str, String)],
        corps: String,
    ) -> Result<(), EchecAppel> {
        tokio::time::timeout(DELAI, self.appeler(url, entetes, corps))
            .await
            .map_err(|_| EchecAppel::Delai)?
    }
}
