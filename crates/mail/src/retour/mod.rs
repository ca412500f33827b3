//! What comes back: the return path of each mail, and reading what arrives there.
//!
//! A mail that a later server cannot deliver comes back as a *delivery status
//! notification* (DSN, RFC 3464): a report for people, the same for programs, and the
//! mail or its headers. [`lire`] reads one. The token of the mail is in the address
//! the report was sent to ([`AdresseRetour`]), or in the headers that come back.
//!
//! Anybody can write to that address: nothing read here is believed beyond "the mail
//! of this token came back", and only who has had the mail in hand knows its token.

mod adresse;
mod mbox;

pub use adresse::{AdresseRetour, AdresseRetourErreur};
pub use mbox::Mbox;

use crate::echec::paroles;
use core::fmt;
use domain::RaisonEchec;
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, Header, HeaderName, MessageParser};
use std::borrow::Cow;

/// Most bytes looked at of one message. The report comes before the mail it brings
/// back, whose attachments may weigh what they like.
pub const TAILLE_LUE: usize = 256 * 1024;
/// Most parts of one message looked at: a report has three.
const PARTIES_MAX: usize = 16;
/// Most tokens kept of one message: it is about one mail.
const JETONS_MAX: usize = 8;
/// Length of a token of the outbox: 128 bits in hexadecimal digits.
pub(crate) const JETON_LONGUEUR: usize = 32;

/// What a server says has become of a mail (RFC 3464 §2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Given up: it came back.
    Echouee,
    /// Not yet delivered; tried again by whoever says so.
    Retardee,
    /// Delivered.
    Remise,
    /// Handed to a server that will say nothing more.
    Relayee,
    /// Delivered to a list, which sends it on.
    Diffusee,
}

impl Action {
    fn lire(texte: &str) -> Option<Self> {
        // Some add a comment.
        let mot = texte
            .split(|c: char| !c.is_ascii_alphabetic())
            .find(|m| !m.is_empty())?;
        [
            ("failed", Self::Echouee),
            ("delayed", Self::Retardee),
            ("delivered", Self::Remise),
            ("relayed", Self::Relayee),
            ("expanded", Self::Diffusee),
        ]
        .into_iter()
        .find(|(nom, _)| mot.eq_ignore_ascii_case(nom))
        .map(|(_, action)| action)
    }
}

/// An enhanced status code (RFC 3463): `5.2.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Statut {
    /// 2 success, 4 passing failure, 5 final failure.
    pub classe: u16,
    /// 1 addressing, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub sujet: u16,
    /// What exactly.
    pub detail: u16,
}

impl Statut {
    /// Reads the code a text begins with.
    pub(crate) fn lire(texte: &str) -> Option<Self> {
        let mut nombres = texte.split_whitespace().next()?.split('.');
        let mut suivant = || nombres.next()?.parse::<u16>().ok();
        let (classe, sujet, detail) = (suivant()?, suivant()?, suivant()?);
        nombres.next().is_none().then_some(Self {
            classe,
            sujet,
            detail,
        })
    }

    /// Says nothing but its class.
    const fn est_vague(self) -> bool {
        self.sujet == 0 && self.detail == 0
    }
}

impl fmt::Display for Statut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.classe, self.sujet, self.detail)
    }
}

/// One delivery status notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rapport {
    /// What became of the mail.
    pub action: Action,
    /// The enhanced status code, when the report has one.
    pub statut: Option<Statut>,
    /// Words of the server that refused: one line, without control characters, at most
    /// 300 characters; may be empty.
    pub diagnostic: String,
    /// The address that could not be reached, cleaned likewise: not always the one the
    /// mail was sent to, when it was forwarded.
    pub destinataire: String,
    /// What the code and the reply come down to; of use when the mail came back.
    pub raison: RaisonEchec,
    /// Tokens of the mail, the likeliest first; never empty.
    pub jetons: Vec<String>,
}

/// What arrived at the return address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recu {
    /// A delivery status notification.
    Rapport(Rapport),
    /// A program's answer that says nothing of the delivery: an absence, a receipt.
    Automatique,
}

/// Why a message is none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Illisible {
    /// Not a mail: no header.
    #[error("retour_sans_entete")]
    SansEntete,
    /// Somebody's mail, or a report in a form of its own.
    #[error("retour_pas_un_rapport")]
    PasUnRapport,
    /// A report that does not say what became of the mail.
    #[error("retour_incomplet")]
    Incomplet,
    /// A report that does not say of which mail.
    #[error("retour_sans_jeton")]
    SansJeton,
}

/// Reads one message that arrived at the return address: its first [`TAILLE_LUE`]
/// bytes.
///
/// Only the outermost parts are opened, one after the other, however deeply a sender
/// has nested the rest.
///
/// # Errors
/// [`Illisible`] when it is neither a report nor a program's answer.
pub fn lire(octets: &[u8]) -> Result<Recu, Illisible> {
    let octets = octets.get(..TAILLE_LUE).unwrap_or(octets);
    let mut flux = MessageStream::new(octets);
    let (tete, _) = Entetes::lire(&mut flux);
    if tete.0.is_empty() {
        return Err(Illisible::SansEntete);
    }
    let parties = parties(&mut flux, &tete);
    let Some(etat) = parties.iter().find(|p| p.est_un_etat()) else {
        return if tete.rapport().is_some_and(|r| r == "delivery-status") {
            Err(Illisible::Incomplet)
        } else if tete.est_automatique() {
            Ok(Recu::Automatique)
        } else {
            Err(Illisible::PasUnRapport)
        };
    };
    let sort = sort(&etat.octets).ok_or(Illisible::Incomplet)?;
    let jetons = jetons(&tete, &parties);
    if jetons.is_empty() {
        return Err(Illisible::SansJeton);
    }
    Ok(Recu::Rapport(Rapport { jetons, ..sort }))
}

/// The headers of a message, or of a part.
struct Entetes<'x>(Vec<Header<'x>>);

impl<'x> Entetes<'x> {
    /// Reads up to the empty line; `false` when the end came first.
    fn lire(flux: &mut MessageStream<'x>) -> (Self, bool) {
        // The others are kept as they are: what is looked for in them has no syntax
        // that every server respects.
        let lecteur = MessageParser::new()
            .header_content_type(HeaderName::ContentType)
            .default_header_raw();
        let mut lus = Vec::new();
        let suite = flux.parse_headers(&lecteur, &mut lus);
        (Self(lus), suite)
    }

    /// The values of a header.
    fn tous(&self, nom: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |h| h.name.as_str().eq_ignore_ascii_case(nom))
            .filter_map(|h| h.value.as_text())
    }

    fn un(&self, nom: &str) -> Option<&str> {
        self.tous(nom).next()
    }

    fn genre(&self) -> Option<&ContentType<'x>> {
        self.0
            .iter()
            .find(|h| h.name == HeaderName::ContentType)?
            .value
            .as_content_type()
    }

    /// Of what a `multipart/report` is the report.
    fn rapport(&self) -> Option<String> {
        let genre = self.genre()?;
        if genre.ctype() != "multipart" || genre.subtype() != Some("report") {
            return None;
        }
        Some(genre.attribute("report-type")?.to_ascii_lowercase())
    }

    /// A program's answer (RFC 3834 §5, and what came before it). A report in an old
    /// form of its own bears the same marks and matters more: it is none.
    fn est_automatique(&self) -> bool {
        let de_la_poste = self.un("From").is_some_and(|de| {
            let de = de.to_ascii_lowercase();
            de.contains("mailer-daemon") || de.contains("postmaster")
        });
        if de_la_poste || self.un("X-Failed-Recipients").is_some() {
            return false;
        }
        let mot = |valeur: &str| {
            valeur
                .split([';', ' ', '\t', '\r', '\n'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        self.un("Auto-Submitted").is_some_and(|v| mot(v) != "no")
            || self
                .un("Precedence")
                .is_some_and(|v| mot(v) == "auto_reply")
            || ["X-Autoreply", "X-Autorespond"]
                .iter()
                .any(|nom| self.un(nom).is_some())
            || self
                .rapport()
                .is_some_and(|r| r == "disposition-notification")
    }
}

/// An outermost part, decoded.
struct Partie<'x> {
    /// `message/delivery-status`.
    genre: String,
    octets: Cow<'x, [u8]>,
}

impl Partie<'_> {
    fn est_un_etat(&self) -> bool {
        // The second is for addresses beyond ASCII (RFC 6533).
        matches!(
            &*self.genre,
            "message/delivery-status" | "message/global-delivery-status"
        )
    }

    fn est_le_courriel(&self) -> bool {
        matches!(
            &*self.genre,
            "message/rfc822"
                | "text/rfc822-headers"
                | "message/rfc822-headers"
                | "message/global"
                | "message/global-headers"
        )
    }
}

/// The outermost parts of a message of which the headers have been read.
fn parties<'x>(flux: &mut MessageStream<'x>, tete: &Entetes<'x>) -> Vec<Partie<'x>> {
    let mut parties = Vec::new();
    let Some(limite) = tete.genre().and_then(|g| g.attribute("boundary")) else {
        return parties;
    };
    let limite = limite.as_bytes();
    if !flux.seek_next_part(limite) {
        return parties;
    }
    flux.skip_crlf();
    while parties.len() < PARTIES_MAX {
        let (entetes, suite) = Entetes::lire(flux);
        if !suite {
            break;
        }
        let codage = entetes
            .un("Content-Transfer-Encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let (fin, octets) = match &*codage {
            "base64" => flux.decode_base64_mime(limite),
            "quoted-printable" => flux.decode_quoted_printable_mime(limite),
            _ => flux.mime_part(limite),
        };
        let genre = entetes.genre().map_or_else(
            || "text/plain".to_owned(),
            |g| format!("{}/{}", g.ctype(), g.subtype().unwrap_or_default()),
        );
        parties.push(Partie { genre, octets });
        // The part is cut short, or badly encoded: what follows is still looked for.
        if fin == usize::MAX && !flux.seek_part_end(Some(limite)).1 {
            break;
        }
        if flux.is_multipart_end() {
            break;
        }
    }
    parties
}

/// Reads what a `message/delivery-status` says (RFC 3464 §2): fields of the message,
/// then those of each recipient, in blocks that empty lines part. Our mails have one
/// recipient; where their server made several of it, the worst is told.
fn sort(octets: &[u8]) -> Option<Rapport> {
    let mut flux = MessageStream::new(octets);
    let mut retenu: Option<Rapport> = None;
    loop {
        let (bloc, suite) = Entetes::lire(&mut flux);
        if let Some(lu) = sort_d_un(&bloc) {
            let rang = |r: &Rapport| match r.action {
                Action::Echouee => 2,
                Action::Retardee => 1,
                _ => 0,
            };
            if retenu.as_ref().is_none_or(|r| rang(&lu) > rang(r)) {
                retenu = Some(lu);
            }
        }
        if !suite {
            return retenu;
        }
    }
}

fn sort_d_un(bloc: &Entetes<'_>) -> Option<Rapport> {
    let statut = bloc.un("Status").and_then(Statut::lire);
    let action = match bloc.un("Action") {
        Some(texte) => Action::lire(texte)?,
        // Required by the RFC, and left out by some: the class says the same.
        None => match statut?.classe {
            2 => Action::Remise,
            4 => Action::Retardee,
            5 => Action::Echouee,
            _ => return None,
        },
    };
    let diagnostic = apres_le_type(bloc.un("Diagnostic-Code").unwrap_or_default());
    let destinataire = ["Final-Recipient", "Original-Recipient"]
        .iter()
        .find_map(|nom| bloc.un(nom))
        .unwrap_or_default();
    Some(Rapport {
        action,
        statut,
        raison: classer(statut, diagnostic),
        diagnostic: paroles(diagnostic),
        destinataire: paroles(apres_le_type(destinataire)),
        jetons: Vec::new(),
    })
}

/// `550 5.1.1 unknown` out of `smtp; 550 5.1.1 unknown`.
fn apres_le_type(valeur: &str) -> &str {
    match valeur.split_once(';') {
        Some((genre, reste))
            if genre
                .trim()
                .bytes()
                .all(|o| o.is_ascii_alphanumeric() || o == b'-') =>
        {
            reste.trim()
        }
        _ => valeur.trim(),
    }
}

/// The reply code that a server's words begin with, and the enhanced code after it:
/// `550 5.1.1 unknown`, `550-5.1.1 unknown`, `host.example said: 550 unknown`.
fn reponse(diagnostic: &str) -> Option<(u16, Option<Statut>)> {
    let mut mots = diagnostic.split_whitespace();
    let mut debut = true;
    while let Some(mot) = mots.next() {
        let (code, colle) = match mot.split_once('-') {
            Some((code, colle)) => (code, Some(colle)),
            None => (mot, None),
        };
        if debut
            && code.len() == 3
            && let Ok(code @ 400..=599) = code.parse::<u16>()
        {
            let statut = colle.or_else(|| mots.next()).and_then(Statut::lire);
            return Some((code, statut));
        }
        debut = mot.ends_with(':');
    }
    None
}

/// What a final refusal comes down to, from its codes; the words are never looked at.
fn classer(statut: Option<Statut>, diagnostic: &str) -> RaisonEchec {
    use RaisonEchec as R;
    let (code, etendu) = match reponse(diagnostic) {
        Some((code, etendu)) => (Some(code), etendu),
        None => (None, None),
    };
    // The report's own, unless it says nothing and the server that refused says more.
    let precis = statut.filter(|s| !s.est_vague()).or(etendu);
    let precis = precis.filter(|s| !s.est_vague());
    let classe = precis
        .map(|s| s.classe)
        .or(code.map(|c| c / 100))
        .or(statut.map(|s| s.classe));
    let autre = R::Autre {
        code: code.unwrap_or(if classe == Some(4) { 400 } else { 500 }),
    };
    match precis.map(|s| (s.sujet, s.detail)) {
        Some((2, 2)) => R::BoitePleine,
        Some((2, 3) | (3, 4)) => R::MessageTropGros,
        // 4.4: no route, which is how Postfix says that there is no such domain;
        // 4.310: Exchange Online's for the same.
        Some((1, 2) | (4, 4 | 310)) => R::DomaineInconnu,
        // A passing failure, given up after days of trying.
        _ if classe == Some(4) => R::DelaiDepasse,
        Some((1, 7 | 8)) => R::ExpediteurRefuse,
        Some((1, _) | (2, 1)) => R::AdresseRefusee,
        // Exchange Online's for a person it does not know.
        Some((4, 1)) if code == Some(550) => R::AdresseRefusee,
        // Loops.
        Some((4, 6 | 14)) => autre,
        Some((4, _)) => R::DelaiDepasse,
        Some((7, _)) => R::Indesirable,
        // Without an enhanced code, 550 may be about the person or about the message:
        // unlike the transport, a report does not tell when it was said.
        Some(_) | None => autre,
    }
}

/// The tokens of the mail that a report is about, the likeliest first: that of the
/// address it was sent to, that of the mail it brings back, that of the mail it answers.
fn jetons(tete: &Entetes<'_>, parties: &[Partie<'_>]) -> Vec<String> {
    let mut jetons = Vec::new();
    // Who wrote the address of the envelope down, and how, depends on the last server.
    for nom in [
        "X-Original-To",
        "Delivered-To",
        "Envelope-To",
        "X-Envelope-To",
        "X-Delivered-To",
        "To",
    ] {
        for valeur in tete.tous(nom) {
            relever(valeur, "+", &mut jetons);
        }
    }
    for partie in parties.iter().filter(|p| p.est_le_courriel()) {
        let (courriel, _) = Entetes::lire(&mut MessageStream::new(&partie.octets));
        for valeur in courriel.tous("Message-ID") {
            relever(valeur, "<", &mut jetons);
        }
        for valeur in courriel.tous("Return-Path") {
            relever(valeur, "+", &mut jetons);
        }
    }
    for nom in ["In-Reply-To", "References"] {
        for valeur in tete.tous(nom) {
            relever(valeur, "<", &mut jetons);
        }
    }
    jetons
}

/// Adds what stands in a text between `avant` and an `@`, and is a token.
fn relever(texte: &str, avant: &str, jetons: &mut Vec<String>) {
    for morceau in texte.split(avant).skip(1) {
        let Some((jeton, _)) = morceau.split_once('@') else {
            continue;
        };
        if jeton.len() == JETON_LONGUEUR && jeton.bytes().all(|o| o.is_ascii_hexdigit()) {
            // A server may have changed its case.
            let jeton = jeton.to_ascii_lowercase();
            if jetons.len() < JETONS_MAX && !jetons.contains(&jeton) {
                jetons.push(jeton);
            }
        }
    }
}

#[cfg(test)]
mod tests;
