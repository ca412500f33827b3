use super::api::lire_fiche;
use crate::composants::{BoutonFiltre, ChampAnnee, SEMAINE, Tableau, noter_la_frappe};
use crate::messages::{competences as mc, l, majuscule, personnels as mp};
use crate::pages::Echec;
use crate::pages::indisponibilites::touchee;
use domain::{
    Charge, CompetenceDePersonne, ConvocationDePersonne, Datelike, FichePersonne, IntervenantId,
    LigneIndisponibilite, Mois, NaiveDate, Weekday, comparer, ecrire_mois, fin_de_semaine,
    jour_long, nom_jour, periode,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::{use_params_map, use_query_map};
use maud::{Markup, html};

/// The page of a person.
#[component]
pub fn PagePersonne() -> impl IntoView {
    let parametres = use_params_map();
    let requete = use_query_map();
    let demande = Memo::new(move |_| {
        let requete = requete.read();
        let id = parametres
            .read()
            .get("id")
            .and_then(|i| i.parse::<i64>().ok())
            .unwrap_or(0);
        let trimestre = requete.get("vue").is_some_and(|v| v == "trimestre");
        (
            id,
            requete.get("annee").and_then(|a| a.parse::<i32>().ok()),
            requete.get("mois").unwrap_or_default(),
            if trimestre { 3 } else { 1 },
        )
    });
    let fiche = Resource::new_blocking(
        move || demande.get(),
        async |(id, annee, mois, nombre)| lire_fiche(id, annee, mois, nombre).await,
    );
    view! {
        <p class="imagin-retour"><a class="fr-link" href="/personnels">{mp::l::RETOUR_PERSONNELS}</a></p>
        <Transition>
            {move || Suspend::new(async move {
                match fiche.await {
                    Ok(fiche) => view! { <Fiche fiche /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn adresse(fiche: &FichePersonne, mois: Mois, nombre: u32) -> String {
    let vue = if nombre >= 3 { "&vue=trimestre" } else { "" };
    format!(
        "/personnels/{}?annee={}&mois={}{vue}",
        fiche.id,
        fiche.annee,
        ecrire_mois(mois)
    )
}

#[component]
fn Fiche(fiche: FichePersonne) -> impl IntoView {
    let nom = fiche.nom_complet();
    let saisir = format!("/indisponibilites/nouvelle?personne={}", fiche.id);
    let annee = fiche.annee;
    let annees = fiche.annees.clone();
    let historique = fiche.historique.clone();
    let id = fiche.id;
    view! {
        <Title text=nom.clone() />
        <h1>{nom}</h1>
        <p class="fr-text--lead">{fiche.discipline.clone()}</p>
        <p>{fiche.etablissement.clone()}</p>
        {(!fiche.secondaires.is_empty()).then(|| view! { <p>{mp::secondaires(&fiche.secondaires)}</p> })}
        <ul class="imagin-boutons imagin-boutons--liste">
            <li><a class="fr-btn" href=saisir>{mp::l::NOUVELLE}</a></li>
        </ul>
        {(annees.len() > 1).then(|| view! {
            <Form method="GET" action=format!("/personnels/{id}") attr:class="imagin-filtres" on:input=noter_la_frappe()>
                <ChampAnnee etiquette=l::ANNEE annees choisie=Some(annee) />
                <BoutonFiltre texte=l::AFFICHER />
            </Form>
        })}
        <Calendrier fiche=fiche.clone() />
        <h2>{mp::l::SES_CONVOCATIONS}</h2>
        <Convocations convocations=fiche.convocations.clone() />
        <h2>{mc::l::SES_COMPETENCES}</h2>
        <Competences competences=fiche.competences.clone() />
        <h2>{mp::l::SES_INDISPONIBILITES}</h2>
        <Indisponibilites liste=fiche.indisponibilites.clone() />
        <h2>{mp::l::CHARGE}</h2>
        <Comparee charges=fiche.charges.clone() qui=fiche.id />
        <h2>{mp::l::COORDONNEES}</h2>
        <Coordonnees fiche=fiche.clone() />
        <h2>{mp::l::HISTORIQUE}</h2>
        {if historique.is_empty() {
            view! { <p>{mp::l::HISTORIQUE_VIDE}</p> }.into_any()
        } else {
            view! {
                <ul class="imagin-historique">
                    {historique.iter().map(|e| view! { <li>{mp::evenement(e)}</li> }).collect_view()}
                </ul>
            }.into_any()
        }}
    }
}

/// What they are competent in, by examen and use.
#[component]
fn Competences(competences: Vec<CompetenceDePersonne>) -> impl IntoView {
    if competences.is_empty() {
        return view! { <p>{mc::l::AUCUNE_COMPETENCE}</p> }.into_any();
    }
    view! {
        <ul>
            {competences.iter().map(|c| view! {
                <li>{c.objet.to_string()}" ("{mc::validation(c)}")"</li>
            }).collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn Calendrier(fiche: FichePersonne) -> impl IntoView {
    let mois = fiche.les_mois();
    let premier = mois.first().copied().unwrap_or(Mois {
        annee: fiche.annee,
        mois: 1,
    });
    let nombre = fiche.nombre_mois;
    let pas = nombre as i32;
    let vues = [(1, mp::l::VUE_MOIS), (3, mp::l::VUE_TRIMESTRE)];
    let court = nombre > 1;
    let tables: String = mois
        .iter()
        .map(|x| un_mois(&fiche, *x, court).into_string())
        .collect();
    view! {
        <h2 id="calendrier">{mp::l::CALENDRIER}</h2>
        <nav class="imagin-vues" aria-label=mp::l::VUE_CALENDRIER>
            <ul>
                {vues.into_iter().map(|(n, texte)| view! {
                    <li><a class="fr-tag" href=adresse(&fiche, premier, n) data-noscroll="true"
                        aria-current=(n == nombre).then_some("true")>{texte}</a></li>
                }).collect_view()}
            </ul>
        </nav>
        <div class="imagin-boutons imagin-agenda__pas">
            <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=adresse(&fiche, premier.plus(-pas), nombre) data-noscroll="true">{mp::precedent(court)}</a>
            <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=adresse(&fiche, premier.plus(pas), nombre) data-noscroll="true">{mp::suivant(court)}</a>
        </div>
        <ul class="imagin-agenda__legende">
            <li><span class="imagin-agenda__marque imagin-agenda__marque--convoque" aria-hidden="true">"C"</span>{mp::l::LEGENDE_CONVOQUE}</li>
            <li><span class="imagin-agenda__marque imagin-agenda__marque--absent" aria-hidden="true">"I"</span>{mp::l::LEGENDE_INDISPONIBLE}</li>
            <li><span class="imagin-agenda__marque imagin-agenda__marque--conflit" aria-hidden="true">"!"</span>{mp::l::LEGENDE_CONFLIT}</li>
        </ul>
        <div class="imagin-agenda" class:imagin-agenda--trimestre=court inner_html=tables></div>
    }
}

/// One month as a table; in `court`, a mark a day instead of words.
fn un_mois(fiche: &FichePersonne, mois: Mois, court: bool) -> Markup {
    html! {
        table.imagin-agenda__mois {
            caption { (majuscule(&mp::mois(mois))) }
            thead { tr {
                @for jour in SEMAINE {
                    th scope="col" {
                        span aria-hidden="true" { (initiale(jour)) }
                        span.fr-sr-only { (nom_jour(jour)) }
                    }
                }
            } }
            tbody {
                @for semaine in mois.semaines() {
                    tr {
                        @for jour in semaine {
                            @match jour {
                                None => td.imagin-agenda__vide {},
                                Some(jour) => (une_case(fiche, jour, court)),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn initiale(jour: Weekday) -> String {
    nom_jour(jour)
        .chars()
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default()
}

fn une_case(fiche: &FichePersonne, jour: NaiveDate, court: bool) -> Markup {
    let j = fiche.jour(jour);
    let conflit = j.en_conflit();
    let classe = if conflit {
        "imagin-agenda__jour imagin-agenda__jour--conflit"
    } else if !j.convocations.is_empty() {
        "imagin-agenda__jour imagin-agenda__jour--convoque"
    } else if !j.absences.is_empty() {
        "imagin-agenda__jour imagin-agenda__jour--absent"
    } else if fin_de_semaine(jour) {
        "imagin-agenda__jour imagin-agenda__jour--repos"
    } else {
        "imagin-agenda__jour"
    };
    // In a quarter, the words are read aloud and the marks are seen.
    let mots = if court {
        "fr-sr-only"
    } else {
        "imagin-agenda__mots"
    };
    html! {
        td class=(classe) {
            span.imagin-agenda__date aria-hidden="true" { (jour.day()) }
            span.fr-sr-only { (jour_long(jour)) }
            @if court {
                span aria-hidden="true" {
                    @if conflit { "!" } @else if !j.convocations.is_empty() { "C" } @else if !j.absences.is_empty() { "I" }
                }
            }
            @for (c, x) in &j.convocations {
                span class=(mots) {
                    @if c.visible {
                        a href={ "/missions/" (c.mission) } tabindex=[court.then_some("-1")] { (c.mission) }
                    } @else {
                        (c.mission) " " (mp::l::AILLEURS)
                    }
                    " " (domain::horaires(x.debut, x.fin))
                }
            }
            @for (i, partie) in &j.absences {
                span class=(mots) { (mp::partie_courte(*partie)) " (" (i.motif.libelle()) ")" }
            }
            @if conflit { span.fr-sr-only { (mp::l::EN_CONFLIT) } }
        }
    }
}

#[component]
fn Convocations(convocations: Vec<ConvocationDePersonne>) -> impl IntoView {
    if convocations.is_empty() {
        return view! { <p>{mp::l::AUCUNE_CONVOCATION}</p> }.into_any();
    }
    let legende = mp::nombre_de_convocations(convocations.len());
    view! {
        <Tableau id="convocations" nom=mp::l::SES_CONVOCATIONS legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_MISSION}</th>
                <th scope="col">{l::COL_EPREUVE}</th>
                <th scope="col">{l::COL_TYPE}</th>
                <th scope="col">{l::CENTRE}</th>
                <th scope="col">{l::QUALITE}</th>
                <th scope="col">{mp::l::COL_JOURS}</th>
            </tr></thead>
            <tbody>{convocations.into_iter().map(|c| {
                let adresse = format!("/missions/{}", c.mission);
                let jours: Vec<String> = c.creneaux.iter().map(domain::Creneau::en_court).collect();
                view! {
                    <tr>
                        <th scope="row">{if c.visible {
                            view! { <a class="fr-link" href=adresse>{c.mission}</a> }.into_any()
                        } else {
                            c.mission.into_any()
                        }}</th>
                        <td>{c.intitule}</td>
                        <td>{c.type_mission.libelle()}</td>
                        <td>{c.centre_nom}</td>
                        <td>{c.qualite.map(|q| q.libelle())}</td>
                        <td>{jours.join("\u{202f}; ")}</td>
                    </tr>
                }
            }).collect_view()}</tbody>
        </Tableau>
    }
    .into_any()
}

#[component]
fn Indisponibilites(liste: Vec<LigneIndisponibilite>) -> impl IntoView {
    if liste.is_empty() {
        return view! { <p>{mp::l::AUCUNE}</p> }.into_any();
    }
    let legende = mp::nombre_d_indisponibilites(liste.len());
    view! {
        <Tableau id="indisponibilites" nom=mp::l::SES_INDISPONIBILITES legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{mp::l::PERIODE}</th>
                <th scope="col">{mp::l::MOTIF}</th>
                <th scope="col">{mp::l::CONVOCATIONS_TOUCHEES}</th>
                <th scope="col">{l::COL_ACTIONS}</th>
            </tr></thead>
            <tbody>{liste.into_iter().map(|i| {
                let quand = periode(&i.absence);
                let pour = format!("{} – {quand}", l::MODIFIER_COURT);
                view! {
                    <tr>
                        <th scope="row">{quand}</th>
                        <td>{i.motif.libelle()}
                            {(!i.commentaire.is_empty()).then(|| view! { <span class="imagin-raison">{i.commentaire}</span> })}
                        </td>
                        <td>{(!i.touchees.is_empty()).then(|| view! {
                            <ul class="imagin-touchees">{i.touchees.into_iter().map(|t| touchee(t, false)).collect_view()}</ul>
                        })}</td>
                        <td><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=format!("/indisponibilites/{}", i.id)
                            aria-label=pour>{l::MODIFIER_COURT}</a></td>
                    </tr>
                }
            }).collect_view()}</tbody>
        </Tableau>
    }
    .into_any()
}

/// The person among the colleagues of the same discipline.
#[component]
fn Comparee(charges: Vec<Charge>, qui: IntervenantId) -> impl IntoView {
    let comparaison = comparer(&charges, qui);
    let maximum = comparaison.maximum.max(1);
    view! {
        <p>{mp::comparaison(&comparaison)}</p>
        {(charges.len() > 1).then(|| view! {
            <Tableau id="charges" nom=mp::l::CHARGE legende=Signal::stored(mp::l::CHARGE.to_owned())>
                <thead><tr>
                    <th scope="col">{l::COL_NOM}</th>
                    <th scope="col">{mp::l::COL_CONVOCATIONS}</th>
                    <th scope="col">{mp::l::COL_JOURS}</th>
                </tr></thead>
                <tbody>{charges.into_iter().map(|c| {
                    let nom = mp::charge_de(&c);
                    let lui = c.intervenant == qui;
                    view! {
                        <tr class:imagin-charge--lui=lui>
                            <th scope="row">{if lui {
                                c.nom.into_any()
                            } else {
                                view! { <a class="fr-link" href=format!("/personnels/{}", c.intervenant)>{c.nom}</a> }.into_any()
                            }}</th>
                            <td class="imagin-nombre">{c.convocations}</td>
                            <td class="imagin-charge">
                                <span class="imagin-nombre">{c.jours}</span>" "
                                <meter min="0" max=maximum value=c.jours aria-label=nom></meter>
                            </td>
                        </tr>
                    }
                }).collect_view()}</tbody>
            </Tableau>
        })}
    }
}

#[component]
fn Coordonnees(fiche: FichePersonne) -> impl IntoView {
    let mel = |adresse: String| {
        if adresse.is_empty() {
            mp::l::NON_CONNUE.into_any()
        } else {
            view! { <a class="fr-link" href=format!("mailto:{adresse}")>{adresse.clone()}</a> }
                .into_any()
        }
    };
    let postale = if fiche.adresse.is_empty() {
        mp::l::NON_CONNUE.to_owned()
    } else {
        fiche.adresse.join(", ")
    };
    view! {
        <dl class="imagin-faits">
            <div><dt>{mp::l::MEL_PROFESSIONNEL}</dt><dd>{mel(fiche.mel_professionnel)}</dd></div>
            <div><dt>{mp::l::MEL_PERSONNEL}</dt><dd>{mel(fiche.mel_personnel)}</dd></div>
            {(!fiche.telephone.is_empty()).then(|| view! {
                <div><dt>{crate::messages::espace::l::TELEPHONE}</dt><dd>{fiche.telephone}</dd></div>
            })}
            <div><dt>{mp::l::ADRESSE_POSTALE}</dt><dd>{postale}</dd></div>
            <div><dt>{mp::l::MATRICULE}</dt><dd>{fiche.matricule}</dd></div>
        </dl>
    }
}
