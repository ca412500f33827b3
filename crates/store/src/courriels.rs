//! The outbox: mails are rows written with the request that asks for them, claimed by
//! workers, and marked with what became of them.
//!
//! A claim holds a lock: a token chosen by the worker, and a moment after which the
//! lock is worth nothing. Every mark is made only if the row still bears the token, so
//! that a worker that was believed lost cannot overwrite what another one did since.

use crate::Resultat;
use crate::entites::envoi;
use crate::files::{self, File};
use crate::outils::{self, Ecrivain, lignes_par_insertion, lire, lots, marques, marques_lignes};
use crate::revenus;
use domain::{
    AcademieId, AnnulationEnvoyee, CompteId, ConvocationId, CourrielId, CourrielRaconte,
    DernierEnvoi, EnvoiEnCours, EnvoiId, EtatCourriel, GenreCourriel, IntervenantId, MissionId,
    Moment, NaiveDate, SuiviCourriel,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Value};
use std::collections::{BTreeSet, HashMap};

// ---------------------------------------------------------------------- asking

/// A mail to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouveauCourriel {
    /// What it carries.
    pub genre: GenreCourriel,
    /// Of which convocation; none for a summary.
    pub convocation: Option<ConvocationId>,
    /// To which intervenant; none for the author.
    pub intervenant: Option<IntervenantId>,
    /// Name of the person it goes to.
    pub nom: String,
    /// Address it goes to.
    pub adresse: String,
    /// Subject.
    pub sujet: String,
    /// Its Message-ID, the same at each try; unique.
    pub message_id: String,
    /// Version of the convocation when it was asked for; 0 for a summary.
    pub convocation_version: i32,
}

/// Records a request to send convocations of a mission; `sans_adresse` names the
/// people left out of it, for its summary.
///
/// # Errors
/// What the engine answered.
pub async fn creer_envoi(
    tx: &impl ConnectionTrait,
    mission: MissionId,
    auteur: CompteId,
    groupe: bool,
    sans_adresse: &[String],
    maintenant: Moment,
) -> Resultat<EnvoiId> {
    let fait = envoi::ActiveModel {
        id: NotSet,
        mission_id: Set(mission.0),
        auteur_id: Set(auteur.0),
        demande_le: Set(maintenant.0),
        groupe: Set(groupe),
        sans_adresse: Set(serde_json::json!(sans_adresse).to_string()),
    }
    .insert(tx)
    .await?;
    Ok(EnvoiId(fait.id))
}

/// Adds the mails of a request, to be sent from `depart` on, in this order.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when a convocation has two mails of the same kind in
/// the request, or a Message-ID is taken.
pub async fn ajouter_lot(
    tx: &impl ConnectionTrait,
    envoi: EnvoiId,
    courriels: &[NouveauCourriel],
    maintenant: Moment,
    depart: Moment,
) -> Resultat<()> {
    const COLONNES: usize = 14;
    for lot in courriels.chunks(lignes_par_insertion(COLONNES)) {
        let sql = format!(
            "INSERT INTO courriel (envoi_id, genre, convocation_id, intervenant_id, nom, adresse,
               sujet, message_id, convocation_version, etat, etat_depuis, prochain_essai_le,
               raison, cree_le)
             VALUES {}",
            marques_lignes(lot.len(), COLONNES)
        );
        let valeurs = lot.iter().flat_map(|c| -> [Value; COLONNES] {
            [
                envoi.0.into(),
                c.genre.code().into(),
                c.convocation.map(|c| c.0).into(),
                c.intervenant.map(|i| i.0).into(),
                c.nom.as_str().into(),
                c.adresse.as_str().into(),
                c.sujet.as_str().into(),
                c.message_id.as_str().into(),
                c.convocation_version.into(),
                EtatCourriel::EnAttente.code().into(),
                maintenant.0.into(),
                depart.0.into(),
                "".into(),
                maintenant.0.into(),
            ]
        });
        outils::executer(tx, sql, valeurs).await?;
    }
    Ok(())
}

/// Notes that a request reminds people of what they had received.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_rappel(tx: &impl ConnectionTrait, envoi: EnvoiId) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE envoi SET rappel = true WHERE id = $1",
        [envoi.0.into()],
    )
    .await?;
    Ok(())
}

/// Notes of which mail each of an automatic reminder reminds: a mail has one at most.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when one is reminded of already.
pub async fn lier_relances(tx: &impl ConnectionTrait, envoi: EnvoiId) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE courriel SET relance_de = (SELECT max(k.id) FROM courriel k
           WHERE k.convocation_id = courriel.convocation_id AND k.genre = 'convocation'
             AND k.etat = 'envoye' AND k.envoi_id <> courriel.envoi_id)
         WHERE envoi_id = $1 AND genre = 'convocation'",
        [envoi.0.into()],
    )
    .await?;
    Ok(())
}

/// A convocation whose person may be reminded of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ARelancer {
    /// Which.
    pub convocation: ConvocationId,
    /// Of which mission.
    pub mission: MissionId,
    /// Who had it sent.
    pub auteur: CompteId,
    /// The mail it is reminded of: when it left, and its key.
    pub recu: (Moment, CourrielId),
}

/// The convocations of an académie that were accepted by the mail server at `avant` or
/// before, as they still are, and nobody answered; of which nothing was sent since, and
/// which have days on `jour` or later. Oldest first, after `apres`, `nombre` at most.
///
/// # Errors
/// What the engine answered.
pub async fn a_relancer(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    avant: Moment,
    jour: NaiveDate,
    apres: Option<(Moment, CourrielId)>,
    nombre: u32,
) -> Resultat<Vec<ARelancer>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        envoye_le: i64,
        convocation_id: i64,
        mission_id: i64,
        auteur_id: i64,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT k.id, k.envoye_le, c.id AS convocation_id, c.mission_id, v.auteur_id
         FROM courriel k JOIN envoi v ON v.id = k.envoi_id
         JOIN convocation c ON c.id = k.convocation_id JOIN mission m ON m.id = c.mission_id
         WHERE k.genre = 'convocation' AND k.etat = 'envoye' AND k.envoye_le <= $1
           AND m.academie_id = $2 AND NOT v.rappel AND k.convocation_version = c.version
           AND NOT EXISTS (SELECT 1 FROM courriel s WHERE s.convocation_id = c.id
             AND s.id > k.id AND s.genre IN ('convocation', 'annulation') AND s.etat <> 'annule')
           AND NOT EXISTS (SELECT 1 FROM courriel r WHERE r.relance_de = k.id)
           AND NOT EXISTS (SELECT 1 FROM accuse u
             WHERE u.convocation_cle = c.id AND u.edition = c.edition)
           AND EXISTS (SELECT 1 FROM convocation_creneau x
             WHERE x.convocation_id = c.id AND x.jour >= $3)
           AND (k.envoye_le > $5 OR (k.envoye_le = $5 AND k.id > $6))
         ORDER BY k.envoye_le, k.id LIMIT $4",
        [
            avant.0.into(),
            academie.0.into(),
            jour.into(),
            i64::from(nombre).into(),
            apres.map_or(i64::MIN, |(moment, _)| moment.0).into(),
            apres.map_or(i64::MIN, |(_, courriel)| courriel.0).into(),
        ],
    )
    .await?;
    Ok(lus
        .into_iter()
        .map(|l| ARelancer {
            convocation: ConvocationId(l.convocation_id),
            mission: MissionId(l.mission_id),
            auteur: CompteId(l.auteur_id),
            recu: (Moment(l.envoye_le), CourrielId(l.id)),
        })
        .collect())
}

/// Adds the mail that cancels a convocation: before its row goes, so that the mail is kept
/// among those of the convocation. `contenu` says what it cancels.
///
/// # Errors
/// As [`ajouter_lot`].
pub async fn ajouter_annulation(
    tx: &impl ConnectionTrait,
    envoi: EnvoiId,
    courriel: &NouveauCourriel,
    contenu: &str,
    maintenant: Moment,
    depart: Moment,
) -> Resultat<()> {
    let lot = core::slice::from_ref(courriel);
    ajouter_lot(tx, envoi, lot, maintenant, depart).await?;
    outils::executer(
        tx,
        "UPDATE courriel SET contenu = $2 WHERE envoi_id = $1",
        [envoi.0.into(), contenu.into()],
    )
    .await?;
    Ok(())
}

/// Has the cancellation of a request take the place of the earlier one of the same
/// convocation, which did not arrive or was taken back: what is said of the person is said
/// once. Before the row of the convocation goes.
///
/// # Errors
/// What the engine answered.
pub async fn succeder(
    tx: &impl ConnectionTrait,
    envoi: EnvoiId,
    convocation: ConvocationId,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE courriel SET relance_de = (SELECT max(a.id) FROM courriel a
           WHERE a.convocation_id = $2 AND a.genre = 'annulation' AND a.envoi_id <> $1
             AND a.etat IN ('echec', 'retour', 'annule')
             AND NOT EXISTS (SELECT 1 FROM courriel r WHERE r.relance_de = a.id))
         WHERE envoi_id = $1 AND genre = 'annulation'",
        [envoi.0.into(), convocation.0.into()],
    )
    .await?;
    Ok(())
}

/// Notes that the person to whom a cancellation went knows of it otherwise; `false` when that
/// was noted already.
///
/// # Errors
/// What the engine answered.
pub async fn noter_reglee(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    maintenant: Moment,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE courriel SET reglee_le = $2
         WHERE id = $1 AND genre = 'annulation' AND reglee_le IS NULL",
        [id.0.into(), maintenant.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// A cancellation, as who sends it again needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annulation {
    /// Of which mission.
    pub mission: MissionId,
    /// Where it stands.
    pub etat: EtatCourriel,
    /// Another one took its place.
    pub renvoyee: bool,
    /// What it said, and to whom; without a Message-ID of its own yet.
    pub courriel: NouveauCourriel,
    /// What it cancels, as JSON.
    pub contenu: String,
}

/// The cancellation of this key, of a convocation that is still deleted; none for any other
/// mail.
///
/// # Errors
/// What the engine answered.
pub async fn annulation(
    conn: &impl ConnectionTrait,
    id: CourrielId,
) -> Resultat<Option<Annulation>> {
    #[derive(FromQueryResult)]
    struct Lu {
        mission_id: i64,
        etat: String,
        renvoyee: i32,
        intervenant_id: Option<i64>,
        nom: String,
        adresse: String,
        sujet: String,
        convocation_version: i32,
        contenu: Option<String>,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT v.mission_id, k.etat, k.intervenant_id, k.nom, k.adresse, k.sujet,
                k.convocation_version, k.contenu,
                CASE WHEN EXISTS (SELECT 1 FROM courriel r WHERE r.relance_de = k.id)
                  THEN 1 ELSE 0 END AS renvoyee
         FROM courriel k JOIN envoi v ON v.id = k.envoi_id
         WHERE k.id = $1 AND k.genre = 'annulation' AND k.convocation_id IS NULL",
        [id.0.into()],
    )
    .await?;
    lu.map(|l| {
        Ok(Annulation {
            mission: MissionId(l.mission_id),
            etat: lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?,
            renvoyee: l.renvoyee != 0,
            courriel: NouveauCourriel {
                genre: GenreCourriel::Annulation,
                convocation: None,
                intervenant: l.intervenant_id.map(IntervenantId),
                nom: l.nom,
                adresse: l.adresse,
                sujet: l.sujet,
                message_id: String::new(),
                convocation_version: l.convocation_version,
            },
            contenu: l.contenu.unwrap_or_default(),
        })
    })
    .transpose()
}

/// Notes that the cancellation of a request takes the place of another one; gives its key.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when another one has that place already.
pub async fn noter_renvoi(
    tx: &impl ConnectionTrait,
    envoi: EnvoiId,
    de: CourrielId,
) -> Resultat<Option<CourrielId>> {
    let mut notes: Vec<outils::Cle> = outils::toutes(
        tx,
        "UPDATE courriel SET relance_de = $2 WHERE envoi_id = $1 AND genre = 'annulation'
         RETURNING id",
        [envoi.0.into(), de.0.into()],
    )
    .await?;
    Ok(notes.pop().map(|c| CourrielId(c.id)))
}

/// Gives up what has not left of the cancellations among these mails: gives how many, and
/// how many had left, or were leaving.
///
/// # Errors
/// What the engine answered.
pub async fn retirer_annulations(
    tx: &impl ConnectionTrait,
    ids: &[i64],
    maintenant: Moment,
) -> Resultat<(u64, u64)> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let (mut retirees, mut parties) = (0, 0);
    for lot in lots(ids.iter().copied()) {
        let mut e = Ecrivain::new();
        let moment = e.valeur(maintenant.0);
        let parmi = e.liste(lot.clone());
        // One that may have left counts as having left: it stops all the same.
        let sql = format!(
            "UPDATE courriel SET etat = 'annule', etat_depuis = {moment}
             WHERE id IN ({parmi}) AND genre = 'annulation'
               AND etat IN ('en_attente', 'nouvel_essai')"
        );
        retirees += outils::executer(tx, sql, e.valeurs).await?;
        let sql = format!(
            "SELECT count(*) AS nombre FROM courriel WHERE id IN ({}) AND genre = 'annulation'
               AND (etat IN ('envoye', 'en_cours') OR incertain)",
            marques(1, lot.len())
        );
        let n: Option<Nombre> = outils::une(tx, sql, lot).await?;
        parties += n.map_or(0, |n| n.nombre.unsigned_abs());
    }
    Ok((retirees, parties))
}

/// Where the mails of a convocation to its intervenant stand, among these, with whether
/// each may have left without anybody seeing it.
///
/// # Errors
/// What the engine answered.
pub async fn etats(
    conn: &impl ConnectionTrait,
    ids: &[i64],
) -> Resultat<Vec<(EtatCourriel, bool)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        etat: String,
        incertain: bool,
    }
    let mut tous = Vec::with_capacity(ids.len());
    for lot in lots(ids.iter().copied()) {
        let sql = format!(
            "SELECT etat, incertain FROM courriel WHERE genre = 'convocation' AND id IN ({})",
            marques(1, lot.len())
        );
        for l in outils::toutes::<Lu>(conn, sql, lot).await? {
            let etat = lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?;
            tous.push((etat, l.incertain));
        }
    }
    Ok(tous)
}

/// What a person received last of a convocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recu {
    /// Key of the mail.
    pub courriel: CourrielId,
    /// It is the end of the convocation.
    pub annulation: bool,
    /// Address it went to.
    pub adresse: String,
    /// When it was accepted; when its state was set, for one that is leaving.
    pub moment: Moment,
    /// Version of the convocation that it carried.
    pub version: i32,
    /// What it said, as JSON; none for those of before that was kept.
    pub contenu: Option<String>,
}

/// The latest mail of each of these convocations that the mail server accepted, or may
/// have when `ou_en_route`, but for those of the request `sauf`; those without any are
/// absent.
///
/// # Errors
/// What the engine answered.
pub async fn derniers_recus(
    conn: &impl ConnectionTrait,
    convocations: &[ConvocationId],
    ou_en_route: bool,
    sauf: Option<EnvoiId>,
) -> Resultat<HashMap<ConvocationId, Recu>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        convocation_id: i64,
        genre: String,
        adresse: String,
        moment: i64,
        convocation_version: i32,
        contenu: Option<String>,
    }
    let parti = if ou_en_route {
        "(k.etat IN ('envoye', 'en_cours') OR k.incertain)"
    } else {
        "k.etat = 'envoye'"
    };
    let mut tous = HashMap::new();
    let uniques: BTreeSet<i64> = convocations.iter().map(|c| c.0).collect();
    for lot in lots(uniques) {
        let mut e = Ecrivain::new();
        let sauf = e.valeur(sauf.map_or(0, |s| s.0));
        let ids = e.liste(lot);
        let sql = format!(
            "SELECT k.id, k.convocation_id, k.genre, k.adresse, k.convocation_version, k.contenu,
                    coalesce(k.envoye_le, k.etat_depuis) AS moment
             FROM courriel k WHERE k.convocation_id IN ({ids}) AND k.envoi_id <> {sauf}
               AND k.genre IN ('convocation', 'annulation') AND {parti} ORDER BY k.id"
        );
        for l in outils::toutes::<Lu>(conn, sql, e.valeurs).await? {
            // In order: the last one stays.
            tous.insert(
                ConvocationId(l.convocation_id),
                Recu {
                    courriel: CourrielId(l.id),
                    annulation: l.genre == GenreCourriel::Annulation.code(),
                    adresse: l.adresse,
                    moment: Moment(l.moment),
                    version: l.convocation_version,
                    contenu: l.contenu,
                },
            );
        }
    }
    Ok(tous)
}

/// When a mail will be tried again, of one that waits for that.
pub(crate) fn prochain_essai(etat: EtatCourriel, prochain_essai_le: i64) -> Option<Moment> {
    (etat == EtatCourriel::NouvelEssai).then_some(Moment(prochain_essai_le))
}

/// The cancellations of convocations of a mission that are still deleted, latest first; but
/// for those that were sent again, of which the later one tells.
///
/// # Errors
/// What the engine answered.
pub async fn annulations(
    conn: &impl ConnectionTrait,
    mission: MissionId,
) -> Resultat<Vec<AnnulationEnvoyee>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        nom: String,
        adresse: String,
        etat: String,
        etat_depuis: i64,
        prochain_essai_le: i64,
        raison: String,
        incertain: bool,
        reglee_le: Option<i64>,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT k.id, k.nom, k.adresse, k.etat, k.etat_depuis, k.prochain_essai_le, k.raison,
                k.incertain, k.reglee_le
         FROM envoi v JOIN courriel k ON k.envoi_id = v.id
         WHERE v.mission_id = $1 AND k.genre = 'annulation' AND k.convocation_id IS NULL
           AND k.etat <> 'annule'
           AND NOT EXISTS (SELECT 1 FROM courriel r WHERE r.relance_de = k.id)
         ORDER BY k.id DESC",
        [mission.0.into()],
    )
    .await?;
    lus.into_iter()
        .map(|l| {
            let etat = lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?;
            Ok(AnnulationEnvoyee {
                courriel: CourrielId(l.id),
                nom: l.nom,
                adresse: l.adresse,
                reglee: l.reglee_le.is_some(),
                envoi: DernierEnvoi {
                    etat,
                    depuis: Moment(l.etat_depuis),
                    raison: l.raison,
                    modifiee_depuis: false,
                    peut_etre_double: l.incertain,
                    recue: false,
                    annulee_depuis: false,
                    prochain_essai: prochain_essai(etat, l.prochain_essai_le),
                    prochain_dit: String::new(),
                },
            })
        })
        .collect()
}

/// Gives up the mails of a convocation that nobody is sending: before it is deleted.
/// Gives how many.
///
/// # Errors
/// What the engine answered.
pub async fn annuler_de_la_convocation(
    tx: &impl ConnectionTrait,
    convocation: ConvocationId,
    maintenant: Moment,
) -> Resultat<u64> {
    outils::executer(
        tx,
        "UPDATE courriel SET etat = 'annule', etat_depuis = $2
         WHERE convocation_id = $1 AND etat IN ('en_attente', 'nouvel_essai')",
        [convocation.0.into(), maintenant.0.into()],
    )
    .await
}

/// First advisory lock of PostgreSQL for the requests to send of a mission: out of the way of
/// anybody else's.
const PREMIER_VERROU: i64 = 0x696d_656e_766f_0000;

/// Holds the requests to send of a mission for the rest of the transaction: whoever asks for
/// some at the same moment comes after, and sees these. SQLite has one writer at a time
/// already.
///
/// # Errors
/// What the engine answered.
pub async fn tenir_les_envois(tx: &impl ConnectionTrait, mission: MissionId) -> Resultat<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let verrou = PREMIER_VERROU.wrapping_add(mission.0);
        let sql = "SELECT count(pg_advisory_xact_lock($1))";
        outils::executer(tx, sql, [verrou.into()]).await?;
    }
    Ok(())
}

/// Gives up what has not left of earlier requests for the mails of these convocations: what
/// is asked for now says the same or better. The copies that go with them go too, and the
/// summary of a request of which nothing is left; not those of what did leave. One that is
/// leaving is not tried again if it fails. Gives how many mails to intervenants.
///
/// # Errors
/// What the engine answered.
pub async fn annuler_en_attente(
    tx: &impl ConnectionTrait,
    convocations: &[ConvocationId],
    maintenant: Moment,
) -> Resultat<u64> {
    let mut annules = 0;
    for lot in lots(convocations.iter().map(|c| c.0)) {
        let mut e = Ecrivain::new();
        let moment = e.valeur(maintenant.0);
        let parmi = e.liste(lot);
        let annuler = |genre: &str, ou: &str| {
            format!(
                "UPDATE courriel SET etat = 'annule', etat_depuis = {moment}
                 WHERE genre = '{genre}' AND etat IN ('en_attente', 'nouvel_essai') AND {ou}"
            )
        };
        let elles = format!("convocation_id IN ({parmi})");
        let sql = annuler("convocation", &elles);
        annules += outils::executer(tx, sql, e.valeurs.clone()).await?;
        let copies = format!(
            "{elles} AND NOT EXISTS (SELECT 1 FROM courriel k WHERE k.envoi_id = courriel.envoi_id
               AND k.convocation_id = courriel.convocation_id AND k.genre = 'convocation'
               AND k.etat <> 'annule')"
        );
        outils::executer(tx, annuler("copie", &copies), e.valeurs.clone()).await?;
        let vides = format!(
            "envoi_id IN (SELECT envoi_id FROM courriel r
               WHERE r.genre = 'convocation' AND r.{elles})
             AND NOT EXISTS (SELECT 1 FROM courriel k WHERE k.envoi_id = courriel.envoi_id
               AND k.genre = 'convocation' AND k.etat <> 'annule')"
        );
        outils::executer(tx, annuler("recapitulatif", &vides), e.valeurs).await?;
    }
    Ok(annules)
}

/// Of a mail to an intervenant: the same convocation was asked for again since, and that one
/// waits, leaves or has left.
const REDEMANDE: &str = "courriel.genre = 'convocation' AND EXISTS (SELECT 1 FROM courriel s
    WHERE s.convocation_id = courriel.convocation_id AND s.genre = 'convocation'
      AND s.id > courriel.id AND s.etat IN ('en_attente', 'en_cours', 'nouvel_essai', 'envoye'))";

/// Has the convocations of a person that have not left go to another address than the one
/// where they were to go: gives how many. One that is leaving is past changing.
///
/// # Errors
/// What the engine answered.
pub async fn readresser(
    tx: &impl ConnectionTrait,
    intervenant: IntervenantId,
    avant: &str,
    apres: &str,
) -> Resultat<u64> {
    outils::executer(
        tx,
        "UPDATE courriel SET adresse = $3
         WHERE intervenant_id = $1 AND adresse = $2 AND genre = 'convocation'
           AND etat IN ('en_attente', 'nouvel_essai')",
        [intervenant.0.into(), avant.into(), apres.into()],
    )
    .await
}

/// Gives up what has not left of a request: gives how many mails to intervenants. Its
/// summary goes too when none has left or is leaving.
///
/// # Errors
/// What the engine answered.
pub async fn annuler_envoi(
    tx: &impl ConnectionTrait,
    envoi: EnvoiId,
    maintenant: Moment,
) -> Resultat<u64> {
    let annuler = |genres: &str, sauf: &str| {
        format!(
            "UPDATE courriel SET etat = 'annule', etat_depuis = $2, raison = ''
             WHERE envoi_id = $1 AND genre {genres} AND etat IN ('en_attente', 'nouvel_essai') {sauf}"
        )
    };
    let valeurs = || [envoi.0.into(), maintenant.0.into()];
    let noter = "UPDATE envoi SET annule_le = $2 WHERE id = $1 AND annule_le IS NULL";
    outils::executer(tx, noter, valeurs()).await?;
    let annules = outils::executer(tx, annuler("= 'convocation'", ""), valeurs()).await?;
    outils::executer(
        tx,
        annuler(
            "<> 'convocation'",
            "AND NOT EXISTS (SELECT 1 FROM courriel k WHERE k.envoi_id = courriel.envoi_id
               AND k.genre = 'convocation' AND k.etat <> 'annule'
               AND (courriel.genre = 'recapitulatif' OR k.convocation_id = courriel.convocation_id))",
        ),
        valeurs(),
    )
    .await?;
    Ok(annules)
}

/// The requests of a mission of which mails to intervenants have still to leave, oldest
/// first.
///
/// # Errors
/// What the engine answered.
pub async fn envois_en_cours(
    conn: &impl ConnectionTrait,
    mission: MissionId,
    maintenant: Moment,
) -> Resultat<Vec<EnvoiEnCours>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        auteur: String,
        total: i64,
        a_partir: i64,
        depart: i64,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT v.id, a.nom AS auteur, count(*) AS total,
                count(CASE WHEN k.etat IN ('en_attente', 'nouvel_essai') THEN 1 END) AS a_partir,
                min(k.prochain_essai_le) AS depart
         FROM envoi v JOIN compte a ON a.id = v.auteur_id
         JOIN courriel k ON k.envoi_id = v.id AND k.genre = 'convocation'
         WHERE v.mission_id = $1
         GROUP BY v.id, a.nom
         HAVING count(CASE WHEN k.etat IN ('en_attente', 'nouvel_essai') THEN 1 END) > 0
         ORDER BY v.id",
        [mission.0.into()],
    )
    .await?;
    Ok(lus
        .into_iter()
        .map(|l| EnvoiEnCours {
            id: EnvoiId(l.id),
            auteur: l.auteur,
            total: outils::compte(l.total),
            a_partir: outils::compte(l.a_partir),
            depart_dans: outils::compte((l.depart - maintenant.0 + 999) / 1000),
        })
        .collect())
}

// --------------------------------------------------------------------- sending

/// A mail taken again from a worker that was lost may have left already.
const FILE: File = File {
    table: "courriel",
    attente: "'en_attente', 'nouvel_essai'",
    echeance: "prochain_essai_le",
    aussi: "etat_depuis = $1, incertain = (incertain OR etat = 'en_cours')",
};

/// A mail claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourrielAEnvoyer {
    /// Key.
    pub id: CourrielId,
    /// Request it belongs to.
    pub envoi: EnvoiId,
    /// Whether the request was for a group.
    pub groupe: bool,
    /// Who asked.
    pub auteur: CompteId,
    /// Académie of the mission.
    pub academie: AcademieId,
    /// Of which mission.
    pub mission: MissionId,
    /// What it carries.
    pub genre: GenreCourriel,
    /// Of which convocation; none for a summary, or when it was deleted since.
    pub convocation: Option<ConvocationId>,
    /// To which intervenant.
    pub intervenant: Option<IntervenantId>,
    /// Name of the person it goes to.
    pub nom: String,
    /// Address it goes to.
    pub adresse: String,
    /// Subject.
    pub sujet: String,
    /// Message-ID.
    pub message_id: String,
    /// Version of the convocation when it was asked for.
    pub convocation_version: i32,
    /// Tries made, this one included.
    pub essais: i32,
    /// When it was asked for.
    pub cree_le: Moment,
    /// What a cancellation cancels, as JSON.
    pub contenu: Option<String>,
    /// The request reminds people of what they had received.
    pub rappel: bool,
}

/// Claims up to `nombre` mails due at `maintenant`, longest due first, under the token
/// `verrou` until `jusqua`; also those whose holder let its lock expire, which a crash
/// does: nobody knows whether these left already. Two claims never share a mail, on one
/// server or several. Commit before sending.
///
/// # Errors
/// What the engine answered.
pub async fn prendre(
    tx: &impl ConnectionTrait,
    maintenant: Moment,
    nombre: u32,
    verrou: &str,
    jusqua: Moment,
) -> Resultat<Vec<CourrielAEnvoyer>> {
    // Left by a crash, and asked for again since: the person has the other, or will.
    let sql = format!(
        "UPDATE courriel SET etat = 'annule', etat_depuis = $1, incertain = true,
           verrou = NULL, verrou_jusqua = NULL
         WHERE etat = 'en_cours' AND verrou_jusqua <= $1 AND {REDEMANDE}"
    );
    outils::executer(tx, sql, [maintenant.0.into()]).await?;
    let pris = files::prendre(tx, &FILE, maintenant, nombre, verrou, jusqua).await?;

    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        envoi_id: i64,
        groupe: bool,
        auteur_id: i64,
        academie_id: i64,
        mission_id: i64,
        genre: String,
        convocation_id: Option<i64>,
        intervenant_id: Option<i64>,
        nom: String,
        adresse: String,
        sujet: String,
        message_id: String,
        convocation_version: i32,
        essais: i32,
        prochain_essai_le: i64,
        cree_le: i64,
        contenu: Option<String>,
        rappel: bool,
    }
    let mut lus: Vec<Lu> = Vec::with_capacity(pris.len());
    for lot in lots(pris) {
        let sql = format!(
            "SELECT k.id, k.envoi_id, v.groupe, v.auteur_id, m.academie_id, v.mission_id, k.genre,
                    k.convocation_id, k.intervenant_id, k.nom, k.adresse, k.sujet, k.message_id,
                    k.convocation_version, k.essais, k.prochain_essai_le, k.cree_le, k.contenu,
                    v.rappel
             FROM courriel k JOIN envoi v ON v.id = k.envoi_id
             JOIN mission m ON m.id = v.mission_id WHERE k.id IN ({})",
            marques(1, lot.len())
        );
        lus.extend(outils::toutes::<Lu>(tx, sql, lot).await?);
    }
    lus.sort_unstable_by_key(|l| (l.prochain_essai_le, l.id));
    lus.into_iter()
        .map(|l| {
            Ok(CourrielAEnvoyer {
                id: CourrielId(l.id),
                envoi: EnvoiId(l.envoi_id),
                groupe: l.groupe,
                auteur: CompteId(l.auteur_id),
                academie: AcademieId(l.academie_id),
                mission: MissionId(l.mission_id),
                genre: lire(GenreCourriel::lire(&l.genre), "courriel.genre", &l.genre)?,
                convocation: l.convocation_id.map(ConvocationId),
                intervenant: l.intervenant_id.map(IntervenantId),
                nom: l.nom,
                adresse: l.adresse,
                sujet: l.sujet,
                message_id: l.message_id,
                convocation_version: l.convocation_version,
                essais: l.essais,
                cree_le: Moment(l.cree_le),
                contenu: l.contenu,
                rappel: l.rappel,
            })
        })
        .collect()
}

/// Frees the row if it still bears the token; `ensuite` sets the rest, from `$4`.
async fn marquer(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    verrou: &str,
    maintenant: Moment,
    ensuite: &str,
    valeurs: impl IntoIterator<Item = Value>,
) -> Resultat<bool> {
    files::marquer(tx, &FILE, id.0, verrou, maintenant, ensuite, valeurs).await
}

/// The mail was accepted by the server; `convocation_version` and the digest say what
/// it carried. `false` when the lock was lost.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_envoye(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    verrou: &str,
    maintenant: Moment,
    convocation_version: i32,
    empreinte_pdf: Option<&str>,
) -> Resultat<bool> {
    marquer(
        tx,
        id,
        verrou,
        maintenant,
        "etat = 'envoye', envoye_le = $3, raison = '', convocation_version = $4,
         empreinte_pdf = $5",
        [
            convocation_version.into(),
            empreinte_pdf.map(str::to_owned).into(),
        ],
    )
    .await
}

/// Keeps what a mail said, as JSON, once it was accepted.
///
/// # Errors
/// What the engine answered.
pub async fn noter_contenu(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    contenu: &str,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE courriel SET contenu = $2 WHERE id = $1",
        [id.0.into(), contenu.into()],
    )
    .await?;
    Ok(())
}

/// The mail was refused for now: it will be due again at `prochain`; `incertain` when the
/// server may have taken it all the same. `false` when the lock was lost.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_nouvel_essai(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    verrou: &str,
    maintenant: Moment,
    prochain: Moment,
    raison: &str,
    incertain: bool,
) -> Resultat<bool> {
    marquer(
        tx,
        id,
        verrou,
        maintenant,
        // Of a request that was stopped meanwhile, or that another took the place of, nothing
        // more is tried.
        &format!(
            "etat = CASE WHEN EXISTS (SELECT 1 FROM envoi v WHERE v.id = courriel.envoi_id
                 AND v.annule_le IS NOT NULL AND courriel.genre <> 'recapitulatif')
                 OR ({REDEMANDE})
               THEN 'annule' ELSE 'nouvel_essai' END,
             prochain_essai_le = $4, raison = $5, incertain = (incertain OR $6)"
        ),
        [prochain.0.into(), raison.into(), incertain.into()],
    )
    .await
}

/// The last try of a mail is not one of those after which it is given up.
///
/// # Errors
/// What the engine answered.
pub async fn ne_pas_compter(tx: &impl ConnectionTrait, id: CourrielId) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE courriel SET essais = essais - 1 WHERE id = $1 AND essais > 0",
        [id.0.into()],
    )
    .await?;
    Ok(())
}

/// The mail was refused for good, or given up. `false` when the lock was lost.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_echec(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    verrou: &str,
    maintenant: Moment,
    raison: &str,
) -> Resultat<bool> {
    let valeurs = [raison.into()];
    marquer(
        tx,
        id,
        verrou,
        maintenant,
        "etat = 'echec', raison = $4",
        valeurs,
    )
    .await
}

/// The mail no longer has a reason to leave. `false` when the lock was lost.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_annule(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    verrou: &str,
    maintenant: Moment,
    raison: &str,
) -> Resultat<bool> {
    let valeurs = [raison.into()];
    marquer(
        tx,
        id,
        verrou,
        maintenant,
        "etat = 'annule', raison = $4",
        valeurs,
    )
    .await
}

/// Gives claimed mails back untried, to be due at `prochain` (at shutdown: now); the
/// try does not count. Gives how many still bore the token.
///
/// # Errors
/// What the engine answered.
pub async fn rendre(
    tx: &impl ConnectionTrait,
    ids: &[CourrielId],
    verrou: &str,
    maintenant: Moment,
    prochain: Moment,
) -> Resultat<u64> {
    let mut rendus = 0;
    for lot in lots(ids.iter().map(|i| i.0)) {
        let mut e = Ecrivain::new();
        let verrou = e.valeur(verrou);
        let maintenant = e.valeur(maintenant.0);
        let prochain = e.valeur(prochain.0);
        let ids = e.liste(lot);
        let sql = format!(
            "UPDATE courriel SET etat = CASE WHEN EXISTS (SELECT 1 FROM envoi v
                 WHERE v.id = courriel.envoi_id AND v.annule_le IS NOT NULL
                   AND courriel.genre <> 'recapitulatif') OR ({REDEMANDE}) THEN 'annule'
               WHEN essais > 1 THEN 'nouvel_essai' ELSE 'en_attente' END, essais = essais - 1, etat_depuis = {maintenant},
               prochain_essai_le = {prochain}, verrou = NULL, verrou_jusqua = NULL
             WHERE verrou = {verrou} AND id IN ({ids})"
        );
        rendus += outils::executer(tx, sql, e.valeurs).await?;
    }
    Ok(rendus)
}

/// Keeps a lock longer; `false` when it was lost.
///
/// # Errors
/// What the engine answered.
pub async fn prolonger(
    tx: &impl ConnectionTrait,
    id: CourrielId,
    verrou: &str,
    jusqua: Moment,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE courriel SET verrou_jusqua = $3 WHERE id = $1 AND verrou = $2",
        [id.0.into(), verrou.into(), jusqua.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// When the next mail is due or the next lock expires; none when nothing is under way.
///
/// # Errors
/// What the engine answered.
pub async fn prochaine_echeance(conn: &impl ConnectionTrait) -> Resultat<Option<Moment>> {
    files::prochaine_echeance(conn, &FILE).await
}

// ------------------------------------------------------------------- returning

/// A mail of the outbox, found by the token that its return path bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retrouve {
    /// Key.
    pub id: CourrielId,
    /// Of which convocation; none for a summary, or when it was deleted since.
    pub convocation: Option<ConvocationId>,
    /// Where it stands.
    pub etat: EtatCourriel,
}

/// The mail whose Message-ID was made of this token (32 signs); none when the token is
/// not one of ours.
///
/// # Errors
/// What the engine answered.
pub async fn par_jeton(conn: &impl ConnectionTrait, jeton: &str) -> Resultat<Option<Retrouve>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        convocation_id: Option<i64>,
        etat: String,
    }
    let colonnes = "id, convocation_id, etat";
    let lu: Option<Lu> = revenus::par_jeton(conn, FILE.table, colonnes, jeton).await?;
    lu.map(|l| {
        Ok(Retrouve {
            id: CourrielId(l.id),
            convocation: l.convocation_id.map(ConvocationId),
            etat: lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?,
        })
    })
    .transpose()
}

/// The mail of this token came back, for good: whether it counted as accepted, or as
/// failed or due again because nobody saw the end of its last try
/// ([`EtatCourriel::peut_revenir`]). `false` in any other state, and then nothing
/// changes: marking twice is marking once.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_retour(
    tx: &impl ConnectionTrait,
    jeton: &str,
    maintenant: Moment,
    raison: &str,
) -> Resultat<bool> {
    revenus::marquer(tx, FILE.table, jeton, maintenant, raison, "").await
}

// ------------------------------------------------------------------- following

/// The mails of a mission, of the request given and later ones, or all of them, in the
/// order they were asked for.
///
/// # Errors
/// What the engine answered.
pub async fn suivi(
    conn: &impl ConnectionTrait,
    mission: MissionId,
    depuis: Option<EnvoiId>,
) -> Resultat<Vec<SuiviCourriel>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        genre: String,
        convocation_id: Option<i64>,
        intervenant_id: Option<i64>,
        nom: String,
        adresse: String,
        etat: String,
        essais: i32,
        prochain_essai_le: i64,
        raison: String,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT k.id, k.genre, k.convocation_id, k.intervenant_id, k.nom, k.adresse, k.etat,
                k.essais, k.prochain_essai_le, k.raison
         FROM envoi v JOIN courriel k ON k.envoi_id = v.id
         WHERE v.mission_id = $1 AND v.id >= $2 ORDER BY k.id",
        [mission.0.into(), depuis.map_or(0, |e| e.0).into()],
    )
    .await?;
    lus.into_iter()
        .map(|l| {
            let etat = lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?;
            Ok(SuiviCourriel {
                id: CourrielId(l.id),
                genre: lire(GenreCourriel::lire(&l.genre), "courriel.genre", &l.genre)?,
                convocation: l.convocation_id.map(ConvocationId),
                intervenant: l.intervenant_id.map(IntervenantId),
                nom: l.nom,
                adresse: l.adresse,
                etat,
                essais: l.essais,
                prochain_essai: prochain_essai(etat, l.prochain_essai_le),
                raison: l.raison,
            })
        })
        .collect()
}

/// A mail that a convocation made, as its history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourrielPasse {
    /// What it was.
    pub genre: CourrielRaconte,
    /// Address it went to.
    pub adresse: String,
    /// Where it stands.
    pub etat: EtatCourriel,
    /// Since when.
    pub depuis: Moment,
    /// Name of who asked for it.
    pub auteur: String,
}

/// The mails to its intervenant that a convocation made, oldest first. Of one that was
/// deleted, `cles` are those it had.
///
/// # Errors
/// What the engine answered.
pub async fn de_la_convocation(
    conn: &impl ConnectionTrait,
    convocation: ConvocationId,
    cles: &[i64],
) -> Resultat<Vec<CourrielPasse>> {
    #[derive(FromQueryResult)]
    struct Lu {
        genre: String,
        rappel: bool,
        adresse: String,
        etat: String,
        etat_depuis: i64,
        auteur: String,
    }
    let mut e = Ecrivain::new();
    let convocation = e.valeur(convocation.0);
    let cles = if cles.is_empty() {
        "NULL".to_owned()
    } else {
        e.liste(cles.iter().copied())
    };
    let sql = format!(
        "SELECT k.genre, v.rappel, k.adresse, k.etat, k.etat_depuis, a.nom AS auteur
         FROM courriel k JOIN envoi v ON v.id = k.envoi_id JOIN compte a ON a.id = v.auteur_id
         WHERE (k.convocation_id = {convocation} OR k.id IN ({cles}))
           AND k.genre IN ('convocation', 'annulation') ORDER BY k.id"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, e.valeurs).await?;
    lus.into_iter()
        .map(|l| {
            Ok(CourrielPasse {
                genre: match lire(GenreCourriel::lire(&l.genre), "courriel.genre", &l.genre)? {
                    GenreCourriel::Annulation => CourrielRaconte::Annulation,
                    _ if l.rappel => CourrielRaconte::Rappel,
                    _ => CourrielRaconte::Convocation,
                },
                adresse: l.adresse,
                etat: lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?,
                depuis: Moment(l.etat_depuis),
                auteur: l.auteur,
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct NombreParEtat {
    etat: String,
    nombre: i64,
}

/// How many mails to intervenants of a mission are in each state, in the requests given
/// by `depuis` as for [`suivi`]; states without any are absent.
///
/// # Errors
/// What the engine answered.
pub async fn compter_par_etat(
    conn: &impl ConnectionTrait,
    mission: MissionId,
    depuis: Option<EnvoiId>,
) -> Resultat<Vec<(EtatCourriel, u32)>> {
    let lus: Vec<NombreParEtat> = outils::toutes(
        conn,
        "SELECT k.etat, count(*) AS nombre FROM envoi v JOIN courriel k ON k.envoi_id = v.id
         WHERE v.mission_id = $1 AND v.id >= $2 AND k.genre = 'convocation'
         GROUP BY k.etat ORDER BY k.etat",
        [mission.0.into(), depuis.map_or(0, |e| e.0).into()],
    )
    .await?;
    lus.into_iter()
        .map(|l| {
            let etat = lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?;
            Ok((etat, outils::compte(l.nombre)))
        })
        .collect()
}

/// Mails waiting, being sent or to be tried again, of every mission: for probes.
///
/// # Errors
/// What the engine answered.
pub async fn en_mouvement(conn: &impl ConnectionTrait) -> Resultat<u32> {
    let lus: Vec<NombreParEtat> = outils::toutes(
        conn,
        "SELECT etat, count(*) AS nombre FROM courriel
         WHERE etat IN ('en_attente', 'nouvel_essai') OR etat = 'en_cours' GROUP BY etat",
        [],
    )
    .await?;
    Ok(outils::compte(lus.into_iter().map(|l| l.nombre).sum()))
}

/// One recipient of a request, as the author's summary lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinataireEnvoi {
    /// The convocation; none when it was deleted since.
    pub convocation: Option<ConvocationId>,
    /// To whom.
    pub intervenant: Option<IntervenantId>,
    /// Name of the person.
    pub nom: String,
    /// Address used.
    pub adresse: String,
    /// Where the mail stands.
    pub etat: EtatCourriel,
    /// Why it waits or failed; may be empty.
    pub raison: String,
}

/// The intervenants to whom a request sends, in the order it was asked.
///
/// # Errors
/// What the engine answered.
pub async fn destinataires_de_l_envoi(
    conn: &impl ConnectionTrait,
    envoi: EnvoiId,
) -> Resultat<Vec<DestinataireEnvoi>> {
    #[derive(FromQueryResult)]
    struct Lu {
        convocation_id: Option<i64>,
        intervenant_id: Option<i64>,
        nom: String,
        adresse: String,
        etat: String,
        raison: String,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT convocation_id, intervenant_id, nom, adresse, etat, raison FROM courriel
         WHERE envoi_id = $1 AND genre = 'convocation' ORDER BY id",
        [envoi.0.into()],
    )
    .await?;
    lus.into_iter()
        .map(|l| {
            Ok(DestinataireEnvoi {
                convocation: l.convocation_id.map(ConvocationId),
                intervenant: l.intervenant_id.map(IntervenantId),
                nom: l.nom,
                adresse: l.adresse,
                etat: lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?,
                raison: l.raison,
            })
        })
        .collect()
}

/// Whether nothing is to happen any more to the mails a request sends to intervenants.
///
/// # Errors
/// What the engine answered.
pub async fn envoi_termine(conn: &impl ConnectionTrait, envoi: EnvoiId) -> Resultat<bool> {
    let lus: Vec<NombreParEtat> = outils::toutes(
        conn,
        "SELECT etat, count(*) AS nombre FROM courriel
         WHERE envoi_id = $1 AND genre = 'convocation' GROUP BY etat",
        [envoi.0.into()],
    )
    .await?;
    for l in &lus {
        if lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?.en_mouvement() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envoi {
    /// Of which mission.
    pub mission: MissionId,
    /// Who asked.
    pub auteur: CompteId,
    /// When.
    pub demande_le: Moment,
    /// Whether for a group.
    pub groupe: bool,
    /// People left out for want of an address.
    pub sans_adresse: Vec<String>,
}

/// A request to send, by its key.
///
/// # Errors
/// What the engine answered.
pub async fn envoi(conn: &impl ConnectionTrait, id: EnvoiId) -> Resultat<Option<Envoi>> {
    let trouve = envoi::Entity::find_by_id(id.0).one(conn).await?;
    Ok(trouve.map(|m| Envoi {
        mission: MissionId(m.mission_id),
        auteur: CompteId(m.auteur_id),
        demande_le: Moment(m.demande_le),
        groupe: m.groupe,
        // Written by us above, as JSON.
        sans_adresse: serde_json::from_str(&m.sans_adresse).unwrap_or_default(),
    }))
}
