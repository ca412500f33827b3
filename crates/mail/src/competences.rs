//! Mails about the compétences of an établissement: the rectorat waits for them.

use crate::message::{
    CompositionErreur, Correspondant, Identite, MessageId, MessagePret, Parties, assembler,
};
use crate::textes::{Bloc, Contenu};
use domain::{Moment, NaiveDate, jour_long};

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
    assembler(Parties {
        identite,
        vers: vers.clone(),
        repondre_a: None,
        contenu: contenu(rappel, identite),
        pieces: Vec::new(),
        message_id,
        date,
    })
}

fn contenu(r: &RappelCompetences, identite: &Identite) -> Contenu {
    let restent = match r.restantes {
        0 | 1 => format!("{}\u{a0}discipline n’est pas encore validée", r.restantes),
        n => format!("{n}\u{a0}disciplines ne sont pas encore validées"),
    };
    let mut blocs = vec![
        Bloc::Paragraphe("Madame, Monsieur,".to_owned()),
        Bloc::Paragraphe(format!(
            "Le rectorat attend les compétences des enseignants de {} pour la session {}\u{a0}: \
             {restent}.",
            r.etablissement, r.annee
        )),
    ];
    if let Some(limite) = r.limite {
        blocs.push(Bloc::Paragraphe(format!(
            "Date limite de validation\u{a0}: {}.",
            jour_long(limite)
        )));
    }
    blocs.extend([
        Bloc::Lien {
            phrase: "Après connexion, les disciplines qui restent à valider sont sur cette page"
                .to_owned(),
            url: r.url.clone(),
        },
        Bloc::Pied(format!(
            "Message envoyé automatiquement par {} ({}).",
            identite.nom(),
            identite.url(),
        )),
    ]);
    Contenu {
        sujet: format!("Compétences {} à valider", r.annee),
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
        let i = identite();
        let rappel = RappelCompetences {
            etablissement: "LPO BELLEVUE (0310038Y)".into(),
            annee: 2021,
            limite,
            restantes,
            url: "https://imagin.ac-toulouse.fr/validation-competences?annee=2021".into(),
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
