//! Sentences of *Accueil*.

use super::{milliers, nombre};
use domain::{ATraiter, Periode, Tache};

/// A task: what is to be done, with how many.
#[must_use]
pub fn tache(t: ATraiter) -> String {
    let n = t.nombre as usize;
    match t.tache {
        Tache::Convoquer => nombre(
            n,
            "mission où personne n’est convoqué",
            "missions où personne n’est convoqué",
        ),
        Tache::Completer => nombre(
            n,
            "mission où il manque des intervenants attendus",
            "missions où il manque des intervenants attendus",
        ),
        Tache::Remplacer => nombre(
            n,
            "mission où quelqu’un signale un empêchement",
            "missions où quelqu’un signale un empêchement",
        ),
        Tache::Deplacer => nombre(
            n,
            "mission qui n’a plus lieu un jour où quelqu’un est convoqué",
            "missions qui n’ont plus lieu un jour où quelqu’un est convoqué",
        ),
        Tache::Courriels => nombre(
            n,
            "convocation ou annulation qui n’est pas arrivée par courriel",
            "convocations ou annulations qui ne sont pas arrivées par courriel",
        ),
        Tache::Signer => nombre(
            n,
            "mission dont les convocations n’ont pas de signature",
            "missions dont les convocations n’ont pas de signature",
        ),
        Tache::Relancer => nombre(
            n,
            "mission où des réponses sont attendues",
            "missions où des réponses sont attendues",
        ),
        Tache::Attester => nombre(
            n,
            "mission dont le service reste à attester",
            "missions dont le service reste à attester",
        ),
        Tache::ValiderCompetences => nombre(
            n,
            "discipline dont les compétences sont à valider",
            "disciplines dont les compétences sont à valider",
        ),
        Tache::SaisirCompetences => nombre(
            n,
            "discipline dont les compétences restent à saisir",
            "disciplines dont les compétences restent à saisir",
        ),
        Tache::CompetencesEnRetard => nombre(
            n,
            "établissement n’a pas validé toutes ses compétences",
            "établissements n’ont pas validé toutes leurs compétences",
        ),
        Tache::ServicesAConstater => nombre(
            n,
            "mission de l’académie dont le service reste à constater",
            "missions de l’académie dont le service reste à constater",
        ),
        Tache::OuverturesConvocation => nombre(
            n,
            "établissement dont le service convocation est fermé",
            "établissements dont le service convocation est fermé",
        ),
        Tache::Ouvertures => nombre(
            n,
            "établissement dont le service signature est fermé",
            "établissements dont le service signature est fermé",
        ),
        Tache::DemandesATraiter => nombre(
            n,
            "demande d’intervenant introuvable à traiter",
            "demandes d’intervenants introuvables à traiter",
        ),
        Tache::ReponsesALire => nombre(
            n,
            "demande d’intervenant a reçu une réponse",
            "demandes d’intervenants ont reçu une réponse",
        ),
        Tache::MesConvocations => nombre(
            n,
            "convocation à venir vous est adressée",
            "convocations à venir vous sont adressées",
        ),
    }
}

/// What is done about a task.
#[must_use]
pub const fn que_faire(t: Tache) -> &'static str {
    match t {
        Tache::Convoquer => "Convoquer des intervenants",
        Tache::Completer => "Compléter les équipes",
        Tache::Remplacer => "Convoquer quelqu’un d’autre",
        Tache::Deplacer => "Modifier les jours, puis envoyer de nouveau",
        Tache::Courriels => {
            "Corriger l’adresse et envoyer de nouveau, imprimer, ou prévenir autrement"
        }
        Tache::Signer => "Enregistrer la signature, ou demander l’ouverture du service",
        Tache::Relancer => "Relancer qui n’a pas répondu",
        Tache::Attester => "Constater qui était là, puis valider",
        Tache::ValiderCompetences => "Relire, puis valider",
        Tache::SaisirCompetences => "Saisir ce que chacun peut corriger ou interroger",
        Tache::CompetencesEnRetard => "Voir où ils en sont, et les relancer",
        Tache::ServicesAConstater => "Voir quels centres n’ont pas tout validé",
        Tache::OuverturesConvocation | Tache::Ouvertures => "Ouvrir le service s’il doit l’être",
        Tache::DemandesATraiter => "Rattacher à une fiche, créer la fiche, ou refuser",
        Tache::ReponsesALire => "Lire la réponse, et convoquer",
        Tache::MesConvocations => "Les lire, et mettre les jours à l’agenda",
    }
}

/// Title of the picture.
#[must_use]
pub fn titre_frise(annee: i32) -> String {
    format!("La session {annee} d’un coup d’œil")
}

/// What the picture shows, in one sentence; `a_convoquer` counts the missions with nobody
/// where the reader may convoke today, which is what is left to do.
#[must_use]
pub fn resume_frise(periodes: &[Periode], a_convoquer: u32) -> String {
    let somme = |f: fn(&Periode) -> u32| periodes.iter().map(f).sum::<u32>() as usize;
    let total = somme(Periode::total);
    // Nothing is said of what there is none of.
    let incompletes = match somme(|p| p.incompletes) {
        0 => String::new(),
        n => format!(
            "{}\u{202f}; ",
            nombre(n, "en attend encore", "en attendent encore")
        ),
    };
    let sans_personne = somme(|p| p.sans_personne);
    let a_convoquer = a_convoquer as usize;
    let dont = if (1..sans_personne).contains(&a_convoquer) {
        format!(", dont {} où vous pouvez convoquer", milliers(a_convoquer))
    } else {
        String::new()
    };
    format!(
        "{} sur {} {} intervenants\u{202f}; {incompletes}{}{dont}.",
        nombre(somme(|p| p.pourvues), "mission", "missions"),
        milliers(total),
        if somme(|p| p.pourvues) > 1 {
            "ont tous leurs"
        } else {
            "a tous ses"
        },
        nombre(
            sans_personne,
            "n’a encore personne",
            "n’ont encore personne"
        ),
    )
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const A_FAIRE: &str = "À faire aujourd’hui";
    pub const RIEN_A_FAIRE: &str = "Rien ne vous attend\u{a0}: tout est à jour.";
    pub const ACCES: &str = "Accès direct";
    pub const POURVUES: &str = "Pourvues";
    pub const INCOMPLETES: &str = "Incomplètes";
    pub const SANS_PERSONNE: &str = "Sans personne";
    pub const TOTAL: &str = "Missions";
    pub const SEMAINE_DU: &str = "Semaine du";
    pub const MOIS: &str = "Mois";
    pub const TABLEAU: &str = "Les mêmes nombres en tableau";
    pub const MISSIONS_PAR_PERIODE: &str = "Missions selon leur date de début";
    pub const FILTRE_A_FAIRE: &str = "Seulement celles où il reste à faire\u{a0}:";
    pub const RETIRER_FILTRE: &str = "Retirer ce filtre";
    pub const A_REGLER: &str =
        "Seulement les convocations et les annulations qui ne sont pas arrivées";
}

/// The filter of the list of missions by what is left to do.
#[must_use]
pub const fn a_faire(a: domain::AFaire) -> &'static str {
    match a {
        domain::AFaire::Convoquer => "personne n’est convoqué",
        domain::AFaire::Completer => "il manque des intervenants attendus",
        domain::AFaire::Signer => "les convocations n’ont pas de signature",
        domain::AFaire::Remplacer => "quelqu’un signale un empêchement",
        domain::AFaire::Deplacer => "quelqu’un est convoqué un jour qui n’est plus possible",
        domain::AFaire::Relancer => "des réponses sont attendues",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::NaiveDate;

    #[test]
    fn la_frise_se_resume() {
        let p = Periode {
            du: NaiveDate::from_ymd_opt(2021, 3, 1).unwrap_or_default(),
            mois: false,
            pourvues: 3,
            incompletes: 0,
            sans_personne: 1,
        };
        assert_eq!(
            resume_frise(&[p.clone(), p], 1),
            "6\u{a0}missions sur 8 ont tous leurs intervenants\u{202f}; 2\u{a0}n’ont encore personne, dont 1 où vous pouvez convoquer."
        );
        let incomplete = Periode {
            du: NaiveDate::from_ymd_opt(2021, 3, 1).unwrap_or_default(),
            mois: false,
            pourvues: 1,
            incompletes: 1,
            sans_personne: 0,
        };
        assert_eq!(
            resume_frise(&[incomplete], 0),
            "1\u{a0}mission sur 2 a tous ses intervenants\u{202f}; 1\u{a0}en attend encore\u{202f}; 0\u{a0}n’a encore personne."
        );
        assert_eq!(
            tache(ATraiter {
                tache: Tache::Courriels,
                nombre: 1
            }),
            "1\u{a0}convocation ou annulation qui n’est pas arrivée par courriel"
        );
    }
}
