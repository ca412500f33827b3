//! Mails that come back, of whichever table: found by the token (32 signs) that their
//! Message-ID was made of, and marked.

use crate::Resultat;
use crate::outils;
use domain::Moment;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

/// The mail of the token `$1`: as the indices have it, or nothing is found by them.
const DU_JETON: &str = "substr(message_id, 2, 32) = $1";

/// These columns of the mail of a token in a table; none when it has none.
pub(crate) async fn par_jeton<T: FromQueryResult>(
    conn: &impl ConnectionTrait,
    table: &str,
    colonnes: &str,
    jeton: &str,
) -> Resultat<Option<T>> {
    let sql = format!("SELECT {colonnes} FROM {table} WHERE {DU_JETON} ORDER BY id LIMIT 1");
    outils::une(conn, sql, [jeton.into()]).await
}

/// Marks the mail of a token in a table, for a reason, if it is in a state from which a mail
/// comes back ([`domain::EtatCourriel::peut_revenir`]); `aussi` sets more, after a comma.
/// `false` otherwise, and then nothing changes.
pub(crate) async fn marquer(
    tx: &impl ConnectionTrait,
    table: &str,
    jeton: &str,
    maintenant: Moment,
    raison: &str,
    aussi: &str,
) -> Resultat<bool> {
    let sql = format!(
        "UPDATE {table} SET etat = 'retour', etat_depuis = $2, raison = $3{aussi}
         WHERE {DU_JETON} AND etat IN ('envoye', 'nouvel_essai', 'echec')"
    );
    let valeurs: [Value; 3] = [jeton.into(), maintenant.0.into(), raison.into()];
    Ok(outils::executer(tx, sql, valeurs).await? > 0)
}
