//! Downloads: a letter as PDF, its days for a calendar, the letters of a mission as ZIP,
//! the journal of sends as CSV.

use crate::reponses::{CSV, Connecte, PDF, echec, fichier, rendre};
use crate::routeur::Etat;
use app::pages::competences::filtre_des_saisies;
use app::pages::journal::{cellules, filtre_du_journal};
use app::pages::mission::ENTETE_LETTRES;
use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use documents::calendrier::TYPE_PUBLICATION;
use domain::{Acteur, ConvocationId, EtablissementId};
use futures::{StreamExt, stream};
use serde::Deserialize;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;
use usecases::journal::{Export, LOT};
use usecases::{Services, tableur};

/// Pieces of an archive made ahead of the reader: what bounds its memory.
const AVANCE: usize = 4;

/// `GET /convocations/{id}/convocation.pdf`.
pub async fn pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    let lettre = usecases::lettres::pdf(&etat.services, &acteur, ConvocationId(id));
    rendre(lettre.await, PDF)
}

/// `GET /convocations/{id}/convocation.ics`.
pub async fn agenda(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(id): Path<i64>,
) -> Response {
    let jours = usecases::lettres::agenda(&etat.services, &acteur, ConvocationId(id));
    rendre(jours.await, TYPE_PUBLICATION)
}

/// The form of an archive: keys apart by commas.
#[derive(Debug, Deserialize)]
pub struct Demande {
    ids: String,
}

/// What is left of the journal of sends while it is sent.
struct SuiteDuJournal {
    services: Arc<Services>,
    acteur: Arc<Acteur>,
    export: Export,
    /// The beginning, read before anything was answered.
    debut: Option<Vec<u8>>,
}

/// `GET /envois.csv`: the journal of sends that the same parameters show on its page, all of
/// it, read as fast as it is taken.
pub async fn journal(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Query<HashMap<String, String>>,
) -> Response {
    let filtre = filtre_du_journal(|cle| parametres.get(cle).map(String::as_str));
    let services = etat.services.clone();
    let ouverture = async {
        let mut export = Export::ouvrir(&services, &acteur, &filtre, LOT).await?;
        let mut debut = tableur::entete(app::messages::l::COLONNES_JOURNAL)?;
        let lignes = export.suite(&services, &acteur).await?;
        debut.extend(tableur::rangees(lignes.iter().map(cellules))?);
        Ok((export, debut))
    };
    let (export, debut) = match ouverture.await {
        Ok(ouvert) => ouvert,
        Err(erreur) => return echec(&erreur),
    };
    let suite = SuiteDuJournal {
        services,
        acteur,
        export,
        debut: Some(debut),
    };
    let corps = stream::try_unfold(suite, |mut suite| async move {
        if let Some(debut) = suite.debut.take() {
            return Ok(Some((Bytes::from(debut), suite)));
        }
        let lire = async {
            let lignes = suite.export.suite(&suite.services, &suite.acteur).await?;
            if lignes.is_empty() {
                return Ok(None);
            }
            tableur::rangees(lignes.iter().map(cellules)).map(Some)
        };
        match lire.await {
            Ok(Some(octets)) => Ok(Some((Bytes::from(octets), suite))),
            Ok(None) => Ok(None),
            // The reader must not take half a file for a whole one.
            Err(erreur) => {
                tracing::warn!(?erreur, "journal des envois interrompu");
                Err(io::Error::other("journal des envois interrompu"))
            }
        }
    });
    fichier("journal-des-envois.csv", CSV, Body::from_stream(corps))
}

/// Which compétences a file is of.
#[derive(Debug, Deserialize)]
pub struct DemandeCompetences {
    annee: Option<i32>,
    etablissement: Option<i64>,
    discipline: Option<i64>,
}

/// `GET /competences.csv`: the compétences of an établissement, or of one of its
/// disciplines.
pub async fn competences(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(demande): Query<DemandeCompetences>,
) -> Response {
    let octets = usecases::competences::exporter(
        &etat.services,
        &acteur,
        demande.annee,
        demande.etablissement.map(EtablissementId),
        demande.discipline,
        app::messages::competences::l::COLONNES_FICHIER,
        app::pages::competences::cellules,
    );
    rendre(octets.await.map(|o| ("competences.csv", o)), CSV)
}

/// `GET /competences.pdf`: the same, to print.
pub async fn competences_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(demande): Query<DemandeCompetences>,
) -> Response {
    let etablissement = demande.etablissement.map(EtablissementId);
    let services = &etat.services;
    let (annee, discipline) = (demande.annee, demande.discipline);
    let papier = usecases::competences::pdf(services, &acteur, annee, etablissement, discipline);
    rendre(papier.await.map(|o| ("competences.pdf", o)), PDF)
}

/// `GET /avancement-competences.csv`: how far the établissements of the académie are, as the
/// same parameters show them on the page.
pub async fn avancement_competences(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Query<HashMap<String, String>>,
) -> Response {
    let un = |cle: &str| parametres.get(cle).map(String::as_str);
    let filtre = filtre_des_saisies(un);
    let octets = usecases::competences::exporter_avancement(
        &etat.services,
        &acteur,
        un("annee").and_then(|a| a.parse().ok()),
        &filtre,
        app::messages::competences::l::COLONNES_AVANCEMENT,
        app::pages::competences::cellules_avancement,
    );
    rendre(octets.await.map(|o| ("avancement-competences.csv", o)), CSV)
}

/// `GET /avancement-competences.pdf`: the same, to print.
pub async fn avancement_competences_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(parametres): Query<HashMap<String, String>>,
) -> Response {
    let un = |cle: &str| parametres.get(cle).map(String::as_str);
    let filtre = filtre_des_saisies(un);
    let annee = un("annee").and_then(|a| a.parse().ok());
    let retenus = app::messages::competences::retenus(&filtre);
    let papier =
        usecases::competences::pdf_avancement(&etat.services, &acteur, annee, &filtre, retenus);
    rendre(papier.await.map(|o| ("avancement-competences.pdf", o)), PDF)
}

/// `POST /missions/{numero}/convocations.zip`: streamed while the letters are made.
/// It is a POST since which rows are shown may come from a name typed as filter.
pub async fn zip(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Path(numero): Path<i64>,
    Form(demande): Form<Demande>,
) -> Response {
    let ids = match app::pages::mission::lire_ids(&demande.ids) {
        Ok(ids) => ids,
        Err(erreur) => return echec(&erreur),
    };
    let services = etat.services.clone();
    let ids = match usecases::lettres::archive(&services, &acteur, numero, &ids).await {
        Ok(ids) => ids,
        Err(erreur) => return echec(&erreur),
    };
    let (lettres_tx, mut lettres_rx) = mpsc::channel(1);
    let (octets_tx, octets_rx) = mpsc::channel::<io::Result<Bytes>>(AVANCE);

    let nombre = ids.len();

    // Letters are read in batches on this side…
    tokio::spawn({
        let (services, ids) = (services.clone(), ids.clone());
        async move {
            for lot in ids.chunks(usecases::lettres::LOT) {
                let lettres = usecases::lettres::lot(&services, &acteur, lot).await;
                let perdu = lettres.is_err();
                if lettres_tx.send(lettres).await.is_err() || perdu {
                    return;
                }
            }
        }
    });
    // … and made into PDFs and compressed on a thread of their own, which waits
    // whenever the reader does, and ends when the reader goes.
    let entiere = tokio::task::spawn_blocking({
        let (services, octets_tx) = (services.clone(), octets_tx.clone());
        move || {
            let lettres = std::iter::from_fn(|| lettres_rx.blocking_recv()).flat_map(|lot| {
                let (bonnes, erreur) = match lot {
                    Ok(lettres) => (lettres, None),
                    Err(erreur) => (Vec::new(), Some(erreur)),
                };
                bonnes.into_iter().map(Ok).chain(erreur.map(Err))
            });
            let mut sortie =
                documents::canal::Canal::nouveau(documents::canal::TAILLE, |morceau: Vec<u8>| {
                    octets_tx
                        .blocking_send(Ok(morceau.into()))
                        .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
                });
            let ecrite =
                documents::archive::ecrire_archive(lettres, &services.polices, &mut sortie)
                    .map(|_| ())
                    .map_err(|e| format!("{e:?}"))
                    .and_then(|()| sortie.terminer().map_err(|e| e.to_string()));
            if let Err(erreur) = &ecrite {
                tracing::warn!(%erreur, "archive interrompue");
                // The reader must not take half an archive for a whole one.
                let _ = octets_tx.blocking_send(Err(io::Error::other("archive interrompue")));
            }
            ecrite.is_ok()
        }
    });
    // Letters of an archive that was stopped were printed by nobody. Noted before the reader
    // sees its end, who may ask for the page at once.
    tokio::spawn(async move {
        if matches!(entiere.await, Ok(true)) {
            usecases::lettres::imprimees(&services, &ids).await;
        }
        drop(octets_tx);
    });
    let corps = stream::unfold(octets_rx, |mut rx| async move {
        rx.recv().await.map(|morceau| (morceau, rx))
    });
    let mut reponse = fichier(
        &format!("{numero}_convocations.zip"),
        "application/zip",
        Body::from_stream(corps.fuse()),
    );
    reponse.headers_mut().insert(
        HeaderName::from_static(ENTETE_LETTRES),
        HeaderValue::from(nombre),
    );
    reponse
}
