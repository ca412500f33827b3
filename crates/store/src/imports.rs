//! Imports followed step by step: the file in pieces, where the import stands, who is at it,
//! and what each of its lines would do.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lignes_par_insertion, lire, marques_lignes};
use domain::{
    AcademieId, CompteId, ComptesImport, EncodageImport, EtatImport, GenreImport, ImportId,
    IssueImport, Moment, RaisonRefus, SorteLigne, texte,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};

/// An import as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Key.
    pub id: ImportId,
    /// The académie concerned; none for an annuaire of several.
    pub academie: Option<AcademieId>,
    /// What it brings.
    pub genre: GenreImport,
    /// Where it stands.
    pub etat: EtatImport,
    /// Who asked for it; none for the command line.
    pub compte: Option<CompteId>,
    /// Their name; empty for the command line.
    pub par: String,
    /// The établissement named beside a file of STS-WEB; may be empty.
    pub etablissement: String,
    /// Name of the file.
    pub fichier: String,
    /// Its size.
    pub octets: u64,
    /// SHA-256 of its bytes.
    pub empreinte: String,
    /// How it was read.
    pub encodage: Option<EncodageImport>,
    /// Columns nobody reads.
    pub colonnes_ignorees: Vec<String>,
    /// When it came.
    pub depose_le: Moment,
    /// When it last changed.
    pub change_le: Moment,
    /// When it was applied.
    pub applique_le: Option<Moment>,
    /// Those gone are marked so when it is applied.
    pub partis: bool,
    /// How many lines of each kind.
    pub comptes: ComptesImport,
    /// Convocations of missions that the file does not name, whose letters it changes.
    pub lettres_ailleurs: u32,
    /// Done of what is under way, and how much there is.
    pub avance: (u64, u64),
    /// Times that a server took it since it was asked for.
    pub essais: i32,
    /// Until when a server is at it.
    pub verrou_jusqua: Option<Moment>,
    /// What went otherwise than asked.
    pub issue: Option<IssueImport>,
}

/// An import to keep.
#[derive(Clone, Debug)]
pub struct NouvelImport {
    /// The académie concerned.
    pub academie: Option<AcademieId>,
    /// What it brings.
    pub genre: GenreImport,
    /// Who asks for it.
    pub compte: Option<CompteId>,
    /// The établissement named; may be empty.
    pub etablissement: String,
    /// Name of the file.
    pub fichier: String,
}

/// A line to keep, or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneGardee {
    /// Its place among the lines of the import.
    pub rang: i32,
    /// Line of the file; 0 for what it does not have.
    pub ligne: u32,
    /// What it does.
    pub sorte: SorteLigne,
    /// Matricule, number…
    pub cle: String,
    /// Name.
    pub nom: String,
    /// Key of what it is about, when that is known.
    pub objet: Option<i64>,
    /// The columns as they are.
    pub avant: Option<Vec<String>>,
    /// The columns as they would be.
    pub apres: Option<Vec<String>>,
    /// Why it is refused.
    pub raison: Option<RaisonRefus>,
}

#[derive(FromQueryResult)]
struct Lu {
    id: i64,
    academie_id: Option<i64>,
    genre: String,
    etat: String,
    compte_id: Option<i64>,
    par: Option<String>,
    etablissement: String,
    fichier: String,
    octets: i64,
    empreinte: String,
    encodage: String,
    colonnes_ignorees: String,
    depose_le: i64,
    change_le: i64,
    applique_le: Option<i64>,
    partis: bool,
    nouveaux: i32,
    modifies: i32,
    nb_partis: i32,
    inchanges: i32,
    refuses: i32,
    doublons: i32,
    ignores: i32,
    a_prevenir: i32,
    lettres_ailleurs: i32,
    avance: i64,
    total: i64,
    essais: i32,
    verrou_jusqua: Option<i64>,
    issue: Option<String>,
}

fn json<T: serde::Serialize>(valeur: &T) -> String {
    serde_json::json!(valeur).to_string()
}

fn de_json<T: serde::de::DeserializeOwned>(colonne: &'static str, lu: &str) -> Resultat<T> {
    lire(serde_json::from_str(lu).ok(), colonne, lu)
}

impl Lu {
    fn lu(self) -> Resultat<Import> {
        let n = |n: i32| outils::compte(i64::from(n));
        Ok(Import {
            id: ImportId(self.id),
            academie: self.academie_id.map(AcademieId),
            genre: lire(
                GenreImport::lire(&self.genre),
                "import_fichier.genre",
                &self.genre,
            )?,
            etat: lire(
                EtatImport::lire(&self.etat),
                "import_fichier.etat",
                &self.etat,
            )?,
            compte: self.compte_id.map(CompteId),
            par: self.par.unwrap_or_default(),
            etablissement: self.etablissement,
            fichier: self.fichier,
            octets: self.octets.unsigned_abs(),
            empreinte: self.empreinte,
            encodage: if self.encodage.is_empty() {
                None
            } else {
                Some(de_json("import_fichier.encodage", &self.encodage)?)
            },
            colonnes_ignorees: de_json(
                "import_fichier.colonnes_ignorees",
                &self.colonnes_ignorees,
            )?,
            depose_le: Moment(self.depose_le),
            change_le: Moment(self.change_le),
            applique_le: self.applique_le.map(Moment),
            partis: self.partis,
            comptes: ComptesImport {
                nouveaux: n(self.nouveaux),
                modifies: n(self.modifies),
                partis: n(self.nb_partis),
                inchanges: n(self.inchanges),
                refuses: n(self.refuses),
                doublons: n(self.doublons),
                ignores: n(self.ignores),
                a_prevenir: n(self.a_prevenir),
            },
            lettres_ailleurs: n(self.lettres_ailleurs),
            avance: (self.avance.unsigned_abs(), self.total.unsigned_abs()),
            essais: self.essais,
            verrou_jusqua: self.verrou_jusqua.map(Moment),
            issue: match &self.issue {
                Some(i) => Some(de_json("import_fichier.issue", i)?),
                None => None,
            },
        })
    }
}

const COLONNES: &str = "f.id, f.academie_id, f.genre, f.etat, f.compte_id, a.nom AS par, \
     f.etablissement, f.fichier, f.octets, f.empreinte, f.encodage, f.colonnes_ignorees, \
     f.depose_le, f.change_le, f.applique_le, f.partis, f.nouveaux, f.modifies, f.nb_partis, \
     f.inchanges, f.refuses, f.doublons, f.ignores, f.a_prevenir, \
     f.lettres_ailleurs, f.avance, f.total, f.essais, \
     f.verrou_jusqua, f.issue";
const JOINTURES: &str = "LEFT JOIN compte a ON a.id = f.compte_id";

#[derive(FromQueryResult)]
struct Nombre {
    nombre: i64,
}

/// Keeps an import whose file is to come, to be analysed; held by `verrou` until then, when
/// one is given.
///
/// # Errors
/// What the engine answered.
pub async fn creer(
    tx: &impl ConnectionTrait,
    nouveau: &NouvelImport,
    verrou: Option<(&str, Moment)>,
    maintenant: Moment,
) -> Resultat<ImportId> {
    let valeurs: [Value; 8] = [
        nouveau.academie.map(|a| a.0).into(),
        nouveau.genre.code().into(),
        nouveau.compte.map(|c| c.0).into(),
        nouveau.etablissement.as_str().into(),
        nouveau.fichier.as_str().into(),
        maintenant.0.into(),
        verrou.map(|(v, _)| v.to_owned()).into(),
        verrou.map(|(_, jusqua)| jusqua.0).into(),
    ];
    let cree: Option<outils::Cle> = outils::une(
        tx,
        "INSERT INTO import_fichier (academie_id, genre, etat, compte_id, etablissement, fichier,
           octets, empreinte, encodage, colonnes_ignorees, depose_le, change_le, partis, verrou,
           verrou_jusqua)
         VALUES ($1, $2, 'a_analyser', $3, $4, $5, 0, '', '', '[]', $6, $6, false, $7, $8)
         RETURNING id",
        valeurs,
    )
    .await?;
    Ok(ImportId(lire(cree, "import_fichier.id", "")?.id))
}

/// Keeps a piece of the file.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter_morceau(
    tx: &impl ConnectionTrait,
    id: ImportId,
    rang: i32,
    octets: Vec<u8>,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO import_morceau (import_id, rang, octets) VALUES ($1, $2, $3)",
        [id.0.into(), rang.into(), octets.into()],
    )
    .await?;
    Ok(())
}

/// Notes what the whole file is, once its pieces are kept.
///
/// # Errors
/// What the engine answered.
pub async fn achever_depot(
    tx: &impl ConnectionTrait,
    id: ImportId,
    octets: u64,
    empreinte: &str,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE import_fichier SET octets = $2, empreinte = $3, total = $2 WHERE id = $1",
        [
            id.0.into(),
            i64::try_from(octets).unwrap_or(i64::MAX).into(),
            empreinte.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A piece of the file; none after the last one.
///
/// # Errors
/// What the engine answered.
pub async fn morceau(
    conn: &impl ConnectionTrait,
    id: ImportId,
    rang: i32,
) -> Resultat<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Morceau {
        octets: Vec<u8>,
    }
    let lu: Option<Morceau> = outils::une(
        conn,
        "SELECT octets FROM import_morceau WHERE import_id = $1 AND rang = $2",
        [id.0.into(), rang.into()],
    )
    .await?;
    Ok(lu.map(|m| m.octets))
}

/// An import by its key, of an académie when one is given.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(
    conn: &impl ConnectionTrait,
    academie: Option<AcademieId>,
    id: ImportId,
) -> Resultat<Option<Import>> {
    let mut e = Ecrivain::new();
    let mut ou = format!("f.id = {}", e.valeur(id.0));
    if let Some(a) = academie {
        ou.push_str(&format!(" AND f.academie_id = {}", e.valeur(a.0)));
    }
    let sql = format!("SELECT {COLONNES} FROM import_fichier f {JOINTURES} WHERE {ou}");
    outils::une::<Lu>(conn, sql, e.valeurs)
        .await?
        .map(Lu::lu)
        .transpose()
}

/// Imports of an académie, latest first: those from `depuis` on, `limite` at most; and how
/// many there are.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    depuis: u32,
    limite: u32,
) -> Resultat<(u32, Vec<Import>)> {
    let total: Option<Nombre> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM import_fichier WHERE academie_id = $1",
        [academie.0.into()],
    )
    .await?;
    let total = total.map_or(0, |n| outils::compte(n.nombre));
    let depuis = domain::rang_montre(depuis, total, limite);
    let sql = format!(
        "SELECT {COLONNES} FROM import_fichier f {JOINTURES} WHERE f.academie_id = $1
         ORDER BY f.id DESC LIMIT $2 OFFSET $3"
    );
    let lus: Vec<Lu> = outils::toutes(
        conn,
        sql,
        [
            academie.0.into(),
            i64::from(limite).into(),
            i64::from(depuis).into(),
        ],
    )
    .await?;
    Ok((total, lus.into_iter().map(Lu::lu).collect::<Resultat<_>>()?))
}

/// The latest import of the same file and kind in the académie that is applied.
///
/// # Errors
/// What the engine answered.
pub async fn meme_fichier(
    conn: &impl ConnectionTrait,
    import: &Import,
) -> Resultat<Option<(ImportId, Moment)>> {
    #[derive(FromQueryResult)]
    struct Deja {
        id: i64,
        applique_le: Option<i64>,
    }
    let deja: Option<Deja> = outils::une(
        conn,
        "SELECT id, applique_le FROM import_fichier
         WHERE empreinte = $1 AND genre = $2 AND academie_id = $3 AND id < $4
           AND etat = 'applique' ORDER BY id DESC LIMIT 1",
        [
            import.empreinte.as_str().into(),
            import.genre.code().into(),
            import.academie.map(|a| a.0).into(),
            import.id.0.into(),
        ],
    )
    .await?;
    Ok(deja.and_then(|d| Some((ImportId(d.id), Moment(d.applique_le?)))))
}

// ---------------------------------------------------------------- who is at it

/// Whether an import waits for a server.
///
/// # Errors
/// What the engine answered.
pub async fn a_faire(conn: &impl ConnectionTrait, maintenant: Moment) -> Resultat<bool> {
    let n: Option<Nombre> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM import_fichier
         WHERE etat IN ('a_analyser', 'a_appliquer', 'a_annuler')
           AND (verrou IS NULL OR verrou_jusqua <= $1)",
        [maintenant.0.into()],
    )
    .await?;
    Ok(n.is_some_and(|n| n.nombre > 0))
}

/// Takes the import that waits longest, for a time; of one that another server left, its
/// tries go on.
///
/// # Errors
/// What the engine answered.
pub async fn prendre(
    tx: &impl ConnectionTrait,
    maintenant: Moment,
    verrou: &str,
    jusqua: Moment,
) -> Resultat<Option<Import>> {
    let verrouiller = match tx.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let pris: Option<outils::Cle> = outils::une(
        tx,
        format!(
            "WITH pris AS MATERIALIZED (
               SELECT id FROM import_fichier
               WHERE etat IN ('a_analyser', 'a_appliquer', 'a_annuler')
                 AND (verrou IS NULL OR verrou_jusqua <= $1)
               ORDER BY id LIMIT 1 {verrouiller})
             UPDATE import_fichier SET verrou = $2, verrou_jusqua = $3, essais = essais + 1
             WHERE id IN (SELECT id FROM pris) RETURNING id"
        ),
        [maintenant.0.into(), verrou.into(), jusqua.0.into()],
    )
    .await?;
    match pris {
        Some(cle) => par_id(tx, None, ImportId(cle.id)).await,
        None => Ok(None),
    }
}

/// Keeps an import for longer and notes how far one is; `false` when it is no longer this
/// server's: it was given up, or taken by another.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(
    tx: &impl ConnectionTrait,
    id: ImportId,
    verrou: &str,
    jusqua: Moment,
    avance: (u64, u64),
) -> Resultat<bool> {
    let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let tenus = outils::executer(
        tx,
        "UPDATE import_fichier SET verrou_jusqua = $3, avance = $4, total = $5
         WHERE id = $1 AND verrou = $2",
        [
            id.0.into(),
            verrou.into(),
            jusqua.0.into(),
            n(avance.0).into(),
            n(avance.1).into(),
        ],
    )
    .await?;
    Ok(tenus == 1)
}

/// Takes an import that nobody is at, for a time; `false` when somebody is.
///
/// # Errors
/// What the engine answered.
pub async fn saisir(
    tx: &impl ConnectionTrait,
    id: ImportId,
    verrou: &str,
    jusqua: Moment,
) -> Resultat<bool> {
    let saisis = outils::executer(
        tx,
        "UPDATE import_fichier SET verrou = $2, verrou_jusqua = $3, essais = essais + 1
         WHERE id = $1 AND verrou IS NULL",
        [id.0.into(), verrou.into(), jusqua.0.into()],
    )
    .await?;
    Ok(saisis == 1)
}

/// Notes how the file is read, of which établissement or académie alone it is, and how many
/// letters of what it does not name it changes.
///
/// # Errors
/// What the engine answered.
pub async fn noter_lecture(
    tx: &impl ConnectionTrait,
    id: ImportId,
    encodage: EncodageImport,
    ignorees: &[String],
    etablissement: &str,
    lettres_ailleurs: u32,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE import_fichier SET encodage = $2, colonnes_ignorees = $3, etablissement = $4,
           lettres_ailleurs = $5 WHERE id = $1",
        [
            id.0.into(),
            json(&encodage).into(),
            json(&ignorees).into(),
            etablissement.into(),
            i32::try_from(lettres_ailleurs).unwrap_or(i32::MAX).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Lets go of an import, which comes to another state; `false` when it is no longer this
/// server's.
///
/// # Errors
/// What the engine answered.
pub async fn rendre(
    tx: &impl ConnectionTrait,
    id: ImportId,
    verrou: &str,
    etat: EtatImport,
    issue: Option<&IssueImport>,
    maintenant: Moment,
) -> Resultat<bool> {
    let applique = (etat == EtatImport::Applique).then_some(maintenant.0);
    let rendus = outils::executer(
        tx,
        "UPDATE import_fichier SET etat = $3, issue = $4, change_le = $5, verrou = NULL,
           verrou_jusqua = NULL, avance = 0, total = octets, essais = 0,
           applique_le = coalesce(applique_le, $6)
         WHERE id = $1 AND verrou = $2",
        [
            id.0.into(),
            verrou.into(),
            etat.code().into(),
            issue.map(json).into(),
            maintenant.0.into(),
            applique.into(),
        ],
    )
    .await?;
    Ok(rendus == 1)
}

/// Brings an import from one of these states to another, for a person; `false` when it is
/// in none of them any more, or changed since the moment `vue`: somebody else was first.
///
/// # Errors
/// What the engine answered.
pub async fn demander(
    tx: &impl ConnectionTrait,
    id: ImportId,
    de: &[EtatImport],
    vers: EtatImport,
    (partis, vue): (bool, Option<Moment>),
    maintenant: Moment,
) -> Resultat<bool> {
    let mut e = Ecrivain::new();
    let (id, vers, partis, maintenant) = (
        e.valeur(id.0),
        e.valeur(vers.code()),
        e.valeur(partis),
        e.valeur(maintenant.0),
    );
    let de = e.liste(de.iter().map(|d| d.code()));
    let telle = match vue {
        Some(vue) => format!(" AND change_le = {}", e.valeur(vue.0)),
        None => String::new(),
    };
    let sql = format!(
        "UPDATE import_fichier SET etat = {vers}, partis = {partis}, change_le = {maintenant},
           issue = NULL, verrou = NULL, verrou_jusqua = NULL, essais = 0, avance = 0,
           total = octets
         WHERE id = {id} AND etat IN ({de}){telle}"
    );
    Ok(outils::executer(tx, sql, e.valeurs).await? == 1)
}

/// Throws the file and its lines away: of an import that was given up, nothing personal
/// stays.
///
/// # Errors
/// What the engine answered.
pub async fn vider(tx: &impl ConnectionTrait, id: ImportId) -> Resultat<()> {
    vider_lignes(tx, id).await?;
    outils::executer(
        tx,
        "DELETE FROM import_morceau WHERE import_id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(())
}

/// Throws an import away, as if it had never come: one that was only tried.
///
/// # Errors
/// What the engine answered.
pub async fn oublier(tx: &impl ConnectionTrait, id: ImportId) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM import_fichier WHERE id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(())
}

// ------------------------------------------------------------------- its lines

/// Throws the lines away: they are made again.
///
/// # Errors
/// What the engine answered.
pub async fn vider_lignes(tx: &impl ConnectionTrait, id: ImportId) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM import_ligne WHERE import_id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(())
}

/// Keeps lines.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter_lignes(
    tx: &impl ConnectionTrait,
    id: ImportId,
    lignes: &[LigneGardee],
) -> Resultat<()> {
    const NOMBRE: usize = 11;
    for lot in lignes.chunks(lignes_par_insertion(NOMBRE)) {
        let sql = format!(
            "INSERT INTO import_ligne (import_id, rang, ligne, sorte, cle, nom, recherche,
               objet_id, avant, apres, raison) VALUES {}",
            marques_lignes(lot.len(), NOMBRE)
        );
        let valeurs = lot.iter().flat_map(|l| -> [Value; NOMBRE] {
            [
                id.0.into(),
                l.rang.into(),
                i32::try_from(l.ligne).unwrap_or(i32::MAX).into(),
                l.sorte.code().into(),
                l.cle.as_str().into(),
                l.nom.as_str().into(),
                texte::normaliser(&format!("{} {}", l.nom, l.cle)).into(),
                l.objet.into(),
                l.avant.as_ref().map(json).into(),
                l.apres.as_ref().map(json).into(),
                l.raison.as_ref().map(json).into(),
            ]
        });
        outils::executer(tx, sql, valeurs).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct LigneLue {
    rang: i32,
    ligne: i32,
    sorte: String,
    cle: String,
    nom: String,
    objet_id: Option<i64>,
    avant: Option<String>,
    apres: Option<String>,
    raison: Option<String>,
}

impl LigneLue {
    fn lue(self) -> Resultat<LigneGardee> {
        let champs = |colonne, lu: Option<String>| match lu {
            Some(t) => de_json::<Vec<String>>(colonne, &t).map(Some),
            None => Ok(None),
        };
        Ok(LigneGardee {
            rang: self.rang,
            ligne: outils::compte(i64::from(self.ligne)),
            sorte: lire(
                SorteLigne::lire(&self.sorte),
                "import_ligne.sorte",
                &self.sorte,
            )?,
            cle: self.cle,
            nom: self.nom,
            objet: self.objet_id,
            avant: champs("import_ligne.avant", self.avant)?,
            apres: champs("import_ligne.apres", self.apres)?,
            raison: match &self.raison {
                Some(r) => Some(de_json("import_ligne.raison", r)?),
                None => None,
            },
        })
    }
}

const COLONNES_LIGNE: &str = "rang, ligne, sorte, cle, nom, objet_id, avant, apres, raison";

/// Lines of a kind whose name or key has these words, in the order of the file: those from
/// `depuis` on, `limite` at most; and how many there are.
///
/// # Errors
/// What the engine answered.
pub async fn lignes(
    conn: &impl ConnectionTrait,
    id: ImportId,
    sorte: SorteLigne,
    mot_cle: &str,
    depuis: u32,
    limite: u32,
) -> Resultat<(u32, Vec<LigneGardee>)> {
    let mut e = Ecrivain::new();
    let mut ou = format!(
        "import_id = {} AND sorte = {}",
        e.valeur(id.0),
        e.valeur(sorte.code())
    );
    for mot in texte::mots_cles(mot_cle) {
        // Normalised words hold letters, digits and spaces alone: nothing to escape in LIKE.
        let motif = e.valeur(format!("%{mot}%"));
        ou.push_str(&format!(" AND recherche LIKE {motif}"));
    }
    let total: Option<Nombre> = outils::une(
        conn,
        format!("SELECT count(*) AS nombre FROM import_ligne WHERE {ou}"),
        e.valeurs.clone(),
    )
    .await?;
    let total = total.map_or(0, |n| outils::compte(n.nombre));
    let depuis = domain::rang_montre(depuis, total, limite);
    let (limite, depuis) = (e.valeur(i64::from(limite)), e.valeur(i64::from(depuis)));
    let sql = format!(
        "SELECT {COLONNES_LIGNE} FROM import_ligne WHERE {ou}
         ORDER BY rang LIMIT {limite} OFFSET {depuis}"
    );
    let lues: Vec<LigneLue> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok((
        total,
        lues.into_iter()
            .map(LigneLue::lue)
            .collect::<Resultat<_>>()?,
    ))
}

/// The next lines of these kinds after a place, in order.
///
/// # Errors
/// What the engine answered.
pub async fn lot(
    conn: &impl ConnectionTrait,
    id: ImportId,
    sortes: &[SorteLigne],
    apres: i32,
    limite: u32,
) -> Resultat<Vec<LigneGardee>> {
    let mut e = Ecrivain::new();
    let (id, apres) = (e.valeur(id.0), e.valeur(apres));
    let sortes = e.liste(sortes.iter().map(|s| s.code()));
    let limite = e.valeur(i64::from(limite));
    let sql = format!(
        "SELECT {COLONNES_LIGNE} FROM import_ligne
         WHERE import_id = {id} AND rang > {apres} AND sorte IN ({sortes})
         ORDER BY rang LIMIT {limite}"
    );
    let lues: Vec<LigneLue> = outils::toutes(conn, sql, e.valeurs).await?;
    lues.into_iter().map(LigneLue::lue).collect()
}

/// Counts the lines of each kind and notes it on the import; gives the counts.
///
/// # Errors
/// What the engine answered.
pub async fn compter(tx: &impl ConnectionTrait, id: ImportId) -> Resultat<ComptesImport> {
    #[derive(FromQueryResult)]
    struct ParSorte {
        sorte: String,
        nombre: i64,
    }
    let par_sorte: Vec<ParSorte> = outils::toutes(
        tx,
        "SELECT sorte, count(*) AS nombre FROM import_ligne WHERE import_id = $1 GROUP BY sorte",
        [id.0.into()],
    )
    .await?;
    let mut comptes = ComptesImport::default();
    for p in par_sorte {
        let sorte = lire(SorteLigne::lire(&p.sorte), "import_ligne.sorte", &p.sorte)?;
        comptes.ajouter(sorte, outils::compte(p.nombre));
    }
    let n = |sorte| Value::from(i32::try_from(comptes.de(sorte)).unwrap_or(i32::MAX));
    outils::executer(
        tx,
        "UPDATE import_fichier SET nouveaux = $2, modifies = $3, nb_partis = $4, inchanges = $5,
           refuses = $6, doublons = $7, ignores = $8, a_prevenir = $9 WHERE id = $1",
        [
            id.0.into(),
            n(SorteLigne::Nouveau),
            n(SorteLigne::Modifie),
            n(SorteLigne::Parti),
            n(SorteLigne::Inchange),
            n(SorteLigne::Refuse),
            n(SorteLigne::Doublon),
            n(SorteLigne::Ignore),
            n(SorteLigne::APrevenir),
        ],
    )
    .await?;
    Ok(comptes)
}
