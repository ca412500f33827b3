//! Server functions of the pages that paste names and copy a mission: plain forms for
//! everybody.

use crate::ErreurApi;
use crate::pages::mission::{Brouillon, Saisie};
use domain::{Collage, Convoques, Copie, IntervenantTrouve};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What was pasted, and whom each name is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colle {
    /// As pasted; empty when nothing was.
    pub texte: String,
    /// The names matched; none when nothing was pasted.
    pub collage: Option<Collage>,
}

/// What copying a mission would give, and what was ticked before a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopieLue {
    /// The review.
    pub copie: Copie,
    /// What was ticked, once.
    pub brouillon: Option<Brouillon>,
}

/// Under which name a pasted text is kept in the session.
#[cfg(feature = "ssr")]
fn colle_pour(numero: i64) -> String {
    format!("coller-{numero}")
}

/// Keeps a pasted column of names for its review; an empty one forgets it. It is kept in
/// the session: names go into no address.
///
/// # Errors
/// [`domain::Erreur::Coller`] when it cannot be read; it is then kept all the same, to be
/// put right.
#[server(endpoint = "coller/poser", output = crate::json::Json)]
pub async fn poser_colle(numero: i64, #[server(default)] noms: String) -> Result<(), ErreurApi> {
    let lu = crate::contexte::executer(|s, a| {
        let noms = noms.clone();
        async move {
            if noms.is_empty() {
                usecases::coller::choisis(&s, &a, numero, &[]).await?;
                return Ok(());
            }
            usecases::coller::lire(&s, &a, numero, &noms)
                .await
                .map(|_| ())
        }
    })
    .await;
    if matches!(&lu, Ok(()) | Err(domain::Erreur::Coller(_))) {
        crate::contexte::garder_texte(&colle_pour(numero), &noms).await;
    }
    lu.map_err(crate::contexte::masquer)?;
    crate::contexte::revenir(&format!("/missions/{numero}/coller"));
    Ok(())
}

/// The pasted column, matched: nothing is written.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke.
#[server(endpoint = "coller/lire", output = crate::json::Json)]
pub async fn lire_colle(numero: i64) -> Result<Colle, ErreurApi> {
    let texte = crate::contexte::texte_garde(&colle_pour(numero)).await;
    crate::contexte::lire(|s, a| async move {
        if texte.is_empty() {
            usecases::coller::choisis(&s, &a, numero, &[]).await?;
            return Ok(Colle::default());
        }
        // One that cannot be read is shown to be put right; why is in the messages.
        let collage = match usecases::coller::lire(&s, &a, numero, &texte).await {
            Ok(collage) => Some(collage),
            Err(domain::Erreur::Coller(_)) => None,
            Err(autre) => return Err(autre),
        };
        Ok(Colle { texte, collage })
    })
    .await
}

/// People by their keys (apart by commas), to be convoked to a mission.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke.
#[server(endpoint = "intervenants/choisis", output = crate::json::Json)]
pub async fn intervenants_choisis(
    numero: i64,
    ids: String,
) -> Result<Vec<IntervenantTrouve>, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let ids = ids
            .split(',')
            .filter(|i| !i.is_empty())
            .map(|i| i.parse().map_err(|_| domain::Erreur::RequeteInvalide))
            .collect::<Result<Vec<_>, _>>()?;
        usecases::coller::choisis(&s, &a, numero, &ids).await
    })
    .await
}

/// Which draft belongs to the form that copies a mission to another.
#[cfg(feature = "ssr")]
fn copie_de(numero: i64, source: i64) -> String {
    format!("copier-{numero}-{source}")
}

/// What copying a mission would give; without `source`, from which one may copy.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for a mission that the reader does not see.
#[server(endpoint = "copies/lire", output = crate::json::Json)]
pub async fn lire_copie(
    numero: i64,
    #[server(default)] source: Option<i64>,
) -> Result<CopieLue, ErreurApi> {
    let copie = crate::contexte::lire(|s, a| async move {
        usecases::copies::lire(&s, &a, numero, source).await
    })
    .await?;
    let brouillon = match source {
        Some(source) => crate::contexte::reprendre_brouillon(&copie_de(numero, source)).await,
        None => None,
    };
    Ok(CopieLue { copie, brouillon })
}

/// Convokes the people ticked of another mission, each with its own fields, all or none.
///
/// # Errors
/// [`domain::Erreur::Convocation`], [`domain::Erreur::AConfirmer`]; nothing is then written.
#[server(endpoint = "copies/convoquer", output = crate::json::Json)]
pub async fn copier(
    numero: i64,
    source: i64,
    cle: String,
    #[server(default)] intervenants: Vec<i64>,
    #[server(default)] saisie: Saisie,
    #[server(default)] confirmation: String,
) -> Result<Convoques, ErreurApi> {
    let brouillon = Brouillon {
        intervenants: intervenants.clone(),
        saisie: saisie.clone(),
        ..Brouillon::default()
    };
    let fait = crate::contexte::executer(|s, a| async move {
        let demande = domain::DemandeCopie {
            mission: numero,
            source,
            intervenants: intervenants
                .into_iter()
                .map(domain::IntervenantId)
                .collect(),
            creneaux: saisie.lire()?.creneaux,
            cle,
            confirmation,
        };
        usecases::copies::copier(&s, &a, demande).await
    })
    .await;
    if let Err(erreur) = &fait {
        let formulaire = copie_de(numero, source);
        crate::contexte::garder_brouillon(&formulaire, &brouillon.refuse(erreur)).await;
    }
    let fait = fait.map_err(crate::contexte::masquer)?;
    crate::contexte::revenir(&format!("/missions/{numero}"));
    Ok(fait)
}
