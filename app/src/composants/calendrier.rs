//! Choice of days in a month grid (ARIA Authoring Practices: *grid*).

use super::focaliser;
use domain::{Datelike, Mois, NaiveDate, Weekday, jour_long, nom_jour, nom_mois};
use leptos::prelude::*;

/// Texts of a [`Calendrier`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LibellesCalendrier {
    /// Label of the month selector.
    pub mois: String,
    /// Label of the year selector.
    pub annee: String,
    /// Text of the button to the month before.
    pub precedent: String,
    /// Text of the button to the month after.
    pub suivant: String,
    /// Said after a day that may be chosen, in its accessible name.
    pub possible: String,
}

/// The day a key moves to from `jour`; nothing for a key that does not move.
/// ← → by day, ↑ ↓ by week, Home and End to Monday and Sunday, Page by month,
/// Shift+Page by year (the 31st and 29 February fall back to the month's end).
#[must_use]
pub fn deplacer(touche: &str, maj: bool, jour: NaiveDate) -> Option<NaiveDate> {
    let decale = |n: i32| NaiveDate::from_num_days_from_ce_opt(jour.num_days_from_ce() + n);
    let rang = jour.weekday().num_days_from_monday() as i32;
    let de_mois = |n: i32| {
        let mois = Mois::de(jour).plus(n);
        mois.jour(jour.day().min(mois.longueur()))
    };
    match touche {
        "ArrowLeft" => decale(-1),
        "ArrowRight" => decale(1),
        "ArrowUp" => decale(-7),
        "ArrowDown" => decale(7),
        "Home" => decale(-rang),
        "End" => decale(6 - rang),
        "PageUp" => de_mois(if maj { -12 } else { -1 }),
        "PageDown" => de_mois(if maj { 12 } else { 1 }),
        _ => None,
    }
}

/// The day that takes the tab stop when a month is shown: the first chosen, else
/// the first possible, else the first of the month.
#[must_use]
pub fn jour_d_entree(mois: Mois, possibles: &[NaiveDate], choisis: &[NaiveDate]) -> NaiveDate {
    let premier =
        |jours: &[NaiveDate]| jours.iter().copied().filter(|j| Mois::de(*j) == mois).min();
    premier(choisis)
        .or_else(|| premier(possibles))
        .or_else(|| mois.jour(1))
        .unwrap_or_default()
}

/// First and last month one can go to: whole years around every possible day and
/// the month shown first.
#[must_use]
pub fn bornes(initial: Mois, possibles: &[NaiveDate]) -> (Mois, Mois) {
    let annees = || possibles.iter().map(Datelike::year).chain([initial.annee]);
    let debut = annees().min().unwrap_or(initial.annee);
    let fin = annees().max().unwrap_or(initial.annee);
    (
        Mois {
            annee: debut,
            mois: 1,
        },
        Mois {
            annee: fin,
            mois: 12,
        },
    )
}

/// The days of a week, as calendars have them.
pub const SEMAINE: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Choice of days among the possible ones, which are highlighted.
///
/// One tab stop; keys as [`deplacer`], Space or Enter chooses or gives back. Days
/// that are not possible can be reached and read but not chosen. It needs
/// JavaScript: the form around it offers the same days as check boxes without.
#[component]
pub fn Calendrier(
    /// Unique in the page.
    #[prop(into, default = "calendrier".to_owned())]
    id: String,
    /// Days that may be chosen.
    possibles: Vec<NaiveDate>,
    /// Days chosen now.
    #[prop(into)]
    choisis: Signal<Vec<NaiveDate>>,
    /// A day was chosen or given back; the caller changes `choisis`.
    sur_bascule: Callback<NaiveDate>,
    /// Month shown first.
    mois: Mois,
    /// Texts.
    libelles: LibellesCalendrier,
) -> impl IntoView {
    let initial = mois;
    let id = StoredValue::new(id);
    let possibles = StoredValue::new(possibles);
    let libelles = StoredValue::new(libelles);
    let mois = RwSignal::new(initial);
    let curseur = RwSignal::new(
        possibles.with_value(|p| choisis.with_untracked(|c| jour_d_entree(initial, p, c))),
    );
    let (debut, fin) = possibles.with_value(|p| bornes(initial, p));

    let montrer = move |voulu: Mois| {
        let voulu = voulu.clamp(debut, fin);
        if voulu != mois.get_untracked() {
            mois.set(voulu);
            curseur.set(
                possibles.with_value(|p| choisis.with_untracked(|c| jour_d_entree(voulu, p, c))),
            );
        }
    };
    let est_possible = move |jour: NaiveDate| possibles.with_value(|p| p.contains(&jour));
    // A day chosen before the mission changed can still be given back.
    let basculer = move |jour: NaiveDate| {
        curseur.set(jour);
        if est_possible(jour) || choisis.with_untracked(|c| c.contains(&jour)) {
            sur_bascule.run(jour);
        }
    };
    let id_jour = move |jour: NaiveDate| id.with_value(|id| format!("{id}-{jour}"));
    let au_clavier = move |ev: web_sys::KeyboardEvent| {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        let touche = ev.key();
        let ici = curseur.get_untracked();
        if matches!(touche.as_str(), "Enter" | " ") {
            basculer(ici);
        } else if let Some(jour) = deplacer(&touche, ev.shift_key(), ici) {
            if (debut..=fin).contains(&Mois::de(jour)) {
                mois.set(Mois::de(jour));
                curseur.set(jour);
                focaliser(id_jour(jour));
            }
        } else {
            return;
        }
        ev.prevent_default();
    };

    let case = move |jour: NaiveDate| {
        let choisi = Memo::new(move |_| choisis.with(|c| c.contains(&jour)));
        let possible = est_possible(jour);
        let nom_complet = if possible {
            format!(
                "{}, {}",
                jour_long(jour),
                libelles.with_value(|l| l.possible.clone())
            )
        } else {
            jour_long(jour)
        };
        view! {
            <td
                id=id_jour(jour)
                role="gridcell"
                class="imagin-calendrier__jour"
                class:imagin-calendrier__jour--possible=possible
                tabindex=move || if curseur.get() == jour { "0" } else { "-1" }
                aria-label=nom_complet
                aria-selected=move || if choisi.get() { "true" } else { "false" }
                aria-disabled=move || (!possible && !choisi.get()).then_some("true")
                on:click=move |_| basculer(jour)
            >
                {jour.day()}
            </td>
        }
    };
    let corps = move || {
        mois.get()
            .semaines()
            .into_iter()
            .map(|semaine| {
                let jours = semaine
                    .into_iter()
                    .map(|jour| match jour {
                        Some(jour) => case(jour).into_any(),
                        None => view! { <td class="imagin-calendrier__vide"></td> }.into_any(),
                    })
                    .collect_view();
                view! { <tr>{jours}</tr> }
            })
            .collect_view()
    };
    let bouton = move |n: i32, classe: &'static str| {
        let texte = libelles.with_value(|l| {
            if n < 0 {
                l.precedent.clone()
            } else {
                l.suivant.clone()
            }
        });
        let titre = texte.clone();
        // Not `disabled`: the focus would be lost on the last month.
        let au_bout = move || mois.get() == if n < 0 { debut } else { fin };
        view! {
            <button
                type="button"
                class=format!("fr-btn fr-btn--tertiary-no-outline fr-btn--sm {classe}")
                title=titre
                aria-disabled=move || au_bout().then_some("true")
                on:click=move |_| montrer(mois.get_untracked().plus(n))
            >
                {texte}
            </button>
        }
    };
    let grille = {
        let id = id.get_value();
        let id_titre = format!("{id}-titre");
        let (id_mois, id_annee) = (format!("{id}-mois"), format!("{id}-annee"));
        view! {
            <div class="imagin-calendrier__tete">
                {bouton(-1, "fr-icon-arrow-left-s-line imagin-bouton-icone")}
                <label class="fr-sr-only" for=id_mois.clone()>
                    {libelles.with_value(|l| l.mois.clone())}
                </label>
                <select
                    class="fr-select"
                    id=id_mois
                    prop:value=move || mois.get().mois.to_string()
                    on:change=move |ev| {
                        if let Ok(m) = event_target_value(&ev).parse() {
                            montrer(Mois { mois: m, ..mois.get_untracked() });
                        }
                    }
                >
                    {(1..=12)
                        .map(|m| {
                            view! {
                                <option value=m.to_string() selected=m == initial.mois>
                                    {nom_mois(m)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <label class="fr-sr-only" for=id_annee.clone()>
                    {libelles.with_value(|l| l.annee.clone())}
                </label>
                <select
                    class="fr-select"
                    id=id_annee
                    prop:value=move || mois.get().annee.to_string()
                    on:change=move |ev| {
                        if let Ok(annee) = event_target_value(&ev).parse() {
                            montrer(Mois { annee, ..mois.get_untracked() });
                        }
                    }
                >
                    {(debut.annee..=fin.annee)
                        .map(|a| {
                            view! {
                                <option value=a.to_string() selected=a == initial.annee>
                                    {a}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                {bouton(1, "fr-icon-arrow-right-s-line imagin-bouton-icone")}
            </div>
            <p class="fr-sr-only" id=id_titre.clone() aria-live="polite">
                {move || {
                    let mois = mois.get();
                    format!("{} {}", nom_mois(mois.mois), mois.annee)
                }}
            </p>
            <table
                class="imagin-calendrier__grille"
                role="grid"
                aria-labelledby=id_titre
                aria-multiselectable="true"
                on:keydown=au_clavier
            >
                <thead>
                    <tr>
                        {SEMAINE
                            .map(|jour| {
                                let complet = nom_jour(jour);
                                let lettre = complet.chars().next().map(|c| c.to_ascii_uppercase());
                                view! {
                                    <th scope="col">
                                        <span aria-hidden="true">{lettre}</span>
                                        <span class="fr-sr-only">{complet}</span>
                                    </th>
                                }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{corps}</tbody>
            </table>
        }
    };
    view! { <div class="imagin-calendrier">{grille}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jour(a: i32, m: u32, j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(a, m, j).unwrap()
    }

    #[test]
    fn deplacements() {
        let mercredi = jour(2021, 1, 6);
        for (touche, maj, attendu) in [
            ("ArrowLeft", false, jour(2021, 1, 5)),
            ("ArrowRight", false, jour(2021, 1, 7)),
            ("ArrowUp", false, jour(2020, 12, 30)),
            ("ArrowDown", false, jour(2021, 1, 13)),
            ("Home", false, jour(2021, 1, 4)),
            ("End", false, jour(2021, 1, 10)),
            ("PageUp", false, jour(2020, 12, 6)),
            ("PageDown", false, jour(2021, 2, 6)),
            ("PageUp", true, jour(2020, 1, 6)),
            ("PageDown", true, jour(2022, 1, 6)),
        ] {
            assert_eq!(
                deplacer(touche, maj, mercredi),
                Some(attendu),
                "{touche} {maj}"
            );
        }
        assert_eq!(deplacer("a", false, mercredi), None);
        assert_eq!(deplacer("Enter", false, mercredi), None);
    }

    #[test]
    fn fins_de_mois() {
        assert_eq!(
            deplacer("PageDown", false, jour(2021, 1, 31)),
            Some(jour(2021, 2, 28))
        );
        assert_eq!(
            deplacer("PageDown", true, jour(2024, 2, 29)),
            Some(jour(2025, 2, 28))
        );
        assert_eq!(
            deplacer("Home", false, jour(2021, 2, 1)),
            Some(jour(2021, 2, 1))
        );
        assert_eq!(
            deplacer("End", false, jour(2021, 1, 31)),
            Some(jour(2021, 1, 31))
        );
        assert_eq!(deplacer("ArrowRight", false, NaiveDate::MAX), None);
    }

    #[test]
    fn entree_dans_un_mois() {
        let fevrier = Mois {
            annee: 2021,
            mois: 2,
        };
        let possibles = [jour(2021, 1, 8), jour(2021, 2, 10), jour(2021, 2, 3)];
        assert_eq!(jour_d_entree(fevrier, &possibles, &[]), jour(2021, 2, 3));
        assert_eq!(
            jour_d_entree(fevrier, &possibles, &[jour(2021, 2, 10)]),
            jour(2021, 2, 10)
        );
        assert_eq!(
            jour_d_entree(fevrier.plus(1), &possibles, &[]),
            jour(2021, 3, 1)
        );
    }

    #[test]
    fn annees_entieres() {
        let initial = Mois {
            annee: 2021,
            mois: 2,
        };
        assert_eq!(
            bornes(initial, &[jour(2020, 12, 30)]),
            (
                Mois {
                    annee: 2020,
                    mois: 1
                },
                Mois {
                    annee: 2021,
                    mois: 12
                }
            )
        );
        assert_eq!(bornes(initial, &[]).0.annee, 2021);
    }
}
