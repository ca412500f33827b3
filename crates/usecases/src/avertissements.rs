//! Mails that warn the owner of an account of what opens it: its second factor, its link to a
//! provider.

use crate::services::{Services, erreur_store, interne};
use domain::{AcademieId, Acteur, CompteId, Erreur, mel_plausible};
use mail::{Correspondant, CourrielSecurite, MessagePret, composer_securite};
use store::courriels_service::{CourrielServiceAEnvoyer, NouveauCourrielService};
use store::{ConnectionTrait, Ecriture, ErreurStore};

/// What these mails are called in their box.
pub(crate) const FACTEUR_ACTIVE: &str = "second_facteur.active";
pub(crate) const FACTEUR_RETIRE: &str = "second_facteur.retire";
pub(crate) const FACTEUR_REINITIALISE: &str = "second_facteur.reinitialise";
pub(crate) const SECOURS_RENOUVELES: &str = "second_facteur.codes";
pub(crate) const SECOURS_SERVI: &str = "second_facteur.secours";
pub(crate) const LIE: &str = "openid.lie";
pub(crate) const DELIE: &str = "openid.delie";

fn courriel(genre: &str) -> Option<CourrielSecurite> {
    Some(match genre {
        FACTEUR_ACTIVE => CourrielSecurite::FacteurActive,
        FACTEUR_RETIRE => CourrielSecurite::FacteurRetire,
        FACTEUR_REINITIALISE => CourrielSecurite::FacteurReinitialise,
        SECOURS_RENOUVELES => CourrielSecurite::SecoursRenouveles,
        SECOURS_SERVI => CourrielSecurite::SecoursServi,
        LIE => CourrielSecurite::CompteLie,
        DELIE => CourrielSecurite::CompteDelie,
        _ => return None,
    })
}

/// Whose account it is.
pub(crate) struct Qui {
    pub(crate) academie: AcademieId,
    pub(crate) compte: CompteId,
    pub(crate) nom: String,
    pub(crate) mel: String,
}

impl Qui {
    pub(crate) fn acteur(acteur: &Acteur) -> Self {
        Self {
            academie: acteur.academie,
            compte: acteur.compte,
            nom: acteur.nom.clone(),
            mel: acteur.mel.clone(),
        }
    }

    /// The owner of an account of any académie, open or not, for the command line.
    pub(crate) async fn trouver(
        conn: &impl ConnectionTrait,
        compte: CompteId,
    ) -> Result<Option<Self>, ErreurStore> {
        for academie in store::academies::toutes(conn).await? {
            if let Some(c) = store::administration::par_id(conn, academie.id, compte).await? {
                return Ok(Some(Self {
                    academie: academie.id,
                    compte: c.id,
                    nom: c.nom,
                    mel: c.mel,
                }));
            }
        }
        Ok(None)
    }
}

/// Warns somebody by mail, when their address is known.
pub(crate) async fn prevenir(
    tx: &Ecriture,
    services: &Services,
    qui: &Qui,
    genre: &str,
) -> Result<(), Erreur> {
    if !mel_plausible(&qui.mel) {
        return Ok(());
    }
    let message_id = services.message_id()?;
    let courriel = NouveauCourrielService {
        academie: qui.academie,
        intervenant: None,
        genre: genre.to_owned(),
        objet: Some(qui.compte.0),
        nom: qui.nom.clone(),
        adresse: qui.mel.clone(),
        contenu: "{}".to_owned(),
        message_id,
    };
    store::courriels_service::ajouter(tx, &courriel, services.maintenant())
        .await
        .map_err(erreur_store)
}

/// A mail of [`prevenir`] as it leaves; none when it is none of these.
pub(crate) fn composer(
    services: &Services,
    courriel_pris: &CourrielServiceAEnvoyer,
) -> Option<Result<MessagePret, Erreur>> {
    let genre = courriel(&courriel_pris.genre)?;
    let vers = Correspondant {
        nom: courriel_pris.nom.clone(),
        adresse: courriel_pris.adresse.clone(),
    };
    let Some(message_id) = mail::MessageId::relire(&courriel_pris.message_id) else {
        return Some(Err(Erreur::RequeteInvalide));
    };
    let identite = &services.reglages.identite;
    let maintenant = services.maintenant();
    Some(
        composer_securite(genre, identite, &vers, &message_id, maintenant)
            .map_err(|e| interne("courriel", &e)),
    )
}
