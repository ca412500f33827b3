//! The journal of sends.

use crate::Resultat;
use crate::courriels::prochain_essai;
use crate::outils::{self, Ecrivain, lire};
use domain::{
    ConvocationId, CourrielId, DernierEnvoi, EtablissementId, EtatCourriel, FiltreJournal,
    GenreCourriel, Moment, Portee, Uai, libelle_etablissement, texte,
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Deserialize;

/// Longest keyword that can match anything.
const MOT_CLE_MAX: usize = 100;

/// Of a mail `k`: a cancellation that did not arrive, of a convocation that is still deleted,
/// and of which no later one took the place.
const ANNULATION_PERDUE: &str = "k.genre = 'annulation' AND k.etat IN ('echec', 'retour')
    AND k.convocation_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM courriel s WHERE s.relance_de = k.id)";

/// A mail as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourrielNote {
    /// Key.
    pub id: CourrielId,
    /// When it was asked for.
    pub demande_le: Moment,
    /// The mission's number.
    pub mission: i64,
    /// Where the mission takes place.
    pub centre: EtablissementId,
    /// Its name: `NOM (UAI)`.
    pub centre_libelle: String,
    /// The convocation, while it exists.
    pub convocation: Option<ConvocationId>,
    /// Who receives it.
    pub nom: String,
    /// Where it goes.
    pub adresse: String,
    /// What it carries.
    pub genre: GenreCourriel,
    /// Where it stands.
    pub etat: DernierEnvoi,
    /// Name of who asked for it.
    pub auteur: String,
    /// A cancellation that did not arrive, and was not sent again.
    pub renvoyable: bool,
    /// A cancellation of which the person knows otherwise.
    pub reglee: bool,
}

#[derive(FromQueryResult, Deserialize)]
struct Lu {
    id: i64,
    demande_le: i64,
    mission: i64,
    centre_id: i64,
    centre_nom: String,
    uai: String,
    convocation_id: Option<i64>,
    nom: String,
    adresse: String,
    genre: String,
    etat: String,
    etat_depuis: i64,
    prochain_essai_le: i64,
    raison: String,
    peut_etre_double: i32,
    auteur: String,
    renvoyable: i32,
    reglee: i32,
}

const CHAMPS: &str = "id, demande_le, mission, centre_id, centre_nom, uai, convocation_id, nom, adresse, genre, etat, \
     etat_depuis, prochain_essai_le, raison, peut_etre_double, auteur, renvoyable, reglee";

impl Lu {
    fn lu(self) -> Resultat<CourrielNote> {
        let uai = lire(Uai::lire(&self.uai).ok(), "etablissement.uai", &self.uai)?;
        let etat = lire(EtatCourriel::lire(&self.etat), "courriel.etat", &self.etat)?;
        Ok(CourrielNote {
            centre_libelle: libelle_etablissement(&self.centre_nom, &uai),
            id: CourrielId(self.id),
            demande_le: Moment(self.demande_le),
            mission: self.mission,
            centre: EtablissementId(self.centre_id),
            convocation: self.convocation_id.map(ConvocationId),
            nom: self.nom,
            adresse: self.adresse,
            genre: lire(
                GenreCourriel::lire(&self.genre),
                "courriel.genre",
                &self.genre,
            )?,
            etat: DernierEnvoi {
                etat,
                depuis: Moment(self.etat_depuis),
                raison: self.raison,
                // What the rows of a mission alone tell.
                modifiee_depuis: false,
                annulee_depuis: false,
                recue: false,
                peut_etre_double: self.peut_etre_double != 0,
                prochain_essai: prochain_essai(etat, self.prochain_essai_le),
                prochain_dit: String::new(),
            },
            auteur: self.auteur,
            renvoyable: self.renvoyable != 0,
            reglee: self.reglee != 0,
        })
    }
}

/// Between which moments mails were asked for: what the days of a filter are in the time
/// zone of its académie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Periode {
    /// From this moment on.
    pub depuis: Option<Moment>,
    /// Before this one.
    pub avant: Option<Moment>,
}

/// The tables and the condition of what a filter keeps; none when it keeps nothing.
fn de_ou(
    e: &mut Ecrivain,
    portee: &Portee,
    filtre: &FiltreJournal,
    periode: Periode,
) -> Option<String> {
    let mut ou = e.portee(portee, "m.academie_id", "m.centre_id")?;
    if filtre.mot_cle.len() > MOT_CLE_MAX {
        return None;
    }
    if let Some(depuis) = periode.depuis {
        ou.push_str(&format!(" AND v.demande_le >= {}", e.valeur(depuis.0)));
    }
    if let Some(avant) = periode.avant {
        ou.push_str(&format!(" AND v.demande_le < {}", e.valeur(avant.0)));
    }
    if let Some(mission) = filtre.mission {
        ou.push_str(&format!(" AND m.numero = {}", e.valeur(mission)));
    }
    if let Some(etat) = filtre.etat {
        ou.push_str(&format!(" AND k.etat = {}", e.valeur(etat.code())));
    }
    if filtre.a_regler {
        // Sent again since, or printed, it is settled; stopped, it is not. A cancellation has
        // no letter to print: it is settled once the person knows otherwise.
        ou.push_str(&format!(
            " AND ((k.genre = 'convocation' AND k.etat IN ('echec', 'retour')
              AND k.convocation_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM courriel p WHERE p.convocation_id = k.convocation_id
                AND p.genre = 'convocation' AND p.etat <> 'annule' AND p.id > k.id)
              AND NOT EXISTS (SELECT 1 FROM convocation c WHERE c.id = k.convocation_id
                AND c.imprimee_le >= k.etat_depuis))
              OR ({ANNULATION_PERDUE} AND k.reglee_le IS NULL))",
        ));
    }
    if filtre.mot_cle.contains('@') {
        // An address, or what stands in one: no word of a name has that sign.
        let motif = filtre
            .mot_cle
            .trim()
            .to_lowercase()
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let motif = e.valeur(format!("%{motif}%"));
        ou.push_str(&format!(" AND lower(k.adresse) LIKE {motif} ESCAPE '\\'"));
    } else {
        for mot in texte::mots_cles(&filtre.mot_cle) {
            // Normalised words hold letters, digits and spaces alone.
            let motif = e.valeur(format!("%{mot}%"));
            ou.push_str(&format!(
                " AND (i.cle_tri LIKE {motif} OR lower(k.nom) LIKE {motif} OR lower(k.adresse) LIKE {motif})"
            ));
        }
    }
    Some(format!(
        "FROM courriel k JOIN envoi v ON v.id = k.envoi_id JOIN mission m ON m.id = v.mission_id
         LEFT JOIN intervenant i ON i.id = k.intervenant_id AND k.genre <> 'copie'
         WHERE {ou}"
    ))
}

/// The mails of the missions of a scope that a filter keeps, whenever they were asked for,
/// latest first: those from `depuis` on, `limite` at most, and how many there are in all.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreJournal,
    depuis: u32,
    limite: u32,
) -> Resultat<(u32, Vec<CourrielNote>)> {
    lister_entre(conn, portee, filtre, Periode::default(), depuis, limite).await
}

/// As [`lister`], of those asked for in a period.
///
/// # Errors
/// What the engine answered.
pub async fn lister_entre(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreJournal,
    periode: Periode,
    depuis: u32,
    limite: u32,
) -> Resultat<(u32, Vec<CourrielNote>)> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let mut e = Ecrivain::new();
    let Some(de) = de_ou(&mut e, portee, filtre, periode) else {
        return Ok((0, Vec::new()));
    };
    let total: Option<Nombre> = outils::une(
        conn,
        format!("SELECT count(*) AS nombre {de}"),
        e.valeurs.clone(),
    )
    .await?;
    let total = total.map_or(0, |n| outils::compte(n.nombre));
    if total == 0 {
        return Ok((0, Vec::new()));
    }
    let depuis = domain::rang_montre(depuis, total, limite);
    let (limite, depuis) = (e.valeur(i64::from(limite)), e.valeur(i64::from(depuis)));
    let suite = format!("LIMIT {limite} OFFSET {depuis}");
    Ok((total, lire_lignes(conn, e, &de, &suite).await?))
}

/// As [`lister_entre`], those before the mail `apres` (from the latest on when there is
/// none): what a file that is read piece by piece goes on from, whatever was asked for in
/// between.
///
/// # Errors
/// What the engine answered.
pub async fn suite(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    filtre: &FiltreJournal,
    periode: Periode,
    apres: Option<CourrielId>,
    limite: u32,
) -> Resultat<Vec<CourrielNote>> {
    let mut e = Ecrivain::new();
    let Some(mut de) = de_ou(&mut e, portee, filtre, periode) else {
        return Ok(Vec::new());
    };
    if let Some(apres) = apres {
        de.push_str(&format!(" AND k.id < {}", e.valeur(apres.0)));
    }
    let limite = format!("LIMIT {}", e.valeur(i64::from(limite)));
    lire_lignes(conn, e, &de, &limite).await
}

/// The lines of some tables and a condition, latest first.
async fn lire_lignes(
    conn: &impl ConnectionTrait,
    e: Ecrivain,
    de: &str,
    suite: &str,
) -> Resultat<Vec<CourrielNote>> {
    let de = de.replacen(
        "WHERE ",
        "JOIN compte a ON a.id = v.auteur_id JOIN etablissement x ON x.id = m.centre_id WHERE ",
        1,
    );
    let sql = format!(
        "SELECT k.id, v.demande_le, m.numero AS mission, m.centre_id, x.nom AS centre_nom, x.uai, k.convocation_id, k.nom,
                k.adresse, k.genre, k.etat, k.etat_depuis, k.prochain_essai_le, k.raison,
                CASE WHEN k.incertain OR EXISTS (SELECT 1 FROM courriel r
                  WHERE r.convocation_id = k.convocation_id AND r.genre = k.genre AND r.incertain
                    AND r.etat = 'annule' AND r.id < k.id)
                  THEN 1 ELSE 0 END AS peut_etre_double, a.nom AS auteur,
                CASE WHEN {ANNULATION_PERDUE} THEN 1 ELSE 0 END AS renvoyable,
                CASE WHEN k.reglee_le IS NULL THEN 0 ELSE 1 END AS reglee
         {de} ORDER BY k.id DESC {suite}"
    );
    let lus: Vec<Lu> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
    lus.into_iter().map(Lu::lu).collect()
}
