//! Sessions of people signed in.

use crate::Resultat;
use crate::entites::session_web::{ActiveModel, Column, Entity};
use crate::outils;
use domain::{CompteId, Moment};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// A web session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionWeb {
    /// Its secret key, or better a digest of it.
    pub cle: String,
    /// Who is signed in, if anybody.
    pub compte: Option<CompteId>,
    /// What the server keeps in it.
    pub donnees: String,
    /// From then on it is worth nothing.
    pub expire: Moment,
}

/// A session that has not expired.
///
/// # Errors
/// What the engine answered.
pub async fn charger(
    conn: &impl ConnectionTrait,
    cle: &str,
    maintenant: Moment,
) -> Resultat<Option<SessionWeb>> {
    let trouvee = Entity::find_by_id(cle)
        .filter(Column::ExpireLe.gt(maintenant.0))
        .one(conn)
        .await?;
    Ok(trouvee.map(|m| SessionWeb {
        cle: m.cle,
        compte: m.compte_id.map(CompteId),
        donnees: m.donnees,
        expire: Moment(m.expire_le),
    }))
}

/// Opens a session.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when the key is taken: choose another.
pub async fn creer(tx: &impl ConnectionTrait, session: &SessionWeb) -> Resultat<()> {
    Entity::insert(ActiveModel {
        cle: Set(session.cle.clone()),
        compte_id: Set(session.compte.map(|c| c.0)),
        donnees: Set(session.donnees.clone()),
        expire_le: Set(session.expire.0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Rewrites an open session; `false` when it is gone. It is not made again then: a
/// session closed by signing out must not come back with a request still under way.
///
/// # Errors
/// What the engine answered.
pub async fn enregistrer(tx: &impl ConnectionTrait, session: &SessionWeb) -> Resultat<bool> {
    let faites = outils::executer(
        tx,
        "UPDATE session_web SET compte_id = $2, donnees = $3, expire_le = $4 WHERE cle = $1",
        [
            session.cle.as_str().into(),
            session.compte.map(|c| c.0).into(),
            session.donnees.as_str().into(),
            session.expire.0.into(),
        ],
    )
    .await?;
    Ok(faites == 1)
}

/// Closes a session.
///
/// # Errors
/// What the engine answered.
pub async fn supprimer(tx: &impl ConnectionTrait, cle: &str) -> Resultat<()> {
    Entity::delete_by_id(cle).exec(tx).await?;
    Ok(())
}

/// Closes every session of an account, but one where asked (after a change of
/// password); gives how many.
///
/// # Errors
/// What the engine answered.
pub async fn supprimer_du_compte(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    sauf: Option<&str>,
) -> Resultat<u64> {
    let mut requete = Entity::delete_many().filter(Column::CompteId.eq(compte.0));
    if let Some(cle) = sauf {
        requete = requete.filter(Column::Cle.ne(cle));
    }
    Ok(requete.exec(tx).await?.rows_affected)
}

/// The sessions of an account that have not expired.
///
/// # Errors
/// What the engine answered.
pub async fn du_compte(
    conn: &impl ConnectionTrait,
    compte: CompteId,
    maintenant: Moment,
) -> Resultat<Vec<SessionWeb>> {
    let trouvees = Entity::find()
        .filter(Column::CompteId.eq(compte.0))
        .filter(Column::ExpireLe.gt(maintenant.0))
        .all(conn)
        .await?;
    Ok(trouvees
        .into_iter()
        .map(|m| SessionWeb {
            cle: m.cle,
            compte: m.compte_id.map(CompteId),
            donnees: m.donnees,
            expire: Moment(m.expire_le),
        })
        .collect())
}

/// Closes a session of an account; `false` when it has none of this key.
///
/// # Errors
/// What the engine answered.
pub async fn supprimer_une(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    cle: &str,
) -> Resultat<bool> {
    let faites = Entity::delete_many()
        .filter(Column::CompteId.eq(compte.0))
        .filter(Column::Cle.eq(cle))
        .exec(tx)
        .await?;
    Ok(faites.rows_affected == 1)
}
