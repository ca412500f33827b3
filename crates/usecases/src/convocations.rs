//! Convoking, changing, deleting (memo §3).

use crate::conflits::{Candidat, signalements, trancher};
use crate::services::{Services, erreur_store, interne, tracer};
use domain::{
    Acteur, Affectation, AnnulationReprise, ConvocationErreur, ConvocationId, ConvocationLigne,
    Convoques, Degre, DemandeConvocation, Erreur, Fait, IntervenantId, nom_complet, peut_modifier,
};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Ecriture, ErreurStore};

/// One convocation per ticked person, all or none. The same key twice convokes
/// once and answers the same.
///
/// # Errors
/// [`Erreur::Convocation`] with every reason, [`Erreur::AConfirmer`] with the clashes that
/// have to be confirmed: nothing is then written.
pub async fn convoquer(
    services: &Services,
    acteur: &Acteur,
    demande: DemandeConvocation,
) -> Result<Convoques, Erreur> {
    match essayer_de_convoquer(services, acteur, &demande).await {
        // Somebody convoked one of them in the same instant, or the same request
        // came twice: what stands now tells which, and is said by name.
        Err(Echec::Simultane) => essayer_de_convoquer(services, acteur, &demande).await,
        autre => autre,
    }
    .map_err(|e| match e {
        Echec::Simultane => Erreur::Occupe,
        Echec::Refus(erreur) => erreur,
    })
}

enum Echec {
    Simultane,
    Refus(Erreur),
}

impl From<Erreur> for Echec {
    fn from(erreur: Erreur) -> Self {
        Self::Refus(erreur)
    }
}

impl From<ErreurStore> for Echec {
    fn from(erreur: ErreurStore) -> Self {
        match erreur {
            ErreurStore::Unicite(_) => Self::Simultane,
            autre => Self::Refus(erreur_store(autre)),
        }
    }
}

async fn essayer_de_convoquer(
    services: &Services,
    acteur: &Acteur,
    demande: &DemandeConvocation,
) -> Result<Convoques, Echec> {
    let tx = services.store.ecriture().await?;
    if !cle_valable(&demande.cle) {
        return Err(Erreur::RequeteInvalide.into());
    }
    if let Some(fait) = store::requetes::trouver(&tx, acteur.compte, &demande.cle).await? {
        return Ok(serde_json::from_str(&fait).map_err(|e| interne("requete", &e))?);
    }
    let mission = store::missions::par_numero(&tx, &acteur.missions_visibles(), demande.mission)
        .await?
        .ok_or(Erreur::Introuvable)?;
    let autorite = acteur
        .autorite_sur(mission.centre)
        .ok_or(Erreur::Interdit)?;

    let ids: Vec<IntervenantId> = demande
        .intervenants
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let demande = DemandeConvocation {
        intervenants: ids,
        affectation: demande
            .affectation
            .clone()
            .nettoyee(mission.ligne.type_mission),
        ..demande.clone()
    };
    let mut erreurs = demande.erreurs(&mission);
    if erreurs.contains(&ConvocationErreur::AffectationNonTerminee) {
        return Err(Erreur::from(erreurs).into());
    }
    let ids = &demande.intervenants;
    let personnes = store::intervenants::par_ids(&tx, acteur.academie, ids).await?;
    if personnes.len() != ids.len() {
        erreurs.push(ConvocationErreur::IntervenantInconnu);
    }
    let deja = store::convocations::deja_convoques(&tx, mission.ligne.id, ids).await?;
    for personne in personnes.iter().filter(|p| deja.contains(&p.id)) {
        erreurs.push(ConvocationErreur::DejaConvoque {
            nom: personne.nom_complet(),
        });
    }
    if !deja.is_empty() {
        // The same request may have ended between the look at its key and this one.
        if let Some(fait) = store::requetes::trouver(&tx, acteur.compte, &demande.cle).await? {
            return Ok(serde_json::from_str(&fait).map_err(|e| interne("requete", &e))?);
        }
    }
    if !erreurs.is_empty() {
        return Err(Erreur::from(erreurs).into());
    }
    let candidats: Vec<Candidat<'_>> = personnes
        .iter()
        .map(|p| Candidat {
            intervenant: p.id,
            nom: p.nom_complet(),
            discipline: &p.discipline,
        })
        .collect();
    let creneaux = &demande.affectation.creneaux;
    let trouves = signalements(&tx, acteur, &mission, creneaux, &candidats).await?;
    let confirmes = trancher(trouves, &demande.confirmation)?;

    let maintenant = services.maintenant();
    let creees = store::convocations::creer_lot(
        &tx,
        mission.ligne.id,
        ids,
        &demande.affectation,
        autorite,
        acteur.compte,
        maintenant,
    )
    .await?;
    let a = &demande.affectation;
    let garder = demande.garder_sur_mission
        && (a.dates_specifiques(&mission) || a.observation_specifique(&mission));
    if garder
        && !store::missions::enregistrer_defauts(
            &tx,
            mission.ligne.id,
            mission.version,
            &a.creneaux,
            &a.observation,
        )
        .await?
    {
        return Err(Echec::Simultane);
    }
    let convoques = Convoques {
        nombre: creees.len() as u32,
        mission_modifiee: garder,
    };
    let resultat = serde_json::to_string(&convoques).map_err(|e| interne("requete", &e))?;
    store::requetes::inscrire(&tx, acteur.compte, &demande.cle, &resultat, maintenant).await?;
    for (convocation, intervenant) in creees.iter().zip(ids) {
        // What stood against this person, and against everybody, and was confirmed.
        let confirmes: Vec<_> = confirmes
            .iter()
            .filter(|s| s.intervenant.is_none_or(|i| i == *intervenant))
            .map(|s| &s.conflit)
            .collect();
        let details = json!({
            "mission": mission.ligne.numero,
            "intervenant": intervenant,
            "autorite": autorite,
            "apres": a,
            "confirmes": confirmes,
        });
        tracer(
            &tx,
            services,
            acteur,
            "convocation.creer",
            sur(*convocation),
            &details,
        )
        .await?;
    }
    if garder {
        let details = json!({
            "avant": { "creneaux": mission.creneaux_par_defaut, "observation": mission.observation_par_defaut },
            "apres": { "creneaux": a.creneaux, "observation": a.observation },
        });
        tracer(
            &tx,
            services,
            acteur,
            "mission.defauts",
            ("mission", mission.ligne.id.0),
            &details,
        )
        .await?;
    }
    let fait = Fait::Convoques {
        mission: mission.ligne.numero,
        nombre: convoques.nombre,
        mission_modifiee: garder,
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
    tx.valider().await?;
    Ok(convoques)
}

/// A convocation as the audit trail names it.
const fn sur(convocation: ConvocationId) -> (&'static str, i64) {
    ("convocation", convocation.0)
}

/// A key that one of our windows could have made.
pub(crate) fn cle_valable(cle: &str) -> bool {
    (16..=100).contains(&cle.len()) && cle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A convocation that the actor may change: the row and its mission.
async fn a_changer(
    tx: &Ecriture,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<(domain::Mission, ConvocationLigne), Erreur> {
    let (mission, ligne) = store::convocations::ligne(tx, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::visible(tx, acteur, mission).await?;
    if peut_modifier(acteur, mission.centre, ligne.autorite) {
        Ok((mission, ligne))
    } else {
        Err(Erreur::Interdit)
    }
}

/// Changes a convocation, unless somebody did since `version` was read.
///
/// # Errors
/// [`Erreur::Convocation`] with every reason, [`Erreur::AConfirmer`] when new days clash,
/// [`Erreur::ModifieEntreTemps`] with what it is now.
pub async fn modifier(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    version: i32,
    affectation: Affectation,
    confirmation: &str,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (mission, ligne) = a_changer(&tx, acteur, id).await?;
    let affectation = affectation.nettoyee(mission.ligne.type_mission);
    let erreurs = affectation.erreurs(&mission);
    if !erreurs.is_empty() {
        return Err(erreurs.into());
    }
    if ligne.version != version {
        return Err(Erreur::ModifieEntreTemps {
            actuel: Some(Box::new(ligne)),
        });
    }
    if affectation == ligne.affectation {
        return Ok(());
    }
    let mut confirmes = Vec::new();
    if affectation.creneaux != ligne.affectation.creneaux {
        let candidat = Candidat {
            intervenant: ligne.intervenant,
            nom: nom_complet(&ligne.nom, &ligne.prenom),
            discipline: &ligne.discipline,
        };
        let trouves = signalements(&tx, acteur, &mission, &affectation.creneaux, &[candidat])
            .await
            .map_err(erreur_store)?;
        confirmes = trancher(trouves, confirmation)?;
    }
    let maintenant = services.maintenant();
    let ecrite = store::convocations::modifier(&tx, id, version, &affectation, maintenant)
        .await
        .map_err(erreur_store)?;
    if !ecrite {
        return Err(Erreur::ModifieEntreTemps {
            actuel: Some(Box::new(ligne)),
        });
    }
    let confirmes: Vec<_> = confirmes.iter().map(|s| &s.conflit).collect();
    let details =
        json!({ "avant": ligne.affectation, "apres": affectation, "confirmes": confirmes });
    tracer(
        &tx,
        services,
        acteur,
        "convocation.modifier",
        sur(id),
        &details,
    )
    .await
    .map_err(erreur_store)?;
    let fait = Fait::ConvocationModifiee {
        mission: mission.ligne.numero,
        nom: nom_complet(&ligne.nom, &ligne.prenom),
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// As [`supprimer_en_prevenant`], saying nothing to the person.
///
/// # Errors
/// [`Erreur::ModifieEntreTemps`] with what it is now.
pub async fn supprimer(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    version: i32,
) -> Result<(), Erreur> {
    supprimer_en_prevenant(services, acteur, id, version, false).await
}

/// Deletes a convocation, unless somebody changed it since `version` was read. It is kept
/// whole and can be taken back, see [`retablir`]. When `prevenir`, and a mail of it left or
/// is leaving, a mail that cancels it is asked for in the same transaction.
///
/// # Errors
/// [`Erreur::ModifieEntreTemps`] with what it is now.
pub async fn supprimer_en_prevenant(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    version: i32,
    prevenir: bool,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (mission, ligne) = a_changer(&tx, acteur, id).await?;
    // A mail still waiting must not announce what no longer stands.
    store::courriels::annuler_de_la_convocation(&tx, id, services.maintenant())
        .await
        .map_err(erreur_store)?;
    let maintenant = services.maintenant();
    let prevenu = if prevenir {
        crate::annulation::demander(&tx, services, acteur, &mission, &ligne, maintenant).await?
    } else {
        None
    };
    let supprimee = store::convocations::supprimer(&tx, &ligne, version, acteur.compte, maintenant)
        .await
        .map_err(erreur_store)?;
    if !supprimee {
        return Err(Erreur::ModifieEntreTemps {
            actuel: Some(Box::new(ligne)),
        });
    }
    let details =
        json!({ "mission": mission.ligne.numero, "avant": ligne, "prevenu": prevenu.is_some() });
    tracer(
        &tx,
        services,
        acteur,
        "convocation.supprimer",
        sur(id),
        &details,
    )
    .await
    .map_err(erreur_store)?;
    let fait = Fait::ConvocationSupprimee {
        convocation: Some(id),
        mission: mission.ligne.numero,
        nom: nom_complet(&ligne.nom, &ligne.prenom),
        prevenu: prevenu.clone().unwrap_or_default(),
    };
    store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    if prevenu.is_some() {
        services.reveil.notify_one();
    }
    Ok(())
}

/// Takes a deletion back: the convocation is again what it was, unless the person is
/// convoked again to the mission, or must be elsewhere at the same hours by now. A mail that
/// cancels it and has not left does not leave; when it has, the convocation is a version
/// and an edition further, to be sent again.
///
/// # Errors
/// [`Erreur::Introuvable`] when nothing of this key can be taken back by the actor,
/// [`Erreur::Convocation`] naming what is in the way.
pub async fn retablir(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<i64, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let annulee = store::convocations::annulee(&tx, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::visible(&tx, acteur, annulee.mission).await?;
    if !peut_modifier(acteur, mission.centre, annulee.autorite) {
        return Err(Erreur::Interdit);
    }
    let nom = nom_complet(&annulee.nom, &annulee.prenom);
    let candidat = Candidat {
        intervenant: annulee.intervenant,
        nom: nom.clone(),
        discipline: &annulee.discipline,
    };
    let creneaux = &annulee.affectation.creneaux;
    let trouves = signalements(&tx, acteur, &mission, creneaux, &[candidat])
        .await
        .map_err(erreur_store)?;
    // What had to be confirmed was; what stands by now shows in the control of the session.
    let impossibles: Vec<ConvocationErreur> = trouves
        .into_iter()
        .filter(|s| s.conflit.degre() == Degre::Refus)
        .map(|s| ConvocationErreur::EnConflit(Box::new(s)))
        .collect();
    if !impossibles.is_empty() {
        return Err(impossibles.into());
    }
    let maintenant = services.maintenant();
    match store::convocations::retablir(&tx, id, &annulee, maintenant).await {
        Ok(true) => {}
        Ok(false) => return Err(Erreur::Introuvable),
        Err(ErreurStore::Unicite(_)) => {
            return Err(vec![ConvocationErreur::DejaConvoque { nom }].into());
        }
        Err(autre) => return Err(erreur_store(autre)),
    }
    let (retirees, parties) =
        store::courriels::retirer_annulations(&tx, &annulee.courriels, maintenant)
            .await
            .map_err(erreur_store)?;
    let annulation = if parties > 0 {
        store::convocations::hausser(&tx, id)
            .await
            .map_err(erreur_store)?;
        AnnulationReprise::Partie
    } else if retirees > 0 {
        AnnulationReprise::Retiree
    } else {
        AnnulationReprise::Aucune
    };
    let numero = mission.ligne.numero;
    let details =
        json!({ "mission": numero, "apres": annulee.affectation, "annulation": annulation });
    let fait = Fait::ConvocationRetablie {
        mission: numero,
        nom,
        annulation,
    };
    let ecriture = async {
        tracer(
            &tx,
            services,
            acteur,
            "convocation.retablir",
            sur(id),
            &details,
        )
        .await?;
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        tx.valider().await
    };
    ecriture.await.map_err(erreur_store)?;
    Ok(numero)
}
