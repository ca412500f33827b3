//! *Personne introuvable*: a centre asks the gestionnaire for somebody whom it did not find,
//! and is told what became of it (docs/decisions/0022-intervenants.md).

use crate::courriels_service::{Pour, REPONSE, demander};
use crate::repertoire::{dire, exiger_de_tenir, fiche, probables};
use crate::services::{Heures, Services, erreur_store, tracer};
use domain::{
    Acteur, CompteId, DEMANDES_MAX, DemandeOuverte, DemandeVue, Erreur, EtatDemande,
    FaitRepertoire, IntervenantId, PageDemandes, Portee, RepertoireErreur, SaisieDemande,
    lire_motif, mel_plausible, nom_complet, page_montree,
};
use mail::CourrielEspace;
use serde_json::json;
use store::courriels_service::CourrielServiceAEnvoyer;
use store::demandes::DemandeGardee;
use store::{ConnectionTrait, Ecriture};

/// A page of the requests that the actor sees: of their établissements, or of the académie
/// for who answers them.
///
/// # Errors
/// [`Erreur::Interdit`] for who neither asks nor answers.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    page: u32,
) -> Result<PageDemandes, Erreur> {
    let portee = acteur.demandes_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let lecture = services.store.lecture();
    let total = store::demandes::nombre(lecture, &portee)
        .await
        .map_err(erreur_store)?;
    let page = page_montree(page, total, DEMANDES_MAX);
    let depuis = (page - 1).saturating_mul(DEMANDES_MAX);
    let lues = store::demandes::lister(lecture, &portee, None, depuis, DEMANDES_MAX)
        .await
        .map_err(erreur_store)?;
    let heures = Heures::de(services, acteur.academie).await?;
    Ok(PageDemandes {
        demandes: lues.into_iter().map(|d| vue(&heures, d)).collect(),
        total,
        page,
        tient: acteur.tient_le_repertoire(),
        demande: !acteur.etablissements().is_empty(),
    })
}

fn vue(heures: &Heures, d: DemandeGardee) -> DemandeVue {
    let traite = match &d.traite {
        None => String::new(),
        Some((par, quand)) => format!("{}, {par}", heures.dire(*quand)),
    };
    DemandeVue {
        id: d.id,
        version: d.version,
        le: heures.dire(d.le),
        saisie: d.saisie,
        demandeur: d.demandeur,
        par: d.par,
        etat: d.etat,
        reponse: d.reponse,
        motif: d.motif,
        traite: traite.trim_end_matches(", ").to_owned(),
        lue: d.lue,
    }
}

/// A request that the actor sees.
pub(crate) async fn trouver(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    id: i64,
) -> Result<DemandeGardee, Erreur> {
    let lues = store::demandes::lister(conn, &acteur.demandes_visibles(), Some(id), 0, 1)
        .await
        .map_err(erreur_store)?;
    lues.into_iter().next().ok_or(Erreur::Introuvable)
}

/// A request, with who it may be about for who answers it.
///
/// # Errors
/// [`Erreur::Introuvable`] for one that the actor does not see.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    id: i64,
) -> Result<DemandeOuverte, Erreur> {
    let lecture = services.store.lecture();
    let d = trouver(lecture, acteur, id).await?;
    let tient = acteur.tient_le_repertoire();
    let semblables = if tient {
        let cle = store::doublons::cle_de(&d.saisie.nom, &d.saisie.prenom);
        probables(lecture, acteur, &[cle], &[], None).await?
    } else {
        Vec::new()
    };
    let sienne = acteur.etablissements().contains(&d.etablissement);
    let courriel = store::courriels_service::etat(lecture, REPONSE, d.id)
        .await
        .map_err(erreur_store)?;
    Ok(DemandeOuverte {
        courriel,
        retirable: sienne && d.etat == EtatDemande::EnAttente,
        demande: vue(&Heures::de(services, acteur.academie).await?, d),
        semblables,
        tient,
    })
}

/// Files a request.
///
/// # Errors
/// [`Erreur::Repertoire`] naming what is wrong, [`Erreur::Interdit`] for who is of no centre.
pub async fn creer(
    services: &Services,
    acteur: &Acteur,
    saisie: &SaisieDemande,
) -> Result<i64, Erreur> {
    let etablissements = acteur.etablissements();
    let Some(premier) = etablissements.first().copied() else {
        return Err(Erreur::Interdit);
    };
    let (propre, numero) = saisie.lire()?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ici = Portee::Etablissements(acteur.academie, etablissements);
    let mission = match numero {
        None => None,
        Some(numero) => Some(
            store::missions::par_numero(&tx, &ici, numero)
                .await
                .map_err(erreur_store)?
                .ok_or(RepertoireErreur::MissionInconnue)?,
        ),
    };
    let lieu = mission.as_ref().map_or(premier, |m| m.centre);
    let nom = nom_complet(&propre.nom, &propre.prenom);
    let ecrire = async {
        let id = store::demandes::creer(
            &tx,
            acteur.academie,
            lieu,
            acteur.compte,
            mission.as_ref().map(|m| m.ligne.id),
            &propre,
            services.maintenant(),
        )
        .await?;
        let details = json!({ "apres": propre });
        let objet = ("intervenant_demande", id);
        tracer(&tx, services, acteur, "demande.creer", objet, &details).await?;
        dire(
            &tx,
            services,
            acteur.compte,
            FaitRepertoire::DemandeFaite { nom },
        )
        .await?;
        tx.valider().await?;
        Ok(id)
    };
    ecrire.await.map_err(erreur_store)
}

/// Asks for the mail that tells who asked that there is an answer, in the transaction given;
/// `false` when their account is closed or has no address.
async fn prevenir(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    demande: i64,
    demandeur: CompteId,
) -> Result<bool, Erreur> {
    let Some(compte) = store::administration::par_id(tx, acteur.academie, demandeur)
        .await
        .map_err(erreur_store)?
        .filter(|c| c.actif && mel_plausible(&c.mel))
    else {
        return Ok(false);
    };
    let pour = Pour {
        academie: acteur.academie,
        intervenant: None,
        nom: &compte.nom,
        adresse: &compte.mel,
    };
    let maintenant = services.maintenant();
    demander(tx, services, REPONSE, Some(demande), &pour, maintenant).await?;
    Ok(true)
}

/// What the mail of an answer says as it leaves; none when the request is gone, or the account
/// of who asked is closed.
pub(crate) async fn composer_reponse(
    services: &Services,
    courriel: &CourrielServiceAEnvoyer,
) -> Result<Option<CourrielEspace>, Erreur> {
    let lecture = services.store.lecture();
    let academie = courriel.academie;
    let Some(id) = courriel.objet else {
        return Ok(None);
    };
    let lues = store::demandes::lister(lecture, &Portee::Academie(academie), Some(id), 0, 1)
        .await
        .map_err(erreur_store)?;
    let Some(d) = lues.into_iter().next() else {
        return Ok(None);
    };
    let trouvee = match d.etat {
        EtatDemande::EnAttente => return Ok(None),
        EtatDemande::Traitee => true,
        EtatDemande::Refusee => false,
    };
    let Some(compte) = d.compte else {
        return Ok(None);
    };
    let ouvert = store::administration::par_id(lecture, academie, compte)
        .await
        .map_err(erreur_store)?
        .is_some_and(|c| c.actif);
    if !ouvert {
        return Ok(None);
    }
    let racine = &services.reglages.url_publique;
    let mission = d.mission.map(|numero| {
        let adresse = match &d.reponse {
            // The window opens with this person ticked.
            Some((qui, _)) => format!("{racine}/missions/{numero}?fenetre=creer&itv={qui}"),
            None => format!("{racine}/missions/{numero}"),
        };
        (numero, adresse)
    });
    let le = services.heure_locale(academie, d.le).await?;
    Ok(Some(CourrielEspace::ReponseDemande {
        le: le.format("%d/%m/%Y").to_string(),
        mission,
        trouvee,
        url: format!("{racine}/demandes-intervenant/{id}"),
    }))
}

/// Answers a request in the transaction given: with a person, or a reason. Whoever answers
/// second is told, and who asked is told by a message and by mail: once it is written, wake the
/// worker.
pub(crate) async fn repondre(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    id: i64,
    reponse: Result<IntervenantId, &str>,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let d = trouver(tx, acteur, id).await?;
    let maintenant = services.maintenant();
    if !store::demandes::repondre(tx, id, reponse, acteur.compte, maintenant)
        .await
        .map_err(erreur_store)?
    {
        return Err(RepertoireErreur::DemandeTraitee.into());
    }
    let nom = nom_complet(&d.saisie.nom, &d.saisie.prenom);
    let demandeur = d.compte.filter(|c| *c != acteur.compte);
    let courriel = match demandeur {
        Some(compte) => prevenir(tx, services, acteur, id, compte).await?,
        None => false,
    };
    let ecrire = async {
        let (action, details) = match reponse {
            Ok(qui) => ("demande.traiter", json!({ "intervenant": qui.0 })),
            Err(motif) => ("demande.refuser", json!({ "motif": motif })),
        };
        let objet = ("intervenant_demande", id);
        tracer(tx, services, acteur, action, objet, &details).await?;
        let fait = FaitRepertoire::DemandeTraitee {
            nom: nom.clone(),
            courriel,
        };
        dire(tx, services, acteur.compte, fait).await?;
        if let Some(demandeur) = demandeur {
            let recue = FaitRepertoire::ReponseRecue {
                nom: nom.clone(),
                acceptee: reponse.is_ok(),
                motif: reponse.err().unwrap_or_default().to_owned(),
                mission: d.mission,
            };
            dire(tx, services, demandeur, recue).await?;
        }
        Ok(())
    };
    ecrire.await.map_err(erreur_store)
}

/// Answers a request by a person who is known: by their key, or by their matricule.
///
/// # Errors
/// [`RepertoireErreur::DemandeTraitee`] when somebody answered first,
/// [`RepertoireErreur::PersonneAChoisir`], [`RepertoireErreur::Fermee`],
/// [`Erreur::Introuvable`] for one of another académie, [`Erreur::Interdit`] for anybody but
/// the gestionnaire.
pub async fn rattacher(
    services: &Services,
    acteur: &Acteur,
    id: i64,
    qui: Option<IntervenantId>,
    matricule: &str,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let trouve = match (matricule.trim(), qui) {
        ("", None) => return Err(RepertoireErreur::PersonneAChoisir.into()),
        ("", Some(qui)) => Ok(Some(
            store::intervenants::par_id(&tx, acteur.academie, qui)
                .await
                .map_err(erreur_store)?
                .ok_or(Erreur::Introuvable)?,
        )),
        (matricule, _) => store::intervenants::par_matricule(&tx, acteur.academie, matricule).await,
    };
    let qui = trouve
        .map_err(erreur_store)?
        .ok_or(RepertoireErreur::PersonneAChoisir)?
        .id;
    // Who was merged is by now somebody else; who is closed can be convoked by nobody.
    let qui = store::doublons::actuel(&tx, qui)
        .await
        .map_err(erreur_store)?;
    if !fiche(&tx, acteur.academie, qui).await?.connu.actif {
        return Err(RepertoireErreur::Fermee.into());
    }
    repondre(&tx, services, acteur, id, Ok(qui)).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Refuses a request, for a reason that the asker reads.
///
/// # Errors
/// As [`rattacher`]; [`RepertoireErreur::Champs`] without a reason.
pub async fn refuser(
    services: &Services,
    acteur: &Acteur,
    id: i64,
    motif: &str,
) -> Result<(), Erreur> {
    exiger_de_tenir(acteur)?;
    let motif = lire_motif(motif)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    repondre(&tx, services, acteur, id, Err(&motif)).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Takes a request back, before it is answered.
///
/// # Errors
/// [`Erreur::Introuvable`] for a request that the actor does not see, [`Erreur::Interdit`]
/// for one that is not of their établissements, [`RepertoireErreur::DemandeTraitee`] when it
/// was answered.
pub async fn retirer(services: &Services, acteur: &Acteur, id: i64) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let d = trouver(&tx, acteur, id).await?;
    if !acteur.etablissements().contains(&d.etablissement) {
        return Err(Erreur::Interdit);
    }
    if !store::demandes::retirer(&tx, id)
        .await
        .map_err(erreur_store)?
    {
        return Err(RepertoireErreur::DemandeTraitee.into());
    }
    let nom = nom_complet(&d.saisie.nom, &d.saisie.prenom);
    let ecrire = async {
        let details = json!({ "avant": d.saisie });
        let objet = ("intervenant_demande", id);
        tracer(&tx, services, acteur, "demande.retirer", objet, &details).await?;
        let fait = FaitRepertoire::DemandeRetiree { nom };
        dire(&tx, services, acteur.compte, fait).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// Notes that the centre has read an answer.
///
/// # Errors
/// [`Erreur::Introuvable`] for a request that is not of the actor's établissements.
pub async fn lire_reponse(services: &Services, acteur: &Acteur, id: i64) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let d = trouver(&tx, acteur, id).await?;
    if !acteur.etablissements().contains(&d.etablissement) {
        return Err(Erreur::Interdit);
    }
    let ecrire = async {
        store::demandes::lire_reponse(&tx, id, services.maintenant()).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// How many requests wait for the actor's answer, and how many answers wait to be read.
pub(crate) async fn compter(services: &Services, acteur: &Acteur) -> Result<(u32, u32), Erreur> {
    let portee = acteur.demandes_visibles();
    let (attendent, a_lire) = store::demandes::compter(services.store.lecture(), &portee)
        .await
        .map_err(erreur_store)?;
    Ok(if acteur.tient_le_repertoire() {
        (attendent, 0)
    } else {
        (0, a_lire)
    })
}
