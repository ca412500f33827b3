//! What was typed of one record, kept from another; what was done, no longer asked for.

use leptos::either::Either;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;

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

/// Brings the form of this id back to how the page gives it.
pub fn vider(id: &str) {
    let formulaire = document()
        .get_element_by_id(id)
        .and_then(|f| f.dyn_into::<web_sys::HtmlFormElement>().ok());
    if let Some(formulaire) = formulaire {
        formulaire.reset();
    }
}

/// A form that asks for something new each time: once what it asked is done, it is empty again.
pub fn vider_une_fois_fait<A>(action: ServerAction<A>, id: &'static str)
where
    A: ServerFn + Clone + Send + Sync + 'static,
    A::Output: Send + Sync + 'static,
    A::Error: Send + Sync + 'static,
{
    Effect::new(move |_| {
        if action.value().with(|v| matches!(v, Some(Ok(_)))) {
            vider(id);
        }
    });
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
