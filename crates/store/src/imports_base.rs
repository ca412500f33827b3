//! What an import compares with: what is known, written as the columns of its file; and what
//! stands against taking an import back.

use crate::outils::{self, Ecrivain, LOT, compte, lignes_d_adresse, lots, marques};
use crate::{Resultat, missions};
use domain::{
    AcademieId, Creneau, DisciplineId, EtablissementId, GenreImport, ImportId, IntervenantId,
    MissionId, Moment, NOMS_GARDES, NaiveDate, heure_champ, nom_complet,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Something known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connu {
    /// Key.
    pub id: i64,
    /// Name shown.
    pub nom: String,
    /// A person who was merged into another one: their fiche stays closed, whatever a file
    /// says.
    pub fusionne: bool,
    /// Its columns, in the order of the file.
    pub champs: Vec<String>,
}

/// Which ones are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Lesquels<'a> {
    /// By matricule, UAI or number.
    Cles(&'a [String]),
    /// By key.
    Ids(&'a [i64]),
}

impl Lesquels<'_> {
    /// The keys in batches, and the column they are of.
    fn lots(&self, cle: &'static str, id: &'static str) -> (&'static str, Vec<Vec<Value>>) {
        match self {
            Self::Cles(cles) => (
                cle,
                cles.chunks(LOT)
                    .map(|l| l.iter().map(|c| Value::from(c.as_str())).collect())
                    .collect(),
            ),
            Self::Ids(ids) => (id, lots(ids.iter().copied())),
        }
    }
}

/// Lines of an address as two or three columns: what is beyond goes with the last one.
fn colonnes_d_adresse<const N: usize>(texte: &str) -> [String; N] {
    let mut colonnes: [String; N] = core::array::from_fn(|_| String::new());
    for (n, ligne) in lignes_d_adresse(texte).into_iter().enumerate() {
        let place: &mut String = &mut colonnes[n.min(N - 1)];
        if !place.is_empty() {
            place.push_str(", ");
        }
        place.push_str(&ligne);
    }
    colonnes
}

/// Whether `i`, a person, was merged into another one.
const ABSORBE: &str = "EXISTS (SELECT 1 FROM intervenant_fusion f \
     WHERE f.absorbe_id = i.id AND f.defait_le IS NULL)";

/// People of an académie by matricule, with the columns of a file of people.
///
/// # Errors
/// What the engine answered.
pub async fn intervenants(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    lesquels: Lesquels<'_>,
) -> Resultat<HashMap<String, Connu>> {
    #[derive(Deserialize)]
    struct Lu {
        id: i64,
        matricule: String,
        civilite: String,
        nom: String,
        prenom: String,
        uai: Option<String>,
        code: Option<String>,
        libelle: Option<String>,
        mel_professionnel: String,
        mel_personnel: String,
        adresse: String,
        code_postal: String,
        commune: String,
        actif: String,
        nom_naissance: String,
        origine: String,
        fusionne: String,
    }
    let mut trouves = HashMap::new();
    let (colonne, lots) = lesquels.lots("i.matricule", "i.id");
    for mut lot in lots {
        let sql = format!(
            "SELECT i.id, i.matricule, i.civilite, i.nom, i.prenom, e.uai, d.code, d.libelle,
                    i.mel_professionnel, i.mel_personnel, i.adresse, i.code_postal, i.commune,
                    CASE WHEN i.actif THEN 'oui' ELSE 'non' END AS actif,
                    i.nom_naissance, i.origine,
                    CASE WHEN {ABSORBE} THEN 'oui' ELSE 'non' END AS fusionne
             FROM intervenant i LEFT JOIN etablissement e ON e.id = i.etablissement_id
             LEFT JOIN discipline d ON d.id = i.discipline_id
             WHERE i.academie_id = $1 AND {colonne} IN ({})",
            marques(2, lot.len())
        );
        lot.insert(0, academie.0.into());
        let lus: Vec<Lu> = outils::en_bloc(
            conn,
            "id, matricule, civilite, nom, prenom, uai, code, libelle, mel_professionnel,
             mel_personnel, adresse, code_postal, commune, actif, nom_naissance, origine,
             fusionne",
            &sql,
            lot,
        )
        .await?;
        for l in lus {
            let [adresse_1, adresse_2] = colonnes_d_adresse(&l.adresse);
            let connu = Connu {
                id: l.id,
                nom: nom_complet(&l.nom, &l.prenom),
                fusionne: l.fusionne == "oui",
                champs: vec![
                    l.matricule.clone(),
                    l.civilite,
                    l.nom,
                    l.prenom,
                    l.uai.unwrap_or_default(),
                    l.code.unwrap_or_default(),
                    l.libelle.unwrap_or_default(),
                    l.mel_professionnel,
                    l.mel_personnel,
                    adresse_1,
                    adresse_2,
                    l.code_postal,
                    l.commune,
                    l.actif,
                    l.nom_naissance,
                    l.origine,
                ],
            };
            trouves.insert(l.matricule, connu);
        }
    }
    let ids: Vec<IntervenantId> = trouves
        .values()
        .map(|c: &Connu| IntervenantId(c.id))
        .collect();
    let mut rattaches = crate::rattachements::de_personnes(conn, ids).await?;
    for connu in trouves.values_mut() {
        let siens = rattaches
            .remove(&IntervenantId(connu.id))
            .unwrap_or_default();
        let uais: Vec<&str> = siens.iter().map(|r| r.uai.as_str()).collect();
        // They stand before the birth name and the origin, which come last.
        let (origine, naissance) = (connu.champs.pop(), connu.champs.pop());
        connu.champs.push(secondaires_en_texte(&uais));
        connu
            .champs
            .extend([naissance, origine].into_iter().flatten());
    }
    Ok(trouves)
}

/// Établissements à titre secondaire as a file writes them. None has a word of its own: what
/// is left empty changes nothing.
#[must_use]
pub fn secondaires_en_texte(uais: &[&str]) -> String {
    if uais.is_empty() {
        AUCUN_SECONDAIRE.to_owned()
    } else {
        uais.join(", ")
    }
}

/// What a file says of somebody who is attached nowhere à titre secondaire.
pub const AUCUN_SECONDAIRE: &str = "aucun";

/// Établissements by UAI, of whichever académie, with the columns of the annuaire.
///
/// # Errors
/// What the engine answered.
pub async fn etablissements(
    conn: &impl ConnectionTrait,
    lesquels: Lesquels<'_>,
) -> Resultat<HashMap<String, Connu>> {
    #[derive(Deserialize)]
    struct Lu {
        id: i64,
        uai: String,
        nom: String,
        adresse: String,
        code_postal: String,
        commune: String,
        telephone: String,
        mel: String,
        etat: String,
        academie_code: String,
        academie_nom: String,
    }
    let mut trouves = HashMap::new();
    let (colonne, lots) = lesquels.lots("e.uai", "e.id");
    for lot in lots {
        let sql = format!(
            "SELECT e.id, e.uai, e.nom, e.adresse, e.code_postal, e.commune, e.telephone, e.mel,
                    CASE WHEN e.ferme THEN 'FERME' ELSE 'OUVERT' END AS etat,
                    a.code AS academie_code, a.nom AS academie_nom
             FROM etablissement e JOIN academie a ON a.id = e.academie_id
             WHERE {colonne} IN ({})",
            marques(1, lot.len())
        );
        let lus: Vec<Lu> = outils::en_bloc(
            conn,
            "id, uai, nom, adresse, code_postal, commune, telephone, mel, etat, academie_code,
             academie_nom",
            &sql,
            lot,
        )
        .await?;
        for l in lus {
            let [adresse_1, adresse_2, adresse_3] = colonnes_d_adresse(&l.adresse);
            let connu = Connu {
                id: l.id,
                nom: l.nom.clone(),
                fusionne: false,
                champs: vec![
                    l.uai.clone(),
                    l.nom,
                    adresse_1,
                    adresse_2,
                    adresse_3,
                    l.code_postal,
                    l.commune,
                    l.telephone,
                    l.mel,
                    l.etat,
                    l.academie_code,
                    l.academie_nom,
                ],
            };
            trouves.insert(l.uai, connu);
        }
    }
    Ok(trouves)
}

/// Days in order as a file writes them: `2021-02-01..2021-02-05, 2021-02-08`.
#[must_use]
pub fn jours_en_texte(jours: &[NaiveDate]) -> String {
    let mut intervalles: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for jour in jours {
        match intervalles.last_mut() {
            Some((_, fin)) if fin.succ_opt() == Some(*jour) => *fin = *jour,
            _ => intervalles.push((*jour, *jour)),
        }
    }
    let ecrits: Vec<String> = intervalles
        .into_iter()
        .map(|(de, a)| {
            if de == a {
                de.to_string()
            } else {
                format!("{de}..{a}")
            }
        })
        .collect();
    ecrits.join(", ")
}

/// Days with their hours as a file writes them: `2021-02-01 08:00-12:00`.
#[must_use]
pub fn creneaux_en_texte(creneaux: &[Creneau]) -> String {
    let ecrits: Vec<String> = creneaux
        .iter()
        .map(|c| format!("{} {}-{}", c.jour, heure_champ(c.debut), heure_champ(c.fin)))
        .collect();
    ecrits.join(", ")
}

/// Missions of an académie by number, with the columns of a file of missions.
///
/// # Errors
/// What the engine answered.
pub async fn missions(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    lesquels: Lesquels<'_>,
) -> Resultat<HashMap<String, Connu>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        numero: i64,
        session_code: String,
        examen: String,
        annee: i32,
        session_libelle: String,
        specialite_code: Option<String>,
        specialite_libelle: Option<String>,
        epreuve_code: Option<String>,
        epreuve_libelle: Option<String>,
        type_mission: String,
        date_debut: NaiveDate,
        centre_uai: String,
        signataire: String,
        affectation_terminee: bool,
        observation_defaut: String,
        commission_defaut: String,
    }
    #[derive(FromQueryResult)]
    struct Jour {
        mission_id: i64,
        jour: NaiveDate,
    }
    let (colonne, lots_demandes) = match lesquels {
        Lesquels::Cles(cles) => (
            "m.numero",
            lots(cles.iter().filter_map(|c| c.parse::<i64>().ok())),
        ),
        Lesquels::Ids(ids) => ("m.id", lots(ids.iter().copied())),
    };
    let mut trouvees = HashMap::new();
    for mut lot in lots_demandes {
        let sql = format!(
            "SELECT m.id, m.numero, s.code AS session_code, s.examen, s.annee,
                    s.libelle AS session_libelle, p.code AS specialite_code,
                    p.libelle AS specialite_libelle, o.code AS epreuve_code,
                    o.libelle AS epreuve_libelle, m.type AS type_mission, m.date_debut,
                    z.uai AS centre_uai, m.signataire, m.affectation_terminee,
                    m.observation_defaut, m.commission_defaut
             FROM mission m JOIN session_examen s ON s.id = m.session_id
             JOIN etablissement z ON z.id = m.centre_id
             LEFT JOIN specialite p ON p.id = m.specialite_id
             LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id
             WHERE m.academie_id = $1 AND {colonne} IN ({})",
            marques(2, lot.len())
        );
        lot.insert(0, academie.0.into());
        let lues: Vec<Lue> = outils::toutes(conn, sql, lot).await?;
        let ids: Vec<i64> = lues.iter().map(|l| l.id).collect();
        let mut jours: HashMap<i64, Vec<NaiveDate>> = HashMap::new();
        for lot in lots(ids.iter().copied()) {
            let sql = format!(
                "SELECT mission_id, jour FROM mission_jour WHERE mission_id IN ({})
                 ORDER BY mission_id, jour",
                marques(1, lot.len())
            );
            for j in outils::toutes::<Jour>(conn, sql, lot).await? {
                jours.entry(j.mission_id).or_default().push(j.jour);
            }
        }
        let mut creneaux =
            missions::creneaux_de(conn, "mission_creneau", "mission_id", ids).await?;
        for l in lues {
            let oui_non = if l.affectation_terminee { "oui" } else { "non" };
            let jours = jours.remove(&l.id).unwrap_or_default();
            let creneaux = creneaux.remove(&l.id).unwrap_or_default();
            let epreuve = l.epreuve_libelle.unwrap_or_default();
            let nom = if epreuve.is_empty() {
                l.session_libelle.clone()
            } else {
                epreuve.clone()
            };
            let connu = Connu {
                id: l.id,
                nom: format!("{} {nom}", l.type_mission),
                fusionne: false,
                champs: vec![
                    l.numero.to_string(),
                    l.session_code,
                    l.examen,
                    l.annee.to_string(),
                    l.session_libelle,
                    l.specialite_code.unwrap_or_default(),
                    l.specialite_libelle.unwrap_or_default(),
                    l.epreuve_code.unwrap_or_default(),
                    epreuve,
                    l.type_mission,
                    l.date_debut.to_string(),
                    l.centre_uai,
                    l.signataire,
                    oui_non.to_owned(),
                    jours_en_texte(&jours),
                    creneaux_en_texte(&creneaux),
                    l.observation_defaut,
                    l.commission_defaut,
                ],
            };
            trouvees.insert(l.numero.to_string(), connu);
        }
    }
    Ok(trouvees)
}

/// Where somebody works, and their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lieu {
    /// Their établissement.
    pub etablissement: Option<EtablissementId>,
    /// Their discipline de poste.
    pub discipline: Option<DisciplineId>,
    /// `NOM Prénom`.
    pub nom: String,
}

/// Where these people of an académie work.
///
/// # Errors
/// What the engine answered.
pub async fn lieux(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    ids: &[IntervenantId],
) -> Resultat<HashMap<IntervenantId, Lieu>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        etablissement_id: Option<i64>,
        discipline_id: Option<i64>,
        nom: String,
        prenom: String,
    }
    let mut trouves = HashMap::new();
    for mut lot in lots(ids.iter().map(|i| i.0)) {
        let sql = format!(
            "SELECT id, etablissement_id, discipline_id, nom, prenom FROM intervenant
             WHERE academie_id = $1 AND id IN ({})",
            marques(2, lot.len())
        );
        lot.insert(0, academie.0.into());
        for l in outils::toutes::<Lu>(conn, sql, lot).await? {
            let lieu = Lieu {
                etablissement: l.etablissement_id.map(EtablissementId),
                discipline: l.discipline_id.map(DisciplineId),
                nom: nom_complet(&l.nom, &l.prenom),
            };
            trouves.insert(IntervenantId(l.id), lieu);
        }
    }
    Ok(trouves)
}

/// The people of an établissement, à titre principal or secondaire, active or not, but for
/// those who were merged into somebody else: key, matricule, nom, prénom.
///
/// # Errors
/// What the engine answered.
pub async fn personnes_de(
    conn: &impl ConnectionTrait,
    etablissement: EtablissementId,
) -> Resultat<Vec<(i64, String, String, String)>> {
    #[derive(FromQueryResult)]
    struct Lu {
        id: i64,
        matricule: String,
        nom: String,
        prenom: String,
    }
    let lus: Vec<Lu> = outils::toutes(
        conn,
        format!(
            "SELECT i.id, i.matricule, i.nom, i.prenom FROM intervenant i
             WHERE i.id IN ({}) AND NOT {ABSORBE} ORDER BY i.id",
            outils::membres("$1")
        ),
        [etablissement.0.into()],
    )
    .await?;
    Ok(lus
        .into_iter()
        .map(|l| (l.id, l.matricule, l.nom, l.prenom))
        .collect())
}

/// Known ones of the same source, and of the same scope, that the import does not name: the
/// next ones after a key.
///
/// # Errors
/// What the engine answered.
pub async fn partis(
    conn: &impl ConnectionTrait,
    import: ImportId,
    genre: GenreImport,
    academie: AcademieId,
    uai: &str,
    apres: i64,
    limite: u32,
) -> Resultat<Vec<i64>> {
    let mut e = Ecrivain::new();
    let (import, genre_dit, academie, apres) = (
        e.valeur(import.0),
        e.valeur(genre.code()),
        e.valeur(academie.0),
        e.valeur(apres),
    );
    let (table, encore_la) = match genre {
        GenreImport::Etablissements => ("etablissement", "NOT x.ferme".to_owned()),
        GenreImport::Intervenants => ("intervenant", "x.actif".to_owned()),
        GenreImport::Sts => (
            "intervenant",
            format!(
                "x.actif AND x.etablissement_id IN
                   (SELECT z.id FROM etablissement z WHERE z.uai = {})",
                e.valeur(uai)
            ),
        ),
        // Of the sessions of the file alone: it says nothing of those of other years.
        GenreImport::Missions => (
            "mission",
            format!(
                "x.session_id IN (SELECT m.session_id FROM import_ligne l
                   JOIN mission m ON m.id = l.objet_id WHERE l.import_id = {import})"
            ),
        ),
        GenreImport::Indisponibilites | GenreImport::Competences => return Ok(Vec::new()),
    };
    let limite = e.valeur(i64::from(limite));
    let sql = format!(
        "SELECT x.id FROM import_provenance p JOIN {table} x ON x.id = p.objet_cle
         WHERE p.genre = {genre_dit} AND x.academie_id = {academie} AND x.id > {apres}
           AND {encore_la}
           AND NOT EXISTS (SELECT 1 FROM import_ligne l
                           WHERE l.import_id = {import} AND l.objet_id = x.id)
         ORDER BY x.id LIMIT {limite}"
    );
    let cles: Vec<outils::Cle> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(cles.into_iter().map(|c| c.id).collect())
}

/// A convocation of a mission, with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convoquee {
    /// Its key.
    pub id: i64,
    /// Key of the mission.
    pub mission: i64,
    /// `NOM Prénom` of who is convoked.
    pub nom: String,
    /// Its days, in order.
    pub jours: Vec<NaiveDate>,
}

/// The convocations of these missions.
///
/// # Errors
/// What the engine answered.
pub async fn convoquees(conn: &impl ConnectionTrait, missions: &[i64]) -> Resultat<Vec<Convoquee>> {
    #[derive(FromQueryResult)]
    struct Lue {
        id: i64,
        mission_id: i64,
        nom: String,
        prenom: String,
        jour: NaiveDate,
    }
    let mut toutes: BTreeMap<i64, Convoquee> = BTreeMap::new();
    for lot in lots(missions.iter().copied()) {
        let sql = format!(
            "SELECT c.id, c.mission_id, i.nom, i.prenom, k.jour FROM convocation c
             JOIN intervenant i ON i.id = c.intervenant_id
             JOIN convocation_creneau k ON k.convocation_id = c.id
             WHERE c.mission_id IN ({}) ORDER BY c.id, k.jour",
            marques(1, lot.len())
        );
        for l in outils::toutes::<Lue>(conn, sql, lot).await? {
            toutes
                .entry(l.id)
                .or_insert_with(|| Convoquee {
                    id: l.id,
                    mission: l.mission_id,
                    nom: nom_complet(&l.nom, &l.prenom),
                    jours: Vec::new(),
                })
                .jours
                .push(l.jour);
        }
    }
    Ok(toutes.into_values().collect())
}

// ----------------------------------------------------------- once it is applied

/// The table of what a kind of import makes, its key in files, and the column of
/// convocations that leads to it; none for what has no line of its own.
const fn table(genre: GenreImport) -> Option<(&'static str, &'static str, Option<&'static str>)> {
    match genre {
        GenreImport::Etablissements => Some(("etablissement", "x.uai", None)),
        GenreImport::Intervenants | GenreImport::Sts => {
            Some(("intervenant", "x.matricule", Some("intervenant_id")))
        }
        GenreImport::Missions => Some(("mission", "CAST(x.numero AS text)", Some("mission_id"))),
        GenreImport::Indisponibilites | GenreImport::Competences => None,
    }
}

/// Notes the keys of what the import made, and from which import what it named comes.
///
/// # Errors
/// What the engine answered.
pub async fn rattacher(
    tx: &impl ConnectionTrait,
    import: ImportId,
    genre: GenreImport,
    academie: Option<AcademieId>,
) -> Resultat<()> {
    let Some((table, cle, _)) = table(genre) else {
        return Ok(());
    };
    // A number is looked for as one, by its index.
    let egal = match genre {
        GenreImport::Missions => "x.numero = CAST(import_ligne.cle AS bigint)".to_owned(),
        _ => format!("{cle} = import_ligne.cle"),
    };
    let mut e = Ecrivain::new();
    let id = e.valeur(import.0);
    let academie = match academie {
        Some(a) => format!(" AND x.academie_id = {}", e.valeur(a.0)),
        None => String::new(),
    };
    let sql = format!(
        "UPDATE import_ligne SET objet_id = (SELECT x.id FROM {table} x WHERE {egal}{academie})
         WHERE import_id = {id} AND sorte = 'nouveau'"
    );
    outils::executer(tx, sql, e.valeurs).await?;
    outils::executer(
        tx,
        "INSERT INTO import_provenance (genre, objet_cle, import_cle)
         SELECT DISTINCT $2, l.objet_id, l.import_id FROM import_ligne l
         WHERE l.import_id = $1 AND l.objet_id IS NOT NULL
           AND l.sorte IN ('nouveau', 'modifie', 'inchange')
         ON CONFLICT (genre, objet_cle) DO UPDATE SET
           avant_cle = coalesce(import_provenance.avant_cle, import_provenance.import_cle),
           import_cle = excluded.import_cle",
        [import.0.into(), genre.code().into()],
    )
    .await?;
    Ok(())
}

/// Sets the convocations of these missions one version and one edition further: their
/// letters say something else.
///
/// # Errors
/// What the engine answered.
pub async fn hausser_convocations(tx: &impl ConnectionTrait, missions: &[i64]) -> Resultat<()> {
    for lot in lots(missions.iter().copied()) {
        let sql = format!(
            "UPDATE convocation SET version = version + 1, edition = edition + 1
             WHERE mission_id IN ({})",
            marques(1, lot.len())
        );
        outils::executer(tx, sql, lot).await?;
    }
    Ok(())
}

/// Puts the default slots of a mission back.
///
/// # Errors
/// What the engine answered.
pub async fn remettre_creneaux(
    tx: &impl ConnectionTrait,
    mission: MissionId,
    creneaux: &[Creneau],
) -> Resultat<()> {
    outils::executer(
        tx,
        "DELETE FROM mission_creneau WHERE mission_id = $1",
        [mission.0.into()],
    )
    .await?;
    missions::inserer_creneaux(tx, "mission_creneau (mission_id", [(mission.0, creneaux)]).await
}

/// Where keys of a kind of thing are referred to, but for what is a part of it and goes with
/// it. A test compares it with the schema, so that a table that is added is not forgotten.
#[must_use]
pub const fn dependances(genre: GenreImport) -> &'static [(&'static str, &'static str)] {
    match genre {
        GenreImport::Etablissements => &[
            ("intervenant", "etablissement_id"),
            ("mission", "centre_id"),
            ("compte_role", "etablissement_id"),
            ("signature", "etablissement_id"),
            ("signature_version", "etablissement_id"),
            ("signature_brouillon", "etablissement_id"),
            ("service_ouverture", "etablissement_id"),
            ("competence_saisie", "etablissement_id"),
            ("intervenant_demande", "etablissement_id"),
            ("intervenant_rattachement", "etablissement_id"),
        ],
        GenreImport::Intervenants | GenreImport::Sts => &[
            ("convocation", "intervenant_id"),
            ("convocation_annulee", "intervenant_id"),
            ("service_fait", "intervenant_id"),
            ("service_fait", "remplacant_id"),
            ("indisponibilite", "intervenant_id"),
            ("indisponibilite_supprimee", "intervenant_id"),
            ("competence", "intervenant_id"),
            ("competence_personne", "intervenant_id"),
            ("compte", "intervenant_id"),
            ("courriel", "intervenant_id"),
            ("courriel_service", "intervenant_id"),
            ("agenda_abonnement", "intervenant_id"),
            ("adresse_changement", "intervenant_id"),
            ("intervenant_telephone", "intervenant_id"),
            ("intervenant_fusion", "absorbe_id"),
            ("intervenant_fusion", "garde_id"),
            ("intervenant_distinct", "premier_id"),
            ("intervenant_distinct", "second_id"),
            ("intervenant_demande", "intervenant_id"),
        ],
        GenreImport::Missions => &[
            ("convocation", "mission_id"),
            ("convocation_annulee", "mission_id"),
            ("service_fait", "mission_id"),
            ("envoi", "mission_id"),
            ("lot", "mission_id"),
            ("intervenant_demande", "mission_id"),
        ],
        GenreImport::Indisponibilites | GenreImport::Competences => &[],
    }
}

/// What depends on an import that was applied at a moment: what it made and is used since,
/// what it changed (or, if it did, marked as gone: `partis`) and was convoked since. How many,
/// and the first names.
///
/// # Errors
/// What the engine answered.
pub async fn retenus(
    conn: &impl ConnectionTrait,
    import: ImportId,
    genre: GenreImport,
    depuis: Moment,
    partis: bool,
) -> Resultat<(u32, Vec<String>)> {
    #[derive(FromQueryResult)]
    struct Nomme {
        nom: String,
        nombre: i64,
    }
    let Some((_, _, convoque)) = table(genre) else {
        return Ok((0, Vec::new()));
    };
    let parts: Vec<String> = dependances(genre)
        .iter()
        .map(|(table, colonne)| {
            format!("SELECT {colonne} FROM {table} WHERE {colonne} IS NOT NULL")
        })
        .collect();
    let mut ou = format!(
        "(l.sorte = 'nouveau' AND l.objet_id IN ({}))",
        parts.join(" UNION ")
    );
    let mut e = Ecrivain::new();
    let id = e.valeur(import.0);
    if let Some(colonne) = convoque {
        let depuis = e.valeur(depuis.0);
        let sortes = if partis {
            "'modifie', 'parti'"
        } else {
            "'modifie'"
        };
        ou.push_str(&format!(
            " OR (l.sorte IN ({sortes}) AND l.objet_id IN
                (SELECT {colonne} FROM convocation WHERE cree_le >= {depuis}))"
        ));
    }
    let limite = e.valeur(NOMS_GARDES as i64);
    let sql = format!(
        "SELECT v.nom, v.nombre FROM (
           SELECT l.rang, l.nom, count(*) OVER () AS nombre FROM import_ligne l
           WHERE l.import_id = {id} AND ({ou})) v
         ORDER BY v.rang LIMIT {limite}"
    );
    let lus: Vec<Nomme> = outils::toutes(conn, sql, e.valeurs).await?;
    let nombre = lus.first().map_or(0, |l| compte(l.nombre));
    Ok((nombre, lus.into_iter().map(|l| l.nom).collect()))
}

/// Deletes what an import made, on which nothing depends.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when something does after all.
pub async fn supprimer_nouveaux(
    tx: &impl ConnectionTrait,
    import: ImportId,
    genre: GenreImport,
    nombre: u32,
) -> Resultat<u64> {
    /// From so many people on, an index made for the time of the deletion is worth it: the
    /// words of each would be looked for in the whole table.
    const ASSEZ: u32 = 20;
    let Some((table, ..)) = table(genre) else {
        return Ok(0);
    };
    let indexer = matches!(genre, GenreImport::Intervenants | GenreImport::Sts) && nombre > ASSEZ;
    if indexer {
        outils::executer(
            tx,
            "CREATE INDEX import_annulation ON intervenant_mot (intervenant_id)",
            [],
        )
        .await?;
    }
    let supprimes = outils::executer(
        tx,
        format!(
            "DELETE FROM {table} WHERE id IN (SELECT l.objet_id FROM import_ligne l
               WHERE l.import_id = $1 AND l.sorte = 'nouveau' AND l.objet_id IS NOT NULL)"
        ),
        [import.0.into()],
    )
    .await?;
    if indexer {
        outils::executer(tx, "DROP INDEX import_annulation", []).await?;
    }
    Ok(supprimes)
}

/// Forgets that what is known comes from this import; what an earlier one named comes from
/// that one again.
///
/// # Errors
/// What the engine answered.
pub async fn oublier_provenance(
    tx: &impl ConnectionTrait,
    import: ImportId,
    genre: GenreImport,
) -> Resultat<()> {
    for sql in [
        "UPDATE import_provenance SET avant_cle = NULL WHERE genre = $1 AND avant_cle = $2",
        "UPDATE import_provenance SET import_cle = avant_cle, avant_cle = NULL
         WHERE genre = $1 AND import_cle = $2 AND avant_cle IS NOT NULL",
        "DELETE FROM import_provenance WHERE genre = $1 AND import_cle = $2",
    ] {
        outils::executer(tx, sql, [genre.code().into(), import.0.into()]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::NaiveTime;

    #[test]
    fn les_jours_s_ecrivent_comme_ils_se_lisent() {
        let jour = |j| NaiveDate::from_ymd_opt(2021, 2, j).unwrap();
        assert_eq!(jours_en_texte(&[]), "");
        assert_eq!(
            jours_en_texte(&[jour(1), jour(2), jour(3), jour(8)]),
            "2021-02-01..2021-02-03, 2021-02-08"
        );
        let creneau = Creneau {
            jour: jour(1),
            debut: NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
            fin: NaiveTime::from_hms_opt(12, 30, 0).unwrap(),
        };
        assert_eq!(
            creneaux_en_texte(&[creneau, creneau]),
            "2021-02-01 08:00-12:30, 2021-02-01 08:00-12:30"
        );
    }

    #[test]
    fn une_adresse_longue_ne_perd_rien() {
        assert_eq!(colonnes_d_adresse::<2>("a\nb\nc"), ["a", "b, c"]);
        assert_eq!(colonnes_d_adresse::<3>("a"), ["a", "", ""]);
    }
}
