//! Who signs the convocations (memo §3: *Signature établissement* and
//! *Signature centre pour la convocation*), and when they may.

use crate::droits::{Acteur, Role};
use crate::ids::{EtablissementId, SignatureId};
use crate::ouverture::EtatOuverture;
use crate::temps::{NaiveDate, lire_jour};
use crate::{Civilite, Signataire, texte};
use serde::{Deserialize, Serialize};

/// Heaviest image accepted, in bytes.
pub const IMAGE_OCTETS_MAX: usize = 512 * 1024;
/// Longest side of an image accepted, in pixels.
pub const IMAGE_COTE_MAX: u32 = 2_000;
/// Longest name or first name of a signatory, in characters.
pub const SIGNATAIRE_NOM_MAX: usize = 80;
/// Longest quality of a signatory, in characters.
pub const SIGNATAIRE_QUALITE_MAX: usize = 100;
/// Sides of the surface on which a signature is drawn, in its own units.
pub const DESSIN: (u16, u16) = (1_200, 400);
/// Most points of a drawn signature: a minute of writing.
pub const DESSIN_POINTS_MAX: usize = 8_000;

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
    /// They sign for the head and by delegation.
    pub delegation: bool,
    /// Image of the hand-written signature: PNG, or empty.
    pub image_png: Vec<u8>,
    /// First day of validity; none: always was.
    pub valide_du: Option<NaiveDate>,
    /// Last day of validity; none: until replaced.
    pub valide_au: Option<NaiveDate>,
    /// It was taken out of use: no new letter bears it.
    pub retiree: bool,
}

// ---------------------------------------------------------------- what is typed

/// The form of a signature, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisieSignature {
    /// `mme`, `m`, or empty.
    pub civilite: String,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// In which quality they sign.
    pub qualite: String,
    /// For the head and by delegation.
    pub delegation: bool,
    /// First day; empty for none.
    pub du: String,
    /// Last day; empty for none.
    pub au: String,
}

/// The form of a signature, read and found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLue {
    /// Signatory's title.
    pub civilite: Civilite,
    /// Signatory's family name.
    pub nom: String,
    /// Signatory's first name.
    pub prenom: String,
    /// In which quality they sign.
    pub qualite: String,
    /// For the head and by delegation.
    pub delegation: bool,
    /// First day of validity.
    pub valide_du: Option<NaiveDate>,
    /// Last day of validity.
    pub valide_au: Option<NaiveDate>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChampSignature {
    /// Title.
    Civilite,
    /// Family name.
    Nom,
    /// First name.
    Prenom,
    /// Quality.
    Qualite,
    /// First day.
    Du,
    /// Last day.
    Au,
    /// Image or drawing.
    Image,
}

/// Why an image cannot be a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageRefusee {
    /// More bytes than [`IMAGE_OCTETS_MAX`].
    TropLourde {
        /// Size, in bytes.
        octets: usize,
    },
    /// More bytes than the académie receives, which is less.
    TropLourdeIci {
        /// Size, in bytes.
        octets: usize,
        /// Its limit, in bytes.
        maximum: usize,
    },
    /// A side longer than [`IMAGE_COTE_MAX`].
    TropGrande {
        /// Width, in pixels.
        largeur: u32,
        /// Height, in pixels.
        hauteur: u32,
    },
    /// Neither PNG nor JPEG, whatever its name says.
    FormatInconnu,
    /// Cut, damaged, or too big once decoded.
    Illisible,
    /// Nothing drawn on it.
    Vide,
    /// What was cut off leaves nothing.
    Recadrage,
}

/// What is wrong in the form of a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureErreur {
    /// A field that must be filled in.
    Vide(ChampSignature),
    /// A text too long.
    TropLong {
        /// Which.
        champ: ChampSignature,
        /// The limit, in characters.
        maximum: usize,
    },
    /// Something that no form of ours sends.
    Illisible(ChampSignature),
    /// The last day is before the first.
    DatesInversees,
    /// The last day is over already.
    DejaPassee,
    /// The image.
    Image(ImageRefusee),
    /// The drawing has too many points.
    DessinTropLong,
}

impl SignatureErreur {
    /// The field to look at.
    #[must_use]
    pub const fn champ(&self) -> ChampSignature {
        match self {
            Self::Vide(c) | Self::TropLong { champ: c, .. } | Self::Illisible(c) => *c,
            Self::DatesInversees | Self::DejaPassee => ChampSignature::Au,
            Self::Image(_) | Self::DessinTropLong => ChampSignature::Image,
        }
    }
}

impl SaisieSignature {
    /// Reads the form on a day.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn lire(&self, aujourd_hui: NaiveDate) -> Result<SignatureLue, Vec<SignatureErreur>> {
        use ChampSignature as C;
        let mut erreurs = Vec::new();
        let civilite = Civilite::lire(&self.civilite).unwrap_or_else(|| {
            erreurs.push(SignatureErreur::Illisible(C::Civilite));
            Civilite::Inconnue
        });
        let mut texte_plein = |champ, brut: &str, maximum: usize| {
            let propre = texte::nettoyer(brut);
            if propre.is_empty() {
                erreurs.push(SignatureErreur::Vide(champ));
            } else if propre.chars().count() > maximum {
                erreurs.push(SignatureErreur::TropLong { champ, maximum });
            } else if texte::a_caractere_de_controle(&propre) {
                erreurs.push(SignatureErreur::Illisible(champ));
            }
            propre
        };
        let nom = texte_plein(C::Nom, &self.nom, SIGNATAIRE_NOM_MAX);
        let prenom = texte_plein(C::Prenom, &self.prenom, SIGNATAIRE_NOM_MAX);
        let qualite = texte_plein(C::Qualite, &self.qualite, SIGNATAIRE_QUALITE_MAX);
        let mut jour = |champ, brut: &str| {
            let brut = brut.trim();
            if brut.is_empty() {
                return None;
            }
            let lu = lire_jour(brut);
            if lu.is_none() {
                erreurs.push(SignatureErreur::Illisible(champ));
            }
            lu
        };
        let valide_du = jour(C::Du, &self.du);
        let valide_au = jour(C::Au, &self.au);
        if let Some(au) = valide_au {
            if valide_du.is_some_and(|du| du > au) {
                erreurs.push(SignatureErreur::DatesInversees);
            } else if au < aujourd_hui {
                erreurs.push(SignatureErreur::DejaPassee);
            }
        }
        if !erreurs.is_empty() {
            return Err(erreurs);
        }
        Ok(SignatureLue {
            civilite,
            nom,
            prenom,
            qualite,
            delegation: self.delegation,
            valide_du,
            valide_au,
        })
    }

    /// The form that would have given this signature: to begin another from it.
    #[must_use]
    pub fn de(s: &Signature) -> Self {
        let jour = |j: Option<NaiveDate>| j.map(|j| j.to_string()).unwrap_or_default();
        Self {
            civilite: s.civilite.code().to_owned(),
            nom: s.nom.clone(),
            prenom: s.prenom.clone(),
            qualite: s.qualite.clone(),
            delegation: s.delegation,
            du: jour(s.valide_du),
            au: jour(s.valide_au),
        }
    }
}

/// A stroke: the points where the pen went, within [`DESSIN`].
pub type Trait = Vec<(u16, u16)>;

/// Reads a drawn signature: strokes apart by `;`, points by blanks, `x,y`.
///
/// # Errors
/// When it is not that, leaves the surface, or is too long.
pub fn lire_dessin(texte: &str) -> Result<Vec<Trait>, SignatureErreur> {
    let illisible = || SignatureErreur::Illisible(ChampSignature::Image);
    let mut points = 0_usize;
    let mut traits = Vec::new();
    for brut in texte.split(';').filter(|t| !t.trim().is_empty()) {
        let mut un: Trait = Vec::new();
        for point in brut.split_ascii_whitespace() {
            points += 1;
            if points > DESSIN_POINTS_MAX {
                return Err(SignatureErreur::DessinTropLong);
            }
            let (x, y) = point.split_once(',').ok_or_else(illisible)?;
            let (x, y) = (
                x.parse().map_err(|_| illisible())?,
                y.parse().map_err(|_| illisible())?,
            );
            if x > DESSIN.0 || y > DESSIN.1 {
                return Err(illisible());
            }
            un.push((x, y));
        }
        traits.push(un);
    }
    Ok(traits)
}

/// Writes a drawn signature as [`lire_dessin`] reads it.
#[must_use]
pub fn ecrire_dessin(traits: &[Trait]) -> String {
    let un = |t: &Trait| {
        t.iter()
            .map(|(x, y)| format!("{x},{y}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    traits.iter().map(un).collect::<Vec<_>>().join(";")
}

/// How an image is made ready: what is cut off each side, in hundredths, and whether its
/// paper is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recadrage {
    /// Off the left.
    pub gauche: u8,
    /// Off the top.
    pub haut: u8,
    /// Off the right.
    pub droite: u8,
    /// Off the bottom.
    pub bas: u8,
    /// The paper becomes transparent.
    pub fond_transparent: bool,
}

impl Default for Recadrage {
    fn default() -> Self {
        Self {
            gauche: 0,
            haut: 0,
            droite: 0,
            bas: 0,
            fond_transparent: true,
        }
    }
}

impl Recadrage {
    /// Whether something is left of the image.
    #[must_use]
    pub fn laisse_quelque_chose(self) -> bool {
        let reste = |a: u8, b: u8| u16::from(a) + u16::from(b) <= 95;
        reste(self.gauche, self.droite) && reste(self.haut, self.bas)
    }
}

// ------------------------------------------------------------- who may, and when

impl Acteur {
    /// Établissements for which this person records the signature of a kind: the head and
    /// their secretary both kinds, since an établissement is its own centre; the head of a
    /// centre that of the centre alone. Nobody of the rectorat signs for a head.
    #[must_use]
    pub fn signe_pour(&self, signataire: Signataire) -> Vec<EtablissementId> {
        let mut ids: Vec<_> = self
            .attributions
            .iter()
            .filter(|a| match a.role {
                Role::ChefEtablissement | Role::Secretaire => true,
                Role::ChefCentre => signataire == Signataire::ChefCentre,
                Role::Gestionnaire | Role::Administrateur | Role::Intervenant => false,
            })
            .filter_map(|a| a.etablissement)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

// --------------------------------------------------------------------- screens

/// What the letters of a mission will bear today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EtatSignature {
    /// A recorded signature.
    Presente {
        /// `Prénom NOM`.
        nom: String,
        /// It has an image; else there is room to sign by hand.
        image: bool,
    },
    /// None is valid today.
    Absente,
    /// The *service signature* is not open.
    ServiceFerme,
}

/// The signature of a mission, as its page says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureDeMission {
    /// What its letters will bear.
    pub etat: EtatSignature,
    /// The reader may record one.
    pub a_moi: bool,
    /// Where.
    pub etablissement: EtablissementId,
}

/// Where a recorded signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EtatSignatureGardee {
    /// The one that letters bear today.
    EnUsage,
    /// Valid today, behind a later one.
    Couverte,
    /// Its first day is to come.
    AVenir,
    /// Its last day is over.
    Passee,
    /// Taken out of use, or replaced.
    Retiree,
}

/// A recorded signature in the list of its établissement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureGardee {
    /// Key.
    pub id: SignatureId,
    /// Signatory's title.
    pub civilite: Civilite,
    /// Signatory's family name.
    pub nom: String,
    /// Signatory's first name.
    pub prenom: String,
    /// Quality.
    pub qualite: String,
    /// By delegation.
    pub delegation: bool,
    /// Has an image.
    pub image: bool,
    /// First day of validity.
    pub valide_du: Option<NaiveDate>,
    /// Last day of validity.
    pub valide_au: Option<NaiveDate>,
    /// Where it stands.
    pub etat: EtatSignatureGardee,
    /// Letters made with it.
    pub lettres: u32,
    /// When it was recorded, local: `16/02/2021 08:05`.
    pub date: String,
    /// Who recorded it; empty when that is not known.
    pub auteur: String,
}

/// What a kept signature says of itself, to tell where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validite {
    /// First day.
    pub du: Option<NaiveDate>,
    /// Last day.
    pub au: Option<NaiveDate>,
    /// Taken out of use.
    pub retiree: bool,
}

/// Where signatures stand on a day, latest first: the latest of those valid is the one in
/// use.
#[must_use]
pub fn etats_des_signatures(signatures: &[Validite], jour: NaiveDate) -> Vec<EtatSignatureGardee> {
    let mut en_usage = false;
    signatures
        .iter()
        .map(|s| {
            if s.retiree {
                EtatSignatureGardee::Retiree
            } else if s.au.is_some_and(|au| au < jour) {
                EtatSignatureGardee::Passee
            } else if s.du.is_some_and(|du| du > jour) {
                EtatSignatureGardee::AVenir
            } else if core::mem::replace(&mut en_usage, true) {
                EtatSignatureGardee::Couverte
            } else {
                EtatSignatureGardee::EnUsage
            }
        })
        .collect()
}

/// What was done to the signatures of an établissement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GesteSignature {
    /// Recorded.
    Enregistree,
    /// Recorded in the place of another.
    Remplacee,
    /// Taken out of use.
    Retiree,
    /// Put back into use.
    Remise,
    /// The service was opened.
    ServiceOuvert,
    /// The service was closed.
    ServiceFerme,
}

/// One line of the history of an établissement's signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneHistoriqueSignature {
    /// Local: `16/02/2021 08:05`.
    pub date: String,
    /// Who; empty for the command line.
    pub auteur: String,
    /// What.
    pub geste: GesteSignature,
    /// Whose signature: `Prénom NOM, qualité`; empty for the service.
    pub qui: String,
    /// First day, where one was given.
    pub du: Option<NaiveDate>,
    /// Last day, where one was given.
    pub au: Option<NaiveDate>,
}

/// The page of the signatures of an établissement, of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSignatures {
    /// Which kind.
    pub signataire: Signataire,
    /// Which établissement.
    pub etablissement: EtablissementId,
    /// `NAME (UAI)`.
    pub nom: String,
    /// Those among which the reader may choose.
    pub etablissements: Vec<(EtablissementId, String)>,
    /// Where the service stands.
    pub service: EtatOuverture,
    /// Counts the changes; a save made on an older one is refused.
    pub version: i32,
    /// Missions of the latest session that bear this signature.
    pub missions: u32,
    /// All that were recorded, latest first.
    pub signatures: Vec<SignatureGardee>,
    /// A draft of the reader waits.
    pub brouillon: bool,
    /// What was done, latest first.
    pub historique: Vec<LigneHistoriqueSignature>,
}

/// What is typed for a signature, kept until it is recorded or given up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrouillonSignature {
    /// The form.
    pub saisie: SaisieSignature,
    /// How its image is made ready.
    pub recadrage: Recadrage,
    /// The signature that it will replace.
    pub remplace: Option<SignatureId>,
    /// [`PageSignatures::version`] when it was begun.
    pub version: i32,
    /// What is wrong in it.
    pub erreurs: Vec<SignatureErreur>,
}

/// The form of a signature, with what is around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSaisieSignature {
    /// Which kind.
    pub signataire: Signataire,
    /// Which établissement.
    pub etablissement: EtablissementId,
    /// `NAME (UAI)`.
    pub nom: String,
    /// What is typed.
    pub brouillon: BrouillonSignature,
    /// The draft has an image.
    pub image: bool,
    /// Size of that image, before anything is cut off; zeros when there is none.
    pub taille: (u32, u32),
    /// Changes with the draft: for the addresses of its images.
    pub marque: String,
    /// Somebody recorded, replaced or withdrew a signature since it was begun: who and when.
    pub entre_temps: Option<(String, String)>,
}

#[cfg(test)]
mod tests;
