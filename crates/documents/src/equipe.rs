//! The calendar of a team, to pin to a wall: a month, one line a person, one column a day,
//! who is away and who is convoked. Why somebody is away is no part of it.

use crate::erreurs::ErreurDocument;
use crate::plume::{
    A4_PAYSAGE, BLEU, Composition, Couleur, DOCUMENT, FILET, FOND, GRIS, NOIR, Plume, Style, Trace,
    mm, style,
};
use crate::polices::{Graisse, Polices};
use crate::rendu::{self, Notice};
use domain::{CaseEquipe, Datelike, Mois, NaiveDate, PartieJour, RangEquipe, nom_jour};

/// A month of a team.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendrierEquipe {
    /// Large, at the top: `Calendrier de l’équipe, février 2021`.
    pub titre: String,
    /// Below the title, one a line.
    pub sous_titres: Vec<String>,
    /// Who issues it, for metadata.
    pub auteur: String,
    /// Day on which it is made, for metadata.
    pub etabli_le: NaiveDate,
    /// The month.
    pub mois: Mois,
    /// Days on which nobody works, beside Saturdays and Sundays.
    pub chomes: Vec<NaiveDate>,
    /// Header of the column of names.
    pub entete: String,
    /// The people, by discipline: a new one has a line of its own.
    pub rangs: Vec<RangEquipe>,
    /// What each mark means, in the order of [`marque`].
    pub legende: Vec<(CaseEquipe, String)>,
    /// Said in place of the lines when there is nobody.
    pub vide: String,
}

/// The mark of a day: letters, so that it does not hang on a colour.
#[must_use]
pub const fn marque(case: CaseEquipe) -> &'static str {
    match (case.absence, case.convoque) {
        (None, false) => "",
        (None, true) => "C",
        (Some(PartieJour::Journee), false) => "I",
        (Some(PartieJour::Matin), false) => "M",
        (Some(PartieJour::ApresMidi), false) => "A",
        (Some(_), true) => "CI",
    }
}

const MARGE: f32 = mm(10.0);
const NOMS: f32 = mm(52.0);
const HAUTEUR: f32 = 13.2;
const TITRE: Style = style(Graisse::Grasse, 15.0, BLEU, 19.0);
const SOUS_TITRE: Style = style(Graisse::Normale, 9.0, NOIR, 12.0);
const TETE: Style = style(Graisse::Grasse, 7.0, NOIR, 8.6);
const NOM: Style = style(Graisse::Normale, 8.0, NOIR, 10.0);
const GROUPE: Style = style(Graisse::Grasse, 8.0, BLEU, 10.0);
const MARQUE: Style = style(Graisse::Grasse, 7.5, NOIR, 10.0);
const VIDE: Style = style(Graisse::Normale, 9.0, GRIS, 12.0);

const ABSENT: Couleur = [0.98, 0.88, 0.72];
const CONVOQUE: Couleur = [0.80, 0.87, 0.97];
const CONFLIT: Couleur = [0.97, 0.78, 0.76];
const REPOS: Couleur = [0.88, 0.88, 0.88];

fn fond(case: CaseEquipe, repos: bool) -> Option<Couleur> {
    match (case.absence, case.convoque) {
        (Some(_), true) => Some(CONFLIT),
        (None, true) => Some(CONVOQUE),
        (Some(_), false) => Some(ABSENT),
        (None, false) if repos => Some(REPOS),
        (None, false) => None,
    }
}

/// The calendar as a PDF: A4 lying, tagged, in French, its fonts embedded.
///
/// # Errors
/// [`ErreurDocument::Rendu`] when the PDF cannot be written.
pub fn pdf(calendrier: &CalendrierEquipe, polices: &Polices) -> Result<Vec<u8>, ErreurDocument> {
    let composition = composer(calendrier, polices);
    let sujet = calendrier.sous_titres.join(", ");
    let notice = Notice {
        langue: "fr-FR",
        titre: &calendrier.titre,
        auteur: &calendrier.auteur,
        sujet: &sujet,
        jour: calendrier.etabli_le,
    };
    rendu::pdf(&composition, &notice, polices, None)
}

fn composer(c: &CalendrierEquipe, polices: &Polices) -> Composition {
    let mut plume = Plume::nouvelle(polices, A4_PAYSAGE, MARGE, &c.titre);
    let ecrire = |plume: &mut Plume<'_>, role, texte: &str, style: Style| {
        let n = plume.noeud(DOCUMENT, role);
        let lignes = plume.couper(style, texte, plume.colonne());
        plume.couler(n, &lignes, plume.gauche, style);
    };
    ecrire(&mut plume, "H1", &c.titre, TITRE);
    for t in &c.sous_titres {
        ecrire(&mut plume, "P", t, SOUS_TITRE);
    }
    legende(&mut plume, c);
    if c.rangs.is_empty() {
        ecrire(&mut plume, "P", &c.vide, VIDE);
    } else {
        table(&mut plume, c);
    }
    plume.composition()
}

/// The marks and what they mean, on one line while there is room.
fn legende(plume: &mut Plume<'_>, c: &CalendrierEquipe) {
    plume.y += 4.0;
    let mut x = plume.gauche;
    for (case, texte) in &c.legende {
        let largeur = 16.0 + 4.0 + plume.largeur(SOUS_TITRE, texte) + 14.0;
        if x + largeur > plume.droite && x > plume.gauche {
            x = plume.gauche;
            plume.y += HAUTEUR + 2.0;
        }
        let haut = plume.y;
        if let Some(couleur) = fond(*case, false) {
            plume.artefact([Plume::filet(x, haut, 16.0, HAUTEUR - 2.0, couleur)]);
        }
        let n = plume.noeud(DOCUMENT, "P");
        plume.debut(n);
        // The mark and its meaning are one paragraph, with a space between them.
        let lettre = format!("{} ", marque(*case));
        plume.ecrire(x + 3.0, haut + 0.5, MARQUE, lettre);
        plume.ecrire(x + 20.0, haut - 0.5, SOUS_TITRE, texte.clone());
        plume.fin();
        x += largeur;
    }
    plume.y += HAUTEUR + 6.0;
}

/// Left edge and width of the column of a day, 1 being the first.
fn place(plume: &Plume<'_>, mois: Mois, jour: u32) -> (f32, f32) {
    let largeur = (plume.colonne() - NOMS) / mois.longueur().max(1) as f32;
    (
        plume.gauche + NOMS + largeur * (jour.max(1) - 1) as f32,
        largeur,
    )
}

fn repos(c: &CalendrierEquipe, jour: u32) -> bool {
    c.mois
        .jour(jour)
        .is_some_and(|j| domain::fin_de_semaine(j) || c.chomes.contains(&j))
}

fn table(plume: &mut Plume<'_>, c: &CalendrierEquipe) {
    let table = plume.noeud(DOCUMENT, "Table");
    let rang = plume.noeud(table, "TR");
    let jours = c.mois.longueur();
    let noeuds: Vec<usize> = (0..=jours)
        .map(|_| plume.cellule_titre(rang, "Column"))
        .collect();
    tete(plume, c, Some(&noeuds));
    let mut discipline: Option<&str> = None;
    for r in &c.rangs {
        if discipline != Some(r.discipline.as_str()) {
            discipline = Some(&r.discipline);
            if !r.discipline.is_empty() {
                groupe(plume, c, table, &r.discipline);
            }
        }
        if plume.assurer(HAUTEUR) {
            tete(plume, c, None);
        }
        ligne(plume, c, table, r);
    }
}

/// The line of a discipline: never alone at the foot of a page.
fn groupe(plume: &mut Plume<'_>, c: &CalendrierEquipe, table: usize, discipline: &str) {
    if plume.assurer(HAUTEUR * 2.0) {
        tete(plume, c, None);
    }
    let rang = plume.noeud(table, "TR");
    let n = plume.cellule_titre(rang, "Row");
    let haut = plume.y;
    plume.artefact([Plume::filet(
        plume.gauche,
        haut,
        plume.colonne(),
        HAUTEUR,
        FOND,
    )]);
    let texte = plume.couper_court(GROUPE, &[discipline.to_owned()], plume.colonne() - 6.0, 1);
    plume.debut(n);
    for t in texte {
        plume.ecrire(plume.gauche + 3.0, haut + 1.6, GROUPE, t);
    }
    plume.fin();
    plume.y = haut + HAUTEUR;
}

fn ligne(plume: &mut Plume<'_>, c: &CalendrierEquipe, table: usize, r: &RangEquipe) {
    let haut = plume.y;
    let mut fonds: Vec<Trace> = Vec::new();
    for (i, case) in r.jours.iter().enumerate() {
        let jour = i as u32 + 1;
        if let Some(couleur) = fond(*case, repos(c, jour)) {
            let (x, largeur) = place(plume, c.mois, jour);
            fonds.push(Plume::filet(x, haut, largeur, HAUTEUR, couleur));
        }
    }
    if !fonds.is_empty() {
        plume.artefact(fonds);
    }
    let rang = plume.noeud(table, "TR");
    let n = plume.cellule_titre(rang, "Row");
    let nom = plume.couper_court(NOM, core::slice::from_ref(&r.nom), NOMS - 6.0, 1);
    plume.debut(n);
    for t in nom {
        plume.ecrire(plume.gauche + 3.0, haut + 1.6, NOM, t);
    }
    plume.fin();
    for (i, case) in r.jours.iter().enumerate() {
        let cellule = plume.noeud(rang, "TD");
        let texte = marque(*case);
        if texte.is_empty() {
            continue;
        }
        let (x, largeur) = place(plume, c.mois, i as u32 + 1);
        let milieu = x + (largeur - plume.largeur(MARQUE, texte)) / 2.0;
        plume.debut(cellule);
        plume.ecrire(milieu, haut + 1.6, MARQUE, texte.to_owned());
        plume.fin();
    }
    plume.y = haut + HAUTEUR;
    filets(plume, c, haut, HAUTEUR);
}

/// Rules below a row and between its days.
fn filets(plume: &mut Plume<'_>, c: &CalendrierEquipe, haut: f32, hauteur: f32) {
    let mut traces = vec![Plume::filet(
        plume.gauche,
        haut + hauteur - 0.4,
        plume.colonne(),
        0.4,
        FILET,
    )];
    for jour in 1..=c.mois.longueur() {
        let (x, _) = place(plume, c.mois, jour);
        traces.push(Plume::filet(x - 0.2, haut, 0.4, hauteur, FILET));
    }
    plume.artefact(traces);
}

/// Names of the days over their numbers; again, as a repetition, on further pages.
fn tete(plume: &mut Plume<'_>, c: &CalendrierEquipe, noeuds: Option<&[usize]>) {
    let haut = plume.y;
    let hauteur = 2.0 * TETE.interligne + 5.0;
    let mut fonds = vec![Plume::filet(
        plume.gauche,
        haut,
        plume.colonne(),
        hauteur,
        FOND,
    )];
    for jour in (1..=c.mois.longueur()).filter(|j| repos(c, *j)) {
        let (x, largeur) = place(plume, c.mois, jour);
        fonds.push(Plume::filet(x, haut, largeur, hauteur, REPOS));
    }
    fonds.push(Plume::filet(
        plume.gauche,
        haut + hauteur - 0.8,
        plume.colonne(),
        0.8,
        BLEU,
    ));
    plume.artefact(fonds);
    let mut cellules: Vec<Vec<Trace>> = vec![vec![Plume::ligne(
        plume.gauche + 3.0,
        haut + 2.5 + TETE.interligne / 2.0,
        TETE,
        c.entete.clone(),
    )]];
    for jour in 1..=c.mois.longueur() {
        let (x, largeur) = place(plume, c.mois, jour);
        let initiale: String = c
            .mois
            .jour(jour)
            .and_then(|j| nom_jour(j.weekday()).chars().next())
            .into_iter()
            .flat_map(char::to_uppercase)
            .collect();
        let centre = |texte: &str| x + (largeur - plume.largeur(TETE, texte)) / 2.0;
        let numero = jour.to_string();
        cellules.push(vec![
            Plume::ligne(centre(&initiale), haut + 2.0, TETE, format!("{initiale} ")),
            Plume::ligne(centre(&numero), haut + 2.0 + TETE.interligne, TETE, numero),
        ]);
    }
    match noeuds {
        Some(noeuds) => {
            for (noeud, traces) in noeuds.iter().zip(cellules) {
                plume.debut(*noeud);
                for t in traces {
                    plume.tracer(t);
                }
                plume.fin();
            }
        }
        None => plume.artefact(cellules.into_iter().flatten()),
    }
    plume.y = haut + hauteur;
    filets(plume, c, haut, hauteur);
}
