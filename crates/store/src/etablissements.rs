//! Établissements.

use crate::entites::etablissement::{ActiveModel, Column, Entity, Model};
use crate::outils::{self, Ecrivain, LOT, adresse_en_texte, lignes_d_adresse, lire};
use crate::{Ecrit, Resultat};
use domain::{AcademieId, Adresse, Etablissement, EtablissementId, Portee, Uai, texte};
use sea_orm::ActiveValue::NotSet;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde::Deserialize;
use std::collections::HashMap;

/// An établissement as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouvelEtablissement {
    /// National number.
    pub uai: Uai,
    /// Name.
    pub nom: String,
    /// Address.
    pub adresse: Adresse,
    /// Telephone; may be empty.
    pub telephone: String,
    /// Mail address; may be empty.
    pub mel: String,
    /// Closed: kept for what refers to it.
    pub ferme: bool,
}

/// The établissements of a scope as keywords are looked for in them: name and UAI,
/// normalised. A name is kept as it is written, with its accents and its hyphens.
pub(crate) async fn recherches(
    conn: &impl ConnectionTrait,
    portee: &Portee,
) -> Resultat<Vec<(i64, String)>> {
    #[derive(Deserialize)]
    struct Lu {
        id: i64,
        nom: String,
        uai: String,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "x.academie_id", "x.id") else {
        return Ok(Vec::new());
    };
    let sql = format!("SELECT x.id, x.nom, x.uai FROM etablissement x WHERE {ou}");
    let lus: Vec<Lu> = outils::en_bloc(conn, "id, nom, uai", &sql, e.valeurs).await?;
    Ok(lus
        .into_iter()
        .map(|l| (l.id, texte::normaliser(&format!("{} {}", l.nom, l.uai))))
        .collect())
}

pub(crate) fn du_modele(m: Model) -> Resultat<Etablissement> {
    Ok(Etablissement {
        id: EtablissementId(m.id),
        academie: AcademieId(m.academie_id),
        uai: lire(Uai::lire(&m.uai).ok(), "etablissement.uai", &m.uai)?,
        nom: m.nom,
        adresse: Adresse {
            lignes: lignes_d_adresse(&m.adresse),
            code_postal: m.code_postal,
            commune: m.commune,
        },
        telephone: m.telephone,
        mel: m.mel,
    })
}

/// Records an établissement.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when its UAI is known already.
pub async fn creer(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    nouveau: &NouvelEtablissement,
) -> Resultat<EtablissementId> {
    let fait = inserer(tx, modele(0, academie, nouveau)).await?;
    Ok(EtablissementId(fait.id))
}

/// Writes établissements of an académie, found again by their UAI; gives what was
/// done for each, in the order given. When a UAI comes twice the last one stays.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when one is refused (nothing of the lot is
/// then certain: give the transaction or the point back);
/// [`crate::ErreurStore::Unicite`] when a UAI belongs to another académie.
pub async fn importer_lot(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    nouveaux: &[NouvelEtablissement],
) -> Resultat<Vec<Ecrit>> {
    let mut connus: HashMap<String, Model> = HashMap::new();
    for lot in nouveaux.chunks(LOT) {
        let trouves = Entity::find()
            .filter(Column::AcademieId.eq(academie.0))
            .filter(Column::Uai.is_in(lot.iter().map(|n| n.uai.as_str())))
            .all(tx)
            .await?;
        connus.extend(trouves.into_iter().map(|m| (m.uai.clone(), m)));
    }
    let mut faits = Vec::with_capacity(nouveaux.len());
    for nouveau in nouveaux {
        let fait = match connus.get(nouveau.uai.as_str()) {
            Some(connu) => {
                let voulu = modele(connu.id, academie, nouveau);
                if voulu == *connu {
                    Ecrit::Inchange
                } else {
                    let m = ActiveModel::from(voulu).reset_all().update(tx).await?;
                    connus.insert(m.uai.clone(), m);
                    Ecrit::Modifie
                }
            }
            None => {
                let m = inserer(tx, modele(0, academie, nouveau)).await?;
                connus.insert(m.uai.clone(), m);
                Ecrit::Cree
            }
        };
        faits.push(fait);
    }
    Ok(faits)
}

/// The établissement of a key.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: EtablissementId,
) -> Resultat<Option<Etablissement>> {
    Entity::find_by_id(id.0)
        .filter(Column::AcademieId.eq(academie.0))
        .one(conn)
        .await?
        .map(du_modele)
        .transpose()
}

/// The établissement of a UAI, in an académie or anywhere.
///
/// # Errors
/// What the engine answered.
pub async fn par_uai(
    conn: &impl ConnectionTrait,
    academie: Option<AcademieId>,
    uai: &Uai,
) -> Resultat<Option<Etablissement>> {
    let mut requete = Entity::find().filter(Column::Uai.eq(uai.as_str()));
    if let Some(a) = academie {
        requete = requete.filter(Column::AcademieId.eq(a.0));
    }
    requete.one(conn).await?.map(du_modele).transpose()
}

/// The open établissements of an académie whose name and UAI hold each word typed, by name:
/// 512 at most.
///
/// # Errors
/// What the engine answered.
pub async fn chercher(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    typee: &str,
) -> Resultat<Vec<Etablissement>> {
    let mots: Vec<String> = texte::mots_cles(typee).take(8).collect();
    if mots.is_empty() {
        return Ok(Vec::new());
    }
    let tous = recherches(conn, &Portee::Academie(academie)).await?;
    let ids = tous
        .into_iter()
        .filter(|(_, lu)| texte::contient_les_mots(lu, &mots))
        .map(|(id, _)| id)
        .take(LOT);
    Entity::find()
        .filter(Column::AcademieId.eq(academie.0))
        .filter(Column::Id.is_in(ids))
        .filter(Column::Ferme.eq(false))
        .order_by_asc(Column::Nom)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?
        .into_iter()
        .map(du_modele)
        .collect()
}

/// The établissements of an académie whose name, UAI, postal code and commune hold each word
/// typed, closed ones included.
///
/// # Errors
/// What the engine answered.
pub async fn au_lieu(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    typee: &str,
) -> Resultat<Vec<EtablissementId>> {
    #[derive(Deserialize)]
    struct Lu {
        id: i64,
        nom: String,
        uai: String,
        code_postal: String,
        commune: String,
    }
    let mots: Vec<String> = texte::mots_cles(typee).take(8).collect();
    if mots.is_empty() {
        return Ok(Vec::new());
    }
    let champs = "id, nom, uai, code_postal, commune";
    let sql = format!("SELECT {champs} FROM etablissement WHERE academie_id = $1");
    let lus: Vec<Lu> = outils::en_bloc(conn, champs, &sql, [academie.0.into()]).await?;
    Ok(lus
        .into_iter()
        .filter(|l| {
            let tout = format!("{} {} {} {}", l.nom, l.uai, l.code_postal, l.commune);
            texte::contient_les_mots(&texte::normaliser(&tout), &mots)
        })
        .map(|l| EtablissementId(l.id))
        .collect())
}

/// Every établissement of an académie, closed ones included, by name.
///
/// # Errors
/// What the engine answered.
pub async fn tous(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<Vec<Etablissement>> {
    Entity::find()
        .filter(Column::AcademieId.eq(academie.0))
        .order_by_asc(Column::Nom)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?
        .into_iter()
        .map(du_modele)
        .collect()
}

/// The keys of an académie's établissements by UAI: for imports.
///
/// # Errors
/// What the engine answered.
pub async fn ids_par_uai(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<HashMap<Uai, EtablissementId>> {
    Ok(tous(conn, academie)
        .await?
        .into_iter()
        .map(|e| (e.uai, e.id))
        .collect())
}

/// The row of an établissement; `id` is 0 while it has none.
fn modele(id: i64, academie: AcademieId, n: &NouvelEtablissement) -> Model {
    Model {
        id,
        academie_id: academie.0,
        uai: n.uai.as_str().to_owned(),
        nom: n.nom.clone(),
        adresse: adresse_en_texte(&n.adresse.lignes),
        code_postal: n.adresse.code_postal.clone(),
        commune: n.adresse.commune.clone(),
        telephone: n.telephone.clone(),
        mel: n.mel.clone(),
        ferme: n.ferme,
    }
}

async fn inserer(tx: &impl ConnectionTrait, modele: Model) -> Resultat<Model> {
    let mut ligne = ActiveModel::from(modele).reset_all();
    ligne.id = NotSet;
    Ok(ligne.insert(tx).await?)
}
