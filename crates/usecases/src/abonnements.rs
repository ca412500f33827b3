//! The calendar of one's convocations at a private address, which calendar programs read
//! again and again: opening it, renewing it, closing it, reading it.

use crate::codes::Cle;
use crate::coordonnees::{moi, noter_essai, tenir, trop_d_essais};
use crate::services::{Services, erreur_store, tracer};
use documents::calendrier::{EntreeAgenda, abonnement};
use domain::{Acteur, AdressePrivee, AgendaOuvert, Erreur, Fait, FaitEspace};
use serde_json::json;
use store::ConnectionTrait;
use store::espace::Abonnement;

/// What wrong addresses are counted under.
const ESSAIS: &str = "agenda";

/// What the secret of a calendar is signed of.
fn quoi(a: &Abonnement) -> String {
    format!("agenda/{}/{}/{}", a.id, a.graine, a.intervenant)
}

/// The address of the actor's calendar, when it is open.
///
/// # Errors
/// When the database does not answer.
pub async fn lire_le_mien(
    services: &Services,
    acteur: &Acteur,
) -> Result<Option<AgendaOuvert>, Erreur> {
    let Some(moi) = acteur.intervenant else {
        return Ok(None);
    };
    let lecture = services.store.lecture();
    let Some(a) = store::espace::abonnement(lecture, moi)
        .await
        .map_err(erreur_store)?
    else {
        return Ok(None);
    };
    let secret = AdressePrivee {
        cle: a.id,
        signature: Cle::lire(lecture).await?.signer(&quoi(&a))?,
    };
    let depuis = services.heure_locale(acteur.academie, a.cree_le).await?;
    Ok(Some(AgendaOuvert {
        adresse: format!(
            "{}/agenda/{}.ics",
            services.reglages.url_publique,
            secret.ecrire()
        ),
        depuis: depuis.format("%d/%m/%Y %H:%M").to_string(),
    }))
}

/// Opens the address of the actor's calendar; one that is open is replaced, and serves no
/// more.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant.
pub async fn ouvrir(services: &Services, acteur: &Acteur) -> Result<(), Erreur> {
    let moi = moi(acteur)?;
    let graine = services.alea.jeton()?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    tenir(&tx, moi).await?;
    let renouvele = store::espace::abonnement(&tx, moi)
        .await
        .map_err(erreur_store)?
        .is_some();
    store::espace::ouvrir_abonnement(&tx, moi, acteur.compte, &graine, maintenant)
        .await
        .map_err(erreur_store)?;
    let details = json!({ "renouvele": renouvele });
    let objet = ("intervenant", moi.0);
    tracer(&tx, services, acteur, "agenda.ouvrir", objet, &details)
        .await
        .map_err(erreur_store)?;
    let fait = Fait::Espace(FaitEspace::AgendaOuvert { renouvele });
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Closes the address of the actor's calendar; nothing when it is not open.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant.
pub async fn fermer(services: &Services, acteur: &Acteur) -> Result<(), Erreur> {
    let moi = moi(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    if !store::espace::fermer_abonnement(&tx, moi)
        .await
        .map_err(erreur_store)?
    {
        return Ok(());
    }
    let objet = ("intervenant", moi.0);
    tracer(&tx, services, acteur, "agenda.fermer", objet, &json!({}))
        .await
        .map_err(erreur_store)?;
    let fait = Fait::Espace(FaitEspace::AgendaFerme);
    store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Why an address shows no calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusAgenda {
    /// It serves no more, or never did.
    Inconnue,
    /// Too many wrong ones from there: wait so many seconds.
    TropDEssais(i64),
    /// The database did not answer, or worse.
    Erreur(Erreur),
}

impl From<Erreur> for RefusAgenda {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

/// The calendar that a secret opens: every convocation that stands, and the latest that were
/// cancelled. The same convocations make the same bytes.
///
/// Only wrong secrets are counted, from the network address `adresse`: the programs of many
/// people come from the same one, and a right secret is served whatever others tried.
///
/// # Errors
/// [`RefusAgenda`].
pub async fn lire(
    services: &Services,
    secret: &str,
    adresse: &str,
) -> Result<Vec<u8>, RefusAgenda> {
    let lecture = services.store.lecture();
    let Some(a) = trouver(lecture, secret).await? else {
        if let Some(attendre) = trop_d_essais(services, ESSAIS, adresse).await? {
            return Err(RefusAgenda::TropDEssais(attendre));
        }
        noter_essai(services, ESSAIS, adresse).await?;
        return Err(RefusAgenda::Inconnue);
    };
    // The address of somebody who was merged into another goes on serving.
    let qui = store::doublons::actuel(lecture, a.intervenant)
        .await
        .map_err(erreur_store)?;
    let lues = crate::espace::lettres(services, a.academie, qui).await?;
    let entrees: Vec<EntreeAgenda> = crate::espace::sans_les_remplacees(lues)
        .into_iter()
        .map(|l| EntreeAgenda {
            page: (!l.annulee).then(|| {
                format!(
                    "{}/convocations/{}",
                    services.reglages.url_publique, l.lettre.convocation
                )
            }),
            annulee: l.annulee,
            date: l.modifiee,
            lettre: l.lettre,
        })
        .collect();
    Ok(abonnement(
        &entrees,
        services.reglages.identite.domaine(),
        services.reglages.identite.nom(),
    ))
}

/// What a secret opens, when it is signed by us. The same is read and worked out whatever it
/// is.
async fn trouver(conn: &impl ConnectionTrait, secret: &str) -> Result<Option<Abonnement>, Erreur> {
    let lu = AdressePrivee::lire(secret);
    let voulu = lu.unwrap_or(AdressePrivee {
        cle: 0,
        signature: [0; domain::SIGNATURE_OCTETS],
    });
    let cle = Cle::lire(conn).await?;
    let abonnement = store::espace::abonnement_par_id(conn, voulu.cle)
        .await
        .map_err(erreur_store)?;
    let signe_de = abonnement.as_ref().map_or_else(String::new, quoi);
    let bon = cle.authentique(&signe_de, &voulu.signature)?;
    Ok(abonnement.filter(|_| bon && lu.is_some()))
}
