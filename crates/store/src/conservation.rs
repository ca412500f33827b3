//! What is past its time: counting it, and deleting it a batch at a time. The lines of the
//! audit trail go by whole seals: [`crate::sceaux::purger`].

use crate::Resultat;
use crate::outils::{self, Ecrivain};
use domain::{AcademieId, Echeance, GenreConserve, Moment};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// What stands in a database of a kind.
struct Fonds {
    /// Its table, called `x` in what follows.
    table: &'static str,
    /// Its key: one column or several.
    cle: &'static [&'static str],
    /// What else is looked at.
    jointures: &'static str,
    /// How one is named in a list: neither a secret nor what it says.
    reference: &'static str,
    /// Of which académie it is.
    academie: &'static str,
    /// When it dates from.
    date: &'static str,
    /// Which ones only.
    condition: &'static str,
    /// The mission whose days keep it, where they do.
    mission: &'static str,
    /// What of it goes: all of it unless some columns only.
    vider: Option<&'static str>,
}

const SANS_ACADEMIE: &str = "CAST(NULL AS bigint)";

const FONDS: Fonds = Fonds {
    table: "",
    cle: &["id"],
    jointures: "",
    reference: "CAST(x.id AS text)",
    academie: SANS_ACADEMIE,
    date: "",
    condition: "",
    mission: "",
    vider: None,
};

/// None for the audit trail, which has its own way.
const fn fonds(genre: GenreConserve) -> Option<Fonds> {
    Some(match genre {
        GenreConserve::Piste => return None,
        GenreConserve::Convocations => Fonds {
            table: "convocation_annulee",
            cle: &["convocation_id"],
            jointures: "JOIN mission m ON m.id = x.mission_id",
            reference: "CAST(m.numero AS text) || '-' || CAST(x.convocation_id AS text)",
            academie: "m.academie_id",
            date: "x.annulee_le",
            // A service that was attested tells of it.
            condition: "NOT EXISTS (SELECT 1 FROM service_fait f
                          WHERE f.convocation_cle = x.convocation_id)",
            mission: "x.mission_id",
            ..FONDS
        },
        GenreConserve::Accuses => Fonds {
            table: "accuse",
            jointures: "LEFT JOIN convocation c ON c.id = x.convocation_cle
                 LEFT JOIN convocation_annulee s ON s.convocation_id = x.convocation_cle
                 LEFT JOIN mission m ON m.id = coalesce(c.mission_id, s.mission_id)",
            reference: "coalesce(CAST(m.numero AS text), '') || '-'
                 || CAST(x.convocation_cle AS text)",
            academie: "m.academie_id",
            date: "x.recu_le",
            condition: "x.texte <> ''",
            mission: "m.id",
            vider: Some("texte = ''"),
            ..FONDS
        },
        GenreConserve::Courriels => Fonds {
            table: "courriel",
            jointures: "JOIN envoi v ON v.id = x.envoi_id JOIN mission m ON m.id = v.mission_id",
            academie: "m.academie_id",
            date: "x.etat_depuis",
            condition: "x.contenu IS NOT NULL
                 AND x.etat NOT IN ('en_attente', 'en_cours', 'nouvel_essai')",
            mission: "v.mission_id",
            vider: Some("contenu = NULL"),
            ..FONDS
        },
        GenreConserve::Messages => Fonds {
            table: "message",
            jointures: "JOIN compte a ON a.id = x.compte_id",
            academie: "a.academie_id",
            date: "x.moment",
            ..FONDS
        },
        GenreConserve::Selections => Fonds {
            table: "lot",
            jointures: "JOIN compte a ON a.id = x.compte_id",
            academie: "a.academie_id",
            date: "x.cree_le",
            ..FONDS
        },
        GenreConserve::Indisponibilites => Fonds {
            table: "indisponibilite_supprimee",
            jointures: "JOIN intervenant i ON i.id = x.intervenant_id",
            academie: "i.academie_id",
            date: "x.supprimee_le",
            ..FONDS
        },
        GenreConserve::Brouillons => Fonds {
            table: "signature_brouillon",
            cle: &["compte_id", "etablissement_id", "signataire"],
            reference: "CAST(x.compte_id AS text) || '-' || CAST(x.etablissement_id AS text)
                 || '-' || x.signataire",
            jointures: "JOIN compte a ON a.id = x.compte_id",
            academie: "a.academie_id",
            date: "x.modifie_le",
            ..FONDS
        },
        GenreConserve::Appels => Fonds {
            table: "client_api_livraison",
            jointures: "JOIN client_api a ON a.id = x.client_id",
            academie: "a.academie_id",
            date: "x.change_le",
            // Those that were given up are to be sent again.
            condition: "x.etat = 'livree'",
            ..FONDS
        },
        GenreConserve::Sessions => Fonds {
            table: "session_web",
            cle: &["cle"],
            // Its key opens it.
            reference: "coalesce(CAST(x.compte_id AS text), '')",
            jointures: "LEFT JOIN compte a ON a.id = x.compte_id",
            academie: "a.academie_id",
            date: "x.expire_le",
            ..FONDS
        },
        GenreConserve::Tentatives => Fonds {
            table: "tentative",
            date: "x.moment",
            ..FONDS
        },
        GenreConserve::Imports => Fonds {
            table: "import_fichier",
            academie: "x.academie_id",
            date: "x.change_le",
            // One that a server is at, or is to be at, stays.
            condition: "x.etat NOT IN ('a_analyser', 'a_appliquer', 'a_annuler')",
            ..FONDS
        },
        GenreConserve::Requetes => Fonds {
            table: "requete_unique",
            cle: &["compte_id", "cle"],
            reference: "CAST(x.compte_id AS text)",
            jointures: "JOIN compte a ON a.id = x.compte_id",
            academie: "a.academie_id",
            date: "x.moment",
            ..FONDS
        },
        GenreConserve::CourrielsService => Fonds {
            table: "courriel_service",
            academie: "x.academie_id",
            date: "x.etat_depuis",
            // Those that have ended, whichever way.
            condition: "x.etat NOT IN ('en_attente', 'en_cours', 'nouvel_essai')",
            ..FONDS
        },
        GenreConserve::Adresses => Fonds {
            table: "adresse_changement",
            jointures: "JOIN intervenant i ON i.id = x.intervenant_id",
            academie: "i.academie_id",
            date: "x.expire_le",
            ..FONDS
        },
        GenreConserve::Invitations => Fonds {
            table: "invitation",
            cle: &["compte_id"],
            reference: "CAST(x.compte_id AS text)",
            jointures: "JOIN compte a ON a.id = x.compte_id",
            academie: "a.academie_id",
            date: "x.expire_le",
            ..FONDS
        },
    })
}

impl Fonds {
    /// `FROM … WHERE …`: what is past its time.
    fn choix(&self, e: &mut Ecrivain, echeance: &Echeance) -> String {
        let Self {
            table,
            jointures,
            date,
            ..
        } = self;
        let avant = e.valeur(echeance.avant.0);
        let mut sql = format!("FROM {table} x {jointures} WHERE {date} < {avant}");
        if !self.condition.is_empty() {
            sql.push_str(&format!(" AND {}", self.condition));
        }
        if let (false, Some(annee)) = (self.mission.is_empty(), echeance.annee) {
            let annee = e.valeur(annee);
            sql.push_str(&format!(
                " AND NOT EXISTS (SELECT 1 FROM mission_jour j
                    WHERE j.mission_id = {} AND j.jour >= {annee})",
                self.mission
            ));
        }
        sql
    }
}

/// Things of a kind past their time, in one académie or in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depassees {
    /// Of which académie.
    pub academie: Option<AcademieId>,
    /// How many.
    pub nombre: u64,
    /// When the oldest dates from.
    pub plus_ancien: Moment,
}

/// Counts what is past its time, by académie.
///
/// # Errors
/// What the engine answered.
pub async fn compter(
    conn: &impl ConnectionTrait,
    genre: GenreConserve,
    echeance: &Echeance,
) -> Resultat<Vec<Depassees>> {
    compter_dans(conn, genre, echeance, Parmi::Toutes).await
}

/// Of which académies things are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parmi<'a> {
    /// All of them, and what belongs to none.
    Toutes,
    /// All but these.
    Sauf(&'a [AcademieId]),
    /// This one.
    Une(AcademieId),
}

/// As [`compter`], of some académies only; nothing of the audit trail but for all of them.
///
/// # Errors
/// What the engine answered.
pub async fn compter_dans(
    conn: &impl ConnectionTrait,
    genre: GenreConserve,
    echeance: &Echeance,
    parmi: Parmi<'_>,
) -> Resultat<Vec<Depassees>> {
    #[derive(FromQueryResult)]
    struct Lu {
        academie: Option<i64>,
        nombre: i64,
        ancien: i64,
    }
    let mut e = Ecrivain::new();
    let choix = match fonds(genre) {
        Some(f) => {
            let choix = f.choix(&mut e, echeance);
            format!(
                "SELECT {} AS academie, {} AS ancien {choix}",
                f.academie, f.date
            )
        }
        None => {
            let avant = e.valeur(echeance.avant.0);
            format!(
                "SELECT p.academie_id AS academie, p.moment AS ancien FROM piste_sceau s
                 JOIN piste p ON p.id >= s.premier AND p.id <= s.dernier
                 WHERE s.purge_le IS NULL AND s.recent < {avant}"
            )
        }
    };
    let parmi = match parmi {
        Parmi::Sauf(sauf) if !sauf.is_empty() => format!(
            "WHERE academie IS NULL OR academie NOT IN ({})",
            e.liste(sauf.iter().map(|a| a.0))
        ),
        Parmi::Toutes | Parmi::Sauf(_) => String::new(),
        Parmi::Une(une) => format!("WHERE academie = {}", e.valeur(une.0)),
    };
    let sql = format!(
        "SELECT academie, count(*) AS nombre, min(ancien) AS ancien FROM ({choix}) v {parmi}
         GROUP BY academie ORDER BY academie"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lus
        .into_iter()
        .map(|l| Depassees {
            academie: l.academie.map(AcademieId),
            nombre: u64::try_from(l.nombre).unwrap_or_default(),
            plus_ancien: Moment(l.ancien),
        })
        .collect())
}

/// Something past its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depassee {
    /// How it is named.
    pub reference: String,
    /// How many things it holds: lines of a seal, else one.
    pub nombre: u64,
    /// When it dates from.
    pub date: Moment,
}

/// What is past its time in one académie or in none, the oldest first: `limite` things after
/// the `depuis` first ones. Of the audit trail, seals.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    genre: GenreConserve,
    academie: Option<AcademieId>,
    echeance: &Echeance,
    depuis: u32,
    limite: u32,
) -> Resultat<Vec<Depassee>> {
    #[derive(FromQueryResult)]
    struct Lue {
        reference: String,
        nombre: i64,
        ancien: i64,
    }
    let mut e = Ecrivain::new();
    let de = |e: &mut Ecrivain, colonne: &str| match academie {
        Some(a) => format!(" AND {colonne} = {}", e.valeur(a.0)),
        None => format!(" AND {colonne} IS NULL"),
    };
    let sql = match fonds(genre) {
        Some(f) => {
            let choix = f.choix(&mut e, echeance);
            let de = de(&mut e, f.academie);
            let cle: Vec<String> = f.cle.iter().map(|c| format!("x.{c}")).collect();
            format!(
                "SELECT {} AS reference, CAST(1 AS bigint) AS nombre, {} AS ancien {choix}{de}
                 ORDER BY {}, {}",
                f.reference,
                f.date,
                f.date,
                cle.join(", ")
            )
        }
        None => {
            let avant = e.valeur(echeance.avant.0);
            let de = de(&mut e, "p.academie_id");
            format!(
                "SELECT CAST(s.numero AS text) AS reference, count(*) AS nombre,
                        min(p.moment) AS ancien
                 FROM piste_sceau s JOIN piste p ON p.id >= s.premier AND p.id <= s.dernier
                 WHERE s.purge_le IS NULL AND s.recent < {avant}{de}
                 GROUP BY s.numero ORDER BY s.numero"
            )
        }
    };
    let limite = e.valeur(i64::from(limite));
    let depuis = e.valeur(i64::from(depuis));
    let sql = format!("{sql} LIMIT {limite} OFFSET {depuis}");
    let lues: Vec<Lue> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lues
        .into_iter()
        .map(|l| Depassee {
            reference: l.reference,
            nombre: u64::try_from(l.nombre).unwrap_or_default(),
            date: Moment(l.ancien),
        })
        .collect())
}

/// Deletes (or empties) at most `limite` things of a kind past their time, the oldest first,
/// in one académie or in none; gives how many. Nothing of the audit trail.
///
/// # Errors
/// What the engine answered.
pub async fn purger_lot(
    tx: &impl ConnectionTrait,
    genre: GenreConserve,
    academie: Option<AcademieId>,
    echeance: &Echeance,
    limite: u32,
) -> Resultat<u64> {
    let Some(f) = fonds(genre) else {
        return Ok(0);
    };
    let mut e = Ecrivain::new();
    let mut choix = f.choix(&mut e, echeance);
    match academie {
        Some(a) => choix.push_str(&format!(" AND {} = {}", f.academie, e.valeur(a.0))),
        None => choix.push_str(&format!(" AND {} IS NULL", f.academie)),
    }
    let limite = e.valeur(i64::from(limite));
    let cle = f.cle.join(", ");
    let lues: Vec<String> = f.cle.iter().map(|c| format!("x.{c}")).collect();
    let lot = format!(
        "({cle}) IN (SELECT {} {choix} ORDER BY {}, {} LIMIT {limite})",
        lues.join(", "),
        f.date,
        lues.join(", ")
    );
    if genre == GenreConserve::Convocations {
        return supprimees(tx, &lot, e.valeurs).await;
    }
    let verbe = match f.vider {
        Some(vider) => format!("UPDATE {} SET {vider}", f.table),
        None => format!("DELETE FROM {}", f.table),
    };
    outils::executer(tx, format!("{verbe} WHERE {lot}"), e.valeurs).await
}

/// Deletes deleted convocations, with the answers that they had and what their letter was
/// made with: nothing leads there any more.
async fn supprimees(
    tx: &impl ConnectionTrait,
    lot: &str,
    valeurs: Vec<sea_orm::Value>,
) -> Resultat<u64> {
    #[derive(FromQueryResult)]
    struct Cle {
        convocation_id: i64,
    }
    let sql = format!("SELECT convocation_id FROM convocation_annulee WHERE {lot}");
    let cles: Vec<Cle> = outils::toutes(tx, sql, valeurs).await?;
    for lot in outils::lots(cles.iter().map(|c| c.convocation_id)) {
        let marques = outils::marques(1, lot.len());
        for table in ["accuse", "lettre_faite", "lettre_modele"] {
            let sql = format!("DELETE FROM {table} WHERE convocation_cle IN ({marques})");
            outils::executer(tx, sql, lot.clone()).await?;
        }
        let sql = format!("DELETE FROM convocation_annulee WHERE convocation_id IN ({marques})");
        outils::executer(tx, sql, lot).await?;
    }
    Ok(cles.len() as u64)
}
