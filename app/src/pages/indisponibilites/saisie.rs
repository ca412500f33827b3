use super::api::{
    ADRESSE, ChoixLu, CreerIndisponibilite, IndisponibiliteOuverte, ModifierIndisponibilite,
    SupprimerIndisponibilite, TerminerIndisponibilite, apercu_indisponibilite, choisir_personnes,
    lire_indisponibilite,
};
use super::page::{options_de_disciplines, touchee};
use crate::composants::{
    BoutonFiltre, ChampMot, MultiSelect, Neuf, Rangees, anime, noter_la_frappe,
};
use crate::coquille::Fraicheur;
use crate::messages::{l, majuscule, personnels as mp};
use crate::pages::{Echec, cle_de_l_adresse, erreur_de};
use domain::{
    ChoixPersonnes, ConvocationTouchee, DisciplineId, Motif, PERSONNES_INDISPONIBILITE, PartieJour,
    PersonneAChoisir, SaisieIndisponibilite, jour_de_semaine, nom_jour,
};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Form;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a form of ours carries now.
fn lire_formulaire(
    formulaire: &web_sys::HtmlFormElement,
) -> Option<(BTreeSet<i64>, SaisieIndisponibilite)> {
    let donnees = web_sys::FormData::new_with_form(formulaire).ok()?;
    let un = |nom: &str| donnees.get(nom).as_string().unwrap_or_default();
    let plusieurs = |nom: &str| -> Vec<String> {
        donnees
            .get_all(nom)
            .iter()
            .filter_map(|v| v.as_string())
            .collect()
    };
    let saisie = SaisieIndisponibilite {
        du: un("saisie[du]"),
        au: un("saisie[au]"),
        partie: un("saisie[partie]"),
        debut_midi: un("saisie[debut_midi]"),
        fin_midi: un("saisie[fin_midi]"),
        semaine: plusieurs("saisie[semaine][]")
            .into_iter()
            .filter(|j| !j.is_empty())
            .collect(),
        motif: un("saisie[motif]"),
        commentaire: un("saisie[commentaire]"),
    };
    let gens = plusieurs("intervenants[]")
        .iter()
        .filter_map(|i| i.parse().ok())
        .collect();
    Some((gens, saisie))
}

fn le_formulaire(ev: &web_sys::Event) -> Option<web_sys::HtmlFormElement> {
    ev.current_target()?.dyn_into().ok()
}

/// What is asked by the address of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Demande {
    choisies: Vec<i64>,
    mot_cle: String,
    disciplines: Vec<i64>,
}

/// A new indisponibilité, for one person or several.
#[component]
pub fn NouvelleIndisponibilite() -> impl IntoView {
    let requete = use_query_map();
    let demande = Memo::new(move |_| {
        let requete = requete.read();
        let cles = |nom: &str| -> Vec<i64> {
            requete
                .get_all(nom)
                .unwrap_or_default()
                .iter()
                .filter_map(|v| v.parse().ok())
                .collect()
        };
        Demande {
            choisies: cles("personne"),
            mot_cle: requete.get("mot").unwrap_or_default(),
            disciplines: cles("discipline"),
        }
    });
    let choix = Resource::new_blocking(
        move || demande.get(),
        async |d| choisir_personnes(d.choisies, d.mot_cle, d.disciplines).await,
    );
    // What is typed outlives another choice of people.
    let gens = RwSignal::new(BTreeSet::<i64>::new());
    let saisie = RwSignal::new(SaisieIndisponibilite::default());
    let touchees = touchees_de(gens, saisie);
    let vues = StoredValue::new(Vues::new());
    let boites = Rangees::default();
    let visites = Visites::default();
    let neuf = Neuf::default();
    view! {
        <Title text=mp::l::NOUVELLE />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{mp::l::RETOUR_LISTE}</a></p>
        <h1>{mp::l::NOUVELLE}</h1>
        <Transition>
            {move || Suspend::new(async move {
                match choix.await {
                    Ok(lu) => {
                        let demande = demande.get_untracked();
                        if d_ailleurs(visites, &demande.choisies) {
                            gens.set(lu.choix.choisies.iter().map(|p| p.id.0).collect());
                            saisie.set(SaisieIndisponibilite::default());
                            vues.set_value(Vues::new());
                        }
                        let visite = visites.with_value(|v| v.0);
                        neuf.pour(visite, view! {
                            <Corps demande lu boites vues visites gens saisie touchees />
                        }).into_any()
                    }
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// How often one came here from elsewhere, and the people that the page has asked for since:
/// *Back* over several pages leads to the same page for somebody else.
type Visites = StoredValue<(u32, Vec<Vec<i64>>)>;

/// Whether these people are asked for by another visit; it begins.
fn d_ailleurs(visites: Visites, choisies: &[i64]) -> bool {
    let ailleurs = visites.try_update_value(|(visite, demandees)| {
        let ailleurs = !demandees.iter().any(|d| d == choisies);
        if ailleurs {
            *visite += 1;
            *demandees = vec![choisies.to_vec()];
        }
        ailleurs
    });
    ailleurs == Some(true)
}

/// Those whom the page has offered, by key.
type Vues = BTreeMap<i64, PersonneAChoisir>;

/// Who comes first in a list that arrives: those asked by its address, then those ticked in a
/// former list that this one leaves out.
fn en_tete(choix: &ChoixPersonnes, vues: &Vues, cochees: &BTreeSet<i64>) -> Vec<PersonneAChoisir> {
    let offertes: BTreeSet<i64> = choix
        .choisies
        .iter()
        .chain(&choix.trouvees)
        .map(|p| p.id.0)
        .collect();
    let tardives = cochees
        .difference(&offertes)
        .filter_map(|id| vues.get(id).cloned());
    choix.choisies.iter().cloned().chain(tardives).collect()
}

type Touchees = Resource<Option<Vec<ConvocationTouchee>>>;

/// What is hit by what is typed for these people; nothing while it cannot be told.
fn touchees_de(gens: RwSignal<BTreeSet<i64>>, saisie: RwSignal<SaisieIndisponibilite>) -> Touchees {
    Resource::new(
        move || (gens.get(), saisie.get()),
        async |(gens, saisie)| {
            if gens.is_empty() || saisie.absences().is_err() {
                return None;
            }
            let saisie = SaisieIndisponibilite {
                // Neither helps to find what is hit.
                motif: String::new(),
                commentaire: String::new(),
                ..saisie
            };
            apercu_indisponibilite(gens.into_iter().collect(), saisie)
                .await
                .ok()
        },
    )
}

#[component]
fn Corps(
    demande: Demande,
    lu: ChoixLu,
    boites: Rangees,
    vues: StoredValue<Vues>,
    visites: Visites,
    gens: RwSignal<BTreeSet<i64>>,
    saisie: RwSignal<SaisieIndisponibilite>,
    touchees: Touchees,
) -> impl IntoView {
    let ChoixLu { choix, brouillon } = lu;
    // Who is ticked is not what the address says: it was written when this list was asked for,
    // and boxes were ticked and unticked while it was on its way.
    if let Some(b) = brouillon {
        saisie.set(b.saisie);
    }
    let choisies = vues.with_value(|vues| gens.with_untracked(|g| en_tete(&choix, vues, g)));
    vues.update_value(|vues| {
        let offertes = choix.choisies.iter().chain(&choix.trouvees);
        vues.extend(offertes.map(|p| (p.id.0, p.clone())));
    });
    let montrees = PERSONNES_INDISPONIBILITE.min(choix.total as usize);
    let filtrer: Arc<dyn Fn(&web_sys::FormData)> = Arc::new(move |donnees| {
        donnees.delete("");
        donnees.delete("personne");
        let gens: Vec<i64> = gens.get_untracked().into_iter().collect();
        for id in &gens {
            let _ = donnees.append_with_str("personne", &id.to_string());
        }
        visites.update_value(|(_, demandees)| demandees.push(gens));
    });
    let disciplines: Vec<DisciplineId> = demande
        .disciplines
        .iter()
        .copied()
        .map(DisciplineId)
        .collect();
    let options = options_de_disciplines(&choix.disciplines, &disciplines);
    let creer = ServerAction::<CreerIndisponibilite>::new();
    let fraicheur = expect_context::<Fraicheur>();
    fraicheur.apres(move || creer.version().get());
    let noter = move |ev: web_sys::Event| {
        if let Some((qui, quoi)) = le_formulaire(&ev).and_then(|f| lire_formulaire(&f)) {
            gens.set(qui);
            saisie.set(quoi);
        }
    };
    let initiale = saisie.get_untracked();
    view! {
        <h2>{mp::l::PERSONNES}</h2>
        <Form method="GET" action="/indisponibilites/nouvelle" attr:class="imagin-filtres" attr:role="search" on_form_data=filtrer on:input=noter_la_frappe()>
            {demande.choisies.iter().map(|p| view! { <input type="hidden" name="personne" value=*p /> }).collect_view()}
            <MultiSelect id="discipline" nom="discipline" etiquette=mp::l::DISCIPLINES options
                accord=mp::l::DISCIPLINES_CHOISIES />
            <ChampMot etiquette=mp::l::FILTRER_PERSONNES indice=mp::l::FILTRER_PERSONNES_INDICE valeur=demande.mot_cle />
            <BoutonFiltre texte=l::FILTRER />
        </Form>
        <ActionForm action=creer attr:class="imagin-saisie" attr:id="saisie" on:change=noter>
            <input type="hidden" name="cle" value=choix.cle />
            <Personnes boites choisies trouvees=choix.trouvees gens />
            <p role="status" class="fr-text--sm">{mp::trouvees(choix.total, montrees)}</p>
            <Champs initiale plusieurs=true />
            <Apercu touchees nommees=true />
            <div role="alert" class="imagin-erreurs">
                {move || creer.value().with(|v| v.as_ref().and_then(|r| r.as_ref().err().map(|e| view! {
                    <p class="fr-message fr-message--error">{e.texte().to_owned()}</p>
                })))}
            </div>
            <div class="imagin-boutons">
                <button class="fr-btn" aria-busy=move || creer.pending().get().then_some("true")>{mp::l::ENREGISTRER}</button>
                <a class="fr-btn fr-btn--secondary" href=ADRESSE>{l::ANNULER}</a>
            </div>
        </ActionForm>
    }
}

/// The boxes of people: those chosen first.
#[component]
fn Personnes(
    boites: Rangees,
    choisies: Vec<PersonneAChoisir>,
    trouvees: Vec<PersonneAChoisir>,
    gens: RwSignal<BTreeSet<i64>>,
) -> impl IntoView {
    let anime = anime();
    let boite = move |p: PersonneAChoisir| {
        let cochee = gens.with_untracked(|g| g.contains(&p.id.0));
        let id = format!("personne-{}", p.id);
        let precision = mp::precision(&p);
        view! {
            <li class="fr-checkbox-group fr-checkbox-group--sm">
                <input type="checkbox" id=id.clone() name="intervenants[]" value=p.id.to_string() checked=cochee />
                <label class="fr-label" for=id>{p.nom}<span class="fr-hint-text">{precision}</span></label>
            </li>
        }
    };
    // Ticks every box at once; the form is told as by a click.
    let tout = move |cocher: bool| {
        let Ok(boites) = document().query_selector_all("#personnes input[type=checkbox]") else {
            return;
        };
        let mut dedans = BTreeSet::new();
        for n in 0..boites.length() {
            let boite = boites
                .get(n)
                .and_then(|b| b.dyn_into::<web_sys::HtmlInputElement>().ok());
            if let Some(boite) = boite {
                boite.set_checked(cocher);
                if cocher && let Ok(id) = boite.value().parse() {
                    dedans.insert(id);
                }
            }
        }
        gens.set(dedans);
    };
    let deja = (!choisies.is_empty()).then(|| {
        view! {
            <p class="imagin-personnes__titre">{mp::l::CHOISIES}</p>
            <ul class="imagin-personnes__liste">{boites.montrer(choisies, boite)}</ul>
        }
    });
    view! {
        <fieldset class="fr-fieldset imagin-personnes" id="personnes">
            <legend class="fr-fieldset__legend fr-sr-only">{mp::l::PERSONNES}</legend>
            {deja}
            <div class="imagin-personnes__cadre" tabindex="0" role="group" aria-label=mp::l::PERSONNES>
                <ul class="imagin-personnes__liste">
                    {boites.montrer(trouvees, boite)}
                </ul>
            </div>
            <div class="imagin-boutons" hidden=move || !anime.get()>
                <button type="button" class="fr-btn fr-btn--sm fr-btn--tertiary" on:click=move |_| tout(true)>{mp::l::TOUT_COCHER}</button>
                <button type="button" class="fr-btn fr-btn--sm fr-btn--tertiary" on:click=move |_| tout(false)>{mp::l::TOUT_DECOCHER}</button>
            </div>
        </fieldset>
    }
}

/// Period, reason and comment.
#[component]
fn Champs(
    /// What they hold at first.
    initiale: SaisieIndisponibilite,
    /// Several days of the week may be chosen.
    plusieurs: bool,
) -> impl IntoView {
    let partie = PartieJour::lire(&initiale.partie).unwrap_or_default();
    let motif = Motif::lire(&initiale.motif);
    let semaine = initiale.semaine.clone();
    let jours = if plusieurs {
        view! {
            <fieldset class="fr-fieldset imagin-semaine">
                <legend class="fr-fieldset__legend fr-text--regular">{mp::l::CHAQUE_SEMAINE}
                    <span class="fr-hint-text">{mp::l::CHAQUE_SEMAINE_INDICE}</span>
                </legend>
                {(1..=6_u8).map(|n| {
                    let id = format!("semaine-{n}");
                    let nom = jour_de_semaine(n).map_or("", nom_jour);
                    let coche = semaine.contains(&n.to_string());
                    view! {
                        <div class="fr-checkbox-group fr-checkbox-group--sm">
                            <input type="checkbox" id=id.clone() name="saisie[semaine][]" value=n checked=coche />
                            <label class="fr-label" for=id>{nom}</label>
                        </div>
                    }
                }).collect_view()}
            </fieldset>
        }
        .into_any()
    } else {
        view! {
            <div class="fr-select-group">
                <label class="fr-label" for="semaine">{mp::l::CHAQUE_SEMAINE_UN}</label>
                <select class="fr-select" id="semaine" name="saisie[semaine][]">
                    <option value="" selected=semaine.is_empty()>{mp::l::TOUS_LES_JOURS}</option>
                    {(1..=6_u8).map(|n| {
                        let nom = jour_de_semaine(n).map_or("", nom_jour);
                        view! { <option value=n selected=semaine.contains(&n.to_string())>{nom}</option> }
                    }).collect_view()}
                </select>
            </div>
        }
        .into_any()
    };
    view! {
        <fieldset class="fr-fieldset">
            <legend class="fr-fieldset__legend">{mp::l::PERIODE}</legend>
            <div class="imagin-champs__rang">
                <div class="fr-input-group">
                    <label class="fr-label" for="saisie-du">{mp::l::PREMIER_JOUR}</label>
                    <input class="fr-input" id="saisie-du" name="saisie[du]" type="date" value=initiale.du />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="saisie-au">{mp::l::DERNIER_JOUR}
                        <span class="fr-hint-text">{mp::l::DERNIER_JOUR_INDICE}</span>
                    </label>
                    <input class="fr-input" id="saisie-au" name="saisie[au]" type="date" value=initiale.au />
                </div>
                <div class="fr-select-group">
                    <label class="fr-label" for="saisie-partie">{mp::l::PARTIE}</label>
                    <select class="fr-select" id="saisie-partie" name="saisie[partie]">
                        {PartieJour::TOUTES.into_iter().map(|p| view! {
                            <option value=p.code() selected=p == partie>{mp::partie(p)}</option>
                        }).collect_view()}
                    </select>
                </div>
            </div>
            <div class="fr-checkbox-group fr-checkbox-group--sm">
                <input type="checkbox" id="debut-midi" name="saisie[debut_midi]" value="oui" checked=!initiale.debut_midi.is_empty() />
                <label class="fr-label" for="debut-midi">{mp::l::DEBUT_MIDI}</label>
            </div>
            <div class="fr-checkbox-group fr-checkbox-group--sm">
                <input type="checkbox" id="fin-midi" name="saisie[fin_midi]" value="oui" checked=!initiale.fin_midi.is_empty() />
                <label class="fr-label" for="fin-midi">{mp::l::FIN_MIDI}</label>
            </div>
            {jours}
        </fieldset>
        <div class="imagin-champs__rang">
            <div class="fr-select-group">
                <label class="fr-label" for="saisie-motif">{mp::l::MOTIF}</label>
                <select class="fr-select" id="saisie-motif" name="saisie[motif]">
                    <option value="" selected=motif.is_none()>{mp::l::CHOISIR_MOTIF}</option>
                    {Motif::TOUS.into_iter().map(|x| view! {
                        <option value=x.code() selected=motif == Some(x)>{x.libelle()}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="fr-input-group imagin-champs__large">
                <label class="fr-label" for="saisie-commentaire">{mp::l::COMMENTAIRE}
                    <span class="fr-hint-text">{mp::l::COMMENTAIRE_INDICE}</span>
                </label>
                <textarea class="fr-input" id="saisie-commentaire" name="saisie[commentaire]" rows="2">{initiale.commentaire}</textarea>
            </div>
        </div>
        <p class="fr-text--sm">{mp::l::CONFIDENTIALITE}</p>
    }
}

/// What is hit, while one types.
#[component]
fn Apercu(
    touchees: Touchees,
    /// Several people may be concerned: each is named.
    nommees: bool,
) -> impl IntoView {
    view! {
        <div class="imagin-apercu" aria-live="polite">
            <Transition>
                {move || Suspend::new(async move {
                    touchees.await.map(|liste| view! {
                        <p class="imagin-apercu__titre">{mp::apercu(liste.len())}</p>
                        {(!liste.is_empty()).then(|| view! {
                            <ul class="imagin-touchees">{liste.into_iter().map(|t| touchee(t, nommees)).collect_view()}</ul>
                        })}
                    })
                })}
            </Transition>
        </div>
    }
}

/// One indisponibilité: to change it, to end it early, to delete it.
#[component]
pub fn PageIndisponibilite() -> impl IntoView {
    let id = cle_de_l_adresse();
    let ouverte = Resource::new_blocking(move || id.get(), lire_indisponibilite);
    // Nobody until something is changed: what it hits as it is stands above the form.
    let gens = RwSignal::new(BTreeSet::<i64>::new());
    let saisie = RwSignal::new(SaisieIndisponibilite::default());
    let touchees = touchees_de(gens, saisie);
    Effect::new(move |avant: Option<i64>| {
        let ici = id.get();
        if avant.is_some_and(|avant| avant != ici) {
            gens.set(BTreeSet::new());
        }
        ici
    });
    let neuf = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{mp::l::RETOUR_LISTE}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let cle = id.get();
                match ouverte.await {
                    Ok(ouverte) => neuf.pour(cle, view! { <Ouverte ouverte gens saisie touchees /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Ouverte(
    ouverte: IndisponibiliteOuverte,
    gens: RwSignal<BTreeSet<i64>>,
    saisie: RwSignal<SaisieIndisponibilite>,
    touchees: Touchees,
) -> impl IntoView {
    let IndisponibiliteOuverte { ligne, brouillon } = ouverte;
    let fraicheur = expect_context::<Fraicheur>();
    let modifier = ServerAction::<ModifierIndisponibilite>::new();
    let terminer = ServerAction::<TerminerIndisponibilite>::new();
    let supprimer = ServerAction::<SupprimerIndisponibilite>::new();
    Effect::new(move |_| {
        let faites =
            modifier.version().get() + terminer.version().get() + supprimer.version().get();
        if faites > 0 {
            fraicheur.relire_messages();
        }
    });
    // What is deleted has no page any more.
    let partir = use_navigate();
    Effect::new(move |_| {
        if supprimer.value().with(|v| matches!(v, Some(Ok(())))) {
            partir(ADRESSE, NavigateOptions::default());
        }
    });
    let titre = mp::indisponibilite_de(&ligne.nom);
    let initiale = brouillon.unwrap_or_else(|| {
        SaisieIndisponibilite::de(&ligne.absence, ligne.motif, &ligne.commentaire)
    });
    let (id, version, qui) = (ligne.id.0, ligne.version, ligne.intervenant.0);
    let noter = move |ev: web_sys::Event| {
        if let Some((_, quoi)) = le_formulaire(&ev).and_then(|f| lire_formulaire(&f)) {
            saisie.set(quoi);
            gens.set(BTreeSet::from([qui]));
        }
    };
    let cache = move || {
        view! {
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="version" value=version />
        }
    };
    let refus = |e: Option<crate::ErreurApi>| {
        e.map(|e| view! { <p class="fr-message fr-message--error">{e.texte().to_owned()}</p> })
    };
    let un_jour = ligne.absence.du == ligne.absence.au;
    view! {
        <Title text=titre.clone() />
        <h1>{titre}</h1>
        <p class="fr-text--lead">{majuscule(&domain::periode(&ligne.absence))}" – "{ligne.motif.libelle()}</p>
        <p class="fr-text--sm">
            {mp::l::SAISIE_PAR}"\u{a0}: "{mp::saisie_par(&ligne)}
            {mp::modifiee_par(&ligne).map(|m| view! { <span class="imagin-raison">{m}</span> })}
        </p>
        {(!ligne.touchees.is_empty()).then(|| view! {
            <h2>{mp::l::TOUCHEES_TITRE}</h2>
            <ul class="imagin-touchees">{ligne.touchees.into_iter().map(|t| touchee(t, false)).collect_view()}</ul>
        })}
        <h2>{l::MODIFIER_COURT}</h2>
        <ActionForm action=modifier attr:class="imagin-saisie" attr:id="saisie" on:change=noter>
            {cache()}
            <Champs initiale plusieurs=false />
            <Apercu touchees nommees=false />
            <div role="alert" class="imagin-erreurs">
                {move || refus(modifier.value().with(erreur_de))}
            </div>
            <div class="imagin-boutons"><button class="fr-btn">{mp::l::ENREGISTRER}</button></div>
        </ActionForm>
        {(!un_jour).then(|| view! {
            <h2>{mp::l::TERMINER}</h2>
            <ActionForm action=terminer attr:class="imagin-formulaire-court">
                {cache()}
                <div class="fr-input-group">
                    <label class="fr-label" for="fin">{mp::l::NOUVEAU_DERNIER_JOUR}</label>
                    <input class="fr-input" id="fin" name="au" type="date"
                        min=ligne.absence.du.to_string() max=ligne.absence.au.to_string() />
                </div>
                <div role="alert" class="imagin-erreurs">
                    {move || refus(terminer.value().with(erreur_de))}
                </div>
                <div class="imagin-boutons"><button class="fr-btn fr-btn--secondary">{mp::l::TERMINER}</button></div>
            </ActionForm>
        })}
        <h2>{mp::l::SUPPRIMER}</h2>
        <ActionForm action=supprimer>
            {cache()}
            <p>{mp::l::SUPPRIMER_INDICE}</p>
            <div role="alert" class="imagin-erreurs">
                {move || refus(supprimer.value().with(erreur_de))}
            </div>
            <div class="imagin-boutons"><button class="fr-btn fr-btn--secondary">{mp::l::SUPPRIMER}</button></div>
        </ActionForm>
    }
}
