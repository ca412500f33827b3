//! The archive as others read it: Python's zipfile, which checks names, sizes and
//! checksums as `unzip -t` does. A missing Python fails these tests.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod commun;

use documents::archive::{Bilan, ErreurArchive, INDEX, ecrire_archive};
use documents::canal::Canal;
use documents::{Polices, lettre};
use domain::{CompteurArchive, ConvocationId, Lettre};
use std::cell::Cell;
use std::convert::Infallible;
use std::io::{self, Read, Write};
use std::process::Command;
use std::sync::LazyLock;

static POLICES: LazyLock<Polices> = LazyLock::new(|| Polices::charger().unwrap());

fn numero(i: i64, nom: &str, prenom: &str) -> Lettre {
    let mut l = commun::lettre();
    l.convocation = ConvocationId(i);
    l.destinataire.nom = nom.to_owned();
    l.destinataire.prenom = prenom.to_owned();
    l
}

fn archive(lettres: &[Lettre]) -> (Vec<u8>, Bilan) {
    let mut octets = Vec::new();
    let bilan = ecrire_archive(
        lettres.iter().cloned().map(Ok::<_, Infallible>),
        &POLICES,
        &mut octets,
    )
    .unwrap();
    (octets, bilan)
}

/// Runs a Python program on an archive; gives what it prints, or its error.
fn python(octets: &[u8], programme: &str) -> Result<String, String> {
    let dossier = tempfile::tempdir().unwrap();
    let chemin = dossier.path().join("lettres.zip");
    std::fs::write(&chemin, octets).unwrap();
    let sortie = Command::new("python3")
        .arg("-c")
        .arg(programme)
        .arg(&chemin)
        .output()
        .unwrap_or_else(|e| panic!("python3 : {e} (script/setup --tests l'installe)"));
    if sortie.status.success() {
        Ok(String::from_utf8(sortie.stdout).unwrap())
    } else {
        Err(String::from_utf8_lossy(&sortie.stderr).into_owned())
    }
}

fn fichier(octets: &[u8], nom: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(io::Cursor::new(octets)).unwrap();
    let mut contenu = Vec::new();
    zip.by_name(nom).unwrap().read_to_end(&mut contenu).unwrap();
    contenu
}

fn index(octets: &[u8]) -> Vec<Vec<String>> {
    let csv = fichier(octets, INDEX);
    let csv = csv.strip_prefix("\u{feff}".as_bytes()).expect("BOM");
    csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(csv)
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn python_l_ouvre() {
    let lettres = [
        numero(1, "DUPONT", "Marie"),
        numero(2, "D’ÉTÉ", "Loïc"),
        numero(3, "../../etc", "CON"),
    ];
    let (octets, bilan) = archive(&lettres);
    assert_eq!(
        bilan,
        Bilan {
            lettres: 3,
            sans_image: 0
        }
    );
    let dit = python(
        &octets,
        "import sys, zipfile\n\
         z = zipfile.ZipFile(sys.argv[1])\n\
         assert z.testzip() is None\n\
         for i in z.infolist():\n    \
             print(i.filename, i.compress_type, i.flag_bits & 8, *i.date_time, i.external_attr >> 16 & 0o777)\n",
    )
    .unwrap();
    insta::assert_snapshot!("contenu_de_l_archive", dit);
    assert_eq!(
        fichier(&octets, "172278_DUPONT-Marie_convocation.pdf"),
        lettre::pdf(&lettres[0], &POLICES).unwrap()
    );
}

#[test]
fn l_index_dit_tout_et_n_a_pas_de_formule() {
    let mut piegee = numero(1, "=HYPERLINK(\"http://x\")", "+Marie");
    piegee.destinataire.discipline = "@SUM(A1)".into();
    piegee.destinataire.etablissement = "-2+3;\"cmd\"\nligne".into();
    let (octets, _) = archive(&[numero(2, "DUPONT", "Marie"), piegee]);
    let lignes = index(&octets);
    assert_eq!(
        lignes[0],
        [
            "172278_DUPONT-Marie_convocation.pdf",
            "DUPONT",
            "Marie",
            "LGT PIERRE DE FERMAT TOULOUSE CEDEX 7 (0310036W)",
            "HISTOIRE GEOGRAPHIE",
            "172278 Correction de copies épreuve EC",
            "01/02/2021 08:00-12:30, 02/02/2021 08:30-17:30, 03/02/2021 08:00-12:30",
            "Bât. C, appartement 12, 8 rue des Filatiers, 31000 TOULOUSE",
            "marie.dupont@ac-toulouse.fr",
            "",
        ]
    );
    assert_eq!(lignes[1][1], "'=HYPERLINK(\"http://x\")");
    assert_eq!(lignes[1][2], "'+Marie");
    assert_eq!(lignes[1][3], "'-2+3;\"cmd\" ligne");
    assert_eq!(lignes[1][4], "'@SUM(A1)");
    assert!(
        lignes
            .iter()
            .flatten()
            .all(|c| !c.starts_with(['=', '+', '-', '@']))
    );
}

#[test]
fn les_homonymes_ont_chacun_leur_fichier() {
    let (octets, _) = archive(&[
        numero(1, "DUPONT", "Marie"),
        numero(2, "Dupont", "Marie"),
        numero(3, "DUPONT", "MARIE"),
        numero(3, "DUPONT", "MARIE"),
    ]);
    let noms: Vec<String> = index(&octets).into_iter().map(|l| l[0].clone()).collect();
    assert_eq!(
        noms,
        [
            "172278_DUPONT-Marie_convocation.pdf",
            "172278_Dupont-Marie_convocation_2.pdf",
            "172278_DUPONT-MARIE_convocation_3.pdf",
            "172278_DUPONT-MARIE_convocation_3-2.pdf",
        ]
    );
}

#[test]
fn une_mauvaise_image_n_arrete_pas_les_autres() {
    let mut sans = numero(2, "DURAND", "Anne");
    sans.signature.as_mut().unwrap().image_png = b"pas une image".as_slice().into();
    let (octets, bilan) = archive(&[numero(1, "DUPONT", "Marie"), sans.clone()]);
    assert_eq!(
        bilan,
        Bilan {
            lettres: 2,
            sans_image: 1
        }
    );
    let lignes = index(&octets);
    assert_eq!(lignes[0][9], "");
    assert!(lignes[1][9].contains("signer à la main"));
    assert_eq!(
        fichier(&octets, "172278_DURAND-Anne_convocation.pdf"),
        lettre::pdf_sans_image(&sans, &POLICES).unwrap()
    );
}

#[test]
fn une_archive_vide_s_ouvre() {
    let (octets, bilan) = archive(&[]);
    assert_eq!(bilan.lettres, 0);
    assert!(index(&octets).is_empty());
    python(
        &octets,
        "import sys, zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None",
    )
    .unwrap();
}

/// Counts what goes through, and keeps none of it.
struct Compteur<'c>(&'c Cell<usize>);

impl Write for Compteur<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + octets.len());
        Ok(octets.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Most memory this process has held, in bytes.
fn pic() -> usize {
    std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .and_then(|l| l.trim().trim_end_matches(" kB").parse::<usize>().ok())
        .unwrap()
        * 1024
}

/// Alone in its process when run by nextest, beside the others under cargo test: these
/// are small, and the margin is half of what holding the archive would take.
#[test]
fn la_memoire_ne_croit_pas_avec_le_nombre() {
    let ecrits = Cell::new(0);
    let poids = lettre::pdf(&commun::lettre(), &POLICES).unwrap().len();
    let lancer = |nombre: i64| {
        ecrits.set(0);
        let lettres = (0..nombre).map(|i| {
            // When a letter is asked for, those before are wholly out already.
            let partis = ecrits.get();
            assert!(partis >= i as usize * poids, "{i} : {partis}");
            Ok::<_, Infallible>(numero(i, "DUPONT", "Marie"))
        });
        ecrire_archive(lettres, &POLICES, Compteur(&ecrits)).unwrap();
        ecrits.get()
    };
    lancer(10);
    let avant = pic();
    let total = lancer(200);
    let pris = pic().saturating_sub(avant);
    assert!(total > 200 * poids);
    assert!(
        pris < total / 2,
        "{pris} octets de plus pour {total} écrits"
    );
}

#[test]
fn une_source_qui_lache_ne_laisse_pas_d_archive_entiere() {
    let mut octets = Vec::new();
    let lettres = [Ok(numero(1, "DUPONT", "Marie")), Err("base perdue")];
    let erreur = ecrire_archive(lettres, &POLICES, &mut octets).unwrap_err();
    assert!(matches!(erreur, ErreurArchive::Source("base perdue")));
    assert!(octets.len() > 10_000);
    let refus = python(&octets, "import sys, zipfile; zipfile.ZipFile(sys.argv[1])").unwrap_err();
    assert!(refus.contains("BadZipFile"), "{refus}");
}

#[test]
fn en_flux_vers_un_client_et_sans_lui() {
    let lettres = || (0..6).map(|i| Ok::<_, Infallible>(numero(i, "DUPONT", "Marie")));
    // A client slower than the letters: two pieces at most wait for it.
    let (envoi, reception) = std::sync::mpsc::sync_channel::<Vec<u8>>(2);
    let fil = std::thread::spawn(move || {
        let mut canal = Canal::nouveau(16 * 1024, |m| {
            envoi.send(m).map_err(|_| io::ErrorKind::BrokenPipe.into())
        });
        let bilan = ecrire_archive(lettres(), &POLICES, &mut canal).unwrap();
        canal.terminer().unwrap();
        bilan
    });
    let recus: Vec<u8> = reception.iter().flatten().collect();
    assert_eq!(fil.join().unwrap().lettres, 6);
    // What the page tells of its progress: every letter once, whatever the pieces.
    let mut compteur = CompteurArchive::default();
    let comptes: Vec<usize> = recus.chunks(1_000).map(|m| compteur.recevoir(m)).collect();
    assert!(comptes.is_sorted());
    assert_eq!(comptes.last(), Some(&6));
    let direct: Vec<Lettre> = lettres().map(|l| l.unwrap()).collect();
    assert_eq!(recus, archive(&direct).0);

    // A client gone after the first piece: no letter is made for nothing.
    let (envoi, reception) = std::sync::mpsc::sync_channel::<Vec<u8>>(1);
    let faites = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|s| {
        let faites = &faites;
        let fil = s.spawn(move || {
            let lettres = (0..1_000).map(|i| {
                faites.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                Ok::<_, Infallible>(numero(i, "DUPONT", "Marie"))
            });
            let mut canal = Canal::nouveau(16 * 1024, |m| {
                envoi.send(m).map_err(|_| io::ErrorKind::BrokenPipe.into())
            });
            ecrire_archive(lettres, &POLICES, &mut canal)
        });
        reception.recv().unwrap();
        drop(reception);
        let erreur = fil.join().unwrap().unwrap_err();
        assert!(
            matches!(&erreur, ErreurArchive::Ecriture(e) if e.kind() == io::ErrorKind::BrokenPipe),
            "{erreur:?}"
        );
    });
    assert!(faites.load(std::sync::atomic::Ordering::SeqCst) < 10);
}
