//! Built assets: their names with hashes, read once at start.

use app::coquille::Actifs;
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
    depuis(&hash)
}

fn depuis(hash: &str) -> Actifs {
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
    Actifs {
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
        let a = depuis("js: AbC-1\nwasm: dEf\ncss: 9_z\n");
        assert_eq!(a.js, "/pkg/imagin.AbC-1.js");
        assert_eq!(a.wasm, "/pkg/imagin.dEf.wasm");
        assert_eq!(a.css, "/pkg/imagin.9_z.css");
        assert_eq!(depuis("").js, "/pkg/imagin.js");
    }
}
