//! The services of each établissement, opened and closed by the administrateur (memo §2),
//! and what holds a centre whose *service convocation* is not open.

use crate::services::{Services, dans_le_fuseau, erreur_store, jour_local, tracer};
use domain::{
    Acteur, Autorite, CentreFerme, Erreur, EtablissementId, EtatOuverture, Fait, FiltreOuvertures,
    GenreService, Mission, NaiveDate, OuvertureChoisie, OuvertureErreur, OuvertureListee,
    PageOuvertures, Portee, Role, SaisieOuverture, ServiceListe, Signataire, VueOuvertures,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::ConnectionTrait;

/// The kind of thing in the audit trail.
pub(crate) const fn objet(service: GenreService) -> &'static str {
    match service {
        GenreService::Convocation => "service.convocation",
        GenreService::Signature => "service.signature",
    }
}

/// What the audit trail keeps of an opening.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Details {
    /// First day.
    pub(crate) du: Option<NaiveDate>,
    /// Last day.
    pub(crate) au: Option<NaiveDate>,
}

// ------------------------------------------------------------------ what is held

/// On which authority the actor convokes to a mission today. Every verb that makes, changes,
/// deletes or sends a convocation asks here, within its transaction.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who does not convoke there,
/// [`Erreur::ServiceConvocationFerme`] where the service of the centre is not open: it holds
/// the centre, and not the gestionnaire.
pub(crate) async fn autorite_ouverte(
    connexion: &impl ConnectionTrait,
    services: &Services,
    acteur: &Acteur,
    mission: &Mission,
) -> Result<Autorite, Erreur> {
    let autorite = acteur
        .autorite_sur(mission.centre)
        .ok_or(Erreur::Interdit)?;
    if autorite == Autorite::Division {
        return Ok(autorite);
    }
    let etat = etat(connexion, services, acteur, mission.centre).await?;
    if etat.laisse_convoquer(autorite) {
        Ok(autorite)
    } else {
        Err(Erreur::ServiceConvocationFerme { etat })
    }
}

/// Where the *service convocation* of a centre stands today.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn etat(
    connexion: &impl ConnectionTrait,
    services: &Services,
    acteur: &Acteur,
    centre: EtablissementId,
) -> Result<EtatOuverture, Erreur> {
    let lire = async {
        let jour = jour_local(connexion, acteur.academie, services.maintenant()).await?;
        let garde =
            store::ouvertures::service(connexion, centre, GenreService::Convocation).await?;
        Ok(garde.service.etat(jour))
    };
    lire.await.map_err(erreur_store)
}

/// The centres among these where the *service convocation* is not open on a day.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn centres_fermes(
    services: &Services,
    centres: &[EtablissementId],
    jour: NaiveDate,
) -> Result<Vec<(EtablissementId, CentreFerme)>, Erreur> {
    let lus = store::ouvertures::des_etablissements(
        services.store.lecture(),
        centres,
        GenreService::Convocation,
    )
    .await
    .map_err(erreur_store)?;
    Ok(lus
        .into_iter()
        .map(|(id, nom, ouverture)| {
            let etat = ouverture.etat(jour);
            (id, CentreFerme { nom, etat })
        })
        .filter(|(_, c)| !c.etat.est_ouvert())
        .collect())
}

/// The centres where the actor would convoke, and may not today: what is to be done there
/// by convoking is not theirs to do. None for the gestionnaire, whom nothing holds.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn fermes_a(
    services: &Services,
    acteur: &Acteur,
) -> Result<Vec<EtablissementId>, Erreur> {
    let centres = acteur.etablissements();
    if centres.is_empty() || acteur.a_role(Role::Gestionnaire) {
        return Ok(Vec::new());
    }
    let jour = services.aujourd_hui(acteur.academie).await?;
    let fermes = centres_fermes(services, &centres, jour).await?;
    Ok(fermes.into_iter().map(|(id, _)| id).collect())
}

// ------------------------------------------------------------- opening, closing

/// The services of the actor's académie that a filter keeps.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who opens none.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreOuvertures,
) -> Result<PageOuvertures, Erreur> {
    Ok(PageOuvertures::filtrer(
        tous(services, acteur).await?,
        filtre,
    ))
}

/// How many établissements cannot use a service.
///
/// # Errors
/// As [`lister`].
pub(crate) async fn fermes(
    services: &Services,
    acteur: &Acteur,
    service: GenreService,
) -> Result<u32, Erreur> {
    let filtre = FiltreOuvertures {
        vue: match service {
            GenreService::Convocation => VueOuvertures::SansConvocation,
            GenreService::Signature => VueOuvertures::SansSignature,
        },
        ..FiltreOuvertures::default()
    };
    let page = lister(services, acteur, &filtre).await?;
    Ok(u32::try_from(page.lignes.len()).unwrap_or(u32::MAX))
}

async fn tous(services: &Services, acteur: &Acteur) -> Result<Vec<OuvertureListee>, Erreur> {
    if acteur.services_geres() == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let lecture = services.store.lecture();
    let lire = async {
        let academie = store::academies::par_id(lecture, acteur.academie).await?;
        let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
        let jour = dans_le_fuseau(&fuseau, services.maintenant()).date();
        let etablissements = store::ouvertures::etablissements(lecture, acteur.academie).await?;
        let connus = store::ouvertures::services(lecture, acteur.academie).await?;
        let signes = store::signatures::signes(lecture, acteur.academie, jour).await?;
        Ok((fuseau, jour, etablissements, connus, signes))
    };
    let (fuseau, jour, etablissements, mut connus, signes) = lire.await.map_err(erreur_store)?;
    let signe =
        |id: EtablissementId, signataire: Signataire| signes.contains(&(id, signataire.code()));
    let mut service = |id, genre| {
        let garde = connus.remove(&(id, genre)).unwrap_or_default();
        ServiceListe {
            etat: garde.service.etat(jour),
            version: garde.version,
            date: garde.modifie_le.map_or_else(String::new, |m| {
                dans_le_fuseau(&fuseau, m)
                    .format("%d/%m/%Y %H:%M")
                    .to_string()
            }),
            auteur: garde.auteur,
        }
    };
    Ok(etablissements
        .into_iter()
        .map(|(id, uai, nom, commune)| OuvertureListee {
            etablissement: id,
            uai,
            nom,
            commune,
            convocation: service(id, GenreService::Convocation),
            signature: service(id, GenreService::Signature),
            etablissement_signe: signe(id, Signataire::ChefEtablissement),
            centre_signe: signe(id, Signataire::ChefCentre),
        })
        .collect())
}

/// Opens or closes services of établissements, each as it was shown at a version: all of
/// them, or none.
///
/// # Errors
/// [`Erreur::Ouverture`] for what makes no sense, [`Erreur::ServicesChanges`] with those
/// that somebody else changed meanwhile, [`Erreur::Introuvable`] for one outside the
/// académie, [`Erreur::Interdit`] as for [`lister`].
pub async fn changer(
    services: &Services,
    acteur: &Acteur,
    choisis: &[OuvertureChoisie],
    genres: &[GenreService],
    saisie: &SaisieOuverture,
) -> Result<(), Erreur> {
    if acteur.services_geres() == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let jour = services.aujourd_hui(acteur.academie).await?;
    let voulu = saisie.lire(jour).map_err(Erreur::Ouverture)?;
    let genres: BTreeSet<GenreService> = genres.iter().copied().collect();
    // In one order: two changes at once wait for each other instead of both failing.
    let choisis: BTreeMap<EtablissementId, OuvertureChoisie> =
        choisis.iter().map(|c| (c.etablissement, *c)).collect();
    if choisis.is_empty() {
        return Err(Erreur::Ouverture(OuvertureErreur::AucunEtablissement));
    }
    if genres.is_empty() {
        return Err(Erreur::Ouverture(OuvertureErreur::AucunService));
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let noms: HashMap<EtablissementId, String> =
        store::ouvertures::etablissements(&tx, acteur.academie)
            .await
            .map_err(erreur_store)?
            .into_iter()
            .map(|(id, _, nom, _)| (id, nom))
            .collect();
    if choisis.keys().any(|id| !noms.contains_key(id)) {
        return Err(Erreur::Introuvable);
    }
    let maintenant = services.maintenant();
    let ecrire = async {
        let connus = store::ouvertures::services(&tx, acteur.academie).await?;
        let mut devances = Vec::new();
        let mut touches = BTreeSet::new();
        for (id, choisie) in &choisis {
            for genre in &genres {
                let cle = (*id, *genre);
                let vue = choisie.version(*genre);
                let connu = connus.get(&cle).cloned().unwrap_or_default();
                if connu.version == vue && connu.service == voulu {
                    continue;
                }
                let auteur = Some(acteur.compte);
                if !store::ouvertures::changer(&tx, cle, voulu, vue, auteur, maintenant).await? {
                    devances.push(noms.get(id).cloned().unwrap_or_default());
                    continue;
                }
                touches.insert(*id);
                let action = if voulu.ouvert {
                    "service.ouvrir"
                } else {
                    "service.fermer"
                };
                let details = json!(Details {
                    du: voulu.du,
                    au: voulu.au
                });
                let objet = (objet(*genre), id.0);
                tracer(&tx, services, acteur, action, objet, &details).await?;
            }
        }
        if devances.is_empty() {
            let fait = Fait::ServicesChanges {
                services: genres.iter().copied().collect(),
                ouvert: voulu.ouvert,
                nombre: u32::try_from(touches.len()).unwrap_or(u32::MAX),
            };
            store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        }
        devances.dedup();
        Ok(devances)
    };
    let devances = ecrire.await.map_err(erreur_store)?;
    if !devances.is_empty() {
        return Err(Erreur::ServicesChanges { noms: devances });
    }
    tx.valider().await.map_err(erreur_store)
}
