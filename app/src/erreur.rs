//! The error type of every server function.

use domain::Erreur;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A [`domain::Erreur`] on its way to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErreurApi(pub Erreur);

impl From<Erreur> for ErreurApi {
    fn from(erreur: Erreur) -> Self {
        Self(erreur)
    }
}

impl FromServerFnError for ErreurApi {
    type Encoder = crate::json::JsonTexte;

    fn from_server_fn_error(erreur: ServerFnErrorErr) -> Self {
        Self(match erreur {
            // What the browser sees when the network or the server is away.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Erreur::Occupe,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Erreur::RequeteInvalide,
            autre => Erreur::Interne {
                reference: reference_de(&autre.to_string()),
            },
        })
    }
}

/// A short reference for a failure of the transport itself, which has none in a log.
fn reference_de(texte: &str) -> String {
    let somme = texte.bytes().fold(0x811c_9dc5_u32, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    });
    format!("T{somme:08X}")
}

impl core::fmt::Display for ErreurApi {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&crate::messages::erreur(&self.0))
    }
}

impl core::error::Error for ErreurApi {}

impl core::str::FromStr for ErreurApi {
    type Err = core::convert::Infallible;
    fn from_str(_: &str) -> Result<Self, Self::Err> {
        Ok(Self(Erreur::RequeteInvalide))
    }
}
