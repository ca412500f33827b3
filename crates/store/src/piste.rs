//! The audit trail.

use crate::Resultat;
use crate::entites::piste::{ActiveModel, Column, Entity};
use crate::outils;
use domain::{AcademieId, CompteId, IntervenantId, Moment};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

/// A line of the trail: who did what to what, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// When.
    pub moment: Moment,
    /// Who; none for the command line or the server itself.
    pub compte: Option<CompteId>,
    /// What: `convoquer`, `supprimer`…
    pub action: String,
    /// Kind of thing: `mission`, `convocation`, `compte`…
    pub objet: String,
    /// Its key; 0 when it has none.
    pub objet_id: i64,
    /// JSON with what is needed to understand it later.
    pub details: String,
}

/// Adds a line.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter(tx: &impl ConnectionTrait, trace: &Trace) -> Resultat<()> {
    Entity::insert(ActiveModel {
        id: NotSet,
        moment: Set(trace.moment.0),
        compte_id: Set(trace.compte.map(|c| c.0)),
        action: Set(trace.action.clone()),
        objet: Set(trace.objet.clone()),
        objet_id: Set(trace.objet_id),
        details: Set(trace.details.clone()),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The lines about one thing, or all, latest first.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    objet: Option<(&str, i64)>,
    limite: u32,
) -> Resultat<Vec<Trace>> {
    let mut requete = Entity::find()
        .order_by_desc(Column::Moment)
        .order_by_desc(Column::Id)
        .limit(u64::from(limite));
    if let Some((objet, id)) = objet {
        requete = requete
            .filter(Column::Objet.eq(objet))
            .filter(Column::ObjetId.eq(id));
    }
    Ok(requete
        .all(conn)
        .await?
        .into_iter()
        .map(|m| Trace {
            moment: Moment(m.moment),
            compte: m.compte_id.map(CompteId),
            action: m.action,
            objet: m.objet,
            objet_id: m.objet_id,
            details: m.details,
        })
        .collect())
}

/// The lines about one thing, latest first, each with the name of who acted (empty for the
/// command line and the server itself).
///
/// # Errors
/// What the engine answered.
pub async fn de_l_objet(
    conn: &impl ConnectionTrait,
    objet: &str,
    id: i64,
    limite: u32,
) -> Resultat<Vec<(Trace, String)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        moment: i64,
        compte_id: Option<i64>,
        nom: Option<String>,
        action: String,
        details: String,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT p.moment, p.compte_id, a.nom, p.action, p.details
         FROM piste p LEFT JOIN compte a ON a.id = p.compte_id
         WHERE p.objet = $1 AND p.objet_id = $2 ORDER BY p.moment DESC, p.id DESC LIMIT $3",
        [objet.into(), id.into(), i64::from(limite).into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| {
            let trace = Trace {
                moment: Moment(l.moment),
                compte: l.compte_id.map(CompteId),
                action: l.action,
                objet: objet.to_owned(),
                objet_id: id,
                details: l.details,
            };
            (trace, l.nom.unwrap_or_default())
        })
        .collect())
}

/// The lines about the convocations of a person in an académie, standing or deleted, latest
/// first: when, what, by whom (empty for the server itself), to which mission.
///
/// # Errors
/// What the engine answered.
pub async fn des_convocations(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
    limite: u32,
) -> Resultat<Vec<(Moment, String, String, i64)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        moment: i64,
        action: String,
        nom: Option<String>,
        numero: i64,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT p.moment, p.action, a.nom, m.numero
         FROM (SELECT id AS cle, mission_id FROM convocation WHERE intervenant_id = $1
               UNION ALL SELECT convocation_id AS cle, mission_id FROM convocation_annulee
               WHERE intervenant_id = $1) c
         JOIN mission m ON m.id = c.mission_id
         JOIN piste p ON p.objet = 'convocation' AND p.objet_id = c.cle
         LEFT JOIN compte a ON a.id = p.compte_id
         WHERE m.academie_id = $2 ORDER BY p.moment DESC, p.id DESC LIMIT $3",
        [
            intervenant.0.into(),
            academie.0.into(),
            i64::from(limite).into(),
        ],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| {
            (
                Moment(l.moment),
                l.action,
                l.nom.unwrap_or_default(),
                l.numero,
            )
        })
        .collect())
}

/// Deletes the lines past their retention; gives how many.
///
/// # Errors
/// What the engine answered.
pub async fn purger(tx: &impl ConnectionTrait, avant: Moment) -> Resultat<u64> {
    let faites = Entity::delete_many()
        .filter(Column::Moment.lt(avant.0))
        .exec(tx)
        .await?;
    Ok(faites.rows_affected)
}
