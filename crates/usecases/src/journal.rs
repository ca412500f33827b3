//! The journal of sends, on screen and as a file.

use crate::services::{Services, dans_le_fuseau, erreur_store};
use domain::{Acteur, Erreur, FiltreJournal, LIGNES_JOURNAL, LigneJournal, PageJournal, Portee};

/// Most lines of a file.
pub const EXPORT_MAX: u32 = 50_000;

/// One page of the journal of the missions that the actor may consult.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreJournal,
) -> Result<PageJournal, Erreur> {
    let depuis = (filtre.page.max(1) - 1).saturating_mul(LIGNES_JOURNAL);
    lire(services, acteur, filtre, depuis, LIGNES_JOURNAL).await
}

async fn lire(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreJournal,
    depuis: u32,
    limite: u32,
) -> Result<PageJournal, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let plusieurs_centres = match &portee {
        Portee::Etablissements(_, centres) => centres.len() > 1,
        _ => true,
    };
    let portee = crate::centres::reduire(services, portee, &filtre.centre).await?;
    let lecture = services.store.lecture();
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    let date = |m| {
        dans_le_fuseau(&fuseau, m)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };
    let (total, notes) = store::journal::lister(lecture, &portee, filtre, depuis, limite)
        .await
        .map_err(erreur_store)?;
    let lignes = notes
        .into_iter()
        .map(|n| {
            let a_moi = acteur.autorite_sur(n.centre).is_some();
            let mut etat = n.etat;
            etat.prochain_dit = etat.prochain_essai.map(date).unwrap_or_default();
            LigneJournal {
                id: n.id,
                demande_le: date(n.demande_le),
                depuis: date(etat.depuis),
                mission: n.mission,
                centre: n.centre_libelle,
                convocation: n.convocation,
                nom: n.nom,
                // Addresses are for who sends.
                adresse: if a_moi { n.adresse } else { String::new() },
                genre: n.genre,
                etat,
                auteur: n.auteur,
                a_moi,
                renvoyable: a_moi && n.renvoyable,
            }
        })
        .collect();
    Ok(PageJournal {
        lignes,
        total,
        plusieurs_centres,
        cle: services.alea.jeton()?,
    })
}

/// The lines that a filter keeps as a CSV file that spreadsheets open: UTF-8 with its
/// mark, semicolons, no cell that one takes for a formula. `entetes` names the columns,
/// `cellules` says a line; both are sentences, which are the screens'.
///
/// # Errors
/// As [`lister`].
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreJournal,
    entetes: [&str; N],
    cellules: impl Fn(&LigneJournal) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let page = lire(services, acteur, filtre, 0, EXPORT_MAX).await?;
    crate::tableur::csv(entetes, page.lignes.iter().map(cellules))
}
