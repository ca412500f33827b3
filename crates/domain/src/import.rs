//! Imports: what a file may bring, what becomes of each of its lines, and why one
//! is refused. Codes with data; the screens and the command line make them French.

use crate::{Erreur, IndisponibiliteErreur, NaiveDate, Uai};
use serde::{Deserialize, Serialize};

/// What a file brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreImport {
    /// The open-data *annuaire de l'éducation*.
    Etablissements,
    /// People of an académie.
    Intervenants,
    /// Missions, as Cyclades gives them.
    Missions,
    /// When people known already cannot be called.
    Indisponibilites,
    /// What people known already are competent in.
    Competences,
    /// Teachers of an établissement, as STS-WEB exports them.
    Sts,
}

impl GenreImport {
    /// Every kind.
    pub const TOUS: [Self; 6] = [
        Self::Etablissements,
        Self::Intervenants,
        Self::Missions,
        Self::Indisponibilites,
        Self::Competences,
        Self::Sts,
    ];

    /// Code on the command line, in addresses and in the audit trail.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Etablissements => "etablissements",
            Self::Intervenants => "intervenants",
            Self::Missions => "missions",
            Self::Indisponibilites => "indisponibilites",
            Self::Competences => "competences",
            Self::Sts => "sts",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|g| g.code() == code)
    }
}

/// How the bytes of a file are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncodageImport {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// Windows-1252, of which ISO-8859-1 and ISO-8859-15 are nearly part.
    Windows1252,
    /// ISO-8859-15, as an XML file declares it.
    Iso885915,
}

/// Why a line is refused. Columns are named as documented, whatever their spelling
/// in the file; `valeur` is the beginning of what was read, without control
/// characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RaisonRefus {
    /// More or fewer fields than the header has.
    NombreDeChamps {
        /// As many as the header.
        attendus: u32,
        /// As many as were read.
        lus: u32,
    },
    /// A quote that opens a field and is never closed, or not where a field ends.
    GuillemetNonFerme,
    /// Longer than a line may be.
    LigneTropLongue {
        /// The limit, in bytes.
        maximum: u32,
    },
    /// Bytes that the file's encoding does not know.
    Illisible,
    /// Nothing where something is needed.
    Vide {
        /// Where.
        colonne: String,
    },
    /// A control character, or an invisible one that hides or reverses text.
    CaractereInterdit {
        /// Where.
        colonne: String,
    },
    /// A text too long.
    TropLong {
        /// Where.
        colonne: String,
        /// The limit, in characters.
        maximum: u32,
        /// Its length, in characters.
        longueur: u32,
    },
    /// Not seven digits and a letter.
    UaiForme {
        /// Where.
        colonne: String,
        /// What was read.
        valeur: String,
    },
    /// The letter does not fit the number.
    UaiCle {
        /// Where.
        colonne: String,
        /// What was read.
        valeur: String,
        /// The letter that fits.
        attendue: char,
    },
    /// No such établissement in the académie.
    EtablissementInconnu {
        /// Its number.
        uai: Uai,
    },
    /// The établissement is known, in another académie.
    AutreAcademie {
        /// Its number.
        uai: Uai,
    },
    /// No such académie, and no name in the line to make it.
    AcademieInconnue {
        /// Its code.
        code: String,
    },
    /// No code of an académie.
    CodeAcademie {
        /// What was read.
        valeur: String,
    },
    /// No postal code.
    CodePostal {
        /// What was read.
        valeur: String,
    },
    /// No mail address.
    Mel {
        /// Where.
        colonne: String,
        /// What was read.
        valeur: String,
    },
    /// No title.
    Civilite {
        /// What was read.
        valeur: String,
    },
    /// Not where somebody comes from.
    Origine {
        /// What was read.
        valeur: String,
    },
    /// Neither yes nor no.
    OuiNon {
        /// Where.
        colonne: String,
        /// What was read.
        valeur: String,
    },
    /// No whole number, or not within its bounds.
    Nombre {
        /// Where.
        colonne: String,
        /// What was read.
        valeur: String,
        /// Smallest.
        minimum: i64,
        /// Largest.
        maximum: i64,
    },
    /// No day, or no interval of days in the right order.
    Jour {
        /// Where.
        colonne: String,
        /// What was read.
        valeur: String,
    },
    /// Not a day with its hours.
    Creneau {
        /// What was read.
        valeur: String,
    },
    /// An end that is not after its start.
    HeuresInversees {
        /// The day.
        jour: NaiveDate,
    },
    /// A day with two slots.
    JourEnDouble {
        /// The day.
        jour: NaiveDate,
    },
    /// A slot on a day that is not among the possible days.
    CreneauHorsJours {
        /// The day.
        jour: NaiveDate,
    },
    /// More days than there may be.
    TropDeJours {
        /// Where.
        colonne: String,
        /// The limit.
        maximum: u32,
    },
    /// No kind of mission.
    TypeMission {
        /// What was read.
        valeur: String,
    },
    /// Nobody who signs.
    Signataire {
        /// What was read.
        valeur: String,
    },
    /// The same thing was read before in this file, and said otherwise.
    DejaLu {
        /// Its key: matricule or number.
        cle: String,
        /// Line where it was first read.
        ligne: u32,
    },
    /// The code was read before in this file with another label.
    LibelleDifferent {
        /// Column of the label.
        colonne: String,
        /// The code.
        code: String,
        /// The label it was first read with.
        attendu: String,
    },
    /// Nobody of this matricule among those for whom one imports.
    PersonneInconnue {
        /// What was read.
        matricule: String,
    },
    /// No reason of the list.
    Motif {
        /// What was read.
        valeur: String,
    },
    /// No part of a day.
    PartieDeJour {
        /// What was read.
        valeur: String,
    },
    /// No day of the week.
    JourDeSemaine {
        /// What was read.
        valeur: String,
    },
    /// An indisponibilité that no form would take either.
    Indisponibilite(IndisponibiliteErreur),
    /// No épreuve, language or use of this name in the year.
    CompetenceInconnue {
        /// What was read.
        valeur: String,
    },
    /// Several épreuves of this code in the year.
    CompetenceAPreciser {
        /// What was read.
        valeur: String,
    },
    /// The discipline of the person is validated: only the rectorat reopens it.
    DisciplineValidee,
    /// Several people of the établissement have this name: which one is meant cannot be
    /// told.
    Homonymes {
        /// `NOM Prénom`.
        nom: String,
    },
    /// The person is attached to another établissement, which this file does not change.
    AutreEtablissement {
        /// Its number.
        uai: Uai,
    },
    /// The database refuses it for a reason the checks above do not know.
    RefuseParLaBase,
}

/// A line that was refused: nothing of it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneRefusee {
    /// Number of the line in the file, from 1; where it begins, when a quoted field
    /// makes it go over several.
    pub ligne: u32,
    /// Why.
    pub raison: RaisonRefus,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RapportImport {
    /// What the file brings.
    pub genre: GenreImport,
    /// Nothing was kept: it was only tried.
    pub a_blanc: bool,
    /// How the file was read.
    pub encodage: EncodageImport,
    /// Lines read, header excluded.
    pub lignes: u32,
    /// Lines that made something new.
    pub crees: u32,
    /// Lines that changed something known.
    pub modifies: u32,
    /// Lines that said what was known.
    pub inchanges: u32,
    /// Lines about something this file spoke of already: the first one counts.
    pub doublons: u32,
    /// Lines of another académie than the one asked for.
    pub ignores: u32,
    /// Lines refused.
    pub refuses: u32,
    /// The first [`RapportImport::REFUS_GARDES`] of them, in order.
    pub refusees: Vec<LigneRefusee>,
    /// Columns of the file that nobody reads, for files made by hand.
    pub colonnes_ignorees: Vec<String>,
    /// Académies made because lines named them: `14 Rennes`.
    pub academies_creees: Vec<String>,
    /// Indisponibilités recorded or changed, as intervals of keys; none when it was only
    /// tried, or when they are more than an address may carry.
    #[serde(default)]
    pub saisies: Vec<(i64, i64)>,
    /// Convocations that these indisponibilités hit, or would hit; counted for accounts
    /// alone.
    #[serde(default)]
    pub touchees: u32,
}

impl RapportImport {
    /// Most refused lines kept in a report: memory stays flat whatever the file.
    pub const REFUS_GARDES: usize = 1_000;

    /// A report of nothing yet.
    #[must_use]
    pub const fn nouveau(genre: GenreImport, a_blanc: bool) -> Self {
        Self {
            genre,
            a_blanc,
            encodage: EncodageImport::Utf8,
            lignes: 0,
            crees: 0,
            modifies: 0,
            inchanges: 0,
            doublons: 0,
            ignores: 0,
            refuses: 0,
            refusees: Vec::new(),
            colonnes_ignorees: Vec::new(),
            academies_creees: Vec::new(),
            saisies: Vec::new(),
            touchees: 0,
        }
    }
}

/// Why a file is refused as a whole: nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportErreur {
    /// No line, not even a header. (A header alone is a file that brings nothing.)
    FichierVide,
    /// Not a text.
    FichierBinaire,
    /// A spreadsheet's own format, not CSV.
    FichierClasseur,
    /// UTF-16: asked for as UTF-8.
    FichierUtf16,
    /// Larger than allowed.
    FichierTropGros {
        /// The limit, in bytes.
        maximum: u64,
    },
    /// A first line too long to be a header.
    EnteteTropLongue {
        /// The limit, in bytes.
        maximum: u32,
    },
    /// A first line that names no known column.
    EnteteInconnue {
        /// Columns that must be there.
        attendues: Vec<String>,
    },
    /// Columns that must be there are not.
    ColonnesManquantes {
        /// Which.
        colonnes: Vec<String>,
    },
    /// A column named twice.
    ColonneEnDouble {
        /// Which.
        colonne: String,
    },
    /// No académie of this code.
    AcademieInconnue {
        /// The code.
        code: String,
    },
    /// Several académies exist: say which.
    AcademieAPreciser {
        /// Their codes.
        codes: Vec<String>,
    },
    /// No académie exists yet: import établissements first.
    AucuneAcademie,
    /// An XML file with a document type or an entity of its own: never read.
    XmlInterdit,
    /// No XML, or broken.
    XmlIllisible,
    /// XML, but no export of STS-WEB.
    StsInconnu,
    /// An XML file in an encoding that is not read.
    EncodageInconnu {
        /// As it is declared.
        nom: String,
    },
    /// The file is of another établissement than the one that was named.
    EtablissementDifferent {
        /// Of which the file is.
        fichier: String,
        /// Which was named.
        demande: String,
    },
    /// The établissement of the file is not known in the académie.
    EtablissementInconnu {
        /// Its number, as read.
        uai: String,
    },
    /// The file could not be read, or kept aside while it is.
    Lecture {
        /// The system's words.
        detail: String,
    },
    /// Not allowed, database busy, or unexpected.
    Erreur(Erreur),
}

impl From<Erreur> for ImportErreur {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_relus() {
        for g in GenreImport::TOUS {
            assert_eq!(GenreImport::lire(g.code()), Some(g));
        }
    }
}
