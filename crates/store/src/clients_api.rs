//! Clients of the API: their tokens, of which only the digest is kept, and what they are to be
//! told.

use crate::Resultat;
use crate::files::{self, File};
use crate::outils::{self, lire, lots, marques};
use domain::{AcademieId, ClientApiId, CompteId, DroitSantorin, EchecAppel, Moment, NaiveDate};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Key.
    pub id: ClientApiId,
    /// Whose rights it reads.
    pub academie: AcademieId,
    /// Name.
    pub nom: String,
    /// First letters of its token.
    pub indice: String,
    /// Lists it may read.
    pub portees: Vec<DroitSantorin>,
    /// Last day of its token, included.
    pub expire: NaiveDate,
    /// Address told of changes.
    pub webhook: Option<String>,
    /// When it was created.
    pub cree_le: Moment,
    /// Name of who created it; empty from the command line.
    pub auteur: String,
    /// When it was revoked.
    pub revoque_le: Option<Moment>,
    /// When it last called.
    pub vu_le: Option<Moment>,
    /// Last day of the token that the present one replaced; none when it replaced none, or
    /// stopped it at once.
    pub ancien_jusquau: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Lu {
    id: i64,
    academie_id: i64,
    nom: String,
    indice: String,
    correcteurs: bool,
    numerisation: bool,
    expire: NaiveDate,
    webhook_url: Option<String>,
    cree_le: i64,
    auteur: Option<String>,
    revoque_le: Option<i64>,
    vu_le: Option<i64>,
    avant_jusquau: Option<NaiveDate>,
}

fn portees(correcteurs: bool, numerisation: bool) -> Vec<DroitSantorin> {
    let mut portees = Vec::with_capacity(2);
    if correcteurs {
        portees.push(DroitSantorin::Correction);
    }
    if numerisation {
        portees.push(DroitSantorin::Numerisation);
    }
    portees
}

impl From<Lu> for Client {
    fn from(l: Lu) -> Self {
        Self {
            id: ClientApiId(l.id),
            academie: AcademieId(l.academie_id),
            nom: l.nom,
            indice: l.indice,
            portees: portees(l.correcteurs, l.numerisation),
            expire: l.expire,
            webhook: l.webhook_url,
            cree_le: Moment(l.cree_le),
            auteur: l.auteur.unwrap_or_default(),
            revoque_le: l.revoque_le.map(Moment),
            vu_le: l.vu_le.map(Moment),
            ancien_jusquau: l.avant_jusquau,
        }
    }
}

const SELECTION: &str =
    "SELECT a.id, a.academie_id, a.nom, a.indice, a.correcteurs, a.numerisation,
       a.expire, a.webhook_url, a.cree_le, c.nom AS auteur, a.revoque_le, a.vu_le,
       a.avant_jusquau
     FROM client_api a LEFT JOIN compte c ON c.id = a.auteur_id";

/// A client to record.
#[derive(Clone, Debug)]
pub struct NouveauClient<'a> {
    /// Whose rights it reads.
    pub academie: AcademieId,
    /// What was asked.
    pub client: &'a domain::NouveauClient,
    /// First letters of its token.
    pub indice: &'a str,
    /// SHA-256 of its token, in hexadecimal.
    pub empreinte: &'a str,
    /// Key that signs its webhooks; none without webhook.
    pub secret: Option<&'a str>,
    /// Who creates it; none from the command line.
    pub auteur: Option<CompteId>,
}

/// Records a client.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when a client in use has this name.
pub async fn creer(
    tx: &impl ConnectionTrait,
    nouveau: &NouveauClient<'_>,
    maintenant: Moment,
) -> Resultat<ClientApiId> {
    let c = nouveau.client;
    let cree: Option<outils::Cle> = outils::une(
        tx,
        "INSERT INTO client_api (academie_id, nom, indice, empreinte, correcteurs, numerisation,
           expire, webhook_url, webhook_secret, cree_le, auteur_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        [
            nouveau.academie.0.into(),
            c.nom.as_str().into(),
            nouveau.indice.into(),
            nouveau.empreinte.into(),
            c.portees.contains(&DroitSantorin::Correction).into(),
            c.portees.contains(&DroitSantorin::Numerisation).into(),
            c.expire.into(),
            c.webhook.clone().into(),
            nouveau.secret.map(str::to_owned).into(),
            maintenant.0.into(),
            nouveau.auteur.map(|a| a.0).into(),
        ],
    )
    .await?;
    Ok(ClientApiId(cree.map(|c| c.id).unwrap_or_default()))
}

/// The clients of an académie, those not revoked first, latest first.
///
/// # Errors
/// What the engine answered.
pub async fn lister(conn: &impl ConnectionTrait, academie: AcademieId) -> Resultat<Vec<Client>> {
    let sql = format!(
        "{SELECTION} WHERE a.academie_id = $1
         ORDER BY CASE WHEN a.revoque_le IS NULL THEN 0 ELSE 1 END, a.id DESC"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, [academie.0.into()]).await?;
    Ok(lus.into_iter().map(Into::into).collect())
}

/// The client whose token has a digest, or whose former token has: its last day is then that
/// of the former one. Revoked ones included.
///
/// # Errors
/// What the engine answered.
pub async fn par_empreinte(
    conn: &impl ConnectionTrait,
    empreinte: &str,
) -> Resultat<Option<Client>> {
    let sql = format!("{SELECTION} WHERE a.empreinte = $1");
    let lu: Option<Lu> = outils::une(conn, sql, [empreinte.into()]).await?;
    if let Some(lu) = lu {
        return Ok(Some(lu.into()));
    }
    let sql = format!("{SELECTION} WHERE a.empreinte_avant = $1");
    let lu: Option<Lu> = outils::une(conn, sql, [empreinte.into()]).await?;
    Ok(lu.map(Client::from).and_then(|c| {
        let expire = c.ancien_jusquau?;
        Some(Client { expire, ..c })
    }))
}

/// A token that takes the place of another one.
#[derive(Clone, Copy, Debug)]
pub struct Renouvellement<'a> {
    /// First letters of the token that was seen.
    pub vu: &'a str,
    /// First letters of the new one.
    pub indice: &'a str,
    /// SHA-256 of the new one, in hexadecimal.
    pub empreinte: &'a str,
    /// Its last day, included.
    pub expire: NaiveDate,
    /// Last day of the former one; none: it stops at once.
    pub ancien_jusquau: Option<NaiveDate>,
}

/// Gives a client another token; `false` when it was revoked, or renewed since it was seen.
///
/// # Errors
/// What the engine answered.
pub async fn renouveler(
    tx: &impl ConnectionTrait,
    id: ClientApiId,
    r: Renouvellement<'_>,
) -> Resultat<bool> {
    let avant = if r.ancien_jusquau.is_some() {
        "empreinte"
    } else {
        "NULL"
    };
    let faits = outils::executer(
        tx,
        format!(
            "UPDATE client_api SET empreinte_avant = {avant}, avant_jusquau = $2, indice = $3,
               empreinte = $4, expire = $5
             WHERE id = $1 AND revoque_le IS NULL AND indice = $6"
        ),
        [
            id.0.into(),
            r.ancien_jusquau.into(),
            r.indice.into(),
            r.empreinte.into(),
            r.expire.into(),
            r.vu.into(),
        ],
    )
    .await?;
    Ok(faits == 1)
}

/// Changes the address that a client is called at, with the key that signs the calls when it
/// had none; without an address, what it was still to be told is dropped. `false` when it was
/// revoked.
///
/// # Errors
/// What the engine answered.
pub async fn changer_webhook(
    tx: &impl ConnectionTrait,
    id: ClientApiId,
    webhook: Option<(&str, Option<&str>)>,
) -> Resultat<bool> {
    let Some((url, secret)) = webhook else {
        let faits = outils::executer(
            tx,
            "UPDATE client_api SET webhook_url = NULL, webhook_secret = NULL
             WHERE id = $1 AND revoque_le IS NULL",
            [id.0.into()],
        )
        .await?;
        oublier_livraisons(tx, id).await?;
        return Ok(faits == 1);
    };
    let faits = outils::executer(
        tx,
        "UPDATE client_api SET webhook_url = $2, webhook_secret = coalesce($3, webhook_secret)
         WHERE id = $1 AND revoque_le IS NULL",
        [id.0.into(), url.into(), secret.map(str::to_owned).into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Drops what a client was still to be told.
async fn oublier_livraisons(tx: &impl ConnectionTrait, id: ClientApiId) -> Resultat<u64> {
    outils::executer(
        tx,
        "DELETE FROM client_api_livraison WHERE client_id = $1 AND etat <> 'livree'",
        [id.0.into()],
    )
    .await
}

/// A client by its key.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(conn: &impl ConnectionTrait, id: ClientApiId) -> Resultat<Option<Client>> {
    let sql = format!("{SELECTION} WHERE a.id = $1");
    let lu: Option<Lu> = outils::une(conn, sql, [id.0.into()]).await?;
    Ok(lu.map(Into::into))
}

/// Revokes a client, and drops what it was still to be told; `false` when it was already.
///
/// # Errors
/// What the engine answered.
pub async fn revoquer(
    tx: &impl ConnectionTrait,
    id: ClientApiId,
    maintenant: Moment,
) -> Resultat<bool> {
    let faites = outils::executer(
        tx,
        "UPDATE client_api SET revoque_le = $2 WHERE id = $1 AND revoque_le IS NULL",
        [id.0.into(), maintenant.0.into()],
    )
    .await?;
    oublier_livraisons(tx, id).await?;
    Ok(faites > 0)
}

/// Counts a call within windows of `fenetre` milliseconds and notes when it was; `true` when
/// it is one of the first `limite` of its window.
///
/// # Errors
/// What the engine answered.
pub async fn appeler(
    tx: &impl ConnectionTrait,
    id: ClientApiId,
    maintenant: Moment,
    fenetre: i64,
    limite: u32,
) -> Resultat<bool> {
    let ouverte = maintenant.0 - maintenant.0.rem_euclid(fenetre);
    let faites = outils::executer(
        tx,
        "UPDATE client_api SET vu_le = $2, fenetre_le = $3,
           appels = CASE WHEN fenetre_le = $3 THEN appels + 1 ELSE 1 END
         WHERE id = $1 AND (fenetre_le <> $3 OR appels < $4)",
        [
            id.0.into(),
            maintenant.0.into(),
            ouverte.into(),
            i32::try_from(limite).unwrap_or(i32::MAX).into(),
        ],
    )
    .await?;
    Ok(faites > 0)
}

// ---------------------------------------------------------------- webhooks

const FILE: File = File {
    table: "client_api_livraison",
    attente: "'attente'",
    echeance: "prochain_le",
    aussi: "change_le = $1",
};

/// Has the clients in use of an académie that read a list and have a webhook told of changes
/// up to a number: by a call that waits for a try, the first or another, when there is one.
///
/// # Errors
/// What the engine answered.
pub async fn prevenir(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    droits: &[DroitSantorin],
    rang: i64,
    jour: NaiveDate,
    maintenant: Moment,
) -> Resultat<()> {
    let a = |d| i64::from(droits.contains(&d));
    let concernes = "a.academie_id = $1 AND a.webhook_url IS NOT NULL AND a.revoque_le IS NULL
         AND a.expire >= $2 AND ((a.correcteurs AND $3 = 1) OR (a.numerisation AND $4 = 1))";
    let valeurs = [
        academie.0.into(),
        jour.into(),
        a(DroitSantorin::Correction).into(),
        a(DroitSantorin::Numerisation).into(),
        rang.into(),
        maintenant.0.into(),
    ];
    let sql = format!(
        "UPDATE client_api_livraison SET rang = $5, change_le = $6
         WHERE etat = 'attente'
           AND client_id IN (SELECT a.id FROM client_api a WHERE {concernes})"
    );
    outils::executer(tx, sql, valeurs.clone()).await?;
    let sql = format!(
        "INSERT INTO client_api_livraison (client_id, rang, etat, prochain_le, cree_le, change_le)
         SELECT a.id, $5, 'attente', $6, $6, $6 FROM client_api a WHERE {concernes}
           AND NOT EXISTS (SELECT 1 FROM client_api_livraison l WHERE l.client_id = a.id
             AND l.etat = 'attente')"
    );
    outils::executer(tx, sql, valeurs).await?;
    Ok(())
}

/// Whether a webhook is due, or belongs to a worker that died; reads only.
///
/// # Errors
/// What the engine answered.
pub async fn dues(conn: &impl ConnectionTrait, maintenant: Moment) -> Resultat<bool> {
    let prochaine = files::prochaine_echeance(conn, &FILE).await?;
    Ok(prochaine.is_some_and(|p| p <= maintenant))
}

/// A webhook claimed by a worker.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Livraison {
    /// Key.
    pub id: i64,
    /// Address.
    pub url: String,
    /// Key that signs it.
    pub secret: String,
    /// Changes up to this number.
    pub rang: i64,
    /// Tries, this one included.
    pub essais: i32,
}

/// Claims webhooks that are due, or whose worker died, until a moment.
///
/// # Errors
/// What the engine answered.
pub async fn prendre(
    tx: &impl ConnectionTrait,
    maintenant: Moment,
    nombre: u32,
    verrou: &str,
    jusqua: Moment,
) -> Resultat<Vec<Livraison>> {
    let pris = files::prendre(tx, &FILE, maintenant, nombre, verrou, jusqua).await?;
    let mut livraisons = Vec::with_capacity(pris.len());
    for lot in lots(pris) {
        let sql = format!(
            "SELECT l.id, a.webhook_url AS url, a.webhook_secret AS secret, l.rang, l.essais
             FROM client_api_livraison l JOIN client_api a ON a.id = l.client_id
             WHERE l.id IN ({}) AND a.webhook_url IS NOT NULL AND a.revoque_le IS NULL",
            marques(1, lot.len())
        );
        livraisons.extend(outils::toutes::<Livraison>(tx, sql, lot).await?);
    }
    Ok(livraisons)
}

/// What became of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issue {
    /// It was received.
    Livree,
    /// To be tried again from a moment on.
    NouvelEssai(Moment, EchecAppel),
    /// Given up.
    Echec(EchecAppel),
}

/// Notes what became of a webhook, if it is still this worker's. One that is to be tried
/// again takes with it the one that began to wait while it was under way.
///
/// # Errors
/// What the engine answered.
pub async fn noter(
    tx: &impl ConnectionTrait,
    id: i64,
    verrou: &str,
    issue: Issue,
    maintenant: Moment,
) -> Resultat<()> {
    let (etat, prochain, raison) = match issue {
        Issue::Livree => ("livree", maintenant, None),
        Issue::NouvelEssai(prochain, raison) => ("attente", prochain, Some(raison)),
        Issue::Echec(raison) => ("echec", maintenant, Some(raison)),
    };
    let faites = outils::executer(
        tx,
        "UPDATE client_api_livraison SET etat = $3, prochain_le = $4, raison = $5, change_le = $6,
           verrou = NULL, verrou_jusqua = NULL
         WHERE id = $1 AND verrou = $2",
        [
            id.into(),
            verrou.into(),
            etat.into(),
            prochain.0.into(),
            raison.map(|r| serde_json::json!(r).to_string()).into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    if faites > 0 && matches!(issue, Issue::NouvelEssai(..)) {
        attendre_seule(tx, id).await?;
    }
    Ok(())
}

/// Leaves a waiting webhook alone among those that its client waits for: it says what the
/// others would have said.
async fn attendre_seule(tx: &impl ConnectionTrait, id: i64) -> Resultat<()> {
    let autres = "etat = 'attente' AND id <> $1
         AND client_id = (SELECT s.client_id FROM client_api_livraison s WHERE s.id = $1)";
    let sql = format!(
        "UPDATE client_api_livraison SET rang = (SELECT max(a.rang) FROM client_api_livraison a
           WHERE a.client_id = client_api_livraison.client_id
             AND (a.etat = 'attente' OR a.id = $1))
         WHERE id = $1 AND EXISTS (SELECT 1 FROM client_api_livraison WHERE {autres})"
    );
    if outils::executer(tx, sql, [id.into()]).await? > 0 {
        let sql = format!("DELETE FROM client_api_livraison WHERE {autres}");
        outils::executer(tx, sql, [id.into()]).await?;
    }
    Ok(())
}

/// A webhook that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Perdue {
    /// Key.
    pub id: i64,
    /// Académie of its client.
    pub academie: AcademieId,
    /// The client's name.
    pub client: String,
    /// When it was given up.
    pub change_le: Moment,
    /// Tries.
    pub essais: u32,
    /// Why the last one failed.
    pub raison: EchecAppel,
}

/// The latest webhooks of an académie that were given up.
///
/// # Errors
/// What the engine answered.
pub async fn perdues(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    limite: u32,
) -> Resultat<Vec<Perdue>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        academie_id: i64,
        client: String,
        change_le: i64,
        essais: i32,
        raison: Option<String>,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT l.id, a.academie_id, a.nom AS client, l.change_le, l.essais, l.raison
         FROM client_api_livraison l JOIN client_api a ON a.id = l.client_id
         WHERE a.academie_id = $1 AND l.etat = 'echec' ORDER BY l.id DESC LIMIT $2",
        [academie.0.into(), i64::from(limite).into()],
    )
    .await?;
    lues.into_iter()
        .map(|l| {
            let raison = l.raison.unwrap_or_default();
            Ok(Perdue {
                id: l.id,
                academie: AcademieId(l.academie_id),
                client: l.client,
                change_le: Moment(l.change_le),
                essais: outils::compte(l.essais.into()),
                raison: lire(
                    serde_json::from_str(&raison).ok(),
                    "client_api_livraison.raison",
                    &raison,
                )?,
            })
        })
        .collect()
}

/// Has a webhook of an académie that was given up tried again at once, as for the first
/// time; gives the client's name, or none when there is none such.
///
/// # Errors
/// What the engine answered.
pub async fn renvoyer(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    id: i64,
    maintenant: Moment,
) -> Resultat<Option<String>> {
    #[derive(FromQueryResult)]
    struct Nom {
        nom: String,
    }
    let nom: Option<Nom> = outils::une(
        tx,
        "SELECT a.nom FROM client_api_livraison l JOIN client_api a ON a.id = l.client_id
         WHERE l.id = $1 AND a.academie_id = $2 AND l.etat = 'echec'",
        [id.into(), academie.0.into()],
    )
    .await?;
    let Some(Nom { nom }) = nom else {
        return Ok(None);
    };
    let faites = outils::executer(
        tx,
        "UPDATE client_api_livraison SET etat = 'attente', essais = 0, prochain_le = $2,
           change_le = $2, raison = NULL WHERE id = $1 AND etat = 'echec'",
        [id.into(), maintenant.0.into()],
    )
    .await?;
    if faites == 0 {
        return Ok(None);
    }
    attendre_seule(tx, id).await?;
    Ok(Some(nom))
}
