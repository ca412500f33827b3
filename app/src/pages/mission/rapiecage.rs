//! Bringing the rows of a table up to date one by one: a row that says the same keeps its
//! node, and with it the focus, the tick and the place in the page.

use super::rangees::{Rangee, Texte};
use domain::ConvocationId;
use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use std::collections::{HashMap, HashSet};
use web_sys::Element;

/// Where the node of a row comes from. What was shown and is named by no step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pas {
    /// The row of this rank stays where it is.
    Garder(usize),
    /// The row of this rank comes here as it is.
    Deplacer(usize),
    /// Written anew.
    Ecrire,
}

/// One step for each row of `apres`, in order.
fn plan(avant: &[Rangee], apres: &[Rangee]) -> Vec<Pas> {
    let connues: HashMap<ConvocationId, (usize, &Texte)> = avant
        .iter()
        .enumerate()
        .map(|(rang, r)| (r.id, (rang, &r.texte)))
        .collect();
    let reprises: Vec<Option<usize>> = apres
        .iter()
        .map(|r| {
            let (rang, texte) = connues.get(&r.id)?;
            (*texte == &r.texte).then_some(*rang)
        })
        .collect();
    let immobiles = immobiles(&reprises);
    reprises
        .into_iter()
        .map(|reprise| match reprise {
            Some(rang) if immobiles.contains(&rang) => Pas::Garder(rang),
            Some(rang) => Pas::Deplacer(rang),
            None => Pas::Ecrire,
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

/// The next thing to show on the way from `avant` to the rows of `voulues`: those that are
/// there, as they are now, and the first `neuves` of the others. `ecrire` says what a row says;
/// it is not asked of rows that wait.
pub(super) fn etape<V>(
    avant: &[Rangee],
    voulues: &[V],
    neuves: usize,
    id: impl Fn(&V) -> ConvocationId,
    mut ecrire: impl FnMut(&V) -> Option<Texte>,
) -> Vec<Rangee> {
    let connues: HashSet<ConvocationId> = avant.iter().map(|r| r.id).collect();
    let mut reste = neuves;
    voulues
        .iter()
        .filter_map(|v| {
            let id = id(v);
            if !connues.contains(&id) {
                if reste == 0 {
                    return None;
                }
                reste -= 1;
            }
            let texte = ecrire(v)?;
            Some(Rangee { id, texte })
        })
        .collect()
}

/// Of what `avant` shows, the rows that stay under those of `etape` until more of the `combien`
/// wanted have come, lest the list collapse to grow again: those that were after all that
/// stands.
pub(super) fn restes(avant: &[Rangee], etape: &[Rangee], combien: usize) -> Vec<Rangee> {
    let prises: HashSet<ConvocationId> = etape.iter().map(|r| r.id).collect();
    let tient = |r: &Rangee| prises.contains(&r.id);
    let debut = avant
        .iter()
        .rposition(tient)
        .map_or(0, |dernier| dernier + 1);
    let neuves = etape.len() - avant.iter().filter(|r| tient(r)).count();
    avant
        .iter()
        .skip(debut + neuves)
        .take(combien.saturating_sub(etape.len()))
        .cloned()
        .collect()
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
    fn lire(corps: &Element, noeuds: &[Element], avant: &[Rangee]) -> Option<Self> {
        let element = document().active_element()?;
        if !corps.contains(Some(&element)) {
            return None;
        }
        let convocation = noeuds
            .iter()
            .zip(avant)
            .find(|(noeud, _)| noeud.contains(Some(&element)))
            .map(|(_, r)| r.id);
        Some(Self {
            element,
            convocation,
        })
    }

    /// The same control of the row as it is now; else the first one of the row.
    fn remplacant(&self, noeuds: &[Element], apres: &[Rangee]) -> Option<Element> {
        let convocation = self.convocation?;
        let (noeud, _) = noeuds
            .iter()
            .zip(apres)
            .find(|(_, r)| r.id == convocation)?;
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

    fn rendre(self, noeuds: &[Element], apres: &[Rangee]) {
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
    let gardes: HashSet<usize> = plan
        .iter()
        .filter_map(|pas| match pas {
            Pas::Garder(rang) => Some(*rang),
            Pas::Deplacer(_) | Pas::Ecrire => None,
        })
        .collect();
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
            Pas::Garder(rang) => {
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

/// Makes the rows of `corps`, which shows `avant`, show `apres`; `cochee` says of a row
/// written anew whether it is ticked. Those written come without box and buttons when `legeres`,
/// unless the keyboard is among the rows: gives them, for [`completer`].
pub(super) fn rapiecer(
    corps: &Element,
    avant: &[Rangee],
    apres: &[Rangee],
    legeres: bool,
    cochee: impl Fn(ConvocationId) -> bool,
) -> Vec<ConvocationId> {
    let noeuds = enfants(corps);
    // Somebody else (an extension of the browser) may have been here: then nothing is known.
    let avant = if noeuds.len() == avant.len() {
        avant
    } else {
        &[]
    };
    if !noeuds.is_empty() && avant == apres {
        return Vec::new();
    }
    let tenu = Tenu::lire(corps, &noeuds, avant);
    let legeres = legeres && tenu.is_none();
    let plan = plan(avant, apres);

    // Every new row is read in one go, in its place when no other stays.
    let rien_ne_reste = plan.iter().all(|pas| *pas == Pas::Ecrire);
    let atelier = if rien_ne_reste {
        corps.clone()
    } else if let Ok(atelier) = document().create_element("tbody") {
        atelier
    } else {
        return Vec::new();
    };
    let nouvelles: Vec<&Rangee> = plan
        .iter()
        .zip(apres)
        .filter(|(pas, _)| **pas == Pas::Ecrire)
        .map(|(_, r)| r)
        .collect();
    let texte: String = if legeres {
        nouvelles.iter().map(|r| r.texte.faits()).collect()
    } else {
        nouvelles.iter().map(|r| r.texte.entier()).collect()
    };
    atelier.set_inner_html(&texte);
    let ecrites = enfants(&atelier);
    for (noeud, _) in ecrites.iter().zip(&nouvelles).filter(|(_, r)| cochee(r.id)) {
        cocher(noeud);
    }

    let posees = if rien_ne_reste {
        ecrites
    } else {
        poser(corps, &noeuds, &plan, ecrites)
    };
    if let Some(tenu) = tenu {
        tenu.rendre(&posees, apres);
    }
    if legeres {
        nouvelles.iter().map(|r| r.id).collect()
    } else {
        Vec::new()
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

/// Gives the rows that [`rapiecer`] wrote without their box, ticked as `cochee` says, and
/// their buttons.
pub(super) fn completer(
    corps: &Element,
    montrees: &[Rangee],
    legeres: &[ConvocationId],
    cochee: impl Fn(ConvocationId) -> bool,
) {
    let noeuds = enfants(corps);
    // As in [`rapiecer`]: then nothing is known, and it will write them again.
    if noeuds.len() != montrees.len() {
        return;
    }
    for (noeud, r) in noeuds.iter().zip(montrees) {
        if !legeres.contains(&r.id) {
            continue;
        }
        for (ou, quoi) in r.texte.gestes() {
            if let Ok(Some(place)) = noeud.query_selector(ou)
                // Written again since, whole.
                && place.first_element_child().is_none()
            {
                place.set_inner_html(quoi);
            }
        }
        if cochee(r.id) {
            cocher(noeud);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Pas::{Deplacer, Ecrire, Garder};
    use core::cell::RefCell;

    fn rangees(textes: &[(i64, &str)]) -> Vec<Rangee> {
        textes
            .iter()
            .map(|(id, texte)| Rangee {
                id: ConvocationId(*id),
                texte: Texte::essai(texte),
            })
            .collect()
    }

    #[test]
    fn ce_qui_dit_la_meme_chose_reste() {
        let avant = rangees(&[(1, "a"), (2, "b"), (3, "c")]);
        assert_eq!(plan(&avant, &avant), [Garder(0), Garder(1), Garder(2)]);
        // One changed.
        let apres = rangees(&[(1, "a"), (2, "B"), (3, "c")]);
        assert_eq!(plan(&avant, &apres), [Garder(0), Ecrire, Garder(2)]);
        // One gone, one come.
        let apres = rangees(&[(1, "a"), (9, "i"), (3, "c")]);
        assert_eq!(plan(&avant, &apres), [Garder(0), Ecrire, Garder(2)]);
        assert_eq!(plan(&[], &avant), [Ecrire; 3]);
        assert!(plan(&avant, &[]).is_empty());
    }

    #[test]
    fn peu_a_peu_rien_de_ce_qui_reste_ne_part() {
        let avant = rangees(&[(1, "a"), (2, "b")]);
        let apres = rangees(&[(3, "c"), (2, "b"), (4, "d"), (1, "A"), (5, "e")]);
        let noms = |neuves| -> Vec<i64> {
            let ecrites = RefCell::new(0);
            let ecrire = |r: &Rangee| {
                *ecrites.borrow_mut() += 1;
                Some(r.texte.clone())
            };
            let etape = etape(&avant, &apres, neuves, |r| r.id, ecrire);
            // Nothing is asked of those that wait.
            assert_eq!(ecrites.into_inner(), etape.len());
            etape.iter().map(|r| r.id.0).collect()
        };
        // Changed, it is there too.
        assert_eq!(noms(0), [2, 1]);
        assert_eq!(noms(1), [3, 2, 1]);
        assert_eq!(noms(2), [3, 2, 4, 1]);
        assert_eq!(noms(3), [3, 2, 4, 1, 5]);
        assert_eq!(noms(50), noms(3));
    }

    #[test]
    fn ce_qui_etait_la_attend_dessous() {
        let noms = |avant: &[i64], etape: &[i64], combien| -> Vec<i64> {
            let de = |ids: &[i64]| {
                let textes: Vec<_> = ids.iter().map(|id| (*id, "")).collect();
                rangees(&textes)
            };
            let restes = restes(&de(avant), &de(etape), combien);
            restes.iter().map(|r| r.id.0).collect()
        };
        // All others: the first ones give way.
        assert_eq!(noms(&[1, 2, 3, 4, 5], &[11, 12], 5), [3, 4, 5]);
        assert_eq!(noms(&[11, 12, 3, 4, 5], &[11, 12, 13, 14], 5), [5]);
        assert!(noms(&[11, 12, 13, 14, 5], &[11, 12, 13, 14, 15], 5).is_empty());
        // Fewer: nothing waits that has no place.
        assert!(noms(&[1, 2, 3, 4, 5], &[11, 12], 2).is_empty());
        assert!(noms(&[1, 2, 3], &[], 0).is_empty());
        // Nothing stays between rows that stand.
        assert_eq!(noms(&[1, 2, 3, 4], &[1, 3], 3), [4]);
        assert!(noms(&[1, 2, 3, 4], &[4], 3).is_empty());
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
