//! The journal of sends, on screen and as a file.

use crate::services::{Services, dans_le_fuseau, debut_du_jour, erreur_store};
use domain::{
    Acteur, CourrielId, Erreur, EtablissementId, FiltreJournal, GenreCourriel, LIGNES_JOURNAL,
    LigneJournal, PageJournal, Portee,
};
use store::journal::{CourrielNote, Periode};

/// Lines of a file read at a time.
pub const LOT: u32 = 500;

/// One page of the journal of the missions that the actor may consult.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreJournal,
) -> Result<PageJournal, Erreur> {
    let (portee, plusieurs_centres) = portee(services, acteur, filtre).await?;
    let fuseau = fuseau(services, acteur).await?;
    let depuis = (filtre.page.max(1) - 1).saturating_mul(LIGNES_JOURNAL);
    let (total, notes) = store::journal::lister_entre(
        services.store.lecture(),
        &portee,
        filtre,
        periode(filtre, &fuseau),
        depuis,
        LIGNES_JOURNAL,
    )
    .await
    .map_err(erreur_store)?;
    let fermes = crate::ouvertures::fermes_a(services, acteur).await?;
    Ok(PageJournal {
        lignes: notes
            .into_iter()
            .map(|n| ligne(acteur, &fuseau, &fermes, n))
            .collect(),
        total,
        plusieurs_centres,
        cle: services.alea.jeton()?,
    })
}

/// What of the journal the actor may read, and whether it may be of several centres.
async fn portee(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreJournal,
) -> Result<(Portee, bool), Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let plusieurs_centres = match &portee {
        Portee::Etablissements(_, centres) => centres.len() > 1,
        _ => true,
    };
    let portee = crate::centres::reduire(services, portee, &filtre.centre).await?;
    Ok((portee, plusieurs_centres))
}

async fn fuseau(services: &Services, acteur: &Acteur) -> Result<String, Erreur> {
    let academie = store::academies::par_id(services.store.lecture(), acteur.academie)
        .await
        .map_err(erreur_store)?;
    Ok(academie.map(|a| a.fuseau).unwrap_or_default())
}

fn periode(filtre: &FiltreJournal, fuseau: &str) -> Periode {
    Periode {
        depuis: filtre.du.map(|j| debut_du_jour(fuseau, j)),
        avant: filtre
            .au
            .and_then(|j| j.succ_opt())
            .map(|j| debut_du_jour(fuseau, j)),
    }
}

/// A mail as the actor sees it; `fermes` are the centres where they may send nothing today.
fn ligne(
    acteur: &Acteur,
    fuseau: &str,
    fermes: &[EtablissementId],
    n: CourrielNote,
) -> LigneJournal {
    let date = |m| {
        dans_le_fuseau(fuseau, m)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };
    let a_moi = acteur.autorite_sur(n.centre).is_some();
    let mut etat = n.etat;
    etat.prochain_dit = etat.prochain_essai.map(date).unwrap_or_default();
    let a_prevenir = a_moi && n.renvoyable && !n.reglee;
    let a_renvoyer = match n.genre {
        GenreCourriel::Convocation => n.convocation.is_some() && !etat.etat.en_mouvement(),
        GenreCourriel::Annulation => n.renvoyable,
        _ => false,
    };
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
        renvoyable: a_moi && a_renvoyer && !fermes.contains(&n.centre),
        a_prevenir,
        reglee: n.reglee,
    }
}

/// A journal being read as a file, latest first, as it was when it began.
#[derive(Debug)]
pub struct Export {
    portee: Portee,
    filtre: FiltreJournal,
    fuseau: String,
    lot: u32,
    apres: Option<CourrielId>,
    fini: bool,
}

impl Export {
    /// Begins a file of all the lines that a filter keeps, read `lot` lines ([`LOT`]) at a
    /// time.
    ///
    /// # Errors
    /// As [`lister`].
    pub async fn ouvrir(
        services: &Services,
        acteur: &Acteur,
        filtre: &FiltreJournal,
        lot: u32,
    ) -> Result<Self, Erreur> {
        let (portee, _) = portee(services, acteur, filtre).await?;
        Ok(Self {
            portee,
            filtre: filtre.clone(),
            fuseau: fuseau(services, acteur).await?,
            lot,
            apres: None,
            fini: false,
        })
    }

    /// The next lines; empty once there are none left.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn suite(
        &mut self,
        services: &Services,
        acteur: &Acteur,
    ) -> Result<Vec<LigneJournal>, Erreur> {
        if self.fini {
            return Ok(Vec::new());
        }
        let notes = store::journal::suite(
            services.store.lecture(),
            &self.portee,
            &self.filtre,
            periode(&self.filtre, &self.fuseau),
            self.apres,
            self.lot,
        )
        .await
        .map_err(erreur_store)?;
        self.fini = notes.len() < self.lot as usize;
        self.apres = notes.last().map(|n| n.id);
        Ok(notes
            .into_iter()
            .map(|n| ligne(acteur, &self.fuseau, &[], n))
            .collect())
    }
}
