//! Between the password and the session: the second factor that is asked for, or that has to
//! be set up first. No session is open before.

use super::coffre::Coffre;
use super::{Compteurs, Enrolement, Moyen, ecrire_facteur, essayer, preparer};
use crate::avertissements::{Qui, SECOURS_SERVI, prevenir};
use crate::services::{Services, empreinte, erreur_store};
use domain::{
    Acteur, CodeSaisi, CompteId, ETAPE_ENROLEMENT_SECONDES, ETAPE_SECONDES, Erreur, Fait,
    GesteCompte, SecondFacteurErreur,
};
use serde_json::json;
use store::second_facteur::Attente;
use store::{ConnectionTrait, Ecriture};

/// Hexadecimal digits of what the browser holds.
const CHIFFRES: usize = 32;

/// A session may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ouverture {
    /// Whose.
    pub compte: CompteId,
    /// Digest of the hash that the password fitted.
    pub preuve: String,
}

/// How far a right password leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entree {
    /// Nothing more is asked.
    Ouverte(Ouverture),
    /// A second factor is.
    Attente {
        /// What the browser holds meanwhile, and shows again with the code.
        jeton: String,
        /// It has to be set up first.
        enrolement: bool,
    },
}

/// Digest of a password's hash: tells whether it is still the same.
pub(crate) fn preuve(condense: &str) -> String {
    empreinte(condense.as_bytes())
}

/// What [`etape`] needs that is read before its transaction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Prealable {
    a_enroler: bool,
}

impl Prealable {
    /// Reads it for an account.
    pub(crate) async fn lire(services: &Services, compte: CompteId) -> Result<Self, Erreur> {
        let mut a_enroler = services.reglages.limites.second_facteur.exige;
        if a_enroler {
            let acteur = crate::connexion::acteur(services, compte).await?;
            a_enroler = acteur.is_some_and(|a| a.peut_second_facteur());
        }
        Ok(Self { a_enroler })
    }
}

/// Decides what comes after a right password.
pub(crate) async fn etape(
    tx: &Ecriture,
    services: &Services,
    compte: CompteId,
    condense: &str,
    prealable: Prealable,
) -> Result<Entree, Erreur> {
    let facteur = store::second_facteur::lire(tx, compte)
        .await
        .map_err(erreur_store)?;
    let preuve = preuve(condense);
    if facteur.is_none() && !prealable.a_enroler {
        return Ok(Entree::Ouverte(Ouverture { compte, preuve }));
    }
    let enrolement = facteur.is_none();
    let maintenant = services.maintenant();
    let attente = Attente {
        compte,
        preuve,
        enrolement,
        expire: maintenant.plus_secondes(if enrolement {
            ETAPE_ENROLEMENT_SECONDES
        } else {
            ETAPE_SECONDES
        }),
    };
    let jeton = services.alea.jeton()?;
    store::second_facteur::attendre(tx, &empreinte(jeton.as_bytes()), &attente, maintenant)
        .await
        .map_err(erreur_store)?;
    Ok(Entree::Attente { jeton, enrolement })
}

/// The sign-in that the browser holds, when it still waits.
async fn trouver(
    services: &Services,
    conn: &impl ConnectionTrait,
    jeton: &str,
) -> Result<Attente, Erreur> {
    let perdue = SecondFacteurErreur::EtapePerdue;
    if jeton.len() != CHIFFRES || !jeton.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(perdue.into());
    }
    let cle = empreinte(jeton.as_bytes());
    let (attente, condense) = store::second_facteur::attente(conn, &cle, services.maintenant())
        .await
        .map_err(erreur_store)?
        .ok_or(perdue)?;
    // Another password since: what was typed is no longer it.
    if preuve(&condense) != attente.preuve {
        return Err(perdue.into());
    }
    Ok(attente)
}

async fn finir(tx: &Ecriture, jeton: &str) -> Result<(), Erreur> {
    let fini = store::second_facteur::finir_attente(tx, &empreinte(jeton.as_bytes()))
        .await
        .map_err(erreur_store)?;
    if fini {
        Ok(())
    } else {
        Err(SecondFacteurErreur::EtapePerdue.into())
    }
}

async fn acteur(services: &Services, compte: CompteId) -> Result<Acteur, Erreur> {
    let acteur = crate::connexion::acteur(services, compte).await?;
    Ok(acteur.ok_or(SecondFacteurErreur::EtapePerdue)?)
}

/// What the page after the password asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demande {
    /// A code.
    Code,
    /// Setting up a second factor.
    Enrolement(Box<Enrolement>),
}

/// Reads what is asked of the browser that holds `jeton`; `scelle` goes on with an enrolment.
/// Changes nothing.
///
/// # Errors
/// [`SecondFacteurErreur::EtapePerdue`]; as [`super::enroler`].
pub async fn lire(
    services: &Services,
    jeton: &str,
    scelle: Option<&str>,
) -> Result<Demande, Erreur> {
    let attente = trouver(services, services.store.lecture(), jeton).await?;
    if !attente.enrolement {
        return Ok(Demande::Code);
    }
    let acteur = acteur(services, attente.compte).await?;
    let enrolement = super::enroler(services, &acteur, scelle).await?;
    Ok(Demande::Enrolement(Box::new(enrolement)))
}

/// Ends a sign-in with a code of the app or a recovery code, from the network address
/// `adresse`.
///
/// # Errors
/// [`Erreur::SecondFacteur`] saying what is wrong with the code, or that the step is over;
/// [`Erreur::TropDEssais`].
pub async fn verifier(
    services: &Services,
    jeton: &str,
    saisie: &str,
    adresse: &str,
) -> Result<Ouverture, Erreur> {
    let saisi = CodeSaisi::lire(saisie);
    let lecture = services.store.lecture();
    let vue = trouver(services, lecture, jeton).await?;
    // That the step is over is said first: no code would help.
    let saisi = saisi.ok_or(SecondFacteurErreur::Forme)?;
    let coffre = Coffre::lire(services, lecture).await?;
    let compte = vue.compte;
    // The mail that may be due is of somebody; read before the transaction.
    let acteur = acteur(services, compte).await?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::second_facteur::tenir(&tx, compte)
        .await
        .map_err(erreur_store)?;
    let attente = trouver(services, &tx, jeton).await?;
    if attente.enrolement {
        return Err(SecondFacteurErreur::EtapePerdue.into());
    }
    let compteurs = Compteurs::de(services, compte, adresse, &saisi);
    compteurs.examiner(&tx, maintenant).await?;
    let moyen = match essayer(&tx, &coffre, compte, &saisi, maintenant).await? {
        Ok(moyen) => moyen,
        Err(refus) => {
            compteurs.noter(&tx, maintenant).await?;
            let qui = (Some(compte), compte);
            crate::comptes::tracer(&tx, services, "second_facteur.refuse", qui, &json!({}))
                .await
                .map_err(erreur_store)?;
            tx.valider().await.map_err(erreur_store)?;
            return Err(refus.into());
        }
    };
    finir(&tx, jeton).await?;
    compteurs.effacer(&tx).await?;
    let qui = (Some(compte), compte);
    let details = match moyen {
        Moyen::Application => json!({ "second_facteur": "application" }),
        Moyen::Secours { restent } => {
            let ecrire = async {
                let details = json!({ "restent": restent });
                let action = "second_facteur.secours";
                crate::comptes::tracer(&tx, services, action, qui, &details).await?;
                let fait = Fait::Compte {
                    nom: acteur.nom.clone(),
                    geste: GesteCompte::CodeSecoursServi { restent },
                };
                store::messages::ajouter(&tx, compte, maintenant, &fait).await
            };
            ecrire.await.map_err(erreur_store)?;
            prevenir(&tx, services, &Qui::acteur(&acteur), SECOURS_SERVI).await?;
            json!({ "second_facteur": "secours" })
        }
    };
    crate::comptes::tracer(&tx, services, "connexion", qui, &details)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(Ouverture {
        compte,
        preuve: attente.preuve,
    })
}

/// Ends a sign-in by setting up the second factor that is required; gives its recovery codes,
/// once.
///
/// # Errors
/// As [`verifier`] and [`super::activer`].
pub async fn enroler(
    services: &Services,
    jeton: &str,
    scelle: &str,
    saisie: &str,
) -> Result<(Ouverture, Vec<String>), Erreur> {
    let vue = trouver(services, services.store.lecture(), jeton).await?;
    if !vue.enrolement {
        return Err(SecondFacteurErreur::EtapePerdue.into());
    }
    let acteur = acteur(services, vue.compte).await?;
    super::concerne(&acteur)?;
    let prepare = preparer(services, &acteur, scelle, saisie).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let attente = trouver(services, &tx, jeton).await?;
    finir(&tx, jeton).await?;
    let codes = ecrire_facteur(&tx, services, &acteur, &prepare).await?;
    let qui = (Some(acteur.compte), acteur.compte);
    let details = json!({ "second_facteur": "enrolement" });
    crate::comptes::tracer(&tx, services, "connexion", qui, &details)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    let ouverture = Ouverture {
        compte: acteur.compte,
        preuve: attente.preuve,
    };
    Ok((ouverture, codes))
}
