//! Files about people: the list and the team's calendar as PDF, lists as CSV, and the file
//! of indisponibilités that goes up.

use crate::reponses::{CSV, Connecte, PDF, dessiner, echec, fichier, rendre};
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
    Acteur, CaseEquipe, ColonneIndisponibilite, Erreur, FiltreIndisponibilites, FiltrePersonnels,
    GenreImport, ImportErreur, LigneIndisponibilite, LignePersonnel, Mois, NaiveDate,
    PagePersonnels, PartieJour, lire_mois,
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
        usecases::personnels::LOT,
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
    let document = liste(&page, &filtre, &acteur.nom, jour);
    let polices = services.polices.clone();
    dessiner(move || documents::tableau::pdf(&document, &polices)).await
}

/// The list on paper: all of it, or its first people, which it then says. `qui` prints it.
fn liste(page: &PagePersonnels, filtre: &FiltrePersonnels, qui: &str, jour: NaiveDate) -> Document {
    // Those who share their service do not say whose list it is.
    let chez_eux = page
        .lignes
        .iter()
        .filter(|l| !l.secondaire)
        .map(|l| l.etablissement.as_str());
    let mut sous_titres = vec![lieu(chez_eux, qui), mp::imprime_le(jour)];
    if let Some((du, au)) = filtre.periode() {
        sous_titres.push(mp::libres_entre(du, au));
    }
    sous_titres.extend(mp::premieres_personnes(page.lignes.len(), page.total));
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
        Colonne::texte(app::messages::competences::l::SES_COMPETENCES, 2.8),
        Colonne::texte(mp::l::COL_COORDONNEES, 3.2),
        Colonne::texte(mp::l::COL_DISPONIBILITE, 2.6),
        Colonne::texte(mp::l::COL_CONVOCATIONS, 3.6),
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
        cellules.extend([
            app::messages::competences::en_bref(&p.competences),
            mp::coordonnees(p),
            p.absences
                .iter()
                .map(domain::periode)
                .collect::<Vec<_>>()
                .join("\n"),
            mp::convocations_imprimees(&p.convocations),
            p.jours.to_string(),
        ]);
        Ligne::de(cellules)
    };
    Document {
        titre: mp::l::CONSULTATION_PERSONNELS.to_owned(),
        sous_titres,
        auteur: qui.to_owned(),
        etabli_le: jour,
        orientation: Orientation::Paysage,
        sections: vec![Section {
            colonnes,
            lignes: page.lignes.iter().map(ligne).collect(),
            vide: mp::l::AUCUN_PERSONNEL.to_owned(),
            conclusion: vec![mp::legende_personnels(page.total, page.total_sans_filtre)],
            ..Section::default()
        }],
    }
}

/// The établissement of these lines when they are of one, else whose list it is.
fn lieu<'a>(mut noms: impl Iterator<Item = &'a str>, qui: &str) -> String {
    let premier = noms.next().unwrap_or_default();
    if !premier.is_empty() && noms.all(|nom| nom == premier) {
        premier.to_owned()
    } else {
        qui.to_owned()
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
    let limite = usecases::personnels::IMPRIMES_MAX;
    let equipe = usecases::personnels::equipe(services, acteur, &filtre, mois, limite).await?;
    let mut sous_titres = vec![
        if equipe.lieu.is_empty() {
            acteur.nom.clone()
        } else {
            equipe.lieu
        },
        mp::imprime_le(jour),
    ];
    sous_titres.extend(mp::premieres_personnes(equipe.rangs.len(), equipe.total));
    let calendrier = CalendrierEquipe {
        titre: format!("{}, {}", mp::l::EQUIPE_TITRE, mp::mois(mois)),
        sous_titres,
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
    dessiner(move || documents::equipe::pdf(&calendrier, &polices)).await
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
        usecases::indisponibilites::LOT,
        mp::l::COLONNES_INDISPONIBILITES,
        mp::cellules_indisponibilite,
    )
    .await;
    rendre(fait.map(|o| ("indisponibilites.csv", o)), CSV)
}

/// `GET /indisponibilites.pdf`: the same lines, to print. Why somebody is away is left out:
/// paper is shown around (ADR 0014).
pub async fn indisponibilites_pdf(
    State(etat): State<Etat>,
    Connecte(acteur): Connecte,
    Query(paires): Parametres,
) -> Response {
    let filtre = filtre_des_indisponibilites(&parametres(paires));
    let papier = indisponibilites_imprimees(&etat, &acteur, &filtre).await;
    rendre(papier.map(|o| ("indisponibilites.pdf", o)), PDF)
}

async fn indisponibilites_imprimees(
    etat: &Etat,
    acteur: &Acteur,
    filtre: &FiltreIndisponibilites,
) -> Result<Vec<u8>, Erreur> {
    let services = &etat.services;
    let limite = usecases::indisponibilites::IMPRIMEES_MAX;
    let page = usecases::indisponibilites::toutes(services, acteur, filtre, limite).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let noms = page
        .lignes
        .iter()
        .filter(|l| !l.secondaire)
        .map(|l| l.etablissement.as_str());
    let mut sous_titres = vec![lieu(noms, &acteur.nom), mp::imprime_le(jour)];
    sous_titres.extend(mp::pendant(filtre.du, filtre.au));
    let mut colonnes = vec![
        Colonne::texte(
            mp::colonne_indisponibilite(ColonneIndisponibilite::Nom),
            2.4,
        ),
        Colonne::texte(
            mp::colonne_indisponibilite(ColonneIndisponibilite::Discipline),
            2.2,
        ),
    ];
    if page.plusieurs {
        colonnes.push(Colonne::texte(
            mp::colonne_personnel(domain::ColonnePersonnel::Etablissement),
            2.4,
        ));
    }
    colonnes.extend([
        Colonne::texte(
            mp::colonne_indisponibilite(ColonneIndisponibilite::Periode),
            3.0,
        ),
        Colonne::texte(mp::l::CONVOCATIONS_TOUCHEES, 4.0),
        Colonne::texte(mp::l::SAISIE_PAR, 3.0),
    ]);
    let plusieurs = page.plusieurs;
    let ligne = |i: &LigneIndisponibilite| {
        let mut cellules = vec![i.nom.clone(), i.discipline.clone()];
        if plusieurs {
            cellules.push(i.etablissement.clone());
        }
        let touchees: Vec<String> = i
            .touchees
            .iter()
            .map(|t| format!("{} – {}", t.mission, mp::touchee(t)))
            .collect();
        let mains: Vec<String> = core::iter::once(mp::saisie_par(i))
            .chain(mp::modifiee_par(i))
            .collect();
        cellules.extend([
            domain::periode(&i.absence),
            touchees.join("\n"),
            mains.join("\n"),
        ]);
        Ligne::de(cellules)
    };
    let conclusion = vec![mp::legende_indisponibilites(
        page.total,
        page.total_sans_filtre,
    )];
    sous_titres.extend(mp::premieres_indisponibilites(
        page.lignes.len(),
        page.total,
    ));
    let document = Document {
        titre: mp::l::LISTE_INDISPONIBILITES.to_owned(),
        sous_titres,
        auteur: acteur.nom.clone(),
        etabli_le: jour,
        orientation: Orientation::Paysage,
        sections: vec![Section {
            colonnes,
            lignes: page.lignes.iter().map(ligne).collect(),
            vide: mp::l::AUCUNE_FILTREE.to_owned(),
            conclusion,
            ..Section::default()
        }],
    };
    let polices = services.polices.clone();
    dessiner(move || documents::tableau::pdf(&document, &polices)).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_liste_coupee_le_dit() {
        let dite = |total| {
            let page = PagePersonnels {
                total,
                ..PagePersonnels::default()
            };
            let filtre = FiltrePersonnels::default();
            liste(&page, &filtre, "Le chef", NaiveDate::default())
                .sous_titres
                .join("\n")
        };
        assert!(dite(3).contains("premières personnes sur 3"), "{}", dite(3));
        assert!(!dite(0).contains("premières"), "{}", dite(0));
    }
}
