//! Sentences about the services that the administrateur opens to établissements.

use super::nombre;
use domain::{CentreFerme, EtatOuverture, GenreService, OuvertureErreur, jour_court};

/// Name of a service.
#[must_use]
pub const fn service(s: GenreService) -> &'static str {
    match s {
        GenreService::Convocation => "Service convocation",
        GenreService::Signature => "Service signature",
    }
}

/// Where a service stands.
#[must_use]
pub fn etat(etat: EtatOuverture) -> String {
    match etat {
        EtatOuverture::Ouvert { au: None } => "Ouvert".into(),
        EtatOuverture::Ouvert { au: Some(au) } => format!("Ouvert jusqu’au {}", jour_court(au)),
        EtatOuverture::AVenir { du } => format!("Ouvrira le {}", jour_court(du)),
        EtatOuverture::Termine { au } => format!("Terminé le {}", jour_court(au)),
        EtatOuverture::Ferme => "Fermé".into(),
    }
}

/// When the *service convocation* opens, or since when it does not serve; without a final
/// stop.
fn quand(etat: EtatOuverture) -> String {
    match etat {
        EtatOuverture::AVenir { du } => {
            format!("La convocation sera ouverte le {}", jour_court(du))
        }
        EtatOuverture::Termine { au } => {
            format!("La convocation était ouverte jusqu’au {}", jour_court(au))
        }
        EtatOuverture::Ferme | EtatOuverture::Ouvert { .. } => {
            "La convocation n’est pas ouverte".into()
        }
    }
}

/// Whom to ask.
const A_QUI: &str = "L’administrateur de l’académie peut l’ouvrir.";

/// The notice of a mission whose centre may not convoke today.
#[must_use]
pub fn convocation_fermee(etat: EtatOuverture) -> String {
    format!(
        "{} pour ce centre\u{a0}: vous consultez la mission, sans convoquer, modifier, supprimer ni envoyer. {A_QUI}",
        quand(etat)
    )
}

/// Why a verb was refused.
#[must_use]
pub fn refus(etat: EtatOuverture) -> String {
    format!(
        "{} pour ce centre. Rien n’a été enregistré. {A_QUI}",
        quand(etat)
    )
}

/// What the first page says of a centre that may not convoke today.
#[must_use]
pub fn du_centre(c: &CentreFerme) -> String {
    format!("{}\u{a0}: {}. {A_QUI}", c.nom, {
        let phrase = quand(c.etat);
        // After a colon, in lower case.
        phrase.replacen("La convocation", "la convocation", 1)
    })
}

/// Why services cannot be opened so.
#[must_use]
pub const fn erreur(e: OuvertureErreur) -> &'static str {
    match e {
        OuvertureErreur::AucunEtablissement => {
            "Aucun établissement n’est coché\u{a0}: cochez-en au moins un, puis recommencez."
        }
        OuvertureErreur::AucunService => {
            "Aucun service n’est coché\u{a0}: cochez le service convocation, le service signature, ou les deux, puis recommencez."
        }
        OuvertureErreur::JourIllisible => {
            "Une date n’a pas pu être lue. Écrivez-la ainsi\u{a0}: 31/08/2027. Rien n’a été enregistré."
        }
        OuvertureErreur::DatesInversees => {
            "La date de fin est avant la date de début. Rien n’a été enregistré\u{a0}: corrigez l’une des deux."
        }
        OuvertureErreur::DejaPassee => {
            "La date de fin est passée. Rien n’a été enregistré\u{a0}: choisissez une date à venir, ou laissez le champ vide."
        }
    }
}

/// Some services were changed by somebody else.
#[must_use]
pub fn devances(noms: &[String]) -> String {
    format!(
        "Une autre personne a ouvert ou fermé un service entre-temps pour {}. Rien n’a été enregistré\u{a0}: rechargez la page, puis recommencez.",
        noms.join(", ")
    )
}

/// Services were opened or closed.
#[must_use]
pub fn changes(services: &[GenreService], ouvert: bool, n: u32) -> String {
    let (quoi, plusieurs) = match services {
        [un] => (service(*un), false),
        _ => ("Services convocation et signature", true),
    };
    if n == 0 {
        return format!(
            "{quoi}\u{a0}: rien n’a changé, {} ainsi.",
            if plusieurs {
                "ils étaient déjà"
            } else {
                "il était déjà"
            }
        );
    }
    let verbe = match (ouvert, plusieurs) {
        (true, false) => "ouvert",
        (true, true) => "ouverts",
        (false, false) => "fermé",
        (false, true) => "fermés",
    };
    format!(
        "{quoi} {verbe} pour {}.",
        nombre(n as usize, "établissement", "établissements")
    )
}

/// Caption of the list of services.
#[must_use]
pub fn legende(n: usize, total: u32) -> String {
    super::legende_missions(n, total as usize).replace("mission", "établissement")
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const SERVICES: &str = "Services des établissements";
    pub const TEXTE: &str = "Un établissement convoque, comme centre, tant que son service convocation est ouvert\u{202f}; fermé, il consulte ses missions, et la division peut toujours convoquer pour lui. Il enregistre et utilise des signatures tant que son service signature est ouvert\u{202f}; fermé, ses nouvelles convocations sont à signer à la main, et celles déjà faites ne changent pas.";
    pub const ETABLISSEMENT: &str = "Établissement";
    pub const COL_UAI: &str = "UAI";
    pub const COL_COMMUNE: &str = "Commune";
    pub const COL_CONVOCATION: &str = "Convocation";
    pub const COL_SIGNATURE: &str = "Signature";
    pub const COL_SIGNATURES: &str = "Signatures valables";
    pub const VIDE: &str = "Aucun établissement ne correspond.";
    pub const VUES: [&str; 4] = [
        "Tous",
        "Tout ouvert",
        "Convocation fermée",
        "Signature fermée",
    ];
    pub const VUE: &str = "Établissements affichés";
    pub const MOT: &str = "Filtrer par nom, commune ou UAI";
    pub const POUR_LES_COCHES: &str = "Pour les établissements cochés";
    pub const COCHER: &str = "Cocher";
    pub const QUELS_SERVICES: &str = "Services à ouvrir ou à fermer";
    pub const OUVRIR: &str = "Ouvrir";
    pub const FERMER: &str = "Fermer";
    pub const OUVERT_DU: &str = "Ouvert à partir du";
    pub const OUVERT_AU: &str = "Ouvert jusqu’au";
    pub const DATES_INDICE: &str =
        "Facultatif. Sans date, le service reste ouvert jusqu’à ce qu’on le ferme.";
    pub const TOUT_COCHER: &str = "Tout cocher";
    pub const SIGNATURE_DU_CHEF: &str = "établissement";
    pub const SIGNATURE_DU_CENTRE: &str = "centre";
    pub const AUCUNE_VALABLE: &str = "aucune";
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::NaiveDate;

    #[test]
    fn les_services_se_disent() {
        let (c, s) = (GenreService::Convocation, GenreService::Signature);
        assert_eq!(
            changes(&[s], true, 1),
            "Service signature ouvert pour 1\u{a0}établissement."
        );
        assert_eq!(
            changes(&[c, s], false, 2),
            "Services convocation et signature fermés pour 2\u{a0}établissements."
        );
        assert!(changes(&[c], false, 0).contains("rien n’a changé"));
        assert_eq!(legende(2, 31), "2\u{a0}établissements sur 31");
    }

    #[test]
    fn un_centre_ferme_sait_quand_et_a_qui() {
        let du = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default();
        let avenir = EtatOuverture::AVenir { du };
        assert!(
            convocation_fermee(avenir).starts_with("La convocation sera ouverte le 01/09/2026")
        );
        assert!(refus(EtatOuverture::Termine { au: du }).contains("jusqu’au 01/09/2026"));
        let centre = CentreFerme {
            nom: "LPO BELLEVUE".into(),
            etat: EtatOuverture::Ferme,
        };
        assert_eq!(
            du_centre(&centre),
            "LPO BELLEVUE\u{a0}: la convocation n’est pas ouverte. L’administrateur de l’académie peut l’ouvrir."
        );
    }
}
