//! *Contrôle de la session*: what clashes and what lacks, over all the missions that one
//! consults.

use crate::services::{Services, erreur_store, tracer};
use domain::{
    Acteur, Autorite, Conflit, Controle, ConvocationId, Erreur, IntervenantId, Mission, Portee,
    peut_modifier,
};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::disponibilites::Question;

/// Most people that a centre may expect on a mission.
pub const ATTENDUS_MAX: u32 = 2_000;

/// Controls the missions of a year within the actor's scope, of the centres that a text
/// means (all of them when it is empty); the latest year when none is given, or one without
/// mission.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission.
pub async fn controler(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    centre: &str,
) -> Result<Controle, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let lecture = services.store.lecture();
    let annees = store::missions::annees(lecture, &portee)
        .await
        .map_err(erreur_store)?;
    let Some(annee) = annee
        .filter(|a| annees.contains(a))
        .or(annees.first().copied())
    else {
        return Ok(Controle::default());
    };
    let plusieurs_centres = match &portee {
        Portee::Etablissements(_, centres) => centres.len() > 1,
        _ => true,
    };
    let portee = crate::centres::reduire(services, portee, centre).await?;
    let missions = store::missions::de_l_annee(lecture, &portee, annee)
        .await
        .map_err(erreur_store)?;
    let mut convocations = store::convocations::de_l_annee(lecture, &portee, annee)
        .await
        .map_err(erreur_store)?;
    crate::accuses::dater(
        services,
        acteur,
        convocations.iter_mut().map(|(_, ligne)| ligne),
    )
    .await?;
    let jours = || {
        convocations
            .iter()
            .flat_map(|(_, c)| c.affectation.creneaux.iter().map(|x| x.jour))
    };
    let disponibilites = match (jours().min(), jours().max()) {
        (Some(du), Some(au)) => {
            let question = Question {
                academie: acteur.academie,
                annee,
                du,
                au,
                sauf: None,
            };
            let ids: Vec<IntervenantId> = convocations.iter().map(|(_, c)| c.intervenant).collect();
            store::disponibilites::lire_tous(lecture, &question, &ids)
                .await
                .map_err(erreur_store)?
        }
        _ => HashMap::new(),
    };
    let mut controle = domain::controler(&missions, &convocations, &disponibilites);
    // Who is away when is for who convokes.
    let consultees: HashSet<i64> = missions
        .iter()
        .filter(|m| acteur.autorite_sur(m.centre).is_none())
        .map(|m| m.ligne.numero)
        .collect();
    for c in &mut controle.conflits {
        if consultees.contains(&c.mission) {
            c.conflits
                .retain(|x| !matches!(x, Conflit::Indisponible { .. }));
        }
    }
    controle.conflits.retain(|c| !c.conflits.is_empty());
    // So is why somebody cannot come.
    for e in &mut controle.empechements {
        if consultees.contains(&e.mission) {
            e.reponse.texte.clear();
        }
    }
    // What the rectorat made, a centre reads, unless it is let; and nobody convokes where the
    // service is closed to them.
    let fermes = crate::ouvertures::fermes_a(services, acteur).await?;
    let par_numero: HashMap<i64, &Mission> = missions.iter().map(|m| (m.ligne.numero, m)).collect();
    let autorites: HashMap<ConvocationId, Autorite> = convocations
        .iter()
        .map(|(_, c)| (c.id, c.autorite))
        .collect();
    let ouverte = |mission: i64| {
        par_numero
            .get(&mission)
            .is_some_and(|m| !fermes.contains(&m.centre))
    };
    let modifiable = |mission: i64, convocation: ConvocationId| {
        ouverte(mission)
            && par_numero
                .get(&mission)
                .zip(autorites.get(&convocation))
                .is_some_and(|(m, autorite)| peut_modifier(acteur, m, *autorite))
    };
    for c in &mut controle.conflits {
        c.modifiable = modifiable(c.mission, c.convocation);
    }
    for e in &mut controle.empechements {
        e.modifiable = modifiable(e.mission, e.convocation);
    }
    for i in &mut controle.incompletes {
        i.modifiable = !consultees.contains(&i.mission) && ouverte(i.mission);
    }
    Ok(Controle {
        annee,
        annees,
        plusieurs_centres,
        ..controle
    })
}

/// Notes how many people the centre expects on a mission; none when it does not say.
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope, [`Erreur::Interdit`]
/// for somebody who does not convoke there, [`Erreur::RequeteInvalide`] for a number out
/// of reach.
pub async fn fixer_attendus(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    attendus: Option<u32>,
) -> Result<(), Erreur> {
    if attendus.is_some_and(|a| !(1..=ATTENDUS_MAX).contains(&a)) {
        return Err(Erreur::RequeteInvalide);
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let mission = store::missions::par_numero(&tx, &acteur.missions_visibles(), numero)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    acteur
        .autorite_sur(mission.centre)
        .ok_or(Erreur::Interdit)?;
    if mission.attendus == attendus {
        return Ok(());
    }
    let ecriture = async {
        store::missions::fixer_attendus(&tx, mission.ligne.id, attendus).await?;
        let details = json!({ "avant": mission.attendus, "apres": attendus });
        let objet = ("mission", mission.ligne.id.0);
        tracer(&tx, services, acteur, "mission.attendus", objet, &details).await
    };
    ecriture.await.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}
