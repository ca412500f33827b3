//! The rows of the page of a mission: which the keyword keeps, in which order, and which
//! are on the page shown. All are in memory; what each says to a keyword is worked out once
//! per reading.

use super::vue::{self, Vue};
use core::time::Duration;
use domain::{ConvocationId, ConvocationLigne, MissionOuverte, PorteeGroupe, texte};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The rows, by their positions in the mission as last read.
#[derive(Clone, Copy)]
pub(crate) struct Lignes {
    /// The mission as last read.
    pub(super) ouverte: RwSignal<MissionOuverte>,
    /// What the address asks.
    pub(super) vue: Memo<Vue>,
    /// The keyword as typed: it filters at each key, and is in the address without our
    /// script only.
    pub(super) mot: RwSignal<String>,
    /// The rows that the keyword keeps, in order.
    pub(super) rangs: Memo<Vec<usize>>,
    /// The page shown, from 1.
    pub(super) page: Memo<usize>,
    /// The rows of that page.
    pub(super) de_page: Memo<Vec<usize>>,
}

/// What the address asks of the list. A window covers the list that it was opened over: its
/// address says nothing of it.
pub(super) fn suivre_vue(requete: Memo<ParamsMap>) -> Memo<Vue> {
    Memo::new(move |avant: Option<&Vue>| {
        requete.with(|r| match avant {
            Some(avant) if r.get("fenetre").is_some() => avant.clone(),
            _ => Vue::de(r),
        })
    })
}

impl Lignes {
    pub(super) fn nouvelles(ouverte: RwSignal<MissionOuverte>, vue: Memo<Vue>) -> Self {
        let mot = RwSignal::new(vue.with_untracked(|v| v.mot.clone()));
        let textes = Memo::new(move |_| {
            ouverte.with(|o| {
                o.convocations
                    .iter()
                    .map(|c| c.texte_recherche(&o.mission))
                    .collect::<Vec<_>>()
            })
        });
        // Ready for the first key, but not before the page answers.
        Effect::new(move |_| {
            ouverte.track();
            set_timeout(
                move || {
                    textes.try_with_untracked(|_| ());
                },
                Duration::ZERO,
            );
        });
        let tri = Memo::new(move |_| vue.with(|v| (v.tri, v.descendant)));
        let ordre = Memo::new(move |_| {
            let (tri, descendant) = tri.get();
            ouverte.with(|o| vue::ordre(&o.convocations, tri, descendant))
        });
        let rangs = Memo::new(move |_| {
            let mots: Vec<String> = mot.with(|m| texte::mots_cles(m).collect());
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
            mot,
            rangs,
            page,
            de_page,
        }
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

    /// How many of the rows that the keyword keeps are such.
    pub(super) fn compter_filtrees(
        self,
        telle: impl Fn(&MissionOuverte, &ConvocationLigne) -> bool,
    ) -> usize {
        self.ouverte
            .with(|o| self.rangs.with(|rangs| choisir(o, rangs, &telle).count()))
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
