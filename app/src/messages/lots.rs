//! What the screens say of many convocations at once.

#[cfg(feature = "ssr")]
use super::erreur;
use super::{champ_affectation, milliers, nombre};
use domain::{BilanLot, GenreLot, RetoucheErreur};
#[cfg(feature = "ssr")]
use domain::{Erreur, IssueLigne};

/// How many rows are ticked; those that the filter hides are told.
#[must_use]
pub fn selection(n: usize, masquees: usize) -> String {
    let mut phrase = nombre(n, "convocation sélectionnée", "convocations sélectionnées");
    if masquees > 0 {
        phrase.push_str(&format!(
            ", dont {} par le filtre",
            nombre(masquees, "masquée", "masquées")
        ));
    }
    phrase
}

/// How many rows are ticked that the page does not show, for a reader without script.
#[must_use]
pub fn gardees(n: usize) -> String {
    nombre(
        n,
        "convocation cochée hors de cette page est gardée.",
        "convocations cochées hors de cette page sont gardées.",
    )
}

/// The button that ticks every row that the keyword keeps.
#[must_use]
pub fn selectionner_resultats(n: usize) -> String {
    match n {
        0 | 1 => "Sélectionner le résultat".into(),
        n => format!("Sélectionner les {}\u{a0}résultats", milliers(n)),
    }
}

/// Accessible name of the box of a row.
#[must_use]
pub fn selectionner(nom: &str) -> String {
    format!("Sélectionner {nom}")
}

/// Title of the page of a selection.
#[must_use]
pub const fn titre(genre: GenreLot) -> &'static str {
    match genre {
        GenreLot::Modifier => l::MODIFIER_SELECTION,
        GenreLot::Supprimer => l::SUPPRIMER_SELECTION,
    }
}

/// What a selection covers, before anything is done.
#[must_use]
pub fn portee(n: usize, mission: i64) -> String {
    format!(
        "{} de la mission {mission}.",
        nombre(n, "convocation sélectionnée", "convocations sélectionnées")
    )
}

/// The question before a selection is deleted: how many, and how many people know.
#[must_use]
pub fn supprimer_question(n: usize, envoyees: usize) -> String {
    let mut phrase = format!(
        "Supprimer {}\u{202f}?",
        nombre(n, "convocation", "convocations")
    );
    if envoyees > 0 {
        phrase.push_str(&format!(
            " {}.",
            nombre(
                envoyees,
                "a déjà été envoyée par courriel",
                "ont déjà été envoyées par courriel"
            )
        ));
    }
    phrase
}

/// The button that deletes a selection.
#[must_use]
pub fn supprimer_bouton(n: usize) -> String {
    format!("Supprimer {}", nombre(n, "convocation", "convocations"))
}

/// The button that changes a selection.
#[must_use]
pub fn modifier_bouton(n: usize) -> String {
    format!("Modifier {}", nombre(n, "convocation", "convocations"))
}

/// Names of the convocations that a selection changed or deleted, folded.
#[must_use]
pub fn faites(genre: GenreLot, n: usize) -> String {
    match genre {
        GenreLot::Modifier => nombre(n, "convocation modifiée", "convocations modifiées"),
        GenreLot::Supprimer => nombre(n, "convocation supprimée", "convocations supprimées"),
    }
}

/// What became of a selection, in one sentence.
#[must_use]
pub fn bilan(genre: GenreLot, b: BilanLot) -> String {
    let mut morceaux = vec![faites(genre, b.faites as usize)];
    for (n, singulier, pluriel) in [
        (b.inchangees, "inchangée", "inchangées"),
        (b.a_confirmer, "à confirmer", "à confirmer"),
        (b.refusees, "refusée", "refusées"),
        (
            b.entre_temps,
            "changée par une autre personne",
            "changées par une autre personne",
        ),
        (b.retablies, "rétablie", "rétablies"),
        (b.en_attente, "pas encore traitée", "pas encore traitées"),
    ] {
        if n > 0 {
            morceaux.push(nombre(n as usize, singulier, pluriel));
        }
    }
    format!("{}.", morceaux.join(", "))
}

/// The dated line that tells of a selection.
#[must_use]
pub fn fait(genre: GenreLot, mission: i64, b: BilanLot) -> String {
    format!("Mission {mission}\u{a0}: {}", bilan(genre, b))
}

/// The dated line that tells that a deletion was taken back.
#[cfg(feature = "ssr")]
#[must_use]
pub fn retabli(mission: i64, retablies: u32, refus: &[(String, Erreur)]) -> String {
    let mut phrase = format!(
        "Mission {mission}\u{a0}: {}.",
        nombre(
            retablies as usize,
            "convocation rétablie",
            "convocations rétablies"
        )
    );
    if retablies > 0 {
        phrase.push_str(" Si un envoi était en attente, redemandez-le.");
    }
    if !refus.is_empty() {
        let noms: Vec<&str> = refus.iter().map(|(nom, _)| nom.as_str()).collect();
        phrase.push_str(&format!(
            " Non rétablies, parce qu’une autre convocation s’y oppose\u{a0}: {}.",
            noms.join(", ")
        ));
    }
    phrase
}

/// What became of one row. Read by the browser as a sentence: why a row was refused may be
/// any error.
#[cfg(feature = "ssr")]
#[must_use]
pub fn issue(genre: GenreLot, i: &IssueLigne) -> String {
    match (i, genre) {
        (IssueLigne::Faite, GenreLot::Modifier) => "Modifiée.".into(),
        (IssueLigne::Faite, GenreLot::Supprimer) => "Supprimée.".into(),
        (IssueLigne::Inchangee, _) => "Inchangée\u{a0}: elle le disait déjà.".into(),
        (IssueLigne::Refusee(e), _) => erreur(e),
        (IssueLigne::AConfirmer { signalements, .. }, _) => {
            // Beside the name of the person, who is not named again.
            let phrases: Vec<String> = signalements
                .iter()
                .map(|s| super::conflit(&s.conflit))
                .collect();
            format!("À confirmer\u{a0}: {}.", phrases.join("\u{202f}; "))
        }
        (IssueLigne::EntreTemps, _) => {
            "Changée par une autre personne depuis la sélection\u{a0}: rien n’a été écrasé.".into()
        }
        (IssueLigne::Disparue, _) => "Supprimée par une autre personne depuis la sélection.".into(),
        (IssueLigne::Retablie, _) => "Rétablie.".into(),
    }
}

/// Why a form that changes a selection is refused.
#[must_use]
pub fn retouche_erreur(e: RetoucheErreur) -> String {
    match e {
        RetoucheErreur::AucunChamp => {
            "Rien n’a été enregistré. Cochez au moins un champ à modifier.".into()
        }
        RetoucheErreur::NonCoche(c) => format!(
            "Rien n’a été enregistré. Le champ «\u{a0}{}\u{a0}» est rempli sans être coché\u{a0}: cochez-le pour le modifier, ou videz-le.",
            champ_affectation(c)
        ),
        RetoucheErreur::NonChoisi(c) => format!(
            "Rien n’a été enregistré. Choisissez une valeur pour le champ «\u{a0}{}\u{a0}».",
            champ_affectation(c)
        ),
    }
}

/// The button that takes the deletion of a selection back.
#[must_use]
pub fn annuler_suppression(n: u32) -> String {
    format!(
        "Annuler la suppression de {}",
        nombre(n as usize, "convocation", "convocations")
    )
}

/// The button that takes again the rows that somebody changed.
#[must_use]
pub fn reprendre(n: usize) -> String {
    match n {
        0 | 1 => "Reprendre la ligne changée entre-temps".into(),
        n => format!("Reprendre les {n}\u{a0}lignes changées entre-temps"),
    }
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const COL_SELECTION: &str = "Sélection";
    pub const TOUT: &str = "Sélectionner toutes les lignes affichées";
    pub const RIEN: &str = "Ne rien sélectionner";
    pub const MODIFIER_SELECTION: &str = "Modifier la sélection";
    pub const SUPPRIMER_SELECTION: &str = "Supprimer la sélection";
    pub const CHAMPS: &str = "Champs à modifier pour toute la sélection";
    pub const CHAMPS_INDICE: &str = "Seuls les champs cochés changent\u{202f}; les autres restent tels que chaque convocation les a.";
    pub const CHANGER_QUALITE: &str = "Modifier la qualité";
    pub const CHANGER_SALLE: &str = "Modifier le code salle";
    pub const CHANGER_COMMISSION: &str = "Modifier la commission";
    pub const CHANGER_JOURS: &str = "Modifier les dates et les heures";
    pub const CHANGER_OBSERVATION: &str = "Modifier le texte d’observation";
    pub const CHOISIR: &str = "Choisir";
    pub const VIDE_EFFACE: &str = "Coché et laissé vide, le champ est effacé.";
    pub const CONVOCATIONS: &str = "Convocations sélectionnées";
    pub const RESULTATS: &str = "Résultat par convocation";
    pub const COL_RESULTAT: &str = "Résultat";
    pub const CHANGEE_DEPUIS: &str = "changée depuis la sélection";
    pub const CONTINUER: &str = "Traiter les lignes restantes";
    pub const CONFIRMER: &str = "Enregistrer malgré ces conflits les lignes cochées";
    pub const CONFIRMER_TITRE: &str = "Conflits à confirmer";
    pub const CONFIRMER_INDICE: &str = "Ces lignes ne sont pas encore modifiées. Cochez celles à modifier malgré tout\u{a0}: votre confirmation sera gardée avec la convocation.";
    pub const PREVENIR: &str = "Prévenir par courriel les personnes qui l’avaient reçue";
    pub const PREVENIR_INDICE: &str = "Un courriel leur dira que leur convocation est annulée, avec de quoi retirer les jours de leur agenda.";
    pub const DETAIL: &str = "Voir le détail";
    pub const SUPPRESSION_REPRISE: &str =
        "Une suppression peut se reprendre, en une fois, depuis les messages.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_bilan_ne_dit_que_ce_qui_est() {
        let b = BilanLot {
            faites: 1_980,
            a_confirmer: 2,
            entre_temps: 1,
            ..BilanLot::default()
        };
        assert_eq!(
            fait(GenreLot::Modifier, 172_278, b),
            "Mission 172278\u{a0}: 1\u{202f}980\u{a0}convocations modifiées, 2\u{a0}à confirmer, 1\u{a0}changée par une autre personne."
        );
        assert_eq!(
            supprimer_question(3, 1),
            "Supprimer 3\u{a0}convocations\u{202f}? 1\u{a0}a déjà été envoyée par courriel."
        );
    }
}
