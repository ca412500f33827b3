//! The outbox: mails are rows written with the request that asks for them, claimed by
//! workers, and marked with what became of them.
//!
//! A claim holds a lock: a token chosen by the worker, and a moment after which the
//! lock is worth nothing. Every mark is made only if the row still bears the token, so
//! that a worker that was believed lost cannot overwrite what another one did since.

use crate::Resultat;
use crate::entites::envoi;
use crate::outils::{self, Ecrivain, lignes_par_insertion, lire, lots, marques, marques_lignes};
use domain::{
    AcademieId, CompteId, ConvocationId, CourrielId, EnvoiEnCours, EnvoiId, EtatCourriel,
    GenreCourriel, IntervenantId, MissionId, Moment, SuiviCourriel,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Value};

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
    #[derive(FromQueryResult)]
    struct Cle {
        id: i64,
    }
    // SQLite has one writer at a time; PostgreSQL's workers step over each other's rows.
    let verrouiller = match tx.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let sql = format!(
        "WITH pris AS MATERIALIZED (
           SELECT id FROM courriel
           WHERE (etat IN ('en_attente', 'nouvel_essai') AND prochain_essai_le <= $1)
              OR (etat = 'en_cours' AND verrou_jusqua <= $1)
           ORDER BY prochain_essai_le, id LIMIT $2 {verrouiller})
         UPDATE courriel SET etat = 'en_cours', etat_depuis = $1, essais = essais + 1,
           verrou = $3, verrou_jusqua = $4, incertain = (incertain OR etat = 'en_cours')
         WHERE id IN (SELECT id FROM pris) RETURNING id"
    );
    let pris: Vec<Cle> = outils::toutes(
        tx,
        sql,
        [
            maintenant.0.into(),
            i64::from(nombre).into(),
            verrou.into(),
            jusqua.0.into(),
        ],
    )
    .await?;

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
    }
    let mut lus: Vec<Lu> = Vec::with_capacity(pris.len());
    for lot in lots(pris.into_iter().map(|c| c.id)) {
        let sql = format!(
            "SELECT k.id, k.envoi_id, v.groupe, v.auteur_id, m.academie_id, v.mission_id, k.genre,
                    k.convocation_id, k.intervenant_id, k.nom, k.adresse, k.sujet, k.message_id,
                    k.convocation_version, k.essais, k.prochain_essai_le, k.cree_le
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
    let sql = format!(
        "UPDATE courriel SET {ensuite}, etat_depuis = $3, verrou = NULL, verrou_jusqua = NULL
         WHERE id = $1 AND verrou = $2"
    );
    let debut: [Value; 3] = [id.0.into(), verrou.into(), maintenant.0.into()];
    let faits = outils::executer(tx, sql, debut.into_iter().chain(valeurs)).await?;
    Ok(faits == 1)
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
        // Of a request that was stopped meanwhile, nothing more is tried.
        "etat = CASE WHEN EXISTS (SELECT 1 FROM envoi v WHERE v.id = courriel.envoi_id
             AND v.annule_le IS NOT NULL AND courriel.genre <> 'recapitulatif')
           THEN 'annule' ELSE 'nouvel_essai' END,
         prochain_essai_le = $4, raison = $5, incertain = (incertain OR $6)",
        [prochain.0.into(), raison.into(), incertain.into()],
    )
    .await
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
                   AND courriel.genre <> 'recapitulatif') THEN 'annule'
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

#[derive(FromQueryResult)]
struct Echeance {
    moment: Option<i64>,
}

/// When the next mail is due or the next lock expires; none when nothing is under way.
///
/// # Errors
/// What the engine answered.
pub async fn prochaine_echeance(conn: &impl ConnectionTrait) -> Resultat<Option<Moment>> {
    let echeances: Vec<Echeance> = outils::toutes(
        conn,
        "SELECT min(prochain_essai_le) AS moment FROM courriel
         WHERE etat IN ('en_attente', 'nouvel_essai')
         UNION ALL SELECT min(verrou_jusqua) FROM courriel WHERE etat = 'en_cours'",
        [],
    )
    .await?;
    Ok(echeances
        .into_iter()
        .filter_map(|e| e.moment)
        .min()
        .map(Moment))
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
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT id, convocation_id, etat FROM courriel
         WHERE substr(message_id, 2, 32) = $1 ORDER BY id LIMIT 1",
        [jeton.into()],
    )
    .await?;
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
    let faits = outils::executer(
        tx,
        "UPDATE courriel SET etat = 'retour', etat_depuis = $2, raison = $3
         WHERE substr(message_id, 2, 32) = $1 AND etat IN ('envoye', 'nouvel_essai', 'echec')",
        [jeton.into(), maintenant.0.into(), raison.into()],
    )
    .await?;
    Ok(faits > 0)
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
            let prevu = etat == EtatCourriel::NouvelEssai;
            Ok(SuiviCourriel {
                id: CourrielId(l.id),
                genre: lire(GenreCourriel::lire(&l.genre), "courriel.genre", &l.genre)?,
                convocation: l.convocation_id.map(ConvocationId),
                intervenant: l.intervenant_id.map(IntervenantId),
                nom: l.nom,
                adresse: l.adresse,
                etat,
                essais: l.essais,
                prochain_essai: prevu.then_some(Moment(l.prochain_essai_le)),
                raison: l.raison,
            })
        })
        .collect()
}

/// A mail that a convocation made, as its history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourrielPasse {
    /// Address it went to.
    pub adresse: String,
    /// Where it stands.
    pub etat: EtatCourriel,
    /// Since when.
    pub depuis: Moment,
    /// Name of who asked for it.
    pub auteur: String,
}

/// The mails to its intervenant that a convocation made, oldest first.
///
/// # Errors
/// What the engine answered.
pub async fn de_la_convocation(
    conn: &impl ConnectionTrait,
    convocation: ConvocationId,
) -> Resultat<Vec<CourrielPasse>> {
    #[derive(FromQueryResult)]
    struct Lu {
        adresse: String,
        etat: String,
        etat_depuis: i64,
        auteur: String,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT k.adresse, k.etat, k.etat_depuis, a.nom AS auteur
         FROM courriel k JOIN envoi v ON v.id = k.envoi_id JOIN compte a ON a.id = v.auteur_id
         WHERE k.convocation_id = $1 AND k.genre = 'convocation' ORDER BY k.id",
        [convocation.0.into()],
    )
    .await?;
    lus.into_iter()
        .map(|l| {
            Ok(CourrielPasse {
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
