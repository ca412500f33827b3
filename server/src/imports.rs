//! The forms of *Imports*: a file that goes up, and what is asked of it afterwards; the
//! models, and the lines that were refused.

use crate::publiques::page;
use crate::reponses::{CSV, Connecte, echec, fichier, rendre};
use crate::routeur::Etat;
use app::messages::imports_suivis as mi;
use app::pages::imports::{ADRESSE_NOUVEAU, adresse_de_l_import, page_trop_gros};
use axum::Form;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Acteur, Erreur, Fait, GenreImport, ImportId, ImportRefus, Moment, Role};
use std::io::{Seek, SeekFrom, Write};
use tempfile::SpooledTempFile;
use usecases::imports;

/// Media type of an XML file.
const XML: &str = "application/xml; charset=utf-8";
/// Larger files are put aside on disk while they come.
const EN_MEMOIRE_MAX: usize = 1024 * 1024;
/// Longest other field of the form.
const TEXTE_MAX: usize = 1_000;
/// A file so many times too large is still read to its end, to be refused in words; beyond,
/// the connection ends.
const LUS_MAX: u64 = 4;

/// The form, as it comes.
#[derive(Default)]
struct Formulaire {
    genre: String,
    uai: String,
    fichier: Option<(String, SpooledTempFile)>,
}

/// A short field.
async fn texte(champ: &mut Field<'_>) -> Result<String, Erreur> {
    let mut octets = Vec::new();
    while let Some(morceau) = champ.chunk().await.map_err(|_| Erreur::RequeteInvalide)? {
        octets.extend_from_slice(&morceau);
        if octets.len() > TEXTE_MAX {
            return Err(Erreur::RequeteInvalide);
        }
    }
    String::from_utf8(octets).map_err(|_| Erreur::RequeteInvalide)
}

/// The file, put aside; read to its end even when it is too large.
async fn recevoir(champ: &mut Field<'_>, maximum: u64) -> Result<SpooledTempFile, Erreur> {
    let rate = |e: std::io::Error| usecases::interne("import", &e);
    let mut garde = SpooledTempFile::new(EN_MEMOIRE_MAX);
    let mut total = 0_u64;
    while let Some(morceau) = champ.chunk().await.map_err(|_| Erreur::RequeteInvalide)? {
        total += morceau.len() as u64;
        if total <= maximum {
            garde.write_all(&morceau).map_err(rate)?;
        } else if total > maximum.saturating_mul(LUS_MAX) {
            break;
        }
    }
    if total > maximum {
        return Err(ImportRefus::TropGros { maximum }.into());
    }
    garde.seek(SeekFrom::Start(0)).map_err(rate)?;
    Ok(garde)
}

async fn lire(mut envoi: Multipart, maximum: u64) -> Result<Formulaire, Erreur> {
    let mut f = Formulaire::default();
    while let Some(mut champ) = envoi
        .next_field()
        .await
        .map_err(|_| Erreur::RequeteInvalide)?
    {
        match champ.name().unwrap_or_default() {
            "genre" => f.genre = texte(&mut champ).await?,
            "uai" => f.uai = texte(&mut champ).await?,
            "fichier" => {
                let nom = champ.file_name().unwrap_or_default().to_owned();
                f.fichier = Some((nom, recevoir(&mut champ, maximum).await?));
            }
            _ => {}
        }
    }
    Ok(f)
}

async fn garder(etat: &Etat, acteur: &Acteur, envoi: Multipart) -> Result<ImportId, Erreur> {
    let maximum = etat.services.reglages.limites.import_max;
    let f = lire(envoi, maximum).await?;
    let genre = GenreImport::lire(&f.genre).ok_or(ImportRefus::GenreManquant)?;
    let (nom, source) = f.fichier.ok_or(ImportRefus::FichierManquant)?;
    imports::deposer(&etat.services, acteur, genre, &f.uai, &nom, source).await
}

/// What is wrong is said in the messages of the page that comes back.
async fn refuser(etat: &Etat, acteur: &Acteur, erreur: Erreur, adresse: &str) -> Response {
    match erreur {
        Erreur::Import(_) | Erreur::RequeteInvalide | Erreur::Occupe => {
            usecases::messages::noter(&etat.services, acteur, &Fait::Refus(erreur)).await;
            Redirect::to(adresse).into_response()
        }
        autre => echec(&autre),
    }
}

/// `POST /imports`: a file goes up.
pub async fn deposer(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    envoi: Result<Multipart, MultipartRejection>,
) -> Response {
    // Before a byte of it is read.
    if !acteur.a_role(Role::Gestionnaire) {
        return echec(&Erreur::Interdit);
    }
    let garde = match envoi {
        Ok(envoi) => garder(&etat, &acteur, envoi).await,
        Err(_) => Err(Erreur::RequeteInvalide),
    };
    match garde {
        Ok(id) => Redirect::to(&adresse_de_l_import(id.0)).into_response(),
        Err(Erreur::Import(ImportRefus::TropGros { maximum })) => page(
            StatusCode::PAYLOAD_TOO_LARGE,
            page_trop_gros(&etat.actifs, maximum),
        ),
        Err(erreur) => refuser(&etat, &acteur, erreur, ADRESSE_NOUVEAU).await,
    }
}

/// `POST /imports/{id}/{geste}`: `appliquer`, `annuler`, `abandonner` or `analyser`.
pub async fn demander(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path((id, geste)): Path<(i64, String)>,
    formulaire: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let champs = formulaire.map(|Form(champs)| champs).unwrap_or_default();
    let partis = champs
        .iter()
        .any(|(nom, valeur)| nom == "partis" && !valeur.is_empty());
    // None: the page that was looked at is none.
    let vue = champs
        .iter()
        .find(|(nom, _)| nom == "vue")
        .and_then(|(_, valeur)| valeur.parse().ok())
        .map_or(Moment(0), Moment);
    let (services, import) = (&etat.services, ImportId(id));
    let fait = match geste.as_str() {
        "appliquer" => imports::appliquer(services, &acteur, import, vue, partis).await,
        "annuler" => imports::annuler(services, &acteur, import).await,
        "abandonner" => imports::abandonner(services, &acteur, import).await,
        "analyser" => imports::reanalyser(services, &acteur, import).await,
        _ => Err(Erreur::Introuvable),
    };
    let adresse = adresse_de_l_import(id);
    match fait {
        Ok(()) => Redirect::to(&adresse).into_response(),
        Err(erreur) => refuser(&etat, &acteur, erreur, &adresse).await,
    }
}

/// `GET /imports/{id}/refus.csv`: the lines refused.
pub async fn refus(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    let fait = imports::exporter_refus(
        &etat.services,
        &acteur,
        ImportId(id),
        mi::l::COLONNES_REFUS,
        mi::cellules_refus,
    )
    .await;
    rendre(fait.map(|o| (format!("import-{id}-refus.csv"), o)), CSV)
}

/// `GET /imports/{id}/a-prevenir.csv`: the people whose mission has moved.
pub async fn a_prevenir(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    let fait = imports::exporter_a_prevenir(
        &etat.services,
        &acteur,
        ImportId(id),
        mi::l::COLONNES_A_PREVENIR,
        mi::cellules_a_prevenir,
    )
    .await;
    rendre(
        fait.map(|o| (format!("import-{id}-a-prevenir.csv"), o)),
        CSV,
    )
}

/// `GET /imports/modeles/{fichier}`: a file to fill in.
pub async fn modele(Connecte(acteur): Connecte, Path(nom): Path<String>) -> Response {
    if !acteur.a_role(Role::Gestionnaire) {
        return echec(&Erreur::Interdit);
    }
    let trouve = GenreImport::TOUS.into_iter().find(|g| {
        let extension = if g.est_xml() { "xml" } else { "csv" };
        nom == format!("{}.{extension}", g.code())
    });
    let Some(genre) = trouve else {
        return echec(&Erreur::Introuvable);
    };
    let texte = usecases::importer::modele(genre);
    if genre.est_xml() {
        fichier(&format!("modele-{nom}"), XML, texte)
    } else {
        fichier(&format!("modele-{nom}"), CSV, format!("\u{feff}{texte}"))
    }
}
