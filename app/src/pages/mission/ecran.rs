//! What the page of a mission shows once it is read.

use super::api::{Parcourir, ouvrir_mission};
use super::archive::{Archive, BoutonArchive, SuiviArchive};
use super::autorisation::Autorisation;
use super::confiance::{Annulations, Relance};
use super::envoi::{EnvoisEnCours, FenetreEnvoi};
use super::fenetre::{FenetreConvocation, RessourceFenetre};
use super::lignes::{Lignes, suivre_vue};
use super::liste::Liste;
use super::remplacer::FenetreRemplacement;
use super::selection::{self, BarreDeSelection, Selection};
use super::suivi::{Suivi, visible};
use super::suppression::FenetreSuppression;
use super::vue::Vue;
use crate::composants::{adresse_nette, focaliser};
use crate::coquille::{Anime, Fraicheur};
use crate::messages::{self as m, l, ouvertures as mo, signatures as ms};
use crate::pages::controle::FixerAttendus;
use crate::pages::erreur_de;
use domain::{ConvocationId, ConvocationLigne, MissionOuverte, PorteeGroupe, jour_court};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::components::Form;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

/// Which window the address asks for: a link opens it, with or without JavaScript,
/// and the browser's *back* closes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ouverte {
    /// *Créer convocation*.
    Creer,
    /// *Modifier la convocation*.
    Modifier(ConvocationId),
    /// *Remplacer*.
    Remplacer(ConvocationId),
    /// *Supprimer la convocation*.
    Supprimer(ConvocationId),
    /// *Envoyer convocations par mail*.
    Envoyer,
}

impl Ouverte {
    pub(super) fn de(requete: &ParamsMap) -> Option<Self> {
        let convocation = || requete.get("convocation").and_then(|c| c.parse().ok());
        match requete.get("fenetre")?.as_str() {
            "creer" => Some(Self::Creer),
            "modifier" => convocation().map(Self::Modifier),
            "remplacer" => convocation().map(Self::Remplacer),
            "supprimer" => convocation().map(Self::Supprimer),
            "envoyer" => Some(Self::Envoyer),
            _ => None,
        }
    }
}

/// What the windows share.
#[derive(Clone, Copy)]
pub(super) struct EtatMission {
    /// The mission as last read.
    pub(super) ouverte: RwSignal<MissionOuverte>,
    /// Closes the window: goes back to the page's plain address.
    pub(super) fermer: Callback<()>,
    /// Reads the mission and the *Messages* zone again.
    pub(super) relire: Callback<()>,
    /// What is asked of the list.
    vue: Memo<Vue>,
}

impl EtatMission {
    pub(super) fn numero(self) -> i64 {
        self.ouverte.with(|o| o.mission.ligne.numero)
    }

    /// Address of the page without window, its list as it was.
    pub(super) fn adresse(self) -> String {
        let vue = self.vue.with_untracked(|v| v.sans_tout().requete());
        format!("/missions/{}{vue}", self.numero())
    }

    /// Reads again each time that an action has ended, which its version counts.
    pub(super) fn apres(self, version: impl Fn() -> usize + 'static) {
        Effect::new(move |_| {
            if version() > 0 {
                self.relire.run(());
            }
        });
    }
}

#[component]
pub(crate) fn Ecran(
    ouverte: MissionOuverte,
    contenu: RessourceFenetre,
    /// Rows that come ticked.
    cochees: Vec<ConvocationId>,
) -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let anime = expect_context::<Anime>().0;
    let requete = use_query_map();
    let naviguer = use_navigate();
    let numero = ouverte.mission.ligne.numero;
    // Whoever convokes here, and whether the service of the centre lets them today.
    let convoque = ouverte.autorite.is_some();
    let peut_convoquer = ouverte.peut_convoquer();
    let service = ouverte.service;
    let attend = ouverte.mission.attend_affectation();
    let faits = Faits::de(&ouverte);
    let ouverte = RwSignal::new(ouverte);
    // An answer that comes after one asked for later says what was, and is dropped.
    let (demandees, montree) = (StoredValue::new(0_u32), StoredValue::new(0_u32));
    let relire = Callback::new(move |()| {
        fraicheur.relire_messages();
        demandees.update_value(|n| *n += 1);
        let rang = demandees.get_value();
        spawn_local(async move {
            if let Ok(fraiche) = ouvrir_mission(numero).await
                && montree.try_get_value().is_some_and(|m| m < rang)
            {
                montree.try_set_value(rang);
                let avant = document().active_element();
                ouverte.try_set(fraiche);
                // The row that held the focus may be gone: the list takes it, not the
                // top of the page.
                if let Some(avant) = avant {
                    request_animation_frame(move || {
                        let perdu = document()
                            .active_element()
                            .is_none_or(|e| e.tag_name() == "BODY");
                        if perdu && !avant.is_connected() {
                            focaliser("convoques-cadre".to_owned());
                        }
                    });
                }
            }
        });
    });
    let suivie = suivre_vue(requete);
    let vue = suivie.0;
    let fermer = Callback::new(move |()| {
        let vue = vue.with_untracked(|v| v.sans_tout().requete());
        naviguer(
            &format!("/missions/{numero}{vue}"),
            leptos_router::NavigateOptions {
                scroll: false,
                ..Default::default()
            },
        );
    });
    let etat = EtatMission {
        ouverte,
        fermer,
        relire,
        vue,
    };
    let fenetre = Memo::new(move |_| Ouverte::de(&requete.read()));

    // The keyword filters as one types; without JavaScript it comes in the address.
    let lignes = Lignes::nouvelles(ouverte, suivie);
    let mot = lignes.mot;
    let portee = Memo::new(move |_| lignes.portee());
    let portee_dite = lignes.ensuite(move || portee.get());
    let concernees = Signal::derive(move || {
        portee.with(|p| {
            p.concernees
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(",")
        })
    });
    let selection = Selection::nouvelle(lignes, vue.with_untracked(|v| v.tout), cochees);
    // Without our script the fields of the filter go with the boxes, where there are some.
    let formulaire = peut_convoquer.then_some(selection::FORMULAIRE);
    suivre_les_envois(ouverte, relire);
    Effect::new(move |avant: Option<u32>| {
        let n = fraicheur.mission.get();
        if avant.is_some_and(|a| a != n) {
            relire.run(());
        }
        n
    });
    if attend && convoque {
        // Opening the mission noted the dated message (memo §5): show it.
        Effect::new(move |_| fraicheur.relire_messages());
    }
    let (suite, champs_du_tri) = vue.with_untracked(|v| (v.sans_tout().suite(), v.champs_du_tri()));

    view! {
        {faits}
        <Suivi etat />
        {convoque.then(|| view! { <Attendus etat /> })}
        {convoque.then(|| view! { <Autorisation etat /> })}
        {(!convoque).then(|| view! { <p class="fr-hint-text">{l::CONSULTATION_SEULE}</p> })}
        {(convoque && !peut_convoquer).then(|| view! {
            <div class="fr-alert fr-alert--info fr-alert--sm fr-mb-3w" id="convocation-fermee">
                <p>{mo::convocation_fermee(service)}</p>
            </div>
        })}
        {attend.then(|| view! {
            <div class="fr-alert fr-alert--warning fr-alert--sm fr-mb-3w">
                <p>{m::convocation_erreur(&domain::ConvocationErreur::AffectationNonTerminee)}</p>
            </div>
        })}
        <Form method="GET" action=format!("/missions/{numero}") attr:id="filtre" attr:class="imagin-filtres" attr:role="search" noscroll=true on_form_data=adresse_nette()>
            {champs_du_tri.into_iter().filter_map(|(nom, code)| code.map(|code| view! {
                <input type="hidden" name=nom value=code form=formulaire />
            })).collect_view()}
            <div class="fr-input-group imagin-filtres__mot">
                <label class="fr-label" for="mot">{l::FILTRER_MOT_CLE}</label>
                <input class="fr-input" id="mot" name="mot" type="search" maxlength="100"
                    value=mot.get_untracked() form=formulaire
                    on:input:target=move |ev| mot.set(ev.target().value())
                    on:keydown=move |ev| if ev.key() == "Enter" && anime.get_untracked() { ev.prevent_default() } />
            </div>
            // First of its form, it is what Enter presses: not once it has no use.
            <button class="fr-btn fr-btn--secondary imagin-filtres__bouton" form=formulaire
                formaction=formulaire.map(|_| Parcourir::PATH)
                disabled=move || anime.get() hidden=move || anime.get()>{l::FILTRER}</button>
        </Form>
        {convoque.then(|| view! { <SignatureManquante etat /> })}
        {convoque.then(|| view! { <EnvoisEnCours etat /> })}
        {peut_convoquer.then(|| view! { <BarreDeSelection selection numero /> })}
        <Liste etat lignes peut_convoquer selection />
        <p class="imagin-boutons">
            <a class="fr-btn fr-btn--sm fr-btn--tertiary" rel="external" href=format!("/missions/{numero}/emargement.pdf")>{m::service::l::EMARGEMENT}</a>
            <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=format!("/service-fait/{numero}")>{m::service::l::TITRE}</a>
            <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=format!("/envois?mission={numero}")>{l::ENVOIS_DE_LA_MISSION}</a>
        </p>
        {convoque.then(|| view! { <Annulations etat /> })}
        {convoque.then(|| view! { <Actions etat portee=portee_dite concernees attend peut_convoquer suite=suite.clone() /> })}
        {move || match fenetre.get() {
            Some(Ouverte::Creer) if peut_convoquer && !attend => {
                view! { <FenetreConvocation etat contenu modifiee=None /> }.into_any()
            }
            Some(Ouverte::Modifier(id)) if peut_convoquer => ligne_de(ouverte, id)
                .map(|c| view! { <FenetreConvocation etat contenu modifiee=Some(c) /> }).into_any(),
            Some(Ouverte::Remplacer(id)) if peut_convoquer && !attend => ligne_de(ouverte, id)
                .map(|c| view! { <FenetreRemplacement etat contenu convocation=c /> }).into_any(),
            Some(Ouverte::Supprimer(id)) if peut_convoquer => ligne_de(ouverte, id)
                .map(|c| view! { <FenetreSuppression etat convocation=c /> }).into_any(),
            Some(Ouverte::Envoyer) if peut_convoquer => {
                view! { <FenetreEnvoi etat portee concernees mot /> }.into_any()
            }
            _ => ().into_any(),
        }}
    }
}

/// A convocation of the mission, without following its changes: a window shows
/// what it was opened with.
fn ligne_de(ouverte: RwSignal<MissionOuverte>, id: ConvocationId) -> Option<ConvocationLigne> {
    ouverte.with_untracked(|o| o.convocations.iter().find(|c| c.id == id).cloned())
}

/// Reads again every second while a mail is about to leave: a second after the last reading,
/// whoever asked for that one. What waits for hours, and a page that nobody sees, are left to
/// [`Suivi`], which is told of changes.
fn suivre_les_envois(ouverte: RwSignal<MissionOuverte>, relire: Callback<()>) {
    Effect::new(move |attente: Option<Option<TimeoutHandle>>| {
        if let Some(attente) = attente.flatten() {
            attente.clear();
        }
        let part = ouverte.with(|o| {
            o.annulations.iter().any(|a| a.envoi.etat.part())
                || o.convocations
                    .iter()
                    .any(|c| c.dernier_envoi.as_ref().is_some_and(|e| e.etat.part()))
        });
        if !part {
            return None;
        }
        // The page may have been left by then.
        set_timeout_with_handle(
            move || {
                if visible() {
                    relire.try_run(());
                }
            },
            core::time::Duration::from_secs(1),
        )
        .ok()
    });
}

/// A refusal, for the region of a window that announces it.
pub(crate) fn refus(erreur: Option<crate::ErreurApi>) -> impl IntoView {
    erreur.map(|e| {
        view! {
            <div class="fr-alert fr-alert--error fr-alert--sm fr-mb-2w"><p>{e.texte().to_owned()}</p></div>
        }
    })
}

/// The mission's facts, as the memo lays them out.
struct Faits;

impl Faits {
    fn de(ouverte: &MissionOuverte) -> impl IntoView + use<> {
        let mission = &ouverte.mission;
        let ligne = &mission.ligne;
        let faits = [
            (l::NUMERO_MISSION, Some(ligne.numero.to_string())),
            (
                l::TYPE_MISSION,
                Some(ligne.type_mission.libelle().to_owned()),
            ),
            (l::DATE_DEBUT, Some(jour_court(ligne.debut))),
            (l::SESSION_EXAMEN, Some(ligne.session.to_string())),
            (
                l::SPECIALITE,
                ligne.specialite.as_ref().map(ToString::to_string),
            ),
            (
                l::EPREUVE_OPTION,
                ligne.epreuve.as_ref().map(ToString::to_string),
            ),
            (l::CENTRE, Some(mission.libelle_centre())),
        ];
        let hlp = ligne
            .epreuve
            .as_ref()
            .and_then(domain::EpreuveOption::partie_hlp);
        let autre = ouverte.autre_partie;
        view! {
            <dl class="imagin-faits">
                {faits.into_iter().filter_map(|(nom, valeur)| valeur.map(|v| view! {
                    <div><dt>{nom}</dt><dd>{v}</dd></div>
                })).collect_view()}
            </dl>
            {hlp.map(|p| view! {
                <p>
                    <span class="fr-badge fr-badge--sm fr-badge--no-icon imagin-hlp">{m::partie_hlp(p)}</span>
                    {autre.map(|numero| view! {
                        " "<a class="fr-link" href=format!("/missions/{numero}")>{m::autre_partie_hlp(p.autre(), numero)}</a>
                    })}
                </p>
            })}
        }
    }
}

/// Says, before anything is printed or sent, that the letters will not be signed.
#[component]
fn SignatureManquante(etat: EtatMission) -> impl IntoView {
    move || {
        etat.ouverte.with(|o| {
            let signataire = o.mission.ligne.signataire;
            let phrase = ms::de_mission(&o.signature.etat, signataire)?;
            let adresse = (o.signature.a_moi
                && o.signature.etat != domain::EtatSignature::ServiceFerme)
                .then(|| crate::pages::signatures::adresse_de(signataire, o.signature.etablissement));
            Some(view! {
                <div class="fr-alert fr-alert--warning fr-alert--sm" id="signature-manquante">
                    <p>{phrase}
                        {adresse.map(|a| view! { " "<a class="fr-link" href=a>{ms::l::ENREGISTRER_UNE}</a> })}
                    </p>
                </div>
            })
        })
    }
}

/// How many people the centre expects: what the control of the session compares with.
#[component]
fn Attendus(etat: EtatMission) -> impl IntoView {
    let fixer = ServerAction::<FixerAttendus>::new();
    etat.apres(move || fixer.version().get());
    let attendus = etat
        .ouverte
        .with_untracked(|o| o.mission.attendus.map(|a| a.to_string()));
    view! {
        <ActionForm action=fixer attr:class="imagin-attendus">
            <input type="hidden" name="numero" value=etat.numero() />
            <label class="fr-label" for="attendus">{l::ATTENDUS}
                <span class="fr-hint-text">{l::ATTENDUS_INDICE}</span>
            </label>
            <input class="fr-input" id="attendus" name="attendus" type="number" min="1" max="2000" inputmode="numeric" value=attendus />
            <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=l::ATTENDUS_ENREGISTRER>{l::ENREGISTRER}</button>
        </ActionForm>
        <div role="alert">
            {move || refus(fixer.value().with(erreur_de))}
        </div>
    }
}

/// The three buttons under the list, the two last saying how many rows they concern.
#[component]
fn Actions(
    etat: EtatMission,
    /// As it is said.
    portee: Memo<PorteeGroupe>,
    /// As it is, when it is sent.
    concernees: Signal<String>,
    attend: bool,
    peut_convoquer: bool,
    /// What the address of a window says of the list under it.
    suite: String,
) -> impl IntoView {
    let adresse_creer = format!("?fenetre=creer{suite}");
    let adresse_envoi = format!("?fenetre=envoyer{suite}");
    let numero = etat.ouverte.with_untracked(|o| o.mission.ligne.numero);
    let n = Memo::new(move |_| portee.with(|p| p.concernees.len()));
    let a_envoyer = Memo::new(move |_| portee.with(PorteeGroupe::a_envoyer));
    let progression = Memo::new(move |_| {
        etat.ouverte.with(|o| {
            let envois = m::progression(&o.convocations);
            let annulations = m::confiance::annulations_a_regler(&o.annulations);
            [envois, annulations].join(" ").trim().to_owned()
        })
    });
    let archive = Archive::nouvelle();
    view! {
        <p class="imagin-progression" role="status">{move || progression.get()}</p>
        <div class="imagin-boutons">
            {(!attend && peut_convoquer).then(|| view! {
                <a class="fr-btn" href=adresse_creer data-noscroll="true">{l::CREER_CONVOCATION}</a>
                <a class="fr-btn fr-btn--tertiary" href=format!("/missions/{numero}/coller")>{m::reprises::l::COLLER}</a>
                <a class="fr-btn fr-btn--tertiary" href=format!("/missions/{numero}/copier")>{m::reprises::l::COPIER}</a>
            })}
            <BoutonArchive archive numero n concernees />
            // A link that leads nowhere keeps its place, and says so.
            {peut_convoquer.then(|| view! {
                <a class="fr-btn fr-btn--secondary" aria-describedby="portee" data-noscroll="true"
                    href=move || (a_envoyer.get() > 0).then(|| adresse_envoi.clone())
                    role=move || (a_envoyer.get() == 0).then_some("link")
                    aria-disabled=move || (a_envoyer.get() == 0).then_some("true")>
                    {move || m::avec_nombre(l::ENVOYER_MAIL, a_envoyer.get())}
                </a>
            })}
        </div>
        <p class="fr-hint-text" id="portee">{move || portee.with(m::portee_des_boutons)}</p>
        <SuiviArchive archive />
        {peut_convoquer.then(|| view! { <Relance etat /> })}
    }
}
