//! What académies have settled, change by change; their logos; what letters were made with.
//!
//! A change has a number, given under the row of `parametre_etat` that its transaction holds:
//! whoever reads that number reads all the changes up to it, for ever.

use crate::outils::{self, lire, lots, marques};
use crate::{Resultat, convocations};
use domain::{
    AcademieId, CompteId, ConvocationId, GroupeTexte, LogoId, Modele, Moment, NombreRegle,
    Parametre, TexteRegle, TypeMission,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A change of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changement {
    /// Its number in the académie.
    pub rang: i64,
    /// Of what.
    pub parametre: Parametre,
    /// What it became; none: as the service is.
    pub valeur: Option<String>,
    /// When.
    pub moment: Moment,
    /// Name of who made it; empty when that is not known.
    pub auteur: String,
}

#[derive(FromQueryResult)]
struct Lu {
    rang: i64,
    code: String,
    valeur: Option<String>,
    modifie_le: i64,
    auteur: Option<String>,
}

impl Lu {
    /// None for a code of another version of the program.
    fn lu(self) -> Option<Changement> {
        Some(Changement {
            rang: self.rang,
            parametre: Parametre::lire(&self.code)?,
            valeur: self.valeur,
            moment: Moment(self.modifie_le),
            auteur: self.auteur.unwrap_or_default(),
        })
    }
}

const SELECTION: &str = "SELECT p.rang, p.code, p.valeur, p.modifie_le, a.nom AS auteur
     FROM parametre p LEFT JOIN compte a ON a.id = p.auteur_id";

/// The latest change of each parameter that an académie has ever settled.
///
/// # Errors
/// What the engine answered.
pub async fn actuels(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<Vec<Changement>> {
    let sql = format!(
        "{SELECTION} WHERE p.academie_id = $1 AND NOT EXISTS (SELECT 1 FROM parametre q
           WHERE q.academie_id = p.academie_id AND q.code = p.code AND q.rang > p.rang)
         ORDER BY p.rang"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, [academie.0.into()]).await?;
    Ok(lus.into_iter().filter_map(Lu::lu).collect())
}

/// The latest change of a parameter; none when nobody ever settled it.
///
/// # Errors
/// What the engine answered.
pub async fn actuel(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    parametre: Parametre,
) -> Resultat<Option<Changement>> {
    Ok(historique(conn, academie, Some(parametre), 1).await?.pop())
}

/// Changes of a parameter, or of all of them, latest first.
///
/// # Errors
/// What the engine answered.
pub async fn historique(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    parametre: Option<Parametre>,
    limite: u32,
) -> Resultat<Vec<Changement>> {
    let mut e = outils::Ecrivain::new();
    let academie = e.valeur(academie.0);
    let code = match parametre {
        Some(parametre) => format!(" AND p.code = {}", e.valeur(parametre.code())),
        None => String::new(),
    };
    let limite = e.valeur(i64::from(limite));
    let sql = format!(
        "{SELECTION} WHERE p.academie_id = {academie}{code} ORDER BY p.rang DESC LIMIT {limite}"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lus.into_iter().filter_map(Lu::lu).collect())
}

/// One change of an académie.
///
/// # Errors
/// What the engine answered.
pub async fn changement(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    rang: i64,
) -> Resultat<Option<Changement>> {
    let sql = format!("{SELECTION} WHERE p.academie_id = $1 AND p.rang = $2");
    let lu: Option<Lu> = outils::une(conn, sql, [academie.0.into(), rang.into()]).await?;
    Ok(lu.and_then(Lu::lu))
}

/// The number of the change about to be made: whoever makes another one in the académie
/// waits for the end of the transaction.
///
/// # Errors
/// What the engine answered.
pub async fn avancer(tx: &impl ConnectionTrait, academie: AcademieId) -> Resultat<i64> {
    #[derive(FromQueryResult)]
    struct Rang {
        rang: i64,
    }
    let rang: Option<Rang> = outils::une(
        tx,
        "INSERT INTO parametre_etat (academie_id, rang) VALUES ($1, 1)
         ON CONFLICT (academie_id) DO UPDATE SET rang = parametre_etat.rang + 1
         RETURNING rang",
        [academie.0.into()],
    )
    .await?;
    lire(rang.map(|r| r.rang), "parametre_etat.rang", "")
}

/// Writes a change under the number that [`avancer`] gave.
///
/// # Errors
/// What the engine answered.
pub async fn changer(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    rang: i64,
    (parametre, valeur): (Parametre, Option<&str>),
    auteur: CompteId,
    maintenant: Moment,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO parametre (academie_id, rang, code, valeur, modifie_le, auteur_id)
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            academie.0.into(),
            rang.into(),
            parametre.code().into(),
            valeur.map(str::to_owned).into(),
            maintenant.0.into(),
            auteur.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The numbers that an académie has settled.
///
/// # Errors
/// What the engine answered.
pub async fn nombres(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<Vec<(NombreRegle, u32)>> {
    let actuels = actuels(conn, academie).await?;
    Ok(actuels
        .into_iter()
        .filter_map(|c| match c.parametre {
            Parametre::Nombre(nombre) => Some((nombre, c.valeur?.parse().ok()?)),
            Parametre::Texte(_) | Parametre::Logo => None,
        })
        .collect())
}

/// The académies that have settled a number for themselves, each with it.
///
/// # Errors
/// What the engine answered.
pub async fn qui_ont_regle(
    conn: &impl ConnectionTrait,
    nombre: NombreRegle,
) -> Resultat<Vec<(AcademieId, u32)>> {
    #[derive(FromQueryResult)]
    struct Regle {
        academie_id: i64,
        valeur: String,
    }
    let lus: Vec<Regle> = outils::toutes(
        conn,
        "SELECT p.academie_id, p.valeur FROM parametre p
         WHERE p.code = $1 AND p.valeur IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parametre q
           WHERE q.academie_id = p.academie_id AND q.code = p.code AND q.rang > p.rang)
         ORDER BY p.academie_id",
        [nombre.code().into()],
    )
    .await?;
    Ok(lus
        .into_iter()
        .filter_map(|l| Some((AcademieId(l.academie_id), l.valeur.parse().ok()?)))
        .collect())
}

// -------------------------------------------------------------------------- logos

/// A logo, without its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Key.
    pub id: LogoId,
    /// Width, in pixels.
    pub largeur: u32,
    /// Height, in pixels.
    pub hauteur: u32,
}

/// Keeps a logo, which is in use once a change says so. Those of the same account that no
/// change ever named go.
///
/// # Errors
/// What the engine answered.
pub async fn deposer_logo(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    auteur: CompteId,
    image_png: Vec<u8>,
    (largeur, hauteur): (u32, u32),
    maintenant: Moment,
) -> Resultat<LogoId> {
    outils::executer(
        tx,
        "DELETE FROM logo WHERE academie_id = $1 AND auteur_id = $2 AND NOT EXISTS (
           SELECT 1 FROM parametre p WHERE p.academie_id = logo.academie_id AND p.code = $3
             AND p.valeur = CAST(logo.id AS text))",
        [academie.0.into(), auteur.0.into(), Parametre::LOGO.into()],
    )
    .await?;
    let cle: Option<outils::Cle> = outils::une(
        tx,
        "INSERT INTO logo (academie_id, image_png, largeur, hauteur, cree_le, auteur_id)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        [
            academie.0.into(),
            image_png.into(),
            i32::try_from(largeur).unwrap_or(i32::MAX).into(),
            i32::try_from(hauteur).unwrap_or(i32::MAX).into(),
            maintenant.0.into(),
            auteur.0.into(),
        ],
    )
    .await?;
    lire(cle.map(|c| LogoId(c.id)), "logo.id", "")
}

/// A logo of an académie.
///
/// # Errors
/// What the engine answered.
pub async fn logo(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: LogoId,
) -> Resultat<Option<Logo>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        largeur: i32,
        hauteur: i32,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT id, largeur, hauteur FROM logo WHERE academie_id = $1 AND id = $2",
        [academie.0.into(), id.0.into()],
    )
    .await?;
    Ok(lu.map(|l| Logo {
        id: LogoId(l.id),
        largeur: l.largeur.unsigned_abs(),
        hauteur: l.hauteur.unsigned_abs(),
    }))
}

/// The PNG of a logo of an académie.
///
/// # Errors
/// What the engine answered.
pub async fn image_du_logo(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: LogoId,
) -> Resultat<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Lu {
        image_png: Vec<u8>,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT image_png FROM logo WHERE academie_id = $1 AND id = $2",
        [academie.0.into(), id.0.into()],
    )
    .await?;
    Ok(lu.map(|l| l.image_png))
}

// ------------------------------------------------------------------------ letters

/// Notes with which texts and logo the letters of convocations are made: those that hold now,
/// for those of which the present edition was never made.
///
/// # Errors
/// What the engine answered.
pub async fn figer(tx: &impl ConnectionTrait, ids: &[ConvocationId]) -> Resultat<u64> {
    let mut figees = 0;
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "INSERT INTO lettre_modele (convocation_cle, edition, rang)
             SELECT c.id, c.edition, coalesce(e.rang, 0)
             FROM convocation c JOIN mission m ON m.id = c.mission_id
             LEFT JOIN parametre_etat e ON e.academie_id = m.academie_id
             WHERE c.id IN ({}) AND NOT EXISTS (SELECT 1 FROM lettre_modele g
               WHERE g.convocation_cle = c.id AND g.edition = c.edition)
             ON CONFLICT (convocation_cle, edition) DO NOTHING",
            marques(1, lot.len())
        );
        figees += outils::executer(tx, sql, lot).await?;
    }
    Ok(figees)
}

/// Whether the letter of one of these convocations is still to be noted by [`figer`].
///
/// # Errors
/// What the engine answered.
pub async fn a_figer(conn: &impl ConnectionTrait, ids: &[ConvocationId]) -> Resultat<bool> {
    convocations::a_noter(conn, ids, "lettre_modele").await
}

/// A convocation that a text can be shown on: the latest of the académie to a mission of one
/// of these kinds.
///
/// # Errors
/// What the engine answered.
pub async fn exemple(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    types: &[TypeMission],
) -> Resultat<Option<ConvocationId>> {
    let mut e = outils::Ecrivain::new();
    let academie = e.valeur(academie.0);
    let types = e.liste(types.iter().map(|t| t.code()));
    let sql = format!(
        "SELECT c.id FROM convocation c JOIN mission m ON m.id = c.mission_id
         WHERE m.academie_id = {academie} AND m.type IN ({types}) ORDER BY c.id DESC LIMIT 1"
    );
    let cle: Option<outils::Cle> = outils::une(conn, sql, e.valeurs).await?;
    Ok(cle.map(|c| ConvocationId(c.id)))
}

/// What letters and mails say in an académie: of a letter that was made, what it said when
/// the changes up to `fige` had been made; of the mails, which are written when they leave,
/// what holds now.
///
/// # Errors
/// What the engine answered.
pub async fn modele(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    fige: Option<i64>,
) -> Resultat<Modele> {
    let mut textes = BTreeMap::new();
    let mut logo: Option<i64> = None;
    let mut poser = |c: Changement, lettre: bool, mails: bool| match c.parametre {
        Parametre::Texte(texte) => {
            let de_la_lettre = texte.groupe() == GroupeTexte::Lettre;
            if let Some(valeur) = c.valeur
                && (de_la_lettre && lettre || !de_la_lettre && mails)
            {
                textes.insert(texte, valeur);
            }
        }
        Parametre::Logo if lettre => logo = c.valeur.and_then(|v| v.parse().ok()),
        Parametre::Logo | Parametre::Nombre(_) => {}
    };
    for c in actuels(conn, academie).await? {
        poser(c, fige.is_none(), true);
    }
    if let Some(fige) = fige {
        let sql = format!(
            "{SELECTION} WHERE p.academie_id = $1 AND p.rang <= $2 AND NOT EXISTS (
               SELECT 1 FROM parametre q WHERE q.academie_id = p.academie_id
                 AND q.code = p.code AND q.rang > p.rang AND q.rang <= $2)
             ORDER BY p.rang"
        );
        let lus: Vec<Lu> = outils::toutes(conn, sql, [academie.0.into(), fige.into()]).await?;
        for c in lus.into_iter().filter_map(Lu::lu) {
            poser(c, true, false);
        }
    }
    let logo_png = match logo {
        Some(id) => image_du_logo(conn, academie, LogoId(id))
            .await?
            .unwrap_or_default(),
        None => Vec::new(),
    };
    Ok(modele_de(textes, logo_png))
}

fn modele_de(textes: BTreeMap<TexteRegle, String>, logo_png: Vec<u8>) -> Modele {
    Modele {
        textes: Arc::new(textes),
        logo_png: logo_png.into(),
    }
}
