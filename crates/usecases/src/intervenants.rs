//! Finding people to convoke (memo §3): by name over the académie, by discipline
//! over one's own établissement, or further for who convokes anywhere.

use crate::services::{Services, erreur_store};
use domain::{
    Acteur, Autorite, Discipline, Erreur, EtendueDiscipline, Mission, Portee, Recherche,
    RechercheDiscipline, texte,
};

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

/// The mission, and among whom a discipline is searched for: "mon établissement" of the memo is
/// the mission's centre, also for the gestionnaire unless they ask for the académie.
async fn etendue_de(
    services: &Services,
    acteur: &Acteur,
    mission: i64,
    etendue: &EtendueDiscipline,
) -> Result<(Mission, Portee), Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::visible_par_numero(lecture, acteur, mission).await?;
    let autorite = acteur
        .autorite_sur(mission.centre)
        .ok_or(Erreur::Interdit)?;
    let academie = acteur.academie;
    let portee = if !etendue.academie {
        Portee::Etablissements(academie, vec![mission.centre])
    } else if autorite != Autorite::Division {
        return Err(Erreur::Interdit);
    } else if etendue.lieu.trim().is_empty() {
        Portee::Academie(academie)
    } else {
        let lieux = store::etablissements::au_lieu(lecture, academie, &saisie(&etendue.lieu))
            .await
            .map_err(erreur_store)?;
        Portee::Etablissements(academie, lieux)
    };
    Ok((mission, portee))
}

/// Whether a text says too little to be searched for over the académie.
fn trop_court(texte: &str, etendue: &EtendueDiscipline) -> bool {
    etendue.academie && texte.trim().chars().count() < Recherche::LETTRES_MIN
}

/// Disciplines held where they are searched for, with how many people they are. Over the
/// académie nothing is suggested before [`Recherche::LETTRES_MIN`] letters are typed.
///
/// # Errors
/// As [`de_discipline`].
pub async fn suggerer_disciplines(
    services: &Services,
    acteur: &Acteur,
    mission: i64,
    texte: &str,
    etendue: &EtendueDiscipline,
) -> Result<Vec<(Discipline, u32)>, Erreur> {
    let (_, portee) = etendue_de(services, acteur, mission, etendue).await?;
    if trop_court(texte, etendue) {
        return Ok(Vec::new());
    }
    store::disciplines::suggerer(
        services.store.lecture(),
        &portee,
        &texte::normaliser(&saisie(texte)),
        DISCIPLINES,
    )
    .await
    .map_err(erreur_store)
}

/// People of a discipline, given by its label as suggested or typed: those of the mission's
/// centre when it is the actor's, or of the académie for the gestionnaire who asks for it; the
/// least burdened of the session first. Part of a label is enough where it leaves one
/// discipline; else they are to choose from.
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope,
/// [`Erreur::Interdit`] for somebody who does not convoke there, or asks for the académie
/// without convoking by division.
pub async fn de_discipline(
    services: &Services,
    acteur: &Acteur,
    mission: i64,
    discipline: &str,
    etendue: &EtendueDiscipline,
) -> Result<RechercheDiscipline, Erreur> {
    let lecture = services.store.lecture();
    let (mission, portee) = etendue_de(services, acteur, mission, etendue).await?;
    if trop_court(discipline, etendue) {
        return Ok(RechercheDiscipline::AChoisir(Vec::new()));
    }
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
    let limite = etendue.maximum();
    let charge = (mission.ligne.session.annee, Some(mission.ligne.id));
    let (trouves, total) =
        store::intervenants::par_discipline(lecture, &portee, retenue, charge, limite)
            .await
            .map_err(erreur_store)?;
    Ok(RechercheDiscipline::Retenue { trouves, total })
}
