use super::api::controler_session;
use crate::composants::{
    BoutonFiltre, ChampAnnee, ChampCentre, LienVue, Tableau, Vues, adresse_nette, noter_la_frappe,
};
use crate::messages::{self as m, changements as mch, confiance as mc, couverture as mv, l};
use crate::pages::Echec;
use crate::pages::missions::{CentresMontres, ressource_des_centres};
use domain::{Controle, ConvocationEmpechee, ConvocationEnConflit, MissionIncomplete, jour_court};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// Parameter by which clashes that were confirmed are left out.
const NON_CONFIRMES: &str = "non_confirmes";

/// The address of the control: only what is asked for.
fn adresse(annee: Option<i32>, centre: &str, non_confirmes: bool) -> String {
    let mut requete = ParamsMap::new();
    if let Some(annee) = annee {
        requete.insert("annee", annee.to_string());
    }
    if !centre.is_empty() {
        requete.insert("centre", centre.to_owned());
    }
    if non_confirmes {
        requete.insert(NON_CONFIRMES, "1".to_owned());
    }
    format!("/controle{}", requete.to_query_string())
}

/// *Contrôle de la session*: what clashes, what lacks, and where to settle it.
#[component]
pub fn ControleSession() -> impl IntoView {
    let requete = use_query_map();
    let demande = Memo::new(move |_| {
        let requete = requete.read();
        (
            requete.get("annee").and_then(|a| a.parse::<i32>().ok()),
            requete.get("centre").unwrap_or_default(),
        )
    });
    let controle = Resource::new_blocking(
        move || demande.get(),
        |(annee, centre)| controler_session(annee, centre),
    );
    // Apart from what is read: leaving some out asks the server for nothing.
    let non_confirmes = Memo::new(move |_| {
        let requete = requete.read();
        requete
            .get_str(NON_CONFIRMES)
            .is_some_and(|v| !v.is_empty())
    });
    let centres = ressource_des_centres();
    view! {
        <Title text=l::CONTROLE_SESSION />
        <h1>{l::CONTROLE_SESSION}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let (_, centre) = demande.get();
                let non_confirmes = non_confirmes.get();
                let centres = centres.await;
                match controle.await {
                    Ok(controle) => view! { <Bilan controle centre centres non_confirmes /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Bilan(
    controle: Controle,
    centre: String,
    centres: CentresMontres,
    /// Only the clashes that nobody confirmed.
    non_confirmes: bool,
) -> impl IntoView {
    let resume = m::controle_resume(&controle);
    let annee = controle.annee;
    let nombre = controle.conflits.len();
    let restants = controle.conflits.iter().filter(|c| !c.confirmee()).count();
    let choisie = (controle.annees.first() != Some(&annee)).then_some(annee);
    let vues = (restants < nombre || non_confirmes).then(|| {
        [
            (false, l::CONTROLE_TOUS, nombre),
            (true, l::CONTROLE_NON_CONFIRMES, restants),
        ]
        .map(|(seuls, texte, n)| LienVue {
            adresse: adresse(choisie, &centre, seuls),
            texte: m::avec_nombre(texte, n),
            ici: seuls == non_confirmes,
        })
        .to_vec()
    });
    let conflits: Vec<_> = controle
        .conflits
        .into_iter()
        .filter(|c| !non_confirmes || !c.confirmee())
        .collect();
    let plusieurs = controle.plusieurs_centres;
    let par_annee = controle.annees.len() > 1;
    view! {
        {(par_annee || centres.plusieurs).then(|| view! {
            <Form method="GET" action="/controle" attr:class="imagin-filtres" on_form_data=adresse_nette() on:input=noter_la_frappe()>
                {non_confirmes.then(|| view! { <input type="hidden" name=NON_CONFIRMES value="1" /> })}
                {par_annee.then(|| view! {
                    <ChampAnnee etiquette=l::ANNEE annees=controle.annees.clone() choisie=Some(annee) />
                })}
                {centres.plusieurs.then(|| view! {
                    <ChampCentre nom="centre" etiquette=l::CENTRE indice=mv::l::CENTRE_INDICE
                        valeur=centre options=centres.options />
                })}
                <BoutonFiltre texte=l::AFFICHER />
            </Form>
        })}
        <p role="status">{resume}</p>
        <h2>{m::avec_nombre(mc::CONTROLE_EMPECHEMENTS, controle.empechements.len())}</h2>
        {if controle.empechements.is_empty() {
            view! { <p>{mc::CONTROLE_AUCUN_EMPECHEMENT}</p> }.into_any()
        } else {
            view! { <Empechements lignes=controle.empechements plusieurs /> }.into_any()
        }}
        <h2>{m::avec_nombre(l::CONTROLE_CONFLITS, nombre)}</h2>
        {vues.map(|vues| view! { <Vues nom=l::CONTROLE_VUES vues /> })}
        {if conflits.is_empty() {
            let vide = if nombre == 0 { l::CONTROLE_AUCUN_CONFLIT } else { l::CONTROLE_TOUS_CONFIRMES };
            view! { <p>{vide}</p> }.into_any()
        } else {
            view! { <Conflits lignes=conflits plusieurs /> }.into_any()
        }}
        <h2>{m::avec_nombre(l::CONTROLE_MANQUES, controle.incompletes.len())}</h2>
        {if controle.incompletes.is_empty() {
            view! { <p>{l::CONTROLE_AUCUN_MANQUE}</p> }.into_any()
        } else {
            view! { <Incompletes lignes=controle.incompletes plusieurs /> }.into_any()
        }}
    }
}

/// Who cannot come: read why, convoke somebody else, delete the convocation.
#[component]
fn Empechements(lignes: Vec<ConvocationEmpechee>, plusieurs: bool) -> impl IntoView {
    let legende = m::nombre(lignes.len(), "convocation", "convocations");
    view! {
        <Tableau id="empechements" nom=mc::CONTROLE_EMPECHEMENTS legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_INTERVENANT}</th>
                <th scope="col">{l::COL_MISSION}</th>
                {plusieurs.then(|| view! { <th scope="col">{l::CENTRE}</th> })}
                <th scope="col">{mc::COL_EMPECHEMENT}</th>
                <th scope="col">{l::COL_ACTIONS}</th>
            </tr></thead>
            <tbody>{lignes.into_iter().map(|c| {
                let adresse = format!("/missions/{}", c.mission);
                let creer = format!("{adresse}?fenetre=creer");
                let remplacer = format!("{adresse}?fenetre=remplacer&convocation={}", c.convocation);
                let supprimer = format!("{adresse}?fenetre=supprimer&convocation={}", c.convocation);
                let pour_remplacer = format!("{} – {}", mch::l::REMPLACER, c.nom);
                let pour_creer = format!("{} – mission {}", mc::CONVOQUER_QUELQU_UN, c.mission);
                let pour_supprimer = format!("{} – {}", l::SUPPRIMER, c.nom);
                view! {
                    <tr>
                        <th scope="row">{c.nom}</th>
                        <td><a class="fr-link" href=adresse>{c.mission}</a>" – "{c.intitule}</td>
                        {plusieurs.then(|| view! { <td>{c.centre}</td> })}
                        <td><span class="imagin-reponse imagin-reponse--empechement">{mc::reponse(&c.reponse)}</span></td>
                        <td>{if c.modifiable {
                            view! { <ul class="imagin-actions">
                                <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=remplacer aria-label=pour_remplacer>{mch::l::REMPLACER}</a></li>
                                <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=creer aria-label=pour_creer>{mc::CONVOQUER_QUELQU_UN}</a></li>
                                <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=supprimer aria-label=pour_supprimer>{l::SUPPRIMER_COURT}</a></li>
                            </ul> }.into_any()
                        } else {
                            mc::PAR_QUI_CONVOQUE.into_any()
                        }}</td>
                    </tr>
                }
            }).collect_view()}</tbody>
        </Tableau>
    }
}

#[component]
fn Conflits(lignes: Vec<ConvocationEnConflit>, plusieurs: bool) -> impl IntoView {
    let legende = m::nombre(lignes.len(), "convocation", "convocations");
    view! {
        <Tableau id="conflits" nom=l::CONTROLE_CONFLITS legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_INTERVENANT}</th>
                <th scope="col">{l::COL_MISSION}</th>
                {plusieurs.then(|| view! { <th scope="col">{l::CENTRE}</th> })}
                <th scope="col">{l::COL_CONFLIT}</th>
                <th scope="col">{l::COL_ACTIONS}</th>
            </tr></thead>
            <tbody>{lignes.into_iter().map(|c| {
                let adresse = format!("/missions/{}", c.mission);
                let fenetre = |nom: &str| format!("{adresse}?fenetre={nom}&convocation={}", c.convocation);
                let (modifier, remplacer, supprimer) =
                    (fenetre("modifier"), fenetre("remplacer"), fenetre("supprimer"));
                let pour = |action: &str| format!("{action} – {}", c.nom);
                let (pour_modifier, pour_remplacer, pour_supprimer) =
                    (pour(l::MODIFIER), pour(mch::l::REMPLACER), pour(l::SUPPRIMER));
                view! {
                    <tr>
                        <th scope="row">{c.nom}</th>
                        <td><a class="fr-link" href=adresse>{c.mission}</a>" – "{c.intitule}</td>
                        {plusieurs.then(|| view! { <td>{c.centre}</td> })}
                        <td><ul class="imagin-conflits">
                            {c.conflits.iter().enumerate().map(|(rang, x)| {
                                let confirme = c.confirmes.get(rang).and_then(Option::as_ref).map(|confirme| view! {
                                    <span class="imagin-raison">{m::conflit_confirme(confirme)}</span>
                                });
                                view! {
                                    <li><strong>{m::degre(x.degre())}</strong>"\u{a0}: "{m::conflit(x)}{confirme}</li>
                                }
                            }).collect_view()}
                        </ul></td>
                        <td>{if c.modifiable {
                            view! { <ul class="imagin-actions">
                                <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=modifier aria-label=pour_modifier>{l::MODIFIER_COURT}</a></li>
                                <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=remplacer aria-label=pour_remplacer>{mch::l::REMPLACER}</a></li>
                                <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=supprimer aria-label=pour_supprimer>{l::SUPPRIMER_COURT}</a></li>
                            </ul> }.into_any()
                        } else {
                            mc::PAR_QUI_CONVOQUE.into_any()
                        }}</td>
                    </tr>
                }
            }).collect_view()}</tbody>
        </Tableau>
    }
}

#[component]
fn Incompletes(lignes: Vec<MissionIncomplete>, plusieurs: bool) -> impl IntoView {
    let legende = m::nombre(lignes.len(), "mission", "missions");
    view! {
        <Tableau id="incompletes" nom=l::CONTROLE_MANQUES legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_NUMERO}</th>
                {plusieurs.then(|| view! { <th scope="col">{l::CENTRE}</th> })}
                <th scope="col">{l::COL_EPREUVE}</th>
                <th scope="col">{l::COL_TYPE}</th>
                <th scope="col">{l::COL_DEBUT}</th>
                <th scope="col">{l::COL_MANQUE}</th>
                <th scope="col">{l::COL_ACTIONS}</th>
            </tr></thead>
            <tbody>{lignes.into_iter().map(|i| {
                let adresse = format!("/missions/{}", i.mission);
                let creer = format!("{adresse}?fenetre=creer");
                let pour_creer = format!("{} – mission {}", l::CREER_CONVOCATION, i.mission);
                view! {
                    <tr>
                        <th scope="row"><a class="fr-link" href=adresse>{i.mission}</a></th>
                        {plusieurs.then(|| view! { <td>{i.centre}</td> })}
                        <td>{i.intitule}</td>
                        <td>{i.type_mission.libelle()}</td>
                        <td data-titre=l::COL_DEBUT>{jour_court(i.debut)}</td>
                        <td>{i.manques.iter().map(|x| m::manque(*x)).collect::<Vec<_>>().join(" ")}</td>
                        <td>{if i.modifiable {
                            view! { <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=creer aria-label=pour_creer>{l::CREER_CONVOCATION}</a> }.into_any()
                        } else {
                            mc::PAR_QUI_CONVOQUE.into_any()
                        }}</td>
                    </tr>
                }
            }).collect_view()}</tbody>
        </Tableau>
    }
}
