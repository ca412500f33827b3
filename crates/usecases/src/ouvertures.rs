//! The *service signature* of each établissement, opened and closed by the administrateur
//! (memo §2).

use crate::services::{Services, dans_le_fuseau, erreur_store, tracer};
use domain::{
    Acteur, Erreur, EtablissementId, Fait, FiltreOuvertures, NaiveDate, OuvertureErreur,
    OuvertureListee, PageOuvertures, Portee, SaisieOuverture, Signataire,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// The kind of thing in the audit trail.
pub(crate) const OBJET: &str = "service.signature";

/// What the audit trail keeps of an opening.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Details {
    /// First day.
    pub(crate) du: Option<NaiveDate>,
    /// Last day.
    pub(crate) au: Option<NaiveDate>,
}

/// The services of the actor's académie that a filter keeps.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who opens none.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreOuvertures,
) -> Result<PageOuvertures, Erreur> {
    Ok(PageOuvertures::filtrer(
        tous(services, acteur).await?,
        filtre,
    ))
}

/// How many services cannot be used.
///
/// # Errors
/// As [`lister`].
pub(crate) async fn fermes(services: &Services, acteur: &Acteur) -> Result<u32, Erreur> {
    let filtre = FiltreOuvertures {
        vue: domain::VueOuvertures::Fermes,
        ..FiltreOuvertures::default()
    };
    let page = lister(services, acteur, &filtre).await?;
    Ok(u32::try_from(page.lignes.len()).unwrap_or(u32::MAX))
}

async fn tous(services: &Services, acteur: &Acteur) -> Result<Vec<OuvertureListee>, Erreur> {
    if acteur.services_geres() == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let lecture = services.store.lecture();
    let lire = async {
        let academie = store::academies::par_id(lecture, acteur.academie).await?;
        let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
        let jour = dans_le_fuseau(&fuseau, services.maintenant()).date();
        let etablissements = store::signatures::etablissements(lecture, acteur.academie).await?;
        let connus = store::signatures::services(lecture, acteur.academie).await?;
        let signes = store::signatures::signes(lecture, acteur.academie, jour).await?;
        Ok((fuseau, jour, etablissements, connus, signes))
    };
    let (fuseau, jour, etablissements, mut connus, signes) = lire.await.map_err(erreur_store)?;
    let signe =
        |id: EtablissementId, signataire: Signataire| signes.contains(&(id, signataire.code()));
    Ok(etablissements
        .into_iter()
        .map(|(id, uai, nom, commune)| {
            let garde = connus.remove(&id).unwrap_or_default();
            OuvertureListee {
                etablissement: id,
                uai,
                nom,
                commune,
                etat: garde.service.etat(jour),
                version: garde.version,
                etablissement_signe: signe(id, Signataire::ChefEtablissement),
                centre_signe: signe(id, Signataire::ChefCentre),
                date: garde.modifie_le.map_or_else(String::new, |m| {
                    dans_le_fuseau(&fuseau, m)
                        .format("%d/%m/%Y %H:%M")
                        .to_string()
                }),
                auteur: garde.auteur,
            }
        })
        .collect())
}

/// Opens or closes the services of établissements, each as it was shown at a version: all
/// of them, or none.
///
/// # Errors
/// [`Erreur::ServiceSignature`] for what makes no sense, [`Erreur::ServicesChanges`] with
/// those that somebody else changed meanwhile, [`Erreur::Introuvable`] for one outside the
/// académie, [`Erreur::Interdit`] as for [`lister`].
pub async fn changer(
    services: &Services,
    acteur: &Acteur,
    choisis: &[(EtablissementId, i32)],
    saisie: &SaisieOuverture,
) -> Result<(), Erreur> {
    if acteur.services_geres() == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let jour = services.aujourd_hui(acteur.academie).await?;
    let voulu = saisie.lire(jour).map_err(Erreur::ServiceSignature)?;
    // In one order: two changes at once wait for each other instead of both failing.
    let choisis: BTreeMap<EtablissementId, i32> = choisis.iter().copied().collect();
    if choisis.is_empty() {
        return Err(Erreur::ServiceSignature(
            OuvertureErreur::AucunEtablissement,
        ));
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let noms: HashMap<EtablissementId, String> =
        store::signatures::etablissements(&tx, acteur.academie)
            .await
            .map_err(erreur_store)?
            .into_iter()
            .map(|(id, _, nom, _)| (id, nom))
            .collect();
    if choisis.keys().any(|id| !noms.contains_key(id)) {
        return Err(Erreur::Introuvable);
    }
    let maintenant = services.maintenant();
    let ecrire = async {
        let connus = store::signatures::services(&tx, acteur.academie).await?;
        let mut changes = Vec::new();
        let mut nombre = 0_u32;
        for (id, vue) in &choisis {
            let connu = connus.get(id).cloned().unwrap_or_default();
            if connu.version == *vue && connu.service == voulu {
                continue;
            }
            let auteur = Some(acteur.compte);
            if !store::signatures::changer_service(&tx, *id, voulu, *vue, auteur, maintenant)
                .await?
            {
                changes.push(noms.get(id).cloned().unwrap_or_default());
                continue;
            }
            nombre += 1;
            let action = if voulu.ouvert {
                "service.ouvrir"
            } else {
                "service.fermer"
            };
            let details = json!(Details {
                du: voulu.du,
                au: voulu.au
            });
            tracer(&tx, services, acteur, action, (OBJET, id.0), &details).await?;
        }
        if changes.is_empty() {
            let fait = Fait::ServiceSignatureChange {
                ouvert: voulu.ouvert,
                nombre,
            };
            store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        }
        Ok(changes)
    };
    let changes = ecrire.await.map_err(erreur_store)?;
    if !changes.is_empty() {
        return Err(Erreur::ServicesChanges { noms: changes });
    }
    tx.valider().await.map_err(erreur_store)
}
