//! Sentences about second factors.

use super::nombre;
use domain::{CODE_CHIFFRES, SecondFacteurErreur};

/// Why something about a second factor is refused.
#[must_use]
pub fn erreur(e: SecondFacteurErreur) -> String {
    match e {
        SecondFacteurErreur::Demande => {
            "Ce compte a un second facteur\u{a0}: connectez-vous par la page de connexion.".into()
        }
        SecondFacteurErreur::Forme => format!(
            "Saisissez les {CODE_CHIFFRES}\u{a0}chiffres que montre votre application, ou un code de secours entier."
        ),
        SecondFacteurErreur::CodeFaux => {
            "Ce code n’est pas le bon. Vérifiez que vous lisez la ligne de ce service dans votre application, et saisissez le code affiché maintenant. Si c’est bien lui, réglez votre téléphone sur l’heure automatique.".into()
        }
        SecondFacteurErreur::CodeServi => {
            "Ce code a déjà servi\u{a0}: attendez que votre application en montre un autre, puis saisissez-le.".into()
        }
        SecondFacteurErreur::HorlogeDecalee { minutes } => horloge(minutes),
        SecondFacteurErreur::TropDeCodes => {
            "Trop de codes faux ont été saisis aujourd’hui pour ce compte. Utilisez un code de secours, ou demandez à un administrateur de réinitialiser votre second facteur.".into()
        }
        SecondFacteurErreur::EtapePerdue => {
            "Le temps de saisir le code est passé, ou une autre connexion a été commencée. Connectez-vous à nouveau.".into()
        }
        SecondFacteurErreur::Inactif => {
            "Ce compte n’a pas de second facteur\u{a0}: il n’y a rien à changer.".into()
        }
        SecondFacteurErreur::DejaActif => {
            "Le second facteur de ce compte est déjà en place. Pour changer d’application ou de téléphone, retirez-le d’abord.".into()
        }
        SecondFacteurErreur::EnrolementPerdu => {
            "La page était ouverte depuis trop longtemps et rien n’a été enregistré\u{a0}: donnez à votre application la nouvelle clé, ci-dessous.".into()
        }
        SecondFacteurErreur::Exige => {
            "Le second facteur est obligatoire pour votre compte\u{a0}: il ne se retire pas. Un administrateur peut le réinitialiser si vous changez de téléphone.".into()
        }
        SecondFacteurErreur::Illisible => {
            "Le second facteur de ce compte ne peut plus être vérifié. Utilisez un code de secours, ou demandez à un administrateur de le réinitialiser.".into()
        }
    }
}

/// Half an hour off or a quarter of a minute: what to do is the same.
fn horloge(minutes: i64) -> String {
    let ecart = nombre(
        usize::try_from(minutes.unsigned_abs()).unwrap_or(usize::MAX),
        "minute",
        "minutes",
    );
    let (dit, sens) = if minutes > 0 {
        ("périmé depuis", "retarde")
    } else {
        ("en avance de", "avance")
    };
    format!(
        "Ce code est {dit} {ecart}. S’il vient d’être affiché, l’horloge de votre téléphone {sens}\u{a0}: réglez-la sur l’heure automatique, puis saisissez le code suivant."
    )
}

/// Recovery codes that are left.
#[must_use]
pub fn secours_restants(n: u32) -> String {
    match n {
        0 => "Il ne vous reste aucun code de secours\u{a0}: faites-en d’autres.".into(),
        n => format!(
            "Il vous reste {}.",
            nombre(n as usize, "code de secours", "codes de secours")
        ),
    }
}

/// Since when it is asked for.
#[must_use]
pub fn actif_depuis(date: &str) -> String {
    format!("Un code vous est demandé après votre mot de passe depuis le {date}.")
}

/// The recovery codes as a text to keep.
#[must_use]
pub fn fichier(identifiant: &str, adresse: &str, codes: &[String]) -> String {
    format!(
        "Codes de secours du compte {identifiant} ({adresse})\r\n\
         Chacun sert une seule fois, à la place du code de l’application.\r\n\r\n{}\r\n",
        codes.join("\r\n")
    )
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Second facteur";
    pub const BADGE: &str = "Second facteur";
    pub const EXPLICATION: &str = "Avec un second facteur, un code affiché par une application de votre téléphone est demandé après le mot de passe.";
    pub const ABSENT: &str = "Votre compte s’ouvre aujourd’hui par son seul mot de passe.";
    pub const METTRE_EN_PLACE: &str = "Mettre en place un second facteur";
    pub const GERER: &str = "Gérer mon second facteur";
    pub const RETOUR: &str = "Retour à Mon compte";
    pub const NON_CONCERNE: &str = "Le second facteur est proposé aux gestionnaires et aux administrateurs. Votre compte n’en a pas besoin.";

    pub const ENROLER_TITRE: &str = "Mettre en place un second facteur";
    pub const EXIGE_TEXTE: &str = "Votre compte doit avoir un second facteur. Mettez-le en place pour finir de vous connecter.";
    pub const ETAPE_1: &str = "1. Donnez la clé à votre application";
    pub const ETAPE_1_TEXTE: &str = "Ouvrez une application d’authentification (FreeOTP, Aegis, Google Authenticator, Microsoft Authenticator…) et lisez cette image avec elle.";
    pub const CLE: &str = "Sans appareil photo, saisissez cette clé dans l’application";
    pub const CLE_TEXTE: &str = "Les espaces ne comptent pas. Type de clé\u{a0}: basée sur l’heure. Cette clé ne sera plus montrée.";
    pub const ETAPE_2: &str = "2. Saisissez le code qu’elle montre";
    pub const CODE: &str = "Code de votre application";
    pub const CODE_INDICE: &str = "Six chiffres, qui changent toutes les trente secondes.";
    pub const MOT_DE_PASSE: &str = "Votre mot de passe";
    pub const ACTIVER: &str = "Activer le second facteur";

    pub const CODES_TITRE: &str = "Vos codes de secours";
    pub const CODES_UNE_FOIS: &str = "Notez ces codes maintenant\u{a0}: ils ne seront plus montrés. Imprimez cette page ou enregistrez le fichier, et gardez-les ailleurs que sur votre téléphone.";
    pub const CODES_TEXTE: &str = "Chaque code sert une seule fois, à la place de celui de l’application, par exemple si vous perdez votre téléphone.";
    pub const CODES_FICHIER: &str = "Enregistrer dans un fichier";
    pub const CODES_FAIT: &str = "J’ai gardé ces codes";
    pub const CODES_NOM: &str = "imagin-codes-de-secours.txt";

    pub const SECOURS: &str = "Codes de secours";
    pub const SECOURS_TEXTE: &str =
        "En faire d’autres rend les anciens inutiles. Ils ne sont montrés qu’une fois.";
    pub const RENOUVELER: &str = "Faire d’autres codes de secours";
    pub const RETIRER_TITRE: &str = "Retirer le second facteur";
    pub const RETIRER_TEXTE: &str = "Votre mot de passe suffira de nouveau. Pour changer de téléphone, retirez-le, puis mettez-le en place avec le nouveau.";
    pub const RETIRER: &str = "Retirer le second facteur";
    pub const CODE_OU_SECOURS: &str = "Code de votre application, ou code de secours";
    pub const NON_RETIRABLE: &str = "Le second facteur est obligatoire pour votre compte\u{a0}: il ne se retire pas. Si vous changez de téléphone, demandez à un administrateur de le réinitialiser.";

    pub const ENTRER_TITRE: &str = "Saisir le code";
    pub const ENTRER_TEXTE: &str = "Votre mot de passe est bon. Ouvrez votre application d’authentification et saisissez le code qu’elle montre pour ce service.";
    pub const SANS_TELEPHONE: &str = "Je n’ai pas mon téléphone";
    pub const SECOURS_UN: &str = "Un de vos codes de secours";
    pub const ENTRER_SECOURS: &str = "Se connecter avec un code de secours";
    pub const ENTRER: &str = "Se connecter";
    pub const RECOMMENCER: &str = "Revenir à la page de connexion";
    pub const PERDU: &str = "Ni téléphone ni code de secours\u{202f}? Demandez à un administrateur de réinitialiser votre second facteur.";

    pub const REINITIALISER_TEXTE: &str = "Si cette personne a perdu son téléphone et ses codes de secours, retirez son second facteur. Assurez-vous d’abord que c’est bien elle qui le demande. Ses sessions sont fermées, et un courriel la prévient.";
    pub const REINITIALISER: &str = "Réinitialiser son second facteur";
    pub const EN_PLACE: &str = "Un code est demandé à cette personne après son mot de passe.";
    pub const SANS: &str = "Cette personne n’a pas de second facteur.";
    pub const LE_MIEN: &str = "Le vôtre se gère dans Mon compte.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_refus_dit_que_faire() {
        let dit = |minutes| erreur(SecondFacteurErreur::HorlogeDecalee { minutes });
        assert!(
            dit(5).contains("périmé depuis 5\u{a0}minutes"),
            "{}",
            dit(5)
        );
        assert!(dit(5).contains("retarde"));
        assert!(
            dit(-60).contains("avance de 60\u{a0}minutes"),
            "{}",
            dit(-60)
        );
        assert!(dit(1).contains("1\u{a0}minute."), "{}", dit(1));
        assert!(erreur(SecondFacteurErreur::Forme).contains("6\u{a0}chiffres"));
        assert_eq!(secours_restants(1), "Il vous reste 1\u{a0}code de secours.");
        assert!(secours_restants(0).contains("aucun"));
    }
}
