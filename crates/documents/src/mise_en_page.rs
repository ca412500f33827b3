//! A letter on A4 paper: where each line, rule and image goes, on as many pages as
//! it takes, and the logical structure of the whole. No PDF here: lengths are
//! points (1/72 inch) from the top left corner of the page.

use crate::contenu::{Bloc, Contenu, Fait};
use crate::polices::{Graisse, Polices};
use crate::texte;

/// A4.
pub(crate) const LARGEUR: f32 = mm(210.0);
/// A4.
pub(crate) const HAUTEUR: f32 = mm(297.0);

const GAUCHE: f32 = mm(20.0);
const DROITE: f32 = mm(190.0);
const COLONNE: f32 = DROITE - GAUCHE;
const HAUT: f32 = mm(15.0);
/// Nothing of the body goes lower.
const BAS: f32 = mm(283.0);
/// Baseline of the page number.
const PIED: f32 = mm(290.0);

/// The addressee, for a French DL window envelope (110 × 220 mm, window of 100 × 35 mm,
/// 20 mm from the right and from the bottom): folded in three, the sheet shows what lies
/// between 45 and 90 mm from its top and right of 100 mm.
const FENETRE_X: f32 = mm(105.0);
const FENETRE_Y: f32 = mm(50.0);
const FENETRE_BAS: f32 = mm(92.0);
/// Beyond this many lines at the top of the first page, the rest gives way to "…": a
/// head of letter must not push the letter away.
const LIGNES_EN_TETE: usize = 9;

/// Side of the QR code, without the blank around it: the paper's own margin.
const QR_COTE: f32 = mm(24.0);

/// Millimetres in points.
pub(crate) const fn mm(longueur: f32) -> f32 {
    longueur * 72.0 / 25.4
}

/// Red, green, blue, from 0 to 1.
pub(crate) type Couleur = [f32; 3];
const NOIR: Couleur = [0.09, 0.09, 0.09];
/// 7:1 on white (WCAG AAA).
const GRIS: Couleur = [0.34, 0.34, 0.34];
const BLEU: Couleur = [0.1, 0.2, 0.4];
/// Of the QR code: readers want contrast.
pub(crate) const PUR: Couleur = [0.0, 0.0, 0.0];
const FILET: Couleur = [0.8, 0.8, 0.8];
const FOND: Couleur = [0.93, 0.94, 0.96];

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
    /// A QR code: its dark runs, as column, line and length, of modules of this side.
    Qr {
        x: f32,
        y: f32,
        module: f32,
        traits: Vec<(usize, usize, usize)>,
    },
    /// The signature.
    Image {
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

/// A letter laid out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Composition {
    pub(crate) pages: Vec<Page>,
    pub(crate) noeuds: Vec<Noeud>,
    /// Where the last page ends.
    bas: f32,
}

/// How tightly lines are set.
#[derive(Clone, Copy)]
struct Serrage {
    /// Factor on line heights.
    lignes: f32,
    /// Factor on the space between parts.
    blancs: f32,
    /// Tallest signature.
    image: f32,
}

/// From the most comfortable to the tightest that still reads well.
const SERRAGES: [Serrage; 4] = [
    Serrage {
        lignes: 1.0,
        blancs: 1.0,
        image: mm(20.0),
    },
    Serrage {
        lignes: 0.98,
        blancs: 0.75,
        image: mm(19.0),
    },
    Serrage {
        lignes: 0.955,
        blancs: 0.6,
        image: mm(18.0),
    },
    Serrage {
        lignes: 0.93,
        blancs: 0.45,
        image: mm(16.0),
    },
];
const IMAGE_LARGEUR: f32 = mm(62.0);

/// Lays a letter out. `image` is the size in pixels of the signature, if there is one.
/// When it ends with little on its last page, it is set tighter if that saves the page.
pub(crate) fn composer(
    contenu: &Contenu,
    polices: &Polices,
    image: Option<(u32, u32)>,
) -> Composition {
    let composee = |serrage| Composeur::nouveau(contenu, polices, image, serrage).lettre();
    let [aise, serres @ ..] = SERRAGES;
    let premiere = composee(aise);
    let pages = premiere.pages.len();
    if pages == 1 || premiere.bas > mm(150.0) {
        return premiere;
    }
    serres
        .into_iter()
        .map(composee)
        .find(|c| c.pages.len() < pages)
        .unwrap_or(premiere)
}

#[derive(Clone, Copy)]
struct Style {
    graisse: Graisse,
    corps: f32,
    couleur: Couleur,
    interligne: f32,
}

const fn style(graisse: Graisse, corps: f32, couleur: Couleur, interligne: f32) -> Style {
    Style {
        graisse,
        corps,
        couleur,
        interligne,
    }
}

const ACADEMIE: Style = style(Graisse::Grasse, 12.0, NOIR, 15.0);
const EMETTEUR: Style = style(Graisse::Normale, 8.5, NOIR, 11.3);
const EMETTEUR_NOM: Style = style(Graisse::Grasse, 8.5, NOIR, 11.3);
const REPERE: Style = style(Graisse::Normale, 8.5, GRIS, 11.3);
const ADRESSE: Style = style(Graisse::Normale, 10.0, NOIR, 13.4);
const TITRE: Style = style(Graisse::Grasse, 17.0, BLEU, 20.0);
const SOUS_TITRE: Style = style(Graisse::Normale, 10.5, NOIR, 14.0);
const TEXTE: Style = style(Graisse::Normale, 9.5, NOIR, 13.0);
const INTERTITRE: Style = style(Graisse::Grasse, 10.0, BLEU, 14.5);
const LIBELLE: Style = style(Graisse::Normale, 9.0, GRIS, 12.4);
const VALEUR: Style = style(Graisse::Normale, 9.5, NOIR, 12.4);
const CELLULE_TITRE: Style = style(Graisse::Grasse, 9.0, NOIR, 12.2);
const CELLULE: Style = style(Graisse::Normale, 9.5, NOIR, 12.2);
const MENTION: Style = style(Graisse::Normale, 8.3, NOIR, 10.8);
const SIGNATURE: Style = style(Graisse::Normale, 9.5, NOIR, 12.8);
const SIGNATURE_NOM: Style = style(Graisse::Grasse, 9.5, NOIR, 12.8);
const VERIFICATION: Style = style(Graisse::Normale, 7.5, GRIS, 10.0);
const VERIFICATION_CODE: Style = style(Graisse::Grasse, 8.5, NOIR, 11.0);
const COURANT: Style = style(Graisse::Normale, 8.0, GRIS, 10.0);

struct Composeur<'a> {
    contenu: &'a Contenu,
    polices: &'a Polices,
    image: Option<(u32, u32)>,
    serrage: Serrage,
    pages: Vec<Page>,
    noeuds: Vec<Noeud>,
    /// Top of what comes next on the current page.
    y: f32,
}

const DOCUMENT: usize = 0;

impl<'a> Composeur<'a> {
    fn nouveau(
        contenu: &'a Contenu,
        polices: &'a Polices,
        image: Option<(u32, u32)>,
        serrage: Serrage,
    ) -> Self {
        Self {
            contenu,
            polices,
            image,
            serrage,
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

    fn lettre(mut self) -> Composition {
        self.reperes_de_pliage();
        self.en_tete();
        self.titre();
        for bloc in &self.contenu.blocs {
            match bloc {
                Bloc::Paragraphe(texte) => self.paragraphe(texte),
                Bloc::Faits(faits) => self.faits(faits),
                Bloc::Jours {
                    titre,
                    colonnes,
                    lignes,
                } => self.jours(titre, colonnes, lignes),
                Bloc::Texte { titre, lignes } => self.texte_titre(titre, lignes),
            }
        }
        self.fin_de_lettre();
        let bas = self.y;
        self.verification();
        self.pieds_de_page();
        Composition {
            pages: self.pages,
            noeuds: self.noeuds,
            bas,
        }
    }

    // --- Tools ----------------------------------------------------------------

    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let derniere = self.pages.len() - 1;
        &mut self.pages[derniere]
    }

    fn tracer(&mut self, trace: Trace) {
        self.page().traces.push(trace);
    }

    fn noeud(&mut self, parent: usize, role: &'static str) -> usize {
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

    fn cellule_titre(&mut self, parent: usize, portee: &'static str) -> usize {
        let n = self.noeud(parent, "TH");
        if let Some(n) = self.noeuds.get_mut(n) {
            n.portee = Some(portee);
        }
        n
    }

    /// Begins content of a node on the current page.
    fn debut(&mut self, noeud: usize) {
        let page = self.pages.len().saturating_sub(1);
        let marque = self.page().marques.len();
        self.page().marques.push(noeud);
        if let Some(n) = self.noeuds.get_mut(noeud) {
            n.enfants.push(Enfant::Marque { page, marque });
            let role = n.role;
            self.tracer(Trace::Debut { role, marque });
        }
    }

    fn fin(&mut self) {
        self.tracer(Trace::Fin);
    }

    fn artefact(&mut self, traces: impl IntoIterator<Item = Trace>) {
        self.tracer(Trace::Artefact);
        for t in traces {
            self.tracer(t);
        }
        self.tracer(Trace::Fin);
    }

    fn filet(x: f32, y: f32, largeur: f32, hauteur: f32, couleur: Couleur) -> Trace {
        Trace::Aplat {
            x,
            y,
            largeur,
            hauteur,
            couleur,
        }
    }

    /// From the top of a line to its baseline.
    fn ligne_de_base(style: Style) -> f32 {
        (style.interligne - style.corps) / 2.0 + style.corps * 0.8
    }

    /// A line of text whose top is at `haut`.
    fn ligne(x: f32, haut: f32, style: Style, texte: String) -> Trace {
        Trace::Texte {
            x,
            y: haut + Self::ligne_de_base(style),
            graisse: style.graisse,
            corps: style.corps,
            couleur: style.couleur,
            texte,
        }
    }

    fn ecrire(&mut self, x: f32, haut: f32, style: Style, texte: String) {
        if !texte.is_empty() {
            self.tracer(Self::ligne(x, haut, style, texte));
        }
    }

    fn serre(&self, style: Style) -> Style {
        Style {
            interligne: style.interligne * self.serrage.lignes,
            ..style
        }
    }

    fn blanc(&mut self, hauteur: f32) {
        self.y += hauteur * self.serrage.blancs;
    }

    fn propre<'t>(&self, style: Style, texte: &'t str) -> std::borrow::Cow<'t, str> {
        let police = self.polices.police(style.graisse);
        texte::imprimable(texte, |c| police.connait(c))
    }

    fn largeur(&self, style: Style, texte: &str) -> f32 {
        self.polices
            .police(style.graisse)
            .largeur(texte, style.corps)
    }

    /// A text cut into printable lines. All but the last keep a space (or their
    /// hyphen) at their end, so that words stay apart in the extracted text.
    fn couper(&self, style: Style, texte: &str, largeur: f32) -> Vec<String> {
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
    fn couper_court(
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
    fn abreger(&self, style: Style, ligne: &mut String, largeur: f32) {
        let suite = self.largeur(style, "…");
        while !ligne.is_empty() && self.largeur(style, ligne.trim_end()) + suite > largeur {
            ligne.pop();
        }
        ligne.truncate(ligne.trim_end().trim_end_matches('…').len());
        ligne.push('…');
    }

    /// Short texts cut into lines, each text a paragraph, `maximum` lines in all.
    fn paragraphes_courts(
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

    fn poser_paragraphes(&mut self, parent: usize, x: f32, paragraphes: Vec<Paragraphe>) {
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

    /// The addressee: smaller when there are many lines, and stopped before the last
    /// text when there are too many, because the post needs the town.
    fn adresse(&self) -> Vec<Paragraphe> {
        let largeur = DROITE - FENETRE_X;
        let hauteur = FENETRE_BAS - mm(3.0) - FENETRE_Y;
        let tout = self.contenu.destinataire.as_slice();
        let (nom, suite) = tout.split_at(1.min(tout.len()));
        let mut simple = ADRESSE;
        loop {
            let grasse = Style {
                graisse: Graisse::Grasse,
                ..simple
            };
            let mut adresse = self.paragraphes_courts(grasse, nom, largeur, usize::MAX);
            adresse.extend(self.paragraphes_courts(simple, suite, largeur, usize::MAX));
            if nombre_de_lignes(&adresse) as f32 * simple.interligne <= hauteur {
                return adresse;
            }
            if simple.corps < 8.0 {
                let place = (hauteur / simple.interligne) as usize;
                let (rue, ville) = suite.split_at(suite.len().saturating_sub(1));
                let mut adresse = self.paragraphes_courts(grasse, nom, largeur, 5);
                let ville = self.paragraphes_courts(simple, ville, largeur, 2);
                let pris = nombre_de_lignes(&adresse) + nombre_de_lignes(&ville);
                let reste = place.saturating_sub(pris);
                adresse.extend(self.paragraphes_courts(simple, rue, largeur, reste));
                adresse.extend(ville);
                return adresse;
            }
            simple.corps -= 0.8;
            simple.interligne = simple.corps * 1.34;
        }
    }

    fn nouvelle_page(&mut self) {
        self.pages.push(Page::default());
        let rappel = self.couper_court(
            COURANT,
            core::slice::from_ref(&self.contenu.titre_document),
            COLONNE,
            1,
        );
        let mut traces: Vec<Trace> = rappel
            .into_iter()
            .map(|l| Self::ligne(GAUCHE, HAUT, COURANT, l))
            .collect();
        traces.push(Self::filet(GAUCHE, HAUT + 12.0, COLONNE, 0.5, FILET));
        self.artefact(traces);
        self.y = HAUT + 24.0;
    }

    /// Makes sure that `hauteur` is left on the page; a taller part than a page begins
    /// on a new one.
    fn assurer(&mut self, hauteur: f32) -> bool {
        let deborde = self.y + hauteur > BAS;
        if deborde {
            self.nouvelle_page();
        }
        deborde
    }

    /// Lines one below the other, on further pages when they must, never leaving one
    /// alone at either end of a page.
    fn couler(&mut self, noeud: usize, lignes: &[String], x: f32, style: Style) {
        let mut reste = lignes;
        while !reste.is_empty() {
            let place = (((BAS - self.y) / style.interligne).floor().max(0.0)) as usize;
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

    // --- Parts ----------------------------------------------------------------

    /// Two ticks in the margin where the sheet folds in three.
    fn reperes_de_pliage(&mut self) {
        self.artefact([99.0, 198.0].map(|h| Self::filet(mm(5.0), mm(h), mm(3.0), 0.4, FILET)));
    }

    fn en_tete(&mut self) {
        // Left: who issues.
        let gauche = mm(78.0);
        let bloc = self.noeud(DOCUMENT, "Div");
        let n = self.noeud(bloc, "P");
        self.debut(n);
        let majuscules = [self.contenu.academie.to_uppercase()];
        for l in self.couper_court(ACADEMIE, &majuscules, gauche, 3) {
            self.ecrire(GAUCHE, self.y, ACADEMIE, l);
            self.y += ACADEMIE.interligne;
        }
        self.fin();
        self.y += 3.0;
        self.artefact([Self::filet(GAUCHE, self.y, mm(24.0), 2.0, BLEU)]);
        self.y += 7.0;
        let (nom, suite) = self
            .contenu
            .emetteur
            .split_at(1.min(self.contenu.emetteur.len()));
        let nom = self.paragraphes_courts(EMETTEUR_NOM, nom, gauche, 3);
        let suite = self.paragraphes_courts(EMETTEUR, suite, gauche, LIGNES_EN_TETE - 1);
        self.poser_paragraphes(bloc, GAUCHE, nom);
        self.poser_paragraphes(bloc, GAUCHE, suite);
        let bas_emetteur = self.y;

        // Right: the addressee, in the window of the envelope.
        self.y = FENETRE_Y;
        let bloc = self.noeud(DOCUMENT, "Div");
        let adresse = self.adresse();
        self.poser_paragraphes(bloc, FENETRE_X, adresse);
        let bas_adresse = self.y;

        // Left again, level with the end of the window: the reference.
        let textes: Vec<String> = self
            .contenu
            .reperes
            .iter()
            .map(|f| format!("{}\u{a0}: {}", f.libelle, f.valeur))
            .collect();
        let reperes = self.paragraphes_courts(REPERE, &textes, gauche, LIGNES_EN_TETE);
        let hauteur = nombre_de_lignes(&reperes) as f32 * REPERE.interligne;
        self.y = (FENETRE_BAS - mm(3.0) - hauteur).max(bas_emetteur + 6.0);
        let bloc = self.noeud(DOCUMENT, "Div");
        self.poser_paragraphes(bloc, GAUCHE, reperes);
        self.y = self.y.max(bas_adresse).max(FENETRE_BAS - mm(3.0)) + mm(3.0);
    }

    fn titre(&mut self) {
        for (role, texte, style) in [
            ("H1", self.contenu.titre.to_uppercase(), TITRE),
            ("P", self.contenu.sous_titre.clone(), SOUS_TITRE),
        ] {
            let n = self.noeud(DOCUMENT, role);
            self.debut(n);
            for l in self.couper(style, &texte, COLONNE) {
                let x = GAUCHE + (COLONNE - self.largeur(style, l.trim_end())) / 2.0;
                self.ecrire(x, self.y, style, l);
                self.y += style.interligne;
            }
            self.fin();
        }
        self.blanc(8.0);
    }

    fn paragraphe(&mut self, texte: &str) {
        let style = self.serre(TEXTE);
        let n = self.noeud(DOCUMENT, "P");
        let lignes = self.couper(style, texte, COLONNE);
        self.couler(n, &lignes, GAUCHE, style);
        self.blanc(5.0);
    }

    fn intertitre(&mut self, texte: &str, avec: f32) {
        let style = self.serre(INTERTITRE);
        self.assurer(style.interligne + 2.0 + avec);
        let n = self.noeud(DOCUMENT, "H2");
        self.debut(n);
        let propre = self.propre(style, texte).into_owned();
        self.ecrire(GAUCHE, self.y, style, propre);
        self.fin();
        self.y += style.interligne + 2.0;
    }

    fn faits(&mut self, faits: &[Fait]) {
        let (libelle, valeur) = (self.serre(LIBELLE), self.serre(VALEUR));
        let x = GAUCHE + mm(34.0);
        let table = self.noeud(DOCUMENT, "Table");
        self.blanc(2.0);
        for f in faits {
            let lignes = self.couper(valeur, &f.valeur, DROITE - x);
            let hauteur = lignes.len() as f32 * valeur.interligne + 2.2;
            self.assurer(hauteur.min(BAS - mm(30.0)));
            let rang = self.noeud(table, "TR");
            let tete = self.cellule_titre(rang, "Row");
            self.debut(tete);
            // On the baseline of the value, whose size differs.
            let haut = self.y + Self::ligne_de_base(valeur) - Self::ligne_de_base(libelle);
            self.ecrire(GAUCHE, haut, libelle, f.libelle.to_owned());
            self.fin();
            let cellule = self.noeud(rang, "TD");
            self.couler(cellule, &lignes, x, valeur);
            self.y += 0.9;
            self.artefact([Self::filet(GAUCHE, self.y, COLONNE, 0.4, FILET)]);
            self.y += 1.3;
        }
        self.blanc(9.0);
    }

    fn jours(&mut self, titre: &str, colonnes: &[&str; 3], lignes: &[[String; 3]]) {
        let style = self.serre(CELLULE);
        let rang_hauteur = style.interligne + 2.8;
        self.intertitre(titre, rang_hauteur * (1 + lignes.len().min(2)) as f32);
        let table = self.noeud(DOCUMENT, "Table");
        let rang = self.noeud(table, "TR");
        let tetes = colonnes.map(|_| self.cellule_titre(rang, "Column"));
        self.tete_de_table(colonnes, Some(tetes));
        for ligne in lignes {
            if self.assurer(rang_hauteur) {
                self.tete_de_table(colonnes, None);
            }
            let rang = self.noeud(table, "TR");
            for (x, texte) in COLONNES_JOURS.into_iter().zip(ligne) {
                let n = self.noeud(rang, "TD");
                let propre = self.propre(style, texte).into_owned();
                self.debut(n);
                self.ecrire(x, self.y + 1.2, style, propre);
                self.fin();
            }
            self.y += rang_hauteur;
            self.artefact([Self::filet(GAUCHE, self.y - 0.4, COLONNE, 0.4, FILET)]);
        }
        self.blanc(9.0);
    }

    /// The header row; again, as a mere repetition, at the top of further pages.
    fn tete_de_table(&mut self, colonnes: &[&str; 3], noeuds: Option<[usize; 3]>) {
        let style = self.serre(CELLULE_TITRE);
        let hauteur = style.interligne + 2.8;
        self.artefact([
            Self::filet(GAUCHE, self.y, COLONNE, hauteur, FOND),
            Self::filet(GAUCHE, self.y + hauteur - 0.8, COLONNE, 0.8, BLEU),
        ]);
        let haut = self.y + 1.0;
        let places = COLONNES_JOURS.into_iter().zip(colonnes);
        match noeuds {
            Some(noeuds) => {
                for ((x, texte), n) in places.zip(noeuds) {
                    self.debut(n);
                    self.ecrire(x, haut, style, (*texte).to_owned());
                    self.fin();
                }
            }
            None => {
                let traces: Vec<Trace> = places
                    .map(|(x, t)| Self::ligne(x, haut, style, (*t).to_owned()))
                    .collect();
                self.artefact(traces);
            }
        }
        self.y += hauteur;
    }

    fn texte_titre(&mut self, titre: &str, lignes: &[String]) {
        let style = self.serre(TEXTE);
        self.intertitre(titre, style.interligne * lignes.len().min(2) as f32);
        for l in lignes {
            if l.is_empty() {
                self.y += style.interligne * 0.6;
                continue;
            }
            let n = self.noeud(DOCUMENT, "P");
            let coupees = self.couper(style, l, COLONNE);
            self.couler(n, &coupees, GAUCHE, style);
        }
        self.blanc(9.0);
    }

    /// Obligation, contact and signature, side by side and never apart.
    fn fin_de_lettre(&mut self) {
        let contenu = self.contenu;
        let signature = &contenu.signature;
        let (mention, simple, grasse) = (
            self.serre(MENTION),
            self.serre(SIGNATURE),
            self.serre(SIGNATURE_NOM),
        );
        let x_signature = mm(118.0);
        let l_signature = DROITE - x_signature;
        let l_mentions = mm(88.0);

        let mentions: Vec<Vec<String>> = contenu
            .mentions
            .iter()
            .map(|m| self.couper(mention, m, l_mentions))
            .collect();
        let h_mentions: f32 = mentions
            .iter()
            .map(|l| l.len() as f32 * mention.interligne + 3.0)
            .sum();

        let seul = |textes: &str, style: Style, maximum: usize| {
            if textes.trim().is_empty() {
                Vec::new()
            } else {
                self.couper_court(style, &[textes.to_owned()], l_signature, maximum)
            }
        };
        let date = seul(&signature.lieu_et_date, simple, 3);
        let capacite = seul(&format!("{},", signature.capacite), simple, 2);
        let nom = seul(&signature.nom, grasse, 4);
        let qualite = seul(&signature.qualite, simple, 3);
        let (l_image, h_image) = match self.image {
            Some((l, h)) if l > 0 && h > 0 => {
                let (l, h) = (l as f32, h as f32);
                // Never larger than 150 points an inch would make it.
                let facteur = (IMAGE_LARGEUR / l).min(self.serrage.image / h).min(0.48);
                (l * facteur, h * facteur)
            }
            _ => (0.0, 0.0),
        };
        // Without an image, room to sign by hand.
        let h_main = if h_image > 0.0 {
            h_image + 6.0
        } else {
            self.serrage.image
        };
        let h_signature = date.len() as f32 * simple.interligne
            + 4.0
            + (capacite.len() + qualite.len()) as f32 * simple.interligne
            + h_main
            + nom.len() as f32 * grasse.interligne;

        self.assurer(h_mentions.max(h_signature));
        let haut = self.y;
        for m in mentions {
            let n = self.noeud(DOCUMENT, "P");
            self.couler(n, &m, GAUCHE, mention);
            self.y += 3.0;
        }
        let bas_mentions = self.y;

        self.y = haut;
        let ecrire = |c: &mut Self, lignes: Vec<String>, style: Style| {
            if lignes.is_empty() {
                return;
            }
            let n = c.noeud(DOCUMENT, "P");
            c.debut(n);
            for l in lignes {
                c.ecrire(x_signature, c.y, style, l);
                c.y += style.interligne;
            }
            c.fin();
        };
        ecrire(self, date, simple);
        self.y += 4.0;
        ecrire(self, capacite, simple);
        if h_image > 0.0 {
            let n = self.noeud(DOCUMENT, "Figure");
            if let Some(n) = self.noeuds.get_mut(n) {
                n.alternatif = Some(signature.texte_alternatif.clone());
            }
            self.debut(n);
            let y = self.y + 3.0;
            self.tracer(Trace::Image {
                x: x_signature,
                y,
                largeur: l_image,
                hauteur: h_image,
            });
            self.fin();
        }
        self.y += h_main;
        ecrire(self, nom, grasse);
        ecrire(self, qualite, simple);
        self.y = self.y.max(bas_mentions);
    }

    /// How to check the letter: at the top right of the first page, above the window of the
    /// envelope, and last in the order of reading.
    fn verification(&mut self) {
        let contenu = self.contenu;
        let Some(v) = &contenu.verification else {
            return;
        };
        let Some(points) = crate::qr::points(&v.adresse) else {
            return;
        };
        let suite = self.pages.split_off(1.min(self.pages.len()));
        let x = DROITE - QR_COTE;
        let bloc = self.noeud(DOCUMENT, "Div");
        self.y = HAUT + mm(3.0);
        let largeur = x - FENETRE_X - mm(3.0);
        let mut lignes = v.lignes.clone();
        // In two lines, each of whole groups.
        let groupes: Vec<&str> = v.code.split('-').collect();
        let (debut, fin) = groupes.split_at(groupes.len().div_ceil(2));
        lignes.push(format!("{}-", debut.join("-")));
        lignes.push(fin.join("-"));
        for (i, ligne) in lignes.iter().enumerate() {
            let style = if i + 2 < lignes.len() {
                VERIFICATION
            } else {
                VERIFICATION_CODE
            };
            let n = self.noeud(bloc, "P");
            self.debut(n);
            for l in self.couper_court(style, core::slice::from_ref(ligne), largeur, 2) {
                let gauche = x - mm(3.0) - self.largeur(style, l.trim_end());
                self.ecrire(gauche, self.y, style, l);
                self.y += style.interligne;
            }
            self.fin();
        }
        let n = self.noeud(bloc, "Figure");
        if let Some(n) = self.noeuds.get_mut(n) {
            n.alternatif = Some(v.texte_alternatif.clone());
        }
        self.debut(n);
        self.tracer(Trace::Qr {
            x,
            y: HAUT,
            module: QR_COTE / points.cote as f32,
            traits: points.traits,
        });
        self.fin();
        self.pages.extend(suite);
    }

    fn pieds_de_page(&mut self) {
        let total = self.pages.len();
        if total < 2 {
            return;
        }
        for i in 0..total {
            let numero = format!("page {}/{total}", i + 1);
            let x = DROITE - self.largeur(COURANT, &numero);
            let traces = [
                Trace::Artefact,
                Self::ligne(x, PIED - COURANT.corps, COURANT, numero),
                Trace::Fin,
            ];
            if let Some(p) = self.pages.get_mut(i) {
                p.traces.extend(traces);
            }
        }
    }
}

/// A short text cut into lines.
struct Paragraphe {
    style: Style,
    lignes: Vec<String>,
}

fn nombre_de_lignes(paragraphes: &[Paragraphe]) -> usize {
    paragraphes.iter().map(|p| p.lignes.len()).sum()
}

/// Left edges of the columns day, start, end.
const COLONNES_JOURS: [f32; 3] = [GAUCHE + mm(2.0), GAUCHE + mm(70.0), GAUCHE + mm(100.0)];
