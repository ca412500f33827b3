//! The disciplines of an établissement: to enter, and to validate.

use super::{
    AVANCEMENT, FixerCampagne, RelancerCompetences, SAISIE, VALIDATION, ValiderCompetences,
    adresse, adresse_examen, adresse_grille, adresse_liste, adresse_lue, champs, champs_du_tri,
    lire_competences,
};
use crate::composants::{ChampAnnee, ChampMot, EnteteTri, FormulaireFiltre, Neuf, Tableau};
use crate::messages::{competences as mc, l, personnels as mp};
use crate::pages::Echec;
use domain::{
    AvancementSaisie, Campagne, ChoixSaisie, EtablissementId, EtatSaisie, FiltreSaisie,
    LigneSaisie, NaiveDate, PersonneAChoisir, SaisieCompetences, TriSaisie,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

/// A state, as lists and pages show it.
pub(crate) fn badge(etat: EtatSaisie) -> impl IntoView {
    let classe = match etat {
        EtatSaisie::NonCommencee => "fr-badge fr-badge--sm fr-badge--no-icon",
        EtatSaisie::EnCours => "fr-badge fr-badge--sm fr-badge--no-icon fr-badge--info",
        EtatSaisie::AValider => "fr-badge fr-badge--sm fr-badge--no-icon fr-badge--warning",
        EtatSaisie::Validee => "fr-badge fr-badge--sm fr-badge--no-icon fr-badge--success",
    };
    view! { <span class=classe>{mc::etat(etat)}</span> }
}

/// The last day and what the rectorat tells; nothing when it asks nothing.
#[component]
pub(crate) fn Echeance(limite: Option<(NaiveDate, i64)>, consigne: String) -> impl IntoView {
    let vide = limite.is_none() && consigne.is_empty();
    (!vide).then(|| {
        let en_retard = limite.is_some_and(|(_, reste)| reste < 0);
        let classe = if en_retard {
            "fr-alert fr-alert--warning fr-alert--sm imagin-echeance"
        } else {
            "fr-alert fr-alert--info fr-alert--sm imagin-echeance"
        };
        view! {
            <div class=classe>
                {limite.map(|(jour, reste)| view! { <p>{mc::limite(jour, reste)}</p> })}
                {(!consigne.is_empty()).then(|| view! { <p class="imagin-echeance__consigne">{consigne}</p> })}
            </div>
        }
    })
}

/// Which of the two pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    Saisie,
    Validation,
}

impl Page {
    const fn adresse(self) -> &'static str {
        match self {
            Self::Saisie => SAISIE,
            Self::Validation => VALIDATION,
        }
    }

    const fn titre(self) -> &'static str {
        match self {
            Self::Saisie => mc::l::SAISIE,
            Self::Validation => mc::l::VALIDATION,
        }
    }

    const fn introduction(self) -> &'static str {
        match self {
            Self::Saisie => mc::l::INTRODUCTION,
            Self::Validation => mc::l::INTRODUCTION_VALIDATION,
        }
    }
}

/// *Saisie des compétences*.
#[component]
pub fn PageSaisieCompetences() -> impl IntoView {
    page(Page::Saisie)
}

/// *Validation saisie compétences*.
#[component]
pub fn PageValidationCompetences() -> impl IntoView {
    page(Page::Validation)
}

fn page(page: Page) -> impl IntoView {
    let voulue = adresse_lue();
    let saisie = Resource::new_blocking(
        move || voulue.get(),
        |a| {
            let f = a.filtre;
            let etat = f.choix.map_or("", ChoixSaisie::code).to_owned();
            let sens = if f.descendant { "desc" } else { "" }.to_owned();
            let tri = f.tri.code().to_owned();
            lire_competences(a.annee, a.etablissement, f.mot_cle, etat, tri, sens)
        },
    );
    let de_l_annee = Neuf::default();
    view! {
        <Title text=page.titre() />
        <h1>{page.titre()}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = voulue.get().filtre;
                match saisie.await {
                    Ok(saisie) => view! { <Contenu page saisie filtre de_l_annee /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Contenu(
    page: Page,
    saisie: SaisieCompetences,
    filtre: FiltreSaisie,
    /// What the rectorat asks for a year.
    de_l_annee: Neuf<i32>,
) -> impl IntoView {
    if saisie.annees.is_empty() {
        return view! { <p role="status">{mc::l::AUCUNE_ANNEE}</p> }.into_any();
    }
    let annee = saisie.annee;
    let rectorat = saisie.rectorat && page == Page::Validation;
    let campagne = saisie.campagne.clone();
    let plusieurs = saisie.plusieurs;
    let total = saisie.total as usize;
    let choisi = saisie.etablissement.clone();
    let ou = choisi.as_ref().map(|(id, _)| id.0);
    // What one looked for among the établissements is looked for in the one chosen.
    let tous = adresse_liste(page.adresse(), annee, None, &du_choix(&filtre));
    view! {
        <p>{page.introduction()}</p>
        <Echeance limite=saisie.campagne.limite.zip(saisie.reste) consigne=saisie.campagne.consigne.clone() />
        <Filtres page annee annees=saisie.annees ou des_etablissements=choisi.is_none() filtre=filtre.clone() />
        {match choisi {
            None if plusieurs => view! {
                <Etablissements page annee filtre lignes=saisie.etablissements total fichiers=rectorat />
            }.into_any(),
            None => view! { <p role="status">{mc::l::PERSONNE}</p> }.into_any(),
            Some((id, libelle)) => view! {
                <h2 class="fr-h4">{libelle}", "{mc::session(annee)}</h2>
                {plusieurs.then(|| view! {
                    <p><a class="fr-link" href=tous>{mc::l::CHANGER_ETABLISSEMENT}</a></p>
                })}
                {if total == 0 {
                    view! { <p role="status">{mc::l::PERSONNE}</p> }.into_any()
                } else {
                    view! { <Disciplines page annee etablissement=id filtre lignes=saisie.lignes total /> }.into_any()
                }}
                <Secondaires gens=saisie.secondaires />
            }.into_any(),
        }}
        {rectorat.then(|| {
            de_l_annee.pour(annee, view! { <CampagneDuRectorat annee campagne cle=saisie.cle /> })
        })}
    }
    .into_any()
}

/// Of a filter, what both lists have: which entries.
fn du_choix(filtre: &FiltreSaisie) -> FiltreSaisie {
    FiltreSaisie {
        choix: filtre.choix,
        ..FiltreSaisie::default()
    }
}

/// What the list below is kept to.
#[component]
fn Filtres(
    page: Page,
    annee: i32,
    annees: Vec<i32>,
    /// The établissement shown.
    ou: Option<i64>,
    /// The list is of établissements, and not of disciplines.
    des_etablissements: bool,
    filtre: FiltreSaisie,
) -> impl IntoView {
    let libelle = if des_etablissements {
        mc::choix_etablissement
    } else {
        mc::choix_discipline
    };
    let mot = if des_etablissements {
        mc::l::MOT_ETABLISSEMENT
    } else {
        mc::l::MOT_DISCIPLINE
    };
    let choix = filtre.choix;
    view! {
        <FormulaireFiltre action=page.adresse() bouton=l::FILTRER>
            {ou.map(|id| view! { <input type="hidden" name="etablissement" value=id /> })}
            {champs_du_tri(&filtre).into_iter().map(|(nom, valeur)| view! {
                <input type="hidden" name=nom value=valeur />
            }).collect_view()}
            {if annees.len() > 1 {
                view! {
                    <ChampAnnee etiquette=l::ANNEE annees choisie=Some(annee) />
                }.into_any()
            } else {
                view! { <input type="hidden" name="annee" value=annee /> }.into_any()
            }}
            <div class="fr-select-group">
                <label class="fr-label" for="etat">{mc::l::COL_ETAT}</label>
                <select class="fr-select" id="etat" name="etat">
                    <option value="" selected=choix.is_none()>{mc::l::TOUS_LES_ETATS}</option>
                    {ChoixSaisie::TOUS.into_iter().map(|c| view! {
                        <option value=c.code() selected=choix == Some(c)>{libelle(c)}</option>
                    }).collect_view()}
                </select>
            </div>
            <ChampMot etiquette=mot valeur=filtre.mot_cle />
        </FormulaireFiltre>
    }
}

/// A list that its filter leaves empty.
#[component]
fn Vide(sans_filtre: String) -> impl IntoView {
    view! {
        <p role="status">{mc::l::AUCUNE_LIGNE}</p>
        <p><a class="fr-link" href=sans_filtre>{l::REINITIALISER}</a></p>
    }
}

/// The header of a column by which the list can be sorted.
fn entete(
    page: Page,
    annee: i32,
    ou: Option<i64>,
    filtre: &FiltreSaisie,
    tri: TriSaisie,
    texte: &'static str,
) -> impl IntoView + use<> {
    let active = filtre.tri == tri;
    let adresse = adresse_liste(
        page.adresse(),
        annee,
        ou,
        &FiltreSaisie {
            tri,
            descendant: active && !filtre.descendant,
            ..filtre.clone()
        },
    );
    let sens = active.then_some(filtre.descendant);
    view! { <EnteteTri adresse texte sens /> }
}

/// Who works there à titre secondaire: to read, on their own page.
#[component]
fn Secondaires(gens: Vec<PersonneAChoisir>) -> impl IntoView {
    (!gens.is_empty()).then(|| {
        view! {
            <section aria-labelledby="secondaires">
                <h2 class="fr-h4" id="secondaires">{mp::l::TITRE_SECONDAIRE}</h2>
                <p class="imagin-texte">{mc::l::SECONDAIRES_TEXTE}</p>
                <ul>
                    {gens.into_iter().map(|p| {
                        let precision = mp::precision(&p);
                        view! {
                            <li>
                                <a class="fr-link" href=format!("/personnels/{}", p.id)>{p.nom}</a>" – "{precision}
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

/// How far each établissement is.
#[component]
fn Etablissements(
    page: Page,
    annee: i32,
    filtre: FiltreSaisie,
    lignes: Vec<AvancementSaisie>,
    /// How many there are without the filter.
    total: usize,
    /// What is shown can be taken away as a file.
    fichiers: bool,
) -> impl IntoView {
    let legende = mc::legende_etablissements(&lignes, total, filtre.choix);
    let vide = lignes.is_empty();
    let garde = du_choix(&filtre);
    let colonne = |tri, texte| entete(page, annee, None, &filtre, tri, texte);
    let nom = colonne(TriSaisie::Nom, mc::l::ETABLISSEMENT);
    let disciplines = colonne(TriSaisie::Disciplines, mc::l::DISCIPLINES);
    let non_commencees = colonne(TriSaisie::NonCommencees, mc::l::COL_NON_COMMENCEES);
    let en_cours = colonne(TriSaisie::EnCours, mc::l::COL_EN_COURS);
    let a_valider = colonne(TriSaisie::AValider, mc::l::COL_A_VALIDER);
    let validees = colonne(TriSaisie::Validees, mc::l::COL_VALIDEES);
    let fichier =
        |extension: &str| adresse_liste(&format!("{AVANCEMENT}.{extension}"), annee, None, &filtre);
    let (tableur, papier) = (fichier("csv"), fichier("pdf"));
    view! {
        <h2>{mc::l::TOUS_ETABLISSEMENTS}</h2>
        {if vide {
            let sans_filtre = adresse_liste(page.adresse(), annee, None, &FiltreSaisie::default());
            view! { <Vide sans_filtre /> }.into_any()
        } else {
            view! {
                <Tableau id="etablissements" nom=mc::l::TOUS_ETABLISSEMENTS legende=Signal::stored(legende)>
                    <thead><tr>
                        {nom}
                        {disciplines}
                        {non_commencees}
                        {en_cours}
                        {a_valider}
                        {validees}
                    </tr></thead>
                    <tbody>{lignes.into_iter().map(|a| {
                        let vers = adresse_liste(page.adresse(), annee, Some(a.etablissement.0), &garde);
                        view! {
                            <tr>
                                <th scope="row"><a class="fr-link" href=vers>{a.libelle.clone()}</a></th>
                                <td class="imagin-nombre" data-titre=mc::l::DISCIPLINES>{a.entrees()}</td>
                                {EtatSaisie::TOUS.map(|e| view! { <td class="imagin-nombre" data-titre=mc::etat(e)>{a.en_etat(e)}</td> }).collect_view()}
                            </tr>
                        }
                    }).collect_view()}</tbody>
                </Tableau>
                {fichiers.then(|| view! {
                    <ul class="imagin-barre">
                        <li><a class="fr-btn fr-btn--secondary" href=tableur rel="external">{mc::l::EXPORTER}</a></li>
                        <li><a class="fr-btn fr-btn--secondary" href=papier rel="external">{mc::l::IMPRIMER}</a></li>
                    </ul>
                })}
            }.into_any()
        }}
    }
}

/// The disciplines of an établissement, with what can be done.
#[component]
fn Disciplines(
    page: Page,
    annee: i32,
    etablissement: EtablissementId,
    filtre: FiltreSaisie,
    lignes: Vec<LigneSaisie>,
    /// How many there are without the filter.
    total: usize,
) -> impl IntoView {
    let validation = page == Page::Validation;
    let ou = Some(etablissement.0);
    let a_valider: Vec<String> = lignes
        .iter()
        .filter(|l| validation && l.etat == EtatSaisie::AValider)
        .map(version)
        .collect();
    let legende = mc::legende_disciplines(lignes.len(), total);
    let vide = lignes.is_empty();
    let autre = match page {
        Page::Saisie => (VALIDATION, mc::l::ALLER_A_LA_VALIDATION),
        Page::Validation => (SAISIE, mc::l::ALLER_A_LA_SAISIE),
    };
    let fichier =
        |extension: &str| adresse(&format!("{SAISIE}.{extension}"), annee, etablissement.0);
    let colonne = |tri, texte| entete(page, annee, ou, &filtre, tri, texte);
    let nom = colonne(TriSaisie::Nom, mc::l::COL_DISCIPLINE);
    let personnes = colonne(TriSaisie::Personnes, mc::l::COL_PERSONNES);
    let competences = colonne(TriSaisie::Competences, mc::l::COL_COMPETENCES);
    let sans = colonne(TriSaisie::SansCompetence, mc::l::COL_SANS);
    let etat = colonne(TriSaisie::Etat, mc::l::COL_ETAT);
    view! {
        {(!a_valider.is_empty()).then(|| view! {
            <form method="post" action=ValiderCompetences::PATH class="imagin-valider-tout">
                <input type="hidden" name="etablissement" value=etablissement.0 />
                <input type="hidden" name="annee" value=annee />
                {a_valider.iter().map(|d| view! { <input type="hidden" name="disciplines[]" value=d.clone() /> }).collect_view()}
                {caches(&filtre)}
                <button class="fr-btn">{mc::valider_tout(a_valider.len())}</button>
            </form>
        })}
        {if vide {
            let sans_filtre = adresse_liste(page.adresse(), annee, ou, &FiltreSaisie::default());
            view! { <Vide sans_filtre /> }.into_any()
        } else {
            view! {
                <Tableau id="disciplines" nom=mc::l::DISCIPLINES legende=Signal::stored(legende)>
                    <thead><tr>
                        {nom}
                        {personnes}
                        {competences}
                        {sans}
                        {etat}
                        {validation.then(|| view! { <th scope="col">{mc::l::COL_CHANGEMENTS}</th> })}
                        <th scope="col">{mc::l::COL_ACTION}</th>
                    </tr></thead>
                    <tbody>{lignes.into_iter().map(|l| ligne(page, annee, etablissement, &filtre, l)).collect_view()}</tbody>
                </Tableau>
            }.into_any()
        }}
        <ul class="imagin-barre">
            <li><a class="fr-btn fr-btn--secondary" href=adresse(autre.0, annee, etablissement.0)>{autre.1}</a></li>
            <li><a class="fr-btn fr-btn--secondary" href=fichier("csv") rel="external">{mc::l::EXPORTER}</a></li>
            <li><a class="fr-btn fr-btn--secondary" href=fichier("pdf") rel="external">{mc::l::IMPRIMER}</a></li>
        </ul>
    }
}

/// A filter in a form, to come back to the list as it is.
fn caches(filtre: &FiltreSaisie) -> impl IntoView + use<> {
    champs(filtre)
        .into_iter()
        .map(|(nom, valeur)| view! { <input type="hidden" name=nom value=valeur /> })
        .collect_view()
}

/// A discipline and the version shown: what a form validates.
fn version(ligne: &LigneSaisie) -> String {
    format!("{}:{}", ligne.cle_discipline(), ligne.version)
}

fn ligne(
    page: Page,
    annee: i32,
    etablissement: EtablissementId,
    filtre: &FiltreSaisie,
    ligne: LigneSaisie,
) -> impl IntoView + use<> {
    let discipline = ligne.cle_discipline();
    let nom = mc::discipline(&ligne);
    let etat = ligne.etat;
    let depuis = mc::par_et_le(&ligne.par, &ligne.depuis);
    let changements = mc::changements(&ligne);
    let choix = version(&ligne);
    let actions = match page {
        Page::Saisie => {
            let texte = if etat.modifiable() {
                mc::l::SAISIR
            } else {
                mc::l::CONSULTER
            };
            let vers = adresse_grille(annee, etablissement.0, discipline, false);
            view! {
                <a class="fr-btn fr-btn--sm fr-btn--tertiary" href=vers aria-label=mc::pour(texte, &nom)>{texte}</a>
            }
            .into_any()
        }
        Page::Validation => {
            let vers = adresse_examen(annee, etablissement.0, discipline);
            view! {
                <ul class="imagin-actions">
                    <li><a class="fr-btn fr-btn--sm fr-btn--tertiary" href=vers aria-label=mc::pour(mc::l::EXAMINER, &nom)>{mc::l::EXAMINER}</a></li>
                    {etat.validable().then(|| view! {
                        <li><form method="post" action=ValiderCompetences::PATH>
                            <input type="hidden" name="etablissement" value=etablissement.0 />
                            <input type="hidden" name="annee" value=annee />
                            <input type="hidden" name="disciplines[]" value=choix.clone() />
                            {caches(filtre)}
                            <button class="fr-btn fr-btn--sm fr-btn--secondary" aria-label=mc::pour(mc::l::VALIDER, &nom)>{mc::l::VALIDER}</button>
                        </form></li>
                    })}
                </ul>
            }
            .into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{nom}</th>
            <td class="imagin-nombre" data-titre=mc::l::COL_PERSONNES>{ligne.personnes}</td>
            <td class="imagin-nombre" data-titre=mc::l::COL_COMPETENCES>{ligne.competences}</td>
            <td class="imagin-nombre" data-titre=mc::l::COL_SANS>{ligne.sans_competence}</td>
            <td>{badge(etat)}" "{(!depuis.is_empty()).then(|| view! { <span class="imagin-raison">{depuis}</span> })}</td>
            {(page == Page::Validation).then(|| view! { <td>{changements}</td> })}
            <td>{actions}</td>
        </tr>
    }
}

/// What the rectorat asks for a year, and reminding those who are late.
#[component]
fn CampagneDuRectorat(
    annee: i32,
    campagne: Campagne,
    /// Of the form that reminds: a double click reminds once.
    cle: String,
) -> impl IntoView {
    let limite = campagne.limite.map(|l| l.to_string()).unwrap_or_default();
    view! {
        <section class="imagin-campagne" aria-labelledby="campagne">
            <h2 id="campagne">{mc::l::CAMPAGNE}</h2>
            {campagne.limite.is_none().then(|| view! { <p>{mc::l::AUCUNE_LIMITE}</p> })}
            <form method="post" action=FixerCampagne::PATH class="imagin-formulaire-court">
                <div class="fr-input-group">
                    <label class="fr-label" for="campagne-annee">{mc::l::CAMPAGNE_ANNEE}
                        <span class="fr-hint-text">{mc::l::CAMPAGNE_ANNEE_INDICE}</span>
                    </label>
                    <input class="fr-input" type="number" id="campagne-annee" name="annee" min="2000" max="2099" required value=annee />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="limite">{mc::l::LIMITE}
                        <span class="fr-hint-text">{mc::l::LIMITE_INDICE}</span>
                    </label>
                    <input class="fr-input" type="date" id="limite" name="limite" value=limite />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="consigne">{mc::l::CONSIGNE}</label>
                    <textarea class="fr-input" id="consigne" name="consigne" rows="3" maxlength=Campagne::CONSIGNE_MAX>
                        {campagne.consigne}
                    </textarea>
                </div>
                <button class="fr-btn">{mc::l::ENREGISTRER}</button>
            </form>
            <form method="post" action=RelancerCompetences::PATH>
                <input type="hidden" name="annee" value=annee />
                <input type="hidden" name="cle" value=cle />
                <button class="fr-btn fr-btn--secondary">{mc::l::RELANCER}</button>
            </form>
        </section>
    }
}
