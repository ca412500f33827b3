//! Post: writing the mails of the service and handing them to a mail server.
//!
//! * [`composer_convocation`], [`composer_copie`] and [`composer_recapitulatif`]
//!   turn domain data into a [`MessagePret`]: the exact bytes, the same each time
//!   for the same arguments, so that a second try sends the same mail again.
//! * [`Transport`] takes it to a directory, to an SMTP server or, in tests, to
//!   memory, and says with an [`EchecEnvoi`] whether trying again makes sense.
//! * [`retour`] gives each mail a return path of its own and reads what comes back
//!   there.
//!
//! No database, no clock and no randomness: the moment and the Message-ID are
//! given by the caller. The choices are told in `docs/decisions/0004-courriel.md` and
//! `0009-retours.md`.

mod competences;
mod composer;
mod dossier;
mod echec;
mod espace;
mod memoire;
mod message;
mod reglages;
mod rendu;
pub mod retour;
mod securite;
mod smtp;
mod textes;
mod transport;

pub use competences::{RappelCompetences, composer_rappel_competences};
pub use composer::{
    Apercu, Complement, GenreApercu, LigneRecapitulatif, Recapitulatif, TAILLE_JOINTE_MAX,
    apercevoir, composer_annulation, composer_convocation, composer_copie, composer_recapitulatif,
};
pub use domain::RaisonEchec as Raison;
pub use echec::{Accepte, EchecEnvoi, Etape, Nature};
pub use espace::{CourrielEspace, composer_espace};
pub use memoire::Memoire;
pub use message::{CompositionErreur, Correspondant, Identite, MessageId, MessagePret};
pub use reglages::{Identifiants, ModeTls, ReglageSmtp, UrlCourriel, UrlErreur};
pub use securite::{CourrielSecurite, composer_securite};
pub use smtp::Smtp;
pub use textes::{Habillage, texte_d_origine};
pub use transport::{Transport, TransportErreur};

#[cfg(test)]
mod essais {
    use crate::{Identite, MessagePret, composer_convocation};
    use domain::Moment;

    mod donnees;
    pub(crate) use donnees::*;

    pub(crate) fn identite() -> Identite {
        Identite::nouvelle(
            "Imagin",
            "imagin@ac-toulouse.fr",
            "https://imagin.ac-toulouse.fr",
            None,
        )
        .unwrap()
    }

    pub(crate) fn message(jeton: &str, date: Moment) -> MessagePret {
        let identite = identite();
        composer_convocation(
            &lettre(),
            pdf(),
            agenda(),
            &identite,
            "zoe.de-l-epine@ac-toulouse.fr",
            &identite.message_id(jeton),
            date,
        )
        .unwrap()
    }
}
