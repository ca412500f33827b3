use super::api::{adresse_de_la_couverture, filtre_de_la_couverture, lire_couverture};
use crate::composants::{
    BoutonFiltre, ChampAnnee, EnteteTri, LienVue, Pagination, Tableau, Vues, adresse_nette,
    noter_la_frappe,
};
use crate::messages::{self as m, couverture as mv, l};
use crate::pages::Echec;
use crate::pages::suivies::adresse_des_suivies;
use domain::{
    AxeCouverture, ChoixEpreuves, ColonneCouverture, Couverture, Effectifs, EtatConsulte,
    FiltreCouverture, FiltreSuivies, LIGNES_COUVERTURE, LigneCouverture, VueMissions,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

const CHEMIN: &str = "/couverture";

/// *Couverture*: where people are missing, and where the convocations stand.
#[component]
pub fn CouvertureDeLaSession() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_de_la_couverture(|cle| requete.get_str(cle))
    });
    let couverture = Resource::new_blocking(
        move || filtre.get(),
        async |filtre: FiltreCouverture| {
            let axe = filtre.axe;
            lire_couverture(filtre)
                .await
                .map(|c| CouvertureMontree::de(c, axe))
        },
    );
    view! {
        <Title text=mv::l::TITRE />
        <h1>{mv::l::TITRE}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match couverture.await {
                    Ok(couverture) => view! { <Contenu couverture filtre /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The coverage as the screen shows it.
#[derive(Clone, Serialize, Deserialize)]
struct CouvertureMontree {
    /// The rows and the picture, ready; they are in the page that the server sent already.
    #[serde(skip)]
    rangees: String,
    #[serde(skip)]
    image: String,
    legende: String,
    resume: String,
    sans_effectif: Option<String>,
    total: usize,
    annee: i32,
    annees: Vec<i32>,
}

impl CouvertureMontree {
    fn de(c: Couverture, axe: AxeCouverture) -> Self {
        Self {
            rangees: rangees(&c, axe),
            image: image(&c.somme),
            legende: mv::legende(&c, axe),
            resume: mv::resume(&c.somme),
            sans_effectif: (c.somme.sans_effectif > 0).then(|| mv::sans_effectif(&c.somme)),
            total: c.total,
            annee: c.annee,
            annees: c.annees,
        }
    }
}

#[component]
fn Contenu(couverture: CouvertureMontree, filtre: FiltreCouverture) -> impl IntoView {
    if couverture.total == 0 {
        return view! { <p role="status">{mv::l::VIDE}</p> }.into_any();
    }
    let premiere = FiltreCouverture {
        page: 1,
        ..filtre.clone()
    };
    let vues = AxeCouverture::TOUS
        .into_iter()
        .map(|axe| LienVue {
            adresse: adresse_de_la_couverture(
                CHEMIN,
                &FiltreCouverture {
                    axe,
                    ..premiere.clone()
                },
            ),
            texte: mv::axe(axe).to_owned(),
            ici: axe == filtre.axe,
        })
        .collect::<Vec<_>>();
    let entetes = ColonneCouverture::TOUTES
        .into_iter()
        .map(|tri| {
            let active = filtre.tri == tri;
            let adresse = adresse_de_la_couverture(
                CHEMIN,
                &FiltreCouverture {
                    tri,
                    inverse: active && !filtre.inverse,
                    ..premiere.clone()
                },
            );
            view! {
                <EnteteTri adresse texte=mv::colonne(tri, filtre.axe) sens=active.then_some(filtre.descendant()) />
            }
        })
        .collect_view();
    let pages = couverture.total.div_ceil(LIGNES_COUVERTURE).max(1);
    let adresses: Vec<String> = (1..=pages)
        .map(|page| {
            let page = u32::try_from(page).unwrap_or(u32::MAX);
            let filtre = FiltreCouverture {
                page,
                ..filtre.clone()
            };
            adresse_de_la_couverture(CHEMIN, &filtre)
        })
        .collect();
    let (csv, pdf) = (
        adresse_de_la_couverture("/couverture.csv", &premiere),
        adresse_de_la_couverture("/couverture.pdf", &premiere),
    );
    let annee = couverture.annee;
    view! {
        <Vues nom=mv::l::VUES vues />
        {(couverture.annees.len() > 1).then(|| view! {
            <Form method="GET" action=CHEMIN attr:class="imagin-filtres" on_form_data=adresse_nette() on:input=noter_la_frappe()>
                {(filtre.axe != AxeCouverture::default()).then(|| view! {
                    <input type="hidden" name="par" value=filtre.axe.code() />
                })}
                <ChampAnnee etiquette=mv::l::SESSION annees=couverture.annees.clone() choisie=Some(annee) />
                <BoutonFiltre texte=l::AFFICHER />
            </Form>
        })}
        <h2 class="fr-h5">{mv::l::ENSEMBLE}</h2>
        <div class="imagin-couverture" inner_html=couverture.image></div>
        <p role="status" id="resume-couverture">{couverture.resume}</p>
        {couverture.sans_effectif.map(|texte| view! { <p class="fr-hint-text">{texte}</p> })}
        <Tableau id="couverture" nom=mv::l::TABLE legende=Signal::stored(couverture.legende)>
            <thead><tr>
                {entetes}
                <th scope="col">{mv::l::COUVERT}</th>
            </tr></thead>
            <tbody inner_html=couverture.rangees></tbody>
        </Tableau>
        <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
        <p class="imagin-boutons">
            <a class="fr-btn fr-btn--secondary" href=csv rel="external">{mv::l::EXPORTER}</a>
            <a class="fr-btn fr-btn--secondary" href=pdf rel="external">{mv::l::IMPRIMER}</a>
        </p>
    }
    .into_any()
}

/// A bar of what is met, with its keys: its name says what it shows.
fn image(e: &Effectifs) -> String {
    html! {
        figure.imagin-frise {
            (barre(e, Some(&mv::resume(e))))
            figcaption {
                ul.imagin-frise__legende {
                    @for (classe, texte) in [
                        ("imagin-couverture__pourvus", mv::l::POURVUS),
                        ("imagin-couverture__manquants", mv::l::MANQUANTS),
                    ] {
                        li {
                            svg viewBox="0 0 16 16" aria-hidden="true" { rect class=(classe) width="16" height="16" {} }
                            (texte)
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

/// How much of the needs is met, from left to right. Beside numbers that say the same it has
/// no name, and is not read.
fn barre(e: &Effectifs, nom: Option<&str>) -> Markup {
    let pourvus = e.taux();
    html! {
        svg.imagin-couverture__barre viewBox="0 0 100 8" preserveAspectRatio="none"
            role=[nom.map(|_| "img")] aria-label=[nom] aria-hidden=[nom.is_none().then_some("true")] {
            rect.imagin-couverture__manquants width="100" height="8" {}
            @if pourvus > 0 { rect.imagin-couverture__pourvus width=(pourvus) height="8" {} }
        }
    }
}

/// The missions of a line, all of them or those of a view.
fn missions(l: &LigneCouverture, axe: AxeCouverture, annee: i32, vue: VueMissions) -> String {
    let mut requete = ParamsMap::new();
    requete.insert("annee", annee.to_string());
    if vue != VueMissions::default() {
        requete.insert("vue", vue.code().to_owned());
    }
    match l.epreuves(axe) {
        None => requete.insert("centre", l.cle.clone()),
        Some(choix) => {
            for (nom, valeur) in choix.parametres() {
                requete.insert(nom, valeur);
            }
        }
    }
    format!("/missions{}", requete.to_query_string())
}

/// The convocations of a line, in a state or in all of them.
fn convocations(
    l: &LigneCouverture,
    axe: AxeCouverture,
    annee: i32,
    etat: Option<EtatConsulte>,
) -> String {
    let mut filtre = FiltreSuivies {
        annee: Some(annee),
        etat,
        epreuves: l.epreuves(axe),
        ..FiltreSuivies::default()
    };
    if filtre.epreuves.is_none() {
        filtre.centre.clone_from(&l.cle);
    }
    adresse_des_suivies("/convocations", &filtre)
}

/// By discipline, the convocations of the people who are of those of the line, whatever they
/// are called to; none where the line has no discipline.
fn personnes(l: &LigneCouverture, axe: AxeCouverture, annee: i32) -> Option<String> {
    match l.epreuves(axe)? {
        ChoixEpreuves::Appellent(disciplines) if !disciplines.is_empty() => {
            let filtre = FiltreSuivies {
                annee: Some(annee),
                disciplines,
                ..FiltreSuivies::default()
            };
            Some(adresse_des_suivies("/convocations", &filtre))
        }
        _ => None,
    }
}

/// The rows as one text (docs/decisions/0013-longues-listes.md), in the order of
/// [`ColonneCouverture::TOUTES`].
fn rangees(c: &Couverture, axe: AxeCouverture) -> String {
    html! {
        @for ligne in &c.lignes {
            (rangee(ligne, axe, c.annee))
        }
    }
    .into_string()
}

fn rangee(ligne: &LigneCouverture, axe: AxeCouverture, annee: i32) -> Markup {
    let e = &ligne.effectifs;
    let nom = ligne.nom(axe);
    let nombre = |n: u32, adresse: String| {
        html! { @if n > 0 { a.fr-link href=(adresse) { (n) } } @else { (n) } }
    };
    let titre = |colonne: ColonneCouverture| mv::colonne(colonne, axe);
    let compte = |colonne: ColonneCouverture, n: u32, etat: EtatConsulte| {
        html! {
            td.imagin-nombre data-titre=(titre(colonne)) {
                (nombre(n, convocations(ligne, axe, annee, Some(etat))))
            }
        }
    };
    html! {
        tr {
            th scope="row" {
                (nom)
                @if let Some(adresse) = personnes(ligne, axe, annee) {
                    span.imagin-raison { a.fr-link href=(adresse) aria-label={ (mv::l::PERSONNES) " – " (nom) } { (mv::l::PERSONNES) } }
                }
            }
            td.imagin-nombre data-titre=(titre(ColonneCouverture::Missions)) {
                (nombre(e.missions, missions(ligne, axe, annee, VueMissions::Toutes)))
            }
            td.imagin-nombre data-titre=(titre(ColonneCouverture::Attendus)) { (e.attendus) }
            td.imagin-nombre data-titre=(titre(ColonneCouverture::Convoques)) {
                (nombre(e.convoques, convocations(ligne, axe, annee, None)))
                @if e.autres > 0 { span.imagin-raison { (mv::autres(e.autres)) } }
            }
            td.imagin-nombre data-titre=(titre(ColonneCouverture::Manquants)) {
                @if e.manquants > 0 {
                    strong { (nombre(e.manquants, missions(ligne, axe, annee, VueMissions::Incompletes))) }
                } @else { "0" }
            }
            (compte(ColonneCouverture::Empechements, e.empechements, EtatConsulte::Empechement))
            (compte(ColonneCouverture::Echecs, e.echecs, EtatConsulte::EnEchec))
            (compte(ColonneCouverture::SansReponse, e.sans_reponse, EtatConsulte::SansReponse))
            td data-titre=(mv::l::COUVERT) { (barre(e, None)) span.imagin-raison { (e.taux()) "\u{a0}%" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ligne(cle: &str, attendus: u32, manquants: u32) -> LigneCouverture {
        LigneCouverture {
            cle: cle.into(),
            libelle: "NOM".into(),
            effectifs: Effectifs {
                missions: 2,
                attendus,
                manquants,
                convoques: attendus - manquants,
                echecs: 1,
                ..Effectifs::default()
            },
        }
    }

    /// The row, its addresses as they are meant: the server escapes more than it must.
    fn dite(l: &LigneCouverture, axe: AxeCouverture) -> String {
        rangee(l, axe, 2026)
            .into_string()
            .replace("%2D", "-")
            .replace("%5F", "_")
    }

    #[test]
    fn chaque_ligne_mene_a_ce_qu_elle_compte() {
        let texte = dite(&ligne("0310038Y", 4, 1), AxeCouverture::Centre);
        assert!(texte.contains("href=\"/missions?annee=2026&amp;centre=0310038Y\""));
        assert!(texte.contains(
            "href=\"/convocations?annee=2026&amp;centre=0310038Y&amp;etat=en-echec\">1</a>"
        ));
        assert!(texte.contains(
            "<strong><a class=\"fr-link\" href=\"/missions?annee=2026&amp;vue=incompletes&amp;centre=0310038Y\">1</a></strong>"
        ));
        assert!(texte.contains("75\u{a0}%"));
        assert!(!texte.contains("style="));
        // A mission that waits for its candidates is counted, and listed.
        let vide = dite(&ligne("C001C", 3, 3), AxeCouverture::Epreuve);
        assert!(vide.contains(
            "/missions?annee=2026&amp;vue=incompletes&amp;epreuve=C001C&amp;libelle=NOM\">3</a>"
        ));
        assert!(!vide.contains("a_faire") && !vide.contains("mot="));
        let discipline = dite(&ligne("3-7", 4, 3), AxeCouverture::Discipline);
        assert!(discipline.contains("href=\"/convocations?annee=2026&amp;disciplines=3-7\""));
        assert!(discipline.contains("href=\"/convocations?annee=2026&amp;appelle=3-7\">1</a>"));
        assert!(discipline.contains("href=\"/missions?annee=2026&amp;appelle=3-7\">2</a>"));
        let sans = dite(&ligne("", 4, 3), AxeCouverture::Discipline);
        assert!(sans.contains("href=\"/missions?annee=2026&amp;appelle=aucune\">2</a>"));
        assert!(!sans.contains("disciplines="));
    }

    #[test]
    fn l_image_a_un_nom_et_les_barres_des_lignes_n_en_ont_pas() {
        let e = ligne("X", 10, 3).effectifs;
        let seule = image(&e);
        assert!(seule.contains("role=\"img\"") && seule.contains("aria-label=\"7 sur 10"));
        let dans_une_ligne = barre(&e, None).into_string();
        assert!(dans_une_ligne.contains("aria-hidden=\"true\""));
        assert!(!dans_une_ligne.contains("role="));
        assert!(dans_une_ligne.contains("width=\"70\""));
    }
}
