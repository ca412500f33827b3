//! Mails of the service that are of no mission: written with what asks for them, claimed
//! one at a time, and marked with what became of them, as [`crate::courriels`] does for
//! convocations.

use crate::Resultat;
use crate::files::{self, File};
use crate::outils::{self, lire};
use crate::revenus;
use domain::{AcademieId, CourrielId, EtatCourriel, IntervenantId, Moment};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

/// A mail to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouveauCourrielService {
    /// Académie of whom it goes to.
    pub academie: AcademieId,
    /// The person it is about.
    pub intervenant: Option<IntervenantId>,
    /// What it is: a code that the program knows.
    pub genre: String,
    /// Key of what it is about, of which kind the code tells.
    pub objet: Option<i64>,
    /// Name of the person it goes to.
    pub nom: String,
    /// Address it goes to.
    pub adresse: String,
    /// What else it says, as JSON, until it has left or will not. Never a secret by itself:
    /// those are made when it leaves.
    pub contenu: String,
    /// Its Message-ID, the same at each try; unique.
    pub message_id: String,
}

/// Adds a mail, to be sent at once.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when its Message-ID is taken.
pub async fn ajouter(
    tx: &impl ConnectionTrait,
    courriel: &NouveauCourrielService,
    maintenant: Moment,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO courriel_service (academie_id, intervenant_id, genre, objet_cle, nom, adresse,
           contenu, message_id, etat, etat_depuis, prochain_essai_le, raison, cree_le)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, '', $10)",
        [
            courriel.academie.0.into(),
            courriel.intervenant.map(|i| i.0).into(),
            courriel.genre.as_str().into(),
            courriel.objet.into(),
            courriel.nom.as_str().into(),
            courriel.adresse.as_str().into(),
            courriel.contenu.as_str().into(),
            courriel.message_id.as_str().into(),
            EtatCourriel::EnAttente.code().into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(())
}

const FILE: File = File {
    table: "courriel_service",
    attente: "'en_attente', 'nouvel_essai'",
    echeance: "prochain_essai_le",
    aussi: "etat_depuis = $1",
};

/// A mail claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourrielServiceAEnvoyer {
    /// Key.
    pub id: CourrielId,
    /// Académie of whom it goes to.
    pub academie: AcademieId,
    /// What it is.
    pub genre: String,
    /// Key of what it is about.
    pub objet: Option<i64>,
    /// Name of the person it goes to.
    pub nom: String,
    /// Address it goes to.
    pub adresse: String,
    /// What else it says, as JSON.
    pub contenu: String,
    /// Message-ID.
    pub message_id: String,
    /// Tries made, this one included.
    pub essais: i32,
}

/// Claims the mail that is due longest at `maintenant`, under the token `verrou` until
/// `jusqua`; one whose holder let its lock expire too. Two claims never share a mail.
///
/// # Errors
/// What the engine answered.
pub async fn prendre(
    tx: &impl ConnectionTrait,
    maintenant: Moment,
    verrou: &str,
    jusqua: Moment,
) -> Resultat<Option<CourrielServiceAEnvoyer>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        academie_id: i64,
        genre: String,
        objet_cle: Option<i64>,
        nom: String,
        adresse: String,
        contenu: String,
        message_id: String,
        essais: i32,
    }
    let pris = files::prendre(tx, &FILE, maintenant, 1, verrou, jusqua).await?;
    let Some(id) = pris.first() else {
        return Ok(None);
    };
    let lu: Option<Lu> = outils::une(
        tx,
        "SELECT id, academie_id, genre, objet_cle, nom, adresse, contenu, message_id, essais
         FROM courriel_service WHERE id = $1",
        [(*id).into()],
    )
    .await?;
    Ok(lu.map(|l| CourrielServiceAEnvoyer {
        id: CourrielId(l.id),
        academie: AcademieId(l.academie_id),
        genre: l.genre,
        objet: l.objet_cle,
        nom: l.nom,
        adresse: l.adresse,
        contenu: l.contenu,
        message_id: l.message_id,
        essais: l.essais,
    }))
}

/// What became of a claimed mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The server accepted it.
    Envoye,
    /// It will be due again at a moment, for a reason; whether the try counts among those
    /// after which it is given up.
    NouvelEssai(Moment, String, bool),
    /// It was refused for good, or given up, for a reason.
    Echec(String),
    /// It has no reason to leave any more.
    Annule,
}

/// What a mail that has ended says.
const VIDE: &str = "{}";

/// Notes what became of a claimed mail; `false` when the lock was lost. Of one that has ended,
/// what it said is forgotten.
///
/// # Errors
/// What the engine answered.
pub async fn marquer(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    verrou: &str,
    maintenant: Moment,
    sort: &Sort,
) -> Resultat<bool> {
    let (etat, prochain, raison, envoye): (_, Option<i64>, &str, Option<i64>) = match sort {
        Sort::Envoye => (EtatCourriel::Envoye, None, "", Some(maintenant.0)),
        Sort::NouvelEssai(quand, raison, _) => {
            (EtatCourriel::NouvelEssai, Some(quand.0), raison, None)
        }
        Sort::Echec(raison) => (EtatCourriel::Echec, None, raison, None),
        Sort::Annule => (EtatCourriel::Annule, None, "", None),
    };
    // What made a link goes with the mail that carried it: nobody makes it again afterwards,
    // from a copy of the database.
    let contenu = match sort {
        Sort::NouvelEssai(..) => None,
        Sort::Envoye | Sort::Echec(_) | Sort::Annule => Some(VIDE),
    };
    let de_trop = i32::from(matches!(sort, Sort::NouvelEssai(_, _, false)));
    let valeurs: [Value; 6] = [
        etat.code().into(),
        prochain.into(),
        raison.into(),
        envoye.into(),
        contenu.into(),
        de_trop.into(),
    ];
    files::marquer(
        tx,
        &FILE,
        id.0,
        verrou,
        maintenant,
        "etat = $4, raison = $6, envoye_le = $7,
           prochain_essai_le = coalesce($5, prochain_essai_le), contenu = coalesce($8, contenu),
           essais = essais - $9",
        valeurs,
    )
    .await
}

/// Gives up the mails about something that nobody is sending: before what they are about
/// goes.
///
/// # Errors
/// What the engine answered.
pub async fn annuler(
    tx: &impl ConnectionTrait,
    genre: &str,
    objet: i64,
    maintenant: Moment,
) -> Resultat<u64> {
    outils::executer(
        tx,
        "UPDATE courriel_service SET etat = 'annule', etat_depuis = $3, contenu = $4
         WHERE genre = $1 AND objet_cle = $2 AND etat IN ('en_attente', 'nouvel_essai')",
        [genre.into(), objet.into(), maintenant.0.into(), VIDE.into()],
    )
    .await
}

/// Where the latest mail about something stands.
///
/// # Errors
/// What the engine answered.
pub async fn etat(
    conn: &impl ConnectionTrait,
    genre: &str,
    objet: i64,
) -> Resultat<Option<EtatCourriel>> {
    #[derive(FromQueryResult)]
    struct Lu {
        etat: String,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT etat FROM courriel_service WHERE genre = $1 AND objet_cle = $2
         ORDER BY id DESC LIMIT 1",
        [genre.into(), objet.into()],
    )
    .await?;
    lu.map(|l| {
        lire(
            EtatCourriel::lire(&l.etat),
            "courriel_service.etat",
            &l.etat,
        )
    })
    .transpose()
}

/// When the next mail is due or the next lock expires; none when nothing is under way.
///
/// # Errors
/// What the engine answered.
pub async fn prochaine_echeance(conn: &impl ConnectionTrait) -> Resultat<Option<Moment>> {
    files::prochaine_echeance(conn, &FILE).await
}

/// Tries after which a mail that is put off again and again no longer counts among those that
/// wait: an address that nothing reaches must not hold up what comes after it for ever.
const ESSAIS_COMPTES: i32 = 3;

/// How many mails of a kind wait to be sent, are being sent, or were put off by a try that is
/// one of the first [`ESSAIS_COMPTES`]: while the mail server is down they still wait.
///
/// # Errors
/// What the engine answered.
pub async fn en_attente(conn: &impl ConnectionTrait, genre: &str) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Lu {
        nombre: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM courriel_service
         WHERE genre = $1 AND (etat IN ('en_attente', 'en_cours')
           OR (etat = 'nouvel_essai' AND essais <= $2))",
        [genre.into(), ESSAIS_COMPTES.into()],
    )
    .await?;
    Ok(outils::compte(lu.map_or(0, |l| l.nombre)))
}

/// The mail of this token (32 signs) came back, for good. `false` when it is none of these,
/// or is not in a state from which a mail comes back.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_retour(
    tx: &impl ConnectionTrait,
    jeton: &str,
    maintenant: Moment,
    raison: &str,
) -> Resultat<bool> {
    let oublie = format!(", contenu = '{VIDE}'");
    revenus::marquer(tx, FILE.table, jeton, maintenant, raison, &oublie).await
}

/// Where the mail of this token stands; none when it is none of these.
///
/// # Errors
/// What the engine answered.
pub async fn par_jeton(
    conn: &impl ConnectionTrait,
    jeton: &str,
) -> Resultat<Option<(CourrielId, EtatCourriel)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        etat: String,
    }
    let lu: Option<Lu> = revenus::par_jeton(conn, FILE.table, "id, etat", jeton).await?;
    lu.map(|l| {
        let etat = lire(
            EtatCourriel::lire(&l.etat),
            "courriel_service.etat",
            &l.etat,
        )?;
        Ok((CourrielId(l.id), etat))
    })
    .transpose()
}
