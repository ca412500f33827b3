//! Sentences of *Convocations*, those of the académie as its rectorat follows them.

use super::{confiance, consultation, nombre};
use domain::{Autorite, ColonneSuivie, LigneSuivie};

/// Title of a column.
#[must_use]
pub const fn colonne(c: ColonneSuivie) -> &'static str {
    match c {
        ColonneSuivie::Mission => "Mission",
        ColonneSuivie::Nom => "Intervenant",
        ColonneSuivie::Centre => "Centre",
        ColonneSuivie::Jour => "Jours",
    }
}

/// On whose authority somebody is convoked.
#[must_use]
pub const fn autorite(a: Autorite) -> &'static str {
    match a {
        Autorite::Centre => "Convoquée par centre",
        Autorite::Division => "Convoquée par division",
    }
}

/// Caption of the list.
#[must_use]
pub fn legende(total: u32, annee: i32) -> String {
    format!(
        "{}, session {annee}",
        nombre(total as usize, "convocation", "convocations")
    )
}

/// That only the people of some disciplines are kept.
#[must_use]
pub fn disciplines(noms: &[String]) -> String {
    format!("Discipline de poste\u{a0}: {}", noms.join(", "))
}

/// The cells of a line, as its file has them: the columns of [`l::COLONNES`].
#[must_use]
pub fn cellules(ligne: &LigneSuivie) -> [String; 14] {
    [
        ligne.nom.clone(),
        ligne.etablissement.clone(),
        ligne.discipline.clone(),
        ligne.numero.to_string(),
        ligne.session.clone(),
        ligne.type_mission.libelle().to_owned(),
        ligne.intitule.clone(),
        ligne.centre.clone(),
        ligne
            .creneaux
            .iter()
            .map(consultation::creneau)
            .collect::<Vec<_>>()
            .join("\u{202f}; "),
        ligne
            .qualite
            .map(|q| q.libelle().to_owned())
            .unwrap_or_default(),
        autorite(ligne.autorite).to_owned(),
        consultation::etat(ligne.etat).to_owned(),
        ligne
            .envoi
            .as_ref()
            .map(|e| super::etat_courriel(e.etat).to_owned())
            .unwrap_or_default(),
        ligne
            .reponse
            .as_ref()
            .map(confiance::reponse)
            .unwrap_or_default(),
    ]
}

/// Whether the centre may change what the division convoked, for the gestionnaire.
#[must_use]
pub const fn autorisation(autorise: bool) -> &'static str {
    if autorise {
        "Le centre est autorisé à modifier les convocations faites par la division pour cette mission."
    } else {
        "Le centre voit les convocations faites par la division pour cette mission, sans pouvoir les modifier."
    }
}

/// The button that gives the permission, or takes it back.
#[must_use]
pub const fn autoriser(autorise: bool) -> &'static str {
    if autorise {
        "Retirer l’autorisation"
    } else {
        "Autoriser le centre à modifier"
    }
}

/// The same, for the centre.
#[must_use]
pub const fn autorisation_du_centre(autorise: bool) -> &'static str {
    if autorise {
        "Le gestionnaire vous autorise à modifier les convocations faites par la division pour cette mission."
    } else {
        "Les convocations faites par la division ne se modifient pas ici\u{a0}: adressez-vous au gestionnaire de l’académie."
    }
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Convocations";
    pub const LISTE: &str = "Convocations de l’académie";
    pub const MOT: &str = "Filtrer par nom ou par mission";
    pub const DIVISION: &str = "Seulement celles convoquées par division";
    pub const DISCIPLINES: &str = "Seulement ces personnes\u{a0}:";
    pub const VIDE: &str = "Aucune convocation ne correspond à ces filtres.";
    pub const EXPORTER: &str = "Exporter (CSV)";
    pub const SESSION: &str = "Session";
    /// Columns of the file.
    pub const COLONNES: [&str; 14] = [
        "Intervenant",
        "Établissement",
        "Discipline poste",
        "Mission",
        "Session examen",
        "Type de mission",
        "Épreuve-option",
        "Centre",
        "Jours",
        "Qualité",
        "Convocation",
        "État",
        "Envoi",
        "Réponse",
    ];
}
