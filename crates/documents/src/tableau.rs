//! Lists to print: a title, one or more tables with their headers repeated on each page,
//! page numbers. Tagged like the letter, so that a screen reader follows rows and headers.
//!
//! ```
//! # use documents::tableau::{self, Colonne, Document, Ligne, Orientation, Section};
//! # fn exemple() -> Result<(), documents::ErreurDocument> {
//! let polices = documents::Polices::charger()?;
//! let document = Document {
//!     titre: "Personnels".to_owned(),
//!     sous_titres: vec!["LPO BELLEVUE".to_owned()],
//!     auteur: "LPO BELLEVUE".to_owned(),
//!     etabli_le: domain::NaiveDate::default(),
//!     orientation: Orientation::Portrait,
//!     sections: vec![Section {
//!         colonnes: vec![Colonne::texte("Nom", 2.0), Colonne::nombre("Jours", 1.0)],
//!         lignes: vec![Ligne::de(["DUPONT Marie", "3"])],
//!         ..Section::default()
//!     }],
//! };
//! let octets = tableau::pdf(&document, &polices)?;
//! # let _ = octets; Ok(()) }
//! ```

use crate::erreurs::ErreurDocument;
use crate::plume::{
    A4, A4_PAYSAGE, BLEU, Composition, DOCUMENT, FILET, FOND, GRIS, NOIR, Plume, Style, Trace, mm,
    style,
};
use crate::polices::{Graisse, Polices};
use crate::rendu::{self, Notice};
use domain::NaiveDate;

/// How the sheet is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// A4 upright.
    #[default]
    Portrait,
    /// A4 lying: more columns.
    Paysage,
}

/// A list to print.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Large, at the top, and in small on each further page; title of the window.
    pub titre: String,
    /// Below the title, one a line: the centre, the period, the filters.
    pub sous_titres: Vec<String>,
    /// Who issues it, for metadata.
    pub auteur: String,
    /// Day on which it is made, for metadata: the same list always gives the same bytes.
    pub etabli_le: NaiveDate,
    /// How the sheet is held.
    pub orientation: Orientation,
    /// The tables, in order.
    pub sections: Vec<Section>,
}

/// One table of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Above the table; empty for none.
    pub titre: String,
    /// Between its title and the table, one a line.
    pub introduction: Vec<String>,
    /// Whether it begins on a page of its own, unless it is the first.
    pub nouvelle_page: bool,
    /// Whether cells are ruled on every side, for a sheet that is filled in by hand.
    pub quadrillee: bool,
    /// Its columns; a section without any is its title and its texts.
    pub colonnes: Vec<Colonne>,
    /// Its rows.
    pub lignes: Vec<Ligne>,
    /// Said in place of the rows when there are none.
    pub vide: String,
    /// Below the table, one a line: totals, place to sign.
    pub conclusion: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Colonne {
    /// Its header.
    pub titre: String,
    /// Its part of the width, against the other columns'.
    pub part: f32,
    /// Whether its texts stand at its right edge, as numbers do.
    pub a_droite: bool,
}

impl Colonne {
    /// A column of texts.
    #[must_use]
    pub fn texte(titre: &str, part: f32) -> Self {
        Self {
            titre: titre.to_owned(),
            part,
            a_droite: false,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn nombre(titre: &str, part: f32) -> Self {
        Self {
            a_droite: true,
            ..Self::texte(titre, part)
        }
    }
}

/// A row. Missing cells are empty; cells beyond the columns are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ligne {
    /// Its texts, one a column; a line feed begins a new line.
    pub cellules: Vec<String>,
    /// Whether it stands out (a total, a group).
    pub grasse: bool,
    /// Least height, in millimetres: room to sign. Zero for what the texts take.
    pub hauteur: f32,
}

impl Ligne {
    /// A row of these texts.
    #[must_use]
    pub fn de<T: Into<String>>(cellules: impl IntoIterator<Item = T>) -> Self {
        Self {
            cellules: cellules.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }
}

const MARGE: f32 = mm(14.0);
const TITRE: Style = style(Graisse::Grasse, 15.0, BLEU, 19.0);
const SOUS_TITRE: Style = style(Graisse::Normale, 9.5, NOIR, 13.0);
const INTERTITRE: Style = style(Graisse::Grasse, 11.0, BLEU, 15.0);
const TETE: Style = style(Graisse::Grasse, 8.0, NOIR, 10.4);
const CELLULE: Style = style(Graisse::Normale, 8.5, NOIR, 10.8);
const CELLULE_GRASSE: Style = style(Graisse::Grasse, 8.5, NOIR, 10.8);
const TEXTE: Style = style(Graisse::Normale, 9.0, NOIR, 12.0);
const VIDE: Style = style(Graisse::Normale, 9.0, GRIS, 12.0);
/// Left and right of a cell's text.
const ESPACE: f32 = 3.5;
/// Above and below a cell's text.
const AIR: f32 = 2.6;
/// A cell taller than this is cut short by "…": a row stays on one page.
const LIGNES_PAR_CELLULE: usize = 24;

/// A list as a PDF: A4, tagged, in French, its fonts embedded.
///
/// # Errors
/// [`ErreurDocument::Rendu`] when the PDF cannot be written.
pub fn pdf(document: &Document, polices: &Polices) -> Result<Vec<u8>, ErreurDocument> {
    let composition = composer(document, polices);
    let sujet = document.sous_titres.join(", ");
    let notice = Notice {
        langue: "fr-FR",
        titre: &document.titre,
        auteur: &document.auteur,
        sujet: &sujet,
        jour: document.etabli_le,
    };
    rendu::pdf(&composition, &notice, polices, None)
}

fn composer(document: &Document, polices: &Polices) -> Composition {
    let format = match document.orientation {
        Orientation::Portrait => A4,
        Orientation::Paysage => A4_PAYSAGE,
    };
    let mut plume = Plume::nouvelle(polices, format, MARGE, &document.titre);
    texte(&mut plume, "H1", &document.titre, TITRE);
    for t in &document.sous_titres {
        texte(&mut plume, "P", t, SOUS_TITRE);
    }
    plume.y += 8.0;
    for (n, s) in document.sections.iter().enumerate() {
        if n > 0 {
            if s.nouvelle_page {
                plume.nouvelle_page();
            } else {
                plume.y += 12.0;
            }
        }
        section(&mut plume, s);
    }
    plume.composition()
}

/// A text over the whole width; an empty one is a blank line.
fn texte(plume: &mut Plume<'_>, role: &'static str, texte: &str, style: Style) {
    if texte.trim().is_empty() {
        plume.y += style.interligne * 0.6;
        return;
    }
    let n = plume.noeud(DOCUMENT, role);
    let lignes = plume.couper(style, texte, plume.colonne());
    plume.couler(n, &lignes, plume.gauche, style);
}

/// Left edge and width of each column.
fn places(plume: &Plume<'_>, colonnes: &[Colonne]) -> Vec<(f32, f32)> {
    let total: f32 = colonnes.iter().map(|c| c.part.max(0.1)).sum();
    let mut x = plume.gauche;
    colonnes
        .iter()
        .map(|c| {
            let largeur = plume.colonne() * c.part.max(0.1) / total;
            let place = (x, largeur);
            x += largeur;
            place
        })
        .collect()
}

fn section(plume: &mut Plume<'_>, section: &Section) {
    // A title is never left alone at the foot of a page.
    if !section.titre.is_empty() {
        plume.assurer(INTERTITRE.interligne + mm(24.0));
        texte(plume, "H2", &section.titre, INTERTITRE);
        plume.y += 2.0;
    }
    for t in &section.introduction {
        texte(plume, "P", t, TEXTE);
    }
    if !section.introduction.is_empty() {
        plume.y += 4.0;
    }
    if section.lignes.is_empty() {
        if !section.vide.is_empty() {
            texte(plume, "P", &section.vide, VIDE);
        }
    } else if !section.colonnes.is_empty() {
        table(plume, section);
    }
    if !section.conclusion.is_empty() {
        plume.y += 6.0;
        plume.assurer(TEXTE.interligne * section.conclusion.len() as f32);
        for t in &section.conclusion {
            texte(plume, "P", t, TEXTE);
        }
    }
}

fn table(plume: &mut Plume<'_>, section: &Section) {
    let places = places(plume, &section.colonnes);
    let table = plume.noeud(DOCUMENT, "Table");
    let rang = plume.noeud(table, "TR");
    let noeuds: Vec<usize> = section
        .colonnes
        .iter()
        .map(|_| plume.cellule_titre(rang, "Column"))
        .collect();
    plume.assurer(mm(20.0));
    tete(plume, section, &places, Some(&noeuds));
    for ligne in &section.lignes {
        let style = if ligne.grasse {
            CELLULE_GRASSE
        } else {
            CELLULE
        };
        let cellules: Vec<Vec<String>> = places
            .iter()
            .enumerate()
            .map(|(i, (_, largeur))| {
                let texte = ligne.cellules.get(i).map_or("", String::as_str);
                let textes: Vec<String> = texte.lines().map(str::to_owned).collect();
                plume.couper_court(style, &textes, largeur - 2.0 * ESPACE, LIGNES_PAR_CELLULE)
            })
            .collect();
        let nombre = cellules.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let hauteur = (nombre as f32 * style.interligne + 2.0 * AIR).max(mm(ligne.hauteur));
        if plume.assurer(hauteur) {
            tete(plume, section, &places, None);
        }
        let rang = plume.noeud(table, "TR");
        let haut = plume.y;
        for (((x, largeur), lignes), colonne) in places.iter().zip(cellules).zip(&section.colonnes)
        {
            let n = plume.noeud(rang, "TD");
            plume.debut(n);
            for (i, l) in lignes.into_iter().enumerate() {
                let x = ou(plume, colonne, style, *x, *largeur, &l);
                plume.ecrire(x, haut + AIR + i as f32 * style.interligne, style, l);
            }
            plume.fin();
        }
        plume.y = haut + hauteur;
        filets(plume, section, &places, haut, hauteur);
    }
}

/// Where a text of a column begins.
fn ou(
    plume: &Plume<'_>,
    colonne: &Colonne,
    style: Style,
    x: f32,
    largeur: f32,
    texte: &str,
) -> f32 {
    if colonne.a_droite {
        x + largeur - ESPACE - plume.largeur(style, texte.trim_end())
    } else {
        x + ESPACE
    }
}

/// The rules around a row.
fn filets(
    plume: &mut Plume<'_>,
    section: &Section,
    places: &[(f32, f32)],
    haut: f32,
    hauteur: f32,
) {
    let couleur = if section.quadrillee { GRIS } else { FILET };
    let mut traces = vec![Plume::filet(
        plume.gauche,
        haut + hauteur - 0.4,
        plume.colonne(),
        0.4,
        couleur,
    )];
    if section.quadrillee {
        traces.extend(
            places
                .iter()
                .map(|(x, _)| *x)
                .chain([plume.droite])
                .map(|x| Plume::filet(x - 0.2, haut, 0.4, hauteur, couleur)),
        );
    }
    plume.artefact(traces);
}

/// The header row; again, as a mere repetition, at the top of further pages.
fn tete(plume: &mut Plume<'_>, section: &Section, places: &[(f32, f32)], noeuds: Option<&[usize]>) {
    let titres: Vec<Vec<String>> = section
        .colonnes
        .iter()
        .zip(places)
        .map(|(c, (_, largeur))| {
            plume.couper_court(
                TETE,
                core::slice::from_ref(&c.titre),
                largeur - 2.0 * ESPACE,
                3,
            )
        })
        .collect();
    let nombre = titres.iter().map(Vec::len).max().unwrap_or(1);
    let hauteur = nombre as f32 * TETE.interligne + 2.0 * AIR;
    let haut = plume.y;
    plume.artefact([
        Plume::filet(plume.gauche, haut, plume.colonne(), hauteur, FOND),
        Plume::filet(
            plume.gauche,
            haut + hauteur - 0.8,
            plume.colonne(),
            0.8,
            BLEU,
        ),
    ]);
    let mut repetees: Vec<Trace> = Vec::new();
    for (n, ((lignes, (x, largeur)), colonne)) in titres
        .into_iter()
        .zip(places)
        .zip(&section.colonnes)
        .enumerate()
    {
        let traces: Vec<Trace> = lignes
            .into_iter()
            .enumerate()
            .map(|(i, l)| {
                let x = ou(plume, colonne, TETE, *x, *largeur, &l);
                Plume::ligne(x, haut + AIR + i as f32 * TETE.interligne, TETE, l)
            })
            .collect();
        match noeuds.and_then(|s| s.get(n)) {
            Some(noeud) => {
                plume.debut(*noeud);
                for t in traces {
                    plume.tracer(t);
                }
                plume.fin();
            }
            None => repetees.extend(traces),
        }
    }
    if !repetees.is_empty() {
        plume.artefact(repetees);
    }
    plume.y = haut + hauteur;
    filets(plume, section, places, haut, hauteur);
}
