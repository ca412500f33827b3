//! Sentences of the pages that anybody may open with a link or a code: answering a
//! convocation, checking that a letter is genuine.

use super::confiance::reponse as dire_reponse;
pub use super::confiance::{empechement_indice, reponse_erreur};
use domain::{EtatLettre, GenreReponse, Reponse, jour_long};

/// What came is larger than anything the service takes; as plain text, as the two that follow.
pub const TROP_GROS: &str = "La demande est trop volumineuse. Réduisez le fichier ou le texte envoyé, puis recommencez\u{a0}: rien n’a été enregistré.\n";
/// A write that comes from another site.
pub const AUTRE_SITE: &str = "Cette demande vient d’un autre site\u{a0}: elle a été refusée. Revenez sur Imagin et recommencez.\n";
/// A form that was sent after one was signed out.
pub const SESSION_EXPIREE: &str =
    "Votre session a expiré. Connectez-vous à nouveau, puis recommencez.\n";
/// Title of the person's page.
pub const CONVOCATION: &str = "Votre convocation";
/// Its second part.
pub const REPONSE: &str = "Votre réponse";
/// Before any answer.
pub const REPONSE_ATTENDUE: &str =
    "Le centre d’examen attend votre réponse\u{a0}: elle lui est transmise aussitôt.";
/// The button.
pub const LUE: &str = "J’ai pris connaissance";
/// The second possibility.
pub const EMPECHEMENT_TITRE: &str = "Vous ne pouvez pas venir\u{202f}?";
/// Label of the text.
pub const EMPECHEMENT_TEXTE: &str = "Ce qui vous en empêche";
/// Its button.
pub const EMPECHEMENT: &str = "Je signale un empêchement";
/// Title of the page that checks.
pub const VERIFIER_TITRE: &str = "Vérifier une convocation";
/// What it is for.
pub const VERIFIER_EXPLICATION: &str = "Chaque convocation porte un code, en haut à droite. Saisissez-le pour savoir si elle est authentique et si elle compte toujours.";
/// Label of the code.
pub const CODE: &str = "Code de la convocation";
/// Under it.
pub const CODE_INDICE: &str =
    "Six groupes de quatre signes. Les tirets, les espaces et les majuscules n’importent pas.";
/// The button.
pub const VERIFIER: &str = "Vérifier";
/// What the result does not say.
pub const VERIFIER_LIMITES: &str = "Comparez la mission, les jours et les initiales avec ceux de la convocation\u{a0}: rien d’autre n’est montré ici.";
/// Labels.
pub const MISSION: &str = "Mission";
/// Labels.
pub const EPREUVE: &str = "Épreuve";
/// Labels.
pub const SESSION: &str = "Session";
/// Labels.
pub const QUALITE: &str = "Qualité";
/// Labels.
pub const LIEU: &str = "Lieu";
/// Labels.
pub const SALLE: &str = "Salle";
/// Labels.
pub const COMMISSION: &str = "Commission";
/// Labels.
pub const JOURS: &str = "Jours";
/// Labels.
pub const OBSERVATIONS: &str = "Observations";
/// Labels.
pub const INITIALES: &str = "Initiales";

/// What was answered last.
#[must_use]
pub fn deja_repondu(r: &Reponse) -> String {
    let suite = match r.genre {
        GenreReponse::Lue => "Si vous ne pouvez plus venir, signalez-le ci-dessous.",
        GenreReponse::Empechement => {
            "Le centre d’examen en est averti. Si vous pouvez venir finalement, indiquez-le ci-dessous."
        }
    };
    format!("{}. {suite}", dire_reponse(r).trim_end_matches('.'))
}

/// How to reach the centre when it is urgent.
#[must_use]
pub fn contact(telephone: &str, mel: &str) -> Option<String> {
    let moyens: Vec<String> = [("tél.", telephone), ("courriel", mel)]
        .into_iter()
        .filter(|(_, v)| !v.trim().is_empty())
        .map(|(nom, v)| format!("{nom}\u{a0}{}", v.trim()))
        .collect();
    (!moyens.is_empty()).then(|| {
        format!(
            "Si le jour approche, prévenez aussi le centre d’examen directement\u{a0}: {}.",
            moyens.join(", ")
        )
    })
}

/// A link that shows nothing: title, and what to do.
#[must_use]
pub const fn lien_refuse(etat: EtatLettre) -> (&'static str, &'static str) {
    match etat {
        EtatLettre::Remplacee => (
            "Cette convocation est remplacée",
            "Elle a été modifiée depuis. La nouvelle vous a été envoyée, ou le sera\u{a0}: répondez avec le lien qu’elle porte. En cas de doute, appelez le centre d’examen.",
        ),
        EtatLettre::Annulee => (
            "Cette convocation est annulée",
            "Vous n’avez plus à assurer cette mission. En cas de doute, appelez le centre d’examen.",
        ),
        EtatLettre::Expiree => (
            "Ce lien n’est plus valable",
            "Il est trop ancien pour répondre. Si vous avez une question sur cette convocation, appelez le centre d’examen.",
        ),
        EtatLettre::Inconnue | EtatLettre::Valable => (
            "Ce lien n’est pas valable",
            "Vérifiez l’adresse, signe par signe, ou ouvrez le lien du courriel. S’il ne fonctionne toujours pas, appelez le centre d’examen.",
        ),
    }
}

/// The outcome of a check: title, and what it means.
#[must_use]
pub const fn verification(etat: EtatLettre) -> (&'static str, &'static str) {
    match etat {
        EtatLettre::Valable => (
            "Convocation valable",
            "Cette convocation a été établie par ce service et compte toujours.",
        ),
        EtatLettre::Remplacee => (
            "Convocation remplacée",
            "Cette convocation a été établie par ce service, puis remplacée par une autre\u{a0}: demandez la nouvelle.",
        ),
        EtatLettre::Annulee => (
            "Convocation annulée",
            "Cette convocation a été établie par ce service, puis annulée\u{a0}: elle ne compte plus.",
        ),
        EtatLettre::Expiree | EtatLettre::Inconnue => (
            "Code inconnu",
            "Aucune convocation de ce service ne porte ce code. Vérifiez-le signe par signe\u{202f}; s’il est bien celui du document, le document n’est pas authentique.",
        ),
    }
}

/// Too many wrong codes: title, and what to do.
#[must_use]
pub fn trop_d_essais(attendre: i64) -> (&'static str, String) {
    (
        "Trop d’essais",
        format!(
            "Trop de codes erronés viennent de cette adresse. Réessayez dans {}.",
            super::nombre(
                attendre.max(60).unsigned_abs().div_ceil(60) as usize,
                "minute",
                "minutes"
            )
        ),
    )
}

/// The days of a checked letter.
#[must_use]
pub fn jours(jours: &[domain::NaiveDate]) -> Vec<String> {
    jours.iter().map(|j| jour_long(*j)).collect()
}
