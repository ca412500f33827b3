//! Letters: reading what a convocation says, for paper, screen and mail (memo §7).

use crate::codes::Cle;
use crate::services::{Services, dans_le_fuseau, erreur_store};
use documents::calendrier::{Circonstances, annulation, annulation_de_jours, publication};
use domain::{
    Acteur, Affectation, ConvocationId, EnvoiId, Erreur, Lettre, MissionLigne, Moment, NaiveDate,
    Remplacement,
};
use std::collections::HashSet;
use store::ConnectionTrait;

/// Letters read at once when many are made: what bounds the memory of an archive.
pub const LOT: usize = 25;

/// One letter, for somebody who may consult its mission, or for the intervenant
/// it is addressed to.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not for the actor.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<Lettre, Erreur> {
    acces(services, acteur, id).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    completes(services, services.store.lecture(), &[id], jour)
        .await?
        .pop()
        .ok_or(Erreur::Introuvable)
}

/// Number of the mission of a letter, for somebody who may consult that mission; none for who
/// reads the letter because it is theirs.
///
/// # Errors
/// When the database does not answer.
pub async fn mission_consultee(
    services: &Services,
    acteur: &Acteur,
    lettre: &Lettre,
) -> Result<Option<i64>, Erreur> {
    match crate::missions::visible(services.store.lecture(), acteur, lettre.mission_id).await {
        Ok(mission) => Ok(Some(mission.ligne.numero)),
        Err(Erreur::Introuvable) => Ok(None),
        Err(erreur) => Err(erreur),
    }
}

/// What a letter is to somebody who may read it.
enum Acces {
    /// Theirs, or one that they give: they convoke on the mission.
    Remet,
    /// One that they only look at.
    Consulte,
}

async fn acces(services: &Services, acteur: &Acteur, id: ConvocationId) -> Result<Acces, Erreur> {
    let lecture = services.store.lecture();
    let (mission, ligne) = store::convocations::ligne(lecture, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let sienne = acteur.intervenant == Some(ligne.intervenant);
    match crate::missions::visible(lecture, acteur, mission).await {
        _ if sienne => Ok(Acces::Remet),
        Ok(mission) if acteur.autorite_sur(mission.centre).is_some() => Ok(Acces::Remet),
        Ok(_) => Ok(Acces::Consulte),
        Err(erreur) => Err(erreur),
    }
}

/// Letters as they are printed and sent: with what they replace, and their links.
///
/// # Errors
/// When the database does not answer.
pub async fn completes(
    services: &Services,
    connexion: &impl ConnectionTrait,
    ids: &[ConvocationId],
    jour: NaiveDate,
) -> Result<Vec<Lettre>, Erreur> {
    let mut lettres = store::convocations::lettres(connexion, ids, jour)
        .await
        .map_err(erreur_store)?;
    let cle = Cle::lire(connexion).await?;
    for l in &mut lettres {
        l.liens = Some(cle.liens(services, l.convocation, l.edition)?);
    }
    remplacer(connexion, &mut lettres, None).await?;
    Ok(lettres)
}

/// As [`completes`], of letters that are made now, to be printed or sent: what each is made
/// with is noted first, so that the same edition made again bears the same signature, the
/// same day, the same texts and the same logo, whoever signs and whatever is settled by then.
///
/// # Errors
/// When the database does not answer.
pub async fn faites(
    services: &Services,
    ids: &[ConvocationId],
    jour: NaiveDate,
) -> Result<Vec<Lettre>, Erreur> {
    let lecture = services.store.lecture();
    let a_figer = async {
        Ok(store::signatures::a_figer(lecture, ids).await?
            || store::parametres::a_figer(lecture, ids).await?)
    };
    if a_figer.await.map_err(erreur_store)? {
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        let figer = async {
            Ok(store::signatures::figer(&tx, ids, jour).await?
                + store::parametres::figer(&tx, ids).await?)
        };
        if figer.await.map_err(erreur_store)? > 0 {
            tx.valider().await.map_err(erreur_store)?;
        }
    }
    completes(services, lecture, ids, jour).await
}

/// Says what letters replace: what was received last, but for what the request `sauf` sent
/// (which these letters tell of).
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn remplacer(
    connexion: &impl ConnectionTrait,
    lettres: &mut [Lettre],
    sauf: Option<EnvoiId>,
) -> Result<(), Erreur> {
    let ids: Vec<ConvocationId> = lettres.iter().map(|l| l.convocation).collect();
    let recus = store::courriels::derniers_recus(connexion, &ids, false, sauf)
        .await
        .map_err(erreur_store)?;
    for l in lettres {
        l.remplace = recus.get(&l.convocation).and_then(|recu| {
            // Of what cannot be read any more, the date alone is told.
            let avant: Option<Affectation> = recu
                .contenu
                .as_deref()
                .filter(|_| !recu.annulation)
                .and_then(|c| serde_json::from_str(c).ok());
            let date = dans_le_fuseau(&l.fuseau, recu.moment).date();
            let (avant, version) = (avant.as_ref(), recu.version);
            Remplacement::de(
                date,
                recu.annulation,
                avant,
                version,
                &l.affectation,
                l.version,
            )
        });
    }
    Ok(())
}

/// The PDF of one letter, with the name of its file. It counts as printed when whoever
/// convokes makes it, or the person: to who only consults it is shown.
///
/// # Errors
/// As [`lire`]; [`Erreur::Interne`] when the PDF cannot be made.
pub async fn pdf(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<(String, Vec<u8>), Erreur> {
    // Whether it is for the actor is asked first.
    let acces = acces(services, acteur, id).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let lettre = faites(services, &[id], jour)
        .await?
        .pop()
        .ok_or(Erreur::Introuvable)?;
    let pdf = documents::lettre::pdf(&lettre, &services.polices)
        .map_err(|e| crate::interne("pdf", &e))?;
    if matches!(acces, Acces::Remet) {
        imprimees(services, &[id]).await;
    }
    Ok((lettre.nom_fichier(), pdf))
}

/// The calendar file of one letter, with its name. It does not count as printed.
///
/// # Errors
/// As [`lire`].
pub async fn agenda(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<(String, Vec<u8>), Erreur> {
    let lettre = lire(services, acteur, id).await?;
    let octets = en_agenda(services, &lettre, services.maintenant());
    Ok((lettre.nom_fichier_agenda(), octets))
}

/// The days of a letter for a calendar, as a file made at `date`.
pub(crate) fn en_agenda(services: &Services, lettre: &Lettre, date: Moment) -> Vec<u8> {
    let page = format!(
        "{}/convocations/{}",
        services.reglages.url_publique, lettre.convocation
    );
    publication(
        lettre,
        &Circonstances {
            page: Some(&page),
            ..circonstances(services, date)
        },
    )
}

fn circonstances(services: &Services, date: Moment) -> Circonstances<'_> {
    Circonstances {
        domaine: services.reglages.identite.domaine(),
        page: None,
        date,
    }
}

/// The days that a letter takes away from what it replaces, for a calendar; none when it
/// takes none.
pub(crate) fn en_agenda_retire(
    services: &Services,
    lettre: &Lettre,
    date: Moment,
) -> Option<Vec<u8>> {
    let retires = &lettre.remplace.as_ref()?.jours_retires;
    (!retires.is_empty())
        .then(|| annulation_de_jours(lettre, retires, &circonstances(services, date)))
}

/// The end of every day of a letter, for a calendar.
pub(crate) fn en_agenda_annule(services: &Services, lettre: &Lettre, date: Moment) -> Vec<u8> {
    annulation(lettre, &circonstances(services, date))
}

/// Notes that letters were printed. A failure is logged and keeps nobody from
/// their letter.
pub async fn imprimees(services: &Services, ids: &[ConvocationId]) {
    let ecriture = async {
        let tx = services.store.ecriture().await?;
        store::convocations::marquer_imprimees(&tx, ids, services.maintenant()).await?;
        tx.valider().await
    };
    if let Err(erreur) = ecriture.await {
        tracing::warn!(%erreur, "impression non notée");
    }
}

/// Of the convocations asked for, those that a group action covers: of the
/// mission, and of which the actor is the author (memo §7), in the order of the list.
///
/// # Errors
/// [`Erreur::Introuvable`] for a mission outside the actor's scope,
/// [`Erreur::Interdit`] for somebody who does not convoke there,
/// [`Erreur::RienAFaire`] when none is left.
pub async fn du_groupe(
    connexion: &impl ConnectionTrait,
    acteur: &Acteur,
    numero: i64,
    ids: &[ConvocationId],
) -> Result<(MissionLigne, Vec<domain::ConvocationLigne>), Erreur> {
    let mission = mission_du_groupe(connexion, acteur, numero).await?;
    let demandees: HashSet<_> = ids.iter().collect();
    let lignes = store::convocations::lignes(connexion, mission.id)
        .await
        .map_err(erreur_store)?
        .into_iter()
        .filter(|l| demandees.contains(&l.id) && l.auteur == acteur.compte)
        .collect::<Vec<_>>();
    if lignes.is_empty() {
        Err(Erreur::RienAFaire)
    } else {
        Ok((mission, lignes))
    }
}

/// A mission where the actor may act on a group.
async fn mission_du_groupe(
    connexion: &impl ConnectionTrait,
    acteur: &Acteur,
    numero: i64,
) -> Result<MissionLigne, Erreur> {
    let mission = crate::missions::du_ressort(connexion, acteur, numero).await?;
    Ok(mission.ligne)
}

/// Keys of the convocations that an archive of the mission will hold: nothing else of
/// them is read here, so that thousands weigh nothing before the first letter is made.
///
/// # Errors
/// As [`du_groupe`].
pub async fn archive(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    ids: &[ConvocationId],
) -> Result<Vec<ConvocationId>, Erreur> {
    let lecture = services.store.lecture();
    let mission = mission_du_groupe(lecture, acteur, numero).await?;
    let demandees: HashSet<_> = ids.iter().collect();
    let mut siennes = store::convocations::de_l_auteur(lecture, mission.id, acteur.compte)
        .await
        .map_err(erreur_store)?;
    siennes.retain(|id| demandees.contains(id));
    if siennes.is_empty() {
        Err(Erreur::RienAFaire)
    } else {
        Ok(siennes)
    }
}

/// One batch of letters of an archive already authorised by [`archive`].
///
/// # Errors
/// When the database does not answer.
pub async fn lot(
    services: &Services,
    acteur: &Acteur,
    ids: &[ConvocationId],
) -> Result<Vec<Lettre>, Erreur> {
    let jour = services.aujourd_hui(acteur.academie).await?;
    faites(services, ids, jour).await
}

/// The letters addressed to the actor as an intervenant.
///
/// # Errors
/// When the database does not answer.
pub async fn miennes(services: &Services, acteur: &Acteur) -> Result<Vec<Lettre>, Erreur> {
    let Some(intervenant) = acteur.intervenant else {
        return Ok(Vec::new());
    };
    let ids = store::convocations::de_l_intervenant(
        services.store.lecture(),
        acteur.academie,
        intervenant,
    )
    .await
    .map_err(erreur_store)?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    completes(services, services.store.lecture(), &ids, jour).await
}
