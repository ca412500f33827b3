//! The history of a convocation, out of the audit trail and the outbox.

use crate::services::{Services, dans_le_fuseau, erreur_store};
use domain::{
    Acteur, Affectation, Conflit, ConvocationId, Erreur, Evenement, Historique, LienHistorique,
    LigneHistorique, MissionId, Moment, nom_complet,
};
use serde::Deserialize;
use store::ConnectionTrait;

/// Lines read at most.
const LIGNES: u32 = 500;

/// What the trail keeps with each action on a convocation.
#[derive(Default, Deserialize)]
struct Details {
    avant: Option<serde_json::Value>,
    apres: Option<Affectation>,
    #[serde(default)]
    confirmes: Vec<Conflit>,
    version: Option<i32>,
    remplace: Option<i64>,
    remplacee_par: Option<i64>,
    copie_de: Option<i64>,
}

impl Details {
    /// What the line has to do with, of a convocation to a mission; none when whoever it
    /// names is no longer known.
    async fn lien(
        &self,
        lecture: &impl ConnectionTrait,
        mission: MissionId,
    ) -> Result<Option<LienHistorique>, Erreur> {
        if let Some(id) = self.remplace {
            let nom = nom_de(lecture, mission, ConvocationId(id)).await?;
            return Ok(nom.map(LienHistorique::Remplace));
        }
        if let Some(id) = self.remplacee_par {
            let nom = nom_de(lecture, mission, ConvocationId(id)).await?;
            return Ok(nom.map(LienHistorique::RemplaceePar));
        }
        Ok(self.copie_de.map(LienHistorique::CopieDe))
    }
}

/// Whose a convocation to a mission is, or was before it was deleted.
async fn nom_de(
    lecture: &impl ConnectionTrait,
    mission: MissionId,
    id: ConvocationId,
) -> Result<Option<String>, Erreur> {
    if let Some((de, l)) = store::convocations::ligne(lecture, id)
        .await
        .map_err(erreur_store)?
    {
        return Ok((de == mission).then(|| nom_complet(&l.nom, &l.prenom)));
    }
    let annulee = store::convocations::annulee(lecture, id)
        .await
        .map_err(erreur_store)?;
    Ok(annulee
        .filter(|a| a.mission == mission)
        .map(|a| nom_complet(&a.nom, &a.prenom)))
}

/// What happened to a convocation, latest first, for whoever consults its mission. One
/// that was deleted still has its history.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not within the actor's scope.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<Historique, Erreur> {
    let lecture = services.store.lecture();
    let (mission, nom, courriels) = match store::convocations::ligne(lecture, id)
        .await
        .map_err(erreur_store)?
    {
        Some((mission, l)) => (mission, nom_complet(&l.nom, &l.prenom), None),
        None => {
            let a = store::convocations::annulee(lecture, id)
                .await
                .map_err(erreur_store)?
                .ok_or(Erreur::Introuvable)?;
            (a.mission, nom_complet(&a.nom, &a.prenom), Some(a.courriels))
        }
    };
    let mission = crate::missions::visible(lecture, acteur, mission).await?;
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    let date = |m: Moment| {
        dans_le_fuseau(&fuseau, m)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };

    let traces = store::piste::de_l_objet(lecture, "convocation", id.0, LIGNES)
        .await
        .map_err(erreur_store)?;
    let mut lignes: Vec<(Moment, LigneHistorique)> = Vec::with_capacity(traces.len());
    for (trace, auteur) in traces {
        // A line written by another version is shown without what is not understood.
        let details: Details = serde_json::from_str(&trace.details).unwrap_or_default();
        let lien = details.lien(lecture, mission.ligne.id).await?;
        let quoi = match trace.action.as_str() {
            "convocation.creer" => Evenement::Creee,
            "convocation.supprimer" => Evenement::Supprimee,
            "convocation.retablir" => Evenement::Retablie,
            "convocation.modifier" => {
                let avant: Option<Affectation> = details
                    .avant
                    .and_then(|avant| serde_json::from_value(avant).ok());
                Evenement::Modifiee(match (avant, details.apres) {
                    (Some(avant), Some(apres)) => avant.changements(&apres),
                    _ => Vec::new(),
                })
            }
            _ => continue,
        };
        let ligne = LigneHistorique {
            date: date(trace.moment),
            auteur,
            quoi,
            confirmes: details.confirmes,
            version: details.version,
            lien,
        };
        lignes.push((trace.moment, ligne));
    }
    let supprimee = courriels.is_some();
    let courriels =
        store::courriels::de_la_convocation(lecture, id, &courriels.unwrap_or_default())
            .await
            .map_err(erreur_store)?;
    let reponses = store::accuses::toutes(lecture, id)
        .await
        .map_err(erreur_store)?;
    // Addresses and absences are for who convokes.
    let convoque = acteur.autorite_sur(mission.centre).is_some();
    if !convoque {
        for (_, l) in &mut lignes {
            l.confirmes
                .retain(|c| !matches!(c, Conflit::Indisponible { .. }));
        }
    }
    for c in courriels {
        let ligne = LigneHistorique {
            date: date(c.depuis),
            auteur: c.auteur,
            quoi: Evenement::Courriel {
                adresse: if convoque { c.adresse } else { String::new() },
                etat: c.etat,
                genre: c.genre,
            },
            confirmes: Vec::new(),
            version: None,
            lien: None,
        };
        lignes.push((c.depuis, ligne));
    }
    for r in reponses {
        let ligne = LigneHistorique {
            date: date(r.recue),
            // The person themselves, by their link.
            auteur: String::new(),
            quoi: Evenement::Reponse(r.genre),
            confirmes: Vec::new(),
            version: None,
            lien: None,
        };
        lignes.push((r.recue, ligne));
    }
    lignes.sort_by_key(|(moment, _)| core::cmp::Reverse(*moment));
    Ok(Historique {
        nom,
        mission: mission.ligne.numero,
        supprimee,
        lignes: lignes.into_iter().map(|(_, l)| l).collect(),
    })
}
