//! Mails about a person's own coordinates (confirming an address, warning the former one), the
//! password of their account, or what they asked the rectorat.

use crate::message::{
    CompositionErreur, Correspondant, Identite, MessageId, MessagePret, assembler_du_service,
};
use crate::textes::{Bloc, Contenu, Habillage};
use domain::{ChampTexte, Moment, TexteRegle};

/// What a mail about a person's coordinates says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CourrielEspace {
    /// To an address that somebody says is theirs.
    Confirmation {
        /// Where it is confirmed, once.
        url: String,
        /// Until when, in the académie's time: `16/02/2021 à 8 h 05`.
        jusqu_au: String,
    },
    /// To the address that is known so far, personal or professional: somebody asked for
    /// another.
    Demandee,
    /// To the address that was known so far, personal or professional. The new one is not
    /// told: this may be somebody else's by now.
    Changee,
    /// To the address that was taken away.
    Retiree,
    /// To whom an account was opened, or who has to choose another password.
    Invitation {
        /// Where the password is chosen, once.
        url: String,
        /// Sign-in name of the account.
        identifiant: String,
        /// Until when, in the académie's time: `16/02/2021 à 8 h 05`.
        jusqu_au: String,
        /// What the académie has such mails say.
        habillage: Habillage,
    },
    /// To who asked the rectorat for somebody whom they had not found. Neither who it is nor why
    /// it was refused: a mail is read by others, the page by who may.
    ReponseDemande {
        /// The day it was asked, in the académie's time: `16/02/2021`.
        le: String,
        /// Number of the mission that it was asked for, and where that leads, once signed in.
        mission: Option<(i64, String)>,
        /// The person can be convoked, else refused.
        trouvee: bool,
        /// The request and its answer, once signed in.
        url: String,
    },
}

/// The mail, from the service: nobody reads a reply.
///
/// # Errors
/// [`CompositionErreur::AdresseInvalide`] when the address is not plausible.
pub fn composer_espace(
    courriel: &CourrielEspace,
    identite: &Identite,
    vers: &Correspondant,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    assembler_du_service(
        identite,
        vers,
        contenu(courriel, identite, &vers.nom),
        message_id,
        date,
    )
}

pub(crate) fn contenu(courriel: &CourrielEspace, identite: &Identite, nom: &str) -> Contenu {
    let texte = |t: &str| Bloc::Paragraphe(t.to_owned());
    let compte = || Bloc::Lien {
        phrase: "Vos coordonnées sont dans votre espace, page «\u{a0}Mes coordonnées\u{a0}»"
            .to_owned(),
        url: format!("{}/mes-coordonnees", identite.url()),
    };
    let pas_vous = || {
        texte(
            "Si ce n’est pas vous, changez aussitôt votre mot de passe, puis prévenez \
             l’administrateur du service.",
        )
    };
    let mut blocs = vec![texte(if nom.is_empty() {
        "Bonjour,"
    } else {
        "Madame, Monsieur,"
    })];
    let propre: String;
    let (sujet, titre) = match courriel {
        CourrielEspace::Confirmation { url, jusqu_au } => {
            blocs.extend([
                texte(
                    "Cette adresse a été donnée comme adresse personnelle pour recevoir des \
                     convocations aux missions d’examen.",
                ),
                Bloc::Lien {
                    phrase: format!(
                        "Pour confirmer qu’elle est la vôtre, ouvrez cette page, qui sert une \
                         seule fois, jusqu’au {jusqu_au}"
                    ),
                    url: url.clone(),
                },
                texte(
                    "Tant que vous n’avez pas confirmé, rien n’est changé. Si vous n’attendiez \
                     pas ce message, ne faites rien\u{a0}: quelqu’un a pu se tromper d’adresse.",
                ),
            ]);
            (
                "Confirmez votre adresse personnelle",
                "Confirmez votre adresse",
            )
        }
        CourrielEspace::Demandee => {
            blocs.extend([
                texte(
                    "Une autre adresse personnelle a été demandée pour vous. Elle ne comptera \
                     qu’une fois confirmée par un message qui lui est envoyé.",
                ),
                texte("Si c’est bien vous, vous n’avez rien à faire ici."),
                pas_vous(),
                compte(),
            ]);
            (
                "Changement d’adresse personnelle demandé",
                "Une autre adresse est demandée",
            )
        }
        CourrielEspace::Changee => {
            blocs.extend([
                texte(
                    "Une nouvelle adresse personnelle a été confirmée pour vous. Les convocations \
                     partent à votre adresse professionnelle si vous en avez une, sinon à votre \
                     adresse personnelle.",
                ),
                pas_vous(),
                compte(),
            ]);
            (
                "Adresse personnelle changée",
                "Votre adresse personnelle est changée",
            )
        }
        CourrielEspace::Retiree => {
            blocs.extend([
                texte(
                    "Votre adresse personnelle a été retirée. Les convocations arriveront à \
                     votre adresse professionnelle.",
                ),
                pas_vous(),
                compte(),
            ]);
            (
                "Adresse personnelle retirée",
                "Votre adresse personnelle est retirée",
            )
        }
        CourrielEspace::Invitation {
            url,
            identifiant,
            jusqu_au,
            habillage,
        } => {
            let rien = |_: ChampTexte| String::new();
            // What it is about, before anything to click: the service is new to most.
            blocs.push(texte(
                "Imagin est le service par lequel votre académie convoque aux missions \
                 d’examen\u{a0}; vous y avez un compte.",
            ));
            blocs.extend(habillage.paragraphes(TexteRegle::InvitationDebut, &rien));
            blocs.extend([
                Bloc::Lien {
                    phrase: format!(
                        "Choisissez le mot de passe de votre compte à cette adresse, qui sert une \
                         seule fois, jusqu’au {jusqu_au}"
                    ),
                    url: url.clone(),
                },
                texte(&format!(
                    "Votre identifiant est {identifiant}\u{a0}: gardez-le, il sert à vous \
                     connecter."
                )),
                texte(
                    "Ne transmettez ce lien à personne. Si vous n’attendiez pas ce message, ne \
                     faites rien\u{a0}: sans ce lien, aucun mot de passe n’ouvre le compte.",
                ),
            ]);
            blocs.extend(habillage.paragraphes(TexteRegle::InvitationFin, &rien));
            propre = habillage.sujet(TexteRegle::InvitationSujet, &rien);
            (propre.as_str(), "Choisissez votre mot de passe")
        }
        CourrielEspace::ReponseDemande {
            le,
            mission,
            trouvee,
            url,
        } => {
            let pour = mission.as_ref().map_or_else(String::new, |(numero, _)| {
                format!(" pour la mission {numero}")
            });
            let reponse = if *trouvee {
                "Cette personne est dans l’académie\u{a0}: elle peut être convoquée."
            } else {
                "La demande est refusée\u{a0}: la raison est sur sa page."
            };
            blocs.push(texte(&format!(
                "Le gestionnaire a répondu à la demande que vous avez faite le {le}{pour}, d’une \
                 personne que vous ne trouviez pas. {reponse}"
            )));
            if let Some((_, adresse)) = mission {
                let phrase = if *trouvee {
                    "Après connexion, cette personne est à convoquer sur la page de la mission"
                } else {
                    "Après connexion, la mission est sur cette page"
                };
                blocs.push(Bloc::Lien {
                    phrase: phrase.to_owned(),
                    url: adresse.clone(),
                });
            }
            blocs.push(Bloc::Lien {
                phrase: "Après connexion, la demande et sa réponse sont sur cette page".to_owned(),
                url: url.clone(),
            });
            (
                "Réponse à votre demande d’une personne introuvable",
                "Votre demande a une réponse",
            )
        }
    };
    blocs.push(Bloc::Pied(format!(
        "Message envoyé automatiquement par {} ({}).",
        identite.nom(),
        identite.url(),
    )));
    Contenu {
        sujet: sujet.to_owned(),
        titre: titre.to_owned(),
        blocs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::essais::{DATE, identite};
    use mail_parser::MessageParser;

    fn dire(courriel: &CourrielEspace) -> (String, String) {
        let i = identite();
        let vers = Correspondant {
            nom: "Anne DURAND\r\nBcc: x@y.fr".into(),
            adresse: "anne@maison.example".into(),
        };
        let pret = composer_espace(courriel, &i, &vers, &i.message_id("a1"), DATE).unwrap();
        let lu = MessageParser::default().parse(pret.octets()).unwrap();
        assert!(lu.bcc().is_none());
        (
            lu.subject().unwrap().to_owned(),
            lu.body_text(0)
                .unwrap()
                .replace(['\u{a0}', '\u{202f}'], " ")
                .replace("\r\n", " "),
        )
    }

    #[test]
    fn l_adresse_a_confirmer_recoit_le_lien_les_autres_non() {
        let url = "https://imagin.ac-toulouse.fr/adresse/ABC".to_owned();
        let (sujet, texte) = dire(&CourrielEspace::Confirmation {
            url: url.clone(),
            jusqu_au: "18/02/2021 à\u{a0}8\u{a0}h\u{a0}05".into(),
        });
        assert_eq!(sujet, "Confirmez votre adresse personnelle");
        assert!(texte.contains(&url), "{texte}");
        assert!(texte.contains("jusqu’au 18/02/2021 à 8 h 05"), "{texte}");
        for courriel in [
            CourrielEspace::Demandee,
            CourrielEspace::Changee,
            CourrielEspace::Retiree,
        ] {
            let (sujet, texte) = dire(&courriel);
            assert!(!sujet.contains('\u{a0}'));
            assert!(texte.contains("Si ce n’est pas vous"), "{texte}");
            assert!(texte.contains("/mes-coordonnees"), "{texte}");
            assert!(!texte.contains("/adresse/"), "{texte}");
            // It may be the professional one, where convocations still arrive.
            assert!(!texte.contains("plus ici"), "{texte}");
        }
    }

    #[test]
    fn la_reponse_a_une_demande_mene_a_la_mission() {
        let url = "https://imagin.ac-toulouse.fr/demandes-intervenant/3".to_owned();
        let mission = "https://imagin.ac-toulouse.fr/missions/172278".to_owned();
        let reponse = |mission, trouvee| CourrielEspace::ReponseDemande {
            le: "16/02/2021".into(),
            mission,
            trouvee,
            url: url.clone(),
        };
        let (sujet, texte) = dire(&reponse(Some((172_278, mission.clone())), true));
        assert_eq!(sujet, "Réponse à votre demande d’une personne introuvable");
        for dit in [
            "le 16/02/2021 pour la mission 172278",
            "peut être convoquée",
            mission.as_str(),
            url.as_str(),
        ] {
            assert!(texte.contains(dit), "{dit} : {texte}");
        }
        let (_, texte) = dire(&reponse(None, false));
        assert!(
            texte.contains("refusée : la raison est sur sa page"),
            "{texte}"
        );
        assert!(texte.contains(&url), "{texte}");
        assert!(!texte.contains("pour la mission"), "{texte}");
    }

    #[test]
    fn une_adresse_impossible_est_refusee() {
        let i = identite();
        let vers = Correspondant {
            nom: String::new(),
            adresse: "pas une adresse".into(),
        };
        assert_eq!(
            composer_espace(
                &CourrielEspace::Changee,
                &i,
                &vers,
                &i.message_id("a1"),
                DATE
            ),
            Err(CompositionErreur::AdresseInvalide)
        );
    }
}
