//! What the centres ask the gestionnaire about people whom they did not find.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lire};
use domain::{
    AcademieId, CompteId, EtablissementId, EtatDemande, IntervenantId, MissionId, Moment, Portee,
    SaisieDemande, Uai, libelle_etablissement, nom_complet,
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A request as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandeGardee {
    /// Key.
    pub id: i64,
    /// Counts the changes.
    pub version: i32,
    /// What was asked.
    pub saisie: SaisieDemande,
    /// Which établissement asks.
    pub etablissement: EtablissementId,
    /// `NAME (UAI)` of it.
    pub demandeur: String,
    /// Who asked, while the account is there.
    pub compte: Option<CompteId>,
    /// Their name.
    pub par: String,
    /// When.
    pub le: Moment,
    /// Where it stands.
    pub etat: EtatDemande,
    /// Who it is, once it is answered.
    pub reponse: Option<(IntervenantId, String)>,
    /// Why it was refused.
    pub motif: String,
    /// Who answered, and when.
    pub traite: Option<(String, Moment)>,
    /// The asker has read the answer.
    pub lue: bool,
    /// Number of the mission concerned.
    pub mission: Option<i64>,
}

#[derive(FromQueryResult)]
struct Lue {
    id: i64,
    version: i32,
    nom: String,
    prenom: String,
    lieu: String,
    discipline: String,
    commentaire: String,
    etablissement_id: i64,
    etablissement: String,
    uai: String,
    compte_id: Option<i64>,
    par: Option<String>,
    cree_le: i64,
    etat: String,
    intervenant_id: Option<i64>,
    intervenant_nom: Option<String>,
    intervenant_prenom: Option<String>,
    motif: String,
    traite_le: Option<i64>,
    traite_par: Option<String>,
    lue_le: Option<i64>,
    numero: Option<i64>,
}

impl Lue {
    fn lue(self) -> Resultat<DemandeGardee> {
        let uai = lire(Uai::lire(&self.uai).ok(), "etablissement.uai", &self.uai)?;
        let qui = nom_complet(
            &self.intervenant_nom.unwrap_or_default(),
            &self.intervenant_prenom.unwrap_or_default(),
        );
        Ok(DemandeGardee {
            id: self.id,
            version: self.version,
            saisie: SaisieDemande {
                nom: self.nom,
                prenom: self.prenom,
                lieu: self.lieu,
                discipline: self.discipline,
                commentaire: self.commentaire,
                mission: self.numero.map_or_else(String::new, |n| n.to_string()),
            },
            etablissement: EtablissementId(self.etablissement_id),
            demandeur: libelle_etablissement(&self.etablissement, &uai),
            compte: self.compte_id.map(CompteId),
            par: self.par.unwrap_or_default(),
            le: Moment(self.cree_le),
            etat: lire(
                EtatDemande::lire(&self.etat),
                "intervenant_demande.etat",
                &self.etat,
            )?,
            reponse: self.intervenant_id.map(|i| (IntervenantId(i), qui)),
            motif: self.motif,
            traite: self
                .traite_le
                .map(|m| (self.traite_par.unwrap_or_default(), Moment(m))),
            lue: self.lue_le.is_some(),
            mission: self.numero,
        })
    }
}

/// The requests of a scope from a rank on, those that wait first, then the latest; or one of
/// them.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    une: Option<i64>,
    depuis: u32,
    limite: u32,
) -> Resultat<Vec<DemandeGardee>> {
    let mut e = Ecrivain::new();
    let Some(mut ou) = e.portee(portee, "q.academie_id", "q.etablissement_id") else {
        return Ok(Vec::new());
    };
    if let Some(id) = une {
        ou.push_str(&format!(" AND q.id = {}", e.valeur(id)));
    }
    let (limite, depuis) = (e.valeur(i64::from(limite)), e.valeur(i64::from(depuis)));
    let sql = format!(
        "SELECT q.id, q.version, q.nom, q.prenom, q.lieu, q.discipline, q.commentaire,
                q.etablissement_id, e.nom AS etablissement, e.uai, q.compte_id, c.nom AS par,
                q.cree_le, q.etat, q.intervenant_id, i.nom AS intervenant_nom,
                i.prenom AS intervenant_prenom, q.motif, q.traite_le, t.nom AS traite_par,
                q.lue_le, m.numero
         FROM intervenant_demande q JOIN etablissement e ON e.id = q.etablissement_id
         LEFT JOIN compte c ON c.id = q.compte_id LEFT JOIN compte t ON t.id = q.traite_par
         LEFT JOIN intervenant i ON i.id = q.intervenant_id
         LEFT JOIN mission m ON m.id = q.mission_id
         WHERE {ou} ORDER BY CASE WHEN q.etat = 'en_attente' THEN 0 ELSE 1 END, q.id DESC
         LIMIT {limite} OFFSET {depuis}"
    );
    let lues: Vec<Lue> = outils::toutes(conn, sql, e.valeurs).await?;
    lues.into_iter().map(Lue::lue).collect()
}

/// How many requests a scope has.
///
/// # Errors
/// What the engine answered.
pub async fn nombre(conn: &impl ConnectionTrait, portee: &Portee) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "q.academie_id", "q.etablissement_id") else {
        return Ok(0);
    };
    let sql = format!("SELECT count(*) AS nombre FROM intervenant_demande q WHERE {ou}");
    let lu: Option<Nombre> = outils::une(conn, sql, e.valeurs).await?;
    Ok(lu.map_or(0, |n| outils::compte(n.nombre)))
}

/// How many requests of a scope wait for an answer, and how many answers were not read.
///
/// # Errors
/// What the engine answered.
pub async fn compter(conn: &impl ConnectionTrait, portee: &Portee) -> Resultat<(u32, u32)> {
    #[derive(FromQueryResult)]
    struct Nombres {
        attendent: i64,
        a_lire: i64,
    }
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "q.academie_id", "q.etablissement_id") else {
        return Ok((0, 0));
    };
    let sql = format!(
        "SELECT count(CASE WHEN q.etat = 'en_attente' THEN 1 END) AS attendent,
                count(CASE WHEN q.etat <> 'en_attente' AND q.lue_le IS NULL THEN 1 END) AS a_lire
         FROM intervenant_demande q WHERE {ou}"
    );
    let lus: Option<Nombres> = outils::une(conn, sql, e.valeurs).await?;
    Ok(lus.map_or((0, 0), |n| {
        (outils::compte(n.attendent), outils::compte(n.a_lire))
    }))
}

/// Files a request; gives its key.
///
/// # Errors
/// What the engine answered.
pub async fn creer(
    tx: &impl ConnectionTrait,
    academie: AcademieId,
    etablissement: EtablissementId,
    compte: CompteId,
    mission: Option<MissionId>,
    s: &SaisieDemande,
    maintenant: Moment,
) -> Resultat<i64> {
    let faite: Option<outils::Cle> = outils::une(
        tx,
        "INSERT INTO intervenant_demande (academie_id, etablissement_id, compte_id, mission_id,
           nom, prenom, lieu, discipline, commentaire, etat, cree_le)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        [
            academie.0.into(),
            etablissement.0.into(),
            compte.0.into(),
            mission.map(|m| m.0).into(),
            s.nom.as_str().into(),
            s.prenom.as_str().into(),
            s.lieu.as_str().into(),
            s.discipline.as_str().into(),
            s.commentaire.as_str().into(),
            EtatDemande::EnAttente.code().into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    Ok(faite.map_or(0, |c| c.id))
}

/// Answers a request that still waits: with a person, or refused for a reason. `false` when
/// somebody answered it first.
///
/// # Errors
/// What the engine answered.
pub async fn repondre(
    tx: &impl ConnectionTrait,
    id: i64,
    reponse: Result<IntervenantId, &str>,
    par: CompteId,
    maintenant: Moment,
) -> Resultat<bool> {
    let (etat, qui, motif) = match reponse {
        Ok(qui) => (EtatDemande::Traitee, Some(qui.0), ""),
        Err(motif) => (EtatDemande::Refusee, None, motif),
    };
    let faits = outils::executer(
        tx,
        "UPDATE intervenant_demande SET etat = $2, intervenant_id = $3, motif = $4,
           traite_le = $5, traite_par = $6, version = version + 1
         WHERE id = $1 AND etat = 'en_attente'",
        [
            id.into(),
            etat.code().into(),
            qui.into(),
            motif.into(),
            maintenant.0.into(),
            par.0.into(),
        ],
    )
    .await?;
    Ok(faits == 1)
}

/// Takes back a request that still waits. `false` when somebody answered it first.
///
/// # Errors
/// What the engine answered.
pub async fn retirer(tx: &impl ConnectionTrait, id: i64) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM intervenant_demande WHERE id = $1 AND etat = 'en_attente'",
        [id.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Notes that the answer of a request was read by who asked.
///
/// # Errors
/// What the engine answered.
pub async fn lire_reponse(tx: &impl ConnectionTrait, id: i64, maintenant: Moment) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE intervenant_demande SET lue_le = $2
         WHERE id = $1 AND etat <> 'en_attente' AND lue_le IS NULL",
        [id.into(), maintenant.0.into()],
    )
    .await?;
    Ok(())
}
