use super::api::{
    CreerDemande, LireReponseDemande, RattacherDemande, RefuserDemande, RetirerDemande,
    lister_demandes, ouvrir_demande, preparer_demande,
};
use super::{ADRESSE, DEMANDES, champ};
use crate::composants::{Neuf, Pagination, Tableau, ZoneTexte};
use crate::coquille::Fraicheur;
use crate::messages::repertoire::{self as mr, l};
use crate::messages::{self as m};
use crate::pages::{Echec, alerte, cle_de_l_adresse, refus};
use domain::{
    COMMENTAIRE_MAX, DEMANDES_MAX, DemandeOuverte, DemandeVue, EtatDemande, PageDemandes,
    SaisieDemande,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// *Intervenants introuvables*: what the centres ask, and what became of it.
#[component]
pub fn Demandes() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let lue = ServerAction::<LireReponseDemande>::new();
    let requete = use_query_map();
    let rang = Memo::new(move |_| {
        let requete = requete.read();
        let page = requete.get_str("page").and_then(|p| p.parse::<u32>().ok());
        page.unwrap_or(1)
    });
    let demandes = Resource::new_blocking(
        move || (lue.version().get(), rang.get()),
        |(_, page)| lister_demandes(page),
    );
    fraicheur.apres(move || lue.version().get());
    view! {
        <Title text=l::DEMANDES />
        <h1>{l::DEMANDES}</h1>
        <Transition>
            {move || Suspend::new(async move {
                match demandes.await {
                    Ok(page) => view! { <ListeDemandes page lue /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn ListeDemandes(page: PageDemandes, lue: ServerAction<LireReponseDemande>) -> impl IntoView {
    let PageDemandes {
        demandes,
        total,
        page,
        tient,
        demande,
    } = page;
    let vide = demandes.is_empty();
    let legende = mr::demandes(total as usize);
    let adresses: Vec<String> = (1..=total.div_ceil(DEMANDES_MAX).max(1))
        .map(|p| {
            if p == 1 {
                DEMANDES.to_owned()
            } else {
                format!("{DEMANDES}?page={p}")
            }
        })
        .collect();
    view! {
        <p class="imagin-texte">{if tient { l::DEMANDES_A_TRAITER } else { l::DEMANDES_TEXTE }}</p>
        {demande.then(|| view! {
            <ul class="imagin-boutons imagin-boutons--liste">
                <li><a class="fr-btn" href=format!("{DEMANDES}/nouvelle")>{l::NOUVELLE_DEMANDE}</a></li>
            </ul>
        })}
        {alerte(move || lue.value().with(refus))}
        {if vide {
            view! { <p role="status">{l::AUCUNE_DEMANDE}</p> }.into_any()
        } else {
            view! {
                <Tableau id="demandes" nom=l::DEMANDES legende=Signal::stored(legende)>
                    <thead><tr>
                        <th scope="col">{l::PERSONNE}</th>
                        <th scope="col">{l::DEMANDEUR}</th>
                        <th scope="col">{l::MISSION}</th>
                        <th scope="col">{l::COL_ETAT}</th>
                        <th scope="col">{l::COL_ACTIONS}</th>
                    </tr></thead>
                    <tbody>{demandes.into_iter().map(|d| ligne(d, tient, lue)).collect_view()}</tbody>
                </Tableau>
                <Pagination adresses courante=page as usize etiquette=m::l::PAGINATION
                    precedente=m::l::PAGE_PRECEDENTE suivante=m::l::PAGE_SUIVANTE numero=m::page_n />
            }.into_any()
        }}
    }
}

fn badge(etat: EtatDemande) -> impl IntoView {
    let classe = match etat {
        EtatDemande::EnAttente => "fr-badge fr-badge--sm fr-badge--info",
        EtatDemande::Traitee => "fr-badge fr-badge--sm fr-badge--success",
        EtatDemande::Refusee => "fr-badge fr-badge--sm fr-badge--warning",
    };
    view! { <span class=classe>{mr::etat_demande(etat)}</span> }
}

/// Where to convoke who was found, for the mission that asked.
fn convoquer(d: &DemandeVue) -> Option<String> {
    let (qui, _) = d.reponse.as_ref()?;
    let mission = Some(&d.saisie.mission).filter(|m| !m.is_empty())?;
    Some(format!("/missions/{mission}?fenetre=creer&itv={qui}"))
}

fn ligne(d: DemandeVue, tient: bool, lue: ServerAction<LireReponseDemande>) -> impl IntoView {
    let nom = d.nom_complet();
    let mission = d.saisie.mission.clone();
    let convoquer = (!tient).then(|| convoquer(&d)).flatten();
    let a_lire = !tient && d.etat != EtatDemande::EnAttente && !d.lue;
    let a_traiter = tient && d.etat == EtatDemande::EnAttente;
    let reponse = match (&d.reponse, d.motif.is_empty()) {
        (Some((_, qui)), _) => qui.clone(),
        (None, false) => d.motif.clone(),
        (None, true) => String::new(),
    };
    let pour_lue = crate::messages::comptes::pour(l::MARQUER_LUE, &nom);
    let pour_traiter = crate::messages::comptes::pour(l::TRAITER, &nom);
    let pour_convoquer = crate::messages::comptes::pour(l::CONVOQUER, &nom);
    view! {
        <tr>
            <th scope="row">
                <a class="fr-link" href=format!("{DEMANDES}/{}", d.id)>{nom}</a>
                <span class="imagin-raison">{mr::precisions(&d.saisie)}</span>
            </th>
            <td>{d.demandeur}<span class="imagin-raison">{mr::par_le(&d.par, &d.le)}</span></td>
            <td>{(!mission.is_empty()).then(|| view! { <a class="fr-link" href=format!("/missions/{mission}")>{mission.clone()}</a> })}</td>
            <td>{badge(d.etat)}{(!reponse.is_empty()).then(|| view! { <span class="imagin-raison">{reponse}</span> })}</td>
            <td>
                {a_traiter.then(|| view! { <a class="fr-btn fr-btn--sm" href=format!("{DEMANDES}/{}", d.id) aria-label=pour_traiter>{l::TRAITER}</a> })}
                {convoquer.map(|adresse| view! { <a class="fr-btn fr-btn--sm" href=adresse aria-label=pour_convoquer>{l::CONVOQUER}</a> })}
                {a_lire.then(|| view! {
                    <ActionForm action=lue>
                        <input type="hidden" name="id" value=d.id />
                        <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour_lue>{l::MARQUER_LUE}</button>
                    </ActionForm>
                })}
            </td>
        </tr>
    }
}

/// *Demander un intervenant introuvable*.
#[component]
pub fn NouvelleDemande() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let creer = ServerAction::<CreerDemande>::new();
    fraicheur.apres(move || creer.version().get());
    let requete = use_query_map();
    let mission = Memo::new(move |_| requete.read().get("mission").unwrap_or_default());
    let saisie = Resource::new_blocking(move || mission.get(), preparer_demande);
    view! {
        <Title text=l::NOUVELLE_DEMANDE />
        <p class="imagin-retour"><a class="fr-link" href=DEMANDES>{l::RETOUR_DEMANDES}</a></p>
        <h1>{l::NOUVELLE_DEMANDE}</h1>
        <Suspense>
            {move || Suspend::new(async move {
                match saisie.await {
                    Ok(saisie) => view! { <FormulaireDemande saisie creer /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn FormulaireDemande(saisie: SaisieDemande, creer: ServerAction<CreerDemande>) -> impl IntoView {
    let commentaire = RwSignal::new(saisie.commentaire);
    view! {
        <p class="imagin-texte">{l::NOUVELLE_DEMANDE_TEXTE}</p>
        <ActionForm action=creer attr:class="imagin-formulaire-court">
            {alerte(move || creer.value().with(refus))}
            {champ("nom", l::NOM, "", "80", saisie.nom)}
            {champ("prenom", l::PRENOM, "", "80", saisie.prenom)}
            {champ("lieu", l::LIEU_DEMANDE, l::LIEU_DEMANDE_INDICE, "200", saisie.lieu)}
            {champ("discipline", l::DISCIPLINE, "", "80", saisie.discipline)}
            {champ("mission", l::MISSION, l::MISSION_INDICE, "12", saisie.mission)}
            <ZoneTexte id="commentaire" nom="saisie[commentaire]" etiquette=l::COMMENTAIRE indice=""
                valeur=commentaire maximum=COMMENTAIRE_MAX reste=m::reste exces=m::exces />
            <button class="fr-btn" aria-disabled=move || creer.pending().get().then_some("true")>{l::ENVOYER_DEMANDE}</button>
        </ActionForm>
    }
}

/// A request, and its answer or what to answer.
#[component]
pub fn PageDemande() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let rattacher = ServerAction::<RattacherDemande>::new();
    let refuser = ServerAction::<RefuserDemande>::new();
    let retirer = ServerAction::<RetirerDemande>::new();
    fraicheur.apres(move || {
        rattacher.version().get() + refuser.version().get() + retirer.version().get()
    });
    let id = cle_de_l_adresse();
    let demande = Resource::new_blocking(move || id.get(), ouvrir_demande);
    let neuf = Neuf::default();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=DEMANDES>{l::RETOUR_DEMANDES}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                let cle = id.get();
                match demande.await {
                    Ok(ouverte) => neuf.pour(cle, view! { <Ouverte ouverte rattacher refuser retirer /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Ouverte(
    ouverte: DemandeOuverte,
    rattacher: ServerAction<RattacherDemande>,
    refuser: ServerAction<RefuserDemande>,
    retirer: ServerAction<RetirerDemande>,
) -> impl IntoView {
    let DemandeOuverte {
        demande,
        semblables,
        tient,
        retirable,
        courriel,
    } = ouverte;
    let nom = demande.nom_complet();
    let id = demande.id;
    let lien = convoquer(&demande);
    let faits = [
        (l::LIEU_DEMANDE, demande.saisie.lieu.clone()),
        (l::DISCIPLINE, demande.saisie.discipline.clone()),
        (l::COMMENTAIRE, demande.saisie.commentaire.clone()),
        (l::MISSION, demande.saisie.mission.clone()),
        (
            l::DEMANDEUR,
            format!(
                "{}, {}",
                demande.demandeur,
                mr::par_le(&demande.par, &demande.le)
            ),
        ),
        (
            l::REPONSE,
            demande
                .reponse
                .as_ref()
                .map(|(_, qui)| qui.clone())
                .unwrap_or_default(),
        ),
        (l::MOTIF, demande.motif.clone()),
        (l::TRAITEE, demande.traite.clone()),
        (
            l::COURRIEL_REPONSE,
            courriel
                .map(mr::courriel_reponse)
                .unwrap_or_default()
                .to_owned(),
        ),
    ];
    let attend = demande.etat == EtatDemande::EnAttente;
    // Without anyone of this name, there is no choice above for the number to overrule.
    let (matricule, indice) = if semblables.is_empty() {
        (l::SON_MATRICULE, l::SON_MATRICULE_INDICE)
    } else {
        (l::AUTRE_MATRICULE, l::AUTRE_MATRICULE_INDICE)
    };
    view! {
        <Title text=nom.clone() />
        <h1>{nom}</h1>
        <p>{badge(demande.etat)}</p>
        <dl class="imagin-faits">
            {faits.into_iter().filter(|(_, v)| !v.is_empty()).map(|(nom, v)| view! {
                <div><dt>{nom}</dt><dd>{v}</dd></div>
            }).collect_view()}
        </dl>
        {lien.filter(|_| !tient).map(|adresse| view! { <p><a class="fr-btn" href=adresse>{l::CONVOQUER}</a></p> })}
        {retirable.then(|| view! {
            <ActionForm action=retirer>
                {alerte(move || retirer.value().with(refus))}
                <input type="hidden" name="id" value=id />
                <button class="fr-btn fr-btn--secondary">{l::RETIRER_DEMANDE}</button>
            </ActionForm>
        })}
        {(tient && attend).then(|| view! {
            <section aria-labelledby="rattacher">
                <h2 id="rattacher">{l::RATTACHER}</h2>
                <ActionForm action=rattacher attr:class="imagin-formulaire-court">
                    {alerte(move || rattacher.value().with(refus))}
                    <input type="hidden" name="id" value=id />
                    {(!semblables.is_empty()).then(|| view! {
                        <fieldset class="imagin-groupe">
                            <legend>{l::PROBABLES}</legend>
                            {semblables.into_iter().map(|p| {
                                let champ = format!("personne-{}", p.id);
                                let dit = format!("{}{}", p.nom, mr::reperes(&p));
                                view! {
                                    <div class="fr-radio-group fr-radio-group--sm">
                                        <input type="radio" id=champ.clone() name="intervenant" value=p.id.0 />
                                        <label class="fr-label" for=champ>{dit}</label>
                                    </div>
                                }
                            }).collect_view()}
                        </fieldset>
                    })}
                    <div class="fr-input-group">
                        <label class="fr-label" for="matricule">{matricule}
                            <span class="fr-hint-text" id="matricule-indice">{indice}</span>
                        </label>
                        <input class="fr-input" id="matricule" name="matricule" maxlength="40" autocomplete="off" aria-describedby="matricule-indice" />
                    </div>
                    <button class="fr-btn">{l::RATTACHER_BOUTON}</button>
                </ActionForm>
            </section>
            <section aria-labelledby="creer">
                <h2 id="creer">{l::CREER_SA_FICHE}</h2>
                <p><a class="fr-btn fr-btn--secondary" href=format!("{ADRESSE}/nouveau?demande={id}")>{l::NOUVEAU}</a></p>
            </section>
            <section aria-labelledby="refuser">
                <h2 id="refuser">{l::REFUSER}</h2>
                <ActionForm action=refuser attr:class="imagin-formulaire-court">
                    {alerte(move || refuser.value().with(refus))}
                    <input type="hidden" name="id" value=id />
                    <div class="fr-input-group">
                        <label class="fr-label" for="motif">{l::MOTIF}
                            <span class="fr-hint-text" id="motif-indice">{l::MOTIF_INDICE}</span>
                        </label>
                        <textarea class="fr-input" id="motif" name="motif" rows="3" maxlength="500" aria-describedby="motif-indice"></textarea>
                    </div>
                    <button class="fr-btn fr-btn--secondary">{l::REFUSER_BOUTON}</button>
                </ActionForm>
            </section>
        })}
    }
}
