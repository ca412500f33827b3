//! The services opened to établissements: *convocation* and *signature*.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lire};
use domain::{AcademieId, CompteId, EtablissementId, GenreService, Moment, NaiveDate, Ouverture};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::HashMap;

/// A service of an établissement, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceGarde {
    /// Open, and when.
    pub service: Ouverture,
    /// Counts the changes; 0 where nobody has said anything.
    pub version: i32,
    /// When it was last changed.
    pub modifie_le: Option<Moment>,
    /// By whom; empty when that is not known.
    pub auteur: String,
}

#[derive(FromQueryResult)]
struct ServiceLu {
    etablissement_id: i64,
    service: String,
    ouvert: bool,
    du: Option<NaiveDate>,
    au: Option<NaiveDate>,
    version: i32,
    modifie_le: i64,
    auteur: Option<String>,
}

impl From<ServiceLu> for ServiceGarde {
    fn from(l: ServiceLu) -> Self {
        Self {
            service: Ouverture {
                ouvert: l.ouvert,
                du: l.du,
                au: l.au,
            },
            version: l.version,
            modifie_le: Some(Moment(l.modifie_le)),
            auteur: l.auteur.unwrap_or_default(),
        }
    }
}

const SELECTION: &str = "SELECT v.etablissement_id, v.service, v.ouvert, v.du, v.au, v.version,
       v.modifie_le, a.nom AS auteur
     FROM service_ouverture v LEFT JOIN compte a ON a.id = v.auteur_id";

/// A service of an établissement.
///
/// # Errors
/// What the engine answered.
pub async fn service(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
    service: GenreService,
) -> Resultat<ServiceGarde> {
    let sql = format!("{SELECTION} WHERE v.etablissement_id = $1 AND v.service = $2");
    let lu: Option<ServiceLu> =
        outils::une(conn, sql, [etablissement.0.into(), service.code().into()]).await?;
    Ok(lu.map(Into::into).unwrap_or_default())
}

/// The services of an académie about which something was said.
///
/// # Errors
/// What the engine answered.
pub async fn services(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<HashMap<(EtablissementId, GenreService), ServiceGarde>> {
    let sql = format!(
        "{SELECTION} JOIN etablissement e ON e.id = v.etablissement_id
         WHERE e.academie_id = $1"
    );
    let lus: Vec<ServiceLu> = outils::toutes(conn, sql, [academie.0.into()]).await?;
    lus.into_iter()
        .map(|l| {
            let service = lire(
                GenreService::lire(&l.service),
                "service_ouverture.service",
                &l.service,
            )?;
            Ok(((EtablissementId(l.etablissement_id), service), l.into()))
        })
        .collect()
}

/// Opens or closes a service of an établissement, if nobody did since the version `vue`;
/// `false` when somebody did (nothing is written).
///
/// # Errors
/// What the engine answered.
pub async fn changer(
    tx: &impl ConnectionTrait,
    (etablissement, service): (EtablissementId, GenreService),
    ouverture: Ouverture,
    vue: i32,
    auteur: Option<CompteId>,
    maintenant: Moment,
) -> Resultat<bool> {
    let mut valeurs: Vec<sea_orm::Value> = vec![
        etablissement.0.into(),
        service.code().into(),
        ouverture.ouvert.into(),
        ouverture.du.into(),
        ouverture.au.into(),
        maintenant.0.into(),
        auteur.map(|a| a.0).into(),
    ];
    let sql = if vue == 0 {
        "INSERT INTO service_ouverture (etablissement_id, service, ouvert, du, au, version,
           modifie_le, auteur_id)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT (etablissement_id, service) DO NOTHING"
    } else {
        valeurs.push(vue.into());
        "UPDATE service_ouverture SET ouvert = $3, du = $4, au = $5, version = version + 1,
           modifie_le = $6, auteur_id = $7
         WHERE etablissement_id = $1 AND service = $2 AND version = $8"
    };
    Ok(outils::executer(tx, sql, valeurs).await? == 1)
}

/// Établissements of an académie that still exist, or that are the centre of a mission: key,
/// UAI, name, town, by name.
///
/// # Errors
/// What the engine answered.
pub async fn etablissements(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
) -> Resultat<Vec<(EtablissementId, String, String, String)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        uai: String,
        nom: String,
        commune: String,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        "SELECT e.id, e.uai, e.nom, e.commune FROM etablissement e
         WHERE e.academie_id = $1 AND (NOT e.ferme OR EXISTS (
           SELECT 1 FROM mission m WHERE m.centre_id = e.id))
         ORDER BY e.nom, e.id",
        [academie.0.into()],
    )
    .await?;
    Ok(lus
        .into_iter()
        .map(|l| (EtablissementId(l.id), l.uai, l.nom, l.commune))
        .collect())
}

/// A service of each of these établissements, with its key and its name, by name.
///
/// # Errors
/// What the engine answered.
pub async fn des_etablissements(
    conn: &impl ConnectionTrait,
    etablissements: &[EtablissementId],
    service: GenreService,
) -> Resultat<Vec<(EtablissementId, String, Ouverture)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        nom: String,
        ouvert: Option<bool>,
        du: Option<NaiveDate>,
        au: Option<NaiveDate>,
    }
    if etablissements.is_empty() {
        return Ok(Vec::new());
    }
    let mut e = Ecrivain::new();
    let service = e.valeur(service.code());
    let ids = e.liste(etablissements.iter().map(|id| id.0));
    let sql = format!(
        "SELECT e.id, e.nom, v.ouvert, v.du, v.au FROM etablissement e
         LEFT JOIN service_ouverture v ON v.etablissement_id = e.id AND v.service = {service}
         WHERE e.id IN ({ids}) ORDER BY e.nom, e.id"
    );
    let lus: Vec<Lu> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(lus
        .into_iter()
        .map(|l| {
            let ouverture = l
                .ouvert
                .map_or_else(Ouverture::default, |ouvert| Ouverture {
                    ouvert,
                    du: l.du,
                    au: l.au,
                });
            (EtablissementId(l.id), l.nom, ouverture)
        })
        .collect())
}
