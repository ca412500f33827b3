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
}

const CHAMPS: &str = "id, demande_le, mission, centre_id, centre_nom, uai, convocation_id, nom, adresse, genre, etat, \
     etat_depuis, prochain_essai_le, raison, peut_etre_double, auteur, renvoyable";

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
        })
    }
}

/// The mails of the missions of a scope that a filter keeps, latest first: those from
/// `depuis` on, `limite` at most, and how many there are in all.
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
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let mut e = Ecrivain::new();
    let Some(mut ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok((0, Vec::new()));
    };
    if filtre.mot_cle.len() > MOT_CLE_MAX {
        return Ok((0, Vec::new()));
    }
    if let Some(mission) = filtre.mission {
        ou.push_str(&format!(" AND m.numero = {}", e.valeur(mission)));
    }
    if let Some(etat) = filtre.etat {
        ou.push_str(&format!(" AND k.etat = {}", e.valeur(etat.code())));
    }
    if filtre.a_regler {
        // Sent again since, or printed, it is settled; stopped, it is not.
        ou.push_str(
            " AND k.genre = 'convocation' AND k.etat IN ('echec', 'retour')
              AND k.convocation_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM courriel p WHERE p.convocation_id = k.convocation_id
                AND p.genre = 'convocation' AND p.etat <> 'annule' AND p.id > k.id)
              AND NOT EXISTS (SELECT 1 FROM convocation c WHERE c.id = k.convocation_id
                AND c.imprimee_le >= k.etat_depuis)",
        );
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
    let de = format!(
        "FROM courriel k JOIN envoi v ON v.id = k.envoi_id JOIN mission m ON m.id = v.mission_id
         LEFT JOIN intervenant i ON i.id = k.intervenant_id AND k.genre <> 'copie'
         WHERE {ou}"
    );
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
    let de = de.replacen(
        "WHERE ",
        "JOIN compte a ON a.id = v.auteur_id JOIN etablissement x ON x.id = m.centre_id WHERE ",
        1,
    );
    let (limite, depuis) = (e.valeur(i64::from(limite)), e.valeur(i64::from(depuis)));
    let sql = format!(
        "SELECT k.id, v.demande_le, m.numero AS mission, m.centre_id, x.nom AS centre_nom, x.uai, k.convocation_id, k.nom,
                k.adresse, k.genre, k.etat, k.etat_depuis, k.prochain_essai_le, k.raison,
                CASE WHEN k.incertain OR EXISTS (SELECT 1 FROM courriel r
                  WHERE r.convocation_id = k.convocation_id AND r.genre = k.genre AND r.incertain
                    AND r.etat = 'annule' AND r.id < k.id)
                  THEN 1 ELSE 0 END AS peut_etre_double, a.nom AS auteur,
                CASE WHEN k.genre = 'annulation' AND k.etat IN ('echec', 'retour')
                    AND k.convocation_id IS NULL
                    AND NOT EXISTS (SELECT 1 FROM courriel s WHERE s.relance_de = k.id)
                  THEN 1 ELSE 0 END AS renvoyable
         {de} ORDER BY k.id DESC LIMIT {limite} OFFSET {depuis}"
    );
    let lus: Vec<Lu> = outils::en_bloc(conn, CHAMPS, &sql, e.valeurs).await?;
    let lignes = lus.into_iter().map(Lu::lu).collect::<Resultat<_>>()?;
    Ok((total, lignes))
}
