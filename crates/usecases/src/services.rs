//! What every action needs and what tests replace: the store, the clock, chance,
//! fonts, settings.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use documents::Polices;
use domain::{Erreur, Moment, NaiveDate};
use std::sync::Arc;
use store::{ErreurStore, Store};
use tokio::sync::{Notify, Semaphore};

/// The clock. Rules never read it: moments are handed to them.
pub trait Horloge: Send + Sync {
    /// The present moment.
    fn maintenant(&self) -> Moment;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct HorlogeSysteme;

impl Horloge for HorlogeSysteme {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place where the system's clock is read"
    )]
    fn maintenant(&self) -> Moment {
        Moment(Utc::now().timestamp_millis())
    }
}

/// Chance: keys that nobody can guess.
pub trait Alea: Send + Sync {
    /// 128 random bits, as 32 hexadecimal digits.
    ///
    /// # Errors
    /// When the system gives no randomness.
    fn jeton(&self) -> Result<String, Erreur>;
}

/// The system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct AleaSysteme;

impl Alea for AleaSysteme {
    fn jeton(&self) -> Result<String, Erreur> {
        let mut octets = [0_u8; 16];
        getrandom::fill(&mut octets).map_err(|e| interne("alea", &e))?;
        Ok(octets.iter().map(|o| format!("{o:02x}")).collect())
    }
}

/// Limits that a deployment may change.
#[derive(Clone, Debug)]
pub struct Limites {
    /// Failed sign-ins of one account from one address before waiting.
    pub essais_compte_adresse: u32,
    /// Failed sign-ins of one account from anywhere before waiting.
    pub essais_compte: u32,
    /// Failed sign-ins from one address on any account before waiting (a whole
    /// school may share one).
    pub essais_adresse: u32,
    /// Seconds during which failed sign-ins count.
    pub essais_fenetre: i64,
    /// Seconds during which a group send can be stopped before anything leaves.
    pub envoi_delai: i64,
    /// Tries of a mail before giving up.
    pub courriel_essais: i32,
    /// Seconds that one delivery may take.
    pub courriel_delai: u64,
    /// Mails delivered at the same time.
    pub courriel_paralleles: usize,
    /// Seconds during which a claimed mail belongs to its worker.
    pub courriel_verrou: i64,
    /// Wrong codes of letters from one address before waiting.
    pub codes_adresse: u32,
    /// Days after which who has not answered is reminded; none: nobody is by itself.
    pub rappel_jours: Option<i64>,
    /// Largest archive attached to a summary, in bytes; beyond, a link.
    pub recapitulatif_max: usize,
    /// Largest file that the pages of imports accept, in bytes.
    pub import_max: u64,
    /// How long what is kept is kept.
    pub conservation: domain::Conservation,
    /// SANTORIN and the clients of the API.
    pub santorin: crate::santorin::Reglage,
    /// Second factors.
    pub second_facteur: crate::second_facteur::Reglage,
    /// The OpenID Connect provider; none: local accounts alone.
    pub openid: Option<crate::openid::Reglage>,
}

impl Default for Limites {
    fn default() -> Self {
        Self {
            essais_compte_adresse: 5,
            essais_compte: 50,
            essais_adresse: 200,
            essais_fenetre: 15 * 60,
            envoi_delai: 30,
            courriel_essais: 12,
            courriel_delai: 60,
            courriel_paralleles: 4,
            courriel_verrou: 5 * 60,
            codes_adresse: 30,
            rappel_jours: None,
            recapitulatif_max: 10 * 1024 * 1024,
            import_max: 64 * 1024 * 1024,
            conservation: domain::Conservation::default(),
            santorin: crate::santorin::Reglage::default(),
            second_facteur: crate::second_facteur::Reglage::default(),
            openid: None,
        }
    }
}

/// Settings that the actions need.
#[derive(Clone, Debug)]
pub struct Reglages {
    /// Address of the service, without final `/`.
    pub url_publique: String,
    /// Who the mails come from.
    pub identite: mail::Identite,
    /// Demo mode: what the sign-in page shows.
    pub demonstration: Option<Demonstration>,
    /// Limits.
    pub limites: Limites,
}

/// What the sign-in page shows in demo mode.
#[derive(Clone, Debug)]
pub struct Demonstration {
    /// Accounts, by académie.
    pub comptes: Vec<ComptesDemonstration>,
    /// Their password.
    pub mot_de_passe: String,
}

/// The demo accounts of an académie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComptesDemonstration {
    /// Its name.
    pub academie: String,
    /// Sign-in names and what they are.
    pub comptes: Vec<(String, String)>,
}

/// What every action needs.
pub struct Services {
    /// Memory.
    pub store: Store,
    /// Clock.
    pub horloge: Arc<dyn Horloge>,
    /// Chance.
    pub alea: Arc<dyn Alea>,
    /// Fonts of the letters, parsed once.
    pub polices: Polices,
    /// Settings.
    pub reglages: Reglages,
    /// Wakes the worker that delivers mails.
    pub reveil: Arc<Notify>,
    /// Password hashes computed at the same time: each takes 19 MiB and a core.
    pub hachages: Arc<Semaphore>,
}

impl Services {
    /// The present moment.
    #[must_use]
    pub fn maintenant(&self) -> Moment {
        self.horloge.maintenant()
    }

    /// A Message-ID, with its angle brackets, that no other mail bears.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn message_id(&self) -> Result<String, Erreur> {
        let jeton = self.alea.jeton()?;
        Ok(self
            .reglages
            .identite
            .message_id(&jeton)
            .as_str()
            .to_owned())
    }

    /// The académie's present day.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn aujourd_hui(&self, academie: domain::AcademieId) -> Result<NaiveDate, Erreur> {
        Ok(self.heure_locale(academie, self.maintenant()).await?.date())
    }

    /// A moment in the académie's own time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn heure_locale(
        &self,
        academie: domain::AcademieId,
        moment: Moment,
    ) -> Result<NaiveDateTime, Erreur> {
        let academie = store::academies::par_id(self.store.lecture(), academie)
            .await
            .map_err(erreur_store)?;
        let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
        Ok(dans_le_fuseau(&fuseau, moment))
    }
}

/// How moments are shown in an académie: its time zone, read once for all of them.
pub(crate) struct Heures(String);

impl Heures {
    pub(crate) async fn de(
        services: &Services,
        academie: domain::AcademieId,
    ) -> Result<Self, Erreur> {
        let academie = store::academies::par_id(services.store.lecture(), academie)
            .await
            .map_err(erreur_store)?;
        Ok(Self(academie.map(|a| a.fuseau).unwrap_or_default()))
    }

    pub(crate) fn dire(&self, moment: Moment) -> String {
        dans_le_fuseau(&self.0, moment)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    }
}

/// The present day of an académie, read by the connection given: a transaction that waits
/// for a second one can starve the pool.
pub(crate) async fn jour_local(
    conn: &impl store::ConnectionTrait,
    academie: domain::AcademieId,
    maintenant: Moment,
) -> Result<NaiveDate, ErreurStore> {
    let academie = store::academies::par_id(conn, academie).await?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    Ok(dans_le_fuseau(&fuseau, maintenant).date())
}

/// A moment in a time zone; Paris time when the zone is unknown.
#[must_use]
pub(crate) fn dans_le_fuseau(fuseau: &str, moment: Moment) -> NaiveDateTime {
    let zone: Tz = fuseau.parse().unwrap_or(Tz::Europe__Paris);
    DateTime::<Utc>::from_timestamp_millis(moment.0)
        .unwrap_or_default()
        .with_timezone(&zone)
        .naive_local()
}

/// The first moment of a day in a time zone; Paris time when the zone is unknown. Where the
/// clocks skip midnight, the first hour that there is.
#[must_use]
pub(crate) fn debut_du_jour(fuseau: &str, jour: NaiveDate) -> domain::Moment {
    let zone: Tz = fuseau.parse().unwrap_or(Tz::Europe__Paris);
    let minuit = jour.and_time(domain::NaiveTime::MIN);
    let trouve = (0..24).find_map(|h| {
        zone.from_local_datetime(&(minuit + chrono::TimeDelta::hours(h)))
            .earliest()
    });
    Moment(trouve.map_or_else(
        || minuit.and_utc().timestamp_millis(),
        |m| m.timestamp_millis(),
    ))
}

/// An unexpected failure: its chain goes to the log under a short reference, which
/// is all the screen shows.
pub fn interne(ou: &'static str, erreur: &dyn core::error::Error) -> Erreur {
    let mut octets = [0_u8; 4];
    // Without randomness the reference is less distinct, and still in the log.
    let _ = getrandom::fill(&mut octets);
    let reference = format!("{:08X}", u32::from_be_bytes(octets));
    let mut chaine = erreur.to_string();
    let mut cause = erreur.source();
    while let Some(c) = cause {
        chaine.push_str(" <- ");
        chaine.push_str(&c.to_string());
        cause = c.source();
    }
    tracing::error!(%reference, ou, erreur = %chaine, "erreur inattendue");
    Erreur::Interne { reference }
}

/// A failure of the store as an outcome.
pub fn erreur_store(erreur: ErreurStore) -> Erreur {
    match erreur {
        ErreurStore::Occupe(_) => {
            tracing::warn!(%erreur, "base occupée");
            Erreur::Occupe
        }
        autre => interne("base", &autre),
    }
}

/// Adds a line to the audit trail: `objet` is a kind of thing and its key.
pub(crate) async fn tracer(
    tx: &store::Ecriture,
    services: &Services,
    acteur: &domain::Acteur,
    action: &str,
    objet: (&str, i64),
    details: &serde_json::Value,
) -> Result<(), ErreurStore> {
    let trace = store::piste::Trace {
        moment: services.maintenant(),
        compte: Some(acteur.compte),
        action: action.to_owned(),
        objet: objet.0.to_owned(),
        objet_id: objet.1,
        details: details.to_string(),
    };
    store::piste::ajouter(tx, &trace).await
}

/// SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn empreinte(octets: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(octets)
        .iter()
        .map(|o| format!("{o:02x}"))
        .collect()
}
