use super::api::{FermerAgenda, OuvrirAgenda, Repondre, lire_mes_convocations};
use crate::composants::Rangees;
use crate::coquille::Fraicheur;
use crate::erreur::genres;
use crate::messages::espace::{self as me, l as le};
use crate::messages::{self as m, confiance, l};
use crate::pages::santorin::{AccesSantorin, mon_droit_santorin};
use crate::pages::{Echec, alerte};
use domain::{
    AgendaOuvert, EMPECHEMENT_MAX, EspaceErreur, EtatMienne, GenreReponse, MaConvocation,
    MesConvocations,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use leptos_meta::Title;

/// The *Messages* zone, which says what was done, takes the place of the button that went
/// away with it: who works from the keyboard stays somewhere.
pub(super) fn vers_les_messages() {
    let zone = document()
        .query_selector(".imagin-messages")
        .ok()
        .flatten()
        .and_then(|z| z.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(zone) = zone {
        let _ = zone.focus();
    }
}

/// Why an action was refused, as a sentence; none while it was not.
pub(super) fn refus<A>(action: ServerAction<A>) -> Option<String>
where
    A: ServerFn<Error = crate::ErreurApi, Output = ()> + Clone + Send + Sync + 'static,
{
    action.value().with(crate::pages::refus)
}

/// Whether a refusal means that what the page shows is out of date.
fn depasse(erreur: &crate::ErreurApi) -> bool {
    erreur.est(genres::INTROUVABLE)
        || matches!(
            erreur.detail(genres::ESPACE),
            Some(
                EspaceErreur::ConvocationChangee
                    | EspaceErreur::ConvocationAnnulee
                    | EspaceErreur::ReponseTardive
            )
        )
}

/// Reads again what an action changed, or found changed, and goes to the messages that say
/// it; another refusal only has the messages read again, and leaves what was typed.
pub(super) fn suivre<A>(action: ServerAction<A>, faites: RwSignal<u32>)
where
    A: ServerFn<Error = crate::ErreurApi, Output = ()> + Clone + Send + Sync + 'static,
{
    let fraicheur = expect_context::<Fraicheur>();
    Effect::new(move |_| {
        if action.version().get() == 0 {
            return;
        }
        fraicheur.relire_messages();
        let relire = action.value().with_untracked(|v| match v {
            Some(Ok(())) => true,
            Some(Err(e)) => depasse(e),
            None => false,
        });
        if relire {
            faites.update(|n| *n += 1);
            vers_les_messages();
        }
    });
}

/// *Mes convocations*: the way to SANTORIN, those to come and what is to be done, the
/// calendar, those that are past.
#[component]
pub fn PageMesConvocations() -> impl IntoView {
    let faites = RwSignal::new(0_u32);
    let repondre = ServerAction::<Repondre>::new();
    let ouvrir = ServerAction::<OuvrirAgenda>::new();
    let fermer = ServerAction::<FermerAgenda>::new();
    suivre(repondre, faites);
    suivre(ouvrir, faites);
    suivre(fermer, faites);
    let convocations = Resource::new_blocking(move || faites.get(), |_| lire_mes_convocations());
    let droit = Resource::new_blocking(|| (), |()| mon_droit_santorin());
    let cartes = Rangees::default();
    view! {
        <Title text=l::MES_CONVOCATIONS />
        <h1>{l::MES_CONVOCATIONS}</h1>
        {alerte(move || refus(repondre).or_else(|| refus(ouvrir)).or_else(|| refus(fermer)))}
        <Transition>
            {move || Suspend::new(async move {
                let convocations = convocations.await;
                // What is not known is no more than a link that is not there.
                let droit = droit.await.ok().flatten();
                match convocations {
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                    Ok(liste) => view! {
                        <AccesSantorin droit />
                        <Liste liste cartes repondre ouvrir fermer />
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Liste(
    liste: MesConvocations,
    cartes: Rangees,
    repondre: ServerAction<Repondre>,
    ouvrir: ServerAction<OuvrirAgenda>,
    fermer: ServerAction<FermerAgenda>,
) -> impl IntoView {
    if liste.a_venir.is_empty() && liste.passees.is_empty() && liste.agenda.is_none() {
        return view! {
            <p>{l::AUCUNE_CONVOCATION}</p>
            <Agenda agenda=None ouvrir fermer />
        }
        .into_any();
    }
    let passees = liste.passees.len();
    view! {
        <p class="fr-text--lead">{me::a_confirmer(liste.a_confirmer())}</p>
        <h2>{me::titre_a_venir(liste.a_venir.len())}</h2>
        {if liste.a_venir.is_empty() {
            view! { <p>{le::RIEN_A_VENIR}</p> }.into_any()
        } else {
            view! {
                <ul class="imagin-cartes">
                    {cartes.montrer(liste.a_venir, move |convocation| view! { <Carte convocation repondre /> })}
                </ul>
            }.into_any()
        }}
        <Agenda agenda=liste.agenda ouvrir fermer />
        {(passees > 0).then(|| view! {
            <details class="imagin-passees">
                <summary><h2 class="fr-h4">{me::titre_passees(passees)}</h2></summary>
                <ul class="imagin-cartes">
                    {liste.passees.into_iter().map(|convocation| view! { <Carte convocation repondre /> }).collect_view()}
                </ul>
            </details>
        })}
    }
    .into_any()
}

const fn badge(etat: EtatMienne) -> &'static str {
    match etat {
        EtatMienne::AConfirmer => "fr-badge fr-badge--warning",
        EtatMienne::Lue => "fr-badge fr-badge--success",
        EtatMienne::Empechee | EtatMienne::Annulee => "fr-badge fr-badge--error",
        EtatMienne::Passee => "fr-badge",
    }
}

/// One convocation: when, where, as what, what to do.
#[component]
fn Carte(convocation: MaConvocation, repondre: ServerAction<Repondre>) -> impl IntoView {
    let c = convocation;
    let annulee = c.etat == EtatMienne::Annulee;
    let page = format!("/convocations/{}", c.convocation);
    let a_faire = me::que_faire(c.etat);
    view! {
        <li class="imagin-carte imagin-mienne">
            <p class=badge(c.etat)>{me::etat(c.etat)}</p>
            <h3 class="fr-h6">
                {if annulee {
                    view! { {c.type_mission.libelle()} }.into_any()
                } else {
                    view! { <a class="fr-link" href=page.clone()>{c.type_mission.libelle()}</a> }.into_any()
                }}
            </h3>
            {(!c.epreuve.is_empty()).then(|| view! { <p>{c.epreuve.clone()}</p> })}
            <ul class="imagin-mienne__jours">
                {c.creneaux.iter().map(|j| view! { <li>{m::creneau(j)}</li> }).collect_view()}
            </ul>
            <Faits c=c.clone() />
            {c.remplace.as_ref().map(|r| view! {
                <div class="imagin-mienne__changement">
                    <p>{me::remplace(r)}</p>
                    {(!r.changements.is_empty()).then(|| view! {
                        <ul>{me::changements(r).into_iter().map(|t| view! { <li>{t}</li> }).collect_view()}</ul>
                    })}
                </div>
            })}
            {c.reponse.as_ref().map(|r| view! { <p class="imagin-saisi">{confiance::reponse(r)}</p> })}
            {(!a_faire.is_empty()).then(|| view! { <p>{a_faire}</p> })}
            <Reponses c=c.clone() repondre />
            <Acces c />
        </li>
    }
}

#[component]
fn Faits(c: MaConvocation) -> impl IntoView {
    let mut lieu = vec![c.centre];
    lieu.extend(c.adresse);
    let un = |texte: String| {
        if texte.is_empty() {
            Vec::new()
        } else {
            vec![texte]
        }
    };
    let faits = [
        (le::LIEU, lieu),
        (le::SALLE, un(c.salle)),
        (
            le::QUALITE,
            un(c.qualite
                .map(|q| q.libelle().to_owned())
                .unwrap_or_default()),
        ),
        (le::COMMISSION, un(c.commission)),
        (
            le::OBSERVATION,
            c.observation.lines().map(str::to_owned).collect(),
        ),
    ];
    view! {
        <dl class="imagin-faits-publics">
            {faits.into_iter().filter(|(_, v)| !v.is_empty()).map(|(nom, valeurs)| view! {
                <div>
                    <dt>{nom}</dt>
                    {valeurs.into_iter().map(|v| view! { <dd>{v}</dd> }).collect_view()}
                </div>
            }).collect_view()}
        </dl>
    }
}

/// Both answers, of which the one given already is left out; none once it is past.
#[component]
fn Reponses(c: MaConvocation, repondre: ServerAction<Repondre>) -> impl IntoView {
    if matches!(c.etat, EtatMienne::Annulee | EtatMienne::Passee) {
        return ().into_any();
    }
    let (cle, edition) = (c.convocation, c.edition);
    let cles = move || {
        view! {
            <input type="hidden" name="convocation" value=cle.to_string() />
            <input type="hidden" name="edition" value=edition.to_string() />
        }
    };
    let [pour_lue, pour_empeche, pour_envoyer] =
        [le::LUE, le::EMPECHE, le::EMPECHEMENT_ENVOYER].map(|bouton| me::pour(bouton, &c));
    let occupe = move || repondre.pending().get().then_some("true");
    let lue = (c.etat != EtatMienne::Lue).then(move || {
        view! {
            <ActionForm action=repondre>
                {cles()}
                <input type="hidden" name="reponse" value=GenreReponse::Lue.code() />
                <button class="fr-btn" aria-label=pour_lue aria-disabled=occupe>{le::LUE}</button>
            </ActionForm>
        }
    });
    let champ = format!("texte-{cle}");
    let indice = format!("{champ}-indice");
    let dit = c.reponse.map(|r| r.texte).unwrap_or_default();
    view! {
        {lue}
        <details class="imagin-mienne__empechement">
            <summary aria-label=pour_empeche>{le::EMPECHE}</summary>
            <ActionForm action=repondre>
                {cles()}
                <input type="hidden" name="reponse" value=GenreReponse::Empechement.code() />
                <div class="fr-input-group">
                    <label class="fr-label" for=champ.clone()>
                        {le::EMPECHEMENT_TEXTE}
                        <span class="fr-hint-text" id=indice.clone()>{confiance::empechement_indice()}</span>
                    </label>
                    <textarea class="fr-input" id=champ name="texte" rows="4" required
                        maxlength=EMPECHEMENT_MAX.to_string() aria-describedby=indice>{dit}</textarea>
                </div>
                <button class="fr-btn fr-btn--secondary" aria-label=pour_envoyer
                    aria-disabled=occupe>{le::EMPECHEMENT_ENVOYER}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// Where a convocation leads: its letter, its files, the centre by telephone. Rights that it
/// opens elsewhere have their place here too.
#[component]
fn Acces(c: MaConvocation) -> impl IntoView {
    let page = format!("/convocations/{}", c.convocation);
    let telephone: String = c
        .telephone
        .chars()
        .filter(|x| x.is_ascii_digit() || *x == '+')
        .collect();
    view! {
        <ul class="imagin-mienne__acces">
            {(c.etat != EtatMienne::Annulee).then(|| view! {
                <li><a class="fr-link" href=page.clone() aria-label=me::pour(le::LIRE, &c)>{le::LIRE}</a></li>
                <li><a class="fr-link" href=format!("{page}/convocation.pdf") rel="external" aria-label=me::pour(le::PDF, &c)>{le::PDF}</a></li>
                <li><a class="fr-link" href=format!("{page}/convocation.ics") rel="external" aria-label=me::pour(le::AGENDA, &c)>{le::AGENDA}</a></li>
            })}
            {(!telephone.is_empty()).then(|| view! {
                <li><a class="fr-link" href=format!("tel:{telephone}") aria-label=me::pour(le::APPELER, &c)>{le::APPELER}</a></li>
            })}
        </ul>
    }
}

/// The private address of the calendar.
#[component]
fn Agenda(
    agenda: Option<AgendaOuvert>,
    ouvrir: ServerAction<OuvrirAgenda>,
    fermer: ServerAction<FermerAgenda>,
) -> impl IntoView {
    let contenu = match agenda {
        None => view! {
            <ActionForm action=ouvrir>
                <button class="fr-btn fr-btn--secondary">{le::AGENDA_OUVRIR}</button>
            </ActionForm>
        }
        .into_any(),
        Some(a) => {
            let webcal = a.adresse.split_once("://").map_or_else(
                || a.adresse.clone(),
                |(_, reste)| format!("webcal://{reste}"),
            );
            view! {
                <div class="fr-input-group">
                    <label class="fr-label" for="adresse-agenda">
                        {le::AGENDA_ADRESSE}
                        <span class="fr-hint-text" id="adresse-agenda-indice">{le::AGENDA_INDICE}</span>
                    </label>
                    <input class="fr-input" id="adresse-agenda" type="text" readonly value=a.adresse
                        aria-describedby="adresse-agenda-indice" spellcheck="false" />
                </div>
                <p>{me::agenda_depuis(&a.depuis)}</p>
                <p><a class="fr-link" href=webcal rel="external">{le::AGENDA_S_ABONNER}</a></p>
                <div class="imagin-boutons">
                    <ActionForm action=ouvrir>
                        <button class="fr-btn fr-btn--secondary">{le::AGENDA_RENOUVELER}</button>
                    </ActionForm>
                    <ActionForm action=fermer>
                        <button class="fr-btn fr-btn--tertiary">{le::AGENDA_FERMER}</button>
                    </ActionForm>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <section aria-labelledby="agenda" class="imagin-mon-agenda">
            <h2 id="agenda">{le::MON_AGENDA}</h2>
            <p>{le::AGENDA_EXPLICATION}</p>
            {contenu}
        </section>
    }
}
