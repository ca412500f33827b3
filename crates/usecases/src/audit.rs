//! *Journal d'audit*: the trail of an académie, on screen and as a file. Nothing here
//! changes it, but for the line that says that somebody took it away as a file.

use crate::services::{Services, dans_le_fuseau, debut_du_jour, erreur_store, tracer};
use domain::{
    AcademieId, Acteur, Erreur, FiltreAudit, LIGNES_AUDIT, LigneAudit, Moment, PAGES_AUDIT,
    PageAudit, Portee, SceauVu, rang_montre,
};
use serde_json::json;
use store::audit::{Debut, Demande};

/// Lines of a file read at a time.
pub const LOT: u32 = 500;

fn academie(acteur: &Acteur) -> Result<AcademieId, Erreur> {
    match acteur.piste_visible() {
        Portee::Academie(academie) => Ok(academie),
        _ => Err(Erreur::Interdit),
    }
}

async fn fuseau(services: &Services, academie: AcademieId) -> Result<String, Erreur> {
    let trouvee = store::academies::par_id(services.store.lecture(), academie)
        .await
        .map_err(erreur_store)?;
    Ok(trouvee.map(|a| a.fuseau).unwrap_or_default())
}

fn demande(filtre: &FiltreAudit, fuseau: &str) -> Demande {
    Demande {
        depuis: filtre.du.map(|j| debut_du_jour(fuseau, j)),
        avant: filtre
            .au
            .and_then(|j| j.succ_opt())
            .map(|j| debut_du_jour(fuseau, j)),
        compte: filtre.compte.clone(),
        action: filtre.action.clone(),
        objet: filtre.objet.clone(),
        mot: filtre.mot_cle.clone(),
    }
}

fn date(fuseau: &str, moment: Moment) -> String {
    dans_le_fuseau(fuseau, moment)
        .format("%d/%m/%Y %H:%M:%S")
        .to_string()
}

/// One page of the trail.
///
/// # Errors
/// [`Erreur::Interdit`] for who is neither administrateur nor gestionnaire.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreAudit,
) -> Result<PageAudit, Erreur> {
    let academie = academie(acteur)?;
    let fuseau = fuseau(services, academie).await?;
    let demande = demande(filtre, &fuseau);
    let lecture = services.store.lecture();
    let total = store::audit::compter(lecture, academie, &demande)
        .await
        .map_err(erreur_store)?;
    let rang = (filtre.page.clamp(1, PAGES_AUDIT) - 1).saturating_mul(LIGNES_AUDIT);
    let debut = Debut::Rang(rang_montre(rang, total, LIGNES_AUDIT));
    let lignes = if total > 0 {
        lire(services, academie, &fuseau, &demande, debut, LIGNES_AUDIT).await?
    } else {
        Vec::new()
    };
    let sceau = store::sceaux::dernier(lecture)
        .await
        .map_err(erreur_store)?;
    Ok(PageAudit {
        lignes,
        total,
        sceau: sceau.map(|s| SceauVu {
            numero: s.numero,
            pose_le: date(&fuseau, s.scelle_le),
            empreinte: s.empreinte,
        }),
    })
}

async fn lire(
    services: &Services,
    academie: AcademieId,
    fuseau: &str,
    demande: &Demande,
    debut: Debut,
    limite: u32,
) -> Result<Vec<LigneAudit>, Erreur> {
    let lecture = services.store.lecture();
    let lues = store::audit::lister(lecture, academie, demande, debut, limite)
        .await
        .map_err(erreur_store)?;
    let nommes = store::audit::nommer(lecture, &lues)
        .await
        .map_err(erreur_store)?;
    Ok(lues
        .into_iter()
        .map(|l| {
            let (nom, identifiant) = l.auteur.unwrap_or_default();
            let nomme = nommes.get(&(l.objet.clone(), l.objet_id));
            LigneAudit {
                id: l.id,
                moment: l.moment,
                quand: date(fuseau, l.moment),
                nom,
                identifiant,
                nomme: nomme.cloned().unwrap_or_default(),
                action: l.action,
                objet: l.objet,
                objet_id: l.objet_id,
                adresse: l.adresse,
                details: l.details,
            }
        })
        .collect())
}

/// A trail being read as a file, latest first, as it was when it began.
#[derive(Debug)]
pub struct Export {
    academie: AcademieId,
    fuseau: String,
    demande: Demande,
    apres: Option<(Moment, i64)>,
    fini: bool,
}

impl Export {
    /// Begins a file of the lines that a filter keeps, and says so in the trail: whoever
    /// takes it away takes away what everybody did.
    ///
    /// # Errors
    /// As [`lister`].
    pub async fn ouvrir(
        services: &Services,
        acteur: &Acteur,
        filtre: &FiltreAudit,
    ) -> Result<Self, Erreur> {
        let academie = academie(acteur)?;
        let fuseau = fuseau(services, academie).await?;
        let mut demande = demande(filtre, &fuseau);
        // What is written from now on, the line below first, is for another time.
        let maintenant = services.maintenant();
        let borne = demande.avant.map_or(maintenant, |a| a.min(maintenant));
        demande.avant = Some(borne);
        let details = json!({
            "du": filtre.du,
            "au": filtre.au,
            "compte": filtre.compte,
            "action": filtre.action,
            "objet": filtre.objet,
            "mot": filtre.mot_cle,
        });
        let ecriture = async {
            let tx = services.store.ecriture().await?;
            let objet = ("academie", academie.0);
            tracer(&tx, services, acteur, "piste.exporter", objet, &details).await?;
            tx.valider().await
        };
        ecriture.await.map_err(erreur_store)?;
        Ok(Self {
            academie,
            fuseau,
            demande,
            apres: None,
            fini: false,
        })
    }

    /// The next lines; empty once there are none left.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn suite(&mut self, services: &Services) -> Result<Vec<LigneAudit>, Erreur> {
        if self.fini {
            return Ok(Vec::new());
        }
        let debut = self
            .apres
            .map_or(Debut::Rang(0), |(moment, id)| Debut::Apres(moment, id));
        let (academie, fuseau) = (self.academie, &self.fuseau);
        let lignes = lire(services, academie, fuseau, &self.demande, debut, LOT).await?;
        self.apres = lignes.last().map(|l| (l.moment, l.id));
        self.fini = lignes.len() < LOT as usize;
        Ok(lignes)
    }
}
