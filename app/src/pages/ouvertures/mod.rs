//! *Services des établissements*: the administrateur opens and closes the *service
//! convocation* and the *service signature* (memo §2).

use crate::ErreurApi;
use crate::composants::{
    ChampMot, FormulaireFiltre, LienVue, Neuf, Rangees, Tableau, Vues, anime, vider,
};
use crate::coquille::Fraicheur;
use crate::messages::ouvertures::{self as mo, l};
use crate::messages::{self as m};
use crate::pages::{Echec, alerte, refus};
#[cfg(feature = "ssr")]
use domain::{Erreur, OuvertureChoisie, SaisieOuverture};
use domain::{
    FiltreOuvertures, GenreService, OuvertureListee, PageOuvertures, ServiceListe, VueOuvertures,
};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// Address of the page.
const ADRESSE: &str = "/services";

/// The services of the reader's académie.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who opens none.
#[server(endpoint = "ouvertures/lire", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_ouvertures(filtre: FiltreOuvertures) -> Result<PageOuvertures, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::ouvertures::lister(&s, &a, &filtre).await })
        .await
}

/// Opens or closes services: `choisis` are as [`domain::OuvertureChoisie`] writes them.
///
/// # Errors
/// [`domain::Erreur::Ouverture`], [`domain::Erreur::ServicesChanges`].
#[server(endpoint = "ouvertures/changer", output = crate::json::Json)]
pub async fn changer_ouvertures(
    #[server(default)] choisis: Vec<String>,
    #[server(default)] services: Vec<String>,
    geste: String,
    #[server(default)] du: String,
    #[server(default)] au: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let choisis = choisis
            .iter()
            .map(|c| OuvertureChoisie::lire(c))
            .collect::<Option<Vec<_>>>()
            .ok_or(Erreur::RequeteInvalide)?;
        let genres = services
            .iter()
            .map(|c| GenreService::lire(c))
            .collect::<Option<Vec<_>>>()
            .ok_or(Erreur::RequeteInvalide)?;
        let saisie = SaisieOuverture {
            ouvert: match geste.as_str() {
                "ouvrir" => true,
                "fermer" => false,
                _ => return Err(Erreur::RequeteInvalide),
            },
            du,
            au,
        };
        usecases::ouvertures::changer(&s, &a, &choisis, &genres, &saisie).await
    })
    .await
}

fn adresse_de(filtre: &FiltreOuvertures) -> String {
    let mut requete = ParamsMap::new();
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    if filtre.vue != VueOuvertures::default() {
        requete.insert("vue", filtre.vue.code().to_owned());
    }
    format!("{ADRESSE}{}", requete.to_query_string())
}

/// Every établissement, where its services stand, and what opens or closes several at once.
#[component]
pub fn PageOuverturesService() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        FiltreOuvertures {
            mot_cle: requete.get("mot").unwrap_or_default(),
            vue: requete
                .get_str("vue")
                .and_then(VueOuvertures::lire)
                .unwrap_or_default(),
        }
    });
    let changer = ServerAction::<ChangerOuvertures>::new();
    // Read again once something changed: what is ticked stays after a refusal.
    let faits = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let fait = changer.value().with(|v| v.as_ref().map(Result::is_ok));
        if let Some(fait) = fait {
            fraicheur.relire_messages();
            if fait {
                // What was asked is done: nothing of it is asked again.
                vider(FORMULAIRE);
                faits.update(|n| *n += 1);
            }
        }
    });
    let page = Resource::new_blocking(
        move || (filtre.get(), faits.get()),
        |(filtre, _)| lire_ouvertures(filtre),
    );
    let geste = Neuf::default();
    let rangees = Rangees::default();
    view! {
        <Title text=l::SERVICES />
        <h1>{l::SERVICES}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match page.await {
                    Ok(page) => view! {
                        <p class="imagin-texte">{l::TEXTE}</p>
                        <Filtres filtre=filtre.clone() />
                        <Liste filtre page rangees geste changer />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Id of the form of the list.
const FORMULAIRE: &str = "changer-services";

#[component]
fn Filtres(filtre: FiltreOuvertures) -> impl IntoView {
    let vue = filtre.vue;
    let vues = VueOuvertures::TOUTES
        .into_iter()
        .zip(l::VUES)
        .map(|(v, texte)| LienVue {
            adresse: adresse_de(&FiltreOuvertures {
                vue: v,
                ..filtre.clone()
            }),
            texte: texte.to_owned(),
            ici: v == vue,
        })
        .collect::<Vec<_>>();
    view! {
        <Vues nom=l::VUE vues />
        <FormulaireFiltre action=ADRESSE bouton=m::l::FILTRER>
            {(vue != VueOuvertures::default()).then(|| view! { <input type="hidden" name="vue" value=vue.code() /> })}
            <ChampMot etiquette=l::MOT valeur=filtre.mot_cle.clone() />
        </FormulaireFiltre>
    }
}

#[component]
fn Liste(
    filtre: FiltreOuvertures,
    page: PageOuvertures,
    rangees: Rangees,
    /// What is asked of those ticked in a list.
    geste: Neuf<FiltreOuvertures>,
    changer: ServerAction<ChangerOuvertures>,
) -> impl IntoView {
    let anime = anime();
    if page.lignes.is_empty() {
        return view! {
            <p role="status">{l::VIDE}</p>
            {(filtre != FiltreOuvertures::default()).then(|| view! {
                <p><a class="fr-link" href=ADRESSE>{m::l::REINITIALISER}</a></p>
            })}
        }
        .into_any();
    }
    let legende = mo::legende(page.lignes.len(), page.total);
    // Every box of the table at once: nothing follows them one by one.
    let tout = move |coche: bool| {
        let Ok(boites) = document().query_selector_all("#services input[type=checkbox]") else {
            return;
        };
        for i in 0..boites.length() {
            if let Some(boite) = boites
                .get(i)
                .and_then(|n| n.dyn_into::<web_sys::HtmlInputElement>().ok())
            {
                boite.set_checked(coche);
            }
        }
    };
    let geste = geste.pour(
        filtre.clone(),
        view! {
            <p hidden=move || !anime.get()>
                <label class="imagin-tout">
                    <input type="checkbox" on:change:target=move |ev| tout(ev.target().checked()) />
                    {l::TOUT_COCHER}
                </label>
            </p>
            <Geste vue=filtre.vue changer />
        },
    );
    view! {
        <ActionForm action=changer attr:id=FORMULAIRE>
            <Tableau id="services" nom=l::SERVICES legende=Signal::stored(legende)>
                <thead><tr>
                    <th scope="col" class="imagin-coche">
                        <span class="fr-sr-only">{l::COCHER}</span>
                    </th>
                    <th scope="col">{l::ETABLISSEMENT}</th>
                    <th scope="col">{l::COL_UAI}</th>
                    <th scope="col">{l::COL_COMMUNE}</th>
                    <th scope="col">{l::COL_CONVOCATION}</th>
                    <th scope="col">{l::COL_SIGNATURE}</th>
                    <th scope="col">{l::COL_SIGNATURES}</th>
                </tr></thead>
                <tbody>{rangees.montrer(page.lignes, ligne)}</tbody>
            </Tableau>
            {geste}
        </ActionForm>
    }
    .into_any()
}

/// What opens or closes services of the établissements ticked.
#[component]
fn Geste(vue: VueOuvertures, changer: ServerAction<ChangerOuvertures>) -> impl IntoView {
    // Of a list of what is closed, that service is what one comes to open.
    let coche = move |s: GenreService| match vue {
        VueOuvertures::SansConvocation => s == GenreService::Convocation,
        VueOuvertures::SansSignature => s == GenreService::Signature,
        VueOuvertures::Tous | VueOuvertures::Ouverts => false,
    };
    view! {
        <fieldset class="imagin-groupe">
            <legend>{l::POUR_LES_COCHES}</legend>
            {alerte(move || changer.value().with(refus))}
            <fieldset class="imagin-groupe" id="quels-services">
                <legend>{l::QUELS_SERVICES}</legend>
                {GenreService::TOUS.into_iter().map(|s| {
                    let id = format!("service-{}", s.code());
                    view! {
                        <div class="fr-checkbox-group fr-checkbox-group--sm">
                            <input type="checkbox" id=id.clone() name="services[]" value=s.code() checked=coche(s) />
                            <label class="fr-label" for=id>{mo::service(s)}</label>
                        </div>
                    }
                }).collect_view()}
            </fieldset>
            <p class="fr-hint-text" id="dates-indice">{l::DATES_INDICE}</p>
            <div class="imagin-recadrage__bords">
                <div class="fr-input-group">
                    <label class="fr-label" for="du">{l::OUVERT_DU}</label>
                    <input class="fr-input" id="du" name="du" type="date" aria-describedby="dates-indice" />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="au">{l::OUVERT_AU}</label>
                    <input class="fr-input" id="au" name="au" type="date" aria-describedby="dates-indice" />
                </div>
            </div>
            <div class="imagin-boutons">
                <button class="fr-btn" name="geste" value="ouvrir">{l::OUVRIR}</button>
                <button class="fr-btn fr-btn--secondary" name="geste" value="fermer">{l::FERMER}</button>
            </div>
        </fieldset>
    }
}

fn ligne(s: OuvertureListee) -> impl IntoView {
    let signes = match (s.etablissement_signe, s.centre_signe) {
        (true, true) => format!("{}, {}", l::SIGNATURE_DU_CHEF, l::SIGNATURE_DU_CENTRE),
        (true, false) => l::SIGNATURE_DU_CHEF.to_owned(),
        (false, true) => l::SIGNATURE_DU_CENTRE.to_owned(),
        (false, false) => l::AUCUNE_VALABLE.to_owned(),
    };
    let id = format!("s-{}", s.etablissement);
    let valeur = s.choisie().ecrire();
    view! {
        <tr>
            <td class="imagin-coche">
                <input type="checkbox" id=id name="choisis[]" value=valeur aria-label=s.nom.clone() />
            </td>
            <th scope="row">{s.nom}</th>
            <td>{s.uai}</td>
            <td>{s.commune}</td>
            <td>{etat(s.convocation)}</td>
            <td>{etat(s.signature)}</td>
            <td>{signes}</td>
        </tr>
    }
}

/// Where a service stands, and who changed it last.
fn etat(s: ServiceListe) -> impl IntoView {
    let classe = if s.etat.est_ouvert() {
        "fr-badge fr-badge--sm fr-badge--success"
    } else {
        "fr-badge fr-badge--sm fr-badge--warning"
    };
    let change = if s.auteur.is_empty() {
        s.date
    } else {
        format!("{}, {}", s.date, s.auteur)
    };
    view! {
        <span class=classe>{mo::etat(s.etat)}</span>
        {(!change.is_empty()).then(|| view! { <span class="imagin-raison">{change}</span> })}
    }
}
