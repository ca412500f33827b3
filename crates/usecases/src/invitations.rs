//! The link by which somebody chooses their password: made by the administrateur, who is
//! shown it once, and used once, without account.

use crate::administration::{exiger, exiger_de_ne_pas_prendre, tenir};
use crate::connexion::hacher;
use crate::services::{Services, empreinte, erreur_store};
use domain::{
    Acteur, CompteErreur, CompteId, Erreur, Fait, GesteCompte, INVITATION_JOURS, MotDePasseErreur,
    verifier_nouveau_mot_de_passe,
};
use serde_json::json;
use store::administration::Invitation;

/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;
/// Hexadecimal digits of a link's secret.
const CHIFFRES: usize = 32;

/// A link that was just made. Its address is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lien {
    /// Sign-in name of the account.
    pub identifiant: String,
    /// Name shown of the account.
    pub nom: String,
    /// Address of its owner; may be empty.
    pub mel: String,
    /// The link.
    pub adresse: String,
    /// Until when it serves, local: `16/02/2021 08:05`.
    pub expire: String,
}

/// Makes the link by which the owner of an account chooses a password. The former password
/// serves no more, the sessions are ended, and so is a link made before.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur, [`Erreur::Introuvable`] for an
/// account outside the académie, [`Erreur::CompteChange`], [`CompteErreur::SonCompte`],
/// [`CompteErreur::CompteFerme`], [`CompteErreur::AuDelaDeSaDelegation`].
pub async fn creer(
    services: &Services,
    acteur: &Acteur,
    compte: CompteId,
    version: i32,
) -> Result<Lien, Erreur> {
    exiger(acteur)?;
    if compte == acteur.compte {
        return Err(CompteErreur::SonCompte.into());
    }
    let jeton = services.alea.jeton()?;
    // A password that nobody is told: nothing opens the account but the link.
    let inconnu = crate::comptes::mot_de_passe_au_hasard()?;
    let condense = hacher(services, inconnu).await?;
    let maintenant = services.maintenant();
    let expire = maintenant.plus_secondes(INVITATION_JOURS * JOUR);
    let dit = services.heure_locale(acteur.academie, expire).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = tenir(&tx, acteur, compte, version).await?;
    let jour = crate::services::jour_local(&tx, acteur.academie, maintenant)
        .await
        .map_err(erreur_store)?;
    exiger_de_ne_pas_prendre(&tx, acteur, compte, jour).await?;
    if !connu.actif {
        return Err(CompteErreur::CompteFerme.into());
    }
    let ecrire = async {
        store::comptes::changer_mot_de_passe(&tx, compte, &condense).await?;
        store::sessions_web::supprimer_du_compte(&tx, compte, None).await?;
        let cle = empreinte(jeton.as_bytes());
        store::administration::inviter(&tx, compte, &cle, maintenant, expire).await?;
        let qui = (Some(acteur.compte), compte);
        crate::comptes::tracer(&tx, services, "compte.inviter", qui, &json!({})).await?;
        let fait = Fait::Compte {
            nom: connu.nom.clone(),
            geste: GesteCompte::Invite,
        };
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)?;
    Ok(Lien {
        identifiant: connu.identifiant,
        nom: connu.nom,
        mel: connu.mel,
        adresse: format!("{}/invitation/{jeton}", services.reglages.url_publique),
        expire: dit.format("%d/%m/%Y %H:%M").to_string(),
    })
}

/// Why a link does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refus {
    /// None of ours, or it has served, or another took its place, or the account is closed.
    Inconnue,
    /// Its days are over.
    Expiree,
    /// The password is refused.
    MotDePasse(MotDePasseErreur),
    /// Too many wrong links from there: wait so many seconds.
    TropDEssais(i64),
    /// The database did not answer, or worse.
    Erreur(Erreur),
}

impl From<Erreur> for Refus {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

impl From<store::ErreurStore> for Refus {
    fn from(erreur: store::ErreurStore) -> Self {
        Self::Erreur(erreur_store(erreur))
    }
}

/// Whose password a link chooses. Writes nothing but that a link was wrong: only wrong ones
/// are counted, and a right one is served whatever others tried from the same address.
///
/// # Errors
/// [`Refus`] saying why it serves nothing.
pub async fn lire(services: &Services, jeton: &str, adresse: &str) -> Result<Invitation, Refus> {
    let maintenant = services.maintenant();
    let forme = jeton.len() == CHIFFRES && jeton.bytes().all(|b| b.is_ascii_hexdigit());
    let trouvee = if forme {
        let cle = empreinte(jeton.as_bytes());
        store::administration::invitation(services.store.lecture(), &cle).await?
    } else {
        None
    };
    match trouvee {
        None => {
            let limites = &services.reglages.limites;
            let essais = format!("invitation:{adresse}");
            let depuis = maintenant.plus_secondes(-limites.essais_fenetre);
            if store::tentatives::compter(services.store.lecture(), &essais, depuis).await?
                >= limites.codes_adresse
            {
                return Err(Refus::TropDEssais(limites.essais_fenetre));
            }
            let tx = services.store.ecriture().await?;
            store::tentatives::noter(&tx, &essais, maintenant).await?;
            tx.valider().await?;
            Err(Refus::Inconnue)
        }
        Some(i) if i.expire <= maintenant => Err(Refus::Expiree),
        Some(i) => Ok(i),
    }
}

/// Chooses the password of an account by its link, which then serves no more.
///
/// # Errors
/// [`Refus`] saying why it serves nothing, or what is wrong with the password.
pub async fn choisir(
    services: &Services,
    jeton: &str,
    adresse: &str,
    mot_de_passe: String,
    confirmation: &str,
) -> Result<(), Refus> {
    let invitation = lire(services, jeton, adresse).await?;
    if mot_de_passe != confirmation {
        return Err(Refus::MotDePasse(MotDePasseErreur::Different));
    }
    verifier_nouveau_mot_de_passe(&mot_de_passe, &invitation.identifiant)
        .map_err(Refus::MotDePasse)?;
    let condense = hacher(services, mot_de_passe).await?;
    let compte = invitation.compte;
    let tx = services.store.ecriture().await?;
    // Of two that use it at once, one chooses.
    if !store::administration::consommer(&tx, &empreinte(jeton.as_bytes())).await? {
        return Err(Refus::Inconnue);
    }
    store::comptes::changer_mot_de_passe(&tx, compte, &condense).await?;
    store::sessions_web::supprimer_du_compte(&tx, compte, None).await?;
    let qui = (Some(compte), compte);
    crate::comptes::tracer(&tx, services, "mot_de_passe.choisir", qui, &json!({})).await?;
    tx.valider().await?;
    Ok(())
}
