//! The forms of *Imports*: a file that goes up, and what is asked of it afterwards; the
//! models, and the lines that were refused.

use crate::publiques::page;
use crate::reponses::{CSV, Connecte, echec, fichier, rendre};
use crate::routeur::Etat;
use app::messages::imports_suivis as mi;
use app::pages::imports::{ADRESSE, ADRESSE_NOUVEAU, adresse_de_l_import, page_trop_gros};
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
/// Files that together are so many times the largest one allowed are still read, or refused in
/// words; beyond, the connection ends.
const LUS_MAX: u64 = 4;

/// Most files of one form: as many as an académie has établissements, and more.
const FICHIERS_MAX: usize = 1_000;

/// What became of the files of a form: each is an import of its own.
#[derive(Default)]
struct Depot {
    /// Those that were taken.
    imports: Vec<ImportId>,
    /// Names of those that were not.
    ecartes: Vec<String>,
    /// Why the first of those was not.
    refus: Option<Erreur>,
    /// Something stopped those that followed.
    interrompu: bool,
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

/// The file, put aside; none when it is too large, read to its end all the same.
async fn recevoir(
    champ: &mut Field<'_>,
    maximum: u64,
    total: &mut u64,
) -> Result<Option<SpooledTempFile>, Erreur> {
    let rate = |e: std::io::Error| usecases::interne("import", &e);
    let mut garde = SpooledTempFile::new(EN_MEMOIRE_MAX);
    let mut octets = 0_u64;
    while let Some(morceau) = champ.chunk().await.map_err(|_| Erreur::RequeteInvalide)? {
        octets += morceau.len() as u64;
        *total += morceau.len() as u64;
        if *total > maximum.saturating_mul(LUS_MAX) {
            return Err(ImportRefus::TropGros { maximum }.into());
        }
        if octets <= maximum {
            garde.write_all(&morceau).map_err(rate)?;
        }
    }
    if octets > maximum {
        return Ok(None);
    }
    garde.seek(SeekFrom::Start(0)).map_err(rate)?;
    Ok(Some(garde))
}

/// Takes the files; what was taken before something stopped them stays, and is told.
async fn garder(etat: &Etat, acteur: &Acteur, envoi: Multipart) -> Result<Depot, Erreur> {
    let mut depot = Depot::default();
    let fini = prendre(etat, acteur, envoi, &mut depot).await;
    match fini {
        Err(arret) if depot.imports.is_empty() => return Err(arret),
        Err(arret) => {
            depot.interrompu = true;
            depot.refus.get_or_insert(arret);
        }
        Ok(()) => {}
    }
    Ok(depot)
}

/// One after the other, as they come: what the form says comes before them.
async fn prendre(
    etat: &Etat,
    acteur: &Acteur,
    mut envoi: Multipart,
    depot: &mut Depot,
) -> Result<(), Erreur> {
    let maximum = etat.services.reglages.limites.import_max;
    let (mut genre, mut uai) = (String::new(), String::new());
    let mut total = 0;
    while let Some(mut champ) = envoi
        .next_field()
        .await
        .map_err(|_| Erreur::RequeteInvalide)?
    {
        match champ.name().unwrap_or_default() {
            "genre" => genre = texte(&mut champ).await?,
            "uai" => uai = texte(&mut champ).await?,
            "fichier" => {
                if depot.imports.len() + depot.ecartes.len() >= FICHIERS_MAX {
                    return Err(Erreur::RequeteInvalide);
                }
                let nom = champ.file_name().unwrap_or_default().to_owned();
                let recu = recevoir(&mut champ, maximum, &mut total).await?;
                let fait = match (GenreImport::lire(&genre), recu) {
                    (_, None) => Err(ImportRefus::TropGros { maximum }.into()),
                    (None, Some(_)) => Err(ImportRefus::GenreManquant.into()),
                    (Some(genre), Some(source)) => {
                        imports::deposer(&etat.services, acteur, genre, &uai, &nom, source).await
                    }
                };
                match fait {
                    Ok(id) => depot.imports.push(id),
                    // What one file is refused for says nothing of the others.
                    Err(refus @ Erreur::Import(_)) => {
                        depot.ecartes.push(nom);
                        depot.refus.get_or_insert(refus);
                    }
                    Err(autre) => return Err(autre),
                }
            }
            _ => {}
        }
    }
    Ok(())
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

/// `POST /imports`: files go up, an import each.
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
    let maximum = etat.services.reglages.limites.import_max;
    let garde = garde.and_then(|d| {
        let (pris, ecartes) = (d.imports.len(), d.ecartes);
        let dit = if d.interrompu {
            Some(ImportRefus::Interrompu { pris, ecartes })
        } else if ecartes.is_empty() {
            None
        } else {
            let fichiers = ecartes;
            Some(ImportRefus::Ecartes { fichiers, maximum })
        };
        match (&d.imports[..], d.refus) {
            ([], refus) => Err(refus.unwrap_or_else(|| ImportRefus::FichierManquant.into())),
            ([seul], None) => Ok((adresse_de_l_import(seul.0), dit)),
            _ => Ok((ADRESSE.to_owned(), dit)),
        }
    });
    match garde {
        Ok((adresse, refus)) => {
            if let Some(refus) = refus {
                let dit = Fait::Refus(refus.into());
                usecases::messages::noter(&etat.services, &acteur, &dit).await;
            }
            Redirect::to(&adresse).into_response()
        }
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
