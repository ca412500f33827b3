//! What a session keeps of who opened it, and the sessions of an account as the
//! administrateur sees and ends them.

use crate::administration::exiger;
use crate::services::{Services, dans_le_fuseau, erreur_store};
use domain::{Acteur, CompteId, Erreur, Fait, GesteCompte, Moment, SessionVue};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Ecriture, ErreurStore};

/// Name under which a session keeps it.
pub const CLE: &str = "ouverture";

/// Who opened a session, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionOuverte {
    /// Whose.
    pub compte: CompteId,
    /// When it was opened.
    pub ouverte: Moment,
    /// When it was last noted to be alive.
    pub vue: Moment,
    /// Browser and system, roughly; empty when they are not known.
    #[serde(default)]
    pub navigateur: String,
    /// What leaves the OpenID Connect provider too, when it was opened through it.
    #[serde(default)]
    pub openid: Option<SessionOpenId>,
}

/// What a session opened through an OpenID Connect provider keeps of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionOpenId {
    /// The ID token, which tells the provider who leaves; empty when it was too long to keep.
    pub jeton: String,
}

impl core::fmt::Debug for SessionOpenId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // It says who somebody is.
        f.write_str("SessionOpenId")
    }
}

impl SessionOuverte {
    /// Reads it from what a session keeps; none when it is not there.
    pub(crate) fn lire(donnees: &str) -> Option<Self> {
        let mut tout: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(donnees).ok()?;
        serde_json::from_value(tout.remove(CLE)?).ok()
    }
}

/// The open sessions of an account, latest seen first. `presente` is the key of the reader's
/// own.
pub(crate) async fn du_compte(
    services: &Services,
    compte: CompteId,
    fuseau: &str,
    presente: &str,
) -> Result<Vec<SessionVue>, Erreur> {
    let maintenant = services.maintenant();
    let gardees = store::sessions_web::du_compte(services.store.lecture(), compte, maintenant)
        .await
        .map_err(erreur_store)?;
    let mut lues: Vec<(String, SessionOuverte)> = gardees
        .into_iter()
        .filter_map(|s| Some((s.cle, SessionOuverte::lire(&s.donnees)?)))
        .collect();
    lues.sort_by_key(|(_, s)| core::cmp::Reverse(s.vue));
    let date = |m| {
        dans_le_fuseau(fuseau, m)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };
    Ok(lues
        .into_iter()
        .map(|(cle, s)| SessionVue {
            presente: cle == presente,
            cle,
            ouverte: date(s.ouverte),
            vue: date(s.vue),
            navigateur: s.navigateur,
            openid: s.openid.is_some(),
        })
        .collect())
}

/// Ends the sessions of an account that were opened through the provider.
pub(crate) async fn fermer_celles_du_fournisseur(
    tx: &Ecriture,
    services: &Services,
    compte: CompteId,
) -> Result<(), ErreurStore> {
    let gardees = store::sessions_web::du_compte(tx, compte, services.maintenant()).await?;
    for s in gardees {
        if SessionOuverte::lire(&s.donnees).is_some_and(|lue| lue.openid.is_some()) {
            store::sessions_web::supprimer_une(tx, compte, &s.cle).await?;
        }
    }
    Ok(())
}

/// Ends a session of an account, or all of them but the actor's own; gives how many.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur, [`Erreur::Introuvable`] for an
/// account outside the académie, or when nothing is left to end.
pub async fn fermer(
    services: &Services,
    acteur: &Acteur,
    compte: CompteId,
    une: Option<&str>,
    presente: &str,
) -> Result<u64, Erreur> {
    exiger(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = store::administration::par_id(&tx, acteur.academie, compte)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let faites = match une {
        Some(cle) => store::sessions_web::supprimer_une(&tx, compte, cle)
            .await
            .map(u64::from),
        None => store::sessions_web::supprimer_du_compte(&tx, compte, Some(presente)).await,
    }
    .map_err(erreur_store)?;
    if faites == 0 {
        return Err(Erreur::Introuvable);
    }
    let nombre = u32::try_from(faites).unwrap_or(u32::MAX);
    let ecrire = async {
        let details = json!({ "nombre": nombre });
        let qui = (Some(acteur.compte), compte);
        crate::comptes::tracer(&tx, services, "compte.sessions", qui, &details).await?;
        let fait = Fait::Compte {
            nom: connu.nom,
            geste: GesteCompte::SessionsFermees { nombre },
        };
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)?;
    Ok(faites)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_session_d_avant_se_lit_encore() {
        let lue = SessionOuverte::lire(
            r#"{"ouverture":{"compte":3,"ouverte":1,"vue":2},"texte":["x","y"]}"#,
        )
        .unwrap();
        assert_eq!(
            (lue.compte, lue.vue, &*lue.navigateur),
            (CompteId(3), Moment(2), "")
        );
        assert_eq!(SessionOuverte::lire("{}"), None);
        assert_eq!(SessionOuverte::lire("rien"), None);
    }
}
