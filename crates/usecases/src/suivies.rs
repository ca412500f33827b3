//! *Convocations*: every convocation of the académie, on screen and as a file.

use crate::services::{Services, erreur_store};
use domain::{
    Acteur, Erreur, EtatConsulte, FiltreSuivies, LIGNES_SUIVIES, LigneSuivie, PageSuivies, Portee,
    Role, nom_complet, rang_montre,
};
use store::suivies::{Depart, Suivie};

/// Lines of a file read at a time.
pub const LOT: u32 = 500;

fn portee(acteur: &Acteur) -> Result<Portee, Erreur> {
    match acteur.convocations_suivies() {
        Portee::Rien => Err(Erreur::Interdit),
        portee => Ok(portee),
    }
}

/// The years of a scope, and the one that is shown: the one asked for if it has missions,
/// else the latest.
pub(crate) async fn annee(
    services: &Services,
    portee: &Portee,
    voulue: Option<i32>,
) -> Result<(Vec<i32>, Option<i32>), Erreur> {
    let annees = store::missions::annees(services.store.lecture(), portee)
        .await
        .map_err(erreur_store)?;
    let annee = voulue
        .filter(|a| annees.contains(a))
        .or(annees.first().copied());
    Ok((annees, annee))
}

/// One page of the convocations of the académie.
///
/// # Errors
/// [`Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreSuivies,
) -> Result<PageSuivies, Erreur> {
    let portee = portee(acteur)?;
    let lecture = services.store.lecture();
    let (annees, annee) = annee(services, &portee, filtre.annee).await?;
    let mut disciplines = Vec::new();
    if !filtre.disciplines.is_empty() {
        let toutes = store::disciplines::toutes(lecture)
            .await
            .map_err(erreur_store)?;
        disciplines = toutes
            .into_iter()
            .filter(|d| filtre.disciplines.contains(&d.id))
            .map(|d| d.libelle)
            .collect();
    }
    let (retenues, appelees) =
        crate::couverture::retenir(services, filtre.epreuves.as_ref()).await?;
    let filtre = &FiltreSuivies {
        retenues,
        ..filtre.clone()
    };
    let mut page = PageSuivies {
        annees,
        disciplines,
        appelees,
        ..PageSuivies::default()
    };
    let Some(annee) = annee else {
        return Ok(page);
    };
    page.annee = annee;
    let portee = crate::centres::reduire(services, portee, &filtre.centre).await?;
    page.total = store::suivies::compter(lecture, &portee, annee, filtre)
        .await
        .map_err(erreur_store)?;
    if page.total > 0 {
        let rang = (filtre.page.max(1) - 1).saturating_mul(LIGNES_SUIVIES);
        let depart = Depart::Rang(rang_montre(rang, page.total, LIGNES_SUIVIES));
        page.lignes = lire(
            services,
            acteur,
            &portee,
            annee,
            filtre,
            depart,
            LIGNES_SUIVIES,
        )
        .await?;
    }
    Ok(page)
}

async fn lire(
    services: &Services,
    acteur: &Acteur,
    portee: &Portee,
    annee: i32,
    filtre: &FiltreSuivies,
    depart: Depart,
    limite: u32,
) -> Result<Vec<LigneSuivie>, Erreur> {
    let lecture = services.store.lecture();
    let mut lues = store::suivies::lister(lecture, portee, annee, filtre, depart, limite)
        .await
        .map_err(erreur_store)?;
    crate::accuses::dater(services, acteur, lues.iter_mut().map(|s| &mut s.ligne)).await?;
    // Why somebody cannot come is for who convokes.
    let convoque = acteur.a_role(Role::Gestionnaire);
    Ok(lues
        .into_iter()
        .map(|s| {
            let mut ligne = ligne(s);
            if !convoque && let Some(r) = &mut ligne.reponse {
                r.texte.clear();
            }
            ligne
        })
        .collect())
}

fn ligne(s: Suivie) -> LigneSuivie {
    let c = s.ligne;
    LigneSuivie {
        etat: EtatConsulte::de(&c),
        convocation: c.id,
        numero: s.numero,
        type_mission: s.type_mission,
        intitule: s.intitule,
        session: s.session,
        centre: s.centre,
        nom: nom_complet(&c.nom, &c.prenom),
        etablissement: c.etablissement,
        discipline: c.discipline,
        qualite: c.affectation.qualite,
        creneaux: c.affectation.creneaux,
        autorite: c.autorite,
        envoi: c.dernier_envoi,
        reponse: c.reponse,
    }
}

/// The list being read as a file, in the order of missions.
#[derive(Debug)]
pub struct Export {
    portee: Portee,
    annee: Option<i32>,
    filtre: FiltreSuivies,
    depart: Depart,
    fini: bool,
}

impl Export {
    /// Begins a file of the lines that a filter keeps.
    ///
    /// # Errors
    /// As [`lister`].
    pub async fn ouvrir(
        services: &Services,
        acteur: &Acteur,
        filtre: &FiltreSuivies,
    ) -> Result<Self, Erreur> {
        let portee = portee(acteur)?;
        let (_, annee) = annee(services, &portee, filtre.annee).await?;
        let (retenues, _) = crate::couverture::retenir(services, filtre.epreuves.as_ref()).await?;
        Ok(Self {
            portee: crate::centres::reduire(services, portee, &filtre.centre).await?,
            annee,
            filtre: FiltreSuivies {
                retenues,
                ..filtre.clone()
            },
            // No mission has the number nought.
            depart: Depart::Apres(0, domain::ConvocationId(0)),
            fini: annee.is_none(),
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
    ) -> Result<Vec<LigneSuivie>, Erreur> {
        let Some(annee) = self.annee.filter(|_| !self.fini) else {
            return Ok(Vec::new());
        };
        let lignes = lire(
            services,
            acteur,
            &self.portee,
            annee,
            &self.filtre,
            self.depart,
            LOT,
        )
        .await?;
        match lignes.last() {
            Some(l) => self.depart = Depart::Apres(l.numero, l.convocation),
            None => self.fini = true,
        }
        Ok(lignes)
    }
}
