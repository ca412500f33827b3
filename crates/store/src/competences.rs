//! Compétences: boxes of the grids, where the entry of each discipline stands, what the
//! rectorat asks.

use crate::Resultat;
use crate::outils::{self, Ecrivain, compte, lignes_par_insertion, lire, lots, marques_lignes};
use domain::{
    AcademieId, AvancementSaisie, Campagne, Cellule, CibleSaisie, CleCompetence, ColonneCompetence,
    CompetenceDePersonne, CompteId, Discipline, DisciplineId, EpreuveExamen, EpreuveOption,
    EpreuveOptionId, EtablissementId, EtatSaisie, IntervenantId, Moment, NaiveDate,
    ObjetCompetence, Portee, Specialite, SpecialiteId, Uai, libelle_etablissement, nom_complet,
    texte,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

// ------------------------------------------------------------------- what one chooses from

/// Years for which something can be entered, latest first: those of the académie's sessions,
/// and those for which the rectorat asks something.
///
/// # Errors
/// What the engine answered.
pub async fn annees(conn: &impl ConnectionTrait, academie: AcademieId) -> Resultat<Vec<i32>> {
    #[derive(FromQueryResult)]
    struct Annee {
        annee: i32,
    }
    let annees: Vec<Annee> = outils::toutes(
        conn,
        "SELECT annee FROM session_examen WHERE academie_id = $1
         UNION SELECT annee FROM competence_campagne WHERE academie_id = $1
         ORDER BY annee DESC",
        [academie.0.into()],
    )
    .await?;
    Ok(annees.into_iter().map(|a| a.annee).collect())
}

/// The label of an établissement within a scope; none outside it.
///
/// # Errors
/// What the engine answered.
pub async fn etablissement(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    id: EtablissementId,
) -> Resultat<Option<String>> {
    #[derive(FromQueryResult)]
    struct Lu {
        nom: String,
        uai: String,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "e.academie_id", "e.id") else {
        return Ok(None);
    };
    let id = e.valeur(id.0);
    let sql = format!("SELECT e.nom, e.uai FROM etablissement e WHERE {ou} AND e.id = {id}");
    let lu: Option<Lu> = outils::une(conn, sql, e.valeurs).await?;
    lu.map(|l| libelle(&l.nom, &l.uai)).transpose()
}

fn libelle(nom: &str, uai: &str) -> Resultat<String> {
    let uai = lire(Uai::lire(uai).ok(), "etablissement.uai", uai)?;
    Ok(libelle_etablissement(nom, &uai))
}

/// How far the établissements of a scope are, by name. One where nobody works is left out,
/// unless it is the only one.
///
/// # Errors
/// What the engine answered.
pub async fn avancement(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
) -> Resultat<Vec<AvancementSaisie>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        nom: String,
        uai: String,
        personnes: i64,
        disciplines: i64,
        en_cours: i64,
        a_valider: i64,
        validees: i64,
        sans_discipline: Option<String>,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "e.academie_id", "e.id") else {
        return Ok(Vec::new());
    };
    let annee = e.valeur(annee);
    let sql = format!(
        "SELECT e.id, e.nom, e.uai,
                (SELECT count(*) FROM intervenant p WHERE p.etablissement_id = e.id AND p.actif)
                  AS personnes,
                count(d.discipline_id) AS disciplines,
                count(CASE WHEN s.etat = 'en_cours' THEN 1 END) AS en_cours,
                count(CASE WHEN s.etat = 'a_valider' THEN 1 END) AS a_valider,
                count(CASE WHEN s.etat = 'validee' THEN 1 END) AS validees,
                (SELECT z.etat FROM competence_saisie z
                 WHERE z.etablissement_id = e.id AND z.annee = {annee}
                   AND z.discipline_id IS NULL AND z.version > 0
                   AND EXISTS (SELECT 1 FROM intervenant q WHERE q.etablissement_id = e.id
                                 AND q.actif AND q.discipline_id IS NULL)) AS sans_discipline
         FROM etablissement e
         LEFT JOIN (SELECT DISTINCT i.etablissement_id, i.discipline_id FROM intervenant i
                    WHERE i.actif AND i.discipline_id IS NOT NULL) d
           ON d.etablissement_id = e.id
         LEFT JOIN competence_saisie s ON s.etablissement_id = e.id
           AND s.discipline_id = d.discipline_id AND s.annee = {annee} AND s.version > 0
         WHERE {ou} GROUP BY e.id, e.nom, e.uai"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, e.valeurs).await?;
    let seul = lus.len() == 1;
    let mut tous = lus
        .into_iter()
        .filter(|l| seul || l.personnes > 0)
        .map(|l| {
            Ok(AvancementSaisie {
                etablissement: EtablissementId(l.id),
                libelle: libelle(&l.nom, &l.uai)?,
                disciplines: compte(l.disciplines),
                en_cours: compte(l.en_cours),
                a_valider: compte(l.a_valider),
                validees: compte(l.validees),
                sans_discipline: match l.sans_discipline {
                    None => EtatSaisie::NonCommencee,
                    Some(etat) => lire(EtatSaisie::lire(&etat), "competence_saisie.etat", &etat)?,
                },
            })
        })
        .collect::<Resultat<Vec<_>>>()?;
    // Alike on both engines, whatever the locale.
    tous.sort_by_cached_key(|a| (texte::normaliser(&a.libelle), a.etablissement));
    Ok(tous)
}

/// The épreuves of the missions of an académie, for a year or, where it has none yet, for
/// the latest year before it that has some; by examen, spécialité, épreuve.
///
/// # Errors
/// What the engine answered.
pub async fn epreuves(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    annee: i32,
) -> Resultat<Vec<ColonneCompetence>> {
    #[derive(FromQueryResult)]
    struct Lue {
        examen: String,
        specialite_id: Option<i64>,
        specialite_code: Option<String>,
        specialite_libelle: Option<String>,
        epreuve_id: i64,
        epreuve_code: String,
        epreuve_libelle: String,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT DISTINCT s.examen, p.id AS specialite_id, p.code AS specialite_code,
                p.libelle AS specialite_libelle, o.id AS epreuve_id, o.code AS epreuve_code,
                o.libelle AS epreuve_libelle
         FROM mission m JOIN session_examen s ON s.id = m.session_id
         JOIN epreuve_option o ON o.id = m.epreuve_option_id
         LEFT JOIN specialite p ON p.id = m.specialite_id
         WHERE m.academie_id = $1 AND s.annee = (
           SELECT max(t.annee) FROM mission n JOIN session_examen t ON t.id = n.session_id
           WHERE n.academie_id = $1 AND t.annee <= $2)",
        [academie.0.into(), annee.into()],
    )
    .await?;
    let mut colonnes: Vec<_> = lues
        .into_iter()
        .map(|l| ColonneCompetence {
            cle: CleCompetence::Epreuve {
                examen: l.examen.clone(),
                specialite: l.specialite_id.map(SpecialiteId),
                epreuve: EpreuveOptionId(l.epreuve_id),
            },
            objet: ObjetCompetence::Epreuve(EpreuveExamen {
                examen: l.examen,
                specialite: l
                    .specialite_code
                    .zip(l.specialite_libelle)
                    .map(|(code, libelle)| Specialite { code, libelle }),
                epreuve: EpreuveOption {
                    code: l.epreuve_code,
                    libelle: l.epreuve_libelle,
                },
            }),
        })
        .collect();
    // Alike on both engines, whatever the locale.
    colonnes.sort_by_cached_key(|c| {
        let tri = |t: String| texte::normaliser(&t);
        (tri(c.objet.groupe()), tri(c.objet.libelle()), c.cle.clone())
    });
    Ok(colonnes)
}

// ------------------------------------------------------------------- where entries stand

/// The entry of a discipline as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saisie {
    /// Its key, by which the audit trail knows it.
    pub id: i64,
    /// Its discipline; none for the people who have none.
    pub discipline: Option<DisciplineId>,
    /// Where it stands.
    pub etat: EtatSaisie,
    /// Since when.
    pub etat_le: Moment,
    /// Name of who brought it there; empty when that is not known.
    pub etat_par: String,
    /// When it was last validated.
    pub validee_le: Option<Moment>,
    /// Name of who validated it.
    pub validee_par: String,
    /// Why it was reopened; empty when it was not.
    pub motif: String,
    /// Counts the changes.
    pub version: i32,
}

#[derive(FromQueryResult)]
struct SaisieLue {
    id: i64,
    discipline_id: Option<i64>,
    etat: String,
    etat_le: i64,
    etat_par: Option<String>,
    validee_le: Option<i64>,
    validee_par: Option<String>,
    motif: String,
    version: i32,
}

impl SaisieLue {
    fn lue(self) -> Resultat<Saisie> {
        Ok(Saisie {
            id: self.id,
            discipline: self.discipline_id.map(DisciplineId),
            // A row that only holds its place says that nothing was saved.
            etat: if self.version == 0 {
                EtatSaisie::NonCommencee
            } else {
                lire(
                    EtatSaisie::lire(&self.etat),
                    "competence_saisie.etat",
                    &self.etat,
                )?
            },
            etat_le: Moment(self.etat_le),
            etat_par: self.etat_par.unwrap_or_default(),
            validee_le: self.validee_le.map(Moment),
            validee_par: self.validee_par.unwrap_or_default(),
            motif: self.motif,
            version: self.version,
        })
    }
}

const COLONNES_SAISIE: &str = "s.id, s.discipline_id, s.etat, s.etat_le, a.nom AS etat_par, \
     s.validee_le, v.nom AS validee_par, s.motif, s.version";
const JOINTURES_SAISIE: &str = "LEFT JOIN compte a ON a.id = s.etat_par \
     LEFT JOIN compte v ON v.id = s.validee_par";

/// The entries of an établissement for a year.
///
/// # Errors
/// What the engine answered.
pub async fn saisies(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    annee: i32,
) -> Resultat<Vec<Saisie>> {
    let lues: Vec<SaisieLue> = outils::toutes(
        conn,
        format!(
            "SELECT {COLONNES_SAISIE} FROM competence_saisie s {JOINTURES_SAISIE}
             WHERE s.etablissement_id = $1 AND s.annee = $2 ORDER BY s.id"
        ),
        [etablissement.0.into(), annee.into()],
    )
    .await?;
    lues.into_iter().map(SaisieLue::lue).collect()
}

/// Holds the entry of a discipline until the end of the transaction, making it where there
/// was none: two requests about one discipline go on one after the other.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(
    tx: &impl ConnectionTrait,
    cible: &CibleSaisie,
    maintenant: Moment,
) -> Resultat<Saisie> {
    outils::executer(
        tx,
        "INSERT INTO competence_saisie (etablissement_id, annee, discipline_id, etat, etat_le)
         VALUES ($1, $2, $3, 'en_cours', $4) ON CONFLICT DO NOTHING",
        [
            cible.etablissement.0.into(),
            cible.annee.into(),
            cible.discipline.map(|d| d.0).into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    let cle = || -> [Value; 3] {
        [
            cible.etablissement.0.into(),
            cible.annee.into(),
            cle_discipline(cible.discipline),
        ]
    };
    let ou = "etablissement_id = $1 AND annee = $2 AND coalesce(discipline_id, 0) = $3";
    outils::executer(
        tx,
        format!("UPDATE competence_saisie SET id = id WHERE {ou}"),
        cle(),
    )
    .await?;
    let lue: Option<SaisieLue> = outils::une(
        tx,
        format!(
            "SELECT {COLONNES_SAISIE} FROM competence_saisie s {JOINTURES_SAISIE}
             WHERE s.etablissement_id = $1 AND s.annee = $2 AND coalesce(s.discipline_id, 0) = $3"
        ),
        cle(),
    )
    .await?;
    lire(lue, "competence_saisie", "")?.lue()
}

fn cle_discipline(discipline: Option<DisciplineId>) -> Value {
    discipline.map_or(0_i64, |d| d.0).into()
}

/// Brings an entry to a state; `motif` says why it is reopened, and is empty otherwise.
/// Gives its new version.
///
/// # Errors
/// What the engine answered.
pub async fn passer(
    tx: &impl ConnectionTrait,
    saisie: &Saisie,
    etat: EtatSaisie,
    motif: &str,
    par: Option<CompteId>,
    maintenant: Moment,
) -> Resultat<i32> {
    let validee = if etat == EtatSaisie::Validee {
        ", validee_le = $4, validee_par = $5"
    } else {
        ""
    };
    outils::executer(
        tx,
        format!(
            "UPDATE competence_saisie SET etat = $2, motif = $3, etat_le = $4, etat_par = $5,
                version = version + 1 {validee} WHERE id = $1"
        ),
        [
            saisie.id.into(),
            etat.code().into(),
            motif.into(),
            maintenant.0.into(),
            par.map(|c| c.0).into(),
        ],
    )
    .await?;
    Ok(saisie.version + 1)
}

/// What is entered for the people of one discipline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effectif {
    /// The discipline; none for the people who have none.
    pub discipline: Option<Discipline>,
    /// How many people.
    pub personnes: u32,
    /// Of them, those whose compétences were validated.
    pub vues: u32,
    /// Boxes ticked.
    pub declarees: u32,
    /// People for whom one is.
    pub pourvues: u32,
    /// Boxes ticked since they were last validated.
    pub ajoutees: u32,
    /// Boxes unticked since.
    pub retirees: u32,
}

/// The disciplines of the people who work in an établissement, by label, those without any
/// last.
///
/// # Errors
/// What the engine answered.
pub async fn effectifs(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    annee: i32,
) -> Resultat<Vec<Effectif>> {
    #[derive(FromQueryResult)]
    struct Lu {
        discipline_id: Option<i64>,
        code: Option<String>,
        libelle: Option<String>,
        personnes: i64,
        vues: i64,
        declarees: i64,
        pourvues: i64,
        ajoutees: i64,
        retirees: i64,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT i.discipline_id, d.code, d.libelle, count(*) AS personnes,
                count(v.intervenant_id) AS vues,
                CAST(coalesce(sum(c.declarees), 0) AS bigint) AS declarees,
                count(CASE WHEN c.declarees > 0 THEN 1 END) AS pourvues,
                CAST(coalesce(sum(c.ajoutees), 0) AS bigint) AS ajoutees,
                CAST(coalesce(sum(c.retirees), 0) AS bigint) AS retirees
         FROM intervenant i
         LEFT JOIN discipline d ON d.id = i.discipline_id
         LEFT JOIN competence_personne v ON v.intervenant_id = i.id AND v.annee = $2
         LEFT JOIN (SELECT x.intervenant_id,
                           count(CASE WHEN x.declaree THEN 1 END) AS declarees,
                           count(CASE WHEN x.declaree AND NOT x.validee THEN 1 END) AS ajoutees,
                           count(CASE WHEN x.validee AND NOT x.declaree THEN 1 END) AS retirees
                    FROM competence x JOIN intervenant y ON y.id = x.intervenant_id
                    WHERE y.etablissement_id = $1 AND x.annee = $2 GROUP BY x.intervenant_id) c
           ON c.intervenant_id = i.id
         WHERE i.etablissement_id = $1 AND i.actif
         GROUP BY i.discipline_id, d.code, d.libelle, d.libelle_normalise
         ORDER BY CASE WHEN i.discipline_id IS NULL THEN 1 ELSE 0 END, d.libelle_normalise,
                  i.discipline_id",
        [etablissement.0.into(), annee.into()],
    )
    .await?;
    Ok(lus
        .into_iter()
        .map(|l| Effectif {
            discipline: l.discipline_id.map(|id| Discipline {
                id: DisciplineId(id),
                code: l.code.unwrap_or_default(),
                libelle: l.libelle.unwrap_or_default(),
            }),
            personnes: compte(l.personnes),
            vues: compte(l.vues),
            declarees: compte(l.declarees),
            pourvues: compte(l.pourvues),
            ajoutees: compte(l.ajoutees),
            retirees: compte(l.retirees),
        })
        .collect())
}

// ------------------------------------------------------------------- boxes

/// Somebody of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personne {
    /// Key.
    pub id: IntervenantId,
    /// Stable identifier in the académie.
    pub matricule: String,
    /// `NOM Prénom`.
    pub nom: String,
    /// Their compétences of the year were validated.
    pub vue: bool,
}

/// The people of a discipline whose main établissement it is, by name. Those who work there à
/// titre secondaire are in the grid of their main one: two heads do not validate the same
/// boxes (docs/decisions/0028-rattachements.md).
///
/// # Errors
/// What the engine answered.
pub async fn personnes(
    conn: &impl ConnectionTrait,
    cible: &CibleSaisie,
) -> Resultat<Vec<Personne>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        matricule: String,
        nom: String,
        prenom: String,
        vue: Option<i64>,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT i.id, i.matricule, i.nom, i.prenom, v.validee_le AS vue FROM intervenant i
         LEFT JOIN competence_personne v ON v.intervenant_id = i.id AND v.annee = $2
         WHERE i.etablissement_id = $1 AND i.actif AND coalesce(i.discipline_id, 0) = $3
         ORDER BY i.cle_tri, i.id",
        [
            cible.etablissement.0.into(),
            cible.annee.into(),
            cle_discipline(cible.discipline),
        ],
    )
    .await?;
    Ok(lues
        .into_iter()
        .map(|l| Personne {
            id: IntervenantId(l.id),
            matricule: l.matricule,
            nom: nom_complet(&l.nom, &l.prenom),
            vue: l.vue.is_some(),
        })
        .collect())
}

/// A box of which something is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Which.
    pub cellule: Cellule,
    /// What its column stands for.
    pub objet: ObjetCompetence,
    /// Ticked.
    pub declaree: bool,
    /// Was when last validated.
    pub validee: bool,
}

#[derive(FromQueryResult)]
struct CaseLue {
    intervenant_id: i64,
    objet: String,
    specialite_code: Option<String>,
    specialite_libelle: Option<String>,
    epreuve_code: Option<String>,
    epreuve_libelle: Option<String>,
    declaree: bool,
    validee: bool,
}

const COLONNES_CASE: &str = "c.intervenant_id, c.objet, p.code AS specialite_code, \
     p.libelle AS specialite_libelle, o.code AS epreuve_code, o.libelle AS epreuve_libelle, \
     c.declaree, c.validee";
const JOINTURES_CASE: &str = "LEFT JOIN specialite p ON p.id = c.specialite_id \
     LEFT JOIN epreuve_option o ON o.id = c.epreuve_option_id";

impl CaseLue {
    fn lue(self) -> Resultat<Case> {
        let cle: CleCompetence = lire(self.objet.parse().ok(), "competence.objet", &self.objet)?;
        let objet = match &cle {
            CleCompetence::Epreuve { examen, .. } => ObjetCompetence::Epreuve(EpreuveExamen {
                examen: examen.clone(),
                specialite: self
                    .specialite_code
                    .zip(self.specialite_libelle)
                    .map(|(code, libelle)| Specialite { code, libelle }),
                epreuve: EpreuveOption {
                    code: self.epreuve_code.unwrap_or_default(),
                    libelle: self.epreuve_libelle.unwrap_or_default(),
                },
            }),
            CleCompetence::Langue { usage, langue } => ObjetCompetence::Langue {
                usage: *usage,
                langue: *langue,
            },
        };
        Ok(Case {
            cellule: Cellule {
                intervenant: IntervenantId(self.intervenant_id),
                cle,
            },
            objet,
            declaree: self.declaree,
            validee: self.validee,
        })
    }
}

/// The boxes of a grid of which something is known, by person.
///
/// # Errors
/// What the engine answered.
pub async fn cases(conn: &impl ConnectionTrait, cible: &CibleSaisie) -> Resultat<Vec<Case>> {
    let lues: Vec<CaseLue> = outils::toutes(
        conn,
        format!(
            "SELECT {COLONNES_CASE} FROM competence c
             JOIN intervenant i ON i.id = c.intervenant_id {JOINTURES_CASE}
             WHERE i.etablissement_id = $1 AND i.actif AND c.annee = $2
               AND coalesce(i.discipline_id, 0) = $3
             ORDER BY i.cle_tri, i.id, c.objet"
        ),
        [
            cible.etablissement.0.into(),
            cible.annee.into(),
            cle_discipline(cible.discipline),
        ],
    )
    .await?;
    lues.into_iter().map(CaseLue::lue).collect()
}

/// The latest year before that of a grid for which one of its people has a box ticked.
///
/// # Errors
/// What the engine answered.
pub async fn annee_precedente(
    conn: &impl ConnectionTrait,
    cible: &CibleSaisie,
) -> Resultat<Option<i32>> {
    #[derive(FromQueryResult)]
    struct Annee {
        annee: Option<i32>,
    }
    let lue: Option<Annee> = outils::une(
        conn,
        "SELECT max(c.annee) AS annee FROM competence c
         JOIN intervenant i ON i.id = c.intervenant_id
         WHERE i.etablissement_id = $1 AND i.actif AND c.annee < $2 AND c.declaree
           AND coalesce(i.discipline_id, 0) = $3",
        [
            cible.etablissement.0.into(),
            cible.annee.into(),
            cle_discipline(cible.discipline),
        ],
    )
    .await?;
    Ok(lue.and_then(|a| a.annee))
}

/// Ticks boxes; those that are already stay.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] for somebody or an épreuve that does not exist.
pub async fn cocher(
    tx: &impl ConnectionTrait,
    annee: i32,
    cellules: &BTreeSet<Cellule>,
) -> Resultat<()> {
    const COLONNES: usize = 7;
    let cellules: Vec<&Cellule> = cellules.iter().collect();
    for lot in cellules.chunks(lignes_par_insertion(COLONNES)) {
        let sql = format!(
            "INSERT INTO competence (intervenant_id, annee, objet, specialite_id,
               epreuve_option_id, declaree, validee) VALUES {}
             ON CONFLICT (intervenant_id, annee, objet) DO UPDATE SET declaree = excluded.declaree",
            marques_lignes(lot.len(), COLONNES)
        );
        let valeurs = lot.iter().flat_map(|c| -> [Value; COLONNES] {
            let (specialite, epreuve) = match &c.cle {
                CleCompetence::Epreuve {
                    specialite,
                    epreuve,
                    ..
                } => (specialite.map(|s| s.0), Some(epreuve.0)),
                CleCompetence::Langue { .. } => (None, None),
            };
            [
                c.intervenant.0.into(),
                annee.into(),
                c.cle.to_string().into(),
                specialite.into(),
                epreuve.into(),
                true.into(),
                false.into(),
            ]
        });
        outils::executer(tx, sql, valeurs).await?;
    }
    Ok(())
}

/// Unticks boxes; what was validated is remembered until the next time.
///
/// # Errors
/// What the engine answered.
pub async fn decocher(
    tx: &impl ConnectionTrait,
    annee: i32,
    cellules: &BTreeSet<Cellule>,
) -> Resultat<()> {
    let mut par_personne: BTreeMap<IntervenantId, Vec<String>> = BTreeMap::new();
    for c in cellules {
        par_personne
            .entry(c.intervenant)
            .or_default()
            .push(c.cle.to_string());
    }
    for (qui, objets) in par_personne {
        for lot in objets.chunks(outils::LOT) {
            let mut e = Ecrivain::new();
            let ou = format!(
                "intervenant_id = {} AND annee = {} AND objet IN ({})",
                e.valeur(qui.0),
                e.valeur(annee),
                e.liste(lot.iter().map(String::as_str)),
            );
            let valeurs = e.valeurs;
            let sql = format!("DELETE FROM competence WHERE {ou} AND NOT validee");
            outils::executer(tx, sql, valeurs.clone()).await?;
            // `false`, spelled as both engines take it for a boolean.
            let sql = format!("UPDATE competence SET declaree = (1 = 0) WHERE {ou}");
            outils::executer(tx, sql, valeurs).await?;
        }
    }
    Ok(())
}

/// What is ticked for these people becomes what is validated.
///
/// # Errors
/// What the engine answered.
pub async fn valider(
    tx: &impl ConnectionTrait,
    annee: i32,
    personnes: &[IntervenantId],
    maintenant: Moment,
) -> Resultat<()> {
    for lot in lots(personnes.iter().map(|p| p.0)) {
        let mut e = Ecrivain::new();
        let ou = format!(
            "annee = {} AND intervenant_id IN ({})",
            e.valeur(annee),
            e.liste(lot)
        );
        let valeurs = e.valeurs;
        for sql in [
            format!("DELETE FROM competence WHERE {ou} AND NOT declaree"),
            format!("UPDATE competence SET validee = (1 = 1) WHERE {ou} AND NOT validee"),
        ] {
            outils::executer(tx, sql, valeurs.clone()).await?;
        }
    }
    const COLONNES: usize = 3;
    for lot in personnes.chunks(lignes_par_insertion(COLONNES)) {
        let sql = format!(
            "INSERT INTO competence_personne (intervenant_id, annee, validee_le) VALUES {}
             ON CONFLICT (intervenant_id, annee) DO UPDATE SET validee_le = excluded.validee_le",
            marques_lignes(lot.len(), COLONNES)
        );
        let valeurs = lot
            .iter()
            .flat_map(|p| -> [Value; COLONNES] { [p.0.into(), annee.into(), maintenant.0.into()] });
        outils::executer(tx, sql, valeurs).await?;
    }
    Ok(())
}

/// The validated compétences of people for a year; those whose compétences were not
/// validated are absent.
///
/// # Errors
/// What the engine answered.
pub async fn validees(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    annee: i32,
    intervenants: impl IntoIterator<Item = IntervenantId>,
) -> Resultat<HashMap<IntervenantId, Vec<ObjetCompetence>>> {
    #[derive(FromQueryResult)]
    struct Vue {
        intervenant_id: i64,
    }
    let mut toutes = HashMap::new();
    let uniques: BTreeSet<i64> = intervenants.into_iter().map(|i| i.0).collect();
    for lot in lots(uniques) {
        let mut e = Ecrivain::new();
        let ou = format!(
            "v.intervenant_id IN ({}) AND v.annee = {} AND i.academie_id = {}",
            e.liste(lot),
            e.valeur(annee),
            e.valeur(academie.0),
        );
        let vues: Vec<Vue> = outils::toutes(
            conn,
            format!(
                "SELECT v.intervenant_id FROM competence_personne v
                 JOIN intervenant i ON i.id = v.intervenant_id WHERE {ou}"
            ),
            e.valeurs.clone(),
        )
        .await?;
        for v in vues {
            toutes.insert(IntervenantId(v.intervenant_id), Vec::new());
        }
        let cases: Vec<CaseLue> = outils::toutes(
            conn,
            format!(
                "SELECT {COLONNES_CASE} FROM competence c
                 JOIN competence_personne v
                   ON v.intervenant_id = c.intervenant_id AND v.annee = c.annee
                 JOIN intervenant i ON i.id = v.intervenant_id {JOINTURES_CASE}
                 WHERE {ou} AND c.validee ORDER BY c.intervenant_id, c.objet"
            ),
            e.valeurs,
        )
        .await?;
        for case in cases {
            let case = case.lue()?;
            if let Some(objets) = toutes.get_mut(&case.cellule.intervenant) {
                objets.push(case.objet);
            }
        }
    }
    Ok(toutes)
}

/// The compétences of people for a year, as they are entered and validated; who has none is
/// absent.
///
/// # Errors
/// What the engine answered.
pub async fn de_personnes(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    annee: i32,
    intervenants: impl IntoIterator<Item = IntervenantId>,
) -> Resultat<HashMap<IntervenantId, Vec<CompetenceDePersonne>>> {
    let mut toutes: HashMap<IntervenantId, Vec<CompetenceDePersonne>> = HashMap::new();
    let uniques: BTreeSet<i64> = intervenants.into_iter().map(|i| i.0).collect();
    for lot in lots(uniques) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT {COLONNES_CASE} FROM competence c
             JOIN intervenant i ON i.id = c.intervenant_id {JOINTURES_CASE}
             WHERE c.intervenant_id IN ({}) AND c.annee = {} AND i.academie_id = {}
             ORDER BY c.intervenant_id, c.objet",
            e.liste(lot),
            e.valeur(annee),
            e.valeur(academie.0),
        );
        for case in outils::toutes::<CaseLue>(conn, sql, e.valeurs).await? {
            let case = case.lue()?;
            toutes
                .entry(case.cellule.intervenant)
                .or_default()
                .push(CompetenceDePersonne {
                    objet: case.objet,
                    declaree: case.declaree,
                    validee: case.validee,
                });
        }
    }
    Ok(toutes)
}

// ------------------------------------------------------------------- the rectorat

/// What the rectorat asks for a year.
///
/// # Errors
/// What the engine answered.
pub async fn campagne(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    annee: i32,
) -> Resultat<Campagne> {
    #[derive(FromQueryResult)]
    struct Lue {
        limite: Option<NaiveDate>,
        consigne: String,
    }
    let lue: Option<Lue> = outils::une(
        conn,
        "SELECT limite, consigne FROM competence_campagne WHERE academie_id = $1 AND annee = $2",
        [academie.0.into(), annee.into()],
    )
    .await?;
    Ok(lue.map_or_else(Campagne::default, |l| Campagne {
        limite: l.limite,
        consigne: l.consigne,
    }))
}

/// Keeps what the rectorat asks for a year.
///
/// # Errors
/// What the engine answered.
pub async fn fixer_campagne(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    annee: i32,
    campagne: &Campagne,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO competence_campagne (academie_id, annee, limite, consigne)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (academie_id, annee)
         DO UPDATE SET limite = excluded.limite, consigne = excluded.consigne",
        [
            academie.0.into(),
            annee.into(),
            campagne.limite.into(),
            campagne.consigne.as_str().into(),
        ],
    )
    .await?;
    Ok(())
}

/// The years of an académie of which the last day is at most so far, and of which nobody
/// has been reminded for that day.
///
/// # Errors
/// What the engine answered.
pub async fn campagnes_a_rappeler(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    du: NaiveDate,
    au: NaiveDate,
) -> Resultat<Vec<(i32, NaiveDate)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        annee: i32,
        limite: NaiveDate,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT annee, limite FROM competence_campagne
         WHERE academie_id = $1 AND limite BETWEEN $2 AND $3
           AND (rappel_pour IS NULL OR rappel_pour <> limite)
         ORDER BY annee",
        [academie.0.into(), du.into(), au.into()],
    )
    .await?;
    Ok(lues.into_iter().map(|l| (l.annee, l.limite)).collect())
}

/// Notes that the établissements are reminded of a last day; `false` when somebody else
/// just did it.
///
/// # Errors
/// What the engine answered.
pub async fn noter_rappel(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    annee: i32,
    limite: NaiveDate,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE competence_campagne SET rappel_pour = $3
         WHERE academie_id = $1 AND annee = $2 AND limite = $3
           AND (rappel_pour IS NULL OR rappel_pour <> $3)",
        [academie.0.into(), annee.into(), limite.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Somebody who answers for the compétences of an établissement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteEtablissement {
    /// Of which établissement.
    pub etablissement: EtablissementId,
    /// Their account.
    pub compte: CompteId,
    /// Its name.
    pub nom: String,
    /// Its address; may be empty.
    pub mel: String,
}

/// The open accounts of heads and secretaries of établissements on a day.
///
/// # Errors
/// What the engine answered.
pub async fn comptes_des_etablissements(
    conn: &impl ConnectionTrait,
    etablissements: impl IntoIterator<Item = EtablissementId>,
    jour: NaiveDate,
) -> Resultat<Vec<CompteEtablissement>> {
    #[derive(FromQueryResult)]
    struct Lu {
        etablissement_id: i64,
        compte_id: i64,
        nom: String,
        mel: String,
    }
    let uniques: BTreeSet<i64> = etablissements.into_iter().map(|e| e.0).collect();
    let mut comptes = Vec::new();
    for lot in lots(uniques) {
        let jour_dit = lot.len() + 1;
        let sql = format!(
            "SELECT DISTINCT r.etablissement_id, r.compte_id, c.nom, c.mel FROM compte_role r
             JOIN compte c ON c.id = r.compte_id
             WHERE r.etablissement_id IN ({}) AND c.actif
               AND r.role IN ('chef_etablissement', 'secretaire')
               AND (r.du IS NULL OR r.du <= ${jour_dit}) AND (r.au IS NULL OR r.au >= ${jour_dit})
             ORDER BY r.etablissement_id, r.compte_id",
            outils::marques(1, lot.len())
        );
        let valeurs = lot.into_iter().chain([jour.into()]);
        let lus: Vec<Lu> = outils::toutes(conn, sql, valeurs).await?;
        comptes.extend(lus.into_iter().map(|l| CompteEtablissement {
            etablissement: EtablissementId(l.etablissement_id),
            compte: CompteId(l.compte_id),
            nom: l.nom,
            mel: l.mel,
        }));
    }
    Ok(comptes)
}
