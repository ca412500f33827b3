//! What the screens say of *Paramètres*.

use super::{milliers, nombre, signatures};
use domain::{
    ChampTexte, FaitParametre, GenreConserve, GesteParametre, GroupeTexte, NombreRegle, Parametre,
    ParametreErreur, TEXTE_LIGNES_MAX, TexteRegle, VersionParametre,
};

/// The caption of a group of parameters.
#[must_use]
pub fn nombre_de_parametres(n: usize) -> String {
    nombre(n, "paramètre", "paramètres")
}

/// The caption of what was settled.
#[must_use]
pub fn nombre_de_changements(n: usize) -> String {
    nombre(n, "changement", "changements")
}

/// Name of a group of texts.
#[must_use]
pub const fn groupe(g: GroupeTexte) -> &'static str {
    match g {
        GroupeTexte::Lettre => "Textes de la lettre",
        GroupeTexte::Convocation => "Courriel de convocation",
        GroupeTexte::Rappel => "Courriel de relance",
        GroupeTexte::Annulation => "Courriel d’annulation",
        GroupeTexte::Recapitulatif => "Récapitulatif d’un envoi groupé",
        GroupeTexte::Competences => "Courriel de rappel des compétences",
        GroupeTexte::Invitation => "Courriel d’invitation à ouvrir un compte",
    }
}

/// Name of a text.
#[must_use]
pub const fn texte(t: TexteRegle) -> &'static str {
    match t {
        TexteRegle::Obligation => "Caractère obligatoire",
        TexteRegle::ObligationNumerisation => "Caractère obligatoire, numérisation",
        TexteRegle::SantorinCorrection => "Accès à SANTORIN, correction",
        TexteRegle::SantorinNumerisation => "Accès à SANTORIN, numérisation",
        TexteRegle::Empechement => "En cas d’empêchement",
        TexteRegle::Cloture => "Phrase de fin",
        TexteRegle::ConvocationSujet => "Objet de la convocation",
        TexteRegle::ConvocationDebut => "Début de la convocation",
        TexteRegle::ConvocationFin => "Fin de la convocation",
        TexteRegle::RappelSujet => "Objet de la relance",
        TexteRegle::RappelDebut => "Début de la relance",
        TexteRegle::RappelFin => "Fin de la relance",
        TexteRegle::AnnulationSujet => "Objet de l’annulation",
        TexteRegle::AnnulationDebut => "Début de l’annulation",
        TexteRegle::AnnulationFin => "Fin de l’annulation",
        TexteRegle::RecapitulatifSujet => "Objet du récapitulatif",
        TexteRegle::RecapitulatifFin => "Fin du récapitulatif",
        TexteRegle::CompetencesSujet => "Objet du rappel des compétences",
        TexteRegle::CompetencesDebut => "Début du rappel des compétences",
        TexteRegle::CompetencesFin => "Fin du rappel des compétences",
        TexteRegle::InvitationSujet => "Objet de l’invitation",
        TexteRegle::InvitationDebut => "Début de l’invitation",
        TexteRegle::InvitationFin => "Fin de l’invitation",
    }
}

/// Where a text is read.
#[must_use]
pub const fn ou(t: TexteRegle) -> &'static str {
    match t {
        TexteRegle::Obligation => "Au bas de la lettre, sauf pour les missions de numérisation.",
        TexteRegle::ObligationNumerisation => {
            "Au bas de la lettre, pour les missions de numérisation."
        }
        TexteRegle::SantorinCorrection => {
            "Au bas de la lettre, pour les missions qui ouvrent SANTORIN à la correction."
        }
        TexteRegle::SantorinNumerisation => {
            "Au bas de la lettre, pour les missions qui ouvrent SANTORIN à la numérisation."
        }
        TexteRegle::Empechement => "Au bas de la lettre, pour toutes les missions.",
        TexteRegle::Cloture => {
            "Après toutes les mentions du bas de la lettre. Vide, la lettre n’en a pas."
        }
        TexteRegle::ConvocationSujet
        | TexteRegle::RappelSujet
        | TexteRegle::AnnulationSujet
        | TexteRegle::RecapitulatifSujet
        | TexteRegle::CompetencesSujet
        | TexteRegle::InvitationSujet => "L’objet du courriel.",
        TexteRegle::CompetencesDebut => {
            "Après la formule d’appel, avant la date limite et le lien. Chaque ligne fait un paragraphe."
        }
        TexteRegle::InvitationDebut => {
            "Après la formule d’appel, avant le lien. Chaque ligne fait un paragraphe\u{202f}; vide, rien n’est ajouté."
        }
        TexteRegle::RecapitulatifFin | TexteRegle::CompetencesFin | TexteRegle::InvitationFin => {
            "À la fin du courriel. Chaque ligne fait un paragraphe\u{202f}; vide, rien n’est ajouté."
        }
        TexteRegle::ConvocationDebut | TexteRegle::RappelDebut | TexteRegle::AnnulationDebut => {
            "Après la formule d’appel, avant le détail de la mission. Chaque ligne fait un paragraphe."
        }
        TexteRegle::ConvocationFin | TexteRegle::RappelFin | TexteRegle::AnnulationFin => {
            "Avant la signature du courriel. Chaque ligne fait un paragraphe\u{202f}; vide, rien n’est ajouté."
        }
    }
}

/// What a placeholder becomes.
#[must_use]
pub const fn champ(c: ChampTexte) -> &'static str {
    match c {
        ChampTexte::Nom => "prénom et nom de la personne convoquée",
        ChampTexte::Mission => "numéro et type de la mission",
        ChampTexte::Numero => "numéro de la mission",
        ChampTexte::Type => "type de la mission",
        ChampTexte::Session => "session d’examen",
        ChampTexte::Centre => "nom du centre",
        ChampTexte::Academie => "nom de l’académie",
        ChampTexte::Date => "premier jour de la convocation",
        ChampTexte::Auteur => "qui convoque, le centre ou le rectorat",
        ChampTexte::Contact => "le centre d’examen, avec son téléphone et son adresse",
        ChampTexte::Envoi => "ce qui a été envoyé, «\u{a0}Envoi de 12\u{a0}convocations\u{a0}»",
        ChampTexte::Etablissement => "l’établissement, avec son UAI",
        ChampTexte::Annee => "année des sessions",
        ChampTexte::Reste => "combien de disciplines ne sont pas validées",
    }
}

/// Placeholders in a row: `{nom}, {mission}`.
fn champs(c: &[ChampTexte]) -> String {
    c.iter().map(|c| c.marque()).collect::<Vec<_>>().join(", ")
}

/// That one of these must be there; empty when none must.
#[must_use]
pub fn exiges(t: TexteRegle) -> String {
    match t.exiges() {
        [] => String::new(),
        [seul] => format!("Ce texte doit contenir {}.", seul.marque()),
        plusieurs => format!(
            "Ce texte doit contenir l’un de ces champs\u{a0}: {}.",
            champs(plusieurs)
        ),
    }
}

/// Group of a number.
#[must_use]
pub const fn groupe_nombre(n: NombreRegle) -> &'static str {
    match n {
        NombreRegle::Conservation(_) => l::CONSERVATION,
        _ => l::DELAIS,
    }
}

/// Name of a number, with its unit.
#[must_use]
pub const fn nom_nombre(n: NombreRegle) -> &'static str {
    match n {
        NombreRegle::EnvoiDelai => "Délai pour arrêter un envoi groupé (secondes)",
        NombreRegle::RappelJours => "Relance automatique sans réponse (jours)",
        NombreRegle::SantorinJours => "Accès à SANTORIN après le dernier jour (jours)",
        NombreRegle::ImageKo => "Poids des images de signature et de logo (ko)",
        NombreRegle::Conservation(genre) => match genre {
            GenreConserve::Convocations => "Convocations supprimées (jours)",
            GenreConserve::Accuses => "Textes d’empêchements (jours)",
            GenreConserve::Courriels => "Contenus de courriels (jours)",
            GenreConserve::Messages => "Lignes des zones Messages (jours)",
            GenreConserve::Selections => "Sélections de convocations (jours)",
            GenreConserve::Indisponibilites => "Indisponibilités supprimées (jours)",
            GenreConserve::Brouillons => "Brouillons de signature (jours)",
            GenreConserve::Appels => "Appels reçus par les clients de l’API (jours)",
            GenreConserve::Piste
            | GenreConserve::Sessions
            | GenreConserve::Tentatives
            | GenreConserve::Requetes
            | GenreConserve::CourrielsService
            | GenreConserve::Adresses
            | GenreConserve::Invitations
            | GenreConserve::Imports => "Autres données (jours)",
        },
    }
}

/// What a number may be, and what it is without the académie.
#[must_use]
pub fn bornes(n: NombreRegle, defaut: u32) -> String {
    let (min, max) = n.bornes();
    let zero = if n == NombreRegle::RappelJours {
        "\u{202f}; 0\u{a0}: pas de relance automatique"
    } else {
        ""
    };
    format!(
        "De {} à {}{zero}. Vide\u{a0}: comme le service, {}.",
        milliers(min as usize),
        milliers(max as usize),
        milliers(defaut as usize)
    )
}

/// How many things would go now, kept so long.
#[must_use]
pub fn partirait(n: u64) -> String {
    match usize::try_from(n).unwrap_or(usize::MAX) {
        0 => "Avec la durée actuelle, rien ne partirait aujourd’hui.".to_owned(),
        n => format!(
            "Avec la durée actuelle, {} aujourd’hui.",
            nombre(n, "élément partirait", "éléments partiraient")
        ),
    }
}

/// Name of anything that can be settled.
#[must_use]
pub const fn parametre(p: Parametre) -> &'static str {
    match p {
        Parametre::Texte(t) => texte(t),
        Parametre::Nombre(n) => nom_nombre(n),
        Parametre::Logo => l::LOGO,
    }
}

/// Why a parameter is refused.
#[must_use]
pub fn erreur(e: &ParametreErreur) -> String {
    let raison = match e {
        ParametreErreur::Vide => {
            "Ce texte ne peut pas être vide\u{a0}: écrivez-le, ou revenez au texte d’origine.".to_owned()
        }
        ParametreErreur::TropLong { longueur, maximum } => format!(
            "Le texte compte {}, pour {} au plus\u{a0}: raccourcissez-le.",
            nombre(*longueur, "caractère", "caractères"),
            milliers(*maximum)
        ),
        ParametreErreur::TropDeLignes => format!(
            "Le texte compte trop de lignes\u{a0}: {TEXTE_LIGNES_MAX} au plus."
        ),
        ParametreErreur::CaractereInterdit => {
            "Le texte contient un caractère invisible qui ne s’imprime pas\u{a0}: recopiez-le sans mise en forme.".to_owned()
        }
        ParametreErreur::AccoladeSeule => {
            "Une accolade n’a pas son pendant\u{a0}: un champ s’écrit entre deux accolades, par exemple {nom}.".to_owned()
        }
        ParametreErreur::ChampInconnu { champ, permis } => format!(
            "Le champ «\u{a0}{{{champ}}}\u{a0}» n’existe pas ici. Champs possibles\u{a0}: {}.",
            champs(permis)
        ),
        ParametreErreur::ChampManquant { un_de } => match un_de.as_slice() {
            [seul] => format!(
                "Il manque {}\u{a0}: ce texte doit le contenir.",
                seul.marque()
            ),
            plusieurs => format!(
                "Il manque l’un de ces champs\u{a0}: {}. Ce texte doit en contenir un.",
                champs(plusieurs)
            ),
        },
        ParametreErreur::DeuxPages => {
            "Avec ce texte, une lettre ordinaire ne tiendrait plus sur une page\u{a0}: raccourcissez-le, ou raccourcissez un autre texte de la lettre.".to_owned()
        }
        ParametreErreur::Nombre { nombre, saisi } => {
            let (min, max) = nombre.bornes();
            format!(
                "{}\u{a0}: «\u{a0}{saisi}\u{a0}» ne convient pas, il faut un nombre entier de {} à {}.",
                nom_nombre(*nombre),
                milliers(min as usize),
                milliers(max as usize)
            )
        }
        ParametreErreur::Image(image) => signatures::image(*image).replace(
            "Recadrez-la autour de la signature",
            "Recadrez-la autour du logo",
        ).replace(
            "Aucun trait n’a été trouvé sur l’image\u{a0}: signez au stylo foncé sur une feuille blanche, ou gardez le fond.",
            "L’image est toute blanche ou transparente\u{a0}: déposez-en une autre.",
        ),
        ParametreErreur::SansFichier => "Choisissez d’abord une image.".to_owned(),
        ParametreErreur::ReferenceInconnue => {
            "Aucune convocation de l’académie n’a cette référence. Elle s’écrit comme sur la lettre, par exemple 172278-42\u{202f}; vide, une convocation est choisie.".to_owned()
        }
        ParametreErreur::Change { par, le, saisi } => {
            let mut phrase = change(par, le);
            if !saisi.is_empty() {
                phrase = phrase.replace(
                    "et votre saisie est gardée",
                    &format!("et vous aviez saisi «\u{a0}{saisi}\u{a0}»"),
                );
            }
            return phrase;
        }
    };
    format!("Rien n’a été enregistré. {raison}")
}

/// That somebody else changed it meanwhile.
#[must_use]
pub fn change(par: &str, le: &str) -> String {
    let qui = if par.is_empty() {
        "Une autre personne"
    } else {
        par
    };
    let quand = if le.is_empty() {
        String::new()
    } else {
        format!(" le {le}")
    };
    format!(
        "{qui} a changé ce paramètre{quand}, pendant que vous l’aviez sous les yeux. Rien n’a été enregistré, et votre saisie est gardée\u{a0}: relisez ce qui est en vigueur, puis enregistrez de nouveau si vous le voulez."
    )
}

/// What was done, as a message.
#[must_use]
pub fn fait(f: &FaitParametre) -> String {
    let nom = parametre(f.parametre);
    match f.geste {
        GesteParametre::Change => format!("Paramètre «\u{a0}{nom}\u{a0}» enregistré."),
        GesteParametre::Revenu => {
            format!("Paramètre «\u{a0}{nom}\u{a0}» revenu à celui du service.")
        }
        GesteParametre::Retabli => format!("Paramètre «\u{a0}{nom}\u{a0}» rétabli."),
    }
}

/// A value of the history; none is that of the service.
#[must_use]
pub fn valeur(v: Option<&str>, p: Parametre) -> String {
    match (v, p) {
        (None, Parametre::Logo) => l::SANS_LOGO.to_owned(),
        (None, _) => l::COMME_LE_SERVICE.to_owned(),
        (Some(""), _) => l::RIEN.to_owned(),
        (Some(id), Parametre::Logo) => format!("Logo n°\u{a0}{id}"),
        (Some(v), _) => v.to_owned(),
    }
}

/// Accessible name of what restores a version.
#[must_use]
pub fn retablir(v: &VersionParametre) -> String {
    format!(
        "{} ce qui a été enregistré le {} ({})",
        l::RETABLIR,
        v.date,
        parametre(v.parametre)
    )
}

/// Who settled it last; empty when nobody did.
#[must_use]
pub fn derniere(par: &str, le: &str) -> String {
    match (par, le) {
        (_, "") => String::new(),
        ("", le) => format!("Changé le {le}"),
        (par, le) => format!("Changé le {le} par {par}"),
    }
}

/// Hint of the file of a logo.
#[must_use]
pub fn indice_logo(maximum_ko: u32) -> String {
    format!(
        "PNG ou JPEG, {}\u{a0}ko et 2\u{202f}000\u{a0}points de côté au plus. Seuls ses points sont gardés. Il s’imprime en haut à gauche, sur 60\u{a0}mm de large et 16\u{a0}mm de haut au plus.",
        milliers(maximum_ko as usize)
    )
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Paramètres";
    pub const INTRODUCTION: &str = "Ce que l’académie règle pour elle-même. Ce qu’elle n’a pas réglé est comme le service. Chaque changement est gardé et noté dans le journal d’audit\u{202f}; une lettre déjà faite garde les textes et le logo qu’elle avait.";
    pub const LOGO: &str = "Logo de la lettre";
    pub const DELAIS: &str = "Délais et limites";
    pub const CONSERVATION: &str = "Durées de conservation";
    pub const COMPTER_DEPARTS: &str = "Compter ce qui partirait aujourd’hui";
    pub const NOMBRES: &str = "Délais, limites et conservation";
    pub const NOMBRES_TEXTE: &str = "Ces nombres valent pour l’académie seulement. Un champ vidé reprend le réglage du service. La piste d’audit, les sessions et les connexions manquées, communes à toutes les académies, se règlent avec le service.";
    pub const REGLER_NOMBRES: &str = "Régler les délais, les limites et la conservation";
    pub const REGLER_LOGO: &str = "Régler le logo";
    pub const COL_PARAMETRE: &str = "Paramètre";
    pub const COL_VALEUR: &str = "En vigueur";
    pub const COL_ORIGINE: &str = "Réglé par";
    pub const DE_L_ACADEMIE: &str = "L’académie";
    pub const DU_SERVICE: &str = "Le service";
    pub const COMME_LE_SERVICE: &str = "Comme le service";
    pub const RIEN: &str = "Rien";
    pub const RETOUR: &str = "Retour aux paramètres";
    pub const TEXTE: &str = "Texte";
    pub const CHAMPS: &str = "Champs que ce texte peut contenir";
    pub const CHAMPS_TEXTE: &str = "Écrivez-les entre accolades\u{a0}: chaque convocation les remplace par ce qui la concerne.";
    pub const REFERENCE: &str = "Convocation pour l’aperçu (facultatif)";
    pub const REFERENCE_INDICE: &str = "Sa référence, par exemple 172278-42. Vide, la dernière de l’académie est montrée, ou un spécimen.";
    pub const APERCEVOIR: &str = "Voir l’aperçu";
    pub const ENREGISTRER: &str = "Enregistrer";
    pub const ORIGINE: &str = "Texte d’origine";
    pub const REVENIR: &str = "Revenir au texte d’origine";
    pub const ENTRE_TEMPS: &str = "En vigueur à présent";
    pub const BROUILLON: &str = "Cette saisie n’est pas enregistrée.";
    pub const HISTORIQUE: &str = "Historique";
    pub const HISTORIQUE_VIDE: &str = "Aucun changement n’a été fait.";
    pub const COL_QUAND: &str = "Quand";
    pub const COL_QUI: &str = "Par";
    pub const COL_AVANT: &str = "Avant";
    pub const COL_APRES: &str = "Après";
    pub const COL_ACTION: &str = "Action";
    pub const EN_VIGUEUR: &str = "En vigueur";
    pub const RETABLIR: &str = "Rétablir";
    pub const APERCU: &str = "Aperçu avant d’enregistrer";
    pub const APERCU_TEXTE: &str = "Rien n’est encore enregistré. La convocation montrée ne change pas, et personne ne reçoit rien.";
    pub const APERCU_TEXTE_COURRIEL: &str = "Rien n’est encore enregistré, et personne ne reçoit rien. Ce courriel est un exemple\u{a0}: ses noms et son lien ne servent à rien.";
    pub const APERCU_PDF: &str = "Voir cette lettre en PDF";
    pub const CORRIGER: &str = "Corriger";
    pub const APERCU_LETTRE: &str = "La lettre";
    pub const APERCU_MAIL: &str = "Le courriel";
    pub const OBJET: &str = "Objet";
    pub const SANS_BROUILLON: &str = "Il n’y a pas de texte à montrer\u{a0}: écrivez-le d’abord.";
    pub const LOGO_TEXTE: &str = "Le logo de l’académie s’imprime en tête des lettres, et se voit sur leur page. Il n’apparaît pas dans les courriels.";
    pub const LOGO_ACTUEL: &str = "Logo en usage";
    pub const SANS_LOGO: &str = "Sans logo";
    pub const LOGO_FICHIER: &str = "Déposer un logo";
    pub const DEPOSER: &str = "Envoyer et voir sur une lettre";
    pub const LOGO_ESSAI: &str = "Logo à l’essai";
    pub const LOGO_ESSAI_TEXTE: &str =
        "Ce logo n’est pas encore en usage. Le voici sur une lettre.";
    pub const CHOISIR: &str = "Mettre ce logo";
    pub const RETIRER_LOGO: &str = "Retirer le logo";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_refus_nomme_et_dit_que_faire() {
        let e = TexteRegle::Obligation.lire_saisi("{prenom}").unwrap_err();
        let dit = erreur(&e);
        assert!(dit.starts_with("Rien n’a été enregistré. "), "{dit}");
        assert!(
            dit.contains("{prenom}") && dit.contains("{nom}, {mission}"),
            "{dit}"
        );
        let e = TexteRegle::Empechement.lire_saisi("Prévenez.").unwrap_err();
        assert!(erreur(&e).contains("Il manque {contact}"));
        let e = TexteRegle::RappelSujet.lire_saisi("Rappel").unwrap_err();
        assert!(erreur(&e).contains("{mission}, {numero}"));
        let e = NombreRegle::EnvoiDelai.lire_saisi("mille").unwrap_err();
        assert!(erreur(&e).contains("de 0 à 600"), "{}", erreur(&e));
        assert!(change("Ève", "01/09/2026 10:00").starts_with("Ève a changé ce paramètre le 01"));
    }

    #[test]
    fn tout_a_un_nom() {
        for n in NombreRegle::TOUS {
            assert_ne!(nom_nombre(n), "Autres données (jours)", "{n:?}");
        }
        assert_eq!(exiges(TexteRegle::Cloture), "");
        assert_eq!(
            exiges(TexteRegle::Empechement),
            "Ce texte doit contenir {contact}."
        );
        assert_eq!(valeur(None, Parametre::Logo), "Sans logo");
    }
}
