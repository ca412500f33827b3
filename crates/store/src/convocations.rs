//! Convocations: the list of a mission, letters, writing.

use crate::courriels::prochain_essai;
use crate::missions::{self, COLONNES_LIGNE, JOINTURES_LIGNE, creneaux_de, inserer_creneaux};
use crate::outils::{
    self, Ecrivain, lignes_d_adresse, lignes_par_insertion, lire, lots, marques, marques_lignes,
};
use crate::{Resultat, signatures};
use domain::{
    AcademieId, Adresse, Affectation, Autorite, Civilite, CompteId, ConvocationId,
    ConvocationLigne, CourrielId, DernierEnvoi, Destinataire, EtablissementId, EtatCourriel,
    GenreReponse, IntervenantId, Lettre, MissionId, Moment, NaiveDate, Portee, Qualite, Reponse,
    SignatureId, SignatureLettre, Uai, adresse_d_envoi, libelle_etablissement,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeSet, HashMap};

const TABLE_CRENEAUX: &str = "convocation_creneau";

// -------------------------------------------------------------------- lines

/// The latest mail of a convocation to its intervenant is joined by its key, found on
/// the index of courriel.convocation_id: one query for all lines. One that was stopped
/// does not hide a former one, which the person has; one that may have left when another
/// request took its place makes that one perhaps double.
const SELECTION_LIGNE: &str = "SELECT c.id, c.mission_id, c.version, c.intervenant_id, i.nom, \
       i.prenom, e.nom AS etablissement, e.uai, d.libelle AS discipline, c.qualite, c.salle, \
       c.commission, c.observation, c.autorite, c.auteur_id, i.mel_professionnel, \
       i.mel_personnel, c.imprimee_le, k.etat, k.etat_depuis, k.prochain_essai_le, k.raison, k.convocation_version, \
       CASE WHEN k.incertain OR EXISTS (SELECT 1 FROM courriel r WHERE r.convocation_id = c.id \
         AND r.genre = 'convocation' AND r.incertain AND r.etat = 'annule' AND r.id < k.id) \
         THEN 1 ELSE 0 END AS peut_etre_double, \
       CASE WHEN EXISTS (SELECT 1 FROM courriel r WHERE r.convocation_id = c.id \
         AND r.genre = 'convocation' AND (r.etat IN ('envoye', 'en_cours') OR r.incertain)) \
         THEN 1 ELSE 0 END AS recue, \
       CASE WHEN EXISTS (SELECT 1 FROM courriel r WHERE r.convocation_id = c.id AND r.id > k.id \
         AND r.genre = 'annulation' AND (r.etat IN ('envoye', 'en_cours') OR r.incertain)) \
         THEN 1 ELSE 0 END AS annulee_depuis, \
       u.genre AS reponse_genre, u.texte AS reponse_texte, u.recu_le AS reponse_le \
     FROM convocation c JOIN intervenant i ON i.id = c.intervenant_id \
     LEFT JOIN etablissement e ON e.id = i.etablissement_id \
     LEFT JOIN discipline d ON d.id = i.discipline_id \
     LEFT JOIN courriel k ON k.id = (SELECT k2.id FROM courriel k2 \
       WHERE k2.convocation_id = c.id AND k2.genre = 'convocation' \
       ORDER BY CASE WHEN k2.etat = 'annule' THEN 1 ELSE 0 END, k2.id DESC LIMIT 1) \
     LEFT JOIN accuse u ON u.id = (SELECT max(u2.id) FROM accuse u2 \
       WHERE u2.convocation_cle = c.id AND u2.edition = c.edition)";

#[derive(FromQueryResult)]
struct Ligne {
    id: i64,
    mission_id: i64,
    version: i32,
    intervenant_id: i64,
    nom: String,
    prenom: String,
    etablissement: Option<String>,
    uai: Option<String>,
    discipline: Option<String>,
    qualite: Option<String>,
    salle: String,
    commission: String,
    observation: String,
    autorite: String,
    auteur_id: i64,
    mel_professionnel: String,
    mel_personnel: String,
    imprimee_le: Option<i64>,
    etat: Option<String>,
    etat_depuis: Option<i64>,
    prochain_essai_le: Option<i64>,
    raison: Option<String>,
    convocation_version: Option<i32>,
    peut_etre_double: i32,
    recue: i32,
    annulee_depuis: i32,
    reponse_genre: Option<String>,
    reponse_texte: Option<String>,
    reponse_le: Option<i64>,
}

impl Ligne {
    fn lue(self, creneaux: Vec<domain::Creneau>) -> Resultat<ConvocationLigne> {
        let mel = adresse_d_envoi(&self.mel_professionnel, &self.mel_personnel)
            .map(str::to_owned)
            .unwrap_or_default();
        let mel_personnel = !mel.is_empty() && mel != self.mel_professionnel;
        let dernier_envoi = match &self.etat {
            Some(etat) => {
                let etat = lire(EtatCourriel::lire(etat), "courriel.etat", etat)?;
                let prochain = self.prochain_essai_le.unwrap_or_default();
                Some(DernierEnvoi {
                    etat,
                    depuis: Moment(self.etat_depuis.unwrap_or_default()),
                    raison: self.raison.unwrap_or_default(),
                    modifiee_depuis: self.convocation_version.is_some_and(|v| self.version > v),
                    peut_etre_double: self.peut_etre_double != 0,
                    recue: self.recue != 0,
                    annulee_depuis: self.annulee_depuis != 0,
                    prochain_essai: prochain_essai(etat, prochain),
                    prochain_dit: String::new(),
                })
            }
            None => None,
        };
        let reponse = match &self.reponse_genre {
            Some(genre) => Some(Reponse {
                genre: lire(GenreReponse::lire(genre), "accuse.genre", genre)?,
                texte: self.reponse_texte.unwrap_or_default(),
                recue: Moment(self.reponse_le.unwrap_or_default()),
                date: String::new(),
            }),
            None => None,
        };
        Ok(ConvocationLigne {
            id: ConvocationId(self.id),
            version: self.version,
            intervenant: IntervenantId(self.intervenant_id),
            nom: self.nom,
            prenom: self.prenom,
            etablissement: etablissement_lu(self.etablissement, self.uai)?,
            discipline: self.discipline.unwrap_or_default(),
            affectation: Affectation {
                qualite: qualite_lue(self.qualite)?,
                salle: self.salle,
                commission: self.commission,
                creneaux,
                observation: self.observation,
            },
            autorite: autorite_lue(&self.autorite)?,
            auteur: CompteId(self.auteur_id),
            mel,
            mel_personnel,
            dernier_envoi,
            imprimee: self.imprimee_le.map(Moment),
            imprimee_dite: String::new(),
            reponse,
        })
    }
}

/// `NAME (UAI)`, or empty.
fn etablissement_lu(nom: Option<String>, uai: Option<String>) -> Resultat<String> {
    match (nom, uai) {
        (Some(nom), Some(uai)) => {
            let uai = lire(Uai::lire(&uai).ok(), "etablissement.uai", &uai)?;
            Ok(libelle_etablissement(&nom, &uai))
        }
        _ => Ok(String::new()),
    }
}

fn qualite_lue(code: Option<String>) -> Resultat<Option<Qualite>> {
    code.map(|c| lire(Qualite::lire(&c), "convocation.qualite", &c))
        .transpose()
}

fn autorite_lue(code: &str) -> Resultat<Autorite> {
    lire(Autorite::lire(code), "convocation.autorite", code)
}

/// The convocations of a mission, by nom and prénom.
///
/// # Errors
/// What the engine answered.
pub async fn lignes(
    conn: &impl ConnectionTrait,
    mission: MissionId,
) -> Resultat<Vec<ConvocationLigne>> {
    let toutes = lignes_ou(conn, "c.mission_id = $1", vec![mission.0.into()]).await?;
    Ok(toutes.into_iter().map(|(_, ligne)| ligne).collect())
}

/// Keys of the convocations to a mission that an account made, in the order of
/// [`lignes`].
///
/// # Errors
/// What the engine answered.
pub async fn de_l_auteur(
    conn: &impl ConnectionTrait,
    mission: MissionId,
    auteur: CompteId,
) -> Resultat<Vec<ConvocationId>> {
    let sql = "SELECT c.id FROM convocation c JOIN intervenant i ON i.id = c.intervenant_id
               WHERE c.mission_id = $1 AND c.auteur_id = $2 ORDER BY i.cle_tri, c.id";
    let cles: Vec<outils::Cle> =
        outils::toutes(conn, sql, [mission.0.into(), auteur.0.into()]).await?;
    Ok(cles.into_iter().map(|c| ConvocationId(c.id)).collect())
}

/// The convocations to the missions of a scope in the sessions of a year, with their
/// missions, by nom and prénom.
///
/// # Errors
/// What the engine answered.
pub async fn de_l_annee(
    conn: &impl ConnectionTrait,
    portee: &Portee,
    annee: i32,
) -> Resultat<Vec<(MissionId, ConvocationLigne)>> {
    let mut e = Ecrivain::new();
    let Some(ou) = e.portee(portee, "m.academie_id", "m.centre_id") else {
        return Ok(Vec::new());
    };
    let annee = e.valeur(annee);
    let ou = format!(
        "c.mission_id IN (SELECT m.id FROM mission m JOIN session_examen s ON s.id = m.session_id
           WHERE {ou} AND s.annee = {annee})"
    );
    lignes_ou(conn, &ou, e.valeurs).await
}

async fn lignes_ou(
    conn: &impl ConnectionTrait,
    ou: &str,
    valeurs: Vec<Value>,
) -> Resultat<Vec<(MissionId, ConvocationLigne)>> {
    let sql = format!("{SELECTION_LIGNE} WHERE {ou} ORDER BY i.cle_tri, c.id");
    let lignes: Vec<Ligne> = outils::toutes(conn, sql, valeurs.clone()).await?;
    let sql = format!(
        "SELECT x.convocation_id AS de, x.jour, x.debut, x.fin
         FROM convocation c JOIN convocation_creneau x ON x.convocation_id = c.id
         WHERE {ou} ORDER BY x.convocation_id, x.jour"
    );
    let creneaux: Vec<missions::CreneauLu> = outils::toutes(conn, sql, valeurs).await?;
    let mut par_convocation: HashMap<i64, Vec<domain::Creneau>> = HashMap::new();
    for (de, creneau) in creneaux.into_iter().map(missions::CreneauLu::lu) {
        par_convocation.entry(de).or_default().push(creneau);
    }
    lignes
        .into_iter()
        .map(|l| {
            let mission = MissionId(l.mission_id);
            let creneaux = par_convocation.remove(&l.id).unwrap_or_default();
            Ok((mission, l.lue(creneaux)?))
        })
        .collect()
}

/// Those of these convocations that exist, as their missions list them, in no order.
///
/// # Errors
/// What the engine answered.
pub async fn par_ids(conn: &impl ConnectionTrait, ids: &[i64]) -> Resultat<Vec<ConvocationLigne>> {
    let mut lignes = Vec::with_capacity(ids.len());
    for lot in lots(ids.iter().copied()) {
        let ou = format!("c.id IN ({})", marques(1, lot.len()));
        let lues = lignes_ou(conn, &ou, lot).await?;
        lignes.extend(lues.into_iter().map(|(_, ligne)| ligne));
    }
    Ok(lignes)
}

/// One convocation as its mission lists it.
///
/// # Errors
/// What the engine answered.
pub async fn ligne(
    conn: &impl ConnectionTrait,
    id: ConvocationId,
) -> Resultat<Option<(MissionId, ConvocationLigne)>> {
    let sql = format!("{SELECTION_LIGNE} WHERE c.id = $1");
    let Some(ligne) = outils::une::<Ligne>(conn, sql, [id.0.into()]).await? else {
        return Ok(None);
    };
    let mission = MissionId(ligne.mission_id);
    let mut creneaux = creneaux_de(conn, TABLE_CRENEAUX, "convocation_id", [id.0]).await?;
    let ligne = ligne.lue(creneaux.remove(&id.0).unwrap_or_default())?;
    Ok(Some((mission, ligne)))
}

/// Those of these people who are convoked to the mission already.
///
/// # Errors
/// What the engine answered.
pub async fn deja_convoques(
    conn: &impl ConnectionTrait,
    mission: MissionId,
    intervenants: &[IntervenantId],
) -> Resultat<Vec<IntervenantId>> {
    #[derive(FromQueryResult)]
    struct Qui {
        intervenant_id: i64,
    }
    let mut deja = Vec::new();
    for mut lot in lots(intervenants.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT intervenant_id FROM convocation
             WHERE mission_id = $1 AND intervenant_id IN ({}) ORDER BY intervenant_id",
            marques(2, lot.len())
        );
        lot.insert(0, mission.0.into());
        let trouves: Vec<Qui> = outils::toutes(conn, sql, lot).await?;
        deja.extend(trouves.into_iter().map(|q| IntervenantId(q.intervenant_id)));
    }
    Ok(deja)
}

/// Whether the letter of one of these convocations, as it is now, is not in a table of what
/// letters were made with.
///
/// # Errors
/// What the engine answered.
pub(crate) async fn a_noter(
    conn: &impl ConnectionTrait,
    ids: &[ConvocationId],
    table: &str,
) -> Resultat<bool> {
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT c.id FROM convocation c WHERE c.id IN ({}) AND NOT EXISTS (
               SELECT 1 FROM {table} g
               WHERE g.convocation_cle = c.id AND g.edition = c.edition) LIMIT 1",
            marques(1, lot.len())
        );
        if outils::une::<outils::Cle>(conn, sql, lot).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Convocations of a person of an académie, latest first.
///
/// # Errors
/// What the engine answered.
pub async fn de_l_intervenant(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
) -> Resultat<Vec<ConvocationId>> {
    let cles: Vec<outils::Cle> = outils::toutes(
        conn,
        "SELECT c.id FROM convocation c JOIN mission m ON m.id = c.mission_id
         WHERE c.intervenant_id = $1 AND m.academie_id = $2
         ORDER BY m.date_debut DESC, c.id DESC",
        [intervenant.0.into(), academie.0.into()],
    )
    .await?;
    Ok(cles.into_iter().map(|c| ConvocationId(c.id)).collect())
}

/// How many convocations of a person of an académie have a day from `jour` on.
///
/// # Errors
/// What the engine answered.
pub async fn a_venir(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    intervenant: IntervenantId,
    jour: NaiveDate,
) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let n: Option<Nombre> = outils::une(
        conn,
        "SELECT count(*) AS nombre FROM convocation c JOIN mission m ON m.id = c.mission_id
         WHERE c.intervenant_id = $1 AND m.academie_id = $2 AND EXISTS (
           SELECT 1 FROM convocation_creneau x WHERE x.convocation_id = c.id AND x.jour >= $3)",
        [intervenant.0.into(), academie.0.into(), jour.into()],
    )
    .await?;
    Ok(n.map_or(0, |n| outils::compte(n.nombre)))
}

/// What deciding about a convocation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rattachement {
    /// Académie of its mission.
    pub academie: AcademieId,
    /// Centre of its mission.
    pub centre: EtablissementId,
    /// Its mission.
    pub mission: MissionId,
    /// Its mission's public number.
    pub numero: i64,
    /// Who is convoked.
    pub intervenant: IntervenantId,
    /// On whose authority.
    pub autorite: Autorite,
    /// Account that made it.
    pub auteur: CompteId,
    /// Counts the changes.
    pub version: i32,
}

/// To which mission, centre and académie convocations belong; those that do not
/// exist are absent.
///
/// # Errors
/// What the engine answered.
pub async fn rattachements(
    conn: &impl ConnectionTrait,
    ids: &[ConvocationId],
) -> Resultat<HashMap<ConvocationId, Rattachement>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        academie_id: i64,
        centre_id: i64,
        mission_id: i64,
        numero: i64,
        intervenant_id: i64,
        autorite: String,
        auteur_id: i64,
        version: i32,
    }
    let mut tous = HashMap::new();
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT c.id, m.academie_id, m.centre_id, c.mission_id, m.numero, c.intervenant_id,
                    c.autorite, c.auteur_id, c.version
             FROM convocation c JOIN mission m ON m.id = c.mission_id WHERE c.id IN ({})",
            marques(1, lot.len())
        );
        for l in outils::toutes::<Lu>(conn, sql, lot).await? {
            tous.insert(
                ConvocationId(l.id),
                Rattachement {
                    academie: AcademieId(l.academie_id),
                    centre: EtablissementId(l.centre_id),
                    mission: MissionId(l.mission_id),
                    numero: l.numero,
                    intervenant: IntervenantId(l.intervenant_id),
                    autorite: autorite_lue(&l.autorite)?,
                    auteur: CompteId(l.auteur_id),
                    version: l.version,
                },
            );
        }
    }
    Ok(tous)
}

/// As [`rattachements`], for one.
///
/// # Errors
/// What the engine answered.
pub async fn academie_et_centre(
    conn: &impl ConnectionTrait,
    id: ConvocationId,
) -> Resultat<Option<Rattachement>> {
    Ok(rattachements(conn, &[id]).await?.remove(&id))
}

// ------------------------------------------------------------------- letters

#[derive(FromQueryResult)]
struct LettreLue {
    convocation_id: i64,
    version: i32,
    edition: i32,
    qualite: Option<String>,
    salle: String,
    commission: String,
    observation: String,
    autorite: String,
    #[sea_orm(nested)]
    mission: missions::Ligne,
    academie: String,
    fuseau: String,
    centre_id: i64,
    centre_nom: String,
    centre_uai: String,
    centre_adresse: String,
    centre_code_postal: String,
    centre_commune: String,
    centre_telephone: String,
    centre_mel: String,
    intervenant_id: i64,
    civilite: String,
    nom: String,
    prenom: String,
    adresse: String,
    code_postal: String,
    commune: String,
    mel_professionnel: String,
    mel_personnel: String,
    discipline: Option<String>,
    etablissement: Option<String>,
    etablissement_uai: Option<String>,
    faite_avec: Option<i64>,
    faite_le: Option<NaiveDate>,
    academie_id: i64,
    modele_rang: Option<i64>,
}

/// What a letter is read from: `c` is a row of convocation, or of convocation_annulee,
/// of which `cle` is the key of the convocation and `propres` are the other columns that
/// differ.
fn selection_lettre(cle: &str, propres: &str, table: &str) -> String {
    format!(
        "SELECT {cle} AS convocation_id, {propres}, c.version, c.edition, c.autorite, {COLONNES_LIGNE}, a.nom AS academie,
                a.fuseau, m.centre_id, z.nom AS centre_nom, z.uai AS centre_uai,
                z.adresse AS centre_adresse, z.code_postal AS centre_code_postal,
                z.commune AS centre_commune, z.telephone AS centre_telephone,
                z.mel AS centre_mel, c.intervenant_id, i.civilite, i.nom, i.prenom,
                i.adresse, i.code_postal, i.commune, i.mel_professionnel, i.mel_personnel,
                d.libelle AS discipline, e.nom AS etablissement, e.uai AS etablissement_uai,
                f.signature_id AS faite_avec, f.faite_le, m.academie_id, g.rang AS modele_rang
         FROM {table} c
         LEFT JOIN lettre_faite f ON f.convocation_cle = {cle} AND f.edition = c.edition
         LEFT JOIN lettre_modele g ON g.convocation_cle = {cle} AND g.edition = c.edition
         JOIN mission m ON m.id = c.mission_id {JOINTURES_LIGNE}
         JOIN academie a ON a.id = m.academie_id
         JOIN etablissement z ON z.id = m.centre_id
         JOIN intervenant i ON i.id = c.intervenant_id
         LEFT JOIN etablissement e ON e.id = i.etablissement_id
         LEFT JOIN discipline d ON d.id = i.discipline_id"
    )
}

/// The letters of convocations, in the order asked; those that do not exist are left
/// out. The signature is the one that the letter of this edition was made with, dated as it
/// was ([`crate::signatures::figer`]); else the one valid, on the day `faite_le`, at the
/// mission's centre and in the capacity the mission asks for. Letters share its image.
/// The académie's texts and logo are likewise ([`crate::parametres::modele`]). What it replaces
/// and its links are for the caller to add.
///
/// # Errors
/// What the engine answered.
pub async fn lettres(
    conn: &impl ConnectionTrait,
    ids: &[ConvocationId],
    faite_le: NaiveDate,
) -> Resultat<Vec<Lettre>> {
    let uniques: BTreeSet<i64> = ids.iter().map(|i| i.0).collect();
    let mut creneaux = creneaux_de(
        conn,
        TABLE_CRENEAUX,
        "convocation_id",
        uniques.iter().copied(),
    )
    .await?;
    let mut signees = Signees::default();
    let mut faites: HashMap<ConvocationId, Lettre> = HashMap::new();
    for lot in lots(uniques) {
        let sql = format!(
            "{} WHERE c.id IN ({})",
            selection_lettre(
                "c.id",
                "c.qualite, c.salle, c.commission, c.observation",
                "convocation"
            ),
            marques(1, lot.len())
        );
        for l in outils::toutes::<LettreLue>(conn, sql, lot).await? {
            let affectation = Affectation {
                qualite: qualite_lue(l.qualite.clone())?,
                salle: l.salle.clone(),
                commission: l.commission.clone(),
                creneaux: creneaux.remove(&l.convocation_id).unwrap_or_default(),
                observation: l.observation.clone(),
            };
            let lettre = l.lue(conn, affectation, &mut signees, faite_le).await?;
            faites.insert(lettre.convocation, lettre);
        }
    }
    Ok(ids.iter().filter_map(|id| faites.remove(id)).collect())
}

/// The last letter of a convocation that was deleted; none when there is none such, or it
/// stands again.
///
/// # Errors
/// What the engine answered.
pub async fn lettre_annulee(
    conn: &impl ConnectionTrait,
    id: ConvocationId,
    faite_le: NaiveDate,
) -> Resultat<Option<Lettre>> {
    let Some(annulee) = annulee(conn, id).await? else {
        return Ok(None);
    };
    let sql = format!(
        "{} WHERE c.convocation_id = $1",
        selection_lettre(
            "c.convocation_id",
            "CAST(NULL AS text) AS qualite, '' AS salle, '' AS commission,
             '' AS observation",
            "convocation_annulee"
        )
    );
    match outils::une::<LettreLue>(conn, sql, [id.0.into()]).await? {
        Some(l) => Ok(Some(
            l.lue(conn, annulee.affectation, &mut Signees::default(), faite_le)
                .await?,
        )),
        None => Ok(None),
    }
}

/// Signatures already looked for, and what académies have letters say.
#[derive(Default)]
struct Signees {
    signatures: HashMap<Signee, Option<SignatureLettre>>,
    modeles: HashMap<(i64, Option<i64>), domain::Modele>,
}

/// A signature to look for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Signee {
    /// The one that a letter was made with.
    De(i64),
    /// The one valid at a centre, in a capacity.
    Pour(i64, domain::Signataire),
}

impl LettreLue {
    async fn lue(
        self,
        conn: &impl ConnectionTrait,
        affectation: Affectation,
        signees: &mut Signees,
        faite_le: NaiveDate,
    ) -> Resultat<Lettre> {
        let l = self;
        let mission = l.mission.lue()?;
        let cle = match l.faite_avec {
            Some(id) => Signee::De(id),
            None => Signee::Pour(l.centre_id, mission.signataire),
        };
        let faite_le = l.faite_le.unwrap_or(faite_le);
        let signature = match signees.signatures.get(&cle) {
            Some(connue) => connue.clone(),
            None => {
                let s = signature(conn, cle, faite_le).await?;
                signees.signatures.insert(cle, s.clone());
                s
            }
        };
        let cle = (l.academie_id, l.modele_rang);
        let modele = match signees.modeles.get(&cle) {
            Some(connu) => connu.clone(),
            None => {
                let academie = domain::AcademieId(l.academie_id);
                let m = crate::parametres::modele(conn, academie, l.modele_rang).await?;
                signees.modeles.insert(cle, m.clone());
                m
            }
        };
        Ok(Lettre {
            convocation: ConvocationId(l.convocation_id),
            mission_id: mission.id,
            version: l.version,
            edition: l.edition,
            remplace: None,
            liens: None,
            academie: l.academie,
            fuseau: l.fuseau,
            centre_nom: l.centre_nom,
            centre_uai: lire(
                Uai::lire(&l.centre_uai).ok(),
                "etablissement.uai",
                &l.centre_uai,
            )?,
            centre_adresse: Adresse {
                lignes: lignes_d_adresse(&l.centre_adresse),
                code_postal: l.centre_code_postal,
                commune: l.centre_commune,
            },
            centre_telephone: l.centre_telephone,
            centre_mel: l.centre_mel,
            destinataire: Destinataire {
                id: IntervenantId(l.intervenant_id),
                civilite: lire(
                    Civilite::lire(&l.civilite),
                    "intervenant.civilite",
                    &l.civilite,
                )?,
                nom: l.nom,
                prenom: l.prenom,
                discipline: l.discipline.unwrap_or_default(),
                etablissement: etablissement_lu(l.etablissement, l.etablissement_uai)?,
                adresse: Adresse {
                    lignes: lignes_d_adresse(&l.adresse),
                    code_postal: l.code_postal,
                    commune: l.commune,
                },
                mel_professionnel: l.mel_professionnel,
                mel_personnel: l.mel_personnel,
            },
            mission,
            affectation,
            autorite: autorite_lue(&l.autorite)?,
            signature,
            faite_le,
            modele,
        })
    }
}

async fn signature(
    conn: &impl ConnectionTrait,
    cle: Signee,
    jour: NaiveDate,
) -> Resultat<Option<SignatureLettre>> {
    let trouvee = match cle {
        Signee::De(id) => signatures::par_id(conn, SignatureId(id)).await?,
        Signee::Pour(centre, signataire) => {
            signatures::pour(conn, EtablissementId(centre), signataire, jour).await?
        }
    };
    Ok(trouvee.map(|s| SignatureLettre {
        signataire: s.signataire,
        civilite: s.civilite,
        nom: s.nom,
        prenom: s.prenom,
        qualite: s.qualite,
        delegation: s.delegation,
        image_png: s.image_png.into(),
    }))
}

// ------------------------------------------------------------------- writing

/// Convokes people to a mission, all with the same affectation; gives the keys in the
/// order of the people.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when one is convoked already (nothing of the lot is
/// kept: give the transaction back); [`crate::ErreurStore::Contrainte`] when one does
/// not exist.
pub async fn creer_lot(
    tx: &impl ConnectionTrait,
    mission: MissionId,
    intervenants: &[IntervenantId],
    affectation: &Affectation,
    autorite: Autorite,
    auteur: CompteId,
    maintenant: Moment,
) -> Resultat<Vec<ConvocationId>> {
    const COLONNES: usize = 10;
    #[derive(FromQueryResult)]
    struct Cle {
        id: i64,
        intervenant_id: i64,
    }
    let mut faites: HashMap<i64, i64> = HashMap::with_capacity(intervenants.len());
    for lot in intervenants.chunks(lignes_par_insertion(COLONNES)) {
        let sql = format!(
            "INSERT INTO convocation (mission_id, intervenant_id, qualite, salle, commission,
               observation, autorite, auteur_id, cree_le, modifie_le)
             VALUES {} RETURNING id, intervenant_id",
            marques_lignes(lot.len(), COLONNES)
        );
        let valeurs = lot.iter().flat_map(|i| -> [Value; COLONNES] {
            [
                mission.0.into(),
                i.0.into(),
                affectation.qualite.map(|q| q.code().to_owned()).into(),
                affectation.salle.as_str().into(),
                affectation.commission.as_str().into(),
                affectation.observation.as_str().into(),
                autorite.code().into(),
                auteur.0.into(),
                maintenant.0.into(),
                maintenant.0.into(),
            ]
        });
        for cle in outils::toutes::<Cle>(tx, sql, valeurs).await? {
            faites.insert(cle.intervenant_id, cle.id);
        }
    }
    let ids: Vec<i64> = intervenants
        .iter()
        .filter_map(|i| faites.get(&i.0).copied())
        .collect();
    let creneaux = ids.iter().map(|id| (*id, &affectation.creneaux[..]));
    inserer_creneaux(tx, "convocation_creneau (convocation_id", creneaux).await?;
    Ok(ids.into_iter().map(ConvocationId).collect())
}

/// Changes a convocation still at this version; `false` when somebody else changed or
/// deleted it first (nothing is written).
///
/// # Errors
/// What the engine answered.
pub async fn modifier(
    tx: &impl ConnectionTrait,
    id: ConvocationId,
    version: i32,
    affectation: &Affectation,
    maintenant: Moment,
) -> Resultat<bool> {
    // The clock may have been set back since: a change is never older than its row.
    let faites = outils::executer(
        tx,
        "UPDATE convocation SET qualite = $3, salle = $4, commission = $5, observation = $6,
           modifie_le = CASE WHEN cree_le > $7 THEN cree_le ELSE $7 END, version = version + 1,
           edition = edition + 1
         WHERE id = $1 AND version = $2",
        [
            id.0.into(),
            version.into(),
            affectation.qualite.map(|q| q.code().to_owned()).into(),
            affectation.salle.as_str().into(),
            affectation.commission.as_str().into(),
            affectation.observation.as_str().into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    if faites == 0 {
        return Ok(false);
    }
    outils::executer(
        tx,
        "DELETE FROM convocation_creneau WHERE convocation_id = $1",
        [id.0.into()],
    )
    .await?;
    let creneaux = [(id.0, &affectation.creneaux[..])];
    inserer_creneaux(tx, "convocation_creneau (convocation_id", creneaux).await?;
    Ok(true)
}

/// Deletes a convocation still at this version; `false` when somebody else changed or
/// deleted it first. It is kept whole aside, see [`retablir`]; mails already made for it
/// stay known, without it: see [`crate::courriels::annuler_de_la_convocation`].
///
/// # Errors
/// What the engine answered.
pub async fn supprimer(
    tx: &impl ConnectionTrait,
    ligne: &ConvocationLigne,
    version: i32,
    par: CompteId,
    maintenant: Moment,
) -> Resultat<bool> {
    let id = ligne.id.0;
    // Holds the row at this version until the end: whoever changes or deletes it too waits,
    // then finds another version, or nothing.
    let tenues = outils::executer(
        tx,
        "UPDATE convocation SET version = version WHERE id = $1 AND version = $2",
        [id.into(), version.into()],
    )
    .await?;
    if tenues == 0 {
        return Ok(false);
    }
    let courriels: Vec<outils::Cle> = outils::toutes(
        tx,
        "SELECT id FROM courriel WHERE convocation_id = $1 ORDER BY id",
        [id.into()],
    )
    .await?;
    let courriels: Vec<i64> = courriels.into_iter().map(|c| c.id).collect();
    outils::executer(
        tx,
        "INSERT INTO convocation_annulee (convocation_id, mission_id, intervenant_id, version,
           contenu, autorite, auteur_id, cree_le, imprimee_le, courriels, annulee_le, annulee_par,
           edition)
         SELECT id, mission_id, intervenant_id, version, $3, autorite, auteur_id, cree_le,
           imprimee_le, $4, $5, $6, edition
         FROM convocation WHERE id = $1 AND version = $2",
        [
            id.into(),
            version.into(),
            serde_json::json!(ligne.affectation).to_string().into(),
            serde_json::json!(courriels).to_string().into(),
            maintenant.0.into(),
            par.0.into(),
        ],
    )
    .await?;
    outils::executer(tx, "DELETE FROM convocation WHERE id = $1", [id.into()]).await?;
    Ok(true)
}

/// A convocation that was deleted, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annulee {
    /// Its mission.
    pub mission: MissionId,
    /// Who was convoked.
    pub intervenant: IntervenantId,
    /// `NOM` of that person.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Its last version.
    pub version: i32,
    /// What it said.
    pub affectation: Affectation,
    /// On whose authority.
    pub autorite: Autorite,
    /// Mails that were made for it.
    pub courriels: Vec<i64>,
    /// The convocation made in its place, when it was replaced.
    pub remplacee_par: Option<ConvocationId>,
}

/// A convocation that was deleted, by the key it had; none when there is none such, or it
/// stands again.
///
/// # Errors
/// What the engine answered.
pub async fn annulee(conn: &impl ConnectionTrait, id: ConvocationId) -> Resultat<Option<Annulee>> {
    #[derive(FromQueryResult)]
    struct Lue {
        mission_id: i64,
        intervenant_id: i64,
        nom: String,
        prenom: String,
        discipline: Option<String>,
        version: i32,
        contenu: String,
        autorite: String,
        courriels: String,
        remplacee_par: Option<i64>,
    }
    let lue: Option<Lue> = outils::une(
        conn,
        "SELECT x.mission_id, x.intervenant_id, i.nom, i.prenom, d.libelle AS discipline,
                x.version, x.contenu, x.autorite, x.courriels, x.remplacee_par
         FROM convocation_annulee x JOIN intervenant i ON i.id = x.intervenant_id
         LEFT JOIN discipline d ON d.id = i.discipline_id
         WHERE x.convocation_id = $1",
        [id.0.into()],
    )
    .await?;
    lue.map(|l| {
        Ok(Annulee {
            mission: MissionId(l.mission_id),
            intervenant: IntervenantId(l.intervenant_id),
            nom: l.nom,
            prenom: l.prenom,
            discipline: l.discipline.unwrap_or_default(),
            version: l.version,
            affectation: lire(
                serde_json::from_str(&l.contenu).ok(),
                "convocation_annulee.contenu",
                &l.contenu,
            )?,
            autorite: autorite_lue(&l.autorite)?,
            courriels: lire(
                serde_json::from_str(&l.courriels).ok(),
                "convocation_annulee.courriels",
                &l.courriels,
            )?,
            remplacee_par: l.remplacee_par.map(ConvocationId),
        })
    })
    .transpose()
}

/// Notes which convocation was made in place of one that was just deleted.
///
/// # Errors
/// What the engine answered.
pub async fn noter_remplacee(
    tx: &impl ConnectionTrait,
    id: ConvocationId,
    par: ConvocationId,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE convocation_annulee SET remplacee_par = $2 WHERE convocation_id = $1",
        [id.0.into(), par.0.into()],
    )
    .await?;
    Ok(())
}

/// Keeps one mail more among those of a convocation that was deleted, of which `courriels`
/// were known; `false` when it stands again.
///
/// # Errors
/// What the engine answered.
pub async fn ajouter_courriel(
    tx: &impl ConnectionTrait,
    id: ConvocationId,
    courriels: &[i64],
    courriel: CourrielId,
) -> Resultat<bool> {
    let tous: Vec<i64> = courriels.iter().copied().chain([courriel.0]).collect();
    let faits = outils::executer(
        tx,
        "UPDATE convocation_annulee SET courriels = $2 WHERE convocation_id = $1",
        [id.0.into(), serde_json::json!(tous).to_string().into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Of these convocations, those that were deleted and can be taken back.
///
/// # Errors
/// What the engine answered.
pub async fn retablissables(
    conn: &impl ConnectionTrait,
    ids: &[ConvocationId],
) -> Resultat<BTreeSet<ConvocationId>> {
    #[derive(FromQueryResult)]
    struct Cle {
        convocation_id: i64,
    }
    let mut trouvees = BTreeSet::new();
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let sql = format!(
            "SELECT convocation_id FROM convocation_annulee WHERE convocation_id IN ({})",
            marques(1, lot.len())
        );
        for c in outils::toutes::<Cle>(conn, sql, lot).await? {
            trouvees.insert(ConvocationId(c.convocation_id));
        }
    }
    Ok(trouvees)
}

/// Takes a deletion back: the convocation has its key, its author and its mails again,
/// and one version more; `false` when somebody took it back first.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when the person is convoked again to the mission.
pub async fn retablir(
    tx: &impl ConnectionTrait,
    id: ConvocationId,
    annulee: &Annulee,
    maintenant: Moment,
) -> Resultat<bool> {
    let a = &annulee.affectation;
    let rendues = outils::executer(
        tx,
        "INSERT INTO convocation (id, mission_id, intervenant_id, qualite, salle, commission,
           observation, autorite, auteur_id, version, cree_le, modifie_le, imprimee_le, edition)
         SELECT convocation_id, mission_id, intervenant_id, $2, $3, $4, $5, autorite, auteur_id,
           version + 1, cree_le, CASE WHEN cree_le > $6 THEN cree_le ELSE $6 END, imprimee_le,
           edition
         FROM convocation_annulee WHERE convocation_id = $1",
        [
            id.0.into(),
            a.qualite.map(|q| q.code().to_owned()).into(),
            a.salle.as_str().into(),
            a.commission.as_str().into(),
            a.observation.as_str().into(),
            maintenant.0.into(),
        ],
    )
    .await?;
    if rendues == 0 {
        return Ok(false);
    }
    let creneaux = [(id.0, &a.creneaux[..])];
    inserer_creneaux(tx, "convocation_creneau (convocation_id", creneaux).await?;
    for lot in lots(annulee.courriels.iter().copied()) {
        let mut e = Ecrivain::new();
        let convocation = e.valeur(id.0);
        let version = e.valeur(annulee.version);
        let ids = e.liste(lot);
        // What a mail carried is still what the convocation says: it is not out of date.
        let sql = format!(
            "UPDATE courriel SET convocation_id = {convocation}, convocation_version =
               CASE WHEN convocation_version = {version} THEN convocation_version + 1
                 ELSE convocation_version END
             WHERE id IN ({ids})"
        );
        outils::executer(tx, sql, e.valeurs).await?;
    }
    outils::executer(
        tx,
        "DELETE FROM convocation_annulee WHERE convocation_id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(true)
}

/// Sets a convocation one version and one edition further without changing what it says:
/// the person was told that it was cancelled.
///
/// # Errors
/// What the engine answered.
pub async fn hausser(tx: &impl ConnectionTrait, id: ConvocationId) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE convocation SET version = version + 1, edition = edition + 1 WHERE id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(())
}

/// Notes that convocations were printed; the version stays, nothing they say changed.
///
/// # Errors
/// What the engine answered.
pub async fn marquer_imprimees(
    tx: &impl ConnectionTrait,
    ids: &[ConvocationId],
    maintenant: Moment,
) -> Resultat<()> {
    for lot in lots(ids.iter().map(|i| i.0).collect::<BTreeSet<_>>()) {
        let mut e = Ecrivain::new();
        let moment = e.valeur(maintenant.0);
        let ids = e.liste(lot);
        let sql = format!("UPDATE convocation SET imprimee_le = {moment} WHERE id IN ({ids})");
        outils::executer(tx, sql, e.valeurs).await?;
    }
    Ok(())
}
