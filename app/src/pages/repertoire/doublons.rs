use super::api::{DistinguerDoublons, FusionnerDoublons, comparer_doublons, lister_doublons};
use super::{ADRESSE, DOUBLONS};
use crate::composants::{Neuf, Pagination, Tableau};
use crate::coquille::Fraicheur;
use crate::messages::repertoire::{self as mr, l};
use crate::messages::{self as m};
use crate::pages::{Echec, alerte, cle_de_l_adresse, refus};
use domain::{ComparaisonFiches, FicheIntervenant, GROUPES_DOUBLONS, GroupeVu, PageDoublons};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// *Doublons*: people who are probably one.
#[component]
pub fn Doublons() -> impl IntoView {
    let requete = use_query_map();
    let rang = Memo::new(move |_| {
        requete
            .read()
            .get_str("page")
            .and_then(|p| p.parse::<u32>().ok())
            .unwrap_or(1)
    });
    let page = Resource::new_blocking(move || rang.get(), lister_doublons);
    view! {
        <Title text=l::DOUBLONS />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <h1>{l::DOUBLONS}</h1>
        <Transition>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Groupes page /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Groupes(page: PageDoublons) -> impl IntoView {
    let pages = (page.total as usize).div_ceil(GROUPES_DOUBLONS).max(1);
    let adresses = (1..=pages)
        .map(|p| {
            if p > 1 {
                format!("{DOUBLONS}?page={p}")
            } else {
                DOUBLONS.to_owned()
            }
        })
        .collect::<Vec<_>>();
    let vide = page.groupes.is_empty();
    let depuis = (page.page.max(1) as usize - 1) * GROUPES_DOUBLONS;
    view! {
        <p class="imagin-texte">{l::DOUBLONS_TEXTE}</p>
        <p role="status" id="nombre-groupes">{if vide { l::AUCUN_DOUBLON.to_owned() } else { mr::groupes(page.total) }}</p>
        {page.groupes.into_iter().enumerate().map(|(i, g)| groupe(depuis + i + 1, g)).collect_view()}
        <Pagination adresses courante=page.page as usize etiquette=m::l::PAGINATION
            precedente=m::l::PAGE_PRECEDENTE suivante=m::l::PAGE_SUIVANTE numero=m::page_n />
    }
}

fn groupe(rang: usize, g: GroupeVu) -> impl IntoView {
    let nom = |id: domain::IntervenantId| {
        g.membres
            .iter()
            .find(|p| p.id == id)
            .map_or_else(String::new, |p| format!("{} ({})", p.nom, p.matricule))
    };
    let liens = g
        .paires
        .iter()
        .map(|(un, autre)| {
            let adresse = format!("{DOUBLONS}/{un}?avec={autre}");
            let texte = mr::comparer(&nom(*un), &nom(*autre));
            view! { <li><a class="fr-link" href=adresse>{texte}</a></li> }
        })
        .collect_view();
    let titre = mr::groupe(rang, g.par_mel, g.par_nom);
    let id = format!("groupe-{rang}");
    view! {
        <section class="imagin-carte" aria-labelledby=id.clone()>
            <h2 class="fr-h6" id=id.clone()>{titre.clone()}</h2>
            <ul>
                {g.membres.iter().map(|p| {
                    let details = mr::reperes(p);
                    view! {
                        <li>
                            <a class="fr-link" href=format!("{ADRESSE}/{}", p.id)>{p.nom.clone()}</a>
                            {details}
                        </li>
                    }
                }).collect_view()}
            </ul>
            <ul>{liens}</ul>
        </section>
    }
}

/// Two people side by side, field by field.
#[component]
pub fn PageComparaison() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let fusionner = ServerAction::<FusionnerDoublons>::new();
    let distinguer = ServerAction::<DistinguerDoublons>::new();
    fraicheur.apres(move || fusionner.version().get() + distinguer.version().get());
    let id = cle_de_l_adresse();
    let requete = use_query_map();
    let avec = Memo::new(move |_| {
        requete
            .read()
            .get_str("avec")
            .and_then(|a| a.parse::<i64>().ok())
            .unwrap_or(0)
    });
    let comparaison = Resource::new_blocking(
        move || (id.get(), avec.get()),
        |(id, avec)| comparer_doublons(id, avec),
    );
    let neuf = Neuf::default();
    view! {
        <Title text=l::COMPARER />
        <p class="imagin-retour"><a class="fr-link" href=DOUBLONS>{l::RETOUR_DOUBLONS}</a></p>
        <h1>{l::COMPARER}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let cle = (id.get(), avec.get());
                match comparaison.await {
                    Ok(comparaison) => neuf.pour(cle, view! { <CoteACote comparaison fusionner distinguer /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The lines of the comparison: name in the form, label, and what each says.
fn lignes(
    un: &FicheIntervenant,
    deux: &FicheIntervenant,
) -> Vec<(&'static str, &'static str, [String; 2])> {
    let les_deux = |dit: &dyn Fn(&FicheIntervenant) -> String| [dit(un), dit(deux)];
    vec![
        (
            "civilite",
            l::CIVILITE,
            les_deux(&|f| mr::civilite_lue(&f.saisie.civilite).to_owned()),
        ),
        ("nom", l::NOM, les_deux(&|f| f.saisie.nom.clone())),
        ("prenom", l::PRENOM, les_deux(&|f| f.saisie.prenom.clone())),
        (
            "nom_naissance",
            l::NOM_NAISSANCE,
            les_deux(&|f| f.saisie.nom_naissance.clone()),
        ),
        ("etablissement", l::COL_LIEU, les_deux(&mr::lieu)),
        (
            "discipline",
            l::DISCIPLINE,
            les_deux(&|f| f.discipline.clone()),
        ),
        (
            "mel_professionnel",
            l::MEL_PROFESSIONNEL,
            les_deux(&|f| f.saisie.mel_professionnel.clone()),
        ),
        (
            "mel_personnel",
            l::MEL_PERSONNEL,
            les_deux(&|f| f.saisie.mel_personnel.clone()),
        ),
        (
            "adresse",
            l::ADRESSE_POSTALE,
            les_deux(&|f| mr::adresse(&f.saisie)),
        ),
    ]
}

#[component]
fn CoteACote(
    comparaison: ComparaisonFiches,
    fusionner: ServerAction<FusionnerDoublons>,
    distinguer: ServerAction<DistinguerDoublons>,
) -> impl IntoView {
    let ComparaisonFiches {
        premier,
        second,
        communes,
        distincts,
    } = comparaison;
    let tient = premier.tient && premier.fusion.is_none() && second.fusion.is_none();
    let champs = lignes(&premier, &second);
    let fiches = [premier, second];
    let [un, deux] = [0, 1].map(|i| fiches[i].nom_complet());
    let cles = fiches.each_ref().map(|f| (f.id.0, f.version));
    let noms = [mr::fiche_n(1, &un), mr::fiche_n(2, &deux)];
    let cellule = move |champ: &'static str, rang: usize, valeur: String, etiquette: String| {
        let id = format!("{champ}-{}", rang + 1);
        let montre = if valeur.is_empty() {
            l::VIDE_CHAMP.to_owned()
        } else {
            valeur
        };
        if tient {
            view! {
                <td>
                    <div class="fr-radio-group fr-radio-group--sm">
                        <input type="radio" id=id.clone() name=format!("choix[{champ}]") value=(rang + 1).to_string() checked=rang == 0 />
                        <label class="fr-label" for=id>{montre}<span class="fr-sr-only">" – "{etiquette}</span></label>
                    </div>
                </td>
            }
            .into_any()
        } else {
            view! { <td>{montre}</td> }.into_any()
        }
    };
    let en_tetes = fiches
        .iter()
        .zip(noms.clone())
        .map(|(f, nom)| {
            view! {
                <th scope="col">
                    <a class="fr-link" href=format!("{ADRESSE}/{}", f.id)>{nom}</a>
                    <span class="imagin-raison">{mr::matricule(&f.saisie.matricule)}</span>
                    <span class="imagin-raison">{mr::convocations(f.convocations)}</span>
                </th>
            }
        })
        .collect_view();
    let tableau = view! {
        <Tableau id="comparaison" nom=l::COMPARER legende=Signal::stored(l::CHOISIR_CHAMPS.to_owned())>
            <thead><tr><th scope="col">{l::CHAMP}</th>{en_tetes}</tr></thead>
            <tbody>
                {champs.into_iter().map(|(champ, etiquette, [a, b])| {
                    let classe = if a == b { "" } else { "imagin-differe" };
                    view! {
                        <tr class=classe>
                            <th scope="row">{etiquette}</th>
                            {cellule(champ, 0, a, mr::pour_champ(etiquette, 1))}
                            {cellule(champ, 1, b, mr::pour_champ(etiquette, 2))}
                        </tr>
                    }
                }).collect_view()}
            </tbody>
        </Tableau>
    };
    if !tient {
        return view! { <p>{l::COMPARAISON_LECTURE}</p> {tableau} }.into_any();
    }
    let en_double = !communes.is_empty();
    let liens = communes
        .iter()
        .map(|c| {
            let n = c.numero;
            view! { <li><a class="fr-link" href=format!("/missions/{n}")>{mr::mission(n)}</a></li> }
        })
        .collect_view();
    let gardees = communes
        .into_iter()
        .map(|c| {
            let numero = c.numero;
            let choix = c
                .convocations
                .into_iter()
                .zip(noms.clone())
                .enumerate()
                .map(|(rang, ((affectation, autorite), nom))| {
                    let id = format!("commune-{numero}-{}", rang + 1);
                    view! {
                        <div class="fr-radio-group fr-radio-group--sm">
                            <input type="radio" id=id.clone() name=format!("communes[m{numero}]") value=(rang + 1).to_string() required />
                            <label class="fr-label" for=id>{nom}
                                <span class="fr-hint-text">{mr::convocation_commune(&affectation, autorite)}</span>
                            </label>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <fieldset class="imagin-groupe">
                    <legend>{mr::mission_commune(numero)}</legend>
                    {choix}
                </fieldset>
            }
        })
        .collect_view();
    view! {
        {distincts.then(|| view! { <p class="fr-badge fr-badge--info">{l::DEJA_DISTINCTS}</p> })}
        {en_double.then(|| view! {
            <div class="fr-alert fr-alert--warning fr-mb-2w" id="communes">
                <p>{l::COMMUNES}</p>
                <ul>
                    {liens}
                </ul>
            </div>
        })}
        <ActionForm action=fusionner>
            {alerte(move || fusionner.value().with(refus))}
            <input type="hidden" name="premier" value=cles[0].0 />
            <input type="hidden" name="version_premier" value=cles[0].1 />
            <input type="hidden" name="second" value=cles[1].0 />
            <input type="hidden" name="version_second" value=cles[1].1 />
            {tableau}
            <fieldset class="imagin-groupe">
                <legend>{l::QUI_GARDER}<span class="fr-hint-text">{l::QUI_GARDER_INDICE}</span></legend>
                {cles.into_iter().zip(noms).enumerate().map(|(rang, ((cle, _), nom))| {
                    let id = format!("garde-{}", rang + 1);
                    view! {
                        <div class="fr-radio-group fr-radio-group--sm">
                            <input type="radio" id=id.clone() name="garde" value=cle checked=rang == 0 />
                            <label class="fr-label" for=id>{nom}</label>
                        </div>
                    }
                }).collect_view()}
            </fieldset>
            {gardees}
            <p class="imagin-texte">{l::FUSION_TEXTE}</p>
            <button class="fr-btn" aria-disabled=move || fusionner.pending().get().then_some("true")>{l::FUSIONNER}</button>
        </ActionForm>
        {(!distincts).then(|| view! {
            <section aria-labelledby="distincts">
                <h2 class="fr-h6" id="distincts">{l::PAS_DES_DOUBLONS_TITRE}</h2>
                <p class="imagin-texte">{l::PAS_DES_DOUBLONS_TEXTE}</p>
                <ActionForm action=distinguer>
                    {alerte(move || distinguer.value().with(refus))}
                    <input type="hidden" name="premier" value=cles[0].0 />
                    <input type="hidden" name="second" value=cles[1].0 />
                    <button class="fr-btn fr-btn--secondary">{l::PAS_DES_DOUBLONS}</button>
                </ActionForm>
            </section>
        })}
    }
    .into_any()
}
