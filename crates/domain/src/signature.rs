//! Who signs the convocations (memo §3: *Signature établissement* and
//! *Signature centre pour la convocation*).

use crate::ids::{EtablissementId, SignatureId};
use crate::{Civilite, Signataire};
use serde::{Deserialize, Serialize};

/// A recorded signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Key.
    pub id: SignatureId,
    /// Where it is valid.
    pub etablissement: EtablissementId,
    /// For which missions.
    pub signataire: Signataire,
    /// Signatory's title.
    pub civilite: Civilite,
    /// Signatory's family name.
    pub nom: String,
    /// Signatory's first name.
    pub prenom: String,
    /// In which quality they sign: `Proviseure`.
    pub qualite: String,
    /// Image of the hand-written signature: PNG, or empty.
    pub image_png: Vec<u8>,
}
