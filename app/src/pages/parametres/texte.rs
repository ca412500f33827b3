use super::commun::{Historique, suivre};
use super::{
    ADRESSE, ApercuLu, RetablirParametre, SaisirTexte, TexteLu, adresse_du_texte,
    lire_apercu_texte, lire_texte_regle,
};
use crate::composants::{Neuf, ZoneTexte};
use crate::coquille::Fraicheur;
use crate::messages::parametres::{self as mp, l};
use crate::messages::{self as m};
use crate::pages::lettre::LettreMontree;
use crate::pages::{Echec, alerte_de_page};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The code of a text that the address tells.
fn code() -> Memo<String> {
    let parametres = use_params_map();
    Memo::new(move |_| parametres.read().get("code").unwrap_or_default())
}

/// One text: what it says, what it was, and what it will say.
#[component]
pub fn PageTexteRegle() -> impl IntoView {
    let code = code();
    let fraicheur = expect_context::<Fraicheur>();
    let saisir = ServerAction::<SaisirTexte>::new();
    let retablir = ServerAction::<RetablirParametre>::new();
    let lu = Resource::new_blocking(
        move || (code.get(), saisir.version().get(), retablir.version().get()),
        |(code, ..)| lire_texte_regle(code),
    );
    suivre(fraicheur, saisir);
    suivre(fraicheur, retablir);
    let neuf = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        {alerte_de_page(move || vec![saisir.value().get(), retablir.value().get()])}
        <Transition>
            {move || Suspend::new(async move {
                let cle = code.get();
                match lu.await {
                    Ok(lu) => neuf.pour(cle, view! { <Texte lu saisir retablir /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Texte(
    lu: TexteLu,
    saisir: ServerAction<SaisirTexte>,
    retablir: ServerAction<RetablirParametre>,
) -> impl IntoView {
    let TexteLu { page, brouillon } = lu;
    let texte = page.texte;
    let titre = mp::texte(texte);
    // Written on what somebody else has changed since: both are shown, and saving again is
    // then a choice. The refusal has said so; who and when stand above.
    let entre_temps = brouillon
        .as_ref()
        .is_some_and(|b| b.vue != page.rang)
        .then(|| page.valeur.clone());
    let en_cours = brouillon.is_some();
    let brouillon = brouillon.unwrap_or_default();
    let depart = if en_cours {
        brouillon.valeur
    } else {
        page.valeur.clone()
    };
    let valeur = RwSignal::new(depart);
    let lignes = if texte.plusieurs_lignes() { 6 } else { 3 };
    let exiges = mp::exiges(texte);
    view! {
        <Title text=titre />
        <h1>{titre}</h1>
        <p>{mp::ou(texte)}</p>
        <p>
            {l::COL_ORIGINE}"\u{a0}: "{if page.propre { l::DE_L_ACADEMIE } else { l::DU_SERVICE }}
            {(!page.le.is_empty()).then(|| format!(". {}.", mp::derniere(&page.par, &page.le)))}
        </p>
        {entre_temps.map(|actuel| view! {
            <div class="fr-alert fr-alert--warning">
                <p><strong>{l::ENTRE_TEMPS}</strong></p>
                <p class="imagin-lignes">{mp::valeur(Some(&actuel), domain::Parametre::Texte(texte))}</p>
            </div>
        })}
        {en_cours.then(|| view! { <p role="status">{l::BROUILLON}</p> })}
        <ActionForm action=saisir>
            <input type="hidden" name="code" value=texte.code() />
            <input type="hidden" name="vue" value=page.rang.to_string() />
            <ZoneTexte id="valeur" nom="valeur" etiquette=l::TEXTE indice=exiges valeur
                maximum=texte.maximum() reste=m::reste exces=m::exces lignes />
            {(!texte.groupe().sans_lettre()).then(|| view! {
                <div class="fr-input-group">
                    <label class="fr-label" for="reference">{l::REFERENCE}
                        <span class="fr-hint-text">{l::REFERENCE_INDICE}</span>
                    </label>
                    <input class="fr-input" id="reference" name="reference" maxlength="40" autocomplete="off" value=brouillon.reference />
                </div>
            })}
            <div class="imagin-boutons">
                <button class="fr-btn fr-btn--secondary" name="geste" value="apercu">{l::APERCEVOIR}</button>
                <button class="fr-btn" name="geste" value="enregistrer">{l::ENREGISTRER}</button>
            </div>
        </ActionForm>
        <h2>{l::CHAMPS}</h2>
        <p>{l::CHAMPS_TEXTE}</p>
        <dl class="imagin-faits">
            {texte.champs().into_iter().map(|c| view! {
                <div><dt><code>{c.marque()}</code></dt><dd>{mp::champ(c)}</dd></div>
            }).collect_view()}
        </dl>
        <h2>{l::ORIGINE}</h2>
        <p class="imagin-lignes">{mp::valeur(Some(&page.origine), domain::Parametre::Texte(texte))}</p>
        {page.propre.then(|| view! {
            <ActionForm action=retablir>
                <input type="hidden" name="code" value=texte.code() />
                <input type="hidden" name="vue" value=page.rang.to_string() />
                <input type="hidden" name="rang" value="0" />
                <button class="fr-btn fr-btn--secondary">{l::REVENIR}</button>
            </ActionForm>
        })}
        <Historique versions=page.historique retablir />
    }
}

/// A text before it is saved: on a letter, and in the mail.
#[component]
pub fn PageApercuTexte() -> impl IntoView {
    let code = code();
    let fraicheur = expect_context::<Fraicheur>();
    let saisir = ServerAction::<SaisirTexte>::new();
    let lu = Resource::new_blocking(move || code.get(), lire_apercu_texte);
    suivre(fraicheur, saisir);
    view! {
        <Title text=l::APERCU />
        <h1>{l::APERCU}</h1>
        {alerte_de_page(move || vec![saisir.value().get()])}
        <Transition>
            {move || Suspend::new(async move {
                match lu.await {
                    Ok(lu) => view! { <Apercu lu saisir /> }.into_any(),
                    Err(erreur) => {
                        let retour = format!("{ADRESSE}/textes/{}", code.try_get_untracked().unwrap_or_default());
                        view! {
                            <Echec erreur />
                            <p><a class="fr-link" href=retour>{l::CORRIGER}</a></p>
                        }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Apercu(lu: ApercuLu, saisir: ServerAction<SaisirTexte>) -> impl IntoView {
    let texte = lu.page.texte;
    let retour = adresse_du_texte(texte);
    let pdf = format!("{retour}/apercu.pdf");
    // Of mails that are of no letter there is none to show.
    let avec_lettre = !texte.groupe().sans_lettre();
    let (Some(brouillon), Some(lettre)) = (lu.brouillon, lu.lettre) else {
        return view! {
            <p role="status">{l::SANS_BROUILLON}</p>
            <p><a class="fr-link" href=retour>{mp::texte(texte)}</a></p>
        }
        .into_any();
    };
    let dans_le_courriel = view! {
        <h2>{l::APERCU_MAIL}</h2>
        <div class="imagin-apercu-courriel">
            <p><strong>{l::OBJET}"\u{a0}: "</strong>{lu.sujet}</p>
            {lu.corps.into_iter().map(|ligne| view! { <p class="imagin-lettre__ligne">{ligne}</p> }).collect_view()}
        </div>
    }
    .into_any();
    let sur_la_lettre = avec_lettre
        .then(|| {
            view! {
                <h2>{l::APERCU_LETTRE}</h2>
                <LettreMontree lettre niveau_deux=true />
            }
        })
        .into_any();
    // Where the text that changes stands comes first.
    let (premier, second) = if texte.groupe() == domain::GroupeTexte::Lettre {
        (sur_la_lettre, dans_le_courriel)
    } else {
        (dans_le_courriel, sur_la_lettre)
    };
    view! {
        <p class="fr-text--lead">{mp::texte(texte)}</p>
        <p>{if avec_lettre { l::APERCU_TEXTE } else { l::APERCU_TEXTE_COURRIEL }}</p>
        <div class="imagin-boutons">
            <ActionForm action=saisir>
                <input type="hidden" name="code" value=texte.code() />
                <input type="hidden" name="vue" value=brouillon.vue.to_string() />
                <input type="hidden" name="valeur" value=brouillon.valeur />
                <input type="hidden" name="reference" value=brouillon.reference />
                <button class="fr-btn" name="geste" value="enregistrer">{l::ENREGISTRER}</button>
            </ActionForm>
            <a class="fr-btn fr-btn--secondary" href=retour>{l::CORRIGER}</a>
            {avec_lettre.then(|| view! {
                <a class="fr-btn fr-btn--tertiary" href=pdf rel="external">{l::APERCU_PDF}</a>
            })}
        </div>
        {premier}
        {second}
    }
    .into_any()
}
