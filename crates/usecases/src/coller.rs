//! A pasted column of names: whom each is, for review. Nothing is written.

use crate::services::{Services, erreur_store};
use domain::{
    Acteur, Collage, Correspondance, Erreur, IntervenantId, IntervenantTrouve, LigneCollee,
    limites, lire_colonne, mots_du_nom,
};
use std::collections::BTreeSet;

/// Matches the names of a pasted column with the académie's people.
///
/// # Errors
/// [`Erreur::Coller`] when it cannot be read, [`Erreur::Introuvable`] for a mission outside
/// the actor's scope, [`Erreur::Interdit`] for somebody who does not convoke there.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    colle: &str,
) -> Result<Collage, Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::a_convoquer(lecture, services, acteur, numero).await?;
    let noms = lire_colonne(colle)?;
    let mut collage = Collage::default();
    let mut vus = BTreeSet::new();
    for nom in noms {
        let mots = mots_du_nom(&nom);
        if !vus.insert(mots.clone()) {
            collage.doublons.push(nom);
            continue;
        }
        let r = store::intervenants::rechercher(lecture, acteur.academie, &mots.join(" "))
            .await
            .map_err(erreur_store)?;
        let incomplet = r.total as usize > r.trouves.len();
        let correspondance = Correspondance::de(&nom, r.trouves, incomplet);
        collage.lignes.push(LigneCollee {
            nom,
            correspondance,
        });
    }
    let trouves: Vec<IntervenantId> = collage
        .lignes
        .iter()
        .flat_map(|l| match &l.correspondance {
            Correspondance::Trouve(p) => core::slice::from_ref(p),
            Correspondance::Ambigu { candidats, .. } => candidats,
            Correspondance::Inconnu => &[],
        })
        .map(|p| p.id)
        .collect();
    collage.deja = store::convocations::deja_convoques(lecture, mission.ligne.id, &trouves)
        .await
        .map_err(erreur_store)?;
    Ok(collage)
}

/// People chosen by their keys, to be convoked to a mission; those that are not known any
/// more are left out.
///
/// # Errors
/// As [`lire`]; [`Erreur::RequeteInvalide`] for more people than one request may convoke.
pub async fn choisis(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    ids: &[IntervenantId],
) -> Result<Vec<IntervenantTrouve>, Erreur> {
    let lecture = services.store.lecture();
    crate::missions::a_convoquer(lecture, services, acteur, numero).await?;
    if ids.len() > limites::INTERVENANTS {
        return Err(Erreur::RequeteInvalide);
    }
    store::intervenants::par_ids(lecture, acteur.academie, ids)
        .await
        .map_err(erreur_store)
}
