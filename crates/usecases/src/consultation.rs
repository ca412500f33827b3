//! *Consultation des missions*: all that a centre has in a year, and the day sheet.

use crate::service_fait::papier;
use crate::services::{Services, erreur_store};
use documents::etats::{self, Emetteur};
use domain::{
    Acteur, CONSULTATION_LIGNES, CentreConsulte, Consultation, ContenuConsultation, Erreur,
    FiltreConsultation, HorsExtrait, LigneConsultation, NaiveDate, Portee, VueConsultation,
    emargement, jour_proche, lignes_consultees, lignes_de_page, occupations,
};

/// What is read of a centre before anything is filtered.
struct Lu {
    centres: Vec<CentreConsulte>,
    centre: Option<CentreConsulte>,
    annees: Vec<i32>,
    annee: i32,
    missions: usize,
    lignes: Vec<LigneConsultation>,
    aujourd_hui: NaiveDate,
}

async fn lire(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreConsultation,
) -> Result<Lu, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let lecture = services.store.lecture();
    let aujourd_hui = services.aujourd_hui(acteur.academie).await?;
    let centres: Vec<CentreConsulte> = store::missions::centres(lecture, &portee)
        .await
        .map_err(erreur_store)?
        .into_iter()
        .map(|(id, libelle)| CentreConsulte { id, libelle })
        .collect();
    let centre = match filtre.centre {
        None => centres.first().cloned(),
        // One that is not of the scope does not exist.
        Some(id) => Some(
            centres
                .iter()
                .find(|c| c.id == id)
                .cloned()
                .ok_or(Erreur::Introuvable)?,
        ),
    };
    let mut lu = Lu {
        centres,
        centre,
        annees: Vec::new(),
        annee: 0,
        missions: 0,
        lignes: Vec::new(),
        aujourd_hui,
    };
    let Some(centre) = &lu.centre else {
        return Ok(lu);
    };
    // One centre at a time: all of a year fits in a page's time, whatever the académie.
    let portee = Portee::Etablissements(acteur.academie, vec![centre.id]);
    lu.annees = store::missions::annees(lecture, &portee)
        .await
        .map_err(erreur_store)?;
    let Some(annee) = filtre
        .annee
        .filter(|a| lu.annees.contains(a))
        .or(lu.annees.first().copied())
    else {
        return Ok(lu);
    };
    lu.annee = annee;
    let missions = store::missions::de_l_annee(lecture, &portee, annee)
        .await
        .map_err(erreur_store)?;
    let mut convocations =
        crate::convocations::de_l_annee(services, acteur, &portee, annee).await?;
    if acteur.autorite_sur(centre.id).is_none() {
        // Why somebody cannot come is for who convokes.
        for reponse in convocations
            .iter_mut()
            .filter_map(|(_, c)| c.reponse.as_mut())
        {
            reponse.texte.clear();
        }
    }
    lu.missions = missions.len();
    lu.lignes = lignes_consultees(&missions, &convocations);
    Ok(lu)
}

fn jours(lignes: &[LigneConsultation]) -> impl Iterator<Item = NaiveDate> {
    lignes
        .iter()
        .flat_map(|l| l.creneaux.iter().map(|c| c.jour))
}

/// The missions of a centre in a year, as the filter looks at them.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission, [`Erreur::Introuvable`] for a
/// centre outside their scope.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreConsultation,
) -> Result<Consultation, Erreur> {
    let lu = lire(services, acteur, filtre).await?;
    let bornes = jours(&lu.lignes).min().zip(jours(&lu.lignes).max());
    let gardees = filtre.garder(lu.lignes);
    let jour = filtre
        .jour
        .or_else(|| jour_proche(jours(&gardees), lu.aujourd_hui))
        .unwrap_or(lu.aujourd_hui);
    let contenu = if filtre.vue == VueConsultation::Liste {
        let total = gardees.len();
        ContenuConsultation::Liste {
            lignes: lignes_de_page(gardees, filtre.page, CONSULTATION_LIGNES),
            total,
        }
    } else {
        let (du, au) = filtre.periode(jour);
        ContenuConsultation::Calendrier(occupations(&gardees, du, au))
    };
    Ok(Consultation {
        centres: lu.centres,
        centre: lu.centre,
        annees: lu.annees,
        annee: lu.annee,
        jour,
        aujourd_hui: lu.aujourd_hui,
        bornes,
        missions: lu.missions,
        contenu,
    })
}

/// All that a view of a centre shows, for a file or for paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extraite {
    /// Name of the centre; empty when there is none.
    pub centre: String,
    /// Year of the sessions.
    pub annee: i32,
    /// First and last day shown; none for the list, which shows the whole year.
    pub periode: Option<(NaiveDate, NaiveDate)>,
    /// The académie's present day.
    pub aujourd_hui: NaiveDate,
    /// The lines that the filter keeps, sorted: of the period alone, unless it is the list.
    pub lignes: Vec<LigneConsultation>,
}

/// Every line that a filter keeps of what its view shows, for a file or for paper.
///
/// # Errors
/// As [`ouvrir`].
pub async fn toutes(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreConsultation,
) -> Result<Extraite, Erreur> {
    let lu = lire(services, acteur, filtre).await?;
    let mut lignes = lu.lignes;
    let mut periode = None;
    if filtre.vue != VueConsultation::Liste {
        // The day around which the screen is: of what the filter keeps, unless it is asked.
        let jour = filtre
            .jour
            .or_else(|| jour_proche(jours(&filtre.garder(lignes.clone())), lu.aujourd_hui))
            .unwrap_or(lu.aujourd_hui);
        lignes = filtre.de_la_periode(lignes, jour);
        periode = Some(filtre.periode(jour));
    }
    Ok(Extraite {
        centre: lu.centre.map(|c| c.libelle).unwrap_or_default(),
        annee: lu.annee,
        periode,
        aujourd_hui: lu.aujourd_hui,
        lignes: filtre.garder(lignes),
    })
}

/// The lines that the filter keeps of what its view shows, as a CSV file that spreadsheets
/// open. `entetes` names the columns, `cellules` says a line; both are sentences, which are
/// the screens'.
///
/// # Errors
/// As [`ouvrir`].
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreConsultation,
    entetes: [&str; N],
    cellules: impl Fn(&LigneConsultation) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let extraite = toutes(services, acteur, filtre).await?;
    crate::tableur::csv(entetes, extraite.lignes.iter().map(cellules))
}

/// *Feuille d’émargement* of a day at a centre, with the name of its file; of the day
/// nearest to today when none is asked for. `objet` says what it is of, from the filter, the
/// day, and what the filter leaves out: an extract must not pass for the whole sheet. The
/// days of the list do not filter it.
///
/// # Errors
/// As [`ouvrir`].
pub async fn emargement_du_jour(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreConsultation,
    objet: impl Fn(&FiltreConsultation, NaiveDate, Option<HorsExtrait>) -> String,
) -> Result<(String, Vec<u8>), Erreur> {
    let filtre = FiltreConsultation {
        vue: VueConsultation::Jour,
        ..filtre.clone()
    };
    let lu = lire(services, acteur, &filtre).await?;
    let centre = lu.centre.ok_or(Erreur::Introuvable)?;
    let gardees = filtre.garder(lu.lignes.clone());
    let jour = filtre
        .jour
        .or_else(|| jour_proche(jours(&gardees), lu.aujourd_hui))
        .unwrap_or(lu.aujourd_hui);
    let emetteur = Emetteur {
        centre: centre.libelle,
        jour: lu.aujourd_hui,
    };
    let feuille = emargement(&gardees, Some(jour));
    let hors = HorsExtrait::de(&emargement(&lu.lignes, Some(jour)), &feuille);
    let document = etats::emargement(&emetteur, &objet(&filtre, jour, hors), &feuille);
    Ok((
        format!("emargement_{jour}.pdf"),
        papier(services, document).await?,
    ))
}

/// *Feuille d’émargement* of a mission, with the name of its file: one page a day, or one
/// day alone.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not within the actor's scope.
pub async fn emargement_de_la_mission(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    jour: Option<NaiveDate>,
) -> Result<(String, Vec<u8>), Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::visible_par_numero(lecture, acteur, numero).await?;
    let convocations = store::convocations::lignes(lecture, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let convocations: Vec<_> = convocations
        .into_iter()
        .map(|c| (mission.ligne.id, c))
        .collect();
    let lignes = lignes_consultees(core::slice::from_ref(&mission), &convocations);
    let emetteur = Emetteur {
        centre: mission.libelle_centre(),
        jour: services.aujourd_hui(acteur.academie).await?,
    };
    let intitule = lignes.first().map_or("", |l| &l.intitule);
    let objet = format!("Mission {numero} – {intitule}");
    let document = etats::emargement(&emetteur, &objet, &emargement(&lignes, jour));
    Ok((
        format!("{numero}_emargement.pdf"),
        papier(services, document).await?,
    ))
}
