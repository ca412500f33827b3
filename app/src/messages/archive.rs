//! Sentences about an archive of letters that the page fetches.

use super::{milliers, nombre};

/// Gives up an archive that is coming.
pub const ARRETER: &str = "Arrêter";
/// It was given up.
pub const ARRETEE: &str = "Téléchargement arrêté\u{a0}: aucun fichier n’est enregistré.";
/// It broke off.
pub const INTERROMPUE: &str = "Le téléchargement s’est interrompu, aucun fichier n’est enregistré. Vérifiez votre connexion, puis recommencez.";
/// Under its progress: leaving the site gives it up.
pub const RESTER: &str =
    "Le fichier sera enregistré une fois complet\u{a0}: gardez cette page ouverte.";

/// How much of it has come.
#[must_use]
pub fn avancement(recues: usize, total: usize) -> String {
    format!(
        "{} sur {}",
        nombre(recues, "lettre reçue", "lettres reçues"),
        milliers(total)
    )
}

/// It is whole.
#[must_use]
pub fn complete(lettres: usize) -> String {
    format!(
        "Archive complète\u{a0}: {}.",
        nombre(lettres, "lettre", "lettres")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn avancement_et_fin() {
        assert_eq!(avancement(0, 10), "0\u{a0}lettre reçue sur 10");
        assert_eq!(
            avancement(2, 2_000),
            "2\u{a0}lettres reçues sur 2\u{202f}000"
        );
        assert_eq!(complete(1), "Archive complète\u{a0}: 1\u{a0}lettre.");
    }
}
