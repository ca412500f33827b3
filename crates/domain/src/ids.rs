//! Identifiers: database keys that cannot be taken one for another.

use serde::{Deserialize, Serialize};

macro_rules! identifiants {
    ($($(#[$doc:meta])* $nom:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $nom(pub i64);

        impl core::fmt::Display for $nom {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl core::str::FromStr for $nom {
            type Err = core::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+};
}

identifiants! {
    /// Key of an académie.
    AcademieId,
    /// Key of an établissement (which may also be an exam centre).
    EtablissementId,
    /// Key of a discipline de poste.
    DisciplineId,
    /// Key of an intervenant.
    IntervenantId,
    /// Key of a session d'examen.
    SessionExamenId,
    /// Key of a spécialité.
    SpecialiteId,
    /// Key of an épreuve-option.
    EpreuveOptionId,
    /// Key of an absence.
    IndisponibiliteId,
    /// Key of a mission; its public name is its numéro.
    MissionId,
    /// Key of a convocation.
    ConvocationId,
    /// Key of a recorded signature.
    SignatureId,
    /// Key of an account.
    CompteId,
    /// Key of one request to send (individual or grouped).
    EnvoiId,
    /// Key of one mail of the outbox.
    CourrielId,
    /// Key of one line of the *Messages* zone.
    MessageId,
    /// Key of a logo of the letters.
    LogoId,
    /// Key of one selection of convocations acted upon together.
    LotId,
    /// Key of a client of the API.
    ClientApiId,
    /// Key of an import followed step by step.
    ImportId,
}
