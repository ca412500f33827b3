//! The list of missions over HTTP: `script/bench liste`.
//!
//! One database holds three centres of 500, 1,000 and 5,000 missions. Asked for in turn,
//! over the same number of connections kept open, on the loopback:
//!
//! * ours: `/missions?lignes=N` of the real `imagin serve`, signed in, with its session,
//!   its rights, its shell and what its page needs to come alive in the browser;
//! * by hand: the same table written with maud while the rows come out of SQLite, with
//!   nothing between (rusqlite), behind axum; no session, no rights;
//! * by hand over our rows: the same table, the rows read by `store::missions::page`.
//!
//! Each server is a process of its own, alone at work while it is measured; the client is
//! a third. Fails when ours is below half of what is written by hand over the same rows; the
//! one over rusqlite tells what the store costs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measure"
)]

mod commun;

use app::messages::{self as m, l};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Html;
use axum::routing::get;
use commun::{Connexion, Lieu, Serveur, mediane, verdict};
use domain::{
    AcademieId, Affectation, Autorite, EpreuveOption, EtablissementId, FiltreMissions,
    MissionLigne, Portee, Signataire, TypeMission, jour_court,
};
use maud::{DOCTYPE, Markup, Render, html};
use rusqlite::{OpenFlags, Row};
use std::net::SocketAddr;
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::Store;
use store::references::Referentiel;
use tokio::task::JoinSet;

const TAILLES: [usize; 3] = [500, 1_000, 5_000];
const CONNEXIONS: usize = 4;
const PASSES: usize = 7;
/// A pass ends after so long, or so many pages.
const DUREE: Duration = Duration::from_millis(1_500);
const PAGES_MAX: usize = 20_000;
/// Ours against what is written by hand, at least.
const OBJECTIF: f64 = 0.5;
/// Makes this program the server written by hand, over the database it names.
const A_LA_MAIN: &str = "BANC_LISTE_A_LA_MAIN";

/// Sides, in the order of the table.
const COTES: [&str; 3] = ["Imagin", "maud", "maud sur store"];

fn main() -> ExitCode {
    if let Ok(base) = std::env::var(A_LA_MAIN) {
        runtime_de_serveur().block_on(servir_a_la_main(&base));
        return ExitCode::SUCCESS;
    }
    let lieu = Lieu::nouveau();
    let centres = runtime_de_serveur().block_on(preparer(&lieu));
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(mesurer(&lieu, &centres))
}

/// As `imagin serve` makes its own.
fn runtime_de_serveur() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// The three centres; each has a head named by the number of its missions.
async fn preparer(lieu: &Lieu) -> Vec<EtablissementId> {
    let services = lieu.services().await;
    let tx = services.store.ecriture().await.unwrap();
    let academie = commun::academie(&tx).await;
    let mut referentiel = Referentiel::default();
    let mut centres = Vec::new();
    let mut numero = 170_000;
    for (rang, taille) in TAILLES.into_iter().enumerate() {
        let uai = 310_038 + u32::try_from(rang).unwrap();
        let centre = commun::centre(&tx, academie, uai, &format!("LPO BELLEVUE {taille}")).await;
        let chef = commun::chef(&tx, &services, academie, &format!("chef{taille}"), centre).await;
        let gens = if rang == 0 {
            commun::gens(60, centre)
        } else {
            Vec::new()
        };
        commun::importer_gens(&tx, academie, &gens).await;
        let connus = store::intervenants::ids_par_matricule(&tx, academie)
            .await
            .unwrap();
        let mut connus: Vec<_> = connus.into_values().collect();
        connus.sort_unstable();
        for i in 0..taille {
            numero += 1;
            let mission = commun::mission(numero, centre);
            let (id, _) = store::missions::importer(&tx, academie, &mut referentiel, &mission)
                .await
                .unwrap();
            // From nobody to eleven people.
            let convoques = &connus[..i % 12];
            if !convoques.is_empty() {
                let affectation = Affectation {
                    creneaux: vec![commun::creneau(1)],
                    ..Affectation::default()
                };
                let maintenant = services.maintenant();
                store::convocations::creer_lot(
                    &tx,
                    id,
                    convoques,
                    &affectation,
                    Autorite::Centre,
                    chef,
                    maintenant,
                )
                .await
                .unwrap();
            }
        }
        centres.push(centre);
    }
    tx.valider().await.unwrap();
    commun::refermer(&services.store).await;
    centres
}

async fn mesurer(lieu: &Lieu, centres: &[EtablissementId]) -> ExitCode {
    let imagin = lieu.servir();
    let mut commande = Command::new(std::env::current_exe().unwrap());
    commande.env(A_LA_MAIN, lieu.base());
    let main = Serveur::lancer(commande);

    println!(
        "{CONNEXIONS} connexions gardées ouvertes, {PASSES} passes alternées de {} s, médianes",
        DUREE.as_secs_f64()
    );
    println!(
        "missions | Imagin, pages/s |    ko | maud, pages/s |    ko | rapport | maud sur store | rapport |"
    );
    let mut tenu = true;
    for (taille, centre) in TAILLES.into_iter().zip(centres) {
        let temoin = Connexion::ouvrir(imagin.adresse)
            .await
            .entrer(&format!("chef{taille}"))
            .await;
        let cotes = [
            Cote::nouveau(&imagin, format!("/missions?lignes={taille}"), temoin),
            Cote::nouveau(&main, format!("/sqlite/{centre}/{taille}"), String::new()),
            Cote::nouveau(&main, format!("/store/{centre}/{taille}"), String::new()),
        ];
        comparer(&cotes, taille).await;
        let mut debits = [const { Vec::new() }; COTES.len()];
        for passe in 0..=PASSES {
            for (cote, debits) in cotes.iter().zip(&mut debits) {
                let debit = cote.passe().await;
                // The first one only warms up.
                if passe > 0 {
                    debits.push(debit);
                }
            }
        }
        let [notre, nue, sur_store] = debits.map(|d| mediane(&d));
        let poids = [cotes[0].poids().await, cotes[1].poids().await];
        let (rapport, rapport_store) = (notre / nue, notre / sur_store);
        tenu &= rapport_store >= OBJECTIF;
        println!(
            "{taille:>8} | {notre:>15.1} | {:>5.0} | {nue:>13.1} | {:>5.0} | {rapport:>7.2} | {sur_store:>14.1} | {rapport_store:>7.2} | {}",
            poids[0],
            poids[1],
            verdict(rapport_store >= OBJECTIF)
        );
    }
    println!(
        "objectif : au moins {OBJECTIF} fois la page écrite à la main sur les mêmes lignes : {}",
        verdict(tenu)
    );
    if tenu {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A page of a server, and who asks for it.
struct Cote {
    adresse: SocketAddr,
    chemin: Arc<str>,
    temoin: Arc<str>,
}

impl Cote {
    fn nouveau(serveur: &Serveur, chemin: String, temoin: String) -> Self {
        Self {
            adresse: serveur.adresse,
            chemin: chemin.into(),
            temoin: temoin.into(),
        }
    }

    /// Pages per second.
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    async fn passe(&self) -> f64 {
        let mut clients = JoinSet::new();
        let debut = Instant::now();
        for _ in 0..CONNEXIONS {
            let (adresse, chemin, temoin) =
                (self.adresse, self.chemin.clone(), self.temoin.clone());
            clients.spawn(async move {
                let mut connexion = Connexion::ouvrir(adresse).await;
                let mut pages = 0;
                while debut.elapsed() < DUREE && pages < PAGES_MAX / CONNEXIONS {
                    connexion.lire(&chemin, &temoin).await;
                    pages += 1;
                }
                pages
            });
        }
        let pages: usize = clients.join_all().await.into_iter().sum();
        pages as f64 / debut.elapsed().as_secs_f64()
    }

    async fn page(&self) -> String {
        let mut connexion = Connexion::ouvrir(self.adresse).await;
        connexion.page(&self.chemin, &self.temoin).await
    }

    /// Thousands of bytes.
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    async fn poids(&self) -> f64 {
        self.page().await.len() as f64 / 1_000.0
    }
}

/// All sides show the same table, or the measure means nothing.
async fn comparer(cotes: &[Cote], taille: usize) {
    let mut attendu = None;
    for (cote, nom) in cotes.iter().zip(COTES) {
        let cellules = cellules(&cote.page().await);
        assert_eq!(cellules.len(), taille * 8, "{nom}");
        let attendu = attendu.get_or_insert_with(|| cellules.clone());
        assert!(cellules == *attendu, "{nom} : {:?}", &cellules[..16]);
    }
}

/// What the cells of the table's body say.
fn cellules(page: &str) -> Vec<String> {
    let corps = page
        .split_once("<tbody>")
        .and_then(|(_, suite)| suite.split_once("</tbody>"))
        .expect("pas de table")
        .0;
    corps
        .split("</td>")
        .flat_map(|c| c.split("</th>"))
        .map(|cellule| {
            // Text between the marks, comments included among them.
            let texte: String = cellule
                .split('<')
                .map(|m| m.split_once('>').map_or(m, |(_, texte)| texte))
                .collect();
            texte
                .replace("&#x27;", "'")
                .replace("&#39;", "'")
                .trim()
                .to_owned()
        })
        .take(corps.matches("<td").count() + corps.matches("<th").count())
        .collect()
}

// --- Written by hand ----------------------------------------------------------------

/// What the pages written by hand read from.
#[derive(Clone)]
struct AlaMain {
    /// One connection per reader, taken in turn.
    connexions: Arc<[Mutex<rusqlite::Connection>; CONNEXIONS]>,
    store: Store,
    academie: AcademieId,
}

async fn servir_a_la_main(base: &str) {
    let connexions = std::array::from_fn(|_| {
        let drapeaux = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = rusqlite::Connection::open_with_flags(base, drapeaux).unwrap();
        // As our own readers.
        conn.execute_batch(
            "PRAGMA temp_store = memory; PRAGMA cache_size = -16384; PRAGMA mmap_size = 268435456",
        )
        .unwrap();
        Mutex::new(conn)
    });
    let options = store::OptionsStore::new(format!("sqlite://{base}"));
    let store = Store::ouvrir(&options).await.unwrap();
    let academies = store::academies::toutes(store.lecture()).await.unwrap();
    let etat = AlaMain {
        connexions: Arc::new(connexions),
        store,
        academie: academies[0].id,
    };
    let application = Router::new()
        .route("/sqlite/{centre}/{lignes}", get(par_sqlite))
        .route("/store/{centre}/{lignes}", get(par_store))
        .with_state(etat);
    let porte = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    eprintln!("adresse={}", porte.local_addr().unwrap());
    axum::serve(porte, application).await.unwrap();
}

const REQUETE: &str = "SELECT m.numero, s.code, s.examen, s.annee, s.libelle, p.code, p.libelle, \
     o.code, o.libelle, m.type, m.date_debut, \
     (SELECT count(*) FROM convocation cv WHERE cv.mission_id = m.id), m.signataire \
     FROM mission m JOIN session_examen s ON s.id = m.session_id \
     LEFT JOIN specialite p ON p.id = m.specialite_id \
     LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id \
     WHERE m.centre_id = ?1 ORDER BY m.numero LIMIT ?2";

async fn par_sqlite(
    State(etat): State<AlaMain>,
    Path((centre, lignes)): Path<(i64, i64)>,
) -> Html<String> {
    let page = tokio::task::spawn_blocking(move || {
        let libre = etat.connexions.iter().find_map(|c| c.try_lock().ok());
        let conn = libre.unwrap_or_else(|| etat.connexions[0].lock().unwrap());
        let mut requete = conn.prepare_cached(REQUETE).unwrap();
        let mut lues = requete.query((centre, lignes)).unwrap();
        let corps = html! {
            @while let Some(ligne) = lues.next().unwrap() { (LigneLue(ligne)) }
        };
        document(lignes, &corps)
    });
    Html(page.await.unwrap())
}

/// A row of the table, straight out of a row of the database.
struct LigneLue<'r, 's>(&'r Row<'s>);

impl Render for LigneLue<'_, '_> {
    fn render_to(&self, sortie: &mut String) {
        let texte = |i: usize| self.0.get_ref(i).unwrap().as_str().unwrap();
        let present = |i: usize| self.0.get_ref(i).unwrap().as_str_or_null().unwrap();
        let nombre = |i: usize| self.0.get_ref(i).unwrap().as_i64().unwrap();
        let jour = texte(10);
        let (annee, mois, jour) = (&jour[..4], &jour[5..7], &jour[8..10]);
        let numero = nombre(0);
        let hlp = present(8).and_then(|libelle| {
            // The rule wants the whole; only such labels can pass it.
            let humanites = libelle.starts_with("Humanit");
            let epreuve = humanites.then(|| EpreuveOption {
                code: String::new(),
                libelle: libelle.to_owned(),
            })?;
            epreuve.partie_hlp()
        });
        html! {
            tr {
                th scope="row" { a.fr-link href={ "/missions/" (numero) } { (numero) } }
                td { (texte(1)) ", " (texte(2)) ", " (nombre(3)) ", " (texte(4)) }
                td { @if let (Some(code), Some(libelle)) = (present(5), present(6)) { (code) " - " (libelle) } }
                td {
                    @if let (Some(code), Some(libelle)) = (present(7), present(8)) { (code) ", " (libelle) }
                    @if let Some(p) = hlp {
                        " " span.fr-badge.fr-badge--sm.fr-badge--no-icon.imagin-hlp { (m::partie_hlp(p)) }
                    }
                }
                td { (TypeMission::lire(texte(9)).unwrap().libelle()) }
                td { (jour) "/" (mois) "/" (annee) }
                td.imagin-nombre { (nombre(11)) }
                td { (Signataire::lire(texte(12)).map_or("", Signataire::libelle)) }
            }
        }
        .render_to(sortie);
    }
}

async fn par_store(
    State(etat): State<AlaMain>,
    Path((centre, lignes)): Path<(i64, u32)>,
) -> Html<String> {
    let filtre = FiltreMissions {
        lignes,
        page: 1,
        ..FiltreMissions::default()
    };
    let portee = Portee::Etablissements(etat.academie, vec![EtablissementId(centre)]);
    let page = store::missions::page(etat.store.lecture(), &portee, &filtre)
        .await
        .unwrap();
    let corps = html! { @for ligne in &page.lignes { (LigneConnue(ligne)) } };
    Html(document(lignes.into(), &corps))
}

/// A row of the table, out of what our store reads.
struct LigneConnue<'a>(&'a MissionLigne);

impl Render for LigneConnue<'_> {
    fn render_to(&self, sortie: &mut String) {
        let l = self.0;
        let s = &l.session;
        html! {
            tr {
                th scope="row" { a.fr-link href={ "/missions/" (l.numero) } { (l.numero) } }
                td { (s.code) ", " (s.examen) ", " (s.annee) ", " (s.libelle) }
                td { @if let Some(p) = &l.specialite { (p.code) " - " (p.libelle) } }
                td {
                    @if let Some(e) = &l.epreuve {
                        (e.code) ", " (e.libelle)
                        @if let Some(p) = e.partie_hlp() {
                            " " span.fr-badge.fr-badge--sm.fr-badge--no-icon.imagin-hlp { (m::partie_hlp(p)) }
                        }
                    }
                }
                td { (l.type_mission.libelle()) }
                td { (jour_court(l.debut)) }
                td.imagin-nombre { (l.nombre_intervenants) }
                td { (l.signataire.libelle()) }
            }
        }
        .render_to(sortie);
    }
}

fn document(lignes: i64, corps: &Markup) -> String {
    let colonnes = [
        l::COL_NUMERO,
        l::COL_SESSION,
        l::COL_SPECIALITE,
        l::COL_EPREUVE,
        l::COL_TYPE,
        l::COL_DEBUT,
        l::COL_NOMBRE,
        l::COL_SIGNATURE,
    ];
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="stylesheet" href="/pkg/imagin.css";
                title { (l::CONVOCATION_PAR_MISSION) }
            }
            body {
                h1 { (l::CONVOCATION_PAR_MISSION) }
                div."fr-table"."fr-table--sm"."imagin-table" {
                    div."fr-table__wrapper" { div."fr-table__container" {
                        div."fr-table__content" tabindex="0" role="region" aria-label=(l::LISTE_MISSIONS) {
                            table #missions {
                                caption { (lignes) " missions" }
                                thead { tr { @for c in colonnes { th scope="col" { (c) } } } }
                                tbody { (corps) }
                            }
                        }
                    } }
                }
            }
        }
    }
    .into_string()
}
