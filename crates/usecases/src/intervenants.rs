//! Finding people to convoke (memo §3): by name over the académie, by discipline
//! over one's own établissement.

use crate::services::{Services, erreur_store};
use domain::{Acteur, Discipline, Erreur, Portee, Recherche, RechercheDiscipline, texte};

/// Longest text searched, in characters: beyond, nothing more is told apart.
const SAISIE_MAX: usize = 100;
/// Disciplines suggested at most.
const DISCIPLINES: u32 = 15;

fn saisie(texte: &str) -> String {
    texte.chars().take(SAISIE_MAX).collect()
}

/// Searches by name, in either order, any word of the name.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who does not convoke.
pub async fn chercher(
    services: &Services,
    acteur: &Acteur,
    texte: &str,
) -> Result<Recherche, Erreur> {
    if !acteur.peut_chercher_par_nom() {
        return Err(Erreur::Interdit);
    }
    if texte.trim().chars().count() < Recherche::LETTRES_MIN {
        return Ok(Recherche::default());
    }
    store::intervenants::rechercher(services.store.lecture(), acteur.academie, &saisie(texte))
        .await
        .map_err(erreur_store)
}

/// "Mon établissement" of the memo: the mission's centre, also for the gestionnaire,
/// who would otherwise tick an académie at once.
async fn etablissement_de(
    services: &Services,
    acteur: &Acteur,
    mission: i64,
) -> Result<Portee, Erreur> {
    let lecture = services.store.lecture();
    let mission = store::missions::par_numero(lecture, &acteur.missions_visibles(), mission)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    acteur
        .autorite_sur(mission.centre)
        .ok_or(Erreur::Interdit)?;
    Ok(Portee::Etablissements(
        acteur.academie,
        vec![mission.centre],
    ))
}

/// Disciplines held in the mission's centre, with how many people they are.
///
/// # Errors
/// As [`de_discipline`].
pub async fn suggerer_disciplines(
    services: &Services,
    acteur: &Acteur,
    mission: i64,
    texte: &str,
) -> Result<Vec<(Discipline, u32)>, Erreur> {
    let portee = etablissement_de(services, acteur, mission).await?;
    store::disciplines::suggerer(
        services.store.lecture(),
        &portee,
        &texte::normaliser(&saisie(texte)),
        DISCIPLINES,
    )
    .await
    .map_err(erreur_store)
}

/// People of a discipline, given by its label as suggested or typed: those of the
/// mission's centre when it is the actor's (or for the gestionnaire), in order of name.
/// Part of a label is enough where it leaves one discipline; else they are to choose from.
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope,
/// [`Erreur::Interdit`] for somebody who does not convoke there.
pub async fn de_discipline(
    services: &Services,
    acteur: &Acteur,
    mission: i64,
    discipline: &str,
) -> Result<RechercheDiscipline, Erreur> {
    let lecture = services.store.lecture();
    let portee = etablissement_de(services, acteur, mission).await?;
    let cherche = texte::normaliser(&saisie(discipline));
    let suggerees = store::disciplines::suggerer(lecture, &portee, &cherche, DISCIPLINES)
        .await
        .map_err(erreur_store)?;
    let exacte = suggerees
        .iter()
        .find(|(d, _)| texte::normaliser(&d.libelle) == cherche);
    let retenue = match (exacte, suggerees.as_slice()) {
        (Some((d, _)), _) | (None, [(d, _)]) => d.id,
        _ => return Ok(RechercheDiscipline::AChoisir(suggerees)),
    };
    store::intervenants::par_discipline(lecture, &portee, retenue)
        .await
        .map(RechercheDiscipline::Retenue)
        .map_err(erreur_store)
}
