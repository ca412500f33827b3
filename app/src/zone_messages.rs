//! The *Messages* zone: dated lines of what was done or refused, and what can be taken back
//! from there.
//!
//! Its sentences are made on the server: the browser then needs neither every kind of fact
//! nor its wording on every page.

use crate::coquille::Fraicheur;
use crate::messages::l;
use crate::pages::indisponibilites::RetablirIndisponibilite;
use crate::pages::lots::RetablirLot;
use crate::pages::mission::RetablirConvocation;
use domain::Niveau;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

/// A dated line, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneMessage {
    /// When, in the académie's time: `16/02/2021 16:06:59`.
    pub date: String,
    /// How it is shown.
    pub niveau: Niveau,
    /// What happened.
    pub texte: String,
    /// Where it leads: address and text of a link to more, or to what can be done about it.
    pub detail: Option<(String, String)>,
    /// What it tells of and can be taken back.
    pub reprise: Option<Reprise>,
}

/// Something that a line offers to take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reprise {
    /// What.
    pub genre: GenreReprise,
    /// Its key.
    pub cle: i64,
    /// The button's text.
    pub bouton: String,
    /// The button's text for who hears it without its line: with the name of whom it is about.
    pub pour: String,
}

/// What can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GenreReprise {
    /// The deletion of a convocation, or its replacement.
    Convocation,
    /// The deletion of a selection of convocations.
    Lot,
    /// The deletion of an indisponibilité.
    Indisponibilite,
}

/// The latest lines of the reader's *Messages* zone, newest first.
///
/// # Errors
/// When the database does not answer.
#[server(endpoint = "messages", output = crate::json::Json)]
pub async fn lire_messages() -> Result<Vec<LigneMessage>, crate::ErreurApi> {
    let Ok(acteur) = crate::contexte::acteur() else {
        return Ok(Vec::new());
    };
    let messages = usecases::messages::lister(&*crate::contexte::services()?, &acteur).await?;
    Ok(messages.into_iter().map(LigneMessage::from).collect())
}

/// Empties the reader's *Messages* zone.
///
/// # Errors
/// When signed out, or when the database does not answer.
#[server(endpoint = "messages/effacer", output = crate::json::Json)]
pub async fn effacer_messages() -> Result<(), crate::ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::messages::effacer(&s, &a).await }).await
}

#[cfg(feature = "ssr")]
impl From<domain::Message> for LigneMessage {
    fn from(message: domain::Message) -> Self {
        use crate::messages::{self as m, personnels::l as lp};
        use domain::Fait;

        let detail = match &message.fait {
            Fait::LotTraite { lot, mission, .. } => Some((
                crate::pages::lots::adresse_du_lot(*mission, lot.0),
                m::lots::l::DETAIL.to_owned(),
            )),
            Fait::Import(f) => Some((
                crate::pages::imports::adresse_de_l_import(f.import.0),
                m::lots::l::DETAIL.to_owned(),
            )),
            Fait::Repertoire(domain::FaitRepertoire::AEnvoyer { mission, .. }) => Some((
                format!("/missions/{mission}"),
                m::lots::l::DETAIL.to_owned(),
            )),
            Fait::EnvoiDemande { copie: false, .. } => {
                Some(("/compte".to_owned(), l::MON_COMPTE.to_owned()))
            }
            _ => None,
        };
        let reprise = |genre, cle, bouton: String, qui: Option<&str>| Reprise {
            genre,
            cle,
            pour: qui.map_or_else(|| bouton.clone(), |nom| format!("{bouton} – {nom}")),
            bouton,
        };
        let reprise = if let Some(id) = message.retablissable {
            let (bouton, qui) = match &message.fait {
                Fait::ConvocationSupprimee { nom, .. } => {
                    (l::ANNULER_SUPPRESSION, Some(nom.as_str()))
                }
                Fait::Remplacement { ancien, .. } => {
                    (l::ANNULER_REMPLACEMENT, Some(ancien.as_str()))
                }
                _ => (l::ANNULER_SUPPRESSION, None),
            };
            Some(reprise(GenreReprise::Convocation, id.0, bouton.into(), qui))
        } else if let Some((lot, n)) = message.lot_retablissable {
            let bouton = m::lots::annuler_suppression(n);
            Some(reprise(GenreReprise::Lot, lot.0, bouton, None))
        } else if let Some(id) = message.indisponibilite_retablissable {
            let qui = match &message.fait {
                Fait::IndisponibiliteSupprimee { nom, .. } => Some(nom.as_str()),
                _ => None,
            };
            let bouton = lp::ANNULER_SUPPRESSION.into();
            Some(reprise(GenreReprise::Indisponibilite, id.0, bouton, qui))
        } else {
            None
        };
        Self {
            date: message.date_affichee,
            niveau: message.fait.niveau(),
            texte: m::fait(&message.fait),
            detail,
            reprise,
        }
    }
}

/// What takes back from the zone.
#[derive(Clone, Copy)]
struct Reprises {
    convocation: ServerAction<RetablirConvocation>,
    lot: ServerAction<RetablirLot>,
    indisponibilite: ServerAction<RetablirIndisponibilite>,
}

/// The zone, above every page.
#[component]
pub fn ZoneMessages() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let chemin = use_location().pathname;
    // The browser's address is part of the source: a page reached by a link
    // shows what was said while leaving the former one.
    let messages = Resource::new_blocking(
        move || (fraicheur.messages.get(), chemin.get()),
        |_| lire_messages(),
    );
    let zone = NodeRef::<leptos::html::Section>::new();
    let reprises = Reprises {
        convocation: ServerAction::new(),
        lot: ServerAction::new(),
        indisponibilite: ServerAction::new(),
    };
    for faites in [
        reprises.convocation.version(),
        reprises.lot.version(),
        reprises.indisponibilite.version(),
    ] {
        Effect::new(move |_| {
            if faites.get() > 0 {
                messages.refetch();
                fraicheur.mission.update(|n| *n += 1);
                // The button goes away with what it took back: the zone, which says what was
                // done, keeps the place of who works from the keyboard.
                if let Some(zone) = zone.get_untracked() {
                    let _ = zone.focus();
                }
            }
        });
    }
    let effacer = ServerAction::<EffacerMessages>::new();
    Effect::new(move |_| {
        if effacer.version().get() > 0 {
            messages.refetch();
        }
    });
    view! {
        <section node_ref=zone class="imagin-messages" tabindex="-1" aria-label=l::MESSAGES aria-live="polite">
            <Transition>
                {move || Suspend::new(async move {
                    let lignes = messages.await.unwrap_or_default();
                    (!lignes.is_empty()).then(|| view! {
                        <div class="imagin-messages__zone">
                            <h2 class="imagin-messages__titre">{l::MESSAGES}</h2>
                            <ul class="imagin-messages__liste">
                                {lignes.into_iter().map(|m| ligne(m, reprises)).collect_view()}
                            </ul>
                            <ActionForm action=effacer>
                                <button class="fr-btn fr-btn--tertiary-no-outline fr-btn--sm">{l::MESSAGES_EFFACER}</button>
                            </ActionForm>
                        </div>
                    })
                })}
            </Transition>
        </section>
    }
}

fn ligne(message: LigneMessage, reprises: Reprises) -> impl IntoView {
    let classe = match message.niveau {
        Niveau::Succes => "imagin-message imagin-message--succes",
        Niveau::Information => "imagin-message imagin-message--information",
        Niveau::Erreur => "imagin-message imagin-message--erreur",
    };
    view! {
        <li class=classe>
            <span class="imagin-message__date">"("{message.date}")"</span>" "
            {message.texte}
            {message.detail.map(|(adresse, texte)| view! {
                " "<a class="fr-link fr-link--sm" href=adresse>{texte}</a>
            })}
            {message.reprise.map(|reprise| reprendre(reprise, reprises))}
        </li>
    }
}

fn reprendre(reprise: Reprise, reprises: Reprises) -> AnyView {
    let Reprise {
        genre,
        cle,
        bouton,
        pour,
    } = reprise;
    let champs = move |nom: &'static str| {
        view! {
            <input type="hidden" name=nom value=cle />
            <button class="fr-btn fr-btn--tertiary fr-btn--sm" aria-label=pour>{bouton}</button>
        }
    };
    // Each action has its own form: without JavaScript its address is what is posted to.
    match genre {
        GenreReprise::Convocation => view! {
            <ActionForm action=reprises.convocation attr:class="imagin-message__action">{champs("convocation")}</ActionForm>
        }
        .into_any(),
        GenreReprise::Lot => view! {
            <ActionForm action=reprises.lot attr:class="imagin-message__action">{champs("lot")}</ActionForm>
        }
        .into_any(),
        GenreReprise::Indisponibilite => view! {
            <ActionForm action=reprises.indisponibilite attr:class="imagin-message__action">{champs("id")}</ActionForm>
        }
        .into_any(),
    }
}
