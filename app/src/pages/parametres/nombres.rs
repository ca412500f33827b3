use super::commun::{Historique, devancee, suivre};
use super::{ADRESSE, ADRESSE_NOMBRES, ReglerNombre, RetablirParametre, lire_nombres};
use crate::coquille::Fraicheur;
use crate::messages::parametres::{self as mp, l};
use crate::pages::{Echec, alerte_de_page};
use domain::{LigneNombre, PageNombres};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Delays, limits, retention: one small form each.
#[component]
pub fn PageNombresRegles() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let regler = ServerAction::<ReglerNombre>::new();
    let retablir = ServerAction::<RetablirParametre>::new();
    // Read again once something changed, here or elsewhere: what is typed stays after any
    // other refusal.
    let changes = RwSignal::new(0_u32);
    let requete = use_query_map();
    let compter = Memo::new(move |_| requete.read().get_str("compter") == Some("1"));
    let lus = Resource::new_blocking(
        move || (compter.get(), changes.get(), retablir.version().get()),
        |(compter, _, _)| lire_nombres(compter),
    );
    Effect::new(move |_| {
        let fait = regler
            .value()
            .with(|v| v.as_ref().map(|r| (r.is_ok(), devancee(Some(r)))));
        if let Some((fait, devancee)) = fait {
            if !devancee {
                fraicheur.relire_messages();
            }
            if fait || devancee {
                changes.update(|n| *n += 1);
            }
        }
    });
    suivre(fraicheur, retablir);
    view! {
        <Title text=l::NOMBRES />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <h1>{l::NOMBRES}</h1>
        <p class="imagin-texte">{l::NOMBRES_TEXTE}</p>
        {alerte_de_page(move || vec![regler.value().get(), retablir.value().get()])}
        <Transition>
            {move || Suspend::new(async move {
                match lus.await {
                    Ok(page) => view! { <Nombres page regler retablir /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Nombres(
    page: PageNombres,
    regler: ServerAction<ReglerNombre>,
    retablir: ServerAction<RetablirParametre>,
) -> impl IntoView {
    let groupe = |titre: &'static str| {
        let siens: Vec<LigneNombre> = page
            .lignes
            .iter()
            .filter(|ligne| mp::groupe_nombre(ligne.nombre) == titre)
            .cloned()
            .collect();
        view! {
            <h2>{titre}</h2>
            {siens.into_iter().map(|ligne| champ(ligne, regler)).collect_view()}
        }
    };
    view! {
        {groupe(l::DELAIS)}
        {groupe(l::CONSERVATION)}
        {(!page.comptes).then(|| view! {
            <p><a class="fr-link" href=format!("{ADRESSE_NOMBRES}?compter=1")>{l::COMPTER_DEPARTS}</a></p>
        })}
        <Historique versions=page.historique.clone() retablir nomme=true />
    }
}

fn champ(ligne: LigneNombre, regler: ServerAction<ReglerNombre>) -> impl IntoView {
    let code = ligne.nombre.code();
    let id = format!("nombre-{code}");
    let indice = format!("{id}-indice");
    let nom = mp::nom_nombre(ligne.nombre);
    let (min, max) = ligne.nombre.bornes();
    // Empty where the académie says nothing: what the service says is beside it.
    let valeur = if ligne.propre {
        ligne.valeur.to_string()
    } else {
        String::new()
    };
    view! {
        <ActionForm action=regler attr:class="imagin-nombre">
            <input type="hidden" name="code" value=code />
            <input type="hidden" name="vue" value=ligne.rang.to_string() />
            <div class="fr-input-group">
                <label class="fr-label" for=id.clone()>{nom}
                    <span class="fr-hint-text" id=indice.clone()>
                        {mp::bornes(ligne.nombre, ligne.defaut)}
                        {ligne.partirait.map(|n| format!(" {}", mp::partirait(n)))}
                    </span>
                </label>
                <input class="fr-input" id=id name="valeur" type="number" inputmode="numeric" min=min.to_string()
                    max=max.to_string() step="1" aria-describedby=indice value=valeur.clone() prop:value=valeur />
            </div>
            <button class="fr-btn fr-btn--secondary" aria-label=format!("{} – {nom}", l::ENREGISTRER)>{l::ENREGISTRER}</button>
        </ActionForm>
    }
}
