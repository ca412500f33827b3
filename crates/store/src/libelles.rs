//! Labels that several things share, of a session d'examen or of a discipline: an import that
//! changes one changes it for all of them. What each was is kept with the import.

use crate::outils::{self, lire as relire, lots, marques};
use crate::{Resultat, disciplines, references};
use domain::{AcademieId, GenreImport, ImportId, SessionExamen};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A label, and the key of what bears it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Libelle {
    /// Key of the session or of the discipline.
    pub id: i64,
    /// The label.
    pub texte: String,
}

/// Labels, by the columns of a file that name what bears them.
pub type Libelles = BTreeMap<Vec<String>, Libelle>;

/// A label that an import changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibelleChange {
    /// The columns that name what bears it.
    pub cle: Vec<String>,
    /// What it was.
    pub avant: String,
    /// What it became.
    pub apres: String,
}

/// The labels that things of a kind share: of the sessions of the académie, or of every
/// discipline.
///
/// # Errors
/// What the engine answered.
pub async fn lire(
    conn: &impl ConnectionTrait,
    genre: GenreImport,
    academie: Option<AcademieId>,
) -> Resultat<Libelles> {
    match (genre, academie) {
        (GenreImport::Missions, Some(academie)) => sessions(conn, academie).await,
        (GenreImport::Intervenants | GenreImport::Sts, _) => {
            let toutes = disciplines::toutes(conn).await?;
            Ok(toutes
                .into_iter()
                .map(|d| {
                    let libelle = Libelle {
                        id: d.id.0,
                        texte: d.libelle,
                    };
                    (vec![d.code], libelle)
                })
                .collect())
        }
        _ => Ok(Libelles::new()),
    }
}

async fn sessions(conn: &impl ConnectionTrait, academie: AcademieId) -> Resultat<Libelles> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        code: String,
        examen: String,
        annee: i32,
        libelle: String,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT id, code, examen, annee, libelle FROM session_examen WHERE academie_id = $1",
        [academie.0.into()],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| {
            let libelle = Libelle {
                id: l.id,
                texte: l.libelle,
            };
            (vec![l.code, l.examen, l.annee.to_string()], libelle)
        })
        .collect())
}

/// The labels that are no longer the same; one that is new changed nothing.
#[must_use]
pub fn changes(avant: &Libelles, apres: &Libelles) -> Vec<LibelleChange> {
    apres
        .iter()
        .filter_map(|(cle, libelle)| {
            let ancien = avant.get(cle)?;
            (ancien.texte != libelle.texte).then(|| LibelleChange {
                cle: cle.clone(),
                avant: ancien.texte.clone(),
                apres: libelle.texte.clone(),
            })
        })
        .collect()
}

/// Keeps with an import the labels that it changed.
///
/// # Errors
/// What the engine answered.
pub async fn noter(
    tx: &impl ConnectionTrait,
    import: ImportId,
    changes: &[LibelleChange],
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE import_fichier SET libelles = $2 WHERE id = $1",
        [
            import.0.into(),
            serde_json::json!(changes).to_string().into(),
        ],
    )
    .await?;
    Ok(())
}

/// The labels that an import changed.
///
/// # Errors
/// What the engine answered.
pub async fn notes(conn: &impl ConnectionTrait, import: ImportId) -> Resultat<Vec<LibelleChange>> {
    #[derive(FromQueryResult)]
    struct Lu {
        libelles: String,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT libelles FROM import_fichier WHERE id = $1",
        [import.0.into()],
    )
    .await?;
    match lu {
        None => Ok(Vec::new()),
        Some(l) => {
            let lus: Option<Vec<LibelleChange>> = serde_json::from_str(&l.libelles).ok();
            relire(lus, "import_fichier.libelles", &l.libelles)
        }
    }
}

/// Gives labels back to what they were before an import, those that still are what it wrote;
/// gives which ones. `actuels` are those of now.
///
/// # Errors
/// What the engine answered.
pub async fn rendre(
    tx: &impl ConnectionTrait,
    genre: GenreImport,
    academie: Option<AcademieId>,
    actuels: &Libelles,
    changes: Vec<LibelleChange>,
) -> Resultat<Vec<LibelleChange>> {
    let mut rendus = Vec::new();
    for c in changes {
        if actuels.get(&c.cle).is_none_or(|l| l.texte != c.apres) {
            continue;
        }
        match (genre, academie, &c.cle[..]) {
            (GenreImport::Missions, Some(academie), [code, examen, annee]) => {
                let Ok(annee) = annee.parse() else { continue };
                let session = SessionExamen {
                    code: code.clone(),
                    examen: examen.clone(),
                    annee,
                    libelle: c.avant.clone(),
                };
                references::session(tx, academie, &session).await?;
            }
            (GenreImport::Intervenants | GenreImport::Sts, _, [code]) => {
                disciplines::importer(tx, code, &c.avant).await?;
            }
            _ => continue,
        }
        rendus.push(c);
    }
    Ok(rendus)
}

/// Once these labels are what they are: their missions answer to them, and no longer to the
/// former ones. Gives the missions whose letters say one of them.
///
/// # Errors
/// What the engine answered.
pub async fn reporter(
    tx: &impl ConnectionTrait,
    genre: GenreImport,
    libelles: &Libelles,
    changes: &[LibelleChange],
) -> Resultat<Vec<i64>> {
    let missions = missions(tx, genre, libelles, changes).await?;
    crate::missions::refaire_recherche(tx, &missions).await?;
    Ok(missions)
}

async fn missions(
    conn: &impl ConnectionTrait,
    genre: GenreImport,
    libelles: &Libelles,
    changes: &[LibelleChange],
) -> Resultat<Vec<i64>> {
    if genre != GenreImport::Missions {
        return Ok(Vec::new());
    }
    let sessions = changes
        .iter()
        .filter_map(|c| libelles.get(&c.cle))
        .map(|l| l.id);
    let mut trouvees = Vec::new();
    for lot in lots(sessions) {
        let sql = format!(
            "SELECT id FROM mission WHERE session_id IN ({})",
            marques(1, lot.len())
        );
        let lues: Vec<outils::Cle> = outils::toutes(conn, sql, lot).await?;
        trouvees.extend(lues.into_iter().map(|c| c.id));
    }
    Ok(trouvees)
}

/// How many convocations of missions that an import does not name have letters that say one
/// of these labels.
///
/// # Errors
/// What the engine answered.
pub async fn lettres_ailleurs(
    conn: &impl ConnectionTrait,
    import: ImportId,
    libelles: &Libelles,
    changes: &[LibelleChange],
) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let sessions = changes
        .iter()
        .filter_map(|c| libelles.get(&c.cle))
        .map(|l| l.id);
    let mut total: i64 = 0;
    for mut lot in lots(sessions) {
        let sql = format!(
            "SELECT count(*) AS nombre FROM convocation c JOIN mission m ON m.id = c.mission_id
             WHERE m.session_id IN ({}) AND NOT EXISTS (SELECT 1 FROM import_ligne l
               WHERE l.import_id = $1 AND l.objet_id = m.id
                 AND l.sorte IN ('nouveau', 'modifie', 'inchange'))",
            marques(2, lot.len())
        );
        lot.insert(0, import.0.into());
        let lu: Option<Nombre> = outils::une(conn, sql, lot).await?;
        total = total.saturating_add(lu.map_or(0, |n| n.nombre));
    }
    Ok(outils::compte(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_libelle_nouveau_n_en_change_aucun() {
        let libelles = |paires: &[(&str, &str)]| -> Libelles {
            paires
                .iter()
                .map(|(cle, texte)| {
                    let libelle = Libelle {
                        id: 1,
                        texte: (*texte).to_owned(),
                    };
                    (vec![(*cle).to_owned()], libelle)
                })
                .collect()
        };
        let avant = libelles(&[("A", "un"), ("B", "deux")]);
        let apres = libelles(&[("A", "un"), ("B", "autre"), ("C", "trois")]);
        assert_eq!(
            changes(&avant, &apres),
            [LibelleChange {
                cle: vec!["B".to_owned()],
                avant: "deux".to_owned(),
                apres: "autre".to_owned(),
            }]
        );
        assert_eq!(changes(&avant, &avant), []);
    }
}
