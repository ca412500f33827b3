//! Rights in SANTORIN: what stands, what has to be looked at again, what was published.
//!
//! What is published is numbered under the lock of the one row of `santorin_etat`, held until
//! the commit: whoever reads numbers up to one has read all that came before it.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lire, lots, marques as places};
use domain::{
    AcademieId, ConvocationId, ConvoqueSantorin, DroitPublie, DroitSantorin, EpreuveOption,
    IntervenantId, Moment, MotifRetrait, NaiveDate, Qualite, TypeMission, Uai,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

// ------------------------------------------------------------- what stands

/// Columns of [`Lu`], in the order of its fields.
const CHAMPS: &str = "id, academie_id, numero, type_mission, session_code, examen, annee, epreuve_code, \
     epreuve_libelle, centre, matricule, nom, prenom, mel, etablissement, qualite, premier, dernier";

const SELECTION: &str = "SELECT c.id, m.academie_id, m.numero, m.type AS type_mission, s.code AS session_code, \
       s.examen, s.annee, o.code AS epreuve_code, o.libelle AS epreuve_libelle, z.uai AS centre, \
       i.matricule, i.nom, i.prenom, i.mel_professionnel AS mel, e.uai AS etablissement, c.qualite, \
       (SELECT min(y.jour) FROM convocation_creneau y WHERE y.convocation_id = c.id) AS premier, \
       (SELECT max(y.jour) FROM convocation_creneau y WHERE y.convocation_id = c.id) AS dernier \
     FROM convocation c JOIN mission m ON m.id = c.mission_id \
     JOIN session_examen s ON s.id = m.session_id \
     LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id \
     JOIN etablissement z ON z.id = m.centre_id \
     JOIN intervenant i ON i.id = c.intervenant_id \
     LEFT JOIN etablissement e ON e.id = i.etablissement_id";

#[derive(Deserialize)]
struct Lu {
    id: i64,
    academie_id: i64,
    numero: i64,
    type_mission: String,
    session_code: String,
    examen: String,
    annee: i32,
    epreuve_code: Option<String>,
    epreuve_libelle: Option<String>,
    centre: String,
    matricule: String,
    nom: String,
    prenom: String,
    mel: String,
    etablissement: Option<String>,
    qualite: Option<String>,
    premier: Option<NaiveDate>,
    dernier: Option<NaiveDate>,
}

fn uai(lu: &str) -> Resultat<Uai> {
    lire(Uai::lire(lu).ok(), "etablissement.uai", lu)
}

fn type_mission(lu: &str) -> Resultat<TypeMission> {
    lire(TypeMission::lire(lu), "mission.type", lu)
}

impl Lu {
    /// None for a convocation without day, which nothing makes.
    fn lu(self) -> Resultat<Option<Actuel>> {
        let (Some(premier_jour), Some(dernier_jour)) = (self.premier, self.dernier) else {
            return Ok(None);
        };
        let qualite = match &self.qualite {
            Some(q) => Some(lire(Qualite::lire(q), "convocation.qualite", q)?),
            None => None,
        };
        Ok(Some(Actuel {
            academie: AcademieId(self.academie_id),
            convoque: ConvoqueSantorin {
                convocation: ConvocationId(self.id),
                mission: self.numero,
                type_mission: type_mission(&self.type_mission)?,
                session: self.session_code,
                examen: self.examen,
                annee: self.annee,
                epreuve: self
                    .epreuve_code
                    .zip(self.epreuve_libelle)
                    .map(|(code, libelle)| EpreuveOption { code, libelle }),
                centre: uai(&self.centre)?,
                matricule: self.matricule,
                nom: self.nom,
                prenom: self.prenom,
                mel: self.mel,
                etablissement: self.etablissement.as_deref().map(uai).transpose()?,
                qualite,
                premier_jour,
                dernier_jour,
            },
        }))
    }
}

/// A convocation that stands, and its académie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actuel {
    /// Académie of its mission.
    pub academie: AcademieId,
    /// Who is convoked, to what.
    pub convoque: ConvoqueSantorin,
}

/// Convocations as they stand; those that do not exist are absent.
///
/// # Errors
/// What the engine answered.
pub async fn actuels(
    conn: &impl ConnectionTrait,
    ids: &BTreeSet<ConvocationId>,
) -> Resultat<HashMap<ConvocationId, Actuel>> {
    let mut tous = HashMap::new();
    for lot in lots(ids.iter().map(|i| i.0)) {
        let sql = format!("{SELECTION} WHERE c.id IN ({})", places(1, lot.len()));
        for lu in outils::en_bloc::<Lu>(conn, CHAMPS, &sql, lot).await? {
            if let Some(actuel) = lu.lu()? {
                tous.insert(actuel.convoque.convocation, actuel);
            }
        }
    }
    Ok(tous)
}

/// Codes of the kinds of missions that give a right, or this one.
fn types_avec_droit(droit: Option<DroitSantorin>) -> impl Iterator<Item = &'static str> {
    TypeMission::TOUS
        .into_iter()
        .filter(move |t| match (t.faits().santorin, droit) {
            (Some(donne), Some(voulu)) => donne == voulu,
            (donne, None) => donne.is_some(),
            (None, Some(_)) => false,
        })
        .map(TypeMission::code)
}

/// The convocations of an académie that may give a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ouverts {
    /// Académie of their missions.
    pub academie: AcademieId,
    /// The right; none: any.
    pub droit: Option<DroitSantorin>,
    /// Year of their sessions; none: every year.
    pub annee: Option<i32>,
    /// They have a day from this one on.
    pub depuis: NaiveDate,
}

impl Ouverts {
    /// What a query of `c`, `m` and `s` asks.
    fn condition(&self, e: &mut Ecrivain) -> String {
        let academie = e.valeur(self.academie.0);
        let types = e.liste(types_avec_droit(self.droit));
        let depuis = e.valeur(self.depuis);
        let annee = self
            .annee
            .map_or(String::new(), |a| format!(" AND s.annee = {}", e.valeur(a)));
        format!(
            "m.academie_id = {academie} AND m.type IN ({types}) AND EXISTS (
               SELECT 1 FROM convocation_creneau v WHERE v.convocation_id = c.id AND v.jour >= {depuis})
             {annee}"
        )
    }

    /// Numbers of their missions, in order, each with how many of them it has.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn missions(&self, conn: &impl ConnectionTrait) -> Resultat<Vec<(i64, u32)>> {
        #[derive(FromQueryResult)]
        struct Ligne {
            numero: i64,
            convocations: i64,
        }
        let mut e = Ecrivain::new();
        let condition = self.condition(&mut e);
        let sql = format!(
            "SELECT m.numero, count(*) AS convocations
             FROM convocation c JOIN mission m ON m.id = c.mission_id
             JOIN session_examen s ON s.id = m.session_id
             WHERE {condition} GROUP BY m.numero ORDER BY m.numero"
        );
        let lignes: Vec<Ligne> = outils::toutes(conn, sql, e.valeurs).await?;
        Ok(lignes
            .into_iter()
            .map(|l| (l.numero, outils::compte(l.convocations)))
            .collect())
    }

    /// Those of the missions from one number to another; by mission, nom and prénom.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn lire(
        &self,
        conn: &impl ConnectionTrait,
        (premiere, derniere): (i64, i64),
    ) -> Resultat<Vec<ConvoqueSantorin>> {
        let mut e = Ecrivain::new();
        let condition = self.condition(&mut e);
        let sql = format!(
            "{SELECTION} WHERE {condition} AND m.numero BETWEEN {} AND {}
             ORDER BY m.numero, i.cle_tri, c.id",
            e.valeur(premiere),
            e.valeur(derniere)
        );
        let lus: Vec<Lu> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
        let mut convoques = Vec::with_capacity(lus.len());
        for lu in lus {
            convoques.extend(lu.lu()?.map(|a| a.convoque));
        }
        Ok(convoques)
    }
}

/// Kind of mission and last day of each convocation of a person of an académie that has a day
/// from `depuis` on.
///
/// # Errors
/// What the engine answered.
pub async fn de_l_intervenant(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
    depuis: NaiveDate,
) -> Resultat<Vec<(TypeMission, NaiveDate)>> {
    #[derive(FromQueryResult)]
    struct Ligne {
        type_mission: String,
        dernier: NaiveDate,
    }
    let lignes: Vec<Ligne> = outils::toutes(
        conn,
        "SELECT m.type AS type_mission, max(x.jour) AS dernier
         FROM convocation c JOIN mission m ON m.id = c.mission_id
         JOIN convocation_creneau x ON x.convocation_id = c.id
         WHERE c.intervenant_id = $1 AND m.academie_id = $2 AND x.jour >= $3
         GROUP BY c.id, m.type",
        [intervenant.0.into(), academie.0.into(), depuis.into()],
    )
    .await?;
    lignes
        .into_iter()
        .map(|l| Ok((type_mission(&l.type_mission)?, l.dernier)))
        .collect()
}

// -------------------------------------------------------------- publishing

/// Where numbering stands.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Etat {
    /// Tells this database's numbers from another's.
    pub epoque: String,
    /// Last number given.
    pub rang: i64,
    /// Delay, in days, with which everything was last looked at.
    pub delai: i32,
}

/// Where numbering stands.
///
/// # Errors
/// What the engine answered.
pub async fn etat(conn: &impl ConnectionTrait) -> Resultat<Etat> {
    let sql = "SELECT epoque, rang, delai FROM santorin_etat WHERE id = 1";
    let etat: Option<Etat> = outils::une(conn, sql, []).await?;
    lire(etat, "santorin_etat.id", "1")
}

/// As [`etat`], held until the end of the transaction: nobody else gives numbers meanwhile.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(tx: &impl ConnectionTrait) -> Resultat<Etat> {
    outils::executer(tx, "UPDATE santorin_etat SET rang = rang WHERE id = 1", []).await?;
    etat(tx).await
}

/// Notes the last number given and the delay, in the transaction of [`tenir`].
///
/// # Errors
/// What the engine answered.
pub async fn avancer(tx: &impl ConnectionTrait, rang: i64, delai: u32) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE santorin_etat SET rang = $1, delai = $2 WHERE id = 1",
        [rang.into(), i32::try_from(delai).unwrap_or(i32::MAX).into()],
    )
    .await?;
    Ok(())
}

/// Has every convocation looked at again.
///
/// # Errors
/// What the engine answered.
pub async fn tout_marquer(tx: &impl ConnectionTrait) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO santorin_marque (convocation_cle) SELECT id FROM convocation ORDER BY id",
        [],
    )
    .await?;
    Ok(())
}

/// Has every convocation of an académie looked at again.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_l_academie(tx: &impl ConnectionTrait, academie: AcademieId) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO santorin_marque (convocation_cle)
         SELECT c.id FROM convocation c JOIN mission m ON m.id = c.mission_id
         WHERE m.academie_id = $1 ORDER BY c.id",
        [academie.0.into()],
    )
    .await?;
    Ok(())
}

/// The first marks: their keys, and the convocations to look at again.
///
/// # Errors
/// What the engine answered.
pub async fn marques(
    conn: &impl ConnectionTrait,
    limite: u32,
) -> Resultat<Vec<(i64, ConvocationId)>> {
    #[derive(FromQueryResult)]
    struct Marque {
        id: i64,
        convocation_cle: i64,
    }
    let marques: Vec<Marque> = outils::toutes(
        conn,
        "SELECT id, convocation_cle FROM santorin_marque ORDER BY id LIMIT $1",
        [i64::from(limite).into()],
    )
    .await?;
    Ok(marques
        .into_iter()
        .map(|m| (m.id, ConvocationId(m.convocation_cle)))
        .collect())
}

/// Forgets marks: those alone that were read. One of a transaction that was not finished then
/// may have a smaller key, and stays.
///
/// # Errors
/// What the engine answered.
pub async fn oublier(tx: &impl ConnectionTrait, ids: &[i64]) -> Resultat<()> {
    for lot in lots(ids.iter().copied()) {
        let sql = format!(
            "DELETE FROM santorin_marque WHERE id IN ({})",
            places(1, lot.len())
        );
        outils::executer(tx, sql, lot).await?;
    }
    Ok(())
}

/// Convocations of an académie whose published right has ended before a day.
///
/// # Errors
/// What the engine answered.
pub async fn expires(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    jour: NaiveDate,
    limite: u32,
) -> Resultat<Vec<ConvocationId>> {
    #[derive(FromQueryResult)]
    struct Cle {
        convocation_cle: i64,
    }
    let cles: Vec<Cle> = outils::toutes(
        conn,
        "SELECT convocation_cle FROM santorin_droit
         WHERE academie_id = $1 AND motif IS NULL AND jusqu_au < $2 LIMIT $3",
        [academie.0.into(), jour.into(), i64::from(limite).into()],
    )
    .await?;
    Ok(cles
        .into_iter()
        .map(|c| ConvocationId(c.convocation_cle))
        .collect())
}

#[derive(FromQueryResult)]
struct PublieLu {
    convocation_cle: i64,
    academie_id: i64,
    droit: String,
    motif: Option<String>,
    jusqu_au: NaiveDate,
    contenu: String,
    rang: i64,
    publie_le: i64,
}

const PUBLIE: &str =
    "SELECT convocation_cle, academie_id, droit, motif, jusqu_au, contenu, rang, publie_le
     FROM santorin_droit";

/// A right as it was published, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numerote {
    /// Académie of its mission.
    pub academie: AcademieId,
    /// The right.
    pub droit: DroitPublie,
    /// Its number: greater than those of all that was published before.
    pub rang: i64,
    /// When.
    pub publie_le: Moment,
}

impl PublieLu {
    fn lu(self) -> Resultat<Numerote> {
        let retire = match &self.motif {
            Some(m) => Some(lire(MotifRetrait::lire(m), "santorin_droit.motif", m)?),
            None => None,
        };
        Ok(Numerote {
            academie: AcademieId(self.academie_id),
            droit: DroitPublie {
                droit: lire(
                    DroitSantorin::lire(&self.droit),
                    "santorin_droit.droit",
                    &self.droit,
                )?,
                retire,
                jusqu_au: self.jusqu_au,
                convoque: lire(
                    serde_json::from_str(&self.contenu).ok(),
                    "santorin_droit.contenu",
                    &self.contenu,
                )?,
            },
            rang: self.rang,
            publie_le: Moment(self.publie_le),
        })
    }
}

/// What was published of convocations.
///
/// # Errors
/// What the engine answered.
pub async fn publies(
    conn: &impl ConnectionTrait,
    ids: &BTreeSet<ConvocationId>,
) -> Resultat<HashMap<ConvocationId, Vec<Numerote>>> {
    let mut tous: HashMap<ConvocationId, Vec<Numerote>> = HashMap::new();
    for lot in lots(ids.iter().map(|i| i.0)) {
        let sql = format!(
            "{PUBLIE} WHERE convocation_cle IN ({})",
            places(1, lot.len())
        );
        for lu in outils::toutes::<PublieLu>(conn, sql, lot).await? {
            let cle = ConvocationId(lu.convocation_cle);
            tous.entry(cle).or_default().push(lu.lu()?);
        }
    }
    Ok(tous)
}

/// Publishes a right under a number, in the transaction of [`tenir`].
///
/// # Errors
/// What the engine answered.
pub async fn publier(tx: &impl ConnectionTrait, n: &Numerote) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO santorin_droit (convocation_cle, droit, academie_id, motif, jusqu_au, contenu,
           rang, publie_le) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (convocation_cle, droit) DO UPDATE SET academie_id = $3, motif = $4,
           jusqu_au = $5, contenu = $6, rang = $7, publie_le = $8",
        [
            n.droit.convoque.convocation.0.into(),
            n.droit.droit.code().into(),
            n.academie.0.into(),
            n.droit.retire.map(|m| m.code().to_owned()).into(),
            n.droit.jusqu_au.into(),
            serde_json::json!(n.droit.convoque).to_string().into(),
            n.rang.into(),
            n.publie_le.0.into(),
        ],
    )
    .await?;
    Ok(())
}

// ----------------------------------------------------------------- reading

/// The rights of a kind in an académie that were published after a number, in order.
///
/// # Errors
/// What the engine answered.
pub async fn page(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    droit: DroitSantorin,
    apres: i64,
    limite: u32,
) -> Resultat<Vec<Numerote>> {
    let sql = format!(
        "{PUBLIE} WHERE academie_id = $1 AND droit = $2 AND rang > $3 ORDER BY rang LIMIT $4"
    );
    let lus: Vec<PublieLu> = outils::toutes(
        conn,
        sql,
        [
            academie.0.into(),
            droit.code().into(),
            apres.into(),
            i64::from(limite).into(),
        ],
    )
    .await?;
    lus.into_iter().map(PublieLu::lu).collect()
}

/// The right of a kind that a convocation of an académie gave, as it was last published.
///
/// # Errors
/// What the engine answered.
pub async fn un(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    droit: DroitSantorin,
    convocation: ConvocationId,
) -> Resultat<Option<Numerote>> {
    let sql = format!("{PUBLIE} WHERE convocation_cle = $1 AND droit = $2 AND academie_id = $3");
    let lu: Option<PublieLu> = outils::une(
        conn,
        sql,
        [convocation.0.into(), droit.code().into(), academie.0.into()],
    )
    .await?;
    lu.map(PublieLu::lu).transpose()
}
