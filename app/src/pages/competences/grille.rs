//! The grid of a discipline: people × épreuves and languages.
//!
//! Its boxes are one text (docs/decisions/0013-longues-listes.md) and what is ticked is the
//! browser's own business: our script listens to the whole grid, counts, moves from box to
//! box, fills columns, and sends what changed. Without it the same form is posted.

use super::brouillon;
use super::liste::{Echeance, badge};
use super::{
    AbandonnerCompetences, EnregistrerCompetences, GrilleLue, SAISIE, adresse, adresse_examen,
    adresse_grille, adresse_lue, avec_mot, enregistrer_competences, lire_grille,
};
use crate::composants::{BoutonFiltre, Tableau, adresse_nette, noter_la_frappe};
use crate::coquille::{Anime, Fraicheur};
use crate::erreur::genres;
use crate::messages::{competences as mc, l};
use crate::pages::Echec;
use core::fmt::Write as _;
use domain::{
    BilanSaisie, Cellule, Changements, ColonneCompetence, EtatSaisie, GrilleCompetences,
    IntervenantId, LigneSaisie,
};
use leptos::ev::{FocusEvent, KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos_meta::Title;
use leptos_router::components::Form;
use maud::html as texte;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use web_sys::HtmlInputElement;

/// The grid as the page shows it.
#[derive(Clone, Serialize, Deserialize)]
struct GrilleMontree {
    /// Head and body of the table, ready: they are in the page that the server sent.
    #[serde(skip)]
    tete: String,
    #[serde(skip)]
    corps: String,
    annee: i32,
    etablissement: i64,
    libelle_etablissement: String,
    discipline: i64,
    ligne: LigneSaisie,
    colonnes: Vec<String>,
    /// Keys of the people shown.
    personnes: String,
    nombre_personnes: usize,
    /// The keyword that left some of them out.
    mot: String,
    masquees: u32,
    /// The boxes ticked in the database, as the form says it.
    avant: String,
    cochees: usize,
    annee_precedente: Option<i32>,
    /// How many boxes the year before brings, when it is asked for.
    reprises: Option<usize>,
    /// How many changes a save that failed left.
    retrouves: usize,
    limite: Option<(domain::NaiveDate, i64)>,
    consigne: String,
    compte: i64,
    toutes: bool,
}

/// The boxes as the form names them: `42:3 57:0`.
fn en_rangs(cellules: &BTreeSet<Cellule>, colonnes: &[ColonneCompetence]) -> String {
    let rangs: BTreeMap<_, _> = colonnes.iter().map(|c| &c.cle).zip(0..).collect();
    let mut texte = String::new();
    for c in cellules {
        if let Some(rang) = rangs.get(&c.cle) {
            let _ = write!(texte, "{}:{rang} ", c.intervenant);
        }
    }
    texte.truncate(texte.trim_end().len());
    texte
}

impl GrilleMontree {
    fn nouvelle(lue: GrilleLue, toutes: bool, reprise: bool, mot: String) -> Self {
        let g = lue.grille;
        let retenues = g.retenues(&mot);
        let modifiable = g.ligne.etat.modifiable();
        let avant = g.cochees();
        let brouillon = if modifiable {
            g.applicables(&Changements::du_texte(&lue.brouillon))
        } else {
            Changements::default()
        };
        let mut cochees = avant.clone();
        let reprises = (reprise && modifiable).then(|| {
            let venues = g.precedentes();
            let n = venues.difference(&avant).count();
            cochees.extend(venues);
            n
        });
        cochees.extend(brouillon.cocher.iter().cloned());
        cochees.retain(|c| !brouillon.decocher.contains(c));
        let personnes: Vec<String> = retenues.iter().map(ToString::to_string).collect();
        Self {
            tete: tete(&g.colonnes, modifiable),
            corps: corps(&g, &cochees, &retenues, modifiable),
            annee: g.annee,
            etablissement: g.etablissement.0,
            libelle_etablissement: g.libelle_etablissement,
            discipline: g.ligne.cle_discipline(),
            colonnes: g.colonnes.iter().map(|c| c.cle.to_string()).collect(),
            personnes: personnes.join(" "),
            nombre_personnes: retenues.len(),
            mot,
            masquees: g.masquees,
            avant: en_rangs(&avant, &g.colonnes),
            cochees: cochees.len(),
            annee_precedente: g.annee_precedente,
            reprises,
            retrouves: brouillon.nombre(),
            limite: g.campagne.limite.zip(g.reste),
            consigne: g.campagne.consigne,
            compte: g.compte.0,
            ligne: g.ligne,
            toutes,
        }
    }
}

/// The heads of the columns: their group, their name, the box that fills each.
fn tete(colonnes: &[ColonneCompetence], modifiable: bool) -> String {
    let mut groupes: Vec<(String, usize)> = Vec::new();
    for c in colonnes {
        let groupe = c.objet.groupe();
        match groupes.last_mut() {
            Some((dernier, n)) if *dernier == groupe => *n += 1,
            _ => groupes.push((groupe, 1)),
        }
    }
    texte! {
        tr {
            th scope="col" rowspan="2" { (mc::l::COL_NOM) }
            @for (groupe, n) in &groupes {
                th.imagin-grille__groupe scope="colgroup" colspan=(n) { (groupe) }
            }
        }
        tr {
            @for (rang, c) in colonnes.iter().enumerate() {
                th.imagin-grille__colonne scope="col" {
                    span.imagin-grille__libelle id={ "colonne-" (rang) } { (c.objet.libelle()) }
                }
            }
        }
        @if modifiable {
            tr {
                th scope="row" { (mc::l::TOUTE_LA_COLONNE) }
                @for (rang, c) in colonnes.iter().enumerate() {
                    td.imagin-grille__case {
                        input type="checkbox" name="colonnes[]" value=(rang) aria-label=(mc::colonne(&c.objet));
                    }
                }
            }
        }
    }
    .into_string()
}

/// The rows, a box a column. Those of whom the keyword leaves out are there and hidden: what
/// is ticked for them is neither lost nor changed.
fn corps(
    g: &GrilleCompetences,
    cochees: &BTreeSet<Cellule>,
    retenues: &BTreeSet<IntervenantId>,
    modifiable: bool,
) -> String {
    texte! {
        @for (id, nom) in &g.personnes {
            tr hidden[!retenues.contains(id)] {
                th scope="row" id={ "personne-" (id) } { (nom) }
                @for (rang, c) in g.colonnes.iter().enumerate() {
                    @let coche = cochees.contains(&Cellule { intervenant: *id, cle: c.cle.clone() });
                    td.imagin-grille__case {
                        input type="checkbox" name="cases[]" value={ (id) ":" (rang) }
                            aria-labelledby={ "personne-" (id) " colonne-" (rang) }
                            checked[coche] disabled[!modifiable];
                    }
                }
            }
        }
    }
    .into_string()
}

/// *Saisie des compétences*, one discipline.
#[component]
pub fn PageGrilleCompetences() -> impl IntoView {
    let voulue = adresse_lue();
    let grille = Resource::new_blocking(
        move || voulue.get(),
        |a| async move {
            let lue = lire_grille(a.annee, a.etablissement, a.discipline, a.toutes).await?;
            let mot = a.filtre.mot_cle;
            Ok::<_, crate::ErreurApi>(GrilleMontree::nouvelle(lue, a.toutes, a.reprise, mot))
        },
    );
    view! {
        <Title text=mc::l::SAISIE />
        <Transition>
            {move || Suspend::new(async move {
                match grille.await {
                    Ok(grille) => view! { <Grille grille /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// What the browser knows of a grid while it is filled.
#[derive(Clone, Copy)]
struct Saisie {
    /// The boxes ticked in the database, as far as is known here.
    base: StoredValue<BTreeSet<String>>,
    /// How many boxes are ticked, and how many differ from the database.
    compte: RwSignal<(usize, usize)>,
    /// Codes of the columns.
    colonnes: StoredValue<Vec<String>>,
    /// Name of the draft.
    nom: StoredValue<String>,
}

/// The boxes of people, in the order of the rows.
fn cases() -> Vec<HtmlInputElement> {
    boites("#grille tbody input[type=checkbox]")
}

/// Those of the people shown.
fn cases_montrees() -> Vec<HtmlInputElement> {
    boites("#grille tbody tr:not([hidden]) input[type=checkbox]")
}

/// Which rows are shown, in order.
fn lignes_montrees() -> Vec<bool> {
    let Ok(lignes) = document().query_selector_all("#grille tbody tr") else {
        return Vec::new();
    };
    (0..lignes.length())
        .filter_map(|i| lignes.get(i)?.dyn_into::<web_sys::Element>().ok())
        .map(|ligne| !ligne.has_attribute("hidden"))
        .collect()
}

/// The boxes that fill a column, in order.
fn remplisseurs() -> Vec<HtmlInputElement> {
    boites("#grille thead input[type=checkbox]")
}

fn boites(selecteur: &str) -> Vec<HtmlInputElement> {
    let Ok(trouvees) = document().query_selector_all(selecteur) else {
        return Vec::new();
    };
    (0..trouvees.length())
        .filter_map(|i| trouvees.get(i)?.dyn_into().ok())
        .collect()
}

impl Saisie {
    /// Reads the boxes: counts, marks what is not saved, keeps the draft.
    fn relever(self) {
        let colonnes = self.colonnes.try_with_value(Vec::len).unwrap_or(0);
        if colonnes == 0 {
            return;
        }
        let mut cochees = 0;
        let mut changements = 0;
        let mut brouillon = String::new();
        let montrees = lignes_montrees();
        let montree = |i: usize| montrees.get(i / colonnes).copied().unwrap_or(true);
        let mut pleines = vec![montrees.contains(&true); colonnes];
        self.base.try_with_value(|base| {
            self.colonnes.with_value(|codes| {
                for (i, boite) in cases().iter().enumerate() {
                    let coche = boite.checked();
                    let valeur = boite.value();
                    let change = coche != base.contains(&valeur);
                    cochees += usize::from(coche);
                    changements += usize::from(change);
                    if montree(i)
                        && let Some(pleine) = pleines.get_mut(i % colonnes)
                    {
                        *pleine &= coche;
                    }
                    if let Some(case) = boite.parent_element() {
                        let classes = case.class_list();
                        let _ = classes.toggle_with_force("imagin-grille__case--change", change);
                    }
                    if change
                        && let Some((qui, rang)) = valeur.split_once(':')
                        && let Some(code) = rang.parse().ok().and_then(|r: usize| codes.get(r))
                    {
                        let signe = if coche { '+' } else { '-' };
                        let _ = writeln!(brouillon, "{signe}{qui}:{code}");
                    }
                }
            });
        });
        for (boite, pleine) in remplisseurs().iter().zip(pleines) {
            boite.set_checked(pleine && cochees > 0);
        }
        self.nom
            .try_with_value(|nom| brouillon::garder(nom, &brouillon));
        self.compte.try_set((cochees, changements));
    }

    /// Puts a draft back into the boxes; gives how many it changed.
    fn reprendre(self) -> usize {
        let Some(texte) = self.nom.try_with_value(|nom| brouillon::lire(nom)) else {
            return 0;
        };
        let lus = Changements::du_texte(&texte);
        if lus.est_vide() {
            return 0;
        }
        let mut voulues: BTreeMap<String, bool> = BTreeMap::new();
        self.colonnes.with_value(|codes| {
            let rangs: BTreeMap<&str, usize> = codes.iter().map(String::as_str).zip(0..).collect();
            for (cellules, coche) in [(&lus.cocher, true), (&lus.decocher, false)] {
                for c in cellules {
                    if let Some(rang) = rangs.get(c.cle.to_string().as_str()) {
                        voulues.insert(format!("{}:{rang}", c.intervenant), coche);
                    }
                }
            }
        });
        let mut n = 0;
        for boite in cases() {
            if let Some(coche) = voulues.get(&boite.value())
                && boite.checked() != *coche
            {
                boite.set_checked(*coche);
                n += 1;
            }
        }
        n
    }

    /// What differs from the database: boxes unticked, boxes ticked.
    fn changees(self) -> (Vec<String>, Vec<String>) {
        let (mut retirees, mut ajoutees) = (Vec::new(), Vec::new());
        self.base.with_value(|base| {
            for boite in cases() {
                let valeur = boite.value();
                match (boite.checked(), base.contains(&valeur)) {
                    (true, false) => ajoutees.push(valeur),
                    (false, true) => retirees.push(valeur),
                    _ => {}
                }
            }
        });
        (retirees, ajoutees)
    }

    /// What was sent is in the database now.
    fn noter(self, retirees: &[String], ajoutees: Vec<String>) {
        self.base.try_update_value(|base| {
            for valeur in retirees {
                base.remove(valeur);
            }
            base.extend(ajoutees);
        });
        self.relever();
    }

    /// Puts every box back as the database has it.
    fn abandonner(self) {
        self.base.with_value(|base| {
            for boite in cases() {
                boite.set_checked(base.contains(&boite.value()));
            }
        });
        self.relever();
    }

    /// A box changed: where it fills a column, the column follows.
    fn a_change(self, cible: Option<HtmlInputElement>) {
        let colonnes = self.colonnes.with_value(Vec::len);
        if let Some(boite) = cible.filter(|b| b.name() == "colonnes[]")
            && let Ok(rang) = boite.value().parse::<usize>()
        {
            // Of those shown: nobody fills what they do not see.
            for case in cases_montrees()
                .into_iter()
                .skip(rang)
                .step_by(colonnes.max(1))
            {
                case.set_checked(boite.checked());
            }
        }
        self.relever();
    }
}

/// The box that an event is about.
fn cible(ev: &web_sys::Event) -> Option<HtmlInputElement> {
    ev.target()?.dyn_into().ok()
}

/// Moves the focus as an arrow says: one tab stop for the whole grid, and from box to box
/// within it.
fn se_deplacer(ev: &KeyboardEvent, colonnes: usize) {
    if colonnes == 0 || ev.alt_key() || ev.meta_key() {
        return;
    }
    let Some(boite) = cible(ev) else { return };
    let mut toutes = remplisseurs();
    toutes.extend(cases_montrees());
    let Some(ici) = toutes.iter().position(|b| *b == boite) else {
        return;
    };
    let dernier = toutes.len().saturating_sub(1);
    let debut = ici - ici % colonnes;
    let fin = (debut + colonnes - 1).min(dernier);
    let la = match ev.key().as_str() {
        "ArrowRight" => (ici < fin).then(|| ici + 1),
        "ArrowLeft" => (ici > debut).then(|| ici - 1),
        "ArrowDown" => Some(ici + colonnes).filter(|i| *i <= dernier),
        "ArrowUp" => ici.checked_sub(colonnes),
        "Home" if ev.ctrl_key() => Some(0),
        "End" if ev.ctrl_key() => Some(dernier),
        "Home" => Some(debut),
        "End" => Some(fin),
        _ => return,
    };
    // At the edge too: the page does not scroll under the reader.
    ev.prevent_default();
    if let Some(voisine) = la.and_then(|i| toutes.get(i)) {
        let _ = voisine.focus();
    }
}

/// The one box that Tab reaches.
fn seul_arret(boite: &HtmlInputElement) {
    for autre in boites("#grille table input[type=checkbox][tabindex='0']") {
        autre.set_tab_index(-1);
    }
    boite.set_tab_index(0);
}

/// What came of the last save.
#[derive(Clone, PartialEq)]
enum Issue {
    Faite(BilanSaisie),
    Refusee(crate::ErreurApi),
}

#[component]
fn Grille(grille: GrilleMontree) -> impl IntoView {
    let g = grille;
    let anime = expect_context::<Anime>().0;
    let fraicheur = expect_context::<Fraicheur>();
    let modifiable = g.ligne.etat.modifiable();
    let (etablissement, annee, discipline) = (g.etablissement, g.annee, g.discipline);
    let toutes = g.toutes;
    let nom_discipline = mc::discipline(&g.ligne);
    let etat = RwSignal::new(g.ligne.etat);
    let issue = RwSignal::new(None::<Issue>);
    let en_cours = RwSignal::new(false);
    let retrouves = RwSignal::new(g.retrouves);
    let base: BTreeSet<String> = g.avant.split_whitespace().map(str::to_owned).collect();
    let a_enregistrer = g.retrouves + g.reprises.unwrap_or(0);
    let saisie = Saisie {
        base: StoredValue::new(base),
        compte: RwSignal::new((g.cochees, a_enregistrer)),
        colonnes: StoredValue::new(g.colonnes.clone()),
        nom: StoredValue::new(brouillon::nom(g.compte, etablissement, annee, discipline)),
    };
    let nombre_colonnes = g.colonnes.len();
    // Once the page is alive: what was not saved is put back, and one tab stop is left.
    Effect::new(move |_| {
        if !anime.get() || !modifiable {
            return;
        }
        // A page reached by a link is put in place after its effects.
        request_animation_frame(move || {
            if saisie.nom.try_with_value(|_| ()).is_none() {
                return;
            }
            let n = saisie.reprendre();
            if n > 0 {
                retrouves.try_set(n);
            }
            for (i, boite) in remplisseurs().into_iter().chain(cases()).enumerate() {
                boite.set_tab_index(if i == 0 { 0 } else { -1 });
            }
            if let Some(table) = document().get_element_by_id("grille-competences") {
                let _ = table.set_attribute("role", "grid");
            }
            saisie.relever();
        });
    });
    let enregistrer = move |terminer: bool| {
        if en_cours.get_untracked() {
            return;
        }
        en_cours.set(true);
        issue.set(None);
        let (retirees, ajoutees) = saisie.changees();
        spawn_local(async move {
            let Some(objets) = saisie.colonnes.try_get_value() else {
                return;
            };
            let termine = if terminer { "oui" } else { "" };
            let faite = enregistrer_competences(
                etablissement,
                annee,
                discipline,
                objets,
                String::new(),
                retirees.join(" "),
                ajoutees.clone(),
                Vec::new(),
                termine.to_owned(),
                toutes,
                String::new(),
            )
            .await;
            en_cours.try_set(false);
            match faite {
                Ok(bilan) => {
                    saisie.noter(&retirees, ajoutees);
                    retrouves.try_set(0);
                    etat.try_set(if bilan.proposee {
                        EtatSaisie::AValider
                    } else if bilan.version > 0 {
                        EtatSaisie::EnCours
                    } else {
                        EtatSaisie::NonCommencee
                    });
                    issue.try_set(Some(Issue::Faite(bilan)));
                }
                Err(erreur) => {
                    issue.try_set(Some(Issue::Refusee(erreur)));
                }
            }
            fraicheur.messages.try_update(|n| *n += 1);
        });
    };
    let a_l_envoi = move |ev: SubmitEvent| {
        if !anime.get_untracked() {
            return;
        }
        let bouton = ev.submitter();
        // *Abandonner* goes where it says.
        if bouton
            .as_ref()
            .is_some_and(|b| b.has_attribute("formaction"))
        {
            return;
        }
        ev.prevent_default();
        enregistrer(bouton.is_some_and(|b| b.get_attribute("name").as_deref() == Some("terminer")));
    };
    let abandonner = move |ev: leptos::ev::MouseEvent| {
        if anime.get_untracked() {
            saisie.abandonner();
            retrouves.set(0);
            // Without a draft on the server there is nothing else to forget.
            if g.retrouves == 0 {
                ev.prevent_default();
            }
        }
    };
    let ici = adresse_grille(annee, etablissement, discipline, toutes);
    let connexion = format!(
        "/connexion?suite={}",
        ici.replace('?', "%3F")
            .replace('&', "%26")
            .replace('=', "%3D")
    );
    let reprise = g.annee_precedente.filter(|_| modifiable).map(|a| {
        // For everybody: nothing is ticked that is not seen.
        let adresse = format!("{ici}&reprise=oui");
        view! { <li><a class="fr-btn fr-btn--secondary fr-btn--sm" href=adresse>{mc::partir_de(a)}</a></li> }
    });
    let autres = if toutes {
        let adresse = avec_mot(
            adresse_grille(annee, etablissement, discipline, false),
            &g.mot,
        );
        view! { <li><a class="fr-btn fr-btn--tertiary fr-btn--sm" href=adresse>{mc::l::MOINS_D_EPREUVES}</a></li> }.into_any()
    } else if g.masquees > 0 {
        let adresse = avec_mot(
            adresse_grille(annee, etablissement, discipline, true),
            &g.mot,
        );
        view! { <li><a class="fr-btn fr-btn--tertiary fr-btn--sm" href=adresse>{mc::toutes_les_epreuves(g.masquees)}</a></li> }.into_any()
    } else {
        ().into_any()
    };
    let mot = g.mot.clone();
    let legende = mc::legende_grille(g.nombre_personnes, nombre_colonnes);
    let rouverte = g.ligne.motif.clone();
    let (par, le) = (g.ligne.par.clone(), g.ligne.depuis.clone());
    let etat_initial = g.ligne.etat;
    let fichiers = |extension: &str| {
        format!(
            "{}&discipline={discipline}",
            adresse(&format!("{SAISIE}.{extension}"), annee, etablissement)
        )
    };
    view! {
        <p class="imagin-retour"><a class="fr-link" href=adresse(SAISIE, annee, etablissement)>{mc::l::RETOUR_SAISIE}</a></p>
        <h1>{mc::l::SAISIE}" – "{nom_discipline}</h1>
        <p class="imagin-competences__lieu">{g.libelle_etablissement}", "{mc::session(annee)}</p>
        <p class="imagin-competences__etat">
            {move || badge(etat.get())}" "
            // Who and when are known of what the page came with.
            {move || (etat.get() == etat_initial).then(|| mc::par_et_le(&par, &le))}
        </p>
        {(!rouverte.is_empty()).then(|| view! {
            <p class="fr-message fr-message--warning">{mc::l::ROUVERTE}"\u{a0}: «\u{a0}"{rouverte.clone()}"\u{a0}»"</p>
        })}
        <Echeance limite=g.limite consigne=g.consigne />
        {g.reprises.zip(g.annee_precedente).map(|(n, a)| view! {
            <p class="fr-message fr-message--info" role="status">{mc::reprise(a, n)}</p>
        })}
        <div role="status">
            {move || (retrouves.get() > 0).then(|| view! {
                <p class="fr-message fr-message--warning">{mc::brouillon(retrouves.get())}</p>
            })}
        </div>
        <Form method="GET" action=format!("{SAISIE}/{discipline}") attr:class="imagin-filtres" attr:role="search" on_form_data=adresse_nette() on:input=noter_la_frappe()>
            <input type="hidden" name="annee" value=annee />
            <input type="hidden" name="etablissement" value=etablissement />
            {toutes.then(|| view! { <input type="hidden" name="epreuves" value="toutes" /> })}
            <div class="fr-input-group imagin-filtres__mot">
                <label class="fr-label" for="mot">{mc::l::MOT_PERSONNE}
                    {modifiable.then(|| view! {
                        <span class="fr-hint-text" hidden=move || anime.get()>{mc::l::FILTRER_SANS_SCRIPT}</span>
                    })}
                </label>
                <input class="fr-input" id="mot" name="mot" type="search" value=g.mot maxlength="100" />
            </div>
            <BoutonFiltre texte=l::FILTRER />
        </Form>
        {(g.nombre_personnes == 0).then(|| view! {
            <p role="status">{mc::l::AUCUNE_LIGNE}</p>
            <p><a class="fr-link" href=ici.clone()>{l::REINITIALISER}</a></p>
        })}
        <ul class="imagin-barre">{reprise}{autres}</ul>
        {(nombre_colonnes == 0).then(|| view! { <p>{mc::l::AUCUNE_COLONNE}</p> })}
        <form id="grille" class="imagin-grille" method="post" action=EnregistrerCompetences::PATH
            on:submit=a_l_envoi
            on:change=move |ev| if anime.get_untracked() { saisie.a_change(cible(&ev)) }
            on:keydown=move |ev: KeyboardEvent| if anime.get_untracked() { se_deplacer(&ev, nombre_colonnes) }
            on:focusin=move |ev: FocusEvent| if anime.get_untracked()
                && let Some(boite) = cible(&ev).filter(|b| b.type_() == "checkbox") { seul_arret(&boite) }>
            <input type="hidden" name="etablissement" value=etablissement />
            <input type="hidden" name="annee" value=annee />
            <input type="hidden" name="discipline" value=discipline />
            <input type="hidden" name="personnes" value=g.personnes />
            <input type="hidden" name="avant" value=g.avant />
            <input type="hidden" name="toutes" value=toutes.to_string() />
            {(!mot.is_empty()).then(|| view! { <input type="hidden" name="mot" value=mot /> })}
            {g.colonnes.iter().map(|c| view! { <input type="hidden" name="objets[]" value=c.clone() /> }).collect_view()}
            {modifiable.then(|| view! {
                <p class="fr-hint-text imagin-anime" hidden=move || !anime.get()>{mc::l::CLAVIER}</p>
                <p class="fr-hint-text" hidden=move || anime.get()>{mc::l::COLONNE_SANS_SCRIPT}</p>
            })}
            <Tableau id="grille-competences" nom=mc::l::SAISIE legende=Signal::stored(legende) annoncee=false>
                <thead inner_html=g.tete></thead>
                <tbody inner_html=g.corps></tbody>
            </Tableau>
            {if modifiable {
                view! {
                    <div class="imagin-grille__pied">
                        <p role="status" class="imagin-grille__compte">{move || {
                            let (cochees, changements) = saisie.compte.get();
                            mc::compte(cochees, changements)
                        }}</p>
                        <div role="alert">
                            {move || match issue.get() {
                                Some(Issue::Refusee(erreur)) if erreur.est(genres::NON_CONNECTE) => view! {
                                    <p class="fr-message fr-message--error">{mc::l::EXPIREE}</p>
                                    <p><a class="fr-btn fr-btn--sm" href=connexion.clone() rel="external">{mc::l::SE_RECONNECTER}</a></p>
                                }.into_any(),
                                Some(Issue::Refusee(erreur)) => view! { <p class="fr-message fr-message--error">{erreur.texte().to_owned()}</p> }.into_any(),
                                _ => ().into_any(),
                            }}
                        </div>
                        <div role="status">
                            {move || match issue.get() {
                                Some(Issue::Faite(bilan)) => view! { <p class="fr-message fr-message--info">{mc::bilan(bilan)}</p> }.into_any(),
                                _ => ().into_any(),
                            }}
                        </div>
                        <div class="imagin-boutons">
                            <button class="fr-btn" aria-disabled=move || en_cours.get().then_some("true")>
                                {move || if en_cours.get() { mc::l::EN_COURS } else { mc::l::ENREGISTRER }}
                            </button>
                            <button class="fr-btn fr-btn--secondary" name="terminer" value="oui">{mc::l::TERMINER}</button>
                            <button class="fr-btn fr-btn--tertiary" formaction=AbandonnerCompetences::PATH
                                hidden=move || saisie.compte.get().1 == 0
                                on:click=abandonner>{mc::l::ABANDONNER}</button>
                        </div>
                    </div>
                }.into_any()
            } else {
                view! { <p class="fr-message fr-message--info">{mc::l::VALIDEE_LECTURE}</p> }.into_any()
            }}
        </form>
        <ul class="imagin-barre">
            <li><a class="fr-link" href=adresse_examen(annee, etablissement, discipline)>{mc::l::ALLER_A_LA_VALIDATION}</a></li>
            <li><a class="fr-link" href=fichiers("csv") rel="external">{mc::l::EXPORTER}</a></li>
            <li><a class="fr-link" href=fichiers("pdf") rel="external">{mc::l::IMPRIMER}</a></li>
        </ul>
    }
}
