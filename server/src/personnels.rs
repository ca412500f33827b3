//! Files about people: the list and the team's calendar as PDF, lists as CSV, and the file
//! of indisponibilités that goes up.

use crate::reponses::{CSV, Connecte, PDF, echec, fichier, rendre};
use crate::routeur::{CORPS_MAX, Etat};
use app::messages::personnels as mp;
use app::pages::indisponibilites::{ADRESSE, RAPPORT, RapportLu, filtre_des_indisponibilites};
use app::pages::{parametres, personnels::filtre_des_personnels};
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use documents::equipe::CalendrierEquipe;
use documents::tableau::{Colonne, Document, Ligne, Orientation, Section};
use domain::{
    Acteur, CaseEquipe, Erreur, FiltrePersonnels, GenreImport, ImportErreur, LignePersonnel, Mois,
    NaiveDate, PartieJour, lire_mois,
};
use std::io::Cursor;
use std::sync::Arc;
use tower_sessions::Session;
use usecases::importer::{DemandeImport, Importateur};

type Parametres = Query<Vec<(String, String)>>;

fn filtre(paires: Vec<(String, String)>) -> FiltrePersonnels {
    filtre_des_personnels(&parametres(paires))
}

/// `GET /personnels.csv`: the people that the same parameters show on their page.
pub async fn personnels_csv(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(paires): Parametres,
) -> Response {
    let fait = usecases::personnels::exporter(
        &etat.services,
        &acteur,
        &filtre(paires),
        mp::l::COLONNES_PERSONNELS,
        mp::cellules_personnel,
    )
    .await;
    rendre(fait.map(|o| ("personnels.csv", o)), CSV)
}

/// `GET /personnels.pdf`: the same people, to print.
pub async fn personnels_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(paires): Parametres,
) -> Response {
    let papier = liste_pdf(&etat, &acteur, filtre(paires));
    rendre(papier.await.map(|o| ("personnels.pdf", o)), PDF)
}

async fn liste_pdf(
    etat: &Etat,
    acteur: &Acteur,
    filtre: FiltrePersonnels,
) -> Result<Vec<u8>, Erreur> {
    let services = &etat.services;
    let limite = usecases::personnels::IMPRIMES_MAX;
    let page = usecases::personnels::tous(services, acteur, &filtre, limite).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let mut sous_titres = vec![lieu(&page.lignes, acteur), mp::imprime_le(jour)];
    if let Some((du, au)) = filtre.periode() {
        sous_titres.push(mp::libres_entre(du, au));
    }
    let mut colonnes = vec![
        Colonne::texte(mp::colonne_personnel(domain::ColonnePersonnel::Nom), 2.4),
        Colonne::texte(
            mp::colonne_personnel(domain::ColonnePersonnel::Discipline),
            2.4,
        ),
    ];
    if page.plusieurs {
        colonnes.push(Colonne::texte(
            mp::colonne_personnel(domain::ColonnePersonnel::Etablissement),
            2.6,
        ));
    }
    colonnes.extend([
        Colonne::texte(app::messages::competences::l::SES_COMPETENCES, 3.0),
        Colonne::texte(mp::l::COL_COORDONNEES, 3.2),
        Colonne::texte(mp::l::COL_DISPONIBILITE, 3.0),
        Colonne::texte(mp::l::COL_CONVOCATIONS, 2.4),
        Colonne::nombre(mp::colonne_personnel(domain::ColonnePersonnel::Charge), 0.8),
    ]);
    let plusieurs = page.plusieurs;
    let ligne = |p: &LignePersonnel| {
        let mut nom = p.nom_complet();
        if p.secondaire {
            nom = format!("{nom}\n{}", mp::titre_secondaire(&p.etablissement));
        }
        let mut cellules = vec![nom, p.discipline.clone()];
        if plusieurs {
            cellules.push(p.etablissement.clone());
        }
        let missions: Vec<String> = p
            .convocations
            .iter()
            .map(|c| c.mission.to_string())
            .collect();
        cellules.extend([
            app::messages::competences::en_bref(&p.competences),
            if p.mel.is_empty() {
                mp::l::SANS_ADRESSE.to_owned()
            } else {
                p.mel.clone()
            },
            p.absences
                .iter()
                .map(domain::periode)
                .collect::<Vec<_>>()
                .join("\n"),
            missions.join(", "),
            p.jours.to_string(),
        ]);
        Ligne::de(cellules)
    };
    let document = Document {
        titre: mp::l::CONSULTATION_PERSONNELS.to_owned(),
        sous_titres,
        auteur: acteur.nom.clone(),
        etabli_le: jour,
        orientation: Orientation::Paysage,
        sections: vec![Section {
            colonnes,
            lignes: page.lignes.iter().map(ligne).collect(),
            vide: mp::l::AUCUN_PERSONNEL.to_owned(),
            conclusion: vec![mp::legende_personnels(page.total, page.total_sans_filtre)],
            ..Section::default()
        }],
    };
    let polices = services.polices.clone();
    tracer(move || documents::tableau::pdf(&document, &polices)).await
}

/// Draws off the async workers.
async fn tracer(
    dessin: impl FnOnce() -> Result<Vec<u8>, documents::ErreurDocument> + Send + 'static,
) -> Result<Vec<u8>, Erreur> {
    tokio::task::spawn_blocking(dessin)
        .await
        .map_err(|e| usecases::interne("personnels", &e))?
        .map_err(|e| usecases::interne("personnels", &e))
}

/// The établissement of these people when they are of one, else whose list it is.
fn lieu(lignes: &[LignePersonnel], acteur: &Acteur) -> String {
    // Those who share their service do not say whose list it is.
    let mut lieux = lignes
        .iter()
        .filter(|l| !l.secondaire)
        .map(|l| l.etablissement.as_str());
    let premier = lieux.next().unwrap_or_default();
    if !premier.is_empty() && lieux.all(|l| l == premier) {
        premier.to_owned()
    } else {
        acteur.nom.clone()
    }
}

/// `GET /personnels/calendrier.pdf`: a month of the team, to pin to a wall.
pub async fn calendrier_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(paires): Parametres,
) -> Response {
    let mois = paires
        .iter()
        .find(|(nom, _)| nom == "mois")
        .and_then(|(_, m)| lire_mois(m));
    let fait = equipe_pdf(&etat, &acteur, filtre(paires), mois).await;
    rendre(fait.map(|o| ("calendrier-equipe.pdf", o)), PDF)
}

async fn equipe_pdf(
    etat: &Etat,
    acteur: &Acteur,
    filtre: FiltrePersonnels,
    mois: Option<Mois>,
) -> Result<Vec<u8>, Erreur> {
    let services = &etat.services;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let mois = mois.unwrap_or_else(|| Mois::de(jour));
    let equipe = usecases::personnels::equipe(services, acteur, &filtre, mois).await?;
    let calendrier = CalendrierEquipe {
        titre: format!("{}, {}", mp::l::EQUIPE_TITRE, mp::mois(mois)),
        sous_titres: vec![
            if equipe.lieu.is_empty() {
                acteur.nom.clone()
            } else {
                equipe.lieu
            },
            mp::imprime_le(jour),
        ],
        auteur: acteur.nom.clone(),
        etabli_le: jour,
        mois,
        chomes: chomes(mois, &equipe.territoire),
        entete: mp::colonne_personnel(domain::ColonnePersonnel::Nom).to_owned(),
        rangs: equipe.rangs,
        legende: legende(),
        vide: mp::l::AUCUN_PERSONNEL.to_owned(),
    };
    let polices = services.polices.clone();
    tracer(move || documents::equipe::pdf(&calendrier, &polices)).await
}

/// Public holidays of a month.
fn chomes(mois: Mois, territoire: &domain::Territoire) -> Vec<NaiveDate> {
    (1..=mois.longueur())
        .filter_map(|j| mois.jour(j))
        .filter(|j| domain::JourChome::de(*j, *territoire).is_some())
        .collect()
}

fn legende() -> Vec<(CaseEquipe, String)> {
    let case = |absence, convoque| CaseEquipe { absence, convoque };
    let journee = Some(PartieJour::Journee);
    vec![
        (case(None, true), mp::l::LEGENDE_CONVOQUE.to_owned()),
        (case(journee, false), mp::l::LEGENDE_INDISPONIBLE.to_owned()),
        (
            case(Some(PartieJour::Matin), false),
            mp::partie_courte(PartieJour::Matin).to_owned(),
        ),
        (
            case(Some(PartieJour::ApresMidi), false),
            mp::partie_courte(PartieJour::ApresMidi).to_owned(),
        ),
        (case(journee, true), mp::l::LEGENDE_CONFLIT.to_owned()),
    ]
}

/// `GET /indisponibilites.csv`: the list that the same parameters show on its page.
pub async fn indisponibilites_csv(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(paires): Parametres,
) -> Response {
    let fait = usecases::indisponibilites::exporter(
        &etat.services,
        &acteur,
        &filtre_des_indisponibilites(&parametres(paires)),
        mp::l::COLONNES_INDISPONIBILITES,
        mp::cellules_indisponibilite,
    )
    .await;
    rendre(fait.map(|o| ("indisponibilites.csv", o)), CSV)
}

/// `GET /indisponibilites/modele.csv`: a file to fill in.
pub async fn modele(Connecte(acteur): Connecte) -> Response {
    if acteur.personnels_geres() == domain::Portee::Rien {
        return echec(&Erreur::Interdit);
    }
    let texte = format!(
        "\u{feff}{}",
        usecases::importer::modele(GenreImport::Indisponibilites)
    );
    fichier("modele-indisponibilites.csv", CSV, texte)
}

/// `POST /indisponibilites/importer`: a file goes up; its report is kept in the session and
/// shown on the page of the import.
pub async fn importer(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    session: Session,
    envoi: Result<Multipart, MultipartRejection>,
) -> Response {
    if acteur.personnels_geres() == domain::Portee::Rien {
        return echec(&Erreur::Interdit);
    }
    let rapport = match envoi {
        Ok(envoi) => recevoir(&etat, acteur, envoi).await,
        Err(_) => Err(Erreur::RequeteInvalide.into()),
    };
    if let Ok(texte) = serde_json::to_string(&rapport) {
        app::contexte::garder_texte_dans(&session, RAPPORT, &texte).await;
    }
    Redirect::to(&format!("{ADRESSE}/importer#rapport")).into_response()
}

async fn recevoir(etat: &Etat, acteur: Arc<Acteur>, mut envoi: Multipart) -> RapportLu {
    let lecture = |e: axum::extract::multipart::MultipartError| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ImportErreur::FichierTropGros {
                maximum: CORPS_MAX as u64,
            }
        } else {
            tracing::warn!(erreur = %e, "fichier non reçu");
            ImportErreur::Erreur(Erreur::RequeteInvalide)
        }
    };
    let mut octets = Vec::new();
    let mut a_blanc = false;
    while let Some(champ) = envoi.next_field().await.map_err(lecture)? {
        match champ.name() {
            Some("fichier") => octets = champ.bytes().await.map_err(lecture)?.to_vec(),
            Some("a_blanc") => a_blanc = !champ.text().await.map_err(lecture)?.is_empty(),
            _ => {}
        }
    }
    if octets.is_empty() {
        return Err(ImportErreur::FichierVide);
    }
    let demande = DemandeImport {
        importateur: Importateur::Compte(Box::new((*acteur).clone())),
        a_blanc,
    };
    usecases::importer::indisponibilites(&etat.services, &demande, Cursor::new(octets), &mut ())
        .await
}
