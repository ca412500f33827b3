//! What was typed of one record, kept from another.

use leptos::either::Either;
use leptos::prelude::*;

/// Shows a record in elements of its own.
///
/// leptos patches what a block showed before: the field of a mission serves the next one that
/// comes to this page, with what was typed there and never sent. Made where the block is made,
/// this one shows what comes in new elements when it is another record, and patches those
/// that are there, what is being typed included, when it is the same read again.
#[derive(Debug)]
pub struct Neuf<K: 'static>(StoredValue<Option<(K, bool)>>);

impl<K> Clone for Neuf<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Neuf<K> {}

impl<K: PartialEq + Send + Sync + 'static> Default for Neuf<K> {
    fn default() -> Self {
        Self(StoredValue::new(None))
    }
}

impl<K: PartialEq + Send + Sync + 'static> Neuf<K> {
    /// `vue`, which is what there is to see of the record `cle`.
    pub fn pour<V>(self, cle: K, vue: V) -> Either<V, V> {
        // From one side to the other, nothing of the former is patched.
        let autre = self.0.try_update_value(|etat| {
            let autre = match etat.take() {
                Some((avant, autre)) => autre != (avant != cle),
                None => false,
            };
            *etat = Some((cle, autre));
            autre
        });
        if autre == Some(true) {
            Either::Right(vue)
        } else {
            Either::Left(vue)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Neuf;
    use leptos::prelude::Owner;

    #[test]
    fn un_autre_enregistrement_change_de_cote() {
        let owner = Owner::new();
        owner.set();
        let neuf = Neuf::default();
        let cote = |cle: i64| neuf.pour(cle, ()).is_right();
        let cotes: Vec<bool> = [1, 1, 2, 2, 3, 1].into_iter().map(cote).collect();
        assert_eq!(cotes, [false, false, true, true, false, true]);
    }
}
