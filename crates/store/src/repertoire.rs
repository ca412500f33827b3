//! The intervenants of an académie as its gestionnaire keeps them.

use crate::Resultat;
use crate::intervenants::{NouvelIntervenant, mots_cherches};
use crate::outils::{self, Ecrivain, lignes_d_adresse, lire, lots};
use domain::{
    AcademieId, Adresse, Civilite, DisciplineId, EtablissementId, FiltreRepertoire, IntervenantId,
    LIGNES_REPERTOIRE, LigneRepertoire, Origine, Portee, Uai, VueRepertoire, adresse_d_envoi,
    libelle_etablissement, nom_complet, texte,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use std::collections::{BTreeSet, HashMap};

const JOINTURES: &str = "LEFT JOIN etablissement e ON e.id = i.etablissement_id \
     LEFT JOIN discipline d ON d.id = i.discipline_id";

const COLONNES: &str = "i.id, i.matricule, i.nom, i.prenom, i.nom_naissance, i.origine, \
     e.nom AS etablissement, e.uai, d.libelle AS discipline, i.mel_professionnel, \
     i.mel_personnel, i.actif, EXISTS (SELECT 1 FROM intervenant_fusion f \
       WHERE f.absorbe_id = i.id AND f.defait_le IS NULL) AS fusionne";

#[derive(FromQueryResult)]
struct Lue {
    id: i64,
    matricule: String,
    nom: String,
    prenom: String,
    nom_naissance: String,
    origine: String,
    etablissement: Option<String>,
    uai: Option<String>,
    discipline: Option<String>,
    mel_professionnel: String,
    mel_personnel: String,
    actif: bool,
    fusionne: bool,
}

fn lieu(nom: Option<String>, uai: Option<&str>) -> Resultat<String> {
    match (nom, uai) {
        (Some(nom), Some(uai)) => {
            let uai = lire(Uai::lire(uai).ok(), "etablissement.uai", uai)?;
            Ok(libelle_etablissement(&nom, &uai))
        }
        _ => Ok(String::new()),
    }
}

impl Lue {
    fn lue(self) -> Resultat<LigneRepertoire> {
        let etablissement = lieu(self.etablissement, self.uai.as_deref())?;
        Ok(LigneRepertoire {
            id: IntervenantId(self.id),
            matricule: self.matricule,
            nom: nom_complet(&self.nom, &self.prenom),
            nom_naissance: self.nom_naissance,
            origine: Origine::de(&self.origine, !etablissement.is_empty()),
            etablissement,
            discipline: self.discipline.unwrap_or_default(),
            mel: adresse_d_envoi(&self.mel_professionnel, &self.mel_personnel)
                .map(str::to_owned)
                .unwrap_or_default(),
            actif: self.actif,
            fusionne: self.fusionne,
        })
    }
}

/// The people of an académie that a filter keeps, by name: one page, and how many it keeps.
/// Words of the name are found by their beginning, as [`crate::intervenants::rechercher`]
/// finds them.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    filtre: &FiltreRepertoire,
) -> Resultat<(u32, Vec<LigneRepertoire>)> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let position = match conn.get_database_backend() {
        DbBackend::Postgres => "strpos",
        _ => "instr",
    };
    let mut e = Ecrivain::new();
    let mut ou = format!("i.academie_id = {}", e.valeur(academie.0));
    for mot in mots_cherches(&filtre.nom) {
        let mot = e.valeur(format!(" {mot}"));
        ou.push_str(&format!(
            " AND ({position}(i.cle_tri, {mot}) > 0 OR {position}(' ' || i.naissance, {mot}) > 0)"
        ));
    }
    let mots: Vec<String> = texte::mots_cles(&filtre.lieu).take(8).collect();
    if !mots.is_empty() {
        let portee = Portee::Academie(academie);
        let mut lieux = crate::etablissements::recherches(conn, &portee).await?;
        lieux.retain(|(_, lu)| texte::contient_les_mots(lu, &mots));
        let lieux: Vec<i64> = lieux.into_iter().map(|(id, _)| id).collect();
        let lieux = e.cles(conn.get_database_backend(), &lieux);
        ou.push_str(&format!(" AND i.etablissement_id IN ({lieux})"));
    }
    if let Some(discipline) = filtre.discipline {
        ou.push_str(&format!(
            " AND i.discipline_id = {}",
            e.valeur(discipline.0)
        ));
    }
    ou.push_str(match filtre.vue {
        VueRepertoire::Tous => "",
        VueRepertoire::Actifs => " AND i.actif",
        VueRepertoire::Internes => " AND i.actif AND i.etablissement_id IS NOT NULL",
        VueRepertoire::Externes => " AND i.actif AND i.etablissement_id IS NULL",
        VueRepertoire::Fermes => " AND NOT i.actif",
    });
    let compter = format!("SELECT count(*) AS nombre FROM intervenant i {JOINTURES} WHERE {ou}");
    let total: Option<Nombre> = outils::une(conn, compter, e.valeurs.clone()).await?;
    let total = outils::compte(total.map_or(0, |n| n.nombre));
    let depuis = (filtre.page.max(1) - 1).saturating_mul(LIGNES_REPERTOIRE);
    if total == 0 {
        return Ok((0, Vec::new()));
    }
    let depuis = domain::rang_montre(depuis, total, LIGNES_REPERTOIRE);
    let (limite, depuis) = (
        e.valeur(i64::from(LIGNES_REPERTOIRE)),
        e.valeur(i64::from(depuis)),
    );
    let sql = format!(
        "SELECT {COLONNES} FROM intervenant i {JOINTURES} WHERE {ou}
         ORDER BY i.cle_tri, i.id LIMIT {limite} OFFSET {depuis}"
    );
    let lues: Vec<Lue> = outils::toutes(conn, sql, e.valeurs).await?;
    let lignes = lues.into_iter().map(Lue::lue).collect::<Resultat<_>>()?;
    Ok((total, lignes))
}

/// The lines of these people of an académie, by key.
///
/// # Errors
/// What the engine answered.
pub async fn lignes(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    ids: impl IntoIterator<Item = IntervenantId>,
) -> Resultat<HashMap<IntervenantId, LigneRepertoire>> {
    let mut lignes = HashMap::new();
    let uniques: BTreeSet<i64> = ids.into_iter().map(|i| i.0).collect();
    for lot in lots(uniques) {
        let mut e = Ecrivain::new();
        let academie = e.valeur(academie.0);
        let sql = format!(
            "SELECT {COLONNES} FROM intervenant i {JOINTURES}
             WHERE i.academie_id = {academie} AND i.id IN ({})",
            e.liste(lot)
        );
        for l in outils::toutes::<Lue>(conn, sql, e.valeurs).await? {
            let l = l.lue()?;
            lignes.insert(l.id, l);
        }
    }
    Ok(lignes)
}

/// All that is kept of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FicheGardee {
    /// What a file or a form gives.
    pub connu: NouvelIntervenant,
    /// Counts the changes.
    pub version: i32,
    /// Where from.
    pub origine: Origine,
    /// Birth name; may be empty.
    pub nom_naissance: String,
    /// UAI of the établissement; empty when there is none.
    pub uai: String,
    /// `NAME (UAI)`.
    pub etablissement: String,
    /// Code of the discipline; empty when there is none.
    pub discipline_code: String,
    /// Its label.
    pub discipline: String,
    /// How many convocations they have.
    pub convocations: u32,
    /// Key and sign-in name of their account, and whether it is open.
    pub compte: Option<(i64, String, bool)>,
}

/// All that is kept of a person of an académie, active or not.
///
/// # Errors
/// What the engine answered.
pub async fn fiche(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: IntervenantId,
) -> Resultat<Option<FicheGardee>> {
    #[derive(FromQueryResult)]
    struct Gardee {
        matricule: String,
        civilite: String,
        nom: String,
        prenom: String,
        nom_naissance: String,
        origine: String,
        etablissement_id: Option<i64>,
        etablissement: Option<String>,
        uai: Option<String>,
        discipline_id: Option<i64>,
        discipline_code: Option<String>,
        discipline: Option<String>,
        mel_professionnel: String,
        mel_personnel: String,
        adresse: String,
        code_postal: String,
        commune: String,
        actif: bool,
        version: i32,
        convocations: i64,
    }
    #[derive(FromQueryResult)]
    struct Compte {
        id: i64,
        identifiant: String,
        actif: bool,
    }
    let sql = format!(
        "SELECT i.matricule, i.civilite, i.nom, i.prenom, i.nom_naissance, i.origine,
                i.etablissement_id, e.nom AS etablissement, e.uai, i.discipline_id,
                d.code AS discipline_code, d.libelle AS discipline, i.mel_professionnel,
                i.mel_personnel, i.adresse, i.code_postal, i.commune, i.actif, i.version,
                (SELECT count(*) FROM convocation c WHERE c.intervenant_id = i.id) AS convocations
         FROM intervenant i {JOINTURES} WHERE i.academie_id = $1 AND i.id = $2"
    );
    let lue: Option<Gardee> = outils::une(conn, sql, [academie.0.into(), id.0.into()]).await?;
    let Some(l) = lue else {
        return Ok(None);
    };
    // The open one first, when there are several.
    let compte: Option<Compte> = outils::une(
        conn,
        "SELECT id, identifiant, actif FROM compte WHERE intervenant_id = $1
         ORDER BY actif DESC, id LIMIT 1",
        [id.0.into()],
    )
    .await?;
    let uai = l.uai.unwrap_or_default();
    let etablissement = lieu(
        l.etablissement,
        Some(uai.as_str()).filter(|u| !u.is_empty()),
    )?;
    Ok(Some(FicheGardee {
        version: l.version,
        origine: Origine::de(&l.origine, !uai.is_empty()),
        nom_naissance: l.nom_naissance,
        uai,
        etablissement,
        discipline_code: l.discipline_code.unwrap_or_default(),
        discipline: l.discipline.unwrap_or_default(),
        convocations: outils::compte(l.convocations),
        compte: compte.map(|c| (c.id, c.identifiant, c.actif)),
        connu: NouvelIntervenant {
            matricule: l.matricule,
            civilite: lire(
                Civilite::lire(&l.civilite),
                "intervenant.civilite",
                &l.civilite,
            )?,
            nom: l.nom,
            prenom: l.prenom,
            etablissement: l.etablissement_id.map(EtablissementId),
            discipline: l.discipline_id.map(DisciplineId),
            mel_professionnel: l.mel_professionnel,
            mel_personnel: l.mel_personnel,
            adresse: Adresse {
                lignes: lignes_d_adresse(&l.adresse),
                code_postal: l.code_postal,
                commune: l.commune,
            },
            actif: l.actif,
        },
    }))
}
