//! Correcting the address of somebody whose mail failed, and sending again.

use crate::services::{Services, erreur_store, tracer};
use domain::{
    Acteur, AdressesDe, ConvocationId, Erreur, Fait, IntervenantId, Mels, adresse_d_envoi,
    nom_complet,
};
use serde_json::json;
use store::ConnectionTrait;

/// The addresses of somebody convoked, for who convokes on the mission.
///
/// # Errors
/// [`Erreur::Introuvable`] for a convocation outside the actor's scope,
/// [`Erreur::Interdit`] for somebody who does not convoke there.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<AdressesDe, Erreur> {
    let lecture = services.store.lecture();
    let (_, adresses) = trouver(lecture, acteur, id).await?;
    let mission = crate::missions::visible_par_numero(lecture, acteur, adresses.mission).await?;
    let etat = crate::ouvertures::etat(lecture, services, acteur, mission.centre).await?;
    let laisse = acteur
        .autorite_sur(mission.centre)
        .is_some_and(|a| etat.laisse_convoquer(a));
    Ok(AdressesDe {
        cle: services.alea.jeton()?,
        ferme: (!laisse).then_some(etat),
        ..adresses
    })
}

async fn trouver(
    connexion: &impl ConnectionTrait,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<(IntervenantId, AdressesDe), Erreur> {
    let (mission, ligne) = store::convocations::ligne(connexion, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::du_ressort_par_cle(connexion, acteur, mission).await?;
    let mut adresses =
        store::intervenants::adresses(connexion, acteur.academie, &[ligne.intervenant])
            .await
            .map_err(erreur_store)?;
    let a = adresses
        .remove(&ligne.intervenant)
        .ok_or(Erreur::Introuvable)?;
    let trouvees = AdressesDe {
        convocation: id,
        mission: mission.ligne.numero,
        nom: nom_complet(&a.nom, &a.prenom),
        mels: Mels {
            professionnel: a.mel_professionnel,
            personnel: a.mel_personnel,
        },
        cle: String::new(),
        ferme: None,
    };
    Ok((ligne.intervenant, trouvees))
}

fn ou_envoyer(mels: &Mels) -> Option<&str> {
    adresse_d_envoi(&mels.professionnel, &mels.personnel)
}

/// Changes the addresses of somebody convoked, and with `envoyer`, the key of a request,
/// sends them their convocation again: both, or neither.
///
/// The addresses are the person's: every mission uses them from now on, until the next
/// import from the académie's files brings others, and so does what has not left yet.
///
/// # Errors
/// As [`lire`]; [`Erreur::AdresseInvalide`] naming it, [`Erreur::AdresseChangee`] when
/// somebody else changed them since they were read; as [`crate::envois::demander`] when it
/// cannot be sent. Nothing is then written.
pub async fn corriger(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    avant: &Mels,
    apres: &Mels,
    envoyer: Option<&str>,
) -> Result<i64, Erreur> {
    // Before the transaction: one that waits for a second connection can starve the pool.
    let jour = services.aujourd_hui(acteur.academie).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (intervenant, connues) = trouver(&tx, acteur, id).await?;
    let apres = apres.nettoyes()?;
    if connues.mels != apres {
        if connues.mels != *avant
            || !store::intervenants::changer_mels(&tx, intervenant, avant, &apres)
                .await
                .map_err(erreur_store)?
        {
            return Err(Erreur::AdresseChangee);
        }
        // What waits to be tried must not leave for an address that may be somebody else's.
        if let (Some(fausse), Some(juste)) = (ou_envoyer(&connues.mels), ou_envoyer(&apres)) {
            store::courriels::readresser(&tx, intervenant, fausse, juste)
                .await
                .map_err(erreur_store)?;
        }
        let details = json!({ "convocation": id, "avant": avant, "apres": apres });
        tracer(
            &tx,
            services,
            acteur,
            "intervenant.mels",
            ("intervenant", intervenant.0),
            &details,
        )
        .await
        .map_err(erreur_store)?;
        let fait = Fait::AdresseCorrigee {
            nom: connues.nom.clone(),
        };
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
            .await
            .map_err(erreur_store)?;
    }
    if let Some(cle) = envoyer {
        let numero = connues.mission;
        crate::envois::demander_dans(&tx, services, acteur, jour, numero, id, cle).await?;
    }
    tx.valider().await.map_err(erreur_store)?;
    if envoyer.is_some() {
        services.reveil.notify_one();
    }
    Ok(connues.mission)
}
