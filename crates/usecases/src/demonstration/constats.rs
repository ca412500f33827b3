//! The trail of what was attested, as [`crate::service_fait`] writes it: without it nothing
//! would tell who entered, closed and corrected what.

use super::DemonstrationErreur;
use crate::service_fait::ligne_tracee;
use domain::{CompteId, Constat, ConvocationId, MissionId, Moment, NaiveDate};
use serde_json::{Value, json};
use store::Ecriture;

/// A line: its convocation, the name of the person, the day.
pub(super) type Ligne<'a> = (ConvocationId, &'a str, NaiveDate);

/// What is done on the lines of one mission.
pub(super) struct Constats {
    mission: MissionId,
    numero: i64,
    saisies: Vec<Value>,
    validations: Vec<Value>,
    corrections: Vec<(Value, &'static str)>,
}

impl Constats {
    pub(super) const fn de(mission: MissionId, numero: i64) -> Self {
        Self {
            mission,
            numero,
            saisies: Vec::new(),
            validations: Vec::new(),
            corrections: Vec::new(),
        }
    }

    pub(super) fn saisir(&mut self, (id, nom, jour): Ligne<'_>, constat: &Constat) {
        let ligne = ligne_tracee(id, nom, jour, &Constat::default(), constat);
        self.saisies.push(ligne);
    }

    pub(super) fn valider(&mut self, (id, nom, jour): Ligne<'_>, constat: &Constat) {
        let ligne = ligne_tracee(id, nom, jour, constat, constat);
        self.validations.push(ligne);
    }

    pub(super) fn corriger(
        &mut self,
        (id, nom, jour): Ligne<'_>,
        avant: &Constat,
        apres: &Constat,
        raison: &'static str,
    ) {
        let ligne = ligne_tracee(id, nom, jour, avant, apres);
        self.corrections.push((ligne, raison));
    }

    /// Writes it, in the order in which it was done: what `auteur` entered and closed, then
    /// what `correcteur` corrected.
    pub(super) async fn tracer(
        self,
        tx: &Ecriture,
        auteur: CompteId,
        correcteur: CompteId,
        moment: Moment,
    ) -> Result<(), DemonstrationErreur> {
        let ensemble = [
            ("service.saisir", self.saisies),
            ("service.valider", self.validations),
        ];
        let mut traces: Vec<(CompteId, &str, Value)> = ensemble
            .into_iter()
            .filter(|(_, lignes)| !lignes.is_empty())
            .map(|(action, lignes)| (auteur, action, json!({ "lignes": lignes })))
            .collect();
        traces.extend(self.corrections.into_iter().map(|(ligne, raison)| {
            let details = json!({ "lignes": [ligne], "raison": raison });
            (correcteur, "service.corriger", details)
        }));
        for (compte, action, mut details) in traces {
            details["mission"] = json!(self.numero);
            let trace = store::piste::Trace {
                moment,
                compte: Some(compte),
                action: action.to_owned(),
                objet: "service_fait".to_owned(),
                objet_id: self.mission.0,
                details: details.to_string(),
            };
            store::piste::ajouter(tx, &trace).await?;
        }
        Ok(())
    }
}
