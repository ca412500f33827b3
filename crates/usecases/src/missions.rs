//! Consulting missions.

use crate::services::{Services, erreur_store, tracer};
use domain::{
    Acteur, Autorite, ConvocationErreur, Erreur, Fait, FiltreMissions, MissionOuverte,
    OffreMissions, PageMissions, Portee,
};
use serde_json::json;

/// One page of the list of missions within the actor's scope.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreMissions,
) -> Result<PageMissions, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let (retenues, disciplines) =
        crate::couverture::retenir(services, filtre.epreuves.as_ref()).await?;
    let filtre = FiltreMissions {
        retenues,
        aujourd_hui: Some(services.aujourd_hui(acteur.academie).await?),
        centres: crate::centres::designes(services, &portee, &filtre.centre).await?,
        // What is left to do is told to who can do it.
        fermes: if filtre.a_faire.is_some() {
            crate::ouvertures::fermes_a(services, acteur).await?
        } else {
            Vec::new()
        },
        ..filtre.clone()
    };
    let page = store::missions::page(services.store.lecture(), &portee, &filtre)
        .await
        .map_err(erreur_store)?;
    Ok(PageMissions {
        disciplines,
        ..page
    })
}

/// A mission with its convocations and what the actor may do there.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not within the actor's scope.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
) -> Result<MissionOuverte, Erreur> {
    let lecture = services.store.lecture();
    let mission = visible_par_numero(lecture, acteur, numero).await?;
    // Before what it prints: a change in between is seen as one.
    let empreinte = crate::suivi::empreinte(services, mission.ligne.id).await;
    let mut convocations = store::convocations::lignes(lecture, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let autorite = acteur.autorite_sur(mission.centre);
    if autorite.is_none() {
        // Addresses are for who sends; why somebody cannot come, for who convokes.
        for ligne in &mut convocations {
            ligne.mel.clear();
            if let Some(r) = &mut ligne.reponse {
                r.texte.clear();
            }
        }
    }
    crate::accuses::dater(services, acteur, &mut convocations).await?;
    if autorite.is_some() && mission.attend_affectation() {
        dire_l_attente(services, acteur, numero).await;
    }
    let (envois, annulations) = if autorite.is_some() {
        let id = mission.ligne.id;
        let envois = store::courriels::envois_en_cours(lecture, id, services.maintenant())
            .await
            .map_err(erreur_store)?;
        let mut annulations = store::courriels::annulations(lecture, id)
            .await
            .map_err(erreur_store)?;
        crate::accuses::dater_annulations(services, acteur, &mut annulations).await?;
        (envois, annulations)
    } else {
        Default::default()
    };
    let autre_partie = store::missions::autre_partie(lecture, &mission.ligne)
        .await
        .map_err(erreur_store)?;
    let signature = crate::signatures::de_la_mission(services, acteur, &mission).await?;
    let service = crate::ouvertures::etat(lecture, services, acteur, mission.centre).await?;
    Ok(MissionOuverte {
        signature,
        service,
        copies: acteur.copie_par_courriel,
        copie_possible: domain::mel_plausible(&acteur.mel),
        autorite,
        envois,
        annulations,
        mission,
        autre_partie,
        convocations,
        compte: acteur.compte,
        empreinte,
        cle: services.alea.jeton()?,
    })
}

/// What the filters of the list of missions offer within the actor's scope, whatever is
/// filtered.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission.
pub async fn offre(services: &Services, acteur: &Acteur) -> Result<OffreMissions, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let (annees, examens) = store::missions::offre(services.store.lecture(), &portee)
        .await
        .map_err(erreur_store)?;
    Ok(OffreMissions {
        annees,
        examens,
        centres: crate::centres::lister(services, acteur).await?,
    })
}

/// Lets the centre of a mission change what the division convoked to it, or no longer.
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope, [`Erreur::Interdit`] for
/// who is not its gestionnaire.
pub async fn autoriser_centre(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    autorise: bool,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let mission = visible_par_numero(&tx, acteur, numero).await?;
    if acteur.autorite_sur(mission.centre) != Some(Autorite::Division) {
        return Err(Erreur::Interdit);
    }
    if mission.centre_autorise == autorise {
        return Ok(());
    }
    let ecriture = async {
        store::missions::autoriser_centre(&tx, mission.ligne.id, autorise).await?;
        let details = json!({ "avant": mission.centre_autorise, "apres": autorise });
        let objet = ("mission", mission.ligne.id.0);
        tracer(
            &tx,
            services,
            acteur,
            "mission.centre_autorise",
            objet,
            &details,
        )
        .await
    };
    ecriture.await.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// A mission by its key, within the actor's scope.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not.
pub(crate) async fn visible(
    connexion: &impl store::ConnectionTrait,
    acteur: &Acteur,
    id: domain::MissionId,
) -> Result<domain::Mission, Erreur> {
    let rattachee = store::missions::par_id(connexion, id)
        .await
        .map_err(erreur_store)?;
    let Some(mission) = rattachee else {
        return Err(Erreur::Introuvable);
    };
    // Read again through the scope: the key alone tells nothing of the académie.
    let mission = visible_par_numero(connexion, acteur, mission.ligne.numero).await?;
    if mission.ligne.id == id {
        Ok(mission)
    } else {
        Err(Erreur::Introuvable)
    }
}

/// A mission by its number, within the actor's scope.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not.
pub(crate) async fn visible_par_numero(
    connexion: &impl store::ConnectionTrait,
    acteur: &Acteur,
    numero: i64,
) -> Result<domain::Mission, Erreur> {
    store::missions::par_numero(connexion, &acteur.missions_visibles(), numero)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)
}

/// A mission by its number, to which the actor convokes today.
///
/// # Errors
/// As [`du_ressort`], and [`Erreur::ServiceConvocationFerme`].
pub(crate) async fn a_convoquer(
    connexion: &impl store::ConnectionTrait,
    services: &Services,
    acteur: &Acteur,
    numero: i64,
) -> Result<domain::Mission, Erreur> {
    let mission = du_ressort(connexion, acteur, numero).await?;
    crate::ouvertures::autorite_ouverte(connexion, services, acteur, &mission).await?;
    Ok(mission)
}

/// A mission by its number, on which the actor convokes, were it not today.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not within the actor's scope, [`Erreur::Interdit`]
/// when they only consult it.
pub(crate) async fn du_ressort(
    connexion: &impl store::ConnectionTrait,
    acteur: &Acteur,
    numero: i64,
) -> Result<domain::Mission, Erreur> {
    qui_convoque(acteur, visible_par_numero(connexion, acteur, numero).await?)
}

/// As [`du_ressort`], by its key.
///
/// # Errors
/// As [`du_ressort`].
pub(crate) async fn du_ressort_par_cle(
    connexion: &impl store::ConnectionTrait,
    acteur: &Acteur,
    id: domain::MissionId,
) -> Result<domain::Mission, Erreur> {
    qui_convoque(acteur, visible(connexion, acteur, id).await?)
}

fn qui_convoque(acteur: &Acteur, mission: domain::Mission) -> Result<domain::Mission, Erreur> {
    match acteur.autorite_sur(mission.centre) {
        Some(_) => Ok(mission),
        None => Err(Erreur::Interdit),
    }
}

/// How long the latest line tells of a mission that waits, in seconds: a page is read again
/// whenever something changes on it.
const ATTENTE_DITE: i64 = 60;

/// The dated message that the memo asks for (§5) when a mission still waits for
/// the affectation in Cyclades; not again while the latest line has just said it, be it to
/// refuse a convocation there.
async fn dire_l_attente(services: &Services, acteur: &Acteur, numero: i64) {
    let fait = Fait::AffectationAttendue { mission: numero };
    let refus = Fait::Refus(Erreur::Convocation(vec![
        ConvocationErreur::AffectationNonTerminee,
    ]));
    let depuis = services.maintenant().plus_secondes(-ATTENTE_DITE);
    let derniers = store::messages::lister(services.store.lecture(), acteur.compte, 1).await;
    if derniers.is_ok_and(|d| {
        d.first().is_none_or(|(_, moment, dernier)| {
            *moment < depuis || (*dernier != fait && *dernier != refus)
        })
    }) {
        crate::messages::noter(services, acteur, &fait).await;
    }
}
