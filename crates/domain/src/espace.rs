//! The intervenant's own space (ours): what they are called to and what they answer, their
//! calendar, their coordinates, what was attested of them, and all that is kept about them.

use crate::confiance::{
    GenreReponse, Remplacement, Reponse, ReponseErreur, signe, valeur_du_signe,
};
use crate::convocation::Qualite;
use crate::ids::ConvocationId;
use crate::mission::{Comptage, Creneau, TypeMission};
use crate::repertoire::SaisiePostale;
use crate::service_fait::Presence;
use crate::temps::NaiveDate;
use crate::{EtatCourriel, texte};
use serde::{Deserialize, Serialize};

// ---------------------------------------------------------------- convocations

/// Where one of one's own convocations stands, as its reader has to act upon it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatMienne {
    /// It has a day to come, and the person has not answered it as it is now.
    AConfirmer,
    /// The person said that they have read it.
    Lue,
    /// The person said that they cannot come.
    Empechee,
    /// It was deleted.
    Annulee,
    /// Its last day is past.
    Passee,
}

impl EtatMienne {
    /// Where a convocation stands on a day, given the latest answer to it as it is now.
    #[must_use]
    pub fn de(
        creneaux: &[Creneau],
        reponse: Option<GenreReponse>,
        annulee: bool,
        aujourd_hui: NaiveDate,
    ) -> Self {
        if annulee {
            return Self::Annulee;
        }
        if !a_venir(creneaux, aujourd_hui) {
            return Self::Passee;
        }
        match reponse {
            Some(GenreReponse::Lue) => Self::Lue,
            Some(GenreReponse::Empechement) => Self::Empechee,
            None => Self::AConfirmer,
        }
    }
}

/// Whether one of these days has still to come, or is today.
#[must_use]
pub fn a_venir(creneaux: &[Creneau], aujourd_hui: NaiveDate) -> bool {
    creneaux.iter().any(|c| c.jour >= aujourd_hui)
}

/// One of one's own convocations.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MaConvocation {
    /// Key.
    pub convocation: ConvocationId,
    /// Edition that stands: what an answer is an answer to.
    pub edition: i32,
    /// Mission's number.
    pub numero: i64,
    /// Kind of mission.
    pub type_mission: TypeMission,
    /// Épreuve-option; may be empty.
    pub epreuve: String,
    /// Centre's name.
    pub centre: String,
    /// Centre's address, line by line.
    pub adresse: Vec<String>,
    /// Centre's telephone; may be empty.
    pub telephone: String,
    /// Centre's mail address; may be empty.
    pub mel: String,
    /// Function; none where the kind of mission has none.
    pub qualite: Option<Qualite>,
    /// Room; may be empty.
    pub salle: String,
    /// Commission; may be empty.
    pub commission: String,
    /// Text of the letter; may be empty.
    pub observation: String,
    /// Days and hours, in order.
    pub creneaux: Vec<Creneau>,
    /// Where it stands.
    pub etat: EtatMienne,
    /// What was answered last to it as it is now.
    pub reponse: Option<Reponse>,
    /// What it replaces, once something else was received.
    pub remplace: Option<Remplacement>,
}

impl MaConvocation {
    /// The first day that is not past, else the first one.
    #[must_use]
    pub fn prochain_jour(&self, aujourd_hui: NaiveDate) -> Option<NaiveDate> {
        let jours = || self.creneaux.iter().map(|c| c.jour);
        jours()
            .filter(|j| *j >= aujourd_hui)
            .min()
            .or_else(|| jours().min())
    }
}

/// All of one's own convocations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MesConvocations {
    /// Those that have a day to come, the next one first; cancelled ones among them.
    pub a_venir: Vec<MaConvocation>,
    /// The others, the latest first.
    pub passees: Vec<MaConvocation>,
    /// The address of one's calendar, when it is open.
    pub agenda: Option<AgendaOuvert>,
}

impl MesConvocations {
    /// Parts convocations by whether they have a day to come.
    #[must_use]
    pub fn ranger(toutes: Vec<MaConvocation>, aujourd_hui: NaiveDate) -> Self {
        let (mut venir, mut passees): (Vec<_>, Vec<_>) = toutes
            .into_iter()
            .partition(|c| a_venir(&c.creneaux, aujourd_hui));
        venir.sort_by_key(|c| (c.prochain_jour(aujourd_hui), c.convocation));
        passees.sort_by_key(|c| {
            let dernier = c.creneaux.iter().map(|x| x.jour).max();
            core::cmp::Reverse((dernier, c.convocation))
        });
        Self {
            a_venir: venir,
            passees,
            agenda: None,
        }
    }

    /// How many wait for an answer.
    #[must_use]
    pub fn a_confirmer(&self) -> usize {
        let attend = |c: &&MaConvocation| c.etat == EtatMienne::AConfirmer;
        self.a_venir.iter().filter(attend).count()
    }

    /// The next one that stands.
    #[must_use]
    pub fn prochaine(&self) -> Option<&MaConvocation> {
        self.a_venir.iter().find(|c| c.etat != EtatMienne::Annulee)
    }
}

/// A calendar that others read by its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaOuvert {
    /// The whole address: who has it reads the convocations.
    pub adresse: String,
    /// Since when, in the académie's time: `16/02/2021 08:05`.
    pub depuis: String,
}

/// What the first page tells an intervenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccueilIntervenant {
    /// The next convocation that stands.
    pub prochaine: Option<MaConvocation>,
    /// How many wait for an answer.
    pub a_confirmer: u32,
}

// ------------------------------------------------------------- private addresses

/// Bytes of the signature of a private address: 160 bits.
pub const SIGNATURE_OCTETS: usize = 20;
/// Signs of that signature.
const SIGNATURE_SIGNES: usize = SIGNATURE_OCTETS * 8 / 5;
/// Most signs of its key: 60 bits.
const CLE_SIGNES: usize = 12;

/// What the secret of a private address says before its signature is checked: a key, and a
/// signature that nobody else can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdressePrivee {
    /// Key of what it opens.
    pub cle: i64,
    /// The signature.
    pub signature: [u8; SIGNATURE_OCTETS],
}

impl AdressePrivee {
    /// The secret as addresses bear it: Crockford's base 32, the signature first.
    #[must_use]
    pub fn ecrire(&self) -> String {
        let mut secret = String::with_capacity(SIGNATURE_SIGNES + CLE_SIGNES);
        for paquet in self.signature.chunks(5) {
            let bits = paquet.iter().fold(0_u64, |n, o| n << 8 | u64::from(*o));
            secret.extend((0..8).rev().map(|i| signe(bits >> (i * 5))));
        }
        let cle = self.cle.unsigned_abs();
        let chiffres = (u64::BITS - cle.leading_zeros()).div_ceil(5).max(1);
        secret.extend((0..chiffres).rev().map(|i| signe(cle >> (i * 5))));
        secret
    }

    /// Reads a secret; none when it cannot be one of ours.
    #[must_use]
    pub fn lire(secret: &str) -> Option<Self> {
        if secret.len() > SIGNATURE_SIGNES + CLE_SIGNES {
            return None;
        }
        let valeurs: Vec<u64> = secret.chars().map(valeur_du_signe).collect::<Option<_>>()?;
        if valeurs.len() <= SIGNATURE_SIGNES {
            return None;
        }
        let (debut, cle) = valeurs.split_at(SIGNATURE_SIGNES);
        let nombre = |signes: &[u64]| signes.iter().fold(0_u64, |n, s| n << 5 | s);
        let mut signature = [0; SIGNATURE_OCTETS];
        for (paquet, sortie) in debut.chunks(8).zip(signature.chunks_mut(5)) {
            let bits = nombre(paquet).to_be_bytes();
            sortie.copy_from_slice(bits.get(3..)?);
        }
        Some(Self {
            cle: i64::try_from(nombre(cle)).ok()?,
            signature,
        })
    }
}

// ----------------------------------------------------------------- coordinates

/// Hours during which the mail that confirms an address serves.
pub const CONFIRMATION_HEURES: i64 = 48;
/// Changes of address that one account may ask for within a day: each sends a mail to an
/// address that is nobody's yet.
pub const CHANGEMENTS_PAR_JOUR: u32 = 5;
/// Most characters of a telephone number.
pub const TELEPHONE_MAX: usize = 30;
/// Fewest and most digits of a telephone number (ITU-T E.164).
const TELEPHONE_CHIFFRES: core::ops::RangeInclusive<usize> = 4..=15;

/// A telephone number, cleaned: French ones by pairs, others as they were typed. Empty is
/// none.
///
/// # Errors
/// [`EspaceErreur::TelephoneInvalide`].
pub fn lire_telephone(saisi: &str) -> Result<String, EspaceErreur> {
    let propre = texte::nettoyer(saisi);
    if propre.is_empty() {
        return Ok(propre);
    }
    let chiffres: String = propre.chars().filter(char::is_ascii_digit).collect();
    let permis = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '(' | ')' | '/');
    let corps = propre.strip_prefix('+').unwrap_or(&propre);
    if propre.chars().count() > TELEPHONE_MAX
        || !corps.chars().all(permis)
        || !TELEPHONE_CHIFFRES.contains(&chiffres.len())
    {
        return Err(EspaceErreur::TelephoneInvalide);
    }
    if chiffres.len() == 10 && chiffres.starts_with('0') && !propre.starts_with('+') {
        let mut paires = String::with_capacity(14);
        for (i, c) in chiffres.chars().enumerate() {
            if i > 0 && i % 2 == 0 {
                paires.push(' ');
            }
            paires.push(c);
        }
        return Ok(paires);
    }
    Ok(propre)
}

/// A change of personal address that waits for its confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangementAttendu {
    /// The address to be confirmed.
    pub adresse: String,
    /// Until when, in the académie's time: `16/02/2021 à 8 h 05`.
    pub jusqu_au: String,
    /// It came too late: to be asked for again.
    pub expire: bool,
    /// Where its mail stands.
    pub courriel: Option<EtatCourriel>,
}

/// One's own coordinates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MesCoordonnees {
    /// `NOM Prénom`.
    pub nom: String,
    /// Established address; may be empty.
    pub mel_professionnel: String,
    /// Confirmed personal address; may be empty.
    pub mel_personnel: String,
    /// Telephone; may be empty.
    pub telephone: String,
    /// Counts the changes of the telephone: what a change of it must be made on.
    pub telephone_version: i32,
    /// Postal address, line by line; may be empty.
    pub adresse: Vec<String>,
    /// The same, as its form takes it.
    pub postale: SaisiePostale,
    /// Counts the changes of what the académie keeps of the person: what a change of the
    /// postal address must be made on.
    pub version: i32,
    /// Main établissement, `NAME (UAI)`; may be empty.
    pub etablissement: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// A change of personal address that is asked for.
    pub attente: Option<ChangementAttendu>,
}

/// What a request to change the personal address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemandeAdresse {
    /// Another address, to be confirmed first.
    Confirmer(String),
    /// No personal address any more.
    Retirer,
}

impl DemandeAdresse {
    /// What is asked for, given the addresses that are known and a cleaned one that was
    /// typed.
    ///
    /// # Errors
    /// [`EspaceErreur::MemeAdresse`], or [`EspaceErreur::SeuleAdresse`] when nothing would
    /// be left to write to.
    pub fn de(professionnel: &str, personnel: &str, saisie: &str) -> Result<Self, EspaceErreur> {
        if saisie.eq_ignore_ascii_case(personnel) {
            return Err(EspaceErreur::MemeAdresse);
        }
        if !saisie.is_empty() {
            return if saisie.eq_ignore_ascii_case(professionnel) {
                Err(EspaceErreur::MemeAdresse)
            } else {
                Ok(Self::Confirmer(saisie.to_owned()))
            };
        }
        if crate::mel_plausible(professionnel) {
            Ok(Self::Retirer)
        } else {
            Err(EspaceErreur::SeuleAdresse)
        }
    }
}

// -------------------------------------------------------------------- services

/// What was attested of oneself on one day, once it is validated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonService {
    /// The day and its hours as convoked.
    pub creneau: Creneau,
    /// Mission's number.
    pub numero: i64,
    /// Its kind.
    pub type_mission: TypeMission,
    /// Its épreuve, or its kind.
    pub intitule: String,
    /// Year of its session.
    pub annee: i32,
    /// Centre, `NAME (UAI)`.
    pub centre: String,
    /// Function; none where the kind of mission has none.
    pub qualite: Option<Qualite>,
    /// Came in the place of somebody else.
    pub en_remplacement: bool,
    /// Whether one came.
    pub presence: Presence,
    /// Minutes attested.
    pub minutes: u32,
    /// Copies or candidates; none where nothing is counted.
    pub nombre: Option<u32>,
    /// What is counted.
    pub comptage: Option<Comptage>,
    /// When it was validated, in the académie's time: `16/02/2021 08:05`.
    pub valide_le: String,
    /// It was corrected afterwards.
    pub corrige: bool,
}

// -------------------------------------------------------------- personal data

/// A part of what is kept about somebody. Codes are names in the files that leave (JSON,
/// CSV): they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartDonnees {
    /// Who one is.
    Identite,
    /// How one is reached.
    Coordonnees,
    /// The account, and its roles.
    Compte,
    /// Sessions that are open.
    Sessions,
    /// The identity of a provider by which one signs in.
    Openid,
    /// That there is a second factor, without its secret.
    SecondFacteur,
    /// What one is, or was, convoked to.
    Convocations,
    /// Its days.
    Jours,
    /// What one answered.
    Reponses,
    /// Mails that were sent.
    Courriels,
    /// What was handed over to SANTORIN.
    Santorin,
    /// What was attested.
    Services,
    /// When one cannot be called.
    Indisponibilites,
    /// What one can mark or question on.
    Competences,
    /// Requests of centres that were answered by one's name.
    Demandes,
    /// Other rows that were made one with one's own.
    Fusions,
    /// Lines of one's *Messages* zone, by their date.
    Journal,
}

impl PartDonnees {
    /// Every part, in the order in which it is shown.
    pub const TOUTES: [Self; 17] = [
        Self::Identite,
        Self::Coordonnees,
        Self::Compte,
        Self::Sessions,
        Self::Openid,
        Self::SecondFacteur,
        Self::Convocations,
        Self::Jours,
        Self::Reponses,
        Self::Courriels,
        Self::Santorin,
        Self::Services,
        Self::Indisponibilites,
        Self::Competences,
        Self::Demandes,
        Self::Fusions,
        Self::Journal,
    ];

    /// Name in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identite => "identite",
            Self::Coordonnees => "coordonnees",
            Self::Compte => "compte",
            Self::Sessions => "sessions",
            Self::Openid => "openid",
            Self::SecondFacteur => "second_facteur",
            Self::Convocations => "convocations",
            Self::Jours => "jours",
            Self::Reponses => "reponses",
            Self::Courriels => "courriels",
            Self::Santorin => "santorin",
            Self::Services => "services",
            Self::Indisponibilites => "indisponibilites",
            Self::Competences => "competences",
            Self::Demandes => "demandes",
            Self::Fusions => "fusions",
            Self::Journal => "journal",
        }
    }

    /// Names of its columns in files, in order.
    #[must_use]
    pub const fn colonnes(self) -> &'static [&'static str] {
        match self {
            Self::Identite => &[
                "matricule",
                "civilite",
                "nom",
                "prenom",
                "etablissement",
                "discipline",
                "etablissements_secondaires",
                "nom_naissance",
                "origine",
            ],
            Self::Coordonnees => &[
                "mel_professionnel",
                "mel_personnel",
                "mel_a_confirmer",
                "telephone",
                "adresse",
                "agenda_ouvert_le",
            ],
            Self::Compte => &["identifiant", "nom", "mel", "role", "lieu", "cree_le"],
            Self::Sessions => &["ouverte_le", "vue_le", "navigateur", "expire_le"],
            Self::Openid => &["emetteur", "sujet", "lie_le", "vu_le"],
            Self::SecondFacteur => &["actif_le", "dernier_code_le", "codes_de_secours"],
            Self::Convocations => &[
                "reference",
                "mission",
                "type",
                "epreuve",
                "session",
                "centre",
                "qualite",
                "salle",
                "commission",
                "observation",
                "autorite",
                "etat",
            ],
            Self::Jours => &["reference", "jour", "debut", "fin"],
            Self::Reponses => &["reference", "edition", "reponse", "texte", "recue_le"],
            Self::Courriels => &["genre", "adresse", "etat", "date"],
            Self::Santorin => &[
                "reference",
                "droit",
                "jusqu_au",
                "retrait",
                "transmis_le",
                "matricule",
                "nom",
                "prenom",
                "mel",
                "etablissement",
                "centre",
                "session",
                "epreuve",
                "qualite",
            ],
            Self::Services => &[
                "mission",
                "centre",
                "jour",
                "presence",
                "motif",
                "minutes",
                "nombre",
                "remarque",
                "valide_le",
            ],
            Self::Indisponibilites => &["periode", "du", "au", "motif", "commentaire"],
            Self::Competences => &["annee", "competence", "declaree", "validee"],
            Self::Demandes => &[
                "date",
                "nom",
                "prenom",
                "lieu",
                "discipline",
                "commentaire",
                "etat",
                "traitee_le",
            ],
            Self::Fusions => &["date", "matricule", "separee_le"],
            Self::Journal => &["date", "action"],
        }
    }
}

/// A part with its lines. Days and moments are ISO 8601 in the académie's time; everything
/// else is what screens show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Donnees {
    /// Which part.
    pub part: PartDonnees,
    /// Its lines, each with as many cells as [`PartDonnees::colonnes`].
    pub lignes: Vec<Vec<String>>,
}

// --------------------------------------------------------------------- outcomes

/// Why something in one's own space is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EspaceErreur {
    /// The answer is no good.
    Reponse(ReponseErreur),
    /// Too long after the last day.
    ReponseTardive,
    /// Enough answers were kept.
    TropDeReponses,
    /// It was changed since it was read: nothing was kept.
    ConvocationChangee,
    /// It was deleted since it was read: nothing was kept.
    ConvocationAnnulee,
    /// This address is known already.
    MemeAdresse,
    /// Nothing would be left to write to.
    SeuleAdresse,
    /// [`CHANGEMENTS_PAR_JOUR`] were asked for already.
    TropDeChangements,
    /// This is no telephone number.
    TelephoneInvalide,
    /// It was changed elsewhere since it was read.
    TelephoneChange,
    /// What is known of the person was changed elsewhere since their postal address was read.
    PostaleChangee,
}

impl From<EspaceErreur> for crate::Erreur {
    fn from(erreur: EspaceErreur) -> Self {
        Self::Espace(erreur)
    }
}

/// What a line of the *Messages* zone tells of one's own space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaitEspace {
    /// One answered a convocation.
    Reponse {
        /// The mission's number.
        mission: i64,
        /// What.
        genre: GenreReponse,
    },
    /// The calendar has an address.
    AgendaOuvert {
        /// In the place of another one, which serves no more.
        renouvele: bool,
    },
    /// The calendar has no address any more.
    AgendaFerme,
    /// A mail was asked for that confirms an address.
    AdresseDemandee {
        /// Which.
        adresse: String,
    },
    /// An address is confirmed.
    AdresseConfirmee {
        /// Which.
        adresse: String,
    },
    /// A change that waited was given up.
    AdresseAbandonnee,
    /// There is no personal address any more.
    AdresseRetiree,
    /// The telephone was changed.
    TelephoneEnregistre,
    /// The postal address was changed.
    PostaleEnregistree,
}

/// Where the link that confirms an address stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EtatConfirmation {
    /// It serves no more, or never did: used, replaced, given up, forged.
    Inconnue,
    /// It came too late.
    Expiree,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NaiveTime;
    use proptest::prelude::*;

    fn jour(j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
    }

    fn creneaux(jours: &[u32]) -> Vec<Creneau> {
        jours
            .iter()
            .map(|j| Creneau {
                jour: jour(*j),
                debut: NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
                fin: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
            })
            .collect()
    }

    fn mienne(cle: i64, jours: &[u32], annulee: bool) -> MaConvocation {
        let creneaux = creneaux(jours);
        MaConvocation {
            convocation: ConvocationId(cle),
            edition: 1,
            numero: 172_278,
            type_mission: TypeMission::Coec,
            epreuve: String::new(),
            centre: String::new(),
            adresse: Vec::new(),
            telephone: String::new(),
            mel: String::new(),
            qualite: None,
            salle: String::new(),
            commission: String::new(),
            observation: String::new(),
            etat: EtatMienne::de(&creneaux, None, annulee, jour(10)),
            creneaux,
            reponse: None,
            remplace: None,
        }
    }

    #[test]
    fn ce_qui_est_a_faire() {
        let c = creneaux(&[1, 10]);
        let etat = |reponse, annulee, j| EtatMienne::de(&c, reponse, annulee, jour(j));
        assert_eq!(etat(None, false, 10), EtatMienne::AConfirmer);
        assert_eq!(etat(Some(GenreReponse::Lue), false, 5), EtatMienne::Lue);
        assert_eq!(
            etat(Some(GenreReponse::Empechement), false, 5),
            EtatMienne::Empechee
        );
        // Past, whatever was answered; deleted, whatever the day.
        assert_eq!(etat(Some(GenreReponse::Lue), false, 11), EtatMienne::Passee);
        assert_eq!(etat(None, true, 11), EtatMienne::Annulee);
        assert_eq!(
            EtatMienne::de(&[], None, false, jour(1)),
            EtatMienne::Passee
        );
    }

    #[test]
    fn la_prochaine_d_abord_les_passees_derriere() {
        let m = MesConvocations::ranger(
            vec![
                mienne(1, &[20], false),
                mienne(2, &[3], false),
                mienne(3, &[12], true),
                mienne(4, &[2, 15], false),
                mienne(5, &[8], false),
            ],
            jour(10),
        );
        let cles = |v: &[MaConvocation]| v.iter().map(|c| c.convocation.0).collect::<Vec<_>>();
        assert_eq!(cles(&m.a_venir), [3, 4, 1]);
        assert_eq!(cles(&m.passees), [5, 2]);
        assert_eq!(m.a_confirmer(), 2);
        // What was cancelled is not what comes next.
        assert_eq!(m.prochaine().unwrap().convocation.0, 4);
        assert_eq!(m.a_venir[1].prochain_jour(jour(10)), Some(jour(15)));
    }

    #[test]
    fn telephones() {
        for (saisi, lu) in [
            ("0612345678", "06 12 34 56 78"),
            (" 06.12.34.56.78 ", "06 12 34 56 78"),
            ("+33 6 12 34 56 78", "+33 6 12 34 56 78"),
            ("", ""),
            ("  ", ""),
            ("3635", "3635"),
        ] {
            assert_eq!(lire_telephone(saisi).as_deref(), Ok(lu), "{saisi}");
        }
        for faux in ["12", "0612 abc", "=1+1", "06+12345678", "1234567890123456"] {
            assert_eq!(
                lire_telephone(faux),
                Err(EspaceErreur::TelephoneInvalide),
                "{faux}"
            );
        }
    }

    #[test]
    fn changer_d_adresse() {
        let de = DemandeAdresse::de;
        assert_eq!(
            de("a@ac.fr", "b@maison.fr", "c@maison.fr"),
            Ok(DemandeAdresse::Confirmer("c@maison.fr".into()))
        );
        assert_eq!(
            de("a@ac.fr", "b@maison.fr", "B@maison.fr"),
            Err(EspaceErreur::MemeAdresse)
        );
        assert_eq!(de("a@ac.fr", "", "a@AC.fr"), Err(EspaceErreur::MemeAdresse));
        assert_eq!(
            de("a@ac.fr", "b@maison.fr", ""),
            Ok(DemandeAdresse::Retirer)
        );
        assert_eq!(de("", "b@maison.fr", ""), Err(EspaceErreur::SeuleAdresse));
        assert_eq!(de("", "", ""), Err(EspaceErreur::MemeAdresse));
    }

    #[test]
    fn les_parts_ont_chacune_leur_nom_et_leurs_colonnes() {
        let mut codes: Vec<_> = PartDonnees::TOUTES.iter().map(|p| p.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), PartDonnees::TOUTES.len());
        for p in PartDonnees::TOUTES {
            assert!(!p.colonnes().is_empty());
        }
    }

    proptest! {
        #[test]
        fn un_secret_se_relit(cle in 0_i64..(1 << 60), signature: [u8; SIGNATURE_OCTETS]) {
            let a = AdressePrivee { cle, signature };
            let secret = a.ecrire();
            prop_assert_eq!(AdressePrivee::lire(&secret), Some(a));
            prop_assert!(secret.bytes().all(|b| b.is_ascii_alphanumeric()));
            prop_assert_eq!(AdressePrivee::lire(&secret[..SIGNATURE_SIGNES]), None);
        }

        #[test]
        fn n_importe_quoi_ne_panique_pas(texte: String) {
            let _ = AdressePrivee::lire(&texte);
            let _ = lire_telephone(&texte);
        }
    }
}
