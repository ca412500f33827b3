//! The error type of every server function.
//!
//! Its sentence is made on the server: the browser then needs neither every kind of error nor
//! its wording on every page. What a page has to look into is parsed there.

use crate::messages as m;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, Decodes, Encodes};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Names of the kinds of [`domain::Erreur`] that are known in the browser.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod genres {
    pub const NON_CONNECTE: &str = "NonConnecte";
    pub const INTERDIT: &str = "Interdit";
    pub const INTROUVABLE: &str = "Introuvable";
    pub const REQUETE_INVALIDE: &str = "RequeteInvalide";
    pub const A_CONFIRMER: &str = "AConfirmer";
    pub const CONVOCATION: &str = "Convocation";
    pub const MODIFIE_ENTRE_TEMPS: &str = "ModifieEntreTemps";
    pub const ESPACE: &str = "Espace";
    pub const PARAMETRE: &str = "Parametre";
    pub const OCCUPE: &str = "Occupe";
    pub const VOIR_MESSAGES: &str = "VoirMessages";
    pub const INTERNE: &str = "Interne";
}

/// A [`domain::Erreur`] on its way to the browser: its kind, its sentence, and what it carries,
/// unparsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErreurApi {
    genre: String,
    texte: String,
    /// JSON; empty for a kind that carries nothing.
    #[serde(default)]
    detail: String,
}

impl ErreurApi {
    /// What is refused without asking the server, with its sentence.
    #[must_use]
    pub fn nouvelle(genre: &str, texte: String) -> Self {
        Self {
            genre: genre.to_owned(),
            texte,
            detail: String::new(),
        }
    }

    /// An error of which only the kind is known.
    #[must_use]
    pub fn nue(genre: &str) -> Self {
        Self::nouvelle(genre, phrase(genre).to_owned())
    }

    /// Whether it is of this kind.
    #[must_use]
    pub fn est(&self, genre: &str) -> bool {
        self.genre == genre
    }

    /// What it says, with what to do.
    #[must_use]
    pub fn texte(&self) -> &str {
        &self.texte
    }

    /// What it carries, when it is of this kind.
    #[must_use]
    pub fn detail<T: DeserializeOwned>(&self, genre: &str) -> Option<T> {
        if self.est(genre) {
            serde_json::from_str(&self.detail).ok()
        } else {
            None
        }
    }
}

/// The sentence of an error of which only the kind is known.
fn phrase(genre: &str) -> &'static str {
    match genre {
        genres::NON_CONNECTE => m::NON_CONNECTE,
        genres::INTERDIT => m::INTERDIT,
        genres::INTROUVABLE => m::INTROUVABLE,
        genres::REQUETE_INVALIDE => m::REQUETE_INVALIDE,
        genres::OCCUPE => m::OCCUPE,
        _ => m::VOIR_MESSAGES,
    }
}

#[cfg(feature = "ssr")]
impl From<domain::Erreur> for ErreurApi {
    fn from(erreur: domain::Erreur) -> Self {
        let texte = m::erreur(&erreur);
        let (genre, detail) = match serde_json::to_value(&erreur) {
            Ok(serde_json::Value::String(genre)) => (genre, String::new()),
            Ok(serde_json::Value::Object(objet)) => objet
                .into_iter()
                .next()
                .map(|(genre, contenu)| (genre, contenu.to_string()))
                .unwrap_or_default(),
            _ => (String::new(), String::new()),
        };
        Self {
            genre,
            texte,
            detail,
        }
    }
}

/// Whether an error that is decoded may come from the address, where anybody may have written
/// it: its sentence is then not to be shown.
#[cfg(feature = "ssr")]
const fn vient_de_l_adresse() -> bool {
    // The server decodes no other.
    true
}

/// Whether an error that is decoded may come from the address, where anybody may have written
/// it: its sentence is then not to be shown.
#[cfg(not(feature = "ssr"))]
fn vient_de_l_adresse() -> bool {
    leptos::prelude::window()
        .location()
        .search()
        .is_ok_and(|requete| requete.contains("__err="))
}

impl FromServerFnError for ErreurApi {
    type Encoder = crate::json::JsonTexte;

    fn from_server_fn_error(erreur: ServerFnErrorErr) -> Self {
        match erreur {
            // What the browser sees when the network or the server is away.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => {
                Self::nue(genres::OCCUPE)
            }
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::nue(genres::REQUETE_INVALIDE),
            autre => {
                let reference = reference_de(&autre.to_string());
                Self::nouvelle(genres::INTERNE, m::interne(&reference))
            }
        }
    }

    fn ser(&self) -> Bytes {
        // The address of a form sent without our script: the kind is all that enters it.
        #[cfg(feature = "ssr")]
        if crate::contexte::formulaire_simple() {
            return Bytes::from(format!("\"{}\"", self.genre));
        }
        <Self::Encoder as Encodes<Self>>::encode(self).unwrap_or_default()
    }

    fn de(octets: Bytes) -> Self {
        let nu = core::str::from_utf8(&octets)
            .ok()
            .and_then(|t| t.strip_prefix('"')?.strip_suffix('"'));
        if let Some(genre) = nu {
            return Self::nue(genre);
        }
        match <Self::Encoder as Decodes<Self>>::decode(octets) {
            Ok(lue) if vient_de_l_adresse() => Self {
                texte: phrase(&lue.genre).to_owned(),
                ..lue
            },
            Ok(lue) => lue,
            Err(_) => Self::nue(genres::REQUETE_INVALIDE),
        }
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
        f.write_str(&self.texte)
    }
}

impl core::error::Error for ErreurApi {}

impl core::str::FromStr for ErreurApi {
    type Err = core::convert::Infallible;
    fn from_str(_: &str) -> Result<Self, Self::Err> {
        Ok(Self::nue(genres::REQUETE_INVALIDE))
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;
    use domain::{ConvocationErreur, Erreur, EspaceErreur, ParametreErreur};

    /// As the answer to our script, read by it.
    fn transmise(erreur: Erreur) -> ErreurApi {
        serde_json::from_slice(&ErreurApi::from(erreur).ser()).unwrap()
    }

    #[test]
    fn les_genres_sont_ceux_du_domaine() {
        let cas = [
            (genres::NON_CONNECTE, Erreur::NonConnecte),
            (genres::INTERDIT, Erreur::Interdit),
            (genres::INTROUVABLE, Erreur::Introuvable),
            (genres::REQUETE_INVALIDE, Erreur::RequeteInvalide),
            (
                genres::A_CONFIRMER,
                Erreur::AConfirmer {
                    signalements: Vec::new(),
                    cle: "cle".into(),
                },
            ),
            (genres::CONVOCATION, Erreur::Convocation(Vec::new())),
            (
                genres::MODIFIE_ENTRE_TEMPS,
                Erreur::ModifieEntreTemps {
                    actuel: None,
                    par: String::new(),
                    le: String::new(),
                },
            ),
            (
                genres::ESPACE,
                Erreur::Espace(EspaceErreur::ConvocationChangee),
            ),
            (
                genres::PARAMETRE,
                Erreur::Parametre(ParametreErreur::Change {
                    par: String::new(),
                    le: String::new(),
                    saisi: String::new(),
                }),
            ),
            (genres::OCCUPE, Erreur::Occupe),
            (genres::VOIR_MESSAGES, Erreur::VoirMessages),
            (
                genres::INTERNE,
                Erreur::Interne {
                    reference: "R".into(),
                },
            ),
        ];
        for (genre, erreur) in cas {
            let texte = m::erreur(&erreur);
            let transmise = transmise(erreur);
            assert!(transmise.est(genre), "{genre} {transmise:?}");
            assert_eq!(transmise.texte(), texte, "{genre}");
        }
    }

    #[test]
    fn une_phrase_nue_est_celle_du_serveur() {
        for erreur in [
            Erreur::NonConnecte,
            Erreur::Interdit,
            Erreur::Introuvable,
            Erreur::RequeteInvalide,
            Erreur::Occupe,
            Erreur::VoirMessages,
        ] {
            let entiere = ErreurApi::from(erreur);
            assert_eq!(ErreurApi::nue(&entiere.genre), entiere);
        }
    }

    #[test]
    fn ce_qu_elle_porte_se_lit_a_la_demande() {
        let espace = transmise(Erreur::Espace(EspaceErreur::ReponseTardive));
        assert_eq!(
            espace.detail::<EspaceErreur>(genres::ESPACE),
            Some(EspaceErreur::ReponseTardive)
        );
        assert_eq!(espace.detail::<EspaceErreur>(genres::PARAMETRE), None);
        let raisons = transmise(Erreur::Convocation(vec![ConvocationErreur::AucunJour]));
        assert_eq!(
            raisons.detail::<Vec<ConvocationErreur>>(genres::CONVOCATION),
            Some(vec![ConvocationErreur::AucunJour])
        );
    }

    #[test]
    fn une_phrase_de_l_adresse_n_est_pas_montree() {
        let forgee = br#"{"genre":"Interdit","texte":"Appelez le 0 800."}"#;
        assert_eq!(
            ErreurApi::de(Bytes::from_static(forgee)),
            ErreurApi::nue(genres::INTERDIT)
        );
        let code = ErreurApi::de(Bytes::from_static(b"\"VoirMessages\""));
        assert_eq!(code, ErreurApi::nue(genres::VOIR_MESSAGES));
        let bruit = ErreurApi::de(Bytes::from_static(b"Appelez le 0 800."));
        assert_eq!(bruit, ErreurApi::nue(genres::REQUETE_INVALIDE));
    }
}
