//! Opening an account for everybody who is convoked and has none: asked for by the
//! gestionnaire or by the command line, done in the background, batch by batch. A batch is one
//! transaction with its mails: a server that stops loses none and repeats none, and two servers
//! never open the account of the same person.

use crate::comptes::inserer;
use crate::connexion::condense_inutilisable;
use crate::courriels_service::INVITATION;
use crate::invitations::{Destinataire, ecrire_et_envoyer};
use crate::repertoire::{dire, exiger_de_tenir};
use crate::rondes;
use crate::services::{Heures, Services, erreur_store};
use core::time::Duration;
use domain::{
    AcademieId, Acteur, Attribution, CompteId, ComptesAOuvrir, Erreur, FaitRepertoire,
    OuvertureComptes, Portee, RepertoireErreur, Role, SANS_ADRESSE_MAX, adresse_d_envoi,
    lire_identifiant, lire_nom_et_mel, nom_complet,
};
use serde_json::json;
use std::sync::Arc;
use store::comptes::NouveauCompte;
use store::comptes_ouverture::{self as ouvertures, Convoque, Ouverture};
use store::{Ecriture, ErreurStore};
use tokio::sync::watch;

/// People of one batch, hence of one transaction.
const LOT: u32 = 20;
/// Links that may wait to be sent: the next batch comes once fewer do, so that the mails that
/// somebody waits for do not come after tens of thousands of others.
const EN_ATTENTE_MAX: u32 = 60;
/// Time between two looks at what is to be done.
const RONDE: Duration = Duration::from_secs(2);

// ------------------------------------------------------------------------ asking

/// What an opening would do, and how far the latest one is; while that one is under way,
/// nothing else.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the gestionnaire.
pub async fn preparer(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
) -> Result<ComptesAOuvrir, Erreur> {
    exiger_de_tenir(acteur)?;
    let lecture = services.store.lecture();
    let heures = Heures::de(services, acteur.academie).await?;
    let academie = acteur.academie;
    let lire = async {
        let derniere = ouvertures::derniere(lecture, academie).await?;
        let en_cours = derniere.as_ref().is_some_and(|o| o.finie_le.is_none());
        let mut prepares = ComptesAOuvrir {
            annee,
            derniere: derniere.map(|o| OuvertureComptes {
                annee: o.annee,
                total: o.total,
                ouverts: o.ouverts,
                ecartes: o.ecartes,
                demandee_le: heures.dire(o.demandee_le),
                finie_le: o.finie_le.map(|m| heures.dire(m)).unwrap_or_default(),
            }),
            ..ComptesAOuvrir::default()
        };
        // The page is read every two seconds meanwhile, and shows nothing else.
        if en_cours {
            return Ok(prepares);
        }
        prepares.annees = store::missions::annees(lecture, &Portee::Academie(academie)).await?;
        (prepares.nombre, prepares.sans_adresse) =
            ouvertures::compter(lecture, academie, annee).await?;
        let sans = ouvertures::sans_adresse(lecture, academie, annee, SANS_ADRESSE_MAX).await?;
        let mut lignes = store::repertoire::lignes(lecture, academie, sans.iter().copied()).await?;
        prepares.lignes = sans.iter().filter_map(|id| lignes.remove(id)).collect();
        Ok(prepares)
    };
    lire.await.map_err(erreur_store)
}

/// Asks for an account for everybody who is convoked, to a session of `annee` if it is given,
/// and has none; gives how many have an address. A server does it.
///
/// # Errors
/// [`RepertoireErreur::OuvertureEnCours`] when it was asked for already and is not finished,
/// and as [`preparer`].
pub async fn demander(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
) -> Result<u32, Erreur> {
    exiger_de_tenir(acteur)?;
    inscrire(services, acteur.academie, Some(acteur.compte), annee).await
}

/// As [`demander`], for the command line; `a_blanc` writes nothing. Gives how many have an
/// address, and how many have none.
///
/// # Errors
/// [`domain::CompteErreur`] naming what is wrong with the académie, and as [`demander`].
pub async fn demander_par_la_commande(
    services: &Services,
    academie: Option<&str>,
    annee: Option<i32>,
    a_blanc: bool,
) -> Result<(u32, u32), Erreur> {
    let academie = crate::comptes::academie(services, academie).await?.id;
    let (nombre, sans_adresse) = ouvertures::compter(services.store.lecture(), academie, annee)
        .await
        .map_err(erreur_store)?;
    if a_blanc {
        return Ok((nombre, sans_adresse));
    }
    let nombre = inscrire(services, academie, None, annee).await?;
    Ok((nombre, sans_adresse))
}

async fn inscrire(
    services: &Services,
    academie: AcademieId,
    par: Option<CompteId>,
    annee: Option<i32>,
) -> Result<u32, Erreur> {
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ecrire = async {
        let (nombre, _) = ouvertures::compter(&tx, academie, annee).await?;
        ouvertures::demander(&tx, academie, annee, par, nombre, maintenant).await?;
        let trace = store::piste::Trace {
            moment: maintenant,
            compte: par,
            action: "comptes.ouvrir".to_owned(),
            objet: "academie".to_owned(),
            objet_id: academie.0,
            details: json!({ "annee": annee, "nombre": nombre }).to_string(),
        };
        store::piste::ajouter(&tx, &trace).await?;
        if let Some(par) = par {
            let fait = FaitRepertoire::ComptesDemandes { nombre };
            dire(&tx, services, par, fait).await?;
        }
        Ok(nombre)
    };
    let nombre = match ecrire.await {
        Ok(nombre) => nombre,
        Err(ErreurStore::Unicite(_)) => return Err(RepertoireErreur::OuvertureEnCours.into()),
        Err(autre) => return Err(erreur_store(autre)),
    };
    tx.valider().await.map_err(erreur_store)?;
    Ok(nombre)
}

// --------------------------------------------------------------------- the worker

/// Opens what is asked for, batch by batch, until `arret` turns true. Several may run on
/// several servers.
pub async fn tourner(services: Arc<Services>, mut arret: watch::Receiver<bool>) {
    // A batch that is broken off was not written: the next server begins it again.
    let remis = "ouverture de comptes remise à plus tard";
    rondes::tourner(&mut arret, RONDE, remis, || tour(&services)).await;
}

/// One batch of the opening that waits longest; `false` when none waits, or too many links
/// wait to be sent.
///
/// # Errors
/// When the database does not answer: the batch is begun again later.
pub async fn tour(services: &Services) -> Result<bool, Erreur> {
    let lecture = services.store.lecture();
    let faut_il = async {
        Ok(ouvertures::a_faire(lecture).await?
            && store::courriels_service::en_attente(lecture, INVITATION).await? < EN_ATTENTE_MAX)
    };
    if !faut_il.await.map_err(erreur_store)? {
        return Ok(false);
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let Some(mut ouverture) = ouvertures::prendre(&tx).await.map_err(erreur_store)? else {
        return Ok(false);
    };
    let lire = async {
        let gens = ouvertures::suivants(&tx, &ouverture, LOT).await?;
        let ids: Vec<_> = gens.iter().map(|c| c.id).collect();
        let deja = ouvertures::deja_ouverts(&tx, &ids).await?;
        Ok((gens, deja))
    };
    let (gens, deja) = lire.await.map_err(erreur_store)?;
    if gens.is_empty() {
        ouverture.finie_le = Some(services.maintenant());
    }
    for personne in gens {
        ouverture.derniere = Some(personne.id);
        if deja.contains(&personne.id) {
            continue;
        }
        if ouvrir(&tx, services, &ouverture, &personne).await? {
            ouverture.ouverts = ouverture.ouverts.saturating_add(1);
        } else {
            ouverture.ecartes = ouverture.ecartes.saturating_add(1);
        }
    }
    let ecrire = async {
        ouvertures::avancer(&tx, &ouverture).await?;
        if let (Some(par), true) = (ouverture.compte, ouverture.finie_le.is_some()) {
            let fait = FaitRepertoire::ComptesOuverts {
                ouverts: ouverture.ouverts,
                ecartes: ouverture.ecartes,
            };
            dire(&tx, services, par, fait).await?;
        }
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(true)
}

/// Opens the account of somebody who is held and has none, and asks for the mail that carries
/// its link; `false` when their address cannot name it. Everything is read by the
/// transaction's own connection.
async fn ouvrir(
    tx: &Ecriture,
    services: &Services,
    ouverture: &Ouverture,
    personne: &Convoque,
) -> Result<bool, Erreur> {
    let Some(mel) = adresse_d_envoi(&personne.mel_professionnel, &personne.mel_personnel) else {
        return Ok(false);
    };
    let complet = nom_complet(&personne.nom, &personne.prenom);
    let (Ok(identifiant), Ok((nom, mel))) = (lire_identifiant(mel), lire_nom_et_mel(&complet, mel))
    else {
        return Ok(false);
    };
    let pris = store::comptes::par_identifiant(tx, &identifiant)
        .await
        .map_err(erreur_store)?;
    if pris.is_some() {
        return Ok(false);
    }
    let nouveau = NouveauCompte {
        academie: ouverture.academie,
        identifiant,
        nom,
        mel,
        mot_de_passe: condense_inutilisable(services)?,
        intervenant: Some(personne.id),
        copie_par_courriel: false,
        attributions: vec![Attribution {
            role: Role::Intervenant,
            etablissement: None,
        }],
    };
    let compte = inserer(tx, services, &nouveau, ouverture.compte).await?;
    let a_qui = Destinataire {
        compte,
        intervenant: Some(personne.id),
        nom: &nouveau.nom,
        mel: &nouveau.mel,
    };
    let par = (ouverture.academie, ouverture.compte);
    ecrire_et_envoyer(tx, services, par, &a_qui, &nouveau.mot_de_passe).await?;
    Ok(true)
}
