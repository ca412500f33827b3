//! The audit trail.

use crate::Resultat;
use crate::entites::piste::{Column, Entity};
use crate::outils::{self, Ecrivain, lots};
use domain::{AcademieId, CompteId, DisciplineId, EtablissementId, IntervenantId, Moment};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::BTreeSet;

/// A line of the trail: who did what to what, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// When.
    pub moment: Moment,
    /// Who; none for the command line or the server itself.
    pub compte: Option<CompteId>,
    /// What: `convoquer`, `supprimer`…
    pub action: String,
    /// Kind of thing: `mission`, `convocation`, `compte`…
    pub objet: String,
    /// Its key; 0 when it has none.
    pub objet_id: i64,
    /// JSON with what is needed to understand it later.
    pub details: String,
}

tokio::task_local! {
    /// Where the request under way comes from.
    static ADRESSE: String;
}

/// Does a work whose lines bear the address that it was asked for from. Of the task alone:
/// what it spawns bears none. Anything that is no address is none.
///
/// Beside the arguments of sixty functions rather than among them: none of them decides
/// anything on it.
pub async fn depuis<F: Future>(adresse: &str, travail: F) -> F::Output {
    let adresse = adresse.trim();
    let adresse = match adresse.parse::<core::net::IpAddr>() {
        Ok(adresse) => adresse.to_canonical().to_string(),
        Err(_) => String::new(),
    };
    ADRESSE.scope(adresse, travail).await
}

/// Of which académie a thing is, as a query on its key `$5`; none for what belongs to none.
fn academie_de(objet: &str) -> Option<&'static str> {
    Some(match objet {
        "academie" => "SELECT x.id FROM academie x WHERE x.id = $5",
        "compte" => "SELECT x.academie_id FROM compte x WHERE x.id = $5",
        "client_api" => "SELECT x.academie_id FROM client_api x WHERE x.id = $5",
        "intervenant" => "SELECT x.academie_id FROM intervenant x WHERE x.id = $5",
        "mission" | "service_fait" => "SELECT x.academie_id FROM mission x WHERE x.id = $5",
        // One of the two.
        "convocation" => {
            "SELECT m.academie_id FROM mission m WHERE m.id = coalesce(
               (SELECT x.mission_id FROM convocation x WHERE x.id = $5),
               (SELECT x.mission_id FROM convocation_annulee x WHERE x.convocation_id = $5))"
        }
        "envoi" => {
            "SELECT m.academie_id FROM envoi x JOIN mission m ON m.id = x.mission_id
             WHERE x.id = $5"
        }
        "courriel" => {
            "SELECT m.academie_id FROM courriel x JOIN envoi v ON v.id = x.envoi_id
             JOIN mission m ON m.id = v.mission_id WHERE x.id = $5"
        }
        "competence_saisie" => {
            "SELECT e.academie_id FROM competence_saisie x
             JOIN etablissement e ON e.id = x.etablissement_id WHERE x.id = $5"
        }
        "service.signature"
        | "service.convocation"
        | "signature.chef_etablissement"
        | "signature.chef_centre" => "SELECT x.academie_id FROM etablissement x WHERE x.id = $5",
        _ => return None,
    })
}

/// Adds a line: of the académie of who acted, else of what it is about.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter(tx: &impl ConnectionTrait, trace: &Trace) -> Resultat<()> {
    let academie = match trace.compte {
        Some(_) => Some("SELECT x.academie_id FROM compte x WHERE x.id = $2"),
        None => academie_de(&trace.objet),
    };
    let academie = academie.unwrap_or("SELECT CAST(NULL AS bigint)");
    let adresse = ADRESSE.try_with(Clone::clone).unwrap_or_default();
    outils::executer(
        tx,
        format!(
            "INSERT INTO piste (moment, compte_id, action, objet, objet_id, details, adresse,
               academie_id) VALUES ($1, $2, $3, $4, $5, $6, $7, ({academie}))"
        ),
        [
            trace.moment.0.into(),
            trace.compte.map(|c| c.0).into(),
            trace.action.as_str().into(),
            trace.objet.as_str().into(),
            trace.objet_id.into(),
            trace.details.as_str().into(),
            adresse.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The lines about one thing, or all, latest first.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    objet: Option<(&str, i64)>,
    limite: u32,
) -> Resultat<Vec<Trace>> {
    let mut requete = Entity::find()
        .order_by_desc(Column::Moment)
        .order_by_desc(Column::Id)
        .limit(u64::from(limite));
    if let Some((objet, id)) = objet {
        requete = requete
            .filter(Column::Objet.eq(objet))
            .filter(Column::ObjetId.eq(id));
    }
    Ok(requete
        .all(conn)
        .await?
        .into_iter()
        .map(|m| Trace {
            moment: Moment(m.moment),
            compte: m.compte_id.map(CompteId),
            action: m.action,
            objet: m.objet,
            objet_id: m.objet_id,
            details: m.details,
        })
        .collect())
}

/// The lines about one thing, latest first, each with the name of who acted (empty for the
/// command line and the server itself).
///
/// # Errors
/// What the engine answered.
pub async fn de_l_objet(
    conn: &impl ConnectionTrait,
    objet: &str,
    id: i64,
    limite: u32,
) -> Resultat<Vec<(Trace, String)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        moment: i64,
        compte_id: Option<i64>,
        nom: Option<String>,
        action: String,
        details: String,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT p.moment, p.compte_id, a.nom, p.action, p.details
         FROM piste p LEFT JOIN compte a ON a.id = p.compte_id
         WHERE p.objet = $1 AND p.objet_id = $2 ORDER BY p.moment DESC, p.id DESC LIMIT $3",
        [objet.into(), id.into(), i64::from(limite).into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| {
            let trace = Trace {
                moment: Moment(l.moment),
                compte: l.compte_id.map(CompteId),
                action: l.action,
                objet: objet.to_owned(),
                objet_id: id,
                details: l.details,
            };
            (trace, l.nom.unwrap_or_default())
        })
        .collect())
}

/// What was done in one way to several things, oldest first for each: when, by whom (empty
/// for the command line and the server itself), the details.
///
/// # Errors
/// What the engine answered.
pub async fn des_actions(
    conn: &impl ConnectionTrait,
    objet: &str,
    action: &str,
    ids: &[i64],
) -> Resultat<Vec<(Moment, String, String)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        moment: i64,
        nom: Option<String>,
        details: String,
    }
    let mut toutes = Vec::new();
    for lot in lots(ids.iter().copied().collect::<BTreeSet<_>>()) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT p.moment, a.nom, p.details
             FROM piste p LEFT JOIN compte a ON a.id = p.compte_id
             WHERE p.objet = {} AND p.action = {} AND p.objet_id IN ({})
             ORDER BY p.moment, p.id",
            e.valeur(objet),
            e.valeur(action),
            e.liste(lot),
        );
        for l in outils::toutes::<Lue>(conn, sql, e.valeurs).await? {
            toutes.push((Moment(l.moment), l.nom.unwrap_or_default(), l.details));
        }
    }
    Ok(toutes)
}

/// What was confirmed when these convocations were made or changed, latest first: which one,
/// when, by whom (empty for the server itself), and what the trail keeps of it.
///
/// # Errors
/// What the engine answered.
pub async fn confirmations(
    conn: &impl ConnectionTrait,
    convocations: impl IntoIterator<Item = i64>,
) -> Resultat<Vec<(i64, Moment, String, String)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        objet_id: i64,
        moment: i64,
        nom: Option<String>,
        details: String,
    }
    let mut lues = Vec::new();
    for lot in outils::lots(convocations) {
        // Most lines have nothing confirmed: they stay in the base.
        let sql = format!(
            "SELECT p.objet_id, p.moment, a.nom, p.details
             FROM piste p LEFT JOIN compte a ON a.id = p.compte_id
             WHERE p.objet = 'convocation' AND p.objet_id IN ({})
               AND p.action IN ('convocation.creer', 'convocation.modifier')
               AND p.details NOT LIKE '%\"confirmes\":[]%'
             ORDER BY p.moment DESC, p.id DESC",
            outils::marques(1, lot.len())
        );
        lues.extend(outils::toutes::<Lue>(conn, sql, lot).await?);
    }
    Ok(lues
        .into_iter()
        .map(|l| {
            let nom = l.nom.unwrap_or_default();
            (l.objet_id, Moment(l.moment), nom, l.details)
        })
        .collect())
}

/// The lines about the convocations of a person in an académie, standing or deleted, latest
/// first: when, what, by whom (empty for the server itself), to which mission.
///
/// # Errors
/// What the engine answered.
pub async fn des_convocations(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
    limite: u32,
) -> Resultat<Vec<(Moment, String, String, i64)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        moment: i64,
        action: String,
        nom: Option<String>,
        numero: i64,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT p.moment, p.action, a.nom, m.numero
         FROM (SELECT id AS cle, mission_id FROM convocation WHERE intervenant_id = $1
               UNION ALL SELECT convocation_id AS cle, mission_id FROM convocation_annulee
               WHERE intervenant_id = $1) c
         JOIN mission m ON m.id = c.mission_id
         JOIN piste p ON p.objet = 'convocation' AND p.objet_id = c.cle
         LEFT JOIN compte a ON a.id = p.compte_id
         WHERE m.academie_id = $2 ORDER BY p.moment DESC, p.id DESC LIMIT $3",
        [
            intervenant.0.into(),
            academie.0.into(),
            i64::from(limite).into(),
        ],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| {
            (
                Moment(l.moment),
                l.action,
                l.nom.unwrap_or_default(),
                l.numero,
            )
        })
        .collect())
}

/// A line about the entry of compétences of a discipline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceSaisie {
    /// The entry's key.
    pub saisie: i64,
    /// The year that it is for.
    pub annee: i32,
    /// When.
    pub moment: Moment,
    /// What.
    pub action: String,
    /// Name of who acted; empty for the command line and the server itself.
    pub auteur: String,
    /// JSON, as in [`Trace`].
    pub details: String,
}

/// The lines about the entries of a discipline in an établissement, of every year, latest
/// first.
///
/// # Errors
/// What the engine answered.
pub async fn des_saisies(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    discipline: Option<DisciplineId>,
    limite: u32,
) -> Resultat<Vec<TraceSaisie>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        annee: i32,
        moment: i64,
        action: String,
        nom: Option<String>,
        details: String,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT s.id, s.annee, p.moment, p.action, a.nom, p.details
         FROM competence_saisie s
         JOIN piste p ON p.objet = 'competence_saisie' AND p.objet_id = s.id
         LEFT JOIN compte a ON a.id = p.compte_id
         WHERE s.etablissement_id = $1 AND coalesce(s.discipline_id, 0) = $2
         ORDER BY p.moment DESC, p.id DESC LIMIT $3",
        [
            etablissement.0.into(),
            discipline.map_or(0_i64, |d| d.0).into(),
            i64::from(limite).into(),
        ],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| TraceSaisie {
            saisie: l.id,
            annee: l.annee,
            moment: Moment(l.moment),
            action: l.action,
            auteur: l.nom.unwrap_or_default(),
            details: l.details,
        })
        .collect())
}
