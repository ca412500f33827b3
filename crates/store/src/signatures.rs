//! Recorded signatures, the letters made with each, drafts.

use crate::entites::signature::{ActiveModel, Column, Entity, Model};
use crate::outils::{self, Ecrivain, lire, lots};
use crate::{Resultat, convocations};
use domain::{
    AcademieId, BrouillonSignature, Civilite, CompteId, ConvocationId, EtablissementId, Moment,
    NaiveDate, Signataire, Signature, SignatureId,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
};
use std::collections::BTreeSet;

/// A signature to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouvelleSignature {
    /// Where it is valid.
    pub etablissement: EtablissementId,
    /// For which missions.
    pub signataire: Signataire,
    /// Signatory's title.
    pub civilite: Civilite,
    /// Signatory's family name.
    pub nom: String,
    /// Signatory's first name.
    pub prenom: String,
    /// In which quality they sign.
    pub qualite: String,
    /// For the head and by delegation.
    pub delegation: bool,
    /// PNG, or empty.
    pub image_png: Vec<u8>,
    /// First day of validity; none: always was.
    pub valide_du: Option<NaiveDate>,
    /// Last day of validity; none: until replaced.
    pub valide_au: Option<NaiveDate>,
    /// Who records it; none for the command line.
    pub auteur: Option<CompteId>,
}

/// Records a signature. It takes over from older ones on the days it is valid.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when its days are the wrong way round.
pub async fn enregistrer(
    tx: &impl ConnectionTrait,
    n: &NouvelleSignature,
    maintenant: Moment,
) -> Resultat<SignatureId> {
    let faite = ActiveModel {
        id: NotSet,
        etablissement_id: Set(n.etablissement.0),
        signataire: Set(n.signataire.code().to_owned()),
        civilite: Set(n.civilite.code().to_owned()),
        nom: Set(n.nom.clone()),
        prenom: Set(n.prenom.clone()),
        qualite: Set(n.qualite.clone()),
        image_png: Set(n.image_png.clone()),
        valide_du: Set(n.valide_du),
        valide_au: Set(n.valide_au),
        cree_le: Set(maintenant.0),
        delegation: Set(n.delegation),
        auteur_id: Set(n.auteur.map(|a| a.0)),
        retiree_le: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(SignatureId(faite.id))
}

fn lue(m: Model) -> Resultat<Signature> {
    Ok(Signature {
        id: SignatureId(m.id),
        etablissement: EtablissementId(m.etablissement_id),
        signataire: lire(
            Signataire::lire(&m.signataire),
            "signature.signataire",
            &m.signataire,
        )?,
        civilite: lire(
            Civilite::lire(&m.civilite),
            "signature.civilite",
            &m.civilite,
        )?,
        nom: m.nom,
        prenom: m.prenom,
        qualite: m.qualite,
        delegation: m.delegation,
        image_png: m.image_png,
        valide_du: m.valide_du,
        valide_au: m.valide_au,
        retiree: m.retiree_le.is_some(),
    })
}

/// What makes a row `s` of signature one that letters may bear on the day `jour` (a
/// placeholder): within its dates, in use, and the service open.
fn valable(jour: &str) -> String {
    format!(
        "s.retiree_le IS NULL AND (s.valide_du IS NULL OR s.valide_du <= {jour})
           AND (s.valide_au IS NULL OR s.valide_au >= {jour})
           AND {}",
        service_ouvert("s.etablissement_id", jour)
    )
}

/// What makes the *service signature* of an établissement (a column) open on the day `jour`.
fn service_ouvert(etablissement: &str, jour: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM service_ouverture v WHERE v.etablissement_id = {etablissement}
           AND v.service = 'signature' AND (NOT v.ouvert OR v.du > {jour} OR v.au < {jour}))"
    )
}

/// The condition that the mission `m` has no signature for its letters on the day `jour` (a
/// placeholder).
pub(crate) fn mission_sans_signature(jour: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM signature s WHERE s.etablissement_id = m.centre_id
           AND s.signataire = m.signataire AND {})",
        valable(jour)
    )
}

/// The signature valid on a day: the last recorded of those that are, where the service is
/// open.
///
/// # Errors
/// What the engine answered.
pub async fn pour(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    signataire: Signataire,
    jour: NaiveDate,
) -> Resultat<Option<Signature>> {
    let sql = format!(
        "SELECT s.id FROM signature s WHERE s.etablissement_id = $1 AND s.signataire = $2
           AND {} ORDER BY s.cree_le DESC, s.id DESC LIMIT 1",
        valable("$3")
    );
    let cle: Option<outils::Cle> = outils::une(
        conn,
        sql,
        [
            etablissement.0.into(),
            signataire.code().into(),
            jour.into(),
        ],
    )
    .await?;
    match cle {
        Some(cle) => par_id(conn, SignatureId(cle.id)).await,
        None => Ok(None),
    }
}

/// The signature of a key, in use or not.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(conn: &impl ConnectionTrait, id: SignatureId) -> Resultat<Option<Signature>> {
    Entity::find()
        .filter(Column::Id.eq(id.0))
        .one(conn)
        .await?
        .map(lue)
        .transpose()
}

/// A recorded signature without its image, with what was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gardee {
    /// Key.
    pub id: SignatureId,
    /// Signatory's title.
    pub civilite: Civilite,
    /// Signatory's family name.
    pub nom: String,
    /// Signatory's first name.
    pub prenom: String,
    /// Quality.
    pub qualite: String,
    /// By delegation.
    pub delegation: bool,
    /// Has an image.
    pub image: bool,
    /// First day of validity.
    pub valide_du: Option<NaiveDate>,
    /// Last day of validity.
    pub valide_au: Option<NaiveDate>,
    /// Taken out of use.
    pub retiree: bool,
    /// When it was recorded.
    pub cree_le: Moment,
    /// Who recorded it; empty when that is not known.
    pub auteur: String,
    /// Letters made with it.
    pub lettres: u32,
}

/// All the signatures of an établissement and a kind, latest first.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    signataire: Signataire,
) -> Resultat<Vec<Gardee>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        civilite: String,
        nom: String,
        prenom: String,
        qualite: String,
        delegation: bool,
        octets: i32,
        valide_du: Option<NaiveDate>,
        valide_au: Option<NaiveDate>,
        retiree_le: Option<i64>,
        cree_le: i64,
        auteur: Option<String>,
        lettres: i64,
    }
    let lues: Vec<Lue> = outils::toutes(
        conn,
        "SELECT s.id, s.civilite, s.nom, s.prenom, s.qualite, s.delegation,
                CAST(length(s.image_png) AS integer) AS octets, s.valide_du, s.valide_au,
                s.retiree_le, s.cree_le, a.nom AS auteur,
                (SELECT count(*) FROM lettre_faite f WHERE f.signature_id = s.id) AS lettres
         FROM signature s LEFT JOIN compte a ON a.id = s.auteur_id
         WHERE s.etablissement_id = $1 AND s.signataire = $2
         ORDER BY s.cree_le DESC, s.id DESC",
        [etablissement.0.into(), signataire.code().into()],
    )
    .await?;
    lues.into_iter()
        .map(|l| {
            Ok(Gardee {
                id: SignatureId(l.id),
                civilite: lire(
                    Civilite::lire(&l.civilite),
                    "signature.civilite",
                    &l.civilite,
                )?,
                nom: l.nom,
                prenom: l.prenom,
                qualite: l.qualite,
                delegation: l.delegation,
                image: l.octets > 0,
                valide_du: l.valide_du,
                valide_au: l.valide_au,
                retiree: l.retiree_le.is_some(),
                cree_le: Moment(l.cree_le),
                auteur: l.auteur.unwrap_or_default(),
                lettres: outils::compte(l.lettres),
            })
        })
        .collect()
}

/// Takes a signature out of use, or puts it back; `false` when it was so already.
///
/// # Errors
/// What the engine answered.
pub async fn retirer(
    tx: &impl ConnectionTrait,
    id: SignatureId,
    le: Option<Moment>,
) -> Resultat<bool> {
    let sql = match le {
        Some(_) => "UPDATE signature SET retiree_le = $2 WHERE id = $1 AND retiree_le IS NULL",
        None => "UPDATE signature SET retiree_le = $2 WHERE id = $1 AND retiree_le IS NOT NULL",
    };
    let faites = outils::executer(tx, sql, [id.0.into(), le.map(|m| m.0).into()]).await?;
    Ok(faites == 1)
}

/// How many changes the signatures of an établissement and a kind have seen.
///
/// # Errors
/// What the engine answered.
pub async fn version(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    signataire: Signataire,
) -> Resultat<i32> {
    #[derive(FromQueryResult)]
    struct Version {
        version: i32,
    }
    let v: Option<Version> = outils::une(
        conn,
        "SELECT version FROM signature_version WHERE etablissement_id = $1 AND signataire = $2",
        [etablissement.0.into(), signataire.code().into()],
    )
    .await?;
    Ok(v.map_or(0, |v| v.version))
}

/// Counts one change more, if none was made since the version `vue`; `false` when one was
/// (nothing is written). Whoever changes them too waits for the end of the transaction.
///
/// # Errors
/// What the engine answered.
pub async fn avancer(
    tx: &impl ConnectionTrait,
    etablissement: EtablissementId,
    signataire: Signataire,
    vue: i32,
) -> Resultat<bool> {
    let valeurs = [etablissement.0.into(), signataire.code().into(), vue.into()];
    let sql = if vue == 0 {
        "INSERT INTO signature_version (etablissement_id, signataire, version)
         VALUES ($1, $2, $3 + 1) ON CONFLICT (etablissement_id, signataire) DO NOTHING"
    } else {
        "UPDATE signature_version SET version = version + 1
         WHERE etablissement_id = $1 AND signataire = $2 AND version = $3"
    };
    Ok(outils::executer(tx, sql, valeurs).await? == 1)
}

// --------------------------------------------------------------------- letters

/// Notes with which signature the letters of convocations are made, on a day: the one valid
/// then, for those of which the present edition was never made with one. Made again, the
/// letter of an edition bears the same signature and the same day, whoever signs since.
///
/// # Errors
/// What the engine answered.
pub async fn figer(
    tx: &impl ConnectionTrait,
    ids: &[ConvocationId],
    jour: NaiveDate,
) -> Resultat<u64> {
    let mut figees = 0;
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let mut e = Ecrivain::new();
        let jour = e.valeur(jour);
        let ids = e.liste(lot);
        let sql = format!(
            "INSERT INTO lettre_faite (convocation_cle, edition, signature_id, faite_le)
             SELECT c.id, c.edition, x.id, {jour}
             FROM convocation c JOIN mission m ON m.id = c.mission_id
             JOIN signature x ON x.id = (SELECT s.id FROM signature s
               WHERE s.etablissement_id = m.centre_id AND s.signataire = m.signataire AND {}
               ORDER BY s.cree_le DESC, s.id DESC LIMIT 1)
             WHERE c.id IN ({ids}) AND NOT EXISTS (SELECT 1 FROM lettre_faite f
               WHERE f.convocation_cle = c.id AND f.edition = c.edition)
             ON CONFLICT (convocation_cle, edition) DO NOTHING",
            valable(&jour)
        );
        figees += outils::executer(tx, sql, e.valeurs).await?;
    }
    Ok(figees)
}

/// Whether the letter of one of these convocations is still to be noted by [`figer`].
///
/// # Errors
/// What the engine answered.
pub async fn a_figer(conn: &impl ConnectionTrait, ids: &[ConvocationId]) -> Resultat<bool> {
    convocations::a_noter(conn, ids, "lettre_faite").await
}

/// A convocation that a letter can be shown of: the latest of the missions of a centre that
/// bear a signature of this kind.
///
/// # Errors
/// What the engine answered.
pub async fn exemple(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    signataire: Signataire,
) -> Resultat<Option<ConvocationId>> {
    let cle: Option<outils::Cle> = outils::une(
        conn,
        "SELECT c.id FROM convocation c JOIN mission m ON m.id = c.mission_id
         WHERE m.centre_id = $1 AND m.signataire = $2 ORDER BY c.id DESC LIMIT 1",
        [etablissement.0.into(), signataire.code().into()],
    )
    .await?;
    Ok(cle.map(|c| ConvocationId(c.id)))
}

/// How many missions of a centre, in its latest session, bear a signature of this kind.
///
/// # Errors
/// What the engine answered.
pub async fn missions(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    signataire: Signataire,
) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let n: Option<Nombre> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM mission m JOIN session_examen s ON s.id = m.session_id
         WHERE m.centre_id = $1 AND m.signataire = $2 AND s.annee = (
           SELECT max(t.annee) FROM mission n JOIN session_examen t ON t.id = n.session_id
           WHERE n.centre_id = $1)",
        [etablissement.0.into(), signataire.code().into()],
    )
    .await?;
    Ok(n.map_or(0, |n| outils::compte(n.nombre)))
}

// --------------------------------------------------------------------- service

/// Établissements of an académie that are open and where a signature is valid on a day, by
/// kind.
///
/// # Errors
/// What the engine answered.
pub async fn signes(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    jour: NaiveDate,
) -> Resultat<BTreeSet<(EtablissementId, &'static str)>> {
    #[derive(FromQueryResult)]
    struct Lue {
        etablissement_id: i64,
        signataire: String,
    }
    let sql = format!(
        "SELECT DISTINCT s.etablissement_id, s.signataire FROM signature s
         JOIN etablissement e ON e.id = s.etablissement_id
         WHERE e.academie_id = $1 AND {}",
        valable("$2")
    );
    let lues: Vec<Lue> = outils::toutes(conn, sql, [academie.0.into(), jour.into()]).await?;
    lues.into_iter()
        .map(|l| {
            let s = lire(
                Signataire::lire(&l.signataire),
                "signature.signataire",
                &l.signataire,
            )?;
            Ok((EtablissementId(l.etablissement_id), s.code()))
        })
        .collect()
}

// ---------------------------------------------------------------------- drafts

/// Whose draft, for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CleBrouillon {
    /// Whose.
    pub compte: CompteId,
    /// For which établissement.
    pub etablissement: EtablissementId,
    /// For which kind.
    pub signataire: Signataire,
}

impl CleBrouillon {
    fn valeurs(self) -> [sea_orm::Value; 3] {
        [
            self.compte.0.into(),
            self.etablissement.0.into(),
            self.signataire.code().into(),
        ]
    }
}

/// A draft with its images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brouillon {
    /// What is typed.
    pub contenu: BrouillonSignature,
    /// The image before anything is cut off; empty when there is none.
    pub source: Vec<u8>,
    /// The signature made of it, as a PNG; empty when there is none.
    pub image: Vec<u8>,
    /// When it was last kept.
    pub modifie_le: Option<Moment>,
}

/// A draft; none when there is none.
///
/// # Errors
/// What the engine answered.
pub async fn brouillon(
    conn: &impl ConnectionTrait,
    cle: CleBrouillon,
) -> Resultat<Option<Brouillon>> {
    #[derive(FromQueryResult)]
    struct Lu {
        contenu: String,
        source: Vec<u8>,
        image: Vec<u8>,
        modifie_le: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT contenu, source, image, modifie_le FROM signature_brouillon
         WHERE compte_id = $1 AND etablissement_id = $2 AND signataire = $3",
        cle.valeurs(),
    )
    .await?;
    lu.map(|l| {
        Ok(Brouillon {
            contenu: lire(
                serde_json::from_str(&l.contenu).ok(),
                "signature_brouillon.contenu",
                &l.contenu,
            )?,
            source: l.source,
            image: l.image,
            modifie_le: Some(Moment(l.modifie_le)),
        })
    })
    .transpose()
}

/// Keeps a draft in the place of the former one.
///
/// # Errors
/// What the engine answered.
pub async fn garder_brouillon(
    tx: &impl ConnectionTrait,
    cle: CleBrouillon,
    b: &Brouillon,
    maintenant: Moment,
) -> Resultat<()> {
    let contenu = serde_json::json!(b.contenu).to_string();
    let valeurs = cle.valeurs().into_iter().chain([
        contenu.into(),
        b.source.clone().into(),
        b.image.clone().into(),
        maintenant.0.into(),
    ]);
    outils::executer(
        tx,
        "INSERT INTO signature_brouillon (compte_id, etablissement_id, signataire, contenu,
           source, image, modifie_le) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (compte_id, etablissement_id, signataire) DO UPDATE SET
           contenu = $4, source = $5, image = $6, modifie_le = $7",
        valeurs,
    )
    .await?;
    Ok(())
}

/// Gives a draft up.
///
/// # Errors
/// What the engine answered.
pub async fn jeter_brouillon(tx: &impl ConnectionTrait, cle: CleBrouillon) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM signature_brouillon
         WHERE compte_id = $1 AND etablissement_id = $2 AND signataire = $3",
        cle.valeurs(),
    )
    .await?;
    Ok(())
}
