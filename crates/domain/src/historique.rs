//! What happened to a convocation: who changed what, when, from what to what.

use crate::conflit::Conflit;
use crate::convocation::Affectation;
use crate::envoi::EtatCourriel;
use crate::mission::Creneau;
use serde::{Deserialize, Serialize};

/// A field of the window *Détails de la convocation*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChampAffectation {
    /// Qualité.
    Qualite,
    /// Code salle.
    Salle,
    /// Commission.
    Commission,
    /// Days and hours.
    Jours,
    /// Observation.
    Observation,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Changement {
    /// Which.
    pub champ: ChampAffectation,
    /// What it said, line by line; empty when it said nothing.
    pub avant: Vec<String>,
    /// What it says.
    pub apres: Vec<String>,
}

impl Affectation {
    /// What a field says, line by line.
    #[must_use]
    pub fn valeur(&self, champ: ChampAffectation) -> Vec<String> {
        let lignes = |texte: &str| texte.lines().map(str::to_owned).collect();
        match champ {
            ChampAffectation::Qualite => self
                .qualite
                .iter()
                .map(|q| q.libelle().to_owned())
                .collect(),
            ChampAffectation::Salle => lignes(&self.salle),
            ChampAffectation::Commission => lignes(&self.commission),
            ChampAffectation::Jours => self.creneaux.iter().map(Creneau::en_court).collect(),
            ChampAffectation::Observation => lignes(&self.observation),
        }
    }

    /// The fields in which another affectation differs from this one.
    #[must_use]
    pub fn changements(&self, apres: &Self) -> Vec<Changement> {
        use ChampAffectation as C;
        [
            C::Qualite,
            C::Salle,
            C::Commission,
            C::Jours,
            C::Observation,
        ]
        .into_iter()
        .map(|champ| Changement {
            champ,
            avant: self.valeur(champ),
            apres: apres.valeur(champ),
        })
        .filter(|c| c.avant != c.apres)
        .collect()
    }
}

/// A mail to the person, as a history tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CourrielRaconte {
    /// The convocation.
    Convocation,
    /// The convocation once more, as a reminder.
    Rappel,
    /// The end of it.
    Annulation,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evenement {
    /// Convoked.
    Creee,
    /// Changed.
    Modifiee(Vec<Changement>),
    /// Deleted.
    Supprimee,
    /// The deletion was taken back.
    Retablie,
    /// A mail was asked for; where it stands.
    Courriel {
        /// Address; empty for somebody who only consults.
        adresse: String,
        /// State, since the date of the line.
        etat: EtatCourriel,
        /// What it was.
        genre: CourrielRaconte,
    },
    /// The person answered.
    Reponse(crate::GenreReponse),
}

/// What else a line has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LienHistorique {
    /// Made in the place of the convocation of this person (`NOM Prénom`).
    Remplace(String),
    /// Deleted because this person (`NOM Prénom`) comes instead.
    RemplaceePar(String),
    /// Copied from the mission of this number.
    CopieDe(i64),
}

/// One line of a convocation's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneHistorique {
    /// In the académie's time: `16/02/2021 08:05`.
    pub date: String,
    /// Who; empty for the service itself.
    pub auteur: String,
    /// What.
    pub quoi: Evenement,
    /// Clashes that were confirmed to do it.
    pub confirmes: Vec<Conflit>,
    /// Which version of the convocation this made; none where the trail does not tell, or
    /// nothing was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    /// What else it has to do with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lien: Option<LienHistorique>,
}

/// The history of a convocation, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Historique {
    /// `NOM Prénom`.
    pub nom: String,
    /// The mission's number.
    pub mission: i64,
    /// The convocation no longer stands.
    pub supprimee: bool,
    /// The lines.
    pub lignes: Vec<LigneHistorique>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NaiveDate, NaiveTime, Qualite};

    #[test]
    fn seul_ce_qui_differe() {
        let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
        let avant = Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: "205".into(),
            creneaux: vec![Creneau {
                jour: NaiveDate::from_ymd_opt(2021, 2, 1).unwrap(),
                debut: heure(8),
                fin: heure(12),
            }],
            ..Affectation::default()
        };
        assert_eq!(avant.changements(&avant), []);
        let apres = Affectation {
            salle: String::new(),
            observation: "Deux\nlignes".into(),
            creneaux: vec![],
            ..avant.clone()
        };
        let dits: Vec<_> = avant
            .changements(&apres)
            .into_iter()
            .map(|c| (c.champ, c.avant.join(" / "), c.apres.join(" / ")))
            .collect();
        assert_eq!(
            dits,
            [
                (ChampAffectation::Salle, "205".into(), String::new()),
                (
                    ChampAffectation::Jours,
                    "01/02/2021, 8\u{a0}h\u{a0}–\u{a0}12\u{a0}h".into(),
                    String::new()
                ),
                (
                    ChampAffectation::Observation,
                    String::new(),
                    "Deux / lignes".into()
                ),
            ]
        );
    }
}
