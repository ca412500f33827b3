//! Signing in through an OpenID Connect provider, and the link between an account and an
//! identity there (docs/decisions/0026-openid-connect.md). What the provider says has been
//! proven before it comes here.

use crate::administration::{exiger, tenir};
use crate::avertissements::{self, Qui, prevenir};
use crate::connexion::exiger_mot_de_passe;
use crate::services::{Services, dans_le_fuseau, empreinte, erreur_store};
use domain::{
    Acteur, CompteErreur, CompteId, EchecOpenId, Erreur, Fait, GesteCompte, IdentiteOpenId,
    LienOpenId, Moment, SUJET_MAX, rattacher,
};
use serde_json::json;
use store::openid::Attente;
use store::{Ecriture, ErreurStore};

pub use store::openid::But;

/// Seconds in which the provider must send the person back.
pub const ATTENTE: i64 = 10 * 60;
/// Times that one address may set out in the time during which failed sign-ins count: a whole
/// school may share it.
const DEPARTS: u32 = 1_000;
/// Longest state looked at, in bytes.
const ETAT_MAX: usize = 128;
/// Digits of the digest of a subject in the audit trail: enough to tell two of them apart.
const EMPREINTE: usize = 12;

/// What the screens have to know of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reglage {
    /// What people call it.
    pub libelle: String,
}

/// What goes with somebody to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depart {
    /// Comes back as it is.
    pub etat: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Proves afterwards who asked (PKCE); empty when the provider does not take it.
    pub verifieur: String,
}

fn erreur(e: ErreurStore) -> EchecOpenId {
    erreur_store(e).into()
}

/// Key under which failed sign-ins from an address count, whichever way they took.
fn compteur(adresse: &str) -> String {
    format!("adresse:{adresse}")
}

/// Refuses an address from which too many tries failed.
async fn exiger_du_calme(services: &Services, adresse: &str) -> Result<(), EchecOpenId> {
    let limites = &services.reglages.limites;
    let depuis = services.maintenant().plus_secondes(-limites.essais_fenetre);
    for (cle, limite) in [
        (compteur(adresse), limites.essais_adresse),
        (format!("openid:{adresse}"), DEPARTS),
    ] {
        let essais = store::tentatives::compter(services.store.lecture(), &cle, depuis)
            .await
            .map_err(erreur)?;
        if essais >= limite {
            return Err(EchecOpenId::TropDEssais(limites.essais_fenetre));
        }
    }
    Ok(())
}

/// Sets out for the provider from a browser that holds the cookie `temoin`. `pkce` when the
/// provider takes it.
///
/// # Errors
/// [`EchecOpenId::TropDEssais`], or when the database does not answer.
pub async fn partir(
    services: &Services,
    adresse: &str,
    temoin: &str,
    but: But,
    pkce: bool,
) -> Result<Depart, EchecOpenId> {
    exiger_du_calme(services, adresse).await?;
    let maintenant = services.maintenant();
    let jeton = || services.alea.jeton();
    let depart = Depart {
        etat: jeton()?,
        nonce: jeton()?,
        // RFC 7636 wants 43 characters.
        verifieur: if pkce {
            format!("{}{}", jeton()?, jeton()?)
        } else {
            String::new()
        },
    };
    let attente = Attente {
        cle: empreinte(depart.etat.as_bytes()),
        temoin: empreinte(temoin.as_bytes()),
        but,
        nonce: depart.nonce.clone(),
        verifieur: depart.verifieur.clone(),
        expire: maintenant.plus_secondes(ATTENTE),
    };
    let ecrire = async {
        let tx = services.store.ecriture().await?;
        store::openid::oublier(&tx, maintenant).await?;
        store::openid::attendre(&tx, &attente).await?;
        store::tentatives::noter(&tx, &format!("openid:{adresse}"), maintenant).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur)?;
    Ok(depart)
}

/// What was asked of the provider under a state that has come back to the browser that holds
/// the cookie `temoin`. It is given once.
///
/// # Errors
/// [`EchecOpenId::Etat`] when nothing of the kind was asked from there, or it came back
/// already; [`EchecOpenId::Expire`] when it took too long.
pub async fn revenir(
    services: &Services,
    temoin: &str,
    etat: &str,
) -> Result<Attente, EchecOpenId> {
    if etat.is_empty() || etat.len() > ETAT_MAX || temoin.is_empty() {
        return Err(EchecOpenId::Etat);
    }
    let cle = empreinte(etat.as_bytes());
    let sien = empreinte(temoin.as_bytes());
    let reprendre = async {
        // A stranger's request writes nothing.
        let attendu = store::openid::temoin(services.store.lecture(), &cle).await?;
        if attendu.as_ref() != Some(&sien) {
            return Ok(None);
        }
        let tx = services.store.ecriture().await?;
        let reprise = store::openid::reprendre(&tx, &cle).await?;
        // Somebody else's browser takes nothing away from the one that asked.
        if reprise.as_ref().is_some_and(|a| a.temoin == sien) {
            tx.valider().await?;
            return Ok(reprise);
        }
        tx.annuler().await?;
        Ok(None)
    };
    match reprendre.await.map_err(erreur)? {
        None => Err(EchecOpenId::Etat),
        Some(a) if a.expire <= services.maintenant() => Err(EchecOpenId::Expire),
        Some(a) => Ok(a),
    }
}

/// Counts a failed sign-in against the address it came from, when it may be somebody guessing.
/// That it was not written changes nothing to the refusal.
pub async fn noter_echec(services: &Services, adresse: &str, echec: &EchecOpenId) {
    if !echec.est_suspect() {
        return;
    }
    let ecrire = async {
        let tx = services.store.ecriture().await?;
        store::tentatives::noter(&tx, &compteur(adresse), services.maintenant()).await?;
        tx.valider().await
    };
    if let Err(e) = ecrire.await {
        tracing::warn!(erreur = %e, "essai non compté");
    }
}

/// Whether an address may come back from the provider.
///
/// # Errors
/// [`EchecOpenId::TropDEssais`].
pub async fn admettre(services: &Services, adresse: &str) -> Result<(), EchecOpenId> {
    exiger_du_calme(services, adresse).await
}

/// Whether an identity is linked to an account: its address is not asked for then.
///
/// # Errors
/// When the database does not answer.
pub async fn est_connue(
    services: &Services,
    emetteur: &str,
    sujet: &str,
) -> Result<bool, EchecOpenId> {
    let lie = store::openid::compte_lie(services.store.lecture(), emetteur, sujet)
        .await
        .map_err(erreur)?;
    Ok(lie.is_some())
}

/// Whether a session that was just kept may stay: the account is open, and the identity is
/// still linked to it.
///
/// # Errors
/// When the database does not answer.
pub async fn tient(
    services: &Services,
    compte: CompteId,
    identite: &IdentiteOpenId,
) -> Result<bool, Erreur> {
    let lecture = services.store.lecture();
    let lire = async {
        let lie = store::openid::compte_lie(lecture, &identite.emetteur, &identite.sujet).await?;
        let ouvert = store::comptes::acteur(lecture, compte).await?;
        Ok((lie, ouvert.is_some()))
    };
    let (lie, ouvert) = lire.await.map_err(erreur_store)?;
    Ok(ouvert && lie == Some(compte))
}

fn exiger_un_sujet(identite: &IdentiteOpenId) -> Result<(), EchecOpenId> {
    if identite.sujet.is_empty() || identite.sujet.len() > SUJET_MAX {
        return Err(EchecOpenId::Preuve);
    }
    Ok(())
}

/// Signs in whoever a provider says that they are: the account linked to the identity, or else
/// the one that has its address, which is linked to it from then on.
///
/// # Errors
/// [`EchecOpenId`] saying why no account is opened.
pub async fn connecter(
    services: &Services,
    identite: &IdentiteOpenId,
) -> Result<CompteId, EchecOpenId> {
    exiger_un_sujet(identite)?;
    let maintenant = services.maintenant();
    let (emetteur, sujet) = (identite.emetteur.as_str(), identite.sujet.as_str());
    let lecture = services.store.lecture();
    let lie = store::openid::compte_lie(lecture, emetteur, sujet)
        .await
        .map_err(erreur)?;
    let (compte, nouveau) = match lie {
        Some(compte) => (compte, false),
        None => {
            let mel = identite.mel.as_deref().ok_or(EchecOpenId::SansAdresse)?;
            let candidats = store::openid::candidats(lecture, mel)
                .await
                .map_err(erreur)?;
            match rattacher(&candidats) {
                Ok(compte) => (compte, true),
                Err(echec) => {
                    // Whose sign-in it would have been can be told for one account alone.
                    if let [seul] = &candidats[..] {
                        refuser(services, seul.compte, &echec).await?;
                    }
                    return Err(echec);
                }
            }
        }
    };
    let tenu = match crate::connexion::acteur(services, compte).await? {
        None => Err(EchecOpenId::Ferme),
        Some(acteur) if acteur.attributions.is_empty() => Err(EchecOpenId::SansRole),
        Some(acteur) => Ok(acteur),
    };
    let acteur = match tenu {
        Ok(acteur) => acteur,
        Err(echec) => {
            refuser(services, compte, &echec).await?;
            return Err(echec);
        }
    };
    let tx = services.store.ecriture().await.map_err(erreur)?;
    if nouveau {
        let mel = identite.mel.as_deref().unwrap_or_default();
        rattacher_encore(&tx, compte, mel).await?;
        lier_dans(&tx, services, &Qui::acteur(&acteur), identite, "adresse").await?;
    }
    let servi = store::openid::servir(&tx, compte, emetteur, sujet, maintenant)
        .await
        .map_err(erreur)?;
    if !servi {
        // Unlinked since it was looked at.
        return Err(EchecOpenId::Etat);
    }
    let details = json!({ "par": "openid" });
    tracer(&tx, services, "connexion", (Some(compte), compte), &details)
        .await
        .map_err(erreur)?;
    tx.valider().await.map_err(erreur)?;
    if nouveau {
        services.reveil.notify_one();
    }
    Ok(compte)
}

/// Looks again, now that nobody else changes the account, whether it is the one that an
/// address links: it may have been given a role over the académie since.
async fn rattacher_encore(tx: &Ecriture, compte: CompteId, mel: &str) -> Result<(), EchecOpenId> {
    store::comptes::tenir(tx, compte).await.map_err(erreur)?;
    let candidats = store::openid::candidats(tx, mel).await.map_err(erreur)?;
    if rattacher(&candidats)? == compte {
        Ok(())
    } else {
        Err(EchecOpenId::Etat)
    }
}

/// Writes a link and its trace, and warns the owner of the account.
async fn lier_dans(
    tx: &Ecriture,
    services: &Services,
    titulaire: &Qui,
    identite: &IdentiteOpenId,
    par: &str,
) -> Result<(), EchecOpenId> {
    let compte = titulaire.compte;
    let (emetteur, sujet) = (identite.emetteur.as_str(), identite.sujet.as_str());
    let maintenant = services.maintenant();
    match store::openid::lier(tx, compte, emetteur, sujet, maintenant).await {
        Ok(()) => {}
        // Another identity, or another account, came in between.
        Err(ErreurStore::Unicite(_)) => return Err(EchecOpenId::DejaLie),
        Err(autre) => return Err(erreur(autre)),
    }
    let mut identifiant = empreinte(sujet.as_bytes());
    identifiant.truncate(EMPREINTE);
    let details = json!({ "emetteur": emetteur, "par": par, "sujet": identifiant });
    tracer(
        tx,
        services,
        "compte.lier",
        (Some(compte), compte),
        &details,
    )
    .await
    .map_err(erreur)?;
    prevenir(tx, services, titulaire, avertissements::LIE)
        .await
        .map_err(EchecOpenId::from)
}

/// Adds to the audit trail that somebody was not let in.
async fn refuser(
    services: &Services,
    compte: CompteId,
    echec: &EchecOpenId,
) -> Result<(), EchecOpenId> {
    let ecrire = async {
        let tx = services.store.ecriture().await?;
        let details = json!({ "par": "openid", "raison": echec.code() });
        let qui = (Some(compte), compte);
        tracer(&tx, services, "connexion.refusee", qui, &details).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur)
}

async fn tracer(
    tx: &Ecriture,
    services: &Services,
    action: &str,
    qui: (Option<CompteId>, CompteId),
    details: &serde_json::Value,
) -> Result<(), ErreurStore> {
    crate::comptes::tracer(tx, services, action, qui, details).await
}

// ------------------------------------------------------------- by its owner, signed in

/// The actor's link.
///
/// # Errors
/// When the database does not answer.
pub async fn le_mien(services: &Services, acteur: &Acteur) -> Result<Option<LienOpenId>, Erreur> {
    let lecture = services.store.lecture();
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    du_compte(services, acteur.compte, &fuseau).await
}

/// The link of an account.
pub(crate) async fn du_compte(
    services: &Services,
    compte: CompteId,
    fuseau: &str,
) -> Result<Option<LienOpenId>, Erreur> {
    let lien = store::openid::du_compte(services.store.lecture(), compte)
        .await
        .map_err(erreur_store)?;
    let date = |m: Moment| {
        dans_le_fuseau(fuseau, m)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };
    Ok(lien.map(|l| LienOpenId {
        emetteur: l.emetteur,
        lie_le: date(l.lie_le),
        vu_le: l.vu_le.map(date).unwrap_or_default(),
    }))
}

/// Makes sure that it is the owner of the account who asks: their password, which counts its
/// wrong tries with those of changing it.
///
/// # Errors
/// [`domain::MotDePasseErreur::ActuelFaux`]; [`Erreur::TropDEssais`].
pub async fn confirmer(
    services: &Services,
    acteur: &Acteur,
    mot_de_passe: String,
) -> Result<(), Erreur> {
    exiger_mot_de_passe(services, acteur, mot_de_passe)
        .await
        .map(|_| ())
}

/// Links the actor's account to an identity that they have just proven, after
/// [`confirmer`].
///
/// # Errors
/// [`EchecOpenId::DejaLie`], [`EchecOpenId::IdentitePrise`].
pub async fn lier(
    services: &Services,
    acteur: &Acteur,
    identite: &IdentiteOpenId,
) -> Result<(), EchecOpenId> {
    exiger_un_sujet(identite)?;
    let tx = services.store.ecriture().await.map_err(erreur)?;
    let compte = acteur.compte;
    match store::openid::compte_lie(&tx, &identite.emetteur, &identite.sujet)
        .await
        .map_err(erreur)?
    {
        // Linked already, to what was asked for.
        Some(lie) if lie == compte => return Ok(()),
        Some(_) => return Err(EchecOpenId::IdentitePrise),
        None => {}
    }
    let titulaire = Qui::acteur(acteur);
    lier_dans(&tx, services, &titulaire, identite, "mot de passe").await?;
    dire(&tx, services, acteur.compte, &acteur.nom, GesteCompte::Lie)
        .await
        .map_err(erreur)?;
    tx.valider().await.map_err(erreur)?;
    services.reveil.notify_one();
    Ok(())
}

/// Takes the actor's own link away: they sign in with their password, which is asked for, so
/// that nobody is left without any way in. Their other sessions are ended.
///
/// # Errors
/// As [`confirmer`]; [`CompteErreur::SansLien`] when there is no link.
pub async fn delier(
    services: &Services,
    acteur: &Acteur,
    mot_de_passe: String,
    session: &str,
) -> Result<(), Erreur> {
    confirmer(services, acteur, mot_de_passe).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    couper(&tx, services, acteur, &Qui::acteur(acteur), session).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Takes the link of an account of the académie away, with its sessions.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur, [`Erreur::Introuvable`] for an
/// account outside the académie, [`Erreur::CompteChange`]; [`CompteErreur::SansLien`] when there is
/// no link.
pub async fn delier_de(
    services: &Services,
    acteur: &Acteur,
    compte: CompteId,
    version: i32,
    session: &str,
) -> Result<(), Erreur> {
    exiger(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = tenir(&tx, acteur, compte, version).await?;
    let titulaire = Qui {
        academie: acteur.academie,
        compte,
        nom: connu.nom,
        mel: connu.mel,
    };
    couper(&tx, services, acteur, &titulaire, session).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Takes a link away, ends the sessions of its account but one, and tells.
async fn couper(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    titulaire: &Qui,
    session: &str,
) -> Result<(), Erreur> {
    if !rompre(tx, services, Some(acteur.compte), titulaire).await? {
        return Err(CompteErreur::SansLien.into());
    }
    let (compte, nom) = (titulaire.compte, titulaire.nom.as_str());
    let ecrire = async {
        store::sessions_web::supprimer_du_compte(tx, compte, Some(session)).await?;
        dire(tx, services, acteur.compte, nom, GesteCompte::Delie).await
    };
    ecrire.await.map_err(erreur_store)
}

/// Takes a link away, if there is one, with its trace and the mail that warns its owner;
/// `false` when there is none. `par` did it: none for the command line.
pub(crate) async fn rompre(
    tx: &Ecriture,
    services: &Services,
    par: Option<CompteId>,
    titulaire: &Qui,
) -> Result<bool, Erreur> {
    let compte = titulaire.compte;
    if !store::openid::delier(tx, compte)
        .await
        .map_err(erreur_store)?
    {
        return Ok(false);
    }
    tracer(tx, services, "compte.delier", (par, compte), &json!({}))
        .await
        .map_err(erreur_store)?;
    prevenir(tx, services, titulaire, avertissements::DELIE).await?;
    Ok(true)
}

async fn dire(
    tx: &Ecriture,
    services: &Services,
    a: CompteId,
    nom: &str,
    geste: GesteCompte,
) -> Result<(), ErreurStore> {
    let fait = Fait::Compte {
        nom: nom.to_owned(),
        geste,
    };
    store::messages::ajouter(tx, a, services.maintenant(), &fait)
        .await
        .map(|_| ())
}
