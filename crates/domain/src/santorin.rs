//! The right of access to SANTORIN that a convocation gives, what is said of it to SANTORIN,
//! and the programs that are told (memo §2, §3, §4; issue 5 §3).

use crate::convocation::Qualite;
use crate::droits::{Acteur, Portee, Role};
use crate::etablissement::Uai;
use crate::ids::ConvocationId;
use crate::mission::{DroitSantorin, EpreuveOption, TypeMission};
use crate::temps::lire_jour;
use crate::{NaiveDate, texte};
use chrono::Days;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use serde::{Deserialize, Serialize};

/// Days during which a convocation still gives access after its last day, unless the
/// deployment says otherwise (ours).
pub const SANTORIN_JOURS: u32 = 30;
/// Longest such delay, in days.
pub const SANTORIN_JOURS_MAX: u32 = 366;
/// Longest name of a client of the API, in characters.
pub const CLIENT_NOM_MAX: usize = 80;
/// Longest life of a token, in days.
pub const JETON_JOURS_MAX: u64 = 731;
/// Longest time during which a token that was renewed still serves, in days.
pub const RECOUVREMENT_JOURS_MAX: u32 = 30;
/// Longest address of a webhook, in bytes.
pub const WEBHOOK_URL_MAX: usize = 500;
/// Most clients in use in one académie: each is told of each change.
pub const CLIENTS_MAX: usize = 20;
/// Most rights in one answer of the API.
pub const DROITS_PAR_PAGE_MAX: u32 = 1_000;
/// Rights in one answer when the client asks for no number.
pub const DROITS_PAR_PAGE: u32 = 200;

impl DroitSantorin {
    /// Both.
    pub const TOUS: [Self; 2] = [Self::Correction, Self::Numerisation];

    /// `correction`, `numerisation`, as the database, the files and the API have it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Numerisation => "numerisation",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|d| d.code() == code)
    }

    /// Name of the list of those who have it, which is also the scope of a token that reads
    /// it: `correcteurs`, `numerisation`.
    #[must_use]
    pub const fn liste(self) -> &'static str {
        match self {
            Self::Correction => "correcteurs",
            Self::Numerisation => "numerisation",
        }
    }

    /// Reads the name of a list.
    #[must_use]
    pub fn de_la_liste(nom: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|d| d.liste() == nom)
    }
}

/// A right of access, and its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccesSantorin {
    /// What it allows.
    pub droit: DroitSantorin,
    /// Last day, included.
    pub jusqu_au: NaiveDate,
}

/// The right that a convocation to a kind of mission gives on a day: from its creation to
/// its last day, and `delai` days more. None for a kind that gives none, and once that time
/// has passed. Every qualité of a kind gives it: who follows the marking connects as who
/// marks (memo §3).
#[must_use]
pub fn acces_santorin(
    type_mission: TypeMission,
    dernier_jour: NaiveDate,
    delai: u32,
    aujourd_hui: NaiveDate,
) -> Option<AccesSantorin> {
    let droit = type_mission.faits().santorin?;
    let jusqu_au = dernier_jour.checked_add_days(Days::new(u64::from(delai)))?;
    (jusqu_au >= aujourd_hui).then_some(AccesSantorin { droit, jusqu_au })
}

/// Somebody convoked, as SANTORIN needs to know them: nothing private is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvoqueSantorin {
    /// The convocation.
    pub convocation: ConvocationId,
    /// The mission's number.
    pub mission: i64,
    /// The mission's kind.
    pub type_mission: TypeMission,
    /// Code of the session d'examen: `470`.
    pub session: String,
    /// `BCG`.
    pub examen: String,
    /// `2021`.
    pub annee: i32,
    /// Épreuve-option; absent for SSCAN.
    pub epreuve: Option<EpreuveOption>,
    /// The centre.
    pub centre: Uai,
    /// The person's stable identifier.
    pub matricule: String,
    /// Empty once the right is taken away: who they are is then no longer needed.
    pub nom: String,
    /// As [`Self::nom`].
    pub prenom: String,
    /// Professional address; may be empty. As [`Self::nom`].
    pub mel: String,
    /// Where they teach, if anywhere. As [`Self::nom`].
    pub etablissement: Option<Uai>,
    /// Function in SANTORIN; none for SSCAN.
    pub qualite: Option<Qualite>,
    /// First day.
    pub premier_jour: NaiveDate,
    /// Last day.
    pub dernier_jour: NaiveDate,
}

impl ConvoqueSantorin {
    /// `172278-42`: as on letters and in mails.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}-{}", self.mission, self.convocation)
    }

    /// What is kept of it once the right is gone.
    #[must_use]
    pub fn sans_identite(&self) -> Self {
        Self {
            nom: String::new(),
            prenom: String::new(),
            mel: String::new(),
            etablissement: None,
            ..self.clone()
        }
    }
}

/// The convocation that a reference names: `172278-42` gives `(172278, 42)`.
#[must_use]
pub fn lire_reference(texte: &str) -> Option<(i64, ConvocationId)> {
    let nombre = |t: &str| -> Option<i64> {
        (t.bytes().all(|b| b.is_ascii_digit()) && !t.starts_with('0'))
            .then(|| t.parse().ok())
            .flatten()
    };
    let (mission, convocation) = texte.split_once('-')?;
    Some((nombre(mission)?, ConvocationId(nombre(convocation)?)))
}

/// Why a right was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotifRetrait {
    /// The convocation was cancelled.
    Annulee,
    /// Its time has passed.
    Expire,
    /// The mission gives this right no longer.
    SansDroit,
}

impl MotifRetrait {
    /// Each.
    pub const TOUS: [Self; 3] = [Self::Annulee, Self::Expire, Self::SansDroit];

    /// Code in the database and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Annulee => "annulee",
            Self::Expire => "expire",
            Self::SansDroit => "sans_droit",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|m| m.code() == code)
    }
}

/// A right as it was last published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DroitPublie {
    /// Which.
    pub droit: DroitSantorin,
    /// Taken away, and why; none: it stands.
    pub retire: Option<MotifRetrait>,
    /// Last day, included.
    pub jusqu_au: NaiveDate,
    /// Whose.
    pub convoque: ConvoqueSantorin,
}

/// What has to be published of a convocation so that what SANTORIN knows (`publies`, at most
/// one of each right) is what stands: `actuel`, none when it was cancelled. Nothing when it
/// is so already, whatever happened in between.
#[must_use]
pub fn a_publier(
    actuel: Option<&ConvoqueSantorin>,
    publies: &[DroitPublie],
    delai: u32,
    aujourd_hui: NaiveDate,
) -> Vec<DroitPublie> {
    let acces =
        actuel.and_then(|c| acces_santorin(c.type_mission, c.dernier_jour, delai, aujourd_hui));
    let mut suites = Vec::new();
    for publie in publies.iter().filter(|p| p.retire.is_none()) {
        if acces.is_some_and(|a| a.droit == publie.droit) {
            continue;
        }
        let motif = match actuel {
            None => MotifRetrait::Annulee,
            Some(c) if c.type_mission.faits().santorin == Some(publie.droit) => {
                MotifRetrait::Expire
            }
            Some(_) => MotifRetrait::SansDroit,
        };
        suites.push(DroitPublie {
            retire: Some(motif),
            convoque: publie.convoque.sans_identite(),
            ..publie.clone()
        });
    }
    if let (Some(convoque), Some(acces)) = (actuel, acces) {
        let voulu = DroitPublie {
            droit: acces.droit,
            retire: None,
            jusqu_au: acces.jusqu_au,
            convoque: convoque.clone(),
        };
        if !publies.contains(&voulu) {
            suites.push(voulu);
        }
    }
    suites
}

/// What an intervenant may do in SANTORIN now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroitDeLIntervenant {
    /// Address of SANTORIN; empty when the deployment gives none: there is then no link.
    pub adresse: String,
    /// Last day of the right to mark, if there is one.
    pub correction: Option<NaiveDate>,
    /// Last day of the right to scan, if there is one.
    pub numerisation: Option<NaiveDate>,
}

impl DroitDeLIntervenant {
    /// Whether there is any right at all.
    #[must_use]
    pub const fn aucun(&self) -> bool {
        self.correction.is_none() && self.numerisation.is_none()
    }

    /// Takes a convocation's right into account.
    pub fn ajouter(&mut self, acces: AccesSantorin) {
        let jour = match acces.droit {
            DroitSantorin::Correction => &mut self.correction,
            DroitSantorin::Numerisation => &mut self.numerisation,
        };
        *jour = (*jour).max(Some(acces.jusqu_au));
    }
}

impl Acteur {
    /// Whose rights this person exports to SANTORIN: the gestionnaire's académie.
    #[must_use]
    pub fn exporte_vers_santorin(&self) -> Portee {
        if self.a_role(Role::Gestionnaire) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }

    /// Whose clients of the API this person creates and revokes: the rectorat's.
    #[must_use]
    pub fn gere_clients_api(&self) -> Portee {
        if self.a_role(Role::Gestionnaire) || self.a_role(Role::Administrateur) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }
}

/// Which rights the page and the files of the export show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FiltreSantorin {
    /// Sessions of this year alone.
    pub annee: Option<i32>,
}

/// What the page of the export shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeSantorin {
    /// Years of the sessions in which somebody has a right, latest first.
    pub annees: Vec<i32>,
    /// Rights to mark, with the filter.
    pub correcteurs: u32,
    /// Of these, without professional address.
    pub correcteurs_sans_mel: u32,
    /// Rights to scan, with the filter.
    pub numerisation: u32,
    /// Of these, without professional address.
    pub numerisation_sans_mel: u32,
    /// Days that the right lasts after the last day.
    pub delai: u32,
    /// Whether intervenants are shown a link to SANTORIN.
    pub lien: bool,
}

// -------------------------------------------------------- clients of the API

/// What is asked for a new client, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisieClient {
    /// Name by which the rectorat knows it.
    #[serde(default)]
    pub nom: String,
    /// Lists it may read, by name.
    #[serde(default)]
    pub portees: Vec<String>,
    /// Last day of its token.
    #[serde(default)]
    pub expire: String,
    /// Address told of changes; may be empty.
    #[serde(default)]
    pub webhook: String,
}

/// A new client, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouveauClient {
    /// Name.
    pub nom: String,
    /// Lists it may read; at least one.
    pub portees: Vec<DroitSantorin>,
    /// Last day of its token, included.
    pub expire: NaiveDate,
    /// Address told of changes.
    pub webhook: Option<String>,
}

/// Why a client is not created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientErreur {
    /// No name.
    NomVide,
    /// Name too long, or with a control character.
    NomInvalide,
    /// A client in use has this name.
    NomPris,
    /// No list.
    AucunePortee,
    /// No such list.
    PorteeInconnue,
    /// The last day cannot be read.
    ExpirationIllisible,
    /// The last day has passed.
    ExpirationPassee,
    /// The last day is too far.
    ExpirationTropLoin,
    /// The address of the webhook cannot be used.
    Webhook(WebhookErreur),
    /// Too many clients in use.
    TropDeClients,
    /// No number of days, or too many, for the former token.
    RecouvrementInvalide,
}

/// Why an address is not told of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookErreur {
    /// No complete address.
    Illisible,
    /// Not https.
    NonChiffree,
    /// With a name and a password in it.
    AvecIdentifiants,
    /// Of this machine or of a private network.
    Privee,
}

impl SaisieClient {
    /// Reads what was typed on a day. The webhook is only trimmed: see
    /// [`adresse_publique`] for what its address must be.
    ///
    /// # Errors
    /// The first [`ClientErreur`].
    pub fn lire(&self, aujourd_hui: NaiveDate) -> Result<NouveauClient, ClientErreur> {
        let nom = texte::nettoyer(&self.nom);
        if nom.is_empty() {
            return Err(ClientErreur::NomVide);
        }
        if nom.chars().count() > CLIENT_NOM_MAX || texte::a_caractere_de_controle(&self.nom) {
            return Err(ClientErreur::NomInvalide);
        }
        let mut portees = Vec::new();
        for portee in &self.portees {
            let droit = DroitSantorin::de_la_liste(portee).ok_or(ClientErreur::PorteeInconnue)?;
            if !portees.contains(&droit) {
                portees.push(droit);
            }
        }
        if portees.is_empty() {
            return Err(ClientErreur::AucunePortee);
        }
        Ok(NouveauClient {
            nom,
            portees,
            expire: lire_expiration(&self.expire, aujourd_hui)?,
            webhook: lire_webhook(&self.webhook)?,
        })
    }
}

/// The last day of a token, as typed on a day.
///
/// # Errors
/// [`ClientErreur::ExpirationIllisible`], [`ClientErreur::ExpirationPassee`],
/// [`ClientErreur::ExpirationTropLoin`].
pub fn lire_expiration(saisie: &str, aujourd_hui: NaiveDate) -> Result<NaiveDate, ClientErreur> {
    let expire = lire_jour(saisie).ok_or(ClientErreur::ExpirationIllisible)?;
    if expire < aujourd_hui {
        return Err(ClientErreur::ExpirationPassee);
    }
    if aujourd_hui
        .checked_add_days(Days::new(JETON_JOURS_MAX))
        .is_none_or(|max| expire > max)
    {
        return Err(ClientErreur::ExpirationTropLoin);
    }
    Ok(expire)
}

/// The address of a webhook, as typed; none when nothing was. Only trimmed: see
/// [`adresse_publique`] for what it must be.
///
/// # Errors
/// [`ClientErreur::Webhook`] when it is too long.
pub fn lire_webhook(saisie: &str) -> Result<Option<String>, ClientErreur> {
    let webhook = saisie.trim();
    if webhook.len() > WEBHOOK_URL_MAX {
        return Err(ClientErreur::Webhook(WebhookErreur::Illisible));
    }
    Ok((!webhook.is_empty()).then(|| webhook.to_owned()))
}

/// The last day on which a token still serves once it is renewed on a day, from the number of
/// days typed: never after its own last day. None when it stops at once, or had stopped by then.
///
/// # Errors
/// [`ClientErreur::RecouvrementInvalide`].
pub fn lire_recouvrement(
    saisie: &str,
    aujourd_hui: NaiveDate,
    expire: NaiveDate,
) -> Result<Option<NaiveDate>, ClientErreur> {
    let jours = saisie
        .trim()
        .parse::<u32>()
        .ok()
        .filter(|j| *j <= RECOUVREMENT_JOURS_MAX)
        .ok_or(ClientErreur::RecouvrementInvalide)?;
    if jours == 0 {
        return Ok(None);
    }
    let fin = aujourd_hui
        .checked_add_days(Days::new(u64::from(jours)))
        .ok_or(ClientErreur::RecouvrementInvalide)?;
    Ok(Some(fin.min(expire)).filter(|j| *j >= aujourd_hui))
}

/// Whether a webhook may go to this address: not one of the machine itself, of a private
/// network, nor one that leads there by another name (RFC 6890 and its successors).
#[must_use]
pub fn adresse_publique(adresse: IpAddr) -> bool {
    match adresse {
        IpAddr::V4(v4) => v4_publique(v4),
        IpAddr::V6(v6) => v6_publique(v6),
    }
}

fn v4_publique(a: Ipv4Addr) -> bool {
    let [x, y, z, _] = a.octets();
    let reservee = a.is_unspecified()
        || a.is_loopback()
        || a.is_private()
        || a.is_link_local()
        || a.is_broadcast()
        || a.is_multicast()
        || a.is_documentation()
        || x == 0
        // Shared by the clients of a provider (RFC 6598).
        || (x == 100 && (64..128).contains(&y))
        // Protocol assignments (RFC 6890), 6to4 relays.
        || (x == 192 && y == 0 && z == 0)
        || (x == 192 && y == 88 && z == 99)
        // Benchmarks (RFC 2544).
        || (x == 198 && (18..20).contains(&y))
        // Reserved (RFC 1112).
        || x >= 240;
    !reservee
}

fn v6_publique(a: Ipv6Addr) -> bool {
    let s = a.segments();
    if let Some(v4) = a.to_ipv4_mapped() {
        return v4_publique(v4);
    }
    // Translated by the network to the IPv4 address in it (RFC 6052).
    if s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [.., w, x, y, z] = a.octets();
        return v4_publique(Ipv4Addr::new(w, x, y, z));
    }
    // Only global unicast is given out (RFC 4291), less what is not the Internet in it:
    // protocol assignments with Teredo, documentation, 6to4.
    (s[0] & 0xe000) == 0x2000
        && !(s[0] == 0x2001 && s[1] < 0x200)
        && !(s[0] == 0x2001 && s[1] == 0xdb8)
        && !(s[0] == 0x3fff && s[1] < 0x1000)
        && s[0] != 0x2002
}

/// Whether a client can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatClient {
    /// Its token is good.
    EnUsage,
    /// Its last day has passed.
    Expire,
    /// It was revoked.
    Revoque,
}

/// A client of the API, as the page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClientListe {
    /// Key.
    pub id: crate::ClientApiId,
    /// Name.
    pub nom: String,
    /// First letters of its token, by which it is recognised.
    pub indice: String,
    /// Lists it may read.
    pub portees: Vec<DroitSantorin>,
    /// Where it stands.
    pub etat: EtatClient,
    /// Last day of its token.
    pub expire: NaiveDate,
    /// When it last called, in the académie's time; empty: never.
    pub vu: String,
    /// Who created it and when: `02/02/2021 08:05, Nom`.
    pub cree: String,
    /// Address told of changes; empty: none.
    pub webhook: String,
    /// Last day of the token that the present one replaced, while it still serves.
    #[serde(default)]
    pub ancien_jusquau: Option<NaiveDate>,
}

/// A webhook that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LivraisonPerdue {
    /// Key.
    pub id: i64,
    /// The client's name.
    pub client: String,
    /// When it was given up, in the académie's time.
    pub date: String,
    /// How many tries.
    pub essais: u32,
    /// Why the last one failed.
    pub raison: EchecAppel,
}

/// Why a webhook did not get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "genre")]
pub enum EchecAppel {
    /// Answered, with another status than a success.
    Statut {
        /// Which.
        statut: u16,
    },
    /// The address is refused.
    Adresse {
        /// Why.
        raison: WebhookErreur,
    },
    /// The name is unknown, or nothing answers there.
    Injoignable,
    /// The certificate, or the encryption, is refused.
    Chiffrement,
    /// Took too long.
    Delai,
    /// Answered something that is no HTTP.
    Reponse,
}

impl EchecAppel {
    /// Whether trying again makes no sense.
    #[must_use]
    pub const fn definitif(self) -> bool {
        // 410: the address asks not to be told any more.
        matches!(self, Self::Statut { statut: 410 })
    }
}

/// What the page *Clients de l'API* shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageClients {
    /// Clients, those in use first.
    pub clients: Vec<ClientListe>,
    /// Webhooks given up, latest first.
    pub perdues: Vec<LivraisonPerdue>,
    /// Last day proposed for a new token.
    pub expire_proposee: Option<NaiveDate>,
}

/// What happened to clients of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaitSantorin {
    /// One was created.
    ClientCree {
        /// Name.
        nom: String,
    },
    /// One was revoked.
    ClientRevoque {
        /// Name.
        nom: String,
    },
    /// The token of one was renewed.
    JetonRenouvele {
        /// Name.
        nom: String,
    },
    /// The address that one is called at was changed.
    AdresseChangee {
        /// Name.
        nom: String,
    },
    /// A webhook that was given up is tried again.
    LivraisonRenvoyee {
        /// The client's name.
        client: String,
    },
}

/// What is refused about SANTORIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SantorinErreur {
    /// A client is not created.
    Client(ClientErreur),
    /// The form that creates a client was sent once more: its token was shown already.
    DejaCree,
    /// A client is not changed.
    Change(ClientErreur),
    /// The token was renewed since it was shown.
    JetonChange,
}

impl From<ClientErreur> for crate::Erreur {
    fn from(erreur: ClientErreur) -> Self {
        Self::Santorin(SantorinErreur::Client(erreur))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jour(j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
    }

    #[test]
    fn l_ancien_jeton_ne_depasse_ni_le_delai_ni_son_dernier_jour() {
        let lire = |saisie| lire_recouvrement(saisie, jour(2), jour(12));
        assert_eq!(lire(" 7 "), Ok(Some(jour(9))));
        assert_eq!(lire("30"), Ok(Some(jour(12))));
        assert_eq!(lire("0"), Ok(None));
        // One whose last day is over is not said to serve still.
        assert_eq!(lire_recouvrement("7", jour(2), jour(2)), Ok(Some(jour(2))));
        assert_eq!(lire_recouvrement("7", jour(2), jour(1)), Ok(None));
        for faux in ["", "-1", "31", "sept"] {
            assert_eq!(
                lire(faux),
                Err(ClientErreur::RecouvrementInvalide),
                "{faux}"
            );
        }
    }

    fn convoque(type_mission: TypeMission, dernier: u32) -> ConvoqueSantorin {
        ConvoqueSantorin {
            convocation: ConvocationId(42),
            mission: 172_278,
            type_mission,
            session: "470".into(),
            examen: "BCG".into(),
            annee: 2021,
            epreuve: None,
            centre: Uai::du_numero(310_038),
            matricule: "T1".into(),
            nom: "DURAND".into(),
            prenom: "Anne".into(),
            mel: "anne@ac.example".into(),
            etablissement: Some(Uai::du_numero(310_038)),
            qualite: type_mission.qualite_par_defaut(),
            premier_jour: jour(1),
            dernier_jour: jour(dernier),
        }
    }

    #[test]
    fn qui_a_quel_droit_et_jusqu_a_quand() {
        use DroitSantorin::{Correction, Numerisation};
        for (t, droit) in [
            (TypeMission::Coec, Some(Correction)),
            (TypeMission::Sscan, Some(Numerisation)),
            (TypeMission::Inec, None),
            (TypeMission::Prece, Some(Correction)),
        ] {
            let acces = acces_santorin(t, jour(10), 3, jour(1));
            assert_eq!(acces.map(|a| a.droit), droit, "{t:?}");
            assert!(acces.is_none_or(|a| a.jusqu_au == jour(13)));
        }
        let le = |j| acces_santorin(TypeMission::Coec, jour(10), 3, jour(j)).is_some();
        // Before the first day, on the last, through the delay; no longer.
        assert_eq!([1, 10, 13, 14].map(le), [true, true, true, false]);
    }

    #[test]
    fn ce_qui_se_publie() {
        let c = convoque(TypeMission::Coec, 10);
        let publier = |actuel: Option<&ConvoqueSantorin>, publies: &[DroitPublie], j| {
            a_publier(actuel, publies, 3, jour(j))
        };
        let ouvert = publier(Some(&c), &[], 1);
        assert_eq!(ouvert.len(), 1);
        assert_eq!(
            (ouvert[0].retire, ouvert[0].jusqu_au, &ouvert[0].convoque),
            (None, jour(13), &c)
        );
        assert!(publier(Some(&c), &ouvert, 2).is_empty(), "dit déjà");

        let change = ConvoqueSantorin {
            qualite: Some(Qualite::ReferentCorrection),
            ..c.clone()
        };
        assert_eq!(publier(Some(&change), &ouvert, 2)[0].convoque, change);

        let retire = publier(None, &ouvert, 2);
        assert_eq!(retire[0].retire, Some(MotifRetrait::Annulee));
        let dit = &retire[0].convoque;
        assert_eq!((&*dit.nom, &*dit.mel, &*dit.matricule), ("", "", "T1"));
        assert!(publier(None, &retire, 2).is_empty());
        assert_eq!(publier(Some(&c), &retire, 2), ouvert, "rétablie");

        let expire = publier(Some(&c), &ouvert, 14);
        assert_eq!(expire[0].retire, Some(MotifRetrait::Expire));
        assert!(publier(Some(&c), &[], 14).is_empty(), "jamais dite, passée");

        let scan = convoque(TypeMission::Sscan, 10);
        let deux = publier(Some(&scan), &ouvert, 2);
        assert_eq!(deux[0].retire, Some(MotifRetrait::SansDroit));
        assert_eq!(
            (deux[1].droit, deux[1].retire),
            (DroitSantorin::Numerisation, None)
        );
        let sans = convoque(TypeMission::Inec, 10);
        assert_eq!(publier(Some(&sans), &ouvert, 2).len(), 1);
    }

    proptest! {
        /// Whatever happens, one publication makes what is known what stands.
        #[test]
        fn publier_une_fois_suffit(
            avant in prop::collection::vec((0usize..5, 1u32..28), 0..6),
            j in 1u32..28,
        ) {
            let mut publies: Vec<DroitPublie> = Vec::new();
            for (genre, dernier) in avant {
                let c = TypeMission::TOUS.get(genre).map(|t| convoque(*t, dernier));
                let suites = a_publier(c.as_ref(), &publies, 3, jour(j));
                for s in suites {
                    publies.retain(|p| p.droit != s.droit);
                    publies.push(s);
                }
                prop_assert!(a_publier(c.as_ref(), &publies, 3, jour(j)).is_empty());
                let ouverts: Vec<_> = publies.iter().filter(|p| p.retire.is_none()).collect();
                let du = c.and_then(|c| acces_santorin(c.type_mission, c.dernier_jour, 3, jour(j)));
                prop_assert_eq!(ouverts.first().map(|p| p.droit), du.map(|a| a.droit));
                prop_assert!(ouverts.len() <= 1);
            }
        }

        #[test]
        fn une_reference_se_relit(mission in 1i64..1_000_000, cle in 1i64..i64::MAX) {
            let lue = lire_reference(&format!("{mission}-{cle}"));
            prop_assert_eq!(lue, Some((mission, ConvocationId(cle))));
        }

        #[test]
        fn lire_une_reference_ne_panique_jamais(texte in ".*") {
            let _ = lire_reference(&texte);
        }
    }

    #[test]
    fn references_fausses() {
        for faux in [
            "",
            "1",
            "1-",
            "-1",
            "01-2",
            "1-02",
            "+1-2",
            "1-2-3",
            "a-b",
            "1-99999999999999999999",
        ] {
            assert_eq!(lire_reference(faux), None, "{faux}");
        }
    }

    #[test]
    fn un_client_se_lit() {
        let bonne = SaisieClient {
            nom: "  SANTORIN  production ".into(),
            portees: vec!["correcteurs".into(), "correcteurs".into()],
            expire: "2021-12-31".into(),
            webhook: " https://santorin.example/imagin ".into(),
        };
        let lu = bonne.lire(jour(1)).unwrap();
        assert_eq!(lu.nom, "SANTORIN production");
        assert_eq!(lu.portees, [DroitSantorin::Correction]);
        assert_eq!(
            lu.webhook.as_deref(),
            Some("https://santorin.example/imagin")
        );
        let faux = |changer: fn(&mut SaisieClient)| {
            let mut saisie = bonne.clone();
            changer(&mut saisie);
            saisie.lire(jour(1)).unwrap_err()
        };
        assert_eq!(faux(|s| s.nom = " ".into()), ClientErreur::NomVide);
        assert_eq!(faux(|s| s.nom = "x".repeat(81)), ClientErreur::NomInvalide);
        assert_eq!(faux(|s| s.nom = "a\u{7}".into()), ClientErreur::NomInvalide);
        assert_eq!(faux(|s| s.portees.clear()), ClientErreur::AucunePortee);
        assert_eq!(
            faux(|s| s.portees.push("tout".into())),
            ClientErreur::PorteeInconnue
        );
        assert_eq!(
            faux(|s| s.expire = "demain".into()),
            ClientErreur::ExpirationIllisible
        );
        assert_eq!(
            faux(|s| s.expire = "2021-01-31".into()),
            ClientErreur::ExpirationPassee
        );
        assert_eq!(
            faux(|s| s.expire = "2031-01-31".into()),
            ClientErreur::ExpirationTropLoin
        );
    }

    #[test]
    fn adresses_privees_refusees() {
        for privee in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::7f00:1",
            "100::1",
        ] {
            assert!(!adresse_publique(privee.parse().unwrap()), "{privee}");
        }
        for publique in [
            "192.0.1.1",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2a01:e0a::1",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert!(adresse_publique(publique.parse().unwrap()), "{publique}");
        }
    }

    #[test]
    fn qui_exporte_et_qui_gere() {
        let acteur = |role| Acteur {
            compte: crate::CompteId(1),
            academie: crate::AcademieId(1),
            identifiant: "x".into(),
            nom: "X".into(),
            mel: String::new(),
            attributions: vec![crate::Attribution {
                role,
                etablissement: None,
            }],
            intervenant: None,
            copie_par_courriel: false,
        };
        for role in Role::TOUS {
            let a = acteur(role);
            let gestionnaire = role == Role::Gestionnaire;
            assert_eq!(
                a.exporte_vers_santorin() != Portee::Rien,
                gestionnaire,
                "{role:?}"
            );
            assert_eq!(
                a.gere_clients_api() != Portee::Rien,
                gestionnaire || role == Role::Administrateur,
                "{role:?}"
            );
        }
    }

    #[test]
    fn le_plus_tard_compte() {
        let mut d = DroitDeLIntervenant {
            adresse: String::new(),
            correction: None,
            numerisation: None,
        };
        assert!(d.aucun());
        for j in [3, 9, 5] {
            d.ajouter(AccesSantorin {
                droit: DroitSantorin::Correction,
                jusqu_au: jour(j),
            });
        }
        assert_eq!((d.correction, d.numerisation), (Some(jour(9)), None));
    }

    #[test]
    fn codes_relus() {
        for d in DroitSantorin::TOUS {
            assert_eq!(DroitSantorin::lire(d.code()), Some(d));
            assert_eq!(DroitSantorin::de_la_liste(d.liste()), Some(d));
        }
        for m in MotifRetrait::TOUS {
            assert_eq!(MotifRetrait::lire(m.code()), Some(m));
        }
    }
}
