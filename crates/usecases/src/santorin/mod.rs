//! Who may work in SANTORIN: what an intervenant may do there now, the files of the export,
//! the changes that clients of the API read, and the webhooks that tell them of it (memo §2;
//! docs/decisions/0020-santorin.md).

pub mod appels;
pub mod clients;
pub mod flux;

use crate::services::{Services, erreur_store};
use chrono::Days;
use domain::{
    AcademieId, Acteur, ConvoqueSantorin, DroitDeLIntervenant, DroitSantorin, Erreur,
    FiltreSantorin, NaiveDate, Portee, ResumeSantorin, acces_santorin,
};
use store::santorin::Ouverts;

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

/// Convocations read at a time; a mission is read whole.
const LOT: u32 = 500;

/// Missions, each with how many convocations it has, as ranges of numbers to read one after
/// the other.
fn lots(missions: Vec<(i64, u32)>) -> Vec<(i64, i64)> {
    let mut lots = Vec::new();
    let mut remplis = 0_u32;
    for (numero, convocations) in missions {
        remplis = remplis.saturating_add(convocations);
        match lots.last_mut() {
            Some((_, derniere)) if remplis <= LOT => *derniere = numero,
            _ => {
                remplis = convocations;
                lots.push((numero, numero));
            }
        }
    }
    lots
}

/// The people who have a right, being read as a file (docs/export-santorin.md): by mission,
/// nom and prénom.
#[derive(Debug)]
pub struct Export {
    ouverts: Ouverts,
    delai: u32,
    jour: NaiveDate,
    lots: std::vec::IntoIter<(i64, i64)>,
}

impl Export {
    /// Begins a file of those who have a right.
    ///
    /// # Errors
    /// As [`resume`].
    pub async fn ouvrir(
        services: &Services,
        acteur: &Acteur,
        droit: DroitSantorin,
        filtre: FiltreSantorin,
    ) -> Result<Self, Erreur> {
        Self::lire(services, acteur, Some(droit), filtre.annee).await
    }

    async fn lire(
        services: &Services,
        acteur: &Acteur,
        droit: Option<DroitSantorin>,
        annee: Option<i32>,
    ) -> Result<Self, Erreur> {
        let academie = academie(acteur.exporte_vers_santorin())?;
        let delai = delai(services, academie).await?;
        let jour = services.aujourd_hui(academie).await?;
        let ouverts = Ouverts {
            academie,
            droit,
            annee,
            depuis: depuis(jour, delai),
        };
        let missions = ouverts
            .missions(services.store.lecture())
            .await
            .map_err(erreur_store)?;
        Ok(Self {
            ouverts,
            delai,
            jour,
            lots: lots(missions).into_iter(),
        })
    }

    /// The next ones, each with the last day of their right; empty once there are none left.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn suite(
        &mut self,
        services: &Services,
    ) -> Result<Vec<(ConvoqueSantorin, NaiveDate)>, Erreur> {
        let lecture = services.store.lecture();
        for lot in self.lots.by_ref() {
            let lus = self
                .ouverts
                .lire(lecture, lot)
                .await
                .map_err(erreur_store)?;
            let ouverts: Vec<_> = lus
                .into_iter()
                .filter_map(|c| {
                    let acces =
                        acces_santorin(c.type_mission, c.dernier_jour, self.delai, self.jour)?;
                    Some((c, acces.jusqu_au))
                })
                .collect();
            // Their missions may have been emptied meanwhile.
            if !ouverts.is_empty() {
                return Ok(ouverts);
            }
        }
        Ok(Vec::new())
    }
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
    let mut lecture = Export::lire(services, acteur, None, None).await?;
    loop {
        let lus = lecture.suite(services).await?;
        if lus.is_empty() {
            break;
        }
        for (convoque, _) in &lus {
            compter(&mut resume, convoque, filtre);
        }
    }
    resume.annees.sort_unstable_by(|a, b| b.cmp(a));
    Ok(resume)
}

/// Counts a right in a page of the export.
fn compter(resume: &mut ResumeSantorin, convoque: &ConvoqueSantorin, filtre: FiltreSantorin) {
    if !resume.annees.contains(&convoque.annee) {
        resume.annees.push(convoque.annee);
    }
    if filtre.annee.is_some_and(|a| a != convoque.annee) {
        return;
    }
    let (tous, sans_mel) = match convoque.type_mission.faits().santorin {
        Some(DroitSantorin::Correction) => {
            (&mut resume.correcteurs, &mut resume.correcteurs_sans_mel)
        }
        Some(DroitSantorin::Numerisation) => {
            (&mut resume.numerisation, &mut resume.numerisation_sans_mel)
        }
        None => return,
    };
    *tous += 1;
    *sans_mel += u32::from(convoque.mel.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_missions_se_lisent_par_lots_sans_en_oublier() {
        assert!(lots(Vec::new()).is_empty());
        assert_eq!(lots(vec![(1, 200), (4, 300), (9, 1)]), [(1, 4), (9, 9)]);
        // One that is larger than a lot is alone.
        assert_eq!(
            lots(vec![(1, 2_000), (2, 499), (3, 1), (5, 500)]),
            [(1, 1), (2, 3), (5, 5)]
        );
    }
}
