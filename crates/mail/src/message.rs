//! A mail ready to go, and what it takes to make one.

use crate::rendu;
use crate::retour::AdresseRetour;
use crate::textes::Contenu;
use core::fmt;
use domain::{Moment, mel_plausible, texte};
use lettre::address::{Address, Envelope};
use lettre::message::header::{
    self, ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{
    Body, Mailbox, Mailboxes, MaybeString, MessageBuilder, MultiPart, SinglePart,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Longest name shown before an address, in characters.
const NOM_AFFICHE_MAX: usize = 120;
/// Longest subject, in characters.
const SUJET_MAX: usize = 200;

/// The service as correspondents see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identite {
    nom: String,
    adresse: Address,
    url: String,
    domaine: String,
    retour: Option<AdresseRetour>,
}

/// Why a mail, or the identity of the service, cannot be made as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompositionErreur {
    /// The service's name is empty.
    #[error("courriel_nom_service_vide")]
    NomServiceVide,
    /// The service's address is not plausible.
    #[error("courriel_adresse_service_invalide")]
    AdresseServiceInvalide,
    /// The service's public URL is not `http://…` or `https://…`.
    #[error("courriel_url_publique_invalide")]
    UrlPubliqueInvalide,
    /// The domain of Message-IDs is none.
    #[error("courriel_domaine_invalide")]
    DomaineInvalide,
    /// The address the mail should go to is not plausible.
    #[error("courriel_adresse_invalide")]
    AdresseInvalide,
    /// The mail library refused it: not expected, whatever the data.
    #[error("courriel_refuse_par_la_bibliotheque")]
    Bibliotheque,
}

impl Identite {
    /// The service's name (`Imagin`), the address its mails come from, its public
    /// URL (a final `/` is dropped), and the domain of its Message-IDs (that of
    /// the address when none is given).
    ///
    /// # Errors
    /// The first of them that is not what it should be.
    pub fn nouvelle(
        nom: &str,
        adresse: &str,
        url_publique: &str,
        domaine: Option<&str>,
    ) -> Result<Self, CompositionErreur> {
        let nom = une_ligne(nom, NOM_AFFICHE_MAX);
        if nom.is_empty() {
            return Err(CompositionErreur::NomServiceVide);
        }
        let adresse = lire_adresse(adresse).ok_or(CompositionErreur::AdresseServiceInvalide)?;
        let url = url::Url::parse(url_publique)
            .ok()
            .filter(|u| matches!(u.scheme(), "http" | "https") && u.has_host())
            .ok_or(CompositionErreur::UrlPubliqueInvalide)?;
        let domaine = domaine.unwrap_or_else(|| adresse.domain()).to_owned();
        // A name of one label (`localhost`) will do in a Message-ID.
        if !mel_plausible(&format!("x@{domaine}")) && !mel_plausible(&format!("x@{domaine}.fr")) {
            return Err(CompositionErreur::DomaineInvalide);
        }
        Ok(Self {
            nom,
            adresse,
            url: url.as_str().trim_end_matches('/').to_owned(),
            domaine,
            retour: None,
        })
    }

    /// The same, its mails coming back to this address when they cannot be delivered;
    /// without one they come back to the address they come from.
    #[must_use]
    pub fn avec_retour(self, retour: Option<AdresseRetour>) -> Self {
        Self { retour, ..self }
    }

    /// Where the mail of this Message-ID comes back when it cannot be delivered.
    fn expediteur(&self, message_id: &MessageId) -> Address {
        self.retour
            .as_ref()
            .map_or_else(|| self.adresse.clone(), |r| r.du_courriel(message_id))
    }

    /// The service's name.
    #[must_use]
    pub fn nom(&self) -> &str {
        &self.nom
    }

    /// The address its mails come from.
    #[must_use]
    pub fn adresse(&self) -> &str {
        self.adresse.as_ref()
    }

    /// Its public URL, without a final `/`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The domain of what it makes unique: Message-IDs, events of calendars.
    #[must_use]
    pub fn domaine(&self) -> &str {
        &self.domaine
    }

    /// The Message-ID of the mail with this unique token.
    #[must_use]
    pub fn message_id(&self, jeton: &str) -> MessageId {
        MessageId::du_jeton(jeton, &self.domaine)
    }
}

/// Somebody a mail goes to who is not an intervenant: the author of a convocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correspondant {
    /// Name shown; may be empty.
    pub nom: String,
    /// Mail address.
    pub adresse: String,
}

/// A Message-ID (RFC 5322 §3.6.4), with its angle brackets. The same mail keeps the
/// same one through every try, so that mail programs can tell a duplicate.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// Made of a token, unique to a mail of the outbox, and a domain: the same for
    /// the same two, another for any other.
    #[must_use]
    pub fn du_jeton(jeton: &str, domaine: &str) -> Self {
        let mut id = String::with_capacity(jeton.len() + domaine.len() + 3);
        id.push('<');
        for octet in jeton.bytes() {
            if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_') {
                id.push(octet as char);
            } else {
                // `=` is allowed there, and being escaped itself keeps two
                // different tokens apart.
                id.push_str(&format!("={octet:02x}"));
            }
        }
        id.push('@');
        id.extend(
            domaine
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')),
        );
        id.push('>');
        Self(id)
    }

    /// One made before by [`MessageId::du_jeton`] and kept; none when it could not
    /// have been.
    #[must_use]
    pub fn relire(texte: &str) -> Option<Self> {
        let dedans = texte.strip_prefix('<')?.strip_suffix('>')?;
        let bon = |c: u8| c.is_ascii_alphanumeric() || b"-_=.@".contains(&c);
        (dedans.bytes().all(bon) && dedans.matches('@').count() == 1)
            .then(|| Self(texte.to_owned()))
    }

    /// The token it was made of, as it stands before the `@`.
    #[must_use]
    pub fn jeton(&self) -> &str {
        let dedans = self.0.trim_matches(['<', '>']);
        dedans.split_once('@').map_or(dedans, |(jeton, _)| jeton)
    }

    /// With its angle brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unique in it, safe in a file name.
    pub(crate) fn pour_fichier(&self) -> String {
        self.0
            .trim_matches(['<', '>'])
            .chars()
            .map(|c| match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '@' | '=' => c,
                _ => '_',
            })
            .take(120)
            .collect()
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A mail as it will be sent, to one person. Cloning it is cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct MessagePret {
    pub(crate) de: Address,
    pub(crate) vers: Address,
    message_id: MessageId,
    date: Moment,
    octets: Arc<[u8]>,
}

impl MessagePret {
    /// The address it goes to.
    #[must_use]
    pub fn adresse(&self) -> &str {
        self.vers.as_ref()
    }

    /// The sender of its envelope (RFC 5321 `MAIL FROM`): where it comes back when it
    /// cannot be delivered. Its reader sees another address, that of the service.
    #[must_use]
    pub fn expediteur(&self) -> &str {
        self.de.as_ref()
    }

    /// Its Message-ID.
    #[must_use]
    pub const fn message_id(&self) -> &MessageId {
        &self.message_id
    }

    /// Its date.
    #[must_use]
    pub const fn date(&self) -> Moment {
        self.date
    }

    /// The whole mail: ASCII, lines ended by CRLF, the last one too.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }
}

impl fmt::Debug for MessagePret {
    /// Neither the person nor the content: mails end up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessagePret")
            .field("message_id", &self.message_id)
            .field("octets", &self.octets.len())
            .finish_non_exhaustive()
    }
}

/// A file attached.
pub(crate) struct Piece {
    /// Safe name, ASCII.
    pub(crate) nom: String,
    /// Media type, with its parameters: `application/pdf`.
    pub(crate) genre: &'static str,
    /// Its bytes.
    pub(crate) octets: Vec<u8>,
}

/// What [`assembler`] makes a mail of.
pub(crate) struct Parties<'a> {
    pub(crate) identite: &'a Identite,
    pub(crate) vers: Correspondant,
    pub(crate) repondre_a: Option<Correspondant>,
    pub(crate) contenu: Contenu,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) message_id: &'a MessageId,
    pub(crate) date: Moment,
}

/// Puts together a mail from the service, without attachment: nobody reads a reply.
pub(crate) fn assembler_du_service(
    identite: &Identite,
    vers: &Correspondant,
    contenu: Contenu,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    assembler(Parties {
        identite,
        vers: vers.clone(),
        repondre_a: None,
        contenu,
        pieces: Vec::new(),
        message_id,
        date,
    })
}

/// Puts a mail together. Names and addresses are made safe here, once, for
/// whatever comes from files and forms: a line break in a name would otherwise
/// panic in the mail library, and one in a header would add headers.
pub(crate) fn assembler(parties: Parties<'_>) -> Result<MessagePret, CompositionErreur> {
    let Parties {
        identite,
        vers,
        repondre_a,
        contenu,
        pieces,
        message_id,
        date,
    } = parties;
    let adresse = lire_adresse(&vers.adresse).ok_or(CompositionErreur::AdresseInvalide)?;
    let expediteur = identite.expediteur(message_id);
    let enveloppe = Envelope::new(Some(expediteur.clone()), vec![adresse.clone()])
        .map_err(|_| CompositionErreur::Bibliotheque)?;
    let mut message = MessageBuilder::new()
        .header(header::From::from(boites(
            &identite.nom,
            identite.adresse.clone(),
        )))
        .header(header::To::from(boites(&vers.nom, adresse.clone())))
        .envelope(enveloppe);
    if let Some(a) = repondre_a
        && let Some(adresse) = lire_adresse(&a.adresse)
    {
        message = message.header(header::ReplyTo::from(boites(&a.nom, adresse)));
    }
    let message = message
        .subject(une_ligne(&contenu.sujet, SUJET_MAX))
        .date(date_systeme(date))
        .message_id(Some(message_id.as_str().to_owned()))
        // No program answers it (RFC 3834), and readers are told its language.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Content-Language"),
            "fr".to_owned(),
        ));

    let texte = partie_texte(ContentType::TEXT_PLAIN, rendu::texte(&contenu))?;
    let html = partie_texte(ContentType::TEXT_HTML, rendu::html(&contenu))?;
    // `=_` never comes out of quoted-printable or base64, and every part is in one
    // of the two: no content can hold these boundaries, so they can be the same
    // each time, and with them the whole mail.
    let lisible = MultiPart::alternative()
        .boundary("=_imagin_lisible")
        .singlepart(texte)
        .singlepart(html);
    let corps = if pieces.is_empty() {
        lisible
    } else {
        let mut ensemble = MultiPart::mixed()
            .boundary("=_imagin_ensemble")
            .multipart(lisible);
        for piece in pieces {
            ensemble = ensemble.singlepart(partie_jointe(piece)?);
        }
        ensemble
    };
    let message = message
        .multipart(corps)
        .map_err(|_| CompositionErreur::Bibliotheque)?;
    Ok(MessagePret {
        de: expediteur,
        vers: adresse,
        message_id: message_id.clone(),
        date,
        octets: message.formatted().into(),
    })
}

fn partie_texte(genre: ContentType, texte: String) -> Result<SinglePart, CompositionErreur> {
    let corps = encoder(
        MaybeString::String(texte),
        ContentTransferEncoding::QuotedPrintable,
    )?;
    Ok(SinglePart::builder().header(genre).body(corps))
}

fn partie_jointe(piece: Piece) -> Result<SinglePart, CompositionErreur> {
    let genre = ContentType::parse(piece.genre).map_err(|_| CompositionErreur::Bibliotheque)?;
    let corps = encoder(
        MaybeString::Binary(piece.octets),
        ContentTransferEncoding::Base64,
    )?;
    Ok(SinglePart::builder()
        .header(ContentDisposition::attachment(&nom_fichier(&piece.nom)))
        .header(genre)
        .body(corps))
}

fn encoder(contenu: MaybeString, en: ContentTransferEncoding) -> Result<Body, CompositionErreur> {
    Body::new_with_encoding(contenu, en).map_err(|_| CompositionErreur::Bibliotheque)
}

/// A plausible address as the mail library wants it.
pub(crate) fn lire_adresse(adresse: &str) -> Option<Address> {
    if mel_plausible(adresse) {
        adresse.parse().ok()
    } else {
        None
    }
}

fn boites(nom: &str, adresse: Address) -> Mailboxes {
    let nom = une_ligne(nom, NOM_AFFICHE_MAX);
    Mailbox::new((!nom.is_empty()).then_some(nom), adresse).into()
}

/// The same text, control characters and marks that reverse the reading being
/// blanks: one line, whatever it was.
pub(crate) fn sans_controle(brut: &str) -> String {
    brut.chars()
        .map(|c| {
            if texte::a_caractere_de_controle(c.encode_utf8(&mut [0; 4])) {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// A text for one line of a header: control characters and marks that reverse the
/// reading become blanks, blanks are folded, and it is cut at `maximum` characters.
fn une_ligne(brut: &str, maximum: usize) -> String {
    let mut ligne: String = texte::nettoyer(&sans_controle(brut))
        .chars()
        .take(maximum)
        .collect();
    ligne.truncate(ligne.trim_end().len());
    ligne
}

/// A file name without directories nor anything but ASCII letters, digits and
/// `-_.`: what the domain makes already is, and stays as it is.
fn nom_fichier(nom: &str) -> String {
    let propre: String = nom
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => c,
            _ => '-',
        })
        .collect();
    propre.trim_start_matches(['.', '-']).to_owned()
}

/// The library cannot write a date outside 1970 to 9999, and panics on one.
fn date_systeme(date: Moment) -> SystemTime {
    const FIN_9999_MS: i64 = 253_402_300_799_000;
    let ms = u64::try_from(date.0.clamp(0, FIN_9999_MS)).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identites() {
        let i = Identite::nouvelle(
            "Imagin",
            "imagin@ac-toulouse.fr",
            "https://imagin.ac-toulouse.fr/",
            None,
        )
        .unwrap();
        assert_eq!(i.url(), "https://imagin.ac-toulouse.fr");
        assert_eq!(i.message_id("c42").as_str(), "<c42@ac-toulouse.fr>");

        use CompositionErreur::*;
        for (nom, adresse, url, domaine, attendu) in [
            ("\r\n", "a@b.fr", "http://h", None, NomServiceVide),
            ("I", "a@b", "http://h", None, AdresseServiceInvalide),
            (
                "I",
                "a@b.fr\r\nBcc: c@d.fr",
                "http://h",
                None,
                AdresseServiceInvalide,
            ),
            ("I", "a@b.fr", "javascript:x", None, UrlPubliqueInvalide),
            ("I", "a@b.fr", "imagin.fr", None, UrlPubliqueInvalide),
            ("I", "a@b.fr", "http://h", Some("a b"), DomaineInvalide),
        ] {
            assert_eq!(Identite::nouvelle(nom, adresse, url, domaine), Err(attendu));
        }
        assert!(Identite::nouvelle("I", "a@b.fr", "http://h:3000", Some("localhost")).is_ok());
    }

    #[test]
    fn jetons() {
        let id = |j| MessageId::du_jeton(j, "imagin.fr").0;
        assert_eq!(id("convocation-42-v3"), "<convocation-42-v3@imagin.fr>");
        assert_eq!(id("a>\r\nX: b"), "<a=3e=0d=0aX=3a=20b@imagin.fr>");
        assert_ne!(id("a=3e"), id("a>"));
        for faux in [
            "",
            "<>",
            "a@b",
            "<a>",
            "<a@b@c>",
            "<a@b>\r\nBcc: c",
            "<a b@c>",
        ] {
            assert_eq!(MessageId::relire(faux), None, "{faux}");
        }
        assert_eq!(
            MessageId::du_jeton("a/../b", "h").pour_fichier(),
            "a=2f=2e=2e=2fb@h"
        );
    }

    #[test]
    fn fichiers() {
        assert_eq!(
            nom_fichier("172278_DUPONT-Marie.pdf"),
            "172278_DUPONT-Marie.pdf"
        );
        assert_eq!(nom_fichier("../../etc/pass\r\nwd"), "etc-pass--wd");
        assert_eq!(nom_fichier("a\"; x=\"b"), "a---x--b");
    }

    #[test]
    fn dates_extremes() {
        for ms in [i64::MIN, -1, 0, 1_612_345_678_901, i64::MAX] {
            let date = header::Date::new(date_systeme(Moment(ms)));
            let mut h = header::Headers::new();
            h.set(date);
            assert!(h.to_string().starts_with("Date: "), "{ms}");
        }
    }

    proptest! {
        #[test]
        fn des_jetons_differents_donnent_des_id_differents(a in ".*", b in ".*") {
            let (ia, ib) = (MessageId::du_jeton(&a, "h.fr"), MessageId::du_jeton(&b, "h.fr"));
            prop_assert_eq!(a == b, ia == ib);
            prop_assert!(ia.as_str().bytes().all(|o| o.is_ascii_graphic()));
            prop_assert_eq!(MessageId::relire(ia.as_str()), Some(ia));
        }

        #[test]
        fn une_ligne_n_en_fait_qu_une(brut in ".*", maximum in 0usize..200) {
            let ligne = une_ligne(&brut, maximum);
            prop_assert!(!texte::a_caractere_de_controle(&ligne));
            prop_assert!(ligne.chars().count() <= maximum);
        }
    }
}
