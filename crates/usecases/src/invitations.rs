//! The link by which somebody chooses their password: made by the administrateur, who is
//! shown it once, and used once, without account.

use crate::administration::{exiger, exiger_de_ne_pas_prendre, tenir};
use crate::avertissements::Qui;
use crate::codes::Cle;
use crate::connexion::hacher;
use crate::courriels_service::{INVITATION, Pour};
use crate::openid::rompre;
use crate::services::{Services, empreinte, erreur_store};
use domain::{
    AcademieId, Acteur, CompteErreur, CompteId, Erreur, EtatCourriel, Fait, GesteCompte,
    INVITATION_JOURS, IntervenantId, Moment, MotDePasseErreur, verifier_nouveau_mot_de_passe,
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
    /// Until when it serves, local: `16/02/2021 à 8 h 05`.
    pub expire: String,
}

/// Makes the link by which the owner of an account chooses a password. The former password
/// serves no more, the sessions are ended, and so are a link made before and the one to an
/// identity of the provider.
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
    exiger_de_ne_pas_prendre(&tx, services, acteur, compte).await?;
    if !connu.actif {
        return Err(CompteErreur::CompteFerme.into());
    }
    let titulaire = Qui {
        academie: acteur.academie,
        compte,
        nom: connu.nom.clone(),
        mel: connu.mel.clone(),
    };
    rompre(&tx, services, Some(acteur.compte), &titulaire).await?;
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
    services.reveil.notify_one();
    Ok(Lien {
        identifiant: connu.identifiant,
        nom: connu.nom,
        mel: connu.mel,
        adresse: format!("{}/invitation/{jeton}", services.reglages.url_publique),
        expire: domain::jour_et_heure(dit.date(), dit.time()),
    })
}

/// Sends the link by which the owner of an account chooses a password to their address. As
/// [`creer`] otherwise; nobody is shown it.
///
/// # Errors
/// As [`creer`]; [`CompteErreur::MelAbsent`] when the account has no address.
pub async fn envoyer(
    services: &Services,
    acteur: &Acteur,
    compte: CompteId,
    version: i32,
) -> Result<(), Erreur> {
    exiger(acteur)?;
    if compte == acteur.compte {
        return Err(CompteErreur::SonCompte.into());
    }
    let inconnu = crate::comptes::mot_de_passe_au_hasard()?;
    let condense = hacher(services, inconnu).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = tenir(&tx, acteur, compte, version).await?;
    exiger_de_ne_pas_prendre(&tx, services, acteur, compte).await?;
    if !connu.actif {
        return Err(CompteErreur::CompteFerme.into());
    }
    if connu.mel.is_empty() {
        return Err(CompteErreur::MelAbsent.into());
    }
    let a_qui = Destinataire {
        compte,
        intervenant: connu.intervenant.as_ref().map(|(i, _)| *i),
        nom: &connu.nom,
        mel: &connu.mel,
    };
    let par = (acteur.academie, Some(acteur.compte));
    ecrire_et_envoyer(&tx, services, par, &a_qui, &condense).await?;
    let fait = Fait::Compte {
        nom: connu.nom.clone(),
        geste: GesteCompte::InviteParCourriel,
    };
    let ecrire = async {
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Whom a link is sent to.
pub(crate) struct Destinataire<'a> {
    pub(crate) compte: CompteId,
    pub(crate) intervenant: Option<IntervenantId>,
    pub(crate) nom: &'a str,
    pub(crate) mel: &'a str,
}

/// Makes a link that is shown to nobody and asks for the mail that carries it, in the
/// transaction given; `par` did it, none for the command line. The mail that was asked for
/// before does not leave any more.
pub(crate) async fn ecrire_et_envoyer(
    tx: &store::Ecriture,
    services: &Services,
    (academie, par): (AcademieId, Option<CompteId>),
    a_qui: &Destinataire<'_>,
    condense: &str,
) -> Result<(), Erreur> {
    let graine = services.alea.jeton()?;
    let compte = a_qui.compte;
    let titulaire = Qui {
        academie,
        compte,
        nom: a_qui.nom.to_owned(),
        mel: a_qui.mel.to_owned(),
    };
    rompre(tx, services, par, &titulaire).await?;
    let jeton = jeton_signe(&Cle::lire(tx).await?, compte, &graine)?;
    let maintenant = services.maintenant();
    let expire = maintenant.plus_secondes(INVITATION_JOURS * JOUR);
    let ecrire = async {
        store::comptes::changer_mot_de_passe(tx, compte, condense).await?;
        store::sessions_web::supprimer_du_compte(tx, compte, None).await?;
        let cle = empreinte(jeton.as_bytes());
        store::administration::inviter(tx, compte, &cle, maintenant, expire).await?;
        store::courriels_service::annuler(tx, INVITATION, compte.0, maintenant).await?;
        let qui = (par, compte);
        let details = json!({ "par_courriel": true });
        crate::comptes::tracer(tx, services, "compte.inviter", qui, &details).await
    };
    ecrire.await.map_err(erreur_store)?;
    let pour = Pour {
        academie,
        intervenant: a_qui.intervenant,
        nom: a_qui.nom,
        adresse: a_qui.mel,
    };
    let contenu = json!({ "graine": graine });
    crate::courriels_service::demander_avec(
        tx,
        services,
        INVITATION,
        Some(compte.0),
        &pour,
        &contenu,
        maintenant,
    )
    .await
}

/// The secret of a link that is sent: signed anew each time, of the account and of what its
/// mail alone holds, so that it is kept nowhere.
fn jeton_signe(cle: &Cle, compte: CompteId, graine: &str) -> Result<String, Erreur> {
    let signature = cle.signer(&format!("invitation/{compte}/{graine}"))?;
    Ok(signature
        .iter()
        .take(CHIFFRES / 2)
        .map(|o| format!("{o:02x}"))
        .collect())
}

/// The link that a mail carries, with the sign-in name and until when it serves; none when
/// another one took its place, or it has served.
pub(crate) async fn lien_du_courriel(
    services: &Services,
    academie: AcademieId,
    compte: CompteId,
    graine: &str,
) -> Result<Option<(String, String, String)>, Erreur> {
    let lecture = services.store.lecture();
    let jeton = jeton_signe(&Cle::lire(lecture).await?, compte, graine)?;
    let invitation = store::administration::invitation(lecture, &empreinte(jeton.as_bytes()))
        .await
        .map_err(erreur_store)?;
    let Some(i) = invitation.filter(|i| i.compte == compte && i.expire > services.maintenant())
    else {
        return Ok(None);
    };
    let expire = heure(services, academie, i.expire).await?;
    let adresse = format!("{}/invitation/{jeton}", services.reglages.url_publique);
    Ok(Some((adresse, i.identifiant, expire)))
}

async fn heure(
    services: &Services,
    academie: AcademieId,
    moment: Moment,
) -> Result<String, Erreur> {
    let dit = services.heure_locale(academie, moment).await?;
    Ok(domain::jour_et_heure(dit.date(), dit.time()))
}

/// Where the latest mail that carries a link of an account stands.
pub(crate) async fn etat_du_courriel(
    conn: &impl store::ConnectionTrait,
    compte: CompteId,
) -> Result<Option<EtatCourriel>, Erreur> {
    store::courriels_service::etat(conn, INVITATION, compte.0)
        .await
        .map_err(erreur_store)
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
    let lecture = services.store.lecture();
    let noms =
        crate::comptes::noms_du_compte(lecture, invitation.compte, &invitation.identifiant).await?;
    verifier_nouveau_mot_de_passe(&mot_de_passe, &noms).map_err(Refus::MotDePasse)?;
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
