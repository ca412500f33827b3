//! Keys that the service keeps to itself.

use crate::outils;
use crate::{ErreurStore, Resultat};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// The key that signs the codes of the letters, drawn when the table was made.
///
/// # Errors
/// [`ErreurStore::Illisible`] when there is none, besides what the engine answered.
pub async fn des_codes(conn: &impl ConnectionTrait) -> Resultat<String> {
    #[derive(FromQueryResult)]
    struct Lu {
        valeur: String,
    }
    let lu: Option<Lu> =
        outils::une(conn, "SELECT valeur FROM secret WHERE nom = 'codes'", []).await?;
    lu.map(|l| l.valeur).ok_or_else(|| ErreurStore::Illisible {
        colonne: "secret.valeur",
        valeur: String::new(),
    })
}
