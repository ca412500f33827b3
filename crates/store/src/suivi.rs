//! What tells that something changed on a mission, without reading what.

use crate::Resultat;
use crate::outils::{self, lots, marques};
use domain::MissionId;
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::HashMap;

/// A print of each mission that exists among those asked: it changes with the mission,
/// with each convocation made, changed, printed or deleted there, with what becomes of their
/// mails, those that cancel included, with what is noted of these, and with what people answer. Two prints are compared,
/// nothing is read in them.
///
/// # Errors
/// What the engine answered.
pub async fn empreintes(
    conn: &impl ConnectionTrait,
    missions: &[MissionId],
) -> Resultat<HashMap<MissionId, String>> {
    #[derive(FromQueryResult)]
    struct Empreinte {
        id: i64,
        mission: i64,
        convocations: i64,
        versions: i64,
        derniere: i64,
        impressions: i64,
        courriels: i64,
        etats: i64,
        essais: i64,
        reponses: i64,
    }
    let mut empreintes = HashMap::new();
    for lot in lots(missions.iter().map(|m| m.0)) {
        let ids = marques(1, lot.len());
        // The state of a mail moves with its `etat_depuis`, or with its tries. A summary is
        // looked at every few seconds until it leaves, and no row shows it.
        let sql = format!(
            "SELECT m.id, CAST(m.version * 2 + CASE WHEN m.centre_autorise THEN 1 ELSE 0 END AS bigint) AS mission,
                    CAST(coalesce(c.nombre, 0) AS bigint) AS convocations,
                    CAST(coalesce(c.versions, 0) AS bigint) AS versions,
                    CAST(coalesce(c.derniere, 0) AS bigint) AS derniere,
                    CAST(coalesce(c.impressions, 0) AS bigint) AS impressions,
                    CAST(coalesce(k.nombre, 0) AS bigint) AS courriels,
                    CAST(coalesce(k.etats, 0) AS bigint) AS etats,
                    CAST(coalesce(k.essais, 0) AS bigint) AS essais,
                    CAST(coalesce(u.reponses, 0) AS bigint) AS reponses
             FROM mission m
             LEFT JOIN (SELECT mission_id, count(*) AS nombre, sum(version) AS versions,
                               max(id) AS derniere, sum(imprimee_le) AS impressions
                        FROM convocation WHERE mission_id IN ({ids}) GROUP BY mission_id) c
               ON c.mission_id = m.id
             LEFT JOIN (SELECT v.mission_id, count(*) AS nombre, sum(x.etat_depuis + coalesce(x.reglee_le, 0)) AS etats,
                               sum(x.essais) AS essais
                        FROM envoi v JOIN courriel x ON x.envoi_id = v.id
                        WHERE v.mission_id IN ({ids}) AND x.genre <> 'recapitulatif'
                        GROUP BY v.mission_id) k
               ON k.mission_id = m.id
             LEFT JOIN (SELECT v.mission_id, sum(r.id) AS reponses
                        FROM convocation v JOIN accuse r ON r.convocation_cle = v.id
                        WHERE v.mission_id IN ({ids}) GROUP BY v.mission_id) u
               ON u.mission_id = m.id
             WHERE m.id IN ({ids})"
        );
        for e in outils::toutes::<Empreinte>(conn, sql, lot).await? {
            let texte = format!(
                "{}-{}-{}-{}-{}-{}-{}-{}-{}",
                e.mission,
                e.convocations,
                e.versions,
                e.derniere,
                e.impressions,
                e.courriels,
                e.etats,
                e.essais,
                e.reponses
            );
            empreintes.insert(MissionId(e.id), texte);
        }
    }
    Ok(empreintes)
}
