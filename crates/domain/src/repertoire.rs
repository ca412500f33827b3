//! The intervenants of an académie as its gestionnaire keeps them: who is known, who is
//! probably known twice, and whom the centres did not find.

use crate::convocation::{Affectation, Autorite};
use crate::droits::{Acteur, Portee, Role};
use crate::envoi::EtatCourriel;
use crate::etablissement::{Adresse, Uai, UaiErreur};
use crate::ids::{DisciplineId, EtablissementId, IntervenantId};
use crate::intervenant::{Civilite, NOM_MAX, mel_plausible};
use crate::texte;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// Lines of one page of the list.
pub const LIGNES_REPERTOIRE: u32 = 50;
/// Groups of one page of probable duplicates.
pub const GROUPES_DOUBLONS: usize = 20;
/// People who share a name or an address of whom pairs are made: beyond, the first ones.
pub const PARTAGE_MAX: usize = 12;
/// Longest line of a postal address.
pub const LIGNE_ADRESSE_MAX: usize = 120;
/// Longest matricule.
pub const MATRICULE_MAX: usize = 40;
/// Longest comment of a request, and longest reason of a refusal.
pub const COMMENTAIRE_MAX: usize = 500;
/// Requests of one page.
pub const DEMANDES_MAX: u32 = 200;

impl Acteur {
    /// Whose intervenants this person looks at: those of the académie, for its gestionnaire
    /// and its administrateur.
    #[must_use]
    pub fn repertoire_visible(&self) -> Portee {
        if self.a_role(Role::Gestionnaire) || self.a_role(Role::Administrateur) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }

    /// Whether this person creates, changes and merges intervenants, and answers requests.
    #[must_use]
    pub fn tient_le_repertoire(&self) -> bool {
        self.a_role(Role::Gestionnaire)
    }

    /// Requests that this person sees: all of the académie for who answers them, those of
    /// their établissements for who makes them.
    #[must_use]
    pub fn demandes_visibles(&self) -> Portee {
        if self.tient_le_repertoire() {
            return Portee::Academie(self.academie);
        }
        let ids = self.etablissements();
        if ids.is_empty() {
            Portee::Rien
        } else {
            Portee::Etablissements(self.academie, ids)
        }
    }
}

// --------------------------------------------------------------------- a person

/// Where an intervenant comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origine {
    /// Appointed in an établissement.
    #[default]
    Interne,
    /// From a trade.
    Professionnel,
    /// Retired.
    Retraite,
    /// From elsewhere.
    Autre,
}

impl Origine {
    /// Each of them.
    pub const TOUTES: [Self; 4] = [
        Self::Interne,
        Self::Professionnel,
        Self::Retraite,
        Self::Autre,
    ];

    /// Code in the database and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Interne => "interne",
            Self::Professionnel => "professionnel",
            Self::Retraite => "retraite",
            Self::Autre => "autre",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|o| o.code() == code)
    }

    /// As kept, or, of who came by a file, as the établissement tells.
    #[must_use]
    pub fn de(code: &str, etablissement: bool) -> Self {
        match Self::lire(code) {
            Some(Self::Interne) | None if etablissement => Self::Interne,
            Some(Self::Interne) | None => Self::Autre,
            Some(autre) => autre,
        }
    }
}

/// A field of the form of an intervenant, or of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChampFiche {
    /// Identifier in the académie.
    Matricule,
    /// Where from.
    Origine,
    /// Title.
    Civilite,
    /// Family name in use.
    Nom,
    /// First name.
    Prenom,
    /// Birth name.
    NomNaissance,
    /// Établissement.
    Etablissement,
    /// Établissement à titre secondaire.
    Secondaire,
    /// Discipline de poste.
    Discipline,
    /// Professional address.
    MelProfessionnel,
    /// Personal address.
    MelPersonnel,
    /// First line of the postal address.
    Adresse,
    /// Post code.
    CodePostal,
    /// Town.
    Commune,
    /// Where the person is, of a request.
    Lieu,
    /// Comment of a request.
    Commentaire,
    /// Reason of a refusal.
    Motif,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DefautChamp {
    /// Nothing in it, or no letter.
    Vide,
    /// Too long; the most characters.
    TropLong(u32),
    /// A control character.
    CaractereInterdit,
    /// Not what is expected there.
    Illisible,
    /// No UAI.
    Uai(UaiErreur),
    /// Not known in the académie.
    Inconnu,
}

/// Why an intervenant is not created, changed or merged, or a request not answered: nothing
/// was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepertoireErreur {
    /// Fields to put right.
    Champs(Vec<(ChampFiche, DefautChamp)>),
    /// Somebody of the académie has this matricule.
    MatriculePris,
    /// Somebody else changed the person since they were read.
    FicheChangee,
    /// One is not merged with oneself, and who was merged is not merged again.
    FusionImpossible,
    /// Both are convoked to these missions, and which convocation stays was not said.
    MissionsCommunes {
        /// `NOM Prénom`.
        nom: String,
        /// Their numbers.
        missions: Vec<i64>,
    },
    /// One came in the place of the other: they are two people.
    SeSontRemplaces,
    /// The merge was undone already.
    FusionDefaite,
    /// The person kept was changed since the merge.
    GardeeChangee {
        /// `NOM Prénom`.
        nom: String,
    },
    /// The person kept was convoked since the merge: nobody knows which of the two.
    ConvoqueeDepuis {
        /// `NOM Prénom`.
        nom: String,
    },
    /// A mail left since the merge, to who is kept, for a convocation of the other one.
    EcriteDepuis {
        /// `NOM Prénom`.
        nom: String,
    },
    /// Who was merged stays closed as long as the merge stands.
    Fusionnee,
    /// The person is closed.
    Fermee,
    /// Somebody else answered this request.
    DemandeTraitee,
    /// Nobody is chosen.
    PersonneAChoisir,
    /// No mission of this number at the asker's.
    MissionInconnue,
    /// The person has an account.
    CompteDejaOuvert,
    /// A link is sent to an address: there is none.
    SansAdresse,
    /// Accounts are being opened for those who are convoked.
    OuvertureEnCours,
    /// The person works there already, à titre principal or secondaire.
    DejaRattachee {
        /// `NAME (UAI)`.
        etablissement: String,
    },
    /// Several établissements answer to what was typed.
    PlusieursLieux {
        /// The first ones, `NAME (UAI)`.
        lieux: Vec<String>,
    },
}

/// People without an address who are named before accounts are opened.
pub const SANS_ADRESSE_MAX: u32 = 50;

/// Accounts to open for everybody who is convoked and has none, before it is asked for, or
/// while it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComptesAOuvrir {
    /// Years that have missions, latest first.
    pub annees: Vec<i32>,
    /// Those convoked to a session of this year alone; none: to any.
    pub annee: Option<i32>,
    /// People who have an address and would be given an account.
    pub nombre: u32,
    /// People who have no address.
    pub sans_adresse: u32,
    /// The first [`SANS_ADRESSE_MAX`] of them, by name.
    pub lignes: Vec<LigneRepertoire>,
    /// The latest opening of the académie.
    pub derniere: Option<OuvertureComptes>,
}

/// How far an opening of accounts is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OuvertureComptes {
    /// Those convoked to a session of this year alone.
    pub annee: Option<i32>,
    /// How many people there were when it was asked for.
    pub total: u32,
    /// Accounts opened.
    pub ouverts: u32,
    /// People whose address cannot name an account: too long, with other signs, or taken.
    pub ecartes: u32,
    /// When it was asked for, local.
    pub demandee_le: String,
    /// When it was finished, local; empty while some are left.
    pub finie_le: String,
}

impl OuvertureComptes {
    /// Whether some are left.
    #[must_use]
    pub const fn en_cours(&self) -> bool {
        self.finie_le.is_empty()
    }
}

/// An intervenant as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SaisieIntervenant {
    /// Identifier in the académie; empty at creation: one is given.
    pub matricule: String,
    /// Code of where from.
    pub origine: String,
    /// Code of the title.
    pub civilite: String,
    /// Family name in use.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Birth name; may be empty.
    pub nom_naissance: String,
    /// UAI, of somebody appointed.
    pub uai: String,
    /// Code of the discipline de poste; may be empty.
    pub discipline: String,
    /// Professional address; may be empty.
    pub mel_professionnel: String,
    /// Personal address; may be empty.
    pub mel_personnel: String,
    /// First line of the postal address.
    pub adresse_1: String,
    /// Second one.
    pub adresse_2: String,
    /// Post code.
    pub code_postal: String,
    /// Town.
    pub commune: String,
}

/// An intervenant, each field good in itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervenantSaisi {
    /// Identifier; none: to be given.
    pub matricule: Option<String>,
    /// Where from.
    pub origine: Origine,
    /// Title.
    pub civilite: Civilite,
    /// Family name in use.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Birth name; empty when it is the same.
    pub nom_naissance: String,
    /// Établissement, of somebody appointed.
    pub uai: Option<Uai>,
    /// Code of the discipline.
    pub discipline: Option<String>,
    /// Professional address.
    pub mel_professionnel: String,
    /// Personal address.
    pub mel_personnel: String,
    /// Lines of the postal address.
    pub lignes: Vec<String>,
    /// Post code.
    pub code_postal: String,
    /// Town.
    pub commune: String,
}

/// A postal address as a person types their own, empty to have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisiePostale {
    /// First line.
    pub adresse_1: String,
    /// Second one.
    pub adresse_2: String,
    /// Post code.
    pub code_postal: String,
    /// Town.
    pub commune: String,
}

impl SaisiePostale {
    /// Reads what was typed, by the rules of [`SaisieIntervenant::lire`].
    ///
    /// # Errors
    /// [`RepertoireErreur::Champs`] with each field to put right.
    pub fn lire(&self) -> Result<Adresse, RepertoireErreur> {
        let mut l = Lecture::default();
        let lignes = [self.adresse_1.as_str(), &self.adresse_2];
        let adresse = l.adresse(lignes, &self.code_postal, &self.commune);
        if l.0.is_empty() {
            Ok(adresse)
        } else {
            Err(RepertoireErreur::Champs(l.0))
        }
    }
}

impl From<&SaisieIntervenant> for SaisiePostale {
    fn from(s: &SaisieIntervenant) -> Self {
        Self {
            adresse_1: s.adresse_1.clone(),
            adresse_2: s.adresse_2.clone(),
            code_postal: s.code_postal.clone(),
            commune: s.commune.clone(),
        }
    }
}

/// Reads fields, keeping all that is wrong.
#[derive(Debug, Default)]
struct Lecture(Vec<(ChampFiche, DefautChamp)>);

impl Lecture {
    fn noter(&mut self, champ: ChampFiche, defaut: DefautChamp) {
        self.0.push((champ, defaut));
    }

    fn texte(&mut self, champ: ChampFiche, lu: &str, maximum: usize) -> String {
        let lu = lu.trim();
        if texte::a_caractere_de_controle(lu) {
            self.noter(champ, DefautChamp::CaractereInterdit);
            return String::new();
        }
        let propre = texte::nettoyer(lu);
        if propre.chars().count() > maximum {
            self.noter(
                champ,
                DefautChamp::TropLong(u32::try_from(maximum).unwrap_or(u32::MAX)),
            );
            return String::new();
        }
        propre
    }

    fn nom(&mut self, champ: ChampFiche, lu: &str) -> String {
        let avant = self.0.len();
        let nom = self.texte(champ, lu, NOM_MAX);
        // Nobody could be found under a name without a letter.
        if self.0.len() == avant && texte::normaliser(&nom).is_empty() {
            self.noter(champ, DefautChamp::Vide);
        }
        nom
    }

    fn mel(&mut self, champ: ChampFiche, lu: &str) -> String {
        let mel = lu.trim().to_owned();
        if !mel.is_empty() && !mel_plausible(&mel) {
            self.noter(champ, DefautChamp::Illisible);
        }
        mel
    }

    fn adresse(&mut self, lignes: [&str; 2], code_postal: &str, commune: &str) -> Adresse {
        let lignes = lignes
            .into_iter()
            .map(|a| self.texte(ChampFiche::Adresse, a, LIGNE_ADRESSE_MAX))
            .filter(|a| !a.is_empty())
            .collect();
        let code_postal = self.texte(ChampFiche::CodePostal, code_postal, 10);
        if !code_postal
            .bytes()
            .all(|o| o.is_ascii_alphanumeric() || matches!(o, b' ' | b'-'))
        {
            self.noter(ChampFiche::CodePostal, DefautChamp::Illisible);
        }
        Adresse {
            lignes,
            code_postal,
            commune: self.texte(ChampFiche::Commune, commune, NOM_MAX),
        }
    }
}

impl SaisieIntervenant {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`RepertoireErreur::Champs`] with each field to put right.
    pub fn lire(&self) -> Result<IntervenantSaisi, RepertoireErreur> {
        let mut l = Lecture::default();
        let matricule = l.texte(ChampFiche::Matricule, &self.matricule, MATRICULE_MAX);
        let origine = Origine::lire(self.origine.trim()).unwrap_or_else(|| {
            l.noter(ChampFiche::Origine, DefautChamp::Illisible);
            Origine::Autre
        });
        let civilite = Civilite::lire(&self.civilite).unwrap_or_else(|| {
            l.noter(ChampFiche::Civilite, DefautChamp::Illisible);
            Civilite::Inconnue
        });
        let nom = l.nom(ChampFiche::Nom, &self.nom);
        let prenom = l.texte(ChampFiche::Prenom, &self.prenom, NOM_MAX);
        let nom_naissance = l.texte(ChampFiche::NomNaissance, &self.nom_naissance, NOM_MAX);
        let uai = match (origine, self.uai.trim()) {
            (Origine::Interne, "") => {
                l.noter(ChampFiche::Etablissement, DefautChamp::Vide);
                None
            }
            (Origine::Interne, lu) => match Uai::lire(lu) {
                Ok(uai) => Some(uai),
                Err(e) => {
                    l.noter(ChampFiche::Etablissement, DefautChamp::Uai(e));
                    None
                }
            },
            // Who is appointed nowhere has none, whatever was typed before.
            _ => None,
        };
        let discipline = l.texte(ChampFiche::Discipline, &self.discipline, 20);
        let mel_professionnel = l.mel(ChampFiche::MelProfessionnel, &self.mel_professionnel);
        let mel_personnel = l.mel(ChampFiche::MelPersonnel, &self.mel_personnel);
        let lignes = [self.adresse_1.as_str(), &self.adresse_2];
        let adresse = l.adresse(lignes, &self.code_postal, &self.commune);
        if !l.0.is_empty() {
            return Err(RepertoireErreur::Champs(l.0));
        }
        Ok(IntervenantSaisi {
            matricule: Some(matricule).filter(|m| !m.is_empty()),
            origine,
            civilite,
            nom,
            prenom,
            nom_naissance,
            uai,
            discipline: Some(discipline).filter(|d| !d.is_empty()),
            mel_professionnel,
            mel_personnel,
            lignes: adresse.lignes,
            code_postal: adresse.code_postal,
            commune: adresse.commune,
        })
    }
}

// ----------------------------------------------------------------------- the list

/// Which intervenants of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VueRepertoire {
    /// Those who can be convoked.
    #[default]
    Actifs,
    /// Of these, those appointed in an établissement.
    Internes,
    /// Of these, the others.
    Externes,
    /// Those who are closed.
    Fermes,
    /// All.
    Tous,
}

impl VueRepertoire {
    /// Each of them.
    pub const TOUTES: [Self; 5] = [
        Self::Actifs,
        Self::Internes,
        Self::Externes,
        Self::Fermes,
        Self::Tous,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Actifs => "actifs",
            Self::Internes => "internes",
            Self::Externes => "externes",
            Self::Fermes => "fermes",
            Self::Tous => "tous",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|v| v.code() == code)
    }
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreRepertoire {
    /// Words of the name, by their beginning.
    pub nom: String,
    /// Part of the name or of the UAI of the établissement.
    pub lieu: String,
    /// Discipline de poste; none: any.
    pub discipline: Option<DisciplineId>,
    /// Which.
    pub vue: VueRepertoire,
    /// From 1.
    pub page: u32,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneRepertoire {
    /// Key.
    pub id: IntervenantId,
    /// Identifier in the académie.
    pub matricule: String,
    /// `NOM Prénom`.
    pub nom: String,
    /// Birth name; may be empty.
    pub nom_naissance: String,
    /// Where from.
    pub origine: Origine,
    /// `NAME (UAI)`; may be empty.
    pub etablissement: String,
    /// Discipline de poste; may be empty.
    pub discipline: String,
    /// Where convocations go; may be empty.
    pub mel: String,
    /// Can be convoked.
    pub actif: bool,
    /// Was merged into somebody else.
    pub fusionne: bool,
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRepertoire {
    /// The lines, by name.
    pub lignes: Vec<LigneRepertoire>,
    /// How many the filter keeps.
    pub total: u32,
    /// Disciplines that one may filter by.
    pub disciplines: Vec<(DisciplineId, String)>,
    /// The reader changes them.
    pub tient: bool,
}

/// The account of an intervenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompteDeFiche {
    /// Sign-in name.
    pub identifiant: String,
    /// Is open.
    pub actif: bool,
    /// Where the mail with its link stands, when one was asked for.
    pub invitation: Option<EtatCourriel>,
}

/// A merge, as the page of a person tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionVue {
    /// Key.
    pub id: i64,
    /// The other one.
    pub autre: IntervenantId,
    /// `NOM Prénom` of the other one.
    pub nom: String,
    /// When, local.
    pub le: String,
    /// Who made it.
    pub par: String,
}

/// An établissement to which somebody is attached à titre secondaire: they share their
/// service between it and the main one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rattachement {
    /// Its key.
    pub etablissement: EtablissementId,
    /// Its national number.
    pub uai: Uai,
    /// `NAME (UAI)`.
    pub libelle: String,
}

/// An intervenant with all that the gestionnaire keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FicheIntervenant {
    /// Key.
    pub id: IntervenantId,
    /// Counts the changes.
    pub version: i32,
    /// Can be convoked.
    pub actif: bool,
    /// What is known, as a form takes it.
    pub saisie: SaisieIntervenant,
    /// Main établissement, `NAME (UAI)`; may be empty.
    pub etablissement: String,
    /// Where they are attached à titre secondaire, by UAI.
    pub secondaires: Vec<Rattachement>,
    /// Label of the discipline; may be empty.
    pub discipline: String,
    /// How many convocations they have.
    pub convocations: u32,
    /// Where mails go; may be empty.
    pub mel: String,
    /// Their account.
    pub compte: Option<CompteDeFiche>,
    /// Into whom they were merged.
    pub fusion: Option<FusionVue>,
    /// Who was merged into them.
    pub absorbes: Vec<FusionVue>,
    /// Disciplines that can be chosen: code and label.
    pub disciplines: Vec<(String, String)>,
    /// The reader changes them.
    pub tient: bool,
}

impl FicheIntervenant {
    /// `NOM Prénom`.
    #[must_use]
    pub fn nom_complet(&self) -> String {
        crate::nom_complet(&self.saisie.nom, &self.saisie.prenom)
    }
}

/// The form of a new intervenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormulaireIntervenant {
    /// What it holds.
    pub saisie: SaisieIntervenant,
    /// People who are probably this one.
    pub semblables: Vec<LigneRepertoire>,
    /// The request that it answers.
    pub demande: Option<i64>,
    /// Disciplines that can be chosen: code and label.
    pub disciplines: Vec<(String, String)>,
}

/// What became of a creation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Creation {
    /// Created.
    Cree(IntervenantId),
    /// Probably known already: nothing was written.
    Semblables(Vec<LigneRepertoire>),
}

// --------------------------------------------------------------------- duplicates

/// The key of where somebody lives, by which two people are perhaps one: the first letter of
/// their name, the post code, and the number and street without accents, small words nor
/// usual abbreviations. None without a post code, or without a numbered street: a place named
/// otherwise is many people's.
#[must_use]
pub fn cle_adresse(nom: &str, lignes: &[String], code_postal: &str) -> Option<String> {
    let initiale = texte::normaliser(nom).chars().next()?;
    let code = texte::normaliser(code_postal).replace(' ', "");
    if code.is_empty() {
        return None;
    }
    let rue = lignes.iter().find_map(|l| rue_numerotee(l))?;
    Some(format!("{initiale}/{code}/{rue}"))
}

/// `12b avenue general leclerc`, of a line that begins with a number in a street.
fn rue_numerotee(ligne: &str) -> Option<String> {
    let normale = texte::normaliser(ligne);
    let mut mots = normale.split(' ');
    let numero = mots.next()?;
    let suffixe = numero.trim_start_matches(|c: char| c.is_ascii_digit());
    let chiffres = numero.strip_suffix(suffixe).filter(|c| !c.is_empty())?;
    let suffixe = match suffixe {
        "bis" => "b",
        "ter" => "t",
        "quater" => "q",
        "" | "a" | "b" | "c" | "d" | "t" | "q" => suffixe,
        // `3e étage` is no street.
        _ => return None,
    };
    // However it is written, with the number or after it.
    let mut cle = format!("{chiffres}{suffixe}");
    let mut nommee = false;
    for mot in mots {
        let mot = match mot {
            "bis" | "b" if !nommee => {
                cle.push('b');
                continue;
            }
            "ter" | "t" if !nommee => {
                cle.push('t');
                continue;
            }
            "d" | "de" | "des" | "du" | "l" | "la" | "le" | "les" => continue,
            "all" => "allee",
            "av" | "ave" => "avenue",
            "bd" | "bld" | "blvd" | "boul" => "boulevard",
            "ch" | "che" | "chem" => "chemin",
            "dr" => "docteur",
            "fbg" | "fg" => "faubourg",
            "gal" | "gen" => "general",
            "imp" => "impasse",
            "pl" => "place",
            "r" => "rue",
            "rte" => "route",
            "sq" => "square",
            "st" => "saint",
            "ste" => "sainte",
            autre => autre,
        };
        cle.push(' ');
        cle.push_str(mot);
        nommee = true;
    }
    nommee.then_some(cle)
}

/// People who are probably one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupeDoublons {
    /// They, in the order of their keys.
    pub membres: Vec<IntervenantId>,
    /// Pairs to look at.
    pub paires: Vec<(IntervenantId, IntervenantId)>,
    /// Some share a mail address.
    pub par_mel: bool,
    /// Some share a name.
    pub par_nom: bool,
}

/// Puts together people who share a name (`noms`), a mail address (`mels`) or where they live
/// (`rues`, see [`cle_adresse`]) with each other, without the pairs that were said to be two
/// people. Those who share a mail address come first, those who share a street only last.
#[must_use]
pub fn grouper_doublons(
    noms: &[Vec<IntervenantId>],
    mels: &[Vec<IntervenantId>],
    rues: &[Vec<IntervenantId>],
    distincts: &HashSet<(IntervenantId, IntervenantId)>,
) -> Vec<GroupeDoublons> {
    // Pairs in order, each with whether a mail address tells it, and a name.
    let mut paires: BTreeMap<(IntervenantId, IntervenantId), (bool, bool)> = BTreeMap::new();
    for (ensembles, par_mel, par_nom) in [
        (noms, false, true),
        (mels, true, false),
        (rues, false, false),
    ] {
        for ensemble in ensembles {
            let membres = ensemble
                .get(..PARTAGE_MAX.min(ensemble.len()))
                .unwrap_or_default();
            for (rang, un) in membres.iter().enumerate() {
                for autre in membres.iter().skip(rang + 1) {
                    let paire = (*un.min(autre), *un.max(autre));
                    if un != autre && !distincts.contains(&paire) {
                        let dite = paires.entry(paire).or_default();
                        dite.0 |= par_mel;
                        dite.1 |= par_nom;
                    }
                }
            }
        }
    }
    let mut chefs: BTreeMap<IntervenantId, IntervenantId> = BTreeMap::new();
    for (un, autre) in paires.keys() {
        let (a, b) = (chef(&mut chefs, *un), chef(&mut chefs, *autre));
        let (petit, grand) = (a.min(b), a.max(b));
        chefs.insert(grand, petit);
    }
    let mut groupes: BTreeMap<IntervenantId, GroupeDoublons> = BTreeMap::new();
    for (paire, (par_mel, par_nom)) in paires {
        let groupe = groupes.entry(chef(&mut chefs, paire.0)).or_default();
        groupe.membres.extend([paire.0, paire.1]);
        groupe.paires.push(paire);
        groupe.par_mel |= par_mel;
        groupe.par_nom |= par_nom;
    }
    let mut groupes: Vec<GroupeDoublons> = groupes.into_values().collect();
    for g in &mut groupes {
        g.membres.sort_unstable();
        g.membres.dedup();
    }
    groupes.sort_by_key(|g| (!g.par_mel, !g.par_nom));
    groupes
}

/// The smallest key of whoever somebody is put together with.
fn chef(chefs: &mut BTreeMap<IntervenantId, IntervenantId>, qui: IntervenantId) -> IntervenantId {
    let mut racine = qui;
    while let Some(suivant) = chefs.get(&racine).copied().filter(|s| *s != racine) {
        racine = suivant;
    }
    // Shorter next time.
    chefs.insert(qui, racine);
    racine
}

/// A group of the page of probable duplicates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupeVu {
    /// They.
    pub membres: Vec<LigneRepertoire>,
    /// Pairs to look at.
    pub paires: Vec<(IntervenantId, IntervenantId)>,
    /// Some share a mail address.
    pub par_mel: bool,
    /// Some share a name.
    pub par_nom: bool,
}

/// One page of probable duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageDoublons {
    /// The groups.
    pub groupes: Vec<GroupeVu>,
    /// How many there are.
    pub total: u32,
    /// Which page, from 1.
    pub page: u32,
    /// The reader merges them.
    pub tient: bool,
}

/// A mission to which two people are convoked who may be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionCommune {
    /// Its number.
    pub numero: i64,
    /// What the convocation of each says, and on whose authority.
    pub convocations: [(Affectation, Autorite); 2],
}

/// Two people side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparaisonFiches {
    /// The first one.
    pub premier: FicheIntervenant,
    /// The second one.
    pub second: FicheIntervenant,
    /// Missions to which both are convoked: one convocation of each is to be chosen.
    pub communes: Vec<MissionCommune>,
    /// They were said to be two people.
    pub distincts: bool,
}

/// From whom each field is taken: `1` or `2`; empty: from who is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChoixFusion {
    /// Title.
    pub civilite: String,
    /// Family name in use.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Birth name.
    pub nom_naissance: String,
    /// Établissement, and where from.
    pub etablissement: String,
    /// Discipline.
    pub discipline: String,
    /// Professional address.
    pub mel_professionnel: String,
    /// Personal address.
    pub mel_personnel: String,
    /// Postal address.
    pub adresse: String,
}

impl ChoixFusion {
    /// What the person kept becomes: `garde` with the fields chosen of the other one;
    /// `premier` says that the kept one is the first.
    #[must_use]
    pub fn appliquer(
        &self,
        garde: &SaisieIntervenant,
        autre: &SaisieIntervenant,
        premier: bool,
    ) -> SaisieIntervenant {
        let de_l_autre = |choix: &str| choix == if premier { "2" } else { "1" };
        let prendre = |choix: &str, champ: fn(&SaisieIntervenant) -> &String| {
            champ(if de_l_autre(choix) { autre } else { garde }).clone()
        };
        SaisieIntervenant {
            matricule: garde.matricule.clone(),
            origine: prendre(&self.etablissement, |s| &s.origine),
            civilite: prendre(&self.civilite, |s| &s.civilite),
            nom: prendre(&self.nom, |s| &s.nom),
            prenom: prendre(&self.prenom, |s| &s.prenom),
            nom_naissance: prendre(&self.nom_naissance, |s| &s.nom_naissance),
            uai: prendre(&self.etablissement, |s| &s.uai),
            discipline: prendre(&self.discipline, |s| &s.discipline),
            mel_professionnel: prendre(&self.mel_professionnel, |s| &s.mel_professionnel),
            mel_personnel: prendre(&self.mel_personnel, |s| &s.mel_personnel),
            adresse_1: prendre(&self.adresse, |s| &s.adresse_1),
            adresse_2: prendre(&self.adresse, |s| &s.adresse_2),
            code_postal: prendre(&self.adresse, |s| &s.code_postal),
            commune: prendre(&self.adresse, |s| &s.commune),
        }
    }
}

// ----------------------------------------------------------------------- requests

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EtatDemande {
    /// Nobody answered.
    EnAttente,
    /// The person is known.
    Traitee,
    /// Refused, for a reason.
    Refusee,
}

impl EtatDemande {
    /// Each of them.
    pub const TOUS: [Self; 3] = [Self::EnAttente, Self::Traitee, Self::Refusee];

    /// Code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EnAttente => "en_attente",
            Self::Traitee => "traitee",
            Self::Refusee => "refusee",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|e| e.code() == code)
    }
}

/// A request as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SaisieDemande {
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Établissement, or address of somebody from elsewhere.
    pub lieu: String,
    /// Discipline, in words.
    pub discipline: String,
    /// Comment.
    pub commentaire: String,
    /// Number of the mission concerned; may be empty.
    pub mission: String,
}

impl SaisieDemande {
    /// What was typed, cleaned, with the number of the mission.
    ///
    /// # Errors
    /// [`RepertoireErreur::Champs`], [`RepertoireErreur::MissionInconnue`].
    pub fn lire(&self) -> Result<(Self, Option<i64>), RepertoireErreur> {
        let mut l = Lecture::default();
        let nom = l.nom(ChampFiche::Nom, &self.nom);
        let prenom = l.texte(ChampFiche::Prenom, &self.prenom, NOM_MAX);
        let lieu = l.texte(ChampFiche::Lieu, &self.lieu, 200);
        let discipline = l.texte(ChampFiche::Discipline, &self.discipline, NOM_MAX);
        let commentaire = lire_lignes(&mut l, ChampFiche::Commentaire, &self.commentaire);
        if !l.0.is_empty() {
            return Err(RepertoireErreur::Champs(l.0));
        }
        let mission = match self.mission.trim() {
            "" => None,
            lu => Some(
                lu.parse::<i64>()
                    .map_err(|_| RepertoireErreur::MissionInconnue)?,
            ),
        };
        let propre = Self {
            nom,
            prenom,
            lieu,
            discipline,
            commentaire,
            mission: mission.map_or_else(String::new, |m| m.to_string()),
        };
        Ok((propre, mission))
    }
}

fn lire_lignes(l: &mut Lecture, champ: ChampFiche, lu: &str) -> String {
    let propre = texte::nettoyer_lignes(lu);
    if texte::a_caractere_de_controle_hors_lignes(&propre) {
        l.noter(champ, DefautChamp::CaractereInterdit);
    } else if propre.chars().count() > COMMENTAIRE_MAX {
        let maximum = u32::try_from(COMMENTAIRE_MAX).unwrap_or(u32::MAX);
        l.noter(champ, DefautChamp::TropLong(maximum));
    }
    propre
}

/// The reason of a refusal, cleaned.
///
/// # Errors
/// [`RepertoireErreur::Champs`].
pub fn lire_motif(lu: &str) -> Result<String, RepertoireErreur> {
    let mut l = Lecture::default();
    let motif = lire_lignes(&mut l, ChampFiche::Motif, lu);
    if motif.trim().is_empty() {
        l.noter(ChampFiche::Motif, DefautChamp::Vide);
    }
    if l.0.is_empty() {
        Ok(motif)
    } else {
        Err(RepertoireErreur::Champs(l.0))
    }
}

/// A request as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeVue {
    /// Key.
    pub id: i64,
    /// Counts the changes.
    pub version: i32,
    /// What was asked.
    pub saisie: SaisieDemande,
    /// `NAME (UAI)` of the établissement that asks.
    pub demandeur: String,
    /// Who asked; empty when the account is gone.
    pub par: String,
    /// When, local.
    pub le: String,
    /// Where it stands.
    pub etat: EtatDemande,
    /// Who it is, once it is answered.
    pub reponse: Option<(IntervenantId, String)>,
    /// Why it was refused.
    pub motif: String,
    /// Who answered, and when, local; empty before.
    pub traite: String,
    /// The asker has read the answer.
    pub lue: bool,
}

impl DemandeVue {
    /// `NOM Prénom`.
    #[must_use]
    pub fn nom_complet(&self) -> String {
        crate::nom_complet(&self.saisie.nom, &self.saisie.prenom)
    }
}

/// The requests that somebody sees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageDemandes {
    /// They, those that wait first, then the latest; one page.
    pub demandes: Vec<DemandeVue>,
    /// How many there are in all.
    pub total: u32,
    /// The page shown, from 1.
    pub page: u32,
    /// The reader answers them.
    pub tient: bool,
    /// The reader may make one.
    pub demande: bool,
}

/// A request about to be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandeOuverte {
    /// The request.
    pub demande: DemandeVue,
    /// People it may be about.
    pub semblables: Vec<LigneRepertoire>,
    /// The reader answers it.
    pub tient: bool,
    /// The reader is of who asks, and may still take it back.
    pub retirable: bool,
    /// Where the mail that tells who asked of the answer stands; none when none was asked for.
    #[serde(default)]
    pub courriel: Option<EtatCourriel>,
}

/// What was done, as the *Messages* zone tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaitRepertoire {
    /// Somebody was created.
    Cree {
        /// `NOM Prénom`.
        nom: String,
    },
    /// Somebody was changed.
    Modifie {
        /// `NOM Prénom`.
        nom: String,
    },
    /// Somebody was closed, or opened again.
    Active {
        /// `NOM Prénom`.
        nom: String,
        /// Open, else closed.
        actif: bool,
    },
    /// Somebody was attached to an établissement à titre secondaire, or no longer is.
    Rattache {
        /// `NOM Prénom`.
        nom: String,
        /// `NAME (UAI)`.
        etablissement: String,
        /// Attached, else no longer.
        ajoute: bool,
    },
    /// Two were merged.
    Fusionnes {
        /// `NOM Prénom` of who is kept.
        nom: String,
    },
    /// A merge left one of two convocations to a mission, which the person does not hold as it
    /// is: what they were sent was the other one.
    AEnvoyer {
        /// `NOM Prénom` of who is kept.
        nom: String,
        /// The mission's number.
        mission: i64,
    },
    /// A merge was undone.
    Separes {
        /// `NOM Prénom` of who is back.
        nom: String,
    },
    /// Two were said to be two people.
    Distincts,
    /// An account was opened for somebody, and a link sent.
    CompteOuvert {
        /// `NOM Prénom`.
        nom: String,
        /// Where the link goes.
        mel: String,
    },
    /// Accounts are asked for, for everybody who is convoked and has none.
    ComptesDemandes {
        /// How many.
        nombre: u32,
    },
    /// They were all looked at.
    ComptesOuverts {
        /// Accounts opened, and as many links sent.
        ouverts: u32,
        /// People whose address cannot name an account.
        ecartes: u32,
    },
    /// A request was made.
    DemandeFaite {
        /// `NOM Prénom`.
        nom: String,
    },
    /// A request was taken back by who asked.
    DemandeRetiree {
        /// `NOM Prénom`.
        nom: String,
    },
    /// A request was answered, for who answers.
    DemandeTraitee {
        /// `NOM Prénom`.
        nom: String,
        /// A mail tells who asked.
        #[serde(default)]
        courriel: bool,
    },
    /// A request was answered, for who asked.
    ReponseRecue {
        /// `NOM Prénom`.
        nom: String,
        /// The person is known, else refused.
        acceptee: bool,
        /// Why it was refused; empty otherwise.
        motif: String,
        /// Number of the mission concerned.
        mission: Option<i64>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AcademieId;

    fn ids(valeurs: &[i64]) -> Vec<IntervenantId> {
        valeurs.iter().copied().map(IntervenantId).collect()
    }

    #[test]
    fn le_repertoire_est_au_rectorat_et_les_demandes_aux_centres() {
        for role in Role::TOUS {
            let acteur = crate::essais::acteur(role);
            let tout = Portee::Academie(AcademieId(7));
            let ici = Portee::Etablissements(AcademieId(7), vec![EtablissementId(3)]);
            let (visible, tient, demandes) = match role {
                Role::Gestionnaire => (tout.clone(), true, tout),
                Role::Administrateur => (tout, false, Portee::Rien),
                Role::Intervenant => (Portee::Rien, false, Portee::Rien),
                _ => (Portee::Rien, false, ici),
            };
            assert_eq!(acteur.repertoire_visible(), visible, "{role:?}");
            assert_eq!(acteur.tient_le_repertoire(), tient, "{role:?}");
            assert_eq!(acteur.demandes_visibles(), demandes, "{role:?}");
        }
    }

    #[test]
    fn une_fiche_dit_tout_ce_qui_est_faux() {
        let saisie = SaisieIntervenant {
            origine: "interne".into(),
            nom: " - ".into(),
            mel_personnel: "pas une adresse".into(),
            code_postal: "31_000".into(),
            ..SaisieIntervenant::default()
        };
        assert_eq!(
            saisie.lire(),
            Err(RepertoireErreur::Champs(vec![
                (ChampFiche::Nom, DefautChamp::Vide),
                (ChampFiche::Etablissement, DefautChamp::Vide),
                (ChampFiche::MelPersonnel, DefautChamp::Illisible),
                (ChampFiche::CodePostal, DefautChamp::Illisible),
            ]))
        );
        let externe = SaisieIntervenant {
            origine: "retraite".into(),
            nom: "DURAND".into(),
            prenom: "  Anne  Marie ".into(),
            uai: "n’importe quoi".into(),
            adresse_2: "BP 3".into(),
            ..SaisieIntervenant::default()
        };
        let lue = externe.lire().unwrap();
        assert_eq!((lue.uai, lue.prenom.as_str()), (None, "Anne Marie"));
        assert_eq!((lue.lignes, lue.matricule), (vec!["BP 3".to_owned()], None));
    }

    #[test]
    fn les_doublons_se_groupent_de_proche_en_proche() {
        let noms = [ids(&[1, 2]), ids(&[5, 6])];
        let mels = [ids(&[2, 9])];
        let groupes = grouper_doublons(&noms, &mels, &[], &HashSet::new());
        assert_eq!(groupes.len(), 2);
        assert_eq!(groupes[0].membres, ids(&[1, 2, 9]));
        assert_eq!(groupes[0].paires.len(), 2);
        assert!(groupes[0].par_mel && !groupes[1].par_mel);
        let dits = HashSet::from([(IntervenantId(5), IntervenantId(6))]);
        assert_eq!(grouper_doublons(&noms, &[], &[], &dits).len(), 1);
        // Where they live says less than how they are called.
        let rues = [ids(&[5, 6]), ids(&[20, 21])];
        let groupes = grouper_doublons(&noms, &mels, &rues, &HashSet::new());
        let par: Vec<_> = groupes.iter().map(|g| (g.par_mel, g.par_nom)).collect();
        assert_eq!(par, [(true, true), (false, true), (false, false)]);
        assert_eq!(groupes[2].membres, ids(&[20, 21]));
        // An address that thousands share makes no millions of pairs.
        let foule: Vec<i64> = (0..60_000).collect();
        let un = grouper_doublons(&[ids(&foule)], &[], &[], &HashSet::new());
        assert_eq!(un[0].membres.len(), PARTAGE_MAX);
    }

    #[test]
    fn une_adresse_postale_se_reconnait_malgre_sa_graphie() {
        let cle = |nom: &str, lignes: &[&str], code: &str| {
            let lignes: Vec<String> = lignes.iter().map(|l| (*l).to_owned()).collect();
            cle_adresse(nom, &lignes, code)
        };
        let attendue = Some("d/31000/12b avenue general leclerc".to_owned());
        for (lignes, code) in [
            (&["12 bis, avenue du Général Leclerc"][..], "31000"),
            (
                &["Résidence Bel-Air, appt 4", "12B AV. GAL LECLERC"][..],
                "31 000",
            ),
            (&["3e étage", "12b Ave du Gén. Leclerc"][..], "31000"),
        ] {
            assert_eq!(cle("DURAND", lignes, code), attendue, "{lignes:?}");
        }
        assert_ne!(
            cle("MARTIN", &["12 rue A"], "1"),
            cle("DURAND", &["12 rue A"], "1")
        );
        assert_ne!(
            cle("DURAND", &["12 rue A"], "1"),
            cle("DURAND", &["13 rue A"], "1")
        );
        for (nom, lignes, code) in [
            ("DURAND", &["BP 12"][..], "31000"),
            ("DURAND", &["3e étage"][..], "31000"),
            ("DURAND", &["12"][..], "31000"),
            ("DURAND", &["12 rue A"][..], " "),
            ("'", &["12 rue A"][..], "31000"),
        ] {
            assert_eq!(cle(nom, lignes, code), None, "{lignes:?}");
        }
    }

    #[test]
    fn une_fusion_garde_ce_qui_est_choisi() {
        let un = SaisieIntervenant {
            matricule: "A".into(),
            nom: "DURAND".into(),
            commune: "ALBI".into(),
            ..SaisieIntervenant::default()
        };
        let deux = SaisieIntervenant {
            matricule: "B".into(),
            nom: "MARTIN".into(),
            commune: "CASTRES".into(),
            ..SaisieIntervenant::default()
        };
        let choix = ChoixFusion {
            nom: "2".into(),
            adresse: "1".into(),
            ..ChoixFusion::default()
        };
        let garde = choix.appliquer(&un, &deux, true);
        assert_eq!(
            (&*garde.matricule, &*garde.nom, &*garde.commune),
            ("A", "MARTIN", "ALBI")
        );
        let garde = choix.appliquer(&deux, &un, false);
        assert_eq!(
            (&*garde.matricule, &*garde.nom, &*garde.commune),
            ("B", "MARTIN", "ALBI")
        );
    }

    #[test]
    fn codes_relus() {
        for o in Origine::TOUTES {
            assert_eq!(Origine::lire(o.code()), Some(o));
        }
        for e in EtatDemande::TOUS {
            assert_eq!(EtatDemande::lire(e.code()), Some(e));
        }
        for v in VueRepertoire::TOUTES {
            assert_eq!(VueRepertoire::lire(v.code()), Some(v));
        }
        assert_eq!(Origine::de("", false), Origine::Autre);
        assert_eq!(Origine::de("", true), Origine::Interne);
        assert_eq!(Origine::de("retraite", true), Origine::Retraite);
    }
}
