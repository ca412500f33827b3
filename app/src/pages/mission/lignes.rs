//! The rows of the page of a mission: which the keyword keeps, in which order, and which
//! are on the page shown. All are in memory; what each says to a keyword is worked out once
//! per reading.

use super::vue::{self, Vue};
use crate::composants::apres_l_image;
use core::time::Duration;
use domain::{ConvocationId, ConvocationLigne, MissionOuverte, PorteeGroupe, texte};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The rows, by their positions in the mission as last read.
#[derive(Clone, Copy)]
pub(crate) struct Lignes {
    /// The mission as last read.
    pub(super) ouverte: RwSignal<MissionOuverte>,
    /// What is asked of the list.
    pub(super) vue: Memo<Vue>,
    /// What is asked of it that the address does not say yet.
    devance: RwSignal<Option<Vue>>,
    /// The keyword as typed: it filters at each key, and is in the address without our
    /// script only.
    pub(super) mot: RwSignal<String>,
    /// The rows that the keyword keeps, in order.
    pub(super) rangs: Memo<Vec<usize>>,
    /// The page shown, from 1.
    pub(super) page: Memo<usize>,
    /// The rows of that page.
    pub(super) de_page: Memo<Vec<usize>>,
    /// Counts how often they were all brought to the screen.
    posees: RwSignal<u32>,
}

/// What is asked of the list, and what goes before the address: see [`Lignes::montrer`].
pub(super) type VueSuivie = (Memo<Vue>, RwSignal<Option<Vue>>);

/// Follows what the address asks of the list. A window covers the list that it was opened
/// over: its address says nothing of it.
pub(super) fn suivre_vue(requete: Memo<ParamsMap>) -> VueSuivie {
    let devance = RwSignal::new(None::<Vue>);
    let de_l_adresse = Memo::new(move |avant: Option<&Vue>| {
        requete.with(|r| match avant {
            Some(avant) if r.get("fenetre").is_some() => avant.clone(),
            _ => Vue::de(r),
        })
    });
    Effect::new(move |_| {
        let fenetre = requete.with(|r| r.get("fenetre").is_some());
        if !fenetre && devance.with_untracked(Option::is_some) {
            devance.set(None);
        }
    });
    let vue = Memo::new(move |_| devance.get().unwrap_or_else(|| de_l_adresse.get()));
    (vue, devance)
}

impl Lignes {
    pub(super) fn nouvelles(ouverte: RwSignal<MissionOuverte>, (vue, devance): VueSuivie) -> Self {
        let mot = RwSignal::new(vue.with_untracked(|v| v.mot.clone()));
        let textes = Memo::new(move |_| {
            ouverte.with(|o| {
                o.convocations
                    .iter()
                    .map(|c| texte::Cherchable::from(c.texte_recherche(&o.mission)))
                    .collect::<Vec<_>>()
            })
        });
        let etablissements =
            Memo::new(move |_| ouverte.with(|o| vue::rangs_etablissements(&o.convocations)));
        // Ready for the first key and the first click, but not before the page answers.
        Effect::new(move |_| {
            ouverte.track();
            set_timeout(
                move || {
                    textes.try_with_untracked(|_| ());
                    etablissements.try_with_untracked(|_| ());
                },
                Duration::ZERO,
            );
        });
        let tri = Memo::new(move |_| vue.with(|v| (v.tri, v.descendant)));
        let ordre = Memo::new(move |_| {
            let (tri, descendant) = tri.get();
            ouverte.with(|o| {
                let etablissements = || etablissements.get();
                vue::ordre(&o.convocations, etablissements, tri, descendant)
            })
        });
        let rangs = Memo::new(move |_| {
            let mots: Vec<texte::Cherchable> =
                mot.with(|m| texte::mots_cles(m).map(Into::into).collect());
            if mots.is_empty() {
                ordre.get()
            } else {
                ordre.with(|o| textes.with(|t| vue::filtrer(o, t, &mots)))
            }
        });
        let page = Memo::new(move |_| {
            // A page is that of the keyword with which it was asked for.
            let demandee = vue.with(|v| mot.with(|m| if v.mot == *m { v.page } else { 1 }));
            demandee.clamp(1, vue::nombre_de_pages(rangs.with(Vec::len)))
        });
        let de_page = Memo::new(move |_| rangs.with(|r| vue::de_la_page(r, page.get()).to_vec()));
        Self {
            ouverte,
            vue,
            devance,
            mot,
            rangs,
            page,
            de_page,
            posees: RwSignal::new(0),
        }
    }

    /// Follows all that the rows of the page, and what is said of them, depend on.
    pub(super) fn suivre(self) {
        self.ouverte.track();
        self.mot.track();
        self.vue.track();
        self.rangs.track();
        self.de_page.track();
    }

    /// The rows of the page are all on the screen.
    pub(super) fn sont_posees(self) {
        self.posees.try_update(|n| *n = n.wrapping_add(1));
    }

    /// Follows the rows of the page once they are on the screen, which what is said of them
    /// elsewhere would keep waiting. What is sent asks again.
    pub(super) fn attendre(self) {
        self.posees.track();
    }

    /// What is said so.
    pub(super) fn ensuite<T>(self, valeur: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.attendre();
            untrack(&valeur)
        })
    }

    /// Shows the list otherwise at once: the address says so later, once it is on the screen.
    pub(super) fn montrer(self, vue: Vue) {
        self.devance.set(Some(vue));
    }

    /// The list as it is now, the keyword typed included.
    pub(super) fn vue_actuelle(self) -> Vue {
        Vue {
            mot: self.mot.get(),
            ..self.vue.get()
        }
    }

    /// What a group action covers: the rows that the keyword keeps, on any page.
    pub(super) fn portee(self) -> PorteeGroupe {
        self.ouverte.with(|o| {
            self.rangs.with(|rangs| {
                let lignes = rangs.iter().filter_map(|&i| o.convocations.get(i));
                let mut portee = PorteeGroupe::calculer(lignes.map(|c| (c, true)), o.compte);
                portee.masquees = o.convocations.len().saturating_sub(rangs.len());
                portee
            })
        })
    }

    /// How many of the rows that the keyword keeps are such, without following them.
    pub(super) fn compter_filtrees(
        self,
        telle: impl Fn(&MissionOuverte, &ConvocationLigne) -> bool,
    ) -> usize {
        self.ouverte.with_untracked(|o| {
            self.rangs
                .with_untracked(|rangs| choisir(o, rangs, &telle).count())
        })
    }

    /// The rows that the keyword keeps and that are such, without following them.
    pub(super) fn filtrees(
        self,
        telle: impl Fn(&MissionOuverte, &ConvocationLigne) -> bool,
    ) -> Vec<ConvocationId> {
        self.ouverte.with_untracked(|o| {
            self.rangs
                .with_untracked(|rangs| choisir(o, rangs, &telle).collect())
        })
    }

    /// The rows of the page that are such, without following them.
    pub(super) fn de_la_page(
        self,
        telle: impl Fn(&MissionOuverte, &ConvocationLigne) -> bool,
    ) -> Vec<ConvocationId> {
        self.ouverte.with_untracked(|o| {
            self.de_page
                .with_untracked(|rangs| choisir(o, rangs, &telle).collect())
        })
    }

    /// The rows of the page that are such.
    pub(super) fn de_la_page_suivie(
        self,
        telle: impl Fn(&MissionOuverte, &ConvocationLigne) -> bool,
    ) -> Vec<ConvocationId> {
        self.ouverte.with(|o| {
            self.de_page
                .with(|rangs| choisir(o, rangs, &telle).collect())
        })
    }
}

/// What is said so, a frame after it changes: the rows come first.
pub(super) fn peu_apres<T>(valeur: impl Fn() -> T + Copy + 'static) -> Signal<T>
where
    T: PartialEq + Clone + Send + Sync + 'static,
{
    let dite = RwSignal::new(untrack(valeur));
    Effect::new(move |_| {
        if dite.with_untracked(|d| *d != valeur()) {
            apres_l_image(move || {
                // None: the page was left.
                if dite.try_with_untracked(|_| ()).is_some() {
                    dite.set(untrack(valeur));
                }
            });
        }
    });
    dite.into()
}

/// Of the rows at these positions, those that are such.
fn choisir<'a>(
    o: &'a MissionOuverte,
    rangs: &'a [usize],
    telle: &'a impl Fn(&MissionOuverte, &ConvocationLigne) -> bool,
) -> impl Iterator<Item = ConvocationId> + 'a {
    rangs
        .iter()
        .filter_map(move |&i| o.convocations.get(i))
        .filter(move |c| telle(o, c))
        .map(|c| c.id)
}
