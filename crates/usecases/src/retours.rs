//! Mails that come back: each message of the return address is read, the mail it is
//! about is found by its token and marked, and the audit trail says so.

use crate::services::{Services, erreur_store};
use domain::{ConvocationId, CourrielId, Erreur, EtatCourriel};
use mail::retour::{Action, Illisible, Rapport, Recu};
use serde_json::json;
use store::{Ecriture, ErreurStore, courriels, courriels_service};

/// What became of a message of the return address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Issue {
    /// It says that a mail came back; the mail is marked.
    Note,
    /// It says what was known already: read before, or said by another message.
    DejaNote,
    /// The mail is late, and still tried: nothing to note.
    Retarde,
    /// The mail has arrived, as far as its server can tell: nothing to note.
    Remis,
    /// A program's answer, of no consequence: an absence, a receipt.
    Automatique,
    /// Nothing could be made of it: it is to be looked at, and read again later when
    /// that may help.
    Laisse(Motif),
}

/// Why a message is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Motif {
    /// It is neither a report nor a program's answer.
    Illisible(Illisible),
    /// It is about no mail of this service.
    Etranger,
    /// Its mail is being sent at this very moment: later it can be noted.
    EnCours,
    /// Its mail never left.
    PasParti,
}

/// Deals with one message of the return address, in one transaction. `a_blanc`: only
/// says what would be done. The same message twice is noted once.
///
/// # Errors
/// [`Erreur`] when the database does not answer: the message is to be read again.
pub async fn traiter(
    services: &Services,
    message: Vec<u8>,
    a_blanc: bool,
) -> Result<Issue, Erreur> {
    // On a thread of its own: should the parser meet what it cannot stand, one message
    // is unreadable, and the next ones are read.
    let lu = tokio::task::spawn_blocking(move || mail::retour::lire(&message))
        .await
        .unwrap_or(Err(Illisible::PasUnRapport));
    let rapport = match lu {
        Ok(Recu::Rapport(rapport)) => rapport,
        Ok(Recu::Automatique) => return Ok(Issue::Automatique),
        Err(raison) => return Ok(Issue::Laisse(Motif::Illisible(raison))),
    };
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let issue = noter(&tx, services, &rapport).await?;
    if a_blanc || issue != Issue::Note {
        tx.annuler().await.map_err(erreur_store)?;
    } else {
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(issue)
}

async fn noter(tx: &Ecriture, services: &Services, rapport: &Rapport) -> Result<Issue, Erreur> {
    let Some(revenu) = retrouver(tx, rapport).await.map_err(erreur_store)? else {
        return Ok(Issue::Laisse(Motif::Etranger));
    };
    if let Some(issue) = sans_echec(rapport) {
        return Ok(issue);
    }
    let maintenant = services.maintenant();
    let raison = raison(rapport);
    let marque = match revenu.boite {
        Boite::Missions(_) => {
            courriels::marquer_retour(tx, revenu.jeton, maintenant, &raison).await
        }
        Boite::Service => {
            courriels_service::marquer_retour(tx, revenu.jeton, maintenant, &raison).await
        }
    };
    if !marque.map_err(erreur_store)? {
        return Ok(non_marque(revenu.etat));
    }
    // Neither the address nor the server's words, which repeat it.
    let (avant, raison) = (revenu.etat.code(), rapport.raison.code());
    let (objet, details) = match revenu.boite {
        Boite::Missions(convocation) => {
            let statut = rapport.statut.map(|s| s.to_string());
            let details = json!({
                "convocation": convocation, "avant": avant, "raison": raison, "statut": statut,
            });
            ("courriel", details)
        }
        Boite::Service => {
            let details = json!({ "avant": avant, "raison": raison });
            ("courriel_service", details)
        }
    };
    let trace = store::piste::Trace {
        moment: maintenant,
        compte: None,
        action: "courriel.retour".to_owned(),
        objet: objet.to_owned(),
        objet_id: revenu.id.0,
        details: details.to_string(),
    };
    store::piste::ajouter(tx, &trace)
        .await
        .map_err(erreur_store)?;
    Ok(Issue::Note)
}

/// What becomes of a report that tells of no failure.
fn sans_echec(rapport: &Rapport) -> Option<Issue> {
    match rapport.action {
        Action::Echouee => None,
        Action::Retardee => Some(Issue::Retarde),
        Action::Remise | Action::Relayee | Action::Diffusee => Some(Issue::Remis),
    }
}

/// The reason as the deliveries keep it: its code, then the server's words.
fn raison(rapport: &Rapport) -> String {
    let raison = format!("{} {}", rapport.raison, rapport.diagnostic);
    raison.trim().to_owned()
}

/// Why a mail in this state was not marked.
fn non_marque(etat: EtatCourriel) -> Issue {
    match etat {
        EtatCourriel::Retour => Issue::DejaNote,
        EtatCourriel::EnAttente | EtatCourriel::Annule => Issue::Laisse(Motif::PasParti),
        // Being sent; or on another server it has become so, or been noted, since
        // it was looked at: the next reading tells.
        _ => Issue::Laisse(Motif::EnCours),
    }
}

/// Among which mails one is.
enum Boite {
    /// Those of missions; of which convocation, when it still has one.
    Missions(Option<ConvocationId>),
    /// Those that are of no mission.
    Service,
}

/// The mail that a report is about.
struct Revenu<'r> {
    jeton: &'r str,
    id: CourrielId,
    /// Where it stood.
    etat: EtatCourriel,
    boite: Boite,
}

/// The mail a report is about: the first of its tokens that is one of ours.
async fn retrouver<'r>(
    tx: &Ecriture,
    rapport: &'r Rapport,
) -> Result<Option<Revenu<'r>>, ErreurStore> {
    for jeton in &rapport.jetons {
        if let Some(courriel) = courriels::par_jeton(tx, jeton).await? {
            return Ok(Some(Revenu {
                jeton,
                id: courriel.id,
                etat: courriel.etat,
                boite: Boite::Missions(courriel.convocation),
            }));
        }
    }
    for jeton in &rapport.jetons {
        if let Some((id, etat)) = courriels_service::par_jeton(tx, jeton).await? {
            return Ok(Some(Revenu {
                jeton,
                id,
                etat,
                boite: Boite::Service,
            }));
        }
    }
    Ok(None)
}
