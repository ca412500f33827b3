//! *Contrôle de la session*: what clashes and what lacks, over all the missions that one
//! consults.

use crate::services::{Heures, Services, erreur_store, tracer};
use domain::{
    Acteur, Autorite, Conflit, ConflitConfirme, Controle, ConvocationEnConflit, ConvocationId,
    ConvocationLigne, Creneau, Erreur, IntervenantId, Mission, MissionId, Portee, peut_modifier,
};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeSet, HashMap, HashSet};
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
    let convocations = crate::convocations::de_l_annee(services, acteur, &portee, annee).await?;
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
    dire_les_confirmations(services, acteur, &mut controle.conflits, &convocations).await?;
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

/// Says of each clash who confirmed it and when, if somebody did: on the convocation, or on
/// the other one of two when the actor controls it too.
async fn dire_les_confirmations(
    services: &Services,
    acteur: &Acteur,
    conflits: &mut [ConvocationEnConflit],
    convocations: &[(MissionId, ConvocationLigne)],
) -> Result<(), Erreur> {
    /// What the trail keeps of it.
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Details {
        confirmes: Vec<Conflit>,
    }
    if conflits.is_empty() {
        return Ok(());
    }
    let creneaux: HashMap<ConvocationId, &[Creneau]> = convocations
        .iter()
        .map(|(_, c)| (c.id, c.affectation.creneaux.as_slice()))
        .collect();
    let concernees: BTreeSet<i64> = conflits
        .iter()
        .flat_map(|c| {
            let autres = c.conflits.iter().filter_map(Conflit::autre);
            autres.chain([c.convocation])
        })
        .filter(|id| creneaux.contains_key(id))
        .map(|id| id.0)
        .collect();
    let lues = store::piste::confirmations(services.store.lecture(), concernees)
        .await
        .map_err(erreur_store)?;
    let heures = Heures::de(services, acteur.academie).await?;
    let mut confirmes: HashMap<ConvocationId, Vec<(ConflitConfirme, Vec<Conflit>)>> =
        HashMap::new();
    for (id, quand, par, details) in lues {
        // What another version wrote otherwise confirms nothing here.
        let details: Details = serde_json::from_str(&details).unwrap_or_default();
        let confirme = ConflitConfirme {
            par,
            le: heures.dire(quand),
        };
        confirmes
            .entry(ConvocationId(id))
            .or_default()
            .push((confirme, details.confirmes));
    }
    let par = |id: ConvocationId, conflit: &Conflit| {
        confirmes
            .get(&id)?
            .iter()
            .find(|(_, vus)| vus.iter().any(|vu| conflit.couvert_par(vu)))
            .map(|(confirme, _)| confirme.clone())
    };
    for c in conflits {
        let ici = creneaux.get(&c.convocation).copied().unwrap_or_default();
        c.confirmes = c
            .conflits
            .iter()
            .map(|x| {
                par(c.convocation, x)
                    .or_else(|| par(x.autre()?, &x.vu_de_l_autre(c.convocation, ici)?))
            })
            .collect();
    }
    Ok(())
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
    let mission = crate::missions::du_ressort(&tx, acteur, numero).await?;
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
