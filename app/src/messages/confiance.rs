//! Sentences about what lets people trust a letter: cancellations, answers, reminders.

use super::{nombre, raison_envoi};
use domain::{
    AnnulationEnvoyee, AnnulationReprise, ConvocationLigne, CourrielRaconte, DernierEnvoi,
    EMPECHEMENT_MAX, GenreReponse, Reponse, ReponseErreur,
};

/// Title of the list of cancellations.
pub const ANNULATIONS: &str = "Annulations envoyées";
/// Over the cancellations that did not arrive.
pub const ANNULATION_NON_REMISE: &str = "Cette personne croit encore être attendue\u{a0}: corrigez l’adresse et renvoyez l’annulation, ou prévenez-la autrement.";
/// The button that notes that a person knows otherwise that their convocation is cancelled.
pub const PREVENUE: &str = "La personne est prévenue";
/// Of a cancellation that did not arrive, once that is noted.
pub const PREVENUE_AUTREMENT: &str = "Personne prévenue autrement.";
/// The button that sends a cancellation again.
pub const RENVOYER_ANNULATION: &str = "Renvoyer l’annulation";
/// The box of the window that deletes.
pub const PREVENIR: &str = "Envoyer une annulation à la personne";
/// Under that box.
pub const PREVENIR_INDICE: &str = "Un courriel lui dira que sa convocation est annulée, avec de quoi retirer les jours de son agenda.";
/// On the row of a convocation whose cancellation was sent and that stands again.
pub const ANNULEE_DEPUIS: &str =
    "annulation envoyée depuis\u{a0}: convocation à envoyer de nouveau";
/// Label of the impediments in the control of the session.
pub const CONTROLE_EMPECHEMENTS: &str = "Empêchements signalés";
/// When there is none.
pub const CONTROLE_AUCUN_EMPECHEMENT: &str = "Aucun empêchement n’est signalé.";
/// Column of what a person wrote.
pub const COL_EMPECHEMENT: &str = "Empêchement";
/// The action that settles an impediment.
pub const CONVOQUER_QUELQU_UN: &str = "Convoquer quelqu’un d’autre";
/// In place of what settles it, for who may only read.
pub const PAR_QUI_CONVOQUE: &str = "À régler par qui convoque";

/// Question before a deletion.
#[must_use]
pub fn supprimer_question(c: &ConvocationLigne) -> String {
    let nom = domain::nom_complet(&c.nom, &c.prenom);
    if peut_prevenir(c) {
        format!(
            "La convocation de {nom} lui a déjà été envoyée par courriel. La supprimer quand même\u{202f}?"
        )
    } else {
        format!("Supprimer la convocation de {nom}\u{202f}?")
    }
}

/// Whether a cancellation would have something to cancel.
#[must_use]
pub fn peut_prevenir(c: &ConvocationLigne) -> bool {
    c.dernier_envoi
        .as_ref()
        .is_some_and(|e| e.recue && !e.annulee_depuis)
}

/// A cancellation, without its state: `DURAND Anne – anne@ac.fr`.
#[must_use]
pub fn annulation(a: &AnnulationEnvoyee) -> String {
    format!("{} – {}", a.nom, a.adresse)
}

/// Why a cancellation waits, failed or came back; often empty. It has no letter to print.
#[must_use]
pub fn annulation_raison(e: &DernierEnvoi) -> String {
    raison_envoi(e)
        .replace(
            "prévenez-la, puis envoyez de nouveau, ou imprimez",
            "prévenez-la",
        )
        .replace("envoyez de nouveau, ou imprimez", "prévenez la personne")
        .replace(", ou imprimez", "")
        .replace("imprimez", "prévenez la personne")
}

/// The field of the address to which a cancellation is sent again.
#[must_use]
pub fn annulation_a(nom: &str) -> String {
    format!("Adresse de {nom}")
}

/// The button that sends a cancellation again, for who hears it alone.
#[must_use]
pub fn renvoyer_annulation(nom: &str) -> String {
    format!("{RENVOYER_ANNULATION} – {nom}")
}

/// The line of a cancellation asked for again.
#[must_use]
pub fn annulation_renvoyee(mission: i64, nom: &str, adresse: &str) -> String {
    format!(
        "Mission {mission}\u{a0}: l’annulation de la convocation de {nom} est envoyée de nouveau, à {adresse}."
    )
}

/// The button that notes that a person knows otherwise, for who hears it alone.
#[must_use]
pub fn prevenue(nom: &str) -> String {
    format!("{PREVENUE} – {nom}")
}

/// The line of a cancellation of which a person knows otherwise.
#[must_use]
pub fn annulation_reglee(mission: i64, nom: &str) -> String {
    format!(
        "Mission {mission}\u{a0}: vous avez noté que {nom} sait sa convocation annulée. Ce courriel n’est plus à régler."
    )
}

/// How many cancellations did not arrive, after what is said of the sends; empty when there
/// is none.
#[must_use]
pub fn annulations_a_regler(annulations: &[AnnulationEnvoyee]) -> String {
    match annulations.iter().filter(|a| a.a_regler()).count() {
        0 => String::new(),
        n => format!(
            "{} à régler.",
            nombre(
                n,
                "annulation n’est pas arrivée\u{a0}:",
                "annulations ne sont pas arrivées\u{a0}:"
            )
        ),
    }
}

/// The line of a deletion.
#[must_use]
pub fn supprimee(mission: i64, nom: &str, prevenu: &str) -> String {
    let mut phrase = format!("Convocation de {nom} à la mission {mission} supprimée.");
    if !prevenu.is_empty() {
        phrase.push_str(&format!(" Une annulation lui est envoyée à {prevenu}."));
    }
    phrase
}

/// The line of a deletion taken back.
#[must_use]
pub fn retablie(
    mission: i64,
    nom: &str,
    annulation: AnnulationReprise,
    remplacant: &str,
) -> String {
    let mut phrase = format!("Convocation de {nom} à la mission {mission} rétablie.");
    if !remplacant.is_empty() {
        phrase.push_str(&format!(" Celle de {remplacant} est supprimée."));
    }
    match annulation {
        AnnulationReprise::Aucune => {
            format!("{phrase} Si un envoi était en attente, redemandez-le.")
        }
        AnnulationReprise::Retiree => format!("{phrase} L’annulation n’est pas partie."),
        AnnulationReprise::Partie => format!(
            "{phrase} L’annulation était déjà partie\u{a0}: envoyez de nouveau la convocation, sans quoi la personne ne viendra pas."
        ),
    }
}

/// The line of an impediment.
#[must_use]
pub fn empechement_signale(mission: i64, nom: &str) -> String {
    format!(
        "{nom} signale un empêchement pour la mission {mission}\u{a0}: lisez-le sur la page de la mission, puis convoquez quelqu’un d’autre."
    )
}

/// The line of reminders.
#[must_use]
pub fn rappel_demande(mission: i64, courriels: u32) -> String {
    format!(
        "Mission {mission}\u{a0}: {} en cours d’envoi.",
        nombre(courriels as usize, "rappel", "rappels")
    )
}

/// What a person answered: `Pris connaissance le 16/02/2021 08:05`.
#[must_use]
pub fn reponse(r: &Reponse) -> String {
    match r.genre {
        GenreReponse::Lue => format!("Pris connaissance le {}", r.date),
        GenreReponse::Empechement if r.texte.is_empty() => {
            format!("Empêchement signalé le {}", r.date)
        }
        GenreReponse::Empechement => {
            format!("Empêchement signalé le {}\u{a0}: {}", r.date, r.texte)
        }
    }
}

/// An answer in a history.
#[must_use]
pub const fn reponse_racontee(genre: GenreReponse) -> &'static str {
    match genre {
        GenreReponse::Lue => "a pris connaissance de sa convocation",
        GenreReponse::Empechement => "a signalé un empêchement",
    }
}

/// A mail in a history.
#[must_use]
pub const fn courriel_raconte(genre: CourrielRaconte) -> &'static str {
    match genre {
        CourrielRaconte::Convocation => "courriel",
        CourrielRaconte::Rappel => "rappel",
        CourrielRaconte::Annulation => "courriel d’annulation",
    }
}

/// The button that reminds: `Relancer les 12 sans réponse`.
#[must_use]
pub fn relancer(n: usize) -> String {
    if n == 1 {
        "Relancer la personne sans réponse".to_owned()
    } else {
        format!("Relancer les {} sans réponse", super::milliers(n))
    }
}

/// Under the text of an impediment.
#[must_use]
pub fn empechement_indice() -> String {
    format!(
        "{} caractères au plus, lus par le centre d’examen. N’indiquez aucun détail médical\u{a0}: «\u{a0}raison de santé\u{a0}» suffit.",
        super::milliers(EMPECHEMENT_MAX)
    )
}

/// Why an answer is refused.
#[must_use]
pub fn reponse_erreur(e: ReponseErreur) -> String {
    match e {
        ReponseErreur::TexteVide => {
            "Dites en quelques mots ce qui vous empêche de venir, puis envoyez de nouveau.".into()
        }
        ReponseErreur::TexteTropLong => format!(
            "Votre texte dépasse {}\u{a0}caractères\u{a0}: raccourcissez-le, puis envoyez de nouveau.",
            super::milliers(EMPECHEMENT_MAX)
        ),
        ReponseErreur::CaractereInterdit => "Votre texte contient un caractère invisible ou de contrôle. Saisissez-le au clavier plutôt que par copier-coller.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{EtatCourriel, Moment};

    #[test]
    fn une_annulation_n_a_pas_de_lettre_a_imprimer() {
        let dit = |etat, raison: &str| {
            annulation_raison(&DernierEnvoi {
                etat,
                depuis: Moment(0),
                raison: raison.to_owned(),
                modifiee_depuis: false,
                peut_etre_double: false,
                recue: false,
                annulee_depuis: false,
                prochain_essai: None,
                prochain_dit: String::new(),
            })
        };
        assert_eq!(
            dit(EtatCourriel::Echec, "adresse_refusee 550 5.1.1"),
            "l’adresse est refusée\u{a0}: vérifiez-la auprès de la personne («\u{a0}550 5.1.1\u{a0}»)"
        );
        assert_eq!(
            dit(EtatCourriel::Echec, "delai_depasse"),
            "le serveur n’a pas pris le message dans les délais\u{a0}: prévenez la personne"
        );
        assert_eq!(
            dit(EtatCourriel::Retour, "boite_pleine"),
            "la boîte de la personne est pleine\u{a0}: prévenez-la"
        );
        for etat in [EtatCourriel::Echec, EtatCourriel::Retour] {
            for raison in [
                "adresse_refusee",
                "boite_pleine",
                "message_trop_gros",
                "domaine_inconnu",
                "indesirable",
                "delai_depasse",
                "autre:554",
            ] {
                let phrase = dit(etat, raison);
                assert!(!phrase.contains("imprimez"), "{phrase}");
            }
        }
    }
}
