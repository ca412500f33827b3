//! Recorded signatures.

use crate::Resultat;
use crate::entites::signature::{ActiveModel, Column, Entity};
use crate::outils::lire;
use domain::{Civilite, EtablissementId, Moment, NaiveDate, Signataire, Signature, SignatureId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
};

/// A signature to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouvelleSignature {
    /// Where it is valid.
    pub etablissement: EtablissementId,
    /// For which missions.
    pub signataire: Signataire,
    /// Signatory's title.
    pub civilite: Civilite,
    /// Signatory's family name.
    pub nom: String,
    /// Signatory's first name.
    pub prenom: String,
    /// In which quality they sign.
    pub qualite: String,
    /// PNG, or empty.
    pub image_png: Vec<u8>,
    /// First day of validity; none: always was.
    pub valide_du: Option<NaiveDate>,
    /// Last day of validity; none: until replaced.
    pub valide_au: Option<NaiveDate>,
}

/// Records a signature. It takes over from older ones on the days it is valid.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when its days are the wrong way round.
pub async fn enregistrer(
    tx: &impl ConnectionTrait,
    n: &NouvelleSignature,
    maintenant: Moment,
) -> Resultat<SignatureId> {
    let faite = ActiveModel {
        id: NotSet,
        etablissement_id: Set(n.etablissement.0),
        signataire: Set(n.signataire.code().to_owned()),
        civilite: Set(n.civilite.code().to_owned()),
        nom: Set(n.nom.clone()),
        prenom: Set(n.prenom.clone()),
        qualite: Set(n.qualite.clone()),
        image_png: Set(n.image_png.clone()),
        valide_du: Set(n.valide_du),
        valide_au: Set(n.valide_au),
        cree_le: Set(maintenant.0),
    }
    .insert(tx)
    .await?;
    Ok(SignatureId(faite.id))
}

/// The signature valid on a day: the last recorded of those that are.
///
/// # Errors
/// What the engine answered.
pub async fn pour(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    signataire: Signataire,
    jour: NaiveDate,
) -> Resultat<Option<Signature>> {
    let trouvee = Entity::find()
        .filter(Column::EtablissementId.eq(etablissement.0))
        .filter(Column::Signataire.eq(signataire.code()))
        .filter(Column::ValideDu.is_null().or(Column::ValideDu.lte(jour)))
        .filter(Column::ValideAu.is_null().or(Column::ValideAu.gte(jour)))
        .order_by_desc(Column::CreeLe)
        .order_by_desc(Column::Id)
        .one(conn)
        .await?;
    let Some(m) = trouvee else { return Ok(None) };
    Ok(Some(Signature {
        id: SignatureId(m.id),
        etablissement,
        signataire,
        civilite: lire(
            Civilite::lire(&m.civilite),
            "signature.civilite",
            &m.civilite,
        )?,
        nom: m.nom,
        prenom: m.prenom,
        qualite: m.qualite,
        image_png: m.image_png,
    }))
}
