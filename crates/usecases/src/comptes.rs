//! Accounts: opening, closing, a new password, the list. For the command line, which
//! may do everything; the audit trail says that nobody signed in did it. The screens of the
//! administrateur go through [`crate::administration`], over the same.

use crate::administration::{est_administrateur_sans_fin, exiger_un_administrateur};
use crate::avertissements::Qui;
use crate::connexion::hacher;
use crate::services::{Services, erreur_store, interne};
use domain::{
    Academie, AcademieId, Acteur, Attribution, AttributionDatee, CompteId, Erreur, Role, Uai,
    identifiant_normalise, lire_identifiant, lire_nom_et_mel, verifier_nouveau_mot_de_passe,
};
use std::collections::BTreeSet;
use store::comptes::{CompteListe, NouveauCompte};
use store::{Ecriture, ErreurStore};

pub use domain::CompteErreur;

/// Letters of a password made here: none that is taken for another.
const LETTRES: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Groups of a password made here, and letters of each: 100 bits.
const GROUPES: (usize, usize) = (4, 5);

/// An account to open.
#[derive(Clone, Debug)]
pub struct DemandeCompte {
    /// Ministry code of its académie; none: the only one there is.
    pub academie: Option<String>,
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// Own address; may be empty.
    pub mel: String,
    /// What it holds; at least one.
    pub roles: Vec<Role>,
    /// Over which établissement, for roles that are held over one.
    pub uai: Option<String>,
    /// Matricule of the intervenant it is; needed for that role, possible for others.
    pub matricule: Option<String>,
}

/// A password that nobody can guess and that can be copied from paper.
///
/// # Errors
/// [`Erreur::Interne`] when the system gives no randomness.
pub fn mot_de_passe_au_hasard() -> Result<String, Erreur> {
    let mut octets = [0_u8; GROUPES.0 * GROUPES.1];
    getrandom::fill(&mut octets).map_err(|e| interne("alea", &e))?;
    let lettres: Vec<char> = octets
        .iter()
        .map(|o| char::from(LETTRES[usize::from(*o) % LETTRES.len()]))
        .collect();
    let groupes: Vec<String> = lettres
        .chunks(GROUPES.1)
        .map(|g| g.iter().collect::<String>())
        .collect();
    Ok(groupes.join("-"))
}

/// Checks all that can be checked of an account before its password is asked for.
///
/// # Errors
/// [`Erreur::Compte`] naming the first thing that is wrong.
pub async fn verifier(services: &Services, demande: &DemandeCompte) -> Result<(), Erreur> {
    preparer(services, demande).await.map(|_| ())
}

pub(crate) async fn preparer(
    services: &Services,
    demande: &DemandeCompte,
) -> Result<NouveauCompte, Erreur> {
    let identifiant = lire_identifiant(&demande.identifiant)?;
    let (nom, mel) = lire_nom_et_mel(&demande.nom, &demande.mel)?;
    let lecture = services.store.lecture();
    let academie = academie(services, demande.academie.as_deref()).await?;
    let pris = store::comptes::par_identifiant(lecture, &identifiant)
        .await
        .map_err(erreur_store)?;
    if pris.is_some() {
        return Err(CompteErreur::IdentifiantPris.into());
    }
    let etablissement = match &demande.uai {
        None => None,
        Some(lu) => Some(etablissement(lecture, &academie, lu).await?),
    };
    let intervenant = match &demande.matricule {
        None => None,
        Some(matricule) => Some(intervenant(lecture, &academie, matricule).await?),
    };
    let mut attributions = Vec::with_capacity(demande.roles.len());
    for role in &demande.roles {
        if role.sur_etablissement() && etablissement.is_none() {
            return Err(CompteErreur::RoleSansEtablissement(*role).into());
        }
        if *role == Role::Intervenant && intervenant.is_none() {
            return Err(CompteErreur::RoleSansIntervenant.into());
        }
        let attribution = Attribution {
            role: *role,
            etablissement: etablissement.filter(|_| role.sur_etablissement()),
        };
        if !attributions.contains(&attribution) {
            attributions.push(attribution);
        }
    }
    if attributions.is_empty() {
        return Err(CompteErreur::SansRole.into());
    }
    if etablissement.is_some() && attributions.iter().all(|a| a.etablissement.is_none()) {
        return Err(CompteErreur::EtablissementInutile.into());
    }
    Ok(NouveauCompte {
        academie: academie.id,
        identifiant,
        nom,
        mel,
        mot_de_passe: String::new(),
        intervenant,
        copie_par_courriel: false,
        attributions,
    })
}

/// The établissement of the académie that a typed UAI names.
pub(crate) async fn etablissement(
    conn: &impl store::ConnectionTrait,
    academie: &Academie,
    saisi: &str,
) -> Result<domain::EtablissementId, Erreur> {
    let uai = Uai::lire(saisi).map_err(CompteErreur::Uai)?;
    let trouve = store::etablissements::par_uai(conn, Some(academie.id), &uai)
        .await
        .map_err(erreur_store)?;
    Ok(trouve.ok_or(CompteErreur::EtablissementInconnu(uai))?.id)
}

/// The intervenant of the académie that a typed matricule names.
pub(crate) async fn intervenant(
    conn: &impl store::ConnectionTrait,
    academie: &Academie,
    saisi: &str,
) -> Result<domain::IntervenantId, Erreur> {
    let matricule = saisi.trim();
    let trouve = store::intervenants::par_matricule(conn, academie.id, matricule)
        .await
        .map_err(erreur_store)?;
    let inconnu = || CompteErreur::IntervenantInconnu(matricule.to_owned());
    Ok(trouve.ok_or_else(inconnu)?.id)
}

pub(crate) async fn academie(services: &Services, code: Option<&str>) -> Result<Academie, Erreur> {
    let lecture = services.store.lecture();
    if let Some(code) = code {
        let trouvee = store::academies::par_code(lecture, code.trim())
            .await
            .map_err(erreur_store)?;
        let inconnue = || CompteErreur::AcademieInconnue(code.trim().to_owned());
        return Ok(trouvee.ok_or_else(inconnue)?);
    }
    let mut toutes = store::academies::toutes(lecture)
        .await
        .map_err(erreur_store)?;
    match toutes.pop() {
        None => Err(CompteErreur::AucuneAcademie.into()),
        Some(seule) if toutes.is_empty() => Ok(seule),
        Some(derniere) => {
            toutes.push(derniere);
            let codes = toutes.into_iter().map(|a| a.code).collect();
            Err(CompteErreur::AcademieAPreciser(codes).into())
        }
    }
}

/// What an account is known by, which its password must not be made of: its names, and those
/// of the établissements of its roles.
pub(crate) async fn noms(
    conn: &impl store::ConnectionTrait,
    acteur: &Acteur,
) -> Result<Vec<String>, Erreur> {
    let mut noms = etablissements(conn, acteur.academie, &acteur.attributions).await?;
    noms.extend([acteur.identifiant.clone(), acteur.nom.clone()]);
    Ok(noms)
}

/// As [`noms`], by its key; of an account that is closed, the sign-in name alone.
pub(crate) async fn noms_du_compte(
    conn: &impl store::ConnectionTrait,
    compte: CompteId,
    identifiant: &str,
) -> Result<Vec<String>, Erreur> {
    let acteur = store::comptes::acteur(conn, compte)
        .await
        .map_err(erreur_store)?;
    match acteur {
        Some(acteur) => noms(conn, &acteur).await,
        None => Ok(vec![identifiant.to_owned()]),
    }
}

/// Names of the établissements over which something is held.
async fn etablissements(
    conn: &impl store::ConnectionTrait,
    academie: AcademieId,
    attributions: &[Attribution],
) -> Result<Vec<String>, Erreur> {
    let ids: BTreeSet<_> = attributions
        .iter()
        .filter_map(|a| a.etablissement)
        .collect();
    let mut noms = Vec::with_capacity(ids.len() + 2);
    for id in ids {
        let trouve = store::etablissements::par_id(conn, academie, id)
            .await
            .map_err(erreur_store)?;
        noms.extend(trouve.map(|e| e.nom));
    }
    Ok(noms)
}

/// Opens an account.
///
/// # Errors
/// [`Erreur::Compte`] and [`Erreur::MotDePasse`] naming what is wrong.
pub async fn creer(
    services: &Services,
    demande: &DemandeCompte,
    mot_de_passe: String,
) -> Result<CompteId, Erreur> {
    let mut nouveau = preparer(services, demande).await?;
    let mut noms = etablissements(
        services.store.lecture(),
        nouveau.academie,
        &nouveau.attributions,
    )
    .await?;
    noms.extend([nouveau.identifiant.clone(), nouveau.nom.clone()]);
    verifier_nouveau_mot_de_passe(&mot_de_passe, &noms)?;
    nouveau.mot_de_passe = hacher(services, mot_de_passe).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let id = inserer(&tx, services, &nouveau, None).await?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(id)
}

/// Writes a new account and its trace; `par` did it.
pub(crate) async fn inserer(
    tx: &Ecriture,
    services: &Services,
    nouveau: &NouveauCompte,
    par: Option<CompteId>,
) -> Result<CompteId, Erreur> {
    let id = match store::comptes::creer(tx, nouveau, services.maintenant()).await {
        Ok(id) => id,
        // Taken between the check and now.
        Err(ErreurStore::Unicite(_)) => return Err(CompteErreur::IdentifiantPris.into()),
        Err(autre) => return Err(erreur_store(autre)),
    };
    let details = serde_json::json!({
        "identifiant": nouveau.identifiant,
        "attributions": nouveau.attributions,
        "intervenant": nouveau.intervenant.map(|i| i.0),
    });
    tracer(tx, services, "compte.creer", (par, id), &details)
        .await
        .map_err(erreur_store)?;
    Ok(id)
}

/// Gives an account a new password and closes its sessions; a closed account is
/// opened again, and no identity of the provider opens it.
///
/// # Errors
/// [`CompteErreur::CompteInconnu`], [`Erreur::MotDePasse`].
pub async fn reinitialiser(
    services: &Services,
    identifiant: &str,
    mot_de_passe: String,
) -> Result<(), Erreur> {
    let identifiant = identifiant_normalise(identifiant);
    let id = trouver(services, &identifiant).await?;
    let noms = noms_du_compte(services.store.lecture(), id, &identifiant).await?;
    verifier_nouveau_mot_de_passe(&mot_de_passe, &noms)?;
    let condense = hacher(services, mot_de_passe).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let compte = store::comptes::par_identifiant(&tx, &identifiant)
        .await
        .map_err(erreur_store)?
        .ok_or(CompteErreur::CompteInconnu)?;
    let id = compte.compte;
    let titulaire = Qui::trouver(&tx, id)
        .await
        .map_err(erreur_store)?
        .ok_or(CompteErreur::CompteInconnu)?;
    crate::openid::rompre(&tx, services, None, &titulaire).await?;
    let ecrire = async {
        store::comptes::changer_mot_de_passe(&tx, id, &condense).await?;
        if !compte.actif {
            store::comptes::changer_actif(&tx, id, true).await?;
        }
        store::administration::desinviter(&tx, id).await?;
        store::sessions_web::supprimer_du_compte(&tx, id, None).await?;
        let details = serde_json::json!({ "rouvert": !compte.actif });
        tracer(&tx, services, "compte.reinitialiser", (None, id), &details).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// Closes an account and its sessions: what it did stays known.
///
/// # Errors
/// [`CompteErreur::CompteInconnu`], [`CompteErreur::DernierAdministrateur`].
pub async fn fermer(services: &Services, identifiant: &str) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let compte = store::comptes::par_identifiant(&tx, &identifiant_normalise(identifiant))
        .await
        .map_err(erreur_store)?
        .ok_or(CompteErreur::CompteInconnu)?;
    // Closed already, it counts for nothing.
    let acteur = store::comptes::acteur(&tx, compte.compte)
        .await
        .map_err(erreur_store)?;
    if let Some(acteur) = &acteur {
        // As the page does: administrateurs are counted one at a time.
        store::academies::tenir(&tx, acteur.academie)
            .await
            .map_err(erreur_store)?;
    }
    eteindre(&tx, services, None, compte.compte)
        .await
        .map_err(erreur_store)?;
    if let Some(acteur) = acteur {
        let jour = crate::services::jour_local(&tx, acteur.academie, services.maintenant())
            .await
            .map_err(erreur_store)?;
        let administrait = est_administrateur_sans_fin(&tx, acteur.academie, compte.compte, jour)
            .await
            .map_err(erreur_store)?;
        if administrait {
            exiger_un_administrateur(&tx, acteur.academie, jour).await?;
        }
    }
    tx.valider().await.map_err(erreur_store)
}

/// Closes an account, its sessions and the link that waits; `par` did it.
pub(crate) async fn eteindre(
    tx: &Ecriture,
    services: &Services,
    par: Option<CompteId>,
    compte: CompteId,
) -> Result<(), ErreurStore> {
    store::comptes::changer_actif(tx, compte, false).await?;
    store::administration::desinviter(tx, compte).await?;
    store::sessions_web::supprimer_du_compte(tx, compte, None).await?;
    let details = serde_json::json!({});
    tracer(tx, services, "compte.fermer", (par, compte), &details).await
}

/// Whether there is an account of this name, before its new password is asked for.
///
/// # Errors
/// [`CompteErreur::CompteInconnu`].
pub async fn trouver(services: &Services, identifiant: &str) -> Result<CompteId, Erreur> {
    let identifiant = identifiant_normalise(identifiant);
    let trouve = store::comptes::par_identifiant(services.store.lecture(), &identifiant)
        .await
        .map_err(erreur_store)?;
    Ok(trouve
        .map(|c| c.compte)
        .ok_or(CompteErreur::CompteInconnu)?)
}

/// An account in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteDecrit {
    /// The account.
    pub compte: CompteListe,
    /// Each role with the établissement's `NAME (UAI)`, where it is held over one.
    pub roles: Vec<(Role, Option<String>)>,
    /// The same of those held between two days, with these.
    pub delegations: Vec<(AttributionDatee, Option<String>)>,
}

/// Every account, or those of an académie.
///
/// # Errors
/// [`CompteErreur::AcademieInconnue`].
pub async fn lister(
    services: &Services,
    academie_dite: Option<&str>,
) -> Result<Vec<CompteDecrit>, Erreur> {
    let lecture = services.store.lecture();
    let academies = match academie_dite {
        Some(code) => vec![academie(services, Some(code)).await?],
        None => store::academies::toutes(lecture)
            .await
            .map_err(erreur_store)?,
    };
    let mut libelles = std::collections::HashMap::new();
    let mut comptes = Vec::new();
    for a in &academies {
        let tous = store::etablissements::tous(lecture, a.id)
            .await
            .map_err(erreur_store)?;
        for e in tous {
            libelles.insert(e.id, e.libelle());
        }
        let siens = store::comptes::lister(lecture, Some(a.id))
            .await
            .map_err(erreur_store)?;
        comptes.extend(siens);
    }
    comptes.sort_by(|a, b| a.identifiant.cmp(&b.identifiant));
    let decrire = |compte: CompteListe| CompteDecrit {
        roles: compte
            .attributions
            .iter()
            .map(|a| {
                (
                    a.role,
                    a.etablissement.and_then(|e| libelles.get(&e).cloned()),
                )
            })
            .collect(),
        delegations: compte
            .delegations
            .iter()
            .map(|d| {
                let lieu = d.attribution.etablissement;
                (*d, lieu.and_then(|e| libelles.get(&e).cloned()))
            })
            .collect(),
        compte,
    };
    Ok(comptes.into_iter().map(decrire).collect())
}

/// Adds a line about an account to the audit trail; who did it is none for the command line.
pub(crate) async fn tracer(
    tx: &Ecriture,
    services: &Services,
    action: &str,
    (par, compte): (Option<CompteId>, CompteId),
    details: &serde_json::Value,
) -> Result<(), ErreurStore> {
    let trace = store::piste::Trace {
        moment: services.maintenant(),
        compte: par,
        action: action.to_owned(),
        objet: "compte".to_owned(),
        objet_id: compte.0,
        details: details.to_string(),
    };
    store::piste::ajouter(tx, &trace).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_mot_de_passe_fait_est_accepte() {
        let premier = mot_de_passe_au_hasard().unwrap();
        assert_eq!(premier.len(), 23);
        assert_ne!(premier, mot_de_passe_au_hasard().unwrap());
        assert_eq!(verifier_nouveau_mot_de_passe(&premier, &["chef"]), Ok(()));
    }
}
