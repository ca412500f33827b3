//! Failed tries to sign in, to slow those who guess.

use crate::Resultat;
use crate::entites::tentative::{ActiveModel, Column, Entity};
use domain::Moment;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// Notes a failed try under a key (`compte:chef`, `adresse:192.0.2.1`).
///
/// # Errors
/// What the engine answered.
pub async fn noter(tx: &impl ConnectionTrait, cle: &str, maintenant: Moment) -> Resultat<()> {
    Entity::insert(ActiveModel {
        id: NotSet,
        cle: Set(cle.to_owned()),
        moment: Set(maintenant.0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// How many tries failed under a key since a moment (included).
///
/// # Errors
/// What the engine answered.
pub async fn compter(conn: &impl ConnectionTrait, cle: &str, depuis: Moment) -> Resultat<u32> {
    let n = Entity::find()
        .filter(Column::Cle.eq(cle))
        .filter(Column::Moment.gte(depuis.0))
        .count(conn)
        .await?;
    Ok(u32::try_from(n).unwrap_or(u32::MAX))
}

/// When the last try under a key failed, since a moment (included).
///
/// # Errors
/// What the engine answered.
pub async fn derniere(
    conn: &impl ConnectionTrait,
    cle: &str,
    depuis: Moment,
) -> Resultat<Option<Moment>> {
    let derniere = Entity::find()
        .filter(Column::Cle.eq(cle))
        .filter(Column::Moment.gte(depuis.0))
        .order_by_desc(Column::Moment)
        .one(conn)
        .await?;
    Ok(derniere.map(|m| Moment(m.moment)))
}

/// Forgets the tries under a key: after signing in.
///
/// # Errors
/// What the engine answered.
pub async fn effacer(tx: &impl ConnectionTrait, cle: &str) -> Resultat<()> {
    Entity::delete_many()
        .filter(Column::Cle.eq(cle))
        .exec(tx)
        .await?;
    Ok(())
}
