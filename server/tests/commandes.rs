//! The binary, as it is called from a shell.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests, which clippy does not take for tests"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use store::Moteur;
use tempfile::TempDir;

/// A place of its own for each test, with nothing of the environment in it.
struct Lieu {
    dossier: TempDir,
    base: Option<store::essais::BaseDEssai>,
}

impl Lieu {
    fn nouveau() -> Self {
        Self {
            dossier: tempfile::tempdir().unwrap(),
            base: None,
        }
    }

    /// Places with a database of each engine.
    async fn sur_chaque_moteur() -> Vec<Self> {
        let mut lieux = vec![Self::nouveau()];
        if store::essais::moteurs().contains(&Moteur::Postgres) {
            let base = store::essais::base(Moteur::Postgres).await;
            lieux.push(Self {
                base: Some(base),
                ..Self::nouveau()
            });
        }
        lieux
    }

    async fn liberer(self) {
        if let Some(base) = self.base {
            base.liberer().await;
        }
    }

    fn chemin(&self, nom: &str) -> PathBuf {
        self.dossier.path().join(nom)
    }

    fn commande(&self, arguments: &[&str]) -> Command {
        let mut commande = Command::new(env!("CARGO_BIN_EXE_imagin"));
        commande
            .args(arguments)
            .env_clear()
            .env("IMAGIN_DATA_DIR", self.chemin("donnees"))
            .env("LEPTOS_SITE_ROOT", self.chemin("site"))
            .current_dir(self.dossier.path())
            .stdin(Stdio::null());
        if let Some(base) = &self.base {
            commande.env("IMAGIN_DATABASE_URL", &base.url);
        }
        commande
    }

    fn lancer(&self, arguments: &[&str]) -> Fait {
        Fait::de(&self.commande(arguments).output().unwrap())
    }

    fn lancer_avec(&self, arguments: &[&str], entree: &str) -> Fait {
        let mut enfant = self
            .commande(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        enfant
            .stdin
            .take()
            .unwrap()
            .write_all(entree.as_bytes())
            .unwrap();
        Fait::de(&enfant.wait_with_output().unwrap())
    }

    fn ecrire(&self, nom: &str, texte: &str) -> String {
        std::fs::write(self.chemin(nom), texte).unwrap();
        nom.to_owned()
    }
}

fn droits(chemin: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(chemin).unwrap().permissions().mode()
}

#[derive(Debug)]
struct Fait {
    code: Option<i32>,
    sortie: String,
    erreur: String,
}

impl Fait {
    fn de(sortie: &Output) -> Self {
        Self {
            code: sortie.status.code(),
            sortie: String::from_utf8(sortie.stdout.clone()).unwrap(),
            erreur: String::from_utf8(sortie.stderr.clone()).unwrap(),
        }
    }

    /// Succeeded, quietly as far as errors go; what it printed.
    #[track_caller]
    fn reussi(self) -> String {
        assert_eq!((self.code, self.erreur.as_str()), (Some(0), ""), "{self:?}");
        self.sortie
    }

    /// Failed with one line; which.
    #[track_caller]
    fn rate(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert_eq!(self.erreur.lines().count(), 1, "{self:?}");
        self.erreur.trim_end().to_owned()
    }
}

#[test]
fn les_aides_et_les_fautes_de_frappe() {
    let lieu = Lieu::nouveau();
    let aide = lieu.lancer(&["--help"]).reussi();
    for mot in [
        "Utilisation : imagin [COMMANDE]",
        "Commandes :",
        "doctor",
        "IMAGIN_DATABASE_URL",
    ] {
        assert!(aide.contains(mot), "{mot} : {aide}");
    }
    let aide = lieu.lancer(&["import", "intervenants", "--help"]).reussi();
    assert!(
        aide.contains("[FICHIER]") && aide.contains("--dry-run"),
        "{aide}"
    );
    assert!(lieu.lancer(&["--version"]).reussi().starts_with("imagin "));
    let faute = lieu.lancer(&["serv"]).rate();
    assert!(
        faute.contains("« serv »") && faute.contains("« serve »"),
        "{faute}"
    );
    assert!(
        !lieu.chemin("donnees").exists(),
        "rien n'est créé pour une aide"
    );
}

#[test]
fn un_mauvais_reglage_est_nomme() {
    let lieu = Lieu::nouveau();
    for (nom, valeur) in [
        ("IMAGIN_LISTEN", "trois mille"),
        ("IMAGIN_LISTNE", "127.0.0.1:3000"),
        ("IMAGIN_DATABASE_URL", "mysql://x"),
        ("IMAGIN_MAIL_URL", "pigeon://x"),
        ("IMAGIN_MAIL_RETURN", "retours"),
        ("IMAGIN_MAIL_URL", "smtp://a:b@exemple.fr?tls=opportunistic"),
        ("IMAGIN_LOG", "a=b=c"),
    ] {
        let fait = lieu.commande(&["serve"]).env(nom, valeur).output().unwrap();
        let ligne = Fait::de(&fait).rate();
        assert!(ligne.starts_with(&format!("Réglage {nom} : ")), "{ligne}");
    }
    // A file where the directory should be.
    let occupe = lieu.chemin("occupe");
    std::fs::write(&occupe, "").unwrap();
    let fait = lieu
        .commande(&["migrate"])
        .env("IMAGIN_DATA_DIR", occupe.join("x"))
        .output();
    let ligne = Fait::de(&fait.unwrap()).rate();
    assert!(ligne.contains("ne peut pas être créé"), "{ligne}");
    let url = "postgres://personne@127.0.0.1:1/rien";
    let fait = lieu
        .commande(&["migrate"])
        .env("IMAGIN_DATABASE_URL", url)
        .output();
    let ligne = Fait::de(&fait.unwrap()).rate();
    assert!(ligne.contains("ne peut pas être ouverte"), "{ligne}");
}

#[tokio::test]
async fn demo_une_fois_et_une_seule() {
    for lieu in Lieu::sur_chaque_moteur().await {
        let demo = ["demo", "--intervenants", "400"];
        let dit = lieu.lancer(&demo).reussi();
        assert!(dit.contains("31 établissements, 400 intervenants"), "{dit}");
        assert!(
            dit.contains("chef") && dit.contains("demonstration-imagin"),
            "{dit}"
        );
        let encore = lieu.lancer(&demo).rate();
        assert!(encore.contains("contient déjà une académie"), "{encore}");
        assert_eq!(lieu.lancer(&["demo", "--si-vide"]).reussi(), "");
        let liste = lieu.lancer(&["comptes", "lister"]).reussi();
        assert_eq!(liste.lines().count(), 11, "{liste}");
        let seuls = lieu
            .lancer(&["comptes", "lister", "--academie", "04"])
            .reussi();
        assert_eq!(seuls.lines().count(), 5, "{seuls}");
        let a_blanc = ["comptes", "inviter", "--convoques", "--academie", "16"];
        let dit = lieu
            .lancer(&[&a_blanc[..], &["--a-blanc"]].concat())
            .reussi();
        assert!(dit.contains("Rien n’a été demandé."), "{dit}");
        let dit = lieu.lancer(&a_blanc).reussi();
        assert!(dit.contains("demande enregistrée"), "{dit}");
        let encore = lieu.lancer(&a_blanc).rate();
        assert!(encore.contains("déjà en cours d’ouverture"), "{encore}");
        let qui = lieu.lancer(&["comptes", "inviter"]).rate();
        assert!(qui.contains("--convoques"), "{qui}");
        lieu.liberer().await;
    }
    let ligne = Lieu::nouveau()
        .lancer(&["demo", "--intervenants", "3"])
        .rate();
    assert!(ligne.contains("entre 400 et 10 000 000"), "{ligne}");
}

#[tokio::test]
async fn importer_a_la_suite() {
    for lieu in Lieu::sur_chaque_moteur().await {
        let modele = |genre: &str| {
            let texte = lieu.lancer(&["import", genre, "--modele"]).reussi();
            lieu.ecrire(&format!("{genre}.csv"), &texte)
        };
        let fichiers = ["etablissements", "intervenants", "missions"].map(modele);

        let trop_tot = lieu
            .lancer(&["import", "intervenants", &fichiers[1]])
            .rate();
        assert!(
            trop_tot.contains("Importez d’abord les établissements"),
            "{trop_tot}"
        );
        for (genre, lignes) in [
            ("etablissements", "1 créé,"),
            ("intervenants", "1 créé,"),
            ("missions", "2 créées,"),
        ] {
            let fichier = format!("{genre}.csv");
            let essai = lieu
                .lancer(&["import", genre, &fichier, "--dry-run"])
                .reussi();
            assert!(
                essai.contains(lignes) && essai.contains("rien n’a été enregistré"),
                "{essai}"
            );
            let fait = lieu.lancer(&["import", genre, &fichier]).reussi();
            assert!(fait.contains(lignes), "{fait}");
            let encore = lieu.lancer(&["import", genre, &fichier]).reussi();
            assert!(encore.contains(" 0 créé"), "{encore}");
        }
        lieu.liberer().await;
    }
}

#[test]
fn les_lignes_refusees_se_voient_et_se_gardent() {
    let lieu = Lieu::nouveau();
    let modele = lieu
        .lancer(&["import", "etablissements", "--modele"])
        .reussi();
    lieu.lancer_avec(&["import", "etablissements", "-"], &modele)
        .reussi();
    let modele = lieu
        .lancer(&["import", "intervenants", "--modele"])
        .reussi();
    let mauvaise = modele
        .lines()
        .nth(1)
        .unwrap()
        .replace("0310038Y", "0310038A");
    let texte = format!("{modele}{}", format!("{mauvaise}\n").repeat(60));
    let fichier = lieu.ecrire("f.csv", &texte);
    let fait = lieu.lancer(&["import", "intervenants", &fichier, "--rapport", "r.csv"]);
    assert_eq!(fait.code, Some(2), "{fait:?}");
    assert!(fait.sortie.contains("1 créé"), "{fait:?}");
    assert!(
        fait.sortie
            .contains("ligne 3 : La colonne « uai » : la lettre de « 0310038A »")
            && fait.sortie.contains("la lettre attendue est Y."),
        "{fait:?}"
    );
    assert_eq!(fait.sortie.matches("\n  ligne ").count(), 50);
    assert!(
        fait.sortie
            .contains("et 10 autres ; toutes sont dans le rapport"),
        "{fait:?}"
    );
    let rapport = std::fs::read_to_string(lieu.chemin("r.csv")).unwrap();
    assert!(rapport.starts_with("\u{feff}ligne;raison\n3;"), "{rapport}");
    assert_eq!(rapport.lines().count(), 61);

    for (fichier, attendu) in [
        ("absent.csv", "il n’existe pas"),
        (".", "c’est un dossier"),
        (&*lieu.ecrire("vide.csv", ""), "Le fichier est vide."),
        (
            &*lieu.ecrire("autre.csv", "a;b\n1;2\n"),
            "ne nomme aucune colonne connue",
        ),
    ] {
        let ligne = lieu.lancer(&["import", "missions", fichier]).rate();
        assert!(ligne.contains(attendu), "{ligne}");
    }
}

#[test]
fn plusieurs_fichiers_de_sts_font_un_import_chacun() {
    let lieu = Lieu::nouveau();
    let annuaire = lieu
        .lancer(&["import", "etablissements", "--modele"])
        .reussi();
    lieu.lancer_avec(&["import", "etablissements", "-"], &annuaire)
        .reussi();
    let bon = lieu.lancer(&["import", "sts", "--modele"]).reussi();
    // Of an établissement that nobody knows.
    let loin = bon.replace("0310038Y", "0310024H");
    let (bon, loin) = (lieu.ecrire("a.xml", &bon), lieu.ecrire("b.xml", &loin));
    let fait = lieu.lancer(&["import", "sts", &loin, &bon, "--rapport", "r.csv"]);
    assert_eq!(fait.code, Some(2), "{fait:?}");
    assert!(
        fait.sortie.contains("a.xml :\n1 ligne lue") && fait.sortie.contains("b.xml :"),
        "{fait:?}"
    );
    assert!(
        fait.sortie.contains("2 fichiers, dont 1 refusé"),
        "{fait:?}"
    );
    let rapport = std::fs::read_to_string(lieu.chemin("r.csv")).unwrap();
    assert!(
        rapport.starts_with("\u{feff}fichier;ligne;raison"),
        "{rapport}"
    );
    // What was good is there; one that is not is told before anything is done.
    let encore = lieu.lancer(&["import", "sts", &bon, &bon]).reussi();
    assert_eq!(encore.matches("1 inchangé").count(), 2, "{encore}");
    let absent = lieu.lancer(&["import", "sts", &bon, "absent.xml"]).rate();
    assert!(absent.contains("il n’existe pas"), "{absent}");
}

#[tokio::test]
async fn la_vie_d_un_compte() {
    for lieu in Lieu::sur_chaque_moteur().await {
        let modele = lieu
            .lancer(&["import", "etablissements", "--modele"])
            .reussi();
        lieu.lancer_avec(&["import", "etablissements", "-"], &modele)
            .reussi();
        let creer = [
            "comptes",
            "creer",
            "Bellevue",
            "--nom",
            "Hélène C.",
            "--role",
            "chef_etablissement",
            "--role",
            "chef_centre",
            "--uai",
            "0310038Y",
        ];
        let court = lieu.lancer_avec(&creer, "court\n").rate();
        assert!(court.contains("au moins 15 caractères"), "{court}");
        let fait = lieu
            .lancer_avec(&creer, "quatre mots sans rapport\n")
            .reussi();
        assert!(fait.contains("créé"), "{fait}");
        assert!(lieu.lancer_avec(&creer, "x\n").rate().contains("déjà pris"));
        let fait = lieu
            .lancer(&["comptes", "reinitialiser", "bellevue", "--generer"])
            .reussi();
        assert!(fait.contains("affiché cette seule fois : "), "{fait}");
        let liste = lieu.lancer(&["comptes", "lister"]).reussi();
        assert!(
            liste.contains("Chef de centre d’examen, LPO Bellevue (0310038Y)"),
            "{liste}"
        );
        lieu.lancer(&["comptes", "fermer", "bellevue"]).reussi();
        assert!(
            lieu.lancer(&["comptes", "lister"])
                .reussi()
                .contains("[fermé]")
        );
        for action in ["fermer", "second-facteur"] {
            assert!(
                lieu.lancer(&["comptes", action, "x"])
                    .rate()
                    .contains("Aucun compte"),
                "{action}"
            );
        }
        let rien = lieu
            .lancer(&["comptes", "second-facteur", "bellevue"])
            .rate();
        assert!(rien.contains("n’a pas de second facteur"), "{rien}");
        lieu.liberer().await;
    }
}

#[test]
fn migrer_et_tout_defaire() {
    let lieu = Lieu::nouveau();
    assert!(
        lieu.lancer(&["migrate"])
            .reussi()
            .contains("migrations appliquées")
    );
    assert!(
        lieu.lancer(&["migrate"])
            .reussi()
            .starts_with("La base est à jour")
    );
    let droits = droits(&lieu.chemin("donnees"));
    assert_eq!(droits & 0o077, 0, "les données ne sont que pour ce compte");
    let refus = lieu.lancer(&["migrate", "--annuler-tout"]).rate();
    assert!(refus.contains("--oui"), "{refus}");
    lieu.lancer(&["migrate", "--annuler-tout", "--oui"])
        .reussi();
    assert!(
        lieu.lancer(&["migrate"])
            .reussi()
            .contains("migrations appliquées")
    );
}

#[test]
fn le_docteur_dit_ce_qui_manque() {
    let lieu = Lieu::nouveau();
    let fait = lieu.lancer(&["doctor"]);
    assert_eq!(fait.code, Some(1), "{fait:?}");
    assert!(fait.sortie.contains("n’existe pas encore"), "{fait:?}");
    assert!(
        !lieu.chemin("donnees/imagin.sqlite").exists(),
        "regarder ne crée pas la base"
    );
    assert_eq!(droits(&lieu.chemin("donnees")) & 0o077, 0);
    // Exactly what it asks for makes it content.
    let manque = fait
        .sortie
        .lines()
        .find(|l| l.contains("Fichiers du site absents"))
        .unwrap();
    let manque = manque
        .split(" : ")
        .nth(1)
        .unwrap()
        .split(". Construisez")
        .next()
        .unwrap();
    for adresse in manque.split(", ") {
        let fichier = lieu.chemin("site").join(adresse.trim_start_matches('/'));
        std::fs::create_dir_all(fichier.parent().unwrap()).unwrap();
        std::fs::write(fichier, "x").unwrap();
    }
    lieu.lancer(&["demo", "--intervenants", "400"]).reussi();
    let dit = lieu.lancer(&["doctor"]).reussi();
    assert!(dit.contains("Comptes de démonstration : chef"), "{dit}");
    assert!(
        dit.contains("un mot de passe suffit à ouvrir le compte : admin, admin.bordeaux."),
        "{dit}"
    );
    assert!(
        dit.contains("Les courriels peuvent partir.") && !dit.contains("MAUVAIS"),
        "{dit}"
    );
    assert!(dit.contains("rien n’est encore scellé"), "{dit}");
    let perdu = lieu.lancer(&["doctor", "--sceau", "0123456789abcdef"]);
    assert_eq!(perdu.code, Some(1), "{perdu:?}");
    assert!(
        perdu.sortie.contains("n’est pas dans la piste"),
        "{perdu:?}"
    );

    let ferme = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let fait = lieu
        .commande(&["doctor"])
        .env("IMAGIN_MAIL_URL", format!("smtp://{ferme}?tls=none"))
        .env("IMAGIN_PUBLIC_URL", "https://imagin.exemple.fr")
        .output()
        .unwrap();
    let fait = Fait::de(&fait);
    assert_eq!(fait.code, Some(1), "{fait:?}");
    assert!(
        fait.sortie
            .contains("le serveur de messagerie ne répond pas"),
        "{fait:?}"
    );
    assert!(fait.sortie.contains("réglez IMAGIN_MAIL_FROM"), "{fait:?}");
    assert!(
        fait.sortie
            .contains("mot de passe public de la démonstration"),
        "{fait:?}"
    );
}

#[test]
fn le_docteur_dit_quels_secrets_se_lisent() {
    use std::os::unix::fs::PermissionsExt;
    let lieu = Lieu::nouveau();
    let droits = |chemin: &Path, mode: u32| {
        std::fs::set_permissions(chemin, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    lieu.ecrire("oidc.secret", "le secret du client\n");
    // Port 1: nobody answers, which is said at once and is not what is looked at here.
    lieu.ecrire(
        "imagin.toml",
        "[openid]\nissuer = \"http://127.0.0.1:1\"\nclient_id = \"imagin\"\n\
         client_secret_file = \"oidc.secret\"\n",
    );
    std::fs::create_dir(lieu.chemin("boite")).unwrap();
    let secrets = ["imagin.toml", "oidc.secret", "boite"];
    let examiner = |cle: &str| {
        let fait = lieu
            .commande(&["doctor"])
            .env("IMAGIN_CONFIG", "imagin.toml")
            .env("IMAGIN_MAIL_URL", "dir:boite")
            .env("IMAGIN_PUBLIC_URL", "https://imagin.exemple.fr")
            .env("IMAGIN_SECOND_FACTEUR_CLE", cle)
            .output()
            .unwrap();
        let sortie = Fait::de(&fait).sortie;
        assert!(!sortie.contains("le secret du client"), "{sortie}");
        sortie
    };

    // The directory lets others in: what counts is each of them.
    droits(lieu.dossier.path(), 0o755);
    for nom in secrets {
        droits(
            &lieu.chemin(nom),
            if nom == "boite" { 0o700 } else { 0o600 },
        );
    }
    let cle = "0123456789abcdef0123456789abcdef";
    let garde = examiner(cle);
    assert!(
        garde.contains("Les autres comptes de la machine"),
        "{garde}"
    );
    assert!(!garde.contains("lu par tous"), "{garde}");
    assert!(!garde.contains(cle), "{garde}");

    for nom in secrets {
        let avant = std::fs::metadata(lieu.chemin(nom)).unwrap().permissions();
        droits(
            &lieu.chemin(nom),
            if nom == "boite" { 0o711 } else { 0o644 },
        );
        let dit = examiner(cle);
        let attendu = format!("{nom} peut être lu par tous les comptes de la machine");
        assert!(dit.contains(&attendu), "{nom} : {dit}");
        assert_eq!(dit.matches("lu par tous").count(), 1, "{nom} : {dit}");
        assert!(!dit.contains("Les autres comptes"), "{nom} : {dit}");
        std::fs::set_permissions(lieu.chemin(nom), avant).unwrap();
    }

    let sans = examiner("");
    assert!(
        sans.contains("IMAGIN_SECOND_FACTEUR_CLE n’est pas réglée"),
        "{sans}"
    );
}

#[test]
fn un_port_pris_se_dit_en_une_ligne() {
    let lieu = Lieu::nouveau();
    let pris = TcpListener::bind("127.0.0.1:0").unwrap();
    let adresse = pris.local_addr().unwrap();
    let fait = lieu
        .commande(&["serve"])
        .env("IMAGIN_LISTEN", adresse.to_string())
        .output();
    let ligne = Fait::de(&fait.unwrap()).rate();
    let debut = format!("Le port {} est déjà utilisé : ", adresse.port());
    assert!(ligne.starts_with(&debut), "{ligne}");
}

/// A server under way; killed when a test fails.
struct Service {
    enfant: Child,
    journal: BufReader<ChildStderr>,
    adresse: SocketAddr,
}

impl Service {
    fn demarrer(lieu: &Lieu) -> Self {
        let mut enfant = lieu
            .commande(&[])
            .env("IMAGIN_LISTEN", "127.0.0.1:0")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut journal = BufReader::new(enfant.stderr.take().unwrap());
        let ligne = attendre(&mut journal, "Imagin écoute");
        let adresse = ligne
            .split("adresse=")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap();
        Self {
            adresse: adresse.parse().unwrap(),
            enfant,
            journal,
        }
    }

    fn signaler(&self) {
        let pid = rustix::process::Pid::from_child(&self.enfant);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    fn demander(&self, debut: &str) -> TcpStream {
        let mut flux = TcpStream::connect(self.adresse).unwrap();
        flux.write_all(debut.as_bytes()).unwrap();
        flux
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}

/// Reads the log up to the line that says something.
fn attendre(journal: &mut BufReader<ChildStderr>, quoi: &str) -> String {
    let mut lues = String::new();
    loop {
        let mut ligne = String::new();
        assert_ne!(
            journal.read_line(&mut ligne).unwrap(),
            0,
            "« {quoi} » jamais dit : {lues}"
        );
        if ligne.contains(quoi) {
            return ligne;
        }
        lues.push_str(&ligne);
    }
}

fn reponse(mut flux: TcpStream) -> String {
    let mut lue = Vec::new();
    flux.read_to_end(&mut lue).unwrap();
    String::from_utf8_lossy(&lue).into_owned()
}

#[tokio::test]
async fn servir_puis_s_arreter_sans_rien_couper() {
    for lieu in Lieu::sur_chaque_moteur().await {
        let mut service = Service::demarrer(&lieu);
        let adresse = service.adresse;
        let sante = format!("GET /sante HTTP/1.1\r\nHost: {adresse}\r\nConnection: close\r\n\r\n");
        assert!(reponse(service.demander(&sante)).starts_with("HTTP/1.1 200 "));

        // A form of which half has arrived when the order to stop comes.
        let mut flux = service.demander(&format!(
            "POST /connexion HTTP/1.1\r\nHost: {adresse}\r\nOrigin: http://{adresse}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: 30\r\n\r\nidentifiant=x&"
        ));
        // The server has read it for sure once it answers on another connection.
        assert!(reponse(service.demander(&sante)).starts_with("HTTP/1.1 200 "));
        service.signaler();
        attendre(&mut service.journal, "arrêt demandé");
        flux.write_all(b"mot_de_passe=abc").unwrap();
        let lue = reponse(flux);
        assert!(lue.starts_with("HTTP/1.1 303 "), "{lue}");
        assert!(lue.contains("/connexion?echec=identifiants"), "{lue}");
        assert!(service.enfant.wait().unwrap().success());
        assert!(TcpStream::connect(adresse).is_err());
        lieu.liberer().await;
    }
}

#[test]
fn les_donnees_sont_ou_on_le_dit() {
    let lieu = Lieu::nouveau();
    let fichier = lieu.chemin("ailleurs/plus loin/base.sqlite");
    let url = format!("sqlite://{}", fichier.display());
    let fait = lieu
        .commande(&["migrate"])
        .env("IMAGIN_DATABASE_URL", &url)
        .output()
        .unwrap();
    Fait::de(&fait).reussi();
    assert!(fichier.is_file());
    assert!(!Path::new(&lieu.chemin("donnees/imagin.sqlite")).exists());
}

// ------------------------------------------------------------------------- retours

/// Reports captured from real servers: what each says is in `crates/mail`.
macro_rules! avis {
    ($nom:literal) => {
        include_str!(concat!("../../crates/mail/tests/donnees/", $nom, ".eml"))
    };
}

/// The token of the samples' nth mail.
fn jeton(n: u32) -> String {
    format!("{n:032x}")
}

impl Lieu {
    async fn store(&self) -> store::Store {
        let fichier = self.chemin("donnees/imagin.sqlite");
        let url = match &self.base {
            Some(base) => base.url.clone(),
            None => format!("sqlite:{}", fichier.display()),
        };
        store::Store::ouvrir(&store::OptionsStore::new(url))
            .await
            .unwrap()
    }

    /// Mails of the samples, of the demonstration's convocations, as accepted.
    async fn envoyer(&self, jetons: &[u32]) {
        use store::ConnectionTrait;
        let store = self.store().await;
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared(
            "INSERT INTO envoi (mission_id, auteur_id, demande_le, groupe, sans_adresse)
             SELECT mission_id, auteur_id, 0, true, '[]' FROM convocation ORDER BY id LIMIT 1",
        )
        .await
        .unwrap();
        for (rang, n) in jetons.iter().enumerate() {
            tx.execute_unprepared(&format!(
                "INSERT INTO courriel (envoi_id, genre, convocation_id, intervenant_id, nom,
                   adresse, sujet, message_id, convocation_version, etat, etat_depuis,
                   prochain_essai_le, raison, cree_le, envoye_le)
                 SELECT (SELECT max(id) FROM envoi), 'convocation', id, intervenant_id, 'NOM',
                   'a@b.fr', 's', '<{}@ac-toulouse.fr>', 1, 'envoye', 0, 0, '', 0, 0
                 FROM convocation ORDER BY id LIMIT 1 OFFSET {rang}",
                jeton(*n)
            ))
            .await
            .unwrap();
        }
        tx.valider().await.unwrap();
        store.fermer().await.unwrap();
    }

    /// One of the samples' mails as it is while it leaves, or once it has.
    async fn en_cours(&self, n: u32, en_cours: bool) {
        use store::ConnectionTrait;
        let store = self.store().await;
        let tx = store.ecriture().await.unwrap();
        let etat = if en_cours {
            "etat = 'en_cours', verrou = 'essai', verrou_jusqua = 9000000000000, envoye_le = NULL"
        } else {
            "etat = 'envoye', verrou = NULL, verrou_jusqua = NULL, envoye_le = 0"
        };
        tx.execute_unprepared(&format!(
            "UPDATE courriel SET {etat} WHERE message_id = '<{}@ac-toulouse.fr>'",
            jeton(n)
        ))
        .await
        .unwrap();
        tx.valider().await.unwrap();
        store.fermer().await.unwrap();
    }

    /// Which of the samples' mails came back.
    async fn revenus(&self, jetons: &[u32]) -> Vec<u32> {
        let store = self.store().await;
        let mut revenus = Vec::new();
        for n in jetons {
            let lu = store::courriels::par_jeton(store.lecture(), &jeton(*n)).await;
            if lu.unwrap().unwrap().etat == domain::EtatCourriel::Retour {
                revenus.push(*n);
            }
        }
        store.fermer().await.unwrap();
        revenus
    }

    fn fichiers(&self, dossier: &str) -> Vec<String> {
        let mut noms: Vec<String> = std::fs::read_dir(self.chemin(dossier))
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        noms.sort();
        noms
    }
}

#[tokio::test]
async fn un_maildir_de_retours() {
    for lieu in Lieu::sur_chaque_moteur().await {
        lieu.lancer(&["demo", "--intervenants", "400"]).reussi();
        lieu.envoyer(&[1, 3, 4, 9]).await;
        for dossier in ["cur", "new", "tmp", "new/dossier"] {
            std::fs::create_dir_all(lieu.chemin("boite").join(dossier)).unwrap();
        }
        for (nom, texte) in [
            ("new/1.inconnue.mx", avis!("postfix-inconnue")),
            ("new/2.retard.mx", avis!("postfix-retard")),
            ("new/3.absence.mx", avis!("absence")),
            ("new/4.ailleurs.mx", avis!("exchange-online")),
            ("new/5.rien.mx", "From: a@b.fr\n\nEst-ce bien ici ?\n"),
            ("cur/0.local.mx:2,FS", avis!("postfix-utilisateur-local")),
            ("new/.cache", avis!("exim-inconnue")),
            ("tmp/6.en-cours.mx", avis!("postfix-inconnue")),
        ] {
            lieu.ecrire(&format!("boite/{nom}"), texte);
        }
        // A link could lead out of the mailbox.
        std::os::unix::fs::symlink("/etc/passwd", lieu.chemin("boite/new/7.lien")).unwrap();
        let avant = lieu.fichiers("boite/new");

        let bilan = "6 messages lus : 2 retours notés, 1 remise retardée, \
             1 réponse automatique, 2 laissés en place.";
        let laisses = "  new/4.ailleurs.mx : cet avis concerne le courriel d’un autre service\n  \
             new/5.rien.mx : ce n’est ni un avis de non-remise ni une réponse automatique\n";
        let fait = lieu.lancer(&["retours", "boite", "--dry-run"]);
        assert_eq!((fait.code, &*fait.erreur), (Some(2), ""), "{fait:?}");
        assert_eq!(
            fait.sortie,
            format!("{bilan}\n{laisses}Essai : rien n’a été enregistré ni déplacé.\n")
        );
        assert_eq!(lieu.fichiers("boite/new"), avant);
        assert_eq!(lieu.revenus(&[1, 3, 4, 9]).await, [0; 0]);

        let fait = lieu.lancer(&["retours", "boite"]);
        assert_eq!((fait.code, &*fait.erreur), (Some(2), ""), "{fait:?}");
        assert_eq!(fait.sortie, format!("{bilan}\n{laisses}"));
        assert_eq!(lieu.revenus(&[1, 3, 4, 9]).await, [1, 3]);
        let restent = [".cache", "4.ailleurs.mx", "5.rien.mx", "7.lien", "dossier"];
        assert_eq!(lieu.fichiers("boite/new"), restent);
        assert_eq!(lieu.fichiers("boite/cur"), [""; 0]);
        assert_eq!(lieu.fichiers("boite/tmp"), ["6.en-cours.mx"]);
        let ranges = [
            "0.local.mx:2,FS",
            "1.inconnue.mx:2,S",
            "2.retard.mx:2,S",
            "3.absence.mx:2,S",
        ];
        assert_eq!(lieu.fichiers("boite/traites/cur"), ranges);
        let garde = lieu.chemin("boite/traites/cur/1.inconnue.mx:2,S");
        assert_eq!(
            std::fs::read_to_string(garde).unwrap(),
            avis!("postfix-inconnue")
        );

        // The same once more, under a name that is taken.
        lieu.ecrire("boite/new/1.inconnue.mx", avis!("postfix-inconnue"));
        std::fs::remove_file(lieu.chemin("boite/new/4.ailleurs.mx")).unwrap();
        std::fs::remove_file(lieu.chemin("boite/new/5.rien.mx")).unwrap();
        let dit = lieu.lancer(&["retours", "boite"]).reussi();
        assert_eq!(dit, "1 message lu : 1 déjà noté.\n");
        assert_eq!(lieu.fichiers("boite/traites/cur").len(), 5);
        assert_eq!(
            lieu.lancer(&["retours", "boite"]).reussi(),
            "Aucun message.\n"
        );
        lieu.liberer().await;
    }
}

#[tokio::test]
async fn des_retours_dans_un_fichier_ou_sur_l_entree() {
    for lieu in Lieu::sur_chaque_moteur().await {
        lieu.lancer(&["demo", "--intervenants", "400"]).reussi();
        lieu.envoyer(&[1, 2, 4, 5, 7, 8]).await;
        let tous = [1, 2, 4, 5, 7, 8];
        let separe =
            |texte: &str| format!("From MAILER-DAEMON Wed Nov 25 10:00:00 2026\n{texte}\n");
        let mbox: String = [
            avis!("postfix-delai-depasse"),
            avis!("postfix-filtre"),
            avis!("exim-apres-data"),
            avis!("gmail"),
        ]
        .map(separe)
        .concat();
        let fichier = lieu.ecrire("retours.mbox", &mbox);
        let attendu = |n: usize, ce: &str| {
            format!(
                "4 messages lus : {n} {ce}, 1 laissé en place.\n  message n° 3 : cet avis \
                 concerne le courriel d’un autre service\n"
            )
        };
        for (ce, revenus) in [("retours notés", 3), ("déjà notés", 3)] {
            let fait = lieu.lancer(&["retours", &fichier]);
            assert_eq!((fait.code, &*fait.erreur), (Some(2), ""), "{fait:?}");
            assert_eq!(fait.sortie, attendu(revenus, ce));
            assert_eq!(lieu.revenus(&tous).await, [2, 4, 8]);
        }
        assert_eq!(
            std::fs::read_to_string(lieu.chemin("retours.mbox")).unwrap(),
            mbox,
            "un fichier n’est que lu"
        );

        // One message: in a file, then as a mail server hands it to a command.
        let seul = lieu.ecrire("seul.eml", avis!("exchange-acces-refuse"));
        let dit = lieu.lancer(&["retours", &seul]).reussi();
        assert_eq!(dit, "1 message lu : 1 retour noté.\n");
        // More than is looked at: it is taken to the end all the same.
        let long = separe(avis!("postfix-domaine")) + &"A".repeat(3_000_000);
        let dit = lieu.lancer_avec(&["retours", "-"], &long).reussi();
        assert_eq!(dit, "1 message lu : 1 retour noté.\n");
        assert_eq!(lieu.revenus(&tous).await, [2, 4, 5, 7, 8]);
        // Back before its departure was noted: who hands it over is to keep it.
        lieu.en_cours(1, true).await;
        let fait = lieu.lancer_avec(&["retours", "-"], avis!("postfix-inconnue"));
        assert_eq!(fait.code, Some(75), "{fait:?}");
        lieu.en_cours(1, false).await;
        lieu.lancer_avec(&["retours", "-"], avis!("postfix-inconnue"))
            .reussi();
        assert_eq!(lieu.revenus(&tous).await, [1, 2, 4, 5, 7, 8]);
        let fait = lieu.lancer_avec(&["retours", "-"], "Bonjour\n");
        assert_eq!(fait.code, Some(2));
        assert!(
            fait.sortie
                .contains("\n  entrée standard : ce n’est pas un courriel\n"),
            "{fait:?}"
        );
        assert_eq!(
            lieu.lancer(&["retours", &lieu.ecrire("vide", "")]).reussi(),
            "Aucun message.\n"
        );
        for (source, attendu) in [
            ("absent", "il n’existe pas"),
            ("donnees", "n’est pas un dossier maildir"),
        ] {
            let ligne = lieu.lancer(&["retours", source]).rate();
            assert!(ligne.contains(attendu), "{ligne}");
        }
        lieu.liberer().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn la_purge_dit_puis_fait() {
    for lieu in Lieu::sur_chaque_moteur().await {
        lieu.lancer(&["demo", "--intervenants", "400"]).reussi();
        let base = lieu.base.as_ref().map_or_else(
            || format!("sqlite:{}", lieu.chemin("donnees/imagin.sqlite").display()),
            |b| b.url.clone(),
        );
        let store = store::Store::ouvrir(&store::OptionsStore::new(&base))
            .await
            .unwrap();
        let tx = store.ecriture().await.unwrap();
        store::tentatives::noter(&tx, "adresse:192.0.2.1", domain::Moment(0))
            .await
            .unwrap();
        tx.valider().await.unwrap();
        store.fermer().await.unwrap();

        let dit = lieu.lancer(&["purge", "--dry-run"]).reussi();
        assert!(
            dit.contains("Connexions manquées : 1, la plus ancienne du 01/01/1970"),
            "{dit}"
        );
        assert!(dit.contains("rien n’a été supprimé"), "{dit}");
        let encore = lieu.lancer(&["purge", "--dry-run"]).reussi();
        assert_eq!(encore, dit);
        lieu.lancer(&["purge", "--dry-run", "--liste", "l.csv"])
            .reussi();
        let liste = std::fs::read_to_string(lieu.chemin("l.csv")).unwrap();
        assert!(
            liste.starts_with("\u{feff}genre;académie;référence;nombre;"),
            "{liste}"
        );
        assert!(
            liste
                .lines()
                .any(|l| l.starts_with("Connexions manquées;") && l.contains(";1;01/01/1970")),
            "{liste}"
        );
        let fait = lieu.lancer(&["purge"]).reussi();
        assert!(fait.contains("Connexions manquées : 1 ("), "{fait}");
        let rien = lieu.lancer(&["purge"]).reussi();
        assert_eq!(rien, "Rien n’a dépassé sa durée de conservation.\n");
        // Purging has sealed what there is.
        let dit = lieu.lancer(&["doctor"]);
        assert!(dit.sortie.contains("Piste d’audit intacte"), "{dit:?}");
        let sceau = dit
            .sortie
            .split(|c: char| !c.is_ascii_hexdigit())
            .find(|mot| mot.len() == 64)
            .unwrap()
            .to_owned();
        let dit = lieu.lancer(&["doctor", "--sceau", &sceau[..12]]);
        assert!(
            dit.sortie.contains("Le sceau donné est bien celui du lot"),
            "{dit:?}"
        );
        let refus = lieu
            .commande(&["purge"])
            .env("IMAGIN_CONSERVATION_PISTE", "7")
            .output()
            .unwrap();
        let refus = Fait::de(&refus).rate();
        assert!(refus.contains("IMAGIN_CONSERVATION_PISTE"), "{refus}");
        assert!(refus.contains("de 183 à 1826"), "{refus}");
        lieu.liberer().await;
    }
}

#[tokio::test]
async fn la_vie_d_un_jeton() {
    for lieu in Lieu::sur_chaque_moteur().await {
        let sans_academie = ["jetons", "creer", "SANTORIN", "--portee", "correcteurs"];
        let sans = lieu.lancer(&sans_academie).rate();
        assert!(sans.contains("académie"), "{sans}");
        lieu.lancer(&["demo", "--intervenants", "400"]).reussi();
        // Of two, one has to be named.
        let laquelle = lieu.lancer(&sans_academie).rate();
        assert!(
            laquelle.contains("16") && laquelle.contains("04"),
            "{laquelle}"
        );
        let creer = [&sans_academie[..], &["--academie", "16"]].concat();
        let vide = lieu.lancer(&["jetons", "lister"]).reussi();
        assert_eq!(vide, "Aucun client de l’API.\n");
        let prive = [&creer[..], &["--webhook", "https://192.168.0.1/"]].concat();
        let refus = lieu.lancer(&prive).rate();
        assert!(refus.contains("réseau privé"), "{refus}");
        let long = [&creer[..], &["--jours", "4000"]].concat();
        assert!(lieu.lancer(&long).rate().contains("731"));
        let dit = lieu.lancer(&creer).reussi();
        let (_, jeton) = dit.split_once("à copier maintenant : imgn_").expect(&dit);
        assert_eq!(jeton.trim_end().len(), 64, "{dit}");
        assert!(lieu.lancer(&creer).rate().contains("déjà ce nom"));
        let liste = lieu.lancer(&["jetons", "lister"]).reussi();
        assert!(
            liste.contains("En usage") && liste.contains("Correcteurs"),
            "{liste}"
        );
        assert!(!liste.contains(jeton.trim_end()), "{liste}");
        let numero = liste.split(' ').next().unwrap();
        let renouveler = ["jetons", "renouveler", numero];
        let refus = lieu.lancer(&[&renouveler[..], &["--jours", "4000"]].concat());
        assert!(refus.rate().contains("731"));
        let refus = lieu.lancer(&[&renouveler[..], &["--recouvrement", "31"]].concat());
        assert!(refus.rate().contains("de 0 à 30"));
        // Refused, nothing was renewed.
        let egale = lieu.lancer(&["jetons", "lister"]).reussi();
        assert_eq!(egale, liste);
        let dit = lieu.lancer(&renouveler).reussi();
        assert!(dit.contains("L’ancien sert encore jusqu’au"), "{dit}");
        let (_, neuf) = dit.split_once("à copier maintenant : imgn_").expect(&dit);
        assert_eq!(neuf.trim_end().len(), 64, "{dit}");
        assert_ne!(neuf.trim_end(), jeton.trim_end());
        let liste = lieu.lancer(&["jetons", "lister"]).reussi();
        assert!(
            liste.contains(&format!("imgn_{}…", neuf.get(..6).unwrap())),
            "{liste}"
        );
        let aussitot = lieu.lancer(&[&renouveler[..], &["--recouvrement", "0"]].concat());
        let dit = aussitot.reussi();
        assert!(dit.contains("L’ancien jeton ne sert plus."), "{dit}");
        lieu.lancer(&["jetons", "revoquer", numero]).reussi();
        let liste = lieu.lancer(&["jetons", "lister"]).reussi();
        assert!(liste.contains("Révoqué"), "{liste}");
        let inconnu = lieu.lancer(&["jetons", "revoquer", "999"]).rate();
        assert!(inconnu.contains("999"), "{inconnu}");
        for hors_d_usage in [numero, "999"] {
            let refus = lieu.lancer(&["jetons", "renouveler", hors_d_usage]).rate();
            assert!(refus.contains(hors_d_usage), "{refus}");
            assert!(refus.contains("révoqué"), "{refus}");
        }
        lieu.liberer().await;
    }
}
