//! Intervenants: finding people, and keeping what is known of them.
//!
//! # How a name is searched
//! Any word of `nom prénom` is found by its beginning, whatever the order, without
//! accents or case. Two things serve it:
//!
//! - `intervenant.cle_tri`: a space, nom normalised, two spaces, prénom normalised. In
//!   byte order this is the order shown (everybody called DURAND before
//!   DURAND-MARTIN), and every word follows a space; last comes in one word what an
//!   apostrophe parts;
//! - `intervenant_mot`, read only from its primary key (académie, rang, mot, autre, cle_tri,
//!   person; it holds `deja` too). `rang` 0 is a word of the nom and 1 a word of the prénom;
//!   `deja` is how many of its letters an earlier word of the same person begins with. `rang` 2
//!   is two words of the same person, either first, each cut to [`DEBUT`] letters.
//!
//! One word is a range of rang 0 and a range of rang 1, without the rows where `deja` is as
//! many letters as are searched: an earlier word of the person is in the range. So each
//! person is there once, in order, and nothing has to be sorted or set aside to count them.
//! Of several words the two longest are looked for as a pair: those of [`DEBUT`] letters and
//! more are one place of the index, a shorter one a few (each beginning that occurs is
//! reached from the one before); `cle_tri` settles what was cut off, and further words. A
//! search reads a few hundred rows of an index, for 3,000 people as for 1,200,000, and stops
//! once more are found than are counted.

use crate::entites::intervenant::{ActiveModel, Column, Entity, Model};
use crate::outils::{
    self, Ecrivain, LOT, adresse_en_texte, apres, lignes_d_adresse, lignes_par_insertion, lire,
    lots, marques, marques_lignes,
};
use crate::{Ecrit, Resultat};
use domain::{
    AcademieId, Adresse, Civilite, DisciplineId, EtablissementId, Intervenant, IntervenantId,
    IntervenantTrouve, Mels, MissionId, Portee, Recherche, Uai, texte,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, Value,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Letters kept of each word of a pair: enough that few people share both beginnings, few
/// enough that a beginning of two letters has not many. Another number calls for a migration
/// that makes the pairs again.
const DEBUT: usize = 3;

/// Rows read at most of each range: one person may have several words with the same
/// beginning, and so many rows hold more people than are counted.
const LUS: i64 = MOTS_D_UN_NOM as i64 * Recherche::PLAFOND as i64 + 1;

/// Most words of a search that count; further ones are left out.
const MOTS_MAX: usize = 8;

/// Most words of a name by which it is found: their pairs are kept.
const MOTS_D_UN_NOM: usize = 12;

// ---------------------------------------------------------------- people found

/// Columns of an [`IntervenantTrouve`]; `i` is the intervenant.
const COLONNES_TROUVE: &str = "i.id, i.nom, i.prenom, e.nom AS etablissement, e.uai, \
     d.libelle AS discipline";
const JOINTURES_TROUVE: &str = "LEFT JOIN etablissement e ON e.id = i.etablissement_id \
     LEFT JOIN discipline d ON d.id = i.discipline_id";

#[derive(FromQueryResult)]
struct Trouve {
    id: i64,
    nom: String,
    prenom: String,
    etablissement: Option<String>,
    uai: Option<String>,
    discipline: Option<String>,
}

impl Trouve {
    fn lu(self) -> Resultat<IntervenantTrouve> {
        let uai = match &self.uai {
            Some(u) => Some(lire(Uai::lire(u).ok(), "etablissement.uai", u)?),
            None => None,
        };
        Ok(IntervenantTrouve {
            id: IntervenantId(self.id),
            nom: self.nom,
            prenom: self.prenom,
            etablissement: self.etablissement.unwrap_or_default(),
            uai,
            discipline: self.discipline.unwrap_or_default(),
        })
    }
}

#[derive(FromQueryResult)]
struct TrouveCompte {
    #[sea_orm(nested)]
    trouve: Trouve,
    /// People found: by name, counted no further than one more than [`Recherche::PLAFOND`].
    total: i64,
}

/// Searches the académie's active people by name. Nobody is found with fewer than
/// [`Recherche::LETTRES_MIN`] letters. Of one word, those come first whose nom has it, in the
/// order of the words found so, then of names. Of several, in the order of names; when more
/// match than are counted, those shown are some of them.
///
/// # Errors
/// What the engine answered.
pub async fn rechercher(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    texte: &str,
) -> Resultat<Recherche> {
    let mots = mots_cherches(texte);
    if mots.iter().map(|m| m.chars().count()).sum::<usize>() < Recherche::LETTRES_MIN {
        return Ok(Recherche::default());
    }
    let mut e = Ecrivain::new();
    let academie = e.valeur(academie.0);
    let affiches = e.valeur(i64::from(Recherche::AFFICHES));
    let comptes = e.valeur(i64::from(Recherche::PLAFOND) + 1);
    let limites = (affiches.as_str(), comptes.as_str());
    let trouves = match &mots[..] {
        [seul] => d_un_mot(&mut e, &academie, seul, limites),
        _ => {
            let moteur = conn.get_database_backend();
            de_plusieurs_mots(&mut e, &academie, &mots, moteur, limites)
        }
    };
    let sql = format!(
        "{}SELECT {COLONNES_TROUVE}, {} AS total
         FROM ({}) p JOIN intervenant i ON i.id = p.intervenant_id {JOINTURES_TROUVE}
         ORDER BY p.rang, p.mot, p.cle_tri, p.intervenant_id",
        trouves.avec, trouves.total, trouves.premiers
    );
    let lignes: Vec<TrouveCompte> = outils::toutes(conn, sql, e.valeurs).await?;
    let total = lignes.first().map_or(0, |l| l.total);
    Ok(Recherche {
        trouves: lignes
            .into_iter()
            .map(|l| l.trouve.lu())
            .collect::<Resultat<_>>()?,
        total: outils::compte(total.min(i64::from(Recherche::PLAFOND) + 1)),
    })
}

/// What a search reads: parts of a statement.
struct Trouves {
    /// What the other two read (`WITH …`), or nothing.
    avec: String,
    /// Those shown: `rang`, `mot`, `cle_tri`, `intervenant_id`, in this order.
    premiers: String,
    /// How many there are, counted as far as is of use.
    total: String,
}

/// Whose nom has a word that begins so, and whose prénom has one, in the order of the index:
/// the engine reads no more of it than are shown, then no more than are counted.
fn d_un_mot(
    e: &mut Ecrivain,
    academie: &str,
    mot: &str,
    (affiches, comptes): (&str, &str),
) -> Trouves {
    let (de, a) = (e.valeur(mot), e.valeur(apres(mot)));
    let lettres = e.valeur(lettres(mot));
    let des_deux_rangs = |colonnes: &str, limite: &str| {
        [0, 1]
            .map(|rang| {
                format!(
                    "SELECT * FROM (SELECT {colonnes} FROM intervenant_mot
                       WHERE academie_id = {academie} AND rang = {rang}
                         AND mot >= {de} AND mot < {a} AND deja < {lettres}
                       ORDER BY mot, autre, cle_tri, intervenant_id LIMIT {limite}) r{rang}"
                )
            })
            .join(" UNION ALL ")
    };
    Trouves {
        avec: String::new(),
        premiers: format!(
            "SELECT * FROM ({}) t ORDER BY rang, mot, cle_tri, intervenant_id LIMIT {affiches}",
            des_deux_rangs("rang, mot, cle_tri, intervenant_id", affiches)
        ),
        total: format!(
            "(SELECT count(*) FROM ({}) c)",
            des_deux_rangs("rang", comptes)
        ),
    }
}

/// Whose name has a word that begins as each of these, longest first.
fn de_plusieurs_mots(
    e: &mut Ecrivain,
    academie: &str,
    mots: &[String],
    moteur: DbBackend,
    (affiches, comptes): (&str, &str),
) -> Trouves {
    let coupe = |mot: &str| mot.chars().take(DEBUT).collect::<String>();
    let position = match moteur {
        DbBackend::Postgres => "strpos",
        _ => "instr",
    };
    let (premier, second) = (coupe(&mots[0]), coupe(&mots[1]));
    let (de, a) = (e.valeur(second.as_str()), e.valeur(apres(&second)));
    let mut ou =
        format!("m.academie_id = {academie} AND m.rang = 2 AND m.autre >= {de} AND m.autre < {a}");
    for (n, mot) in mots.iter().enumerate() {
        if n > 1 || mot.chars().count() > DEBUT {
            let mot = e.valeur(format!(" {mot}"));
            ou.push_str(&format!(" AND {position}(m.cle_tri, {mot}) > 0"));
        }
    }
    let colonnes = "m.intervenant_id, m.cle_tri";
    let (de, a) = (e.valeur(premier.as_str()), e.valeur(apres(&premier)));
    let paires = if premier.chars().count() == DEBUT {
        format!(
            "SELECT {colonnes} FROM intervenant_mot m WHERE m.mot = {de} AND {ou}
             ORDER BY m.mot, m.autre, m.cle_tri"
        )
    } else {
        let du_meme_rang = format!("n.academie_id = {academie} AND n.rang = 2 AND n.mot < {a}");
        format!(
            "WITH RECURSIVE debuts(mot) AS (
               SELECT min(n.mot) FROM intervenant_mot n WHERE {du_meme_rang} AND n.mot >= {de}
               UNION ALL
               SELECT (SELECT min(n.mot) FROM intervenant_mot n
                       WHERE {du_meme_rang} AND n.mot > d.mot)
               FROM debuts d WHERE d.mot IS NOT NULL)
             SELECT {colonnes} FROM debuts d JOIN intervenant_mot m ON m.mot = d.mot WHERE {ou}"
        )
    };
    let lus = e.valeur(LUS);
    Trouves {
        // Each person once, and no more than are counted: sorting every row read, with its
        // text, took longer than all the rest.
        avec: format!(
            "WITH tous AS MATERIALIZED
               (SELECT DISTINCT cle_tri, intervenant_id FROM ({paires} LIMIT {lus}) x
                LIMIT {comptes}) "
        ),
        premiers: format!(
            "SELECT 0 AS rang, '' AS mot, cle_tri, intervenant_id FROM tous
             ORDER BY cle_tri, intervenant_id LIMIT {affiches}"
        ),
        total: "(SELECT count(*) FROM tous)".to_owned(),
    }
}

/// Words of a search, longest first, each once. One that another begins with stays: each is a
/// word of the name, and MARTIN Martine has both.
pub(crate) fn mots_cherches(texte: &str) -> Vec<String> {
    let normalise = texte::normaliser(texte);
    let mut mots: Vec<&str> = normalise.split_whitespace().collect();
    mots.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    mots.dedup();
    mots.truncate(MOTS_MAX);
    mots.into_iter().map(str::to_owned).collect()
}

/// The active people of a discipline within a scope, at most `limite` of them, with how many
/// there are: those first who are convoked on the fewest days of the sessions of a year, a
/// mission left out (as [`domain::Disponibilite::charge`] counts them), then in order of name.
///
/// # Errors
/// What the engine answered.
pub async fn par_discipline(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    discipline: DisciplineId,
    (annee, sauf): (i32, Option<MissionId>),
    limite: u32,
) -> Resultat<(Vec<IntervenantTrouve>, u32)> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee_personnel(portee, "i") else {
        return Ok((Vec::new(), 0));
    };
    let discipline = e.valeur(discipline.0);
    let sauf = e.valeur(sauf.map_or(0, |m| m.0));
    let annee = e.valeur(annee);
    let limite = e.valeur(i64::from(limite));
    // Names and labels are read of those alone who are given.
    let sql = format!(
        "WITH gens AS MATERIALIZED
                (SELECT i.id, i.cle_tri,
                        (SELECT count(DISTINCT x.jour)
                         FROM convocation c
                         JOIN convocation_creneau x ON x.convocation_id = c.id
                         JOIN mission m ON m.id = c.mission_id
                         JOIN session_examen s ON s.id = m.session_id
                         WHERE c.intervenant_id = i.id AND m.academie_id = i.academie_id
                           AND c.mission_id <> {sauf} AND s.annee = {annee}) AS charge
                 FROM intervenant i
                 WHERE {ou} AND i.discipline_id = {discipline} AND i.actif),
              premiers AS MATERIALIZED
                (SELECT * FROM gens ORDER BY charge, cle_tri, id LIMIT {limite})
         SELECT {COLONNES_TROUVE}, (SELECT count(*) FROM gens) AS total
         FROM premiers p JOIN intervenant i ON i.id = p.id {JOINTURES_TROUVE}
         ORDER BY p.charge, p.cle_tri, p.id"
    );
    let lignes: Vec<TrouveCompte> = outils::toutes(conn, sql, e.valeurs).await?;
    let total = lignes.first().map_or(0, |l| l.total);
    let trouves = lignes.into_iter().map(|l| l.trouve.lu());
    Ok((trouves.collect::<Resultat<_>>()?, outils::compte(total)))
}

/// Those of these people who are known and active in the académie, in order of name.
///
/// # Errors
/// What the engine answered.
pub async fn par_ids(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    ids: &[IntervenantId],
) -> Resultat<Vec<IntervenantTrouve>> {
    #[derive(FromQueryResult)]
    struct Trie {
        #[sea_orm(nested)]
        trouve: Trouve,
        cle_tri: String,
    }
    let mut lignes: Vec<Trie> = Vec::new();
    let uniques: BTreeSet<i64> = ids.iter().map(|i| i.0).collect();
    for mut lot in lots(uniques) {
        let sql = format!(
            "SELECT {COLONNES_TROUVE}, i.cle_tri FROM intervenant i {JOINTURES_TROUVE}
             WHERE i.academie_id = $1 AND i.actif AND i.id IN ({})",
            marques(2, lot.len())
        );
        lot.insert(0, academie.0.into());
        lignes.extend(outils::toutes::<Trie>(conn, sql, lot).await?);
    }
    lignes.sort_by(|a, b| (&a.cle_tri, a.trouve.id).cmp(&(&b.cle_tri, b.trouve.id)));
    lignes.into_iter().map(|l| l.trouve.lu()).collect()
}

/// All that is known of a person of the académie, active or not.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: IntervenantId,
) -> Resultat<Option<Intervenant>> {
    Entity::find_by_id(id.0)
        .filter(Column::AcademieId.eq(academie.0))
        .one(conn)
        .await?
        .map(du_modele)
        .transpose()
}

/// The person of the académie that a matricule names.
///
/// # Errors
/// What the engine answered.
pub async fn par_matricule(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    matricule: &str,
) -> Resultat<Option<Intervenant>> {
    Entity::find()
        .filter(Column::AcademieId.eq(academie.0))
        .filter(Column::Matricule.eq(matricule))
        .one(conn)
        .await?
        .map(du_modele)
        .transpose()
}

/// The keys of an académie's people by matricule: for imports.
///
/// # Errors
/// What the engine answered.
pub async fn ids_par_matricule(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<HashMap<String, IntervenantId>> {
    let cles: Vec<Cle> = outils::toutes(
        conn,
        "SELECT id, matricule FROM intervenant WHERE academie_id = $1",
        [academie.0.into()],
    )
    .await?;
    Ok(cles
        .into_iter()
        .map(|c| (c.matricule, IntervenantId(c.id)))
        .collect())
}

#[derive(FromQueryResult)]
struct Cle {
    id: i64,
    matricule: String,
}

/// Mail addresses of a person: professional, personal; empty when unknown.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Adresses {
    /// Key of the person.
    pub id: i64,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
}

/// The mail addresses of these people.
///
/// # Errors
/// What the engine answered.
pub async fn adresses(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    ids: &[IntervenantId],
) -> Resultat<HashMap<IntervenantId, Adresses>> {
    let mut adresses = HashMap::new();
    for mut lot in lots(ids.iter().map(|i| i.0)) {
        let sql = format!(
            "SELECT id, nom, prenom, mel_professionnel, mel_personnel FROM intervenant
             WHERE academie_id = $1 AND id IN ({})",
            marques(2, lot.len())
        );
        lot.insert(0, academie.0.into());
        for a in outils::toutes::<Adresses>(conn, sql, lot).await? {
            adresses.insert(IntervenantId(a.id), a);
        }
    }
    Ok(adresses)
}

/// Changes the mail addresses of a person who still has those given; `false` otherwise.
///
/// # Errors
/// What the engine answered.
pub async fn changer_mels(
    tx: &impl ConnectionTrait,
    id: IntervenantId,
    avant: &Mels,
    apres: &Mels,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE intervenant SET mel_professionnel = $4, mel_personnel = $5, version = version + 1
         WHERE id = $1 AND mel_professionnel = $2 AND mel_personnel = $3",
        [
            id.0.into(),
            avant.professionnel.clone().into(),
            avant.personnel.clone().into(),
            apres.professionnel.clone().into(),
            apres.personnel.clone().into(),
        ],
    )
    .await?;
    Ok(faits > 0)
}

/// How many people an académie has, active or not.
///
/// # Errors
/// What the engine answered.
pub async fn compter(conn: &impl ConnectionTrait, academie: AcademieId) -> Resultat<u64> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let n: Option<Nombre> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM intervenant WHERE academie_id = $1",
        [academie.0.into()],
    )
    .await?;
    Ok(n.map_or(0, |n| n.nombre.unsigned_abs()))
}

// ------------------------------------------------------------------- writing

/// A person as a file gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouvelIntervenant {
    /// Stable identifier in the académie.
    pub matricule: String,
    /// Title.
    pub civilite: Civilite,
    /// Family name in use.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Main établissement.
    pub etablissement: Option<EtablissementId>,
    /// Discipline de poste.
    pub discipline: Option<DisciplineId>,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
    /// Postal address.
    pub adresse: Adresse,
    /// Can be found and convoked.
    pub actif: bool,
}

/// Columns written at insertion, in the order of [`valeurs`].
const COLONNES: &str = "academie_id, matricule, civilite, nom, prenom, cle_tri, \
     etablissement_id, discipline_id, mel_professionnel, mel_personnel, adresse, code_postal, \
     commune, actif, version";
const NOMBRE_COLONNES: usize = 15;

fn valeurs(m: Model) -> [Value; NOMBRE_COLONNES] {
    [
        m.academie_id.into(),
        m.matricule.into(),
        m.civilite.into(),
        m.nom.into(),
        m.prenom.into(),
        m.cle_tri.into(),
        m.etablissement_id.into(),
        m.discipline_id.into(),
        m.mel_professionnel.into(),
        m.mel_personnel.into(),
        m.adresse.into(),
        m.code_postal.into(),
        m.commune.into(),
        m.actif.into(),
        m.version.into(),
    ]
}

/// Writes people of an académie, found again by their matricule; gives what was done
/// for each, in the order given. Made for thousands at a time: new ones are inserted
/// many rows by statement. When a matricule comes twice the last one stays.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when one is refused: nothing of the lot is then
/// certain, give the transaction or the point back.
pub async fn importer_lot(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    nouveaux: &[NouvelIntervenant],
) -> Resultat<Vec<Ecrit>> {
    let mut connus: HashMap<&str, Model> = HashMap::new();
    for lot in nouveaux.chunks(LOT) {
        let mut trouves: HashMap<String, Model> = Entity::find()
            .filter(Column::AcademieId.eq(academie.0))
            .filter(Column::Matricule.is_in(lot.iter().map(|n| n.matricule.as_str())))
            .all(tx)
            .await?
            .into_iter()
            .map(|m| (m.matricule.clone(), m))
            .collect();
        for n in lot {
            if let Some(m) = trouves.remove(&n.matricule) {
                connus.insert(&n.matricule, m);
            }
        }
    }
    // Who was merged into somebody else stays closed, whatever the file says.
    let absorbes = crate::doublons::absorbes(tx, connus.values().map(|m| m.id)).await?;
    let mut faits = Vec::with_capacity(nouveaux.len());
    // New people waiting to be inserted together, by matricule.
    let mut en_attente: HashMap<&str, usize> = HashMap::new();
    let mut a_inserer: Vec<Model> = Vec::new();
    for n in nouveaux {
        if let Some(connu) = connus.get_mut(n.matricule.as_str()) {
            let mut voulu = modele(connu.id, connu.version, academie, n);
            voulu.actif &= !absorbes.contains(&connu.id);
            faits.push(modifier(tx, connu, voulu).await?);
        } else if let Some(place) = en_attente.get(n.matricule.as_str()) {
            let voulu = modele(0, 1, academie, n);
            let fait = if a_inserer[*place] == voulu {
                Ecrit::Inchange
            } else {
                Ecrit::Modifie
            };
            a_inserer[*place] = voulu;
            faits.push(fait);
        } else {
            en_attente.insert(&n.matricule, a_inserer.len());
            a_inserer.push(modele(0, 1, academie, n));
            faits.push(Ecrit::Cree);
        }
    }
    inserer(tx, a_inserer).await?;
    Ok(faits)
}

/// Writes all that is known of a person whom nobody changed since the version `vue`; `false`
/// when somebody did. `origine` is a code, `naissance` the birth name.
///
/// # Errors
/// What the engine answered.
pub async fn enregistrer(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    id: IntervenantId,
    vue: i32,
    n: &NouvelIntervenant,
    (origine, naissance): (&str, &str),
) -> Resultat<bool> {
    if !tenir(tx, academie, id, vue).await? {
        return Ok(false);
    }
    let Some(mut connu) = Entity::find_by_id(id.0).one(tx).await? else {
        return Ok(false);
    };
    let voulu = modele(connu.id, connu.version, academie, n);
    modifier(tx, &mut connu, voulu).await?;
    completer(tx, id, vue, (origine, naissance)).await?;
    Ok(true)
}

/// Holds a person for the rest of the transaction, if nobody changed them since the version
/// `vue`; `false` when somebody did.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    id: IntervenantId,
    vue: i32,
) -> Resultat<bool> {
    let tenus = outils::executer(
        tx,
        "UPDATE intervenant SET version = version
         WHERE id = $1 AND academie_id = $2 AND version = $3",
        [id.0.into(), academie.0.into(), vue.into()],
    )
    .await?;
    Ok(tenus == 1)
}

/// What few files tell of a person; none leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complements {
    /// Code of where they come from.
    pub origine: Option<String>,
    /// Birth name.
    pub nom_naissance: Option<String>,
}

/// As [`importer_lot`], with what few files tell.
///
/// # Errors
/// As [`importer_lot`].
pub async fn importer_complets(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    nouveaux: &[(NouvelIntervenant, Complements)],
) -> Resultat<Vec<Ecrit>> {
    #[derive(FromQueryResult)]
    struct Connu {
        id: i64,
        matricule: String,
        origine: String,
        nom_naissance: String,
        version: i32,
    }
    let personnes: Vec<NouvelIntervenant> = nouveaux.iter().map(|(n, _)| n.clone()).collect();
    let mut faits = importer_lot(tx, academie, &personnes).await?;
    let dits: Vec<&str> = nouveaux
        .iter()
        .filter(|(_, c)| *c != Complements::default())
        .map(|(n, _)| n.matricule.as_str())
        .collect();
    let mut connus: HashMap<String, Connu> = HashMap::new();
    for lot in dits.chunks(LOT) {
        let mut e = Ecrivain::new();
        let academie = e.valeur(academie.0);
        let matricules = e.liste(lot.iter().copied());
        let sql = format!(
            "SELECT id, matricule, origine, nom_naissance, version FROM intervenant
             WHERE academie_id = {academie} AND matricule IN ({matricules})"
        );
        for c in outils::toutes::<Connu>(tx, sql, e.valeurs).await? {
            connus.insert(c.matricule.clone(), c);
        }
    }
    for ((n, c), fait) in nouveaux.iter().zip(&mut faits) {
        let Some(connu) = connus.get(&n.matricule) else {
            continue;
        };
        let origine = c.origine.as_deref().unwrap_or(&connu.origine);
        let naissance = c.nom_naissance.as_deref().unwrap_or(&connu.nom_naissance);
        if (origine, naissance) == (connu.origine.as_str(), connu.nom_naissance.as_str()) {
            continue;
        }
        // What was written already counts as one change.
        let vue = if *fait == Ecrit::Inchange {
            *fait = Ecrit::Modifie;
            connu.version
        } else {
            0
        };
        completer(tx, IntervenantId(connu.id), vue, (origine, naissance)).await?;
    }
    Ok(faits)
}

/// Writes where a person comes from and their birth name; counted as a change when the version
/// is still `vue`.
///
/// # Errors
/// What the engine answered.
pub async fn completer(
    tx: &impl ConnectionTrait,
    id: IntervenantId,
    vue: i32,
    (origine, naissance): (&str, &str),
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE intervenant SET origine = $2, nom_naissance = $3, naissance = $4,
           version = CASE WHEN version = $5 THEN version + 1 ELSE version END
         WHERE id = $1 AND (origine <> $2 OR nom_naissance <> $3)",
        [
            id.0.into(),
            origine.into(),
            naissance.into(),
            crate::doublons::sans_espace(naissance).into(),
            vue.into(),
        ],
    )
    .await?;
    Ok(())
}

async fn modifier(
    tx: &impl ConnectionTrait,
    connu: &mut Model,
    mut voulu: Model,
) -> Resultat<Ecrit> {
    if *connu == voulu {
        return Ok(Ecrit::Inchange);
    }
    if (&connu.cle_tri, connu.actif) != (&voulu.cle_tri, voulu.actif) {
        retirer_mots(tx, connu).await?;
        inserer_mots(tx, mots_de(&voulu)).await?;
    }
    voulu.version += 1;
    *connu = ActiveModel::from(voulu).reset_all().update(tx).await?;
    Ok(Ecrit::Modifie)
}

async fn inserer(tx: &impl ConnectionTrait, modeles: Vec<Model>) -> Resultat<()> {
    let mut modeles = modeles.into_iter().peekable();
    while modeles.peek().is_some() {
        let lot: Vec<Model> = modeles
            .by_ref()
            .take(lignes_par_insertion(NOMBRE_COLONNES))
            .collect();
        let sql = format!(
            "INSERT INTO intervenant ({COLONNES}) VALUES {} RETURNING id, matricule",
            marques_lignes(lot.len(), NOMBRE_COLONNES)
        );
        let cles: Vec<Cle> = outils::toutes(tx, sql, lot.iter().cloned().flat_map(valeurs)).await?;
        let cles: HashMap<String, i64> = cles.into_iter().map(|c| (c.matricule, c.id)).collect();
        let mots = lot.into_iter().flat_map(|mut m| {
            m.id = cles.get(&m.matricule).copied().unwrap_or_default();
            mots_de(&m)
        });
        inserer_mots(tx, mots.collect()).await?;
    }
    Ok(())
}

/// Columns of `intervenant_mot`, in the order of [`LigneMot`].
const COLONNES_MOT: &str = "academie_id, rang, mot, autre, cle_tri, intervenant_id, deja";
const NOMBRE_COLONNES_MOT: usize = 7;
/// Those of them that are its key, first.
const CLE_MOT: usize = 6;

/// One row of `intervenant_mot`.
pub(crate) type LigneMot = [Value; NOMBRE_COLONNES_MOT];

/// Writes the words of people.
pub(crate) async fn inserer_mots(tx: &impl ConnectionTrait, mots: Vec<LigneMot>) -> Resultat<()> {
    let mut mots = mots.into_iter().peekable();
    while mots.peek().is_some() {
        let lot: Vec<LigneMot> = mots
            .by_ref()
            .take(lignes_par_insertion(NOMBRE_COLONNES_MOT))
            .collect();
        let sql = format!(
            "INSERT INTO intervenant_mot ({COLONNES_MOT}) VALUES {}",
            marques_lignes(lot.len(), NOMBRE_COLONNES_MOT)
        );
        outils::executer(tx, sql, lot.into_iter().flatten()).await?;
    }
    Ok(())
}

/// Takes away the words of a person as known, each by its whole key.
async fn retirer_mots(tx: &impl ConnectionTrait, connu: &Model) -> Resultat<()> {
    for mot in mots_de(connu) {
        outils::executer(
            tx,
            "DELETE FROM intervenant_mot WHERE academie_id = $1 AND rang = $2 AND mot = $3
               AND autre = $4 AND cle_tri = $5 AND intervenant_id = $6",
            mot.into_iter().take(CLE_MOT),
        )
        .await?;
    }
    Ok(())
}

/// The words by which a person is found: none when they are not active.
fn mots_de(m: &Model) -> Vec<LigneMot> {
    if !m.actif {
        return Vec::new();
    }
    let qui = (m.academie_id, m.id);
    mots_du_nom(qui, (&m.nom, &m.prenom), &m.cle_tri, DEBUT)
}

/// The rows of `intervenant_mot` of somebody's nom and prénom, the words of pairs cut to
/// `debut` letters ([`DEBUT`], but for a migration).
pub(crate) fn mots_du_nom(
    (academie, id): (i64, i64),
    (nom, prenom): (&str, &str),
    cle_tri: &str,
    debut: usize,
) -> Vec<LigneMot> {
    let du_nom = mots_d_un_texte(nom).into_iter().map(|mot| (0_i16, mot));
    let du_prenom = mots_d_un_texte(prenom).into_iter().map(|mot| (1, mot));
    let mots: Vec<(i16, String)> = du_nom.chain(du_prenom).take(MOTS_D_UN_NOM).collect();
    let coupe = |mot: &str| mot.chars().take(debut).collect::<String>();
    let mut lignes: BTreeMap<(i16, String, String), i16> = BTreeMap::new();
    for (n, (rang, mot)) in mots.iter().enumerate() {
        let avant = mots[..n].iter().map(|(_, avant)| communes(avant, mot));
        let deja = avant.max().unwrap_or(0);
        // Of a word said twice, the first is the one found.
        lignes
            .entry((*rang, mot.clone(), String::new()))
            .or_insert(deja);
        for (k, (_, autre)) in mots.iter().enumerate() {
            if n != k {
                lignes.insert((2, coupe(mot), coupe(autre)), 0);
            }
        }
    }
    lignes
        .into_iter()
        .map(|((rang, mot, autre), deja)| {
            [
                academie.into(),
                rang.into(),
                mot.into(),
                autre.into(),
                cle_tri.into(),
                id.into(),
                deja.into(),
            ]
        })
        .collect()
}

/// Letters with which two words both begin.
fn communes(autre: &str, mot: &str) -> i16 {
    let pareilles = autre.chars().zip(mot.chars());
    let nombre = pareilles.take_while(|(a, b)| a == b).count();
    i16::try_from(nombre).unwrap_or(i16::MAX)
}

/// Letters of a word, as `deja` counts them.
fn lettres(mot: &str) -> i16 {
    i16::try_from(mot.chars().count()).unwrap_or(i16::MAX)
}

/// The words of a nom or of a prénom, normalised, then those that an apostrophe parts, in
/// one: `o`, `brien` and `obrien` for O'BRIEN.
fn mots_d_un_texte(texte: &str) -> Vec<String> {
    let normalise = texte::normaliser(texte);
    let mut mots: Vec<String> = normalise.split_whitespace().map(str::to_owned).collect();
    mots.extend(mots_lies(texte));
    mots
}

/// The words that an apostrophe parts, in one.
fn mots_lies(texte: &str) -> impl Iterator<Item = String> {
    texte
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter(|mot| mot.contains(APOSTROPHES))
        .map(|mot| texte::normaliser(&mot.replace(APOSTROPHES, "")))
        .filter(|mot| !mot.is_empty())
}

/// nom and prénom in the form in which people are sorted and searched; after them, what
/// some write as one word: `obrien` for O'BRIEN.
pub(crate) fn cle_tri(nom: &str, prenom: &str) -> String {
    let mut cle = format!(" {}  {}", texte::normaliser(nom), texte::normaliser(prenom));
    let mut separation = "   ";
    for mot in mots_lies(nom).chain(mots_lies(prenom)) {
        cle.push_str(separation);
        cle.push_str(&mot);
        separation = " ";
    }
    cle
}

/// The apostrophes of names, typed and printed.
const APOSTROPHES: [char; 2] = ['\'', '’'];

fn modele(id: i64, version: i32, academie: AcademieId, n: &NouvelIntervenant) -> Model {
    Model {
        id,
        academie_id: academie.0,
        matricule: n.matricule.clone(),
        civilite: n.civilite.code().to_owned(),
        nom: n.nom.clone(),
        prenom: n.prenom.clone(),
        cle_tri: cle_tri(&n.nom, &n.prenom),
        etablissement_id: n.etablissement.map(|e| e.0),
        discipline_id: n.discipline.map(|d| d.0),
        mel_professionnel: n.mel_professionnel.clone(),
        mel_personnel: n.mel_personnel.clone(),
        adresse: adresse_en_texte(&n.adresse.lignes),
        code_postal: n.adresse.code_postal.clone(),
        commune: n.adresse.commune.clone(),
        actif: n.actif,
        version,
    }
}

fn du_modele(m: Model) -> Resultat<Intervenant> {
    Ok(Intervenant {
        id: IntervenantId(m.id),
        matricule: m.matricule,
        civilite: lire(
            Civilite::lire(&m.civilite),
            "intervenant.civilite",
            &m.civilite,
        )?,
        nom: m.nom,
        prenom: m.prenom,
        etablissement: m.etablissement_id.map(EtablissementId),
        discipline: m.discipline_id.map(DisciplineId),
        mel_professionnel: m.mel_professionnel,
        mel_personnel: m.mel_personnel,
        adresse: Adresse {
            lignes: lignes_d_adresse(&m.adresse),
            code_postal: m.code_postal,
            commune: m.commune,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mots_d_une_recherche() {
        assert_eq!(
            mots_cherches("  De la TOUR  to "),
            ["tour", "de", "la", "to"]
        );
        assert_eq!(mots_cherches("Ève-Noëlle"), ["noelle", "eve"]);
        assert!(mots_cherches(" - ").is_empty());
        assert_eq!(mots_cherches("marie marie MAR"), ["marie", "mar"]);
    }

    #[test]
    fn une_apostrophe_n_empeche_rien() {
        assert_eq!(cle_tri("O'BRIEN", "Patrice"), " o brien  patrice   obrien");
        assert_eq!(
            cle_tri("D’ALMEIDA-L'HÔTE", "M'hamed"),
            " d almeida l hote  m hamed   dalmeida lhote mhamed"
        );
        assert_eq!(cle_tri("DURAND", "Zoé"), " durand  zoe");
    }

    #[test]
    fn un_nom_court_passe_avant_le_compose() {
        let cles = [
            cle_tri("MARTIN", "Zoé"),
            cle_tri("MARTIN-DUBOIS", "Alice"),
            cle_tri("MARTINEAU", "Anne"),
        ];
        assert!(cles.is_sorted());
    }
}
