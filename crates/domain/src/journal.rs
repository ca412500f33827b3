//! The journal of sends: every mail asked for, and what became of it.

use crate::{
    ConvocationId, CourrielId, DernierEnvoi, Erreur, EtatCourriel, EtatOuverture, GenreCourriel,
    NaiveDate, mel_plausible,
};
use serde::{Deserialize, Serialize};

/// Lines of one page of the journal.
pub const LIGNES_JOURNAL: u32 = 100;

/// What is asked of the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreJournal {
    /// Number of a mission; none for all those of the scope.
    pub mission: Option<i64>,
    /// A centre as typed: its UAI or words of its name; empty for all.
    #[serde(default)]
    pub centre: String,
    /// One state; none for all.
    pub etat: Option<EtatCourriel>,
    /// Words of the name, or part of the address.
    pub mot_cle: String,
    /// Only what has not arrived, failed or come back: the convocations that were neither sent
    /// again nor printed since, and the cancellations that were not sent again and of which
    /// nobody noted that the person knows otherwise. Each convocation is counted once.
    #[serde(default)]
    pub a_regler: bool,
    /// Asked for from this day on, local to the académie.
    #[serde(default)]
    pub du: Option<NaiveDate>,
    /// Up to this day.
    #[serde(default)]
    pub au: Option<NaiveDate>,
    /// From 1.
    pub page: u32,
}

impl FiltreJournal {
    /// Whether the first day is after the last one: nothing can be between them.
    #[must_use]
    pub fn dates_inversees(&self) -> bool {
        matches!((self.du, self.au), (Some(du), Some(au)) if du > au)
    }
}

/// One mail of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LigneJournal {
    /// Key.
    pub id: CourrielId,
    /// Day and hour it was asked for, local to the académie.
    pub demande_le: String,
    /// Day and hour of its state, local to the académie.
    pub depuis: String,
    /// The mission's number.
    pub mission: i64,
    /// The mission's centre: `NOM (UAI)`.
    #[serde(default)]
    pub centre: String,
    /// The convocation, while it exists.
    pub convocation: Option<ConvocationId>,
    /// `NOM Prénom` of who receives it.
    pub nom: String,
    /// Where it goes; empty for a reader who does not convoke there.
    pub adresse: String,
    /// What it carries.
    pub genre: GenreCourriel,
    /// Where it stands.
    pub etat: DernierEnvoi,
    /// Who asked for it.
    pub auteur: String,
    /// The reader convokes there: may settle what went wrong.
    pub a_moi: bool,
    /// The reader may send it again today: a convocation, or a cancellation that did not
    /// arrive.
    #[serde(default)]
    pub renvoyable: bool,
    /// A cancellation that did not arrive, of which the reader may note that the person knows
    /// otherwise.
    #[serde(default)]
    pub a_prevenir: bool,
    /// A cancellation of which that is noted.
    #[serde(default)]
    pub reglee: bool,
}

/// One page of the journal, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageJournal {
    /// The lines.
    pub lignes: Vec<LigneJournal>,
    /// How many lines the filter keeps.
    pub total: u32,
    /// Mails of several centres may be listed: each line tells its own.
    #[serde(default)]
    pub plusieurs_centres: bool,
    /// Start of the key of the next requests to send.
    #[serde(default)]
    pub cle: String,
}

/// The two mail addresses of a person; either may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mels {
    /// Professional, the one used first.
    pub professionnel: String,
    /// Personal.
    pub personnel: String,
}

impl Mels {
    /// Without the blanks around them.
    ///
    /// # Errors
    /// [`Erreur::AdresseInvalide`] with the first that is no address.
    pub fn nettoyes(&self) -> Result<Self, Erreur> {
        let nettoyer = |adresse: &str| {
            let adresse = adresse.trim();
            if adresse.is_empty() || mel_plausible(adresse) {
                Ok(adresse.to_owned())
            } else {
                Err(Erreur::AdresseInvalide {
                    adresse: adresse
                        .chars()
                        .filter(|c| !c.is_control())
                        .take(80)
                        .collect(),
                })
            }
        };
        Ok(Self {
            professionnel: nettoyer(&self.professionnel)?,
            personnel: nettoyer(&self.personnel)?,
        })
    }
}

/// The addresses of somebody convoked, to be corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdressesDe {
    /// Their convocation.
    pub convocation: ConvocationId,
    /// Number of its mission.
    pub mission: i64,
    /// `NOM Prénom`.
    pub nom: String,
    /// As they are now.
    pub mels: Mels,
    /// Key of the next request to send.
    pub cle: String,
    /// Where the *service convocation* of the centre stands, when it lets the reader send
    /// nothing today.
    #[serde(default)]
    pub ferme: Option<EtatOuverture>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adresses_a_corriger() {
        let mels = |p: &str, q: &str| Mels {
            professionnel: p.into(),
            personnel: q.into(),
        };
        assert_eq!(
            mels(" a.b@ac-toulouse.fr ", "").nettoyes(),
            Ok(mels("a.b@ac-toulouse.fr", ""))
        );
        assert_eq!(mels("", " ").nettoyes(), Ok(mels("", "")));
        for faux in ["a", "a@b", "a@b.fr\r\nBcc: c@d.fr", "é@b.fr", "a b@c.fr"] {
            assert!(
                matches!(
                    mels("", faux).nettoyes(),
                    Err(Erreur::AdresseInvalide { adresse }) if !adresse.contains('\n')
                ),
                "{faux}"
            );
        }
    }
}
