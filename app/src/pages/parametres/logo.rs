use super::commun::{Historique, suivre};
use super::{ADRESSE, ChoisirLogo, LogoLu, RetablirParametre, lire_logo};
use crate::coquille::Fraicheur;
use crate::messages::parametres::{self as mp, l};
use crate::pages::lettre::LettreMontree;
use crate::pages::{Echec, alerte_de_page};
use domain::LogoVu;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The logo of the letters: the one in use, one that is tried, those there were.
#[component]
pub fn PageLogoRegle() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let requete = use_query_map();
    let essai = Memo::new(move |_| {
        requete
            .read()
            .get("essai")
            .and_then(|e| e.parse::<i64>().ok())
    });
    let choisir = ServerAction::<ChoisirLogo>::new();
    let retablir = ServerAction::<RetablirParametre>::new();
    let lu = Resource::new_blocking(
        move || {
            (
                essai.get(),
                choisir.version().get(),
                retablir.version().get(),
            )
        },
        |(essai, ..)| lire_logo(essai),
    );
    suivre(fraicheur, choisir);
    suivre(fraicheur, retablir);
    view! {
        <Title text=l::LOGO />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <h1>{l::LOGO}</h1>
        <p class="imagin-texte">{l::LOGO_TEXTE}</p>
        {alerte_de_page(move || vec![choisir.value().get(), retablir.value().get()])}
        <Transition>
            {move || Suspend::new(async move {
                match lu.await {
                    Ok(lu) => view! { <Logo lu choisir retablir /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn image(logo: LogoVu, alternative: &'static str) -> impl IntoView {
    let src = format!("/parametres/logo/{}/image.png", logo.id);
    view! { <p><img class="imagin-logo" src=src alt=alternative /></p> }
}

#[component]
fn Logo(
    lu: LogoLu,
    choisir: ServerAction<ChoisirLogo>,
    retablir: ServerAction<RetablirParametre>,
) -> impl IntoView {
    let LogoLu { page, lettre } = lu;
    let rang = page.rang;
    let essai = page.essai.map(|logo| {
        let pdf = format!("/parametres/logo/{}/apercu.pdf", logo.id);
        view! {
            <h2>{l::LOGO_ESSAI}</h2>
            <p>{l::LOGO_ESSAI_TEXTE}</p>
            {image(logo, l::LOGO_ESSAI)}
            <div class="imagin-boutons">
                <ActionForm action=choisir>
                    <input type="hidden" name="vue" value=rang.to_string() />
                    <input type="hidden" name="logo" value=logo.id.to_string() />
                    <button class="fr-btn">{l::CHOISIR}</button>
                </ActionForm>
                <a class="fr-btn fr-btn--tertiary" href=pdf rel="external">{l::APERCU_PDF}</a>
            </div>
            {lettre.map(|lettre| view! { <LettreMontree lettre niveau_deux=true /> })}
        }
    });
    view! {
        {essai}
        <h2>{l::LOGO_ACTUEL}</h2>
        {match page.logo {
            None => view! { <p>{l::SANS_LOGO}</p> }.into_any(),
            Some(logo) => view! {
                {image(logo, l::LOGO_ACTUEL)}
                <ActionForm action=retablir>
                    <input type="hidden" name="code" value=domain::Parametre::LOGO />
                    <input type="hidden" name="vue" value=rang.to_string() />
                    <input type="hidden" name="rang" value="0" />
                    <button class="fr-btn fr-btn--secondary">{l::RETIRER_LOGO}</button>
                </ActionForm>
            }.into_any(),
        }}
        <form method="post" action="/parametres/logo/deposer" enctype="multipart/form-data" class="imagin-groupe">
            <div class="fr-input-group">
                <label class="fr-label" for="logo-fichier">{l::LOGO_FICHIER}
                    <span class="fr-hint-text" id="logo-indice">{mp::indice_logo(page.maximum_ko)}</span>
                </label>
                <input class="imagin-fichier" id="logo-fichier" name="image" type="file" accept="image/png,image/jpeg"
                    aria-describedby="logo-indice" />
            </div>
            <button class="fr-btn fr-btn--secondary">{l::DEPOSER}</button>
        </form>
        <Historique versions=page.historique retablir />
    }
}
