//! What the account *intervenant* of an académie of the demonstration is convoked to beside
//! the memo's mission: on days counted from the one when the demonstration is loaded, so that there is
//! always something to come, in every state that a person meets.

use super::constats::Constats;
use super::{DemonstrationErreur, Personnes, incoherence};
use crate::services::Services;
use ::demonstration::{Demonstration, MissionDemo};
use domain::{
    Affectation, Autorite, CompteId, Constat, ConvocationId, Creneau, Datelike, GenreReponse,
    IntervenantId, MissionId, Moment, NaiveDate, NaiveTime, TypeMission,
};
use std::collections::HashMap;
use store::Ecriture;

/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;
/// The mission of the memo's screens that the person is convoked to.
const DU_MEMO: i64 = 172_278;

/// A convocation to come: after how many days each of its days, and what became of it.
struct ACreer {
    jours: &'static [i64],
    salle: &'static str,
    /// Sent so many days ago.
    envoyee: i64,
    suite: Suite,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Suite {
    /// Waits for an answer.
    Rien,
    /// Read, the day after.
    Lue,
    /// Read, then changed since.
    LuePuisChangee,
    /// Deleted since.
    Annulee,
}

const A_CREER: [ACreer; 4] = [
    ACreer {
        jours: &[9, 10],
        salle: "A 104",
        envoyee: 3,
        suite: Suite::Rien,
    },
    ACreer {
        jours: &[16],
        salle: "B 201",
        envoyee: 5,
        suite: Suite::Lue,
    },
    ACreer {
        jours: &[23],
        salle: "Salle 12",
        envoyee: 8,
        suite: Suite::LuePuisChangee,
    },
    ACreer {
        jours: &[30],
        salle: "CDI",
        envoyee: 4,
        suite: Suite::Annulee,
    },
];
/// One is past, and nothing is attested of it yet.
const PASSEE: &[i64] = &[-20];
/// How many of last year's are attested.
const ATTESTEES: usize = 2;

/// The missions that the person is convoked to, and on which days.
pub(super) struct Choix<'a> {
    a_venir: Vec<&'a MissionDemo>,
    passee: Option<&'a MissionDemo>,
    attestees: Vec<&'a MissionDemo>,
    aujourd_hui: NaiveDate,
}

/// So many days after today, put off to a Monday when it would be a weekend.
fn ouvre(aujourd_hui: NaiveDate, jours: i64) -> NaiveDate {
    let jour = aujourd_hui + chrono::TimeDelta::days(jours);
    let au_lundi = match jour.weekday().num_days_from_monday() {
        5 => 2,
        6 => 1,
        _ => 0,
    };
    jour + chrono::TimeDelta::days(au_lundi)
}

fn creneau(jour: NaiveDate, debut: u32, fin: u32) -> Creneau {
    let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap_or_default();
    Creneau {
        jour,
        debut: heure(debut),
        fin: heure(fin),
    }
}

fn creneaux(aujourd_hui: NaiveDate, jours: &[i64]) -> Vec<Creneau> {
    let mut tous: Vec<Creneau> = jours
        .iter()
        .map(|j| creneau(ouvre(aujourd_hui, *j), 8, 12))
        .collect();
    // Two days of a weekend are put off to the same Monday.
    tous.dedup_by_key(|c| c.jour);
    tous
}

impl<'a> Choix<'a> {
    /// Corrections elsewhere than at the first établissement, those of the person's own épreuve first.
    pub(super) fn parmi(demo: &'a Demonstration, aujourd_hui: NaiveDate) -> Self {
        let bellevue = demo.etablissements.first().map(|e| &e.uai);
        let epreuve = demo
            .missions
            .iter()
            .find(|m| m.numero == DU_MEMO)
            .and_then(|m| m.epreuve.as_ref());
        let de = |annee: i32, nombre: usize| {
            let mut choisies: Vec<&MissionDemo> = demo
                .missions
                .iter()
                .filter(|m| {
                    m.type_mission == TypeMission::Coec
                        && m.session.annee == annee
                        && Some(&m.centre) != bellevue
                })
                .collect();
            choisies.sort_by_key(|m| (m.epreuve.as_ref() != epreuve, m.numero));
            choisies.truncate(nombre);
            choisies
        };
        let mut cette_annee = de(2021, A_CREER.len() + 1);
        Self {
            passee: cette_annee.pop(),
            a_venir: cette_annee,
            attestees: de(2020, ATTESTEES),
            aujourd_hui,
        }
    }

    /// Days on which a mission may take place too: the memo's session is of years ago.
    pub(super) fn jours_de(&self, numero: i64) -> Vec<NaiveDate> {
        let mut jours: Vec<NaiveDate> = self
            .a_venir
            .iter()
            .zip(&A_CREER)
            .filter(|(m, _)| m.numero == numero)
            .flat_map(|(_, c)| creneaux(self.aujourd_hui, c.jours))
            .map(|c| c.jour)
            .collect();
        if self.passee.is_some_and(|m| m.numero == numero) {
            jours.extend(
                creneaux(self.aujourd_hui, PASSEE)
                    .into_iter()
                    .map(|c| c.jour),
            );
        }
        jours
    }
}

/// Makes them; gives how many stand.
pub(super) async fn charger(
    tx: &Ecriture,
    services: &Services,
    choix: &Choix<'_>,
    demo: &Demonstration,
    missions: &HashMap<i64, MissionId>,
    comptes: &HashMap<&str, CompteId>,
    personnes: &mut Personnes,
) -> Result<usize, DemonstrationErreur> {
    let matricule = demo
        .comptes
        .iter()
        .find_map(|c| c.intervenant.as_ref())
        .ok_or_else(|| incoherence("compte"))?;
    let qui = personnes.trouver(tx, matricule).await?;
    let auteur = super::gestionnaire(demo, comptes)?;
    let atelier = Atelier {
        tx,
        services,
        missions,
        qui,
        auteur,
        maintenant: services.maintenant(),
    };
    let mut tiennent = 0;
    for (mission, c) in choix.a_venir.iter().zip(&A_CREER) {
        let jours = creneaux(choix.aujourd_hui, c.jours);
        let debut = atelier.maintenant.plus_secondes(-c.envoyee * JOUR);
        let affectation = affectation(mission, jours, c.salle);
        let id = atelier.convoquer(mission, &affectation, debut).await?;
        atelier.envoyer(mission, id, debut).await?;
        let repondue = debut.plus_secondes(JOUR);
        if matches!(c.suite, Suite::Lue | Suite::LuePuisChangee) {
            store::accuses::ajouter(tx, id, 1, GenreReponse::Lue, "", repondue).await?;
        }
        match c.suite {
            Suite::Rien | Suite::Lue => tiennent += 1,
            Suite::LuePuisChangee => {
                let mut autre = affectation;
                autre.salle = "Salle 14".to_owned();
                for c in &mut autre.creneaux {
                    *c = creneau(c.jour, 13, 17);
                }
                let quand = repondue.plus_secondes(JOUR);
                store::convocations::modifier(tx, id, 1, &autre, quand).await?;
                tiennent += 1;
            }
            Suite::Annulee => {
                let (_, ligne) = store::convocations::ligne(tx, id)
                    .await?
                    .ok_or_else(|| incoherence("convocation"))?;
                store::convocations::supprimer(tx, &ligne, 1, auteur, repondue).await?;
            }
        }
    }
    if let Some(mission) = choix.passee {
        let jours = creneaux(choix.aujourd_hui, PASSEE);
        let debut = atelier.maintenant.plus_secondes(-40 * JOUR);
        let affectation = affectation(mission, jours, "101");
        let id = atelier.convoquer(mission, &affectation, debut).await?;
        atelier.envoyer(mission, id, debut).await?;
        let lue = debut.plus_secondes(JOUR);
        store::accuses::ajouter(tx, id, 1, GenreReponse::Lue, "", lue).await?;
        tiennent += 1;
    }
    for (rang, mission) in choix.attestees.iter().enumerate() {
        let affectation = affectation(mission, mission.creneaux_par_defaut.clone(), "");
        let id = atelier
            .convoquer(mission, &affectation, atelier.maintenant)
            .await?;
        let mut constats = Constats::de(atelier.mission(mission)?, mission.numero);
        for c in &affectation.creneaux {
            let copies = 32 + u32::try_from(rang).unwrap_or(0) * 5;
            atelier
                .attester(mission, id, c, copies, &mut constats)
                .await?;
        }
        constats
            .tracer(tx, auteur, auteur, atelier.maintenant)
            .await?;
        tiennent += 1;
    }
    Ok(tiennent)
}

fn affectation(mission: &MissionDemo, creneaux: Vec<Creneau>, salle: &str) -> Affectation {
    Affectation {
        qualite: mission.type_mission.qualite_par_defaut(),
        salle: salle.to_owned(),
        commission: mission.commission_par_defaut.clone(),
        creneaux,
        observation: mission.observation_par_defaut.clone(),
    }
}

/// What every step needs.
struct Atelier<'a> {
    tx: &'a Ecriture,
    services: &'a Services,
    missions: &'a HashMap<i64, MissionId>,
    qui: IntervenantId,
    auteur: CompteId,
    maintenant: Moment,
}

impl Atelier<'_> {
    fn mission(&self, m: &MissionDemo) -> Result<MissionId, DemonstrationErreur> {
        self.missions
            .get(&m.numero)
            .copied()
            .ok_or_else(|| incoherence("mission"))
    }

    async fn convoquer(
        &self,
        m: &MissionDemo,
        affectation: &Affectation,
        quand: Moment,
    ) -> Result<ConvocationId, DemonstrationErreur> {
        let ids = store::convocations::creer_lot(
            self.tx,
            self.mission(m)?,
            &[self.qui],
            affectation,
            Autorite::Division,
            self.auteur,
            quand,
        )
        .await?;
        ids.first()
            .copied()
            .ok_or_else(|| incoherence("convocation"))
    }

    /// The mail that brought it, accepted at a moment.
    async fn envoyer(
        &self,
        m: &MissionDemo,
        id: ConvocationId,
        quand: Moment,
    ) -> Result<(), DemonstrationErreur> {
        let (_, ligne) = store::convocations::ligne(self.tx, id)
            .await?
            .ok_or_else(|| incoherence("convocation"))?;
        let mission = self.mission(m)?;
        let message_id = self.services.message_id()?;
        let courriel = store::courriels::NouveauCourriel {
            genre: domain::GenreCourriel::Convocation,
            convocation: Some(id),
            intervenant: Some(self.qui),
            nom: domain::nom_complet(&ligne.nom, &ligne.prenom),
            adresse: ligne.mel.clone(),
            sujet: format!("{}-{id}", m.numero),
            message_id,
            convocation_version: ligne.version,
        };
        let (tx, auteur) = (self.tx, self.auteur);
        let envoi = store::courriels::creer_envoi(tx, mission, auteur, false, &[], quand).await?;
        store::courriels::ajouter_lot(tx, envoi, &[courriel], quand, quand).await?;
        // Nothing else is waiting in the outbox of an empty database.
        let verrou = "demonstration";
        let pris = store::courriels::prendre(tx, quand, u32::MAX, verrou, self.maintenant).await?;
        let contenu = serde_json::to_string(&ligne.affectation)
            .map_err(|e| crate::interne("demonstration", &e))?;
        for c in pris {
            store::courriels::marquer_envoye(tx, c.id, verrou, quand, 1, None).await?;
            store::courriels::noter_contenu(tx, c.id, &contenu).await?;
        }
        Ok(())
    }

    /// What was done on a day, entered and validated.
    async fn attester(
        &self,
        m: &MissionDemo,
        id: ConvocationId,
        c: &Creneau,
        copies: u32,
        constats: &mut Constats,
    ) -> Result<(), DemonstrationErreur> {
        let constat = Constat {
            nombre: Some(copies),
            ..Constat::present(c)
        };
        let nouveau = store::service_fait::NouveauConstat {
            mission: self.mission(m)?,
            convocation: id,
            intervenant: self.qui,
            jour: c.jour,
            constat: &constat,
        };
        let (tx, auteur, quand) = (self.tx, self.auteur, self.maintenant);
        store::service_fait::ecrire(tx, &nouveau, auteur, quand).await?;
        store::service_fait::valider(tx, id, c.jour, 1, auteur, quand).await?;
        let (_, ligne) = store::convocations::ligne(tx, id)
            .await?
            .ok_or_else(|| incoherence("convocation"))?;
        let nom = domain::nom_complet(&ligne.nom, &ligne.prenom);
        constats.saisir((id, &nom, c.jour), &constat);
        constats.valider((id, &nom, c.jour), &constat);
        Ok(())
    }
}
