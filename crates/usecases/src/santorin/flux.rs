//! The changes that clients of the API read.
//!
//! The database marks a convocation in the transaction that changes it. [`publier`] looks at
//! what is marked, or has expired, and gives a number to what a client does not know, one
//! publisher at a time. A client that asks for what follows the last number it read misses
//! nothing, in whatever order the writers finished.

use super::Reglage;
use crate::services::{Services, dans_le_fuseau, erreur_store};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    AcademieId, ConvocationId, DROITS_PAR_PAGE, DROITS_PAR_PAGE_MAX, DroitSantorin, Erreur, Moment,
    NaiveDate, NombreRegle, SANTORIN_JOURS_MAX, a_publier, lire_reference,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::ErreurStore;
use store::clients_api::Client;
use store::santorin::Numerote;

/// Convocations looked at in one transaction.
const LOT: u32 = 500;
/// Such transactions before an answer, at most: the worker does the rest, and what is not
/// published yet has a greater number than all that is answered.
pub(super) const LOTS_PAR_APPEL: u32 = 4;
/// Milliseconds in which calls are counted together.
const FENETRE: i64 = 60_000;
/// What every token begins with, so that one left in a program is found.
pub(super) const PREFIXE: &str = "imgn_";

// -------------------------------------------------------------- publishing

/// Publishes what clients do not know yet, in `lots` transactions at most; gives how many
/// rights were published.
///
/// # Errors
/// When the database does not answer.
pub async fn publier(services: &Services, lots: u32) -> Result<u32, Erreur> {
    let mut total = 0;
    for _ in 0..lots {
        if !a_faire(services).await.map_err(erreur_store)? {
            break;
        }
        total += un_lot(services).await.map_err(erreur_store)?;
    }
    Ok(total)
}

fn reglage(services: &Services) -> &Reglage {
    &services.reglages.limites.santorin
}

/// The present day of each académie.
async fn jours(
    services: &Services,
    conn: &impl store::ConnectionTrait,
) -> Result<BTreeMap<AcademieId, NaiveDate>, ErreurStore> {
    let maintenant = services.maintenant();
    let academies = store::academies::toutes(conn).await?;
    Ok(academies
        .into_iter()
        .map(|a| (a.id, dans_le_fuseau(&a.fuseau, maintenant).date()))
        .collect())
}

/// Whether anything has to be looked at; reads only.
async fn a_faire(services: &Services) -> Result<bool, ErreurStore> {
    let lecture = services.store.lecture();
    if !store::santorin::marques(lecture, 1).await?.is_empty()
        || i64::from(store::santorin::etat(lecture).await?.delai)
            != i64::from(reglage(services).jours)
    {
        return Ok(true);
    }
    for (academie, jour) in jours(services, lecture).await? {
        let expires = store::santorin::expires(lecture, academie, jour, 1).await?;
        if !expires.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn un_lot(services: &Services) -> Result<u32, ErreurStore> {
    let delai = reglage(services).jours;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await?;
    // First of all: what is read below is what stands once nobody else publishes.
    let etat = store::santorin::tenir(&tx).await?;
    if i64::from(etat.delai) != i64::from(delai) {
        store::santorin::tout_marquer(&tx).await?;
    }
    let marques = store::santorin::marques(&tx, LOT).await?;
    let jours = jours(services, &tx).await?;
    let propres: BTreeMap<AcademieId, u32> =
        store::parametres::qui_ont_regle(&tx, NombreRegle::SantorinJours)
            .await?
            .into_iter()
            .collect();
    let mut ids: BTreeSet<ConvocationId> = marques.iter().map(|(_, id)| *id).collect();
    for (academie, jour) in &jours {
        ids.extend(store::santorin::expires(&tx, *academie, *jour, LOT).await?);
    }
    let actuels = store::santorin::actuels(&tx, &ids).await?;
    let mut publies = store::santorin::publies(&tx, &ids).await?;
    let mut rang = etat.rang;
    let mut touches: BTreeMap<AcademieId, BTreeSet<&'static str>> = BTreeMap::new();
    for id in &ids {
        let actuel = actuels.get(id);
        let deja = publies.remove(id).unwrap_or_default();
        let academie = actuel
            .map(|a| a.academie)
            .or_else(|| deja.first().map(|d| d.academie));
        let Some((academie, jour)) = academie.and_then(|a| Some((a, *jours.get(&a)?))) else {
            // Never published, and gone.
            continue;
        };
        let deja: Vec<_> = deja.into_iter().map(|d| d.droit).collect();
        let delai = propres
            .get(&academie)
            .map_or(delai, |d| (*d).min(SANTORIN_JOURS_MAX));
        for droit in a_publier(actuel.map(|a| &a.convoque), &deja, delai, jour) {
            rang += 1;
            touches
                .entry(academie)
                .or_default()
                .insert(droit.droit.code());
            let numerote = Numerote {
                academie,
                droit,
                rang,
                publie_le: maintenant,
            };
            store::santorin::publier(&tx, &numerote).await?;
        }
    }
    store::santorin::avancer(&tx, rang, delai).await?;
    let marques: Vec<i64> = marques.into_iter().map(|(id, _)| id).collect();
    store::santorin::oublier(&tx, &marques).await?;
    for (academie, droits) in touches {
        let droits: Vec<DroitSantorin> =
            droits.into_iter().filter_map(DroitSantorin::lire).collect();
        let jour = jours.get(&academie).copied().unwrap_or_default();
        store::clients_api::prevenir(&tx, academie, &droits, rang, jour, maintenant).await?;
    }
    tx.valider().await?;
    Ok(u32::try_from(rang - etat.rang).unwrap_or(u32::MAX))
}

// ----------------------------------------------------------------- reading

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusApi {
    /// No token.
    JetonAbsent,
    /// Unknown, or revoked.
    JetonRefuse,
    /// Past its last day.
    JetonExpire,
    /// The token does not read this list.
    Portee,
    /// Too many calls.
    TropDAppels {
        /// Seconds to wait.
        attendre: i64,
    },
    /// A parameter that has no meaning: its name.
    Parametre(String),
    /// The cursor comes from another database, or from one that was restored since: what
    /// the client knows has to be read from the beginning.
    CurseurPerime,
    /// No such right in this académie.
    Introuvable,
    /// The database, mostly.
    Erreur(Erreur),
}

impl From<Erreur> for RefusApi {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

impl From<ErreurStore> for RefusApi {
    fn from(erreur: ErreurStore) -> Self {
        Self::Erreur(erreur_store(erreur))
    }
}

/// The client of a token, if it may read a list now.
///
/// # Errors
/// [`RefusApi`].
pub async fn authentifier(
    services: &Services,
    jeton: Option<&str>,
    adresse: &str,
    droit: DroitSantorin,
) -> Result<Client, RefusApi> {
    let limite = reglage(services).appels_minute;
    let maintenant = services.maintenant();
    let Some(jeton) = jeton else {
        return Err(RefusApi::JetonAbsent);
    };
    let lecture = services.store.lecture();
    let client = store::clients_api::par_empreinte(lecture, &empreinte(jeton))
        .await?
        .filter(|c| c.revoque_le.is_none());
    let Some(client) = client else {
        // Nobody guesses 256 bits: this is for the load, and for the log.
        let cle = format!("jeton:{adresse}");
        let depuis = Moment(maintenant.0 - FENETRE);
        if store::tentatives::compter(lecture, &cle, depuis).await? >= limite {
            return Err(RefusApi::TropDAppels {
                attendre: FENETRE / 1000,
            });
        }
        let tx = services.store.ecriture().await?;
        store::tentatives::noter(&tx, &cle, maintenant).await?;
        tx.valider().await?;
        return Err(RefusApi::JetonRefuse);
    };
    if services.aujourd_hui(client.academie).await? > client.expire {
        return Err(RefusApi::JetonExpire);
    }
    let tx = services.store.ecriture().await?;
    let permis = store::clients_api::appeler(&tx, client.id, maintenant, FENETRE, limite).await?;
    tx.valider().await?;
    if !permis {
        return Err(RefusApi::TropDAppels {
            attendre: (FENETRE - maintenant.0.rem_euclid(FENETRE) + 999).div_euclid(1000),
        });
    }
    if !client.portees.contains(&droit) {
        return Err(RefusApi::Portee);
    }
    Ok(client)
}

/// What is kept of a token.
pub(super) fn empreinte(jeton: &str) -> String {
    crate::empreinte(jeton.as_bytes())
}

/// A right, as the API says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DroitApi {
    /// `172278-42`: the same as long as the convocation is the same.
    pub reference: String,
    /// `ouvert`, `retire`.
    pub etat: &'static str,
    /// Why it was taken away; null while it stands.
    pub motif: Option<&'static str>,
    /// Last day, included.
    pub jusqu_au: NaiveDate,
    /// What the person is convoked to.
    pub mission: MissionApi,
    /// Who.
    pub personne: PersonneApi,
    /// Function; null for SSCAN.
    pub qualite: Option<&'static str>,
    /// First day of the convocation.
    pub premier_jour: NaiveDate,
    /// Last day of the convocation.
    pub dernier_jour: NaiveDate,
    /// When this was published, UTC.
    pub publie_le: String,
}

/// A mission, as the API says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissionApi {
    /// Number.
    pub numero: i64,
    /// `COEC`, `SSCAN`, `PRECE`.
    #[serde(rename = "type")]
    pub type_mission: &'static str,
    /// Session d'examen.
    pub session: SessionApi,
    /// Épreuve-option; null for SSCAN.
    pub epreuve: Option<EpreuveApi>,
    /// UAI of the centre.
    pub centre_uai: String,
}

/// A session d'examen, as the API says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionApi {
    /// `470`.
    pub code: String,
    /// `BCG`.
    pub examen: String,
    /// `2021`.
    pub annee: i32,
}

/// An épreuve-option, as the API says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EpreuveApi {
    /// `C001C`.
    pub code: String,
    /// Its label.
    pub libelle: String,
}

/// A person, as the API says it: of a right that was taken away, the matricule alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonneApi {
    /// Stable identifier.
    pub matricule: String,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nom: Option<String>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prenom: Option<String>,
    /// Professional address; null when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mel: Option<Option<String>>,
    /// UAI of where they teach; null when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etablissement_uai: Option<Option<String>>,
}

impl From<Numerote> for DroitApi {
    fn from(n: Numerote) -> Self {
        let c = n.droit.convoque;
        let ouvert = n.droit.retire.is_none();
        Self {
            reference: c.reference(),
            etat: if ouvert { "ouvert" } else { "retire" },
            motif: n.droit.retire.map(domain::MotifRetrait::code),
            jusqu_au: n.droit.jusqu_au,
            mission: MissionApi {
                numero: c.mission,
                type_mission: c.type_mission.code(),
                session: SessionApi {
                    code: c.session,
                    examen: c.examen,
                    annee: c.annee,
                },
                epreuve: c.epreuve.map(|e| EpreuveApi {
                    code: e.code,
                    libelle: e.libelle,
                }),
                centre_uai: c.centre.to_string(),
            },
            personne: PersonneApi {
                matricule: c.matricule,
                nom: ouvert.then_some(c.nom),
                prenom: ouvert.then_some(c.prenom),
                mel: ouvert.then_some((!c.mel.is_empty()).then_some(c.mel)),
                etablissement_uai: ouvert.then_some(c.etablissement.map(|u| u.to_string())),
            },
            qualite: c.qualite.map(domain::Qualite::code),
            premier_jour: c.premier_jour,
            dernier_jour: c.dernier_jour,
            publie_le: horodatage(n.publie_le),
        }
    }
}

/// A moment as the API writes it: `2021-02-01T09:00:00.000Z`.
pub(super) fn horodatage(moment: Moment) -> String {
    DateTime::<Utc>::from_timestamp_millis(moment.0)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// An answer of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageDroits {
    /// Rights, in the order in which they were published; each is there once, as it is now.
    pub droits: Vec<DroitApi>,
    /// What to ask for next time.
    pub suivant: String,
    /// There is more to read at once.
    pub encore: bool,
}

/// A place among what was published.
pub(super) fn curseur(epoque: &str, rang: i64) -> String {
    format!("{epoque}-{rang}")
}

fn lire_curseur(texte: &str) -> Option<(&str, i64)> {
    let (epoque, rang) = texte.split_once('-')?;
    let bonne = epoque.len() == 12 && epoque.bytes().all(|b| b.is_ascii_hexdigit());
    let nombre = !rang.is_empty() && rang.bytes().all(|b| b.is_ascii_digit());
    (bonne && nombre).then_some((epoque, rang.parse().ok()?))
}

/// What was published after a cursor, for a client that may read the list.
///
/// # Errors
/// [`RefusApi::Parametre`], [`RefusApi::CurseurPerime`], [`RefusApi::Erreur`].
pub async fn page(
    services: &Services,
    client: &Client,
    droit: DroitSantorin,
    depuis: Option<&str>,
    limite: Option<&str>,
) -> Result<PageDroits, RefusApi> {
    let limite = match limite {
        None => DROITS_PAR_PAGE,
        Some(l) => Some(l)
            .filter(|l| l.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|l| l.parse().ok())
            .filter(|l| (1..=DROITS_PAR_PAGE_MAX).contains(l))
            .ok_or_else(|| RefusApi::Parametre("limite".into()))?,
    };
    let depuis = match depuis {
        None => None,
        Some(d) => Some(lire_curseur(d).ok_or_else(|| RefusApi::Parametre("depuis".into()))?),
    };
    publier(services, LOTS_PAR_APPEL).await?;
    let lecture = services.store.lecture();
    let etat = store::santorin::etat(lecture).await?;
    let apres = match depuis {
        None => 0,
        Some((epoque, rang)) if epoque == etat.epoque && rang <= etat.rang => rang,
        Some(_) => return Err(RefusApi::CurseurPerime),
    };
    let mut lus = store::santorin::page(lecture, client.academie, droit, apres, limite + 1).await?;
    let encore = lus.len() > limite as usize;
    lus.truncate(limite as usize);
    let dernier = lus.last().map_or(apres, |n| n.rang);
    Ok(PageDroits {
        droits: lus.into_iter().map(DroitApi::from).collect(),
        suivant: curseur(&etat.epoque, dernier),
        encore,
    })
}

/// The right of a reference, for a client that may read the list.
///
/// # Errors
/// [`RefusApi::Introuvable`] when there never was one in the client's académie.
pub async fn un(
    services: &Services,
    client: &Client,
    droit: DroitSantorin,
    reference: &str,
) -> Result<DroitApi, RefusApi> {
    let (mission, convocation) = lire_reference(reference).ok_or(RefusApi::Introuvable)?;
    publier(services, LOTS_PAR_APPEL).await?;
    let lu = store::santorin::un(
        services.store.lecture(),
        client.academie,
        droit,
        convocation,
    )
    .await?;
    lu.filter(|n| n.droit.convoque.mission == mission)
        .map(DroitApi::from)
        .ok_or(RefusApi::Introuvable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_curseur_se_relit() {
        let c = curseur("0123456789ab", 42);
        assert_eq!(lire_curseur(&c), Some(("0123456789ab", 42)));
        for faux in [
            "",
            "-",
            "42",
            "0123456789ab",
            "0123456789ab-",
            "0123456789ab--1",
            "0123456789ab-1-2",
            "0123456789az-1",
            "0123456789ab-99999999999999999999",
        ] {
            assert_eq!(lire_curseur(faux), None, "{faux}");
        }
    }

    #[test]
    fn un_moment_s_ecrit_en_utc() {
        assert_eq!(
            horodatage(Moment(1_612_270_800_000)),
            "2021-02-02T13:00:00.000Z"
        );
    }
}
