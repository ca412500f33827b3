//! Clashes: shown while people are ticked, decided again in the transaction that writes.

use crate::services::{Services, empreinte, erreur_store, interne};
use domain::{
    Acteur, ConvocationErreur, ConvocationId, Creneau, Degre, Disponibilite, Erreur, IntervenantId,
    Mission, Signalement, limites,
};
use store::{Ecriture, ErreurStore};

/// What may stand against calling these people to a mission, in the order given: other
/// convocations, absences without their reason, days already given.
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope, [`Erreur::Interdit`]
/// for somebody who does not convoke there, [`Erreur::RequeteInvalide`] for more people
/// than one request may convoke.
pub async fn disponibilites(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    intervenants: &[IntervenantId],
) -> Result<Vec<Disponibilite>, Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::du_ressort(lecture, acteur, numero).await?;
    if intervenants.len() > limites::INTERVENANTS {
        return Err(Erreur::RequeteInvalide);
    }
    store::disponibilites::pour_la_mission(lecture, acteur.academie, &mission, intervenants)
        .await
        .map_err(erreur_store)
}

/// What may stand against the person whom a convocation calls, on the possible days of its
/// mission: what they do in that mission does not count.
///
/// # Errors
/// [`Erreur::Introuvable`] for a convocation outside the actor's scope,
/// [`Erreur::Interdit`] for somebody who does not convoke there.
pub async fn du_convoque(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<Disponibilite, Erreur> {
    let lecture = services.store.lecture();
    let (mission, ligne) = store::convocations::ligne(lecture, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::du_ressort_par_cle(lecture, acteur, mission).await?;
    let qui = ligne.intervenant;
    let lues = store::disponibilites::pour_la_mission(lecture, acteur.academie, &mission, &[qui])
        .await
        .map_err(erreur_store)?;
    Ok(lues
        .into_iter()
        .next()
        .unwrap_or_else(|| Disponibilite::libre(qui)))
}

/// Somebody about to be convoked.
pub(crate) struct Candidat<'a> {
    pub(crate) intervenant: IntervenantId,
    pub(crate) nom: String,
    pub(crate) discipline: &'a str,
}

/// Every clash of these people with these days, read in the transaction that will write.
/// They are held until its end: two requests about one person decide one after the other.
pub(crate) async fn signalements(
    tx: &Ecriture,
    acteur: &Acteur,
    mission: &Mission,
    creneaux: &[Creneau],
    candidats: &[Candidat<'_>],
) -> Result<Vec<Signalement>, ErreurStore> {
    let ids: Vec<IntervenantId> = candidats.iter().map(|c| c.intervenant).collect();
    store::disponibilites::tenir(tx, &ids).await?;
    let disponibilites =
        store::disponibilites::pour_la_mission(tx, acteur.academie, mission, &ids).await?;
    let mut tous: Vec<Signalement> = domain::conflits_de_jours(mission, creneaux)
        .into_iter()
        .map(|conflit| Signalement {
            intervenant: None,
            nom: String::new(),
            conflit,
        })
        .collect();
    for (candidat, d) in candidats.iter().zip(&disponibilites) {
        tous.extend(
            domain::conflits(mission, creneaux, candidat.discipline, d)
                .into_iter()
                .map(|conflit| Signalement {
                    intervenant: Some(candidat.intervenant),
                    nom: candidat.nom.clone(),
                    conflit,
                }),
        );
    }
    Ok(tous)
}

/// Refuses what nobody can do, asks for what has to be confirmed, and gives what was.
///
/// # Errors
/// [`Erreur::Convocation`] naming each refusal, [`Erreur::AConfirmer`] when the clashes
/// are not the ones that `confirmation` confirms.
pub(crate) fn trancher(
    signalements: Vec<Signalement>,
    confirmation: &str,
) -> Result<Vec<Signalement>, Erreur> {
    let mut refus = Vec::new();
    let mut a_confirmer = Vec::new();
    for s in signalements {
        match s.conflit.degre() {
            Degre::Refus => refus.push(ConvocationErreur::EnConflit(Box::new(s))),
            Degre::AConfirmer => a_confirmer.push(s),
            Degre::Information => {}
        }
    }
    if !refus.is_empty() {
        return Err(refus.into());
    }
    if a_confirmer.is_empty() {
        return Ok(a_confirmer);
    }
    let texte = serde_json::to_vec(&a_confirmer).map_err(|e| interne("conflits", &e))?;
    let cle = empreinte(&texte);
    if cle == confirmation {
        Ok(a_confirmer)
    } else {
        Err(Erreur::AConfirmer {
            signalements: a_confirmer,
            cle,
        })
    }
}
