//! Académies.

use crate::Resultat;
use crate::entites::academie::{ActiveModel, Column, Entity, Model};
use crate::outils;
use domain::{Academie, AcademieId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

impl From<Model> for Academie {
    fn from(m: Model) -> Self {
        Self {
            id: AcademieId(m.id),
            code: m.code,
            nom: m.nom,
            fuseau: m.fuseau,
        }
    }
}

/// Records an académie: its ministry code, name and IANA time zone.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when the code is taken.
pub async fn creer(
    tx: &impl ConnectionTrait,
    code: &str,
    nom: &str,
    fuseau: &str,
) -> Resultat<AcademieId> {
    let fait = ActiveModel {
        id: NotSet,
        code: Set(code.to_owned()),
        nom: Set(nom.to_owned()),
        fuseau: Set(fuseau.to_owned()),
    }
    .insert(tx)
    .await?;
    Ok(AcademieId(fait.id))
}

/// The académie of a key.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(conn: &impl ConnectionTrait, id: AcademieId) -> Resultat<Option<Academie>> {
    Ok(Entity::find_by_id(id.0).one(conn).await?.map(Into::into))
}

/// Holds an académie until the end of the transaction: whoever counts its administrateurs
/// does so one at a time.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(tx: &impl ConnectionTrait, id: AcademieId) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE academie SET nom = nom WHERE id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(())
}

/// The académie of a ministry code.
///
/// # Errors
/// What the engine answered.
pub async fn par_code(conn: &impl ConnectionTrait, code: &str) -> Resultat<Option<Academie>> {
    let trouvee = Entity::find()
        .filter(Column::Code.eq(code))
        .one(conn)
        .await?;
    Ok(trouvee.map(Into::into))
}

/// Every académie, by code.
///
/// # Errors
/// What the engine answered.
pub async fn toutes(conn: &impl ConnectionTrait) -> Resultat<Vec<Academie>> {
    let toutes = Entity::find().order_by_asc(Column::Code).all(conn).await?;
    Ok(toutes.into_iter().map(Into::into).collect())
}
