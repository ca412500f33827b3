//! Built assets: their names with hashes, read once at start.

use app::coquille::{Actifs, Parties};
use std::path::{Path, PathBuf};

/// Name under which cargo-leptos writes the assets (its `output-name`).
const NOM: &str = "imagin";
/// Folder of the assets within the site, and in addresses.
pub const DOSSIER: &str = "pkg";

/// Where the built site is: `LEPTOS_SITE_ROOT`, else beside the binary's own
/// build folder (`target/site`), else `site` beside the binary.
#[must_use]
pub fn racine_du_site() -> PathBuf {
    if let Some(racine) = std::env::var_os("LEPTOS_SITE_ROOT") {
        return racine.into();
    }
    let binaire = std::env::current_exe().unwrap_or_default();
    [binaire.parent(), binaire.parent().and_then(Path::parent)]
        .into_iter()
        .flatten()
        .map(|d| d.join("site"))
        .find(|d| d.is_dir())
        .unwrap_or_else(|| "target/site".into())
}

/// Addresses of the assets: with the hashes that `hash.txt` beside the binary
/// gives, or plain when the build made none.
#[must_use]
pub fn actifs() -> Actifs {
    let hash = std::env::current_exe()
        .ok()
        .and_then(|b| std::fs::read_to_string(b.parent()?.join("hash.txt")).ok())
        .unwrap_or_default();
    let pkg = racine_du_site().join(DOSSIER);
    depuis(&hash, |fichier| {
        std::fs::read_to_string(pkg.join(fichier)).ok()
    })
}

/// `lire` gives the text of a file of the folder of assets.
fn depuis(hash: &str, lire: impl Fn(&str) -> Option<String>) -> Actifs {
    let de = |genre: &str| {
        hash.lines()
            .filter_map(|l| l.split_once(':'))
            .find(|(g, _)| g.trim() == genre)
            .map(|(_, h)| format!(".{}", h.trim()))
    };
    let adresse = |genre: &str, extension: &str| {
        format!(
            "/{DOSSIER}/{NOM}{}.{extension}",
            de(genre).unwrap_or_default()
        )
    };
    let manifeste = format!(
        "__wasm_split_manifest{}.json",
        de("manifest").unwrap_or_default()
    );
    let parties = lire(&manifeste)
        .and_then(|texte| serde_json::from_str(&texte).ok())
        .map(|fichiers| Parties {
            dossier: format!("/{DOSSIER}"),
            chargeur: format!("__wasm_split{}.js", de("split").unwrap_or_default()),
            fichiers,
        })
        .unwrap_or_default();
    Actifs {
        parties,
        js: adresse("js", "js"),
        wasm: adresse("wasm", "wasm"),
        css: adresse("css", "css"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noms_avec_et_sans_empreinte() {
        let sans = |_: &str| None;
        let a = depuis("js: AbC-1\nwasm: dEf\ncss: 9_z\n", sans);
        assert_eq!(a.js, "/pkg/imagin.AbC-1.js");
        assert_eq!(a.wasm, "/pkg/imagin.dEf.wasm");
        assert_eq!(a.css, "/pkg/imagin.9_z.css");
        assert_eq!(a.parties, Parties::default());
        assert_eq!(depuis("", sans).js, "/pkg/imagin.js");
    }

    #[test]
    fn parties_du_programme() {
        let a = depuis("js: A\nsplit: B\nmanifest: C\n", |fichier| {
            (fichier == "__wasm_split_manifest.C.json")
                .then(|| r#"{"page": ["chunk_0", "page"]}"#.to_owned())
        });
        assert_eq!(a.parties.dossier, "/pkg");
        assert_eq!(a.parties.chargeur, "__wasm_split.B.js");
        assert_eq!(a.parties.fichiers["page"], ["chunk_0", "page"]);
    }
}
