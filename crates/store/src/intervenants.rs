//! Intervenants: finding people, and keeping what is known of them.
//!
//! # How a name is searched
//! Any word of `nom prénom` is found by its beginning, whatever the order, without
//! accents or case, and people come in order of name. Two things serve it:
//!
//! - `intervenant.cle_tri`: a space, nom normalised, two spaces, prénom normalised. In
//!   byte order this is the order shown (everybody called DURAND before
//!   DURAND-MARTIN), and every word follows a space;
//! - `intervenant_mot`, one row per word, read only from its primary key
//!   (académie, rang, mot, autre, cle_tri, person). `rang` 0 is the first word of the
//!   name: read from the index, these rows are in the order shown. `rang` 1 is any other
//!   word: under one same word, rows are in the order shown too, and those whose first
//!   word begins in some way follow each other ("nathalie" then "du…"). `rang` 2, for
//!   names of three words and more, pairs the other words with each other in `autre`.
//!
//! Whoever matches either has a first word that begins with one of the words searched,
//! or has not: each of these cases is a few ranges of the index, and [`Requete::parties`]
//! chooses for each the one that holds the fewest rows. What is left is sorted. Only when more
//! than [`SEUIL`] people match by their other words alone is the order of names walked
//! instead: they are then so frequent that it meets the first twenty of them soon.
//! A search so touches a few thousand rows of an index, for 3,000 people as for
//! 1,200,000.

use crate::entites::intervenant::{ActiveModel, Column, Entity, Model};
use crate::outils::{
    self, Ecrivain, LOT, adresse_en_texte, apres, lignes_d_adresse, lignes_par_insertion, lire,
    lots, marques, marques_lignes,
};
use crate::{Ecrit, Resultat};
use domain::{
    AcademieId, Adresse, Civilite, DisciplineId, EtablissementId, Intervenant, IntervenantId,
    IntervenantTrouve, Mels, Portee, Recherche, Uai, texte,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, Value,
};
use std::collections::{BTreeSet, HashMap};

/// Rows read at most of those that come in no useful order. Above the
/// [`Recherche::PLAFOND`] more than twice over, because one person may have several words
/// with the same beginning; the longest walk this leaves costs about as much as sorting
/// that many.
const SEUIL: i64 = 2_500;

/// [`Recherche::PLAFOND`], as the engines count.
const PLAFOND: i64 = Recherche::PLAFOND as i64;

/// Rows counted at most to tell which words are rare.
const SONDAGE: i64 = 5_001;

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
    total: i64,
    frequents: i64,
}

/// Searches the académie's active people by name. Nobody is found with fewer than
/// [`Recherche::LETTRES_MIN`] letters.
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
    let frequences = frequences(conn, academie, &mots).await?;
    let mut r = Requete::nouvelle(conn, academie, &mots);
    if let [seul] = &frequences[..] {
        if seul.prolonge > SEUIL {
            return parcourir(conn, r).await;
        }
        r.au_dela = seul.premier > PLAFOND || seul.exact > PLAFOND;
    }
    let au_dela = r.au_dela;
    let sql = r.reunir(&frequences);
    let lignes: Vec<TrouveCompte> = outils::toutes(conn, sql, r.e.valeurs).await?;
    let Some(premier) = lignes.first() else {
        return Ok(Recherche::default());
    };
    if premier.frequents > SEUIL {
        return parcourir(conn, Requete::nouvelle(conn, academie, &mots)).await;
    }
    let total = if au_dela { PLAFOND + 1 } else { premier.total };
    recherche(total, lignes.into_iter().map(|l| l.trouve))
}

/// The first people, met by walking them in order, when more than can be counted match.
async fn parcourir(conn: &impl ConnectionTrait, r: Requete) -> Resultat<Recherche> {
    let sql = r.parcourir();
    let lignes: Vec<Trouve> = outils::toutes(conn, sql, r.e.valeurs).await?;
    recherche(PLAFOND + 1, lignes)
}

fn recherche(total: i64, trouves: impl IntoIterator<Item = Trouve>) -> Resultat<Recherche> {
    Ok(Recherche {
        trouves: trouves
            .into_iter()
            .map(Trouve::lu)
            .collect::<Resultat<_>>()?,
        total: outils::compte(total.min(PLAFOND + 1)),
    })
}

/// Words of a search, longest first; a word that another one begins with says
/// nothing more and is left out.
fn mots_cherches(texte: &str) -> Vec<String> {
    let normalise = texte::normaliser(texte);
    let mut mots: Vec<&str> = normalise.split_whitespace().collect();
    mots.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let mut gardes: Vec<String> = Vec::new();
    for mot in mots {
        if gardes.len() < MOTS_MAX && !gardes.iter().any(|g| g.starts_with(mot)) {
            gardes.push(mot.to_owned());
        }
    }
    gardes
}

/// How many rows a word has, counted up to [`SONDAGE`] or a little less.
#[derive(Clone, Copy, Debug, FromQueryResult)]
struct Frequence {
    mot: i32,
    /// As the beginning of the first word of a name.
    premier: i64,
    /// As the whole of another word.
    exact: i64,
    /// As the beginning, but not the whole, of another word.
    prolonge: i64,
}

/// The frequency of each word, in the same order.
async fn frequences(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    mots: &[String],
) -> Resultat<Vec<Frequence>> {
    let mut r = Requete::nouvelle(conn, academie, mots);
    let limite = r.e.valeur(SONDAGE);
    let lignes: Vec<String> = (0..mots.len())
        .map(|m| {
            let compter = |ou: &str, alias: &str| {
                format!(
                    "(SELECT count(*) FROM (SELECT 1 FROM intervenant_mot
                       WHERE {ou} LIMIT {limite}) x) AS {alias}"
                )
            };
            format!(
                "SELECT {m} AS mot, {}, {}, {}",
                compter(&r.plage(0, m), "premier"),
                compter(&r.plage_exacte(1, m), "exact"),
                compter(&r.plage_prolongee(1, m), "prolonge")
            )
        })
        .collect();
    let mut lues: Vec<Frequence> =
        outils::toutes(conn, lignes.join(" UNION ALL "), r.e.valeurs).await?;
    lues.sort_unstable_by_key(|f| f.mot);
    Ok(lues)
}

/// Conditions on `intervenant_mot` that together hold everybody who matches.
#[derive(Default)]
struct Parties {
    /// Read in the order shown: their beginning is enough.
    rangees: Vec<String>,
    /// In no useful order, and fewer than [`SONDAGE`] rows: to be read whole.
    entieres: Vec<String>,
    /// In no useful order, and perhaps many.
    eparses: Vec<String>,
}

/// A search being written as SQL. Words are named by their place in the list.
struct Requete {
    e: Ecrivain,
    academie: String,
    affiches: String,
    /// Placeholders of each word, and of what is after all that begins with it.
    bornes: Vec<(String, String)>,
    /// The same with the space that precedes a word in `cle_tri`.
    bornes_cle: Vec<(String, String)>,
    /// The function that finds a text in another one.
    position: &'static str,
    /// More people match than are counted: only the first are to be read.
    au_dela: bool,
}

impl Requete {
    fn nouvelle(conn: &impl ConnectionTrait, academie: AcademieId, mots: &[String]) -> Self {
        let mut e = Ecrivain::new();
        let academie = e.valeur(academie.0);
        let affiches = e.valeur(i64::from(Recherche::AFFICHES));
        let mut bornes = Vec::new();
        let mut bornes_cle = Vec::new();
        for mot in mots {
            bornes.push((e.valeur(mot.as_str()), e.valeur(apres(mot))));
            let mot = format!(" {mot}");
            bornes_cle.push((e.valeur(mot.as_str()), e.valeur(apres(&mot))));
        }
        Self {
            e,
            academie,
            affiches,
            bornes,
            bornes_cle,
            position: match conn.get_database_backend() {
                DbBackend::Postgres => "strpos",
                _ => "instr",
            },
            au_dela: false,
        }
    }

    /// Rows of a rang whose word begins with this one.
    fn plage(&self, rang: u8, m: usize) -> String {
        let (de, a) = &self.bornes[m];
        format!(
            "academie_id = {} AND rang = {rang} AND mot >= {de} AND mot < {a}",
            self.academie
        )
    }

    /// Rows of a rang whose word is this one.
    fn plage_exacte(&self, rang: u8, m: usize) -> String {
        let (mot, _) = &self.bornes[m];
        format!(
            "academie_id = {} AND rang = {rang} AND mot = {mot}",
            self.academie
        )
    }

    /// Rows of a rang whose word begins with this one and is longer.
    fn plage_prolongee(&self, rang: u8, m: usize) -> String {
        let (de, a) = &self.bornes[m];
        format!(
            "academie_id = {} AND rang = {rang} AND mot > {de} AND mot < {a}",
            self.academie
        )
    }

    /// ` AND …`: the first word of the name begins with this one.
    fn premier_mot(&self, m: usize) -> String {
        let (de, a) = &self.bornes_cle[m];
        format!(" AND cle_tri >= {de} AND cle_tri < {a}")
    }

    /// ` AND …`: each word but those given begins a word of the name.
    fn autres_mots(&self, sauf: &[usize]) -> String {
        let mut sql = String::new();
        for (m, (mot, _)) in self.bornes_cle.iter().enumerate() {
            if !sauf.contains(&m) {
                sql.push_str(&format!(" AND {}(cle_tri, {mot}) > 0", self.position));
            }
        }
        sql
    }

    /// The first people and the total, and how many rows of [`Parties::eparses`] were
    /// read: above [`SEUIL`], these people are not the first.
    fn reunir(&mut self, frequences: &[Frequence]) -> String {
        let plafond = if self.au_dela {
            self.affiches.clone()
        } else {
            self.e.valeur(PLAFOND + 1)
        };
        let seuil = self.e.valeur(SEUIL + 1);
        let sondage = self.e.valeur(SONDAGE);
        // In the order in which the index gives them, said so that no planner prefers to
        // read the whole table.
        let lire = |ou: &String, limite: &str| {
            format!(
                "SELECT * FROM (SELECT intervenant_id, cle_tri FROM intervenant_mot WHERE {ou}
                   ORDER BY mot, autre, cle_tri LIMIT {limite}) x"
            )
        };
        let parties = self.parties(frequences);
        let tous: Vec<String> = (parties.rangees.iter().map(|ou| lire(ou, &plafond)))
            .chain(parties.entieres.iter().map(|ou| lire(ou, &sondage)))
            .chain(["SELECT * FROM epars".to_owned()])
            .collect();
        let epars: Vec<String> = parties.eparses.iter().map(|ou| lire(ou, &seuil)).collect();
        format!(
            "WITH epars AS MATERIALIZED ({epars}),
                  tous AS MATERIALIZED ({tous}),
                  premiers AS MATERIALIZED
                    (SELECT * FROM tous ORDER BY cle_tri, intervenant_id LIMIT {affiches})
             SELECT {COLONNES_TROUVE}, (SELECT count(*) FROM tous) AS total,
                    (SELECT count(*) FROM epars) AS frequents
             FROM premiers p JOIN intervenant i ON i.id = p.intervenant_id {JOINTURES_TROUVE}
             ORDER BY p.cle_tri, p.intervenant_id",
            epars = epars.join(" UNION ALL "),
            tous = tous.join(" UNION "),
            affiches = self.affiches,
        )
    }

    /// The ranges that hold everybody who matches.
    fn parties(&self, frequences: &[Frequence]) -> Parties {
        let mut p = Parties::default();
        if frequences.len() == 1 {
            p.rangees.push(self.plage(0, 0));
            p.rangees.push(self.plage_exacte(1, 0));
            p.eparses.push(self.plage_prolongee(1, 0));
            return p;
        }
        // The word, but for one, that is the beginning of the fewest longer ones.
        let moins_prolonge = |sauf: Option<usize>| {
            (0..frequences.len())
                .filter(|m| Some(*m) != sauf)
                .min_by_key(|m| frequences[*m].prolonge)
                .unwrap_or(0)
        };
        for (m, f) in frequences.iter().enumerate() {
            // Those whose name begins with this word: either all who do, the other words
            // being looked for in their name; or all who have a certain other word.
            let w = moins_prolonge(Some(m));
            if frequences[w].prolonge < f.premier {
                let suite = self.premier_mot(m) + &self.autres_mots(&[m, w]);
                p.rangees.push(self.plage_exacte(1, w) + &suite);
                p.entieres.push(self.plage_prolongee(1, w) + &suite);
            } else {
                p.rangees.push(self.plage(0, m) + &self.autres_mots(&[m]));
            }
        }
        // Those whose name begins with none of them have two of them further on.
        let m = moins_prolonge(None);
        let w = moins_prolonge(Some(m));
        let (de, a) = &self.bornes[w];
        let suite = format!(" AND autre >= {de} AND autre < {a}") + &self.autres_mots(&[m, w]);
        p.eparses.push(self.plage_exacte(2, m) + &suite);
        p.eparses.push(self.plage_prolongee(2, m) + &suite);
        p
    }

    /// The first people in order, met by walking them in order.
    fn parcourir(&self) -> String {
        format!(
            "WITH premiers AS MATERIALIZED (
               SELECT id, cle_tri FROM intervenant
               WHERE academie_id = {academie} AND actif{tous}
               ORDER BY cle_tri, id LIMIT {affiches})
             SELECT {COLONNES_TROUVE}
             FROM premiers p JOIN intervenant i ON i.id = p.id {JOINTURES_TROUVE}
             ORDER BY p.cle_tri, p.id",
            academie = self.academie,
            tous = self.autres_mots(&[]),
            affiches = self.affiches,
        )
    }
}

/// The active people of a discipline within a scope, in order of name.
///
/// # Errors
/// What the engine answered.
pub async fn par_discipline(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    discipline: DisciplineId,
) -> Resultat<Vec<IntervenantTrouve>> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "i.academie_id", "i.etablissement_id") else {
        return Ok(Vec::new());
    };
    let discipline = e.valeur(discipline.0);
    let sql = format!(
        "SELECT {COLONNES_TROUVE} FROM intervenant i {JOINTURES_TROUVE}
         WHERE {ou} AND i.discipline_id = {discipline} AND i.actif
         ORDER BY i.cle_tri, i.id"
    );
    let trouves: Vec<Trouve> = outils::toutes(conn, sql, e.valeurs).await?;
    trouves.into_iter().map(Trouve::lu).collect()
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
    let mut faits = Vec::with_capacity(nouveaux.len());
    // New people waiting to be inserted together, by matricule.
    let mut en_attente: HashMap<&str, usize> = HashMap::new();
    let mut a_inserer: Vec<Model> = Vec::new();
    for n in nouveaux {
        if let Some(connu) = connus.get_mut(n.matricule.as_str()) {
            let voulu = modele(connu.id, connu.version, academie, n);
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
const COLONNES_MOT: &str = "academie_id, rang, mot, autre, cle_tri, intervenant_id";
const NOMBRE_COLONNES_MOT: usize = 6;

/// One row of `intervenant_mot`.
type LigneMot = [Value; NOMBRE_COLONNES_MOT];

async fn inserer_mots(tx: &impl ConnectionTrait, mots: Vec<LigneMot>) -> Resultat<()> {
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
            mot,
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
    let mots: Vec<&str> = m.cle_tri.split_whitespace().take(MOTS_D_UN_NOM).collect();
    let mut lignes: BTreeSet<(i16, &str, &str)> = BTreeSet::new();
    for (n, mot) in mots.iter().enumerate() {
        lignes.insert((i16::from(n > 0), *mot, ""));
        for (k, autre) in mots.iter().enumerate().skip(1) {
            if n > 0 && n != k {
                lignes.insert((2, *mot, *autre));
            }
        }
    }
    lignes
        .into_iter()
        .map(|(rang, mot, autre)| {
            [
                m.academie_id.into(),
                rang.into(),
                mot.into(),
                autre.into(),
                m.cle_tri.as_str().into(),
                m.id.into(),
            ]
        })
        .collect()
}

/// nom and prénom in the form in which people are sorted and searched.
fn cle_tri(nom: &str, prenom: &str) -> String {
    format!(" {}  {}", texte::normaliser(nom), texte::normaliser(prenom))
}

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
        assert_eq!(mots_cherches("  De la TOUR  to "), ["tour", "de", "la"]);
        assert_eq!(mots_cherches("Ève-Noëlle"), ["noelle", "eve"]);
        assert!(mots_cherches(" - ").is_empty());
        assert_eq!(mots_cherches("marie marie MAR"), ["marie"]);
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
