//! The intervenant's own space: the address of their calendar, a change of address that
//! waits, their telephone, and what else is kept about them.

use crate::Resultat;
use crate::outils::{self, lire, lots, marques};
use domain::{
    AcademieId, CompteId, ConvocationId, ConvoqueSantorin, EtatCourriel, GenreCourriel,
    GenreReponse, IntervenantId, Moment, NaiveDate,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::{BTreeSet, HashMap};

// -------------------------------------------------------------------- calendar

/// The address of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abonnement {
    /// Key; never given twice.
    pub id: i64,
    /// Whose convocations.
    pub intervenant: IntervenantId,
    /// Their académie.
    pub academie: AcademieId,
    /// What its secret is made of, with the key of the service.
    pub graine: String,
    /// Since when.
    pub cree_le: Moment,
}

#[derive(FromQueryResult)]
struct AbonnementLu {
    id: i64,
    intervenant_id: i64,
    academie_id: i64,
    graine: String,
    cree_le: i64,
}

async fn abonnement_ou(
    conn: &impl ConnectionTrait,
    ou: &str,
    cle: i64,
) -> Resultat<Option<Abonnement>> {
    let sql = format!(
        "SELECT a.id, a.intervenant_id, i.academie_id, a.graine, a.cree_le
         FROM agenda_abonnement a JOIN intervenant i ON i.id = a.intervenant_id
         JOIN compte k ON k.id = a.compte_id AND k.actif AND k.intervenant_id = a.intervenant_id
         WHERE {ou} = $1 AND EXISTS (SELECT 1 FROM compte_role r
             WHERE r.compte_id = k.id AND r.role = 'intervenant')"
    );
    let lu: Option<AbonnementLu> = outils::une(conn, sql, [cle.into()]).await?;
    Ok(lu.map(|l| Abonnement {
        id: l.id,
        intervenant: IntervenantId(l.intervenant_id),
        academie: AcademieId(l.academie_id),
        graine: l.graine,
        cree_le: Moment(l.cree_le),
    }))
}

/// The address of somebody's calendar, when it is open: it closes with the account that
/// opened it, or when this one has no role of intervenant any more, whatever the days of
/// that role are.
///
/// # Errors
/// What the engine answered.
pub async fn abonnement(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
) -> Resultat<Option<Abonnement>> {
    abonnement_ou(conn, "a.intervenant_id", intervenant.0).await
}

/// The address of a calendar, by its key.
///
/// # Errors
/// What the engine answered.
pub async fn abonnement_par_id(
    conn: &impl ConnectionTrait,
    id: i64,
) -> Resultat<Option<Abonnement>> {
    abonnement_ou(conn, "a.id", id).await
}

/// Opens the address of somebody's calendar, in the place of any other.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when somebody opens it in the same instant.
pub async fn ouvrir_abonnement(
    tx: &impl ConnectionTrait,
    intervenant: IntervenantId,
    compte: CompteId,
    graine: &str,
    maintenant: Moment,
) -> Resultat<()> {
    fermer_abonnement(tx, intervenant).await?;
    outils::executer(
        tx,
        "INSERT INTO agenda_abonnement (intervenant_id, compte_id, graine, cree_le)
         VALUES ($1, $2, $3, $4)",
        [
            intervenant.0.into(),
            compte.0.into(),
            graine.into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Closes the address of somebody's calendar; `false` when it was not open.
///
/// # Errors
/// What the engine answered.
pub async fn fermer_abonnement(
    tx: &impl ConnectionTrait,
    intervenant: IntervenantId,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM agenda_abonnement WHERE intervenant_id = $1",
        [intervenant.0.into()],
    )
    .await?;
    Ok(faits > 0)
}

/// When each of these convocations was changed last.
///
/// # Errors
/// What the engine answered.
pub async fn modifiees(
    conn: &impl ConnectionTrait,
    convocations: &[ConvocationId],
) -> Resultat<HashMap<ConvocationId, Moment>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        modifie_le: i64,
    }
    let mut toutes = HashMap::new();
    for lot in lots(convocations.iter().map(|c| c.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT id, modifie_le FROM convocation WHERE id IN ({})",
            marques(1, lot.len())
        );
        for l in outils::toutes::<Lue>(conn, sql, lot).await? {
            toutes.insert(ConvocationId(l.id), Moment(l.modifie_le));
        }
    }
    Ok(toutes)
}

/// A convocation that was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supprimee {
    /// The key it had.
    pub convocation: ConvocationId,
    /// When it was deleted.
    pub annulee_le: Moment,
    /// Its letter was printed, or answered: the person knows of it.
    pub connue: bool,
}

/// The convocations of somebody in an académie that were deleted since a moment, the latest
/// first, `limite` at most.
///
/// # Errors
/// What the engine answered.
pub async fn supprimees(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
    depuis: Moment,
    limite: u32,
) -> Resultat<Vec<Supprimee>> {
    #[derive(FromQueryResult)]
    struct Lue {
        convocation_id: i64,
        annulee_le: i64,
        connue: bool,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT x.convocation_id, x.annulee_le,
                (x.imprimee_le IS NOT NULL OR EXISTS (SELECT 1 FROM accuse u
                   WHERE u.convocation_cle = x.convocation_id)) AS connue
         FROM convocation_annulee x JOIN mission m ON m.id = x.mission_id
         WHERE x.intervenant_id = $1 AND m.academie_id = $2 AND x.annulee_le >= $3
         ORDER BY x.annulee_le DESC, x.convocation_id DESC LIMIT $4",
        [
            intervenant.0.into(),
            academie.0.into(),
            depuis.0.into(),
            i64::from(limite).into(),
        ],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| Supprimee {
            convocation: ConvocationId(l.convocation_id),
            annulee_le: Moment(l.annulee_le),
            connue: l.connue,
        })
        .collect())
}

// ----------------------------------------------------------------- coordinates

/// A change of personal address that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changement {
    /// Key; never given twice.
    pub id: i64,
    /// Whose address.
    pub intervenant: IntervenantId,
    /// Their académie.
    pub academie: AcademieId,
    /// The address to be confirmed.
    pub adresse: String,
    /// What its code is made of, with the key of the service.
    pub graine: String,
    /// Account that asked for it.
    pub compte: CompteId,
    /// Until when it may be confirmed.
    pub expire_le: Moment,
}

async fn changement_ou(
    conn: &impl ConnectionTrait,
    suite: &str,
    cle: i64,
) -> Resultat<Option<Changement>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        intervenant_id: i64,
        academie_id: i64,
        adresse: String,
        graine: String,
        compte_id: i64,
        expire_le: i64,
    }
    let sql = format!(
        "SELECT c.id, c.intervenant_id, i.academie_id, c.adresse, c.graine, c.compte_id,
                c.expire_le
         FROM adresse_changement c JOIN intervenant i ON i.id = c.intervenant_id {suite} = $1"
    );
    let lu: Option<Lu> = outils::une(conn, sql, [cle.into()]).await?;
    Ok(lu.map(|l| Changement {
        id: l.id,
        intervenant: IntervenantId(l.intervenant_id),
        academie: AcademieId(l.academie_id),
        adresse: l.adresse,
        graine: l.graine,
        compte: CompteId(l.compte_id),
        expire_le: Moment(l.expire_le),
    }))
}

/// The change of somebody's address that waits.
///
/// # Errors
/// What the engine answered.
pub async fn changement(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
) -> Resultat<Option<Changement>> {
    changement_ou(conn, "WHERE c.intervenant_id", intervenant.0).await
}

/// A change that waits, by its key; none once the account that asked for it is closed, or is
/// that person's no more.
///
/// # Errors
/// What the engine answered.
pub async fn changement_par_id(
    conn: &impl ConnectionTrait,
    id: i64,
) -> Resultat<Option<Changement>> {
    let suite = "JOIN compte k ON k.id = c.compte_id AND k.actif
           AND k.intervenant_id = c.intervenant_id
         WHERE c.id";
    changement_ou(conn, suite, id).await
}

/// Has a change wait, in the place of any other; gives its key.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when somebody asks for another in the same instant.
pub async fn demander_changement(
    tx: &impl ConnectionTrait,
    intervenant: IntervenantId,
    adresse: &str,
    graine: &str,
    compte: CompteId,
    maintenant: Moment,
    expire_le: Moment,
) -> Resultat<i64> {
    let cle: Option<outils::Cle> = outils::une(
        tx,
        "INSERT INTO adresse_changement (intervenant_id, adresse, graine, compte_id, demande_le,
           expire_le)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        [
            intervenant.0.into(),
            adresse.into(),
            graine.into(),
            compte.0.into(),
            maintenant.0.into(),
            expire_le.0.into(),
        ],
    )
    .await?;
    lire(cle.map(|c| c.id), "adresse_changement.id", "")
}

/// Takes a change that waits away: it was confirmed, given up or replaced. `false` when it
/// had gone already, so that it serves once.
///
/// # Errors
/// What the engine answered.
pub async fn retirer_changement(tx: &impl ConnectionTrait, id: i64) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM adresse_changement WHERE id = $1",
        [id.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// The telephone of somebody, which may be empty, and how many times it was changed.
///
/// # Errors
/// What the engine answered.
pub async fn telephone(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
) -> Resultat<(String, i32)> {
    #[derive(FromQueryResult)]
    struct Lu {
        telephone: String,
        version: i32,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT telephone, version FROM intervenant_telephone WHERE intervenant_id = $1",
        [intervenant.0.into()],
    )
    .await?;
    Ok(lu.map_or((String::new(), 0), |l| (l.telephone, l.version)))
}

/// Changes the telephone of somebody that was changed `version` times; `false` otherwise.
///
/// # Errors
/// What the engine answered.
pub async fn changer_telephone(
    tx: &impl ConnectionTrait,
    intervenant: IntervenantId,
    telephone: &str,
    version: i32,
    maintenant: Moment,
) -> Resultat<bool> {
    let sql = if version == 0 {
        "INSERT INTO intervenant_telephone (intervenant_id, telephone, version, modifie_le)
         VALUES ($1, $2, $3 + 1, $4) ON CONFLICT (intervenant_id) DO NOTHING"
    } else {
        "UPDATE intervenant_telephone SET telephone = $2, version = version + 1, modifie_le = $4
         WHERE intervenant_id = $1 AND version = $3"
    };
    let faits = outils::executer(
        tx,
        sql,
        [
            intervenant.0.into(),
            telephone.into(),
            version.into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(faits == 1)
}

// --------------------------------------------------------------- personal data

/// An answer to a convocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReponseGardee {
    /// `172278-42`.
    pub reference: String,
    /// Edition that was answered.
    pub edition: i32,
    /// What.
    pub genre: GenreReponse,
    /// The impediment; may be empty.
    pub texte: String,
    /// When.
    pub recue: Moment,
}

/// Every answer of somebody in an académie, oldest first.
///
/// # Errors
/// What the engine answered.
pub async fn reponses(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
) -> Resultat<Vec<ReponseGardee>> {
    #[derive(FromQueryResult)]
    struct Lue {
        numero: i64,
        cle: i64,
        edition: i32,
        genre: String,
        texte: String,
        recu_le: i64,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT m.numero, k.cle, u.edition, u.genre, u.texte, u.recu_le
         FROM (SELECT id AS cle, mission_id FROM convocation WHERE intervenant_id = $1
               UNION ALL SELECT convocation_id AS cle, mission_id FROM convocation_annulee
                 WHERE intervenant_id = $1) k
         JOIN mission m ON m.id = k.mission_id JOIN accuse u ON u.convocation_cle = k.cle
         WHERE m.academie_id = $2 ORDER BY u.id",
        [intervenant.0.into(), academie.0.into()],
    )
    .await?;
    lues.into_iter()
        .map(|l| {
            Ok(ReponseGardee {
                reference: format!("{}-{}", l.numero, l.cle),
                edition: l.edition,
                genre: lire(GenreReponse::lire(&l.genre), "accuse.genre", &l.genre)?,
                texte: l.texte,
                recue: Moment(l.recu_le),
            })
        })
        .collect()
}

/// A mail that was made for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourrielGarde {
    /// What it is; none for a mail of the service.
    pub genre: Option<GenreCourriel>,
    /// Address it went to.
    pub adresse: String,
    /// Where it stands.
    pub etat: EtatCourriel,
    /// Since when.
    pub depuis: Moment,
}

/// Every mail that was made for somebody, oldest first: those of convocations, then those of
/// the service.
///
/// # Errors
/// What the engine answered.
pub async fn courriels(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
) -> Resultat<Vec<CourrielGarde>> {
    #[derive(FromQueryResult)]
    struct Lu {
        genre: Option<String>,
        adresse: String,
        etat: String,
        etat_depuis: i64,
    }
    let mut lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT genre, adresse, etat, etat_depuis FROM courriel
         WHERE intervenant_id = $1 AND genre IN ('convocation', 'annulation') ORDER BY id",
        [intervenant.0.into()],
    )
    .await?;
    let service: Vec<Lu> = outils::toutes(
        conn,
        "SELECT CAST(NULL AS text) AS genre, adresse, etat, etat_depuis FROM courriel_service
         WHERE intervenant_id = $1 ORDER BY id",
        [intervenant.0.into()],
    )
    .await?;
    lus.extend(service);
    lus.into_iter()
        .map(|l| {
            Ok(CourrielGarde {
                genre: l
                    .genre
                    .map(|g| lire(GenreCourriel::lire(&g), "courriel.genre", &g))
                    .transpose()?,
                adresse: l.adresse,
                etat: lire(EtatCourriel::lire(&l.etat), "courriel.etat", &l.etat)?,
                depuis: Moment(l.etat_depuis),
            })
        })
        .collect()
}

/// What an account did, by the audit trail, latest first, `limite` at most: when, and what.
///
/// # Errors
/// What the engine answered.
pub async fn actions(
    conn: &impl ConnectionTrait,
    compte: CompteId,
    limite: u32,
) -> Resultat<Vec<(Moment, String)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        moment: i64,
        action: String,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT moment, action FROM piste WHERE compte_id = $1
         ORDER BY moment DESC, id DESC LIMIT $2",
        [compte.0.into(), i64::from(limite).into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| (Moment(l.moment), l.action))
        .collect())
}

/// When an account was made; none for one that does not exist.
///
/// # Errors
/// What the engine answered.
pub async fn compte_cree_le(
    conn: &impl ConnectionTrait,
    compte: CompteId,
) -> Resultat<Option<Moment>> {
    #[derive(FromQueryResult)]
    struct Lu {
        cree_le: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT cree_le FROM compte WHERE id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(lu.map(|l| Moment(l.cree_le)))
}

/// The établissements of an account's roles, `NAME (UAI)` by key.
///
/// # Errors
/// What the engine answered.
pub async fn lieux(
    conn: &impl ConnectionTrait,
    etablissements: &[i64],
) -> Resultat<HashMap<i64, String>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        nom: String,
        uai: String,
    }
    let mut tous = HashMap::new();
    for lot in lots(etablissements.iter().copied().collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT id, nom, uai FROM etablissement WHERE id IN ({})",
            marques(1, lot.len())
        );
        for l in outils::toutes::<Lu>(conn, sql, lot).await? {
            tous.insert(l.id, format!("{} ({})", l.nom, l.uai));
        }
    }
    Ok(tous)
}

/// A right in SANTORIN, as it was last handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmis {
    /// Code of the right.
    pub droit: String,
    /// Until when.
    pub jusqu_au: NaiveDate,
    /// Code of why it was taken away; empty while it stands.
    pub retrait: String,
    /// When it was handed over.
    pub quand: Moment,
    /// What was handed over.
    pub contenu: ConvoqueSantorin,
}

/// What was handed over to SANTORIN of somebody in an académie, in the order in which it was.
///
/// # Errors
/// What the engine answered.
pub async fn transmis(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
) -> Resultat<Vec<Transmis>> {
    #[derive(FromQueryResult)]
    struct Lu {
        droit: String,
        jusqu_au: NaiveDate,
        motif: Option<String>,
        publie_le: i64,
        contenu: String,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT droit, jusqu_au, motif, publie_le, contenu FROM santorin_droit
         WHERE academie_id = $2 AND convocation_cle IN (
           SELECT id FROM convocation WHERE intervenant_id = $1
           UNION SELECT convocation_id FROM convocation_annulee WHERE intervenant_id = $1)
         ORDER BY rang",
        [intervenant.0.into(), academie.0.into()],
    )
    .await?;
    lus.into_iter()
        .map(|l| {
            let contenu = serde_json::from_str(&l.contenu).ok();
            Ok(Transmis {
                droit: l.droit,
                jusqu_au: l.jusqu_au,
                retrait: l.motif.unwrap_or_default(),
                quand: Moment(l.publie_le),
                contenu: lire(contenu, "santorin_droit.contenu", &l.contenu)?,
            })
        })
        .collect()
}

/// Who an account is for a provider of identities: the provider, the identity, since when, and
/// when it last served.
///
/// # Errors
/// What the engine answered.
pub async fn lien_openid(
    conn: &impl ConnectionTrait,
    compte: CompteId,
) -> Resultat<Option<(String, String, Moment, Option<Moment>)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        emetteur: String,
        sujet: String,
        lie_le: i64,
        vu_le: Option<i64>,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT emetteur, sujet, lie_le, vu_le FROM openid_lien WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(lu.map(|l| {
        let vu = l.vu_le.map(Moment);
        (l.emetteur, l.sujet, Moment(l.lie_le), vu)
    }))
}

/// Since when an account has a second factor, and the last step of its clock that served
/// ([`domain::CODE_SECONDES`] each). Its secret is not read.
///
/// # Errors
/// What the engine answered.
pub async fn second_facteur(
    conn: &impl ConnectionTrait,
    compte: CompteId,
) -> Resultat<Option<(Moment, i64)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        actif_le: i64,
        dernier_pas: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT actif_le, dernier_pas FROM second_facteur WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(lu.map(|l| (Moment(l.actif_le), l.dernier_pas)))
}

/// A request of a centre that was answered by somebody's name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct DemandeNommant {
    /// Name that was looked for.
    pub nom: String,
    /// First name that was looked for.
    pub prenom: String,
    /// Where they were said to be.
    pub lieu: String,
    /// What they were said to teach.
    pub discipline: String,
    /// What was added.
    pub commentaire: String,
    /// Code of where it stands.
    pub etat: String,
    /// When it was made, in milliseconds since 1970.
    pub cree_le: i64,
    /// When it was answered, as `cree_le`.
    pub traite_le: Option<i64>,
}

/// The requests that were answered by somebody's name, oldest first; not who asked.
///
/// # Errors
/// What the engine answered.
pub async fn demandes(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
) -> Resultat<Vec<DemandeNommant>> {
    outils::toutes(
        conn,
        "SELECT nom, prenom, lieu, discipline, commentaire, etat, cree_le, traite_le
         FROM intervenant_demande WHERE intervenant_id = $1 ORDER BY id",
        [intervenant.0.into()],
    )
    .await
}

/// The merges in which somebody took part, oldest first: when, the matricule of the other row,
/// and when they were parted again.
///
/// # Errors
/// What the engine answered.
pub async fn fusions(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
) -> Resultat<Vec<(Moment, String, Option<Moment>)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        fait_le: i64,
        matricule: String,
        defait_le: Option<i64>,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT f.fait_le, i.matricule, f.defait_le FROM intervenant_fusion f
         JOIN intervenant i
           ON i.id = CASE WHEN f.garde_id = $1 THEN f.absorbe_id ELSE f.garde_id END
         WHERE f.garde_id = $1 OR f.absorbe_id = $1 ORDER BY f.id",
        [intervenant.0.into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| (Moment(l.fait_le), l.matricule, l.defait_le.map(Moment)))
        .collect())
}
