//! Signing in, passwords.

use crate::second_facteur::{self, Entree, Ouverture, Prealable};
use crate::services::{Services, erreur_store, interne};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::{
    Acteur, CompteId, Erreur, Fait, MotDePasseErreur, Role, SecondFacteurErreur,
    identifiant_normalise, verifier_nouveau_mot_de_passe,
};
use std::sync::LazyLock;
use tokio::sync::OwnedSemaphorePermit;

/// Longest password that is hashed, in bytes: more is refused before any work.
const OCTETS_MAX: usize = 1_024;
/// Longest sign-in name looked at, in characters.
const IDENTIFIANT_MAX: usize = 100;

/// A hash of nothing anybody types: verifying against it when the account does not
/// exist takes as long as when it does, so that time does not tell.
static LEURRE: LazyLock<String> =
    LazyLock::new(|| hacher_maintenant("leurre sans compte").unwrap_or_default());

/// What the hash of no password begins with: an account that waits for its first one. In the
/// form that the database asks for (`$…`), and no algorithm's.
const INUTILISABLE: &str = "$inutilisable$";

/// What is kept in the place of the hash of a password until its owner chooses one: no
/// password fits it, and it costs nothing to make. Different each time, so that what is tied
/// to a hash ([`tient`]) is tied to this account's.
///
/// # Errors
/// [`Erreur::Interne`] when the system gives no randomness.
pub(crate) fn condense_inutilisable(services: &Services) -> Result<String, Erreur> {
    Ok(format!("{INUTILISABLE}{}", services.alea.jeton()?))
}

fn hacher_maintenant(mot_de_passe: &str) -> Result<String, Erreur> {
    Argon2::default()
        .hash_password(mot_de_passe.as_bytes())
        .map(|h| h.to_string())
        .map_err(|e| interne("hachage", &e))
}

/// Hashes a password with argon2id, off the async workers and few at a time.
///
/// # Errors
/// [`Erreur::Interne`] when the system gives no salt.
pub async fn hacher(services: &Services, mot_de_passe: String) -> Result<String, Erreur> {
    let place = prendre_place(services).await?;
    borne(&place, move || hacher_maintenant(&mot_de_passe)).await?
}

pub(crate) async fn verifier(
    services: &Services,
    mot_de_passe: String,
    condense: String,
) -> Result<bool, Erreur> {
    comparer(&prendre_place(services).await?, mot_de_passe, condense).await
}

/// A place among the passwords that are hashed at once. Who counts wrong ones takes it before
/// counting and leaves it once theirs is counted: as many as come at once do not all find the
/// count as it was. Never waited for by who holds the database.
async fn prendre_place(services: &Services) -> Result<OwnedSemaphorePermit, Erreur> {
    services
        .hachages
        .clone()
        .acquire_owned()
        .await
        .map_err(|e| interne("hachage", &e))
}

async fn comparer(
    place: &OwnedSemaphorePermit,
    mot_de_passe: String,
    condense: String,
) -> Result<bool, Erreur> {
    borne(place, move || {
        // As long as for another: time does not tell who has not chosen a password yet.
        let utilisable = !condense.starts_with(INUTILISABLE);
        let contre = if utilisable { &condense } else { &*LEURRE };
        let va = PasswordHash::new(contre).is_ok_and(|h| {
            Argon2::default()
                .verify_password(mot_de_passe.as_bytes(), &h)
                .is_ok()
        });
        va && utilisable
    })
    .await
}

async fn borne<T: Send + 'static>(
    _place: &OwnedSemaphorePermit,
    travail: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Erreur> {
    tokio::task::spawn_blocking(travail)
        .await
        .map_err(|e| interne("hachage", &e))
}

/// Signs in: the account, when name and password fit, it is open, and nothing more is asked
/// of it.
///
/// # Errors
/// As [`entrer`]; [`SecondFacteurErreur::Demande`] when something more is.
pub async fn se_connecter(
    services: &Services,
    identifiant: &str,
    mot_de_passe: String,
    adresse: &str,
) -> Result<CompteId, Erreur> {
    match entrer(services, identifiant, mot_de_passe, adresse).await? {
        Entree::Ouverte(ouverture) => Ok(ouverture.compte),
        Entree::Attente { .. } => Err(SecondFacteurErreur::Demande.into()),
    }
}

/// Begins to sign in: when name and password fit and the account is open, it is that of a
/// session to open, or of a sign-in that waits for a second factor.
///
/// # Errors
/// [`Erreur::TropDEssais`] with the seconds to wait, [`Erreur::IdentifiantsFaux`].
pub async fn entrer(
    services: &Services,
    identifiant: &str,
    mot_de_passe: String,
    adresse: &str,
) -> Result<Entree, Erreur> {
    let identifiant = identifiant_normalise(identifiant);
    if identifiant.is_empty()
        || identifiant.chars().count() > IDENTIFIANT_MAX
        || mot_de_passe.len() > OCTETS_MAX
    {
        return Err(Erreur::IdentifiantsFaux);
    }
    let limites = &services.reglages.limites;
    let compteurs = [
        (
            format!("compte+adresse:{identifiant}|{adresse}"),
            limites.essais_compte_adresse,
        ),
        (format!("compte:{identifiant}"), limites.essais_compte),
        (format!("adresse:{adresse}"), limites.essais_adresse),
    ];
    // Until this one is counted.
    let place = prendre_place(services).await?;
    let maintenant = services.maintenant();
    let depuis = maintenant.plus_secondes(-limites.essais_fenetre);
    for (cle, limite) in &compteurs {
        let essais = store::tentatives::compter(services.store.lecture(), cle, depuis)
            .await
            .map_err(erreur_store)?;
        if essais >= *limite {
            return Err(Erreur::TropDEssais {
                attendre: limites.essais_fenetre,
            });
        }
    }
    let compte = store::comptes::par_identifiant(services.store.lecture(), &identifiant)
        .await
        .map_err(erreur_store)?;
    let condense = compte
        .as_ref()
        .map_or_else(|| LEURRE.clone(), |c| c.mot_de_passe.clone());
    let juste = comparer(&place, mot_de_passe, condense).await?;
    let prealable = match &compte {
        Some(c) if juste => Prealable::lire(services, c.compte).await?,
        _ => Prealable::default(),
    };
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    // Closed, or given another password, while this one was verified: it is no longer it.
    let tient = juste
        && store::comptes::par_identifiant(&tx, &identifiant)
            .await
            .map_err(erreur_store)?
            == compte;
    match compte {
        Some(c) if tient && c.actif => {
            store::tentatives::effacer(&tx, &compteurs[0].0)
                .await
                .map_err(erreur_store)?;
            let entree =
                second_facteur::etape(&tx, services, c.compte, &c.mot_de_passe, prealable).await?;
            if matches!(entree, Entree::Ouverte(_)) {
                tracer(&tx, services, c.compte, "connexion").await?;
            }
            tx.valider().await.map_err(erreur_store)?;
            Ok(entree)
        }
        autre => {
            for (cle, _) in &compteurs {
                store::tentatives::noter(&tx, cle, maintenant)
                    .await
                    .map_err(erreur_store)?;
            }
            if let Some(c) = autre {
                tracer(&tx, services, c.compte, "connexion.refusee").await?;
            }
            tx.valider().await.map_err(erreur_store)?;
            Err(Erreur::IdentifiantsFaux)
        }
    }
}

/// Whether a session that was just kept may stay: the account is open and its password is the
/// one it was opened with. Whoever changes a password ends the sessions that are kept; one
/// that was not kept yet is seen here.
///
/// # Errors
/// When the database does not answer.
pub async fn tient(services: &Services, ouverture: &Ouverture) -> Result<bool, Erreur> {
    let lecture = services.store.lecture();
    let lire = async {
        let ouvert = store::comptes::acteur(lecture, ouverture.compte).await?;
        let condense = store::comptes::mot_de_passe(lecture, ouverture.compte).await?;
        Ok((ouvert.is_some(), condense))
    };
    let (ouvert, condense) = lire.await.map_err(erreur_store)?;
    Ok(ouvert && condense.is_some_and(|c| second_facteur::preuve(&c) == ouverture.preuve))
}

async fn tracer(
    tx: &store::Ecriture,
    services: &Services,
    compte: CompteId,
    action: &str,
) -> Result<(), Erreur> {
    let trace = store::piste::Trace {
        moment: services.maintenant(),
        compte: Some(compte),
        action: action.to_owned(),
        objet: "compte".to_owned(),
        objet_id: compte.0,
        details: "{}".to_owned(),
    };
    store::piste::ajouter(tx, &trace)
        .await
        .map_err(erreur_store)
}

/// The person behind an account, when it is still open.
///
/// # Errors
/// When the database does not answer.
pub async fn acteur(services: &Services, compte: CompteId) -> Result<Option<Acteur>, Erreur> {
    let lecture = services.store.lecture();
    let trouve = store::comptes::acteur_et_delegations(lecture, compte)
        .await
        .map_err(erreur_store)?;
    let Some((mut acteur, delegations)) = trouve else {
        return Ok(None);
    };
    if !delegations.is_empty() {
        // A delegation counts from its first day to its last, in the académie's own time.
        let jour = services.aujourd_hui(acteur.academie).await?;
        let valables = delegations.iter().filter(|d| d.vaut(jour));
        acteur.attributions.extend(valables.map(|d| d.attribution));
    }
    // The person an account is counts only while it holds the role.
    if acteur
        .attributions
        .iter()
        .all(|a| a.role != Role::Intervenant)
    {
        acteur.intervenant = None;
    }
    Ok(Some(acteur))
}

/// Changes one's own password and closes one's other sessions (`session` is the
/// key of the present one).
///
/// # Errors
/// [`Erreur::MotDePasse`] naming what is wrong; [`Erreur::TropDEssais`] after too
/// many wrong present passwords.
pub async fn changer_mot_de_passe(
    services: &Services,
    acteur: &Acteur,
    actuel: String,
    nouveau: String,
    confirmation: String,
    session: &str,
) -> Result<(), Erreur> {
    if nouveau != confirmation {
        return Err(MotDePasseErreur::Different.into());
    }
    let noms = crate::comptes::noms(services.store.lecture(), acteur).await?;
    verifier_nouveau_mot_de_passe(&nouveau, &noms)?;
    let avant = exiger_mot_de_passe(services, acteur, actuel).await?;
    let condense = hacher(services, nouveau).await?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    // Another one took its place since it was verified: what was typed is no longer it.
    if !store::comptes::remplacer_mot_de_passe(&tx, acteur.compte, &avant, &condense)
        .await
        .map_err(erreur_store)?
    {
        return Err(MotDePasseErreur::ActuelFaux.into());
    }
    store::administration::desinviter(&tx, acteur.compte)
        .await
        .map_err(erreur_store)?;
    store::sessions_web::supprimer_du_compte(&tx, acteur.compte, Some(session))
        .await
        .map_err(erreur_store)?;
    tracer(&tx, services, acteur.compte, "mot_de_passe.changer").await?;
    store::messages::ajouter(&tx, acteur.compte, maintenant, &Fait::MotDePasseChange)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Asks somebody signed in for their password again, before something that only they may do;
/// gives the hash it fits, for who writes to see that it still stands.
///
/// # Errors
/// [`MotDePasseErreur::ActuelFaux`]; [`Erreur::TropDEssais`] after too many wrong ones.
pub(crate) async fn exiger_mot_de_passe(
    services: &Services,
    acteur: &Acteur,
    actuel: String,
) -> Result<String, Erreur> {
    let limites = &services.reglages.limites;
    let cle = format!("mot-de-passe:{}", acteur.compte);
    // Until this one is counted.
    let place = prendre_place(services).await?;
    let maintenant = services.maintenant();
    let depuis = maintenant.plus_secondes(-limites.essais_fenetre);
    let essais = store::tentatives::compter(services.store.lecture(), &cle, depuis)
        .await
        .map_err(erreur_store)?;
    if essais >= limites.essais_compte_adresse {
        return Err(Erreur::TropDEssais {
            attendre: limites.essais_fenetre,
        });
    }
    let avant = store::comptes::mot_de_passe(services.store.lecture(), acteur.compte)
        .await
        .map_err(erreur_store)?
        .unwrap_or_default();
    if actuel.len() <= OCTETS_MAX && comparer(&place, actuel, avant.clone()).await? {
        return Ok(avant);
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::tentatives::noter(&tx, &cle, maintenant)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    Err(MotDePasseErreur::ActuelFaux.into())
}
