//! Bringing the rows of a table up to date, in one of two ways.
//!
//! What changed under the reader's hand ([`Montrees::rapiecer`]): a row is its convocation's. One
//! that says the same keeps its node, and with it the focus, the tick and the place in the page;
//! one that changed is corrected where it is.
//!
//! What the reader asked for, another keyword, order or page ([`Montrees::ecrire`]): a row is its
//! rank's. Whoever comes there takes the node of who was there: the browser then changes words,
//! where making elements would have it work out styles and lay the page out twice.

use super::rangees::{Rangee, Texte};
use domain::ConvocationId;
use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use std::collections::{HashMap, HashSet};
use web_sys::{Element, Node};

/// A row that goes, until it is taken out: the browser skips it (`_tableau.scss`).
const PARTIE: &str = "imagin-partie";
/// The attribute of a row whose person is higher up already, until the next frame.
const DOUBLE: &str = "data-double";

/// A row in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Montree {
    rangee: Rangee,
    etat: Etat,
}

/// How much of a row is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Etat {
    /// All of it.
    Entiere,
    /// It has not its own box and buttons: it has none, or those of who was there before.
    Legere,
    /// It is on its way out, and not seen.
    Partie,
    /// Its person, or the one whose box it has, is at another rank already: it goes before that
    /// box is there.
    Double,
}

impl Montree {
    const fn entiere(rangee: Rangee) -> Self {
        let etat = Etat::Entiere;
        Self { rangee, etat }
    }

    /// Makes its node say `rangee`, all of it or without its box and buttons.
    fn dire(
        &mut self,
        noeud: &Element,
        rangee: Rangee,
        etat: Etat,
        cochee: impl Fn(ConvocationId) -> bool,
    ) {
        let connue = matches!(self.etat, Etat::Entiere | Etat::Legere);
        if connue && self.rangee == rangee {
            return;
        }
        if !connue {
            // Fails only for a name that is none.
            let _ = noeud.class_list().remove_1(PARTIE);
            let _ = noeud.remove_attribute(DOUBLE);
        }
        let faits = connue.then_some(&self.rangee.texte);
        ecrire_les_faits(noeud, faits, &rangee.texte);
        if etat == Etat::Entiere {
            let gestes = (self.etat == Etat::Entiere).then_some(&self.rangee.texte);
            ecrire_les_gestes(noeud, gestes, &rangee.texte, cochee(rangee.id));
        }
        *self = Self { rangee, etat };
    }
}

/// The rows in the body of a table, as they are there.
#[derive(Debug)]
pub(super) struct Montrees(Vec<Montree>);

/// Where the node of a row comes from. What was shown and is named by no step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pas {
    /// The row of this rank stays where it is.
    Garder(usize),
    /// It stays where it is, and says something else.
    Corriger(usize),
    /// The row of this rank comes here as it is.
    Deplacer(usize),
    /// Written anew.
    Ecrire,
}

impl Pas {
    /// The rank of the node that it leaves where it is.
    const fn sur_place(self) -> Option<usize> {
        match self {
            Self::Garder(rang) | Self::Corriger(rang) => Some(rang),
            Self::Deplacer(_) | Self::Ecrire => None,
        }
    }
}

/// One step for each row of `apres`, in order.
fn plan(avant: &[Montree], apres: &[Rangee]) -> Vec<Pas> {
    let connues: HashMap<ConvocationId, (usize, &Texte)> = avant
        .iter()
        .enumerate()
        .filter(|(_, m)| m.etat == Etat::Entiere)
        .map(|(rang, m)| (m.rangee.id, (rang, &m.rangee.texte)))
        .collect();
    let reprises: Vec<Option<(usize, bool)>> = apres
        .iter()
        .map(|r| {
            let (rang, texte) = connues.get(&r.id)?;
            Some((*rang, *texte == &r.texte))
        })
        .collect();
    let rangs: Vec<Option<usize>> = reprises.iter().map(|r| r.map(|(rang, _)| rang)).collect();
    let immobiles = immobiles(&rangs);
    reprises
        .into_iter()
        .map(|reprise| match reprise {
            Some((rang, true)) if immobiles.contains(&rang) => Pas::Garder(rang),
            Some((rang, false)) if immobiles.contains(&rang) => Pas::Corriger(rang),
            Some((rang, true)) => Pas::Deplacer(rang),
            Some((_, false)) | None => Pas::Ecrire,
        })
        .collect()
}

/// Of the ranks, as many as can stay in place: a longest run that only grows. There are as
/// many ranks as rows of one page: comparing each with each is quick.
fn immobiles(rangs: &[Option<usize>]) -> HashSet<usize> {
    /// A rank, how long a run ends with it, and the link before it.
    struct Maillon(usize, usize, Option<usize>);
    let mut chaine: Vec<Maillon> = Vec::new();
    for &rang in rangs.iter().flatten() {
        let avant = chaine
            .iter()
            .enumerate()
            .filter(|(_, m)| m.0 < rang)
            .max_by_key(|(_, m)| m.1);
        let maillon = match avant {
            Some((n, m)) => Maillon(rang, m.1 + 1, Some(n)),
            None => Maillon(rang, 1, None),
        };
        chaine.push(maillon);
    }
    let mut bout = chaine
        .iter()
        .enumerate()
        .max_by_key(|(_, m)| m.1)
        .map(|(n, _)| n);
    let mut gardes = HashSet::new();
    while let Some(maillon) = bout.and_then(|n| chaine.get(n)) {
        gardes.insert(maillon.0);
        bout = maillon.2;
    }
    gardes
}

/// The element children of a node.
fn enfants(noeud: &Element) -> Vec<Element> {
    let premier = noeud.first_element_child();
    core::iter::successors(premier, Element::next_element_sibling).collect()
}

/// What had the focus in a row, to be found again in the row that takes its place.
struct Tenu {
    element: Element,
    convocation: Option<ConvocationId>,
}

impl Tenu {
    fn lire(corps: &Element, noeuds: &[Element], avant: &[Montree]) -> Option<Self> {
        let element = document().active_element()?;
        if !corps.contains(Some(&element)) {
            return None;
        }
        let convocation = noeuds
            .iter()
            .zip(avant)
            .find(|(noeud, _)| noeud.contains(Some(&element)))
            .map(|(_, m)| m.rangee.id);
        Some(Self {
            element,
            convocation,
        })
    }

    /// The same control of the row as it is now; else the first one of the row.
    fn remplacant(&self, noeuds: &[Element], apres: &[Montree]) -> Option<Element> {
        let convocation = self.convocation?;
        let (noeud, _) = noeuds
            .iter()
            .zip(apres)
            .find(|(_, m)| m.rangee.id == convocation)?;
        let trouves = noeud.query_selector_all("a, button, input").ok()?;
        let mut controles = (0..trouves.length())
            .filter_map(|i| trouves.get(i)?.dyn_into::<Element>().ok())
            .filter(|e| e.get_attribute("type").as_deref() != Some("hidden"))
            .peekable();
        let premier = controles.peek().cloned();
        controles.find(|e| self.ressemble(e)).or(premier)
    }

    fn ressemble(&self, autre: &Element) -> bool {
        let noms = |e: &Element| (e.tag_name(), e.id(), e.get_attribute("aria-label"));
        noms(&self.element) == noms(autre)
    }

    fn rendre(self, noeuds: &[Element], apres: &[Montree]) {
        if document().active_element().as_ref() == Some(&self.element) {
            return;
        }
        let cible = if self.element.is_connected() {
            Some(self.element)
        } else {
            self.remplacant(noeuds, apres)
        };
        if let Some(cible) = cible.and_then(|c| c.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Fails only for an element that cannot take the focus.
            let _ = cible.focus();
        }
    }
}

/// Takes out what goes and what moves, puts what moves and what is new where it belongs:
/// gives the nodes in order.
fn poser(corps: &Element, noeuds: &[Element], plan: &[Pas], ecrites: Vec<Element>) -> Vec<Element> {
    // What moves is taken out too: then the cursor stands before what stays.
    let gardes: HashSet<usize> = plan.iter().filter_map(|pas| pas.sur_place()).collect();
    for (rang, noeud) in noeuds.iter().enumerate() {
        if !gardes.contains(&rang) {
            noeud.remove();
        }
    }
    let mut curseur = corps.first_element_child();
    let mut ecrites = ecrites.into_iter();
    let mut posees = Vec::with_capacity(plan.len());
    for pas in plan {
        let noeud = match pas {
            Pas::Garder(rang) | Pas::Corriger(rang) => {
                let noeud = noeuds.get(*rang).cloned();
                curseur = noeud.as_ref().and_then(Element::next_element_sibling);
                noeud
            }
            Pas::Deplacer(rang) => noeuds.get(*rang).cloned().inspect(|noeud| {
                let _ = corps.insert_before(noeud, curseur.as_deref());
            }),
            Pas::Ecrire => ecrites.next().inspect(|noeud| {
                let _ = corps.insert_before(noeud, curseur.as_deref());
            }),
        };
        posees.extend(noeud);
    }
    posees
}

/// Makes the cells of a row, between its box and its buttons, say `apres`: none is touched that
/// says so already in `avant`.
fn ecrire_les_faits(noeud: &Element, avant: Option<&Texte>, apres: &Texte) {
    let (premiere, cellules) = apres.cellules();
    let dites = avant.map(|a| a.cellules().1).unwrap_or_default();
    let noeuds = enfants(noeud);
    for (rang, (cellule, texte)) in noeuds.iter().skip(premiere).zip(cellules).enumerate() {
        if dites.get(rang) != Some(texte) {
            dire(cellule, texte);
        }
    }
}

/// Makes a cell say `texte`, which is HTML.
fn dire(cellule: &Element, texte: &str) {
    if texte.contains(['<', '&']) {
        cellule.set_inner_html(texte);
        return;
    }
    // The same node of text: the browser has no style to work out again.
    match cellule.first_child() {
        Some(seul) if seul.node_type() == Node::TEXT_NODE && seul.next_sibling().is_none() => {
            seul.set_node_value(Some(texte));
        }
        _ => cellule.set_text_content(Some(texte)),
    }
}

/// Gives a row its box and its buttons, but those that it says already in `avant`.
fn ecrire_les_gestes(noeud: &Element, avant: Option<&Texte>, apres: &Texte, cochee: bool) {
    let dits = avant.map(Texte::gestes);
    let mut autre = false;
    for (rang, (ou, quoi)) in apres.gestes().into_iter().enumerate() {
        let dit = dits.as_ref().and_then(|d| d.get(rang)).map(|(_, dit)| *dit);
        if dit != Some(quoi)
            && let Ok(Some(place)) = noeud.query_selector(ou)
        {
            place.set_inner_html(quoi);
            autre = true;
        }
    }
    if autre && cochee {
        cocher(noeud);
    }
}

/// Ticks a row, if it can be.
fn cocher(rangee: &Element) {
    if let Ok(Some(boite)) = rangee.query_selector("input[type=checkbox]")
        && let Ok(boite) = boite.dyn_into::<web_sys::HtmlInputElement>()
    {
        boite.set_checked(true);
    }
}

impl Montrees {
    /// What the page came with.
    pub(super) fn venues(rangees: Vec<Rangee>) -> Self {
        Self(rangees.into_iter().map(Montree::entiere).collect())
    }

    /// How many rows are there, those on their way out included.
    pub(super) const fn nombre(&self) -> usize {
        self.0.len()
    }

    /// Whether some want their box and their buttons, or are there for nothing: see
    /// [`Self::ecrire`].
    pub(super) fn incompletes(&self) -> bool {
        self.0
            .iter()
            .any(|m| matches!(m.etat, Etat::Legere | Etat::Double))
    }

    /// Whether that of this rank is, whole, the one of this convocation that says `texte`.
    pub(super) fn disent(&self, rang: usize, id: ConvocationId, texte: Option<&Texte>) -> bool {
        self.0.get(rang).is_some_and(|m| {
            m.etat == Etat::Entiere && m.rangee.id == id && Some(&m.rangee.texte) == texte
        })
    }

    /// Whether `corps` holds what it is known to hold: somebody else (an extension of the
    /// browser) may have been here. If not, it is emptied.
    pub(super) fn tenir(&mut self, corps: &Element) -> bool {
        let tenu = usize::try_from(corps.child_element_count()) == Ok(self.0.len());
        if !tenu {
            corps.set_inner_html("");
            self.0.clear();
        }
        tenu
    }

    /// Makes the rows of `corps` show `apres`, each found again by its convocation; `cochee`
    /// says of a row whether it is ticked.
    pub(super) fn rapiecer(
        &mut self,
        corps: &Element,
        apres: Vec<Rangee>,
        cochee: impl Fn(ConvocationId) -> bool,
    ) {
        let tenu = Tenu::lire(corps, &enfants(corps), &self.0);
        self.completer(corps, &cochee);
        let noeuds = enfants(corps);
        let plan = plan(&self.0, &apres);

        // Every new row is read in one go, in its place when no other stays.
        let rien_ne_reste = plan.iter().all(|pas| *pas == Pas::Ecrire);
        let atelier = if rien_ne_reste {
            corps.clone()
        } else if let Ok(atelier) = document().create_element("tbody") {
            atelier
        } else {
            return;
        };
        let mut nouvelles: Vec<&Rangee> = Vec::new();
        for (pas, r) in plan.iter().zip(&apres) {
            match *pas {
                Pas::Ecrire => nouvelles.push(r),
                Pas::Corriger(rang) => {
                    if let (Some(noeud), Some(avant)) = (noeuds.get(rang), self.0.get(rang)) {
                        let avant = &avant.rangee.texte;
                        ecrire_les_faits(noeud, Some(avant), &r.texte);
                        ecrire_les_gestes(noeud, Some(avant), &r.texte, cochee(r.id));
                    }
                }
                Pas::Garder(_) | Pas::Deplacer(_) => {}
            }
        }
        let texte: String = nouvelles.iter().map(|r| r.texte.entier()).collect();
        let ecrites = if rien_ne_reste || !texte.is_empty() {
            atelier.set_inner_html(&texte);
            enfants(&atelier)
        } else {
            Vec::new()
        };
        for (noeud, _) in ecrites.iter().zip(&nouvelles).filter(|(_, r)| cochee(r.id)) {
            cocher(noeud);
        }

        let posees = if rien_ne_reste {
            ecrites
        } else {
            poser(corps, &noeuds, &plan, ecrites)
        };
        self.0 = apres.into_iter().map(Montree::entiere).collect();
        if let Some(tenu) = tenu {
            tenu.rendre(&posees, &self.0);
        }
    }

    /// Writes these rows, of the ranks from `debut` on, in the place of those that are there:
    /// `cochee` says of each whether it is ticked. When `legeres` they have no box and no buttons of
    /// their own until [`Self::completer`]. Nobody is there twice: who comes from further down
    /// is no longer there.
    pub(super) fn ecrire(
        &mut self,
        corps: &Element,
        debut: usize,
        rangees: Vec<Rangee>,
        legeres: bool,
        cochee: impl Fn(ConvocationId) -> bool,
    ) {
        let noeuds = enfants(corps);
        let etat = if legeres { Etat::Legere } else { Etat::Entiere };
        let fin = debut + rangees.len();
        for (noeud, m) in noeuds.iter().zip(&mut self.0).skip(fin) {
            if m.etat != Etat::Double && rangees.iter().any(|r| r.id == m.rangee.id) {
                // Taken out now, or its name blanked, it would be laid out and painted: no style is
                // on this attribute.
                let _ = noeud.set_attribute(DOUBLE, "");
                m.etat = Etat::Double;
            }
        }
        let mut neuves = String::new();
        let mut a_cocher = Vec::new();
        for (rang, rangee) in (debut..).zip(rangees) {
            if rang < self.0.len() {
                if let (Some(noeud), Some(m)) = (noeuds.get(rang), self.0.get_mut(rang)) {
                    m.dire(noeud, rangee, etat, &cochee);
                }
                continue;
            }
            if legeres {
                neuves += &rangee.texte.faits();
            } else {
                neuves += &rangee.texte.entier();
                if cochee(rangee.id) {
                    a_cocher.push(rang);
                }
            }
            self.0.push(Montree { rangee, etat });
        }
        if !neuves.is_empty() {
            // Fails only for a place that is none.
            let _ = corps.insert_adjacent_html("beforeend", &neuves);
            let noeuds = enfants(corps);
            a_cocher
                .iter()
                .filter_map(|&r| noeuds.get(r))
                .for_each(cocher);
        }
        if !legeres {
            self.retirer_les_doubles(corps);
        }
    }

    fn retirer_les_doubles(&mut self, corps: &Element) {
        for (noeud, m) in enfants(corps).iter().zip(&self.0) {
            if m.etat == Etat::Double {
                noeud.remove();
            }
        }
        self.0.retain(|m| m.etat != Etat::Double);
    }

    /// Gives the rows that came without them their box, ticked as `cochee` says, and their
    /// buttons: says whether any was [`Self::incompletes`].
    pub(super) fn completer(
        &mut self,
        corps: &Element,
        cochee: impl Fn(ConvocationId) -> bool,
    ) -> bool {
        if !self.incompletes() {
            return false;
        }
        // Their box and buttons are about to be elsewhere.
        self.retirer_les_doubles(corps);
        for (noeud, m) in enfants(corps).iter().zip(&mut self.0) {
            if m.etat == Etat::Legere {
                let r = &m.rangee;
                ecrire_les_gestes(noeud, None, &r.texte, cochee(r.id));
                m.etat = Etat::Entiere;
            }
        }
        true
    }

    /// Shows no more those of the ranks from `debut` to `fin`, which is not one of them.
    pub(super) fn couvrir(&mut self, corps: &Element, debut: usize, fin: usize) {
        if debut >= fin {
            return;
        }
        for (noeud, m) in enfants(corps).iter().zip(&mut self.0).take(fin).skip(debut) {
            // Fails only for a name that is none.
            let _ = noeud.class_list().add_1(PARTIE);
            m.etat = match m.etat {
                Etat::Entiere | Etat::Partie => Etat::Partie,
                // Its box may be that of somebody who stays.
                Etat::Legere | Etat::Double => Etat::Double,
            };
        }
    }

    /// Takes out those after the first `reste`, `combien` at most, the last ones first.
    pub(super) fn retirer(&mut self, corps: &Element, reste: usize, combien: usize) {
        let garde = self.0.len().saturating_sub(combien).max(reste);
        for _ in garde..self.0.len() {
            if let Some(noeud) = corps.last_element_child() {
                noeud.remove();
            }
        }
        self.0.truncate(garde);
    }

    /// Whether an element of `corps` is a box or a button that is not yet that of its row: it
    /// is there from who was there before.
    pub(super) fn perime(&self, corps: &Element, element: &Element) -> bool {
        let rangee = || {
            let geste = element.closest(".imagin-coche, .imagin-actions").ok()??;
            geste.closest("tr").ok()?
        };
        self.incompletes()
            && rangee().is_some_and(|rangee| {
                let noeuds = enfants(corps);
                let ici = noeuds
                    .iter()
                    .zip(&self.0)
                    .find(|(noeud, _)| **noeud == rangee);
                ici.is_some_and(|(_, m)| matches!(m.etat, Etat::Legere | Etat::Double))
            })
    }

    /// Whether the keyboard is among the rows.
    pub(super) fn clavier(corps: &Element) -> bool {
        document()
            .active_element()
            .is_some_and(|e| corps.contains(Some(&e)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Pas::{Corriger, Deplacer, Ecrire, Garder};

    fn rangees(textes: &[(i64, &str)]) -> Vec<Rangee> {
        textes
            .iter()
            .map(|(id, texte)| Rangee {
                id: ConvocationId(*id),
                texte: Texte::essai(texte),
            })
            .collect()
    }

    fn plan(avant: &[Rangee], apres: &[Rangee]) -> Vec<Pas> {
        super::plan(&Montrees::venues(avant.to_vec()).0, apres)
    }

    #[test]
    fn ce_qui_dit_la_meme_chose_reste() {
        let avant = rangees(&[(1, "a"), (2, "b"), (3, "c")]);
        assert_eq!(plan(&avant, &avant), [Garder(0), Garder(1), Garder(2)]);
        // One changed.
        let apres = rangees(&[(1, "a"), (2, "B"), (3, "c")]);
        assert_eq!(plan(&avant, &apres), [Garder(0), Corriger(1), Garder(2)]);
        // One changed and moved.
        let apres = rangees(&[(2, "b"), (3, "c"), (1, "A")]);
        assert_eq!(plan(&avant, &apres), [Garder(1), Garder(2), Ecrire]);
        // One gone, one come.
        let apres = rangees(&[(1, "a"), (9, "i"), (3, "c")]);
        assert_eq!(plan(&avant, &apres), [Garder(0), Ecrire, Garder(2)]);
        assert_eq!(plan(&[], &avant), [Ecrire; 3]);
        assert!(plan(&avant, &[]).is_empty());
    }

    #[test]
    fn ce_qui_part_ne_revient_pas() {
        let avant = rangees(&[(1, "a"), (2, "b")]);
        let mut montrees = Montrees::venues(avant.clone());
        for m in montrees.0.iter_mut().skip(1) {
            m.etat = Etat::Partie;
        }
        assert_eq!(super::plan(&montrees.0, &avant), [Garder(0), Ecrire]);
    }

    #[test]
    fn le_moins_de_lignes_bougent() {
        let avant = rangees(&[(1, "a"), (2, "b"), (3, "c"), (4, "d")]);
        let apres = rangees(&[(2, "b"), (3, "c"), (4, "d"), (1, "a")]);
        assert_eq!(
            plan(&avant, &apres),
            [Garder(1), Garder(2), Garder(3), Deplacer(0)]
        );
        let apres = rangees(&[(4, "d"), (1, "a"), (2, "b"), (3, "c")]);
        assert_eq!(
            plan(&avant, &apres),
            [Deplacer(3), Garder(0), Garder(1), Garder(2)]
        );
        let apres = rangees(&[(4, "d"), (3, "c"), (2, "b"), (1, "a")]);
        let garde = |pas: &&Pas| matches!(pas, Garder(_));
        assert_eq!(plan(&avant, &apres).iter().filter(garde).count(), 1);
    }
}
