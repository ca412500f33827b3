//! Encryption of the connection to the mail server: rustls with ring.

use crate::{ReglageSmtp, TransportErreur};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How certificates are checked: against the system's authorities, to which an
/// administration adds its own, and those of `ca=`.
#[derive(Clone)]
pub(super) struct Chiffrement {
    connecteur: TlsConnector,
    serveur: ServerName<'static>,
}

impl Chiffrement {
    pub(super) fn nouveau(reglage: &ReglageSmtp) -> Result<Self, TransportErreur> {
        let tls = |e: &dyn core::fmt::Display| TransportErreur::Tls {
            detail: e.to_string(),
        };
        let mut racines = RootCertStore::empty();
        // A machine without any is not refused here: the handshake will say so, and
        // `ca=` alone may be enough.
        let systeme = rustls_native_certs::load_native_certs();
        racines.add_parsable_certificates(systeme.certs);
        if let Some(fichier) = &reglage.autorites {
            let pem = std::fs::read(fichier).map_err(|e| TransportErreur::AutoritesIllisibles {
                detail: e.to_string(),
            })?;
            let certificats: Vec<_> = CertificateDer::pem_slice_iter(&pem)
                .collect::<Result<_, _>>()
                .map_err(|e| TransportErreur::AutoritesIllisibles {
                    detail: e.to_string(),
                })?;
            let (ajoutes, _) = racines.add_parsable_certificates(certificats);
            if ajoutes == 0 {
                return Err(TransportErreur::AutoritesVides);
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| tls(&e))?
            .with_root_certificates(racines)
            .with_no_client_auth();
        let serveur = ServerName::try_from(reglage.hote.clone()).map_err(|e| tls(&e))?;
        Ok(Self {
            connecteur: Arc::new(config).into(),
            serveur,
        })
    }

    /// The handshake. Its errors say which check failed.
    pub(super) async fn chiffrer<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        flux: S,
    ) -> std::io::Result<TlsStream<S>> {
        self.connecteur.connect(self.serveur.clone(), flux).await
    }
}
