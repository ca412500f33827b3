//! Seeing what others do on the mission that one looks at, without reloading.

use super::ecran::EtatMission;
use crate::messages::l;
use core::time::Duration;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::EventSource;

/// The reader is told only of an interruption that lasts: the server ends each stream now
/// and then, and the browser takes it up again.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is waited before a stream that the server refused is asked for again.
const REPRISE: Duration = Duration::from_secs(15);

/// A stream of changes with what listens to it; dropped, it closes.
struct Flux {
    source: EventSource,
    _ecoutes: [Closure<dyn FnMut()>; 3],
}

impl Drop for Flux {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl Flux {
    fn ouvrir(
        adresse: &str,
        change: impl FnMut() + 'static,
        ouvert: impl FnMut() + 'static,
        mut perdu: impl FnMut(bool) + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(adresse).ok()?;
        let lue = source.clone();
        let ecoutes: [Closure<dyn FnMut()>; 3] = [
            Closure::new(change),
            Closure::new(ouvert),
            Closure::new(move || perdu(lue.ready_state() == EventSource::CLOSED)),
        ];
        let [change, ouvert, perdu] = &ecoutes;
        source.set_onmessage(Some(change.as_ref().unchecked_ref()));
        source.set_onopen(Some(ouvert.as_ref().unchecked_ref()));
        source.set_onerror(Some(perdu.as_ref().unchecked_ref()));
        Some(Self {
            source,
            _ecoutes: ecoutes,
        })
    }
}

/// Reads the mission again when somebody changes it, and says so when it no longer can.
#[component]
pub(super) fn Suivi(etat: EtatMission) -> impl IntoView {
    let interrompu = RwSignal::new(false);
    // How many times a stream opened: an interruption that ended is not told.
    let ouvertures = StoredValue::new(0_u32);
    // In the browser alone: the server may drop it in another thread than the one that
    // made it, which such a value does not stand.
    let flux = (!cfg!(feature = "ssr")).then(|| StoredValue::new_local(None::<Flux>));
    let brancher: StoredValue<Option<Callback<()>>> = StoredValue::new(None);
    let ouvrir = Callback::new(move |()| {
        let adresse = etat.ouverte.try_with_untracked(|o| {
            format!(
                "/missions/{}/changements?vue={}",
                o.mission.ligne.numero, o.empreinte
            )
        });
        let Some(adresse) = adresse else { return };
        let ouvert = Flux::ouvrir(
            &adresse,
            move || {
                etat.relire.try_run(());
            },
            move || {
                ouvertures.try_update_value(|n| *n += 1);
                interrompu.try_set(false);
            },
            move |refuse| {
                let avant = ouvertures.try_get_value();
                set_timeout(
                    move || {
                        if visible() && avant == ouvertures.try_get_value() {
                            interrompu.try_set(true);
                        }
                    },
                    PATIENCE,
                );
                if refuse {
                    // The browser itself does not ask again.
                    set_timeout(
                        move || {
                            if avant == ouvertures.try_get_value()
                                && let Some(Some(encore)) = brancher.try_get_value()
                            {
                                encore.try_run(());
                            }
                        },
                        REPRISE,
                    );
                }
            },
        );
        if let Some(flux) = flux {
            flux.try_set_value(ouvert);
        }
    });
    brancher.set_value(Some(ouvrir));
    Effect::new(move |_| {
        // A browser keeps six connections with a site: pages that nobody sees take none.
        let ecoute = window_event_listener(leptos::ev::visibilitychange, move |_| {
            if visible() {
                ouvrir.try_run(());
            } else if let Some(flux) = flux {
                flux.try_set_value(None);
            }
        });
        on_cleanup(move || ecoute.remove());
        if visible() {
            ouvrir.run(());
        }
    });
    view! {
        <div role="status">
            {move || interrompu.get().then(|| view! {
                <div class="fr-alert fr-alert--warning fr-alert--sm fr-mb-2w">
                    <p>{l::SUIVI_INTERROMPU}" "
                        <button type="button" class="fr-link" on:click=move |_| {
                            etat.relire.try_run(());
                            ouvrir.try_run(());
                        }>{l::ACTUALISER}</button>
                    </p>
                </div>
            })}
        </div>
    }
}

/// Whether somebody sees the page.
pub(super) fn visible() -> bool {
    !document().hidden()
}
