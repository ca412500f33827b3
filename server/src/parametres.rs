//! What of the parameters is no page: the form with the file of a logo, images, and the
//! letters that show a text or a logo before it is in use.

use crate::reponses::{Connecte, PDF, echec, fichier};
use crate::routeur::Etat;
use crate::signatures::{image, lire};
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Acteur, BrouillonTexte, ConvocationId, Erreur, Fait, IMAGE_OCTETS_MAX, LogoId, TexteRegle,
};
use tower_sessions::Session;

/// Address of the page of the logo.
const PAGE: &str = "/parametres/logo";

/// The file of the form: its bytes, as many as are worth reading, and how many there are.
async fn lire_fichier(mut multipart: Multipart) -> Result<(Vec<u8>, usize), Erreur> {
    while let Some(mut champ) = multipart
        .next_field()
        .await
        .map_err(|_| Erreur::RequeteInvalide)?
    {
        if champ.name() == Some("image") {
            return lire(&mut champ, IMAGE_OCTETS_MAX).await;
        }
    }
    Ok((Vec::new(), 0))
}

/// `POST /parametres/logo/deposer`: keeps the logo, then shows it on a letter.
pub async fn deposer(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    multipart: Multipart,
) -> Response {
    let deposer = async {
        acteur.academie_reglee().ok_or(Erreur::Interdit)?;
        let (octets, total) = lire_fichier(multipart).await?;
        // A browser sends a field without file as an empty one.
        if total == 0 {
            return Ok(None);
        }
        usecases::parametres::deposer_logo(&etat.services, &acteur, octets, total)
            .await
            .map(Some)
    };
    match deposer.await {
        Ok(Some(id)) => Redirect::to(&format!("{PAGE}?essai={id}")).into_response(),
        Ok(None) => {
            let erreur = domain::ParametreErreur::SansFichier.into();
            refuser(&etat, &acteur, erreur).await
        }
        Err(erreur @ (Erreur::Interdit | Erreur::Introuvable)) => echec(&erreur),
        Err(erreur) => refuser(&etat, &acteur, erreur).await,
    }
}

/// Says why in the *Messages* zone of the page.
async fn refuser(etat: &Etat, acteur: &Acteur, erreur: Erreur) -> Response {
    usecases::messages::noter(&etat.services, acteur, &Fait::Refus(erreur)).await;
    Redirect::to(PAGE).into_response()
}

/// `GET /parametres/logo/{id}/image.png`: a logo of the académie.
pub async fn logo(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    usecases::parametres::image_du_logo(&etat.services, &acteur, LogoId(id))
        .await
        .map_or_else(|e| echec(&e), image)
}

/// `GET /parametres/logo/{id}/apercu.pdf`: a letter that bears a logo.
pub async fn apercu_logo(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    let lire = async {
        let s = &etat.services;
        let lettre = usecases::parametres::apercu_logo(s, &acteur, LogoId(id)).await?;
        usecases::parametres::en_pdf(s, lettre).await
    };
    match lire.await {
        Ok(octets) => fichier("apercu-du-logo.pdf", PDF, octets),
        Err(erreur) => echec(&erreur),
    }
}

/// `GET /parametres/textes/{code}/apercu.pdf`: a letter with the text being written.
pub async fn apercu_texte(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    session: Session,
    Path(code): Path<String>,
) -> Response {
    let lire = async {
        // Who may not is told so, whatever they were writing.
        acteur.academie_reglee().ok_or(Erreur::Interdit)?;
        let texte = TexteRegle::lire(&code).ok_or(Erreur::Introuvable)?;
        let cle = app::pages::parametres::cle_du_brouillon(&code);
        let garde = app::contexte::texte_garde_dans(&session, &cle).await;
        let brouillon: BrouillonTexte =
            serde_json::from_str(&garde).map_err(|_| Erreur::Introuvable)?;
        let s = &etat.services;
        let apercu = usecases::parametres::apercu(s, &acteur, texte, &brouillon).await?;
        usecases::parametres::en_pdf(s, apercu.lettre).await
    };
    match lire.await {
        Ok(octets) => fichier("apercu-du-texte.pdf", PDF, octets),
        Err(erreur) => echec(&erreur),
    }
}

/// `GET /convocations/{id}/logo.png`: the logo of a letter.
pub async fn de_la_lettre(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    usecases::parametres::logo_de_lettre(&etat.services, &acteur, ConvocationId(id))
        .await
        .map_or_else(|e| echec(&e), image)
}
