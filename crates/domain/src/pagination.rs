//! Pages of a list. Where fewer are left than what an address asks for, the last one is
//! shown: a list that has lines never says that it has none.

/// The page shown, from 1, of the one asked for, in a list of `total` lines.
#[must_use]
pub fn page_montree(page: u32, total: u32, par_page: u32) -> u32 {
    page.clamp(1, total.div_ceil(par_page.max(1)).max(1))
}

/// The rank, from 0, of the first line shown, of the one asked for: that of a page of
/// `par_page` lines, or 0 for all that a file holds.
#[must_use]
pub fn rang_montre(rang: u32, total: u32, par_page: u32) -> u32 {
    let derniere = page_montree(u32::MAX, total, par_page) - 1;
    rang.min(derniere.saturating_mul(par_page))
}

/// The lines of the page shown, of the one asked for.
#[must_use]
pub fn lignes_de_page<T>(lignes: Vec<T>, page: u32, par_page: usize) -> Vec<T> {
    let nombre = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let page = page_montree(page, nombre(lignes.len()), nombre(par_page));
    lignes
        .into_iter()
        .skip((page as usize - 1).saturating_mul(par_page))
        .take(par_page)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn au_dela_de_la_derniere_c_est_la_derniere() {
        for (page, total, attendue) in [
            (0, 250, 1),
            (1, 250, 1),
            (3, 250, 3),
            (4, 250, 3),
            (u32::MAX, 250, 3),
            (3, 200, 2),
            (9, 0, 1),
            (9, u32::MAX, 9),
        ] {
            assert_eq!(
                page_montree(page, total, 100),
                attendue,
                "{page} de {total}"
            );
        }
        // What a file holds begins at the first line, however many it may hold.
        assert_eq!(rang_montre(0, 250, 50_000), 0);
        assert_eq!(rang_montre(900, 250, 100), 200);
        assert_eq!(rang_montre(u32::MAX, 0, 0), 0);
        assert_eq!(lignes_de_page((0..7).collect(), 9, 3), [6]);
        assert_eq!(lignes_de_page((0..6).collect(), 0, 3), [0, 1, 2]);
        assert!(lignes_de_page(Vec::<u8>::new(), 9, 3).is_empty());
    }

    proptest! {
        #[test]
        fn une_liste_qui_a_des_lignes_en_montre(page in 0..9_u32, total in 1..900_u32, par_page in 1..200_u32) {
            let rang = rang_montre(page.max(1).saturating_sub(1) * par_page, total, par_page);
            prop_assert!(rang < total);
            prop_assert_eq!(rang, (page_montree(page, total, par_page) - 1) * par_page);
        }
    }
}
