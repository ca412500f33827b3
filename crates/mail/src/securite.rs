//! Mails that warn the owner of an account of what opens it.

use crate::message::{
    CompositionErreur, Correspondant, Identite, MessageId, MessagePret, assembler_du_service,
};
use crate::textes::{Bloc, Contenu};
use domain::Moment;

/// What the owner of an account is warned of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CourrielSecurite {
    /// A second factor is asked for from now on.
    FacteurActive,
    /// They removed it.
    FacteurRetire,
    /// Somebody else removed it for them.
    FacteurReinitialise,
    /// Other recovery codes took the place of the former ones.
    SecoursRenouveles,
    /// A recovery code was used to sign in.
    SecoursServi,
    /// An identity of the provider opens the account from now on.
    CompteLie,
    /// No identity of the provider is linked to it any more.
    CompteDelie,
}

/// The mail, from the service: nobody reads a reply.
///
/// # Errors
/// [`CompositionErreur::AdresseInvalide`] when the address is not plausible.
pub fn composer_securite(
    courriel: CourrielSecurite,
    identite: &Identite,
    vers: &Correspondant,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    assembler_du_service(
        identite,
        vers,
        contenu(courriel, identite),
        message_id,
        date,
    )
}

fn contenu(courriel: CourrielSecurite, identite: &Identite) -> Contenu {
    let (sujet, titre, texte) = match courriel {
        CourrielSecurite::FacteurActive => (
            "Second facteur activé",
            "Un second facteur protège votre compte",
            "Un code est désormais demandé après votre mot de passe. Gardez vos codes de secours \
             en lieu sûr, ailleurs que sur votre téléphone.",
        ),
        CourrielSecurite::FacteurRetire => (
            "Second facteur retiré",
            "Votre second facteur est retiré",
            "Votre mot de passe suffit de nouveau pour vous connecter.",
        ),
        CourrielSecurite::FacteurReinitialise => (
            "Second facteur réinitialisé",
            "Votre second facteur est réinitialisé",
            "Un administrateur a retiré le second facteur de votre compte et mis fin à vos \
             sessions. Vous pouvez en mettre un autre en place dans Mon compte.",
        ),
        CourrielSecurite::SecoursRenouveles => (
            "Codes de secours renouvelés",
            "Vos codes de secours sont renouvelés",
            "Les codes de secours que vous aviez ne servent plus\u{a0}: d’autres les remplacent.",
        ),
        CourrielSecurite::SecoursServi => (
            "Code de secours utilisé",
            "Un code de secours a servi",
            "Une connexion à votre compte vient d’être faite avec un de vos codes de secours. Si \
             c’est vous, il vous en reste moins\u{a0}: Mon compte dit combien, et permet d’en \
             faire d’autres.",
        ),
        CourrielSecurite::CompteLie => (
            "Compte lié au fournisseur d’identité",
            "Votre compte est lié au fournisseur d’identité",
            "Une identité du fournisseur d’identité ouvre désormais votre compte, sans mot de \
             passe. Mon compte dit depuis quand, et permet de la délier.",
        ),
        CourrielSecurite::CompteDelie => (
            "Compte délié du fournisseur d’identité",
            "Votre compte est délié du fournisseur d’identité",
            "L’identité qui ouvrait votre compte ne l’ouvre plus. Entrez par votre mot de passe, ou \
             demandez à l’administrateur un lien pour en choisir un\u{a0}: Mon compte permet de le \
             lier de nouveau.",
        ),
    };
    Contenu {
        sujet: sujet.to_owned(),
        titre: titre.to_owned(),
        blocs: vec![
            Bloc::Paragraphe("Bonjour,".to_owned()),
            Bloc::Paragraphe(texte.to_owned()),
            Bloc::Paragraphe(
                "Si ce n’est pas vous, changez aussitôt votre mot de passe, puis prévenez \
                 l’administrateur du service."
                    .to_owned(),
            ),
            Bloc::Lien {
                phrase: "Votre compte est à la page «\u{a0}Mon compte\u{a0}»".to_owned(),
                url: format!("{}/compte", identite.url()),
            },
            Bloc::Pied(format!(
                "Message envoyé automatiquement par {} ({}).",
                identite.nom(),
                identite.url(),
            )),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais::{DATE, identite};
    use mail_parser::MessageParser;

    #[test]
    fn chaque_avertissement_dit_que_faire() {
        let i = identite();
        for (courriel, attendu) in [
            (CourrielSecurite::FacteurActive, "activé"),
            (CourrielSecurite::FacteurRetire, "retiré"),
            (CourrielSecurite::FacteurReinitialise, "réinitialisé"),
            (CourrielSecurite::SecoursRenouveles, "renouvelés"),
            (CourrielSecurite::SecoursServi, "utilisé"),
            (CourrielSecurite::CompteLie, "lié au"),
            (CourrielSecurite::CompteDelie, "délié du"),
        ] {
            let vers = Correspondant {
                nom: "Ève TARRIDE\r\nBcc: x@y.fr".into(),
                adresse: "eve@ac.example".into(),
            };
            let pret = composer_securite(courriel, &i, &vers, &i.message_id("a1"), DATE).unwrap();
            let lu = MessageParser::default().parse(pret.octets()).unwrap();
            assert!(lu.bcc().is_none());
            let sujet = lu.subject().unwrap();
            assert!(sujet.contains(attendu), "{sujet}");
            let texte = lu.body_text(0).unwrap().replace("\r\n", " ");
            assert!(texte.contains("Si ce n’est pas vous"), "{texte}");
            assert!(texte.contains("/compte"), "{texte}");
        }
    }
}
