//! *Télécharger convocations (zip)*: a plain form, and where the page is alive, an archive
//! that it fetches itself, to show how many letters have come and to be able to stop.

use crate::composants::focaliser;
use crate::messages::{self as m, archive as ma, l};
use core::time::Duration;
use domain::CompteurArchive;
use js_sys::futures::JsFuture;
use js_sys::{Array, Reflect, Uint8Array};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, AbortSignal, Blob, ReadableStreamDefaultReader, RequestInit, Response, Url,
    UrlSearchParams,
};

/// Header that says how many letters an archive holds: its length is not known when it
/// begins.
pub const ENTETE_LETTRES: &str = "imagin-lettres";

/// Bytes that the page itself holds: they are given to the browser by parcels, which it may
/// put elsewhere than in memory. Two thousand letters make some 90 MB.
const PAQUET: u32 = 4 * 1024 * 1024;
/// How long the whole archive stays at its address: browsers read it after the click.
const GARDE: Duration = Duration::from_secs(60);

const BOUTON: &str = "archive-bouton";
const ARRET: &str = "archive-arret";

/// Where an archive stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Avancement {
    /// None was asked for.
    #[default]
    Aucun,
    /// So many letters have come, of so many.
    EnCours(usize, usize),
    /// All have.
    Complete(usize),
    /// The reader stopped it.
    Arretee,
    /// It was refused, or broke off.
    Refusee(String),
}

/// The archive that the page fetches: its button and its progress stand apart.
#[derive(Clone, Copy)]
pub(super) struct Archive {
    avancement: RwSignal<Avancement>,
    /// In the browser alone, as in [`super::suivi::Suivi`].
    arret: Option<StoredValue<Option<AbortController>, LocalStorage>>,
}

impl Archive {
    pub(super) fn nouvelle() -> Self {
        Self {
            avancement: RwSignal::new(Avancement::Aucun),
            arret: (!cfg!(feature = "ssr")).then(|| StoredValue::new_local(None)),
        }
    }

    fn en_cours(self) -> bool {
        self.avancement
            .with_untracked(|a| matches!(a, Avancement::EnCours(..)))
    }

    /// Fetches it; `false` where the browser cannot be asked to stop, and where its form is
    /// to be sent as it is.
    fn demander(self, numero: i64, ids: String, n: usize) -> bool {
        let (Some(arret), Ok(controle)) = (self.arret, AbortController::new()) else {
            return false;
        };
        let signal = controle.signal();
        arret.set_value(Some(controle));
        self.avancement.set(Avancement::EnCours(0, n));
        spawn_local(async move {
            let avance = move |recues, total| {
                self.avancement.try_set(Avancement::EnCours(recues, total));
            };
            let recue = recevoir(&adresse(numero), &ids, &signal, avance).await;
            let fin = match recue {
                // The last moment to stop is before the file is offered.
                _ if signal.aborted() => Avancement::Arretee,
                Ok((archive, lettres)) => match proposer(&archive, numero) {
                    Some(()) => Avancement::Complete(lettres),
                    None => Avancement::Refusee(ma::INTERROMPUE.to_owned()),
                },
                Err(Echec::Refus(texte)) => Avancement::Refusee(texte),
                Err(Echec::Coupure) => Avancement::Refusee(ma::INTERROMPUE.to_owned()),
            };
            // The button that stops goes away: the focus does not fall out of the page.
            if document().active_element().is_some_and(|e| e.id() == ARRET) {
                focaliser(BOUTON.to_owned());
            }
            self.avancement.try_set(fin);
        });
        true
    }

    fn arreter(self) {
        let controle = self.arret.and_then(|a| a.try_get_value().flatten());
        if let Some(controle) = controle {
            controle.abort();
        }
    }
}

fn adresse(numero: i64) -> String {
    format!("/missions/{numero}/convocations.zip")
}

/// Why an archive does not come.
enum Echec {
    /// The server said why.
    Refus(String),
    /// It broke off, or was stopped.
    Coupure,
}

impl From<JsValue> for Echec {
    fn from(_: JsValue) -> Self {
        Self::Coupure
    }
}

/// Fetches an archive, telling of each letter that has come, of how many; returns it with
/// how many it holds.
async fn recevoir(
    adresse: &str,
    ids: &str,
    signal: &AbortSignal,
    avance: impl Fn(usize, usize),
) -> Result<(Blob, usize), Echec> {
    let champs = UrlSearchParams::new()?;
    champs.append("ids", ids);
    let demande = RequestInit::new();
    demande.set_method("POST");
    demande.set_body(&champs);
    demande.set_signal(Some(signal));
    let reponse = JsFuture::from(window().fetch_with_str_and_init(adresse, &demande)).await?;
    let reponse: Response = reponse.unchecked_into();
    if !reponse.ok() {
        let texte = JsFuture::from(reponse.text()?).await?.as_string();
        let texte = texte.unwrap_or_default();
        return Err(Echec::Refus(texte.trim().to_owned()));
    }
    let total = reponse.headers().get(ENTETE_LETTRES)?;
    let total: usize = total.and_then(|n| n.parse().ok()).ok_or(Echec::Coupure)?;
    let flux = reponse.body().ok_or(Echec::Coupure)?;
    let flux: ReadableStreamDefaultReader = flux.get_reader().unchecked_into();
    let (mut compteur, mut recues) = (CompteurArchive::default(), 0);
    let (mut morceaux, mut attendent) = (Array::new(), 0);
    loop {
        let lu = JsFuture::from(flux.read()).await?;
        let morceau = Reflect::get(&lu, &JsValue::from_str("value"))?;
        // The last answer brings none.
        let Ok(morceau) = morceau.dyn_into::<Uint8Array>() else {
            break;
        };
        let entieres = compteur.recevoir(&morceau.to_vec()).min(total);
        if entieres != recues {
            recues = entieres;
            avance(recues, total);
        }
        attendent += morceau.length();
        morceaux.push(&morceau);
        if attendent >= PAQUET {
            let paquet = Blob::new_with_blob_sequence(&morceaux)?;
            morceaux = Array::new();
            morceaux.push(&paquet);
            attendent = 0;
        }
    }
    Ok((Blob::new_with_blob_sequence(&morceaux)?, total))
}

/// Has the browser offer a whole archive as it offers any download.
fn proposer(archive: &Blob, numero: i64) -> Option<()> {
    let adresse = Url::create_object_url_with_blob(archive).ok()?;
    let lien = document().create_element("a").ok()?;
    lien.set_attribute("href", &adresse).ok()?;
    lien.set_attribute("download", &format!("{numero}_convocations.zip"))
        .ok()?;
    lien.dyn_ref::<web_sys::HtmlElement>()?.click();
    set_timeout(
        move || {
            // An address that is gone already is what is wanted.
            let _ = Url::revoke_object_url(&adresse);
        },
        GARDE,
    );
    Some(())
}

/// The button, saying how many letters it gives.
#[component]
pub(super) fn BoutonArchive(
    archive: Archive,
    numero: i64,
    n: Memo<usize>,
    concernees: Signal<String>,
) -> impl IntoView {
    let ids = NodeRef::<html::Input>::new();
    let demander = move |ev: leptos::ev::SubmitEvent| {
        let voulues = concernees.get_untracked();
        // Written when it is sent, not at each key of the keyword.
        if let Some(ids) = ids.get_untracked() {
            ids.set_value(&voulues);
        }
        if archive.en_cours() || archive.demander(numero, voulues, n.get_untracked()) {
            ev.prevent_default();
        }
    };
    view! {
        <form method="post" action=adresse(numero) on:submit=demander>
            <input type="hidden" name="ids" node_ref=ids value=concernees.get_untracked() />
            <button class="fr-btn fr-btn--secondary" id=BOUTON aria-describedby="portee"
                disabled=move || n.get() == 0>{move || m::avec_nombre(l::TELECHARGER_ZIP, n.get())}</button>
        </form>
    }
}

/// How far it is, what stops it, and what became of it.
#[component]
pub(super) fn SuiviArchive(archive: Archive) -> impl IntoView {
    let avancement = archive.avancement;
    // The button that stops stays the same one while letters come: it may hold the focus.
    let en_cours = Memo::new(move |_| avancement.with(|a| matches!(a, Avancement::EnCours(..))));
    let comptes = Memo::new(move |_| match avancement.get() {
        Avancement::EnCours(recues, total) => (recues, total),
        _ => (0, 0),
    });
    view! {
        {move || en_cours.get().then(|| view! {
            <div class="imagin-boutons" id="archive">
                <label for="archive-avancement">
                    {move || { let (recues, total) = comptes.get(); ma::avancement(recues, total) }}
                </label>
                <progress id="archive-avancement" aria-describedby="archive-indice"
                    max=move || comptes.get().1.to_string() value=move || comptes.get().0.to_string()></progress>
                <button type="button" class="fr-btn fr-btn--sm fr-btn--tertiary" id=ARRET
                    on:click=move |_| archive.arreter()>{ma::ARRETER}</button>
                <span class="fr-hint-text" id="archive-indice">{ma::RESTER}</span>
            </div>
        })}
        <div role="status" id="archive-fin">
            {move || match avancement.get() {
                Avancement::Complete(lettres) => Some(ma::complete(lettres)),
                Avancement::Arretee => Some(ma::ARRETEE.to_owned()),
                _ => None,
            }.map(|texte| view! { <p>{texte}</p> })}
        </div>
        <div role="alert">
            {move || match avancement.get() {
                Avancement::Refusee(texte) => Some(texte),
                _ => None,
            }.map(|texte| view! {
                <div class="fr-alert fr-alert--error fr-alert--sm fr-mb-2w"><p>{texte}</p></div>
            })}
        </div>
    }
}
