//! Second factors of accounts, their recovery codes, and sign-ins between the password and
//! the code.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lots};
use domain::{CompteId, Moment, Role};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::HashSet;

/// The second factor of an account: asked for at sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facteur {
    /// Its secret, sealed.
    pub secret: String,
    /// Since when it is asked for.
    pub actif_le: Moment,
}

/// The second factor of an account.
///
/// # Errors
/// What the engine answered.
pub async fn lire(conn: &impl ConnectionTrait, compte: CompteId) -> Resultat<Option<Facteur>> {
    #[derive(FromQueryResult)]
    struct Lu {
        secret: String,
        actif_le: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT secret, actif_le FROM second_facteur WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(lu.map(|l| Facteur {
        secret: l.secret,
        actif_le: Moment(l.actif_le),
    }))
}

/// Holds the second factor of an account until the transaction ends: two codes are looked at
/// one after the other. `false` when there is none.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(tx: &impl ConnectionTrait, compte: CompteId) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE second_facteur SET dernier_pas = dernier_pas WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Asks for a second factor from now on; the code of the step `pas` has served. `false` when
/// one is asked for already: of two enrolments at once, one ends.
///
/// # Errors
/// What the engine answered.
pub async fn activer(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    secret: &str,
    pas: i64,
    maintenant: Moment,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "INSERT INTO second_facteur (compte_id, secret, dernier_pas, actif_le)
         VALUES ($1, $2, $3, $4) ON CONFLICT (compte_id) DO NOTHING",
        [
            compte.0.into(),
            secret.into(),
            pas.into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(faits == 1)
}

/// Takes the code of a step, once: `false` when that of this step or of a later one was taken.
///
/// # Errors
/// What the engine answered.
pub async fn accepter_pas(tx: &impl ConnectionTrait, compte: CompteId, pas: i64) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE second_facteur SET dernier_pas = $2
         WHERE compte_id = $1 AND dernier_pas < $2",
        [compte.0.into(), pas.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Removes the second factor of an account with its recovery codes; `false` when there was
/// none.
///
/// # Errors
/// What the engine answered.
pub async fn supprimer(tx: &impl ConnectionTrait, compte: CompteId) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM second_facteur WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Keeps the digests of recovery codes in the place of the former ones.
///
/// # Errors
/// What the engine answered.
pub async fn remplacer_secours(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    empreintes: &[String],
) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM second_facteur_secours WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    for empreinte in empreintes {
        outils::executer(
            tx,
            "INSERT INTO second_facteur_secours (compte_id, empreinte) VALUES ($1, $2)",
            [compte.0.into(), empreinte.as_str().into()],
        )
        .await?;
    }
    Ok(())
}

/// Takes a recovery code, once: `false` when it is none of the account's, or has served.
///
/// # Errors
/// What the engine answered.
pub async fn consommer_secours(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    empreinte: &str,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM second_facteur_secours WHERE compte_id = $1 AND empreinte = $2",
        [compte.0.into(), empreinte.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// How many recovery codes of an account have not served.
///
/// # Errors
/// What the engine answered.
pub async fn secours_restants(conn: &impl ConnectionTrait, compte: CompteId) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Lu {
        n: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT count(*) AS n FROM second_facteur_secours WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(outils::compte(lu.map_or(0, |l| l.n)))
}

/// Of some accounts, those of which a second factor is asked.
///
/// # Errors
/// What the engine answered.
pub async fn actifs(
    conn: &impl ConnectionTrait,
    comptes: &[CompteId],
) -> Resultat<HashSet<CompteId>> {
    #[derive(FromQueryResult)]
    struct Lu {
        compte_id: i64,
    }
    let mut actifs = HashSet::new();
    for lot in lots(comptes.iter().map(|c| c.0)) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT compte_id FROM second_facteur WHERE compte_id IN ({})",
            e.liste(lot)
        );
        for l in outils::toutes::<Lu>(conn, sql, e.valeurs).await? {
            actifs.insert(CompteId(l.compte_id));
        }
    }
    Ok(actifs)
}

/// Sign-in names of the open accounts that hold a role of administrateur and of which no
/// second factor is asked.
///
/// # Errors
/// What the engine answered.
pub async fn administrateurs_sans(conn: &impl ConnectionTrait) -> Resultat<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Lu {
        identifiant: String,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT DISTINCT c.identifiant FROM compte c
         JOIN compte_role r ON r.compte_id = c.id AND r.role = $1
         LEFT JOIN second_facteur f ON f.compte_id = c.id
         WHERE c.actif AND f.compte_id IS NULL ORDER BY c.identifiant",
        [Role::Administrateur.code().into()],
    )
    .await?;
    Ok(lus.into_iter().map(|l| l.identifiant).collect())
}

// ------------------------------------------------- between the password and the code

/// A sign-in whose password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attente {
    /// Whose.
    pub compte: CompteId,
    /// Digest of the password's hash as it was: with another password, it is worth nothing.
    pub preuve: String,
    /// A second factor is to be set up, else a code is asked for.
    pub enrolement: bool,
    /// From then on it is worth nothing.
    pub expire: Moment,
}

/// Keeps a sign-in under the digest of what the browser holds, and forgets those that are
/// over.
///
/// # Errors
/// What the engine answered.
pub async fn attendre(
    tx: &impl ConnectionTrait,
    empreinte: &str,
    attente: &Attente,
    maintenant: Moment,
) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM connexion_attente WHERE expire_le <= $1",
        [maintenant.0.into()],
    )
    .await?;
    outils::executer(
        tx,
        "INSERT INTO connexion_attente (empreinte, compte_id, preuve, enrolement, expire_le)
         VALUES ($1, $2, $3, $4, $5)",
        [
            empreinte.into(),
            attente.compte.0.into(),
            attente.preuve.as_str().into(),
            attente.enrolement.into(),
            attente.expire.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A sign-in that waits, of an account that is open, with the present hash of its password.
///
/// # Errors
/// What the engine answered.
pub async fn attente(
    conn: &impl ConnectionTrait,
    empreinte: &str,
    maintenant: Moment,
) -> Resultat<Option<(Attente, String)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        compte_id: i64,
        preuve: String,
        enrolement: bool,
        expire_le: i64,
        mot_de_passe: String,
    }
    let lue: Option<Lue> = outils::une(
        conn,
        "SELECT a.compte_id, a.preuve, a.enrolement, a.expire_le, c.mot_de_passe
         FROM connexion_attente a JOIN compte c ON c.id = a.compte_id
         WHERE a.empreinte = $1 AND a.expire_le > $2 AND c.actif",
        [empreinte.into(), maintenant.0.into()],
    )
    .await?;
    Ok(lue.map(|l| {
        let attente = Attente {
            compte: CompteId(l.compte_id),
            preuve: l.preuve,
            enrolement: l.enrolement,
            expire: Moment(l.expire_le),
        };
        (attente, l.mot_de_passe)
    }))
}

/// Ends a sign-in that waits, once: `false` when it ended already.
///
/// # Errors
/// What the engine answered.
pub async fn finir_attente(tx: &impl ConnectionTrait, empreinte: &str) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM connexion_attente WHERE empreinte = $1",
        [empreinte.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Ends the sign-ins of an account that wait.
///
/// # Errors
/// What the engine answered.
pub async fn finir_attentes(tx: &impl ConnectionTrait, compte: CompteId) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM connexion_attente WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(())
}
