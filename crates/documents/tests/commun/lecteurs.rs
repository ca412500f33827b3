//! PDF as others read it: poppler and qpdf, installed by `script/setup --tests`. A
//! missing tool fails the test.
#![allow(clippy::panic)]

use std::process::Command;

/// Runs a tool on a PDF; gives its standard output.
pub fn outil(nom: &str, avant: &[&str], octets: &[u8], apres: &[&str]) -> Vec<u8> {
    let dossier = tempfile::tempdir().unwrap();
    let chemin = dossier.path().join("lettre.pdf");
    std::fs::write(&chemin, octets).unwrap();
    let sortie = Command::new(nom)
        .args(avant)
        .arg(&chemin)
        .args(apres)
        .output()
        .unwrap_or_else(|e| panic!("{nom} : {e} (script/setup --tests l'installe)"));
    assert!(
        sortie.status.success(),
        "{nom} : {} {}{}",
        sortie.status,
        String::from_utf8_lossy(&sortie.stdout),
        String::from_utf8_lossy(&sortie.stderr)
    );
    sortie.stdout
}

pub fn texte(octets: &[u8], options: &[&str]) -> String {
    let mut avant = vec!["-enc", "UTF-8"];
    avant.extend(options);
    String::from_utf8(outil("pdftotext", &avant, octets, &["-"])).unwrap()
}

/// One text a page.
pub fn pages(octets: &[u8]) -> Vec<String> {
    let mut pages: Vec<String> = texte(octets, &["-raw"])
        .split('\u{c}')
        .map(str::to_owned)
        .collect();
    assert_eq!(pages.pop().as_deref(), Some(""));
    pages
}

/// No-break spaces as plain ones, line ends as spaces: what a reader looks for.
pub fn a_plat(texte: &str) -> String {
    texte.split_whitespace().collect::<Vec<_>>().join(" ")
}
