//! Reminding people who have not answered their convocation: on demand, or by the worker
//! after some days.

use crate::services::{Services, dans_le_fuseau, erreur_store};
use domain::{
    Acteur, CompteId, ConvocationId, EnvoiDemande, Erreur, Fait, GenreCourriel, MissionId,
    NaiveDate, adresse_d_envoi, nom_complet,
};
use serde_json::json;
use std::collections::BTreeMap;
use store::Ecriture;
use store::courriels::{ARelancer, NouveauCourriel};

/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;
/// People looked at in one transaction.
pub const LOT: u32 = 200;

/// *Relancer*: sends their convocation again, as a reminder, to those of the mission who
/// have it and have not answered, of the rows of which the actor is the author. The same
/// key twice asks once.
///
/// # Errors
/// [`Erreur::RienAFaire`] when everybody has answered, and as
/// [`crate::envois::demander`].
pub async fn demander(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    cle: &str,
) -> Result<EnvoiDemande, Erreur> {
    crate::envois::relancer(services, acteur, numero, cle).await
}

/// Reminds those whose convocation was received so many days ago as their académie says, who
/// have not answered, and whose days are not all past. Never twice of the same sending,
/// however many servers look at once, `lot` people ([`LOT`]) in one transaction. Gives how
/// many mails it asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn automatiques(services: &Services, lot: u32) -> Result<u32, Erreur> {
    let maintenant = services.maintenant();
    let academies = store::academies::toutes(services.store.lecture())
        .await
        .map_err(erreur_store)?;
    let mut demandes = 0;
    for academie in academies {
        let lecture = services.store.lecture();
        let nombres = crate::parametres::nombres(services, lecture, academie.id)
            .await
            .map_err(erreur_store)?;
        let Some(jours) = nombres.rappel_jours else {
            continue;
        };
        let avant = maintenant.plus_secondes(-jours * JOUR);
        let jour = dans_le_fuseau(&academie.fuseau, maintenant).date();
        // Whoever has no address any more stays due: they must not hide those who follow.
        let mut apres = None;
        loop {
            let tx = services.store.ecriture().await.map_err(erreur_store)?;
            let dus = store::courriels::a_relancer(&tx, academie.id, avant, jour, apres, lot)
                .await
                .map_err(erreur_store)?;
            let Some(dernier) = dus.last() else {
                break;
            };
            apres = Some(dernier.recu);
            demandes += relancer(services, tx, dus, jour, nombres.envoi_delai).await?;
        }
    }
    Ok(demandes)
}

/// Asks for the reminders of some people in one transaction: all of them, or none when
/// another server is doing it. Gives how many.
async fn relancer(
    services: &Services,
    tx: Ecriture,
    dus: Vec<ARelancer>,
    jour: NaiveDate,
    delai: i64,
) -> Result<u32, Erreur> {
    let maintenant = services.maintenant();
    let mut par_envoi: BTreeMap<(MissionId, CompteId), Vec<ConvocationId>> = BTreeMap::new();
    for d in dus {
        par_envoi
            .entry((d.mission, d.auteur))
            .or_default()
            .push(d.convocation);
    }
    let mut demandes = 0;
    for ((mission, auteur), ids) in par_envoi {
        let lettres = store::convocations::lettres(&tx, &ids, jour)
            .await
            .map_err(erreur_store)?;
        let mut courriels = Vec::with_capacity(lettres.len());
        for l in &lettres {
            let d = &l.destinataire;
            let Some(adresse) = adresse_d_envoi(&d.mel_professionnel, &d.mel_personnel) else {
                continue;
            };
            courriels.push(NouveauCourriel {
                genre: GenreCourriel::Convocation,
                convocation: Some(l.convocation),
                intervenant: Some(d.id),
                nom: nom_complet(&d.nom, &d.prenom),
                adresse: adresse.to_owned(),
                sujet: l.reference(),
                message_id: services.message_id()?,
                convocation_version: l.version,
            });
        }
        let Some(numero) = lettres.first().map(|l| l.mission.numero) else {
            continue;
        };
        if courriels.is_empty() {
            continue;
        }
        let nombre = u32::try_from(courriels.len()).unwrap_or(u32::MAX);
        let depart = maintenant.plus_secondes(delai);
        let ecriture = async {
            let envoi =
                store::courriels::creer_envoi(&tx, mission, auteur, true, &[], maintenant).await?;
            store::courriels::marquer_rappel(&tx, envoi).await?;
            store::courriels::ajouter_lot(&tx, envoi, &courriels, maintenant, depart).await?;
            store::courriels::lier_relances(&tx, envoi).await?;
            let trace = store::piste::Trace {
                moment: maintenant,
                compte: None,
                action: "rappel.automatique".to_owned(),
                objet: "envoi".to_owned(),
                objet_id: envoi.0,
                details: json!({ "mission": numero, "convocations": ids }).to_string(),
            };
            store::piste::ajouter(&tx, &trace).await?;
            let fait = Fait::RappelDemande {
                mission: numero,
                courriels: nombre,
            };
            store::messages::ajouter(&tx, auteur, maintenant, &fait).await
        };
        match ecriture.await {
            Ok(_) => demandes += nombre,
            // Another server reminds them at this very moment: it does it alone.
            Err(erreur) if erreur.est_unicite() => {
                tx.annuler().await.map_err(erreur_store)?;
                return Ok(0);
            }
            Err(erreur) => return Err(erreur_store(erreur)),
        }
    }
    if demandes > 0 {
        tx.valider().await.map_err(erreur_store)?;
        services.reveil.notify_one();
    }
    Ok(demandes)
}
