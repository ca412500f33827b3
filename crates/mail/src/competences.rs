//! Mails about the compétences of an établissement: the rectorat waits for them.

use crate::message::{
    CompositionErreur, Correspondant, Identite, MessageId, MessagePret, assembler_du_service,
};
use crate::textes::{Bloc, Contenu, Habillage};
use domain::{ChampTexte, Moment, NaiveDate, TexteRegle, jour_long};

/// Reminds that an établissement has compétences left to validate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RappelCompetences {
    /// `LPO BELLEVUE TOULOUSE CEDEX 4 (0310038Y)`.
    pub etablissement: String,
    /// Year of the session.
    pub annee: i32,
    /// Last day set by the rectorat, if one is.
    pub limite: Option<NaiveDate>,
    /// How many disciplines are not validated.
    pub restantes: u32,
    /// Where they are validated, once signed in.
    pub url: String,
    /// What the académie has such mails say.
    pub habillage: Habillage,
}

/// The mail, from the service: nobody reads a reply.
///
/// # Errors
/// [`CompositionErreur::AdresseInvalide`] when the address is not plausible.
pub fn composer_rappel_competences(
    rappel: &RappelCompetences,
    identite: &Identite,
    vers: &Correspondant,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    assembler_du_service(identite, vers, contenu(rappel, identite), message_id, date)
}

pub(crate) fn contenu(r: &RappelCompetences, identite: &Identite) -> Contenu {
    let restent = match r.restantes {
        0 | 1 => format!("{}\u{a0}discipline n’est pas encore validée", r.restantes),
        n => format!("{n}\u{a0}disciplines ne sont pas encore validées"),
    };
    let valeur = |champ: ChampTexte| match champ {
        ChampTexte::Etablissement => r.etablissement.clone(),
        ChampTexte::Annee => r.annee.to_string(),
        ChampTexte::Reste => restent.clone(),
        _ => String::new(),
    };
    let mut blocs = vec![Bloc::Paragraphe("Madame, Monsieur,".to_owned())];
    let h = &r.habillage;
    blocs.extend(h.paragraphes(TexteRegle::CompetencesDebut, &valeur));
    if let Some(limite) = r.limite {
        blocs.push(Bloc::Paragraphe(format!(
            "Date limite de validation\u{a0}: {}.",
            jour_long(limite)
        )));
    }
    blocs.push(Bloc::Lien {
        phrase: "Après connexion, les disciplines qui restent à valider sont sur cette page"
            .to_owned(),
        url: r.url.clone(),
    });
    blocs.extend(h.paragraphes(TexteRegle::CompetencesFin, &valeur));
    blocs.push(Bloc::Pied(format!(
        "Message envoyé automatiquement par {} ({}).",
        identite.nom(),
        identite.url(),
    )));
    Contenu {
        sujet: h.sujet(TexteRegle::CompetencesSujet, &valeur),
        titre: "Compétences à valider".to_owned(),
        blocs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais::{DATE, identite};
    use mail_parser::MessageParser;

    fn dire(limite: Option<NaiveDate>, restantes: u32) -> (String, String) {
        habillee(limite, restantes, Habillage::default())
    }

    fn habillee(
        limite: Option<NaiveDate>,
        restantes: u32,
        habillage: Habillage,
    ) -> (String, String) {
        let i = identite();
        let rappel = RappelCompetences {
            etablissement: "LPO BELLEVUE (0310038Y)".into(),
            annee: 2021,
            limite,
            restantes,
            url: "https://imagin.ac-toulouse.fr/validation-competences?annee=2021".into(),
            habillage,
        };
        let vers = Correspondant {
            nom: "Claire MARTIN".into(),
            adresse: "ce.0310038y@ac-toulouse.fr".into(),
        };
        let id = i.message_id("a1");
        let pret = composer_rappel_competences(&rappel, &i, &vers, &id, DATE).unwrap();
        let lu = MessageParser::default().parse(pret.octets()).unwrap();
        (
            lu.subject().unwrap().to_owned(),
            lu.body_text(0)
                .unwrap()
                .replace(['\u{a0}', '\u{202f}'], " ")
                .replace("\r\n", " "),
        )
    }

    #[test]
    fn l_academie_le_dit_a_sa_facon() {
        let regle = |t, dit: &str| (t, Some(dit.to_owned()));
        let modele = [
            regle(TexteRegle::CompetencesSujet, "Session {annee}"),
            regle(
                TexteRegle::CompetencesDebut,
                "{etablissement}\u{a0}: {reste}.",
            ),
            regle(TexteRegle::CompetencesFin, "Académie de {academie}."),
        ]
        .into_iter()
        .fold(domain::Modele::default(), |m, (t, dit)| m.avec(t, dit));
        let habillage = Habillage {
            modele,
            academie: "Toulouse".into(),
        };
        let (sujet, texte) = habillee(None, 1, habillage);
        assert_eq!(sujet, "Session 2021");
        for dit in [
            "LPO BELLEVUE (0310038Y) : 1 discipline n’est pas encore validée.",
            "Académie de Toulouse.",
            "https://imagin.ac-toulouse.fr/validation-competences?annee=2021",
        ] {
            assert!(texte.contains(dit), "{dit} : {texte}");
        }
        assert!(!texte.contains("Le rectorat attend"), "{texte}");
    }

    #[test]
    fn le_rappel_dit_quoi_pour_quand_et_ou() {
        let (sujet, texte) = dire(NaiveDate::from_ymd_opt(2021, 1, 15), 2);
        assert_eq!(sujet, "Compétences 2021 à valider");
        for dit in [
            "LPO BELLEVUE (0310038Y)",
            "2 disciplines ne sont pas encore validées",
            "15 janvier 2021",
            "https://imagin.ac-toulouse.fr/validation-competences?annee=2021",
        ] {
            assert!(texte.contains(dit), "{dit} : {texte}");
        }
        let (_, texte) = dire(None, 1);
        assert!(
            texte.contains("1 discipline n’est pas encore validée"),
            "{texte}"
        );
        assert!(!texte.contains("Date limite"), "{texte}");
    }
}
