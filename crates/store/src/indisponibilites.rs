//! Indisponibilités as those who record them see them: with their reason, within a scope of
//! personnel. What a clash needs of them is read by [`crate::disponibilites`].

use crate::Resultat;
use crate::disponibilites::absence_lue;
use crate::outils::{self, Ecrivain, lire, lots, marques};
use domain::{
    Absence, ColonneIndisponibilite, EtablissementId, FiltreIndisponibilites, INTERVALLES_MAX,
    IndisponibiliteId, IntervenantId, Moment, Motif, NaiveDate, Portee, nom_complet, texte,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Longest keyword that can match anything.
const MOT_CLE_MAX: usize = 100;

/// An indisponibilité as it is kept, with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gardee {
    /// Key.
    pub id: IndisponibiliteId,
    /// Who.
    pub intervenant: IntervenantId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Stable identifier of the person.
    pub matricule: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Name of the main établissement; may be empty.
    pub etablissement: String,
    /// Its key.
    pub principal: Option<EtablissementId>,
    /// When.
    pub absence: Absence,
    /// Why.
    pub motif: Motif,
    /// Free text; may be empty.
    pub commentaire: String,
    /// Name of who recorded it; empty when it was no account.
    pub auteur: String,
    /// When it was recorded.
    pub cree_le: Moment,
    /// Counts the changes.
    pub version: i32,
}

/// Columns that [`Lue`] reads; `n` is the indisponibilité, `i` the person.
const COLONNES: &str = "n.id, n.intervenant_id, i.nom, i.prenom, i.matricule, \
     d.libelle AS discipline, e.nom AS etablissement, n.du, n.au, n.partie, n.jour_semaine, \
     n.debut_midi, n.fin_midi, n.motif, n.commentaire, a.nom AS auteur, n.cree_le, n.version, \
     i.etablissement_id";
/// Their names, in the order of the fields of [`Lue`].
const CHAMPS: &str = "id, intervenant_id, nom, prenom, matricule, discipline, etablissement, du, \
     au, partie, jour_semaine, debut_midi, fin_midi, motif, commentaire, auteur, cree_le, \
     version, etablissement_id";
const JOINTURES: &str = "JOIN intervenant i ON i.id = n.intervenant_id \
     LEFT JOIN discipline d ON d.id = i.discipline_id \
     LEFT JOIN etablissement e ON e.id = i.etablissement_id \
     LEFT JOIN compte a ON a.id = n.auteur_id";

#[derive(FromQueryResult, Deserialize)]
struct Lue {
    id: i64,
    intervenant_id: i64,
    nom: String,
    prenom: String,
    matricule: String,
    discipline: Option<String>,
    etablissement: Option<String>,
    du: NaiveDate,
    au: NaiveDate,
    partie: String,
    jour_semaine: Option<i32>,
    debut_midi: i32,
    fin_midi: i32,
    motif: String,
    commentaire: String,
    auteur: Option<String>,
    cree_le: i64,
    version: i32,
    etablissement_id: Option<i64>,
}

impl Lue {
    fn lue(self) -> Resultat<Gardee> {
        Ok(Gardee {
            id: IndisponibiliteId(self.id),
            intervenant: IntervenantId(self.intervenant_id),
            nom: nom_complet(&self.nom, &self.prenom),
            matricule: self.matricule,
            discipline: self.discipline.unwrap_or_default(),
            etablissement: self.etablissement.unwrap_or_default(),
            principal: self.etablissement_id.map(EtablissementId),
            absence: absence_lue(
                (self.du, self.au),
                &self.partie,
                self.jour_semaine,
                (self.debut_midi, self.fin_midi),
            )?,
            motif: lire(
                Motif::lire(&self.motif),
                "indisponibilite.motif",
                &self.motif,
            )?,
            commentaire: self.commentaire,
            auteur: self.auteur.unwrap_or_default(),
            cree_le: Moment(self.cree_le),
            version: self.version,
        })
    }
}

#[derive(FromQueryResult)]
struct Nombre {
    nombre: i64,
}

/// The lines that a filter keeps of the people of a scope, sorted: those from `depuis` on,
/// `limite` at most; how many it keeps, and how many there are.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreIndisponibilites,
    depuis: u32,
    limite: u32,
) -> Resultat<(u32, u32, Vec<Gardee>)> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee_personnel(portee, "i") else {
        return Ok((0, 0, Vec::new()));
    };
    let compter = |ou: &str| {
        format!(
            "SELECT count(*) AS nombre FROM indisponibilite n
             JOIN intervenant i ON i.id = n.intervenant_id
             LEFT JOIN discipline d ON d.id = i.discipline_id WHERE {ou}"
        )
    };
    let toutes: Option<Nombre> = outils::une(conn, compter(&ou), e.valeurs.clone()).await?;
    let toutes = toutes.map_or(0, |n| outils::compte(n.nombre));
    let Some(ou) = conditions(conn, portee, &mut e, ou, filtre).await? else {
        return Ok((0, toutes, Vec::new()));
    };
    let total: Option<Nombre> = outils::une(conn, compter(&ou), e.valeurs.clone()).await?;
    let total = total.map_or(0, |n| outils::compte(n.nombre));
    if total == 0 {
        return Ok((0, toutes, Vec::new()));
    }
    let depuis = domain::rang_montre(depuis, total, limite);
    let (limite, depuis) = (e.valeur(i64::from(limite)), e.valeur(i64::from(depuis)));
    let tri = tri(filtre);
    let sql = format!(
        "SELECT {COLONNES} FROM indisponibilite n {JOINTURES}
         WHERE {ou} ORDER BY {tri} LIMIT {limite} OFFSET {depuis}"
    );
    let lues: Vec<Lue> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
    let lignes = lues.into_iter().map(Lue::lue).collect::<Resultat<_>>()?;
    Ok((total, toutes, lignes))
}

/// The comments within a scope as keywords are looked for in them: normalised, which they
/// are not as they are kept. Few indisponibilités have one.
async fn commentaires(
    conn: &impl ConnectionTrait,
    portee: &Portee,
) -> Resultat<Vec<(i64, String)>> {
    #[derive(Deserialize)]
    struct Lu {
        id: i64,
        commentaire: String,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee_personnel(portee, "i") else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT n.id, n.commentaire FROM indisponibilite n
         JOIN intervenant i ON i.id = n.intervenant_id WHERE {ou} AND n.commentaire <> ''"
    );
    let lus: Vec<Lu> = outils::en_bloc(conn, "id, commentaire", &sql, e.valeurs).await?;
    Ok(lus
        .into_iter()
        .map(|l| (l.id, texte::normaliser(&l.commentaire)))
        .collect())
}

/// What a filter keeps; none when it can keep nothing. Keywords are looked for in comments
/// too: whoever has these people in their scope reads them.
async fn conditions(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    e: &mut Ecrivain,
    mut ou: String,
    filtre: &FiltreIndisponibilites,
) -> Resultat<Option<String>> {
    if filtre.mot_cle.len() > MOT_CLE_MAX {
        return Ok(None);
    }
    let mots: Vec<String> = texte::mots_cles(&filtre.mot_cle).collect();
    let commentaires = if mots.is_empty() {
        Vec::new()
    } else {
        commentaires(conn, portee).await?
    };
    for mot in mots {
        let dites: Vec<i64> = commentaires
            .iter()
            .filter(|(_, lu)| lu.contains(&mot))
            .map(|(id, _)| *id)
            .collect();
        // Normalised words hold letters, digits and spaces alone: nothing to escape in LIKE.
        let motif = e.valeur(format!("%{mot}%"));
        let dites = e.cles(conn.get_database_backend(), &dites);
        ou.push_str(&format!(
            " AND (i.cle_tri LIKE {motif} OR d.libelle_normalise LIKE {motif}
                OR lower(i.matricule) LIKE {motif} OR n.id IN ({dites}))"
        ));
    }
    if !filtre.disciplines.is_empty() {
        let uniques: BTreeSet<i64> = filtre.disciplines.iter().map(|d| d.0).collect();
        ou.push_str(&format!(
            " AND i.discipline_id IN ({})",
            e.liste(uniques.into_iter().take(outils::LOT))
        ));
    }
    if let Some(motif) = filtre.motif {
        ou.push_str(&format!(" AND n.motif = {}", e.valeur(motif.code())));
    }
    if let Some(du) = filtre.du {
        ou.push_str(&format!(" AND n.au >= {}", e.valeur(du)));
    }
    if let Some(au) = filtre.au {
        ou.push_str(&format!(" AND n.du <= {}", e.valeur(au)));
    }
    if !filtre.seules.is_empty() {
        let intervalles: Vec<String> = filtre
            .seules
            .iter()
            .take(INTERVALLES_MAX)
            .map(|(de, a)| format!("n.id BETWEEN {} AND {}", e.valeur(*de), e.valeur(*a)))
            .collect();
        ou.push_str(&format!(" AND ({})", intervalles.join(" OR ")));
    }
    if let Some(personne) = filtre.personne {
        ou.push_str(&format!(" AND n.intervenant_id = {}", e.valeur(personne.0)));
    }
    Ok(Some(ou))
}

fn tri(filtre: &FiltreIndisponibilites) -> String {
    let sens = if filtre.descendant() { "DESC" } else { "ASC" };
    match filtre.tri {
        ColonneIndisponibilite::Periode => {
            format!("n.du {sens}, n.au {sens}, i.cle_tri, n.id")
        }
        ColonneIndisponibilite::Nom => format!("i.cle_tri {sens}, n.du, n.id"),
        ColonneIndisponibilite::Discipline => {
            format!("coalesce(d.libelle_normalise, '') {sens}, i.cle_tri, n.du, n.id")
        }
        ColonneIndisponibilite::Motif => {
            let rangs: String = Motif::TOUS
                .iter()
                .enumerate()
                .map(|(n, m)| format!(" WHEN '{}' THEN {n}", m.code()))
                .collect();
            format!("CASE n.motif{rangs} END {sens}, i.cle_tri, n.du, n.id")
        }
    }
}

/// One of somebody of the scope.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    id: IndisponibiliteId,
) -> Resultat<Option<Gardee>> {
    trouver(conn, portee, id, "indisponibilite").await
}

async fn trouver(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    id: IndisponibiliteId,
    table: &str,
) -> Resultat<Option<Gardee>> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee_personnel(portee, "i") else {
        return Ok(None);
    };
    let id = e.valeur(id.0);
    let sql = format!("SELECT {COLONNES} FROM {table} n {JOINTURES} WHERE {ou} AND n.id = {id}");
    outils::une::<Lue>(conn, sql, e.valeurs)
        .await?
        .map(Lue::lue)
        .transpose()
}

/// Those of these people that touch a period, by person then first day.
///
/// # Errors
/// What the engine answered.
pub async fn des_personnes(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    intervenants: &[IntervenantId],
    du: NaiveDate,
    au: NaiveDate,
) -> Resultat<Vec<Gardee>> {
    let mut toutes = Vec::new();
    for lot in lots(intervenants.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let mut e = Ecrivain::new();
        let Some(ou) = e.portee_personnel(portee, "i") else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {COLONNES} FROM indisponibilite n {JOINTURES}
             WHERE {ou} AND n.au >= {} AND n.du <= {} AND n.intervenant_id IN ({})
             ORDER BY n.intervenant_id, n.du, n.id",
            e.valeur(du),
            e.valeur(au),
            e.liste(lot),
        );
        for l in outils::toutes::<Lue>(conn, sql, e.valeurs).await? {
            toutes.push(l.lue()?);
        }
    }
    Ok(toutes)
}

/// The condition that an absence is the very same.
fn la_meme(e: &mut Ecrivain, intervenant: IntervenantId, a: &Absence) -> String {
    let semaine = match a.jour_semaine {
        Some(j) => format!("jour_semaine = {}", e.valeur(i32::from(j))),
        None => "jour_semaine IS NULL".to_owned(),
    };
    format!(
        "intervenant_id = {} AND du = {} AND au = {} AND partie = {} AND debut_midi = {}
           AND fin_midi = {} AND {semaine}",
        e.valeur(intervenant.0),
        e.valeur(a.du),
        e.valeur(a.au),
        e.valeur(a.partie.code()),
        e.valeur(i32::from(a.debut_midi)),
        e.valeur(i32::from(a.fin_midi)),
    )
}

/// Whether the very same absence of a person is kept already, under another key.
///
/// # Errors
/// What the engine answered.
pub async fn existe(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
    a: &Absence,
    sauf: Option<IndisponibiliteId>,
) -> Resultat<bool> {
    let mut e = Ecrivain::new();
    let meme = la_meme(&mut e, intervenant, a);
    let sauf = e.valeur(sauf.map_or(0, |s| s.0));
    let sql =
        format!("SELECT count(*) AS nombre FROM indisponibilite WHERE {meme} AND id <> {sauf}");
    let n: Option<Nombre> = outils::une(conn, sql, e.valeurs).await?;
    Ok(n.is_some_and(|n| n.nombre > 0))
}

/// The very same absence of a person, when it is kept: its key, its version, why and the
/// comment.
///
/// # Errors
/// What the engine answered.
pub async fn pareille(
    conn: &impl ConnectionTrait,
    intervenant: IntervenantId,
    a: &Absence,
) -> Resultat<Option<(IndisponibiliteId, i32, Motif, String)>> {
    #[derive(FromQueryResult)]
    struct Pareille {
        id: i64,
        version: i32,
        motif: String,
        commentaire: String,
    }
    let mut e = Ecrivain::new();
    let meme = la_meme(&mut e, intervenant, a);
    let sql = format!(
        "SELECT id, version, motif, commentaire FROM indisponibilite WHERE {meme}
         ORDER BY id LIMIT 1"
    );
    let Some(p) = outils::une::<Pareille>(conn, sql, e.valeurs).await? else {
        return Ok(None);
    };
    let motif = lire(Motif::lire(&p.motif), "indisponibilite.motif", &p.motif)?;
    Ok(Some((
        IndisponibiliteId(p.id),
        p.version,
        motif,
        p.commentaire,
    )))
}

/// Changes one that nobody changed since `version` was read; `false` otherwise.
///
/// # Errors
/// What the engine answered.
pub async fn modifier(
    tx: &impl ConnectionTrait,
    id: IndisponibiliteId,
    version: i32,
    a: &Absence,
    motif: Motif,
    commentaire: &str,
) -> Resultat<bool> {
    let faites = outils::executer(
        tx,
        "UPDATE indisponibilite SET du = $3, au = $4, partie = $5, jour_semaine = $6,
           debut_midi = $7, fin_midi = $8, motif = $9, commentaire = $10, version = version + 1
         WHERE id = $1 AND version = $2",
        [
            id.0.into(),
            version.into(),
            a.du.into(),
            a.au.into(),
            a.partie.code().into(),
            a.jour_semaine.map(i32::from).into(),
            i32::from(a.debut_midi).into(),
            i32::from(a.fin_midi).into(),
            motif.code().into(),
            commentaire.into(),
        ],
    )
    .await?;
    Ok(faites > 0)
}

/// Columns kept of one that is deleted.
const GARDEES: &str = "id, intervenant_id, du, au, partie, jour_semaine, debut_midi, fin_midi, \
     motif, commentaire, auteur_id, cree_le";

/// Deletes one that nobody changed since `version` was read, and keeps it apart; `false`
/// otherwise.
///
/// # Errors
/// What the engine answered.
pub async fn supprimer(
    tx: &impl ConnectionTrait,
    id: IndisponibiliteId,
    version: i32,
    maintenant: Moment,
) -> Resultat<bool> {
    let gardees = outils::executer(
        tx,
        format!(
            "INSERT INTO indisponibilite_supprimee ({GARDEES}, version, supprimee_le)
             SELECT {GARDEES}, version, $3 FROM indisponibilite WHERE id = $1 AND version = $2"
        ),
        [id.0.into(), version.into(), maintenant.0.into()],
    )
    .await?;
    if gardees == 0 {
        return Ok(false);
    }
    let otees = outils::executer(
        tx,
        "DELETE FROM indisponibilite WHERE id = $1 AND version = $2",
        [id.0.into(), version.into()],
    )
    .await?;
    Ok(otees > 0)
}

/// One that was deleted, of somebody of the scope.
///
/// # Errors
/// What the engine answered.
pub async fn supprimee(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    id: IndisponibiliteId,
) -> Resultat<Option<Gardee>> {
    trouver(conn, portee, id, "indisponibilite_supprimee").await
}

/// Takes a deletion back: it has its key and its author again, and one version more;
/// `false` when somebody took it back first.
///
/// # Errors
/// What the engine answered.
pub async fn retablir(tx: &impl ConnectionTrait, id: IndisponibiliteId) -> Resultat<bool> {
    let rendues = outils::executer(
        tx,
        format!(
            "INSERT INTO indisponibilite ({GARDEES}, version)
             SELECT {GARDEES}, version + 1 FROM indisponibilite_supprimee WHERE id = $1"
        ),
        [id.0.into()],
    )
    .await?;
    outils::executer(
        tx,
        "DELETE FROM indisponibilite_supprimee WHERE id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(rendues > 0)
}

/// Those of these that are deleted and can be taken back.
///
/// # Errors
/// What the engine answered.
pub async fn retablissables(
    conn: &impl ConnectionTrait,
    ids: &[IndisponibiliteId],
) -> Resultat<BTreeSet<IndisponibiliteId>> {
    let mut trouvees = BTreeSet::new();
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT id FROM indisponibilite_supprimee WHERE id IN ({})",
            marques(1, lot.len())
        );
        for c in outils::toutes::<outils::Cle>(conn, sql, lot).await? {
            trouvees.insert(IndisponibiliteId(c.id));
        }
    }
    Ok(trouvees)
}
