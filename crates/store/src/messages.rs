//! The *Messages* zone: dated facts, per account.

use crate::entites::message::{ActiveModel, Column, Entity};
use crate::{ErreurStore, Resultat};
use domain::{CompteId, Fait, MessageId, Moment};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// Adds a message for an account.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    maintenant: Moment,
    fait: &Fait,
) -> Resultat<MessageId> {
    let texte = serde_json::to_string(fait).map_err(|e| illisible(&e.to_string()))?;
    let fait = ActiveModel {
        id: NotSet,
        compte_id: Set(compte.0),
        moment: Set(maintenant.0),
        fait: Set(texte),
    }
    .insert(tx)
    .await?;
    Ok(MessageId(fait.id))
}

/// The messages of an account, latest first. One written by another version and no
/// longer understood is left out rather than hiding the others.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    compte: CompteId,
    limite: u32,
) -> Resultat<Vec<(MessageId, Moment, Fait)>> {
    let lus = Entity::find()
        .filter(Column::CompteId.eq(compte.0))
        .order_by_desc(Column::Moment)
        .order_by_desc(Column::Id)
        .limit(u64::from(limite))
        .all(conn)
        .await?;
    Ok(lus
        .into_iter()
        .filter_map(|m| {
            let fait = serde_json::from_str(&m.fait).ok()?;
            Some((MessageId(m.id), Moment(m.moment), fait))
        })
        .collect())
}

/// Deletes the messages of an account.
///
/// # Errors
/// What the engine answered.
pub async fn effacer(tx: &impl ConnectionTrait, compte: CompteId) -> Resultat<()> {
    Entity::delete_many()
        .filter(Column::CompteId.eq(compte.0))
        .exec(tx)
        .await?;
    Ok(())
}

fn illisible(raison: &str) -> ErreurStore {
    ErreurStore::Illisible {
        colonne: "message.fait",
        valeur: raison.to_owned(),
    }
}
