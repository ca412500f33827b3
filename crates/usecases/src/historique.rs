//! The history of a convocation, out of the audit trail and the outbox.

use crate::services::{Services, dans_le_fuseau, erreur_store};
use domain::{
    Acteur, Affectation, Conflit, ConvocationId, Erreur, Evenement, Historique, LigneHistorique,
    Moment, nom_complet,
};
use serde::Deserialize;

/// Lines read at most.
const LIGNES: u32 = 500;

/// What the trail keeps with each action on a convocation.
#[derive(Default, Deserialize)]
struct Details {
    avant: Option<serde_json::Value>,
    apres: Option<Affectation>,
    #[serde(default)]
    confirmes: Vec<Conflit>,
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
