//! The program told to stop, or killed, while an archive of letters is on its way.

use crate::monde::COEC;
use crate::serveur::{Lieu, Serveur, preparer};
use axum::http::{Method, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;

/// Far more than are made while a signal is on its way, few enough to be made, by a build
/// without optimisation on a busy machine, in the time left to requests under way.
const LETTRES: usize = 150;

/// The first bytes of an archive of all letters, and what is still to come.
async fn commencer(serveur: &Serveur, lieu: &Lieu) -> (Vec<u8>, Incoming) {
    let chef = serveur.connecter().await;
    let store = lieu.ouvrir().await;
    let portee = domain::Portee::Academie(domain::AcademieId(1));
    let mission = store::missions::par_numero(store.lecture(), &portee, COEC)
        .await
        .unwrap()
        .unwrap();
    let lignes = store::convocations::lignes(store.lecture(), mission.ligne.id)
        .await
        .unwrap();
    assert_eq!(lignes.len(), LETTRES);
    let ids: Vec<String> = lignes.iter().map(|l| l.id.to_string()).collect();
    store.fermer().await.unwrap();
    let chemin = format!("/missions/{COEC}/convocations.zip");
    let corps = format!("ids={}", ids.join("%2C"));
    let reponse = serveur.demander(Method::POST, &chemin, &chef, corps).await;
    assert_eq!(reponse.status(), StatusCode::OK);
    let mut corps = reponse.into_body();
    let premiers = corps.frame().await.unwrap().unwrap().into_data().unwrap();
    (premiers.to_vec(), corps)
}

fn lettres(archive: &[u8]) -> Result<usize, zip::result::ZipError> {
    let archive = zip::ZipArchive::new(std::io::Cursor::new(archive))?;
    let mut lettres = 0;
    for nom in archive.file_names() {
        lettres += usize::from(nom?.ends_with(".pdf"));
    }
    Ok(lettres)
}

/// Told to stop, it ends the archive first; nobody new is let in.
#[tokio::test(flavor = "multi_thread")]
async fn arrete_pendant_une_archive() {
    let lieu = Lieu::nouveau();
    preparer(&lieu, LETTRES).await;
    let serveur = Serveur::lancer(&lieu, "dir:courriels");
    let (mut octets, corps) = commencer(&serveur, &lieu).await;
    serveur.demander_l_arret();
    octets.extend(corps.collect().await.unwrap().to_bytes());
    assert_eq!(lettres(&octets).unwrap(), LETTRES);
    assert!(serveur.attendre_la_fin().success());
}

/// Killed, it leaves the reader half an archive that no one can take for a whole one.
#[tokio::test(flavor = "multi_thread")]
async fn tue_pendant_une_archive() {
    let lieu = Lieu::nouveau();
    preparer(&lieu, LETTRES).await;
    let serveur = Serveur::lancer(&lieu, "dir:courriels");
    let (mut octets, mut corps) = commencer(&serveur, &lieu).await;
    serveur.tuer();
    let fin = loop {
        match corps.frame().await {
            Some(Ok(morceau)) => octets.extend(morceau.into_data().unwrap_or_default()),
            autre => break autre,
        }
    };
    assert!(fin.is_some_and(|f| f.is_err()), "la coupure se voit");
    assert!(
        lettres(&octets).is_err(),
        "une moitié d'archive ne s'ouvre pas"
    );

    // And the next one gives the whole.
    let serveur = Serveur::lancer(&lieu, "dir:courriels");
    let (mut octets, corps) = commencer(&serveur, &lieu).await;
    octets.extend(corps.collect().await.unwrap().to_bytes());
    assert_eq!(lettres(&octets).unwrap(), LETTRES);
    assert!(serveur.arreter().success());
}
