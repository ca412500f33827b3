//! Imports followed step by step: a file is kept, analysed, looked at, applied, and taken
//! back while nothing depends on it. What a line would do, and what may be done when.

use crate::{
    GenreImport, ImportErreur, ImportId, Moment, NaiveDate, RaisonRefus, UaiErreur, nom_complet,
    texte,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Lines of one page of an import.
pub const LIGNES_IMPORT: u32 = 50;
/// Imports of one page of their list.
pub const IMPORTS_PAR_PAGE: u32 = 30;
/// Names kept of what stands against an import or its taking back.
pub const NOMS_GARDES: usize = 20;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatImport {
    /// To be analysed, or being so.
    AAnalyser,
    /// Analysed: it can be looked at and applied.
    Pret,
    /// To be applied, or being so.
    AAppliquer,
    /// Applied.
    Applique,
    /// To be taken back, or being so.
    AAnnuler,
    /// Taken back: everything is as before.
    Annule,
    /// The file cannot be used.
    Refuse,
    /// Broken off too often: nothing of it was written.
    Rompu,
    /// Given up before anything was written.
    Abandonne,
}

impl EtatImport {
    /// Every state.
    pub const TOUS: [Self; 9] = [
        Self::AAnalyser,
        Self::Pret,
        Self::AAppliquer,
        Self::Applique,
        Self::AAnnuler,
        Self::Annule,
        Self::Refuse,
        Self::Rompu,
        Self::Abandonne,
    ];

    /// Code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AAnalyser => "a_analyser",
            Self::Pret => "pret",
            Self::AAppliquer => "a_appliquer",
            Self::Applique => "applique",
            Self::AAnnuler => "a_annuler",
            Self::Annule => "annule",
            Self::Refuse => "refuse",
            Self::Rompu => "rompu",
            Self::Abandonne => "abandonne",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|e| e.code() == code)
    }

    /// Whether a server has something to do, or does it.
    #[must_use]
    pub const fn en_travail(self) -> bool {
        matches!(self, Self::AAnalyser | Self::AAppliquer | Self::AAnnuler)
    }

    /// Whether it can be given up: nothing was written, and nothing is being.
    #[must_use]
    pub const fn abandonnable(self) -> bool {
        matches!(self, Self::AAnalyser | Self::Pret)
    }

    /// Whether it can be analysed once more, from the file that is kept.
    #[must_use]
    pub const fn reanalysable(self) -> bool {
        matches!(self, Self::Pret | Self::Rompu)
    }

    /// Where it stands after a server broke off for good.
    #[must_use]
    pub const fn apres_rupture(self) -> Self {
        match self {
            // What is written is written in one go: it still stands as it was.
            Self::AAnnuler => Self::Applique,
            _ => Self::Rompu,
        }
    }
}

/// What a line does, or why it does nothing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SorteLigne {
    /// Makes something new.
    #[default]
    Nouveau,
    /// Changes something known.
    Modifie,
    /// Known, of the same source, and no longer in the file.
    Parti,
    /// Says what is known.
    Inchange,
    /// Refused.
    Refuse,
    /// Said already in the file.
    Doublon,
    /// Not for this import: another académie, no teacher.
    Ignore,
    /// A convocation on a day that is no longer possible: somebody to be told.
    APrevenir,
}

impl SorteLigne {
    /// Every kind, in the order of the page.
    pub const TOUTES: [Self; 8] = [
        Self::Nouveau,
        Self::Modifie,
        Self::Parti,
        Self::APrevenir,
        Self::Refuse,
        Self::Inchange,
        Self::Doublon,
        Self::Ignore,
    ];

    /// Code in the database and in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nouveau => "nouveau",
            Self::Modifie => "modifie",
            Self::Parti => "parti",
            Self::Inchange => "inchange",
            Self::Refuse => "refuse",
            Self::Doublon => "doublon",
            Self::Ignore => "ignore",
            Self::APrevenir => "a_prevenir",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|s| s.code() == code)
    }
}

/// How many lines of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComptesImport {
    /// New things.
    pub nouveaux: u32,
    /// Things changed.
    pub modifies: u32,
    /// Things no longer there.
    pub partis: u32,
    /// Things unchanged.
    pub inchanges: u32,
    /// Lines refused.
    pub refuses: u32,
    /// Lines repeated.
    pub doublons: u32,
    /// Lines left aside.
    pub ignores: u32,
    /// People to be told.
    pub a_prevenir: u32,
}

impl ComptesImport {
    /// How many lines of a kind.
    #[must_use]
    pub const fn de(&self, sorte: SorteLigne) -> u32 {
        match sorte {
            SorteLigne::Nouveau => self.nouveaux,
            SorteLigne::Modifie => self.modifies,
            SorteLigne::Parti => self.partis,
            SorteLigne::Inchange => self.inchanges,
            SorteLigne::Refuse => self.refuses,
            SorteLigne::Doublon => self.doublons,
            SorteLigne::Ignore => self.ignores,
            SorteLigne::APrevenir => self.a_prevenir,
        }
    }

    /// Counts lines of a kind.
    pub const fn ajouter(&mut self, sorte: SorteLigne, n: u32) {
        let place = match sorte {
            SorteLigne::Nouveau => &mut self.nouveaux,
            SorteLigne::Modifie => &mut self.modifies,
            SorteLigne::Parti => &mut self.partis,
            SorteLigne::Inchange => &mut self.inchanges,
            SorteLigne::Refuse => &mut self.refuses,
            SorteLigne::Doublon => &mut self.doublons,
            SorteLigne::Ignore => &mut self.ignores,
            SorteLigne::APrevenir => &mut self.a_prevenir,
        };
        *place = place.saturating_add(n);
    }

    /// The kind that the page opens on: the first that has lines.
    #[must_use]
    pub fn premiere(&self) -> SorteLigne {
        SorteLigne::TOUTES
            .into_iter()
            .find(|s| self.de(*s) > 0)
            .unwrap_or_default()
    }

    /// Whether applying would write something.
    #[must_use]
    pub const fn ecrit(&self, partis: bool) -> bool {
        self.nouveaux > 0 || self.modifies > 0 || (partis && self.partis > 0)
    }
}

impl GenreImport {
    /// Whether what is no longer in the file can be marked as gone.
    #[must_use]
    pub const fn connait_les_partis(self) -> bool {
        matches!(self, Self::Etablissements | Self::Intervenants | Self::Sts)
    }

    /// Whether the file is XML; CSV otherwise.
    #[must_use]
    pub const fn est_xml(self) -> bool {
        matches!(self, Self::Sts)
    }
}

/// Why those gone cannot be marked so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartisRefus {
    /// Nobody is gone, or this kind of file does not tell.
    Aucun,
    /// Lines are refused: who is in one of them would be taken for gone.
    LignesRefusees,
}

/// Whether those gone may be marked so.
///
/// # Errors
/// [`PartisRefus`].
pub const fn partis_marquables(
    genre: GenreImport,
    comptes: &ComptesImport,
) -> Result<(), PartisRefus> {
    if !genre.connait_les_partis() || comptes.partis == 0 {
        return Err(PartisRefus::Aucun);
    }
    if comptes.refuses > 0 {
        return Err(PartisRefus::LignesRefusees);
    }
    Ok(())
}

/// A field that a line changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangementImport {
    /// Its column, as documented.
    pub colonne: String,
    /// What it is.
    pub avant: String,
    /// What it would be.
    pub apres: String,
}

/// The fields that differ between what is and what would be; those that are filled in, of
/// something new.
#[must_use]
pub fn changements(
    colonnes: &[&str],
    avant: Option<&[String]>,
    apres: &[String],
) -> Vec<ChangementImport> {
    let vide = String::new();
    colonnes
        .iter()
        .enumerate()
        .filter_map(|(n, colonne)| {
            let voulu = apres.get(n).unwrap_or(&vide);
            let actuel = avant.and_then(|a| a.get(n)).unwrap_or(&vide);
            (voulu != actuel).then(|| ChangementImport {
                colonne: (*colonne).to_owned(),
                avant: actuel.clone(),
                apres: voulu.clone(),
            })
        })
        .collect()
}

/// Days of a convocation on which its mission may no longer take place.
#[must_use]
pub fn jours_perdus(convoques: &[NaiveDate], possibles: &[NaiveDate]) -> Vec<NaiveDate> {
    let possibles: BTreeSet<&NaiveDate> = possibles.iter().collect();
    convoques
        .iter()
        .filter(|j| !possibles.contains(j))
        .copied()
        .collect()
}

// -------------------------------------------------------------------- STS-WEB

/// The matricule of a person of STS-WEB: the number of the ministry's staff file is the same
/// in every établissement, that of somebody entered by hand is their établissement's.
#[must_use]
pub fn matricule_sts(id: &str, du_ministere: bool, uai: &str) -> String {
    if du_ministere {
        format!("STS-{id}")
    } else {
        format!("STS-{uai}-{id}")
    }
}

/// Whether a line of STS-WEB is of somebody who teaches. Exports of before the column was
/// filled have teachers alone.
#[must_use]
pub fn enseigne(fonction: &str) -> bool {
    let fonction = fonction.trim();
    fonction.is_empty() || fonction.eq_ignore_ascii_case("ENS")
}

/// The discipline de poste among those of a person of STS-WEB: the one taught most, the
/// first one when it is not told or equal. Codes, labels and hours.
#[must_use]
pub fn discipline_de_poste(disciplines: &[(String, String, String)]) -> Option<(String, String)> {
    let heures = |h: &str| h.trim().replace(',', ".").parse::<f64>().unwrap_or(0.0);
    let mut choisie: Option<(&(String, String, String), f64)> = None;
    for d in disciplines.iter().filter(|d| !d.0.trim().is_empty()) {
        let n = heures(&d.2);
        if choisie.is_none_or(|(_, plus)| n > plus) {
            choisie = Some((d, n));
        }
    }
    choisie.map(|(d, _)| (d.0.trim().to_owned(), d.1.trim().to_owned()))
}

/// Who of an établissement a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rapprochement<T> {
    /// One person.
    Connu(T),
    /// Several: it cannot be told.
    Homonymes,
    /// Nobody.
    Nouveau,
}

/// Finds who of these people has a name, whatever its accents and case. Who has a number of
/// STS-WEB already is somebody else: they would have been found by it.
#[must_use]
pub fn rapprocher<T: Clone>(
    nom: &str,
    prenom: &str,
    connus: &[(T, String, String, String)],
) -> Rapprochement<T> {
    let voulu = texte::normaliser(&nom_complet(nom, prenom));
    let mut trouves = connus.iter().filter(|(_, matricule, n, p)| {
        !matricule.starts_with("STS-") && texte::normaliser(&nom_complet(n, p)) == voulu
    });
    match (trouves.next(), trouves.next()) {
        (None, _) => Rapprochement::Nouveau,
        (Some((cle, ..)), None) => Rapprochement::Connu(cle.clone()),
        (Some(_), Some(_)) => Rapprochement::Homonymes,
    }
}

/// Reads the number of an établissement typed beside a file; none when nothing was.
///
/// # Errors
/// As [`crate::Uai::lire`].
pub fn uai_saisi(saisi: &str) -> Result<Option<crate::Uai>, UaiErreur> {
    if saisi.trim().is_empty() {
        return Ok(None);
    }
    crate::Uai::lire(saisi).map(Some)
}

// ---------------------------------------------------------------- what is told

/// What became of an import, when it is not what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IssueImport {
    /// The file cannot be used.
    Erreur(ImportErreur),
    /// What it would change was changed meanwhile: nothing was written, it is analysed
    /// again.
    BaseBougee {
        /// The first of them.
        noms: Vec<String>,
        /// How many.
        nombre: u32,
    },
    /// It cannot be taken back: these depend on it, or were changed since.
    Retenus {
        /// The first of them.
        noms: Vec<String>,
        /// How many.
        nombre: u32,
    },
    /// The server stopped in the middle, several times: nothing was written.
    Interrompu,
}

/// Why something is refused of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportRefus {
    /// No file came, or an empty one.
    FichierManquant,
    /// The file is larger than allowed.
    TropGros {
        /// The limit, in bytes.
        maximum: u64,
    },
    /// No kind of import was chosen.
    GenreManquant,
    /// The établissement typed is none.
    Uai,
    /// Somebody else did something with it first: it is shown as it is now.
    EtatChange,
    /// Those gone cannot be marked so.
    Partis(PartisRefus),
    /// It would change nothing.
    RienAEcrire,
    /// Of several files, these were not taken: empty, or too large.
    Ecartes {
        /// Their names.
        fichiers: Vec<String>,
        /// The limit, in bytes.
        maximum: u64,
    },
    /// Of several files, something stopped those that followed: what was taken stays.
    Interrompu {
        /// How many were taken.
        pris: usize,
        /// Names of those that were left aside before that.
        ecartes: Vec<String>,
    },
}

impl From<ImportRefus> for crate::Erreur {
    fn from(refus: ImportRefus) -> Self {
        Self::Import(refus)
    }
}

/// What happened to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GesteImport {
    /// Analysed.
    Analyse,
    /// Its file was refused.
    Refuse,
    /// Applied.
    Applique,
    /// Not applied: what it changes had changed.
    BaseBougee,
    /// Taken back.
    Annule,
    /// Not taken back: things depend on it.
    Retenu,
    /// Given up.
    Abandonne,
    /// Broken off.
    Rompu,
}

/// A line of the *Messages* zone about an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaitImport {
    /// Which.
    pub import: ImportId,
    /// What it brings.
    pub genre: GenreImport,
    /// What happened.
    pub geste: GesteImport,
    /// How many lines of each kind.
    pub comptes: ComptesImport,
}

/// An import in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportListe {
    /// Key.
    pub id: ImportId,
    /// What it brings.
    pub genre: GenreImport,
    /// Where it stands.
    pub etat: EtatImport,
    /// A server is at it.
    pub en_cours: bool,
    /// Name of the file.
    pub fichier: String,
    /// Its établissement, for STS-WEB; empty otherwise.
    pub etablissement: String,
    /// Who asked for it; empty for the command line.
    pub par: String,
    /// When, local.
    pub depose_le: String,
    /// When it was applied, local; empty when it was not.
    pub applique_le: String,
    /// Size in bytes.
    pub octets: u64,
    /// Done of what is under way, and how much there is.
    pub avance: (u64, u64),
    /// How many lines of each kind.
    pub comptes: ComptesImport,
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageImports {
    /// Imports, latest first.
    pub imports: Vec<ImportListe>,
    /// How many there are.
    pub total: u32,
    /// Largest file accepted, in bytes.
    pub octets_max: u64,
}

/// Which lines of an import are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreImport {
    /// Of which kind; none: the first that has lines.
    pub sorte: Option<SorteLigne>,
    /// Words of the name or of the key.
    pub mot_cle: String,
    /// From 1.
    pub page: u32,
}

/// A line of an import, as it is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneImport {
    /// Line of the file; 0 for what the file does not have.
    pub ligne: u32,
    /// Matricule, number…
    pub cle: String,
    /// Name.
    pub nom: String,
    /// What changes.
    pub changements: Vec<ChangementImport>,
    /// Why it is refused.
    pub raison: Option<RaisonRefus>,
    /// Number of the mission it is about.
    pub mission: Option<i64>,
}

/// An import, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportVu {
    /// As the list has it.
    pub import: ImportListe,
    /// When it last changed: what is applied is what was looked at.
    pub change_le: Moment,
    /// What went otherwise than asked.
    pub issue: Option<IssueImport>,
    /// SHA-256 of the file.
    pub empreinte: String,
    /// An earlier import of the same file that was applied, and when, local.
    pub deja: Option<(ImportId, String)>,
    /// How the file was read; none before it was.
    pub encodage: Option<crate::EncodageImport>,
    /// Columns nobody reads.
    pub colonnes_ignorees: Vec<String>,
    /// Convocations of missions that the file does not name, whose letters it changes: of a
    /// session, the label is of all its missions.
    pub lettres_ailleurs: u32,
    /// Those gone are marked so when it is applied.
    pub partis: bool,
    /// Why they cannot be; none when they can.
    pub partis_refus: Option<PartisRefus>,
    /// Which lines are shown.
    pub sorte: SorteLigne,
    /// The lines of the page.
    pub lignes: Vec<LigneImport>,
    /// How many the filter keeps.
    pub total: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_relus() {
        for e in EtatImport::TOUS {
            assert_eq!(EtatImport::lire(e.code()), Some(e));
        }
        for s in SorteLigne::TOUTES {
            assert_eq!(SorteLigne::lire(s.code()), Some(s));
        }
    }

    #[test]
    fn ce_qui_se_fait_quand() {
        use EtatImport as E;
        for e in E::TOUS {
            assert!(!(e.abandonnable() && e == E::Applique));
            assert!(!e.apres_rupture().en_travail(), "{e:?}");
        }
        assert_eq!(E::AAnnuler.apres_rupture(), E::Applique);
        assert_eq!(E::AAppliquer.apres_rupture(), E::Rompu);
        assert!(E::AAnalyser.abandonnable() && !E::AAppliquer.abandonnable());
    }

    #[test]
    fn les_comptes_se_tiennent() {
        let mut c = ComptesImport::default();
        assert_eq!(c.premiere(), SorteLigne::Nouveau);
        assert!(!c.ecrit(true));
        c.ajouter(SorteLigne::Parti, 2);
        assert_eq!(
            (c.de(SorteLigne::Parti), c.premiere()),
            (2, SorteLigne::Parti)
        );
        assert!(c.ecrit(true) && !c.ecrit(false));
    }

    #[test]
    fn des_partis_ne_se_marquent_que_si_tout_est_lu() {
        let mut c = ComptesImport {
            partis: 1,
            ..ComptesImport::default()
        };
        let genre = GenreImport::Intervenants;
        assert_eq!(partis_marquables(genre, &c), Ok(()));
        assert_eq!(
            partis_marquables(GenreImport::Missions, &c),
            Err(PartisRefus::Aucun)
        );
        c.refuses = 1;
        assert_eq!(
            partis_marquables(genre, &c),
            Err(PartisRefus::LignesRefusees)
        );
        c.partis = 0;
        assert_eq!(partis_marquables(genre, &c), Err(PartisRefus::Aucun));
    }

    #[test]
    fn seuls_les_champs_qui_different() {
        let colonnes = ["nom", "prenom", "commune"];
        let ligne = |l: [&str; 3]| l.map(str::to_owned).to_vec();
        let avant = ligne(["DURAND", "Anne", ""]);
        let apres = ligne(["DURAND", "Anna", ""]);
        let vus = changements(&colonnes, Some(&avant), &apres);
        assert_eq!(
            vus,
            [ChangementImport {
                colonne: "prenom".into(),
                avant: "Anne".into(),
                apres: "Anna".into()
            }]
        );
        assert_eq!(changements(&colonnes, None, &apres).len(), 2);
        assert!(changements(&colonnes, Some(&apres), &apres).is_empty());
    }

    #[test]
    fn qui_prevenir() {
        let jour = |j| NaiveDate::from_ymd_opt(2021, 2, j).unwrap();
        assert_eq!(
            jours_perdus(&[jour(1), jour(2)], &[jour(2), jour(3)]),
            [jour(1)]
        );
        assert!(jours_perdus(&[jour(2)], &[jour(2)]).is_empty());
    }

    #[test]
    fn matricules_de_sts() {
        assert_eq!(matricule_sts("12", true, "0310038Y"), "STS-12");
        assert_eq!(matricule_sts("12", false, "0310038Y"), "STS-0310038Y-12");
        assert!(enseigne("ENS") && enseigne("") && enseigne("ens "));
        assert!(!enseigne("DIR"));
    }

    #[test]
    fn la_discipline_la_plus_enseignee() {
        let d = |c: &str, l: &str, h: &str| (c.to_owned(), l.to_owned(), h.to_owned());
        let deux = [d("L1", "UN", "6,5"), d("L2", "DEUX", "11.50")];
        assert_eq!(
            discipline_de_poste(&deux),
            Some(("L2".to_owned(), "DEUX".to_owned()))
        );
        let egales = [
            d(" ", "RIEN", "20"),
            d("L1", "UN", ""),
            d("L2", "DEUX", "x"),
        ];
        assert_eq!(
            discipline_de_poste(&egales),
            Some(("L1".to_owned(), "UN".to_owned()))
        );
        assert_eq!(discipline_de_poste(&[]), None);
    }

    #[test]
    fn un_nom_designe_une_personne_ou_aucune() {
        let p = |id: i32, m: &str, n: &str, p: &str| (id, m.to_owned(), n.to_owned(), p.to_owned());
        let connus = [
            p(1, "A1", "D’ŒILLET", "Ève"),
            p(2, "A2", "MARTIN", "Léa"),
            p(3, "A3", "Martin", "LEA"),
            p(4, "STS-9", "PETIT", "Luc"),
        ];
        assert_eq!(
            rapprocher("D'OEILLET", "Eve", &connus),
            Rapprochement::Connu(1)
        );
        assert_eq!(
            rapprocher("MARTIN", "Léa", &connus),
            Rapprochement::Homonymes
        );
        assert_eq!(rapprocher("PETIT", "Luc", &connus), Rapprochement::Nouveau);
        assert_eq!(rapprocher("AUTRE", "", &connus), Rapprochement::Nouveau);
    }

    #[test]
    fn un_uai_se_tait_ou_se_lit() {
        assert_eq!(uai_saisi("  "), Ok(None));
        assert!(uai_saisi("0310038y").unwrap().is_some());
        assert!(uai_saisi("0310038A").is_err());
    }
}
