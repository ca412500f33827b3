//! Identities of an OpenID Connect provider: which account each is linked to, and what was
//! asked of the provider and has not come back yet.

use crate::Resultat;
use crate::outils::{self, lire};
use domain::{CandidatOpenId, CompteId, Moment, Role, mel_compare};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// The link of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lien {
    /// The provider.
    pub emetteur: String,
    /// Since when.
    pub lie_le: Moment,
    /// When it last served.
    pub vu_le: Option<Moment>,
}

/// The account that an identity is linked to, open or not.
///
/// # Errors
/// What the engine answered.
pub async fn compte_lie(
    conn: &impl ConnectionTrait,
    emetteur: &str,
    sujet: &str,
) -> Resultat<Option<CompteId>> {
    #[derive(FromQueryResult)]
    struct Lu {
        compte_id: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT compte_id FROM openid_lien WHERE emetteur = $1 AND sujet = $2",
        [emetteur.into(), sujet.into()],
    )
    .await?;
    Ok(lu.map(|l| CompteId(l.compte_id)))
}

/// The link of an account.
///
/// # Errors
/// What the engine answered.
pub async fn du_compte(conn: &impl ConnectionTrait, compte: CompteId) -> Resultat<Option<Lien>> {
    #[derive(FromQueryResult)]
    struct Lu {
        emetteur: String,
        lie_le: i64,
        vu_le: Option<i64>,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT emetteur, lie_le, vu_le FROM openid_lien WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(lu.map(|l| Lien {
        emetteur: l.emetteur,
        lie_le: Moment(l.lie_le),
        vu_le: l.vu_le.map(Moment),
    }))
}

/// The accounts of every académie that have an address, open or not.
///
/// # Errors
/// What the engine answered.
pub async fn candidats(conn: &impl ConnectionTrait, mel: &str) -> Resultat<Vec<CandidatOpenId>> {
    #[derive(FromQueryResult)]
    struct Compte {
        id: i64,
        mel: String,
        actif: bool,
        lie: Option<i64>,
        facteur: Option<i64>,
    }
    #[derive(FromQueryResult)]
    struct Tenu {
        role: String,
    }
    let mel = mel_compare(mel);
    if mel.is_empty() {
        return Ok(Vec::new());
    }
    let comptes: Vec<Compte> = outils::toutes(
        conn,
        "SELECT c.id, c.mel, c.actif, l.compte_id AS lie, f.compte_id AS facteur
         FROM compte c LEFT JOIN openid_lien l ON l.compte_id = c.id
           LEFT JOIN second_facteur f ON f.compte_id = c.id
         WHERE lower(c.mel) = $1 ORDER BY c.id",
        [mel.as_str().into()],
    )
    .await?;
    let mut candidats = Vec::with_capacity(comptes.len());
    // Engines do not agree on the letters that they put in lower case.
    for c in comptes.into_iter().filter(|c| mel_compare(&c.mel) == mel) {
        let tenus: Vec<Tenu> = outils::toutes(
            conn,
            "SELECT role FROM compte_role WHERE compte_id = $1 ORDER BY id",
            [c.id.into()],
        )
        .await?;
        let roles = tenus
            .iter()
            .map(|t| lire(Role::lire(&t.role), "compte_role.role", &t.role))
            .collect::<Resultat<Vec<_>>>()?;
        candidats.push(CandidatOpenId {
            compte: CompteId(c.id),
            actif: c.actif,
            roles,
            lie: c.lie.is_some(),
            second_facteur: c.facteur.is_some(),
        });
    }
    Ok(candidats)
}

/// Links an account to an identity.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when either is linked already.
pub async fn lier(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    emetteur: &str,
    sujet: &str,
    maintenant: Moment,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO openid_lien (compte_id, emetteur, sujet, lie_le) VALUES ($1, $2, $3, $4)",
        [
            compte.0.into(),
            emetteur.into(),
            sujet.into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Notes that the link of an account served; `false` when it is gone.
///
/// # Errors
/// What the engine answered.
pub async fn servir(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    emetteur: &str,
    sujet: &str,
    maintenant: Moment,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE openid_lien SET vu_le = $4 WHERE compte_id = $1 AND emetteur = $2 AND sujet = $3",
        [
            compte.0.into(),
            emetteur.into(),
            sujet.into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(faits == 1)
}

/// Takes the link of an account away; `false` when it has none.
///
/// # Errors
/// What the engine answered.
pub async fn delier(tx: &impl ConnectionTrait, compte: CompteId) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM openid_lien WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

// ------------------------------------------------------------------ what is awaited

/// What was asked of the provider for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum But {
    /// Signing in, then going to an address of this site.
    Connexion {
        /// Which.
        suite: String,
    },
    /// Linking the account of somebody signed in.
    Lien {
        /// Whose.
        compte: CompteId,
    },
    /// Signing out there too.
    Sortie,
}

/// What was asked of the provider and has not come back yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attente {
    /// Digest of its state.
    pub cle: String,
    /// Digest of the cookie of the browser that asked.
    pub temoin: String,
    /// What for.
    pub but: But,
    /// What the ID token must bear.
    pub nonce: String,
    /// What proves that the code was ours to ask for (PKCE); empty when the provider does not
    /// take it.
    pub verifieur: String,
    /// From then on it is worth nothing.
    pub expire: Moment,
}

/// Keeps what was asked.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when the state was used already.
pub async fn attendre(tx: &impl ConnectionTrait, a: &Attente) -> Resultat<()> {
    let (genre, suite, compte) = match &a.but {
        But::Connexion { suite } => ("connexion", suite.as_str(), None),
        But::Lien { compte } => ("lien", "", Some(compte.0)),
        But::Sortie => ("sortie", "", None),
    };
    outils::executer(
        tx,
        "INSERT INTO openid_attente
           (cle, temoin, genre, nonce, verifieur, suite, compte_id, expire_le)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            a.cle.as_str().into(),
            a.temoin.as_str().into(),
            genre.into(),
            a.nonce.as_str().into(),
            a.verifieur.as_str().into(),
            suite.into(),
            compte.into(),
            a.expire.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Digest of the cookie of the browser that asked for something under a state; none when
/// nothing of the kind waits.
///
/// # Errors
/// What the engine answered.
pub async fn temoin(conn: &impl ConnectionTrait, cle: &str) -> Resultat<Option<String>> {
    #[derive(FromQueryResult)]
    struct Lu {
        temoin: String,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT temoin FROM openid_attente WHERE cle = $1",
        [cle.into()],
    )
    .await?;
    Ok(lu.map(|l| l.temoin))
}

/// Takes what was asked under a state, once: none when there is nothing of the kind, or
/// another took it meanwhile. Expired or not.
///
/// # Errors
/// What the engine answered.
pub async fn reprendre(tx: &impl ConnectionTrait, cle: &str) -> Resultat<Option<Attente>> {
    #[derive(FromQueryResult)]
    struct Lue {
        temoin: String,
        genre: String,
        nonce: String,
        verifieur: String,
        suite: String,
        compte_id: Option<i64>,
        expire_le: i64,
    }
    let lue: Option<Lue> = outils::une(
        tx,
        "SELECT temoin, genre, nonce, verifieur, suite, compte_id, expire_le
         FROM openid_attente WHERE cle = $1",
        [cle.into()],
    )
    .await?;
    let Some(lue) = lue else { return Ok(None) };
    let prises = outils::executer(
        tx,
        "DELETE FROM openid_attente WHERE cle = $1",
        [cle.into()],
    )
    .await?;
    if prises != 1 {
        return Ok(None);
    }
    let but = match (lue.genre.as_str(), lue.compte_id) {
        ("connexion", _) => Some(But::Connexion { suite: lue.suite }),
        ("lien", Some(compte)) => Some(But::Lien {
            compte: CompteId(compte),
        }),
        ("sortie", _) => Some(But::Sortie),
        _ => None,
    };
    Ok(Some(Attente {
        cle: cle.to_owned(),
        temoin: lue.temoin,
        but: lire(but, "openid_attente.genre", &lue.genre)?,
        nonce: lue.nonce,
        verifieur: lue.verifieur,
        expire: Moment(lue.expire_le),
    }))
}

/// Throws away what did not come back in time; gives how many.
///
/// # Errors
/// What the engine answered.
pub async fn oublier(tx: &impl ConnectionTrait, maintenant: Moment) -> Resultat<u64> {
    outils::executer(
        tx,
        "DELETE FROM openid_attente WHERE expire_le <= $1",
        [maintenant.0.into()],
    )
    .await
}
