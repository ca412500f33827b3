//! What the pages of parameters ask of the server. The form with a file is a plain one, which
//! the server handles itself (`POST /parametres/logo/deposer`).

use crate::ErreurApi;
use crate::pages::lettre::LettreLue;
use domain::{BrouillonTexte, LigneParametre, PageLogo, PageNombres, PageTexte};
#[cfg(feature = "ssr")]
use domain::{Erreur, LogoId, NombreRegle, Parametre, TexteRegle};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A text, and what its reader was writing there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TexteLu {
    /// The text.
    pub page: PageTexte,
    /// What was typed and not saved.
    pub brouillon: Option<BrouillonTexte>,
}

/// What a text being written would look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApercuLu {
    /// The text.
    pub page: PageTexte,
    /// What was typed; none when there is nothing to show.
    pub brouillon: Option<BrouillonTexte>,
    /// The letter; none without draft.
    pub lettre: Option<LettreLue>,
    /// Subject of the mail.
    pub sujet: String,
    /// Text of the mail, line by line.
    pub corps: Vec<String>,
}

/// The logo, and the letter that shows the one that is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoLu {
    /// The logo.
    pub page: PageLogo,
    /// A letter with the one that is tried.
    pub lettre: Option<LettreLue>,
}

#[cfg(feature = "ssr")]
fn lire_texte(code: &str) -> Result<TexteRegle, Erreur> {
    TexteRegle::lire(code).ok_or(Erreur::Introuvable)
}

/// The draft of a text in the session of the reader.
#[cfg(feature = "ssr")]
async fn brouillon(code: &str) -> Option<BrouillonTexte> {
    let garde = crate::contexte::texte_garde(&super::cle_du_brouillon(code)).await;
    serde_json::from_str(&garde).ok()
}

/// Everything that can be settled, and whether it is.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for anybody but the administrateur.
#[server(endpoint = "parametres/lire", output = crate::json::Json)]
pub async fn lire_parametres() -> Result<Vec<LigneParametre>, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::parametres::index(&s, &a).await }).await
}

/// A text, with what it was and what its reader was writing.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for a text that there is not.
#[server(endpoint = "parametres/texte", output = crate::json::Json)]
pub async fn lire_texte_regle(code: String) -> Result<TexteLu, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let page = usecases::parametres::texte(&s, &a, lire_texte(&code)?).await?;
        let brouillon = brouillon(&code).await;
        Ok(TexteLu { page, brouillon })
    })
    .await
}

/// What the text being written would look like.
///
/// # Errors
/// As [`lire_texte_regle`]; [`domain::Erreur::Parametre`] when it may not be saved.
#[server(endpoint = "parametres/apercu", output = crate::json::Json)]
pub async fn lire_apercu_texte(code: String) -> Result<ApercuLu, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let texte = lire_texte(&code)?;
        let page = usecases::parametres::texte(&s, &a, texte).await?;
        let Some(brouillon) = brouillon(&code).await else {
            return Ok(ApercuLu {
                page,
                brouillon: None,
                lettre: None,
                sujet: String::new(),
                corps: Vec::new(),
            });
        };
        let apercu = usecases::parametres::apercu(&s, &a, texte, &brouillon).await?;
        // A new letter would bear the logo in use, whatever this one was made with.
        let logo = logo_en_usage(&s, &a).await?;
        let lettre = crate::contexte::lettre_apercue(&apercu.lettre, logo);
        Ok(ApercuLu {
            page,
            brouillon: Some(brouillon),
            lettre: Some(lettre),
            sujet: apercu.mail.sujet,
            corps: apercu.mail.texte.lines().map(str::to_owned).collect(),
        })
    })
    .await
}

/// Address of the image of the logo in use; empty without logo.
#[cfg(feature = "ssr")]
async fn logo_en_usage(
    services: &usecases::Services,
    acteur: &domain::Acteur,
) -> Result<String, Erreur> {
    let page = usecases::parametres::page_logo(services, acteur, None).await?;
    Ok(page.logo.map_or_else(String::new, |l| {
        format!("/parametres/logo/{}/image.png", l.id)
    }))
}

/// Keeps what is typed, then shows it on a letter (`geste` is `apercu`) or saves it.
///
/// # Errors
/// [`domain::Erreur::Parametre`]: what is typed stays a draft.
#[server(endpoint = "parametres/saisir", output = crate::json::Json)]
pub async fn saisir_texte(
    code: String,
    vue: i64,
    #[server(default)] valeur: String,
    #[server(default)] reference: String,
    geste: String,
) -> Result<(), ErreurApi> {
    let texte = TexteRegle::lire(&code);
    let apercu = geste == "apercu";
    let brouillon = BrouillonTexte {
        valeur,
        vue,
        reference,
    };
    let cle = super::cle_du_brouillon(&code);
    if texte.is_some() {
        let garde = serde_json::to_string(&brouillon).unwrap_or_default();
        crate::contexte::garder_texte(&cle, &garde).await;
    }
    crate::contexte::ecrire(|s, a| async move {
        let texte = texte.ok_or(Erreur::Introuvable)?;
        if apercu {
            usecases::parametres::apercu(&s, &a, texte, &brouillon)
                .await
                .map(|_| ())
        } else {
            let b = &brouillon;
            usecases::parametres::enregistrer_texte(&s, &a, texte, b.vue, &b.valeur).await
        }
    })
    .await?;
    let page = format!("{}/textes/{code}", super::ADRESSE);
    if apercu {
        leptos_axum::redirect(&format!("{page}/apercu"));
    } else {
        crate::contexte::garder_texte(&cle, "").await;
        leptos_axum::redirect(&page);
    }
    Ok(())
}

/// Puts a parameter back as it became by the change `rang`, or as the service has it (0).
///
/// # Errors
/// [`domain::Erreur::Parametre`] when somebody changed it since the change `vue`.
#[server(endpoint = "parametres/retablir", output = crate::json::Json)]
pub async fn retablir_parametre(code: String, vue: i64, rang: i64) -> Result<(), ErreurApi> {
    let parametre = Parametre::lire(&code);
    crate::contexte::ecrire(|s, a| async move {
        let parametre = parametre.ok_or(Erreur::Introuvable)?;
        usecases::parametres::retablir(&s, &a, parametre, vue, rang).await
    })
    .await?;
    if let Some(Parametre::Texte(_)) = parametre {
        // What was being written there is given up with it.
        crate::contexte::garder_texte(&super::cle_du_brouillon(&code), "").await;
    }
    crate::contexte::revenir(&match parametre {
        Some(Parametre::Texte(t)) => super::adresse_du_texte(t),
        Some(Parametre::Logo) => super::ADRESSE_LOGO.to_owned(),
        Some(Parametre::Nombre(_)) | None => super::ADRESSE_NOMBRES.to_owned(),
    });
    Ok(())
}

/// The numbers, with what they were; with what would go now when it is asked.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for anybody but the administrateur.
#[server(endpoint = "parametres/nombres", output = crate::json::Json)]
pub async fn lire_nombres(#[server(default)] compter: bool) -> Result<PageNombres, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::parametres::page_nombres(&s, &a, compter).await
    })
    .await
}

/// Settles a number; an empty field gives it back to the service.
///
/// # Errors
/// [`domain::Erreur::Parametre`] naming what is wrong.
#[server(endpoint = "parametres/nombre", output = crate::json::Json)]
pub async fn regler_nombre(
    code: String,
    vue: i64,
    #[server(default)] valeur: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let nombre = NombreRegle::lire(&code).ok_or(Erreur::Introuvable)?;
        usecases::parametres::enregistrer_nombre(&s, &a, nombre, vue, &valeur).await
    })
    .await?;
    crate::contexte::revenir(super::ADRESSE_NOMBRES);
    Ok(())
}

/// The logo, and a letter that bears the one that is tried.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for one that is not of the académie.
#[server(endpoint = "parametres/logo", output = crate::json::Json)]
pub async fn lire_logo(essai: Option<i64>) -> Result<LogoLu, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let essai = essai.map(LogoId);
        let page = usecases::parametres::page_logo(&s, &a, essai).await?;
        let lettre = match essai {
            Some(id) => {
                let lettre = usecases::parametres::apercu_logo(&s, &a, id).await?;
                let logo = format!("/parametres/logo/{id}/image.png");
                Some(crate::contexte::lettre_apercue(&lettre, logo))
            }
            None => None,
        };
        Ok(LogoLu { page, lettre })
    })
    .await
}

/// Puts a logo in use.
///
/// # Errors
/// [`domain::Erreur::Parametre`] when somebody changed it since the change `vue`.
#[server(endpoint = "parametres/logo/choisir", output = crate::json::Json)]
pub async fn choisir_logo(vue: i64, logo: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::parametres::choisir_logo(&s, &a, vue, LogoId(logo)).await
    })
    .await?;
    leptos_axum::redirect(super::ADRESSE_LOGO);
    Ok(())
}
