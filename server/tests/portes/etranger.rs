//! The foreign columns: what every role of an académie gets of what belongs to another one,
//! and whoever acts for an établissement, of another établissement's, at every address and
//! from every server function; the tokens of the API likewise. Nothing of it is written in
//! the tables: what a stranger gets follows from what their own kind gets and from the
//! column of a stranger that every row has.

use super::*;
use domain::{AcademieId, Attribution, EtablissementId, Role, SaisieClient, Uai};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::process::{Command, Stdio};
use store::ConnectionTrait;
use store::comptes::NouveauCompte;

/// Written into the names and texts of one académie: in no answer to somebody of the other.
const MARQUE: &str = "ZQXMARQUE";

/// Server functions that the gestionnaire of the other académie is refused because of their
/// role, and that name nothing of anybody's: whoever has the role gets what is theirs. Any
/// other answers a stranger that there is no such thing.
const SANS_OBJET: &[&str] = &[
    "/api/ouvertures/lire",
    "/api/comptes/lister",
    "/api/comptes/creer",
    "/api/mon-agenda/ouvrir",
    "/api/mon-agenda/fermer",
    "/api/mes-coordonnees/lire",
    "/api/mes-coordonnees/adresse",
    "/api/mes-coordonnees/abandonner",
    "/api/mes-coordonnees/telephone",
    "/api/mes-coordonnees/postale",
    "/api/mes-services",
    "/api/demandes/preparer",
    "/api/demandes/commencer",
    "/api/demandes/creer",
    "/api/parametres/lire",
    "/api/parametres/texte",
    "/api/parametres/saisir",
    "/api/parametres/apercu",
    "/api/parametres/retablir",
    "/api/parametres/nombres",
    "/api/parametres/nombre",
    "/api/parametres/logo",
];

/// Addresses without a row of their own in the table: what tries them instead.
const ESSAYEES_AILLEURS: &[(&str, &str, &str)] = &[
    ("POST", "/connexion", "se_connecter_pose_un_temoin_protege"),
    (
        "POST",
        "/deconnexion",
        "le_temoin_change_a_la_connexion_et_meurt_a_la_deconnexion",
    ),
    (
        "POST",
        "/signatures/{genre}/saisie",
        "signer_sans_javascript",
    ),
    // Whoever has the code may, without account.
    ("POST", "/r/{code}", "repondre_a_sa_convocation_sans_compte"),
    ("POST", "/adresse/{code}", "l_espace_sans_javascript"),
    ("POST", "/parametres/logo/deposer", "regler_sans_javascript"),
    ("POST", "/imports", "importer_sans_javascript"),
    (
        "POST",
        "/invitation/{jeton}",
        "ouvrir_un_compte_sans_javascript",
    ),
];

/// Tables in which a stranger changes and adds nothing. Not `intervenant`: a gestionnaire
/// creates people at home; what there was must not change there either.
const FIGEES: &[&str] = &[
    "etablissement",
    "mission",
    "mission_jour",
    "mission_creneau",
    "convocation",
    "convocation_creneau",
    "convocation_annulee",
    "envoi",
    "courriel",
    "accuse",
    "lot",
    "lot_ligne",
    "indisponibilite",
    "indisponibilite_supprimee",
    "intervenant_rattachement",
    "competence_personne",
    "service_fait",
    "service_ouverture",
    "signature",
    "signature_version",
];

/// Tables that say what was asked, and not what is.
const PASSAGERES: &[&str] = &[
    "session_web",
    "tentative",
    "message",
    "requete_unique",
    "piste",
    "piste_sceau",
    "signature_brouillon",
    "santorin_marque",
    "santorin_droit",
    "santorin_etat",
    "seaql_migrations",
];

/// Somebody who has no business with what the tables name.
struct Etranger {
    acteur: Acteur,
    /// The column of the same role at home.
    chez_soi: usize,
    /// The column of a stranger of that kind, in every row.
    reference: usize,
    /// Of another académie: sees nothing at all of this one.
    autre_academie: bool,
}

/// The établissement of the other académie.
async fn la_bas(m: &Monde) -> EtablissementId {
    let academie = m.gestionnaire_autre.academie;
    store::etablissements::ids_par_uai(m.services.store.lecture(), academie)
        .await
        .unwrap()[&Uai::du_numero(330_021)]
}

/// Every role of the other académie, and those of another établissement of this one.
async fn etrangers(m: &Monde) -> Vec<Etranger> {
    let (ici, ailleurs) = (m.chef.academie, m.gestionnaire_autre.academie);
    let loin = la_bas(m).await;
    let condense = usecases::connexion::hacher(&m.services, MOT_DE_PASSE.into())
        .await
        .unwrap();
    let mut tous = vec![Etranger {
        acteur: m.gestionnaire_autre.clone(),
        chez_soi: 5,
        reference: 7,
        autre_academie: true,
    }];
    for (identifiant, academie, role, lieu, chez_soi) in [
        (
            "chef.loin",
            ailleurs,
            Role::ChefEtablissement,
            Some(loin),
            1,
        ),
        ("secretaire.loin", ailleurs, Role::Secretaire, Some(loin), 2),
        ("centre.loin", ailleurs, Role::ChefCentre, Some(loin), 3),
        ("admin.loin", ailleurs, Role::Administrateur, None, 6),
        ("intervenante.loin", ailleurs, Role::Intervenant, None, 8),
        ("secretaire.autre", ici, Role::Secretaire, Some(m.autre), 2),
        ("centre.autre", ici, Role::ChefCentre, Some(m.autre), 3),
    ] {
        let autre_academie = academie == ailleurs;
        let nouveau = NouveauCompte {
            academie,
            identifiant: identifiant.into(),
            nom: format!("Compte {identifiant}"),
            mel: format!("{identifiant}@loin.example"),
            mot_de_passe: condense.clone(),
            intervenant: (role == Role::Intervenant).then_some(m.zoe),
            copie_par_courriel: false,
            attributions: vec![Attribution {
                role,
                etablissement: lieu,
            }],
        };
        let tx = m.services.store.ecriture().await.unwrap();
        let id = store::comptes::creer(&tx, &nouveau, m.services.maintenant())
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let acteur = store::comptes::acteur(m.services.store.lecture(), id)
            .await
            .unwrap()
            .unwrap();
        tous.push(Etranger {
            acteur,
            chez_soi,
            reference: if autre_academie { 7 } else { 4 },
            autre_academie,
        });
    }
    tous
}

/// Marks whatever an académie holds that can be read.
async fn marquer(m: &Monde, academie: AcademieId) {
    let a = academie.0;
    let missions = format!("SELECT id FROM mission WHERE academie_id = {a}");
    let gens = format!("SELECT id FROM intervenant WHERE academie_id = {a}");
    let lieux = format!("SELECT id FROM etablissement WHERE academie_id = {a}");
    let tx = m.services.store.ecriture().await.unwrap();
    for ordre in [
        format!("UPDATE etablissement SET nom = nom || ' {MARQUE}' WHERE academie_id = {a}"),
        format!("UPDATE intervenant SET nom = nom || ' {MARQUE}' WHERE academie_id = {a}"),
        format!("UPDATE compte SET nom = nom || ' {MARQUE}' WHERE academie_id = {a}"),
        format!("UPDATE session_examen SET libelle = '{MARQUE}' WHERE academie_id = {a}"),
        format!(
            "UPDATE mission SET observation_defaut = '{MARQUE}', commission_defaut = '{MARQUE}'
             WHERE academie_id = {a}"
        ),
        format!(
            "UPDATE convocation SET salle = '{MARQUE}', observation = '{MARQUE}'
             WHERE mission_id IN ({missions})"
        ),
        format!(
            "UPDATE courriel SET nom = '{MARQUE}', sujet = '{MARQUE}'
             WHERE envoi_id IN (SELECT id FROM envoi WHERE mission_id IN ({missions}))"
        ),
        format!(
            "UPDATE indisponibilite SET commentaire = '{MARQUE}' WHERE intervenant_id IN ({gens})"
        ),
        format!("UPDATE signature SET nom = '{MARQUE}' WHERE etablissement_id IN ({lieux})"),
        format!("UPDATE client_api SET nom = '{MARQUE} ' || id WHERE academie_id = {a}"),
    ] {
        tx.execute_unprepared(&ordre)
            .await
            .unwrap_or_else(|e| panic!("{ordre} : {e}"));
    }
    tx.valider().await.unwrap();
}

/// Every row of every table, written out. Accounts of those who ask are left out: some
/// functions change one's own.
fn photographier(app: &TestApp, sauf: &[Etranger]) -> BTreeMap<String, BTreeSet<String>> {
    let fichier = app.base.url.strip_prefix("sqlite:").unwrap();
    let base = rusqlite::Connection::open(fichier).unwrap();
    base.busy_timeout(Duration::from_secs(10)).unwrap();
    let lire = |requete: &str| -> Vec<String> {
        let mut requete = base.prepare(requete).unwrap();
        let lues = requete.query_map([], |r| r.get::<_, String>(0)).unwrap();
        lues.map(Result::unwrap).collect()
    };
    let siens: Vec<String> = sauf.iter().map(|e| e.acteur.compte.0.to_string()).collect();
    let siens = siens.join(", ");
    let tables =
        lire("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    assert!(FIGEES.iter().all(|t| tables.iter().any(|u| u == t)));
    tables
        .into_iter()
        .filter(|t| !PASSAGERES.contains(&t.as_str()))
        .map(|table| {
            let colonnes = lire(&format!("SELECT name FROM pragma_table_info('{table}')"));
            let ecrites: Vec<String> = colonnes.iter().map(|c| format!("quote(\"{c}\")")).collect();
            let condition = if table == "compte" {
                format!(" WHERE id NOT IN ({siens})")
            } else {
                String::new()
            };
            let lignes = lire(&format!(
                "SELECT {} FROM \"{table}\"{condition}",
                ecrites.join(" || '|' || ")
            ));
            (table, lignes.into_iter().collect())
        })
        .collect()
}

/// Nothing that there was has changed, and nothing was added to what is frozen.
fn rien_n_a_change(app: &TestApp, avant: &BTreeMap<String, BTreeSet<String>>, sauf: &[Etranger]) {
    let apres = photographier(app, sauf);
    for (table, lignes) in avant {
        let perdues: Vec<_> = lignes.difference(&apres[table]).collect();
        assert!(perdues.is_empty(), "{table} : {perdues:?}");
        if FIGEES.contains(&table.as_str()) {
            let ajoutees: Vec<_> = apres[table].difference(lignes).collect();
            assert!(ajoutees.is_empty(), "{table} : {ajoutees:?}");
        }
    }
}

/// What an answer says: its text, that of a PDF, those of the files of an archive.
fn lisible(octets: &[u8]) -> String {
    if octets.starts_with(b"%PDF-") {
        let mut enfant = Command::new("pdftotext")
            .args(["-raw", "-", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("pdftotext : script/setup --tests");
        let mut entree = enfant.stdin.take().unwrap();
        let copie = octets.to_vec();
        let ecriture = std::thread::spawn(move || entree.write_all(&copie));
        let sortie = enfant.wait_with_output().unwrap();
        let _ = ecriture.join();
        return String::from_utf8_lossy(&sortie.stdout).into_owned();
    }
    if octets.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(Cursor::new(octets)).unwrap();
        let mut tout = String::new();
        for rang in 0..archive.len() {
            let mut fichier = archive.by_index(rang).unwrap();
            tout.push_str(&fichier.name().unwrap());
            let mut lu = Vec::new();
            fichier.read_to_end(&mut lu).unwrap();
            tout.push_str(&lisible(&lu));
        }
        return tout;
    }
    String::from_utf8_lossy(octets).into_owned()
}

fn sans_marque(reponse: &Reponse, quoi: &str, qui: &str) {
    let texte = lisible(&reponse.octets);
    assert!(!texte.contains(MARQUE), "{quoi} pour {qui} : {texte}");
}

async fn appeler(app: &TestApp, f: &Fonction, temoin: &str) -> Reponse {
    let genre = if f.json {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let r = Request::builder()
        .method(Method::POST)
        .uri(f.chemin)
        .header(HOST, "imagin.example")
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, genre)
        .header(COOKIE, temoin);
    app.envoyer(r.body(Body::from(f.corps.clone())).unwrap())
        .await
}

/// Whether a stranger may get this letter from a function, from what their own kind gets at
/// home and what a stranger gets in the table.
fn lettre_permise(chemin: &str, vue: char, chez_soi: char, reference: char) -> bool {
    match reference {
        // It names something: to a stranger there is no such thing, whatever their role.
        'x' | 'i' => vue == 'x' || vue == reference || (vue == 'f' && chez_soi == 'f'),
        'f' if SANS_OBJET.contains(&chemin) => vue == chez_soi,
        'f' => vue == 'x' || (vue == 'f' && chez_soi == 'f'),
        // It names nothing: everybody gets what is theirs.
        _ => vue == chez_soi,
    }
}

/// Every server function with what is good at home: none tells a stranger anything, none
/// changes anything.
#[test]
fn aucune_fonction_ne_sert_a_un_etranger() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let faites = preparer(m).await;
        marquer(m, m.chef.academie).await;
        let etrangers = etrangers(m).await;
        let fonctions = fonctions(m, &faites);
        let avant = photographier(&app, &etrangers);
        for e in &etrangers {
            let qui = &e.acteur.identifiant;
            let temoin = app.temoin(qui).await;
            for f in &fonctions {
                let reponse = appeler(&app, f, &temoin).await;
                let vue = issue(&reponse);
                let attendue = |colonne: usize| f.attendu.chars().nth(colonne).unwrap();
                assert!(
                    lettre_permise(f.chemin, vue, attendue(e.chez_soi), attendue(e.reference)),
                    "{} répond « {vue} » à {qui} : ce qui nomme quelque chose est introuvable pour \
                     un étranger ; ce qui ne nomme rien est à dire dans SANS_OBJET. {}",
                    f.chemin,
                    reponse.texte()
                );
                if e.autre_academie {
                    sans_marque(&reponse, f.chemin, qui);
                }
            }
            rien_n_a_change(&app, &avant, &etrangers);
        }
        app.fermer().await;
    });
}

/// Addresses that are for whoever has the code in them.
const PUBLIQUES: [&str; 5] = ["/r/", "/verifier", "/agenda/", "/adresse/", "/invitation/"];

/// Whether a stranger may get this status from an address.
fn statut_permis(reponse: &Reponse, chez_soi: u16, reference: u16) -> bool {
    let statut = reponse.statut.as_u16();
    // A page that says that the role does not let one.
    let dite = || statut == chez_soi && reponse.texte().contains("fr-alert");
    match reference {
        404 => statut == 404 || (statut == 403 && chez_soi == 403) || dite(),
        403 => statut == 404 || (statut == 403 && chez_soi == 403),
        _ => {
            statut == 404
                || statut == chez_soi
                || statut == reference
                || (statut < 400 && chez_soi < 400)
        }
    }
}

/// Every address with what is good at home.
#[test]
fn aucune_adresse_ne_sert_a_un_etranger() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let faites = preparer(m).await;
        marquer(m, m.chef.academie).await;
        let etrangers = etrangers(m).await;
        let adresses = adresses(&faites);
        app.arret.send_replace(true);
        let avant = photographier(&app, &etrangers);
        for e in &etrangers {
            let qui = &e.acteur.identifiant;
            let temoin = app.temoin(qui).await;
            for (methode, chemin, champs, attendus) in &adresses {
                if PUBLIQUES.iter().any(|debut| chemin.starts_with(debut)) {
                    continue;
                }
                let reponse = if *methode == Method::GET {
                    app.lire(chemin, &temoin).await
                } else {
                    app.formulaire(chemin, &temoin, champs).await
                };
                assert!(
                    statut_permis(&reponse, attendus[e.chez_soi], attendus[e.reference]),
                    "{methode} {chemin} répond {} à {qui}",
                    reponse.statut
                );
                if e.autre_academie {
                    sans_marque(&reponse, chemin, qui);
                }
            }
            rien_n_a_change(&app, &avant, &etrangers);
        }
        app.fermer().await;
    });
}

/// The other way round: whatever the roles of this académie read, nothing of the other one
/// is in it.
#[test]
fn rien_d_une_autre_academie_dans_aucune_reponse() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let faites = preparer(m).await;
        peupler_la_bas(m).await;
        marquer(m, m.gestionnaire_autre.academie).await;
        let fonctions = fonctions(m, &faites);
        let adresses = adresses(&faites);
        app.arret.send_replace(true);
        for acteur in colonnes(m).into_iter().flatten() {
            if acteur.academie == m.gestionnaire_autre.academie {
                continue;
            }
            let temoin = app.temoin(&acteur.identifiant).await;
            for (methode, chemin, ..) in &adresses {
                if *methode == Method::GET {
                    let reponse = app.lire(chemin, &temoin).await;
                    sans_marque(&reponse, chemin, &acteur.identifiant);
                }
            }
            for f in &fonctions {
                let reponse = appeler(&app, f, &temoin).await;
                sans_marque(&reponse, f.chemin, &acteur.identifiant);
            }
        }
        // There is something to be seen there, by who is there.
        let temoin = app.temoin("gestionnaire.autre").await;
        for chemin in ["/personnels.csv", "/consultation.csv", "/envois.csv"] {
            let reponse = app.lire(chemin, &temoin).await;
            assert!(lisible(&reponse.octets).contains(MARQUE), "{chemin}");
        }
        app.fermer().await;
    });
}

/// A convocation that was sent, an absence and a client of the API of the other académie.
/// Gives the convocation.
async fn peupler_la_bas(m: &Monde) -> ConvocationId {
    let s = &m.services;
    let qui = &m.gestionnaire_autre;
    let [id] = m.convoquer(qui, monde::COEC_BORDEAUX, &[m.zoe]).await[..] else {
        panic!()
    };
    usecases::envois::demander(
        s,
        qui,
        monde::COEC_BORDEAUX,
        &[id],
        true,
        "cle-de-la-bas-envoi",
    )
    .await
    .unwrap();
    let demande = domain::DemandeIndisponibilite {
        intervenants: vec![m.zoe],
        saisie: domain::SaisieIndisponibilite {
            du: monde::jour(20).to_string(),
            au: monde::jour(21).to_string(),
            motif: "autre".into(),
            ..Default::default()
        },
        cle: "cle-de-la-bas-absence".into(),
    };
    usecases::indisponibilites::creer(s, qui, &demande)
        .await
        .unwrap();
    client(m, qui, "ailleurs").await;
    id
}

/// A client of the API that reads both lists: its token.
async fn client(m: &Monde, qui: &Acteur, nom: &str) -> String {
    let jour = m.services.aujourd_hui(qui.academie).await.unwrap();
    let saisie = SaisieClient {
        nom: nom.into(),
        portees: vec!["correcteurs".into(), "numerisation".into()],
        expire: (jour + chrono::Days::new(1)).to_string(),
        webhook: String::new(),
    };
    let cle = format!("cle-du-client-{nom}-{}", qui.compte);
    usecases::santorin::clients::creer(&m.services, qui, &saisie, &cle)
        .await
        .unwrap()
        .jeton
}

/// Seconds from the present to the fifteenth of January 2021, before the days of the missions:
/// rights that are past are published to nobody.
fn retour_en_2021(m: &Monde) -> i64 {
    1_610_697_600 - m.services.maintenant().0 / 1000
}

/// Tokens: of each académie, every address of the API, with the references and the cursors
/// of the other one.
#[test]
fn un_jeton_ne_lit_que_son_academie() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        m.horloge.avancer(retour_en_2021(m));
        let [ici] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let la_bas = peupler_la_bas(m).await;
        let jeton_ici = client(m, &m.gestionnaire, "ici").await;
        let jeton_la_bas = client(m, &m.gestionnaire_autre, "la-bas").await;
        let ici = (
            format!("{COEC}-{ici}"),
            Uai::du_numero(310_038).to_string(),
            jeton_ici,
        );
        let la_bas = (
            format!("{}-{la_bas}", monde::COEC_BORDEAUX),
            Uai::du_numero(330_021).to_string(),
            jeton_la_bas,
        );
        let adresses = des_routes(include_str!("../../src/santorin/api.rs"));
        assert!(adresses.len() >= 5, "{adresses:?}");
        let demander = async |chemin: &str, jeton: &str| {
            let chemin = format!("/api/santorin/v1{chemin}");
            let r = requete(Method::GET, &chemin, "")
                .header("authorization", format!("Bearer {jeton}"))
                .body(Body::empty());
            app.envoyer(r.unwrap()).await
        };
        for (les_siens, les_autres) in [(&ici, &la_bas), (&la_bas, &ici)] {
            let (reference, uai, jeton) = les_siens;
            let (autre_reference, autre_uai, autre_jeton) = les_autres;
            let un = demander(&format!("/correcteurs/{reference}"), jeton).await;
            assert_eq!(un.statut, StatusCode::OK, "{reference} : {}", un.texte());
            assert!(un.texte().contains(uai), "{}", un.texte());
            for (_, adresse) in &adresses {
                let chemin = adresse.replace("{reference}", autre_reference);
                let r = demander(&chemin, jeton).await;
                let attendu = if adresse.contains("{reference}") {
                    StatusCode::NOT_FOUND
                } else {
                    StatusCode::OK
                };
                assert_eq!(r.statut, attendu, "{chemin}");
                // The description has examples.
                if adresse == "/openapi.json" {
                    continue;
                }
                for interdit in [autre_reference, autre_uai] {
                    assert!(!r.texte().contains(interdit), "{chemin} : {}", r.texte());
                }
                if adresse.contains("{reference}") {
                    continue;
                }
                // Going on from where the other client is gives nothing of theirs.
                let page = demander(&chemin, autre_jeton).await;
                let page: serde_json::Value = serde_json::from_slice(&page.octets).unwrap();
                let curseur = page["suivant"].as_str().unwrap();
                let suite = demander(&format!("{chemin}?depuis={curseur}"), jeton).await;
                assert_eq!(suite.statut, StatusCode::OK, "{}", suite.texte());
                for interdit in [autre_reference, autre_uai] {
                    assert!(!suite.texte().contains(interdit), "{}", suite.texte());
                }
            }
        }
        app.fermer().await;
    });
}

/// What an error is called; `ok` for none.
fn code(reponse: &Reponse) -> String {
    if reponse.statut == StatusCode::OK {
        return "ok".into();
    }
    let valeur: serde_json::Value = serde_json::from_slice(&reponse.octets).unwrap();
    valeur["genre"]
        .as_str()
        .unwrap_or_else(|| panic!("{} {valeur}", reponse.statut))
        .to_owned()
}

/// On what is one's own, with keys of what is not: a convocation, a person, an
/// établissement, a selection of another académie in a form that is otherwise good.
#[test]
fn une_cle_etrangere_dans_un_bon_formulaire() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let m = &app.monde;
        let f = preparer(m).await;
        let la_bas_id = peupler_la_bas(m).await;
        marquer(m, m.chef.academie).await;
        let etrangers = etrangers(m).await;
        let chez_eux = la_bas(m).await.to_string();
        let avant = photographier(&app, &etrangers);
        let numero = ("numero", "300001");
        let sienne = la_bas_id.to_string();
        let (centre, a_supprimer, envoi) = (
            f.centre.to_string(),
            f.a_supprimer.to_string(),
            f.envoi.to_string(),
        );
        let (anne, lot, ligne) = (
            m.anne.to_string(),
            f.lots[0].to_string(),
            format!("{}:1", f.centre),
        );
        let bellevue = m.bellevue.to_string();
        let compte_admin = etrangers
            .iter()
            .find(|e| e.acteur.identifiant == "admin.loin")
            .unwrap()
            .acteur
            .compte
            .to_string();
        let case = format!("{}:0", m.anne);
        let modifier = {
            let mut c = champs(&[numero, ("convocation", &centre), ("version", "1")]);
            jour(&mut c);
            c
        };
        let chef = "chef.loin";
        let formulaire = |paires: &[(&str, &str)]| champs(paires);
        let essais = [
            (
                chef,
                "/api/missions/convoquer",
                convoquer(monde::COEC_BORDEAUX, &[m.anne], "etranger"),
                "Convocation",
            ),
            (chef, "/api/convocations/modifier", modifier, "Introuvable"),
            (
                chef,
                "/api/convocations/supprimer",
                formulaire(&[numero, ("convocation", &a_supprimer), ("version", "1")]),
                "Introuvable",
            ),
            (
                "gestionnaire.autre",
                "/api/convocations/remplacer",
                formulaire(&[
                    numero,
                    ("convocation", &sienne),
                    ("version", "1"),
                    ("remplacant", &anne),
                    ("cle", "cle-etrangere-remplacer"),
                ]),
                "Convocation",
            ),
            (
                chef,
                "/api/convocations/envoyer",
                formulaire(&[numero, ("ids", &centre), ("cle", "cle-etrangere-envoi")]),
                "Introuvable",
            ),
            (
                chef,
                "/api/convocations/envoyer",
                formulaire(&[
                    numero,
                    ("ids", &centre),
                    ("cle", "cle-etrangere-groupe"),
                    ("groupe", "true"),
                ]),
                "RienAFaire",
            ),
            (
                chef,
                "/api/envois/annuler",
                formulaire(&[numero, ("envoi", &envoi)]),
                "Introuvable",
            ),
            (
                chef,
                "/api/copies/convoquer",
                formulaire(&[
                    numero,
                    ("source", "172278"),
                    ("cle", "cle-etrangere-copier"),
                    ("intervenants[]", &anne),
                ]),
                "Introuvable",
            ),
            (
                chef,
                "/api/lots/ouvrir",
                formulaire(&[numero, ("action", "modifier"), ("lignes[]", &ligne)]),
                "Introuvable",
            ),
            (
                chef,
                "/api/lots/lire",
                formulaire(&[numero, ("lot", &lot)]),
                "Introuvable",
            ),
            (
                chef,
                "/api/intervenants/choisis",
                formulaire(&[numero, ("ids", &anne)]),
                "ok",
            ),
            (
                chef,
                "/api/intervenants/disponibilites",
                formulaire(&[numero, ("ids", &anne)]),
                "ok",
            ),
            (
                chef,
                "/api/coller/poser",
                formulaire(&[numero, ("noms", "DURAND Anne\nNOMBREUX 03 Max")]),
                "ok",
            ),
            (chef, "/api/coller/lire", formulaire(&[numero]), "ok"),
            (
                chef,
                "/api/intervenants/chercher",
                formulaire(&[("texte", "durand")]),
                "ok",
            ),
            (
                chef,
                "/api/service/enregistrer",
                formulaire(&[
                    numero,
                    ("lignes[0][convocation]", &centre),
                    ("lignes[0][jour]", "2021-02-02"),
                    ("lignes[0][version]", "0"),
                    ("lignes[0][avant]", ""),
                    ("lignes[0][presence]", "present"),
                ]),
                "Introuvable",
            ),
            (
                chef,
                "/api/service/enregistrer",
                formulaire(&[
                    numero,
                    ("lignes[0][convocation]", &sienne),
                    ("lignes[0][jour]", "2021-02-02"),
                    ("lignes[0][version]", "0"),
                    ("lignes[0][avant]", ""),
                    ("lignes[0][presence]", "remplace"),
                    ("lignes[0][remplacant]", "T1"),
                ]),
                "Service",
            ),
            (
                "admin.loin",
                "/api/comptes/creer",
                formulaire(&[
                    ("identifiant", "neuf"),
                    ("nom", "Compte neuf"),
                    ("roles[]", "secretaire"),
                    ("uai", "0310038Y"),
                ]),
                "Compte",
            ),
            (
                "admin.loin",
                "/api/comptes/creer",
                formulaire(&[
                    ("identifiant", "neuve"),
                    ("nom", "Compte neuve"),
                    ("roles[]", "intervenant"),
                    ("matricule", "T1"),
                ]),
                "Compte",
            ),
            (
                "admin.loin",
                "/api/comptes/attribuer",
                formulaire(&[
                    ("id", &compte_admin),
                    ("version", "1"),
                    ("role", "chef_etablissement"),
                    ("uai", "0310038Y"),
                ]),
                "Compte",
            ),
            (
                "admin.loin",
                "/api/ouvertures/changer",
                formulaire(&[
                    ("choisis[]", &format!("{chez_eux}:0:0")),
                    ("choisis[]", &format!("{bellevue}:0:0")),
                    ("services[]", "convocation"),
                    ("geste", "fermer"),
                ]),
                "Introuvable",
            ),
            (
                "admin.loin",
                "/api/santorin/revoquer",
                formulaire(&[("client", &f.client_api.to_string())]),
                "Introuvable",
            ),
            (
                chef,
                "/api/competences/enregistrer",
                formulaire(&[
                    ("etablissement", &chez_eux),
                    ("annee", "2021"),
                    ("discipline", "0"),
                    ("objets[]", "dnl.anglais"),
                    ("cases[]", &case),
                ]),
                // Whatever it is called: nothing is kept of it.
                "",
            ),
            (
                "intervenante.loin",
                "/api/convocations/repondre",
                formulaire(&[
                    ("convocation", &centre),
                    ("edition", "1"),
                    ("reponse", "lue"),
                ]),
                "Introuvable",
            ),
        ];
        for (qui, chemin, corps, attendu) in essais {
            let temoin = app.temoin(qui).await;
            let f = Fonction {
                chemin,
                corps: encoder(&corps),
                json: false,
                attendu: "",
            };
            let reponse = appeler(&app, &f, &temoin).await;
            let vu = code(&reponse);
            assert!(
                attendu.is_empty() || vu == attendu,
                "{chemin} pour {qui} : {vu} au lieu de {attendu} : {}",
                reponse.texte()
            );
            sans_marque(&reponse, chemin, qui);
            rien_n_a_change(&app, &avant, &etrangers);
        }

        // An archive of one's own mission with letters of another.
        let temoin = app.temoin(chef).await;
        let ids = champs(&[("ids", &centre)]);
        let archive = app
            .formulaire("/missions/300001/convocations.zip", &temoin, &ids)
            .await;
        assert_eq!(archive.statut, StatusCode::UNPROCESSABLE_ENTITY);
        // Filters that name what is not theirs.
        for chemin in [
            format!("/missions?centre={bellevue}"),
            format!("/consultation?centre={bellevue}"),
            format!("/consultation.csv?centre={bellevue}"),
            format!("/consultation.pdf?centre={bellevue}"),
            format!("/personnels?etablissement={bellevue}"),
            format!("/personnels.csv?etablissement={bellevue}"),
            format!("/missions/300001/copier?source={COEC}"),
            format!("/missions/300001?fenetre=modifier&convocation={centre}"),
            "/missions/300001?fenetre=creer&nom=durand".to_owned(),
            format!("/indisponibilites/nouvelle?personnes={anne}"),
            format!("/service-fait/300001?corriger={centre}&jour=2021-02-02"),
            format!("/signatures/etablissement?etablissement={bellevue}"),
            format!("/competences?etablissement={bellevue}"),
            format!("/competences.csv?etablissement={bellevue}"),
            "/audit?compte=chef".to_owned(),
            "/audit.csv?compte=chef".to_owned(),
            "/export-santorin/correcteurs.csv?mission=172278".to_owned(),
        ] {
            for qui in [chef, "gestionnaire.autre", "admin.loin"] {
                let temoin = app.temoin(qui).await;
                let reponse = app.lire(&chemin, &temoin).await;
                assert!(reponse.statut.as_u16() < 500, "{chemin} pour {qui}");
                sans_marque(&reponse, &chemin, qui);
            }
        }
        rien_n_a_change(&app, &avant, &etrangers);
        app.fermer().await;
    });
}

/// The addresses that a route gives by their name.
const NOMMEES: &[(&str, &str)] = &[
    ("openid::DEPART", server::openid::DEPART),
    ("openid::RETOUR", server::openid::RETOUR),
    ("openid::SORTIE", server::openid::SORTIE),
    ("openid::LIEN", server::openid::LIEN),
    ("app::second_facteur::ENTREE", app::second_facteur::ENTREE),
    ("app::second_facteur::ADRESSE", app::second_facteur::ADRESSE),
];

/// The addresses that a source gives to its router: method, and path as it is written.
fn des_routes(source: &str) -> Vec<(&'static str, String)> {
    let mut toutes = Vec::new();
    for morceau in source.split(".route(").skip(1) {
        let debut = morceau.trim_start();
        let (chemin, suite) = if let Some(calcule) = debut.strip_prefix("&format!(\"") {
            // The one that is made of a constant.
            let (forme, suite) = calcule.split_once('"').unwrap();
            let chemin = forme
                .replace("{{", "<")
                .replace("}}", ">")
                .replace("{}", "/changements")
                .replace('<', "{")
                .replace('>', "}");
            (chemin, suite)
        } else if let Some((nom, chemin)) = NOMMEES.iter().find(|(nom, _)| debut.starts_with(nom)) {
            ((*chemin).to_owned(), &debut[nom.len()..])
        } else {
            let litteral = debut
                .strip_prefix('"')
                .unwrap_or_else(|| panic!("une adresse qui n’est pas écrite : {debut:.60}"));
            let (chemin, suite) = litteral.split_once('"').unwrap();
            (chemin.to_owned(), suite)
        };
        let avant = toutes.len();
        for (methode, mots) in [("GET", ["get(", ".get("]), ("POST", ["post(", ".post("])] {
            if mots.iter().any(|mot| suite.contains(mot)) {
                toutes.push((methode, chemin.clone()));
            }
        }
        assert!(toutes.len() > avant, "{chemin} : ni GET ni POST");
    }
    toutes
}

/// Whether an address is one of those that a route serves.
fn servie_par(route: &str, adresse: &str) -> bool {
    let adresse = adresse.split('?').next().unwrap();
    let (voulus, donnes): (Vec<&str>, Vec<&str>) =
        (route.split('/').collect(), adresse.split('/').collect());
    voulus.len() == donnes.len()
        && voulus
            .iter()
            .zip(donnes)
            .all(|(v, d)| (v.starts_with('{') && !d.is_empty()) || *v == d)
}

/// The table fails when the router serves an address that it does not try: pages are listed
/// by leptos ([`chaque_adresse_pour_chacun`]), the others by their source.
#[test]
fn toute_adresse_est_essayee() {
    executer(async {
        let app = TestApp::nouvelle().await;
        let faites = preparer(&app.monde).await;
        let adresses = adresses(&faites);
        let routes = des_routes(include_str!("../../src/routeur.rs"));
        assert!(routes.len() >= 35, "{}", routes.len());
        let ici = include_str!("../portes.rs");
        for (methode, route) in &routes {
            let ailleurs = ESSAYEES_AILLEURS
                .iter()
                .find(|(m, r, _)| m == methode && r == route);
            if let Some((_, _, essai)) = ailleurs {
                assert!(ici.contains(&format!("fn {essai}()")), "{essai}");
                continue;
            }
            assert!(
                adresses
                    .iter()
                    .any(|(m, a, ..)| m.as_str() == *methode && servie_par(route, a)),
                "{methode} {route} manque à la table"
            );
        }
        for (methode, route, _) in ESSAYEES_AILLEURS {
            assert!(
                routes.iter().any(|(m, r)| m == methode && r == route),
                "{methode} {route} n’existe plus"
            );
        }
        app.fermer().await;
    });
}
