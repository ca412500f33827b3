//! *Journal des envois*.

use crate::ErreurApi;
use crate::composants::{ChampCentre, ChampMot, FormulaireFiltre, Pagination, Rangees, Tableau};
use crate::coquille::Fraicheur;
use crate::messages::{
    self as m, accueil as ma, audit as mu, confiance as mc, couverture as mv, l,
};
use crate::pages::mission::{
    CleDuCourriel, EnvoyerConvocations, FormulaireReglee, FormulaireRenvoi, ReglerAnnulation,
    RenvoyerAnnulation, etat_annulation, etat_envoi, refus,
};
use crate::pages::missions::{CentresMontres, ressource_des_centres};
use crate::pages::{Echec, erreur_de};
use domain::{
    EtatCourriel, FiltreJournal, GenreCourriel, LIGNES_JOURNAL, LigneJournal, PageJournal,
    lire_jour,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// One page of the journal of sends.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who consults no mission.
#[server(endpoint = "envois/journal", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_journal(filtre: FiltreJournal) -> Result<PageJournal, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::journal::lister(&s, &a, &filtre).await })
        .await
}

/// The filter that the parameters of an address ask for.
#[must_use]
pub fn filtre_du_journal<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreJournal {
    FiltreJournal {
        mission: un("mission").and_then(|n| n.trim().parse().ok()),
        centre: un("centre").unwrap_or_default().to_owned(),
        etat: un("etat").and_then(EtatCourriel::lire),
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        a_regler: un("a_regler").is_some_and(|a| !a.is_empty()),
        du: un("du").and_then(lire_jour),
        au: un("au").and_then(lire_jour),
        page: un("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The cells of a line, as its file has them: the columns of [`l::COLONNES_JOURNAL`].
#[must_use]
pub fn cellules(ligne: &LigneJournal) -> [String; 10] {
    [
        ligne.demande_le.clone(),
        ligne.mission.to_string(),
        ligne.nom.clone(),
        ligne.adresse.clone(),
        m::genre_courriel(ligne.genre).to_owned(),
        m::etat_courriel(ligne.etat.etat).to_owned(),
        ligne.depuis.clone(),
        match ligne.genre {
            GenreCourriel::Annulation => mc::annulation_raison(&ligne.etat),
            _ => m::raison_envoi(&ligne.etat),
        },
        ligne.auteur.clone(),
        ligne.centre.clone(),
    ]
}

fn requete_de(filtre: &FiltreJournal, page: u32) -> ParamsMap {
    let mut requete = ParamsMap::new();
    if let Some(mission) = filtre.mission {
        requete.insert("mission", mission.to_string());
    }
    if !filtre.centre.is_empty() {
        requete.insert("centre", filtre.centre.clone());
    }
    if let Some(etat) = filtre.etat {
        requete.insert("etat", etat.code().to_owned());
    }
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    if filtre.a_regler {
        requete.insert("a_regler", "1".to_owned());
    }
    if let Some(du) = filtre.du {
        requete.insert("du", du.to_string());
    }
    if let Some(au) = filtre.au {
        requete.insert("au", au.to_string());
    }
    if page > 1 {
        requete.insert("page", page.to_string());
    }
    requete
}

/// *Journal des envois*: every mail asked for, what became of it, and what settles it.
#[component]
pub fn JournalDesEnvois() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_du_journal(|cle| requete.get_str(cle))
    });
    let renvoyer = ServerAction::<RenvoyerAnnulation>::new();
    let regler = ServerAction::<ReglerAnnulation>::new();
    let page = Resource::new_blocking(
        move || {
            let faits = renvoyer.version().get() + regler.version().get();
            (filtre.get(), faits)
        },
        |(filtre, _)| lire_journal(filtre),
    );
    let centres = ressource_des_centres();
    // Of the latest reading: a line that says the same stays, and asks under the new key.
    let cle = RwSignal::new(String::new());
    let cle_lue = Signal::from(cle);
    let rangees = Rangees::default();
    let fraicheur = expect_context::<Fraicheur>();
    // One action of each kind for every line.
    let envoyer = ServerAction::<EnvoyerConvocations>::new();
    Effect::new(move |_| {
        if envoyer.version().get() > 0 {
            fraicheur.relire_messages();
            page.refetch();
        }
    });
    fraicheur.apres(move || renvoyer.version().get() + regler.version().get());
    view! {
        <Title text=l::JOURNAL_ENVOIS />
        <h1>{l::JOURNAL_ENVOIS}</h1>
        <div role="alert">
            {move || refus(envoyer.value().with(erreur_de))}
            {move || refus(renvoyer.value().with(erreur_de))}
            {move || refus(regler.value().with(erreur_de))}
        </div>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                let centres = centres.await;
                match page.await {
                    Ok(page) => {
                        cle.set(page.cle.clone());
                        view! {
                            <Filtres filtre=filtre.clone() centres />
                            <Lignes filtre page rangees cle=cle_lue envoyer renvoyer regler />
                        }.into_any()
                    }
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filtres(filtre: FiltreJournal, centres: CentresMontres) -> impl IntoView {
    let etat = filtre.etat;
    let date = |j: Option<domain::NaiveDate>| j.map(|j| j.to_string()).unwrap_or_default();
    let inversees = filtre.dates_inversees();
    let classe = if inversees {
        "fr-input-group fr-input-group--error"
    } else {
        "fr-input-group"
    };
    view! {
        <FormulaireFiltre action="/envois" bouton=l::FILTRER>
            <div class="fr-input-group">
                <label class="fr-label" for="mission">{l::NUMERO_MISSION}</label>
                <input class="fr-input" id="mission" name="mission" inputmode="numeric" maxlength="12"
                    value=filtre.mission.map(|n| n.to_string()) />
            </div>
            {centres.plusieurs.then(|| view! {
                <ChampCentre nom="centre" etiquette=l::CENTRE indice=mv::l::CENTRE_INDICE
                    valeur=filtre.centre.clone() options=centres.options />
            })}
            <div class="fr-select-group">
                <label class="fr-label" for="etat">{l::ETAT_ENVOI}</label>
                <select class="fr-select" id="etat" name="etat">
                    <option value="" selected=etat.is_none()>{l::TOUS_LES_ETATS}</option>
                    {EtatCourriel::TOUS.into_iter().map(|e| view! {
                        <option value=e.code() selected=etat == Some(e)>{m::etat_courriel(e)}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class=classe>
                <label class="fr-label" for="du">{l::JOURNAL_DU}</label>
                <input class="fr-input" id="du" name="du" type="date" value=date(filtre.du)
                    aria-describedby=inversees.then_some("dates-inversees") />
            </div>
            <div class=classe>
                <label class="fr-label" for="au">{l::JOURNAL_AU}</label>
                <input class="fr-input" id="au" name="au" type="date" value=date(filtre.au)
                    aria-describedby=inversees.then_some("dates-inversees") />
            </div>
            <ChampMot etiquette=l::JOURNAL_MOT valeur=filtre.mot_cle />
            <div class="fr-checkbox-group">
                <input type="checkbox" id="a_regler" name="a_regler" value="1" checked=filtre.a_regler />
                <label class="fr-label" for="a_regler">{ma::l::A_REGLER}</label>
            </div>
        </FormulaireFiltre>
        {inversees.then(|| view! {
            <p class="fr-error-text" id="dates-inversees" role="alert">{mu::l::DATES_INVERSEES}</p>
        })}
    }
}

#[component]
fn Lignes(
    filtre: FiltreJournal,
    page: PageJournal,
    rangees: Rangees,
    cle: Signal<String>,
    envoyer: ServerAction<EnvoyerConvocations>,
    renvoyer: ServerAction<RenvoyerAnnulation>,
    regler: ServerAction<ReglerAnnulation>,
) -> impl IntoView {
    if page.lignes.is_empty() {
        return view! {
            <p role="status">{l::JOURNAL_VIDE}</p>
            {(filtre != FiltreJournal { page: filtre.page, ..FiltreJournal::default() }).then(|| view! {
                <p><a class="fr-link" href="/envois">{l::REINITIALISER}</a></p>
            })}
        }
        .into_any();
    }
    let plusieurs = page.plusieurs_centres;
    let pages = page.total.div_ceil(LIGNES_JOURNAL).max(1);
    let adresses = (1..=pages)
        .map(|p| format!("/envois{}", requete_de(&filtre, p).to_query_string()))
        .collect::<Vec<_>>();
    let fichier = format!("/envois.csv{}", requete_de(&filtre, 1).to_query_string());
    let legende = m::nombre(page.total as usize, "courriel", "courriels");
    view! {
        <Tableau id="journal" nom=l::JOURNAL_ENVOIS legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_DEMANDE_LE}</th>
                <th scope="col">{l::COL_MISSION}</th>
                {plusieurs.then(|| view! { <th scope="col">{l::CENTRE}</th> })}
                <th scope="col">{l::COL_DESTINATAIRE}</th>
                <th scope="col">{l::COL_CONTENU}</th>
                <th scope="col">{l::ETAT_ENVOI}</th>
                <th scope="col">{l::COL_DEMANDE_PAR}</th>
                <th scope="col">{l::COL_ACTIONS}</th>
            </tr></thead>
            <tbody>{rangees.montrer(page.lignes, move |l| ligne(l, plusieurs, envoyer, renvoyer, regler, cle))}</tbody>
        </Tableau>
        <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
        <p><a class="fr-btn fr-btn--secondary" href=fichier rel="external">{l::JOURNAL_EXPORTER}</a></p>
    }
    .into_any()
}

fn ligne(
    ligne: LigneJournal,
    avec_centre: bool,
    envoyer: ServerAction<EnvoyerConvocations>,
    renvoyer: ServerAction<RenvoyerAnnulation>,
    regler: ServerAction<ReglerAnnulation>,
    cle: Signal<String>,
) -> impl IntoView {
    let mission = format!("/missions/{}", ligne.mission);
    let a_regler = matches!(
        ligne.etat.etat,
        EtatCourriel::Echec | EtatCourriel::Retour | EtatCourriel::NouvelEssai
    );
    let corriger = ligne
        .convocation
        .filter(|_| ligne.a_moi && a_regler && ligne.genre == GenreCourriel::Convocation)
        .map(|c| format!("/convocations/{c}/adresse"));
    let pour_corriger = format!("{} – {}", l::CORRIGER_ADRESSE, ligne.nom);
    let depuis = m::depuis(&ligne.depuis);
    let etat = if ligne.genre == GenreCourriel::Annulation {
        etat_annulation(&ligne.etat)
    } else {
        etat_envoi(Some(&ligne.etat))
    };
    let renvoi = (ligne.renvoyable && ligne.genre == GenreCourriel::Annulation).then(|| {
        let (courriel, nom, adresse) = (ligne.id, ligne.nom.clone(), ligne.adresse.clone());
        view! { <FormulaireRenvoi renvoyer courriel nom adresse cle /> }
    });
    let reglee = ligne
        .reglee
        .then(|| view! { <span class="imagin-raison">{mc::PREVENUE_AUTREMENT}</span> });
    let prevenue = ligne.a_prevenir.then(|| {
        let (courriel, nom) = (ligne.id, ligne.nom.clone());
        view! { <FormulaireReglee regler courriel nom /> }
    });
    let lettre = ligne
        .convocation
        .filter(|_| ligne.genre == GenreCourriel::Convocation);
    let pdf = lettre.map(|c| {
        let nom = format!("{} – {}", l::EDITER, ligne.nom);
        let adresse = format!("/convocations/{c}/convocation.pdf");
        view! {
            <li>
                <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=adresse rel="external" aria-label=nom>{l::PDF}</a>
            </li>
        }
    });
    let envoi = lettre.filter(|_| ligne.renvoyable).map(|c| {
        let nom = format!("{} – {}", l::RENVOYER, ligne.nom);
        let courriel = ligne.id;
        let numero = ligne.mission;
        view! {
            <li>
                <ActionForm action=envoyer>
                    <input type="hidden" name="numero" value=numero />
                    <input type="hidden" name="ids" value=c.to_string() />
                    <CleDuCourriel courriel cle />
                    <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=nom>{l::RENVOYER}</button>
                </ActionForm>
            </li>
        }
    });
    let actions = lettre.map(|_| view! { <ul class="imagin-actions">{pdf}{envoi}</ul> });
    view! {
        <tr>
            <td data-titre=l::COL_DEMANDE_LE>{ligne.demande_le}</td>
            <td data-titre=l::COL_MISSION><a class="fr-link" href=mission>{ligne.mission}</a></td>
            {avec_centre.then(|| view! { <td>{ligne.centre}</td> })}
            <td>{ligne.nom}<br />{ligne.adresse}</td>
            <td>{m::genre_courriel(ligne.genre)}</td>
            <td>
                <span inner_html=etat.into_string()></span>
                <span class="imagin-raison">{depuis}</span>
                {corriger.map(|adresse| view! {
                    <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=adresse aria-label=pour_corriger>{l::CORRIGER_ADRESSE}</a>
                })}
                {reglee}
                {renvoi}
                {prevenue}
            </td>
            <td data-titre=l::COL_DEMANDE_PAR>{ligne.auteur}</td>
            <td>{actions}</td>
        </tr>
    }
}
