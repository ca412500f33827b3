//! What every document is drawn with: lines of text, rules and images on pages, and the
//! logical structure that goes with them. No PDF here: lengths are points (1/72 inch) from
//! the top left corner of the page. What a document says and where it puts it is the
//! matter of each (`mise_en_page` for the letter, [`crate::tableau`] for the lists).

use crate::polices::{Graisse, Polices};
use crate::texte;

/// A sheet, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Format {
    pub(crate) largeur: f32,
    pub(crate) hauteur: f32,
}

/// A4, upright.
pub(crate) const A4: Format = Format {
    largeur: mm(210.0),
    hauteur: mm(297.0),
};
/// A4, lying.
pub(crate) const A4_PAYSAGE: Format = Format {
    largeur: A4.hauteur,
    hauteur: A4.largeur,
};

/// Top of the body of every page.
pub(crate) const HAUT: f32 = mm(15.0);
/// Nothing of the body goes nearer to the lower edge.
const MARGE_BASSE: f32 = mm(14.0);
/// From the lower edge to the baseline of the page number.
const PIED: f32 = mm(7.0);
/// Running head and page number.
const COURANT: Style = style(Graisse::Normale, 8.0, GRIS, 10.0);
/// The node that holds all others.
pub(crate) const DOCUMENT: usize = 0;

/// Millimetres in points.
pub(crate) const fn mm(longueur: f32) -> f32 {
    longueur * 72.0 / 25.4
}

/// Red, green, blue, from 0 to 1.
pub(crate) type Couleur = [f32; 3];
pub(crate) const NOIR: Couleur = [0.09, 0.09, 0.09];
/// 7:1 on white (WCAG AAA).
pub(crate) const GRIS: Couleur = [0.34, 0.34, 0.34];
pub(crate) const BLEU: Couleur = [0.1, 0.2, 0.4];
/// Of the QR code: readers want contrast.
pub(crate) const PUR: Couleur = [0.0, 0.0, 0.0];
pub(crate) const FILET: Couleur = [0.8, 0.8, 0.8];
pub(crate) const FOND: Couleur = [0.93, 0.94, 0.96];

/// Something drawn, or the limit of something marked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trace {
    /// One line of text; `y` is its baseline.
    Texte {
        x: f32,
        y: f32,
        graisse: Graisse,
        corps: f32,
        couleur: Couleur,
        texte: String,
    },
    /// A filled rectangle; a rule is a thin one.
    Aplat {
        x: f32,
        y: f32,
        largeur: f32,
        hauteur: f32,
        couleur: Couleur,
    },
    /// A QR code, at most one a page: its dark runs, as column, line and length in
    /// modules, of which there are so many on a side.
    Qr {
        x: f32,
        y: f32,
        cote: f32,
        modules: usize,
        traits: Vec<(usize, usize, usize)>,
    },
    /// The image of the document.
    Image {
        x: f32,
        y: f32,
        largeur: f32,
        hauteur: f32,
    },
    /// The logo of who issues it.
    Logo {
        x: f32,
        y: f32,
        largeur: f32,
        hauteur: f32,
    },
    /// Begins the content of a leaf of the structure.
    Debut { role: &'static str, marque: usize },
    /// Begins what is only decoration or repetition.
    Artefact,
    /// Ends either.
    Fin,
}

/// A page, and which node owns each of its marked contents.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) traces: Vec<Trace>,
    pub(crate) marques: Vec<usize>,
}

/// What a node of the structure holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enfant {
    Noeud(usize),
    Marque { page: usize, marque: usize },
}

/// A node of the logical structure (ISO 32000-1, 14.7); the first is the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Noeud {
    pub(crate) role: &'static str,
    pub(crate) parent: Option<usize>,
    pub(crate) enfants: Vec<Enfant>,
    /// For a figure: what it shows.
    pub(crate) alternatif: Option<String>,
    /// For a header cell: `Row` or `Column`.
    pub(crate) portee: Option<&'static str>,
}

/// A document laid out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Composition {
    pub(crate) format: Format,
    pub(crate) pages: Vec<Page>,
    pub(crate) noeuds: Vec<Noeud>,
    /// Where the last page ends.
    pub(crate) bas: f32,
}

#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) graisse: Graisse,
    pub(crate) corps: f32,
    pub(crate) couleur: Couleur,
    pub(crate) interligne: f32,
}

pub(crate) const fn style(
    graisse: Graisse,
    corps: f32,
    couleur: Couleur,
    interligne: f32,
) -> Style {
    Style {
        graisse,
        corps,
        couleur,
        interligne,
    }
}

/// Where the next thing goes, and all that was drawn so far.
pub(crate) struct Plume<'a> {
    pub(crate) polices: &'a Polices,
    pub(crate) format: Format,
    /// Edges of the body.
    pub(crate) gauche: f32,
    pub(crate) droite: f32,
    /// Nothing of the body goes lower.
    pub(crate) bas: f32,
    /// Repeated at the top of further pages.
    rappel: String,
    pub(crate) pages: Vec<Page>,
    pub(crate) noeuds: Vec<Noeud>,
    /// Top of what comes next on the current page.
    pub(crate) y: f32,
}

impl<'a> Plume<'a> {
    /// A first page with margins of this width; `rappel` heads the next ones.
    pub(crate) fn nouvelle(polices: &'a Polices, format: Format, marge: f32, rappel: &str) -> Self {
        Self {
            polices,
            format,
            gauche: marge,
            droite: format.largeur - marge,
            bas: format.hauteur - MARGE_BASSE,
            rappel: rappel.to_owned(),
            pages: vec![Page::default()],
            noeuds: vec![Noeud {
                role: "Document",
                parent: None,
                enfants: Vec::new(),
                alternatif: None,
                portee: None,
            }],
            y: HAUT,
        }
    }

    /// Width of the body.
    pub(crate) fn colonne(&self) -> f32 {
        self.droite - self.gauche
    }

    /// All that was drawn, with page numbers where there are several pages.
    pub(crate) fn composition(mut self) -> Composition {
        let bas = self.y;
        self.pieds_de_page();
        Composition {
            format: self.format,
            pages: self.pages,
            noeuds: self.noeuds,
            bas,
        }
    }

    pub(crate) fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let derniere = self.pages.len() - 1;
        &mut self.pages[derniere]
    }

    pub(crate) fn tracer(&mut self, trace: Trace) {
        self.page().traces.push(trace);
    }

    pub(crate) fn noeud(&mut self, parent: usize, role: &'static str) -> usize {
        let nouveau = self.noeuds.len();
        self.noeuds.push(Noeud {
            role,
            parent: Some(parent),
            enfants: Vec::new(),
            alternatif: None,
            portee: None,
        });
        if let Some(p) = self.noeuds.get_mut(parent) {
            p.enfants.push(Enfant::Noeud(nouveau));
        }
        nouveau
    }

    pub(crate) fn cellule_titre(&mut self, parent: usize, portee: &'static str) -> usize {
        let n = self.noeud(parent, "TH");
        if let Some(n) = self.noeuds.get_mut(n) {
            n.portee = Some(portee);
        }
        n
    }

    /// Begins content of a node on the current page.
    pub(crate) fn debut(&mut self, noeud: usize) {
        let page = self.pages.len().saturating_sub(1);
        let marque = self.page().marques.len();
        self.page().marques.push(noeud);
        if let Some(n) = self.noeuds.get_mut(noeud) {
            n.enfants.push(Enfant::Marque { page, marque });
            let role = n.role;
            self.tracer(Trace::Debut { role, marque });
        }
    }

    pub(crate) fn fin(&mut self) {
        self.tracer(Trace::Fin);
    }

    pub(crate) fn artefact(&mut self, traces: impl IntoIterator<Item = Trace>) {
        self.tracer(Trace::Artefact);
        for t in traces {
            self.tracer(t);
        }
        self.tracer(Trace::Fin);
    }

    pub(crate) fn filet(x: f32, y: f32, largeur: f32, hauteur: f32, couleur: Couleur) -> Trace {
        Trace::Aplat {
            x,
            y,
            largeur,
            hauteur,
            couleur,
        }
    }

    /// From the top of a line to its baseline.
    pub(crate) fn ligne_de_base(style: Style) -> f32 {
        (style.interligne - style.corps) / 2.0 + style.corps * 0.8
    }

    /// A line of text whose top is at `haut`.
    pub(crate) fn ligne(x: f32, haut: f32, style: Style, texte: String) -> Trace {
        Trace::Texte {
            x,
            y: haut + Self::ligne_de_base(style),
            graisse: style.graisse,
            corps: style.corps,
            couleur: style.couleur,
            texte,
        }
    }

    pub(crate) fn ecrire(&mut self, x: f32, haut: f32, style: Style, texte: String) {
        if !texte.is_empty() {
            self.tracer(Self::ligne(x, haut, style, texte));
        }
    }

    pub(crate) fn propre<'t>(&self, style: Style, texte: &'t str) -> std::borrow::Cow<'t, str> {
        let police = self.polices.police(style.graisse);
        texte::imprimable(texte, |c| police.connait(c))
    }

    pub(crate) fn largeur(&self, style: Style, texte: &str) -> f32 {
        self.polices
            .police(style.graisse)
            .largeur(texte, style.corps)
    }

    /// A text cut into printable lines. All but the last keep a space (or their
    /// hyphen) at their end, so that words stay apart in the extracted text.
    pub(crate) fn couper(&self, style: Style, texte: &str, largeur: f32) -> Vec<String> {
        let police = self.polices.police(style.graisse);
        let mut lignes = texte::couper(&self.propre(style, texte), largeur, |c| {
            police.chasse(c, style.corps)
        });
        let derniere = lignes.len() - 1;
        for l in &mut lignes[..derniere] {
            if l.ends_with(|c: char| c.is_alphanumeric() || ".,;:!?)»’".contains(c)) {
                l.push(' ');
            }
        }
        lignes
    }

    /// As [`Self::couper`], stopped at `maximum` lines by "…".
    pub(crate) fn couper_court(
        &self,
        style: Style,
        textes: &[String],
        largeur: f32,
        maximum: usize,
    ) -> Vec<String> {
        let mut lignes: Vec<String> = Vec::new();
        for t in textes {
            lignes.extend(self.couper(style, t, largeur));
            if lignes.len() > maximum {
                lignes.truncate(maximum);
                if let Some(l) = lignes.last_mut() {
                    self.abreger(style, l, largeur);
                }
                break;
            }
        }
        lignes
    }

    /// Ends a line by "…", making room for it.
    pub(crate) fn abreger(&self, style: Style, ligne: &mut String, largeur: f32) {
        let suite = self.largeur(style, "…");
        while !ligne.is_empty() && self.largeur(style, ligne.trim_end()) + suite > largeur {
            ligne.pop();
        }
        ligne.truncate(ligne.trim_end().trim_end_matches('…').len());
        ligne.push('…');
    }

    /// Short texts cut into lines, each text a paragraph, `maximum` lines in all.
    pub(crate) fn paragraphes_courts(
        &self,
        style: Style,
        textes: &[String],
        largeur: f32,
        maximum: usize,
    ) -> Vec<Paragraphe> {
        let mut reste = maximum;
        let mut paragraphes = Vec::with_capacity(textes.len());
        for t in textes {
            if reste == 0 {
                // What is left out must show.
                let derniere: Option<&mut String> = paragraphes
                    .last_mut()
                    .and_then(|p: &mut Paragraphe| p.lignes.last_mut());
                if let Some(l) = derniere {
                    self.abreger(style, l, largeur);
                }
                break;
            }
            let lignes = self.couper_court(style, core::slice::from_ref(t), largeur, reste);
            reste -= lignes.len();
            paragraphes.push(Paragraphe { style, lignes });
        }
        paragraphes
    }

    pub(crate) fn poser_paragraphes(
        &mut self,
        parent: usize,
        x: f32,
        paragraphes: Vec<Paragraphe>,
    ) {
        for Paragraphe { style, lignes } in paragraphes {
            let n = self.noeud(parent, "P");
            self.debut(n);
            for l in lignes {
                self.ecrire(x, self.y, style, l);
                self.y += style.interligne;
            }
            self.fin();
        }
    }

    pub(crate) fn nouvelle_page(&mut self) {
        self.pages.push(Page::default());
        let (gauche, colonne) = (self.gauche, self.colonne());
        let rappel = self.couper_court(
            COURANT,
            core::slice::from_ref(&self.rappel),
            self.colonne(),
            1,
        );
        let mut traces: Vec<Trace> = rappel
            .into_iter()
            .map(|l| Self::ligne(gauche, HAUT, COURANT, l))
            .collect();
        traces.push(Self::filet(gauche, HAUT + 12.0, colonne, 0.5, FILET));
        self.artefact(traces);
        self.y = HAUT + 24.0;
    }

    /// Makes sure that `hauteur` is left on the page; a taller part than a page begins
    /// on a new one.
    pub(crate) fn assurer(&mut self, hauteur: f32) -> bool {
        let deborde = self.y + hauteur > self.bas;
        if deborde {
            self.nouvelle_page();
        }
        deborde
    }

    /// Lines one below the other, on further pages when they must, never leaving one
    /// alone at either end of a page.
    pub(crate) fn couler(&mut self, noeud: usize, lignes: &[String], x: f32, style: Style) {
        let mut reste = lignes;
        while !reste.is_empty() {
            let place = (((self.bas - self.y) / style.interligne).floor().max(0.0)) as usize;
            let mut nombre = place.min(reste.len());
            if nombre < reste.len() {
                if reste.len() - nombre == 1 && nombre > 2 {
                    nombre -= 1;
                }
                if nombre < 2 && self.y > HAUT + 30.0 {
                    self.nouvelle_page();
                    continue;
                }
                nombre = nombre.max(1);
            }
            let (ici, apres) = reste.split_at(nombre);
            self.debut(noeud);
            for l in ici {
                self.ecrire(x, self.y, style, l.clone());
                self.y += style.interligne;
            }
            self.fin();
            reste = apres;
            if !reste.is_empty() {
                self.nouvelle_page();
            }
        }
    }

    pub(crate) fn pieds_de_page(&mut self) {
        let total = self.pages.len();
        if total < 2 {
            return;
        }
        for i in 0..total {
            let numero = format!("page {}/{total}", i + 1);
            let x = self.droite - self.largeur(COURANT, &numero);
            let traces = [
                Trace::Artefact,
                Self::ligne(
                    x,
                    self.format.hauteur - PIED - COURANT.corps,
                    COURANT,
                    numero,
                ),
                Trace::Fin,
            ];
            if let Some(p) = self.pages.get_mut(i) {
                p.traces.extend(traces);
            }
        }
    }
}

/// A short text cut into lines.
pub(crate) struct Paragraphe {
    pub(crate) style: Style,
    pub(crate) lignes: Vec<String>,
}

pub(crate) fn nombre_de_lignes(paragraphes: &[Paragraphe]) -> usize {
    paragraphes.iter().map(|p| p.lignes.len()).sum()
}
