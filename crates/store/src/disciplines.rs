//! Disciplines de poste.

use crate::entites::discipline::{ActiveModel, Column, Entity, Model};
use crate::outils::{self, Ecrivain};
use crate::{Ecrit, Resultat};
use domain::{AcademieId, Discipline, DisciplineId, Portee, texte};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder,
};

impl From<Model> for Discipline {
    fn from(m: Model) -> Self {
        Self {
            id: DisciplineId(m.id),
            code: m.code,
            libelle: m.libelle,
        }
    }
}

/// Writes a discipline, found again by its code.
///
/// # Errors
/// What the engine answered.
pub async fn importer(
    tx: &impl ConnectionTrait,
    code: &str,
    libelle: &str,
) -> Resultat<(DisciplineId, Ecrit)> {
    let connue = Entity::find().filter(Column::Code.eq(code)).one(tx).await?;
    let mut modele = ActiveModel {
        id: NotSet,
        code: Set(code.to_owned()),
        libelle: Set(libelle.to_owned()),
        libelle_normalise: Set(texte::normaliser(libelle)),
    };
    match connue {
        Some(m) if m.libelle == libelle => Ok((DisciplineId(m.id), Ecrit::Inchange)),
        Some(m) => {
            modele.id = Set(m.id);
            let m = modele.update(tx).await?;
            Ok((DisciplineId(m.id), Ecrit::Modifie))
        }
        None => {
            let m = modele.insert(tx).await?;
            Ok((DisciplineId(m.id), Ecrit::Cree))
        }
    }
}

/// Every discipline, by label.
///
/// # Errors
/// What the engine answered.
pub async fn toutes(conn: &impl ConnectionTrait) -> Resultat<Vec<Discipline>> {
    let toutes = Entity::find()
        .order_by_asc(Column::LibelleNormalise)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    Ok(toutes.into_iter().map(Into::into).collect())
}

/// The discipline of a key.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(conn: &impl ConnectionTrait, id: DisciplineId) -> Resultat<Option<Discipline>> {
    Ok(Entity::find_by_id(id.0).one(conn).await?.map(Into::into))
}

/// Whether people of other académies are of a discipline.
///
/// # Errors
/// What the engine answered.
pub async fn tenue_ailleurs(
    conn: &impl ConnectionTrait,
    id: DisciplineId,
    academie: AcademieId,
) -> Resultat<bool> {
    // Two places of the index, where "other than" would go through all of it.
    for sens in ["<", ">"] {
        let une: Option<outils::Cle> = outils::une(
            conn,
            format!(
                "SELECT id FROM intervenant
                 WHERE discipline_id = $1 AND academie_id {sens} $2 LIMIT 1"
            ),
            [id.0.into(), academie.0.into()],
        )
        .await?;
        if une.is_some_and(|u| u.id > 0) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[derive(FromQueryResult)]
struct Suggestion {
    id: i64,
    code: String,
    libelle: String,
    effectif: i64,
}

/// Disciplines whose label has, for each word typed, a word beginning with it, and
/// that somebody within the scope holds; with how many people do. By label, after the one
/// whose label is all that is typed: it is never one of those left out. An empty text
/// suggests them all.
///
/// # Errors
/// What the engine answered.
pub async fn suggerer(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    texte: &str,
    limite: u32,
) -> Resultat<Vec<(Discipline, u32)>> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee_personnel(portee, "i") else {
        return Ok(Vec::new());
    };
    let normalise = texte::normaliser(texte);
    let mut repond = String::new();
    for mot in normalise.split_whitespace() {
        // Normalised words hold letters and digits alone: nothing to escape in LIKE.
        let motif = e.valeur(format!("% {mot}%"));
        repond.push_str(&format!(" AND ' ' || d.libelle_normalise LIKE {motif}"));
    }
    let trouvees = match portee {
        // Few disciplines answer to what is typed: those are counted, each by its index, where
        // a join goes through the whole académie.
        Portee::Academie(_) => format!(
            "SELECT d.id, d.code, d.libelle, d.libelle_normalise,
                    (SELECT count(*) FROM intervenant i
                     WHERE {ou} AND i.discipline_id = d.id AND i.actif) AS effectif
             FROM discipline d WHERE 1 = 1{repond}"
        ),
        Portee::Etablissements(..) | Portee::Rien => format!(
            "SELECT d.id, d.code, d.libelle, d.libelle_normalise, count(*) AS effectif
             FROM intervenant i JOIN discipline d ON d.id = i.discipline_id
             WHERE {ou} AND i.actif{repond}
             GROUP BY d.id, d.code, d.libelle, d.libelle_normalise"
        ),
    };
    let exacte = e.valeur(normalise);
    let limite = e.valeur(i64::from(limite));
    let sql = format!(
        "WITH t AS MATERIALIZED ({trouvees})
         SELECT t.id, t.code, t.libelle, t.effectif FROM t WHERE t.effectif > 0
         ORDER BY CASE WHEN t.libelle_normalise = {exacte} THEN 0 ELSE 1 END,
                  t.libelle_normalise, t.id LIMIT {limite}"
    );
    let lignes: Vec<Suggestion> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lignes
        .into_iter()
        .map(|s| {
            let discipline = Discipline {
                id: DisciplineId(s.id),
                code: s.code,
                libelle: s.libelle,
            };
            (discipline, outils::compte(s.effectif))
        })
        .collect())
}
