//! Writes sample letters to look at: `cargo run -p documents --example lettres -- DIR`.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../tests/commun/mod.rs"]
mod commun;

fn main() {
    let dossier = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_default());
    let polices = documents::Polices::charger().unwrap();
    for (nom, lettre) in commun::toutes() {
        let octets = documents::lettre::pdf(&lettre, &polices).unwrap();
        println!("{nom} : {} octets", octets.len());
        std::fs::write(dossier.join(format!("{nom}.pdf")), octets).unwrap();
    }
    std::fs::write(
        dossier.join("signature.png"),
        documents::signature::image_de_demonstration("Claire MARTIN"),
    )
    .unwrap();
}
