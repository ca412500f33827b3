//! A letter on A4 paper: where each line, rule and image goes, on as many pages as
//! it takes, and the logical structure of the whole.

use crate::contenu::{Bloc, Contenu, Fait};
use crate::plume::{
    A4, BLEU, Composition, DOCUMENT, FILET, FOND, GRIS, HAUT, NOIR, Paragraphe, Plume, Style,
    Trace, mm, nombre_de_lignes, style,
};
use crate::polices::{Graisse, Polices};

const GAUCHE: f32 = mm(20.0);
const DROITE: f32 = mm(190.0);
const COLONNE: f32 = DROITE - GAUCHE;

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

/// The logo: widest, tallest, and least tall however long the rest of the head is.
const LOGO_LARGEUR: f32 = mm(60.0);
const LOGO_HAUTEUR: f32 = mm(16.0);
const LOGO_HAUTEUR_MIN: f32 = mm(7.0);
/// Under the logo.
const LOGO_BLANC: f32 = mm(3.0);

/// Lays a letter out. `image` is the size in pixels of the signature, `logo` that of the
/// logo, if there is one.
/// When it ends with little on its last page, it is set tighter if that saves the page.
pub(crate) fn composer(
    contenu: &Contenu,
    polices: &Polices,
    image: Option<(u32, u32)>,
    logo: Option<(u32, u32)>,
) -> Composition {
    let composee = |serrage| Composeur::nouveau(contenu, polices, (image, logo), serrage).lettre();
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

struct Composeur<'a> {
    contenu: &'a Contenu,
    image: Option<(u32, u32)>,
    logo: Option<(u32, u32)>,
    serrage: Serrage,
    plume: Plume<'a>,
}

/// Width and height of an image, in pixels.
type Taille = (u32, u32);

impl<'a> Composeur<'a> {
    fn nouveau(
        contenu: &'a Contenu,
        polices: &'a Polices,
        (image, logo): (Option<Taille>, Option<Taille>),
        serrage: Serrage,
    ) -> Self {
        Self {
            contenu,
            image,
            logo,
            serrage,
            plume: Plume::nouvelle(polices, A4, GAUCHE, &contenu.titre_document),
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
        let bas = self.plume.y;
        self.verification();
        Composition {
            bas,
            ..self.plume.composition()
        }
    }

    fn serre(&self, style: Style) -> Style {
        Style {
            interligne: style.interligne * self.serrage.lignes,
            ..style
        }
    }

    fn blanc(&mut self, hauteur: f32) {
        self.plume.y += hauteur * self.serrage.blancs;
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
            let mut adresse = self
                .plume
                .paragraphes_courts(grasse, nom, largeur, usize::MAX);
            adresse.extend(
                self.plume
                    .paragraphes_courts(simple, suite, largeur, usize::MAX),
            );
            if nombre_de_lignes(&adresse) as f32 * simple.interligne <= hauteur {
                return adresse;
            }
            if simple.corps < 8.0 {
                let place = (hauteur / simple.interligne) as usize;
                let (rue, ville) = suite.split_at(suite.len().saturating_sub(1));
                let mut adresse = self.plume.paragraphes_courts(grasse, nom, largeur, 5);
                let ville = self.plume.paragraphes_courts(simple, ville, largeur, 2);
                let pris = nombre_de_lignes(&adresse) + nombre_de_lignes(&ville);
                let reste = place.saturating_sub(pris);
                adresse.extend(self.plume.paragraphes_courts(simple, rue, largeur, reste));
                adresse.extend(ville);
                return adresse;
            }
            simple.corps -= 0.8;
            simple.interligne = simple.corps * 1.34;
        }
    }

    /// Two ticks in the margin where the sheet folds in three.
    fn reperes_de_pliage(&mut self) {
        self.plume
            .artefact([99.0, 198.0].map(|h| Plume::filet(mm(5.0), mm(h), mm(3.0), 0.4, FILET)));
    }

    /// The logo, above who issues, in the height that the rest leaves it: a head of letter
    /// must not push the letter away.
    fn logo(&mut self, libre: f32) {
        let Some((l, h)) = self.logo.filter(|(l, h)| *l > 0 && *h > 0) else {
            return;
        };
        let (l, h) = (l as f32, h as f32);
        let hauteur = (libre - LOGO_BLANC).clamp(LOGO_HAUTEUR_MIN, LOGO_HAUTEUR);
        // Never larger than 150 points an inch would make it.
        let facteur = (LOGO_LARGEUR / l).min(hauteur / h).min(0.48);
        let n = self.plume.noeud(DOCUMENT, "Figure");
        if let Some(n) = self.plume.noeuds.get_mut(n) {
            n.alternatif = Some(self.contenu.logo.clone());
        }
        self.plume.debut(n);
        let y = self.plume.y;
        self.plume.tracer(Trace::Logo {
            x: GAUCHE,
            y,
            largeur: l * facteur,
            hauteur: h * facteur,
        });
        self.plume.fin();
        self.plume.y += h * facteur + LOGO_BLANC;
    }

    fn en_tete(&mut self) {
        // Left: who issues.
        let gauche = mm(78.0);
        let majuscules = [self.contenu.academie.to_uppercase()];
        let academie = self.plume.couper_court(ACADEMIE, &majuscules, gauche, 3);
        let (nom, suite) = self
            .contenu
            .emetteur
            .split_at(1.min(self.contenu.emetteur.len()));
        let nom = self.plume.paragraphes_courts(EMETTEUR_NOM, nom, gauche, 3);
        let suite = self
            .plume
            .paragraphes_courts(EMETTEUR, suite, gauche, LIGNES_EN_TETE - 1);
        // And under it the reference.
        let textes: Vec<String> = self
            .contenu
            .reperes
            .iter()
            .map(|f| format!("{}\u{a0}: {}", f.libelle, f.valeur))
            .collect();
        let reperes = self
            .plume
            .paragraphes_courts(REPERE, &textes, gauche, LIGNES_EN_TETE);
        let h_reperes = nombre_de_lignes(&reperes) as f32 * REPERE.interligne;
        let h_emetteur = academie.len() as f32 * ACADEMIE.interligne
            + 10.0
            + nombre_de_lignes(&nom) as f32 * EMETTEUR_NOM.interligne
            + nombre_de_lignes(&suite) as f32 * EMETTEUR.interligne;
        self.logo(FENETRE_BAS - mm(3.0) - h_reperes - 6.0 - h_emetteur - self.plume.y);
        let bloc = self.plume.noeud(DOCUMENT, "Div");
        let n = self.plume.noeud(bloc, "P");
        self.plume.debut(n);
        for l in academie {
            self.plume.ecrire(GAUCHE, self.plume.y, ACADEMIE, l);
            self.plume.y += ACADEMIE.interligne;
        }
        self.plume.fin();
        self.plume.y += 3.0;
        self.plume
            .artefact([Plume::filet(GAUCHE, self.plume.y, mm(24.0), 2.0, BLEU)]);
        self.plume.y += 7.0;
        self.plume.poser_paragraphes(bloc, GAUCHE, nom);
        self.plume.poser_paragraphes(bloc, GAUCHE, suite);
        let bas_emetteur = self.plume.y;

        // Right: the addressee, in the window of the envelope.
        self.plume.y = FENETRE_Y;
        let bloc = self.plume.noeud(DOCUMENT, "Div");
        let adresse = self.adresse();
        self.plume.poser_paragraphes(bloc, FENETRE_X, adresse);
        let bas_adresse = self.plume.y;

        // Left again, level with the end of the window: the reference.
        self.plume.y = (FENETRE_BAS - mm(3.0) - h_reperes).max(bas_emetteur + 6.0);
        let bloc = self.plume.noeud(DOCUMENT, "Div");
        self.plume.poser_paragraphes(bloc, GAUCHE, reperes);
        self.plume.y = self.plume.y.max(bas_adresse).max(FENETRE_BAS - mm(3.0)) + mm(3.0);
    }

    fn titre(&mut self) {
        for (role, texte, style) in [
            ("H1", self.contenu.titre.to_uppercase(), TITRE),
            ("P", self.contenu.sous_titre.clone(), SOUS_TITRE),
        ] {
            let n = self.plume.noeud(DOCUMENT, role);
            self.plume.debut(n);
            for l in self.plume.couper(style, &texte, COLONNE) {
                let x = GAUCHE + (COLONNE - self.plume.largeur(style, l.trim_end())) / 2.0;
                self.plume.ecrire(x, self.plume.y, style, l);
                self.plume.y += style.interligne;
            }
            self.plume.fin();
        }
        self.blanc(8.0);
    }

    fn paragraphe(&mut self, texte: &str) {
        let style = self.serre(TEXTE);
        let n = self.plume.noeud(DOCUMENT, "P");
        let lignes = self.plume.couper(style, texte, COLONNE);
        self.plume.couler(n, &lignes, GAUCHE, style);
        self.blanc(5.0);
    }

    fn intertitre(&mut self, texte: &str, avec: f32) {
        let style = self.serre(INTERTITRE);
        self.plume.assurer(style.interligne + 2.0 + avec);
        let n = self.plume.noeud(DOCUMENT, "H2");
        self.plume.debut(n);
        let propre = self.plume.propre(style, texte).into_owned();
        self.plume.ecrire(GAUCHE, self.plume.y, style, propre);
        self.plume.fin();
        self.plume.y += style.interligne + 2.0;
    }

    fn faits(&mut self, faits: &[Fait]) {
        let (libelle, valeur) = (self.serre(LIBELLE), self.serre(VALEUR));
        let x = GAUCHE + mm(34.0);
        let table = self.plume.noeud(DOCUMENT, "Table");
        self.blanc(2.0);
        for f in faits {
            let lignes = self.plume.couper(valeur, &f.valeur, DROITE - x);
            let hauteur = lignes.len() as f32 * valeur.interligne + 2.2;
            self.plume.assurer(hauteur.min(self.plume.bas - mm(30.0)));
            let rang = self.plume.noeud(table, "TR");
            let tete = self.plume.cellule_titre(rang, "Row");
            self.plume.debut(tete);
            // On the baseline of the value, whose size differs.
            let haut = self.plume.y + Plume::ligne_de_base(valeur) - Plume::ligne_de_base(libelle);
            self.plume
                .ecrire(GAUCHE, haut, libelle, f.libelle.to_owned());
            self.plume.fin();
            let cellule = self.plume.noeud(rang, "TD");
            self.plume.couler(cellule, &lignes, x, valeur);
            self.plume.y += 0.9;
            self.plume
                .artefact([Plume::filet(GAUCHE, self.plume.y, COLONNE, 0.4, FILET)]);
            self.plume.y += 1.3;
        }
        self.blanc(9.0);
    }

    fn jours(&mut self, titre: &str, colonnes: &[&str; 3], lignes: &[[String; 3]]) {
        let style = self.serre(CELLULE);
        let rang_hauteur = style.interligne + 2.8;
        self.intertitre(titre, rang_hauteur * (1 + lignes.len().min(2)) as f32);
        let table = self.plume.noeud(DOCUMENT, "Table");
        let rang = self.plume.noeud(table, "TR");
        let tetes = colonnes.map(|_| self.plume.cellule_titre(rang, "Column"));
        self.tete_de_table(colonnes, Some(tetes));
        for ligne in lignes {
            if self.plume.assurer(rang_hauteur) {
                self.tete_de_table(colonnes, None);
            }
            let rang = self.plume.noeud(table, "TR");
            for (x, texte) in COLONNES_JOURS.into_iter().zip(ligne) {
                let n = self.plume.noeud(rang, "TD");
                let propre = self.plume.propre(style, texte).into_owned();
                self.plume.debut(n);
                self.plume.ecrire(x, self.plume.y + 1.2, style, propre);
                self.plume.fin();
            }
            self.plume.y += rang_hauteur;
            self.plume.artefact([Plume::filet(
                GAUCHE,
                self.plume.y - 0.4,
                COLONNE,
                0.4,
                FILET,
            )]);
        }
        self.blanc(9.0);
    }

    /// The header row; again, as a mere repetition, at the top of further pages.
    fn tete_de_table(&mut self, colonnes: &[&str; 3], noeuds: Option<[usize; 3]>) {
        let style = self.serre(CELLULE_TITRE);
        let hauteur = style.interligne + 2.8;
        self.plume.artefact([
            Plume::filet(GAUCHE, self.plume.y, COLONNE, hauteur, FOND),
            Plume::filet(GAUCHE, self.plume.y + hauteur - 0.8, COLONNE, 0.8, BLEU),
        ]);
        let haut = self.plume.y + 1.0;
        let places = COLONNES_JOURS.into_iter().zip(colonnes);
        match noeuds {
            Some(noeuds) => {
                for ((x, texte), n) in places.zip(noeuds) {
                    self.plume.debut(n);
                    self.plume.ecrire(x, haut, style, (*texte).to_owned());
                    self.plume.fin();
                }
            }
            None => {
                let traces: Vec<Trace> = places
                    .map(|(x, t)| Plume::ligne(x, haut, style, (*t).to_owned()))
                    .collect();
                self.plume.artefact(traces);
            }
        }
        self.plume.y += hauteur;
    }

    fn texte_titre(&mut self, titre: &str, lignes: &[String]) {
        let style = self.serre(TEXTE);
        self.intertitre(titre, style.interligne * lignes.len().min(2) as f32);
        for l in lignes {
            if l.is_empty() {
                self.plume.y += style.interligne * 0.6;
                continue;
            }
            let n = self.plume.noeud(DOCUMENT, "P");
            let coupees = self.plume.couper(style, l, COLONNE);
            self.plume.couler(n, &coupees, GAUCHE, style);
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
        let l_mentions = mm(89.5);

        let mentions: Vec<Vec<String>> = contenu
            .mentions
            .iter()
            .map(|m| self.plume.couper(mention, m, l_mentions))
            .collect();
        let h_mentions: f32 = mentions
            .iter()
            .map(|l| l.len() as f32 * mention.interligne + 3.0)
            .sum();

        let seul = |textes: &str, style: Style, maximum: usize| {
            if textes.trim().is_empty() {
                Vec::new()
            } else {
                self.plume
                    .couper_court(style, &[textes.to_owned()], l_signature, maximum)
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

        self.plume.assurer(h_mentions.max(h_signature));
        let haut = self.plume.y;
        for m in mentions {
            let n = self.plume.noeud(DOCUMENT, "P");
            self.plume.couler(n, &m, GAUCHE, mention);
            self.plume.y += 3.0;
        }
        let bas_mentions = self.plume.y;

        self.plume.y = haut;
        let ecrire = |c: &mut Self, lignes: Vec<String>, style: Style| {
            if lignes.is_empty() {
                return;
            }
            let n = c.plume.noeud(DOCUMENT, "P");
            c.plume.debut(n);
            for l in lignes {
                c.plume.ecrire(x_signature, c.plume.y, style, l);
                c.plume.y += style.interligne;
            }
            c.plume.fin();
        };
        ecrire(self, date, simple);
        self.plume.y += 4.0;
        ecrire(self, capacite, simple);
        if h_image > 0.0 {
            let n = self.plume.noeud(DOCUMENT, "Figure");
            if let Some(n) = self.plume.noeuds.get_mut(n) {
                n.alternatif = Some(signature.texte_alternatif.clone());
            }
            self.plume.debut(n);
            let y = self.plume.y + 3.0;
            self.plume.tracer(Trace::Image {
                x: x_signature,
                y,
                largeur: l_image,
                hauteur: h_image,
            });
            self.plume.fin();
        }
        self.plume.y += h_main;
        ecrire(self, nom, grasse);
        ecrire(self, qualite, simple);
        self.plume.y = self.plume.y.max(bas_mentions);
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
        let suite = self.plume.pages.split_off(1.min(self.plume.pages.len()));
        let x = DROITE - QR_COTE;
        let bloc = self.plume.noeud(DOCUMENT, "Div");
        self.plume.y = HAUT + mm(3.0);
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
            let n = self.plume.noeud(bloc, "P");
            self.plume.debut(n);
            for l in self
                .plume
                .couper_court(style, core::slice::from_ref(ligne), largeur, 2)
            {
                let gauche = x - mm(3.0) - self.plume.largeur(style, l.trim_end());
                self.plume.ecrire(gauche, self.plume.y, style, l);
                self.plume.y += style.interligne;
            }
            self.plume.fin();
        }
        let n = self.plume.noeud(bloc, "Figure");
        if let Some(n) = self.plume.noeuds.get_mut(n) {
            n.alternatif = Some(v.texte_alternatif.clone());
        }
        self.plume.debut(n);
        self.plume.tracer(Trace::Qr {
            x,
            y: HAUT,
            cote: QR_COTE,
            modules: points.cote,
            traits: points.traits,
        });
        self.plume.fin();
        self.plume.pages.extend(suite);
    }
}

/// Left edges of the columns day, start, end.
const COLONNES_JOURS: [f32; 3] = [GAUCHE + mm(2.0), GAUCHE + mm(70.0), GAUCHE + mm(100.0)];
