//! What people answer to their convocation, by the link that it bears.

use crate::Resultat;
use crate::outils::{self, lire};
use domain::{
    AcademieId, CompteId, ConvocationId, GenreReponse, IntervenantId, MissionId, Moment, Reponse,
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// What deciding about a link needs to know of its convocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objet {
    /// Edition that stands; none when it was deleted.
    pub edition: Option<i32>,
    /// Its mission.
    pub mission: MissionId,
    /// Its mission's number.
    pub numero: i64,
    /// Académie of its mission.
    pub academie: AcademieId,
    /// Who is convoked.
    pub intervenant: IntervenantId,
    /// Account that made it.
    pub auteur: CompteId,
    /// Latest of when it was changed and when a mail of it was accepted.
    pub derniere_fois: Moment,
}

/// What is known of a convocation, standing or deleted; none when it never was.
///
/// # Errors
/// What the engine answered.
pub async fn objet(conn: &impl ConnectionTrait, id: ConvocationId) -> Resultat<Option<Objet>> {
    #[derive(FromQueryResult)]
    struct Lu {
        edition: Option<i32>,
        mission_id: i64,
        numero: i64,
        academie_id: i64,
        intervenant_id: i64,
        auteur_id: i64,
        modifie_le: i64,
        envoye_le: Option<i64>,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT c.edition, c.mission_id, m.numero, m.academie_id, c.intervenant_id, c.auteur_id,
                c.modifie_le,
                (SELECT max(k.envoye_le) FROM courriel k WHERE k.convocation_id = c.id) AS envoye_le
         FROM convocation c JOIN mission m ON m.id = c.mission_id WHERE c.id = $1
         UNION ALL
         SELECT CAST(NULL AS integer), x.mission_id, m.numero, m.academie_id, x.intervenant_id,
                x.auteur_id, x.annulee_le, CAST(NULL AS bigint)
         FROM convocation_annulee x JOIN mission m ON m.id = x.mission_id
         WHERE x.convocation_id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(lu.map(|l| Objet {
        edition: l.edition,
        mission: MissionId(l.mission_id),
        numero: l.numero,
        academie: AcademieId(l.academie_id),
        intervenant: IntervenantId(l.intervenant_id),
        auteur: CompteId(l.auteur_id),
        derniere_fois: Moment(l.modifie_le.max(l.envoye_le.unwrap_or_default())),
    }))
}

/// The latest answer to an edition of a convocation.
///
/// # Errors
/// What the engine answered.
pub async fn derniere(
    conn: &impl ConnectionTrait,
    convocation: ConvocationId,
    edition: i32,
) -> Resultat<Option<Reponse>> {
    let toutes = lire_reponses(
        conn,
        "WHERE convocation_cle = $1 AND edition = $2 ORDER BY id DESC LIMIT 1",
        [convocation.0.into(), edition.into()],
    )
    .await?;
    Ok(toutes.into_iter().next())
}

/// Every answer to a convocation, whatever its edition, oldest first.
///
/// # Errors
/// What the engine answered.
pub async fn toutes(
    conn: &impl ConnectionTrait,
    convocation: ConvocationId,
) -> Resultat<Vec<Reponse>> {
    lire_reponses(
        conn,
        "WHERE convocation_cle = $1 ORDER BY id",
        [convocation.0.into()],
    )
    .await
}

async fn lire_reponses(
    conn: &impl ConnectionTrait,
    ou: &str,
    valeurs: impl IntoIterator<Item = sea_orm::Value>,
) -> Resultat<Vec<Reponse>> {
    #[derive(FromQueryResult)]
    struct Lu {
        genre: String,
        texte: String,
        recu_le: i64,
    }
    let sql = format!("SELECT genre, texte, recu_le FROM accuse {ou}");
    let lus: Vec<Lu> = outils::toutes(conn, sql, valeurs).await?;
    lus.into_iter()
        .map(|l| {
            Ok(Reponse {
                genre: lire(GenreReponse::lire(&l.genre), "accuse.genre", &l.genre)?,
                texte: l.texte,
                recue: Moment(l.recu_le),
                date: String::new(),
            })
        })
        .collect()
}

/// Holds a convocation that still stands at this edition until the end of the
/// transaction; `false` when it does not.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(
    tx: &impl ConnectionTrait,
    convocation: ConvocationId,
    edition: i32,
) -> Resultat<bool> {
    let tenues = outils::executer(
        tx,
        "UPDATE convocation SET edition = edition WHERE id = $1 AND edition = $2",
        [convocation.0.into(), edition.into()],
    )
    .await?;
    Ok(tenues == 1)
}

/// Keeps an answer.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter(
    tx: &impl ConnectionTrait,
    convocation: ConvocationId,
    edition: i32,
    genre: GenreReponse,
    texte: &str,
    maintenant: Moment,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO accuse (convocation_cle, edition, genre, texte, recu_le)
         VALUES ($1, $2, $3, $4, $5)",
        [
            convocation.0.into(),
            edition.into(),
            genre.code().into(),
            texte.into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(())
}
