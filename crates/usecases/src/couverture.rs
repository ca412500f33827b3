//! *Couverture*: what the missions of a session need against who is convoked, on screen, as
//! a file and on paper.

use crate::services::{Services, erreur_store, interne};
use crate::suivies::annee;
use domain::{
    Acteur, AxeCouverture, ChoixEpreuves, Couverture, EpreuvesRetenues, Erreur, FiltreCouverture,
    LIGNES_COUVERTURE, LigneCouverture, Portee, couverture_par_discipline, lignes_de_page,
    somme_couverture, trier_couverture,
};

/// A page of the coverage of a session.
///
/// # Errors
/// [`Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreCouverture,
) -> Result<Couverture, Erreur> {
    let mut entiere = entiere(services, acteur, filtre).await?;
    entiere.lignes = lignes_de_page(entiere.lignes, filtre.page, LIGNES_COUVERTURE);
    Ok(entiere)
}

/// As [`lire`], with every line.
async fn entiere(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreCouverture,
) -> Result<Couverture, Erreur> {
    let portee = acteur.convocations_suivies();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let (annees, annee) = annee(services, &portee, filtre.annee).await?;
    let Some(annee) = annee else {
        return Ok(Couverture::default());
    };
    let mut lignes = lignes(services, &portee, annee, filtre.axe).await?;
    trier_couverture(&mut lignes, filtre);
    Ok(Couverture {
        annee,
        annees,
        total: lignes.len(),
        somme: somme_couverture(&lignes),
        lignes,
    })
}

async fn lignes(
    services: &Services,
    portee: &Portee,
    annee: i32,
    axe: AxeCouverture,
) -> Result<Vec<LigneCouverture>, Erreur> {
    let lecture = services.store.lecture();
    let lire = async {
        match axe {
            AxeCouverture::Centre => store::couverture::par_centre(lecture, portee, annee).await,
            AxeCouverture::Epreuve => store::couverture::par_epreuve(lecture, portee, annee).await,
            AxeCouverture::Discipline => {
                let epreuves = store::couverture::par_epreuve(lecture, portee, annee).await?;
                let convoques =
                    store::couverture::convoques_par_discipline(lecture, portee, annee).await?;
                let disciplines = store::disciplines::toutes(lecture).await?;
                Ok(couverture_par_discipline(
                    &epreuves,
                    &convoques,
                    &disciplines,
                ))
            }
        }
    };
    lire.await.map_err(erreur_store)
}

/// The épreuves to which a list is narrowed, none for all; and the names of the disciplines
/// that they call for.
pub(crate) async fn retenir(
    services: &Services,
    choix: Option<&ChoixEpreuves>,
) -> Result<(Option<EpreuvesRetenues>, Vec<String>), Erreur> {
    let Some(choix) = choix else {
        return Ok((None, Vec::new()));
    };
    let lecture = services.store.lecture();
    let epreuves = store::references::epreuves(lecture)
        .await
        .map_err(erreur_store)?;
    let disciplines = match choix {
        ChoixEpreuves::Une(_) => Vec::new(),
        ChoixEpreuves::Appellent(_) => store::disciplines::toutes(lecture)
            .await
            .map_err(erreur_store)?,
    };
    let retenues = choix.retenir(&epreuves, &disciplines);
    Ok((Some(retenues), choix.noms(&disciplines)))
}

/// All the lines as a CSV file. `entetes` names the columns, `cellules` says a line; both
/// are sentences, which are the screens'.
///
/// # Errors
/// As [`lire`].
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreCouverture,
    entetes: [&str; N],
    cellules: impl Fn(&LigneCouverture) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let entiere = entiere(services, acteur, filtre).await?;
    crate::tableur::csv(entetes, entiere.lignes.iter().map(cellules))
}

/// All the lines on paper.
///
/// # Errors
/// As [`lire`], [`Erreur::Interne`] when the document cannot be made.
pub async fn pdf(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreCouverture,
) -> Result<Vec<u8>, Erreur> {
    let entiere = entiere(services, acteur, filtre).await?;
    let academie = store::academies::par_id(services.store.lecture(), acteur.academie)
        .await
        .map_err(erreur_store)?;
    let academie = academie.map(|a| a.nom).unwrap_or_default();
    let jour = services.aujourd_hui(acteur.academie).await?;
    let axe = filtre.axe;
    let polices = services.polices.clone();
    tokio::task::spawn_blocking(move || {
        let document = documents::couverture::document(&entiere, axe, &academie, jour);
        documents::tableau::pdf(&document, &polices)
    })
    .await
    .map_err(|e| interne("couverture", &e))?
    .map_err(|e| interne("couverture", &e))
}
