use super::api::{
    CorrigerService, EnregistrerService, ServiceLu, ValiderService, adresse_du_service,
    filtre_du_service, lire_historique_service, lire_service,
};
use crate::composants::{
    BoutonFiltre, LienVue, Neuf, Pagination, Tableau, Vues, adresse_nette, noter_la_frappe,
};
use crate::messages::{self as m, l, service as ms};
use crate::pages::{Echec, numero_de_l_adresse};
use domain::{
    ChangementService, Comptage, EtatService, EvenementService, FiltreService, HistoriqueService,
    LigneService, MotifAbsence, NaiveDate, Presence, SERVICE_LIGNES_PAGE, SERVICE_NOM_MAX,
    SERVICE_TEXTE_MAX, SaisieService, ServiceOuvert, TypeMission, heure_longue, jour_court,
    jour_long,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use maud::{Markup, html};

/// Days shown as links before they become a list to choose from.
const JOURS_EN_LIENS: usize = 12;
/// Identifier of the list of people proposed as having come instead.
const PROPOSES: &str = "personnes-proposees";

/// What is open over the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Panneau {
    Aucun,
    Validation,
    Correction(i64, NaiveDate),
}

/// *Constat service fait* of a mission: its lines, day by day.
#[component]
pub fn ServiceDeLaMission() -> impl IntoView {
    let requete = use_query_map();
    let numero = numero_de_l_adresse();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_du_service(|cle| requete.get_str(cle))
    });
    let panneau = Memo::new(move |_| {
        let r = requete.read();
        let correction = r
            .get_str("corriger")
            .and_then(|c| c.parse().ok())
            .zip(r.get_str("jour").and_then(domain::lire_jour));
        match correction {
            Some((id, jour)) => Panneau::Correction(id, jour),
            None if r.get_str("valider").is_some() => Panneau::Validation,
            None => Panneau::Aucun,
        }
    });
    let service = Resource::new_blocking(
        move || (numero.get(), filtre.get()),
        |(numero, filtre)| lire_service(numero, filtre),
    );
    let neuf = Neuf::default();
    let correction = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href="/service-fait">{ms::l::RETOUR}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let (filtre, panneau) = (filtre.get(), panneau.get());
                let cle = numero.get();
                match service.await {
                    Ok(lu) => neuf.pour(cle, view! { <Mission lu filtre panneau correction /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Mission(
    lu: ServiceLu,
    filtre: FiltreService,
    panneau: Panneau,
    /// Of one line and one day.
    correction: Neuf<(i64, NaiveDate)>,
) -> impl IntoView {
    let ServiceLu { ouvert, brouillon } = lu;
    let numero = ouvert.numero;
    let titre = ms::mission(numero, &ouvert.intitule);
    let comptage = ouvert.type_mission.faits().comptage;
    let bilan = ms::bilan(&ouvert.bilan, comptage);
    let vide = ouvert.jours.is_empty();
    let emargement = match filtre.jour {
        Some(jour) => format!("/missions/{numero}/emargement.pdf?jour={jour}"),
        None => format!("/missions/{numero}/emargement.pdf"),
    };
    let lecture_seule = !ouvert.constate;
    view! {
        <Title text=ms::l::TITRE />
        <h1>{ms::l::TITRE}</h1>
        <p class="fr-text--lead">{titre}</p>
        <p>{ouvert.centre.clone()}</p>
        {lecture_seule.then(|| view! { <p class="fr-hint-text">{ms::l::CONSULTATION}</p> })}
        <p role="status">{bilan}</p>
        <ul class="imagin-actions imagin-constat__liens">
            <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=format!("/missions/{numero}")>{ms::l::VOIR_MISSION}</a></li>
            <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=emargement rel="external">{ms::l::EMARGEMENT}</a></li>
            <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=format!("/service-fait/{numero}/etat.pdf") rel="external">{ms::l::ETAT_PDF}</a></li>
            {ouvert.constate.then(|| view! {
                <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=format!("/service-fait/{numero}/historique")>{ms::l::HISTORIQUE}</a></li>
            })}
        </ul>
        {match panneau {
            Panneau::Validation if ouvert.valide => view! { <PanneauValidation ouvert=ouvert.clone() filtre=filtre.clone() /> }.into_any(),
            Panneau::Correction(id, jour) if ouvert.corrige => correction.pour((id, jour), view! {
                <PanneauCorrection ouvert=ouvert.clone() brouillon=brouillon.clone() id jour />
            }).into_any(),
            _ => ().into_any(),
        }}
        {if vide {
            view! { <p>{ms::l::PERSONNE}</p> }.into_any()
        } else {
            view! {
                <Jours ouvert=ouvert.clone() filtre=filtre.clone() />
                <Lignes ouvert brouillon filtre />
            }.into_any()
        }}
    }
}

/// Which days, which lines.
#[component]
fn Jours(ouvert: ServiceOuvert, filtre: FiltreService) -> impl IntoView {
    let numero = ouvert.numero;
    let en_liens = ouvert.jours.len() <= JOURS_EN_LIENS;
    let lien = |jour: Option<NaiveDate>, texte: String| LienVue {
        adresse: adresse_du_service(
            numero,
            &FiltreService {
                jour,
                page: 1,
                ..filtre.clone()
            },
        ),
        texte,
        ici: filtre.jour == jour,
    };
    let vues = en_liens.then(|| {
        let mut vues = vec![lien(None, ms::l::TOUS_LES_JOURS.to_owned())];
        vues.extend(ouvert.jours.iter().map(|j| lien(Some(*j), jour_court(*j))));
        vues
    });
    view! {
        {vues.map(|vues| view! { <Vues nom=ms::l::JOURS vues /> })}
        <Form method="GET" action=format!("/service-fait/{numero}") attr:class="imagin-filtres" attr:role="search" on_form_data=adresse_nette() on:input=noter_la_frappe()>
            {if en_liens {
                filtre.jour.map(|j| view! { <input type="hidden" name="jour" value=j.to_string() /> }).into_any()
            } else {
                view! {
                    <div class="fr-select-group">
                        <label class="fr-label" for="jour">{ms::l::JOURS}</label>
                        <select class="fr-select" id="jour" name="jour">
                            <option value="" selected=filtre.jour.is_none()>{ms::l::TOUS_LES_JOURS}</option>
                            {ouvert.jours.iter().map(|j| view! {
                                <option value=j.to_string() selected=filtre.jour == Some(*j)>{jour_court(*j)}</option>
                            }).collect_view()}
                        </select>
                    </div>
                }.into_any()
            }}
            <div class="fr-input-group">
                <label class="fr-label" for="mot">{ms::l::FILTRER_NOM}</label>
                <input class="fr-input" id="mot" name="mot" type="search" value=filtre.mot_cle.clone() maxlength="100" />
            </div>
            <div class="fr-checkbox-group fr-checkbox-group--sm">
                <input type="checkbox" id="reste" name="reste" checked=filtre.restent />
                <label class="fr-label" for="reste">{ms::l::RESTE_SEUL}</label>
            </div>
            <BoutonFiltre texte=l::FILTRER />
        </Form>
    }
}

/// The lines of the page, in one form.
#[component]
fn Lignes(
    ouvert: ServiceOuvert,
    brouillon: Vec<SaisieService>,
    filtre: FiltreService,
) -> impl IntoView {
    let numero = ouvert.numero;
    if ouvert.lignes.is_empty() {
        return view! {
            <p role="status">{ms::l::AUCUNE_LIGNE}</p>
            <p><a class="fr-link" href=format!("/service-fait/{numero}")>{l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let comptage = ouvert.type_mission.faits().comptage;
    let pages = ouvert.total.div_ceil(SERVICE_LIGNES_PAGE).max(1);
    let adresses: Vec<String> = (1..=pages)
        .map(|page| {
            let filtre = FiltreService {
                page,
                ..filtre.clone()
            };
            adresse_du_service(numero, &filtre)
        })
        .collect();
    let legende = m::nombre(ouvert.total as usize, "ligne", "lignes");
    let corps = rangees(&ouvert, &brouillon);
    let saisissable = ouvert.constate
        && ouvert
            .lignes
            .iter()
            .any(|l| modifiable(l, ouvert.type_mission, ouvert.aujourd_hui));
    let a_noter = ouvert.bilan_jour.a_renseigner;
    let constate = ouvert.constate && ouvert.bilan_jour.restent() > 0;
    let valide = ouvert.valide;
    let tableau = view! {
        <Tableau id="constat" nom=ms::l::TABLEAU legende=Signal::stored(legende)>
            <thead class="imagin-constat__tete"><tr>
                <th scope="col">{l::COL_INTERVENANT}</th>
                <th scope="col">{ms::l::COL_CONVOQUE}</th>
                <th scope="col">{ms::l::PRESENCE}</th>
                <th scope="col">{ms::l::HEURES}</th>
                {comptage.map(|c| view! { <th scope="col">{c.libelle()}</th> })}
                <th scope="col">{ms::l::COL_PRECISIONS}</th>
                <th scope="col">{ms::l::COL_ETAT}</th>
            </tr></thead>
            <tbody class="imagin-constat" inner_html=corps></tbody>
        </Tableau>
    };
    view! {
        <form method="post" action=EnregistrerService::PATH>
            <input type="hidden" name="numero" value=numero />
            <input type="hidden" name="jour" value=filtre.jour.map(|j| j.to_string()).unwrap_or_default() />
            <input type="hidden" name="reste" value=if filtre.restent { "on" } else { "" } />
            <input type="hidden" name="mot" value=filtre.mot_cle.clone() />
            <input type="hidden" name="page" value=filtre.page />
            {saisissable.then(|| view! { <p class="fr-hint-text">{ms::l::HEURES_AIDE}</p> })}
            {tableau}
            {(!ouvert.proposes.is_empty()).then(|| view! {
                <datalist id=PROPOSES>
                    {ouvert.proposes.iter().map(|p| view! { <option value=p.clone()></option> }).collect_view()}
                </datalist>
            })}
            <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
                suivante=l::PAGE_SUIVANTE numero=m::page_n />
            {constate.then(|| view! {
                <div class="imagin-boutons">
                    <button class="fr-btn" name="action" value="enregistrer">{ms::l::ENREGISTRER}</button>
                    {(a_noter > 0).then(|| view! {
                        <button class="fr-btn fr-btn--secondary" name="action" value="presents" aria-describedby="aide-presents">{ms::tous_presents(a_noter)}</button>
                    })}
                    {valide.then(|| view! {
                        <button class="fr-btn fr-btn--secondary" name="action" value="valider">{ms::l::RELIRE_ET_VALIDER}</button>
                    })}
                </div>
                {(a_noter > 0).then(|| view! { <p class="fr-hint-text" id="aide-presents">{ms::l::TOUS_PRESENTS_AIDE}</p> })}
                {(!valide).then(|| view! { <p class="fr-hint-text">{ms::l::CHEF_VALIDE}</p> })}
            })}
        </form>
    }
    .into_any()
}

fn modifiable(l: &LigneService, type_mission: TypeMission, aujourd_hui: NaiveDate) -> bool {
    !matches!(
        l.etat(type_mission, aujourd_hui),
        EtatService::Valide | EtatService::AVenir
    )
}

/// The rows as one text (docs/decisions/0013-longues-listes.md): a plain form, of which
/// nothing changes by itself.
fn rangees(ouvert: &ServiceOuvert, brouillon: &[SaisieService]) -> String {
    let comptage = ouvert.type_mission.faits().comptage;
    let colonnes = if comptage.is_some() { 7 } else { 6 };
    let mut jour = None;
    html! {
        @for (rang, ligne) in ouvert.lignes.iter().enumerate() {
            @let nouveau = jour.replace(ligne.creneau.jour) != Some(ligne.creneau.jour);
            @if nouveau {
                tr.imagin-constat__jour { th scope="rowgroup" colspan=(colonnes) { (jour_long(ligne.creneau.jour)) } }
            }
            (rangee(ouvert, brouillon, rang, ligne))
        }
    }
    .into_string()
}

fn rangee(
    ouvert: &ServiceOuvert,
    brouillon: &[SaisieService],
    rang: usize,
    ligne: &LigneService,
) -> Markup {
    let comptage = ouvert.type_mission.faits().comptage;
    let etat = ligne.etat(ouvert.type_mission, ouvert.aujourd_hui);
    let saisie = (ouvert.constate && modifiable(ligne, ouvert.type_mission, ouvert.aujourd_hui))
        .then(|| saisie_de(ligne, brouillon));
    html! {
        tr {
            th scope="row" {
                (ligne.nom)
                @if let Some(q) = ligne.qualite { span.imagin-raison { (q.libelle()) } }
                @if ouvert.constate {
                    a.fr-link.fr-link--sm href={ "/service-fait/personnes/" (ligne.intervenant) "/etat.pdf" } rel="external"
                        aria-label={ (ms::l::ETAT_PERSONNE) " – " (ligne.nom) } { (ms::l::ETAT_PERSONNE) }
                }
            }
            td data-titre=(ms::l::COL_CONVOQUE) {
                (heure_longue(ligne.creneau.debut)) " – " (heure_longue(ligne.creneau.fin))
                @if !ligne.salle.is_empty() { span.imagin-raison { "salle\u{a0}" (ligne.salle) } }
            }
            @match &saisie {
                Some((s, differe)) => {
                    (champs(&format!("lignes[{rang}]"), s, ligne, comptage, *differe))
                }
                None => {
                    td data-titre=(ms::l::PRESENCE) { @if let Some(p) = ligne.constat.presence { (p.libelle()) } }
                    td.imagin-nombre data-titre=(ms::l::HEURES) { @if ligne.constat.minutes > 0 { (domain::duree_longue(ligne.constat.minutes)) } }
                    @if let Some(c) = comptage { td.imagin-nombre data-titre=(c.libelle()) { @if let Some(n) = ligne.constat.nombre { (n) } } }
                    td data-titre=(ms::l::COL_PRECISIONS) {
                        @if let Some(x) = ligne.constat.motif { (x.libelle()) }
                        @if let Some(r) = &ligne.constat.remplacant { (ms::l::REMPLACANT) " " (r.nom) " (" (r.matricule) ")" }
                        @if !ligne.constat.remarque.is_empty() { span.imagin-raison { (ligne.constat.remarque) } }
                    }
                }
            }
            td data-titre=(ms::l::COL_ETAT) {
                span class=(ms::classe_etat(etat)) { (ms::etat(etat)) }
                @if etat == EtatService::ACompleter && let Some(x) = ligne.manque(ouvert.type_mission) {
                    span.imagin-raison { (ms::manque(x)) }
                }
                @for q in ms::qui(ligne) { span.imagin-raison { (q) } }
                @if ouvert.corrige && etat == EtatService::Valide {
                    a.fr-btn.fr-btn--sm.fr-btn--tertiary
                        href={ "/service-fait/" (ouvert.numero) "?corriger=" (ligne.convocation) "&jour=" (ligne.creneau.jour) "#correction" }
                        aria-label=(ms::champ(ms::l::CORRIGER, ligne)) { (ms::l::CORRIGER) }
                }
            }
        }
    }
}

/// What the form of a line shows: what was typed before a refusal, else what is entered;
/// and whether the two differ.
fn saisie_de(ligne: &LigneService, brouillon: &[SaisieService]) -> (SaisieService, bool) {
    let actuelle = SaisieService::de(ligne);
    let tapee = brouillon
        .iter()
        .find(|s| s.convocation == actuelle.convocation && s.jour == actuelle.jour)
        .filter(|s| !s.inchangee() && s.empreinte() != actuelle.empreinte());
    match tapee {
        None => (actuelle, false),
        Some(tapee) => (
            SaisieService {
                version: actuelle.version,
                avant: actuelle.avant,
                ..tapee.clone()
            },
            true,
        ),
    }
}

/// The cells of a line that is entered: presence, hours, number, the rest.
fn champs(
    prefixe: &str,
    s: &SaisieService,
    ligne: &LigneService,
    comptage: Option<Comptage>,
    differe: bool,
) -> Markup {
    let compte = comptage.map(Comptage::libelle);
    let nom = |champ: &str| format!("{prefixe}[{champ}]");
    let dit = |champ: &str| ms::champ(champ, ligne);
    html! {
        td data-titre=(ms::l::PRESENCE) {
            input type="hidden" name=(nom("convocation")) value=(s.convocation);
            input type="hidden" name=(nom("jour")) value=(s.jour);
            input type="hidden" name=(nom("version")) value=(s.version);
            input type="hidden" name=(nom("avant")) value=(s.avant);
            select.fr-select name=(nom("presence")) aria-label=(dit(ms::l::PRESENCE)) {
                option value="" selected[s.presence.is_empty()] { (ms::l::A_RENSEIGNER) }
                @for p in Presence::TOUTES {
                    option value=(p.code()) selected[s.presence == p.code()] { (p.libelle()) }
                }
            }
        }
        td.imagin-constat__fait data-titre=(ms::l::HEURES) {
            input.fr-input.imagin-constat__court name=(nom("heures")) value=(s.heures) maxlength="12"
                inputmode="text" autocomplete="off" aria-label=(dit(ms::l::HEURES));
        }
        @if let Some(compte) = compte {
            td.imagin-constat__fait data-titre=(compte) {
                input.fr-input.imagin-constat__court name=(nom("nombre")) value=(s.nombre) maxlength="6"
                    inputmode="numeric" autocomplete="off" aria-label=(dit(compte));
            }
        }
        td.imagin-constat__precisions data-titre=(ms::l::COL_PRECISIONS) {
            select.fr-select.imagin-constat__motif name=(nom("motif")) aria-label=(dit(ms::l::MOTIF_ABSENCE)) {
                option value="" selected[s.motif.is_empty()] { (ms::l::MOTIF) "…" }
                @for x in MotifAbsence::TOUS {
                    option value=(x.code()) selected[s.motif == x.code()] { (x.libelle()) }
                }
            }
            input.fr-input.imagin-constat__remplacant name=(nom("remplacant")) value=(s.remplacant) maxlength=(SERVICE_NOM_MAX)
                list=(PROPOSES) autocomplete="off" placeholder=(ms::l::REMPLACANT) aria-label=(dit(ms::l::REMPLACANT));
            input.fr-input name=(nom("remarque")) value=(s.remarque) maxlength=(SERVICE_TEXTE_MAX)
                autocomplete="off" placeholder=(ms::l::REMARQUE) aria-label=(dit(ms::l::REMARQUE));
            @if differe {
                span.imagin-raison { strong { (ms::l::ENREGISTREE) } (ms::constat(&ligne.constat, comptage)) }
            }
        }
    }
}

/// What would be validated, and what would be left.
#[component]
fn PanneauValidation(ouvert: ServiceOuvert, filtre: FiltreService) -> impl IntoView {
    let v = ouvert.validation;
    let n = v.bilan.a_valider;
    let retour = adresse_du_service(ouvert.numero, &filtre);
    let comptage = ouvert.type_mission.faits().comptage;
    let reste: Vec<String> = v
        .restent
        .iter()
        .map(|(nom, jour, manque)| ms::reste(nom, *jour, *manque))
        .collect();
    view! {
        <section class="imagin-panneau" aria-labelledby="validation" id="panneau-validation">
            <h2 id="validation">{ms::l::VALIDATION}</h2>
            {if n == 0 {
                view! { <p>{ms::l::VALIDATION_RIEN}</p> }.into_any()
            } else {
                view! {
                    <p class="fr-text--lead">{ms::validation(n, filtre.jour)}</p>
                    <p>{ms::totaux(&v.bilan, comptage)}</p>
                    <p>{ms::l::VALIDATION_DEFINITIVE}</p>
                }.into_any()
            }}
            {(!reste.is_empty()).then(|| view! {
                <p>{ms::l::VALIDATION_RESTENT}</p>
                <ul>{reste.into_iter().map(|r| view! { <li>{r}</li> }).collect_view()}</ul>
            })}
            <form method="post" action=ValiderService::PATH>
                <input type="hidden" name="numero" value=ouvert.numero />
                <input type="hidden" name="jour" value=filtre.jour.map(|j| j.to_string()).unwrap_or_default() />
                <input type="hidden" name="cle" value=v.cle />
                <div class="imagin-boutons">
                    {(n > 0).then(|| view! { <button class="fr-btn">{ms::valider_n(n)}</button> })}
                    <a class="fr-btn fr-btn--secondary" href=retour>{ms::l::REVENIR}</a>
                </div>
            </form>
        </section>
    }
}

/// A closed line, to be changed with a reason.
#[component]
fn PanneauCorrection(
    ouvert: ServiceOuvert,
    brouillon: Vec<SaisieService>,
    id: i64,
    jour: NaiveDate,
) -> impl IntoView {
    let ligne = ouvert
        .lignes
        .iter()
        .find(|l| l.convocation.0 == id && l.creneau.jour == jour && l.valide.is_some());
    let Some(ligne) = ligne else {
        return view! { <p role="status">{ms::l::AUCUNE_LIGNE}</p> }.into_any();
    };
    let comptage = ouvert.type_mission.faits().comptage;
    let (saisie, differe) = saisie_de(ligne, &brouillon);
    let cellules = html! {
        tr {
            th scope="row" { (ligne.nom) span.imagin-raison { (jour_court(ligne.creneau.jour)) } }
            (champs("saisie", &saisie, ligne, comptage, differe))
        }
    }
    .into_string();
    let nom = ms::champ(ms::l::CORRIGER_TITRE, ligne);
    view! {
        <section class="imagin-panneau" aria-labelledby="correction">
            <h2 id="correction">{ms::l::CORRIGER_TITRE}</h2>
            <form method="post" action=CorrigerService::PATH>
                <input type="hidden" name="numero" value=ouvert.numero />
                <Tableau id="correction-ligne" nom=nom legende=Signal::stored(ligne.nom.clone())>
                    <thead class="imagin-constat__tete"><tr>
                        <th scope="col">{l::COL_INTERVENANT}</th>
                        <th scope="col">{ms::l::PRESENCE}</th>
                        <th scope="col">{ms::l::HEURES}</th>
                        {comptage.map(|c| view! { <th scope="col">{c.libelle()}</th> })}
                        <th scope="col">{ms::l::COL_PRECISIONS}</th>
                    </tr></thead>
                    <tbody class="imagin-constat" inner_html=cellules></tbody>
                </Tableau>
                <div class="fr-input-group">
                    <label class="fr-label" for="raison">{ms::l::RAISON}
                        <span class="fr-hint-text">{ms::l::RAISON_INDICE}</span>
                    </label>
                    <input class="fr-input" id="raison" name="raison" maxlength=SERVICE_TEXTE_MAX required=true />
                </div>
                <div class="imagin-boutons">
                    <button class="fr-btn">{ms::l::ENREGISTRER_CORRECTION}</button>
                    <a class="fr-btn fr-btn--secondary" href=format!("/service-fait/{}", ouvert.numero)>{l::ANNULER}</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Who entered, validated and corrected what on a mission.
#[component]
pub fn HistoriqueDuService() -> impl IntoView {
    let numero = numero_de_l_adresse();
    let historique = Resource::new_blocking(move || numero.get(), lire_historique_service);
    view! {
        <p class="imagin-retour"><a class="fr-link" href=move || format!("/service-fait/{}", numero.get())>{ms::l::RETOUR_CONSTAT}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                match historique.await {
                    Ok(historique) => view! { <Recit historique /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Recit(historique: HistoriqueService) -> impl IntoView {
    let titre = ms::mission(historique.numero, &historique.intitule);
    let vide = historique.evenements.is_empty();
    let comptage = historique.type_mission.faits().comptage;
    view! {
        <Title text=ms::l::HISTORIQUE />
        <h1>{ms::l::HISTORIQUE}</h1>
        <p class="fr-text--lead">{titre}</p>
        {vide.then(|| view! { <p>{ms::l::HISTORIQUE_VIDE}</p> })}
        <ul class="imagin-historique">
            {historique.evenements.into_iter().map(|e| evenement(e, comptage)).collect_view()}
        </ul>
    }
}

fn evenement(e: EvenementService, comptage: Option<Comptage>) -> impl IntoView {
    let titre = ms::evenement(&e);
    let change = |c: &ChangementService| c.avant != c.apres;
    let change = e.lignes.iter().any(change);
    view! {
        <li>
            <p class="imagin-historique__titre">{titre}</p>
            {change.then(|| view! {
                <dl>{e.lignes.into_iter().map(|c| changement(c, comptage)).collect_view()}</dl>
            })}
        </li>
    }
}

fn changement(c: ChangementService, comptage: Option<Comptage>) -> impl IntoView {
    view! {
        <div>
            <dt>{format!("{}, {}", c.nom, jour_court(c.jour))}</dt>
            <dd><del>{ms::constat(&c.avant, comptage)}</del>" → "<ins>{ms::constat(&c.apres, comptage)}</ins></dd>
        </div>
    }
}
