//! Who may work in SANTORIN: what an intervenant may do there now, the files of the export,
//! the changes that clients of the API read, and the webhooks that tell them of it (memo §2;
//! docs/decisions/0020-santorin.md).

pub mod appels;
pub mod clients;
pub mod flux;

use crate::services::{Services, erreur_store};
use crate::tableur::csv;
use chrono::Days;
use domain::{
    AcademieId, Acteur, ConvoqueSantorin, DroitDeLIntervenant, DroitSantorin, Erreur,
    FiltreSantorin, NaiveDate, Portee, ResumeSantorin, acces_santorin,
};

/// What a deployment says of SANTORIN and of the clients of the API.
#[derive(Clone, Debug)]
pub struct Reglage {
    /// Address at which intervenants reach SANTORIN; none: no link is shown.
    pub adresse: Option<String>,
    /// Days during which a convocation still gives access after its last day.
    pub jours: u32,
    /// Calls that one client may make in a minute; as many wrong tokens from one address.
    pub appels_minute: u32,
    /// Webhooks may go to this machine and to private networks, and without encryption.
    pub webhooks_prives: bool,
    /// Tries of a webhook before giving up.
    pub webhook_essais: u32,
}

impl Default for Reglage {
    fn default() -> Self {
        Self {
            adresse: None,
            jours: domain::SANTORIN_JOURS,
            appels_minute: 120,
            webhooks_prives: false,
            webhook_essais: 8,
        }
    }
}

/// First day that a convocation must reach to give a right on a day.
fn depuis(aujourd_hui: NaiveDate, delai: u32) -> NaiveDate {
    aujourd_hui
        .checked_sub_days(Days::new(u64::from(delai)))
        .unwrap_or(NaiveDate::MIN)
}

/// What the intervenant who acts may do in SANTORIN now; none when they have no right there,
/// or are no intervenant.
///
/// # Errors
/// When the database does not answer.
pub async fn droit(
    services: &Services,
    acteur: &Acteur,
) -> Result<Option<DroitDeLIntervenant>, Erreur> {
    let Some(intervenant) = acteur.intervenant else {
        return Ok(None);
    };
    let reglage = &services.reglages.limites.santorin;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let delai = delai(services, acteur.academie).await?;
    let convocations = store::santorin::de_l_intervenant(
        services.store.lecture(),
        acteur.academie,
        intervenant,
        depuis(jour, delai),
    )
    .await
    .map_err(erreur_store)?;
    let mut droit = DroitDeLIntervenant {
        adresse: reglage.adresse.clone().unwrap_or_default(),
        correction: None,
        numerisation: None,
    };
    for (type_mission, dernier) in convocations {
        if let Some(acces) = acces_santorin(type_mission, dernier, delai, jour) {
            droit.ajouter(acces);
        }
    }
    Ok((!droit.aucun()).then_some(droit))
}

/// Days that a right lasts after the last day, in an académie.
async fn delai(services: &Services, academie: AcademieId) -> Result<u32, Erreur> {
    let nombres = crate::parametres::nombres(services, services.store.lecture(), academie).await;
    Ok(nombres.map_err(erreur_store)?.santorin_jours)
}

fn academie(portee: Portee) -> Result<AcademieId, Erreur> {
    match portee {
        Portee::Academie(academie) => Ok(academie),
        Portee::Etablissements(..) | Portee::Rien => Err(Erreur::Interdit),
    }
}

/// The rights that stand, each with its kind and last day.
async fn ouverts(
    services: &Services,
    acteur: &Acteur,
    filtre: FiltreSantorin,
) -> Result<Vec<(DroitSantorin, NaiveDate, ConvoqueSantorin)>, Erreur> {
    let academie = academie(acteur.exporte_vers_santorin())?;
    let delai = delai(services, academie).await?;
    let jour = services.aujourd_hui(academie).await?;
    let convoques = store::santorin::ouverts(
        services.store.lecture(),
        academie,
        filtre.annee,
        depuis(jour, delai),
    )
    .await
    .map_err(erreur_store)?;
    Ok(convoques
        .into_iter()
        .filter_map(|c| {
            let acces = acces_santorin(c.type_mission, c.dernier_jour, delai, jour)?;
            Some((acces.droit, acces.jusqu_au, c))
        })
        .collect())
}

/// How many rights stand, for the page of the export.
///
/// # Errors
/// [`Erreur::Interdit`] for who does not export.
pub async fn resume(
    services: &Services,
    acteur: &Acteur,
    filtre: FiltreSantorin,
) -> Result<ResumeSantorin, Erreur> {
    let reglage = &services.reglages.limites.santorin;
    let mut resume = ResumeSantorin {
        delai: delai(services, academie(acteur.exporte_vers_santorin())?).await?,
        lien: reglage.adresse.is_some(),
        ..ResumeSantorin::default()
    };
    for (droit, _, convoque) in ouverts(services, acteur, FiltreSantorin::default()).await? {
        if !resume.annees.contains(&convoque.annee) {
            resume.annees.push(convoque.annee);
        }
        if filtre.annee.is_some_and(|a| a != convoque.annee) {
            continue;
        }
        let (tous, sans_mel) = match droit {
            DroitSantorin::Correction => {
                (&mut resume.correcteurs, &mut resume.correcteurs_sans_mel)
            }
            DroitSantorin::Numerisation => {
                (&mut resume.numerisation, &mut resume.numerisation_sans_mel)
            }
        };
        *tous += 1;
        *sans_mel += u32::from(convoque.mel.is_empty());
    }
    resume.annees.sort_unstable_by(|a, b| b.cmp(a));
    Ok(resume)
}

/// The people who have a right, as a file (docs/export-santorin.md); `cellules` is given the
/// last day of the right too.
///
/// # Errors
/// As [`resume`].
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    droit: DroitSantorin,
    filtre: FiltreSantorin,
    entetes: [&str; N],
    cellules: impl Fn(&ConvoqueSantorin, NaiveDate) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let ouverts = ouverts(services, acteur, filtre).await?;
    csv(
        entetes,
        ouverts
            .iter()
            .filter(|(d, ..)| *d == droit)
            .map(|(_, jusqu_au, c)| cellules(c, *jusqu_au)),
    )
}
