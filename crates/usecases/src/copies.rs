//! Copying the convocations of another mission.

use crate::conflits::trancher;
use crate::convocations::{Echec, EcrivainConvocations, Preparee, cle_de, cle_valable, deux_fois};
use crate::ouvertures::autorite_ouverte;
use crate::services::{Services, erreur_store, interne};
use domain::{
    Acteur, Affectation, ConvocationErreur, ConvocationLigne, Convoques, Copie, Degre,
    DemandeConvocation, DemandeCopie, Ecart, Erreur, Fait, FiltreMissions, IntervenantId,
    LigneCopie, Mission, VueMissions, conflits, libelle_etablissement, nom_complet, proximite,
    reprendre,
};
use std::collections::{HashMap, HashSet};

/// Missions offered to copy from, at most.
const SOURCES: usize = 50;

/// What copying another mission to this one would give, for review; without `source`, the
/// missions from which one may copy.
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope, the one copied too;
/// [`Erreur::Interdit`] for somebody who does not convoke to this one.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    source: Option<i64>,
) -> Result<Copie, Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::a_convoquer(lecture, services, acteur, numero).await?;
    let filtre = FiltreMissions {
        vue: VueMissions::Convoquees,
        lignes: FiltreMissions::LIGNES_MAX,
        ..FiltreMissions::default()
    };
    let portee = acteur.missions_visibles();
    let mut sources = store::missions::page(lecture, &portee, &filtre)
        .await
        .map_err(erreur_store)?
        .lignes;
    sources.retain(|m| m.id != mission.ligne.id);
    sources.sort_by_key(|m| (proximite(&mission.ligne, m), m.numero));
    sources.truncate(SOURCES);
    let cle = services.alea.jeton()?;
    let Some(numero_source) = source else {
        return Ok(Copie {
            mission,
            sources,
            source: None,
            lignes: Vec::new(),
            cle,
        });
    };
    let source = store::missions::par_numero(lecture, &portee, numero_source)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let convoques = store::convocations::lignes(lecture, source.ligne.id)
        .await
        .map_err(erreur_store)?;
    let ids: Vec<IntervenantId> = convoques.iter().map(|c| c.intervenant).collect();
    let deja: HashSet<IntervenantId> =
        store::convocations::deja_convoques(lecture, mission.ligne.id, &ids)
            .await
            .map_err(erreur_store)?
            .into_iter()
            .collect();
    let actifs: HashSet<IntervenantId> =
        store::intervenants::par_ids(lecture, acteur.academie, &ids)
            .await
            .map_err(erreur_store)?
            .into_iter()
            .map(|p| p.id)
            .collect();
    let disponibilites =
        store::disponibilites::pour_la_mission(lecture, acteur.academie, &mission, &ids)
            .await
            .map_err(erreur_store)?;
    let centre = libelle_etablissement(&mission.centre_nom, &mission.centre_uai);
    let lignes = convoques
        .iter()
        .zip(&disponibilites)
        .map(|(c, d)| {
            let (affectation, jours_repris) = reprendre(&mission, c, &mission.creneaux_par_defaut);
            let mut ecarts = Vec::new();
            if deja.contains(&c.intervenant) {
                ecarts.push(Ecart::Deja);
            }
            if !actifs.contains(&c.intervenant) {
                ecarts.push(Ecart::Inactif);
            } else if c.etablissement != centre {
                ecarts.push(Ecart::AutreEtablissement);
            }
            let mut contre = conflits(&mission, &affectation.creneaux, &c.discipline, d);
            contre.retain(|x| x.degre() != Degre::Information);
            if !contre.is_empty() {
                ecarts.push(Ecart::Conflits(contre));
            }
            LigneCopie {
                intervenant: c.intervenant,
                nom: nom_complet(&c.nom, &c.prenom),
                etablissement: c.etablissement.clone(),
                discipline: c.discipline.clone(),
                affectation,
                jours_repris,
                ecarts,
            }
        })
        .collect();
    Ok(Copie {
        mission,
        sources,
        source: Some(source.ligne),
        lignes,
        cle,
    })
}

/// Convokes the people ticked of another mission, each with its own qualité, salle and
/// commission, all or none. The same key twice convokes once.
///
/// # Errors
/// As [`crate::convocations::convoquer`].
pub async fn copier(
    services: &Services,
    acteur: &Acteur,
    demande: DemandeCopie,
) -> Result<Convoques, Erreur> {
    deux_fois(|| essayer(services, acteur, &demande)).await
}

async fn essayer(
    services: &Services,
    acteur: &Acteur,
    demande: &DemandeCopie,
) -> Result<Convoques, Echec> {
    if !cle_valable(&demande.cle) {
        return Err(Erreur::RequeteInvalide.into());
    }
    let tx = services.store.ecriture().await?;
    let (de, a) = (demande.source, demande.mission);
    let cle = cle_de(
        &demande.cle,
        &(de, a, &demande.intervenants, &demande.creneaux),
    )?;
    let servie = store::requetes::trouver(&tx, acteur.compte, &cle).await?;
    if let Some(fait) = servie {
        return Ok(serde_json::from_str(&fait).map_err(|e| interne("requete", &e))?);
    }
    let mission = crate::missions::du_ressort(&tx, acteur, demande.mission).await?;
    let autorite = autorite_ouverte(&tx, services, acteur, &mission).await?;
    let source = store::missions::par_numero(&tx, &acteur.missions_visibles(), demande.source)
        .await?
        .ok_or(Erreur::Introuvable)?;
    let convoques = store::convocations::lignes(&tx, source.ligne.id).await?;
    let groupes = grouper(&mission, &convoques, demande)?;
    // All at once, in the order of their keys: what follows looks group by group.
    store::disponibilites::tenir(&tx, &demande.intervenants).await?;
    let ecrivain = EcrivainConvocations {
        tx: &tx,
        services,
        acteur,
        lien: Some(("copie_de", source.ligne.numero)),
    };
    let mut preparees: Vec<Preparee> = Vec::with_capacity(groupes.len());
    let (mut erreurs, mut signalements) = (Vec::new(), Vec::new());
    for (affectation, intervenants) in groupes {
        let a_convoquer = DemandeConvocation {
            mission: demande.mission,
            intervenants,
            affectation,
            garder_sur_mission: false,
            cle: demande.cle.clone(),
            confirmation: String::new(),
        };
        match ecrivain.preparer(&mission, &a_convoquer).await? {
            Ok(mut preparee) => {
                for s in core::mem::take(&mut preparee.signalements) {
                    // What stands against everybody is told once.
                    if !signalements.contains(&s) {
                        signalements.push(s);
                    }
                }
                preparees.push(preparee);
            }
            Err(e) => {
                for e in e {
                    if !erreurs.contains(&e) {
                        erreurs.push(e);
                    }
                }
            }
        }
    }
    if !erreurs.is_empty() {
        return Err(Erreur::from(erreurs).into());
    }
    let confirmes = trancher(signalements, &demande.confirmation)?;
    let mut nombre = 0;
    for preparee in &preparees {
        let creees = ecrivain
            .convoquer(&mission, autorite, preparee, &confirmes)
            .await?;
        nombre += creees.len() as u32;
    }
    let faits = Convoques {
        nombre,
        mission_modifiee: false,
    };
    let maintenant = services.maintenant();
    let resultat = serde_json::to_string(&faits).map_err(|e| interne("requete", &e))?;
    store::requetes::inscrire(&tx, acteur.compte, &cle, &resultat, maintenant).await?;
    let fait = Fait::Convoques {
        mission: mission.ligne.numero,
        nombre,
        mission_modifiee: false,
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
    tx.valider().await?;
    Ok(faits)
}

/// The people ticked, put together by what their convocation says, in order of name.
fn grouper(
    mission: &Mission,
    convoques: &[ConvocationLigne],
    demande: &DemandeCopie,
) -> Result<Vec<(Affectation, Vec<IntervenantId>)>, Erreur> {
    if demande.intervenants.is_empty() {
        return Err(vec![ConvocationErreur::AucunIntervenant].into());
    }
    let par_personne: HashMap<IntervenantId, &ConvocationLigne> =
        convoques.iter().map(|c| (c.intervenant, c)).collect();
    let mut groupes: Vec<(Affectation, Vec<IntervenantId>)> = Vec::new();
    for id in &demande.intervenants {
        // Not of the mission copied, or deleted there since.
        let Some(ligne) = par_personne.get(id) else {
            return Err(vec![ConvocationErreur::IntervenantInconnu].into());
        };
        let (affectation, _) = reprendre(mission, ligne, &demande.creneaux);
        match groupes.iter_mut().find(|(a, _)| *a == affectation) {
            Some((_, ids)) => ids.push(*id),
            None => groupes.push((affectation, vec![*id])),
        }
    }
    Ok(groupes)
}
