//! What missions refer to: sessions d'examen, spécialités, épreuves-options.

use crate::Resultat;
use crate::entites::{epreuve_option, session_examen, specialite};
use domain::{
    AcademieId, EpreuveOption, EpreuveOptionId, SessionExamen, SessionExamenId, Specialite,
    SpecialiteId, texte,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

/// Keys already looked up, to ask for each once per import. To be dropped with the
/// transaction in which it was filled.
#[derive(Clone, Debug, Default)]
pub struct Referentiel {
    sessions: HashMap<(AcademieId, SessionExamen), SessionExamenId>,
    specialites: HashMap<Specialite, SpecialiteId>,
    epreuves: HashMap<EpreuveOption, EpreuveOptionId>,
}

impl Referentiel {
    /// As [`session`], remembered.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn session(
        &mut self,
        tx: &impl ConnectionTrait,
        academie: AcademieId,
        valeur: &SessionExamen,
    ) -> Resultat<SessionExamenId> {
        let cle = (academie, valeur.clone());
        if let Some(id) = self.sessions.get(&cle) {
            return Ok(*id);
        }
        let id = session(tx, academie, valeur).await?;
        self.sessions.insert(cle, id);
        Ok(id)
    }

    /// As [`specialite`], remembered.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn specialite(
        &mut self,
        tx: &impl ConnectionTrait,
        valeur: &Specialite,
    ) -> Resultat<SpecialiteId> {
        if let Some(id) = self.specialites.get(valeur) {
            return Ok(*id);
        }
        let id = specialite(tx, valeur).await?;
        self.specialites.insert(valeur.clone(), id);
        Ok(id)
    }

    /// As [`epreuve_option`], remembered.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn epreuve_option(
        &mut self,
        tx: &impl ConnectionTrait,
        valeur: &EpreuveOption,
    ) -> Resultat<EpreuveOptionId> {
        if let Some(id) = self.epreuves.get(valeur) {
            return Ok(*id);
        }
        let id = epreuve_option(tx, valeur).await?;
        self.epreuves.insert(valeur.clone(), id);
        Ok(id)
    }
}

/// Finds a session d'examen of an académie by code, examen and year, or makes it;
/// a label that differs is replaced.
///
/// # Errors
/// What the engine answered.
pub async fn session(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    valeur: &SessionExamen,
) -> Resultat<SessionExamenId> {
    use session_examen::{ActiveModel, Column, Entity};
    let connue = Entity::find()
        .filter(Column::AcademieId.eq(academie.0))
        .filter(Column::Code.eq(valeur.code.as_str()))
        .filter(Column::Examen.eq(valeur.examen.as_str()))
        .filter(Column::Annee.eq(valeur.annee))
        .one(tx)
        .await?;
    let mut modele = ActiveModel {
        id: NotSet,
        academie_id: Set(academie.0),
        code: Set(valeur.code.clone()),
        examen: Set(valeur.examen.clone()),
        annee: Set(valeur.annee),
        libelle: Set(valeur.libelle.clone()),
        tri: Set(texte::normaliser(&valeur.to_string())),
    };
    let id = match connue {
        Some(m) if m.libelle == valeur.libelle => m.id,
        Some(m) => {
            modele.id = Set(m.id);
            modele.update(tx).await?.id
        }
        None => modele.insert(tx).await?.id,
    };
    Ok(SessionExamenId(id))
}

/// Finds a spécialité by code and label, or makes it.
///
/// # Errors
/// What the engine answered.
pub async fn specialite(tx: &impl ConnectionTrait, valeur: &Specialite) -> Resultat<SpecialiteId> {
    use specialite::{ActiveModel, Column, Entity};
    let connue = Entity::find()
        .filter(Column::Code.eq(valeur.code.as_str()))
        .filter(Column::Libelle.eq(valeur.libelle.as_str()))
        .one(tx)
        .await?;
    let id = match connue {
        Some(m) => m.id,
        None => {
            ActiveModel {
                id: NotSet,
                code: Set(valeur.code.clone()),
                libelle: Set(valeur.libelle.clone()),
                tri: Set(texte::normaliser(&valeur.to_string())),
            }
            .insert(tx)
            .await?
            .id
        }
    };
    Ok(SpecialiteId(id))
}

/// Finds an épreuve-option by code and label, or makes it.
///
/// # Errors
/// What the engine answered.
pub async fn epreuve_option(
    tx: &impl ConnectionTrait,
    valeur: &EpreuveOption,
) -> Resultat<EpreuveOptionId> {
    use epreuve_option::{ActiveModel, Column, Entity};
    let connue = Entity::find()
        .filter(Column::Code.eq(valeur.code.as_str()))
        .filter(Column::Libelle.eq(valeur.libelle.as_str()))
        .one(tx)
        .await?;
    let id = match connue {
        Some(m) => m.id,
        None => {
            ActiveModel {
                id: NotSet,
                code: Set(valeur.code.clone()),
                libelle: Set(valeur.libelle.clone()),
                tri: Set(texte::normaliser(&valeur.to_string())),
            }
            .insert(tx)
            .await?
            .id
        }
    };
    Ok(EpreuveOptionId(id))
}

/// Every épreuve-option, in order of key.
///
/// # Errors
/// What the engine answered.
pub async fn epreuves(
    conn: &impl ConnectionTrait,
) -> Resultat<Vec<(EpreuveOptionId, EpreuveOption)>> {
    use epreuve_option::{Column, Entity};
    let lues = Entity::find().order_by_asc(Column::Id).all(conn).await?;
    Ok(lues
        .into_iter()
        .map(|m| {
            let epreuve = EpreuveOption {
                code: m.code,
                libelle: m.libelle,
            };
            (EpreuveOptionId(m.id), epreuve)
        })
        .collect())
}
