//! The forms and images of signatures that are no page: the form with a file, the images,
//! and the letter that shows a draft.

use crate::reponses::{Connecte, PDF, echec, rendre};
use crate::routeur::Etat;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    ConvocationId, Erreur, EtablissementId, Fait, IMAGE_OCTETS_MAX, SaisieSignature, Signataire,
    SignatureId,
};
use serde::Deserialize;
use usecases::signatures::ImageDonnee;

/// Largest body of the form: a photograph of a telephone is read to its end, to be refused
/// in words. Beyond, the request itself is refused.
pub const CORPS_MAX: usize = 16 * 1024 * 1024;
/// Longest text field of the form: a drawing.
const TEXTE_MAX: usize = 128 * 1024;

/// Which établissement, in an address.
#[derive(Debug, Deserialize)]
pub struct Ou {
    etablissement: Option<i64>,
    /// The image as it was given, not as it is made ready.
    entiere: Option<String>,
}

impl Ou {
    fn etablissement(&self) -> Option<EtablissementId> {
        self.etablissement.map(EtablissementId)
    }
}

/// Reads a field to its end; what is beyond `maximum` is counted and thrown away.
pub(crate) async fn lire(
    champ: &mut Field<'_>,
    maximum: usize,
) -> Result<(Vec<u8>, usize), Erreur> {
    let mut octets = Vec::new();
    let mut total = 0;
    while let Some(morceau) = champ.chunk().await.map_err(|_| Erreur::RequeteInvalide)? {
        total += morceau.len();
        if total <= maximum {
            octets.extend_from_slice(&morceau);
        }
    }
    Ok((octets, total))
}

/// The form, as it comes.
#[derive(Default)]
struct Formulaire {
    etablissement: i64,
    saisie: SaisieSignature,
    fichier: Option<ImageDonnee>,
    dessin: String,
    sans_image: bool,
}

async fn lire_formulaire(mut multipart: Multipart) -> Result<Formulaire, Erreur> {
    let mut f = Formulaire::default();
    while let Some(mut champ) = multipart
        .next_field()
        .await
        .map_err(|_| Erreur::RequeteInvalide)?
    {
        let nom = champ.name().unwrap_or_default().to_owned();
        if nom == "image" {
            let (octets, total) = lire(&mut champ, IMAGE_OCTETS_MAX).await?;
            // A browser sends a field without file as an empty one.
            if total > IMAGE_OCTETS_MAX {
                f.fichier = Some(ImageDonnee::TropLourde(total));
            } else if total > 0 {
                f.fichier = Some(ImageDonnee::Fichier(octets));
            }
            continue;
        }
        let (octets, total) = lire(&mut champ, TEXTE_MAX).await?;
        if total > TEXTE_MAX {
            return Err(Erreur::RequeteInvalide);
        }
        let texte = String::from_utf8(octets).map_err(|_| Erreur::RequeteInvalide)?;
        match nom.as_str() {
            "etablissement" => {
                f.etablissement = texte.parse().map_err(|_| Erreur::RequeteInvalide)?;
            }
            "civilite" => f.saisie.civilite = texte,
            "nom" => f.saisie.nom = texte,
            "prenom" => f.saisie.prenom = texte,
            "qualite" => f.saisie.qualite = texte,
            "delegation" => f.saisie.delegation = !texte.is_empty(),
            "du" => f.saisie.du = texte,
            "au" => f.saisie.au = texte,
            "dessin" => f.dessin = texte,
            "sans_image" => f.sans_image = !texte.is_empty(),
            _ => {}
        }
    }
    Ok(f)
}

fn genre_de(genre: &str) -> Result<Signataire, Erreur> {
    app::pages::signatures::signataire_de(genre).ok_or(Erreur::Introuvable)
}

/// `POST /signatures/{genre}/saisie`: keeps what is typed and drawn as a draft, then shows
/// it on a letter, or the form again with what is wrong.
pub async fn saisir(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(genre): Path<String>,
    multipart: Multipart,
) -> Response {
    let garder = async {
        let signataire = genre_de(&genre)?;
        let f = lire_formulaire(multipart).await?;
        let donnee = match f.fichier {
            // A file is what one means when one chose it, whatever was drawn before.
            Some(fichier) => fichier,
            None if !f.dessin.trim().is_empty() => ImageDonnee::Dessin(f.dessin),
            None if f.sans_image => ImageDonnee::Aucune,
            None => ImageDonnee::Inchangee,
        };
        let etablissement = EtablissementId(f.etablissement);
        let erreurs = usecases::signatures::garder(
            &etat.services,
            &acteur,
            signataire,
            etablissement,
            f.saisie,
            donnee,
        )
        .await?;
        Ok((etablissement, erreurs.is_empty()))
    };
    match garder.await {
        Ok((etablissement, bonne)) => {
            let page = if bonne { "apercu" } else { "saisie" };
            Redirect::to(&format!(
                "/signatures/{genre}/{page}?etablissement={etablissement}"
            ))
            .into_response()
        }
        Err(erreur) => {
            if matches!(erreur, Erreur::Introuvable | Erreur::Interdit) {
                return echec(&erreur);
            }
            let fait = Fait::Refus(erreur);
            usecases::messages::noter(&etat.services, &acteur, &fait).await;
            Redirect::to(&format!("/signatures/{genre}")).into_response()
        }
    }
}

/// An image of ours: what it is was found out when it was read.
pub(crate) fn image(octets: Vec<u8>) -> Response {
    let genre = if octets.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "image/jpeg"
    };
    ([(CONTENT_TYPE, genre)], Body::from(octets)).into_response()
}

/// `GET /signatures/{genre}/brouillon.png`: the image of the draft.
pub async fn brouillon(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(genre): Path<String>,
    Query(ou): Query<Ou>,
) -> Response {
    let lire = async {
        let signataire = genre_de(&genre)?;
        let (entiere, ou) = (ou.entiere.is_some(), ou.etablissement());
        usecases::signatures::image_du_brouillon(&etat.services, &acteur, signataire, ou, entiere)
            .await
    };
    lire.await.map_or_else(|e| echec(&e), image)
}

/// `GET /signatures/{genre}/apercu.pdf`: a letter that bears the signature of the draft.
pub async fn apercu(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(genre): Path<String>,
    Query(ou): Query<Ou>,
) -> Response {
    let lire = async {
        let signataire = genre_de(&genre)?;
        usecases::signatures::apercu_pdf(&etat.services, &acteur, signataire, ou.etablissement())
            .await
    };
    rendre(lire.await.map(|o| ("apercu-de-la-signature.pdf", o)), PDF)
}

/// `GET /signature/{id}/image.png`: a recorded signature.
pub async fn gardee(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    usecases::signatures::image(&etat.services, &acteur, SignatureId(id))
        .await
        .map_or_else(|e| echec(&e), image)
}

/// `GET /convocations/{id}/signature.png`: the signature of a letter.
pub async fn de_la_lettre(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    usecases::signatures::image_de_lettre(&etat.services, &acteur, ConvocationId(id))
        .await
        .map_or_else(|e| echec(&e), image)
}
