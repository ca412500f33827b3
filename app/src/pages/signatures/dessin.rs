//! Signing in the page, by mouse, finger or pen. What is drawn are strokes, which the
//! server turns into the same kind of image as a file gives; without our script, or
//! without any of them, a file does.

use crate::composants::anime;
use crate::messages::signatures::l;
use domain::{DESSIN, DESSIN_POINTS_MAX, Trait, ecrire_dessin};
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::svg;

/// Nearest two points of a stroke, in the units of the surface: less would only weigh.
const PAS: u16 = 4;

/// The place of a pointer on the surface, in its units.
fn place(noeud: NodeRef<svg::Svg>, ev: &PointerEvent) -> Option<(u16, u16)> {
    let cadre = noeud.get_untracked()?.get_bounding_client_rect();
    let (largeur, hauteur) = (cadre.width(), cadre.height());
    if largeur <= 0.0 || hauteur <= 0.0 {
        return None;
    }
    let part = |p: f64, cote: f64, unites: u16| {
        (p / cote * f64::from(unites))
            .round()
            .clamp(0.0, f64::from(unites)) as u16
    };
    Some((
        part(f64::from(ev.client_x()) - cadre.left(), largeur, DESSIN.0),
        part(f64::from(ev.client_y()) - cadre.top(), hauteur, DESSIN.1),
    ))
}

/// A stroke as the path of a drawing.
fn chemin(un: &Trait) -> String {
    let mut d = String::new();
    for (i, (x, y)) in un.iter().enumerate() {
        d.push_str(&format!("{}{x} {y}", if i == 0 { "M" } else { "L" }));
    }
    if un.len() == 1 {
        // A dot is a line too short to be seen without its round end.
        d.push_str("h1");
    }
    d
}

/// Where one signs, once our script is there; the strokes go with the form.
#[component]
pub(super) fn SurfaceDeSignature() -> impl IntoView {
    let anime = anime();
    let traits = RwSignal::new(Vec::<Trait>::new());
    // The pointer that draws: a second finger or a palm begins, moves and ends nothing.
    let en_cours = RwSignal::new(None::<i32>);
    let noeud = NodeRef::<svg::Svg>::new();
    let points = move || traits.with(|t| t.iter().map(Vec::len).sum::<usize>());
    let poser = move |ev: PointerEvent| {
        let un_autre = en_cours
            .get_untracked()
            .is_some_and(|qui| qui != ev.pointer_id());
        if ev.button() != 0 || !ev.is_primary() || un_autre || points() >= DESSIN_POINTS_MAX {
            return;
        }
        if let Some(p) = place(noeud, &ev) {
            ev.prevent_default();
            if let Some(surface) = noeud.get_untracked() {
                // Without it a stroke that leaves the surface ends there.
                let _ = surface.set_pointer_capture(ev.pointer_id());
            }
            traits.update(|t| t.push(vec![p]));
            en_cours.set(Some(ev.pointer_id()));
        }
    };
    let tirer = move |ev: PointerEvent| {
        if en_cours.get_untracked() != Some(ev.pointer_id()) || points() >= DESSIN_POINTS_MAX {
            return;
        }
        if let Some(p) = place(noeud, &ev) {
            ev.prevent_default();
            traits.update(|t| {
                if let Some(un) = t.last_mut()
                    && un
                        .last()
                        .is_none_or(|d| d.0.abs_diff(p.0) + d.1.abs_diff(p.1) >= PAS)
                {
                    un.push(p);
                }
            });
        }
    };
    let lever = move |ev: PointerEvent| {
        if en_cours.get_untracked() == Some(ev.pointer_id()) {
            en_cours.set(None);
        }
    };
    let vide = move || traits.with(Vec::is_empty);
    view! {
        <div class="imagin-dessin" hidden=move || !anime.get()>
            <p class="imagin-dessin__titre">{l::DESSINER}<span class="fr-hint-text">{l::DESSINER_INDICE}</span></p>
            <svg node_ref=noeud class="imagin-dessin__surface" viewBox=format!("0 0 {} {}", DESSIN.0, DESSIN.1)
                role="img" aria-label=l::SURFACE
                on:pointerdown=poser on:pointermove=tirer on:pointerup=lever on:pointercancel=lever>
                <path class="imagin-dessin__ligne" d=format!("M60 {0}H{1}", DESSIN.1 - 90, DESSIN.0 - 60)></path>
                <path class="imagin-dessin__trait"
                    d=move || traits.with(|t| t.iter().map(chemin).collect::<Vec<_>>().join(""))></path>
            </svg>
            <input type="hidden" name="dessin" prop:value=move || traits.with(|t| ecrire_dessin(t)) />
            <p class="imagin-boutons">
                <button type="button" class="fr-btn fr-btn--sm fr-btn--tertiary" disabled=vide
                    on:click=move |_| traits.update(|t| { t.pop(); })>{l::REVENIR_TRAIT}</button>
                <button type="button" class="fr-btn fr-btn--sm fr-btn--tertiary" disabled=vide
                    on:click=move |_| traits.set(Vec::new())>{l::EFFACER}</button>
            </p>
        </div>
    }
}
