//! The établissements to which people are attached à titre secondaire
//! (docs/decisions/0028-rattachements.md). The main one is a field of the person.
//!
//! One that became the main one since is kept, and told nowhere: an import that moves
//! somebody, then is taken back, gives everything back.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lire, lots};
use domain::{
    AcademieId, EtablissementId, IntervenantId, PersonneAChoisir, Rattachement, Uai,
    libelle_etablissement, nom_complet,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::{BTreeSet, HashMap};

#[derive(FromQueryResult)]
struct Lu {
    intervenant_id: i64,
    id: i64,
    nom: String,
    uai: String,
}

/// Where these people are attached à titre secondaire, by UAI.
///
/// # Errors
/// What the engine answered.
pub async fn de_personnes(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = IntervenantId>,
) -> Resultat<HashMap<IntervenantId, Vec<Rattachement>>> {
    let mut trouves: HashMap<IntervenantId, Vec<Rattachement>> = HashMap::new();
    for lot in lots(ids.into_iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT r.intervenant_id, e.id, e.nom, e.uai FROM intervenant_rattachement r
             JOIN intervenant i ON i.id = r.intervenant_id
             JOIN etablissement e ON e.id = r.etablissement_id
             WHERE r.intervenant_id IN ({})
               AND (i.etablissement_id IS NULL OR i.etablissement_id <> e.id)
             ORDER BY e.uai",
            e.liste(lot)
        );
        for l in outils::toutes::<Lu>(conn, sql, e.valeurs).await? {
            let uai = lire(Uai::lire(&l.uai).ok(), "etablissement.uai", &l.uai)?;
            trouves
                .entry(IntervenantId(l.intervenant_id))
                .or_default()
                .push(Rattachement {
                    etablissement: EtablissementId(l.id),
                    libelle: libelle_etablissement(&l.nom, &uai),
                    uai,
                });
        }
    }
    Ok(trouves)
}

/// Where a person is attached à titre secondaire.
///
/// # Errors
/// What the engine answered.
pub async fn de(conn: &impl ConnectionTrait, id: IntervenantId) -> Resultat<Vec<Rattachement>> {
    let mut trouves = de_personnes(conn, [id]).await?;
    Ok(trouves.remove(&id).unwrap_or_default())
}

/// The active people who work in an établissement à titre secondaire, by name.
///
/// # Errors
/// What the engine answered.
pub async fn venus(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
) -> Resultat<Vec<PersonneAChoisir>> {
    #[derive(FromQueryResult)]
    struct Venu {
        id: i64,
        nom: String,
        prenom: String,
        discipline: Option<String>,
        etablissement: Option<String>,
    }
    let venus: Vec<Venu> = outils::toutes(
        conn,
        "SELECT i.id, i.nom, i.prenom, d.libelle AS discipline, e.nom AS etablissement
         FROM intervenant_rattachement r JOIN intervenant i ON i.id = r.intervenant_id
         LEFT JOIN discipline d ON d.id = i.discipline_id
         LEFT JOIN etablissement e ON e.id = i.etablissement_id
         WHERE r.etablissement_id = $1 AND i.actif
           AND (i.etablissement_id IS NULL OR i.etablissement_id <> $1)
         ORDER BY i.cle_tri, i.id",
        [etablissement.0.into()],
    )
    .await?;
    Ok(venus
        .into_iter()
        .map(|v| PersonneAChoisir {
            id: IntervenantId(v.id),
            nom: nom_complet(&v.nom, &v.prenom),
            discipline: v.discipline.unwrap_or_default(),
            etablissement: v.etablissement.unwrap_or_default(),
            secondaire: true,
        })
        .collect())
}

/// Attaches a person to an établissement of their own académie; `false` when they are
/// already, or when it is of another one.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter(
    tx: &impl ConnectionTrait,
    id: IntervenantId,
    etablissement: EtablissementId,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "INSERT INTO intervenant_rattachement (intervenant_id, etablissement_id)
         SELECT i.id, e.id FROM intervenant i JOIN etablissement e ON e.academie_id = i.academie_id
         WHERE i.id = $1 AND e.id = $2 ON CONFLICT DO NOTHING",
        [id.0.into(), etablissement.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Takes an attachment away; `false` when there was none.
///
/// # Errors
/// What the engine answered.
pub async fn retirer(
    tx: &impl ConnectionTrait,
    id: IntervenantId,
    etablissement: EtablissementId,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM intervenant_rattachement WHERE intervenant_id = $1 AND etablissement_id = $2",
        [id.0.into(), etablissement.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Counts a change of what these people are attached to as a change of them.
///
/// # Errors
/// What the engine answered.
pub async fn compter(
    tx: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = IntervenantId>,
) -> Resultat<()> {
    for lot in lots(ids.into_iter().map(|i| i.0)) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "UPDATE intervenant SET version = version + 1 WHERE id IN ({})",
            e.liste(lot)
        );
        outils::executer(tx, sql, e.valeurs).await?;
    }
    Ok(())
}

/// Has people of an académie, by matricule, attached to exactly these établissements of it;
/// gives those for whom it changed something. Who was merged into somebody else stays as
/// they were. When a matricule comes twice the last one stays.
///
/// # Errors
/// What the engine answered.
pub async fn remplacer_lot(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    voulus: &[(&str, &[EtablissementId])],
) -> Resultat<BTreeSet<String>> {
    #[derive(FromQueryResult)]
    struct Connu {
        id: i64,
        matricule: String,
    }
    let par_matricule: HashMap<&str, BTreeSet<i64>> = voulus
        .iter()
        .map(|(matricule, lieux)| (*matricule, lieux.iter().map(|e| e.0).collect()))
        .collect();
    let matricules: Vec<&str> = par_matricule.keys().copied().collect();
    let mut changes = BTreeSet::new();
    for lot in matricules.chunks(outils::LOT) {
        let mut e = Ecrivain::new();
        let academie = e.valeur(academie.0);
        let sql = format!(
            "SELECT i.id, i.matricule FROM intervenant i
             WHERE i.academie_id = {academie} AND i.matricule IN ({})
               AND NOT EXISTS (SELECT 1 FROM intervenant_fusion f
                               WHERE f.absorbe_id = i.id AND f.defait_le IS NULL)",
            e.liste(lot.iter().copied())
        );
        let connus: Vec<Connu> = outils::toutes(tx, sql, e.valeurs).await?;
        let ids: Vec<IntervenantId> = connus.iter().map(|c| IntervenantId(c.id)).collect();
        let mut actuels = de_personnes(tx, ids).await?;
        let mut touches = Vec::new();
        for c in connus {
            let Some(voulus) = par_matricule.get(c.matricule.as_str()) else {
                continue;
            };
            let qui = IntervenantId(c.id);
            let actuels: BTreeSet<i64> = actuels
                .remove(&qui)
                .unwrap_or_default()
                .into_iter()
                .map(|r| r.etablissement.0)
                .collect();
            let mut change = false;
            for lieu in actuels.difference(voulus) {
                change |= retirer(tx, qui, EtablissementId(*lieu)).await?;
            }
            for lieu in voulus.difference(&actuels) {
                change |= ajouter(tx, qui, EtablissementId(*lieu)).await?;
            }
            if change {
                touches.push(qui);
                changes.insert(c.matricule);
            }
        }
        compter(tx, touches).await?;
    }
    Ok(changes)
}
