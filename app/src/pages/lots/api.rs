//! Server functions of the page of a selection. Each is a plain form for everybody: there
//! is nothing that our script could add.

use crate::ErreurApi;
use crate::pages::mission::{Brouillon, Saisie};
use domain::LotOuvert;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A selection and what was typed before a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotLu {
    /// The selection.
    pub lot: LotOuvert,
    /// What was typed, once.
    pub brouillon: Option<Brouillon>,
    /// What became of each row, by its place, as a sentence.
    pub phrases: Vec<(i32, String)>,
}

/// Address of the page of a selection.
#[must_use]
pub fn adresse_du_lot(numero: i64, lot: i64) -> String {
    format!("/missions/{numero}/lots/{lot}")
}

/// Which draft belongs to the form of a selection.
#[cfg(feature = "ssr")]
fn formulaire(lot: i64) -> String {
    format!("lot-{lot}")
}

/// *Modifier la sélection*, *Supprimer la sélection*: keeps the rows ticked, each as
/// `key:version`, and leads to their page.
///
/// # Errors
/// [`domain::Erreur::SelectionVide`] when none is ticked.
#[server(endpoint = "lots/ouvrir", output = crate::json::Json)]
pub async fn ouvrir_lot(
    numero: i64,
    action: String,
    #[server(default)] lignes: Vec<String>,
) -> Result<i64, ErreurApi> {
    let lot = crate::contexte::ecrire(|s, a| async move {
        let genre = domain::GenreLot::lire(&action).ok_or(domain::Erreur::RequeteInvalide)?;
        let choisies = lignes
            .iter()
            .map(|l| {
                let (id, version) = l.split_once(':')?;
                Some((id.parse().ok()?, version.parse().ok()?))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(domain::Erreur::RequeteInvalide)?;
        usecases::lots::ouvrir(&s, &a, numero, genre, &choisies).await
    })
    .await?;
    crate::contexte::revenir(&adresse_du_lot(numero, lot.0));
    Ok(lot.0)
}

/// The page of a selection.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for one that somebody else made.
#[server(endpoint = "lots/lire", output = crate::json::Json)]
pub async fn lire_lot(numero: i64, lot: i64) -> Result<LotLu, ErreurApi> {
    let ouvert = crate::contexte::lire(|s, a| async move {
        usecases::lots::lire(&s, &a, numero, domain::LotId(lot)).await
    })
    .await?;
    let phrases = ouvert
        .lignes
        .iter()
        .filter_map(|l| {
            let issue = l.issue.as_ref()?;
            let phrase = crate::messages::lots::issue(ouvert.genre, issue);
            Some((l.rang, phrase))
        })
        .collect();
    Ok(LotLu {
        lot: ouvert,
        phrases,
        brouillon: crate::contexte::reprendre_brouillon(&formulaire(lot)).await,
    })
}

/// Changes the ticked fields of every row of a selection.
///
/// # Errors
/// [`domain::Erreur::Retouche`] and [`domain::Erreur::Convocation`] when what is asked is
/// wrong for every row.
#[server(endpoint = "lots/modifier", output = crate::json::Json)]
pub async fn modifier_lot(
    numero: i64,
    lot: i64,
    #[server(default)] champs: Vec<String>,
    #[server(default)] saisie: Saisie,
) -> Result<(), ErreurApi> {
    let brouillon = Brouillon {
        saisie: saisie.clone(),
        champs: champs.clone(),
        ..Brouillon::default()
    };
    let fait = crate::contexte::executer(|s, a| async move {
        let champs = champs
            .iter()
            .map(|c| domain::ChampAffectation::lire(c))
            .collect::<Option<Vec<_>>>()
            .ok_or(domain::Erreur::RequeteInvalide)?;
        let saisie = saisie.lire()?;
        usecases::lots::modifier(&s, &a, numero, domain::LotId(lot), &champs, saisie).await
    })
    .await;
    if fait.is_err() {
        crate::contexte::garder_brouillon(&formulaire(lot), &brouillon).await;
    }
    fait.map_err(crate::contexte::masquer)?;
    crate::contexte::revenir(&adresse_du_lot(numero, lot));
    Ok(())
}

/// Deletes every row of a selection; `prevenir` tells who had received theirs.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for a selection that somebody else made.
#[server(endpoint = "lots/supprimer", output = crate::json::Json)]
pub async fn supprimer_lot(
    numero: i64,
    lot: i64,
    #[server(default)] prevenir: Option<String>,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let prevenir = prevenir.is_some();
        usecases::lots::supprimer(&s, &a, numero, domain::LotId(lot), prevenir).await
    })
    .await?;
    crate::contexte::revenir(&adresse_du_lot(numero, lot));
    Ok(())
}

/// Goes on with the rows of a selection that one request did not reach.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for a selection that somebody else made.
#[server(endpoint = "lots/continuer", output = crate::json::Json)]
pub async fn continuer_lot(numero: i64, lot: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::lots::continuer(&s, &a, numero, domain::LotId(lot)).await
    })
    .await?;
    crate::contexte::revenir(&adresse_du_lot(numero, lot));
    Ok(())
}

/// Changes, in spite of the clashes shown, the rows ticked.
///
/// # Errors
/// [`domain::Erreur::SelectionVide`] when none is ticked.
#[server(endpoint = "lots/confirmer", output = crate::json::Json)]
pub async fn confirmer_lot(
    numero: i64,
    lot: i64,
    #[server(default)] rangs: Vec<i32>,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::lots::confirmer(&s, &a, numero, domain::LotId(lot), &rangs).await
    })
    .await?;
    crate::contexte::revenir(&adresse_du_lot(numero, lot));
    Ok(())
}

/// A new selection of the rows that somebody changed meanwhile, as they are now.
///
/// # Errors
/// [`domain::Erreur::SelectionVide`] when there is none.
#[server(endpoint = "lots/reprendre", output = crate::json::Json)]
pub async fn reprendre_lot(numero: i64, lot: i64) -> Result<i64, ErreurApi> {
    let suite = crate::contexte::ecrire(|s, a| async move {
        usecases::lots::reprendre(&s, &a, numero, domain::LotId(lot)).await
    })
    .await?;
    crate::contexte::revenir(&adresse_du_lot(numero, suite.0));
    Ok(suite.0)
}

/// *Annuler la suppression* of a selection.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when nothing of it can be taken back.
#[server(endpoint = "lots/retablir", output = crate::json::Json)]
pub async fn retablir_lot(lot: i64) -> Result<(), ErreurApi> {
    let numero = crate::contexte::ecrire(|s, a| async move {
        usecases::lots::retablir(&s, &a, domain::LotId(lot)).await
    })
    .await?;
    crate::contexte::revenir(&format!("/missions/{numero}"));
    Ok(())
}
