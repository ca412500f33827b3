//! What the measures over HTTP share: a database of their own, the real `imagin serve`
//! as a process of its own, and a client that keeps its connection.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measure: what it cannot prepare must stop it; each uses a part of this"
)]

#[path = "../../tests/programme/mod.rs"]
mod programme;

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, HeaderName, LOCATION, SET_COOKIE};
use axum::http::{Request, Response, StatusCode};
use domain::{
    AcademieId, Adresse, Attribution, Civilite, CompteId, Creneau, EpreuveOption, EtablissementId,
    NaiveDate, NaiveTime, Role, SessionExamen, Signataire, Specialite, TypeMission, Uai,
};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
pub(crate) use programme::Programme as Serveur;
use server::Reglages;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use store::comptes::NouveauCompte;
use store::etablissements::NouvelEtablissement;
use store::intervenants::NouvelIntervenant;
use store::missions::NouvelleMission;
use store::{Ecriture, Store};
use tempfile::TempDir;
use tokio::net::TcpStream;
use usecases::Services;

/// Password of every account.
const MOT_DE_PASSE: &str = "quatre mots sans rapport";

/// A folder with a database, gone with it.
pub(crate) struct Lieu(TempDir);

impl Lieu {
    pub(crate) fn nouveau() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn variables(&self) -> BTreeMap<String, String> {
        [
            ("IMAGIN_DATA_DIR", self.0.path().join("donnees")),
            ("IMAGIN_LISTEN", PathBuf::from("127.0.0.1:0")),
            ("LEPTOS_SITE_ROOT", self.0.path().join("site")),
        ]
        .map(|(nom, valeur)| {
            (
                nom.to_owned(),
                valeur.into_os_string().into_string().unwrap(),
            )
        })
        .into()
    }

    /// The file of the database.
    pub(crate) fn base(&self) -> PathBuf {
        self.0.path().join("donnees/imagin.sqlite")
    }

    /// The services over the database, migrated.
    pub(crate) async fn services(&self) -> Services {
        let reglages = Reglages::lire(self.variables()).unwrap();
        server::service::services(&reglages).await.unwrap()
    }

    /// `imagin serve` over the database: the binary that this profile builds, logging
    /// what it logs when nobody sets anything.
    pub(crate) fn servir(&self) -> Serveur {
        let mut commande = Command::new(env!("CARGO_BIN_EXE_imagin"));
        commande
            .arg("serve")
            .env_clear()
            .envs(self.variables())
            .current_dir(self.0.path());
        Serveur::lancer(commande)
    }
}

/// One connection to a server, kept open.
pub(crate) struct Connexion {
    envoi: SendRequest<Full<Bytes>>,
    adresse: SocketAddr,
}

/// An answer read to its end.
pub(crate) struct Lu {
    /// From the request to the first byte of the body, in seconds.
    pub(crate) premier: f64,
    /// From the request to the last byte, in seconds.
    pub(crate) total: f64,
    pub(crate) octets: Vec<u8>,
}

impl Connexion {
    pub(crate) async fn ouvrir(adresse: SocketAddr) -> Self {
        let flux = TcpStream::connect(adresse).await.unwrap();
        flux.set_nodelay(true).unwrap();
        let (envoi, connexion) = handshake(TokioIo::new(flux)).await.unwrap();
        tokio::spawn(connexion);
        Self { envoi, adresse }
    }

    async fn demander(&mut self, requete: Request<Full<Bytes>>) -> Response<Incoming> {
        self.envoi.ready().await.unwrap();
        self.envoi.send_request(requete).await.unwrap()
    }

    /// GETs a page; the number of its bytes. Nothing but 200 will do.
    pub(crate) async fn lire(&mut self, chemin: &str, temoin: &str) -> usize {
        let requete = Request::get(chemin)
            .header(HOST, self.adresse.to_string())
            .header(COOKIE, temoin)
            .body(Full::default())
            .unwrap();
        let reponse = self.demander(requete).await;
        assert_eq!(reponse.status(), StatusCode::OK, "{chemin}");
        let mut corps = reponse.into_body();
        let mut total = 0;
        while let Some(morceau) = corps.frame().await {
            total += morceau.unwrap().data_ref().map_or(0, Bytes::len);
        }
        total
    }

    /// GETs what `entete` opens, and reads it to its end. Nothing but 200 will do.
    pub(crate) async fn obtenir(&mut self, chemin: &str, entete: HeaderName, valeur: &str) -> Lu {
        let requete = Request::get(chemin)
            .header(HOST, self.adresse.to_string())
            .header(entete, valeur)
            .body(Full::default())
            .unwrap();
        let debut = Instant::now();
        let reponse = self.demander(requete).await;
        assert_eq!(reponse.status(), StatusCode::OK, "{chemin}");
        tout_lire(reponse, debut).await
    }

    /// GETs a page, to look at it.
    pub(crate) async fn page(&mut self, chemin: &str, temoin: &str) -> String {
        let requete = Request::get(chemin)
            .header(HOST, self.adresse.to_string())
            .header(COOKIE, temoin)
            .body(Full::default())
            .unwrap();
        let corps = self.demander(requete).await.into_body();
        let octets = corps.collect().await.unwrap().to_bytes();
        String::from_utf8(octets.into()).unwrap()
    }

    async fn formulaire(
        &mut self,
        chemin: &str,
        temoin: &str,
        champs: &[(&str, &str)],
    ) -> Response<Incoming> {
        let corps = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(champs)
            .finish();
        let requete = Request::post(chemin)
            .header(HOST, self.adresse.to_string())
            .header(COOKIE, temoin)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(corps))
            .unwrap();
        self.demander(requete).await
    }

    /// POSTs a form and reads what comes back. Nothing but 200 will do.
    pub(crate) async fn poster(
        &mut self,
        chemin: &str,
        temoin: &str,
        champs: &[(&str, &str)],
    ) -> Lu {
        let debut = Instant::now();
        let reponse = self.formulaire(chemin, temoin, champs).await;
        assert_eq!(reponse.status(), StatusCode::OK, "{chemin}");
        tout_lire(reponse, debut).await
    }

    /// Signs in: the session's cookie.
    pub(crate) async fn entrer(&mut self, identifiant: &str) -> String {
        let champs = [("identifiant", identifiant), ("mot_de_passe", MOT_DE_PASSE)];
        let reponse = self.formulaire("/connexion", "", &champs).await;
        assert_eq!(reponse.headers()[LOCATION], "/", "{identifiant}");
        let pose = reponse.headers()[SET_COOKIE].to_str().unwrap();
        let temoin = pose.split(';').next().unwrap().to_owned();
        reponse.into_body().collect().await.unwrap();
        temoin
    }
}

/// Reads an answer to its end, timed since the request.
async fn tout_lire(reponse: Response<Incoming>, debut: Instant) -> Lu {
    let mut corps = reponse.into_body();
    let mut premier = None;
    let mut octets = Vec::new();
    while let Some(morceau) = corps.frame().await {
        let morceau = morceau.expect("la réponse s'est interrompue");
        if let Some(o) = morceau.data_ref() {
            premier.get_or_insert_with(|| debut.elapsed());
            octets.extend_from_slice(o);
        }
    }
    Lu {
        premier: premier.unwrap().as_secs_f64(),
        total: debut.elapsed().as_secs_f64(),
        octets,
    }
}

// --- The world ----------------------------------------------------------------------

pub(crate) async fn academie(tx: &Ecriture) -> AcademieId {
    store::academies::creer(tx, "16", "Toulouse", "Europe/Paris")
        .await
        .unwrap()
}

pub(crate) async fn centre(
    tx: &Ecriture,
    academie: AcademieId,
    numero: u32,
    nom: &str,
) -> EtablissementId {
    let nouveau = NouvelEtablissement {
        uai: Uai::du_numero(numero),
        nom: nom.into(),
        adresse: adresse("135 route de Narbonne"),
        telephone: "05 61 00 00 00".into(),
        mel: "centre@exemple.fr".into(),
        ferme: false,
    };
    store::etablissements::creer(tx, academie, &nouveau)
        .await
        .unwrap()
}

fn adresse(rue: &str) -> Adresse {
    Adresse {
        lignes: vec![rue.into(), "BP 10".into()],
        code_postal: "31031".into(),
        commune: "TOULOUSE CEDEX 4".into(),
    }
}

/// The password that [`Connexion::entrer`] types, as accounts keep it.
pub(crate) async fn mot_de_passe(services: &Services) -> String {
    usecases::connexion::hacher(services, MOT_DE_PASSE.into())
        .await
        .unwrap()
}

/// The head of a centre, under the password that [`Connexion::entrer`] types.
pub(crate) async fn chef(
    tx: &Ecriture,
    services: &Services,
    academie: AcademieId,
    identifiant: &str,
    centre: EtablissementId,
) -> CompteId {
    let condense = mot_de_passe(services).await;
    let nouveau = NouveauCompte {
        academie,
        identifiant: identifiant.into(),
        nom: "Hélène Castagnède".into(),
        mel: "chef@exemple.fr".into(),
        mot_de_passe: condense,
        intervenant: None,
        copie_par_courriel: false,
        attributions: vec![Attribution {
            role: Role::ChefEtablissement,
            etablissement: Some(centre),
        }],
    };
    store::comptes::creer(tx, &nouveau, services.maintenant())
        .await
        .unwrap()
}

/// `nombre` people of a centre, of different names and addresses.
pub(crate) fn gens(nombre: usize, centre: EtablissementId) -> Vec<NouvelIntervenant> {
    const NOMS: [&str; 8] = [
        "D'ARRAS",
        "DUPONT",
        "LE GALL",
        "LEFÈVRE",
        "DE LA TOUR",
        "MARTIN-PUECH",
        "NGUYEN",
        "ÇELIK",
    ];
    const PRENOMS: [&str; 7] = [
        "Anne",
        "Hélène",
        "Jean-François",
        "Zoé",
        "Karim",
        "Marie-Thérèse",
        "Noël",
    ];
    (0..nombre)
        .map(|i| NouvelIntervenant {
            matricule: format!("M{i:06}"),
            civilite: if i % 2 == 0 {
                Civilite::Madame
            } else {
                Civilite::Monsieur
            },
            nom: format!("{} {}", NOMS[i % NOMS.len()], i),
            prenom: PRENOMS[i % PRENOMS.len()].into(),
            etablissement: Some(centre),
            discipline: None,
            mel_professionnel: format!("m{i}@exemple.fr"),
            mel_personnel: String::new(),
            adresse: adresse(&format!("{i} rue des Filatiers")),
            actif: true,
        })
        .collect()
}

pub(crate) fn jour(j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
}

pub(crate) fn creneau(j: u32) -> Creneau {
    let heure = |h| NaiveTime::from_hms_opt(h, 30, 0).unwrap();
    Creneau {
        jour: jour(j),
        debut: heure(8),
        fin: heure(12),
    }
}

/// A mission, one of many that are not alike.
pub(crate) fn mission(numero: i64, centre: EtablissementId) -> NouvelleMission {
    const EPREUVES: [(&str, &str); 6] = [
        ("C001C", "Histoire-géographie 3ème éval"),
        ("C002A", "Langue vivante A : anglais 1ère éval"),
        ("C009L", "Humanités, littérature philo Partie littér"),
        ("C009P", "Humanités, littérature philo partie philo"),
        ("C014B", "Enseignement scientifique 2ème éval"),
        ("C020", "Physique-chimie & mathématiques"),
    ];
    let rang = usize::try_from(numero).unwrap();
    let type_mission = TypeMission::TOUS[rang % TypeMission::TOUS.len()];
    let sans_epreuve = type_mission == TypeMission::Sscan;
    let (code, libelle) = EPREUVES[rang % EPREUVES.len()];
    NouvelleMission {
        numero,
        session: SessionExamen {
            code: "470".into(),
            examen: if rang % 3 == 0 { "BTN" } else { "BCG" }.into(),
            annee: 2021,
            libelle: "BGT 2021".into(),
        },
        specialite: (!sans_epreuve).then(|| Specialite {
            code: "BCG".into(),
            libelle: "BACCALAUREAT GENERAL".into(),
        }),
        epreuve: (!sans_epreuve).then(|| EpreuveOption {
            code: code.into(),
            libelle: libelle.into(),
        }),
        type_mission,
        debut: jour(1),
        centre,
        signataire: if rang % 4 == 0 {
            Signataire::ChefCentre
        } else {
            Signataire::ChefEtablissement
        },
        affectation_terminee: true,
        jours: (1..=12).map(jour).collect(),
        creneaux: vec![creneau(1), creneau(2)],
        observation: "Venir avec une pièce d’identité.".into(),
        commission: "3GHG".into(),
    }
}

/// Writes people and gives their keys in order.
pub(crate) async fn importer_gens(
    tx: &Ecriture,
    academie: AcademieId,
    gens: &[NouvelIntervenant],
) -> Vec<domain::IntervenantId> {
    for lot in gens.chunks(1_000) {
        store::intervenants::importer_lot(tx, academie, lot)
            .await
            .unwrap();
    }
    let ids = store::intervenants::ids_par_matricule(tx, academie)
        .await
        .unwrap();
    gens.iter().map(|g| ids[&g.matricule]).collect()
}

/// Folds the journal into the file, as a service that ended leaves it.
pub(crate) async fn refermer(store: &Store) {
    store.analyser().await.unwrap();
    store.fermer().await.unwrap();
}

// --- Figures ------------------------------------------------------------------------

pub(crate) fn mediane(valeurs: &[f64]) -> f64 {
    let mut valeurs = valeurs.to_vec();
    valeurs.sort_by(f64::total_cmp);
    valeurs[valeurs.len() / 2]
}

pub(crate) fn pire(valeurs: &[f64]) -> f64 {
    valeurs.iter().copied().fold(0.0, f64::max)
}

#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
pub(crate) fn decimal(nombre: usize) -> f64 {
    nombre as f64
}

/// Memory that a process has asked for, in megabytes (`RssAnon` of `/proc/PID/status`): not
/// the pages of the database that SQLite maps, which every connection counts as its own and
/// which the system takes back as it likes.
pub(crate) fn memoire(pid: u32) -> f64 {
    let statut = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let ligne = statut.lines().find(|l| l.starts_with("RssAnon")).unwrap();
    let ko: f64 = ligne.split_whitespace().nth(1).unwrap().parse().unwrap();
    ko / 1_024.0
}

/// The most [`memoire`] that a process holds, looked at every few milliseconds: the system
/// keeps no peak of it.
pub(crate) struct Pointe {
    fini: Arc<AtomicBool>,
    fil: JoinHandle<f64>,
}

impl Pointe {
    pub(crate) fn suivre(pid: u32) -> Self {
        let fini = Arc::new(AtomicBool::new(false));
        let vu = Arc::clone(&fini);
        let fil = std::thread::spawn(move || {
            let mut pointe = memoire(pid);
            while !vu.load(Ordering::Relaxed) {
                #[expect(clippy::disallowed_methods, reason = "a thread of its own, that looks")]
                std::thread::sleep(Duration::from_millis(2));
                pointe = pointe.max(memoire(pid));
            }
            pointe
        });
        Self { fini, fil }
    }

    pub(crate) fn lire(self) -> f64 {
        self.fini.store(true, Ordering::Relaxed);
        self.fil.join().unwrap()
    }
}

/// `tenu` or `MANQUÉ`.
pub(crate) const fn verdict(tenu: bool) -> &'static str {
    if tenu { "tenu" } else { "MANQUÉ" }
}
