//! What can go wrong below the screens: codes with data, never sentences. The
//! screens' catalogue of messages alone turns them into French.

use crate::coller::CollerErreur;
use crate::compte::MotDePasseErreur;
use crate::convocation::{ConvocationErreur, ConvocationLigne};
use crate::indisponibilite::IndisponibiliteErreur;
use crate::lot::{BilanLot, GenreLot, RetoucheErreur};
use serde::{Deserialize, Serialize};

/// The outcome of a use case that could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Erreur {
    /// Nobody is signed in, or the session has expired.
    NonConnecte,
    /// Unknown name, wrong password or closed account: never said which.
    IdentifiantsFaux,
    /// Too many tries: wait so many seconds.
    TropDEssais {
        /// Seconds to wait.
        attendre: i64,
    },
    /// Known, seen, but not allowed to this person.
    Interdit,
    /// Does not exist, or not for this person: the two are not told apart.
    Introuvable,
    /// A request that no form of ours makes (forged or broken).
    RequeteInvalide,
    /// The convocation cannot be made as asked: nothing was written.
    Convocation(Vec<ConvocationErreur>),
    /// These clashes have to be confirmed: nothing was written.
    AConfirmer {
        /// Each, weightiest first.
        signalements: Vec<crate::Signalement>,
        /// Sent back, it confirms these clashes and no others.
        cle: String,
    },
    /// Somebody else changed it since it was read: nothing was written.
    ModifieEntreTemps {
        /// What it is now, when it still exists.
        actuel: Option<Box<ConvocationLigne>>,
        /// Name of who changed it last; empty when that is not known.
        #[serde(default)]
        par: String,
        /// When, in the académie's time: `16/02/2021 08:05`; empty when that is not known.
        #[serde(default)]
        le: String,
    },
    /// What is asked of a selection is not clear: nothing was written.
    Retouche(RetoucheErreur),
    /// A pasted column of names cannot be read.
    Coller(CollerErreur),
    /// The indisponibilité cannot be kept as asked: nothing was written.
    Indisponibilite(Vec<IndisponibiliteErreur>),
    /// Something about compétences is refused.
    Competences(crate::CompetencesErreur),
    /// No row is ticked.
    SelectionVide,
    /// This selection was acted upon already, in another way: nothing more was written.
    LotDejaLance,
    /// The new password is refused.
    MotDePasse(MotDePasseErreur),
    /// An account cannot be opened or changed as asked: nothing was written.
    Compte(crate::CompteErreur),
    /// Somebody else changed this account since it was read: nothing was written.
    CompteChange,
    /// Something about a second factor is refused.
    SecondFacteur(crate::SecondFacteurErreur),
    /// A group action with nothing to act on.
    RienAFaire,
    /// No plausible mail address for the person.
    SansAdresse {
        /// `NOM Prénom`.
        nom: String,
    },
    /// Who came instead was replaced in turn: that replacement is taken back first.
    RemplaceDepuis {
        /// Who had come instead, `NOM Prénom`.
        ancien: String,
        /// Who is there now, `NOM Prénom`.
        nouveau: String,
    },
    /// This is no mail address.
    AdresseInvalide {
        /// As it was typed, cut.
        adresse: String,
    },
    /// Somebody else changed the person's addresses since they were read.
    AdresseChangee,
    /// A cancellation that has not failed, or that was sent again already.
    AnnulationDejaPartie,
    /// The form of a signature is not good: it is kept as a draft.
    Signature(Vec<crate::SignatureErreur>),
    /// Somebody else recorded, replaced or withdrew a signature meanwhile: nothing was
    /// written.
    SignatureChangee {
        /// Who; empty when that is not known.
        par: String,
        /// When, local; empty when that is not known.
        le: String,
    },
    /// A signature that this person began to record waits as a draft, which changing another
    /// one would throw away: nothing was written. Asked again and confirmed, it is.
    SignatureCommencee {
        /// Which kind of signature.
        signataire: crate::Signataire,
        /// Of which établissement.
        etablissement: crate::EtablissementId,
    },
    /// The *service signature* of the établissement is not open.
    ServiceSignatureFerme,
    /// The *service convocation* of the mission's centre cannot be used today: nothing was
    /// written.
    ServiceConvocationFerme {
        /// Where it stands.
        etat: crate::EtatOuverture,
    },
    /// What is asked of the services cannot be done: nothing was written.
    #[serde(alias = "ServiceSignature")]
    Ouverture(crate::OuvertureErreur),
    /// Somebody else opened or closed one of these services meanwhile: nothing was written.
    ServicesChanges {
        /// Names of those établissements.
        noms: Vec<String>,
    },
    /// Something in one's own space is refused.
    Espace(crate::EspaceErreur),
    /// A service fait cannot be attested as asked: nothing was written.
    Service(Vec<crate::ServiceErreur>),
    /// Something about SANTORIN is refused: nothing was written.
    Santorin(crate::SantorinErreur),
    /// Something about the intervenants of the académie is refused: nothing was written.
    Repertoire(crate::RepertoireErreur),
    /// A parameter of the académie is refused: nothing was written.
    Parametre(crate::ParametreErreur),
    /// Something about an import is refused: nothing was written.
    Import(crate::ImportRefus),
    /// The database or the disk did not answer in time: worth trying again.
    Occupe,
    /// Refused; the reason is the latest line of the *Messages* zone. This is what
    /// a form sent without JavaScript gets, so that no name enters an address.
    VoirMessages,
    /// Unexpected; the log has the chain under this reference.
    Interne {
        /// Short reference shown to the person.
        reference: String,
    },
}

impl From<Vec<ConvocationErreur>> for Erreur {
    fn from(erreurs: Vec<ConvocationErreur>) -> Self {
        Self::Convocation(erreurs)
    }
}

impl From<Vec<crate::ServiceErreur>> for Erreur {
    fn from(erreurs: Vec<crate::ServiceErreur>) -> Self {
        Self::Service(erreurs)
    }
}

impl From<crate::ServiceErreur> for Erreur {
    fn from(erreur: crate::ServiceErreur) -> Self {
        Self::Service(vec![erreur])
    }
}

impl From<RetoucheErreur> for Erreur {
    fn from(erreur: RetoucheErreur) -> Self {
        Self::Retouche(erreur)
    }
}

impl From<CollerErreur> for Erreur {
    fn from(erreur: CollerErreur) -> Self {
        Self::Coller(erreur)
    }
}

impl From<Vec<IndisponibiliteErreur>> for Erreur {
    fn from(erreurs: Vec<IndisponibiliteErreur>) -> Self {
        Self::Indisponibilite(erreurs)
    }
}

impl From<IndisponibiliteErreur> for Erreur {
    fn from(erreur: IndisponibiliteErreur) -> Self {
        Self::Indisponibilite(vec![erreur])
    }
}

impl From<crate::CompetencesErreur> for Erreur {
    fn from(erreur: crate::CompetencesErreur) -> Self {
        Self::Competences(erreur)
    }
}

impl From<crate::CompteErreur> for Erreur {
    fn from(erreur: crate::CompteErreur) -> Self {
        Self::Compte(erreur)
    }
}

impl From<crate::RepertoireErreur> for Erreur {
    fn from(erreur: crate::RepertoireErreur) -> Self {
        Self::Repertoire(erreur)
    }
}

impl From<crate::ParametreErreur> for Erreur {
    fn from(erreur: crate::ParametreErreur) -> Self {
        Self::Parametre(erreur)
    }
}

impl From<MotDePasseErreur> for Erreur {
    fn from(erreur: MotDePasseErreur) -> Self {
        Self::MotDePasse(erreur)
    }
}

/// How a dated line of the *Messages* zone is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Niveau {
    /// Done.
    Succes,
    /// To know.
    Information,
    /// Refused or failed.
    Erreur,
}

/// What a line of the *Messages* zone tells: an outcome with its data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fait {
    /// Something was refused or failed.
    Refus(Erreur),
    /// A mission was opened that waits for its candidates to be affected in Cyclades
    /// (memo §5); said as the refusal to convoke there.
    AffectationAttendue {
        /// The mission's number.
        mission: i64,
    },
    /// People were convoked.
    Convoques {
        /// The mission's number.
        mission: i64,
        /// How many.
        nombre: u32,
        /// Days and text were kept on the mission.
        mission_modifiee: bool,
    },
    /// A convocation was changed.
    ConvocationModifiee {
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom`.
        nom: String,
    },
    /// A convocation was deleted.
    ConvocationSupprimee {
        /// The key it had; none in lines of before deletions could be taken back.
        #[serde(default)]
        convocation: Option<crate::ConvocationId>,
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom`.
        nom: String,
        /// Address to which a cancellation goes; empty when none does.
        #[serde(default)]
        prevenu: String,
    },
    /// The deletion of a convocation was taken back.
    ConvocationRetablie {
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom`.
        nom: String,
        /// What became of its cancellation.
        #[serde(default)]
        annulation: crate::AnnulationReprise,
        /// `NOM Prénom` of who had been convoked instead and is no longer; empty for
        /// nobody.
        #[serde(default)]
        remplacant: String,
    },
    /// A person declared an impediment to a convocation.
    EmpechementSignale {
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom`.
        nom: String,
    },
    /// Reminders were asked for.
    RappelDemande {
        /// The mission's number.
        mission: i64,
        /// How many.
        courriels: u32,
    },
    /// Somebody was convoked instead of somebody else.
    Remplacement {
        /// The key of the convocation that was deleted.
        convocation: crate::ConvocationId,
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom` of who was convoked.
        ancien: String,
        /// `NOM Prénom` of who is.
        nouveau: String,
    },
    /// A selection was changed, or deleted.
    LotTraite {
        /// Which.
        lot: crate::LotId,
        /// What was done.
        genre: GenreLot,
        /// The mission's number.
        mission: i64,
        /// How many rows ended in which way.
        bilan: BilanLot,
    },
    /// The deletion of a selection was taken back.
    LotRetabli {
        /// The mission's number.
        mission: i64,
        /// How many.
        retablies: u32,
        /// Those that could not be, and why.
        refus: Vec<(String, Erreur)>,
    },
    /// Mails were asked for.
    EnvoiDemande {
        /// The mission's number.
        mission: i64,
        /// How many.
        courriels: u32,
        /// People left out for want of an address.
        sans_adresse: Vec<String>,
        /// The author will receive one summary.
        recapitulatif: bool,
        /// The author's account has an address to which the copies, or the summary, go.
        #[serde(default = "crate::envoi::copie_promise")]
        copie: bool,
    },
    /// A request to send was stopped.
    EnvoiAnnule {
        /// The mission's number.
        mission: i64,
        /// Mails that did not leave.
        annules: u32,
        /// Mails that had left.
        partis: u32,
    },
    /// A cancellation that had not arrived was asked for again.
    AnnulationRenvoyee {
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom`.
        nom: String,
        /// Where it goes.
        adresse: String,
    },
    /// Of a cancellation that had not arrived, that the person knows otherwise.
    AnnulationReglee {
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom`.
        nom: String,
    },
    /// The mail addresses of a person were changed.
    AdresseCorrigee {
        /// `NOM Prénom`.
        nom: String,
    },
    /// A signature was recorded.
    SignatureEnregistree {
        /// Which kind.
        signataire: crate::Signataire,
        /// `Prénom NOM` of who signs.
        nom: String,
        /// In the place of another.
        remplace: bool,
    },
    /// A signature was taken out of use.
    SignatureRetiree {
        /// `Prénom NOM` of who signed.
        nom: String,
    },
    /// A signature was put back into use.
    SignatureRemise {
        /// `Prénom NOM` of who signs.
        nom: String,
    },
    /// Services of établissements were opened or closed.
    #[serde(alias = "ServiceSignatureChange")]
    ServicesChanges {
        /// Which services; lines of before the *service convocation* do not say.
        #[serde(default = "signature_seule")]
        services: Vec<crate::GenreService>,
        /// Opened, else closed.
        ouvert: bool,
        /// How many établissements.
        nombre: u32,
    },
    /// One chose between copies and a summary.
    CopiesChoisies {
        /// A copy of each mail, else one summary.
        copies: bool,
    },
    /// Indisponibilités were recorded. Why is not told: lines are kept for weeks.
    IndisponibilitesSaisies {
        /// How many people are concerned.
        personnes: u32,
        /// `NOM Prénom`, when it is one alone; empty otherwise.
        nom: String,
        /// How many convocations are hit.
        touchees: u32,
    },
    /// An indisponibilité was changed, or ended early.
    IndisponibiliteModifiee {
        /// `NOM Prénom`.
        nom: String,
        /// Its period now, in words.
        periode: String,
        /// How many convocations are hit.
        touchees: u32,
    },
    /// An indisponibilité was deleted.
    IndisponibiliteSupprimee {
        /// The key it had.
        indisponibilite: crate::IndisponibiliteId,
        /// `NOM Prénom`.
        nom: String,
        /// Its period, in words.
        periode: String,
    },
    /// The deletion of an indisponibilité was taken back.
    IndisponibiliteRetablie {
        /// `NOM Prénom`.
        nom: String,
        /// Its period, in words.
        periode: String,
    },
    /// A file of indisponibilités was imported.
    IndisponibilitesImportees {
        /// Lines that made a new one.
        crees: u32,
        /// Lines that changed the reason or the comment of a known one.
        modifies: u32,
        /// Lines refused.
        refuses: u32,
    },
    /// What was done was entered, for now.
    ServiceEnregistre {
        /// The mission's number.
        mission: i64,
        /// Lines written.
        lignes: u32,
        /// Of these, those of people noted as having come by one action.
        presents: u32,
    },
    /// What was done was validated.
    ServiceValide {
        /// The mission's number.
        mission: i64,
        /// Lines closed.
        lignes: u32,
        /// Lines whose day has come and that are left.
        restent: u32,
    },
    /// What was validated was corrected.
    ServiceCorrige {
        /// The mission's number.
        mission: i64,
        /// `NOM Prénom`.
        nom: String,
        /// The day.
        jour: crate::NaiveDate,
        /// Why.
        raison: String,
    },
    /// The password was changed.
    MotDePasseChange,
    /// An account was opened or changed.
    Compte {
        /// Name shown of the account.
        nom: String,
        /// What was done.
        geste: crate::GesteCompte,
    },
    /// Something happened to compétences.
    Competences(crate::FaitCompetences),
    /// Something happened in one's own space.
    Espace(crate::FaitEspace),
    /// Something happened to clients of the API.
    Santorin(crate::FaitSantorin),
    /// Something happened to the intervenants of the académie, or to a request about them.
    Repertoire(crate::FaitRepertoire),
    /// A parameter of the académie was settled.
    Parametre(crate::FaitParametre),
    /// Something happened to an import.
    Import(crate::FaitImport),
}

fn signature_seule() -> Vec<crate::GenreService> {
    vec![crate::GenreService::Signature]
}

impl Fait {
    /// How the line is shown.
    #[must_use]
    pub fn niveau(&self) -> Niveau {
        match self {
            Self::Refus(_) | Self::AffectationAttendue { .. } => Niveau::Erreur,
            Self::EnvoiDemande {
                sans_adresse,
                copie,
                ..
            } if !sans_adresse.is_empty() || !*copie => Niveau::Information,
            Self::EnvoiAnnule { partis, .. } if *partis > 0 => Niveau::Information,
            Self::EmpechementSignale { .. }
            | Self::Competences(
                crate::FaitCompetences::Rappel { .. } | crate::FaitCompetences::Rouverte { .. },
            ) => Niveau::Information,
            Self::ServiceValide { restent, .. } if *restent > 0 => Niveau::Information,
            Self::ConvocationRetablie {
                annulation: crate::AnnulationReprise::Partie,
                ..
            } => Niveau::Information,
            Self::LotTraite { bilan, .. }
                if bilan.refusees + bilan.a_confirmer + bilan.entre_temps > 0 =>
            {
                Niveau::Information
            }
            Self::LotRetabli { refus, .. } if !refus.is_empty() => Niveau::Information,
            Self::IndisponibilitesSaisies { touchees, .. }
            | Self::IndisponibiliteModifiee { touchees, .. }
                if *touchees > 0 =>
            {
                Niveau::Information
            }
            Self::IndisponibilitesImportees { refuses, .. } if *refuses > 0 => Niveau::Information,
            Self::Espace(crate::FaitEspace::AdresseDemandee { .. })
            | Self::Repertoire(
                crate::FaitRepertoire::ReponseRecue { .. } | crate::FaitRepertoire::AEnvoyer { .. },
            ) => Niveau::Information,
            Self::Import(f) => match f.geste {
                crate::GesteImport::Refuse | crate::GesteImport::Rompu => Niveau::Erreur,
                crate::GesteImport::Analyse
                | crate::GesteImport::BaseBougee
                | crate::GesteImport::Retenu
                | crate::GesteImport::Abandonne => Niveau::Information,
                crate::GesteImport::Applique if f.comptes.a_prevenir > 0 => Niveau::Information,
                crate::GesteImport::Applique | crate::GesteImport::Annule => Niveau::Succes,
            },
            _ => Niveau::Succes,
        }
    }
}

/// A dated line of the *Messages* zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Key.
    pub id: crate::MessageId,
    /// When.
    pub moment: crate::Moment,
    /// When, as written on the screen in the académie's time: `16/02/2021 16:06:59`.
    pub date_affichee: String,
    /// What.
    pub fait: Fait,
    /// A deletion that the line tells of and that can be taken back.
    pub retablissable: Option<crate::ConvocationId>,
    /// The same for a selection, with how many of its convocations are still deleted.
    #[serde(default)]
    pub lot_retablissable: Option<(crate::LotId, u32)>,
    /// The same for an indisponibilité.
    #[serde(default)]
    pub indisponibilite_retablissable: Option<crate::IndisponibiliteId>,
}
