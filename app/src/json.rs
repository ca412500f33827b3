//! What server functions answer in.

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The output encoding of our server functions: JSON, read as text, as the data in the
/// page are. server_fn's own reads it as bytes, and the browser would carry every reader
/// of every type twice.
pub type Json = Post<JsonTexte>;

/// See [`Json`].
#[derive(Clone, Copy, Debug)]
pub struct JsonTexte;

impl ContentType for JsonTexte {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonTexte {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonTexte {
    type Error = serde_json::Error;

    fn encode(valeur: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(valeur).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonTexte {
    type Error = serde_json::Error;

    fn decode(octets: Bytes) -> Result<T, Self::Error> {
        // What is not UTF-8 fails as what is not JSON does.
        serde_json::from_str(core::str::from_utf8(&octets).unwrap_or_default())
    }
}
