use super::{
    EnregistrerSignature, RecadrerSignature, adresse, demande, genre_de, lire_apercu_signature,
    lire_saisie_signature,
};
use crate::composants::anime;
use crate::coquille::Fraicheur;
use crate::messages::signatures::{self as ms, l};
use crate::pages::lettre::{LettreLue, LettreMontree};
use crate::pages::{Echec, alerte_de_page};
use domain::PageSaisieSignature;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::svg;
use leptos_meta::Title;

/// The signature of the draft on a letter, before it is recorded.
#[component]
pub fn PageApercuSignature() -> impl IntoView {
    let demande = demande();
    let fraicheur = expect_context::<Fraicheur>();
    let recadrer = ServerAction::<RecadrerSignature>::new();
    let enregistrer = ServerAction::<EnregistrerSignature>::new();
    let page = Resource::new_blocking(
        move || (demande.get(), recadrer.version().get()),
        |((genre, etablissement), tour)| async move {
            let saisie = lire_saisie_signature(genre.clone(), etablissement).await?;
            let lettre = lire_apercu_signature(genre, etablissement).await?;
            Ok::<_, crate::ErreurApi>((saisie, lettre, tour))
        },
    );
    fraicheur.apres(move || recadrer.version().get() + enregistrer.version().get());
    view! {
        <Title text=l::APERCU />
        <h1>{l::APERCU}</h1>
        {alerte_de_page(move || vec![enregistrer.value().get(), recadrer.value().get()])}
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((saisie, lettre, tour)) => view! { <Apercu saisie lettre tour recadrer enregistrer /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Apercu(
    saisie: PageSaisieSignature,
    lettre: LettreLue,
    /// How many times the image had been cut when this was read.
    tour: usize,
    recadrer: ServerAction<RecadrerSignature>,
    enregistrer: ServerAction<EnregistrerSignature>,
) -> impl IntoView {
    let genre = genre_de(saisie.signataire);
    let ou = saisie.etablissement;
    let corriger = adresse(saisie.signataire, "/saisie", ou);
    let pdf = format!("/signatures/{genre}/apercu.pdf?etablissement={ou}");
    let version = saisie.brouillon.version;
    let entre_temps = saisie.entre_temps.clone();
    let image = saisie.image;
    // Nothing is recorded before it is seen, nor cut once it is being recorded: the draft
    // would be gone.
    let occupe = move || {
        enregistrer.pending().get() || recadrer.pending().get() || recadrer.version().get() != tour
    };
    view! {
        <p class="fr-text--lead">{ms::titre(saisie.signataire)}<br />{saisie.nom.clone()}</p>
        <p>{l::APERCU_TEXTE}</p>
        {entre_temps.map(|(par, le)| view! {
            <div class="fr-alert fr-alert--warning"><p>{ms::entre_temps(&par, &le)}</p></div>
        })}
        <div class="imagin-boutons">
            <ActionForm action=enregistrer>
                <input type="hidden" name="genre" value=genre />
                <input type="hidden" name="etablissement" value=ou.to_string() />
                <input type="hidden" name="version" value=version />
                <button class="fr-btn" aria-disabled=move || occupe().then_some("true")
                    on:click=move |ev| if untrack(occupe) { ev.prevent_default() }>{l::ENREGISTRER}</button>
            </ActionForm>
            <a class="fr-btn fr-btn--secondary" href=corriger>{l::CORRIGER}</a>
            <a class="fr-btn fr-btn--tertiary" href=pdf rel="external">{l::APERCU_PDF}</a>
        </div>
        {if image {
            view! { <Recadrer saisie recadrer enregistrer /> }.into_any()
        } else {
            view! { <p>{l::A_SIGNER_A_LA_MAIN}</p> }.into_any()
        }}
        <h2>{l::LETTRE}</h2>
        <LettreMontree lettre niveau_deux=true />
    }
}

/// The side of the image on which a frame is drawn, in the units of its surface.
const UNITES: f64 = 100.0;

#[component]
fn Recadrer(
    saisie: PageSaisieSignature,
    recadrer: ServerAction<RecadrerSignature>,
    enregistrer: ServerAction<EnregistrerSignature>,
) -> impl IntoView {
    let anime = anime();
    let occupe = move || enregistrer.pending().get() || recadrer.pending().get();
    let genre = genre_de(saisie.signataire);
    let ou = saisie.etablissement.to_string();
    let r = saisie.brouillon.recadrage;
    let bords = [r.gauche, r.haut, r.droite, r.bas].map(RwSignal::new);
    let [gauche, haut, droite, bas] = bords;
    let image = |suite: &str| {
        format!(
            "/signatures/{genre}/brouillon.png?etablissement={}{suite}&v={}",
            saisie.etablissement, saisie.marque
        )
    };
    let (prete, entiere) = (image(""), image("&entiere=1"));
    let (largeur, hauteur) = saisie.taille;
    let champ = |id: &'static str, texte: &'static str, valeur: RwSignal<u8>| {
        view! {
            <div class="fr-input-group">
                <label class="fr-label" for=id>{texte}</label>
                <input class="fr-input" id=id name=id type="number" min="0" max="95" inputmode="numeric" required
                    value=valeur.get_untracked().to_string()
                    prop:value=move || valeur.get().to_string()
                    on:input:target=move |ev| {
                        if let Ok(n) = ev.target().value().parse::<u8>() {
                            valeur.set(n.min(95));
                        }
                    } />
            </div>
        }
    };
    view! {
        <section aria-labelledby="recadrer-titre">
            <h2 id="recadrer-titre">{l::IMAGE_PRETE}</h2>
            <p><img class="imagin-signature__image" src=prete alt=l::IMAGE_PRETE /></p>
            <details class="imagin-recadrage">
                <summary>{l::RECADRER}</summary>
                <p>{l::RECADRER_TEXTE}</p>
                <p hidden=move || !anime.get()>{l::RECADRER_SOURIS}</p>
                <Cadre entiere largeur hauteur bords />
                <ActionForm action=recadrer>
                    <input type="hidden" name="genre" value=genre />
                    <input type="hidden" name="etablissement" value=ou />
                    <div class="imagin-recadrage__bords">
                        {champ("gauche", l::COUPER_GAUCHE, gauche)}
                        {champ("droite", l::COUPER_DROITE, droite)}
                        {champ("haut", l::COUPER_HAUT, haut)}
                        {champ("bas", l::COUPER_BAS, bas)}
                    </div>
                    <div class="fr-checkbox-group">
                        <input type="checkbox" id="fond" name="fond" value="oui" checked=r.fond_transparent
                            aria-describedby="fond-indice" />
                        <label class="fr-label" for="fond">{l::FOND}
                            <span class="fr-hint-text" id="fond-indice">{l::FOND_INDICE}</span>
                        </label>
                    </div>
                    <p class="imagin-boutons">
                        <button class="fr-btn fr-btn--secondary" aria-disabled=move || occupe().then_some("true")
                            on:click=move |ev| if untrack(occupe) { ev.prevent_default() }>{l::APPLIQUER}</button>
                    </p>
                </ActionForm>
            </details>
        </section>
    }
}

/// The whole image, with the frame of what is kept; a pointer draws another one.
#[component]
fn Cadre(entiere: String, largeur: u32, hauteur: u32, bords: [RwSignal<u8>; 4]) -> impl IntoView {
    let anime = anime();
    let [gauche, haut, droite, bas] = bords;
    let noeud = NodeRef::<svg::Svg>::new();
    // Where the frame began, and the pointer that draws it: a second finger draws none.
    let depart = RwSignal::new(None::<(f64, f64, i32)>);
    let (large, haute) = (f64::from(largeur.max(1)), f64::from(hauteur.max(1)));
    let place = move |ev: &PointerEvent| {
        let cadre = noeud.get_untracked()?.get_bounding_client_rect();
        if cadre.width() <= 0.0 || cadre.height() <= 0.0 {
            return None;
        }
        let part = |p: f64, cote: f64| (p / cote * UNITES).clamp(0.0, UNITES);
        Some((
            part(f64::from(ev.client_x()) - cadre.left(), cadre.width()),
            part(f64::from(ev.client_y()) - cadre.top(), cadre.height()),
        ))
    };
    let tirer = move |ev: PointerEvent| {
        let (Some((x0, y0, qui)), Some((x1, y1))) = (depart.get_untracked(), place(&ev)) else {
            return;
        };
        if qui != ev.pointer_id() {
            return;
        }
        ev.prevent_default();
        // Less than a finger's width is a click, not a frame.
        if (x1 - x0).abs() < 5.0 || (y1 - y0).abs() < 5.0 {
            return;
        }
        gauche.set(x0.min(x1).round() as u8);
        haut.set(y0.min(y1).round() as u8);
        droite.set((UNITES - x0.max(x1)).round() as u8);
        bas.set((UNITES - y0.max(y1)).round() as u8);
    };
    let lever = move |ev: PointerEvent| {
        if depart
            .get_untracked()
            .is_some_and(|(_, _, qui)| qui == ev.pointer_id())
        {
            depart.set(None);
        }
    };
    let part = move |centiemes: RwSignal<u8>, cote: f64| f64::from(centiemes.get()) / UNITES * cote;
    view! {
        <svg node_ref=noeud class="imagin-recadrage__image" viewBox=format!("0 0 {large} {haute}")
            role="img" aria-label=l::IMAGE_ENTIERE class:imagin-recadrage__image--vif=move || anime.get()
            on:pointerdown=move |ev: PointerEvent| {
                if ev.button() != 0 || !ev.is_primary() {
                    return;
                }
                if let Some((x, y)) = place(&ev) {
                    ev.prevent_default();
                    if let Some(surface) = noeud.get_untracked() {
                        let _ = surface.set_pointer_capture(ev.pointer_id());
                    }
                    depart.set(Some((x, y, ev.pointer_id())));
                }
            }
            on:pointermove=tirer
            on:pointerup=lever
            on:pointercancel=lever>
            <image href=entiere width=large.to_string() height=haute.to_string()></image>
            <rect class="imagin-recadrage__cadre"
                x=move || part(gauche, large).to_string()
                y=move || part(haut, haute).to_string()
                width=move || (large - part(gauche, large) - part(droite, large)).max(0.0).to_string()
                height=move || (haute - part(haut, haute) - part(bas, haute)).max(0.0).to_string()></rect>
        </svg>
    }
}
