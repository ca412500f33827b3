//! Looking at the database itself, for `imagin doctor`.

use crate::outils::{self, requete};
use crate::{Moteur, Resultat, Store};
use domain::Moment;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// References to nothing are refused.
    pub cles_etrangeres: bool,
    /// SQLite: readers and the writer do not wait for each other. Not so on some
    /// network disks, where WAL cannot work. Always true on PostgreSQL.
    pub journal_wal: bool,
    /// SQLite: what its own check finds wrong with the file, if anything.
    pub abimee: Option<String>,
    /// The latest moment written anywhere; none in a new database.
    pub dernier: Option<Moment>,
}

/// Looks at a migrated database.
///
/// # Errors
/// What the engine answered.
pub async fn examiner(store: &Store) -> Resultat<Diagnostic> {
    #[derive(FromQueryResult)]
    struct Dernier {
        moment: Option<i64>,
    }
    let dernier: Option<Dernier> = outils::une(
        store.lecture(),
        "SELECT max(moment) AS moment FROM (
           SELECT max(moment) AS moment FROM piste
           UNION ALL SELECT max(etat_depuis) FROM courriel
           UNION ALL SELECT max(modifie_le) FROM convocation) derniers",
        [],
    )
    .await?;
    let mut vu = Diagnostic {
        cles_etrangeres: true,
        journal_wal: true,
        abimee: None,
        dernier: dernier.and_then(|d| d.moment).map(Moment),
    };
    if store.moteur() == Moteur::Sqlite {
        // On the connection that writes: each one has its own settings.
        let tx = store.ecriture().await?;
        vu.cles_etrangeres = pragma(&tx, "foreign_keys").await?.as_deref() == Some("1");
        vu.journal_wal = pragma(&tx, "journal_mode").await?.as_deref() == Some("wal");
        vu.abimee = pragma(&tx, "quick_check(1)")
            .await?
            .filter(|etat| etat != "ok");
        tx.annuler().await?;
    }
    Ok(vu)
}

/// The value of a setting of SQLite, as text.
async fn pragma(conn: &impl ConnectionTrait, nom: &str) -> Resultat<Option<String>> {
    let requete = requete(conn, format!("PRAGMA {nom}"), []);
    let Some(ligne) = conn.query_one_raw(requete).await? else {
        return Ok(None);
    };
    if let Ok(texte) = ligne.try_get_by_index::<String>(0) {
        return Ok(Some(texte));
    }
    Ok(Some(ligne.try_get_by_index::<i64>(0)?.to_string()))
}

#[cfg(all(test, feature = "essais"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn une_base_neuve_est_saine() {
        crate::essais::sur_chaque_moteur(async |store| {
            let vu = examiner(&store).await.unwrap();
            assert!(vu.cles_etrangeres && vu.journal_wal, "{vu:?}");
            assert_eq!((vu.abimee, vu.dernier), (None, None));
        })
        .await;
    }
}
