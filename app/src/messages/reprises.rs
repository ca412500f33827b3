//! What the screens say of people taken from elsewhere: a pasted column, another mission.

use super::{conflit, degre, nombre};
use domain::{Affectation, COLLER_LONGUEUR, CollerErreur, Ecart, Mission, MissionLigne};

/// What to paste, and how much at most.
#[must_use]
pub fn coller_indice(lignes: usize) -> String {
    format!(
        "Une personne par ligne, comme une colonne de tableur les donne\u{a0}: NOM Prénom ou Prénom NOM, {lignes}\u{a0}lignes au plus. Rien n’est enregistré avant votre choix."
    )
}

/// Why a pasted column cannot be read.
#[must_use]
pub fn coller_erreur(e: CollerErreur) -> String {
    match e {
        CollerErreur::Vide => "Aucun nom n’a été collé. Collez une personne par ligne.".into(),
        CollerErreur::TropDeLignes { lues } => format!(
            "{} collées, {}\u{a0}au plus\u{a0}: collez la liste en plusieurs fois.",
            nombre(lues, "ligne", "lignes"),
            domain::COLLER_LIGNES
        ),
        CollerErreur::LigneTropLongue { ligne } => format!(
            "La ligne {ligne} compte plus de {COLLER_LONGUEUR}\u{a0}caractères\u{a0}: ne collez que les noms, un par ligne."
        ),
    }
}

/// What became of a pasted column.
#[must_use]
pub fn collage(trouves: usize, ambigus: usize, inconnus: usize) -> String {
    let mut phrase = nombre(trouves, "nom trouvé", "noms trouvés");
    if ambigus > 0 {
        phrase.push_str(&format!(", {} à choisir", nombre(ambigus, "nom", "noms")));
    }
    if inconnus > 0 {
        phrase.push_str(&format!(", {}", nombre(inconnus, "inconnu", "inconnus")));
    }
    phrase.push('.');
    phrase
}

/// Names that were pasted more than once.
#[must_use]
pub fn doublons(noms: &str) -> String {
    format!("Collés plusieurs fois, comptés une\u{a0}: {noms}.")
}

/// The mission that receives.
#[must_use]
pub fn vers(mission: &MissionLigne) -> String {
    format!("Vers la mission {}", source(mission))
}

/// A mission in one line.
#[must_use]
pub fn source(mission: &MissionLigne) -> String {
    let quoi = mission.epreuve.as_ref().map_or_else(
        || mission.type_mission.libelle().to_owned(),
        |e| format!("{}, {e}", mission.type_mission.libelle()),
    );
    format!(
        "{} – {quoi} – {} – {}",
        mission.numero,
        mission.session.libelle,
        nombre(
            mission.nombre_intervenants as usize,
            "convoqué",
            "convoqués"
        )
    )
}

/// What a convocation would say here.
#[must_use]
pub fn resume(a: &Affectation, jours_repris: bool, mission: &Mission) -> String {
    let mut morceaux: Vec<String> = a.qualite.iter().map(|q| q.libelle().to_owned()).collect();
    if !a.salle.is_empty() {
        morceaux.push(format!("salle\u{a0}{}", a.salle));
    }
    if !a.commission.is_empty() {
        morceaux.push(format!("Com.\u{a0}{}", a.commission));
    }
    if jours_repris {
        let jours: Vec<String> = a.creneaux.iter().map(domain::Creneau::en_court).collect();
        morceaux.extend((!jours.is_empty()).then(|| jours.join("\u{202f}; ")));
    } else if mission.jours_possibles.is_empty() {
        morceaux.push("aucun jour possible".into());
    } else {
        morceaux.push("dates à choisir ci-dessous".into());
    }
    morceaux.join(", ")
}

/// Why somebody is set apart.
#[must_use]
pub fn ecart(e: &Ecart) -> String {
    match e {
        Ecart::Deja => "Déjà convoqué à cette mission.".into(),
        Ecart::Inactif => "N’est plus en activité dans l’académie.".into(),
        Ecart::AutreEtablissement => "N’est pas, ou plus, de l’établissement de la mission.".into(),
        Ecart::Conflits(conflits) => conflits
            .iter()
            .map(|c| format!("{}\u{a0}: {}.", degre(c.degre()), conflit(c)))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// How many people need days of this mission.
#[must_use]
pub fn sans_jours(n: usize) -> String {
    format!(
        "{} de l’autre mission ne sont pas tous possibles ici\u{a0}: ces dates s’appliquent, si vous les cochez.",
        match n {
            1 => "Pour 1\u{a0}personne, les jours".to_owned(),
            n => format!("Pour {n}\u{a0}personnes, les jours"),
        }
    )
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const COLLER: &str = "Coller des noms";
    pub const NOMS: &str = "Noms à rechercher";
    pub const CHERCHER: &str = "Rechercher ces noms";
    pub const TROUVES: &str = "Trouvés";
    pub const A_CHOISIR: &str = "À choisir";
    pub const A_CHOISIR_INDICE: &str = "Plusieurs personnes portent ce nom, ou un nom plus long. Cochez celle qui convient, d’après son établissement et sa discipline.";
    pub const INCOMPLET: &str =
        "D’autres personnes correspondent\u{a0}: écrivez le nom en entier si aucune ne convient.";
    pub const INCONNUS: &str = "Inconnus";
    pub const INCONNUS_INDICE: &str = "Aucune personne de ce nom dans l’académie. Vérifiez l’orthographe, ou demandez au gestionnaire IMAGIN de créer la fiche\u{a0}:";
    pub const CONTINUER: &str = "Continuer avec les personnes cochées";
    pub const AUTRE_LISTE: &str = "Coller une autre liste";
    pub const COPIER: &str = "Copier d’une autre mission";
    pub const SOURCE: &str = "Mission à copier, les plus proches d’abord";
    pub const SOURCE_NUMERO: &str = "Ou son numéro";
    pub const VOIR: &str = "Voir les convoqués";
    pub const SOURCE_VIDE: &str = "Personne n’est convoqué à la mission choisie.";
    pub const REPRIS: &str = "Repris tels quels";
    pub const A_VERIFIER: &str = "À vérifier";
    pub const A_VERIFIER_INDICE: &str = "Ces personnes ne sont pas cochées\u{a0}: voyez pourquoi, et cochez celles à convoquer quand même.";
    pub const JOURS: &str = "Dates de mission";
    pub const CONVOQUER_COCHES: &str = "Convoquer les personnes cochées";
}
