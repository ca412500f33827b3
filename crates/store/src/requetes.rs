//! Requests already served, so that a double click or a replay acts once.

use crate::Resultat;
use crate::entites::requete_unique::{ActiveModel, Entity};
use domain::{CompteId, Moment};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};

/// What a request of this key gave, if it was served.
///
/// # Errors
/// What the engine answered.
pub async fn trouver(
    conn: &impl ConnectionTrait,
    compte: CompteId,
    cle: &str,
) -> Resultat<Option<String>> {
    let trouvee = Entity::find_by_id((compte.0, cle.to_owned()))
        .one(conn)
        .await?;
    Ok(trouvee.map(|m| m.resultat))
}

/// Keeps what a request gave, in the transaction that did it: of two at the same time,
/// one is refused and gives its work back.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when it was served already.
pub async fn inscrire(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    cle: &str,
    resultat: &str,
    maintenant: Moment,
) -> Resultat<()> {
    Entity::insert(ActiveModel {
        compte_id: Set(compte.0),
        cle: Set(cle.to_owned()),
        resultat: Set(resultat.to_owned()),
        moment: Set(maintenant.0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}
