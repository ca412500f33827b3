//! Convocations: one intervenant called to one mission (memo §3 to §7).

use crate::etablissement::Adresse;
use crate::ids::{CompteId, ConvocationId, IntervenantId, MissionId};
use crate::mission::{Creneau, Mission, MissionLigne, TypeMission};
use crate::{Civilite, EtatCourriel, Moment, NaiveDate, Signataire, Uai, texte};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The intervenant's function in SANTORIN (memo §3, §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualite {
    /// Correcteur (SANTORIN calls it *Correcteur Santorin*).
    Correcteur,
    /// Correcteur suppléant (the memo also says *correcteur adjoint*).
    CorrecteurSuppleant,
    /// Référent correction.
    ReferentCorrection,
    /// Coordinateur.
    Coordinateur,
    /// Coordinateur adjoint.
    CoordinateurAdjoint,
}

impl Qualite {
    /// Every qualité.
    pub const TOUTES: [Self; 5] = [
        Self::Correcteur,
        Self::CorrecteurSuppleant,
        Self::ReferentCorrection,
        Self::Coordinateur,
        Self::CoordinateurAdjoint,
    ];

    /// Code in forms, files and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Correcteur => "correcteur",
            Self::CorrecteurSuppleant => "correcteur_suppleant",
            Self::ReferentCorrection => "referent_correction",
            Self::Coordinateur => "coordinateur",
            Self::CoordinateurAdjoint => "coordinateur_adjoint",
        }
    }

    /// Label on screens and letters.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Correcteur => "Correcteur",
            Self::CorrecteurSuppleant => "Correcteur suppléant",
            Self::ReferentCorrection => "Référent correction",
            Self::Coordinateur => "Coordinateur",
            Self::CoordinateurAdjoint => "Coordinateur adjoint",
        }
    }

    /// Reads a code or a label.
    #[must_use]
    pub fn lire(texte_lu: &str) -> Option<Self> {
        let lu = texte::normaliser(texte_lu);
        Self::TOUTES
            .into_iter()
            .find(|q| texte::normaliser(q.code()) == lu || texte::normaliser(q.libelle()) == lu)
    }
}

/// On whose authority a convocation was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Autorite {
    /// By the exam centre: *Convoquée par centre*.
    Centre,
    /// By the rectorat's division: *Convoquée par division* (ours).
    Division,
}

impl Autorite {
    /// Code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Division => "division",
        }
    }

    /// How a convocation is said to be made.
    #[must_use]
    pub const fn libelle(self) -> &'static str {
        match self {
            Self::Centre => "par centre",
            Self::Division => "par division",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        [Self::Centre, Self::Division]
            .into_iter()
            .find(|a| a.code() == code)
    }
}

/// Longest texts accepted, in characters.
pub mod limites {
    /// Code salle.
    pub const SALLE: usize = 30;
    /// Commission.
    pub const COMMISSION: usize = 30;
    /// Observation printed on the letter.
    pub const OBSERVATION: usize = 1_000;
    /// People convoked by one request.
    pub const INTERVENANTS: usize = 2_000;
    /// Days of one convocation.
    pub const JOURS: usize = 60;
}

/// A text field of a convocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Champ {
    /// Code salle.
    Salle,
    /// Commission.
    Commission,
    /// Observation.
    Observation,
}

impl Champ {
    /// Most characters it may hold.
    #[must_use]
    pub const fn maximum(self) -> usize {
        match self {
            Self::Salle => limites::SALLE,
            Self::Commission => limites::COMMISSION,
            Self::Observation => limites::OBSERVATION,
        }
    }
}

/// What a convocation says beyond who is called to what: the fields of the
/// window *Détails de la convocation*.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affectation {
    /// Function; none for a kind without qualité, or to take the default.
    pub qualite: Option<Qualite>,
    /// Code salle; may be empty.
    pub salle: String,
    /// Commission; may be empty.
    pub commission: String,
    /// Days and hours.
    pub creneaux: Vec<Creneau>,
    /// Text printed on the letter; may be empty.
    pub observation: String,
}

/// Why a convocation cannot be made as asked. Each names what is wrong, so that
/// the screen can say it beside the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConvocationErreur {
    /// Candidates are not yet affected in Cyclades (memo §5).
    AffectationNonTerminee,
    /// Nobody is ticked.
    AucunIntervenant,
    /// Nobody is chosen to replace somebody.
    AucunRemplacant,
    /// More people than one request may convoke.
    TropDIntervenants {
        /// The limit.
        maximum: usize,
    },
    /// No day is chosen (memo §4: "Sélectionnez au moins une date d’affectation.").
    AucunJour,
    /// More days than a convocation may have.
    TropDeJours {
        /// The limit.
        maximum: usize,
    },
    /// A day that is not among the mission's possible days.
    JourImpossible {
        /// The day.
        jour: NaiveDate,
    },
    /// A day chosen twice.
    JourEnDouble {
        /// The day.
        jour: NaiveDate,
    },
    /// A day or an hour that cannot be read.
    HeureIllisible {
        /// What was typed for the day, without control characters.
        jour: String,
    },
    /// An end that is not after its start.
    HeuresInversees {
        /// The day.
        jour: NaiveDate,
    },
    /// A qualité that this kind of mission does not know.
    QualiteImpossible,
    /// A text too long.
    TexteTropLong {
        /// Where.
        champ: Champ,
        /// Its length, in characters.
        longueur: usize,
    },
    /// A text with a control character.
    CaractereInterdit {
        /// Where.
        champ: Champ,
    },
    /// A person already convoked to this mission.
    DejaConvoque {
        /// `NOM Prénom`.
        nom: String,
    },
    /// A person who does not exist, or outside the académie.
    IntervenantInconnu,
    /// What nobody can do.
    EnConflit(Box<crate::Signalement>),
    /// What was done on these days is attested and closed: the convocation keeps them, and
    /// stands.
    ServiceValide {
        /// `NOM Prénom`.
        nom: String,
        /// The days that would go, or change their hours.
        jours: Vec<NaiveDate>,
    },
}

impl Affectation {
    /// The same, its texts cleaned, its days in order and its qualité settled.
    #[must_use]
    pub fn nettoyee(mut self, type_mission: TypeMission) -> Self {
        self.salle = texte::nettoyer(&self.salle);
        self.commission = texte::nettoyer(&self.commission);
        self.observation = texte::nettoyer_lignes(&self.observation);
        self.creneaux.sort_unstable();
        self.qualite = self.qualite.or_else(|| type_mission.qualite_par_defaut());
        self
    }

    /// Everything wrong with this affectation for a mission; nothing when it is good.
    #[must_use]
    pub fn erreurs(&self, mission: &Mission) -> Vec<ConvocationErreur> {
        let mut erreurs = Vec::new();
        if let Some(q) = self.qualite
            && !mission.ligne.type_mission.faits().qualites.contains(&q)
        {
            erreurs.push(ConvocationErreur::QualiteImpossible);
        }
        for (champ, valeur) in [
            (Champ::Salle, &self.salle),
            (Champ::Commission, &self.commission),
            (Champ::Observation, &self.observation),
        ] {
            let longueur = valeur.chars().count();
            if longueur > champ.maximum() {
                erreurs.push(ConvocationErreur::TexteTropLong { champ, longueur });
            }
            let interdit = if champ == Champ::Observation {
                texte::a_caractere_de_controle_hors_lignes(valeur)
            } else {
                texte::a_caractere_de_controle(valeur)
            };
            if interdit {
                erreurs.push(ConvocationErreur::CaractereInterdit { champ });
            }
        }
        if self.creneaux.is_empty() {
            erreurs.push(ConvocationErreur::AucunJour);
        }
        if self.creneaux.len() > limites::JOURS {
            erreurs.push(ConvocationErreur::TropDeJours {
                maximum: limites::JOURS,
            });
        }
        let mut vus = BTreeSet::new();
        for c in &self.creneaux {
            if !vus.insert(c.jour) {
                erreurs.push(ConvocationErreur::JourEnDouble { jour: c.jour });
            }
            if mission.jours_possibles.binary_search(&c.jour).is_err() {
                erreurs.push(ConvocationErreur::JourImpossible { jour: c.jour });
            }
            if c.fin <= c.debut {
                erreurs.push(ConvocationErreur::HeuresInversees { jour: c.jour });
            }
        }
        erreurs
    }

    /// Whether the days and hours differ from the mission's defaults (*Dates spéc*).
    #[must_use]
    pub fn dates_specifiques(&self, mission: &Mission) -> bool {
        self.creneaux != mission.creneaux_par_defaut
    }

    /// Whether the text differs from the mission's default (*Obs. spéc*).
    #[must_use]
    pub fn observation_specifique(&self, mission: &Mission) -> bool {
        self.observation != mission.observation_par_defaut
    }

    /// The column *Affectation*, as the memo writes it: `Convoquée par centre,
    /// Correcteur, salle 205, Com. 3GHG, Dates spéc, Obs. spéc`.
    #[must_use]
    pub fn resume(&self, autorite: Autorite, mission: &Mission) -> String {
        let mut morceaux = vec![format!("Convoquée {}", autorite.libelle())];
        morceaux.extend(self.qualite.map(|q| q.libelle().to_owned()));
        if !self.salle.is_empty() {
            morceaux.push(format!("salle\u{a0}{}", self.salle));
        }
        if !self.commission.is_empty() {
            morceaux.push(format!("Com.\u{a0}{}", self.commission));
        }
        if self.dates_specifiques(mission) {
            morceaux.push("Dates spéc".to_owned());
        }
        if self.observation_specifique(mission) {
            morceaux.push("Obs. spéc".to_owned());
        }
        morceaux.join(", ")
    }
}

/// A request to convoke: what the window sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeConvocation {
    /// The mission's public number.
    pub mission: i64,
    /// People ticked.
    pub intervenants: Vec<IntervenantId>,
    /// The fields.
    pub affectation: Affectation,
    /// Answer to "Souhaitez-vous enregistrer votre saisie sur la mission ?"; none
    /// when the question was not asked, which keeps the mission as it is.
    pub garder_sur_mission: bool,
    /// Chosen once per opened window: the same key twice convokes once.
    pub cle: String,
    /// Answer to [`crate::Erreur::AConfirmer`]: its key; empty when nothing was asked.
    pub confirmation: String,
}

impl DemandeConvocation {
    /// Everything wrong that can be seen without knowing who is already
    /// convoked; nothing when the request is good.
    #[must_use]
    pub fn erreurs(&self, mission: &Mission) -> Vec<ConvocationErreur> {
        if mission.attend_affectation() {
            return vec![ConvocationErreur::AffectationNonTerminee];
        }
        let mut erreurs = Vec::new();
        if self.intervenants.is_empty() {
            erreurs.push(ConvocationErreur::AucunIntervenant);
        }
        if self.intervenants.len() > limites::INTERVENANTS {
            erreurs.push(ConvocationErreur::TropDIntervenants {
                maximum: limites::INTERVENANTS,
            });
        }
        erreurs.extend(self.affectation.erreurs(mission));
        erreurs
    }
}

/// What a successful request to convoke made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convoques {
    /// How many convocations.
    pub nombre: u32,
    /// Whether the days and text were also kept as the mission's defaults.
    pub mission_modifiee: bool,
}

/// One line of *Liste des intervenants convoqués*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvocationLigne {
    /// Key.
    pub id: ConvocationId,
    /// Counts the changes.
    pub version: i32,
    /// Who.
    pub intervenant: IntervenantId,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    // A page of thousands of rows is sent whole: what most of them do not have is left out.
    /// Main établissement, `NAME (UAI)`; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub etablissement: String,
    /// Discipline de poste; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub discipline: String,
    /// Fields of the window.
    pub affectation: Affectation,
    /// On whose authority.
    pub autorite: Autorite,
    /// Account that made it.
    pub auteur: CompteId,
    /// Address to which its mails go (see [`crate::adresse_d_envoi`]); empty when none is
    /// known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mel: String,
    /// That address is the personal one, for want of a professional one.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub mel_personnel: bool,
    /// State of the latest mail, when one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dernier_envoi: Option<DernierEnvoi>,
    /// When it was last printed, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imprimee: Option<Moment>,
    /// When that was, in the académie's time: `16/02/2021 08:05`; empty until somebody works
    /// it out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub imprimee_dite: String,
    /// What the person answered to its present edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reponse: Option<crate::Reponse>,
}

/// State of the latest mail of a convocation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DernierEnvoi {
    /// Where the mail stands.
    pub etat: EtatCourriel,
    /// Since when.
    pub depuis: Moment,
    /// Why it failed or waits, in the server's words where it gave some; may be empty.
    pub raison: String,
    /// The convocation has been changed since this mail was composed.
    pub modifiee_depuis: bool,
    /// A crash or a broken connection hid whether it had left, or whether one that it took
    /// the place of had: it may be received twice, in the first case under the same
    /// Message-ID.
    pub peut_etre_double: bool,
    /// A mail of the convocation left, or may have: the person may hold it.
    pub recue: bool,
    /// A cancellation left after this mail: the convocation has to be sent again.
    pub annulee_depuis: bool,
    /// When it will be tried again, while it waits for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prochain_essai: Option<Moment>,
    /// When that is, in the académie's time: `16/02/2021 08:05`; empty until somebody works
    /// it out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prochain_dit: String,
}

impl ConvocationLigne {
    /// Whether a mail address is known.
    #[must_use]
    pub fn a_un_mel(&self) -> bool {
        !self.mel.is_empty()
    }

    /// All that a keyword can match, normalised: the columns of the table.
    #[must_use]
    pub fn texte_recherche(&self, mission: &Mission) -> String {
        texte::normaliser(&format!(
            "{} {} {} {} {}",
            self.nom,
            self.prenom,
            self.etablissement,
            self.discipline,
            self.affectation.resume(self.autorite, mission)
        ))
    }
}

/// The page of a mission: the mission, who is convoked, and what the reader may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionOuverte {
    /// The mission.
    pub mission: Mission,
    /// The number of the mission of the other half of Humanités-littérature-philosophie,
    /// where this is one half and the other is known.
    pub autre_partie: Option<i64>,
    /// Who is convoked, in order of name.
    pub convocations: Vec<ConvocationLigne>,
    /// The reader's account: rows of which they are the author.
    pub compte: CompteId,
    /// On whose authority the reader convokes here; none when they only consult.
    pub autorite: Option<Autorite>,
    /// Key of the next request to convoke (see [`DemandeConvocation::cle`]).
    pub cle: String,
    /// What the page was when it was read, to be told of later changes.
    pub empreinte: String,
    /// Requests to send that can still be stopped.
    pub envois: Vec<crate::EnvoiEnCours>,
    /// Cancellations of deleted convocations.
    pub annulations: Vec<crate::AnnulationEnvoyee>,
    /// The reader wants a copy of each mail of a group send, rather than one summary.
    pub copies: bool,
    /// The reader's account has an address to which copies, or the summary, can go.
    pub copie_possible: bool,
    /// The signature that its letters will bear today.
    pub signature: crate::SignatureDeMission,
    /// Where the *service convocation* of its centre stands today.
    pub service: crate::EtatOuverture,
}

impl MissionOuverte {
    /// Whether the reader may convoke here today.
    #[must_use]
    pub fn peut_convoquer(&self) -> bool {
        self.autorite
            .is_some_and(|a| self.service.laisse_convoquer(a))
    }
}

/// All that a letter says: one convocation with everything around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lettre {
    /// Key of the convocation.
    pub convocation: ConvocationId,
    /// Key of the mission.
    pub mission_id: MissionId,
    /// Version of the convocation.
    pub version: i32,
    /// Edition of the letter: changes when what it says is changed.
    pub edition: i32,
    /// What it replaces, once something else was received.
    pub remplace: Option<crate::Remplacement>,
    /// Addresses printed on it; none where no service answers.
    pub liens: Option<crate::Liens>,
    /// Académie's name: `Toulouse`.
    pub academie: String,
    /// Académie's time zone (IANA name: `Europe/Paris`), in which days and hours are.
    pub fuseau: String,
    /// Centre's name.
    pub centre_nom: String,
    /// Centre's UAI.
    pub centre_uai: Uai,
    /// Centre's address.
    pub centre_adresse: Adresse,
    /// Centre's telephone; may be empty.
    pub centre_telephone: String,
    /// Centre's mail address; may be empty.
    pub centre_mel: String,
    /// The person.
    pub destinataire: Destinataire,
    /// The mission.
    pub mission: MissionLigne,
    /// The fields.
    pub affectation: Affectation,
    /// On whose authority.
    pub autorite: Autorite,
    /// Who signs.
    pub signature: Option<SignatureLettre>,
    /// Day the letter is dated.
    pub faite_le: NaiveDate,
    /// What its académie has letters and mails say, and their logo.
    #[serde(skip)]
    pub modele: crate::Modele,
}

/// The person a letter is addressed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destinataire {
    /// Key.
    pub id: IntervenantId,
    /// Title.
    pub civilite: Civilite,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Main établissement, `NAME (UAI)`; may be empty.
    pub etablissement: String,
    /// Postal address; when empty the letter is addressed to the établissement.
    pub adresse: Adresse,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
}

/// The signatory as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureLettre {
    /// In which capacity the mission asks for it.
    pub signataire: Signataire,
    /// Title.
    pub civilite: Civilite,
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// `Proviseure`.
    pub qualite: String,
    /// For the head and by delegation.
    #[serde(default)]
    pub delegation: bool,
    /// PNG; may be empty. Shared by the letters it signs.
    #[serde(skip)]
    pub image_png: Arc<[u8]>,
}

impl Lettre {
    /// Reference printed on the letter and quoted in mails: `172278-42`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}-{}", self.mission.numero, self.convocation)
    }

    /// Name of the PDF: `172278_DUPONT-Marie_convocation.pdf`, safe on any system.
    #[must_use]
    pub fn nom_fichier(&self) -> String {
        format!("{}.pdf", self.nom_fichier_sans_extension())
    }

    /// Name of the calendar file, beside the PDF: the same with `.ics`.
    #[must_use]
    pub fn nom_fichier_agenda(&self) -> String {
        format!("{}.ics", self.nom_fichier_sans_extension())
    }

    /// Name of the calendar file that cancels the whole convocation.
    #[must_use]
    pub fn nom_fichier_annulation(&self) -> String {
        format!("{}_annulation.ics", self.nom_fichier_sans_extension())
    }

    /// Name of the calendar file that cancels the days it has no more.
    #[must_use]
    pub fn nom_fichier_jours_retires(&self) -> String {
        format!("{}_jours-retires.ics", self.nom_fichier_sans_extension())
    }

    /// As [`Lettre::nom_fichier`], without `.pdf`: where several people share a
    /// name, a ZIP adds the convocation's key to it.
    #[must_use]
    pub fn nom_fichier_sans_extension(&self) -> String {
        format!(
            "{}_{}-{}_convocation",
            self.mission.numero,
            texte::pour_fichier(&self.destinataire.nom, 40),
            texte::pour_fichier(&self.destinataire.prenom, 30)
        )
    }
}

#[cfg(test)]
mod tests;
