//! What the pages of the intervenants ask of the server.

use crate::ErreurApi;
use domain::{
    ChoixFusion, ComparaisonFiches, ComptesAOuvrir, Creation, DemandeOuverte, FicheIntervenant,
    FiltreRepertoire, FormulaireIntervenant, PageDemandes, PageDoublons, PageRepertoire,
    SaisieDemande, SaisieIntervenant,
};
#[cfg(feature = "ssr")]
use domain::{Erreur, EtablissementId, IntervenantId};
use leptos::prelude::*;

// ------------------------------------------------------------------------ people

/// One page of the intervenants of the académie.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
#[server(endpoint = "repertoire/lister", input = crate::json::Json, output = crate::json::Json)]
pub async fn lister_intervenants(filtre: FiltreRepertoire) -> Result<PageRepertoire, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::repertoire::lister(&s, &a, &filtre).await })
        .await
}

/// A person with all that is kept of them.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for somebody of another académie.
#[server(endpoint = "repertoire/ouvrir", output = crate::json::Json)]
pub async fn ouvrir_intervenant(id: i64) -> Result<FicheIntervenant, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::repertoire::ouvrir(&s, &a, IntervenantId(id)).await
    })
    .await
}

/// Which draft belongs to the form of a new person.
#[cfg(feature = "ssr")]
fn brouillon_de(demande: Option<i64>) -> String {
    format!("intervenant-{}", demande.unwrap_or_default())
}

#[cfg(feature = "ssr")]
async fn garder_saisie(demande: Option<i64>, saisie: &SaisieIntervenant) {
    // What cannot be written is asked for again.
    if crate::contexte::formulaire_simple()
        && let Ok(texte) = serde_json::to_string(saisie)
    {
        crate::contexte::garder_texte(&brouillon_de(demande), &texte).await;
    }
}

/// The form of a new person: empty, or with what a request asks for, or what was typed
/// before a refusal.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for anybody but the gestionnaire.
#[server(endpoint = "repertoire/preparer", output = crate::json::Json)]
pub async fn preparer_intervenant(
    #[server(default)] demande: Option<i64>,
) -> Result<FormulaireIntervenant, ErreurApi> {
    let pour = brouillon_de(demande);
    let texte = crate::contexte::texte_garde(&pour).await;
    let typee = serde_json::from_str::<SaisieIntervenant>(&texte).ok();
    if typee.is_some() {
        crate::contexte::garder_texte(&pour, "").await;
    }
    crate::contexte::lire(|s, a| async move {
        usecases::repertoire::preparer(&s, &a, demande, typee).await
    })
    .await
}

/// Begins the form of a new person with the name that was looked for in vain, and goes to it.
/// The name waits in the session: an address would tell of whom.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for anybody but the gestionnaire.
#[server(endpoint = "repertoire/commencer", output = crate::json::Json)]
pub async fn commencer_fiche(#[server(default)] nom: String) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|_, a| async move {
        if a.tient_le_repertoire() {
            Ok(())
        } else {
            Err(Erreur::Interdit)
        }
    })
    .await?;
    let saisie = SaisieIntervenant {
        nom: nom_cherche(&nom),
        ..SaisieIntervenant::default()
    };
    // What cannot be written is asked for again.
    let texte = serde_json::to_string(&saisie).unwrap_or_default();
    crate::contexte::garder_texte(&brouillon_de(None), &texte).await;
    leptos_axum::redirect(&format!("{}/nouveau", super::ADRESSE));
    Ok(())
}

/// A name that was looked for, as a form begins with it.
#[cfg(feature = "ssr")]
fn nom_cherche(nom: &str) -> String {
    nom.trim().chars().take(domain::NOM_MAX).collect()
}

/// Creates a person, then goes to their page; with `forcer`, even when somebody is probably
/// the same.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] naming what is wrong.
#[server(endpoint = "repertoire/creer", output = crate::json::Json)]
pub async fn creer_intervenant(
    saisie: SaisieIntervenant,
    #[server(default)] forcer: String,
    #[server(default)] demande: Option<i64>,
) -> Result<Creation, ErreurApi> {
    let typee = saisie.clone();
    let faite = crate::contexte::ecrire(|s, a| async move {
        usecases::repertoire::creer(&s, &a, &saisie, !forcer.is_empty(), demande).await
    })
    .await;
    match &faite {
        Ok(Creation::Cree(id)) => {
            leptos_axum::redirect(&format!("{}/{id}", super::ADRESSE));
        }
        Ok(Creation::Semblables(_)) => {
            garder_saisie(demande, &typee).await;
            let suite = demande.map_or_else(String::new, |d| format!("?demande={d}"));
            crate::contexte::revenir(&format!("{}/nouveau{suite}", super::ADRESSE));
        }
        Err(_) => garder_saisie(demande, &typee).await,
    }
    faite
}

/// Changes what is known of a person.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] naming what is wrong.
#[server(endpoint = "repertoire/modifier", output = crate::json::Json)]
pub async fn modifier_intervenant(
    id: i64,
    version: i32,
    saisie: SaisieIntervenant,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::repertoire::modifier(&s, &a, IntervenantId(id), version, &saisie).await
    })
    .await
}

/// Closes a person, or opens them again.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] saying why not.
#[server(endpoint = "repertoire/activer", output = crate::json::Json)]
pub async fn activer_intervenant(id: i64, version: i32, geste: String) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let actif = match geste.as_str() {
            "rouvrir" => true,
            "fermer" => false,
            _ => return Err(Erreur::RequeteInvalide),
        };
        usecases::repertoire::activer(&s, &a, IntervenantId(id), version, actif).await
    })
    .await
}

/// Attaches a person to an établissement à titre secondaire; `lieu` is its UAI, or words of
/// its name.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] saying why not.
#[server(endpoint = "repertoire/rattacher", output = crate::json::Json)]
pub async fn rattacher_intervenant(id: i64, version: i32, lieu: String) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::repertoire::rattacher(&s, &a, IntervenantId(id), version, &lieu).await
    })
    .await
}

/// Takes an attachment à titre secondaire away.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] saying why not.
#[server(endpoint = "repertoire/detacher", output = crate::json::Json)]
pub async fn detacher_intervenant(
    id: i64,
    version: i32,
    etablissement: i64,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let lieu = EtablissementId(etablissement);
        usecases::repertoire::detacher(&s, &a, IntervenantId(id), version, lieu).await
    })
    .await
}

/// Opens the account of a person and sends them the link to choose a password.
///
/// # Errors
/// [`domain::Erreur::Repertoire`], [`domain::Erreur::Compte`].
#[server(endpoint = "repertoire/compte", output = crate::json::Json)]
pub async fn ouvrir_compte_intervenant(id: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::repertoire::ouvrir_compte(&s, &a, IntervenantId(id)).await
    })
    .await
}

/// Accounts to open for everybody who is convoked and has none, and how far the latest
/// opening is.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for anybody but the gestionnaire.
#[server(endpoint = "repertoire/comptes", output = crate::json::Json)]
pub async fn preparer_comptes(
    #[server(default)] annee: Option<i32>,
) -> Result<ComptesAOuvrir, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::comptes_ouverture::preparer(&s, &a, annee).await
    })
    .await
}

/// Asks for these accounts; `confirme` is not empty once it was confirmed.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] when it was asked for already.
#[server(endpoint = "repertoire/comptes/ouvrir", output = crate::json::Json)]
pub async fn ouvrir_comptes(
    #[server(default)] annee: String,
    #[server(default)] confirme: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let annee = match annee.as_str() {
            "" => None,
            lue => Some(lue.parse::<i32>().map_err(|_| Erreur::RequeteInvalide)?),
        };
        if confirme.is_empty() {
            return Err(Erreur::RequeteInvalide);
        }
        usecases::comptes_ouverture::demander(&s, &a, annee)
            .await
            .map(|_| ())
    })
    .await
}

// -------------------------------------------------------------------- duplicates

/// One page of the people who are probably one.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
#[server(endpoint = "doublons/lister", output = crate::json::Json)]
pub async fn lister_doublons(#[server(default)] page: u32) -> Result<PageDoublons, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::doublons::lister(&s, &a, page).await })
        .await
}

/// Two people side by side.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for somebody of another académie.
#[server(endpoint = "doublons/comparer", output = crate::json::Json)]
pub async fn comparer_doublons(id: i64, avec: i64) -> Result<ComparaisonFiches, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::doublons::comparer(&s, &a, IntervenantId(id), IntervenantId(avec)).await
    })
    .await
}

/// Merges two people, then goes to the page of who is kept.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] saying why not.
#[server(endpoint = "doublons/fusionner", output = crate::json::Json)]
pub async fn fusionner_doublons(
    premier: i64,
    version_premier: i32,
    second: i64,
    version_second: i32,
    #[server(default)] garde: i64,
    #[server(default)] choix: ChoixFusion,
    // `m172278`: a number alone would be read as a rank.
    #[server(default)] communes: std::collections::BTreeMap<String, String>,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let gardees = communes
            .iter()
            .filter_map(|(mission, rang)| {
                let numero = mission.strip_prefix('m')?.parse::<i64>().ok()?;
                match rang.as_str() {
                    "1" => Some((numero, true)),
                    "2" => Some((numero, false)),
                    _ => None,
                }
            })
            .collect();
        let demande = usecases::doublons::DemandeFusion {
            premier: (IntervenantId(premier), version_premier),
            second: (IntervenantId(second), version_second),
            garde: IntervenantId(garde),
            choix,
            gardees,
        };
        usecases::doublons::fusionner(&s, &a, &demande).await
    })
    .await?;
    leptos_axum::redirect(&format!("{}/{garde}", super::ADRESSE));
    Ok(())
}

/// Remembers that two people are two.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for anybody but the gestionnaire.
#[server(endpoint = "doublons/distinguer", output = crate::json::Json)]
pub async fn distinguer_doublons(premier: i64, second: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::doublons::distinguer(&s, &a, IntervenantId(premier), IntervenantId(second)).await
    })
    .await?;
    leptos_axum::redirect(super::DOUBLONS);
    Ok(())
}

/// Undoes a merge.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] saying why not.
#[server(endpoint = "doublons/defaire", output = crate::json::Json)]
pub async fn defaire_fusion(fusion: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move { usecases::doublons::defaire(&s, &a, fusion).await })
        .await
}

// ---------------------------------------------------------------------- requests

/// One page of the requests that the reader sees.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who neither asks nor answers.
#[server(endpoint = "demandes/lister", output = crate::json::Json)]
pub async fn lister_demandes(#[server(default)] page: u32) -> Result<PageDemandes, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::demandes::lister(&s, &a, page).await })
        .await
}

/// A request, with who it may be about.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for one that the reader does not see.
#[server(endpoint = "demandes/ouvrir", output = crate::json::Json)]
pub async fn ouvrir_demande(id: i64) -> Result<DemandeOuverte, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::demandes::ouvrir(&s, &a, id).await }).await
}

/// Which draft belongs to the form of a request.
#[cfg(feature = "ssr")]
const BROUILLON_DE_DEMANDE: &str = "demande-intervenant";

/// What the form of a request begins with, or what was typed in it before a refusal, once.
///
/// # Errors
/// None of its own.
#[server(endpoint = "demandes/preparer", output = crate::json::Json)]
pub async fn preparer_demande(
    #[server(default)] mission: String,
) -> Result<SaisieDemande, ErreurApi> {
    let texte = crate::contexte::texte_garde(BROUILLON_DE_DEMANDE).await;
    let typee = serde_json::from_str::<SaisieDemande>(&texte).ok();
    if typee.is_some() {
        crate::contexte::garder_texte(BROUILLON_DE_DEMANDE, "").await;
    }
    crate::contexte::lire(|_, a| async move {
        if a.etablissements().is_empty() {
            return Err(Erreur::Interdit);
        }
        Ok(typee.unwrap_or(SaisieDemande {
            mission,
            ..SaisieDemande::default()
        }))
    })
    .await
}

/// Begins the request of a person for a mission with the name that was looked for in vain, and
/// goes to its form. The name waits in the session: an address would tell of whom.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who makes no request.
#[server(endpoint = "demandes/commencer", output = crate::json::Json)]
pub async fn commencer_demande(
    mission: i64,
    #[server(default)] nom: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|_, a| async move {
        if a.etablissements().is_empty() {
            return Err(Erreur::Interdit);
        }
        Ok(())
    })
    .await?;
    let saisie = SaisieDemande {
        mission: mission.to_string(),
        nom: nom_cherche(&nom),
        ..SaisieDemande::default()
    };
    // What cannot be written is asked for again.
    let texte = serde_json::to_string(&saisie).unwrap_or_default();
    crate::contexte::garder_texte(BROUILLON_DE_DEMANDE, &texte).await;
    leptos_axum::redirect(&format!("{}/nouvelle?mission={mission}", super::DEMANDES));
    Ok(())
}

/// Files a request, then goes to the list of them.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] naming what is wrong.
#[server(endpoint = "demandes/creer", output = crate::json::Json)]
pub async fn creer_demande(saisie: SaisieDemande) -> Result<(), ErreurApi> {
    let typee = saisie.clone();
    let faite = crate::contexte::ecrire(|s, a| async move {
        usecases::demandes::creer(&s, &a, &saisie).await.map(|_| ())
    })
    .await;
    if faite.is_ok() {
        leptos_axum::redirect(super::DEMANDES);
    } else if crate::contexte::formulaire_simple()
        && let Ok(texte) = serde_json::to_string(&typee)
    {
        crate::contexte::garder_texte(BROUILLON_DE_DEMANDE, &texte).await;
    }
    faite
}

/// Answers a request by a person who is known.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] saying why not.
#[server(endpoint = "demandes/rattacher", output = crate::json::Json)]
pub async fn rattacher_demande(
    id: i64,
    #[server(default)] intervenant: Option<i64>,
    #[server(default)] matricule: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let qui = intervenant.map(IntervenantId);
        usecases::demandes::rattacher(&s, &a, id, qui, &matricule).await
    })
    .await?;
    leptos_axum::redirect(super::DEMANDES);
    Ok(())
}

/// Refuses a request.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] saying why not.
#[server(endpoint = "demandes/refuser", output = crate::json::Json)]
pub async fn refuser_demande(id: i64, #[server(default)] motif: String) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(
        |s, a| async move { usecases::demandes::refuser(&s, &a, id, &motif).await },
    )
    .await?;
    leptos_axum::redirect(super::DEMANDES);
    Ok(())
}

/// Takes a request back, then goes to the list of them.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for a request of others, [`domain::Erreur::Repertoire`]
/// when it was answered.
#[server(endpoint = "demandes/retirer", output = crate::json::Json)]
pub async fn retirer_demande(id: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move { usecases::demandes::retirer(&s, &a, id).await })
        .await?;
    leptos_axum::redirect(super::DEMANDES);
    Ok(())
}

/// Notes that the centre has read an answer.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for a request of others.
#[server(endpoint = "demandes/lue", output = crate::json::Json)]
pub async fn lire_reponse_demande(id: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(
        |s, a| async move { usecases::demandes::lire_reponse(&s, &a, id).await },
    )
    .await
}
