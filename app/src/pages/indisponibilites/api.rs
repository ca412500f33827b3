//! Server functions of *Saisie d’indisponibilité*.

use crate::ErreurApi;
use domain::{
    ChoixPersonnes, ConvocationTouchee, FiltreIndisponibilites, LigneIndisponibilite,
    PageIndisponibilites, RapportImport, SaisieIndisponibilite,
};
#[cfg(feature = "ssr")]
use domain::{DisciplineId, IndisponibiliteId, IntervenantId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Address of the list.
pub const ADRESSE: &str = "/indisponibilites";

/// What a form of a new indisponibilité carried when it was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrouillonIndisponibilite {
    /// Keys of those ticked.
    pub intervenants: Vec<i64>,
    /// The rest.
    pub saisie: SaisieIndisponibilite,
}

/// What the form of a new indisponibilité offers, and what was typed before a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoixLu {
    /// People.
    pub choix: ChoixPersonnes,
    /// What was typed, once.
    pub brouillon: Option<BrouillonIndisponibilite>,
}

/// An indisponibilité to change, and what was typed before a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndisponibiliteOuverte {
    /// As it is.
    pub ligne: LigneIndisponibilite,
    /// What was typed, once.
    pub brouillon: Option<SaisieIndisponibilite>,
}

/// One page of the indisponibilités of the reader's personnel.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who has no personnel.
#[server(endpoint = "indisponibilites/lister", input = crate::json::Json, output = crate::json::Json)]
pub async fn lister_indisponibilites(
    filtre: FiltreIndisponibilites,
) -> Result<PageIndisponibilites, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::indisponibilites::lister(&s, &a, &filtre).await
    })
    .await
}

#[cfg(feature = "ssr")]
fn personnes(ids: &[i64]) -> Vec<IntervenantId> {
    ids.iter().copied().map(IntervenantId).collect()
}

/// Name under which a refused form is kept.
#[cfg(feature = "ssr")]
const NOUVELLE: &str = "indisponibilite-nouvelle";

#[cfg(feature = "ssr")]
fn ancienne(id: i64) -> String {
    format!("indisponibilite-{id}")
}

/// Keeps what a refused form carried, for who has no script.
#[cfg(feature = "ssr")]
async fn garder<T: Serialize + Sync>(pour: &str, brouillon: &T) {
    if crate::contexte::formulaire_simple()
        && let Ok(texte) = serde_json::to_string(brouillon)
    {
        crate::contexte::garder_texte(pour, &texte).await;
    }
}

/// What was kept under this name, once.
#[cfg(feature = "ssr")]
async fn reprendre<T: serde::de::DeserializeOwned>(pour: &str) -> Option<T> {
    let texte = crate::contexte::texte_garde(pour).await;
    if texte.is_empty() {
        return None;
    }
    crate::contexte::garder_texte(pour, "").await;
    serde_json::from_str(&texte).ok()
}

/// What the form of a new indisponibilité offers.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who has no personnel.
#[server(endpoint = "indisponibilites/choix", input = crate::json::Json, output = crate::json::Json)]
pub async fn choisir_personnes(
    choisies: Vec<i64>,
    mot_cle: String,
    disciplines: Vec<i64>,
) -> Result<ChoixLu, ErreurApi> {
    let brouillon: Option<BrouillonIndisponibilite> = reprendre(NOUVELLE).await;
    let choisies = brouillon
        .as_ref()
        .map_or(choisies, |b| b.intervenants.clone());
    let choix = crate::contexte::lire(|s, a| async move {
        let disciplines: Vec<DisciplineId> = disciplines.into_iter().map(DisciplineId).collect();
        usecases::indisponibilites::choix(&s, &a, &personnes(&choisies), &mot_cle, &disciplines)
            .await
    })
    .await?;
    Ok(ChoixLu { choix, brouillon })
}

/// The convocations that an indisponibilité being typed would hit.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who has no personnel.
#[server(endpoint = "indisponibilites/apercu", input = crate::json::Json, output = crate::json::Json)]
pub async fn apercu_indisponibilite(
    intervenants: Vec<i64>,
    saisie: SaisieIndisponibilite,
) -> Result<Vec<ConvocationTouchee>, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::indisponibilites::apercu(&s, &a, &personnes(&intervenants), &saisie).await
    })
    .await
}

/// Records the same indisponibilité for some people, and leads to the list of what was
/// recorded.
///
/// # Errors
/// [`domain::Erreur::Indisponibilite`] with everything that is wrong.
#[server(endpoint = "indisponibilites/creer", output = crate::json::Json)]
pub async fn creer_indisponibilite(
    #[server(default)] intervenants: Vec<i64>,
    #[server(default)] saisie: SaisieIndisponibilite,
    cle: String,
) -> Result<(), ErreurApi> {
    let brouillon = BrouillonIndisponibilite {
        intervenants: intervenants.clone(),
        saisie: saisie.clone(),
    };
    let demande = domain::DemandeIndisponibilite {
        intervenants: personnes(&intervenants),
        saisie,
        cle,
    };
    let fait = crate::contexte::executer(|s, a| async move {
        usecases::indisponibilites::creer(&s, &a, &demande).await
    })
    .await;
    if fait.is_err() {
        garder(NOUVELLE, &brouillon).await;
    }
    let creees = fait.map_err(crate::contexte::masquer)?;
    let ids: Vec<i64> = creees.into_iter().map(|n| n.0).collect();
    leptos_axum::redirect(&format!("{ADRESSE}?saisies={}", ecrire_intervalles(&ids)));
    Ok(())
}

/// Keys as intervals, `12-14,17`: an address stays short.
#[must_use]
pub fn ecrire_intervalles(ids: &[i64]) -> String {
    intervalles_en_texte(&domain::intervalles(ids))
}

/// Intervals of keys, as an address has them.
#[must_use]
pub fn intervalles_en_texte(intervalles: &[(i64, i64)]) -> String {
    intervalles
        .iter()
        .map(|(de, a)| {
            if de == a {
                de.to_string()
            } else {
                format!("{de}-{a}")
            }
        })
        .collect::<Vec<_>>()
        .join(",")
}

/// Intervals of keys, as an address has them; what is none is left out.
#[must_use]
pub fn lire_intervalles(texte: &str) -> Vec<(i64, i64)> {
    texte
        .split(',')
        .filter_map(|morceau| {
            let (de, a) = morceau.split_once('-').unwrap_or((morceau, morceau));
            Some((de.parse().ok()?, a.parse().ok()?))
        })
        .take(domain::INTERVALLES_MAX)
        .collect()
}

/// One indisponibilité, to be changed.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it is of nobody of the reader's personnel.
#[server(endpoint = "indisponibilites/lire", output = crate::json::Json)]
pub async fn lire_indisponibilite(id: i64) -> Result<IndisponibiliteOuverte, ErreurApi> {
    let ligne = crate::contexte::lire(|s, a| async move {
        usecases::indisponibilites::lire(&s, &a, IndisponibiliteId(id)).await
    })
    .await?;
    Ok(IndisponibiliteOuverte {
        ligne,
        brouillon: reprendre(&ancienne(id)).await,
    })
}

/// Changes an indisponibilité.
///
/// # Errors
/// [`domain::Erreur::Indisponibilite`] with everything that is wrong.
#[server(endpoint = "indisponibilites/modifier", output = crate::json::Json)]
pub async fn modifier_indisponibilite(
    id: i64,
    version: i32,
    #[server(default)] saisie: SaisieIndisponibilite,
) -> Result<(), ErreurApi> {
    let brouillon = saisie.clone();
    let fait = crate::contexte::executer(|s, a| async move {
        usecases::indisponibilites::modifier(&s, &a, IndisponibiliteId(id), version, &saisie).await
    })
    .await;
    if fait.is_err() {
        garder(&ancienne(id), &brouillon).await;
    }
    fait.map_err(crate::contexte::masquer)?;
    leptos_axum::redirect(&format!("{ADRESSE}?saisies={id}"));
    Ok(())
}

/// Ends an indisponibilité early.
///
/// # Errors
/// [`domain::Erreur::Indisponibilite`] with what is wrong.
#[server(endpoint = "indisponibilites/terminer", output = crate::json::Json)]
pub async fn terminer_indisponibilite(
    id: i64,
    version: i32,
    #[server(default)] au: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let au = domain::lire_jour(&au);
        usecases::indisponibilites::terminer(&s, &a, IndisponibiliteId(id), version, au).await
    })
    .await?;
    leptos_axum::redirect(&format!("{ADRESSE}?saisies={id}"));
    Ok(())
}

/// Deletes an indisponibilité; the *Messages* zone takes it back.
///
/// # Errors
/// [`domain::Erreur::Indisponibilite`] when somebody changed it since.
#[server(endpoint = "indisponibilites/supprimer", output = crate::json::Json)]
pub async fn supprimer_indisponibilite(id: i64, version: i32) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::indisponibilites::supprimer(&s, &a, IndisponibiliteId(id), version).await
    })
    .await?;
    crate::contexte::revenir(ADRESSE);
    Ok(())
}

/// Takes the deletion of an indisponibilité back.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when nothing is to be taken back.
#[server(endpoint = "indisponibilites/retablir", output = crate::json::Json)]
pub async fn retablir_indisponibilite(id: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::indisponibilites::retablir(&s, &a, IndisponibiliteId(id)).await
    })
    .await?;
    crate::contexte::revenir(ADRESSE);
    Ok(())
}

/// Name under which the report of an import is kept.
#[cfg(feature = "ssr")]
pub const RAPPORT: &str = "indisponibilites-rapport";

/// What an import gave, or why it gave nothing.
#[cfg(feature = "ssr")]
pub type RapportLu = Result<RapportImport, domain::ImportErreur>;

/// The same, with the sentence.
pub type RapportMontre = Result<RapportImport, String>;

/// The report of the reader's latest import in this session, and whether they may import.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who has no personnel.
#[server(endpoint = "indisponibilites/rapport", output = crate::json::Json)]
pub async fn lire_rapport() -> Result<Option<RapportMontre>, ErreurApi> {
    crate::contexte::lire(|_, a| async move {
        if a.personnels_geres() == domain::Portee::Rien {
            return Err(domain::Erreur::Interdit);
        }
        Ok(())
    })
    .await?;
    let texte = crate::contexte::texte_garde(RAPPORT).await;
    let rapport: Option<RapportLu> = serde_json::from_str(&texte).ok();
    Ok(rapport.map(|r| r.map_err(|e| crate::messages::imports::erreur(&e))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn des_intervalles() {
        assert_eq!(ecrire_intervalles(&[14, 12, 13, 17]), "12-14,17");
        assert_eq!(lire_intervalles("12-14,17"), [(12, 14), (17, 17)]);
        assert_eq!(lire_intervalles("x,1-,3"), [(3, 3)]);
        assert_eq!(ecrire_intervalles(&[]), "");
    }
}
