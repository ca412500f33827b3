//! The HTML twin of a letter.

use crate::ErreurApi;
use crate::composants::Tableau;
use crate::messages::{self as m, l};
use crate::pages::{Echec, cle_de_l_adresse};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// A part of a letter's body, on its way to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Partie {
    /// One paragraph.
    Paragraphe(String),
    /// Labels and values.
    Faits(Vec<(String, String)>),
    /// The table of days: title, three headers, lines.
    Jours(String, [String; 3], Vec<[String; 3]>),
    /// A titled text, line by line.
    Texte(String, Vec<String>),
}

/// A letter as a page shows it: the same words as the PDF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LettreLue {
    /// Key of the convocation.
    pub convocation: i64,
    /// Number of its mission, where the reader may go back to; none when they may not consult
    /// it, or the letter is only looked at.
    #[serde(default)]
    pub mission: Option<i64>,
    /// Académie.
    pub academie: String,
    /// Address of its logo; empty when there is none.
    #[serde(default)]
    pub logo: String,
    /// What the logo is, for who cannot see it.
    #[serde(default)]
    pub logo_alternatif: String,
    /// Sender's lines.
    pub emetteur: Vec<String>,
    /// Reference and the like.
    pub reperes: Vec<(String, String)>,
    /// Addressee's lines.
    pub destinataire: Vec<String>,
    /// Title.
    pub titre: String,
    /// Under the title.
    pub sous_titre: String,
    /// Title of the window.
    pub titre_document: String,
    /// Body.
    pub parties: Vec<Partie>,
    /// Beside the signature.
    pub mentions: Vec<String>,
    /// Place, date, capacity, name, quality of the signatory; what the image shows.
    pub signature: [String; 5],
    /// Address of the image of the signature; empty when there is none.
    pub image: String,
}

/// A letter, for somebody who may read it.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it is not for the reader.
#[server(endpoint = "convocations/lettre", output = crate::json::Json)]
pub async fn lire_lettre(convocation: i64) -> Result<LettreLue, ErreurApi> {
    crate::contexte::lire(
        |s, a| async move { crate::contexte::lettre_lue(&s, &a, convocation).await },
    )
    .await
}

/// Where a letter stands among those that a group send covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangDansLEnvoi {
    /// Its place, from 1.
    pub rang: usize,
    /// How many they are.
    pub total: usize,
    /// Key of the convocation before.
    pub precedente: Option<i64>,
    /// Key of the one after.
    pub suivante: Option<i64>,
}

/// Where a letter stands among those that a group send from the page of a mission covers,
/// with `mot` in its filter; none when it is no longer one of them.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] or [`domain::Erreur::Interdit`] for somebody who does not
/// convoke there.
#[server(endpoint = "convocations/parcourir", output = crate::json::Json)]
pub async fn parcourir_l_envoi(
    numero: i64,
    convocation: i64,
    #[server(default)] mot: String,
) -> Result<Option<RangDansLEnvoi>, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let ids = usecases::envois::a_relire(&s, &a, numero, &mot).await?;
        let cle = |i: usize| ids.get(i).map(|id| id.0);
        let place = ids.iter().position(|id| id.0 == convocation);
        Ok(place.map(|i| RangDansLEnvoi {
            rang: i + 1,
            total: ids.len(),
            precedente: i.checked_sub(1).and_then(cle),
            suivante: cle(i + 1),
        }))
    })
    .await
}

/// Address of a letter that is read on the way to a group send. It bears the filter that the
/// reader typed over the list: without it, the way back would lead to a send that covers more.
pub(crate) fn adresse_dans_l_envoi(
    convocation: impl core::fmt::Display,
    numero: i64,
    mot: &str,
) -> String {
    let mut requete = ParamsMap::new();
    requete.insert("parmi", "envoi".to_owned());
    requete.insert("mission", numero.to_string());
    if !mot.is_empty() {
        requete.insert("mot", mot.to_owned());
    }
    format!("/convocations/{convocation}{}", requete.to_query_string())
}

/// The group send on the way to which a letter is read: number of its mission, its filter.
fn envoi_de(requete: &ParamsMap) -> Option<(i64, String)> {
    requete.get("parmi").filter(|p| p == "envoi")?;
    let numero = requete.get("mission")?.parse().ok()?;
    Some((numero, requete.get("mot").unwrap_or_default()))
}

/// The way to the other letters of a group send, and back to it.
#[component]
fn DansLEnvoi(numero: i64, mot: String, rang: Option<RangDansLEnvoi>) -> impl IntoView {
    let mut retour = ParamsMap::new();
    retour.insert("fenetre", "envoyer".to_owned());
    if !mot.is_empty() {
        retour.insert("mot", mot.clone());
    }
    let retour = format!("/missions/{numero}{}", retour.to_query_string());
    let voisine = |cle: Option<i64>, texte: &'static str| {
        cle.map(|cle| {
            let adresse = adresse_dans_l_envoi(cle, numero, &mot);
            view! { <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=adresse>{texte}</a> }
        })
    };
    let rang = rang.map(|r| {
        view! {
            {voisine(r.precedente, l::LETTRE_PRECEDENTE)}
            <span>{m::rang_sur(r.rang, r.total)}</span>
            {voisine(r.suivante, l::LETTRE_SUIVANTE)}
        }
    });
    view! {
        <nav aria-label=l::LETTRES_DE_L_ENVOI id="dans-l-envoi">
            <p class="imagin-retour"><a class="fr-link" href=retour>{l::RETOUR_ENVOI}</a></p>
            <p class="imagin-boutons">{rang}</p>
        </nav>
    }
}

/// The way back to where a letter is opened from: its mission, or the reader's own convocations.
#[component]
fn Retour(mission: Option<i64>) -> impl IntoView {
    let (adresse, texte) = match mission {
        Some(numero) => (format!("/missions/{numero}"), l::RETOUR_MISSION),
        None => ("/mes-convocations".to_owned(), l::RETOUR_MES_CONVOCATIONS),
    };
    view! { <p class="imagin-retour"><a class="fr-link" href=adresse>{texte}</a></p> }
}

/// The HTML twin of a letter: the accessible version of the PDF (RGAA 13.4).
#[component]
pub fn PageLettre() -> impl IntoView {
    let requete = use_query_map();
    let id = cle_de_l_adresse();
    let envoi = Memo::new(move |_| requete.with(envoi_de));
    let lettre = Resource::new_blocking(move || id.get(), lire_lettre);
    let rang = Resource::new_blocking(
        move || (id.get(), envoi.get()),
        |(id, envoi)| async move {
            match envoi {
                Some((numero, mot)) => parcourir_l_envoi(numero, id, mot).await.ok().flatten(),
                None => None,
            }
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let envoi = envoi.get();
                let rang = rang.await;
                match lettre.await {
                    Ok(lettre) => {
                        let chemin = match envoi {
                            Some((numero, mot)) => view! { <DansLEnvoi numero mot rang /> }.into_any(),
                            None => view! { <Retour mission=lettre.mission /> }.into_any(),
                        };
                        view! { {chemin}<Lettre lettre /> }.into_any()
                    }
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Lettre(lettre: LettreLue) -> impl IntoView {
    let page = format!("/convocations/{}", lettre.convocation);
    view! {
        <Title text=lettre.titre_document.clone() />
        <p class="imagin-boutons">
            <a class="fr-btn fr-btn--secondary" href=format!("{page}/convocation.pdf") rel="external">{l::TELECHARGER_PDF}</a>
            <a class="fr-btn fr-btn--secondary" href=format!("{page}/convocation.ics") rel="external">{l::AGENDA}</a>
        </p>
        <LettreMontree lettre />
    }
}

/// The words of a letter, and its signature.
#[component]
pub(crate) fn LettreMontree(
    /// What it says.
    lettre: LettreLue,
    /// It stands within a page that has titles of its own.
    #[prop(default = false)]
    niveau_deux: bool,
) -> impl IntoView {
    let [lieu_et_date, capacite, nom, qualite, alternatif] = lettre.signature;
    let faits = |faits: Vec<(String, String)>| {
        view! {
            <dl class="imagin-faits">
                {faits.into_iter().map(|(nom, valeur)| view! { <div><dt>{nom}</dt><dd>{valeur}</dd></div> }).collect_view()}
            </dl>
        }
    };
    let image = lettre.image;
    // What the image shows is its alternative; without image there is nothing to say.
    let montree = (!image.is_empty()).then(|| view! { <img src=image alt=alternatif /> });
    let (logo, alternatif) = (lettre.logo, lettre.logo_alternatif);
    let logo = (!logo.is_empty())
        .then(|| view! { <p><img class="imagin-logo" src=logo alt=alternatif /></p> });
    let titre = if niveau_deux {
        view! { <h3>{lettre.titre}</h3> }.into_any()
    } else {
        view! { <h1>{lettre.titre}</h1> }.into_any()
    };
    view! {
        <article class="imagin-lettre">
            <header>
                {logo}
                <p class="imagin-lettre__academie">{lettre.academie}</p>
                <address>{lettre.emetteur.into_iter().map(|t| view! { <span>{t}</span> }).collect_view()}</address>
                <address class="imagin-lettre__destinataire">
                    {lettre.destinataire.into_iter().map(|t| view! { <span>{t}</span> }).collect_view()}
                </address>
            </header>
            {titre}
            <p class="fr-text--lead">{lettre.sous_titre}</p>
            {faits(lettre.reperes)}
            {lettre.parties.into_iter().map(|partie| match partie {
                Partie::Paragraphe(texte) => view! { <p>{texte}</p> }.into_any(),
                Partie::Faits(liste) => faits(liste).into_any(),
                Partie::Jours(titre, colonnes, lignes) => view! {
                    <Tableau id="jours" nom=titre.clone() legende=Signal::stored(titre)>
                        <thead><tr>{colonnes.into_iter().map(|c| view! { <th scope="col">{c}</th> }).collect_view()}</tr></thead>
                        <tbody>{lignes.into_iter().map(|[jour, debut, fin]| view! {
                            <tr><th scope="row">{jour}</th><td>{debut}</td><td>{fin}</td></tr>
                        }).collect_view()}</tbody>
                    </Tableau>
                }.into_any(),
                Partie::Texte(titre, lignes) => view! {
                    {if niveau_deux {
                        view! { <h4 class="fr-h6">{titre}</h4> }.into_any()
                    } else {
                        view! { <h2 class="fr-h6">{titre}</h2> }.into_any()
                    }}
                    {lignes.into_iter().map(|texte| view! { <p class="imagin-lettre__ligne">{texte}</p> }).collect_view()}
                }.into_any(),
            }).collect_view()}
            {lettre.mentions.into_iter().map(|texte| view! { <p>{texte}</p> }).collect_view()}
            <footer class="imagin-lettre__signature">
                {[lieu_et_date, capacite].into_iter().filter(|t| !t.is_empty())
                    .map(|texte| view! { <p>{texte}</p> }).collect_view()}
                {montree}
                {[nom, qualite].into_iter().filter(|t| !t.is_empty())
                    .map(|texte| view! { <p>{texte}</p> }).collect_view()}
            </footer>
        </article>
    }
}
