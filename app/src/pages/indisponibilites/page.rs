use super::api::{
    ADRESSE, SupprimerIndisponibilite, intervalles_en_texte, lire_intervalles,
    lister_indisponibilites,
};
use crate::composants::{
    ChampMot, EnteteTri, FormulaireFiltre, MultiSelect, OptionMultiple, Pagination, Tableau,
};
use crate::coquille::Fraicheur;
use crate::messages::{self as m, l, personnels as mp};
use crate::pages::Echec;
use domain::{
    ColonneIndisponibilite, ColonnePersonnel, ConvocationTouchee, DisciplineId,
    FiltreIndisponibilites, IntervenantId, LIGNES_INDISPONIBILITES, LigneIndisponibilite, Motif,
    PageIndisponibilites, lire_jour, periode,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// The filter that the parameters of an address ask for.
#[must_use]
pub fn filtre_des_indisponibilites(requete: &ParamsMap) -> FiltreIndisponibilites {
    let un = |cle: &str| requete.get(cle).unwrap_or_default();
    FiltreIndisponibilites {
        mot_cle: un("mot"),
        disciplines: requete
            .get_all("discipline")
            .unwrap_or_default()
            .iter()
            .filter_map(|d| d.parse().ok().map(DisciplineId))
            .collect(),
        motif: Motif::lire(&un("motif")),
        du: lire_jour(&un("du")),
        au: lire_jour(&un("au")),
        seules: lire_intervalles(&un("saisies")),
        personne: un("personne").parse().ok().map(IntervenantId),
        tri: ColonneIndisponibilite::lire(&un("tri")).unwrap_or_default(),
        inverse: un("sens") == "inverse",
        page: un("page").parse().unwrap_or(1).max(1),
    }
}

/// The parameters of a filter: only what differs from the usual.
fn requete_de(filtre: &FiltreIndisponibilites) -> String {
    let mut requete = ParamsMap::new();
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    for d in &filtre.disciplines {
        requete.insert("discipline", d.to_string());
    }
    if let Some(motif) = filtre.motif {
        requete.insert("motif", motif.code().to_owned());
    }
    if let Some(du) = filtre.du {
        requete.insert("du", du.to_string());
    }
    if let Some(au) = filtre.au {
        requete.insert("au", au.to_string());
    }
    if !filtre.seules.is_empty() {
        requete.insert("saisies", intervalles_en_texte(&filtre.seules));
    }
    if let Some(personne) = filtre.personne {
        requete.insert("personne", personne.to_string());
    }
    if filtre.tri != ColonneIndisponibilite::default() || filtre.inverse {
        requete.insert("tri", filtre.tri.code().to_owned());
    }
    if filtre.inverse {
        requete.insert("sens", "inverse".to_owned());
    }
    if filtre.page > 1 {
        requete.insert("page", filtre.page.to_string());
    }
    requete.to_query_string()
}

/// *Saisie d’indisponibilité*: the list, what each hits, and the way to a new one.
#[component]
pub fn Indisponibilites() -> impl IntoView {
    let requete = use_query_map();
    let fraicheur = expect_context::<Fraicheur>();
    let filtre = Memo::new(move |_| filtre_des_indisponibilites(&requete.read()));
    let page = Resource::new_blocking(
        // What is deleted, or taken back from the Messages zone, is read again.
        move || (filtre.get(), fraicheur.mission.get()),
        async |(filtre, _)| lister_indisponibilites(filtre).await,
    );
    let supprimer = ServerAction::<SupprimerIndisponibilite>::new();
    Effect::new(move |_| {
        if supprimer.version().get() > 0 {
            fraicheur.relire_messages();
            fraicheur.mission.update(|n| *n += 1);
        }
    });
    view! {
        <Title text=mp::l::SAISIE_INDISPONIBILITE />
        <h1>{mp::l::SAISIE_INDISPONIBILITE}</h1>
        <ul class="imagin-boutons imagin-boutons--liste">
            <li><a class="fr-btn" href="/indisponibilites/nouvelle">{mp::l::NOUVELLE}</a></li>
            <li><a class="fr-btn fr-btn--secondary" href="/indisponibilites/importer">{mp::l::IMPORTER}</a></li>
        </ul>
        <p class="fr-text--sm">{mp::l::CONFIDENTIALITE}</p>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match page.await {
                    Ok(page) => view! {
                        <Filtres filtre=filtre.clone() disciplines=page.disciplines.clone() />
                        <Liste filtre page supprimer />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filtres(
    filtre: FiltreIndisponibilites,
    disciplines: Vec<(DisciplineId, String)>,
) -> impl IntoView {
    if !filtre.seules.is_empty() {
        return view! {
            <h2>{mp::l::VIENT_D_ETRE_SAISI}</h2>
            <p><a class="fr-link" href=ADRESSE>{mp::l::TOUTES}</a></p>
        }
        .into_any();
    }
    let choix = options_de_disciplines(&disciplines, &filtre.disciplines);
    let d_une_personne = filtre.personne.is_some();
    let motif = filtre.motif;
    let jour = |j: Option<domain::NaiveDate>| j.map(|j| j.to_string());
    view! {
        <FormulaireFiltre action=ADRESSE bouton=l::FILTRER>
            {(filtre.tri != ColonneIndisponibilite::default() || filtre.inverse).then(|| view! {
                <input type="hidden" name="tri" value=filtre.tri.code() />
            })}
            {filtre.inverse.then(|| view! { <input type="hidden" name="sens" value="inverse" /> })}
            {filtre.personne.map(|p| view! { <input type="hidden" name="personne" value=p.to_string() /> })}
            <MultiSelect id="discipline" nom="discipline" etiquette=mp::l::DISCIPLINES options=choix
                accord=mp::l::DISCIPLINES_CHOISIES />
            <div class="fr-select-group">
                <label class="fr-label" for="motif">{mp::l::MOTIF}</label>
                <select class="fr-select" id="motif" name="motif">
                    <option value="" selected=motif.is_none()>{mp::l::TOUS_LES_MOTIFS}</option>
                    {Motif::TOUS.into_iter().map(|x| view! {
                        <option value=x.code() selected=motif == Some(x)>{x.libelle()}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="fr-input-group">
                <label class="fr-label" for="du">{mp::l::A_PARTIR_DU}</label>
                <input class="fr-input" id="du" name="du" type="date" value=jour(filtre.du) />
            </div>
            <div class="fr-input-group">
                <label class="fr-label" for="au">{mp::l::JUSQU_AU}</label>
                <input class="fr-input" id="au" name="au" type="date" value=jour(filtre.au) />
            </div>
            <ChampMot etiquette=l::FILTRER_MOT_CLE indice=mp::l::MOT_CLE_INDISPONIBILITES valeur=filtre.mot_cle />
        </FormulaireFiltre>
        {d_une_personne.then(|| view! { <p><a class="fr-link" href=ADRESSE>{mp::l::TOUTES}</a></p> })}
    }
    .into_any()
}

/// Disciplines as the values of a multiple choice.
pub(crate) fn options_de_disciplines(
    disciplines: &[(DisciplineId, String)],
    choisies: &[DisciplineId],
) -> Vec<OptionMultiple> {
    disciplines
        .iter()
        .map(|(id, libelle)| OptionMultiple {
            valeur: id.to_string(),
            texte: libelle.clone(),
            choisie: choisies.contains(id),
        })
        .collect()
}

#[component]
fn Liste(
    filtre: FiltreIndisponibilites,
    page: PageIndisponibilites,
    supprimer: ServerAction<SupprimerIndisponibilite>,
) -> impl IntoView {
    if page.lignes.is_empty() {
        let texte = if page.total_sans_filtre == 0 {
            mp::l::AUCUNE
        } else {
            mp::l::AUCUNE_FILTREE
        };
        return view! {
            <p role="status">{texte}</p>
            {(page.total_sans_filtre > 0).then(|| view! {
                <p><a class="fr-link" href=ADRESSE>{l::REINITIALISER}</a></p>
            })}
        }
        .into_any();
    }
    let adresse = |f: &FiltreIndisponibilites| format!("{ADRESSE}{}", requete_de(f));
    let pages = page.total.div_ceil(LIGNES_INDISPONIBILITES).max(1);
    let adresses: Vec<String> = (1..=pages)
        .map(|p| {
            adresse(&FiltreIndisponibilites {
                page: p,
                ..filtre.clone()
            })
        })
        .collect();
    let parametres = requete_de(&FiltreIndisponibilites {
        page: 1,
        ..filtre.clone()
    });
    let (csv, pdf) = (
        format!("/indisponibilites.csv{parametres}"),
        format!("/indisponibilites.pdf{parametres}"),
    );
    let entete = |colonne: ColonneIndisponibilite| {
        let active = filtre.tri == colonne;
        let adresse = adresse(&FiltreIndisponibilites {
            tri: colonne,
            inverse: active && !filtre.inverse,
            page: 1,
            ..filtre.clone()
        });
        view! {
            <EnteteTri adresse texte=mp::colonne_indisponibilite(colonne)
                sens=active.then_some(filtre.descendant()) />
        }
    };
    let [nom, discipline, quand, motif] = ColonneIndisponibilite::TOUTES.map(entete);
    let plusieurs = page.plusieurs;
    let legende = mp::legende_indisponibilites(page.total, page.total_sans_filtre);
    view! {
        <Tableau id="indisponibilites" nom=mp::l::SAISIE_INDISPONIBILITE legende=Signal::stored(legende)>
            <thead><tr>
                {nom}
                {discipline}
                {plusieurs.then(|| view! {
                    <th scope="col">{mp::colonne_personnel(ColonnePersonnel::Etablissement)}</th>
                })}
                {quand}
                {motif}
                <th scope="col">{mp::l::CONVOCATIONS_TOUCHEES}</th>
                <th scope="col">{mp::l::SAISIE_PAR}</th>
                <th scope="col">{l::COL_ACTIONS}</th>
            </tr></thead>
            <tbody>{page.lignes.into_iter().map(|i| ligne(i, plusieurs, supprimer)).collect_view()}</tbody>
        </Tableau>
        <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
        <ul class="imagin-boutons imagin-boutons--liste">
            <li><a class="fr-btn fr-btn--secondary" href=csv rel="external">{mp::l::EXPORTER}</a></li>
            <li><a class="fr-btn fr-btn--secondary" href=pdf rel="external">{mp::l::IMPRIMER}</a></li>
        </ul>
        <p class="fr-text--sm">{mp::l::IMPRIMER_SANS_MOTIF}</p>
    }
    .into_any()
}

fn ligne(
    i: LigneIndisponibilite,
    plusieurs: bool,
    supprimer: ServerAction<SupprimerIndisponibilite>,
) -> impl IntoView {
    let quand = periode(&i.absence);
    let pour = |action: &str| format!("{action} – {}, {quand}", i.nom);
    let (pour_modifier, pour_supprimer) = (pour(l::MODIFIER_COURT), pour(mp::l::SUPPRIMER));
    let par = mp::saisie_par(&i);
    let modifiee = mp::modifiee_par(&i);
    view! {
        <tr>
            <th scope="row">
                <a class="fr-link" href=format!("/personnels/{}", i.intervenant)>{i.nom}</a>
                {i.secondaire.then(|| view! { <span class="imagin-raison">{mp::titre_secondaire(&i.etablissement)}</span> })}
            </th>
            <td>{i.discipline}</td>
            {plusieurs.then(|| view! { <td>{i.etablissement}</td> })}
            <td>{quand.clone()}</td>
            <td data-titre=mp::l::MOTIF>
                {i.motif.libelle()}
                {(!i.commentaire.is_empty()).then(|| view! { <span class="imagin-raison">{i.commentaire}</span> })}
            </td>
            <td data-titre=mp::l::CONVOCATIONS_TOUCHEES>{(!i.touchees.is_empty()).then(|| view! {
                <ul class="imagin-touchees">{i.touchees.into_iter().map(|t| touchee(t, false)).collect_view()}</ul>
            })}</td>
            <td data-titre=mp::l::SAISIE_PAR>
                {par}
                {modifiee.map(|m| view! { <span class="imagin-raison">{m}</span> })}
            </td>
            <td><div class="imagin-actions">
                <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=format!("{ADRESSE}/{}", i.id)
                    aria-label=pour_modifier>{l::MODIFIER_COURT}</a>
                <ActionForm action=supprimer>
                    <input type="hidden" name="id" value=i.id.to_string() />
                    <input type="hidden" name="version" value=i.version />
                    <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=pour_supprimer>{mp::l::SUPPRIMER}</button>
                </ActionForm>
            </div></td>
        </tr>
    }
}

/// A convocation that is hit, with the way to convoke somebody else.
pub(crate) fn touchee(t: ConvocationTouchee, nommee: bool) -> impl IntoView {
    let phrase = mp::touchee(&t);
    let pour = mp::remplacer_pour(&t.nom, t.mission);
    let mission = format!("/missions/{}", t.mission);
    let remplacer = format!("{mission}?fenetre=remplacer&convocation={}", t.convocation);
    view! {
        <li>
            {nommee.then(|| view! { <strong>{t.nom.clone()}</strong>"\u{a0}: " })}
            {if t.visible {
                view! { <a class="fr-link" href=mission>{t.mission}</a> }.into_any()
            } else {
                t.mission.into_any()
            }}
            " – "{phrase}" "
            {if t.remplacable {
                view! { <a class="fr-link" href=remplacer aria-label=pour>{mp::l::REMPLACER}</a> }.into_any()
            } else if t.ferme {
                view! { <span class="fr-hint-text">{mp::l::CENTRE_FERME}</span> }.into_any()
            } else {
                view! { <span class="fr-hint-text">{mp::l::AUTRE_CENTRE}</span> }.into_any()
            }}
        </li>
    }
}
