//! The page of a selection: what will be done, then what became of each row.

use super::api::{ConfirmerLot, ContinuerLot, ModifierLot, ReprendreLot, SupprimerLot, lire_lot};
use crate::composants::{Neuf, Tableau};
use crate::coquille::Fraicheur;
use crate::messages::{self as m, confiance as mc, l, lots as ml};
use crate::pages::Echec;
use crate::pages::mission::{Brouillon, JourSaisi, Saisie};
use domain::{
    Champ, ChampAffectation, GenreLot, IssueLigne, LigneDeLot, LotOuvert, Mission, heure_champ,
    jour_long,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::collections::{BTreeMap, BTreeSet};

/// *Modifier la sélection*, *Supprimer la sélection*.
#[component]
pub fn PageLot() -> impl IntoView {
    let parametres = use_params_map();
    let fraicheur = expect_context::<Fraicheur>();
    let cles = Memo::new(move |_| {
        let p = parametres.read();
        let lu = |nom| p.get(nom).and_then(|n| n.parse::<i64>().ok()).unwrap_or(0);
        (lu("numero"), lu("lot"))
    });
    // Taking a deletion back from the messages changes what is shown here.
    let lot = Resource::new_blocking(
        move || (cles.get(), fraicheur.mission.get()),
        |((numero, lot), _)| lire_lot(numero, lot),
    );
    let neuf = Neuf::default();
    let coches = Coches::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=move || format!("/missions/{}", cles.get().0)>{l::RETOUR_MISSION}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let cle = cles.get();
                match lot.await {
                    Ok(lu) => neuf.pour(cle, view! { <Lot lot=lu.lot brouillon=lu.brouillon phrases=lu.phrases coches /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Of which lot, which of its fields are ticked, and what they came with: a draft is given once,
/// and the same lot read again asks the same.
type Coches = StoredValue<(i64, BTreeSet<&'static str>, Saisie)>;

#[component]
fn Lot(
    lot: LotOuvert,
    brouillon: Option<Brouillon>,
    phrases: Vec<(i32, String)>,
    coches: Coches,
) -> impl IntoView {
    let titre = ml::titre(lot.genre);
    view! {
        <Title text=titre />
        <h1>{titre}</h1>
        {if lot.lance {
            view! { <Resultat lot phrases /> }.into_any()
        } else if lot.genre == GenreLot::Modifier {
            view! { <Modification lot brouillon coches /> }.into_any()
        } else {
            view! { <Suppression lot /> }.into_any()
        }}
    }
}

/// The rows, with what each says now.
#[component]
fn Choisies(lot: LotOuvert) -> impl IntoView {
    let n = lot.lignes.len();
    let lignes = lot
        .lignes
        .iter()
        .map(|ligne| {
            let actuelle = lot.actuelles.iter().find(|c| c.id == ligne.convocation);
            let resume = actuelle.map_or_else(String::new, |c| {
                c.affectation.resume(c.autorite, &lot.mission)
            });
            let depuis = actuelle.is_none_or(|c| c.version != ligne.version);
            view! {
                <li>
                    {ligne.nom.clone()}
                    {(!resume.is_empty()).then(|| format!(" – {resume}"))}
                    {depuis.then(|| view! { " – "<strong>{ml::l::CHANGEE_DEPUIS}</strong> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="imagin-choisies" open=n <= 20>
            <summary>{m::avec_nombre(ml::l::CONVOCATIONS, n)}</summary>
            <ul>{lignes}</ul>
        </details>
    }
}

#[component]
fn Suppression(lot: LotOuvert) -> impl IntoView {
    let n = lot.lignes.len();
    let envoyees = lot
        .actuelles
        .iter()
        .filter(|c| mc::peut_prevenir(c))
        .count();
    // Nobody to tell as of now: whoever receives theirs in between is told all the same.
    let prevenir = if envoyees > 0 {
        view! {
            <div class="fr-checkbox-group imagin-garder">
                <input type="checkbox" id="prevenir" name="prevenir" value="on" checked=true />
                <label class="fr-label" for="prevenir">{ml::l::PREVENIR}
                    <span class="fr-hint-text">{ml::l::PREVENIR_INDICE}</span>
                </label>
            </div>
        }
        .into_any()
    } else {
        view! { <input type="hidden" name="prevenir" value="on" /> }.into_any()
    };
    let numero = lot.mission.ligne.numero;
    let id = lot.id.0;
    view! {
        <p class="fr-text--lead">{ml::supprimer_question(n, envoyees)}</p>
        <p>{ml::l::SUPPRESSION_REPRISE}</p>
        <Choisies lot />
        <form method="post" action=SupprimerLot::PATH>
            <input type="hidden" name="numero" value=numero />
            <input type="hidden" name="lot" value=id />
            {prevenir}
            <div class="imagin-boutons">
                <button class="fr-btn">{ml::supprimer_bouton(n)}</button>
                <a class="fr-btn fr-btn--secondary" href=format!("/missions/{numero}")>{l::ANNULER}</a>
            </div>
        </form>
    }
}

/// One field that may change, with the box that says so: filling the field in ticks it.
#[component]
fn ChampDeLot(
    champ: ChampAffectation,
    texte: &'static str,
    coche: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let id = format!("champ-{}", champ.code());
    view! {
        <div class="imagin-champ-de-lot">
            <div class="fr-checkbox-group fr-checkbox-group--sm">
                <input type="checkbox" id=id.clone() name="champs[]" value=champ.code()
                    checked=coche.get_untracked() prop:checked=coche
                    on:change:target=move |ev| coche.set(ev.target().checked()) />
                <label class="fr-label" for=id>{texte}</label>
            </div>
            {children()}
        </div>
    }
}

#[component]
fn Modification(lot: LotOuvert, brouillon: Option<Brouillon>, coches: Coches) -> impl IntoView {
    use ChampAffectation as C;
    let n = lot.lignes.len();
    let mission = lot.mission.clone();
    let numero = mission.ligne.numero;
    let id = lot.id.0;
    let (saisie, champs) = brouillon.map(|b| (b.saisie, b.champs)).unwrap_or_default();
    coches.update_value(|(du_lot, codes, venue)| {
        if *du_lot != id {
            let demandes = C::TOUS.into_iter().map(C::code);
            *codes = demandes.filter(|c| champs.iter().any(|x| x == c)).collect();
            (*du_lot, *venue) = (id, saisie);
        }
    });
    let saisie = coches.with_value(|(.., venue)| venue.clone());
    let coche = |c: C| {
        let coche = RwSignal::new(coches.with_value(|(_, codes, _)| codes.contains(c.code())));
        Effect::new(move |_| {
            let oui = coche.get();
            coches.update_value(|(_, codes, _)| {
                if oui {
                    codes.insert(c.code());
                } else {
                    codes.remove(c.code());
                }
            });
        });
        coche
    };
    let (qualite, salle, commission, observation) = (
        coche(C::Qualite),
        coche(C::Salle),
        coche(C::Commission),
        coche(C::Observation),
    );
    let jours = coche(C::Jours);
    let qualites = mission.ligne.type_mission.faits().qualites;
    let possibles = table_des_jours(&mission, &saisie);
    view! {
        <p class="fr-text--lead">{ml::portee(n, numero)}</p>
        <Choisies lot />
        <form method="post" action=ModifierLot::PATH class="imagin-lot">
            <input type="hidden" name="numero" value=numero />
            <input type="hidden" name="lot" value=id />
            <fieldset class="fr-fieldset imagin-lot__champs">
                <legend class="fr-fieldset__legend">{ml::l::CHAMPS}
                    <span class="fr-hint-text">{ml::l::CHAMPS_INDICE}" "{ml::l::VIDE_EFFACE}</span>
                </legend>
                {(!qualites.is_empty()).then(|| view! {
                    <ChampDeLot champ=C::Qualite texte=ml::l::CHANGER_QUALITE coche=qualite>
                        <select class="fr-select" name="saisie[qualite]" aria-label=l::QUALITE
                            on:change=move |_| qualite.set(true)>
                            <option value="">{ml::l::CHOISIR}</option>
                            {qualites.iter().map(|q| view! {
                                <option value=q.code() selected=saisie.qualite == q.code()>{q.libelle()}</option>
                            }).collect_view()}
                        </select>
                    </ChampDeLot>
                })}
                <ChampDeLot champ=C::Salle texte=ml::l::CHANGER_SALLE coche=salle>
                    <input class="fr-input" name="saisie[salle]" aria-label=l::CODE_SALLE value=saisie.salle.clone()
                        maxlength=Champ::Salle.maximum() on:input=move |_| salle.set(true) />
                </ChampDeLot>
                <ChampDeLot champ=C::Commission texte=ml::l::CHANGER_COMMISSION coche=commission>
                    <input class="fr-input" name="saisie[commission]" aria-label=l::COMMISSION value=saisie.commission.clone()
                        maxlength=Champ::Commission.maximum() on:input=move |_| commission.set(true) />
                </ChampDeLot>
                <ChampDeLot champ=C::Observation texte=ml::l::CHANGER_OBSERVATION coche=observation>
                    <textarea class="fr-input" name="saisie[observation]" aria-label=l::OBSERVATION rows="3"
                        maxlength=Champ::Observation.maximum() on:input=move |_| observation.set(true)>
                        {saisie.observation.clone()}
                    </textarea>
                </ChampDeLot>
                <ChampDeLot champ=C::Jours texte=ml::l::CHANGER_JOURS coche=jours>
                    <div class="imagin-lot__jours" on:change=move |_| jours.set(true)>
                        {possibles}
                    </div>
                </ChampDeLot>
            </fieldset>
            <div class="imagin-boutons">
                <button class="fr-btn">{ml::modifier_bouton(n)}</button>
                <a class="fr-btn fr-btn--secondary" href=format!("/missions/{numero}")>{l::ANNULER}</a>
            </div>
        </form>
    }
}

/// Every possible day with its box and hours, as the window has them without our script.
pub(crate) fn table_des_jours(mission: &Mission, saisie: &Saisie) -> impl IntoView + use<> {
    let premier = mission.creneaux_par_defaut.first();
    let (debut, fin) = premier.map_or_else(
        || ("08:00".to_owned(), "12:00".to_owned()),
        |c| (heure_champ(c.debut), heure_champ(c.fin)),
    );
    let lignes = mission
        .jours_possibles
        .iter()
        .enumerate()
        .map(|(i, jour)| {
            let code = jour.to_string();
            let j = saisie
                .jours
                .iter()
                .find(|j| j.jour == code)
                .cloned()
                .unwrap_or_else(|| JourSaisi {
                    jour: code.clone(),
                    retenu: None,
                    debut: debut.clone(),
                    fin: fin.clone(),
                });
            let date = jour_long(*jour);
            let id = format!("jour-{code}");
            view! {
                <tr>
                    <th scope="row">
                        <input type="hidden" name=format!("saisie[jours][{i}][jour]") value=code />
                        <div class="fr-checkbox-group fr-checkbox-group--sm">
                            <input type="checkbox" id=id.clone() name=format!("saisie[jours][{i}][retenu]") checked=j.retenu.is_some() />
                            <label class="fr-label" for=id>{date.clone()}</label>
                        </div>
                    </th>
                    <td><input class="fr-input" type="time" name=format!("saisie[jours][{i}][debut]") value=j.debut
                        aria-label=format!("{} – {date}", l::HEURE_DEBUT) /></td>
                    <td><input class="fr-input" type="time" name=format!("saisie[jours][{i}][fin]") value=j.fin
                        aria-label=format!("{} – {date}", l::HEURE_FIN) /></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="imagin-jours__table">
            <caption>{l::DATES_POSSIBLES}</caption>
            <thead><tr>
                <th scope="col">{l::DATE}</th>
                <th scope="col">{l::HEURE_DEBUT}</th>
                <th scope="col">{l::HEURE_FIN}</th>
            </tr></thead>
            <tbody>{lignes}</tbody>
        </table>
    }
}

/// What became of each row: first what asks for something.
#[component]
fn Resultat(lot: LotOuvert, phrases: Vec<(i32, String)>) -> impl IntoView {
    let phrases: BTreeMap<i32, String> = phrases.into_iter().collect();
    let numero = lot.mission.ligne.numero;
    let id = lot.id.0;
    let genre = lot.genre;
    let bilan = lot.bilan();
    let cles = move || {
        view! {
            <input type="hidden" name="numero" value=numero />
            <input type="hidden" name="lot" value=id />
        }
    };
    let de = |f: fn(&IssueLigne) -> bool| -> Vec<LigneDeLot> {
        lot.lignes
            .iter()
            .filter(|l| l.issue.as_ref().is_some_and(f))
            .cloned()
            .collect()
    };
    let faites = de(|i| *i == IssueLigne::Faite);
    let n_faites = faites.len();
    let a_confirmer = de(|i| matches!(i, IssueLigne::AConfirmer { .. }));
    let autres = de(|i| !matches!(i, IssueLigne::Faite | IssueLigne::AConfirmer { .. }));
    let a_reprendre = autres
        .iter()
        .filter(|l| l.issue == Some(IssueLigne::EntreTemps))
        .filter(|l| lot.actuelles.iter().any(|c| c.id == l.convocation))
        .count();
    view! {
        <p class="fr-text--lead" role="status">{ml::bilan(genre, bilan)}</p>
        {(bilan.en_attente > 0).then(|| view! {
            <form method="post" action=ContinuerLot::PATH>
                {cles()}
                <button class="fr-btn">{m::avec_nombre(ml::l::CONTINUER, bilan.en_attente as usize)}</button>
            </form>
        })}
        {(!a_confirmer.is_empty()).then(|| view! {
            <form method="post" action=ConfirmerLot::PATH class="imagin-lot">
                {cles()}
                <fieldset class="fr-fieldset imagin-lot__champs">
                    <legend class="fr-fieldset__legend">{ml::l::CONFIRMER_TITRE}
                        <span class="fr-hint-text">{ml::l::CONFIRMER_INDICE}</span>
                    </legend>
                    {a_confirmer.into_iter().map(|ligne| {
                        let champ = format!("rang-{}", ligne.rang);
                        view! {
                            <div class="fr-checkbox-group fr-checkbox-group--sm">
                                <input type="checkbox" id=champ.clone() name="rangs[]" value=ligne.rang />
                                <label class="fr-label" for=champ>{ligne.nom}
                                    <span class="fr-hint-text">{phrases.get(&ligne.rang).cloned()}</span>
                                </label>
                            </div>
                        }
                    }).collect_view()}
                </fieldset>
                <button class="fr-btn">{ml::l::CONFIRMER}</button>
            </form>
        })}
        {(!autres.is_empty()).then(|| view! {
            <Tableau id="resultats" nom=ml::l::RESULTATS
                legende=Signal::stored(m::avec_nombre(ml::l::RESULTATS, autres.len()))>
                <thead><tr>
                    <th scope="col">{l::COL_INTERVENANT}</th>
                    <th scope="col">{ml::l::COL_RESULTAT}</th>
                </tr></thead>
                <tbody>{autres.into_iter().map(|ligne| view! {
                    <tr>
                        <th scope="row">{ligne.nom}</th>
                        <td>{phrases.get(&ligne.rang).cloned()}</td>
                    </tr>
                }).collect_view()}</tbody>
            </Tableau>
        })}
        {(a_reprendre > 0).then(|| view! {
            <form method="post" action=ReprendreLot::PATH>
                {cles()}
                <button class="fr-btn fr-btn--secondary">{ml::reprendre(a_reprendre)}</button>
            </form>
        })}
        {(!faites.is_empty()).then(|| view! {
            <details class="imagin-choisies" open=n_faites <= 20>
                <summary>{ml::faites(genre, n_faites)}</summary>
                <ul>{faites.into_iter().map(|l| view! { <li>{l.nom}</li> }).collect_view()}</ul>
            </details>
        })}
        <p class="imagin-boutons"><a class="fr-btn fr-btn--secondary" href=format!("/missions/{numero}")>{l::RETOUR_MISSION}</a></p>
    }
}
