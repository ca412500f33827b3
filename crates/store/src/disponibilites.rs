//! What may stand against calling people: other convocations, absences, and how many
//! days they are called already.

use crate::Resultat;
use crate::entites::indisponibilite;
use crate::outils::{self, Ecrivain, lire, lots};
use domain::{
    Absence, AcademieId, Autorite, CompteId, ConvocationId, Creneau, Disponibilite, Engagement,
    IndisponibiliteId, IntervenantId, Mission, MissionId, Moment, Motif, NaiveDate, NaiveTime,
    PartieJour, TypeMission,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, FromQueryResult, Value};
use std::collections::{BTreeSet, HashMap};

/// Advisory locks of PostgreSQL by which people are held: bounded, because each takes room
/// in a table of the server's whatever the number of people.
const VERROUS: i64 = 512;
/// The first of them, away from whatever else the server's database is used for.
const PREMIER_VERROU: i64 = 0x696d_6167_696e_0000;

/// Holds these people for the rest of the transaction: whoever else decides about one of
/// them waits, then sees what was written. SQLite has one writer at a time already.
///
/// Not their rows: a long import holds those, and nobody could be convoked meanwhile. Two
/// people may share a lock, and their transactions then follow each other.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(tx: &impl ConnectionTrait, intervenants: &[IntervenantId]) -> Resultat<()> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // In order, so that two of us never wait for each other.
    let verrous: BTreeSet<i64> = intervenants
        .iter()
        .map(|i| PREMIER_VERROU + i.0.rem_euclid(VERROUS))
        .collect();
    for lot in lots(verrous) {
        let valeurs: Vec<String> = (1..=lot.len()).map(|n| format!("(${n}::bigint)")).collect();
        let sql = format!(
            "SELECT count(pg_advisory_xact_lock(v.n))
             FROM (SELECT n FROM (VALUES {}) AS t (n) ORDER BY n) AS v",
            valeurs.join(", ")
        );
        outils::executer(tx, sql, lot).await?;
    }
    Ok(())
}

/// What may stand against calling these people to a mission, on any of its possible days:
/// one entry per person, in the order given. Its own convocations do not count.
///
/// # Errors
/// What the engine answered.
pub async fn pour_la_mission(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    mission: &Mission,
    intervenants: &[IntervenantId],
) -> Resultat<Vec<Disponibilite>> {
    let tous = match (
        mission.jours_possibles.first(),
        mission.jours_possibles.last(),
    ) {
        (Some(du), Some(au)) => {
            let question = Question {
                academie,
                annee: mission.ligne.session.annee,
                du: *du,
                au: *au,
                sauf: Some(mission.ligne.id),
            };
            let mut tous = lire_tous(conn, &question, intervenants).await?;
            // Of what they are competent in, only what matters here is told.
            for competences in tous.values_mut().filter_map(|d| d.competences.as_mut()) {
                competences.retain(|objet| objet.couvre(&mission.ligne));
            }
            tous
        }
        _ => HashMap::new(),
    };
    Ok(intervenants
        .iter()
        .map(|i| {
            tous.get(i)
                .cloned()
                .unwrap_or_else(|| Disponibilite::libre(*i))
        })
        .collect())
}

/// What is asked of some people.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Académie: nothing of another one is told.
    pub academie: AcademieId,
    /// Year of the sessions of which days are counted.
    pub annee: i32,
    /// First day that matters.
    pub du: NaiveDate,
    /// Last day that matters.
    pub au: NaiveDate,
    /// Mission of which the convocations do not count.
    pub sauf: Option<MissionId>,
}

/// What may stand against calling these people; those of whom nothing is known are absent.
///
/// # Errors
/// What the engine answered.
pub async fn lire_tous(
    conn: &impl ConnectionTrait,
    question: &Question,
    intervenants: &[IntervenantId],
) -> Resultat<HashMap<IntervenantId, Disponibilite>> {
    let mut tous = HashMap::new();
    let uniques: BTreeSet<i64> = intervenants.iter().map(|i| i.0).collect();
    for lot in lots(uniques) {
        question.engagements(conn, &lot, &mut tous).await?;
        question.absences(conn, &lot, &mut tous).await?;
        question.charges(conn, &lot, &mut tous).await?;
    }
    let (academie, annee) = (question.academie, question.annee);
    let validees =
        crate::competences::validees(conn, academie, annee, intervenants.iter().copied()).await?;
    for (qui, competences) in validees {
        de(&mut tous, qui.0).competences = Some(competences);
    }
    Ok(tous)
}

type Tous = HashMap<IntervenantId, Disponibilite>;

/// An absence as its columns hold it.
pub(crate) fn absence_lue(
    (du, au): (NaiveDate, NaiveDate),
    partie: &str,
    jour_semaine: Option<i32>,
    (debut_midi, fin_midi): (i32, i32),
) -> Resultat<Absence> {
    Ok(Absence {
        du,
        au,
        partie: lire(PartieJour::lire(partie), "indisponibilite.partie", partie)?,
        jour_semaine: jour_semaine.and_then(|j| u8::try_from(j).ok()),
        debut_midi: debut_midi != 0,
        fin_midi: fin_midi != 0,
    })
}

fn de(tous: &mut Tous, personne: i64) -> &mut Disponibilite {
    let personne = IntervenantId(personne);
    tous.entry(personne)
        .or_insert_with(|| Disponibilite::libre(personne))
}

impl Question {
    async fn engagements(
        &self,
        conn: &impl ConnectionTrait,
        intervenants: &[Value],
        tous: &mut Tous,
    ) -> Resultat<()> {
        #[derive(FromQueryResult)]
        struct Lu {
            id: i64,
            intervenant_id: i64,
            autorite: String,
            numero: i64,
            type_mission: String,
            epreuve: Option<String>,
            centre: String,
            commune: String,
            jour: NaiveDate,
            debut: NaiveTime,
            fin: NaiveTime,
        }
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT c.id, c.intervenant_id, c.autorite, m.numero, m.type AS type_mission,
                    o.libelle AS epreuve, z.nom AS centre, z.commune, x.jour, x.debut, x.fin
             FROM convocation c
             JOIN convocation_creneau x ON x.convocation_id = c.id
             JOIN mission m ON m.id = c.mission_id
             JOIN etablissement z ON z.id = m.centre_id
             LEFT JOIN epreuve_option o ON o.id = m.epreuve_option_id
             WHERE c.intervenant_id IN ({}) AND m.academie_id = {} AND c.mission_id <> {}
               AND x.jour BETWEEN {} AND {}
             ORDER BY c.intervenant_id, c.id, x.jour",
            e.liste(intervenants.iter().cloned()),
            e.valeur(self.academie.0),
            e.valeur(self.sauf.map_or(0, |m| m.0)),
            e.valeur(self.du),
            e.valeur(self.au),
        );
        for l in outils::toutes::<Lu>(conn, sql, e.valeurs).await? {
            let creneau = Creneau {
                jour: l.jour,
                debut: l.debut,
                fin: l.fin,
            };
            let engagements = &mut de(tous, l.intervenant_id).engagements;
            if let Some(dernier) = engagements.last_mut()
                && dernier.convocation.0 == l.id
            {
                dernier.creneaux.push(creneau);
                continue;
            }
            let type_mission = lire(
                TypeMission::lire(&l.type_mission),
                "mission.type",
                &l.type_mission,
            )?;
            engagements.push(Engagement {
                convocation: ConvocationId(l.id),
                mission: l.numero,
                type_mission,
                intitule: l
                    .epreuve
                    .unwrap_or_else(|| type_mission.libelle().to_owned()),
                centre: l.centre,
                commune: l.commune,
                autorite: lire(
                    Autorite::lire(&l.autorite),
                    "convocation.autorite",
                    &l.autorite,
                )?,
                creneaux: vec![creneau],
            });
        }
        Ok(())
    }

    async fn absences(
        &self,
        conn: &impl ConnectionTrait,
        intervenants: &[Value],
        tous: &mut Tous,
    ) -> Resultat<()> {
        #[derive(FromQueryResult)]
        struct Lue {
            intervenant_id: i64,
            du: NaiveDate,
            au: NaiveDate,
            partie: String,
            jour_semaine: Option<i32>,
            debut_midi: i32,
            fin_midi: i32,
        }
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT n.intervenant_id, n.du, n.au, n.partie, n.jour_semaine, n.debut_midi, n.fin_midi
             FROM indisponibilite n JOIN intervenant i ON i.id = n.intervenant_id
             WHERE n.intervenant_id IN ({}) AND i.academie_id = {} AND n.au >= {} AND n.du <= {}
             ORDER BY n.intervenant_id, n.du, n.id",
            e.liste(intervenants.iter().cloned()),
            e.valeur(self.academie.0),
            e.valeur(self.du),
            e.valeur(self.au),
        );
        for l in outils::toutes::<Lue>(conn, sql, e.valeurs).await? {
            let midis = (l.debut_midi, l.fin_midi);
            let absence = absence_lue((l.du, l.au), &l.partie, l.jour_semaine, midis)?;
            // No more than what was asked: how long somebody is away is not told.
            let absence = absence.bornee(self.du, self.au);
            de(tous, l.intervenant_id).absences.push(absence);
        }
        Ok(())
    }

    async fn charges(
        &self,
        conn: &impl ConnectionTrait,
        intervenants: &[Value],
        tous: &mut Tous,
    ) -> Resultat<()> {
        #[derive(FromQueryResult)]
        struct Charge {
            intervenant_id: i64,
            jours: i64,
        }
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT c.intervenant_id, count(DISTINCT x.jour) AS jours
             FROM convocation c JOIN convocation_creneau x ON x.convocation_id = c.id
             JOIN mission m ON m.id = c.mission_id JOIN session_examen s ON s.id = m.session_id
             WHERE c.intervenant_id IN ({}) AND m.academie_id = {} AND c.mission_id <> {}
               AND s.annee = {}
             GROUP BY c.intervenant_id",
            e.liste(intervenants.iter().cloned()),
            e.valeur(self.academie.0),
            e.valeur(self.sauf.map_or(0, |m| m.0)),
            e.valeur(self.annee),
        );
        for c in outils::toutes::<Charge>(conn, sql, e.valeurs).await? {
            de(tous, c.intervenant_id).charge = outils::compte(c.jours);
        }
        Ok(())
    }
}

/// An absence to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NouvelleIndisponibilite {
    /// Who.
    pub intervenant: IntervenantId,
    /// When.
    pub absence: Absence,
    /// Why, seen by the établissement and the gestionnaire only.
    pub motif: Motif,
    /// Free text, seen by the same; may be empty.
    pub commentaire: String,
    /// Who recorded it.
    pub auteur: Option<CompteId>,
}

/// Records an absence.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when its days are the wrong way round or nobody has
/// this key.
pub async fn ajouter_indisponibilite(
    tx: &impl ConnectionTrait,
    n: &NouvelleIndisponibilite,
    maintenant: Moment,
) -> Resultat<IndisponibiliteId> {
    let faite = indisponibilite::ActiveModel {
        id: NotSet,
        intervenant_id: Set(n.intervenant.0),
        du: Set(n.absence.du),
        au: Set(n.absence.au),
        partie: Set(n.absence.partie.code().to_owned()),
        jour_semaine: Set(n.absence.jour_semaine.map(i32::from)),
        motif: Set(n.motif.code().to_owned()),
        commentaire: Set(n.commentaire.clone()),
        auteur_id: Set(n.auteur.map(|c| c.0)),
        cree_le: Set(maintenant.0),
        debut_midi: Set(i32::from(n.absence.debut_midi)),
        fin_midi: Set(i32::from(n.absence.fin_midi)),
        version: Set(1),
    }
    .insert(tx)
    .await?;
    Ok(IndisponibiliteId(faite.id))
}
