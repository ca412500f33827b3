//! The mail that tells a person that their convocation is cancelled: asked for with the
//! deletion, and composed from what the deletion keeps.

use crate::services::{Services, erreur_store, interne};
use domain::{
    Acteur, Affectation, ConvocationId, ConvocationLigne, Erreur, EtatCourriel, GenreCourriel,
    Lettre, Mission, Moment, NaiveDate, nom_complet,
};
use serde::{Deserialize, Serialize};
use store::Ecriture;
use store::courriels::{CourrielAEnvoyer, NouveauCourriel};

/// What a cancellation cancels, as its mail keeps it.
#[derive(Serialize, Deserialize)]
struct Objet {
    /// Key that the convocation had.
    convocation: ConvocationId,
    /// What the person received last, when it is known.
    recue: Option<Affectation>,
}

/// Asks for the mail that cancels a convocation, before its row goes: gives the address it
/// will go to, the one where the convocation was received; none when it never left.
pub(crate) async fn demander(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    mission: &Mission,
    ligne: &ConvocationLigne,
    maintenant: Moment,
) -> Result<Option<String>, Erreur> {
    let Some(recu) = store::courriels::derniers_recus(tx, &[ligne.id], true, None)
        .await
        .map_err(erreur_store)?
        .remove(&ligne.id)
        // Cancelled already, taken back, and not sent again since.
        .filter(|r| !r.annulation)
    else {
        return Ok(None);
    };
    let objet = Objet {
        convocation: ligne.id,
        recue: recu
            .contenu
            .as_deref()
            .and_then(|c| serde_json::from_str(c).ok()),
    };
    let contenu = serde_json::to_string(&objet).map_err(|e| interne("annulation", &e))?;
    let courriel = NouveauCourriel {
        genre: GenreCourriel::Annulation,
        convocation: Some(ligne.id),
        intervenant: Some(ligne.intervenant),
        nom: nom_complet(&ligne.nom, &ligne.prenom),
        adresse: recu.adresse.clone(),
        sujet: format!("{}-{}", mission.ligne.numero, ligne.id),
        message_id: services
            .reglages
            .identite
            .message_id(&services.alea.jeton()?)
            .as_str()
            .to_owned(),
        convocation_version: ligne.version,
    };
    let delai = crate::parametres::nombres(services, tx, acteur.academie)
        .await
        .map_err(erreur_store)?
        .envoi_delai;
    let depart = maintenant.plus_secondes(delai);
    let ecriture = async {
        let envoi = store::courriels::creer_envoi(
            tx,
            mission.ligne.id,
            acteur.compte,
            false,
            &[],
            maintenant,
        )
        .await?;
        store::courriels::ajouter_annulation(tx, envoi, &courriel, &contenu, maintenant, depart)
            .await
    };
    ecriture.await.map_err(erreur_store)?;
    Ok(Some(recu.adresse))
}

/// What is to be done with a claimed cancellation.
pub(crate) enum Sort {
    /// Send this.
    Composer(Box<Lettre>),
    /// The convocation it cancels is being sent at this moment: look again.
    Attendre,
    /// The deletion was taken back, or nothing of the convocation had left after all.
    Rien,
}

/// Reads what a claimed cancellation needs.
pub(crate) async fn preparer(
    services: &Services,
    courriel: &CourrielAEnvoyer,
    jour: NaiveDate,
) -> Result<Sort, Erreur> {
    let objet: Objet = serde_json::from_str(courriel.contenu.as_deref().unwrap_or_default())
        .map_err(|e| interne("annulation", &e))?;
    let lecture = services.store.lecture();
    let annulee = store::convocations::annulee(lecture, objet.convocation)
        .await
        .map_err(erreur_store)?;
    let Some(annulee) = annulee else {
        return Ok(Sort::Rien);
    };
    let etats = store::courriels::etats(lecture, &annulee.courriels)
        .await
        .map_err(erreur_store)?;
    let parti = |(etat, incertain): &(EtatCourriel, bool)| {
        *incertain || matches!(etat, EtatCourriel::Envoye | EtatCourriel::Retour)
    };
    if !etats.iter().any(parti) {
        return Ok(if etats.iter().any(|(e, _)| *e == EtatCourriel::EnCours) {
            Sort::Attendre
        } else {
            Sort::Rien
        });
    }
    let lettre = store::convocations::lettre_annulee(lecture, objet.convocation, jour)
        .await
        .map_err(erreur_store)?;
    Ok(lettre.map_or(Sort::Rien, |mut lettre| {
        // The days that the person has are those of what they received.
        if let Some(recue) = objet.recue {
            lettre.affectation = recue;
        }
        Sort::Composer(Box::new(lettre))
    }))
}
